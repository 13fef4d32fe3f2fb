/*
 * Verifier keys and signed notes: published cases, one spelling only, and who signed.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <samenspraak/log.h>

static struct sp_sign_key *key_a, *key_b;
static struct sp_vkey note_a, witness_b;
static const char checkpoint_text[] =
    "log.example/a\n7\nIrSXADBqJ7EQoUODSDKROySgNveeL6CFhik2w/+fS7U=\n";

static int
make_keys(void **state)
{
    uint8_t seed[SP_SEED_BYTES] = {7};
    struct sp_sign_public a, b;

    (void)state;
    assert_int_equal(sp_crypto_init(), SP_OK);
    assert_int_equal(sp_sign_key_from_seed(seed, &key_a), SP_OK);
    seed[0] = 8;
    assert_int_equal(sp_sign_key_from_seed(seed, &key_b), SP_OK);
    a = sp_sign_key_public(key_a), b = sp_sign_key_public(key_b);
    assert_int_equal(sp_vkey_make("log.example/a", SP_NOTE_ED25519, &a, &note_a), SP_OK);
    assert_int_equal(sp_vkey_make("wit.example/b", SP_NOTE_COSIGNATURE, &b, &witness_b), SP_OK);
    return 0;
}

static int
free_keys(void **state)
{
    (void)state;
    sp_sign_key_free(key_a);
    sp_sign_key_free(key_b);
    return 0;
}

static struct sp_bytes
text_of(const struct sp_buffer *buffer)
{
    return sp_buffer_bytes(buffer);
}

static void
add(struct sp_buffer *buffer, const char *text)
{
    assert_int_equal(sp_buffer_append(buffer, text, strlen(text)), SP_OK);
}

/* ---- verifier keys ---- */

static void
vkey_is_read_as_it_was_written(void **state)
{
    char text[SP_VKEY_MAX];
    struct sp_vkey back;

    (void)state;
    sp_vkey_text(&witness_b, text);
    assert_int_equal(sp_vkey_parse(sp_bytes_of_text(text), &back), SP_OK);
    assert_memory_equal(&back, &witness_b, sizeof(back));
}

static void
vkey_of_the_longest_name_still_has_a_text(void **state)
{
    struct sp_sign_public public = sp_sign_key_public(key_a);
    char name[SP_ORIGIN_MAX + 1] = {0}, text[SP_VKEY_MAX];
    struct sp_vkey vkey, back;

    (void)state;
    memset(name, 'n', SP_ORIGIN_MAX);
    assert_int_equal(sp_vkey_make(name, SP_NOTE_ED25519, &public, &vkey), SP_ERR_USAGE);
    name[SP_ORIGIN_MAX - 1] = 0;
    assert_int_equal(sp_vkey_make(name, SP_NOTE_ED25519, &public, &vkey), SP_OK);
    sp_vkey_text(&vkey, text);
    assert_int_equal(sp_vkey_parse(sp_bytes_of_text(text), &back), SP_OK);
    assert_memory_equal(&back, &vkey, sizeof(back));
}

static void
vkey_with_any_bit_flipped_or_cut_short_is_refused(void **state)
{
    char text[SP_VKEY_MAX];
    struct sp_vkey vkey;

    (void)state;
    sp_vkey_text(&note_a, text);
    size_t size = strlen(text);
    for (size_t bit = 0; bit < size * 8; bit++) {
        text[bit / 8] = (char)(text[bit / 8] ^ (1 << bit % 8));
        assert_int_equal(
            sp_vkey_parse((struct sp_bytes){(const uint8_t *)text, size}, &vkey), SP_ERR_MALFORMED);
        assert_int_equal(vkey.type, 0);
        text[bit / 8] = (char)(text[bit / 8] ^ (1 << bit % 8));
    }
    for (size_t cut = 0; cut < size; cut++) {
        assert_int_equal(
            sp_vkey_parse((struct sp_bytes){(const uint8_t *)text, cut}, &vkey), SP_ERR_MALFORMED);
    }
}

