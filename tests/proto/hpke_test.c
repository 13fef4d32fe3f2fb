#include "support.h"

#include <samenspraak/key.h>

#include <openssl/evp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hpke.h"

#define NO_BYTES ((struct sp_bytes){NULL, 0})
#define ROUNDS   1000 /* of the accumulated vectors */
#define OUT_MAX  4096

/* ---- RFC 9180's vectors as BoringSSL writes them: "name = hex" lines, blocks ---- */

struct block {
    unsigned mode, kem, kdf, aead;
    uint8_t info[256], secret[32], public_key[32], enc[32], sender[32];
    size_t info_size;
    uint8_t aad[256], ct[256], pt[256], exporter[256], exported[256];
    size_t aad_size, ct_size, pt_size, exporter_size, exported_size;
    struct sp_box_key *key;
    struct sp_hpke_context seals, opens;
    bool ready, ours;
    size_t opened, exports;
};

static void
start(struct block *block)
{
    struct sp_box_public to;
    uint8_t enc[32];
    struct sp_bytes info = {block->info, block->info_size};

    block->ready = true;
    block->ours = block->mode == 0 && block->kem == 0x20 && block->kdf == 1 && block->aead == 3;
    if (!block->ours) {
        return;
    }
    memcpy(to.b, block->public_key, 32);
    assert_int_equal(sp_box_key_from_secret(block->secret, &block->key), SP_OK);
    struct sp_box_public public_key = sp_box_key_public(block->key);
    assert_memory_equal(public_key.b, block->public_key, 32);
    assert_int_equal(sp_hpke_setup_sender(&to, block->sender, info, enc, &block->seals), SP_OK);
    assert_memory_equal(enc, block->enc, 32);
    assert_int_equal(sp_hpke_setup_recipient(block->key, block->enc, info, &block->opens), SP_OK);
}

static void
check_encryption(struct block *block)
{
    struct sp_bytes aad = {block->aad, block->aad_size};
    struct sp_bytes pt = {block->pt, block->pt_size}, ct = {block->ct, block->ct_size};
    struct sp_buffer out;

    if (!block->ours) {
        return;
    }
    sp_buffer_init(&out, OUT_MAX);
    assert_int_equal(sp_hpke_context_seal(&block->seals, aad, pt, &out), SP_OK);
    assert_true(sp_bytes_equal(sp_buffer_bytes(&out), ct));
    sp_buffer_wipe(&out);
    assert_int_equal(sp_hpke_context_open(&block->opens, aad, ct, &out), SP_OK);
    assert_true(sp_bytes_equal(sp_buffer_bytes(&out), pt));
    sp_buffer_wipe(&out);
    block->opened++;
}

static void
check_export(struct block *block)
{
    uint8_t got[256];
    struct sp_bytes context = {block->exporter, block->exporter_size};

    if (!block->ours) {
        return;
    }
    assert_int_equal(
        sp_hpke_context_export(&block->opens, context, got, block->exported_size), SP_OK);
    assert_memory_equal(got, block->exported, block->exported_size);
    block->exports++;
}

static void
take_hex(const char *hex, uint8_t *out, size_t max, size_t *size)
{
    *size = sp_test_hex(hex, out, max);
}

static void
take_line(struct block *block, const char *name, const char *value)
{
    size_t size = 0;

    if (strcmp(name, "kem_id") == 0) {
        block->kem = (unsigned)strtoul(value, NULL, 10);
    } else if (strcmp(name, "kdf_id") == 0) {
        block->kdf = (unsigned)strtoul(value, NULL, 10);
    } else if (strcmp(name, "aead_id") == 0) {
        block->aead = (unsigned)strtoul(value, NULL, 10);
    } else if (strcmp(name, "info") == 0) {
        take_hex(value, block->info, sizeof(block->info), &block->info_size);
    } else if (strcmp(name, "skRm") == 0 && block->kem == 0x20) {
        take_hex(value, block->secret, 32, &size);
    } else if (strcmp(name, "pkRm") == 0 && block->kem == 0x20) {
        take_hex(value, block->public_key, 32, &size);
    } else if (strcmp(name, "enc") == 0 && block->kem == 0x20) {
        take_hex(value, block->enc, 32, &size);
    } else if (strcmp(name, "sender_seed") == 0 && block->kem == 0x20) {
        take_hex(value, block->sender, 32, &size);
    } else if (strcmp(name, "aad") == 0) {
        take_hex(value, block->aad, sizeof(block->aad), &block->aad_size);
    } else if (strcmp(name, "ct") == 0) {
        take_hex(value, block->ct, sizeof(block->ct), &block->ct_size);
    } else if (strcmp(name, "pt") == 0) {
        take_hex(value, block->pt, sizeof(block->pt), &block->pt_size);
        check_encryption(block);
    } else if (strcmp(name, "exporter_context") == 0) {
        take_hex(value, block->exporter, sizeof(block->exporter), &block->exporter_size);
    } else if (strcmp(name, "exported_value") == 0) {
        take_hex(value, block->exported, sizeof(block->exported), &block->exported_size);
        check_export(block);
    }
}

