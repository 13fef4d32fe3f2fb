/*
 * Statements: who may say what, in which order, once; who hears of it.
 */
#include <string.h>

#include "ledger_harness.h"

static struct lab *lab;
static struct lab_party *clinician, *other, *occ, *employer, *patient, *patient2;

static int
set_up(void **state)
{
    (void)state;
    lab = lab_new("statements");
    clinician = lab_published(lab, "clinician");
    other = lab_published(lab, "other");
    occ = lab_published(lab, "occ");
    employer = lab_published(lab, "employer");
    patient = lab_published(lab, "patient");
    patient2 = lab_published(lab, "patient2");
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

static struct lab_statement *
some_grant(void)
{
    return lab_grant(lab, patient,
        &(struct lab_consent){.from = clinician,
            .to = occ,
            .categories = SP_CATEGORY_BIT(SP_CATEGORY_FUNCTIONAL_LIMITS),
            .purpose = SP_PURPOSE_OCC_GUIDANCE,
            .days = 30});
}

static union sp_statement_body
grant_body(const struct sp_u8 *category)
{
    const uint32_t today = (uint32_t)sp_day_of_ms(lab_now_ms(lab));

    return (union sp_statement_body){.consent = {.discloser = clinician->party,
                                         .recipient = occ->party,
                                         .categories = {category, 1},
                                         .purpose = SP_PURPOSE_OCC_GUIDANCE,
                                         .from_day = today,
                                         .until_day = today + 20,
                                         .evidence = SP_EVIDENCE_PATIENT_SIGNED,
                                         .text_version = 1}};
}

static enum sp_verdict
say(struct lab_party *author, const struct sp_patient_id *about, uint8_t kind,
    const union sp_statement_body *body, const struct lab_statement *before)
{
    return lab_state(lab, author, about, kind, body, before)->reply->verdict;
}

static void
a_consent_is_told_to_those_it_names(void **state)
{
    size_t clinicians = lab_fetch(lab, clinician, 0).statements;
    size_t occs = lab_fetch(lab, occ, 0).statements, hers = lab_fetch(lab, patient, 0).statements;
    size_t others = lab_fetch(lab, other, 0).statements;
    struct lab_statement *grant = some_grant();

    (void)state;
    assert_int_equal(lab_fetch(lab, clinician, 0).statements, clinicians + 1);
    assert_int_equal(lab_fetch(lab, occ, 0).statements, occs + 1);
    assert_int_equal(lab_fetch(lab, patient, 0).statements, hers); /* its author */
    assert_int_equal(lab_fetch(lab, other, 0).statements, others);
    const struct sp_u8 category = {SP_CATEGORY_FUNCTIONAL_LIMITS};
    const union sp_statement_body next = grant_body(&category);
    assert_int_equal(say(patient, &patient->id, SP_KIND_GRANT, &next, grant), SP_VERDICT_DONE);
    assert_int_equal(lab_fetch(lab, clinician, 0).statements, clinicians + 2); /* once each */
    assert_int_equal(lab_fetch(lab, occ, 0).statements, occs + 2);
}

static void
versions_follow_without_a_gap(void **state)
{
    struct lab_statement *grant = some_grant();
    const struct sp_u8 category = {SP_CATEGORY_FUNCTIONAL_LIMITS};
    const union sp_statement_body body = grant_body(&category);
    struct lab_statement gap = *grant;

    (void)state;
    gap.statement.version = 2; /* as if there had been one between */
    assert_int_equal(
        say(patient, &patient->id, SP_KIND_GRANT, &body, &gap), SP_VERDICT_REFUSE_STATEMENT);
    struct lab_statement *second =
        lab_state(lab, patient, &patient->id, SP_KIND_GRANT, &body, grant);
    assert_int_equal(second->reply->verdict, SP_VERDICT_DONE);
    assert_string_equal(lab_field(second->reply, SP_RECORD_EVENT), "consent_change");
}

static void
a_fork_is_refused(void **state)
{
    struct lab_statement *grant = some_grant();
    const struct sp_u8 one = {SP_CATEGORY_SYMPTOMS}, two = {SP_CATEGORY_DIAGNOSIS};
    const union sp_statement_body a = grant_body(&one), b = grant_body(&two);

    (void)state;
    assert_int_equal(say(patient, &patient->id, SP_KIND_GRANT, &a, grant), SP_VERDICT_DONE);
    assert_int_equal(
        say(patient, &patient->id, SP_KIND_GRANT, &b, grant), SP_VERDICT_REFUSE_STATEMENT);
}

static void
nobody_continues_the_statement_of_another(void **state)
{
    struct lab_statement *relate = lab_relate(lab, clinician, patient2, SP_RELATION_TREATS, false);
    const union sp_statement_body body = {
        .relate = {.party = other->party, .relation = SP_RELATION_TREATS}};

    (void)state;
    assert_int_equal(
        say(other, &patient2->id, SP_KIND_RELATE, &body, relate), SP_VERDICT_REFUSE_STATEMENT);
}

static void
only_the_patient_grants_objects_and_confirms(void **state)
{
    const struct sp_u8 category = {SP_CATEGORY_FUNCTIONAL_LIMITS};
    const union sp_statement_body grant = grant_body(&category);
    const union sp_statement_body objection = {.object = {.party = occ->party}};
    struct lab_statement *relate = lab_relate(lab, occ, patient, SP_RELATION_OCCUPATIONAL, false);
    const union sp_statement_body confirm = {.confirm = {relate->hash}};

    (void)state;
    /* A statement of another kind of author does not even sign; another patient's is refused. */
    struct sp_buffer bytes;
    struct sp_signature signature;
    struct sp_statement statement = {.format = 1,
        .suite = SP_SUITE_V1,
        .patient = patient->id,
        .version = 1,
        .kind = SP_KIND_GRANT,
        .issued_ms = (uint64_t)lab_now_ms(lab),
        .author = clinician->party};
    sp_buffer_init(&bytes, SP_STATEMENT_MAX);
    assert_int_equal(
        sp_statement_sign(&statement, &grant, clinician->key, &bytes, &signature), SP_ERR_USAGE);
    statement.author = patient2->party;
    assert_int_equal(
        sp_statement_sign(&statement, &grant, patient2->key, &bytes, &signature), SP_ERR_USAGE);
    sp_buffer_wipe(&bytes);
    assert_int_equal(
        say(patient2, &patient2->id, SP_KIND_CONFIRM, &confirm, NULL), SP_VERDICT_REFUSE_STATEMENT);
    assert_int_equal(say(patient, &patient->id, SP_KIND_OBJECT, &objection, NULL), SP_VERDICT_DONE);
}

static void
a_signature_by_another_key_is_refused(void **state)
{
    const union sp_statement_body body = {.object = {.party = occ->party}};
    struct lab_statement *statement =
        lab_sign(lab, patient, &patient->id, SP_KIND_OBJECT, &body, NULL);

    (void)state;
    assert_int_equal(
        lab_declare(lab, patient2, statement, NULL)->verdict, SP_VERDICT_REFUSE_SIGNATURE);
    statement->signature.b[3] ^= 1;
    assert_int_equal(
        lab_declare(lab, patient, statement, NULL)->verdict, SP_VERDICT_REFUSE_SIGNATURE);
}

static void
only_who_treats_her_states_facts(void **state)
{
    const uint32_t today = (uint32_t)sp_day_of_ms(lab_now_ms(lab));
    const union sp_statement_body body = {
        .capacity = {.matters = 1U << SP_PURPOSE_PREVENTION, .review_day = today + 90}};

    (void)state;
    assert_int_equal(say(clinician, &patient->id, SP_KIND_CAPACITY, &body, NULL), SP_VERDICT_DONE);
    assert_int_equal(
        say(other, &patient->id, SP_KIND_CAPACITY, &body, NULL), SP_VERDICT_REFUSE_STATEMENT);
    lab_relate(lab, other, patient2, SP_RELATION_TREATS, false); /* not confirmed */
    assert_int_equal(
        say(other, &patient2->id, SP_KIND_CAPACITY, &body, NULL), SP_VERDICT_REFUSE_STATEMENT);
}

static void
incapacity_is_per_matter(void **state)
{
    const uint32_t today = (uint32_t)sp_day_of_ms(lab_now_ms(lab));
    union sp_statement_body body = {
        .capacity = {.matters = 1U << SP_PURPOSE_OCC_GUIDANCE, .review_day = today + 90}};
    struct lab_party *her = lab_published(lab, "patient3");

    (void)state;
    lab_relate(lab, clinician, her, SP_RELATION_TREATS, true);
    lab_relate(lab, occ, her, SP_RELATION_OCCUPATIONAL, true);
    struct lab_statement *grant = lab_grant(lab, her,
        &(struct lab_consent){.from = clinician,
            .to = occ,
            .categories = SP_CATEGORY_BIT(SP_CATEGORY_FUNCTIONAL_LIMITS),
            .purpose = SP_PURPOSE_OCC_GUIDANCE,
            .days = 30});
    const struct lab_plan plan = {.from = clinician,
        .to = occ,
        .about = her,
        .purpose = SP_PURPOSE_OCC_GUIDANCE,
        .categories = {SP_CATEGORY_FUNCTIONAL_LIMITS},
        .item_count = 1,
        .consent = grant};
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(say(clinician, &her->id, SP_KIND_CAPACITY, &body, NULL), SP_VERDICT_DONE);
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_DENY_CAPACITY);
    /* A newer statement on another matter does not hide the one on this matter. */
    body.capacity.matters = 1U << SP_PURPOSE_BENEFIT_ASSESSMENT;
    assert_int_equal(say(clinician, &her->id, SP_KIND_CAPACITY, &body, NULL), SP_VERDICT_DONE);
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_DENY_CAPACITY);
    body.capacity = (struct sp_capacity_body){
        .capable = true, .matters = 1U << SP_PURPOSE_OCC_GUIDANCE, .review_day = today + 90};
    assert_int_equal(say(clinician, &her->id, SP_KIND_CAPACITY, &body, NULL), SP_VERDICT_DONE);
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
    const union sp_statement_body death = {.death = {today}};
    assert_int_equal(say(clinician, &her->id, SP_KIND_DEATH, &death, NULL), SP_VERDICT_DONE);
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_DENY_DECEASED);
}

