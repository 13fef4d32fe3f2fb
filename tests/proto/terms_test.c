#include "support.h"

#include <string.h>

#include <samenspraak/terms.h>

/* Copies of the lists of secrecy-rules.md section 4 and protocol.md B5, in their order. */
/* clang-format off */
static const char *const role_ids[] = {
    "patient", "representative", "close_one", "clinician_ggz", "gp", "poh_ggz", "ips_coach",
    "job_coach", "occ_physician", "labour_expert", "uwv_physician", "uwv_labour_expert",
    "employer", "auditor", "broker",
};
static const char *const category_ids[] = {
    "general_info", "contact_prof", "contact_patient", "eval_dates", "work_context",
    "info_request", "prep_notes", "situation_analysis", "plan_agreements", "functional_limits",
    "work_adaptations", "rtw_plan", "expected_duration", "incapacity_degree",
    "fitness_judgement", "actual_opinion", "riv_nonmedical", "riv_medical", "safetynet_flag",
    "emergency_instruction", "instrument_results", "symptoms", "cause", "diagnosis",
    "medication", "treatment_course", "prognosis", "personal_circumstances", "safety_signal",
    "consent_record", "audit_meta",
};
static const char *const purpose_ids[] = {
    "treatment", "occ_guidance", "work_adjust", "prevention", "benefit_assessment", "riv_review",
    "placement", "support", "own_access", "coordination", "safety", "audit",
};
static const char *const evidence_ids[] = {
    "presumed", "oral_recorded", "written_attested", "patient_signed",
};
static const char *const kind_ids[] = {
    "grant", "attest", "confirm", "relate", "object", "mandate", "capacity", "age", "death",
    "approve", "reject", "revoke", "end", "breakglass", "cosign", "rotate_key", "close",
};
static const char *const relation_ids[] = {"treats", "employs", "occupational", "coaches", "uwv"};
static const char *const rep_ids[] = {
    "parents", "guardian", "curator", "mentor", "written_proxy", "partner", "family",
};
static const char *const age_ids[] = {"adult", "under_12", "12_to_15", "16_and_17"};

static const struct list {
    const struct sp_terms *terms;
    const char *const *ids;
    size_t count;
} lists[] = {
#define LIST(terms_, ids_) {&(terms_), ids_, sizeof(ids_) / sizeof((ids_)[0])}
    LIST(sp_roles, role_ids),         LIST(sp_categories, category_ids),
    LIST(sp_purposes, purpose_ids),   LIST(sp_evidences, evidence_ids),
    LIST(sp_kinds, kind_ids),         LIST(sp_relations, relation_ids),
    LIST(sp_reps, rep_ids),           LIST(sp_age_bands, age_ids),
};
/* clang-format on */
#define LIST_COUNT (sizeof(lists) / sizeof(lists[0]))

static void
every_list_has_the_rows_of_the_rules_in_their_order(void **state)
{
    (void)state;

    for (size_t i = 0; i < LIST_COUNT; i++) {
        assert_int_equal(lists[i].terms->count, lists[i].count);
        for (size_t row = 0; row < lists[i].count; row++) {
            assert_string_equal(sp_term_id(lists[i].terms, (unsigned)row), lists[i].ids[row]);
            assert_int_equal(sp_term_find(lists[i].terms, lists[i].ids[row]), row);
        }
    }
}

static void
the_numbers_on_the_wire_are_frozen(void **state)
{
    (void)state;

    assert_int_equal(SP_ROLE_OCC_PHYSICIAN, 8);
    assert_int_equal(SP_ROLE_EMPLOYER, 12);
    assert_int_equal(SP_ROLE_BROKER, 14);
    assert_int_equal(SP_ROLE_COUNT, 14);
    assert_int_equal(SP_CATEGORY_WORK_ADAPTATIONS, 10);
    assert_int_equal(SP_CATEGORY_DIAGNOSIS, 23);
    assert_int_equal(SP_CATEGORY_AUDIT_META, 30);
    assert_int_equal(SP_CATEGORY_ALL, (UINT64_C(1) << SP_CATEGORY_COUNT) - 1);
    assert_int_equal(SP_PURPOSE_AUDIT, 11);
    assert_int_equal(SP_KIND_CLOSE, 16);
    assert_int_equal(SP_BASIS_LAW, 0x80);
}

static void
every_row_has_a_name_in_both_languages(void **state)
{
    (void)state;

    for (size_t i = 0; i < LIST_COUNT; i++) {
        for (unsigned row = 0; row < lists[i].count; row++) {
            assert_true(strlen(sp_term_name(lists[i].terms, row, SP_LANGUAGE_NL)) > 1);
            assert_true(strlen(sp_term_name(lists[i].terms, row, SP_LANGUAGE_EN)) > 1);
        }
    }
    assert_string_equal(
        sp_term_name(&sp_roles, SP_ROLE_OCC_PHYSICIAN, SP_LANGUAGE_NL), "bedrijfsarts");
    assert_string_equal(sp_term_name(&sp_categories, SP_CATEGORY_CAUSE, SP_LANGUAGE_EN), "cause");
    assert_string_equal(
        sp_term_name(&sp_purposes, SP_PURPOSE_OWN_ACCESS, SP_LANGUAGE_NL), "inzage en afschrift");
}

