#include "support.h"

#include "crafted_item.h"

#define CATEGORY SP_CATEGORY_FUNCTIONAL_LIMITS
#define FORM     0x0102

static const uint8_t uid[16] = "0123456789abcde";

static int
setup(void **state)
{
    (void)state;
    return sp_crypto_init() == SP_OK ? 0 : -1;
}

/* ---- what a dishonest sender may have sealed ---- */

static uint8_t *
plain_new(size_t size, uint64_t content_bytes, uint8_t category)
{
    uint8_t *plain = calloc(1, size);

    assert_non_null(plain);
    memcpy(plain, uid, sizeof(uid));
    sp_put_u64(plain + 16, content_bytes);
    sp_put_u16(plain + 24, FORM);
    plain[26] = category;
    memset(plain + 27, 'x', content_bytes < size - 27 ? content_bytes : size - 27);
    return plain;
}

/* Seals ${plain} with the final tag at chunk ${last}, and opens it; content goes to ${opened}. */
static enum sp_status
craft(uint64_t padded, const uint8_t *plain, size_t size, uint64_t last, size_t *opened)
{
    struct crafted_item item;
    struct sp_buffer content;

    sp_buffer_init(&content, (size_t)1 << 20);
    crafted_init(&item, CATEGORY, padded, uid);
    crafted_seal(&item, (struct sp_bytes){plain, size}, last);
    crafted_sign(&item);
    const enum sp_status status = crafted_open(&item, &content);
    *opened = content.size;
    sp_buffer_wipe(&content);
    crafted_free(&item);
    return status;
}

static void
takes_what_is_crafted_rightly(void **state)
{
    (void)state;
    size_t opened = 0;
    uint8_t *plain = plain_new(1024, 997, CATEGORY);

    assert_int_equal(craft(1024, plain, 1024, 0, &opened), SP_OK);
    assert_int_equal(opened, 997);
    free(plain);
}

static void
refuses_another_category_inside(void **state)
{
    (void)state;
    size_t opened = 0;

    for (unsigned category = 0; category < 256; category++) {
        uint8_t *plain = plain_new(1024, 10, (uint8_t)category);
        assert_int_equal(
            craft(1024, plain, 1024, 0, &opened), category == CATEGORY ? SP_OK : SP_ERR_MALFORMED);
        assert_int_equal(opened, category == CATEGORY ? 10 : 0);
        free(plain);
    }
}

static void
refuses_another_uid_than_the_reference_says(void **state)
{
    (void)state;
    size_t opened = 0;

    for (size_t i = 0; i < 16; i++) {
        uint8_t *plain = plain_new(1024, 10, CATEGORY);
        plain[i] ^= 1;
        assert_int_equal(craft(1024, plain, 1024, 0, &opened), SP_ERR_MALFORMED);
        assert_int_equal(opened, 0);
        free(plain);
    }
}

static void
refuses_padding_that_is_not_zero(void **state)
{
    (void)state;
    size_t opened = 0;

    for (size_t at = 27 + 10; at < 1024; at++) {
        uint8_t *plain = plain_new(1024, 10, CATEGORY);
        plain[at] = 1;
        assert_int_equal(craft(1024, plain, 1024, 0, &opened), SP_ERR_MALFORMED);
        assert_int_equal(opened, 0);
        free(plain);
    }
}

static void
refuses_a_length_that_is_padded_otherwise(void **state)
{
    (void)state;
    static const uint64_t lengths[] = {998, 1024, 65536, UINT64_C(1) << 31, UINT64_MAX};
    size_t opened = 0;

    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        uint8_t *plain = plain_new(1024, lengths[i], CATEGORY);
        assert_int_equal(craft(1024, plain, 1024, 0, &opened), SP_ERR_MALFORMED);
        assert_int_equal(opened, 0);
        free(plain);
    }
    /* More padding than the content needs. */
    uint8_t *plain = plain_new(2048, 10, CATEGORY);
    assert_int_equal(craft(2048, plain, 2048, 0, &opened), SP_ERR_MALFORMED);
    free(plain);
}

static void
refuses_a_missing_or_early_final_tag(void **state)
{
    (void)state;
    size_t opened = 0;
    uint8_t *plain = plain_new(67584, 67000, CATEGORY);

    assert_int_equal(sp_item_padded(67000), 67584);
    assert_int_equal(craft(67584, plain, 67584, 1, &opened), SP_OK);
    assert_int_equal(craft(67584, plain, 67584, 9, &opened), SP_ERR_MALFORMED);
    assert_int_equal(craft(67584, plain, 67584, 0, &opened), SP_ERR_MALFORMED);
    assert_int_equal(opened, 0);
    free(plain);
}

/* Three chunks were sealed and the manifest speaks of two: the second is not the last. */
static void
refuses_an_extra_chunk(void **state)
{
    (void)state;
    size_t opened = 0;
    uint8_t *plain = plain_new(131072 + 1024, 131000, CATEGORY);

    assert_int_equal(sp_item_padded(131000), 131072);
    assert_int_equal(craft(131072, plain, 131072, 1, &opened), SP_OK);
    assert_int_equal(craft(131072, plain, 131072 + 1024, 2, &opened), SP_ERR_MALFORMED);
    free(plain);
}

static void
refuses_chunks_in_another_order(void **state)
{
    (void)state;
    const size_t chunk = SP_CHUNK_BYTES + SP_CHUNK_OVERHEAD;
    struct crafted_item item;
    struct sp_buffer content;
    uint8_t *plain = plain_new(262144, 262000, CATEGORY), *saved = malloc(chunk);

    assert_non_null(saved);
    sp_buffer_init(&content, (size_t)1 << 20);
    crafted_init(&item, CATEGORY, 262144, uid);
    crafted_seal(&item, (struct sp_bytes){plain, 262144}, 3);
    uint8_t *second = item.ciphertext.data + SP_STREAM_HEADER + chunk;
    memcpy(saved, second, chunk);
    memcpy(second, second + chunk, chunk);
    memcpy(second + chunk, saved, chunk);
    crafted_sign(&item);
    assert_int_equal(crafted_open(&item, &content), SP_ERR_MALFORMED);
    free(saved);
    free(plain);
    sp_buffer_wipe(&content);
    crafted_free(&item);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_is_crafted_rightly),
        cmocka_unit_test(refuses_another_category_inside),
        cmocka_unit_test(refuses_another_uid_than_the_reference_says),
        cmocka_unit_test(refuses_padding_that_is_not_zero),
        cmocka_unit_test(refuses_a_length_that_is_padded_otherwise),
        cmocka_unit_test(refuses_a_missing_or_early_final_tag),
        cmocka_unit_test(refuses_an_extra_chunk),
        cmocka_unit_test(refuses_chunks_in_another_order),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