static void
a_consent_is_revoked_by_those_who_may(void **state)
{
    (void)state;
    assert_int_equal(lab_revoke(lab, patient, some_grant())->reply->verdict, SP_VERDICT_DONE);
    assert_int_equal(lab_revoke(lab, clinician, some_grant())->reply->verdict, SP_VERDICT_DONE);
    assert_int_equal(
        lab_revoke(lab, other, some_grant())->reply->verdict, SP_VERDICT_REFUSE_STATEMENT);
    assert_int_equal(
        lab_revoke(lab, occ, some_grant())->reply->verdict, SP_VERDICT_REFUSE_STATEMENT);
}

static void
a_revoked_consent_is_not_continued(void **state)
{
    struct lab_statement *grant = some_grant();
    const struct sp_u8 category = {SP_CATEGORY_FUNCTIONAL_LIMITS};
    const union sp_statement_body body = grant_body(&category);

    (void)state;
    assert_int_equal(lab_revoke(lab, patient, grant)->reply->verdict, SP_VERDICT_DONE);
    assert_int_equal(
        say(patient, &patient->id, SP_KIND_GRANT, &body, grant), SP_VERDICT_REFUSE_STATEMENT);
}

static void
a_second_revocation_is_done_already_but_not_by_anybody(void **state)
{
    struct lab_statement *grant = some_grant();
    struct lab_statement *first = lab_revoke(lab, patient, grant);
    struct lab_statement *second = lab_revoke(lab, clinician, grant);
    struct lab_statement *stranger = lab_revoke(lab, other, grant);

    (void)state;
    assert_int_equal(first->reply->verdict, SP_VERDICT_DONE);
    assert_int_equal(second->reply->verdict, SP_VERDICT_DONE);
    assert_int_equal(stranger->reply->verdict, SP_VERDICT_REFUSE_STATEMENT);
    /* One leaf under one label: both records name it. */
    const char *one = strrchr(lab_field(first->reply, SP_RECORD_HEADS), ' ');
    const char *two = strrchr(lab_field(second->reply, SP_RECORD_HEADS), ' ');
    assert_string_equal(one, two);
    assert_string_not_equal(one, " -");
}

