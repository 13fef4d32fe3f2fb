#include "support.h"

#include <sodium.h>

#include "envelope_binding.h"
#include "envelope_sample.h"

/* ---- the way of a message ---- */

static enum sp_status
open_item(
    struct envelope_sample *sample, size_t i, const struct sp_share *cek, struct sp_buffer *content)
{
    struct memory_source memory;
    struct sp_item_opened said;

    sp_buffer_wipe(content);
    return sp_item_open(&sample->header, i, cek,
        source_of(&memory, sp_buffer_bytes(&sample->ciphertexts[i])), sink_of(content), &said);
}

static void
expect_content(const struct sp_buffer *content, size_t i)
{
    char text[32];

    snprintf(text, sizeof(text), "item %zu", i);
    assert_true(sp_bytes_equal(sp_buffer_bytes(content), sp_bytes_of_text(text)));
}

/* Accept, release of one item to a fresh key, opening. */
static void
travel(struct envelope_sample *sample, const struct opened_shares *shares, size_t i, size_t r)
{
    struct sp_box_key *opening = NULL;
    struct sp_share released, cek;
    struct sp_buffer sealed, content;
    struct sp_hash open_hash;

    sp_random(open_hash.b, sizeof(open_hash.b));
    sp_buffer_init(&sealed, 4096);
    sp_buffer_init(&content, 4096);
    assert_int_equal(sp_box_key_new(&opening), SP_OK);
    const struct sp_box_public opening_public = sp_box_key_public(opening);
    assert_int_equal(sp_release_seal(&opening_public, &sample->header.d, &open_hash,
                         broker_share(sample, shares, i, r), 1, &sealed),
        SP_OK);
    assert_int_equal(sp_release_open(opening, &sample->header.d, &open_hash,
                         sp_buffer_bytes(&sealed), &released, 1),
        SP_OK);
    assert_int_equal(
        sp_item_key(&sample->header, r, i, &released, &shares->own[r][i], &cek), SP_OK);
    assert_int_equal(open_item(sample, i, &cek, &content), SP_OK);
    expect_content(&content, i);
    sp_buffer_wipe(&sealed);
    sp_buffer_wipe(&content);
    sp_box_key_free(opening);
}

static void
every_recipient_opens_every_item_with_both_shares(void **state)
{
    (void)state;
    static const struct {
        size_t items, recipients;
    } sizes[] = {{1, 1}, {1, 2}, {2, 2}, {3, 8}, {7, 3}};

    for (size_t n = 0; n < sizeof(sizes) / sizeof(sizes[0]); n++) {
        struct envelope_sample sample;
        struct opened_shares shares;
        sample_init(&sample, sizes[n].items, sizes[n].recipients);
        sample_seal(&sample);
        open_shares(&sample, &shares);
        for (size_t i = 0; i < sizes[n].items; i++) {
            for (size_t r = 0; r < sizes[n].recipients; r++) {
                travel(&sample, &shares, i, r);
            }
        }
        sample_free(&sample);
    }
}

static void
the_largest_message_opens_at_its_corners(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct opened_shares shares;

    sample_init(&sample, SP_ITEMS_MAX, SP_RECIPIENTS_MAX);
    sample_seal(&sample);
    open_shares(&sample, &shares);
    travel(&sample, &shares, 0, 0);
    travel(&sample, &shares, SP_ITEMS_MAX - 1, 0);
    travel(&sample, &shares, 0, SP_RECIPIENTS_MAX - 1);
    travel(&sample, &shares, SP_ITEMS_MAX - 1, SP_RECIPIENTS_MAX - 1);
    sample_free(&sample);
}

static void
no_two_shares_are_the_same(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct opened_shares shares;
    struct sp_share all[24];
    size_t count = 0;

    sample_init(&sample, 4, 3);
    sample_seal(&sample);
    open_shares(&sample, &shares);
    for (size_t i = 0; i < 4; i++) {
        for (size_t r = 0; r < 3; r++) {
            all[count++] = *broker_share(&sample, &shares, i, r);
            all[count++] = shares.own[r][i];
        }
    }
    for (size_t a = 0; a < count; a++) {
        for (size_t b = 0; b < a; b++) {
            assert_memory_not_equal(&all[a], &all[b], sizeof(all[a]));
        }
    }
    sample_free(&sample);
}

