/*
 * What the document on the rules (docs/rules.md) says besides the tables and the rules' own texts:
 * the sources in words, the points that can be argued, notes.  One data file per language
 * (document_nl.c, document_en.c); a test keeps both complete and equal in shape.
 */
#ifndef SP_POLICY_DOCUMENT_H
#define SP_POLICY_DOCUMENT_H

#include <samenspraak/policy.h>

/* A source by its code of secrecy-rules.md section 0, "S2" or "D". */
struct sp_policy_source {
    const char *code;
    const char *checked; /* "F", "F2", "K", or several: how far it was verified; "" for D */
    const char *words;
};

/* A point on which lawyers may differ, and what the rules do meanwhile. */
struct sp_policy_point {
    const char *code; /* "A1" */
    const char *question, *in_favour, *against, *standard;
};

/* A heading above the rules from ${first} on. */
struct sp_policy_heading {
    const char *first; /* id of a rule */
    const char *text;
};

/* One language.  Lists end with a row whose first member is NULL. */
struct sp_policy_document {
    const char *title;
    const char *confirm; /* who must confirm the rules before real data */
    const char *made;    /* of what this document is made */

    const char *reading, *reading_text;
    const char *free, *consent, *each, *never; /* the four grounds that are no law */
    const char *laws[SP_LAW_COUNT + 1];        /* row n is Ln */
    const char *roles, *categories, *category;

    const char *matrix, *matrix_text, *overview, *from;
    const char *nothing; /* to these roles nothing passes */
    const char *notes_title;
    const char *const *notes;

    const char *order, *order_text;
    const struct sp_policy_heading *headings;
    const char *why, *next, *source;

    const char *limits;
    const char *purposes, *purposes_text, *law_purposes, *law_purposes_text;
    const char *evidence, *evidence_text;
    const char *terms, *terms_text, *term_oral, *term_others, *term_each, *term_patient, *term_one;
    const char *givers, *givers_text, *age, *capable, *incapable, *must_give, *informed, *with;
    const char *nobody, *other, *then;
    const char *asks, *asks_text;
    const char *breakglass, *breakglass_text, *content, *pairs, *items_title;
    const char *items[SP_BREAKGLASS_COUNT];

    const char *sources, *sources_text, *checked;
    const struct sp_policy_source *source_list;

    const char *points, *points_text, *in_favour, *against, *standard;
    const struct sp_policy_point *point_list;
    const char *smaller_title;
    const char *const *smaller;
};

extern const struct sp_policy_document sp_policy_document_nl, sp_policy_document_en;

#endif /* SP_POLICY_DOCUMENT_H */
