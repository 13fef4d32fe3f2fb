#include "hpke.h"

#include <sodium.h>

#include <string.h>

#include "aead.h"
#include "key_private.h"

/* RFC 9180 7: KEM 0x0020, KDF 0x0001, AEAD 0x0003. */
static const uint8_t kem_suite[] = {'K', 'E', 'M', 0x00, 0x20};
static const uint8_t hpke_suite[] = {'H', 'P', 'K', 'E', 0x00, 0x20, 0x00, 0x01, 0x00, 0x03};
static const uint8_t version_label[] = {'H', 'P', 'K', 'E', '-', 'v', '1'};

#define BYTES_OF(array) ((struct sp_bytes){(array), sizeof(array)})
#define NO_BYTES        ((struct sp_bytes){NULL, 0})

static struct sp_hash
labeled_extract(struct sp_bytes suite, struct sp_bytes salt, const char *label, struct sp_bytes ikm)
{
    const struct sp_bytes parts[] = {
        BYTES_OF(version_label), suite, {(const uint8_t *)label, strlen(label)}, ikm};

    return sp_hmac(salt, parts, 4);
}

struct labeled {
    struct sp_bytes suite;
    const char *label;
    struct sp_bytes info;
};

static enum sp_status
labeled_expand(const uint8_t prk[static 32], const struct labeled *what, uint8_t *out, size_t size)
{
    const uint8_t length[2] = {(uint8_t)(size >> 8), (uint8_t)(size & 0xff)};
    const struct sp_bytes parts[] = {BYTES_OF(length), BYTES_OF(version_label), what->suite,
        {(const uint8_t *)what->label, strlen(what->label)}, what->info};

    return sp_hkdf_expand_parts(prk, parts, 5, out, size);
}

/* ExtractAndExpand of the Diffie-Hellman value, with both public keys as context (4.1). */
static enum sp_status
shared_secret(const uint8_t dh[static 32], const uint8_t enc[static 32],
    const uint8_t recipient[static 32], uint8_t out[static 32])
{
    uint8_t kem_context[64];

    memcpy(kem_context, enc, 32);
    memcpy(kem_context + 32, recipient, 32);
    struct sp_hash prk =
        labeled_extract(BYTES_OF(kem_suite), NO_BYTES, "eae_prk", (struct sp_bytes){dh, 32});
    const struct labeled what = {BYTES_OF(kem_suite), "shared_secret", BYTES_OF(kem_context)};
    enum sp_status status = labeled_expand(prk.b, &what, out, 32);
    sodium_memzero(&prk, sizeof(prk));
    return status;
}

/* KeySchedule for mode base: no pre-shared key, so both are empty (5.1). */
static enum sp_status
key_schedule(const uint8_t shared[static 32], struct sp_bytes info, struct sp_hpke_context *context)
{
    enum sp_status status;
    uint8_t schedule[1 + 2 * SP_HASH_BYTES] = {0x00};
    const struct sp_bytes suite = BYTES_OF(hpke_suite);
    struct sp_hash psk_id = labeled_extract(suite, NO_BYTES, "psk_id_hash", NO_BYTES);
    struct sp_hash info_hash = labeled_extract(suite, NO_BYTES, "info_hash", info);

    memcpy(schedule + 1, psk_id.b, sizeof(psk_id.b));
    memcpy(schedule + 1 + sizeof(psk_id.b), info_hash.b, sizeof(info_hash.b));
    struct sp_hash secret =
        labeled_extract(suite, (struct sp_bytes){shared, 32}, "secret", NO_BYTES);
    const struct labeled key = {suite, "key", BYTES_OF(schedule)};
    const struct labeled nonce = {suite, "base_nonce", BYTES_OF(schedule)};
    const struct labeled exporter = {suite, "exp", BYTES_OF(schedule)};
    if ((status = labeled_expand(secret.b, &key, context->key, sizeof(context->key))) != SP_OK ||
        (status = labeled_expand(
             secret.b, &nonce, context->base_nonce, sizeof(context->base_nonce))) != SP_OK) {
        goto done;
    }
    status = labeled_expand(
        secret.b, &exporter, context->exporter_secret, sizeof(context->exporter_secret));
done:
    context->sequence = 0;
    sodium_memzero(&secret, sizeof(secret));
    return status;
}

enum sp_status
sp_hpke_setup_sender(const struct sp_box_public *to, const uint8_t ephemeral[static 32],
    struct sp_bytes info, uint8_t enc[static SP_HPKE_ENC], struct sp_hpke_context *context)
{
    enum sp_status status;
    uint8_t dh[32] = {0}, shared[32] = {0};

    memset(context, 0, sizeof(*context));
    memset(enc, 0, SP_HPKE_ENC);
    if ((status = sp_x25519(ephemeral, to->b, dh)) != SP_OK) {
        goto done;
    }
    if (crypto_scalarmult_base(enc, ephemeral) != 0) {
        status = SP_ERR_KEY;
        goto done;
    }
    if ((status = shared_secret(dh, enc, to->b, shared)) != SP_OK) {
        goto done;
    }
    status = key_schedule(shared, info, context);
done:
    sodium_memzero(dh, sizeof(dh));
    sodium_memzero(shared, sizeof(shared));
    return status;
}

