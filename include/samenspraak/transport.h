/*
 * Transport: requests and answers over TLS 1.3 with certificates on both sides.
 *
 * The wire is that of nng's REQ and REP over tls+tcp, the network nng's streams, the TLS OpenSSL's.
 * Whatever arrives is at most the frame limit.  Who sent it is known from the channel binding
 * (RFC 9266 tls-exporter): a table holds exporter -> peer certificate while a connection lives, and
 * a hello that carries the exporter, signed, ties the pipe to that certificate.
 *
 * All functions may be called from any thread, unless it is said otherwise.
 */
#ifndef SAMENSPRAAK_TRANSPORT_H
#define SAMENSPRAAK_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/certificate.h>
#include <samenspraak/key.h>
#include <samenspraak/status.h>

#define SP_FRAME_MAX      ((size_t)(1024 + 16) * 1024)
#define SP_EXPORTER_BYTES 32
#define SP_URL_MAX        256

struct sp_exporter {
    uint8_t b[SP_EXPORTER_BYTES];
};

/* Once per process, by whoever is first; open calls it too.  Later calls are SP_OK. */
SP_NODISCARD enum sp_status sp_transport_init(void);

/*
 * PEM texts: own certificate (with issuing CA behind it), key, CA certificates, CRLs or absent.
 * With CRLs, each peer's certificate must be covered by one of its issuer that is in time.
 */
struct sp_tls_files {
    struct sp_bytes certificate;
    struct sp_bytes key;
    struct sp_bytes ca;
    struct sp_bytes crl;
};

/* ---- server ---- */

/*
 * Requests that wait for their answer cost memory and no thread.  Callbacks run on nng's threads
 * and must only enqueue.
 */
struct sp_server;

/* One request in flight.  It must be answered or dropped exactly once, from any thread. */
struct sp_call;

struct sp_server_events {
    /* A frame came in; ${frame} is valid until the call is answered or dropped. */
    void (*request)(void *context, struct sp_call *call, struct sp_bytes frame);
    /*
     * A pipe that sent requests is gone; none comes from it after this, and its number will not be
     * seen again until another connection gets it.  May be NULL.
     */
    void (*gone)(void *context, uint32_t pipe);
    void *context;
    /*
     * A connection ended before it came up, for the log.  ${why}: SP_ERR_CERT (its certificate, or
     * it did not like ours), SP_ERR_TIMEOUT, SP_ERR_CLOSED, SP_ERR_MALFORMED (not our protocol),
     * SP_ERR_IO (no TLS 1.3).  Anybody can cause any number of these.  May be NULL.
     */
    void (*refused)(void *context, const char *peer, enum sp_status why);
};

struct sp_server_options {
    const char *url; /* tls+tcp://127.0.0.1:4430; port 0 picks one */
    struct sp_tls_files tls;
    uint32_t calls_max; /* requests in flight at once, waiting ones included; at least 4 */
    /*
     * Connections at once, those in their handshake included, which may be half of them; one more
     * is closed at once.  0: no limit but the process's open files.
     */
    uint32_t connections_max;
};

/*
 * Listens.  SP_ERR_IO (address in use), SP_ERR_CERT (certificate, key, CA or CRL not usable),
 * SP_ERR_USAGE (not a tls+tcp URL, too few calls).  A handshake may take 10 s, and a peer may leave
 * answers unread for 30 s; then its connection is closed.
 */
SP_NODISCARD enum sp_status sp_server_open(const struct sp_server_options *options,
    const struct sp_server_events *events, struct sp_server **out);
/* The URL with the real port; valid until close. */
const char *sp_server_url(const struct sp_server *server);
/* New files for the handshakes from now on; SP_ERR_CERT leaves the old ones in force. */
SP_NODISCARD enum sp_status sp_server_renew(
    struct sp_server *server, const struct sp_tls_files *files);
/*
 * Stops accepting and receiving; calls in flight can still be answered.  Returns when no callback
 * runs, and none comes after it.  Not from within a callback.
 */
