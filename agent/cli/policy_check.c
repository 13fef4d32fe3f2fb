/*
 * policy check: JSON Lines in, JSON Lines out.
 *
 * The texts of a rule never change, so that part of an answer is made once per rule before the
 * first line is read.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "policy_cli.h"
#include "policy_scenario.h"

#define EXIT_GOOD       0
#define EXIT_BAD_INPUT  2
#define EXIT_INTERNAL   70
#define LINE_FIRST_SIZE 4096U
#define RULES_MAX       128

/* The end of an answer, for one rule: `"rule":…,"why":…,"next":…}`. */
struct ending {
    const struct sp_rule *rule;
    char *text;
};

struct check {
    FILE *in, *out;
    struct ending endings[RULES_MAX];
    size_t ending_count;
    char *line;
    size_t size, capacity;
    bool is_too_long;
    size_t number; /* of the line, from 1 */
    int status;    /* the exit code so far */
    struct sp_json_line *json;
};

static char *
render_ending(const struct sp_rule *rule)
{
    struct sp_rule_text nl = sp_policy_text(rule, SP_LANGUAGE_NL);
    struct sp_rule_text en = sp_policy_text(rule, SP_LANGUAGE_EN);
    json_t *json = json_pack("{s:s, s:{s:s, s:s}, s:{s:s, s:s}}", "rule", rule->id, "why", "nl",
        nl.why, "en", en.why, "next", "nl", nl.next, "en", en.next);
    char *text = json_dumps(json, JSON_COMPACT);

    json_decref(json);
    if (text != NULL) {
        memmove(text, text + 1, strlen(text)); /* without the opening brace */
    }
    return text;
}

static bool
render_endings(struct check *check)
{
    const struct sp_rule *rule;

    while ((rule = sp_policy_rule_at(check->ending_count)) != NULL) {
        if (check->ending_count == RULES_MAX) {
            return false;
        }
        struct ending *ending = &check->endings[check->ending_count++];

        *ending = (struct ending){.rule = rule, .text = render_ending(rule)};
        if (ending->text == NULL) {
            return false;
        }
    }
    return true;
}

static const char *
ending_of(const struct check *check, const struct sp_rule *rule)
{
    for (size_t i = 0; i < check->ending_count; i++) {
        if (check->endings[i].rule == rule) {
            return check->endings[i].text;
        }
    }
    return "\"rule\":null}"; /* cannot be: every rule has its row */
}

/* Adds a byte to the line; past the maximum the line is only counted as too long. */
static bool
append(struct check *check, int byte)
{
    if (check->size == SP_POLICY_LINE_MAX) {
        check->is_too_long = true;
        return true;
    }
    if (check->size + 1 >= check->capacity) { /* one more, for the scanner's NUL */
        size_t capacity = check->capacity == 0 ? LINE_FIRST_SIZE : check->capacity * 2;
        char *line = realloc(check->line, capacity);

        if (line == NULL) {
            return false;
        }
        check->line = line;
        check->capacity = capacity;
    }
    check->line[check->size++] = (char)byte;
    return true;
}

/* Reads the next line without its end; false at the end of input or on failure. */
static bool
next_line(struct check *check)
{
    int byte;

    check->size = 0;
    check->is_too_long = false;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): sp_cli_policy_check holds the lock
    while ((byte = getc_unlocked(check->in)) != EOF && byte != '\n') {
        if (!append(check, byte)) {
            check->status = EXIT_INTERNAL;
            return false;
        }
    }
    if (ferror_unlocked(check->in)) {
        check->status = EXIT_BAD_INPUT;
        return false;
    }
    check->number++;
    return byte == '\n' || check->size > 0;
}

static bool
line_is_blank(const struct check *check)
{
    for (size_t i = 0; i < check->size; i++) {
        if (strchr(" \t\r\v\f", check->line[i]) == NULL || check->line[i] == 0) {
            return false;
        }
    }
    return true;
}

