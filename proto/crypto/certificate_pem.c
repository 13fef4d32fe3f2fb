/*
 * PEM: certificates, keys and requests as other tools write them.
 */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <sodium.h>

#include <string.h>

#include "certificate_parts.h"
#include "key_private.h"

enum sp_status
sp_certificate_der(struct sp_bytes pem, struct sp_buffer *der)
{
    unsigned char *data = NULL;
    long size = 0;
    enum sp_status status = SP_ERR_MALFORMED;
    BIO *bio = sp_pem_bio(pem);

    if (bio == NULL) {
        return pem.size > SP_PEM_MAX_BYTES ? SP_ERR_TOO_BIG : SP_ERR_NOMEM;
    }
    if (PEM_bytes_read_bio(&data, &size, NULL, PEM_STRING_X509, bio, sp_pem_no_passphrase, NULL) ==
            1 &&
        size > 0) {
        status =
            size > SP_CERTIFICATE_MAX ? SP_ERR_TOO_BIG : sp_buffer_append(der, data, (size_t)size);
    }
    OPENSSL_free(data);
    BIO_free(bio);
    ERR_clear_error();
    return status;
}

enum sp_status
sp_sign_key_from_pem(struct sp_bytes pem, struct sp_sign_key **out)
{
    uint8_t seed[SP_SEED_BYTES];
    size_t size = sizeof(seed);
    enum sp_status status = SP_ERR_MALFORMED;
    EVP_PKEY *key = NULL;

    *out = NULL;
    BIO *bio = sp_pem_bio(pem);
    if (bio == NULL) {
        return pem.size > SP_PEM_MAX_BYTES ? SP_ERR_TOO_BIG : SP_ERR_NOMEM;
    }
    key = PEM_read_bio_PrivateKey(bio, NULL, sp_pem_no_passphrase, NULL);
    if (key != NULL && EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 &&
        EVP_PKEY_get_raw_private_key(key, seed, &size) == 1 && size == sizeof(seed)) {
        status = sp_sign_key_from_seed(seed, out);
    }
    sodium_memzero(seed, sizeof(seed));
    EVP_PKEY_free(key);
    BIO_free(bio);
    ERR_clear_error();
    return status;
}

static EVP_PKEY *
openssl_key(const struct sp_sign_key *key)
{
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, key->secret, SP_SEED_BYTES);
}

/* Appends what ${bio} holds, and a NUL that is not counted. */
static enum sp_status
append_text(BIO *bio, struct sp_buffer *out)
{
    char *text = NULL;
    long size = BIO_get_mem_data(bio, &text);
    size_t before = out->size;
    enum sp_status status = SP_ERR_INTERNAL;

    if (size <= 0) {
        return SP_ERR_INTERNAL;
    }
    if ((status = sp_buffer_append(out, text, (size_t)size)) != SP_OK ||
        (status = sp_buffer_append(out, "", 1)) != SP_OK) {
        sp_buffer_back_to(out, before);
        return status;
    }
    out->size--;
    return SP_OK;
}

enum sp_status
sp_sign_key_to_pem(const struct sp_sign_key *key, struct sp_buffer *pem)
{
    enum sp_status status = SP_ERR_NOMEM;
    EVP_PKEY *pkey = openssl_key(key);
    BIO *bio = BIO_new(BIO_s_mem()); /* wipes what it held when freed */

    if (pkey != NULL && bio != NULL &&
        PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) == 1) {
        status = append_text(bio, pem);
    }
    BIO_free(bio);
    EVP_PKEY_free(pkey);
    ERR_clear_error();
    return status;
}

/* The request's extensionRequest attribute: the party's URN as subjectAltName. */
static bool
add_party(X509_REQ *request, const struct sp_party *party)
{
    char urn[SP_URN_MAX];
    bool good = false;
    GENERAL_NAME *name = GENERAL_NAME_new();
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    ASN1_IA5STRING *uri = ASN1_IA5STRING_new();
    X509_EXTENSIONS *extensions = NULL;

    sp_party_urn(party, urn);
    if (name == NULL || names == NULL || uri == NULL || ASN1_STRING_set(uri, urn, -1) != 1) {
        goto done;
    }
    GENERAL_NAME_set0_value(name, GEN_URI, uri);
    uri = NULL;
    if (sk_GENERAL_NAME_push(names, name) == 0) {
        goto done;
    }
    name = NULL;
    good = X509V3_add1_i2d(&extensions, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT) == 1 &&
           X509_REQ_add_extensions(request, extensions) == 1;
done:
    sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
    ASN1_IA5STRING_free(uri);
    GENERAL_NAME_free(name);
    GENERAL_NAMES_free(names);
    return good;
}

enum sp_status
sp_certificate_request(const struct sp_sign_key *key, const struct sp_party *party,
    const char *name, struct sp_buffer *pem)
{
    enum sp_status status = SP_ERR_NOMEM;

    if (!sp_party_is_valid(party) || name[0] == 0) {
        return SP_ERR_USAGE;
    }
    EVP_PKEY *pkey = openssl_key(key);
    X509_REQ *request = X509_REQ_new();
    BIO *bio = BIO_new(BIO_s_mem());
    if (pkey == NULL || request == NULL || bio == NULL) {
        goto done;
    }
    /* OpenSSL refuses a name over 64 characters or that is not UTF-8. */
    if (X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request), "CN", MBSTRING_UTF8,
            (const unsigned char *)name, -1, -1, 0) != 1) {
        status = SP_ERR_USAGE;
        goto done;
    }
    if (X509_REQ_set_version(request, X509_REQ_VERSION_1) == 1 &&
        X509_REQ_set_pubkey(request, pkey) == 1 && add_party(request, party) &&
        X509_REQ_sign(request, pkey, NULL) > 0 && PEM_write_bio_X509_REQ(bio, request) == 1) {
        status = append_text(bio, pem);
    }
done:
    BIO_free(bio);
    X509_REQ_free(request);
    EVP_PKEY_free(pkey);
    ERR_clear_error();
    return status;
}
