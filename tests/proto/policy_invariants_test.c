/*
 * The promises of the rules, one by one, on at least 100,000 random scenarios each: what no
 * consent opens, what closes by itself, and what an answer says of what it rests on.
 */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include <samenspraak/policy.h>

#include "policy_draw.h"

#ifndef ROUNDS /* tests/mutation plays fewer */
#define ROUNDS 100000
#endif
#define CELL(name) SP_CATEGORY_BIT(SP_CATEGORY_##name)

static enum sp_verdict
verdict_on(const struct sp_facts *facts)
{
    return sp_policy_decide(facts).verdict;
}

/* Allowed, or so nearly that only the patient's word on this message is awaited. */
static bool
is_open(const struct sp_facts *facts)
{
    enum sp_verdict verdict = verdict_on(facts);

    return verdict == SP_VERDICT_ALLOW || verdict == SP_VERDICT_HOLD_APPROVAL;
}

/* Puts right what stands between these facts and a yes, as far as other facts can. */
static void
mend(struct sp_facts *facts)
{
    struct sp_consent_facts *consent = &facts->consent;

    facts->is_push = facts->sender_verified = facts->recipient_verified = true;
    facts->patient.deceased = facts->breakglass = facts->good_care_objection = false;
    facts->asks = 0;
    facts->has_consent = true;
    *consent = (struct sp_consent_facts){.from = facts->discloser,
        .to = facts->recipient,
        .categories = rarely(2) ? SP_CATEGORY_ALL : facts->categories,
        .purpose = facts->purpose,
        .valid_from = TODAY - (sp_day)draw(93),
        .valid_until = TODAY + (sp_day)draw(300),
        .evidence = (uint8_t)(SP_EVIDENCE_ORAL_RECORDED + draw(3)),
        .given_by = {.patient = true},
        .onward = true,
        .each = rarely(3)};
    if (facts->patient.age == SP_AGE_12_TO_15 || facts->patient.age == SP_AGE_UNDER_12) {
        consent->given_by.patient = facts->patient.age == SP_AGE_12_TO_15;
        consent->given_by.reps = (uint8_t)(1U << draw(2)); /* parents or guardian */
    }
    facts->patient.capable = true;
    facts->approval = (struct sp_approval_facts){
        .state = SP_APPROVAL_APPROVED, .on = TODAY - (sp_day)draw(15), .hash_match = true};
}

/* Facts that are allowed. */
static struct sp_facts
draw_allowed(void)
{
    for (;;) {
        struct sp_facts facts = draw_facts();

        if (!rarely(4)) {
            mend(&facts);
        }
        /* for the first purpose that will do: to draw again is dear */
        for (int i = 0;
             i < SP_PURPOSE_COUNT && sp_policy_pair_exists(facts.discloser, facts.recipient); i++) {
            if (verdict_on(&facts) == SP_VERDICT_ALLOW) {
                return facts;
            }
            facts.purpose = (uint8_t)((facts.purpose + 1) % SP_PURPOSE_COUNT);
            facts.consent.purpose = facts.purpose;
        }
    }
}

/* The same, on a consent; with approval of the message where that is asked. */
static struct sp_facts
draw_consented(void)
{
    for (;;) {
        struct sp_facts facts = draw_allowed();
        uint8_t basis = sp_policy_decide(&facts).basis;

        if (basis == SP_BASIS_CONSENT || basis == SP_BASIS_CONSENT_EACH) {
            return facts;
        }
    }
}

/* Facts that are held: all is right but the word of the patient on this message. */
static struct sp_facts
draw_held(void)
{
    struct sp_facts facts = draw_consented();

    facts.approval.state = SP_APPROVAL_PENDING;
    facts.consent.each |= verdict_on(&facts) != SP_VERDICT_HOLD_APPROVAL;
    assert_int_equal(verdict_on(&facts), SP_VERDICT_HOLD_APPROVAL);
    return facts;
}

