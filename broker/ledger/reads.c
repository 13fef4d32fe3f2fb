/*
 * What is asked without changing anything: directory, mirrors, views, own log, audit, probe.
 */
#include "turn.h"

#include <string.h>

#define LOG_PAGE   64
#define AUDIT_PAGE 64

#define AUDIT_PAUSE_MS (INT64_C(10) * 60 * 1000)

enum sp_status
sp_turn_lookup(struct sp_turn *turn)
{
    struct sp_entry_row row;
    const char *party = sp_turn_text(turn, &turn->work->body.lookup.party);
    enum sp_status status =
        party == NULL ? SP_ERR_NOMEM : sp_store_entry_get(turn->store, party, turn->arena, &row);

    if (status == SP_ERR_NOT_FOUND) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_NOT_FOUND, "party: not in the directory");
    }
    if (status != SP_OK) {
        return status;
    }
    struct sp_signed_part part = {row.entry, row.signature};
    turn->verdict = SP_VERDICT_DONE;
    return sp_turn_body(turn, &sp_shape_signed_part, &part);
}

enum sp_status
sp_turn_directory(struct sp_turn *turn)
{
    const struct sp_directory_request *request = &turn->work->body.directory;
    struct sp_list list;
    size_t bytes = 0, fits = 0;
    char *text = (char *)sp_arena_copy(turn->arena, request->text);
    const char *after = (const char *)sp_arena_copy(turn->arena, request->after);
    enum sp_status status;

    if (text == NULL || after == NULL) {
        return SP_ERR_NOMEM;
    }
    for (char *c = text; *c != '\0'; c++) {
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    }
    if ((status = sp_store_entry_list(turn->store, text, after, SP_PAGE_MAX, turn->arena, &list)) !=
        SP_OK) {
        return status;
    }
    const struct sp_entry_row *rows = list.items;
    const size_t count = list.count;
    struct sp_signed_part *parts = sp_arena_alloc(turn->arena, count + 1, sizeof(*parts));
    if (parts == NULL) {
        return SP_ERR_NOMEM;
    }
    for (; fits < count && bytes + rows[fits].entry.size < SP_BODY_MAX; fits++) {
        parts[fits] = (struct sp_signed_part){rows[fits].entry, rows[fits].signature};
        bytes += rows[fits].entry.size + 80;
    }
    struct sp_directory_answer answer = {
        .rows = {parts, fits}, .more = fits < count || count == SP_PAGE_MAX};
    turn->verdict = SP_VERDICT_DONE;
    return sp_turn_body(turn, &sp_shape_directory_answer, &answer);
}

enum sp_status
sp_turn_mirror(struct sp_turn *turn)
{
    const struct sp_mirror_request *request = &turn->work->body.mirror;
    enum sp_log log = (enum sp_log)request->log;
    struct sp_mirror_answer answer = {{NULL, 0}, {NULL, 0}};
    struct sp_list list;
    /* What this batch adds is not signed for yet. */
    uint64_t signed_size = turn->ledger->signed_size[log];
    uint64_t left = request->from < signed_size ? signed_size - request->from : 0;
    enum sp_status status = sp_store_log_leaves(turn->store, log, request->from,
        left < SP_MIRROR_MAX ? (size_t)left : SP_MIRROR_MAX, turn->arena, &list);

    if (status != SP_OK ||
        (status = sp_store_log_note(turn->store, log, turn->arena, &answer.checkpoint)) != SP_OK) {
        return status;
    }
    const struct sp_bytes *entries = list.items;
    const size_t count = list.count;
    struct sp_leaf *leaves = sp_arena_alloc(turn->arena, count + 1, sizeof(*leaves));
    if (leaves == NULL) {
        return SP_ERR_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        if (entries[i].size != sizeof(leaves[i].b)) {
            return SP_ERR_STORE;
        }
        memcpy(leaves[i].b, entries[i].data, sizeof(leaves[i].b));
    }
    answer.leaves = (struct sp_list){leaves, count};
    turn->verdict = SP_VERDICT_DONE;
    return sp_turn_body(turn, &sp_shape_mirror_answer, &answer);
}

