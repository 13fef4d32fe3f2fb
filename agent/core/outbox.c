/*
 * The way of a message out: stored, judged, sealed, put, sent, answered, told of.
 */
#include "outbox.h"

#include <stdio.h>
#include <string.h>

#include "files.h"
#include "outbox_private.h"
#include "outbox_seal.h"
#include "receipt.h"
#include "sealed_file.h"
#include "session.h"

#define ROUNDS     4 /* draft, seal, send; again after a stale key, a stale clock, lost pieces */
#define PLAN_ARENA ((size_t)16 << 20)
#define SEND_ARENA ((size_t)1 << 20)

static enum sp_status
settle(struct sp_agent *agent, struct sp_outbox_entry *entry, enum sp_outbox_state state)
{
    enum sp_status status = sp_outbox_set_state(agent, entry, state, &entry->outcome);

    if (status == SP_OK) {
        entry->state = state;
        entry->outcome.queued = state == SP_OUTBOX_DRAFT || state == SP_OUTBOX_SEALED;
    }
    return status;
}

static bool
is_rule(enum sp_verdict verdict)
{
    return verdict >= SP_VERDICT_DENY_PULL && verdict <= SP_VERDICT_DENY_REJECTED;
}

/* Says nothing about the message: the broker or the connection is not fit for it now. */
static bool
waits_on(enum sp_verdict verdict)
{
    return sp_verdict_exit_code(verdict) == 3;
}

/* ---- an attempt ---- */

static void
take_own_verdict(const struct sp_decision *decision, struct sp_outcome *outcome)
{
    outcome->verdict = decision->verdict;
    outcome->own_refusal = true;
    outcome->basis = SP_BASIS_NONE;
    outcome->laws = 0;
    (void)snprintf(outcome->rule, sizeof(outcome->rule), "%s", decision->rule->id);
}

/* The answer to an attempt: logged, with the broker's rule; ours stands when it would allow. */
static enum sp_status
take_attempt(struct sp_agent *agent, struct sp_outbox_entry *entry, struct sp_reply *reply,
    const struct sp_signed_part *part, const struct sp_decision *decision,
    struct sp_problem *problem)
{
    const struct sp_signed_request request = {
        .kind = SP_REQUEST_ATTEMPT, .first = part->part, .signature = part->signature};
    struct sp_receipt_seen seen;
    const enum sp_verdict verdict = (enum sp_verdict)reply->answer.verdict;

    memset(&entry->outcome, 0, sizeof(entry->outcome));
    sp_outcome_take(&entry->outcome, &reply->answer);
    entry->outcome.basis = SP_BASIS_NONE;
    if (waits_on(verdict)) {
        return settle(agent, entry, SP_OUTBOX_DRAFT);
    }
    if (reply->answer.has_receipt) {
        enum sp_status status = sp_receipt_settle(agent, reply, &request, &seen, problem);
        if (status != SP_OK) {
            return status;
        }
        sp_receipt_note(&seen, &entry->outcome);
    }
    if (is_rule(verdict)) {
        entry->outcome.own_refusal = true;
    } else {
        take_own_verdict(decision, &entry->outcome);
    }
    return settle(agent, entry, SP_OUTBOX_REFUSED);
}

static enum sp_status
attempt(struct sp_agent *agent, struct sp_outbox_entry *entry, const struct sp_outbox_who *who,
    const struct sp_facts_answer *answer, struct sp_problem *problem)
{
    struct sp_facts_answer denied = *answer;
    struct sp_signed_part part;
    struct sp_buffer base;
    struct sp_reply reply;
    enum sp_status status;

    denied.decision.basis = SP_BASIS_NONE;
    denied.decision.laws = 0;
    sp_buffer_init(&base, SP_BASE_MAX);
    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = sp_outbox_base(agent, entry, who, &denied, &base, problem)) != SP_OK) {
        goto done;
    }
    part.part = sp_buffer_bytes(&base);
    if ((status = sp_sign(agent->identity, "attempt", &part.part, 1, &part.signature)) != SP_OK) {
        goto done;
    }
    const struct sp_ask ask = {.kind = SP_REQUEST_ATTEMPT, .body = &part};
    if ((status = sp_session_ask(agent, &ask, &reply, problem)) == SP_OK) {
        status = take_attempt(agent, entry, &reply, &part, &answer->decision, problem);
    }
