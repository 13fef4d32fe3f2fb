/*
 * samenspraak audit: the whole log in a folder, checked and shown without any broker.
 */
#include <string.h>
#include <unistd.h>

#include "answer.h"
#include "arguments.h"
#include "audit.h"
#include "commands.h"
#include "files.h"
#include "profile_files.h"
#include "record_show.h"
#include "take.h"

/* clang-format off */
static const struct sp_cli_command verbs[] = {
    {"export", sp_audit_command_export, SP_TEXT_AUDIT_EXPORT_SUMMARY},
    {"verify", sp_audit_command_verify, SP_TEXT_AUDIT_VERIFY_SUMMARY},
    {"show",   sp_audit_command_show,   SP_TEXT_AUDIT_SHOW_SUMMARY},
    {NULL,     NULL,                    SP_TEXT_NONE},
};
/* clang-format on */

int
sp_command_audit(struct sp_cli *cli, int argc, char **argv)
{
    static const struct sp_cli_group group = {verbs, SP_TEXT_AUDIT_ABOUT};

    return sp_cli_dispatch(cli, &group, argc, argv);
}

struct audit_input {
    struct sp_words operands;
    const char *out, *since, *policy, *ca, *patient, *actor;
};

#define AT(member_) offsetof(struct audit_input, member_)

/* Shown only to somebody who looks. */
static void
show_progress(void *context, const char *log, uint64_t done, uint64_t total)
{
    struct sp_cli *cli = context;

    if (!cli->json && isatty(STDERR_FILENO)) {
        (void)fprintf(cli->err, "\r%-12s %llu / %llu%s", log, (unsigned long long)done,
            (unsigned long long)total, done >= total ? "\n" : "");
    }
}

/* ---- export ---- */

static const struct sp_argument export_rows[] = {
    {"out", "DIR", SP_ARGUMENT_TEXT, AT(out), true, SP_TEXT_AUDIT_OUT},
};
static const struct sp_arguments export_arguments = {.rows = export_rows,
    .count = 1,
    .operands = "",
    .about = SP_TEXT_AUDIT_EXPORT_ABOUT,
    .examples = SP_TEXT_AUDIT_EXPORT_EXAMPLES};