static void
finish(struct block *block, size_t *blocks)
{
    if (block->ours) {
        (*blocks)++;
        printf("hpke (boringssl): a block of %zu encryptions and %zu exports\n", block->opened,
            block->exports);
        assert_true(block->opened > 0 && block->exports > 0);
    }
    sp_box_key_free(block->key);
    memset(block, 0, sizeof(*block));
}

static void
rfc_9180_vectors_of_our_suite_seal_open_and_export_bit_for_bit(void **state)
{
    size_t size = 0, blocks = 0;
    struct block block = {0};
    char *text = (char *)sp_test_vector("hpke/boringssl-hpke_test_vectors.txt", &size);

    (void)state;
    if (text == NULL) {
        skip();
        return;
    }
    for (char *line = text, *next; line != NULL && *line != 0; line = next) {
        next = strchr(line, '\n');
        if (next != NULL) {
            *next++ = 0;
        }
        char *equals = strstr(line, " =");
        if (line[0] == '#' && !block.ready) {
            start(&block);
        }
        if (line[0] == '#' || equals == NULL) {
            continue;
        }
        *equals = 0;
        const char *value = equals[2] == ' ' ? equals + 3 : equals + 2;
        if (strcmp(line, "mode") == 0) {
            finish(&block, &blocks);
            block.mode = (unsigned)strtoul(value, NULL, 10);
        } else {
            take_line(&block, line, value);
        }
    }
    finish(&block, &blocks);
    free(text);
    assert_int_equal(blocks, 1);
}

/* ---- the accumulated form: a thousand seals and exports, driven and summed by SHAKE128 ---- */

struct shake {
    uint8_t *data;
    size_t at;
};

/* What is drawn never exceeds 1000 times two texts of one length byte and 255 bytes. */
static struct shake
shake_source(void)
{
    const size_t size = (size_t)ROUNDS * 2 * 256;
    struct shake shake = {malloc(size), 0};
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    assert_true(shake.data != NULL && context != NULL);
    assert_int_equal(EVP_DigestInit_ex(context, EVP_shake128(), NULL), 1);
    assert_int_equal(EVP_DigestFinalXOF(context, shake.data, size), 1);
    EVP_MD_CTX_free(context);
    return shake;
}

static struct sp_bytes
draw(struct shake *shake)
{
    struct sp_bytes bytes = {shake->data + shake->at + 1, shake->data[shake->at]};

    shake->at += 1 + bytes.size;
    return bytes;
}

static void
assert_sum(EVP_MD_CTX *sink, json_t *vector, const char *name)
{
    uint8_t sum[16], expected[16];

    assert_int_equal(EVP_DigestFinalXOF(sink, sum, sizeof(sum)), 1);
    assert_int_equal(
        sp_test_hex(json_string_value(json_object_get(vector, name)), expected, 16), 16);
    assert_memory_equal(sum, expected, sizeof(sum));
}

static void
accumulate_seals(json_t *vector, struct sp_hpke_context *seals, struct sp_hpke_context *opens)
{
    struct shake source = shake_source();
    EVP_MD_CTX *sink = EVP_MD_CTX_new();
    struct sp_buffer sealed, opened;

    assert_int_equal(EVP_DigestInit_ex(sink, EVP_shake128(), NULL), 1);
    sp_buffer_init(&sealed, OUT_MAX);
    sp_buffer_init(&opened, OUT_MAX);
    for (size_t i = 0; i < ROUNDS; i++) {
        struct sp_bytes aad = draw(&source), plain = draw(&source);
        assert_int_equal(sp_hpke_context_seal(seals, aad, plain, &sealed), SP_OK);
        assert_int_equal(EVP_DigestUpdate(sink, sealed.data, sealed.size), 1);
        assert_int_equal(
            sp_hpke_context_open(opens, aad, sp_buffer_bytes(&sealed), &opened), SP_OK);
        assert_true(sp_bytes_equal(sp_buffer_bytes(&opened), plain));
        sp_buffer_wipe(&sealed);
        sp_buffer_wipe(&opened);
    }
    assert_sum(sink, vector, "encryptions_accumulated");
    EVP_MD_CTX_free(sink);
    free(source.data);
}

