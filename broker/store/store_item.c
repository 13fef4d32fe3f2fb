/*
 * Ciphertext until it may go.  An item that came with its message is one row; one that was put in
 * pieces keeps them under the number of a heap, so that adopting it moves no bytes, and dropping it
 * only names the heap: the pieces are swept a few at a time.
 */
#include "sql.h"

#include <string.h>

enum sp_status
sp_store_item_put(
    struct sp_store *store, const struct sp_hash *d, uint8_t item, struct sp_bytes bytes)
{
    return sp_sql_run(
        sp_sql(store, SP_SQL_ITEM_PUT, "hiib", d, (int64_t)item, sp_sql_int(bytes.size), bytes));
}

/* ---- pieces ---- */

/* Copies from the piece that holds ${offset}, to its end at most. */
static enum sp_status
read_piece(sqlite3_stmt *statement, uint64_t offset, uint8_t *out, size_t max, size_t *got)
{
    enum sp_status status = sp_sql_row(statement);

    *got = 0;
    if (status == SP_OK) {
        uint64_t at = sp_sql_u64(statement, 0), size = (uint64_t)sqlite3_column_bytes(statement, 1);
        const uint8_t *data = sqlite3_column_blob(statement, 1);

        if (data != NULL && offset >= at && offset - at < size) {
            uint64_t left = size - (offset - at);
            *got = left < max ? (size_t)left : max;
            memcpy(out, data + (offset - at), *got);
        }
    }
    sp_sql_done(statement);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

static enum sp_status
read_heap(
    struct sp_store *store, uint64_t heap, uint64_t offset, uint8_t *out, size_t max, size_t *got)
{
    size_t part = 1;
    enum sp_status status = SP_OK;

    for (*got = 0; status == SP_OK && part > 0 && *got < max; *got += part) {
        status = read_piece(
            sp_sql(store, SP_SQL_PIECE_READ, "ii", sp_sql_int(heap), sp_sql_int(offset + *got)),
            offset + *got, out + *got, max - *got, &part);
    }
    return status;
}

static enum sp_status
new_heap(struct sp_store *store, uint64_t *heap)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_HEAP_NEW, "");
    enum sp_status status = sp_sql_row(statement);

    *heap = status == SP_OK ? sp_sql_u64(statement, 0) : 0;
    sp_sql_done(statement);
    return status == SP_ERR_NOT_FOUND ? SP_ERR_STORE : status;
}

/* ---- staged ---- */

enum sp_status
sp_store_stage_get(struct sp_store *store, const char *sender, const struct sp_msg_id *msg_id,
    uint8_t item, struct sp_arena *arena, struct sp_stage_row *row)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_STAGE_GET, "smi", sender, msg_id, (int64_t)item);
    enum sp_status status = sp_sql_row(statement);

    *row = (struct sp_stage_row){.sender = sender, .msg_id = *msg_id, .item = item};
    if (status == SP_OK) {
        row->heap = sp_sql_u64(statement, 0);
        row->size = sp_sql_u64(statement, 1);
        status = sp_sql_bytes(statement, 2, arena, &row->edge) ? SP_OK : SP_ERR_NOMEM;
    }
    sp_sql_done(statement);
    return status;
}

enum sp_status
sp_store_stage_append(
    struct sp_store *store, struct sp_stage_row *row, struct sp_bytes bytes, uint64_t now_ms)
{
    enum sp_status status = row->heap == 0 ? new_heap(store, &row->heap) : SP_OK;

    if (status == SP_OK) {
        status = sp_sql_run(sp_sql(
            store, SP_SQL_PIECE_PUT, "iib", sp_sql_int(row->heap), sp_sql_int(row->size), bytes));
    }
    if (status != SP_OK) {
        return status;
    }
    row->size += bytes.size;
    return sp_sql_run(
        sp_sql(store, SP_SQL_STAGE_PUT, "smiiibi", row->sender, &row->msg_id, (int64_t)row->item,
            sp_sql_int(row->heap), sp_sql_int(row->size), row->edge, sp_sql_int(now_ms)));
}