int
sp_audit_command_export(struct sp_cli *cli, int argc, char **argv)
{
    struct audit_input input = {.out = NULL};
    struct sp_audit_progress progress = {.step = show_progress, .context = cli};
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_agent *agent;
    int code = sp_arguments_take(cli, &export_arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON || (code = sp_cli_open(cli, &agent)) != SP_EXIT_DONE) {
        return code;
    }
    if (sp_audit_export(agent, input.out, &progress, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
    } else if (cli->json) {
        json_t *object = json_object();

        sp_json_set(cli, object, "folder", sp_json_text(input.out));
        code = sp_json_print(cli, object);
    } else {
        sp_say(cli, SP_TEXT_AUDIT_EXPORTED, SP_VALUES(input.out));
    }
    sp_agent_close(agent);
    return code;
}

/* ---- verify ---- */

/* clang-format off */
static const struct sp_argument verify_rows[] = {
    {"since",  "CHECKPOINT", SP_ARGUMENT_TEXT, AT(since),  false, SP_TEXT_AUDIT_SINCE},
    {"policy", "FILE",       SP_ARGUMENT_TEXT, AT(policy), false, SP_TEXT_AUDIT_POLICY},
    {"ca",     "FILE",       SP_ARGUMENT_TEXT, AT(ca),     false, SP_TEXT_AUDIT_CA},
};
/* clang-format on */
static const struct sp_arguments verify_arguments = {.rows = verify_rows,
    .count = 3,
    .operands = "DIR",
    .operand_min = 1,
    .operand_max = 1,
    .operands_offset = AT(operands),
    .about = SP_TEXT_AUDIT_VERIFY_ABOUT,
    .examples = SP_TEXT_AUDIT_VERIFY_EXAMPLES};

static json_t *
report_json(struct sp_cli *cli, const struct sp_audit_report *report)
{
    json_t *object = json_object();
    json_t *logs = json_object();
    json_t *open = json_array();

    for (unsigned log = 0; log < SP_LOG_COUNT; log++) {
        json_t *one = json_object();

        sp_json_set(cli, one, "origin", sp_json_text(report->origins[log]));
        sp_json_set(cli, one, "vkey", sp_json_text(report->vkeys[log]));
        sp_json_set(cli, one, "size", sp_json_number(report->heads[log].size));
        sp_json_set(cli, one, "root",
            sp_json_hex(report->heads[log].root.b, sizeof(report->heads[log].root.b)));
        sp_json_set(cli, logs, sp_log_names[log], one);
    }
    sp_json_set(cli, object, "verdict", json_string("ok"));
    sp_json_set(cli, object, "logs", logs);
    sp_json_set(cli, object, "exporter", sp_json_text(report->exporter));
    sp_json_set(cli, object, "records", sp_json_number(report->records));
    sp_json_set(cli, object, "requests", sp_json_number(report->requests));
    sp_json_set(cli, object, "signatures", sp_json_number(report->signatures));
    sp_json_set(cli, object, "statements", sp_json_number(report->statements));
    sp_json_set(cli, object, "entries", sp_json_number(report->entries));
    sp_json_set(cli, object, "ca_sha256",
        report->ca_anchored
            ? sp_json_hex(report->ca_fingerprint.b, sizeof(report->ca_fingerprint.b))
            : json_null());
    if (!report->log_keys_anchored) {
        sp_json_add(cli, open, json_string("vkeys"));
    }
    if (!report->ca_anchored) {
        sp_json_add(cli, open, json_string("ca"));
    }
    sp_json_set(cli, object, "not_checked", open);
    return object;
}

static void
say_report(struct sp_cli *cli, const struct sp_audit_report *report)
{
    char numbers[5][24];
    const uint64_t values[5] = {
        report->records, report->requests, report->signatures, report->statements, report->entries};
    char size[24];
    char fingerprint[SP_SHOWN_ID_BYTES];

    for (size_t i = 0; i < 5; i++) {
        (void)snprintf(numbers[i], sizeof(numbers[i]), "%llu", (unsigned long long)values[i]);
    }
    sp_say(cli, SP_TEXT_AUDIT_VERIFIED,
        SP_VALUES(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]));
    sp_say(cli, SP_TEXT_AUDIT_EXPORTER, SP_VALUES(report->exporter));
    for (unsigned log = 0; log < SP_LOG_COUNT; log++) {
        (void)snprintf(size, sizeof(size), "%llu", (unsigned long long)report->heads[log].size);
        sp_say(cli, SP_TEXT_AUDIT_LOG, SP_VALUES(report->origins[log], size));
    }
    if (!report->log_keys_anchored) {
        sp_say(cli, SP_TEXT_AUDIT_KEYS_OPEN, SP_NO_VALUES);
        for (unsigned log = 0; log < SP_LOG_COUNT; log++) {
            (void)fprintf(cli->out, "  %s\n", report->vkeys[log]);
        }
    }
    if (report->ca_anchored) {
        sp_hex(report->ca_fingerprint.b, sizeof(report->ca_fingerprint.b), fingerprint);
        sp_say(cli, SP_TEXT_AUDIT_CA_CHECKED, SP_VALUES(fingerprint));
    } else {
        sp_say(cli, SP_TEXT_AUDIT_CA_OPEN, SP_NO_VALUES);
    }
}

/* What a profile anchors the check with: its CA, and the log keys that it pinned. */
struct anchors {
    char ca[SP_PATH_MAX]; /* "" when there is no profile */
    struct sp_buffer policy;
};

