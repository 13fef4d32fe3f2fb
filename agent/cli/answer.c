#include "answer.h"

#include <string.h>

#include "files.h"

int
sp_answer_problem(struct sp_cli *cli, const struct sp_problem *problem)
{
    char text[SP_PROBLEM_TEXT_MAX];
    int code = sp_problem_exit_code(problem);

    if (problem->id == SP_PROBLEM_NONE) {
        code = SP_EXIT_INTERNAL;
    }
    sp_problem_text(problem, cli->language, text);
    (void)fprintf(cli->err, "%s: ", cli->name);
    sp_show_text(cli->err, sp_bytes_of_text(text), false);
    (void)fputc('\n', cli->err);
    if (cli->json) {
        json_t *object = json_object();

        sp_json_set(cli, object, "error", json_string(sp_problem_name(problem->id)));
        sp_json_set(cli, object, "message", sp_json_text(text));
        sp_json_set(cli, object, "exit", sp_json_number((uint64_t)code));
        (void)sp_json_print(cli, object);
    }
    return code;
}

void
sp_verdict_text(const struct sp_outcome *outcome, char out[static SP_VERDICT_TEXT_BYTES])
{
    char basis[SP_BASIS_TEXT_BYTES];

    sp_basis_text(outcome->basis, outcome->laws, basis);
    if (outcome->verdict == SP_VERDICT_ALLOW && basis[0] != 0) {
        (void)snprintf(out, SP_VERDICT_TEXT_BYTES, "ALLOW:%s", basis);
    } else {
        (void)snprintf(out, SP_VERDICT_TEXT_BYTES, "%s", sp_verdict_name(outcome->verdict));
    }
}

/* What to say of answers that no rule gives. */
static const struct refusal {
    enum sp_verdict verdict;
    enum sp_text_id why, next;
} refusals[] = {
    {SP_VERDICT_NONE, SP_TEXT_WHY_NONE, SP_TEXT_NEXT_REPORT},
    {SP_VERDICT_REFUSE_FRAME, SP_TEXT_WHY_FRAME, SP_TEXT_NEXT_REPORT},
    {SP_VERDICT_REFUSE_VERSION, SP_TEXT_WHY_VERSION, SP_TEXT_NEXT_UPDATE},
    {SP_VERDICT_REFUSE_KIND, SP_TEXT_WHY_KIND, SP_TEXT_NEXT_UPDATE},
    {SP_VERDICT_REFUSE_SIZE, SP_TEXT_WHY_SIZE, SP_TEXT_NEXT_SMALLER},
    {SP_VERDICT_REFUSE_SIGNATURE, SP_TEXT_WHY_SIGNATURE, SP_TEXT_NEXT_REPORT},
    {SP_VERDICT_REFUSE_CERT, SP_TEXT_WHY_CERT, SP_TEXT_NEXT_CERT},
    {SP_VERDICT_REFUSE_HELLO, SP_TEXT_WHY_HELLO, SP_TEXT_NEXT_AGAIN},
    {SP_VERDICT_REFUSE_REPLAY, SP_TEXT_WHY_REPLAY, SP_TEXT_NEXT_OTHER_ID},
    {SP_VERDICT_REFUSE_CLOCK, SP_TEXT_WHY_CLOCK, SP_TEXT_NEXT_CLOCK},
    {SP_VERDICT_REFUSE_STALE_KEY, SP_TEXT_WHY_STALE_KEY, SP_TEXT_NEXT_AGAIN},
    {SP_VERDICT_REFUSE_STALE_VIEW, SP_TEXT_WHY_STALE_VIEW, SP_TEXT_NEXT_REPORT},
    {SP_VERDICT_REFUSE_STATEMENT, SP_TEXT_WHY_STATEMENT, SP_TEXT_NEXT_STATEMENT},
    {SP_VERDICT_REFUSE_NOT_FOUND, SP_TEXT_WHY_NOT_FOUND, SP_TEXT_NEXT_NOT_FOUND},
    {SP_VERDICT_REFUSE_FROZEN, SP_TEXT_WHY_FROZEN, SP_TEXT_NEXT_AGAIN},
    {SP_VERDICT_RESEAL, SP_TEXT_WHY_RESEAL, SP_TEXT_NEXT_RESEAL},
    {SP_VERDICT_BUSY, SP_TEXT_WHY_BUSY, SP_TEXT_NEXT_AGAIN},
};

/* Why, and what to do instead; "" where there is nothing to say. */
static struct sp_rule_text
words_of(const struct sp_outcome *outcome, enum sp_language language)
{
    const struct sp_rule *rule = sp_policy_rule(outcome->rule);
    struct sp_rule_text words = {.why = "", .next = "", .source = ""};

    if (rule != NULL) {
        return sp_policy_text(rule, language);
    }
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (refusals[i].verdict == outcome->verdict) {
            words.why = sp_text(refusals[i].why, language);
            words.next = sp_text(refusals[i].next, language);
        }
    }
    return words;
}

void
sp_json_verdict(struct sp_cli *cli, json_t *object, const struct sp_outcome *outcome)
{
    struct sp_rule_text words = words_of(outcome, cli->language);
    char verdict[SP_VERDICT_TEXT_BYTES];

    sp_verdict_text(outcome, verdict);
    sp_json_set(cli, object, "verdict", json_string(verdict));
    sp_json_set(cli, object, "rule", sp_json_text(outcome->rule));
    sp_json_set(cli, object, "why", sp_json_text(words.why));
    sp_json_set(cli, object, "next", sp_json_text(words.next));
    if (outcome->detail[0] != 0) {
        sp_json_set(cli, object, "detail", sp_json_text(outcome->detail));
    }
    if (outcome->verdict == SP_VERDICT_BUSY) {
        sp_json_set(cli, object, "retry_after_ms", sp_json_number(outcome->retry_after_ms));
    }
    if (outcome->own_refusal) {
        sp_json_set(cli, object, "own_refusal", json_true());
    }
}

