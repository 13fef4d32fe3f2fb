/*
 * The texts of the rules, one data file per language (texts_nl.c, texts_en.c).
 */
#ifndef SP_POLICY_TEXTS_H
#define SP_POLICY_TEXTS_H

#include <samenspraak/policy.h>

struct sp_policy_text_row {
    const char *rule; /* its id */
    struct sp_rule_text text;
};

/* A row whose rule is NULL ends the list. */
extern const struct sp_policy_text_row sp_policy_texts_nl[];
extern const struct sp_policy_text_row sp_policy_texts_en[];

#endif /* SP_POLICY_TEXTS_H */
