/*
 * The Merkle tree against its definition, against the published cases, and against damage.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <samenspraak/log.h>

#define SP_LEAVES 1100

static struct sp_hash leaves[SP_LEAVES];

/* MTH(D[start:start+size]) straight from RFC 6962, 2.1. */
static struct sp_hash
naive_root(size_t start, size_t size)
{
    size_t k = 1;

    if (size == 0) {
        return sp_tree_empty_root();
    }
    if (size == 1) {
        return leaves[start];
    }
    while (2 * k < size) {
        k *= 2;
    }
    struct sp_hash left = naive_root(start, k), right = naive_root(start + k, size - k);
    return sp_tree_node(&left, &right);
}

/*
 * The nodes of a tree over leaves, remembered once computed; ${size} is what it may be asked for.
 */
struct memory {
    uint64_t size;
    struct sp_hash *levels[11];
};

static enum sp_status
memory_node(void *context, uint8_t level, uint64_t index, struct sp_hash *out)
{
    const struct memory *memory = context;

    assert_true(level < 11);
    assert_true((index + 1) << level <= memory->size);
    *out = memory->levels[level][index];
    return SP_OK;
}

static struct memory memory;
static const struct sp_tree_source source = {memory_node, &memory};

static int
make_tree(void **state)
{
    (void)state;
    assert_int_equal(sp_crypto_init(), SP_OK);
    for (size_t i = 0; i < SP_LEAVES; i++) {
        uint8_t entry[2] = {(uint8_t)(i >> 8), (uint8_t)i};
        leaves[i] = sp_tree_leaf((struct sp_bytes){entry, 2});
    }
    for (size_t level = 0; level < 11; level++) {
        size_t count = (size_t)SP_LEAVES >> level;
        struct sp_hash *row = calloc(count, sizeof(*row));
        assert_non_null(row);
        for (size_t i = 0; i < count; i++) {
            row[i] = level == 0 ? leaves[i]
                                : sp_tree_node(&memory.levels[level - 1][2 * i],
                                      &memory.levels[level - 1][2 * i + 1]);
        }
        memory.levels[level] = row;
    }
    return 0;
}

static int
free_tree(void **state)
{
    (void)state;
    for (size_t level = 0; level < 11; level++) {
        free(memory.levels[level]);
    }
    return 0;
}

static void
frontier_gives_the_root_of_the_definition_at_every_size(void **state)
{
    struct sp_frontier frontier = {0};

    (void)state;
    for (size_t size = 0;; size++) {
        struct sp_hash want = naive_root(0, size), got = sp_frontier_root(&frontier), root;
        assert_memory_equal(&got, &want, sizeof(want));
        assert_true(sp_frontier_is_valid(&frontier));
        assert_int_equal(frontier.size, size);
        memory.size = size;
        assert_int_equal(sp_tree_root(&source, size, &root), SP_OK);
        assert_memory_equal(&root, &want, sizeof(want));
        if (size == SP_LEAVES) {
            break;
        }
        sp_frontier_append(&frontier, &leaves[size]);
    }
}

static void
broken_frontier_is_recognised_and_does_no_harm(void **state)
{
    struct sp_frontier frontier = {0};
    struct sp_frontier broken[4] = {{0}};

    (void)state;
    for (size_t i = 0; i < 7; i++) {
        sp_frontier_append(&frontier, &leaves[i]);
    }
    broken[0] = frontier, broken[1] = frontier;
    broken[0].count = 2;
    broken[1].size = 8;
    broken[2].count = UINT32_MAX;
    broken[3].size = UINT64_MAX;
    broken[3].count = 64;
    for (size_t i = 0; i < 4; i++) {
        assert_false(sp_frontier_is_valid(&broken[i]));
        sp_frontier_append(&broken[i], &leaves[0]);
        sp_frontier_root(&broken[i]);
        assert_true(broken[i].count <= SP_FRONTIER_MAX);
    }
}

/*
 * Damage number ${way} to ${good}, until there is no more: one bit of each hash flipped, each hash
 * missing, a surplus hash at each place.
 */
