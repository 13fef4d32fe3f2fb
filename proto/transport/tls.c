/*
 * One side's TLS: certificate, key and trust as an OpenSSL context, and the rules all of ours keep.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "tls.h"

/* clang-format off */
#define CIPHERS    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256"
#define GROUPS     "X25519:P-256"
#define SIGNATURES "ed25519:ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:" \
                   "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512"
/* clang-format on */

#define CHAIN_DEPTH_MAX 4
#define CHAIN_BYTES_MAX (32 * 1024L)

struct sp_tls {
    pthread_mutex_t lock;
    SSL_CTX *context;
    char *host; /* NULL on a server */
};

/* A daemon's threads must never ask at the terminal for a passphrase. */
static int
no_passphrase(char *out, int size, int writing, void *context) /* NOLINT: OpenSSL's form */
{
    (void)out;
    (void)size;
    (void)writing;
    (void)context;
    return -1;
}

static BIO *
read_pem(struct sp_bytes pem)
{
    if (pem.size == 0 || pem.size > INT32_MAX) {
        return NULL;
    }
    return BIO_new_mem_buf(pem.data, (int)pem.size);
}

/* A PEM text ends with "no start line"; any other reason is a broken block. */
static bool
read_to_the_end(void)
{
    unsigned long error = ERR_peek_last_error();
    bool end = ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;

    ERR_clear_error();
    return end;
}

static bool
use_certificates(SSL_CTX *context, struct sp_bytes pem)
{
    BIO *bio = read_pem(pem);
    X509 *certificate = bio == NULL ? NULL : PEM_read_bio_X509(bio, NULL, no_passphrase, NULL);
    bool good = certificate != NULL && SSL_CTX_use_certificate(context, certificate) == 1;

    X509_free(certificate);
    while (good && (certificate = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL)) != NULL) {
        good = SSL_CTX_add0_chain_cert(context, certificate) == 1;
        if (!good) {
            X509_free(certificate);
        }
    }
    good = good && read_to_the_end();
    BIO_free(bio);
    return good;
}

static bool
use_key(SSL_CTX *context, struct sp_bytes pem)
{
    BIO *bio = read_pem(pem);
    EVP_PKEY *key = bio == NULL ? NULL : PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
    bool good = key != NULL && SSL_CTX_use_PrivateKey(context, key) == 1 &&
                SSL_CTX_check_private_key(context) == 1;

    EVP_PKEY_free(key);
    BIO_free(bio);
    return good;
}

static bool
use_authorities(SSL_CTX *context, struct sp_bytes pem)
{
    X509_STORE *store = SSL_CTX_get_cert_store(context);
    BIO *bio = read_pem(pem);
    X509 *certificate = NULL;
    size_t count = 0;
    bool good = bio != NULL;

    while (good && (certificate = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL)) != NULL) {
        good = X509_STORE_add_cert(store, certificate) == 1 &&
               SSL_CTX_add_client_CA(context, certificate) == 1;
        X509_free(certificate);
        count++;
    }
    good = good && read_to_the_end() && count > 0;
    BIO_free(bio);
    return good;
}

static bool
use_revocations(SSL_CTX *context, struct sp_bytes pem)
{
    X509_STORE *store = SSL_CTX_get_cert_store(context);
    BIO *bio = NULL;
    X509_CRL *crl = NULL;
    size_t count = 0;
    bool good = true;

    if (pem.data == NULL) {
        return true;
    }
    bio = read_pem(pem);
    good = bio != NULL;
    while (good && (crl = PEM_read_bio_X509_CRL(bio, NULL, no_passphrase, NULL)) != NULL) {
        good = X509_STORE_add_crl(store, crl) == 1;
        X509_CRL_free(crl);
        count++;
    }
    good = good && read_to_the_end() && count > 0 &&
           X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL) == 1;
    BIO_free(bio);
    return good;
}

/*
 * With a CRL given, a leaf must be covered by one.  For the CAs above it that is too much to ask:
 * a root seldom lists its own; but where their issuer's CRL is at hand it counts.
 */
static int
forgive_missing_crl_above_leaf(int good, X509_STORE_CTX *store)
{
    if (good == 0 && X509_STORE_CTX_get_error(store) == X509_V_ERR_UNABLE_TO_GET_CRL &&
        X509_STORE_CTX_get_error_depth(store) > 0) {
        X509_STORE_CTX_set_error(store, X509_V_OK);
        return 1;
    }
    return good;
}

static bool
is_address(const char *host)
{
    struct in6_addr address;

    return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
}

