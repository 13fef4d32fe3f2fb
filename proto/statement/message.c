/*
 * The grammar of everything that is said: one field table per message drives reading and writing.
 */
#include <samenspraak/certificate.h>
#include <samenspraak/message.h>
#include <samenspraak/statement.h>

#define LEAF_BYTES       68
#define DER_MAX          SP_CERTIFICATE_MAX
#define RECORD_MAX       32768
#define REQUEST_KEPT_MAX 262144
#define BODY_MAX         SP_FRAME_MAX

/* clang-format off */
static const struct sp_field blob_row[] = {SP_ROW(SP_FIELD_BYTES, struct sp_blob, bytes, 0, SP_FRAME_MAX)};
const struct sp_shape sp_shape_blob = {"blob", sizeof(struct sp_blob), blob_row, 1, true, NULL};

static const struct sp_field text_row[] = {SP_ROW(SP_FIELD_TEXT, struct sp_blob, bytes, 1, SP_VKEY_MAX)};
static const struct sp_shape text_shape = {"text", sizeof(struct sp_blob), text_row, 1, true, NULL};

static const struct sp_field u64_row[] = {SP_ROW(SP_FIELD_U64, struct sp_u64, v, 0, INT64_MAX)};
static const struct sp_shape u64_shape = {"size", sizeof(struct sp_u64), u64_row, 1, true, NULL};

static const struct sp_field leaf_row[] = {{"leaf", SP_FIELD_FIXED, 0, 0, LEAF_BYTES, NULL, false, 0}};
static const struct sp_shape leaf_shape = {"leaf", sizeof(struct sp_leaf), leaf_row, 1, true, NULL};

#define SHAPE(name_) const struct sp_shape sp_shape_##name_ = SP_SHAPE(#name_, struct sp_##name_, name_##_rows)

/* ---- frames ---- */

static const struct sp_field request_rows[] = {
    SP_ROW(SP_FIELD_U8,    struct sp_request, version, 0, UINT8_MAX),
    SP_ROW(SP_FIELD_U8,    struct sp_request, kind,    0, UINT8_MAX),
    SP_ROW(SP_FIELD_FIXED, struct sp_request, id,      0, SP_REQUEST_ID_BYTES),
    SP_ROW(SP_FIELD_VALUE, struct sp_request, body,    1, BODY_MAX),
};
SHAPE(request);

static const struct sp_field receipt_rows[] = {
    SP_ROW(   SP_FIELD_VALUE, struct sp_receipt, record,     1, RECORD_MAX),
    SP_ROW(   SP_FIELD_U64,   struct sp_receipt, index,      0, INT64_MAX),
    SP_ROW_OF(SP_FIELD_LIST,  struct sp_receipt, proof,      &sp_shape_hash, 0, SP_PROOF_MAX),
    SP_ROW(   SP_FIELD_TEXT,  struct sp_receipt, checkpoint, 1, SP_NOTE_MAX),
};
SHAPE(receipt);

static const struct sp_field answer_rows[] = {
    SP_ROW(       SP_FIELD_U8,     struct sp_answer, version,        SP_PROTOCOL_VERSION, SP_PROTOCOL_VERSION),
    SP_ROW(       SP_FIELD_U8,     struct sp_answer, kind,           0, UINT8_MAX),
    SP_ROW(       SP_FIELD_FIXED,  struct sp_answer, id,             0, SP_REQUEST_ID_BYTES),
    SP_ROW(       SP_FIELD_U8,     struct sp_answer, verdict,        0, UINT8_MAX),
    SP_ROW(       SP_FIELD_TEXT,   struct sp_answer, rule,           0, SP_RULE_ID_MAX),
    SP_ROW(       SP_FIELD_TEXT,   struct sp_answer, detail,         0, SP_DETAIL_MAX),
    SP_ROW(       SP_FIELD_U32,    struct sp_answer, retry_after_ms, 0, UINT32_MAX),
    SP_ROW_OPT_OF(SP_FIELD_STRUCT, struct sp_answer, receipt,        &sp_shape_receipt, 0, 0),
    SP_ROW_OPT(   SP_FIELD_VALUE,  struct sp_answer, body,           1, BODY_MAX),
};
SHAPE(answer);

