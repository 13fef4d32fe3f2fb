#include "form_check.h"

#include <stdio.h>
#include <string.h>

#include <samenspraak/day.h>

#include "utf8.h"

static const size_t text_max[] = {
    [SP_FORM_TYPE_TEXT] = SP_FORM_TEXT_MAX,
    [SP_FORM_TYPE_LINE] = SP_FORM_LINE_MAX,
    [SP_FORM_TYPE_LINES] = SP_FORM_LINE_MAX,
    [SP_FORM_TYPE_DATE] = SP_DAY_TEXT_BYTES - 1,
    [SP_FORM_TYPE_DATES] = SP_DAY_TEXT_BYTES - 1,
    [SP_FORM_TYPE_CATEGORIES] = 64,
    [SP_FORM_TYPE_CHOICE] = 64,
};

bool
sp_form_fail(struct sp_form_fault *fault, enum sp_form_fault_kind kind, const char *where,
    const char *detail)
{
    fault->kind = kind;
    (void)snprintf(fault->where, sizeof(fault->where), "%s", where);
    (void)snprintf(fault->detail, sizeof(fault->detail), "%s", detail);
    return false;
}

void
sp_form_field_ids(const struct sp_form *form, char *out, size_t max)
{
    size_t used = 0;

    out[0] = 0;
    for (size_t i = 0; i < form->field_count && used < max; i++) {
        int wrote = snprintf(out + used, max - used, "%s%s", i > 0 ? ", " : "", form->fields[i].id);

        used += wrote > 0 ? (size_t)wrote : 0;
    }
}

static void
choice_ids(const struct sp_terms *terms, char *out, size_t max)
{
    size_t used = 0;

    out[0] = 0;
    for (unsigned i = 0; i < terms->count && used < max; i++) {
        int wrote =
            snprintf(out + used, max - used, "%s%s", i > 0 ? ", " : "", sp_term_id(terms, i));

        used += wrote > 0 ? (size_t)wrote : 0;
    }
}

const struct sp_form_field *
sp_form_field_find(const struct sp_form *form, const char *id)
{
    for (size_t i = 0; i < form->field_count; i++) {
        if (strcmp(form->fields[i].id, id) == 0) {
            return &form->fields[i];
        }
    }
    return NULL;
}

static bool
is_list(enum sp_form_type type)
{
    return type == SP_FORM_TYPE_LINES || type == SP_FORM_TYPE_DATES ||
           type == SP_FORM_TYPE_CATEGORIES;
}

/* No controls; \n and \t where lines are allowed. */
static bool
is_plain(struct sp_bytes text, bool lines)
{
    size_t size;

    for (size_t at = 0; at < text.size; at += size) {
        int32_t c = sp_utf8_next((struct sp_bytes){text.data + at, text.size - at}, &size);
        bool is_line_end = lines && (c == '\n' || c == '\t');

        if (c < 0 || (c < 0x20 && !is_line_end) || (c >= 0x7f && c <= 0x9f)) {
            return false;
        }
    }
    return true;
}

static bool
check_meaning(const struct sp_form_field *field, const char *text, const char *where,
    struct sp_form_fault *fault)
{
    char ids[sizeof(fault->detail)];
    sp_day day;

    switch (field->type) {
    case SP_FORM_TYPE_DATE:
    case SP_FORM_TYPE_DATES:
        return sp_day_parse(text, &day) == SP_OK ||
               sp_form_fail(fault, SP_FORM_FAULT_DATE, where, "");
    case SP_FORM_TYPE_CATEGORIES:
        return sp_term_find(&sp_categories, text) >= 0 ||
               sp_form_fail(fault, SP_FORM_FAULT_CATEGORY, where, text);
    case SP_FORM_TYPE_CHOICE:
        choice_ids(field->choices, ids, sizeof(ids));
        return sp_term_find(field->choices, text) >= 0 ||
               sp_form_fail(fault, SP_FORM_FAULT_CHOICE, where, ids);
    case SP_FORM_TYPE_TEXT:
    case SP_FORM_TYPE_LINE:
    case SP_FORM_TYPE_LINES:
        return true;
    }
    return false;
}

static bool
check_text(const struct sp_form_field *field, const json_t *value, const char *where,
    struct sp_form_fault *fault)
{
    char most[24];
    size_t max = text_max[field->type];

    fault->type = field->type;
    if (!json_is_string(value) || json_string_length(value) == 0) {
        return sp_form_fail(fault, SP_FORM_FAULT_TYPE, where, "");
    }
    struct sp_bytes text = sp_bytes_of_text(json_string_value(value));

