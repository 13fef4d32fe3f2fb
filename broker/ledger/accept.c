/*
 * send and attempt: is this message as it must be, may it pass, and then everything in one go.
 */
#include "turn.h"

#include <string.h>

#define DAY_MS      (INT64_C(24) * 60 * 60 * 1000)
#define UNOPENED_MS (30 * DAY_MS) /* a share that nobody asks for goes after this */

static const struct sp_party *
addressee_of(const struct sp_base *base)
{
    return &((const struct sp_party_key *)base->recipients.items)->party;
}

static bool
is_patient_of(const struct sp_base *base, const struct sp_party *party)
{
    struct sp_party owner;

    sp_party_of_patient(&base->patient, &owner);
    return sp_party_equal(&owner, party);
}

/* What is said of the patient's copy, by itself; NULL or what is wrong. */
static const char *
wrong_with_kind(const struct sp_base *base, bool has_copy, bool to_patient)
{
    uint8_t role = base->sender.party.role;
    bool from_her_side =
        role == SP_ROLE_PATIENT || role == SP_ROLE_REPRESENTATIVE || role == SP_ROLE_CLOSE_ONE;

    switch (base->copy) {
    case SP_COPY_SEALED:
        return has_copy || to_patient ? NULL : "copy: the patient is not among the recipients";
    case SP_COPY_WITHHELD:
        return !has_copy && base->has_withheld && !from_her_side && !to_patient
                   ? NULL
                   : "copy: withheld needs a reason and no copy";
    case SP_COPY_NONE:
        return (from_her_side || to_patient) && !has_copy ? NULL
                                                          : "copy: the patient must get her copy";
    default:
        return "copy: on paper is not in this version";
    }
}

/* What the header of a message that may pass must look like; NULL or what is wrong. */
static const char *
wrong_with_copy(const struct sp_base *base, const struct sp_decision *decision)
{
    const struct sp_party_key *recipients = base->recipients.items;
    bool to_patient = is_patient_of(base, &recipients[0].party);
    bool has_copy = base->recipients.count == 2;
    bool to_employer = base->sender.party.role == SP_ROLE_OCC_PHYSICIAN &&
                       recipients[0].party.role == SP_ROLE_EMPLOYER;
    bool needs_her =
        decision->verdict == SP_VERDICT_HOLD_APPROVAL || decision->basis == SP_BASIS_CONSENT_EACH;

    if (base->recipients.count > 2 ||
        (has_copy && (to_patient || !is_patient_of(base, &recipients[1].party)))) {
        return "recipients: one addressee, and the patient for her copy";
    }
    if (base->joint != to_employer) {
        return "joint: from occupational physician to employer, and only there";
    }
    if (base->joint && !has_copy) {
        return "copy: the patient gets the same text at the same time";
    }
    if (needs_her && !has_copy) {
        return "copy: what the patient must approve, she must get";
    }
    return wrong_with_kind(base, has_copy, to_patient);
}

static uint32_t
header_mask(const struct sp_base *base)
{
    return sp_turn_mask(&base->categories);
}

static void
message_event(const struct sp_base *base, const struct sp_hash *d,
    const struct sp_gathered *gathered, const struct sp_decision *decision, struct sp_event *event)
{
    *event = (struct sp_event){.verdict = decision->verdict,
        .rule = decision->rule->id,
        .patient = &base->patient,
        .counterparty = addressee_of(base),
        .d = d,
        .categories = header_mask(base),
        .purpose = base->purpose,
        .basis = decision->basis,
        .laws = decision->laws,
        .consent = gathered->has_consent ? &gathered->consent_hash : NULL,
        .leaf_log = -1};
}

/* ---- is everything there and current? ---- */