static bool
rule_is(const struct sp_facts *facts, const char *id)
{
    return strcmp(sp_policy_decide(facts).rule->id, id) == 0;
}

/* What nobody can consent to: every refusal that is not about a consent or an approval. */
static bool
is_about_consent(const struct sp_rule *rule)
{
    return strncmp(rule->id, "consent.", 8) == 0 || strncmp(rule->id, "approval.", 9) == 0 ||
           strcmp(rule->id, "forward.onward") == 0;
}

static void
no_consent_whatever_opens_what_is_refused_for_another_reason(void **state)
{
    int refused = 0;

    (void)state;
    seed = 101;
    while (refused < ROUNDS) {
        struct sp_facts facts = draw_facts();
        const struct sp_rule *rule = sp_policy_decide(&facts).rule;

        if (is_open(&facts) || is_about_consent(rule)) {
            continue;
        }
        refused++;
        for (int consents = 0; consents < 4; consents++) {
            facts.has_consent = true;
            facts.consent = draw_consent(&facts);
            facts.approval = (struct sp_approval_facts){
                .state = SP_APPROVAL_APPROVED, .on = TODAY, .hash_match = true};
            assert_false(is_open(&facts));
        }
    }
}

static void
a_longer_message_is_never_open_when_a_shorter_one_is_closed(void **state)
{
    int closed = 0;

    (void)state;
    seed = 102;
    while (closed < ROUNDS) {
        struct sp_facts facts = draw_facts();

        if (is_open(&facts)) {
            continue;
        }
        closed++;
        facts.categories |= SP_CATEGORY_BIT(draw(SP_CATEGORY_COUNT));
        facts.categories |= draw_categories(facts.discloser, facts.recipient);
        assert_false(is_open(&facts));
    }
}

static void
consents_do_not_add_up(void **state)
{
    (void)state;
    seed = 103;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_consented();
        uint32_t needed = 0;

        /* those cells without which the consent is not enough */
        for (uint8_t c = 0; c < SP_CATEGORY_COUNT; c++) {
            struct sp_facts without = facts;

            if ((facts.categories >> c & 1U) == 0) {
                continue;
            }
            without.consent.categories &= ~SP_CATEGORY_BIT(c);
            if (!is_open(&without)) {
                assert_true(rule_is(&without, "consent.category"));
                needed |= SP_CATEGORY_BIT(c);
            }
        }
        assert_int_not_equal(needed, 0);
        facts.consent.categories = needed;
        assert_int_equal(verdict_on(&facts), SP_VERDICT_ALLOW);
    }
}

static void
what_rests_on_consent_falls_with_it(void **state)
{
    (void)state;
    seed = 104;
    for (int round = 0; round < ROUNDS; round++) {
        const struct sp_facts facts = draw_consented();
        struct sp_facts less[5] = {facts, facts, facts, facts, facts};

        less[0].has_consent = false;
        less[1].consent.is_revoked = true;
        less[1].consent.revoked_on = TODAY;
        less[2].consent.other_parties = true;
        less[3].consent.purpose = (uint8_t)((facts.purpose + 1) % SP_PURPOSE_COUNT);
        less[4].consent.evidence = SP_EVIDENCE_PRESUMED;
        for (size_t i = 0; i < 5; i++) {
            assert_false(is_open(&less[i]));
        }
        assert_int_equal(verdict_on(&less[1]), SP_VERDICT_DENY_REVOKED);
        assert_int_equal(verdict_on(&less[2]), SP_VERDICT_DENY_RECIPIENT);
        assert_int_equal(verdict_on(&less[3]), SP_VERDICT_DENY_PURPOSE);
        assert_int_equal(verdict_on(&less[4]), SP_VERDICT_DENY_EVIDENCE);
    }
}

