/*
 * The command line of `samenspraak policy`.  argp and strerror are for one thread, and so is this.
 */
// NOLINTBEGIN(concurrency-mt-unsafe)
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy_cli.h"

#define EXIT_GOOD      0
#define EXIT_BAD_INPUT 2
#define EXIT_INTERNAL  70

#define ALL_LANGUAGES ((1U << SP_LANGUAGE_COUNT) - 1U)

struct request {
    const struct verb *verb;
    const char *operand; /* FILE or RULE, NULL for none */
    unsigned languages;  /* bit n: enum sp_language n; 0 when not asked */
    bool csv, json, list;
};

/* What may follow each verb. */
struct verb {
    const char *name;
    int (*run)(const struct request *request);
    bool takes_operand, takes_csv, takes_list;
};

/* The language of --lang, else of LANG, else Dutch. */
static enum sp_language
language_of(const struct request *request)
{
    const char *locale = getenv("LANG");

    if (request->languages != 0) {
        return request->languages == 1U << SP_LANGUAGE_EN ? SP_LANGUAGE_EN : SP_LANGUAGE_NL;
    }
    return locale != NULL && strncmp(locale, "en", 2) == 0 ? SP_LANGUAGE_EN : SP_LANGUAGE_NL;
}

static int
run_check(const struct request *request)
{
    bool is_file = request->operand != NULL && strcmp(request->operand, "-") != 0;
    const char *name = is_file ? request->operand : "standard input";
    FILE *in = is_file ? fopen(request->operand, "rb") : stdin;

    if (in == NULL) {
        (void)fprintf(stderr, "samenspraak policy check: %s: %s\n", name, strerror(errno));
        return EXIT_BAD_INPUT;
    }
    int status = sp_cli_policy_check(in, stdout);

    if (ferror(in)) {
        (void)fprintf(stderr, "samenspraak policy check: %s: cannot be read\n", name);
    }
    if (is_file) {
        (void)fclose(in);
    }
    return status;
}

static int
run_matrix(const struct request *request)
{
    if (request->csv) {
        sp_cli_policy_matrix_csv(stdout);
        return EXIT_GOOD;
    }
    if (request->json) {
        return sp_cli_policy_matrix_json(stdout);
    }
    sp_cli_policy_matrix(stdout, language_of(request));
    return EXIT_GOOD;
}

static int
run_explain(const struct request *request)
{
    const struct sp_rule *rule;

    if (request->list) {
        sp_cli_policy_list(stdout);
        return EXIT_GOOD;
    }
    rule = sp_policy_rule(request->operand);
    if (rule == NULL) {
        (void)fprintf(stderr,
            "samenspraak policy explain: no rule \"%s\"; look for one of these, or --list:\n",
            request->operand);
        sp_cli_policy_suggest(stderr, request->operand);
        return EXIT_BAD_INPUT;
    }
    if (request->json) {
        return sp_cli_policy_explain_json(stdout, rule);
    }
    sp_cli_policy_explain(
        stdout, rule, request->languages != 0 ? request->languages : ALL_LANGUAGES);
    return EXIT_GOOD;
}

static int
run_document(const struct request *request)
{
    (void)request;
    sp_cli_policy_document(stdout);
    return EXIT_GOOD;
}

/* clang-format off */
static const struct verb verbs[] = {
    /*                         operand csv    list */
    {"check",    run_check,    true,  false, false},
    {"matrix",   run_matrix,   false, true,  false},
    {"explain",  run_explain,  true,  false, true},
    {"document", run_document, false, false, false},
};

static const struct argp_option options[] = {
    {.name = "csv",  .key = 'c',            .doc = "matrix: all 6,076 cells as CSV"},
    {.name = "json", .key = 'j',            .doc = "answer in JSON (check always does)"},
    {.name = "lang", .key = 'l', .arg = "nl|en", .doc = "language of texts for people (default: LANG, else nl; explain: both)"},
    {.name = "list", .key = 'a',            .doc = "explain: the ids of all rules"},
    {.name = NULL},
};
/* clang-format on */