done:
    sp_buffer_wipe(&base);
    sp_reply_wipe(&reply);
    return status;
}

/* From draft to sealed, or to refused. */
static enum sp_status
prepare(
    struct sp_agent *agent, struct sp_outbox_entry *entry, bool anew, struct sp_problem *problem)
{
    struct sp_outbox_who who;
    struct sp_facts_answer answer;
    enum sp_status status;

    if (!entry->has_draft) {
        return SP_ERR_STORE;
    }
    if ((status = sp_outbox_who(agent, &entry->draft, anew, &who, problem)) != SP_OK ||
        (status = sp_outbox_judge(agent, &entry->draft, &who, &answer)) != SP_OK) {
        return status;
    }
    const enum sp_verdict verdict = answer.decision.verdict;
    return verdict == SP_VERDICT_ALLOW || verdict == SP_VERDICT_HOLD_APPROVAL
               ? sp_outbox_envelope(agent, entry, &who, &answer, problem)
               : attempt(agent, entry, &who, &answer, problem);
}

/* ---- pieces of large items ---- */

static enum sp_status
put_piece(struct sp_agent *agent, const struct sp_put_request *request, uint64_t *have,
    struct sp_problem *problem)
{
    const struct sp_ask ask = {.kind = SP_REQUEST_PUT, .body = request};
    struct sp_put_answer answer;
    struct sp_reply reply;
    enum sp_status status;

    if ((status = sp_reply_init(&reply)) == SP_OK &&
        (status = sp_session_ask(agent, &ask, &reply, problem)) == SP_OK &&
        (status = sp_session_must(&reply, problem)) == SP_OK &&
        (status = sp_session_body(&reply, &sp_shape_put_answer, &answer, problem)) == SP_OK) {
        *have = answer.have;
    }
    sp_reply_wipe(&reply);
    return status;
}

static enum sp_status
put_from(struct sp_agent *agent, const struct sp_outbox_entry *entry, uint8_t item, FILE *file,
    struct sp_buffer *piece, struct sp_problem *problem)
{
    struct sp_put_request request = {.msg_id = entry->msg_id, .item = item};
    uint64_t have = 0;
    enum sp_status status = SP_OK;

    for (;;) {
        if (fseeko(file, (off_t)request.offset, SEEK_SET) != 0) {
            return SP_ERR_IO;
        }
        size_t got = fread(piece->data, 1, piece->size, file);
        if (got == 0) {
            return ferror(file) != 0 ? SP_ERR_IO : SP_OK;
        }
        request.bytes = (struct sp_bytes){piece->data, got};
        if ((status = put_piece(agent, &request, &have, problem)) != SP_OK) {
            return status;
        }
        if (have <= request.offset) {
            return sp_problem_set(problem, SP_ERR_MALFORMED, SP_PROBLEM_BROKER_ANSWER, "put",
                "the item does not grow", NULL);
        }
        request.offset = have; /* what it has already is skipped */
    }
}

static enum sp_status
put_item(struct sp_agent *agent, const struct sp_outbox_entry *entry, uint8_t item,
    struct sp_problem *problem)
{
    char path[SP_PATH_MAX];
    struct sp_buffer piece;
    uint8_t *data = NULL;
    enum sp_status status = sp_outbox_path(agent, &entry->msg_id, item, "ct", path);

    if (status != SP_OK) {
        return status;
    }
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return SP_ERR_NOT_FOUND;
    }
    sp_buffer_init(&piece, SP_PIECE_MAX);
    if ((status = sp_buffer_grow(&piece, SP_PIECE_MAX, &data)) == SP_OK) {
        status = put_from(agent, entry, item, file, &piece, problem);
    }
    sp_buffer_wipe(&piece);
    (void)fclose(file);
    return status;
}

/* ---- sending ---- */

