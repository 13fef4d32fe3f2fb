/*
 * The append-only log: RFC 6962 Merkle tree in the C2SP formats (protocol.md part A).
 *
 * The tree works on hashes and on a hash source, it owns no storage.  Notes and checkpoints are
 * texts, read strictly.  May be called from any thread; no function keeps state but the structs
 * passed to it.
 */
#ifndef SAMENSPRAAK_LOG_H
#define SAMENSPRAAK_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/key.h>
#include <samenspraak/status.h>
#include <samenspraak/wire.h>

/* More leaves than this no tree has: 2^63-1 (protocol.md A10). */
#define SP_TREE_SIZE_MAX       UINT64_C(0x7fffffffffffffff)
#define SP_PROOF_MAX           63 /* hashes in a proof; C2SP caps at 63 lines */
#define SP_FRONTIER_MAX        64
#define SP_NOTE_MAX            65536
#define SP_NOTE_SIGNATURES_MAX 32
#define SP_ORIGIN_MAX          128 /* bytes with NUL */
#define SP_VKEY_MAX            256 /* bytes with NUL */
#define SP_TILE_WIDTH          256
#define SP_TILE_PATH_MAX       64

/* The three logs (protocol.md A6), frozen numbers. */
enum sp_log {
    SP_LOG_EVENTS = 0,
    SP_LOG_STATEMENTS = 1,
    SP_LOG_KEYS = 2,
};
#define SP_LOG_COUNT 3
extern const char *const sp_log_names[SP_LOG_COUNT]; /* "events" ... */

/* ---- tree ---- */

struct sp_hash sp_tree_leaf(struct sp_bytes entry); /* 0x00 || entry */
struct sp_hash sp_tree_node(
    const struct sp_hash *left, const struct sp_hash *right); /* 0x01 || .. */
struct sp_hash sp_tree_empty_root(void);

/*
 * The right edge of a tree: the roots of its full subtrees, largest first, one per one bit of size.
 * Zeroed = empty tree.  One that comes from a store or a file must be asked sp_frontier_is_valid
 * first; a broken one gives wrong roots, but never touches memory outside itself.
 */
struct sp_frontier {
    uint64_t size;
    uint32_t count;
    struct sp_hash hashes[SP_FRONTIER_MAX];
};
bool sp_frontier_is_valid(const struct sp_frontier *frontier);
void sp_frontier_append(struct sp_frontier *frontier, const struct sp_hash *leaf);
struct sp_hash sp_frontier_root(const struct sp_frontier *frontier);

struct sp_proof {
    uint32_t count;
    struct sp_hash hashes[SP_PROOF_MAX];
};
/*
 * A proof on the wire is a list of sp_shape_hash: [bin 32, ...].  A message has a struct sp_list
 * member and the row SP_ROW_PROOF; the checks below take list.items and list.count as they are.
 */
#define SP_ROW_PROOF(struct_, member_)                                                             \
    SP_ROW_OF(SP_FIELD_LIST, struct_, member_, &sp_shape_hash, 0, SP_PROOF_MAX)
/* Borrows from ${proof}. */
struct sp_list sp_proof_list(const struct sp_proof *proof);
/* Copies; SP_ERR_TOO_BIG and an empty proof for more than SP_PROOF_MAX. */
SP_NODISCARD enum sp_status sp_proof_from_list(const struct sp_list *list, struct sp_proof *out);

/*
 * Where a prover gets its hashes: node (level, index) is the root of the full subtree over leaves
 * index*2^level .. (index+1)*2^level-1.  Only asked for nodes that are full in the tree at hand.
 */
struct sp_tree_source {
    enum sp_status (*node)(void *context, uint8_t level, uint64_t index, struct sp_hash *out);
    void *context;
};
/*
 * The provers: what the source answers other than SP_OK is passed on.  SP_ERR_USAGE for sizes over
 * SP_TREE_SIZE_MAX, SP_ERR_TOO_BIG for proofs over SP_PROOF_MAX (sizes beyond 2^62).
 */
SP_NODISCARD enum sp_status sp_tree_root(
    const struct sp_tree_source *source, uint64_t size, struct sp_hash *out);
/* SP_ERR_USAGE when index >= size. */
SP_NODISCARD enum sp_status sp_tree_prove_inclusion(
    const struct sp_tree_source *source, uint64_t index, uint64_t size, struct sp_proof *out);
/* SP_ERR_USAGE when old > size; old == 0 or old == size gives an empty proof. */
SP_NODISCARD enum sp_status sp_tree_prove_consistency(
    const struct sp_tree_source *source, uint64_t old_size, uint64_t size, struct sp_proof *out);
/*
 * RFC 9162 2.1.3.2 and 2.1.4.2; SP_ERR_PROOF for anything that does not fit, surplus hashes too.
 * Consistency with an empty old tree says nothing and is SP_ERR_PROOF (so is the published test
 * data's convention): whoever has seen no tree yet has nothing to check and must not ask.
 */