static const struct verb *
find_verb(const char *name)
{
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verbs[i].name, name) == 0) {
            return &verbs[i];
        }
    }
    return NULL;
}

static error_t
take_argument(struct request *request, char *argument, struct argp_state *state)
{
    if (request->verb == NULL) {
        request->verb = find_verb(argument);
        if (request->verb == NULL) {
            argp_error(state, "unknown: %s (one of check, matrix, explain, document)", argument);
        }
    } else if (request->operand == NULL) {
        request->operand = argument;
    } else {
        argp_error(state, "too many arguments: %s", argument);
    }
    return 0;
}

/* Says what is wrong with the whole; does not return then. */
static void
check_request(const struct request *request, struct argp_state *state)
{
    const struct verb *verb = request->verb;

    if (verb == NULL) {
        argp_error(state, "say what to do: check, matrix, explain or document");
        return;
    }
    if (request->operand != NULL && !verb->takes_operand) {
        argp_error(state, "%s takes no argument: %s", verb->name, request->operand);
    }
    if (request->csv && !verb->takes_csv) {
        argp_error(state, "--csv is for matrix");
    }
    if (request->csv && request->json) {
        argp_error(state, "--csv and --json: choose one");
    }
    if (request->json && verb->run == run_document) {
        argp_error(state, "document writes Markdown, not JSON");
    }
    if (request->list && !verb->takes_list) {
        argp_error(state, "--list is for explain");
    }
    if (verb->takes_list && (request->operand == NULL) != request->list) {
        argp_error(state, "explain takes the id of one rule, or --list");
    }
}

static error_t
take(int key, char *argument, struct argp_state *state)
{
    struct request *request = state->input;

    switch (key) {
    case 'c':
        request->csv = true;
        return 0;
    case 'j':
        request->json = true;
        return 0;
    case 'a':
        request->list = true;
        return 0;
    case 'l':
        if (strcmp(argument, "nl") != 0 && strcmp(argument, "en") != 0) {
            argp_error(state, "--lang takes nl or en");
        }
        request->languages = 1U << (argument[0] == 'e' ? SP_LANGUAGE_EN : SP_LANGUAGE_NL);
        return 0;
    case ARGP_KEY_ARG:
        return take_argument(request, argument, state);
    case ARGP_KEY_END:
        check_request(request, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int
sp_cli_policy(int argc, char **argv)
{
    static const struct argp argp = {
        .options = options,
        .parser = take,
        .args_doc = "check [FILE]\nmatrix\nexplain RULE\ndocument",
        .doc = "The rules on what may pass from whom to whom; no broker is asked.\v"
               "check judges scenarios, one JSON object a line, from FILE or standard input, and "
               "answers one JSON object a line.\n"
               "matrix shows what may pass between whom.\n"
               "explain tells what a rule means and what to do instead.\n"
               "document writes all of it as Markdown, in Dutch and English (docs/rules.md).\n\n"
               "Exit codes: 0 done; 2 wrong usage or input that cannot be read; 70 internal error.",
    };
    char name[] = "samenspraak policy";
    struct request request = {.verb = NULL};
    char *given = argv[0];

    argp_err_exit_status = EXIT_BAD_INPUT;
    argv[0] = name; /* what argp shows; the caller gets its own back */
    error_t failed = argp_parse(&argp, argc, argv, 0, NULL, &request);

    argv[0] = given;
    if (failed != 0 || request.verb == NULL) {
        (void)fprintf(stderr, "samenspraak policy: %s\n", strerror(failed));
        return failed == ENOMEM ? EXIT_INTERNAL : EXIT_BAD_INPUT;
    }
    int status = request.verb->run(&request);

    if (fflush(stdout) != 0 || ferror(stdout)) {
        (void)fprintf(stderr, "samenspraak policy: cannot write the answer\n");
        status = EXIT_INTERNAL;
    }
    return status;
}
// NOLINTEND(concurrency-mt-unsafe)
