/*
 * Each rule of secrecy-rules.md section 6: where it refuses, where it lets through, and the edge.
 */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include <samenspraak/policy.h>

#include "policy_message.h"

#define REP(name) (1U << SP_REP_##name)

static bool seen[128];

/* Asserts that ${id} decides, and returns the decision. */
static struct sp_decision
expect(const struct sp_facts *facts, const char *id)
{
    struct sp_decision decision = sp_policy_decide(facts);

    assert_string_equal(decision.rule->id, id);
    assert_int_equal(decision.verdict, decision.rule->verdict);
    for (size_t i = 0; sp_policy_rule_at(i) != NULL; i++) {
        seen[i] |= sp_policy_rule_at(i) == decision.rule;
    }
    return decision;
}

static void
memory_of_zeros_is_denied(void **state)
{
    struct sp_facts facts;

    (void)state;
    memset(&facts, 0, sizeof(facts));
    assert_int_equal(expect(&facts, "facts.unknown").verdict, SP_VERDICT_DENY_FORBIDDEN);
    facts.categories = CELL(DIAGNOSIS);
    assert_int_equal(expect(&facts, "mode.pull").verdict, SP_VERDICT_DENY_PULL);
    facts.is_push = true;
    assert_int_equal(expect(&facts, "party.unverified").verdict, SP_VERDICT_DENY_IDENTITY);
}

static void
unknown_values_deny_also_where_nobody_asks_for_them(void **state)
{
    const struct sp_facts good = guidance(CELL(PLAN_AGREEMENTS));
    struct sp_facts bad[20];

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        bad[i] = good;
    }
    bad[0].discloser = SP_ROLE_COUNT;
    bad[1].recipient = 200;
    bad[2].categories = 0;
    bad[3].categories |= UINT32_C(1) << 31;
    bad[4].purpose = SP_PURPOSE_COUNT;
    bad[5].asks = UINT32_C(1) << 31;
    bad[6].forwarded_from = SP_ROLE_COUNT;
    bad[7].patient.age = SP_AGE_COUNT;
    bad[8].patient.reps_available = 1U << SP_REP_COUNT;
    bad[9].has_rep = true;
    bad[9].rep = SP_REP_COUNT;
    bad[10].breakglass_items = SP_BREAKGLASS_ALL + 1;
    bad[11].consent.evidence = SP_EVIDENCE_COUNT;
    bad[12].consent.given_by.reps = 1U << SP_REP_COUNT;
    bad[13].consent.purpose = SP_PURPOSE_COUNT;
    bad[14].consent.from = SP_ROLE_COUNT;
    bad[15].consent.categories |= UINT32_C(1) << 31;
    bad[16].approval.state = (enum sp_approval_state)(SP_APPROVAL_REJECTED + 1);
    bad[17].recipient = SP_ROLE_COUNT;
    bad[18].consent.to = SP_ROLE_COUNT;
    bad[19].discloser = SP_ROLE_NONE;
    expect(&good, "allow.consent");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        expect(&bad[i], "facts.unknown");
    }
}

static void
only_what_is_pushed_between_verified_parties_about_the_living(void **state)
{
    struct sp_facts facts = guidance(CELL(PLAN_AGREEMENTS));

    (void)state;
    facts.is_push = false;
    expect(&facts, "mode.pull");
    facts.is_push = true;
    facts.sender_verified = false;
    expect(&facts, "party.unverified");
    facts.sender_verified = true;
    facts.recipient_verified = false;
    expect(&facts, "party.unverified");
    facts.recipient_verified = true;
    facts.patient.deceased = true;
    assert_int_equal(expect(&facts, "patient.deceased").verdict, SP_VERDICT_DENY_DECEASED);
    facts.patient.deceased = false;
    assert_int_equal(expect(&facts, "allow.consent").basis, SP_BASIS_CONSENT);
}

static void
pairs_without_a_row_have_one_answer(void **state)
{
    struct sp_facts facts =
        message(SP_ROLE_CLINICIAN_GGZ, SP_ROLE_EMPLOYER, CELL(DIAGNOSIS), SP_PURPOSE_WORK_ADJUST);

    (void)state;
    consent_to(&facts);
    assert_ptr_equal(expect(&facts, "pair.none").rule, &sp_rule_pair_none);
    facts.breakglass = true;
    expect(&facts, "pair.none");
    facts = message(
        SP_ROLE_EMPLOYER, SP_ROLE_CLINICIAN_GGZ, CELL(GENERAL_INFO), SP_PURPOSE_COORDINATION);
    expect(&facts, "pair.none");
    facts = message(SP_ROLE_AUDITOR, SP_ROLE_PATIENT, CELL(AUDIT_META), SP_PURPOSE_AUDIT);
    expect(&facts, "pair.none");
}

static void
emergency_disclosure_needs_all_nine_items(void **state)
{
    struct sp_facts facts = message(SP_ROLE_OCC_PHYSICIAN, SP_ROLE_GP,
        CELL(SAFETY_SIGNAL) | CELL(CONTACT_PATIENT) | CELL(CONTACT_PROF), SP_PURPOSE_SAFETY);

    (void)state;
    facts.breakglass = true;
    facts.breakglass_items = SP_BREAKGLASS_ALL;
    struct sp_decision decision = expect(&facts, "allow.l9");
    assert_int_equal(decision.basis, SP_BASIS_LAW);
    assert_int_equal(decision.laws, SP_LAW_BIT(9));
    for (unsigned item = 0; item < SP_BREAKGLASS_COUNT; item++) {
        facts.breakglass_items = (uint16_t)(SP_BREAKGLASS_ALL & ~(1U << item));
        expect(&facts, "breakglass.incomplete");
    }
}

static void
emergency_disclosure_says_no_more_and_only_for_safety(void **state)
{
    struct sp_facts facts =
        message(SP_ROLE_GP, SP_ROLE_CLOSE_ONE, CELL(SAFETY_SIGNAL), SP_PURPOSE_SAFETY);

    (void)state;
    facts.breakglass = true;
    facts.breakglass_items = SP_BREAKGLASS_ALL;
    expect(&facts, "allow.l9");
    facts.categories |= CELL(SYMPTOMS);
    expect(&facts, "breakglass.content");
    facts.categories = CELL(SAFETY_SIGNAL);
    facts.purpose = SP_PURPOSE_SUPPORT;
    expect(&facts, "breakglass.purpose");
    facts.purpose = SP_PURPOSE_SAFETY;
    facts.breakglass = false;
    assert_int_equal(expect(&facts, "breakglass.not_invoked").verdict, SP_VERDICT_DENY_BREAKGLASS);
}

