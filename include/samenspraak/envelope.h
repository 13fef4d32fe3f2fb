/*
 * The message envelope, version 1 (protocol.md B6): items sealed end to end, opened only with the
 * recipient's key and the broker's share together.
 *
 *   base      who to whom, about whom, for what: signed, bound into every key below
 *   item      content of one category, in 64 KiB chunks of secretstream, padded
 *   CEK       one per item; wrapped under KEK = HKDF(s_broker || s_recipient, base)
 *   manifest  lengths and hashes of the items, commitments to all shares, wraps; signed
 *   D         the digest of base and manifest: what everybody names the message by
 *
 * The caller wipes what holds shares or content.  Reading needs an arena for the lists; base and
 * manifest bytes must outlive the structs.  May be called from any thread.
 */
#ifndef SAMENSPRAAK_ENVELOPE_H
#define SAMENSPRAAK_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/key.h>
#include <samenspraak/log.h>
#include <samenspraak/party.h>
#include <samenspraak/wire.h>

#define SP_MSG_ID_BYTES    16
#define SP_ITEMS_MAX       64
#define SP_RECIPIENTS_MAX  8
#define SP_CHUNK_BYTES     65536 /* plaintext of one chunk */
#define SP_CHUNK_OVERHEAD  17
#define SP_STREAM_HEADER   24
#define SP_ITEM_HEAD_BYTES 27    /* uid 16, length 8, form 2, category 1 */
#define SP_ITEM_PAD_MIN    1024  /* smallest padded plaintext */
#define SP_INLINE_MAX      65536 /* ciphertext of an item that travels inside send and fetch */
#define SP_ITEM_MAX        (UINT64_C(1) << 31) /* padded plaintext of one item */
#define SP_BASE_MAX        8192
#define SP_MANIFEST_MAX    131072
#define SP_WRAP_BYTES      48
#define SP_LIFETIME_MAX_MS (UINT64_C(366) * 24 * 3600 * 1000) /* from created to not after */
/* An arena of this size holds the lists of any header. */
#define SP_HEADER_ARENA_BYTES 131072

struct sp_msg_id {
    uint8_t b[SP_MSG_ID_BYTES];
};

/* How the patient gets her copy. */
enum sp_copy {
    SP_COPY_SEALED = 0,   /* she is a recipient */
    SP_COPY_PAPER = 1,    /* no agent; the discloser hands it over */
    SP_COPY_WITHHELD = 2, /* for a reason that the auditor sees */
    SP_COPY_NONE =
        3, /* she is the sender, or the addressee; from a close one; between representatives */
};
enum sp_withheld {
    SP_WITHHELD_ANOTHERS_PRIVACY = 0,
    SP_WITHHELD_GOOD_CARE = 1,
    SP_WITHHELD_THERAPEUTIC = 2, /* another provider was consulted */
};

/* A party and the key it signs or receives with (sp_key_id). */
struct sp_party_key {
    struct sp_party party;
    struct sp_hash key_id;
};
struct sp_consent_ref {
    struct sp_hash hash;
    uint32_t version;
};
struct sp_item_ref {
    struct sp_hash d;
    uint8_t item;
};
struct sp_withheld_copy {
    uint8_t reason;
    bool has_consulted;
    struct sp_party consulted;
};

/* The signed header; field order is the wire order. */
struct sp_base {
    uint8_t version;
    uint16_t suite;
    struct sp_msg_id msg_id;
    uint64_t created_ms;
    uint64_t not_after_ms;
    struct sp_party_key sender; /* key_id of the signing key */
    struct sp_list
        recipients; /* struct sp_party_key; the addressee first, then the patient's copy */
    struct sp_patient_id patient;
    uint8_t purpose;
    uint8_t basis; /* the sender's own verdict: enum sp_basis, and the laws */
    uint16_t laws;
    bool has_consent;
    struct sp_consent_ref consent;
    struct sp_list categories; /* struct sp_u8, one per item */
    struct sp_list asks;       /* struct sp_u8, rising; not empty only with an info_request item */
    uint8_t copy;              /* enum sp_copy */
    bool has_withheld;
    struct sp_withheld_copy withheld;
    bool joint;
    bool has_source;
    struct sp_item_ref source;
    bool has_reply_to;
    struct sp_hash reply_to; /* D of the request or message this answers */
    struct sp_list heads;    /* SP_LOG_COUNT struct sp_head: the sender's view */
};
extern const struct sp_shape sp_shape_base;

