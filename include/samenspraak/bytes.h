/*
 * Bytes: borrowed spans, growing buffers with a maximum, and the arena that a request lives in.
 *
 * Whatever passes here may be personal data, so all memory is wiped before it is given back.
 * Nothing here is shared between threads; one owner at a time.
 */
#ifndef SAMENSPRAAK_BYTES_H
#define SAMENSPRAAK_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/status.h>

#define SP_HASH_BYTES 32

/* A SHA-256 value. */
struct sp_hash {
    uint8_t b[SP_HASH_BYTES];
};

/* A borrowed span; it owns nothing.  {NULL, 0} is the absent value. */
struct sp_bytes {
    const uint8_t *data;
    size_t size;
};

/* A span over the text ${text} without its NUL. */
struct sp_bytes sp_bytes_of_text(const char *text);

/* Equal length and content.  Not for secrets: see sp_equal_secret in key.h. */
bool sp_bytes_equal(struct sp_bytes a, struct sp_bytes b);

/* Overwrites ${size} bytes at ${data}; the compiler cannot leave it out.  NULL with 0 is fine. */
void sp_wipe(void *data, size_t size);

/*
 * A growing buffer that never exceeds ${max} bytes.  After init it may always be wiped, also after
 * a failed append; what was appended before the failure stays.  Growing wipes the old block.
 */
struct sp_buffer {
    uint8_t *data;
    size_t size;
    size_t capacity;
    size_t max;
};

void sp_buffer_init(struct sp_buffer *buffer, size_t max);
/* Appends; SP_ERR_TOO_BIG past max, SP_ERR_NOMEM without memory. */
SP_NODISCARD enum sp_status sp_buffer_append(
    struct sp_buffer *buffer, const void *data, size_t size);
/*
 * Grows by ${size} bytes of zeros and gives their address in ${out}, valid until the next growth.
 */
SP_NODISCARD enum sp_status sp_buffer_grow(struct sp_buffer *buffer, size_t size, uint8_t **out);
struct sp_bytes sp_buffer_bytes(const struct sp_buffer *buffer);
/* Wipes and frees; the buffer is as after init and may be used again. */
void sp_buffer_wipe(struct sp_buffer *buffer);

/*
 * An arena: what one request needs, given back as one.  Blocks are aligned for any type and zeroed.
 * Their addresses stay valid until reset or free.
 */
struct sp_arena;

/* Makes an arena that never holds more than ${max} bytes. */
SP_NODISCARD enum sp_status sp_arena_new(size_t max, struct sp_arena **out);
/* ${count} times ${size} zeroed bytes, or NULL past the maximum, without memory or on overflow. */
void *sp_arena_alloc(struct sp_arena *arena, size_t count, size_t size);
/* A copy of ${bytes} in the arena, followed by one NUL that is not counted; NULL as above. */
uint8_t *sp_arena_copy(struct sp_arena *arena, struct sp_bytes bytes);
/* Wipes all that was given out; it may be used again. */
void sp_arena_reset(struct sp_arena *arena);
/* Wipes and frees; NULL is fine. */
void sp_arena_free(struct sp_arena *arena);

#endif /* SAMENSPRAAK_BYTES_H */
