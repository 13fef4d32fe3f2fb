#include "bare.h"

static struct bare bare;

static int
set_up(void **state)
{
    (void)state;
    bare_make(&bare, "gp:big:19000000003");
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    bare_end(&bare);
    return 0;
}

static void
append(enum sp_log log, uint32_t from, uint32_t count)
{
    uint8_t leaves[64][68];

    for (uint32_t i = 0; i < count; i++) {
        bare_leaf(log, from + i, leaves[i]);
    }
    assert_int_equal(bare_append(&bare, log, (const uint8_t(*)[68])leaves, count), SP_OK);
}

/* The head of the first ${size} leaves, computed here. */
static struct sp_head
head_of(enum sp_log log, uint32_t size)
{
    struct sp_frontier edge;
    uint8_t leaf[68];

    memset(&edge, 0, sizeof(edge));
    for (uint32_t i = 0; i < size; i++) {
        bare_leaf(log, i, leaf);
        struct sp_hash hash = sp_tree_leaf((struct sp_bytes){leaf, sizeof(leaf)});
        sp_frontier_append(&edge, &hash);
    }
    return (struct sp_head){size, sp_frontier_root(&edge)};
}

static void
the_root_follows_from_the_leaves(void **state)
{
    struct sp_head heads[SP_LOG_COUNT];

    (void)state;
    append(SP_LOG_STATEMENTS, 0, 5);
    append(SP_LOG_STATEMENTS, 5, 60);
    struct sp_head expected = head_of(SP_LOG_STATEMENTS, 65);
    assert_int_equal(sp_mirror_heads(&bare.agent, heads), SP_OK);
    assert_int_equal(heads[SP_LOG_STATEMENTS].size, 65);
    assert_memory_equal(&heads[SP_LOG_STATEMENTS].root, &expected.root, sizeof(expected.root));
    assert_int_equal(heads[SP_LOG_KEYS].size, 0);
}

static void
leaves_that_do_not_give_the_root_leave_nothing(void **state)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_frontier edge;
    struct sp_hash label;
    uint8_t leaf[1][68];

    (void)state;
    append(SP_LOG_KEYS, 0, 3);
    for (uint32_t good = 0; good < 2; good++) {
        struct sp_head head = head_of(SP_LOG_KEYS, 4);
        head.root.b[0] ^= good == 0 ? 1 : 0;
        bare_leaf(SP_LOG_KEYS, 3, leaf[0]);
        memcpy(label.b, leaf[0] + 4, 32);
        assert_int_equal(sp_mirror_frontier(&bare.agent, SP_LOG_KEYS, &edge), SP_OK);
        assert_int_equal(edge.size, 3);
        assert_int_equal(sp_local_begin(bare.agent.local), SP_OK);
        assert_int_equal(sp_mirror_append(&bare.agent, SP_LOG_KEYS, (const uint8_t(*)[68])leaf, 1,
                             &edge, &problem),
            SP_OK);
        assert_int_equal(sp_mirror_settle(&bare.agent, SP_LOG_KEYS, &edge, &head, &problem),
            good ? SP_OK : SP_ERR_PROOF);
        assert_int_equal(sp_mirror_find(&bare.agent, SP_LOG_KEYS, &label, NULL, NULL),
            good ? SP_OK : SP_ERR_NOT_FOUND);
    }
}

static void
every_older_size_is_reached_and_another_root_is_not(void **state)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};

    (void)state;
    append(SP_LOG_KEYS, 0, 3);
    append(SP_LOG_KEYS, 3, 30);
    append(SP_LOG_KEYS, 33, 7);
    for (uint32_t size = 0; size <= 40; size++) {
        struct sp_head head = head_of(SP_LOG_KEYS, size);
        assert_int_equal(sp_mirror_reach(&bare.agent, SP_LOG_KEYS, &head, &problem), SP_OK);
        head.root.b[0] ^= 1;
        assert_int_equal(sp_mirror_reach(&bare.agent, SP_LOG_KEYS, &head, &problem), SP_ERR_PROOF);
    }
    assert_int_equal(sp_problem_exit_code(&problem), 4);
}

