/*
 * One turn: what the ledger keeps while it deals with one request of a batch.  Private to the room.
 */
#ifndef SP_BROKER_LEDGER_TURN_H
#define SP_BROKER_LEDGER_TURN_H

#include <pthread.h>

#include <samenspraak/policy.h>

#include "keys.h"
#include "known.h"
#include "ledger.h"
#include "store.h"
#include "trusted.h"

#define SP_QUEUE_MAX 4096
#define SP_BATCH_MAX 64
#define SP_BODY_MAX  (SP_FRAME_MAX - 65536)

/* Where an auditor's reading was: a page that does not go on from here is a new export. */
struct sp_audit_place {
    struct sp_party auditor;
    uint64_t next;
    int64_t time_ms;
};

struct sp_ledger {
    struct sp_ledger_options options;
    struct sp_store *store;
    struct sp_keys *keys;
    struct sp_trusted trusted;            /* certificates judged valid */
    struct sp_known known;                /* directory entries that were read */
    int64_t last_ms;                      /* time never goes back */
    bool clock_is_behind;                 /* far behind the log: only what takes away is done */
    int64_t upkeep_ms;                    /* when terms and pieces are looked at next */
    int64_t root_ms;                      /* when the vault root was turned last */
    bool root_is_due;                     /* vault keys were dropped: turn the root */
    uint64_t signed_size[SP_LOG_COUNT];   /* of the newest committed checkpoints */
    struct sp_buffer notes[SP_LOG_COUNT]; /* those checkpoints */
    uint64_t queued_seen;
    struct sp_audit_place audits[SP_LOG_COUNT];
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
    const char *rule;               /* static, or in the arena */
    const char *detail;             /* static */
    struct sp_request_id record_id; /* the record is found by it; the request's own at first */
    bool has_record;                /* then index and record are set */
    uint64_t index;
    struct sp_bytes record;
    bool keep_waiting;     /* a fetch without mail */
    struct sp_buffer body; /* the answer's body, or empty */
};

