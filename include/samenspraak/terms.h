/*
 * The closed lists: roles, categories, purposes, legal bases, evidence, statement kinds, and their
 * names in Dutch and English (secrecy-rules.md section 4, protocol.md B5).
 *
 * The numbers are the row numbers of those lists, from 0.  They go over the wire and into
 * signatures and are frozen; a new row goes at the end.
 */
#ifndef SAMENSPRAAK_TERMS_H
#define SAMENSPRAAK_TERMS_H

#include <stdbool.h>
#include <stdint.h>

/* clang-format off */
enum sp_role {
    SP_ROLE_PATIENT           = 0,
    SP_ROLE_REPRESENTATIVE    = 1,
    SP_ROLE_CLOSE_ONE         = 2,
    SP_ROLE_CLINICIAN_GGZ     = 3,
    SP_ROLE_GP                = 4,
    SP_ROLE_POH_GGZ           = 5,
    SP_ROLE_IPS_COACH         = 6,
    SP_ROLE_JOB_COACH         = 7,
    SP_ROLE_OCC_PHYSICIAN     = 8,
    SP_ROLE_LABOUR_EXPERT     = 9,
    SP_ROLE_UWV_PHYSICIAN     = 10,
    SP_ROLE_UWV_LABOUR_EXPERT = 11,
    SP_ROLE_EMPLOYER          = 12,
    SP_ROLE_AUDITOR           = 13,
    SP_ROLE_BROKER            = 14, /* no row in the matrix */
};
#define SP_ROLE_COUNT     14 /* the roles of the matrix */
#define SP_ROLE_ALL_COUNT 15 /* with broker */

enum sp_category {
    SP_CATEGORY_GENERAL_INFO           = 0,
    SP_CATEGORY_CONTACT_PROF           = 1,
    SP_CATEGORY_CONTACT_PATIENT        = 2,
    SP_CATEGORY_EVAL_DATES             = 3,
    SP_CATEGORY_WORK_CONTEXT           = 4,
    SP_CATEGORY_INFO_REQUEST           = 5,
    SP_CATEGORY_PREP_NOTES             = 6,
    SP_CATEGORY_SITUATION_ANALYSIS     = 7,
    SP_CATEGORY_PLAN_AGREEMENTS        = 8,
    SP_CATEGORY_FUNCTIONAL_LIMITS      = 9,
    SP_CATEGORY_WORK_ADAPTATIONS       = 10,
    SP_CATEGORY_RTW_PLAN               = 11,
    SP_CATEGORY_EXPECTED_DURATION      = 12,
    SP_CATEGORY_INCAPACITY_DEGREE      = 13,
    SP_CATEGORY_FITNESS_JUDGEMENT      = 14,
    SP_CATEGORY_ACTUAL_OPINION         = 15,
    SP_CATEGORY_RIV_NONMEDICAL         = 16,
    SP_CATEGORY_RIV_MEDICAL            = 17,
    SP_CATEGORY_SAFETYNET_FLAG         = 18,
    SP_CATEGORY_EMERGENCY_INSTRUCTION  = 19,
    SP_CATEGORY_INSTRUMENT_RESULTS     = 20,
    SP_CATEGORY_SYMPTOMS               = 21,
    SP_CATEGORY_CAUSE                  = 22,
    SP_CATEGORY_DIAGNOSIS              = 23,
    SP_CATEGORY_MEDICATION             = 24,
    SP_CATEGORY_TREATMENT_COURSE       = 25,
    SP_CATEGORY_PROGNOSIS              = 26,
    SP_CATEGORY_PERSONAL_CIRCUMSTANCES = 27,
    SP_CATEGORY_SAFETY_SIGNAL          = 28,
    SP_CATEGORY_CONSENT_RECORD         = 29,
    SP_CATEGORY_AUDIT_META             = 30,
};
#define SP_CATEGORY_COUNT 31
#define SP_CATEGORY_ALL   UINT32_C(0x7fffffff)
/* The set that holds only ${category}. */
#define SP_CATEGORY_BIT(category) (UINT32_C(1) << (category))

enum sp_purpose {
    SP_PURPOSE_TREATMENT          = 0,
    SP_PURPOSE_OCC_GUIDANCE       = 1,
    SP_PURPOSE_WORK_ADJUST        = 2,
    SP_PURPOSE_PREVENTION         = 3,
    SP_PURPOSE_BENEFIT_ASSESSMENT = 4,
    SP_PURPOSE_RIV_REVIEW         = 5,
    SP_PURPOSE_PLACEMENT          = 6,
    SP_PURPOSE_SUPPORT            = 7,
    SP_PURPOSE_OWN_ACCESS         = 8,
    SP_PURPOSE_COORDINATION       = 9,
    SP_PURPOSE_SAFETY             = 10,
    SP_PURPOSE_AUDIT              = 11,
};
#define SP_PURPOSE_COUNT 12

