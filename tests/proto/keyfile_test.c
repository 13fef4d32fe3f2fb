#include "support.h"

#include <samenspraak/key.h>

#include <stdio.h>
#include <string.h>

#include "keyfile.h"

#define NO_BYTES ((struct sp_bytes){NULL, 0})

/* As little work as Argon2id can be, so that thousands of openings stay quick. */
static const struct sp_keyfile_limits cheap = {1, SP_KEYFILE_MEM_MIN_BYTES};

struct fixture {
    struct sp_bytes passphrase, secret;
    uint8_t bytes[32];
    struct sp_buffer file, out;
};

static void
write_file(struct fixture *f, const char *passphrase)
{
    f->passphrase = sp_bytes_of_text(passphrase);
    sp_random(f->bytes, sizeof(f->bytes));
    f->secret = (struct sp_bytes){f->bytes, sizeof(f->bytes)};
    sp_buffer_init(&f->file, SP_KEYFILE_MAX);
    sp_buffer_init(&f->out, SP_KEYFILE_MAX);
    assert_int_equal(
        sp_keyfile_seal_with(f->passphrase, &cheap, "vault", f->secret, &f->file), SP_OK);
}

static void
drop(struct fixture *f)
{
    sp_buffer_wipe(&f->file);
    sp_buffer_wipe(&f->out);
}

static enum sp_status
open_file(struct fixture *f)
{
    return sp_keyfile_open(f->passphrase, "vault", sp_buffer_bytes(&f->file), &f->out);
}

static void
assert_secret(struct fixture *f)
{
    assert_int_equal(open_file(f), SP_OK);
    assert_true(sp_bytes_equal(sp_buffer_bytes(&f->out), f->secret));
    sp_buffer_wipe(&f->out);
}

static void
a_sealed_file_opens_with_its_passphrase_alone(void **state)
{
    struct fixture f;

    (void)state;
    write_file(&f, "correct horse");
    struct sp_bytes file = sp_buffer_bytes(&f.file);
    assert_secret(&f);
    assert_true(sp_keyfile_is_sealed(file));
    assert_int_equal(
        sp_keyfile_open(sp_bytes_of_text("correct horsf"), "vault", file, &f.out), SP_ERR_KEY);
    assert_int_equal(sp_keyfile_open(NO_BYTES, "vault", file, &f.out), SP_ERR_KEY);
    assert_int_equal(f.out.size, 0);
    drop(&f);
}

static void
a_file_without_passphrase_opens_with_none_alone(void **state)
{
    struct fixture f;

    (void)state;
    write_file(&f, "");
    struct sp_bytes file = sp_buffer_bytes(&f.file);
    assert_secret(&f);
    assert_false(sp_keyfile_is_sealed(file));
    assert_int_equal(sp_keyfile_open(sp_bytes_of_text("any"), "vault", file, &f.out), SP_ERR_KEY);
    drop(&f);
}

static void
a_key_is_for_its_purpose_alone(void **state)
{
    struct fixture f;

    (void)state;
    for (int sealed = 0; sealed < 2; sealed++) {
        write_file(&f, sealed != 0 ? "p" : "");
        struct sp_bytes file = sp_buffer_bytes(&f.file);
        assert_int_equal(sp_keyfile_open(f.passphrase, "sign", file, &f.out), SP_ERR_KEY);
        assert_int_equal(sp_keyfile_open(f.passphrase, "", file, &f.out), SP_ERR_KEY);
        /* Written into the file it does not help either. */
        memcpy(f.file.data + strlen("samenspraak-key-v1\npurpose: "), "log-1", 5);
        assert_int_equal(sp_keyfile_open(f.passphrase, "log-1", file, &f.out), SP_ERR_KEY);
        drop(&f);
    }
}

