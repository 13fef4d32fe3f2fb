/*
 * What the files of this room share about keys; nobody else includes it.
 *
 * The structs live in sodium_malloc memory only: guard pages around, locked, read-only once made.
 */
#ifndef SP_KEY_PRIVATE_H
#define SP_KEY_PRIVATE_H

#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/key.h>
#include <samenspraak/status.h>

#define SP_DOMAIN_PREFIX "samenspraak/v1/"

struct sp_sign_key {
    uint8_t secret[64]; /* seed || public key, libsodium's form */
};

struct sp_box_key {
    uint8_t secret[32];
    struct sp_box_public public_key;
};

struct sp_secret_key {
    uint8_t b[32];
};

/* ${size} zeroed bytes of guarded memory, or NULL; given back with sodium_free, which wipes. */
void *sp_guarded_new(size_t size);

/*
 * X25519 (RFC 7748).  SP_ERR_KEY, and zeros in ${out}, when the result is all zero: the other key
 * is a point of small order and the "shared" secret would be known to everybody.
 */
SP_NODISCARD enum sp_status sp_x25519(
    const uint8_t secret[static 32], const uint8_t public_key[static 32], uint8_t out[static 32]);

/* sp_hkdf_expand with the info in parts. */
SP_NODISCARD enum sp_status sp_hkdf_expand_parts(const uint8_t prk[static 32],
    const struct sp_bytes *info, size_t count, uint8_t *out, size_t size);

/*
 * Takes ${out} back to ${size} bytes and wipes what stood behind: a failed append leaves nothing.
 */
void sp_buffer_back_to(struct sp_buffer *out, size_t size);

#endif /* SP_KEY_PRIVATE_H */
