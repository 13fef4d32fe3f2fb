/*
 * samenspraak status: who this is, its keys and their age, the broker and its log.
 */
#include <string.h>

#include "answer.h"
#include "arguments.h"
#include "commands.h"
#include "files.h"
#include "keyring.h"

#define MS_PER_DAY UINT64_C(86400000)

static const struct sp_arguments arguments = {
    .operands = "", .about = SP_TEXT_STATUS_ABOUT, .examples = SP_TEXT_STATUS_EXAMPLES};

/* The newest receive key that is published. */
struct newest {
    bool found;
    uint64_t not_before_ms, not_after_ms;
};

static enum sp_status
take_key(void *context, const struct sp_key_row *row)
{
    struct newest *newest = context;

    if (row->published && (!newest->found || row->not_before_ms >= newest->not_before_ms)) {
        newest->found = true;
        newest->not_before_ms = row->not_before_ms;
        newest->not_after_ms = row->not_after_ms;
    }
    return SP_OK;
}

static json_t *
broker_json(struct sp_cli *cli, const struct sp_profile *profile,
    const struct sp_agent_status *status, const struct sp_problem *problem)
{
    json_t *object = json_object();
    char text[SP_PROBLEM_TEXT_MAX];

    sp_problem_text(problem, cli->language, text);
    sp_json_set(cli, object, "url", sp_json_text(profile->broker));
    sp_json_set(cli, object, "reachable", json_boolean(status->reachable));
    sp_json_set(cli, object, "trusted", json_boolean(status->reachable && status->pinned));
    sp_json_set(
        cli, object, "party", status->pinned ? sp_json_party(&status->broker) : json_null());
    sp_json_set(cli, object, "error",
        status->reachable ? json_null() : json_string(sp_problem_name(problem->id)));
    sp_json_set(cli, object, "message", status->reachable ? json_null() : sp_json_text(text));
    return object;
}

static json_t *
log_json(struct sp_cli *cli, const struct sp_agent_status *status)
{
    json_t *object = json_object();

    sp_json_set(cli, object, "origin", sp_json_text(status->origin));
    sp_json_set(cli, object, "consistent_since", sp_json_time(status->pinned_ms));
    sp_json_set(cli, object, "seen", sp_json_time(status->seen_ms));
    for (unsigned log = 0; log < SP_LOG_COUNT; log++) {
        const struct sp_head *head = &status->heads[log];
        json_t *one = json_object();

        sp_json_set(cli, one, "size", sp_json_number(head->size));
        sp_json_set(cli, one, "root", sp_json_hex(head->root.b, sizeof(head->root.b)));
        sp_json_set(cli, object, sp_log_names[log], one);
    }
    return object;
}

static json_t *
keys_json(struct sp_cli *cli, const struct sp_hash *identity, const struct sp_agent_status *status,
    const struct newest *newest)
{
    json_t *object = json_object();

    sp_json_set(cli, object, "identity", sp_json_hex(identity->b, sizeof(identity->b)));
    sp_json_set(cli, object, "certificate_ok", json_boolean(status->certificate_ok));
    sp_json_set(
        cli, object, "certificate_from", sp_json_time((uint64_t)status->certificate.not_before_ms));
    sp_json_set(
        cli, object, "certificate_until", sp_json_time((uint64_t)status->certificate.not_after_ms));
    sp_json_set(cli, object, "receive_from",
        newest->found ? sp_json_time(newest->not_before_ms) : json_null());
    sp_json_set(cli, object, "receive_until",
        newest->found ? sp_json_time(newest->not_after_ms) : json_null());
    return object;
}

