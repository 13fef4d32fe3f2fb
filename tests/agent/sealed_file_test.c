#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sealed_file.h"

static struct sp_secret_key *key;
static char folder[512], path[1024];

static int
set_up(void **state)
{
    (void)state;
    assert_int_equal(sp_crypto_init(), SP_OK);
    assert_int_equal(sp_secret_key_new(&key), SP_OK);
    snprintf(folder, sizeof(folder), "%s", sp_test_folder("sealed"));
    snprintf(path, sizeof(path), "%s/item", folder);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    sp_secret_key_free(key);
    unlink(path);
    rmdir(folder);
    return 0;
}

static void
write_file(size_t size, const char *label)
{
    struct sp_sealed_writer *writer = NULL;
    uint8_t *bytes = malloc(size + 1);

    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(i * 7 % 253);
    }
    assert_int_equal(sp_sealed_writer_open(key, path, label, &writer), SP_OK);
    assert_int_equal(sp_sealed_write(writer, bytes, size / 3), SP_OK);
    assert_int_equal(sp_sealed_write(writer, bytes + size / 3, size - size / 3), SP_OK);
    assert_int_equal(sp_sealed_writer_finish(writer), SP_OK);
    free(bytes);
}

/* Reads all of ${size}, and that nothing follows. */
static enum sp_status
read_file(size_t size, const char *label)
{
    struct sp_sealed_reader *reader = NULL;
    uint8_t byte = 0;
    enum sp_status status = sp_sealed_reader_open(key, path, label, &reader);

    for (size_t i = 0; status == SP_OK && i < size; i++) {
        status = sp_sealed_read(reader, &byte, 1);
        if (status == SP_OK && byte != (uint8_t)(i * 7 % 253)) {
            status = SP_ERR_INTERNAL;
        }
    }
    if (status == SP_OK) {
        status = sp_sealed_read(reader, &byte, 1);
        status = status == SP_ERR_NOT_FOUND ? SP_OK : status == SP_OK ? SP_ERR_INTERNAL : status;
    }
    sp_sealed_reader_close(reader);
    return status;
}

static void
every_size_comes_back(void **state)
{
    static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 131072, 200001};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        write_file(sizes[i], "x");
        assert_int_equal(read_file(sizes[i], "x"), SP_OK);
    }
}

static void
another_label_does_not_open(void **state)
{
    (void)state;
    write_file(1000, "inbox a 0");
    assert_int_equal(read_file(1000, "inbox a 1"), SP_ERR_STORE);
}

static void
a_file_cut_anywhere_is_refused(void **state)
{
    size_t size = 0;

    (void)state;
    write_file(70000, "x");
    uint8_t *whole = sp_test_file(path, &size);
    const size_t cuts[] = {0, 1, 4, 100, 65584, 65585, 65600, size - 1};
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(whole, 1, cuts[i], file), cuts[i]);
        fclose(file);
        assert_int_equal(read_file(70000, "x"), SP_ERR_STORE);
    }
    free(whole);
}

static void
pieces_cannot_change_places(void **state)
{
    size_t size = 0;
    const size_t piece = 4 + 65536 + SP_SEAL_OVERHEAD;

    (void)state;
    write_file(200000, "x");
    uint8_t *whole = sp_test_file(path, &size);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(whole + piece, 1, piece, file);
    fwrite(whole, 1, piece, file);
    fwrite(whole + 2 * piece, 1, size - 2 * piece, file);
    fclose(file);
    assert_int_equal(read_file(200000, "x"), SP_ERR_STORE);
    free(whole);
}

static void
what_was_given_up_leaves_nothing(void **state)
{
    struct sp_sealed_writer *writer = NULL;
    char beside[1100];

    (void)state;
    snprintf(beside, sizeof(beside), "%s.new", path);
    assert_int_equal(sp_sealed_writer_open(key, path, "x", &writer), SP_OK);
    assert_int_equal(sp_sealed_write(writer, (const uint8_t *)"abc", 3), SP_OK);
    sp_sealed_writer_abort(writer);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_not_equal(access(beside, F_OK), 0);
    assert_int_equal(read_file(3, "x"), SP_ERR_NOT_FOUND);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_size_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_label_does_not_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_cut_anywhere_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pieces_cannot_change_places, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_given_up_leaves_nothing, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