static void
emergency_disclosure_only_where_the_matrix_has_l9(void **state)
{
    static const uint8_t never[] = {
        SP_ROLE_EMPLOYER, SP_ROLE_UWV_PHYSICIAN, SP_ROLE_LABOUR_EXPERT, SP_ROLE_JOB_COACH};

    (void)state;
    for (size_t i = 0; i < sizeof(never); i++) {
        struct sp_facts facts =
            message(SP_ROLE_OCC_PHYSICIAN, never[i], CELL(SAFETY_SIGNAL), SP_PURPOSE_SAFETY);

        facts.breakglass = true;
        facts.breakglass_items = SP_BREAKGLASS_ALL;
        expect(&facts, "breakglass.pair");
    }
    /* Fellow clinicians share a safety signal as part of the treatment. */
    struct sp_facts facts =
        message(SP_ROLE_CLINICIAN_GGZ, SP_ROLE_GP, CELL(SAFETY_SIGNAL), SP_PURPOSE_SAFETY);
    expect(&facts, "allow.l1");
    facts.breakglass = true;
    facts.breakglass_items = SP_BREAKGLASS_ALL;
    expect(&facts, "breakglass.pair");
}

static void
forbidden_cells_refuse_the_whole_message_and_say_why(void **state)
{
    struct sp_facts facts = message(SP_ROLE_OCC_PHYSICIAN, SP_ROLE_EMPLOYER,
        CELL(WORK_ADAPTATIONS) | CELL(DIAGNOSIS), SP_PURPOSE_WORK_ADJUST);

    (void)state;
    consent_to(&facts);
    expect(&facts, "cell.employer_health");
    facts.categories = CELL(WORK_ADAPTATIONS) | CELL(CONSENT_RECORD);
    expect(&facts, "cell.forbidden");
    facts.categories = CELL(WORK_ADAPTATIONS);
    expect(&facts, "allow.l2");
    facts =
        message(SP_ROLE_PATIENT, SP_ROLE_EMPLOYER, CELL(FUNCTIONAL_LIMITS), SP_PURPOSE_WORK_ADJUST);
    expect(&facts, "cell.employer_health");
    facts = guidance(CELL(FITNESS_JUDGEMENT));
    expect(&facts, "cell.fitness");
    facts = guidance(CELL(PROGNOSIS));
    expect(&facts, "cell.fitness");
    facts.discloser = SP_ROLE_GP;
    expect(&facts, "cell.fitness");
    facts.discloser = SP_ROLE_POH_GGZ;
    expect(&facts, "cell.fitness");
    facts.discloser = SP_ROLE_IPS_COACH;
    expect(&facts, "cell.forbidden");
    facts = message(SP_ROLE_UWV_PHYSICIAN, SP_ROLE_UWV_LABOUR_EXPERT, CELL(DIAGNOSIS),
        SP_PURPOSE_BENEFIT_ASSESSMENT);
    expect(&facts, "cell.two_files");
    facts = message(SP_ROLE_GP, SP_ROLE_AUDITOR, CELL(SYMPTOMS), SP_PURPOSE_AUDIT);
    expect(&facts, "cell.auditor_content");
    facts.categories = CELL(AUDIT_META);
    assert_int_equal(expect(&facts, "allow.l10").laws, SP_LAW_BIT(10));
}

/* What 4.2 marks "yes" under med, and private circumstances. */
static const uint32_t medical =
    CELL(PREP_NOTES) | CELL(SITUATION_ANALYSIS) | CELL(PLAN_AGREEMENTS) | CELL(RIV_MEDICAL) |
    CELL(INSTRUMENT_RESULTS) | CELL(SYMPTOMS) | CELL(CAUSE) | CELL(DIAGNOSIS) | CELL(MEDICATION) |
    CELL(TREATMENT_COURSE) | CELL(PROGNOSIS) | CELL(PERSONAL_CIRCUMSTANCES) | CELL(SAFETY_SIGNAL);

/* Each closed cell of the pair: ${medical_id} for what is medical or in ${besides}. */
static void
closed_cells_say(uint8_t from, uint8_t to, const char *medical_id, uint32_t besides)
{
    for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
        bool is_closed = sp_policy_cell(from, to, category).basis == SP_BASIS_NONE;
        bool is_medical = ((medical | besides) >> category & 1U) != 0;
        struct sp_facts facts = message(from, to, SP_CATEGORY_BIT(category), SP_PURPOSE_RIV_REVIEW);

        if (is_closed) {
            expect(&facts, is_medical ? medical_id : "cell.forbidden");
        }
    }
}

static void
what_is_medical_is_refused_by_that_name(void **state)
{
    (void)state;
    for (uint8_t from = 0; from < SP_ROLE_COUNT; from++) {
        if (sp_policy_pair_exists(from, SP_ROLE_EMPLOYER)) {
            closed_cells_say(
                from, SP_ROLE_EMPLOYER, "cell.employer_health", CELL(FUNCTIONAL_LIMITS));
        }
        if (sp_policy_pair_exists(from, SP_ROLE_UWV_LABOUR_EXPERT)) {
            closed_cells_say(from, SP_ROLE_UWV_LABOUR_EXPERT, "cell.two_files", 0);
        }
    }
}

/* One line of 6.8: may this representative send, may he receive? */
struct speaker {
    uint8_t age;
    bool capable;
    uint32_t exist;
    uint8_t kind;
    bool sends, receives;
};