static enum sp_status
take_answer(struct sp_agent *agent, struct sp_outbox_entry *entry, struct sp_reply *reply,
    const struct sp_send_request *send, bool *anew, struct sp_problem *problem)
{
    const struct sp_signed_request request = {.kind = SP_REQUEST_SEND,
        .first = send->base,
        .second = send->manifest,
        .signature = send->signature};
    const enum sp_verdict verdict = (enum sp_verdict)reply->answer.verdict;
    const bool passes = verdict == SP_VERDICT_ALLOW || verdict == SP_VERDICT_HOLD_APPROVAL;
    struct sp_receipt_seen seen;

    memset(&entry->outcome, 0, sizeof(entry->outcome));
    sp_outcome_take(&entry->outcome, &reply->answer);
    entry->outcome.basis = SP_BASIS_NONE;
    entry->outcome.has_id = true;
    entry->outcome.id = entry->d;
    if (verdict == SP_VERDICT_REFUSE_STALE_KEY || verdict == SP_VERDICT_REFUSE_CLOCK) {
        *anew = verdict == SP_VERDICT_REFUSE_STALE_KEY;
        return settle(agent, entry, SP_OUTBOX_DRAFT);
    }
    if (verdict == SP_VERDICT_REFUSE_NOT_FOUND || waits_on(verdict)) {
        return settle(agent, entry, SP_OUTBOX_SEALED);
    }
    if (passes || reply->answer.has_receipt) {
        enum sp_status status = sp_receipt_settle(agent, reply, &request, &seen, problem);
        if (status != SP_OK) {
            return status;
        }
        sp_receipt_note(&seen, &entry->outcome);
    }
    return settle(agent, entry,
        verdict == SP_VERDICT_ALLOW           ? SP_OUTBOX_ACCEPTED
        : verdict == SP_VERDICT_HOLD_APPROVAL ? SP_OUTBOX_HELD
                                              : SP_OUTBOX_REFUSED);
}

static enum sp_status
send_sealed(
    struct sp_agent *agent, struct sp_outbox_entry *entry, bool *anew, struct sp_problem *problem)
{
    struct sp_send_request send;
    struct sp_arena *arena = NULL;
    struct sp_reply reply;
    enum sp_status status;

    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = sp_arena_new(SEND_ARENA, &arena)) != SP_OK ||
        (status = sp_wire_read(
             &sp_shape_send_request, sp_buffer_bytes(&entry->body), arena, &send, NULL)) != SP_OK) {
        goto done;
    }
    const struct sp_blob *items = send.items.items;
    for (size_t i = 0; status == SP_OK && i < send.items.count; i++) {
        if (items[i].bytes.size == 0) {
            status = put_item(agent, entry, (uint8_t)i, problem);
        }
    }
    if (status == SP_ERR_NOT_FOUND) { /* its ciphertext is gone: seal anew */
        status = settle(agent, entry, SP_OUTBOX_DRAFT);
        goto done;
    }
    const struct sp_ask ask = {
        .kind = SP_REQUEST_SEND, .raw = sp_buffer_bytes(&entry->body), .id = &entry->request};
    if (status == SP_OK && (status = sp_session_ask(agent, &ask, &reply, problem)) == SP_OK) {
        status = take_answer(agent, entry, &reply, &send, anew, problem);
    }
done:
    sp_arena_free(arena);
    sp_reply_wipe(&reply);
    return status;
}

/* One step: from draft to sealed or refused, or from sealed to answered. */
static enum sp_status
go_on(struct sp_agent *agent, struct sp_outbox_entry *entry, bool *anew, struct sp_problem *problem)
{
    enum sp_status status = SP_OK;

    if (entry->state == SP_OUTBOX_SEALED) {
        return send_sealed(agent, entry, anew, problem);
    }
    if (*anew) {
        status = sp_session_greet(agent, true, problem); /* a fresh intake key */
    }
    return status == SP_OK ? prepare(agent, entry, *anew, problem) : status;
}

