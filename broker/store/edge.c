#include "edge.h"

/* Adds a hash to ${tile} and the inner hashes that it completes. */
static void
add(struct sp_edge_tile *tile, const struct sp_hash *hash)
{
    uint32_t index = tile->width++;

    tile->hash[0][index] = *hash;
    for (uint8_t level = 1; level < 8 && (index & 1U) == 1U; level++) {
        index >>= 1;
        const struct sp_hash *pair = &tile->hash[level - 1][(size_t)2 * index];

        tile->hash[level][index] = sp_tree_node(&pair[0], &pair[1]);
    }
}

void
sp_edge_restore(struct sp_edge_tile *tile, const struct sp_hash *hash)
{
    add(tile, hash);
    tile->saved = tile->width;
}

enum sp_status
sp_edge_append(struct sp_edge *edge, const struct sp_hash *leaf, sp_edge_full *full, void *context)
{
    struct sp_hash up = *leaf;

    sp_frontier_append(&edge->frontier, leaf);
    for (uint8_t level = 0; level < SP_EDGE_LEVELS; level++) {
        struct sp_edge_tile *tile = &edge->tiles[level];

        add(tile, &up);
        if (tile->width < SP_TILE_WIDTH) {
            break;
        }
        enum sp_status status = full(context, level, tile->n, tile->hash[0]);
        if (status != SP_OK) {
            return status;
        }
        up = sp_tree_node(&tile->hash[7][0], &tile->hash[7][1]);
        tile->n++;
        tile->width = 0;
        tile->saved = 0;
    }
    return SP_OK;
}

bool
sp_edge_node(const struct sp_edge *edge, uint8_t level, uint64_t index, struct sp_hash *out)
{
    uint8_t tile_level = level / 8, inner = level % 8;

    if (tile_level >= SP_EDGE_LEVELS) {
        return false;
    }
    const struct sp_edge_tile *tile = &edge->tiles[tile_level];
    uint64_t first = tile->n * (SP_TILE_WIDTH >> inner); /* index of the tile's first inner hash */
    if (index < first || index - first >= (tile->width >> inner)) {
        return false;
    }
    *out = tile->hash[inner][index - first];
    return true;
}

struct sp_hash
sp_edge_inner(const struct sp_hash *hashes, uint8_t level, uint32_t index)
{
    struct sp_hash work[SP_TILE_WIDTH / 2];
    uint32_t count = 1U << level;

    if (level == 0) {
        return hashes[index];
    }
    hashes += (size_t)index << level;
    for (uint32_t i = 0; i < count / 2; i++) {
        work[i] = sp_tree_node(&hashes[(size_t)2 * i], &hashes[(size_t)2 * i + 1]);
    }
    for (count /= 2; count > 1; count /= 2) {
        for (uint32_t i = 0; i < count / 2; i++) {
            work[i] = sp_tree_node(&work[(size_t)2 * i], &work[(size_t)2 * i + 1]);
        }
    }
    return work[0];
}
