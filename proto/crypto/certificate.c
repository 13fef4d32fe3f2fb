/*
 * Reading a certificate: key, party, names, validity.  Whether to believe it: certificate_trust.c.
 */
#include <samenspraak/certificate.h>

#include <openssl/err.h>
#include <openssl/evp.h>

#include <string.h>

#include "certificate_parts.h"

enum sp_status
sp_x509_read(struct sp_bytes der, X509 **out)
{
    const unsigned char *at = der.data;
    unsigned char *again = NULL;
    enum sp_status status = SP_ERR_MALFORMED;

    *out = NULL;
    if (der.size == 0 || der.size > SP_CERTIFICATE_MAX) {
        return SP_ERR_MALFORMED;
    }
    X509 *certificate = d2i_X509(NULL, &at, (long)der.size);
    if (certificate == NULL || at != der.data + der.size) {
        goto done;
    }
    int size = i2d_X509(certificate, &again);
    if (size < 0 || (size_t)size != der.size || memcmp(again, der.data, der.size) != 0) {
        goto done;
    }
    *out = certificate;
    certificate = NULL;
    status = SP_OK;
done:
    OPENSSL_free(again);
    X509_free(certificate);
    ERR_clear_error();
    return status;
}

/* ---- names, for people's eyes ---- */

/* The character in front of ${size} > 0 bytes; returns its length, 0 when it is not UTF-8. */
static size_t
utf8_character(const uint8_t *text, size_t size, uint32_t *out)
{
    size_t length = text[0] < 0x80 ? 1 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    static const uint8_t mask[5] = {0, 0x7f, 0x1f, 0x0f, 0x07};

    if (text[0] > 0xf4 || (text[0] >= 0x80 && text[0] < 0xc2) || length > size) {
        return 0;
    }
    uint32_t value = text[0] & mask[length];
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
        value = value << 6 | (text[i] & 0x3fU);
    }
    if (value < least[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
        return 0;
    }
    *out = value;
    return length;
}

/* Control characters, and the invisible ones that reorder or join what is shown. */
static bool
is_unfit_to_show(uint32_t character)
{
    return character < 0x20 || (character >= 0x7f && character < 0xa0) || character == 0xad ||
           (character >= 0x200b && character <= 0x200f) ||
           (character >= 0x2028 && character <= 0x202e) ||
           (character >= 0x2060 && character <= 0x206f) || character == 0xfeff;
}

static void
copy_for_people(const uint8_t *text, size_t size, char out[static SP_NAME_MAX])
{
    size_t used = 0;

    for (size_t at = 0; at < size;) {
        uint32_t character = 0;
        size_t length = utf8_character(text + at, size - at, &character);
        bool fit = length > 0 && !is_unfit_to_show(character);
        size_t taken = fit ? length : 1;

        if (used + taken > SP_NAME_MAX - 1) {
            break;
        }
        if (fit) {
            memcpy(out + used, text + at, length);
        } else {
            out[used] = '?';
        }
        used += taken;
        at += length > 0 ? length : 1;
    }
    out[used] = 0;
}

/* The first ${nid} of ${name}, or "". */
static void
read_name(const X509_NAME *name, int nid, char out[static SP_NAME_MAX])
{
    unsigned char *text = NULL;
    int index = X509_NAME_get_index_by_NID(name, nid, -1);

    memset(out, 0, SP_NAME_MAX);
    if (index < 0) {
        return;
    }
    const ASN1_STRING *value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index));
    int size = ASN1_STRING_to_UTF8(&text, value);
    if (size > 0) {
        copy_for_people(text, (size_t)size, out);
    }
    OPENSSL_free(text);
}

/* ---- the other parts ---- */

static bool
read_time(const ASN1_TIME *time, int64_t *ms)
{
    int days = 0, seconds = 0;
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    bool good = epoch != NULL && ASN1_TIME_diff(&days, &seconds, epoch, time) == 1;

    ASN1_TIME_free(epoch);
    *ms = good ? ((int64_t)days * 86400 + seconds) * 1000 : 0;
    return good;
}

static enum sp_status
read_key(X509 *certificate, struct sp_sign_public *out, const char **reason)
{
    size_t size = sizeof(out->b);
    const EVP_PKEY *key = X509_get0_pubkey(certificate);

    *reason = "its key is not an Ed25519 key";
    if (key == NULL || EVP_PKEY_get_id(key) != EVP_PKEY_ED25519 ||
        EVP_PKEY_get_raw_public_key(key, out->b, &size) != 1 || size != sizeof(out->b)) {
        return SP_ERR_MALFORMED;
    }
    *reason = "its key is weak";
    return sp_sign_public_is_valid(out) ? SP_OK : SP_ERR_MALFORMED;
}

static enum sp_status
read_subject(const X509_NAME *subject, struct sp_certificate *out, const char **reason)
{
    const unsigned char *der = NULL;
    size_t size = 0;

    *reason = "its subject cannot be read";
    if (subject == NULL || X509_NAME_get0_der(subject, &der, &size) != 1) {
        return SP_ERR_MALFORMED;
    }
    const struct sp_bytes bytes = {der, size};
    out->subject = sp_sha256(&bytes, 1);
    read_name(subject, NID_commonName, out->name);
    read_name(subject, NID_organizationName, out->organisation);
    return SP_OK;
}

enum sp_status
sp_x509_parts(X509 *certificate, struct sp_certificate *out, const char **reason)
{
    enum sp_status status;

    if ((status = read_key(certificate, &out->key, reason)) != SP_OK ||
        (status = sp_x509_party(certificate, &out->party, reason)) != SP_OK ||
        (status = read_subject(X509_get_subject_name(certificate), out, reason)) != SP_OK) {
        goto done;
    }
    if (!read_time(X509_get0_notBefore(certificate), &out->not_before_ms) ||
        !read_time(X509_get0_notAfter(certificate), &out->not_after_ms)) {
        *reason = "its dates cannot be read";
        status = SP_ERR_MALFORMED;
    }
done:
    ERR_clear_error();
    return status;
}

enum sp_status
sp_certificate_read(struct sp_bytes der, struct sp_certificate *out)
{
    X509 *certificate = NULL;
    const char *reason = NULL;

    memset(out, 0, sizeof(*out));
    enum sp_status status = sp_x509_read(der, &certificate);
    if (status == SP_OK) {
        status = sp_x509_parts(certificate, out, &reason);
    }
    X509_free(certificate);
    if (status == SP_OK) {
        out->hash = sp_sha256(&der, 1);
    } else {
        memset(out, 0, sizeof(*out));
    }
    return status;
}