/* ---- requests ---- */

static const struct sp_field hello_rows[] = {
    SP_ROW(   SP_FIELD_U8,     struct sp_hello, format,           1, 1),
    SP_ROW(   SP_FIELD_U16,    struct sp_hello, suite,            SP_SUITE_V1, SP_SUITE_V1),
    SP_ROW_OF(SP_FIELD_STRUCT, struct sp_hello, party,            &sp_shape_party, 0, 0),
    SP_ROW(   SP_FIELD_FIXED,  struct sp_hello, certificate_hash, 0, SP_HASH_BYTES),
    SP_ROW_OF(SP_FIELD_STRUCT, struct sp_hello, broker,           &sp_shape_party, 0, 0),
    SP_ROW(   SP_FIELD_FIXED,  struct sp_hello, exporter,         0, SP_EXPORTER_BYTES),
    SP_ROW(   SP_FIELD_U64,    struct sp_hello, time_ms,          0, INT64_MAX),
    SP_ROW(   SP_FIELD_FIXED,  struct sp_hello, nonce,            0, SP_NONCE_BYTES),
    SP_ROW_OF(SP_FIELD_LIST,   struct sp_hello, heads,            &sp_shape_head, SP_LOG_COUNT, SP_LOG_COUNT),
};
SHAPE(hello);

static const struct sp_field hello_request_rows[] = {
    SP_ROW(SP_FIELD_BYTES, struct sp_hello_request, hello,       1, 4096),
    SP_ROW(SP_FIELD_FIXED, struct sp_hello_request, signature,   0, SP_SIGNATURE_BYTES),
    SP_ROW(SP_FIELD_BYTES, struct sp_hello_request, certificate, 1, DER_MAX),
};
SHAPE(hello_request);

static const struct sp_field signed_part_rows[] = {
    SP_ROW(SP_FIELD_BYTES, struct sp_signed_part, part,      1, SP_DIRECTORY_ENTRY_MAX),
    SP_ROW(SP_FIELD_FIXED, struct sp_signed_part, signature, 0, SP_SIGNATURE_BYTES),
};
SHAPE(signed_part);

static const struct sp_field put_request_rows[] = {
    SP_ROW(SP_FIELD_FIXED, struct sp_put_request, msg_id, 0, SP_MSG_ID_BYTES),
    SP_ROW(SP_FIELD_U8,    struct sp_put_request, item,   0, SP_ITEMS_MAX - 1),
    SP_ROW(SP_FIELD_U64,   struct sp_put_request, offset, 0, 2 * SP_ITEM_MAX),
    SP_ROW(SP_FIELD_BYTES, struct sp_put_request, bytes,  1, SP_PIECE_MAX),
};
SHAPE(put_request);

static const struct sp_field send_request_rows[] = {
    SP_ROW(   SP_FIELD_BYTES, struct sp_send_request, base,        1, SP_BASE_MAX),
    SP_ROW(   SP_FIELD_BYTES, struct sp_send_request, manifest,    1, SP_MANIFEST_MAX),
    SP_ROW(   SP_FIELD_FIXED, struct sp_send_request, signature,   0, SP_SIGNATURE_BYTES),
    SP_ROW(   SP_FIELD_FIXED, struct sp_send_request, intake_id,   0, SP_HASH_BYTES),
    SP_ROW(   SP_FIELD_BYTES, struct sp_send_request, broker_blob, 1, 32768),
    SP_ROW_OF(SP_FIELD_LIST,  struct sp_send_request, blobs,       &sp_shape_blob, 1, SP_RECIPIENTS_MAX),
    SP_ROW_OF(SP_FIELD_LIST,  struct sp_send_request, items,       &sp_shape_blob, 1, SP_ITEMS_MAX),
};
SHAPE(send_request);

static const struct sp_field fetch_request_rows[] = {
    SP_ROW(SP_FIELD_U64, struct sp_fetch_request, after,     0, INT64_MAX),
    SP_ROW(SP_FIELD_U32, struct sp_fetch_request, count_max, 1, SP_FETCH_MAX),
    SP_ROW(SP_FIELD_U32, struct sp_fetch_request, wait_ms,   0, SP_FETCH_WAIT_MAX_MS),
};
SHAPE(fetch_request);

