#include "statement_show.h"

#include <string.h>

#include "files.h"

#define LISTED_MAX ((size_t)100000) /* statements in one list */

static uint32_t
categories_of(const struct sp_consent_body *consent)
{
    const struct sp_u8 *categories = consent->categories.items;
    uint32_t mask = 0;

    for (size_t i = 0; i < consent->categories.count; i++) {
        mask |= categories[i].v < SP_CATEGORY_COUNT ? SP_CATEGORY_BIT(categories[i].v) : 0;
    }
    return mask;
}

static void
set_consent(struct sp_cli *cli, json_t *object, const struct sp_consent_body *consent)
{
    const struct sp_party *givers = consent->givers.items;
    json_t *list = json_array();

    sp_json_set(cli, object, "from", sp_json_party(&consent->discloser));
    sp_json_set(cli, object, "to", sp_json_party(&consent->recipient));
    sp_json_set(cli, object, "categories", sp_json_categories(categories_of(consent)));
    sp_json_set(cli, object, "purpose", sp_json_term(&sp_purposes, consent->purpose));
    sp_json_set(cli, object, "valid_from", sp_json_day((sp_day)consent->from_day));
    sp_json_set(cli, object, "valid_until", sp_json_day((sp_day)consent->until_day));
    sp_json_set(cli, object, "each", json_boolean(consent->each));
    sp_json_set(cli, object, "onward", json_boolean(consent->onward));
    sp_json_set(cli, object, "evidence", sp_json_term(&sp_evidences, consent->evidence));
    for (size_t i = 0; i < consent->givers.count; i++) {
        sp_json_add(cli, list, sp_json_party(&givers[i]));
    }
    sp_json_set(cli, object, "given_by", list);
}

static void
set_matters(struct sp_cli *cli, json_t *object, uint16_t matters)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < SP_PURPOSE_COUNT; i++) {
        if ((matters & (1U << i)) != 0) {
            sp_json_add(cli, list, sp_json_term(&sp_purposes, i));
        }
    }
    sp_json_set(cli, object, "matters", list);
}

/* What kinds other than consents say. */
static void
set_body(struct sp_cli *cli, json_t *object, const struct sp_statement_read *read)
{
    const union sp_statement_body *body = &read->body;

    switch (read->statement.kind) {
    case SP_KIND_GRANT:
    case SP_KIND_ATTEST:
        set_consent(cli, object, &body->consent);
        break;
    case SP_KIND_CONFIRM:
    case SP_KIND_COSIGN:
        sp_json_set(cli, object, "confirms",
            sp_json_hex(body->confirm.hash.b, sizeof(body->confirm.hash.b)));
        break;
    case SP_KIND_RELATE:
        sp_json_set(cli, object, "party", sp_json_party(&body->relate.party));
        sp_json_set(cli, object, "as", sp_json_term(&sp_relations, body->relate.relation));
        break;
    case SP_KIND_OBJECT:
        sp_json_set(cli, object, "to", sp_json_party(&body->object.party));
        break;
    case SP_KIND_CAPACITY:
        sp_json_set(cli, object, "capable", json_boolean(body->capacity.capable));
        set_matters(cli, object, body->capacity.matters);
        sp_json_set(cli, object, "review", sp_json_day((sp_day)body->capacity.review_day));
        break;
    case SP_KIND_AGE:
        sp_json_set(cli, object, "band", sp_json_term(&sp_age_bands, body->age.band));
        sp_json_set(cli, object, "changes",
            body->age.has_changes_day ? sp_json_day((sp_day)body->age.changes_day) : json_null());
        break;
    case SP_KIND_APPROVE:
        sp_json_set(
            cli, object, "message", sp_json_hex(body->approve.d.b, sizeof(body->approve.d.b)));
        break;
    case SP_KIND_REJECT:
        sp_json_set(
            cli, object, "message", sp_json_hex(body->reject.d.b, sizeof(body->reject.d.b)));
        sp_json_set(cli, object, "reason", sp_json_term(&sp_reject_reasons, body->reject.reason));
        break;
    case SP_KIND_REVOKE:
        sp_json_set(cli, object, "reason", sp_json_term(&sp_revoke_reasons, body->revoke.reason));
        break;
    case SP_KIND_END:
        sp_json_set(cli, object, "reason", sp_json_term(&sp_end_reasons, body->end.reason));
        break;
    default: /* kinds that this version never makes: the common members tell enough */
        break;
    }
}

json_t *
sp_statement_json(struct sp_cli *cli, const struct sp_statement_held *held)
{
    const struct sp_statement *statement = &held->read.statement;
    json_t *object = json_object();

    sp_json_set(cli, object, "id", sp_json_hex(statement->id.b, sizeof(statement->id.b)));
    sp_json_set(cli, object, "kind", sp_json_term(&sp_kinds, statement->kind));
    sp_json_set(cli, object, "version", sp_json_number(statement->version));
    sp_json_set(cli, object, "hash", sp_json_hex(held->read.hash.b, sizeof(held->read.hash.b)));
    sp_json_set(cli, object, "standing", json_string(sp_standing_id(held->standing)));
    sp_json_set(
        cli, object, "ended_on", held->ended_day != 0 ? sp_json_day(held->ended_day) : json_null());
    sp_json_set(cli, object, "about", sp_json_patient(&statement->patient));
    sp_json_set(cli, object, "author", sp_json_party(&statement->author));
    sp_json_set(cli, object, "own", json_boolean(held->own));
    sp_json_set(cli, object, "issued", sp_json_time(statement->issued_ms));
    sp_json_set(cli, object, "statement_index",
        held->in_log ? sp_json_number(held->leaf_index) : json_null());
    set_body(cli, object, &held->read);
    return object;
}

