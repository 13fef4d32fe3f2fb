/*
 * A sender, a broker, up to eight recipients and a message between them, for the tests and fuzz
 * targets of the envelope.  Everything is drawn anew for each sample but the parties.
 */
#ifndef SP_TEST_ENVELOPE_SAMPLE_H
#define SP_TEST_ENVELOPE_SAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <samenspraak/envelope.h>
#include <samenspraak/log.h>
#include <samenspraak/terms.h>

/* Not assert: the fuzz targets have no cmocka, and NDEBUG must not switch this off. */
#define SAMPLE_MUST(condition)                                                                     \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* ---- bytes from and into memory ---- */

struct memory_source {
    struct sp_bytes bytes;
    size_t at;
    size_t largest; /* the most that was asked for at once */
};

static inline enum sp_status
memory_read(void *context, uint8_t *data, size_t size)
{
    struct memory_source *memory = context;

    memory->largest = size > memory->largest ? size : memory->largest;
    if (size == 0 || size > memory->bytes.size - memory->at) {
        return SP_ERR_IO;
    }
    memcpy(data, memory->bytes.data + memory->at, size);
    memory->at += size;
    return SP_OK;
}

static inline struct sp_source
source_of(struct memory_source *memory, struct sp_bytes bytes)
{
    *memory = (struct memory_source){.bytes = bytes};
    return (struct sp_source){memory_read, memory};
}

static inline enum sp_status
memory_write(void *context, const uint8_t *data, size_t size)
{
    return size == 0 ? SP_ERR_IO : sp_buffer_append(context, data, size);
}

static inline struct sp_sink
sink_of(struct sp_buffer *buffer)
{
    return (struct sp_sink){memory_write, buffer};
}

/* ---- the message ---- */

struct envelope_sample {
    size_t item_count, recipient_count;
    struct sp_sign_key *sender;
    struct sp_box_key *intake;
    struct sp_box_key *keys[SP_RECIPIENTS_MAX];
    struct sp_box_public publics[SP_RECIPIENTS_MAX];
    struct sp_party_key recipients[SP_RECIPIENTS_MAX];
    struct sp_u8 categories[SP_ITEMS_MAX];
    struct sp_u8 asks[SP_CATEGORY_COUNT];
    struct sp_head heads[SP_LOG_COUNT];
    struct sp_base base;
    struct sp_buffer base_bytes;
    struct sp_item_plan plans[SP_ITEMS_MAX];
    struct sp_item_sealed items[SP_ITEMS_MAX];
    struct sp_buffer ciphertexts[SP_ITEMS_MAX];
    struct sp_envelope envelope;
    struct sp_arena *arena;
    struct sp_header header; /* read back */
};

static inline void
sample_party(struct sp_party *out, const char *text)
{
    SAMPLE_MUST(sp_party_parse(text, out) == SP_OK);
}

static inline void
sample_recipient(struct envelope_sample *sample, size_t r)
{
    struct sp_party_key *recipient = &sample->recipients[r];
    char text[SP_PARTY_TEXT_MAX];

    if (r == 1) {
        sp_party_of_patient(&sample->base.patient, &recipient->party);
    } else {
        snprintf(text, sizeof(text), "occ_physician:big:1901234560%zu", r);
        sample_party(&recipient->party, text);
    }
    SAMPLE_MUST(sp_box_key_new(&sample->keys[r]) == SP_OK);
    sample->publics[r] = sp_box_key_public(sample->keys[r]);
    recipient->key_id = sp_key_id(recipient->party.role, SP_SUITE_V1, sample->publics[r].b);
}

/* From a clinician to an occupational physician; with two recipients or more, a sealed copy. */
static inline void
sample_init(struct envelope_sample *sample, size_t item_count, size_t recipient_count)
{
    struct sp_base *base = &sample->base;

    memset(sample, 0, sizeof(*sample));
    SAMPLE_MUST(sp_crypto_init() == SP_OK);
    sample->item_count = item_count;
    sample->recipient_count = recipient_count;
    SAMPLE_MUST(sp_sign_key_new(&sample->sender) == SP_OK);
    SAMPLE_MUST(sp_box_key_new(&sample->intake) == SP_OK);
    base->version = 1;
    base->suite = SP_SUITE_V1;
    sp_random(base->msg_id.b, sizeof(base->msg_id.b));
    base->created_ms = UINT64_C(1795388281123);
    base->not_after_ms = base->created_ms + UINT64_C(30) * 24 * 3600 * 1000;
    sample_party(&base->sender.party, "clinician_ggz:big:49012345601");
    const struct sp_sign_public public_key = sp_sign_key_public(sample->sender);
    base->sender.key_id = sp_key_id(base->sender.party.role, SP_SUITE_V1, public_key.b);
    sp_random(base->patient.b, sizeof(base->patient.b));
    for (size_t r = 0; r < recipient_count; r++) {
        sample_recipient(sample, r);
    }
    base->recipients = (struct sp_list){sample->recipients, recipient_count};
    base->purpose = SP_PURPOSE_OCC_GUIDANCE;
    base->basis = SP_BASIS_CONSENT;
    base->has_consent = true;
    sp_random(base->consent.hash.b, sizeof(base->consent.hash.b));
    base->consent.version = 1;
    for (size_t i = 0; i < item_count; i++) {
        sample->categories[i].v = (uint8_t)(SP_CATEGORY_PLAN_AGREEMENTS + i % 3);
    }
    base->categories = (struct sp_list){sample->categories, item_count};
    base->copy = recipient_count > 1 ? SP_COPY_SEALED : SP_COPY_PAPER;
    for (size_t i = 0; i < SP_LOG_COUNT; i++) {
        sample->heads[i].size = 1000 + i;
        sp_random(sample->heads[i].root.b, sizeof(sample->heads[i].root.b));
    }
    base->heads = (struct sp_list){sample->heads, SP_LOG_COUNT};
    sp_buffer_init(&sample->base_bytes, SP_BASE_MAX);
    for (size_t i = 0; i < SP_ITEMS_MAX; i++) {
        sp_buffer_init(&sample->ciphertexts[i], (size_t)1 << 25);
    }
    sp_envelope_init(&sample->envelope);
    SAMPLE_MUST(sp_arena_new(SP_HEADER_ARENA_BYTES, &sample->arena) == SP_OK);
}

