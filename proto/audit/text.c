#include "text.h"

#include <string.h>

#include <samenspraak/log.h>

/* Reads one code point at ${at}; its length in bytes, or 0 when these bytes are not UTF-8. */
static size_t
code_point(const uint8_t *at, size_t left, uint32_t *out)
{
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t first = at[0];
    size_t length = first < 0x80             ? 1
                    : (first & 0xe0) == 0xc0 ? 2
                    : (first & 0xf0) == 0xe0 ? 3
                    : (first & 0xf8) == 0xf0 ? 4
                                             : 0;
    uint32_t point = length < 2 ? first : first & (0x7fU >> length);

    if (length == 0 || length > left) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80) {
            return 0;
        }
        point = point << 6 | (at[i] & 0x3fU);
    }
    if (point < smallest[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
        return 0;
    }
    *out = point;
    return length;
}

/* White_Space of Unicode above U+0020; what is below is refused as a control character. */
static bool
is_space(uint32_t point)
{
    return point == 0x20 || point == 0x85 || point == 0xa0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200a) || point == 0x2028 || point == 0x2029 ||
           point == 0x202f || point == 0x205f || point == 0x3000;
}

bool
sp_note_text_is_clean(struct sp_bytes text)
{
    uint32_t point = 0;

    for (size_t at = 0, length = 0; at < text.size; at += length) {
        length = code_point(text.data + at, text.size - at, &point);
        if (length == 0 || (point < 0x20 && point != '\n')) {
            return false;
        }
    }
    return true;
}

bool
sp_note_name_is_valid(struct sp_bytes name, bool any_length)
{
    uint32_t point = 0;

    if (name.size == 0 || (!any_length && name.size >= SP_ORIGIN_MAX)) {
        return false;
    }
    for (size_t at = 0, length = 0; at < name.size; at += length) {
        length = code_point(name.data + at, name.size - at, &point);
        if (length == 0 || point < 0x20 || point == '+' || is_space(point)) {
            return false;
        }
    }
    return true;
}

bool
sp_line_take(struct sp_bytes *rest, struct sp_bytes *line)
{
    const uint8_t *end = rest->size == 0 ? NULL : memchr(rest->data, '\n', rest->size);

    if (end == NULL) {
        return false;
    }
    *line = (struct sp_bytes){rest->data, (size_t)(end - rest->data)};
    *rest = (struct sp_bytes){end + 1, rest->size - line->size - 1};
    return true;
}

bool
sp_line_prefix(struct sp_bytes *rest, const char *prefix)
{
    size_t length = strlen(prefix);

    if (rest->size < length || memcmp(rest->data, prefix, length) != 0) {
        return false;
    }
    *rest = (struct sp_bytes){rest->data + length, rest->size - length};
    return true;
}

bool
sp_line_decimal(struct sp_bytes digits, uint64_t *out)
{
    uint64_t value = 0;

    *out = 0;
    if (digits.size == 0 || digits.size > 19 || (digits.data[0] == '0' && digits.size > 1)) {
        return false;
    }
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(digits.data[i] - '0'); /* 19 digits cannot overflow */
    }
    if (value > SP_TREE_SIZE_MAX) {
        return false;
    }
    *out = value;
    return true;
}

bool
sp_line_copy(struct sp_bytes text, char *out, size_t max)
{
    if (text.size >= max) {
        return false;
    }
    if (text.size > 0) {
        memcpy(out, text.data, text.size);
    }
    out[text.size] = 0;
    return true;
}
