/*
 * One connection: a TCP stream of nng, TLS in it, and in that the frames.
 *
 * A link is held by counts: its owner has one from sp_link_new on, and nng's callbacks have theirs.
 * Everything is told on nng's threads, in order and one thing at a time: up, frames, ended.
 * "ended" comes exactly once for a link that was started, and nothing comes after it.
 *
 * Why not nng's own REQ and REP sockets and its TLS layer (libnng 1.5.2, seen in its source and in
 * tests): closing a pipe amid a message can lose a completion, and then the one thread that frees
 * connections waits for ever, for the whole process; an error that comes while no receive is queued
 * in the TLS layer is lost and the connection stays for ever; a reset during the handshake can make
 * a listener stop accepting for good; the handshake's time limit does not hold while a peer says
 * nothing.  The TCP streams below have none of that, and the bytes on the wire are the same.
 */
#ifndef SP_TRANSPORT_LINK_H
#define SP_TRANSPORT_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/status.h>
#include <samenspraak/transport.h>

#include "frame.h"
#include "tls.h"

struct sp_link;
struct nng_stream;

struct sp_link_events {
    /* The peer is verified and speaks our protocol. */
    void (*up)(void *owner);
    /*
     * A frame; who takes it takes its body and leaves NULL.  False: not now; nothing more is read,
     * and the same frame is offered again after sp_link_go_on.
     */
    bool (*frame)(void *owner, struct sp_frame *frame);
    /*
     * It is over.  ${why}: SP_ERR_CLOSED one side closed it; SP_ERR_CERT, SP_ERR_MALFORMED,
     * SP_ERR_TOO_BIG, SP_ERR_TIMEOUT (unread for too long), SP_ERR_NOMEM, SP_ERR_IO.
     */
    void (*ended)(void *owner, enum sp_status why);
};

/*
 * Takes over ${stream}, also on failure.  ${events} must live as long as the link.  Nothing happens
 * before start.
 */
SP_NODISCARD enum sp_status sp_link_new(struct nng_stream *stream, struct sp_tls *tls,
    const struct sp_link_events *events, void *owner, struct sp_link **out);
void sp_link_start(struct sp_link *link);
struct sp_link *sp_link_hold(struct sp_link *link);
/* Gives up one hold; NULL is fine.  A link that was started must have ended before the last. */
void sp_link_release(struct sp_link *link);

/*
 * Queues a frame, encrypted by the calling thread; nothing happens on a link that is over.
 * SP_ERR_BUSY: 64 MiB wait already, the frame was not queued.
 */
SP_NODISCARD enum sp_status sp_link_send(struct sp_link *link, uint32_t id, struct sp_bytes body);
/* The owner takes frames again. */
void sp_link_go_on(struct sp_link *link);
/* Nothing more is read; ends when what was sent is with the kernel. */
void sp_link_finish(struct sp_link *link);
/* Ends at once, for the reason ${why}; what is not sent by then is not. */
void sp_link_close(struct sp_link *link, enum sp_status why);
/* Whether up was or is being told, and it has not ended. */
bool sp_link_is_up(struct sp_link *link);
/* SP_ERR_CLOSED unless up.  ${der} gets the peer's certificate, unless NULL. */
SP_NODISCARD enum sp_status sp_link_identity(
    struct sp_link *link, struct sp_exporter *exporter, struct sp_buffer *der);

#endif /* SP_TRANSPORT_LINK_H */
