#include "support.h"

#include <stdlib.h>
#include <string.h>

#include <samenspraak/terms.h>

#include "wire_check.h"
#include "wire_sample.h"

#define ARENA_MAX (1U << 20)

/* The fixture: one arena, one buffer, one sample with everything in it. */
struct fixture {
    struct sp_arena *arena;
    struct sp_buffer out;
    struct sample sample;
    struct sp_u8 marks[3];
    struct sp_hash hashes[2];
    struct sample_part parts[2];
    struct sp_party parties[2];
    uint8_t blob[300];
};

static void
fill_sample(struct fixture *f)
{
    struct sample *s = &f->sample;

    for (size_t i = 0; i < sizeof(f->blob); i++) {
        f->blob[i] = (uint8_t)i;
    }
    for (uint8_t i = 0; i < 3; i++) {
        f->marks[i].v = (uint8_t)(i * 100);
    }
    memset(&f->hashes[0], 0x11, SP_HASH_BYTES);
    memset(&f->hashes[1], 0x22, SP_HASH_BYTES);
    f->parts[0] = (struct sample_part){.kind = 3, .marks = {f->marks, 3}};
    f->parts[1] = (struct sample_part){
        .kind = 16, .has_note = true, .note = sp_bytes_of_text("een notitie\nvan twee regels")};
    assert_int_equal(sp_party_parse("gp:agb:01004567", &f->parties[0]), SP_OK);
    assert_int_equal(sp_party_parse("employer:kvk:12345678", &f->parties[1]), SP_OK);
    *s = (struct sample){.u8 = 200,
        .u16 = 100,
        .u32 = UINT32_MAX,
        .u64 = UINT64_MAX,
        .flag = true,
        .blob = {f->blob, sizeof(f->blob)},
        .text = sp_bytes_of_text("patiënt én werkgever, met meer dan eenendertig bytes"),
        .value = sp_bytes_of_text("\x94\x01\xa2hi\xc4\x01\xff\x92\xc0\xc3"),
        .code = "AB-12",
        .part = f->parts[1],
        .hashes = {f->hashes, 2},
        .parts = {f->parts, 2},
        .parties = {f->parties, 2},
        .has_count = true,
        .count = 1000000,
        .has_sure = true,
        .has_digest = true,
        .has_form = true,
        .form = sp_bytes_of_text("\x90"),
        .has_author = true,
        .author = f->parties[1],
        .has_marks = true,
        .marks = {f->marks, 3}};
    s->hash = f->hashes[0];
    s->digest = f->hashes[1];
}

static int
set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    if (f == NULL || sp_arena_new(ARENA_MAX, &f->arena) != SP_OK) {
        free(f);
        return -1;
    }
    sp_buffer_init(&f->out, 1U << 20);
    fill_sample(f);
    *state = f;
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *f = *state;

    sp_arena_free(f->arena);
    sp_buffer_wipe(&f->out);
    free(f);
    return 0;
}

static void
a_message_reads_back_as_it_was_written(void **state)
{
    struct fixture *f = *state;
    struct sample read;

    assert_int_equal(sp_wire_write(&sample_shape, &f->sample, &f->out), SP_OK);
    assert_int_equal(
        read_and_compare(f->arena, &sample_shape, sp_buffer_bytes(&f->out), &read), SP_OK);
    assert_true(says_the_same(&sample_shape, (const uint8_t *)&f->sample, (const uint8_t *)&read));
    assert_int_equal(read.u16, 100);
    assert_string_equal(read.code, "AB-12");
    assert_int_equal(read.parts.count, 2);
    const struct sample_part *parts = read.parts.items;
    assert_true(parts[1].has_note);
    assert_false(parts[0].has_note);
    const struct sp_party *parties = read.parties.items;
    assert_true(sp_party_equal(&parties[1], &f->parties[1]));
}

static void
absent_values_are_nil_and_read_back_absent(void **state)
{
    struct fixture *f = *state;
    struct sample read;

    f->sample.has_count = f->sample.has_sure = f->sample.has_digest = false;
    f->sample.has_form = f->sample.has_author = f->sample.has_marks = false;
    assert_int_equal(sp_wire_write(&sample_shape, &f->sample, &f->out), SP_OK);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(f->out.data[f->out.size - 1 - i], 0xc0);
    }
    assert_int_equal(
        read_and_compare(f->arena, &sample_shape, sp_buffer_bytes(&f->out), &read), SP_OK);
    assert_false(read.has_count || read.has_sure || read.has_digest || read.has_form ||
                 read.has_author || read.has_marks);
    assert_int_equal(read.count, 0);
}

