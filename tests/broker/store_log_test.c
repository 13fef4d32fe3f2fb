/*
 * The logs in the store: heads and proofs against trees made from the leaves alone, at every size
 * where a tile fills, after reopening and after an aborted transaction.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support.h"

#include "sql.h"
#include "store.h"

static struct sp_store *store;
static char folder[512];

static int
set_up(void **state)
{
    const char *why = "";

    (void)state;
    assert_int_equal(sp_crypto_init(), SP_OK);
    snprintf(folder, sizeof(folder), "%s", sp_test_folder("store"));
    assert_int_equal(sp_store_open(folder, true, &store, &why), SP_OK);
    return 0;
}

static int
tear_down(void **state)
{
    static const char *const names[] = {"store.db", "store.db-wal", "store.db-shm", "store.lock"};
    char path[600];

    (void)state;
    sp_store_close(store);
    store = NULL;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static void
reopen(void)
{
    const char *why = "";

    sp_store_close(store);
    store = NULL;
    assert_int_equal(sp_store_open(folder, false, &store, &why), SP_OK);
}

/* Leaf ${n} of the tests: four bytes, no two the same. */
static struct sp_bytes
entry_of(uint64_t n, uint8_t out[static 4])
{
    for (int i = 0; i < 4; i++) {
        out[i] = (uint8_t)(n >> (24 - 8 * i));
    }
    return (struct sp_bytes){out, 4};
}

static struct sp_hash
leaf_of(uint64_t n)
{
    uint8_t bytes[4];

    return sp_tree_leaf(entry_of(n, bytes));
}

/* RFC 6962 2.1, as it is written. */
static struct sp_hash
naive_root(uint64_t from, uint64_t size)
{
    uint64_t half = 1;

    if (size == 0) {
        return sp_tree_empty_root();
    }
    if (size == 1) {
        return leaf_of(from);
    }
    while (half * 2 < size) {
        half *= 2;
    }
    struct sp_hash left = naive_root(from, half), right = naive_root(from + half, size - half);
    return sp_tree_node(&left, &right);
}

static void
append(enum sp_log log, uint64_t from, uint64_t to)
{
    uint8_t bytes[4];
    uint64_t index;

    for (uint64_t n = from; n < to; n++) {
        assert_int_equal(sp_store_log_append(store, log, entry_of(n, bytes), &index), SP_OK);
        assert_int_equal(index, n);
    }
}

static void
commit(void)
{
    const struct sp_bytes notes[SP_LOG_COUNT] = {
        sp_bytes_of_text("one"), sp_bytes_of_text("two"), sp_bytes_of_text("three")};

    assert_int_equal(sp_store_log_seal(store, notes), SP_OK);
    assert_int_equal(sp_store_commit(store), SP_OK);
}

static void
grow(enum sp_log log, uint64_t from, uint64_t to)
{
    assert_int_equal(sp_store_begin(store), SP_OK);
    append(log, from, to);
    commit();
}

static void
assert_inclusion(enum sp_log log, uint64_t index, uint64_t size, const struct sp_hash *root)
{
    struct sp_proof proof;
    struct sp_hash leaf = leaf_of(index);

    assert_int_equal(sp_store_log_prove(store, log, index, size, &proof), SP_OK);
    assert_int_equal(
        sp_tree_check_inclusion(&leaf, index, size, proof.hashes, proof.count, root), SP_OK);
}

static void
assert_consistency(enum sp_log log, uint64_t old_size, uint64_t size, const struct sp_hash *root)
{
    struct sp_hash old_root = naive_root(0, old_size);
    struct sp_proof proof;

    assert_int_equal(sp_store_log_prove_consistency(store, log, old_size, size, &proof), SP_OK);
    assert_int_equal(
        sp_tree_check_consistency(old_size, size, proof.hashes, proof.count, &old_root, root),
        SP_OK);
}

static void
an_empty_log_has_the_empty_root(void **state)
{
    struct sp_head head = sp_store_log_head(store, SP_LOG_KEYS);
    struct sp_hash empty = sp_tree_empty_root();

    (void)state;
    assert_int_equal(head.size, 0);
    assert_memory_equal(&head.root, &empty, sizeof(empty));
}

