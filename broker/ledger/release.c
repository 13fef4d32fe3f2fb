/*
 * open and ack: the share leaves only on the facts in force now, after its entry is committed.
 */
#include "turn.h"

#include <string.h>

#define SHRED_AFTER_ACK_MS (INT64_C(24) * 60 * 60 * 1000)

static bool
items_fit(const struct sp_open *open, size_t count)
{
    const struct sp_u8 *items = open->items.items;

    for (size_t i = 0; i < open->items.count; i++) {
        if (items[i].v >= count || (i > 0 && items[i].v <= items[i - 1].v)) {
            return false;
        }
    }
    return true;
}

/* The verdict on this opening: the whole of it anew, or the patient's own copy. */
static enum sp_status
judge(struct sp_turn *turn, const struct sp_header *header, const struct sp_recipient_row *row,
    struct sp_gathered *gathered, struct sp_decision *decision)
{
    static const struct sp_decision unverified = {
        SP_VERDICT_DENY_IDENTITY, SP_BASIS_NONE, 0, &sp_rule_party_unverified};
    static const struct sp_decision expired = {
        SP_VERDICT_DENY_EXPIRED, SP_BASIS_NONE, 0, &sp_rule_message_expired};
    static const struct sp_decision own = {
        SP_VERDICT_ALLOW, SP_BASIS_LAW, SP_LAW_BIT(7), &sp_rule_own_copy};

    *gathered = (struct sp_gathered){0};
    if (header->base.not_after_ms <= (uint64_t)turn->now_ms) {
        *decision = expired;
        return SP_OK;
    }
    if (row->position > 0) {
        bool certified = false;
        enum sp_status status = sp_gather_certified(turn, row->party, &certified);

        *decision = certified ? own : unverified;
        return status;
    }
    const struct sp_matter matter = {&header->base, &header->d, &header->manifest, true};
    return sp_gather_decide(turn, &matter, gathered, decision);
}

/*
 * Seals the asked shares to the key of this one opening, into the answer that leaves after the
 * commit.  SP_ERR_NOT_FOUND: the shares are gone; SP_ERR_KEY: nobody can seal to that key.
 */
static enum sp_status
seal_shares(struct sp_turn *turn, const struct sp_recipient_row *row, size_t item_count)
{
    const struct sp_signed_body *body = &turn->work->body.part;
    const struct sp_open *open = &body->read.open;
    const struct sp_u8 *items = open->items.items;
    const struct sp_bytes parts[] = {
        body->part.part, {body->part.signature.b, sizeof(body->part.signature.b)}};
    struct sp_hash open_hash = sp_hash_of("open-hash", parts, 2);
    struct sp_share all[SP_ITEMS_MAX], asked[SP_ITEMS_MAX];
    struct sp_buffer sealed;

    sp_buffer_init(&sealed, 8192);
    enum sp_status status = sp_ground_open(turn, row, all, item_count);
    if (status == SP_OK) {
        for (size_t i = 0; i < open->items.count; i++) {
            asked[i] = all[items[i].v];
        }
        status = sp_release_seal(
            &open->opening_key, &open->d, &open_hash, asked, open->items.count, &sealed);
        status = status == SP_OK || status == SP_ERR_NOMEM ? status : SP_ERR_KEY;
    }
    if (status == SP_OK) {
        const struct sp_open_answer answer = {sp_buffer_bytes(&sealed)};
        status = sp_turn_body(turn, &sp_shape_open_answer, &answer);
    }
    sp_buffer_wipe(&sealed);
    sp_wipe(all, sizeof(all));
    sp_wipe(asked, sizeof(asked));
    return status;
}

static enum sp_status
note_opening(
    struct sp_turn *turn, const struct sp_message_row *message, const struct sp_recipient_row *row)
{
    const char *owner = sp_turn_owner(turn, &message->patient);
    enum sp_status status;

    if (owner == NULL) {
        return SP_ERR_NOMEM;
    }
    if ((status = sp_store_recipient_opened(turn->store, &message->d, row->party,
             (uint64_t)turn->now_ms, row->shred_ms)) != SP_OK ||
        (status = sp_store_state_bump(turn->store, owner)) != SP_OK ||
        (status = sp_store_state_bump(turn->store, row->party)) != SP_OK) {
        return status;
    }
    if (row->position > 0 || message->state != SP_MESSAGE_ACCEPTED) {
        return SP_OK; /* her copy, or opened before */
    }
    status = sp_store_message_state(turn->store, &message->d, SP_MESSAGE_OPENED);
    return status != SP_OK
               ? status
               : sp_turn_tell_sender(turn, message, SP_MESSAGE_OPENED, SP_VERDICT_ALLOW, "");
}

static enum sp_status
record_opening(struct sp_turn *turn, const struct sp_header *header,
    const struct sp_gathered *gathered, const struct sp_decision *decision)
{
    const struct sp_open *open = &turn->work->body.part.read.open;
    const struct sp_event event = {
        .name = decision->verdict == SP_VERDICT_ALLOW ? "read" : "refuse",
        .verdict = decision->verdict,
        .rule = decision->rule->id,
        .patient = &header->base.patient,
        .counterparty = &header->base.sender.party,
        .told = true,
        .responsible = (const char *)sp_arena_copy(turn->arena, open->responsible),
        .user = (const char *)sp_arena_copy(turn->arena, open->user),
        .d = &header->d,
        .items = &open->items,
        .categories = sp_turn_mask(&header->base.categories),
        .purpose = header->base.purpose,
        .basis = decision->basis,
        .laws = decision->laws,
        .consent = gathered->has_consent ? &gathered->consent_hash : NULL,
        .leaf_log = -1};

    if (event.responsible == NULL || event.user == NULL) {
        return SP_ERR_NOMEM;
    }
    return sp_turn_record(turn, &event);
}

