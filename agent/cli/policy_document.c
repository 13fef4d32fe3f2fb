/*
 * policy document: docs/rules.md, the rules for who must judge them.
 *
 * Everything that decides is asked of the tables that decide, so that the document cannot say
 * otherwise than the program does; the words around it are data of proto/policy.
 */
#include <string.h>

#include "policy_cli.h"
#include "policy_page.h"

static const char never[] = "–";

static void
put_cell(FILE *out, struct sp_cell cell)
{
    char text[SP_BASIS_TEXT_BYTES] = "";
    uint16_t laws = 0;

    if (cell.basis == SP_BASIS_NONE) {
        (void)fputs(never, out);
        return;
    }
    if (cell.basis == SP_BASIS_LAW) {
        laws = SP_LAW_BIT(cell.law);
    }
    sp_basis_text(cell.basis, laws, text);
    (void)fputs(text, out);
}

static void
put_sign(FILE *out, const char *sign, const char *nl, const char *en)
{
    (void)fprintf(out, "| `%s` | %s | %s |\n", sign, nl, en);
}

static void
put_terms(FILE *out, const struct sp_terms *terms, unsigned count)
{
    (void)fputs("| id | nl | en |\n", out);
    sp_page_rule(out, 3);
    for (unsigned row = 0; row < count; row++) {
        put_sign(out, sp_term_id(terms, row), sp_term_name(terms, row, SP_LANGUAGE_NL),
            sp_term_name(terms, row, SP_LANGUAGE_EN));
    }
    sp_page_end(out);
}

static void
put_reading(FILE *out)
{
    sp_page_chapter(out, 1, SP_BOTH(reading));
    sp_page_paragraph(out, SP_BOTH(reading_text));
    (void)fputs("| | nl | en |\n", out);
    sp_page_rule(out, 3);
    put_sign(out, "free", SP_BOTH(free));
    put_sign(out, "consent", SP_BOTH(consent));
    put_sign(out, "consent+each", SP_BOTH(each));
    for (unsigned law = 1; law <= SP_LAW_COUNT; law++) {
        char sign[SP_BASIS_TEXT_BYTES];

        sp_basis_text(SP_BASIS_LAW, SP_LAW_BIT(law), sign);
        put_sign(out, sign, SP_BOTH(laws[law]));
    }
    put_sign(out, never, SP_BOTH(never));
    sp_page_end(out);
    sp_page_section(out, SP_BOTH(roles));
    put_terms(out, &sp_roles, SP_ROLE_COUNT);
    sp_page_section(out, SP_BOTH(categories));
    put_terms(out, &sp_categories, SP_CATEGORY_COUNT);
}

#define GROUND_COUNT (3 + SP_LAW_COUNT)

/* What a cell can rest on, in the order of the signs: free, consent, consent and each, L1 to L11. */
static struct sp_cell
ground_at(unsigned row)
{
    static const uint8_t first[] = {SP_BASIS_FREE, SP_BASIS_CONSENT, SP_BASIS_CONSENT_EACH};

    if (row < sizeof(first)) {
        return (struct sp_cell){.basis = first[row]};
    }
    return (struct sp_cell){.basis = SP_BASIS_LAW, .law = (uint8_t)(row + 1 - sizeof(first))};
}

static bool
has_cell_on(uint8_t from, uint8_t to, struct sp_cell ground)
{
    for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
        struct sp_cell cell = sp_policy_cell(from, to, category);

        if (cell.basis == ground.basis && cell.law == ground.law) {
            return true;
        }
    }
    return false;
}

/* Each ground of the pair once. */
static void
put_grounds(FILE *out, uint8_t from, uint8_t to)
{
    const char *between = "";

    for (unsigned row = 0; row < GROUND_COUNT; row++) {
        if (has_cell_on(from, to, ground_at(row))) {
            (void)fputs(between, out);
            put_cell(out, ground_at(row));
            between = "<br>";
        }
    }
    if (between[0] == 0) {
        (void)fputs(never, out);
    }
}

