/*
 * Checkpoints and offline proofs: the worked example byte for byte, real logs, and every mutation.
 */
#include "support.h"

#include <stdio.h>
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

static void
add(struct sp_buffer *buffer, const char *text)
{
    assert_int_equal(sp_buffer_append(buffer, text, strlen(text)), SP_OK);
}

static void
assert_text(const struct sp_buffer *buffer, const char *want)
{
    assert_int_equal(buffer->size, strlen(want));
    assert_memory_equal(buffer->data, want, buffer->size);
}

/* ---- the worked example (protocol.md A2.7) ---- */

struct example {
    json_t *json;
    struct sp_sign_key *log_key, *witness_key;
    struct sp_vkey keys[2]; /* log, witness */
    struct sp_checkpoint checkpoint;
    struct sp_hash nodes[4][8]; /* by level and index */
};

static enum sp_status
example_node(void *context, uint8_t level, uint64_t index, struct sp_hash *out)
{
    const struct example *example = context;

    assert_true(level < 4 && index < UINT64_C(8) >> level);
    *out = example->nodes[level][index];
    return SP_OK;
}

static void
example_tree(struct example *example)
{
    static const char *const entries[] = {"", "00", "10", "2021", "3031", "40414243",
        "5051525354555657", "606162636465666768696a6b6c6d6e6f"};

    for (size_t i = 0; i < 8; i++) {
        uint8_t entry[16];
        size_t size = sp_test_hex(entries[i], entry, 16);
        example->nodes[0][i] = sp_tree_leaf((struct sp_bytes){entry, size});
    }
    for (size_t level = 1; level < 4; level++) {
        for (size_t i = 0; i < (size_t)8 >> level; i++) {
            example->nodes[level][i] = sp_tree_node(
                &example->nodes[level - 1][2 * i], &example->nodes[level - 1][2 * i + 1]);
        }
    }
}

static const char *
text_at(const struct example *example, const char *key)
{
    return json_string_value(json_object_get(example->json, key));
}

static bool
example_start(struct example *example)
{
    uint8_t seed[32];

    memset(example, 0, sizeof(*example));
    example->json = sp_test_vector_json(SP_EXAMPLE);
    if (example->json == NULL) {
        return false;
    }
    assert_int_equal(sp_test_hex(text_at(example, "log_seed"), seed, 32), 32);
    assert_int_equal(sp_sign_key_from_seed(seed, &example->log_key), SP_OK);
    assert_int_equal(sp_test_hex(text_at(example, "witness_seed"), seed, 32), 32);
    assert_int_equal(sp_sign_key_from_seed(seed, &example->witness_key), SP_OK);
    struct sp_sign_public log = sp_sign_key_public(example->log_key);
    struct sp_sign_public witness = sp_sign_key_public(example->witness_key);
    assert_int_equal(
        sp_vkey_make("log.samenspraak.example/logboek", SP_NOTE_ED25519, &log, &example->keys[0]),
        SP_OK);
    assert_int_equal(sp_vkey_make("agent-a.samenspraak.example/getuige", SP_NOTE_COSIGNATURE,
                         &witness, &example->keys[1]),
        SP_OK);
    example_tree(example);
    (void)snprintf(example->checkpoint.origin, SP_ORIGIN_MAX, "%s", example->keys[0].name);
    example->checkpoint.head = (struct sp_head){8, example->nodes[3][0]};
    return true;
}

static void
example_end(struct example *example)
{
    sp_sign_key_free(example->log_key);
    sp_sign_key_free(example->witness_key);
    json_decref(example->json);
}

/* Text, both signatures. */
static void
example_note(const struct example *example, struct sp_buffer *note)
{
    struct sp_buffer text;

    sp_buffer_init(&text, SP_NOTE_MAX);
    assert_int_equal(
        sp_checkpoint_sign(&example->checkpoint, &example->keys[0], example->log_key, note), SP_OK);
    assert_int_equal(sp_checkpoint_text(&example->checkpoint, &text), SP_OK);
    assert_int_equal(sp_note_sign(sp_buffer_bytes(&text), &example->keys[1], example->witness_key,
                         1767225600, note),
        SP_OK);
    sp_buffer_wipe(&text);
}

