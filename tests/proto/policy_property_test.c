/*
 * What must hold for any facts: random ones, from fixed seeds, judged by the rules and by a second,
 * plain reading of secrecy-rules.md 6.1 and 6.8 (judge, below) that shares no table with them but
 * the matrix, which has its own test.
 */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include <samenspraak/policy.h>

#include "policy_draw.h"

#ifndef ROUNDS /* tests/mutation plays fewer */
#define ROUNDS 400000
#endif

/* The second reading: returns "ALLOW:…" or a code, from the words of 6.1 in their order. */

static bool
is_carer(uint8_t role)
{
    return role == SP_ROLE_CLINICIAN_GGZ || role == SP_ROLE_GP || role == SP_ROLE_POH_GGZ;
}

static bool
word_in(const char *list, const char *word)
{
    size_t size = strlen(word);

    for (const char *at = strstr(list, word); at != NULL; at = strstr(at + 1, word)) {
        bool begins = at == list || at[-1] == ' ';
        if (begins && (at[size] == 0 || at[size] == ' ' || at[size] == ',')) {
            return true;
        }
    }
    return false;
}

/* 6.8 and 4.4, as written there. */
static bool
receives_for(uint8_t role, uint8_t purpose)
{
    static const char *const lists[SP_ROLE_COUNT] = {
        "treatment, occ_guidance, work_adjust, prevention, benefit_assessment, riv_review, "
        "placement, support, own_access, coordination, safety, audit",
        "treatment, occ_guidance, work_adjust, prevention, benefit_assessment, riv_review, "
        "placement, support, own_access, coordination, safety",
        "support, coordination, safety",
        "treatment, occ_guidance, prevention, benefit_assessment, placement, coordination, safety",
        "treatment, occ_guidance, prevention, benefit_assessment, placement, coordination, safety",
        "treatment, occ_guidance, prevention, placement, coordination, safety",
        "treatment, work_adjust, placement, coordination",
        "work_adjust, placement, coordination",
        "occ_guidance, work_adjust, prevention, benefit_assessment, riv_review, coordination, "
        "safety",
        "occ_guidance, work_adjust, riv_review, placement, coordination",
        "benefit_assessment, riv_review",
        "benefit_assessment, riv_review, placement",
        "occ_guidance, work_adjust, riv_review, coordination",
        "audit",
    };

    return word_in(lists[role], sp_term_id(&sp_purposes, purpose));
}

static bool
law_serves(uint8_t law, uint8_t purpose)
{
    static const char *const lists[SP_LAW_COUNT + 1] = {"", "treatment, coordination, safety",
        "occ_guidance, work_adjust, riv_review, coordination, safety",
        "benefit_assessment, riv_review", "benefit_assessment, riv_review",
        "benefit_assessment, riv_review, placement",
        "occ_guidance, work_adjust, riv_review, placement", NULL, NULL, "safety", "audit",
        "benefit_assessment, riv_review"};

    return lists[law] == NULL || word_in(lists[law], sp_term_id(&sp_purposes, purpose));
}

/* Who gives alone: the kinds of representative; 0 when the patient is needed or nobody can. */
static uint32_t
alone(const struct sp_facts *f)
{
    static const uint32_t parental = 1U << SP_REP_PARENTS | 1U << SP_REP_GUARDIAN;
    uint32_t there = f->patient.reps_available;
    uint32_t first = there & (1U << SP_REP_CURATOR | 1U << SP_REP_MENTOR);

    if (f->patient.age == SP_AGE_UNDER_12) {
        return parental;
    }
    if (f->patient.capable) {
        return 0;
    }
    if (f->patient.age != SP_AGE_ADULT) {
        return parental;
    }
    if (first != 0) {
        return first;
    }
    for (unsigned rep = SP_REP_WRITTEN_PROXY; rep <= SP_REP_FAMILY; rep++) {
        if ((there >> rep & 1U) != 0) {
            return 1U << rep;
        }
    }
    return 0;
}

