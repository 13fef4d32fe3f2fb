#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "channel.h"

#if defined(__SANITIZE_ADDRESS__)
#define SP_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SP_ADDRESS_SANITIZER
#endif
#endif

#define BINDING_LABEL "EXPORTER-Channel-Binding" /* RFC 9266 */
#define RECORD_BYTES  16384U
#define RECORD_EXTRA  32U
#define SECURE_BYTES  (1024 * 1024)
#define WIRE_FIRST    1024U

struct sp_channel {
    SSL *ssl;
    struct sp_bytes in;
    struct sp_wire out;
    struct sp_exporter exporter;
    bool up, broken;
};

/* ---- the wire, as OpenSSL sees it ---- */

static BIO_METHOD *wire_method;

static bool
grow(struct sp_wire *wire, size_t size)
{
    size_t capacity = wire->capacity == 0 ? WIRE_FIRST : wire->capacity;

    while (capacity - wire->size < size) {
        if (capacity > SIZE_MAX / 2) {
            return false;
        }
        capacity *= 2;
    }
    if (capacity != wire->capacity) {
        uint8_t *data = realloc(wire->data, capacity);
        if (data == NULL) {
            return false;
        }
        wire->data = data;
        wire->capacity = capacity;
    }
    return true;
}

static int
wire_write(BIO *bio, const char *data, int size)
{
    struct sp_channel *channel = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    if (size <= 0 || !grow(&channel->out, (size_t)size)) {
        return -1;
    }
    memcpy(channel->out.data + channel->out.size, data, (size_t)size);
    channel->out.size += (size_t)size;
    return size;
}

