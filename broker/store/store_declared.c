/*
 * What was declared under signature: directory entries and statements.
 */
#include "sql.h"

#include <string.h>

/* ---- directory ---- */

enum sp_status
sp_store_entry_put(struct sp_store *store, const struct sp_entry_row *row)
{
    struct sp_bytes signature = {row->signature.b, SP_SIGNATURE_BYTES};

    return sp_sql_run(sp_sql(store, SP_SQL_ENTRY_PUT, "sibbsi", row->party, sp_sql_int(row->seq),
        row->entry, signature, row->search, sp_sql_int(row->log_index)));
}

static bool
read_entry(sqlite3_stmt *statement, struct sp_arena *arena, struct sp_entry_row *row)
{
    *row = (struct sp_entry_row){
        .seq = sp_sql_u64(statement, 1), .log_index = sp_sql_u64(statement, 4)};
    return sp_sql_text(statement, 0, arena, &row->party) &&
           sp_sql_bytes(statement, 2, arena, &row->entry) &&
           sp_sql_fixed(statement, 3, row->signature.b, SP_SIGNATURE_BYTES);
}

enum sp_status
sp_store_entry_get(
    struct sp_store *store, const char *party, struct sp_arena *arena, struct sp_entry_row *row)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_ENTRY_GET, "s", party);
    enum sp_status status = sp_sql_row(statement);

    if (status == SP_OK && !read_entry(statement, arena, row)) {
        status = SP_ERR_STORE;
    }
    sp_sql_done(statement);
    return status;
}

enum sp_status
sp_store_entry_list(struct sp_store *store, const char *text, const char *after, size_t max,
    struct sp_arena *arena, struct sp_list *rows)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_ENTRY_LIST, "ssi", text, after, sp_sql_int(max));
    struct sp_entry_row *list = NULL;
    enum sp_status status;

    *rows = (struct sp_list){NULL, 0};
    while ((status = sp_sql_row(statement)) == SP_OK) {
        list = sp_sql_grow(arena, list, rows->count, sizeof(*list));
        if (list == NULL || !read_entry(statement, arena, &list[rows->count])) {
            status = SP_ERR_STORE;
            break;
        }
        rows->count++;
    }
    sp_sql_done(statement);
    rows->items = list;
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

/* ---- statements ---- */

enum sp_status
sp_store_statement_put(struct sp_store *store, const struct sp_statement_row *row)
{
    struct sp_bytes signature = {row->signature.b, SP_SIGNATURE_BYTES};
    struct sp_hash end = sp_statement_end_label(&row->patient, &row->id);
    struct sp_hash next = sp_statement_label(&row->patient, &row->id, row->version + 1);

    return sp_sql_run(sp_sql(store, SP_SQL_STATEMENT_PUT, "bbhhpdiissbiihh", row->stmt, signature,
        &row->hash, &row->label, &row->patient, &row->id, (int64_t)row->version, (int64_t)row->kind,
        row->author, row->subject, (struct sp_bytes){row->refers.b, SP_HASH_BYTES},
        sp_sql_int(row->issued_ms), sp_sql_int(row->log_index), &end,
        sp_kind_is_ending(row->kind) ? NULL : &next));
}

static bool
read_statement(sqlite3_stmt *statement, struct sp_arena *arena, struct sp_statement_row *row)
{
    *row = (struct sp_statement_row){
        .version = (uint32_t)sqlite3_column_int64(statement, 6),
        .kind = (uint8_t)sqlite3_column_int(statement, 7),
        .issued_ms = sp_sql_u64(statement, 11),
        .log_index = sp_sql_u64(statement, 12),
    };
    return sp_sql_bytes(statement, 0, arena, &row->stmt) &&
           sp_sql_fixed(statement, 1, row->signature.b, SP_SIGNATURE_BYTES) &&
           sp_sql_fixed(statement, 2, row->hash.b, SP_HASH_BYTES) &&
           sp_sql_fixed(statement, 3, row->label.b, SP_HASH_BYTES) &&
           sp_sql_fixed(statement, 4, row->patient.b, SP_PATIENT_BYTES) &&
           sp_sql_fixed(statement, 5, row->id.b, sizeof(row->id.b)) &&
           sp_sql_text(statement, 8, arena, &row->author) &&
           sp_sql_text(statement, 9, arena, &row->subject) &&
           sp_sql_fixed(statement, 10, row->refers.b, SP_HASH_BYTES);
}

