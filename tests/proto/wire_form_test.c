#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <samenspraak/wire.h>

/* Shapes of one field without an array around it, to try one value at a time. */
/* clang-format off */
static const struct sp_field u64_rows[]   = {{"number", SP_FIELD_U64,   0, 0, UINT64_MAX, NULL, false, 0}};
static const struct sp_field bool_rows[]  = {{"truth",  SP_FIELD_BOOL,  0, 0, 1,          NULL, false, 0}};
static const struct sp_field text_rows[]  = {{"text",   SP_FIELD_TEXT,  0, 0, 100000,     NULL, false, 0}};
static const struct sp_field blob_rows[]  = {{"blob",   SP_FIELD_BYTES, 0, 0, 100000,     NULL, false, 0}};
static const struct sp_field value_rows[] = {{"value",  SP_FIELD_VALUE, 0, 1, 200000,     NULL, false, 0}};
static const struct sp_field list_rows[]  = {{"list",   SP_FIELD_LIST,  0, 0, 100000,     &sp_shape_u8, false, 0}};
static const struct sp_field huge_rows[]  = {{"list",   SP_FIELD_LIST,  0, 0, UINT64_MAX, &sp_shape_hash, false, 0}};

#define BARE(type_, rows_) {.name = "bare", .size = sizeof(type_), .fields = rows_, .count = 1, .bare = true}
static const struct sp_shape u64_shape   = BARE(uint64_t, u64_rows);
static const struct sp_shape bool_shape  = BARE(bool, bool_rows);
static const struct sp_shape text_shape  = BARE(struct sp_bytes, text_rows);
static const struct sp_shape blob_shape  = BARE(struct sp_bytes, blob_rows);
static const struct sp_shape value_shape = BARE(struct sp_bytes, value_rows);
static const struct sp_shape list_shape  = BARE(struct sp_list, list_rows);
static const struct sp_shape huge_shape  = BARE(struct sp_list, huge_rows);

static const struct sp_shape *const all_shapes[] = {
    &u64_shape, &bool_shape, &text_shape, &blob_shape, &value_shape, &list_shape, &huge_shape,
};
/* clang-format on */
#define ALL_COUNT (sizeof(all_shapes) / sizeof(all_shapes[0]))

/* Room for what any of these shapes fills. */
union any {
    uint64_t number;
    bool truth;
    struct sp_bytes bytes;
    struct sp_list list;
};

static enum sp_status
read_as(const struct sp_shape *shape, const void *data, size_t size, union any *out)
{
    struct sp_arena *arena = NULL;
    const char *field = "not set";

    memset(out, 0xff, sizeof(*out));
    assert_int_equal(sp_arena_new(1U << 22, &arena), SP_OK);
    enum sp_status status = sp_wire_read(shape, (struct sp_bytes){data, size}, arena, out, &field);
    if (status == SP_OK) {
        struct sp_buffer again;
        assert_null(field);
        sp_buffer_init(&again, size);
        assert_int_equal(sp_wire_write(shape, out, &again), SP_OK);
        assert_int_equal(again.size, size);
        assert_memory_equal(again.data, data, size);
        sp_buffer_wipe(&again);
    } else {
        const union any zero = {0};
        assert_string_equal(field, "bare");
        assert_memory_equal(out, &zero, shape->size);
    }
    sp_arena_free(arena);
    return status;
}

/* ${tag}, then ${number} big-endian in ${width} bytes, then zeros ("0" in a text) as content. */
static size_t
encode(uint8_t *out, uint8_t tag, size_t width, uint64_t number)
{
    out[0] = tag;
    for (size_t i = 0; i < width; i++) {
        out[1 + i] = (uint8_t)(number >> 8 * (width - 1 - i));
    }
    return 1 + width;
}