/* The key that ${party} published and that is valid now, by its id. */
static enum sp_status
key_is_current(struct sp_turn *turn, const struct sp_party_key *recipient, bool *current)
{
    const char *text = sp_turn_text(turn, &recipient->party);
    const struct sp_known_entry *known;

    *current = false;
    if (text == NULL) {
        return SP_ERR_NOMEM;
    }
    enum sp_status status = sp_gather_known(turn, text, &known);
    for (size_t i = 0; status == SP_OK && i < known->key_count; i++) {
        const struct sp_known_key *key = &known->keys[i];

        *current = *current || (memcmp(&key->id, &recipient->key_id, sizeof(key->id)) == 0 &&
                                   (uint64_t)turn->now_ms >= key->not_before_ms &&
                                   (uint64_t)turn->now_ms < key->not_after_ms);
    }
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

static enum sp_status
keys_are_current(struct sp_turn *turn, const struct sp_send_body *send, const char **stale)
{
    const struct sp_base *base = &send->header.base;
    const struct sp_party_key *recipients = base->recipients.items;
    struct sp_hash own =
        sp_key_id(turn->work->asker.party.role, SP_SUITE_V1, turn->work->asker.key.b);

    *stale = NULL;
    if (memcmp(&own, &base->sender.key_id, sizeof(own)) != 0) {
        *stale = "sender: another key than that of the certificate";
        return SP_OK;
    }
    if (send->stale_intake) {
        *stale = "intake: the broker has a new intake key";
        return SP_OK;
    }
    for (size_t i = 0; i < base->recipients.count; i++) {
        bool current = false;
        enum sp_status status = key_is_current(turn, &recipients[i], &current);

        if (status != SP_OK) {
            return status;
        }
        if (!current) {
            *stale = "recipients: a receive key that is not current";
        }
    }
    return SP_OK;
}

/* The hashes of what was put before; what came along was checked by front. */
static enum sp_status
pieces_are_there(struct sp_turn *turn, const struct sp_send_body *send, bool *there)
{
    const struct sp_blob *items = send->request.items.items;
    const struct sp_item_entry *entries = send->header.manifest.items.items;

    *there = true;
    for (size_t i = 0; i < send->request.items.count && *there; i++) {
        struct sp_stage_row row;
        struct sp_hash hash;

        if (items[i].bytes.size > 0) {
            continue;
        }
        enum sp_status status = sp_store_stage_get(turn->store, turn->work->asker.text,
            &send->header.base.msg_id, (uint8_t)i, turn->arena, &row);
        if (status == SP_OK) {
            status = sp_staged_hash(turn, &row, entries[i].padded_bytes, &hash);
        }
        if (status != SP_OK && status != SP_ERR_NOT_FOUND && status != SP_ERR_PROOF) {
            return status;
        }
        *there = status == SP_OK && memcmp(&hash, &entries[i].ct_hash, sizeof(hash)) == 0;
    }
    return SP_OK;
}

/* ---- writing it ---- */

static enum sp_status
put_items(struct sp_turn *turn, const struct sp_send_body *send)
{
    const struct sp_blob *items = send->request.items.items;
    const struct sp_item_entry *entries = send->header.manifest.items.items;
    enum sp_status status = SP_OK;

    for (size_t i = 0; i < send->request.items.count && status == SP_OK; i++) {
        status = items[i].bytes.size > 0
                     ? sp_store_item_put(turn->store, &send->header.d, (uint8_t)i, items[i].bytes)
                     : sp_store_stage_adopt(turn->store, turn->work->asker.text,
                           &send->header.base.msg_id, (uint8_t)i, &send->header.d);
        if (status == SP_OK) {
            status =
                sp_store_item_ref_put(turn->store, &entries[i].item_ref, turn->work->asker.text);
        }
    }
    /* What was staged and then came along is of no use any more. */
    return status != SP_OK ? status
                           : sp_store_stage_drop(turn->store, turn->work->asker.text,
                                 &send->header.base.msg_id, -1);
}

enum sp_status
sp_accept_deliver(struct sp_turn *turn, const struct sp_message_row *message, const char *party)
{
    uint64_t unopened_ms = (uint64_t)turn->now_ms + UNOPENED_MS;
    enum sp_status status = sp_store_recipient_deliver(turn->store, &message->d, party);

    if (status == SP_OK) {
        status = sp_store_recipient_opened(turn->store, &message->d, party, 0,
            unopened_ms < message->not_after_ms ? unopened_ms : message->not_after_ms);
    }
    return status != SP_OK ? status
                           : sp_store_mail_put(turn->store, party, SP_MAIL_MESSAGE,
                                 (struct sp_bytes){message->d.b, SP_HASH_BYTES});
}

static enum sp_status
put_recipients(struct sp_turn *turn, const struct sp_send_body *send,
    const struct sp_message_row *message, const struct sp_hash *ground)
{
    const struct sp_base *base = &send->header.base;
    const struct sp_party_key *recipients = base->recipients.items;
    const struct sp_blob *blobs = send->request.blobs.items;
    size_t items = base->categories.count, count = base->recipients.count;
    struct sp_share mine[SP_ITEMS_MAX];
    bool held = message->state == SP_MESSAGE_HELD;
    enum sp_status status = SP_OK;

    for (size_t r = 0; r < count && status == SP_OK; r++) {
        struct sp_recipient_row row = {.d = message->d,
            .party = sp_turn_text(turn, &recipients[r].party),
            .position = (uint8_t)r,
            .ground = r == 0 ? *ground : sp_ground_own(),
            .blob = blobs[r].bytes,
            .patient = base->patient};

        if (row.party == NULL) {
            status = SP_ERR_NOMEM;
            break;
        }
        for (size_t i = 0; i < items; i++) {
            mine[i] = send->shares[i * count + r];
        }
        if ((status = sp_ground_seal(turn, &row, mine, items)) == SP_OK &&
            (status = sp_store_recipient_put(turn->store, &row)) == SP_OK && !(held && r == 0)) {
            status = sp_accept_deliver(turn, message, row.party);
        }
    }
    sp_wipe(mine, sizeof(mine));
    return status;
}

static enum sp_status
put_message(
    struct sp_turn *turn, const struct sp_send_body *send, const struct sp_hash *ground, bool held)
{
    const struct sp_base *base = &send->header.base;
    struct sp_message_row row = {.d = send->header.d,
        .sender = turn->work->asker.text,
        .msg_id = base->msg_id,
        .patient = base->patient,
        .addressee = sp_turn_text(turn, addressee_of(base)),
        .state = held ? SP_MESSAGE_HELD : SP_MESSAGE_ACCEPTED,
        .base = send->request.base,
        .manifest = send->request.manifest,
        .signature = send->request.signature,
        .not_after_ms = base->not_after_ms,
        .accepted_index = turn->index};
    enum sp_status status;

    if (row.addressee == NULL) {
        return SP_ERR_NOMEM;
    }
    if ((status = sp_store_message_put(turn->store, &row)) != SP_OK ||
        (status = put_items(turn, send)) != SP_OK) {
        return status;
    }
    return put_recipients(turn, send, &row, ground);
}

/* ---- send ---- */

/* (sender, msg_id) is unique: the same D is the same message, another one a replay. */
static enum sp_status
sent_before(struct sp_turn *turn, const struct sp_send_body *send, bool *known)
{
    struct sp_message_row message;
    struct sp_record_row record;
    enum sp_status status = sp_store_message_of_sender(
        turn->store, turn->work->asker.text, &send->header.base.msg_id, turn->arena, &message);

    *known = status == SP_OK;
    if (status != SP_OK) {
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    if (memcmp(&message.d, &send->header.d, sizeof(message.d)) != 0) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_REPLAY,
            "msg_id: used for another message: send under a new id");
    }
    status = sp_store_record_get(turn->store, message.accepted_index, turn->arena, &record);
    if (status != SP_OK) {
        return status == SP_ERR_NOT_FOUND ? SP_ERR_STORE : status;
    }
    return sp_turn_answer_as(turn, &record);
}

