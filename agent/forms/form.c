#include "form_tables.h"

#include <string.h>

const struct sp_form *
sp_form_at(size_t row)
{
    return row < SP_FORM_ROWS ? &sp_form_table[row] : NULL;
}

const struct sp_form *
sp_form_by_name(const char *name)
{
    for (size_t i = 0; i < SP_FORM_ROWS; i++) {
        if (strcmp(sp_form_table[i].name, name) == 0) {
            return &sp_form_table[i];
        }
    }
    return NULL;
}

const struct sp_form *
sp_form_by_number(uint16_t number)
{
    for (size_t i = 0; i < SP_FORM_ROWS; i++) {
        if (sp_form_table[i].number == number) {
            return &sp_form_table[i];
        }
    }
    return NULL;
}

void
sp_form_fault_text(const struct sp_form_fault *fault, enum sp_language language,
    char out[static SP_FORM_MESSAGE_MAX])
{
    const char *sentence = sp_form_fault_sentence(fault->kind, language);
    const char *detail = fault->kind == SP_FORM_FAULT_TYPE
                             ? sp_form_type_phrase(fault->type, language)
                             : fault->detail;
    const char *hole = strstr(sentence, "{0}");
    struct {
        const char *text;
        size_t size;
    } parts[3] = {{sentence, hole != NULL ? (size_t)(hole - sentence) : strlen(sentence)},
        {detail, hole != NULL ? strlen(detail) : 0},
        {hole != NULL ? hole + 3 : "", hole != NULL ? strlen(hole + 3) : 0}};
    size_t used = 0;

    for (size_t i = 0; i < 3; i++) {
        size_t room = SP_FORM_MESSAGE_MAX - 1 - used;
        size_t size = parts[i].size < room ? parts[i].size : room;

        memcpy(out + used, parts[i].text, size);
        used += size;
    }
    out[used] = 0;
}

void
sp_form_filled_wipe(struct sp_form_filled *filled)
{
    for (size_t i = 0; i < filled->item_count; i++) {
        sp_buffer_wipe(&filled->items[i].content);
    }
    memset(filled, 0, sizeof(*filled));
}