static void
representatives_speak_by_age_capacity_and_rank(void **state)
{
    /* clang-format off */
    static const struct speaker speakers[] = {
        {SP_AGE_UNDER_12,  true,  0,                              SP_REP_PARENTS,       true,  true},
        {SP_AGE_UNDER_12,  false, 0,                              SP_REP_GUARDIAN,      true,  true},
        {SP_AGE_UNDER_12,  true,  REP(FAMILY),                    SP_REP_FAMILY,        false, false},
        {SP_AGE_12_TO_15,  true,  0,                              SP_REP_PARENTS,       false, true},
        {SP_AGE_12_TO_15,  true,  0,                              SP_REP_GUARDIAN,      false, true},
        {SP_AGE_12_TO_15,  true,  REP(MENTOR),                    SP_REP_MENTOR,        false, false},
        {SP_AGE_12_TO_15,  false, 0,                              SP_REP_PARENTS,       true,  true},
        {SP_AGE_16_AND_17, true,  REP(PARENTS),                   SP_REP_PARENTS,       false, false},
        {SP_AGE_16_AND_17, false, 0,                              SP_REP_GUARDIAN,      true,  true},
        {SP_AGE_16_AND_17, false, REP(CURATOR),                   SP_REP_CURATOR,       false, false},
        {SP_AGE_ADULT,     true,  REP(PARTNER),                   SP_REP_PARTNER,       false, false},
        {SP_AGE_ADULT,     false, REP(PARENTS),                   SP_REP_PARENTS,       false, false},
        {SP_AGE_ADULT,     false, REP(CURATOR) | REP(MENTOR),     SP_REP_MENTOR,        true,  true},
        {SP_AGE_ADULT,     false, REP(CURATOR) | REP(MENTOR),     SP_REP_CURATOR,       true,  true},
        {SP_AGE_ADULT,     false, REP(MENTOR) | REP(PARTNER),     SP_REP_PARTNER,       false, false},
        {SP_AGE_ADULT,     false, REP(WRITTEN_PROXY) | REP(PARTNER), SP_REP_WRITTEN_PROXY, true, true},
        {SP_AGE_ADULT,     false, REP(WRITTEN_PROXY) | REP(PARTNER), SP_REP_PARTNER,    false, false},
        {SP_AGE_ADULT,     false, REP(PARTNER) | REP(FAMILY),     SP_REP_PARTNER,       true,  true},
        {SP_AGE_ADULT,     false, REP(PARTNER) | REP(FAMILY),     SP_REP_FAMILY,        false, false},
        {SP_AGE_ADULT,     false, REP(FAMILY),                    SP_REP_FAMILY,        true,  true},
        {SP_AGE_ADULT,     false, 0,                              SP_REP_FAMILY,        false, false},
        {SP_AGE_ADULT,     false, REP(FAMILY),                    SP_REP_MENTOR,        false, false},
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < sizeof(speakers) / sizeof(speakers[0]); i++) {
        const struct speaker *who = &speakers[i];
        struct sp_facts sends =
            message(SP_ROLE_REPRESENTATIVE, SP_ROLE_GP, CELL(SYMPTOMS), SP_PURPOSE_TREATMENT);
        struct sp_facts receives =
            message(SP_ROLE_GP, SP_ROLE_REPRESENTATIVE, CELL(SYMPTOMS), SP_PURPOSE_SUPPORT);

        sends.patient.age = who->age;
        sends.patient.capable = who->capable;
        sends.patient.reps_available = (uint8_t)who->exist;
        sends.has_rep = true;
        sends.rep = who->kind;
        receives.patient = sends.patient;
        receives.has_rep = true;
        receives.rep = who->kind;
        expect(&sends, who->sends ? "allow.free" : "representative.sender");
        expect(&receives, who->receives ? "allow.l8" : "representative.recipient");
        receives.has_rep = false;
        expect(&receives, "representative.recipient");
        sends.has_rep = false;
        expect(&sends, "representative.sender");
    }
}

static void
good_care_withholds_from_the_representative_only(void **state)
{
    struct sp_facts facts =
        message(SP_ROLE_GP, SP_ROLE_REPRESENTATIVE, CELL(SYMPTOMS), SP_PURPOSE_SUPPORT);

    (void)state;
    facts.patient.age = SP_AGE_UNDER_12;
    facts.has_rep = true;
    facts.rep = SP_REP_PARENTS;
    facts.good_care_objection = true;
    assert_int_equal(expect(&facts, "representative.good_care").verdict, SP_VERDICT_DENY_OBJECTION);
    facts.rep = SP_REP_FAMILY;
    expect(&facts, "representative.recipient");
    facts.recipient = SP_ROLE_PATIENT;
    expect(&facts, "allow.l7");
}

static void
nobody_asks_for_what_may_never_be_given(void **state)
{
    struct sp_facts facts = message(
        SP_ROLE_OCC_PHYSICIAN, SP_ROLE_CLINICIAN_GGZ, CELL(INFO_REQUEST), SP_PURPOSE_OCC_GUIDANCE);

    (void)state;
    consent_to(&facts);
    facts.asks = CELL(TREATMENT_COURSE) | CELL(SYMPTOMS);
    expect(&facts, "allow.consent");
    facts.asks |= CELL(FITNESS_JUDGEMENT);
    assert_int_equal(expect(&facts, "request.forbidden").verdict, SP_VERDICT_DENY_REQUEST);
    facts.asks = CELL(SAFETY_SIGNAL); /* may be given, in an emergency */
    expect(&facts, "allow.consent");
    facts.asks = 0;
    expect(&facts, "allow.consent");
    facts.asks = CELL(FITNESS_JUDGEMENT); /* no question, so nothing is asked */
    facts.categories = CELL(FUNCTIONAL_LIMITS);
    facts.consent.categories = facts.categories;
    expect(&facts, "allow.consent");
}