static enum sp_status
accept(struct sp_turn *turn, struct sp_send_body *send, const struct sp_gathered *gathered,
    const struct sp_decision *decision)
{
    const struct sp_base *base = &send->header.base;
    bool held = decision->verdict == SP_VERDICT_HOLD_APPROVAL, there = false;
    struct sp_hash ground = sp_ground_of(gathered, decision, addressee_of(base));
    struct sp_event event;
    const char *stale = NULL;
    enum sp_status status;

    if ((status = keys_are_current(turn, send, &stale)) != SP_OK) {
        return status;
    }
    if (stale != NULL) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_STALE_KEY, stale);
    }
    if ((status = pieces_are_there(turn, send, &there)) != SP_OK) {
        return status;
    }
    if (!there) {
        return sp_turn_refuse(
            turn, SP_VERDICT_REFUSE_NOT_FOUND, "items: not all pieces are here: put them first");
    }
    message_event(base, &send->header.d, gathered, decision, &event);
    event.name = held ? "hold" : "send";
    event.told = !held;
    if ((status = sp_turn_record(turn, &event)) != SP_OK ||
        (status = put_message(turn, send, &ground, held)) != SP_OK) {
        return status;
    }
    if (base->joint && !held) {
        event.name = "deliver"; /* one unlock, for both */
        status = sp_turn_record_also(turn, &event);
    }
    return status;
}