static void
the_same_statement_again_is_one_leaf(void **state)
{
    struct lab_statement *grant = some_grant();
    struct lab_reply *again = lab_declare(lab, patient, grant, NULL);
    size_t mails = lab_fetch(lab, occ, 0).statements;

    (void)state;
    assert_int_equal(again->verdict, SP_VERDICT_DONE);
    assert_true(again->has_record);
    assert_string_equal(strrchr(lab_field(again, SP_RECORD_HEADS), ' '),
        strrchr(lab_field(grant->reply, SP_RECORD_HEADS), ' '));
    (void)lab_declare(lab, patient, grant, NULL);
    assert_int_equal(lab_fetch(lab, occ, 0).statements, mails); /* told once */
}

static void
an_employer_ends_its_own_part_only(void **state)
{
    struct lab_statement *relate = lab_relate(lab, employer, patient, SP_RELATION_EMPLOYS, true);
    struct lab_statement *grant = some_grant();
    const union sp_statement_body body = {.end = {SP_END_EMPLOYMENT_ENDED}};

    (void)state;
    assert_int_equal(
        say(employer, &patient->id, SP_KIND_END, &body, grant), SP_VERDICT_REFUSE_STATEMENT);
    assert_int_equal(say(employer, &patient->id, SP_KIND_END, &body, relate), SP_VERDICT_DONE);
}

