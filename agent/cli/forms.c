/*
 * samenspraak forms [NAME]: which forms there are, and what may be filled in.
 */
#include "arguments.h"
#include "commands.h"
#include "form.h"
#include "json.h"
#include "say.h"

struct forms_input {
    struct sp_words operands;
};

static const struct sp_arguments arguments = {.operands = "[NAME]",
    .operand_max = 1,
    .operands_offset = offsetof(struct forms_input, operands),
    .about = SP_TEXT_FORMS_ABOUT,
    .examples = SP_TEXT_FORMS_EXAMPLES};

static const char *
type_id(enum sp_form_type type)
{
    static const char *const ids[] = {[SP_FORM_TYPE_TEXT] = "text",
        [SP_FORM_TYPE_LINE] = "line",
        [SP_FORM_TYPE_LINES] = "lines",
        [SP_FORM_TYPE_DATE] = "date",
        [SP_FORM_TYPE_DATES] = "dates",
        [SP_FORM_TYPE_CATEGORIES] = "categories",
        [SP_FORM_TYPE_CHOICE] = "choice"};

    return ids[type];
}

static json_t *
field_json(struct sp_cli *cli, const struct sp_form_field *field)
{
    json_t *object = json_object();

    sp_json_set(cli, object, "id", json_string(field->id));
    sp_json_set(cli, object, "category", sp_json_term(&sp_categories, field->category));
    sp_json_set(cli, object, "type", json_string(type_id(field->type)));
    sp_json_set(cli, object, "required", json_boolean(field->is_required));
    sp_json_set(cli, object, "label", json_string(field->label[cli->language]));
    if (field->choices != NULL) {
        json_t *choices = json_array();

        for (unsigned i = 0; i < field->choices->count; i++) {
            sp_json_add(cli, choices, sp_json_term(field->choices, i));
        }
        sp_json_set(cli, object, "choices", choices);
    }
    return object;
}

static int
show_json(struct sp_cli *cli, const struct sp_form *form)
{
    json_t *object = json_object();
    json_t *fields = json_array();

    for (size_t i = 0; i < form->field_count; i++) {
        sp_json_add(cli, fields, field_json(cli, &form->fields[i]));
    }
    sp_json_set(cli, object, "name", json_string(form->name));
    sp_json_set(cli, object, "number", sp_json_number(form->number));
    sp_json_set(cli, object, "version", sp_json_number(form->version));
    sp_json_set(cli, object, "title", json_string(form->title[cli->language]));
    sp_json_set(cli, object, "fields", fields);
    return sp_json_print(cli, object);
}

static void
show_fields(struct sp_cli *cli, const struct sp_form *form)
{
    for (size_t i = 0; i < form->field_count; i++) {
        const struct sp_form_field *field = &form->fields[i];

        sp_say(cli, field->is_required ? SP_TEXT_FORMS_FIELD_REQUIRED : SP_TEXT_FORMS_FIELD,
            SP_VALUES(field->id, field->label[cli->language],
                sp_term_name(&sp_categories, field->category, cli->language),
                type_id(field->type)));
    }
}

static int
show(struct sp_cli *cli, const struct sp_form *form, bool with_fields)
{
    if (cli->json) {
        return show_json(cli, form);
    }
    sp_say(cli, SP_TEXT_FORMS_LINE,
        SP_VALUES(form->name, form->title[cli->language], form->purpose[cli->language]));
    if (with_fields) {
        show_fields(cli, form);
    }
    return SP_EXIT_DONE;
}

int
sp_command_forms(struct sp_cli *cli, int argc, char **argv)
{
    struct forms_input input = {.operands = {.count = 0}};
    const struct sp_form *only = NULL;
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if (input.operands.count == 1 && (only = sp_form_by_name(input.operands.at[0])) == NULL) {
        return sp_misuse(cli, SP_TEXT_FORM_UNKNOWN, SP_VALUES(input.operands.at[0]));
    }
    code = SP_EXIT_DONE;
    for (size_t i = 0; code == SP_EXIT_DONE && sp_form_at(i) != NULL; i++) {
        if (only == NULL || sp_form_at(i) == only) {
            code = show(cli, sp_form_at(i), only != NULL);
        }
    }
    return code;
}