static bool
givers_are_right(const struct sp_facts *f)
{
    uint32_t reps = f->consent.given_by.reps;
    uint32_t parental = 1U << SP_REP_PARENTS | 1U << SP_REP_GUARDIAN;

    if (f->patient.age == SP_AGE_12_TO_15 && f->patient.capable) {
        return f->consent.given_by.patient && reps != 0 && (reps & ~parental) == 0;
    }
    if (f->patient.age != SP_AGE_UNDER_12 && f->patient.capable) {
        return f->consent.given_by.patient && reps == 0;
    }
    return !f->consent.given_by.patient && reps != 0 && (reps & ~alone(f)) == 0;
}

static const char *
judge_breakglass(const struct sp_facts *f)
{
    uint32_t content = SP_CATEGORY_BIT(SP_CATEGORY_SAFETY_SIGNAL) |
                       SP_CATEGORY_BIT(SP_CATEGORY_CONTACT_PROF) |
                       SP_CATEGORY_BIT(SP_CATEGORY_CONTACT_PATIENT);
    struct sp_cell signal = sp_policy_cell(f->discloser, f->recipient, SP_CATEGORY_SAFETY_SIGNAL);

    if (signal.basis != SP_BASIS_LAW || signal.law != 9) {
        return "DENY_FORBIDDEN";
    }
    return f->purpose != SP_PURPOSE_SAFETY || (f->categories & ~content) != 0 ||
                   f->breakglass_items != 0x1ff
               ? "DENY_BREAKGLASS"
               : "ALLOW:L9";
}

static const char *
judge_parties(const struct sp_facts *f)
{
    bool may_send = f->has_rep && (alone(f) >> f->rep & 1U) != 0;
    bool is_told = f->patient.age == SP_AGE_12_TO_15 && f->patient.capable && f->has_rep &&
                   (f->rep == SP_REP_PARENTS || f->rep == SP_REP_GUARDIAN);
    bool asks = (f->categories >> SP_CATEGORY_INFO_REQUEST & 1U) != 0;

    if (f->discloser == SP_ROLE_REPRESENTATIVE && !may_send) {
        return "DENY_CAPACITY";
    }
    if (f->recipient == SP_ROLE_REPRESENTATIVE && !may_send && !is_told) {
        return "DENY_CAPACITY";
    }
    if (f->recipient == SP_ROLE_REPRESENTATIVE && f->good_care_objection) {
        return "DENY_OBJECTION";
    }
    for (uint8_t c = 0; asks && c < SP_CATEGORY_COUNT; c++) {
        static const char may_ask[] = "contact_patient, expected_duration, work_context, "
                                      "safetynet_flag, eval_dates, rtw_plan, riv_nonmedical";
        bool is_asked = (f->asks >> c & 1U) != 0;
        bool employee = f->recipient == SP_ROLE_PATIENT || f->recipient == SP_ROLE_REPRESENTATIVE;

        if (is_asked && sp_policy_cell(f->recipient, f->discloser, c).basis == SP_BASIS_NONE) {
            return "DENY_REQUEST";
        }
        if (is_asked && f->discloser == SP_ROLE_EMPLOYER && employee &&
            !word_in(may_ask, sp_term_id(&sp_categories, c))) {
            return "DENY_REQUEST";
        }
    }
    return NULL;
}

/* What the cells need, after objection, relation and forwarding. */
struct needs {
    uint32_t consent, laws;
    bool each, objected, has_free, unasked, law_purpose;
};

