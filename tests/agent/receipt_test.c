#include "support.h"

#include <stdio.h>
#include <string.h>

#include "receipt.h"

#define ROOT "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static enum sp_status
read(const char *text, struct sp_record_heads *out)
{
    return sp_record_heads_read(sp_bytes_of_text(text), out);
}

static void
heads_are_read_with_an_index_in_either_place(void **state)
{
    struct sp_record_heads heads;

    (void)state;
    assert_int_equal(read("statements 12 " ROOT " keys 3 " ROOT " 11", &heads), SP_OK);
    assert_int_equal(heads.statements.size, 12);
    assert_int_equal(heads.keys.size, 3);
    assert_int_equal(heads.statements.root.b[1], 0x11);
    assert_true(heads.has_last_index && !heads.has_first_index);
    assert_int_equal(heads.last_index, 11);
    assert_int_equal(read("statements 12 " ROOT " 11 keys 3 " ROOT, &heads), SP_OK);
    assert_true(heads.has_first_index && !heads.has_last_index);
    assert_int_equal(heads.first_index, 11);
    assert_int_equal(read("statements 0 " ROOT " keys 0 " ROOT " -", &heads), SP_OK);
    assert_true(!heads.has_first_index && !heads.has_last_index);
}

static void
anything_else_is_refused(void **state)
{
    static const char *const bad[] = {"", "statements", "statements 1 " ROOT,
        "statements 01 " ROOT " keys 3 " ROOT " -", "statements -1 " ROOT " keys 3 " ROOT " -",
        "statements 1 " ROOT " keys 3 " ROOT " - x", "keys 1 " ROOT " statements 3 " ROOT " -",
        "statements 1  " ROOT " keys 3 " ROOT " -", "statements 1 00 keys 3 " ROOT " -",
        "statements 99999999999999999999 " ROOT " keys 3 " ROOT " -",
        "statements 9223372036854775808 " ROOT " keys 3 " ROOT " -"};
    struct sp_record_heads heads;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(read(bad[i], &heads), SP_ERR_MALFORMED);
    }
    assert_int_equal(sp_record_heads_read((struct sp_bytes){NULL, 0}, &heads), SP_ERR_MALFORMED);
}

static void
every_truncation_is_refused_or_has_no_index(void **state)
{
    static const char whole[] = "statements 12 " ROOT " keys 3 " ROOT " 11";
    struct sp_record_heads heads;

    (void)state;
    for (size_t i = 0; i < sizeof(whole) - 1; i++) {
        enum sp_status status =
            sp_record_heads_read((struct sp_bytes){(const uint8_t *)whole, i}, &heads);
        if (status == SP_OK) {
            assert_int_equal(heads.keys.size, 3);
            assert_true(i >= sizeof(whole) - 1 - 3);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_read_with_an_index_in_either_place),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(every_truncation_is_refused_or_has_no_index),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
