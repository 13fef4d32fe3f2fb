#include "sql.h"

#include <string.h>

/* clang-format off */
const char *const sp_sql_schema =
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE leaf(log INT, idx INT, entry BLOB NOT NULL, PRIMARY KEY(log, idx)) WITHOUT ROWID;"
    "CREATE TABLE tile(log INT, level INT, n INT, data BLOB NOT NULL, PRIMARY KEY(log, level, n));"
    "CREATE TABLE head(log INTEGER PRIMARY KEY, size INT NOT NULL, note BLOB NOT NULL);"
    /* counterparty: only where that party may see the record in its own log */
    "CREATE TABLE record(idx INTEGER PRIMARY KEY, record BLOB NOT NULL, request BLOB NOT NULL,"
    " actor TEXT NOT NULL, counterparty TEXT, request_id BLOB NOT NULL, request_hash BLOB NOT NULL,"
    " patient BLOB, verdict INT NOT NULL);"
    "CREATE UNIQUE INDEX record_request ON record(actor, request_id);"
    "CREATE INDEX record_actor ON record(actor, idx);"
    "CREATE INDEX record_patient ON record(patient, idx) WHERE patient IS NOT NULL;"
    "CREATE INDEX record_counterparty ON record(counterparty, idx) WHERE counterparty IS NOT NULL;"
    "CREATE TABLE entry(party TEXT, seq INT, entry BLOB NOT NULL, signature BLOB NOT NULL, search TEXT,"
    " log_index INT NOT NULL UNIQUE, PRIMARY KEY(party, seq)) WITHOUT ROWID;"
    "CREATE TABLE statement(log_index INTEGER PRIMARY KEY, stmt BLOB NOT NULL, signature BLOB NOT NULL,"
    " hash BLOB NOT NULL UNIQUE, label BLOB NOT NULL UNIQUE, end_label BLOB NOT NULL, next_label BLOB,"
    " patient BLOB NOT NULL, id BLOB NOT NULL, version INT NOT NULL, kind INT NOT NULL,"
    " author TEXT NOT NULL, subject TEXT NOT NULL, refers BLOB NOT NULL, issued_ms INT NOT NULL);"
    "CREATE INDEX statement_version ON statement(patient, id, version);"
    "CREATE INDEX statement_author ON statement(patient, kind, author);"
    "CREATE INDEX statement_subject ON statement(patient, kind, subject) WHERE subject <> '';"
    "CREATE INDEX statement_refers ON statement(refers, kind);"
    "CREATE TABLE message(d BLOB PRIMARY KEY, sender TEXT NOT NULL, msg_id BLOB NOT NULL,"
    " patient BLOB NOT NULL, addressee TEXT NOT NULL, state INT NOT NULL, base BLOB NOT NULL,"
    " manifest BLOB NOT NULL, signature BLOB NOT NULL, not_after_ms INT NOT NULL,"
    " accepted_index INT NOT NULL, UNIQUE(sender, msg_id)) WITHOUT ROWID;"
    "CREATE INDEX message_due ON message(not_after_ms, state) WHERE state IN (1, 2);"
    "CREATE TABLE recipient(d BLOB, party TEXT, position INT NOT NULL, ground BLOB NOT NULL,"
    " blob BLOB NOT NULL, share BLOB NOT NULL, delivered INT NOT NULL, opened_ms INT NOT NULL,"
    " shred_ms INT NOT NULL, patient BLOB NOT NULL, PRIMARY KEY(d, party)) WITHOUT ROWID;"
    "CREATE INDEX recipient_ground ON recipient(patient, ground, d) WHERE length(share) > 0;"
    "CREATE INDEX recipient_due ON recipient(shred_ms) WHERE shred_ms > 0 AND length(share) > 0;"
    "CREATE TABLE item_ref(ref BLOB PRIMARY KEY, author TEXT NOT NULL) WITHOUT ROWID;"
    /* an item's bytes stand in its row, or, put in pieces, under the number of a heap */
    "CREATE TABLE item(d BLOB, item INT, heap INT NOT NULL, size INT NOT NULL, bytes BLOB NOT NULL,"
    " PRIMARY KEY(d, item)) WITHOUT ROWID;"
    "CREATE TABLE stage(sender TEXT, msg_id BLOB, item INT, heap INT NOT NULL, size INT NOT NULL,"
    " edge BLOB NOT NULL, time_ms INT NOT NULL, PRIMARY KEY(sender, msg_id, item)) WITHOUT ROWID;"
    "CREATE INDEX stage_time ON stage(time_ms);"
    "CREATE TABLE piece(heap INT, at INT, bytes BLOB NOT NULL, PRIMARY KEY(heap, at));"
    "CREATE TABLE gone(heap INTEGER PRIMARY KEY);"
    "CREATE TABLE vault_key(patient BLOB, ground BLOB, wrapped BLOB NOT NULL,"
    " PRIMARY KEY(patient, ground)) WITHOUT ROWID;"
    "CREATE TABLE mail(party TEXT, seq INT, kind INT NOT NULL, payload BLOB NOT NULL,"
    " PRIMARY KEY(party, seq)) WITHOUT ROWID;"
    "CREATE TABLE mailbox(party TEXT PRIMARY KEY, seq INT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE state(subject TEXT PRIMARY KEY, version INT NOT NULL) WITHOUT ROWID;";