enum sp_status
sp_store_stage_read(struct sp_store *store, const struct sp_stage_row *row, uint64_t offset,
    uint8_t *out, size_t size)
{
    size_t got = 0;
    enum sp_status status = read_heap(store, row->heap, offset, out, size, &got);

    return status == SP_OK && got != size ? SP_ERR_STORE : status;
}

enum sp_status
sp_store_stage_sum(struct sp_store *store, const char *sender, uint64_t *items, uint64_t *bytes)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_STAGE_SUM, "s", sender);
    enum sp_status status = sp_sql_row(statement);

    *items = status == SP_OK ? sp_sql_u64(statement, 0) : 0;
    *bytes = status == SP_OK ? sp_sql_u64(statement, 1) : 0;
    sp_sql_done(statement);
    return status == SP_ERR_NOT_FOUND ? SP_ERR_STORE : status;
}

enum sp_status
sp_store_stage_adopt(struct sp_store *store, const char *sender, const struct sp_msg_id *msg_id,
    uint8_t item, const struct sp_hash *d)
{
    enum sp_status status =
        sp_sql_run(sp_sql(store, SP_SQL_STAGE_ADOPT, "smih", sender, msg_id, (int64_t)item, d));

    return status != SP_OK
               ? status
               : sp_sql_run(sp_sql(store, SP_SQL_STAGE_DROP, "smi", sender, msg_id, (int64_t)item));
}

enum sp_status
sp_store_stage_drop(
    struct sp_store *store, const char *sender, const struct sp_msg_id *msg_id, int item)
{
    enum sp_status status =
        sp_sql_run(sp_sql(store, SP_SQL_STAGE_HEAPS, "smi", sender, msg_id, (int64_t)item));

    return status != SP_OK
               ? status
               : sp_sql_run(sp_sql(store, SP_SQL_STAGE_DROP, "smi", sender, msg_id, (int64_t)item));
}

enum sp_status
sp_store_stage_expire(struct sp_store *store, uint64_t before_ms)
{
    enum sp_status status =
        sp_sql_run(sp_sql(store, SP_SQL_STAGE_EXPIRED_HEAPS, "i", sp_sql_int(before_ms)));

    return status != SP_OK
               ? status
               : sp_sql_run(sp_sql(store, SP_SQL_STAGE_EXPIRE, "i", sp_sql_int(before_ms)));
}

enum sp_status
sp_store_pieces_sweep(struct sp_store *store, size_t max, bool *more)
{
    enum sp_status status = sp_sql_run(sp_sql(store, SP_SQL_GONE_PIECES, "i", sp_sql_int(max)));

    *more = status == SP_OK && (uint64_t)sqlite3_changes(store->db) == max;
    /* At once: the number of a heap without pieces may be drawn again. */
    return status == SP_OK ? sp_sql_run(sp_sql(store, SP_SQL_GONE_DONE, "")) : status;
}

/* ---- items of messages ---- */

static enum sp_status
get_item(
    struct sp_store *store, const struct sp_hash *d, uint8_t item, uint64_t *heap, uint64_t *size)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_ITEM_GET, "hi", d, (int64_t)item);
    enum sp_status status = sp_sql_row(statement);

    *heap = status == SP_OK ? sp_sql_u64(statement, 0) : 0;
    *size = status == SP_OK ? sp_sql_u64(statement, 1) : 0;
    sp_sql_done(statement);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

enum sp_status
sp_store_item_size(struct sp_store *store, const struct sp_hash *d, uint8_t item, uint64_t *size)
{
    uint64_t heap;

    return get_item(store, d, item, &heap, size);
}

enum sp_status
sp_store_item_read(struct sp_store *store, const struct sp_item_ref *item, uint64_t offset,
    uint8_t *out, size_t max, size_t *got)
{
    uint64_t heap, size;
    enum sp_status status = get_item(store, &item->d, item->item, &heap, &size);

    *got = 0;
    if (status != SP_OK || offset >= size) {
        return status;
    }
    return heap > 0
               ? read_heap(store, heap, offset, out, max, got)
               : read_piece(sp_sql(store, SP_SQL_ITEM_BYTES, "hi", &item->d, (int64_t)item->item),
                     offset, out, max, got);
}
