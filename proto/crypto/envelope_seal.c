#include <samenspraak/envelope.h>

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "envelope_binding.h"

#define BLOB_MAX(shares) (SP_HPKE_OVERHEAD + (shares) * sizeof(struct sp_share))

void
sp_envelope_init(struct sp_envelope *envelope)
{
    memset(envelope, 0, sizeof(*envelope));
    sp_buffer_init(&envelope->manifest, SP_MANIFEST_MAX);
    sp_buffer_init(&envelope->broker_blob, BLOB_MAX((size_t)SP_ITEMS_MAX * SP_RECIPIENTS_MAX));
    for (size_t i = 0; i < SP_RECIPIENTS_MAX; i++) {
        sp_buffer_init(&envelope->blobs[i], BLOB_MAX(SP_ITEMS_MAX));
    }
}

void
sp_envelope_wipe(struct sp_envelope *envelope)
{
    sp_buffer_wipe(&envelope->manifest);
    sp_buffer_wipe(&envelope->broker_blob);
    for (size_t i = 0; i < SP_RECIPIENTS_MAX; i++) {
        sp_buffer_wipe(&envelope->blobs[i]);
    }
    sp_wipe(&envelope->signature, sizeof(envelope->signature));
    sp_wipe(&envelope->d, sizeof(envelope->d));
}

/* One sealing: what was asked, and what is made of it. */
struct sealing {
    const struct sp_envelope_plan *plan;
    const struct sp_base *base;
    struct sp_hash hb;
    struct sp_share *broker; /* guarded; item-major, as the broker's blob wants it */
    struct sp_share *own;    /* guarded; recipient-major, so each blob is one stretch */
    struct sp_item_entry *items;
    struct sp_share_entry *shares; /* recipient-major */
    struct sp_recipient_entry recipients[SP_RECIPIENTS_MAX];
};

static bool
key_ids_fit(const struct sealing *sealing)
{
    const struct sp_envelope_plan *plan = sealing->plan;
    const struct sp_base *base = sealing->base;
    const struct sp_sign_public sender = sp_sign_key_public(plan->sender);
    struct sp_hash id = sp_key_id(base->sender.party.role, base->suite, sender.b);

    if (memcmp(id.b, base->sender.key_id.b, sizeof(id.b)) != 0) {
        return false;
    }
    for (size_t r = 0; r < plan->recipient_count; r++) {
        const struct sp_party_key *named = sp_base_recipient(base, r);
        id = sp_key_id(named->party.role, base->suite, plan->recipients[r].b);
        if (memcmp(id.b, named->key_id.b, sizeof(id.b)) != 0) {
            return false;
        }
    }
    return true;
}

/* An item sealed under another base, place or category has another k_com. */
static enum sp_status
items_are_of_base(const struct sealing *sealing)
{
    const struct sp_envelope_plan *plan = sealing->plan;
    struct sp_item_keys keys;
    enum sp_status status = SP_OK;

    for (size_t i = 0; status == SP_OK && i < plan->item_count; i++) {
        status = sp_item_keys_derive(&sealing->hb, (uint8_t)i, sp_base_category(sealing->base, i),
            &plan->items[i].cek, &keys);
        if (status == SP_OK &&
            !sp_equal_secret(keys.com, plan->items[i].entry.k_com.b, sizeof(keys.com))) {
            status = SP_ERR_USAGE;
        }
    }
    sp_wipe(&keys, sizeof(keys));
    return status;
}

static enum sp_status
plan_fits(const struct sealing *sealing)
{
    if (sealing->plan->recipient_count != sealing->base->recipients.count ||
        sealing->plan->item_count != sealing->base->categories.count || !key_ids_fit(sealing)) {
        return SP_ERR_USAGE;
    }
    return items_are_of_base(sealing);
}

static enum sp_status
sealing_init(struct sealing *sealing)
{
    const size_t items = sealing->plan->item_count;
    const size_t cells = items * sealing->plan->recipient_count;

    sealing->broker = sodium_allocarray(cells, sizeof(*sealing->broker));
    sealing->own = sodium_allocarray(cells, sizeof(*sealing->own));
    sealing->items = calloc(items, sizeof(*sealing->items));
    sealing->shares = calloc(cells, sizeof(*sealing->shares));
    if (sealing->broker == NULL || sealing->own == NULL || sealing->items == NULL ||
        sealing->shares == NULL) {
        return SP_ERR_NOMEM;
    }
    sp_random(sealing->broker, cells * sizeof(*sealing->broker));
    sp_random(sealing->own, cells * sizeof(*sealing->own));
    return SP_OK;
}

static void
sealing_wipe(struct sealing *sealing)
{
    sodium_free(sealing->broker);
    sodium_free(sealing->own);
    free(sealing->items);
    free(sealing->shares);
    memset(sealing, 0, sizeof(*sealing));
}

