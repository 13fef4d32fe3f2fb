#include "support.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include <samenspraak/bytes.h>

static void
spans_are_equal_by_length_and_content(void **state)
{
    const struct sp_bytes none = {NULL, 0};
    (void)state;

    assert_true(sp_bytes_equal(none, none));
    assert_true(sp_bytes_equal(none, sp_bytes_of_text("")));
    assert_true(sp_bytes_equal(sp_bytes_of_text("abc"), sp_bytes_of_text("abc")));
    assert_false(sp_bytes_equal(sp_bytes_of_text("abc"), sp_bytes_of_text("abd")));
    assert_false(sp_bytes_equal(sp_bytes_of_text("abc"), sp_bytes_of_text("abcd")));
    assert_false(sp_bytes_equal(none, sp_bytes_of_text("a")));
}

static void
a_wipe_leaves_zeros(void **state)
{
    uint8_t data[64], zero[64] = {0};
    (void)state;

    memset(data, 0xaa, sizeof(data));
    sp_wipe(data, sizeof(data));
    assert_memory_equal(data, zero, sizeof(data));
    sp_wipe(NULL, 0);
}

static void
a_buffer_holds_what_was_appended(void **state)
{
    struct sp_buffer buffer;
    (void)state;

    sp_buffer_init(&buffer, 100000);
    for (size_t i = 0; i < 100000; i++) {
        uint8_t byte = (uint8_t)(i * 7);
        assert_int_equal(sp_buffer_append(&buffer, &byte, 1), SP_OK);
    }
    struct sp_bytes bytes = sp_buffer_bytes(&buffer);
    assert_int_equal(bytes.size, 100000);
    for (size_t i = 0; i < bytes.size; i++) {
        assert_int_equal(bytes.data[i], (uint8_t)(i * 7));
    }
    sp_buffer_wipe(&buffer);
}

static void
a_buffer_never_passes_its_maximum(void **state)
{
    struct sp_buffer buffer;
    uint8_t *room = NULL;
    (void)state;

    sp_buffer_init(&buffer, 10);
    assert_int_equal(sp_buffer_append(&buffer, "12345678", 8), SP_OK);
    assert_int_equal(sp_buffer_append(&buffer, "abc", 3), SP_ERR_TOO_BIG);
    assert_int_equal(sp_buffer_grow(&buffer, 3, &room), SP_ERR_TOO_BIG);
    assert_null(room);
    assert_int_equal(sp_buffer_append(&buffer, "abc", SIZE_MAX), SP_ERR_TOO_BIG);
    assert_int_equal(buffer.size, 8);
    assert_memory_equal(buffer.data, "12345678", 8);
    assert_int_equal(sp_buffer_append(&buffer, "ab", 2), SP_OK);
    assert_int_equal(sp_buffer_append(&buffer, "c", 1), SP_ERR_TOO_BIG);
    assert_int_equal(sp_buffer_append(&buffer, NULL, 0), SP_OK);
    assert_true(buffer.capacity <= 10);
    sp_buffer_wipe(&buffer);
}

static void
a_wiped_buffer_may_be_used_again(void **state)
{
    struct sp_buffer buffer;
    (void)state;

    sp_buffer_init(&buffer, 4);
    for (int round = 0; round < 3; round++) {
        assert_int_equal(sp_buffer_append(&buffer, "abcd", 4), SP_OK);
        assert_int_equal(sp_buffer_append(&buffer, "e", 1), SP_ERR_TOO_BIG);
        sp_buffer_wipe(&buffer);
        assert_null(buffer.data);
        assert_int_equal(buffer.size, 0);
        assert_int_equal(buffer.max, 4);
    }
    sp_buffer_wipe(&buffer);
}

static void
grown_room_is_zero_also_where_something_stood_before(void **state)
{
    struct sp_buffer buffer;
    uint8_t *room, zero[32] = {0};
    (void)state;

    sp_buffer_init(&buffer, 1000);
    assert_int_equal(sp_buffer_append(&buffer, "0123456789abcdef0123456789abcdef", 32), SP_OK);
    buffer.size = 0;
    assert_int_equal(sp_buffer_grow(&buffer, 32, &room), SP_OK);
    assert_ptr_equal(room, buffer.data);
    assert_memory_equal(room, zero, 32);
    assert_int_equal(sp_buffer_grow(&buffer, 900, &room), SP_OK);
    assert_ptr_equal(room, buffer.data + 32);
    sp_buffer_wipe(&buffer);
}

