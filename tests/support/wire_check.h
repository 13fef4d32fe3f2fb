/*
 * Reading for the tests of the wire form: what was read is written again, to the same bytes,
 * and two structs of one shape can be compared by what they say.
 */
#ifndef SP_TEST_WIRE_CHECK_H
#define SP_TEST_WIRE_CHECK_H

#include "support.h"

#include <string.h>

#include <samenspraak/wire.h>

static bool
all_zero(const void *data, size_t size)
{
    const uint8_t *at = data;

    for (size_t i = 0; i < size; i++) {
        if (at[i] != 0) {
            return false;
        }
    }
    return true;
}

/* Reads into ${value}; when that goes well, what is written again must be the same bytes. */
static enum sp_status
read_and_compare(
    struct sp_arena *arena, const struct sp_shape *shape, struct sp_bytes bytes, void *value)
{
    struct sp_buffer again;
    const char *field = NULL;

    sp_arena_reset(arena);
    memset(value, 0xff, shape->size);
    enum sp_status status = sp_wire_read(shape, bytes, arena, value, &field);
    if (status != SP_OK) {
        assert_true(status == SP_ERR_MALFORMED || status == SP_ERR_TOO_BIG);
        assert_non_null(field);
        assert_true(all_zero(value, shape->size));
        return status;
    }
    assert_null(field);
    sp_buffer_init(&again, bytes.size);
    assert_int_equal(sp_wire_write(shape, value, &again), SP_OK);
    assert_true(sp_bytes_equal(sp_buffer_bytes(&again), bytes));
    sp_buffer_wipe(&again);
    return SP_OK;
}

/* Whether two structs of one shape say the same. */
static bool says_the_same(const struct sp_shape *shape, const uint8_t *a, const uint8_t *b);

static size_t
width_of(const struct sp_field *field)
{
    switch (field->type) {
    case SP_FIELD_U8:
    case SP_FIELD_BOOL:
        return 1;
    case SP_FIELD_U16:
        return 2;
    case SP_FIELD_U32:
        return 4;
    case SP_FIELD_U64:
        return 8;
    case SP_FIELD_FIXED:
        return (size_t)field->max;
    case SP_FIELD_CHARS:
        return (size_t)field->max + 1;
    case SP_FIELD_BYTES:
    case SP_FIELD_TEXT:
    case SP_FIELD_VALUE:
        return sizeof(struct sp_bytes);
    case SP_FIELD_LIST:
        return sizeof(struct sp_list);
    case SP_FIELD_STRUCT:
        return field->shape->size;
    }
    return 0;
}

static bool
lists_say_the_same(const struct sp_shape *shape, const uint8_t *a, const uint8_t *b)
{
    struct sp_list one, other;

    memcpy(&one, a, sizeof(one));
    memcpy(&other, b, sizeof(other));
    if (one.count != other.count) {
        return false;
    }
    for (size_t i = 0; i < one.count; i++) {
        const uint8_t *x = one.items, *y = other.items;
        if (!says_the_same(shape, x + i * shape->size, y + i * shape->size)) {
            return false;
        }
    }
    return true;
}

static bool
field_says_the_same(const struct sp_field *field, const uint8_t *a, const uint8_t *b)
{
    struct sp_bytes one, other;

    if (field->optional && a[field->present] != b[field->present]) {
        return false;
    }
    if (field->optional && a[field->present] == 0) {
        return true;
    }
    a += field->offset;
    b += field->offset;
    if (field->type == SP_FIELD_STRUCT) {
        return says_the_same(field->shape, a, b);
    }
    if (field->type == SP_FIELD_LIST) {
        return lists_say_the_same(field->shape, a, b);
    }
    if (field->type == SP_FIELD_BYTES || field->type == SP_FIELD_TEXT ||
        field->type == SP_FIELD_VALUE) {
        memcpy(&one, a, sizeof(one));
        memcpy(&other, b, sizeof(other));
        return sp_bytes_equal(one, other);
    }
    return memcmp(a, b, width_of(field)) == 0;
}

static bool
says_the_same(const struct sp_shape *shape, const uint8_t *a, const uint8_t *b)
{
    for (size_t i = 0; i < shape->count; i++) {
        if (!field_says_the_same(&shape->fields[i], a, b)) {
            return false;
        }
    }
    return true;
}

#endif /* SP_TEST_WIRE_CHECK_H */