static void
every_number_has_one_form(void **state)
{
    static const uint64_t numbers[] = {0, 1, 0x1f, 0x20, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000,
        0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, INT64_MAX, UINT64_MAX};
    static const uint8_t tags[] = {0xcc, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3};
    (void)state;

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        uint64_t number = numbers[i];
        size_t shortest = number <= 0x7f         ? 1
                          : number <= 0xff       ? 2
                          : number <= 0xffff     ? 3
                          : number <= UINT32_MAX ? 5
                                                 : 9;
        size_t accepted = 0;
        uint8_t bytes[16];
        union any out;
        if (number <= 0x7f) {
            bytes[0] = (uint8_t)number;
            assert_int_equal(read_as(&u64_shape, bytes, 1, &out), SP_OK);
            assert_true(out.number == number);
            accepted++;
        }
        for (size_t tag = 0; tag < sizeof(tags); tag++) {
            size_t width = (size_t)1 << tag % 4;
            if (width < 8 && number >> 8 * width != 0) {
                continue;
            }
            size_t size = encode(bytes, tags[tag], width, number);
            bool good = read_as(&u64_shape, bytes, size, &out) == SP_OK;
            assert_int_equal(good, tag < 4 && size == shortest);
            assert_int_equal(read_as(&value_shape, bytes, size, &out) == SP_OK, good);
            accepted += good;
        }
        assert_int_equal(accepted, 1);
    }
}

struct lengths {
    const struct sp_shape *shape;
    uint8_t tags[4]; /* for 1, 2 and 4 bytes of length, 0 where there is none; the short form */
    size_t short_max;
    uint8_t filler;
};

static void
every_length_has_one_form(void **state)
{
    static const struct lengths kinds[] = {
        {&text_shape, {0xd9, 0xda, 0xdb, 0xa0}, 31, '0'},
        {&blob_shape, {0xc4, 0xc5, 0xc6, 0}, 0, 0xff},
        {&list_shape, {0, 0xdc, 0xdd, 0x90}, 15, 0x07},
    };
    static const size_t sizes[] = {0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536, 70000};
    uint8_t *bytes = malloc(80000);
    (void)state;

    assert_non_null(bytes);
    for (size_t pair = 0; pair < 3 * 11; pair++) {
        const struct lengths *kind = &kinds[pair / 11];
        size_t length = sizes[pair % 11], accepted = 0;
        union any out;
        for (size_t form = 0; form < 4; form++) {
            size_t width = form == 3 ? 0 : (size_t)1 << form;
            bool fits = form == 3 ? length <= kind->short_max : length >> 8 * width == 0;
            if (kind->tags[form] == 0 || !fits) {
                continue;
            }
            uint8_t tag = (uint8_t)(kind->tags[form] | (form == 3 ? length : 0));
            size_t head = encode(bytes, tag, width, length);
            memset(bytes + head, kind->filler, length);
            bool good = read_as(kind->shape, bytes, head + length, &out) == SP_OK;
            assert_int_equal(read_as(&value_shape, bytes, head + length, &out) == SP_OK, good);
            /* The short form, or else the first that can hold it. */
            bool first =
                form == 3 || (accepted == 0 && (kind->tags[3] == 0 || length > kind->short_max));
            assert_int_equal(good, first);
            accepted += good;
        }
        assert_int_equal(accepted, 1);
    }
    free(bytes);
}

static void
types_we_do_not_have_are_refused(void **state)
{
    uint8_t bytes[64];
    (void)state;

    for (unsigned tag = 0; tag < 256; tag++) {
        bool ours = tag <= 0x7f || (tag >= 0x90 && tag <= 0xc0) || tag == 0xc2 || tag == 0xc3 ||
                    (tag >= 0xc4 && tag <= 0xc6) || (tag >= 0xcc && tag <= 0xcf) ||
                    (tag >= 0xd9 && tag <= 0xdd);
        for (size_t size = 1; size < sizeof(bytes); size++) {
            union any out;
            memset(bytes, 0, sizeof(bytes));
            bytes[0] = (uint8_t)tag;
            for (size_t i = 0; !ours && i < ALL_COUNT; i++) {
                assert_int_equal(read_as(all_shapes[i], bytes, size, &out), SP_ERR_MALFORMED);
            }
        }
    }
}

static void
five_bytes_take_no_memory(void **state)
{
    static const char *const bombs[] = {"dd10000000", "ddffffffff", "dcffff", "dd00010000",
        "df10000000", "dbffffffff", "c6ffffffff", "c910000000", "9f", "dd1000000000000000"};
    (void)state;

    for (size_t i = 0; i < sizeof(bombs) / sizeof(bombs[0]); i++) {
        uint8_t bytes[16];
        union any out;
        struct sp_arena *arena = NULL;
        size_t size = sp_test_hex(bombs[i], bytes, sizeof(bytes));
        /* An arena without a byte in it would answer SP_ERR_NOMEM if it were asked. */
        assert_int_equal(sp_arena_new(0, &arena), SP_OK);
        for (size_t shape = 0; shape < ALL_COUNT; shape++) {
            enum sp_status status =
                sp_wire_read(all_shapes[shape], (struct sp_bytes){bytes, size}, arena, &out, NULL);
            assert_true(status == SP_ERR_MALFORMED || status == SP_ERR_TOO_BIG);
        }
        sp_arena_free(arena);
    }
}

