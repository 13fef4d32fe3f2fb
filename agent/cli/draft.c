#include "draft.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answer.h"
#include "attachment.h"
#include "files.h"
#include "take.h"

void
sp_draft_wipe(struct sp_draft *draft)
{
    sp_form_filled_wipe(&draft->filled);
    for (size_t i = 0; i < draft->head_count; i++) {
        sp_buffer_wipe(&draft->heads[i]);
    }
    memset(draft, 0, sizeof(*draft));
}

static int
add_item(struct sp_cli *cli, struct sp_draft *draft, const struct sp_send_item *item)
{
    if (draft->plan.item_count == SP_ITEMS_MAX) {
        return sp_misuse(cli, SP_TEXT_SEND_TOO_MANY_ITEMS, SP_NO_VALUES);
    }
    draft->items[draft->plan.item_count++] = *item;
    draft->plan.items = draft->items;
    return SP_EXIT_DONE;
}

/* "FILE, line 3, agreements[2]: …" */
static int
form_fault(struct sp_cli *cli, const char *source, const struct sp_form_fault *fault)
{
    char message[SP_FORM_MESSAGE_MAX];
    char line[16];

    sp_form_fault_text(fault, cli->language, message);
    (void)snprintf(line, sizeof(line), "%d", fault->line);
    if (fault->line > 0) {
        return sp_misuse(cli, SP_TEXT_FORM_FAULT_LINE, SP_VALUES(source, line, message));
    }
    if (fault->where[0] == 0) {
        return sp_misuse(cli, SP_TEXT_FORM_FAULT_WHOLE, SP_VALUES(source, message));
    }
    return sp_misuse(cli, SP_TEXT_FORM_FAULT_FIELD, SP_VALUES(source, fault->where, message));
}

int
sp_draft_form(struct sp_cli *cli, struct sp_draft *draft, const char *name, struct sp_bytes data,
    const char *source)
{
    const struct sp_form *form = sp_form_by_name(name);
    struct sp_form_fault fault;
    int code = SP_EXIT_DONE;

    if (form == NULL) {
        return sp_misuse(cli, SP_TEXT_FORM_UNKNOWN, SP_VALUES(name));
    }
    enum sp_status status = sp_form_fill(form, data, &draft->filled, &fault);

    if (status != SP_OK) {
        code = form_fault(cli, source, &fault);
        return status == SP_ERR_NOMEM ? SP_EXIT_INTERNAL : code;
    }
    for (size_t i = 0; code == SP_EXIT_DONE && i < draft->filled.item_count; i++) {
        const struct sp_form_item *filled = &draft->filled.items[i];

        code = add_item(cli, draft,
            &(struct sp_send_item){.category = filled->category,
                .form = form->number,
                .content = sp_buffer_bytes(&filled->content)});
    }
    draft->plan.asks |= draft->filled.asks;
    return code;
}

/* Takes CATEGORY=FILE apart and looks whether the file is there to be read. */
static int
take_pair(struct sp_cli *cli, const char *option, const char *word, struct sp_send_item *item)
{
    const char *equals = strchr(word, '=');
    char category[64];
    struct stat info;
    int code;

    if (equals == NULL || equals[1] == 0 || (size_t)(equals - word) >= sizeof(category)) {
        return sp_misuse(cli, SP_TEXT_SEND_BAD_PAIR, SP_VALUES(option, word));
    }
    memcpy(category, word, (size_t)(equals - word));
    category[equals - word] = 0;
    if ((code = sp_take_term(cli, option, &sp_categories, category, &item->category)) !=
        SP_EXIT_DONE) {
        return code;
    }
    item->path = equals + 1;
    if (stat(item->path, &info) != 0 || access(item->path, R_OK) != 0) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
        return sp_fail(cli, "file", SP_TEXT_FILE_UNREAD, SP_VALUES(item->path, strerror(errno)));
    }
    if (!S_ISREG(info.st_mode)) {
        return sp_fail(cli, "file", SP_TEXT_FILE_NOT_REGULAR, SP_VALUES(item->path));
    }
    return SP_EXIT_DONE;
}