static enum sp_status
open_message(struct sp_turn *turn, const struct sp_message_row *message,
    const struct sp_recipient_row *row, const struct sp_header *header)
{
    struct sp_gathered gathered;
    struct sp_decision decision;
    enum sp_status status = judge(turn, header, row, &gathered, &decision);

    if (status != SP_OK) {
        return status;
    }
    if (decision.verdict != SP_VERDICT_ALLOW) {
        status = record_opening(turn, header, &gathered, &decision);
        return status != SP_OK || message->state != SP_MESSAGE_ACCEPTED
                   ? status
                   : sp_turn_tell_sender(
                         turn, message, SP_MESSAGE_REFUSED, decision.verdict, decision.rule->id);
    }
    status = seal_shares(turn, row, header->base.categories.count);
    if (status == SP_ERR_NOT_FOUND) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_NOT_FOUND,
            "the share of this message is gone: opened and stored before, or its time is over");
    }
    if (status == SP_ERR_KEY) {
        return sp_turn_refuse(
            turn, SP_VERDICT_REFUSE_STATEMENT, "opening_key: not a key to seal to");
    }
    if (status != SP_OK || (status = record_opening(turn, header, &gathered, &decision)) != SP_OK) {
        return status;
    }
    return note_opening(turn, message, row);
}

enum sp_status
sp_turn_open(struct sp_turn *turn)
{
    const struct sp_open *open = &turn->work->body.part.read.open;
    struct sp_message_row message;
    struct sp_recipient_row row;
    struct sp_header header;
    const int64_t skew_ms = SP_CLOCK_SKEW_MS;
    int64_t away = turn->now_ms - (int64_t)open->time_ms;
    bool known = false;
    enum sp_status status;

    if (away > skew_ms || away < -skew_ms) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_CLOCK, "time_ms: not of this time");
    }
    /* Never answered from memory: a repeated request is decided anew, with one more record. */
    if ((status = sp_turn_anew(turn, &known)) != SP_OK || known) {
        return status;
    }
    status = sp_store_message_get(turn->store, &open->d, turn->arena, &message);
    if (status == SP_OK) {
        status = sp_store_recipient_get(
            turn->store, &open->d, turn->work->asker.text, turn->arena, &row);
    }
    if (status == SP_ERR_NOT_FOUND || (status == SP_OK && !row.delivered)) {
        return sp_turn_refuse(
            turn, SP_VERDICT_REFUSE_NOT_FOUND, "there is no such message for you");
    }
    if (status != SP_OK) {
        return status;
    }
    if (sp_header_read(message.base, message.manifest, turn->arena, &header, NULL) != SP_OK) {
        return SP_ERR_STORE;
    }
    if (!items_fit(open, header.base.categories.count)) {
        return sp_turn_refuse(
            turn, SP_VERDICT_REFUSE_STATEMENT, "items: rising numbers of this message's items");
    }
    return open_message(turn, &message, &row, &header);
}

enum sp_status
sp_turn_ack(struct sp_turn *turn)
{
    const struct sp_ack *ack = &turn->work->body.part.read.ack;
    struct sp_message_row message;
    struct sp_recipient_row row;
    struct sp_party sender;
    bool known = false;
    enum sp_status status = sp_turn_repeats(turn, &known);

    if (status != SP_OK || known) {
        return status;
    }
    status = sp_store_message_get(turn->store, &ack->d, turn->arena, &message);
    if (status == SP_OK) {
        status =
            sp_store_recipient_get(turn->store, &ack->d, turn->work->asker.text, turn->arena, &row);
    }
    if (status == SP_ERR_NOT_FOUND || (status == SP_OK && row.opened_ms == 0)) {
        return sp_turn_refuse(
            turn, SP_VERDICT_REFUSE_NOT_FOUND, "there is no such message that you opened");
    }
    if (status != SP_OK || sp_party_parse(message.sender, &sender) != SP_OK) {
        return status == SP_OK ? SP_ERR_STORE : status;
    }
    struct sp_event event = {.name = "deliver",
        .verdict = SP_VERDICT_DONE,
        .rule = "",
        .patient = &message.patient,
        .counterparty = &sender,
        .told = true,
        .d = &message.d,
        .purpose = -1,
        .basis = SP_BASIS_NONE,
        .leaf_log = -1};
    /* Never later than it was to go: acknowledging again keeps nothing alive. */
    uint64_t shred_ms = (uint64_t)turn->now_ms + SHRED_AFTER_ACK_MS;
    shred_ms = row.shred_ms != 0 && row.shred_ms < shred_ms ? row.shred_ms : shred_ms;
    if ((status = sp_turn_record(turn, &event)) != SP_OK ||
        (status = sp_store_recipient_opened(
             turn->store, &ack->d, row.party, row.opened_ms, shred_ms)) != SP_OK) {
        return status;
    }
    if (row.position > 0 || message.state != SP_MESSAGE_OPENED) {
        return SP_OK;
    }
    status = sp_store_message_state(turn->store, &message.d, SP_MESSAGE_ACKNOWLEDGED);
    return status != SP_OK
               ? status
               : sp_turn_tell_sender(turn, &message, SP_MESSAGE_ACKNOWLEDGED, SP_VERDICT_DONE, "");
}
