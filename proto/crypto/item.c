#include <samenspraak/envelope.h>

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include <samenspraak/terms.h>

#include "envelope_binding.h"
#include "item_digest.h"
#include "padme.h"

_Static_assert(SP_STREAM_HEADER == crypto_secretstream_xchacha20poly1305_HEADERBYTES, "header");
_Static_assert(SP_CHUNK_OVERHEAD == crypto_secretstream_xchacha20poly1305_ABYTES, "chunk");
_Static_assert(sizeof(struct sp_item_keys) == 64, "k_enc and k_com");

#define TAG_MIDDLE crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
#define TAG_LAST   crypto_secretstream_xchacha20poly1305_TAG_FINAL

/*
 * One item on its way, a chunk at a time.  Plaintext is
 *
 *   uid 16 | length of content u64 | form u16 | category u8 | content | zeros to the padded size
 *
 * cut into chunks of 64 KiB, each sealed with hb || item; only the last carries the final tag.
 * Everything here is of a size that does not depend on the item's.
 */
struct guarded {
    crypto_secretstream_xchacha20poly1305_state stream;
    struct sp_item_keys keys;
    uint8_t plain[];
};

struct passage {
    struct guarded *guarded; /* in guarded memory */
    uint8_t *cipher;         /* one sealed chunk */
    struct sp_item_digest digest;
    uint8_t ad[SP_ITEM_AD_BYTES];
    uint64_t padded_bytes;
    uint64_t offset; /* plaintext bytes that are done */
};

static void
passage_wipe(struct passage *passage)
{
    sodium_free(passage->guarded);
    free(passage->cipher);
    sp_item_digest_wipe(&passage->digest);
    memset(passage, 0, sizeof(*passage));
}

static enum sp_status
passage_init(struct passage *passage, const struct sp_hash *hb, uint8_t item, uint64_t padded)
{
    const size_t chunk = sp_item_chunk_bytes(padded, 0);
    /* sodium_malloc puts the end at a page's end, so alignment is ours to keep. */
    const size_t size = (sizeof(struct guarded) + chunk + 63) / 64 * 64;

    memset(passage, 0, sizeof(*passage));
    passage->padded_bytes = padded;
    sp_item_ad(hb, item, passage->ad);
    passage->guarded = sodium_malloc(size);
    passage->cipher = malloc(chunk + SP_CHUNK_OVERHEAD);
    if (passage->guarded == NULL || passage->cipher == NULL) {
        return SP_ERR_NOMEM;
    }
    return sp_item_digest_init(&passage->digest, padded);
}

static uint8_t
tag_of(const struct passage *passage, size_t plain)
{
    return passage->offset + plain == passage->padded_bytes ? TAG_LAST : TAG_MIDDLE;
}

/* The first leaf of the tree holds the stream header too. */
static enum sp_status
digest_chunk(struct passage *passage, const uint8_t *header, size_t sealed)
{
    const struct sp_bytes parts[] = {{header, SP_STREAM_HEADER}, {passage->cipher, sealed}};
    const size_t first = passage->offset == 0 ? 0 : 1;

    return sp_item_digest_add(&passage->digest, parts + first, 2 - first);
}

/* The stretch of a chunk that is content: [begin, end). */
struct stretch {
    size_t begin, end;
};

static struct stretch
content_of(const struct passage *passage, size_t plain, uint64_t content_bytes)
{
    const uint64_t stop = SP_ITEM_HEAD_BYTES + content_bytes;
    struct stretch stretch = {passage->offset == 0 ? SP_ITEM_HEAD_BYTES : 0, plain};

    if (stop <= passage->offset) {
        stretch.end = 0;
    } else if (stop - passage->offset < plain) {
        stretch.end = (size_t)(stop - passage->offset);
    }
    return stretch;
}

/* Sealing. */

static void
put_head(const struct sp_item_plan *plan, uint8_t *out)
{
    memcpy(out, plan->uid, sizeof(plan->uid));
    sp_put_u64(out + 16, plan->content_bytes);
    sp_put_u16(out + 24, plan->form);
    out[26] = plan->category;
}

static enum sp_status
fill_chunk(
    struct passage *passage, const struct sp_item_plan *plan, struct sp_source source, size_t plain)
{
    const struct stretch content = content_of(passage, plain, plan->content_bytes);
    uint8_t *out = passage->guarded->plain;
    enum sp_status status = SP_OK;

