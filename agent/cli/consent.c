/*
 * samenspraak consent: what the patient permits, and what she takes back.
 */
#include <string.h>

#include "arguments.h"
#include "commands.h"
#include "files.h"
#include "statement_show.h"
#include "take.h"

/* clang-format off */
static const struct sp_cli_command verbs[] = {
    {"grant",   sp_consent_command_grant,   SP_TEXT_CONSENT_GRANT_SUMMARY},
    {"list",    sp_consent_command_list,    SP_TEXT_CONSENT_LIST_SUMMARY},
    {"show",    sp_consent_command_show,    SP_TEXT_CONSENT_SHOW_SUMMARY},
    {"revoke",  sp_consent_command_revoke,  SP_TEXT_CONSENT_REVOKE_SUMMARY},
    {"confirm", sp_consent_command_confirm, SP_TEXT_CONSENT_CONFIRM_SUMMARY},
    {"object",  sp_consent_command_object,  SP_TEXT_CONSENT_OBJECT_SUMMARY},
    {"attest",  sp_command_absent,          SP_TEXT_ABSENT_SUMMARY},
    {NULL,      NULL,                       SP_TEXT_NONE},
};
/* clang-format on */

int
sp_command_consent(struct sp_cli *cli, int argc, char **argv)
{
    static const struct sp_cli_group group = {verbs, SP_TEXT_CONSENT_ABOUT};

    return sp_cli_dispatch(cli, &group, argc, argv);
}

struct consent_input {
    struct sp_words operands;
    const char *about, *reason, *to;
    bool lift;
};

#define ABOUT_ROW                                                                                  \
    {                                                                                              \
        "about", "CODE", SP_ARGUMENT_TEXT, offsetof(struct consent_input, about), false,           \
            SP_TEXT_OPTION_ABOUT                                                                   \
    }

/* ---- list ---- */

static const struct sp_argument list_rows[] = {ABOUT_ROW};
static const struct sp_arguments list_arguments = {.rows = list_rows,
    .count = 1,
    .operands = "",
    .about = SP_TEXT_CONSENT_LIST_ABOUT,
    .examples = SP_TEXT_CONSENT_LIST_EXAMPLES};

