/*
 * Base and manifest come from another organisation through a broker that may be malicious; the
 * broker reads them before it knows whether the signature is good.  Input: a kind byte; then either
 * both parts as bytes (u16 length of the base in front), or patches (u16 offset, byte) to a good
 * header, so that the fuzzer gets behind the reader of the wire form to the rules.
 */
#include "envelope_binding.h"
#include "envelope_sample.h"

static struct envelope_sample sample;

static void
use_header(const struct sp_header *header, struct sp_bytes base, struct sp_bytes manifest)
{
    const struct sp_sign_public key = sp_sign_key_public(sample.sender);
    const size_t items = header->manifest.items.count;
    static struct sp_share shares[SP_ITEMS_MAX * SP_RECIPIENTS_MAX];
    struct sp_share cek;
    struct sp_buffer again;

    /* One form only: what was read, written again, is the same. */
    sp_buffer_init(&again, SP_MANIFEST_MAX);
    SAMPLE_MUST(sp_wire_write(&sp_shape_base, &header->base, &again) == SP_OK);
    SAMPLE_MUST(sp_bytes_equal(sp_buffer_bytes(&again), base));
    sp_buffer_wipe(&again);
    SAMPLE_MUST(sp_wire_write(&sp_shape_manifest, &header->manifest, &again) == SP_OK);
    SAMPLE_MUST(sp_bytes_equal(sp_buffer_bytes(&again), manifest));
    sp_buffer_wipe(&again);

    const bool same = sp_bytes_equal(base, sp_buffer_bytes(&sample.base_bytes)) &&
                      sp_bytes_equal(manifest, sp_buffer_bytes(&sample.envelope.manifest));
    const enum sp_status verified =
        sp_header_verify(header, base, manifest, &sample.envelope.signature, &key);
    SAMPLE_MUST((verified == SP_OK) == same);
    SAMPLE_MUST(sp_header_recipient(header, &header->base.sender.party) == -1);
    const enum sp_status broker =
        sp_broker_shares_open(header, sample.intake, sp_buffer_bytes(&sample.envelope.broker_blob),
            shares, items * header->manifest.recipients.count);
    SAMPLE_MUST((broker == SP_OK) == same);
    for (size_t r = 0; r < header->manifest.recipients.count; r++) {
        const enum sp_status status = sp_recipient_shares_open(
            header, r, sample.keys[0], sp_buffer_bytes(&sample.envelope.blobs[0]), shares, items);
        SAMPLE_MUST(status != SP_OK || r == 0);
        SAMPLE_MUST(sp_item_key(header, r, items - 1, shares, shares, &cek) == SP_ERR_PROOF);
    }
}

static void
patch(struct sp_buffer *base, struct sp_buffer *manifest, const uint8_t *data, size_t size)
{
    for (; size >= 3; data += 3, size -= 3) {
        const size_t at = sp_get_u16(data) % (base->size + manifest->size);
        uint8_t *byte = at < base->size ? base->data + at : manifest->data + (at - base->size);
        *byte = data[2];
    }
}

static struct sp_buffer
copy_of(struct sp_bytes bytes)
{
    struct sp_buffer copy;

    sp_buffer_init(&copy, bytes.size + 1);
    SAMPLE_MUST(sp_buffer_append(&copy, bytes.data, bytes.size) == SP_OK);
    return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sp_buffer base, manifest;
    struct sp_header header;
    struct sp_base alone;
    const char *field = NULL;

    if (sample.arena == NULL) {
        sample_init(&sample, 2, 2);
        sample_seal(&sample);
    }
    if (size < 3) {
        return 0;
    }
    if ((data[0] & 1) != 0) {
        const size_t rest = size - 3, wanted = sp_get_u16(data + 1);
        const size_t split = wanted < rest ? wanted : rest;
        base = copy_of((struct sp_bytes){data + 3, split});
        manifest = copy_of((struct sp_bytes){data + 3 + split, rest - split});
    } else {
        base = copy_of(sp_buffer_bytes(&sample.base_bytes));
        manifest = copy_of(sp_buffer_bytes(&sample.envelope.manifest));
        patch(&base, &manifest, data + 1, size - 1);
    }
    sp_arena_reset(sample.arena);
    sp_status_ignore(sp_base_read(sp_buffer_bytes(&base), sample.arena, &alone, &field));
    sp_arena_reset(sample.arena);
    if (sp_header_read(sp_buffer_bytes(&base), sp_buffer_bytes(&manifest), sample.arena, &header,
            &field) == SP_OK) {
        use_header(&header, sp_buffer_bytes(&base), sp_buffer_bytes(&manifest));
    } else {
        SAMPLE_MUST(field != NULL);
    }
    sp_buffer_wipe(&base);
    sp_buffer_wipe(&manifest);
    return 0;
}