static void
read_cell(const struct sp_facts *f, uint8_t c, bool forwarded, struct needs *n)
{
    struct sp_cell cell = sp_policy_cell(f->discloser, f->recipient, c);
    bool by_consent = cell.basis == SP_BASIS_CONSENT || cell.basis == SP_BASIS_CONSENT_EACH;

    if (cell.law == 1 && f->objection) {
        by_consent = true;
        n->objected = true;
    } else if (cell.law == 1 && !f->treating) {
        by_consent = true;
    }
    n->each |= cell.basis == SP_BASIS_CONSENT_EACH;
    if (by_consent || forwarded) {
        n->consent |= SP_CATEGORY_BIT(c);
    } else if (cell.basis == SP_BASIS_LAW) {
        n->laws |= 1U << cell.law;
        n->unasked |= cell.law == 3 && f->discloser == SP_ROLE_OCC_PHYSICIAN &&
                      c != SP_CATEGORY_RIV_MEDICAL && !f->request_ref && !f->skip_request_ref;
        n->law_purpose |= !law_serves(cell.law, f->purpose);
    }
}

static uint8_t
least_evidence(const struct sp_facts *f, bool each)
{
    if (f->recipient == SP_ROLE_EMPLOYER) {
        return SP_EVIDENCE_PATIENT_SIGNED;
    }
    if (f->recipient == SP_ROLE_CLOSE_ONE) {
        return each ? SP_EVIDENCE_WRITTEN_ATTESTED : SP_EVIDENCE_ORAL_RECORDED;
    }
    return is_carer(f->discloser) && is_carer(f->recipient) ? SP_EVIDENCE_ORAL_RECORDED
                                                            : SP_EVIDENCE_WRITTEN_ATTESTED;
}

static const char *
judge_consent(const struct sp_facts *f, const struct needs *n)
{
    const struct sp_consent_facts *c = &f->consent;
    bool patient_alone = c->given_by.patient && c->given_by.reps == 0;
    sp_day term = c->evidence == SP_EVIDENCE_ORAL_RECORDED ? 92
                  : !patient_alone || n->each              ? 183
                                                           : 365;
    sp_day last = c->valid_until < c->valid_from + term ? c->valid_until : c->valid_from + term;

    if (!f->has_consent) {
        return n->objected ? "DENY_OBJECTION" : "DENY_NO_CONSENT";
    }
    if (c->from != f->discloser || c->to != f->recipient || c->other_parties) {
        return "DENY_RECIPIENT";
    }
    if (c->is_revoked && c->revoked_on <= f->today) {
        return "DENY_REVOKED";
    }
    if (f->today < c->valid_from) {
        return "DENY_NOT_YET_VALID";
    }
    if (f->today > last) {
        return "DENY_EXPIRED";
    }
    if (c->purpose != f->purpose) {
        return "DENY_PURPOSE";
    }
    if ((n->consent & ~c->categories) != 0) {
        return "DENY_CATEGORY";
    }
    if (!givers_are_right(f)) {
        return "DENY_CAPACITY";
    }
    return c->evidence < least_evidence(f, n->each) ? "DENY_EVIDENCE" : NULL;
}

static const char *
judge_approval(const struct sp_facts *f)
{
    const struct sp_approval_facts *a = &f->approval;
    bool is_fresh = a->skip_freshness || (a->on <= f->today && f->today <= a->on + 14);

    if (a->hash_match && a->state == SP_APPROVAL_REJECTED) {
        return "DENY_REJECTED";
    }
    return a->hash_match && a->state == SP_APPROVAL_APPROVED && is_fresh ? NULL : "HOLD_APPROVAL";
}

static const char *
write_basis(const struct needs *n, char out[static SP_BASIS_TEXT_BYTES])
{
    size_t used = 0;

    if (n->consent != 0) {
        return n->each ? "ALLOW:consent+each" : "ALLOW:consent";
    }
    if (n->laws == 0) {
        return "ALLOW:free";
    }
    for (int law = 1; law <= SP_LAW_COUNT; law++) {
        if ((n->laws >> law & 1U) != 0) {
            int size = snprintf(
                out + used, SP_BASIS_TEXT_BYTES - used, used == 0 ? "ALLOW:L%d" : "+L%d", law);
            used += (size_t)size;
        }
    }
    return out;
}

