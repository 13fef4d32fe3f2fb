/*
 * The outbox of a home whose broker is away: nothing is lost, nothing is doubled.
 */
#include "world.h"

#include "outbox_private.h"

#define OCC "occ_physician:big:19000000002"

static struct world world;
static struct sp_agent *agent;

static int
set_up(void **state)
{
    (void)state;
    memset(&world, 0, sizeof(world));
    snprintf(world.folder, sizeof(world.folder), "%s", sp_test_folder("outbox"));
    snprintf(world.url, sizeof(world.url), "tls+tcp://127.0.0.1:9");
    run((const char *const[]){tool("make-ca"), at(&world, "ca"), NULL});
    issue(&world, "clinician_ggz", "big:19000000001", "A. Behandelaar");
    home_make(&world, SP_ROLE_CLINICIAN_GGZ, "big:19000000001", "home");
    agent = home_open(&world, "home");
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    sp_agent_close(agent);
    world_end(&world);
    return 0;
}

static struct sp_send_plan
plan_of(const struct sp_send_item *item)
{
    struct sp_send_plan plan = {.to = party(OCC),
        .purpose = SP_PURPOSE_OCC_GUIDANCE,
        .items = item,
        .item_count = 1,
        .has_msg_id = true};

    memset(plan.patient.b, 7, sizeof(plan.patient.b));
    memset(plan.msg_id.b, 1, sizeof(plan.msg_id.b));
    return plan;
}

static enum sp_status
send_it(const struct sp_send_plan *plan, struct sp_outcome *outcome, struct sp_problem *problem)
{
    struct sp_msg_id id;

    memset(problem, 0, sizeof(*problem));
    return sp_outbox_send(agent, plan, &id, outcome, problem);
}

static void
a_message_waits_under_its_id(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_SYMPTOMS, .content = sp_bytes_of_text("content-to-find")};
    struct sp_send_plan plan = plan_of(&item);
    struct sp_outbox_row row;
    struct sp_outcome outcome;
    struct sp_problem problem;

    (void)state;
    assert_int_equal(send_it(&plan, &outcome, &problem), SP_OK);
    assert_true(outcome.queued);
    assert_int_equal(sp_outcome_exit_code(&outcome), 3);
    assert_int_equal(
        sp_outbox_find(agent, "01010101010101010101010101010101", &row, &problem), SP_OK);
    assert_string_equal(sp_outbox_state_id(row.state), "queued");
    assert_int_equal(row.categories, SP_CATEGORY_BIT(SP_CATEGORY_SYMPTOMS));
    assert_int_equal(sp_outbox_find(agent, "02010101010101010101010101010101", &row, &problem),
        SP_ERR_NOT_FOUND);
    assert_int_equal(sp_problem_exit_code(&problem), 2);
}

static void
the_same_again_is_one_message_and_anything_else_is_refused(void **state)
{
    struct sp_send_item item = {
        .category = SP_CATEGORY_SYMPTOMS, .content = sp_bytes_of_text("content-to-find")};
    struct sp_send_plan plan = plan_of(&item);
    struct sp_outcome outcome;
    struct sp_problem problem;

    (void)state;
    assert_int_equal(send_it(&plan, &outcome, &problem), SP_OK);
    assert_int_equal(send_it(&plan, &outcome, &problem), SP_OK);
    item.content = sp_bytes_of_text("content-to-find.");
    assert_int_equal(send_it(&plan, &outcome, &problem), SP_ERR_CONFLICT);
    assert_int_equal(sp_problem_exit_code(&problem), 2);
    item.content = sp_bytes_of_text("content-to-find");
    item.category = SP_CATEGORY_CAUSE;
    assert_int_equal(send_it(&plan, &outcome, &problem), SP_ERR_CONFLICT);
    item.category = SP_CATEGORY_SYMPTOMS;
    plan.purpose = SP_PURPOSE_PREVENTION;
    assert_int_equal(send_it(&plan, &outcome, &problem), SP_ERR_CONFLICT);
}

static void
what_cannot_be_a_message_is_refused_with_its_field(void **state)
{
    struct sp_send_item item = {.category = SP_CATEGORY_SYMPTOMS, .content = sp_bytes_of_text("x")};
    struct sp_send_plan plan = plan_of(&item);
    struct sp_outcome outcome;
    struct sp_problem problem;

    (void)state;
    memset(plan.msg_id.b, 2, sizeof(plan.msg_id.b));
    plan.to = party("clinician_ggz:big:19000000001");
    assert_int_equal(send_it(&plan, &outcome, &problem), SP_ERR_USAGE);
    assert_string_equal(problem.value[0], "to");
    plan = plan_of(&item);
    plan.asks = SP_CATEGORY_BIT(SP_CATEGORY_SYMPTOMS);
    assert_int_equal(send_it(&plan, &outcome, &problem), SP_ERR_USAGE);
    assert_string_equal(problem.value[0], "ask");
    plan = plan_of(&item);
    item.path = at(&world, "no-such-file");
    assert_int_equal(send_it(&plan, &outcome, &problem), SP_ERR_IO);
    assert_int_equal(sp_problem_exit_code(&problem), 2);
    item.path = NULL;
    item.category = 99;
    assert_int_equal(send_it(&plan, &outcome, &problem), SP_ERR_USAGE);
    assert_string_equal(problem.value[0], "category");
}

