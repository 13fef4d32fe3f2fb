/*
 * Statements: may this author say this now, is it the next of its kind, and what follows from it.
 *
 * Everything that a statement says of itself was checked when it was read; here stands what only
 * the store knows.
 */
#include "turn.h"

#include <string.h>

struct declared {
    const struct sp_signed_body *body;
    const struct sp_statement_read *read;
    const struct sp_statement *statement;
    bool has_before; /* the version before, or what is ended */
    struct sp_statement_row before;
    struct sp_statement_read before_read;
    bool by_patient;
};

/* What is wrong, as text for the author; NULL: nothing. */
typedef enum sp_status check_kind(
    struct sp_turn *turn, struct declared *declared, const char **wrong);

static bool
same(const struct sp_hash *a, const struct sp_hash *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

static enum sp_status
holds_treating(struct sp_turn *turn, const struct declared *declared, bool *treats)
{
    uint32_t relations = 0;
    enum sp_status status = sp_gather_relations(
        turn, &declared->statement->patient, turn->work->asker.text, &relations);

    *treats = (relations & (UINT32_C(1) << SP_RELATION_TREATS)) != 0;
    return status;
}

/* ---- per kind ---- */

static enum sp_status
check_by_patient(struct sp_turn *turn, struct declared *declared, const char **wrong)
{
    (void)turn;
    *wrong = declared->by_patient ? NULL : "author: only the patient herself, in this version";
    return SP_OK;
}

static enum sp_status
check_grant(struct sp_turn *turn, struct declared *declared, const char **wrong)
{
    if ((sp_day)declared->read->body.consent.until_day < sp_day_of_ms(turn->now_ms)) {
        *wrong = "until_day: lies in the past";
        return SP_OK;
    }
    return check_by_patient(turn, declared, wrong);
}

static enum sp_status
check_confirm(struct sp_turn *turn, struct declared *declared, const char **wrong)
{
    struct sp_statement_row row;
    struct sp_statement_read read;
    enum sp_status status = sp_store_statement_by_hash(
        turn->store, &declared->read->body.confirm.hash, turn->arena, &row);

    *wrong = "hash: there is no such relation or consent about this patient";
    if (status != SP_OK) {
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    if (memcmp(&row.patient, &declared->statement->patient, sizeof(row.patient)) != 0) {
        return SP_OK;
    }
    if (row.kind == SP_KIND_RELATE) {
        return check_by_patient(turn, declared, wrong);
    }
    if (row.kind != SP_KIND_GRANT && row.kind != SP_KIND_ATTEST) {
        return SP_OK;
    }
    if ((status = sp_gather_read(turn, &row, &read)) != SP_OK) {
        return status;
    }
    const struct sp_party *givers = read.body.consent.givers.items;
    *wrong = "author: the consent does not list you as a giver";
    for (size_t i = 0; i < read.body.consent.givers.count; i++) {
        if (sp_party_equal(&givers[i], &declared->statement->author)) {
            *wrong = NULL;
        }
    }
    return SP_OK;
}

static enum sp_status
check_relate(struct sp_turn *turn, struct declared *declared, const char **wrong)
{
    (void)turn;
    (void)declared;
    *wrong = NULL;
    return SP_OK;
}

static enum sp_status
check_fact(struct sp_turn *turn, struct declared *declared, const char **wrong)
{
    bool treats = false;
    enum sp_status status = holds_treating(turn, declared, &treats);

    *wrong = treats ? NULL : "author: only a clinician whom the patient confirmed as treating her";
    return status;
}

static enum sp_status
check_approval(struct sp_turn *turn, struct declared *declared, const char **wrong)
{
    bool approves = declared->statement->kind == SP_KIND_APPROVE;
    const struct sp_hash *d =
        approves ? &declared->read->body.approve.d : &declared->read->body.reject.d;
    struct sp_message_row message;
    enum sp_status status = sp_store_message_get(turn->store, d, turn->arena, &message);

    if (status != SP_OK && status != SP_ERR_NOT_FOUND) {
        return status;
    }
    if (status == SP_ERR_NOT_FOUND ||
        memcmp(&message.patient, &declared->statement->patient, sizeof(message.patient)) != 0) {
        *wrong = "d: there is no such message about this patient";
        return SP_OK;
    }
    bool open_to_it =
        message.state == SP_MESSAGE_HELD || (!approves && message.state == SP_MESSAGE_ACCEPTED);
    if (!open_to_it) {
        *wrong = approves ? "d: this message does not wait for an approval"
                          : "d: this message was opened or ended already";
        return SP_OK;
    }
    return check_by_patient(turn, declared, wrong);
}

static enum sp_status
check_revoke(struct sp_turn *turn, struct declared *declared, const char **wrong)
{
    const struct declared *d = declared;
    bool treats = false;
    enum sp_status status = SP_OK;

    *wrong = NULL;
    if (!d->has_before || (d->before.kind != SP_KIND_GRANT && d->before.kind != SP_KIND_ATTEST)) {
        *wrong = "prev_hash: revoke ends a consent";
        return SP_OK;
    }
    if (d->by_patient ||
        sp_party_equal(&d->before_read.body.consent.discloser, &d->statement->author)) {
        return SP_OK;
    }
    status = holds_treating(turn, declared, &treats);
    *wrong = treats ? NULL : "author: the patient, who discloses, or who treats her";
    return status;
}

static enum sp_status
check_end(struct sp_turn *turn, struct declared *declared, const char **wrong)
{
    const struct declared *d = declared;
    uint8_t kind = d->before.kind;

    (void)turn;
    *wrong = NULL;
    if (!d->has_before ||
        (kind != SP_KIND_RELATE && kind != SP_KIND_OBJECT && kind != SP_KIND_CAPACITY &&
            kind != SP_KIND_AGE && kind != SP_KIND_GRANT && kind != SP_KIND_ATTEST)) {
        *wrong = "prev_hash: end ends a relation, an objection, a capacity, an age or a consent";
        return SP_OK;
    }
    bool its_author = sp_party_equal(&d->before_read.statement.author, &d->statement->author);
    bool its_patient = d->by_patient && (kind == SP_KIND_RELATE || kind == SP_KIND_OBJECT);
    bool named = (kind == SP_KIND_GRANT || kind == SP_KIND_ATTEST) &&
                 (sp_party_equal(&d->before_read.body.consent.discloser, &d->statement->author) ||
                     sp_party_equal(&d->before_read.body.consent.recipient, &d->statement->author));
    if (!its_author && !its_patient && !named) {
        *wrong = "author: who made the statement, or who takes part in it";
    }
    return SP_OK;
}

static enum sp_status
check_not_here(struct sp_turn *turn, struct declared *declared, const char **wrong)
{
    (void)turn;
    (void)declared;
    *wrong = "kind: not in this version";
    return SP_OK;
}

static enum sp_status
mail_to(struct sp_turn *turn, const struct declared *declared, const struct sp_party *party)
{
    struct sp_buffer payload;
    enum sp_status status;

    if (sp_party_equal(party, &declared->statement->author)) {
        return SP_OK;
    }
    sp_buffer_init(&payload, 65536);
    status = sp_wire_write(&sp_shape_signed_part, &declared->body->part, &payload);
    if (status == SP_OK) {
        status = sp_store_mail_put(
            turn->store, sp_turn_text(turn, party), SP_MAIL_STATEMENT, sp_buffer_bytes(&payload));
    }
    sp_buffer_wipe(&payload);
    return status;
}

/* ---- what follows ---- */

typedef enum sp_status follow_kind(struct sp_turn *turn, struct declared *declared);

static enum sp_status
follow_nothing(struct sp_turn *turn, struct declared *declared)
{
    (void)turn;
    (void)declared;
    return SP_OK;
}

/* An objection can only make fall what rests on the law. */
static enum sp_status
follow_object(struct sp_turn *turn, struct declared *declared)
{
    struct sp_hash ground = sp_ground_of_basis(SP_BASIS_LAW, &declared->read->body.object.party);

    return sp_ground_falls(turn, &declared->statement->patient, &ground, SP_MESSAGE_REVOKED);
}

static enum sp_status
follow_end_of(struct sp_turn *turn, struct declared *declared)
{
    struct sp_hash ground;
    enum sp_status status;

    if (declared->before.kind == SP_KIND_GRANT || declared->before.kind == SP_KIND_ATTEST) {
        ground = sp_ground_of_statement(&declared->before.id);
        return sp_ground_falls(turn, &declared->statement->patient, &ground, SP_MESSAGE_REVOKED);
    }
    if (declared->before.kind != SP_KIND_RELATE) {
        return SP_OK;
    }
    const struct sp_party *party = &declared->before_read.body.relate.party;
    ground = sp_ground_of_basis(SP_BASIS_LAW, party);
    status = sp_ground_falls(turn, &declared->statement->patient, &ground, SP_MESSAGE_REVOKED);
    if (status == SP_OK) {
        ground = sp_ground_of_basis(SP_BASIS_FREE, party);
        status = sp_ground_falls(turn, &declared->statement->patient, &ground, SP_MESSAGE_REVOKED);
    }
    return status;
}

static enum sp_status
follow_reject(struct sp_turn *turn, struct declared *declared)
{
    struct sp_message_row message;
    enum sp_status status =
        sp_store_message_get(turn->store, &declared->read->body.reject.d, turn->arena, &message);

    return status != SP_OK ? SP_ERR_STORE
                           : sp_ground_shred(turn, &message, SP_MESSAGE_REJECTED,
                                 SP_VERDICT_DENY_REJECTED, "approval.rejected");
}

/* The approved message is judged anew, as on the day it leaves the hold. */
static enum sp_status
follow_approve(struct sp_turn *turn, struct declared *declared)
{
    struct sp_message_row message;
    struct sp_header header;
    struct sp_gathered gathered;
    struct sp_decision decision;
    enum sp_status status =
        sp_store_message_get(turn->store, &declared->read->body.approve.d, turn->arena, &message);

    if (status != SP_OK ||
        sp_header_read(message.base, message.manifest, turn->arena, &header, NULL) != SP_OK) {
        return SP_ERR_STORE;
    }
    status = sp_gather_decide(
        turn, &header.base, &message.d, &header.manifest, false, &gathered, &decision);
    if (status != SP_OK || decision.verdict == SP_VERDICT_HOLD_APPROVAL) {
        return status;
    }
    const struct sp_party_key *recipients = header.base.recipients.items;
    struct sp_event event = {.name = "deliver",
        .verdict = decision.verdict,
        .rule = decision.rule->id,
        .patient = &message.patient,
        .counterparty = &recipients[0].party,
        .d = &message.d,
        .categories = sp_turn_mask(&header.base.categories),
        .purpose = header.base.purpose,
        .basis = decision.basis,
        .laws = decision.laws,
        .consent = gathered.has_consent ? &gathered.consent_hash : NULL,
        .leaf_log = -1};
    if ((status = sp_turn_record_also(turn, &event, "unhold")) != SP_OK) {
        return status;
    }
    if (decision.verdict != SP_VERDICT_ALLOW) {
        return sp_ground_shred(
            turn, &message, SP_MESSAGE_REFUSED, decision.verdict, decision.rule->id);
    }
    if ((status = sp_store_message_state(turn->store, &message.d, SP_MESSAGE_ACCEPTED)) != SP_OK ||
        (status = mail_to(turn, declared, &recipients[0].party)) != SP_OK ||
        (status = sp_accept_deliver(turn, &message.d, message.addressee)) != SP_OK) {
        return status;
    }
    return sp_turn_tell_sender(
        turn, &message, SP_MESSAGE_ACCEPTED, SP_VERDICT_ALLOW, decision.rule->id);
}

/* clang-format off */
static const struct kind_row {
    const char *event;
    check_kind *check;
    follow_kind *follow;
} kinds[SP_KIND_COUNT] = {
    [SP_KIND_GRANT]      = {"consent_grant",  check_grant,      follow_nothing},
    [SP_KIND_ATTEST]     = {"consent_grant",  check_not_here,   follow_nothing},
    [SP_KIND_CONFIRM]    = {"confirm",        check_confirm,    follow_nothing},
    [SP_KIND_RELATE]     = {"relate",         check_relate,     follow_nothing},
    [SP_KIND_OBJECT]     = {"object",         check_by_patient, follow_object},
    [SP_KIND_MANDATE]    = {"fact",           check_not_here,   follow_nothing},
    [SP_KIND_CAPACITY]   = {"fact",           check_fact,       follow_nothing},
    [SP_KIND_AGE]        = {"fact",           check_fact,       follow_nothing},
    [SP_KIND_DEATH]      = {"fact",           check_fact,       follow_nothing},
    [SP_KIND_APPROVE]    = {"approve",        check_approval,   follow_approve},
    [SP_KIND_REJECT]     = {"reject",         check_approval,   follow_reject},
    [SP_KIND_REVOKE]     = {"consent_revoke", check_revoke,     follow_end_of},
    [SP_KIND_END]        = {"end",            check_end,        follow_end_of},
    [SP_KIND_BREAKGLASS] = {"break_glass",    check_not_here,   follow_nothing},
    [SP_KIND_COSIGN]     = {"cosign",         check_not_here,   follow_nothing},
    [SP_KIND_ROTATE_KEY] = {"rotate_key",     check_not_here,   follow_nothing},
    [SP_KIND_CLOSE]      = {"close",          check_not_here,   follow_nothing},
};
/* clang-format on */

/* ---- order: versions and ends ---- */

/* Finds what prev_hash names, and whether this statement follows upon it. */
static enum sp_status
find_before(struct sp_turn *turn, struct declared *declared, const char **wrong)
{
    const struct sp_statement *statement = declared->statement;
    bool ending = sp_kind_is_ending(statement->kind);
    enum sp_status status;

    *wrong = NULL;
    if (!statement->has_prev_hash) {
        return SP_OK;
    }
    status = sp_store_statement_by_hash(
        turn->store, &statement->prev_hash, turn->arena, &declared->before);
    if (status != SP_OK) {
        *wrong = "prev_hash: there is no such statement";
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    declared->has_before = true;
    const struct sp_statement_row *before = &declared->before;
    if (memcmp(&before->patient, &statement->patient, sizeof(before->patient)) != 0 ||
        memcmp(&before->id, &statement->id, sizeof(before->id)) != 0 ||
        (!ending &&
            (before->version + 1 != statement->version || before->kind != statement->kind))) {
        *wrong = "prev_hash: not the version before this one";
        return SP_OK;
    }
    return sp_gather_read(turn, before, &declared->before_read);
}

/* The label must be free; the same statement again is done already. */
static enum sp_status
find_same(struct sp_turn *turn, const struct declared *declared, bool *again, const char **wrong)
{
    struct sp_statement_row row;
    struct sp_hash end =
        sp_statement_end_label(&declared->statement->patient, &declared->statement->id);
    enum sp_status status =
        sp_store_statement_by_label(turn->store, &declared->read->label, turn->arena, &row);

    *again = false;
    *wrong = NULL;
    if (status == SP_OK) {
        *again =
            same(&row.hash, &declared->read->hash) || sp_kind_is_ending(declared->statement->kind);
        *wrong = *again ? NULL : "version: there is another statement of this version";
        return SP_OK;
    }
    if (status != SP_ERR_NOT_FOUND) {
        return status;
    }
    status = sp_store_statement_by_label(turn->store, &end, turn->arena, &row);
    if (status == SP_OK) {
        *wrong = "version: this statement was ended; make a new one";
    }
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

/* ---- delivery: every party that it names, and the patient ---- */

/* The parties of the statement that is confirmed or ended hear of it too. */
static enum sp_status
mail_to_named(
    struct sp_turn *turn, const struct declared *declared, const struct sp_statement_read *read)
{
    const struct sp_consent_body *consent = &read->body.consent;
    const struct sp_party *givers = consent->givers.items;
    enum sp_status status = SP_OK;

    switch (read->statement.kind) {
    case SP_KIND_GRANT:
    case SP_KIND_ATTEST:
        if ((status = mail_to(turn, declared, &consent->discloser)) != SP_OK ||
            (status = mail_to(turn, declared, &consent->recipient)) != SP_OK) {
            return status;
        }
        for (size_t i = 0; i < consent->givers.count && status == SP_OK; i++) {
            if (givers[i].role != SP_ROLE_PATIENT) {
                status = mail_to(turn, declared, &givers[i]);
            }
        }
        return status;
    case SP_KIND_RELATE:
        return mail_to(turn, declared, &read->body.relate.party);
    case SP_KIND_OBJECT:
        return mail_to(turn, declared, &read->body.object.party);
    default:
        return SP_OK;
    }
}

/* approve and reject go to the sender; the addressee hears of a message when it may ask for it. */
static enum sp_status
mail_to_sender(struct sp_turn *turn, const struct declared *declared, const struct sp_hash *d)
{
    struct sp_message_row message;
    struct sp_party party;
    enum sp_status status = sp_store_message_get(turn->store, d, turn->arena, &message);

    return status == SP_OK && sp_party_parse(message.sender, &party) == SP_OK
               ? mail_to(turn, declared, &party)
               : SP_ERR_STORE;
}

static enum sp_status
deliver(struct sp_turn *turn, const struct declared *declared)
{
    struct sp_statement_row row;
    struct sp_statement_read read;
    struct sp_party owner;
    enum sp_status status;

    sp_party_of_patient(&declared->statement->patient, &owner);
    if ((status = mail_to(turn, declared, &owner)) != SP_OK ||
        (status = mail_to_named(turn, declared, declared->read)) != SP_OK) {
        return status;
    }
    if (declared->statement->kind == SP_KIND_APPROVE) {
        return mail_to_sender(turn, declared, &declared->read->body.approve.d);
    }
    if (declared->statement->kind == SP_KIND_REJECT) {
        return mail_to_sender(turn, declared, &declared->read->body.reject.d);
    }
    if (declared->has_before) {
        return mail_to_named(turn, declared, &declared->before_read);
    }
    if (declared->statement->kind != SP_KIND_CONFIRM) {
        return SP_OK;
    }
    status = sp_store_statement_by_hash(
        turn->store, &declared->read->body.confirm.hash, turn->arena, &row);
    if (status == SP_OK && (status = sp_gather_read(turn, &row, &read)) == SP_OK) {
        status = mail_to_named(turn, declared, &read);
    }
    return status;
}

/* ---- putting it down ---- */

/* The party and the hash that it is found by later. */
static void
set_references(struct sp_turn *turn, const struct declared *declared, struct sp_statement_row *row)
{
    const union sp_statement_body *body = &declared->read->body;

    row->subject = "";
    switch (declared->statement->kind) {
    case SP_KIND_RELATE:
        row->subject = sp_turn_text(turn, &body->relate.party);
        break;
    case SP_KIND_OBJECT:
        row->subject = sp_turn_text(turn, &body->object.party);
        break;
    case SP_KIND_CONFIRM:
        row->refers = body->confirm.hash;
        break;
    case SP_KIND_APPROVE:
        row->refers = body->approve.d;
        break;
    case SP_KIND_REJECT:
        row->refers = body->reject.d;
        break;
    default:
        break;
    }
}

static const struct sp_party *
counterparty_of(const struct declared *declared, struct sp_party *owner)
{
    const union sp_statement_body *body = &declared->read->body;

    switch (declared->statement->kind) {
    case SP_KIND_GRANT:
    case SP_KIND_ATTEST:
        return &body->consent.recipient;
    case SP_KIND_OBJECT:
        return &body->object.party;
    default:
        sp_party_of_patient(&declared->statement->patient, owner);
        return declared->by_patient ? NULL : owner;
    }
}

static enum sp_status
record_it(struct sp_turn *turn, const struct declared *declared, bool has_leaf, uint64_t index)
{
    const struct sp_statement *statement = declared->statement;
    bool is_consent = statement->kind == SP_KIND_GRANT || statement->kind == SP_KIND_ATTEST;
    const struct sp_consent_body *consent = &declared->read->body.consent;
    struct sp_party owner;
    struct sp_event event = {.name = kinds[statement->kind].event,
        .verdict = statement->kind == SP_KIND_RELATE ? SP_VERDICT_ASKED : SP_VERDICT_DONE,
        .rule = "",
        .patient = &statement->patient,
        .counterparty = counterparty_of(declared, &owner),
        .statement = &statement->id,
        .categories = is_consent ? sp_turn_mask(&consent->categories) : 0,
        .purpose = is_consent ? (int)consent->purpose : -1,
        .basis = SP_BASIS_NONE,
        .consent = &declared->read->hash,
        .leaf_log = has_leaf ? SP_LOG_STATEMENTS : -1,
        .leaf_index = index};

    if (is_consent && statement->version > 1) {
        event.name = "consent_change";
    }
    if (statement->kind == SP_KIND_APPROVE) {
        event.statement = NULL;
        event.d = &declared->read->body.approve.d;
    } else if (statement->kind == SP_KIND_REJECT) {
        event.statement = NULL;
        event.d = &declared->read->body.reject.d;
    }
    return sp_turn_record(turn, &event);
}

static enum sp_status
put_statement(struct sp_turn *turn, struct declared *declared)
{
    const struct sp_statement *statement = declared->statement;
    uint8_t leaf[SP_STATEMENT_LEAF];
    struct sp_party owner;
    struct sp_statement_row row = {.stmt = declared->body->part.part,
        .signature = declared->body->part.signature,
        .hash = declared->read->hash,
        .label = declared->read->label,
        .patient = statement->patient,
        .id = statement->id,
        .version = statement->version,
        .kind = statement->kind,
        .author = turn->work->asker.text,
        .issued_ms = statement->issued_ms};
    enum sp_status status;

    set_references(turn, declared, &row);
    sp_statement_leaf(&row.label, &row.hash, leaf);
    sp_party_of_patient(&statement->patient, &owner);
    const char *owner_text = sp_turn_text(turn, &owner);
    if (row.subject == NULL || owner_text == NULL) {
        return SP_ERR_NOMEM;
    }
    if ((status = sp_store_log_append(turn->store, SP_LOG_STATEMENTS,
             (struct sp_bytes){leaf, sizeof(leaf)}, &row.log_index)) != SP_OK ||
        (status = sp_store_statement_put(turn->store, &row)) != SP_OK ||
        (status = sp_store_state_bump(turn->store, owner_text)) != SP_OK ||
        (status = record_it(turn, declared, true, row.log_index)) != SP_OK ||
        (status = deliver(turn, declared)) != SP_OK) {
        return status;
    }
    return kinds[statement->kind].follow(turn, declared);
}

enum sp_status
sp_turn_statement(struct sp_turn *turn)
{
    const struct sp_signed_body *body = &turn->work->body.part;
    struct declared declared = {
        .body = body, .read = &body->read.statement, .statement = &body->read.statement.statement};
    const struct sp_party *author = &declared.statement->author;
    struct sp_entry_read entry;
    const char *wrong = NULL;
    bool known = false, again = false;
    enum sp_status status = sp_turn_repeats(turn, &known);

    if (status != SP_OK || known) {
        return status;
    }
    if (!sp_party_equal(author, &turn->work->asker.party)) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_SIGNATURE, "author: not you");
    }
    int64_t away = turn->now_ms + SP_CLOCK_SKEW_MS - (int64_t)declared.statement->issued_ms;
    if (away < 0) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_CLOCK, "issued_ms: lies in the future");
    }
    status = sp_gather_entry(turn, turn->work->asker.text, &entry);
    if (status == SP_ERR_NOT_FOUND) {
        return sp_turn_refuse(
            turn, SP_VERDICT_REFUSE_STATEMENT, "author: publish your directory entry first");
    }
    declared.by_patient = author->role == SP_ROLE_PATIENT;
    if (status != SP_OK || (status = find_same(turn, &declared, &again, &wrong)) != SP_OK) {
        return status;
    }
    if (again) {
        return record_it(turn, &declared, false, 0);
    }
    if (wrong == NULL && (status = find_before(turn, &declared, &wrong)) != SP_OK) {
        return status;
    }
    if (wrong == NULL &&
        (status = kinds[declared.statement->kind].check(turn, &declared, &wrong)) != SP_OK) {
        return status;
    }
    return wrong != NULL ? sp_turn_refuse(turn, SP_VERDICT_REFUSE_STATEMENT, wrong)
                         : put_statement(turn, &declared);
}
