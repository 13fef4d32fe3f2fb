#include "verify.h"

#include <string.h>

#define SIGNED_REQUEST_MAX (SP_FRAME_MAX + 1024)

static bool
refuse(struct sp_refusal *refusal, enum sp_verdict verdict, const char *detail)
{
    *refusal = (struct sp_refusal){verdict, detail != NULL ? detail : ""};
    return false;
}

static bool
refuse_status(struct sp_refusal *refusal, enum sp_status status, const char *field)
{
    if (status == SP_ERR_SIGNATURE) {
        return refuse(refusal, SP_VERDICT_REFUSE_SIGNATURE, "signature: does not verify");
    }
    return refuse(refusal,
        status == SP_ERR_TOO_BIG ? SP_VERDICT_REFUSE_SIZE
        : status == SP_ERR_CERT  ? SP_VERDICT_REFUSE_CERT
                                 : SP_VERDICT_REFUSE_STATEMENT,
        field);
}

/* ---- per kind: what is signed inside the body ---- */

typedef bool verify_kind(struct sp_work *work, struct sp_refusal *refusal);

static bool
verify_nothing(struct sp_work *work, struct sp_refusal *refusal)
{
    (void)work;
    (void)refusal;
    return true;
}

static bool
verify_entry(struct sp_work *work, struct sp_refusal *refusal)
{
    struct sp_signed_body *body = &work->body.part;
    const char *field = "";
    enum sp_status status = sp_entry_read(
        body->part.part, &body->part.signature, work->arena, &body->read.entry, &field);

    return status == SP_OK || refuse_status(refusal, status, field);
}

static bool
verify_statement(struct sp_work *work, struct sp_refusal *refusal)
{
    struct sp_signed_body *body = &work->body.part;
    const char *field = "";
    enum sp_status status = sp_statement_read(
        body->part.part, &body->part.signature, work->arena, &body->read.statement, &field);

    if (status == SP_OK) {
        status = sp_statement_verify(body->part.part, &body->part.signature, &work->asker.key);
    }
    return status == SP_OK || refuse_status(refusal, status, field);
}

/* Something of the form ${shape}, signed by the asker under ${name}. */
static bool
verify_part(struct sp_work *work, const struct sp_shape *shape, const char *name, void *out,
    struct sp_refusal *refusal)
{
    const struct sp_signed_part *part = &work->body.part.part;
    const char *field = "";
    enum sp_status status = sp_verify(&work->asker.key, name, &part->part, 1, &part->signature);

    if (status == SP_OK) {
        status = sp_wire_read(shape, part->part, work->arena, out, &field);
    }
    return status == SP_OK || refuse_status(refusal, status, field);
}

static bool
verify_attempt(struct sp_work *work, struct sp_refusal *refusal)
{
    const struct sp_signed_part *part = &work->body.part.part;
    const char *field = "";
    enum sp_status status =
        sp_verify(&work->asker.key, "attempt", &part->part, 1, &part->signature);

    if (status == SP_OK) {
        status = sp_base_read(part->part, work->arena, &work->body.part.read.attempt, &field);
    }
    return status == SP_OK || refuse_status(refusal, status, field);
}

static bool
verify_open(struct sp_work *work, struct sp_refusal *refusal)
{
    return verify_part(work, &sp_shape_open, "open", &work->body.part.read.open, refusal);
}

static bool
verify_ack(struct sp_work *work, struct sp_refusal *refusal)
{
    return verify_part(work, &sp_shape_ack, "ack", &work->body.part.read.ack, refusal);
}

struct bytes_reader {
    struct sp_bytes left;
};

static enum sp_status
read_bytes(void *context, uint8_t *data, size_t size)
{
    struct bytes_reader *reader = context;

    if (size > reader->left.size) {
        return SP_ERR_PROOF;
    }
    memcpy(data, reader->left.data, size);
    reader->left.data += size;
    reader->left.size -= size;
    return SP_OK;
}

/* The ciphertexts that came along are those that were signed. */
static bool
items_fit(const struct sp_send_body *send)
{
    const struct sp_blob *items = send->request.items.items;
    const struct sp_item_entry *entries = send->header.manifest.items.items;

    if (send->request.items.count != send->header.manifest.items.count) {
        return false;
    }
    for (size_t i = 0; i < send->request.items.count; i++) {
        struct bytes_reader reader = {items[i].bytes};
        struct sp_hash hash;

        if (items[i].bytes.size == 0) {
            continue; /* put before; the ledger looks */
        }
        if (items[i].bytes.size != sp_item_ciphertext_bytes(entries[i].padded_bytes) ||
            sp_item_ciphertext_hash(
                (struct sp_source){read_bytes, &reader}, entries[i].padded_bytes, &hash) != SP_OK ||
            memcmp(&hash, &entries[i].ct_hash, sizeof(hash)) != 0) {
            return false;
        }
    }
    return true;
}