static json_t *
log_json(struct sp_cli *cli, const struct sp_outcome *outcome)
{
    if (!outcome->has_log) {
        return json_null();
    }
    json_t *log = json_object();

    sp_json_set(cli, log, "index", sp_json_number(outcome->log_index));
    sp_json_set(cli, log, "size", sp_json_number(outcome->log_size));
    return log;
}

static int
answer_json(struct sp_cli *cli, const struct sp_told *answer)
{
    const struct sp_outcome *outcome = answer->outcome;
    json_t *object = json_object();

    sp_json_set(cli, object, "id", sp_json_text(answer->id));
    if (outcome->queued) {
        sp_json_set(cli, object, "state", json_string("queued"));
    } else {
        sp_json_verdict(cli, object, outcome);
        sp_json_set(cli, object, "log", log_json(cli, outcome));
    }
    if (answer->more != NULL && json_object_update(object, answer->more) != 0) {
        cli->json_failed = true;
    }
    json_decref(answer->more);
    return sp_json_print(cli, object);
}

static void
say_good(struct sp_cli *cli, const struct sp_told *answer)
{
    const struct sp_outcome *outcome = answer->outcome;
    char basis[SP_SHOWN_CATEGORIES_BYTES];

    sp_say(cli, answer->done, answer->values);
    if (outcome->verdict == SP_VERDICT_ALLOW && outcome->basis != SP_BASIS_NONE) {
        sp_show_basis(outcome->basis, outcome->laws, cli->language, basis);
        sp_say(cli, SP_TEXT_OUTCOME_BASIS, SP_VALUES(basis));
    }
}

/* One line of a refusal; nothing when there is nothing to say. */
static void
say_if(struct sp_cli *cli, enum sp_text_id id, const char *value)
{
    if (value[0] != 0) {
        sp_say(cli, id, SP_VALUES(value));
    }
}

static void
say_refused(struct sp_cli *cli, const struct sp_told *answer)
{
    const struct sp_outcome *outcome = answer->outcome;
    struct sp_rule_text words = words_of(outcome, cli->language);

    if (outcome->verdict == SP_VERDICT_HOLD_APPROVAL) {
        sp_say(cli, SP_TEXT_OUTCOME_HELD, SP_VALUES(answer->id != NULL ? answer->id : ""));
    } else {
        sp_say(cli, SP_TEXT_OUTCOME_REFUSED, SP_VALUES(sp_verdict_name(outcome->verdict)));
    }
    if (outcome->own_refusal) {
        sp_say(cli, SP_TEXT_OUTCOME_OWN, SP_NO_VALUES);
    }
    say_if(cli, SP_TEXT_OUTCOME_WHY, words.why);
    say_if(cli, SP_TEXT_OUTCOME_DETAIL, outcome->detail);
    say_if(cli, SP_TEXT_OUTCOME_NEXT, words.next);
    say_if(cli, SP_TEXT_OUTCOME_RULE, outcome->rule);
}

static void
answer_words(struct sp_cli *cli, const struct sp_told *answer)
{
    const struct sp_outcome *outcome = answer->outcome;
    char index[24];

    if (outcome->queued) {
        sp_say(cli, SP_TEXT_QUEUED, SP_VALUES(answer->id != NULL ? answer->id : ""));
        return;
    }
    if (sp_verdict_is_good(outcome->verdict)) {
        say_good(cli, answer);
    } else {
        say_refused(cli, answer);
    }
    if (outcome->has_log) {
        (void)snprintf(index, sizeof(index), "%llu", (unsigned long long)outcome->log_index);
        sp_say(cli, SP_TEXT_OUTCOME_LOG, SP_VALUES(index));
    }
}

int
sp_answer_outcome(struct sp_cli *cli, const struct sp_told *answer)
{
    if (cli->json) {
        int code = answer_json(cli, answer);

        return code != SP_EXIT_DONE ? code : sp_outcome_exit_code(answer->outcome);
    }
    json_decref(answer->more);
    answer_words(cli, answer);
    return sp_outcome_exit_code(answer->outcome);
}

int
sp_answer_made(struct sp_cli *cli, const struct sp_statement_made *made, enum sp_text_id done,
    const char *const *values)
{
    char id[2 * sizeof(made->id.b) + 1];
    json_t *more = NULL;

    sp_hex(made->id.b, sizeof(made->id.b), id);
    if (cli->json) {
        more = json_object();
        sp_json_set(cli, more, "version", sp_json_number(made->version));
        if (made->outcome.has_id) {
            sp_json_set(
                cli, more, "hash", sp_json_hex(made->outcome.id.b, sizeof(made->outcome.id.b)));
        }
        if (made->outcome.has_log) {
            sp_json_set(cli, more, "statement_index", sp_json_number(made->leaf_index));
        }
    }
    int code = sp_answer_outcome(cli,
        &(struct sp_told){
            .outcome = &made->outcome, .id = id, .done = done, .values = values, .more = more});

    if (sp_verdict_is_good(made->outcome.verdict)) {
        sp_say(cli, SP_TEXT_STATEMENT_ID, SP_VALUES(id));
    }
    return code;
}