static void
time_alone_ends_a_consent_and_never_revives_it(void **state)
{
    (void)state;
    seed = 105;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_consented();
        bool has_ended = false;

        facts.approval.skip_freshness = true;
        for (sp_day days = 0; days <= 366; days += 1 + (sp_day)draw(120)) {
            facts.today = TODAY + days;
            if (has_ended) {
                assert_false(is_open(&facts));
            }
            has_ended |= !is_open(&facts);
        }
        facts.today = TODAY + 366;
        assert_false(is_open(&facts)); /* no consent outlives a year */
        facts.today = facts.consent.valid_from - 1;
        assert_false(is_open(&facts));
    }
}

static void
an_approval_opens_what_is_held_and_only_for_this_message(void **state)
{
    (void)state;
    seed = 106;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_held();
        struct sp_decision held = sp_policy_decide(&facts);

        assert_true(facts.has_consent);
        facts.approval = (struct sp_approval_facts){
            .state = SP_APPROVAL_APPROVED, .on = TODAY - (sp_day)draw(15), .hash_match = true};
        struct sp_decision decision = sp_policy_decide(&facts);
        assert_int_equal(decision.verdict, SP_VERDICT_ALLOW);
        assert_int_equal(decision.basis, held.basis);
        assert_int_equal(decision.laws, held.laws);
        facts.approval.hash_match = false;
        assert_int_equal(verdict_on(&facts), SP_VERDICT_HOLD_APPROVAL);
        facts.approval.hash_match = true;
        facts.approval.on = TODAY - 15 - (sp_day)draw(1000);
        assert_int_equal(verdict_on(&facts), SP_VERDICT_HOLD_APPROVAL);
        facts.approval.state = SP_APPROVAL_REJECTED;
        assert_int_equal(verdict_on(&facts), SP_VERDICT_DENY_REJECTED);
    }
}

static bool
has_sensitive_cell(const struct sp_facts *facts)
{
    for (uint8_t c = 0; c < SP_CATEGORY_COUNT; c++) {
        struct sp_cell cell = sp_policy_cell(facts->discloser, facts->recipient, c);

        if ((facts->categories >> c & 1U) != 0 && cell.basis == SP_BASIS_CONSENT_EACH) {
            return true;
        }
    }
    return false;
}

static void
sensitive_cells_never_pass_without_the_patients_word_on_this_message(void **state)
{
    int sensitive = 0;

    (void)state;
    seed = 107;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_allowed();
        const struct sp_approval_facts *approval = &facts.approval;

        if (facts.breakglass || !has_sensitive_cell(&facts)) {
            continue;
        }
        sensitive++;
        assert_int_equal(approval->state, SP_APPROVAL_APPROVED);
        assert_true(approval->hash_match);
        assert_true(
            approval->skip_freshness || (approval->on <= TODAY && approval->on >= TODAY - 14));
        assert_int_equal(sp_policy_decide(&facts).basis, SP_BASIS_CONSENT_EACH);
    }
    assert_true(sensitive > ROUNDS / 100);
}

/* What 4.2 marks as medical and as health data, and private circumstances. */
static const uint32_t health = CELL(PREP_NOTES) | CELL(SITUATION_ANALYSIS) | CELL(RIV_MEDICAL) |
                               CELL(INSTRUMENT_RESULTS) | CELL(SYMPTOMS) | CELL(CAUSE) |
                               CELL(DIAGNOSIS) | CELL(MEDICATION) | CELL(TREATMENT_COURSE) |
                               CELL(PROGNOSIS) | CELL(PERSONAL_CIRCUMSTANCES) | CELL(SAFETY_SIGNAL);

/* Everything that anybody may ever say to ${to}, tried with random facts. */
static void
never_gets(uint8_t to, uint32_t cells)
{
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_facts();

        facts.recipient = to;
        facts.consent.to = to;
        facts.consent.categories = SP_CATEGORY_ALL;
        facts.categories = SP_CATEGORY_BIT(draw(SP_CATEGORY_COUNT));
        if ((facts.categories & cells) != 0) {
            assert_false(is_open(&facts));
        }
    }
}

