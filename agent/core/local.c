#include "local.h"

#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "local_schema.h"

struct sp_local {
    sqlite3 *db;
    struct sp_secret_key *key;   /* seals columns */
    struct sp_secret_key *blind; /* keyed hashes */
    char error[SP_PROBLEM_VALUE_MAX];
};

struct sp_local_query {
    struct sp_local *local;
    sqlite3_stmt *stmt;
};

static enum sp_status
failed(struct sp_local *local)
{
    const char *text = local->db == NULL ? "no memory" : sqlite3_errmsg(local->db);

    strncat(memset(local->error, 0, sizeof(local->error)), text, sizeof(local->error) - 1);
    return SP_ERR_STORE;
}

static enum sp_status
execute(struct sp_local *local, const char *sql)
{
    return sqlite3_exec(local->db, sql, NULL, NULL, NULL) == SQLITE_OK ? SP_OK : failed(local);
}

/* ---- opening ---- */

static enum sp_status
schema_version(struct sp_local *local, uint64_t *version)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = sp_local_query(local, "PRAGMA user_version", NULL, 0, &query);

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        *version = sp_local_get_number(query, 0);
    }
    sp_local_finish(query);
    return status;
}

static enum sp_status
bring_to_version(struct sp_local *local)
{
    uint64_t version = 0;
    char set[48];
    enum sp_status status = schema_version(local, &version);

    if (status != SP_OK) {
        return status;
    }
    if (version > sp_local_schema_count) {
        (void)memcpy(local->error, "made by a newer version", sizeof("made by a newer version"));
        return SP_ERR_STORE;
    }
    if (version == sp_local_schema_count) {
        return SP_OK;
    }
    if ((status = sp_local_begin(local)) != SP_OK) {
        return status;
    }
    for (uint64_t i = version; status == SP_OK && i < sp_local_schema_count; i++) {
        status = execute(local, sp_local_schema[i]);
    }
    (void)sqlite3_snprintf(
        (int)sizeof(set), set, "PRAGMA user_version = %d", (int)sp_local_schema_count);
    if (status == SP_OK) {
        status = execute(local, set);
    }
    if (status == SP_OK) {
        status = sp_local_commit(local);
    }
    if (status != SP_OK) {
        sp_local_abort(local);
    }
    return status;
}

static enum sp_status
open_database(struct sp_local *local, const char *path)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;

    if (sqlite3_open_v2(path, &local->db, flags, NULL) != SQLITE_OK) {
        return failed(local);
    }
    (void)sqlite3_busy_timeout(local->db, 5000);
    enum sp_status status = execute(local,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
        "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;");
    return status == SP_OK ? bring_to_version(local) : status;
}

enum sp_status
sp_local_open(const char *path, const struct sp_secret_key *master, struct sp_local **out,
    struct sp_problem *problem)
{
    enum sp_status status = SP_ERR_NOMEM;

    *out = NULL;
    struct sp_local *local = calloc(1, sizeof(*local));
    if (local == NULL) {
        return sp_problem_set(problem, status, SP_PROBLEM_MEMORY, NULL, NULL, NULL);
    }
    if ((status = sp_secret_key_derive(master, sp_bytes_of_text("home.db"), &local->key)) !=
            SP_OK ||
        (status = sp_secret_key_derive(master, sp_bytes_of_text("blind"), &local->blind)) !=
            SP_OK) {
        status = sp_problem_set(problem, status, SP_PROBLEM_MEMORY, NULL, NULL, NULL);
        goto done;
    }
    if ((status = open_database(local, path)) != SP_OK) {
        status = sp_problem_set(problem, status, SP_PROBLEM_STORE, local->error, NULL, NULL);
        goto done;
    }
    *out = local;
    local = NULL;
done:
    sp_local_close(local);
    return status;
}

void
sp_local_close(struct sp_local *local)
{
    if (local == NULL) {
        return;
    }
    (void)sqlite3_close(local->db);
    sp_secret_key_free(local->key);
    sp_secret_key_free(local->blind);
    free(local);
}

enum sp_status
sp_local_begin(struct sp_local *local)
{
    return execute(local, "BEGIN IMMEDIATE");
}

enum sp_status
sp_local_commit(struct sp_local *local)
{
    return execute(local, "COMMIT");
}

void
sp_local_abort(struct sp_local *local)
{
    if (sqlite3_get_autocommit(local->db) == 0) {
        (void)sqlite3_exec(local->db, "ROLLBACK", NULL, NULL, NULL);
    }
}

const char *
sp_local_error(const struct sp_local *local)
{
    return local->error;
}