static void
put_overview(FILE *out)
{
    sp_page_section(out, SP_BOTH(overview));
    (void)fputs("| ", out);
    sp_page_both(out, SP_BOTH(from));
    (void)fputs(" |", out);
    for (uint8_t to = 0; to < SP_ROLE_COUNT; to++) {
        sp_page_column(out, &sp_roles, to);
    }
    (void)putc('\n', out);
    sp_page_rule(out, SP_ROLE_COUNT + 1);
    for (uint8_t from = 0; from < SP_ROLE_COUNT; from++) {
        (void)fputs("| ", out);
        sp_page_term(out, &sp_roles, from);
        (void)fputs(" |", out);
        for (uint8_t to = 0; to < SP_ROLE_COUNT; to++) {
            (void)putc(' ', out);
            put_grounds(out, from, to);
            (void)fputs(" |", out);
        }
        (void)putc('\n', out);
    }
    sp_page_end(out);
}

static void
put_kind(FILE *out, uint8_t from, uint8_t category)
{
    (void)fputs("| ", out);
    sp_page_term(out, &sp_categories, category);
    (void)fputs(" |", out);
    for (uint8_t to = 0; to < SP_ROLE_COUNT; to++) {
        if (sp_policy_pair_exists(from, to)) {
            (void)putc(' ', out);
            put_cell(out, sp_policy_cell(from, to, category));
            (void)fputs(" |", out);
        }
    }
    (void)putc('\n', out);
}

/* One line per kind of information, one column per recipient. */
static void
put_grid(FILE *out, uint8_t from)
{
    size_t columns = 1;

    (void)fputs("| ", out);
    sp_page_both(out, SP_BOTH(category));
    (void)fputs(" |", out);
    for (uint8_t to = 0; to < SP_ROLE_COUNT; to++) {
        if (sp_policy_pair_exists(from, to)) {
            sp_page_column(out, &sp_roles, to);
            columns++;
        }
    }
    (void)putc('\n', out);
    sp_page_rule(out, columns);
    for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
        put_kind(out, from, category);
    }
    sp_page_end(out);
}

/* The recipients that have a row, or those that have none, each with its sources. */
static void
put_recipients(FILE *out, uint8_t from, bool exists)
{
    for (uint8_t to = 0; to < SP_ROLE_COUNT; to++) {
        if (sp_policy_pair_exists(from, to) == exists) {
            (void)fprintf(
                out, "- `%s` → `%s` (", sp_term_id(&sp_roles, from), sp_term_id(&sp_roles, to));
            sp_page_term(out, &sp_roles, to);
            (void)fprintf(out, "): %s\n", sp_policy_cell(from, to, 0).sources);
        }
    }
    sp_page_end(out);
}

static void
put_discloser(FILE *out, uint8_t from)
{
    bool has_any = false, has_none = false;

    sp_page_section(out, sp_term_name(&sp_roles, from, SP_LANGUAGE_NL),
        sp_term_name(&sp_roles, from, SP_LANGUAGE_EN));
    for (uint8_t to = 0; to < SP_ROLE_COUNT; to++) {
        has_any |= sp_policy_pair_exists(from, to);
        has_none |= !sp_policy_pair_exists(from, to);
    }
    if (has_any) {
        put_grid(out, from);
        put_recipients(out, from, true);
    }
    if (has_none) {
        sp_page_both(out, SP_BOTH(nothing));
        (void)fputs(":\n\n", out);
        put_recipients(out, from, false);
    }
}

static void
put_list(FILE *out, const char *const *nl, const char *const *en)
{
    for (size_t i = 0; nl[i] != NULL && en[i] != NULL; i++) {
        (void)fprintf(out, "%zu. %s\n\n   > %s\n\n", i + 1, nl[i], en[i]);
    }
}

static void
put_matrix(FILE *out)
{
    sp_page_chapter(out, 2, SP_BOTH(matrix));
    sp_page_paragraph(out, SP_BOTH(matrix_text));
    put_overview(out);
    for (uint8_t from = 0; from < SP_ROLE_COUNT; from++) {
        put_discloser(out, from);
    }
    sp_page_section(out, SP_BOTH(notes_title));
    put_list(out, SP_BOTH(notes));
}

static void
put_text(FILE *out, const char *lead_nl, const char *lead_en, const char *const texts[])
{
    (void)fputs("| **", out);
    sp_page_both(out, lead_nl, lead_en);
    (void)fprintf(out, "** | %s | %s |\n", texts[SP_LANGUAGE_NL], texts[SP_LANGUAGE_EN]);
}