static void
vkey_makes_only_key_names_known_types_and_sound_keys(void **state)
{
    static const char *const names[] = {"", "a b", "a+b", "a\nb", "a\tb", "a\rb", "\x80",
        "a\xc2\x85", "a\xc2\xa0", "\xe2\x80\x83", "\xe3\x80\x80", "\xc0\xaf", "\xed\xa0\x80",
        "\xf4\x90\x80\x80", "a\xe2\x80"};
    struct sp_sign_public public = sp_sign_key_public(key_a), weak = {{1}};
    struct sp_vkey vkey;

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_int_equal(sp_vkey_make(names[i], SP_NOTE_ED25519, &public, &vkey), SP_ERR_USAGE);
    }
    assert_int_equal(sp_vkey_make("a", (enum sp_note_type)6, &public, &vkey), SP_ERR_USAGE);
    assert_int_equal(sp_vkey_make("a", SP_NOTE_ED25519, &weak, &vkey), SP_ERR_USAGE);
    assert_int_equal(
        sp_vkey_make("zorg.example/\xc3\xa9\xf0\x9f\x93\x9c", SP_NOTE_ED25519, &public, &vkey),
        SP_OK);
}

/* ---- notes ---- */

/* Text, empty line and ${lines} signatures of note_a. */
static void
make_note(struct sp_buffer *note, const char *text, size_t lines)
{
    add(note, text);
    add(note, "\n");
    for (size_t i = 0; i < lines; i++) {
        assert_int_equal(sp_note_sign(sp_bytes_of_text(text), &note_a, key_a, 0, note), SP_OK);
    }
}

static enum sp_status
check_note(const struct sp_buffer *note, struct sp_bytes *text)
{
    struct sp_note_seen seen;
    enum sp_status status = sp_note_check(text_of(note), &note_a, 1, &seen, text);

    assert_int_equal(seen.verified, status == SP_OK);
    assert_true((text->data != NULL) == (status == SP_OK));
    return status;
}

static enum sp_status
want_of(const char *want)
{
    if (strcmp(want, "ok") == 0) {
        return SP_OK;
    }
    return strcmp(want, "malformed") == 0 ? SP_ERR_MALFORMED : SP_ERR_SIGNATURE;
}

static void
check_published_note(const json_t *row)
{
    struct sp_vkey vkeys[4];
    struct sp_note_seen seen[4];
    struct sp_bytes text;
    const json_t *keys = json_object_get(row, "vkeys");
    size_t count = json_array_size(keys);

    assert_true(count <= 4);
    for (size_t i = 0; i < count; i++) {
        const char *vkey = json_string_value(json_array_get(keys, i));
        assert_int_equal(sp_vkey_parse(sp_bytes_of_text(vkey), &vkeys[i]), SP_OK);
    }
    struct sp_bytes note = sp_bytes_of_text(json_string_value(json_object_get(row, "note")));
    enum sp_status status = sp_note_check(note, vkeys, count, seen, &text);
    if (status != want_of(json_string_value(json_object_get(row, "want")))) {
        fail_msg("%s", json_string_value(json_object_get(row, "name")));
    }
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(seen[i].verified, status == SP_OK);
    }
}

static void
published_notes_of_go_sumdb_get_their_answer(void **state)
{
    json_t *json = sp_test_vector_json("tlog/signed-note.json");
    struct sp_vkey vkey;

    (void)state;
    if (json == NULL) {
        skip();
    }
    const json_t *bad = json_object_get(json, "bad_vkeys"), *cases = json_object_get(json, "cases");
    assert_int_equal(json_array_size(bad), 2);
    for (size_t i = 0; i < 2; i++) {
        const char *text = json_string_value(json_array_get(bad, i));
        assert_int_equal(sp_vkey_parse(sp_bytes_of_text(text), &vkey), SP_ERR_MALFORMED);
    }
    assert_int_equal(json_array_size(cases), 11);
    for (size_t i = 0; i < 11; i++) {
        check_published_note(json_array_get(cases, i));
    }
    json_decref(json);
}

static void
example_note_of_the_specification_verifies(void **state)
{
    static const char note[] = "This is an example message.\n\n\xe2\x80\x94 example.com/foo "
                               "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH"
                               "3mFXmRKuwHjG1Yu72IneyaQM"
                               "=\n";
    struct sp_vkey vkey;
    struct sp_note_seen seen;
    struct sp_bytes text;

    (void)state;
    assert_int_equal(
        sp_vkey_parse(sp_bytes_of_text(
                          "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"),
            &vkey),
        SP_OK);
    assert_int_equal(sp_note_check(sp_bytes_of_text(note), &vkey, 1, &seen, &text), SP_OK);
    assert_true(sp_bytes_equal(text, sp_bytes_of_text("This is an example message.\n")));
}

