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
a_sealed_value_opens_only_in_its_column_and_row(void **state)
{
    struct sp_buffer sealed, plain;
    const struct sp_bytes key = sp_bytes_of_text("row 1"), other = sp_bytes_of_text("row 2");

    (void)state;
    sp_buffer_init(&sealed, 1024);
    sp_buffer_init(&plain, 1024);
    assert_int_equal(
        sp_local_seal(bare.agent.local, "inbox", key, sp_bytes_of_text("secret"), &sealed), SP_OK);
    assert_int_equal(
        sp_local_unseal(bare.agent.local, "outbox", key, sp_buffer_bytes(&sealed), &plain),
        SP_ERR_STORE);
    assert_int_equal(
        sp_local_unseal(bare.agent.local, "inbox", other, sp_buffer_bytes(&sealed), &plain),
        SP_ERR_STORE);
    assert_int_equal(
        sp_local_unseal(bare.agent.local, "inbox", key, sp_buffer_bytes(&sealed), &plain), SP_OK);
    assert_true(sp_bytes_equal(sp_buffer_bytes(&plain), sp_bytes_of_text("secret")));
    for (size_t i = 0; i < sealed.size; i++) {
        sealed.data[i] ^= 1;
        sp_buffer_wipe(&plain);
        assert_int_equal(
            sp_local_unseal(bare.agent.local, "inbox", key, sp_buffer_bytes(&sealed), &plain),
            SP_ERR_STORE);
        sealed.data[i] ^= 1;
    }
    sp_buffer_wipe(&sealed);
    sp_buffer_wipe(&plain);
}

static void
a_blind_value_differs_by_column_and_by_home(void **state)
{
    struct bare other;
    const struct sp_bytes value = sp_bytes_of_text("patient");

    (void)state;
    bare_make(&other, "gp:big:19000000003");
    struct sp_hash a = sp_local_blind(bare.agent.local, "statement", value);
    struct sp_hash same = sp_local_blind(bare.agent.local, "statement", value);
    struct sp_hash b = sp_local_blind(bare.agent.local, "outbox", value);
    struct sp_hash c = sp_local_blind(other.agent.local, "statement", value);
    assert_memory_equal(&a, &same, sizeof(a));
    assert_memory_not_equal(&a, &b, sizeof(a));
    assert_memory_not_equal(&a, &c, sizeof(a));
    bare_end(&other);
}

static void
what_was_aborted_is_not_there(void **state)
{
    uint64_t number = 7;

    (void)state;
    assert_int_equal(sp_local_begin(bare.agent.local), SP_OK);
    assert_int_equal(sp_local_meta_set_number(bare.agent.local, "x", 5), SP_OK);
    sp_local_abort(bare.agent.local);
    assert_int_equal(sp_local_meta_get_number(bare.agent.local, "x", &number), SP_OK);
    assert_int_equal(number, 0);
    assert_int_equal(sp_local_meta_set_number(bare.agent.local, "x", 5), SP_OK);
    assert_int_equal(sp_local_meta_get_number(bare.agent.local, "x", &number), SP_OK);
    assert_int_equal(number, 5);
}

static void
numbers_past_what_the_store_holds_are_refused(void **state)
{
    (void)state;
    assert_int_equal(sp_local_meta_set_number(bare.agent.local, "x", UINT64_MAX), SP_ERR_STORE);
}

static void
a_store_of_a_newer_version_is_refused(void **state)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_local *again = NULL;

    (void)state;
    assert_int_equal(
        sp_local_run(bare.agent.local, "PRAGMA user_version = 99", NULL, 0, NULL), SP_OK);
    assert_int_equal(sp_local_open(bare.path, bare.agent.master, &again, &problem), SP_ERR_STORE);
    assert_null(again);
    assert_int_equal(problem.id, SP_PROBLEM_STORE);
}

static void
a_value_of_another_length_is_refused(void **state)
{
    struct sp_local_query *query = NULL;
    uint8_t out[4];

    (void)state;
    assert_int_equal(sp_local_query(bare.agent.local, "SELECT x'010203'", NULL, 0, &query), SP_OK);
    assert_int_equal(sp_local_step(query), SP_OK);
    assert_int_equal(sp_local_get_fixed(query, 0, out, 4), SP_ERR_STORE);
    assert_int_equal(sp_local_get_fixed(query, 0, out, 3), SP_OK);
    assert_int_equal(sp_local_step(query), SP_ERR_NOT_FOUND);
    sp_local_finish(query);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_sealed_value_opens_only_in_its_column_and_row, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_blind_value_differs_by_column_and_by_home, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_aborted_is_not_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            numbers_past_what_the_store_holds_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_store_of_a_newer_version_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_value_of_another_length_is_refused, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
