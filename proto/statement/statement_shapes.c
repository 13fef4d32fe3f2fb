#include "shapes.h"

/*
 * The order of the rows is the order on the wire: PROTOCOL.md changes in the same commit.  What a
 * row cannot say (dates in order, who may author) is in statement_rules.c.
 */

/* clang-format off */
#define HASH(struct_, member_)                                                                     \
    SP_ROW(SP_FIELD_FIXED, struct_, member_, SP_HASH_BYTES, SP_HASH_BYTES)
#define HASH_OPT(struct_, member_)                                                                 \
    SP_ROW_OPT(SP_FIELD_FIXED, struct_, member_, SP_HASH_BYTES, SP_HASH_BYTES)
#define PARTY(struct_, member_) SP_ROW_OF(SP_FIELD_STRUCT, struct_, member_, &sp_shape_party, 0, 0)
#define LIST(struct_, member_, shape_, min_, max_)                                                 \
    SP_ROW_OF(SP_FIELD_LIST, struct_, member_, shape_, min_, max_)
#define CODE(struct_, member_, count_) SP_ROW(SP_FIELD_U8, struct_, member_, 0, (count_) - 1)
#define DAY(struct_, member_) SP_ROW(SP_FIELD_U32, struct_, member_, 0, SP_STATEMENT_DAY_MAX)
#define TIME(struct_, member_) SP_ROW(SP_FIELD_U64, struct_, member_, 0, SP_STATEMENT_MS_MAX)

static const struct sp_field statement_fields[] = {
    SP_ROW(SP_FIELD_U8, struct sp_statement, format, 1, 1),
    SP_ROW(SP_FIELD_U16, struct sp_statement, suite, SP_SUITE_V1, SP_SUITE_V1),
    SP_ROW(SP_FIELD_FIXED, struct sp_statement, patient, SP_PATIENT_BYTES, SP_PATIENT_BYTES),
    SP_ROW(SP_FIELD_FIXED, struct sp_statement, id, 16, 16),
    SP_ROW(SP_FIELD_U32, struct sp_statement, version, 0, UINT32_MAX),
    HASH_OPT(struct sp_statement, prev_hash),
    CODE(struct sp_statement, kind, SP_KIND_COUNT),
    TIME(struct sp_statement, issued_ms),
    PARTY(struct sp_statement, author),
    SP_ROW(SP_FIELD_VALUE, struct sp_statement, body, 1, SP_STATEMENT_MAX),
};
const struct sp_shape sp_shape_statement =
    SP_SHAPE("statement", struct sp_statement, statement_fields);

static const struct sp_field consent_fields[] = {
    PARTY(struct sp_consent_body, discloser),
    PARTY(struct sp_consent_body, recipient),
    LIST(struct sp_consent_body, categories, &sp_shape_u8, 1, SP_CATEGORY_COUNT),
    CODE(struct sp_consent_body, purpose, SP_PURPOSE_COUNT),
    DAY(struct sp_consent_body, from_day),
    DAY(struct sp_consent_body, until_day),
    SP_ROW(SP_FIELD_BOOL, struct sp_consent_body, each, 0, 1),
    SP_ROW(SP_FIELD_BOOL, struct sp_consent_body, onward, 0, 1),
    CODE(struct sp_consent_body, evidence, SP_EVIDENCE_COUNT),
    HASH_OPT(struct sp_consent_body, evidence_digest),
    SP_ROW(SP_FIELD_U16, struct sp_consent_body, text_version, 0, UINT16_MAX),
    CODE(struct sp_consent_body, language, SP_LANGUAGE_COUNT),
    LIST(struct sp_consent_body, givers, &sp_shape_party, 0, SP_GIVERS_MAX),
};
static const struct sp_shape consent_shape =
    SP_SHAPE("consent", struct sp_consent_body, consent_fields);

static const struct sp_field confirm_fields[] = {
    HASH(struct sp_confirm_body, hash),
};
static const struct sp_shape confirm_shape =
    SP_SHAPE("confirm", struct sp_confirm_body, confirm_fields);

static const struct sp_field relate_fields[] = {
    PARTY(struct sp_relate_body, party),
    CODE(struct sp_relate_body, relation, SP_RELATION_COUNT),
};
static const struct sp_shape relate_shape =
    SP_SHAPE("relate", struct sp_relate_body, relate_fields);

static const struct sp_field object_fields[] = {
    PARTY(struct sp_object_body, party),
};
static const struct sp_shape object_shape =
    SP_SHAPE("object", struct sp_object_body, object_fields);

static const struct sp_field mandate_fields[] = {
    PARTY(struct sp_mandate_body, party),
    CODE(struct sp_mandate_body, rep, SP_REP_COUNT),
    DAY(struct sp_mandate_body, until_day),
    HASH(struct sp_mandate_body, evidence_digest),
};
static const struct sp_shape mandate_shape =
    SP_SHAPE("mandate", struct sp_mandate_body, mandate_fields);