static bool
damage(const struct sp_proof *good, uint32_t way, struct sp_proof *out)
{
    const size_t hash = sizeof(out->hashes[0]);
    uint32_t count = good->count, i = way < 2 * count ? way / 2 : way - 2 * count;

    *out = *good;
    if (way >= 2 * count) {
        if (i <= count) {
            memmove(&out->hashes[i + 1], &good->hashes[i], (count - i) * hash);
            out->hashes[i] = leaves[(i * 7 + count) % SP_LEAVES];
            out->count++;
        }
        return i <= count;
    }
    if (way % 2 == 0) {
        out->hashes[i].b[(i * 5) % 32] ^= (uint8_t)(1U << (i % 8));
    } else {
        memmove(&out->hashes[i], &good->hashes[i + 1], (count - i - 1) * hash);
        out->count--;
    }
    return true;
}

static void
refuses_damaged_inclusion(const struct sp_proof *good, uint64_t index, uint64_t size)
{
    struct sp_hash root = naive_root(0, size);
    struct sp_proof bad;

    for (uint32_t way = 0; damage(good, way, &bad); way++) {
        assert_int_equal(
            sp_tree_check_inclusion(&leaves[index], index, size, bad.hashes, bad.count, &root),
            SP_ERR_PROOF);
    }
}

static void
every_inclusion_proof_up_to_130_holds_and_no_damaged_one(void **state)
{
    struct sp_proof proof;

    (void)state;
    for (uint64_t size = 1; size <= 130; size++) {
        struct sp_hash root = naive_root(0, size);
        memory.size = size;
        for (uint64_t index = 0; index < size; index++) {
            assert_int_equal(sp_tree_prove_inclusion(&source, index, size, &proof), SP_OK);
            assert_int_equal(sp_tree_check_inclusion(
                                 &leaves[index], index, size, proof.hashes, proof.count, &root),
                SP_OK);
            assert_int_equal(sp_tree_check_inclusion(
                                 &leaves[index + 1], index, size, proof.hashes, proof.count, &root),
                SP_ERR_PROOF);
            refuses_damaged_inclusion(&proof, index, size);
        }
        assert_int_equal(sp_tree_prove_inclusion(&source, size, size, &proof), SP_ERR_USAGE);
        assert_int_equal(proof.count, 0);
    }
}

static void
refuses_damaged_consistency(const struct sp_proof *good, uint64_t old_size, uint64_t size)
{
    struct sp_hash old_root = naive_root(0, old_size), root = naive_root(0, size);
    struct sp_proof bad;

    for (uint32_t way = 0; damage(good, way, &bad); way++) {
        assert_int_equal(
            sp_tree_check_consistency(old_size, size, bad.hashes, bad.count, &old_root, &root),
            SP_ERR_PROOF);
    }
}

static void
every_consistency_proof_up_to_130_holds_and_no_damaged_one(void **state)
{
    struct sp_proof proof;

    (void)state;
    for (uint64_t size = 1; size <= 130; size++) {
        struct sp_hash root = naive_root(0, size);
        memory.size = size;
        for (uint64_t old_size = 1; old_size <= size; old_size++) {
            struct sp_hash old_root = naive_root(0, old_size);
            assert_int_equal(sp_tree_prove_consistency(&source, old_size, size, &proof), SP_OK);
            assert_int_equal(sp_tree_check_consistency(
                                 old_size, size, proof.hashes, proof.count, &old_root, &root),
                SP_OK);
            refuses_damaged_consistency(&proof, old_size, size);
            struct sp_hash other = old_root;
            other.b[31] ^= 1;
            assert_int_equal(
                sp_tree_check_consistency(old_size, size, proof.hashes, proof.count, &other, &root),
                SP_ERR_PROOF);
        }
        assert_int_equal(sp_tree_prove_consistency(&source, size + 1, size, &proof), SP_ERR_USAGE);
    }
}

static void
consistency_with_an_empty_tree_needs_no_proof_and_proves_nothing(void **state)
{
    struct sp_hash empty = sp_tree_empty_root(), root = naive_root(0, 5);
    struct sp_proof proof;

    (void)state;
    memory.size = 5;
    assert_int_equal(sp_tree_prove_consistency(&source, 0, 5, &proof), SP_OK);
    assert_int_equal(proof.count, 0);
    assert_int_equal(sp_tree_check_consistency(0, 5, NULL, 0, &empty, &root), SP_ERR_PROOF);
    assert_int_equal(sp_tree_check_consistency(0, 0, NULL, 0, &empty, &empty), SP_ERR_PROOF);
}