static void
an_employer_asks_the_employee_seven_things_at_most(void **state)
{
    static const uint32_t allowed = CELL(CONTACT_PATIENT) | CELL(EXPECTED_DURATION) |
                                    CELL(WORK_CONTEXT) | CELL(SAFETYNET_FLAG) | CELL(EVAL_DATES) |
                                    CELL(RTW_PLAN) | CELL(RIV_NONMEDICAL);
    int count = 0;

    (void)state;
    for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
        struct sp_facts facts =
            message(SP_ROLE_EMPLOYER, SP_ROLE_PATIENT, CELL(INFO_REQUEST), SP_PURPOSE_OCC_GUIDANCE);
        bool is_allowed = (allowed >> category & 1U) != 0;
        bool is_forbidden =
            sp_policy_cell(SP_ROLE_PATIENT, SP_ROLE_EMPLOYER, category).basis == SP_BASIS_NONE;

        facts.asks = SP_CATEGORY_BIT(category);
        expect(&facts, is_allowed     ? "allow.l2"
                       : is_forbidden ? "request.forbidden"
                                      : "request.employer");
        facts.recipient = SP_ROLE_REPRESENTATIVE;
        facts.patient.age = SP_AGE_UNDER_12;
        facts.has_rep = true;
        facts.rep = SP_REP_PARENTS;
        assert_int_equal(sp_policy_decide(&facts).verdict == SP_VERDICT_ALLOW, is_allowed);
        count += is_allowed ? 1 : 0;
    }
    assert_int_equal(count, 7);
}

static void
forwarding_needs_consent_for_it(void **state)
{
    struct sp_facts facts = message(SP_ROLE_OCC_PHYSICIAN, SP_ROLE_UWV_PHYSICIAN,
        CELL(TREATMENT_COURSE), SP_PURPOSE_BENEFIT_ASSESSMENT);

    (void)state;
    facts.forwarded_from = SP_ROLE_CLINICIAN_GGZ;
    assert_int_equal(expect(&facts, "forward.onward").verdict, SP_VERDICT_DENY_ONWARD);
    consent_to(&facts);
    expect(&facts, "forward.onward");
    facts.consent.onward = true;
    /* the law is no longer asked: no request needed, but consent in full */
    assert_int_equal(expect(&facts, "allow.consent").laws, 0);
    facts.consent.to = SP_ROLE_GP;
    expect(&facts, "consent.parties");
    facts.consent.to = SP_ROLE_UWV_PHYSICIAN;
    facts.consent.evidence = SP_EVIDENCE_ORAL_RECORDED;
    expect(&facts, "consent.evidence");
}

static void
forwarding_to_the_patient_is_free_and_by_the_patient_is_not(void **state)
{
    struct sp_facts facts =
        message(SP_ROLE_OCC_PHYSICIAN, SP_ROLE_PATIENT, CELL(DIAGNOSIS), SP_PURPOSE_OWN_ACCESS);

    (void)state;
    facts.forwarded_from = SP_ROLE_CLINICIAN_GGZ;
    expect(&facts, "allow.l7");
    facts = message(SP_ROLE_PATIENT, SP_ROLE_GP, CELL(DIAGNOSIS), SP_PURPOSE_TREATMENT);
    facts.forwarded_from = SP_ROLE_CLINICIAN_GGZ;
    expect(&facts, "forward.onward");
    consent_to(&facts);
    facts.consent.onward = true;
    expect(&facts, "allow.consent");
    facts.forwarded_from = SP_ROLE_NONE;
    facts.has_consent = false;
    expect(&facts, "allow.free");
}

/* 6.8, copied from the table there: purposes for which a role may receive. */
static void
each_role_receives_for_its_purposes_only(void **state)
{
    /* clang-format off */
    static const char *const open[SP_ROLE_COUNT] = {
        /*                            T O W P B R L S A C ! U */
        [SP_ROLE_PATIENT]           = "xxxxxxxxxxxx",
        [SP_ROLE_REPRESENTATIVE]    = "xxxxxxxxxxx.",
        [SP_ROLE_CLOSE_ONE]         = ".......x.xx.",
        [SP_ROLE_CLINICIAN_GGZ]     = "xx.xx.x..xx.",
        [SP_ROLE_GP]                = "xx.xx.x..xx.",
        [SP_ROLE_POH_GGZ]           = "xx.x..x..xx.",
        [SP_ROLE_IPS_COACH]         = "x.x...x..x..",
        [SP_ROLE_JOB_COACH]         = "..x...x..x..",
        [SP_ROLE_OCC_PHYSICIAN]     = ".xxxxx...xx.",
        [SP_ROLE_LABOUR_EXPERT]     = ".xx..xx..x..",
        [SP_ROLE_UWV_PHYSICIAN]     = "....xx......",
        [SP_ROLE_UWV_LABOUR_EXPERT] = "....xxx.....",
        [SP_ROLE_EMPLOYER]          = ".xx..x...x..",
        [SP_ROLE_AUDITOR]           = "...........x",
    };
    /* clang-format on */

    (void)state;
    for (uint8_t to = 1; to < SP_ROLE_COUNT; to++) {
        for (uint8_t purpose = 0; purpose < SP_PURPOSE_COUNT; purpose++) {
            uint32_t free_cell = to == SP_ROLE_AUDITOR ? CELL(AUDIT_META) : CELL(WORK_CONTEXT);
            struct sp_facts facts = message(SP_ROLE_PATIENT, to, free_cell, purpose);

            facts.patient.age = SP_AGE_UNDER_12;
            facts.has_rep = true;
            facts.rep = SP_REP_PARENTS;
            expect(&facts, open[to][purpose] == 'x' ? "allow.free" : "purpose.recipient");
        }
    }
    for (uint8_t purpose = 0; purpose < SP_PURPOSE_COUNT; purpose++) {
        struct sp_facts facts = message(SP_ROLE_GP, SP_ROLE_PATIENT, CELL(DIAGNOSIS), purpose);
        expect(&facts, "allow.l7");
    }
}

