/*
 * The matrix as sets: what may pass between two roles, and on what it rests (matrix.c).
 *
 * No category stands in two sets of one pair.
 */
#ifndef SP_POLICY_MATRIX_H
#define SP_POLICY_MATRIX_H

#include <samenspraak/policy.h>

#define SP_MATRIX_LAWS 2 /* no pair rests on more */

struct sp_matrix_law {
    uint8_t number; /* n of Ln, 0 for none */
    uint32_t cells;
};

/* One pair of roles; each set is a mask of SP_CATEGORY_BIT. */
struct sp_matrix_pair {
    uint32_t free;
    uint32_t consent;
    uint32_t each; /* consent, and approval of each message */
    struct sp_matrix_law law[SP_MATRIX_LAWS];
    const char *sources; /* NULL when no row names the pair */
};

/* The pair, or for unknown roles one where all is forbidden; never NULL. */
const struct sp_matrix_pair *sp_matrix_pair(uint8_t from, uint8_t to);
/* All that may ever pass: everything else is forbidden, also with consent. */
uint32_t sp_matrix_allowed(const struct sp_matrix_pair *pair);

#endif /* SP_POLICY_MATRIX_H */
