/*
 * Messages and their recipients with the broker's shares.
 */
#include "sql.h"

#include <string.h>

enum sp_status
sp_store_message_put(struct sp_store *store, const struct sp_message_row *row)
{
    struct sp_bytes signature = {row->signature.b, SP_SIGNATURE_BYTES};

    return sp_sql_run(sp_sql(store, SP_SQL_MESSAGE_PUT, "hsmpsibbbii", &row->d, row->sender,
        &row->msg_id, &row->patient, row->addressee, (int64_t)row->state, row->base, row->manifest,
        signature, sp_sql_int(row->not_after_ms), sp_sql_int(row->accepted_index)));
}

static bool
read_message(sqlite3_stmt *statement, struct sp_arena *arena, struct sp_message_row *row)
{
    *row = (struct sp_message_row){
        .state = (uint8_t)sqlite3_column_int(statement, 5),
        .not_after_ms = sp_sql_u64(statement, 9),
        .accepted_index = sp_sql_u64(statement, 10),
    };
    return sp_sql_fixed(statement, 0, row->d.b, SP_HASH_BYTES) &&
           sp_sql_text(statement, 1, arena, &row->sender) &&
           sp_sql_fixed(statement, 2, row->msg_id.b, SP_MSG_ID_BYTES) &&
           sp_sql_fixed(statement, 3, row->patient.b, SP_PATIENT_BYTES) &&
           sp_sql_text(statement, 4, arena, &row->addressee) &&
           sp_sql_bytes(statement, 6, arena, &row->base) &&
           sp_sql_bytes(statement, 7, arena, &row->manifest) &&
           sp_sql_fixed(statement, 8, row->signature.b, SP_SIGNATURE_BYTES);
}

static enum sp_status
one_message(sqlite3_stmt *statement, struct sp_arena *arena, struct sp_message_row *row)
{
    enum sp_status status = sp_sql_row(statement);

    if (status == SP_OK && !read_message(statement, arena, row)) {
        status = SP_ERR_STORE;
    }
    sp_sql_done(statement);
    return status;
}

enum sp_status
sp_store_message_get(struct sp_store *store, const struct sp_hash *d, struct sp_arena *arena,
    struct sp_message_row *row)
{
    return one_message(sp_sql(store, SP_SQL_MESSAGE_GET, "h", d), arena, row);
}

enum sp_status
sp_store_message_of_sender(struct sp_store *store, const char *sender,
    const struct sp_msg_id *msg_id, struct sp_arena *arena, struct sp_message_row *row)
{
    return one_message(sp_sql(store, SP_SQL_MESSAGE_OF_SENDER, "sm", sender, msg_id), arena, row);
}

enum sp_status
sp_store_message_state(struct sp_store *store, const struct sp_hash *d, uint8_t state)
{
    return sp_sql_run(sp_sql(store, SP_SQL_MESSAGE_STATE, "hi", d, (int64_t)state));
}

enum sp_status
sp_store_message_due(struct sp_store *store, uint64_t now_ms, size_t max, struct sp_arena *arena,
    struct sp_list *rows)
{
    sqlite3_stmt *statement =
        sp_sql(store, SP_SQL_MESSAGE_DUE, "ii", sp_sql_int(now_ms), sp_sql_int(max));
    struct sp_message_row *list = NULL;
    enum sp_status status;

    *rows = (struct sp_list){NULL, 0};
    while ((status = sp_sql_row(statement)) == SP_OK) {
        list = sp_sql_grow(arena, list, rows->count, sizeof(*list));
        if (list == NULL || !read_message(statement, arena, &list[rows->count])) {
            status = SP_ERR_STORE;
            break;
        }
        rows->count++;
    }
    sp_sql_done(statement);
    rows->items = list;
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

/* ---- recipients ---- */

enum sp_status
sp_store_recipient_put(struct sp_store *store, const struct sp_recipient_row *row)
{
    return sp_sql_run(sp_sql(store, SP_SQL_RECIPIENT_PUT, "hsihbbiiip", &row->d, row->party,
        (int64_t)row->position, &row->ground, row->blob, row->share, (int64_t)row->delivered,
        sp_sql_int(row->opened_ms), sp_sql_int(row->shred_ms), &row->patient));
}

static bool
read_recipient(sqlite3_stmt *statement, struct sp_arena *arena, struct sp_recipient_row *row)
{
    *row = (struct sp_recipient_row){
        .position = (uint8_t)sqlite3_column_int(statement, 2),
        .delivered = sqlite3_column_int(statement, 6) != 0,
        .opened_ms = sp_sql_u64(statement, 7),
        .shred_ms = sp_sql_u64(statement, 8),
    };
    return sp_sql_fixed(statement, 0, row->d.b, SP_HASH_BYTES) &&
           sp_sql_text(statement, 1, arena, &row->party) &&
           sp_sql_fixed(statement, 3, row->ground.b, SP_HASH_BYTES) &&
           sp_sql_bytes(statement, 4, arena, &row->blob) &&
           sp_sql_bytes(statement, 5, arena, &row->share) &&
           sp_sql_fixed(statement, 9, row->patient.b, SP_PATIENT_BYTES);
}

enum sp_status
sp_store_recipient_get(struct sp_store *store, const struct sp_hash *d, const char *party,
    struct sp_arena *arena, struct sp_recipient_row *row)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_RECIPIENT_GET, "hs", d, party);
    enum sp_status status = sp_sql_row(statement);

    if (status == SP_OK && !read_recipient(statement, arena, row)) {
        status = SP_ERR_STORE;
    }
    sp_sql_done(statement);
    return status;
}