static void
kinds_of_a_later_version_are_refused(void **state)
{
    const union sp_statement_body rotate = {.rotate = {.r = {1}}};
    const union sp_statement_body close = {.close = {SP_CLOSE_STOPPED}};
    union sp_statement_body body = rotate;
    struct sp_sign_public key = sp_sign_key_public(patient->key);

    (void)state;
    memcpy(body.rotate.key, key.b, sizeof(body.rotate.key));
    assert_int_equal(
        say(patient, &patient->id, SP_KIND_ROTATE_KEY, &body, NULL), SP_VERDICT_REFUSE_STATEMENT);
    assert_int_equal(
        say(patient, &patient->id, SP_KIND_CLOSE, &close, NULL), SP_VERDICT_REFUSE_STATEMENT);
}

static void
what_comes_from_the_future_is_refused(void **state)
{
    const union sp_statement_body body = {.object = {.party = occ->party}};

    (void)state;
    lab_advance(lab, 20 * 60 * 1000);
    struct lab_statement *early = lab_sign(lab, patient, &patient->id, SP_KIND_OBJECT, &body, NULL);
    lab_advance(lab, -20 * 60 * 1000);
    assert_int_equal(lab_declare(lab, patient, early, NULL)->verdict, SP_VERDICT_REFUSE_CLOCK);
}

static void
a_thousand_versions_cost_as_one(void **state)
{
    struct lab_statement *grant = some_grant(), *last = grant;
    const struct sp_u8 category = {SP_CATEGORY_FUNCTIONAL_LIMITS};
    const union sp_statement_body body = grant_body(&category);

    (void)state;
    for (int i = 0; i < 1000; i++) {
        last = lab_state(lab, patient, &patient->id, SP_KIND_GRANT, &body, last);
        assert_int_equal(last->reply->verdict, SP_VERDICT_DONE);
    }
    const struct lab_plan plan = {.from = clinician,
        .to = occ,
        .about = patient,
        .purpose = SP_PURPOSE_OCC_GUIDANCE,
        .categories = {SP_CATEGORY_FUNCTIONAL_LIMITS},
        .item_count = 1,
        .consent = grant};
    struct lab_message *message = lab_send(lab, &plan); /* names the first version */
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
}

static void
nobody_asks_to_be_related_for_ever(void **state)
{
    struct lab_party *eager = lab_published(lab, "gp");
    const union sp_statement_body body = {
        .relate = {.party = eager->party, .relation = SP_RELATION_TREATS}};
    int asked = 0;

    (void)state;
    while (
        asked < 100 && say(eager, &patient2->id, SP_KIND_RELATE, &body, NULL) == SP_VERDICT_ASKED) {
        asked++;
    }
    assert_int_equal(asked, 64);
    assert_int_equal(say(eager, &patient->id, SP_KIND_RELATE, &body, NULL), SP_VERDICT_ASKED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_asks_to_be_related_for_ever),
        cmocka_unit_test(a_consent_is_told_to_those_it_names),
        cmocka_unit_test(versions_follow_without_a_gap),
        cmocka_unit_test(a_fork_is_refused),
        cmocka_unit_test(nobody_continues_the_statement_of_another),
        cmocka_unit_test(only_the_patient_grants_objects_and_confirms),
        cmocka_unit_test(a_signature_by_another_key_is_refused),
        cmocka_unit_test(only_who_treats_her_states_facts),
        cmocka_unit_test(incapacity_is_per_matter),
        cmocka_unit_test(a_consent_is_revoked_by_those_who_may),
        cmocka_unit_test(a_revoked_consent_is_not_continued),
        cmocka_unit_test(a_second_revocation_is_done_already_but_not_by_anybody),
        cmocka_unit_test(the_same_statement_again_is_one_leaf),
        cmocka_unit_test(an_employer_ends_its_own_part_only),
        cmocka_unit_test(kinds_of_a_later_version_are_refused),
        cmocka_unit_test(what_comes_from_the_future_is_refused),
        cmocka_unit_test(a_thousand_versions_cost_as_one),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
