/*
 * Base64: the vectors of RFC 4648, and one spelling only.
 */
#include "support.h"

#include <string.h>

#include <samenspraak/log.h>

static void
base64_gives_the_vectors_of_rfc_4648(void **state)
{
    static const char *const rows[][2] = {{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
    struct sp_buffer out;

    (void)state;
    sp_buffer_init(&out, 64);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(sp_base64_write(sp_bytes_of_text(rows[i][0]), &out), SP_OK);
        assert_true(sp_bytes_equal(sp_buffer_bytes(&out), sp_bytes_of_text(rows[i][1])));
        sp_buffer_wipe(&out);
        assert_int_equal(sp_base64_read(sp_bytes_of_text(rows[i][1]), &out), SP_OK);
        assert_true(sp_bytes_equal(sp_buffer_bytes(&out), sp_bytes_of_text(rows[i][0])));
        sp_buffer_wipe(&out);
    }
}

static void
base64_takes_no_second_spelling(void **state)
{
    static const char *const bad[] = {"Zg", "Zg=", "Z===", "====", "=", "Zh==", "Zm9=", "Zm9v\n",
        "Zm9v ", " Zm9", "Zm\n9v", "Zm-_", "Zg==Zg==", "Zm9vYg===", "Zm9vY", "Z=9v", "Zg=v"};
    struct sp_buffer out;

    (void)state;
    sp_buffer_init(&out, 64);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(sp_base64_read(sp_bytes_of_text(bad[i]), &out), SP_ERR_MALFORMED);
        assert_int_equal(out.size, 0);
    }
}

/* Of all texts of four bytes over a few telling letters, what is read is written so again. */
static void
base64_that_is_read_is_written_the_same(void **state)
{
    static const char letters[] = "AQgw/+9z=\n-";
    const size_t n = sizeof(letters) - 1;
    size_t accepted = 0;

    (void)state;
    for (size_t i = 0; i < n * n * n * n; i++) {
        char text[5] = {
            letters[i % n], letters[i / n % n], letters[i / n / n % n], letters[i / n / n / n], 0};
        struct sp_buffer bytes, again;
        sp_buffer_init(&bytes, 16);
        sp_buffer_init(&again, 16);
        if (sp_base64_read(sp_bytes_of_text(text), &bytes) == SP_OK) {
            assert_int_equal(sp_base64_write(sp_buffer_bytes(&bytes), &again), SP_OK);
            assert_memory_equal(again.data, text, 4);
            accepted++;
        }
        sp_buffer_wipe(&bytes);
        sp_buffer_wipe(&again);
    }
    /* Eight letters of the alphabet, of which four (A Q g w) leave the low bits zero. */
    assert_int_equal(accepted, 8 * 8 * 8 * 8 + 8 * 8 * 4 + 8 * 4);
}

static void
base64_stops_at_the_limit_of_the_buffer(void **state)
{
    struct sp_buffer out;

    (void)state;
    sp_buffer_init(&out, 3);
    assert_int_equal(sp_base64_write(sp_bytes_of_text("foo"), &out), SP_ERR_TOO_BIG);
    assert_int_equal(sp_base64_read(sp_bytes_of_text("Zm9vYg=="), &out), SP_ERR_TOO_BIG);
    assert_int_equal(sp_base64_read(sp_bytes_of_text("Zm9v"), &out), SP_OK);
    sp_buffer_wipe(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(base64_gives_the_vectors_of_rfc_4648),
        cmocka_unit_test(base64_takes_no_second_spelling),
        cmocka_unit_test(base64_that_is_read_is_written_the_same),
        cmocka_unit_test(base64_stops_at_the_limit_of_the_buffer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
