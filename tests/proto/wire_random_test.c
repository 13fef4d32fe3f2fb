#include "support.h"

#include <stdalign.h>
#include <string.h>

#include "wire_check.h"

/*
 * Random shapes with random values.  A shape is laid out as a compiler would: each field aligned
 * for any type, its present flag behind it.
 */
struct maker {
    uint32_t seed;
    struct sp_arena *arena;
};

static uint32_t
draw(struct maker *maker, uint32_t below)
{
    maker->seed = maker->seed * UINT32_C(1664525) + UINT32_C(1013904223);
    return (uint32_t)(((uint64_t)maker->seed * below) >> 32);
}

static void *
take(struct maker *maker, size_t count, size_t size)
{
    void *block = sp_arena_alloc(maker->arena, count, size);

    assert_non_null(block);
    return block;
}

static struct sp_shape *make_shape(struct maker *maker, unsigned levels);

static void
make_limits(struct maker *maker, struct sp_field *field)
{
    static const uint64_t tops[] = {UINT8_MAX, UINT16_MAX, UINT32_MAX, UINT64_MAX};

    if (field->type <= SP_FIELD_U64) {
        uint64_t top = tops[field->type];
        field->min = draw(maker, 3) == 0 ? draw(maker, 100) : 0;
        field->max = draw(maker, 3) == 0 ? field->min + draw(maker, 100) : top;
    } else if (field->type == SP_FIELD_LIST) {
        field->min = draw(maker, 3);
        field->max = field->min + draw(maker, 20);
    } else {
        field->min = draw(maker, 4);
        field->max = field->min + 1 + draw(maker, draw(maker, 8) == 0 ? 600 : 40);
    }
}

static void
make_field(struct maker *maker, struct sp_field *field, size_t *size, unsigned levels)
{
    const size_t align = alignof(max_align_t);

    do {
        field->type = (enum sp_field_type)draw(maker, SP_FIELD_CHARS + 1);
    } while (levels == 0 && (field->type == SP_FIELD_STRUCT || field->type == SP_FIELD_LIST));
    field->name = "drawn";
    make_limits(maker, field);
    if (field->type == SP_FIELD_STRUCT || field->type == SP_FIELD_LIST) {
        field->shape = make_shape(maker, levels - 1);
    }
    field->offset = *size;
    field->optional = draw(maker, 3) == 0;
    field->present = *size + width_of(field);
    *size = (field->present + 1 + align - 1) / align * align;
}

static struct sp_shape *
make_shape(struct maker *maker, unsigned levels)
{
    struct sp_shape *shape = take(maker, 1, sizeof(*shape));

    shape->name = "drawn shape";
    /* A bare shape that holds nil would be ambiguous inside an optional field; lists may. */
    shape->bare = draw(maker, 5) == 0;
    shape->count = shape->bare ? 1 : draw(maker, 7);
    struct sp_field *fields = take(maker, shape->count, sizeof(*fields));
    shape->fields = fields;
    for (size_t i = 0; i < shape->count; i++) {
        make_field(maker, &fields[i], &shape->size, levels);
        fields[i].optional = fields[i].optional && !shape->bare;
    }
    shape->size = shape->size == 0 ? 1 : shape->size;
    return shape;
}

static struct sp_bytes
make_string(struct maker *maker, const struct sp_field *field)
{
    static const char *const signs[] = {"a", "é", "€", "🍺", "\n", "Z", "-", "0"};
    uint32_t length = (uint32_t)(field->type == SP_FIELD_FIXED ? field->max : field->min);
    size_t used = 0;

    if (field->type != SP_FIELD_FIXED) {
        length += draw(maker, (uint32_t)(field->max - field->min) + 1);
    }
    uint8_t *data = take(maker, length, 1);
    while (used < length) {
        const char *sign = signs[draw(maker, 8)];
        size_t size = field->type == SP_FIELD_TEXT ? strlen(sign) : 1;
        if (field->type == SP_FIELD_TEXT && size <= length - used) {
            memcpy(data + used, sign, size);
            used += size;
        } else if (field->type == SP_FIELD_TEXT || field->type == SP_FIELD_CHARS) {
            data[used++] = (uint8_t)(0x21 + draw(maker, 0x5e));
        } else {
            data[used++] = (uint8_t)draw(maker, 256);
        }
    }
    return (struct sp_bytes){data, length};
}

static struct sp_bytes
make_small_value(struct maker *maker, const struct sp_field *field)
{
    static const char *const values[] = {"\x05", "\xc3", "\xa1x", "\x90", "\x92\x01\xc0",
        "\xcd\x01\x01", "\xc4\x01\xfe", "\xa0", "\x91\x91\x90"};
    struct sp_bytes value;

    do {
        value = sp_bytes_of_text(values[draw(maker, 9)]);
    } while (value.size > field->max);
    return value;
}