struct sp_item_entry {
    uint8_t index; /* 0, 1, 2 ... in order */
    uint64_t padded_bytes;
    struct sp_hash ct_hash;
    struct sp_hash k_com;
    struct sp_hash item_ref;
};
struct sp_share_entry {
    struct sp_hash c_b;
    struct sp_hash c_r;
    uint8_t wrap[SP_WRAP_BYTES];
};
struct sp_recipient_entry {
    struct sp_hash key_id;
    struct sp_hash blob_hash;
    struct sp_list shares; /* struct sp_share_entry, one per item */
};
struct sp_manifest {
    struct sp_list items;      /* struct sp_item_entry */
    struct sp_list recipients; /* struct sp_recipient_entry, in the order of base */
};
extern const struct sp_shape sp_shape_manifest;

struct sp_share {
    uint8_t b[32];
};

/* hb = SHA-256("samenspraak/v1/base" 0x00 || base). */
struct sp_hash sp_base_hash(struct sp_bytes base);
/* D = SHA-256("samenspraak/v1/message" 0x00 || u32 len || base || u32 len || manifest). */
struct sp_hash sp_message_digest(struct sp_bytes base, struct sp_bytes manifest);
/* SHA-256("samenspraak/v1/blob" 0x00 || blob). */
struct sp_hash sp_blob_hash(struct sp_bytes blob);
/*
 * The padded size of ${content_bytes} of content: max(1024, Padme) of head and content; 0 when that
 * is over SP_ITEM_MAX.
 */
uint64_t sp_item_padded(uint64_t content_bytes);
/* The size of the ciphertext of ${padded_bytes} (at most SP_ITEM_MAX) of padded plaintext. */
uint64_t sp_item_ciphertext_bytes(uint64_t padded_bytes);

/* ---- sealing (the sender) ---- */

/*
 * Content and ciphertext flow through these, so memory stays constant.  They are asked for at most
 * a chunk at a time, never for nothing; what they return other than SP_OK ends the work and is
 * handed on.
 */
struct sp_source {
    /* Fills ${data} with exactly ${size} bytes. */
    enum sp_status (*read)(void *context, uint8_t *data, size_t size);
    void *context;
};
struct sp_sink {
    enum sp_status (*write)(void *context, const uint8_t *data, size_t size);
    void *context;
};

/* What is sealed as item ${index}. */
struct sp_item_plan {
    struct sp_hash hb;
    uint8_t index;
    uint8_t category;
    uint16_t form;   /* number of the form of the content; agent/forms */
    uint8_t uid[16]; /* random; the same when an item is forwarded verbatim */
    uint64_t content_bytes;
};
struct sp_item_sealed {
    struct sp_share cek; /* secret; wiped by sp_envelope_seal */
    struct sp_item_entry entry;
};
/*
 * Seals the content from ${source} into ${sink}; on failure ${out} is wiped and what ${sink} got is
 * worth nothing.  SP_ERR_TOO_BIG over SP_ITEM_MAX; SP_ERR_USAGE for an index or category outside
 * its list.
 */
SP_NODISCARD enum sp_status sp_item_seal(const struct sp_item_plan *plan, struct sp_source source,
    struct sp_sink sink, struct sp_item_sealed *out);

/* What a finished envelope consists of; init, seal, wipe. */
struct sp_envelope {
    struct sp_buffer manifest;
    struct sp_signature signature;
    struct sp_hash d;
    struct sp_buffer broker_blob;              /* blob_b */
    struct sp_buffer blobs[SP_RECIPIENTS_MAX]; /* blob_r */
};
void sp_envelope_init(struct sp_envelope *envelope);
void sp_envelope_wipe(struct sp_envelope *envelope);

struct sp_envelope_plan {
    struct sp_bytes base; /* as written from a struct sp_base */
    const struct sp_sign_key *sender;
    const struct sp_box_public *recipients; /* in the order of base */
    size_t recipient_count;
    struct sp_box_public intake; /* the broker's intake key */
    struct sp_item_sealed *items;
    size_t item_count;
};
/*
 * Draws the shares, wraps each CEK for each recipient, makes manifest, blobs and signature.  Wipes
 * the CEKs, also on failure; ${out} then is as after init.  SP_ERR_USAGE when base is not one that
 * sp_header_read takes, when its key ids are not those of the keys given, or when an item was
 * sealed under another base, index or category.
 */
SP_NODISCARD enum sp_status sp_envelope_seal(
    const struct sp_envelope_plan *plan, struct sp_envelope *out);

/* ---- reading (broker and recipients) ---- */

/*
 * Reads a base alone and checks all that its bytes tell: times, different parties and keys, basis
 * and laws, asks, the patient's copy.  Basis SP_BASIS_NONE passes here, for what the sender's own
 * agent refused; a message needs another.  ${field} as sp_wire_read.
 */
SP_NODISCARD enum sp_status sp_base_read(
    struct sp_bytes bytes, struct sp_arena *arena, struct sp_base *out, const char **field);