/* ---- statements of SQL ---- */

struct sp_local_value
sp_local_null(void)
{
    return (struct sp_local_value){.type = SP_LOCAL_NULL};
}

struct sp_local_value
sp_local_number(uint64_t number)
{
    return (struct sp_local_value){.type = SP_LOCAL_NUMBER, .number = number};
}

struct sp_local_value
sp_local_blob(const void *data, size_t size)
{
    return (struct sp_local_value){.type = SP_LOCAL_BLOB, .bytes = {data, size}};
}

struct sp_local_value
sp_local_bytes(struct sp_bytes bytes)
{
    return (struct sp_local_value){.type = SP_LOCAL_BLOB, .bytes = bytes};
}

struct sp_local_value
sp_local_text(const char *text)
{
    return (struct sp_local_value){.type = SP_LOCAL_TEXT, .bytes = sp_bytes_of_text(text)};
}

static int
bind_value(sqlite3_stmt *stmt, int at, const struct sp_local_value *value)
{
    const void *data = value->bytes.data != NULL ? (const void *)value->bytes.data : "";

    switch (value->type) {
    case SP_LOCAL_NULL:
        return sqlite3_bind_null(stmt, at);
    case SP_LOCAL_NUMBER:
        return value->number > INT64_MAX ? SQLITE_RANGE
                                         : sqlite3_bind_int64(stmt, at, (int64_t)value->number);
    case SP_LOCAL_BLOB:
        return sqlite3_bind_blob64(stmt, at, data, value->bytes.size, SQLITE_TRANSIENT);
    case SP_LOCAL_TEXT:
        return sqlite3_bind_text64(
            stmt, at, data, value->bytes.size, SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    return SQLITE_MISUSE;
}

enum sp_status
sp_local_query(struct sp_local *local, const char *sql, const struct sp_local_value *values,
    size_t count, struct sp_local_query **out)
{
    enum sp_status status = SP_ERR_NOMEM;

    *out = NULL;
    struct sp_local_query *query = calloc(1, sizeof(*query));
    if (query == NULL) {
        return status;
    }
    query->local = local;
    status = SP_OK;
    if (sqlite3_prepare_v2(local->db, sql, -1, &query->stmt, NULL) != SQLITE_OK) {
        status = failed(local);
    }
    for (size_t i = 0; status == SP_OK && i < count; i++) {
        if (bind_value(query->stmt, (int)i + 1, &values[i]) != SQLITE_OK) {
            status = failed(local);
        }
    }
    if (status != SP_OK) {
        sp_local_finish(query);
        return status;
    }
    *out = query;
    return SP_OK;
}

enum sp_status
sp_local_again(struct sp_local_query *query, const struct sp_local_value *values, size_t count)
{
    (void)sqlite3_reset(query->stmt);
    for (size_t i = 0; i < count; i++) {
        if (bind_value(query->stmt, (int)i + 1, &values[i]) != SQLITE_OK) {
            return failed(query->local);
        }
    }
    return SP_OK;
}

uint64_t
sp_local_changed(const struct sp_local *local)
{
    return (uint64_t)sqlite3_changes64(local->db);
}

enum sp_status
sp_local_step(struct sp_local_query *query)
{
    switch (sqlite3_step(query->stmt)) {
    case SQLITE_ROW:
        return SP_OK;
    case SQLITE_DONE:
        return SP_ERR_NOT_FOUND;
    default:
        return failed(query->local);
    }
}

void
sp_local_finish(struct sp_local_query *query)
{
    if (query != NULL) {
        (void)sqlite3_finalize(query->stmt);
        free(query);
    }
}

enum sp_status
sp_local_run(struct sp_local *local, const char *sql, const struct sp_local_value *values,
    size_t count, uint64_t *changed)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = sp_local_query(local, sql, values, count, &query);

    if (status == SP_OK) {
        status = sp_local_step(query);
        status = status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    sp_local_finish(query);
    if (changed != NULL) {
        *changed = status == SP_OK ? sp_local_changed(local) : 0;
    }
    return status;
}

bool
sp_local_is_null(const struct sp_local_query *query, int column)
{
    return sqlite3_column_type(query->stmt, column) == SQLITE_NULL;
}

uint64_t
sp_local_get_number(const struct sp_local_query *query, int column)
{
    int64_t value = sqlite3_column_int64(query->stmt, column);

    return value < 0 ? 0 : (uint64_t)value;
}

struct sp_bytes
sp_local_get_bytes(const struct sp_local_query *query, int column)
{
    const uint8_t *data = sqlite3_column_blob(query->stmt, column);
    int size = sqlite3_column_bytes(query->stmt, column);

    return (struct sp_bytes){data, size < 0 ? 0 : (size_t)size};
}

enum sp_status
sp_local_get_fixed(const struct sp_local_query *query, int column, void *out, size_t size)
{
    struct sp_bytes bytes = sp_local_get_bytes(query, column);

    if (bytes.size != size || bytes.data == NULL) {
        memset(out, 0, size);
        return SP_ERR_STORE;
    }
    memcpy(out, bytes.data, size);
    return SP_OK;
}

void
sp_local_get_text(const struct sp_local_query *query, int column, char *out, size_t size)
{
    struct sp_bytes bytes = sp_local_get_bytes(query, column);
    size_t length = bytes.size < size ? bytes.size : size - 1;

    memset(out, 0, size);
    if (length > 0) {
        memcpy(out, bytes.data, length);
    }
}

/* ---- single values under a name ---- */

enum sp_status
sp_local_meta_set(struct sp_local *local, const char *key, struct sp_bytes value)
{
    return SP_LOCAL_RUN(local, "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)",
        sp_local_text(key), sp_local_bytes(value));
}

enum sp_status
sp_local_meta_get(struct sp_local *local, const char *key, struct sp_buffer *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status =
        SP_LOCAL_QUERY(local, &query, "SELECT value FROM meta WHERE key = ?", sp_local_text(key));

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        struct sp_bytes value = sp_local_get_bytes(query, 0);
        status = sp_buffer_append(out, value.data, value.size);
    }
    sp_local_finish(query);
    return status;
}

enum sp_status
sp_local_meta_set_number(struct sp_local *local, const char *key, uint64_t value)
{
    return SP_LOCAL_RUN(local, "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)",
        sp_local_text(key), sp_local_number(value));
}

enum sp_status
sp_local_meta_get_number(struct sp_local *local, const char *key, uint64_t *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status =
        SP_LOCAL_QUERY(local, &query, "SELECT value FROM meta WHERE key = ?", sp_local_text(key));

    *out = 0;
    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        *out = sp_local_get_number(query, 0);
    }
    sp_local_finish(query);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

/* ---- at rest ---- */

/* "<column>" 0x00 <key>: a sealed value moved to another row or column does not open. */
static enum sp_status
associated(const char *column, struct sp_bytes key, struct sp_buffer *out)
{
    enum sp_status status = sp_buffer_append(out, column, strlen(column) + 1);

    return status == SP_OK ? sp_buffer_append(out, key.data, key.size) : status;
}

enum sp_status
sp_local_seal(const struct sp_local *local, const char *column, struct sp_bytes key,
    struct sp_bytes plaintext, struct sp_buffer *out)
{
    struct sp_buffer aad;

    sp_buffer_init(&aad, 512);
    enum sp_status status = associated(column, key, &aad);
    if (status == SP_OK) {
        status = sp_secret_seal(local->key, sp_buffer_bytes(&aad), plaintext, out);
    }
    sp_buffer_wipe(&aad);
    return status;
}

enum sp_status
sp_local_unseal(const struct sp_local *local, const char *column, struct sp_bytes key,
    struct sp_bytes sealed, struct sp_buffer *out)
{
    struct sp_buffer aad;

    sp_buffer_init(&aad, 512);
    enum sp_status status = associated(column, key, &aad);
    if (status == SP_OK) {
        status = sp_secret_open(local->key, sp_buffer_bytes(&aad), sealed, out);
    }
    sp_buffer_wipe(&aad);
    return status == SP_ERR_KEY || status == SP_ERR_MALFORMED ? SP_ERR_STORE : status;
}

struct sp_hash
sp_local_blind(const struct sp_local *local, const char *column, struct sp_bytes value)
{
    uint8_t key[32];
    const struct sp_bytes parts[] = {{(const uint8_t *)column, strlen(column) + 1}, value};

    sp_secret_key_bytes(local->blind, key);
    struct sp_hash hash = sp_hmac((struct sp_bytes){key, sizeof(key)}, parts, 2);
    sp_wipe(key, sizeof(key));
    return hash;
}

enum sp_status
sp_local_evidence(struct sp_local *local, int64_t now_ms, const char *what, struct sp_bytes first,
    struct sp_bytes second)
{
    return SP_LOCAL_RUN(local, "INSERT INTO evidence(time, what, first, second) VALUES(?,?,?,?)",
        sp_local_number(now_ms < 0 ? 0 : (uint64_t)now_ms), sp_local_text(what),
        sp_local_bytes(first), sp_local_bytes(second));
}