    if (text.size != json_string_length(value)) {
        return sp_form_fail(fault, SP_FORM_FAULT_CONTROL, where, "");
    }
    if (text.size > max) {
        (void)snprintf(most, sizeof(most), "%zu", max);
        return sp_form_fail(fault, SP_FORM_FAULT_LONG, where, most);
    }
    if (!is_plain(text, field->type == SP_FORM_TYPE_TEXT)) {
        return sp_form_fail(fault, SP_FORM_FAULT_CONTROL, where, "");
    }
    return check_meaning(field, json_string_value(value), where, fault);
}

static bool
stood_before(const json_t *list, size_t index)
{
    const char *text = json_string_value(json_array_get(list, index));

    for (size_t i = 0; i < index; i++) {
        if (strcmp(json_string_value(json_array_get(list, i)), text) == 0) {
            return true;
        }
    }
    return false;
}

bool
sp_form_value_check(
    const struct sp_form_field *field, const json_t *value, struct sp_form_fault *fault)
{
    char where[sizeof(fault->where)];
    char most[24];

    if (!is_list(field->type)) {
        return check_text(field, value, field->id, fault);
    }
    fault->type = field->type;
    if (!json_is_array(value) || json_array_size(value) == 0) {
        return sp_form_fail(fault, SP_FORM_FAULT_TYPE, field->id, "");
    }
    if (json_array_size(value) > SP_FORM_LIST_MAX) {
        (void)snprintf(most, sizeof(most), "%d", SP_FORM_LIST_MAX);
        return sp_form_fail(fault, SP_FORM_FAULT_MANY, field->id, most);
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        (void)snprintf(where, sizeof(where), "%s[%zu]", field->id, i);
        if (!check_text(field, json_array_get(value, i), where, fault)) {
            return false;
        }
        if (field->type == SP_FORM_TYPE_CATEGORIES && stood_before(value, i)) {
            return sp_form_fail(
                fault, SP_FORM_FAULT_CATEGORY, where, json_string_value(json_array_get(value, i)));
        }
    }
    return true;
}

bool
sp_form_fields_check(const struct sp_form *form, json_t *object, struct sp_form_fault *fault)
{
    char ids[sizeof(fault->detail)];

    sp_form_field_ids(form, ids, sizeof(ids));
    if (!json_is_object(object)) {
        return sp_form_fail(fault, SP_FORM_FAULT_OBJECT, "", "");
    }
    if (json_object_size(object) == 0) {
        return sp_form_fail(fault, SP_FORM_FAULT_EMPTY, "", ids);
    }
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        const char *id = json_object_iter_key(at);
        const struct sp_form_field *field = sp_form_field_find(form, id);

        if (field == NULL) {
            return sp_form_fail(fault, SP_FORM_FAULT_UNKNOWN, id, ids);
        }
        if (!sp_form_value_check(field, json_object_iter_value(at), fault)) {
            return false;
        }
    }
    return true;
}

bool
sp_form_required_check(
    const struct sp_form *form, const json_t *object, int category, struct sp_form_fault *fault)
{
    for (size_t i = 0; i < form->field_count; i++) {
        const struct sp_form_field *field = &form->fields[i];

        if (field->is_required && (category < 0 || field->category == category) &&
            json_object_get(object, field->id) == NULL) {
            return sp_form_fail(fault, SP_FORM_FAULT_MISSING, field->id, "");
        }
    }
    return true;
}

/* The fields of one category, in the order of the form; NULL without memory. */
static json_t *
fields_of(const struct sp_form *form, uint8_t category, const json_t *object)
{
    json_t *fields = json_object();

    for (size_t i = 0; fields != NULL && i < form->field_count; i++) {
        json_t *value = json_object_get(object, form->fields[i].id);

        if (form->fields[i].category == category && value != NULL &&
            json_object_set(fields, form->fields[i].id, value) != 0) {
            json_decref(fields);
            fields = NULL;
        }
    }
    return fields;
}

static int
append(const char *data, size_t size, void *context)
{
    return sp_buffer_append(context, data, size) == SP_OK ? 0 : -1;
}

enum sp_status
sp_form_canonical(
    const struct sp_form *form, uint8_t category, const json_t *object, struct sp_buffer *out)
{
    json_t *fields = fields_of(form, category, object);
    json_t *content = NULL;
    enum sp_status status = SP_ERR_NOMEM;

    if (fields != NULL && json_object_size(fields) == 0) {
        json_decref(fields);
        return SP_ERR_NOT_FOUND;
    }
    if (fields == NULL || (content = json_pack("{s:s, s:i, s:s, s:O}", "form", form->name,
                               "version", (int)form->version, "category",
                               sp_term_id(&sp_categories, category), "fields", fields)) == NULL) {
        goto done;
    }
    status = json_dump_callback(content, append, out, JSON_COMPACT) == 0 ? SP_OK : SP_ERR_TOO_BIG;
done:
    json_decref(content);
    json_decref(fields);
    return status;
}
