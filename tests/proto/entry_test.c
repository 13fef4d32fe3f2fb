#include "support.h"

#include <string.h>

#include "statement_samples.h"

struct fixture {
    struct sp_arena *arena;
    struct sp_sign_key *key;    /* the patient's */
    struct sp_sign_key *gp_key; /* the general practitioner's */
    struct sp_buffer bytes;
    struct sp_signature signature;
    uint8_t der[1024];
    struct sp_entry entry;
    struct sp_entry_read read;
    const char *field;
};

static int
set_up(void **state)
{
    static struct fixture fixture;

    memset(&fixture, 0, sizeof(fixture));
    assert_int_equal(sp_crypto_init(), SP_OK);
    assert_int_equal(sp_arena_new(1U << 20, &fixture.arena), SP_OK);
    sp_buffer_init(&fixture.bytes, 1U << 16);
    fixture.key = sample_key(SAMPLE_KEY);
    fixture.gp_key = sample_key(SAMPLE_GP_KEY);
    *state = &fixture;
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *fixture = *state;

    sp_arena_free(fixture->arena);
    sp_buffer_wipe(&fixture->bytes);
    sp_sign_key_free(fixture->key);
    sp_sign_key_free(fixture->gp_key);
    return 0;
}

static enum sp_status
read_again(struct fixture *f)
{
    sp_arena_reset(f->arena);
    return sp_entry_read(sp_buffer_bytes(&f->bytes), &f->signature, f->arena, &f->read, &f->field);
}

static enum sp_status
sign(struct fixture *f, const struct sp_sign_key *key)
{
    sp_buffer_wipe(&f->bytes);
    return sp_entry_sign(&f->entry, key, &f->bytes, &f->signature);
}

/* Signs what now stands in the fixture without sp_entry_sign's judgement. */
static void
sign_unchecked(struct fixture *f, const struct sp_sign_key *key)
{
    sp_buffer_wipe(&f->bytes);
    assert_int_equal(sp_wire_write(&sp_shape_entry, &f->entry, &f->bytes), SP_OK);
    struct sp_bytes bytes = sp_buffer_bytes(&f->bytes);
    assert_int_equal(sp_sign(key, "entry", &bytes, 1, &f->signature), SP_OK);
}

static void
refused_for(
    struct fixture *f, const struct sp_sign_key *key, enum sp_status status, const char *field)
{
    assert_int_equal(sign(f, key), SP_ERR_USAGE);
    assert_int_equal(f->bytes.size, 0);
    sign_unchecked(f, key);
    assert_int_equal(read_again(f), status);
    assert_string_equal(f->field, field);
    assert_int_equal(f->read.entry.format, 0);
}

static void
good_entries_are_signed_and_read(void **state)
{
    struct fixture *f = *state;

    sample_patient_entry(f->der, &f->entry);
    assert_int_equal(sign(f, f->key), SP_OK);
    assert_int_equal(read_again(f), SP_OK);
    assert_null(f->field);
    assert_true(f->read.entry.has_r && !f->read.entry.has_witness_key);
    assert_true(sp_party_equal(&f->read.certificate.party, &f->entry.party));
    sample_gp_entry(f->der, &f->entry);
    assert_int_equal(sign(f, f->gp_key), SP_OK);
    assert_int_equal(read_again(f), SP_OK);
    assert_int_equal(f->read.entry.receive_keys.count, 2);
}

