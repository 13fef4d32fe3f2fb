/*
 * Items as only a dishonest sender seals them: any plaintext, any tags, under a header whose hash
 * and key commitment fit.  For the tests and the fuzz target of opening.
 */
#ifndef SP_TEST_CRAFTED_ITEM_H
#define SP_TEST_CRAFTED_ITEM_H

#include <sodium.h>

#include "envelope_binding.h"
#include "envelope_sample.h"
#include "item_digest.h"
#include "padme.h"

struct crafted_item {
    struct sp_header header;
    struct sp_u8 category;
    struct sp_item_entry entry;
    struct sp_share cek;
    struct sp_buffer ciphertext;
};

/* One item of ${category}, whose manifest says ${padded_bytes} and belongs to ${uid}. */
static inline void
crafted_init(
    struct crafted_item *item, uint8_t category, uint64_t padded_bytes, const uint8_t uid[16])
{
    struct sp_item_keys keys;

    memset(item, 0, sizeof(*item));
    sp_random(item->header.hb.b, sizeof(item->header.hb.b));
    sp_random(item->cek.b, sizeof(item->cek.b));
    item->category.v = category;
    item->entry.padded_bytes = padded_bytes;
    item->entry.item_ref = sp_item_ref_of(uid);
    SAMPLE_MUST(sp_item_keys_derive(&item->header.hb, 0, category, &item->cek, &keys) == SP_OK);
    memcpy(item->entry.k_com.b, keys.com, sizeof(keys.com));
    item->header.base.categories = (struct sp_list){&item->category, 1};
    item->header.manifest.items = (struct sp_list){&item->entry, 1};
    sp_buffer_init(&item->ciphertext, (size_t)1 << 22);
}

/* The hash over what now is the ciphertext: the sender signed it so. */
static inline void
crafted_sign(struct crafted_item *item)
{
    struct memory_source memory;

    SAMPLE_MUST(sp_item_ciphertext_hash(source_of(&memory, sp_buffer_bytes(&item->ciphertext)),
                    item->entry.padded_bytes, &item->entry.ct_hash) == SP_OK);
}

/* Seals ${plain} in chunks; chunk number ${last} gets the final tag, the others none. */
static inline void
crafted_seal(struct crafted_item *item, struct sp_bytes plain, uint64_t last)
{
    crypto_secretstream_xchacha20poly1305_state stream;
    uint8_t header[SP_STREAM_HEADER], ad[SP_ITEM_AD_BYTES];
    struct sp_item_keys keys;
    uint8_t *out = NULL;

    SAMPLE_MUST(
        sp_item_keys_derive(&item->header.hb, 0, item->category.v, &item->cek, &keys) == SP_OK);
    sp_item_ad(&item->header.hb, 0, ad);
    sp_buffer_wipe(&item->ciphertext);
    crypto_secretstream_xchacha20poly1305_init_push(&stream, header, keys.enc);
    SAMPLE_MUST(sp_buffer_append(&item->ciphertext, header, sizeof(header)) == SP_OK);
    for (uint64_t offset = 0, chunk = 0; offset < plain.size; chunk++) {
        const size_t size = sp_item_chunk_bytes(plain.size, offset);
        const uint8_t tag = chunk == last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
        SAMPLE_MUST(sp_buffer_grow(&item->ciphertext, size + SP_CHUNK_OVERHEAD, &out) == SP_OK);
        crypto_secretstream_xchacha20poly1305_push(
            &stream, out, NULL, plain.data + offset, size, ad, sizeof(ad), tag);
        offset += size;
    }
}

static inline enum sp_status
crafted_open(const struct crafted_item *item, struct sp_buffer *content)
{
    struct memory_source memory;
    struct sp_item_opened opened;

    return sp_item_open(&item->header, 0, &item->cek,
        source_of(&memory, sp_buffer_bytes(&item->ciphertext)), sink_of(content), &opened);
}

static inline void
crafted_free(struct crafted_item *item)
{
    sp_buffer_wipe(&item->ciphertext);
    sp_wipe(item, sizeof(*item));
}

#endif /* SP_TEST_CRAFTED_ITEM_H */