static void
each_law_holds_for_its_purposes_only(void **state)
{
    struct sp_facts facts =
        message(SP_ROLE_CLINICIAN_GGZ, SP_ROLE_GP, CELL(DIAGNOSIS), SP_PURPOSE_TREATMENT);

    (void)state;
    assert_int_equal(expect(&facts, "allow.l1").laws, SP_LAW_BIT(1));
    facts.purpose = SP_PURPOSE_OCC_GUIDANCE;
    assert_int_equal(expect(&facts, "purpose.law").verdict, SP_VERDICT_DENY_PURPOSE);
    consent_to(&facts); /* the cell still rests on the law */
    expect(&facts, "purpose.law");
    facts.objection = true; /* now it rests on consent, and the purpose is the recipient's */
    expect(&facts, "allow.consent");
    facts =
        message(SP_ROLE_EMPLOYER, SP_ROLE_OCC_PHYSICIAN, CELL(WORK_CONTEXT), SP_PURPOSE_PREVENTION);
    expect(&facts, "purpose.law");
    facts.purpose = SP_PURPOSE_SAFETY;
    expect(&facts, "allow.l2");
    facts = message(
        SP_ROLE_OCC_PHYSICIAN, SP_ROLE_JOB_COACH, CELL(FUNCTIONAL_LIMITS), SP_PURPOSE_COORDINATION);
    expect(&facts, "purpose.law");
    facts.purpose = SP_PURPOSE_PLACEMENT;
    expect(&facts, "allow.l6");
    facts = message(SP_ROLE_OCC_PHYSICIAN, SP_ROLE_UWV_LABOUR_EXPERT, CELL(ACTUAL_OPINION),
        SP_PURPOSE_PLACEMENT);
    expect(&facts, "purpose.law");
    facts.purpose = SP_PURPOSE_RIV_REVIEW;
    expect(&facts, "allow.l4");
    facts = message(SP_ROLE_UWV_LABOUR_EXPERT, SP_ROLE_EMPLOYER, CELL(INCAPACITY_DEGREE),
        SP_PURPOSE_WORK_ADJUST);
    expect(&facts, "purpose.law");
    facts.purpose = SP_PURPOSE_RIV_REVIEW;
    expect(&facts, "allow.l11");
    facts = message(SP_ROLE_UWV_PHYSICIAN, SP_ROLE_UWV_LABOUR_EXPERT, CELL(FUNCTIONAL_LIMITS),
        SP_PURPOSE_PLACEMENT);
    expect(&facts, "allow.l5");
}

static void
the_insurance_physician_gets_what_was_asked_for(void **state)
{
    struct sp_facts facts = message(SP_ROLE_OCC_PHYSICIAN, SP_ROLE_UWV_PHYSICIAN, CELL(DIAGNOSIS),
        SP_PURPOSE_BENEFIT_ASSESSMENT);

    (void)state;
    assert_int_equal(expect(&facts, "request.missing").verdict, SP_VERDICT_DENY_NO_REQUEST);
    facts.request_ref = true;
    expect(&facts, "allow.l3");
    facts.request_ref = false;
    facts.skip_request_ref = true; /* judged when it was sent */
    expect(&facts, "allow.l3");
    facts.skip_request_ref = false;
    facts.categories = CELL(RIV_MEDICAL);
    expect(&facts, "allow.l3");
    facts.categories |= CELL(EVAL_DATES);
    expect(&facts, "request.missing");
    facts.purpose = SP_PURPOSE_TREATMENT;
    expect(&facts, "purpose.recipient");
    facts = message(SP_ROLE_UWV_PHYSICIAN, SP_ROLE_OCC_PHYSICIAN, CELL(INFO_REQUEST),
        SP_PURPOSE_BENEFIT_ASSESSMENT);
    expect(&facts, "allow.l3");
}

static void
an_objection_or_a_missing_relation_asks_for_consent(void **state)
{
    struct sp_facts facts =
        message(SP_ROLE_CLINICIAN_GGZ, SP_ROLE_GP, CELL(DIAGNOSIS), SP_PURPOSE_TREATMENT);

    (void)state;
    facts.treating = false;
    assert_int_equal(expect(&facts, "consent.no_relation").verdict, SP_VERDICT_DENY_NO_CONSENT);
    facts.objection = true;
    assert_int_equal(expect(&facts, "consent.objection").verdict, SP_VERDICT_DENY_OBJECTION);
    facts.treating = true;
    expect(&facts, "consent.objection");
    facts.categories |= CELL(INSTRUMENT_RESULTS);
    expect(&facts, "consent.objection");
    consent_to(&facts);
    expect(&facts, "allow.consent");
    facts.consent.evidence = SP_EVIDENCE_ORAL_RECORDED;
    expect(&facts, "allow.consent");
    facts.consent.evidence = SP_EVIDENCE_PRESUMED;
    expect(&facts, "consent.evidence");
    facts.has_consent = false;
    facts.objection = false;
    assert_int_equal(expect(&facts, "consent.none").verdict, SP_VERDICT_DENY_NO_CONSENT);
    /* a law that is no presumed consent does not yield to an objection */
    facts = message(
        SP_ROLE_OCC_PHYSICIAN, SP_ROLE_EMPLOYER, CELL(FUNCTIONAL_LIMITS), SP_PURPOSE_WORK_ADJUST);
    facts.objection = true;
    facts.treating = false;
    expect(&facts, "allow.l2");
}

static void
consent_holds_for_its_parties(void **state)
{
    struct sp_facts facts = guidance(CELL(TREATMENT_COURSE));

    (void)state;
    facts.consent.to = SP_ROLE_UWV_PHYSICIAN;
    assert_int_equal(expect(&facts, "consent.parties").verdict, SP_VERDICT_DENY_RECIPIENT);
    facts.consent.to = SP_ROLE_OCC_PHYSICIAN;
    facts.consent.from = SP_ROLE_GP;
    expect(&facts, "consent.parties");
    facts.consent.from = SP_ROLE_CLINICIAN_GGZ;
    facts.consent.other_parties = true;
    expect(&facts, "consent.parties");
    facts.consent.other_parties = false;
    expect(&facts, "allow.consent");
}

static void
revoking_works_from_the_very_day(void **state)
{
    struct sp_facts facts = guidance(CELL(TREATMENT_COURSE));

    (void)state;
    facts.consent.revoked_on = facts.today;
    expect(&facts, "allow.consent"); /* a day alone says nothing */
    facts.consent.is_revoked = true;
    assert_int_equal(expect(&facts, "consent.revoked").verdict, SP_VERDICT_DENY_REVOKED);
    facts.consent.revoked_on = facts.today - 1;
    expect(&facts, "consent.revoked");
    facts.consent.revoked_on = facts.today + 1;
    expect(&facts, "allow.consent");
}

