/*
 * The inbox: mail as it came, and messages opened here.
 *
 * Mail is stored durably before the broker is told that we have it, and taken apart after that, so
 * a crash loses nothing and repeats nothing.  A message is listed once its header and signature
 * hold. Opening asks the broker for its share anew each time, unless the content is already held
 * here.
 */
#ifndef SP_AGENT_INBOX_H
#define SP_AGENT_INBOX_H

#include <samenspraak/envelope.h>

#include "agent.h"

enum sp_inbox_state {
    SP_INBOX_NEW = 0,
    SP_INBOX_OPENED = 1, /* content verified and held here, acknowledgement to be sent */
    SP_INBOX_ACKNOWLEDGED = 2,
    SP_INBOX_REFUSED = 3, /* a rule refused the last attempt to open */
};
const char *sp_inbox_state_id(enum sp_inbox_state state);

enum sp_inbox_part { /* as what we have it */
    SP_INBOX_ADDRESSEE = 0,
    SP_INBOX_COPY = 1, /* the patient's own copy */
};
enum sp_inbox_answer { /* of a patient to a message that waits for her */
    SP_INBOX_NO_ANSWER = 0,
    SP_INBOX_APPROVED = 1,
    SP_INBOX_REJECTED = 2,
};

/* One message; a value, lists as masks and counts. */
struct sp_inbox_row {
    struct sp_hash d;
    struct sp_msg_id msg_id;
    struct sp_party sender;
    struct sp_party addressee;
    struct sp_patient_id patient;
    uint8_t purpose;
    uint8_t basis; /* the sender's word */
    uint16_t laws;
    uint8_t categories[SP_ITEMS_MAX]; /* one per item */
    size_t item_count;
    uint32_t asks;
    bool has_reply_to;
    struct sp_hash reply_to;
    uint64_t created_ms, not_after_ms, received_ms;
    uint64_t bytes; /* of all items, padded */
    enum sp_inbox_part part;
    enum sp_inbox_state state;
    enum sp_inbox_answer answer;
    uint64_t opened_ms;     /* 0: not */
    uint64_t release_index; /* in events, when opened */
};

/*
 * Fetches mail: what is there, or waits up to ${wait_ms} (at most SP_FETCH_WAIT_MAX_MS) until
 * something comes.  ${count} gets the number of new rows.  Makes contact first.
 */
SP_NODISCARD enum sp_status sp_inbox_fetch(
    struct sp_agent *agent, uint32_t wait_ms, size_t *count, struct sp_problem *problem);
/* Newest first; without network. */
SP_NODISCARD enum sp_status sp_inbox_each(struct sp_agent *agent,
    enum sp_status (*row)(void *context, const struct sp_inbox_row *row), void *context,
    struct sp_problem *problem);
/* By msg_id (32 hex digits) or D (64).  SP_ERR_NOT_FOUND; SP_ERR_USAGE when ambiguous. */
SP_NODISCARD enum sp_status sp_inbox_find(
    struct sp_agent *agent, const char *id, struct sp_inbox_row *out, struct sp_problem *problem);

/*
 * Opens ${d}: own checks, the broker's share, proof, decryption, everything verified, then stored
 * here and acknowledged.  SP_OK with outcome: ALLOW, or the refusal.  Content held already is not
 * asked again.  ${user} and ${responsible} (may be NULL) go into the log record.
 */
struct sp_open_plan {
    struct sp_hash d;
    const char *user;
    const char *responsible;
};
SP_NODISCARD enum sp_status sp_inbox_open(struct sp_agent *agent, const struct sp_open_plan *plan,
    struct sp_outcome *out, struct sp_problem *problem);

/* One item of an opened message. */
struct sp_inbox_item {
    uint8_t index;
    uint8_t category;
    uint16_t form;
    uint64_t bytes;
};
SP_NODISCARD enum sp_status sp_inbox_item(struct sp_agent *agent, const struct sp_hash *d,
    uint8_t index, struct sp_inbox_item *out, struct sp_problem *problem);
/* Its content through ${sink}, in pieces. */
SP_NODISCARD enum sp_status sp_inbox_content(struct sp_agent *agent, const struct sp_hash *d,
    uint8_t index, struct sp_sink sink, struct sp_problem *problem);

/* The patient approves ${d}, which she must have opened here, for 14 days; or rejects it. */
SP_NODISCARD enum sp_status sp_inbox_approve(struct sp_agent *agent, const struct sp_hash *d,
    struct sp_outcome *out, struct sp_problem *problem);
SP_NODISCARD enum sp_status sp_inbox_reject(struct sp_agent *agent, const struct sp_hash *d,
    uint8_t reason, struct sp_outcome *out, struct sp_problem *problem);

#endif /* SP_AGENT_INBOX_H */