#define RECORD_COLUMNS    "idx, record, request, actor, counterparty, request_id, request_hash, patient, verdict"
#define RECORD_OF_LIST    "idx, record, x'', actor, counterparty, request_id, request_hash, patient, verdict"
#define ENTRY_COLUMNS     "party, seq, entry, signature, log_index"
#define STATEMENT_COLUMNS "stmt, signature, hash, label, patient, id, version, kind, author, subject, refers, issued_ms, log_index"
#define MESSAGE_COLUMNS   "d, sender, msg_id, patient, addressee, state, base, manifest, signature, not_after_ms, accepted_index"
#define RECIPIENT_COLUMNS "d, party, position, ground, blob, share, delivered, opened_ms, shred_ms, patient"

/* Not superseded, and (when the number that follows is 1) without an end label. */
#define STATEMENT_STANDS " AND (next_label IS NULL OR NOT EXISTS (SELECT 1 FROM statement WHERE label = s.next_label))" \
                         " AND (NOT EXISTS (SELECT 1 FROM statement WHERE label = s.end_label) OR 0 = "
#define STATEMENT_NEWEST ") ORDER BY log_index DESC LIMIT "

static const char *const texts[SP_SQL_COUNT] = {
    [SP_SQL_META_PUT]  = "INSERT INTO meta VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET value = ?2",
    [SP_SQL_META_GET]  = "SELECT value FROM meta WHERE name = ?1",
    [SP_SQL_LEAF_PUT]  = "INSERT INTO leaf VALUES(?1, ?2, ?3)",
    [SP_SQL_LEAF_LIST] = "SELECT entry FROM leaf WHERE log = ?1 AND idx >= ?2 ORDER BY idx LIMIT ?3",
    [SP_SQL_TILE_PUT]  = "INSERT INTO tile VALUES(?1, ?2, ?3, ?4) ON CONFLICT(log, level, n) DO UPDATE SET data = ?4",
    [SP_SQL_TILE_GET]  = "SELECT data FROM tile WHERE log = ?1 AND level = ?2 AND n = ?3",
    [SP_SQL_HEAD_PUT]  = "INSERT INTO head VALUES(?1, ?2, ?3) ON CONFLICT(log) DO UPDATE SET size = ?2, note = ?3",
    [SP_SQL_HEAD_GET]  = "SELECT size, note FROM head WHERE log = ?1",
    [SP_SQL_RECORD_PUT] = "INSERT INTO record VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [SP_SQL_RECORD_GET] = "SELECT " RECORD_COLUMNS " FROM record WHERE idx = ?1",
    [SP_SQL_RECORD_OF_REQUEST] = "SELECT " RECORD_COLUMNS " FROM record WHERE actor = ?1 AND request_id = ?2",
    [SP_SQL_RECORD_OF_PATIENT] = "SELECT " RECORD_OF_LIST " FROM record WHERE patient = ?1 AND idx >= ?2 ORDER BY idx LIMIT ?3",
    [SP_SQL_RECORD_OF_PARTY]   = "SELECT " RECORD_OF_LIST " FROM record WHERE idx IN ("
                                 "SELECT idx FROM (SELECT idx FROM record WHERE actor = ?1 AND idx >= ?2 ORDER BY idx LIMIT ?3) UNION "
                                 "SELECT idx FROM (SELECT idx FROM record WHERE counterparty = ?1 AND idx >= ?2 ORDER BY idx LIMIT ?3))"
                                 " ORDER BY idx LIMIT ?3",
    [SP_SQL_ENTRY_PUT]  = "INSERT INTO entry VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SP_SQL_ENTRY_GET]  = "SELECT " ENTRY_COLUMNS " FROM entry WHERE party = ?1 ORDER BY seq DESC LIMIT 1",
    [SP_SQL_ENTRY_LIST] = "SELECT " ENTRY_COLUMNS " FROM entry AS e WHERE party > ?2 AND search IS NOT NULL AND instr(search, ?1) > 0"
                          " AND seq = (SELECT max(seq) FROM entry WHERE party = e.party) ORDER BY party LIMIT ?3",
    [SP_SQL_ENTRY_AT]   = "SELECT entry, signature FROM entry WHERE log_index = ?1",
    [SP_SQL_STATEMENT_PUT] = "INSERT INTO statement(" STATEMENT_COLUMNS ", end_label, next_label)"
                             " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    [SP_SQL_STATEMENT_BY_HASH]  = "SELECT " STATEMENT_COLUMNS " FROM statement WHERE hash = ?1",
    [SP_SQL_STATEMENT_BY_LABEL] = "SELECT " STATEMENT_COLUMNS " FROM statement WHERE label = ?1",
    [SP_SQL_STATEMENT_LATEST]   = "SELECT " STATEMENT_COLUMNS " FROM statement WHERE patient = ?1 AND id = ?2 ORDER BY version DESC LIMIT 1",
    [SP_SQL_STATEMENT_OF_KIND]    = "SELECT " STATEMENT_COLUMNS " FROM statement AS s WHERE patient = ?1 AND kind = ?2" STATEMENT_STANDS "?3" STATEMENT_NEWEST "?4",
    [SP_SQL_STATEMENT_OF_AUTHOR]  = "SELECT " STATEMENT_COLUMNS " FROM statement AS s WHERE patient = ?1 AND kind = ?2 AND author = ?5" STATEMENT_STANDS "?3" STATEMENT_NEWEST "?4",
    [SP_SQL_STATEMENT_ON_SUBJECT] = "SELECT " STATEMENT_COLUMNS " FROM statement AS s WHERE patient = ?1 AND kind = ?2 AND subject = ?5 AND subject <> ''" STATEMENT_STANDS "?3" STATEMENT_NEWEST "?4",
    [SP_SQL_STATEMENT_REFERRING]  = "SELECT " STATEMENT_COLUMNS " FROM statement AS s WHERE refers = ?5 AND kind = ?2 AND patient = ?1 AND (?6 IS NULL OR author = ?6)" STATEMENT_STANDS "?3" STATEMENT_NEWEST "?4",
    [SP_SQL_STATEMENT_AT]   = "SELECT stmt, signature FROM statement WHERE log_index = ?1",
    [SP_SQL_MESSAGE_PUT]    = "INSERT INTO message(" MESSAGE_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [SP_SQL_MESSAGE_GET]    = "SELECT " MESSAGE_COLUMNS " FROM message WHERE d = ?1",
    [SP_SQL_MESSAGE_OF_SENDER] = "SELECT " MESSAGE_COLUMNS " FROM message WHERE sender = ?1 AND msg_id = ?2",
    [SP_SQL_MESSAGE_STATE]  = "UPDATE message SET state = ?2 WHERE d = ?1",
    [SP_SQL_MESSAGE_DUE]    = "SELECT " MESSAGE_COLUMNS " FROM message WHERE state IN (1, 2) AND not_after_ms <= ?1 ORDER BY not_after_ms LIMIT ?2",
    [SP_SQL_RECIPIENT_PUT]  = "INSERT INTO recipient(" RECIPIENT_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [SP_SQL_RECIPIENT_GET]  = "SELECT " RECIPIENT_COLUMNS " FROM recipient WHERE d = ?1 AND party = ?2",
    [SP_SQL_RECIPIENT_DELIVER] = "UPDATE recipient SET delivered = 1 WHERE d = ?1 AND party = ?2",
    [SP_SQL_RECIPIENT_OPENED]  = "UPDATE recipient SET opened_ms = ?3, shred_ms = ?4 WHERE d = ?1 AND party = ?2",
    [SP_SQL_RECIPIENT_UNDER]   = "SELECT " RECIPIENT_COLUMNS " FROM recipient WHERE patient = ?1 AND ground = ?2 AND d > ?3 AND length(share) > 0 ORDER BY d LIMIT ?4",
    [SP_SQL_RECIPIENT_RESEAL]  = "UPDATE recipient SET share = ?3, ground = ?4 WHERE d = ?1 AND party = ?2",
    [SP_SQL_RECIPIENT_SHRED]   = "UPDATE recipient SET share = x'' WHERE d = ?1 AND party = ?2",
    [SP_SQL_RECIPIENT_DUE]     = "SELECT " RECIPIENT_COLUMNS " FROM recipient WHERE shred_ms > 0 AND length(share) > 0 AND shred_ms <= ?1 ORDER BY shred_ms LIMIT ?2",
    [SP_SQL_SHARES_LEFT]  = "SELECT count(*) FROM recipient WHERE d = ?1 AND length(share) > 0",
    [SP_SQL_ITEM_REF_PUT] = "INSERT OR IGNORE INTO item_ref VALUES(?1, ?2)",
    [SP_SQL_ITEM_REF_GET] = "SELECT author FROM item_ref WHERE ref = ?1",
    [SP_SQL_ITEM_PUT]     = "INSERT INTO item VALUES(?1, ?2, 0, ?3, ?4)",
    [SP_SQL_ITEM_GET]     = "SELECT heap, size FROM item WHERE d = ?1 AND item = ?2",
    [SP_SQL_ITEM_BYTES]   = "SELECT 0, bytes FROM item WHERE d = ?1 AND item = ?2",
    [SP_SQL_ITEM_DROP]    = "DELETE FROM item WHERE d = ?1",
    [SP_SQL_ITEM_HEAPS]   = "INSERT INTO gone SELECT heap FROM item WHERE d = ?1 AND heap > 0",
    [SP_SQL_STAGE_PUT]    = "INSERT INTO stage VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                            " ON CONFLICT(sender, msg_id, item) DO UPDATE SET size = ?5, edge = ?6, time_ms = ?7",
    [SP_SQL_STAGE_GET]    = "SELECT heap, size, edge FROM stage WHERE sender = ?1 AND msg_id = ?2 AND item = ?3",
    [SP_SQL_STAGE_SUM]    = "SELECT count(*), coalesce(sum(size), 0) FROM stage WHERE sender = ?1",
    [SP_SQL_STAGE_ADOPT]  = "INSERT INTO item SELECT ?4, item, heap, size, x'' FROM stage WHERE sender = ?1 AND msg_id = ?2 AND item = ?3",
    [SP_SQL_STAGE_DROP]   = "DELETE FROM stage WHERE sender = ?1 AND msg_id = ?2 AND (?3 < 0 OR item = ?3)",
    [SP_SQL_STAGE_HEAPS]  = "INSERT INTO gone SELECT heap FROM stage WHERE sender = ?1 AND msg_id = ?2 AND (?3 < 0 OR item = ?3)",
    [SP_SQL_STAGE_EXPIRE] = "DELETE FROM stage WHERE time_ms < ?1",
    [SP_SQL_STAGE_EXPIRED_HEAPS] = "INSERT INTO gone SELECT heap FROM stage WHERE time_ms < ?1",
    [SP_SQL_HEAP_NEW]     = "SELECT coalesce(max(heap), 0) + 1 FROM piece",
    [SP_SQL_PIECE_PUT]    = "INSERT INTO piece VALUES(?1, ?2, ?3)",
    [SP_SQL_PIECE_READ]   = "SELECT at, bytes FROM piece WHERE heap = ?1 AND at <= ?2 ORDER BY at DESC LIMIT 1",
    [SP_SQL_GONE_PIECES]  = "DELETE FROM piece WHERE rowid IN (SELECT p.rowid FROM gone JOIN piece AS p USING (heap) LIMIT ?1)",
    [SP_SQL_GONE_DONE]    = "DELETE FROM gone WHERE NOT EXISTS (SELECT 1 FROM piece WHERE piece.heap = gone.heap)",
    [SP_SQL_VAULT_PUT]    = "INSERT INTO vault_key VALUES(?1, ?2, ?3) ON CONFLICT(patient, ground) DO UPDATE SET wrapped = ?3",
    [SP_SQL_VAULT_GET]    = "SELECT wrapped FROM vault_key WHERE patient = ?1 AND ground = ?2",
    [SP_SQL_VAULT_DROP]   = "DELETE FROM vault_key WHERE patient = ?1 AND ground = ?2",
    [SP_SQL_VAULT_UNUSED] = "DELETE FROM vault_key WHERE patient = ?1 AND ground = ?2"
                            " AND NOT EXISTS (SELECT 1 FROM recipient WHERE patient = ?1 AND ground = ?2 AND length(share) > 0)",
    [SP_SQL_VAULT_AFTER]  = "SELECT patient, ground, wrapped FROM vault_key WHERE (patient, ground) > (?1, ?2) ORDER BY patient, ground LIMIT ?3",
    [SP_SQL_RECIPIENT_GROUND] = "SELECT patient, ground FROM recipient WHERE d = ?1 AND party = ?2",
    [SP_SQL_MAIL_SEQ]     = "INSERT INTO mailbox VALUES(?1, 1) ON CONFLICT(party) DO UPDATE SET seq = seq + 1 RETURNING seq",
    [SP_SQL_MAIL_PUT]     = "INSERT INTO mail VALUES(?1, ?2, ?3, ?4)",
    [SP_SQL_MAIL_TAKE_BACK] = "DELETE FROM mail WHERE party = ?1 AND kind = 0 AND payload = ?2",
    [SP_SQL_MAIL_LIST]    = "SELECT seq, kind, payload FROM mail WHERE party = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
    [SP_SQL_MAIL_DROP]    = "DELETE FROM mail WHERE party = ?1 AND seq <= ?2",
    [SP_SQL_STATE_BUMP]   = "INSERT INTO state VALUES(?1, 1) ON CONFLICT(subject) DO UPDATE SET version = version + 1",
    [SP_SQL_COUNTS]       = "SELECT (SELECT count(*) FROM message WHERE state IN (1, 2) AND state = 1),"
                            " (SELECT count(*) FROM message WHERE state IN (1, 2) AND state = 2),"
                            " (SELECT size FROM head WHERE log = 1), (SELECT count(DISTINCT party) FROM entry),"
                            " (SELECT count(*) FROM mail), (SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size())",
};
/* clang-format on */

