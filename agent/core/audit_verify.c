/*
 * Checks an export without any broker: manifest, checkpoints, every tile, every entry; then, with
 * `show`, reads what happened out of it.
 */
#include <stdlib.h>
#include <string.h>

#include <samenspraak/log_verify.h>

#include "audit_rules.h"
#include "files.h"

#define PIECE_MAX  ((size_t)SP_TILE_WIDTH * (2 + 65535))
#define POLICY_MAX ((size_t)1 << 20)
#define STEP_EVERY 4096

/* What the whole check works with. */
struct audit {
    const struct sp_audit_options *options;
    const struct sp_audit_progress *progress;
    struct sp_audit_report *report;
    struct sp_problem *problem;
    struct sp_vkey vkeys[SP_LOG_COUNT];
    struct sp_trust *trust;
    struct sp_audit_state state;
    bool has_since[SP_LOG_COUNT];
    struct sp_head since[SP_LOG_COUNT];
    /* the log that is being read */
    enum sp_log log;
    struct sp_audit_lines *lines;
    struct sp_buffer piece;
};

/* ---- whom to trust ---- */

/* "log <vkey>": the vkey of the log whose name it ends with. */
static void
take_policy_line(struct audit *audit, struct sp_bytes line, unsigned *found)
{
    struct sp_vkey vkey;

    if (line.size < 4 || memcmp(line.data, "log ", 4) != 0 ||
        sp_vkey_parse((struct sp_bytes){line.data + 4, line.size - 4}, &vkey) != SP_OK) {
        return;
    }
    const char *slash = strrchr(vkey.name, '/');
    for (unsigned i = 0; slash != NULL && i < SP_LOG_COUNT; i++) {
        if (strcmp(slash + 1, sp_log_names[i]) == 0) {
            audit->vkeys[i] = vkey;
            *found |= 1U << i;
        }
    }
}

static enum sp_status
take_policy(struct audit *audit)
{
    const char *name = audit->options->policy;
    struct sp_buffer text;
    unsigned found = 0;

    sp_buffer_init(&text, POLICY_MAX);
    struct sp_bytes given = audit->options->policy_text;
    enum sp_status status = name != NULL     ? sp_file_read(name, &text, audit->problem)
                            : given.size > 0 ? sp_buffer_append(&text, given.data, given.size)
                                             : sp_audit_read(audit->options->folder,
                                                   SP_AUDIT_POLICY, &text, audit->problem);
    struct sp_bytes rest = sp_buffer_bytes(&text);
    while (status == SP_OK && rest.size > 0) {
        const uint8_t *newline = memchr(rest.data, '\n', rest.size);
        size_t length = newline == NULL ? rest.size : (size_t)(newline - rest.data);
        take_policy_line(audit, (struct sp_bytes){rest.data, length}, &found);
        length += newline == NULL ? 0 : 1;
        rest.data += length;
        rest.size -= length;
    }
    sp_buffer_wipe(&text);
    if (status == SP_OK && found != (1U << SP_LOG_COUNT) - 1) {
        status = sp_problem_set(audit->problem, SP_ERR_MALFORMED, SP_PROBLEM_FILE_FORM,
            name != NULL ? name : SP_AUDIT_POLICY, "log", "one line for each of the three logs");
    }
    for (int i = 0; i < SP_LOG_COUNT; i++) {
        sp_vkey_text(&audit->vkeys[i], audit->report->vkeys[i]);
    }
    audit->report->log_keys_anchored = name != NULL || given.size > 0;
    return status;
}

