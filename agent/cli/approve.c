/*
 * samenspraak approve ID, reject ID: the patient's word on one message that waits for her.
 */
#include "answer.h"
#include "arguments.h"
#include "commands.h"
#include "files.h"
#include "inbox.h"
#include "take.h"

struct approve_input {
    struct sp_words operands;
    const char *reason;
};

static const struct sp_argument reject_rows[] = {
    {"reason", "CODE", SP_ARGUMENT_TEXT, offsetof(struct approve_input, reason), false,
        SP_TEXT_REJECT_REASON},
};
static const struct sp_arguments approve_arguments = {.operands = "ID",
    .operand_min = 1,
    .operand_max = 1,
    .operands_offset = offsetof(struct approve_input, operands),
    .about = SP_TEXT_APPROVE_ABOUT,
    .examples = SP_TEXT_APPROVE_EXAMPLES};
static const struct sp_arguments reject_arguments = {.rows = reject_rows,
    .count = 1,
    .operands = "ID",
    .operand_min = 1,
    .operand_max = 1,
    .operands_offset = offsetof(struct approve_input, operands),
    .about = SP_TEXT_REJECT_ABOUT,
    .examples = SP_TEXT_REJECT_EXAMPLES};

/* Finds the message, fetching mail if it is not here yet.  0 or an exit code. */
static int
find(struct sp_cli *cli, struct sp_agent *agent, const char *id, struct sp_inbox_row *row)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    enum sp_status status = sp_inbox_find(agent, id, row, &problem);
    int code;

    if (status == SP_ERR_NOT_FOUND) {
        if ((code = sp_cli_catch_up(cli, agent, false)) != SP_EXIT_DONE) {
            return code;
        }
        status = sp_inbox_find(agent, id, row, &problem);
    }
    return status == SP_OK ? SP_EXIT_DONE : sp_answer_problem(cli, &problem);
}

static int
answer(struct sp_cli *cli, const struct approve_input *input, bool is_approval, uint8_t reason)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_outcome outcome;
    struct sp_inbox_row row;
    struct sp_agent *agent;
    char id[SP_SHOWN_ID_BYTES];
    char to[SP_SHOWN_PARTY_BYTES];
    int code = sp_cli_open(cli, &agent);

    if (code != SP_EXIT_DONE) {
        return code;
    }
    if ((code = find(cli, agent, input->operands.at[0], &row)) != SP_EXIT_DONE) {
        goto done;
    }
    enum sp_status status = is_approval
                                ? sp_inbox_approve(agent, &row.d, &outcome, &problem)
                                : sp_inbox_reject(agent, &row.d, reason, &outcome, &problem);

    if (status != SP_OK) {
        code = sp_answer_problem(cli, &problem);
        goto done;
    }
    sp_hex(row.msg_id.b, sizeof(row.msg_id.b), id);
    sp_show_party(&row.addressee, cli->language, to);
    code =
        sp_answer_outcome(cli, &(struct sp_told){.outcome = &outcome,
                                   .id = id,
                                   .done = is_approval ? SP_TEXT_APPROVE_DONE : SP_TEXT_REJECT_DONE,
                                   .values = SP_VALUES(id, to)});
done:
    sp_agent_close(agent);
    return code;
}

int
sp_command_approve(struct sp_cli *cli, int argc, char **argv)
{
    struct approve_input input = {.reason = NULL};
    int code = sp_arguments_take(cli, &approve_arguments, argc, argv, &input);

    return code != SP_EXIT_GO_ON ? code : answer(cli, &input, true, 0);
}

int
sp_command_reject(struct sp_cli *cli, int argc, char **argv)
{
    struct approve_input input = {.reason = NULL};
    uint8_t reason = SP_REJECT_NOT_GIVEN;
    int code = sp_arguments_take(cli, &reject_arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if (input.reason != NULL && (code = sp_take_term(cli, "--reason", &sp_reject_reasons,
                                     input.reason, &reason)) != SP_EXIT_DONE) {
        return code;
    }
    return answer(cli, &input, false, reason);
}
