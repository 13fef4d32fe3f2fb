/*
 * What the broker remembers: one handle, one writer, one transaction at a time.
 *
 * The store knows rows and bytes; it decides nothing.  All functions are called by the ledger's
 * thread.  Between begin and commit everything written is one transaction; nothing may be shown to
 * anybody before commit returned SP_OK (protocol.md A5).  Whatever fails inside a transaction is
 * SP_ERR_STORE: then abort, and stop the process.  Bytes handed out live in the arena given.
 *
 * A list holds rows of the kind that its function gives one of, in the arena.
 *
 * SQLite stands behind it, WAL with synchronous=FULL; nothing above this room may know.
 */
#ifndef SP_BROKER_STORE_H
#define SP_BROKER_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/envelope.h>
#include <samenspraak/log.h>
#include <samenspraak/message.h>
#include <samenspraak/party.h>
#include <samenspraak/statement.h>

struct sp_store;

/*
 * Opens ${folder}/store.db, making it when ${create}.  SP_ERR_BUSY: another broker holds its lock;
 * SP_ERR_NOT_FOUND: not there; SP_ERR_STORE: not readable as our store; ${why} gets the reason
 * (valid until the next open).
 */
SP_NODISCARD enum sp_status sp_store_open(
    const char *folder, bool create, struct sp_store **out, const char **why);
void sp_store_close(struct sp_store *store);

SP_NODISCARD enum sp_status sp_store_begin(struct sp_store *store);
SP_NODISCARD enum sp_status sp_store_commit(struct sp_store *store);
/* Undoes the open transaction, if there is one. */
void sp_store_abort(struct sp_store *store);
/* What went wrong with the last failed begin or commit, or before the last abort: static, or "". */
const char *sp_store_problem(const struct sp_store *store);

/* Small facts of the broker itself, by name.  Reading an absent one gives an empty value. */
SP_NODISCARD enum sp_status sp_store_meta_put(
    struct sp_store *store, const char *name, struct sp_bytes value);
SP_NODISCARD enum sp_status sp_store_meta_get(
    struct sp_store *store, const char *name, struct sp_arena *arena, struct sp_bytes *value);

/* ---- the three logs (store_log.c) ---- */

/* Appends ${entry} as the next leaf. */
SP_NODISCARD enum sp_status sp_store_log_append(
    struct sp_store *store, enum sp_log log, struct sp_bytes entry, uint64_t *index);
/* Size and root as they are now, inside the transaction. */
struct sp_head sp_store_log_head(const struct sp_store *store, enum sp_log log);
/* Writes changed tiles and the signed note of each log whose note is not empty. */
SP_NODISCARD enum sp_status sp_store_log_seal(
    struct sp_store *store, const struct sp_bytes notes[static SP_LOG_COUNT]);
/* The newest stored note; empty before the first. */
SP_NODISCARD enum sp_status sp_store_log_note(
    struct sp_store *store, enum sp_log log, struct sp_arena *arena, struct sp_bytes *note);
SP_NODISCARD enum sp_status sp_store_log_prove(
    struct sp_store *store, enum sp_log log, uint64_t index, uint64_t size, struct sp_proof *proof);
SP_NODISCARD enum sp_status sp_store_log_prove_consistency(struct sp_store *store, enum sp_log log,
    uint64_t old_size, uint64_t size, struct sp_proof *proof);
/* Leaves from ${from} on, at most ${max}; ${entries} and ${count} in the arena. */
SP_NODISCARD enum sp_status sp_store_log_leaves(struct sp_store *store, enum sp_log log,
    uint64_t from, size_t max, struct sp_arena *arena, struct sp_list *entries);

/* ---- records of the log "events" (store_record.c) ---- */

struct sp_record_row {
    uint64_t index;
    struct sp_bytes record;   /* sp_shape_record */
    struct sp_bytes request;  /* sp_shape_signed_request */
    const char *actor;        /* party text */
    const char *counterparty; /* who sees it in its own log besides the actor, or NULL */
    struct sp_request_id request_id;
    struct sp_hash request_hash;
    bool has_patient;
    struct sp_patient_id patient;
    uint8_t verdict;
};
SP_NODISCARD enum sp_status sp_store_record_put(
    struct sp_store *store, const struct sp_record_row *row);
SP_NODISCARD enum sp_status sp_store_record_get(
    struct sp_store *store, uint64_t index, struct sp_arena *arena, struct sp_record_row *row);