/* Commitments and wraps of recipient ${r}, and her blob. */
static enum sp_status
seal_for(struct sealing *sealing, size_t r, struct sp_buffer *blob)
{
    const struct sp_envelope_plan *plan = sealing->plan;
    struct sp_recipient_entry *entry = &sealing->recipients[r];
    struct sp_share_entry *shares = sealing->shares + r * plan->item_count;
    const struct sp_share *own = sealing->own + r * plan->item_count;
    struct sp_info info;
    enum sp_status status;

    entry->key_id = sp_base_recipient(sealing->base, r)->key_id;
    entry->shares = (struct sp_list){shares, plan->item_count};
    for (size_t i = 0; i < plan->item_count; i++) {
        const struct sp_place place = {&sealing->hb, &entry->key_id, (uint8_t)i};
        const struct sp_share *broker = &sealing->broker[i * plan->recipient_count + r];
        shares[i].c_b = sp_share_commitment(&place, SP_SHARE_BROKER, broker);
        shares[i].c_r = sp_share_commitment(&place, SP_SHARE_RECIPIENT, &own[i]);
        status = sp_cek_wrap(&place, broker, &own[i], &plan->items[i].cek, shares[i].wrap);
        if (status != SP_OK) {
            return status;
        }
    }
    sp_info_of_recipient_blob(&info, &sealing->hb, &entry->key_id);
    const struct sp_bytes secret = {
        (const uint8_t *)own, plan->item_count * sizeof(struct sp_share)};
    if ((status = sp_hpke_seal(&plan->recipients[r], sp_info_bytes(&info), secret, blob)) ==
        SP_OK) {
        entry->blob_hash = sp_blob_hash(sp_buffer_bytes(blob));
    }
    return status;
}

static enum sp_status
write_manifest(struct sealing *sealing, struct sp_buffer *out)
{
    const struct sp_envelope_plan *plan = sealing->plan;
    const struct sp_manifest manifest = {
        .items = {sealing->items, plan->item_count},
        .recipients = {sealing->recipients, plan->recipient_count},
    };

    for (size_t i = 0; i < plan->item_count; i++) {
        sealing->items[i] = plan->items[i].entry;
    }
    if (sp_manifest_fault(sealing->base, &manifest) != NULL) {
        return SP_ERR_USAGE;
    }
    return sp_wire_write(&sp_shape_manifest, &manifest, out);
}

static enum sp_status
sign(const struct sp_envelope_plan *plan, struct sp_envelope *out)
{
    const struct sp_bytes manifest = sp_buffer_bytes(&out->manifest);
    uint8_t base_size[4], manifest_size[4];
    const struct sp_bytes parts[] = {{base_size, sizeof(base_size)}, plan->base,
        {manifest_size, sizeof(manifest_size)}, manifest};

    sp_put_u32(base_size, (uint32_t)plan->base.size);
    sp_put_u32(manifest_size, (uint32_t)manifest.size);
    out->d = sp_message_digest(plan->base, manifest);
    return sp_sign(plan->sender, "envelope", parts, 4, &out->signature);
}

static enum sp_status
seal_for_broker(const struct sealing *sealing, struct sp_envelope *out)
{
    const struct sp_envelope_plan *plan = sealing->plan;
    const struct sp_bytes secret = {(const uint8_t *)sealing->broker,
        plan->item_count * plan->recipient_count * sizeof(struct sp_share)};
    struct sp_info info;

    sp_info_of_broker_blob(&info, &out->d);
    return sp_hpke_seal(&plan->intake, sp_info_bytes(&info), secret, &out->broker_blob);
}

static enum sp_status
seal_under(struct sealing *sealing, struct sp_envelope *out)
{
    enum sp_status status;

    if ((status = plan_fits(sealing)) != SP_OK || (status = sealing_init(sealing)) != SP_OK) {
        return status;
    }
    for (size_t r = 0; r < sealing->plan->recipient_count; r++) {
        if ((status = seal_for(sealing, r, &out->blobs[r])) != SP_OK) {
            return status;
        }
    }
    if ((status = write_manifest(sealing, &out->manifest)) != SP_OK ||
        (status = sign(sealing->plan, out)) != SP_OK) {
        return status;
    }
    return seal_for_broker(sealing, out);
}

enum sp_status
sp_envelope_seal(const struct sp_envelope_plan *plan, struct sp_envelope *out)
{
    struct sealing sealing = {.plan = plan};
    struct sp_arena *arena = NULL;
    struct sp_base base;
    enum sp_status status;

    sp_envelope_wipe(out);
    if ((status = sp_arena_new(SP_HEADER_ARENA_BYTES, &arena)) != SP_OK) {
        goto done;
    }
    if ((status = sp_base_read(plan->base, arena, &base, NULL)) != SP_OK) {
        status = status == SP_ERR_NOMEM ? status : SP_ERR_USAGE;
        goto done;
    }
    sealing.base = &base;
    sealing.hb = sp_base_hash(plan->base);
    status = seal_under(&sealing, out);

done:
    for (size_t i = 0; i < plan->item_count; i++) {
        sp_wipe(&plan->items[i].cek, sizeof(plan->items[i].cek));
    }
    if (status != SP_OK) {
        sp_envelope_wipe(out);
    }
    sealing_wipe(&sealing);
    sp_arena_free(arena);
    return status;
}
