#include "policy_limits.h"

#include "policy_labels.h"

/* clang-format off */
const char *const sp_breakglass_items[SP_BREAKGLASS_COUNT] = {
    [SP_BREAKGLASS_CONSENT_SOUGHT] = "consent_sought_or_unsafe",
    [SP_BREAKGLASS_SERIOUS_HARM]   = "serious_harm",
    [SP_BREAKGLASS_CONSCIENCE]     = "conscience",
    [SP_BREAKGLASS_NO_OTHER_WAY]   = "no_other_way",
    [SP_BREAKGLASS_EFFECTIVE]      = "effective",
    [SP_BREAKGLASS_MINIMAL]        = "minimal",
    [SP_BREAKGLASS_COLLEAGUE]      = "colleague_consulted",
    [SP_BREAKGLASS_INFORMED]       = "patient_informed_or_planned",
    [SP_BREAKGLASS_RECORDED]       = "recorded",
};

#define FOR(purpose) (1U << SP_PURPOSE_##purpose)
#define FOR_ANY      ((1U << SP_PURPOSE_COUNT) - 1U)

/* 6.8: purposes for which a role may receive. */
static const uint16_t purposes_of_role[SP_ROLE_COUNT] = {
    [SP_ROLE_PATIENT]           = FOR_ANY,
    [SP_ROLE_REPRESENTATIVE]    = FOR_ANY & ~FOR(AUDIT),
    [SP_ROLE_CLOSE_ONE]         = FOR(SUPPORT) | FOR(COORDINATION) | FOR(SAFETY),
    [SP_ROLE_CLINICIAN_GGZ]     = FOR(TREATMENT) | FOR(OCC_GUIDANCE) | FOR(PREVENTION) |
                                  FOR(BENEFIT_ASSESSMENT) | FOR(PLACEMENT) | FOR(COORDINATION) |
                                  FOR(SAFETY),
    [SP_ROLE_GP]                = FOR(TREATMENT) | FOR(OCC_GUIDANCE) | FOR(PREVENTION) |
                                  FOR(BENEFIT_ASSESSMENT) | FOR(PLACEMENT) | FOR(COORDINATION) |
                                  FOR(SAFETY),
    [SP_ROLE_POH_GGZ]           = FOR(TREATMENT) | FOR(OCC_GUIDANCE) | FOR(PREVENTION) |
                                  FOR(PLACEMENT) | FOR(COORDINATION) | FOR(SAFETY),
    [SP_ROLE_IPS_COACH]         = FOR(TREATMENT) | FOR(WORK_ADJUST) | FOR(PLACEMENT) |
                                  FOR(COORDINATION),
    [SP_ROLE_JOB_COACH]         = FOR(WORK_ADJUST) | FOR(PLACEMENT) | FOR(COORDINATION),
    [SP_ROLE_OCC_PHYSICIAN]     = FOR(OCC_GUIDANCE) | FOR(WORK_ADJUST) | FOR(PREVENTION) |
                                  FOR(BENEFIT_ASSESSMENT) | FOR(RIV_REVIEW) | FOR(COORDINATION) |
                                  FOR(SAFETY),
    [SP_ROLE_LABOUR_EXPERT]     = FOR(OCC_GUIDANCE) | FOR(WORK_ADJUST) | FOR(RIV_REVIEW) |
                                  FOR(PLACEMENT) | FOR(COORDINATION),
    [SP_ROLE_UWV_PHYSICIAN]     = FOR(BENEFIT_ASSESSMENT) | FOR(RIV_REVIEW),
    [SP_ROLE_UWV_LABOUR_EXPERT] = FOR(BENEFIT_ASSESSMENT) | FOR(RIV_REVIEW) | FOR(PLACEMENT),
    [SP_ROLE_EMPLOYER]          = FOR(OCC_GUIDANCE) | FOR(WORK_ADJUST) | FOR(RIV_REVIEW) |
                                  FOR(COORDINATION),
    [SP_ROLE_AUDITOR]           = FOR(AUDIT),
};

/* 4.4: purposes for which a law may be invoked; row n is Ln. */
static const uint16_t purposes_of_law[SP_LAW_COUNT + 1] = {
    [1]  = FOR(TREATMENT) | FOR(COORDINATION) | FOR(SAFETY),
    [2]  = FOR(OCC_GUIDANCE) | FOR(WORK_ADJUST) | FOR(RIV_REVIEW) | FOR(COORDINATION) | FOR(SAFETY),
    [3]  = FOR(BENEFIT_ASSESSMENT) | FOR(RIV_REVIEW),
    [4]  = FOR(BENEFIT_ASSESSMENT) | FOR(RIV_REVIEW),
    [5]  = FOR(BENEFIT_ASSESSMENT) | FOR(RIV_REVIEW) | FOR(PLACEMENT),
    [6]  = FOR(OCC_GUIDANCE) | FOR(WORK_ADJUST) | FOR(RIV_REVIEW) | FOR(PLACEMENT),
    [7]  = FOR_ANY,
    [8]  = FOR_ANY,
    [9]  = FOR(SAFETY),
    [10] = FOR(AUDIT),
    [11] = FOR(BENEFIT_ASSESSMENT) | FOR(RIV_REVIEW),
};

/* 6.1 step 7. */
static const uint32_t employer_asks =
    CONTACT_PATIENT | EXPECTED_DURATION | WORK_CONTEXT | SAFETYNET_FLAG | EVAL_DATES | RTW_PLAN |
    RIV_NONMEDICAL;

