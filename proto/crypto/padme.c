#include "padme.h"

static unsigned
log2_floor(uint64_t number)
{
    unsigned log = 0;

    while (number > 1) {
        number >>= 1;
        log++;
    }
    return log;
}

/*
 * The next size whose mantissa has no more bits than its exponent: at most 12 % more, and only
 * O(log log n) bits told.  For sizes from 1024 to SP_ITEM_MAX; what it gives it maps to itself.
 */
static uint64_t
padme(uint64_t size)
{
    const unsigned exponent = log2_floor(size);
    const unsigned mantissa = log2_floor(exponent) + 1;
    const uint64_t mask = (UINT64_C(1) << (exponent - mantissa)) - 1;

    return (size + mask) & ~mask;
}

uint64_t
sp_item_padded(uint64_t content_bytes)
{
    if (content_bytes > SP_ITEM_MAX - SP_ITEM_HEAD_BYTES) {
        return 0;
    }
    const uint64_t size = content_bytes + SP_ITEM_HEAD_BYTES;

    /* SP_ITEM_MAX is a power of two, so rounding up does not pass it. */
    return size <= SP_ITEM_PAD_MIN ? SP_ITEM_PAD_MIN : padme(size);
}

bool
sp_item_size_is_possible(uint64_t padded_bytes)
{
    return padded_bytes >= SP_ITEM_PAD_MIN && padded_bytes <= SP_ITEM_MAX &&
           padme(padded_bytes) == padded_bytes;
}

uint64_t
sp_item_chunk_count(uint64_t padded_bytes)
{
    return (padded_bytes + SP_CHUNK_BYTES - 1) / SP_CHUNK_BYTES;
}

size_t
sp_item_chunk_bytes(uint64_t padded_bytes, uint64_t offset)
{
    const uint64_t left = padded_bytes - offset;

    return left < SP_CHUNK_BYTES ? (size_t)left : (size_t)SP_CHUNK_BYTES;
}

uint64_t
sp_item_ciphertext_bytes(uint64_t padded_bytes)
{
    return SP_STREAM_HEADER + padded_bytes + SP_CHUNK_OVERHEAD * sp_item_chunk_count(padded_bytes);
}
