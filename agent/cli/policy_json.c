#include "policy_json.h"

#include <string.h>

static const char malformed[] = "not one valid JSON value";
static const char twice[] = "the same key twice in one object";
static const char too_deep[] = "nested too deeply";
static const char too_many[] = "too many values";

/* Where the scanner stands; ${at} never passes ${end}, where a NUL may be written. */
struct scanner {
    struct sp_json_line *line;
    char *begin, *at, *end;
};

static bool
fail(struct scanner *s, const char *problem)
{
    s->line->problem = problem;
    s->line->column = (size_t)(s->at - s->begin) + 1;
    return false;
}

static void
skip_space(struct scanner *s)
{
    while (
        s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\r' || *s->at == '\n')) {
        s->at++;
    }
}

static bool
take(struct scanner *s, char c)
{
    bool is_there = s->at < s->end && *s->at == c;

    s->at += is_there ? 1 : 0;
    return is_there;
}

static struct sp_json *
add_value(struct scanner *s, enum sp_json_type type)
{
    if (s->line->count == SP_JSON_COUNT_MAX) {
        (void)fail(s, too_many);
        return NULL;
    }
    struct sp_json *value = &s->line->values[s->line->count++];

    *value = (struct sp_json){.type = type, .next = 1, .text = "", .size = 0};
    return value;
}

/* The length of the UTF-8 character at ${at}, or 0: no overlong forms, no surrogates. */
static size_t
utf8_size(const char *at, const char *end)
{
    const unsigned char *b = (const unsigned char *)at;
    size_t left = (size_t)(end - at);
    unsigned char low = 0x80, high = 0xbf; /* bounds of the second byte */
    size_t size;

    if (b[0] >= 0xc2 && b[0] <= 0xdf) {
        size = 2;
    } else if (b[0] >= 0xe0 && b[0] <= 0xef) {
        size = 3;
        low = b[0] == 0xe0 ? 0xa0 : low;
        high = b[0] == 0xed ? 0x9f : high;
    } else if (b[0] >= 0xf0 && b[0] <= 0xf4) {
        size = 4;
        low = b[0] == 0xf0 ? 0x90 : low;
        high = b[0] == 0xf4 ? 0x8f : high;
    } else {
        return 0;
    }
    if (left < size || b[1] < low || b[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < size; i++) {
        if ((b[i] & 0xc0U) != 0x80U) {
            return 0;
        }
    }
    return size;
}

/* Four hex digits at ${at}, or -1. */
static int32_t
hex4(const char *at, const char *end)
{
    int32_t number = 0;

    if (end - at < 4) {
        return -1;
    }
    for (size_t i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        const char *digit = at[i] == 0 ? NULL : strchr(digits, at[i]);

        if (digit == NULL) {
            return -1;
        }
        number = number * 16 + (int32_t)(digit - digits) % 16;
    }
    return number;
}

static char *
put_utf8(char *out, uint32_t code)
{
    if (code < 0x80) {
        *out++ = (char)code;
        return out;
    }
    if (code < 0x800) {
        *out++ = (char)(0xc0U | code >> 6);
    } else {
        if (code < 0x10000) {
            *out++ = (char)(0xe0U | code >> 12);
        } else {
            *out++ = (char)(0xf0U | code >> 18);
            *out++ = (char)(0x80U | (code >> 12 & 0x3fU));
        }
        *out++ = (char)(0x80U | (code >> 6 & 0x3fU));
    }
    *out++ = (char)(0x80U | (code & 0x3fU));
    return out;
}

/* After `\u`: one character, from one or two escapes; NULL when it is none or NUL. */
static char *
unescape_unicode(struct scanner *s, char *out)
{
    int32_t code = hex4(s->at, s->end);

    if (code <= 0 || (code >= 0xdc00 && code <= 0xdfff)) {
        return NULL;
    }
    s->at += 4;
    if (code >= 0xd800 && code <= 0xdbff) {
        if (!take(s, '\\') || !take(s, 'u')) {
            return NULL;
        }
        int32_t low = hex4(s->at, s->end);

        if (low < 0xdc00 || low > 0xdfff) {
            return NULL;
        }
        s->at += 4;
        code = 0x10000 + ((code - 0xd800) * 0x400) + (low - 0xdc00);
    }
    return put_utf8(out, (uint32_t)code);
}

/* After a backslash; what an escape stands for is never longer than the escape. */
static char *
unescape(struct scanner *s, char *out)
{
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    char name = '\0';

    if (s->at < s->end) {
        name = *s->at++;
    }

    if (name == 'u') {
        return unescape_unicode(s, out);
    }
    const char *known = name == 0 ? NULL : strchr(names, name);

    if (known == NULL) {
        return NULL;
    }
    *out = meanings[known - names];
    return out + 1;
}

/* One character or escape of a string, to ${out}, which never passes ${at}; NULL for none. */
static char *
take_character(struct scanner *s, char *out)
{
    unsigned char c = (unsigned char)*s->at;
    size_t size = c < 0x80 ? 1 : utf8_size(s->at, s->end);

    if (c < 0x20 || size == 0) {
        return NULL;
    }
    if (c == '\\') {
        s->at++;
        return unescape(s, out);
    }
    for (size_t i = 0; i < size; i++) {
        *out++ = *s->at++;
    }
    return out;
}

/* After the opening quote: decodes in place, up to and with the closing one. */
static bool
scan_string(struct scanner *s)
{
    struct sp_json *value = add_value(s, SP_JSON_STRING);
    char *out = s->at;

    if (value == NULL) {
        return false;
    }
    value->text = s->at;
    while (s->at < s->end && *s->at != '"') {
        out = take_character(s, out);
        if (out == NULL) {
            return fail(s, malformed);
        }
    }
    if (!take(s, '"')) {
        return fail(s, malformed);
    }
    *out = 0;
    value->size = (size_t)(out - value->text);
    return true;
}

static bool
skip_digits(struct scanner *s)
{
    const char *first = s->at;

    while (s->at < s->end && *s->at >= '0' && *s->at <= '9') {
        s->at++;
    }
    return s->at > first;
}

static bool
scan_number(struct scanner *s)
{
    struct sp_json *value = add_value(s, SP_JSON_INTEGER);

    if (value == NULL) {
        return false;
    }
    value->text = s->at;
    (void)take(s, '-');
    if (!take(s, '0') && !skip_digits(s)) {
        return fail(s, malformed);
    }
    if (take(s, '.')) {
        value->type = SP_JSON_REAL;
        if (!skip_digits(s)) {
            return fail(s, malformed);
        }
    }
    if (take(s, 'e') || take(s, 'E')) {
        value->type = SP_JSON_REAL;
        if (!take(s, '+')) {
            (void)take(s, '-');
        }
        if (!skip_digits(s)) {
            return fail(s, malformed);
        }
    }
    value->size = (size_t)(s->at - value->text);
    return true;
}

static bool
scan_word(struct scanner *s)
{
    static const struct {
        const char *text;
        size_t size;
        enum sp_json_type type;
    } words[] = {{"true", 4, SP_JSON_TRUE}, {"false", 5, SP_JSON_FALSE}, {"null", 4, SP_JSON_NULL}};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if ((size_t)(s->end - s->at) >= words[i].size &&
            memcmp(s->at, words[i].text, words[i].size) == 0) {
            s->at += words[i].size;
            return add_value(s, words[i].type) != NULL;
        }
    }
    return fail(s, malformed);
}

