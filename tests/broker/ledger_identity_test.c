/*
 * Who somebody is, and that nobody learns who exists: unknown, unrelated and unconfirmed get the
 * same answer; a certificate is not enough where a key was published.
 */
#include <stdio.h>
#include <string.h>

#include "ledger_harness.h"

static struct lab *lab;
static struct lab_party *clinician, *gp, *occ, *employer, *patient, *stranger;

static int
set_up(void **state)
{
    (void)state;
    lab = lab_new("identity");
    clinician = lab_published(lab, "clinician");
    gp = lab_published(lab, "gp");
    occ = lab_published(lab, "occ");
    employer = lab_published(lab, "employer");
    patient = lab_published(lab, "patient");
    stranger = lab_party(lab, "patient3"); /* nobody published that identifier */
    lab_relate(lab, clinician, patient, SP_RELATION_TREATS, true);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    lab_free(lab);
    return 0;
}

static struct lab_plan
plan_of(struct lab_party *from, struct lab_party *to, struct lab_party *about)
{
    return (struct lab_plan){.from = from,
        .to = to,
        .about = about,
        .purpose = SP_PURPOSE_TREATMENT,
        .categories = {SP_CATEGORY_CONTACT_PROF},
        .item_count = 1};
}

/* Everything that its asker can see of two refusals, but for what it said itself. */
static void
assert_same_refusal(struct lab_reply *a, struct lab_reply *b)
{
    assert_int_equal(a->verdict, SP_VERDICT_DENY_IDENTITY);
    assert_int_equal(b->verdict, SP_VERDICT_DENY_IDENTITY);
    assert_string_equal(a->rule, b->rule);
    assert_string_equal(a->detail, b->detail);
    assert_int_equal(a->answer.has_body, b->answer.has_body);
    assert_int_equal(a->answer.has_receipt, b->answer.has_receipt);
    assert_int_equal(a->answer.retry_after_ms, b->answer.retry_after_ms);
    assert_int_equal(a->answer.receipt.record.size, b->answer.receipt.record.size);
    for (int i = 0; i < SP_RECORD_FIELDS; i++) {
        /* Time, patient, counterparty, object, heads and request are their own. */
        bool own = i == SP_RECORD_TIME || i == SP_RECORD_PATIENT || i == SP_RECORD_COUNTERPARTY ||
                   i == SP_RECORD_OBJECT || i == SP_RECORD_HEADS || i == SP_RECORD_REQUEST;
        assert_int_equal(a->record.fields[i].size, b->record.fields[i].size);
        if (!own) {
            assert_true(sp_bytes_equal(a->record.fields[i], b->record.fields[i]));
        }
    }
}

static void
unknown_unrelated_and_unconfirmed_are_refused_alike(void **state)
{
    struct lab_party *unrelated = lab_published(lab, "patient2");
    struct lab_plan plan = plan_of(clinician, gp, unrelated);
    struct lab_reply *replies[6];

    (void)state;
    replies[0] = lab_send(lab, &plan)->reply; /* exists, and is not mine */
    plan.about = stranger;
    replies[1] = lab_send(lab, &plan)->reply; /* nobody published her */
    plan.about = patient;
    replies[2] = lab_send(lab, &plan)->reply; /* mine, but the addressee is not hers */
    lab_relate(lab, gp, patient, SP_RELATION_TREATS, false);
    replies[3] = lab_send(lab, &plan)->reply; /* asked, not confirmed */
    struct lab_message *attempt = lab_seal(lab, &plan);
    replies[4] = lab_attempt(lab, attempt);
    struct lab_party *absent = lab_party(lab, "taken"); /* a gp who published nothing */
    plan.to = absent;
    replies[5] = lab_send(lab, &plan)->reply;
    for (int i = 1; i < 6; i++) {
        if (i != 4) {
            assert_same_refusal(replies[0], replies[i]);
            size_t difference = replies[0]->frame.size > replies[i]->frame.size
                                    ? replies[0]->frame.size - replies[i]->frame.size
                                    : replies[i]->frame.size - replies[0]->frame.size;
            /* Proofs grow with the log, whoever asks: a hash or two. */
            assert_true(difference <= 3 * 34);
        }
    }
    assert_int_equal(replies[4]->verdict, SP_VERDICT_DENY_IDENTITY);
    assert_string_equal(replies[4]->rule, "party.unverified");
}

