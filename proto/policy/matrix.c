/*
 * The matrix of secrecy-rules.md section 5, row for row: who discloses, to whom, what is free, what
 * needs consent, what needs consent and approval of each message, what a law carries, and why.
 *
 * What no row names is forbidden, also with consent.  A row without any set is one of the rows that
 * say "none": it gives only its sources.  Naming a pair in two rows does not compile.
 */
#include "policy_matrix.h"

#include "policy_labels.h"

/* clang-format off */
/* One row for several recipients: the same entry under each of them. */
#define TO1(a, ...) \
    [SP_ROLE_##a] = {__VA_ARGS__}
#define TO2(a, b, ...) \
    [SP_ROLE_##a] = {__VA_ARGS__}, [SP_ROLE_##b] = {__VA_ARGS__}
#define TO3(a, b, c, ...) \
    [SP_ROLE_##a] = {__VA_ARGS__}, [SP_ROLE_##b] = {__VA_ARGS__}, \
    [SP_ROLE_##c] = {__VA_ARGS__}
#define TO4(a, b, c, d, ...) \
    [SP_ROLE_##a] = {__VA_ARGS__}, [SP_ROLE_##b] = {__VA_ARGS__}, \
    [SP_ROLE_##c] = {__VA_ARGS__}, [SP_ROLE_##d] = {__VA_ARGS__}
#define TO5(a, b, c, d, e, ...) \
    [SP_ROLE_##a] = {__VA_ARGS__}, [SP_ROLE_##b] = {__VA_ARGS__}, \
    [SP_ROLE_##c] = {__VA_ARGS__}, [SP_ROLE_##d] = {__VA_ARGS__}, \
    [SP_ROLE_##e] = {__VA_ARGS__}
#define TO6(a, b, c, d, e, f, ...) \
    [SP_ROLE_##a] = {__VA_ARGS__}, [SP_ROLE_##b] = {__VA_ARGS__}, \
    [SP_ROLE_##c] = {__VA_ARGS__}, [SP_ROLE_##d] = {__VA_ARGS__}, \
    [SP_ROLE_##e] = {__VA_ARGS__}, [SP_ROLE_##f] = {__VA_ARGS__}
#define TO8(a, b, c, d, e, f, g, h, ...) \
    [SP_ROLE_##a] = {__VA_ARGS__}, [SP_ROLE_##b] = {__VA_ARGS__}, \
    [SP_ROLE_##c] = {__VA_ARGS__}, [SP_ROLE_##d] = {__VA_ARGS__}, \
    [SP_ROLE_##e] = {__VA_ARGS__}, [SP_ROLE_##f] = {__VA_ARGS__}, \
    [SP_ROLE_##g] = {__VA_ARGS__}, [SP_ROLE_##h] = {__VA_ARGS__}
#define TO13(a, b, c, d, e, f, g, h, i, j, k, l, m, ...) \
    [SP_ROLE_##a] = {__VA_ARGS__}, [SP_ROLE_##b] = {__VA_ARGS__}, \
    [SP_ROLE_##c] = {__VA_ARGS__}, [SP_ROLE_##d] = {__VA_ARGS__}, \
    [SP_ROLE_##e] = {__VA_ARGS__}, [SP_ROLE_##f] = {__VA_ARGS__}, \
    [SP_ROLE_##g] = {__VA_ARGS__}, [SP_ROLE_##h] = {__VA_ARGS__}, \
    [SP_ROLE_##i] = {__VA_ARGS__}, [SP_ROLE_##j] = {__VA_ARGS__}, \
    [SP_ROLE_##k] = {__VA_ARGS__}, [SP_ROLE_##l] = {__VA_ARGS__}, \
    [SP_ROLE_##m] = {__VA_ARGS__}

static const struct sp_matrix_pair matrix[SP_ROLE_COUNT][SP_ROLE_COUNT] = {
    [SP_ROLE_PATIENT] = {
        TO1(REPRESENTATIVE,
            .free    = ALL,
            .sources = "S1-own"),
        TO8(CLOSE_ONE, CLINICIAN_GGZ, GP, POH_GGZ, IPS_COACH, JOB_COACH, OCC_PHYSICIAN,
            UWV_PHYSICIAN,
            .free    = ALL,
            .sources = "S1-own S12 D"),
        TO2(LABOUR_EXPERT, UWV_LABOUR_EXPERT,
            .free    = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | PLAN_AGREEMENTS |
                       FUNCTIONAL_LIMITS | EXPECTED_DURATION | INCAPACITY_DEGREE |
                       FITNESS_JUDGEMENT | ACTUAL_OPINION | RIV_NONMEDICAL | SAFETYNET_FLAG |
                       EMERGENCY_INSTRUCTION,
            .sources = "S17 S18 D"),
        TO1(EMPLOYER,
            .free    = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | EXPECTED_DURATION |
                       ACTUAL_OPINION | RIV_NONMEDICAL | SAFETYNET_FLAG |
                       EMERGENCY_INSTRUCTION,
            .sources = "S9 S10 S11 S13"),
        TO1(AUDITOR,
            .free    = CONSENT_RECORD | AUDIT_META,
            .sources = "S5 D"),
    },
    [SP_ROLE_REPRESENTATIVE] = {
        TO1(PATIENT,
            .free    = ALL,
            .sources = "S1-own"),
        TO8(CLOSE_ONE, CLINICIAN_GGZ, GP, POH_GGZ, IPS_COACH, JOB_COACH, OCC_PHYSICIAN,
            UWV_PHYSICIAN,
            .free    = ALL,
            .sources = "S1-own S12 D"),
        TO2(LABOUR_EXPERT, UWV_LABOUR_EXPERT,
            .free    = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | PLAN_AGREEMENTS |
                       FUNCTIONAL_LIMITS | EXPECTED_DURATION | INCAPACITY_DEGREE |
                       FITNESS_JUDGEMENT | ACTUAL_OPINION | RIV_NONMEDICAL | SAFETYNET_FLAG |
                       EMERGENCY_INSTRUCTION,
            .sources = "S17 S18 D"),
        TO1(EMPLOYER,
            .free    = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | EXPECTED_DURATION |
                       ACTUAL_OPINION | RIV_NONMEDICAL | SAFETYNET_FLAG |
                       EMERGENCY_INSTRUCTION,
            .sources = "S9 S10 S11 S13"),
        TO1(AUDITOR,
            .free    = CONSENT_RECORD | AUDIT_META,
            .sources = "S5 D"),
    },
    [SP_ROLE_CLOSE_ONE] = {
        TO5(PATIENT, REPRESENTATIVE, CLINICIAN_GGZ, GP, POH_GGZ,
            .free    = DIR | CONTACT_PATIENT | EVAL_DATES | WORK_CONTEXT | INFO_REQUEST |
                       EMERGENCY_INSTRUCTION | SYMPTOMS | MEDICATION |
                       PERSONAL_CIRCUMSTANCES | SAFETY_SIGNAL,
            .sources = "S1-own D"),
        TO8(IPS_COACH, JOB_COACH, OCC_PHYSICIAN, LABOUR_EXPERT, UWV_PHYSICIAN,
            UWV_LABOUR_EXPERT, EMPLOYER, AUDITOR, .sources = "D"),
    },
    [SP_ROLE_CLINICIAN_GGZ] = {
        TO1(PATIENT,
            .law[0]  = {7, ALL},
            .sources = "S3 S5 S12"),
        TO1(REPRESENTATIVE,
            .law[0]  = {8, ALL & ~PREP_NOTES},
            .sources = "S3"),
        TO1(CLOSE_ONE,
            .consent = DIR | WORK | INFO_REQUEST | PLAN_AGREEMENTS | EMERGENCY_INSTRUCTION,
            .each    = SITUATION_ANALYSIS | FUNCTIONAL_LIMITS | SYMPTOMS | CAUSE | DIAGNOSIS |
                       MEDICATION | TREATMENT_COURSE | PROGNOSIS,
            .law[0]  = {9, SAFETY_SIGNAL},
            .sources = "S2 S3 D"),
        TO1(CLINICIAN_GGZ,
            .consent = PERSONAL_CIRCUMSTANCES,
            .law[0]  = {1, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | SITUATION_ANALYSIS |
                           PLAN_AGREEMENTS | FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION |
                           INSTRUMENT_RESULTS | SYMPTOMS | CAUSE | DIAGNOSIS | MEDICATION |
                           TREATMENT_COURSE | PROGNOSIS | SAFETY_SIGNAL},
            .sources = "S2 S3 S19"),
        TO2(GP, POH_GGZ,
            .consent = INSTRUMENT_RESULTS | PERSONAL_CIRCUMSTANCES,
            .law[0]  = {1, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | SITUATION_ANALYSIS |
                           PLAN_AGREEMENTS | FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION |
                           SYMPTOMS | CAUSE | DIAGNOSIS | MEDICATION | TREATMENT_COURSE |
                           PROGNOSIS | SAFETY_SIGNAL},
            .sources = "S2 S3 S19"),
        TO1(IPS_COACH,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | SITUATION_ANALYSIS |
                       PLAN_AGREEMENTS | FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION,
            .each    = SYMPTOMS | DIAGNOSIS | MEDICATION | TREATMENT_COURSE,
            .sources = "S16 S2 SEED0 D"),
        TO1(JOB_COACH,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | PLAN_AGREEMENTS,
            .each    = FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION,
            .sources = "S16 S2 D"),
        TO1(OCC_PHYSICIAN,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | SITUATION_ANALYSIS |
                       PLAN_AGREEMENTS | FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION |
                       TREATMENT_COURSE,
            .each    = INSTRUMENT_RESULTS | SYMPTOMS | CAUSE | DIAGNOSIS | MEDICATION |
                       PERSONAL_CIRCUMSTANCES,
            .law[0]  = {9, SAFETY_SIGNAL},
            .sources = "S8 S7 S2 SEED1"),
        TO1(LABOUR_EXPERT,
            .each    = DIR | WORK | PLAN_AGREEMENTS,
            .sources = "S2 S16 D"),
        TO1(UWV_PHYSICIAN,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | SITUATION_ANALYSIS |
                       PLAN_AGREEMENTS | FUNCTIONAL_LIMITS | TREATMENT_COURSE,
            .each    = INSTRUMENT_RESULTS | SYMPTOMS | CAUSE | DIAGNOSIS | MEDICATION |
                       PERSONAL_CIRCUMSTANCES,
            .sources = "S8 S2 A3"),
        TO1(AUDITOR,
            .law[0]  = {10, CONSENT_RECORD | AUDIT_META},
            .sources = "S4b S5"),
        TO2(UWV_LABOUR_EXPERT, EMPLOYER, .sources = "A1 S13 S17 S9"),
    },
    [SP_ROLE_GP] = {
        TO1(PATIENT,
            .law[0]  = {7, ALL},
            .sources = "S3 S5 S12"),
        TO1(REPRESENTATIVE,
            .law[0]  = {8, ALL & ~PREP_NOTES},
            .sources = "S3"),
        TO1(CLOSE_ONE,
            .consent = DIR | WORK | INFO_REQUEST | PLAN_AGREEMENTS | EMERGENCY_INSTRUCTION,
            .each    = SITUATION_ANALYSIS | FUNCTIONAL_LIMITS | SYMPTOMS | CAUSE | DIAGNOSIS |
                       MEDICATION | TREATMENT_COURSE | PROGNOSIS,
            .law[0]  = {9, SAFETY_SIGNAL},
            .sources = "S2 S3 D"),
        TO3(CLINICIAN_GGZ, GP, POH_GGZ,
            .consent = INSTRUMENT_RESULTS | PERSONAL_CIRCUMSTANCES,
            .law[0]  = {1, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | SITUATION_ANALYSIS |
                           PLAN_AGREEMENTS | FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION |
                           SYMPTOMS | CAUSE | DIAGNOSIS | MEDICATION | TREATMENT_COURSE |
                           PROGNOSIS | SAFETY_SIGNAL},
            .sources = "S2 S3 S19"),
        TO1(IPS_COACH,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | SITUATION_ANALYSIS |
                       PLAN_AGREEMENTS | FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION,
            .each    = SYMPTOMS | DIAGNOSIS | MEDICATION | TREATMENT_COURSE,
            .sources = "S16 S2 SEED0 D"),
        TO1(JOB_COACH,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | PLAN_AGREEMENTS,
            .each    = FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION,
            .sources = "S16 S2 D"),
        TO1(OCC_PHYSICIAN,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | SITUATION_ANALYSIS |
                       PLAN_AGREEMENTS | FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION |
                       TREATMENT_COURSE,
            .each    = INSTRUMENT_RESULTS | SYMPTOMS | CAUSE | DIAGNOSIS | MEDICATION |
                       PERSONAL_CIRCUMSTANCES,
            .law[0]  = {9, SAFETY_SIGNAL},
            .sources = "S8 S7 S2 SEED1"),
        TO1(LABOUR_EXPERT,
            .each    = DIR | WORK | PLAN_AGREEMENTS,
            .sources = "S2 S16 D"),
        TO1(UWV_PHYSICIAN,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | SITUATION_ANALYSIS |
                       PLAN_AGREEMENTS | FUNCTIONAL_LIMITS | TREATMENT_COURSE,
            .each    = INSTRUMENT_RESULTS | SYMPTOMS | CAUSE | DIAGNOSIS | MEDICATION |
                       PERSONAL_CIRCUMSTANCES,
            .sources = "S8 S2 A3"),
        TO1(AUDITOR,
            .law[0]  = {10, CONSENT_RECORD | AUDIT_META},
            .sources = "S4b S5"),
        TO2(UWV_LABOUR_EXPERT, EMPLOYER, .sources = "A1 S13 S17 S9"),
    },
    [SP_ROLE_POH_GGZ] = {
        TO1(PATIENT,
            .law[0]  = {7, ALL},
            .sources = "S3 S5 S12"),
        TO1(REPRESENTATIVE,
            .law[0]  = {8, ALL & ~PREP_NOTES},
            .sources = "S3"),
        TO1(CLOSE_ONE,
            .consent = DIR | WORK | INFO_REQUEST | PLAN_AGREEMENTS | EMERGENCY_INSTRUCTION,
            .law[0]  = {9, SAFETY_SIGNAL},
            .sources = "S2 S3 D"),
        TO3(CLINICIAN_GGZ, GP, POH_GGZ,
            .consent = INSTRUMENT_RESULTS | PERSONAL_CIRCUMSTANCES,
            .law[0]  = {1, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | SITUATION_ANALYSIS |
                           PLAN_AGREEMENTS | FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION |
                           SYMPTOMS | CAUSE | DIAGNOSIS | MEDICATION | TREATMENT_COURSE |
                           PROGNOSIS | SAFETY_SIGNAL},
            .sources = "S2 S3 S19"),
        TO1(IPS_COACH,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | PLAN_AGREEMENTS |
                       FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION,
            .sources = "S2 D"),
        TO1(JOB_COACH,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | PLAN_AGREEMENTS,
            .sources = "S2 D"),
        TO1(OCC_PHYSICIAN,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | PLAN_AGREEMENTS |
                       FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION,
            .sources = "S8 S2 D"),
        TO1(AUDITOR,
            .law[0]  = {10, CONSENT_RECORD | AUDIT_META},
            .sources = "S4b S5"),
        TO4(LABOUR_EXPERT, UWV_PHYSICIAN, UWV_LABOUR_EXPERT, EMPLOYER, .sources = "D S13 S17 S9"),
    },
    [SP_ROLE_IPS_COACH] = {
        TO1(PATIENT,
            .law[0]  = {7, ALL},
            .sources = "S3 S5 S12"),
        TO1(REPRESENTATIVE,
            .law[0]  = {8, ALL & ~PREP_NOTES},
            .sources = "S3"),
        TO1(CLOSE_ONE,
            .consent = DIR | EVAL_DATES | WORK_ADAPTATIONS | RTW_PLAN,
            .sources = "S2 D"),
        TO3(CLINICIAN_GGZ, GP, POH_GGZ,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | PLAN_AGREEMENTS |
                       FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION,
            .each    = SYMPTOMS,
            .law[0]  = {9, SAFETY_SIGNAL},
            .sources = "S16 S2 SEED0 D"),
        TO3(IPS_COACH, JOB_COACH, OCC_PHYSICIAN,
            .consent = DIR | WORK | INFO_REQUEST | PLAN_AGREEMENTS,
            .sources = "S16 D"),
        TO2(LABOUR_EXPERT, UWV_LABOUR_EXPERT,
            .consent = DIR | WORK | INFO_REQUEST,
            .sources = "S16 S20 D"),
        TO1(EMPLOYER,
            .each    = DIR | WORK | INFO_REQUEST,
            .sources = "S9 S20 A1 D"),
        TO1(AUDITOR,
            .law[0]  = {10, CONSENT_RECORD | AUDIT_META},
            .sources = "S4b S5"),
        TO1(UWV_PHYSICIAN, .sources = "D S17"),
    },
    [SP_ROLE_JOB_COACH] = {
        TO1(PATIENT,
            .law[0]  = {7, ALL},
            .sources = "S3 S5 S12"),
        TO1(REPRESENTATIVE,
            .law[0]  = {8, ALL & ~PREP_NOTES},
            .sources = "S3"),
        TO1(CLOSE_ONE,
            .consent = DIR | EVAL_DATES,
            .sources = "D"),
        TO2(CLINICIAN_GGZ, GP,
            .consent = DIR | WORK | INFO_REQUEST,
            .law[0]  = {9, SAFETY_SIGNAL},
            .sources = "S16 D"),
        TO5(POH_GGZ, IPS_COACH, JOB_COACH, OCC_PHYSICIAN, LABOUR_EXPERT,
            .consent = DIR | WORK | INFO_REQUEST,
            .sources = "S16 D"),
        TO1(UWV_LABOUR_EXPERT,
            .law[0]  = {6, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST},
            .sources = "S16 S15"),
        TO1(EMPLOYER,
            .consent = DIR | WORK | INFO_REQUEST,
            .sources = "S16 S9 D"),
        TO1(AUDITOR,
            .law[0]  = {10, CONSENT_RECORD | AUDIT_META},
            .sources = "S4b S5"),
        TO1(UWV_PHYSICIAN, .sources = "D S17"),
    },
    [SP_ROLE_OCC_PHYSICIAN] = {
        TO1(PATIENT,
            .law[0]  = {7, ALL},
            .sources = "S3 S5 S12"),
        TO1(REPRESENTATIVE,
            .law[0]  = {8, ALL & ~PREP_NOTES},
            .sources = "S3"),
        TO1(CLOSE_ONE,
            .consent = DIR | EVAL_DATES | WORK_ADAPTATIONS | RTW_PLAN,
            .each    = FUNCTIONAL_LIMITS | EMERGENCY_INSTRUCTION,
            .law[0]  = {9, SAFETY_SIGNAL},
            .sources = "S2 D"),
        TO2(CLINICIAN_GGZ, GP,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | SITUATION_ANALYSIS |
                       PLAN_AGREEMENTS | FUNCTIONAL_LIMITS | EXPECTED_DURATION |
                       INCAPACITY_DEGREE | FITNESS_JUDGEMENT | EMERGENCY_INSTRUCTION,
            .each    = INSTRUMENT_RESULTS | SYMPTOMS | CAUSE | DIAGNOSIS | MEDICATION |
                       TREATMENT_COURSE | PROGNOSIS | PERSONAL_CIRCUMSTANCES,
            .law[0]  = {9, SAFETY_SIGNAL},
            .sources = "S8 S7 S1-446"),
        TO1(POH_GGZ,
            .consent = DIR | WORK | INFO_REQUEST | PLAN_AGREEMENTS | FUNCTIONAL_LIMITS,
            .sources = "S8 D"),
        TO1(IPS_COACH,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | PLAN_AGREEMENTS |
                       FUNCTIONAL_LIMITS,
            .sources = "S16 D"),
        TO1(JOB_COACH,
            .each    = EMERGENCY_INSTRUCTION | SYMPTOMS | DIAGNOSIS,
            .law[0]  = {6, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | FUNCTIONAL_LIMITS |
                           EXPECTED_DURATION | INCAPACITY_DEGREE},
            .sources = "S16"),
        TO1(OCC_PHYSICIAN,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | SITUATION_ANALYSIS |
                       PLAN_AGREEMENTS | FUNCTIONAL_LIMITS | EXPECTED_DURATION |
                       INCAPACITY_DEGREE | FITNESS_JUDGEMENT | ACTUAL_OPINION |
                       RIV_NONMEDICAL | EMERGENCY_INSTRUCTION,
            .each    = RIV_MEDICAL | INSTRUMENT_RESULTS | SYMPTOMS | CAUSE | DIAGNOSIS |
                       MEDICATION | TREATMENT_COURSE | PROGNOSIS | PERSONAL_CIRCUMSTANCES,
            .sources = "S1-446 D"),
        TO1(LABOUR_EXPERT,
            .law[0]  = {6, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | FUNCTIONAL_LIMITS |
                           EXPECTED_DURATION | INCAPACITY_DEGREE},
            .sources = "S16 S17"),
        TO1(UWV_PHYSICIAN,
            .each    = PLAN_AGREEMENTS | PERSONAL_CIRCUMSTANCES,
            .law[0]  = {3, ALL & ~(PREP_NOTES | PLAN_AGREEMENTS | SAFETYNET_FLAG |
                           EMERGENCY_INSTRUCTION | PERSONAL_CIRCUMSTANCES | SAFETY_SIGNAL |
                           CONSENT_RECORD | AUDIT_META)},
            .sources = "S6 S15 S17"),
        TO1(UWV_LABOUR_EXPERT,
            .law[0]  = {4, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | FUNCTIONAL_LIMITS |
                           EXPECTED_DURATION | INCAPACITY_DEGREE | FITNESS_JUDGEMENT |
                           ACTUAL_OPINION | RIV_NONMEDICAL},
            .sources = "S17 S15 S6"),
        TO1(EMPLOYER,
            .each    = SAFETYNET_FLAG | EMERGENCY_INSTRUCTION,
            .law[0]  = {2, DIR | WORK | INFO_REQUEST | FUNCTIONAL_LIMITS | EXPECTED_DURATION |
                           INCAPACITY_DEGREE | FITNESS_JUDGEMENT | ACTUAL_OPINION |
                           RIV_NONMEDICAL},
            .sources = "S7 S9 S10 S11 S14"),
        TO1(AUDITOR,
            .law[0]  = {10, CONSENT_RECORD | AUDIT_META},
            .sources = "S4b S5"),
    },
    [SP_ROLE_LABOUR_EXPERT] = {
        TO1(PATIENT,
            .law[0]  = {7, ALL},
            .sources = "S3 S5 S12"),
        TO1(REPRESENTATIVE,
            .law[0]  = {8, ALL & ~PREP_NOTES},
            .sources = "S3"),
        TO3(CLINICIAN_GGZ, GP, POH_GGZ,
            .consent = DIR | WORK,
            .sources = "D"),
        TO1(IPS_COACH,
            .consent = DIR | WORK | INFO_REQUEST | FUNCTIONAL_LIMITS,
            .sources = "S16 D"),
        TO1(JOB_COACH,
            .law[0]  = {6, DIR | WORK | INFO_REQUEST | FUNCTIONAL_LIMITS},
            .sources = "S16 D"),
        TO2(OCC_PHYSICIAN, EMPLOYER,
            .law[0]  = {6, DIR | WORK | INFO_REQUEST | FUNCTIONAL_LIMITS | RIV_NONMEDICAL},
            .sources = "S16 S10 D"),
        TO1(UWV_LABOUR_EXPERT,
            .law[0]  = {4, DIR | WORK | INFO_REQUEST | FUNCTIONAL_LIMITS | RIV_NONMEDICAL},
            .sources = "S15 S17"),
        TO1(AUDITOR,
            .law[0]  = {10, CONSENT_RECORD | AUDIT_META},
            .sources = "S4b S5"),
        TO2(CLOSE_ONE, UWV_PHYSICIAN, .sources = "D"),
    },
    [SP_ROLE_UWV_PHYSICIAN] = {
        TO1(PATIENT,
            .law[0]  = {7, ALL},
            .sources = "S3 S5 S12"),
        TO1(REPRESENTATIVE,
            .law[0]  = {8, ALL & ~PREP_NOTES},
            .sources = "S3"),
        TO2(CLINICIAN_GGZ, GP,
            .consent = DIR | EVAL_DATES | INFO_REQUEST | FUNCTIONAL_LIMITS |
                       WORK_ADAPTATIONS | RTW_PLAN,
            .sources = "S2 A3 D"),
        TO1(OCC_PHYSICIAN,
            .consent = WORK | FUNCTIONAL_LIMITS | INCAPACITY_DEGREE | FITNESS_JUDGEMENT,
            .each    = SYMPTOMS | DIAGNOSIS | MEDICATION | TREATMENT_COURSE,
            .law[0]  = {3, DIR | INFO_REQUEST},
            .sources = "S6 S15 D"),
        TO1(UWV_PHYSICIAN,
            .law[0]  = {5, ALL & ~(PREP_NOTES | PLAN_AGREEMENTS | SAFETYNET_FLAG |
                           EMERGENCY_INSTRUCTION | PERSONAL_CIRCUMSTANCES | SAFETY_SIGNAL |
                           CONSENT_RECORD | AUDIT_META)},
            .sources = "S18 D"),
        TO1(UWV_LABOUR_EXPERT,
            .law[0]  = {5, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | FUNCTIONAL_LIMITS |
                           EXPECTED_DURATION | INCAPACITY_DEGREE | FITNESS_JUDGEMENT},
            .sources = "S17 S18"),
        TO1(AUDITOR,
            .law[0]  = {10, CONSENT_RECORD | AUDIT_META},
            .sources = "S4b S5"),
        TO6(CLOSE_ONE, POH_GGZ, IPS_COACH, JOB_COACH, LABOUR_EXPERT, EMPLOYER,
            .sources = "D S18 S21"),
    },
    [SP_ROLE_UWV_LABOUR_EXPERT] = {
        TO1(PATIENT,
            .law[0]  = {7, ALL},
            .sources = "S3 S5 S12"),
        TO1(REPRESENTATIVE,
            .law[0]  = {8, ALL & ~PREP_NOTES},
            .sources = "S3"),
        TO1(IPS_COACH,
            .consent = DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | FUNCTIONAL_LIMITS,
            .sources = "S16 S20 D"),
        TO1(JOB_COACH,
            .law[0]  = {6, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | FUNCTIONAL_LIMITS},
            .sources = "S16 S15"),
        TO1(OCC_PHYSICIAN,
            .law[0]  = {11, DIR | WORK | INFO_REQUEST | FUNCTIONAL_LIMITS | RIV_NONMEDICAL},
            .sources = "S17 D"),
        TO1(LABOUR_EXPERT,
            .law[0]  = {11, DIR | WORK | INFO_REQUEST | RIV_NONMEDICAL},
            .sources = "S17 D"),
        TO1(UWV_PHYSICIAN,
            .law[0]  = {5, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | FUNCTIONAL_LIMITS |
                           ACTUAL_OPINION | RIV_NONMEDICAL},
            .sources = "S17 S18"),
        TO1(UWV_LABOUR_EXPERT,
            .law[0]  = {5, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | FUNCTIONAL_LIMITS |
                           ACTUAL_OPINION | RIV_NONMEDICAL},
            .sources = "D"),
        TO1(EMPLOYER,
            .law[0]  = {11, DIR | WORK | INFO_REQUEST | INCAPACITY_DEGREE | RIV_NONMEDICAL},
            .sources = "S17 S21 D"),
        TO1(AUDITOR,
            .law[0]  = {10, CONSENT_RECORD | AUDIT_META},
            .sources = "S4b S5"),
        TO4(CLOSE_ONE, CLINICIAN_GGZ, GP, POH_GGZ, .sources = "D S17"),
    },
    [SP_ROLE_EMPLOYER] = {
        TO1(PATIENT,
            .law[0]  = {2, INFO_REQUEST},
            .law[1]  = {7, DIR | WORK | CONTACT_PATIENT | FUNCTIONAL_LIMITS |
                           EXPECTED_DURATION | INCAPACITY_DEGREE | ACTUAL_OPINION |
                           RIV_NONMEDICAL | SAFETYNET_FLAG | CONSENT_RECORD | AUDIT_META},
            .sources = "S9 S11 S13"),
        TO1(REPRESENTATIVE,
            .law[0]  = {2, INFO_REQUEST},
            .law[1]  = {8, DIR | WORK | CONTACT_PATIENT | FUNCTIONAL_LIMITS |
                           EXPECTED_DURATION | INCAPACITY_DEGREE | ACTUAL_OPINION |
                           RIV_NONMEDICAL | CONSENT_RECORD | AUDIT_META},
            .sources = "S3 S9"),
        TO1(IPS_COACH,
            .consent = DIR | WORK | INFO_REQUEST,
            .sources = "S9 D"),
        TO2(JOB_COACH, LABOUR_EXPERT,
            .law[0]  = {6, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | FUNCTIONAL_LIMITS |
                           EXPECTED_DURATION | INCAPACITY_DEGREE},
            .sources = "S16 S9 D"),
        TO1(OCC_PHYSICIAN,
            .law[0]  = {2, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | EXPECTED_DURATION |
                           SAFETYNET_FLAG | SAFETY_SIGNAL},
            .sources = "S4 S9"),
        TO1(UWV_PHYSICIAN,
            .law[0]  = {4, DIR | WORK_CONTEXT | RIV_NONMEDICAL},
            .sources = "S15 S17"),
        TO1(UWV_LABOUR_EXPERT,
            .law[0]  = {4, DIR | WORK | CONTACT_PATIENT | INFO_REQUEST | FUNCTIONAL_LIMITS |
                           EXPECTED_DURATION | INCAPACITY_DEGREE | ACTUAL_OPINION |
                           RIV_NONMEDICAL | SAFETYNET_FLAG},
            .sources = "S15 S17"),
        TO1(AUDITOR,
            .law[0]  = {10, CONSENT_RECORD | AUDIT_META},
            .sources = "S4b S5"),
        TO4(CLOSE_ONE, CLINICIAN_GGZ, GP, POH_GGZ, .sources = "D S2 S9"),
    },
    [SP_ROLE_AUDITOR] = {
        TO13(PATIENT, REPRESENTATIVE, CLOSE_ONE, CLINICIAN_GGZ, GP, POH_GGZ, IPS_COACH,
             JOB_COACH, OCC_PHYSICIAN, LABOUR_EXPERT, UWV_PHYSICIAN, UWV_LABOUR_EXPERT,
             EMPLOYER, .sources = "D S4b"),
    },
};
/* clang-format on */

static const struct sp_matrix_pair no_row = {.sources = NULL};

const struct sp_matrix_pair *
sp_matrix_pair(uint8_t from, uint8_t to)
{
    return from < SP_ROLE_COUNT && to < SP_ROLE_COUNT ? &matrix[from][to] : &no_row;
}

uint32_t
sp_matrix_allowed(const struct sp_matrix_pair *pair)
{
    return pair->free | pair->consent | pair->each | pair->law[0].cells | pair->law[1].cells;
}

bool
sp_policy_pair_exists(uint8_t from, uint8_t to)
{
    return sp_matrix_allowed(sp_matrix_pair(from, to)) != 0;
}

struct sp_cell
sp_policy_cell(uint8_t from, uint8_t to, uint8_t category)
{
    const struct sp_matrix_pair *pair = sp_matrix_pair(from, to);
    uint32_t bit = category < SP_CATEGORY_COUNT ? SP_CATEGORY_BIT(category) : 0;
    struct sp_cell cell = {.basis = SP_BASIS_NONE, .sources = pair->sources};

    if (cell.sources == NULL) {
        cell.sources = "D"; /* no row names this pair: closed by choice */
    }
    if ((pair->free & bit) != 0) {
        cell.basis = SP_BASIS_FREE;
    } else if ((pair->consent & bit) != 0) {
        cell.basis = SP_BASIS_CONSENT;
    } else if ((pair->each & bit) != 0) {
        cell.basis = SP_BASIS_CONSENT_EACH;
    }
    for (size_t i = 0; i < SP_MATRIX_LAWS; i++) {
        if ((pair->law[i].cells & bit) != 0) {
            cell.basis = SP_BASIS_LAW;
            cell.law = pair->law[i].number;
        }
    }
    return cell;
}
