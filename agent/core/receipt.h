/*
 * Receipts: nothing that the broker answers is believed without its place in the log.
 *
 * A receipt holds when the record opens the leaf, the leaf is in the tree of the checkpoint, the
 * checkpoint is the pinned log's and of the same history as our own view, and the record names this
 * party, our request id and the hash of what we signed.
 */
#ifndef SP_AGENT_RECEIPT_H
#define SP_AGENT_RECEIPT_H

#include "session.h"

struct sp_receipt_seen {
    uint64_t index;
    struct sp_head events;           /* of the checkpoint */
    struct sp_record record;         /* fields live as long as the reply */
    struct sp_head statements, keys; /* as of that transaction: record field 13 */
    bool has_leaf_index;             /* the leaf that this request added to statements or keys */
    uint64_t leaf_index;
};

/*
 * Checks the receipt of ${reply}; ${request} is what an auditor will check again.  A missing one is
 * SP_ERR_PROOF too.  What does not fit is kept as evidence.
 */
SP_NODISCARD enum sp_status sp_receipt_check(struct sp_agent *agent, struct sp_reply *reply,
    const struct sp_signed_request *request, struct sp_receipt_seen *out,
    struct sp_problem *problem);
/* The same and brings both mirrors to at least the heads that the record names. */
SP_NODISCARD enum sp_status sp_receipt_settle(struct sp_agent *agent, struct sp_reply *reply,
    const struct sp_signed_request *request, struct sp_receipt_seen *out,
    struct sp_problem *problem);
/* Puts the place in the log, and the broker's basis, into ${outcome}. */
void sp_receipt_note(const struct sp_receipt_seen *seen, struct sp_outcome *outcome);
/* Whether the record's time is within 15 minutes of ours. */
bool sp_receipt_is_fresh(const struct sp_agent *agent, const struct sp_record *record);

/*
 * Record field 13: "statements <size> <root> keys <size> <root> <index|->"; the index of the leaf
 * that the request added may also stand behind the first root.
 */
struct sp_record_heads {
    struct sp_head statements, keys;
    bool has_first_index, has_last_index;
    uint64_t first_index, last_index;
};
SP_NODISCARD enum sp_status sp_record_heads_read(
    struct sp_bytes field, struct sp_record_heads *out);

#endif /* SP_AGENT_RECEIPT_H */