static const struct sp_field get_request_rows[] = {
    SP_ROW(SP_FIELD_FIXED, struct sp_get_request, d,         0, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_U8,    struct sp_get_request, item,      0, SP_ITEMS_MAX - 1),
    SP_ROW(SP_FIELD_U64,   struct sp_get_request, offset,    0, 2 * SP_ITEM_MAX),
    SP_ROW(SP_FIELD_U32,   struct sp_get_request, bytes_max, 1, SP_PIECE_MAX),
};
SHAPE(get_request);

static const struct sp_field open_rows[] = {
    SP_ROW(   SP_FIELD_U8,    struct sp_open, format,      1, 1),
    SP_ROW(   SP_FIELD_U16,   struct sp_open, suite,       SP_SUITE_V1, SP_SUITE_V1),
    SP_ROW(   SP_FIELD_FIXED, struct sp_open, d,           0, SP_HASH_BYTES),
    SP_ROW_OF(SP_FIELD_LIST,  struct sp_open, items,       &sp_shape_u8, 1, SP_ITEMS_MAX),
    SP_ROW(   SP_FIELD_FIXED, struct sp_open, opening_key, 0, 32),
    SP_ROW(   SP_FIELD_FIXED, struct sp_open, nonce,       0, SP_NONCE_BYTES),
    SP_ROW(   SP_FIELD_U64,   struct sp_open, time_ms,     0, INT64_MAX),
    SP_ROW(   SP_FIELD_TEXT,  struct sp_open, user,        0, SP_USER_MAX),
    SP_ROW(   SP_FIELD_TEXT,  struct sp_open, responsible, 0, SP_USER_MAX),
    SP_ROW_OF(SP_FIELD_LIST,  struct sp_open, heads,       &sp_shape_head, SP_LOG_COUNT, SP_LOG_COUNT),
};
SHAPE(open);

static const struct sp_field ack_rows[] = {
    SP_ROW(SP_FIELD_U8,    struct sp_ack, format,        1, 1),
    SP_ROW(SP_FIELD_U16,   struct sp_ack, suite,         SP_SUITE_V1, SP_SUITE_V1),
    SP_ROW(SP_FIELD_FIXED, struct sp_ack, d,             0, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_U64,   struct sp_ack, release_index, 0, INT64_MAX),
    SP_ROW(SP_FIELD_U64,   struct sp_ack, time_ms,       0, INT64_MAX),
};
SHAPE(ack);

static const struct sp_field lookup_request_rows[] = {
    SP_ROW_OF(SP_FIELD_STRUCT, struct sp_lookup_request, party, &sp_shape_party, 0, 0),
};
SHAPE(lookup_request);

static const struct sp_field directory_request_rows[] = {
    SP_ROW(SP_FIELD_TEXT, struct sp_directory_request, text,  0, 64),
    SP_ROW(SP_FIELD_TEXT, struct sp_directory_request, after, 0, SP_PARTY_TEXT_MAX),
};
SHAPE(directory_request);

static const struct sp_field mirror_request_rows[] = {
    SP_ROW(SP_FIELD_U8,  struct sp_mirror_request, log,  SP_LOG_STATEMENTS, SP_LOG_KEYS),
    SP_ROW(SP_FIELD_U64, struct sp_mirror_request, from, 0, INT64_MAX),
};
SHAPE(mirror_request);

static const struct sp_field view_request_rows[] = {
    SP_ROW_OF(SP_FIELD_LIST, struct sp_view_request, sizes, &u64_shape, SP_LOG_COUNT, SP_LOG_COUNT),
};
SHAPE(view_request);

static const struct sp_field log_request_rows[] = {
    SP_ROW_OPT(SP_FIELD_FIXED, struct sp_log_request, patient, 0, SP_PATIENT_BYTES),
    SP_ROW(    SP_FIELD_U64,   struct sp_log_request, from,    0, INT64_MAX),
};
SHAPE(log_request);

