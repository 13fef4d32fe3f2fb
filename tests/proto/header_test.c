#include "support.h"

#include "envelope_binding.h"
#include "envelope_sample.h"

/* ---- rules of a manifest ---- */

/* Writes the manifest of ${sample} as it stands in the header, and reads it again. */
static enum sp_status
reread(struct envelope_sample *sample, const struct sp_manifest *manifest, const char **field)
{
    struct sp_buffer bytes;
    struct sp_arena *arena = NULL;
    struct sp_header header;

    sp_buffer_init(&bytes, SP_MANIFEST_MAX);
    assert_int_equal(sp_arena_new(SP_HEADER_ARENA_BYTES, &arena), SP_OK);
    enum sp_status status = sp_wire_write(&sp_shape_manifest, manifest, &bytes);
    if (status == SP_OK) {
        status = sp_header_read(
            sp_buffer_bytes(&sample->base_bytes), sp_buffer_bytes(&bytes), arena, &header, field);
    }
    sp_buffer_wipe(&bytes);
    sp_arena_free(arena);
    return status;
}

/* Copies of the lists that may be changed. */
struct loose_manifest {
    struct sp_manifest manifest;
    struct sp_item_entry items[3];
    struct sp_recipient_entry recipients[3];
};

static void
loosen(const struct envelope_sample *sample, struct loose_manifest *loose)
{
    const struct sp_manifest *manifest = &sample->header.manifest;

    memset(loose, 0, sizeof(*loose));
    memcpy(loose->items, manifest->items.items, manifest->items.count * sizeof(loose->items[0]));
    memcpy(loose->recipients, manifest->recipients.items,
        manifest->recipients.count * sizeof(loose->recipients[0]));
    loose->manifest.items = (struct sp_list){loose->items, manifest->items.count};
    loose->manifest.recipients = (struct sp_list){loose->recipients, manifest->recipients.count};
}

static void
refuses_a_manifest_that_does_not_fit_its_base(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct loose_manifest loose;
    const char *field = NULL;

    sample_init(&sample, 2, 2);
    sample_seal(&sample);
    loosen(&sample, &loose);
    assert_int_equal(reread(&sample, &loose.manifest, &field), SP_OK);
#define REFUSES(field_, change_)                                                                   \
    do {                                                                                           \
        loosen(&sample, &loose);                                                                   \
        change_;                                                                                   \
        assert_int_equal(reread(&sample, &loose.manifest, &field), SP_ERR_MALFORMED);              \
        assert_string_equal(field, field_);                                                        \
    } while (0)
    REFUSES("manifest.items", loose.manifest.items.count = 1);
    REFUSES("manifest.items", loose.manifest.items.count = 3; loose.items[2] = loose.items[1];
            loose.items[2].index = 2);
    REFUSES("manifest.items", loose.items[0].index = 1; loose.items[1].index = 0);
    REFUSES("manifest.items", loose.items[1].index = 2);
    REFUSES("manifest.items", loose.items[0].padded_bytes = 1025);
    REFUSES("manifest.items", loose.items[0].padded_bytes = 1535);
    REFUSES("manifest.recipients", loose.manifest.recipients.count = 1);
    REFUSES("manifest.recipients", loose.recipients[1].shares.count = 1);
    REFUSES("manifest.recipients", loose.recipients[0].key_id.b[0] ^= 1);
    /* The entries of two recipients exchanged. */
    REFUSES("manifest.recipients", loose.recipients[2] = loose.recipients[0];
            loose.recipients[0] = loose.recipients[1]; loose.recipients[1] = loose.recipients[2]);
#undef REFUSES
    loosen(&sample, &loose);
    loose.items[0].padded_bytes = SP_ITEM_MAX * 2;
    assert_int_equal(reread(&sample, &loose.manifest, &field), SP_ERR_USAGE);
    loose.items[0].padded_bytes = 1023;
    assert_int_equal(reread(&sample, &loose.manifest, &field), SP_ERR_USAGE);
    sample_free(&sample);
}

/* ---- bytes ---- */

static enum sp_status
read_header(struct sp_bytes base, struct sp_bytes manifest, struct sp_arena *arena,
    struct sp_header *header)
{
    const char *field = NULL;

    sp_arena_reset(arena);
    const enum sp_status status = sp_header_read(base, manifest, arena, header, &field);
    assert_true(status == SP_OK || field != NULL);
    return status;
}