static enum sp_status
take_trust(struct audit *audit)
{
    const char *name = audit->options->ca;
    struct sp_buffer pem;

    if (name == NULL) {
        return SP_OK;
    }
    sp_buffer_init(&pem, (size_t)1 << 20);
    enum sp_status status = sp_file_read(name, &pem, audit->problem);
    if (status == SP_OK && (status = sp_trust_new(sp_buffer_bytes(&pem), (struct sp_bytes){NULL, 0},
                                &audit->trust)) != SP_OK) {
        status = sp_problem_set(
            audit->problem, status, SP_PROBLEM_FILE_FORM, name, "content", "no CA certificates");
    }
    if (status == SP_OK) {
        audit->report->ca_anchored = true;
        audit->report->ca_fingerprint = sp_trust_fingerprint(audit->trust);
    }
    sp_buffer_wipe(&pem);
    return status;
}

/* The exporter's certificate is of the CA and an auditor's. */
static enum sp_status
check_exporter(struct audit *audit, const struct sp_certificate *exporter)
{
    struct sp_certificate judged;
    struct sp_buffer pem, der;
    const char *reason = "it is not an auditor's";

    sp_party_text(&exporter->party, audit->report->exporter);
    if (audit->trust == NULL) {
        return SP_OK;
    }
    sp_buffer_init(&pem, (size_t)1 << 16);
    sp_buffer_init(&der, SP_CERTIFICATE_MAX);
    const int64_t last_ms = exporter->not_after_ms - 1000;
    const int64_t at_ms = audit->options->now_ms < last_ms ? audit->options->now_ms : last_ms;
    enum sp_status status =
        sp_audit_read(audit->options->folder, SP_AUDIT_EXPORTER, &pem, audit->problem);
    if (status == SP_OK && (sp_certificate_der(sp_buffer_bytes(&pem), &der) != SP_OK ||
                               sp_certificate_check(audit->trust, sp_buffer_bytes(&der), at_ms,
                                   &judged, &reason) != SP_OK ||
                               judged.party.role != SP_ROLE_AUDITOR)) {
        status = sp_problem_set(audit->problem, SP_ERR_PROOF, SP_PROBLEM_AUDIT, SP_AUDIT_EXPORTER,
            audit->report->exporter, reason);
    }
    sp_buffer_wipe(&pem);
    sp_buffer_wipe(&der);
    return status;
}

/* The checkpoint of an earlier audit, of whichever log it is. */
static enum sp_status
take_since(struct audit *audit)
{
    struct sp_checkpoint checkpoint;
    struct sp_buffer note;
    enum sp_status status = SP_OK;

    if (audit->options->since == NULL) {
        return SP_OK;
    }
    sp_buffer_init(&note, SP_NOTE_MAX);
    status = sp_file_read(audit->options->since, &note, audit->problem);
    for (int i = 0; status == SP_OK && i < SP_LOG_COUNT; i++) {
        if (sp_checkpoint_check(sp_buffer_bytes(&note), &audit->vkeys[i], &checkpoint) == SP_OK) {
            audit->has_since[i] = true;
            audit->since[i] = checkpoint.head;
        }
    }
    sp_buffer_wipe(&note);
    bool any = audit->has_since[0] || audit->has_since[1] || audit->has_since[2];
    return status != SP_OK || any ? status
                                  : sp_problem_set(audit->problem, SP_ERR_SIGNATURE,
                                        SP_PROBLEM_SIGNATURE, audit->options->since, "log", NULL);
}

/* ---- one log ---- */

static enum sp_status
read_piece(struct audit *audit, const char *tile, struct sp_bytes *out)
{
    char path[SP_AUDIT_NAME_MAX];

    (void)snprintf(path, sizeof(path), "%s/%s", sp_log_names[audit->log], tile);
    sp_buffer_wipe(&audit->piece);
    enum sp_status status =
        sp_audit_read(audit->options->folder, path, &audit->piece, audit->problem);
    *out = sp_buffer_bytes(&audit->piece);
    return status;
}

static enum sp_status
read_bundle(void *context, uint64_t n, uint32_t width, struct sp_bytes *out)
{
    char tile[SP_TILE_PATH_MAX];

    sp_tile_entries_path(n, width, tile);
    return read_piece(context, tile, out);
}

