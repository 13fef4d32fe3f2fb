/*
 * Mailboxes and pieces: fetch, get, put.
 */
#include "turn.h"

#include <string.h>

#define INLINE_SUM_MAX   ((size_t)768 << 10) /* of all small items of one message in one frame */
#define STAGED_ITEMS_MAX 1024                /* of one sender */
#define STAGED_BYTES_MAX (UINT64_C(2) * SP_ITEM_MAX)

/* The small items, as many as fit into a frame: an empty one is for get. */
static enum sp_status
read_small_items(
    struct sp_turn *turn, const struct sp_header *header, struct sp_blob items[static SP_ITEMS_MAX])
{
    const struct sp_item_entry *entries = header->manifest.items.items;
    size_t sum = 0;

    for (size_t i = 0; i < header->manifest.items.count; i++) {
        uint64_t size = sp_item_ciphertext_bytes(entries[i].padded_bytes);
        size_t got = 0;

        items[i].bytes = (struct sp_bytes){NULL, 0};
        if (size > SP_INLINE_MAX || sum + size > INLINE_SUM_MAX) {
            continue;
        }
        uint8_t *bytes = sp_arena_alloc(turn->arena, 1, (size_t)size);
        if (bytes == NULL) {
            return SP_ERR_NOMEM;
        }
        const struct sp_item_ref item = {header->d, (uint8_t)i};
        enum sp_status status =
            sp_store_item_read(turn->store, &item, 0, bytes, (size_t)size, &got);
        if (status != SP_OK) {
            return status;
        }
        sum += got;
        items[i].bytes = (struct sp_bytes){bytes, got};
    }
    return SP_OK;
}

/* A message as its recipient gets it: header, its blob, the small items. */
static enum sp_status
write_message(struct sp_turn *turn, struct sp_bytes payload, struct sp_buffer *out)
{
    struct sp_hash d;
    struct sp_message_row message;
    struct sp_recipient_row row;
    struct sp_header header;
    struct sp_blob items[SP_ITEMS_MAX];
    enum sp_status status;

    if (payload.size != sizeof(d.b)) {
        return SP_ERR_STORE;
    }
    memcpy(d.b, payload.data, sizeof(d.b));
    if (sp_store_message_get(turn->store, &d, turn->arena, &message) != SP_OK ||
        sp_store_recipient_get(turn->store, &d, turn->work->asker.text, turn->arena, &row) !=
            SP_OK ||
        sp_header_read(message.base, message.manifest, turn->arena, &header, NULL) != SP_OK) {
        return SP_ERR_STORE;
    }
    if ((status = read_small_items(turn, &header, items)) != SP_OK) {
        return status;
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
    struct sp_list list;
    struct sp_mail *mails;
    size_t fits = 0, bytes = 0;
    enum sp_status status;

    turn->verdict = SP_VERDICT_DONE;
    if ((fetch->after > 0 && (status = sp_store_mail_drop(
                                  turn->store, turn->work->asker.text, fetch->after)) != SP_OK) ||
        (status = sp_store_mail_list(turn->store, turn->work->asker.text, fetch->after,
             fetch->count_max + 1, turn->arena, &list)) != SP_OK) {
        return status;
    }
    const struct sp_mail_row *rows = list.items;
    const size_t count = list.count;
    if (count == 0 && turn->now_ms < turn->work->deadline_ms) {
        turn->keep_waiting = true;
        return SP_OK;
    }
    mails = sp_arena_alloc(turn->arena, count + 1, sizeof(*mails));
    if (mails == NULL) {
        return SP_ERR_NOMEM;
    }
    /* As many as fit into one frame; at least one always does. */
    for (; fits < count && fits < fetch->count_max; fits++) {
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
    if (status != SP_OK) {
        return status;
    }
    uint8_t *bytes = sp_arena_alloc(turn->arena, 1, get->bytes_max);
    if (bytes == NULL) {
        return SP_ERR_NOMEM;
    }
    const struct sp_item_ref item = {get->d, get->item};
    if ((status = sp_store_item_read(
             turn->store, &item, get->offset, bytes, get->bytes_max, &got)) != SP_OK) {
        return status;
    }
    turn->verdict = SP_VERDICT_DONE;
    answer.bytes = (struct sp_bytes){bytes, got};
    return sp_turn_body(turn, &sp_shape_get_answer, &answer);
}

/* ---- put ---- */

/* Whether what is staged starts with ${bytes}: then the first piece came once more. */
static enum sp_status
starts_with(struct sp_turn *turn, const struct sp_stage_row *row, struct sp_bytes bytes, bool *same)
{
    uint8_t *staged = sp_arena_alloc(turn->arena, 1, bytes.size);
    enum sp_status status = SP_OK;

    *same = false;
    if (staged == NULL) {
        return SP_ERR_NOMEM;
    }
    if (bytes.size <= row->size) {
        status = sp_store_stage_read(turn->store, row, 0, staged, bytes.size);
        *same = status == SP_OK && memcmp(staged, bytes.data, bytes.size) == 0;
    }
    return status;
}

/* What is staged under the name; a different first piece starts it anew. */
static enum sp_status
find_staged(struct sp_turn *turn, struct sp_stage_row *row)
{
    const struct sp_put_request *put = &turn->work->body.put;
    const char *sender = turn->work->asker.text;
    bool same = false;
    enum sp_status status =
        sp_store_stage_get(turn->store, sender, &put->msg_id, put->item, turn->arena, row);

    if (status == SP_ERR_NOT_FOUND) {
        return SP_OK;
    }
    if (status != SP_OK || put->offset > 0 ||
        (status = starts_with(turn, row, put->bytes, &same)) != SP_OK || same) {
        return status;
    }
    *row = (struct sp_stage_row){.sender = sender, .msg_id = put->msg_id, .item = put->item};
    return sp_store_stage_drop(turn->store, sender, &put->msg_id, put->item);
}

/* One sender may not fill the broker's disk. */
static enum sp_status
has_room(struct sp_turn *turn, const struct sp_stage_row *row, size_t size, bool *room)
{
    uint64_t items, bytes;
    enum sp_status status = sp_store_stage_sum(turn->store, row->sender, &items, &bytes);

    *room = row->size + size <= sp_item_ciphertext_bytes(SP_ITEM_MAX) &&
            bytes + size <= STAGED_BYTES_MAX && (row->heap > 0 || items < STAGED_ITEMS_MAX);
    return status;
}

enum sp_status
sp_turn_put(struct sp_turn *turn)
{
    const struct sp_put_request *put = &turn->work->body.put;
    struct sp_stage_row row;
    bool room = false;
    enum sp_status status = find_staged(turn, &row);

    if (status != SP_OK) {
        return status;
    }
    if (put->offset > row.size) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_SIZE, "offset: pieces come in order, from 0");
    }
    if (put->offset + put->bytes.size > row.size) {
        size_t have = (size_t)(row.size - put->offset);
        const struct sp_bytes rest = {put->bytes.data + have, put->bytes.size - have};

        if ((status = has_room(turn, &row, rest.size, &room)) != SP_OK) {
            return status;
        }
        if (!room) {
            return sp_turn_refuse(turn, SP_VERDICT_REFUSE_SIZE,
                "bytes: more than may wait here to be sent: send, or wait 24 hours");
        }
        if ((status = sp_staged_append(turn, &row, rest)) != SP_OK) {
            return status;
        }
    }
    const struct sp_put_answer answer = {row.size};
    turn->verdict = SP_VERDICT_DONE;
    return sp_turn_body(turn, &sp_shape_put_answer, &answer);
}
