/*
 * Project Wycheproof's cases for the primitives under this room.  What our types cannot even
 * express (a nonce or signature of another length) counts as refused.
 */
#include "support.h"

#include <samenspraak/key.h>

#include <stdio.h>
#include <string.h>

#include "aead.h"
#include "key_private.h"

#define FIELD_MAX 65536

struct tally {
    size_t run;
    size_t refused;
};

/* One case, and its group. */
typedef void check_case(json_t *group, json_t *test, struct tally *tally);

static const char *
text_of(json_t *object, const char *field)
{
    const char *text = json_string_value(json_object_get(object, field));

    if (text == NULL) {
        fail_msg("no %s", field);
        return "";
    }
    return text;
}

static bool
has_flag(json_t *test, const char *flag)
{
    size_t i;
    json_t *value;

    json_array_foreach(json_object_get(test, "flags"), i, value)
    {
        if (strcmp(json_string_value(value), flag) == 0) {
            return true;
        }
    }
    return false;
}

static struct sp_bytes
bytes_of(json_t *object, const char *field, uint8_t *space)
{
    return (struct sp_bytes){space, sp_test_hex(text_of(object, field), space, FIELD_MAX)};
}

static bool
is_valid(json_t *test)
{
    return strcmp(text_of(test, "result"), "valid") == 0;
}

static void
run(const char *file, size_t expected, check_case *check)
{
    char path[128];
    struct tally tally = {0};
    size_t i, j;
    json_t *group, *test;

    (void)snprintf(path, sizeof(path), "wycheproof/%s", file);
    json_t *root = sp_test_vector_json(path);
    if (root == NULL) {
        skip();
        return;
    }
    json_array_foreach(json_object_get(root, "testGroups"), i, group)
    {
        json_array_foreach(json_object_get(group, "tests"), j, test)
        {
            check(group, test, &tally);
            tally.run++;
        }
    }
    json_decref(root);
    printf("%s: %zu cases, %zu refused as they must be\n", file, tally.run, tally.refused);
    assert_int_equal(tally.run, expected);
}

static void
check_ed25519(json_t *group, json_t *test, struct tally *tally)
{
    static uint8_t message_space[FIELD_MAX], signature_space[FIELD_MAX];
    struct sp_sign_public key;
    struct sp_signature signature;
    struct sp_bytes message = bytes_of(test, "msg", message_space);
    struct sp_bytes bytes = bytes_of(test, "sig", signature_space);
    enum sp_status status = SP_ERR_SIGNATURE;

    assert_int_equal(
        sp_test_hex(text_of(json_object_get(group, "publicKey"), "pk"), key.b, sizeof(key.b)), 32);
    if (bytes.size == sizeof(signature.b)) {
        memcpy(signature.b, bytes.data, bytes.size);
        status = sp_verify_bare(&key, message, &signature);
    }
    assert_int_equal(status, is_valid(test) ? SP_OK : SP_ERR_SIGNATURE);
    tally->refused += status != SP_OK;
}

static void
ed25519_accepts_and_refuses_what_wycheproof_says(void **state)
{
    (void)state;
    run("ed25519_test.json", 151, check_ed25519);
}

static void
check_x25519(json_t *group, json_t *test, struct tally *tally)
{
    uint8_t secret[32], public_key[32], shared[32], got[32];

    (void)group;
    assert_int_equal(sp_test_hex(text_of(test, "private"), secret, 32), 32);
    assert_int_equal(sp_test_hex(text_of(test, "public"), public_key, 32), 32);
    assert_int_equal(sp_test_hex(text_of(test, "shared"), shared, 32), 32);
    enum sp_status status = sp_x25519(secret, public_key, got);
    assert_memory_equal(got, shared, 32); /* zeros when refused */
    assert_int_equal(status, has_flag(test, "ZeroSharedSecret") ? SP_ERR_KEY : SP_OK);
    tally->refused += status != SP_OK;
}

static void
x25519_computes_all_and_refuses_every_zero_result(void **state)
{
    (void)state;
    run("x25519_test.json", 518, check_x25519);
}

