/*
 * samenspraak state: the other statements about a patient (protocol.md B5).
 */
#include <string.h>

#include "arguments.h"
#include "commands.h"
#include "statement_show.h"
#include "take.h"

/* clang-format off */
static const struct sp_cli_command verbs[] = {
    {"age",      sp_state_command_age,      SP_TEXT_STATE_AGE_SUMMARY},
    {"capacity", sp_state_command_capacity, SP_TEXT_STATE_CAPACITY_SUMMARY},
    {"end",      sp_state_command_end,      SP_TEXT_STATE_END_SUMMARY},
    {"mandate",  sp_command_absent,         SP_TEXT_ABSENT_SUMMARY},
    {"death",    sp_command_absent,         SP_TEXT_ABSENT_SUMMARY},
    {"close",    sp_command_absent,         SP_TEXT_ABSENT_SUMMARY},
    {NULL,       NULL,                      SP_TEXT_NONE},
};
/* clang-format on */

int
sp_command_state(struct sp_cli *cli, int argc, char **argv)
{
    static const struct sp_cli_group group = {verbs, SP_TEXT_STATE_ABOUT};

    return sp_cli_dispatch(cli, &group, argc, argv);
}

struct state_input {
    struct sp_words operands;
    const char *about, *band, *changes, *review, *capable, *reason;
    struct sp_words matters;
};

#define AT(member_) offsetof(struct state_input, member_)

