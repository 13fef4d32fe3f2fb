#include <sodium.h>

#include <string.h>

#include "aead.h"
#include "key_private.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

/* libsodium's two constructions have one form; nsec is unused there. */
typedef int aead_encrypt(unsigned char *c, unsigned long long *clen, const unsigned char *m,
    unsigned long long mlen, const unsigned char *ad, unsigned long long adlen,
    const unsigned char *nsec, const unsigned char *npub, const unsigned char *k);
typedef int aead_decrypt(unsigned char *m, unsigned long long *mlen, unsigned char *nsec,
    const unsigned char *c, unsigned long long clen, const unsigned char *ad,
    unsigned long long adlen, const unsigned char *npub, const unsigned char *k);

static enum sp_status
seal_by(aead_encrypt *encrypt, const uint8_t *key, const uint8_t *nonce, struct sp_bytes aad,
    struct sp_bytes plaintext, struct sp_buffer *out)
{
    size_t before = out->size;
    uint8_t *at = NULL;

    if (plaintext.size > crypto_aead_chacha20poly1305_ietf_MESSAGEBYTES_MAX) {
        return SP_ERR_TOO_BIG; /* past it libsodium ends the process */
    }
    enum sp_status status = sp_buffer_grow(out, plaintext.size + SP_AEAD_TAG, &at);
    if (status != SP_OK) {
        return status;
    }
    if (encrypt(at, NULL, plaintext.data, plaintext.size, aad.data, aad.size, NULL, nonce, key) !=
        0) {
        sp_buffer_back_to(out, before);
        return SP_ERR_INTERNAL;
    }
    return SP_OK;
}

static enum sp_status
open_by(aead_decrypt *decrypt, const uint8_t *key, const uint8_t *nonce, struct sp_bytes aad,
    struct sp_bytes sealed, struct sp_buffer *out)
{
    size_t before = out->size;
    uint8_t *at = NULL;
    uint8_t nothing[1];

    if (sealed.size < SP_AEAD_TAG) {
        return SP_ERR_KEY;
    }
    if (sealed.size > SP_AEAD_TAG) {
        enum sp_status status = sp_buffer_grow(out, sealed.size - SP_AEAD_TAG, &at);
        if (status != SP_OK) {
            return status;
        }
    } else {
        at = nothing; /* only the tag is looked at */
    }
    if (decrypt(at, NULL, NULL, sealed.data, sealed.size, aad.data, aad.size, nonce, key) != 0) {
        sp_buffer_back_to(out, before);
        return SP_ERR_KEY;
    }
    return SP_OK;
}

enum sp_status
sp_aead_seal(const uint8_t key[static 32], const uint8_t nonce[static 12], struct sp_bytes aad,
    struct sp_bytes plaintext, struct sp_buffer *out)
{
    return seal_by(crypto_aead_chacha20poly1305_ietf_encrypt, key, nonce, aad, plaintext, out);
}

enum sp_status
sp_aead_open(const uint8_t key[static 32], const uint8_t nonce[static 12], struct sp_bytes aad,
    struct sp_bytes sealed, struct sp_buffer *out)
{
    return open_by(crypto_aead_chacha20poly1305_ietf_decrypt, key, nonce, aad, sealed, out);
}

enum sp_status
sp_xaead_seal(const uint8_t key[static 32], const uint8_t nonce[static 24], struct sp_bytes aad,
    struct sp_bytes plaintext, struct sp_buffer *out)
{
    return seal_by(crypto_aead_xchacha20poly1305_ietf_encrypt, key, nonce, aad, plaintext, out);
}

enum sp_status
sp_xaead_open(const uint8_t key[static 32], const uint8_t nonce[static 24], struct sp_bytes aad,
    struct sp_bytes sealed, struct sp_buffer *out)
{
    return open_by(crypto_aead_xchacha20poly1305_ietf_decrypt, key, nonce, aad, sealed, out);
}

enum sp_status
sp_secret_key_from(const uint8_t bytes[static 32], struct sp_secret_key **out)
{
    *out = NULL;
    struct sp_secret_key *key = sp_guarded_new(sizeof(*key));
    if (key == NULL) {
        return SP_ERR_NOMEM;
    }
    memcpy(key->b, bytes, sizeof(key->b));
    sodium_mprotect_readonly(key);
    *out = key;
    return SP_OK;
}

enum sp_status
sp_secret_key_new(struct sp_secret_key **out)
{
    uint8_t bytes[32];

    randombytes_buf(bytes, sizeof(bytes));
    enum sp_status status = sp_secret_key_from(bytes, out);
    sodium_memzero(bytes, sizeof(bytes));
    return status;
}

void
sp_secret_key_bytes(const struct sp_secret_key *key, uint8_t bytes[static 32])
{
    memcpy(bytes, key->b, sizeof(key->b));
}

void
sp_secret_key_free(struct sp_secret_key *key)
{
    sodium_free(key);
}

enum sp_status
sp_secret_key_derive(
    const struct sp_secret_key *key, struct sp_bytes info, struct sp_secret_key **out)
{
    uint8_t bytes[32];
    struct sp_bytes ikm = {key->b, sizeof(key->b)};

    *out = NULL;
    enum sp_status status = sp_hkdf((struct sp_bytes){NULL, 0}, ikm, info, bytes, sizeof(bytes));
    if (status == SP_OK) {
        status = sp_secret_key_from(bytes, out);
    }
    sodium_memzero(bytes, sizeof(bytes));
    return status;
}

enum sp_status
sp_secret_seal(const struct sp_secret_key *key, struct sp_bytes aad, struct sp_bytes plaintext,
    struct sp_buffer *out)
{
    size_t before = out->size;
    uint8_t nonce[NONCE_BYTES];

    randombytes_buf(nonce, sizeof(nonce));
    enum sp_status status = sp_buffer_append(out, nonce, sizeof(nonce));
    if (status == SP_OK) {
        status = sp_xaead_seal(key->b, nonce, aad, plaintext, out);
    }
    if (status != SP_OK) {
        sp_buffer_back_to(out, before);
    }
    return status;
}

enum sp_status
sp_secret_open(const struct sp_secret_key *key, struct sp_bytes aad, struct sp_bytes sealed,
    struct sp_buffer *out)
{
    if (sealed.size < SP_SEAL_OVERHEAD) {
        return SP_ERR_KEY;
    }
    struct sp_bytes body = {sealed.data + NONCE_BYTES, sealed.size - NONCE_BYTES};

    return sp_xaead_open(key->b, sealed.data, aad, body, out);
}
