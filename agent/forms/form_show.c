#include "form_check.h"

#include <string.h>

/* The four members that content has, and nothing else. */
static bool
is_of(const json_t *content, const struct sp_form *form, uint8_t category)
{
    const char *name = json_string_value(json_object_get(content, "form"));
    const char *of = json_string_value(json_object_get(content, "category"));
    const json_t *version = json_object_get(content, "version");

    return json_object_size(content) == 4 && name != NULL && strcmp(name, form->name) == 0 &&
           json_is_integer(version) && json_integer_value(version) == form->version && of != NULL &&
           strcmp(of, sp_term_id(&sp_categories, category)) == 0;
}

/* ${content} again from its own fields: only what filling in gives is equal to itself. */
static enum sp_status
check_canonical(
    const struct sp_form *form, uint8_t category, const json_t *fields, struct sp_bytes content)
{
    struct sp_buffer again;
    enum sp_status status;

    sp_buffer_init(&again, SP_FORM_DATA_MAX * 2);
    status = sp_form_canonical(form, category, fields, &again);
    if (status == SP_OK && !sp_bytes_equal(sp_buffer_bytes(&again), content)) {
        status = SP_ERR_MALFORMED;
    }
    sp_buffer_wipe(&again);
    return status == SP_ERR_NOT_FOUND ? SP_ERR_MALFORMED : status;
}

static enum sp_status
append_text(struct sp_buffer *out, const char *text)
{
    return sp_buffer_append(out, text, strlen(text));
}

/* What a value is called for people. */
static const char *
shown(const struct sp_form_field *field, const json_t *value, enum sp_language language)
{
    const char *text = json_string_value(value);
    const struct sp_terms *terms =
        field->type == SP_FORM_TYPE_CATEGORIES ? &sp_categories : field->choices;

    if (text == NULL || terms == NULL) {
        return text != NULL ? text : "?";
    }
    return sp_term_name(terms, (unsigned)sp_term_find(terms, text), language);
}

/* "Label: value", or the label and a line per member. */
static enum sp_status
show_field(const struct sp_form_field *field, const json_t *value, enum sp_language language,
    struct sp_buffer *out)
{
    enum sp_status status;

    if ((status = append_text(out, field->label[language])) != SP_OK ||
        (status = append_text(out, field->type == SP_FORM_TYPE_TEXT ? ":\n" : ":")) != SP_OK) {
        return status;
    }
    if (!json_is_array(value)) {
        if (field->type != SP_FORM_TYPE_TEXT) {
            status = append_text(out, " ");
        }
        if (status == SP_OK) {
            status = append_text(out, shown(field, value, language));
        }
    }
    for (size_t i = 0; status == SP_OK && i < json_array_size(value); i++) {
        if ((status = append_text(out, "\n  - ")) == SP_OK) {
            status = append_text(out, shown(field, json_array_get(value, i), language));
        }
    }
    return status == SP_OK ? append_text(out, "\n") : status;
}

enum sp_status
sp_form_show(uint16_t number, uint8_t category, struct sp_bytes content, enum sp_language language,
    struct sp_buffer *out)
{
    const struct sp_form *form = sp_form_by_number(number);
    struct sp_form_fault fault = {.kind = SP_FORM_FAULT_NONE};
    enum sp_status status = SP_ERR_MALFORMED;
    json_t *read;

    if (form == NULL) {
        return SP_ERR_NOT_FOUND;
    }
    if (content.size > SP_FORM_DATA_MAX * 2) {
        return SP_ERR_MALFORMED;
    }
    read = json_loadb((const char *)content.data, content.size, JSON_REJECT_DUPLICATES, NULL);
    json_t *fields = json_object_get(read, "fields");

    if (!is_of(read, form, category) || !sp_form_fields_check(form, fields, &fault) ||
        !sp_form_required_check(form, fields, category, &fault) ||
        (status = check_canonical(form, category, fields, content)) != SP_OK) {
        goto done;
    }
    for (size_t i = 0; status == SP_OK && i < form->field_count; i++) {
        const json_t *value = json_object_get(fields, form->fields[i].id);

        if (value != NULL) {
            status = show_field(&form->fields[i], value, language, out);
        }
    }
done:
    json_decref(read);
    return status;
}