/* 6.6: content. */
static const uint32_t breakglass_content = SAFETY_SIGNAL | CONTACT_PROF | CONTACT_PATIENT;

#define ROLE(role) (1U << SP_ROLE_##role)
#define ANYONE     ((1U << SP_ROLE_COUNT) - 1U)
#define CARERS     (ROLE(CLINICIAN_GGZ) | ROLE(GP) | ROLE(POH_GGZ))

/* 6.8: least evidence; the first row that fits the pair holds. */
static const struct {
    uint32_t from, to; /* roles */
    uint8_t least, least_each; /* without and with a consent+each category */
} evidences[] = {
    {ANYONE, ROLE(EMPLOYER),  SP_EVIDENCE_PATIENT_SIGNED,   SP_EVIDENCE_PATIENT_SIGNED},
    {ANYONE, ROLE(CLOSE_ONE), SP_EVIDENCE_ORAL_RECORDED,    SP_EVIDENCE_WRITTEN_ATTESTED},
    {CARERS, CARERS,          SP_EVIDENCE_ORAL_RECORDED,    SP_EVIDENCE_ORAL_RECORDED},
    {ANYONE, ANYONE,          SP_EVIDENCE_WRITTEN_ATTESTED, SP_EVIDENCE_WRITTEN_ATTESTED},
};

/* 6.8: longest term in days after the first. */
static const int32_t term_oral = 92, term_short = 183, term_long = 365;

#define REP(rep) (1U << SP_REP_##rep)
#define PARENTAL (REP(PARENTS) | REP(GUARDIAN))
#define NOBODY   0U

/* 6.5 and 6.8: who gives.  An adult who is not capable: adult_ranks. */
static const struct {
    bool patient;
    uint8_t reps;     /* one or more of these must give */
    uint8_t informed; /* these may receive, though they do not decide alone */
} givers[SP_AGE_COUNT][2] = {
    /*                        not capable                   capable                        */
    [SP_AGE_UNDER_12]     = {{false, PARENTAL, NOBODY}, {false, PARENTAL, NOBODY}},
    [SP_AGE_12_TO_15]     = {{false, PARENTAL, NOBODY}, {true,  PARENTAL, PARENTAL}},
    [SP_AGE_16_AND_17]    = {{false, PARENTAL, NOBODY}, {true,  NOBODY,   NOBODY}},
    [SP_AGE_ADULT]        = {{false, NOBODY,   NOBODY}, {true,  NOBODY,   NOBODY}},
};

/* Who speaks for an adult who is not capable: of the first rank that exists. */
static const uint8_t adult_ranks[] = {
    REP(CURATOR) | REP(MENTOR),
    REP(WRITTEN_PROXY),
    REP(PARTNER),
    REP(FAMILY),
};
/* clang-format on */

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

bool
sp_limit_purpose_for_role(uint8_t to, uint8_t purpose)
{
    return to < SP_ROLE_COUNT && purpose < SP_PURPOSE_COUNT &&
           (purposes_of_role[to] >> purpose & 1U) != 0;
}

bool
sp_limit_purpose_for_law(unsigned number, uint8_t purpose)
{
    return number <= SP_LAW_COUNT && purpose < SP_PURPOSE_COUNT &&
           (purposes_of_law[number] >> purpose & 1U) != 0;
}

uint32_t
sp_limit_employer_asks(void)
{
    return employer_asks;
}

uint32_t
sp_limit_breakglass_content(void)
{
    return breakglass_content;
}

uint8_t
sp_limit_evidence(uint8_t from, uint8_t to, bool has_each)
{
    bool is_known = from < SP_ROLE_COUNT && to < SP_ROLE_COUNT;

    for (size_t i = 0; is_known && i < ROWS(evidences); i++) {
        if ((evidences[i].from >> from & evidences[i].to >> to & 1U) != 0) {
            return has_each ? evidences[i].least_each : evidences[i].least;
        }
    }
    return SP_EVIDENCE_COUNT; /* none is enough */
}

int32_t
sp_limit_term_days(const struct sp_consent_facts *consent, bool has_each)
{
    bool by_patient_alone = consent->given_by.patient && consent->given_by.reps == 0;

    if (consent->evidence == SP_EVIDENCE_ORAL_RECORDED) {
        return term_oral;
    }
    return !by_patient_alone || has_each ? term_short : term_long;
}

struct sp_givers
sp_limit_givers(uint8_t age, bool capable, uint8_t reps_available)
{
    struct sp_givers wanted = {.patient = false, .reps = 0};

    if (age >= SP_AGE_COUNT) {
        return wanted;
    }
    wanted.patient = givers[age][capable].patient;
    wanted.reps = givers[age][capable].reps;
    if (age == SP_AGE_ADULT && !capable) {
        for (size_t i = 0; i < ROWS(adult_ranks) && wanted.reps == 0; i++) {
            wanted.reps = adult_ranks[i] & reps_available;
        }
    }
    return wanted;
}

bool
sp_limit_givers_fit(struct sp_givers given, struct sp_givers wanted)
{
    bool someone = wanted.patient || wanted.reps != 0;
    bool reps_fit = (given.reps & ~wanted.reps) == 0 && (given.reps != 0) == (wanted.reps != 0);

    return someone && given.patient == wanted.patient && reps_fit;
}

uint8_t
sp_limit_reps_informed(uint8_t age, bool capable)
{
    return age < SP_AGE_COUNT ? givers[age][capable].informed : 0;
}
