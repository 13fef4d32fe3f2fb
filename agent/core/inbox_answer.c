/*
 * What goes back for a message: the acknowledgement, and the patient's approval or refusal.
 */
#include <string.h>

#include "files.h"
#include "inbox_private.h"
#include "receipt.h"
#include "session.h"
#include "statements.h"

#define DAY_MS  (UINT64_C(24) * 3600 * 1000)
#define ACK_MAX 256

/* ---- acknowledgement ---- */

/* The request id is kept with the row, so that a repeated one is the same request. */
static enum sp_status
ack_request_id(struct sp_agent *agent, const struct sp_hash *d, struct sp_request_id *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = SP_LOCAL_QUERY(
        agent->local, &query, "SELECT ack FROM inbox WHERE d = ?", sp_local_blob(d, sizeof(*d)));

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK &&
        !sp_local_is_null(query, 0)) {
        status = sp_local_get_fixed(query, 0, out, sizeof(*out));
        sp_local_finish(query);
        return status;
    }
    sp_local_finish(query);
    if (status != SP_OK) {
        return status;
    }
    sp_random(out, sizeof(*out));
    return SP_LOCAL_RUN(agent->local, "UPDATE inbox SET ack = ? WHERE d = ?",
        sp_local_blob(out, sizeof(*out)), sp_local_blob(d, sizeof(*d)));
}

static enum sp_status
sign_ack(struct sp_agent *agent, const struct sp_inbox_message *message, struct sp_buffer *bytes,
    struct sp_signed_part *part)
{
    /* The time of opening, not of now: a repeat is the same bytes. */
    const struct sp_ack ack = {.format = 1,
        .suite = SP_SUITE_V1,
        .d = message->header.d,
        .release_index = message->release_index,
        .time_ms = message->opened_ms};
    enum sp_status status = sp_wire_write(&sp_shape_ack, &ack, bytes);

    if (status == SP_OK) {
        part->part = sp_buffer_bytes(bytes);
        status = sp_sign(agent->identity, "ack", &part->part, 1, &part->signature);
    }
    return status;
}

enum sp_status
sp_inbox_acknowledge(struct sp_agent *agent, const struct sp_hash *d, struct sp_problem *problem)
{
    struct sp_inbox_message message;
    struct sp_receipt_seen seen;
    struct sp_signed_part part;
    struct sp_request_id id;
    struct sp_buffer bytes;
    struct sp_reply reply;
    enum sp_status status = sp_inbox_load(agent, d, &message);

    if (status != SP_OK) {
        return sp_problem_close(problem, status, sp_local_error(agent->local));
    }
    sp_buffer_init(&bytes, ACK_MAX);
    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = ack_request_id(agent, d, &id)) != SP_OK ||
        (status = sign_ack(agent, &message, &bytes, &part)) != SP_OK) {
        goto done;
    }
    const struct sp_ask ask = {.kind = SP_REQUEST_ACK, .body = &part, .id = &id};
    if ((status = sp_session_ask(agent, &ask, &reply, problem)) != SP_OK ||
        (status = sp_session_must(&reply, problem)) != SP_OK) {
        goto done;
    }
    const struct sp_signed_request request = {
        .kind = SP_REQUEST_ACK, .first = part.part, .signature = part.signature};
    if ((status = sp_receipt_check(agent, &reply, &request, &seen, problem)) == SP_OK) {
        status = SP_LOCAL_RUN(
            agent->local, "UPDATE inbox SET state = 2 WHERE d = ?", sp_local_blob(d, sizeof(*d)));
    }
done:
    sp_buffer_wipe(&bytes);
    sp_reply_wipe(&reply);
    sp_inbox_unload(&message);
    return sp_problem_close(problem, status, "ack");
}

enum sp_status
sp_inbox_flush(struct sp_agent *agent, struct sp_problem *problem)
{
    struct sp_hash ds[64];
    struct sp_local_query *query = NULL;
    size_t count = 0;
    enum sp_status status = sp_local_query(
        agent->local, "SELECT d FROM inbox WHERE state = 1 LIMIT 64", NULL, 0, &query);

    while (status == SP_OK && count < 64 && (status = sp_local_step(query)) == SP_OK) {
        status = sp_local_get_fixed(query, 0, &ds[count], sizeof(ds[count]));
        count++;
    }
    sp_local_finish(query);
    if (status != SP_OK && status != SP_ERR_NOT_FOUND) {
        return sp_problem_close(problem, status, sp_local_error(agent->local));
    }
    /* One that the broker does not take stays; it is no reason to do nothing else. */
    for (size_t i = 0; i < count; i++) {
        struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
        sp_status_ignore(sp_inbox_acknowledge(agent, &ds[i], &trouble));
    }
    return SP_OK;
}