enum sp_status
sp_turn_view(struct sp_turn *turn)
{
    const struct sp_u64 *sizes = turn->work->body.view.sizes.items;
    struct sp_view views[SP_LOG_COUNT];
    struct sp_proof *proofs = sp_arena_alloc(turn->arena, SP_LOG_COUNT, sizeof(*proofs));
    enum sp_status status = proofs == NULL ? SP_ERR_NOMEM : SP_OK;

    for (int i = 0; i < SP_LOG_COUNT && status == SP_OK; i++) {
        /* What this batch adds is not signed for yet: only committed heads are shown. */
        uint64_t signed_size = turn->ledger->signed_size[i];

        if (sizes[i].v > signed_size) {
            return sp_turn_refuse(turn, SP_VERDICT_REFUSE_STALE_VIEW,
                "sizes: larger than this log: somebody showed you another one");
        }
        status = sp_store_log_prove_consistency(
            turn->store, (enum sp_log)i, sizes[i].v, signed_size, &proofs[i]);
        views[i].proof = sp_proof_list(&proofs[i]);
        if (status == SP_OK) {
            status =
                sp_store_log_note(turn->store, (enum sp_log)i, turn->arena, &views[i].checkpoint);
        }
    }
    if (status != SP_OK) {
        return status;
    }
    struct sp_view_answer answer = {{views, SP_LOG_COUNT}};
    turn->verdict = SP_VERDICT_DONE;
    return sp_turn_body(turn, &sp_shape_view_answer, &answer);
}

/* ---- own log ---- */

static bool
is_herself(const struct sp_turn *turn, const struct sp_patient_id *patient)
{
    struct sp_party owner;

    sp_party_of_patient(patient, &owner);
    return sp_party_equal(&owner, &turn->work->asker.party);
}

static enum sp_status
write_log(struct sp_turn *turn, const struct sp_list *list)
{
    const struct sp_record_row *rows = list->items;
    const size_t count = list->count;
    struct sp_log_row *out = sp_arena_alloc(turn->arena, count + 1, sizeof(*out));
    struct sp_proof *proofs = sp_arena_alloc(turn->arena, count + 1, sizeof(*proofs));
    struct sp_log_answer answer = {.more = false};
    size_t fits = 0;
    enum sp_status status =
        sp_store_log_note(turn->store, SP_LOG_EVENTS, turn->arena, &answer.checkpoint);

    if (status != SP_OK || out == NULL || proofs == NULL) {
        return status != SP_OK ? status : SP_ERR_NOMEM;
    }
    for (; fits < count && status == SP_OK; fits++) {
        if (rows[fits].index >= turn->ledger->signed_size[SP_LOG_EVENTS]) {
            break; /* of this very batch: not signed for yet */
        }
        status = sp_store_log_prove(turn->store, SP_LOG_EVENTS, rows[fits].index,
            turn->ledger->signed_size[SP_LOG_EVENTS], &proofs[fits]);
        out[fits] =
            (struct sp_log_row){rows[fits].index, rows[fits].record, sp_proof_list(&proofs[fits])};
    }
    answer.rows = (struct sp_list){out, fits};
    answer.more = count == LOG_PAGE && fits == count;
    turn->verdict = SP_VERDICT_DONE;
    return status != SP_OK ? status : sp_turn_body(turn, &sp_shape_log_answer, &answer);
}

enum sp_status
sp_turn_log(struct sp_turn *turn)
{
    const struct sp_log_request *request = &turn->work->body.log;
    const struct sp_record_query query = {
        .patient = request->has_patient ? &request->patient : NULL,
        .party = turn->work->asker.text,
        .from = request->from,
        .max = LOG_PAGE};
    struct sp_list list;
    bool known = false;
    enum sp_status status = sp_turn_anew(turn, &known);

    if (status != SP_OK || known) {
        return status;
    }
    if (request->has_patient && !is_herself(turn, &request->patient)) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_NOT_FOUND, "patient: her log is for herself");
    }
    if ((status = sp_store_record_list(turn->store, &query, turn->arena, &list)) != SP_OK ||
        (status = write_log(turn, &list)) != SP_OK) {
        return status;
    }
    struct sp_event event = {.name = "log_view",
        .verdict = SP_VERDICT_DONE,
        .rule = "",
        .patient = request->has_patient ? &request->patient : NULL,
        .purpose = -1,
        .basis = SP_BASIS_NONE,
        .leaf_log = -1};
    return sp_turn_record(turn, &event);
}

/* ---- audit ---- */

