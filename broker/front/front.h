/*
 * The front: takes bytes from peers apart and checks every signature, touches no store and no
 * vault.
 *
 * nng's threads enqueue calls; worker threads read, verify and hand on; the ledger answers through
 * sp_front_answer.  What cannot be read costs its sender the connection, and one log line.
 */
#ifndef SP_BROKER_FRONT_H
#define SP_BROKER_FRONT_H

#include <stdint.h>

#include <samenspraak/certificate.h>
#include <samenspraak/transport.h>

#include "ledger.h"

struct sp_front;

struct sp_front_options {
    const char *url;
    struct sp_tls_files tls;
    struct sp_party broker; /* of the TLS certificate: what a hello must name */
    struct sp_trust *trust; /* borrowed; replaced by sp_front_trust */
    uint32_t calls_max;
    uint32_t connections_max;
    uint32_t workers; /* threads that verify; 0: one a processor */
    int64_t (*now_ms)(void *context);
    void *now_context;
    void (*say)(void *context, const char *line);
    void *say_context;
};

/* Makes the front; it listens from sp_front_start on. */
SP_NODISCARD enum sp_status sp_front_new(
    const struct sp_front_options *options, struct sp_front **out);
/* ${ledger} is borrowed until stop. */
SP_NODISCARD enum sp_status sp_front_start(
    struct sp_front *front, struct sp_ledger *ledger, const char **why);
/* Where it listens; valid until free. */
const char *sp_front_url(const struct sp_front *front);
/* For the ledger: ${context} is the front; an empty frame drops the call. */
void sp_front_answer(void *context, struct sp_work *work, struct sp_bytes frame);
/* Another trust object from now on; every session's certificate is checked again. */
void sp_front_trust(struct sp_front *front, struct sp_trust *trust);
/* New certificate files for handshakes from now on. */
SP_NODISCARD enum sp_status sp_front_renew(
    struct sp_front *front, const struct sp_tls_files *files);
/* Stops accepting; returns when every call in hand went to the ledger or was answered. */
void sp_front_stop(struct sp_front *front);
/* After the ledger closed. */
void sp_front_free(struct sp_front *front);

#endif /* SP_BROKER_FRONT_H */
