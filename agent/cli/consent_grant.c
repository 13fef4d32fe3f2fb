/*
 * samenspraak consent grant: the patient permits one party to tell another, for one purpose.
 */
#include <string.h>

#include "arguments.h"
#include "commands.h"
#include "statement_show.h"
#include "take.h"

struct grant_input {
    const char *from, *to, *purpose, *until, *from_date, *about;
    struct sp_words categories;
    bool each, onward;
};

#define AT(member_) offsetof(struct grant_input, member_)

/* clang-format off */
static const struct sp_argument rows[] = {
    {"from",      "PARTY",    SP_ARGUMENT_TEXT, AT(from),       true,  SP_TEXT_GRANT_FROM},
    {"to",        "PARTY",    SP_ARGUMENT_TEXT, AT(to),         true,  SP_TEXT_GRANT_TO},
    {"category",  "C[,C..]",  SP_ARGUMENT_LIST, AT(categories), true,  SP_TEXT_GRANT_CATEGORY},
    {"purpose",   "P",        SP_ARGUMENT_TEXT, AT(purpose),    true,  SP_TEXT_GRANT_PURPOSE},
    {"until",     "DATE",     SP_ARGUMENT_TEXT, AT(until),      true,  SP_TEXT_GRANT_UNTIL},
    {"from-date", "DATE",     SP_ARGUMENT_TEXT, AT(from_date),  false, SP_TEXT_GRANT_FROM_DATE},
    {"each",      NULL,       SP_ARGUMENT_FLAG, AT(each),       false, SP_TEXT_GRANT_EACH},
    {"onward",    NULL,       SP_ARGUMENT_FLAG, AT(onward),     false, SP_TEXT_GRANT_ONWARD},
    {"about",     "CODE",     SP_ARGUMENT_TEXT, AT(about),      false, SP_TEXT_OPTION_ABOUT},
};
/* clang-format on */

static const struct sp_arguments arguments = {.rows = rows,
    .count = sizeof(rows) / sizeof(rows[0]),
    .operands = "",
    .about = SP_TEXT_CONSENT_GRANT_ABOUT,
    .examples = SP_TEXT_CONSENT_GRANT_EXAMPLES};

/* What was asked for, as types. */
struct grant {
    struct sp_consent_body body;
    struct sp_u8 categories[SP_CATEGORY_COUNT];
    uint32_t mask;
};

static int
take_days(struct sp_cli *cli, const struct grant_input *input, struct grant *grant)
{
    sp_day today = sp_day_of_ms(cli->clock.now_ms(cli->clock.context));
    sp_day from = today;
    sp_day until;
    char first[SP_DAY_TEXT_BYTES];
    char last[SP_DAY_TEXT_BYTES];
    int code;

    if ((code = sp_take_day(cli, "--until", input->until, &until)) != SP_EXIT_DONE ||
        (input->from_date != NULL &&
            (code = sp_take_day(cli, "--from-date", input->from_date, &from)) != SP_EXIT_DONE)) {
        return code;
    }
    if (until < from || until < today || until > from + SP_CONSENT_DAYS_MAX) {
        sp_day_text(from > today ? from : today, first);
        sp_day_text(from + SP_CONSENT_DAYS_MAX, last);
        return sp_misuse(cli, SP_TEXT_GRANT_BAD_UNTIL, SP_VALUES(input->until, first, last));
    }
    grant->body.from_day = (uint32_t)from;
    grant->body.until_day = (uint32_t)until;
    return SP_EXIT_DONE;
}