/* A tree of equal leaves: a node depends on its level only, so trees of any size can be had. */
static enum sp_status
equal_node(void *context, uint8_t level, uint64_t index, struct sp_hash *out)
{
    const struct sp_hash *levels = context;

    assert_true(level < 63 && index < UINT64_C(1) << (63 - level));
    *out = levels[level];
    return SP_OK;
}

static void
check_equal_inclusion(const struct sp_tree_source *equal, uint64_t index, uint64_t size)
{
    struct sp_proof proof;
    struct sp_hash root;

    assert_int_equal(sp_tree_root(equal, size, &root), SP_OK);
    assert_int_equal(sp_tree_prove_inclusion(equal, index, size, &proof), SP_OK);
    assert_int_equal(
        sp_tree_check_inclusion(&leaves[0], index, size, proof.hashes, proof.count, &root), SP_OK);
}

static void
check_equal_consistency(const struct sp_tree_source *equal, uint64_t old_size, uint64_t size)
{
    struct sp_hash root, old_root;
    struct sp_proof proof;
    /* Above 2^62, the way down to an odd old size has 64 steps. */
    bool too_long = size > UINT64_C(1) << 62 && old_size % 2 == 1;

    assert_int_equal(sp_tree_prove_consistency(equal, old_size, size, &proof),
        too_long ? SP_ERR_TOO_BIG : SP_OK);
    if (too_long) {
        assert_int_equal(proof.count, 0);
        return;
    }
    assert_int_equal(sp_tree_root(equal, old_size, &old_root), SP_OK);
    assert_int_equal(sp_tree_root(equal, size, &root), SP_OK);
    assert_int_equal(
        sp_tree_check_consistency(old_size, size, proof.hashes, proof.count, &old_root, &root),
        SP_OK);
}

static void
proofs_hold_in_trees_near_the_largest_size(void **state)
{
    struct sp_hash levels[63] = {leaves[0]};
    const struct sp_tree_source equal = {equal_node, levels};
    const uint64_t largest = SP_TREE_SIZE_MAX, half = UINT64_C(1) << 62;
    const uint64_t sizes[] = {half - 1, half, half + 1, largest - 1, largest};

    (void)state;
    for (size_t i = 1; i < 63; i++) {
        levels[i] = sp_tree_node(&levels[i - 1], &levels[i - 1]);
    }
    for (size_t i = 0; i < 5; i++) {
        check_equal_inclusion(&equal, 0, sizes[i]);
        check_equal_inclusion(&equal, 1, sizes[i]);
        check_equal_inclusion(&equal, sizes[i] / 2, sizes[i]);
        check_equal_inclusion(&equal, sizes[i] - 2, sizes[i]);
        check_equal_inclusion(&equal, sizes[i] - 1, sizes[i]);
        check_equal_consistency(&equal, half - 4, sizes[i]);
        check_equal_consistency(&equal, half - 3, sizes[i]);
        check_equal_consistency(&equal, half - 2, sizes[i]);
    }
}

static void
sizes_above_the_largest_are_refused(void **state)
{
    const uint64_t over = SP_TREE_SIZE_MAX + 1;
    struct sp_proof proof = {0};
    struct sp_hash root = leaves[0];

    (void)state;
    assert_int_equal(sp_tree_root(&source, over, &root), SP_ERR_USAGE);
    assert_int_equal(sp_tree_prove_inclusion(&source, 0, over, &proof), SP_ERR_USAGE);
    assert_int_equal(sp_tree_prove_consistency(&source, 1, over, &proof), SP_ERR_USAGE);
    assert_int_equal(sp_tree_prove_consistency(&source, over, over, &proof), SP_ERR_USAGE);
    assert_int_equal(
        sp_tree_check_inclusion(&leaves[0], 0, over, proof.hashes, 63, &root), SP_ERR_PROOF);
    assert_int_equal(
        sp_tree_check_inclusion(&leaves[0], UINT64_MAX, 1, NULL, 0, &leaves[0]), SP_ERR_PROOF);
    assert_int_equal(
        sp_tree_check_consistency(over, over, NULL, 0, &leaves[0], &leaves[0]), SP_ERR_PROOF);
    assert_int_equal(
        sp_tree_check_consistency(1, UINT64_MAX, proof.hashes, 63, &root, &root), SP_ERR_PROOF);
    assert_int_equal(sp_tree_check_inclusion(&leaves[0], 0, 0, NULL, 0, &root), SP_ERR_PROOF);
}