static enum sp_status
list_recipients(sqlite3_stmt *statement, struct sp_arena *arena, struct sp_list *rows)
{
    struct sp_recipient_row *list = NULL;
    enum sp_status status;

    *rows = (struct sp_list){NULL, 0};
    while ((status = sp_sql_row(statement)) == SP_OK) {
        list = sp_sql_grow(arena, list, rows->count, sizeof(*list));
        if (list == NULL || !read_recipient(statement, arena, &list[rows->count])) {
            status = SP_ERR_STORE;
            break;
        }
        rows->count++;
    }
    sp_sql_done(statement);
    rows->items = list;
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

enum sp_status
sp_store_recipient_under(struct sp_store *store, const struct sp_recipient_query *query,
    struct sp_arena *arena, struct sp_list *rows)
{
    return list_recipients(sp_sql(store, SP_SQL_RECIPIENT_UNDER, "phhi", query->patient,
                               query->ground, query->after, sp_sql_int(query->max)),
        arena, rows);
}

enum sp_status
sp_store_recipient_due(struct sp_store *store, uint64_t now_ms, size_t max, struct sp_arena *arena,
    struct sp_list *rows)
{
    return list_recipients(
        sp_sql(store, SP_SQL_RECIPIENT_DUE, "ii", sp_sql_int(now_ms), sp_sql_int(max)), arena,
        rows);
}

enum sp_status
sp_store_recipient_deliver(struct sp_store *store, const struct sp_hash *d, const char *party)
{
    return sp_sql_run(sp_sql(store, SP_SQL_RECIPIENT_DELIVER, "hs", d, party));
}

enum sp_status
sp_store_recipient_opened(struct sp_store *store, const struct sp_hash *d, const char *party,
    uint64_t opened_ms, uint64_t shred_ms)
{
    return sp_sql_run(sp_sql(store, SP_SQL_RECIPIENT_OPENED, "hsii", d, party,
        sp_sql_int(opened_ms), sp_sql_int(shred_ms)));
}

enum sp_status
sp_store_recipient_reseal(struct sp_store *store, const struct sp_recipient_row *row)
{
    return sp_sql_run(sp_sql(
        store, SP_SQL_RECIPIENT_RESEAL, "hsbh", &row->d, row->party, row->share, &row->ground));
}

/* The vault key that the row's share lies under goes with the last share. */
static enum sp_status
drop_unused_key(struct sp_store *store, const struct sp_hash *d, const char *party)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_RECIPIENT_GROUND, "hs", d, party);
    struct sp_patient_id patient;
    struct sp_hash ground;
    enum sp_status status = sp_sql_row(statement);

    if (status == SP_OK && (!sp_sql_fixed(statement, 0, patient.b, sizeof(patient.b)) ||
                               !sp_sql_fixed(statement, 1, ground.b, sizeof(ground.b)))) {
        status = SP_ERR_STORE;
    }
    sp_sql_done(statement);
    if (status != SP_OK) {
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    return sp_sql_run(sp_sql(store, SP_SQL_VAULT_UNUSED, "ph", &patient, &ground));
}

enum sp_status
sp_store_recipient_shred(struct sp_store *store, const struct sp_hash *d, const char *party)
{
    enum sp_status status;
    uint64_t left;

    if ((status = sp_sql_run(sp_sql(store, SP_SQL_RECIPIENT_SHRED, "hs", d, party))) != SP_OK ||
        (status = drop_unused_key(store, d, party)) != SP_OK) {
        return status;
    }
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_SHARES_LEFT, "h", d);
    status = sp_sql_row(statement);
    left = status == SP_OK ? sp_sql_u64(statement, 0) : 1;
    sp_sql_done(statement);
    if (status != SP_OK || left > 0) {
        return status == SP_ERR_NOT_FOUND ? SP_ERR_STORE : status;
    }
    if ((status = sp_sql_run(sp_sql(store, SP_SQL_ITEM_HEAPS, "h", d))) != SP_OK) {
        return status;
    }
    return sp_sql_run(sp_sql(store, SP_SQL_ITEM_DROP, "h", d));
}

/* ---- who wrote an item first ---- */

enum sp_status
sp_store_item_ref_put(struct sp_store *store, const struct sp_hash *ref, const char *author)
{
    return sp_sql_run(sp_sql(store, SP_SQL_ITEM_REF_PUT, "hs", ref, author));
}

enum sp_status
sp_store_item_ref_get(
    struct sp_store *store, const struct sp_hash *ref, struct sp_arena *arena, const char **author)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_ITEM_REF_GET, "h", ref);
    enum sp_status status = sp_sql_row(statement);

    *author = NULL;
    if (status == SP_OK && !sp_sql_text(statement, 0, arena, author)) {
        status = SP_ERR_STORE;
    }
    sp_sql_done(statement);
    return status;
}