/* The log keys that the profile in ${home} pinned; nobody is asked for a passphrase here. */
static int
take_pinned(struct sp_cli *cli, const char *home, struct anchors *anchors)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_agent *agent = NULL;
    bool is_sealed = true;

    if (sp_profile_needs_passphrase(home, &is_sealed, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    if (is_sealed && cli->passphrase_file == NULL) {
        sp_warn(cli, SP_TEXT_AUDIT_PROFILE_LOCKED, SP_VALUES(home));
        return SP_EXIT_DONE;
    }
    int code = sp_cli_open(cli, &agent);

    if (code == SP_EXIT_DONE) { /* before first contact nothing is pinned, and nothing is here */
        sp_status_ignore(sp_audit_policy(agent, &anchors->policy, &problem));
    }
    sp_agent_close(agent);
    return code;
}

/* 0, also when there is no profile; else an exit code after saying why. */
static int
take_anchors(struct sp_cli *cli, const struct audit_input *input, struct anchors *anchors)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    char home[SP_HOME_PATH_MAX];
    struct sp_profile profile;

    anchors->ca[0] = 0;
    sp_buffer_init(&anchors->policy, (size_t)SP_LOG_COUNT * (SP_VKEY_MAX + 8));
    if ((input->ca != NULL && input->policy != NULL) ||
        sp_cli_find_home(cli, home) != SP_TEXT_NONE ||
        sp_profile_read(home, &profile, &problem) != SP_OK ||
        sp_file_path(home, SP_FILE_CA, anchors->ca) != SP_OK) {
        return SP_EXIT_DONE;
    }
    return input->policy == NULL && profile.is_complete ? take_pinned(cli, home, anchors)
                                                        : SP_EXIT_DONE;
}

int
sp_audit_command_verify(struct sp_cli *cli, int argc, char **argv)
{
    struct audit_input input = {.out = NULL};
    struct sp_audit_progress progress = {.step = show_progress, .context = cli};
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_audit_report report;
    struct anchors anchors;
    int code = sp_arguments_take(cli, &verify_arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if ((code = take_anchors(cli, &input, &anchors)) != SP_EXIT_DONE) {
        goto done;
    }
    struct sp_audit_options options = {.folder = input.operands.at[0],
        .since = input.since,
        .policy = input.policy,
        .policy_text = sp_buffer_bytes(&anchors.policy),
        .ca = input.ca != NULL     ? input.ca
              : anchors.ca[0] != 0 ? anchors.ca
                                   : NULL,
        .now_ms = cli->clock.now_ms(cli->clock.context)};

    if (sp_audit_verify(&options, &progress, &report, &problem) != SP_OK) {
        code = sp_answer_problem(cli, &problem);
    } else if (cli->json) {
        code = sp_json_print(cli, report_json(cli, &report));
    } else {
        say_report(cli, &report);
    }
done:
    sp_buffer_wipe(&anchors.policy);
    return code;
}

/* ---- show ---- */

static const struct sp_argument show_rows[] = {
    {"patient", "P", SP_ARGUMENT_TEXT, AT(patient), false, SP_TEXT_AUDIT_PATIENT},
    {"actor", "A", SP_ARGUMENT_TEXT, AT(actor), false, SP_TEXT_AUDIT_ACTOR},
};
static const struct sp_arguments show_arguments = {.rows = show_rows,
    .count = 2,
    .operands = "DIR",
    .operand_min = 1,
    .operand_max = 1,
    .operands_offset = AT(operands),
    .about = SP_TEXT_AUDIT_SHOW_ABOUT,
    .examples = SP_TEXT_AUDIT_SHOW_EXAMPLES};

static enum sp_status
show_event(void *context, const struct sp_audit_event *event)
{
    struct sp_cli *cli = context;

    if (cli->json) {
        (void)sp_json_print(cli, sp_record_json(cli, event->index, &event->record));
    } else {
        sp_record_say(cli, event->index, &event->record, NULL);
    }
    return SP_OK;
}

int
sp_audit_command_show(struct sp_cli *cli, int argc, char **argv)
{
    struct audit_input input = {.out = NULL};
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    char patient[SP_PARTY_TEXT_MAX];
    struct sp_patient_id id;
    struct sp_party party;
    int code = sp_arguments_take(cli, &show_arguments, argc, argv, &input);

    if (code != SP_EXIT_GO_ON) {
        return code;
    }
    if (input.patient != NULL) { /* as code, identifier or party: one spelling in the records */
        if ((code = sp_take_code(cli, "--patient", input.patient, &id)) != SP_EXIT_DONE) {
            return code;
        }
        sp_party_of_patient(&id, &party);
        sp_party_text(&party, patient);
    }
    if (input.actor != NULL &&
        (code = sp_take_party(cli, "--actor", input.actor, &party)) != SP_EXIT_DONE) {
        return code;
    }
    if (sp_audit_show(input.operands.at[0], input.patient != NULL ? patient : NULL, input.actor,
            show_event, cli, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    return SP_EXIT_DONE;
}
