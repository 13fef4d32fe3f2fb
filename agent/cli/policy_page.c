#include "policy_page.h"

#include <string.h>

void
sp_page_both(FILE *out, const char *nl, const char *en)
{
    if (strcmp(nl, en) == 0) {
        (void)fputs(nl, out);
    } else {
        (void)fprintf(out, "%s · %s", nl, en);
    }
}

void
sp_page_chapter(FILE *out, int number, const char *nl, const char *en)
{
    (void)fprintf(out, "## %d. ", number);
    sp_page_both(out, nl, en);
    (void)fputs("\n\n", out);
}

void
sp_page_section(FILE *out, const char *nl, const char *en)
{
    (void)fputs("### ", out);
    sp_page_both(out, nl, en);
    (void)fputs("\n\n", out);
}

void
sp_page_paragraph(FILE *out, const char *nl, const char *en)
{
    (void)fprintf(out, "%s\n\n> %s\n\n", nl, en);
}

void
sp_page_term(FILE *out, const struct sp_terms *terms, unsigned row)
{
    sp_page_both(
        out, sp_term_name(terms, row, SP_LANGUAGE_NL), sp_term_name(terms, row, SP_LANGUAGE_EN));
}

void
sp_page_terms(FILE *out, const struct sp_terms *terms, uint32_t set)
{
    const char *between = "";

    for (unsigned row = 0; row < terms->count; row++) {
        if ((set >> row & 1U) != 0) {
            (void)fputs(between, out);
            sp_page_term(out, terms, row);
            between = "; ";
        }
    }
    if (between[0] == 0) {
        (void)fputs("–", out);
    }
}

void
sp_page_rule(FILE *out, size_t columns)
{
    for (size_t i = 0; i < columns; i++) {
        (void)fputs("|---", out);
    }
    (void)fputs("|\n", out);
}

void
sp_page_end(FILE *out)
{
    (void)putc('\n', out);
}

void
sp_page_column(FILE *out, const struct sp_terms *terms, unsigned row)
{
    const char *nl = sp_term_name(terms, row, SP_LANGUAGE_NL);
    const char *en = sp_term_name(terms, row, SP_LANGUAGE_EN);
    bool is_same = strcmp(nl, en) == 0;

    (void)fprintf(out, " %s%s%s |", nl, is_same ? "" : "<br>", is_same ? "" : en);
}