static void
say_consent(struct sp_cli *cli, const struct sp_statement_held *held, const char *id)
{
    const struct sp_consent_body *consent = &held->read.body.consent;
    char from[SP_SHOWN_PARTY_BYTES];
    char to[SP_SHOWN_PARTY_BYTES];
    char categories[SP_SHOWN_CATEGORIES_BYTES];
    char from_day[SP_DAY_TEXT_BYTES];
    char until_day[SP_DAY_TEXT_BYTES];

    sp_show_party(&consent->discloser, cli->language, from);
    sp_show_party(&consent->recipient, cli->language, to);
    sp_show_categories(categories_of(consent), cli->language, categories);
    sp_day_text((sp_day)consent->from_day, from_day);
    sp_day_text((sp_day)consent->until_day, until_day);
    sp_say(cli, SP_TEXT_CONSENT_LINE, SP_VALUES(id, from, to));
    sp_say(cli, SP_TEXT_CONSENT_WHAT,
        SP_VALUES(categories, sp_term_name(&sp_purposes, consent->purpose, cli->language)));
    sp_say(cli, SP_TEXT_CONSENT_DAYS,
        SP_VALUES(from_day, until_day,
            sp_text(
                (enum sp_text_id)(SP_TEXT_STANDING_WAITING + (int)held->standing), cli->language)));
    if (consent->each) {
        sp_say(cli, SP_TEXT_CONSENT_EACH_LINE, SP_NO_VALUES);
    }
    if (consent->onward) {
        sp_say(cli, SP_TEXT_CONSENT_ONWARD_LINE, SP_NO_VALUES);
    }
}

void
sp_statement_say(struct sp_cli *cli, const struct sp_statement_held *held)
{
    const struct sp_statement *statement = &held->read.statement;
    const char *standing =
        sp_text((enum sp_text_id)(SP_TEXT_STANDING_WAITING + (int)held->standing), cli->language);
    char id[2 * sizeof(statement->id.b) + 1];
    char author[SP_SHOWN_PARTY_BYTES];
    char time[SP_SHOWN_TIME_BYTES];

    sp_hex(statement->id.b, sizeof(statement->id.b), id);
    sp_show_party(&statement->author, cli->language, author);
    sp_show_time(statement->issued_ms, time);
    switch (statement->kind) {
    case SP_KIND_GRANT:
    case SP_KIND_ATTEST:
        say_consent(cli, held, id);
        return;
    case SP_KIND_RELATE:
        sp_say(cli, SP_TEXT_RELATION_LINE,
            SP_VALUES(id, author,
                sp_term_name(&sp_relations, held->read.body.relate.relation, cli->language),
                standing));
        return;
    default:
        sp_say(cli, SP_TEXT_STATEMENT_LINE,
            SP_VALUES(id, sp_term_name(&sp_kinds, statement->kind, cli->language), author, time,
                standing));
        return;
    }
}

struct listing {
    struct sp_cli *cli;
    struct sp_agent *agent;
    bool (*only)(struct sp_agent *agent, const struct sp_statement_held *held);
    size_t count;
};

static enum sp_status
list_one(void *context, const struct sp_statement_held *held)
{
    struct listing *listing = context;

    if (listing->only != NULL && !listing->only(listing->agent, held)) {
        return SP_OK;
    }
    if (listing->count++ >= LISTED_MAX) {
        return SP_ERR_TOO_BIG;
    }
    if (listing->cli->json) {
        (void)sp_json_print(listing->cli, sp_statement_json(listing->cli, held));
    } else {
        sp_statement_say(listing->cli, held);
    }
    return SP_OK;
}

int
sp_statement_list(struct sp_cli *cli, struct sp_agent *agent,
    const struct sp_statement_filter *filter,
    bool (*only)(struct sp_agent *agent, const struct sp_statement_held *held))
{
    struct listing listing = {.cli = cli, .agent = agent, .only = only};
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};

    if (sp_statements_each(agent, filter, list_one, &listing, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    if (listing.count == 0) {
        sp_say(cli, SP_TEXT_LIST_EMPTY, SP_NO_VALUES);
    }
    return SP_EXIT_DONE;
}

bool
sp_statement_waits_for_us(struct sp_agent *agent, const struct sp_statement_held *held)
{
    const struct sp_statement *statement = &held->read.statement;
    const struct sp_party *own = &sp_agent_profile(agent)->party;
    const struct sp_party *givers = held->read.body.consent.givers.items;
    struct sp_patient_id id;

    if (held->own || held->standing != SP_STANDING_UNCONFIRMED) {
        return false;
    }
    if (statement->kind == SP_KIND_RELATE) {
        return sp_agent_patient_id(agent, &id) == SP_OK &&
               memcmp(&id, &statement->patient, sizeof(id)) == 0;
    }
    if (statement->kind != SP_KIND_GRANT && statement->kind != SP_KIND_ATTEST) {
        return false;
    }
    for (size_t i = 0; i < held->read.body.consent.givers.count; i++) {
        if (sp_party_equal(&givers[i], own)) {
            return true;
        }
    }
    return false;
}
