/*
 * Records, their commitments and their wire form, against the worked example.
 */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include <samenspraak/log.h>

#define SP_EXAMPLE "../design/models/log-vectors.json"

static int
start(void **state)
{
    (void)state;
    return sp_crypto_init() == SP_OK ? 0 : -1;
}

static struct sp_hash
hash_of_hex(const json_t *json)
{
    struct sp_hash hash;

    assert_int_equal(sp_test_hex(json_string_value(json), hash.b, 32), 32);
    return hash;
}

static void
worked_example_comes_out_byte_for_byte(void **state)
{
    json_t *json = sp_test_vector_json(SP_EXAMPLE);
    struct sp_hash commitments[8];
    uint8_t entry[SP_EVENT_ENTRY_BYTES], want[SP_EVENT_ENTRY_BYTES];

    (void)state;
    if (json == NULL) {
        skip();
    }
    json_t *leaf = json_object_get(json, "leaf");
    struct sp_hash salt = hash_of_hex(json_object_get(leaf, "record_salt"));
    assert_int_equal(json_array_size(json_object_get(leaf, "fields")), 8);
    for (uint8_t i = 0; i < 8; i++) {
        json_t *field = json_array_get(json_object_get(leaf, "fields"), i);
        struct sp_hash s = sp_record_field_salt(&salt, i);
        struct sp_hash c = hash_of_hex(json_array_get(json_object_get(leaf, "field_salts"), i));
        assert_memory_equal(&s, &c, 32);
        commitments[i] =
            sp_record_field_commitment(&s, i, sp_bytes_of_text(json_string_value(field)));
        c = hash_of_hex(json_array_get(json_object_get(leaf, "field_commitments"), i));
        assert_memory_equal(&commitments[i], &c, 32);
    }
    struct sp_hash commitment = sp_record_commitment(commitments, 8);
    struct sp_hash wanted = hash_of_hex(json_object_get(leaf, "record_commitment"));
    assert_memory_equal(&commitment, &wanted, 32);
    for (size_t i = 0; i < sizeof(entry); i++) {
        entry[i] = i < 4 ? (uint8_t) "SPL1"[i] : commitment.b[i - 4];
    }
    sp_test_hex(json_string_value(json_object_get(leaf, "entry")), want, sizeof(want));
    assert_memory_equal(entry, want, sizeof(want));
    struct sp_hash hash = sp_tree_leaf((struct sp_bytes){entry, sizeof(entry)});
    wanted = hash_of_hex(json_object_get(leaf, "leaf_hash"));
    assert_memory_equal(&hash, &wanted, 32);
    json_decref(json);
}

static struct sp_record
example(void)
{
    struct sp_record record = {.salt = {{1, 2, 3}}};

    record.fields[SP_RECORD_TIME] = sp_bytes_of_text("2026-01-01T00:00:00.000Z");
    record.fields[SP_RECORD_EVENT] = sp_bytes_of_text("release");
    record.fields[SP_RECORD_PEER] = sp_bytes_of_text("127.0.0.1");
    return record;
}

/* "SPL1", and what an auditor computes who was shown some fields and the others' commitments. */
static void
entry_is_reached_from_one_open_field_and_the_other_commitments(void **state)
{
    struct sp_record record = example();
    struct sp_hash commitments[SP_RECORD_FIELDS];
    uint8_t entry[SP_EVENT_ENTRY_BYTES];

    (void)state;
    sp_record_entry(&record, entry);
    assert_memory_equal(entry, "SPL1", 4);
    for (uint8_t i = 0; i < SP_RECORD_FIELDS; i++) {
        struct sp_hash salt = sp_record_field_salt(&record.salt, i);
        commitments[i] = sp_record_field_commitment(&salt, i, record.fields[i]);
    }
    struct sp_hash commitment = sp_record_commitment(commitments, SP_RECORD_FIELDS);
    assert_memory_equal(entry + 4, &commitment, 32);
}

