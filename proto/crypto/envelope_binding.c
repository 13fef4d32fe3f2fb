#include "envelope_binding.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

#include "key_private.h"

_Static_assert(sizeof(struct sp_share) == 32, "shares stand side by side in a blob");
_Static_assert(SP_WRAP_BYTES == 32 + crypto_aead_chacha20poly1305_ietf_ABYTES, "a wrapped key");

static void
put_number(uint8_t *out, size_t size, uint64_t number)
{
    for (size_t i = size; i > 0; i--) {
        out[i - 1] = (uint8_t)number;
        number >>= 8;
    }
}

static uint64_t
get_number(const uint8_t *in, size_t size)
{
    uint64_t number = 0;

    for (size_t i = 0; i < size; i++) {
        number = number << 8 | in[i];
    }
    return number;
}

void
sp_put_u16(uint8_t *out, uint16_t number)
{
    put_number(out, 2, number);
}

void
sp_put_u32(uint8_t *out, uint32_t number)
{
    put_number(out, 4, number);
}

void
sp_put_u64(uint8_t *out, uint64_t number)
{
    put_number(out, 8, number);
}

uint16_t
sp_get_u16(const uint8_t *in)
{
    return (uint16_t)get_number(in, 2);
}

uint64_t
sp_get_u64(const uint8_t *in)
{
    return get_number(in, 8);
}

/* Infos. */

void
sp_info_init(struct sp_info *info, const char *name)
{
    info->size = 0;
    sp_info_add(info, SP_DOMAIN_PREFIX, strlen(SP_DOMAIN_PREFIX));
    sp_info_add(info, name, strlen(name) + 1);
}

void
sp_info_add(struct sp_info *info, const void *data, size_t size)
{
    assert(size <= sizeof(info->b) - info->size);
    memcpy(info->b + info->size, data, size);
    info->size += size;
}

struct sp_bytes
sp_info_bytes(const struct sp_info *info)
{
    return (struct sp_bytes){info->b, info->size};
}

static void
add_hash(struct sp_info *info, const struct sp_hash *hash)
{
    sp_info_add(info, hash->b, sizeof(hash->b));
}

static void
add_item(struct sp_info *info, uint8_t item)
{
    uint8_t number[2];

    sp_put_u16(number, item);
    sp_info_add(info, number, sizeof(number));
}

void
sp_info_of_broker_blob(struct sp_info *info, const struct sp_hash *d)
{
    sp_info_init(info, "share-b");
    add_hash(info, d);
}

void
sp_info_of_recipient_blob(
    struct sp_info *info, const struct sp_hash *hb, const struct sp_hash *key_id)
{
    sp_info_init(info, "share-r");
    add_hash(info, hb);
    add_hash(info, key_id);
}

void
sp_info_of_release(struct sp_info *info, const struct sp_hash *d, const struct sp_hash *open_hash)
{
    sp_info_init(info, "release");
    add_hash(info, d);
    add_hash(info, open_hash);
}

/* Items. */

void
sp_item_ad(const struct sp_hash *hb, uint8_t item, uint8_t out[static SP_ITEM_AD_BYTES])
{
    memcpy(out, hb->b, sizeof(hb->b));
    sp_put_u16(out + sizeof(hb->b), item);
}

struct sp_hash
sp_item_ref_of(const uint8_t uid[static 16])
{
    const struct sp_bytes part = {uid, 16};

    return sp_hash_of("item-ref", &part, 1);
}

enum sp_status
sp_item_keys_derive(const struct sp_hash *hb, uint8_t item, uint8_t category,
    const struct sp_share *cek, struct sp_item_keys *out)
{
    const struct sp_bytes salt = {hb->b, sizeof(hb->b)}, ikm = {cek->b, sizeof(cek->b)};
    struct sp_info info;
    uint8_t both[64];

    sp_info_init(&info, "item");
    add_item(&info, item);
    sp_info_add(&info, &category, 1);
    enum sp_status status = sp_hkdf(salt, ikm, sp_info_bytes(&info), both, sizeof(both));
    if (status == SP_OK) {
        memcpy(out->enc, both, sizeof(out->enc));
        memcpy(out->com, both + sizeof(out->enc), sizeof(out->com));
    }
    sp_wipe(both, sizeof(both));
    return status;
}

/* Shares. */

struct sp_hash
sp_share_commitment(
    const struct sp_place *place, enum sp_share_side side, const struct sp_share *share)
{
    const uint8_t number[1] = {(uint8_t)side};
    uint8_t item[2];
    const struct sp_bytes parts[] = {
        {number, sizeof(number)},
        {place->hb->b, sizeof(place->hb->b)},
        {item, sizeof(item)},
        {place->key_id->b, sizeof(place->key_id->b)},
        {share->b, sizeof(share->b)},
    };

    sp_put_u16(item, place->item);
    return sp_hash_of("share", parts, sizeof(parts) / sizeof(parts[0]));
}

