#include <samenspraak/wire.h>

#include <string.h>

#include "reader.h"
#include "writer.h"

/*
 * Reading and writing walk the same table, and each judges a value by the same question below, so
 * what one refuses the other refuses too: whatever was read, written again, gives the same bytes.
 */

/* clang-format off */
static const struct sp_field u8_rows[]   = {SP_ROW(SP_FIELD_U8, struct sp_u8, v, 0, UINT8_MAX)};
static const struct sp_field hash_rows[] = {SP_ROW(SP_FIELD_FIXED, struct sp_hash, b, SP_HASH_BYTES, SP_HASH_BYTES)};
/* clang-format on */

const struct sp_shape sp_shape_u8 = {
    .name = "u8", .size = sizeof(struct sp_u8), .fields = u8_rows, .count = 1, .bare = true};
const struct sp_shape sp_shape_hash = {
    .name = "hash", .size = sizeof(struct sp_hash), .fields = hash_rows, .count = 1, .bare = true};

/* The questions that both directions ask. */

static enum sp_status
judge_length(const struct sp_field *field, uint64_t length)
{
    uint64_t min = field->type == SP_FIELD_FIXED ? field->max : field->min;

    if (length > field->max || length > UINT32_MAX) {
        return SP_ERR_TOO_BIG;
    }
    return length < min ? SP_ERR_MALFORMED : SP_OK;
}

static enum sp_status
judge_number(const struct sp_field *field, uint64_t number)
{
    return number >= field->min && number <= field->max ? SP_OK : SP_ERR_MALFORMED;
}

/* Printable ASCII without blanks. */
static bool
is_plain(struct sp_bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < 0x21 || text.data[i] > 0x7e) {
            return false;
        }
    }
    return true;
}

static enum sp_status
judge_text(const struct sp_field *field, struct sp_bytes text)
{
    bool good = field->type == SP_FIELD_CHARS ? is_plain(text) : sp_text_is_clean(text);

    return good ? SP_OK : SP_ERR_MALFORMED;
}

/* The least number of bytes one element takes: its head and one byte for each of its fields. */
static uint64_t
least_bytes(const struct sp_shape *shape)
{
    return shape->bare ? 1 : 1 + shape->count;
}

static bool
passes_check(const struct sp_shape *shape, const void *value)
{
    return shape->check == NULL || shape->check(value);
}

/* Reading. */

struct reading {
    struct sp_reader in;
    struct sp_arena *arena;
    const char *field; /* the innermost field that was wrong */
};

static enum sp_status read_shape(
    struct reading *reading, const struct sp_shape *shape, unsigned depth, uint8_t *out);

static enum sp_status
read_head_of(struct reading *reading, enum sp_head_type type, uint64_t *number)
{
    struct sp_wire_head head;
    enum sp_status status = sp_reader_head(&reading->in, &head);

    *number = head.number;
    return status == SP_OK && head.type != type ? SP_ERR_MALFORMED : status;
}

static enum sp_status
read_number(struct reading *reading, const struct sp_field *field, uint8_t *out)
{
    uint64_t number = 0;
    bool boolean = field->type == SP_FIELD_BOOL;
    enum sp_status status = read_head_of(reading, boolean ? SP_HEAD_BOOL : SP_HEAD_UINT, &number);

    if (status != SP_OK || (!boolean && (status = judge_number(field, number)) != SP_OK)) {
        return status;
    }
    if (boolean) {
        bool value = number != 0;
        memcpy(out, &value, sizeof(value));
    } else if (field->type == SP_FIELD_U8 && number <= UINT8_MAX) {
        uint8_t value = (uint8_t)number;
        memcpy(out, &value, sizeof(value));
    } else if (field->type == SP_FIELD_U16 && number <= UINT16_MAX) {
        uint16_t value = (uint16_t)number;
        memcpy(out, &value, sizeof(value));
    } else if (field->type == SP_FIELD_U32 && number <= UINT32_MAX) {
        uint32_t value = (uint32_t)number;
        memcpy(out, &value, sizeof(value));
    } else if (field->type == SP_FIELD_U64) {
        memcpy(out, &number, sizeof(number));
    } else {
        status = SP_ERR_MALFORMED;
    }
    return status;
}

