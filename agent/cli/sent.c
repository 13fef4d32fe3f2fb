/*
 * samenspraak sent [ID] [--flush]: what became of what this party sent.
 */
#include "answer.h"
#include "arguments.h"
#include "commands.h"
#include "files.h"
#include "outbox.h"

struct sent_input {
    struct sp_words operands;
    bool flush;
};

static const struct sp_argument rows[] = {
    {"flush", NULL, SP_ARGUMENT_FLAG, offsetof(struct sent_input, flush), false,
        SP_TEXT_SENT_FLUSH},
};
static const struct sp_arguments arguments = {.rows = rows,
    .count = 1,
    .operands = "[ID]",
    .operand_max = 1,
    .operands_offset = offsetof(struct sent_input, operands),
    .about = SP_TEXT_SENT_ABOUT,
    .examples = SP_TEXT_SENT_EXAMPLES};

struct listing {
    struct sp_cli *cli;
    size_t count;
};

static json_t *
row_json(struct sp_cli *cli, const struct sp_outbox_row *row)
{
    json_t *object = json_object();

    sp_json_set(cli, object, "id", sp_json_hex(row->msg_id.b, sizeof(row->msg_id.b)));
    sp_json_set(
        cli, object, "d", row->has_d ? sp_json_hex(row->d.b, sizeof(row->d.b)) : json_null());
    sp_json_set(cli, object, "state", json_string(sp_outbox_state_id(row->state)));
    sp_json_set(cli, object, "to", sp_json_party(&row->to));
    sp_json_set(cli, object, "about", sp_json_patient(&row->patient));
    sp_json_set(cli, object, "purpose", sp_json_term(&sp_purposes, row->purpose));
    sp_json_set(cli, object, "categories", sp_json_categories(row->categories));
    sp_json_set(cli, object, "created", sp_json_time(row->created_ms));
    sp_json_set(cli, object, "changed", sp_json_time(row->changed_ms));
    if (row->outcome.verdict != SP_VERDICT_NONE) {
        sp_json_verdict(cli, object, &row->outcome);
    }
    return object;
}

static void
say_row(struct sp_cli *cli, const struct sp_outbox_row *row)
{
    char id[SP_SHOWN_ID_BYTES];
    char to[SP_SHOWN_PARTY_BYTES];
    char time[SP_SHOWN_TIME_BYTES];
    char changed[SP_SHOWN_TIME_BYTES];
    char categories[SP_SHOWN_CATEGORIES_BYTES];

    sp_hex(row->msg_id.b, sizeof(row->msg_id.b), id);
    sp_show_party(&row->to, cli->language, to);
    sp_show_time(row->created_ms, time);
    sp_show_time(row->changed_ms, changed);
    sp_show_categories(row->categories, cli->language, categories);
    sp_say(cli, SP_TEXT_SENT_LINE,
        SP_VALUES(time, id, to,
            sp_text((enum sp_text_id)(SP_TEXT_SENT_DRAFT + (int)row->state), cli->language),
            changed));
    sp_say(cli, SP_TEXT_INBOX_WHAT,
        SP_VALUES(categories, sp_term_name(&sp_purposes, row->purpose, cli->language)));
}

static enum sp_status
list_row(void *context, const struct sp_outbox_row *row)
{
    struct listing *listing = context;

    listing->count++;
    if (listing->cli->json) {
        (void)sp_json_print(listing->cli, row_json(listing->cli, row));
    } else {
        say_row(listing->cli, row);
    }
    return SP_OK;
}

/* One message: the rule that refused it too, in words. */
static int
show_one(struct sp_cli *cli, struct sp_agent *agent, const char *id)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_outbox_row row;

    if (sp_outbox_find(agent, id, &row, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    if (cli->json) {
        return sp_json_print(cli, row_json(cli, &row));
    }
    say_row(cli, &row);
    const struct sp_rule *rule = sp_policy_rule(row.outcome.rule);

    if (row.outcome.verdict != SP_VERDICT_NONE && !sp_verdict_is_good(row.outcome.verdict)) {
        if (rule != NULL) {
            struct sp_rule_text words = sp_policy_text(rule, cli->language);

            sp_say(cli, SP_TEXT_OUTCOME_WHY, SP_VALUES(words.why));
            sp_say(cli, SP_TEXT_OUTCOME_NEXT, SP_VALUES(words.next));
        }
        sp_say(cli, SP_TEXT_OUTCOME_RULE, SP_VALUES(row.outcome.rule));
    }
    return SP_EXIT_DONE;
}

static int
flush(struct sp_cli *cli, struct sp_agent *agent)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    int code = sp_cli_catch_up(cli, agent, true);

    if (code != SP_EXIT_DONE) {
        return code;
    }
    if (sp_outbox_flush(agent, &problem) != SP_OK ||
        sp_statements_flush(agent, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    return SP_EXIT_DONE;
}

static int
list(struct sp_cli *cli, struct sp_agent *agent)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct listing listing = {.cli = cli};

    if (sp_outbox_each(agent, list_row, &listing, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    if (listing.count == 0) {
        sp_say(cli, SP_TEXT_LIST_EMPTY, SP_NO_VALUES);
    }
    return SP_EXIT_DONE;
}

int
sp_command_sent(struct sp_cli *cli, int argc, char **argv)
{
    struct sent_input input = {.flush = false};
    struct sp_agent *agent;
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON || (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    int fetched = input.flush ? flush(cli, agent) : sp_cli_catch_up(cli, agent, false);

    if (fetched != SP_EXIT_DONE && fetched != SP_EXIT_AWAY) {
        code = fetched;
    } else if (input.operands.count == 1) {
        code = show_one(cli, agent, input.operands.at[0]);
    } else {
        code = list(cli, agent);
    }
    sp_agent_close(agent);
    return code != SP_EXIT_DONE ? code : fetched;
}
