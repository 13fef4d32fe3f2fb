#include "support.h"

#include <samenspraak/key.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "key_private.h"

#define NO_BYTES ((struct sp_bytes){NULL, 0})
#define OUT_MAX  4096

static void
assert_hex(const void *bytes, size_t size, const char *hex)
{
    uint8_t expected[256];

    assert_int_equal(sp_test_hex(hex, expected, sizeof(expected)), size);
    assert_memory_equal(bytes, expected, size);
}

/* ---- hashes ---- */

static void
sha256_gives_the_values_of_fips_180(void **state)
{
    struct sp_bytes parts[] = {sp_bytes_of_text("a"), NO_BYTES, sp_bytes_of_text("bc")};
    struct sp_hash nothing = sp_sha256(NULL, 0), abc = sp_sha256(parts, 3);

    (void)state;
    assert_hex(nothing.b, 32, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_hex(abc.b, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
a_domain_stands_in_front_with_its_nul(void **state)
{
    const uint8_t whole[] = "samenspraak/v1/base\0xyz";
    const struct sp_bytes bytes = {whole, sizeof(whole) - 1}, xyz = sp_bytes_of_text("xyz");
    struct sp_hash expected = sp_sha256(&bytes, 1), hash = sp_hash_of("base", &xyz, 1);

    (void)state;
    assert_memory_equal(hash.b, expected.b, 32);
}

static void
a_hasher_agrees_however_the_bytes_come_and_starts_anew(void **state)
{
    uint8_t data[1000];
    struct sp_hasher *hasher = NULL;
    const struct sp_bytes bytes = {data, sizeof(data)};

    (void)state;
    sp_random(data, sizeof(data));
    struct sp_hash expected = sp_sha256(&bytes, 1), got;
    assert_int_equal(sp_hasher_new(&hasher), SP_OK);
    for (size_t step = 1; step <= sizeof(data); step += 37) {
        for (size_t at = 0; at < sizeof(data); at += step) {
            size_t size = sizeof(data) - at < step ? sizeof(data) - at : step;
            assert_int_equal(sp_hasher_update(hasher, data + at, size), SP_OK);
        }
        assert_int_equal(sp_hasher_update(hasher, NULL, 0), SP_OK);
        assert_int_equal(sp_hasher_final(hasher, &got), SP_OK);
        assert_memory_equal(got.b, expected.b, 32);
    }
    sp_hasher_free(hasher);
    sp_hasher_free(NULL);
}

static void
hmac_and_hkdf_give_the_values_of_their_rfcs(void **state)
{
    uint8_t ikm[22], salt[13], info[10], okm[42];
    struct sp_bytes parts[] = {
        sp_bytes_of_text("what do ya want "), sp_bytes_of_text("for nothing?")};
    struct sp_hash mac = sp_hmac(sp_bytes_of_text("Jefe"), parts, 2); /* RFC 4231, 2 */

    (void)state;
    assert_hex(mac.b, 32, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(ikm, 0x0b, sizeof(ikm)); /* RFC 5869, A.1 */
    for (size_t i = 0; i < sizeof(salt); i++) {
        salt[i] = (uint8_t)i;
    }
    for (size_t i = 0; i < sizeof(info); i++) {
        info[i] = (uint8_t)(0xf0 + i);
    }
    assert_int_equal(sp_hkdf((struct sp_bytes){salt, 13}, (struct sp_bytes){ikm, 22},
                         (struct sp_bytes){info, 10}, okm, sizeof(okm)),
        SP_OK);
    assert_hex(okm, 42,
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
}

static void
hkdf_gives_at_most_255_blocks(void **state)
{
    static uint8_t out[8160 + 1], prk[32];

    (void)state;
    assert_int_equal(sp_hkdf_expand(prk, NO_BYTES, out, sizeof(out) - 1), SP_OK);
    assert_int_equal(sp_hkdf_expand(prk, NO_BYTES, out, sizeof(out)), SP_ERR_USAGE);
    assert_int_equal(sp_hkdf_expand(prk, NO_BYTES, out, 0), SP_OK);
}

static void
equality_of_secrets_sees_every_byte(void **state)
{
    uint8_t a[64], b[64];

    (void)state;
    sp_random(a, sizeof(a));
    memcpy(b, a, sizeof(b));
    assert_true(sp_equal_secret(a, b, sizeof(a)));
    for (size_t i = 0; i < sizeof(a); i++) {
        b[i] ^= 1;
        assert_false(sp_equal_secret(a, b, sizeof(a)));
        b[i] ^= 1;
    }
    assert_true(sp_equal_secret(NULL, NULL, 0));
}

/* ---- Ed25519 ---- */

static void
ed25519_signs_as_in_rfc_8032(void **state)
{
    uint8_t seed[32], message = 0x72, again[32];
    struct sp_sign_key *key = NULL;
    struct sp_signature signature;

    (void)state;
    assert_int_equal(
        sp_test_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", seed, 32),
        32);
    assert_int_equal(sp_sign_key_from_seed(seed, &key), SP_OK);
    struct sp_sign_public public_key = sp_sign_key_public(key);
    assert_hex(
        public_key.b, 32, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assert_int_equal(sp_sign_bare(key, (struct sp_bytes){&message, 1}, &signature), SP_OK);
    assert_hex(signature.b, 64,
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    sp_sign_key_seed(key, again);
    assert_memory_equal(again, seed, 32);
    sp_sign_key_free(key);
}

struct signed_parts {
    struct sp_sign_key *key;
    struct sp_sign_public public_key;
    uint8_t text[40];
    struct sp_bytes parts[3];
    struct sp_signature signature;
};

static void
sign_parts(struct signed_parts *s)
{
    assert_int_equal(sp_sign_key_new(&s->key), SP_OK);
    s->public_key = sp_sign_key_public(s->key);
    sp_random(s->text, sizeof(s->text));
    s->parts[0] = (struct sp_bytes){s->text, 7};
    s->parts[1] = NO_BYTES;
    s->parts[2] = (struct sp_bytes){s->text + 7, sizeof(s->text) - 7};
    assert_int_equal(sp_sign(s->key, "base", s->parts, 3, &s->signature), SP_OK);
}

static void
a_signature_covers_domain_and_all_parts_as_one_text(void **state)
{
    struct signed_parts s;
    uint8_t whole[20 + sizeof(s.text)];

    (void)state;
    sign_parts(&s);
    assert_int_equal(sp_verify(&s.public_key, "base", s.parts, 3, &s.signature), SP_OK);
    memcpy(whole, "samenspraak/v1/base", 20);
    memcpy(whole + 20, s.text, sizeof(s.text));
    struct sp_bytes bare = {whole, sizeof(whole)};
    assert_int_equal(sp_verify_bare(&s.public_key, bare, &s.signature), SP_OK);
    sp_sign_key_free(s.key);
}

static void
another_domain_another_key_or_a_missing_part_does_not_verify(void **state)
{
    struct signed_parts s, other;

    (void)state;
    sign_parts(&s);
    sign_parts(&other);
    assert_int_equal(sp_verify(&s.public_key, "bas", s.parts, 3, &s.signature), SP_ERR_SIGNATURE);
    assert_int_equal(sp_verify(&s.public_key, "base2", s.parts, 3, &s.signature), SP_ERR_SIGNATURE);
    assert_int_equal(
        sp_verify(&other.public_key, "base", s.parts, 3, &s.signature), SP_ERR_SIGNATURE);
    assert_int_equal(sp_verify(&s.public_key, "base", s.parts, 2, &s.signature), SP_ERR_SIGNATURE);
    assert_int_equal(sp_verify(&s.public_key, "base", NULL, 0, &s.signature), SP_ERR_SIGNATURE);
    sp_sign_key_free(s.key);
    sp_sign_key_free(other.key);
}

static void
every_bit_of_message_signature_and_key_counts(void **state)
{
    struct signed_parts s;

    (void)state;
    sign_parts(&s);
    uint8_t *const fields[] = {s.text, s.signature.b, s.public_key.b};
    const size_t sizes[] = {sizeof(s.text), sizeof(s.signature.b), sizeof(s.public_key.b)};
    for (size_t field = 0; field < 3; field++) {
        for (size_t bit = 0; bit < sizes[field] * 8; bit++) {
            fields[field][bit / 8] ^= (uint8_t)(1U << (bit % 8));
            assert_int_equal(
                sp_verify(&s.public_key, "base", s.parts, 3, &s.signature), SP_ERR_SIGNATURE);
            fields[field][bit / 8] ^= (uint8_t)(1U << (bit % 8));
        }
    }
    assert_int_equal(sp_verify(&s.public_key, "base", s.parts, 3, &s.signature), SP_OK);
    sp_sign_key_free(s.key);
}

static void
parts_whose_sizes_overflow_are_too_big(void **state)
{
    struct signed_parts s;
    const uint8_t byte = 0;
    const struct sp_bytes parts[] = {{&byte, 1}, {&byte, SIZE_MAX - 8}};

    (void)state;
    sign_parts(&s);
    assert_int_equal(sp_sign(s.key, "base", parts, 2, &s.signature), SP_ERR_TOO_BIG);
    assert_int_equal(sp_verify(&s.public_key, "base", parts, 2, &s.signature), SP_ERR_TOO_BIG);
    sp_sign_key_free(s.key);
}

static void
weak_and_malformed_keys_are_no_keys(void **state)
{
    /* clang-format off */
    static const char *const weak[] = {
        "0000000000000000000000000000000000000000000000000000000000000000", /* order 4 */
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000000", /* order 1 */
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* order 2 */
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", /* order 8 */
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* p: 0 written longer */
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", /* p + 1 */
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0200000000000000000000000000000000000000000000000000000000000000", /* not on the curve */
    };
    /* clang-format on */
    struct sp_sign_key *key = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof(weak) / sizeof(weak[0]); i++) {
        struct sp_sign_public public_key;
        struct sp_signature zero = {{0}};
        assert_int_equal(sp_test_hex(weak[i], public_key.b, 32), 32);
        assert_false(sp_sign_public_is_valid(&public_key));
        /* With R = 1 and S = 0 such a key would sign every message. */
        zero.b[0] = 1;
        assert_int_equal(
            sp_verify_bare(&public_key, sp_bytes_of_text("anything"), &zero), SP_ERR_SIGNATURE);
    }
    for (size_t i = 0; i < 20; i++) {
        assert_int_equal(sp_sign_key_new(&key), SP_OK);
        struct sp_sign_public public_key = sp_sign_key_public(key);
        assert_true(sp_sign_public_is_valid(&public_key));
        sp_sign_key_free(key);
    }
}

/* ---- X25519, key ids ---- */

static void
x25519_agrees_as_in_rfc_7748(void **state)
{
    uint8_t secret[32], other[32], shared[32];
    struct sp_box_key *alice = NULL;

    (void)state;
    sp_test_hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a", secret, 32);
    sp_test_hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f", other, 32);
    assert_int_equal(sp_box_key_from_secret(secret, &alice), SP_OK);
    struct sp_box_public public_key = sp_box_key_public(alice);
    assert_hex(
        public_key.b, 32, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    assert_int_equal(sp_x25519(secret, other, shared), SP_OK);
    assert_hex(shared, 32, "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    sp_box_key_secret(alice, other);
    assert_memory_equal(other, secret, 32);
    sp_box_key_free(alice);
}

static void
a_key_id_names_role_suite_and_key(void **state)
{
    uint8_t whole[22 + 32] = "samenspraak/v1/key\0\x08\x00\x01";
    const struct sp_bytes bytes = {whole, sizeof(whole)};
    uint8_t key[32];

    (void)state;
    sp_random(key, sizeof(key));
    memcpy(whole + 22, key, sizeof(key));
    struct sp_hash expected = sp_sha256(&bytes, 1), id = sp_key_id(8, SP_SUITE_V1, key);
    assert_memory_equal(id.b, expected.b, 32);
    struct sp_hash other = sp_key_id(9, SP_SUITE_V1, key);
    assert_memory_not_equal(id.b, other.b, 32);
}

/* ---- guarded memory ---- */

static void
a_key_is_guarded_memory_that_nobody_writes_to(void **state)
{
    struct sp_sign_key *key = NULL;
    int how = 0;

    (void)state;
    assert_int_equal(sp_sign_key_new(&key), SP_OK);
    (void)fflush(stdout);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(STDERR_FILENO); /* a sanitizer would tell at length */
        (void)signal(SIGSEGV, SIG_DFL);
        ((volatile struct sp_sign_key *)key)->secret[0] ^= 1;
        _exit(0);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how));
    sp_sign_key_free(key);
    sp_sign_key_free(NULL);
    sp_box_key_free(NULL);
    sp_secret_key_free(NULL);
}

static void *
sign_and_verify_often(void *context)
{
    struct signed_parts *s = context;
    size_t wrong = 0;

    for (size_t i = 0; i < 50; i++) {
        struct sp_signature signature;
        wrong += sp_sign(s->key, "base", s->parts, 3, &signature) != SP_OK ||
                 memcmp(signature.b, s->signature.b, sizeof(signature.b)) != 0 ||
                 sp_verify(&s->public_key, "base", s->parts, 3, &signature) != SP_OK;
    }
    return wrong == 0 ? NULL : s;
}

static void
one_key_serves_several_threads(void **state)
{
    struct signed_parts s;
    pthread_t threads[4];

    (void)state;
    sign_parts(&s);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, sign_and_verify_often, &s), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        void *wrong = NULL;
        assert_int_equal(pthread_join(threads[i], &wrong), 0);
        assert_null(wrong);
    }
    sp_sign_key_free(s.key);
}

/* ---- sealing under a key of ours ---- */

struct sealed {
    struct sp_secret_key *key;
    struct sp_bytes aad, plain;
    struct sp_buffer box, out;
};

static void
seal(struct sealed *s)
{
    assert_int_equal(sp_secret_key_new(&s->key), SP_OK);
    s->aad = sp_bytes_of_text("row 7");
    s->plain = sp_bytes_of_text("kept at rest");
    sp_buffer_init(&s->box, OUT_MAX);
    sp_buffer_init(&s->out, OUT_MAX);
    assert_int_equal(sp_secret_seal(s->key, s->aad, s->plain, &s->box), SP_OK);
}

static void
drop(struct sealed *s)
{
    sp_secret_key_free(s->key);
    sp_buffer_wipe(&s->box);
    sp_buffer_wipe(&s->out);
}

static void
what_a_key_seals_only_it_opens_with_the_same_aad(void **state)
{
    struct sealed s, other;

    (void)state;
    seal(&s);
    seal(&other);
    struct sp_bytes box = sp_buffer_bytes(&s.box);
    assert_int_equal(box.size, s.plain.size + SP_SEAL_OVERHEAD);
    assert_int_equal(sp_secret_open(s.key, s.aad, box, &s.out), SP_OK);
    assert_true(sp_bytes_equal(sp_buffer_bytes(&s.out), s.plain));
    sp_buffer_wipe(&s.out);
    assert_int_equal(sp_secret_open(other.key, s.aad, box, &s.out), SP_ERR_KEY);
    assert_int_equal(sp_secret_open(s.key, sp_bytes_of_text("row 8"), box, &s.out), SP_ERR_KEY);
    assert_int_equal(sp_secret_open(s.key, NO_BYTES, box, &s.out), SP_ERR_KEY);
    assert_int_equal(s.out.size, 0);
    drop(&s);
    drop(&other);
}

static void
every_flip_and_truncation_of_a_sealed_secret_is_refused(void **state)
{
    struct sealed s;

    (void)state;
    seal(&s);
    assert_int_equal(sp_buffer_append(&s.out, "x", 1), SP_OK);
    for (size_t bit = 0; bit < s.box.size * 8; bit++) {
        s.box.data[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        assert_int_equal(sp_secret_open(s.key, s.aad, sp_buffer_bytes(&s.box), &s.out), SP_ERR_KEY);
        s.box.data[bit / 8] ^= (uint8_t)(1U << (bit % 8));
    }
    for (size_t size = 0; size < s.box.size; size++) {
        struct sp_bytes cut = {s.box.data, size};
        assert_int_equal(sp_secret_open(s.key, s.aad, cut, &s.out), SP_ERR_KEY);
    }
    assert_int_equal(s.out.size, 1);
    drop(&s);
}

static void
a_buffer_too_small_to_seal_into_stays_as_it_was(void **state)
{
    struct sealed s;
    struct sp_buffer small;

    (void)state;
    seal(&s);
    for (size_t max = 2; max < 2 + s.plain.size + SP_SEAL_OVERHEAD; max++) {
        sp_buffer_init(&small, max);
        assert_int_equal(sp_buffer_append(&small, "ab", 2), SP_OK);
        assert_int_equal(sp_secret_seal(s.key, s.aad, s.plain, &small), SP_ERR_TOO_BIG);
        assert_int_equal(small.size, 2);
        sp_buffer_wipe(&small);
    }
    drop(&s);
}

static void
derived_keys_follow_from_key_and_info(void **state)
{
    uint8_t bytes[32], a[32], b[32], c[32], expected[32];
    struct sp_secret_key *root = NULL, *one = NULL, *again = NULL, *other = NULL;

    (void)state;
    sp_random(bytes, sizeof(bytes));
    assert_int_equal(sp_secret_key_from(bytes, &root), SP_OK);
    assert_int_equal(sp_secret_key_derive(root, sp_bytes_of_text("one"), &one), SP_OK);
    assert_int_equal(sp_secret_key_derive(root, sp_bytes_of_text("one"), &again), SP_OK);
    assert_int_equal(sp_secret_key_derive(root, sp_bytes_of_text("two"), &other), SP_OK);
    sp_secret_key_bytes(one, a);
    sp_secret_key_bytes(again, b);
    sp_secret_key_bytes(other, c);
    assert_memory_equal(a, b, 32);
    assert_memory_not_equal(a, c, 32);
    assert_int_equal(sp_hkdf(NO_BYTES, (struct sp_bytes){bytes, 32}, sp_bytes_of_text("one"),
                         expected, sizeof(expected)),
        SP_OK);
    assert_memory_equal(a, expected, 32);
    sp_secret_key_free(root);
    sp_secret_key_free(one);
    sp_secret_key_free(again);
    sp_secret_key_free(other);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_gives_the_values_of_fips_180),
        cmocka_unit_test(a_domain_stands_in_front_with_its_nul),
        cmocka_unit_test(a_hasher_agrees_however_the_bytes_come_and_starts_anew),
        cmocka_unit_test(hmac_and_hkdf_give_the_values_of_their_rfcs),
        cmocka_unit_test(hkdf_gives_at_most_255_blocks),
        cmocka_unit_test(equality_of_secrets_sees_every_byte),
        cmocka_unit_test(ed25519_signs_as_in_rfc_8032),
        cmocka_unit_test(a_signature_covers_domain_and_all_parts_as_one_text),
        cmocka_unit_test(another_domain_another_key_or_a_missing_part_does_not_verify),
        cmocka_unit_test(every_bit_of_message_signature_and_key_counts),
        cmocka_unit_test(parts_whose_sizes_overflow_are_too_big),
        cmocka_unit_test(weak_and_malformed_keys_are_no_keys),
        cmocka_unit_test(x25519_agrees_as_in_rfc_7748),
        cmocka_unit_test(a_key_id_names_role_suite_and_key),
        cmocka_unit_test(a_key_is_guarded_memory_that_nobody_writes_to),
        cmocka_unit_test(one_key_serves_several_threads),
        cmocka_unit_test(what_a_key_seals_only_it_opens_with_the_same_aad),
        cmocka_unit_test(every_flip_and_truncation_of_a_sealed_secret_is_refused),
        cmocka_unit_test(a_buffer_too_small_to_seal_into_stays_as_it_was),
        cmocka_unit_test(derived_keys_follow_from_key_and_info),
    };

    if (sp_crypto_init() != SP_OK) {
        return 70;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
