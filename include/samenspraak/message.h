/*
 * What agent and broker say to each other: requests, answers, and what lies in a mailbox
 * (architecture.md "How a request flows"; bytes: proto/PROTOCOL.md).
 *
 * Each struct has a shape; the shape is the grammar.  What is signed travels as opaque bytes beside
 * its signature, is checked over the received bytes and only then read with its own shape.
 */
#ifndef SAMENSPRAAK_MESSAGE_H
#define SAMENSPRAAK_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/envelope.h>
#include <samenspraak/key.h>
#include <samenspraak/party.h>
#include <samenspraak/transport.h>
#include <samenspraak/verdict.h>
#include <samenspraak/wire.h>

#define SP_PROTOCOL_VERSION  1
#define SP_REQUEST_ID_BYTES  16
#define SP_NONCE_BYTES       16
#define SP_FETCH_WAIT_MAX_MS 50000
#define SP_FETCH_MAX         64
#define SP_PIECE_MAX         (UINT32_C(1) << 20) /* bytes of one put or get */
#define SP_PAGE_MAX          256                 /* rows of a directory, log or audit page */
#define SP_MIRROR_MAX        8192                /* leaves of one mirror answer */
#define SP_CLOCK_SKEW_MS     (15 * 60 * 1000)
#define SP_USER_MAX          128 /* bytes of a user's name or number within an organisation */
#define SP_RULE_ID_MAX       64
#define SP_DETAIL_MAX        256

/* clang-format off */
enum sp_request_kind {
    SP_REQUEST_HELLO     = 0,  /* ties this connection to a party; answered with the card */
    SP_REQUEST_PUBLISH   = 1,  /* a directory entry */
    SP_REQUEST_STATEMENT = 2,  /* a statement of any kind */
    SP_REQUEST_PUT       = 3,  /* a piece of a large item, before send */
    SP_REQUEST_SEND      = 4,
    SP_REQUEST_ATTEMPT   = 5,  /* a header that its sender's own agent refused */
    SP_REQUEST_FETCH     = 6,  /* what lies in my mailbox; waits */
    SP_REQUEST_GET       = 7,  /* a piece of a large item, for its recipients */
    SP_REQUEST_OPEN      = 8,  /* asks for the broker's share; decided anew each time */
    SP_REQUEST_ACK       = 9,  /* opened and stored */
    SP_REQUEST_LOOKUP    = 10, /* one directory entry, by the full name */
    SP_REQUEST_DIRECTORY = 11, /* professionals and organisations */
    SP_REQUEST_MIRROR    = 12, /* leaves of statements or keys */
    SP_REQUEST_VIEW      = 13, /* newest checkpoints, consistent with what I saw */
    SP_REQUEST_LOG       = 14, /* records around me */
    SP_REQUEST_AUDIT     = 15, /* everything in a log, for the auditor */
    SP_REQUEST_PROBE     = 16, /* the broker's own certificate only: a full round for status */
};
#define SP_REQUEST_COUNT 17

/* What became of a message, as its sender is told. */
enum sp_message_state {
    SP_MESSAGE_ACCEPTED     = 1, /* its recipient may open it */
    SP_MESSAGE_HELD         = 2, /* waits for the patient */
    SP_MESSAGE_OPENED       = 3, /* the share was released */
    SP_MESSAGE_ACKNOWLEDGED = 4, /* the recipient stored it */
    SP_MESSAGE_REJECTED     = 5, /* by the patient */
    SP_MESSAGE_REVOKED      = 6, /* its ground fell before it was opened */
    SP_MESSAGE_EXPIRED      = 7,
    SP_MESSAGE_REFUSED      = 8, /* an opening was refused by a rule */
    SP_MESSAGE_RESEAL       = 9, /* the broker lost its share: seal it anew */
};

enum sp_mail_kind {
    SP_MAIL_MESSAGE   = 0, /* struct sp_mail_message */
    SP_MAIL_STATEMENT = 1, /* struct sp_signed_part */
    SP_MAIL_STATUS    = 2, /* struct sp_mail_status */
};
/* clang-format on */

struct sp_request_id {
    uint8_t b[SP_REQUEST_ID_BYTES];
};
struct sp_nonce {
    uint8_t b[SP_NONCE_BYTES];
};

/* ---- frames ---- */

struct sp_request {
    uint8_t version;
    uint8_t kind;
    struct sp_request_id id;
    struct sp_bytes body; /* one value, read by the shape of the kind */
};

