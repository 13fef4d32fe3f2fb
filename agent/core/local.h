/*
 * home.db: what one party's agent keeps on its own disk, and the only door to SQLite in the agent.
 *
 * WAL, synchronous=FULL: what was committed survives a power cut.  Columns with content, statements
 * and messages are sealed under a key derived from the master key; patients are found by a keyed
 * hash.  A query borrows its column values until its next step.  One thread.
 */
#ifndef SP_AGENT_LOCAL_H
#define SP_AGENT_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/key.h>

#include "problem.h"

struct sp_local;
struct sp_local_query;

/*
 * Opens or makes ${path} and brings its tables to this version; a newer version than ours is
 * SP_ERR_STORE.  ${master} is only used during the call.
 */
SP_NODISCARD enum sp_status sp_local_open(const char *path, const struct sp_secret_key *master,
    struct sp_local **out, struct sp_problem *problem);
void sp_local_close(struct sp_local *local);

/* One transaction at a time.  Abort after a failed commit or at any other time is fine. */
SP_NODISCARD enum sp_status sp_local_begin(struct sp_local *local);
SP_NODISCARD enum sp_status sp_local_commit(struct sp_local *local);
void sp_local_abort(struct sp_local *local);
/* What SQLite said last, for a problem. */
const char *sp_local_error(const struct sp_local *local);

/* ---- statements of SQL ---- */

enum sp_local_type { SP_LOCAL_NULL, SP_LOCAL_NUMBER, SP_LOCAL_BLOB, SP_LOCAL_TEXT };
struct sp_local_value {
    enum sp_local_type type;
    uint64_t number;
    struct sp_bytes bytes;
};
struct sp_local_value sp_local_null(void);
/* Numbers up to INT64_MAX; larger ones fail the statement. */
struct sp_local_value sp_local_number(uint64_t number);
/* Borrow until the call that gets them returns; a query copies. */
struct sp_local_value sp_local_blob(const void *data, size_t size);
struct sp_local_value sp_local_bytes(struct sp_bytes bytes);
struct sp_local_value sp_local_text(const char *text);

/* Runs one statement without rows; ${changed}, if not NULL, gets how many rows it changed. */
SP_NODISCARD enum sp_status sp_local_run(struct sp_local *local, const char *sql,
    const struct sp_local_value *values, size_t count, uint64_t *changed);
#define SP_LOCAL_RUN(local_, sql_, ...)                                                            \
    sp_local_run(local_, sql_, (const struct sp_local_value[]){__VA_ARGS__},                       \
        sizeof((const struct sp_local_value[]){__VA_ARGS__}) / sizeof(struct sp_local_value),      \
        NULL)

/* Prepares a query; the caller ends it with sp_local_finish, also after a failed step. */
SP_NODISCARD enum sp_status sp_local_query(struct sp_local *local, const char *sql,
    const struct sp_local_value *values, size_t count, struct sp_local_query **out);
#define SP_LOCAL_QUERY(local_, out_, sql_, ...)                                                    \
    sp_local_query(local_, sql_, (const struct sp_local_value[]){__VA_ARGS__},                     \
        sizeof((const struct sp_local_value[]){__VA_ARGS__}) / sizeof(struct sp_local_value),      \
        out_)
/* Starts it anew with other values, for many rows of one kind. */
SP_NODISCARD enum sp_status sp_local_again(
    struct sp_local_query *query, const struct sp_local_value *values, size_t count);
/* How many rows the last statement changed. */
uint64_t sp_local_changed(const struct sp_local *local);
/* SP_OK: there is a row; SP_ERR_NOT_FOUND: no more; SP_ERR_STORE. */
SP_NODISCARD enum sp_status sp_local_step(struct sp_local_query *query);
void sp_local_finish(struct sp_local_query *query);
bool sp_local_is_null(const struct sp_local_query *query, int column);
uint64_t sp_local_get_number(const struct sp_local_query *query, int column);
struct sp_bytes sp_local_get_bytes(const struct sp_local_query *query, int column);
/* Copies a column of exactly ${size} bytes; SP_ERR_STORE when it has another length. */
SP_NODISCARD enum sp_status sp_local_get_fixed(
    const struct sp_local_query *query, int column, void *out, size_t size);
/* Copies text, cut at ${size} - 1 bytes. */
void sp_local_get_text(const struct sp_local_query *query, int column, char *out, size_t size);

/* ---- single values under a name ---- */

SP_NODISCARD enum sp_status sp_local_meta_set(
    struct sp_local *local, const char *key, struct sp_bytes value);
/* Appends the value to ${out}; SP_ERR_NOT_FOUND. */
SP_NODISCARD enum sp_status sp_local_meta_get(
    struct sp_local *local, const char *key, struct sp_buffer *out);
SP_NODISCARD enum sp_status sp_local_meta_set_number(
    struct sp_local *local, const char *key, uint64_t value);
/* 0 when there is none. */
SP_NODISCARD enum sp_status sp_local_meta_get_number(
    struct sp_local *local, const char *key, uint64_t *out);

/* ---- at rest ---- */

/* Seals ${plaintext} as the value of ${column} in the row ${key}: it opens nowhere else. */
SP_NODISCARD enum sp_status sp_local_seal(const struct sp_local *local, const char *column,
    struct sp_bytes key, struct sp_bytes plaintext, struct sp_buffer *out);
/* Appends; SP_ERR_STORE when it does not open. */
SP_NODISCARD enum sp_status sp_local_unseal(const struct sp_local *local, const char *column,
    struct sp_bytes key, struct sp_bytes sealed, struct sp_buffer *out);
/* What stands for ${value} where rows are found by it. */
struct sp_hash sp_local_blind(
    const struct sp_local *local, const char *column, struct sp_bytes value);

/*
 * Keeps two things that contradict each other, or one that does not verify, for whoever has to look
 * into it; never deleted by us.
 */
SP_NODISCARD enum sp_status sp_local_evidence(struct sp_local *local, int64_t now_ms,
    const char *what, struct sp_bytes first, struct sp_bytes second);

#endif /* SP_AGENT_LOCAL_H */