/* The record that answered this request id of this party; SP_ERR_NOT_FOUND. */
SP_NODISCARD enum sp_status sp_store_record_of_request(struct sp_store *store, const char *actor,
    const struct sp_request_id *id, struct sp_arena *arena, struct sp_record_row *row);
/* Records about ${patient}, or (NULL) with ${party} as actor or counterparty, from index on. */
struct sp_record_query {
    const struct sp_patient_id *patient;
    const char *party;
    uint64_t from;
    size_t max;
};
/* struct sp_record_row, without their requests. */
SP_NODISCARD enum sp_status sp_store_record_list(struct sp_store *store,
    const struct sp_record_query *query, struct sp_arena *arena, struct sp_list *rows);

/* ---- directory and statements (store_declared.c) ---- */

struct sp_entry_row {
    const char *party;
    uint64_t seq;
    struct sp_bytes entry;
    struct sp_signature signature;
    const char *search; /* lower-case words to find it by; NULL: not listed */
    uint64_t log_index;
};
SP_NODISCARD enum sp_status sp_store_entry_put(
    struct sp_store *store, const struct sp_entry_row *row);
/* The newest entry of ${party}; SP_ERR_NOT_FOUND. */
SP_NODISCARD enum sp_status sp_store_entry_get(
    struct sp_store *store, const char *party, struct sp_arena *arena, struct sp_entry_row *row);
/* Listed entries whose words hold ${text}, after party ${after}, by party. */
SP_NODISCARD enum sp_status sp_store_entry_list(struct sp_store *store, const char *text,
    const char *after, size_t max, struct sp_arena *arena, struct sp_list *rows);

struct sp_statement_row {
    struct sp_bytes stmt;
    struct sp_signature signature;
    struct sp_hash hash;
    struct sp_hash label;
    struct sp_patient_id patient;
    struct sp_statement_id id;
    uint32_t version;
    uint8_t kind;
    const char *author;
    const char *subject;   /* party it is about (relate, object, mandate), or "" */
    struct sp_hash refers; /* hash or D it refers to, or zero */
    uint64_t issued_ms;
    uint64_t log_index;
};
SP_NODISCARD enum sp_status sp_store_statement_put(
    struct sp_store *store, const struct sp_statement_row *row);
SP_NODISCARD enum sp_status sp_store_statement_by_hash(struct sp_store *store,
    const struct sp_hash *hash, struct sp_arena *arena, struct sp_statement_row *row);
SP_NODISCARD enum sp_status sp_store_statement_by_label(struct sp_store *store,
    const struct sp_hash *label, struct sp_arena *arena, struct sp_statement_row *row);
/* The newest version of what stands under ${id}; SP_ERR_NOT_FOUND. */
SP_NODISCARD enum sp_status sp_store_statement_latest(struct sp_store *store,
    const struct sp_patient_id *patient, const struct sp_statement_id *id, struct sp_arena *arena,
    struct sp_statement_row *row);
/*
 * What to look for among the statements that no later version replaced: patient and kind always,
 * and one of author, subject and refers (author also with refers).  Newest first.
 */
struct sp_statement_query {
    const struct sp_patient_id *patient;
    uint8_t kind;
    const char *author;
    const char *subject;
    const struct sp_hash *refers;
    bool unended; /* without an end label */
};
SP_NODISCARD enum sp_status sp_store_statement_find(struct sp_store *store,
    const struct sp_statement_query *query, size_t max, struct sp_arena *arena,
    struct sp_list *rows);
/* Bytes of the n-th leaf of statements or keys: what was declared. */
SP_NODISCARD enum sp_status sp_store_declared_at(struct sp_store *store, enum sp_log log,
    uint64_t index, struct sp_arena *arena, struct sp_signed_part *part);

/* ---- messages (store_message.c) ---- */

struct sp_message_row {
    struct sp_hash d;
    const char *sender;
    struct sp_msg_id msg_id;
    struct sp_patient_id patient;
    const char *addressee;
    uint8_t state; /* enum sp_message_state */
    struct sp_bytes base;
    struct sp_bytes manifest;
    struct sp_signature signature;
    uint64_t not_after_ms;
    uint64_t accepted_index; /* of the record */
};
SP_NODISCARD enum sp_status sp_store_message_put(
    struct sp_store *store, const struct sp_message_row *row);
SP_NODISCARD enum sp_status sp_store_message_get(struct sp_store *store, const struct sp_hash *d,
    struct sp_arena *arena, struct sp_message_row *row);