/* ---- neither share alone ---- */

static void
either_share_alone_opens_nothing(void **state)
{
    (void)state;
    static const struct sp_share zero;
    struct envelope_sample sample;
    struct opened_shares shares;
    struct sp_share cek, random;

    sample_init(&sample, 1, 2);
    sample_seal(&sample);
    open_shares(&sample, &shares);
    sp_random(random.b, sizeof(random.b));
    const struct sp_share *b = broker_share(&sample, &shares, 0, 0), *r = &shares.own[0][0];
    const struct sp_share *pairs[][2] = {
        {b, &zero}, {&zero, r}, {b, &random}, {&random, r}, {b, b}, {r, r}, {r, b}, {&zero, &zero}};
    const struct sp_hash *key_id = &sample.recipients[0].key_id;
    const struct sp_place place = {&sample.header.hb, key_id, 0};
    const struct sp_share_entry *entry = sp_manifest_share(&sample.header.manifest, 0, 0);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        assert_int_equal(
            sp_item_key(&sample.header, 0, 0, pairs[i][0], pairs[i][1], &cek), SP_ERR_PROOF);
        assert_memory_equal(&cek, &zero, sizeof(cek));
        /* Nor when the commitments are left aside. */
        assert_int_equal(
            sp_cek_unwrap(&place, pairs[i][0], pairs[i][1], entry->wrap, &cek), SP_ERR_KEY);
        assert_memory_equal(&cek, &zero, sizeof(cek));
    }
    assert_int_equal(sp_cek_unwrap(&place, b, r, entry->wrap, &cek), SP_OK);
    sample_free(&sample);
}

/* ---- evidence: who gave what is wrong ---- */

/* The header's lists point into the arena, which is ours to write in. */
static struct sp_share_entry *
entry_of(struct envelope_sample *sample, size_t r, size_t i)
{
    return (struct sp_share_entry *)(uintptr_t)sp_manifest_share(&sample->header.manifest, r, i);
}

