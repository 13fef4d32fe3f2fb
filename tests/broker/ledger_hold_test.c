/*
 * Messages that wait for the patient: held, approved, rejected; joint ones; what she never saw.
 */
#include <string.h>

#include "ledger_harness.h"

static struct lab *lab;
static struct lab_party *clinician, *occ, *employer, *patient;
static struct lab_statement *consent;

static int
set_up(void **state)
{
    (void)state;
    lab = lab_new("hold");
    clinician = lab_published(lab, "clinician");
    occ = lab_published(lab, "occ");
    employer = lab_published(lab, "employer");
    patient = lab_published(lab, "patient");
    lab_relate(lab, clinician, patient, SP_RELATION_TREATS, true);
    lab_relate(lab, occ, patient, SP_RELATION_OCCUPATIONAL, true);
    lab_relate(lab, employer, patient, SP_RELATION_EMPLOYS, true);
    consent = lab_grant(lab, patient,
        &(struct lab_consent){.from = clinician,
            .to = occ,
            .categories = SP_CATEGORY_BIT(SP_CATEGORY_SYMPTOMS),
            .purpose = SP_PURPOSE_OCC_GUIDANCE,
            .days = 60});
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    lab_free(lab);
    return 0;
}

static struct lab_message *
send_held(void)
{
    struct lab_message *message = lab_send(lab, &(struct lab_plan){.from = clinician,
                                                    .to = occ,
                                                    .about = patient,
                                                    .purpose = SP_PURPOSE_OCC_GUIDANCE,
                                                    .categories = {SP_CATEGORY_SYMPTOMS},
                                                    .item_count = 1,
                                                    .consent = consent});

    assert_int_equal(message->reply->verdict, SP_VERDICT_HOLD_APPROVAL);
    assert_string_equal(message->reply->rule, "approval.awaited");
    assert_string_equal(lab_field(message->reply, SP_RECORD_EVENT), "hold");
    return message;
}

static bool
has(struct lab_party *party, const struct lab_message *message)
{
    struct lab_mail mail = lab_fetch(lab, party, 0);

    return lab_has_message(lab, &mail, &message->d);
}

/* How often ${party} sees an entry about ${message} in its own log. */
static size_t
seen_in_log(struct lab_party *party, const struct lab_message *message)
{
    const struct sp_log_request request = {.from = 0};
    struct lab_reply *reply = lab_ask(lab, party, SP_REQUEST_LOG, &request, NULL);
    struct sp_log_answer answer;
    size_t seen = 0;

    lab_body(reply, &sp_shape_log_answer, &answer);
    assert_false(answer.more);
    const struct sp_log_row *rows = answer.rows.items;
    for (size_t i = 0; i < answer.rows.count; i++) {
        struct sp_record record;
        char hex[2 * SP_HASH_BYTES + 1];
        assert_int_equal(
            sp_wire_read(&sp_shape_record, rows[i].record, reply->arena, &record, NULL), SP_OK);
        for (size_t k = 0; k < SP_HASH_BYTES; k++) {
            snprintf(hex + 2 * k, 3, "%02x", message->d.b[k]);
        }
        const struct sp_bytes object = record.fields[SP_RECORD_OBJECT];
        seen += object.size >= 64 && memcmp(object.data, hex, 64) == 0;
    }
    return seen;
}

