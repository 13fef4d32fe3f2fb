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
    struct sp_entry_read entry;

    *gathered = (struct sp_gathered){0};
    if (row->position > 0) {
        enum sp_status status = sp_gather_entry(turn, row->party, &entry);

        *decision = status == SP_OK ? (struct sp_decision){SP_VERDICT_ALLOW, SP_BASIS_LAW,
                                          SP_LAW_BIT(7), &sp_rule_own_copy}
                                    : (struct sp_decision){SP_VERDICT_DENY_IDENTITY, SP_BASIS_NONE,
                                          0, &sp_rule_party_unverified};
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    return sp_gather_decide(
        turn, &header->base, &header->d, &header->manifest, true, gathered, decision);
}

/* Picks the asked shares out of the recipient's; they are sealed after the commit. */
static enum sp_status
take_shares(struct sp_turn *turn, const struct sp_open *open, const struct sp_recipient_row *row,
    size_t item_count)
{
    struct sp_share all[SP_ITEMS_MAX];
    const struct sp_u8 *items = open->items.items;
    enum sp_status status = sp_ground_open(turn, row, all, item_count);

    if (status == SP_OK) {
        turn->shares = sp_arena_alloc(turn->arena, open->items.count, sizeof(*turn->shares));
        status = turn->shares == NULL ? SP_ERR_NOMEM : SP_OK;
    }
    for (size_t i = 0; status == SP_OK && i < open->items.count; i++) {
        turn->shares[i] = all[items[i].v];
        turn->share_count = i + 1;
    }
    sp_wipe(all, sizeof(all));
    return status;
}

static enum sp_status
note_opening(
    struct sp_turn *turn, const struct sp_message_row *message, const struct sp_recipient_row *row)
{
    enum sp_status status = sp_store_recipient_opened(
        turn->store, &message->d, row->party, (uint64_t)turn->now_ms, row->shred_ms);
    struct sp_party owner;

    sp_party_of_patient(&message->patient, &owner);
    const char *owner_text = sp_turn_text(turn, &owner);
    if (status != SP_OK || owner_text == NULL ||
        (status = sp_store_state_bump(turn->store, owner_text)) != SP_OK ||
        (status = sp_store_state_bump(turn->store, row->party)) != SP_OK) {
        return status == SP_OK ? SP_ERR_NOMEM : status;
    }
    if (row->position > 0) {
        return SP_OK;
    }
    status = sp_store_message_state(turn->store, &message->d, SP_MESSAGE_OPENED);
    return status != SP_OK
               ? status
               : sp_turn_tell_sender(turn, message, SP_MESSAGE_OPENED, SP_VERDICT_ALLOW, "");
}

static enum sp_status
open_message(struct sp_turn *turn, const struct sp_message_row *message,
    const struct sp_recipient_row *row, const struct sp_header *header)
{
    const struct sp_open *open = &turn->work->body.part.read.open;
    struct sp_gathered gathered;
    struct sp_decision decision;
    enum sp_status status = judge(turn, header, row, &gathered, &decision);

    if (status != SP_OK) {
        return status;
    }
    if (decision.verdict == SP_VERDICT_ALLOW) {
        status = take_shares(turn, open, row, header->base.categories.count);
        if (status == SP_ERR_NOT_FOUND) {
            return sp_turn_refuse(turn, SP_VERDICT_REFUSE_NOT_FOUND,
                "the share of this message is gone: opened and stored before, or its time is over");
        }
        if (status != SP_OK) {
            return status;
        }
    }
    struct sp_event event = {.name = decision.verdict == SP_VERDICT_ALLOW ? "read" : "refuse",
        .verdict = decision.verdict,
        .rule = decision.rule->id,
        .patient = &message->patient,
        .counterparty = &header->base.sender.party,
        .responsible = (const char *)sp_arena_copy(turn->arena, open->responsible),
        .user = (const char *)sp_arena_copy(turn->arena, open->user),
        .d = &message->d,
        .items = &open->items,
        .categories = sp_turn_mask(&header->base.categories),
        .purpose = header->base.purpose,
        .basis = decision.basis,
        .laws = decision.laws,
        .consent = gathered.has_consent ? &gathered.consent_hash : NULL,
        .leaf_log = -1};
    if ((status = sp_turn_record(turn, &event)) != SP_OK) {
        return status;
    }
    if (decision.verdict != SP_VERDICT_ALLOW) {
        return sp_turn_tell_sender(
            turn, message, SP_MESSAGE_REFUSED, decision.verdict, decision.rule->id);
    }
    turn->has_release = true;
    return note_opening(turn, message, row);
}

enum sp_status
sp_turn_open(struct sp_turn *turn)
{
    const struct sp_open *open = &turn->work->body.part.read.open;
    struct sp_message_row message;
    struct sp_recipient_row row;
    struct sp_header header;
    int64_t away = turn->now_ms - (int64_t)open->time_ms;
    enum sp_status status;

    if (away > SP_CLOCK_SKEW_MS || away < -SP_CLOCK_SKEW_MS) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_CLOCK, "time_ms: not of this time");
    }
    /* Never answered from memory: a repeated request is decided anew, under an id of its own. */
    struct sp_record_row before;
    status = sp_store_record_of_request(
        turn->store, turn->work->asker.text, &turn->work->id, turn->arena, &before);
    if (status == SP_OK) {
        sp_random(turn->work->id.b, sizeof(turn->work->id.b));
    } else if (status != SP_ERR_NOT_FOUND) {
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
        .d = &message.d,
        .purpose = -1,
        .basis = SP_BASIS_NONE,
        .leaf_log = -1};
    if ((status = sp_turn_record(turn, &event)) != SP_OK ||
        (status = sp_store_recipient_opened(turn->store, &ack->d, row.party, row.opened_ms,
             (uint64_t)(turn->now_ms + SHRED_AFTER_ACK_MS))) != SP_OK) {
        return status;
    }
    if (row.position > 0) {
        return SP_OK;
    }
    status = sp_store_message_state(turn->store, &message.d, SP_MESSAGE_ACKNOWLEDGED);
    return status != SP_OK
               ? status
               : sp_turn_tell_sender(turn, &message, SP_MESSAGE_ACKNOWLEDGED, SP_VERDICT_DONE, "");
}