static void
hashes_and_names_are_those_of_the_python_oracle(void **state)
{
    struct fixture *f = *state;
    uint8_t want[SP_HASH_BYTES], leaf[SP_STATEMENT_LEAF];

    sample_patient_entry(f->der, &f->entry);
    assert_int_equal(sign(f, f->key), SP_OK);
    assert_int_equal(read_again(f), SP_OK);
    sp_test_hex(vector_entry_patient_hash, want, sizeof(want));
    assert_memory_equal(f->read.hash.b, want, sizeof(want));
    sp_test_hex(vector_entry_patient_name, want, sizeof(want));
    assert_memory_equal(f->read.name.b, want, sizeof(want));
    sample_gp_entry(f->der, &f->entry);
    assert_int_equal(sign(f, f->gp_key), SP_OK);
    assert_int_equal(read_again(f), SP_OK);
    sp_test_hex(vector_entry_gp_hash, want, sizeof(want));
    assert_memory_equal(f->read.hash.b, want, sizeof(want));
    sp_entry_leaf(&f->read.name, &f->read.hash, leaf);
    assert_memory_equal(leaf, "SPK1", 4);
    assert_memory_equal(leaf + 36, want, sizeof(want));
    sp_test_hex(vector_entry_gp_name, want, sizeof(want));
    assert_memory_equal(leaf + 4, want, sizeof(want));
}