static void
refuses_every_truncation_and_everything_behind(void **state)
{
    (void)state;
    static const struct sp_header zero;
    struct envelope_sample sample;
    struct sp_header header;

    sample_init(&sample, 2, 2);
    sample.base.has_source = sample.base.has_reply_to = true;
    sample_seal(&sample);
    const struct sp_bytes base = sp_buffer_bytes(&sample.base_bytes);
    const struct sp_bytes manifest = sp_buffer_bytes(&sample.envelope.manifest);
    for (size_t size = 0; size < base.size; size++) {
        assert_int_not_equal(
            read_header((struct sp_bytes){base.data, size}, manifest, sample.arena, &header),
            SP_OK);
        assert_memory_equal(&header, &zero, sizeof(header));
    }
    for (size_t size = 0; size < manifest.size; size++) {
        assert_int_not_equal(
            read_header(base, (struct sp_bytes){manifest.data, size}, sample.arena, &header),
            SP_OK);
        assert_memory_equal(&header, &zero, sizeof(header));
    }
    struct sp_buffer longer;
    sp_buffer_init(&longer, SP_MANIFEST_MAX);
    assert_int_equal(sp_buffer_append(&longer, base.data, base.size), SP_OK);
    assert_int_equal(sp_buffer_append(&longer, "\0", 1), SP_OK);
    assert_int_equal(
        read_header(sp_buffer_bytes(&longer), manifest, sample.arena, &header), SP_ERR_MALFORMED);
    sp_buffer_wipe(&longer);
    assert_int_equal(sp_buffer_append(&longer, manifest.data, manifest.size), SP_OK);
    assert_int_equal(sp_buffer_append(&longer, "\0", 1), SP_OK);
    assert_int_equal(
        read_header(base, sp_buffer_bytes(&longer), sample.arena, &header), SP_ERR_MALFORMED);
    sp_buffer_wipe(&longer);
    sample_free(&sample);
}

static void
refuses_more_bytes_than_a_header_may_have(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct sp_header header;
    uint8_t *zeros = calloc(1, SP_MANIFEST_MAX + 1);

    assert_non_null(zeros);
    sample_init(&sample, 1, 1);
    sample_seal(&sample);
    const struct sp_bytes base = sp_buffer_bytes(&sample.base_bytes);
    assert_int_equal(read_header((struct sp_bytes){zeros, SP_BASE_MAX + 1},
                         sp_buffer_bytes(&sample.envelope.manifest), sample.arena, &header),
        SP_ERR_TOO_BIG);
    assert_int_equal(
        read_header(base, (struct sp_bytes){zeros, SP_MANIFEST_MAX + 1}, sample.arena, &header),
        SP_ERR_TOO_BIG);
    free(zeros);
    sample_free(&sample);
}

/* Any one bit: it is no header any more, or it is not what was signed. */
static void
refuses_every_flipped_bit_of_base_manifest_and_signature(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct sp_header header;
    size_t to_signature = 0;

    sample_init(&sample, 1, 2);
    sample_seal(&sample);
    const struct sp_bytes base = sp_buffer_bytes(&sample.base_bytes);
    const struct sp_bytes manifest = sp_buffer_bytes(&sample.envelope.manifest);
    const struct sp_sign_public sender = sp_sign_key_public(sample.sender);
    const struct sp_signature *signature = &sample.envelope.signature;
    assert_int_equal(sp_header_verify(&sample.header, base, manifest, signature, &sender), SP_OK);
    for (size_t bit = 0; bit < (base.size + manifest.size) * 8; bit++) {
        uint8_t *at = bit / 8 < base.size ? sample.base_bytes.data + bit / 8
                                          : sample.envelope.manifest.data + bit / 8 - base.size;
        *at ^= (uint8_t)(1U << bit % 8);
        if (read_header(base, manifest, sample.arena, &header) == SP_OK) {
            const enum sp_status status =
                sp_header_verify(&header, base, manifest, signature, &sender);
            assert_true(status == SP_ERR_SIGNATURE || status == SP_ERR_KEY);
            to_signature++;
        }
        *at ^= (uint8_t)(1U << bit % 8);
    }
    assert_true(to_signature > 1000);
    assert_int_equal(read_header(base, manifest, sample.arena, &header), SP_OK);
    for (size_t bit = 0; bit < 8 * sizeof(signature->b); bit++) {
        struct sp_signature wrong = *signature;
        wrong.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_int_equal(
            sp_header_verify(&header, base, manifest, &wrong, &sender), SP_ERR_SIGNATURE);
    }
    sample_free(&sample);
}

