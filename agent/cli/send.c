/*
 * samenspraak send: a message to one party, about one patient, for one purpose.
 */
#include "arguments.h"
#include "commands.h"
#include "draft.h"
#include "say.h"
#include "take.h"

struct send_input {
    struct sp_draft_header header;
    const char *form, *data, *break_glass;
    struct sp_words items, attachments;
    bool dry_run;
};

#define AT(member_) offsetof(struct send_input, member_)

/* clang-format off */
static const struct sp_argument rows[] = {
    {"to",          "PARTY",         SP_ARGUMENT_TEXT, AT(header.to),       true,  SP_TEXT_SEND_TO},
    {"about",       "CODE",          SP_ARGUMENT_TEXT, AT(header.about),    false, SP_TEXT_OPTION_ABOUT},
    {"purpose",     "P",             SP_ARGUMENT_TEXT, AT(header.purpose),  true,  SP_TEXT_SEND_PURPOSE},
    {"form",        "NAME",          SP_ARGUMENT_TEXT, AT(form),            false, SP_TEXT_SEND_FORM},
    {"data",        "FILE",          SP_ARGUMENT_TEXT, AT(data),            false, SP_TEXT_SEND_DATA},
    {"item",        "CATEGORY=FILE", SP_ARGUMENT_LIST, AT(items),           false, SP_TEXT_SEND_ITEM},
    {"attach",      "CATEGORY=FILE", SP_ARGUMENT_LIST, AT(attachments),     false, SP_TEXT_SEND_ATTACH},
    {"reply-to",    "ID",            SP_ARGUMENT_TEXT, AT(header.reply_to), false, SP_TEXT_SEND_REPLY_TO},
    {"id",          "HEX",           SP_ARGUMENT_TEXT, AT(header.id),       false, SP_TEXT_SEND_ID},
    {"dry-run",     NULL,            SP_ARGUMENT_FLAG, AT(dry_run),         false, SP_TEXT_SEND_DRY_RUN},
    {"break-glass", "FILE",          SP_ARGUMENT_TEXT, AT(break_glass),     false, SP_TEXT_SEND_BREAK_GLASS},
};
/* clang-format on */

static const struct sp_arguments arguments = {.rows = rows,
    .count = sizeof(rows) / sizeof(rows[0]),
    .operands = "",
    .about = SP_TEXT_SEND_ABOUT,
    .examples = SP_TEXT_SEND_EXAMPLES};

static int
take_form(struct sp_cli *cli, const struct send_input *input, struct sp_draft *draft)
{
    struct sp_buffer data;
    int code;

    if ((input->form == NULL) != (input->data == NULL)) {
        return sp_misuse(cli, SP_TEXT_SEND_FORM_AND_DATA, SP_NO_VALUES);
    }
    if (input->form == NULL) {
        return SP_EXIT_DONE;
    }
    sp_buffer_init(&data, SP_FORM_DATA_MAX);
    if ((code = sp_take_file(cli, input->data, &data)) == SP_EXIT_DONE) {
        code = sp_draft_form(cli, draft, input->form, sp_buffer_bytes(&data), input->data);
    }
    sp_buffer_wipe(&data);
    return code;
}

/* Everything that needs no home, so that mistakes show before a passphrase is asked for. */
static int
take_items(struct sp_cli *cli, const struct send_input *input, struct sp_draft *draft)
{
    int code;

    if (input->break_glass != NULL) {
        return sp_fail(cli, "absent", SP_TEXT_NOT_IN_THIS_VERSION, SP_VALUES("--break-glass"));
    }
    if ((code = take_form(cli, input, draft)) != SP_EXIT_DONE ||
        (code = sp_draft_items(cli, draft, &input->items)) != SP_EXIT_DONE ||
        (code = sp_draft_attachments(cli, draft, &input->attachments)) != SP_EXIT_DONE) {
        return code;
    }
    if (draft->plan.item_count == 0) {
        return sp_misuse(cli, SP_TEXT_SEND_NOTHING, SP_NO_VALUES);
    }
    return SP_EXIT_DONE;
}

int
sp_command_send(struct sp_cli *cli, int argc, char **argv)
{
    struct send_input input = {.form = NULL};
    struct sp_draft draft = {.head_count = 0};
    struct sp_agent *agent = NULL;
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if ((code = take_items(cli, &input, &draft)) != SP_EXIT_DONE ||
        (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE ||
        (code = sp_draft_header(cli, agent, &draft, &input.header)) != SP_EXIT_DONE) {
        goto done;
    }
    code = sp_draft_send(cli, agent, &draft, input.dry_run);
done:
    sp_agent_close(agent);
    sp_draft_wipe(&draft);
    return code;
}