static enum sp_status
read_tile(void *context, uint8_t level, uint64_t n, uint32_t width, struct sp_bytes *out)
{
    char tile[SP_TILE_PATH_MAX];

    sp_tile_path(level, n, width, tile);
    return read_piece(context, tile, out);
}

static enum sp_status
read_entry(void *context, uint64_t index, struct sp_bytes entry)
{
    struct audit *audit = context;
    struct sp_audit_line line;
    enum sp_status status = sp_audit_lines_next(audit->lines, &line, audit->problem);

    if (status == SP_ERR_NOT_FOUND || (status == SP_OK && line.index != index)) {
        return sp_audit_misfit(audit->problem, SP_ERR_PROOF, sp_log_names[audit->log], index,
            "records.jsonl has no line for it in its place");
    }
    if (status != SP_OK) {
        return status;
    }
    if (audit->progress != NULL && audit->progress->step != NULL && index % STEP_EVERY == 0) {
        audit->progress->step(audit->progress->context, sp_log_names[audit->log], index,
            audit->report->heads[audit->log].size);
    }
    sp_arena_reset(audit->state.arena);
    switch (audit->log) {
    case SP_LOG_EVENTS:
        return sp_audit_event_entry(&audit->state, entry, &line);
    case SP_LOG_STATEMENTS:
        return sp_audit_statement_entry(&audit->state, entry, &line);
    case SP_LOG_KEYS:
        return sp_audit_key_entry(&audit->state, entry, &line);
    }
    return SP_ERR_INTERNAL;
}

static enum sp_status
read_checkpoint(struct audit *audit)
{
    struct sp_checkpoint checkpoint;
    char path[SP_AUDIT_NAME_MAX];
    struct sp_buffer note;

    (void)snprintf(path, sizeof(path), "%s/checkpoint", sp_log_names[audit->log]);
    sp_buffer_init(&note, SP_NOTE_MAX);
    enum sp_status status = sp_audit_read(audit->options->folder, path, &note, audit->problem);
    if (status == SP_OK && sp_checkpoint_check(sp_buffer_bytes(&note), &audit->vkeys[audit->log],
                               &checkpoint) != SP_OK) {
        status = sp_problem_set(audit->problem, SP_ERR_SIGNATURE, SP_PROBLEM_SIGNATURE, path,
            audit->vkeys[audit->log].name, NULL);
    }
    sp_buffer_wipe(&note);
    if (status == SP_OK) {
        audit->report->heads[audit->log] = checkpoint.head;
        memcpy(audit->report->origins[audit->log], checkpoint.origin, SP_ORIGIN_MAX);
    }
    return status;
}

static enum sp_status
tell_finding(struct audit *audit, enum sp_status status, const struct sp_log_finding *finding)
{
    static const char *const texts[] = {
        [SP_LOG_FAULT_NONE] = "cannot be read",
        [SP_LOG_FAULT_BUNDLE] = "a bundle of entries is missing or broken",
        [SP_LOG_FAULT_TILE] = "a tile differs from what the entries give",
        [SP_LOG_FAULT_ENTRY] = "an entry does not hold",
        [SP_LOG_FAULT_ROOT] = "the entries do not give the root of the checkpoint",
        [SP_LOG_FAULT_OLDER] = "it does not go on from the earlier checkpoint",
    };

    if (status == SP_OK || (audit->problem != NULL && audit->problem->id != SP_PROBLEM_NONE)) {
        return status;
    }
    return sp_audit_misfit(
        audit->problem, SP_ERR_PROOF, sp_log_names[audit->log], finding->n, texts[finding->fault]);
}

