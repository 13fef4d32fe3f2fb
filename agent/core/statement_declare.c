/*
 * Own statements: signed, kept with their request id, sent until answered, believed when their leaf
 * stands in the mirror.
 */
#include <string.h>

#include "mirror.h"
#include "receipt.h"
#include "session.h"
#include "statements_private.h"

#define DECLARE_ARENA ((size_t)4 << 20)

/* ---- sending one that waits ---- */

static enum sp_status
set_state(struct sp_agent *agent, const struct sp_hash *hash, enum sp_statement_state state,
    const struct sp_outcome *outcome)
{
    return SP_LOCAL_RUN(agent->local,
        "UPDATE statement SET state = ?, verdict = ?, rule = ?, log_index = ? WHERE hash = ?",
        sp_local_number((uint64_t)state), sp_local_number((uint64_t)outcome->verdict),
        sp_local_text(outcome->rule),
        outcome->has_log ? sp_local_number(outcome->log_index) : sp_local_null(),
        sp_local_blob(hash, sizeof(*hash)));
}

static enum sp_status
read_request_id(struct sp_agent *agent, const struct sp_hash *hash, struct sp_request_id *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = SP_LOCAL_QUERY(agent->local, &query,
        "SELECT request FROM statement WHERE hash = ?", sp_local_blob(hash, sizeof(*hash)));

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        status = sp_local_get_fixed(query, 0, out, sizeof(*out));
    }
    sp_local_finish(query);
    return status;
}

/*
 * The leaf is there, and where the record says.  An ending may have been made by another before:
 * then the record says DONE, and that other one stands under the label.
 */
static enum sp_status
check_leaf(struct sp_agent *agent, const struct sp_statement_held *held,
    const struct sp_receipt_seen *seen, uint64_t *index, struct sp_problem *problem)
{
    const bool done = sp_bytes_equal(
        seen->record.fields[SP_RECORD_OUTCOME], sp_bytes_of_text(sp_verdict_name(SP_VERDICT_DONE)));
    enum sp_status status =
        sp_mirror_holds(agent, SP_LOG_STATEMENTS, &held->read.label, &held->read.hash, index);
    const bool elsewhere = seen->has_leaf_index && seen->leaf_index != *index;

    if (status == SP_ERR_PROOF && !elsewhere && done &&
        sp_kind_is_ending(held->read.statement.kind)) {
        return SP_OK;
    }
    if (status == SP_OK && elsewhere) {
        status = SP_ERR_PROOF;
    }
    return status == SP_ERR_PROOF || status == SP_ERR_NOT_FOUND
               ? sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_RECEIPT, "statement",
                     "the statement is not in the log where the record says", NULL)
               : status;
}

/* Answers that say nothing about the statement itself: it waits on. */
static bool
waits_on(enum sp_verdict verdict)
{
    return sp_verdict_exit_code(verdict) == 3;
}

static enum sp_status
take_answer(struct sp_agent *agent, const struct sp_statement_held *held, struct sp_reply *reply,
    struct sp_statement_made *out, struct sp_problem *problem)
{
    const struct sp_signed_request request = {
        .kind = SP_REQUEST_STATEMENT, .first = held->stmt, .signature = held->signature};
    struct sp_receipt_seen seen;
    enum sp_status status;

    sp_outcome_take(&out->outcome, &reply->answer);
    if (waits_on(out->outcome.verdict)) {
        out->outcome.queued = true;
        return SP_OK;
    }
    if (!sp_verdict_is_good(out->outcome.verdict)) {
        return set_state(agent, &held->read.hash, SP_STATEMENT_REFUSED, &out->outcome);
    }
    if ((status = sp_receipt_settle(agent, reply, &request, &seen, problem)) != SP_OK ||
        (status = check_leaf(agent, held, &seen, &out->leaf_index, problem)) != SP_OK) {
        return status;
    }
    sp_receipt_note(&seen, &out->outcome);
    return set_state(agent, &held->read.hash, SP_STATEMENT_HELD, &out->outcome);
}

static enum sp_status
submit(struct sp_agent *agent, const struct sp_statement_held *held, struct sp_statement_made *out,
    struct sp_problem *problem)
{
    const struct sp_signed_part part = {.part = held->stmt, .signature = held->signature};
    struct sp_request_id id;
    struct sp_reply reply;
    enum sp_status status;

    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = read_request_id(agent, &held->read.hash, &id)) != SP_OK) {
        goto done;
    }
    const struct sp_ask ask = {.kind = SP_REQUEST_STATEMENT, .body = &part, .id = &id};
    if ((status = sp_session_ask(agent, &ask, &reply, problem)) == SP_OK) {
        status = take_answer(agent, held, &reply, out, problem);
    }
