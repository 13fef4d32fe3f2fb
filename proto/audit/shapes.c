/*
 * The wire forms of proofs and records, and the names of the logs.
 */
#include <samenspraak/log.h>

#include <string.h>

const char *const sp_log_names[SP_LOG_COUNT] = {
    [SP_LOG_EVENTS] = "events",
    [SP_LOG_STATEMENTS] = "statements",
    [SP_LOG_KEYS] = "keys",
};

/* The sixteen fields as a nested array; its struct is the array itself. */
struct record_fields {
    struct sp_bytes field[SP_RECORD_FIELDS];
};

/* clang-format off */
#define SP_ROW_RECORD(name_, index_)                                                               \
    { name_, SP_FIELD_BYTES, (index_) * sizeof(struct sp_bytes), 0, SP_RECORD_FIELD_MAX,           \
      NULL, false, 0 }

static const struct sp_field record_fields[SP_RECORD_FIELDS] = {
    SP_ROW_RECORD("time",         SP_RECORD_TIME),
    SP_ROW_RECORD("event",        SP_RECORD_EVENT),
    SP_ROW_RECORD("outcome",      SP_RECORD_OUTCOME),
    SP_ROW_RECORD("rule",         SP_RECORD_RULE),
    SP_ROW_RECORD("patient",      SP_RECORD_PATIENT),
    SP_ROW_RECORD("actor",        SP_RECORD_ACTOR),
    SP_ROW_RECORD("responsible",  SP_RECORD_RESPONSIBLE),
    SP_ROW_RECORD("counterparty", SP_RECORD_COUNTERPARTY),
    SP_ROW_RECORD("object",       SP_RECORD_OBJECT),
    SP_ROW_RECORD("categories",   SP_RECORD_CATEGORIES),
    SP_ROW_RECORD("purpose",      SP_RECORD_PURPOSE),
    SP_ROW_RECORD("basis",        SP_RECORD_BASIS),
    SP_ROW_RECORD("breakglass",   SP_RECORD_BREAKGLASS),
    SP_ROW_RECORD("heads",        SP_RECORD_HEADS),
    SP_ROW_RECORD("request",      SP_RECORD_REQUEST),
    SP_ROW_RECORD("peer",         SP_RECORD_PEER),
};
/* clang-format on */

_Static_assert(sizeof(struct record_fields) == sizeof(((struct sp_record *)0)->fields),
    "the rows above walk over sp_record.fields");

static const struct sp_shape record_fields_shape =
    SP_SHAPE("record fields", struct record_fields, record_fields);

static const struct sp_field record_rows[] = {
    SP_ROW(SP_FIELD_FIXED, struct sp_record, salt, SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW_OF(SP_FIELD_STRUCT, struct sp_record, fields, &record_fields_shape, 0, 0),
};
const struct sp_shape sp_shape_record = SP_SHAPE("record", struct sp_record, record_rows);

struct sp_list
sp_proof_list(const struct sp_proof *proof)
{
    return (struct sp_list){proof->hashes, proof->count};
}

enum sp_status
sp_proof_from_list(const struct sp_list *list, struct sp_proof *out)
{
    memset(out, 0, sizeof(*out));
    if (list->count > SP_PROOF_MAX) {
        return SP_ERR_TOO_BIG;
    }
    if (list->count > 0) {
        memcpy(out->hashes, list->items, list->count * sizeof(out->hashes[0]));
    }
    out->count = (uint32_t)list->count;
    return SP_OK;
}
