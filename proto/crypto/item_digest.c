#include "item_digest.h"

#include <stdlib.h>
#include <string.h>

#include <samenspraak/envelope.h>

#include "envelope_binding.h"
#include "padme.h"

_Static_assert(SP_ITEM_CHUNKS_MAX < UINT64_C(1) << SP_ITEM_TREE_DEPTH, "the right edge fits");

static struct sp_hash
node_hash(const struct sp_hash *left, const struct sp_hash *right)
{
    static const uint8_t prefix[1] = {0x01};
    const struct sp_bytes parts[] = {
        {prefix, sizeof(prefix)}, {left->b, sizeof(left->b)}, {right->b, sizeof(right->b)}};

    return sp_sha256(parts, 3);
}

enum sp_status
sp_item_digest_init(struct sp_item_digest *digest, uint64_t padded_bytes)
{
    memset(digest, 0, sizeof(*digest));
    digest->padded_bytes = padded_bytes;
    return sp_hasher_new(&digest->hasher);
}

static enum sp_status
leaf_hash(struct sp_hasher *hasher, const struct sp_bytes *parts, size_t count, struct sp_hash *out)
{
    static const uint8_t prefix[1] = {0x00};
    enum sp_status status = sp_hasher_update(hasher, prefix, sizeof(prefix));

    for (size_t i = 0; status == SP_OK && i < count; i++) {
        status = sp_hasher_update(hasher, parts[i].data, parts[i].size);
    }
    return status == SP_OK ? sp_hasher_final(hasher, out) : status;
}

enum sp_status
sp_item_digest_add(struct sp_item_digest *digest, const struct sp_bytes *parts, size_t count)
{
    struct sp_hash node;
    enum sp_status status;

    if (digest->leaf_count >= SP_ITEM_CHUNKS_MAX) {
        return SP_ERR_INTERNAL;
    }
    if ((status = leaf_hash(digest->hasher, parts, count, &node)) != SP_OK) {
        return status;
    }
    /* As many subtrees close as the number of leaves so far has ones at its end. */
    for (uint32_t ones = digest->leaf_count; (ones & 1) != 0; ones >>= 1) {
        node = node_hash(&digest->nodes[--digest->node_count], &node);
    }
    digest->nodes[digest->node_count++] = node;
    digest->leaf_count++;
    return SP_OK;
}

enum sp_status
sp_item_digest_final(const struct sp_item_digest *digest, struct sp_hash *out)
{
    uint8_t length[8];

    memset(out, 0, sizeof(*out));
    if (digest->node_count == 0 ||
        digest->leaf_count != sp_item_chunk_count(digest->padded_bytes)) {
        return SP_ERR_INTERNAL;
    }
    struct sp_hash root = digest->nodes[digest->node_count - 1];
    for (uint32_t i = digest->node_count - 1; i > 0; i--) {
        root = node_hash(&digest->nodes[i - 1], &root);
    }
    sp_put_u64(length, digest->padded_bytes);
    const struct sp_bytes parts[] = {{length, sizeof(length)}, {root.b, sizeof(root.b)}};
    *out = sp_hash_of("ct", parts, 2);
    return SP_OK;
}

void
sp_item_digest_wipe(struct sp_item_digest *digest)
{
    sp_hasher_free(digest->hasher);
    memset(digest, 0, sizeof(*digest));
}

/* The ciphertext of an item, as broker and recipient hash it without any key. */

static enum sp_status
hash_chunks(
    struct sp_source source, struct sp_item_digest *digest, uint8_t *buffer, struct sp_hash *out)
{
    const uint64_t padded = digest->padded_bytes;
    size_t header = SP_STREAM_HEADER;
    enum sp_status status = SP_OK;

    for (uint64_t offset = 0; status == SP_OK && offset < padded;) {
        const size_t plain = sp_item_chunk_bytes(padded, offset);
        const struct sp_bytes leaf = {buffer, header + plain + SP_CHUNK_OVERHEAD};
        if ((status = source.read(source.context, buffer, leaf.size)) == SP_OK) {
            status = sp_item_digest_add(digest, &leaf, 1);
        }
        header = 0;
        offset += plain;
    }
    return status == SP_OK ? sp_item_digest_final(digest, out) : status;
}

enum sp_status
sp_item_ciphertext_hash(struct sp_source source, uint64_t padded_bytes, struct sp_hash *out)
{
    struct sp_item_digest digest = {0};
    uint8_t *buffer = NULL;
    enum sp_status status;

    memset(out, 0, sizeof(*out));
    if (!sp_item_size_is_possible(padded_bytes)) {
        return SP_ERR_USAGE;
    }
    buffer = malloc(SP_STREAM_HEADER + sp_item_chunk_bytes(padded_bytes, 0) + SP_CHUNK_OVERHEAD);
    if (buffer == NULL) {
        return SP_ERR_NOMEM;
    }
    if ((status = sp_item_digest_init(&digest, padded_bytes)) == SP_OK) {
        status = hash_chunks(source, &digest, buffer, out);
    }
    sp_item_digest_wipe(&digest);
    free(buffer);
    return status;
}
