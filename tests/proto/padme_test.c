#include "support.h"

#include <samenspraak/envelope.h>

#include "padme.h"

/* Computed with a second implementation, in Python, from the formula in the paper. */
static const struct {
    uint64_t size, padded;
} known[] = {
    /* clang-format off */
    {1025, 1088}, {1088, 1088}, {1089, 1152}, {1500, 1536}, {2047, 2048}, {2048, 2048},
    {2049, 2176}, {9999, 10240}, {65535, 65536}, {65537, 67584}, {100000, 100352},
    {1000000, 1015808}, {10485760, 10485760}, {123456789, 123731968}, {1000000001, 1006632960},
    {2147483647, 2147483648},
    /* clang-format on */
};

static void
pads_known_sizes_as_the_paper_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        assert_int_equal(sp_item_padded(known[i].size - SP_ITEM_HEAD_BYTES), known[i].padded);
    }
}

static void
pads_everything_small_to_one_size(void **state)
{
    (void)state;
    for (uint64_t content = 0; content <= SP_ITEM_PAD_MIN - SP_ITEM_HEAD_BYTES; content++) {
        assert_int_equal(sp_item_padded(content), SP_ITEM_PAD_MIN);
    }
    assert_true(sp_item_padded(SP_ITEM_PAD_MIN - SP_ITEM_HEAD_BYTES + 1) > SP_ITEM_PAD_MIN);
}

static void
never_shrinks_and_adds_at_most_an_eighth(void **state)
{
    (void)state;
    uint64_t before = 0;

    for (uint64_t content = 998; content < 3000000; content += 1 + content / 5000) {
        const uint64_t size = content + SP_ITEM_HEAD_BYTES, padded = sp_item_padded(content);
        assert_true(padded >= size && padded >= before && padded - size <= size / 8);
        before = padded;
    }
}

static void
a_size_is_possible_only_when_some_content_has_it(void **state)
{
    (void)state;
    uint64_t content = 0;

    for (uint64_t padded = 0; padded < 300000; padded++) {
        bool found = false;
        while (sp_item_padded(content) <= padded) {
            found = found || sp_item_padded(content) == padded;
            content++;
        }
        assert_int_equal(sp_item_size_is_possible(padded), found);
    }
}

static void
refuses_more_than_the_largest_item(void **state)
{
    (void)state;
    assert_int_equal(sp_item_padded(SP_ITEM_MAX - SP_ITEM_HEAD_BYTES), SP_ITEM_MAX);
    assert_int_equal(sp_item_padded(SP_ITEM_MAX - SP_ITEM_HEAD_BYTES + 1), 0);
    assert_int_equal(sp_item_padded(UINT64_MAX), 0);
    assert_int_equal(sp_item_padded(UINT64_MAX - SP_ITEM_HEAD_BYTES), 0);
    assert_true(sp_item_size_is_possible(SP_ITEM_MAX));
    assert_false(sp_item_size_is_possible(SP_ITEM_MAX + 1));
    assert_false(sp_item_size_is_possible(SP_ITEM_MAX * 2));
    assert_false(sp_item_size_is_possible(UINT64_MAX));
}

static void
a_ciphertext_has_a_header_and_a_tag_per_chunk(void **state)
{
    (void)state;
    assert_int_equal(sp_item_ciphertext_bytes(1024), 24 + 1024 + 17);
    assert_int_equal(sp_item_ciphertext_bytes(65536), 24 + 65536 + 17);
    assert_int_equal(sp_item_ciphertext_bytes(67584), 24 + 67584 + 2 * 17);
    assert_int_equal(sp_item_ciphertext_bytes(SP_ITEM_MAX), 24 + SP_ITEM_MAX + 32768 * 17);
    assert_int_equal(sp_item_chunk_count(SP_ITEM_MAX), SP_ITEM_CHUNKS_MAX);
    assert_int_equal(sp_item_chunk_bytes(67584, 0), 65536);
    assert_int_equal(sp_item_chunk_bytes(67584, 65536), 2048);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pads_known_sizes_as_the_paper_does),
        cmocka_unit_test(pads_everything_small_to_one_size),
        cmocka_unit_test(never_shrinks_and_adds_at_most_an_eighth),
        cmocka_unit_test(a_size_is_possible_only_when_some_content_has_it),
        cmocka_unit_test(refuses_more_than_the_largest_item),
        cmocka_unit_test(a_ciphertext_has_a_header_and_a_tag_per_chunk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
