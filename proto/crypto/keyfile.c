/*
 * Key files.  One form only, every line ended by one LF:
 *
 *     samenspraak-key-v1
 *     purpose: vault
 *     sealed: argon2id 3 268435456        or  sealed: no
 *     salt: <base64 of 16 bytes>
 *     data: <base64>
 *
 * Sealed: key = Argon2id(passphrase, salt, passes, bytes of memory), data = nonce || ciphertext ||
 * tag of XChaCha20-Poly1305 with everything before "data: " as associated data.  Not sealed: data =
 * secret || SHA-256("samenspraak/v1/keyfile" 0x00 || everything before "data: " || secret), which
 * finds damage and a wrong purpose, and keeps nobody out.
 */
#include "keyfile.h"

#include <samenspraak/key.h>

#include <sodium.h>

#include <stdio.h>
#include <string.h>

#include "aead.h"
#include "key_private.h"

#define VARIANT     sodium_base64_VARIANT_ORIGINAL
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define HEAD_MAX    256

static const char first_line[] = "samenspraak-key-v1\n";

static bool
purpose_is_valid(const char *purpose)
{
    size_t length = strlen(purpose);

    return length >= 1 && length <= SP_KEYFILE_PURPOSE_MAX &&
           strspn(purpose, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static bool
limits_are_valid(const struct sp_keyfile_limits *limits)
{
    return limits->ops >= 1 && limits->ops <= SP_KEYFILE_OPS_MAX &&
           limits->mem_bytes >= SP_KEYFILE_MEM_MIN_BYTES &&
           limits->mem_bytes <= SP_KEYFILE_MEM_MAX_BYTES;
}

/* ---- reading: each step takes its text off the front of ${rest}, or says no ---- */

static bool
take_text(struct sp_bytes *rest, const char *text)
{
    size_t length = strlen(text);

    if (rest->size < length || memcmp(rest->data, text, length) != 0) {
        return false;
    }
    rest->data += length;
    rest->size -= length;
    return true;
}

/* A decimal number without leading zeros, below 2^32. */
static bool
take_number(struct sp_bytes *rest, uint32_t *out)
{
    uint64_t value = 0;
    size_t digits = 0;

    while (digits < rest->size && digits < 10 && rest->data[digits] >= '0' &&
           rest->data[digits] <= '9') {
        value = value * 10 + (uint64_t)(rest->data[digits] - '0');
        digits++;
    }
    if (digits == 0 || (rest->data[0] == '0' && digits > 1) || value > UINT32_MAX) {
        return false;
    }
    rest->data += digits;
    rest->size -= digits;
    *out = (uint32_t)value;
    return true;
}

/* The length of the line in front, without its LF; false when there is no LF. */
static bool
line_length(struct sp_bytes rest, size_t *length)
{
    const uint8_t *end = rest.size > 0 ? memchr(rest.data, '\n', rest.size) : NULL;

    if (end == NULL) {
        return false;
    }
    *length = (size_t)(end - rest.data);
    return true;
}

/* libsodium 1.0.18 reads the bytes 0xab and 0xaf as '+' and '/': only ASCII goes there. */
static bool
is_ascii(const uint8_t *text, size_t size)
{
    uint8_t all = 0;

    for (size_t i = 0; i < size; i++) {
        all |= text[i];
    }
    return all < 0x80;
}

static bool
take_base64_line(struct sp_bytes *rest, uint8_t *out, size_t max, size_t *size)
{
    size_t length = 0;

    if (!line_length(*rest, &length) || length == 0 || !is_ascii(rest->data, length) ||
        sodium_base642bin(out, max, (const char *)rest->data, length, NULL, size, NULL, VARIANT) !=
            0) {
        return false;
    }
    rest->data += length + 1;
    rest->size -= length + 1;
    return true;
}

static bool
take_purpose(struct sp_bytes *rest, struct sp_keyfile *out)
{
    size_t length = 0;

    if (!take_text(rest, "purpose: ") || !line_length(*rest, &length) ||
        length > SP_KEYFILE_PURPOSE_MAX || memchr(rest->data, 0, length) != NULL) {
        return false;
    }
    memcpy(out->purpose, rest->data, length);
    out->purpose[length] = 0;
    rest->data += length + 1;
    rest->size -= length + 1;
    return purpose_is_valid(out->purpose);
}

static bool
take_limits(struct sp_bytes *rest, struct sp_keyfile *out)
{
    if (take_text(rest, "sealed: no\n")) {
        return true;
    }
    out->sealed = true;
    return take_text(rest, "sealed: argon2id ") && take_number(rest, &out->limits.ops) &&
           take_text(rest, " ") && take_number(rest, &out->limits.mem_bytes) &&
           take_text(rest, "\n") && limits_are_valid(&out->limits);
}

enum sp_status
sp_keyfile_parse(struct sp_bytes file, struct sp_keyfile *out)
{
    struct sp_bytes rest = file;
    size_t salt = 0;

    memset(out, 0, sizeof(*out));
    if (file.size > SP_KEYFILE_MAX || !take_text(&rest, first_line) || !take_purpose(&rest, out) ||
        !take_limits(&rest, out) || !take_text(&rest, "salt: ") ||
        !take_base64_line(&rest, out->salt, sizeof(out->salt), &salt) ||
        salt != sizeof(out->salt)) {
        return SP_ERR_MALFORMED;
    }
    out->head = (struct sp_bytes){file.data, file.size - rest.size};
    if (!take_text(&rest, "data: ") ||
        !take_base64_line(&rest, out->data, sizeof(out->data), &out->data_size) || rest.size != 0) {
        return SP_ERR_MALFORMED;
    }
    return SP_OK;
}

bool
sp_keyfile_is_sealed(struct sp_bytes file)
{
    struct sp_keyfile parsed;
    enum sp_status status = sp_keyfile_parse(file, &parsed);
    bool sealed = status == SP_OK && parsed.sealed;

    sp_wipe(&parsed, sizeof(parsed));
    return sealed;
}

/* ---- the two ways of keeping the secret ---- */

static struct sp_hash
checksum(struct sp_bytes head, struct sp_bytes secret)
{
    const struct sp_bytes parts[] = {head, secret};

    return sp_hash_of("keyfile", parts, 2);
}

/* The sealing key, in guarded memory; Argon2id takes the time and memory of ${limits}. */
static enum sp_status
stretch(struct sp_bytes passphrase, const uint8_t *salt, const struct sp_keyfile_limits *limits,
    uint8_t **out)
{
    uint8_t *key = sp_guarded_new(32);

    *out = NULL;
    if (key == NULL) {
        return SP_ERR_NOMEM;
    }
    if (crypto_pwhash(key, 32, (const char *)passphrase.data, passphrase.size, salt, limits->ops,
            limits->mem_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        sodium_free(key);
        return SP_ERR_NOMEM;
    }
    *out = key;
    return SP_OK;
}

static enum sp_status
open_plain(const struct sp_keyfile *file, struct sp_buffer *secret)
{
    if (file->data_size <= SP_HASH_BYTES) {
        return SP_ERR_KEY;
    }
    struct sp_bytes inside = {file->data, file->data_size - SP_HASH_BYTES};
    struct sp_hash sum = checksum(file->head, inside);
    bool fits = sp_equal_secret(sum.b, file->data + inside.size, sizeof(sum.b));

    sp_wipe(&sum, sizeof(sum));
    return fits ? sp_buffer_append(secret, inside.data, inside.size) : SP_ERR_KEY;
}

static enum sp_status
open_sealed(const struct sp_keyfile *file, struct sp_bytes passphrase, struct sp_buffer *secret)
{
    uint8_t *key = NULL;

    if (file->data_size <= NONCE_BYTES + SP_AEAD_TAG) {
        return SP_ERR_KEY;
    }
    struct sp_bytes body = {file->data + NONCE_BYTES, file->data_size - NONCE_BYTES};
    enum sp_status status = stretch(passphrase, file->salt, &file->limits, &key);
    if (status == SP_OK) {
        status = sp_xaead_open(key, file->data, file->head, body, secret);
    }
    sodium_free(key);
    return status;
}

enum sp_status
sp_keyfile_open(
    struct sp_bytes passphrase, const char *purpose, struct sp_bytes file, struct sp_buffer *secret)
{
    struct sp_keyfile parsed;
    enum sp_status status = sp_keyfile_parse(file, &parsed);

    if (status != SP_OK) {
        goto done;
    }
    status = SP_ERR_KEY;
    if (strcmp(parsed.purpose, purpose) != 0 || passphrase.size > SP_KEYFILE_PASSPHRASE_MAX ||
        parsed.sealed != (passphrase.size > 0)) {
        goto done;
    }
    status = parsed.sealed ? open_sealed(&parsed, passphrase, secret) : open_plain(&parsed, secret);
done:
    sp_wipe(&parsed, sizeof(parsed));
    return status;
}

static enum sp_status
write_head(const struct sp_keyfile *file, char *head, size_t size)
{
    char limits[48] = "no", salt[32];

    if (file->sealed) {
        (void)snprintf(limits, sizeof(limits), "argon2id %u %u", (unsigned)file->limits.ops,
            (unsigned)file->limits.mem_bytes);
    }
    sodium_bin2base64(salt, sizeof(salt), file->salt, sizeof(file->salt), VARIANT);
    int length = snprintf(head, size, "%spurpose: %s\nsealed: %s\nsalt: %s\n", first_line,
        file->purpose, limits, salt);
    return length > 0 && (size_t)length < size ? SP_OK : SP_ERR_INTERNAL;
}

/* The bytes behind "data: " for ${secret}, appended to ${data}. */
static enum sp_status
write_data(const struct sp_keyfile *file, struct sp_bytes passphrase, struct sp_bytes secret,
    struct sp_buffer *data)
{
    enum sp_status status;
    uint8_t nonce[NONCE_BYTES];
    uint8_t *key = NULL;

    if (!file->sealed) {
        struct sp_hash sum = checksum(file->head, secret);
        status = sp_buffer_append(data, secret.data, secret.size);
        return status != SP_OK ? status : sp_buffer_append(data, sum.b, sizeof(sum.b));
    }
    randombytes_buf(nonce, sizeof(nonce));
    if ((status = stretch(passphrase, file->salt, &file->limits, &key)) != SP_OK ||
        (status = sp_buffer_append(data, nonce, sizeof(nonce))) != SP_OK) {
        goto done;
    }
    status = sp_xaead_seal(key, nonce, file->head, secret, data);
done:
    sodium_free(key);
    return status;
}

enum sp_status
sp_keyfile_seal_with(struct sp_bytes passphrase, const struct sp_keyfile_limits *limits,
    const char *purpose, struct sp_bytes secret, struct sp_buffer *out)
{
    enum sp_status status = SP_ERR_USAGE;
    size_t before = out->size;
    char head[HEAD_MAX];
    char text[SP_KEYFILE_MAX];
    struct sp_keyfile file = {.sealed = passphrase.size > 0, .limits = *limits};
    struct sp_buffer data;

    sp_buffer_init(&data, sizeof(file.data));
    if (!purpose_is_valid(purpose) || !limits_are_valid(limits) || secret.size == 0 ||
        secret.size > SP_KEYFILE_SECRET_MAX || passphrase.size > SP_KEYFILE_PASSPHRASE_MAX) {
        goto done;
    }
    memcpy(file.purpose, purpose, strlen(purpose) + 1);
    randombytes_buf(file.salt, sizeof(file.salt));
    if ((status = write_head(&file, head, sizeof(head))) != SP_OK) {
        goto done;
    }
    file.head = sp_bytes_of_text(head);
    if ((status = write_data(&file, passphrase, secret, &data)) != SP_OK) {
        goto done;
    }
    sodium_bin2base64(text, sizeof(text), data.data, data.size, VARIANT);
    if ((status = sp_buffer_append(out, head, strlen(head))) != SP_OK ||
        (status = sp_buffer_append(out, "data: ", 6)) != SP_OK ||
        (status = sp_buffer_append(out, text, strlen(text))) != SP_OK) {
        goto done;
    }
    status = sp_buffer_append(out, "\n", 1);
done:
    if (status != SP_OK) {
        sp_buffer_back_to(out, before);
    }
    sp_buffer_wipe(&data);
    sp_wipe(text, sizeof(text));
    return status;
}

enum sp_status
sp_keyfile_seal(
    struct sp_bytes passphrase, const char *purpose, struct sp_bytes secret, struct sp_buffer *out)
{
    const struct sp_keyfile_limits limits = {
        crypto_pwhash_OPSLIMIT_MODERATE, (uint32_t)crypto_pwhash_MEMLIMIT_MODERATE};

    return sp_keyfile_seal_with(passphrase, &limits, purpose, secret, out);
}