/* The proof that the answer's log entry is in the log "events". */
struct sp_receipt {
    struct sp_bytes record; /* one value, sp_shape_record */
    uint64_t index;
    struct sp_list proof;       /* struct sp_hash */
    struct sp_bytes checkpoint; /* signed note */
};

struct sp_answer {
    uint8_t version;
    uint8_t kind;
    struct sp_request_id id;
    uint8_t verdict;         /* enum sp_verdict */
    struct sp_bytes rule;    /* rule id, or empty */
    struct sp_bytes detail;  /* which field, what is allowed; or empty */
    uint32_t retry_after_ms; /* with BUSY */
    bool has_receipt;
    struct sp_receipt receipt;
    bool has_body;
    struct sp_bytes body; /* one value, by the kind */
};

/* ---- requests ---- */

struct sp_hello { /* signed under "hello" */
    uint8_t format;
    uint16_t suite;
    struct sp_party party;
    struct sp_hash certificate_hash;
    struct sp_party broker; /* of the broker's TLS certificate */
    struct sp_exporter exporter;
    uint64_t time_ms;
    struct sp_nonce nonce;
    struct sp_list heads; /* SP_LOG_COUNT struct sp_head: what I last saw */
};
struct sp_hello_request {
    struct sp_bytes hello;
    struct sp_signature signature;
    struct sp_bytes certificate; /* DER */
};
/* Something signed: entry, statement, open, acknowledgement. */
struct sp_signed_part {
    struct sp_bytes part;
    struct sp_signature signature;
};
struct sp_put_request {
    struct sp_msg_id msg_id;
    uint8_t item;
    uint64_t offset;
    struct sp_bytes bytes;
};
struct sp_send_request {
    struct sp_bytes base;
    struct sp_bytes manifest;
    struct sp_signature signature;
    struct sp_hash intake_id; /* sp_key_id of the intake key, role broker */
    struct sp_bytes broker_blob;
    struct sp_list blobs; /* struct sp_blob, in the order of base */
    struct sp_list items; /* struct sp_blob, in order; empty: put before */
};
struct sp_blob {
    struct sp_bytes bytes;
};
struct sp_fetch_request {
    uint64_t after; /* everything up to this row is safely mine */
    uint32_t count_max;
    uint32_t wait_ms;
};
struct sp_get_request {
    struct sp_hash d;
    uint8_t item;
    uint64_t offset;
    uint32_t bytes_max;
};
struct sp_open { /* signed under "open" */
    uint8_t format;
    uint16_t suite;
    struct sp_hash d;
    struct sp_list items; /* struct sp_u8, rising */
    struct sp_box_public opening_key;
    struct sp_nonce nonce;
    uint64_t time_ms;
    struct sp_bytes user;
    struct sp_bytes responsible;
    struct sp_list heads;
};
struct sp_ack { /* signed under "ack" */
    uint8_t format;
    uint16_t suite;
    struct sp_hash d;
    uint64_t release_index; /* of the release in events */
    uint64_t time_ms;
};
struct sp_lookup_request {
    struct sp_party party;
};
struct sp_directory_request {
    struct sp_bytes text;  /* part of a name, role or number; empty: all */
    struct sp_bytes after; /* party text of the last row seen, or empty */
};
struct sp_mirror_request {
    uint8_t log; /* SP_LOG_STATEMENTS or SP_LOG_KEYS */
    uint64_t from;
};
struct sp_view_request {
    struct sp_list sizes; /* SP_LOG_COUNT struct sp_u64 */
};
struct sp_u64 {
    uint64_t v;
};
struct sp_log_request {
    bool has_patient;
    struct sp_patient_id patient;
    uint64_t from; /* index */
};
struct sp_audit_request {
    uint8_t log;
    uint64_t from;
};
struct sp_probe_request {
    struct sp_nonce nonce;
};

/* ---- answers ---- */

