/*
 * How long an item's plaintext and ciphertext are: Padme (Nikitin et al., PETS 2019) with a floor
 * of
 * 1 KiB, and chunks of 64 KiB.
 */
#ifndef SP_PADME_H
#define SP_PADME_H

#include <stdbool.h>
#include <stdint.h>

#include <samenspraak/envelope.h>

#define SP_ITEM_CHUNKS_MAX (SP_ITEM_MAX / SP_CHUNK_BYTES)

/* Whether some content has this padded size: what comes off the wire is asked this first. */
bool sp_item_size_is_possible(uint64_t padded_bytes);
/* The number of chunks, at most SP_ITEM_CHUNKS_MAX. */
uint64_t sp_item_chunk_count(uint64_t padded_bytes);
/* Plaintext bytes of the chunk that starts at ${offset} of ${padded_bytes}. */
size_t sp_item_chunk_bytes(uint64_t padded_bytes, uint64_t offset);

#endif /* SP_PADME_H */
