#include <samenspraak/envelope.h>

#include <string.h>

#include "envelope_binding.h"

/*
 * Shares out of a blob: exactly ${count} of them, or none.  What was decrypted is wiped here, and
 * ${shares} by the caller when something behind this fails.
 */
static enum sp_status
shares_open(const struct sp_box_key *key, const struct sp_info *info, struct sp_bytes blob,
    struct sp_share *shares, size_t count)
{
    struct sp_buffer plain;
    enum sp_status status;

    sp_wipe(shares, count * sizeof(*shares));
    if (blob.size != SP_HPKE_OVERHEAD + count * sizeof(*shares)) {
        return SP_ERR_MALFORMED;
    }
    sp_buffer_init(&plain, count * sizeof(*shares));
    status = sp_hpke_open(key, sp_info_bytes(info), blob, &plain);
    if (status == SP_OK && plain.size != count * sizeof(*shares)) {
        status = SP_ERR_INTERNAL;
    }
    if (status == SP_OK) {
        memcpy(shares, plain.data, plain.size);
    }
    sp_buffer_wipe(&plain);
    return status;
}

static bool
broker_share_fits(
    const struct sp_header *header, size_t recipient, size_t item, const struct sp_share *share)
{
    const struct sp_place place = {
        &header->hb, &sp_manifest_recipient(&header->manifest, recipient)->key_id, (uint8_t)item};

    return sp_share_fits(&place, SP_SHARE_BROKER, share,
        &sp_manifest_share(&header->manifest, recipient, item)->c_b);
}

static bool
own_share_fits(
    const struct sp_header *header, size_t recipient, size_t item, const struct sp_share *share)
{
    const struct sp_place place = {
        &header->hb, &sp_manifest_recipient(&header->manifest, recipient)->key_id, (uint8_t)item};

    return sp_share_fits(&place, SP_SHARE_RECIPIENT, share,
        &sp_manifest_share(&header->manifest, recipient, item)->c_r);
}

enum sp_status
sp_broker_shares_open(const struct sp_header *header, const struct sp_box_key *intake,
    struct sp_bytes blob, struct sp_share *shares, size_t count)
{
    const size_t recipients = header->manifest.recipients.count;
    struct sp_info info;

    if (count == 0 || count != header->manifest.items.count * recipients) {
        return SP_ERR_USAGE;
    }
    sp_info_of_broker_blob(&info, &header->d);
    enum sp_status status = shares_open(intake, &info, blob, shares, count);
    for (size_t i = 0; status == SP_OK && i < count; i++) {
        if (!broker_share_fits(header, i % recipients, i / recipients, &shares[i])) {
            status = SP_ERR_PROOF;
        }
    }
    if (status != SP_OK) {
        sp_wipe(shares, count * sizeof(*shares));
    }
    return status;
}

static bool
key_is_named(const struct sp_header *header, size_t recipient, const struct sp_box_key *key)
{
    const struct sp_party_key *named = sp_base_recipient(&header->base, recipient);
    const struct sp_box_public public_key = sp_box_key_public(key);
    const struct sp_hash id = sp_key_id(named->party.role, header->base.suite, public_key.b);

    return memcmp(id.b, named->key_id.b, sizeof(id.b)) == 0;
}

enum sp_status
sp_recipient_shares_open(const struct sp_header *header, size_t recipient,
    const struct sp_box_key *key, struct sp_bytes blob, struct sp_share *shares, size_t count)
{
    struct sp_info info;

    if (recipient >= header->manifest.recipients.count || count == 0 ||
        count != header->manifest.items.count) {
        return SP_ERR_USAGE;
    }
    sp_wipe(shares, count * sizeof(*shares));
    if (!key_is_named(header, recipient, key)) {
        return SP_ERR_KEY;
    }
    const struct sp_recipient_entry *entry = sp_manifest_recipient(&header->manifest, recipient);
    const struct sp_hash blob_hash = sp_blob_hash(blob);
    if (memcmp(blob_hash.b, entry->blob_hash.b, sizeof(blob_hash.b)) != 0) {
        return SP_ERR_PROOF;
    }
    sp_info_of_recipient_blob(&info, &header->hb, &entry->key_id);
    enum sp_status status = shares_open(key, &info, blob, shares, count);
    for (size_t i = 0; status == SP_OK && i < count; i++) {
        if (!own_share_fits(header, recipient, i, &shares[i])) {
            status = SP_ERR_PROOF;
        }
    }
    if (status != SP_OK) {
        sp_wipe(shares, count * sizeof(*shares));
    }
    return status;
}

/* The release. */

enum sp_status
sp_release_seal(const struct sp_box_public *opening_key, const struct sp_hash *d,
    const struct sp_hash *open_hash, const struct sp_share *shares, size_t count,
    struct sp_buffer *out)
{
    struct sp_info info;

    if (count == 0 || count > SP_ITEMS_MAX) {
        return SP_ERR_USAGE;
    }
    sp_info_of_release(&info, d, open_hash);
    const struct sp_bytes secret = {(const uint8_t *)shares, count * sizeof(*shares)};
    return sp_hpke_seal(opening_key, sp_info_bytes(&info), secret, out);
}

enum sp_status
sp_release_open(const struct sp_box_key *opening_key, const struct sp_hash *d,
    const struct sp_hash *open_hash, struct sp_bytes sealed, struct sp_share *shares, size_t count)
{
    struct sp_info info;

    if (count == 0 || count > SP_ITEMS_MAX) {
        return SP_ERR_USAGE;
    }
    sp_info_of_release(&info, d, open_hash);
    return shares_open(opening_key, &info, sealed, shares, count);
}

/* The content key. */

enum sp_status
sp_item_key(const struct sp_header *header, size_t recipient, size_t item,
    const struct sp_share *broker, const struct sp_share *own, struct sp_share *cek)
{
    struct sp_item_keys keys;
    enum sp_status status;

    memset(cek, 0, sizeof(*cek));
    if (recipient >= header->manifest.recipients.count || item >= header->manifest.items.count) {
        return SP_ERR_USAGE;
    }
    if (!broker_share_fits(header, recipient, item, broker) ||
        !own_share_fits(header, recipient, item, own)) {
        return SP_ERR_PROOF;
    }
    const struct sp_place place = {
        &header->hb, &sp_manifest_recipient(&header->manifest, recipient)->key_id, (uint8_t)item};
    const struct sp_share_entry *entry = sp_manifest_share(&header->manifest, recipient, item);
    if ((status = sp_cek_unwrap(&place, broker, own, entry->wrap, cek)) != SP_OK) {
        return status;
    }
    status = sp_item_keys_derive(
        &header->hb, place.item, sp_base_category(&header->base, item), cek, &keys);
    if (status == SP_OK &&
        !sp_equal_secret(
            keys.com, sp_manifest_item(&header->manifest, item)->k_com.b, sizeof(keys.com))) {
        status = SP_ERR_KEY;
    }
    sp_wipe(&keys, sizeof(keys));
    if (status != SP_OK) {
        sp_wipe(cek, sizeof(*cek));
    }
    return status;
}