SP_NODISCARD enum sp_status sp_tree_check_inclusion(const struct sp_hash *leaf, uint64_t index,
    uint64_t size, const struct sp_hash *proof, size_t count, const struct sp_hash *root);
SP_NODISCARD enum sp_status sp_tree_check_consistency(uint64_t old_size, uint64_t size,
    const struct sp_hash *proof, size_t count, const struct sp_hash *old_root,
    const struct sp_hash *root);

/* ---- base64 (RFC 4648 4), canonical only; not in constant time, so not for keys ---- */

/* Both append; read gives SP_ERR_MALFORMED for every other spelling and then appends nothing. */
SP_NODISCARD enum sp_status sp_base64_write(struct sp_bytes bytes, struct sp_buffer *out);
SP_NODISCARD enum sp_status sp_base64_read(struct sp_bytes text, struct sp_buffer *out);

/* ---- signed notes (c2sp.org/signed-note) ---- */

enum sp_note_type {
    SP_NOTE_ED25519 = 0x01,
    SP_NOTE_COSIGNATURE = 0x04,
};

/* A verifier key: name+hash+base64. */
struct sp_vkey {
    char name[SP_ORIGIN_MAX];
    uint8_t id[4];
    uint8_t type; /* enum sp_note_type */
    struct sp_sign_public key;
};
/* SP_ERR_USAGE: not a key name, another type, or a key that libsodium refuses. */
SP_NODISCARD enum sp_status sp_vkey_make(const char *name, enum sp_note_type type,
    const struct sp_sign_public *key, struct sp_vkey *out);
/* Lower-case hex and canonical base64 only, the id must fit; SP_ERR_MALFORMED and zeroes else. */
SP_NODISCARD enum sp_status sp_vkey_parse(struct sp_bytes text, struct sp_vkey *out);
void sp_vkey_text(const struct sp_vkey *vkey, char out[static SP_VKEY_MAX]);

/*
 * Appends the signature line of ${vkey} over ${text} (which ends in \n); ${time_s} for
 * cosignatures. The text of a cosignature must be a checkpoint's three lines, that of a plain note
 * must not start like the message of one.  SP_ERR_USAGE then, and when ${key} is not the key of
 * ${vkey}; ${out} is as before after any failure.
 */
SP_NODISCARD enum sp_status sp_note_sign(struct sp_bytes text, const struct sp_vkey *vkey,
    const struct sp_sign_key *key, uint64_t time_s, struct sp_buffer *out);

/* What sp_note_check found out about one key it was given. */
struct sp_note_seen {
    bool verified;
    uint64_t time_s; /* cosignatures; the newest when it signed more than once */
};
/*
 * Takes ${note} apart strictly and checks the signatures of the ${count} known ${vkeys}: every
 * signature by a known key must verify, and at least one must be there, else SP_ERR_SIGNATURE;
 * unknown keys are ignored; ${seen}[i] tells of vkeys[i].  ${text} borrows from ${note}.
 * SP_ERR_MALFORMED for form, SP_ERR_TOO_BIG over SP_NOTE_MAX; after any failure ${seen} is zeroed
 * and ${text} absent.
 *
 * Caveats: SP_OK means that somebody known signed; whether those who must have is in ${seen}.  A
 * key given twice is seen twice: a quorum is counted over distinct keys.
 */
SP_NODISCARD enum sp_status sp_note_check(struct sp_bytes note, const struct sp_vkey *vkeys,
    size_t count, struct sp_note_seen *seen, struct sp_bytes *text);
/* The same for a note of at most ${max} bytes, as the manifest of an export may be. */
SP_NODISCARD enum sp_status sp_note_check_long(struct sp_bytes note, size_t max,
    const struct sp_vkey *vkeys, size_t count, struct sp_note_seen *seen, struct sp_bytes *text);

/* ---- checkpoints (c2sp.org/tlog-checkpoint) ---- */

struct sp_checkpoint {
    char origin[SP_ORIGIN_MAX];
    struct sp_head head;
};
/* Appends the three lines.  SP_ERR_USAGE: the origin is not a key name, the size is too large. */
SP_NODISCARD enum sp_status sp_checkpoint_text(
    const struct sp_checkpoint *checkpoint, struct sp_buffer *out);
/* Reads the three lines, nothing more; the origin has the form of a key name. */
SP_NODISCARD enum sp_status sp_checkpoint_parse(struct sp_bytes text, struct sp_checkpoint *out);
/*
 * Appends the text, an empty line and the log's signature line: what the broker stores and shows.
 * Witnesses' lines are appended behind it.  SP_ERR_USAGE when the origin is not the vkey's name.
 */
SP_NODISCARD enum sp_status sp_checkpoint_sign(const struct sp_checkpoint *checkpoint,
    const struct sp_vkey *vkey, const struct sp_sign_key *key, struct sp_buffer *note);