static const char *
judge(const struct sp_facts *f, char out[static SP_BASIS_TEXT_BYTES])
{
    bool forwarded = f->forwarded_from != SP_ROLE_NONE && f->recipient != SP_ROLE_PATIENT &&
                     f->recipient != SP_ROLE_REPRESENTATIVE;
    struct needs needs = {.consent = 0};
    bool has_forbidden = false, has_signal = false;
    const char *answer;

    if (!f->is_push) {
        return "DENY_PULL";
    }
    if (!f->sender_verified || !f->recipient_verified) {
        return "DENY_IDENTITY";
    }
    if (f->patient.deceased) {
        return "DENY_DECEASED";
    }
    if (f->breakglass) {
        return judge_breakglass(f);
    }
    for (uint8_t c = 0; c < SP_CATEGORY_COUNT; c++) {
        struct sp_cell cell = sp_policy_cell(f->discloser, f->recipient, c);

        if ((f->categories >> c & 1U) != 0) {
            has_forbidden |= cell.basis == SP_BASIS_NONE;
            has_signal |= cell.law == 9;
            read_cell(f, c, forwarded, &needs);
        }
    }
    if (has_forbidden || has_signal) {
        return has_forbidden ? "DENY_FORBIDDEN" : "DENY_BREAKGLASS";
    }
    answer = judge_parties(f);
    if (answer != NULL) {
        return answer;
    }
    if (forwarded && !(f->has_consent && f->consent.onward)) {
        return "DENY_ONWARD";
    }
    if (!receives_for(f->recipient, f->purpose)) {
        return "DENY_PURPOSE";
    }
    if (needs.unasked || needs.law_purpose) {
        return needs.unasked ? "DENY_NO_REQUEST" : "DENY_PURPOSE";
    }
    answer = needs.consent != 0 ? judge_consent(f, &needs) : NULL;
    if (answer != NULL) {
        return answer;
    }
    answer = needs.each || (needs.consent != 0 && f->consent.each) ? judge_approval(f) : NULL;
    return answer != NULL ? answer : write_basis(&needs, out);
}

static void
tell(const struct sp_facts *facts, char out[static 64])
{
    struct sp_decision decision = sp_policy_decide(facts);
    char basis[SP_BASIS_TEXT_BYTES];

    sp_basis_text(decision.basis, decision.laws, basis);
    if (decision.verdict == SP_VERDICT_ALLOW) {
        (void)snprintf(out, 64, "ALLOW:%s", basis);
    } else {
        (void)snprintf(out, 64, "%s", sp_verdict_name(decision.verdict));
    }
}

static void
agrees_with_a_plain_second_reading(void **state)
{
    int verdicts[64] = {0};

    (void)state;
    seed = 1;
    for (int round = 0; round < 2 * ROUNDS; round++) {
        struct sp_facts facts = draw_facts();
        char got[64], buffer[SP_BASIS_TEXT_BYTES];
        const char *want = judge(&facts, buffer);

        tell(&facts, got);
        if (strcmp(got, want) != 0) {
            fail_msg("round %d: %s -> %s, set %x, purpose %s: %s (%s), not %s", round,
                sp_term_id(&sp_roles, facts.discloser), sp_term_id(&sp_roles, facts.recipient),
                facts.categories, sp_term_id(&sp_purposes, facts.purpose), got,
                sp_policy_decide(&facts).rule->id, want);
        }
        verdicts[sp_policy_decide(&facts).verdict]++;
    }
    for (int verdict = SP_VERDICT_ALLOW; verdict <= SP_VERDICT_DENY_REJECTED; verdict++) {
        assert_true(verdicts[verdict] > 20); /* the draw reaches everything */
    }
    printf("%d random facts, %d allowed, %d held\n", 2 * ROUNDS, verdicts[SP_VERDICT_ALLOW],
        verdicts[SP_VERDICT_HOLD_APPROVAL]);
}

/* No answer gets better when consent, approval, relation or proof is taken away. */
static bool
is_yes(struct sp_facts facts)
{
    return sp_policy_decide(&facts).verdict == SP_VERDICT_ALLOW;
}

