/*
 * Mailboxes and pieces: fetch, get, put.
 */
#include "turn.h"

#include <string.h>

#define STAGED_MAX (2 * SP_ITEM_MAX)

/* A message as its recipient gets it: header, its blob, the small items. */
static enum sp_status
write_message(struct sp_turn *turn, struct sp_bytes payload, struct sp_buffer *out)
{
    struct sp_hash d;
    struct sp_message_row message;
    struct sp_recipient_row row;
    struct sp_header header;
    struct sp_blob items[SP_ITEMS_MAX] = {{{NULL, 0}}};
    enum sp_status status;

    if (payload.size != sizeof(d.b)) {
        return SP_ERR_STORE;
    }
    memcpy(d.b, payload.data, sizeof(d.b));
    if ((status = sp_store_message_get(turn->store, &d, turn->arena, &message)) != SP_OK ||
        (status = sp_store_recipient_get(
             turn->store, &d, turn->work->asker.text, turn->arena, &row)) != SP_OK ||
        (status = sp_header_read(message.base, message.manifest, turn->arena, &header, NULL)) !=
            SP_OK) {
        return SP_ERR_STORE;
    }
    const struct sp_item_entry *entries = header.manifest.items.items;
    for (size_t i = 0; i < header.manifest.items.count; i++) {
        uint64_t size = sp_item_ciphertext_bytes(entries[i].padded_bytes);
        size_t got = 0;

        if (size > SP_INLINE_MAX) {
            continue;
        }
        uint8_t *bytes = sp_arena_alloc(turn->arena, 1, (size_t)size);
        if (bytes == NULL) {
            return SP_ERR_NOMEM;
        }
        status = sp_store_item_read(turn->store, &d, (uint8_t)i, 0, bytes, (size_t)size, &got);
        if (status != SP_OK) {
            return status;
        }
        items[i].bytes = (struct sp_bytes){bytes, got};
    }
    struct sp_mail_message mail = {.base = message.base,
        .manifest = message.manifest,
        .signature = message.signature,
        .blob = row.blob,
        .items = {items, header.manifest.items.count}};
    return sp_wire_write(&sp_shape_mail_message, &mail, out);
}

static enum sp_status
write_payload(struct sp_turn *turn, const struct sp_mail_row *row, struct sp_mail *mail)
{
    struct sp_buffer written;
    enum sp_status status;

    mail->seq = row->seq;
    mail->kind = row->kind;
    mail->payload = row->payload;
    if (row->kind != SP_MAIL_MESSAGE) {
        return SP_OK;
    }
    sp_buffer_init(&written, SP_FRAME_MAX);
    status = write_message(turn, row->payload, &written);
    mail->payload.size = written.size;
    mail->payload.data = sp_arena_copy(turn->arena, sp_buffer_bytes(&written));
    sp_buffer_wipe(&written);
    return status == SP_OK && mail->payload.data == NULL ? SP_ERR_NOMEM : status;
}

enum sp_status
sp_turn_fetch(struct sp_turn *turn)
{
    const struct sp_fetch_request *fetch = &turn->work->body.fetch;
    struct sp_mail_row *rows;
    struct sp_mail *mails;
    size_t count, fits = 0, bytes = 0;
    enum sp_status status;

    turn->verdict = SP_VERDICT_DONE;
    if ((fetch->after > 0 && (status = sp_store_mail_drop(
                                  turn->store, turn->work->asker.text, fetch->after)) != SP_OK) ||
        (status = sp_store_mail_list(turn->store, turn->work->asker.text, fetch->after,
             fetch->count_max + 1, turn->arena, &rows, &count)) != SP_OK) {
        return status;
    }
    if (count == 0 && turn->now_ms < turn->work->deadline_ms) {
        turn->keep_waiting = true;
        return SP_OK;
    }
    mails = sp_arena_alloc(turn->arena, count + 1, sizeof(*mails));
    if (mails == NULL) {
        return SP_ERR_NOMEM;
    }
    /* As many as fit into one frame; at least one always does. */
    while (fits < count && fits < fetch->count_max) {
        status = write_payload(turn, &rows[fits], &mails[fits]);
        if (status == SP_ERR_NOMEM && fits > 0) {
            break; /* the arena's room is this answer's room */
        }
        if (status != SP_OK) {
            return status;
        }
        bytes += mails[fits].payload.size + 16;
        if (bytes > SP_BODY_MAX && fits > 0) {
            break;
        }
        fits++;
    }
    struct sp_fetch_answer answer = {.rows = {mails, fits}, .more = fits < count};
    return sp_turn_body(turn, &sp_shape_fetch_answer, &answer);
}

enum sp_status
sp_turn_get(struct sp_turn *turn)
{
    const struct sp_get_request *get = &turn->work->body.get;
    struct sp_recipient_row row;
    struct sp_get_answer answer = {{NULL, 0}, 0};
    size_t got = 0;
    enum sp_status status =
        sp_store_recipient_get(turn->store, &get->d, turn->work->asker.text, turn->arena, &row);

    if (status == SP_OK && row.delivered) {
        status = sp_store_item_size(turn->store, &get->d, get->item, &answer.total);
    }
    if (status == SP_ERR_NOT_FOUND || (status == SP_OK && answer.total == 0)) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_NOT_FOUND, "there is no such item for you");
    }
    uint8_t *bytes = sp_arena_alloc(turn->arena, 1, get->bytes_max);
    if (status != SP_OK || bytes == NULL) {
        return status != SP_OK ? status : SP_ERR_NOMEM;
    }
    if ((status = sp_store_item_read(
             turn->store, &get->d, get->item, get->offset, bytes, get->bytes_max, &got)) != SP_OK) {
        return status;
    }
    turn->verdict = SP_VERDICT_DONE;
    answer.bytes = (struct sp_bytes){bytes, got};
    return sp_turn_body(turn, &sp_shape_get_answer, &answer);
}

enum sp_status
sp_turn_put(struct sp_turn *turn)
{
    const struct sp_put_request *put = &turn->work->body.put;
    const char *sender = turn->work->asker.text;
    struct sp_put_answer answer = {0};
    enum sp_status status =
        sp_store_stage_size(turn->store, sender, &put->msg_id, put->item, &answer.have);

    if (status != SP_OK) {
        return status;
    }
    if (put->offset == 0 && answer.have > 0) {
        /* From the start again: sealed anew, say; what was staged is of no use. */
        if ((status = sp_store_stage_drop(turn->store, sender, &put->msg_id, put->item)) != SP_OK) {
            return status;
        }
        answer.have = 0;
    }
    if (put->offset > answer.have || put->offset + put->bytes.size > STAGED_MAX) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_SIZE, "offset: pieces come in order, from 0");
    }
    if (put->offset + put->bytes.size > answer.have) {
        size_t have = (size_t)(answer.have - put->offset);
        struct sp_bytes rest = {put->bytes.data + have, put->bytes.size - have};

        status = sp_store_stage_append(
            turn->store, sender, &put->msg_id, put->item, rest, (uint64_t)turn->now_ms);
        answer.have += rest.size;
    }
    turn->verdict = SP_VERDICT_DONE;
    return status != SP_OK ? status : sp_turn_body(turn, &sp_shape_put_answer, &answer);
}
