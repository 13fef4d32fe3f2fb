/*
 * Transport: requests and answers over TLS 1.3 with certificates on both sides.
 *
 * nng REQ/REP with contexts over tls+tcp://, with an OpenSSL engine plugged into stock nng 1.5.2.
 * Whatever arrives is at most the frame limit; who sent it is known from the channel binding
 * (RFC 9266 tls-exporter): the engine keeps exporter -> peer certificate while a connection lives,
 * and a hello that carries the exporter, signed, ties nng's pipe to that certificate.
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

/* Registers the engine with nng, once per process; later calls are SP_OK. */
SP_NODISCARD enum sp_status sp_transport_init(void);

/* PEM texts: own certificate (with issuing CA behind it), key, CA certificates, CRL or absent. */
struct sp_tls_files {
    struct sp_bytes certificate;
    struct sp_bytes key;
    struct sp_bytes ca;
    struct sp_bytes crl;
};

/* ---- server ---- */

/*
 * Receives on as many contexts as needed: there is always one that listens, waiting requests cost
 * no thread.  Callbacks run on nng's threads and must only enqueue.
 */
struct sp_server;

/* One request in flight.  It must be answered or dropped exactly once, from any thread. */
struct sp_call;

struct sp_server_events {
    /* A frame came in; ${frame} is valid until the call is answered or dropped. */
    void (*request)(void *context, struct sp_call *call, struct sp_bytes frame);
    /* A pipe is gone; its number will not be seen again until another connection gets it. */
    void (*gone)(void *context, uint32_t pipe);
    void *context;
};

struct sp_server_options {
    const char *url; /* tls+tcp://127.0.0.1:4430; port 0 picks one */
    struct sp_tls_files tls;
    uint32_t calls_max; /* requests in flight at once, waiting ones included; at least 4 */
};

/* Listens.  SP_ERR_IO (address in use), SP_ERR_CERT (certificate, key or CA not usable). */
SP_NODISCARD enum sp_status sp_server_open(const struct sp_server_options *options,
    const struct sp_server_events *events, struct sp_server **out);
/* The URL with the real port; valid until close. */
const char *sp_server_url(const struct sp_server *server);
/* Stops accepting and receiving; calls in flight can still be answered.  Returns when no callback runs. */
void sp_server_stop(struct sp_server *server);
/* After stop and after every call was answered or dropped. */
void sp_server_close(struct sp_server *server);

/* The pipe of a call: a number that stands for one connection while it lives. */
uint32_t sp_call_pipe(const struct sp_call *call);
/* Address of the peer as text "127.0.0.1:40123"; valid as long as the call. */
const char *sp_call_peer(const struct sp_call *call);
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

/* One connection to a broker, opened when needed.  One thread at a time, or one call per context. */
struct sp_client;

/* ${url} as above.  Does not connect yet. The broker's certificate must chain to tls->ca; that it is a broker's is the session's to check. */
SP_NODISCARD enum sp_status sp_client_open(
    const char *url, const struct sp_tls_files *tls, struct sp_client **out);
/*
 * Connects if need be, waiting at most ${timeout_ms}, and gives the exporter and the broker's
 * certificate (DER, appended) of the connection.  SP_ERR_TIMEOUT or SP_ERR_IO.
 */
SP_NODISCARD enum sp_status sp_client_connect(struct sp_client *client, int32_t timeout_ms,
    struct sp_exporter *exporter, struct sp_buffer *der);
/*
 * Sends ${request} and waits for the answer, appended to ${answer}.  Nothing is sent twice by
 * itself.  SP_ERR_TIMEOUT: no answer; SP_ERR_CLOSED: the connection went, connect anew.
 */
SP_NODISCARD enum sp_status sp_client_call(struct sp_client *client, struct sp_bytes request,
    int32_t timeout_ms, struct sp_buffer *answer);
void sp_client_close(struct sp_client *client);

#endif /* SAMENSPRAAK_TRANSPORT_H */