static void
a_held_message_is_there_for_the_patient_only(void **state)
{
    struct lab_message *message = send_held();

    (void)state;
    assert_true(has(patient, message));
    assert_false(has(occ, message));
    assert_int_equal(lab_open(lab, occ, message)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
    assert_int_equal(seen_in_log(occ, message), 0); /* nor does its log tell it */
    assert_true(seen_in_log(clinician, message) > 0);
    assert_int_equal(lab_open(lab, patient, message)->verdict, SP_VERDICT_ALLOW);
}

static void
her_approval_delivers_it(void **state)
{
    struct lab_message *message = send_held();

    (void)state;
    assert_int_equal(lab_approve(lab, patient, message), SP_VERDICT_DONE);
    assert_true(has(occ, message));
    assert_int_equal(lab_fetch(lab, clinician, 0).status.state, SP_MESSAGE_ACCEPTED);
    struct lab_reply *opened = lab_open(lab, occ, message);
    assert_int_equal(opened->verdict, SP_VERDICT_ALLOW);
    assert_string_equal(opened->rule, "allow.consent_each");
    assert_true(seen_in_log(occ, message) > 0);
    /* Freshness was judged when it left the hold: it opens after the approval's fortnight too. */
    lab_advance(lab, 20 * LAB_DAY_MS);
    assert_int_equal(lab_open(lab, occ, message)->verdict, SP_VERDICT_ALLOW);
}

static void
what_she_rejects_is_gone(void **state)
{
    struct lab_message *message = send_held();

    (void)state;
    assert_int_equal(lab_reject(lab, patient, message), SP_VERDICT_DONE);
    assert_false(has(occ, message));
    struct lab_mail mail = lab_fetch(lab, clinician, 0);
    assert_int_equal(mail.status.state, SP_MESSAGE_REJECTED);
    assert_int_equal(mail.status.verdict, SP_VERDICT_DENY_REJECTED);
    assert_int_equal(lab_approve(lab, patient, message), SP_VERDICT_REFUSE_STATEMENT);
    assert_int_equal(lab_open(lab, occ, message)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
}

static void
she_may_reject_until_it_is_opened(void **state)
{
    struct lab_message *message = send_held(), *read = send_held();

    (void)state;
    assert_int_equal(lab_approve(lab, patient, message), SP_VERDICT_DONE);
    assert_int_equal(lab_approve(lab, patient, read), SP_VERDICT_DONE);
    assert_int_equal(lab_open(lab, occ, read)->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(lab_reject(lab, patient, message), SP_VERDICT_DONE);
    assert_int_equal(lab_reject(lab, patient, read), SP_VERDICT_REFUSE_STATEMENT);
    assert_int_equal(lab_open(lab, occ, message)->verdict, SP_VERDICT_DENY_REJECTED);
    assert_int_equal(lab_open(lab, occ, read)->verdict, SP_VERDICT_ALLOW);
}

static void
only_she_approves_and_only_her_own(void **state)
{
    struct lab_message *message = send_held();
    struct lab_party *another = lab_published(lab, "patient2");

    (void)state;
    assert_int_equal(lab_approve(lab, another, message), SP_VERDICT_REFUSE_STATEMENT);
    assert_int_equal(lab_reject(lab, another, message), SP_VERDICT_REFUSE_STATEMENT);
    assert_false(has(occ, message));
}

static void
an_approval_that_is_over_is_refused(void **state)
{
    struct lab_message *message = send_held();
    const union sp_statement_body body = {
        .approve = {.d = message->d,
            .valid_until_ms = (uint64_t)lab_now_ms(lab) + 3600 * 1000,
            .evidence = SP_EVIDENCE_PATIENT_SIGNED}};
    struct lab_statement *late = lab_sign(lab, patient, &patient->id, SP_KIND_APPROVE, &body, NULL);

    (void)state;
    lab_advance(lab, 2 * 3600 * 1000);
    assert_int_equal(lab_declare(lab, patient, late, NULL)->verdict, SP_VERDICT_REFUSE_STATEMENT);
    assert_false(has(occ, message));
    assert_int_equal(lab_approve(lab, patient, message), SP_VERDICT_DONE);
    assert_true(has(occ, message));
}

static void
an_approval_from_a_clock_ahead_counts(void **state)
{
    struct lab_message *message = send_held();
    const int64_t now_ms = lab_now_ms(lab);
    const int64_t midnight_ms = sp_day_start_ms(sp_day_of_ms(now_ms) + 1);

    (void)state;
    /* Five minutes to midnight here, ten past at hers. */
    lab_advance(lab, midnight_ms - now_ms - 5 * 60 * 1000);
    const union sp_statement_body body = {.approve = {.d = message->d,
                                              .valid_until_ms = (uint64_t)midnight_ms + 3600 * 1000,
                                              .evidence = SP_EVIDENCE_PATIENT_SIGNED}};
    lab_advance(lab, 10 * 60 * 1000);
    struct lab_statement *approval =
        lab_sign(lab, patient, &patient->id, SP_KIND_APPROVE, &body, NULL);
    lab_advance(lab, -10 * 60 * 1000);
    assert_int_equal(lab_declare(lab, patient, approval, NULL)->verdict, SP_VERDICT_DONE);
    assert_true(has(occ, message));
}

static void
a_consent_that_ended_meanwhile_ends_the_hold(void **state)
{
    struct lab_statement *brief = lab_grant(lab, patient,
        &(struct lab_consent){.from = clinician,
            .to = occ,
            .categories = SP_CATEGORY_BIT(SP_CATEGORY_DIAGNOSIS),
            .purpose = SP_PURPOSE_OCC_GUIDANCE,
            .days = 2});
    struct lab_message *message = lab_send(lab, &(struct lab_plan){.from = clinician,
                                                    .to = occ,
                                                    .about = patient,
                                                    .purpose = SP_PURPOSE_OCC_GUIDANCE,
                                                    .categories = {SP_CATEGORY_DIAGNOSIS},
                                                    .item_count = 1,
                                                    .consent = brief});

    (void)state;
    assert_int_equal(message->reply->verdict, SP_VERDICT_HOLD_APPROVAL);
    lab_advance(lab, 3 * LAB_DAY_MS);
    assert_int_equal(lab_approve(lab, patient, message), SP_VERDICT_DONE);
    assert_false(has(occ, message));
    struct lab_mail mail = lab_fetch(lab, clinician, 0);
    assert_int_equal(mail.status.state, SP_MESSAGE_REFUSED);
    assert_int_equal(mail.status.verdict, SP_VERDICT_DENY_EXPIRED);
    assert_int_equal(seen_in_log(occ, message), 0);
}

static void
what_occ_sends_to_the_employer_reaches_both_at_once(void **state)
{
    struct lab_message *message = lab_send(lab, &(struct lab_plan){.from = occ,
                                                    .to = employer,
                                                    .about = patient,
                                                    .purpose = SP_PURPOSE_WORK_ADJUST,
                                                    .categories = {SP_CATEGORY_EXPECTED_DURATION},
                                                    .item_count = 1});

    (void)state;
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    assert_string_equal(message->reply->rule, "allow.l2");
    assert_true(has(employer, message));
    assert_true(has(patient, message));
    assert_true(seen_in_log(employer, message) >= 2); /* sent, and one unlock for both */
    assert_int_equal(lab_open(lab, employer, message)->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(lab_open(lab, patient, message)->verdict, SP_VERDICT_ALLOW);
}

static void
a_joint_message_can_be_held(void **state)
{
    struct lab_statement *flag = lab_grant(lab, patient,
        &(struct lab_consent){.from = occ,
            .to = employer,
            .categories = SP_CATEGORY_BIT(SP_CATEGORY_SAFETYNET_FLAG),
            .purpose = SP_PURPOSE_WORK_ADJUST,
            .days = 30});
    struct lab_message *message = lab_send(lab, &(struct lab_plan){.from = occ,
                                                    .to = employer,
                                                    .about = patient,
                                                    .purpose = SP_PURPOSE_WORK_ADJUST,
                                                    .categories = {SP_CATEGORY_SAFETYNET_FLAG},
                                                    .item_count = 1,
                                                    .consent = flag});

    (void)state;
    assert_int_equal(message->reply->verdict, SP_VERDICT_HOLD_APPROVAL);
    assert_false(has(employer, message));
    assert_int_equal(seen_in_log(employer, message), 0);
    assert_int_equal(lab_approve(lab, patient, message), SP_VERDICT_DONE);
    assert_true(has(employer, message));
    assert_int_equal(lab_open(lab, employer, message)->verdict, SP_VERDICT_ALLOW);
}

static void
a_held_message_ends_at_its_time(void **state)
{
    struct lab_message *message = lab_send(lab, &(struct lab_plan){.from = clinician,
                                                    .to = occ,
                                                    .about = patient,
                                                    .purpose = SP_PURPOSE_OCC_GUIDANCE,
                                                    .categories = {SP_CATEGORY_SYMPTOMS},
                                                    .item_count = 1,
                                                    .consent = consent,
                                                    .lifetime_ms = LAB_DAY_MS});

    (void)state;
    assert_int_equal(message->reply->verdict, SP_VERDICT_HOLD_APPROVAL);
    lab_advance(lab, LAB_DAY_MS + 1000);
    assert_int_equal(lab_approve(lab, patient, message), SP_VERDICT_REFUSE_STATEMENT);
    (void)lab_fetch(lab, occ, 0);
    assert_int_equal(lab_fetch(lab, clinician, 0).status.state, SP_MESSAGE_EXPIRED);
    assert_int_equal(seen_in_log(occ, message), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_held_message_is_there_for_the_patient_only),
        cmocka_unit_test(her_approval_delivers_it),
        cmocka_unit_test(what_she_rejects_is_gone),
        cmocka_unit_test(she_may_reject_until_it_is_opened),
        cmocka_unit_test(only_she_approves_and_only_her_own),
        cmocka_unit_test(an_approval_that_is_over_is_refused),
        cmocka_unit_test(an_approval_from_a_clock_ahead_counts),
        cmocka_unit_test(a_consent_that_ended_meanwhile_ends_the_hold),
        cmocka_unit_test(what_occ_sends_to_the_employer_reaches_both_at_once),
        cmocka_unit_test(a_joint_message_can_be_held),
        cmocka_unit_test(a_held_message_ends_at_its_time),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
