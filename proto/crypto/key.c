#include <sodium.h>

#include <string.h>

#include "key_private.h"

enum sp_status
sp_crypto_init(void)
{
    return sodium_init() < 0 ? SP_ERR_INTERNAL : SP_OK;
}

void
sp_random(void *out, size_t size)
{
    randombytes_buf(out, size);
}

bool
sp_equal_secret(const void *a, const void *b, size_t size)
{
    return size == 0 || sodium_memcmp(a, b, size) == 0;
}

void *
sp_guarded_new(size_t size)
{
    void *memory = sodium_malloc(size);

    if (memory != NULL) {
        sodium_memzero(memory, size);
    }
    return memory;
}

void
sp_buffer_back_to(struct sp_buffer *out, size_t size)
{
    if (out->size > size) {
        sodium_memzero(out->data + size, out->size - size);
        out->size = size;
    }
}

enum sp_status
sp_x25519(
    const uint8_t secret[static 32], const uint8_t public_key[static 32], uint8_t out[static 32])
{
    if (crypto_scalarmult(out, secret, public_key) != 0 || sodium_is_zero(out, 32)) {
        sodium_memzero(out, 32);
        return SP_ERR_KEY;
    }
    return SP_OK;
}

enum sp_status
sp_box_key_from_secret(const uint8_t secret[static 32], struct sp_box_key **out)
{
    *out = NULL;
    struct sp_box_key *key = sp_guarded_new(sizeof(*key));
    if (key == NULL) {
        return SP_ERR_NOMEM;
    }
    memcpy(key->secret, secret, sizeof(key->secret));
    if (crypto_scalarmult_base(key->public_key.b, key->secret) != 0) {
        sodium_free(key);
        return SP_ERR_KEY;
    }
    sodium_mprotect_readonly(key);
    *out = key;
    return SP_OK;
}

enum sp_status
sp_box_key_new(struct sp_box_key **out)
{
    uint8_t secret[32];

    randombytes_buf(secret, sizeof(secret));
    enum sp_status status = sp_box_key_from_secret(secret, out);
    sodium_memzero(secret, sizeof(secret));
    return status;
}

void
sp_box_key_secret(const struct sp_box_key *key, uint8_t secret[static 32])
{
    memcpy(secret, key->secret, sizeof(key->secret));
}

void
sp_box_key_free(struct sp_box_key *key)
{
    sodium_free(key);
}

struct sp_box_public
sp_box_key_public(const struct sp_box_key *key)
{
    return key->public_key;
}

struct sp_hash
sp_key_id(uint8_t role, uint16_t suite, const uint8_t public_key[static 32])
{
    const uint8_t head[3] = {role, (uint8_t)(suite >> 8), (uint8_t)(suite & 0xff)};
    const struct sp_bytes parts[] = {{head, sizeof(head)}, {public_key, 32}};

    return sp_hash_of("key", parts, 2);
}