static void
who_may_know_nothing_medical_never_does(void **state)
{
    (void)state;
    seed = 108;
    never_gets(SP_ROLE_EMPLOYER, health | CELL(PLAN_AGREEMENTS));
    never_gets(SP_ROLE_UWV_LABOUR_EXPERT, health);
    never_gets(SP_ROLE_LABOUR_EXPERT, health);
    never_gets(SP_ROLE_AUDITOR, SP_CATEGORY_ALL & ~(CELL(CONSENT_RECORD) | CELL(AUDIT_META)));
}

static void
a_clinician_judges_no_fitness_and_expects_nothing_towards_work(void **state)
{
    static const uint8_t carers[] = {SP_ROLE_CLINICIAN_GGZ, SP_ROLE_GP, SP_ROLE_POH_GGZ};
    static const uint8_t own[] = {SP_ROLE_PATIENT, SP_ROLE_REPRESENTATIVE};

    (void)state;
    seed = 109;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_facts();
        bool is_own = memchr(own, facts.recipient, sizeof(own)) != NULL;

        facts.discloser = carers[draw(3)];
        facts.consent.from = facts.discloser;
        facts.consent.to = facts.recipient;
        facts.categories = CELL(FITNESS_JUDGEMENT);
        facts.consent.categories = SP_CATEGORY_ALL;
        assert_true(is_own || !is_open(&facts));
        facts.categories = CELL(PROGNOSIS);
        if (facts.recipient >= SP_ROLE_IPS_COACH) {
            assert_false(is_open(&facts));
        }
    }
}

static void
towards_an_employer_only_the_patients_own_signature_counts(void **state)
{
    int by_consent = 0;

    (void)state;
    seed = 110;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_facts();

        facts.recipient = SP_ROLE_EMPLOYER;
        facts.categories = draw_categories(facts.discloser, facts.recipient);
        mend(&facts);
        struct sp_decision decision = sp_policy_decide(&facts);
        if (is_open(&facts) && decision.basis != SP_BASIS_LAW && decision.basis != SP_BASIS_FREE) {
            assert_int_equal(facts.consent.evidence, SP_EVIDENCE_PATIENT_SIGNED);
            by_consent++;
        }
    }
    assert_true(by_consent > ROUNDS / 100);
}

static void
nothing_to_the_patient_needs_consent(void **state)
{
    (void)state;
    seed = 111;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_facts();

        facts.recipient = SP_ROLE_PATIENT;
        facts.categories = draw_categories(facts.discloser, facts.recipient);
        struct sp_decision decision = sp_policy_decide(&facts);
        assert_false(is_about_consent(decision.rule));
        assert_true(decision.basis == SP_BASIS_LAW || decision.basis == SP_BASIS_FREE ||
                    decision.basis == SP_BASIS_NONE);
        facts.has_consent = !facts.has_consent;
        assert_ptr_equal(sp_policy_decide(&facts).rule, decision.rule);
    }
}

/* 6.6: may invoke, may receive. */
static bool
may_break_secrecy(uint8_t from, uint8_t to)
{
    bool to_carer = to == SP_ROLE_CLINICIAN_GGZ || to == SP_ROLE_GP;

    switch (from) {
    case SP_ROLE_CLINICIAN_GGZ:
    case SP_ROLE_GP:
        return to == SP_ROLE_CLOSE_ONE || to == SP_ROLE_OCC_PHYSICIAN;
    case SP_ROLE_POH_GGZ:
        return to == SP_ROLE_CLOSE_ONE;
    case SP_ROLE_OCC_PHYSICIAN:
        return to == SP_ROLE_CLOSE_ONE || to_carer;
    case SP_ROLE_IPS_COACH:
        return to_carer || to == SP_ROLE_POH_GGZ;
    case SP_ROLE_JOB_COACH:
        return to_carer;
    default:
        return false;
    }
}

