#include "arguments.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"
#include "version.h"

#define KEY_ROWS   1000 /* options of the command: this and on */
#define COMMON     6
#define HELP_WIDTH 79

enum common_key {
    SP_KEY_HOME = 900,
    SP_KEY_PASSPHRASE,
    SP_KEY_JSON,
    SP_KEY_LANG,
    SP_KEY_HELP = 'h',
    SP_KEY_VERSION = 'V'
};

/* clang-format off */
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): rows are written in this order
static const struct common {
    int key;
    const char *name, *value;
    enum sp_text_id about;
} commons[COMMON] = {
    {SP_KEY_HOME,       "home",            "DIR",   SP_TEXT_OPTION_HOME},
    {SP_KEY_PASSPHRASE, "passphrase-file", "FILE",  SP_TEXT_OPTION_PASSPHRASE_FILE},
    {SP_KEY_JSON,       "json",            NULL,    SP_TEXT_OPTION_JSON},
    {SP_KEY_LANG,       "lang",            "nl|en", SP_TEXT_OPTION_LANG},
    {SP_KEY_HELP,       "help",            NULL,    SP_TEXT_OPTION_HELP},
    {SP_KEY_VERSION,    "version",         NULL,    SP_TEXT_OPTION_VERSION},
};
/* clang-format on */

/* What is being read. */
struct taking {
    struct sp_cli *cli;
    const struct sp_arguments *spec; /* NULL: a group */
    const struct sp_cli_group *group;
    void *input;
    bool seen[SP_ARGUMENTS_MAX];
    int command; /* of a group: where its name stands in argv */
    int code;    /* SP_EXIT_GO_ON until something was said */
};

/* ---- help ---- */

/* Text ${id} in lines of at most HELP_WIDTH characters, broken between words. */
static void
show_wrapped(struct sp_cli *cli, enum sp_text_id id)
{
    const char *at = sp_text(id, cli->language);
    size_t column = 0;

    while (*at != 0) {
        size_t size = strcspn(at, " ");
        size_t width = 0;

        for (size_t i = 0; i < size; i++) {
            width += ((unsigned char)at[i] & 0xc0U) != 0x80U ? 1 : 0;
        }
        if (column > 0 && column + 1 + width > HELP_WIDTH) {
            (void)fputc('\n', cli->out);
            column = 0;
        } else if (column > 0) {
            (void)fputc(' ', cli->out);
            column++;
        }
        (void)fprintf(cli->out, "%.*s", (int)size, at);
        column += width;
        at += size + (at[size] == ' ' ? 1 : 0);
    }
    (void)fputc('\n', cli->out);
}

static void
show_option(struct sp_cli *cli, const char *name, const char *value, enum sp_argument_kind kind,
    enum sp_text_id about)
{
    char left[64];
    const char *open = kind == SP_ARGUMENT_MAYBE ? "[=" : value != NULL ? " " : "";

    (void)snprintf(left, sizeof(left), "--%s%s%s%s%s", name, open, value != NULL ? value : "",
        kind == SP_ARGUMENT_MAYBE ? "]" : "", kind == SP_ARGUMENT_LIST ? " ..." : "");
    (void)fprintf(cli->out, "  %-28s ", left);
    sp_say_to(cli, cli->out, about, SP_NO_VALUES);
}

static void
show_commons(struct sp_cli *cli)
{
    for (size_t i = 0; i < COMMON; i++) {
        show_option(cli, commons[i].name, commons[i].value, SP_ARGUMENT_TEXT, commons[i].about);
    }
}

static void
show_help(struct sp_cli *cli, const struct sp_arguments *spec)
{
    (void)fprintf(cli->out, "%s %s", sp_text(SP_TEXT_USAGE, cli->language), cli->name);
    for (size_t i = 0; i < spec->count; i++) {
        if (spec->rows[i].is_required) {
            (void)fprintf(cli->out, " --%s %s", spec->rows[i].name, spec->rows[i].value);
        }
    }
    (void)fprintf(cli->out, "%s%s %s\n\n", spec->operands[0] != 0 ? " " : "", spec->operands,
        sp_text(SP_TEXT_USAGE_OPTIONS, cli->language));
    show_wrapped(cli, spec->about);
    (void)fputc('\n', cli->out);
    for (size_t i = 0; i < spec->count; i++) {
        const struct sp_argument *row = &spec->rows[i];

        show_option(cli, row->name, row->value, row->kind, row->about);
    }
    show_commons(cli);
    (void)fprintf(cli->out, "\n%s\n", sp_text(SP_TEXT_EXAMPLES, cli->language));
    sp_say_to(cli, cli->out, spec->examples, SP_NO_VALUES);
}