static void
no_two_rows_share_an_id_or_a_name(void **state)
{
    (void)state;

    for (size_t i = 0; i < LIST_COUNT; i++) {
        const struct sp_term *rows = lists[i].terms->rows;
        for (size_t pair = 0; pair < lists[i].count * lists[i].count; pair++) {
            size_t a = pair / lists[i].count, b = pair % lists[i].count;
            if (a >= b) {
                continue;
            }
            assert_string_not_equal(rows[a].id, rows[b].id);
            assert_string_not_equal(rows[a].name[SP_LANGUAGE_NL], rows[b].name[SP_LANGUAGE_NL]);
            assert_string_not_equal(rows[a].name[SP_LANGUAGE_EN], rows[b].name[SP_LANGUAGE_EN]);
        }
    }
}

static void
an_unknown_number_is_shown_as_a_question_mark(void **state)
{
    static const unsigned past[] = {31, 255, 256, 65536, UINT32_MAX};
    (void)state;

    for (size_t i = 0; i < LIST_COUNT; i++) {
        assert_string_equal(sp_term_id(lists[i].terms, lists[i].terms->count), "?");
        for (size_t j = 0; j < sizeof(past) / sizeof(past[0]); j++) {
            assert_string_equal(sp_term_id(lists[i].terms, past[j]), "?");
            assert_string_equal(sp_term_name(lists[i].terms, past[j], SP_LANGUAGE_NL), "?");
        }
    }
    assert_string_equal(sp_term_name(&sp_roles, 0, (enum sp_language)2), "?");
}

static void
an_unknown_id_is_not_found(void **state)
{
    static const char *const ids[] = {"", " ", "Patient", "patient ", "patien", "verzekeraar",
        "insurer", "police", "?", "research", "dismissal"};
    (void)state;

    for (size_t i = 0; i < LIST_COUNT; i++) {
        for (size_t j = 0; j < sizeof(ids) / sizeof(ids[0]); j++) {
            assert_int_equal(sp_term_find(lists[i].terms, ids[j]), -1);
        }
    }
}

static void
a_basis_is_written_as_in_the_rules(void **state)
{
    char text[SP_BASIS_TEXT_BYTES];
    (void)state;

    sp_basis_text(SP_BASIS_FREE, 0, text);
    assert_string_equal(text, "free");
    sp_basis_text(SP_BASIS_CONSENT, 0xffff, text);
    assert_string_equal(text, "consent");
    sp_basis_text(SP_BASIS_CONSENT_EACH, 0, text);
    assert_string_equal(text, "consent+each");
    sp_basis_text(SP_BASIS_NONE, 0x7ff, text);
    assert_string_equal(text, "");
    sp_basis_text(SP_BASIS_LAW, SP_LAW_BIT(3), text);
    assert_string_equal(text, "L3");
    sp_basis_text(SP_BASIS_LAW, SP_LAW_BIT(7) | SP_LAW_BIT(2), text);
    assert_string_equal(text, "L2+L7");
    sp_basis_text(SP_BASIS_LAW, 0x7ff, text);
    assert_string_equal(text, "L1+L2+L3+L4+L5+L6+L7+L8+L9+L10+L11");
}

static void
an_unknown_basis_is_shown_as_unknown(void **state)
{
    char text[SP_BASIS_TEXT_BYTES];
    (void)state;

    sp_basis_text(3, 0, text);
    assert_string_equal(text, "?");
    sp_basis_text(0x81, SP_LAW_BIT(1), text);
    assert_string_equal(text, "?");
    sp_basis_text(SP_BASIS_LAW, 0, text);
    assert_string_equal(text, "");
    sp_basis_text(SP_BASIS_LAW, 0xffff, text);
    assert_string_equal(text, "L1+L2+L3+L4+L5+L6+L7+L8+L9+L10+L11+?");
    sp_basis_text(SP_BASIS_LAW, 0x8000, text);
    assert_string_equal(text, "?");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_list_has_the_rows_of_the_rules_in_their_order),
        cmocka_unit_test(the_numbers_on_the_wire_are_frozen),
        cmocka_unit_test(every_row_has_a_name_in_both_languages),
        cmocka_unit_test(no_two_rows_share_an_id_or_a_name),
        cmocka_unit_test(an_unknown_number_is_shown_as_a_question_mark),
        cmocka_unit_test(an_unknown_id_is_not_found),
        cmocka_unit_test(a_basis_is_written_as_in_the_rules),
        cmocka_unit_test(an_unknown_basis_is_shown_as_unknown),
    };

    return cmocka_run_group_tests_name("terms", tests, NULL, NULL);
}
