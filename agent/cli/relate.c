/*
 * samenspraak relate: a professional or employer asks to be known to the patient; she confirms.
 */
#include "arguments.h"
#include "commands.h"
#include "statement_show.h"
#include "take.h"

struct relate_input {
    struct sp_words operands;
    const char *as, *confirm;
};

static const struct sp_argument rows[] = {
    {"as", "RELATION", SP_ARGUMENT_TEXT, offsetof(struct relate_input, as), false,
        SP_TEXT_RELATE_AS},
    {"confirm", "ID", SP_ARGUMENT_TEXT, offsetof(struct relate_input, confirm), false,
        SP_TEXT_RELATE_CONFIRM},
};
static const struct sp_arguments arguments = {.rows = rows,
    .count = sizeof(rows) / sizeof(rows[0]),
    .operands = "[CODE]",
    .operand_max = 1,
    .operands_offset = offsetof(struct relate_input, operands),
    .about = SP_TEXT_RELATE_ABOUT,
    .examples = SP_TEXT_RELATE_EXAMPLES};

static int
ask(struct sp_cli *cli, const struct relate_input *input)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_statement_made made;
    struct sp_patient_id patient;
    struct sp_agent *agent;
    uint8_t relation;
    int code;

    if ((code = sp_take_code(cli, "CODE", input->operands.at[0], &patient)) != SP_EXIT_DONE ||
        (code = sp_take_term(cli, "--as", &sp_relations, input->as, &relation)) != SP_EXIT_DONE ||
        (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    if (sp_relation_ask(agent, &patient, relation, &made, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
    } else {
        code = sp_answer_made(cli, &made, SP_TEXT_RELATE_ASKED, SP_NO_VALUES);
    }
    sp_agent_close(agent);
    return code;
}

static int
confirm(struct sp_cli *cli, const char *id)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_statement_made made;
    struct sp_agent *agent;
    int code = sp_cli_open(cli, &agent);

    if (code != SP_EXIT_DONE) {
        return code;
    }
    if ((code = sp_cli_catch_up(cli, agent, false)) != SP_EXIT_DONE) {
        goto done;
    }
    if (sp_statement_confirm(agent, id, &made, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
    } else {
        code = sp_answer_made(cli, &made, SP_TEXT_RELATE_CONFIRMED, SP_NO_VALUES);
    }
done:
    sp_agent_close(agent);
    return code;
}

static int
list(struct sp_cli *cli)
{
    const struct sp_statement_filter filter = {.kinds = SP_KIND_BIT(SP_KIND_RELATE)};
    struct sp_agent *agent;
    int code = sp_cli_open(cli, &agent);

    if (code != SP_EXIT_DONE) {
        return code;
    }
    if ((code = sp_cli_catch_up(cli, agent, false)) == SP_EXIT_DONE) {
        code = sp_statement_list(cli, agent, &filter, NULL);
    }
    sp_agent_close(agent);
    return code;
}

int
sp_command_relate(struct sp_cli *cli, int argc, char **argv)
{
    struct relate_input input = {.as = NULL};
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if (input.operands.count == 1 && input.as != NULL && input.confirm == NULL) {
        return ask(cli, &input);
    }
    if (input.operands.count == 0 && input.as == NULL && input.confirm != NULL) {
        return confirm(cli, input.confirm);
    }
    if (input.operands.count == 0 && input.as == NULL) {
        return list(cli);
    }
    return sp_misuse(cli, SP_TEXT_RELATE_WHICH, SP_NO_VALUES);
}