/* The unlocked forms of stdio: sp_cli_policy_check holds both streams' locks. */
// NOLINTBEGIN(concurrency-mt-unsafe)
static void
put_string(FILE *out, const char *text)
{
    (void)putc_unlocked('"', out);
    for (; *text != 0; text++) {
        unsigned char c = (unsigned char)*text;

        if (c < 0x20) {
            (void)fprintf(out, "\\u%04x", c);
            continue;
        }
        if (c == '"' || c == '\\') {
            (void)putc_unlocked('\\', out);
        }
        (void)putc_unlocked(c, out);
    }
    (void)putc_unlocked('"', out);
}
// NOLINTEND(concurrency-mt-unsafe)

/* Writes `{"id":…`: the line's own id, or its number. */
static void
put_id(struct check *check)
{
    const struct sp_json *whole = check->json->count > 0 ? check->json->values : NULL;
    const struct sp_json *id = sp_json_get(whole, "id");

    (void)fputs("{\"id\":", check->out);
    if (id != NULL && id->type == SP_JSON_STRING) {
        put_string(check->out, id->text);
    } else if (id != NULL && id->type == SP_JSON_INTEGER) {
        (void)fputs(id->text, check->out);
    } else {
        (void)fprintf(check->out, "%zu", check->number);
    }
}

static void
put_error(struct check *check, const char *field, const char *text)
{
    char error[sizeof(struct sp_scenario_problem) + 3];

    (void)snprintf(error, sizeof(error), "%s: %s", field, text);
    put_id(check);
    (void)fputs(",\"error\":", check->out);
    put_string(check->out, error);
    (void)fputs("}\n", check->out);
    check->status = EXIT_BAD_INPUT;
}

static void
put_decision(struct check *check, const struct sp_decision *decision)
{
    char basis[SP_BASIS_TEXT_BYTES];
    const char *ending = ending_of(check, decision->rule);

    put_id(check);
    if (decision->verdict == SP_VERDICT_ALLOW) {
        sp_basis_text(decision->basis, decision->laws, basis);
        (void)fprintf(check->out, ",\"verdict\":\"ALLOW:%s\",\"basis\":\"%s\",", basis, basis);
    } else {
        (void)fprintf(
            check->out, ",\"verdict\":\"%s\",\"basis\":null,", sp_verdict_name(decision->verdict));
    }
    (void)fputs(ending, check->out);
    (void)putc('\n', check->out);
}

static void
check_line(struct check *check)
{
    struct sp_scenario_problem problem;
    struct sp_facts facts;
    char text[80];

    check->json->count = 0;
    if (check->is_too_long) {
        (void)snprintf(text, sizeof(text), "the line is longer than %u bytes", SP_POLICY_LINE_MAX);
        put_error(check, "json", text);
        return;
    }
    if (!sp_json_scan(check->json, check->line, check->size)) {
        (void)snprintf(
            text, sizeof(text), "%s (column %zu)", check->json->problem, check->json->column);
        put_error(check, "json", text);
        return;
    }
    if (!sp_scenario_read(check->json->values, &facts, &problem)) {
        put_error(check, problem.field, problem.text);
        return;
    }
    struct sp_decision decision = sp_policy_decide(&facts);

    put_decision(check, &decision);
}

int
sp_cli_policy_check(FILE *in, FILE *out)
{
    struct check check = {.in = in, .out = out, .status = EXIT_GOOD};

    flockfile(in);
    flockfile(out);
    check.json = malloc(sizeof(*check.json));
    if (check.json == NULL || !render_endings(&check)) {
        check.status = EXIT_INTERNAL;
    }
    while (check.status != EXIT_INTERNAL && next_line(&check)) {
        if (!line_is_blank(&check)) {
            check_line(&check);
        }
    }
    if (fflush(out) != 0 || ferror(out)) {
        check.status = EXIT_INTERNAL;
    }
    funlockfile(out);
    funlockfile(in);
    for (size_t i = 0; i < check.ending_count; i++) {
        sp_json_text_free(check.endings[i].text);
    }
    free(check.json);
    free(check.line);
    return check.status;
}
