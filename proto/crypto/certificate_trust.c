/*
 * Whom we believe: CA certificates and CRLs, and the judgement over one certificate.
 *
 * The chain is built from our own CA file alone, never from what a peer sends.
 */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <stdlib.h>
#include <string.h>

#include "certificate_parts.h"

#define DEPTH_MAX      4
#define SECURITY_LEVEL 2 /* OpenSSL's: 112 bits, so no SHA-1 and no RSA below 2048 */

struct sp_trust {
    X509_STORE *store;
    struct sp_hash fingerprint;
    bool has_crl;
};

BIO *
sp_pem_bio(struct sp_bytes pem)
{
    static const char nothing[1];

    if (pem.size > SP_PEM_MAX_BYTES) {
        return NULL;
    }
    return BIO_new_mem_buf(pem.size > 0 ? (const void *)pem.data : nothing, (int)pem.size);
}

int
sp_pem_no_passphrase(char *out, int size, int writing, void *context)
{
    (void)writing;
    (void)context;
    if (size > 0) {
        out[0] = 0;
    }
    return -1;
}

/* After the last PEM block: whether it was the end of the text and not a broken block. */
static bool
is_clean_end(void)
{
    unsigned long error = ERR_peek_last_error();

    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

static enum sp_status
add_ca(struct sp_trust *trust, X509 *ca, bool *has_root)
{
    if (X509_check_ca(ca) == 0) {
        return SP_ERR_MALFORMED; /* a party's certificate is nobody's anchor */
    }
    if (!*has_root && X509_self_signed(ca, 1) == 1) {
        unsigned int size = sizeof(trust->fingerprint.b);
        if (X509_digest(ca, EVP_sha256(), trust->fingerprint.b, &size) != 1) {
            return SP_ERR_NOMEM;
        }
        *has_root = true;
    }
    return X509_STORE_add_cert(trust->store, ca) == 1 ? SP_OK : SP_ERR_NOMEM;
}

/*
 * All CA certificates in ${pem}; without a root no chain could ever end, so that is refused here.
 */
static enum sp_status
read_cas(struct sp_trust *trust, struct sp_bytes pem)
{
    enum sp_status status = SP_OK;
    bool has_root = false;
    BIO *bio = sp_pem_bio(pem);

    if (bio == NULL) {
        return SP_ERR_NOMEM;
    }
    while (status == SP_OK) {
        X509 *ca = PEM_read_bio_X509(bio, NULL, sp_pem_no_passphrase, NULL);
        if (ca == NULL) {
            status = is_clean_end() && has_root ? SP_OK : SP_ERR_MALFORMED;
            break;
        }
        status = add_ca(trust, ca, &has_root);
        X509_free(ca);
    }
    BIO_free(bio);
    return status;
}

/* All CRLs in ${pem}; a CRL file without one must not switch the check off. */
static enum sp_status
read_crls(struct sp_trust *trust, struct sp_bytes pem)
{
    enum sp_status status = SP_OK;
    BIO *bio = sp_pem_bio(pem);

    if (bio == NULL) {
        return SP_ERR_NOMEM;
    }
    while (status == SP_OK) {
        X509_CRL *crl = PEM_read_bio_X509_CRL(bio, NULL, sp_pem_no_passphrase, NULL);
        if (crl == NULL) {
            status = is_clean_end() && trust->has_crl ? SP_OK : SP_ERR_MALFORMED;
            break;
        }
        status = X509_STORE_add_crl(trust->store, crl) == 1 ? SP_OK : SP_ERR_NOMEM;
        trust->has_crl = true;
        X509_CRL_free(crl);
    }
    BIO_free(bio);
    return status;
}

enum sp_status
sp_trust_new(struct sp_bytes ca_pem, struct sp_bytes crl_pem, struct sp_trust **out)
{
    enum sp_status status = SP_ERR_NOMEM;

    *out = NULL;
    ERR_clear_error();
    struct sp_trust *trust = calloc(1, sizeof(*trust));
    if (trust == NULL || (trust->store = X509_STORE_new()) == NULL) {
        goto done;
    }
    if ((status = read_cas(trust, ca_pem)) != SP_OK) {
        goto done;
    }
    if (crl_pem.data != NULL && (status = read_crls(trust, crl_pem)) != SP_OK) {
        goto done;
    }
    *out = trust;
    trust = NULL;
done:
    sp_trust_free(trust);
    ERR_clear_error();
    return status;
}

void
sp_trust_free(struct sp_trust *trust)
{
    if (trust != NULL) {
        X509_STORE_free(trust->store);
        free(trust);
    }
}

struct sp_hash
sp_trust_fingerprint(const struct sp_trust *trust)
{
    return trust->fingerprint;
}

/* ---- the judgement ---- */

/* clang-format off */
static const struct {
    int error;
    const char *leaf;  /* about the certificate itself */
    const char *above; /* about a CA certificate above it */
} reasons[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED,              "it has expired",           "a CA certificate above it has expired"},
    {X509_V_ERR_CERT_NOT_YET_VALID,            "it is not valid yet",      "a CA certificate above it is not valid yet"},
    {X509_V_ERR_CERT_REVOKED,                  "it was revoked",           "a CA certificate above it was revoked"},
    {X509_V_ERR_UNABLE_TO_GET_CRL,             "there is no CRL of its CA", "there is no CRL of its CA"},
    {X509_V_ERR_CRL_HAS_EXPIRED,               "the CRL is out of date; a new one is needed", "a CRL is out of date; a new one is needed"},
    {X509_V_ERR_CRL_NOT_YET_VALID,             "the CRL is not valid yet", "a CRL is not valid yet"},
    {X509_V_ERR_CRL_SIGNATURE_FAILURE,         "the CRL is not signed by its CA", "a CRL is not signed by its CA"},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE,        "it is not signed by our CA", "a CA certificate above it is not signed by our CA"},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,     "it is not of our CA",      "it is not of our CA"},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "it is not of our CA",  "it is not of our CA"},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, "it is not of our CA",    "it is not of our CA"},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,   "it is not of our CA",      "it is not of our CA"},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,     "it is not of our CA",      "it is not of our CA"},
};
/* clang-format on */