static enum sp_status
read_string(struct reading *reading, const struct sp_field *field, uint8_t *out)
{
    bool text = field->type == SP_FIELD_TEXT || field->type == SP_FIELD_CHARS;
    struct sp_bytes content = {NULL, 0};
    uint64_t length = 0;
    enum sp_status status;

    if ((status = read_head_of(reading, text ? SP_HEAD_TEXT : SP_HEAD_BYTES, &length)) != SP_OK ||
        (status = judge_length(field, length)) != SP_OK ||
        (status = sp_reader_take(&reading->in, length, &content)) != SP_OK ||
        (text && (status = judge_text(field, content)) != SP_OK)) {
        return status;
    }
    if (field->type == SP_FIELD_TEXT || field->type == SP_FIELD_BYTES) {
        memcpy(out, &content, sizeof(content));
    } else if (content.size > 0) {
        memcpy(out, content.data, content.size);
    }
    return SP_OK;
}

static enum sp_status
read_value(struct reading *reading, const struct sp_field *field, unsigned depth, uint8_t *out)
{
    struct sp_bytes value = {reading->in.at, 0};
    size_t before = reading->in.left;
    enum sp_status status = sp_reader_value(&reading->in, depth);

    value.size = before - reading->in.left;
    if (status == SP_OK && value.size > field->max) {
        status = SP_ERR_TOO_BIG;
    }
    if (status == SP_OK) {
        memcpy(out, &value, sizeof(value));
    }
    return status;
}

static enum sp_status
read_list(struct reading *reading, const struct sp_field *field, unsigned depth, uint8_t *out)
{
    const struct sp_shape *shape = field->shape;
    struct sp_list list = {NULL, 0};
    uint64_t count = 0;
    enum sp_status status;

    if ((status = read_head_of(reading, SP_HEAD_ARRAY, &count)) != SP_OK ||
        (status = judge_length(field, count)) != SP_OK) {
        return status;
    }
    /* Memory is taken only for elements that can still stand in the bytes there are. */
    if (depth >= SP_WIRE_DEPTH_MAX || count > reading->in.left / least_bytes(shape)) {
        return SP_ERR_MALFORMED;
    }
    if (count == 0) {
        return SP_OK;
    }
    if (reading->arena == NULL) {
        return SP_ERR_USAGE;
    }
    uint8_t *items = sp_arena_alloc(reading->arena, (size_t)count, shape->size);
    if (items == NULL) {
        return SP_ERR_NOMEM;
    }
    for (size_t i = 0; i < count; i++) {
        status = read_shape(reading, shape, depth + 1, items + i * shape->size);
        if (status != SP_OK) {
            return status;
        }
    }
    list.items = items;
    list.count = (size_t)count;
    memcpy(out, &list, sizeof(list));
    return SP_OK;
}

static enum sp_status
read_field(struct reading *reading, const struct sp_field *field, unsigned depth, uint8_t *base)
{
    uint8_t *out = base + field->offset;

    if (field->optional) {
        const bool present = !sp_reader_take_nil(&reading->in);
        memcpy(base + field->present, &present, sizeof(present));
        if (!present) {
            return SP_OK;
        }
    }
    switch (field->type) {
    case SP_FIELD_U8:
    case SP_FIELD_U16:
    case SP_FIELD_U32:
    case SP_FIELD_U64:
    case SP_FIELD_BOOL:
        return read_number(reading, field, out);
    case SP_FIELD_FIXED:
    case SP_FIELD_BYTES:
    case SP_FIELD_TEXT:
    case SP_FIELD_CHARS:
        return read_string(reading, field, out);
    case SP_FIELD_VALUE:
        return read_value(reading, field, depth, out);
    case SP_FIELD_STRUCT:
        return read_shape(reading, field->shape, depth, out);
    case SP_FIELD_LIST:
        return read_list(reading, field, depth, out);
    }
    return SP_ERR_INTERNAL;
}