static void
a_person_sees_what_the_file_is(void **state)
{
    struct fixture f;

    (void)state;
    write_file(&f, "p");
    assert_int_equal(sp_buffer_append(&f.file, "", 1), SP_OK);
    const char *text = (const char *)f.file.data;
    assert_memory_equal(text, "samenspraak-key-v1\npurpose: vault\nsealed: argon2id 1 8192\n", 58);
    assert_non_null(strstr(text, "\nsalt: "));
    assert_non_null(strstr(text, "\ndata: "));
    drop(&f);
}

/* Every flip of one bit: refused, and so cheaply that no other cost was paid than ours. */
static void
flip_all(const char *passphrase)
{
    struct fixture f;
    size_t malformed = 0, other_key = 0;

    write_file(&f, passphrase);
    for (size_t bit = 0; bit < f.file.size * 8; bit++) {
        f.file.data[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        enum sp_status status = open_file(&f);
        malformed += status == SP_ERR_MALFORMED;
        other_key += status == SP_ERR_KEY;
        assert_int_equal(f.out.size, 0);
        f.file.data[bit / 8] ^= (uint8_t)(1U << (bit % 8));
    }
    printf("keyfile: %zu flips, %zu malformed, %zu not opened\n", f.file.size * 8, malformed,
        other_key);
    assert_int_equal(malformed + other_key, f.file.size * 8);
    assert_secret(&f);
    drop(&f);
}

static void
every_bit_flip_of_a_sealed_file_is_refused(void **state)
{
    (void)state;
    flip_all("passphrase");
}

static void
every_bit_flip_of_a_plain_file_is_refused(void **state)
{
    (void)state;
    flip_all("");
}

static void
every_truncation_and_anything_behind_is_refused(void **state)
{
    static const char *const behind[] = {"\n", " ", "x", "data: AAAA\n", "\r\n"};
    struct fixture f;

    (void)state;
    for (int sealed = 0; sealed < 2; sealed++) {
        write_file(&f, sealed != 0 ? "p" : "");
        size_t size = f.file.size;
        for (f.file.size = 0; f.file.size < size; f.file.size++) {
            assert_int_equal(open_file(&f), SP_ERR_MALFORMED);
        }
        for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
            assert_int_equal(sp_buffer_append(&f.file, behind[i], strlen(behind[i])), SP_OK);
            assert_int_equal(open_file(&f), SP_ERR_MALFORMED);
            f.file.size = size;
        }
        assert_secret(&f);
        drop(&f);
    }
}

static void
costs_out_of_bounds_and_numbers_in_another_form_are_refused_unpaid(void **state)
{
    static const char *const costs[] = {"argon2id 0 8192", "argon2id 9 8192", "argon2id 1 8191",
        "argon2id 1 1073741825", "argon2id 4294967297 8192", "argon2id 99999999999 8192",
        "argon2id 01 8192", "argon2id 1 08192", "argon2id -1 8192", "argon2id 1  8192",
        "argon2id 1 8192 ", "argon2id 1", "argon2id", "argon2i 1 8192", "yes", "", "No"};
    static const char salt_and_data[] =
        "salt: AAAAAAAAAAAAAAAAAAAAAA==\n"
        "data: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    struct sp_buffer out;
    char text[512];

    (void)state;
    sp_buffer_init(&out, SP_KEYFILE_MAX);
    for (size_t i = 0; i < sizeof(costs) / sizeof(costs[0]); i++) {
        (void)snprintf(text, sizeof(text), "samenspraak-key-v1\npurpose: vault\nsealed: %s\n%s",
            costs[i], salt_and_data);
        assert_int_equal(
            sp_keyfile_open(sp_bytes_of_text("p"), "vault", sp_bytes_of_text(text), &out),
            SP_ERR_MALFORMED);
        assert_false(sp_keyfile_is_sealed(sp_bytes_of_text(text)));
    }
    (void)snprintf(text, sizeof(text),
        "samenspraak-key-v1\npurpose: vault\nsealed: argon2id 1 8192\n%s", salt_and_data);
    assert_int_equal(
        sp_keyfile_open(sp_bytes_of_text("p"), "vault", sp_bytes_of_text(text), &out), SP_ERR_KEY);
    sp_buffer_wipe(&out);
}

