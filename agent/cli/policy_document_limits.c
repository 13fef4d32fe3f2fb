/*
 * policy document: the chapter on the limits, asked of the functions that keep them.
 */
#include "policy_cli.h"
#include "policy_limits.h"
#include "policy_page.h"

#define REPS_ALL ((1U << SP_REP_COUNT) - 1U)

static void
put_mark(FILE *out, bool is_open)
{
    (void)fputs(is_open ? " ✓ |" : "  |", out);
}

static void
put_purposes_of_roles(FILE *out)
{
    sp_page_section(out, SP_BOTH(purposes));
    sp_page_paragraph(out, SP_BOTH(purposes_text));
    (void)fputs("| |", out);
    for (unsigned purpose = 0; purpose < SP_PURPOSE_COUNT; purpose++) {
        sp_page_column(out, &sp_purposes, purpose);
    }
    (void)putc('\n', out);
    sp_page_rule(out, SP_PURPOSE_COUNT + 1);
    for (uint8_t role = 0; role < SP_ROLE_COUNT; role++) {
        (void)fputs("| ", out);
        sp_page_term(out, &sp_roles, role);
        (void)fputs(" |", out);
        for (uint8_t purpose = 0; purpose < SP_PURPOSE_COUNT; purpose++) {
            put_mark(out, sp_limit_purpose_for_role(role, purpose));
        }
        (void)putc('\n', out);
    }
    sp_page_end(out);
}

static void
put_purposes_of_laws(FILE *out)
{
    sp_page_section(out, SP_BOTH(law_purposes));
    sp_page_paragraph(out, SP_BOTH(law_purposes_text));
    (void)fputs("| |", out);
    for (unsigned law = 1; law <= SP_LAW_COUNT; law++) {
        (void)fprintf(out, " L%u |", law);
    }
    (void)putc('\n', out);
    sp_page_rule(out, SP_LAW_COUNT + 1);
    for (uint8_t purpose = 0; purpose < SP_PURPOSE_COUNT; purpose++) {
        (void)fputs("| ", out);
        sp_page_term(out, &sp_purposes, purpose);
        (void)fputs(" |", out);
        for (unsigned law = 1; law <= SP_LAW_COUNT; law++) {
            put_mark(out, sp_limit_purpose_for_law(law, purpose));
        }
        (void)putc('\n', out);
    }
    sp_page_end(out);
}

/* To the patient and her representative nothing ever needs consent, nor to the auditor. */
static bool
may_need_consent(uint8_t from, uint8_t to)
{
    return sp_policy_pair_exists(from, to) && to != SP_ROLE_PATIENT &&
           to != SP_ROLE_REPRESENTATIVE && to != SP_ROLE_AUDITOR;
}

/* "1", or "1 / 2" where a message that needs approval needs more. */
static void
put_least(FILE *out, uint8_t from, uint8_t to)
{
    unsigned least = sp_limit_evidence(from, to, false);
    unsigned least_each = sp_limit_evidence(from, to, true);

    if (!may_need_consent(from, to)) {
        (void)fputs(" – |", out);
    } else if (least == least_each) {
        (void)fprintf(out, " %u |", least);
    } else {
        (void)fprintf(out, " %u / %u |", least, least_each);
    }
}

