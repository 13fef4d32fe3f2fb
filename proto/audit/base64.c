#include <samenspraak/log.h>

#include "text.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum sp_status
sp_base64_write(struct sp_bytes bytes, struct sp_buffer *out)
{
    uint8_t *at = NULL;
    size_t triples = bytes.size / 3 + (bytes.size % 3 != 0);

    if (triples > SIZE_MAX / 4) {
        return SP_ERR_TOO_BIG;
    }
    if (triples == 0) {
        return SP_OK;
    }
    enum sp_status status = sp_buffer_grow(out, triples * 4, &at);
    if (status != SP_OK) {
        return status;
    }
    for (size_t i = 0; i < bytes.size; i += 3, at += 4) {
        size_t left = bytes.size - i;
        uint32_t group = (uint32_t)bytes.data[i] << 16;
        group |= left > 1 ? (uint32_t)bytes.data[i + 1] << 8 : 0;
        group |= left > 2 ? (uint32_t)bytes.data[i + 2] : 0;
        at[0] = (uint8_t)alphabet[group >> 18];
        at[1] = (uint8_t)alphabet[group >> 12 & 63];
        at[2] = left > 1 ? (uint8_t)alphabet[group >> 6 & 63] : (uint8_t)'=';
        at[3] = left > 2 ? (uint8_t)alphabet[group & 63] : (uint8_t)'=';
    }
    return SP_OK;
}

/* The six bits of a letter, or 64 for what is none; '=' is none. */
static uint32_t
six_bits(uint8_t c)
{
    if (c >= 'A' && c <= 'Z') {
        return (uint32_t)(c - 'A');
    }
    if (c >= 'a' && c <= 'z') {
        return (uint32_t)(c - 'a') + 26;
    }
    if (c >= '0' && c <= '9') {
        return (uint32_t)(c - '0') + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : 64;
}

/* How many '=' end the text: 0, 1 or 2. */
static size_t
padding(struct sp_bytes text)
{
    if (text.size < 4 || text.data[text.size - 1] != '=') {
        return 0;
    }
    return text.data[text.size - 2] == '=' ? 2 : 1;
}

bool
sp_base64_take(struct sp_bytes text, uint8_t *out, size_t max, size_t *size)
{
    size_t letters = text.size - padding(text), done = 0;
    uint32_t bits = 0, six = 0;
    unsigned have = 0;

    *size = 0;
    if (text.size % 4 != 0) {
        return false;
    }
    for (size_t i = 0; i < letters; i++) {
        if ((six = six_bits(text.data[i])) > 63) {
            return false;
        }
        bits = (bits << 6 | six) & 0xffff;
        have += 6;
        if (have < 8) {
            continue;
        }
        have -= 8;
        if (done < max) {
            out[done] = (uint8_t)(bits >> have & 0xff);
        }
        done++;
    }
    /* The bits that no byte uses must be zero, else one value had several spellings. */
    if ((bits & ((1U << have) - 1)) != 0) {
        return false;
    }
    *size = done;
    return true;
}

bool
sp_base64_hash(struct sp_bytes text, struct sp_hash *out)
{
    size_t size = 0;

    return sp_base64_take(text, out->b, sizeof(out->b), &size) && size == sizeof(out->b);
}

enum sp_status
sp_base64_read(struct sp_bytes text, struct sp_buffer *out)
{
    size_t size = 0;
    uint8_t *at = NULL;

    /* First for the form only: nothing is appended for a text that is refused. */
    if (!sp_base64_take(text, NULL, 0, &size)) {
        return SP_ERR_MALFORMED;
    }
    if (size == 0) {
        return SP_OK;
    }
    enum sp_status status = sp_buffer_grow(out, size, &at);
    if (status != SP_OK) {
        return status;
    }
    return sp_base64_take(text, at, size, &size) ? SP_OK : SP_ERR_INTERNAL;
}