    memset(out, 0, plain);
    if (passage->offset == 0) {
        put_head(plan, out);
    }
    if (content.end > content.begin) {
        status = source.read(source.context, out + content.begin, content.end - content.begin);
    }
    return status;
}

static enum sp_status
seal_chunks(struct passage *passage, const struct sp_item_plan *plan, struct sp_source source,
    struct sp_sink sink)
{
    struct guarded *guarded = passage->guarded;
    uint8_t header[SP_STREAM_HEADER];
    enum sp_status status;

    if (crypto_secretstream_xchacha20poly1305_init_push(
            &guarded->stream, header, guarded->keys.enc) != 0) {
        return SP_ERR_INTERNAL;
    }
    status = sink.write(sink.context, header, sizeof(header));
    while (status == SP_OK && passage->offset < passage->padded_bytes) {
        const size_t plain = sp_item_chunk_bytes(passage->padded_bytes, passage->offset);
        if ((status = fill_chunk(passage, plan, source, plain)) != SP_OK) {
            break;
        }
        if (crypto_secretstream_xchacha20poly1305_push(&guarded->stream, passage->cipher, NULL,
                guarded->plain, plain, passage->ad, sizeof(passage->ad),
                tag_of(passage, plain)) != 0) {
            return SP_ERR_INTERNAL;
        }
        if ((status = digest_chunk(passage, header, plain + SP_CHUNK_OVERHEAD)) == SP_OK) {
            status = sink.write(sink.context, passage->cipher, plain + SP_CHUNK_OVERHEAD);
        }
        passage->offset += plain;
    }
    return status;
}

enum sp_status
sp_item_seal(const struct sp_item_plan *plan, struct sp_source source, struct sp_sink sink,
    struct sp_item_sealed *out)
{
    const uint64_t padded = sp_item_padded(plan->content_bytes);
    struct passage passage = {0};
    enum sp_status status;

    memset(out, 0, sizeof(*out));
    if (plan->index >= SP_ITEMS_MAX || plan->category >= SP_CATEGORY_COUNT) {
        return SP_ERR_USAGE;
    }
    if (padded == 0) {
        return SP_ERR_TOO_BIG;
    }
    sp_random(out->cek.b, sizeof(out->cek.b));
    if ((status = passage_init(&passage, &plan->hb, plan->index, padded)) != SP_OK ||
        (status = sp_item_keys_derive(
             &plan->hb, plan->index, plan->category, &out->cek, &passage.guarded->keys)) != SP_OK ||
        (status = seal_chunks(&passage, plan, source, sink)) != SP_OK ||
        (status = sp_item_digest_final(&passage.digest, &out->entry.ct_hash)) != SP_OK) {
        goto done;
    }
    out->entry.index = plan->index;
    out->entry.padded_bytes = padded;
    memcpy(out->entry.k_com.b, passage.guarded->keys.com, sizeof(out->entry.k_com.b));
    out->entry.item_ref = sp_item_ref_of(plan->uid);

done:
    if (status != SP_OK) {
        sp_wipe(out, sizeof(*out));
    }
    passage_wipe(&passage);
    return status;
}

/* Opening. */

/* What the header says of the item, and what the item says of itself. */
struct opening {
    const struct sp_item_entry *entry;
    uint8_t category;
    struct sp_item_opened said;
};

static bool
head_fits(struct opening *opening, const uint8_t *plain)
{
    struct sp_item_opened *said = &opening->said;

    memcpy(said->uid, plain, sizeof(said->uid));
    said->content_bytes = sp_get_u64(plain + 16);
    said->form = sp_get_u16(plain + 24);
    const struct sp_hash item_ref = sp_item_ref_of(said->uid);
    return plain[26] == opening->category &&
           sp_item_padded(said->content_bytes) == opening->entry->padded_bytes &&
           memcmp(item_ref.b, opening->entry->item_ref.b, sizeof(item_ref.b)) == 0;
}

/*
 * Decrypts the chunk at hand and hands its content on.  SP_ERR_MALFORMED: this is no chunk of such
 * an item; other failures are the sink's.
 */
