/*
 * Checking the fields of a form, and their canonical content; for the files of this room only.
 */
#ifndef SP_AGENT_FORM_CHECK_H
#define SP_AGENT_FORM_CHECK_H

#include <jansson.h>

#include "form.h"

/* Fills in ${fault}, cutting what does not fit; always false. */
bool sp_form_fail(struct sp_form_fault *fault, enum sp_form_fault_kind kind, const char *where,
    const char *detail);
/* The ids of the fields of ${form}, separated by commas. */
void sp_form_field_ids(const struct sp_form *form, char *out, size_t max);
const struct sp_form_field *sp_form_field_find(const struct sp_form *form, const char *id);
/* Whether ${value} is what ${field} takes. */
bool sp_form_value_check(
    const struct sp_form_field *field, const json_t *value, struct sp_form_fault *fault);
/*
 * Whether ${object} has only fields of ${form}, each with a right value, and something at all.  It
 * is not changed; jansson's iterators take no const.
 */
bool sp_form_fields_check(const struct sp_form *form, json_t *object, struct sp_form_fault *fault);
/* Whether the required fields of ${form} are in ${object}; only those of ${category} if >= 0. */
bool sp_form_required_check(
    const struct sp_form *form, const json_t *object, int category, struct sp_form_fault *fault);
/*
 * Appends the canonical content of ${category}: of the fields of ${object} those that belong there.
 * SP_ERR_NOT_FOUND and nothing when there are none.
 */
SP_NODISCARD enum sp_status sp_form_canonical(
    const struct sp_form *form, uint8_t category, const json_t *object, struct sp_buffer *out);

#endif /* SP_AGENT_FORM_CHECK_H */
