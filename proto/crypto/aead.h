/*
 * ChaCha20-Poly1305 (RFC 8439) and XChaCha20-Poly1305 with a key and nonce of the caller's.
 *
 * For the files of this room and their tests.  The caller answers for it that a key and nonce meet
 * only once; whoever has a struct sp_secret_key uses sp_secret_seal instead, which draws the nonce.
 * Seal appends ciphertext and 16 bytes tag, open appends the plaintext or nothing (SP_ERR_KEY). 
 * The input may not lie in ${out}.
 */
#ifndef SP_AEAD_H
#define SP_AEAD_H

#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/status.h>

#define SP_AEAD_TAG 16

SP_NODISCARD enum sp_status sp_aead_seal(const uint8_t key[static 32],
    const uint8_t nonce[static 12], struct sp_bytes aad, struct sp_bytes plaintext,
    struct sp_buffer *out);
SP_NODISCARD enum sp_status sp_aead_open(const uint8_t key[static 32],
    const uint8_t nonce[static 12], struct sp_bytes aad, struct sp_bytes sealed,
    struct sp_buffer *out);
SP_NODISCARD enum sp_status sp_xaead_seal(const uint8_t key[static 32],
    const uint8_t nonce[static 24], struct sp_bytes aad, struct sp_bytes plaintext,
    struct sp_buffer *out);
SP_NODISCARD enum sp_status sp_xaead_open(const uint8_t key[static 32],
    const uint8_t nonce[static 24], struct sp_bytes aad, struct sp_bytes sealed,
    struct sp_buffer *out);

#endif /* SP_AEAD_H */