static void
blocks_are_aligned_zeroed_and_apart(void **state)
{
    struct sp_arena *arena;
    uint8_t *blocks[200];
    (void)state;

    assert_int_equal(sp_arena_new(1U << 20, &arena), SP_OK);
    for (size_t i = 0; i < 200; i++) {
        size_t size = 1 + i * 13 % 700;
        blocks[i] = sp_arena_alloc(arena, 1, size);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % alignof(max_align_t), 0);
        for (size_t at = 0; at < size; at++) {
            assert_int_equal(blocks[i][at], 0);
        }
        memset(blocks[i], (int)(i + 1), size);
    }
    for (size_t i = 0; i < 200; i++) {
        for (size_t at = 0; at < 1 + i * 13 % 700; at++) {
            assert_int_equal(blocks[i][at], (uint8_t)(i + 1));
        }
    }
    sp_arena_free(arena);
}

static void
an_arena_gives_all_of_its_maximum_and_no_more(void **state)
{
    struct sp_arena *arena;
    (void)state;

    assert_int_equal(sp_arena_new(1000, &arena), SP_OK);
    assert_null(sp_arena_alloc(arena, 1, 1001));
    assert_non_null(sp_arena_alloc(arena, 1, 1000));
    assert_null(sp_arena_alloc(arena, 1, 1));
    sp_arena_reset(arena);
    size_t given = 0;
    while (sp_arena_alloc(arena, 1, 10) != NULL) {
        given += 10;
        assert_true(given <= 1000);
    }
    assert_true(given >= 600);
    sp_arena_reset(arena);
    assert_non_null(sp_arena_alloc(arena, 10, 100));
    sp_arena_free(arena);
    assert_int_equal(sp_arena_new(0, &arena), SP_OK);
    assert_null(sp_arena_alloc(arena, 1, 1));
    sp_arena_free(arena);
}

static void
a_product_that_overflows_gives_nothing(void **state)
{
    struct sp_arena *arena;
    (void)state;

    assert_int_equal(sp_arena_new(SIZE_MAX, &arena), SP_OK);
    assert_null(sp_arena_alloc(arena, SIZE_MAX, 2));
    assert_null(sp_arena_alloc(arena, (SIZE_MAX >> 32) + 2, UINT64_C(1) << 32));
    assert_null(sp_arena_alloc(arena, 1, SIZE_MAX));
    assert_null(sp_arena_copy(arena, (struct sp_bytes){(const uint8_t *)"", SIZE_MAX}));
    assert_non_null(sp_arena_alloc(arena, 0, SIZE_MAX));
    assert_non_null(sp_arena_alloc(arena, SIZE_MAX, 0));
    sp_arena_free(arena);
}

static void
a_copy_ends_in_a_nul_that_is_not_counted(void **state)
{
    struct sp_arena *arena;
    (void)state;

    assert_int_equal(sp_arena_new(100, &arena), SP_OK);
    uint8_t *copy = sp_arena_copy(arena, sp_bytes_of_text("tekst"));
    assert_non_null(copy);
    assert_memory_equal(copy, "tekst", 6);
    copy = sp_arena_copy(arena, (struct sp_bytes){NULL, 0});
    assert_non_null(copy);
    assert_int_equal(copy[0], 0);
    sp_arena_free(arena);
}

static void
what_a_reset_arena_gives_is_zero_again(void **state)
{
    struct sp_arena *arena;
    (void)state;

    assert_int_equal(sp_arena_new(1U << 20, &arena), SP_OK);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 30; i++) {
            uint8_t *block = sp_arena_alloc(arena, 3, 1000);
            assert_non_null(block);
            for (size_t at = 0; at < 3000; at++) {
                assert_int_equal(block[at], 0);
            }
            memset(block, 0xee, 3000);
        }
        sp_arena_reset(arena);
    }
    sp_arena_free(arena);
    sp_arena_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_are_equal_by_length_and_content),
        cmocka_unit_test(a_wipe_leaves_zeros),
        cmocka_unit_test(a_buffer_holds_what_was_appended),
        cmocka_unit_test(a_buffer_never_passes_its_maximum),
        cmocka_unit_test(a_wiped_buffer_may_be_used_again),
        cmocka_unit_test(grown_room_is_zero_also_where_something_stood_before),
        cmocka_unit_test(blocks_are_aligned_zeroed_and_apart),
        cmocka_unit_test(an_arena_gives_all_of_its_maximum_and_no_more),
        cmocka_unit_test(a_product_that_overflows_gives_nothing),
        cmocka_unit_test(a_copy_ends_in_a_nul_that_is_not_counted),
        cmocka_unit_test(what_a_reset_arena_gives_is_zero_again),
    };

    return cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
}