static void
nil_is_refused_where_a_value_must_stand(void **state)
{
    struct fixture *f = *state;
    uint8_t bytes[4];

    bytes[0] = 0x93;
    memset(bytes + 1, 0xc0, sizeof(bytes) - 1);
    struct sample_part part;
    assert_int_equal(
        read_and_compare(f->arena, &sample_part_shape, (struct sp_bytes){bytes, 4}, &part),
        SP_ERR_MALFORMED);
}

static void
every_truncation_is_refused(void **state)
{
    struct fixture *f = *state;
    struct sample read;

    assert_int_equal(sp_wire_write(&sample_shape, &f->sample, &f->out), SP_OK);
    for (size_t size = 0; size < f->out.size; size++) {
        /* Its own block, so that a read past the end is caught. */
        uint8_t *cut = malloc(size + (size == 0));
        assert_non_null(cut);
        memcpy(cut, f->out.data, size);
        assert_int_equal(
            read_and_compare(f->arena, &sample_shape, (struct sp_bytes){cut, size}, &read),
            SP_ERR_MALFORMED);
        free(cut);
    }
}

static void
every_flipped_bit_is_refused_or_read_as_what_it_says(void **state)
{
    struct fixture *f = *state;
    struct sample read;
    size_t refused = 0;

    assert_int_equal(sp_wire_write(&sample_shape, &f->sample, &f->out), SP_OK);
    for (size_t bit = 0; bit < f->out.size * 8; bit++) {
        uint8_t mask = (uint8_t)(1U << bit % 8);
        f->out.data[bit / 8] ^= mask;
        enum sp_status status =
            read_and_compare(f->arena, &sample_shape, sp_buffer_bytes(&f->out), &read);
        refused += status != SP_OK;
        if (status == SP_OK) {
            assert_false(
                says_the_same(&sample_shape, (const uint8_t *)&f->sample, (const uint8_t *)&read));
        }
        f->out.data[bit / 8] ^= mask;
    }
    assert_true(refused > 300);
}

static void
an_array_of_another_length_is_refused(void **state)
{
    struct fixture *f = *state;
    struct sample_part part;
    static const char *const wrong[] = {"9203c0", "9403c09000", "90", "9303c090c0", "8103c0",
        "dc000303c090", "dd0000000303c090", "03c090"};

    uint8_t good[] = {0x93, 0x03, 0xc0, 0x90};
    assert_int_equal(
        read_and_compare(f->arena, &sample_part_shape, (struct sp_bytes){good, 4}, &part), SP_OK);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        uint8_t bytes[16];
        size_t size = sp_test_hex(wrong[i], bytes, sizeof(bytes));
        assert_int_equal(
            read_and_compare(f->arena, &sample_part_shape, (struct sp_bytes){bytes, size}, &part),
            SP_ERR_MALFORMED);
    }
}

static void
the_innermost_wrong_field_is_named(void **state)
{
    /* clang-format off */
    static const struct { const char *hex, *field; } cases[] = {
        {"9311c090",         "kind"},
        {"9303a10190",       "note"},
        {"9303c0911f00",     "part"}, /* left over */
        {"9303c091cd0100",   "marks"},
        {"9303c091",         "marks"},
        {"9403c090",         "part"},
        {"",                 "part"},
    };
    /* clang-format on */
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint8_t bytes[16];
        struct sample_part part;
        const char *field = NULL;
        size_t size = sp_test_hex(cases[i].hex, bytes, sizeof(bytes));
        assert_int_equal(sp_wire_read(&sample_part_shape, (struct sp_bytes){bytes, size}, f->arena,
                             &part, &field),
            SP_ERR_MALFORMED);
        assert_string_equal(field, cases[i].field);
    }
    /* Three structs deep: a party with a wrong number, in a list. */
    assert_int_equal(sp_wire_write(&sample_shape, &f->sample, &f->out), SP_OK);
    struct sample read;
    const char *field = NULL;
    uint8_t *at = f->out.data;
    while (memcmp(at, "01004567", 8) != 0) {
        at++;
    }
    at[0] = ' ';
    assert_int_equal(sp_wire_read(&sample_shape, sp_buffer_bytes(&f->out), f->arena, &read, &field),
        SP_ERR_MALFORMED);
    assert_string_equal(field, "number");
    at[0] = '_'; /* printable, so only the party as a whole refuses it */
    assert_int_equal(sp_wire_read(&sample_shape, sp_buffer_bytes(&f->out), f->arena, &read, &field),
        SP_ERR_MALFORMED);
    assert_string_equal(field, "parties");
}