static inline void
sample_write_base(struct envelope_sample *sample)
{
    sp_buffer_wipe(&sample->base_bytes);
    SAMPLE_MUST(sp_wire_write(&sp_shape_base, &sample->base, &sample->base_bytes) == SP_OK);
}

/* Seals ${content} as item ${i} under the base written before. */
static inline enum sp_status
sample_seal_item(struct envelope_sample *sample, size_t i, struct sp_bytes content)
{
    struct sp_item_plan *plan = &sample->plans[i];
    struct memory_source memory;

    plan->hb = sp_base_hash(sp_buffer_bytes(&sample->base_bytes));
    plan->index = (uint8_t)i;
    plan->category = sample->categories[i].v;
    plan->form = (uint16_t)(0x0100 + i);
    sp_random(plan->uid, sizeof(plan->uid));
    plan->content_bytes = content.size;
    sp_buffer_wipe(&sample->ciphertexts[i]);
    return sp_item_seal(
        plan, source_of(&memory, content), sink_of(&sample->ciphertexts[i]), &sample->items[i]);
}

static inline struct sp_envelope_plan
sample_plan(struct envelope_sample *sample)
{
    return (struct sp_envelope_plan){
        .base = sp_buffer_bytes(&sample->base_bytes),
        .sender = sample->sender,
        .recipients = sample->publics,
        .recipient_count = sample->recipient_count,
        .intake = sp_box_key_public(sample->intake),
        .items = sample->items,
        .item_count = sample->item_count,
    };
}

static inline void
sample_read(struct envelope_sample *sample)
{
    const char *field = NULL;

    sp_arena_reset(sample->arena);
    enum sp_status status = sp_header_read(sp_buffer_bytes(&sample->base_bytes),
        sp_buffer_bytes(&sample->envelope.manifest), sample->arena, &sample->header, &field);
    if (status != SP_OK) {
        fprintf(stderr, "header: %s, %s\n", sp_status_name(status), field);
    }
    SAMPLE_MUST(status == SP_OK);
}

/* Content "item <i>" for each item, sealed and read back. */
static inline void
sample_seal(struct envelope_sample *sample)
{
    char text[32];

    sample_write_base(sample);
    for (size_t i = 0; i < sample->item_count; i++) {
        snprintf(text, sizeof(text), "item %zu", i);
        SAMPLE_MUST(sample_seal_item(sample, i, sp_bytes_of_text(text)) == SP_OK);
    }
    const struct sp_envelope_plan plan = sample_plan(sample);
    SAMPLE_MUST(sp_envelope_seal(&plan, &sample->envelope) == SP_OK);
    sample_read(sample);
}

static inline void
sample_free(struct envelope_sample *sample)
{
    sp_sign_key_free(sample->sender);
    sp_box_key_free(sample->intake);
    for (size_t r = 0; r < SP_RECIPIENTS_MAX; r++) {
        sp_box_key_free(sample->keys[r]);
    }
    sp_buffer_wipe(&sample->base_bytes);
    for (size_t i = 0; i < SP_ITEMS_MAX; i++) {
        sp_buffer_wipe(&sample->ciphertexts[i]);
    }
    sp_envelope_wipe(&sample->envelope);
    sp_arena_free(sample->arena);
    sp_wipe(sample, sizeof(*sample));
}

/* All shares of both sides. */
struct opened_shares {
    struct sp_share broker[SP_ITEMS_MAX * SP_RECIPIENTS_MAX];
    struct sp_share own[SP_RECIPIENTS_MAX][SP_ITEMS_MAX];
};

static inline void
open_shares(struct envelope_sample *sample, struct opened_shares *shares)
{
    memset(shares, 0, sizeof(*shares));
    SAMPLE_MUST(sp_broker_shares_open(&sample->header, sample->intake,
                    sp_buffer_bytes(&sample->envelope.broker_blob), shares->broker,
                    sample->item_count * sample->recipient_count) == SP_OK);
    for (size_t r = 0; r < sample->recipient_count; r++) {
        SAMPLE_MUST(sp_recipient_shares_open(&sample->header, r, sample->keys[r],
                        sp_buffer_bytes(&sample->envelope.blobs[r]), shares->own[r],
                        sample->item_count) == SP_OK);
    }
}

static inline const struct sp_share *
broker_share(
    const struct envelope_sample *sample, const struct opened_shares *shares, size_t i, size_t r)
{
    return &shares->broker[i * sample->recipient_count + r];
}

#endif /* SP_TEST_ENVELOPE_SAMPLE_H */
