/*
 * The entries of the logs "keys" and "statements": each opens, is signed, and follows what was
 * before.
 */
#include <string.h>

#include <samenspraak/message.h>

#include "audit_rules.h"

#define ARENA_MAX ((size_t)1 << 20)

enum sp_status
sp_audit_state_open(struct sp_audit_state *state)
{
    static const char *const tables[] = {
        "CREATE TABLE party(party TEXT PRIMARY KEY, key BLOB, seq INTEGER, hash BLOB, idx INTEGER)",
        "CREATE TABLE stmt(hash BLOB PRIMARY KEY, patient BLOB, id BLOB, idx INTEGER)",
        "CREATE TABLE ended(patient BLOB, id BLOB, idx INTEGER, PRIMARY KEY(patient, id))",
        "CREATE TABLE tree(log INTEGER, idx INTEGER, hash BLOB, PRIMARY KEY(log, idx))",
        "CREATE TABLE sent(d BLOB PRIMARY KEY, idx INTEGER)"};
    struct sp_secret_key *key = NULL;
    enum sp_status status = sp_secret_key_new(&key);

    if (status == SP_OK) {
        status = sp_local_open(":memory:", key, &state->seen, state->problem);
    }
    sp_secret_key_free(key);
    for (size_t i = 0; status == SP_OK && i < sizeof(tables) / sizeof(tables[0]); i++) {
        status = sp_local_run(state->seen, tables[i], NULL, 0, NULL);
    }
    if (status == SP_OK && (status = sp_local_begin(state->seen)) == SP_OK) {
        status = sp_arena_new(ARENA_MAX, &state->arena);
    }
    return status;
}

void
sp_audit_state_close(struct sp_audit_state *state)
{
    sp_local_close(state->seen);
    sp_arena_free(state->arena);
}

static enum sp_status
misfit(struct sp_audit_state *state, enum sp_log log, uint64_t index, const char *what)
{
    return sp_audit_misfit(state->problem, SP_ERR_PROOF, sp_log_names[log], index, what);
}

static enum sp_status
bad_signature(struct sp_audit_state *state, enum sp_log log, uint64_t index)
{
    return sp_audit_misfit(state->problem, SP_ERR_SIGNATURE, sp_log_names[log], index,
        "its signature does not verify");
}

enum sp_status
sp_audit_keep_leaf(
    struct sp_audit_state *state, enum sp_log log, uint64_t index, struct sp_bytes entry)
{
    struct sp_hash leaf = sp_tree_leaf(entry);

    return SP_LOCAL_RUN(state->seen, "INSERT INTO tree(log, idx, hash) VALUES(?, ?, ?)",
        sp_local_number((uint64_t)log), sp_local_number(index), sp_local_blob(&leaf, sizeof(leaf)));
}

enum sp_status
sp_audit_key_of(struct sp_audit_state *state, const struct sp_party *party, uint64_t keys_size,
    struct sp_sign_public *out)
{
    struct sp_local_query *query = NULL;
    char text[SP_PARTY_TEXT_MAX];

    sp_party_text(party, text);
    enum sp_status status =
        SP_LOCAL_QUERY(state->seen, &query, "SELECT key FROM party WHERE party = ? AND idx < ?",
            sp_local_text(text), sp_local_number(keys_size));
    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        status = sp_local_get_fixed(query, 0, out, sizeof(*out));
    }
    sp_local_finish(query);
    return status;
}

/* The signed request of a line, of the kind that its log holds. */
static enum sp_status
read_request(struct sp_audit_state *state, enum sp_log log, const struct sp_audit_line *line,
    uint8_t kind, struct sp_signed_request *out)
{
    if (line->has_record ||
        sp_wire_read(&sp_shape_signed_request, line->request, state->arena, out, NULL) != SP_OK ||
        out->kind != kind) {
        return misfit(state, log, line->index, "its request cannot be read");
    }
    return SP_OK;
}

/* ---- keys ---- */

