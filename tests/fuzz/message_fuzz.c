/*
 * Requests come from any peer with a certificate, answers from a broker that may lie.  The first
 * byte chooses the message, the second what is done to the rest: read as it is; with its low bit
 * set, taken as the signed part of a request of a party whose key is at hand, so that what lies
 * behind a good signature is reached too (send: the first u16 says how long base is).
 */
#include <stdlib.h>
#include <string.h>

#include <samenspraak/message.h>
#include <samenspraak/statement.h>

#include "verify.h"

#define ARENA_MAX ((size_t)32 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What an agent reads of a broker. */
static const struct sp_shape *const answers[] = {&sp_shape_answer, &sp_shape_card,
    &sp_shape_hello_answer, &sp_shape_put_answer, &sp_shape_fetch_answer, &sp_shape_mail_message,
    &sp_shape_mail_status, &sp_shape_get_answer, &sp_shape_open_answer, &sp_shape_directory_answer,
    &sp_shape_mirror_answer, &sp_shape_view_answer, &sp_shape_log_answer, &sp_shape_audit_answer,
    &sp_shape_probe_answer, &sp_shape_signed_request, &sp_shape_receipt, &sp_shape_hello,
    &sp_shape_open, &sp_shape_ack, &sp_shape_signed_part, &sp_shape_request};
#define ANSWER_COUNT (sizeof(answers) / sizeof(answers[0]))

static struct sp_sign_key *
key_at_hand(void)
{
    static struct sp_sign_key *key;
    static const uint8_t seed[SP_SEED_BYTES] = {7};

    if (key == NULL && (sp_crypto_init() != SP_OK || sp_sign_key_from_seed(seed, &key) != SP_OK)) {
        abort();
    }
    return key;
}

/* What was read, written again, gives the same bytes. */
static void
read_and_write(const struct sp_shape *shape, struct sp_bytes bytes, struct sp_arena *arena)
{
    void *value = calloc(1, shape->size);
    struct sp_buffer again;
    const char *field = NULL;

    sp_buffer_init(&again, bytes.size + 16);
    if (value == NULL) {
        abort();
    }
    if (sp_wire_read(shape, bytes, arena, value, &field) == SP_OK) {
        if (sp_wire_write(shape, value, &again) != SP_OK ||
            !sp_bytes_equal(bytes, sp_buffer_bytes(&again))) {
            abort();
        }
    } else if (field == NULL) {
        abort();
    }
    sp_buffer_wipe(&again);
    free(value);
}

static void
sign(const char *name, const struct sp_bytes *parts, size_t count, struct sp_signature *out)
{
    if (sp_sign(key_at_hand(), name, parts, count, out) != SP_OK) {
        abort();
    }
}

static void
put_u32(uint8_t out[static 4], size_t value)
{
    for (int i = 0; i < 4; i++) {
        out[i] = (uint8_t)(value >> (24 - 8 * i));
    }
}

/* A send of base and manifest under a good signature; blobs and items are not those of it. */
static enum sp_status
write_send(struct sp_bytes bytes, struct sp_buffer *body)
{
    size_t length = bytes.size < 2 ? 0 : (size_t)(bytes.data[0] << 8 | bytes.data[1]);
    struct sp_bytes rest = {bytes.data + 2, bytes.size < 2 ? 0 : bytes.size - 2};
    const struct sp_blob blob = {sp_bytes_of_text("blob")};
    uint8_t base_size[4], manifest_size[4];

    length = length < rest.size ? length : rest.size;
    struct sp_send_request request = {.base = {rest.data, length},
        .manifest = {rest.data + length, rest.size - length},
        .broker_blob = sp_bytes_of_text("blob"),
        .blobs = {&blob, 1},
        .items = {&blob, 1}};
    put_u32(base_size, request.base.size);
    put_u32(manifest_size, request.manifest.size);
    const struct sp_bytes parts[] = {
        {base_size, 4}, request.base, {manifest_size, 4}, request.manifest};
    sign("envelope", parts, 4, &request.signature);
    return sp_wire_write(&sp_shape_send_request, &request, body);
}

/* A request of ${kind} whose signed part is ${bytes}, signed by the asker. */
static enum sp_status
write_signed(uint8_t kind, struct sp_bytes bytes, struct sp_buffer *body)
{
    static const char *const names[SP_REQUEST_COUNT] = {[SP_REQUEST_PUBLISH] = "entry",
        [SP_REQUEST_STATEMENT] = "statement",
        [SP_REQUEST_ATTEMPT] = "attempt",
        [SP_REQUEST_OPEN] = "open",
        [SP_REQUEST_ACK] = "ack"};
    struct sp_signed_part part = {.part = bytes};

    if (kind == SP_REQUEST_SEND) {
        return write_send(bytes, body);
    }
    if (names[kind] == NULL) {
        return sp_buffer_append(body, bytes.data, bytes.size);
    }
    sign(names[kind], &bytes, 1, &part.signature);
    return sp_wire_write(&sp_shape_signed_part, &part, body);
}

/* As front does with a frame whose sender said hello. */
static void
verify(uint8_t kind, struct sp_bytes body, uint8_t role)
{
    struct sp_request request = {.version = SP_PROTOCOL_VERSION, .kind = kind, .body = body};
    struct sp_work *work = calloc(1, sizeof(*work));
    struct sp_refusal refusal = {SP_VERDICT_NONE, NULL};

    if (work == NULL || sp_arena_new(ARENA_MAX, &work->arena) != SP_OK) {
        abort();
    }
    work->asker.party = (struct sp_party){.role = role, .scheme = "big", .number = "1"};
    work->asker.key = sp_sign_key_public(key_at_hand());
    if (sp_verify_request(&request, work, &refusal)) {
        struct sp_hash hash = sp_sha256(&work->signed_request, 1);
        if (work->kind != kind || memcmp(&hash, &work->request_hash, sizeof(hash)) != 0) {
            abort();
        }
    } else if (refusal.verdict < SP_VERDICT_REFUSE_FRAME || refusal.detail == NULL) {
        abort(); /* refused, and nobody says why */
    }
    sp_arena_free(work->arena);
    free(work);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sp_arena *arena = NULL;
    struct sp_buffer body;

    if (size < 3) {
        return 0;
    }
    uint8_t kind = data[0] % (SP_REQUEST_COUNT + ANSWER_COUNT), how = data[1];
    const struct sp_bytes rest = {data + 2, size - 2};
    if (sp_arena_new(ARENA_MAX, &arena) != SP_OK) {
        abort();
    }
    (void)key_at_hand();
    sp_buffer_init(&body, SP_FRAME_MAX);
    if (kind >= SP_REQUEST_COUNT) {
        read_and_write(answers[kind - SP_REQUEST_COUNT], rest, arena);
    } else if ((how & 1U) == 0) {
        read_and_write(sp_request_shape(kind), rest, arena);
        verify(kind, rest, (uint8_t)(how >> 1) % SP_ROLE_ALL_COUNT);
    } else if (write_signed(kind, rest, &body) == SP_OK) {
        verify(kind, sp_buffer_bytes(&body), (uint8_t)(how >> 1) % SP_ROLE_ALL_COUNT);
    }
    sp_buffer_wipe(&body);
    sp_arena_free(arena);
    return 0;
}