static sqlite3_stmt *
prepared(struct sp_store *store, enum sql_id id)
{
    if (store->prepared[id] == NULL &&
        sqlite3_prepare_v3(store->db, texts[id], -1, SQLITE_PREPARE_PERSISTENT,
            &store->prepared[id], NULL) != SQLITE_OK) {
        return NULL;
    }
    return store->prepared[id];
}

static int
bind_bytes(sqlite3_stmt *statement, int at, const void *data, size_t size)
{
    if (size == 0) {
        return sqlite3_bind_zeroblob(statement, at, 0);
    }
    return sqlite3_bind_blob64(statement, at, data, size, SQLITE_STATIC);
}

static int
bind_pointer(sqlite3_stmt *statement, int at, const void *data, size_t size)
{
    return data == NULL ? sqlite3_bind_null(statement, at) : bind_bytes(statement, at, data, size);
}

static int
bind_one(sqlite3_stmt *statement, int at, char type, va_list *list)
{
    struct sp_bytes bytes;
    const char *text;

    switch (type) {
    case 'i':
        return sqlite3_bind_int64(statement, at, va_arg(*list, int64_t));
    case 's':
        text = va_arg(*list, const char *);
        return text == NULL ? sqlite3_bind_null(statement, at)
                            : sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
    case 'b':
        bytes = va_arg(*list, struct sp_bytes);
        return bind_bytes(statement, at, bytes.data, bytes.size);
    case 'h':
        return bind_pointer(statement, at, va_arg(*list, const struct sp_hash *), SP_HASH_BYTES);
    case 'p':
        return bind_pointer(
            statement, at, va_arg(*list, const struct sp_patient_id *), SP_PATIENT_BYTES);
    case 'm':
        return bind_pointer(
            statement, at, va_arg(*list, const struct sp_msg_id *), SP_MSG_ID_BYTES);
    case 'd':
        return bind_pointer(statement, at, va_arg(*list, const struct sp_statement_id *),
            sizeof(struct sp_statement_id));
    case 'q':
        return bind_pointer(
            statement, at, va_arg(*list, const struct sp_request_id *), SP_REQUEST_ID_BYTES);
    default:
        return SQLITE_MISUSE;
    }
}