enum sp_status
sp_hpke_setup_recipient(const struct sp_box_key *key, const uint8_t enc[static SP_HPKE_ENC],
    struct sp_bytes info, struct sp_hpke_context *context)
{
    enum sp_status status;
    uint8_t dh[32] = {0}, shared[32] = {0};

    memset(context, 0, sizeof(*context));
    if ((status = sp_x25519(key->secret, enc, dh)) != SP_OK ||
        (status = shared_secret(dh, enc, key->public_key.b, shared)) != SP_OK) {
        goto done;
    }
    status = key_schedule(shared, info, context);
done:
    sodium_memzero(dh, sizeof(dh));
    sodium_memzero(shared, sizeof(shared));
    return status;
}

void
sp_hpke_context_wipe(struct sp_hpke_context *context)
{
    sodium_memzero(context, sizeof(*context));
}

static void
nonce_of(const struct sp_hpke_context *context, uint8_t nonce[static 12])
{
    memcpy(nonce, context->base_nonce, sizeof(context->base_nonce));
    for (size_t i = 0; i < sizeof(uint64_t); i++) {
        nonce[11 - i] ^= (uint8_t)((context->sequence >> (8 * i)) & 0xff);
    }
}

enum sp_status
sp_hpke_context_seal(struct sp_hpke_context *context, struct sp_bytes aad,
    struct sp_bytes plaintext, struct sp_buffer *out)
{
    uint8_t nonce[12];

    if (context->sequence == UINT64_MAX) {
        return SP_ERR_TOO_BIG;
    }
    nonce_of(context, nonce);
    enum sp_status status = sp_aead_seal(context->key, nonce, aad, plaintext, out);
    if (status == SP_OK) {
        context->sequence++;
    }
    return status;
}

enum sp_status
sp_hpke_context_open(struct sp_hpke_context *context, struct sp_bytes aad, struct sp_bytes sealed,
    struct sp_buffer *out)
{
    uint8_t nonce[12];

    if (context->sequence == UINT64_MAX) {
        return SP_ERR_TOO_BIG;
    }
    nonce_of(context, nonce);
    enum sp_status status = sp_aead_open(context->key, nonce, aad, sealed, out);
    if (status == SP_OK) {
        context->sequence++;
    }
    return status;
}

enum sp_status
sp_hpke_context_export(const struct sp_hpke_context *context, struct sp_bytes exporter_context,
    uint8_t *out, size_t size)
{
    const struct labeled what = {BYTES_OF(hpke_suite), "sec", exporter_context};

    return labeled_expand(context->exporter_secret, &what, out, size);
}

enum sp_status
sp_hpke_derive_secret(struct sp_bytes ikm, uint8_t secret[static 32])
{
    struct sp_hash prk = labeled_extract(BYTES_OF(kem_suite), NO_BYTES, "dkp_prk", ikm);
    const struct labeled what = {BYTES_OF(kem_suite), "sk", NO_BYTES};
    enum sp_status status = labeled_expand(prk.b, &what, secret, 32);

    sodium_memzero(&prk, sizeof(prk));
    return status;
}

enum sp_status
sp_hpke_seal(const struct sp_box_public *to, struct sp_bytes info, struct sp_bytes plaintext,
    struct sp_buffer *out)
{
    enum sp_status status;
    size_t before = out->size;
    uint8_t ephemeral[32], enc[SP_HPKE_ENC];
    struct sp_hpke_context context;

    randombytes_buf(ephemeral, sizeof(ephemeral));
    if ((status = sp_hpke_setup_sender(to, ephemeral, info, enc, &context)) != SP_OK ||
        (status = sp_buffer_append(out, enc, sizeof(enc))) != SP_OK) {
        goto done;
    }
    status = sp_hpke_context_seal(&context, NO_BYTES, plaintext, out);
done:
    if (status != SP_OK) {
        sp_buffer_back_to(out, before);
    }
    sodium_memzero(ephemeral, sizeof(ephemeral));
    sp_hpke_context_wipe(&context);
    return status;
}

enum sp_status
sp_hpke_open(const struct sp_box_key *key, struct sp_bytes info, struct sp_bytes sealed,
    struct sp_buffer *out)
{
    struct sp_hpke_context context;

    if (sealed.size < SP_HPKE_OVERHEAD) {
        return SP_ERR_KEY;
    }
    struct sp_bytes body = {sealed.data + SP_HPKE_ENC, sealed.size - SP_HPKE_ENC};
    enum sp_status status = sp_hpke_setup_recipient(key, sealed.data, info, &context);
    if (status == SP_OK) {
        status = sp_hpke_context_open(&context, NO_BYTES, body, out);
    }
    sp_hpke_context_wipe(&context);
    return status;
}