/* What is known of the party's entry before: sequence number, hash, key. */
struct before {
    bool found;
    uint64_t seq, index;
    struct sp_hash hash;
    struct sp_sign_public key;
};

static enum sp_status
find_before(struct sp_audit_state *state, const char *party, struct before *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = SP_LOCAL_QUERY(state->seen, &query,
        "SELECT seq, hash, key, idx FROM party WHERE party = ?", sp_local_text(party));

    memset(out, 0, sizeof(*out));
    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        out->found = true;
        out->seq = sp_local_get_number(query, 0);
        out->index = sp_local_get_number(query, 3);
        status = sp_local_get_fixed(query, 1, &out->hash, sizeof(out->hash));
        if (status == SP_OK) {
            status = sp_local_get_fixed(query, 2, &out->key, sizeof(out->key));
        }
    }
    sp_local_finish(query);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

static const char *
follows(const struct before *before, const struct sp_entry_read *read)
{
    const struct sp_entry *entry = &read->entry;

    if (!before->found) {
        return entry->seq == 0 && !entry->has_prev_hash ? NULL
                                                        : "a first entry that is not the first";
    }
    if (entry->seq != before->seq + 1 || !entry->has_prev_hash ||
        memcmp(&entry->prev_hash, &before->hash, sizeof(before->hash)) != 0) {
        return "it does not follow from the party's entry before";
    }
    return memcmp(&before->key, &read->certificate.key, sizeof(before->key)) == 0
               ? NULL
               : "the party's key changed";
}

/* By our CA, at a time at which it was valid: when it was used is not in this log. */
static bool
is_certified(const struct sp_audit_state *state, const struct sp_entry_read *read)
{
    struct sp_certificate judged;
    const char *reason = NULL;
    const int64_t last_ms = read->certificate.not_after_ms - 1000;
    const int64_t at_ms = state->now_ms < last_ms ? state->now_ms : last_ms;

    return state->trust == NULL || sp_certificate_check(state->trust, read->entry.certificate,
                                       at_ms, &judged, &reason) == SP_OK;
}

enum sp_status
sp_audit_key_entry(
    struct sp_audit_state *state, struct sp_bytes entry, const struct sp_audit_line *line)
{
    uint8_t leaf[SP_STATEMENT_LEAF];
    char party[SP_PARTY_TEXT_MAX];
    struct sp_signed_request request = {.kind = 0};
    struct sp_entry_read read;
    struct before before;
    enum sp_status status = read_request(state, SP_LOG_KEYS, line, SP_REQUEST_PUBLISH, &request);

    if (status != SP_OK) {
        return status;
    }
    status = sp_entry_read(request.first, &request.signature, state->arena, &read, NULL);
    if (status == SP_ERR_SIGNATURE) {
        return bad_signature(state, SP_LOG_KEYS, line->index);
    }
    if (status != SP_OK) {
        return misfit(state, SP_LOG_KEYS, line->index, "its directory entry cannot be read");
    }
    sp_entry_leaf(&read.name, &read.hash, leaf);
    if (!sp_bytes_equal(entry, (struct sp_bytes){leaf, sizeof(leaf)})) {
        return misfit(state, SP_LOG_KEYS, line->index, "the leaf is of another directory entry");
    }
    sp_party_text(&read.entry.party, party);
    if ((status = find_before(state, party, &before)) != SP_OK) {
        return status;
    }
    const char *wrong = follows(&before, &read);
    if (wrong == NULL && !is_certified(state, &read)) {
        wrong = "its certificate is not of the CA";
    }
    if (wrong != NULL) {
        return misfit(state, SP_LOG_KEYS, line->index, wrong);
    }
    state->report->entries++;
    status = SP_LOCAL_RUN(state->seen,
        "INSERT OR REPLACE INTO party(party, key, seq, hash, idx) VALUES(?, ?, ?, ?, ?)",
        sp_local_text(party), sp_local_blob(&read.certificate.key, sizeof(read.certificate.key)),
        sp_local_number(read.entry.seq), sp_local_blob(&read.hash, sizeof(read.hash)),
        sp_local_number(before.found ? before.index : line->index));
    return status == SP_OK ? sp_audit_keep_leaf(state, SP_LOG_KEYS, line->index, entry) : status;
}