enum sp_evidence {
    SP_EVIDENCE_PRESUMED         = 0,
    SP_EVIDENCE_ORAL_RECORDED    = 1,
    SP_EVIDENCE_WRITTEN_ATTESTED = 2,
    SP_EVIDENCE_PATIENT_SIGNED   = 3,
};
#define SP_EVIDENCE_COUNT 4

/* What a verdict rests on; SP_BASIS_LAW goes with a mask of laws, bit n-1 for Ln. */
enum sp_basis {
    SP_BASIS_FREE         = 0,
    SP_BASIS_CONSENT      = 1,
    SP_BASIS_CONSENT_EACH = 2,
    SP_BASIS_LAW          = 0x80,
    SP_BASIS_NONE         = 0xff, /* nothing was allowed */
};
#define SP_LAW_COUNT   11
#define SP_LAW_BIT(n)  ((uint16_t)(1U << ((n) - 1U))) /* SP_LAW_BIT(3) is L3 */

enum sp_kind {
    SP_KIND_GRANT      = 0,
    SP_KIND_ATTEST     = 1,
    SP_KIND_CONFIRM    = 2,
    SP_KIND_RELATE     = 3,
    SP_KIND_OBJECT     = 4,
    SP_KIND_MANDATE    = 5,
    SP_KIND_CAPACITY   = 6,
    SP_KIND_AGE        = 7,
    SP_KIND_DEATH      = 8,
    SP_KIND_APPROVE    = 9,
    SP_KIND_REJECT     = 10,
    SP_KIND_REVOKE     = 11,
    SP_KIND_END        = 12,
    SP_KIND_BREAKGLASS = 13,
    SP_KIND_COSIGN     = 14,
    SP_KIND_ROTATE_KEY = 15,
    SP_KIND_CLOSE      = 16,
};
#define SP_KIND_COUNT 17

/* What a professional or employer is to the patient. */
enum sp_relation {
    SP_RELATION_TREATS       = 0,
    SP_RELATION_EMPLOYS      = 1,
    SP_RELATION_OCCUPATIONAL = 2,
    SP_RELATION_COACHES      = 3,
    SP_RELATION_UWV          = 4,
};
#define SP_RELATION_COUNT 5

/* Who may speak for a patient (secrecy-rules.md 6.5). */
enum sp_rep {
    SP_REP_PARENTS       = 0,
    SP_REP_GUARDIAN      = 1,
    SP_REP_CURATOR       = 2,
    SP_REP_MENTOR        = 3,
    SP_REP_WRITTEN_PROXY = 4,
    SP_REP_PARTNER       = 5,
    SP_REP_FAMILY        = 6,
};
#define SP_REP_COUNT 7

enum sp_age_band {
    SP_AGE_ADULT     = 0, /* also when nothing was stated */
    SP_AGE_UNDER_12  = 1,
    SP_AGE_12_TO_15  = 2,
    SP_AGE_16_AND_17 = 3,
};
#define SP_AGE_COUNT 4
/* clang-format on */

enum sp_language {
    SP_LANGUAGE_NL = 0,
    SP_LANGUAGE_EN = 1,
};
#define SP_LANGUAGE_COUNT 2

/* One row of a closed list. ${id} is the stable English identifier. */
struct sp_term {
    const char *id;
    const char *name[SP_LANGUAGE_COUNT];
};

/* The closed lists, as tables; ${count} rows in the order of their enum. */
struct sp_terms {
    const char *what; /* "role" and so on, for error texts */
    const struct sp_term *rows;
    uint8_t count;
};
extern const struct sp_terms sp_roles; /* SP_ROLE_ALL_COUNT rows, broker last */
extern const struct sp_terms sp_categories;
extern const struct sp_terms sp_purposes;
extern const struct sp_terms sp_evidences;
extern const struct sp_terms sp_kinds;
extern const struct sp_terms sp_relations;
extern const struct sp_terms sp_reps;
extern const struct sp_terms sp_age_bands;

/* The row of ${terms} whose id is ${id}, or -1. */
int sp_term_find(const struct sp_terms *terms, const char *id);
/* The id of row ${row}, or "?" past the end: an unknown number is shown, never acted upon. */
const char *sp_term_id(const struct sp_terms *terms, unsigned row);
/* The name of row ${row} in ${language}, or "?". */
const char *sp_term_name(const struct sp_terms *terms, unsigned row, enum sp_language language);

/* "free", "consent", "consent+each", "L2+L7"; "" for SP_BASIS_NONE.  ${out} takes 48 bytes. */
#define SP_BASIS_TEXT_BYTES 48
void sp_basis_text(uint8_t basis, uint16_t laws, char out[static SP_BASIS_TEXT_BYTES]);

#endif /* SAMENSPRAAK_TERMS_H */