static enum sp_status
open_chunk(struct passage *passage, struct opening *opening, size_t plain, struct sp_sink sink)
{
    struct guarded *guarded = passage->guarded;
    uint8_t tag = 0;

    if (crypto_secretstream_xchacha20poly1305_pull(&guarded->stream, guarded->plain, NULL, &tag,
            passage->cipher, plain + SP_CHUNK_OVERHEAD, passage->ad, sizeof(passage->ad)) != 0 ||
        tag != tag_of(passage, plain)) {
        return SP_ERR_MALFORMED;
    }
    if (passage->offset == 0 && !head_fits(opening, guarded->plain)) {
        return SP_ERR_MALFORMED;
    }
    const struct stretch content = content_of(passage, plain, opening->said.content_bytes);
    const size_t padding = content.end > content.begin ? content.end : content.begin;
    if (!sodium_is_zero(guarded->plain + padding, plain - padding)) {
        return SP_ERR_MALFORMED;
    }
    return content.end > content.begin ? sink.write(sink.context, guarded->plain + content.begin,
                                             content.end - content.begin)
                                       : SP_OK;
}

/*
 * Reads to the end even when a chunk is bad, for only the hash of the whole tells whether the
 * ciphertext was damaged on its way or was sealed that way; after a bad chunk nothing is handed on.
 */
static enum sp_status
open_chunks(
    struct passage *passage, struct opening *opening, struct sp_source source, struct sp_sink sink)
{
    struct guarded *guarded = passage->guarded;
    uint8_t header[SP_STREAM_HEADER];
    enum sp_status content = SP_OK, status;
    struct sp_hash ct_hash;

    if ((status = source.read(source.context, header, sizeof(header))) != SP_OK) {
        return status;
    }
    if (crypto_secretstream_xchacha20poly1305_init_pull(
            &guarded->stream, header, guarded->keys.enc) != 0) {
        return SP_ERR_INTERNAL;
    }
    while (passage->offset < passage->padded_bytes) {
        const size_t plain = sp_item_chunk_bytes(passage->padded_bytes, passage->offset);
        const size_t sealed = plain + SP_CHUNK_OVERHEAD;
        if ((status = source.read(source.context, passage->cipher, sealed)) != SP_OK ||
            (status = digest_chunk(passage, header, sealed)) != SP_OK) {
            return status;
        }
        if (content == SP_OK) {
            content = open_chunk(passage, opening, plain, sink);
        }
        if (content != SP_OK && content != SP_ERR_MALFORMED) {
            return content;
        }
        passage->offset += plain;
    }
    if ((status = sp_item_digest_final(&passage->digest, &ct_hash)) != SP_OK) {
        return status;
    }
    if (memcmp(ct_hash.b, opening->entry->ct_hash.b, sizeof(ct_hash.b)) != 0) {
        return SP_ERR_PROOF;
    }
    return content;
}

enum sp_status
sp_item_open(const struct sp_header *header, size_t item, const struct sp_share *cek,
    struct sp_source source, struct sp_sink sink, struct sp_item_opened *out)
{
    struct passage passage = {0};
    struct opening opening = {0};
    enum sp_status status;

    memset(out, 0, sizeof(*out));
    if (item >= header->manifest.items.count || item >= header->base.categories.count) {
        return SP_ERR_USAGE;
    }
    opening.entry = sp_manifest_item(&header->manifest, item);
    opening.category = sp_base_category(&header->base, item);
    if (!sp_item_size_is_possible(opening.entry->padded_bytes)) {
        return SP_ERR_USAGE;
    }
    const uint8_t index = (uint8_t)item;
    if ((status = passage_init(&passage, &header->hb, index, opening.entry->padded_bytes)) !=
            SP_OK ||
        (status = sp_item_keys_derive(
             &header->hb, index, opening.category, cek, &passage.guarded->keys)) != SP_OK) {
        goto done;
    }
    if (!sp_equal_secret(
            passage.guarded->keys.com, opening.entry->k_com.b, sizeof(passage.guarded->keys.com))) {
        status = SP_ERR_KEY;
        goto done;
    }
    status = open_chunks(&passage, &opening, source, sink);
    if (status == SP_OK) {
        *out = opening.said;
    }

done:
    sp_wipe(&opening, sizeof(opening));
    passage_wipe(&passage);
    return status;
}
