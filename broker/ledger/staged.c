/*
 * Items that are put in pieces.  The tree over their chunks grows with each piece, so that
 * accepting a large message costs no more than accepting a small one: what is hashed at the end is
 * the last, unfinished chunk.
 *
 *   leaf 0 = stream header and first chunk, leaf i = chunk i (protocol.md B6, ct_hash)
 *   edge   = u64 number of full leaves, and the roots of the full subtrees over them
 */
#include "turn.h"

#include <string.h>

#define CHUNK_FULL ((size_t)(SP_CHUNK_BYTES + SP_CHUNK_OVERHEAD))
#define LEAF_MAX   (SP_STREAM_HEADER + CHUNK_FULL)

/* Where leaf ${n} starts, and how long a full one is. */
static uint64_t
leaf_start(uint64_t n)
{
    return n == 0 ? 0 : SP_STREAM_HEADER + n * CHUNK_FULL;
}

static size_t
leaf_bytes(uint64_t n)
{
    return n == 0 ? LEAF_MAX : CHUNK_FULL;
}

static enum sp_status
read_edge(const struct sp_stage_row *row, struct sp_frontier *out)
{
    size_t size = row->edge.size;

    *out = (struct sp_frontier){0};
    if (size == 0) {
        return row->size == 0 ? SP_OK : SP_ERR_STORE;
    }
    if (size < 8 || (size - 8) % SP_HASH_BYTES != 0 || (size - 8) > sizeof(out->hashes)) {
        return SP_ERR_STORE;
    }
    out->size = sp_upkeep_number_of((struct sp_bytes){row->edge.data, 8});
    out->count = (uint32_t)((size - 8) / SP_HASH_BYTES);
    memcpy(out->hashes, row->edge.data + 8, size - 8);
    return sp_frontier_is_valid(out) && leaf_start(out->size) <= row->size ? SP_OK : SP_ERR_STORE;
}

static enum sp_status
write_edge(struct sp_turn *turn, const struct sp_frontier *frontier, struct sp_stage_row *row)
{
    size_t hashes = (size_t)frontier->count * SP_HASH_BYTES;
    uint8_t *bytes = sp_arena_alloc(turn->arena, 1, 8 + hashes);

    if (bytes == NULL) {
        return SP_ERR_NOMEM;
    }
    (void)sp_upkeep_number(frontier->size, bytes);
    memcpy(bytes + 8, frontier->hashes, hashes);
    row->edge = (struct sp_bytes){bytes, 8 + hashes};
    return SP_OK;
}

static enum sp_status
hash_leaf(struct sp_hasher *hasher, struct sp_bytes before, struct sp_bytes rest,
    struct sp_frontier *frontier)
{
    static const uint8_t prefix = 0;
    struct sp_hash leaf;
    enum sp_status status;

    if ((status = sp_hasher_update(hasher, &prefix, 1)) == SP_OK &&
        (status = sp_hasher_update(hasher, before.data, before.size)) == SP_OK &&
        (status = sp_hasher_update(hasher, rest.data, rest.size)) == SP_OK &&
        (status = sp_hasher_final(hasher, &leaf)) == SP_OK) {
        sp_frontier_append(frontier, &leaf);
    }
    return status;
}

/* What lies behind the last full leaf. */
static enum sp_status
read_tail(struct sp_turn *turn, const struct sp_stage_row *row, const struct sp_frontier *frontier,
    struct sp_bytes *out)
{
    uint64_t start = leaf_start(frontier->size);
    size_t size = (size_t)(row->size - start);
    uint8_t *bytes = sp_arena_alloc(turn->arena, 1, LEAF_MAX);

    *out = (struct sp_bytes){bytes, size};
    if (bytes == NULL || size > LEAF_MAX) {
        return bytes == NULL ? SP_ERR_NOMEM : SP_ERR_STORE;
    }
    return size == 0 ? SP_OK : sp_store_stage_read(turn->store, row, start, bytes, size);
}

enum sp_status
sp_staged_append(struct sp_turn *turn, struct sp_stage_row *row, struct sp_bytes bytes)
{
    struct sp_frontier frontier;
    struct sp_bytes tail, left = bytes;
    struct sp_hasher *hasher = NULL;
    enum sp_status status;

    if ((status = read_edge(row, &frontier)) != SP_OK ||
        (status = read_tail(turn, row, &frontier, &tail)) != SP_OK ||
        (status = sp_hasher_new(&hasher)) != SP_OK) {
        return status;
    }
    while (status == SP_OK && tail.size + left.size >= leaf_bytes(frontier.size)) {
        struct sp_bytes rest = {left.data, leaf_bytes(frontier.size) - tail.size};

        status = hash_leaf(hasher, tail, rest, &frontier);
        left = (struct sp_bytes){left.data + rest.size, left.size - rest.size};
        tail.size = 0;
    }
    sp_hasher_free(hasher);
    if (status != SP_OK || (status = write_edge(turn, &frontier, row)) != SP_OK) {
        return status;
    }
    return sp_store_stage_append(turn->store, row, bytes, (uint64_t)turn->now_ms);
}

enum sp_status
sp_staged_hash(struct sp_turn *turn, const struct sp_stage_row *row, uint64_t padded_bytes,
    struct sp_hash *out)
{
    const struct sp_bytes nothing = {NULL, 0};
    struct sp_frontier frontier;
    struct sp_bytes tail;
    struct sp_hasher *hasher = NULL;
    uint8_t length[8];
    enum sp_status status;

    *out = (struct sp_hash){{0}};
    if (row->size != sp_item_ciphertext_bytes(padded_bytes)) {
        return SP_ERR_PROOF;
    }
    if ((status = read_edge(row, &frontier)) != SP_OK ||
        (status = read_tail(turn, row, &frontier, &tail)) != SP_OK) {
        return status;
    }
    if (tail.size > 0) {
        if ((status = sp_hasher_new(&hasher)) == SP_OK) {
            status = hash_leaf(hasher, tail, nothing, &frontier);
        }
        sp_hasher_free(hasher);
    }
    if (status != SP_OK) {
        return status;
    }
    struct sp_hash root = sp_frontier_root(&frontier);
    const struct sp_bytes parts[] = {
        sp_upkeep_number(padded_bytes, length), {root.b, sizeof(root.b)}};
    *out = sp_hash_of("ct", parts, 2);
    return SP_OK;
}
