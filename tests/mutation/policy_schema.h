/*
 * What policy_mutate puts behind matrix.c, limits.c and rules.c when it mutates a number in one of
 * their tables: the table is no longer const, and before main() the one mutant that SP_MUTANT names
 * is made in it.  So thousands of mutants share one compilation.  Not part of the product.
 */
#ifndef SP_POLICY_SCHEMA_H
#define SP_POLICY_SCHEMA_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA_ABSENT 77 /* this mutant cannot be written down */

/* "bit purposes_of_role 3 5": a name, a table and numbers. */
struct schema_mutant {
    char verb[16], table[32];
    unsigned at[5];
};

static struct schema_mutant
schema_mutant(void)
{
    struct schema_mutant mutant = {.verb = ""};
    const char *text = getenv("SP_MUTANT");

    if (text != NULL &&
        sscanf(text, "%15s %31s %u %u %u %u %u", mutant.verb, mutant.table, &mutant.at[0],
            &mutant.at[1], &mutant.at[2], &mutant.at[3], &mutant.at[4]) < 2) {
        exit(SCHEMA_ABSENT);
    }
    return mutant;
}

#define SCHEMA_IS(mutant, name_of_verb, name_of_table)                                             \
    (strcmp((mutant).verb, name_of_verb) == 0 && strcmp((mutant).table, name_of_table) == 0)

#endif /* SP_POLICY_SCHEMA_H */
