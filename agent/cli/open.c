/*
 * samenspraak open ID [--out DIR]: asks for the broker's share, checks everything, shows or writes.
 */
#include <string.h>

#include "answer.h"
#include "arguments.h"
#include "attachment.h"
#include "commands.h"
#include "files.h"
#include "form.h"
#include "inbox.h"
#include "item_file.h"
#include "utf8.h"

#define SHOWN_MAX ((size_t)1 << 20) /* bytes of content that is shown; more goes to a file */

struct open_input {
    struct sp_words operands;
    const char *out, *user, *responsible;
};

#define AT(member_) offsetof(struct open_input, member_)

static const struct sp_argument rows[] = {
    {"out", "DIR", SP_ARGUMENT_TEXT, AT(out), false, SP_TEXT_OPEN_OUT},
    {"user", "NAME", SP_ARGUMENT_TEXT, AT(user), false, SP_TEXT_OPEN_USER},
    {"responsible", "NAME", SP_ARGUMENT_TEXT, AT(responsible), false, SP_TEXT_OPEN_RESPONSIBLE},
};
static const struct sp_arguments arguments = {.rows = rows,
    .count = sizeof(rows) / sizeof(rows[0]),
    .operands = "ID",
    .operand_min = 1,
    .operand_max = 1,
    .operands_offset = AT(operands),
    .about = SP_TEXT_OPEN_ABOUT,
    .examples = SP_TEXT_OPEN_EXAMPLES};

/* What is done with each item of one message. */
struct opening {
    struct sp_cli *cli;
    struct sp_agent *agent;
    struct sp_hash d;
    const char *out;
    json_t *items;
};

/* ---- one item, shown ---- */

static enum sp_status
append_piece(void *context, const uint8_t *data, size_t size)
{
    return sp_buffer_append(context, data, size);
}

static void
show_attachment(struct opening *opening, const struct sp_inbox_item *item, struct sp_bytes content,
    json_t *object)
{
    struct sp_cli *cli = opening->cli;
    char safe[SP_SAFE_NAME_MAX];
    char size[24];
    struct sp_bytes name;
    size_t head;

    sp_status_ignore(sp_attachment_read(content, &name, &head));
    sp_attachment_safe_name(name, safe);
    (void)snprintf(size, sizeof(size), "%llu", (unsigned long long)(item->bytes - head));
    if (object != NULL) {
        sp_json_set(cli, object, "name", sp_json_text(safe));
    }
    sp_say(cli, SP_TEXT_OPEN_ATTACHMENT, SP_VALUES(safe, size));
}

/* Text in the words of its form, or as it is. */
static void
show_words(struct opening *opening, const struct sp_inbox_item *item, struct sp_bytes content,
    json_t *object)
{
    struct sp_cli *cli = opening->cli;
    struct sp_buffer words;
    struct sp_bytes shown = content;

    sp_buffer_init(&words, SHOWN_MAX);
    if (sp_form_show(item->form, item->category, content, cli->language, &words) == SP_OK) {
        shown = sp_buffer_bytes(&words);
        if (object != NULL) {
            json_t *form =
                json_loadb((const char *)content.data, content.size, JSON_REJECT_DUPLICATES, NULL);

            sp_json_set(cli, object, "content", form);
        }
    }
    if (object != NULL) {
        sp_json_set(cli, object, "text", sp_json_bytes(shown));
    } else {
        sp_show_text(cli->out, shown, true);
        if (shown.size > 0 && shown.data[shown.size - 1] != '\n') {
            (void)fputc('\n', cli->out);
        }
    }
    sp_buffer_wipe(&words);
}

static bool
is_text(struct sp_bytes content)
{
    return sp_utf8_is_valid(content) &&
           (content.size == 0 || memchr(content.data, 0, content.size) == NULL);
}

static int
show_item(struct opening *opening, const struct sp_inbox_item *item, json_t *object)
{
    struct sp_cli *cli = opening->cli;
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_buffer content;
    int code = SP_EXIT_DONE;
    enum sp_status status;

    sp_buffer_init(&content, SHOWN_MAX);
    status = sp_inbox_content(opening->agent, &opening->d, item->index,
        (struct sp_sink){.write = append_piece, .context = &content}, &problem);
    if (status == SP_ERR_TOO_BIG && content.size > 0) {
        status = SP_OK; /* what is shown of it, its name, stands at the start */
    }
    if (status != SP_OK) {
        code = sp_answer_problem(cli, &problem);
    } else if (item->form == SP_FORM_FILE) {
        show_attachment(opening, item, sp_buffer_bytes(&content), object);
    } else if (content.size == item->bytes && is_text(sp_buffer_bytes(&content))) {
        show_words(opening, item, sp_buffer_bytes(&content), object);
    } else {
        sp_say(cli, SP_TEXT_OPEN_NOT_SHOWN, SP_NO_VALUES);
    }
    sp_buffer_wipe(&content);
    return code;
}