static void
show_group(struct sp_cli *cli, const struct sp_cli_group *group)
{
    (void)fprintf(cli->out, "%s %s %s\n\n", sp_text(SP_TEXT_USAGE, cli->language), cli->name,
        sp_text(SP_TEXT_USAGE_COMMAND, cli->language));
    show_wrapped(cli, group->about);
    (void)fputc('\n', cli->out);
    for (const struct sp_cli_command *row = group->commands; row->name != NULL; row++) {
        (void)fprintf(cli->out, "  %-10s ", row->name);
        sp_say_to(cli, cli->out, row->summary, SP_NO_VALUES);
    }
    (void)fputc('\n', cli->out);
    show_commons(cli);
    (void)fputc('\n', cli->out);
    sp_say_to(cli, cli->out, SP_TEXT_GROUP_TAIL, SP_VALUES(cli->name));
}

/* ---- reading ---- */

static error_t
fail(struct taking *taking, int code)
{
    taking->code = code;
    return EINVAL;
}

static error_t
take_common(struct taking *taking, int key, const char *value)
{
    struct sp_cli *cli = taking->cli;

    switch (key) {
    case SP_KEY_HOME:
        cli->home = value;
        return 0;
    case SP_KEY_PASSPHRASE:
        cli->passphrase_file = value;
        return 0;
    case SP_KEY_JSON:
        cli->json = true;
        return 0;
    case SP_KEY_LANG:
        if (strcmp(value, "nl") != 0 && strcmp(value, "en") != 0) {
            return fail(taking, sp_misuse(cli, SP_TEXT_BAD_LANG, SP_VALUES(value)));
        }
        cli->language = value[0] == 'e' ? SP_LANGUAGE_EN : SP_LANGUAGE_NL;
        cli->language_chosen = true;
        return 0;
    case SP_KEY_HELP:
        if (taking->spec != NULL) {
            show_help(cli, taking->spec);
        } else {
            show_group(cli, taking->group);
        }
        return fail(taking, SP_EXIT_DONE);
    case SP_KEY_VERSION:
        (void)fprintf(cli->out, "samenspraak %s\n", SP_PROGRAM_VERSION);
        return fail(taking, SP_EXIT_DONE);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t
add_word(struct taking *taking, struct sp_words *words, size_t max, const char *value)
{
    if (words->count >= max) {
        return fail(taking, sp_misuse(taking->cli, SP_TEXT_TOO_MANY, SP_VALUES(value)));
    }
    words->at[words->count++] = value;
    return 0;
}

static error_t
take_row(struct taking *taking, size_t row, char *value)
{
    const struct sp_argument *argument = &taking->spec->rows[row];
    char *member = (char *)taking->input + argument->offset;

    if (taking->seen[row] && argument->kind != SP_ARGUMENT_LIST) {
        return fail(
            taking, sp_misuse(taking->cli, SP_TEXT_OPTION_TWICE, SP_VALUES(argument->name)));
    }
    taking->seen[row] = true;
    switch (argument->kind) {
    case SP_ARGUMENT_FLAG:
        memcpy(member, &(bool){true}, sizeof(bool));
        return 0;
    case SP_ARGUMENT_MAYBE:
    case SP_ARGUMENT_TEXT: {
        const char *text = value != NULL ? value : "";

        memcpy(member, &text, sizeof(text));
        return 0;
    }
    case SP_ARGUMENT_LIST:
        return add_word(taking, (void *)member, SP_WORDS_MAX, value);
    }
    return ARGP_ERR_UNKNOWN;
}

static error_t
take_operand(struct taking *taking, char *value, struct argp_state *state)
{
    if (taking->spec == NULL) {
        taking->command = state->next - 1;
        state->next = state->argc; /* the rest is the command's */
        return 0;
    }
    if (taking->spec->operand_max == 0) {
        return fail(taking, sp_misuse(taking->cli, SP_TEXT_TOO_MANY, SP_VALUES(value)));
    }
    return add_word(taking, (void *)((char *)taking->input + taking->spec->operands_offset),
        taking->spec->operand_max, value);
}

static error_t
check_complete(struct taking *taking)
{
    const struct sp_arguments *spec = taking->spec;
    size_t operands = 0;

    if (spec == NULL) {
        return 0;
    }
    for (size_t i = 0; i < spec->count; i++) {
        if (spec->rows[i].is_required && !taking->seen[i]) {
            return fail(taking, sp_misuse(taking->cli, SP_TEXT_OPTION_MISSING,
                                    SP_VALUES(spec->rows[i].name, spec->rows[i].value)));
        }
    }
    if (spec->operand_max > 0) {
        const struct sp_words *words =
            (const void *)((const char *)taking->input + spec->operands_offset);

        operands = words->count;
    }
    if (operands < spec->operand_min) {
        return fail(
            taking, sp_misuse(taking->cli, SP_TEXT_OPERAND_MISSING, SP_VALUES(spec->operands)));
    }
    return 0;
}

static error_t
take(int key, char *value, struct argp_state *state)
{
    struct taking *taking = state->input;

    if (key >= KEY_ROWS && key < KEY_ROWS + SP_ARGUMENTS_MAX) {
        return take_row(taking, (size_t)(key - KEY_ROWS), value);
    }
    switch (key) {
    case ARGP_KEY_ARG:
        return take_operand(taking, value, state);
    case ARGP_KEY_END:
        return check_complete(taking);
    case ARGP_KEY_ERROR:
        if (taking->code == SP_EXIT_GO_ON) {
            int at = state->next > 1 ? state->next - 1 : 1;
            const char *word = at < state->argc ? state->argv[at] : "?";

            taking->code = sp_misuse(taking->cli, SP_TEXT_OPTION_UNKNOWN, SP_VALUES(word));
        }
        return 0;
    default:
        return take_common(taking, key, value);
    }
}

/* The option table for argp: rows of the command first, then the common ones, then an empty one. */
static void
list_options(const struct sp_arguments *spec, struct argp_option *out)
{
    size_t count = 0;

    for (size_t i = 0; spec != NULL && i < spec->count; i++) {
        out[count++] = (struct argp_option){.name = spec->rows[i].name,
            .key = KEY_ROWS + (int)i,
            .arg = spec->rows[i].value,
            .flags = spec->rows[i].kind == SP_ARGUMENT_MAYBE ? OPTION_ARG_OPTIONAL : 0};
    }
    for (size_t i = 0; i < COMMON; i++) {
        out[count++] = (struct argp_option){
            .name = commons[i].name, .key = commons[i].key, .arg = commons[i].value};
    }
}

static int
run_argp(struct taking *taking, int argc, char **argv)
{
    struct argp_option options[SP_ARGUMENTS_MAX + COMMON + 1] = {{.name = NULL}};
    struct argp argp = {.options = options, .parser = take};
    unsigned flags = ARGP_NO_EXIT | ARGP_NO_ERRS | ARGP_NO_HELP;

    if (taking->spec == NULL) {
        flags |= ARGP_IN_ORDER;
    }
    list_options(taking->spec, options);
    taking->code = SP_EXIT_GO_ON;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
    error_t failed = argp_parse(&argp, argc, argv, flags, NULL, taking);

    if (failed != 0 && taking->code == SP_EXIT_GO_ON) {
        taking->code = SP_EXIT_INTERNAL;
    }
    return taking->code;
}

int
sp_arguments_take(
    struct sp_cli *cli, const struct sp_arguments *spec, int argc, char **argv, void *input)
{
    struct taking taking = {.cli = cli, .spec = spec, .input = input};

    return run_argp(&taking, argc, argv);
}

int
sp_cli_dispatch(struct sp_cli *cli, const struct sp_cli_group *group, int argc, char **argv)
{
    struct taking taking = {.cli = cli, .group = group};
    int code = run_argp(&taking, argc, argv);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if (taking.command == 0) {
        return sp_misuse(cli, SP_TEXT_COMMAND_MISSING, SP_NO_VALUES);
    }
    const char *name = argv[taking.command];

    for (const struct sp_cli_command *row = group->commands; row->name != NULL; row++) {
        if (strcmp(row->name, name) == 0) {
            size_t used = strlen(cli->name);

            (void)snprintf(cli->name + used, sizeof(cli->name) - used, " %s", row->name);
            return row->run(cli, argc - taking.command, argv + taking.command);
        }
    }
    return sp_misuse(cli, SP_TEXT_COMMAND_UNKNOWN, SP_VALUES(name));
}