static void
secrecy_breaks_only_whole_small_and_between_the_few(void **state)
{
    static const uint32_t content =
        CELL(SAFETY_SIGNAL) | CELL(CONTACT_PROF) | CELL(CONTACT_PATIENT);
    int broken = 0;

    (void)state;
    seed = 112;
    for (int round = 0; round < 4 * ROUNDS; round++) {
        struct sp_facts facts = draw_facts();

        facts.breakglass = true;
        facts.purpose = rarely(6) ? facts.purpose : SP_PURPOSE_SAFETY;
        facts.breakglass_items = rarely(3) ? facts.breakglass_items : SP_BREAKGLASS_ALL;
        facts.categories = rarely(3) ? facts.categories : CELL(SAFETY_SIGNAL);
        struct sp_decision decision = sp_policy_decide(&facts);
        bool is_right =
            facts.is_push && facts.sender_verified && facts.recipient_verified &&
            !facts.patient.deceased && may_break_secrecy(facts.discloser, facts.recipient) &&
            facts.purpose == SP_PURPOSE_SAFETY && facts.breakglass_items == SP_BREAKGLASS_ALL &&
            (facts.categories & ~content) == 0;

        assert_int_equal(decision.verdict == SP_VERDICT_ALLOW, is_right);
        assert_int_not_equal(decision.verdict, SP_VERDICT_HOLD_APPROVAL);
        broken += is_right ? 1 : 0;
        assert_int_equal(decision.laws, is_right ? SP_LAW_BIT(9) : 0);
    }
    assert_true(broken > ROUNDS / 100);
}

static void
without_an_emergency_no_safety_signal_leaves_the_treating_circle_but_by_work(void **state)
{
    (void)state;
    seed = 113;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_facts();

        facts.breakglass = false;
        assert_int_equal(sp_policy_decide(&facts).laws & SP_LAW_BIT(9), 0);
        facts.categories |= CELL(SAFETY_SIGNAL);
        if (may_break_secrecy(facts.discloser, facts.recipient)) {
            assert_false(is_open(&facts));
        }
    }
}

static void
nothing_is_forwarded_word_for_word_without_consent_to_it(void **state)
{
    int forwarded = 0;

    (void)state;
    seed = 114;
    for (int round = 0; round < 4 * ROUNDS; round++) {
        struct sp_facts facts = draw_facts();

        facts.breakglass = false;
        if (rarely(2)) {
            mend(&facts);
            facts.consent.onward = rarely(2);
        }
        facts.forwarded_from = (uint8_t)draw(SP_ROLE_COUNT);
        struct sp_decision decision = sp_policy_decide(&facts);
        if (!is_open(&facts) || facts.recipient == SP_ROLE_PATIENT ||
            facts.recipient == SP_ROLE_REPRESENTATIVE) {
            continue;
        }
        forwarded++;
        assert_true(facts.has_consent && facts.consent.onward);
        assert_int_equal(facts.categories & ~facts.consent.categories, 0);
        assert_true(decision.basis == SP_BASIS_CONSENT || decision.basis == SP_BASIS_CONSENT_EACH);
    }
    assert_true(forwarded > ROUNDS / 100);
}

/* What a yes rests on is what its cells rest on; no yes without a ground for each of them. */
static void
an_answer_names_the_ground_of_every_cell(void **state)
{
    (void)state;
    seed = 115;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_allowed();
        struct sp_decision decision = sp_policy_decide(&facts);
        uint16_t laws = 0;

        for (uint8_t c = 0; c < SP_CATEGORY_COUNT && !facts.breakglass; c++) {
            struct sp_cell cell = sp_policy_cell(facts.discloser, facts.recipient, c);

            if ((facts.categories >> c & 1U) == 0) {
                continue;
            }
            if (cell.basis == SP_BASIS_LAW) {
                laws = (uint16_t)(laws | SP_LAW_BIT(cell.law));
            }
            assert_true(cell.basis != SP_BASIS_NONE);
            if (decision.basis == SP_BASIS_FREE) {
                assert_int_equal(cell.basis, SP_BASIS_FREE);
            }
            if (decision.basis == SP_BASIS_LAW) {
                assert_true(cell.basis == SP_BASIS_FREE || cell.basis == SP_BASIS_LAW);
            }
        }
        if (!facts.breakglass && decision.basis == SP_BASIS_LAW) {
            assert_int_equal(decision.laws, laws);
        }
        assert_true((decision.basis == SP_BASIS_LAW) == (decision.laws != 0));
        assert_int_not_equal(decision.basis, SP_BASIS_NONE);
    }
}