static void
a_label_is_found_with_its_index_and_hash(void **state)
{
    struct sp_hash label, hash, found;
    uint64_t index = 0;
    uint8_t leaf[68];

    (void)state;
    append(SP_LOG_STATEMENTS, 0, 20);
    bare_leaf(SP_LOG_STATEMENTS, 13, leaf);
    memcpy(label.b, leaf + 4, 32);
    memcpy(hash.b, leaf + 36, 32);
    assert_int_equal(sp_mirror_find(&bare.agent, SP_LOG_STATEMENTS, &label, &index, &found), SP_OK);
    assert_int_equal(index, 13);
    assert_memory_equal(&found, &hash, sizeof(hash));
    assert_int_equal(sp_mirror_holds(&bare.agent, SP_LOG_STATEMENTS, &label, &hash, NULL), SP_OK);
    hash.b[5] ^= 1;
    assert_int_equal(
        sp_mirror_holds(&bare.agent, SP_LOG_STATEMENTS, &label, &hash, NULL), SP_ERR_PROOF);
    assert_int_equal(
        sp_mirror_find(&bare.agent, SP_LOG_KEYS, &label, &index, NULL), SP_ERR_NOT_FOUND);
    label.b[0] ^= 1;
    assert_int_equal(
        sp_mirror_find(&bare.agent, SP_LOG_STATEMENTS, &label, &index, NULL), SP_ERR_NOT_FOUND);
}

static void
the_same_label_twice_is_no_log(void **state)
{
    uint8_t leaves[2][68];

    (void)state;
    bare_leaf(SP_LOG_STATEMENTS, 1, leaves[0]);
    bare_leaf(SP_LOG_STATEMENTS, 1, leaves[1]);
    leaves[1][40] ^= 1;
    assert_int_equal(
        bare_append(&bare, SP_LOG_STATEMENTS, (const uint8_t(*)[68])leaves, 2), SP_ERR_PROOF);
    assert_int_equal(bare_append(&bare, SP_LOG_STATEMENTS, (const uint8_t(*)[68])leaves, 1), SP_OK);
    assert_int_equal(
        bare_append(&bare, SP_LOG_STATEMENTS, (const uint8_t(*)[68])(leaves + 1), 1), SP_ERR_PROOF);
}

static void
a_leaf_of_another_log_is_refused(void **state)
{
    uint8_t leaf[1][68];

    (void)state;
    bare_leaf(SP_LOG_KEYS, 1, leaf[0]);
    assert_int_equal(
        bare_append(&bare, SP_LOG_STATEMENTS, (const uint8_t(*)[68])leaf, 1), SP_ERR_PROOF);
}

static void
right_edges_are_kept_and_old_ones_go(void **state)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_local_query *query = NULL;

    (void)state;
    for (uint32_t i = 0; i < 60; i++) {
        append(SP_LOG_KEYS, i, 1);
    }
    assert_int_equal(
        sp_local_query(bare.agent.local, "SELECT count(*) FROM mirror", NULL, 0, &query), SP_OK);
    assert_int_equal(sp_local_step(query), SP_OK);
    assert_in_range(sp_local_get_number(query, 0), 30, 34);
    sp_local_finish(query);
    struct sp_head head = head_of(SP_LOG_KEYS, 4);
    assert_int_equal(sp_mirror_reach(&bare.agent, SP_LOG_KEYS, &head, &problem), SP_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            every_older_size_is_reached_and_another_root_is_not, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_root_follows_from_the_leaves, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            leaves_that_do_not_give_the_root_leave_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_label_is_found_with_its_index_and_hash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_same_label_twice_is_no_log, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_leaf_of_another_log_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(right_edges_are_kept_and_old_ones_go, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
