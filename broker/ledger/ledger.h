/*
 * The ledger: one thread that owns order.
 *
 * Work comes in from front as messages that carry all they need; a batch of what waits is decided,
 * written and committed as one, and only then answered (architecture.md "How a request flows").
 * Submit and prepare may be called from any thread; answers come on the ledger's thread.
 */
#ifndef SP_BROKER_LEDGER_H
#define SP_BROKER_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include <samenspraak/certificate.h>
#include <samenspraak/envelope.h>
#include <samenspraak/message.h>
#include <samenspraak/statement.h>

#define SP_PEER_MAX 64

struct sp_ledger;

/* Who asks: what front learnt from certificate, hello and signature. */
struct sp_asker {
    struct sp_party party;
    char text[SP_PARTY_TEXT_MAX]; /* of the party */
    struct sp_hash certificate_hash;
    struct sp_sign_public key;
    char name[SP_NAME_MAX];
    char organisation[SP_NAME_MAX];
    char peer[SP_PEER_MAX];
};

struct sp_signed_body { /* publish, statement, attempt, open, ack: read from the signed part */
    struct sp_signed_part part;
    union {
        struct sp_entry_read entry;
        struct sp_statement_read statement;
        struct sp_base attempt;
        struct sp_open open;
        struct sp_ack ack;
    } read;
};
struct sp_send_body {
    struct sp_send_request request; /* first, as it is read into the union */
    struct sp_header header;
    struct sp_share *shares; /* items x recipients, item-major; set by sp_ledger_prepare */
    size_t share_count;
    bool stale_intake; /* sealed to an intake key that is gone */
};

/*
 * One verified request on its way.  Everything it points to lives in ${arena}; front makes it, and
 * gets it back through the answer callback, whatever happens.
 */
struct sp_work {
    struct sp_work *next;
    void *call; /* front's; the ledger only carries it */
    uint8_t kind;
    struct sp_request_id id;
    struct sp_asker asker;
    struct sp_bytes signed_request; /* sp_shape_signed_request */
    struct sp_hash request_hash;    /* its SHA-256 */
    struct sp_arena *arena;
    union {
        struct sp_hello hello;
        struct sp_signed_body part;
        struct sp_send_body send;
        struct sp_put_request put;
        struct sp_fetch_request fetch;
        struct sp_get_request get;
        struct sp_lookup_request lookup;
        struct sp_directory_request directory;
        struct sp_mirror_request mirror;
        struct sp_view_request view;
        struct sp_log_request log;
        struct sp_audit_request audit;
        struct sp_probe_request probe;
    } body;
    int64_t deadline_ms; /* a waiting fetch */
};

struct sp_ledger_options {
    const char *folder;         /* the store's and the keys' */
    struct sp_bytes passphrase; /* empty: keys lie open in the folder */
    const char *origin;
    struct sp_party broker; /* of the identity certificate */
    struct sp_bytes identity_der;
    struct sp_sign_key *identity; /* borrowed until close */
    uint32_t t_vers_ms;
    struct sp_trust *trust; /* borrowed; replaced by sp_ledger_trust */
    int64_t (*now_ms)(void *context);
    void *now_context;
    /* Takes an answer frame, gives the work back; called on the ledger's thread. */
    void (*answer)(void *context, struct sp_work *work, struct sp_bytes frame);
    void *answer_context;
    /* Something an operator must see: one line, a stable id first.  From the ledger's thread. */
    void (*say)(void *context, const char *line);
    void *say_context;
};

/* Makes keys and store in a folder that has none (`samenspraakd init`). */
SP_NODISCARD enum sp_status sp_ledger_init(
    const char *folder, struct sp_bytes passphrase, const char **why);
/* Opens store and keys and starts the thread.  ${why} tells a person what is wrong. */
SP_NODISCARD enum sp_status sp_ledger_open(
    const struct sp_ledger_options *options, struct sp_ledger **out, const char **why);
/* What costs time and needs the vault, before the queue: any thread. */
SP_NODISCARD enum sp_status sp_ledger_prepare(struct sp_ledger *ledger, struct sp_work *work);
/* Hands ${work} over.  SP_ERR_BUSY: the queue is full, the work stays the caller's. */
SP_NODISCARD enum sp_status sp_ledger_submit(struct sp_ledger *ledger, struct sp_work *work);
/*
 * Takes another trust object from now on; the old one is the caller's again on return, and no
 * certificate counts by its word any more.  Not from the answer callback, not after close began.
 */
void sp_ledger_trust(struct sp_ledger *ledger, struct sp_trust *trust);
/* Finishes what is queued, answers waiting fetches, commits, ends the thread, closes the store. */
void sp_ledger_close(struct sp_ledger *ledger);
/* False once the ledger had to stop by itself: nothing more is answered, the process must end. */
bool sp_ledger_is_well(struct sp_ledger *ledger);

/* Who may send ${kind}: bit n for role n; the broker's own party for probe only. */
uint32_t sp_ledger_who(uint8_t kind);

#endif /* SP_BROKER_LEDGER_H */