void sp_server_stop(struct sp_server *server);
/* After stop and after every call was answered or dropped.  NULL is fine. */
void sp_server_close(struct sp_server *server);

/* The pipe of a call: a number that stands for one connection while it lives. */
uint32_t sp_call_pipe(const struct sp_call *call);
/* Address of the peer as text "127.0.0.1:40123"; valid as long as the call. */
const char *sp_call_peer(const struct sp_call *call);
/* How many calls of the same pipe are in flight, this one included: one peer must not take all. */
uint32_t sp_call_pipe_load(const struct sp_call *call);
/*
 * The exporter of the connection this call came over: what a hello on it must carry, so that a
 * hello of another live connection is of no use here.  SP_ERR_CLOSED when the connection is gone.
 */
SP_NODISCARD enum sp_status sp_call_exporter(const struct sp_call *call, struct sp_exporter *out);
/* Answers with ${frame} (copied) and releases the call; a peer that is gone is no error. */
void sp_call_answer(struct sp_call *call, struct sp_bytes frame);
/* Releases the call without an answer. */
void sp_call_drop(struct sp_call *call);
/* Releases the call and closes its connection: what came in was not even a frame. */
void sp_call_hang_up(struct sp_call *call);

/*
 * The certificate (DER, appended) of the live connection of this process with that exporter;
 * SP_ERR_NOT_FOUND when there is none.
 */
SP_NODISCARD enum sp_status sp_transport_peer(
    const struct sp_exporter *exporter, struct sp_buffer *der);

/* ---- client ---- */

/*
 * One connection to a broker, opened when asked to.  Calls may be made from several threads at
 * once and share the connection; so may connect, which one thread does while the others wait.
 * Close when no other thread is inside.
 */
struct sp_client;

/*
 * ${url} as above.  Does not connect yet.  The broker's certificate must chain to tls->ca and carry
 * the host of ${url}; that it is a broker's is the session's to check.  SP_ERR_USAGE: not such a
 * URL; SP_ERR_CERT: a file cannot be used.
 */
SP_NODISCARD enum sp_status sp_client_open(
    const char *url, const struct sp_tls_files *tls, struct sp_client **out);
/*
 * Connects if there is no live connection, waiting at most ${timeout_ms}, and gives the exporter
 * and the broker's certificate (DER, appended) of the connection.  SP_ERR_TIMEOUT; SP_ERR_CERT: one
 * side does not accept the other's certificate; SP_ERR_IO: any other reason.
 */
SP_NODISCARD enum sp_status sp_client_connect(struct sp_client *client, int32_t timeout_ms,
    struct sp_exporter *exporter, struct sp_buffer *der);
/*
 * Sends ${request} and waits for the answer, appended to ${answer}.  Nothing is sent twice by
 * itself, and nothing connects by itself.  SP_ERR_TIMEOUT: no answer, it may have been done;
 * SP_ERR_CLOSED: there is no connection, or it went while waiting: connect anew;
 * SP_ERR_TOO_BIG: over SP_FRAME_MAX, or over the maximum of ${answer}; SP_ERR_BUSY: 64 MiB wait to
 * be sent, this was not.
 */
SP_NODISCARD enum sp_status sp_client_call(struct sp_client *client, struct sp_bytes request,
    int32_t timeout_ms, struct sp_buffer *answer);
/*
 * The same without waiting: ${done} is called once, on a thread of nng, with the status and the
 * answer, which is valid until it returns.  It must not connect or close, but may start.  When
 * this function itself fails, ${done} is not called.
 */
typedef void sp_client_done(void *context, enum sp_status status, struct sp_bytes answer);
SP_NODISCARD enum sp_status sp_client_start(struct sp_client *client, struct sp_bytes request,
    int32_t timeout_ms, sp_client_done *done, void *context);
/* Ends the connection; calls under way end with SP_ERR_CLOSED.  NULL is fine. */
void sp_client_close(struct sp_client *client);

#endif /* SAMENSPRAAK_TRANSPORT_H */
