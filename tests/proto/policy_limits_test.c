/*
 * Each limit of secrecy-rules.md 4.4, 6.3 to 6.5 and 6.8 by itself, copied here from the words there.
 */
#include "support.h"

#include <string.h>

#include <samenspraak/policy.h>

#include "policy_limits.h"

#define CELL(name) SP_CATEGORY_BIT(SP_CATEGORY_##name)
#define REP(name)  (1U << SP_REP_##name)

static void
a_role_receives_for_its_purposes_and_unknown_ones_for_none(void **state)
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
    for (unsigned role = 0; role < 256; role++) {
        for (unsigned purpose = 0; purpose < 256; purpose++) {
            bool is_open =
                role < SP_ROLE_COUNT && purpose < SP_PURPOSE_COUNT && open[role][purpose] == 'x';

            assert_int_equal(sp_limit_purpose_for_role((uint8_t)role, (uint8_t)purpose), is_open);
        }
    }
}

static void
a_law_holds_for_its_purposes_and_no_law_for_none(void **state)
{
    /* clang-format off */
    static const char *const open[SP_LAW_COUNT + 1] = {
        /*      T O W P B R L S A C ! U */
        [0]  = "............",
        [1]  = "x........xx.",
        [2]  = ".xx..x...xx.",
        [3]  = "....xx......",
        [4]  = "....xx......",
        [5]  = "....xxx.....",
        [6]  = ".xx..xx.....",
        [7]  = "xxxxxxxxxxxx",
        [8]  = "xxxxxxxxxxxx",
        [9]  = "..........x.",
        [10] = "...........x",
        [11] = "....xx......",
    };
    /* clang-format on */

    (void)state;
    for (unsigned law = 0; law < 300; law++) {
        for (unsigned purpose = 0; purpose < 256; purpose++) {
            bool is_open =
                law <= SP_LAW_COUNT && purpose < SP_PURPOSE_COUNT && open[law][purpose] == 'x';

            assert_int_equal(sp_limit_purpose_for_law(law, (uint8_t)purpose), is_open);
        }
    }
}

static void
an_employer_asks_seven_things_and_an_emergency_tells_three(void **state)
{
    (void)state;
    assert_int_equal(sp_limit_employer_asks(),
        CELL(CONTACT_PATIENT) | CELL(EXPECTED_DURATION) | CELL(WORK_CONTEXT) |
            CELL(SAFETYNET_FLAG) | CELL(EVAL_DATES) | CELL(RTW_PLAN) | CELL(RIV_NONMEDICAL));
    assert_int_equal(sp_limit_breakglass_content(),
        CELL(SAFETY_SIGNAL) | CELL(CONTACT_PROF) | CELL(CONTACT_PATIENT));
}

static bool
treats(unsigned role)
{
    return role == SP_ROLE_CLINICIAN_GGZ || role == SP_ROLE_GP || role == SP_ROLE_POH_GGZ;
}

static uint8_t
least(unsigned from, unsigned to, bool has_each)
{
    if (from >= SP_ROLE_COUNT || to >= SP_ROLE_COUNT) {
        return SP_EVIDENCE_COUNT; /* none is enough */
    }
    if (to == SP_ROLE_EMPLOYER) {
        return SP_EVIDENCE_PATIENT_SIGNED;
    }
    if (to == SP_ROLE_CLOSE_ONE) {
        return has_each ? SP_EVIDENCE_WRITTEN_ATTESTED : SP_EVIDENCE_ORAL_RECORDED;
    }
    return treats(from) && treats(to) ? SP_EVIDENCE_ORAL_RECORDED : SP_EVIDENCE_WRITTEN_ATTESTED;
}

static void
each_pair_of_roles_has_its_least_evidence_and_unknown_ones_none(void **state)
{
    (void)state;
    for (unsigned from = 0; from < 256; from++) {
        for (unsigned to = 0; to < 256; to++) {
            assert_int_equal(
                sp_limit_evidence((uint8_t)from, (uint8_t)to, false), least(from, to, false));
            assert_int_equal(
                sp_limit_evidence((uint8_t)from, (uint8_t)to, true), least(from, to, true));
        }
    }
}

static void
a_term_is_92_or_183_or_365_days(void **state)
{
    (void)state;
    for (unsigned value = 0; value < SP_EVIDENCE_COUNT << 9U; value++) {
        struct sp_consent_facts consent = {.evidence = (uint8_t)(value >> 9U),
            .given_by = {.patient = (value >> 8U & 1U) != 0, .reps = (uint8_t)(value & 0x7fU)}};
        bool has_each = (value >> 7U & 1U) != 0;
        bool by_her_alone = consent.given_by.patient && consent.given_by.reps == 0;

        assert_int_equal(sp_limit_term_days(&consent, has_each),
            consent.evidence == SP_EVIDENCE_ORAL_RECORDED ? 92
            : by_her_alone && !has_each                   ? 365
                                                          : 183);
    }
    assert_int_equal(SP_LIMIT_APPROVAL_DAYS, 14);
}