static void
less_consent_never_allows_more(void **state)
{
    int denied = 0;

    (void)state;
    seed = 2;
    for (int round = 0; round < ROUNDS; round++) {
        const struct sp_facts facts = draw_facts();
        struct sp_facts less[9];

        if (is_yes(facts)) {
            continue;
        }
        denied++;
        for (size_t i = 0; i < 9; i++) {
            less[i] = facts;
        }
        less[0].has_consent = false;
        less[1].consent.categories &= draw(SP_CATEGORY_ALL);
        less[2].consent.is_revoked = true;
        less[2].consent.revoked_on = TODAY;
        less[3].consent.onward = false;
        less[4].approval.state = SP_APPROVAL_NONE;
        less[5].approval.state = SP_APPROVAL_REJECTED;
        less[6].treating = false;
        less[7].consent.each = true;
        less[8].request_ref = false;
        for (size_t i = 0; i < 9; i++) {
            /* what a law carries for a purpose may need consent instead once it is no longer
             * presumed, and there the recipient's purposes hold: never without a consent */
            if (is_yes(less[i])) {
                assert_int_equal(i, 6);
                assert_string_equal(sp_policy_decide(&facts).rule->id, "purpose.law");
                assert_string_equal(sp_policy_decide(&less[i]).rule->id, "allow.consent");
            }
        }
    }
    assert_true(denied > ROUNDS / 4);
}

static void
an_objection_wins_over_presumed_consent(void **state)
{
    (void)state;
    seed = 3;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_facts();

        facts.objection = true;
        struct sp_decision decision = sp_policy_decide(&facts);
        assert_int_equal(decision.laws & SP_LAW_BIT(1), 0);
        facts.has_consent = false;
        decision = sp_policy_decide(&facts);
        if (decision.verdict == SP_VERDICT_ALLOW) {
            for (uint8_t c = 0; c < SP_CATEGORY_COUNT && !facts.breakglass; c++) {
                struct sp_cell cell = sp_policy_cell(facts.discloser, facts.recipient, c);
                assert_false((facts.categories >> c & 1U) != 0 && cell.law == 1);
            }
        }
    }
}

/* What 4.2 marks "yes" under med, and private circumstances. */
static const uint8_t medical[] = {SP_CATEGORY_PREP_NOTES, SP_CATEGORY_SITUATION_ANALYSIS,
    SP_CATEGORY_PLAN_AGREEMENTS, SP_CATEGORY_RIV_MEDICAL, SP_CATEGORY_INSTRUMENT_RESULTS,
    SP_CATEGORY_SYMPTOMS, SP_CATEGORY_CAUSE, SP_CATEGORY_DIAGNOSIS, SP_CATEGORY_MEDICATION,
    SP_CATEGORY_TREATMENT_COURSE, SP_CATEGORY_PROGNOSIS, SP_CATEGORY_SAFETY_SIGNAL,
    SP_CATEGORY_PERSONAL_CIRCUMSTANCES};

static void
an_employer_never_gets_a_medical_label_from_anybody(void **state)
{
    (void)state;
    seed = 4;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_facts();

        facts.recipient = SP_ROLE_EMPLOYER;
        facts.consent.to = SP_ROLE_EMPLOYER;
        facts.categories |= SP_CATEGORY_BIT(medical[draw(sizeof(medical))]);
        facts.consent.categories = SP_CATEGORY_ALL;
        enum sp_verdict verdict = sp_policy_decide(&facts).verdict;
        assert_true(verdict != SP_VERDICT_ALLOW && verdict != SP_VERDICT_HOLD_APPROVAL);
    }
}

