/*
 * Everything a peer sends is read by the wire reader, and before a signature is checked: these are
 * the first bytes of ours that a stranger may choose.  What is read, written again, must be the
 * same bytes, or a signature would cover something else than what was read.
 */
#include <stdlib.h>

#include "wire_sample.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct sp_field value_rows[] = {
    {"value", SP_FIELD_VALUE, 0, 1, UINT32_MAX, NULL, false, 0}};
static const struct sp_shape value_shape = {.name = "value",
    .size = sizeof(struct sp_bytes),
    .fields = value_rows,
    .count = 1,
    .bare = true};

/* Reads, and writes what was read; anything but the same bytes is a find. */
static void
read_and_write(const struct sp_shape *shape, struct sp_bytes bytes, void *value)
{
    struct sp_arena *arena = NULL;
    struct sp_buffer out;
    const char *field = NULL;

    sp_buffer_init(&out, bytes.size);
    if (sp_arena_new(1U << 20, &arena) != SP_OK) {
        return;
    }
    enum sp_status status = sp_wire_read(shape, bytes, arena, value, &field);
    if ((status == SP_OK) != (field == NULL)) {
        abort();
    }
    if (status == SP_OK && (sp_wire_write(shape, value, &out) != SP_OK ||
                               !sp_bytes_equal(bytes, sp_buffer_bytes(&out)))) {
        abort();
    }
    sp_buffer_wipe(&out);
    sp_arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sample sample;
    struct sp_bytes value;
    struct sp_party party;

    read_and_write(&sample_shape, (struct sp_bytes){data, size}, &sample);
    read_and_write(&value_shape, (struct sp_bytes){data, size}, &value);
    read_and_write(&sp_shape_party, (struct sp_bytes){data, size}, &party);
    return 0;
}