static void
put_evidence(FILE *out)
{
    sp_page_section(out, SP_BOTH(evidence));
    sp_page_paragraph(out, SP_BOTH(evidence_text));
    for (unsigned level = 0; level < SP_EVIDENCE_COUNT; level++) {
        (void)fprintf(out, "- %u: ", level);
        sp_page_term(out, &sp_evidences, level);
        (void)putc('\n', out);
    }
    sp_page_end(out);
    (void)fputs("| ", out);
    sp_page_both(out, SP_BOTH(from));
    (void)fputs(" |", out);
    for (unsigned to = SP_ROLE_CLOSE_ONE; to < SP_ROLE_AUDITOR; to++) {
        sp_page_column(out, &sp_roles, to);
    }
    (void)putc('\n', out);
    sp_page_rule(out, 1 + SP_ROLE_AUDITOR - SP_ROLE_CLOSE_ONE);
    for (unsigned from = 0; from < SP_ROLE_AUDITOR; from++) {
        (void)fputs("| ", out);
        sp_page_term(out, &sp_roles, from);
        (void)fputs(" |", out);
        for (unsigned to = SP_ROLE_CLOSE_ONE; to < SP_ROLE_AUDITOR; to++) {
            put_least(out, (uint8_t)from, (uint8_t)to);
        }
        (void)putc('\n', out);
    }
    sp_page_end(out);
}

static void
put_term(FILE *out, const char *nl, const char *en, int32_t days)
{
    (void)fputs("| ", out);
    sp_page_both(out, nl, en);
    (void)fprintf(out, " | %d |\n", days);
}

static void
put_validity(FILE *out)
{
    const struct sp_consent_facts oral = {.evidence = SP_EVIDENCE_ORAL_RECORDED};
    const struct sp_consent_facts others = {
        .evidence = SP_EVIDENCE_PATIENT_SIGNED, .given_by = {.patient = true, .reps = 1}};
    const struct sp_consent_facts patient = {
        .evidence = SP_EVIDENCE_PATIENT_SIGNED, .given_by = {.patient = true}};

    sp_page_section(out, SP_BOTH(terms));
    sp_page_paragraph(out, SP_BOTH(terms_text));
    (void)fputs("| | |\n", out);
    sp_page_rule(out, 2);
    put_term(out, SP_BOTH(term_oral), sp_limit_term_days(&oral, false));
    put_term(out, SP_BOTH(term_others), sp_limit_term_days(&others, false));
    put_term(out, SP_BOTH(term_each), sp_limit_term_days(&patient, true));
    put_term(out, SP_BOTH(term_patient), sp_limit_term_days(&patient, false));
    put_term(out, SP_BOTH(term_one), SP_LIMIT_APPROVAL_DAYS);
    sp_page_end(out);
}

/* "ouders of voogd" in one language. */
static void
put_reps(FILE *out, uint32_t reps, enum sp_language language)
{
    const struct sp_policy_document *words =
        language == SP_LANGUAGE_NL ? &sp_policy_document_nl : &sp_policy_document_en;
    const char *between = "";

    for (unsigned rep = 0; rep < SP_REP_COUNT; rep++) {
        if ((reps >> rep & 1U) != 0) {
            (void)fprintf(out, "%s%s", between, sp_term_name(&sp_reps, rep, language));
            between = " ";
            (void)fputs(reps >> rep > 1U ? " " : "", out);
            (void)fputs(reps >> rep > 1U ? words->other : "", out);
        }
    }
}

/* Everyone who may have to give, the first rank first: each is asked once those before are gone. */
static void
put_givers(FILE *out, uint8_t age, bool capable, enum sp_language language)
{
    const struct sp_policy_document *words =
        language == SP_LANGUAGE_NL ? &sp_policy_document_nl : &sp_policy_document_en;
    uint8_t there = REPS_ALL;
    struct sp_givers wanted = sp_limit_givers(age, capable, there);

    if (wanted.patient) {
        (void)fputs(sp_term_name(&sp_roles, SP_ROLE_PATIENT, language), out);
        (void)fprintf(out, "%s%s%s", wanted.reps != 0 ? " " : "",
            wanted.reps != 0 ? words->with : "", wanted.reps != 0 ? " " : "");
    }
    while (wanted.reps != 0) {
        put_reps(out, wanted.reps, language);
        there = (uint8_t)(there & ~wanted.reps);
        struct sp_givers rest = sp_limit_givers(age, capable, there);
        bool is_ranked = rest.reps != 0 && rest.reps != wanted.reps;

        (void)fprintf(out, "%s%s%s", is_ranked ? "; " : "", is_ranked ? words->then : "",
            is_ranked ? " " : "");
        wanted = is_ranked ? rest : (struct sp_givers){.reps = 0};
    }
}