static const struct sp_field capacity_fields[] = {
    SP_ROW(SP_FIELD_BOOL, struct sp_capacity_body, capable, 0, 1),
    SP_ROW(SP_FIELD_U16, struct sp_capacity_body, matters, 1, (1U << SP_PURPOSE_COUNT) - 1U),
    DAY(struct sp_capacity_body, review_day),
};
static const struct sp_shape capacity_shape =
    SP_SHAPE("capacity", struct sp_capacity_body, capacity_fields);

static const struct sp_field age_fields[] = {
    CODE(struct sp_age_body, band, SP_AGE_COUNT),
    SP_ROW_OPT(SP_FIELD_U32, struct sp_age_body, changes_day, 0, SP_STATEMENT_DAY_MAX),
};
static const struct sp_shape age_shape = SP_SHAPE("age", struct sp_age_body, age_fields);

static const struct sp_field death_fields[] = {
    DAY(struct sp_death_body, day),
};
static const struct sp_shape death_shape = SP_SHAPE("death", struct sp_death_body, death_fields);

static const struct sp_field approve_fields[] = {
    HASH(struct sp_approve_body, d),
    TIME(struct sp_approve_body, valid_until_ms),
    CODE(struct sp_approve_body, evidence, SP_EVIDENCE_COUNT),
    HASH_OPT(struct sp_approve_body, evidence_digest),
};
static const struct sp_shape approve_shape =
    SP_SHAPE("approve", struct sp_approve_body, approve_fields);

static const struct sp_field reject_fields[] = {
    HASH(struct sp_reject_body, d),
    CODE(struct sp_reject_body, reason, SP_REJECT_REASON_COUNT),
};
static const struct sp_shape reject_shape =
    SP_SHAPE("reject", struct sp_reject_body, reject_fields);

static const struct sp_field revoke_fields[] = {
    CODE(struct sp_revoke_body, reason, SP_REVOKE_REASON_COUNT),
    CODE(struct sp_revoke_body, channel, SP_REVOKE_CHANNEL_COUNT),
    DAY(struct sp_revoke_body, heard_day),
};
static const struct sp_shape revoke_shape =
    SP_SHAPE("revoke", struct sp_revoke_body, revoke_fields);

static const struct sp_field end_fields[] = {
    CODE(struct sp_end_body, reason, SP_END_REASON_COUNT),
};
static const struct sp_shape end_shape = SP_SHAPE("end", struct sp_end_body, end_fields);

static const struct sp_field breakglass_fields[] = {
    HASH(struct sp_breakglass_body, d),
    PARTY(struct sp_breakglass_body, recipient),
    LIST(struct sp_breakglass_body, categories, &sp_shape_u8, 1, SP_CATEGORY_COUNT),
    HASH(struct sp_breakglass_body, checklist_commit),
    PARTY(struct sp_breakglass_body, consulted),
    TIME(struct sp_breakglass_body, notify_ms),
};
static const struct sp_shape breakglass_shape =
    SP_SHAPE("breakglass", struct sp_breakglass_body, breakglass_fields);

static const struct sp_field rotate_fields[] = {
    SP_ROW(SP_FIELD_FIXED, struct sp_rotate_body, key, 32, 32),
    SP_ROW(SP_FIELD_FIXED, struct sp_rotate_body, r, 16, 16),
};
static const struct sp_shape rotate_shape =
    SP_SHAPE("rotate_key", struct sp_rotate_body, rotate_fields);

static const struct sp_field close_fields[] = {
    CODE(struct sp_close_body, reason, SP_CLOSE_REASON_COUNT),
};
static const struct sp_shape close_shape = SP_SHAPE("close", struct sp_close_body, close_fields);

static const struct sp_shape *const bodies[SP_KIND_COUNT] = {
    [SP_KIND_GRANT]      = &consent_shape,
    [SP_KIND_ATTEST]     = &consent_shape,
    [SP_KIND_CONFIRM]    = &confirm_shape,
    [SP_KIND_RELATE]     = &relate_shape,
    [SP_KIND_OBJECT]     = &object_shape,
    [SP_KIND_MANDATE]    = &mandate_shape,
    [SP_KIND_CAPACITY]   = &capacity_shape,
    [SP_KIND_AGE]        = &age_shape,
    [SP_KIND_DEATH]      = &death_shape,
    [SP_KIND_APPROVE]    = &approve_shape,
    [SP_KIND_REJECT]     = &reject_shape,
    [SP_KIND_REVOKE]     = &revoke_shape,
    [SP_KIND_END]        = &end_shape,
    [SP_KIND_BREAKGLASS] = &breakglass_shape,
    [SP_KIND_COSIGN]     = &confirm_shape,
    [SP_KIND_ROTATE_KEY] = &rotate_shape,
    [SP_KIND_CLOSE]      = &close_shape,
};
/* clang-format on */

const struct sp_shape *
sp_statement_body_shape(uint8_t kind)
{
    return kind < SP_KIND_COUNT ? bodies[kind] : NULL;
}