static void
entry_changes_with_salt_with_a_field_and_with_its_place(void **state)
{
    struct sp_record record = example();
    uint8_t entry[SP_EVENT_ENTRY_BYTES], other[SP_EVENT_ENTRY_BYTES];

    (void)state;
    sp_record_entry(&record, entry);
    for (size_t bit = 0; bit < 256; bit++) {
        record.salt.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
        sp_record_entry(&record, other);
        assert_memory_not_equal(entry, other, sizeof(entry));
        record.salt.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    for (size_t i = 0; i < SP_RECORD_FIELDS; i++) {
        struct sp_record changed = record;
        changed.fields[i] = sp_bytes_of_text("x");
        sp_record_entry(&changed, other);
        assert_memory_not_equal(entry, other, sizeof(entry));
        if (i > 0 && !sp_bytes_equal(record.fields[i], record.fields[i - 1])) {
            changed = record;
            changed.fields[i] = record.fields[i - 1];
            changed.fields[i - 1] = record.fields[i];
            sp_record_entry(&changed, other);
            assert_memory_not_equal(entry, other, sizeof(entry));
        }
    }
}

static void
record_is_read_as_it_was_written(void **state)
{
    struct sp_record record = example(), back;
    struct sp_buffer out;

    (void)state;
    sp_buffer_init(&out, 1U << 17);
    assert_int_equal(sp_wire_write(&sp_shape_record, &record, &out), SP_OK);
    /* [2, bin 32, [16 ...]]: one head, 34 bytes of salt, then the array of sixteen (dc 00 10). */
    assert_int_equal(out.data[0], 0x92);
    assert_memory_equal(out.data + 35,
        "\xdc\x00\x10\xc4\x18"
        "2026",
        9);
    assert_int_equal(
        sp_wire_read(&sp_shape_record, sp_buffer_bytes(&out), NULL, &back, NULL), SP_OK);
    assert_memory_equal(&back.salt, &record.salt, 32);
    for (size_t i = 0; i < SP_RECORD_FIELDS; i++) {
        assert_true(sp_bytes_equal(back.fields[i], record.fields[i]));
    }
    for (size_t size = 0; size < out.size; size++) {
        struct sp_bytes cut = {out.data, size};
        assert_int_not_equal(sp_wire_read(&sp_shape_record, cut, NULL, &back, NULL), SP_OK);
    }
    sp_buffer_wipe(&out);
}

static void
field_of_4096_bytes_fits_and_of_one_more_does_not(void **state)
{
    static const uint8_t zeros[SP_RECORD_FIELD_MAX + 1];
    struct sp_record record = example(), back;
    struct sp_buffer out;

    (void)state;
    sp_buffer_init(&out, 1U << 17);
    for (size_t i = 0; i < SP_RECORD_FIELDS; i++) {
        record.fields[i] = (struct sp_bytes){zeros, SP_RECORD_FIELD_MAX};
    }
    assert_int_equal(sp_wire_write(&sp_shape_record, &record, &out), SP_OK);
    assert_int_equal(
        sp_wire_read(&sp_shape_record, sp_buffer_bytes(&out), NULL, &back, NULL), SP_OK);
    for (size_t i = 0; i < SP_RECORD_FIELDS; i++) {
        record.fields[i].size++;
        assert_int_equal(sp_wire_write(&sp_shape_record, &record, &out), SP_ERR_USAGE);
        record.fields[i].size--;
    }
    sp_buffer_wipe(&out);
}

static void
logs_have_their_names(void **state)
{
    (void)state;
    assert_string_equal(sp_log_names[SP_LOG_EVENTS], "events");
    assert_string_equal(sp_log_names[SP_LOG_STATEMENTS], "statements");
    assert_string_equal(sp_log_names[SP_LOG_KEYS], "keys");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example_comes_out_byte_for_byte),
        cmocka_unit_test(entry_is_reached_from_one_open_field_and_the_other_commitments),
        cmocka_unit_test(entry_changes_with_salt_with_a_field_and_with_its_place),
        cmocka_unit_test(record_is_read_as_it_was_written),
        cmocka_unit_test(field_of_4096_bytes_fits_and_of_one_more_does_not),
        cmocka_unit_test(logs_have_their_names),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