static void
consent_holds_from_its_first_to_its_last_day(void **state)
{
    struct sp_facts facts = guidance(CELL(TREATMENT_COURSE));

    (void)state;
    facts.today = facts.consent.valid_from - 1;
    assert_int_equal(
        expect(&facts, "consent.not_yet_valid").verdict, SP_VERDICT_DENY_NOT_YET_VALID);
    facts.today = facts.consent.valid_from;
    expect(&facts, "allow.consent");
    facts.today = facts.consent.valid_until;
    expect(&facts, "allow.consent");
    facts.today = facts.consent.valid_until + 1;
    assert_int_equal(expect(&facts, "consent.expired").verdict, SP_VERDICT_DENY_EXPIRED);
    facts.consent.valid_until = facts.consent.valid_from - 1; /* an end before its beginning */
    facts.today = facts.consent.valid_from;
    expect(&facts, "consent.expired");
}

static void
last_day_of_term(struct sp_facts facts, int32_t days, const char *allowed)
{
    facts.consent.valid_from = day("2026-01-01");
    facts.consent.valid_until = day("2200-01-01");
    facts.today = facts.consent.valid_from + days;
    facts.approval = (struct sp_approval_facts){
        .state = SP_APPROVAL_APPROVED, .on = facts.today, .hash_match = true};
    expect(&facts, allowed);
    facts.today++;
    assert_int_equal(expect(&facts, "consent.term").verdict, SP_VERDICT_DENY_EXPIRED);
}

static void
longer_dates_are_cut_to_the_maximum(void **state)
{
    struct sp_facts facts = guidance(CELL(TREATMENT_COURSE));

    (void)state;
    last_day_of_term(facts, 365, "allow.consent");
    facts.consent.evidence = SP_EVIDENCE_WRITTEN_ATTESTED;
    last_day_of_term(facts, 365, "allow.consent");
    facts.consent.each = true; /* does not change the term */
    last_day_of_term(facts, 365, "allow.consent");
    facts = guidance(CELL(TREATMENT_COURSE) | CELL(SYMPTOMS));
    last_day_of_term(facts, 183, "allow.consent_each");
    facts = guidance(CELL(TREATMENT_COURSE));
    facts.patient.age = SP_AGE_12_TO_15;
    facts.consent.given_by.reps = REP(PARENTS);
    last_day_of_term(facts, 183, "allow.consent");
    facts =
        message(SP_ROLE_CLINICIAN_GGZ, SP_ROLE_GP, CELL(INSTRUMENT_RESULTS), SP_PURPOSE_TREATMENT);
    consent_to(&facts);
    facts.consent.evidence = SP_EVIDENCE_ORAL_RECORDED;
    last_day_of_term(facts, 92, "allow.consent");
}

static void
hostile_days_overflow_nothing(void **state)
{
    struct sp_facts facts = guidance(CELL(SYMPTOMS));

    (void)state;
    facts.approval = (struct sp_approval_facts){
        .state = SP_APPROVAL_APPROVED, .on = INT32_MAX, .hash_match = true};
    facts.consent.valid_from = INT32_MAX;
    facts.consent.valid_until = INT32_MAX;
    expect(&facts, "consent.not_yet_valid");
    facts.today = INT32_MAX;
    expect(&facts, "allow.consent_each");
    facts.consent.valid_from = INT32_MIN;
    expect(&facts, "consent.term");
}

static void
consent_holds_for_one_purpose_and_for_what_it_names(void **state)
{
    struct sp_facts facts = guidance(CELL(TREATMENT_COURSE));

    (void)state;
    facts.consent.purpose = SP_PURPOSE_PREVENTION;
    assert_int_equal(expect(&facts, "consent.purpose").verdict, SP_VERDICT_DENY_PURPOSE);
    facts.consent.purpose = SP_PURPOSE_OCC_GUIDANCE;
    facts.consent.categories = CELL(SITUATION_ANALYSIS);
    assert_int_equal(expect(&facts, "consent.category").verdict, SP_VERDICT_DENY_CATEGORY);
    facts.consent.categories |= CELL(TREATMENT_COURSE);
    expect(&facts, "allow.consent");
    facts.consent.categories = 0;
    expect(&facts, "consent.category");
    /* what rests on a law need not be named */
    facts = message(SP_ROLE_OCC_PHYSICIAN, SP_ROLE_EMPLOYER,
        CELL(WORK_ADAPTATIONS) | CELL(SAFETYNET_FLAG), SP_PURPOSE_WORK_ADJUST);
    consent_to(&facts);
    facts.consent.categories = CELL(SAFETYNET_FLAG);
    assert_int_equal(expect(&facts, "approval.awaited").basis, SP_BASIS_CONSENT_EACH);
}

struct giver {
    uint8_t age;
    bool capable;
    uint32_t exist;
    bool patient;
    uint32_t reps;
    bool is_right;
};