static enum sp_status
check_log(struct audit *audit, enum sp_log log)
{
    const struct sp_log_reader reader = {read_bundle, read_tile, read_entry, audit};
    struct sp_log_finding finding = {.fault = SP_LOG_FAULT_NONE};
    struct sp_audit_line line;

    audit->log = log;
    enum sp_status status = read_checkpoint(audit);
    if (status != SP_OK || (status = sp_audit_lines_open(audit->options->folder, log, &audit->lines,
                                audit->problem)) != SP_OK) {
        return status;
    }
    status = sp_log_verify(&reader, &audit->report->heads[log], &audit->since[log],
        audit->has_since[log] ? 1 : 0, &finding);
    status = tell_finding(audit, status, &finding);
    if (status == SP_OK) {
        status = sp_audit_lines_next(audit->lines, &line, audit->problem);
        status = status == SP_ERR_NOT_FOUND ? SP_OK
                 : status != SP_OK
                     ? status
                     : sp_audit_misfit(audit->problem, SP_ERR_PROOF, sp_log_names[log], line.index,
                           "records.jsonl has more lines than the log");
    }
    sp_audit_lines_close(audit->lines);
    audit->lines = NULL;
    return status;
}

enum sp_status
sp_audit_verify(const struct sp_audit_options *options, const struct sp_audit_progress *progress,
    struct sp_audit_report *out, struct sp_problem *problem)
{
    struct sp_problem own = {.id = SP_PROBLEM_NONE};
    struct sp_problem *told = problem != NULL ? problem : &own;
    struct sp_certificate exporter;
    struct audit audit = {.options = options, .progress = progress, .report = out, .problem = told};
    enum sp_status status = sp_crypto_init();

    memset(out, 0, sizeof(*out));
    sp_buffer_init(&audit.piece, PIECE_MAX);
    audit.state.report = out;
    audit.state.problem = told;
    audit.state.now_ms = options->now_ms;
    if (status != SP_OK ||
        (status = sp_audit_check_manifest(options->folder, &exporter, told)) != SP_OK ||
        (status = take_trust(&audit)) != SP_OK ||
        (status = check_exporter(&audit, &exporter)) != SP_OK ||
        (status = take_policy(&audit)) != SP_OK || (status = take_since(&audit)) != SP_OK ||
        (status = sp_audit_state_open(&audit.state)) != SP_OK) {
        goto done;
    }
    audit.state.trust = audit.trust;
    /* The directory first, then what it signed, then what happened with both. */
    if ((status = check_log(&audit, SP_LOG_KEYS)) == SP_OK &&
        (status = check_log(&audit, SP_LOG_STATEMENTS)) == SP_OK) {
        status = check_log(&audit, SP_LOG_EVENTS);
    }
done:
    sp_audit_state_close(&audit.state);
    sp_trust_free(audit.trust);
    sp_buffer_wipe(&audit.piece);
    return sp_problem_close(told, status, "audit verify");
}

/* ---- show ---- */

static bool
holds(struct sp_bytes field, const char *text)
{
    struct sp_bytes wanted = sp_bytes_of_text(text);

    return field.size >= wanted.size && memcmp(field.data, wanted.data, wanted.size) == 0 &&
           (field.size == wanted.size || field.data[wanted.size] == ' ');
}

enum sp_status
sp_audit_show(const char *folder, const char *patient, const char *actor,
    enum sp_status (*row)(void *context, const struct sp_audit_event *event), void *context,
    struct sp_problem *problem)
{
    struct sp_audit_lines *lines = NULL;
    struct sp_audit_line line;
    enum sp_status status = sp_audit_lines_open(folder, SP_LOG_EVENTS, &lines, problem);

    while (status == SP_OK && (status = sp_audit_lines_next(lines, &line, problem)) == SP_OK) {
        const struct sp_audit_event event = {line.index, line.record};
        const struct sp_bytes *fields = line.record.fields;
        if (line.has_record && (patient == NULL || holds(fields[SP_RECORD_PATIENT], patient)) &&
            (actor == NULL || holds(fields[SP_RECORD_ACTOR], actor) ||
                holds(fields[SP_RECORD_COUNTERPARTY], actor))) {
            status = row(context, &event);
        }
    }
    sp_audit_lines_close(lines);
    return status == SP_ERR_NOT_FOUND ? SP_OK : sp_problem_close(problem, status, "audit show");
}