static void
a_length_over_its_limit_is_too_big_whether_or_not_the_bytes_are_there(void **state)
{
    static const struct sp_field rows[] = {{"text", SP_FIELD_TEXT, 0, 2, 4, NULL, false, 0}};
    const struct sp_shape shape = BARE(struct sp_bytes, rows);
    union any out;
    (void)state;

    assert_int_equal(read_as(&shape, "\xa5", 1, &out), SP_ERR_TOO_BIG);
    assert_int_equal(read_as(&shape,
                         "\xa5"
                         "12345",
                         6, &out),
        SP_ERR_TOO_BIG);
    assert_int_equal(read_as(&shape,
                         "\xa4"
                         "1234",
                         5, &out),
        SP_OK);
    assert_int_equal(read_as(&shape,
                         "\xa2"
                         "12",
                         3, &out),
        SP_OK);
    assert_int_equal(read_as(&shape,
                         "\xa1"
                         "1",
                         2, &out),
        SP_ERR_MALFORMED);
    assert_int_equal(read_as(&shape,
                         "\xa4"
                         "123",
                         4, &out),
        SP_ERR_MALFORMED);
}

static void
nesting_stops_at_the_depth_limit(void **state)
{
    uint8_t bytes[SP_WIRE_DEPTH_MAX + 8];
    union any out;
    (void)state;

    memset(bytes, 0x91, sizeof(bytes));
    for (size_t depth = 0; depth < sizeof(bytes); depth++) {
        bytes[depth] = 0x05;
        enum sp_status wanted = depth <= SP_WIRE_DEPTH_MAX ? SP_OK : SP_ERR_MALFORMED;
        assert_int_equal(read_as(&value_shape, bytes, depth + 1, &out), wanted);
        bytes[depth] = 0x90;
        wanted = depth < SP_WIRE_DEPTH_MAX ? SP_OK : SP_ERR_MALFORMED;
        assert_int_equal(read_as(&value_shape, bytes, depth + 1, &out), wanted);
        bytes[depth] = 0x91;
    }
}

/* A shape that holds itself: the only one that could recurse as deep as the bytes say. */
struct nest {
    struct sp_list inner;
};
static const struct sp_shape nest_shape;
static const struct sp_field nest_rows[] = {
    SP_ROW_OF(SP_FIELD_LIST, struct nest, inner, &nest_shape, 0, 2)};
static const struct sp_shape nest_shape = SP_SHAPE("nest", struct nest, nest_rows);

static void
a_shape_that_holds_itself_stops_at_the_depth_limit(void **state)
{
    struct sp_arena *arena = NULL;
    (void)state;

    assert_int_equal(sp_arena_new(1U << 16, &arena), SP_OK);
    for (size_t levels = 1; levels < 40; levels++) {
        uint8_t bytes[80];
        struct nest out;
        memset(bytes, 0x91, sizeof(bytes));
        bytes[2 * levels - 1] = 0x90;
        enum sp_status status =
            sp_wire_read(&nest_shape, (struct sp_bytes){bytes, 2 * levels}, arena, &out, NULL);
        assert_int_equal(status == SP_OK, 2 * levels <= SP_WIRE_DEPTH_MAX);
    }
    sp_arena_free(arena);
}

static void
the_writer_nests_no_deeper_than_the_reader(void **state)
{
    struct nest nests[8];
    struct sp_buffer out;
    (void)state;

    sp_buffer_init(&out, 100);
    memset(nests, 0, sizeof(nests));
    for (size_t i = 0; i + 1 < 8; i++) {
        nests[i].inner = (struct sp_list){&nests[i + 1], 1};
    }
    for (size_t levels = 1; levels <= 8; levels++) {
        enum sp_status status = sp_wire_write(&nest_shape, &nests[8 - levels], &out);
        assert_int_equal(status, 2 * levels <= SP_WIRE_DEPTH_MAX ? SP_OK : SP_ERR_USAGE);
        assert_int_equal(out.size, status == SP_OK ? 2 * levels : 0);
        out.size = 0;
    }
    sp_buffer_wipe(&out);
}