static bool
holds(const char *path, const char *text)
{
    size_t size = 0;
    bool found = false;

    if (access(path, R_OK) != 0) {
        return false;
    }
    uint8_t *bytes = sp_test_file(path, &size);
    for (size_t i = 0; !found && i + strlen(text) <= size; i++) {
        found = memcmp(bytes + i, text, strlen(text)) == 0;
    }
    free(bytes);
    return found;
}

static void
content_lies_sealed_on_disk(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_SYMPTOMS, .path = at(&world, "large")};
    struct sp_send_plan plan = plan_of(&item);
    struct sp_outcome outcome;
    struct sp_problem problem;
    FILE *file = fopen(at(&world, "large"), "w");

    (void)state;
    assert_non_null(file);
    for (int i = 0; i < 20000; i++) {
        fputs("content-to-find ", file);
    }
    fclose(file);
    memset(plan.msg_id.b, 3, sizeof(plan.msg_id.b));
    assert_int_equal(send_it(&plan, &outcome, &problem), SP_OK);
    assert_false(holds(at(&world, "home/home.db"), "content-to-find"));
    assert_false(holds(at(&world, "home/home.db-wal"), "content-to-find"));
    const char *kept = at(&world, "home/outbox/03030303030303030303030303030303-0.plain");
    assert_int_equal(access(kept, F_OK), 0);
    assert_false(holds(kept, "content-to-find"));
}

static void
what_waits_survives_a_restart(void **state)
{
    struct sp_agent_status status;
    struct sp_problem problem;

    (void)state;
    sp_agent_close(agent);
    agent = home_open(&world, "home");
    memset(&problem, 0, sizeof(problem));
    assert_int_equal(sp_agent_status(agent, false, &status, &problem), SP_OK);
    assert_int_equal(status.outbox_count, 2);
    assert_false(status.pinned);
}

static enum sp_status
count_queued(void *context, const struct sp_outbox_row *row)
{
    size_t *count = context;

    *count += row->state == SP_OUTBOX_DRAFT ? 1 : 0;
    return SP_OK;
}

/* Sets the message with id 03.. to accepted under ${d}, as if it had been sent. */
static void
accept_large(const struct sp_hash *d)
{
    struct sp_outbox_entry entry;
    struct sp_msg_id id;

    memset(id.b, 3, sizeof(id.b));
    assert_int_equal(sp_outbox_load(agent, &id, &entry), SP_OK);
    assert_int_equal(sp_buffer_append(&entry.body, "x", 1), SP_OK);
    assert_int_equal(sp_outbox_set_sealed(agent, &entry, d), SP_OK);
    assert_int_equal(sp_outbox_set_state(agent, &entry, SP_OUTBOX_ACCEPTED, &entry.outcome), SP_OK);
    sp_outbox_unload(&entry);
}

static void
a_message_whose_share_was_lost_is_sealed_anew(void **state)
{
    struct sp_mail_status told = {.state = SP_MESSAGE_RESEAL, .verdict = SP_VERDICT_RESEAL};
    struct sp_outbox_row row;
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    size_t before = 0, after = 0;

    (void)state;
    memset(told.d.b, 0x77, sizeof(told.d.b));
    accept_large(&told.d);
    assert_int_equal(sp_outbox_each(agent, count_queued, &before, &problem), SP_OK);
    assert_int_equal(sp_outbox_take_status(agent, &told), SP_OK);
    assert_int_equal(sp_outbox_take_status(agent, &told), SP_OK); /* told twice, done once */
    assert_int_equal(sp_outbox_each(agent, count_queued, &after, &problem), SP_OK);
    assert_int_equal(after, before + 1);
    assert_int_equal(
        sp_outbox_find(agent, "03030303030303030303030303030303", &row, &problem), SP_OK);
    assert_int_equal(row.state, SP_OUTBOX_RESEAL);
}

static void
what_was_acknowledged_keeps_no_content(void **state)
{
    struct sp_mail_status told = {.state = SP_MESSAGE_ACKNOWLEDGED};
    struct sp_outbox_entry entry;
    struct sp_msg_id id;
    struct sp_hash d;

    (void)state;
    memset(id.b, 1, sizeof(id.b));
    memset(&d, 0x66, sizeof(d));
    told.d = d;
    assert_int_equal(sp_outbox_load(agent, &id, &entry), SP_OK);
    assert_true(entry.has_draft);
    assert_int_equal(sp_buffer_append(&entry.body, "x", 1), SP_OK);
    assert_int_equal(sp_outbox_set_sealed(agent, &entry, &d), SP_OK);
    assert_int_equal(sp_outbox_set_state(agent, &entry, SP_OUTBOX_OPENED, &entry.outcome), SP_OK);
    sp_outbox_unload(&entry);
    assert_int_equal(sp_outbox_take_status(agent, &told), SP_OK);
    assert_int_equal(sp_outbox_load(agent, &id, &entry), SP_OK);
    assert_int_equal(entry.state, SP_OUTBOX_ACKNOWLEDGED);
    assert_false(entry.has_draft);
    assert_int_equal(entry.body.size, 0);
    sp_outbox_unload(&entry);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_waits_under_its_id),
        cmocka_unit_test(the_same_again_is_one_message_and_anything_else_is_refused),
        cmocka_unit_test(what_cannot_be_a_message_is_refused_with_its_field),
        cmocka_unit_test(content_lies_sealed_on_disk),
        cmocka_unit_test(what_waits_survives_a_restart),
        cmocka_unit_test(a_message_whose_share_was_lost_is_sealed_anew),
        cmocka_unit_test(what_was_acknowledged_keeps_no_content),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
