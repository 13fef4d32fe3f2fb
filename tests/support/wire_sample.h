/*
 * A message with every type of field, for the tests and the fuzz target of the wire form.
 */
#ifndef SP_TEST_WIRE_SAMPLE_H
#define SP_TEST_WIRE_SAMPLE_H

#include <samenspraak/party.h>
#include <samenspraak/wire.h>

struct sample_part {
    uint8_t kind;
    bool has_note;
    struct sp_bytes note;
    struct sp_list marks; /* of struct sp_u8 */
};

struct sample {
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
    bool flag;
    struct sp_hash hash;
    struct sp_bytes blob;
    struct sp_bytes text;
    struct sp_bytes value;
    char code[9];
    struct sample_part part;
    struct sp_list hashes;  /* of struct sp_hash */
    struct sp_list parts;   /* of struct sample_part */
    struct sp_list parties; /* of struct sp_party */
    bool has_count;
    uint32_t count;
    bool has_sure;
    bool sure;
    bool has_digest;
    struct sp_hash digest;
    bool has_form;
    struct sp_bytes form;
    bool has_author;
    struct sp_party author;
    bool has_marks;
    struct sp_list marks; /* of struct sp_u8 */
};

/* clang-format off */
static const struct sp_field sample_part_rows[] = {
    SP_ROW(SP_FIELD_U8,       struct sample_part, kind,  0, 16),
    SP_ROW_OPT(SP_FIELD_TEXT, struct sample_part, note,  0, 300),
    SP_ROW_OF(SP_FIELD_LIST,  struct sample_part, marks, &sp_shape_u8, 0, 31),
};
static const struct sp_shape sample_part_shape = SP_SHAPE("part", struct sample_part, sample_part_rows);

static const struct sp_field sample_rows[] = {
    SP_ROW(SP_FIELD_U8,            struct sample, u8,      1, 200),
    SP_ROW(SP_FIELD_U16,           struct sample, u16,     100, 60000),
    SP_ROW(SP_FIELD_U32,           struct sample, u32,     0, UINT32_MAX),
    SP_ROW(SP_FIELD_U64,           struct sample, u64,     0, UINT64_MAX),
    SP_ROW(SP_FIELD_BOOL,          struct sample, flag,    0, 1),
    SP_ROW(SP_FIELD_FIXED,         struct sample, hash,    SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_BYTES,         struct sample, blob,    1, 70000),
    SP_ROW(SP_FIELD_TEXT,          struct sample, text,    2, 400),
    SP_ROW(SP_FIELD_VALUE,         struct sample, value,   1, 200),
    SP_ROW(SP_FIELD_CHARS,         struct sample, code,    2, 8),
    SP_ROW_OF(SP_FIELD_STRUCT,     struct sample, part,    &sample_part_shape, 0, 0),
    SP_ROW_OF(SP_FIELD_LIST,       struct sample, hashes,  &sp_shape_hash, 1, 3),
    SP_ROW_OF(SP_FIELD_LIST,       struct sample, parts,   &sample_part_shape, 0, 20),
    SP_ROW_OF(SP_FIELD_LIST,       struct sample, parties, &sp_shape_party, 0, 8),
    SP_ROW_OPT(SP_FIELD_U32,       struct sample, count,   1, 1000000),
    SP_ROW_OPT(SP_FIELD_BOOL,      struct sample, sure,    0, 1),
    SP_ROW_OPT(SP_FIELD_FIXED,     struct sample, digest,  SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW_OPT(SP_FIELD_VALUE,     struct sample, form,    1, 100),
    SP_ROW_OPT_OF(SP_FIELD_STRUCT, struct sample, author,  &sp_shape_party, 0, 0),
    SP_ROW_OPT_OF(SP_FIELD_LIST,   struct sample, marks,   &sp_shape_u8, 0, 31),
};
static const struct sp_shape sample_shape = SP_SHAPE("sample", struct sample, sample_rows);
/* clang-format on */

#endif /* SP_TEST_WIRE_SAMPLE_H */