static void
last_empty_line_separates(void **state)
{
    static const char *const texts[] = {"a\n\nb\n", "a\n\n", "\n", "\n\n\n",
        "\xe2\x80\x94 a Zg==\n", "a\n\n\xe2\x80\x94 log.example/a Zm9vYmFy\n"};

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sp_buffer note;
        struct sp_bytes text;
        sp_buffer_init(&note, SP_NOTE_MAX);
        make_note(&note, texts[i], 1);
        assert_int_equal(check_note(&note, &text), SP_OK);
        assert_true(sp_bytes_equal(text, sp_bytes_of_text(texts[i])));
        sp_buffer_wipe(&note);
    }
}

static void
thirty_two_signatures_are_taken_and_thirty_three_are_not(void **state)
{
    struct sp_buffer note;
    struct sp_bytes text;

    (void)state;
    sp_buffer_init(&note, SP_NOTE_MAX);
    make_note(&note, "a\n", 32);
    assert_int_equal(check_note(&note, &text), SP_OK);
    sp_buffer_wipe(&note);
    make_note(&note, "a\n", 33);
    assert_int_equal(check_note(&note, &text), SP_ERR_MALFORMED);
    sp_buffer_wipe(&note);
}

/* Appends ${line} to a good note and says what becomes of it. */
static enum sp_status
with_line(const char *line)
{
    struct sp_buffer note;
    struct sp_bytes text;

    sp_buffer_init(&note, SP_NOTE_MAX);
    make_note(&note, "a\n", 1);
    add(&note, line);
    enum sp_status status = check_note(&note, &text);
    sp_buffer_wipe(&note);
    return status;
}

