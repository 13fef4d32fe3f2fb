/*
 * The outbox: what this party sends, kept before anything leaves, until its recipient has it.
 *
 *   draft     content sealed in home.db (large items as sealed files), under its msg_id
 *   sealed    freshness, own verdict and keys checked; the sealed bytes are stored and sent, the
 *             same bytes again until they are answered
 *   answered  verdict and receipt; status mail tells the rest
 *   done      the recipient acknowledged: content is wiped
 *
 * What this agent's own check refuses goes as an attempt: the header without content.
 */
#ifndef SP_AGENT_OUTBOX_H
#define SP_AGENT_OUTBOX_H

#include <samenspraak/envelope.h>

#include "agent.h"

#define SP_SEND_DAYS_DEFAULT 30

/* One item: ${content}, and behind it the file ${path} when that is not NULL. */
struct sp_send_item {
    uint8_t category;
    uint16_t form; /* agent/forms */
    struct sp_bytes content;
    const char *path;
    bool
        /* forwarded verbatim: item of a message that was opened here; content is ignored */
        has_source;
    struct sp_item_ref source;
};
struct sp_send_plan {
    bool has_msg_id; /* else random */
    struct sp_msg_id msg_id;
    struct sp_party to;
    struct sp_patient_id patient;
    uint8_t purpose;
    const struct sp_send_item *items;
    size_t item_count;
    uint32_t asks; /* SP_CATEGORY_BIT mask, with an info_request item only */
    bool has_reply_to;
    struct sp_hash reply_to;
    uint32_t days; /* until it lapses; 0: the default */
    bool withheld; /* the patient's copy is withheld, for ${withheld_reason} (enum sp_withheld) */
    uint8_t withheld_reason;
};

enum sp_outbox_state {
    SP_OUTBOX_DRAFT = 0,
    SP_OUTBOX_SEALED = 1,
    SP_OUTBOX_ACCEPTED = 2,
    SP_OUTBOX_HELD = 3,
    SP_OUTBOX_REFUSED = 4, /* by a rule, here or at the broker */
    SP_OUTBOX_OPENED = 5,
    SP_OUTBOX_ACKNOWLEDGED = 6,
    SP_OUTBOX_REJECTED = 7,
    SP_OUTBOX_REVOKED = 8,
    SP_OUTBOX_EXPIRED = 9,
    SP_OUTBOX_RESEAL = 10,
    SP_OUTBOX_OPEN_REFUSED = 11, /* an opening was refused by a rule */
};
/* "queued" (draft and sealed), "accepted", "held" ...: stable ids for --json. */
const char *sp_outbox_state_id(enum sp_outbox_state state);

/* One sent message; a value but for categories. */
struct sp_outbox_row {
    struct sp_msg_id msg_id;
    bool has_d;
    struct sp_hash d;
    struct sp_party to;
    struct sp_patient_id patient;
    uint8_t purpose;
    uint32_t categories;
    enum sp_outbox_state state;
    uint64_t created_ms, changed_ms;
    struct sp_outcome outcome; /* of the last answer */
};

/*
 * `send`: stores the message, makes contact, sends.  SP_OK with outcome (queued, allowed, held,
 * refused).  The same msg_id with the same content is the same message: its outcome as it stands.
 * With other content: SP_ERR_CONFLICT, exit 2.  ${msg_id} gets the id also when random.
 */
SP_NODISCARD enum sp_status sp_outbox_send(struct sp_agent *agent, const struct sp_send_plan *plan,
    struct sp_msg_id *msg_id, struct sp_outcome *out, struct sp_problem *problem);
/*
 * `send --dry-run`: the verdict that this agent foresees; nothing is stored, nothing is sent.
 */
SP_NODISCARD enum sp_status sp_outbox_foresee(struct sp_agent *agent,
    const struct sp_send_plan *plan, struct sp_outcome *out, struct sp_problem *problem);
/* Sends what waits; part of contact. */
SP_NODISCARD enum sp_status sp_outbox_flush(struct sp_agent *agent, struct sp_problem *problem);
/* `sent`: newest first. */
SP_NODISCARD enum sp_status sp_outbox_each(struct sp_agent *agent,
    enum sp_status (*row)(void *context, const struct sp_outbox_row *row), void *context,
    struct sp_problem *problem);
/* `sent ID`: by msg_id (32 hex digits) or D (64). */
SP_NODISCARD enum sp_status sp_outbox_find(
    struct sp_agent *agent, const char *id, struct sp_outbox_row *out, struct sp_problem *problem);

#endif /* SP_AGENT_OUTBOX_H */