/* A checked header: what broker and recipient may rely on. */
struct sp_header {
    struct sp_bytes base_bytes; /* borrowed, as is the next */
    struct sp_bytes manifest_bytes;
    struct sp_base base;
    struct sp_manifest manifest;
    struct sp_hash hb;
    struct sp_hash d;
};
/*
 * Reads base and manifest and checks form and agreement: all of sp_base_read, counts, order, key
 * ids, item sizes within SP_ITEM_MAX and a possible padded size.  No signature yet.  On failure
 * ${out} is zeroed; ${field} as sp_wire_read.
 */
SP_NODISCARD enum sp_status sp_header_read(struct sp_bytes base, struct sp_bytes manifest,
    struct sp_arena *arena, struct sp_header *out, const char **field);
/*
 * The envelope signature under "envelope".  SP_ERR_KEY: ${sender} is not the key that base names;
 * SP_ERR_SIGNATURE: it did not sign this; SP_ERR_USAGE: other bytes than ${header} was read from.
 */
SP_NODISCARD enum sp_status sp_header_verify(const struct sp_header *header, struct sp_bytes base,
    struct sp_bytes manifest, const struct sp_signature *signature,
    const struct sp_sign_public *sender);
/* Position of ${party} among the recipients, or -1. */
int sp_header_recipient(const struct sp_header *header, const struct sp_party *party);

/*
 * The broker's shares, items x recipients (${count}), item-major, into ${shares}. 
 * SP_ERR_MALFORMED: not the size it must have; SP_ERR_KEY: sealed to another key or for another
 * message; SP_ERR_PROOF: a share does not fit its c_b.  On failure ${shares} is wiped.
 */
SP_NODISCARD enum sp_status sp_broker_shares_open(const struct sp_header *header,
    const struct sp_box_key *intake, struct sp_bytes blob, struct sp_share *shares, size_t count);
/*
 * The recipient's shares, one per item (${count}).  SP_ERR_PROOF: the blob is not the one in the
 * manifest, or a share does not fit its c_r; SP_ERR_KEY: ${key} is not the one named, or does not
 * open it; SP_ERR_MALFORMED as above.  On failure ${shares} is wiped.
 */
SP_NODISCARD enum sp_status sp_recipient_shares_open(const struct sp_header *header,
    size_t recipient, const struct sp_box_key *key, struct sp_bytes blob, struct sp_share *shares,
    size_t count);

/*
 * The release: the broker's shares of the asked items (1 to SP_ITEMS_MAX, in the order asked),
 * sealed to the fresh key of one opening.  Opening gives SP_ERR_MALFORMED for another size and
 * SP_ERR_KEY for another key, message or request; whether they are the right shares, sp_item_key
 * tells.
 */
SP_NODISCARD enum sp_status sp_release_seal(const struct sp_box_public *opening_key,
    const struct sp_hash *d, const struct sp_hash *open_hash, const struct sp_share *shares,
    size_t count, struct sp_buffer *out);
SP_NODISCARD enum sp_status sp_release_open(const struct sp_box_key *opening_key,
    const struct sp_hash *d, const struct sp_hash *open_hash, struct sp_bytes sealed,
    struct sp_share *shares, size_t count);

/*
 * The content key of item ${item} for recipient ${recipient} from both shares: checks c_b, c_r and
 * k_com.  SP_ERR_PROOF: a share does not fit its commitment; SP_ERR_KEY: the shares fit and the
 * wrap does not open, or opens to a key that is not the item's (evidence "bad_copy").  The caller
 * wipes ${cek}; on failure it is wiped.
 */
SP_NODISCARD enum sp_status sp_item_key(const struct sp_header *header, size_t recipient,
    size_t item, const struct sp_share *broker, const struct sp_share *own, struct sp_share *cek);

/* What an opened item says of itself. */
struct sp_item_opened {
    uint8_t uid[16];
    uint16_t form;
    uint64_t content_bytes;
};
/*
 * Opens the ciphertext from ${source} into ${sink} (content only).  Nothing that ${sink} got may be
 * shown or kept unless SP_OK: chunks, final tag, ct_hash, padding, category and item_ref are only
 * known to be right at the end.  SP_ERR_KEY: ${cek} is not the item's; SP_ERR_PROOF: the ciphertext
 * is not the one that was signed (fetch it again); SP_ERR_MALFORMED: it is, and does not hold what
 * the header says (evidence against the sender).
 */
SP_NODISCARD enum sp_status sp_item_open(const struct sp_header *header, size_t item,
    const struct sp_share *cek, struct sp_source source, struct sp_sink sink,
    struct sp_item_opened *out);
/*
 * The ct_hash of a ciphertext of ${padded_bytes}, for the broker, which checks pieces without keys.
 */
SP_NODISCARD enum sp_status sp_item_ciphertext_hash(
    struct sp_source source, uint64_t padded_bytes, struct sp_hash *out);

#endif /* SAMENSPRAAK_ENVELOPE_H */