int
sp_consent_command_list(struct sp_cli *cli, int argc, char **argv)
{
    struct sp_statement_filter filter = {.kinds = SP_KINDS_CONSENT};
    struct consent_input input = {.about = NULL};
    struct sp_agent *agent;
    int code = sp_arguments_take(cli, &list_arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    filter.has_patient = input.about != NULL;
    if ((filter.has_patient &&
            (code = sp_take_code(cli, "--about", input.about, &filter.patient)) != SP_EXIT_DONE) ||
        (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    if ((code = sp_cli_catch_up(cli, agent, false)) == SP_EXIT_DONE) {
        code = sp_statement_list(cli, agent, &filter, NULL);
    }
    sp_agent_close(agent);
    return code;
}

/* ---- what takes one ID ---- */

/* Finds the consent ${id}; anything else is refused with a hint.  0 or an exit code. */
static int
find_consent(struct sp_cli *cli, struct sp_agent *agent, const char *id, struct sp_arena *arena,
    struct sp_statement_held *held)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};

    if (sp_statement_find(agent, id, arena, held, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    if ((SP_KINDS_CONSENT & SP_KIND_BIT(held->read.statement.kind)) == 0) {
        return sp_misuse(cli, SP_TEXT_NOT_A_CONSENT,
            SP_VALUES(id, sp_term_name(&sp_kinds, held->read.statement.kind, cli->language)));
    }
    return SP_EXIT_DONE;
}

/* Opens the agent, brings it up to date, finds the consent, and does ${act} with it. */
static int
with_consent(struct sp_cli *cli, const struct consent_input *input,
    int (*act)(struct sp_cli *cli, struct sp_agent *agent, const struct consent_input *input,
        const struct sp_statement_held *held))
{
    struct sp_statement_held held;
    struct sp_arena *arena = NULL;
    struct sp_agent *agent;
    int code = sp_cli_open(cli, &agent);

    if (code != SP_EXIT_DONE) {
        return code;
    }
    if (sp_arena_new((size_t)1 << 20, &arena) != SP_OK) {
        code = SP_EXIT_INTERNAL;
        goto done;
    }
    if ((code = sp_cli_catch_up(cli, agent, false)) != SP_EXIT_DONE ||
        (code = find_consent(cli, agent, input->operands.at[0], arena, &held)) != SP_EXIT_DONE) {
        goto done;
    }
    code = act(cli, agent, input, &held);
done:
    sp_arena_free(arena);
    sp_agent_close(agent);
    return code;
}

#define ONE_ID(rows_, count_, about_, examples_)                                                   \
    {                                                                                              \
        .rows = (rows_), .count = (count_), .operands = "ID", .operand_min = 1, .operand_max = 1,  \
        .operands_offset = offsetof(struct consent_input, operands), .about = (about_),            \
        .examples = (examples_)                                                                    \
    }

static const struct sp_arguments show_arguments =
    ONE_ID(NULL, 0, SP_TEXT_CONSENT_SHOW_ABOUT, SP_TEXT_CONSENT_SHOW_EXAMPLES);

static int
show(struct sp_cli *cli, struct sp_agent *agent, const struct consent_input *input,
    const struct sp_statement_held *held)
{
    char hash[SP_SHOWN_ID_BYTES];
    char index[24];

    (void)agent;
    (void)input;
    if (cli->json) {
        return sp_json_print(cli, sp_statement_json(cli, held));
    }
    sp_statement_say(cli, held);
    sp_hex(held->read.hash.b, sizeof(held->read.hash.b), hash);
    (void)snprintf(index, sizeof(index), "%llu", (unsigned long long)held->leaf_index);
    sp_say(cli, held->in_log ? SP_TEXT_CONSENT_IN_LOG : SP_TEXT_CONSENT_NOT_IN_LOG,
        SP_VALUES(hash, index));
    return SP_EXIT_DONE;
}

int
sp_consent_command_show(struct sp_cli *cli, int argc, char **argv)
{
    struct consent_input input = {.about = NULL};
    int code = sp_arguments_take(cli, &show_arguments, argc, argv, &input);

    return code != SP_EXIT_GO_ON ? code : with_consent(cli, &input, show);
}

static const struct sp_argument revoke_rows[] = {
    {"reason", "CODE", SP_ARGUMENT_TEXT, offsetof(struct consent_input, reason), false,
        SP_TEXT_CONSENT_REASON},
    ABOUT_ROW,
};
static const struct sp_arguments revoke_arguments =
    ONE_ID(revoke_rows, 2, SP_TEXT_CONSENT_REVOKE_ABOUT, SP_TEXT_CONSENT_REVOKE_EXAMPLES);

static int
revoke(struct sp_cli *cli, struct sp_agent *agent, const struct consent_input *input,
    const struct sp_statement_held *held)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_statement_made made;
    struct sp_patient_id about;
    uint8_t reason = SP_REVOKE_NOT_GIVEN;

    if (input->about != NULL &&
        sp_take_code(cli, "--about", input->about, &about) != SP_EXIT_DONE) {
        return SP_EXIT_USAGE;
    }
    if (input->about != NULL && memcmp(&about, &held->read.statement.patient, sizeof(about)) != 0) {
        return sp_misuse(cli, SP_TEXT_STATE_END_OTHER, SP_VALUES(input->operands.at[0]));
    }
    if (input->reason != NULL &&
        sp_take_term(cli, "--reason", &sp_revoke_reasons, input->reason, &reason) != SP_EXIT_DONE) {
        return SP_EXIT_USAGE;
    }
    if (sp_statement_end(agent, input->operands.at[0], reason, &made, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    return sp_answer_made(cli, &made, SP_TEXT_CONSENT_REVOKED, SP_NO_VALUES);
}

int
sp_consent_command_revoke(struct sp_cli *cli, int argc, char **argv)
{
    struct consent_input input = {.about = NULL};
    int code = sp_arguments_take(cli, &revoke_arguments, argc, argv, &input);

    return code != SP_EXIT_GO_ON ? code : with_consent(cli, &input, revoke);
}

static const struct sp_arguments confirm_arguments =
    ONE_ID(NULL, 0, SP_TEXT_CONSENT_CONFIRM_ABOUT, SP_TEXT_CONSENT_CONFIRM_EXAMPLES);

static int
confirm(struct sp_cli *cli, struct sp_agent *agent, const struct consent_input *input,
    const struct sp_statement_held *held)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_statement_made made;

    (void)held;
    if (sp_statement_confirm(agent, input->operands.at[0], &made, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    return sp_answer_made(cli, &made, SP_TEXT_CONSENT_CONFIRMED, SP_NO_VALUES);
}

int
sp_consent_command_confirm(struct sp_cli *cli, int argc, char **argv)
{
    struct consent_input input = {.about = NULL};
    int code = sp_arguments_take(cli, &confirm_arguments, argc, argv, &input);

    return code != SP_EXIT_GO_ON ? code : with_consent(cli, &input, confirm);
}

/* ---- object ---- */

static const struct sp_argument object_rows[] = {
    {"to", "PARTY", SP_ARGUMENT_TEXT, offsetof(struct consent_input, to), true, SP_TEXT_OBJECT_TO},
    {"lift", NULL, SP_ARGUMENT_FLAG, offsetof(struct consent_input, lift), false,
        SP_TEXT_OBJECT_LIFT},
};
static const struct sp_arguments object_arguments = {.rows = object_rows,
    .count = 2,
    .operands = "",
    .about = SP_TEXT_OBJECT_ABOUT,
    .examples = SP_TEXT_OBJECT_EXAMPLES};

int
sp_consent_command_object(struct sp_cli *cli, int argc, char **argv)
{
    struct consent_input input = {.about = NULL};
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_statement_made made;
    struct sp_agent *agent;
    struct sp_party party;
    char shown[SP_SHOWN_PARTY_BYTES];
    int code = sp_arguments_take(cli, &object_arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if ((code = sp_take_party(cli, "--to", input.to, &party)) != SP_EXIT_DONE ||
        (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    sp_show_party(&party, cli->language, shown);
    if (sp_objection_set(agent, &party, input.lift, &made, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
    } else {
        code = sp_answer_made(cli, &made,
            input.lift ? SP_TEXT_OBJECTION_LIFTED : SP_TEXT_OBJECTION_MADE, SP_VALUES(shown));
    }
    sp_agent_close(agent);
    return code;
}
