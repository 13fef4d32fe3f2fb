/*
 * A ledger on a folder of its own, and parties that talk to it as their agents would: every request
 * is a real frame, read by front's sp_verify_request, prepared and submitted; only TLS is left out.
 *
 * Every receipt that comes back is verified: record, commitment, inclusion, signed checkpoint, the
 * request that it names.  All that is made belongs to the lab and goes with it.
 */
#ifndef SP_TEST_LEDGER_HARNESS_H
#define SP_TEST_LEDGER_HARNESS_H

#include "support.h"

#include <pthread.h>
#include <stdatomic.h>

#include <samenspraak/day.h>
#include <samenspraak/envelope.h>
#include <samenspraak/message.h>
#include <samenspraak/policy.h>
#include <samenspraak/statement.h>

#include "ledger.h"

#define LAB_DAY_MS     (INT64_C(24) * 3600 * 1000)
#define LAB_ITEMS_MAX  SP_ITEMS_MAX
#define LAB_THINGS_MAX 4096

struct lab {
    char folder[512]; /* store and keys */
    struct sp_ledger *ledger;
    struct sp_trust *trust;
    struct sp_sign_key *identity;
    struct sp_buffer identity_der;
    struct sp_party broker;
    atomic_llong offset_ms; /* of the ledger's clock from ours */
    struct sp_vkey vkeys[SP_LOG_COUNT];
    struct sp_box_public intake;
    bool card_is_old;      /* the clock moved since it was read */
    struct sp_head events; /* the largest head seen */
    char said[8192];       /* what the ledger told its operator */
    pthread_mutex_t lock;  /* guards said */
    struct lab_thing {
        void *thing;
        void (*release)(void *thing);
    } things[LAB_THINGS_MAX];
    size_t thing_count;
};

struct lab_party {
    struct sp_party party;
    struct sp_patient_id id; /* of a patient */
    struct sp_sign_key *key;
    struct sp_box_key *box;
    struct sp_buffer der;
    struct sp_certificate certificate;
    uint8_t r[16];
    uint64_t seq;
    bool has_prev;
    struct sp_hash prev;
    struct sp_asker asker;
};

/* A new folder with keys and store, and its ledger. */
struct lab *lab_new(const char *name);
/* An existing folder: the ledger is opened there. */
struct lab *lab_in(const char *folder);
void lab_stop(struct lab *lab);  /* closes the ledger */
void lab_start(struct lab *lab); /* opens it again; fails the test when it does not open */
enum sp_status lab_try_start(struct lab *lab, const char **why);
/* Stops, frees everything; the folder is removed. */
void lab_free(struct lab *lab);
/* The same, and leaves the folder. */
void lab_leave(struct lab *lab);
int64_t lab_now_ms(struct lab *lab);
void lab_advance(struct lab *lab, int64_t ms);
/* Says hello, as far as the ledger sees it: takes log keys and intake key from the card. */
void lab_card(struct lab *lab);
/* Another CRL counts from now on: "crl-none" or "crl-taken", or NULL for none. */
void lab_trust(struct lab *lab, const char *crl);
/* Whether ${text} stands in a file of the folder (store, WAL). */
bool lab_store_holds(struct lab *lab, const void *bytes, size_t size);

/* The party of ${stem} in the test PKI; not published yet. */
struct lab_party *lab_party(struct lab *lab, const char *stem);
/* The same, published. */
struct lab_party *lab_published(struct lab *lab, const char *stem);
enum sp_verdict lab_publish(struct lab *lab, struct lab_party *party);

/* ---- asking ---- */

struct lab_call; /* one request in flight */

struct lab_reply {
    struct sp_buffer frame;
    struct sp_arena *arena;
    bool dropped; /* no answer came */
    struct sp_answer answer;
    enum sp_verdict verdict;
    char rule[SP_RULE_ID_MAX + 1];
    char detail[SP_DETAIL_MAX + 1];
    bool has_record; /* a receipt, verified */
    uint64_t index;
    struct sp_record record;
    struct sp_request_id id;
};

/* Starts a request of ${kind} with ${body} (its shape's struct); ${id} NULL: a random one. */
struct lab_call *lab_begin(struct lab *lab, struct lab_party *asker, uint8_t kind, const void *body,
    const struct sp_request_id *id);
/* Waits for its answer; the call is done with. */
struct lab_reply *lab_end(struct lab *lab, struct lab_call *call);
/* Whether the answer is there. */
bool lab_is_answered(struct lab_call *call);
struct lab_reply *lab_ask(struct lab *lab, struct lab_party *asker, uint8_t kind, const void *body,
    const struct sp_request_id *id);
/* The answer's body; fails the test without. */
void lab_body(struct lab_reply *reply, const struct sp_shape *shape, void *out);
/* A field of the record as text; static, valid until the next call. */
const char *lab_field(const struct lab_reply *reply, enum sp_record_field field);