static void
the_name_is_over_the_party_as_it_stands_on_the_wire(void **state)
{
    (void)state;
    static const uint8_t seq[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    const char *const texts[] = {SAMPLE_GP, SAMPLE_CLOSE, SAMPLE_EMPLOYER,
        "gp:agb:0123456789012345678901234567890", "gp:agb:01234567890123456789012345678901",
        "gp:reg:0123456789012345678901234567890123456789012345678901234567890123"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sp_party party = sample_party(texts[i]);
        struct sp_buffer form;
        sp_buffer_init(&form, 128);
        assert_int_equal(sp_wire_write(&sp_shape_party, &party, &form), SP_OK);
        const struct sp_bytes parts[] = {sp_buffer_bytes(&form), {seq, sizeof(seq)}};
        struct sp_hash want = sp_hash_of("name", parts, 2);
        struct sp_hash got = sp_entry_name(&party, UINT64_C(0x0102030405060708));
        assert_memory_equal(&got, &want, sizeof(want));
        sp_buffer_wipe(&form);
    }
}

static void
every_truncation_and_bit_flip_is_refused(void **state)
{
    struct fixture *f = *state;

    sample_patient_entry(f->der, &f->entry);
    assert_int_equal(sign(f, f->key), SP_OK);
    for (size_t size = 0; size < f->bytes.size; size++) {
        struct sp_bytes part = {f->bytes.data, size};
        sp_arena_reset(f->arena);
        assert_int_not_equal(
            sp_entry_read(part, &f->signature, f->arena, &f->read, &f->field), SP_OK);
        assert_non_null(f->field);
    }
    for (size_t bit = 0; bit < f->bytes.size * 8; bit++) {
        f->bytes.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_int_not_equal(read_again(f), SP_OK);
        f->bytes.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    for (size_t bit = 0; bit < SP_SIGNATURE_BYTES * 8; bit++) {
        f->signature.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_int_equal(read_again(f), SP_ERR_SIGNATURE);
        assert_string_equal(f->field, "signature");
        f->signature.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

static void
another_ones_signature_is_refused(void **state)
{
    struct fixture *f = *state;

    sample_patient_entry(f->der, &f->entry);
    refused_for(f, f->gp_key, SP_ERR_SIGNATURE, "signature");
}

static void
the_certificate_names_the_party(void **state)
{
    struct fixture *f = *state;

    sample_gp_entry(f->der, &f->entry);
    f->entry.party = sample_party("gp:agb:01012346");
    refused_for(f, f->gp_key, SP_ERR_CERT, "party");
    sample_gp_entry(f->der, &f->entry);
    f->entry.party.role = SP_ROLE_CLINICIAN_GGZ;
    refused_for(f, f->gp_key, SP_ERR_CERT, "party");
    sample_gp_entry(f->der, &f->entry);
    f->entry.certificate.size--;
    refused_for(f, f->gp_key, SP_ERR_CERT, "certificate");
}

static void
an_identifier_is_made_of_its_key_and_r(void **state)
{
    struct fixture *f = *state;
    struct sp_sign_public key = sp_sign_key_public(f->key);
    struct sp_patient_id want = sample_patient_id();
    uint8_t r[16];

    sample_count(0xa0, r, sizeof(r));
    struct sp_patient_id id = sp_patient_id_make(&key, r);
    assert_memory_equal(&id, &want, sizeof(want));
    for (size_t bit = 0; bit < 128; bit++) {
        sample_patient_entry(f->der, &f->entry);
        f->entry.r[bit / 8] ^= (uint8_t)(1U << bit % 8);
        sign_unchecked(f, f->key);
        assert_int_equal(read_again(f), SP_ERR_CERT);
        assert_string_equal(f->field, "r");
    }
    sample_patient_entry(f->der, &f->entry);
    f->entry.has_r = false;
    refused_for(f, f->key, SP_ERR_MALFORMED, "r");
}

static void
a_representative_certifies_itself_too(void **state)
{
    struct fixture *f = *state;
    struct sp_sign_key *key = sample_key(SAMPLE_REP_KEY);

    sample_patient_entry(f->der, &f->entry);
    f->entry.party = sample_representative();
    f->entry.certificate.size = sample_unhex(vector_certificate_representative, f->der, 1024);
    assert_int_equal(sign(f, key), SP_OK);
    assert_int_equal(read_again(f), SP_OK);
    f->entry.r[0] ^= 1;
    refused_for(f, key, SP_ERR_CERT, "r");
    f->entry.has_r = false;
    refused_for(f, key, SP_ERR_MALFORMED, "r");
    sp_sign_key_free(key);
}

static void
only_scheme_p_has_r(void **state)
{
    struct fixture *f = *state;

    sample_gp_entry(f->der, &f->entry);
    f->entry.has_r = true;
    refused_for(f, f->gp_key, SP_ERR_MALFORMED, "r");
}

static void
the_first_entry_has_nothing_before_it_and_later_ones_have(void **state)
{
    struct fixture *f = *state;

    sample_gp_entry(f->der, &f->entry);
    f->entry.has_prev_hash = true;
    refused_for(f, f->gp_key, SP_ERR_MALFORMED, "prev_hash");
    f->entry.seq = UINT64_MAX;
    assert_int_equal(sign(f, f->gp_key), SP_OK);
    f->entry.has_prev_hash = false;
    refused_for(f, f->gp_key, SP_ERR_MALFORMED, "prev_hash");
}

static void
receive_keys_live_are_not_zero_and_not_twice(void **state)
{
    struct fixture *f = *state;
    struct sp_receive_key keys[SP_ENTRY_KEYS_MAX + 1];

    sample_gp_entry(f->der, &f->entry);
    const struct sp_receive_key *good = f->entry.receive_keys.items;
    f->entry.receive_keys.items = keys;
    keys[0] = good[0];
    keys[1] = good[1];
    keys[1].not_after_ms = keys[1].not_before_ms;
    refused_for(f, f->gp_key, SP_ERR_MALFORMED, "receive_keys");
    keys[1] = good[1];
    memset(&keys[1].key, 0, sizeof(keys[1].key));
    refused_for(f, f->gp_key, SP_ERR_MALFORMED, "receive_keys");
    keys[1].key = keys[0].key;
    refused_for(f, f->gp_key, SP_ERR_MALFORMED, "receive_keys");
    keys[1] = good[1];
    keys[1].suite = 2;
    assert_int_equal(sign(f, f->gp_key), SP_ERR_USAGE);
    for (uint8_t i = 0; i <= SP_ENTRY_KEYS_MAX; i++) {
        keys[i] = good[0];
        keys[i].key.b[0] = i;
    }
    f->entry.receive_keys.count = SP_ENTRY_KEYS_MAX;
    assert_int_equal(sign(f, f->gp_key), SP_OK);
    f->entry.receive_keys.count = SP_ENTRY_KEYS_MAX + 1;
    assert_int_equal(sign(f, f->gp_key), SP_ERR_USAGE);
    f->entry.receive_keys.count = 0;
    assert_int_equal(sign(f, f->gp_key), SP_OK);
}

static void
a_witness_key_is_a_good_key_of_its_own(void **state)
{
    struct fixture *f = *state;

    sample_gp_entry(f->der, &f->entry);
    f->entry.witness_key = sp_sign_key_public(f->gp_key);
    refused_for(f, f->gp_key, SP_ERR_CERT, "witness_key");
    memset(&f->entry.witness_key, 0, sizeof(f->entry.witness_key));
    refused_for(f, f->gp_key, SP_ERR_CERT, "witness_key");
}

static void
suites_format_and_status_are_within_their_lists(void **state)
{
    struct fixture *f = *state;

    sample_gp_entry(f->der, &f->entry);
    f->entry.suite_min = 2;
    assert_int_equal(sign(f, f->gp_key), SP_ERR_USAGE);
    f->entry.suite_min = SP_SUITE_V1;
    f->entry.format = 2;
    assert_int_equal(sign(f, f->gp_key), SP_ERR_USAGE);
    f->entry.format = 1;
    f->entry.status = SP_ENTRY_ENDED + 1;
    assert_int_equal(sign(f, f->gp_key), SP_ERR_USAGE);
    f->entry.status = SP_ENTRY_ENDED;
    assert_int_equal(sign(f, f->gp_key), SP_OK);
}

static void
an_entry_over_its_size_is_refused(void **state)
{
    struct fixture *f = *state;
    static uint8_t large[SP_DIRECTORY_ENTRY_MAX + 1];
    struct sp_bytes bytes = {large, sizeof(large)};

    assert_int_equal(sp_entry_read(bytes, &f->signature, f->arena, &f->read, NULL), SP_ERR_TOO_BIG);
}

static void
the_youngest_key_in_its_time_is_sealed_to(void **state)
{
    struct fixture *f = *state;

    sample_gp_entry(f->der, &f->entry); /* 5..90 and 40..80 */
    const struct sp_receive_key *keys = f->entry.receive_keys.items;
    assert_null(sp_entry_receive_key(&f->entry, 4));
    assert_ptr_equal(sp_entry_receive_key(&f->entry, 5), &keys[0]);
    assert_ptr_equal(sp_entry_receive_key(&f->entry, 39), &keys[0]);
    assert_ptr_equal(sp_entry_receive_key(&f->entry, 40), &keys[1]);
    assert_ptr_equal(sp_entry_receive_key(&f->entry, 79), &keys[1]);
    assert_ptr_equal(sp_entry_receive_key(&f->entry, 80), &keys[0]);
    assert_null(sp_entry_receive_key(&f->entry, 90));
    f->entry.status = SP_ENTRY_ENDED;
    assert_null(sp_entry_receive_key(&f->entry, 50));
    f->entry.status = SP_ENTRY_ACTIVE;
    f->entry.receive_keys = (struct sp_list){NULL, 0};
    assert_null(sp_entry_receive_key(&f->entry, 50));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_entries_are_signed_and_read),
        cmocka_unit_test(hashes_and_names_are_those_of_the_python_oracle),
        cmocka_unit_test(the_name_is_over_the_party_as_it_stands_on_the_wire),
        cmocka_unit_test(every_truncation_and_bit_flip_is_refused),
        cmocka_unit_test(another_ones_signature_is_refused),
        cmocka_unit_test(the_certificate_names_the_party),
        cmocka_unit_test(an_identifier_is_made_of_its_key_and_r),
        cmocka_unit_test(a_representative_certifies_itself_too),
        cmocka_unit_test(only_scheme_p_has_r),
        cmocka_unit_test(the_first_entry_has_nothing_before_it_and_later_ones_have),
        cmocka_unit_test(receive_keys_live_are_not_zero_and_not_twice),
        cmocka_unit_test(a_witness_key_is_a_good_key_of_its_own),
        cmocka_unit_test(suites_format_and_status_are_within_their_lists),
        cmocka_unit_test(an_entry_over_its_size_is_refused),
        cmocka_unit_test(the_youngest_key_in_its_time_is_sealed_to),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