static enum sp_status
failing_node(void *context, uint8_t level, uint64_t index, struct sp_hash *out)
{
    int *left = context;

    (void)level, (void)index;
    memset(out, 0, sizeof(*out));
    return (*left)-- > 0 ? SP_OK : SP_ERR_STORE;
}

static void
failure_of_the_source_leaves_an_empty_proof(void **state)
{
    int left = 0;
    const struct sp_tree_source failing = {failing_node, &left};
    struct sp_proof proof;
    struct sp_hash root;

    (void)state;
    for (int reads = 0; reads < 3; reads++) {
        left = reads;
        assert_int_equal(sp_tree_prove_inclusion(&failing, 5, 15, &proof), SP_ERR_STORE);
        assert_int_equal(proof.count, 0);
        left = reads;
        assert_int_equal(sp_tree_prove_consistency(&failing, 5, 15, &proof), SP_ERR_STORE);
        assert_int_equal(proof.count, 0);
        left = reads;
        assert_int_equal(sp_tree_root(&failing, 15, &root), SP_ERR_STORE);
    }
}

/* ---- published cases ---- */

static void
reference_tree_has_the_published_hashes(void **state)
{
    json_t *json = sp_test_vector_json("merkle/rfc6962-reference-tree.json");
    struct sp_frontier frontier = {0};

    (void)state;
    if (json == NULL) {
        skip();
    }
    json_t *entries = json_object_get(json, "leaves_hex");
    json_t *hashes = json_object_get(json, "leaf_hashes_hex");
    json_t *roots = json_object_get(json, "roots_hex");
    for (size_t size = 0;; size++) {
        char key[8];
        uint8_t entry[64], want[32];
        (void)snprintf(key, sizeof(key), "%zu", size);
        struct sp_hash root = sp_frontier_root(&frontier);
        sp_test_hex(json_string_value(json_object_get(roots, key)), want, 32);
        assert_memory_equal(&root, want, 32);
        if (size == json_array_size(entries)) {
            assert_int_equal(size, 8);
            break;
        }
        size_t length = sp_test_hex(json_string_value(json_array_get(entries, size)), entry, 64);
        struct sp_hash leaf = sp_tree_leaf((struct sp_bytes){entry, length});
        sp_test_hex(json_string_value(json_array_get(hashes, size)), want, 32);
        assert_memory_equal(&leaf, want, 32);
        sp_frontier_append(&frontier, &leaf);
    }
    json_decref(json);
}

static void
hello_world_has_the_tree_hash_of_go_sumdb(void **state)
{
    struct sp_hash leaf = sp_tree_leaf(sp_bytes_of_text("hello world"));
    struct sp_buffer text;

    (void)state;
    sp_buffer_init(&text, 64);
    assert_int_equal(sp_base64_write((struct sp_bytes){leaf.b, 32}, &text), SP_OK);
    assert_int_equal(text.size, 44);
    assert_memory_equal(text.data, "TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=", 44);
    sp_buffer_wipe(&text);
}

/* False when the text is no hash of 32 bytes: then no caller of ours can even ask. */
static bool
hash_of_json(const json_t *json, struct sp_hash *out)
{
    struct sp_buffer bytes;

    sp_buffer_init(&bytes, 64);
    memset(out, 0, sizeof(*out));
    assert_int_equal(sp_base64_read(sp_bytes_of_text(json_string_value(json)), &bytes), SP_OK);
    size_t size = bytes.size;
    if (size > 0) {
        memcpy(out, bytes.data, size < 32 ? size : 32);
    }
    sp_buffer_wipe(&bytes);
    return size == 32;
}

static bool
proof_of_json(const json_t *json, struct sp_proof *out)
{
    bool fits = true;

    out->count = (uint32_t)json_array_size(json);
    assert_true(out->count < SP_PROOF_MAX);
    for (uint32_t i = 0; i < out->count; i++) {
        fits = hash_of_json(json_array_get(json, i), &out->hashes[i]) && fits;
    }
    return fits;
}

/* A line with 2^64-1 is read with reals for integers, since jansson's end at 2^63-1. */
static uint64_t
number_of_json(const json_t *json)
{
    double value = json_number_value(json);

    return value >= 18446744073709551615.0 ? UINT64_MAX : (uint64_t)value;
}