static void
worked_example_is_written_byte_for_byte(void **state)
{
    struct example example;
    struct sp_buffer out;
    struct sp_proof proof;
    char vkey[SP_VKEY_MAX];

    (void)state;
    if (!example_start(&example)) {
        skip();
    }
    const struct sp_tree_source source = {example_node, &example};
    sp_vkey_text(&example.keys[0], vkey);
    assert_string_equal(vkey, text_at(&example, "log_vkey"));
    sp_vkey_text(&example.keys[1], vkey);
    assert_string_equal(vkey, text_at(&example, "witness_vkey"));

    sp_buffer_init(&out, SP_NOTE_MAX);
    assert_int_equal(sp_checkpoint_text(&example.checkpoint, &out), SP_OK);
    assert_text(&out, text_at(&example, "note_body"));
    sp_buffer_wipe(&out);

    struct sp_buffer note;
    sp_buffer_init(&note, SP_NOTE_MAX);
    example_note(&example, &note);
    assert_text(&note, text_at(&example, "checkpoint"));

    assert_int_equal(sp_tree_prove_inclusion(&source, 5, 8, &proof), SP_OK);
    assert_int_equal(sp_proof_text(5, &proof, sp_buffer_bytes(&note), &out), SP_OK);
    assert_text(&out, text_at(&example, "proof"));
    sp_buffer_wipe(&out);
    sp_buffer_wipe(&note);
    example_end(&example);
}

/* The request to a witness has no function of ours (it goes as a message); its parts have. */
static void
worked_consistency_proof_comes_out_byte_for_byte(void **state)
{
    struct example example;
    struct sp_buffer out;
    struct sp_proof proof;

    (void)state;
    if (!example_start(&example)) {
        skip();
    }
    const struct sp_tree_source source = {example_node, &example};
    sp_buffer_init(&out, SP_NOTE_MAX);
    assert_int_equal(sp_tree_prove_consistency(&source, 6, 8, &proof), SP_OK);
    add(&out, "old 6\n");
    for (uint32_t i = 0; i < proof.count; i++) {
        assert_int_equal(sp_base64_write((struct sp_bytes){proof.hashes[i].b, 32}, &out), SP_OK);
        add(&out, "\n");
    }
    add(&out, "\n");
    assert_int_equal(
        sp_checkpoint_sign(&example.checkpoint, &example.keys[0], example.log_key, &out), SP_OK);
    assert_text(&out, text_at(&example, "add_checkpoint"));
    sp_buffer_wipe(&out);
    example_end(&example);
}

/*
 * What whoever gets a receipt does: note with both signatures, then index and proof.  SP_OK only
 * when all of it holds.
 */
static enum sp_status
receipt_check(const struct example *example, struct sp_bytes text)
{
    struct sp_note_seen seen[2];
    struct sp_checkpoint checkpoint;
    struct sp_proof proof;
    struct sp_bytes note, body;
    uint64_t index = 0;
    enum sp_status status;

    if ((status = sp_proof_parse(text, &index, &proof, &note)) != SP_OK ||
        (status = sp_checkpoint_check(note, &example->keys[0], &checkpoint)) != SP_OK ||
        (status = sp_note_check(note, example->keys, 2, seen, &body)) != SP_OK) {
        return status;
    }
    if (!seen[0].verified || !seen[1].verified || seen[1].time_s != 1767225600) {
        return SP_ERR_SIGNATURE;
    }
    return sp_tree_check_inclusion(&example->nodes[0][5], index, checkpoint.head.size, proof.hashes,
        proof.count, &checkpoint.head.root);
}

static enum sp_status
both_signed(const struct example *example, struct sp_bytes note)
{
    struct sp_note_seen seen[2];
    struct sp_bytes text;
    enum sp_status status = sp_note_check(note, example->keys, 2, seen, &text);

    if (status == SP_OK && (!seen[0].verified || !seen[1].verified)) {
        return SP_ERR_SIGNATURE;
    }
    return status;
}

static enum sp_status
log_signed(const struct example *example, struct sp_bytes note)
{
    struct sp_checkpoint checkpoint;
    enum sp_status status = sp_checkpoint_check(note, &example->keys[0], &checkpoint);

    assert_int_equal(checkpoint.origin[0] != 0, status == SP_OK);
    return status;
}

struct mutation {
    const struct example *example;
    enum sp_status (*check)(const struct example *example, struct sp_bytes bytes);
};