static void
consent_is_given_by_exactly_who_must(void **state)
{
    /* clang-format off */
    static const struct giver givers[] = {
        {SP_AGE_UNDER_12,  true,  0, false, REP(PARENTS),                 true},
        {SP_AGE_UNDER_12,  true,  0, false, REP(GUARDIAN),                true},
        {SP_AGE_UNDER_12,  true,  0, true,  0,                            false},
        {SP_AGE_UNDER_12,  true,  0, true,  REP(PARENTS),                 false},
        {SP_AGE_UNDER_12,  true,  0, false, REP(FAMILY),                  false},
        {SP_AGE_12_TO_15,  true,  0, true,  REP(PARENTS),                 true},
        {SP_AGE_12_TO_15,  true,  0, true,  REP(GUARDIAN),                true},
        {SP_AGE_12_TO_15,  true,  0, true,  0,                            false},
        {SP_AGE_12_TO_15,  true,  0, false, REP(PARENTS),                 false},
        {SP_AGE_12_TO_15,  true,  0, true,  REP(MENTOR),                  false},
        {SP_AGE_12_TO_15,  false, 0, false, REP(PARENTS),                 true},
        {SP_AGE_12_TO_15,  false, 0, true,  REP(PARENTS),                 false},
        {SP_AGE_16_AND_17, true,  0, true,  0,                            true},
        {SP_AGE_16_AND_17, true,  0, true,  REP(PARENTS),                 false}, /* lapsed at 16 */
        {SP_AGE_16_AND_17, true,  0, false, REP(PARENTS),                 false},
        {SP_AGE_16_AND_17, false, 0, false, REP(GUARDIAN),                true},
        {SP_AGE_16_AND_17, false, 0, true,  0,                            false},
        {SP_AGE_ADULT,     true,  0, true,  0,                            true},
        {SP_AGE_ADULT,     true,  REP(MENTOR), false, REP(MENTOR),        false},
        {SP_AGE_ADULT,     true,  REP(MENTOR), true,  REP(MENTOR),        false},
        {SP_AGE_ADULT,     false, REP(MENTOR), true,  0,                  false},
        {SP_AGE_ADULT,     false, REP(MENTOR) | REP(PARTNER), false, REP(MENTOR),  true},
        {SP_AGE_ADULT,     false, REP(MENTOR) | REP(PARTNER), false, REP(PARTNER), false},
        {SP_AGE_ADULT,     false, REP(CURATOR) | REP(MENTOR), false, REP(CURATOR) | REP(MENTOR), true},
        {SP_AGE_ADULT,     false, REP(FAMILY), false, REP(FAMILY),        true},
        {SP_AGE_ADULT,     false, 0, false, REP(FAMILY),                  false},
        {SP_AGE_ADULT,     false, 0, false, 0,                            false},
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < sizeof(givers) / sizeof(givers[0]); i++) {
        struct sp_facts facts = guidance(CELL(PLAN_AGREEMENTS));

        facts.patient.age = givers[i].age;
        facts.patient.capable = givers[i].capable;
        facts.patient.reps_available = (uint8_t)givers[i].exist;
        facts.consent.given_by.patient = givers[i].patient;
        facts.consent.given_by.reps = (uint8_t)givers[i].reps;
        expect(&facts, givers[i].is_right ? "allow.consent" : "consent.giver");
    }
}

struct proof {
    uint8_t from, to;
    uint32_t cells;
    uint8_t purpose;
    uint8_t least;
};

static void
each_pair_has_its_least_evidence(void **state)
{
    /* clang-format off */
    static const struct proof proofs[] = {
        {SP_ROLE_JOB_COACH,     SP_ROLE_EMPLOYER,      CELL(RTW_PLAN),           SP_PURPOSE_WORK_ADJUST,  SP_EVIDENCE_PATIENT_SIGNED},
        {SP_ROLE_IPS_COACH,     SP_ROLE_EMPLOYER,      CELL(RTW_PLAN),           SP_PURPOSE_WORK_ADJUST,  SP_EVIDENCE_PATIENT_SIGNED},
        {SP_ROLE_OCC_PHYSICIAN, SP_ROLE_EMPLOYER,      CELL(SAFETYNET_FLAG),     SP_PURPOSE_WORK_ADJUST,  SP_EVIDENCE_PATIENT_SIGNED},
        {SP_ROLE_GP,            SP_ROLE_CLOSE_ONE,     CELL(EVAL_DATES),         SP_PURPOSE_SUPPORT,      SP_EVIDENCE_ORAL_RECORDED},
        {SP_ROLE_GP,            SP_ROLE_CLOSE_ONE,     CELL(DIAGNOSIS),          SP_PURPOSE_SUPPORT,      SP_EVIDENCE_WRITTEN_ATTESTED},
        {SP_ROLE_GP,            SP_ROLE_CLINICIAN_GGZ, CELL(INSTRUMENT_RESULTS), SP_PURPOSE_TREATMENT,    SP_EVIDENCE_ORAL_RECORDED},
        {SP_ROLE_POH_GGZ,       SP_ROLE_GP,            CELL(INSTRUMENT_RESULTS), SP_PURPOSE_TREATMENT,    SP_EVIDENCE_ORAL_RECORDED},
        {SP_ROLE_IPS_COACH,     SP_ROLE_GP,            CELL(EVAL_DATES),         SP_PURPOSE_TREATMENT,    SP_EVIDENCE_WRITTEN_ATTESTED},
        {SP_ROLE_GP,            SP_ROLE_OCC_PHYSICIAN, CELL(EVAL_DATES),         SP_PURPOSE_OCC_GUIDANCE, SP_EVIDENCE_WRITTEN_ATTESTED},
        {SP_ROLE_OCC_PHYSICIAN, SP_ROLE_GP,            CELL(DIAGNOSIS),          SP_PURPOSE_OCC_GUIDANCE, SP_EVIDENCE_WRITTEN_ATTESTED},
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < sizeof(proofs) / sizeof(proofs[0]); i++) {
        const struct proof *proof = &proofs[i];
        struct sp_facts facts = message(proof->from, proof->to, proof->cells, proof->purpose);

        consent_to(&facts);
        facts.approval = (struct sp_approval_facts){
            .state = SP_APPROVAL_APPROVED, .on = facts.today, .hash_match = true};
        for (uint8_t level = 0; level < SP_EVIDENCE_COUNT; level++) {
            const char *weak =
                proof->to == SP_ROLE_EMPLOYER ? "consent.evidence_employer" : "consent.evidence";

            facts.consent.evidence = level;
            if (level < proof->least) {
                assert_int_equal(expect(&facts, weak).verdict, SP_VERDICT_DENY_EVIDENCE);
            } else {
                assert_int_equal(sp_policy_decide(&facts).verdict, SP_VERDICT_ALLOW);
            }
        }
    }
}

static void
sensitive_messages_wait_for_the_patient(void **state)
{
    struct sp_facts facts = guidance(CELL(DIAGNOSIS) | CELL(EVAL_DATES));
    struct sp_decision decision = expect(&facts, "approval.awaited");

    (void)state;
    assert_int_equal(decision.verdict, SP_VERDICT_HOLD_APPROVAL);
    assert_int_equal(decision.basis, SP_BASIS_CONSENT_EACH);
    facts.approval = (struct sp_approval_facts){
        .state = SP_APPROVAL_PENDING, .on = facts.today, .hash_match = true};
    expect(&facts, "approval.awaited");
    facts.approval.state = SP_APPROVAL_APPROVED;
    expect(&facts, "allow.consent_each");
    facts.approval.hash_match = false;
    expect(&facts, "approval.other_message");
    facts.approval.state = SP_APPROVAL_REJECTED; /* of another message: says nothing of this */
    expect(&facts, "approval.other_message");
    facts.approval.hash_match = true;
    assert_int_equal(expect(&facts, "approval.rejected").verdict, SP_VERDICT_DENY_REJECTED);
}