static void
every_small_size_has_its_root_and_proofs(void **state)
{
    (void)state;
    for (uint64_t size = 1; size <= 70; size++) {
        grow(SP_LOG_EVENTS, size - 1, size);
        struct sp_head head = sp_store_log_head(store, SP_LOG_EVENTS);
        struct sp_hash root = naive_root(0, size);
        assert_int_equal(head.size, size);
        assert_memory_equal(&head.root, &root, sizeof(root));
        for (uint64_t i = 0; i < size; i++) {
            assert_inclusion(SP_LOG_EVENTS, i, size, &root);
            assert_consistency(SP_LOG_EVENTS, i + 1, size, &root);
        }
    }
}

static void
proofs_hold_around_a_full_tile(void **state)
{
    static const uint64_t sizes[] = {255, 256, 257, 511, 512, 513, 767, 1024, 1025};
    uint64_t before = 0;

    (void)state;
    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        grow(SP_LOG_STATEMENTS, before, sizes[s]);
        before = sizes[s];
        if (s % 2 == 1) {
            reopen();
        }
        struct sp_head head = sp_store_log_head(store, SP_LOG_STATEMENTS);
        struct sp_hash root = naive_root(0, sizes[s]);
        assert_memory_equal(&head.root, &root, sizeof(root));
        for (uint64_t i = 0; i < sizes[s]; i += 7) {
            assert_inclusion(SP_LOG_STATEMENTS, i, sizes[s], &root);
            assert_consistency(SP_LOG_STATEMENTS, i + 1, sizes[s], &root);
        }
        assert_inclusion(SP_LOG_STATEMENTS, sizes[s] - 1, sizes[s], &root);
    }
    /* Towards older sizes too: what an old checkpoint says stays provable. */
    struct sp_hash old_root = naive_root(0, 300);
    for (uint64_t i = 0; i < 300; i += 11) {
        assert_inclusion(SP_LOG_STATEMENTS, i, 300, &old_root);
    }
}

static void
proofs_hold_around_a_full_tile_of_tiles(void **state)
{
    static const uint64_t sizes[] = {65535, 65536, 65537, 65536 + 256, 65536 + 300, 70000};
    uint64_t before = 0;

    (void)state;
    for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
        grow(SP_LOG_EVENTS, before, sizes[s]);
        before = sizes[s];
        for (int again = 0; again < 2; again++) { /* grown here, and restored from the tiles */
            struct sp_head head = sp_store_log_head(store, SP_LOG_EVENTS);
            struct sp_hash root = naive_root(0, sizes[s]);
            assert_int_equal(head.size, sizes[s]);
            assert_memory_equal(&head.root, &root, sizeof(root));
            for (uint64_t i = 0; i < sizes[s]; i += 6007) {
                assert_inclusion(SP_LOG_EVENTS, i, sizes[s], &root);
            }
            assert_inclusion(SP_LOG_EVENTS, sizes[s] - 1, sizes[s], &root);
            static const uint64_t olds[] = {1, 255, 256, 257, 65279, 65280, 65534, 65535};
            for (size_t i = 0; i < sizeof(olds) / sizeof(olds[0]); i++) {
                assert_consistency(SP_LOG_EVENTS, olds[i], sizes[s], &root);
            }
            assert_consistency(SP_LOG_EVENTS, sizes[s], sizes[s], &root);
            reopen();
        }
    }
}

static void
an_aborted_transaction_leaves_no_trace(void **state)
{
    uint8_t bytes[4];
    struct sp_arena *arena = NULL;
    struct sp_list list;

    (void)state;
    grow(SP_LOG_KEYS, 0, 300);
    struct sp_head before = sp_store_log_head(store, SP_LOG_KEYS);
    assert_int_equal(sp_store_begin(store), SP_OK);
    append(SP_LOG_KEYS, 300, 600); /* fills the second tile */
    sp_store_abort(store);
    struct sp_head after = sp_store_log_head(store, SP_LOG_KEYS);
    assert_memory_equal(&before, &after, sizeof(before));
    grow(SP_LOG_KEYS, 300, 520);
    after = sp_store_log_head(store, SP_LOG_KEYS);
    struct sp_hash root = naive_root(0, 520);
    assert_memory_equal(&after.root, &root, sizeof(root));
    assert_inclusion(SP_LOG_KEYS, 519, 520, &root);
    assert_int_equal(sp_arena_new(1 << 20, &arena), SP_OK);
    assert_int_equal(sp_store_log_leaves(store, SP_LOG_KEYS, 515, 100, arena, &list), SP_OK);
    assert_int_equal(list.count, 5);
    const struct sp_bytes *entries = list.items;
    assert_true(sp_bytes_equal(entries[4], entry_of(519, bytes)));
    sp_arena_free(arena);
}

