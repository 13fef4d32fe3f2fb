/*
 * SHA-256 by OpenSSL, which has the SHA instructions; HMAC and HKDF by libsodium.
 *
 * The direct SHA256_* functions are marked deprecated since OpenSSL 3.0 in favour of EVP.  They are
 * used on purpose: they need no memory, so that a hash cannot fail and sp_sha256 can return it, and
 * on the 65 bytes of a tree node they take half the time of a reused EVP context, a third of a new
 * one and a fifth of libsodium.
 */
#define OPENSSL_SUPPRESS_DEPRECATED

#include <openssl/sha.h>
#include <sodium.h>

#include <stdlib.h>
#include <string.h>

#include "key_private.h"

struct sp_hasher {
    SHA256_CTX state;
};

static void
update_parts(SHA256_CTX *state, const struct sp_bytes *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (parts[i].size > 0) {
            SHA256_Update(state, parts[i].data, parts[i].size);
        }
    }
}

struct sp_hash
sp_sha256(const struct sp_bytes *parts, size_t count)
{
    struct sp_hash hash;
    SHA256_CTX state;

    SHA256_Init(&state);
    update_parts(&state, parts, count);
    SHA256_Final(hash.b, &state); /* wipes the state */
    return hash;
}

struct sp_hash
sp_hash_of(const char *name, const struct sp_bytes *parts, size_t count)
{
    struct sp_hash hash;
    SHA256_CTX state;

    SHA256_Init(&state);
    SHA256_Update(&state, SP_DOMAIN_PREFIX, strlen(SP_DOMAIN_PREFIX));
    SHA256_Update(&state, name, strlen(name) + 1); /* with its NUL, which ends the domain */
    update_parts(&state, parts, count);
    SHA256_Final(hash.b, &state);
    return hash;
}

enum sp_status
sp_hasher_new(struct sp_hasher **out)
{
    *out = malloc(sizeof(**out));
    if (*out == NULL) {
        return SP_ERR_NOMEM;
    }
    SHA256_Init(&(*out)->state);
    return SP_OK;
}

enum sp_status
sp_hasher_update(struct sp_hasher *hasher, const void *data, size_t size)
{
    if (size > 0) {
        SHA256_Update(&hasher->state, data, size);
    }
    return SP_OK;
}

enum sp_status
sp_hasher_final(struct sp_hasher *hasher, struct sp_hash *out)
{
    SHA256_Final(out->b, &hasher->state);
    SHA256_Init(&hasher->state);
    return SP_OK;
}

void
sp_hasher_free(struct sp_hasher *hasher)
{
    if (hasher != NULL) {
        sodium_memzero(hasher, sizeof(*hasher));
        free(hasher);
    }
}

static struct sp_hash
hmac(struct sp_bytes key, const struct sp_bytes *parts, size_t count)
{
    static const uint8_t nothing[1];
    struct sp_hash mac;
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, key.size > 0 ? key.data : nothing, key.size);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].size > 0) {
            crypto_auth_hmacsha256_update(&state, parts[i].data, parts[i].size);
        }
    }
    crypto_auth_hmacsha256_final(&state, mac.b);
    sodium_memzero(&state, sizeof(state));
    return mac;
}

struct sp_hash
sp_hmac(struct sp_bytes key, const struct sp_bytes *parts, size_t count)
{
    return hmac(key, parts, count);
}

/* One step of expand: T(n) = HMAC(prk, T(n-1) || info || n), in ${block}. */
static void
next_block(const uint8_t *prk, const struct sp_bytes *info, size_t count, uint8_t number,
    struct sp_hash *block)
{
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, prk, 32);
    if (number > 1) {
        crypto_auth_hmacsha256_update(&state, block->b, sizeof(block->b));
    }
    for (size_t i = 0; i < count; i++) {
        if (info[i].size > 0) {
            crypto_auth_hmacsha256_update(&state, info[i].data, info[i].size);
        }
    }
    crypto_auth_hmacsha256_update(&state, &number, 1);
    crypto_auth_hmacsha256_final(&state, block->b);
    sodium_memzero(&state, sizeof(state));
}

enum sp_status
sp_hkdf_expand_parts(const uint8_t prk[static 32], const struct sp_bytes *info, size_t count,
    uint8_t *out, size_t size)
{
    struct sp_hash block = {{0}};
    size_t done = 0;

    if (size > (size_t)255 * SP_HASH_BYTES) {
        return SP_ERR_USAGE;
    }
    for (uint8_t number = 1; done < size; number++) {
        size_t take = size - done < sizeof(block.b) ? size - done : sizeof(block.b);
        next_block(prk, info, count, number, &block);
        memcpy(out + done, block.b, take);
        done += take;
    }
    sodium_memzero(&block, sizeof(block));
    return SP_OK;
}

enum sp_status
sp_hkdf_expand(const uint8_t prk[static 32], struct sp_bytes info, uint8_t *out, size_t size)
{
    return sp_hkdf_expand_parts(prk, &info, 1, out, size);
}

enum sp_status
sp_hkdf(struct sp_bytes salt, struct sp_bytes ikm, struct sp_bytes info, uint8_t *out, size_t size)
{
    struct sp_hash prk = hmac(salt, &ikm, 1);
    enum sp_status status = sp_hkdf_expand_parts(prk.b, &info, 1, out, size);

    sodium_memzero(&prk, sizeof(prk));
    return status;
}