/* The first step is always tried; then an answer that speaks of the broker ends it for now. */
static bool
can_go_on(const struct sp_outbox_entry *entry, bool started)
{
    const enum sp_verdict verdict = entry->outcome.verdict;

    if (entry->state != SP_OUTBOX_DRAFT && entry->state != SP_OUTBOX_SEALED) {
        return false;
    }
    return !started || verdict == SP_VERDICT_REFUSE_STALE_KEY ||
           verdict == SP_VERDICT_REFUSE_CLOCK || !waits_on(verdict);
}

enum sp_status
sp_outbox_send_one(struct sp_agent *agent, const struct sp_msg_id *msg_id,
    struct sp_outcome *outcome, struct sp_problem *problem)
{
    struct sp_outbox_entry entry;
    bool anew = false;
    enum sp_status status = sp_outbox_load(agent, msg_id, &entry);

    if (status != SP_OK) {
        return sp_problem_close(problem, status, sp_local_error(agent->local));
    }
    for (int i = 0; status == SP_OK && i < ROUNDS && can_go_on(&entry, i > 0); i++) {
        status = go_on(agent, &entry, &anew, problem);
    }
    *outcome = entry.outcome;
    outcome->queued = entry.state == SP_OUTBOX_DRAFT || entry.state == SP_OUTBOX_SEALED;
    sp_outbox_unload(&entry);
    return sp_problem_close(problem, status, "send");
}

/* ---- what waits ---- */

struct waiting {
    struct sp_msg_id *ids;
    size_t count;
};

static enum sp_status
list_waiting(struct sp_agent *agent, struct sp_arena *arena, struct waiting *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = sp_local_query(
        agent->local, "SELECT count(*) FROM outbox WHERE state IN (0, 1)", NULL, 0, &query);
    size_t room = 0;

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        room = (size_t)sp_local_get_number(query, 0);
    }
    sp_local_finish(query);
    query = NULL;
    if (status != SP_OK || room == 0) {
        return status;
    }
    out->ids = sp_arena_alloc(arena, room, sizeof(*out->ids));
    status = out->ids == NULL ? SP_ERR_NOMEM
                              : sp_local_query(agent->local,
                                    "SELECT msg_id FROM outbox WHERE state IN (0, 1)"
                                    " ORDER BY created, msg_id",
                                    NULL, 0, &query);
    while (status == SP_OK && out->count < room && (status = sp_local_step(query)) == SP_OK) {
        status = sp_local_get_fixed(query, 0, &out->ids[out->count], sizeof(*out->ids));
        out->count++;
    }
    sp_local_finish(query);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

/* The broker went away meanwhile, or shows another history: the others need not be tried. */
static bool
concerns_all(enum sp_status status, const struct sp_problem *problem)
{
    return status == SP_ERR_STORE || status == SP_ERR_NOMEM ||
           problem->id == SP_PROBLEM_BROKER_AWAY || problem->id == SP_PROBLEM_BROKER_REFUSED ||
           problem->id == SP_PROBLEM_BROKER_CERTIFICATE || problem->id == SP_PROBLEM_CLOCK ||
           problem->id == SP_PROBLEM_PIN || problem->id == SP_PROBLEM_PROOF;
}

