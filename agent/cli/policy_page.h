/*
 * The document on the rules as Markdown, both languages side by side: what its chapters share.
 */
#ifndef SP_POLICY_PAGE_H
#define SP_POLICY_PAGE_H

#include <stdio.h>

#include <samenspraak/terms.h>

#include "policy_document.h"

/* The two texts of one member of struct sp_policy_document. */
#define SP_BOTH(member) sp_policy_document_nl.member, sp_policy_document_en.member

/*
 * A block of its own ends with an empty line.
 *
 * "## 2. nl · en".
 */
void sp_page_chapter(FILE *out, int number, const char *nl, const char *en);
/* A block: "### nl · en". */
void sp_page_section(FILE *out, const char *nl, const char *en);
/* A block: Dutch, and English below it as a quotation. */
void sp_page_paragraph(FILE *out, const char *nl, const char *en);
/* The end of a table or list, which is a block. */
void sp_page_end(FILE *out);

/* "nl · en", or once when both are the same. */
void sp_page_both(FILE *out, const char *nl, const char *en);
/* "nl · en" of a row of ${terms}. */
void sp_page_term(FILE *out, const struct sp_terms *terms, unsigned row);
/* The same for every row whose bit is in ${set}, with "; " between them, or "–" for none. */
void sp_page_terms(FILE *out, const struct sp_terms *terms, uint32_t set);
/* The line below the head of a table of ${columns}. */
void sp_page_rule(FILE *out, size_t columns);
/* " nl<br>en |": the head of a column. */
void sp_page_column(FILE *out, const struct sp_terms *terms, unsigned row);

/* The sections of the chapter on the limits. */
void sp_page_limits(FILE *out);

#endif /* SP_POLICY_PAGE_H */