static const char *
reason_of(int error, int depth)
{
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].error == error) {
            return depth > 0 ? reasons[i].above : reasons[i].leaf;
        }
    }
    return "its chain to our CA does not hold";
}

/*
 * Every certificate of the chain is looked up in a CRL; only the party's own must be found.  A CA
 * certificate whose issuer published none is let through, one that is revoked is not.
 */
static int
allow_ca_without_crl(int good, X509_STORE_CTX *context)
{
    if (!good && X509_STORE_CTX_get_error(context) == X509_V_ERR_UNABLE_TO_GET_CRL &&
        X509_STORE_CTX_get_error_depth(context) > 0) {
        X509_STORE_CTX_set_error(context, X509_V_OK);
        return 1;
    }
    return good;
}

/* SP_OK, or SP_ERR_CERT with ${reason}; SP_ERR_NOMEM. */
static enum sp_status
check_chain(const struct sp_trust *trust, X509 *certificate, int64_t now_ms, const char **reason)
{
    enum sp_status status = SP_ERR_NOMEM;
    X509_STORE_CTX *context = X509_STORE_CTX_new();

    *reason = "it could not be checked";
    if (context == NULL || X509_STORE_CTX_init(context, trust->store, certificate, NULL) != 1) {
        goto done;
    }
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(param, (time_t)(now_ms / 1000));
    X509_VERIFY_PARAM_set_depth(param, DEPTH_MAX);
    X509_VERIFY_PARAM_set_auth_level(param, SECURITY_LEVEL);
    if (trust->has_crl) {
        X509_STORE_CTX_set_verify_cb(context, allow_ca_without_crl);
        if (X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) !=
            1) {
            goto done;
        }
    }
    if (X509_verify_cert(context) == 1) {
        status = SP_OK;
        goto done;
    }
    *reason = reason_of(X509_STORE_CTX_get_error(context), X509_STORE_CTX_get_error_depth(context));
    status = SP_ERR_CERT;
done:
    X509_STORE_CTX_free(context);
    ERR_clear_error();
    return status;
}

/* That the certificate is one to act and sign with. */
static enum sp_status
check_use(X509 *certificate, const char **reason)
{
    uint32_t flags = X509_get_extension_flags(certificate);

    if ((flags & EXFLAG_INVALID) != 0) {
        *reason = "an extension of it cannot be read";
        return SP_ERR_CERT;
    }
    if (X509_check_ca(certificate) != 0) {
        *reason = "it is a CA's certificate, not a party's";
        return SP_ERR_CERT;
    }
    if ((flags & EXFLAG_KUSAGE) != 0 &&
        (X509_get_key_usage(certificate) & X509v3_KU_DIGITAL_SIGNATURE) == 0) {
        *reason = "its key is not meant for signing";
        return SP_ERR_CERT;
    }
    return SP_OK;
}

enum sp_status
sp_certificate_check(const struct sp_trust *trust, struct sp_bytes der, int64_t now_ms,
    struct sp_certificate *out, const char **reason)
{
    enum sp_status status;
    X509 *certificate = NULL;

    memset(out, 0, sizeof(*out));
    *reason = "it is not one certificate in DER";
    if ((status = sp_x509_read(der, &certificate)) != SP_OK ||
        (status = check_use(certificate, reason)) != SP_OK ||
        (status = sp_x509_parts(certificate, out, reason)) != SP_OK ||
        (status = check_chain(trust, certificate, now_ms, reason)) != SP_OK) {
        goto done;
    }
    out->hash = sp_sha256(&der, 1);
    *reason = NULL;
done:
    X509_free(certificate);
    if (status != SP_OK) {
        memset(out, 0, sizeof(*out));
        status = SP_ERR_CERT;
    }
    return status;
}
