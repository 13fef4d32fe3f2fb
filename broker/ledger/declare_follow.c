/*
 * What follows from a statement: who hears of it, which grounds fall, what leaves the hold.
 */
#include "declare.h"

#include <string.h>

/* ---- delivery: every party that it names, and the patient ---- */

#define TOLD_MAX ((size_t)2 * (SP_GIVERS_MAX + 3))

/* Who was told already: a new version names whom the one before named, most often. */
struct told {
    struct sp_party parties[TOLD_MAX];
    size_t count;
};

enum sp_status
sp_declare_mail(
    struct sp_turn *turn, const struct sp_declared *declared, const struct sp_party *party)
{
    const char *text = sp_turn_text(turn, party);
    struct sp_buffer payload;
    enum sp_status status;

    if (text == NULL) {
        return SP_ERR_NOMEM;
    }
    if (sp_party_equal(party, &declared->statement->author)) {
        return SP_OK;
    }
    sp_buffer_init(&payload, 65536);
    status = sp_wire_write(&sp_shape_signed_part, &declared->body->part, &payload);
    if (status == SP_OK) {
        status = sp_store_mail_put(turn->store, text, SP_MAIL_STATEMENT, sp_buffer_bytes(&payload));
    }
    sp_buffer_wipe(&payload);
    return status;
}

static enum sp_status
tell(struct sp_turn *turn, const struct sp_declared *declared, const struct sp_party *party,
    struct told *told)
{
    for (size_t i = 0; i < told->count; i++) {
        if (sp_party_equal(&told->parties[i], party)) {
            return SP_OK;
        }
    }
    if (told->count < TOLD_MAX) {
        told->parties[told->count++] = *party;
    }
    return sp_declare_mail(turn, declared, party);
}

/* Whom the statement ${read} names, besides the patient. */
static enum sp_status
tell_named(struct sp_turn *turn, const struct sp_declared *declared,
    const struct sp_statement_read *read, struct told *told)
{
    const struct sp_consent_body *consent = &read->body.consent;
    const struct sp_party *givers = consent->givers.items;
    enum sp_status status = SP_OK;

    switch (read->statement.kind) {
    case SP_KIND_GRANT:
    case SP_KIND_ATTEST:
        if ((status = tell(turn, declared, &consent->discloser, told)) != SP_OK ||
            (status = tell(turn, declared, &consent->recipient, told)) != SP_OK) {
            return status;
        }
        for (size_t i = 0; i < consent->givers.count && status == SP_OK; i++) {
            status = tell(turn, declared, &givers[i], told);
        }
        return status;
    case SP_KIND_RELATE:
        return tell(turn, declared, &read->body.relate.party, told);
    case SP_KIND_OBJECT:
        return tell(turn, declared, &read->body.object.party, told);
    default:
        return SP_OK;
    }
}

/* approve and reject go to the sender; the addressee hears of a message when it may ask for it. */
static enum sp_status
tell_sender(struct sp_turn *turn, const struct sp_declared *declared, const struct sp_hash *d,
    struct told *told)
{
    struct sp_message_row message;
    struct sp_party party;
    enum sp_status status = sp_store_message_get(turn->store, d, turn->arena, &message);

    return status == SP_OK && sp_party_parse(message.sender, &party) == SP_OK
               ? tell(turn, declared, &party, told)
               : SP_ERR_STORE;
}

/* The parties of the relation or consent that is confirmed hear of that too. */
static enum sp_status
tell_of_confirmed(struct sp_turn *turn, const struct sp_declared *declared, struct told *told)
{
    struct sp_statement_row row;
    struct sp_statement_read read;
    enum sp_status status = sp_store_statement_by_hash(
        turn->store, &declared->read->body.confirm.hash, turn->arena, &row);

    if (status == SP_OK && (status = sp_gather_read(turn, &row, &read)) == SP_OK) {
        status = tell_named(turn, declared, &read, told);
    }
    return status == SP_ERR_NOT_FOUND ? SP_ERR_STORE : status;
}