static void
three_logs_grow_apart(void **state)
{
    struct sp_arena *arena = NULL;
    struct sp_bytes note;

    (void)state;
    assert_int_equal(sp_store_begin(store), SP_OK);
    append(SP_LOG_EVENTS, 0, 10);
    append(SP_LOG_STATEMENTS, 0, 3);
    commit();
    reopen();
    assert_int_equal(sp_store_log_head(store, SP_LOG_EVENTS).size, 10);
    assert_int_equal(sp_store_log_head(store, SP_LOG_STATEMENTS).size, 3);
    assert_int_equal(sp_store_log_head(store, SP_LOG_KEYS).size, 0);
    assert_int_equal(sp_arena_new(1 << 16, &arena), SP_OK);
    assert_int_equal(sp_store_log_note(store, SP_LOG_STATEMENTS, arena, &note), SP_OK);
    assert_true(sp_bytes_equal(note, sp_bytes_of_text("two")));
    sp_arena_free(arena);
}

static void
proofs_beyond_the_log_are_an_error(void **state)
{
    struct sp_proof proof;

    (void)state;
    grow(SP_LOG_EVENTS, 0, 20);
    assert_int_not_equal(sp_store_log_prove(store, SP_LOG_EVENTS, 20, 20, &proof), SP_OK);
    assert_int_not_equal(sp_store_log_prove(store, SP_LOG_EVENTS, 3, 1000, &proof), SP_OK);
    assert_int_not_equal(
        sp_store_log_prove_consistency(store, SP_LOG_EVENTS, 21, 20, &proof), SP_OK);
}

static void
edges_restored_by_hand_are_those_that_grew(void **state)
{
    struct sp_edge *grown = calloc(1, sizeof(*grown)), *restored = calloc(1, sizeof(*restored));

    (void)state;
    assert_non_null(grown);
    assert_non_null(restored);
    for (uint64_t n = 0; n < 200; n++) {
        struct sp_hash leaf = leaf_of(n), a, b;
        assert_int_equal(sp_edge_append(grown, &leaf, NULL, NULL), SP_OK);
        sp_edge_restore(&restored->tiles[0], &leaf);
        for (uint8_t level = 0; level < 8; level++) {
            uint64_t last = ((n + 1) >> level);
            assert_int_equal(
                sp_edge_node(grown, level, last, &a), sp_edge_node(restored, level, last, &b));
            if (last > 0) {
                assert_true(sp_edge_node(grown, level, last - 1, &a));
                assert_true(sp_edge_node(restored, level, last - 1, &b));
                assert_memory_equal(&a, &b, sizeof(a));
            }
        }
    }
    free(grown);
    free(restored);
}

static void
run_sql(const char *sql)
{
    char path[600];
    sqlite3 *db = NULL;

    snprintf(path, sizeof(path), "%s/store.db", folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void
missing_tiles_are_noticed_at_start(void **state)
{
    const char *why = "";

    (void)state;
    grow(SP_LOG_EVENTS, 0, 300);
    sp_store_close(store);
    run_sql("DELETE FROM tile WHERE log = 0 AND level = 0 AND n = 1");
    assert_int_equal(sp_store_open(folder, false, &store, &why), SP_ERR_STORE);
    assert_non_null(strstr(why, "damaged"));
    assert_null(store);
    run_sql("INSERT INTO tile VALUES(0, 0, 1, zeroblob(31))");
    assert_int_equal(sp_store_open(folder, false, &store, &why), SP_ERR_STORE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, set_up, tear_down)
        TEST(an_empty_log_has_the_empty_root),
        TEST(every_small_size_has_its_root_and_proofs),
        TEST(proofs_hold_around_a_full_tile),
        TEST(proofs_hold_around_a_full_tile_of_tiles),
        TEST(an_aborted_transaction_leaves_no_trace),
        TEST(three_logs_grow_apart),
        TEST(proofs_beyond_the_log_are_an_error),
        TEST(edges_restored_by_hand_are_those_that_grew),
        TEST(missing_tiles_are_noticed_at_start),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