static enum sp_status
one_statement(sqlite3_stmt *statement, struct sp_arena *arena, struct sp_statement_row *row)
{
    enum sp_status status = sp_sql_row(statement);

    if (status == SP_OK && !read_statement(statement, arena, row)) {
        status = SP_ERR_STORE;
    }
    sp_sql_done(statement);
    return status;
}

enum sp_status
sp_store_statement_by_hash(struct sp_store *store, const struct sp_hash *hash,
    struct sp_arena *arena, struct sp_statement_row *row)
{
    return one_statement(sp_sql(store, SP_SQL_STATEMENT_BY_HASH, "h", hash), arena, row);
}

enum sp_status
sp_store_statement_by_label(struct sp_store *store, const struct sp_hash *label,
    struct sp_arena *arena, struct sp_statement_row *row)
{
    return one_statement(sp_sql(store, SP_SQL_STATEMENT_BY_LABEL, "h", label), arena, row);
}

enum sp_status
sp_store_statement_latest(struct sp_store *store, const struct sp_patient_id *patient,
    const struct sp_statement_id *id, struct sp_arena *arena, struct sp_statement_row *row)
{
    return one_statement(sp_sql(store, SP_SQL_STATEMENT_LATEST, "pd", patient, id), arena, row);
}

/* The text whose index answers ${query}. */
static sqlite3_stmt *
find_statement(struct sp_store *store, const struct sp_statement_query *query, size_t max)
{
    const int64_t kind = query->kind, ended = query->unended ? 1 : 0, limit = sp_sql_int(max);

    if (query->refers != NULL) {
        return sp_sql(store, SP_SQL_STATEMENT_REFERRING, "piiihs", query->patient, kind, ended,
            limit, query->refers, query->author);
    }
    if (query->subject != NULL) {
        return sp_sql(store, SP_SQL_STATEMENT_ON_SUBJECT, "piiis", query->patient, kind, ended,
            limit, query->subject);
    }
    if (query->author != NULL) {
        return sp_sql(store, SP_SQL_STATEMENT_OF_AUTHOR, "piiis", query->patient, kind, ended,
            limit, query->author);
    }
    return sp_sql(store, SP_SQL_STATEMENT_OF_KIND, "piii", query->patient, kind, ended, limit);
}

enum sp_status
sp_store_statement_find(struct sp_store *store, const struct sp_statement_query *query, size_t max,
    struct sp_arena *arena, struct sp_list *rows)
{
    sqlite3_stmt *statement = find_statement(store, query, max);
    struct sp_statement_row *list = NULL;
    enum sp_status status;

    *rows = (struct sp_list){NULL, 0};
    while ((status = sp_sql_row(statement)) == SP_OK) {
        list = sp_sql_grow(arena, list, rows->count, sizeof(*list));
        if (list == NULL || !read_statement(statement, arena, &list[rows->count])) {
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
sp_store_declared_at(struct sp_store *store, enum sp_log log, uint64_t index,
    struct sp_arena *arena, struct sp_signed_part *part)
{
    sqlite3_stmt *statement = sp_sql(
        store, log == SP_LOG_KEYS ? SP_SQL_ENTRY_AT : SP_SQL_STATEMENT_AT, "i", sp_sql_int(index));
    enum sp_status status = sp_sql_row(statement);

    if (status == SP_OK &&
        (!sp_sql_bytes(statement, 0, arena, &part->part) ||
            !sp_sql_fixed(statement, 1, part->signature.b, SP_SIGNATURE_BYTES))) {
        status = SP_ERR_STORE;
    }
    sp_sql_done(statement);
    return status;
}
