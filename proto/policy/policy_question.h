/*
 * The question, prepared: the cells of a message sorted by what they rest on now, and what kind of
 * question it is.  Nothing is decided here (rules.c does).
 */
#ifndef SP_POLICY_QUESTION_H
#define SP_POLICY_QUESTION_H

#include "policy_matrix.h"

/* clang-format off */
/* What kind of question it is; a rule is asked when one of its bits is set. */
#define ALWAYS         (1U << 0)
#define BREAKGLASS     (1U << 1)  /* break-glass is invoked */
#define REPRESENTATIVE (1U << 2)  /* a representative sends or receives */
#define REQUEST        (1U << 3)  /* the message asks for information */
#define FORWARDING     (1U << 4)  /* it forwards another's message to an outsider */
#define LAWFUL         (1U << 5)  /* a cell rests on a law */
#define UNCONSENTED    (1U << 6)  /* a cell needs consent and there is none at all */
#define CONSENTED      (1U << 7)  /* a cell needs consent and there is one to look at */
#define APPROVAL       (1U << 8)  /* the patient must approve this very message */
#define ON_EACH        (1U << 9)  /* a cell needs consent and approval */
#define ON_CONSENT     (1U << 10) /* a cell needs consent */
#define ON_FREE        (1U << 11) /* every cell is free */
#define FORBIDDEN      (1U << 12) /* a cell is forbidden */
#define SIGNAL         (1U << 13) /* a cell needs break-glass */
#define ON_LAW(n)      (1U << (15 + (n))) /* no cell needs consent, one rests on Ln */
/* clang-format on */

/* Sets of cells are masks of SP_CATEGORY_BIT, all within the message's categories. */
struct sp_question {
    const struct sp_facts *facts;
    const struct sp_matrix_pair *pair;
    uint32_t forbidden;           /* no row opens them */
    uint32_t breakglass;          /* only break-glass opens them */
    uint32_t law[SP_MATRIX_LAWS]; /* they rest on pair->law[i] */
    uint32_t objected;            /* L1 cells that an objection turned into consent */
    uint32_t unrelated;           /* L1 cells that a missing relation turned into consent */
    uint32_t consent;             /* they need consent, for whichever reason */
    uint32_t each;                /* those of them that need approval of the message too */
    uint32_t kind;
};

/* Prepares ${question} from ${facts}, which must outlive it; any values may stand in them. */
void sp_question_init(struct sp_question *question, const struct sp_facts *facts);

/* The cells of ${pair} that rest on L${number}. */
uint32_t sp_question_cells_on_law(const struct sp_matrix_pair *pair, uint8_t number);

/* What the answer rests on when it is yes. */
uint8_t sp_question_basis(const struct sp_question *question);
uint16_t sp_question_laws(const struct sp_question *question);

#endif /* SP_POLICY_QUESTION_H */
