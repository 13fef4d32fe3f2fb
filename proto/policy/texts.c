#include <string.h>

#include "policy_texts.h"

struct sp_rule_text
sp_policy_text(const struct sp_rule *rule, enum sp_language language)
{
    const struct sp_policy_text_row *row =
        language == SP_LANGUAGE_EN ? sp_policy_texts_en : sp_policy_texts_nl;
    const char *id = rule != NULL ? rule->id : "";

    /* The last row is default.deny: what is said where nothing better is known. */
    while (row[1].rule != NULL && strcmp(row->rule, id) != 0) {
        row++;
    }
    return row->text;
}