static void
accumulate_exports(json_t *vector, const struct sp_hpke_context *context)
{
    struct shake source = shake_source();
    EVP_MD_CTX *sink = EVP_MD_CTX_new();
    uint8_t value[ROUNDS];

    assert_int_equal(EVP_DigestInit_ex(sink, EVP_shake128(), NULL), 1);
    for (size_t i = 0; i < ROUNDS; i++) {
        assert_int_equal(sp_hpke_context_export(context, draw(&source), value, i), SP_OK);
        assert_int_equal(EVP_DigestUpdate(sink, value, i), 1);
    }
    assert_sum(sink, vector, "exports_accumulated");
    EVP_MD_CTX_free(sink);
    free(source.data);
}

static bool
is_our_suite(json_t *vector)
{
    return json_integer_value(json_object_get(vector, "mode")) == 0 &&
           json_integer_value(json_object_get(vector, "kem_id")) == 0x20 &&
           json_integer_value(json_object_get(vector, "kdf_id")) == 1 &&
           json_integer_value(json_object_get(vector, "aead_id")) == 3;
}

static void
hex_field(json_t *vector, const char *name, uint8_t out[32])
{
    assert_int_equal(sp_test_hex(json_string_value(json_object_get(vector, name)), out, 32), 32);
}

static void
check_accumulated(json_t *vector)
{
    uint8_t info_space[256], ikm[32], ephemeral[32], secret[32], enc[32], expected[32];
    struct sp_hpke_context seals, opens;
    struct sp_box_key *key = NULL;
    struct sp_bytes info = {info_space,
        sp_test_hex(json_string_value(json_object_get(vector, "info")), info_space, 256)};

    hex_field(vector, "ikmE", ikm);
    assert_int_equal(sp_hpke_derive_secret((struct sp_bytes){ikm, 32}, ephemeral), SP_OK);
    hex_field(vector, "ikmR", ikm);
    assert_int_equal(sp_hpke_derive_secret((struct sp_bytes){ikm, 32}, secret), SP_OK);
    hex_field(vector, "skRm", expected);
    assert_memory_equal(secret, expected, 32);
    assert_int_equal(sp_box_key_from_secret(secret, &key), SP_OK);
    struct sp_box_public to = sp_box_key_public(key);
    hex_field(vector, "pkRm", expected);
    assert_memory_equal(to.b, expected, 32);
    assert_int_equal(sp_hpke_setup_sender(&to, ephemeral, info, enc, &seals), SP_OK);
    hex_field(vector, "enc", expected);
    assert_memory_equal(enc, expected, 32);
    assert_int_equal(sp_hpke_setup_recipient(key, enc, info, &opens), SP_OK);
    accumulate_exports(vector, &seals);
    accumulate_seals(vector, &seals, &opens);
    accumulate_exports(vector, &opens); /* sealing and opening do not move what is exported */
    sp_box_key_free(key);
}

static void
a_thousand_seals_and_exports_sum_to_the_published_values(void **state)
{
    size_t i, done = 0;
    json_t *vector;
    json_t *root = sp_test_vector_json("hpke/filosottile-rfc9180.json");

    (void)state;
    if (root == NULL) {
        skip();
        return;
    }
    json_array_foreach(root, i, vector)
    {
        if (is_our_suite(vector)) {
            check_accumulated(vector);
            done++;
        }
    }
    printf("hpke (filosottile): %zu of %zu vectors are of our suite, %d seals and exports each\n",
        done, json_array_size(root), ROUNDS);
    json_decref(root);
    assert_int_equal(done, 1);
}

/* ---- our own claims ---- */

struct fixture {
    struct sp_box_key *key;
    struct sp_box_public to;
    struct sp_bytes info, plain;
    struct sp_buffer sealed, out;
};