static const struct sp_field audit_request_rows[] = {
    SP_ROW(SP_FIELD_U8,  struct sp_audit_request, log,  0, SP_LOG_COUNT - 1),
    SP_ROW(SP_FIELD_U64, struct sp_audit_request, from, 0, INT64_MAX),
};
SHAPE(audit_request);

static const struct sp_field probe_request_rows[] = {
    SP_ROW(SP_FIELD_FIXED, struct sp_probe_request, nonce, 0, SP_NONCE_BYTES),
};
SHAPE(probe_request);

/* ---- answers ---- */

static const struct sp_field card_rows[] = {
    SP_ROW(   SP_FIELD_U8,     struct sp_card, format,              1, 1),
    SP_ROW(   SP_FIELD_U16,    struct sp_card, suite,               SP_SUITE_V1, SP_SUITE_V1),
    SP_ROW_OF(SP_FIELD_STRUCT, struct sp_card, broker,              &sp_shape_party, 0, 0),
    SP_ROW(   SP_FIELD_TEXT,   struct sp_card, origin,              1, SP_ORIGIN_MAX - 16),
    SP_ROW_OF(SP_FIELD_LIST,   struct sp_card, vkeys,               &text_shape, SP_LOG_COUNT, SP_LOG_COUNT),
    SP_ROW(   SP_FIELD_FIXED,  struct sp_card, intake,              0, 32),
    SP_ROW(   SP_FIELD_U64,    struct sp_card, intake_not_after_ms, 0, INT64_MAX),
    SP_ROW(   SP_FIELD_U32,    struct sp_card, t_vers_ms,           0, UINT32_MAX),
    SP_ROW(   SP_FIELD_TEXT,   struct sp_card, policy,              0, 16384),
    SP_ROW(   SP_FIELD_U64,    struct sp_card, time_ms,             0, INT64_MAX),
    SP_ROW(   SP_FIELD_FIXED,  struct sp_card, nonce,               0, SP_NONCE_BYTES),
};
SHAPE(card);

static const struct sp_field hello_answer_rows[] = {
    SP_ROW(SP_FIELD_BYTES, struct sp_hello_answer, card,        1, 32768),
    SP_ROW(SP_FIELD_FIXED, struct sp_hello_answer, signature,   0, SP_SIGNATURE_BYTES),
    SP_ROW(SP_FIELD_BYTES, struct sp_hello_answer, certificate, 1, DER_MAX),
};
SHAPE(hello_answer);

static const struct sp_field put_answer_rows[] = {
    SP_ROW(SP_FIELD_U64, struct sp_put_answer, have, 0, INT64_MAX),
};
SHAPE(put_answer);

static const struct sp_field mail_rows[] = {
    SP_ROW(SP_FIELD_U64,   struct sp_mail, seq,     1, INT64_MAX),
    SP_ROW(SP_FIELD_U8,    struct sp_mail, kind,    0, UINT8_MAX),
    SP_ROW(SP_FIELD_VALUE, struct sp_mail, payload, 1, BODY_MAX),
};
static const struct sp_shape mail_shape = SP_SHAPE("mail", struct sp_mail, mail_rows);

static const struct sp_field fetch_answer_rows[] = {
    SP_ROW_OF(SP_FIELD_LIST, struct sp_fetch_answer, rows, &mail_shape, 0, SP_FETCH_MAX),
    SP_ROW(   SP_FIELD_BOOL, struct sp_fetch_answer, more, 0, 0),
};
SHAPE(fetch_answer);

static const struct sp_field mail_message_rows[] = {
    SP_ROW(   SP_FIELD_BYTES, struct sp_mail_message, base,      1, SP_BASE_MAX),
    SP_ROW(   SP_FIELD_BYTES, struct sp_mail_message, manifest,  1, SP_MANIFEST_MAX),
    SP_ROW(   SP_FIELD_FIXED, struct sp_mail_message, signature, 0, SP_SIGNATURE_BYTES),
    SP_ROW(   SP_FIELD_BYTES, struct sp_mail_message, blob,      1, 4096),
    SP_ROW_OF(SP_FIELD_LIST,  struct sp_mail_message, items,     &sp_shape_blob, 1, SP_ITEMS_MAX),
};
SHAPE(mail_message);

