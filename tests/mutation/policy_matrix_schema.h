/*
 * Mutants of the matrix, put behind matrix.c (policy_schema.h):
 *
 *   cell matrix FROM TO CATEGORY CLASS LAW   the cell in another class: 0 forbidden, 1 free,
 *                                            2 consent, 3 consent and approval, 4 law
 *   law matrix FROM TO SLOT LAW              all cells of a law rest on another
 *   sources matrix FROM TO                   other sources
 */
#include "policy_schema.h"

/* Where a cell on this law can stand, or NULL. */
static struct sp_matrix_law *
schema_slot(struct sp_matrix_pair *pair, uint8_t law)
{
    for (size_t i = 0; i < SP_MATRIX_LAWS; i++) {
        if (pair->law[i].number == law) {
            return &pair->law[i];
        }
    }
    for (size_t i = 0; i < SP_MATRIX_LAWS; i++) {
        if (pair->law[i].cells == 0) {
            return &pair->law[i];
        }
    }
    return NULL;
}

static void
schema_move_cell(struct sp_matrix_pair *pair, uint32_t bit, unsigned class, uint8_t law)
{
    struct sp_matrix_law *slot;

    pair->free &= ~bit;
    pair->consent &= ~bit;
    pair->each &= ~bit;
    pair->law[0].cells &= ~bit;
    pair->law[1].cells &= ~bit;
    switch (class) {
    case 1:
        pair->free |= bit;
        break;
    case 2:
        pair->consent |= bit;
        break;
    case 3:
        pair->each |= bit;
        break;
    case 4:
        slot = schema_slot(pair, law);
        if (slot == NULL) {
            exit(SCHEMA_ABSENT); /* no pair rests on three laws */
        }
        slot->number = law;
        slot->cells |= bit;
        break;
    default:
        break;
    }
}

__attribute__((constructor)) static void
schema_apply(void)
{
    struct schema_mutant mutant = schema_mutant();
    struct sp_matrix_pair *pair = &matrix[mutant.at[0]][mutant.at[1]];

    if (SCHEMA_IS(mutant, "cell", "matrix")) {
        schema_move_cell(pair, UINT32_C(1) << mutant.at[2], mutant.at[3], (uint8_t)mutant.at[4]);
    } else if (SCHEMA_IS(mutant, "law", "matrix")) {
        pair->law[mutant.at[2]].number = (uint8_t)mutant.at[3];
    } else if (SCHEMA_IS(mutant, "sources", "matrix")) {
        pair->sources = "S99";
    }
}