static void
a_wrong_share_is_told_from_a_bad_copy(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct opened_shares shares;
    struct sp_share cek, wrong, other_cek;

    sample_init(&sample, 1, 2);
    sample_seal(&sample);
    open_shares(&sample, &shares);
    const struct sp_share *b = broker_share(&sample, &shares, 0, 1), *r = &shares.own[1][0];
    wrong = *b;
    wrong.b[31] ^= 1;
    assert_int_equal(sp_item_key(&sample.header, 1, 0, &wrong, r, &cek), SP_ERR_PROOF);
    wrong = *r;
    wrong.b[0] ^= 0x80;
    assert_int_equal(sp_item_key(&sample.header, 1, 0, b, &wrong, &cek), SP_ERR_PROOF);

    struct sp_share_entry *entry = entry_of(&sample, 1, 0);
    const struct sp_share_entry good = *entry;
    for (size_t bit = 0; bit < 8 * SP_WRAP_BYTES; bit++) {
        entry->wrap[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_int_equal(sp_item_key(&sample.header, 1, 0, b, r, &cek), SP_ERR_KEY);
        *entry = good;
    }
    /* A wrap that opens, to a key that is not the item's. */
    const struct sp_place place = {&sample.header.hb, &sample.recipients[1].key_id, 0};
    sp_random(other_cek.b, sizeof(other_cek.b));
    assert_int_equal(sp_cek_wrap(&place, b, r, &other_cek, entry->wrap), SP_OK);
    assert_int_equal(sp_item_key(&sample.header, 1, 0, b, r, &cek), SP_ERR_KEY);
    static const struct sp_share zero;
    assert_memory_equal(&cek, &zero, sizeof(cek));
    *entry = good;
    assert_int_equal(sp_item_key(&sample.header, 1, 0, b, r, &cek), SP_OK);
    sample_free(&sample);
}

static void
shares_fit_one_item_of_one_recipient(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct opened_shares shares;
    struct sp_share cek;

    sample_init(&sample, 2, 2);
    sample_seal(&sample);
    open_shares(&sample, &shares);
    for (size_t n = 1; n < 4; n++) {
        const size_t i = n % 2, r = n / 2;
        assert_int_equal(sp_item_key(&sample.header, r, i, broker_share(&sample, &shares, 0, 0),
                             &shares.own[0][0], &cek),
            SP_ERR_PROOF);
        /* Also when a dishonest broker exchanged the entries. */
        struct sp_share_entry *entry = entry_of(&sample, r, i);
        const struct sp_share_entry saved = *entry;
        *entry = *entry_of(&sample, 0, 0);
        assert_int_equal(sp_item_key(&sample.header, r, i, broker_share(&sample, &shares, 0, 0),
                             &shares.own[0][0], &cek),
            SP_ERR_PROOF);
        *entry = saved;
    }
    assert_int_equal(
        sp_item_key(&sample.header, 2, 0, &cek, &cek, &(struct sp_share){0}), SP_ERR_USAGE);
    assert_int_equal(
        sp_item_key(&sample.header, 0, 2, &cek, &cek, &(struct sp_share){0}), SP_ERR_USAGE);
    sample_free(&sample);
}

static void
an_item_does_not_pass_for_another(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct opened_shares shares;
    struct sp_share cek;
    struct sp_buffer content;

    sample_init(&sample, 4, 2); /* items 0 and 3 are of one category */
    sample_seal(&sample);
    open_shares(&sample, &shares);
    sp_buffer_init(&content, 4096);
    assert_int_equal(sp_item_key(&sample.header, 0, 0, broker_share(&sample, &shares, 0, 0),
                         &shares.own[0][0], &cek),
        SP_OK);
    const struct sp_buffer first = sample.ciphertexts[0];
    sample.ciphertexts[0] = sample.ciphertexts[3];
    sample.ciphertexts[3] = first;
    assert_int_equal(open_item(&sample, 0, &cek, &content), SP_ERR_PROOF);
    assert_int_equal(open_item(&sample, 3, &cek, &content), SP_ERR_KEY);
    assert_int_equal(content.size, 0);
    sample_free(&sample);
    sp_buffer_wipe(&content);
}

/*
 * A dishonest sender signs another's ciphertext, or its own older one, under a new header, with all
 * that can be made to fit made to fit: it does not decrypt.
 */
static void
a_ciphertext_under_another_base_does_not_decrypt(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct opened_shares shares;
    struct sp_item_keys keys;
    struct sp_buffer content;
    struct sp_share cek;

    sample_init(&sample, 1, 2);
    sample_write_base(&sample);
    assert_int_equal(sample_seal_item(&sample, 0, sp_bytes_of_text("item 0")), SP_OK);
    sample.base.purpose = SP_PURPOSE_TREATMENT;
    sample_write_base(&sample);
    const struct sp_item_sealed moved = sample.items[0];
    struct sp_envelope_plan plan = sample_plan(&sample);
    assert_int_equal(sp_envelope_seal(&plan, &sample.envelope), SP_ERR_USAGE);

    const struct sp_hash hb = sp_base_hash(plan.base);
    sample.items[0] = moved;
    assert_int_equal(sp_item_keys_derive(&hb, 0, sample.categories[0].v, &moved.cek, &keys), SP_OK);
    memcpy(sample.items[0].entry.k_com.b, keys.com, sizeof(keys.com));
    assert_int_equal(sp_envelope_seal(&plan, &sample.envelope), SP_OK);
    sample_read(&sample);
    open_shares(&sample, &shares);
    sp_buffer_init(&content, 4096);
    assert_int_equal(sp_item_key(&sample.header, 0, 0, broker_share(&sample, &shares, 0, 0),
                         &shares.own[0][0], &cek),
        SP_OK);
    assert_int_equal(open_item(&sample, 0, &cek, &content), SP_ERR_MALFORMED);
    assert_int_equal(content.size, 0);
    sp_buffer_wipe(&content);
    sample_free(&sample);
}

/* ---- sealing ---- */

static void
expect_sealing_refused(struct envelope_sample *sample, const struct sp_envelope_plan *plan)
{
    static const struct sp_share zero;

    assert_int_equal(sp_envelope_seal(plan, &sample->envelope), SP_ERR_USAGE);
    assert_int_equal(sample->envelope.manifest.size, 0);
    assert_int_equal(sample->envelope.broker_blob.size, 0);
    for (size_t r = 0; r < SP_RECIPIENTS_MAX; r++) {
        assert_int_equal(sample->envelope.blobs[r].size, 0);
    }
    for (size_t i = 0; i < plan->item_count; i++) {
        assert_memory_equal(&plan->items[i].cek, &zero, sizeof(zero));
    }
}

static void
seals_nothing_that_a_reader_would_refuse(void **state)
{
    (void)state;
    struct envelope_sample sample, other;
    struct sp_item_sealed kept[3];

    sample_init(&sample, 2, 2);
    sample_init(&other, 2, 2);
    sample_write_base(&sample);
    assert_int_equal(sample_seal_item(&sample, 0, sp_bytes_of_text("a")), SP_OK);
    assert_int_equal(sample_seal_item(&sample, 1, sp_bytes_of_text("b")), SP_OK);
    memcpy(kept, sample.items, sizeof(kept));
#define REFUSES(change_)                                                                           \
    do {                                                                                           \
        struct sp_envelope_plan plan = sample_plan(&sample);                                       \
        memcpy(sample.items, kept, sizeof(kept));                                                  \
        change_;                                                                                   \
        expect_sealing_refused(&sample, &plan);                                                    \
    } while (0)
    REFUSES(plan.item_count = 1);
    REFUSES(plan.item_count = 3);
    REFUSES(plan.recipient_count = 1);
    REFUSES(plan.recipient_count = 3);
    REFUSES(plan.sender = other.sender);
    REFUSES(plan.recipients = other.publics);
    REFUSES(plan.base.size--);
    REFUSES(plan.base = (struct sp_bytes){0});
    REFUSES(sample.items[0] = kept[1]; sample.items[1] = kept[0]);
    REFUSES(sample.items[1] = kept[0]);
    REFUSES(sample.items[1].entry.index = 0);
    REFUSES(sample.items[1].entry.padded_bytes++);
    REFUSES(sample.items[1].entry.k_com.b[9] ^= 1);
    REFUSES(sample.items[1].cek.b[9] ^= 1);
#undef REFUSES
    struct sp_envelope_plan plan = sample_plan(&sample);
    memcpy(sample.items, kept, sizeof(kept));
    assert_int_equal(sp_envelope_seal(&plan, &sample.envelope), SP_OK);
    sample_free(&sample);
    sample_free(&other);
}

static void
seals_no_message_that_its_own_verdict_forbids(void **state)
{
    (void)state;
    struct envelope_sample sample;

    sample_init(&sample, 1, 2);
    sample.base.basis = SP_BASIS_NONE;
    sample_write_base(&sample);
    assert_int_equal(sample_seal_item(&sample, 0, sp_bytes_of_text("a")), SP_OK);
    const struct sp_envelope_plan plan = sample_plan(&sample);
    expect_sealing_refused(&sample, &plan);
    sample_free(&sample);
}

static void
wipes_content_keys_and_starts_anew(void **state)
{
    (void)state;
    static const struct sp_share zero;
    struct envelope_sample sample;

    sample_init(&sample, 2, 2);
    sample_seal(&sample);
    assert_memory_equal(&sample.items[0].cek, &zero, sizeof(zero));
    assert_memory_equal(&sample.items[1].cek, &zero, sizeof(zero));
    const struct sp_hash first = sample.envelope.d;
    sample_seal(&sample); /* into the same envelope */
    assert_memory_not_equal(&first, &sample.envelope.d, sizeof(first));
    assert_int_equal(sample.envelope.broker_blob.size, SP_HPKE_OVERHEAD + 4 * 32);
    sp_envelope_wipe(&sample.envelope);
    sp_envelope_wipe(&sample.envelope);
    sample_free(&sample);
}

/* ---- the bytes, from the text of PROTOCOL.md ---- */

static void
shares_commit_and_wrap_as_written(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct opened_shares shares;
    struct sp_share cek;
    uint8_t both[64], kek[32], info[128];

    sample_init(&sample, 2, 2);
    sample_seal(&sample);
    open_shares(&sample, &shares);
    const size_t i = 1, r = 1;
    const struct sp_share *s_b = broker_share(&sample, &shares, i, r), *s_r = &shares.own[r][i];
    const struct sp_hash *key_id = &sample.recipients[r].key_id, *hb = &sample.header.hb;
    const struct sp_share_entry *entry = sp_manifest_share(&sample.header.manifest, r, i);
    static const uint8_t number[2] = {0, 1}, one = 1, two = 2;
    static const uint8_t label[] = "samenspraak/v1/share";
    struct sp_bytes parts[] = {
        {label, sizeof(label)}, {&one, 1}, {hb->b, 32}, {number, 2}, {key_id->b, 32}, {s_b->b, 32}};
    const struct sp_hash c_b = sp_sha256(parts, 6);
    parts[1].data = &two;
    parts[5].data = s_r->b;
    const struct sp_hash c_r = sp_sha256(parts, 6);
    assert_memory_equal(c_b.b, entry->c_b.b, 32);
    assert_memory_equal(c_r.b, entry->c_r.b, 32);

    memcpy(both, s_b->b, 32);
    memcpy(both + 32, s_r->b, 32);
    const size_t label_bytes = sizeof("samenspraak/v1/kek");
    memcpy(info, "samenspraak/v1/kek", label_bytes);
    memcpy(info + label_bytes, number, 2);
    memcpy(info + label_bytes + 2, key_id->b, 32);
    assert_int_equal(sp_hkdf((struct sp_bytes){hb->b, 32}, (struct sp_bytes){both, 64},
                         (struct sp_bytes){info, label_bytes + 34}, kek, sizeof(kek)),
        SP_OK);
    assert_int_equal(sp_item_key(&sample.header, r, i, s_b, s_r, &cek), SP_OK);
    static const uint8_t nonce[12];
    uint8_t wrap[SP_WRAP_BYTES], ad[66];
    memcpy(ad, hb->b, 32);
    memcpy(ad + 32, number, 2);
    memcpy(ad + 34, key_id->b, 32);
    assert_int_equal(crypto_aead_chacha20poly1305_ietf_encrypt(
                         wrap, NULL, cek.b, sizeof(cek.b), ad, sizeof(ad), NULL, nonce, kek),
        0);
    assert_memory_equal(wrap, entry->wrap, sizeof(wrap));
    sample_free(&sample);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_recipient_opens_every_item_with_both_shares),
        cmocka_unit_test(the_largest_message_opens_at_its_corners),
        cmocka_unit_test(no_two_shares_are_the_same),
        cmocka_unit_test(either_share_alone_opens_nothing),
        cmocka_unit_test(a_wrong_share_is_told_from_a_bad_copy),
        cmocka_unit_test(shares_fit_one_item_of_one_recipient),
        cmocka_unit_test(an_item_does_not_pass_for_another),
        cmocka_unit_test(a_ciphertext_under_another_base_does_not_decrypt),
        cmocka_unit_test(seals_nothing_that_a_reader_would_refuse),
        cmocka_unit_test(seals_no_message_that_its_own_verdict_forbids),
        cmocka_unit_test(wipes_content_keys_and_starts_anew),
        cmocka_unit_test(shares_commit_and_wrap_as_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
