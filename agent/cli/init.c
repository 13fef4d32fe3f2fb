/*
 * samenspraak init: makes a profile, or completes a patient's when the certificate has come.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "answer.h"
#include "arguments.h"
#include "commands.h"
#include "files.h"
#include "passphrase.h"
#include "profile_files.h"
#include "take.h"

struct init_input {
    const char *role, *id, *name, *broker, *ca, *crl, *certificate, *key, *r;
    bool no_passphrase;
};

#define ROW(name_, value_, member_, text_)                                                         \
    {                                                                                              \
        (name_), (value_), SP_ARGUMENT_TEXT, offsetof(struct init_input, member_), false, (text_)  \
    }

/* clang-format off */
static const struct sp_argument rows[] = {
    ROW("role",   "ROLE",          role,        SP_TEXT_INIT_ROLE),
    ROW("id",     "SCHEME:NUMBER", id,          SP_TEXT_INIT_ID),
    ROW("name",   "NAME",          name,        SP_TEXT_INIT_NAME),
    ROW("broker", "URL",           broker,      SP_TEXT_INIT_BROKER),
    ROW("ca",     "FILE",          ca,          SP_TEXT_INIT_CA),
    ROW("crl",    "FILE",          crl,         SP_TEXT_INIT_CRL),
    ROW("cert",   "FILE",          certificate, SP_TEXT_INIT_CERT),
    ROW("key",    "FILE",          key,         SP_TEXT_INIT_KEY),
    ROW("r",      "FILE",          r,           SP_TEXT_INIT_R),
    {"no-passphrase", NULL, SP_ARGUMENT_FLAG, offsetof(struct init_input, no_passphrase), false, SP_TEXT_INIT_NO_PASSPHRASE},
};
/* clang-format on */

static const struct sp_arguments arguments = {.rows = rows,
    .count = sizeof(rows) / sizeof(rows[0]),
    .operands = "",
    .about = SP_TEXT_INIT_ABOUT,
    .examples = SP_TEXT_INIT_EXAMPLES};

/* Makes the folders above ${home}; the home itself is made by the profile. */
static int
make_parents(struct sp_cli *cli, const char *home)
{
    char path[SP_HOME_PATH_MAX];

    (void)snprintf(path, sizeof(path), "%s", home);
    for (char *at = path + 1; *at != 0; at++) {
        if (*at != '/') {
            continue;
        }
        *at = 0;
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
            return sp_fail(cli, "file", SP_TEXT_FOLDER_FAILED, SP_VALUES(path, strerror(errno)));
        }
        *at = '/';
    }
    return SP_EXIT_DONE;
}

static int
answer(struct sp_cli *cli, const char *home, const struct sp_profile *profile, bool is_sealed)
{
    char party[SP_PARTY_TEXT_MAX];
    char request[SP_PATH_MAX];

    sp_party_text(&profile->party, party);
    if (profile->is_complete || sp_file_path(home, SP_FILE_REQUEST, request) != SP_OK) {
        request[0] = 0;
    }
    if (!is_sealed) {
        sp_warn(cli, SP_TEXT_NO_PASSPHRASE_LOUD, SP_VALUES(home));
    }
    if (cli->json) {
        json_t *object = json_object();

        sp_json_set(cli, object, "party", json_string(party));
        sp_json_set(cli, object, "home", sp_json_text(home));
        sp_json_set(cli, object, "complete", json_boolean(profile->is_complete));
        sp_json_set(cli, object, "request", sp_json_text(request));
        sp_json_set(cli, object, "passphrase", json_boolean(is_sealed));
        return sp_json_print(cli, object);
    }
    sp_say(cli, SP_TEXT_INIT_DONE, SP_VALUES(party, home));
    if (!profile->is_complete) {
        sp_say(cli, SP_TEXT_INIT_REQUEST, SP_VALUES(request));
    } else if (profile->party.role == SP_ROLE_PATIENT) {
        sp_say(cli, SP_TEXT_INIT_NEXT_PATIENT, SP_NO_VALUES);
    } else {
        sp_say(cli, SP_TEXT_INIT_NEXT, SP_NO_VALUES);
    }
    return SP_EXIT_DONE;
}

