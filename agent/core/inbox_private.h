/*
 * What mail.c, inbox.c, inbox_open.c and agent.c share.
 */
#ifndef SP_AGENT_INBOX_PRIVATE_H
#define SP_AGENT_INBOX_PRIVATE_H

#include <samenspraak/message.h>
#include <samenspraak/policy.h>

#include "agent_private.h"
#include "inbox.h"
#include "outbox_private.h"

/*
 * Fetches rows until there are no more, waiting at most ${wait_ms} for the first; each page is
 * committed before the next one is asked for.
 */
SP_NODISCARD enum sp_status sp_mail_fetch(
    struct sp_agent *agent, uint32_t wait_ms, size_t *count, struct sp_problem *problem);
/* Takes apart what was fetched: messages, statements, status. */
SP_NODISCARD enum sp_status sp_mail_sort(struct sp_agent *agent, struct sp_problem *problem);
/* A message has one addressee; whoever else gets it is the patient whom it is about. */
SP_NODISCARD bool sp_mail_copies_are_hers(const struct sp_base *base);
/* Sends acknowledgements that wait. */
SP_NODISCARD enum sp_status sp_inbox_flush(struct sp_agent *agent, struct sp_problem *problem);

/* A message as it came, read again: init by load, then wipe. */
struct sp_inbox_message {
    struct sp_buffer bytes; /* struct sp_mail_message without its items */
    struct sp_arena *arena;
    struct sp_mail_message mail;
    struct sp_header header;
    int position; /* of ours among the recipients */
    enum sp_inbox_state state;
    enum sp_inbox_answer answer;
    uint64_t received_ms, opened_ms, release_index;
};
SP_NODISCARD enum sp_status sp_inbox_load(
    struct sp_agent *agent, const struct sp_hash *d, struct sp_inbox_message *out);
void sp_inbox_unload(struct sp_inbox_message *message);
/* Takes a message in, after its signature was checked; one that is there already is fine. */
SP_NODISCARD enum sp_status sp_inbox_take(
    struct sp_agent *agent, const struct sp_mail_message *mail, const struct sp_header *header);
/*
 * What needs no statements to be judged: a copy that is not for the patient, a message whose time
 * is over, and her own copy, which is judged no further.  False: statements decide.
 */
SP_NODISCARD bool sp_inbox_settled(const struct sp_agent *agent,
    const struct sp_inbox_message *message, struct sp_decision *decision);
SP_NODISCARD enum sp_status sp_inbox_set_answer(
    struct sp_agent *agent, const struct sp_hash *d, enum sp_inbox_answer answer);
/* For forwarding verbatim: uid, form, category and first author of an item opened here. */
SP_NODISCARD enum sp_status sp_inbox_origin(struct sp_agent *agent,
    const struct sp_item_ref *source, struct sp_draft_item *out, struct sp_problem *problem);
/* inbox/<d hex>-<item>.<kind>, kind "ct" or "sealed", and the label of a sealed one. */
SP_NODISCARD enum sp_status sp_inbox_path(const struct sp_agent *agent, const struct sp_hash *d,
    size_t item, const char *kind, char out[static SP_PATH_MAX]);
#define SP_INBOX_LABEL_MAX 96
void sp_inbox_label(const struct sp_hash *d, size_t item, char out[static SP_INBOX_LABEL_MAX]);

/* ---- inbox_items.c ---- */

/* Brings the ciphertext of items that did not come with the mail here. */
SP_NODISCARD enum sp_status sp_inbox_get(
    struct sp_agent *agent, const struct sp_inbox_message *message, struct sp_problem *problem);
/* Both parties' shares of all items. */
struct sp_inbox_shares {
    struct sp_share broker[SP_ITEMS_MAX];
    struct sp_share own[SP_ITEMS_MAX];
};
/*
 * Decrypts and verifies every item, then keeps all content and sets the message opened, in one
 * transaction.  SP_ERR_PROOF or SP_ERR_KEY with SP_PROBLEM_CONTENT, kept as evidence.
 */
SP_NODISCARD enum sp_status sp_inbox_decrypt(struct sp_agent *agent,
    const struct sp_inbox_message *message, const struct sp_inbox_shares *shares,
    uint64_t release_index, struct sp_problem *problem);

/* Signs, sends and settles the acknowledgement of ${d}. */
SP_NODISCARD enum sp_status sp_inbox_acknowledge(
    struct sp_agent *agent, const struct sp_hash *d, struct sp_problem *problem);

#endif /* SP_AGENT_INBOX_PRIVATE_H */
