#include <samenspraak/wire.h>

/* C2SP tlog-tiles stops at 2^63 - 1, and so do we. */
static const struct sp_field head_fields[] = {
    SP_ROW(SP_FIELD_U64, struct sp_head, size, 0, INT64_MAX),
    SP_ROW(SP_FIELD_FIXED, struct sp_head, root, SP_HASH_BYTES, SP_HASH_BYTES),
};
const struct sp_shape sp_shape_head = SP_SHAPE("head", struct sp_head, head_fields);