/* Asks about a copy of exactly ${size} bytes, so that a read past its end is seen. */
static bool
is_taken(const struct mutation *mutation, const uint8_t *bytes, size_t size)
{
    uint8_t *exact = malloc(size > 0 ? size : 1);

    assert_non_null(exact);
    memcpy(exact, bytes, size);
    bool taken = mutation->check(mutation->example, (struct sp_bytes){exact, size}) == SP_OK;
    free(exact);
    return taken;
}

/* Every one-bit flip, truncation and doubled byte of ${text} must be refused. */
static void
refuses_every_mutation(const struct mutation *mutation, const char *text)
{
    size_t size = strlen(text);
    uint8_t *bytes = calloc(1, size + 1);

    assert_non_null(bytes);
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)text[i];
    }
    assert_true(is_taken(mutation, bytes, size));
    for (size_t bit = 0; bit < size * 8; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_false(is_taken(mutation, bytes, size));
        bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    for (size_t cut = 0; cut < size; cut++) {
        assert_false(is_taken(mutation, bytes, cut));
    }
    for (size_t at = size; at > 0; at--) {
        bytes[at] = bytes[at - 1]; /* from the end: all after the doubled byte moves one up */
        assert_false(is_taken(mutation, bytes, size + 1));
    }
    free(bytes);
}

static void
every_mutation_of_a_signed_checkpoint_is_refused(void **state)
{
    struct example example;
    struct sp_buffer note;

    (void)state;
    if (!example_start(&example)) {
        skip();
    }
    sp_buffer_init(&note, SP_NOTE_MAX);
    assert_int_equal(
        sp_checkpoint_sign(&example.checkpoint, &example.keys[0], example.log_key, &note), SP_OK);
    assert_int_equal(sp_buffer_append(&note, "", 1), SP_OK);
    refuses_every_mutation(&(struct mutation){&example, log_signed}, (const char *)note.data);
    sp_buffer_wipe(&note);
    example_end(&example);
}

static void
every_mutation_of_a_cosigned_checkpoint_is_refused(void **state)
{
    struct example example;

    (void)state;
    if (!example_start(&example)) {
        skip();
    }
    refuses_every_mutation(
        &(struct mutation){&example, both_signed}, text_at(&example, "checkpoint"));
    example_end(&example);
}

static void
every_mutation_of_an_offline_proof_is_refused(void **state)
{
    struct example example;

    (void)state;
    if (!example_start(&example)) {
        skip();
    }
    refuses_every_mutation(&(struct mutation){&example, receipt_check}, text_at(&example, "proof"));
    example_end(&example);
}

/* ---- real logs ---- */

static void
every_checkpoint_of_the_tessera_test_log_has_its_signature_and_root(void **state)
{
    json_t *json = sp_test_vector_json("tlog/tessera-testlog.json");
    struct sp_frontier frontier = {0};
    struct sp_vkey vkey;

    (void)state;
    if (json == NULL) {
        skip();
    }
    const char *vkey_text = json_string_value(json_object_get(json, "vkey"));
    assert_int_equal(sp_vkey_parse(sp_bytes_of_text(vkey_text), &vkey), SP_OK);
    json_t *leaves = json_object_get(json, "leaves");
    assert_int_equal(json_array_size(leaves), 15);
    for (size_t size = 0; size <= 15; size++) {
        struct sp_checkpoint checkpoint;
        char key[8];
        (void)snprintf(key, sizeof(key), "%zu", size);
        const char *note =
            json_string_value(json_object_get(json_object_get(json, "checkpoints"), key));
        assert_int_equal(sp_checkpoint_check(sp_bytes_of_text(note), &vkey, &checkpoint), SP_OK);
        assert_string_equal(checkpoint.origin, "example.com/log/testdata");
        assert_int_equal(checkpoint.head.size, size);
        struct sp_hash root = sp_frontier_root(&frontier);
        assert_memory_equal(&checkpoint.head.root, &root, 32);
        if (size < 15) {
            const char *entry = json_string_value(json_array_get(leaves, size));
            struct sp_hash leaf = sp_tree_leaf(sp_bytes_of_text(entry));
            sp_frontier_append(&frontier, &leaf);
        }
    }
    json_decref(json);
}