static void
assert_givers(struct sp_givers givers, bool patient, uint32_t reps)
{
    assert_int_equal(givers.patient, patient);
    assert_int_equal(givers.reps, reps);
}

static void
minors_and_capable_adults_have_their_givers_whoever_else_there_is(void **state)
{
    static const uint32_t parental = REP(PARENTS) | REP(GUARDIAN);

    (void)state;
    for (unsigned there = 0; there < 1U << SP_REP_COUNT; there++) {
        uint8_t reps = (uint8_t)there;

        assert_givers(sp_limit_givers(SP_AGE_UNDER_12, true, reps), false, parental);
        assert_givers(sp_limit_givers(SP_AGE_UNDER_12, false, reps), false, parental);
        assert_givers(sp_limit_givers(SP_AGE_12_TO_15, true, reps), true, parental);
        assert_givers(sp_limit_givers(SP_AGE_12_TO_15, false, reps), false, parental);
        assert_givers(sp_limit_givers(SP_AGE_16_AND_17, true, reps), true, 0);
        assert_givers(sp_limit_givers(SP_AGE_16_AND_17, false, reps), false, parental);
        assert_givers(sp_limit_givers(SP_AGE_ADULT, true, reps), true, 0);
        for (unsigned age = SP_AGE_COUNT; age < 256; age++) {
            assert_givers(sp_limit_givers((uint8_t)age, true, reps), false, 0);
            assert_givers(sp_limit_givers((uint8_t)age, false, reps), false, 0);
        }
    }
}

static void
an_adult_who_is_not_capable_has_the_highest_rank_that_exists(void **state)
{
    (void)state;
    for (unsigned there = 0; there < 1U << SP_REP_COUNT; there++) {
        uint32_t wanted = there & (REP(CURATOR) | REP(MENTOR));

        if (wanted == 0) {
            wanted = there & REP(WRITTEN_PROXY);
        }
        if (wanted == 0) {
            wanted = there & REP(PARTNER);
        }
        if (wanted == 0) {
            wanted = there & REP(FAMILY);
        }
        assert_givers(sp_limit_givers(SP_AGE_ADULT, false, (uint8_t)there), false, wanted);
    }
}

/* For every set that must give and every set that gave. */
static void
a_consent_fits_when_all_and_only_those_kinds_gave_it(void **state)
{
    (void)state;
    for (unsigned value = 0; value < 1U << 16U; value++) {
        struct sp_givers given = {
            .patient = (value & 1U) != 0, .reps = (uint8_t)(value >> 1U & 0x7fU)};
        struct sp_givers wanted = {
            .patient = (value >> 8U & 1U) != 0, .reps = (uint8_t)(value >> 9U & 0x7fU)};
        bool someone = wanted.patient || wanted.reps != 0;
        bool no_other = (given.reps & ~wanted.reps) == 0;
        bool one_of_them = wanted.reps == 0 || (given.reps & wanted.reps) != 0;

        assert_int_equal(sp_limit_givers_fit(given, wanted),
            someone && given.patient == wanted.patient && no_other && one_of_them);
    }
}

static void
only_parents_or_guardian_of_a_capable_child_of_12_to_15_are_told_besides(void **state)
{
    (void)state;
    for (unsigned age = 0; age < 256; age++) {
        assert_int_equal(sp_limit_reps_informed((uint8_t)age, false), 0);
        assert_int_equal(sp_limit_reps_informed((uint8_t)age, true),
            age == SP_AGE_12_TO_15 ? REP(PARENTS) | REP(GUARDIAN) : 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_role_receives_for_its_purposes_and_unknown_ones_for_none),
        cmocka_unit_test(a_law_holds_for_its_purposes_and_no_law_for_none),
        cmocka_unit_test(an_employer_asks_seven_things_and_an_emergency_tells_three),
        cmocka_unit_test(each_pair_of_roles_has_its_least_evidence_and_unknown_ones_none),
        cmocka_unit_test(a_term_is_92_or_183_or_365_days),
        cmocka_unit_test(minors_and_capable_adults_have_their_givers_whoever_else_there_is),
        cmocka_unit_test(an_adult_who_is_not_capable_has_the_highest_rank_that_exists),
        cmocka_unit_test(a_consent_fits_when_all_and_only_those_kinds_gave_it),
        cmocka_unit_test(only_parents_or_guardian_of_a_capable_child_of_12_to_15_are_told_besides),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