static void
an_approval_is_fresh_for_fourteen_days(void **state)
{
    struct sp_facts facts = guidance(CELL(SYMPTOMS));

    (void)state;
    facts.approval = (struct sp_approval_facts){
        .state = SP_APPROVAL_APPROVED, .on = facts.today, .hash_match = true};
    expect(&facts, "allow.consent_each");
    facts.approval.on = facts.today - 14;
    expect(&facts, "allow.consent_each");
    facts.approval.on = facts.today - 15;
    expect(&facts, "approval.lapsed");
    facts.approval.skip_freshness = true; /* at an opening: judged when it left the hold */
    expect(&facts, "allow.consent_each");
    facts.approval.skip_freshness = false;
    facts.approval.on = facts.today + 1;
    expect(&facts, "approval.awaited");
}

static void
a_patient_may_ask_to_see_each_message(void **state)
{
    struct sp_facts facts = guidance(CELL(EVAL_DATES));

    (void)state;
    facts.consent.each = true;
    assert_int_equal(expect(&facts, "approval.awaited").basis, SP_BASIS_CONSENT);
    facts.approval = (struct sp_approval_facts){
        .state = SP_APPROVAL_APPROVED, .on = facts.today, .hash_match = true};
    assert_int_equal(expect(&facts, "allow.consent").basis, SP_BASIS_CONSENT);
    /* not asked where no cell needs consent */
    facts = message(SP_ROLE_GP, SP_ROLE_PATIENT, CELL(DIAGNOSIS), SP_PURPOSE_OWN_ACCESS);
    consent_to(&facts);
    facts.consent.each = true;
    expect(&facts, "allow.l7");
}

static void
a_mixed_message_has_one_basis(void **state)
{
    struct sp_facts facts = message(SP_ROLE_EMPLOYER, SP_ROLE_PATIENT,
        CELL(INFO_REQUEST) | CELL(RTW_PLAN), SP_PURPOSE_OCC_GUIDANCE);
    struct sp_decision decision = expect(&facts, "allow.l2");
    char text[SP_BASIS_TEXT_BYTES];

    (void)state;
    sp_basis_text(decision.basis, decision.laws, text);
    assert_string_equal(text, "L2+L7");
    facts = message(SP_ROLE_UWV_PHYSICIAN, SP_ROLE_OCC_PHYSICIAN,
        CELL(INFO_REQUEST) | CELL(FUNCTIONAL_LIMITS), SP_PURPOSE_BENEFIT_ASSESSMENT);
    consent_to(&facts);
    decision = expect(&facts, "allow.consent");
    assert_int_equal(decision.basis, SP_BASIS_CONSENT);
    assert_int_equal(decision.laws, 0);
    facts.consent.evidence = SP_EVIDENCE_PRESUMED;
    decision = expect(&facts, "consent.evidence");
    assert_int_equal(decision.basis, SP_BASIS_NONE);
    assert_int_equal(decision.laws, 0);
}

/* Runs last: what the tests above reached. */
static void
every_rule_was_seen_to_decide(void **state)
{
    (void)state;
    for (size_t i = 0; sp_policy_rule_at(i) != NULL; i++) {
        const char *id = sp_policy_rule_at(i)->id;

        /* what no facts can reach, as long as the other rows are right, or is decided elsewhere */
        if (!seen[i] && strcmp(id, "default.deny") != 0 && strcmp(id, "own.copy") != 0 &&
            strcmp(id, "message.expired") != 0) {
            fail_msg("no test reached %s", id);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_of_zeros_is_denied),
        cmocka_unit_test(unknown_values_deny_also_where_nobody_asks_for_them),
        cmocka_unit_test(only_what_is_pushed_between_verified_parties_about_the_living),
        cmocka_unit_test(pairs_without_a_row_have_one_answer),
        cmocka_unit_test(emergency_disclosure_needs_all_nine_items),
        cmocka_unit_test(emergency_disclosure_says_no_more_and_only_for_safety),
        cmocka_unit_test(emergency_disclosure_only_where_the_matrix_has_l9),
        cmocka_unit_test(forbidden_cells_refuse_the_whole_message_and_say_why),
        cmocka_unit_test(what_is_medical_is_refused_by_that_name),
        cmocka_unit_test(representatives_speak_by_age_capacity_and_rank),
        cmocka_unit_test(good_care_withholds_from_the_representative_only),
        cmocka_unit_test(nobody_asks_for_what_may_never_be_given),
        cmocka_unit_test(an_employer_asks_the_employee_seven_things_at_most),
        cmocka_unit_test(forwarding_needs_consent_for_it),
        cmocka_unit_test(forwarding_to_the_patient_is_free_and_by_the_patient_is_not),
        cmocka_unit_test(each_role_receives_for_its_purposes_only),
        cmocka_unit_test(each_law_holds_for_its_purposes_only),
        cmocka_unit_test(the_insurance_physician_gets_what_was_asked_for),
        cmocka_unit_test(an_objection_or_a_missing_relation_asks_for_consent),
        cmocka_unit_test(consent_holds_for_its_parties),
        cmocka_unit_test(revoking_works_from_the_very_day),
        cmocka_unit_test(consent_holds_from_its_first_to_its_last_day),
        cmocka_unit_test(longer_dates_are_cut_to_the_maximum),
        cmocka_unit_test(hostile_days_overflow_nothing),
        cmocka_unit_test(consent_holds_for_one_purpose_and_for_what_it_names),
        cmocka_unit_test(consent_is_given_by_exactly_who_must),
        cmocka_unit_test(each_pair_has_its_least_evidence),
        cmocka_unit_test(sensitive_messages_wait_for_the_patient),
        cmocka_unit_test(an_approval_is_fresh_for_fourteen_days),
        cmocka_unit_test(a_patient_may_ask_to_see_each_message),
        cmocka_unit_test(a_mixed_message_has_one_basis),
        cmocka_unit_test(every_rule_was_seen_to_decide),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
