/*
 * What ties every key and commitment of an envelope to its base, item and recipient: the HKDF and
 * HPKE infos, associated data and share commitments of proto/PROTOCOL.md, each made in one place.
 */
#ifndef SP_ENVELOPE_BINDING_H
#define SP_ENVELOPE_BINDING_H

#include <samenspraak/envelope.h>
#include <samenspraak/key.h>

/* Big-endian, as in everything that is hashed. */
void sp_put_u16(uint8_t *out, uint16_t number);
void sp_put_u32(uint8_t *out, uint32_t number);
void sp_put_u64(uint8_t *out, uint64_t number);
uint16_t sp_get_u16(const uint8_t *in);
uint64_t sp_get_u64(const uint8_t *in);

/* "samenspraak/v1/<name>" 0x00 and what follows it. */
#define SP_INFO_MAX 128
struct sp_info {
    uint8_t b[SP_INFO_MAX];
    size_t size;
};
void sp_info_init(struct sp_info *info, const char *name);
void sp_info_add(struct sp_info *info, const void *data, size_t size);
struct sp_bytes sp_info_bytes(const struct sp_info *info);

/* The infos of the three things that HPKE seals. */
void sp_info_of_broker_blob(struct sp_info *info, const struct sp_hash *d);
void sp_info_of_recipient_blob(
    struct sp_info *info, const struct sp_hash *hb, const struct sp_hash *key_id);
void sp_info_of_release(
    struct sp_info *info, const struct sp_hash *d, const struct sp_hash *open_hash);

#define SP_ITEM_AD_BYTES (SP_HASH_BYTES + 2)
/* hb || u16 item: the associated data of every chunk. */
void sp_item_ad(const struct sp_hash *hb, uint8_t item, uint8_t out[static SP_ITEM_AD_BYTES]);
struct sp_hash sp_item_ref_of(const uint8_t uid[static 16]);

/* The two keys of an item; wiped by who asked for them. */
struct sp_item_keys {
    uint8_t enc[32];
    uint8_t com[32]; /* k_com, shown in the manifest */
};
SP_NODISCARD enum sp_status sp_item_keys_derive(const struct sp_hash *hb, uint8_t item,
    uint8_t category, const struct sp_share *cek, struct sp_item_keys *out);

/* Where a share belongs: one item for one recipient of one base. */
struct sp_place {
    const struct sp_hash *hb;
    const struct sp_hash *key_id;
    uint8_t item;
};
enum sp_share_side {
    SP_SHARE_BROKER = 1,
    SP_SHARE_RECIPIENT = 2,
};
struct sp_hash sp_share_commitment(
    const struct sp_place *place, enum sp_share_side side, const struct sp_share *share);
/* Constant time. */
bool sp_share_fits(const struct sp_place *place, enum sp_share_side side,
    const struct sp_share *share, const struct sp_hash *commitment);

/* The content key under KEK = HKDF(s_broker || s_recipient), and back; SP_ERR_KEY wipes ${cek}. */
SP_NODISCARD enum sp_status sp_cek_wrap(const struct sp_place *place, const struct sp_share *broker,
    const struct sp_share *own, const struct sp_share *cek, uint8_t out[static SP_WRAP_BYTES]);
SP_NODISCARD enum sp_status sp_cek_unwrap(const struct sp_place *place,
    const struct sp_share *broker, const struct sp_share *own,
    const uint8_t wrap[static SP_WRAP_BYTES], struct sp_share *cek);

/* Position ${i} of the lists; the caller has checked that there is one. */
const struct sp_party_key *sp_base_recipient(const struct sp_base *base, size_t i);
uint8_t sp_base_category(const struct sp_base *base, size_t i);
const struct sp_item_entry *sp_manifest_item(const struct sp_manifest *manifest, size_t i);
const struct sp_recipient_entry *sp_manifest_recipient(
    const struct sp_manifest *manifest, size_t i);
const struct sp_share_entry *sp_manifest_share(
    const struct sp_manifest *manifest, size_t recipient, size_t item);

/*
 * The rules that a base alone, and a base with its manifest, must meet; NULL, or the field that
 * does not.  Sealing asks them too, so nothing is sealed that the reader would refuse.
 */
const char *sp_base_fault(const struct sp_base *base);
const char *sp_manifest_fault(const struct sp_base *base, const struct sp_manifest *manifest);

#endif /* SP_ENVELOPE_BINDING_H */
