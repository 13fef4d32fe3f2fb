/*
 * What a message says of itself, before any statement is looked at: whose copy, and until when.
 */
#include "bare.h"

#include "inbox_private.h"

#define EMPLOYER "employer:kvk:12345678"
#define OCC      "occ_physician:big:19000000002"

static struct bare bare;
static struct sp_patient_id patient;
static struct sp_party_key recipients[2];
static struct sp_inbox_message message;

static int
set_up(void **state)
{
    (void)state;
    bare_make(&bare, EMPLOYER);
    memset(patient.b, 0x33, sizeof(patient.b));
    memset(&message, 0, sizeof(message));
    message.header.base.patient = patient;
    message.header.base.not_after_ms = (uint64_t)bare.now_ms + 1;
    assert_int_equal(sp_party_parse(OCC, &recipients[0].party), SP_OK);
    recipients[1].party = bare.agent.profile.party;
    message.header.base.recipients = (struct sp_list){recipients, 2};
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
a_copy_is_for_the_patient_alone(void **state)
{
    struct sp_decision decision;

    (void)state;
    message.position = 1;
    assert_false(sp_mail_copies_are_hers(&message.header.base));
    assert_true(sp_inbox_settled(&bare.agent, &message, &decision));
    assert_int_equal(decision.verdict, SP_VERDICT_DENY_IDENTITY);
    sp_party_of_patient(&patient, &recipients[1].party);
    bare.agent.profile.party = recipients[1].party;
    assert_true(sp_mail_copies_are_hers(&message.header.base));
    assert_true(sp_inbox_settled(&bare.agent, &message, &decision));
    assert_int_equal(decision.verdict, SP_VERDICT_ALLOW);
    assert_string_equal(decision.rule->id, sp_rule_own_copy.id);
}

static void
a_message_to_us_alone_is_judged_on_statements(void **state)
{
    struct sp_decision decision;

    (void)state;
    message.header.base.recipients.count = 1;
    assert_true(sp_mail_copies_are_hers(&message.header.base));
    assert_false(sp_inbox_settled(&bare.agent, &message, &decision));
}

static void
after_its_time_neither_message_nor_copy_opens(void **state)
{
    struct sp_decision decision;

    (void)state;
    bare.now_ms += 1;
    assert_true(sp_inbox_settled(&bare.agent, &message, &decision));
    assert_int_equal(decision.verdict, SP_VERDICT_DENY_EXPIRED);
    assert_string_equal(decision.rule->id, "message.expired");
    sp_party_of_patient(&patient, &bare.agent.profile.party);
    message.position = 1;
    assert_true(sp_inbox_settled(&bare.agent, &message, &decision));
    assert_int_equal(decision.verdict, SP_VERDICT_DENY_EXPIRED);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_copy_is_for_the_patient_alone),
        TEST(a_message_to_us_alone_is_judged_on_statements),
        TEST(after_its_time_neither_message_nor_copy_opens),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