/* Each makes one thing in the sample wrong that the reader would refuse. */
static void
spoil(struct fixture *f, size_t which)
{
    struct sample *s = &f->sample;
    const uint8_t two = 2;

    /* clang-format off */
    switch (which) {
    case 0: s->u8 = 0; break;
    case 1: s->u8 = 201; break;
    case 2: s->u16 = 99; break;
    case 3: s->u16 = 60001; break;
    case 4: memcpy(&s->flag, &two, 1); break;
    case 5: s->blob.size = 0; break;
    case 6: s->blob.data = NULL; break;
    case 7: s->text = sp_bytes_of_text("x"); break;
    case 8: s->text = sp_bytes_of_text("a\x1b[2J"); break;
    case 9: s->text = sp_bytes_of_text("caf\xe9"); break;
    case 10: s->text.size = 401; break;
    case 11: s->value = sp_bytes_of_text("\x92\x01"); break;
    case 12: s->value = sp_bytes_of_text("\x01\x01"); break;
    case 13: s->value = sp_bytes_of_text("\xcc\x01"); break;
    case 14: s->value = sp_bytes_of_text("\xff"); break;
    case 15: s->value = (struct sp_bytes){NULL, 0}; break;
    case 16: s->value = (struct sp_bytes){f->blob, 201}; break;
    case 17: memset(s->code, 'x', sizeof(s->code)); break;
    case 18: s->code[1] = ' '; break;
    case 19: memset(s->code, 0, sizeof(s->code)); break;
    case 20: s->part.kind = 17; break;
    case 21: s->hashes.count = 0; break;
    case 22: s->hashes.count = 4; break;
    case 23: s->hashes.items = NULL; break;
    case 24: f->parts[1].kind = 17; break;
    case 25: f->parties[1].role = SP_ROLE_PATIENT; break;
    case 26: s->count = 0; break;
    case 27: memcpy(&s->has_count, &two, 1); break;
    case 28: s->form = sp_bytes_of_text("\xc0"); break; /* would read back as absent */
    case 29: s->author.number[0] = 0; break;
    case 30: s->marks.count = 32; break;
    default: s->form = sp_bytes_of_text("\x91\x91\x91\x91\x91\x91\x91\x91\x90"); break;
    }
    /* clang-format on */
}
#define SPOILED_COUNT 32

static void
what_the_reader_would_refuse_is_never_written(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(sp_buffer_append(&f->out, "before", 6), SP_OK);
    for (size_t which = 0; which < SPOILED_COUNT; which++) {
        fill_sample(f);
        spoil(f, which);
        assert_int_equal(sp_wire_write(&sample_shape, &f->sample, &f->out), SP_ERR_USAGE);
        assert_int_equal(f->out.size, 6);
        assert_memory_equal(f->out.data, "before", 6);
        assert_true(all_zero(f->out.data + 6, f->out.capacity - 6));
    }
    fill_sample(f);
    assert_int_equal(sp_wire_write(&sample_shape, &f->sample, &f->out), SP_OK);
}

static void
a_full_buffer_is_as_before(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(sp_wire_write(&sample_shape, &f->sample, &f->out), SP_OK);
    for (size_t max = 0; max < f->out.size; max++) {
        struct sp_buffer small;
        sp_buffer_init(&small, max);
        assert_int_equal(sp_wire_write(&sample_shape, &f->sample, &small), SP_ERR_TOO_BIG);
        assert_int_equal(small.size, 0);
        assert_true(all_zero(small.data, small.capacity));
        sp_buffer_wipe(&small);
    }
}

static void
a_full_arena_is_no_memory_and_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    bool passed = false;

    assert_int_equal(sp_wire_write(&sample_shape, &f->sample, &f->out), SP_OK);
    for (size_t max = 0; max < 2000; max++) {
        struct sp_arena *small = NULL;
        struct sample read;
        assert_int_equal(sp_arena_new(max, &small), SP_OK);
        enum sp_status status =
            sp_wire_read(&sample_shape, sp_buffer_bytes(&f->out), small, &read, NULL);
        assert_int_equal(status, passed || status == SP_OK ? SP_OK : SP_ERR_NOMEM);
        assert_true(status == SP_OK || all_zero(&read, sizeof(read)));
        passed = status == SP_OK;
        sp_arena_free(small);
    }
    assert_true(passed);
}

int
main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH(a_message_reads_back_as_it_was_written),
        WITH(absent_values_are_nil_and_read_back_absent),
        WITH(nil_is_refused_where_a_value_must_stand),
        WITH(every_truncation_is_refused),
        WITH(every_flipped_bit_is_refused_or_read_as_what_it_says),
        WITH(an_array_of_another_length_is_refused),
        WITH(the_innermost_wrong_field_is_named),
        WITH(what_the_reader_would_refuse_is_never_written),
        WITH(a_full_buffer_is_as_before),
        WITH(a_full_arena_is_no_memory_and_leaves_nothing),
    };

    return cmocka_run_group_tests_name("wire message", tests, NULL, NULL);
}
