/*
 * samenspraak keys [rotate]: the keys of this party, and a new one to receive with.
 */
#include <string.h>

#include "answer.h"
#include "arguments.h"
#include "commands.h"
#include "files.h"
#include "keyring.h"

struct keys_input {
    struct sp_words operands;
};

static const struct sp_arguments arguments = {.operands = "[rotate]",
    .operand_max = 1,
    .operands_offset = offsetof(struct keys_input, operands),
    .about = SP_TEXT_KEYS_ABOUT,
    .examples = SP_TEXT_KEYS_EXAMPLES};

struct listing {
    struct sp_cli *cli;
    json_t *keys;
};

static enum sp_status
list_key(void *context, const struct sp_key_row *row)
{
    struct listing *listing = context;
    struct sp_cli *cli = listing->cli;
    char id[SP_SHOWN_ID_BYTES];
    char from[SP_SHOWN_TIME_BYTES];
    char until[SP_SHOWN_TIME_BYTES];

    if (cli->json) {
        json_t *key = json_object();

        sp_json_set(cli, key, "key_id", sp_json_hex(row->key_id.b, sizeof(row->key_id.b)));
        sp_json_set(cli, key, "not_before", sp_json_time(row->not_before_ms));
        sp_json_set(cli, key, "not_after", sp_json_time(row->not_after_ms));
        sp_json_set(cli, key, "published", json_boolean(row->published));
        sp_json_add(cli, listing->keys, key);
        return SP_OK;
    }
    sp_hex(row->key_id.b, sizeof(row->key_id.b), id);
    sp_show_time(row->not_before_ms, from);
    sp_show_time(row->not_after_ms, until);
    sp_say(cli, row->published ? SP_TEXT_KEYS_RECEIVE : SP_TEXT_KEYS_RECEIVE_LATER,
        SP_VALUES(id, from, until));
    return SP_OK;
}

static json_t *
identity_json(
    struct sp_cli *cli, const struct sp_hash *identity, const struct sp_agent_status *status)
{
    json_t *object = json_object();

    sp_json_set(cli, object, "key_id", sp_json_hex(identity->b, sizeof(identity->b)));
    sp_json_set(
        cli, object, "not_before", sp_json_time((uint64_t)status->certificate.not_before_ms));
    sp_json_set(cli, object, "not_after", sp_json_time((uint64_t)status->certificate.not_after_ms));
    sp_json_set(cli, object, "certificate_ok", json_boolean(status->certificate_ok));
    return object;
}

static int
list(struct sp_cli *cli, struct sp_agent *agent)
{
    struct listing listing = {.cli = cli};
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_hash identity = sp_keyring_identity(agent);
    struct sp_agent_status status;
    char id[SP_SHOWN_ID_BYTES];
    char from[SP_SHOWN_TIME_BYTES];
    char until[SP_SHOWN_TIME_BYTES];

    if (sp_agent_status(agent, false, &status, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    sp_hex(identity.b, sizeof(identity.b), id);
    sp_show_time((uint64_t)status.certificate.not_before_ms, from);
    sp_show_time((uint64_t)status.certificate.not_after_ms, until);
    sp_say(cli, SP_TEXT_KEYS_IDENTITY, SP_VALUES(id, from, until));
    if (!status.certificate_ok) {
        sp_say(cli, SP_TEXT_KEYS_CERTIFICATE_BAD, SP_VALUES(status.certificate_reason));
    }
    listing.keys = cli->json ? json_array() : NULL;
    if (sp_keyring_each(agent, list_key, &listing, &problem) != SP_OK) {
        json_decref(listing.keys);
        return sp_answer_problem(cli, &problem);
    }
    if (!cli->json) {
        return SP_EXIT_DONE;
    }
    json_t *object = json_object();

    sp_json_set(cli, object, "identity", identity_json(cli, &identity, &status));
    sp_json_set(cli, object, "receive", listing.keys);
    return sp_json_print(cli, object);
}

static int
rotate(struct sp_cli *cli, struct sp_agent *agent)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_outcome outcome;

    if (sp_keyring_rotate(agent, &outcome, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    return sp_answer_outcome(
        cli, &(struct sp_told){
                 .outcome = &outcome, .done = SP_TEXT_KEYS_ROTATED, .values = SP_NO_VALUES});
}

int
sp_command_keys(struct sp_cli *cli, int argc, char **argv)
{
    struct keys_input input = {.operands = {.count = 0}};
    struct sp_agent *agent;
    int code = sp_arguments_take(cli, &arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    bool is_rotation = input.operands.count == 1;

    if (is_rotation && strcmp(input.operands.at[0], "rotate") != 0) {
        return sp_misuse(cli, SP_TEXT_COMMAND_UNKNOWN, SP_VALUES(input.operands.at[0]));
    }
    if ((code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    code = is_rotation ? rotate(cli, agent) : list(cli, agent);
    sp_agent_close(agent);
    return code;
}