static int
complete(struct sp_cli *cli, const struct init_input *input, const char *home)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_buffer passphrase;
    struct sp_profile profile;
    bool is_needed = false;
    int code = SP_EXIT_DONE;

    sp_buffer_init(&passphrase, SP_PASSPHRASE_MAX);
    if (sp_profile_needs_passphrase(home, &is_needed, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
        goto done;
    }
    if (is_needed && (code = sp_passphrase_ask(cli, false, &passphrase)) != SP_EXIT_DONE) {
        goto done;
    }
    if (sp_profile_complete(home, sp_buffer_bytes(&passphrase), input->certificate,
            cli->clock.now_ms(cli->clock.context), &profile, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
        goto done;
    }
    code = answer(cli, home, &profile, is_needed);
done:
    sp_buffer_wipe(&passphrase);
    return code;
}

/* What a new profile cannot do without. */
static int
check_new(struct sp_cli *cli, const struct init_input *input, uint8_t role)
{
    const struct {
        const char *name, *value;
        bool is_needed;
    } needed[] = {{"broker", input->broker, true}, {"ca", input->ca, true},
        {"id", input->id, role != SP_ROLE_PATIENT}, {"name", input->name, role != SP_ROLE_PATIENT},
        {"cert", input->certificate, role != SP_ROLE_PATIENT || input->key != NULL},
        {"key", input->key, role != SP_ROLE_PATIENT || input->certificate != NULL}};

    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        if (needed[i].is_needed && needed[i].value == NULL) {
            return sp_misuse(
                cli, SP_TEXT_INIT_NEEDS, SP_VALUES(needed[i].name, sp_term_id(&sp_roles, role)));
        }
    }
    if (input->no_passphrase && cli->passphrase_file != NULL) {
        return sp_misuse(cli, SP_TEXT_INIT_PASSPHRASE_BOTH, SP_NO_VALUES);
    }
    return SP_EXIT_DONE;
}

static int
make(struct sp_cli *cli, const struct init_input *input, const char *home)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_buffer passphrase;
    struct sp_profile profile;
    uint8_t role;
    int code;

    sp_buffer_init(&passphrase, SP_PASSPHRASE_MAX);
    if ((code = sp_take_term(cli, "--role", &sp_roles, input->role, &role)) != SP_EXIT_DONE ||
        (code = check_new(cli, input, role)) != SP_EXIT_DONE ||
        (!input->no_passphrase &&
            (code = sp_passphrase_ask(cli, true, &passphrase)) != SP_EXIT_DONE) ||
        (code = make_parents(cli, home)) != SP_EXIT_DONE) {
        goto done;
    }
    struct sp_init_options options = {.home = home,
        .role = role,
        .id = input->id,
        .name = input->name,
        .broker = input->broker,
        .ca = input->ca,
        .crl = input->crl,
        .certificate = input->certificate,
        .key = input->key,
        .r = input->r,
        .passphrase = sp_buffer_bytes(&passphrase),
        .language = cli->language};

    if (sp_profile_init(&options, cli->clock.now_ms(cli->clock.context), &profile, &problem) !=
        SP_OK) {
        code = sp_answer_problem(cli, &problem);
        goto done;
    }
    code = answer(cli, home, &profile, !input->no_passphrase);
done:
    sp_buffer_wipe(&passphrase);
    return code;
}

int
sp_command_init(struct sp_cli *cli, int argc, char **argv)
{
    struct init_input input = {.role = NULL};
    char home[SP_HOME_PATH_MAX];
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if ((code = sp_cli_home(cli, home)) != SP_EXIT_DONE) {
        return code;
    }
    if (input.role != NULL) {
        return make(cli, &input, home);
    }
    if (input.certificate == NULL || input.key != NULL || input.broker != NULL ||
        input.ca != NULL || input.id != NULL || input.name != NULL) {
        return sp_misuse(cli, SP_TEXT_INIT_ROLE_MISSING, SP_NO_VALUES);
    }
    return complete(cli, &input, home);
}