static int
take(struct sp_cli *cli, const struct grant_input *input, struct grant *grant)
{
    struct sp_consent_body *body = &grant->body;
    size_t count = 0;
    int code;

    memset(grant, 0, sizeof(*grant));
    if ((code = sp_take_party(cli, "--from", input->from, &body->discloser)) != SP_EXIT_DONE ||
        (code = sp_take_party(cli, "--to", input->to, &body->recipient)) != SP_EXIT_DONE ||
        (code = sp_take_terms(cli, "--category", &sp_categories, &input->categories,
             &grant->mask)) != SP_EXIT_DONE ||
        (code = sp_take_term(cli, "--purpose", &sp_purposes, input->purpose, &body->purpose)) !=
            SP_EXIT_DONE ||
        (code = take_days(cli, input, grant)) != SP_EXIT_DONE) {
        return code;
    }
    for (uint8_t i = 0; i < SP_CATEGORY_COUNT; i++) {
        if ((grant->mask & SP_CATEGORY_BIT(i)) != 0) {
            grant->categories[count++].v = i;
        }
    }
    body->categories = (struct sp_list){.items = grant->categories, .count = count};
    body->each = input->each;
    body->onward = input->onward;
    body->language = (uint8_t)cli->language;
    return SP_EXIT_DONE;
}

/* The categories among ${grant} that the matrix has at ${basis} for its pair. */
static uint32_t
cells_at(const struct grant *grant, uint8_t basis)
{
    uint32_t mask = 0;

    for (uint8_t i = 0; i < SP_CATEGORY_COUNT; i++) {
        struct sp_cell cell =
            sp_policy_cell(grant->body.discloser.role, grant->body.recipient.role, i);

        if ((grant->mask & SP_CATEGORY_BIT(i)) != 0 && cell.basis == basis) {
            mask |= SP_CATEGORY_BIT(i);
        }
    }
    return mask;
}

/* What a consent cannot change, said before anybody relies on it. */
static void
warn_of_limits(struct sp_cli *cli, const struct grant *grant)
{
    char names[SP_SHOWN_CATEGORIES_BYTES];
    uint32_t never = cells_at(grant, SP_BASIS_NONE);
    uint32_t each = cells_at(grant, SP_BASIS_CONSENT_EACH);

    if (never != 0) {
        sp_show_categories(never, cli->language, names);
        sp_warn(cli, SP_TEXT_GRANT_NEVER, SP_VALUES(names));
    }
    if (each != 0) {
        sp_show_categories(each, cli->language, names);
        sp_warn(cli, SP_TEXT_GRANT_EACH_TIME, SP_VALUES(names));
    }
}

/*
 * A consent goes to the parties that it names.  Between two roles without a row it can never allow
 * anything, and would tell, say, an employer who treats her: it is not made at all.
 */
static int
refuse_pair(struct sp_cli *cli)
{
    struct sp_outcome outcome = {
        .verdict = SP_VERDICT_DENY_FORBIDDEN, .own_refusal = true, .basis = SP_BASIS_NONE};

    (void)snprintf(outcome.rule, sizeof(outcome.rule), "%s", sp_rule_pair_none.id);
    return sp_answer_outcome(
        cli, &(struct sp_told){
                 .outcome = &outcome, .done = SP_TEXT_CONSENT_GRANTED, .values = SP_NO_VALUES});
}

int
sp_consent_command_grant(struct sp_cli *cli, int argc, char **argv)
{
    struct grant_input input = {.from = NULL};
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_statement_made made;
    struct sp_patient_id patient;
    struct grant grant;
    struct sp_agent *agent;
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if ((code = take(cli, &input, &grant)) != SP_EXIT_DONE ||
        (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    if (sp_agent_profile(agent)->party.role != SP_ROLE_PATIENT) {
        code = sp_misuse(cli, SP_TEXT_GRANT_NO_PATIENT, SP_NO_VALUES);
        goto done;
    }
    if ((code = sp_take_about(cli, agent, input.about, &patient)) != SP_EXIT_DONE) {
        goto done;
    }
    if (!sp_policy_pair_exists(grant.body.discloser.role, grant.body.recipient.role)) {
        code = refuse_pair(cli);
        goto done;
    }
    warn_of_limits(cli, &grant);
    if (sp_consent_grant(agent, &grant.body, &made, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
    } else {
        code = sp_answer_made(cli, &made, SP_TEXT_CONSENT_GRANTED, SP_NO_VALUES);
    }
done:
    sp_agent_close(agent);
    return code;
}
