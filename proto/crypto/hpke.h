/*
 * HPKE base mode (RFC 9180), one suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * ChaCha20-Poly1305.  The context behind sp_hpke_seal and sp_hpke_open, for this room and its
 * tests.
 *
 * A context lives in the caller's memory, holds secrets and is wiped after use; it belongs to one
 * thread.  Each seal and each open uses the next sequence number, which is never set from outside.
 */
#ifndef SP_HPKE_H
#define SP_HPKE_H

#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/key.h>
#include <samenspraak/status.h>

#define SP_HPKE_ENC 32

struct sp_hpke_context {
    uint8_t key[32];
    uint8_t base_nonce[12];
    uint8_t exporter_secret[32];
    uint64_t sequence;
};

/*
 * Sender's side with the ephemeral secret ${ephemeral}: fresh random bytes, used for nothing else
 * (known-answer tests give theirs).  Writes the encapsulated key to ${enc}.  SP_ERR_KEY when ${to}
 * is a point of small order.
 */
SP_NODISCARD enum sp_status sp_hpke_setup_sender(const struct sp_box_public *to,
    const uint8_t ephemeral[static 32], struct sp_bytes info, uint8_t enc[static SP_HPKE_ENC],
    struct sp_hpke_context *context);
/* Recipient's side. */
SP_NODISCARD enum sp_status sp_hpke_setup_recipient(const struct sp_box_key *key,
    const uint8_t enc[static SP_HPKE_ENC], struct sp_bytes info, struct sp_hpke_context *context);
void sp_hpke_context_wipe(struct sp_hpke_context *context);

/* Appends ciphertext and tag.  SP_ERR_TOO_BIG when the sequence numbers are used up. */
SP_NODISCARD enum sp_status sp_hpke_context_seal(struct sp_hpke_context *context,
    struct sp_bytes aad, struct sp_bytes plaintext, struct sp_buffer *out);
/* Appends the plaintext; SP_ERR_KEY appends nothing and leaves the sequence number. */
SP_NODISCARD enum sp_status sp_hpke_context_open(struct sp_hpke_context *context,
    struct sp_bytes aad, struct sp_bytes sealed, struct sp_buffer *out);
/* A secret of ${size} bytes (at most 255*32) for ${exporter_context}. */
SP_NODISCARD enum sp_status sp_hpke_context_export(const struct sp_hpke_context *context,
    struct sp_bytes exporter_context, uint8_t *out, size_t size);

/* DeriveKeyPair of RFC 9180 7.1.3: the secret key that follows from ${ikm}. */
SP_NODISCARD enum sp_status sp_hpke_derive_secret(struct sp_bytes ikm, uint8_t secret[static 32]);

#endif /* SP_HPKE_H */
