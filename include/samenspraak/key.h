/*
 * Keys, hashes and signatures.
 *
 * Secrets live in opaque structs in guarded memory (libsodium sodium_malloc) and leave it only
 * through the functions here; free wipes.  Everything that is signed or hashed starts with its
 * domain, "samenspraak/v1/<name>" 0x00, so that no signature can be taken for another
 * (protocol.md B6).  All Ed25519 verification is libsodium's: it refuses small-order and
 * non-canonical keys (protocol.md, decision 11).  A key may be used from several threads at once,
 * not while it is freed.
 */
#ifndef SAMENSPRAAK_KEY_H
#define SAMENSPRAAK_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/party.h>
#include <samenspraak/status.h>

#define SP_SIGNATURE_BYTES 64
#define SP_SEED_BYTES      32
/* HPKE base mode X25519, HKDF-SHA256, ChaCha20-Poly1305; Ed25519; SHA-256 */
#define SP_SUITE_V1 0x0001

struct sp_sign_public {
    uint8_t b[32];
};
struct sp_signature {
    uint8_t b[SP_SIGNATURE_BYTES];
};
struct sp_box_public {
    uint8_t b[32];
};

/* An Ed25519 key pair. */
struct sp_sign_key;
/* An X25519 key pair, for HPKE. */
struct sp_box_key;
/* 32 secret bytes: vault roots, wrapping keys. */
struct sp_secret_key;

/* Call once before anything else here, from one thread; SP_ERR_INTERNAL without a random source. */
SP_NODISCARD enum sp_status sp_crypto_init(void);

/* ${size} random bytes from the system. */
void sp_random(void *out, size_t size);
/* Constant-time equality. */
bool sp_equal_secret(const void *a, const void *b, size_t size);

/* ---- hashes ---- */

/* SHA-256 of the parts one after another, without a domain (RFC 6962 trees). */
struct sp_hash sp_sha256(const struct sp_bytes *parts, size_t count);
/* SHA-256("samenspraak/v1/<name>" 0x00 || parts). */
struct sp_hash sp_hash_of(const char *name, const struct sp_bytes *parts, size_t count);
/* HMAC-SHA-256 (RFC 2104). */
struct sp_hash sp_hmac(struct sp_bytes key, const struct sp_bytes *parts, size_t count);
/* HKDF-SHA-256 (RFC 5869), extract and expand; ${size} at most 255*32. */
SP_NODISCARD enum sp_status sp_hkdf(
    struct sp_bytes salt, struct sp_bytes ikm, struct sp_bytes info, uint8_t *out, size_t size);
/* The expand step alone; ${prk} of 32 bytes. */
SP_NODISCARD enum sp_status sp_hkdf_expand(
    const uint8_t prk[static 32], struct sp_bytes info, uint8_t *out, size_t size);

/* SHA-256 over a stream of any length (OpenSSL, which has the SHA instructions). */
struct sp_hasher;
SP_NODISCARD enum sp_status sp_hasher_new(struct sp_hasher **out);
SP_NODISCARD enum sp_status sp_hasher_update(
    struct sp_hasher *hasher, const void *data, size_t size);
/* Gives the hash; the hasher then starts anew. */
SP_NODISCARD enum sp_status sp_hasher_final(struct sp_hasher *hasher, struct sp_hash *out);
void sp_hasher_free(struct sp_hasher *hasher);

/* ---- Ed25519 (RFC 8032) ---- */

SP_NODISCARD enum sp_status sp_sign_key_new(struct sp_sign_key **out);
SP_NODISCARD enum sp_status sp_sign_key_from_seed(
    const uint8_t seed[static SP_SEED_BYTES], struct sp_sign_key **out);
/* Copies the seed out, for sealing; the caller wipes it. */
void sp_sign_key_seed(const struct sp_sign_key *key, uint8_t seed[static SP_SEED_BYTES]);
void sp_sign_key_free(struct sp_sign_key *key);
struct sp_sign_public sp_sign_key_public(const struct sp_sign_key *key);

/* Signs "samenspraak/v1/<name>" 0x00 || parts. */
SP_NODISCARD enum sp_status sp_sign(const struct sp_sign_key *key, const char *name,
    const struct sp_bytes *parts, size_t count, struct sp_signature *out);
/* SP_ERR_SIGNATURE when it does not verify or the key is weak. */
SP_NODISCARD enum sp_status sp_verify(const struct sp_sign_public *key, const char *name,
    const struct sp_bytes *parts, size_t count, const struct sp_signature *signature);
/* The same over bare bytes without a domain: signed notes and test vectors only. */
SP_NODISCARD enum sp_status sp_sign_bare(
    const struct sp_sign_key *key, struct sp_bytes message, struct sp_signature *out);
