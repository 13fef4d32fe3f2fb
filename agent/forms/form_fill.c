#include "form_check.h"

#include <string.h>

static json_t *
read_object(struct sp_bytes data, struct sp_form_fault *fault)
{
    json_error_t error;
    json_t *object = NULL;

    if (data.size > SP_FORM_DATA_MAX) {
        (void)sp_form_fail(fault, SP_FORM_FAULT_LONG, "", "262144");
        return NULL;
    }
    object = json_loadb((const char *)data.data, data.size, JSON_REJECT_DUPLICATES, &error);
    if (object == NULL) {
        fault->line = error.line > 0 ? error.line : 1;
        (void)sp_form_fail(fault, SP_FORM_FAULT_JSON, "", error.text);
    }
    return object;
}

static enum sp_status
fill_items(const struct sp_form *form, const json_t *object, struct sp_form_filled *out)
{
    for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
        struct sp_form_item item = {.category = category};

        sp_buffer_init(&item.content, SP_FORM_DATA_MAX * 2);
        enum sp_status status = sp_form_canonical(form, category, object, &item.content);

        if (status == SP_ERR_NOT_FOUND) {
            continue;
        }
        if (status != SP_OK || out->item_count == SP_FORM_ITEMS_MAX) {
            sp_buffer_wipe(&item.content);
            return status != SP_OK ? status : SP_ERR_INTERNAL;
        }
        out->items[out->item_count++] = item;
    }
    return SP_OK;
}

static uint32_t
asks_of(const struct sp_form *form, const json_t *object)
{
    uint32_t asks = 0;

    for (size_t i = 0; i < form->field_count; i++) {
        const json_t *list = json_object_get(object, form->fields[i].id);

        for (size_t j = 0;
             form->fields[i].type == SP_FORM_TYPE_CATEGORIES && j < json_array_size(list); j++) {
            int row = sp_term_find(&sp_categories, json_string_value(json_array_get(list, j)));

            asks |= row >= 0 ? SP_CATEGORY_BIT(row) : 0;
        }
    }
    return asks;
}

enum sp_status
sp_form_fill(const struct sp_form *form, struct sp_bytes data, struct sp_form_filled *out,
    struct sp_form_fault *fault)
{
    enum sp_status status = SP_ERR_MALFORMED;
    json_t *object;

    memset(out, 0, sizeof(*out));
    memset(fault, 0, sizeof(*fault));
    out->form = form;
    object = read_object(data, fault);
    if (object == NULL || !sp_form_fields_check(form, object, fault) ||
        !sp_form_required_check(form, object, -1, fault)) {
        goto done;
    }
    status = fill_items(form, object, out);
    out->asks = asks_of(form, object);
    if (status != SP_OK) {
        (void)sp_form_fail(fault, SP_FORM_FAULT_MEMORY, "", "");
        status = SP_ERR_NOMEM;
    }
done:
    json_decref(object);
    if (status != SP_OK) {
        sp_form_filled_wipe(out);
    }
    return status;
}
