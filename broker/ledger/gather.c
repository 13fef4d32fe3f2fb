/*
 * Facts: exactly what the rules ask, read from the store inside the transaction.
 *
 * What a fact rests on is a signed statement that is the latest of its kind and not ended.  A fact
 * that cannot be read stops the batch; a fact that is not there counts as false.
 */
#include "turn.h"

#include <string.h>

#define FOUND_MAX 64

/* ---- parties ---- */

/*
 * Reads the newest entry of ${party} and remembers what it says.  Where there is none, the asker's
 * own is read instead and forgotten: who exists must not show in the time an answer takes.
 */
static enum sp_status
learn(struct sp_turn *turn, const char *party, const struct sp_known_entry **out)
{
    struct sp_ledger *ledger = turn->ledger;
    struct sp_entry_row row;
    struct sp_entry_read read;
    enum sp_status status = sp_store_entry_get(turn->store, party, turn->arena, &row);
    bool exists = status == SP_OK;

    if (status == SP_ERR_NOT_FOUND) {
        status = sp_store_entry_get(turn->store, turn->work->asker.text, turn->arena, &row);
    }
    if (status != SP_OK && status != SP_ERR_NOT_FOUND) {
        return status;
    }
    if (status == SP_OK &&
        sp_entry_read(row.entry, &row.signature, turn->arena, &read, NULL) != SP_OK) {
        return SP_ERR_STORE;
    }
    if (status == SP_OK) {
        (void)sp_trusted_check(&ledger->trusted, read.entry.certificate, turn->now_ms);
    }
    *out = sp_known_put(&ledger->known, party, exists ? &read : NULL, turn->now_ms);
    return *out == NULL ? SP_ERR_NOMEM : SP_OK;
}

enum sp_status
sp_gather_known(struct sp_turn *turn, const char *party, const struct sp_known_entry **out)
{
    enum sp_status status = SP_OK;

    *out = sp_known_find(&turn->ledger->known, party, turn->now_ms);
    if (*out == NULL) {
        status = learn(turn, party, out);
    }
    return status == SP_OK && !(*out)->exists ? SP_ERR_NOT_FOUND : status;
}