static void
lines_of_unknown_keys_are_ignored_when_well_formed(void **state)
{
    (void)state;
    assert_int_equal(with_line("\xe2\x80\x94 other Zm9vYmE=\n"), SP_OK);
    assert_int_equal(with_line("\xe2\x80\x94 log.example/a Zm9vYmE=\n"), SP_OK);
    assert_int_equal(with_line("\xe2\x80\x94 log.example/ Zm9vYmE=\n"), SP_OK);
    assert_int_equal(with_line("\xe2\x80\x94 other Zm9v\n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("\xe2\x80\x94 other \n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("\xe2\x80\x94 other\n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("\xe2\x80\x94  Zm9vYmE=\n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("\xe2\x80\x94 other  Zm9vYmE=\n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("\xe2\x80\x94 other Zm9vYmE= \n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("\xe2\x80\x94 other Zm9vYmF=\n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("\xe2\x80\x94 ot+er Zm9vYmE=\n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("\xe2\x80\x94 ot\xc2\xa0"
                               "er Zm9vYmE=\n"),
        SP_ERR_MALFORMED);
    assert_int_equal(with_line("\xe2\x80\x94 other Zm9vYmE=\r\n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("\xe2\x80\x94 other Zm9vYmE="), SP_ERR_MALFORMED);
    assert_int_equal(with_line("-- other Zm9vYmE=\n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("\xe2\x80\x93 other Zm9vYmE=\n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("\xe2\x80\x94 o\x80 Zm9vYmE=\n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("\n"), SP_ERR_MALFORMED);
    assert_int_equal(with_line("x"), SP_ERR_MALFORMED);
}

static void
same_id_under_another_name_is_another_key(void **state)
{
    struct sp_vkey other = note_a;
    struct sp_buffer note;
    struct sp_bytes text;

    (void)state;
    memcpy(other.name, "log.example/z", 13);
    sp_buffer_init(&note, SP_NOTE_MAX);
    add(&note, "a\n\n");
    assert_int_equal(sp_note_sign(sp_bytes_of_text("a\n"), &other, key_a, 0, &note), SP_OK);
    assert_int_equal(check_note(&note, &text), SP_ERR_SIGNATURE);
    sp_buffer_wipe(&note);
}

/* One good line and one that fails, by the same known key, in either order. */
static void
both_signatures_of_one_known_key_must_verify(void **state)
{
    struct sp_bytes a = sp_bytes_of_text("a\n"), b = sp_bytes_of_text("b\n"), text;

    (void)state;
    for (int order = 0; order < 2; order++) {
        struct sp_buffer note;
        sp_buffer_init(&note, SP_NOTE_MAX);
        add(&note, "a\n\n");
        assert_int_equal(sp_note_sign(order ? a : b, &note_a, key_a, 0, &note), SP_OK);
        assert_int_equal(sp_note_sign(order ? b : a, &note_a, key_a, 0, &note), SP_OK);
        assert_int_equal(check_note(&note, &text), SP_ERR_SIGNATURE);
        sp_buffer_wipe(&note);
    }
}

static void
note_without_a_known_key_is_not_accepted(void **state)
{
    struct sp_buffer note;
    struct sp_bytes text;
    struct sp_note_seen seen;

    (void)state;
    sp_buffer_init(&note, SP_NOTE_MAX);
    make_note(&note, "a\n", 1);
    assert_int_equal(sp_note_check(text_of(&note), NULL, 0, NULL, &text), SP_ERR_SIGNATURE);
    assert_int_equal(sp_note_check(text_of(&note), &witness_b, 1, &seen, &text), SP_ERR_SIGNATURE);
    assert_null(text.data);
    sp_buffer_wipe(&note);
}

static void
carriage_returns_controls_and_broken_utf8_are_malformed(void **state)
{
    static const char *const parts[] = {"\r", "\t", "\x1f", "\x80", "\xc3", "\xff", "\xed\xa0\x80"};

    (void)state;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct sp_buffer note;
        struct sp_bytes text;
        char bad[16];
        (void)snprintf(bad, sizeof(bad), "a%s\n", parts[i]);
        sp_buffer_init(&note, SP_NOTE_MAX);
        assert_int_equal(
            sp_note_sign(sp_bytes_of_text(bad), &note_a, key_a, 0, &note), SP_ERR_USAGE);
        add(&note, bad);
        add(&note, "\n\xe2\x80\x94 other Zm9vYmE=\n");
        assert_int_equal(check_note(&note, &text), SP_ERR_MALFORMED);
        sp_buffer_wipe(&note);
    }
}

static void
note_over_its_maximum_is_too_big_and_a_long_one_has_its_own(void **state)
{
    struct sp_buffer note, body;
    struct sp_bytes text;
    struct sp_note_seen seen;

    (void)state;
    sp_buffer_init(&note, (size_t)4 * SP_NOTE_MAX);
    sp_buffer_init(&body, (size_t)4 * SP_NOTE_MAX);
    for (size_t i = 0; i < 2 * SP_NOTE_MAX / 8; i++) {
        add(&body, "1234567\n");
    }
    assert_int_equal(sp_buffer_append(&body, "", 1), SP_OK);
    make_note(&note, (const char *)body.data, 1);
    assert_int_equal(sp_note_check(text_of(&note), &note_a, 1, &seen, &text), SP_ERR_TOO_BIG);
    assert_int_equal(sp_note_check_long(text_of(&note), note.size - 1, &note_a, 1, &seen, &text),
        SP_ERR_TOO_BIG);
    assert_int_equal(
        sp_note_check_long(text_of(&note), note.size, &note_a, 1, &seen, &text), SP_OK);
    assert_int_equal(text.size, body.size - 1);
    sp_buffer_wipe(&note);
    sp_buffer_wipe(&body);
}

/* ---- cosignatures ---- */

static void
published_and_made_cosignatures_get_their_answer(void **state)
{
    json_t *json = sp_test_vector_json("tlog/cosignature-v1-made.json"), *row = NULL;
    size_t i = 0;

    (void)state;
    if (json == NULL) {
        skip();
    }
    const char *log_text =
        "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
    json_array_foreach(json_object_get(json, "cases"), i, row)
    {
        struct sp_vkey vkeys[2];
        struct sp_note_seen seen[2];
        struct sp_buffer note;
        struct sp_bytes text;
        const char *want = json_string_value(json_object_get(row, "want"));
        assert_int_equal(sp_vkey_parse(sp_bytes_of_text(log_text), &vkeys[0]), SP_OK);
        const char *vkey = json_string_value(json_object_get(row, "vkey_v1"));
        assert_int_equal(sp_vkey_parse(sp_bytes_of_text(vkey), &vkeys[1]), SP_OK);
        sp_buffer_init(&note, SP_NOTE_MAX);
        add(&note, json_string_value(json_object_get(row, "checkpoint")));
        add(&note, json_string_value(json_object_get(row, "cosignature_line")));
        enum sp_status status = sp_note_check(text_of(&note), vkeys, 2, seen, &text);
        if (strcmp(want, "reject") == 0) {
            assert_int_equal(status, SP_ERR_SIGNATURE);
        } else {
            assert_int_equal(status, SP_OK);
            assert_true(seen[0].verified);
            assert_int_equal(seen[1].verified, strcmp(want, "ok") == 0);
            json_int_t time_s = json_integer_value(json_object_get(row, "time"));
            assert_int_equal(seen[1].time_s, seen[1].verified ? time_s : 0);
        }
        sp_buffer_wipe(&note);
    }
    assert_int_equal(i, 12);
    json_decref(json);
}

static void
cosignature_tells_its_newest_time(void **state)
{
    struct sp_bytes body = sp_bytes_of_text(checkpoint_text), text;
    struct sp_buffer note;
    struct sp_note_seen seen;

    (void)state;
    sp_buffer_init(&note, SP_NOTE_MAX);
    add(&note, checkpoint_text);
    add(&note, "\n");
    assert_int_equal(sp_note_sign(body, &witness_b, key_b, 100, &note), SP_OK);
    assert_int_equal(sp_note_sign(body, &witness_b, key_b, SP_TREE_SIZE_MAX, &note), SP_OK);
    assert_int_equal(sp_note_sign(body, &witness_b, key_b, 0, &note), SP_OK);
    assert_int_equal(sp_note_check(text_of(&note), &witness_b, 1, &seen, &text), SP_OK);
    assert_true(seen.verified);
    assert_true(seen.time_s == SP_TREE_SIZE_MAX);
    sp_buffer_wipe(&note);
}

static void
signer_knows_what_it_signs(void **state)
{
    struct sp_bytes body = sp_bytes_of_text(checkpoint_text);
    struct sp_buffer out;

    (void)state;
    sp_buffer_init(&out, SP_NOTE_MAX);
    add(&out, "x");
    /* A witness cosigns checkpoints only, at a time that there is. */
    assert_int_equal(
        sp_note_sign(sp_bytes_of_text("a\n"), &witness_b, key_b, 1, &out), SP_ERR_USAGE);
    assert_int_equal(
        sp_note_sign(body, &witness_b, key_b, SP_TREE_SIZE_MAX + 1, &out), SP_ERR_USAGE);
    /* A plain note never looks like a witness's message. */
    assert_int_equal(sp_note_sign(sp_bytes_of_text("cosignature/v1\ntime 1\nlog.example/a\n0\n\n"),
                         &note_a, key_a, 0, &out),
        SP_ERR_USAGE);
    /* The key is the vkey's; the text ends its last line. */
    assert_int_equal(sp_note_sign(body, &note_a, key_b, 0, &out), SP_ERR_USAGE);
    assert_int_equal(sp_note_sign(sp_bytes_of_text("a"), &note_a, key_a, 0, &out), SP_ERR_USAGE);
    assert_int_equal(sp_note_sign(sp_bytes_of_text(""), &note_a, key_a, 0, &out), SP_ERR_USAGE);
    assert_int_equal(out.size, 1);
    sp_buffer_wipe(&out);
}

static void
signature_that_does_not_fit_its_buffer_leaves_it_as_it_was(void **state)
{
    struct sp_buffer out;

    (void)state;
    for (size_t max = 1; max < 100; max++) {
        sp_buffer_init(&out, max);
        add(&out, "x");
        assert_int_equal(
            sp_note_sign(sp_bytes_of_text("a\n"), &note_a, key_a, 0, &out), SP_ERR_TOO_BIG);
        assert_int_equal(out.size, 1);
        sp_buffer_wipe(&out);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vkey_is_read_as_it_was_written),
        cmocka_unit_test(vkey_of_the_longest_name_still_has_a_text),
        cmocka_unit_test(vkey_with_any_bit_flipped_or_cut_short_is_refused),
        cmocka_unit_test(vkey_makes_only_key_names_known_types_and_sound_keys),
        cmocka_unit_test(published_notes_of_go_sumdb_get_their_answer),
        cmocka_unit_test(example_note_of_the_specification_verifies),
        cmocka_unit_test(last_empty_line_separates),
        cmocka_unit_test(thirty_two_signatures_are_taken_and_thirty_three_are_not),
        cmocka_unit_test(lines_of_unknown_keys_are_ignored_when_well_formed),
        cmocka_unit_test(same_id_under_another_name_is_another_key),
        cmocka_unit_test(both_signatures_of_one_known_key_must_verify),
        cmocka_unit_test(note_without_a_known_key_is_not_accepted),
        cmocka_unit_test(carriage_returns_controls_and_broken_utf8_are_malformed),
        cmocka_unit_test(note_over_its_maximum_is_too_big_and_a_long_one_has_its_own),
        cmocka_unit_test(published_and_made_cosignatures_get_their_answer),
        cmocka_unit_test(cosignature_tells_its_newest_time),
        cmocka_unit_test(signer_knows_what_it_signs),
        cmocka_unit_test(signature_that_does_not_fit_its_buffer_leaves_it_as_it_was),
    };

    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
