/*
 * samenspraak inbox [--wait]: messages that came, and what waits for this party's word.
 */
#include <string.h>

#include "answer.h"
#include "arguments.h"
#include "commands.h"
#include "directory.h"
#include "files.h"
#include "inbox.h"
#include "statement_show.h"
#include "take.h"

#define WAIT_MAX_S  (UINT64_C(24) * 3600)
#define WAITING_MAX 64 /* statements that wait, shown at once */
#define EACH_MAX    64 /* consents under which each message is approved */

struct inbox_input {
    const char *wait;
};

static const struct sp_argument rows[] = {
    {"wait", "SECONDS", SP_ARGUMENT_MAYBE, offsetof(struct inbox_input, wait), false,
        SP_TEXT_INBOX_WAIT},
};
static const struct sp_arguments arguments = {.rows = rows,
    .count = 1,
    .operands = "",
    .about = SP_TEXT_INBOX_ABOUT,
    .examples = SP_TEXT_INBOX_EXAMPLES};

/* A consent in force under which the patient approves each message. */
struct each_consent {
    struct sp_party from, to;
    uint8_t purpose;
    uint64_t issued_ms;
};
struct listing {
    struct sp_cli *cli;
    uint64_t now_ms;
    size_t count;
    struct each_consent each[EACH_MAX];
    size_t each_count;
};

static uint32_t
mask_of(const struct sp_inbox_row *row)
{
    uint32_t mask = 0;

    for (size_t i = 0; i < row->item_count && i < SP_ITEMS_MAX; i++) {
        mask |= row->categories[i] < SP_CATEGORY_COUNT ? SP_CATEGORY_BIT(row->categories[i]) : 0;
    }
    return mask;
}

static enum sp_status
take_each(void *context, const struct sp_statement_held *held)
{
    struct listing *listing = context;
    const struct sp_consent_body *consent = &held->read.body.consent;

    if (listing->each_count < EACH_MAX && consent->each && held->standing == SP_STANDING_IN_FORCE) {
        listing->each[listing->each_count++] = (struct each_consent){.from = consent->discloser,
            .to = consent->recipient,
            .purpose = consent->purpose,
            .issued_ms = held->read.statement.issued_ms};
    }
    return SP_OK;
}

/* Whether she said that she approves each message like this one. */
static bool
is_under_each(const struct listing *listing, const struct sp_inbox_row *row)
{
    for (size_t i = 0; i < listing->each_count; i++) {
        const struct each_consent *consent = &listing->each[i];

        if (consent->purpose == row->purpose && consent->issued_ms <= row->created_ms &&
            sp_party_equal(&consent->from, &row->sender) &&
            sp_party_equal(&consent->to, &row->addressee)) {
            return true;
        }
    }
    return false;
}

/* Whether the patient's word on it makes sense: her copy, held until she approves it. */
static bool
waits_for_us(const struct listing *listing, const struct sp_inbox_row *row)
{
    bool is_each = row->basis == SP_BASIS_CONSENT_EACH ||
                   (row->basis == SP_BASIS_CONSENT && is_under_each(listing, row));

    return is_each && row->part == SP_INBOX_COPY && row->answer == SP_INBOX_NO_ANSWER &&
           listing->now_ms < row->not_after_ms;
}

