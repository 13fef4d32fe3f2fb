#include <sodium.h>

#include <string.h>

#include "key_private.h"

static enum sp_status
adopt_seed(const uint8_t seed[static SP_SEED_BYTES], struct sp_sign_key **out)
{
    uint8_t public_key[32];
    struct sp_sign_key *key = sp_guarded_new(sizeof(*key));

    if (key == NULL) {
        return SP_ERR_NOMEM;
    }
    crypto_sign_seed_keypair(public_key, key->secret, seed);
    sodium_mprotect_readonly(key);
    *out = key;
    return SP_OK;
}

enum sp_status
sp_sign_key_from_seed(const uint8_t seed[static SP_SEED_BYTES], struct sp_sign_key **out)
{
    *out = NULL;
    return adopt_seed(seed, out);
}

enum sp_status
sp_sign_key_new(struct sp_sign_key **out)
{
    uint8_t seed[SP_SEED_BYTES];

    *out = NULL;
    randombytes_buf(seed, sizeof(seed));
    enum sp_status status = adopt_seed(seed, out);
    sodium_memzero(seed, sizeof(seed));
    return status;
}

void
sp_sign_key_seed(const struct sp_sign_key *key, uint8_t seed[static SP_SEED_BYTES])
{
    memcpy(seed, key->secret, SP_SEED_BYTES);
}

void
sp_sign_key_free(struct sp_sign_key *key)
{
    sodium_free(key);
}

struct sp_sign_public
sp_sign_key_public(const struct sp_sign_key *key)
{
    struct sp_sign_public public_key;

    memcpy(public_key.b, key->secret + SP_SEED_BYTES, sizeof(public_key.b));
    return public_key;
}

static uint8_t *
put(uint8_t *at, const void *data, size_t size)
{
    if (size > 0) {
        memcpy(at, data, size);
    }
    return at + size;
}

/*
 * Lays domain and parts one after another, as Ed25519 must see the whole message twice.  What is
 * signed may be personal data, so it lies in a buffer that is wiped.
 */
static enum sp_status
gather(const char *name, const struct sp_bytes *parts, size_t count, struct sp_buffer *message)
{
    size_t prefix = strlen(SP_DOMAIN_PREFIX), domain = strlen(name) + 1; /* a NUL ends it */
    size_t total = prefix + domain;

    for (size_t i = 0; i < count; i++) {
        if (parts[i].size > SIZE_MAX - total) {
            return SP_ERR_TOO_BIG;
        }
        total += parts[i].size;
    }
    uint8_t *at = NULL;
    sp_buffer_init(message, total);
    enum sp_status status = sp_buffer_grow(message, total, &at);
    if (status != SP_OK) {
        return status;
    }
    at = put(at, SP_DOMAIN_PREFIX, prefix);
    at = put(at, name, domain);
    for (size_t i = 0; i < count; i++) {
        at = put(at, parts[i].data, parts[i].size);
    }
    return SP_OK;
}

enum sp_status
sp_sign_bare(const struct sp_sign_key *key, struct sp_bytes message, struct sp_signature *out)
{
    if (crypto_sign_detached(out->b, NULL, message.data, message.size, key->secret) != 0) {
        sodium_memzero(out, sizeof(*out));
        return SP_ERR_INTERNAL;
    }
    return SP_OK;
}

enum sp_status
sp_verify_bare(
    const struct sp_sign_public *key, struct sp_bytes message, const struct sp_signature *signature)
{
    int answer = crypto_sign_verify_detached(signature->b, message.data, message.size, key->b);

    return answer == 0 ? SP_OK : SP_ERR_SIGNATURE;
}

enum sp_status
sp_sign(const struct sp_sign_key *key, const char *name, const struct sp_bytes *parts, size_t count,
    struct sp_signature *out)
{
    struct sp_buffer message;

    sp_buffer_init(&message, 0);
    memset(out, 0, sizeof(*out));
    enum sp_status status = gather(name, parts, count, &message);
    if (status == SP_OK) {
        status = sp_sign_bare(key, sp_buffer_bytes(&message), out);
    }
    sp_buffer_wipe(&message);
    return status;
}

enum sp_status
sp_verify(const struct sp_sign_public *key, const char *name, const struct sp_bytes *parts,
    size_t count, const struct sp_signature *signature)
{
    struct sp_buffer message;

    sp_buffer_init(&message, 0);
    enum sp_status status = gather(name, parts, count, &message);
    if (status == SP_OK) {
        status = sp_verify_bare(key, sp_buffer_bytes(&message), signature);
    }
    sp_buffer_wipe(&message);
    return status;
}

bool
sp_sign_public_is_valid(const struct sp_sign_public *key)
{
    return crypto_core_ed25519_is_valid_point(key->b) == 1;
}
