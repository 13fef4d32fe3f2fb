#include <samenspraak/envelope.h>

#include <samenspraak/terms.h>

/*
 * The wire form of base and manifest.  A row's limits are what the reader lets through; what rows
 * mean to each other is in envelope_header.c.
 */

/* clang-format off */
static const struct sp_field party_key_rows[] = {
    SP_ROW_OF(SP_FIELD_STRUCT, struct sp_party_key, party, &sp_shape_party, 0, 0),
    SP_ROW(SP_FIELD_FIXED, struct sp_party_key, key_id, SP_HASH_BYTES, SP_HASH_BYTES),
};
static const struct sp_shape party_key_shape = SP_SHAPE("party_key", struct sp_party_key, party_key_rows);

static const struct sp_field consent_rows[] = {
    SP_ROW(SP_FIELD_FIXED, struct sp_consent_ref, hash, SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_U32, struct sp_consent_ref, version, 1, UINT32_MAX),
};
static const struct sp_shape consent_shape = SP_SHAPE("consent", struct sp_consent_ref, consent_rows);

static const struct sp_field item_ref_rows[] = {
    SP_ROW(SP_FIELD_FIXED, struct sp_item_ref, d, SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_U8, struct sp_item_ref, item, 0, SP_ITEMS_MAX - 1),
};
static const struct sp_shape item_ref_shape = SP_SHAPE("source", struct sp_item_ref, item_ref_rows);

static const struct sp_field withheld_rows[] = {
    SP_ROW(SP_FIELD_U8, struct sp_withheld_copy, reason, 0, SP_WITHHELD_THERAPEUTIC),
    SP_ROW_OPT_OF(SP_FIELD_STRUCT, struct sp_withheld_copy, consulted, &sp_shape_party, 0, 0),
};
static const struct sp_shape withheld_shape = SP_SHAPE("withheld", struct sp_withheld_copy, withheld_rows);

static const struct sp_field category_rows[] = {
    SP_ROW(SP_FIELD_U8, struct sp_u8, v, 0, SP_CATEGORY_COUNT - 1),
};
static const struct sp_shape category_shape = {
    .name = "category", .size = sizeof(struct sp_u8), .fields = category_rows, .count = 1, .bare = true};

static const struct sp_field base_rows[] = {
    SP_ROW(SP_FIELD_U8,            struct sp_base, version, 1, 1),
    SP_ROW(SP_FIELD_U16,           struct sp_base, suite, SP_SUITE_V1, SP_SUITE_V1),
    SP_ROW(SP_FIELD_FIXED,         struct sp_base, msg_id, SP_MSG_ID_BYTES, SP_MSG_ID_BYTES),
    SP_ROW(SP_FIELD_U64,           struct sp_base, created_ms, 0, INT64_MAX),
    SP_ROW(SP_FIELD_U64,           struct sp_base, not_after_ms, 0, INT64_MAX),
    SP_ROW_OF(SP_FIELD_STRUCT,     struct sp_base, sender, &party_key_shape, 0, 0),
    SP_ROW_OF(SP_FIELD_LIST,       struct sp_base, recipients, &party_key_shape, 1, SP_RECIPIENTS_MAX),
    SP_ROW(SP_FIELD_FIXED,         struct sp_base, patient, SP_PATIENT_BYTES, SP_PATIENT_BYTES),
    SP_ROW(SP_FIELD_U8,            struct sp_base, purpose, 0, SP_PURPOSE_COUNT - 1),
    SP_ROW(SP_FIELD_U8,            struct sp_base, basis, 0, UINT8_MAX),
    SP_ROW(SP_FIELD_U16,           struct sp_base, laws, 0, (1U << SP_LAW_COUNT) - 1),
    SP_ROW_OPT_OF(SP_FIELD_STRUCT, struct sp_base, consent, &consent_shape, 0, 0),
    SP_ROW_OF(SP_FIELD_LIST,       struct sp_base, categories, &category_shape, 1, SP_ITEMS_MAX),
    SP_ROW_OF(SP_FIELD_LIST,       struct sp_base, asks, &category_shape, 0, SP_CATEGORY_COUNT),
    SP_ROW(SP_FIELD_U8,            struct sp_base, copy, 0, SP_COPY_NONE),
    SP_ROW_OPT_OF(SP_FIELD_STRUCT, struct sp_base, withheld, &withheld_shape, 0, 0),
    SP_ROW(SP_FIELD_BOOL,          struct sp_base, joint, 0, 1),
    SP_ROW_OPT_OF(SP_FIELD_STRUCT, struct sp_base, source, &item_ref_shape, 0, 0),
    SP_ROW_OPT(SP_FIELD_FIXED,     struct sp_base, reply_to, SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW_OF(SP_FIELD_LIST,       struct sp_base, heads, &sp_shape_head, SP_LOG_COUNT, SP_LOG_COUNT),
};
const struct sp_shape sp_shape_base = SP_SHAPE("base", struct sp_base, base_rows);

static const struct sp_field item_rows[] = {
    SP_ROW(SP_FIELD_U8,    struct sp_item_entry, index, 0, SP_ITEMS_MAX - 1),
    SP_ROW(SP_FIELD_U64,   struct sp_item_entry, padded_bytes, SP_ITEM_PAD_MIN, SP_ITEM_MAX),
    SP_ROW(SP_FIELD_FIXED, struct sp_item_entry, ct_hash, SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_FIXED, struct sp_item_entry, k_com, SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_FIXED, struct sp_item_entry, item_ref, SP_HASH_BYTES, SP_HASH_BYTES),
};
static const struct sp_shape item_shape = SP_SHAPE("item", struct sp_item_entry, item_rows);

static const struct sp_field share_rows[] = {
    SP_ROW(SP_FIELD_FIXED, struct sp_share_entry, c_b, SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_FIXED, struct sp_share_entry, c_r, SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_FIXED, struct sp_share_entry, wrap, SP_WRAP_BYTES, SP_WRAP_BYTES),
};
static const struct sp_shape share_shape = SP_SHAPE("share", struct sp_share_entry, share_rows);

static const struct sp_field recipient_rows[] = {
    SP_ROW(SP_FIELD_FIXED,   struct sp_recipient_entry, key_id, SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_FIXED,   struct sp_recipient_entry, blob_hash, SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW_OF(SP_FIELD_LIST, struct sp_recipient_entry, shares, &share_shape, 1, SP_ITEMS_MAX),
};
static const struct sp_shape recipient_shape = SP_SHAPE("recipient", struct sp_recipient_entry, recipient_rows);

static const struct sp_field manifest_rows[] = {
    SP_ROW_OF(SP_FIELD_LIST, struct sp_manifest, items, &item_shape, 1, SP_ITEMS_MAX),
    SP_ROW_OF(SP_FIELD_LIST, struct sp_manifest, recipients, &recipient_shape, 1, SP_RECIPIENTS_MAX),
};
const struct sp_shape sp_shape_manifest = SP_SHAPE("manifest", struct sp_manifest, manifest_rows);
/* clang-format on */
