/*
 * The order of secrecy-rules.md 6.1: where two rules hold, the first one answers.
 */
#include "support.h"

#include <string.h>

#include <samenspraak/policy.h>

#include "policy_message.h"

static void
answers(const struct sp_facts *facts, const char *id)
{
    assert_string_equal(sp_policy_decide(facts).rule->id, id);
}

static void
before_the_matrix_mode_then_parties_then_death_then_the_pair(void **state)
{
    struct sp_facts facts =
        message(SP_ROLE_GP, SP_ROLE_EMPLOYER, CELL(DIAGNOSIS), SP_PURPOSE_WORK_ADJUST);

    (void)state;
    facts.patient.deceased = true;
    facts.sender_verified = false;
    facts.is_push = false;
    facts.asks = UINT32_C(1) << 31;
    answers(&facts, "facts.unknown");
    facts.asks = 0;
    answers(&facts, "mode.pull");
    facts.is_push = true;
    answers(&facts, "party.unverified");
    facts.sender_verified = true;
    answers(&facts, "patient.deceased");
    facts.patient.deceased = false;
    answers(&facts, "pair.none");
}

static void
in_an_emergency_the_pair_then_purpose_then_content_then_the_list(void **state)
{
    struct sp_facts facts =
        message(SP_ROLE_GP, SP_ROLE_UWV_PHYSICIAN, CELL(SYMPTOMS), SP_PURPOSE_BENEFIT_ASSESSMENT);

    (void)state;
    facts.breakglass = true;
    answers(&facts, "breakglass.pair");
    facts.recipient = SP_ROLE_OCC_PHYSICIAN;
    answers(&facts, "breakglass.purpose");
    facts.purpose = SP_PURPOSE_SAFETY;
    answers(&facts, "breakglass.content");
    facts.categories = CELL(SAFETY_SIGNAL);
    answers(&facts, "breakglass.incomplete");
    facts.breakglass_items = SP_BREAKGLASS_ALL;
    answers(&facts, "allow.l9");
}

static void
a_forbidden_cell_before_an_emergency_that_nobody_declared(void **state)
{
    struct sp_facts facts = message(SP_ROLE_GP, SP_ROLE_OCC_PHYSICIAN,
        CELL(SAFETY_SIGNAL) | CELL(AUDIT_META), SP_PURPOSE_OCC_GUIDANCE);

    (void)state;
    answers(&facts, "cell.forbidden");
    facts.categories = CELL(SAFETY_SIGNAL) | CELL(PROGNOSIS);
    answers(&facts, "cell.fitness");
    facts.categories = CELL(SAFETY_SIGNAL) | CELL(EVAL_DATES);
    answers(&facts, "breakglass.not_invoked");
}

static void
who_may_receive_then_good_care_then_what_is_asked(void **state)
{
    struct sp_facts facts = message(
        SP_ROLE_EMPLOYER, SP_ROLE_REPRESENTATIVE, CELL(INFO_REQUEST), SP_PURPOSE_OCC_GUIDANCE);

    (void)state;
    facts.asks = CELL(DIAGNOSIS) | CELL(ACTUAL_OPINION);
    facts.good_care_objection = true;
    facts.has_rep = true;
    facts.rep = SP_REP_PARENTS;
    answers(&facts, "representative.recipient");
    facts.patient.age = SP_AGE_UNDER_12;
    answers(&facts, "representative.good_care");
    facts.good_care_objection = false;
    answers(&facts, "request.forbidden");
    facts.asks = CELL(ACTUAL_OPINION);
    answers(&facts, "request.employer");
}

static void
what_is_asked_then_forwarding_then_purpose_then_the_request_behind_it(void **state)
{
    struct sp_facts facts = message(SP_ROLE_OCC_PHYSICIAN, SP_ROLE_UWV_PHYSICIAN,
        CELL(DIAGNOSIS) | CELL(INFO_REQUEST), SP_PURPOSE_TREATMENT);

    (void)state;
    facts.forwarded_from = SP_ROLE_GP;
    facts.asks = CELL(PREP_NOTES);
    answers(&facts, "request.forbidden");
    facts.asks = 0;
    answers(&facts, "forward.onward");
    facts.forwarded_from = SP_ROLE_NONE;
    answers(&facts, "purpose.recipient");
    facts.purpose = SP_PURPOSE_BENEFIT_ASSESSMENT;
    answers(&facts, "request.missing");
    facts =
        message(SP_ROLE_EMPLOYER, SP_ROLE_OCC_PHYSICIAN, CELL(WORK_CONTEXT), SP_PURPOSE_TREATMENT);
    answers(&facts, "purpose.recipient");
    facts.purpose = SP_PURPOSE_PREVENTION;
    answers(&facts, "purpose.law");
}