static void fill(struct maker *maker, const struct sp_shape *shape, uint8_t *out);

static void
fill_list(struct maker *maker, const struct sp_field *field, uint8_t *out)
{
    struct sp_list list;

    list.count = (size_t)field->min + draw(maker, (uint32_t)(field->max - field->min) + 1);
    uint8_t *items = take(maker, list.count, field->shape->size);
    for (size_t i = 0; i < list.count; i++) {
        fill(maker, field->shape, items + i * field->shape->size);
    }
    list.items = items;
    memcpy(out, &list, sizeof(list));
}

static void
fill_number(struct maker *maker, const struct sp_field *field, uint8_t *out)
{
    uint64_t range = field->max - field->min;
    uint64_t number =
        ((uint64_t)draw(maker, UINT32_MAX) << 32 | draw(maker, UINT32_MAX)) >> draw(maker, 64);

    number = field->min + (range == UINT64_MAX ? number : number % (range + 1));
    uint8_t u8 = (uint8_t)number;
    uint16_t u16 = (uint16_t)number;
    uint32_t u32 = (uint32_t)number;
    memcpy(out,
        field->type == SP_FIELD_U8    ? (const void *)&u8
        : field->type == SP_FIELD_U16 ? (const void *)&u16
        : field->type == SP_FIELD_U32 ? (const void *)&u32
                                      : (const void *)&number,
        width_of(field));
}

static void
fill_field(struct maker *maker, const struct sp_field *field, uint8_t *base)
{
    uint8_t *out = base + field->offset;
    struct sp_bytes bytes;

    if (field->optional) {
        base[field->present] = (uint8_t)draw(maker, 2);
        if (base[field->present] == 0) {
            return;
        }
    }
    switch (field->type) {
    case SP_FIELD_U8:
    case SP_FIELD_U16:
    case SP_FIELD_U32:
    case SP_FIELD_U64:
        fill_number(maker, field, out);
        break;
    case SP_FIELD_BOOL:
        *out = (uint8_t)draw(maker, 2);
        break;
    case SP_FIELD_FIXED:
    case SP_FIELD_CHARS:
        bytes = make_string(maker, field);
        memcpy(out, bytes.data, bytes.size);
        break;
    case SP_FIELD_BYTES:
    case SP_FIELD_TEXT:
        bytes = make_string(maker, field);
        memcpy(out, &bytes, sizeof(bytes));
        break;
    case SP_FIELD_VALUE:
        bytes = make_small_value(maker, field);
        memcpy(out, &bytes, sizeof(bytes));
        break;
    case SP_FIELD_STRUCT:
        fill(maker, field->shape, out);
        break;
    case SP_FIELD_LIST:
        fill_list(maker, field, out);
        break;
    }
}

static void
fill(struct maker *maker, const struct sp_shape *shape, uint8_t *out)
{
    for (size_t i = 0; i < shape->count; i++) {
        fill_field(maker, &shape->fields[i], out);
    }
}

static void
any_value_of_any_shape_reads_back_the_same(void **state)
{
    struct maker maker = {20260101, NULL};
    struct sp_arena *arena = NULL;
    struct sp_buffer out;
    (void)state;

    sp_buffer_init(&out, 1U << 20);
    assert_int_equal(sp_arena_new(1U << 22, &arena), SP_OK);
    assert_int_equal(sp_arena_new(1U << 26, &maker.arena), SP_OK);
    for (int round = 0; round < 3000; round++) {
        struct sp_shape *shape = make_shape(&maker, 2);
        uint8_t *value = take(&maker, 1, shape->size), *read = take(&maker, 1, shape->size);
        fill(&maker, shape, value);
        out.size = 0;
        assert_int_equal(sp_wire_write(shape, value, &out), SP_OK);
        assert_int_equal(read_and_compare(arena, shape, sp_buffer_bytes(&out), read), SP_OK);
        assert_true(says_the_same(shape, value, read));
        for (int change = 0; change < 20; change++) {
            uint32_t at = draw(&maker, (uint32_t)out.size);
            uint8_t before = out.data[at];
            out.data[at] = (uint8_t)draw(&maker, 256);
            struct sp_bytes bytes = {out.data, out.size - draw(&maker, 2)};
            sp_status_ignore(read_and_compare(arena, shape, bytes, read));
            out.data[at] = before;
        }
        sp_arena_reset(maker.arena);
    }
    sp_arena_free(maker.arena);
    sp_arena_free(arena);
    sp_buffer_wipe(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_value_of_any_shape_reads_back_the_same),
    };

    return cmocka_run_group_tests_name("wire random", tests, NULL, NULL);
}