static void
secrets_of_any_allowed_size_fit_and_no_others(void **state)
{
    static uint8_t bytes[SP_KEYFILE_SECRET_MAX + 1];
    const size_t sizes[] = {1, 2, 3, 31, 64, 65, SP_KEYFILE_SECRET_MAX};
    struct sp_buffer file, out;
    struct sp_bytes passphrases[] = {NO_BYTES, sp_bytes_of_text("p")};

    (void)state;
    sp_random(bytes, sizeof(bytes));
    sp_buffer_init(&file, SP_KEYFILE_MAX);
    sp_buffer_init(&out, SP_KEYFILE_MAX);
    for (size_t i = 0; i < 2 * sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct sp_bytes secret = {bytes, sizes[i / 2]};
        assert_int_equal(
            sp_keyfile_seal_with(passphrases[i % 2], &cheap, "vault", secret, &file), SP_OK);
        assert_int_equal(
            sp_keyfile_open(passphrases[i % 2], "vault", sp_buffer_bytes(&file), &out), SP_OK);
        assert_true(sp_bytes_equal(sp_buffer_bytes(&out), secret));
        sp_buffer_wipe(&file);
        sp_buffer_wipe(&out);
    }
    struct sp_bytes larger = {bytes, sizeof(bytes)}, one = {bytes, 1};
    assert_int_equal(sp_keyfile_seal(NO_BYTES, "vault", larger, &file), SP_ERR_USAGE);
    assert_int_equal(sp_keyfile_seal(NO_BYTES, "vault", NO_BYTES, &file), SP_ERR_USAGE);
    assert_int_equal(sp_keyfile_seal(NO_BYTES, "", one, &file), SP_ERR_USAGE);
    assert_int_equal(sp_keyfile_seal(NO_BYTES, "Vault", one, &file), SP_ERR_USAGE);
    assert_int_equal(sp_keyfile_seal(NO_BYTES, "a b", one, &file), SP_ERR_USAGE);
    assert_int_equal(file.size, 0);
}

static void
the_default_cost_is_libsodiums_moderate_one(void **state)
{
    uint8_t bytes[32] = {7};
    struct sp_bytes passphrase = sp_bytes_of_text("passphrase"), secret = {bytes, 32};
    struct sp_buffer file, out;
    struct sp_keyfile parsed;

    (void)state;
    sp_buffer_init(&file, SP_KEYFILE_MAX);
    sp_buffer_init(&out, SP_KEYFILE_MAX);
    assert_int_equal(sp_keyfile_seal(passphrase, "sign", secret, &file), SP_OK);
    assert_int_equal(sp_keyfile_parse(sp_buffer_bytes(&file), &parsed), SP_OK);
    assert_int_equal(parsed.limits.ops, 3);
    assert_int_equal(parsed.limits.mem_bytes, 256U << 20);
    assert_int_equal(sp_keyfile_open(passphrase, "sign", sp_buffer_bytes(&file), &out), SP_OK);
    assert_true(sp_bytes_equal(sp_buffer_bytes(&out), secret));
    sp_buffer_wipe(&file);
    sp_buffer_wipe(&out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sealed_file_opens_with_its_passphrase_alone),
        cmocka_unit_test(a_file_without_passphrase_opens_with_none_alone),
        cmocka_unit_test(a_key_is_for_its_purpose_alone),
        cmocka_unit_test(a_person_sees_what_the_file_is),
        cmocka_unit_test(every_bit_flip_of_a_sealed_file_is_refused),
        cmocka_unit_test(every_bit_flip_of_a_plain_file_is_refused),
        cmocka_unit_test(every_truncation_and_anything_behind_is_refused),
        cmocka_unit_test(costs_out_of_bounds_and_numbers_in_another_form_are_refused_unpaid),
        cmocka_unit_test(secrets_of_any_allowed_size_fit_and_no_others),
        cmocka_unit_test(the_default_cost_is_libsodiums_moderate_one),
    };

    if (sp_crypto_init() != SP_OK) {
        return 70;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