done:
    sp_reply_wipe(&reply);
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

/* The fault lies in what was said of one statement: the others go on. */
static bool
is_of_one(enum sp_status status)
{
    return status == SP_ERR_PROOF || status == SP_ERR_SIGNATURE || status == SP_ERR_MALFORMED ||
           status == SP_ERR_USAGE || status == SP_ERR_CONFLICT;
}

/*
 * The list is newest first; they go in the order in which they were made.  What is wrong with one
 * is said when the others were sent.
 */
static enum sp_status
submit_waiting(struct sp_agent *agent, const struct sp_held_list *list, struct sp_problem *problem)
{
    enum sp_status first = SP_OK;

    for (size_t i = list->count; i > 0; i--) {
        struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
        struct sp_statement_made made = {.version = 0};
        if (list->rows[i - 1].standing != SP_STANDING_WAITING) {
            continue;
        }
        enum sp_status status = submit(agent, &list->rows[i - 1], &made, &trouble);
        if (status != SP_OK && first == SP_OK) {
            first = status;
            if (problem != NULL) {
                *problem = trouble;
            }
        }
        if (status != SP_OK && !is_of_one(status)) {
            break;
        }
    }
    return first;
}

enum sp_status
sp_statements_flush(struct sp_agent *agent, struct sp_problem *problem)
{
    const struct sp_statement_filter all = {.kinds = 0};
    struct sp_arena *arena = NULL;
    struct sp_held_list list = {NULL, 0};
    struct sp_local_query *query = NULL;
    enum sp_status status = sp_local_query(
        agent->local, "SELECT 1 FROM statement WHERE state = 0 LIMIT 1", NULL, 0, &query);

    if (status == SP_OK) {
        status = sp_local_step(query);
    }
    sp_local_finish(query);
    if (status == SP_ERR_NOT_FOUND) {
        return SP_OK;
    }
    if (status == SP_OK && (status = sp_arena_new((size_t)64 << 20, &arena)) == SP_OK) {
        status = sp_held_load(agent, &all, arena, &list);
    }
    if (status == SP_OK) {
        status = submit_waiting(agent, &list, problem);
    }
    sp_arena_free(arena);
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

/* ---- making one ---- */

/* The latest version held under ${id}; SP_ERR_NOT_FOUND. */
static enum sp_status
latest_held(struct sp_agent *agent, const struct sp_statement_plan *plan, struct sp_arena *arena,
    struct sp_statement_held *out)
{
    const struct sp_statement_filter filter = {
        .has_patient = true, .patient = plan->patient, .has_id = true, .id = plan->id};
    struct sp_held_list list;
    bool found = false;
    enum sp_status status = sp_held_load(agent, &filter, arena, &list);

    for (size_t i = 0; status == SP_OK && i < list.count; i++) {
        const struct sp_statement *statement = &list.rows[i].read.statement;
        if (!sp_kind_is_ending(statement->kind) &&
            (!found || statement->version > out->read.statement.version)) {
            *out = list.rows[i];
            found = true;
        }
    }
    return status == SP_OK && !found ? SP_ERR_NOT_FOUND : status;
}

static enum sp_status
fill(struct sp_agent *agent, const struct sp_statement_plan *plan, struct sp_arena *arena,
    struct sp_statement *out, struct sp_problem *problem)
{
    struct sp_statement_held before = {.own = false};
    const bool ending = sp_kind_is_ending(plan->kind);

    *out = (struct sp_statement){.format = 1,
        .suite = SP_SUITE_V1,
        .patient = plan->patient,
        .id = plan->id,
        .version = ending ? 0 : 1,
        .kind = plan->kind,
        .issued_ms = (uint64_t)sp_agent_now_ms(agent),
        .author = agent->profile.party};
    if (!plan->has_id) {
        sp_random(&out->id, sizeof(out->id));
        return SP_OK;
    }
    enum sp_status status = latest_held(agent, plan, arena, &before);
    if (status == SP_ERR_NOT_FOUND) {
        return sp_problem_set(
            problem, status, SP_PROBLEM_STATEMENT_UNKNOWN, "with this id", NULL, NULL);
    }
    if (status == SP_OK) {
        out->version = ending ? 0 : before.read.statement.version + 1;
        out->has_prev_hash = true;
        out->prev_hash = before.read.hash;
    }
    return status;
}

/* Why it cannot be signed: the field that breaks a rule. */
static enum sp_status
name_fault(const struct sp_statement *statement, const union sp_statement_body *body,
    struct sp_arena *arena, struct sp_problem *problem)
{
    const struct sp_shape *shape = sp_statement_body_shape(statement->kind);
    const struct sp_signature none = {{0}};
    struct sp_statement whole = *statement;
    struct sp_statement_read read;
    struct sp_buffer inner, bytes;
    const char *field = "body";

    sp_buffer_init(&inner, SP_STATEMENT_MAX);
    sp_buffer_init(&bytes, SP_STATEMENT_MAX);
    if (shape != NULL && sp_wire_write(shape, body, &inner) == SP_OK) {
        whole.body = sp_buffer_bytes(&inner);
        if (sp_wire_write(&sp_shape_statement, &whole, &bytes) == SP_OK) {
            sp_status_ignore(
                sp_statement_read(sp_buffer_bytes(&bytes), &none, arena, &read, &field));
        }
    }
    enum sp_status status =
        sp_problem_set(problem, SP_ERR_USAGE, SP_PROBLEM_STATEMENT_FORM, field, NULL, NULL);
    sp_buffer_wipe(&inner);
    sp_buffer_wipe(&bytes);
    return status;
}

/* Signs and keeps it as waiting; ${held} lives in ${arena}. */
static enum sp_status
sign_and_keep(struct sp_agent *agent, const struct sp_statement_plan *plan, struct sp_arena *arena,
    struct sp_statement_held *held, struct sp_problem *problem)
{
    struct sp_statement statement;
    struct sp_signed_part part;
    struct sp_request_id id;
    struct sp_buffer bytes;
    enum sp_status status = fill(agent, plan, arena, &statement, problem);

    if (status != SP_OK) {
        return status;
    }
    sp_buffer_init(&bytes, SP_STATEMENT_MAX);
    status = sp_statement_sign(&statement, plan->body, agent->identity, &bytes, &part.signature);
    if (status == SP_ERR_USAGE || status == SP_ERR_TOO_BIG) {
        status = name_fault(&statement, plan->body, arena, problem);
    }
    const uint8_t *copy = status == SP_OK ? sp_arena_copy(arena, sp_buffer_bytes(&bytes)) : NULL;
    part.part = (struct sp_bytes){copy, bytes.size};
    if (status == SP_OK && copy == NULL) {
        status = SP_ERR_NOMEM;
    }
    if (status == SP_OK) {
        memset(held, 0, sizeof(*held));
        held->stmt = part.part;
        held->signature = part.signature;
        held->own = true;
        sp_random(&id, sizeof(id));
        if ((status = sp_statement_read(part.part, &part.signature, arena, &held->read, NULL)) ==
            SP_OK) {
            status = sp_held_keep(agent, &part, &held->read, SP_STATEMENT_WAITING, &id);
        }
    }
    sp_buffer_wipe(&bytes);
    return status;
}

enum sp_status
sp_statement_declare(struct sp_agent *agent, const struct sp_statement_plan *plan,
    struct sp_statement_made *out, struct sp_problem *problem)
{
    struct sp_statement_held held;
    struct sp_arena *arena = NULL;

    struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
    bool away = false;

    memset(out, 0, sizeof(*out));
    out->outcome.basis = SP_BASIS_NONE;
    enum sp_status status = sp_agent_try(agent, &away, problem);
    if (status != SP_OK || (status = sp_arena_new(DECLARE_ARENA, &arena)) != SP_OK ||
        (status = sign_and_keep(agent, plan, arena, &held, problem)) != SP_OK) {
        goto done;
    }
    out->id = held.read.statement.id;
    out->version = held.read.statement.version;
    out->outcome.has_id = true;
    out->outcome.id = held.read.hash;
    out->outcome.queued = away;
    if (!away && (status = submit(agent, &held, out, &trouble)) != SP_OK) {
        if (problem != NULL) {
            *problem = trouble; /* why it waits, when it does */
        }
        out->outcome.queued = trouble.exit_code == 3;
        status = out->outcome.queued ? SP_OK : status;
    }
done:
    sp_arena_free(arena);
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}