enum sp_status
sp_gather_certified(struct sp_turn *turn, const char *party, bool *certified)
{
    const struct sp_trusted *trusted = &turn->ledger->trusted;
    const struct sp_known_entry *known;
    enum sp_status status = sp_gather_known(turn, party, &known);

    *certified = false;
    if (status != SP_OK || !known->active) {
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    if (!sp_trusted_has(trusted, &known->certificate_hash, turn->now_ms) &&
        (status = learn(turn, party, &known)) != SP_OK) {
        return status;
    }
    *certified = sp_trusted_has(trusted, &known->certificate_hash, turn->now_ms);
    return SP_OK;
}

enum sp_status
sp_gather_read(
    struct sp_turn *turn, const struct sp_statement_row *row, struct sp_statement_read *out)
{
    return sp_statement_read(row->stmt, &row->signature, turn->arena, out, NULL) == SP_OK
               ? SP_OK
               : SP_ERR_STORE;
}

/* The newest statement that ${query} finds; SP_ERR_NOT_FOUND. */
static enum sp_status
newest(struct sp_turn *turn, const struct sp_statement_query *query, struct sp_statement_row *row,
    struct sp_statement_read *read)
{
    struct sp_list list;
    enum sp_status status = sp_store_statement_find(turn->store, query, 1, turn->arena, &list);

    if (status != SP_OK || list.count == 0) {
        return status != SP_OK ? status : SP_ERR_NOT_FOUND;
    }
    *row = *(const struct sp_statement_row *)list.items;
    return sp_gather_read(turn, row, read);
}

static enum sp_status
exists(struct sp_turn *turn, const struct sp_statement_query *query, bool *found)
{
    struct sp_list list;
    enum sp_status status = sp_store_statement_find(turn->store, query, 1, turn->arena, &list);

    *found = list.count > 0;
    return status;
}

enum sp_status
sp_gather_relations(struct sp_turn *turn, const struct sp_patient_id *patient, const char *party,
    uint32_t *relations)
{
    struct sp_statement_query query = {
        .patient = patient, .kind = SP_KIND_RELATE, .author = party, .unended = true};
    struct sp_statement_read read;
    struct sp_list list;
    enum sp_status status =
        sp_store_statement_find(turn->store, &query, FOUND_MAX, turn->arena, &list);
    const struct sp_statement_row *rows = list.items;
    const size_t count = list.count;

    *relations = 0;
    const char *owner = sp_turn_owner(turn, patient);
    if (owner == NULL) {
        return SP_ERR_NOMEM;
    }
    for (size_t i = 0; i < count && status == SP_OK; i++) {
        struct sp_statement_query confirm = {.patient = patient,
            .kind = SP_KIND_CONFIRM,
            .author = owner,
            .refers = &rows[i].hash,
            .unended = true};
        bool confirmed = false;

        if ((status = exists(turn, &confirm, &confirmed)) == SP_OK && confirmed &&
            (status = sp_gather_read(turn, &rows[i], &read)) == SP_OK) {
            *relations |= UINT32_C(1) << read.body.relate.relation;
        }
    }
    return status;
}

/* ---- what is known of the patient ---- */

/* Capable in this matter: as the newest statement on it says, until its day of review. */
static enum sp_status
gather_capacity(struct sp_turn *turn, const struct sp_base *base, struct sp_facts *facts)
{
    struct sp_statement_query query = {
        .patient = &base->patient, .kind = SP_KIND_CAPACITY, .unended = true};
    struct sp_statement_read read;
    struct sp_list list;
    enum sp_status status =
        sp_store_statement_find(turn->store, &query, FOUND_MAX, turn->arena, &list);
    const struct sp_statement_row *rows = list.items;
    const size_t count = list.count;

    for (size_t i = 0; i < count && status == SP_OK; i++) {
        if ((status = sp_gather_read(turn, &rows[i], &read)) != SP_OK) {
            return status;
        }
        const struct sp_capacity_body *capacity = &read.body.capacity;
        if ((capacity->matters & (1U << base->purpose)) != 0) {
            facts->patient.capable =
                capacity->capable || (sp_day)capacity->review_day < facts->today;
            return SP_OK;
        }
    }
    facts->patient.capable = count < FOUND_MAX; /* what was not looked at may say otherwise */
    return status;
}

static enum sp_status
gather_patient(struct sp_turn *turn, const struct sp_base *base, struct sp_facts *facts)
{
    /* SP_AGE_UNDER_12, _12_TO_15, _16_AND_17 follow each other; after the last comes adult. */
    static const uint8_t next[SP_AGE_COUNT] = {
        SP_AGE_ADULT, SP_AGE_12_TO_15, SP_AGE_16_AND_17, SP_AGE_ADULT};
    struct sp_statement_query query = {
        .patient = &base->patient, .unended = true, .kind = SP_KIND_DEATH};
    struct sp_statement_row row;
    struct sp_statement_read read;
    enum sp_status status;

    if ((status = exists(turn, &query, &facts->patient.deceased)) != SP_OK ||
        (status = gather_capacity(turn, base, facts)) != SP_OK) {
        return status;
    }
    query.kind = SP_KIND_AGE;
    if ((status = newest(turn, &query, &row, &read)) != SP_OK) {
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    const struct sp_age_body *age = &read.body.age;
    bool changed = age->has_changes_day && (sp_day)age->changes_day <= facts->today;
    facts->patient.age = changed ? next[age->band] : age->band;
    return SP_OK;
}

/* ---- consent ---- */

/* Who gave it: the author, and each listed giver that confirmed this very version. */
static enum sp_status
gather_givers(struct sp_turn *turn, const struct sp_statement_row *row,
    const struct sp_statement_read *read, struct sp_consent_facts *consent)
{
    const struct sp_party *givers = read->body.consent.givers.items;

    consent->given_by.patient =
        read->statement.author.role == SP_ROLE_PATIENT || read->statement.kind == SP_KIND_ATTEST;
    for (size_t i = 0; i < read->body.consent.givers.count; i++) {
        struct sp_statement_query confirm = {.patient = &row->patient,
            .kind = SP_KIND_CONFIRM,
            .author = sp_turn_text(turn, &givers[i]),
            .refers = &row->hash,
            .unended = true};
        bool confirmed = sp_party_equal(&givers[i], &read->statement.author);
        enum sp_status status = confirmed ? SP_OK : exists(turn, &confirm, &confirmed);

        if (status != SP_OK) {
            return status;
        }
        if (!confirmed) {
            /* In force only when all have confirmed: until then nobody gave it. */
            consent->given_by = (struct sp_givers){false, 0};
            return SP_OK;
        }
    }
    return SP_OK;
}

/* The version of the consent ${hash} that counts now. */
static enum sp_status
latest_version(struct sp_turn *turn, const struct sp_hash *hash, struct sp_statement_row *row)
{
    struct sp_statement_row named;
    enum sp_status status = sp_store_statement_by_hash(turn->store, hash, turn->arena, &named);

    return status != SP_OK ? status
                           : sp_store_statement_latest(
                                 turn->store, &named.patient, &named.id, turn->arena, row);
}

static enum sp_status
gather_consent(struct sp_turn *turn, const struct sp_base *base, const struct sp_party *addressee,
    struct sp_gathered *out)
{
    struct sp_statement_row row = {0}, end;
    struct sp_statement_read read;
    struct sp_consent_facts *consent = &out->facts.consent;

    enum sp_status status = latest_version(turn, &base->consent.hash, &row);
    if (status != SP_OK) {
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    bool is_hers = memcmp(&row.patient, &base->patient, sizeof(row.patient)) == 0 &&
                   (row.kind == SP_KIND_GRANT || row.kind == SP_KIND_ATTEST);
    if (!is_hers) {
        return SP_OK; /* no such consent of this patient */
    }
    if ((status = sp_gather_read(turn, &row, &read)) != SP_OK) {
        return status;
    }
    const struct sp_consent_body *body = &read.body.consent;
    out->has_consent = out->facts.has_consent = true;
    out->consent_hash = row.hash;
    out->consent_id = row.id;
    consent->from = body->discloser.role;
    consent->to = body->recipient.role;
    consent->other_parties = !sp_party_equal(&body->discloser, &base->sender.party) ||
                             !sp_party_equal(&body->recipient, addressee);
    consent->categories = sp_turn_mask(&body->categories);
    consent->purpose = body->purpose;
    consent->valid_from = (sp_day)body->from_day;
    consent->valid_until = (sp_day)body->until_day;
    consent->evidence = body->evidence;
    consent->onward = body->onward;
    consent->each = body->each;
    struct sp_hash label = sp_statement_end_label(&row.patient, &row.id);
    status = sp_store_statement_by_label(turn->store, &label, turn->arena, &end);
    if (status == SP_OK) {
        consent->is_revoked = true;
        consent->revoked_on = out->facts.today;
    } else if (status != SP_ERR_NOT_FOUND) {
        return status;
    }
    return gather_givers(turn, &row, &read, consent);
}

/* ---- approval, request, forwarding ---- */

static enum sp_status
gather_approval(struct sp_turn *turn, const struct sp_base *base, const struct sp_hash *d,
    struct sp_approval_facts *approval)
{
    struct sp_statement_query query = {
        .patient = &base->patient, .kind = SP_KIND_REJECT, .refers = d};
    struct sp_statement_row row;
    struct sp_statement_read read;
    bool rejected = false;
    enum sp_status status = exists(turn, &query, &rejected);

    approval->state = SP_APPROVAL_PENDING;
    approval->on = sp_day_of_ms(turn->now_ms);
    approval->hash_match = true;
    if (status != SP_OK) {
        return status;
    }
    if (rejected) {
        approval->state = SP_APPROVAL_REJECTED;
        return SP_OK;
    }
    query.kind = SP_KIND_APPROVE;
    query.unended = true;
    status = newest(turn, &query, &row, &read);
    if (status == SP_OK &&
        (approval->skip_freshness || (uint64_t)turn->now_ms <= read.body.approve.valid_until_ms)) {
        /* Her clock may be a little ahead: it counts from the day it was here. */
        int64_t issued_ms = (int64_t)row.issued_ms;

        approval->state = SP_APPROVAL_APPROVED;
        approval->on = sp_day_of_ms(issued_ms < turn->now_ms ? issued_ms : turn->now_ms);
    }
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

/* Whether reply_to names a request from the addressee that asked for all of this. */
static enum sp_status
gather_request(struct sp_turn *turn, const struct sp_base *base, const struct sp_party *addressee,
    struct sp_facts *facts)
{
    struct sp_message_row row;
    struct sp_base request;

    if (!base->has_reply_to) {
        return SP_OK;
    }
    enum sp_status status = sp_store_message_get(turn->store, &base->reply_to, turn->arena, &row);
    if (status != SP_OK) {
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    if (sp_wire_read(&sp_shape_base, row.base, turn->arena, &request, NULL) != SP_OK) {
        return SP_ERR_STORE;
    }
    const struct sp_party_key *asked = request.recipients.items;
    bool was_delivered = row.state == SP_MESSAGE_ACCEPTED || row.state == SP_MESSAGE_OPENED ||
                         row.state == SP_MESSAGE_ACKNOWLEDGED;
    uint32_t asks = sp_turn_mask(&request.asks);
    uint32_t given = facts->categories & ~SP_CATEGORY_BIT(SP_CATEGORY_INFO_REQUEST);

    facts->request_ref =
        was_delivered && memcmp(&request.patient, &base->patient, sizeof(request.patient)) == 0 &&
        sp_party_equal(&request.sender.party, addressee) &&
        sp_party_equal(&asked[0].party, &base->sender.party) && asks != 0 && (given & ~asks) == 0;
    return SP_OK;
}

/* Who wrote first what is sent now: an item that passed here from somebody else is forwarded. */
static enum sp_status
gather_forwarding(struct sp_turn *turn, const struct sp_base *base,
    const struct sp_manifest *manifest, struct sp_facts *facts)
{
    struct sp_message_row row;
    struct sp_party author;
    enum sp_status status;

    facts->forwarded_from = SP_ROLE_NONE;
    const struct sp_item_entry *items = manifest == NULL ? NULL : manifest->items.items;
    for (size_t i = 0; items != NULL && i < manifest->items.count; i++) {
        const char *text = NULL;

        status = sp_store_item_ref_get(turn->store, &items[i].item_ref, turn->arena, &text);
        if (status != SP_OK && status != SP_ERR_NOT_FOUND) {
            return status;
        }
        if (status == SP_OK && sp_party_parse(text, &author) == SP_OK &&
            !sp_party_equal(&author, &base->sender.party)) {
            facts->forwarded_from = author.role;
        }
    }
    if (base->has_source && facts->forwarded_from == SP_ROLE_NONE) {
        status = sp_store_message_get(turn->store, &base->source.d, turn->arena, &row);
        if (status != SP_OK && status != SP_ERR_NOT_FOUND) {
            return status;
        }
        if (status == SP_OK && sp_party_parse(row.sender, &author) == SP_OK &&
            !sp_party_equal(&author, &base->sender.party)) {
            facts->forwarded_from = author.role;
        }
    }
    return SP_OK;
}

/* ---- who counts as verified (secrecy-rules.md 6.1, "In the broker and in agents") ---- */

/* Whether ${party} may take part in what is about this patient, and by what. */
struct standing {
    bool certified;
    bool of_itself; /* the patient, by a confirmed relation, or as auditor */
    uint32_t relations;
};

static enum sp_status
gather_standing(struct sp_turn *turn, const struct sp_base *base, const struct sp_party *party,
    struct standing *out)
{
    const char *text = sp_turn_text(turn, party);
    struct sp_party owner;
    enum sp_status status;

    *out = (struct standing){0};
    if (text == NULL) {
        return SP_ERR_NOMEM;
    }
    if ((status = sp_gather_certified(turn, text, &out->certified)) != SP_OK ||
        (status = sp_gather_relations(turn, &base->patient, text, &out->relations)) != SP_OK) {
        return status;
    }
    sp_party_of_patient(&base->patient, &owner);
    out->of_itself = out->certified && (sp_party_equal(party, &owner) || out->relations != 0 ||
                                           party->role == SP_ROLE_AUDITOR);
    return SP_OK;
}

/*
 * The same is asked whoever exists, so that it takes the same time.  An identifier that nobody
 * published, or whose certificate does not hold: nothing about her passes.
 */
static enum sp_status
gather_parties(struct sp_turn *turn, const struct sp_base *base, const struct sp_party *addressee,
    struct sp_gathered *out)
{
    struct sp_facts *facts = &out->facts;
    const char *owner = sp_turn_owner(turn, &base->patient);
    bool has_patient = false;
    bool named = out->has_consent && !facts->consent.other_parties &&
                 facts->consent.evidence == SP_EVIDENCE_PATIENT_SIGNED;
    struct standing sender, recipient;
    struct sp_statement_query objection = {.patient = &base->patient,
        .kind = SP_KIND_OBJECT,
        .subject = sp_turn_text(turn, addressee),
        .unended = true};
    enum sp_status status;

    if (owner == NULL || objection.subject == NULL) {
        return SP_ERR_NOMEM;
    }
    if ((status = sp_gather_certified(turn, owner, &has_patient)) != SP_OK ||
        (status = gather_standing(turn, base, &base->sender.party, &sender)) != SP_OK ||
        (status = gather_standing(turn, base, addressee, &recipient)) != SP_OK ||
        (status = exists(turn, &objection, &facts->objection)) != SP_OK) {
        return status;
    }
    facts->sender_verified = has_patient && sender.certified && (sender.of_itself || named);
    facts->recipient_verified =
        has_patient && recipient.certified && (recipient.of_itself || named);
    facts->treating =
        recipient.certified && (recipient.relations & (UINT32_C(1) << SP_RELATION_TREATS)) != 0;
    out->by_consent_alone = named && !(sender.of_itself && recipient.of_itself);
    return SP_OK;
}

enum sp_status
sp_gather(struct sp_turn *turn, const struct sp_matter *matter, struct sp_gathered *out)
{
    const struct sp_base *base = matter->base;
    const struct sp_party *addressee =
        &((const struct sp_party_key *)base->recipients.items)->party;
    struct sp_facts *facts = &out->facts;
    enum sp_status status;

    *out = (struct sp_gathered){0};
    facts->today = sp_day_of_ms(turn->now_ms);
    facts->is_push = true;
    facts->discloser = base->sender.party.role;
    facts->recipient = addressee->role;
    facts->categories = sp_turn_mask(&base->categories);
    facts->asks = sp_turn_mask(&base->asks);
    facts->purpose = base->purpose;
    facts->skip_request_ref = facts->approval.skip_freshness = matter->opening;
    facts->forwarded_from = SP_ROLE_NONE;
    if ((base->has_consent && (status = gather_consent(turn, base, addressee, out)) != SP_OK) ||
        (status = gather_parties(turn, base, addressee, out)) != SP_OK ||
        (status = gather_patient(turn, base, facts)) != SP_OK ||
        (matter->d != NULL &&
            (status = gather_approval(turn, base, matter->d, &facts->approval)) != SP_OK) ||
        (status = gather_request(turn, base, addressee, facts)) != SP_OK ||
        (status = gather_forwarding(turn, base, matter->manifest, facts)) != SP_OK) {
        return status;
    }
    return SP_OK;
}

/*
 * Whom only a consent makes a party to this, it makes one only while it is in force: what rests on
 * a law or on nothing may not outlive it.
 */
static bool
outlives_its_consent(const struct sp_gathered *gathered, const struct sp_decision *decision)
{
    const struct sp_facts *facts = &gathered->facts;
    const struct sp_consent_facts *consent = &facts->consent;
    bool passes =
        decision->verdict == SP_VERDICT_ALLOW || decision->verdict == SP_VERDICT_HOLD_APPROVAL;
    bool rests_on_it =
        decision->basis == SP_BASIS_CONSENT || decision->basis == SP_BASIS_CONSENT_EACH;
    bool given = consent->given_by.patient || consent->given_by.reps != 0; /* by all listed */
    bool in_force = given && !consent->is_revoked && facts->today >= consent->valid_from &&
                    facts->today <= consent->valid_until;

    return passes && gathered->by_consent_alone && !rests_on_it && !in_force;
}

enum sp_status
sp_gather_decide(struct sp_turn *turn, const struct sp_matter *matter, struct sp_gathered *gathered,
    struct sp_decision *decision)
{
    static const struct sp_decision no_pair = {
        SP_VERDICT_DENY_FORBIDDEN, SP_BASIS_NONE, 0, &sp_rule_pair_none};
    static const struct sp_decision unverified = {
        SP_VERDICT_DENY_IDENTITY, SP_BASIS_NONE, 0, &sp_rule_party_unverified};
    const struct sp_base *base = matter->base;
    const struct sp_party_key *recipients = base->recipients.items;

    *gathered = (struct sp_gathered){0};
    if (!sp_policy_pair_exists(base->sender.party.role, recipients[0].party.role)) {
        /* From the names alone, before anything is looked up: nobody learns who exists. */
        *decision = no_pair;
        return SP_OK;
    }
    enum sp_status status = sp_gather(turn, matter, gathered);
    if (status != SP_OK) {
        return status;
    }
    *decision = sp_policy_decide(&gathered->facts);
    if (outlives_its_consent(gathered, decision)) {
        *decision = unverified;
    }
    if (decision->verdict == SP_VERDICT_DENY_IDENTITY) {
        /* The same record whether the consent that was named is there or not. */
        gathered->has_consent = false;
    }
    return SP_OK;
}
