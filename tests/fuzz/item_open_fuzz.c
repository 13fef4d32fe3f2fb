/*
 * An item's ciphertext comes through the broker, and its plaintext from a sender who may have
 * sealed anything under a good key.  Input: kind, size class, chunk of the final tag, category;
 * then the ciphertext, or the plaintext (head first, the rest somewhere), which is sealed here so
 * that the fuzzer gets behind the decryption to the head, the length and the padding.
 */
#include "crafted_item.h"

/* clang-format off */
static const uint64_t sizes[] = {1024, 1088, 2048, 65536, 67584, 131072, 135168};
/* clang-format on */

struct seen {
    uint64_t total;
};

static enum sp_status
see(void *context, const uint8_t *data, size_t size)
{
    struct seen *seen = context;

    SAMPLE_MUST(data != NULL && size > 0 && size <= SP_CHUNK_BYTES);
    seen->total += size;
    return SP_OK;
}

/* Puts ${data} into ${padded} bytes of zeros: the head where it belongs, the rest at an offset. */
static uint8_t *
spread(const uint8_t *data, size_t size, uint64_t padded)
{
    uint8_t *plain = calloc(1, padded);

    SAMPLE_MUST(plain != NULL);
    const size_t head = size < SP_ITEM_HEAD_BYTES ? size : SP_ITEM_HEAD_BYTES;
    memcpy(plain, data, head);
    data += head;
    size -= head;
    if (size > 4) {
        const uint64_t at = (uint64_t)sp_get_u16(data) << 3 | sp_get_u16(data + 2) % 8;
        data += 4;
        size -= 4;
        for (size_t i = 0; i < size && at + i < padded; i++) {
            plain[at + i] = data[i];
        }
    }
    return plain;
}

static void
open_crafted(struct crafted_item *item, struct sp_bytes ciphertext)
{
    struct memory_source memory;
    struct sp_item_opened said;
    struct seen seen = {0};
    const enum sp_status status = sp_item_open(&item->header, 0, &item->cek,
        source_of(&memory, ciphertext), (struct sp_sink){see, &seen}, &said);

    if (status == SP_OK) {
        SAMPLE_MUST(seen.total == said.content_bytes);
        SAMPLE_MUST(sp_item_padded(said.content_bytes) == item->entry.padded_bytes);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t uid[16] = {0};
    struct crafted_item item;

    SAMPLE_MUST(sp_crypto_init() == SP_OK);
    if (size < 4) {
        return 0;
    }
    const uint64_t padded = sizes[data[1] % (sizeof(sizes) / sizeof(sizes[0]))];
    crafted_init(&item, data[3] % SP_CATEGORY_COUNT, padded, uid);
    if ((data[0] & 1) != 0) {
        struct memory_source memory;
        const struct sp_bytes ciphertext = {data + 4, size - 4};
        sp_status_ignore(
            sp_item_ciphertext_hash(source_of(&memory, ciphertext), padded, &item.entry.ct_hash));
        open_crafted(&item, ciphertext);
    } else {
        uint8_t *plain = spread(data + 4, size - 4, padded);
        crafted_seal(&item, (struct sp_bytes){plain, padded}, data[2] % 4);
        crafted_sign(&item);
        open_crafted(&item, sp_buffer_bytes(&item.ciphertext));
        free(plain);
    }
    crafted_free(&item);
    return 0;
}
