/*
 * samenspraak who [TEXT]: professionals and organisations, and whether they can be reached.
 */
#include "answer.h"
#include "arguments.h"
#include "commands.h"
#include "directory.h"

struct who_input {
    struct sp_words operands;
};

static const struct sp_arguments arguments = {.operands = "[TEXT]",
    .operand_max = 1,
    .operands_offset = offsetof(struct who_input, operands),
    .about = SP_TEXT_WHO_ABOUT,
    .examples = SP_TEXT_WHO_EXAMPLES};

struct listing {
    struct sp_cli *cli;
    size_t count;
};

static enum sp_status
list_row(void *context, const struct sp_directory_row *row)
{
    struct listing *listing = context;
    struct sp_cli *cli = listing->cli;
    bool is_reachable = row->status == SP_ENTRY_ACTIVE && row->has_receive_key;
    char party[SP_PARTY_TEXT_MAX];
    char until[SP_SHOWN_TIME_BYTES];

    listing->count++;
    if (cli->json) {
        json_t *object = json_object();

        sp_json_set(cli, object, "party", sp_json_party(&row->party));
        sp_json_set(cli, object, "name", sp_json_text(row->certificate.name));
        sp_json_set(cli, object, "organisation", sp_json_text(row->certificate.organisation));
        sp_json_set(cli, object, "reachable", json_boolean(is_reachable));
        sp_json_set(cli, object, "ended", json_boolean(row->status != SP_ENTRY_ACTIVE));
        sp_json_set(cli, object, "receive_until",
            row->has_receive_key ? sp_json_time(row->receive_key.not_after_ms) : json_null());
        sp_json_set(cli, object, "certificate_until",
            sp_json_time((uint64_t)row->certificate.not_after_ms));
        (void)sp_json_print(cli, object);
        return SP_OK;
    }
    sp_party_text(&row->party, party);
    sp_show_time(is_reachable ? row->receive_key.not_after_ms : 0, until);
    sp_say(cli,
        is_reachable                     ? SP_TEXT_WHO_LINE
        : row->status != SP_ENTRY_ACTIVE ? SP_TEXT_WHO_LINE_ENDED
                                         : SP_TEXT_WHO_LINE_AWAY,
        SP_VALUES(row->certificate.name, sp_term_name(&sp_roles, row->party.role, cli->language),
            party, until));
    if (row->certificate.organisation[0] != 0) {
        sp_say(cli, SP_TEXT_WHO_ORGANISATION, SP_VALUES(row->certificate.organisation));
    }
    return SP_OK;
}

int
sp_command_who(struct sp_cli *cli, int argc, char **argv)
{
    struct who_input input = {.operands = {.count = 0}};
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct listing listing = {.cli = cli};
    struct sp_agent *agent;
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON || (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    const char *text = input.operands.count == 1 ? input.operands.at[0] : "";

    if (sp_directory_each(agent, text, list_row, &listing, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
    } else if (listing.count == 0) {
        sp_say(cli, SP_TEXT_WHO_NOBODY, SP_NO_VALUES);
    }
    sp_agent_close(agent);
    return code;
}
