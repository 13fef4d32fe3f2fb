/*
 * What the files of the outbox share: the draft as it is kept, and a row that was loaded.
 */
#ifndef SP_AGENT_OUTBOX_PRIVATE_H
#define SP_AGENT_OUTBOX_PRIVATE_H

#include <samenspraak/message.h>

#include "agent_private.h"
#include "outbox.h"

#define SP_DRAFT_INLINE_MAX 65536U /* larger contents lie in a sealed file of outbox/ */
#define SP_DRAFT_MAX        ((size_t)8 << 20)

struct sp_draft_item {
    uint8_t category;
    uint16_t form;
    uint8_t uid[16];
    uint64_t bytes;
    struct sp_bytes content; /* empty when in a file */
    bool in_file;
    bool has_source;
    struct sp_item_ref source;
    uint8_t author; /* role of the first author; SP_ROLE_NONE: written here */
};
struct sp_draft {
    struct sp_party to;
    struct sp_patient_id patient;
    uint8_t purpose;
    struct sp_list asks; /* struct sp_u8, rising */
    bool has_reply_to;
    struct sp_hash reply_to;
    uint32_t days;
    bool has_withheld;
    uint8_t withheld;
    bool has_replaces; /* D of a message whose share the broker lost */
    struct sp_hash replaces;
    struct sp_list items; /* struct sp_draft_item */
};
extern const struct sp_shape sp_shape_draft;

/* A row; init by load, then unload. */
struct sp_outbox_entry {
    struct sp_msg_id msg_id;
    enum sp_outbox_state state;
    uint64_t created_ms, changed_ms;
    struct sp_hash fingerprint;
    bool has_d;
    struct sp_hash d;
    bool has_draft; /* false once it was wiped */
    struct sp_draft draft;
    struct sp_draft about; /* the draft without items' content, kept */
    struct sp_request_id request;
    struct sp_buffer body; /* of the send request, when sealed */
    struct sp_outcome outcome;
    struct sp_buffer plain, about_bytes;
    struct sp_arena *arena;
};
SP_NODISCARD enum sp_status sp_outbox_load(
    struct sp_agent *agent, const struct sp_msg_id *msg_id, struct sp_outbox_entry *out);
void sp_outbox_unload(struct sp_outbox_entry *entry);
/* The msg_id of D; SP_ERR_NOT_FOUND. */
SP_NODISCARD enum sp_status sp_outbox_of_d(
    struct sp_agent *agent, const struct sp_hash *d, struct sp_msg_id *out);
/* Puts a new draft in. */
SP_NODISCARD enum sp_status sp_outbox_insert(struct sp_agent *agent, const struct sp_msg_id *msg_id,
    const struct sp_draft *draft, const struct sp_hash *fingerprint);
/* The sealed bytes and their D, under a new request id; the state becomes SEALED. */
SP_NODISCARD enum sp_status sp_outbox_set_sealed(
    struct sp_agent *agent, struct sp_outbox_entry *entry, const struct sp_hash *d);
/* State and outcome; leaving SEALED for DRAFT drops the sealed bytes, final states the content. */
SP_NODISCARD enum sp_status sp_outbox_set_state(struct sp_agent *agent,
    const struct sp_outbox_entry *entry, enum sp_outbox_state state,
    const struct sp_outcome *outcome);
/* outbox/<msg_id hex>-<item>.<kind>, kind "plain" or "ct". */
SP_NODISCARD enum sp_status sp_outbox_path(const struct sp_agent *agent,
    const struct sp_msg_id *msg_id, size_t item, const char *kind, char out[static SP_PATH_MAX]);
/* The label of a sealed file there. */
#define SP_OUTBOX_LABEL_MAX 64
void sp_outbox_label(
    const struct sp_msg_id *msg_id, size_t item, char out[static SP_OUTBOX_LABEL_MAX]);

/*
 * Checks ${plan}, takes its contents in: ${draft} lives in ${arena}; large contents are in files.
 * With ${msg_id} NULL only checks: the draft has no contents.
 */
SP_NODISCARD enum sp_status sp_outbox_plan(struct sp_agent *agent, const struct sp_send_plan *plan,
    const struct sp_msg_id *msg_id, struct sp_arena *arena, struct sp_draft *draft,
    struct sp_problem *problem);
/* What says whether two plans are the same message, contents included. */
SP_NODISCARD enum sp_status sp_outbox_fingerprint(struct sp_agent *agent,
    const struct sp_send_plan *plan, struct sp_hash *out, struct sp_problem *problem);

/* Sends one entry as far as it goes now. */
SP_NODISCARD enum sp_status sp_outbox_send_one(struct sp_agent *agent,
    const struct sp_msg_id *msg_id, struct sp_outcome *outcome, struct sp_problem *problem);
/* What the broker tells of a message that was sent. */
SP_NODISCARD enum sp_status sp_outbox_take_status(
    struct sp_agent *agent, const struct sp_mail_status *mail);

#endif /* SP_AGENT_OUTBOX_PRIVATE_H */