/* What a record says besides time, request and heads. */
struct sp_event {
    const char *name;
    enum sp_verdict verdict;
    const char *rule;
    const struct sp_patient_id *patient;
    const struct sp_party *counterparty;
    bool told; /* the counterparty knows of it already: it sees the record in its own log */
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

/*
 * One handler a kind; SP_OK also for refusals.  Any other value stops the process, but for a
 * reading kind that needed more memory or room than one request may have.
 */
typedef enum sp_status sp_handler(struct sp_turn *turn);
sp_handler sp_turn_hello, sp_turn_publish, sp_turn_statement, sp_turn_put, sp_turn_send,
    sp_turn_attempt, sp_turn_fetch, sp_turn_get, sp_turn_open, sp_turn_ack, sp_turn_lookup,
    sp_turn_directory, sp_turn_mirror, sp_turn_view, sp_turn_log, sp_turn_audit, sp_turn_probe;

/* turn.c */
void sp_turn_begin(
    struct sp_ledger *ledger, struct sp_work *work, int64_t now_ms, struct sp_turn *turn);
void sp_turn_end(struct sp_turn *turn);
SP_NODISCARD enum sp_status sp_turn_refuse(
    struct sp_turn *turn, enum sp_verdict verdict, const char *detail);
/* Writes the answer's body. */
SP_NODISCARD enum sp_status sp_turn_body(
    struct sp_turn *turn, const struct sp_shape *shape, const void *value);
/* The text of a party, in the arena; NULL without memory. */
const char *sp_turn_text(struct sp_turn *turn, const struct sp_party *party);
/* The text of the patient herself. */
const char *sp_turn_owner(struct sp_turn *turn, const struct sp_patient_id *patient);
/* The set of the categories in ${u8s}. */
uint32_t sp_turn_mask(const struct sp_list *u8s);
/* Puts a status row into the sender's mailbox. */
SP_NODISCARD enum sp_status sp_turn_tell_sender(struct sp_turn *turn,
    const struct sp_message_row *message, enum sp_message_state state, enum sp_verdict verdict,
    const char *rule);

/* batch.c: decides, writes, commits and answers ${works}; what is not SP_OK stops the ledger */
struct sp_batch {
    struct sp_turn turns[SP_BATCH_MAX];
    size_t count;
};
SP_NODISCARD enum sp_status sp_batch_run(
    struct sp_ledger *ledger, struct sp_work *works, struct sp_batch *batch);

/* waiting.c: fetches without mail */
/* Keeps ${work}, and has an earlier fetch of the same party answered empty in the next round. */
void sp_waiting_keep(struct sp_ledger *ledger, struct sp_work *work);
/*
 * Takes at most ${max} of those that may be answered now: mail came, their time is over, or
 * ${stopping}.  The others of them are taken next time.
 */
struct sp_work *sp_waiting_take(
    struct sp_ledger *ledger, int64_t now_ms, bool stopping, size_t max);
/* Gives all of them back without an answer. */
void sp_waiting_drop(struct sp_ledger *ledger);

/* upkeep.c: what the ledger does of itself */
/* Terms that ran out, staged pieces, intake keys; inside a batch, now and then. */
SP_NODISCARD enum sp_status sp_upkeep(struct sp_ledger *ledger, int64_t now_ms);
/* Turns the vault root when that is due, in a transaction of its own (protocol.md B7). */
SP_NODISCARD enum sp_status sp_upkeep_root(struct sp_ledger *ledger, int64_t now_ms);
struct sp_bytes sp_upkeep_number(uint64_t number, uint8_t out[static 8]);
uint64_t sp_upkeep_number_of(struct sp_bytes bytes);
#define SP_META_GENERATION "vault-generation"
#define SP_META_ROOT_DUE   "vault-root-due"
#define SP_META_ROOT_TIME  "vault-root-time"

/* record.c */
/* Writes record and leaf of ${event}; the turn's verdict, rule, index and record are set. */
SP_NODISCARD enum sp_status sp_turn_record(struct sp_turn *turn, const struct sp_event *event);
/* A record of something that came of this turn but was not asked in so many words. */
SP_NODISCARD enum sp_status sp_turn_record_also(struct sp_turn *turn, const struct sp_event *event);
/*
 * Whether this very request was answered before: then the turn holds that answer, ${known} is true.
 * The same id with other content refuses.
 */
SP_NODISCARD enum sp_status sp_turn_repeats(struct sp_turn *turn, bool *known);
/*
 * For what is done anew each time: a repeated request gets a record of its own.  The same id with
 * other content refuses, ${known} is true.
 */
SP_NODISCARD enum sp_status sp_turn_anew(struct sp_turn *turn, bool *known);
/* The turn answers as the record ${row} tells. */
SP_NODISCARD enum sp_status sp_turn_answer_as(
    struct sp_turn *turn, const struct sp_record_row *row);

/* gather.c: facts from what stands in the store now */
/* What is judged. */
struct sp_matter {
    const struct sp_base *base;
    const struct sp_hash *d;            /* NULL: an attempt, which has none */
    const struct sp_manifest *manifest; /* NULL with d */
    bool opening;                       /* some things are not judged again then: 6.1 */
};
struct sp_gathered {
    struct sp_facts facts;
    bool has_consent;
    struct sp_hash consent_hash; /* of the version that counts */
    struct sp_statement_id consent_id;
    bool by_consent_alone; /* one of the two has a part in this only as named there */
};
SP_NODISCARD enum sp_status sp_gather(
    struct sp_turn *turn, const struct sp_matter *matter, struct sp_gathered *out);
/*
 * What ${party} published last; ${out} is valid until the next call.  SP_ERR_NOT_FOUND: nothing,
 * and it took as long.
 */
SP_NODISCARD enum sp_status sp_gather_known(
    struct sp_turn *turn, const char *party, const struct sp_known_entry **out);
/* Whether ${party} published an entry that stands, with a certificate that is valid now. */
SP_NODISCARD enum sp_status sp_gather_certified(
    struct sp_turn *turn, const char *party, bool *certified);
/* Confirmed, unended relations of ${party} with ${patient}: bit n for enum sp_relation n. */
SP_NODISCARD enum sp_status sp_gather_relations(struct sp_turn *turn,
    const struct sp_patient_id *patient, const char *party, uint32_t *relations);
/* Reads a stored statement; SP_ERR_STORE when it does not read. */
SP_NODISCARD enum sp_status sp_gather_read(
    struct sp_turn *turn, const struct sp_statement_row *row, struct sp_statement_read *out);
/* The decision on ${matter} as it stands, pair.none first. */
SP_NODISCARD enum sp_status sp_gather_decide(struct sp_turn *turn, const struct sp_matter *matter,
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
/* Shreds one message for its addressee; if it was waiting, takes it back and tells its sender. */
SP_NODISCARD enum sp_status sp_ground_shred(struct sp_turn *turn,
    const struct sp_message_row *message, enum sp_message_state state, enum sp_verdict verdict,
    const char *rule);
/* Terms that ran out; ${more}: not all of them were dealt with. */
SP_NODISCARD enum sp_status sp_ground_expire(struct sp_turn *turn, bool *more);
/* Puts the message into the mailbox of one of its recipients. */
SP_NODISCARD enum sp_status sp_accept_deliver(
    struct sp_turn *turn, const struct sp_message_row *message, const char *party);

/* staged.c: items that are put in pieces, hashed on the way */
SP_NODISCARD enum sp_status sp_staged_append(
    struct sp_turn *turn, struct sp_stage_row *row, struct sp_bytes bytes);
/* The ct_hash of what is staged, read as ${padded_bytes}; SP_ERR_PROOF: of another length. */
SP_NODISCARD enum sp_status sp_staged_hash(struct sp_turn *turn, const struct sp_stage_row *row,
    uint64_t padded_bytes, struct sp_hash *out);

#endif /* SP_BROKER_LEDGER_TURN_H */