int
sp_draft_items(struct sp_cli *cli, struct sp_draft *draft, const struct sp_words *words)
{
    int code = SP_EXIT_DONE;

    for (size_t i = 0; code == SP_EXIT_DONE && i < words->count; i++) {
        struct sp_send_item item = {.form = SP_FORM_PLAIN};

        code = take_pair(cli, "--item", words->at[i], &item);
        if (code == SP_EXIT_DONE) {
            code = add_item(cli, draft, &item);
        }
    }
    return code;
}

int
sp_draft_attachments(struct sp_cli *cli, struct sp_draft *draft, const struct sp_words *words)
{
    int code = SP_EXIT_DONE;

    for (size_t i = 0; code == SP_EXIT_DONE && i < words->count; i++) {
        struct sp_send_item item = {.form = SP_FORM_FILE};

        if (draft->head_count == SP_ITEMS_MAX) {
            return sp_misuse(cli, SP_TEXT_SEND_TOO_MANY_ITEMS, SP_NO_VALUES);
        }
        if ((code = take_pair(cli, "--attach", words->at[i], &item)) != SP_EXIT_DONE) {
            break;
        }
        struct sp_buffer *head = &draft->heads[draft->head_count++];

        sp_buffer_init(head, SP_ATTACHMENT_HEAD_MAX);
        if (sp_attachment_head(item.path, head) != SP_OK) {
            return SP_EXIT_INTERNAL;
        }
        item.content = sp_buffer_bytes(head);
        code = add_item(cli, draft, &item);
    }
    return code;
}

int
sp_draft_header(struct sp_cli *cli, struct sp_agent *agent, struct sp_draft *draft,
    const struct sp_draft_header *header)
{
    struct sp_send_plan *plan = &draft->plan;
    int code;

    if ((code = sp_take_party(cli, "--to", header->to, &plan->to)) != SP_EXIT_DONE ||
        (code = sp_take_term(cli, "--purpose", &sp_purposes, header->purpose, &plan->purpose)) !=
            SP_EXIT_DONE ||
        (code = sp_take_about(cli, agent, header->about, &plan->patient)) != SP_EXIT_DONE) {
        return code;
    }
    plan->has_msg_id = header->id != NULL;
    if (plan->has_msg_id &&
        (code = sp_take_msg_id(cli, "--id", header->id, &plan->msg_id)) != SP_EXIT_DONE) {
        return code;
    }
    plan->has_reply_to = header->reply_to != NULL;
    if (plan->has_reply_to) {
        code = sp_take_message(cli, agent, "--reply-to", header->reply_to, &plan->reply_to);
    }
    return code;
}

int
sp_draft_send(struct sp_cli *cli, struct sp_agent *agent, struct sp_draft *draft, bool dry_run)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_outcome outcome;
    struct sp_msg_id msg_id = {{0}};
    char id[2 * SP_MSG_ID_BYTES + 1];
    char to[SP_SHOWN_PARTY_BYTES];
    enum sp_status status = dry_run
                                ? sp_outbox_foresee(agent, &draft->plan, &outcome, &problem)
                                : sp_outbox_send(agent, &draft->plan, &msg_id, &outcome, &problem);

    if (status != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    sp_hex(msg_id.b, sizeof(msg_id.b), id);
    sp_show_party(&draft->plan.to, cli->language, to);

    struct sp_told answer = {.outcome = &outcome,
        .id = dry_run ? NULL : id,
        .done = dry_run ? SP_TEXT_SEND_WOULD : SP_TEXT_SEND_DONE,
        .values = SP_VALUES(to, id)};

    if (cli->json) {
        answer.more = json_object();
        if (outcome.has_id && !dry_run) {
            sp_json_set(cli, answer.more, "d", sp_json_hex(outcome.id.b, sizeof(outcome.id.b)));
        }
        if (dry_run) {
            sp_json_set(cli, answer.more, "dry_run", json_true());
        }
    }
    return sp_answer_outcome(cli, &answer);
}