SP_NODISCARD enum sp_status sp_store_message_of_sender(struct sp_store *store, const char *sender,
    const struct sp_msg_id *msg_id, struct sp_arena *arena, struct sp_message_row *row);
SP_NODISCARD enum sp_status sp_store_message_state(
    struct sp_store *store, const struct sp_hash *d, uint8_t state);
/* Messages whose term ended before ${now_ms} and that still hold shares. */
SP_NODISCARD enum sp_status sp_store_message_due(struct sp_store *store, uint64_t now_ms,
    size_t max, struct sp_arena *arena, struct sp_list *rows);

struct sp_recipient_row {
    struct sp_hash d;
    const char *party;
    uint8_t position;
    struct sp_hash ground; /* statement ids are padded with zeros */
    struct sp_bytes blob;
    struct sp_bytes share; /* sealed under the vault key of the ground; empty: gone */
    bool delivered;
    uint64_t opened_ms; /* 0: not yet */
    uint64_t shred_ms;  /* when the share goes; 0: not set */
    struct sp_patient_id patient;
};
SP_NODISCARD enum sp_status sp_store_recipient_put(
    struct sp_store *store, const struct sp_recipient_row *row);
SP_NODISCARD enum sp_status sp_store_recipient_get(struct sp_store *store, const struct sp_hash *d,
    const char *party, struct sp_arena *arena, struct sp_recipient_row *row);
SP_NODISCARD enum sp_status sp_store_recipient_deliver(
    struct sp_store *store, const struct sp_hash *d, const char *party);
SP_NODISCARD enum sp_status sp_store_recipient_opened(struct sp_store *store,
    const struct sp_hash *d, const char *party, uint64_t opened_ms, uint64_t shred_ms);
/* Replaces the sealed share and the ground of the row. */
SP_NODISCARD enum sp_status sp_store_recipient_reseal(
    struct sp_store *store, const struct sp_recipient_row *row);
/* Recipients whose shares lie under ${ground}, of messages after ${after}, by D. */
struct sp_recipient_query {
    const struct sp_patient_id *patient;
    const struct sp_hash *ground;
    const struct sp_hash *after;
    size_t max;
};
SP_NODISCARD enum sp_status sp_store_recipient_under(struct sp_store *store,
    const struct sp_recipient_query *query, struct sp_arena *arena, struct sp_list *rows);
/*
 * Drops the share of one recipient; the ciphertext goes with the last share of its message, the
 * vault key with the last share under it.
 */
SP_NODISCARD enum sp_status sp_store_recipient_shred(
    struct sp_store *store, const struct sp_hash *d, const char *party);
/* Recipients whose shares are due to go. */
SP_NODISCARD enum sp_status sp_store_recipient_due(struct sp_store *store, uint64_t now_ms,
    size_t max, struct sp_arena *arena, struct sp_list *rows);

/* The first author of an item that passed here; SP_ERR_NOT_FOUND. */
SP_NODISCARD enum sp_status sp_store_item_ref_put(
    struct sp_store *store, const struct sp_hash *ref, const char *author);
SP_NODISCARD enum sp_status sp_store_item_ref_get(
    struct sp_store *store, const struct sp_hash *ref, struct sp_arena *arena, const char **author);

/* ---- ciphertext (store_item.c): small items in one go, others staged in pieces first ---- */

SP_NODISCARD enum sp_status sp_store_item_put(
    struct sp_store *store, const struct sp_hash *d, uint8_t item, struct sp_bytes bytes);

/* A staged item: what its sender put so far.  ${edge} is the ledger's (staged.c). */
struct sp_stage_row {
    const char *sender;
    struct sp_msg_id msg_id;
    uint8_t item;
    uint64_t heap; /* where its pieces lie; 0: a new one */
    uint64_t size;
    struct sp_bytes edge;
};
/* SP_ERR_NOT_FOUND: nothing is staged; ${row} then names it, empty. */
SP_NODISCARD enum sp_status sp_store_stage_get(struct sp_store *store, const char *sender,
    const struct sp_msg_id *msg_id, uint8_t item, struct sp_arena *arena, struct sp_stage_row *row);
/* Appends ${bytes} and writes the row; its size and heap are set anew. */
SP_NODISCARD enum sp_status sp_store_stage_append(
    struct sp_store *store, struct sp_stage_row *row, struct sp_bytes bytes, uint64_t now_ms);
