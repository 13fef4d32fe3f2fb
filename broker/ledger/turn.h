/*
 * One turn: what the ledger keeps while it deals with one request of a batch.  Private to the room.
 */
#ifndef SP_BROKER_LEDGER_TURN_H
#define SP_BROKER_LEDGER_TURN_H

#include <pthread.h>

#include <samenspraak/policy.h>

#include "keys.h"
#include "ledger.h"
#include "store.h"
#include "trusted.h"

#define SP_QUEUE_MAX 4096
#define SP_BATCH_MAX 64
#define SP_BODY_MAX  (SP_FRAME_MAX - 65536)

struct sp_ledger {
    struct sp_ledger_options options;
    struct sp_store *store;
    struct sp_keys *keys;
    struct sp_trusted trusted; /* certificates judged valid */
    int64_t last_ms;           /* time never goes back */
    int64_t housekeeping_ms;
    uint64_t signed_size[SP_LOG_COUNT];  /* of the newest committed checkpoints */
    struct sp_bytes notes[SP_LOG_COUNT]; /* those checkpoints; malloc'ed here */
    uint64_t queued_seen;
    bool vault_changed;      /* vault keys were dropped: turn the root */
    struct sp_work *waiting; /* fetches without mail */
    pthread_t thread;
    pthread_mutex_t mutex; /* guards what is below */
    pthread_cond_t wake;
    struct sp_work *first, *last; /* the queue */
    size_t queued;
    bool stop;
    bool failed;
    struct sp_trust *next_trust;
    pthread_cond_t trust_taken;
    bool started;
};

/* What a turn came to.  Zero refuses. */
struct sp_turn {
    struct sp_ledger *ledger;
    struct sp_store *store;
    struct sp_work *work;
    struct sp_arena *arena; /* of the work */
    int64_t now_ms;
    enum sp_verdict verdict;
    const char *rule;                 /* static, or in the arena */
    const char *detail;               /* static */
    struct sp_request_id answered_id; /* as it came; an open may be recorded under another */
    bool has_record;                  /* then index and record are set */
    uint64_t index;
    struct sp_bytes record;
    bool keep_waiting;     /* a fetch without mail */
    struct sp_buffer body; /* the answer's body, or empty */
    /* An opening: sealed only after the commit. */
    bool has_release;
    struct sp_share *shares;
    size_t share_count;
};

/* What a record says besides time, request and heads. */
struct sp_event {
    const char *name;
    enum sp_verdict verdict;
    const char *rule;
    const struct sp_patient_id *patient;
    const struct sp_party *counterparty;
    const char *responsible;
    const char *user;
    const struct sp_hash *d;
    const struct sp_statement_id *statement;
    const struct sp_list *items; /* struct sp_u8 */
    uint32_t categories;
    int purpose; /* -1: none */
    uint8_t basis;
    uint16_t laws;
    const struct sp_hash *consent;
    int leaf_log; /* SP_LOG_STATEMENTS or SP_LOG_KEYS when this turn added a leaf there, else -1 */
    uint64_t leaf_index;
};

/* One handler a kind; SP_OK also for refusals, other values stop the process. */
typedef enum sp_status sp_handler(struct sp_turn *turn);
sp_handler sp_turn_hello, sp_turn_publish, sp_turn_statement, sp_turn_put, sp_turn_send,
    sp_turn_attempt, sp_turn_fetch, sp_turn_get, sp_turn_open, sp_turn_ack, sp_turn_lookup,
    sp_turn_directory, sp_turn_mirror, sp_turn_view, sp_turn_log, sp_turn_audit, sp_turn_probe;

/* turn.c */
SP_NODISCARD enum sp_status sp_turn_refuse(
    struct sp_turn *turn, enum sp_verdict verdict, const char *detail);
/* Writes the answer's body. */
SP_NODISCARD enum sp_status sp_turn_body(
    struct sp_turn *turn, const struct sp_shape *shape, const void *value);