static int
wire_read(BIO *bio, char *data, int size)
{
    struct sp_channel *channel = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    if (channel->in.size == 0 || size <= 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    size_t count = (size_t)size < channel->in.size ? (size_t)size : channel->in.size;
    memcpy(data, channel->in.data, count);
    channel->in.data += count;
    channel->in.size -= count;
    return (int)count;
}

static long
wire_control(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/*
 * OpenSSL's private keys go to locked memory that no core dump shows, unless the program has seen
 * to it.  Not under the address sanitizer, which looks for pointers to what is left at the end, and
 * does not look there.
 */
static void
lock_private_keys(void)
{
#ifndef SP_ADDRESS_SANITIZER
    if (CRYPTO_secure_malloc_initialized() == 0) {
        (void)CRYPTO_secure_malloc_init(SECURE_BYTES, 32);
    }
#endif
}

static void
init_once(void)
{
    lock_private_keys();
    int type = BIO_get_new_index();
    BIO_METHOD *method = type == -1 ? NULL : BIO_meth_new(type | BIO_TYPE_SOURCE_SINK, "wire");
    if (method != NULL && BIO_meth_set_write(method, wire_write) == 1 &&
        BIO_meth_set_read(method, wire_read) == 1 && BIO_meth_set_ctrl(method, wire_control) == 1) {
        wire_method = method;
    }
}

enum sp_status
sp_transport_init(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, init_once);
    return wire_method == NULL ? SP_ERR_NOMEM : SP_OK;
}

/* ---- errors ---- */

/* Whether OpenSSL's complaint is about a certificate, ours or theirs. */
static bool
is_about_certificates(unsigned long error)
{
    if (ERR_GET_LIB(error) != ERR_LIB_SSL) {
        return false;
    }
    switch (ERR_GET_REASON(error)) {
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        return true;
    default:
        return false;
    }
}

/* What an OpenSSL call that returned ${result} means to our caller. */
static enum sp_status
status_of(struct sp_channel *channel, int result)
{
    unsigned long reason = ERR_peek_error();
    int error = SSL_get_error(channel->ssl, result);

    ERR_clear_error();
    if (error == SSL_ERROR_WANT_READ) {
        return SP_ERR_BUSY;
    }
    channel->broken = error != SSL_ERROR_ZERO_RETURN;
    if (error == SSL_ERROR_ZERO_RETURN) {
        return SP_ERR_CLOSED;
    }
    return is_about_certificates(reason) ? SP_ERR_CERT : SP_ERR_IO;
}

/* ---- the channel ---- */

enum sp_status
sp_channel_new(struct sp_tls *tls, struct sp_channel **out)
{
    struct sp_channel *channel = calloc(1, sizeof(*channel));
    BIO *bio = BIO_new(wire_method);

    *out = NULL;
    if (channel == NULL || bio == NULL || (channel->ssl = sp_tls_connection(tls)) == NULL) {
        BIO_free(bio);
        sp_channel_free(channel);
        return SP_ERR_NOMEM;
    }
    BIO_set_data(bio, channel);
    BIO_set_init(bio, 1);
    SSL_set_bio(channel->ssl, bio, bio);
    *out = channel;
    return SP_OK;
}

void
sp_channel_free(struct sp_channel *channel)
{
    if (channel != NULL) {
        SSL_free(channel->ssl);
        free(channel->out.data);
        free(channel);
    }
}

void
sp_channel_feed(struct sp_channel *channel, struct sp_bytes wire)
{
    channel->in = wire;
}

enum sp_status
sp_channel_handshake(struct sp_channel *channel)
{
    if (channel->broken) {
        return SP_ERR_IO;
    }
    if (channel->up) {
        return SP_OK;
    }
    ERR_clear_error();
    int result = SSL_do_handshake(channel->ssl);
    if (result != 1) {
        return status_of(channel, result);
    }
    /* All this holds already by the rules of tls.c; it costs little to ask. */
    bool good = SSL_version(channel->ssl) == TLS1_3_VERSION &&
                SSL_get0_peer_certificate(channel->ssl) != NULL &&
                SSL_get_verify_result(channel->ssl) == X509_V_OK &&
                SSL_session_reused(channel->ssl) == 0;
    if (!good || SSL_export_keying_material(channel->ssl, channel->exporter.b, SP_EXPORTER_BYTES,
                     BINDING_LABEL, sizeof(BINDING_LABEL) - 1, NULL, 0, 0) != 1) {
        channel->broken = true;
        return SP_ERR_CERT;
    }
    channel->up = true;
    return SP_OK;
}

const struct sp_exporter *
sp_channel_exporter(const struct sp_channel *channel)
{
    return &channel->exporter;
}

enum sp_status
sp_channel_peer(const struct sp_channel *channel, struct sp_buffer *der)
{
    X509 *certificate = channel->up ? SSL_get0_peer_certificate(channel->ssl) : NULL;
    int size = certificate == NULL ? -1 : i2d_X509(certificate, NULL);
    uint8_t *out = NULL;

    if (size <= 0) {
        return SP_ERR_CLOSED;
    }
    enum sp_status status = sp_buffer_grow(der, (size_t)size, &out);
    if (status == SP_OK && i2d_X509(certificate, &out) != size) {
        status = SP_ERR_INTERNAL;
    }
    return status;
}

enum sp_status
sp_channel_read(struct sp_channel *channel, uint8_t *data, size_t size, size_t *got)
{
    *got = 0;
    if (channel->broken || !channel->up) {
        return SP_ERR_IO;
    }
    while (*got < size) {
        size_t count = 0;
        ERR_clear_error();
        int result = SSL_read_ex(channel->ssl, data + *got, size - *got, &count);
        if (result != 1) {
            /* What came before is good; a lasting error is told at the next call. */
            enum sp_status status = status_of(channel, result);
            return *got > 0 ? SP_OK : status;
        }
        *got += count;
    }
    return SP_OK;
}

static bool
write_all(struct sp_channel *channel, const uint8_t *data, size_t size)
{
    size_t written = 0;

    return size == 0 || (SSL_write_ex(channel->ssl, data, size, &written) == 1 && written == size);
}

enum sp_status
sp_channel_write(struct sp_channel *channel, struct sp_bytes head, struct sp_bytes body)
{
    uint8_t record[RECORD_BYTES];

    if (channel->broken || !channel->up || head.size > sizeof(record)) {
        return SP_ERR_IO;
    }
    size_t room = sizeof(record) - head.size;
    size_t first = body.size < room ? body.size : room;
    memcpy(record, head.data, head.size);
    if (first > 0) {
        memcpy(record + head.size, body.data, first);
    }
    ERR_clear_error();
    /* Room for all at once; if there is none, it shows below. */
    (void)grow(
        &channel->out, head.size + body.size + (body.size / RECORD_BYTES + 2) * RECORD_EXTRA);
    bool good = write_all(channel, record, head.size + first) &&
                (first == body.size || write_all(channel, body.data + first, body.size - first));
    sp_wipe(record, head.size + first);
    ERR_clear_error();
    /* The wire takes all, so that a failure is one of memory; half a frame may stand there now. */
    channel->broken = !good;
    return good ? SP_OK : SP_ERR_NOMEM;
}

void
sp_channel_finish(struct sp_channel *channel)
{
    if (channel->up && !channel->broken) {
        ERR_clear_error();
        (void)SSL_shutdown(channel->ssl);
        ERR_clear_error();
    }
}

struct sp_wire
sp_channel_wire(struct sp_channel *channel)
{
    struct sp_wire wire = channel->out;

    channel->out = (struct sp_wire){NULL, 0, 0};
    return wire;
}

size_t
sp_channel_waiting(const struct sp_channel *channel)
{
    return channel->out.size;
}
