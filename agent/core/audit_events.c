/*
 * The entries of the log "events": each opens its commitment, time and heads never go back, what
 * was signed is signed, and nothing was released after the end of what it rested on.
 */
#include <string.h>

#include <samenspraak/envelope.h>
#include <samenspraak/message.h>

#include "audit_rules.h"
#include "files.h"

#define ID_HEX ((size_t)2 * SP_REQUEST_ID_BYTES)

/* One event while it is looked at. */
struct event {
    uint64_t index;
    const struct sp_record *record;
    struct sp_record_heads heads;
    bool has_actor;
    struct sp_party actor;
    struct sp_signed_request request;
    bool has_d;
    struct sp_hash d; /* of field 8 */
};

static enum sp_status
misfit(struct sp_audit_state *state, const struct event *event, const char *what)
{
    return sp_audit_misfit(
        state->problem, SP_ERR_PROOF, sp_log_names[SP_LOG_EVENTS], event->index, what);
}

static bool
is_text(struct sp_bytes field, const char *text)
{
    return sp_bytes_equal(field, sp_bytes_of_text(text));
}

/* The first word of a field as text; empty when it does not fit. */
static void
first_word(struct sp_bytes field, char *out, size_t size)
{
    size_t length = 0;

    while (length < field.size && field.data[length] != ' ') {
        length++;
    }
    memset(out, 0, size);
    if (length < size && length > 0) {
        memcpy(out, field.data, length);
    }
}

/* ---- order ---- */

static enum sp_status
check_time(struct sp_audit_state *state, const struct event *event)
{
    struct sp_bytes time = event->record->fields[SP_RECORD_TIME];

    if (time.size != SP_TIME_TEXT_BYTES - 1) {
        return misfit(state, event, "its time cannot be read");
    }
    if (memcmp(time.data, state->time, time.size) < 0) {
        return misfit(state, event, "its time lies before that of the entry before");
    }
    memcpy(state->time, time.data, time.size);
    return SP_OK;
}

/* The leaves of ${log} up to the size that the record names give the root that it names. */
static enum sp_status
check_head(struct sp_audit_state *state, const struct event *event, enum sp_log log,
    const struct sp_head *head)
{
    struct sp_frontier *edge = &state->edges[log];
    struct sp_local_query *query = NULL;
    struct sp_hash leaf;

    if (head->size < edge->size) {
        return misfit(state, event, "its heads are smaller than those of the entry before");
    }
    enum sp_status status = SP_LOCAL_QUERY(state->seen, &query,
        "SELECT hash FROM tree WHERE log = ? AND idx >= ? AND idx < ? ORDER BY idx",
        sp_local_number((uint64_t)log), sp_local_number(edge->size), sp_local_number(head->size));
    while (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        if ((status = sp_local_get_fixed(query, 0, &leaf, sizeof(leaf))) == SP_OK) {
            sp_frontier_append(edge, &leaf);
        }
    }
    sp_local_finish(query);
    if (status != SP_ERR_NOT_FOUND) {
        return status;
    }
    struct sp_hash root = sp_frontier_root(edge);
    return edge->size == head->size && memcmp(&root, &head->root, sizeof(root)) == 0
               ? SP_OK
               : misfit(state, event, "its heads are not those of the other logs");
}

/* ---- signatures ---- */

static enum sp_status
read_request(struct sp_audit_state *state, struct event *event, struct sp_bytes bytes)
{
    struct sp_bytes field = event->record->fields[SP_RECORD_REQUEST];
    char hex[2 * SP_HASH_BYTES + 1];

    struct sp_hash hash = sp_sha256(&bytes, 1);
    sp_hex(hash.b, sizeof(hash.b), hex);
    if (field.size != ID_HEX + sizeof(hex) ||
        memcmp(field.data + ID_HEX + 1, hex, sizeof(hex) - 1) != 0) {
        return misfit(state, event, "its request is another than the record names");
    }
    if (sp_wire_read(&sp_shape_signed_request, bytes, state->arena, &event->request, NULL) !=
        SP_OK) {
        return misfit(state, event, "its request cannot be read");
    }
    state->report->requests++;
    return SP_OK;
}

/*
 * Who signed, by what the signed bytes say, and whether the signature verifies.  SP_ERR_USAGE: of a
 * kind that carries no signature.
 */
