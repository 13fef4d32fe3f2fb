/*
 * Statements: what a patient or professional declares under signature (protocol.md B5), and
 * directory entries, which declare a party's keys (B4).
 *
 * A statement stands alone with its later versions.  Its leaf in the log "statements" is its label
 * and its hash; the label follows from signed bytes, so whether a later version or an end exists
 * can be seen by everyone who mirrors the leaves, and by nobody else what it says.
 */
#ifndef SAMENSPRAAK_STATEMENT_H
#define SAMENSPRAAK_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/certificate.h>
#include <samenspraak/day.h>
#include <samenspraak/key.h>
#include <samenspraak/log.h>
#include <samenspraak/party.h>
#include <samenspraak/terms.h>
#include <samenspraak/wire.h>

#define SP_STATEMENT_MAX       4096
#define SP_STATEMENT_LEAF      68 /* "SPC1" || label || hash; keys: "SPK1" || name || entry */
#define SP_GIVERS_MAX          4
#define SP_CONSENT_DAYS_MAX    365
#define SP_APPROVAL_DAYS       14
#define SP_DIRECTORY_ENTRY_MAX 16384
#define SP_ENTRY_KEYS_MAX      8
#define SP_STATEMENT_DAY_MAX   84370 /* 2200-12-31: no day or time on the wire lies beyond it */
#define SP_STATEMENT_MS_MAX    (UINT64_C(86400000) * (SP_STATEMENT_DAY_MAX + 1) - 1)

struct sp_statement_id {
    uint8_t b[16];
};

/* What every statement says; ${body} is read by the shape of its kind. */
struct sp_statement {
    uint8_t format; /* 1 */
    uint16_t suite;
    struct sp_patient_id patient;
    struct sp_statement_id id;
    uint32_t version; /* from 1; 0 for an ending */
    bool has_prev_hash;
    struct sp_hash prev_hash;
    uint8_t kind; /* enum sp_kind */
    uint64_t issued_ms;
    struct sp_party author;
    struct sp_bytes body;
};
extern const struct sp_shape sp_shape_statement;

/* Bodies, one struct and shape a kind. */
/*
 * Who gave a consent: ${givers} names patient and representatives, rising by role, scheme, number;
 * empty means the patient alone.  A grant's list is empty (then the patient signs) or names its
 * author.
 */