/* Declares a fact about the patient that --about names. */
static int
declare(struct sp_cli *cli, const char *about, uint8_t kind, const union sp_statement_body *body)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_statement_plan plan = {.kind = kind, .body = body};
    struct sp_statement_made made;
    struct sp_agent *agent;
    int code;

    if ((code = sp_take_code(cli, "--about", about, &plan.patient)) != SP_EXIT_DONE ||
        (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    if (sp_statement_declare(agent, &plan, &made, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
    } else {
        code = sp_answer_made(cli, &made, SP_TEXT_STATE_DECLARED, SP_NO_VALUES);
    }
    sp_agent_close(agent);
    return code;
}

/* ---- age ---- */

static const struct sp_argument age_rows[] = {
    {"about", "CODE", SP_ARGUMENT_TEXT, AT(about), true, SP_TEXT_OPTION_ABOUT},
    {"band", "BAND", SP_ARGUMENT_TEXT, AT(band), true, SP_TEXT_STATE_BAND},
    {"changes", "DATE", SP_ARGUMENT_TEXT, AT(changes), false, SP_TEXT_STATE_CHANGES},
};
static const struct sp_arguments age_arguments = {.rows = age_rows,
    .count = 3,
    .operands = "",
    .about = SP_TEXT_STATE_AGE_ABOUT,
    .examples = SP_TEXT_STATE_AGE_EXAMPLES};

int
sp_state_command_age(struct sp_cli *cli, int argc, char **argv)
{
    struct state_input input = {.about = NULL};
    union sp_statement_body body;
    sp_day day = 0;
    int code = sp_arguments_take(cli, &age_arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    memset(&body, 0, sizeof(body));
    if ((code = sp_take_term(cli, "--band", &sp_age_bands, input.band, &body.age.band)) !=
            SP_EXIT_DONE ||
        (input.changes != NULL &&
            (code = sp_take_day(cli, "--changes", input.changes, &day)) != SP_EXIT_DONE)) {
        return code;
    }
    if ((input.changes == NULL) != (body.age.band == SP_AGE_ADULT)) {
        return sp_misuse(cli, SP_TEXT_STATE_AGE_CHANGES, SP_NO_VALUES);
    }
    body.age.has_changes_day = input.changes != NULL;
    body.age.changes_day = (uint32_t)day;
    return declare(cli, input.about, SP_KIND_AGE, &body);
}

/* ---- capacity ---- */

static const struct sp_argument capacity_rows[] = {
    {"about", "CODE", SP_ARGUMENT_TEXT, AT(about), true, SP_TEXT_OPTION_ABOUT},
    {"capable", "yes|no", SP_ARGUMENT_TEXT, AT(capable), true, SP_TEXT_STATE_CAPABLE},
    {"matter", "P[,P..]", SP_ARGUMENT_LIST, AT(matters), true, SP_TEXT_STATE_MATTER},
    {"review", "DATE", SP_ARGUMENT_TEXT, AT(review), true, SP_TEXT_STATE_REVIEW},
};
static const struct sp_arguments capacity_arguments = {.rows = capacity_rows,
    .count = 4,
    .operands = "",
    .about = SP_TEXT_STATE_CAPACITY_ABOUT,
    .examples = SP_TEXT_STATE_CAPACITY_EXAMPLES};

int
sp_state_command_capacity(struct sp_cli *cli, int argc, char **argv)
{
    struct state_input input = {.about = NULL};
    union sp_statement_body body;
    uint32_t matters;
    sp_day day;
    int code = sp_arguments_take(cli, &capacity_arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    memset(&body, 0, sizeof(body));
    if (strcmp(input.capable, "yes") != 0 && strcmp(input.capable, "no") != 0) {
        return sp_misuse(cli, SP_TEXT_BAD_TERM, SP_VALUES("--capable", input.capable, "yes, no"));
    }
    if ((code = sp_take_terms(cli, "--matter", &sp_purposes, &input.matters, &matters)) !=
            SP_EXIT_DONE ||
        (code = sp_take_day(cli, "--review", input.review, &day)) != SP_EXIT_DONE) {
        return code;
    }
    body.capacity.capable = input.capable[0] == 'y';
    body.capacity.matters = (uint16_t)matters;
    body.capacity.review_day = (uint32_t)day;
    return declare(cli, input.about, SP_KIND_CAPACITY, &body);
}

/* ---- end ---- */

static const struct sp_argument end_rows[] = {
    {"reason", "CODE", SP_ARGUMENT_TEXT, AT(reason), true, SP_TEXT_STATE_REASON},
    {"about", "CODE", SP_ARGUMENT_TEXT, AT(about), false, SP_TEXT_OPTION_ABOUT},
};
static const struct sp_arguments end_arguments = {.rows = end_rows,
    .count = 2,
    .operands = "ID",
    .operand_min = 1,
    .operand_max = 1,
    .operands_offset = AT(operands),
    .about = SP_TEXT_STATE_END_ABOUT,
    .examples = SP_TEXT_STATE_END_EXAMPLES};

/* A consent is revoked instead; and the patient must be the one that is meant. */
static int
check_end(struct sp_cli *cli, struct sp_agent *agent, const struct state_input *input)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    const char *id = input->operands.at[0];
    struct sp_statement_held held;
    struct sp_patient_id patient;
    struct sp_arena *arena;
    int code = SP_EXIT_DONE;

    if (sp_arena_new((size_t)1 << 20, &arena) != SP_OK) {
        return SP_EXIT_INTERNAL;
    }
    if (sp_statement_find(agent, id, arena, &held, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
    } else if ((SP_KINDS_CONSENT & SP_KIND_BIT(held.read.statement.kind)) != 0) {
        code = sp_misuse(cli, SP_TEXT_STATE_END_CONSENT, SP_VALUES(id));
    } else if (input->about != NULL) {
        code = sp_take_code(cli, "--about", input->about, &patient);
        if (code == SP_EXIT_DONE &&
            memcmp(&patient, &held.read.statement.patient, sizeof(patient)) != 0) {
            code = sp_misuse(cli, SP_TEXT_STATE_END_OTHER, SP_VALUES(id));
        }
    }
    sp_arena_free(arena);
    return code;
}

int
sp_state_command_end(struct sp_cli *cli, int argc, char **argv)
{
    struct state_input input = {.about = NULL};
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_statement_made made;
    struct sp_agent *agent;
    uint8_t reason;
    int code = sp_arguments_take(cli, &end_arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if ((code = sp_take_term(cli, "--reason", &sp_end_reasons, input.reason, &reason)) !=
            SP_EXIT_DONE ||
        (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    if ((code = sp_cli_catch_up(cli, agent, false)) != SP_EXIT_DONE ||
        (code = check_end(cli, agent, &input)) != SP_EXIT_DONE) {
        goto done;
    }
    if (sp_statement_end(agent, input.operands.at[0], reason, &made, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
    } else {
        code = sp_answer_made(cli, &made, SP_TEXT_STATE_ENDED, SP_NO_VALUES);
    }
done:
    sp_agent_close(agent);
    return code;
}