/* The head of the array around the fields of ${shape}, which is ${depth} arrays deep. */
static enum sp_status
read_frame(struct reading *reading, const struct sp_shape *shape, unsigned depth)
{
    uint64_t count = 0;
    enum sp_status status = read_head_of(reading, SP_HEAD_ARRAY, &count);

    if (status == SP_OK && (count != shape->count || depth >= SP_WIRE_DEPTH_MAX)) {
        status = SP_ERR_MALFORMED;
    }
    return status;
}

/* ${depth} counts the arrays around this value; ${out} is zeroed. */
static enum sp_status
read_shape(struct reading *reading, const struct sp_shape *shape, unsigned depth, uint8_t *out)
{
    unsigned inside = shape->bare ? depth : depth + 1;
    enum sp_status status = shape->bare ? SP_OK : read_frame(reading, shape, depth);

    for (size_t i = 0; status == SP_OK && i < shape->count; i++) {
        status = read_field(reading, &shape->fields[i], inside, out);
        /* A bare element has no name of its own to a reader; its list has. */
        if (status != SP_OK && reading->field == NULL && !shape->bare) {
            reading->field = shape->fields[i].name;
        }
    }
    return status == SP_OK && !passes_check(shape, out) ? SP_ERR_MALFORMED : status;
}

enum sp_status
sp_wire_read(const struct sp_shape *shape, struct sp_bytes bytes, struct sp_arena *arena, void *out,
    const char **field)
{
    struct reading reading = {{bytes.data, bytes.size}, arena, NULL};

    memset(out, 0, shape->size);
    enum sp_status status = read_shape(&reading, shape, 0, out);
    if (status == SP_OK && reading.in.left > 0) {
        status = SP_ERR_MALFORMED;
    }
    if (status != SP_OK) {
        sp_wipe(out, shape->size);
    }
    if (field != NULL) {
        *field = status == SP_OK ? NULL : reading.field != NULL ? reading.field : shape->name;
    }
    return status;
}

/* Writing. */

static enum sp_status write_shape(
    const struct sp_shape *shape, const uint8_t *in, unsigned depth, struct sp_buffer *out);

/* The number at ${in}, widened; a bool that is neither 0 nor 1 comes out as neither. */
static uint64_t
number_at(const struct sp_field *field, const uint8_t *in)
{
    uint64_t u64;
    uint32_t u32;
    uint16_t u16;

    if (field->type == SP_FIELD_U64) {
        memcpy(&u64, in, sizeof(u64));
        return u64;
    }
    if (field->type == SP_FIELD_U32) {
        memcpy(&u32, in, sizeof(u32));
        return u32;
    }
    if (field->type == SP_FIELD_U16) {
        memcpy(&u16, in, sizeof(u16));
        return u16;
    }
    return *in;
}

static enum sp_status
write_number(const struct sp_field *field, const uint8_t *in, struct sp_buffer *out)
{
    uint64_t number = number_at(field, in);

    if (field->type == SP_FIELD_BOOL) {
        return number <= 1 ? sp_writer_bool(out, number == 1) : SP_ERR_USAGE;
    }
    return judge_number(field, number) == SP_OK ? sp_writer_uint(out, number) : SP_ERR_USAGE;
}