/* ---- all items ---- */

static int
write_item(struct opening *opening, const struct sp_inbox_item *item, json_t *object)
{
    struct sp_cli *cli = opening->cli;
    char name[SP_ITEM_FILE_NAME_MAX];
    char path[SP_PATH_MAX];
    int code = sp_item_file_write(cli, opening->agent, opening->out, &opening->d, item, name);

    if (code != SP_EXIT_DONE) {
        return code;
    }
    (void)snprintf(path, sizeof(path), "%s/%s", opening->out, name);
    if (object != NULL) {
        sp_json_set(cli, object, "file", sp_json_text(path));
    }
    sp_say(cli, SP_TEXT_OPEN_WRITTEN, SP_VALUES(path));
    return SP_EXIT_DONE;
}

static int
take_item(struct opening *opening, uint8_t index)
{
    struct sp_cli *cli = opening->cli;
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    const struct sp_form *form;
    struct sp_inbox_item item;
    json_t *object = NULL;
    char number[8];

    if (sp_inbox_item(opening->agent, &opening->d, index, &item, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    form = sp_form_by_number(item.form);
    if (cli->json) {
        object = json_object();
        sp_json_set(cli, object, "index", sp_json_number(item.index));
        sp_json_set(cli, object, "category", sp_json_term(&sp_categories, item.category));
        sp_json_set(cli, object, "form", sp_json_number(item.form));
        sp_json_set(cli, object, "form_name", form != NULL ? json_string(form->name) : json_null());
        sp_json_set(cli, object, "bytes", sp_json_number(item.bytes));
        sp_json_add(cli, opening->items, json_incref(object));
    }
    (void)snprintf(number, sizeof(number), "%u", (unsigned)item.index + 1U);
    sp_say(cli, SP_TEXT_OPEN_ITEM,
        SP_VALUES(number, sp_term_name(&sp_categories, item.category, cli->language),
            form != NULL ? form->title[cli->language] : ""));
    int code = opening->out != NULL ? write_item(opening, &item, object)
                                    : show_item(opening, &item, object);

    json_decref(object);
    return code;
}

static int
open_message(
    struct opening *opening, const struct sp_inbox_row *row, const struct open_input *input)
{
    struct sp_cli *cli = opening->cli;
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_open_plan plan = {
        .d = row->d, .user = input->user, .responsible = input->responsible};
    struct sp_outcome outcome;
    char id[SP_SHOWN_ID_BYTES];
    char from[SP_SHOWN_PARTY_BYTES];
    int code = SP_EXIT_DONE;

    if (sp_inbox_open(opening->agent, &plan, &outcome, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    sp_hex(row->msg_id.b, sizeof(row->msg_id.b), id);
    sp_show_party(&row->sender, cli->language, from);

    struct sp_told answer = {
        .outcome = &outcome, .id = id, .done = SP_TEXT_OPEN_DONE, .values = SP_VALUES(id, from)};
    bool is_open = sp_verdict_is_good(outcome.verdict);

    if (!cli->json) {
        int answered = sp_answer_outcome(cli, &answer);

        if (!is_open) {
            return answered;
        }
    }
    opening->items = cli->json ? json_array() : NULL;
    for (size_t i = 0; is_open && code == SP_EXIT_DONE && i < row->item_count; i++) {
        code = take_item(opening, (uint8_t)i);
    }
    if (!cli->json || code != SP_EXIT_DONE) {
        json_decref(opening->items);
        return code;
    }
    answer.more = json_object();
    sp_json_set(cli, answer.more, "d", sp_json_hex(row->d.b, sizeof(row->d.b)));
    sp_json_set(cli, answer.more, "items", opening->items);
    return sp_answer_outcome(cli, &answer);
}

int
sp_command_open(struct sp_cli *cli, int argc, char **argv)
{
    struct open_input input = {.out = NULL};
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct opening opening = {.cli = cli};
    struct sp_inbox_row row;
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON || (code = sp_cli_open(cli, &opening.agent)) != SP_EXIT_DONE) {
        return code;
    }
    const char *id = input.operands.at[0];
    enum sp_status status = sp_inbox_find(opening.agent, id, &row, &problem);

    if (status == SP_ERR_NOT_FOUND) { /* it may have come since */
        if ((code = sp_cli_catch_up(cli, opening.agent, false)) != SP_EXIT_DONE) {
            goto done;
        }
        status = sp_inbox_find(opening.agent, id, &row, &problem);
    }
    if (status != SP_OK) {
        code = sp_answer_problem(cli, &problem);
        goto done;
    }
    opening.d = row.d;
    opening.out = input.out;
    code = open_message(&opening, &row, &input);
done:
    sp_agent_close(opening.agent);
    return code;
}
