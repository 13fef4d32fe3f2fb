#include "files.h"

#include <stdlib.h>
#include <string.h>

#define PEM_MAX ((size_t)4 << 20)

enum sp_status
sp_file_read(const char *path, struct sp_buffer *out)
{
    uint8_t chunk[4096];
    size_t got;
    enum sp_status status = SP_OK;
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        return SP_ERR_IO;
    }
    while (status == SP_OK && (got = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        status = sp_buffer_append(out, chunk, got);
    }
    if (ferror(file) != 0) {
        status = SP_ERR_IO;
    }
    (void)fclose(file);
    sp_wipe(chunk, sizeof(chunk));
    return status;
}

enum sp_status
sp_file_passphrase(const char *path, struct sp_buffer *out)
{
    enum sp_status status = sp_file_read(path, out);
    uint8_t *end = status == SP_OK && out->size > 0 ? memchr(out->data, '\n', out->size) : NULL;

    if (end != NULL) {
        out->size = (size_t)(end - out->data);
    }
    return status;
}

void
sp_credentials_init(struct sp_credentials *credentials)
{
    *credentials = (struct sp_credentials){.identity = NULL};
    sp_buffer_init(&credentials->cert, PEM_MAX);
    sp_buffer_init(&credentials->key, PEM_MAX);
    sp_buffer_init(&credentials->ca, PEM_MAX);
    sp_buffer_init(&credentials->crl, PEM_MAX);
    sp_buffer_init(&credentials->passphrase, 4096);
    sp_buffer_init(&credentials->identity_der, SP_CERTIFICATE_MAX);
}

void
sp_credentials_wipe(struct sp_credentials *credentials)
{
    sp_buffer_wipe(&credentials->cert);
    sp_buffer_wipe(&credentials->key);
    sp_buffer_wipe(&credentials->ca);
    sp_buffer_wipe(&credentials->crl);
    sp_buffer_wipe(&credentials->passphrase);
    sp_buffer_wipe(&credentials->identity_der);
    sp_sign_key_free(credentials->identity);
    sp_trust_free(credentials->trust);
    credentials->identity = NULL;
    credentials->trust = NULL;
}

static enum sp_status
wrong(FILE *errors, const char *key, const char *path, const char *what, enum sp_status status)
{
    (void)fprintf(errors, "%s: %s: %s\n", key, path, what);
    return status;
}

/* One certificate of role broker and its key. */
static enum sp_status
check_pair(const struct sp_credentials *credentials, struct sp_bytes cert_pem,
    struct sp_bytes key_pem, int64_t now_ms, struct sp_buffer *der, struct sp_certificate *out,
    struct sp_sign_key **key, const char **reason)
{
    enum sp_status status;

    *reason = "holds no certificate in PEM";
    if ((status = sp_certificate_der(cert_pem, der)) != SP_OK ||
        (status = sp_certificate_check(
             credentials->trust, sp_buffer_bytes(der), now_ms, out, reason)) != SP_OK) {
        return status;
    }
    *reason = "is not a certificate of role broker";
    if (out->party.role != SP_ROLE_BROKER) {
        return SP_ERR_CERT;
    }
    *reason = "its key file holds no Ed25519 key in PEM";
    if ((status = sp_sign_key_from_pem(key_pem, key)) != SP_OK) {
        return status;
    }
    struct sp_sign_public public = sp_sign_key_public(*key);
    *reason = "its key file holds another key";
    return memcmp(&public, &out->key, sizeof(public)) == 0 ? SP_OK : SP_ERR_CERT;
}

static enum sp_status
read_all(const struct sp_config *config, struct sp_credentials *out, struct sp_buffer *identity,
    struct sp_buffer *identity_key, FILE *errors)
{
    const struct {
        const char *name, *path;
        struct sp_buffer *into;
    } files[] = {
        {"cert", config->cert, &out->cert},
        {"key", config->key, &out->key},
        {"ca", config->ca, &out->ca},
        {"crl", config->crl, &out->crl},
        {"identity-cert", config->identity_cert, identity},
        {"identity-key", config->identity_key, identity_key},
    };

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (files[i].path[0] != '\0' && sp_file_read(files[i].path, files[i].into) != SP_OK) {
            return wrong(errors, files[i].name, files[i].path, "cannot be read", SP_ERR_IO);
        }
        if (files[i].path[0] != '\0' && files[i].into->size == 0) {
            /* An empty CRL must not pass for "no CRL was asked for". */
            return wrong(errors, files[i].name, files[i].path, "is empty", SP_ERR_MALFORMED);
        }
    }
    if (config->passphrase_file[0] != '\0' &&
        sp_file_passphrase(config->passphrase_file, &out->passphrase) != SP_OK) {
        return wrong(
            errors, "passphrase-file", config->passphrase_file, "cannot be read", SP_ERR_IO);
    }
    return SP_OK;
}

enum sp_status
sp_credentials_read(
    const struct sp_config *config, int64_t now_ms, struct sp_credentials *out, FILE *errors)
{
    struct sp_buffer identity, identity_key, der;
    struct sp_sign_key *tls_key = NULL;
    const char *reason = "";
    enum sp_status status;

    sp_buffer_init(&identity, PEM_MAX);
    sp_buffer_init(&identity_key, PEM_MAX);
    sp_buffer_init(&der, SP_CERTIFICATE_MAX);
    if ((status = read_all(config, out, &identity, &identity_key, errors)) != SP_OK) {
        goto done;
    }
    if ((status = sp_trust_new(
             sp_buffer_bytes(&out->ca), sp_buffer_bytes(&out->crl), &out->trust)) != SP_OK) {
        status = wrong(errors, "ca", config->ca, "holds no CA certificate, or crl no CRL", status);
        goto done;
    }
    if ((status = check_pair(out, sp_buffer_bytes(&out->cert), sp_buffer_bytes(&out->key), now_ms,
             &der, &out->tls_certificate, &tls_key, &reason)) != SP_OK) {
        status = wrong(errors, "cert", config->cert, reason, SP_ERR_CERT);
        goto done;
    }
    if ((status = check_pair(out, sp_buffer_bytes(&identity), sp_buffer_bytes(&identity_key),
             now_ms, &out->identity_der, &out->identity_certificate, &out->identity, &reason)) !=
        SP_OK) {
        status = wrong(errors, "identity-cert", config->identity_cert, reason, SP_ERR_CERT);
    }
done:
    sp_sign_key_free(tls_key);
    sp_buffer_wipe(&identity);
    sp_buffer_wipe(&identity_key);
    sp_buffer_wipe(&der);
    return status;
}