static json_t *
row_json(const struct listing *listing, const struct sp_inbox_row *row)
{
    static const char *const answers[] = {[SP_INBOX_NO_ANSWER] = "none",
        [SP_INBOX_APPROVED] = "approved",
        [SP_INBOX_REJECTED] = "rejected"};
    struct sp_cli *cli = listing->cli;
    char basis[SP_BASIS_TEXT_BYTES];
    json_t *object = json_object();

    sp_basis_text(row->basis, row->laws, basis);
    sp_json_set(cli, object, "kind", json_string("message"));
    sp_json_set(cli, object, "id", sp_json_hex(row->msg_id.b, sizeof(row->msg_id.b)));
    sp_json_set(cli, object, "d", sp_json_hex(row->d.b, sizeof(row->d.b)));
    sp_json_set(cli, object, "from", sp_json_party(&row->sender));
    sp_json_set(cli, object, "to", sp_json_party(&row->addressee));
    sp_json_set(cli, object, "about", sp_json_patient(&row->patient));
    sp_json_set(cli, object, "purpose", sp_json_term(&sp_purposes, row->purpose));
    sp_json_set(cli, object, "basis", sp_json_text(basis));
    sp_json_set(cli, object, "categories", sp_json_categories(mask_of(row)));
    sp_json_set(cli, object, "asks", sp_json_categories(row->asks));
    sp_json_set(cli, object, "reply_to",
        row->has_reply_to ? sp_json_hex(row->reply_to.b, sizeof(row->reply_to.b)) : json_null());
    sp_json_set(cli, object, "created", sp_json_time(row->created_ms));
    sp_json_set(cli, object, "received", sp_json_time(row->received_ms));
    sp_json_set(cli, object, "expires", sp_json_time(row->not_after_ms));
    sp_json_set(cli, object, "opened", sp_json_time(row->opened_ms));
    sp_json_set(cli, object, "items", sp_json_number(row->item_count));
    sp_json_set(cli, object, "bytes", sp_json_number(row->bytes));
    sp_json_set(cli, object, "state", json_string(sp_inbox_state_id(row->state)));
    sp_json_set(
        cli, object, "part", json_string(row->part == SP_INBOX_COPY ? "copy" : "addressee"));
    sp_json_set(cli, object, "answer", json_string(answers[row->answer]));
    sp_json_set(cli, object, "waits_for_me", json_boolean(waits_for_us(listing, row)));
    return object;
}

static enum sp_status
list_row(void *context, const struct sp_inbox_row *row)
{
    struct listing *listing = context;
    struct sp_cli *cli = listing->cli;
    char id[SP_SHOWN_ID_BYTES];
    char from[SP_SHOWN_PARTY_BYTES];
    char to[SP_SHOWN_PARTY_BYTES];
    char time[SP_SHOWN_TIME_BYTES];
    char categories[SP_SHOWN_CATEGORIES_BYTES];

    listing->count++;
    if (cli->json) {
        (void)sp_json_print(cli, row_json(listing, row));
        return SP_OK;
    }
    sp_hex(row->msg_id.b, sizeof(row->msg_id.b), id);
    sp_show_party(&row->sender, cli->language, from);
    sp_show_party(&row->addressee, cli->language, to);
    sp_show_time(row->received_ms, time);
    sp_show_categories(mask_of(row), cli->language, categories);
    sp_say(cli, SP_TEXT_INBOX_LINE,
        SP_VALUES(time, id, from,
            sp_text((enum sp_text_id)(SP_TEXT_INBOX_NEW + (int)row->state), cli->language)));
    if (row->part == SP_INBOX_COPY) {
        sp_say(cli, SP_TEXT_INBOX_COPY, SP_VALUES(to));
    }
    sp_say(cli, SP_TEXT_INBOX_WHAT,
        SP_VALUES(categories, sp_term_name(&sp_purposes, row->purpose, cli->language)));
    if (waits_for_us(listing, row)) {
        sp_say(cli, SP_TEXT_INBOX_WAITS, SP_NO_VALUES);
    }
    return SP_OK;
}

/* ---- statements that wait for this party's confirm ---- */

/* One of them: copied, since the directory is asked only after the list was read. */
struct waiting {
    struct sp_statement_id id;
    struct sp_patient_id patient;
    struct sp_party from;
    uint8_t kind, relation;
    uint64_t issued_ms;
};
struct asking {
    struct sp_agent *agent;
    struct waiting rows[WAITING_MAX];
    size_t count;
};

static enum sp_status
take_waiting(void *context, const struct sp_statement_held *held)
{
    struct asking *asking = context;
    const struct sp_statement *statement = &held->read.statement;

    if (asking->count < WAITING_MAX && sp_statement_waits_for_us(asking->agent, held)) {
        struct waiting *row = &asking->rows[asking->count++];

        row->id = statement->id;
        row->patient = statement->patient;
        row->from = statement->author;
        row->kind = statement->kind;
        row->issued_ms = statement->issued_ms;
        row->relation = statement->kind == SP_KIND_RELATE ? held->read.body.relate.relation : 0;
    }
    return SP_OK;
}

/* As whom the directory knows the party; "" when it does not say. */
static void
name_of(struct sp_agent *agent, const struct sp_party *party, char out[static SP_NAME_MAX])
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_directory_row row;

    out[0] = 0;
    if (sp_directory_lookup(agent, party, &row, &problem) == SP_OK) {
        (void)snprintf(out, SP_NAME_MAX, "%s", row.certificate.name);
    }
}

