/*
 * A broker that is not the one, or not what it was: nothing is believed, everything is kept.
 */
#include "world.h"

static struct world world;
static struct sp_agent *gp;

static int
set_up(void **state)
{
    (void)state;
    world_make(&world);
    issue(&world, "gp", "big:19000000003", "Huisarts");
    issue(&world, "poh_ggz", "big:19000000005", "POH");
    home_make(&world, SP_ROLE_GP, "big:19000000003", "gp");
    home_make(&world, SP_ROLE_POH_GGZ, "big:19000000005", "poh");
    gp = home_open(&world, "gp");
    must(sp_agent_contact(gp, &problem));
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    sp_agent_close(gp);
    world_end(&world);
    return 0;
}

static void
copy_folder(const char *from, const char *to)
{
    run((const char *const[]){"/bin/cp", "-a", at(&world, from), at(&world, to), NULL});
}

/* Contact anew, as another process would. */
static struct sp_problem
contact_again(void)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};

    sp_agent_close(gp);
    gp = home_open(&world, "gp");
    enum sp_status status = sp_agent_contact(gp, &problem);
    assert_int_equal(status == SP_OK, problem.id == SP_PROBLEM_NONE);
    return problem;
}

static uint64_t
evidence(void)
{
    struct sp_agent_status seen;

    must(sp_agent_status(gp, false, &seen, &problem));
    return seen.evidence_count;
}

static void
a_broker_with_other_log_keys_is_not_believed(void **state)
{
    (void)state;
    world_stop_broker(&world);
    world_init_broker(&world, "impostor", "ca", NULL);
    world_start(&world, "impostor");
    struct sp_problem trouble = contact_again();
    assert_int_equal(trouble.id, SP_PROBLEM_PIN);
    assert_int_equal(sp_problem_exit_code(&trouble), 4);
    assert_true(evidence() > 0);
    world_stop_broker(&world);
    world_start_broker(&world);
    trouble = contact_again();
    assert_int_equal(trouble.id, SP_PROBLEM_NONE);
}

static void
a_broker_of_another_ca_is_none(void **state)
{
    (void)state;
    run((const char *const[]){tool("make-ca"), at(&world, "strangers"), NULL});
    run((const char *const[]){
        tool("issue"), at(&world, "strangers"), "broker", "kvk:00000001", "Broker", NULL});
    world_stop_broker(&world);
    world_init_broker(&world, "stranger", "strangers", NULL);
    world_start(&world, "stranger");
    struct sp_problem trouble = contact_again();
    assert_int_equal(sp_problem_exit_code(&trouble), 3);
    world_stop_broker(&world);
    world_start_broker(&world);
}

static void
a_broker_put_back_to_an_older_state_is_not_believed(void **state)
{
    struct sp_outcome outcome;

    (void)state;
    world_stop_broker(&world);
    copy_folder("broker", "older");
    world_start_broker(&world);
    struct sp_problem trouble = contact_again();
    assert_int_equal(trouble.id, SP_PROBLEM_NONE);
    must(sp_keyring_rotate(gp, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_DONE);
    world_stop_broker(&world);
    world_start(&world, "older");
    const uint64_t before = evidence();
    trouble = contact_again();
    assert_int_equal(sp_problem_exit_code(&trouble), 4);
    assert_true(evidence() > before);
    world_stop_broker(&world);
    world_start_broker(&world);
    trouble = contact_again();
    assert_int_equal(trouble.id, SP_PROBLEM_NONE);
}

/* The older broker goes on as if nothing was: another history of at least the same length. */
static void
a_broker_with_two_histories_is_not_believed(void **state)
{
    struct sp_agent *other = NULL;
    struct sp_outcome outcome;

    (void)state;
    world_stop_broker(&world);
    world_start(&world, "older");
    other = home_open(&world, "poh");
    for (int i = 0; i < 4; i++) {
        must(sp_keyring_rotate(other, &outcome, &problem));
    }
    struct sp_problem trouble = contact_again();
    assert_int_equal(sp_problem_exit_code(&trouble), 4);
    sp_agent_close(other);
    world_stop_broker(&world);
    world_start_broker(&world);
}

static int64_t
twenty_minutes_ahead(void *context)
{
    return sp_agent_clock_system.now_ms(context) + INT64_C(20) * 60 * 1000;
}

static void
a_clock_that_is_off_makes_no_contact(void **state)
{
    struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
    const struct sp_agent_options options = {
        .home = at(&world, "gp"), .clock = {twenty_minutes_ahead, NULL}};

    (void)state;
    sp_agent_close(gp);
    must(sp_agent_open(&options, &gp, &problem));
    assert_int_not_equal(sp_agent_contact(gp, &trouble), SP_OK);
    assert_int_equal(sp_problem_exit_code(&trouble), 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broker_with_other_log_keys_is_not_believed),
        cmocka_unit_test(a_broker_of_another_ca_is_none),
        cmocka_unit_test(a_broker_put_back_to_an_older_state_is_not_believed),
        cmocka_unit_test(a_broker_with_two_histories_is_not_believed),
        cmocka_unit_test(a_clock_that_is_off_makes_no_contact),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