struct sp_consent_body { /* grant, attest */
    struct sp_party discloser;
    struct sp_party recipient;
    struct sp_list categories; /* struct sp_u8, rising */
    uint8_t purpose;
    uint32_t from_day, until_day; /* sp_day, inclusive */
    bool each;
    bool onward;
    uint8_t evidence; /* enum sp_evidence */
    bool has_evidence_digest;
    struct sp_hash evidence_digest;
    uint16_t text_version; /* of the information the patient was shown */
    uint8_t language;      /* enum sp_language */
    struct sp_list givers; /* struct sp_party */
};
struct sp_confirm_body { /* confirm, cosign: the hash of the statement that is confirmed */
    struct sp_hash hash;
};
struct sp_relate_body {
    struct sp_party party;
    uint8_t relation; /* enum sp_relation */
};
struct sp_object_body {
    struct sp_party party;
};
struct sp_mandate_body {
    struct sp_party party;
    uint8_t rep; /* enum sp_rep */
    uint32_t until_day;
    struct sp_hash evidence_digest;
};
struct sp_capacity_body { /* not capable in this matter until reviewed */
    bool capable;
    uint16_t matters; /* bit n: enum sp_purpose n; not empty */
    uint32_t review_day;
};
struct sp_age_body {
    uint8_t band; /* enum sp_age_band */
    bool has_changes_day;
    uint32_t changes_day; /* the day the next band begins; all but adults have one */
};
struct sp_death_body {
    uint32_t day;
};
struct sp_approve_body {
    struct sp_hash d;
    uint64_t valid_until_ms;
    uint8_t evidence; /* patient_signed, or written_attested on paper */
    bool has_evidence_digest;
    struct sp_hash evidence_digest;
};
enum sp_reject_reason {
    SP_REJECT_NOT_GIVEN = 0,
    SP_REJECT_INCORRECT = 1,
    SP_REJECT_TOO_MUCH = 2,
    SP_REJECT_WRONG_RECIPIENT = 3,
    SP_REJECT_DISCUSS_FIRST = 4,
    SP_REJECT_NOT_NOW = 5,
    SP_REJECT_OTHER = 6,
};
#define SP_REJECT_REASON_COUNT 7
struct sp_reject_body {
    struct sp_hash d;
    uint8_t reason; /* enum sp_reject_reason */
};
enum sp_revoke_reason {
    SP_REVOKE_NOT_GIVEN = 0,
    SP_REVOKE_NOT_WANTED = 1,
    SP_REVOKE_WRONG_RECIPIENT = 2,
    SP_REVOKE_TOO_MUCH = 3,
    SP_REVOKE_NO_TRUST = 4,
    SP_REVOKE_UNDER_PRESSURE = 5,
    SP_REVOKE_NOT_UNDERSTOOD = 6,
    SP_REVOKE_ENTERED_WRONGLY = 7,
    SP_REVOKE_OTHER = 8,
};
#define SP_REVOKE_REASON_COUNT 9
enum sp_revoke_channel {
    SP_REVOKE_OWN = 0, /* by the author's own will; the only one for patient and representative */
    SP_REVOKE_ORAL = 1,
    SP_REVOKE_LETTER = 2,
};
#define SP_REVOKE_CHANNEL_COUNT 3
struct sp_revoke_body {
    uint8_t reason;  /* enum sp_revoke_reason */
    uint8_t channel; /* enum sp_revoke_channel */
    uint32_t heard_day;
};
enum sp_end_reason {
    SP_END_TREATMENT_CLOSED = 0,
    SP_END_RECOVERED = 1,
    SP_END_EMPLOYMENT_ENDED = 2,
    SP_END_ENGAGEMENT_ENDED = 3,
    SP_END_CLAIM_DECIDED = 4,
    SP_END_LIFTED = 5, /* an objection, a capacity or a mandate that no longer holds */
};
#define SP_END_REASON_COUNT 6
struct sp_end_body {
    uint8_t reason; /* enum sp_end_reason */
};
struct sp_breakglass_body {
    struct sp_hash d;
    struct sp_party recipient;
    struct sp_list categories;
    struct sp_hash checklist_commit;
    struct sp_party consulted;
    uint64_t notify_ms;
};
struct sp_rotate_body {
    uint8_t key[32];
    uint8_t r[16];
};
enum sp_close_reason {
    SP_CLOSE_NOT_GIVEN = 0,
    SP_CLOSE_KEY_LOST = 1,
    SP_CLOSE_KEY_STOLEN = 2,
    SP_CLOSE_STOPPED = 3,
    SP_CLOSE_DECEASED = 4,
};
#define SP_CLOSE_REASON_COUNT 5
struct sp_close_body {
    uint8_t reason; /* enum sp_close_reason */
};

/* The closed lists of reasons, with ids and names; for sp_term_find and its like. */
extern const struct sp_terms sp_revoke_reasons;
extern const struct sp_terms sp_revoke_channels;
extern const struct sp_terms sp_reject_reasons;
extern const struct sp_terms sp_end_reasons;
extern const struct sp_terms sp_close_reasons;

/* The body of any kind. */
union sp_statement_body {
    struct sp_consent_body consent;
    struct sp_confirm_body confirm;
    struct sp_relate_body relate;
    struct sp_object_body object;
    struct sp_mandate_body mandate;
    struct sp_capacity_body capacity;
    struct sp_age_body age;
    struct sp_death_body death;
    struct sp_approve_body approve;
    struct sp_reject_body reject;
    struct sp_revoke_body revoke;
    struct sp_end_body end;
    struct sp_breakglass_body breakglass;
    struct sp_rotate_body rotate;
    struct sp_close_body close;
};

/* The shape of the body of ${kind}, or NULL. */
const struct sp_shape *sp_statement_body_shape(uint8_t kind);
/* Kinds that end something: logged under the end label, version 0. */
bool sp_kind_is_ending(uint8_t kind);

/* A statement that was read: its parts, what it is called in the log, nothing judged. */
struct sp_statement_read {
    struct sp_statement statement;
    union sp_statement_body body;
    struct sp_hash hash;  /* SHA-256("samenspraak/v1/statement-hash" 0x00 || stmt || sig) */
    struct sp_hash label; /* label(version), or the end label */
};
/*
 * Reads ${stmt} and its body; form, ranges, and what can be known from itself: an author whose role
 * may author the kind, dates in order and within the maximum, lists rising without doubles, an
 * ending with version 0, a first version without and a later one with prev_hash, patient_signed
 * only by the patient or who stands in her place, no other patient named.  What needs the clock (a
 * day counted from the day of issue) or other statements is the caller's.  The signature is not
 * verified here, it only enters the hash.  SP_ERR_MALFORMED or SP_ERR_TOO_BIG, and ${field}, if not
 * NULL, names what is wrong; ${out} is then zeroed.
 */