sqlite3_stmt *
sp_sql(struct sp_store *store, enum sql_id id, const char *types, ...)
{
    sqlite3_stmt *statement = prepared(store, id);
    va_list list;
    int result = SQLITE_OK;

    if (statement == NULL) {
        return NULL;
    }
    sqlite3_reset(statement);
    va_start(list, types);
    for (int i = 0; types[i] != '\0' && result == SQLITE_OK; i++) {
        result = bind_one(statement, i + 1, types[i], &list);
    }
    va_end(list);
    return result == SQLITE_OK ? statement : NULL;
}

enum sp_status
sp_sql_row(sqlite3_stmt *statement)
{
    int result = statement == NULL ? SQLITE_ERROR : sqlite3_step(statement);

    return result == SQLITE_ROW ? SP_OK : result == SQLITE_DONE ? SP_ERR_NOT_FOUND : SP_ERR_STORE;
}

void
sp_sql_done(sqlite3_stmt *statement)
{
    if (statement != NULL) {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
}

enum sp_status
sp_sql_run(sqlite3_stmt *statement)
{
    enum sp_status status = sp_sql_row(statement);

    sp_sql_done(statement);
    return status == SP_ERR_NOT_FOUND ? SP_OK : SP_ERR_STORE;
}

bool
sp_sql_bytes(sqlite3_stmt *statement, int column, struct sp_arena *arena, struct sp_bytes *out)
{
    struct sp_bytes bytes = {
        sqlite3_column_blob(statement, column), (size_t)sqlite3_column_bytes(statement, column)};

    out->size = bytes.size;
    out->data = sp_arena_copy(arena, bytes);
    return out->data != NULL;
}

bool
sp_sql_text(sqlite3_stmt *statement, int column, struct sp_arena *arena, const char **out)
{
    struct sp_bytes bytes;

    if (sqlite3_column_type(statement, column) == SQLITE_NULL) {
        *out = NULL;
        return true;
    }
    bool copied = sp_sql_bytes(statement, column, arena, &bytes);
    *out = (const char *)bytes.data;
    return copied;
}

bool
sp_sql_fixed(sqlite3_stmt *statement, int column, void *out, size_t size)
{
    const void *data = sqlite3_column_blob(statement, column);

    if (data == NULL || (size_t)sqlite3_column_bytes(statement, column) != size) {
        return false;
    }
    memcpy(out, data, size);
    return true;
}

uint64_t
sp_sql_u64(sqlite3_stmt *statement, int column)
{
    return (uint64_t)sqlite3_column_int64(statement, column);
}

int64_t
sp_sql_int(uint64_t value)
{
    return value > INT64_MAX ? INT64_MAX : (int64_t)value;
}

void *
sp_sql_grow(struct sp_arena *arena, void *items, size_t count, size_t size)
{
    if (count != 0 && (count < 8 || (count & (count - 1)) != 0)) {
        return items;
    }
    uint8_t *larger = sp_arena_alloc(arena, count == 0 ? 8 : 2 * count, size);
    if (larger != NULL && count != 0) {
        memcpy(larger, items, count * size);
    }
    return larger;
}
