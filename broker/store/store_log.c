/*
 * The three logs: leaves, tiles, heads.  The growing tiles live in memory (edge.h) and are written
 * once per transaction, so an append is one row and a hash.
 */
#include "sql.h"

#include <stdlib.h>
#include <string.h>

struct log_context {
    struct sp_store *store;
    enum sp_log log;
};

static enum sp_status
put_tile(struct sp_store *store, enum sp_log log, uint8_t level, uint64_t n,
    const struct sp_hash *hashes, uint32_t width)
{
    struct sp_bytes data = {(const uint8_t *)hashes, (size_t)width * SP_HASH_BYTES};

    return sp_sql_run(
        sp_sql(store, SP_SQL_TILE_PUT, "iiib", (int64_t)log, (int64_t)level, sp_sql_int(n), data));
}

static enum sp_status
full_tile(void *context, uint8_t level, uint64_t n, const struct sp_hash *hashes)
{
    struct log_context *at = context;

    return put_tile(at->store, at->log, level, n, hashes, SP_TILE_WIDTH);
}

/* Reads a tile; ${width} gets how many hashes it has, 0 when it is not there. */
static enum sp_status
get_tile(struct sp_store *store, enum sp_log log, uint8_t level, uint64_t n,
    struct sp_hash hashes[static SP_TILE_WIDTH], uint32_t *width)
{
    sqlite3_stmt *statement =
        sp_sql(store, SP_SQL_TILE_GET, "iii", (int64_t)log, (int64_t)level, sp_sql_int(n));
    enum sp_status status = sp_sql_row(statement);

    *width = 0;
    if (status == SP_OK) {
        size_t size = (size_t)sqlite3_column_bytes(statement, 0);
        const void *data = sqlite3_column_blob(statement, 0);

        if (data == NULL || size % SP_HASH_BYTES != 0 ||
            size > (size_t)SP_TILE_WIDTH * SP_HASH_BYTES) {
            status = SP_ERR_STORE;
        } else {
            memcpy(hashes, data, size);
            *width = (uint32_t)(size / SP_HASH_BYTES);
        }
    }
    sp_sql_done(statement);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

static enum sp_status
stored_size(struct sp_store *store, enum sp_log log, uint64_t *size)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_HEAD_GET, "i", (int64_t)log);
    enum sp_status status = sp_sql_row(statement);

    *size = status == SP_OK ? sp_sql_u64(statement, 0) : 0;
    sp_sql_done(statement);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

static enum sp_status
node_of_store(void *context, uint8_t level, uint64_t index, struct sp_hash *out)
{
    struct log_context *at = context;
    struct sp_hash hashes[SP_TILE_WIDTH];
    uint8_t inner = level % 8;
    uint64_t per_tile = SP_TILE_WIDTH >> inner;
    uint32_t width;

    if (sp_edge_node(at->store->edges[at->log], level, index, out)) {
        return SP_OK;
    }
    enum sp_status status =
        get_tile(at->store, at->log, level / 8, index / per_tile, hashes, &width);
    uint32_t place = (uint32_t)(index % per_tile);
    if (status == SP_OK && width < ((place + 1U) << inner)) {
        status = SP_ERR_STORE;
    }
    if (status == SP_OK) {
        *out = sp_edge_inner(hashes, inner, place);
    }
    return status;
}

/* The frontier of a tree whose tiles were just read: its full subtrees, largest first. */
static enum sp_status
restore_frontier(struct log_context *at, uint64_t size)
{
    struct sp_frontier *frontier = &at->store->edges[at->log]->frontier;
    uint64_t done = 0;

    *frontier = (struct sp_frontier){.size = size};
    for (int level = 63; level >= 0; level--) {
        if ((size >> level & 1U) == 0) {
            continue;
        }
        enum sp_status status =
            node_of_store(at, (uint8_t)level, done >> level, &frontier->hashes[frontier->count]);
        if (status != SP_OK) {
            return status;
        }
        frontier->count++;
        done += UINT64_C(1) << level;
    }
    return SP_OK;
}

static enum sp_status
load_log(struct sp_store *store, enum sp_log log)
{
    struct log_context at = {store, log};
    struct sp_hash hashes[SP_TILE_WIDTH];
    uint64_t size = 0;
    enum sp_status status;

    if (store->edges[log] == NULL && (store->edges[log] = malloc(sizeof(struct sp_edge))) == NULL) {
        return SP_ERR_NOMEM;
    }
    memset(store->edges[log], 0, sizeof(struct sp_edge));
    if ((status = stored_size(store, log, &size)) != SP_OK) {
        return status;
    }
    uint64_t count = size;
    for (uint8_t level = 0; level < SP_EDGE_LEVELS && count > 0; level++, count /= SP_TILE_WIDTH) {
        struct sp_edge_tile *tile = &store->edges[log]->tiles[level];
        uint32_t want = (uint32_t)(count % SP_TILE_WIDTH), width = 0;

        tile->n = count / SP_TILE_WIDTH;
        if (want == 0) {
            continue;
        }
        if ((status = get_tile(store, log, level, tile->n, hashes, &width)) != SP_OK) {
            return status;
        }
        if (width != want) {
            return SP_ERR_STORE;
        }
        for (uint32_t i = 0; i < want; i++) {
            sp_edge_restore(tile, &hashes[i]);
        }
    }
    return restore_frontier(&at, size);
}