static void
bytes_left_over_are_refused(void **state)
{
    static const char *const values[] = {"05", "c3", "a161", "c401ff", "90", "9105"};
    (void)state;

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        uint8_t bytes[8];
        union any out;
        size_t size = sp_test_hex(values[i], bytes, sizeof(bytes) - 1);
        assert_int_equal(read_as(&value_shape, bytes, size, &out), SP_OK);
        bytes[size] = 0;
        for (size_t shape = 0; shape < ALL_COUNT; shape++) {
            assert_int_not_equal(read_as(all_shapes[shape], bytes, size + 1, &out), SP_OK);
        }
    }
    union any out;
    for (size_t shape = 0; shape < ALL_COUNT; shape++) {
        assert_int_equal(read_as(all_shapes[shape], NULL, 0, &out), SP_ERR_MALFORMED);
    }
}

struct text_case {
    const char *text;
    bool good;
};

static void
text_is_clean_utf8(void **state)
{
    /* clang-format off */
    static const struct text_case cases[] = {
        {"", true}, {"tekst", true}, {"twee\nregels\tmet tab", true}, {"patiënt", true},
        {"\xc2\xa0", true}, {"\xdf\xbf", true}, {"\xe0\xa0\x80", true}, {"\xed\x9f\xbf", true},
        {"\xee\x80\x80", true}, {"\xef\xbf\xbf", true}, {"\xf0\x90\x80\x80", true},
        {"\xf4\x8f\xbf\xbf", true}, {"\xf0\x9f\x8d\xba", true},
        /* control characters: C0, delete, C1 */
        {"\x01", false}, {"\r", false}, {"\x1b[0m", false}, {"\x1f", false}, {"a\x7f", false},
        {"\xc2\x80", false}, {"\xc2\x85", false}, {"\xc2\x9f", false},
        /* overlong forms */
        {"\xc0\x80", false}, {"\xc0\xaf", false}, {"\xc1\xbf", false}, {"\xe0\x80\xaf", false},
        {"\xe0\x9f\xbf", false}, {"\xf0\x80\x80\xaf", false}, {"\xf0\x8f\xbf\xbf", false},
        /* surrogates, and past the last code point */
        {"\xed\xa0\x80", false}, {"\xed\xbf\xbf", false}, {"\xf4\x90\x80\x80", false},
        {"\xf5\x80\x80\x80", false}, {"\xf8\x88\x80\x80\x80", false}, {"\xff", false}, {"\xfe", false},
        /* broken sequences */
        {"\x80", false}, {"\xbf", false}, {"\xc3", false}, {"\xc3(", false}, {"\xe2\x82", false},
        {"\xe2(\xa1", false}, {"\xf0\x9f\x8d", false}, {"\xf0\x9f\x8dz", false}, {"a\xc3", false},
        {"\xc3\xa9\xa9", false},
    };
    /* clang-format on */
    (void)state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint8_t bytes[64];
        union any out;
        size_t length = strlen(cases[i].text);
        bytes[0] = (uint8_t)(0xa0 | length);
        memcpy(bytes + 1, cases[i].text, length);
        assert_int_equal(read_as(&text_shape, bytes, 1 + length, &out) == SP_OK, cases[i].good);
        assert_int_equal(read_as(&value_shape, bytes, 1 + length, &out) == SP_OK, cases[i].good);
        struct sp_buffer written;
        struct sp_bytes text = sp_bytes_of_text(cases[i].text);
        sp_buffer_init(&written, 64);
        assert_int_equal(
            sp_wire_write(&text_shape, &text, &written), cases[i].good ? SP_OK : SP_ERR_USAGE);
        sp_buffer_wipe(&written);
    }
    union any out;
    assert_int_equal(read_as(&text_shape, "\xa1\0", 2, &out), SP_ERR_MALFORMED);
}