static void
sigsum_checkpoint_verifies(void **state)
{
    json_t *json = sp_test_vector_json("tlog/sigsum-checkpoint.json");
    struct sp_checkpoint checkpoint;
    struct sp_vkey vkey;

    (void)state;
    if (json == NULL) {
        skip();
    }
    const char *text = json_string_value(json_object_get(json, "vkey"));
    assert_int_equal(sp_vkey_parse(sp_bytes_of_text(text), &vkey), SP_OK);
    text = json_string_value(json_object_get(json, "checkpoint"));
    assert_int_equal(sp_checkpoint_check(sp_bytes_of_text(text), &vkey, &checkpoint), SP_OK);
    assert_int_equal(checkpoint.head.size, 10);
    json_decref(json);
}

/* ---- form ---- */

#define SP_ROOT "IrSXADBqJ7EQoUODSDKROySgNveeL6CFhik2w/+fS7U="

static void
checkpoint_text_has_one_spelling(void **state)
{
    static const char *const bad[] = {"", "a", "a\n", "a\n7\n", "a\n7\n" SP_ROOT,
        "a\n7\n" SP_ROOT "\n\n", "a\n7\n" SP_ROOT "\nextension\n", "\n7\n" SP_ROOT "\n",
        "a b\n7\n" SP_ROOT "\n", "a+b\n7\n" SP_ROOT "\n", "a\r\n7\n" SP_ROOT "\n",
        "a\n\n" SP_ROOT "\n", "a\n07\n" SP_ROOT "\n", "a\n00\n" SP_ROOT "\n",
        "a\n+7\n" SP_ROOT "\n", "a\n-7\n" SP_ROOT "\n", "a\n 7\n" SP_ROOT "\n",
        "a\n7 \n" SP_ROOT "\n", "a\n0x7\n" SP_ROOT "\n", "a\n7\r\n" SP_ROOT "\n",
        "a\n9223372036854775808\n" SP_ROOT "\n", "a\n18446744073709551616\n" SP_ROOT "\n",
        "a\n99999999999999999999999\n" SP_ROOT "\n", "a\n7\n\n",
        "a\n7\nIrSXADBqJ7EQoUODSDKROySgNveeL6CFhik2w/+fS7V=\n",
        "a\n7\nIrSXADBqJ7EQoUODSDKROySgNveeL6CFhik2w/+fS7U\n", "a\n7\nIrSXADBqJ7EQ\n",
        "a\n7\nIrSXADBqJ7EQoUODSDKROySgNveeL6CFhik2w/+fS7UA\n"};
    struct sp_checkpoint checkpoint;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(
            sp_checkpoint_parse(sp_bytes_of_text(bad[i]), &checkpoint), SP_ERR_MALFORMED);
        assert_int_equal(checkpoint.origin[0], 0);
    }
}

static void
largest_size_and_longest_origin_go_round(void **state)
{
    struct sp_checkpoint checkpoint = {.head = {SP_TREE_SIZE_MAX, {{9}}}}, back;
    struct sp_buffer text;

    (void)state;
    sp_buffer_init(&text, 1024);
    assert_int_equal(sp_checkpoint_text(&checkpoint, &text), SP_ERR_USAGE);
    memset(checkpoint.origin, 'o', SP_ORIGIN_MAX);
    assert_int_equal(sp_checkpoint_text(&checkpoint, &text), SP_ERR_USAGE);
    checkpoint.origin[SP_ORIGIN_MAX - 1] = 0;
    assert_int_equal(sp_checkpoint_text(&checkpoint, &text), SP_OK);
    assert_int_equal(sp_checkpoint_parse(sp_buffer_bytes(&text), &back), SP_OK);
    assert_memory_equal(&back, &checkpoint, sizeof(back));
    sp_buffer_wipe(&text);
    checkpoint.head.size++;
    assert_int_equal(sp_checkpoint_text(&checkpoint, &text), SP_ERR_USAGE);
    assert_int_equal(text.size, 0);
    sp_buffer_init(&text, 1024);
    for (size_t i = 0; i < SP_ORIGIN_MAX; i++) {
        add(&text, "o");
    }
    add(&text, "\n7\n" SP_ROOT "\n");
    assert_int_equal(sp_checkpoint_parse(sp_buffer_bytes(&text), &back), SP_ERR_MALFORMED);
    sp_buffer_wipe(&text);
}

