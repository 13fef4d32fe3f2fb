/*
 * samenspraak pair: the patient's pairing code, for her to hand over herself.
 */
#include <ctype.h>
#include <string.h>

#include "answer.h"
#include "arguments.h"
#include "commands.h"
#include "qr.h"

struct pair_input {
    bool qr;
};

static const struct sp_argument rows[] = {
    {"qr", NULL, SP_ARGUMENT_FLAG, offsetof(struct pair_input, qr), false, SP_TEXT_PAIR_QR},
};
static const struct sp_arguments arguments = {.rows = rows,
    .count = 1,
    .operands = "",
    .about = SP_TEXT_PAIR_ABOUT,
    .examples = SP_TEXT_PAIR_EXAMPLES};

/* Two modules a character, dark on light whatever the terminal's colours are. */
static void
show_qr(struct sp_cli *cli, const struct sp_qr *qr)
{
    static const char *const halves[2][2] = {{" ", "▄"}, {"▀", "█"}};

    for (int y = -SP_QR_QUIET; y < SP_QR_SIZE + SP_QR_QUIET; y += 2) {
        (void)fputs("\033[30;107m", cli->out);
        for (int x = -SP_QR_QUIET; x < SP_QR_SIZE + SP_QR_QUIET; x++) {
            (void)fputs(halves[sp_qr_is_dark(qr, x, y)][sp_qr_is_dark(qr, x, y + 1)], cli->out);
        }
        (void)fputs("\033[0m\n", cli->out);
    }
}

/* The code as capitals without blanks: what fits a QR code best, and relate takes it. */
static bool
make_qr(const char *code, struct sp_qr *qr)
{
    char text[SP_QR_TEXT_MAX + 1];
    size_t used = 0;

    for (const char *at = code; *at != 0 && used < SP_QR_TEXT_MAX; at++) {
        if (isalnum((unsigned char)*at)) {
            text[used++] = (char)toupper((unsigned char)*at);
        }
    }
    text[used] = 0;
    return sp_qr_make(text, qr) == SP_OK;
}

static int
show(struct sp_cli *cli, const struct pair_input *input, const struct sp_patient_id *id)
{
    char code[SP_PAIRING_MAX];
    struct sp_qr qr;

    sp_pairing_text(id, code);
    if (cli->json) {
        json_t *object = json_object();

        sp_json_set(cli, object, "code", json_string(code));
        sp_json_set(cli, object, "party", sp_json_patient(id));
        return sp_json_print(cli, object);
    }
    sp_say(cli, SP_TEXT_PAIR_CODE, SP_VALUES(code));
    if (input->qr) {
        if (!make_qr(code, &qr)) {
            return SP_EXIT_INTERNAL;
        }
        show_qr(cli, &qr);
    }
    sp_say(cli, SP_TEXT_PAIR_NEXT, SP_NO_VALUES);
    return SP_EXIT_DONE;
}

int
sp_command_pair(struct sp_cli *cli, int argc, char **argv)
{
    struct pair_input input = {.qr = false};
    struct sp_agent *agent;
    struct sp_patient_id id;
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON || (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    if (sp_agent_patient_id(agent, &id) == SP_OK) {
        code = show(cli, &input, &id);
    } else {
        code = sp_misuse(cli, SP_TEXT_PAIR_NO_PATIENT, SP_NO_VALUES);
    }
    sp_agent_close(agent);
    return code;
}