bool
sp_share_fits(const struct sp_place *place, enum sp_share_side side, const struct sp_share *share,
    const struct sp_hash *commitment)
{
    const struct sp_hash own = sp_share_commitment(place, side, share);

    return sp_equal_secret(own.b, commitment->b, sizeof(own.b));
}

#define WRAP_AD_BYTES (SP_ITEM_AD_BYTES + SP_HASH_BYTES)

static void
wrap_ad(const struct sp_place *place, uint8_t out[static WRAP_AD_BYTES])
{
    sp_item_ad(place->hb, place->item, out);
    memcpy(out + SP_ITEM_AD_BYTES, place->key_id->b, sizeof(place->key_id->b));
}

/* Neither share alone tells anything of the key: HKDF over both, 256 bits of secret each. */
static enum sp_status
kek_derive(const struct sp_place *place, const struct sp_share *broker, const struct sp_share *own,
    uint8_t kek[static 32])
{
    const struct sp_bytes salt = {place->hb->b, sizeof(place->hb->b)};
    uint8_t both[2 * sizeof(struct sp_share)];
    struct sp_info info;

    memcpy(both, broker->b, sizeof(broker->b));
    memcpy(both + sizeof(broker->b), own->b, sizeof(own->b));
    sp_info_init(&info, "kek");
    add_item(&info, place->item);
    add_hash(&info, place->key_id);
    enum sp_status status =
        sp_hkdf(salt, (struct sp_bytes){both, sizeof(both)}, sp_info_bytes(&info), kek, 32);
    sp_wipe(both, sizeof(both));
    return status;
}

/* The nonce may be zero: each KEK seals one content key, once, by the shares being fresh. */
static const uint8_t zero_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

enum sp_status
sp_cek_wrap(const struct sp_place *place, const struct sp_share *broker, const struct sp_share *own,
    const struct sp_share *cek, uint8_t out[static SP_WRAP_BYTES])
{
    uint8_t kek[32], ad[WRAP_AD_BYTES];
    enum sp_status status = kek_derive(place, broker, own, kek);

    wrap_ad(place, ad);
    if (status == SP_OK && crypto_aead_chacha20poly1305_ietf_encrypt(out, NULL, cek->b,
                               sizeof(cek->b), ad, sizeof(ad), NULL, zero_nonce, kek) != 0) {
        status = SP_ERR_INTERNAL;
    }
    sp_wipe(kek, sizeof(kek));
    return status;
}

enum sp_status
sp_cek_unwrap(const struct sp_place *place, const struct sp_share *broker,
    const struct sp_share *own, const uint8_t wrap[static SP_WRAP_BYTES], struct sp_share *cek)
{
    uint8_t kek[32], ad[WRAP_AD_BYTES];
    enum sp_status status = kek_derive(place, broker, own, kek);

    wrap_ad(place, ad);
    if (status == SP_OK && crypto_aead_chacha20poly1305_ietf_decrypt(cek->b, NULL, NULL, wrap,
                               SP_WRAP_BYTES, ad, sizeof(ad), zero_nonce, kek) != 0) {
        status = SP_ERR_KEY;
    }
    if (status != SP_OK) {
        sp_wipe(cek, sizeof(*cek));
    }
    sp_wipe(kek, sizeof(kek));
    return status;
}

/* Lists. */

const struct sp_party_key *
sp_base_recipient(const struct sp_base *base, size_t i)
{
    const struct sp_party_key *items = base->recipients.items;

    assert(i < base->recipients.count);
    return &items[i];
}

uint8_t
sp_base_category(const struct sp_base *base, size_t i)
{
    const struct sp_u8 *items = base->categories.items;

    assert(i < base->categories.count);
    return items[i].v;
}

const struct sp_item_entry *
sp_manifest_item(const struct sp_manifest *manifest, size_t i)
{
    const struct sp_item_entry *items = manifest->items.items;

    assert(i < manifest->items.count);
    return &items[i];
}

const struct sp_recipient_entry *
sp_manifest_recipient(const struct sp_manifest *manifest, size_t i)
{
    const struct sp_recipient_entry *items = manifest->recipients.items;

    assert(i < manifest->recipients.count);
    return &items[i];
}

const struct sp_share_entry *
sp_manifest_share(const struct sp_manifest *manifest, size_t recipient, size_t item)
{
    const struct sp_recipient_entry *entry = sp_manifest_recipient(manifest, recipient);
    const struct sp_share_entry *items = entry->shares.items;

    assert(item < entry->shares.count);
    return &items[item];
}