static const struct sp_field mail_status_rows[] = {
    SP_ROW(SP_FIELD_FIXED, struct sp_mail_status, d,       0, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_U8,    struct sp_mail_status, state,   0, UINT8_MAX),
    SP_ROW(SP_FIELD_U64,   struct sp_mail_status, time_ms, 0, INT64_MAX),
    SP_ROW(SP_FIELD_U8,    struct sp_mail_status, verdict, 0, UINT8_MAX),
    SP_ROW(SP_FIELD_TEXT,  struct sp_mail_status, rule,    0, SP_RULE_ID_MAX),
};
SHAPE(mail_status);

static const struct sp_field get_answer_rows[] = {
    SP_ROW(SP_FIELD_BYTES, struct sp_get_answer, bytes, 0, SP_PIECE_MAX),
    SP_ROW(SP_FIELD_U64,   struct sp_get_answer, total, 0, INT64_MAX),
};
SHAPE(get_answer);

static const struct sp_field open_answer_rows[] = {
    SP_ROW(SP_FIELD_BYTES, struct sp_open_answer, sealed, 1, 4096),
};
SHAPE(open_answer);

static const struct sp_field directory_answer_rows[] = {
    SP_ROW_OF(SP_FIELD_LIST, struct sp_directory_answer, rows, &sp_shape_signed_part, 0, SP_PAGE_MAX),
    SP_ROW(   SP_FIELD_BOOL, struct sp_directory_answer, more, 0, 0),
};
SHAPE(directory_answer);

static const struct sp_field mirror_answer_rows[] = {
    SP_ROW_OF(SP_FIELD_LIST, struct sp_mirror_answer, leaves,     &leaf_shape, 0, SP_MIRROR_MAX),
    SP_ROW(   SP_FIELD_TEXT, struct sp_mirror_answer, checkpoint, 1, SP_NOTE_MAX),
};
SHAPE(mirror_answer);

static const struct sp_field view_rows[] = {
    SP_ROW(   SP_FIELD_TEXT, struct sp_view, checkpoint, 1, SP_NOTE_MAX),
    SP_ROW_OF(SP_FIELD_LIST, struct sp_view, proof,      &sp_shape_hash, 0, SP_PROOF_MAX),
};
static const struct sp_shape view_shape = SP_SHAPE("view", struct sp_view, view_rows);

static const struct sp_field view_answer_rows[] = {
    SP_ROW_OF(SP_FIELD_LIST, struct sp_view_answer, views, &view_shape, SP_LOG_COUNT, SP_LOG_COUNT),
};
SHAPE(view_answer);

static const struct sp_field log_row_rows[] = {
    SP_ROW(   SP_FIELD_U64,   struct sp_log_row, index,  0, INT64_MAX),
    SP_ROW(   SP_FIELD_VALUE, struct sp_log_row, record, 1, RECORD_MAX),
    SP_ROW_OF(SP_FIELD_LIST,  struct sp_log_row, proof,  &sp_shape_hash, 0, SP_PROOF_MAX),
};
static const struct sp_shape log_row_shape = SP_SHAPE("log row", struct sp_log_row, log_row_rows);

static const struct sp_field log_answer_rows[] = {
    SP_ROW_OF(SP_FIELD_LIST, struct sp_log_answer, rows,       &log_row_shape, 0, SP_PAGE_MAX),
    SP_ROW(   SP_FIELD_TEXT, struct sp_log_answer, checkpoint, 1, SP_NOTE_MAX),
    SP_ROW(   SP_FIELD_BOOL, struct sp_log_answer, more,       0, 0),
};
SHAPE(log_answer);

static const struct sp_field audit_row_rows[] = {
    SP_ROW(    SP_FIELD_BYTES, struct sp_audit_row, entry,   1, LEAF_BYTES),
    SP_ROW_OPT(SP_FIELD_VALUE, struct sp_audit_row, record,  1, RECORD_MAX),
    SP_ROW(    SP_FIELD_BYTES, struct sp_audit_row, request, 0, REQUEST_KEPT_MAX),
};
static const struct sp_shape audit_row_shape = SP_SHAPE("audit row", struct sp_audit_row, audit_row_rows);