/* A consent with which nothing is right; each time one thing is mended. */
static void
a_consent_is_looked_at_from_its_parties_to_its_proof(void **state)
{
    struct sp_facts facts =
        message(SP_ROLE_JOB_COACH, SP_ROLE_EMPLOYER, CELL(RTW_PLAN), SP_PURPOSE_WORK_ADJUST);
    struct sp_consent_facts *consent = &facts.consent;

    (void)state;
    consent_to(&facts);
    *consent = (struct sp_consent_facts){.from = SP_ROLE_GP,
        .to = SP_ROLE_EMPLOYER,
        .purpose = SP_PURPOSE_PLACEMENT,
        .valid_from = facts.today + 1,
        .valid_until = facts.today - 1,
        .is_revoked = true,
        .revoked_on = facts.today};
    answers(&facts, "consent.parties");
    consent->from = SP_ROLE_JOB_COACH;
    answers(&facts, "consent.revoked");
    consent->is_revoked = false;
    answers(&facts, "consent.not_yet_valid");
    consent->valid_from = facts.today - 366;
    answers(&facts, "consent.expired");
    consent->valid_until = facts.today;
    answers(&facts, "consent.term");
    consent->valid_from = facts.today;
    answers(&facts, "consent.purpose");
    consent->purpose = facts.purpose;
    answers(&facts, "consent.category");
    consent->categories = facts.categories;
    answers(&facts, "consent.giver");
    consent->given_by.patient = true;
    answers(&facts, "consent.evidence_employer");
    consent->evidence = SP_EVIDENCE_PATIENT_SIGNED;
    answers(&facts, "allow.consent");
}

static void
the_proof_of_a_consent_before_the_approval_of_the_message(void **state)
{
    struct sp_facts facts = guidance(CELL(SYMPTOMS));

    (void)state;
    facts.approval = (struct sp_approval_facts){
        .state = SP_APPROVAL_REJECTED, .on = facts.today - 20, .hash_match = true};
    facts.consent.evidence = SP_EVIDENCE_ORAL_RECORDED;
    answers(&facts, "consent.evidence");
    facts.consent.evidence = SP_EVIDENCE_PATIENT_SIGNED;
    answers(&facts, "approval.rejected");
    facts.approval.state = SP_APPROVAL_APPROVED;
    facts.approval.hash_match = false;
    answers(&facts, "approval.other_message");
    facts.approval.hash_match = true;
    answers(&facts, "approval.lapsed");
    facts.approval.on = facts.today + 1;
    answers(&facts, "approval.awaited");
    facts.approval.on = facts.today;
    answers(&facts, "allow.consent_each");
}

static void
of_several_laws_the_lowest_speaks(void **state)
{
    struct sp_facts facts = message(SP_ROLE_EMPLOYER, SP_ROLE_PATIENT,
        CELL(INFO_REQUEST) | CELL(RTW_PLAN), SP_PURPOSE_OCC_GUIDANCE);

    (void)state;
    answers(&facts, "allow.l2");
    facts.recipient = SP_ROLE_REPRESENTATIVE;
    facts.patient.age = SP_AGE_UNDER_12;
    facts.has_rep = true;
    facts.rep = SP_REP_GUARDIAN;
    answers(&facts, "allow.l2");
    assert_int_equal(sp_policy_decide(&facts).laws, SP_LAW_BIT(2) | SP_LAW_BIT(8));
    facts.categories = CELL(RTW_PLAN);
    answers(&facts, "allow.l8");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_the_matrix_mode_then_parties_then_death_then_the_pair),
        cmocka_unit_test(in_an_emergency_the_pair_then_purpose_then_content_then_the_list),
        cmocka_unit_test(a_forbidden_cell_before_an_emergency_that_nobody_declared),
        cmocka_unit_test(who_may_receive_then_good_care_then_what_is_asked),
        cmocka_unit_test(what_is_asked_then_forwarding_then_purpose_then_the_request_behind_it),
        cmocka_unit_test(a_consent_is_looked_at_from_its_parties_to_its_proof),
        cmocka_unit_test(the_proof_of_a_consent_before_the_approval_of_the_message),
        cmocka_unit_test(of_several_laws_the_lowest_speaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