static void
checkpoint_of_another_origin_or_type_of_key_is_refused(void **state)
{
    struct sp_checkpoint checkpoint = {.origin = "log.example/a", .head = {1, {{1}}}}, back;
    struct sp_sign_key *key = NULL;
    struct sp_vkey log, other, witness;
    struct sp_buffer note, text;

    (void)state;
    sp_buffer_init(&note, SP_NOTE_MAX);
    sp_buffer_init(&text, SP_NOTE_MAX);
    assert_int_equal(sp_sign_key_new(&key), SP_OK);
    struct sp_sign_public public = sp_sign_key_public(key);
    assert_int_equal(sp_vkey_make("log.example/a", SP_NOTE_ED25519, &public, &log), SP_OK);
    assert_int_equal(sp_vkey_make("log.example/b", SP_NOTE_ED25519, &public, &other), SP_OK);
    assert_int_equal(sp_vkey_make("log.example/a", SP_NOTE_COSIGNATURE, &public, &witness), SP_OK);
    assert_int_equal(sp_checkpoint_sign(&checkpoint, &other, key, &note), SP_ERR_USAGE);
    assert_int_equal(sp_checkpoint_sign(&checkpoint, &witness, key, &note), SP_ERR_USAGE);
    assert_int_equal(note.size, 0);

    /* log.example/b signs a text of log.example/a. */
    assert_int_equal(sp_checkpoint_text(&checkpoint, &text), SP_OK);
    assert_int_equal(sp_buffer_append(&note, text.data, text.size), SP_OK);
    add(&note, "\n");
    assert_int_equal(sp_note_sign(sp_buffer_bytes(&text), &other, key, 0, &note), SP_OK);
    assert_int_equal(sp_checkpoint_check(sp_buffer_bytes(&note), &other, &back), SP_ERR_MALFORMED);
    assert_int_equal(sp_checkpoint_check(sp_buffer_bytes(&note), &log, &back), SP_ERR_SIGNATURE);

    /* A cosignature alone is nobody's checkpoint. */
    assert_int_equal(sp_note_sign(sp_buffer_bytes(&text), &witness, key, 5, &note), SP_OK);
    assert_int_equal(
        sp_checkpoint_check(sp_buffer_bytes(&note), &witness, &back), SP_ERR_SIGNATURE);
    assert_int_equal(back.origin[0], 0);
    sp_buffer_wipe(&note);
    sp_buffer_wipe(&text);
    sp_sign_key_free(key);
}

static void
signed_checkpoint_that_does_not_fit_leaves_the_buffer_as_it_was(void **state)
{
    struct sp_checkpoint checkpoint = {.origin = "log.example/a", .head = {1, {{1}}}};
    struct sp_sign_key *key = NULL;
    struct sp_vkey log;
    struct sp_buffer note;

    (void)state;
    assert_int_equal(sp_sign_key_new(&key), SP_OK);
    struct sp_sign_public public = sp_sign_key_public(key);
    assert_int_equal(sp_vkey_make("log.example/a", SP_NOTE_ED25519, &public, &log), SP_OK);
    for (size_t max = 1; max < 170; max += 3) {
        sp_buffer_init(&note, max);
        add(&note, "x");
        assert_int_equal(sp_checkpoint_sign(&checkpoint, &log, key, &note), SP_ERR_TOO_BIG);
        assert_int_equal(note.size, 1);
        sp_buffer_wipe(&note);
    }
    sp_sign_key_free(key);
}

/* ---- offline proofs ---- */

#define SP_START "c2sp.org/tlog-proof@v1\n"

static void
proof_text_has_one_spelling(void **state)
{
    static const char *const bad[] = {"", "c2sp.org/tlog-proof@v1", SP_START, SP_START "index 5\n",
        SP_START "index 5\n\n", SP_START "index 05\n\nnote\n", SP_START "index \n\nnote\n",
        SP_START "index 9223372036854775807\n\nnote\n", SP_START "index -1\n\nnote\n",
        SP_START "Index 5\n\nnote\n", SP_START "index  5\n\nnote\n", SP_START "index 5\nnote\n",
        SP_START "index 5\n" SP_ROOT "\n", SP_START "index 5\n" SP_ROOT "\nnote\n",
        SP_START "index 5\n Zg==\n\nnote\n", SP_START "index 5\r\n\nnote\n",
        SP_START "extra \nindex 5\n\nnote\n", SP_START "extra\nindex 5\n\nnote\n",
        SP_START "extra Zh==\nindex 5\n\nnote\n", SP_START "extra Zg==\nextra Zg==\nindex 5\n\nn\n",
        SP_START "index 5\nextra Zg==\n\nnote\n", "c2sp.org/tlog-proof@v2\nindex 5\n\nnote\n"};
    struct sp_proof proof;
    struct sp_bytes note;
    uint64_t index = 1;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(
            sp_proof_parse(sp_bytes_of_text(bad[i]), &index, &proof, &note), SP_ERR_MALFORMED);
        assert_true(index == 0 && proof.count == 0 && note.data == NULL);
    }
    const char *good = SP_START "extra Zg==\nindex 9223372036854775806\n" SP_ROOT "\n\nnote";
    assert_int_equal(sp_proof_parse(sp_bytes_of_text(good), &index, &proof, &note), SP_OK);
    assert_true(index == SP_TREE_SIZE_MAX - 1 && proof.count == 1 && note.size == 4);
}

