#include "support.h"

#include "envelope_binding.h"
#include "envelope_sample.h"

/* ---- blobs ---- */

static void
the_brokers_blob_opens_only_whole_and_for_its_message(void **state)
{
    (void)state;
    static const struct sp_share zero[4];
    struct envelope_sample a, b;
    struct sp_share shares[4];

    sample_init(&a, 2, 2);
    sample_init(&b, 2, 2);
    sample_seal(&a);
    sample_seal(&b);
    const struct sp_bytes blob = sp_buffer_bytes(&a.envelope.broker_blob);
    assert_int_equal(blob.size, SP_HPKE_OVERHEAD + 4 * 32);
    for (size_t bit = 0; bit < blob.size * 8; bit += 3) {
        a.envelope.broker_blob.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        memset(shares, 0xff, sizeof(shares));
        /* The highest bit of an X25519 point is not looked at, but it is part of the context. */
        assert_int_equal(sp_broker_shares_open(&a.header, a.intake, blob, shares, 4), SP_ERR_KEY);
        assert_memory_equal(shares, zero, sizeof(shares));
        a.envelope.broker_blob.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    for (size_t size = 0; size < blob.size; size++) {
        const struct sp_bytes shorter = {blob.data, size};
        assert_int_equal(
            sp_broker_shares_open(&a.header, a.intake, shorter, shares, 4), SP_ERR_MALFORMED);
    }
    assert_int_equal(sp_broker_shares_open(&a.header, b.intake, blob, shares, 4), SP_ERR_KEY);
    assert_int_equal(sp_broker_shares_open(&b.header, a.intake, blob, shares, 4), SP_ERR_KEY);
    assert_int_equal(sp_broker_shares_open(&a.header, a.intake, blob, shares, 3), SP_ERR_USAGE);
    assert_int_equal(sp_broker_shares_open(&a.header, a.intake, blob, shares, 4), SP_OK);
    sample_free(&a);
    sample_free(&b);
}

/* Shares that the sender sealed to the broker, other than it committed to. */
static void
the_broker_refuses_shares_that_do_not_fit(void **state)
{
    (void)state;
    static const struct sp_share zero[4];
    struct envelope_sample sample;
    struct opened_shares opened;
    struct sp_share shares[4];
    struct sp_info info;
    struct sp_buffer blob;

    sample_init(&sample, 2, 2);
    sample_seal(&sample);
    open_shares(&sample, &opened);
    sp_buffer_init(&blob, 4096);
    const struct sp_box_public intake = sp_box_key_public(sample.intake);
    sp_info_of_broker_blob(&info, &sample.header.d);
    for (size_t i = 0; i < 4; i++) {
        struct sp_share wrong[4];
        memcpy(wrong, opened.broker, sizeof(wrong));
        wrong[i].b[7] ^= 4;
        sp_buffer_wipe(&blob);
        assert_int_equal(sp_hpke_seal(&intake, sp_info_bytes(&info),
                             (struct sp_bytes){(const uint8_t *)wrong, sizeof(wrong)}, &blob),
            SP_OK);
        assert_int_equal(
            sp_broker_shares_open(&sample.header, sample.intake, sp_buffer_bytes(&blob), shares, 4),
            SP_ERR_PROOF);
        assert_memory_equal(shares, zero, sizeof(shares));
    }
    sp_buffer_wipe(&blob);
    sample_free(&sample);
}

static void
a_recipients_blob_is_the_one_in_the_manifest(void **state)
{
    (void)state;
    static const struct sp_share zero[2];
    struct envelope_sample sample;
    struct sp_share shares[2];

    sample_init(&sample, 2, 2);
    sample_seal(&sample);
    const struct sp_bytes blob = sp_buffer_bytes(&sample.envelope.blobs[0]);
    for (size_t bit = 0; bit < blob.size * 8; bit++) {
        sample.envelope.blobs[0].data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        memset(shares, 0xff, sizeof(shares));
        assert_int_equal(
            sp_recipient_shares_open(&sample.header, 0, sample.keys[0], blob, shares, 2),
            SP_ERR_PROOF);
        assert_memory_equal(shares, zero, sizeof(shares));
        sample.envelope.blobs[0].data[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    for (size_t size = 0; size < blob.size; size++) {
        assert_int_equal(sp_recipient_shares_open(&sample.header, 0, sample.keys[0],
                             (struct sp_bytes){blob.data, size}, shares, 2),
            SP_ERR_PROOF);
    }
    assert_int_equal(
        sp_recipient_shares_open(&sample.header, 0, sample.keys[1], blob, shares, 2), SP_ERR_KEY);
    assert_int_equal(
        sp_recipient_shares_open(&sample.header, 1, sample.keys[1], blob, shares, 2), SP_ERR_PROOF);
    assert_int_equal(
        sp_recipient_shares_open(&sample.header, 2, sample.keys[1], blob, shares, 2), SP_ERR_USAGE);
    assert_int_equal(
        sp_recipient_shares_open(&sample.header, 0, sample.keys[0], blob, shares, 1), SP_ERR_USAGE);
    assert_int_equal(
        sp_recipient_shares_open(&sample.header, 0, sample.keys[0], blob, shares, 2), SP_OK);
    /* The right key under another name is another key. */
    struct sp_party_key *named =
        (struct sp_party_key *)(uintptr_t)sp_base_recipient(&sample.header.base, 0);
    named->party.role = SP_ROLE_GP;
    assert_int_equal(
        sp_recipient_shares_open(&sample.header, 0, sample.keys[0], blob, shares, 2), SP_ERR_KEY);
    sample_free(&sample);
}

/* A blob as the sender signed it, of another size, for another base, or with other shares. */
static void
a_recipient_refuses_shares_that_do_not_fit(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct opened_shares opened;
    struct sp_share shares[2], wrong[3];
    struct sp_info info;
    struct sp_buffer blob;

    sample_init(&sample, 2, 2);
    sample_seal(&sample);
    open_shares(&sample, &opened);
    sp_buffer_init(&blob, 4096);
    struct sp_recipient_entry *entry =
        (struct sp_recipient_entry *)(uintptr_t)sp_manifest_recipient(&sample.header.manifest, 0);
    static const struct {
        size_t count;
        bool other_base, other_share;
        enum sp_status expected;
    } cases[] = {{2, false, false, SP_OK}, {1, false, false, SP_ERR_MALFORMED},
        {3, false, false, SP_ERR_MALFORMED}, {2, true, false, SP_ERR_KEY},
        {2, false, true, SP_ERR_PROOF}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct sp_hash hb = sample.header.hb;
        hb.b[0] ^= cases[i].other_base ? 1 : 0;
        memcpy(wrong, opened.own[0], 2 * sizeof(wrong[0]));
        wrong[2] = wrong[0];
        wrong[1].b[0] ^= cases[i].other_share ? 1 : 0;
        sp_info_of_recipient_blob(&info, &hb, &entry->key_id);
        sp_buffer_wipe(&blob);
        assert_int_equal(
            sp_hpke_seal(&sample.publics[0], sp_info_bytes(&info),
                (struct sp_bytes){(const uint8_t *)wrong, cases[i].count * sizeof(wrong[0])},
                &blob),
            SP_OK);
        entry->blob_hash = sp_blob_hash(sp_buffer_bytes(&blob));
        assert_int_equal(sp_recipient_shares_open(
                             &sample.header, 0, sample.keys[0], sp_buffer_bytes(&blob), shares, 2),
            cases[i].expected);
    }
    sp_buffer_wipe(&blob);
    sample_free(&sample);
}

/* ---- the release ---- */

static void
a_release_opens_for_one_key_message_and_request(void **state)
{
    (void)state;
    static const struct sp_share zero[3];
    struct sp_box_key *key = NULL, *other = NULL;
    struct sp_share shares[3], out[3];
    struct sp_hash d, open_hash, changed;
    struct sp_buffer sealed;

    assert_int_equal(sp_crypto_init(), SP_OK);
    assert_int_equal(sp_box_key_new(&key), SP_OK);
    assert_int_equal(sp_box_key_new(&other), SP_OK);
    sp_random(shares, sizeof(shares));
    sp_random(&d, sizeof(d));
    sp_random(&open_hash, sizeof(open_hash));
    sp_buffer_init(&sealed, 4096);
    const struct sp_box_public to = sp_box_key_public(key);
    assert_int_equal(sp_release_seal(&to, &d, &open_hash, shares, 3, &sealed), SP_OK);
    const struct sp_bytes bytes = sp_buffer_bytes(&sealed);
    assert_int_equal(sp_release_open(key, &d, &open_hash, bytes, out, 3), SP_OK);
    assert_memory_equal(out, shares, sizeof(out));
    assert_int_equal(sp_release_open(other, &d, &open_hash, bytes, out, 3), SP_ERR_KEY);
    assert_memory_equal(out, zero, sizeof(out));
    changed = d;
    changed.b[5] ^= 1;
    assert_int_equal(sp_release_open(key, &changed, &open_hash, bytes, out, 3), SP_ERR_KEY);
    changed = open_hash;
    changed.b[5] ^= 1;
    assert_int_equal(sp_release_open(key, &d, &changed, bytes, out, 3), SP_ERR_KEY);
    assert_int_equal(sp_release_open(key, &d, &open_hash, bytes, out, 2), SP_ERR_MALFORMED);
    assert_int_equal(sp_release_open(key, &d, &open_hash, bytes, out, 0), SP_ERR_USAGE);
    for (size_t size = 0; size < bytes.size; size++) {
        assert_int_equal(
            sp_release_open(key, &d, &open_hash, (struct sp_bytes){bytes.data, size}, out, 3),
            SP_ERR_MALFORMED);
    }
    for (size_t bit = 0; bit < bytes.size * 8; bit += 5) {
        sealed.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_int_equal(sp_release_open(key, &d, &open_hash, bytes, out, 3), SP_ERR_KEY);
        sealed.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    assert_int_equal(
        sp_release_seal(&to, &d, &open_hash, shares, SP_ITEMS_MAX + 1, &sealed), SP_ERR_USAGE);
    sp_buffer_wipe(&sealed);
    sp_box_key_free(key);
    sp_box_key_free(other);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_brokers_blob_opens_only_whole_and_for_its_message),
        cmocka_unit_test(the_broker_refuses_shares_that_do_not_fit),
        cmocka_unit_test(a_recipients_blob_is_the_one_in_the_manifest),
        cmocka_unit_test(a_recipient_refuses_shares_that_do_not_fit),
        cmocka_unit_test(a_release_opens_for_one_key_message_and_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
