#include <samenspraak/bytes.h>

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_FIRST_BYTES 256U
#define CHUNK_FIRST_BYTES  4096U
#define CHUNK_MOST_BYTES   262144U

struct sp_bytes
sp_bytes_of_text(const char *text)
{
    return (struct sp_bytes){(const uint8_t *)text, strlen(text)};
}

bool
sp_bytes_equal(struct sp_bytes a, struct sp_bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

void
sp_wipe(void *data, size_t size)
{
    if (size > 0) {
        explicit_bzero(data, size);
    }
}

void
sp_buffer_init(struct sp_buffer *buffer, size_t max)
{
    *buffer = (struct sp_buffer){.max = max};
}

/* Makes room for ${size} more bytes.  The old block is wiped, so realloc will not do. */
static enum sp_status
make_room(struct sp_buffer *buffer, size_t size)
{
    if (size > buffer->max - buffer->size) {
        return SP_ERR_TOO_BIG;
    }
    size_t needed = buffer->size + size;
    if (needed <= buffer->capacity) {
        return SP_OK;
    }
    size_t capacity = buffer->capacity > buffer->max / 2 ? buffer->max : buffer->capacity * 2;
    if (capacity < BUFFER_FIRST_BYTES) {
        capacity = BUFFER_FIRST_BYTES < buffer->max ? BUFFER_FIRST_BYTES : buffer->max;
    }
    if (capacity < needed) {
        capacity = needed;
    }
    uint8_t *data = malloc(capacity);
    if (data == NULL) {
        return SP_ERR_NOMEM;
    }
    if (buffer->size > 0) {
        memcpy(data, buffer->data, buffer->size);
    }
    sp_wipe(buffer->data, buffer->capacity);
    free(buffer->data);
    buffer->data = data;
    buffer->capacity = capacity;
    /* All of it is wiped at the end, so all of it is made defined now. */
    memset(data + buffer->size, 0, capacity - buffer->size);
    return SP_OK;
}

enum sp_status
sp_buffer_append(struct sp_buffer *buffer, const void *data, size_t size)
{
    enum sp_status status = make_room(buffer, size);

    if (status == SP_OK && size > 0) {
        memcpy(buffer->data + buffer->size, data, size);
        buffer->size += size;
    }
    return status;
}

enum sp_status
sp_buffer_grow(struct sp_buffer *buffer, size_t size, uint8_t **out)
{
    *out = NULL;
    enum sp_status status = make_room(buffer, size);

    if (status == SP_OK && buffer->data != NULL) {
        *out = buffer->data + buffer->size;
        memset(*out, 0, size);
        buffer->size += size;
    }
    return status;
}

struct sp_bytes
sp_buffer_bytes(const struct sp_buffer *buffer)
{
    return (struct sp_bytes){buffer->data, buffer->size};
}

void
sp_buffer_wipe(struct sp_buffer *buffer)
{
    sp_wipe(buffer->data, buffer->capacity);
    free(buffer->data);
    sp_buffer_init(buffer, buffer->max);
}

/* What is given out comes from the first chunk; a block that does not fit gets a new one. */
struct chunk {
    struct chunk *next;
    size_t capacity;
    size_t used;
    alignas(max_align_t) uint8_t data[];
};

struct sp_arena {
    struct chunk *chunks;
    size_t given; /* bytes given out, with what alignment takes */
    size_t max;
};

enum sp_status
sp_arena_new(size_t max, struct sp_arena **out)
{
    *out = NULL;
    struct sp_arena *arena = calloc(1, sizeof(*arena));

    if (arena == NULL) {
        return SP_ERR_NOMEM;
    }
    arena->max = max;
    *out = arena;
    return SP_OK;
}

/* Puts a chunk of at least ${size} bytes in front; ${size} is at most what the arena may give. */
static bool
add_chunk(struct sp_arena *arena, size_t size)
{
    size_t capacity = arena->chunks == NULL ? CHUNK_FIRST_BYTES : arena->chunks->capacity;

    if (arena->chunks != NULL && capacity <= CHUNK_MOST_BYTES / 2) {
        capacity *= 2;
    }
    if (capacity > CHUNK_MOST_BYTES) {
        capacity = CHUNK_MOST_BYTES;
    }
    if (capacity > arena->max - arena->given) {
        capacity = arena->max - arena->given;
    }
    if (capacity < size) {
        capacity = size;
    }
    if (capacity > SIZE_MAX - sizeof(struct chunk)) {
        return false;
    }
    struct chunk *chunk = calloc(1, sizeof(*chunk) + capacity);
    if (chunk == NULL) {
        return false;
    }
    chunk->capacity = capacity;
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    return true;
}

void *
sp_arena_alloc(struct sp_arena *arena, size_t count, size_t size)
{
    const size_t align = alignof(max_align_t);

    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    /* An empty block has an address of its own too. */
    size_t wanted = count * size > 0 ? count * size : 1;
    if (wanted > arena->max - arena->given) {
        return NULL;
    }
    struct chunk *chunk = arena->chunks;
    if (chunk == NULL || wanted > chunk->capacity - chunk->used) {
        if (!add_chunk(arena, wanted)) {
            return NULL;
        }
        chunk = arena->chunks;
    }
    uint8_t *block = chunk->data + chunk->used;
    size_t padded = wanted > SIZE_MAX - (align - 1) ? wanted : (wanted + align - 1) / align * align;
    size_t free_here = chunk->capacity - chunk->used, free_all = arena->max - arena->given;
    chunk->used += padded < free_here ? padded : free_here;
    arena->given += padded < free_all ? padded : free_all;
    return block;
}

uint8_t *
sp_arena_copy(struct sp_arena *arena, struct sp_bytes bytes)
{
    if (bytes.size == SIZE_MAX) {
        return NULL;
    }
    uint8_t *copy = sp_arena_alloc(arena, bytes.size + 1, 1);
    if (copy != NULL && bytes.size > 0) {
        memcpy(copy, bytes.data, bytes.size);
    }
    return copy;
}

static void
drop_chunk(struct chunk *chunk)
{
    sp_wipe(chunk->data, chunk->used);
    free(chunk);
}

void
sp_arena_reset(struct sp_arena *arena)
{
    struct chunk *chunk = arena->chunks;

    /* The first chunk that was made stays, wiped: most requests need no other. */
    while (chunk != NULL && chunk->next != NULL) {
        struct chunk *next = chunk->next;
        drop_chunk(chunk);
        chunk = next;
    }
    if (chunk != NULL) {
        sp_wipe(chunk->data, chunk->used);
        chunk->used = 0;
    }
    arena->chunks = chunk;
    arena->given = 0;
}

void
sp_arena_free(struct sp_arena *arena)
{
    if (arena == NULL) {
        return;
    }
    sp_arena_reset(arena);
    free(arena->chunks);
    sp_wipe(arena, sizeof(*arena));
    free(arena);
}
