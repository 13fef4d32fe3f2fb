/*
 * The ct_hash of an item, chunk by chunk: an RFC 6962 tree over the chunks, of which only the right
 * edge is kept, so a ciphertext of any size is hashed in constant memory.
 */
#ifndef SP_ITEM_DIGEST_H
#define SP_ITEM_DIGEST_H

#include <samenspraak/bytes.h>
#include <samenspraak/key.h>

#define SP_ITEM_TREE_DEPTH 16 /* SP_ITEM_CHUNKS_MAX is 2^15 */

struct sp_item_digest {
    struct sp_hasher *hasher;
    uint64_t padded_bytes;
    uint32_t leaf_count;
    uint32_t node_count;
    struct sp_hash nodes[SP_ITEM_TREE_DEPTH]; /* roots of the full subtrees, largest first */
};

/* Zeroed it may be wiped too. */
SP_NODISCARD enum sp_status sp_item_digest_init(
    struct sp_item_digest *digest, uint64_t padded_bytes);
/* The next leaf: stream header and first chunk, then each further chunk. */
SP_NODISCARD enum sp_status sp_item_digest_add(
    struct sp_item_digest *digest, const struct sp_bytes *parts, size_t count);
/* After all chunks of padded_bytes; SP_ERR_INTERNAL when there were more or fewer. */
SP_NODISCARD enum sp_status sp_item_digest_final(
    const struct sp_item_digest *digest, struct sp_hash *out);
void sp_item_digest_wipe(struct sp_item_digest *digest);

#endif /* SP_ITEM_DIGEST_H */