static enum sp_status
verify_part(struct sp_audit_state *state, const struct event *event,
    const struct sp_sign_public *key, struct sp_party *author)
{
    const struct sp_signed_request *request = &event->request;
    struct sp_statement_read statement;
    struct sp_entry_read entry;
    struct sp_header header;
    struct sp_base base;

    *author = event->actor;
    switch (request->kind) {
    case SP_REQUEST_SEND:
        if (sp_header_read(request->first, request->second, state->arena, &header, NULL) != SP_OK) {
            return SP_ERR_MALFORMED;
        }
        *author = header.base.sender.party;
        return sp_header_verify(&header, request->first, request->second, &request->signature, key);
    case SP_REQUEST_ATTEMPT:
        if (sp_base_read(request->first, state->arena, &base, NULL) != SP_OK) {
            return SP_ERR_MALFORMED;
        }
        *author = base.sender.party;
        return sp_verify(key, "attempt", &request->first, 1, &request->signature);
    case SP_REQUEST_STATEMENT:
        if (sp_statement_read(
                request->first, &request->signature, state->arena, &statement, NULL) != SP_OK) {
            return SP_ERR_MALFORMED;
        }
        *author = statement.statement.author;
        return sp_statement_verify(request->first, &request->signature, key);
    case SP_REQUEST_PUBLISH:
        if (sp_entry_read(request->first, &request->signature, state->arena, &entry, NULL) !=
            SP_OK) {
            return SP_ERR_MALFORMED;
        }
        *author = entry.entry.party;
        return SP_OK;
    case SP_REQUEST_OPEN:
        return sp_verify(key, "open", &request->first, 1, &request->signature);
    case SP_REQUEST_ACK:
        return sp_verify(key, "ack", &request->first, 1, &request->signature);
    default:
        return SP_ERR_USAGE;
    }
}

static bool
is_refusal(const struct event *event)
{
    struct sp_bytes outcome = event->record->fields[SP_RECORD_OUTCOME];

    return outcome.size > 5 && memcmp(outcome.data, "DENY_", 5) == 0;
}

static enum sp_status
check_signature(struct sp_audit_state *state, const struct event *event)
{
    struct sp_sign_public key = {{0}};
    struct sp_party author;
    enum sp_status status = SP_ERR_NOT_FOUND;

    if (event->has_actor) {
        status = sp_audit_key_of(state, &event->actor, event->heads.keys.size, &key);
    }
    if (status != SP_OK && status != SP_ERR_NOT_FOUND) {
        return status;
    }
    const bool known = status == SP_OK;
    status = verify_part(state, event, &key, &author);
    if (status == SP_ERR_USAGE) {
        return SP_OK;
    }
    /* A party that never published was refused; its key is nowhere to check with. */
    if (!known && status != SP_ERR_MALFORMED && is_refusal(event)) {
        return SP_OK;
    }
    if (status != SP_OK) {
        return sp_audit_misfit(state->problem, SP_ERR_SIGNATURE, sp_log_names[SP_LOG_EVENTS],
            event->index, "the signature of its request does not verify");
    }
    state->report->signatures++;
    return sp_party_equal(&author, &event->actor)
               ? SP_OK
               : misfit(state, event, "its request was signed by another party");
}

/* ---- what must hold between entries ---- */

/* A statement in force when statements had ${size} leaves. */
static enum sp_status
check_consent(struct sp_audit_state *state, const struct event *event)
{
    struct sp_bytes basis = event->record->fields[SP_RECORD_BASIS];
    struct sp_local_query *query = NULL;
    const uint64_t size = event->heads.statements.size;
    char hex[2 * SP_HASH_BYTES + 1] = "";
    struct sp_hash hash;

    if (basis.size < 7 || memcmp(basis.data, "consent", 7) != 0) {
        return SP_OK;
    }
    if (basis.size > 64) {
        memcpy(hex, basis.data + basis.size - 64, 64);
    }
    if (sp_hex_read(hex, hash.b, sizeof(hash.b)) != SP_OK) {
        return misfit(state, event, "it rests on a consent and names none");
    }
    enum sp_status status = SP_LOCAL_QUERY(state->seen, &query,
        "SELECT stmt.idx, ended.idx FROM stmt LEFT JOIN ended ON ended.patient = stmt.patient"
        " AND ended.id = stmt.id WHERE stmt.hash = ?",
        sp_local_blob(&hash, sizeof(hash)));
    if (status == SP_OK) {
        status = sp_local_step(query);
    }
    const bool there = status == SP_OK && sp_local_get_number(query, 0) < size;
    const bool over = there && !sp_local_is_null(query, 1) && sp_local_get_number(query, 1) < size;
    sp_local_finish(query);
    if (status != SP_OK && status != SP_ERR_NOT_FOUND) {
        return status;
    }
    return !there ? misfit(state, event, "the consent it rests on is not in the log")
           : over ? misfit(state, event, "it stands after the end of the consent it rests on")
                  : SP_OK;
}