/* Up to ${max} bytes of a staged item from ${offset}: SP_ERR_STORE when they are not there. */
SP_NODISCARD enum sp_status sp_store_stage_read(struct sp_store *store,
    const struct sp_stage_row *row, uint64_t offset, uint8_t *out, size_t size);
/* What ${sender} has staged in all: items and bytes. */
SP_NODISCARD enum sp_status sp_store_stage_sum(
    struct sp_store *store, const char *sender, uint64_t *items, uint64_t *bytes);
/* The staged item is item ${item} of message ${d} from now on. */
SP_NODISCARD enum sp_status sp_store_stage_adopt(struct sp_store *store, const char *sender,
    const struct sp_msg_id *msg_id, uint8_t item, const struct sp_hash *d);
/* Drops one staged item, or with ${item} -1 all of the message. */
SP_NODISCARD enum sp_status sp_store_stage_drop(
    struct sp_store *store, const char *sender, const struct sp_msg_id *msg_id, int item);
SP_NODISCARD enum sp_status sp_store_stage_expire(struct sp_store *store, uint64_t before_ms);
/* Deletes up to ${max} pieces that nothing names any more; ${more}: there may be others. */
SP_NODISCARD enum sp_status sp_store_pieces_sweep(struct sp_store *store, size_t max, bool *more);
/* 0: there is no such item. */
SP_NODISCARD enum sp_status sp_store_item_size(
    struct sp_store *store, const struct sp_hash *d, uint8_t item, uint64_t *size);
/*
 * Up to ${max} bytes from ${offset}, fewer only at the item's end; none when there is no such item.
 */
SP_NODISCARD enum sp_status sp_store_item_read(struct sp_store *store,
    const struct sp_item_ref *item, uint64_t offset, uint8_t *out, size_t max, size_t *got);

/* ---- vault keys, mailboxes, state (store_mail.c) ---- */

SP_NODISCARD enum sp_status sp_store_vault_put(struct sp_store *store,
    const struct sp_patient_id *patient, const struct sp_hash *ground, struct sp_bytes wrapped);
SP_NODISCARD enum sp_status sp_store_vault_get(struct sp_store *store,
    const struct sp_patient_id *patient, const struct sp_hash *ground, struct sp_arena *arena,
    struct sp_bytes *wrapped);
SP_NODISCARD enum sp_status sp_store_vault_drop(
    struct sp_store *store, const struct sp_patient_id *patient, const struct sp_hash *ground);
/* Replaces every wrapped key by what ${rewrap} makes of it. */
typedef enum sp_status sp_vault_rewrap(
    void *context, struct sp_bytes wrapped, struct sp_buffer *out);
SP_NODISCARD enum sp_status sp_store_vault_rewrap(
    struct sp_store *store, sp_vault_rewrap *rewrap, void *context);

/* Puts a row behind the last of ${party}. */
SP_NODISCARD enum sp_status sp_store_mail_put(
    struct sp_store *store, const char *party, uint8_t kind, struct sp_bytes payload);
/* Takes back the message row of ${d} (payload = D) that ${party} has not fetched yet. */
SP_NODISCARD enum sp_status sp_store_mail_take_back(
    struct sp_store *store, const char *party, const struct sp_hash *d);
struct sp_mail_row {
    uint64_t seq;
    uint8_t kind;
    struct sp_bytes payload; /* for a message: its D only */
};
SP_NODISCARD enum sp_status sp_store_mail_list(struct sp_store *store, const char *party,
    uint64_t after, size_t max, struct sp_arena *arena, struct sp_list *rows);
/* Rows up to ${upto} are the party's own now. */
SP_NODISCARD enum sp_status sp_store_mail_drop(
    struct sp_store *store, const char *party, uint64_t upto);

/* Whether ${party} got a row since the last forgetting; also true when too many got one to tell. */
bool sp_store_mail_is_new(const struct sp_store *store, const char *party);
void sp_store_mail_forget_new(struct sp_store *store);

/* Writes version+1 of the state row of ${subject} (protocol.md B7, model-cell). */
SP_NODISCARD enum sp_status sp_store_state_bump(struct sp_store *store, const char *subject);

/* Counts for status: messages waiting, held, statements made, parties, rows of mail. */
struct sp_store_counts {
    uint64_t messages, held, statements, entries, mail, bytes;
};
SP_NODISCARD enum sp_status sp_store_count(struct sp_store *store, struct sp_store_counts *out);

#endif /* SP_BROKER_STORE_H */
