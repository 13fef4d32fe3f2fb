/*
 * samenspraak log [--about CODE]: what happened around this party, from proved records only.
 */
#include <string.h>

#include "account.h"
#include "answer.h"
#include "arguments.h"
#include "commands.h"
#include "record_show.h"
#include "take.h"

struct log_input {
    const char *about, *from;
};

static const struct sp_argument rows[] = {
    {"about", "CODE", SP_ARGUMENT_TEXT, offsetof(struct log_input, about), false,
        SP_TEXT_OPTION_ABOUT},
    {"from", "INDEX", SP_ARGUMENT_TEXT, offsetof(struct log_input, from), false, SP_TEXT_LOG_FROM},
};
static const struct sp_arguments arguments = {.rows = rows,
    .count = sizeof(rows) / sizeof(rows[0]),
    .operands = "",
    .about = SP_TEXT_LOG_ABOUT,
    .examples = SP_TEXT_LOG_EXAMPLES};

struct listing {
    struct sp_cli *cli;
    const struct sp_party *own;
    char patient[SP_PARTY_TEXT_MAX]; /* only records about this one; "" for all */
    size_t count;
};

static enum sp_status
list_row(void *context, const struct sp_account_row *row)
{
    struct listing *listing = context;
    struct sp_cli *cli = listing->cli;

    if (listing->patient[0] != 0 &&
        !sp_record_names(&row->record, SP_RECORD_PATIENT, listing->patient)) {
        return SP_OK;
    }
    listing->count++;
    if (cli->json) {
        (void)sp_json_print(cli, sp_record_json(cli, row->index, &row->record));
    } else {
        sp_record_say(cli, row->index, &row->record, listing->own);
    }
    return SP_OK;
}

int
sp_command_log(struct sp_cli *cli, int argc, char **argv)
{
    struct log_input input = {.about = NULL};
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct listing listing = {.cli = cli};
    struct sp_patient_id patient;
    struct sp_agent *agent = NULL;
    uint64_t from = 0;
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if ((input.from != NULL && (code = sp_take_number(cli, "--from", input.from, SP_TREE_SIZE_MAX,
                                    &from)) != SP_EXIT_DONE) ||
        (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    bool is_patient = sp_agent_patient_id(agent, &patient) == SP_OK;

    if ((is_patient || input.about != NULL) &&
        (code = sp_take_about(cli, agent, input.about, &patient)) != SP_EXIT_DONE) {
        goto done;
    }
    if (!is_patient && input.about != NULL) { /* of one's own records, those about her */
        struct sp_party party;

        sp_party_of_patient(&patient, &party);
        sp_party_text(&party, listing.patient);
    }
    listing.own = &sp_agent_profile(agent)->party;
    if (sp_account_each(agent, is_patient ? &patient : NULL, from, list_row, &listing, &problem) !=
        SP_OK) {
        code = sp_answer_problem(cli, &problem);
    } else if (listing.count == 0) {
        sp_say(cli, SP_TEXT_LOG_EMPTY, SP_NO_VALUES);
    } else {
        sp_say(cli, SP_TEXT_LOG_PROVED, SP_NO_VALUES);
    }
done:
    sp_agent_close(agent);
    return code;
}