static void
set_up(struct fixture *f)
{
    assert_int_equal(sp_box_key_new(&f->key), SP_OK);
    f->to = sp_box_key_public(f->key);
    f->info = sp_bytes_of_text("info");
    f->plain = sp_bytes_of_text("what nobody else may read");
    sp_buffer_init(&f->sealed, OUT_MAX);
    sp_buffer_init(&f->out, OUT_MAX);
    assert_int_equal(sp_hpke_seal(&f->to, f->info, f->plain, &f->sealed), SP_OK);
}

static void
tear_down(struct fixture *f)
{
    sp_box_key_free(f->key);
    sp_buffer_wipe(&f->sealed);
    sp_buffer_wipe(&f->out);
}

static void
what_is_sealed_opens_and_is_never_the_same_twice(void **state)
{
    struct fixture f;
    struct sp_buffer again;

    (void)state;
    set_up(&f);
    sp_buffer_init(&again, OUT_MAX);
    assert_int_equal(f.sealed.size, f.plain.size + SP_HPKE_OVERHEAD);
    assert_int_equal(sp_hpke_open(f.key, f.info, sp_buffer_bytes(&f.sealed), &f.out), SP_OK);
    assert_true(sp_bytes_equal(sp_buffer_bytes(&f.out), f.plain));
    assert_int_equal(sp_hpke_seal(&f.to, f.info, f.plain, &again), SP_OK);
    assert_false(sp_bytes_equal(sp_buffer_bytes(&f.sealed), sp_buffer_bytes(&again)));
    sp_buffer_wipe(&again);
    tear_down(&f);
}

static void
nothing_at_all_can_be_sealed_and_opened(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f);
    sp_buffer_wipe(&f.sealed);
    assert_int_equal(sp_hpke_seal(&f.to, NO_BYTES, NO_BYTES, &f.sealed), SP_OK);
    assert_int_equal(f.sealed.size, SP_HPKE_OVERHEAD);
    assert_int_equal(sp_hpke_open(f.key, NO_BYTES, sp_buffer_bytes(&f.sealed), &f.out), SP_OK);
    assert_int_equal(f.out.size, 0);
    tear_down(&f);
}

static void
every_bit_flip_is_refused_and_appends_nothing(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f);
    assert_int_equal(sp_buffer_append(&f.out, "before", 6), SP_OK);
    for (size_t bit = 0; bit < f.sealed.size * 8; bit++) {
        f.sealed.data[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        assert_int_equal(
            sp_hpke_open(f.key, f.info, sp_buffer_bytes(&f.sealed), &f.out), SP_ERR_KEY);
        assert_int_equal(f.out.size, 6);
        f.sealed.data[bit / 8] ^= (uint8_t)(1U << (bit % 8));
    }
    assert_int_equal(sp_hpke_open(f.key, f.info, sp_buffer_bytes(&f.sealed), &f.out), SP_OK);
    tear_down(&f);
}

static void
every_truncation_and_an_extra_byte_are_refused(void **state)
{
    struct fixture f;

    (void)state;
    set_up(&f);
    for (size_t size = 0; size < f.sealed.size; size++) {
        struct sp_bytes cut = {f.sealed.data, size};
        assert_int_equal(sp_hpke_open(f.key, f.info, cut, &f.out), SP_ERR_KEY);
    }
    assert_int_equal(sp_buffer_append(&f.sealed, "", 1), SP_OK);
    assert_int_equal(sp_hpke_open(f.key, f.info, sp_buffer_bytes(&f.sealed), &f.out), SP_ERR_KEY);
    assert_int_equal(f.out.size, 0);
    tear_down(&f);
}

static void
another_key_or_another_info_does_not_open(void **state)
{
    struct fixture f;
    struct sp_box_key *other = NULL;
    struct sp_bytes sealed;

    (void)state;
    set_up(&f);
    sealed = sp_buffer_bytes(&f.sealed);
    assert_int_equal(sp_box_key_new(&other), SP_OK);
    assert_int_equal(sp_hpke_open(other, f.info, sealed, &f.out), SP_ERR_KEY);
    assert_int_equal(sp_hpke_open(f.key, sp_bytes_of_text("Info"), sealed, &f.out), SP_ERR_KEY);
    assert_int_equal(sp_hpke_open(f.key, NO_BYTES, sealed, &f.out), SP_ERR_KEY);
    sp_box_key_free(other);
    tear_down(&f);
}