/* Opens what the case says; a valid case is sealed again to the same bytes too. */
static void
check_aead(json_t *test, size_t nonce_size, struct tally *tally)
{
    static uint8_t space[5][FIELD_MAX], sealed_space[FIELD_MAX];
    struct sp_bytes key = bytes_of(test, "key", space[0]), nonce = bytes_of(test, "iv", space[1]);
    struct sp_bytes aad = bytes_of(test, "aad", space[2]), plain = bytes_of(test, "msg", space[3]);
    struct sp_bytes body = bytes_of(test, "ct", space[4]);
    struct sp_bytes sealed = {sealed_space, body.size};
    struct sp_buffer out;
    bool extended = nonce_size == 24;

    assert_int_equal(key.size, 32);
    memcpy(sealed_space, body.data, body.size);
    sealed.size += sp_test_hex(text_of(test, "tag"), sealed_space + body.size, 64);
    if (nonce.size != nonce_size) {
        assert_false(is_valid(test));
        tally->refused++;
        return;
    }
    sp_buffer_init(&out, FIELD_MAX);
    enum sp_status status = extended ? sp_xaead_open(key.data, nonce.data, aad, sealed, &out)
                                     : sp_aead_open(key.data, nonce.data, aad, sealed, &out);
    if (is_valid(test)) {
        assert_int_equal(status, SP_OK);
        assert_true(sp_bytes_equal(sp_buffer_bytes(&out), plain));
        sp_buffer_wipe(&out);
        assert_int_equal(extended ? sp_xaead_seal(key.data, nonce.data, aad, plain, &out)
                                  : sp_aead_seal(key.data, nonce.data, aad, plain, &out),
            SP_OK);
        assert_true(sp_bytes_equal(sp_buffer_bytes(&out), sealed));
    } else {
        assert_int_equal(status, SP_ERR_KEY);
        assert_int_equal(out.size, 0);
        tally->refused++;
    }
    sp_buffer_wipe(&out);
}

static void
check_chacha20(json_t *group, json_t *test, struct tally *tally)
{
    (void)group;
    check_aead(test, 12, tally);
}

static void
check_xchacha20(json_t *group, json_t *test, struct tally *tally)
{
    (void)group;
    check_aead(test, 24, tally);
}

static void
chacha20_poly1305_seals_and_opens_as_wycheproof_says(void **state)
{
    (void)state;
    run("chacha20_poly1305_test.json", 325, check_chacha20);
}

static void
xchacha20_poly1305_seals_and_opens_as_wycheproof_says(void **state)
{
    (void)state;
    run("xchacha20_poly1305_test.json", 315, check_xchacha20);
}

static void
check_hkdf(json_t *group, json_t *test, struct tally *tally)
{
    static uint8_t space[4][FIELD_MAX], got[FIELD_MAX];
    struct sp_bytes ikm = bytes_of(test, "ikm", space[0]), salt = bytes_of(test, "salt", space[1]);
    struct sp_bytes info = bytes_of(test, "info", space[2]), okm = bytes_of(test, "okm", space[3]);
    size_t size = (size_t)json_integer_value(json_object_get(test, "size"));

    (void)group;
    assert_true(size <= sizeof(got));
    enum sp_status status = sp_hkdf(salt, ikm, info, got, size);
    assert_int_equal(status, is_valid(test) ? SP_OK : SP_ERR_USAGE);
    if (is_valid(test)) {
        assert_int_equal(okm.size, size);
        assert_memory_equal(got, okm.data, size);
    }
    tally->refused += status != SP_OK;
}

static void
hkdf_sha256_derives_what_wycheproof_says(void **state)
{
    (void)state;
    run("hkdf_sha256_test.json", 86, check_hkdf);
}

static void
check_hmac(json_t *group, json_t *test, struct tally *tally)
{
    static uint8_t space[3][FIELD_MAX];
    struct sp_bytes key = bytes_of(test, "key", space[0]),
                    message = bytes_of(test, "msg", space[1]);
    struct sp_bytes tag = bytes_of(test, "tag", space[2]);
    struct sp_hash mac = sp_hmac(key, &message, 1);

    assert_int_equal(tag.size, json_integer_value(json_object_get(group, "tagSize")) / 8);
    bool same = sp_equal_secret(mac.b, tag.data, tag.size);
    assert_int_equal(same, is_valid(test));
    tally->refused += !same;
}

static void
hmac_sha256_is_what_wycheproof_says(void **state)
{
    (void)state;
    run("hmac_sha256_test.json", 174, check_hmac);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ed25519_accepts_and_refuses_what_wycheproof_says),
        cmocka_unit_test(x25519_computes_all_and_refuses_every_zero_result),
        cmocka_unit_test(chacha20_poly1305_seals_and_opens_as_wycheproof_says),
        cmocka_unit_test(xchacha20_poly1305_seals_and_opens_as_wycheproof_says),
        cmocka_unit_test(hkdf_sha256_derives_what_wycheproof_says),
        cmocka_unit_test(hmac_sha256_is_what_wycheproof_says),
    };

    if (sp_crypto_init() != SP_OK) {
        return 70;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
