/*
 * Names, widths and bundles of the static files (protocol.md A2.5).
 */
#include <samenspraak/log.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Groups of three digits for the largest number: 18,446,744,073,709,551,615 has seven. */
#define SP_GROUPS_MAX 7

/* Writes "<start>/x001/x234/067[.p/<width>]". */
static void
tile_path(const char *start, uint64_t n, uint32_t width, char out[static SP_TILE_PATH_MAX])
{
    unsigned groups[SP_GROUPS_MAX];
    size_t count = 0, used = 0;

    do {
        groups[count++] = (unsigned)(n % 1000);
        n /= 1000;
    } while (n > 0 && count < SP_GROUPS_MAX);
    used += (size_t)snprintf(out, SP_TILE_PATH_MAX, "%s", start);
    while (count > 0 && used < SP_TILE_PATH_MAX) {
        count--;
        used += (size_t)snprintf(
            out + used, SP_TILE_PATH_MAX - used, "/%s%03u", count > 0 ? "x" : "", groups[count]);
    }
    if (width < SP_TILE_WIDTH && used < SP_TILE_PATH_MAX) {
        (void)snprintf(out + used, SP_TILE_PATH_MAX - used, ".p/%" PRIu32, width);
    }
}

void
sp_tile_path(uint8_t level, uint64_t n, uint32_t width, char out[static SP_TILE_PATH_MAX])
{
    char start[16];

    (void)snprintf(start, sizeof(start), "tile/%u", (unsigned)level);
    tile_path(start, n, width, out);
}

void
sp_tile_entries_path(uint64_t n, uint32_t width, char out[static SP_TILE_PATH_MAX])
{
    tile_path("tile/entries", n, width, out);
}

uint32_t
sp_tile_width(uint64_t size, uint8_t level, uint64_t n)
{
    uint64_t hashes = level < 8 ? size >> (8 * level) : 0;

    if (n >= hashes / SP_TILE_WIDTH) {
        return n == hashes / SP_TILE_WIDTH ? (uint32_t)(hashes % SP_TILE_WIDTH) : 0;
    }
    return SP_TILE_WIDTH;
}

enum sp_status
sp_bundle_append(struct sp_buffer *bundle, struct sp_bytes entry)
{
    uint8_t *at = NULL;

    if (entry.size > SP_ENTRY_MAX) {
        return SP_ERR_TOO_BIG;
    }
    enum sp_status status = sp_buffer_grow(bundle, 2 + entry.size, &at);
    if (status != SP_OK) {
        return status;
    }
    at[0] = (uint8_t)(entry.size >> 8);
    at[1] = (uint8_t)(entry.size & 0xff);
    if (entry.size > 0) {
        memcpy(at + 2, entry.data, entry.size);
    }
    return SP_OK;
}

enum sp_status
sp_bundle_next(struct sp_bytes *rest, struct sp_bytes *entry)
{
    *entry = (struct sp_bytes){NULL, 0};
    if (rest->size == 0) {
        return SP_ERR_NOT_FOUND;
    }
    if (rest->size < 2) {
        return SP_ERR_MALFORMED;
    }
    size_t size = (size_t)rest->data[0] << 8 | rest->data[1];
    if (size > rest->size - 2) {
        return SP_ERR_MALFORMED;
    }
    *entry = (struct sp_bytes){rest->data + 2, size};
    *rest = (struct sp_bytes){rest->data + 2 + size, rest->size - 2 - size};
    return SP_OK;
}
