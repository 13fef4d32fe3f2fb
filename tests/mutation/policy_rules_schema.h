/*
 * Mutants of the one set in rules.c, what counts as medical, put behind it (policy_schema.h):
 *
 *   bit medical 0 BIT   one category in or out
 */
#include "policy_schema.h"

__attribute__((constructor)) static void
schema_apply(void)
{
    struct schema_mutant mutant = schema_mutant();

    if (SCHEMA_IS(mutant, "bit", "medical")) {
        medical ^= UINT32_C(1) << mutant.at[1];
    }
}