/* ${size} bytes as a sp_bytes of the arena, text forms, and the like. */
const char *sp_turn_text(struct sp_turn *turn, const struct sp_party *party);
uint32_t sp_turn_mask(const struct sp_list *u8s);
/* Puts a status row into the sender's mailbox. */
SP_NODISCARD enum sp_status sp_turn_tell_sender(struct sp_turn *turn,
    const struct sp_message_row *message, enum sp_message_state state, enum sp_verdict verdict,
    const char *rule);

/* record.c */
/* Writes record and leaf of ${event}; the turn's verdict, rule, index and record are set. */
SP_NODISCARD enum sp_status sp_turn_record(struct sp_turn *turn, const struct sp_event *event);
/* A record of something that came of this turn but was not asked in so many words. */
SP_NODISCARD enum sp_status sp_turn_record_also(
    struct sp_turn *turn, const struct sp_event *event, const char *what);
/*
 * Whether this very request was answered before: then the turn holds that answer, ${known} is true.
 * The same id with other content refuses.
 */
SP_NODISCARD enum sp_status sp_turn_repeats(struct sp_turn *turn, bool *known);

/* gather.c: facts from what stands in the store now */
struct sp_gathered {
    struct sp_facts facts;
    bool has_consent;
    struct sp_hash consent_hash; /* of the version that counts */
    struct sp_statement_id consent_id;
};
SP_NODISCARD enum sp_status sp_gather(struct sp_turn *turn, const struct sp_base *base,
    const struct sp_hash *d, const struct sp_manifest *manifest, bool opening,
    struct sp_gathered *out);
/* The current entry of ${party}: published, certificate valid now.  SP_ERR_NOT_FOUND otherwise. */
SP_NODISCARD enum sp_status sp_gather_entry(
    struct sp_turn *turn, const char *party, struct sp_entry_read *out);
/* Confirmed, unended relations of ${party} with ${patient}: bit n for enum sp_relation n. */
SP_NODISCARD enum sp_status sp_gather_relations(struct sp_turn *turn,
    const struct sp_patient_id *patient, const char *party, uint32_t *relations);
/* Reads a stored statement; SP_ERR_STORE when it does not read. */
SP_NODISCARD enum sp_status sp_gather_read(
    struct sp_turn *turn, const struct sp_statement_row *row, struct sp_statement_read *out);
/* The decision on ${base} as it stands, pair.none first. */
SP_NODISCARD enum sp_status sp_gather_decide(struct sp_turn *turn, const struct sp_base *base,
    const struct sp_hash *d, const struct sp_manifest *manifest, bool opening,
    struct sp_gathered *gathered, struct sp_decision *decision);

/* grounds.c: vault keys and what lies under them */
struct sp_hash sp_ground_of(const struct sp_gathered *gathered, const struct sp_decision *decision,
    const struct sp_party *addressee);
struct sp_hash sp_ground_own(void);
struct sp_hash sp_ground_of_basis(uint8_t basis, const struct sp_party *party);
struct sp_hash sp_ground_of_statement(const struct sp_statement_id *id);
SP_NODISCARD enum sp_status sp_ground_seal(struct sp_turn *turn, struct sp_recipient_row *row,
    const struct sp_share *shares, size_t count);
/* The shares of ${row}; SP_ERR_NOT_FOUND when they are gone. */
SP_NODISCARD enum sp_status sp_ground_open(struct sp_turn *turn, const struct sp_recipient_row *row,
    struct sp_share *shares, size_t count);
/* Judges all under ${ground} anew; what no longer passes is shredded and told. */
SP_NODISCARD enum sp_status sp_ground_falls(struct sp_turn *turn,
    const struct sp_patient_id *patient, const struct sp_hash *ground, enum sp_message_state state);
/* Shreds one message for its addressee and tells its sender. */
SP_NODISCARD enum sp_status sp_ground_shred(struct sp_turn *turn,
    const struct sp_message_row *message, enum sp_message_state state, enum sp_verdict verdict,
    const char *rule);
/* Terms that ran out; called now and then inside a batch. */
SP_NODISCARD enum sp_status sp_ground_expire(struct sp_turn *turn);
/* Puts the message into the addressee's mailbox. */
SP_NODISCARD enum sp_status sp_accept_deliver(
    struct sp_turn *turn, const struct sp_hash *d, const char *party);

#endif /* SP_BROKER_LEDGER_TURN_H */