static enum sp_status
keep_sent(struct sp_audit_state *state, const struct event *event)
{
    const struct sp_signed_request *request = &event->request;
    struct sp_hash d = sp_message_digest(request->first, request->second);

    if (request->kind != SP_REQUEST_SEND || !event->has_d ||
        memcmp(&d, &event->d, sizeof(d)) != 0) {
        return misfit(state, event, "it names another message than its request");
    }
    return SP_LOCAL_RUN(state->seen, "INSERT OR IGNORE INTO sent(d, idx) VALUES(?, ?)",
        sp_local_blob(&d, sizeof(d)), sp_local_number(event->index));
}

static enum sp_status
check_release(struct sp_audit_state *state, const struct event *event)
{
    struct sp_local_query *query = NULL;
    struct sp_open open;

    if (event->request.kind != SP_REQUEST_OPEN || !event->has_d ||
        sp_wire_read(&sp_shape_open, event->request.first, state->arena, &open, NULL) != SP_OK ||
        memcmp(&open.d, &event->d, sizeof(open.d)) != 0) {
        return misfit(state, event, "it names another message than its request");
    }
    enum sp_status status = SP_LOCAL_QUERY(state->seen, &query, "SELECT 1 FROM sent WHERE d = ?",
        sp_local_blob(&event->d, sizeof(event->d)));
    if (status == SP_OK) {
        status = sp_local_step(query);
    }
    sp_local_finish(query);
    return status == SP_ERR_NOT_FOUND ? misfit(state, event, "what it opens was never sent")
                                      : status;
}

static enum sp_status
check_meaning(struct sp_audit_state *state, const struct event *event)
{
    struct sp_bytes name = event->record->fields[SP_RECORD_EVENT];
    const bool sent = is_text(name, "send") || is_text(name, "hold");
    const bool read = is_text(name, "read");

    if (sent || read) {
        enum sp_status status = sent ? keep_sent(state, event) : check_release(state, event);
        return status == SP_OK ? check_consent(state, event) : status;
    }
    return SP_OK;
}

/* ---- one entry ---- */

static void
read_names(struct event *event)
{
    char actor[SP_PARTY_TEXT_MAX], object[2 * SP_HASH_BYTES + 1];

    first_word(event->record->fields[SP_RECORD_ACTOR], actor, sizeof(actor));
    event->has_actor = sp_party_parse(actor, &event->actor) == SP_OK;
    first_word(event->record->fields[SP_RECORD_OBJECT], object, sizeof(object));
    event->has_d = sp_hex_read(object, event->d.b, sizeof(event->d.b)) == SP_OK;
}

enum sp_status
sp_audit_event_entry(
    struct sp_audit_state *state, struct sp_bytes entry, const struct sp_audit_line *line)
{
    uint8_t opened[SP_EVENT_ENTRY_BYTES];
    struct event event = {.index = line->index, .record = &line->record};
    enum sp_status status;

    if (!line->has_record) {
        return misfit(state, &event, "it does not open, and no erasure covers it");
    }
    sp_record_entry(&line->record, opened);
    if (!sp_bytes_equal(entry, (struct sp_bytes){opened, sizeof(opened)})) {
        return misfit(state, &event, "the record does not open the entry");
    }
    if (sp_record_heads_read(line->record.fields[SP_RECORD_HEADS], &event.heads) != SP_OK) {
        return misfit(state, &event, "its heads cannot be read");
    }
    read_names(&event);
    if ((status = check_time(state, &event)) != SP_OK ||
        (status = check_head(state, &event, SP_LOG_STATEMENTS, &event.heads.statements)) != SP_OK ||
        (status = check_head(state, &event, SP_LOG_KEYS, &event.heads.keys)) != SP_OK ||
        (status = read_request(state, &event, line->request)) != SP_OK ||
        (status = check_signature(state, &event)) != SP_OK) {
        return status;
    }
    state->report->records++;
    return check_meaning(state, &event);
}
