/*
 * What the broker tells of a message that was sent, and sealing it anew when its share was lost.
 */
#include <stdio.h>
#include <string.h>

#include "files.h"
#include "outbox_private.h"
#include "sealed_file.h"

static bool
is_final(enum sp_outbox_state state)
{
    switch (state) {
    case SP_OUTBOX_DRAFT:
    case SP_OUTBOX_SEALED:
    case SP_OUTBOX_ACCEPTED:
    case SP_OUTBOX_HELD:
    case SP_OUTBOX_OPENED:
    case SP_OUTBOX_OPEN_REFUSED:
        return false;
    case SP_OUTBOX_REFUSED:
    case SP_OUTBOX_ACKNOWLEDGED:
    case SP_OUTBOX_REJECTED:
    case SP_OUTBOX_REVOKED:
    case SP_OUTBOX_EXPIRED:
    case SP_OUTBOX_RESEAL:
        return true;
    }
    return true;
}

/* A number off the wire; unknown ones change nothing. */
static bool
state_of(uint8_t told, enum sp_outbox_state *out)
{
    switch (told) {
    case SP_MESSAGE_ACCEPTED:
        *out = SP_OUTBOX_ACCEPTED;
        return true;
    case SP_MESSAGE_HELD:
        *out = SP_OUTBOX_HELD;
        return true;
    case SP_MESSAGE_OPENED:
        *out = SP_OUTBOX_OPENED;
        return true;
    case SP_MESSAGE_ACKNOWLEDGED:
        *out = SP_OUTBOX_ACKNOWLEDGED;
        return true;
    case SP_MESSAGE_REJECTED:
        *out = SP_OUTBOX_REJECTED;
        return true;
    case SP_MESSAGE_REVOKED:
        *out = SP_OUTBOX_REVOKED;
        return true;
    case SP_MESSAGE_EXPIRED:
        *out = SP_OUTBOX_EXPIRED;
        return true;
    case SP_MESSAGE_REFUSED:
        *out = SP_OUTBOX_OPEN_REFUSED;
        return true;
    case SP_MESSAGE_RESEAL:
        *out = SP_OUTBOX_RESEAL;
        return true;
    default:
        return false;
    }
}

/* ---- sealing anew ---- */

static enum sp_status
copy_large(struct sp_agent *agent, const struct sp_msg_id *from, const struct sp_msg_id *to,
    size_t index, uint64_t size)
{
    char path[SP_PATH_MAX], label[SP_OUTBOX_LABEL_MAX];
    struct sp_sealed_reader *reader = NULL;
    struct sp_sealed_writer *writer = NULL;
    uint8_t piece[16384];
    enum sp_status status;

    sp_outbox_label(from, index, label);
    if ((status = sp_outbox_path(agent, from, index, "plain", path)) != SP_OK ||
        (status = sp_sealed_reader_open(agent->file_key, path, label, &reader)) != SP_OK) {
        goto done;
    }
    sp_outbox_label(to, index, label);
    if ((status = sp_outbox_path(agent, to, index, "plain", path)) != SP_OK ||
        (status = sp_sealed_writer_open(agent->file_key, path, label, &writer)) != SP_OK) {
        goto done;
    }
    while (status == SP_OK && size > 0) {
        size_t take = size < sizeof(piece) ? (size_t)size : sizeof(piece);
        if ((status = sp_sealed_read(reader, piece, take)) == SP_OK) {
            status = sp_sealed_write(writer, piece, take);
        }
        size -= take;
    }
    if (status == SP_OK) {
        status = sp_sealed_writer_finish(writer);
        writer = NULL;
    }
done:
    sp_wipe(piece, sizeof(piece));
    sp_sealed_writer_abort(writer);
    sp_sealed_reader_close(reader);
    return status;
}

/* A new message with the same content that names the old one. */
static enum sp_status
send_anew(struct sp_agent *agent, const struct sp_outbox_entry *entry)
{
    const struct sp_draft_item *items = entry->draft.items.items;
    struct sp_draft draft = entry->draft;
    struct sp_msg_id msg_id;
    enum sp_status status = SP_OK;

    if (!entry->has_draft || !entry->has_d) {
        return SP_OK;
    }
    sp_random(&msg_id, sizeof(msg_id));
    draft.has_replaces = true;
    draft.replaces = entry->d;
    for (size_t i = 0; status == SP_OK && i < draft.items.count; i++) {
        if (items[i].in_file) {
            status = copy_large(agent, &entry->msg_id, &msg_id, i, items[i].bytes);
        }
    }
    return status == SP_OK ? sp_outbox_insert(agent, &msg_id, &draft, &entry->fingerprint) : status;
}

/* ---- */

static enum sp_status
take(struct sp_agent *agent, struct sp_outbox_entry *entry, const struct sp_mail_status *mail,
    enum sp_outbox_state state)
{
    struct sp_outcome outcome = entry->outcome;

    if (mail->verdict != SP_VERDICT_NONE) {
        outcome.verdict = (enum sp_verdict)mail->verdict;
        memset(outcome.rule, 0, sizeof(outcome.rule));
        if (mail->rule.size > 0 && mail->rule.size < sizeof(outcome.rule)) {
            memcpy(outcome.rule, mail->rule.data, mail->rule.size);
        }
    }
    enum sp_status status = state == SP_OUTBOX_RESEAL ? send_anew(agent, entry) : SP_OK;
    return status == SP_OK ? sp_outbox_set_state(agent, entry, state, &outcome) : status;
}

enum sp_status
sp_outbox_take_status(struct sp_agent *agent, const struct sp_mail_status *mail)
{
    struct sp_outbox_entry entry;
    struct sp_outcome outcome;
    struct sp_msg_id msg_id;
    enum sp_outbox_state state;
    enum sp_status status = sp_outbox_of_d(agent, &mail->d, &msg_id);

    if (status != SP_OK || !state_of(mail->state, &state)) {
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    if ((status = sp_outbox_load(agent, &msg_id, &entry)) != SP_OK) {
        return status;
    }
    if (entry.state == SP_OUTBOX_SEALED) {
        /* It was accepted and the answer got lost: the same bytes bring the receipt. */
        struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
        sp_outbox_unload(&entry);
        status = sp_outbox_send_one(agent, &msg_id, &outcome, &trouble);
        if (status != SP_OK || (status = sp_outbox_load(agent, &msg_id, &entry)) != SP_OK) {
            return status;
        }
    }
    if (!is_final(entry.state) && entry.has_d && memcmp(&entry.d, &mail->d, sizeof(mail->d)) == 0 &&
        !(entry.state == SP_OUTBOX_OPENED && state == SP_OUTBOX_ACCEPTED)) {
        status = take(agent, &entry, mail, state);
    }
    sp_outbox_unload(&entry);
    return status;
}