static bool
case_is_accepted(const json_t *c)
{
    struct sp_hash a, b;
    struct sp_proof proof;
    bool inclusion = json_object_get(c, "leafIdx") != NULL;
    bool fits = hash_of_json(json_object_get(c, inclusion ? "leafHash" : "root1"), &a);

    fits = hash_of_json(json_object_get(c, inclusion ? "root" : "root2"), &b) && fits;
    fits = proof_of_json(json_object_get(c, "proof"), &proof) && fits;
    /* One good case has two equal roots of 12 bytes; padded, it can be asked here too. */
    if (!fits && json_is_true(json_object_get(c, "wantErr"))) {
        return false;
    }
    if (inclusion) {
        return sp_tree_check_inclusion(&a, number_of_json(json_object_get(c, "leafIdx")),
                   number_of_json(json_object_get(c, "treeSize")), proof.hashes, proof.count,
                   &b) == SP_OK;
    }
    return sp_tree_check_consistency(number_of_json(json_object_get(c, "size1")),
               number_of_json(json_object_get(c, "size2")), proof.hashes, proof.count, &a,
               &b) == SP_OK;
}

static void
check_case(const char *line, size_t length)
{
    json_t *c = json_loadb(line, length, 0, NULL);

    if (c == NULL) {
        c = json_loadb(line, length, JSON_DECODE_INT_AS_REAL, NULL);
    }
    assert_non_null(c);
    if (case_is_accepted(c) != json_is_false(json_object_get(c, "wantErr"))) {
        fail_msg("%s", json_string_value(json_object_get(c, "case")));
    }
    json_decref(c);
}

static size_t
check_cases(const char *name)
{
    size_t size = 0, count = 0;
    uint8_t *data = sp_test_vector(name, &size);

    if (data == NULL) {
        skip();
        return 0;
    }
    for (const char *at = (const char *)data; *at != 0; count++) {
        size_t length = strcspn(at, "\n");
        check_case(at, length);
        at += length + (at[length] == '\n');
    }
    free(data);
    return count;
}

static void
all_98_published_inclusion_cases_get_their_answer(void **state)
{
    (void)state;
    assert_int_equal(check_cases("merkle/inclusion.jsonl"), 98);
}

static void
all_98_published_consistency_cases_get_their_answer(void **state)
{
    (void)state;
    assert_int_equal(check_cases("merkle/consistency.jsonl"), 98);
}

static void
proof_goes_over_the_wire_as_a_list_of_hashes(void **state)
{
    struct sp_proof proof = {2, {leaves[0], leaves[1]}}, back;
    struct sp_list list = sp_proof_list(&proof);

    (void)state;
    assert_int_equal(list.count, 2);
    assert_int_equal(sp_proof_from_list(&list, &back), SP_OK);
    assert_int_equal(back.count, 2);
    assert_memory_equal(back.hashes, proof.hashes, 2 * sizeof(struct sp_hash));
    list.count = SP_PROOF_MAX + 1;
    assert_int_equal(sp_proof_from_list(&list, &back), SP_ERR_TOO_BIG);
    assert_int_equal(back.count, 0);
    list = (struct sp_list){NULL, 0};
    assert_int_equal(sp_proof_from_list(&list, &back), SP_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_tree_has_the_published_hashes),
        cmocka_unit_test(hello_world_has_the_tree_hash_of_go_sumdb),
        cmocka_unit_test(all_98_published_inclusion_cases_get_their_answer),
        cmocka_unit_test(all_98_published_consistency_cases_get_their_answer),
        cmocka_unit_test(frontier_gives_the_root_of_the_definition_at_every_size),
        cmocka_unit_test(broken_frontier_is_recognised_and_does_no_harm),
        cmocka_unit_test(every_inclusion_proof_up_to_130_holds_and_no_damaged_one),
        cmocka_unit_test(every_consistency_proof_up_to_130_holds_and_no_damaged_one),
        cmocka_unit_test(consistency_with_an_empty_tree_needs_no_proof_and_proves_nothing),
        cmocka_unit_test(proofs_hold_in_trees_near_the_largest_size),
        cmocka_unit_test(sizes_above_the_largest_are_refused),
        cmocka_unit_test(failure_of_the_source_leaves_an_empty_proof),
        cmocka_unit_test(proof_goes_over_the_wire_as_a_list_of_hashes),
    };

    return cmocka_run_group_tests(tests, make_tree, free_tree);
}