enum sp_status
sp_store_log_load(struct sp_store *store)
{
    enum sp_status status = SP_OK;

    for (int log = 0; log < SP_LOG_COUNT && status == SP_OK; log++) {
        status = load_log(store, (enum sp_log)log);
    }
    return status;
}

enum sp_status
sp_store_log_append(struct sp_store *store, enum sp_log log, struct sp_bytes entry, uint64_t *index)
{
    struct log_context at = {store, log};
    struct sp_hash leaf = sp_tree_leaf(entry);
    enum sp_status status;

    *index = store->edges[log]->frontier.size;
    status =
        sp_sql_run(sp_sql(store, SP_SQL_LEAF_PUT, "iib", (int64_t)log, sp_sql_int(*index), entry));
    return status != SP_OK ? status : sp_edge_append(store->edges[log], &leaf, full_tile, &at);
}

struct sp_head
sp_store_log_head(const struct sp_store *store, enum sp_log log)
{
    const struct sp_frontier *frontier = &store->edges[log]->frontier;

    return (struct sp_head){frontier->size, sp_frontier_root(frontier)};
}

static enum sp_status
seal_log(struct sp_store *store, enum sp_log log, struct sp_bytes note)
{
    struct sp_edge *edge = store->edges[log];

    for (uint8_t level = 0; level < SP_EDGE_LEVELS; level++) {
        struct sp_edge_tile *tile = &edge->tiles[level];

        if (tile->width == tile->saved) {
            continue;
        }
        enum sp_status status = put_tile(store, log, level, tile->n, tile->hash[0], tile->width);
        if (status != SP_OK) {
            return status;
        }
        tile->saved = tile->width;
    }
    return sp_sql_run(
        sp_sql(store, SP_SQL_HEAD_PUT, "iib", (int64_t)log, sp_sql_int(edge->frontier.size), note));
}

enum sp_status
sp_store_log_seal(struct sp_store *store, const struct sp_bytes notes[static SP_LOG_COUNT])
{
    enum sp_status status = SP_OK;

    for (int log = 0; log < SP_LOG_COUNT && status == SP_OK; log++) {
        if (notes[log].size > 0) {
            status = seal_log(store, (enum sp_log)log, notes[log]);
        }
    }
    return status;
}

enum sp_status
sp_store_log_note(
    struct sp_store *store, enum sp_log log, struct sp_arena *arena, struct sp_bytes *note)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_HEAD_GET, "i", (int64_t)log);
    enum sp_status status = sp_sql_row(statement);

    *note = (struct sp_bytes){NULL, 0};
    if (status == SP_OK && !sp_sql_bytes(statement, 1, arena, note)) {
        status = SP_ERR_NOMEM;
    }
    sp_sql_done(statement);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

enum sp_status
sp_store_log_prove(
    struct sp_store *store, enum sp_log log, uint64_t index, uint64_t size, struct sp_proof *proof)
{
    struct log_context at = {store, log};
    struct sp_tree_source source = {node_of_store, &at};

    return sp_tree_prove_inclusion(&source, index, size, proof);
}

enum sp_status
sp_store_log_prove_consistency(struct sp_store *store, enum sp_log log, uint64_t old_size,
    uint64_t size, struct sp_proof *proof)
{
    struct log_context at = {store, log};
    struct sp_tree_source source = {node_of_store, &at};

    return sp_tree_prove_consistency(&source, old_size, size, proof);
}

enum sp_status
sp_store_log_leaves(struct sp_store *store, enum sp_log log, uint64_t from, size_t max,
    struct sp_arena *arena, struct sp_list *entries)
{
    sqlite3_stmt *statement =
        sp_sql(store, SP_SQL_LEAF_LIST, "iii", (int64_t)log, sp_sql_int(from), sp_sql_int(max));
    enum sp_status status;
    struct sp_bytes *list = NULL;

    *entries = (struct sp_list){NULL, 0};
    while ((status = sp_sql_row(statement)) == SP_OK) {
        list = sp_sql_grow(arena, list, entries->count, sizeof(*list));
        if (list == NULL || !sp_sql_bytes(statement, 0, arena, &list[entries->count])) {
            status = SP_ERR_NOMEM;
            break;
        }
        entries->count++;
    }
    sp_sql_done(statement);
    entries->items = list;
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}