/* UTF-8 by the encoder: every code point, as text of one character. */
static void
every_code_point_but_controls_and_surrogates_is_text(void **state)
{
    struct sp_arena *arena = NULL;
    (void)state;

    assert_int_equal(sp_arena_new(1024, &arena), SP_OK);
    for (uint32_t point = 0; point < 0x110100; point++) {
        uint8_t b[5];
        size_t length = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        static const uint8_t first[] = {0, 0, 0xc0, 0xe0, 0xf0};
        b[0] = (uint8_t)(0xa0 | length);
        b[1] = (uint8_t)(first[length] | point >> 6 * (length - 1));
        for (size_t i = 1; i < length; i++) {
            b[1 + i] = (uint8_t)(0x80 | (point >> 6 * (length - 1 - i) & 0x3f));
        }
        bool control =
            (point < 0x20 && point != '\n' && point != '\t') || (point >= 0x7f && point <= 0x9f);
        bool good = !control && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
        struct sp_bytes out;
        enum sp_status status =
            sp_wire_read(&text_shape, (struct sp_bytes){b, 1 + length}, arena, &out, NULL);
        assert_int_equal(status == SP_OK, good);
    }
    sp_arena_free(arena);
}

/* Whether our form has this value: no map, float, extension, negative number anywhere in it. */
static bool
form_has(json_t *entry)
{
    static const char *const ours[] = {"nil", "bool", "binary", "string", "number", "array"};
    json_t *value = NULL;

    for (size_t i = 0; value == NULL && i < sizeof(ours) / sizeof(ours[0]); i++) {
        value = json_object_get(entry, ours[i]);
    }
    json_t *big = json_object_get(entry, "bignum");
    if (big != NULL) {
        return json_string_value(big)[0] != '-';
    }
    if (json_is_number(value)) {
        return json_is_integer(value) && json_integer_value(value) >= 0;
    }
    size_t i;
    json_t *element;
    json_array_foreach(value, i, element)
    {
        if (json_is_object(element)) {
            return false;
        }
    }
    return value != NULL;
}

static size_t
count_accepted(json_t *forms, size_t *shortest_accepted)
{
    size_t accepted = 0, shortest = SIZE_MAX, i;
    json_t *form;

    *shortest_accepted = 0;
    json_array_foreach(forms, i, form)
    {
        char hex[2048] = {0};
        uint8_t bytes[1024];
        union any out;
        size_t used = 0;
        for (const char *at = json_string_value(form); *at != 0; at++) {
            assert_true(used + 1 < sizeof(hex));
            if (*at != '-') {
                hex[used++] = *at;
            }
        }
        size_t size = sp_test_hex(hex, bytes, sizeof(bytes));
        bool good = read_as(&value_shape, bytes, size, &out) == SP_OK;
        accepted += good;
        /* A float may be shorter than the number it stands for; we have none. */
        bool is_float = bytes[0] == 0xca || bytes[0] == 0xcb;
        shortest = size < shortest && !is_float ? size : shortest;
        *shortest_accepted = good ? size : *shortest_accepted;
    }
    if (accepted > 0) {
        assert_int_equal(*shortest_accepted, shortest);
    }
    return accepted;
}

static void
of_all_published_encodings_only_the_shortest_is_read(void **state)
{
    json_t *suite = sp_test_vector_json("msgpack/msgpack-test-suite.json");
    size_t taken = 0, refused = 0;
    const char *group;
    json_t *entries;
    (void)state;

    if (suite == NULL) {
        skip();
        return;
    }
    json_object_foreach(suite, group, entries)
    {
        size_t i, shortest;
        json_t *entry;
        json_array_foreach(entries, i, entry)
        {
            size_t accepted = count_accepted(json_object_get(entry, "msgpack"), &shortest);
            assert_int_equal(accepted, form_has(entry) ? 1 : 0);
            taken += accepted;
            refused += accepted == 0;
        }
    }
    assert_int_equal(taken + refused, 85);
    printf("%zu values read in one form, %zu refused\n", taken, refused);
    json_decref(suite);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_has_one_form),
        cmocka_unit_test(every_length_has_one_form),
        cmocka_unit_test(types_we_do_not_have_are_refused),
        cmocka_unit_test(five_bytes_take_no_memory),
        cmocka_unit_test(a_length_over_its_limit_is_too_big_whether_or_not_the_bytes_are_there),
        cmocka_unit_test(nesting_stops_at_the_depth_limit),
        cmocka_unit_test(a_shape_that_holds_itself_stops_at_the_depth_limit),
        cmocka_unit_test(the_writer_nests_no_deeper_than_the_reader),
        cmocka_unit_test(bytes_left_over_are_refused),
        cmocka_unit_test(text_is_clean_utf8),
        cmocka_unit_test(every_code_point_but_controls_and_surrogates_is_text),
        cmocka_unit_test(of_all_published_encodings_only_the_shortest_is_read),
    };

    return cmocka_run_group_tests_name("wire form", tests, NULL, NULL);
}