static void
verifies_only_the_named_key_over_the_bytes_that_were_read(void **state)
{
    (void)state;
    struct envelope_sample a, b;

    sample_init(&a, 1, 2);
    sample_init(&b, 1, 2);
    sample_seal(&a);
    sample_seal(&b);
    const struct sp_sign_public sender_a = sp_sign_key_public(a.sender),
                                sender_b = sp_sign_key_public(b.sender);
    const struct sp_bytes base_a = sp_buffer_bytes(&a.base_bytes),
                          base_b = sp_buffer_bytes(&b.base_bytes);
    const struct sp_bytes manifest_a = sp_buffer_bytes(&a.envelope.manifest),
                          manifest_b = sp_buffer_bytes(&b.envelope.manifest);
    const struct sp_signature *signature = &a.envelope.signature;
    assert_int_equal(
        sp_header_verify(&a.header, base_a, manifest_a, signature, &sender_b), SP_ERR_KEY);
    assert_int_equal(
        sp_header_verify(&a.header, base_a, manifest_a, &b.envelope.signature, &sender_a),
        SP_ERR_SIGNATURE);
    assert_int_equal(
        sp_header_verify(&b.header, base_a, manifest_a, signature, &sender_a), SP_ERR_USAGE);
    assert_int_equal(
        sp_header_verify(&a.header, base_b, manifest_a, signature, &sender_a), SP_ERR_USAGE);
    assert_int_equal(
        sp_header_verify(&a.header, base_a, manifest_b, signature, &sender_a), SP_ERR_USAGE);
    sample_free(&a);
    sample_free(&b);
}

static void
finds_recipients_and_nobody_else(void **state)
{
    (void)state;
    struct envelope_sample sample;

    sample_init(&sample, 1, 5);
    sample_seal(&sample);
    for (size_t r = 0; r < 5; r++) {
        assert_int_equal(sp_header_recipient(&sample.header, &sample.recipients[r].party), (int)r);
    }
    assert_int_equal(sp_header_recipient(&sample.header, &sample.base.sender.party), -1);
    sample_free(&sample);
}

static void
the_largest_header_fits_its_arena_and_no_smaller_one(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct sp_arena *small = NULL;
    struct sp_header header;

    sample_init(&sample, SP_ITEMS_MAX, SP_RECIPIENTS_MAX);
    sample_seal(&sample); /* reads into SP_HEADER_ARENA_BYTES */
    assert_true(sample.base_bytes.size <= SP_BASE_MAX);
    assert_true(sample.envelope.manifest.size <= SP_MANIFEST_MAX);
    for (size_t max = 64; max < 65536; max *= 4) {
        assert_int_equal(sp_arena_new(max, &small), SP_OK);
        assert_int_equal(read_header(sp_buffer_bytes(&sample.base_bytes),
                             sp_buffer_bytes(&sample.envelope.manifest), small, &header),
            SP_ERR_NOMEM);
        sp_arena_free(small);
    }
    sample_free(&sample);
}

static void
names_and_digests_are_as_written(void **state)
{
    (void)state;
    struct envelope_sample sample;

    sample_init(&sample, 1, 2);
    sample_seal(&sample);
    const struct sp_bytes base = sp_buffer_bytes(&sample.base_bytes);
    const struct sp_bytes manifest = sp_buffer_bytes(&sample.envelope.manifest);
    const uint8_t base_size[4] = {0, 0, (uint8_t)(base.size >> 8), (uint8_t)base.size};
    const uint8_t manifest_size[4] = {0, 0, (uint8_t)(manifest.size >> 8), (uint8_t)manifest.size};
    static const uint8_t hb_label[] = "samenspraak/v1/base", d_label[] = "samenspraak/v1/message",
                         blob_label[] = "samenspraak/v1/blob";
    const struct sp_bytes hb_parts[] = {{hb_label, sizeof(hb_label)}, base};
    const struct sp_bytes d_parts[] = {
        {d_label, sizeof(d_label)}, {base_size, 4}, base, {manifest_size, 4}, manifest};
    const struct sp_bytes blob_parts[] = {
        {blob_label, sizeof(blob_label)}, sp_buffer_bytes(&sample.envelope.blobs[1])};
    const struct sp_hash hb = sp_sha256(hb_parts, 2), d = sp_sha256(d_parts, 5),
                         blob = sp_sha256(blob_parts, 2);

    assert_memory_equal(hb.b, sample.header.hb.b, 32);
    assert_memory_equal(d.b, sample.header.d.b, 32);
    assert_memory_equal(d.b, sample.envelope.d.b, 32);
    assert_memory_equal(blob.b, sp_manifest_recipient(&sample.header.manifest, 1)->blob_hash.b, 32);
    sample_free(&sample);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_a_manifest_that_does_not_fit_its_base),
        cmocka_unit_test(refuses_every_truncation_and_everything_behind),
        cmocka_unit_test(refuses_more_bytes_than_a_header_may_have),
        cmocka_unit_test(refuses_every_flipped_bit_of_base_manifest_and_signature),
        cmocka_unit_test(verifies_only_the_named_key_over_the_bytes_that_were_read),
        cmocka_unit_test(finds_recipients_and_nobody_else),
        cmocka_unit_test(the_largest_header_fits_its_arena_and_no_smaller_one),
        cmocka_unit_test(names_and_digests_are_as_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