/* Note form, the log's signature and origin = the vkey's name.  SP_ERR_SIGNATURE or _MALFORMED. */
SP_NODISCARD enum sp_status sp_checkpoint_check(
    struct sp_bytes note, const struct sp_vkey *log, struct sp_checkpoint *out);

/* ---- offline proof (c2sp.org/tlog-proof) ---- */

/* SP_ERR_USAGE for an index that no tree has or a note over SP_NOTE_MAX. */
SP_NODISCARD enum sp_status sp_proof_text(uint64_t index, const struct sp_proof *proof,
    struct sp_bytes checkpoint_note, struct sp_buffer *out);
/*
 * ${note} borrows from ${text}; it is not looked into: sp_checkpoint_check is next.  A line of
 * extra data is checked for form and dropped, since nobody signed it.
 */
SP_NODISCARD enum sp_status sp_proof_parse(
    struct sp_bytes text, uint64_t *index, struct sp_proof *proof, struct sp_bytes *note);

/* ---- tiles (c2sp.org/tlog-tiles) ---- */

/* "tile/<L>/<N>[.p/<W>]"; width 256 is a full tile.  Entry bundles: sp_tile_entries_path. */
void sp_tile_path(uint8_t level, uint64_t n, uint32_t width, char out[static SP_TILE_PATH_MAX]);
void sp_tile_entries_path(uint64_t n, uint32_t width, char out[static SP_TILE_PATH_MAX]);
/*
 * Number of hashes in tile ${n} of tile level ${level} (levels of 256) in a tree of ${size}; 0:
 * none.
 */
uint32_t sp_tile_width(uint64_t size, uint8_t level, uint64_t n);

/*
 * Entry bundles: u16 big-endian length and entry, at most SP_TILE_WIDTH times.  Append:
 * SP_ERR_TOO_BIG for an entry of more than SP_ENTRY_MAX bytes.  Next takes one entry off ${rest}
 * and borrows from it: SP_ERR_NOT_FOUND at the end, SP_ERR_MALFORMED when it is cut short.
 */
#define SP_ENTRY_MAX 65535
SP_NODISCARD enum sp_status sp_bundle_append(struct sp_buffer *bundle, struct sp_bytes entry);
SP_NODISCARD enum sp_status sp_bundle_next(struct sp_bytes *rest, struct sp_bytes *entry);

/* ---- records (protocol.md A4.1) ---- */

#define SP_RECORD_FIELDS     16
#define SP_RECORD_FIELD_MAX  4096
#define SP_EVENT_ENTRY_BYTES 36

/* Index of each field. */
enum sp_record_field {
    SP_RECORD_TIME = 0,         /* RFC 3339 in UTC with milliseconds */
    SP_RECORD_EVENT = 1,        /* a name of secrecy-rules.md section 3, row 3 */
    SP_RECORD_OUTCOME = 2,      /* a verdict's name */
    SP_RECORD_RULE = 3,         /* rule id */
    SP_RECORD_PATIENT = 4,      /* patient:p:... */
    SP_RECORD_ACTOR = 5,        /* party, then space and user, if any */
    SP_RECORD_RESPONSIBLE = 6,  /* responsible user or principal */
    SP_RECORD_COUNTERPARTY = 7, /* party */
    SP_RECORD_OBJECT = 8,       /* hex of D or statement id, then " items 0,2" */
    SP_RECORD_CATEGORIES = 9,   /* ids, comma separated */
    SP_RECORD_PURPOSE = 10,
    SP_RECORD_BASIS = 11, /* basis text, then space and consent hash in hex */
    SP_RECORD_BREAKGLASS = 12,
    SP_RECORD_HEADS = 13,   /* "statements <size> <root hex> <index|-> keys <size> <root hex>" */
    SP_RECORD_REQUEST = 14, /* request id hex, then space and SHA-256 of the request frame in hex */
    SP_RECORD_PEER = 15,    /* address */
};

struct sp_record {
    struct sp_hash salt; /* 32 random bytes */
    struct sp_bytes fields[SP_RECORD_FIELDS];
};
extern const struct sp_shape sp_shape_record; /* [bin salt, [bin x 16]] */

/* The field's own salt and commitment, for field-wise disclosure. */
struct sp_hash sp_record_field_salt(const struct sp_hash *salt, uint8_t index);
struct sp_hash sp_record_field_commitment(
    const struct sp_hash *field_salt, uint8_t index, struct sp_bytes field);
/* commit over ${count} field commitments. */
struct sp_hash sp_record_commitment(const struct sp_hash *commitments, uint8_t count);
/* "SPL1" || commitment of ${record}. */
void sp_record_entry(const struct sp_record *record, uint8_t out[static SP_EVENT_ENTRY_BYTES]);

#endif /* SAMENSPRAAK_LOG_H */