static bool scan_value(struct scanner *s, unsigned depth);

static bool
scan_array(struct scanner *s, unsigned depth)
{
    uint32_t self = s->line->count;

    if (add_value(s, SP_JSON_ARRAY) == NULL) {
        return false;
    }
    skip_space(s);
    if (take(s, ']')) {
        return true;
    }
    do {
        if (!scan_value(s, depth)) {
            return false;
        }
    } while (take(s, ','));
    s->line->values[self].next = s->line->count - self;
    return take(s, ']') || fail(s, malformed);
}

/* Notes a key that ${object} holds already; the scan goes on, so that the id can be read. */
static void
note_twice(struct scanner *s, const struct sp_json *object, const struct sp_json *key)
{
    const struct sp_json *other = object + 1;

    while (other < key) {
        if (other->size == key->size && memcmp(other->text, key->text, key->size) == 0) {
            (void)fail(s, twice);
            return;
        }
        other += 1 + other[1].next;
    }
}

static bool
scan_object(struct scanner *s, unsigned depth)
{
    uint32_t self = s->line->count;

    if (add_value(s, SP_JSON_OBJECT) == NULL) {
        return false;
    }
    skip_space(s);
    if (take(s, '}')) {
        return true;
    }
    do {
        uint32_t key = s->line->count;

        skip_space(s);
        if (!take(s, '"')) {
            return fail(s, malformed);
        }
        if (!scan_string(s)) {
            return false;
        }
        note_twice(s, &s->line->values[self], &s->line->values[key]);
        skip_space(s);
        if (!take(s, ':')) {
            return fail(s, malformed);
        }
        if (!scan_value(s, depth)) {
            return false;
        }
    } while (take(s, ','));
    s->line->values[self].next = s->line->count - self;
    return take(s, '}') || fail(s, malformed);
}

/* One value and the space around it. */
static bool
scan_value(struct scanner *s, unsigned depth)
{
    bool is_good;

    if (depth == SP_JSON_DEPTH_MAX) {
        return fail(s, too_deep);
    }
    skip_space(s);
    if (take(s, '"')) {
        is_good = scan_string(s);
    } else if (take(s, '{')) {
        is_good = scan_object(s, depth + 1);
    } else if (take(s, '[')) {
        is_good = scan_array(s, depth + 1);
    } else if (s->at < s->end && (*s->at == '-' || (*s->at >= '0' && *s->at <= '9'))) {
        is_good = scan_number(s);
    } else {
        is_good = scan_word(s);
    }
    skip_space(s);
    return is_good;
}

bool
sp_json_scan(struct sp_json_line *line, char *text, size_t size)
{
    struct scanner s = {.line = line, .begin = text, .at = text, .end = text + size};

    line->count = 0;
    line->problem = NULL;
    line->column = 0;
    if (!scan_value(&s, 0)) {
        line->count = 0;
        return false;
    }
    if (s.at != s.end) {
        line->count = 0;
        return fail(&s, malformed);
    }
    /* Ends each number with NUL; its last byte is followed by punctuation that was read. */
    for (uint32_t i = 0; i < line->count; i++) {
        if (line->values[i].type == SP_JSON_INTEGER || line->values[i].type == SP_JSON_REAL) {
            text[(line->values[i].text - text) + (ptrdiff_t)line->values[i].size] = 0;
        }
    }
    return line->problem == NULL;
}

const struct sp_json *
sp_json_get(const struct sp_json *object, const char *key)
{
    if (object == NULL || object->type != SP_JSON_OBJECT) {
        return NULL;
    }
    for (const struct sp_json *at = object + 1; at < object + object->next; at += 1 + at[1].next) {
        if (strcmp(at->text, key) == 0) {
            return at + 1;
        }
    }
    return NULL;
}