static void
proof_of_63_hashes_fits_and_of_64_does_not(void **state)
{
    struct sp_proof proof = {.count = SP_PROOF_MAX}, back;
    struct sp_bytes note = sp_bytes_of_text("note\n"), rest;
    struct sp_buffer text, more;
    uint64_t index = 0;

    (void)state;
    sp_buffer_init(&text, (size_t)2 * SP_NOTE_MAX);
    sp_buffer_init(&more, (size_t)2 * SP_NOTE_MAX);
    assert_int_equal(sp_proof_text(3, &proof, note, &text), SP_OK);
    assert_int_equal(sp_proof_parse(sp_buffer_bytes(&text), &index, &back, &rest), SP_OK);
    assert_true(index == 3 && back.count == 63 && sp_bytes_equal(rest, note));
    /* One line more, in front of the empty line. */
    size_t tail = note.size + 1;
    assert_int_equal(sp_buffer_append(&more, text.data, text.size - tail), SP_OK);
    add(&more, SP_ROOT "\n\nnote\n");
    assert_int_equal(
        sp_proof_parse(sp_buffer_bytes(&more), &index, &back, &rest), SP_ERR_MALFORMED);
    sp_buffer_wipe(&more);
    sp_buffer_wipe(&text);
    proof.count++;
    assert_int_equal(sp_proof_text(3, &proof, note, &text), SP_ERR_USAGE);
    proof.count = 0;
    assert_int_equal(sp_proof_text(SP_TREE_SIZE_MAX, &proof, note, &text), SP_ERR_USAGE);
    assert_int_equal(sp_proof_text(0, &proof, (struct sp_bytes){NULL, 0}, &text), SP_ERR_USAGE);
    assert_int_equal(text.size, 0);
}

static void
proof_that_does_not_fit_leaves_the_buffer_as_it_was(void **state)
{
    struct sp_proof proof = {.count = 2};
    struct sp_buffer text;

    (void)state;
    for (size_t max = 1; max < 120; max += 7) {
        sp_buffer_init(&text, max);
        add(&text, "x");
        assert_int_equal(
            sp_proof_text(0, &proof, sp_bytes_of_text("note\n"), &text), SP_ERR_TOO_BIG);
        assert_int_equal(text.size, 1);
        sp_buffer_wipe(&text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example_is_written_byte_for_byte),
        cmocka_unit_test(worked_consistency_proof_comes_out_byte_for_byte),
        cmocka_unit_test(every_mutation_of_a_signed_checkpoint_is_refused),
        cmocka_unit_test(every_mutation_of_a_cosigned_checkpoint_is_refused),
        cmocka_unit_test(every_mutation_of_an_offline_proof_is_refused),
        cmocka_unit_test(every_checkpoint_of_the_tessera_test_log_has_its_signature_and_root),
        cmocka_unit_test(sigsum_checkpoint_verifies),
        cmocka_unit_test(checkpoint_text_has_one_spelling),
        cmocka_unit_test(largest_size_and_longest_origin_go_round),
        cmocka_unit_test(checkpoint_of_another_origin_or_type_of_key_is_refused),
        cmocka_unit_test(signed_checkpoint_that_does_not_fit_leaves_the_buffer_as_it_was),
        cmocka_unit_test(proof_text_has_one_spelling),
        cmocka_unit_test(proof_of_63_hashes_fits_and_of_64_does_not),
        cmocka_unit_test(proof_that_does_not_fit_leaves_the_buffer_as_it_was),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
