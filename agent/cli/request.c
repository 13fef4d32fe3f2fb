/*
 * samenspraak request: a targeted question; the form "question" by its fields.
 */
#include "arguments.h"
#include "commands.h"
#include "draft.h"
#include "json.h"
#include "say.h"
#include "take.h"

struct request_input {
    struct sp_draft_header header;
    const char *question, *findings, *answer_by;
    struct sp_words asks;
    bool dry_run;
};

#define AT(member_) offsetof(struct request_input, member_)

/* clang-format off */
static const struct sp_argument rows[] = {
    {"to",        "PARTY",   SP_ARGUMENT_TEXT, AT(header.to),       true,  SP_TEXT_SEND_TO},
    {"about",     "CODE",    SP_ARGUMENT_TEXT, AT(header.about),    false, SP_TEXT_OPTION_ABOUT},
    {"purpose",   "P",       SP_ARGUMENT_TEXT, AT(header.purpose),  true,  SP_TEXT_SEND_PURPOSE},
    {"ask",       "C[,C..]", SP_ARGUMENT_LIST, AT(asks),            true,  SP_TEXT_REQUEST_ASK},
    {"question",  "TEXT",    SP_ARGUMENT_TEXT, AT(question),        true,  SP_TEXT_REQUEST_QUESTION},
    {"findings",  "FILE",    SP_ARGUMENT_TEXT, AT(findings),        false, SP_TEXT_REQUEST_FINDINGS},
    {"answer-by", "DATE",    SP_ARGUMENT_TEXT, AT(answer_by),       false, SP_TEXT_REQUEST_ANSWER_BY},
    {"reply-to",  "ID",      SP_ARGUMENT_TEXT, AT(header.reply_to), false, SP_TEXT_SEND_REPLY_TO},
    {"id",        "HEX",     SP_ARGUMENT_TEXT, AT(header.id),       false, SP_TEXT_SEND_ID},
    {"dry-run",   NULL,      SP_ARGUMENT_FLAG, AT(dry_run),         false, SP_TEXT_SEND_DRY_RUN},
};
/* clang-format on */

static const struct sp_arguments arguments = {.rows = rows,
    .count = sizeof(rows) / sizeof(rows[0]),
    .operands = "",
    .about = SP_TEXT_REQUEST_ABOUT,
    .examples = SP_TEXT_REQUEST_EXAMPLES};

/* The findings from their file as a JSON text; what is no text is refused by the form. */
static int
take_findings(struct sp_cli *cli, const struct request_input *input, json_t *data)
{
    struct sp_buffer findings;
    int code;

    if (input->findings == NULL) {
        return SP_EXIT_DONE;
    }
    sp_buffer_init(&findings, SP_FORM_DATA_MAX);
    if ((code = sp_take_file(cli, input->findings, &findings)) == SP_EXIT_DONE) {
        while (findings.size > 0 && findings.data[findings.size - 1] == '\n') {
            findings.size--;
        }
        sp_json_set(cli, data, "findings", sp_json_bytes(sp_buffer_bytes(&findings)));
    }
    sp_buffer_wipe(&findings);
    return code;
}

static int
fill(struct sp_cli *cli, const struct request_input *input, struct sp_draft *draft)
{
    json_t *data = json_object();
    char *text = NULL;
    uint32_t asks;
    int code;

    if ((code = sp_take_terms(cli, "--ask", &sp_categories, &input->asks, &asks)) != SP_EXIT_DONE ||
        (code = take_findings(cli, input, data)) != SP_EXIT_DONE) {
        goto done;
    }
    sp_json_set(cli, data, "question", sp_json_bytes(sp_bytes_of_text(input->question)));
    sp_json_set(cli, data, "asks", sp_json_categories(asks));
    if (input->answer_by != NULL) {
        sp_json_set(cli, data, "answer_by", sp_json_text(input->answer_by));
    }
    text = json_dumps(data, JSON_COMPACT);
    if (text == NULL || cli->json_failed) {
        code = SP_EXIT_INTERNAL;
        goto done;
    }
    code = sp_draft_form(cli, draft, "question", sp_bytes_of_text(text), "request");
done:
    json_decref(data);
    sp_json_text_free(text);
    return code;
}

int
sp_command_request(struct sp_cli *cli, int argc, char **argv)
{
    struct request_input input = {.question = NULL};
    struct sp_draft draft = {.head_count = 0};
    struct sp_agent *agent = NULL;
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if ((code = fill(cli, &input, &draft)) != SP_EXIT_DONE ||
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
