/*
 * The records of the log "events", and what was asked.
 */
#include "sql.h"

enum sp_status
sp_store_record_put(struct sp_store *store, const struct sp_record_row *row)
{
    return sp_sql_run(sp_sql(store, SP_SQL_RECORD_PUT, "ibbssqhpi", sp_sql_int(row->index),
        row->record, row->request, row->actor, row->counterparty, &row->request_id,
        &row->request_hash, row->has_patient ? &row->patient : NULL, (int64_t)row->verdict));
}

static bool
read_row(sqlite3_stmt *statement, struct sp_arena *arena, struct sp_record_row *row)
{
    *row = (struct sp_record_row){.index = sp_sql_u64(statement, 0)};
    row->has_patient = sp_sql_fixed(statement, 7, row->patient.b, sizeof(row->patient.b));
    row->verdict = (uint8_t)sqlite3_column_int(statement, 8);
    return sp_sql_bytes(statement, 1, arena, &row->record) &&
           sp_sql_bytes(statement, 2, arena, &row->request) &&
           sp_sql_text(statement, 3, arena, &row->actor) &&
           sp_sql_text(statement, 4, arena, &row->counterparty) &&
           sp_sql_fixed(statement, 5, row->request_id.b, sizeof(row->request_id.b)) &&
           sp_sql_fixed(statement, 6, row->request_hash.b, sizeof(row->request_hash.b));
}

static enum sp_status
read_one(sqlite3_stmt *statement, struct sp_arena *arena, struct sp_record_row *row)
{
    enum sp_status status = sp_sql_row(statement);

    if (status == SP_OK && !read_row(statement, arena, row)) {
        status = SP_ERR_STORE;
    }
    sp_sql_done(statement);
    return status;
}

enum sp_status
sp_store_record_get(
    struct sp_store *store, uint64_t index, struct sp_arena *arena, struct sp_record_row *row)
{
    return read_one(sp_sql(store, SP_SQL_RECORD_GET, "i", sp_sql_int(index)), arena, row);
}

enum sp_status
sp_store_record_of_request(struct sp_store *store, const char *actor,
    const struct sp_request_id *id, struct sp_arena *arena, struct sp_record_row *row)
{
    return read_one(sp_sql(store, SP_SQL_RECORD_OF_REQUEST, "sq", actor, id), arena, row);
}

enum sp_status
sp_store_record_list(struct sp_store *store, const struct sp_record_query *query,
    struct sp_arena *arena, struct sp_list *rows)
{
    const int64_t from = sp_sql_int(query->from), max = sp_sql_int(query->max);
    sqlite3_stmt *statement =
        query->patient != NULL
            ? sp_sql(store, SP_SQL_RECORD_OF_PATIENT, "pii", query->patient, from, max)
            : sp_sql(store, SP_SQL_RECORD_OF_PARTY, "sii", query->party, from, max);
    struct sp_record_row *list = NULL;
    enum sp_status status;

    *rows = (struct sp_list){NULL, 0};
    while ((status = sp_sql_row(statement)) == SP_OK) {
        list = sp_sql_grow(arena, list, rows->count, sizeof(*list));
        if (list == NULL || !read_row(statement, arena, &list[rows->count])) {
            status = SP_ERR_STORE;
            break;
        }
        rows->count++;
    }
    sp_sql_done(statement);
    rows->items = list;
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}