static bool
expect_host(SSL_CTX *context, const char *host)
{
    X509_VERIFY_PARAM *param = SSL_CTX_get0_param(context);

    X509_VERIFY_PARAM_set_hostflags(
        param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    return is_address(host) ? X509_VERIFY_PARAM_set1_ip_asc(param, host) == 1
                            : X509_VERIFY_PARAM_set1_host(param, host, 0) == 1;
}

/* What holds on both sides and does not depend on any file. */
static bool
set_rules(SSL_CTX *context)
{
    /* OpenSSL's macros cast const away. */
    char groups[] = GROUPS;
    char signatures[] = SIGNATURES;

    SSL_CTX_set_security_level(context, 2);
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_NO_COMPRESSION | SSL_OP_CLEANSE_PLAINTEXT |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_max_cert_list(context, CHAIN_BYTES_MAX);
    SSL_CTX_set_verify_depth(context, CHAIN_DEPTH_MAX);
    SSL_CTX_set_verify(
        context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, forgive_missing_crl_above_leaf);
    return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1 &&
           SSL_CTX_set_ciphersuites(context, CIPHERS) == 1 &&
           SSL_CTX_set1_groups_list(context, groups) == 1 &&
           SSL_CTX_set1_sigalgs_list(context, signatures) == 1 &&
           SSL_CTX_set1_client_sigalgs_list(context, signatures) == 1 &&
           SSL_CTX_set_num_tickets(context, 0) == 1 &&
           SSL_CTX_set_max_early_data(context, 0) == 1 &&
           SSL_CTX_set_recv_max_early_data(context, 0) == 1;
}

static enum sp_status
context_new(const struct sp_tls_files *files, const char *host, SSL_CTX **out)
{
    enum sp_status status = SP_ERR_NOMEM;
    SSL_CTX *context = SSL_CTX_new(host == NULL ? TLS_server_method() : TLS_client_method());

    *out = NULL;
    if (context == NULL) {
        goto done;
    }
    if (!set_rules(context)) {
        status = SP_ERR_INTERNAL;
        goto done;
    }
    if (!use_certificates(context, files->certificate) || !use_key(context, files->key) ||
        !use_authorities(context, files->ca) || !use_revocations(context, files->crl)) {
        status = SP_ERR_CERT;
        goto done;
    }
    if (host != NULL && !expect_host(context, host)) {
        status = SP_ERR_USAGE;
        goto done;
    }
    *out = context;
    context = NULL;
    status = SP_OK;
done:
    SSL_CTX_free(context);
    ERR_clear_error();
    return status;
}

enum sp_status
sp_tls_new(const struct sp_tls_files *files, const char *host, struct sp_tls **out)
{
    enum sp_status status = SP_ERR_NOMEM;
    struct sp_tls *tls = calloc(1, sizeof(*tls));

    *out = NULL;
    if (tls == NULL) {
        return SP_ERR_NOMEM;
    }
    pthread_mutex_init(&tls->lock, NULL);
    if (host != NULL && (tls->host = strdup(host)) == NULL) {
        goto done;
    }
    status = context_new(files, host, &tls->context);
    if (status == SP_OK) {
        *out = tls;
        tls = NULL;
    }
done:
    sp_tls_free(tls);
    return status;
}

enum sp_status
sp_tls_renew(struct sp_tls *tls, const struct sp_tls_files *files)
{
    SSL_CTX *fresh = NULL;
    enum sp_status status = context_new(files, tls->host, &fresh);

    if (status != SP_OK) {
        return status;
    }
    pthread_mutex_lock(&tls->lock);
    SSL_CTX *old = tls->context;
    tls->context = fresh;
    pthread_mutex_unlock(&tls->lock);
    SSL_CTX_free(old);
    return SP_OK;
}

void
sp_tls_free(struct sp_tls *tls)
{
    if (tls == NULL) {
        return;
    }
    SSL_CTX_free(tls->context);
    pthread_mutex_destroy(&tls->lock);
    free(tls->host);
    free(tls);
}

bool
sp_tls_is_server(const struct sp_tls *tls)
{
    return tls->host == NULL;
}

SSL *
sp_tls_connection(struct sp_tls *tls)
{
    pthread_mutex_lock(&tls->lock);
    SSL *ssl = SSL_new(tls->context);
    pthread_mutex_unlock(&tls->lock);
    if (ssl == NULL) {
        return NULL;
    }
    if (tls->host == NULL) {
        SSL_set_accept_state(ssl);
        return ssl;
    }
    SSL_set_connect_state(ssl);
    if (!is_address(tls->host) && SSL_set_tlsext_host_name(ssl, tls->host) != 1) {
        SSL_free(ssl);
        return NULL;
    }
    return ssl;
}