struct sp_card { /* signed under "card" by the broker's identity key */
    uint8_t format;
    uint16_t suite;
    struct sp_party broker;
    struct sp_bytes origin; /* origins of the logs are <origin>/events and so on */
    struct sp_list vkeys;   /* SP_LOG_COUNT struct sp_blob of text */
    struct sp_box_public intake;
    uint64_t intake_not_after_ms;
    uint32_t t_vers_ms;
    struct sp_bytes policy; /* tlog-policy text, or empty */
    uint64_t time_ms;
    struct sp_nonce nonce; /* of the hello */
};
struct sp_hello_answer {
    struct sp_bytes card;
    struct sp_signature signature;
    struct sp_bytes certificate;
};
struct sp_put_answer {
    uint64_t have; /* bytes of this item that are stored */
};
struct sp_mail {
    uint64_t seq;
    uint8_t kind;            /* enum sp_mail_kind */
    struct sp_bytes payload; /* one value */
};
struct sp_fetch_answer {
    struct sp_list rows; /* struct sp_mail */
    bool more;
};
struct sp_mail_message {
    struct sp_bytes base;
    struct sp_bytes manifest;
    struct sp_signature signature;
    struct sp_bytes blob; /* mine */
    struct sp_list items; /* struct sp_blob; empty: get it */
};
struct sp_mail_status {
    struct sp_hash d;
    uint8_t state; /* enum sp_message_state */
    uint64_t time_ms;
    uint8_t verdict;
    struct sp_bytes rule;
};
struct sp_get_answer {
    struct sp_bytes bytes;
    uint64_t total;
};
struct sp_open_answer {
    struct sp_bytes sealed; /* the broker's shares, sealed to the opening key */
};
struct sp_directory_answer {
    struct sp_list rows; /* struct sp_signed_part: entries */
    bool more;
};
struct sp_mirror_answer {
    struct sp_list leaves; /* struct sp_leaf */
    struct sp_bytes checkpoint;
};
struct sp_leaf {
    uint8_t b[68];
};
struct sp_view { /* of one log */
    struct sp_bytes checkpoint;
    struct sp_list proof; /* struct sp_hash: consistency */
};
struct sp_view_answer {
    struct sp_list views; /* SP_LOG_COUNT struct sp_view */
};
struct sp_log_row {
    uint64_t index;
    struct sp_bytes record;
    struct sp_list proof;
};
struct sp_log_answer {
    struct sp_list rows;
    struct sp_bytes checkpoint;
    bool more;
};
struct sp_audit_row {
    struct sp_bytes entry; /* the leaf's bytes */
    bool has_record;
    struct sp_bytes record;  /* events only */
    struct sp_bytes request; /* sp_shape_signed_request */
};
struct sp_audit_answer {
    struct sp_list rows; /* from the asked index on */
    struct sp_bytes checkpoint;
};

struct sp_probe_answer {
    uint64_t messages; /* waiting to be opened */
    uint64_t held;
    uint64_t statements;
    uint64_t entries;
    uint64_t mail;
    uint64_t store_bytes;
    uint64_t queued;
};

/*
 * The signed request behind a log entry (field 14 holds its hash): what an auditor can check again.
 * A request that carries no signature of its own has an empty second part and a zero signature.
 */
struct sp_signed_request {
    uint8_t kind;
    struct sp_bytes first;  /* base, stmt, entry, open, ack; else the body */
    struct sp_bytes second; /* manifest, or empty */
    struct sp_signature signature;
};

extern const struct sp_shape sp_shape_request, sp_shape_answer, sp_shape_receipt, sp_shape_hello,
    sp_shape_hello_request, sp_shape_signed_part, sp_shape_put_request, sp_shape_send_request,
    sp_shape_fetch_request, sp_shape_get_request, sp_shape_open, sp_shape_ack,
    sp_shape_lookup_request, sp_shape_directory_request, sp_shape_mirror_request,
    sp_shape_view_request, sp_shape_log_request, sp_shape_audit_request, sp_shape_probe_request,
    sp_shape_card, sp_shape_hello_answer, sp_shape_put_answer, sp_shape_fetch_answer,
    sp_shape_mail_message, sp_shape_mail_status, sp_shape_get_answer, sp_shape_open_answer,
    sp_shape_directory_answer, sp_shape_mirror_answer, sp_shape_view_answer, sp_shape_log_answer,
    sp_shape_audit_answer, sp_shape_probe_answer, sp_shape_signed_request, sp_shape_blob;

/*
 * The shape of the body of a request of ${kind}, or NULL; attempt has the shape of a signed part.
 */
const struct sp_shape *sp_request_shape(uint8_t kind);
/* "hello", "publish" ... or "?" */
const char *sp_request_name(uint8_t kind);

#endif /* SAMENSPRAAK_MESSAGE_H */