/* ---- approve and reject ---- */

static enum sp_status
declare(struct sp_agent *agent, const struct sp_inbox_message *message, uint8_t kind,
    const union sp_statement_body *body, struct sp_outcome *out, struct sp_problem *problem)
{
    const struct sp_statement_plan plan = {
        .kind = kind, .patient = message->header.base.patient, .body = body};
    struct sp_statement_made made;
    enum sp_status status = sp_statement_declare(agent, &plan, &made, problem);

    *out = made.outcome;
    if (status == SP_OK && (out->queued || sp_verdict_is_good(out->verdict))) {
        status = sp_inbox_set_answer(agent, &message->header.d,
            kind == SP_KIND_APPROVE ? SP_INBOX_APPROVED : SP_INBOX_REJECTED);
    }
    return status;
}

/* The message, which must be about the patient whose agent this is. */
static enum sp_status
load_own(struct sp_agent *agent, const struct sp_hash *d, struct sp_inbox_message *out,
    struct sp_problem *problem)
{
    struct sp_patient_id own;
    char hex[2 * SP_HASH_BYTES + 1];

    sp_hex(d->b, sizeof(d->b), hex);
    if (sp_agent_patient_id(agent, &own) != SP_OK) {
        return sp_problem_set(
            problem, SP_ERR_USAGE, SP_PROBLEM_ROLE, "approve, reject", NULL, NULL);
    }
    memset(out, 0, sizeof(*out));
    enum sp_status status = sp_inbox_load(agent, d, out);
    if (status == SP_ERR_NOT_FOUND) {
        return sp_problem_set(problem, status, SP_PROBLEM_MESSAGE_UNKNOWN, hex, NULL, NULL);
    }
    if (status == SP_OK && memcmp(&out->header.base.patient, &own, sizeof(own)) != 0) {
        sp_inbox_unload(out);
        status = sp_problem_set(problem, SP_ERR_USAGE, SP_PROBLEM_MESSAGE_STATE, hex,
            "it is about somebody else", NULL);
    }
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

enum sp_status
sp_inbox_approve(struct sp_agent *agent, const struct sp_hash *d, struct sp_outcome *out,
    struct sp_problem *problem)
{
    const uint64_t now_ms = (uint64_t)sp_agent_now_ms(agent);
    const union sp_statement_body body = {.approve = {.d = *d,
                                              .valid_until_ms = now_ms + SP_APPROVAL_DAYS * DAY_MS,
                                              .evidence = SP_EVIDENCE_PATIENT_SIGNED}};
    struct sp_inbox_message message = {.position = -1};

    memset(out, 0, sizeof(*out));
    enum sp_status status = load_own(agent, d, &message, problem);
    if (status != SP_OK) {
        return status;
    }
    if (message.state != SP_INBOX_OPENED && message.state != SP_INBOX_ACKNOWLEDGED) {
        char hex[2 * SP_HASH_BYTES + 1];
        sp_hex(d->b, sizeof(d->b), hex);
        status = sp_problem_set(
            problem, SP_ERR_USAGE, SP_PROBLEM_MESSAGE_STATE, hex, "read it first: open it", NULL);
    } else {
        status = declare(agent, &message, SP_KIND_APPROVE, &body, out, problem);
    }
    sp_inbox_unload(&message);
    return sp_problem_close(problem, status, "approve");
}

enum sp_status
sp_inbox_reject(struct sp_agent *agent, const struct sp_hash *d, uint8_t reason,
    struct sp_outcome *out, struct sp_problem *problem)
{
    const union sp_statement_body body = {.reject = {.d = *d, .reason = reason}};
    struct sp_inbox_message message;

    memset(out, 0, sizeof(*out));
    enum sp_status status = load_own(agent, d, &message, problem);
    if (status == SP_OK) {
        status = declare(agent, &message, SP_KIND_REJECT, &body, out, problem);
        sp_inbox_unload(&message);
    }
    return sp_problem_close(problem, status, "reject");
}