static void
a_point_of_small_order_is_no_recipient_and_no_encapsulated_key(void **state)
{
    struct fixture f;
    uint8_t points[3][32] = {{0}, {1}, {0}};

    (void)state;
    set_up(&f);
    assert_int_equal(sp_test_hex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                         points[2], 32),
        32);
    for (size_t i = 0; i < 3; i++) {
        struct sp_box_public to;
        memcpy(to.b, points[i], 32);
        assert_int_equal(sp_hpke_seal(&to, f.info, f.plain, &f.out), SP_ERR_KEY);
        memcpy(f.sealed.data, points[i], 32);
        assert_int_equal(
            sp_hpke_open(f.key, f.info, sp_buffer_bytes(&f.sealed), &f.out), SP_ERR_KEY);
        assert_int_equal(f.out.size, 0);
    }
    tear_down(&f);
}

static void
a_full_buffer_stays_as_it_was(void **state)
{
    struct fixture f;
    struct sp_buffer small;

    (void)state;
    set_up(&f);
    sp_buffer_init(&small, f.plain.size + SP_HPKE_OVERHEAD + 2);
    assert_int_equal(sp_buffer_append(&small, "abc", 3), SP_OK);
    assert_int_equal(sp_hpke_seal(&f.to, f.info, f.plain, &small), SP_ERR_TOO_BIG);
    assert_int_equal(small.size, 3);
    assert_memory_equal(small.data, "abc", 3);
    sp_buffer_wipe(&small);
    tear_down(&f);
}

static void
a_message_of_a_context_opens_only_in_its_turn(void **state)
{
    struct fixture f;
    uint8_t ephemeral[32], enc[32];
    struct sp_hpke_context seals, opens;
    struct sp_buffer second;

    (void)state;
    set_up(&f);
    sp_random(ephemeral, sizeof(ephemeral));
    sp_buffer_wipe(&f.sealed);
    sp_buffer_init(&second, OUT_MAX);
    assert_int_equal(sp_hpke_setup_sender(&f.to, ephemeral, f.info, enc, &seals), SP_OK);
    assert_int_equal(sp_hpke_setup_recipient(f.key, enc, f.info, &opens), SP_OK);
    assert_int_equal(sp_hpke_context_seal(&seals, NO_BYTES, f.plain, &f.sealed), SP_OK);
    assert_int_equal(sp_hpke_context_seal(&seals, NO_BYTES, f.plain, &second), SP_OK);
    struct sp_bytes one = sp_buffer_bytes(&f.sealed), two = sp_buffer_bytes(&second);
    assert_int_equal(sp_hpke_context_open(&opens, NO_BYTES, two, &f.out), SP_ERR_KEY);
    assert_int_equal(sp_hpke_context_open(&opens, f.info, one, &f.out), SP_ERR_KEY);
    assert_int_equal(sp_hpke_context_open(&opens, NO_BYTES, one, &f.out), SP_OK);
    assert_int_equal(sp_hpke_context_open(&opens, NO_BYTES, one, &f.out), SP_ERR_KEY);
    assert_int_equal(sp_hpke_context_open(&opens, NO_BYTES, two, &f.out), SP_OK);
    seals.sequence = UINT64_MAX;
    opens.sequence = UINT64_MAX;
    assert_int_equal(sp_hpke_context_seal(&seals, NO_BYTES, f.plain, &f.out), SP_ERR_TOO_BIG);
    assert_int_equal(sp_hpke_context_open(&opens, NO_BYTES, two, &f.out), SP_ERR_TOO_BIG);
    sp_buffer_wipe(&second);
    sp_hpke_context_wipe(&seals);
    sp_hpke_context_wipe(&opens);
    tear_down(&f);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rfc_9180_vectors_of_our_suite_seal_open_and_export_bit_for_bit),
        cmocka_unit_test(a_thousand_seals_and_exports_sum_to_the_published_values),
        cmocka_unit_test(what_is_sealed_opens_and_is_never_the_same_twice),
        cmocka_unit_test(nothing_at_all_can_be_sealed_and_opened),
        cmocka_unit_test(every_bit_flip_is_refused_and_appends_nothing),
        cmocka_unit_test(every_truncation_and_an_extra_byte_are_refused),
        cmocka_unit_test(another_key_or_another_info_does_not_open),
        cmocka_unit_test(a_point_of_small_order_is_no_recipient_and_no_encapsulated_key),
        cmocka_unit_test(a_full_buffer_stays_as_it_was),
        cmocka_unit_test(a_message_of_a_context_opens_only_in_its_turn),
    };

    if (sp_crypto_init() != SP_OK) {
        return 70;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