static bool
blobs_fit(const struct sp_send_body *send)
{
    const struct sp_blob *blobs = send->request.blobs.items;
    const struct sp_recipient_entry *entries = send->header.manifest.recipients.items;

    if (send->request.blobs.count != send->header.manifest.recipients.count) {
        return false;
    }
    for (size_t i = 0; i < send->request.blobs.count; i++) {
        struct sp_hash hash = sp_blob_hash(blobs[i].bytes);

        if (memcmp(&hash, &entries[i].blob_hash, sizeof(hash)) != 0) {
            return false;
        }
    }
    return true;
}

static bool
verify_send(struct sp_work *work, struct sp_refusal *refusal)
{
    struct sp_send_body *send = &work->body.send;
    const char *field = "";
    enum sp_status status = sp_header_read(
        send->request.base, send->request.manifest, work->arena, &send->header, &field);

    if (status != SP_OK) {
        return refuse_status(refusal, status, field);
    }
    status = sp_header_verify(&send->header, send->request.base, send->request.manifest,
        &send->request.signature, &work->asker.key);
    if (status != SP_OK) {
        return refuse(
            refusal, SP_VERDICT_REFUSE_SIGNATURE, "signature: not by the key of your certificate");
    }
    if (!blobs_fit(send)) {
        return refuse(refusal, SP_VERDICT_REFUSE_STATEMENT, "blobs: not those of the manifest");
    }
    return items_fit(send) ||
           refuse(refusal, SP_VERDICT_REFUSE_STATEMENT, "items: not those of the manifest");
}

/* clang-format off */
static const struct kind_row {
    verify_kind *verify;
    bool is_signed; /* a signed part, whose bytes and signature are the signed request */
} kinds[SP_REQUEST_COUNT] = {
    [SP_REQUEST_HELLO]     = {verify_nothing,   false}, /* hello.c */
    [SP_REQUEST_PUBLISH]   = {verify_entry,     true},
    [SP_REQUEST_STATEMENT] = {verify_statement, true},
    [SP_REQUEST_PUT]       = {verify_nothing,   false},
    [SP_REQUEST_SEND]      = {verify_send,      false},
    [SP_REQUEST_ATTEMPT]   = {verify_attempt,   true},
    [SP_REQUEST_FETCH]     = {verify_nothing,   false},
    [SP_REQUEST_GET]       = {verify_nothing,   false},
    [SP_REQUEST_OPEN]      = {verify_open,      true},
    [SP_REQUEST_ACK]       = {verify_ack,       true},
    [SP_REQUEST_LOOKUP]    = {verify_nothing,   false},
    [SP_REQUEST_DIRECTORY] = {verify_nothing,   false},
    [SP_REQUEST_MIRROR]    = {verify_nothing,   false},
    [SP_REQUEST_VIEW]      = {verify_nothing,   false},
    [SP_REQUEST_LOG]       = {verify_nothing,   false},
    [SP_REQUEST_AUDIT]     = {verify_nothing,   false},
    [SP_REQUEST_PROBE]     = {verify_nothing,   false},
};
/* clang-format on */

/* What an auditor checks again later, and its hash (message.h). */
static bool
keep_signed(const struct sp_request *request, struct sp_work *work)
{
    struct sp_signed_request kept = {.kind = work->kind, .first = request->body};
    struct sp_buffer written;

    if (kinds[work->kind].is_signed) {
        kept.first = work->body.part.part.part;
        kept.signature = work->body.part.part.signature;
    } else if (work->kind == SP_REQUEST_SEND) {
        kept.first = work->body.send.request.base;
        kept.second = work->body.send.request.manifest;
        kept.signature = work->body.send.request.signature;
    } else if (work->kind == SP_REQUEST_PUT) {
        kept.first = (struct sp_bytes){NULL, 0}; /* never logged */
    }
    sp_buffer_init(&written, SIGNED_REQUEST_MAX);
    bool ok = sp_wire_write(&sp_shape_signed_request, &kept, &written) == SP_OK;
    work->signed_request.size = written.size;
    work->signed_request.data = sp_arena_copy(work->arena, sp_buffer_bytes(&written));
    work->request_hash = sp_sha256(&work->signed_request, 1);
    sp_buffer_wipe(&written);
    return ok && work->signed_request.data != NULL;
}

bool
sp_verify_request(
    const struct sp_request *request, struct sp_work *work, struct sp_refusal *refusal)
{
    const struct sp_shape *shape = sp_request_shape(request->kind);
    const char *field = "";

    if (shape == NULL || request->kind == SP_REQUEST_HELLO ||
        (sp_ledger_who(request->kind) >> work->asker.party.role & 1U) == 0) {
        return refuse(refusal, SP_VERDICT_REFUSE_KIND, "kind: not for your role");
    }
    work->kind = request->kind;
    work->id = request->id;
    enum sp_status status = sp_wire_read(shape, request->body, work->arena, &work->body, &field);
    if (status != SP_OK) {
        return refuse(refusal,
            status == SP_ERR_TOO_BIG ? SP_VERDICT_REFUSE_SIZE : SP_VERDICT_REFUSE_FRAME, field);
    }
    if (!kinds[request->kind].verify(work, refusal)) {
        return false;
    }
    return keep_signed(request, work) ||
           refuse(refusal, SP_VERDICT_REFUSE_SIZE, "more than one request may hold");
}