static void
what_was_not_established_never_lets_through(void **state)
{
    (void)state;
    seed = 116;
    for (int round = 0; round < ROUNDS; round++) {
        const struct sp_facts facts = draw_facts();
        struct sp_facts less[5] = {facts, facts, facts, facts, facts};

        less[0].is_push = false;
        less[1].sender_verified = false;
        less[2].recipient_verified = false;
        less[3].patient.deceased = true;
        less[4].categories = 0;
        for (size_t i = 0; i < 5; i++) {
            assert_false(is_open(&less[i]));
        }
    }
}

static void
a_representative_who_may_not_decide_neither_sends_nor_receives(void **state)
{
    int open = 0;

    (void)state;
    seed = 117;
    for (int round = 0; round < 2 * ROUNDS; round++) {
        struct sp_facts facts = draw_facts();
        bool sends = rarely(2);

        facts.discloser = sends ? SP_ROLE_REPRESENTATIVE : facts.discloser;
        facts.recipient = sends ? facts.recipient : SP_ROLE_REPRESENTATIVE;
        facts.categories = draw_categories(facts.discloser, facts.recipient);
        if (!is_open(&facts)) {
            continue;
        }
        open++;
        assert_true(facts.has_rep);
        assert_true(sends || !facts.good_care_objection);
        if (facts.patient.capable && facts.patient.age != SP_AGE_UNDER_12) {
            /* only parents of a child from 12 to 15, and only to be told */
            assert_false(sends);
            assert_int_equal(facts.patient.age, SP_AGE_12_TO_15);
        }
        if (facts.patient.age != SP_AGE_ADULT) {
            assert_true(facts.rep == SP_REP_PARENTS || facts.rep == SP_REP_GUARDIAN);
        } else {
            assert_int_not_equal(facts.patient.reps_available & 1U << facts.rep, 0);
        }
    }
    assert_true(open > ROUNDS / 100);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_consent_whatever_opens_what_is_refused_for_another_reason),
        cmocka_unit_test(a_longer_message_is_never_open_when_a_shorter_one_is_closed),
        cmocka_unit_test(consents_do_not_add_up),
        cmocka_unit_test(what_rests_on_consent_falls_with_it),
        cmocka_unit_test(time_alone_ends_a_consent_and_never_revives_it),
        cmocka_unit_test(an_approval_opens_what_is_held_and_only_for_this_message),
        cmocka_unit_test(sensitive_cells_never_pass_without_the_patients_word_on_this_message),
        cmocka_unit_test(who_may_know_nothing_medical_never_does),
        cmocka_unit_test(a_clinician_judges_no_fitness_and_expects_nothing_towards_work),
        cmocka_unit_test(towards_an_employer_only_the_patients_own_signature_counts),
        cmocka_unit_test(nothing_to_the_patient_needs_consent),
        cmocka_unit_test(secrecy_breaks_only_whole_small_and_between_the_few),
        cmocka_unit_test(
            without_an_emergency_no_safety_signal_leaves_the_treating_circle_but_by_work),
        cmocka_unit_test(nothing_is_forwarded_word_for_word_without_consent_to_it),
        cmocka_unit_test(an_answer_names_the_ground_of_every_cell),
        cmocka_unit_test(what_was_not_established_never_lets_through),
        cmocka_unit_test(a_representative_who_may_not_decide_neither_sends_nor_receives),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