static enum sp_status
audit_row(struct sp_turn *turn, enum sp_log log, uint64_t index, struct sp_audit_row *row)
{
    struct sp_record_row record;
    struct sp_signed_part part;
    struct sp_buffer written;
    enum sp_status status;

    if (log == SP_LOG_EVENTS) {
        status = sp_store_record_get(turn->store, index, turn->arena, &record);
        row->has_record = status == SP_OK;
        if (row->has_record) {
            row->record = record.record;
            row->request = record.request;
        }
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    if ((status = sp_store_declared_at(turn->store, log, index, turn->arena, &part)) != SP_OK) {
        return status;
    }
    struct sp_signed_request request = {
        .kind = log == SP_LOG_KEYS ? SP_REQUEST_PUBLISH : SP_REQUEST_STATEMENT,
        .first = part.part,
        .signature = part.signature};
    sp_buffer_init(&written, SP_FRAME_MAX);
    status = sp_wire_write(&sp_shape_signed_request, &request, &written);
    row->request.size = written.size;
    row->request.data = sp_arena_copy(turn->arena, sp_buffer_bytes(&written));
    sp_buffer_wipe(&written);
    return status == SP_OK && row->request.data == NULL ? SP_ERR_NOMEM : status;
}

/* Reads on from where this auditor was, and soon: else it is another export, and logged. */
static bool
goes_on(struct sp_turn *turn, const struct sp_audit_request *request)
{
    const struct sp_audit_place *place = &turn->ledger->audits[request->log];

    return request->from > 0 && request->from == place->next &&
           turn->now_ms - place->time_ms < AUDIT_PAUSE_MS &&
           sp_party_equal(&place->auditor, &turn->work->asker.party);
}

/* The rows from ${from} on that are signed for and fit into one answer. */
static enum sp_status
audit_rows(struct sp_turn *turn, const struct sp_audit_request *request, struct sp_list *out)
{
    enum sp_log log = (enum sp_log)request->log;
    uint64_t signed_size = turn->ledger->signed_size[log];
    uint64_t left = request->from < signed_size ? signed_size - request->from : 0;
    struct sp_list list;
    size_t fits = 0, bytes = 0;
    enum sp_status status = sp_store_log_leaves(turn->store, log, request->from,
        left < AUDIT_PAGE ? (size_t)left : AUDIT_PAGE, turn->arena, &list);

    if (status != SP_OK) {
        return status;
    }
    const struct sp_bytes *entries = list.items;
    const size_t count = list.count;
    struct sp_audit_row *rows = sp_arena_alloc(turn->arena, count + 1, sizeof(*rows));
    if (rows == NULL) {
        return SP_ERR_NOMEM;
    }
    for (; fits < count; fits++) {
        rows[fits].entry = entries[fits];
        if ((status = audit_row(turn, log, request->from + fits, &rows[fits])) != SP_OK) {
            return status;
        }
        bytes += rows[fits].record.size + rows[fits].request.size + 128;
        if (bytes > SP_BODY_MAX && fits > 0) {
            break;
        }
    }
    *out = (struct sp_list){rows, fits};
    return SP_OK;
}

enum sp_status
sp_turn_audit(struct sp_turn *turn)
{
    const struct sp_audit_request *request = &turn->work->body.audit;
    struct sp_audit_answer answer = {{NULL, 0}, {NULL, 0}};
    const struct sp_event event = {.name = "export",
        .verdict = SP_VERDICT_DONE,
        .rule = "",
        .purpose = SP_PURPOSE_AUDIT,
        .basis = SP_BASIS_LAW,
        .laws = SP_LAW_BIT(10),
        .leaf_log = -1};
    bool known = false, on = goes_on(turn, request);
    enum sp_status status;

    if ((status = sp_turn_anew(turn, &known)) != SP_OK || known) {
        return status;
    }
    if ((status = audit_rows(turn, request, &answer.rows)) != SP_OK ||
        (status = sp_store_log_note(
             turn->store, (enum sp_log)request->log, turn->arena, &answer.checkpoint)) != SP_OK ||
        (status = sp_turn_body(turn, &sp_shape_audit_answer, &answer)) != SP_OK) {
        return status;
    }
    turn->verdict = SP_VERDICT_DONE;
    turn->ledger->audits[request->log] = (struct sp_audit_place){
        turn->work->asker.party, request->from + answer.rows.count, turn->now_ms};
    return on ? SP_OK : sp_turn_record(turn, &event);
}

enum sp_status
sp_turn_probe(struct sp_turn *turn)
{
    struct sp_event event = {.name = "probe",
        .verdict = SP_VERDICT_DONE,
        .rule = "",
        .purpose = -1,
        .basis = SP_BASIS_NONE,
        .leaf_log = -1};
    struct sp_store_counts counts;
    bool known = false;
    enum sp_status status;

    if ((status = sp_turn_anew(turn, &known)) != SP_OK || known ||
        (status = sp_store_count(turn->store, &counts)) != SP_OK) {
        return status;
    }
    struct sp_probe_answer answer = {.messages = counts.messages,
        .held = counts.held,
        .statements = counts.statements,
        .entries = counts.entries,
        .mail = counts.mail,
        .store_bytes = counts.bytes,
        .queued = turn->ledger->queued_seen};
    if ((status = sp_turn_body(turn, &sp_shape_probe_answer, &answer)) != SP_OK) {
        return status;
    }
    return sp_turn_record(turn, &event);
}