SP_NODISCARD enum sp_status sp_verify_bare(const struct sp_sign_public *key,
    struct sp_bytes message, const struct sp_signature *signature);
/*
 * Whether this may be somebody's key: canonical, on the curve, in the prime-order group.  Stricter
 * than sp_verify, which also bears a component of small order; it costs as much as a signature
 * check, so ask when a key is admitted, not at every use.
 */
bool sp_sign_public_is_valid(const struct sp_sign_public *key);

/* ---- X25519 and HPKE base mode (RFC 9180, DHKEM(X25519, HKDF-SHA256), ChaCha20-Poly1305) ---- */

#define SP_HPKE_OVERHEAD 48 /* 32 bytes encapsulated key in front, 16 bytes tag behind */

SP_NODISCARD enum sp_status sp_box_key_new(struct sp_box_key **out);
SP_NODISCARD enum sp_status sp_box_key_from_secret(
    const uint8_t secret[static 32], struct sp_box_key **out);
void sp_box_key_secret(const struct sp_box_key *key, uint8_t secret[static 32]);
void sp_box_key_free(struct sp_box_key *key);
struct sp_box_public sp_box_key_public(const struct sp_box_key *key);

/* Appends enc || ciphertext to ${out}; aad is empty, the info binds the context. */
SP_NODISCARD enum sp_status sp_hpke_seal(const struct sp_box_public *to, struct sp_bytes info,
    struct sp_bytes plaintext, struct sp_buffer *out);
/* Appends the plaintext; SP_ERR_KEY when it does not open, then nothing was appended. */
SP_NODISCARD enum sp_status sp_hpke_open(const struct sp_box_key *key, struct sp_bytes info,
    struct sp_bytes sealed, struct sp_buffer *out);

/* "samenspraak/v1/key": SHA-256 over role, suite and public key (protocol.md B4). */
struct sp_hash sp_key_id(uint8_t role, uint16_t suite, const uint8_t public_key[static 32]);

/* ---- symmetric: what a key of ours holds at rest ---- */

#define SP_SEAL_OVERHEAD                                                                           \
    40 /* 24 bytes random nonce in front, 16 bytes tag behind (XChaCha20-Poly1305) */

SP_NODISCARD enum sp_status sp_secret_key_new(struct sp_secret_key **out);
SP_NODISCARD enum sp_status sp_secret_key_from(
    const uint8_t bytes[static 32], struct sp_secret_key **out);
void sp_secret_key_bytes(const struct sp_secret_key *key, uint8_t bytes[static 32]);
void sp_secret_key_free(struct sp_secret_key *key);
/* HKDF-SHA-256 of the key with ${info}. */
SP_NODISCARD enum sp_status sp_secret_key_derive(
    const struct sp_secret_key *key, struct sp_bytes info, struct sp_secret_key **out);
SP_NODISCARD enum sp_status sp_secret_seal(const struct sp_secret_key *key, struct sp_bytes aad,
    struct sp_bytes plaintext, struct sp_buffer *out);
SP_NODISCARD enum sp_status sp_secret_open(const struct sp_secret_key *key, struct sp_bytes aad,
    struct sp_bytes sealed, struct sp_buffer *out);

/*
 * A key file: secret bytes sealed under a passphrase (Argon2id, libsodium's moderate limits) or,
 * with an empty passphrase, plain but checked.  Text form "samenspraak-key-v1" and base64 lines,
 * so that a person sees what it is.  ${purpose} is bound: "sign", "receive", "vault" ...
 */
#define SP_KEYFILE_MAX 4096
/* ${purpose}: 1 to 32 of a-z 0-9 -; ${secret}: 1 to 2048 bytes; else SP_ERR_USAGE. */
SP_NODISCARD enum sp_status sp_keyfile_seal(
    struct sp_bytes passphrase, const char *purpose, struct sp_bytes secret, struct sp_buffer *out);
/*
 * Appends the secret.  SP_ERR_KEY: wrong passphrase, other purpose, or altered; a sealed file never
 * opens with an empty passphrase, a plain one never with another.  SP_ERR_MALFORMED: no such file,
 * or one that asks for more than 8 passes or 1 GiB of memory.
 */
SP_NODISCARD enum sp_status sp_keyfile_open(struct sp_bytes passphrase, const char *purpose,
    struct sp_bytes file, struct sp_buffer *secret);
/* Whether ${file} asks for a passphrase. */
bool sp_keyfile_is_sealed(struct sp_bytes file);

#endif /* SAMENSPRAAK_KEY_H */
