/*
 * What an export must be besides a tree: entries that open, signatures, order (protocol.md A8).
 * For the files of the audit only.
 */
#ifndef SP_AGENT_AUDIT_RULES_H
#define SP_AGENT_AUDIT_RULES_H

#include <samenspraak/statement.h>

#include "audit.h"
#include "audit_folder.h"
#include "local.h"
#include "receipt.h"

/* What was seen so far: the directory, statements and their ends, what was sent. */
struct sp_audit_state {
    struct sp_local *seen; /* in memory */
    struct sp_arena *arena;
    const struct sp_trust *trust; /* NULL: certificates are read, not judged */
    int64_t now_ms;
    char time[SP_TIME_TEXT_BYTES];          /* of the record before */
    struct sp_frontier edges[SP_LOG_COUNT]; /* statements and keys up to the last record's heads */
    struct sp_audit_report *report;
    struct sp_problem *problem;
};
SP_NODISCARD enum sp_status sp_audit_state_open(struct sp_audit_state *state);
void sp_audit_state_close(struct sp_audit_state *state);

/* One entry of its log with its line; SP_ERR_PROOF or SP_ERR_SIGNATURE with the problem filled. */
SP_NODISCARD enum sp_status sp_audit_key_entry(
    struct sp_audit_state *state, struct sp_bytes entry, const struct sp_audit_line *line);
SP_NODISCARD enum sp_status sp_audit_statement_entry(
    struct sp_audit_state *state, struct sp_bytes entry, const struct sp_audit_line *line);
SP_NODISCARD enum sp_status sp_audit_event_entry(
    struct sp_audit_state *state, struct sp_bytes entry, const struct sp_audit_line *line);

/* ---- what the files of the rules share ---- */

/* The key of ${party}, published before keys had ${keys_size} leaves; SP_ERR_NOT_FOUND. */
SP_NODISCARD enum sp_status sp_audit_key_of(struct sp_audit_state *state,
    const struct sp_party *party, uint64_t keys_size, struct sp_sign_public *out);
SP_NODISCARD enum sp_status sp_audit_keep_leaf(
    struct sp_audit_state *state, enum sp_log log, uint64_t index, struct sp_bytes entry);

#endif /* SP_AGENT_AUDIT_RULES_H */
