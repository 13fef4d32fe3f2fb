#include "utf8.h"

/* Continuation bytes that a first byte announces, its own bits, the least number of that form. */
static int
continuation_count(uint8_t first, int32_t *bits, int32_t *least)
{
    if (first >= 0xc2 && first <= 0xdf) {
        *bits = first & 0x1f;
        *least = 0x80;
        return 1;
    }
    if (first >= 0xe0 && first <= 0xef) {
        *bits = first & 0x0f;
        *least = 0x800;
        return 2;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        *bits = first & 0x07;
        *least = 0x10000;
        return 3;
    }
    return -1;
}

int32_t
sp_utf8_next(struct sp_bytes text, size_t *size)
{
    int32_t character;
    int32_t least;

    *size = 1;
    if (text.size == 0) {
        return -1;
    }
    if (text.data[0] < 0x80) {
        return text.data[0];
    }
    int count = continuation_count(text.data[0], &character, &least);

    if (count < 0 || (size_t)count >= text.size) {
        return -1;
    }
    for (int i = 1; i <= count; i++) {
        if ((text.data[i] & 0xc0) != 0x80) {
            return -1;
        }
        character = (character << 6) | (text.data[i] & 0x3f);
    }
    if (character < least || character > 0x10ffff || (character >= 0xd800 && character <= 0xdfff)) {
        return -1;
    }
    *size = (size_t)count + 1;
    return character;
}

bool
sp_utf8_is_valid(struct sp_bytes text)
{
    size_t size;

    for (size_t at = 0; at < text.size; at += size) {
        if (sp_utf8_next((struct sp_bytes){text.data + at, text.size - at}, &size) < 0) {
            return false;
        }
    }
    return true;
}

/* From first to last, both included. */
static const struct range {
    int32_t first, last;
} controls[] = {
    {0x0000, 0x001f}, {0x007f, 0x009f}, {0x00ad, 0x00ad}, /* soft hyphen */
    {0x061c, 0x061c},                                     /* Arabic letter mark */
    {0x180e, 0x180e},                                     /* Mongolian vowel separator */
    {0x200b, 0x200f},   /* zero width, left-to-right and right-to-left marks */
    {0x2028, 0x202e},   /* separators, embeddings and overrides */
    {0x2060, 0x206f},   /* word joiner, isolates, deprecated formats */
    {0xfeff, 0xfeff},   /* byte order mark */
    {0xfff9, 0xfffb},   /* interlinear annotation */
    {0xe0000, 0xe007f}, /* tags */
};

bool
sp_utf8_is_control(int32_t character)
{
    for (size_t i = 0; i < sizeof(controls) / sizeof(controls[0]); i++) {
        if (character >= controls[i].first && character <= controls[i].last) {
            return true;
        }
    }
    return false;
}