/* ---- statements ---- */

static enum sp_status
is_known(struct sp_audit_state *state, const struct sp_hash *hash, bool *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = SP_LOCAL_QUERY(state->seen, &query, "SELECT 1 FROM stmt WHERE hash = ?",
        sp_local_blob(hash, sizeof(*hash)));

    if (status == SP_OK) {
        status = sp_local_step(query);
    }
    sp_local_finish(query);
    *out = status == SP_OK;
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

static enum sp_status
keep_statement(struct sp_audit_state *state, const struct sp_statement_read *read, uint64_t index)
{
    const struct sp_statement *statement = &read->statement;
    enum sp_status status =
        SP_LOCAL_RUN(state->seen, "INSERT INTO stmt(hash, patient, id, idx) VALUES(?, ?, ?, ?)",
            sp_local_blob(&read->hash, sizeof(read->hash)),
            sp_local_blob(&statement->patient, sizeof(statement->patient)),
            sp_local_blob(&statement->id, sizeof(statement->id)), sp_local_number(index));

    if (status == SP_OK && sp_kind_is_ending(statement->kind)) {
        status = SP_LOCAL_RUN(state->seen, "INSERT INTO ended(patient, id, idx) VALUES(?, ?, ?)",
            sp_local_blob(&statement->patient, sizeof(statement->patient)),
            sp_local_blob(&statement->id, sizeof(statement->id)), sp_local_number(index));
    }
    return status;
}

enum sp_status
sp_audit_statement_entry(
    struct sp_audit_state *state, struct sp_bytes entry, const struct sp_audit_line *line)
{
    uint8_t leaf[SP_STATEMENT_LEAF];
    struct sp_signed_request request = {.kind = 0};
    struct sp_statement_read read;
    struct sp_sign_public key;
    bool known = true;
    enum sp_status status =
        read_request(state, SP_LOG_STATEMENTS, line, SP_REQUEST_STATEMENT, &request);

    if (status != SP_OK) {
        return status;
    }
    if (sp_statement_read(request.first, &request.signature, state->arena, &read, NULL) != SP_OK) {
        return misfit(state, SP_LOG_STATEMENTS, line->index, "its statement cannot be read");
    }
    sp_statement_leaf(&read.label, &read.hash, leaf);
    if (!sp_bytes_equal(entry, (struct sp_bytes){leaf, sizeof(leaf)})) {
        return misfit(state, SP_LOG_STATEMENTS, line->index, "the leaf is of another statement");
    }
    status = sp_audit_key_of(state, &read.statement.author, UINT64_C(1) << 62, &key);
    if (status == SP_ERR_NOT_FOUND) {
        return misfit(state, SP_LOG_STATEMENTS, line->index, "its author is not in the directory");
    }
    if (status != SP_OK) {
        return status;
    }
    if (sp_statement_verify(request.first, &request.signature, &key) != SP_OK) {
        return bad_signature(state, SP_LOG_STATEMENTS, line->index);
    }
    if (read.statement.has_prev_hash &&
        (status = is_known(state, &read.statement.prev_hash, &known)) != SP_OK) {
        return status;
    }
    if (!known) {
        return misfit(state, SP_LOG_STATEMENTS, line->index, "what it follows upon is not there");
    }
    state->report->statements++;
    state->report->signatures++;
    status = keep_statement(state, &read, line->index);
    if (status == SP_ERR_STORE) {
        return misfit(state, SP_LOG_STATEMENTS, line->index, "the same statement twice");
    }
    return status == SP_OK ? sp_audit_keep_leaf(state, SP_LOG_STATEMENTS, line->index, entry)
                           : status;
}
