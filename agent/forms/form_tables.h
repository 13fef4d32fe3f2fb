/*
 * The tables behind form.h; for the files of this room only.
 */
#ifndef SP_AGENT_FORM_TABLES_H
#define SP_AGENT_FORM_TABLES_H

#include "form.h"

#define SP_FORM_ROWS 7
extern const struct sp_form sp_form_table[SP_FORM_ROWS];
/* With {0} for the fault's detail. */
const char *sp_form_fault_sentence(enum sp_form_fault_kind kind, enum sp_language language);
/* "a list of days: ..." */
const char *sp_form_type_phrase(enum sp_form_type type, enum sp_language language);

#endif /* SP_AGENT_FORM_TABLES_H */
