/*
 * Forms and attached files: the bytes are the content of an item, written by another party's agent,
 * which may be anybody's program; what is shown or written here must not depend on its good will.
 *
 * First byte: what to do; second: form; third: category.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "attachment.h"
#include "form.h"
#include "utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_attachment(struct sp_bytes content)
{
    char safe[SP_SAFE_NAME_MAX];
    struct sp_bytes name;
    size_t head;

    if (sp_attachment_read(content, &name, &head) == SP_OK) {
        assert(head <= content.size && name.size > 0 && name.size <= SP_ATTACHMENT_NAME_MAX);
    }
    sp_attachment_safe_name(content, safe);
    assert(safe[0] != 0 && safe[0] != '.' && safe[0] != '-' && strchr(safe, '/') == NULL);
    assert(sp_utf8_is_valid(sp_bytes_of_text(safe)));
}

/* What is shown as a form is exactly what filling in gives, so it is also what may be sent. */
static void
show(const struct sp_form *form, uint8_t category, struct sp_bytes content)
{
    struct sp_buffer text;

    sp_buffer_init(&text, (size_t)1 << 20);
    if (sp_form_show(form->number, category, content, SP_LANGUAGE_NL, &text) == SP_OK) {
        assert(text.size > 0 && sp_utf8_is_valid(sp_buffer_bytes(&text)));
    }
    sp_buffer_wipe(&text);
}

static void
fill(const struct sp_form *form, struct sp_bytes data)
{
    struct sp_form_filled filled;
    struct sp_form_fault fault;
    char message[SP_FORM_MESSAGE_MAX];

    if (sp_form_fill(form, data, &filled, &fault) != SP_OK) {
        sp_form_fault_text(&fault, SP_LANGUAGE_EN, message);
        assert(fault.kind != SP_FORM_FAULT_NONE && filled.item_count == 0);
        return;
    }
    for (size_t i = 0; i < filled.item_count; i++) {
        struct sp_buffer text;

        sp_buffer_init(&text, (size_t)1 << 20);
        assert(sp_form_show(form->number, filled.items[i].category,
                   sp_buffer_bytes(&filled.items[i].content), SP_LANGUAGE_EN, &text) == SP_OK);
        sp_buffer_wipe(&text);
    }
    sp_form_filled_wipe(&filled);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t forms = 0;

    if (size < 3) {
        return 0;
    }
    while (sp_form_at(forms) != NULL) {
        forms++;
    }
    const struct sp_form *form = sp_form_at(data[1] % forms);
    struct sp_bytes rest = {data + 3, size - 3};

    switch (data[0] % 3) {
    case 0:
        read_attachment(rest);
        break;
    case 1:
        show(form, data[2] % SP_CATEGORY_COUNT, rest);
        break;
    default:
        fill(form, rest);
        break;
    }
    return 0;
}
