/*
 * The wire form: positional msgpack arrays, one form only, read and written from one field table.
 *
 * A shape is the table of a message: its fields in order, each with its type and its limits.  The
 * same table drives sp_wire_read and sp_wire_write, so the two cannot drift apart.  The reader is
 * strict: shortest forms only, no maps, floats or extensions, no trailing bytes, UTF-8 checked,
 * every length bounded before memory is taken (msgpack specification 2013; protocol.md B6).  So
 * what was read, written again, gives the same bytes.
 *
 * Caveats: BYTES, TEXT and VALUE fields of what was read borrow from the input, list elements from
 * the arena; both must outlive the struct.
 */
#ifndef SAMENSPRAAK_WIRE_H
#define SAMENSPRAAK_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/status.h>

/* Nesting that is read; deeper is malformed. */
#define SP_WIRE_DEPTH_MAX 8

struct sp_shape;

/* clang-format off */
enum sp_field_type {
    SP_FIELD_U8,     /* uint8_t,  min..max */
    SP_FIELD_U16,    /* uint16_t, min..max */
    SP_FIELD_U32,    /* uint32_t, min..max */
    SP_FIELD_U64,    /* uint64_t, min..max */
    SP_FIELD_BOOL,   /* bool */
    SP_FIELD_FIXED,  /* bin of exactly max bytes, stored inline: uint8_t[max] or a one-member struct */
    SP_FIELD_BYTES,  /* bin of min..max bytes: struct sp_bytes, borrowed */
    SP_FIELD_TEXT,   /* str of min..max bytes of UTF-8 without control characters but \n and \t: struct sp_bytes, borrowed */
    SP_FIELD_VALUE,  /* one whole value of at most max bytes, checked for form: struct sp_bytes, borrowed */
    SP_FIELD_STRUCT, /* nested array by shape, stored inline */
    SP_FIELD_LIST,   /* array of min..max elements by shape: struct sp_list, elements in the arena */
    SP_FIELD_CHARS,  /* str of min..max printable ASCII bytes without blanks, inline: char[max + 1] */
};
/* clang-format on */

/* One row of a shape.  When ${optional}, nil is allowed and the bool at ${present} says whether. */
struct sp_field {
    const char *name; /* for error texts: "base.purpose" */
    enum sp_field_type type;
    size_t offset;
    uint64_t min;
    uint64_t max;
    const struct sp_shape *shape; /* STRUCT and LIST only */
    bool optional;
    size_t present; /* offset of a bool; only read when optional */
};

/*
 * A bare shape has one field and no array around it: the element of a list of numbers, say.
 * ${check}, if not NULL, is asked about each struct once its rows hold: false refuses it, in
 * reading and in writing.
 */
struct sp_shape {
    const char *name;
    size_t size; /* sizeof of the struct it fills */
    const struct sp_field *fields;
    size_t count;
    bool bare;
    bool (*check)(const void *value);
};

/* Elements of a LIST; ${items} points at ${count} structs of the element shape's size. */
struct sp_list {
    const void *items;
    size_t count;
};

/*
 * Reads exactly ${bytes} as ${shape} into ${out} (shape->size bytes, overwritten).  On failure
 * ${out} is zeroed and ${field}, if not NULL, names the innermost field that was wrong (static
 * text); the shape's own name when no field is, as with bytes left over.  ${arena} may be NULL for
 * a shape without lists; what it gave out before a failure stays until its reset.
 * SP_ERR_MALFORMED, SP_ERR_TOO_BIG (a length over its limit) or SP_ERR_NOMEM.
 */
SP_NODISCARD enum sp_status sp_wire_read(const struct sp_shape *shape, struct sp_bytes bytes,
    struct sp_arena *arena, void *out, const char **field);

/*
 * Appends ${in} as ${shape} to ${out}.  SP_ERR_USAGE when a value is outside its row (nothing that
 * the reader would refuse is ever written); then ${out} is as before.
 */
SP_NODISCARD enum sp_status sp_wire_write(
    const struct sp_shape *shape, const void *in, struct sp_buffer *out);

#define SP_ROW(type_, struct_, member_, min_, max_)                                                \
    {                                                                                              \
#member_, type_, offsetof(struct_, member_), min_, max_, NULL, false, 0                    \
    }
#define SP_ROW_OF(type_, struct_, member_, shape_, min_, max_)                                     \
    {                                                                                              \
#member_, type_, offsetof(struct_, member_), min_, max_, shape_, false, 0                  \
    }
/* An optional row; the struct has a bool has_<member>. */
#define SP_ROW_OPT(type_, struct_, member_, min_, max_)                                            \
    {                                                                                              \
#member_, type_, offsetof(struct_, member_), min_, max_, NULL, true,                       \
            offsetof(struct_, has_##member_)                                                       \
    }
#define SP_ROW_OPT_OF(type_, struct_, member_, shape_, min_, max_)                                 \
    {                                                                                              \
#member_, type_, offsetof(struct_, member_), min_, max_, shape_, true,                     \
            offsetof(struct_, has_##member_)                                                       \
    }
#define SP_SHAPE(name_, struct_, fields_)                                                          \
    {                                                                                              \
        name_, sizeof(struct_), fields_, sizeof(fields_) / sizeof((fields_)[0]), false, NULL       \
    }

/* A list element that is one number: struct sp_u8 { uint8_t v; }. */
struct sp_u8 {
    uint8_t v;
};
extern const struct sp_shape sp_shape_u8;
/* A list element that is one hash. */
extern const struct sp_shape sp_shape_hash;

/* How large one log is and what its root was; the logs themselves are in log.h. */
struct sp_head {
    uint64_t size;
    struct sp_hash root;
};
extern const struct sp_shape sp_shape_head; /* [u64 size, bin 32 root] */

#endif /* SAMENSPRAAK_WIRE_H */