/* ---- statements ---- */

struct lab_statement {
    struct sp_buffer stmt;
    struct sp_signature signature;
    struct sp_statement statement;
    struct sp_hash hash;
    struct lab_reply *reply;
};

/* Signs a statement; ${before} NULL: a new one, else its next version or its ending. */
struct lab_statement *lab_sign(struct lab *lab, struct lab_party *author,
    const struct sp_patient_id *patient, uint8_t kind, const union sp_statement_body *body,
    const struct lab_statement *before);
/* Sends it (again), under ${id} or a random one. */
struct lab_reply *lab_declare(struct lab *lab, struct lab_party *author,
    const struct lab_statement *statement, const struct sp_request_id *id);
/* Both, and its reply in the statement. */
struct lab_statement *lab_state(struct lab *lab, struct lab_party *author,
    const struct sp_patient_id *patient, uint8_t kind, const union sp_statement_body *body,
    const struct lab_statement *before);

/* The statements most tests need; each fails the test unless it is accepted. */
struct lab_statement *lab_relate(struct lab *lab, struct lab_party *author,
    struct lab_party *patient, uint8_t relation, bool confirmed);
struct lab_consent {
    struct lab_party *from, *to;
    uint32_t categories;
    uint8_t purpose;
    int from_in_days, days; /* from today on, and how long */
    bool each, onward;
};
struct lab_statement *lab_grant(
    struct lab *lab, struct lab_party *patient, const struct lab_consent *consent);
struct lab_statement *lab_revoke(
    struct lab *lab, struct lab_party *author, const struct lab_statement *grant);

/* ---- messages ---- */

struct lab_plan {
    struct lab_party *from, *to, *about;
    uint8_t purpose;
    uint8_t categories[LAB_ITEMS_MAX];
    size_t item_count;
    const char *content[LAB_ITEMS_MAX]; /* NULL: "item" */
    size_t big_bytes;                   /* then item 0 has so many */
    const struct lab_statement *consent;
    bool no_copy;
    uint8_t copy; /* when no_copy */
    const struct sp_hash *reply_to;
    uint32_t asks;
    const uint8_t *uid;             /* of item 0, for verbatim forwarding */
    int64_t lifetime_ms;            /* 0: 30 days */
    const struct sp_msg_id *msg_id; /* NULL: random */
    bool staged;                    /* its items are put before */
    uint64_t seen_size;             /* what its sender says to have seen of each log */
};
struct lab_message {
    struct lab_plan plan;
    struct sp_base base;
    struct sp_buffer base_bytes;
    struct sp_envelope envelope;
    struct sp_buffer items[LAB_ITEMS_MAX];
    uint8_t uid[16]; /* of item 0 */
    struct sp_hash intake_id;
    struct sp_hash d;
    struct lab_reply *reply;
};

/* Writes and seals; sends nothing. */
struct lab_message *lab_seal(struct lab *lab, const struct lab_plan *plan);
/* Sends what was sealed (again), under ${id} or a random one. */
struct lab_reply *lab_post(
    struct lab *lab, struct lab_message *message, const struct sp_request_id *id);
/* Puts item ${item} in pieces of ${piece} bytes; returns the verdict of the last. */
enum sp_verdict lab_put(struct lab *lab, struct lab_message *message, uint8_t item, size_t piece);
/* Seals, puts what is staged, sends. */
struct lab_message *lab_send(struct lab *lab, const struct lab_plan *plan);
struct lab_reply *lab_attempt(struct lab *lab, struct lab_message *message);

/* Asks for the share of all items; ALLOW only when the content opened and is what was sent. */
struct lab_reply *lab_open(struct lab *lab, struct lab_party *asker, struct lab_message *message);
struct lab_reply *lab_open_as(struct lab *lab, struct lab_party *asker, struct lab_message *message,
    const struct sp_request_id *id);
enum sp_verdict lab_ack(struct lab *lab, struct lab_party *asker, struct lab_message *message);
enum sp_verdict lab_approve(
    struct lab *lab, struct lab_party *patient, struct lab_message *message);
enum sp_verdict lab_reject(struct lab *lab, struct lab_party *patient, struct lab_message *message);

/* ---- mail ---- */

struct lab_mail {
    struct lab_reply *reply;
    struct sp_fetch_answer answer;
    size_t messages, statements;
    struct sp_mail_status status; /* the last one, when there was one */
    size_t statuses;
};
/* Everything after ${after}, without waiting. */
struct lab_mail lab_fetch(struct lab *lab, struct lab_party *asker, uint64_t after);
/* Whether the message ${d} lies in that mail. */
bool lab_has_message(struct lab *lab, const struct lab_mail *mail, const struct sp_hash *d);

/* Keeps ${thing} until the lab goes. */
void *lab_keep(struct lab *lab, void *thing, void (*release)(void *thing));

#endif /* SP_TEST_LEDGER_HARNESS_H */