enum sp_status
sp_declare_deliver(struct sp_turn *turn, const struct sp_declared *declared)
{
    struct told told = {.count = 0};
    struct sp_party owner;
    enum sp_status status;

    sp_party_of_patient(&declared->statement->patient, &owner);
    if ((status = tell(turn, declared, &owner, &told)) != SP_OK ||
        (status = tell_named(turn, declared, declared->read, &told)) != SP_OK) {
        return status;
    }
    switch (declared->statement->kind) {
    case SP_KIND_APPROVE:
        return tell_sender(turn, declared, &declared->read->body.approve.d, &told);
    case SP_KIND_REJECT:
        return tell_sender(turn, declared, &declared->read->body.reject.d, &told);
    case SP_KIND_CONFIRM:
        return tell_of_confirmed(turn, declared, &told);
    default:
        return declared->has_before ? tell_named(turn, declared, &declared->before_read, &told)
                                    : SP_OK;
    }
}

/* ---- grounds that fall, messages that leave the hold ---- */

/* An objection can only make fall what rests on the law. */
static enum sp_status
follow_object(struct sp_turn *turn, const struct sp_declared *declared)
{
    struct sp_hash ground = sp_ground_of_basis(SP_BASIS_LAW, &declared->read->body.object.party);

    return sp_ground_falls(turn, &declared->statement->patient, &ground, SP_MESSAGE_REVOKED);
}

static enum sp_status
follow_end_of(struct sp_turn *turn, const struct sp_declared *declared)
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
follow_reject(struct sp_turn *turn, const struct sp_declared *declared)
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
follow_approve(struct sp_turn *turn, const struct sp_declared *declared)
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
    const struct sp_matter matter = {&header.base, &message.d, &header.manifest, false};
    status = sp_gather_decide(turn, &matter, &gathered, &decision);
    if (status != SP_OK || decision.verdict == SP_VERDICT_HOLD_APPROVAL) {
        return status;
    }
    const struct sp_party_key *recipients = header.base.recipients.items;
    struct sp_event event = {.name = "deliver",
        .verdict = decision.verdict,
        .rule = decision.rule->id,
        .patient = &message.patient,
        .counterparty = &recipients[0].party,
        .told = decision.verdict == SP_VERDICT_ALLOW,
        .d = &message.d,
        .categories = sp_turn_mask(&header.base.categories),
        .purpose = header.base.purpose,
        .basis = decision.basis,
        .laws = decision.laws,
        .consent = gathered.has_consent ? &gathered.consent_hash : NULL,
        .leaf_log = -1};
    if ((status = sp_turn_record_also(turn, &event)) != SP_OK) {
        return status;
    }
    if (decision.verdict != SP_VERDICT_ALLOW) {
        return sp_ground_shred(
            turn, &message, SP_MESSAGE_REFUSED, decision.verdict, decision.rule->id);
    }
    if ((status = sp_store_message_state(turn->store, &message.d, SP_MESSAGE_ACCEPTED)) != SP_OK ||
        (status = sp_declare_mail(turn, declared, &recipients[0].party)) != SP_OK ||
        (status = sp_accept_deliver(turn, &message, message.addressee)) != SP_OK) {
        return status;
    }
    return sp_turn_tell_sender(
        turn, &message, SP_MESSAGE_ACCEPTED, SP_VERDICT_ALLOW, decision.rule->id);
}

enum sp_status
sp_declare_follow(struct sp_turn *turn, const struct sp_declared *declared)
{
    switch (declared->statement->kind) {
    case SP_KIND_OBJECT:
        return follow_object(turn, declared);
    case SP_KIND_APPROVE:
        return follow_approve(turn, declared);
    case SP_KIND_REJECT:
        return follow_reject(turn, declared);
    case SP_KIND_REVOKE:
    case SP_KIND_END:
        return follow_end_of(turn, declared);
    default:
        return SP_OK;
    }
}
