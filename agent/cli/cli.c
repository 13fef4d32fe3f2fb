#include "cli.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include <samenspraak/bytes.h>

#include "answer.h"
#include "arguments.h"
#include "inbox.h"
#include "passphrase.h"
#include "say.h"

/* ---- memory of JSON values: content of messages passes through it ---- */

/* Before each block; the union keeps what follows aligned for any type. */
union block_head {
    size_t size;
    max_align_t align;
};

static void *
take_block(size_t size)
{
    union block_head *head;

    if (size > SIZE_MAX - sizeof(*head) || (head = malloc(sizeof(*head) + size)) == NULL) {
        return NULL;
    }
    head->size = size;
    return head + 1;
}

static void
give_back(void *block)
{
    if (block != NULL) {
        union block_head *head = (union block_head *)block - 1;

        sp_wipe(block, head->size);
        free(head);
    }
}

/* ---- setting up ---- */

/* The value of --lang in ${argv}, however it is written; the last one counts. */
static const char *
lang_option(int argc, char **argv)
{
    const char *value = NULL;

    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0) {
            value = argv[i] + 7;
        } else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc) {
            value = argv[i + 1];
        }
    }
    return value;
}

static bool
json_option(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--json") == 0) {
            return true;
        }
    }
    return false;
}

static int64_t
system_now_ms(void *context)
{
    return sp_agent_clock_system.now_ms(context);
}

void
sp_cli_init(struct sp_cli *cli, FILE *out, FILE *err, int argc, char **argv)
{
    const char *language = lang_option(argc, argv);

    memset(cli, 0, sizeof(*cli));
    if (language == NULL) {
        language = getenv("LANG"); // NOLINT(concurrency-mt-unsafe): nobody sets it
    }
    cli->out = out;
    cli->err = err;
    cli->language =
        language != NULL && strncmp(language, "en", 2) == 0 ? SP_LANGUAGE_EN : SP_LANGUAGE_NL;
    cli->json = json_option(argc, argv);
    cli->clock = (struct sp_agent_clock){.now_ms = system_now_ms};
    (void)snprintf(cli->name, sizeof(cli->name), "samenspraak");
}

int
sp_cli_main(const struct sp_cli_group *group, int argc, char **argv)
{
    struct sp_cli cli;
    int code;

    json_set_alloc_funcs(take_block, give_back);
    argp_err_exit_status = SP_EXIT_USAGE;
    sp_cli_init(&cli, stdout, stderr, argc, argv);
    code = sp_cli_dispatch(&cli, group, argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout) || cli.json_failed) {
        sp_warn(&cli, SP_TEXT_OUTPUT_FAILED, SP_NO_VALUES);
        code = SP_EXIT_INTERNAL;
    }
    return code;
}

/* ---- home and agent ---- */

static const char *
variable(const char *name)
{
    const char *value = getenv(name); // NOLINT(concurrency-mt-unsafe): nobody sets it

    return value != NULL && value[0] != 0 ? value : NULL;
}

enum sp_text_id
sp_cli_find_home(const struct sp_cli *cli, char out[static SP_HOME_PATH_MAX])
{
    const char *folder = cli->home != NULL ? cli->home : variable("SAMENSPRAAK_HOME");
    const char *tail = "";

    out[0] = 0;
    if (folder == NULL && (folder = variable("XDG_DATA_HOME")) != NULL) {
        tail = "/samenspraak";
    }
    if (folder == NULL && (folder = variable("HOME")) != NULL) {
        tail = "/.local/share/samenspraak";
    }
    if (folder == NULL || folder[0] == 0) {
        return SP_TEXT_HOME_UNKNOWN;
    }
    int size = snprintf(out, SP_HOME_PATH_MAX, "%s%s", folder, tail);

    return size < 0 || size >= SP_HOME_PATH_MAX ? SP_TEXT_HOME_TOO_LONG : SP_TEXT_NONE;
}

int
sp_cli_home(struct sp_cli *cli, char out[static SP_HOME_PATH_MAX])
{
    enum sp_text_id wrong = sp_cli_find_home(cli, out);

    return wrong == SP_TEXT_NONE ? SP_EXIT_DONE : sp_misuse(cli, wrong, SP_NO_VALUES);
}

int
sp_cli_open(struct sp_cli *cli, struct sp_agent **out)
{
    char home[SP_HOME_PATH_MAX];
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_buffer passphrase;
    bool is_needed = false;
    int code;

    *out = NULL;
    sp_buffer_init(&passphrase, SP_PASSPHRASE_MAX);
    if ((code = sp_cli_home(cli, home)) != SP_EXIT_DONE) {
        return code;
    }
    if (sp_profile_needs_passphrase(home, &is_needed, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    if (is_needed && (code = sp_passphrase_ask(cli, false, &passphrase)) != SP_EXIT_DONE) {
        goto done;
    }
    struct sp_agent_options options = {
        .home = home, .passphrase = sp_buffer_bytes(&passphrase), .clock = cli->clock};

    if (sp_agent_open(&options, out, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
    }
done:
    sp_buffer_wipe(&passphrase);
    return code;
}

int
sp_cli_catch_up(struct sp_cli *cli, struct sp_agent *agent, bool must)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    char text[SP_PROBLEM_TEXT_MAX];
    size_t count;

    if (sp_inbox_fetch(agent, 0, &count, &problem) == SP_OK) {
        return SP_EXIT_DONE;
    }
    if (must || sp_problem_exit_code(&problem) != SP_EXIT_AWAY) {
        return sp_answer_problem(cli, &problem);
    }
    sp_problem_text(&problem, cli->language, text);
    sp_warn(cli, SP_TEXT_BROKER_AWAY_NOTE, SP_VALUES(text));
    return SP_EXIT_DONE;
}