static void
two_roles_without_a_row_are_refused_from_their_names(void **state)
{
    struct lab_plan known = plan_of(employer, clinician, patient);
    struct lab_plan unknown = plan_of(employer, clinician, stranger);
    struct lab_reply *replies[4];

    (void)state;
    known.no_copy = unknown.no_copy = true;
    known.copy = unknown.copy = SP_COPY_WITHHELD;
    replies[0] = lab_send(lab, &known)->reply;
    replies[1] = lab_send(lab, &unknown)->reply;
    replies[2] = lab_attempt(lab, lab_seal(lab, &known));
    replies[3] = lab_attempt(lab, lab_seal(lab, &unknown));
    for (int i = 0; i < 4; i++) {
        assert_int_equal(replies[i]->verdict, SP_VERDICT_DENY_FORBIDDEN);
        assert_string_equal(replies[i]->rule, "pair.none");
        assert_int_equal(replies[i]->answer.receipt.record.size,
            replies[i % 2 == 0 ? 0 : 1]->answer.receipt.record.size +
                (i >= 2 ? strlen("attempt") - strlen("refuse") : 0));
    }
    assert_int_equal(
        replies[0]->answer.receipt.record.size, replies[1]->answer.receipt.record.size);
}

static void
asking_for_a_relation_tells_nothing(void **state)
{
    struct lab_reply *known = lab_relate(lab, employer, patient, SP_RELATION_EMPLOYS, false)->reply;
    struct lab_reply *unknown =
        lab_relate(lab, employer, stranger, SP_RELATION_EMPLOYS, false)->reply;

    (void)state;
    assert_int_equal(known->verdict, SP_VERDICT_ASKED);
    assert_int_equal(unknown->verdict, SP_VERDICT_ASKED);
    assert_string_equal(known->detail, unknown->detail);
    assert_int_equal(known->answer.receipt.record.size, unknown->answer.receipt.record.size);
}

static void
a_fact_about_a_stranger_is_refused_as_about_anybody(void **state)
{
    const union sp_statement_body body = {
        .capacity = {.matters = 1, .review_day = (uint32_t)sp_day_of_ms(lab_now_ms(lab)) + 30}};
    struct lab_reply *known =
        lab_state(lab, gp, &patient->id, SP_KIND_CAPACITY, &body, NULL)->reply;
    struct lab_reply *unknown =
        lab_state(lab, gp, &stranger->id, SP_KIND_CAPACITY, &body, NULL)->reply;

    (void)state;
    assert_int_equal(known->verdict, SP_VERDICT_REFUSE_STATEMENT);
    assert_int_equal(unknown->verdict, SP_VERDICT_REFUSE_STATEMENT);
    assert_string_equal(known->detail, unknown->detail);
}

static void
a_certificate_for_another_key_is_not_the_party(void **state)
{
    struct lab_party *rogue = lab_party(lab, "rogue");
    const struct lab_plan plan = plan_of(clinician, patient, patient);
    struct lab_plan forged = plan_of(rogue, patient, patient);
    const struct sp_fetch_request fetch = {.count_max = 1};
    const struct sp_log_request log = {.from = 0};

    (void)state;
    assert_true(sp_party_equal(&rogue->party, &clinician->party));
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(lab_send(lab, &forged)->reply->verdict, SP_VERDICT_REFUSE_CERT);
    assert_int_equal(
        lab_ask(lab, rogue, SP_REQUEST_FETCH, &fetch, NULL)->verdict, SP_VERDICT_REFUSE_CERT);
    assert_int_equal(
        lab_ask(lab, rogue, SP_REQUEST_LOG, &log, NULL)->verdict, SP_VERDICT_REFUSE_CERT);
    rogue->seq = clinician->seq;
    rogue->has_prev = true;
    rogue->prev = clinician->prev;
    assert_int_equal(lab_publish(lab, rogue), SP_VERDICT_REFUSE_STATEMENT);
}

static void
the_certifier_cannot_speak_for_a_patient(void **state)
{
    struct lab_party *rogue = lab_party(lab, "rogue-patient");
    const struct sp_u8 categories[] = {{SP_CATEGORY_DIAGNOSIS}};
    const uint32_t today = (uint32_t)sp_day_of_ms(lab_now_ms(lab));
    const union sp_statement_body body = {.consent = {.discloser = clinician->party,
                                              .recipient = occ->party,
                                              .categories = {categories, 1},
                                              .purpose = SP_PURPOSE_OCC_GUIDANCE,
                                              .from_day = today,
                                              .until_day = today + 30,
                                              .evidence = SP_EVIDENCE_PATIENT_SIGNED,
                                              .text_version = 1}};

    (void)state;
    assert_true(sp_party_equal(&rogue->party, &patient->party));
    assert_int_equal(
        lab_state(lab, rogue, &patient->id, SP_KIND_GRANT, &body, NULL)->reply->verdict,
        SP_VERDICT_REFUSE_CERT);
    /* Nor can it publish: the identifier does not come from that key. */
    assert_int_equal(lab_publish(lab, rogue), SP_VERDICT_NONE);
}