SP_NODISCARD enum sp_status sp_statement_read(struct sp_bytes stmt,
    const struct sp_signature *signature, struct sp_arena *arena, struct sp_statement_read *out,
    const char **field);
SP_NODISCARD enum sp_status sp_statement_verify(struct sp_bytes stmt,
    const struct sp_signature *signature, const struct sp_sign_public *author);
/*
 * Writes ${statement} with ${body} (its own member body is not looked at) and signs; appends the
 * bytes to ${stmt}.  What sp_statement_read would refuse is SP_ERR_USAGE; on any failure ${stmt} is
 * as before and ${signature} zeroed.
 */
SP_NODISCARD enum sp_status sp_statement_sign(const struct sp_statement *statement,
    const union sp_statement_body *body, const struct sp_sign_key *key, struct sp_buffer *stmt,
    struct sp_signature *signature);

struct sp_hash sp_statement_label(
    const struct sp_patient_id *patient, const struct sp_statement_id *id, uint32_t version);
struct sp_hash sp_statement_end_label(
    const struct sp_patient_id *patient, const struct sp_statement_id *id);
void sp_statement_leaf(
    const struct sp_hash *label, const struct sp_hash *hash, uint8_t out[static SP_STATEMENT_LEAF]);

/* Which roles may author ${kind} (bit n: role n); further conditions are the store's to know. */
uint32_t sp_kind_authors(uint8_t kind);
/* Which roles may stand in ${relation}. */
uint32_t sp_relation_roles(uint8_t relation);

/* ---- directory entries ---- */

struct sp_receive_key {
    uint16_t suite;
    struct sp_box_public key;
    uint64_t not_before_ms, not_after_ms;
};
struct sp_entry {
    uint8_t format; /* 1 */
    struct sp_party party;
    uint64_t seq; /* from 0 */
    bool has_prev_hash;
    struct sp_hash prev_hash;
    struct sp_bytes certificate; /* DER */
    bool has_r;
    uint8_t r[16]; /* scheme p, and only there: what the identifier is made of besides the key */
    struct sp_list receive_keys; /* struct sp_receive_key */
    bool has_witness_key;
    struct sp_sign_public witness_key;
    uint16_t suite_min;
    uint8_t status; /* enum sp_entry_status */
};
enum sp_entry_status {
    SP_ENTRY_ACTIVE = 0,
    SP_ENTRY_ENDED = 1,
};
extern const struct sp_shape sp_shape_entry;

struct sp_entry_read {
    struct sp_entry entry;
    struct sp_certificate certificate; /* as read, not judged */
    struct sp_hash hash;               /* SHA-256("samenspraak/v1/entry" 0x00 || entry || sig) */
    struct sp_hash name;               /* SHA-256("samenspraak/v1/name" 0x00 || party || u64 seq) */
};
/*
 * Reads an entry: form, the certificate names the party, the identifier of a party of scheme p
 * recomputes from the certificate's key and r, the signature is by the certificate's key.
 * SP_ERR_SIGNATURE, SP_ERR_CERT or SP_ERR_MALFORMED (SP_ERR_TOO_BIG), and ${field}, if not NULL,
 * names what is wrong; ${out} is then zeroed.  Whether the certificate is valid now is for the
 * caller.
 */
SP_NODISCARD enum sp_status sp_entry_read(struct sp_bytes entry,
    const struct sp_signature *signature, struct sp_arena *arena, struct sp_entry_read *out,
    const char **field);
/*
 * Writes and signs an entry and appends its bytes to ${out}.  What sp_entry_read would refuse, a
 * key that is not the certificate's too, is SP_ERR_USAGE; on any failure ${out} is as before.
 */
SP_NODISCARD enum sp_status sp_entry_sign(const struct sp_entry *entry,
    const struct sp_sign_key *key, struct sp_buffer *out, struct sp_signature *signature);
struct sp_hash sp_entry_name(const struct sp_party *party, uint64_t seq);
void sp_entry_leaf(
    const struct sp_hash *name, const struct sp_hash *hash, uint8_t out[static SP_STATEMENT_LEAF]);
/*
 * The receive key of ${entry} to seal to at ${now_ms}: not_before <= now < not_after, of these the
 * one that began last.  NULL if there is none, or if the entry says that the party has ended.
 */
const struct sp_receive_key *sp_entry_receive_key(const struct sp_entry *entry, uint64_t now_ms);
/* The identifier of a party of scheme p from its key and r (protocol.md B4). */
struct sp_patient_id sp_patient_id_make(
    const struct sp_sign_public *key, const uint8_t r[static 16]);

#endif /* SAMENSPRAAK_STATEMENT_H */