/* A sealed message may wait in its sender's outbox, but it does not come from the future. */
static bool
is_of_this_time(const struct sp_turn *turn, const struct sp_base *base)
{
    return base->created_ms <= (uint64_t)turn->now_ms + (uint64_t)SP_CLOCK_SKEW_MS &&
           base->not_after_ms > (uint64_t)turn->now_ms;
}

/* A view beyond what was ever signed here would make its readers doubt an honest log. */
static bool
heads_are_possible(const struct sp_turn *turn, const struct sp_base *base)
{
    const struct sp_head *heads = base->heads.items;
    bool possible = true;

    for (int i = 0; i < SP_LOG_COUNT; i++) {
        possible = possible && heads[i].size <= turn->ledger->signed_size[i];
    }
    return possible;
}

enum sp_status
sp_turn_send(struct sp_turn *turn)
{
    struct sp_send_body *send = &turn->work->body.send;
    const struct sp_base *base = &send->header.base;
    struct sp_gathered gathered;
    struct sp_decision decision;
    struct sp_event event;
    bool known = false;
    enum sp_status status;

    if ((status = sp_turn_repeats(turn, &known)) != SP_OK || known ||
        (status = sent_before(turn, send, &known)) != SP_OK || known) {
        return status;
    }
    if (!sp_party_equal(&base->sender.party, &turn->work->asker.party)) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_SIGNATURE, "sender: not you");
    }
    if (!is_of_this_time(turn, base)) {
        return sp_turn_refuse(
            turn, SP_VERDICT_REFUSE_CLOCK, "created_ms, not_after_ms: not of this time");
    }
    if (!heads_are_possible(turn, base)) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_STALE_VIEW,
            "heads: larger than these logs: somebody showed you others");
    }
    const struct sp_matter matter = {base, &send->header.d, &send->header.manifest, false};
    if ((status = sp_gather_decide(turn, &matter, &gathered, &decision)) != SP_OK) {
        return status;
    }
    if (decision.verdict == SP_VERDICT_ALLOW || decision.verdict == SP_VERDICT_HOLD_APPROVAL) {
        const char *wrong = wrong_with_copy(base, &decision);
        return wrong != NULL ? sp_turn_refuse(turn, SP_VERDICT_REFUSE_STATEMENT, wrong)
                             : accept(turn, send, &gathered, &decision);
    }
    message_event(base, &send->header.d, &gathered, &decision, &event);
    event.name = "refuse"; /* of which the addressee hears nothing */
    return sp_turn_record(turn, &event);
}

enum sp_status
sp_turn_attempt(struct sp_turn *turn)
{
    const struct sp_signed_body *body = &turn->work->body.part;
    const struct sp_base *base = &body->read.attempt;
    struct sp_hash d = sp_base_hash(body->part.part);
    struct sp_gathered gathered;
    struct sp_decision decision;
    struct sp_event event;
    bool known = false;
    enum sp_status status;

    if ((status = sp_turn_repeats(turn, &known)) != SP_OK || known) {
        return status;
    }
    if (!sp_party_equal(&base->sender.party, &turn->work->asker.party)) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_SIGNATURE, "sender: not you");
    }
    if (!is_of_this_time(turn, base)) {
        return sp_turn_refuse(
            turn, SP_VERDICT_REFUSE_CLOCK, "created_ms, not_after_ms: not of this time");
    }
    const struct sp_matter matter = {base, NULL, NULL, false};
    if ((status = sp_gather_decide(turn, &matter, &gathered, &decision)) != SP_OK) {
        return status;
    }
    message_event(base, &d, &gathered, &decision, &event);
    event.name = "attempt";
    return sp_turn_record(turn, &event);
}