static void
who_published_nothing_declares_nothing(void **state)
{
    struct lab_party *silent = lab_party(lab, "coach");
    const union sp_statement_body body = {
        .relate = {.party = silent->party, .relation = SP_RELATION_COACHES}};

    (void)state;
    assert_int_equal(
        lab_state(lab, silent, &patient->id, SP_KIND_RELATE, &body, NULL)->reply->verdict,
        SP_VERDICT_REFUSE_STATEMENT);
}

static void
an_expired_certificate_ends_sending_and_opening(void **state)
{
    struct lab_party *brief = lab_published(lab, "short");
    const struct lab_plan to_her = plan_of(brief, patient, patient);
    struct lab_plan to_him = plan_of(clinician, brief, patient);

    (void)state;
    lab_relate(lab, brief, patient, SP_RELATION_TREATS, true);
    struct lab_message *sent = lab_send(lab, &to_her), *received = lab_send(lab, &to_him);
    assert_int_equal(sent->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(received->reply->verdict, SP_VERDICT_ALLOW);
    lab_advance(lab, 11 * LAB_DAY_MS);
    assert_int_equal(lab_send(lab, &to_her)->reply->verdict, SP_VERDICT_DENY_IDENTITY);
    assert_int_equal(lab_send(lab, &to_him)->reply->verdict, SP_VERDICT_DENY_IDENTITY);
    assert_int_equal(lab_open(lab, brief, received)->verdict, SP_VERDICT_DENY_IDENTITY);
    assert_int_equal(lab_open(lab, patient, sent)->verdict, SP_VERDICT_DENY_IDENTITY);
}

static void
a_revoked_certificate_is_refused_at_send_and_at_release(void **state)
{
    struct lab *own = lab_new("revoked");
    struct lab_party *doctor = lab_published(own, "clinician"),
                     *taken = lab_published(own, "taken");
    struct lab_party *her = lab_published(own, "patient");
    struct lab_plan plan = plan_of(doctor, taken, her), back = plan_of(taken, doctor, her);

    (void)state;
    lab_relate(own, doctor, her, SP_RELATION_TREATS, true);
    lab_relate(own, taken, her, SP_RELATION_TREATS, true);
    struct lab_message *message = lab_send(own, &plan), *answer = lab_send(own, &back);
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(answer->reply->verdict, SP_VERDICT_ALLOW);
    lab_trust(own, "crl-taken");
    assert_int_equal(lab_open(own, taken, message)->verdict, SP_VERDICT_DENY_IDENTITY);
    assert_int_equal(lab_open(own, doctor, answer)->verdict, SP_VERDICT_DENY_IDENTITY);
    assert_int_equal(lab_send(own, &plan)->reply->verdict, SP_VERDICT_DENY_IDENTITY);
    assert_int_equal(lab_send(own, &back)->reply->verdict, SP_VERDICT_DENY_IDENTITY);
    lab_trust(own, "crl-none");
    assert_int_equal(lab_open(own, taken, message)->verdict, SP_VERDICT_ALLOW);
    lab_free(own);
}

static void
trust_changes_while_requests_run(void **state)
{
    struct lab *own = lab_new("trust");
    struct lab_party *doctor = lab_published(own, "clinician");
    const struct sp_view_request view = {{(const struct sp_u64[]){{0}, {0}, {0}}, SP_LOG_COUNT}};

    (void)state;
    for (int i = 0; i < 30; i++) {
        struct lab_call *calls[8];
        for (int k = 0; k < 8; k++) {
            calls[k] = lab_begin(own, doctor, SP_REQUEST_VIEW, &view, NULL);
        }
        lab_trust(own, i % 2 == 0 ? "crl-taken" : "crl-none");
        for (int k = 0; k < 8; k++) {
            assert_int_equal(lab_end(own, calls[k])->verdict, SP_VERDICT_DONE);
        }
    }
    lab_free(own);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_unrelated_and_unconfirmed_are_refused_alike),
        cmocka_unit_test(two_roles_without_a_row_are_refused_from_their_names),
        cmocka_unit_test(asking_for_a_relation_tells_nothing),
        cmocka_unit_test(a_fact_about_a_stranger_is_refused_as_about_anybody),
        cmocka_unit_test(a_certificate_for_another_key_is_not_the_party),
        cmocka_unit_test(the_certifier_cannot_speak_for_a_patient),
        cmocka_unit_test(who_published_nothing_declares_nothing),
        cmocka_unit_test(an_expired_certificate_ends_sending_and_opening),
        cmocka_unit_test(a_revoked_certificate_is_refused_at_send_and_at_release),
        cmocka_unit_test(trust_changes_while_requests_run),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