static const struct sp_field audit_answer_rows[] = {
    SP_ROW_OF(SP_FIELD_LIST, struct sp_audit_answer, rows,       &audit_row_shape, 0, SP_PAGE_MAX),
    SP_ROW(   SP_FIELD_TEXT, struct sp_audit_answer, checkpoint, 1, SP_NOTE_MAX),
};
SHAPE(audit_answer);

static const struct sp_field probe_answer_rows[] = {
    SP_ROW(SP_FIELD_U64, struct sp_probe_answer, messages,    0, INT64_MAX),
    SP_ROW(SP_FIELD_U64, struct sp_probe_answer, held,        0, INT64_MAX),
    SP_ROW(SP_FIELD_U64, struct sp_probe_answer, statements,  0, INT64_MAX),
    SP_ROW(SP_FIELD_U64, struct sp_probe_answer, entries,     0, INT64_MAX),
    SP_ROW(SP_FIELD_U64, struct sp_probe_answer, mail,        0, INT64_MAX),
    SP_ROW(SP_FIELD_U64, struct sp_probe_answer, store_bytes, 0, INT64_MAX),
    SP_ROW(SP_FIELD_U64, struct sp_probe_answer, queued,      0, INT64_MAX),
};
SHAPE(probe_answer);

static const struct sp_field signed_request_rows[] = {
    SP_ROW(SP_FIELD_U8,    struct sp_signed_request, kind,      0, SP_REQUEST_COUNT - 1),
    SP_ROW(SP_FIELD_BYTES, struct sp_signed_request, first,     0, REQUEST_KEPT_MAX),
    SP_ROW(SP_FIELD_BYTES, struct sp_signed_request, second,    0, SP_MANIFEST_MAX),
    SP_ROW(SP_FIELD_FIXED, struct sp_signed_request, signature, 0, SP_SIGNATURE_BYTES),
};
SHAPE(signed_request);

static const struct request_row {
    const char *name;
    const struct sp_shape *shape;
} requests[SP_REQUEST_COUNT] = {
    [SP_REQUEST_HELLO]     = {"hello",     &sp_shape_hello_request},
    [SP_REQUEST_PUBLISH]   = {"publish",   &sp_shape_signed_part},
    [SP_REQUEST_STATEMENT] = {"statement", &sp_shape_signed_part},
    [SP_REQUEST_PUT]       = {"put",       &sp_shape_put_request},
    [SP_REQUEST_SEND]      = {"send",      &sp_shape_send_request},
    [SP_REQUEST_ATTEMPT]   = {"attempt",   &sp_shape_signed_part},
    [SP_REQUEST_FETCH]     = {"fetch",     &sp_shape_fetch_request},
    [SP_REQUEST_GET]       = {"get",       &sp_shape_get_request},
    [SP_REQUEST_OPEN]      = {"open",      &sp_shape_signed_part},
    [SP_REQUEST_ACK]       = {"ack",       &sp_shape_signed_part},
    [SP_REQUEST_LOOKUP]    = {"lookup",    &sp_shape_lookup_request},
    [SP_REQUEST_DIRECTORY] = {"directory", &sp_shape_directory_request},
    [SP_REQUEST_MIRROR]    = {"mirror",    &sp_shape_mirror_request},
    [SP_REQUEST_VIEW]      = {"view",      &sp_shape_view_request},
    [SP_REQUEST_LOG]       = {"log",       &sp_shape_log_request},
    [SP_REQUEST_AUDIT]     = {"audit",     &sp_shape_audit_request},
    [SP_REQUEST_PROBE]     = {"probe",     &sp_shape_probe_request},
};
/* clang-format on */

const struct sp_shape *
sp_request_shape(uint8_t kind)
{
    return kind < SP_REQUEST_COUNT ? requests[kind].shape : NULL;
}

const char *
sp_request_name(uint8_t kind)
{
    return kind < SP_REQUEST_COUNT ? requests[kind].name : "?";
}