static void
put_age(FILE *out, uint8_t age, bool capable)
{
    uint8_t informed = sp_limit_reps_informed(age, capable);

    (void)fputs("| ", out);
    sp_page_term(out, &sp_age_bands, age);
    (void)fputs(" | ", out);
    if (capable) {
        sp_page_both(out, SP_BOTH(capable));
    } else {
        sp_page_both(out, SP_BOTH(incapable));
    }
    (void)fputs(" | ", out);
    put_givers(out, age, capable, SP_LANGUAGE_NL);
    (void)fputs(" | ", out);
    put_givers(out, age, capable, SP_LANGUAGE_EN);
    (void)fputs(" | ", out);
    sp_page_terms(out, &sp_reps, informed);
    (void)fputs(" |\n", out);
}

static void
put_who_gives(FILE *out)
{
    static const uint8_t ages[] = {
        SP_AGE_UNDER_12, SP_AGE_12_TO_15, SP_AGE_16_AND_17, SP_AGE_ADULT};

    sp_page_section(out, SP_BOTH(givers));
    sp_page_paragraph(out, SP_BOTH(givers_text));
    (void)fputs("| ", out);
    sp_page_both(out, SP_BOTH(age));
    (void)fprintf(out, " | | %s | %s | ", SP_BOTH(must_give));
    sp_page_both(out, SP_BOTH(informed));
    (void)fputs(" |\n", out);
    sp_page_rule(out, 5);
    for (size_t i = 0; i < sizeof(ages); i++) {
        put_age(out, ages[i], true);
        put_age(out, ages[i], false);
    }
    sp_page_end(out);
}

static void
put_breakglass(FILE *out)
{
    sp_page_section(out, SP_BOTH(breakglass));
    sp_page_paragraph(out, SP_BOTH(breakglass_text));
    sp_page_both(out, SP_BOTH(pairs));
    (void)fputs(":\n\n", out);
    for (uint8_t from = 0; from < SP_ROLE_COUNT; from++) {
        uint32_t set = 0;

        for (uint8_t to = 0; to < SP_ROLE_COUNT; to++) {
            struct sp_cell cell = sp_policy_cell(from, to, SP_CATEGORY_SAFETY_SIGNAL);
            set |= cell.basis == SP_BASIS_LAW && cell.law == 9 ? 1U << to : 0;
        }
        if (set != 0) {
            (void)fputs("- ", out);
            sp_page_term(out, &sp_roles, from);
            (void)fputs(" → ", out);
            sp_page_terms(out, &sp_roles, set);
            (void)putc('\n', out);
        }
    }
    (void)putc('\n', out);
    sp_page_both(out, SP_BOTH(content));
    (void)fputs(": ", out);
    sp_page_terms(out, &sp_categories, sp_limit_breakglass_content());
    (void)fputs("\n\n", out);
    sp_page_both(out, SP_BOTH(items_title));
    (void)fputs(":\n\n| | nl | en |\n", out);
    sp_page_rule(out, 3);
    for (unsigned item = 0; item < SP_BREAKGLASS_COUNT; item++) {
        (void)fprintf(out, "| `%s` | %s | %s |\n", sp_breakglass_items[item], SP_BOTH(items[item]));
    }
    sp_page_end(out);
}

void
sp_page_limits(FILE *out)
{
    put_purposes_of_roles(out);
    put_purposes_of_laws(out);
    put_evidence(out);
    put_validity(out);
    put_who_gives(out);
    sp_page_section(out, SP_BOTH(asks));
    sp_page_paragraph(out, SP_BOTH(asks_text));
    sp_page_terms(out, &sp_categories, sp_limit_employer_asks());
    (void)fputs("\n\n", out);
    put_breakglass(out);
}
