#include "reader.h"

#include <samenspraak/wire.h>

/*
 * The heads whose number follows, big-endian, in ${width} bytes.  ${least} is the smallest number
 * that has no shorter form, so there is one form for each number (msgpack specification, 2013).
 */
struct long_head {
    uint8_t tag;
    uint8_t width;
    enum sp_head_type type;
    uint64_t least;
};

/* clang-format off */
static const struct long_head long_heads[] = {
    {0xc4, 1, SP_HEAD_BYTES, 0},
    {0xc5, 2, SP_HEAD_BYTES, UINT64_C(0x100)},
    {0xc6, 4, SP_HEAD_BYTES, UINT64_C(0x10000)},
    {0xcc, 1, SP_HEAD_UINT,  UINT64_C(0x80)},
    {0xcd, 2, SP_HEAD_UINT,  UINT64_C(0x100)},
    {0xce, 4, SP_HEAD_UINT,  UINT64_C(0x10000)},
    {0xcf, 8, SP_HEAD_UINT,  UINT64_C(0x100000000)},
    {0xd9, 1, SP_HEAD_TEXT,  UINT64_C(0x20)},
    {0xda, 2, SP_HEAD_TEXT,  UINT64_C(0x100)},
    {0xdb, 4, SP_HEAD_TEXT,  UINT64_C(0x10000)},
    {0xdc, 2, SP_HEAD_ARRAY, UINT64_C(0x10)},
    {0xdd, 4, SP_HEAD_ARRAY, UINT64_C(0x10000)},
};
/* clang-format on */

/* The heads of one byte; false for any other. */
static bool
short_head(uint8_t tag, struct sp_wire_head *out)
{
    if (tag <= 0x7f) {
        *out = (struct sp_wire_head){SP_HEAD_UINT, tag};
    } else if (tag >= 0x90 && tag <= 0x9f) {
        *out = (struct sp_wire_head){SP_HEAD_ARRAY, tag & 0x0fU};
    } else if (tag >= 0xa0 && tag <= 0xbf) {
        *out = (struct sp_wire_head){SP_HEAD_TEXT, tag & 0x1fU};
    } else if (tag == 0xc0) {
        *out = (struct sp_wire_head){SP_HEAD_NIL, 0};
    } else if (tag == 0xc2 || tag == 0xc3) {
        *out = (struct sp_wire_head){SP_HEAD_BOOL, tag & 1U};
    } else {
        return false;
    }
    return true;
}

static void
skip(struct sp_reader *reader, size_t size)
{
    reader->at += size;
    reader->left -= size;
}

enum sp_status
sp_reader_head(struct sp_reader *reader, struct sp_wire_head *out)
{
    *out = (struct sp_wire_head){SP_HEAD_NIL, 0};
    if (reader->left == 0) {
        return SP_ERR_MALFORMED;
    }
    uint8_t tag = reader->at[0];
    if (short_head(tag, out)) {
        skip(reader, 1);
        return SP_OK;
    }
    const struct long_head *head = NULL;
    for (size_t i = 0; i < sizeof(long_heads) / sizeof(long_heads[0]); i++) {
        if (long_heads[i].tag == tag) {
            head = &long_heads[i];
        }
    }
    if (head == NULL || reader->left - 1 < head->width) {
        return SP_ERR_MALFORMED;
    }
    uint64_t number = 0;
    for (size_t i = 1; i <= head->width; i++) {
        number = number << 8 | reader->at[i];
    }
    if (number < head->least) {
        return SP_ERR_MALFORMED;
    }
    *out = (struct sp_wire_head){head->type, number};
    skip(reader, 1U + head->width);
    return SP_OK;
}

enum sp_status
sp_reader_take(struct sp_reader *reader, uint64_t size, struct sp_bytes *out)
{
    *out = (struct sp_bytes){NULL, 0};
    if (size > reader->left) {
        return SP_ERR_MALFORMED;
    }
    *out = (struct sp_bytes){reader->at, (size_t)size};
    skip(reader, (size_t)size);
    return SP_OK;
}

bool
sp_reader_take_nil(struct sp_reader *reader)
{
    if (reader->left == 0 || reader->at[0] != 0xc0) {
        return false;
    }
    skip(reader, 1);
    return true;
}

/* The content behind ${head} when it is a string; other heads have none to look at here. */
static enum sp_status
read_content(struct sp_reader *reader, const struct sp_wire_head *head)
{
    struct sp_bytes content;

    if (head->type != SP_HEAD_TEXT && head->type != SP_HEAD_BYTES) {
        return SP_OK;
    }
    enum sp_status status = sp_reader_take(reader, head->number, &content);
    if (status == SP_OK && head->type == SP_HEAD_TEXT && !sp_text_is_clean(content)) {
        status = SP_ERR_MALFORMED;
    }
    return status;
}

/* Reads one head, ${depth} arrays deep, with its content; an array's elements are still to come. */
static enum sp_status
read_one(struct sp_reader *reader, size_t depth, struct sp_wire_head *head)
{
    enum sp_status status = sp_reader_head(reader, head);

    if (status == SP_OK) {
        status = read_content(reader, head);
    }
    if (status == SP_OK && head->type == SP_HEAD_ARRAY &&
        (depth >= SP_WIRE_DEPTH_MAX || head->number > reader->left)) {
        status = SP_ERR_MALFORMED;
    }
    return status;
}

enum sp_status
sp_reader_value(struct sp_reader *reader, unsigned depth)
{
    /* How many elements are still to come, per level; the last of them closes the level. */
    uint64_t awaited[SP_WIRE_DEPTH_MAX + 1] = {1};
    size_t level = 0;

    do {
        struct sp_wire_head head;
        enum sp_status status = read_one(reader, depth + level, &head);

        if (status != SP_OK) {
            return status;
        }
        awaited[level]--;
        if (head.type == SP_HEAD_ARRAY) {
            awaited[++level] = head.number;
        }
        while (level > 0 && awaited[level] == 0) {
            level--;
        }
    } while (level > 0);
    return SP_OK;
}

/* The length of the UTF-8 sequence that ${first} begins, or 0; ${point} gets its first bits. */
static size_t
sequence_length(uint8_t first, uint32_t *point)
{
    if (first <= 0x7f) {
        *point = first;
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        *point = first & 0x1fU;
        return 2;
    }
    if (first >= 0xe0 && first <= 0xef) {
        *point = first & 0x0fU;
        return 3;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        *point = first & 0x07U;
        return 4;
    }
    return 0;
}

/* A code point that took ${length} bytes: not overlong, no surrogate, in range, no control. */
static bool
point_is_clean(uint32_t point, size_t length)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

    if (point < least[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
        return false;
    }
    if (point < 0x20) {
        return point == '\n' || point == '\t';
    }
    return point < 0x7f || point > 0x9f;
}

/* The length of the character at the start of ${text}, or 0 when it is none we take. */
static size_t
character_length(struct sp_bytes text)
{
    uint32_t point = 0;
    size_t length = sequence_length(text.data[0], &point);

    if (length > text.size) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((text.data[i] & 0xc0U) != 0x80) {
            return 0;
        }
        point = point << 6 | (text.data[i] & 0x3fU);
    }
    return point_is_clean(point, length) ? length : 0;
}

bool
sp_text_is_clean(struct sp_bytes text)
{
    while (text.size > 0) {
        size_t length = character_length(text);
        if (length == 0) {
            return false;
        }
        text = (struct sp_bytes){text.data + length, text.size - length};
    }
    return true;
}
