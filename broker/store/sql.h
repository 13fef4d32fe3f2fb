/*
 * The door to SQLite: the handle, the prepared texts, and binding without repetition.
 */
#ifndef SP_BROKER_STORE_SQL_H
#define SP_BROKER_STORE_SQL_H

#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "edge.h"
#include "store.h"

/* Every statement text, prepared once when first used (sql.c). */
enum sql_id {
    SP_SQL_META_PUT,
    SP_SQL_META_GET,
    SP_SQL_LEAF_PUT,
    SP_SQL_LEAF_LIST,
    SP_SQL_TILE_PUT,
    SP_SQL_TILE_GET,
    SP_SQL_HEAD_PUT,
    SP_SQL_HEAD_GET,
    SP_SQL_RECORD_PUT,
    SP_SQL_RECORD_GET,
    SP_SQL_RECORD_OF_REQUEST,
    SP_SQL_RECORD_OF_PATIENT,
    SP_SQL_RECORD_OF_PARTY,
    SP_SQL_ENTRY_PUT,
    SP_SQL_ENTRY_GET,
    SP_SQL_ENTRY_LIST,
    SP_SQL_ENTRY_AT,
    SP_SQL_STATEMENT_PUT,
    SP_SQL_STATEMENT_BY_HASH,
    SP_SQL_STATEMENT_BY_LABEL,
    SP_SQL_STATEMENT_LATEST,
    SP_SQL_STATEMENT_OF_KIND,
    SP_SQL_STATEMENT_OF_AUTHOR,
    SP_SQL_STATEMENT_ON_SUBJECT,
    SP_SQL_STATEMENT_REFERRING,
    SP_SQL_STATEMENT_AT,
    SP_SQL_MESSAGE_PUT,
    SP_SQL_MESSAGE_GET,
    SP_SQL_MESSAGE_OF_SENDER,
    SP_SQL_MESSAGE_STATE,
    SP_SQL_MESSAGE_DUE,
    SP_SQL_RECIPIENT_PUT,
    SP_SQL_RECIPIENT_GET,
    SP_SQL_RECIPIENT_DELIVER,
    SP_SQL_RECIPIENT_OPENED,
    SP_SQL_RECIPIENT_UNDER,
    SP_SQL_RECIPIENT_RESEAL,
    SP_SQL_RECIPIENT_SHRED,
    SP_SQL_RECIPIENT_DUE,
    SP_SQL_RECIPIENT_GROUND,
    SP_SQL_SHARES_LEFT,
    SP_SQL_ITEM_REF_PUT,
    SP_SQL_ITEM_REF_GET,
    SP_SQL_ITEM_PUT,
    SP_SQL_ITEM_GET,
    SP_SQL_ITEM_BYTES,
    SP_SQL_ITEM_DROP,
    SP_SQL_ITEM_HEAPS,
    SP_SQL_STAGE_PUT,
    SP_SQL_STAGE_GET,
    SP_SQL_STAGE_SUM,
    SP_SQL_STAGE_ADOPT,
    SP_SQL_STAGE_DROP,
    SP_SQL_STAGE_HEAPS,
    SP_SQL_STAGE_EXPIRE,
    SP_SQL_STAGE_EXPIRED_HEAPS,
    SP_SQL_HEAP_NEW,
    SP_SQL_PIECE_PUT,
    SP_SQL_PIECE_READ,
    SP_SQL_GONE_PIECES,
    SP_SQL_GONE_DONE,
    SP_SQL_VAULT_PUT,
    SP_SQL_VAULT_GET,
    SP_SQL_VAULT_DROP,
    SP_SQL_VAULT_UNUSED,
    SP_SQL_VAULT_AFTER,
    SP_SQL_MAIL_SEQ,
    SP_SQL_MAIL_PUT,
    SP_SQL_MAIL_TAKE_BACK,
    SP_SQL_MAIL_LIST,
    SP_SQL_MAIL_DROP,
    SP_SQL_STATE_BUMP,
    SP_SQL_COUNTS,
    SP_SQL_COUNT
};

#define SP_NEW_MAIL_MAX 256

struct sp_store {
    sqlite3 *db;
    sqlite3_stmt *prepared[SP_SQL_COUNT];
    int lock_fd;
    bool in_transaction;
    const char *problem; /* of the newest failure, for people; "" */
    struct sp_edge *edges[SP_LOG_COUNT];
    char new_mail[SP_NEW_MAIL_MAX][SP_PARTY_TEXT_MAX];
    size_t new_mail_count; /* past the maximum: everybody */
};

extern const char *const sp_sql_schema;

/* Reads the right edge of each log into memory (store_log.c). */
SP_NODISCARD enum sp_status sp_store_log_load(struct sp_store *store);

/*
 * A statement with its parameters bound in order.  ${types}: 'i' int64_t, 's' const char * (NULL is
 * NULL), 'b' struct sp_bytes (an empty one is an empty blob), 'h' const struct sp_hash *, 'p' const
 * struct sp_patient_id *, 'm' const struct sp_msg_id *, 'd' const struct sp_statement_id *, 'q'
 * const struct sp_request_id *; for the pointers NULL binds NULL.  NULL on failure.  End with
 * sp_sql_done.
 */
sqlite3_stmt *sp_sql(struct sp_store *store, enum sql_id id, const char *types, ...);
/* Steps a statement that gives no row. */
SP_NODISCARD enum sp_status sp_sql_run(sqlite3_stmt *statement);
/* Steps: SP_OK a row, SP_ERR_NOT_FOUND the end, SP_ERR_STORE. */
SP_NODISCARD enum sp_status sp_sql_row(sqlite3_stmt *statement);
void sp_sql_done(sqlite3_stmt *statement);

/* Columns, copied into the arena; false without memory (or, for fixed sizes, with another size). */
bool sp_sql_bytes(
    sqlite3_stmt *statement, int column, struct sp_arena *arena, struct sp_bytes *out);
bool sp_sql_text(sqlite3_stmt *statement, int column, struct sp_arena *arena, const char **out);
bool sp_sql_fixed(sqlite3_stmt *statement, int column, void *out, size_t size);
uint64_t sp_sql_u64(sqlite3_stmt *statement, int column);
int64_t sp_sql_int(uint64_t value);

/* A list in the arena that doubles as it grows: room for element ${count}, or NULL. */
void *sp_sql_grow(struct sp_arena *arena, void *items, size_t count, size_t size);

#endif /* SP_BROKER_STORE_SQL_H */