static void
carers_and_employers_have_no_channel_either_way(void **state)
{
    static const uint8_t carers[] = {SP_ROLE_CLINICIAN_GGZ, SP_ROLE_GP, SP_ROLE_POH_GGZ};

    (void)state;
    seed = 5;
    for (int round = 0; round < ROUNDS / 4; round++) {
        struct sp_facts facts = draw_facts();
        bool to_employer = rarely(2);
        uint8_t carer = carers[draw(3)];

        facts.discloser = to_employer ? carer : SP_ROLE_EMPLOYER;
        facts.recipient = to_employer ? SP_ROLE_EMPLOYER : carer;
        facts.is_push = facts.sender_verified = facts.recipient_verified = true;
        facts.patient.deceased = false;
        assert_string_equal(sp_policy_decide(&facts).rule->id, "pair.none");
    }
}

static void
nothing_passes_that_no_row_names(void **state)
{
    (void)state;
    seed = 6;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_facts();
        struct sp_decision decision = sp_policy_decide(&facts);

        if (decision.verdict != SP_VERDICT_ALLOW && decision.verdict != SP_VERDICT_HOLD_APPROVAL) {
            assert_int_equal(decision.basis, SP_BASIS_NONE);
            assert_int_equal(decision.laws, 0);
            continue;
        }
        for (uint8_t c = 0; c < SP_CATEGORY_COUNT && !facts.breakglass; c++) {
            bool is_in = (facts.categories >> c & 1U) != 0;
            assert_false(is_in && sp_policy_cell(facts.discloser, facts.recipient, c).basis ==
                                      SP_BASIS_NONE);
        }
    }
}

/* Puts ${wild} where it is unknown, and says whether anybody looks there. */
static bool
make_wild(struct sp_facts *facts, uint8_t wild)
{
    uint8_t *const places[] = {&facts->discloser, &facts->recipient, &facts->purpose,
        &facts->patient.age, &facts->forwarded_from, &facts->patient.reps_available};
    uint8_t *const in_consent[] = {&facts->consent.from, &facts->consent.to,
        &facts->consent.purpose, &facts->consent.evidence, &facts->consent.given_by.reps};
    uint32_t kind = draw(14);

    if (kind < 6) {
        *places[kind] = wild;
        return true;
    }
    if (kind < 11) {
        *in_consent[kind - 6] = wild;
        return facts->has_consent;
    }
    if (kind == 11) {
        facts->rep = wild;
        return facts->has_rep;
    }
    if (kind == 12) {
        facts->categories |= UINT32_C(1) << 31;
    } else {
        facts->breakglass_items |= 0x200;
    }
    return true;
}

static void
wild_numbers_are_denied_and_elsewhere_change_nothing(void **state)
{
    (void)state;
    seed = 7;
    for (int round = 0; round < ROUNDS; round++) {
        struct sp_facts facts = draw_facts();
        const struct sp_rule *before = sp_policy_decide(&facts).rule;
        bool is_seen = make_wild(&facts, (uint8_t)(128 + draw(127)));
        const struct sp_rule *after = sp_policy_decide(&facts).rule;

        assert_string_equal(after->id, is_seen ? "facts.unknown" : before->id);
    }
}

static void
the_same_facts_get_the_same_answer(void **state)
{
    (void)state;
    seed = 8;
    for (int round = 0; round < ROUNDS / 4; round++) {
        struct sp_facts facts = draw_facts();
        struct sp_decision one = sp_policy_decide(&facts), two = sp_policy_decide(&facts);

        assert_ptr_equal(one.rule, two.rule);
        assert_int_equal(one.basis, two.basis);
        assert_int_equal(one.laws, two.laws);
        assert_int_equal(one.verdict, one.rule->verdict);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_a_plain_second_reading),
        cmocka_unit_test(less_consent_never_allows_more),
        cmocka_unit_test(an_objection_wins_over_presumed_consent),
        cmocka_unit_test(an_employer_never_gets_a_medical_label_from_anybody),
        cmocka_unit_test(carers_and_employers_have_no_channel_either_way),
        cmocka_unit_test(nothing_passes_that_no_row_names),
        cmocka_unit_test(wild_numbers_are_denied_and_elsewhere_change_nothing),
        cmocka_unit_test(the_same_facts_get_the_same_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