static void
put_rule(FILE *out, size_t number, const struct sp_rule *rule)
{
    struct sp_rule_text nl = sp_policy_text(rule, SP_LANGUAGE_NL);
    struct sp_rule_text en = sp_policy_text(rule, SP_LANGUAGE_EN);

    (void)fprintf(out, "%zu\\. `%s`: **%s**%s%s\n\n", number, rule->id,
        sp_verdict_name(rule->verdict), rule->sources[0] != 0 ? "; " : "", rule->sources);
    (void)fputs("| | nl | en |\n", out);
    sp_page_rule(out, 3);
    put_text(out, SP_BOTH(why), (const char *const[]){nl.why, en.why});
    put_text(out, SP_BOTH(next), (const char *const[]){nl.next, en.next});
    put_text(out, SP_BOTH(source), (const char *const[]){nl.source, en.source});
    (void)putc('\n', out);
}

static void
put_order(FILE *out)
{
    const struct sp_policy_heading *nl = sp_policy_document_nl.headings;
    const struct sp_policy_heading *en = sp_policy_document_en.headings;
    const struct sp_rule *rule;

    sp_page_chapter(out, 3, SP_BOTH(order));
    sp_page_paragraph(out, SP_BOTH(order_text));
    for (size_t i = 0; (rule = sp_policy_rule_at(i)) != NULL; i++) {
        if (nl->first != NULL && strcmp(nl->first, rule->id) == 0) {
            sp_page_section(out, nl->text, en->text);
            nl++;
            en++;
        }
        put_rule(out, i + 1, rule);
    }
}

static void
put_sources(FILE *out)
{
    const struct sp_policy_source *nl = sp_policy_document_nl.source_list;
    const struct sp_policy_source *en = sp_policy_document_en.source_list;

    sp_page_chapter(out, 5, SP_BOTH(sources));
    sp_page_paragraph(out, SP_BOTH(sources_text));
    (void)fputs("| | nl | en | ", out);
    sp_page_both(out, SP_BOTH(checked));
    (void)fputs(" |\n", out);
    sp_page_rule(out, 4);
    for (; nl->code != NULL && en->code != NULL; nl++, en++) {
        (void)fprintf(out, "| %s | %s | %s | %s |\n", nl->code, nl->words, en->words, nl->checked);
    }
    sp_page_end(out);
}

static void
put_points(FILE *out)
{
    const struct sp_policy_point *nl = sp_policy_document_nl.point_list;
    const struct sp_policy_point *en = sp_policy_document_en.point_list;

    sp_page_chapter(out, 6, SP_BOTH(points));
    sp_page_paragraph(out, SP_BOTH(points_text));
    for (; nl->code != NULL && en->code != NULL; nl++, en++) {
        (void)fprintf(out, "| **%s** | %s | %s |\n", nl->code, nl->question, en->question);
        sp_page_rule(out, 3);
        put_text(out, SP_BOTH(in_favour), (const char *const[]){nl->in_favour, en->in_favour});
        put_text(out, SP_BOTH(against), (const char *const[]){nl->against, en->against});
        put_text(out, SP_BOTH(standard), (const char *const[]){nl->standard, en->standard});
        (void)putc('\n', out);
    }
    sp_page_section(out, SP_BOTH(smaller_title));
    put_list(out, SP_BOTH(smaller));
}

void
sp_cli_policy_document(FILE *out)
{
    (void)fputs("<!-- Made by scripts/make-rules; not to be edited. -->\n# ", out);
    sp_page_both(out, SP_BOTH(title));
    (void)fputs("\n\n", out);
    (void)fprintf(out, "**%s**\n\n> **%s**\n\n", SP_BOTH(confirm));
    sp_page_paragraph(out, SP_BOTH(made));
    put_reading(out);
    put_matrix(out);
    put_order(out);
    sp_page_chapter(out, 4, SP_BOTH(limits));
    sp_page_limits(out);
    put_sources(out);
    put_points(out);
    (void)fprintf(out, "**%s**\n\n> **%s**\n", SP_BOTH(confirm));
}