static void
show_waiting(struct sp_cli *cli, struct sp_agent *agent, const struct waiting *row)
{
    bool is_relation = row->kind == SP_KIND_RELATE;
    char name[SP_NAME_MAX];
    char id[2 * sizeof(row->id.b) + 1];
    char from[SP_SHOWN_PARTY_BYTES];

    name_of(agent, &row->from, name);
    if (cli->json) {
        json_t *object = json_object();

        sp_json_set(cli, object, "kind", json_string(is_relation ? "relation" : "consent"));
        sp_json_set(cli, object, "id", sp_json_hex(row->id.b, sizeof(row->id.b)));
        sp_json_set(cli, object, "from", sp_json_party(&row->from));
        sp_json_set(cli, object, "name", sp_json_text(name));
        sp_json_set(cli, object, "about", sp_json_patient(&row->patient));
        sp_json_set(cli, object, "issued", sp_json_time(row->issued_ms));
        if (is_relation) {
            sp_json_set(cli, object, "relation", sp_json_term(&sp_relations, row->relation));
        }
        sp_json_set(cli, object, "confirmed", json_false());
        (void)sp_json_print(cli, object);
        return;
    }
    sp_hex(row->id.b, sizeof(row->id.b), id);
    sp_show_party(&row->from, cli->language, from);
    sp_say(cli, is_relation ? SP_TEXT_INBOX_RELATION : SP_TEXT_INBOX_CONSENT,
        SP_VALUES(id, name, from,
            is_relation ? sp_term_name(&sp_relations, row->relation, cli->language) : ""));
}

static int
list(struct sp_cli *cli, struct sp_agent *agent)
{
    const struct sp_statement_filter filter = {
        .kinds = SP_KINDS_CONSENT | SP_KIND_BIT(SP_KIND_RELATE)};
    const struct sp_statement_filter consents = {.kinds = SP_KINDS_CONSENT};
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct listing listing = {.cli = cli, .now_ms = (uint64_t)sp_agent_now_ms(agent)};
    struct asking asking = {.agent = agent};

    if (sp_statements_each(agent, &consents, take_each, &listing, &problem) != SP_OK ||
        sp_inbox_each(agent, list_row, &listing, &problem) != SP_OK ||
        sp_statements_each(agent, &filter, take_waiting, &asking, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    for (size_t i = 0; i < asking.count; i++) {
        show_waiting(cli, agent, &asking.rows[i]);
    }
    if (listing.count + asking.count == 0) {
        sp_say(cli, SP_TEXT_INBOX_EMPTY, SP_NO_VALUES);
    }
    return SP_EXIT_DONE;
}

/* Fetches; with --wait until something new came or the time is over.  0 or an exit code. */
static int
fetch(struct sp_cli *cli, struct sp_agent *agent, const struct inbox_input *input)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    uint64_t seconds = UINT64_MAX / 1000;
    int64_t start = cli->clock.now_ms(cli->clock.context);
    size_t count = 0;
    int code;

    if (input->wait == NULL) {
        return sp_cli_catch_up(cli, agent, true);
    }
    if (input->wait[0] != 0 &&
        (code = sp_take_number(cli, "--wait", input->wait, WAIT_MAX_S, &seconds)) != SP_EXIT_DONE) {
        return code;
    }
    for (;;) {
        uint64_t passed = (uint64_t)(cli->clock.now_ms(cli->clock.context) - start);
        uint64_t left = seconds * 1000 > passed ? seconds * 1000 - passed : 0;
        uint32_t wait = left < SP_FETCH_WAIT_MAX_MS ? (uint32_t)left : SP_FETCH_WAIT_MAX_MS;

        if (sp_inbox_fetch(agent, wait, &count, &problem) != SP_OK) {
            return sp_answer_problem(cli, &problem);
        }
        if (count > 0 || left == 0) {
            return SP_EXIT_DONE;
        }
    }
}

int
sp_command_inbox(struct sp_cli *cli, int argc, char **argv)
{
    struct inbox_input input = {.wait = NULL};
    struct sp_agent *agent;
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON || (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    int fetched = fetch(cli, agent, &input);

    /* What is here is listed even when the broker is away. */
    code = fetched == SP_EXIT_DONE || fetched == SP_EXIT_AWAY ? list(cli, agent) : fetched;
    sp_agent_close(agent);
    return code != SP_EXIT_DONE ? code : fetched;
}