static enum sp_status
write_string(const struct sp_field *field, const uint8_t *in, struct sp_buffer *out)
{
    bool text = field->type == SP_FIELD_TEXT || field->type == SP_FIELD_CHARS;
    struct sp_bytes content = {in, 0};

    if (field->type == SP_FIELD_TEXT || field->type == SP_FIELD_BYTES) {
        memcpy(&content, in, sizeof(content));
    } else if (field->type == SP_FIELD_FIXED) {
        content.size = (size_t)field->max;
    } else {
        content.size = strnlen((const char *)in, (size_t)field->max + 1);
    }
    if (judge_length(field, content.size) != SP_OK || (content.size > 0 && content.data == NULL) ||
        (text && judge_text(field, content) != SP_OK)) {
        return SP_ERR_USAGE;
    }
    return text ? sp_writer_text(out, content) : sp_writer_bytes(out, content);
}

static enum sp_status
write_value(const struct sp_field *field, const uint8_t *in, unsigned depth, struct sp_buffer *out)
{
    struct sp_bytes value;

    memcpy(&value, in, sizeof(value));
    if (value.data == NULL || value.size > field->max) {
        return SP_ERR_USAGE;
    }
    struct sp_reader reader = {value.data, value.size};
    /* A present value that is nil would be read as an absent one. */
    if ((field->optional && value.size == 1 && value.data[0] == 0xc0) ||
        sp_reader_value(&reader, depth) != SP_OK || reader.left > 0) {
        return SP_ERR_USAGE;
    }
    return sp_buffer_append(out, value.data, value.size);
}

static enum sp_status
write_list(const struct sp_field *field, const uint8_t *in, unsigned depth, struct sp_buffer *out)
{
    struct sp_list list;

    memcpy(&list, in, sizeof(list));
    if (judge_length(field, list.count) != SP_OK || (list.count > 0 && list.items == NULL) ||
        depth >= SP_WIRE_DEPTH_MAX) {
        return SP_ERR_USAGE;
    }
    const uint8_t *items = list.items;
    enum sp_status status = sp_writer_array(out, list.count);
    for (size_t i = 0; status == SP_OK && i < list.count; i++) {
        status = write_shape(field->shape, items + i * field->shape->size, depth + 1, out);
    }
    return status;
}

static enum sp_status
write_field(
    const struct sp_field *field, const uint8_t *base, unsigned depth, struct sp_buffer *out)
{
    const uint8_t *in = base + field->offset;

    if (field->optional && base[field->present] > 1) {
        return SP_ERR_USAGE;
    }
    if (field->optional && base[field->present] == 0) {
        return sp_writer_nil(out);
    }
    switch (field->type) {
    case SP_FIELD_U8:
    case SP_FIELD_U16:
    case SP_FIELD_U32:
    case SP_FIELD_U64:
    case SP_FIELD_BOOL:
        return write_number(field, in, out);
    case SP_FIELD_FIXED:
    case SP_FIELD_BYTES:
    case SP_FIELD_TEXT:
    case SP_FIELD_CHARS:
        return write_string(field, in, out);
    case SP_FIELD_VALUE:
        return write_value(field, in, depth, out);
    case SP_FIELD_STRUCT:
        return write_shape(field->shape, in, depth, out);
    case SP_FIELD_LIST:
        return write_list(field, in, depth, out);
    }
    return SP_ERR_INTERNAL;
}

static enum sp_status
write_shape(const struct sp_shape *shape, const uint8_t *in, unsigned depth, struct sp_buffer *out)
{
    enum sp_status status = SP_OK;

    if (!shape->bare) {
        if (depth >= SP_WIRE_DEPTH_MAX) {
            return SP_ERR_USAGE;
        }
        status = sp_writer_array(out, shape->count);
        depth++;
    }
    for (size_t i = 0; status == SP_OK && i < shape->count; i++) {
        status = write_field(&shape->fields[i], in, depth, out);
    }
    return status == SP_OK && !passes_check(shape, in) ? SP_ERR_USAGE : status;
}

enum sp_status
sp_wire_write(const struct sp_shape *shape, const void *in, struct sp_buffer *out)
{
    size_t before = out->size;
    enum sp_status status = write_shape(shape, in, 0, out);

    if (status != SP_OK && out->size > before) {
        sp_wipe(out->data + before, out->size - before);
        out->size = before;
    }
    return status;
}
