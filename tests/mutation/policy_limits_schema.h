/*
 * Mutants of the limits, put behind limits.c (policy_schema.h):
 *
 *   bit TABLE ROW BIT        one bit of a set, the other way round
 *   value TABLE ROW NUMBER   another number
 *   swap TABLE ROW           two rows the other way round
 *   drop TABLE ROW           a row that never fits
 */
#include "policy_schema.h"

#define SCHEMA_SWAP(table, row)                                                                    \
    do {                                                                                           \
        char held[sizeof((table)[0])];                                                             \
        memcpy(held, &(table)[row], sizeof(held));                                                 \
        memcpy(&(table)[row], &(table)[(row) + 1], sizeof(held));                                  \
        memcpy(&(table)[(row) + 1], held, sizeof(held));                                           \
    } while (0)

static void
schema_bit(const struct schema_mutant *mutant)
{
    unsigned row = mutant->at[0];
    uint32_t bit = UINT32_C(1) << mutant->at[1];

    if (strcmp(mutant->table, "purposes_of_role") == 0) {
        purposes_of_role[row] = (uint16_t)(purposes_of_role[row] ^ bit);
    } else if (strcmp(mutant->table, "purposes_of_law") == 0) {
        purposes_of_law[row] = (uint16_t)(purposes_of_law[row] ^ bit);
    } else if (strcmp(mutant->table, "employer_asks") == 0) {
        employer_asks ^= bit;
    } else if (strcmp(mutant->table, "breakglass_content") == 0) {
        breakglass_content ^= bit;
    } else if (strcmp(mutant->table, "evidences.from") == 0) {
        evidences[row].from ^= bit;
    } else if (strcmp(mutant->table, "evidences.to") == 0) {
        evidences[row].to ^= bit;
    } else if (strcmp(mutant->table, "givers.patient") == 0) {
        givers[row / 2][row % 2].patient ^= true;
    } else if (strcmp(mutant->table, "givers.reps") == 0) {
        givers[row / 2][row % 2].reps = (uint8_t)(givers[row / 2][row % 2].reps ^ bit);
    } else if (strcmp(mutant->table, "givers.informed") == 0) {
        givers[row / 2][row % 2].informed = (uint8_t)(givers[row / 2][row % 2].informed ^ bit);
    } else if (strcmp(mutant->table, "adult_ranks") == 0) {
        adult_ranks[row] = (uint8_t)(adult_ranks[row] ^ bit);
    } else {
        exit(SCHEMA_ABSENT);
    }
}

static void
schema_value(const struct schema_mutant *mutant)
{
    unsigned row = mutant->at[0];

    if (strcmp(mutant->table, "evidences.least") == 0) {
        evidences[row].least = (uint8_t)mutant->at[1];
    } else if (strcmp(mutant->table, "evidences.least_each") == 0) {
        evidences[row].least_each = (uint8_t)mutant->at[1];
    } else if (strcmp(mutant->table, "term_oral") == 0) {
        term_oral = (int32_t)mutant->at[1];
    } else if (strcmp(mutant->table, "term_short") == 0) {
        term_short = (int32_t)mutant->at[1];
    } else if (strcmp(mutant->table, "term_long") == 0) {
        term_long = (int32_t)mutant->at[1];
    } else {
        exit(SCHEMA_ABSENT);
    }
}

__attribute__((constructor)) static void
schema_apply(void)
{
    struct schema_mutant mutant = schema_mutant();

    if (strcmp(mutant.verb, "bit") == 0) {
        schema_bit(&mutant);
    } else if (strcmp(mutant.verb, "value") == 0) {
        schema_value(&mutant);
    } else if (SCHEMA_IS(mutant, "swap", "evidences")) {
        SCHEMA_SWAP(evidences, mutant.at[0]);
    } else if (SCHEMA_IS(mutant, "swap", "adult_ranks")) {
        SCHEMA_SWAP(adult_ranks, mutant.at[0]);
    } else if (SCHEMA_IS(mutant, "drop", "evidences")) {
        evidences[mutant.at[0]].from = 0;
    } else if (SCHEMA_IS(mutant, "drop", "adult_ranks")) {
        adult_ranks[mutant.at[0]] = 0;
    }
}
