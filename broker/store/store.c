/*
 * Opening, closing, transactions, and the broker's small facts.
 */
#include "sql.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define SCHEMA_VERSION 1
#define PATH_MAX_BYTES 1024
#define BUSY_MS        5000 /* somebody looks at the store with another tool */

static enum sp_status
take_lock(struct sp_store *store, const char *folder, bool create, const char **why)
{
    char path[PATH_MAX_BYTES];

    if (snprintf(path, sizeof(path), "%s/store.lock", folder) >= (int)sizeof(path)) {
        *why = "the path of the folder is too long";
        return SP_ERR_USAGE;
    }
    store->lock_fd = open(path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0600);
    if (store->lock_fd < 0) {
        *why = errno == ENOENT ? "there is no store in this folder: make one with samenspraakd init"
                               : "the lock file of the store cannot be opened";
        return errno == ENOENT ? SP_ERR_NOT_FOUND : SP_ERR_IO;
    }
    if (flock(store->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        *why = "another broker uses this store: stop it first";
        return SP_ERR_BUSY;
    }
    return SP_OK;
}

/* The newest failure of the database, in words that tell an operator what to do. */
static void
note_problem(struct sp_store *store)
{
    switch (sqlite3_extended_errcode(store->db) & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        store->problem = "";
        break;
    case SQLITE_FULL:
        store->problem = "the disk is full: make room on the volume of the broker's folder";
        break;
    case SQLITE_IOERR:
        store->problem = "the disk failed to read, write or sync the store: look at the system's "
                         "own log, and whether the disk is full";
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        store->problem = "another program holds store.db: close it";
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        store->problem = "this user may not write the broker's folder";
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        store->problem = "store.db is damaged: restore it from a backup";
        break;
    case SQLITE_NOMEM:
        store->problem = "there is no memory";
        break;
    default:
        store->problem = "the store refused what was written";
        break;
    }
}

const char *
sp_store_problem(const struct sp_store *store)
{
    return store->problem;
}

static bool
run_text(struct sp_store *store, const char *sql)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static int
schema_version(struct sp_store *store)
{
    sqlite3_stmt *statement = NULL;
    int version = -1;

    if (sqlite3_prepare_v2(store->db, "PRAGMA user_version", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        version = sqlite3_column_int(statement, 0);
    }
    sqlite3_finalize(statement);
    return version;
}

static enum sp_status
open_database(struct sp_store *store, const char *folder, bool create, const char **why)
{
    char path[PATH_MAX_BYTES];
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;

    if (snprintf(path, sizeof(path), "%s/store.db", folder) >= (int)sizeof(path)) {
        *why = "the path of the folder is too long";
        return SP_ERR_USAGE;
    }
    if (create) {
        /* Ours alone, whatever the umask; the files beside it take over this mode. */
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0) {
            *why = "the store cannot be made: may this user write the folder, is the disk full?";
            return SP_ERR_IO;
        }
        close(fd);
    }
    if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK) {
        *why = "the store cannot be opened: does store.db exist, and may this user write it?";
        return SP_ERR_STORE;
    }
    (void)sqlite3_busy_timeout(store->db, BUSY_MS);
    if (!run_text(store,
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32768;"
            "PRAGMA wal_autocheckpoint=4000; PRAGMA trusted_schema=OFF;")) {
        *why = "the store is locked, damaged or on a full disk";
        return SP_ERR_STORE;
    }
    int version = schema_version(store);
    if (version == 0 && create) {
        if (!run_text(store, "BEGIN IMMEDIATE") || !run_text(store, sp_sql_schema) ||
            !run_text(store, "PRAGMA user_version=1; COMMIT")) {
            *why = "the store cannot be made: is the disk full?";
            return SP_ERR_STORE;
        }
        version = SCHEMA_VERSION;
    }
    if (version != SCHEMA_VERSION) {
        *why = "store.db is not a store of this version";
        return SP_ERR_STORE;
    }
    return SP_OK;
}

enum sp_status
sp_store_open(const char *folder, bool create, struct sp_store **out, const char **why)
{
    struct sp_store *store = calloc(1, sizeof(*store));
    enum sp_status status = SP_ERR_NOMEM;

    *out = NULL;
    *why = "there is no memory";
    if (store == NULL) {
        return status;
    }
    store->lock_fd = -1;
    store->problem = "";
    if ((status = take_lock(store, folder, create, why)) != SP_OK ||
        (status = open_database(store, folder, create, why)) != SP_OK) {
        goto done;
    }
    if ((status = sp_store_log_load(store)) != SP_OK) {
        *why = "the logs in the store do not fit together: it was damaged or changed";
        goto done;
    }
    *why = "";
    *out = store;
    store = NULL;
done:
    sp_store_close(store);
    return status;
}

void
sp_store_close(struct sp_store *store)
{
    if (store == NULL) {
        return;
    }
    for (int i = 0; i < SP_SQL_COUNT; i++) {
        sqlite3_finalize(store->prepared[i]);
    }
    for (int i = 0; i < SP_LOG_COUNT; i++) {
        free(store->edges[i]);
    }
    sqlite3_close(store->db);
    if (store->lock_fd >= 0) {
        close(store->lock_fd);
    }
    free(store);
}

enum sp_status
sp_store_begin(struct sp_store *store)
{
    if (store->in_transaction || !run_text(store, "BEGIN IMMEDIATE")) {
        note_problem(store);
        return SP_ERR_STORE;
    }
    store->in_transaction = true;
    return SP_OK;
}

enum sp_status
sp_store_commit(struct sp_store *store)
{
    if (!store->in_transaction || !run_text(store, "COMMIT")) {
        note_problem(store);
        return SP_ERR_STORE;
    }
    store->in_transaction = false;
    return SP_OK;
}

void
sp_store_abort(struct sp_store *store)
{
    if (store->in_transaction) {
        if (store->problem[0] == '\0') {
            note_problem(store);
        }
        (void)run_text(store, "ROLLBACK");
        store->in_transaction = false;
        /* The edges in memory hold what was rolled back: read them anew. */
        sp_status_ignore(sp_store_log_load(store));
    }
}

enum sp_status
sp_store_meta_put(struct sp_store *store, const char *name, struct sp_bytes value)
{
    return sp_sql_run(sp_sql(store, SP_SQL_META_PUT, "sb", name, value));
}

enum sp_status
sp_store_meta_get(
    struct sp_store *store, const char *name, struct sp_arena *arena, struct sp_bytes *value)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_META_GET, "s", name);
    enum sp_status status = sp_sql_row(statement);

    *value = (struct sp_bytes){NULL, 0};
    if (status == SP_OK && !sp_sql_bytes(statement, 0, arena, value)) {
        status = SP_ERR_NOMEM;
    }
    sp_sql_done(statement);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

enum sp_status
sp_store_count(struct sp_store *store, struct sp_store_counts *out)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_COUNTS, "");
    enum sp_status status = sp_sql_row(statement);

    *out = (struct sp_store_counts){0};
    if (status == SP_OK) {
        out->messages = sp_sql_u64(statement, 0);
        out->held = sp_sql_u64(statement, 1);
        out->statements = sp_sql_u64(statement, 2);
        out->entries = sp_sql_u64(statement, 3);
        out->mail = sp_sql_u64(statement, 4);
        out->bytes = sp_sql_u64(statement, 5);
    }
    sp_sql_done(statement);
    return status;
}