static void
say_status(struct sp_cli *cli, struct sp_agent *agent, const struct sp_agent_status *status,
    const struct newest *newest)
{
    const struct sp_profile *profile = sp_agent_profile(agent);
    uint64_t now = (uint64_t)sp_agent_now_ms(agent);
    char party[SP_PARTY_TEXT_MAX];
    char until[SP_SHOWN_TIME_BYTES];
    char since[SP_SHOWN_TIME_BYTES];
    char number[24];
    char more[24];

    sp_party_text(&profile->party, party);
    sp_say(cli, SP_TEXT_STATUS_PROFILE, SP_VALUES(profile->name, party));
    sp_show_time((uint64_t)status->certificate.not_after_ms, until);
    sp_say(cli, SP_TEXT_STATUS_CERTIFICATE, SP_VALUES(until));
    if (!status->certificate_ok) {
        sp_say(cli, SP_TEXT_KEYS_CERTIFICATE_BAD, SP_VALUES(status->certificate_reason));
    }
    if (newest->found) {
        uint64_t age = now > newest->not_before_ms ? now - newest->not_before_ms : 0;

        (void)snprintf(number, sizeof(number), "%llu", (unsigned long long)(age / MS_PER_DAY));
        sp_show_time(newest->not_after_ms, until);
        sp_say(cli, SP_TEXT_STATUS_RECEIVE_KEY, SP_VALUES(number, until));
    } else {
        sp_say(cli, SP_TEXT_STATUS_NO_RECEIVE_KEY, SP_NO_VALUES);
    }
    if (status->reachable) {
        sp_say(cli, SP_TEXT_STATUS_REACHABLE, SP_VALUES(profile->broker));
    }
    if (status->pinned) {
        sp_show_time(status->pinned_ms, since);
        sp_show_time(status->seen_ms, until);
        (void)snprintf(
            number, sizeof(number), "%llu", (unsigned long long)status->heads[SP_LOG_EVENTS].size);
        sp_say(cli, SP_TEXT_STATUS_LOG, SP_VALUES(status->origin, since, until, number));
    } else {
        sp_say(cli, SP_TEXT_STATUS_NOT_PINNED, SP_NO_VALUES);
    }
    (void)snprintf(number, sizeof(number), "%llu", (unsigned long long)status->outbox_count);
    (void)snprintf(more, sizeof(more), "%llu", (unsigned long long)status->evidence_count);
    if (status->outbox_count > 0) {
        sp_say(cli, SP_TEXT_STATUS_OUTBOX, SP_VALUES(number));
    }
    if (status->evidence_count > 0) {
        sp_say(cli, SP_TEXT_STATUS_EVIDENCE, SP_VALUES(more));
    }
}

static int
show(struct sp_cli *cli, struct sp_agent *agent)
{
    const struct sp_profile *profile = sp_agent_profile(agent);
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_problem second = {.id = SP_PROBLEM_NONE};
    struct sp_agent_status status;
    struct newest newest = {.found = false};
    struct sp_hash identity = sp_keyring_identity(agent);

    if (sp_agent_status(agent, true, &status, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    if (sp_keyring_each(agent, take_key, &newest, &second) != SP_OK) {
        return sp_answer_problem(cli, &second);
    }
    int code = status.reachable ? SP_EXIT_DONE : sp_problem_exit_code(&problem);

    if (!cli->json) {
        say_status(cli, agent, &status, &newest);
        return status.reachable ? code : sp_answer_problem(cli, &problem);
    }
    json_t *object = json_object();

    sp_json_set(cli, object, "party", sp_json_party(&profile->party));
    sp_json_set(cli, object, "name", sp_json_text(profile->name));
    sp_json_set(cli, object, "keys", keys_json(cli, &identity, &status, &newest));
    sp_json_set(cli, object, "broker", broker_json(cli, profile, &status, &problem));
    sp_json_set(cli, object, "log", log_json(cli, &status));
    sp_json_set(cli, object, "queued", sp_json_number(status.outbox_count));
    sp_json_set(cli, object, "evidence", sp_json_number(status.evidence_count));
    int printed = sp_json_print(cli, object);

    return printed != SP_EXIT_DONE ? printed : code;
}

int
sp_command_status(struct sp_cli *cli, int argc, char **argv)
{
    struct sp_agent *agent;
    int nothing = 0;
    int code = sp_arguments_take(cli, &arguments, argc, argv, &nothing);

    if (code != SP_EXIT_GO_ON || (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    code = show(cli, agent);
    sp_agent_close(agent);
    return code;
}
