/*
 * The right edge of one log in memory: the tiles that still grow, with all their inner hashes, so
 * that an append costs a hash and a proof of a young leaf costs none.
 *
 * A tile of level T holds 256 hashes, each the root of 256^T leaves; its inner hashes are kept per
 * binary level.  What is left of the edge is asked from the store, a whole tile at a time.
 */
#ifndef SP_BROKER_STORE_EDGE_H
#define SP_BROKER_STORE_EDGE_H

#include <stdbool.h>
#include <stdint.h>

#include <samenspraak/log.h>

#define SP_EDGE_LEVELS 8 /* 256^8 leaves */

struct sp_edge_tile {
    uint64_t n;     /* number of this tile in its level */
    uint32_t width; /* hashes in it, 0..255 */
    uint32_t saved; /* of which the store has */
    struct sp_hash hash[8]
                       [SP_TILE_WIDTH]; /* binary level 0..7, the first (width >> level) are set */
};

struct sp_edge {
    struct sp_frontier frontier;
    struct sp_edge_tile tiles[SP_EDGE_LEVELS];
};

/* Full tiles leave through ${full}: level, number, its 256 hashes. */
typedef enum sp_status sp_edge_full(
    void *context, uint8_t level, uint64_t n, const struct sp_hash *hashes);

SP_NODISCARD enum sp_status sp_edge_append(
    struct sp_edge *edge, const struct sp_hash *leaf, sp_edge_full *full, void *context);
/* Puts a hash that the store had into its tile, without counting a leaf. */
void sp_edge_restore(struct sp_edge_tile *tile, const struct sp_hash *hash);
/* The root of the full subtree (level, index), if it stands in a growing tile. */
bool sp_edge_node(const struct sp_edge *edge, uint8_t level, uint64_t index, struct sp_hash *out);
/* The same from the 256 hashes of a full tile. */
struct sp_hash sp_edge_inner(const struct sp_hash *hashes, uint8_t level, uint32_t index);

#endif /* SP_BROKER_STORE_EDGE_H */