enum sp_status
sp_outbox_flush(struct sp_agent *agent, struct sp_problem *problem)
{
    struct waiting waiting = {NULL, 0};
    struct sp_arena *arena = NULL;
    struct sp_outcome outcome;
    enum sp_status status = sp_arena_new(PLAN_ARENA, &arena);

    if (status == SP_OK) {
        status = list_waiting(agent, arena, &waiting);
    }
    struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
    for (size_t i = 0; status == SP_OK && i < waiting.count; i++) {
        memset(&trouble, 0, sizeof(trouble));
        enum sp_status one = sp_outbox_send_one(agent, &waiting.ids[i], &outcome, &trouble);
        status = one != SP_OK && concerns_all(one, &trouble) ? one : SP_OK;
    }
    if (status != SP_OK && problem != NULL) {
        *problem = trouble;
    }
    sp_arena_free(arena);
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

/* ---- what a person asks for ---- */

static void
name_message(const struct sp_msg_id *msg_id, char out[static 2 * SP_MSG_ID_BYTES + 1])
{
    sp_hex(msg_id->b, sizeof(msg_id->b), out);
}

/* Puts the message in unless it is there already. */
static enum sp_status
store(struct sp_agent *agent, const struct sp_send_plan *plan, const struct sp_msg_id *msg_id,
    struct sp_problem *problem)
{
    char name[2 * SP_MSG_ID_BYTES + 1];
    struct sp_outbox_entry entry;
    struct sp_hash fingerprint;
    struct sp_arena *arena = NULL;
    struct sp_draft draft;
    enum sp_status status = sp_outbox_fingerprint(agent, plan, &fingerprint, problem);

    if (status != SP_OK) {
        return status;
    }
    status = sp_outbox_load(agent, msg_id, &entry);
    if (status == SP_OK) {
        bool same = memcmp(&entry.fingerprint, &fingerprint, sizeof(fingerprint)) == 0;
        sp_outbox_unload(&entry);
        name_message(msg_id, name);
        return same ? SP_OK
                    : sp_problem_set(
                          problem, SP_ERR_CONFLICT, SP_PROBLEM_MESSAGE_OTHER, name, NULL, NULL);
    }
    if (status == SP_ERR_NOT_FOUND && (status = sp_arena_new(PLAN_ARENA, &arena)) == SP_OK &&
        (status = sp_outbox_plan(agent, plan, msg_id, arena, &draft, problem)) == SP_OK) {
        status = sp_outbox_insert(agent, msg_id, &draft, &fingerprint);
    }
    sp_arena_free(arena);
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

enum sp_status
sp_outbox_send(struct sp_agent *agent, const struct sp_send_plan *plan, struct sp_msg_id *msg_id,
    struct sp_outcome *out, struct sp_problem *problem)
{
    struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
    struct sp_outbox_entry entry;
    bool away = false;

    memset(out, 0, sizeof(*out));
    out->basis = SP_BASIS_NONE;
    *msg_id = plan->msg_id;
    if (!plan->has_msg_id) {
        sp_random(msg_id, sizeof(*msg_id));
    }
    enum sp_status status = store(agent, plan, msg_id, problem);
    if (status != SP_OK || (status = sp_agent_try(agent, &away, problem)) != SP_OK) {
        return status;
    }
    if (!away && (status = sp_outbox_send_one(agent, msg_id, out, &trouble)) != SP_OK) {
        if (problem != NULL) {
            *problem = trouble;
        }
        if (trouble.exit_code != 3) {
            return status;
        }
    }
    if ((status = sp_outbox_load(agent, msg_id, &entry)) == SP_OK) {
        *out = entry.outcome;
        sp_outbox_unload(&entry);
    }
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

enum sp_status
sp_outbox_foresee(struct sp_agent *agent, const struct sp_send_plan *plan, struct sp_outcome *out,
    struct sp_problem *problem)
{
    struct sp_outbox_who who;
    struct sp_facts_answer answer;
    struct sp_arena *arena = NULL;
    struct sp_draft draft;
    enum sp_status status;

    memset(out, 0, sizeof(*out));
    out->basis = SP_BASIS_NONE;
    if ((status = sp_arena_new(PLAN_ARENA, &arena)) != SP_OK ||
        (status = sp_outbox_plan(agent, plan, NULL, arena, &draft, problem)) != SP_OK ||
        (status = sp_agent_contact(agent, problem)) != SP_OK ||
        (status = sp_outbox_who(agent, &draft, false, &who, problem)) != SP_OK ||
        (status = sp_outbox_judge(agent, &draft, &who, &answer)) != SP_OK) {
        goto done;
    }
    take_own_verdict(&answer.decision, out);
    out->own_refusal =
        !sp_verdict_is_good(out->verdict) && out->verdict != SP_VERDICT_HOLD_APPROVAL;
    out->basis = answer.decision.basis;
    out->laws = answer.decision.laws;
done:
    sp_arena_free(arena);
    return sp_problem_close(problem, status, "send");
}
