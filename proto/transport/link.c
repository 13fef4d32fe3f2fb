/*
 * Locking: one lock per link, held while nng is called (which only queues) and never while the
 * owner is.  The receiving side is a chain: at any moment it waits in nng, or runs on one of nng's
 * threads, or is parked.  The link is over when it is closed and both sides have come to rest; a
 * parked chain is woken to notice.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <nng/nng.h>

#include "channel.h"
#include "link.h"
#include "peers.h"

#define IN_BYTES      4096U   /* of the wire, while nothing large is coming */
#define IN_LARGE      65536U  /* while a large frame is */
#define BACKLOG_MAX   262144U /* unsent bytes past which no more requests are read */
#define UNREAD_MAX_MS 30000   /* how long the peer may leave us waiting with what we send */
#define UNSENT_MAX    ((size_t)64 * 1024 * 1024)

struct sp_link {
    pthread_mutex_t lock;
    unsigned holds;
    nng_stream *stream;
    nng_aio *receive, *send;
    struct sp_channel *channel;
    const struct sp_link_events *events;
    void *owner;
    struct sp_frame_reader reader;
    struct sp_wire flying; /* what nng sends at the moment */
    size_t flown;
    uint8_t *large;
    uint8_t in[IN_BYTES];
    struct sp_peer peer;
    enum sp_status why, finish_why;
    bool server, started, up, told_up;
    bool running;   /* the chain waits in nng or runs */
    bool sending;   /* nng sends */
    bool woken;     /* the chain runs without new bytes */
    bool go_on;     /* was asked to, while it ran */
    bool backlog;   /* parked for what is unsent */
    bool finishing; /* nothing is read, and it closes when all is sent */
    bool closed;
    bool ended;
};

static void on_received(void *argument);
static void on_sent(void *argument);

/* ---- life ---- */

enum sp_status
sp_link_new(nng_stream *stream, struct sp_tls *tls, const struct sp_link_events *events,
    void *owner, struct sp_link **out)
{
    struct sp_link *link = calloc(1, sizeof(*link));

    *out = NULL;
    if (link == NULL) {
        nng_stream_free(stream);
        return SP_ERR_NOMEM;
    }
    pthread_mutex_init(&link->lock, NULL);
    link->holds = 1;
    link->stream = stream;
    link->events = events;
    link->owner = owner;
    link->server = sp_tls_is_server(tls);
    sp_frame_reader_init(&link->reader, link->server);
    if (nng_aio_alloc(&link->receive, on_received, link) != 0 ||
        nng_aio_alloc(&link->send, on_sent, link) != 0 ||
        sp_channel_new(tls, &link->channel) != SP_OK) {
        sp_link_release(link);
        return SP_ERR_NOMEM;
    }
    *out = link;
    return SP_OK;
}

struct sp_link *
sp_link_hold(struct sp_link *link)
{
    pthread_mutex_lock(&link->lock);
    link->holds++;
    pthread_mutex_unlock(&link->lock);
    return link;
}

void
sp_link_release(struct sp_link *link)
{
    if (link == NULL) {
        return;
    }
    pthread_mutex_lock(&link->lock);
    bool last = --link->holds == 0;
    pthread_mutex_unlock(&link->lock);
    if (!last) {
        return;
    }
    sp_peer_leave(&link->peer);
    sp_buffer_wipe(&link->peer.der);
    nng_stream_close(link->stream);
    nng_stream_free(link->stream);
    /* This may be a callback of one of them, so they are freed behind our back. */
    nng_aio_reap(link->receive);
    nng_aio_reap(link->send);
    sp_channel_free(link->channel);
    sp_frame_reader_wipe(&link->reader);
    free(link->flying.data);
    free(link->large);
    pthread_mutex_destroy(&link->lock);
    free(link);
}

/* ---- sending; all with the lock held ---- */

/* Hands nng what is to be sent, unless it has its hands full. */
static void
flush(struct sp_link *link)
{
    if (link->sending || link->closed) {
        return;
    }
    if (link->flown == link->flying.size) {
        free(link->flying.data);
        link->flying = sp_channel_wire(link->channel);
        link->flown = 0;
    }
    if (link->flying.size == 0) {
        return;
    }
    link->sending = true;
    nng_iov iov = {link->flying.data + link->flown, link->flying.size - link->flown};
    nng_aio_set_iov(link->send, 1, &iov);
    nng_aio_set_timeout(link->send, UNREAD_MAX_MS);
    nng_stream_send(link->stream, link->send);
}

/* Runs the chain on a thread of nng, without new bytes. */
static void
wake(struct sp_link *link)
{
    link->running = true;
    link->woken = true;
    link->backlog = false;
    /* Cannot fail: nobody stops this aio, and it is at rest. */
    if (nng_aio_begin(link->receive)) {
        nng_aio_finish(link->receive, 0);
    }
}

static void
close_locked(struct sp_link *link, enum sp_status why)
{
    if (link->closed) {
        return;
    }
    /* An alert or goodbye leaves if the kernel takes it at once. */
    sp_channel_finish(link->channel);
    flush(link);
    link->closed = true;
    link->why = why;
    sp_peer_leave(&link->peer);
    nng_stream_close(link->stream);
    if (link->started && !link->running) {
        wake(link);
    }
}

/* True for the one who has to tell the end. */
static bool
is_over(struct sp_link *link)
{
    bool rests = link->started && !link->running && !link->sending;
    bool over = link->closed && rests && !link->ended;

    link->ended = link->ended || over;
    return over;
}

/* Unlocks; tells the end if it is there. */
static void
unlock(struct sp_link *link)
{
    bool over = is_over(link);
    enum sp_status why = link->why;

    pthread_mutex_unlock(&link->lock);
    if (over) {
        link->events->ended(link->owner, why);
        sp_link_release(link);
    }
}

/* Bytes that the kernel has not taken. */
static size_t
unsent(const struct sp_link *link)
{
    return sp_channel_waiting(link->channel) + link->flying.size - link->flown;
}

/*
 * To be closed for the reason ${why}, when what was sent is with the kernel: an alert, an answer.
 */
static void
finish_locked(struct sp_link *link, enum sp_status why)
{
    link->finishing = true;
    link->finish_why = why;
    if (unsent(link) == 0) {
        close_locked(link, why);
    }
}

static void
on_sent(void *argument)
{
    struct sp_link *link = argument;
    int error = nng_aio_result(link->send);

    pthread_mutex_lock(&link->lock);
    link->flown += error == 0 ? nng_aio_count(link->send) : 0;
    link->sending = false;
    if (error != 0) {
        close_locked(link, error == NNG_ETIMEDOUT ? SP_ERR_TIMEOUT : SP_ERR_CLOSED);
    }
    flush(link);
    if (link->finishing && unsent(link) == 0) {
        close_locked(link, link->finish_why);
    }
    if (link->backlog && unsent(link) < BACKLOG_MAX / 2) {
        wake(link);
    }
    unlock(link);
}

/* ---- receiving ---- */

/* Asks nng for more of the wire; the chain waits. */
static void
receive(struct sp_link *link)
{
    size_t left = 0;
    nng_iov iov = {link->in, sizeof(link->in)};

    if (link->reader.headed) {
        (void)sp_frame_reader_place(&link->reader, &left);
    }
    if (left > IN_BYTES && link->large == NULL) {
        link->large = malloc(IN_LARGE); /* without it, it only takes longer */
    } else if (left <= IN_BYTES) {
        free(link->large);
        link->large = NULL;
    }
    if (link->large != NULL) {
        iov = (nng_iov){link->large, IN_LARGE};
    }
    nng_aio_set_iov(link->receive, 1, &iov);
    nng_aio_set_timeout(link->receive, NNG_DURATION_INFINITE);
    nng_stream_recv(link->stream, link->receive);
}

/* The handshake is done: who is it, and our greeting. */
static enum sp_status
come_up(struct sp_link *link)
{
    enum sp_status status = SP_ERR_INTERNAL;

    sp_buffer_init(&link->peer.der, SP_CERTIFICATE_MAX);
    link->peer.exporter = *sp_channel_exporter(link->channel);
    if ((status = sp_channel_peer(link->channel, &link->peer.der)) != SP_OK) {
        return status == SP_ERR_TOO_BIG ? SP_ERR_CERT : status;
    }
    if (link->server) {
        sp_peer_enter(&link->peer);
    }
    link->up = true;
    return sp_channel_write(
        link->channel, sp_frame_greeting(!link->server), (struct sp_bytes){NULL, 0});
}

/*
 * Goes on with the bytes at hand.  SP_OK: there is something to tell; SP_ERR_BUSY: more bytes are
 * needed; anything else: the reason to close.
 */
static enum sp_status
advance(struct sp_link *link)
{
    enum sp_status status = SP_OK;
    size_t size = 0;
    size_t got = 0;

    if (!link->up) {
        if ((status = sp_channel_handshake(link->channel)) != SP_OK ||
            (status = come_up(link)) != SP_OK) {
            return status;
        }
    }
    while (
        sp_frame_reader_frame(&link->reader) == NULL && (link->told_up || !link->reader.greeted)) {
        uint8_t *place = sp_frame_reader_place(&link->reader, &size);
        if ((status = sp_channel_read(link->channel, place, size, &got)) != SP_OK ||
            (status = sp_frame_reader_took(&link->reader, got)) != SP_OK) {
            return status;
        }
    }
    return SP_OK;
}

/* Tells the owner, without the lock; false: it does not want the frame now. */
static bool
tell(struct sp_link *link)
{
    bool taken = true;

    if (!link->told_up) {
        link->told_up = true;
        pthread_mutex_unlock(&link->lock);
        if (link->events->up != NULL) {
            link->events->up(link->owner);
        }
        pthread_mutex_lock(&link->lock);
        return true;
    }
    pthread_mutex_unlock(&link->lock);
    taken = link->events->frame(link->owner, &link->reader.frame);
    if (taken) {
        sp_frame_reader_next(&link->reader);
    }
    pthread_mutex_lock(&link->lock);
    return taken;
}

/*
 * A server reads no further while its peer does not read what is sent.  Only a server: if both
 * sides did so, both would wait for ever.  True when the chain was parked for that.
 */
static bool
hold_back(struct sp_link *link)
{
    link->backlog = link->server && unsent(link) > BACKLOG_MAX;
    if (link->backlog) {
        link->running = false;
    }
    return link->backlog;
}

/* Whether the chain may go on to tell; if not, it is parked. */
static bool
may_tell(struct sp_link *link, bool wanted)
{
    if (!wanted && !link->go_on) {
        link->running = false;
        return false;
    }
    link->go_on = false;
    return !hold_back(link);
}

/* One step: advance, send what came of it, and see that not too much of that is waiting. */
static enum sp_status
step(struct sp_link *link)
{
    enum sp_status status = advance(link);

    flush(link);
    /* Frames are counted where they are sent; but TLS has things to answer too. */
    return (status == SP_OK || status == SP_ERR_BUSY) && unsent(link) > 2 * UNSENT_MAX
               ? SP_ERR_TIMEOUT
               : status;
}

/* There is nothing to tell: waits for more bytes, or begins to close.  False: the chain waits. */
static bool
wait_or_close(struct sp_link *link, enum sp_status status)
{
    if (status != SP_ERR_BUSY) {
        finish_locked(link, status); /* an alert may be under way */
        return true;
    }
    if (!hold_back(link)) {
        receive(link);
    }
    return false;
}

/* The chain: as far as it goes.  With the lock held. */
static void
run(struct sp_link *link)
{
    bool wanted = true;
    bool going = true;

    while (going && !link->closed && !link->finishing) {
        enum sp_status status = step(link);
        if (status != SP_OK) {
            going = wait_or_close(link, status);
        } else if ((going = may_tell(link, wanted))) {
            wanted = tell(link);
        }
    }
    if (going) {
        link->running = false;
    }
}

static void
on_received(void *argument)
{
    struct sp_link *link = argument;
    int error = nng_aio_result(link->receive);

    pthread_mutex_lock(&link->lock);
    if (link->woken) {
        link->woken = false;
    } else if (error != 0) {
        close_locked(link, SP_ERR_CLOSED);
    } else {
        const uint8_t *wire = link->large != NULL ? link->large : link->in;
        sp_channel_feed(link->channel, (struct sp_bytes){wire, nng_aio_count(link->receive)});
    }
    run(link);
    unlock(link);
}

/* ---- what the owner does ---- */

void
sp_link_start(struct sp_link *link)
{
    pthread_mutex_lock(&link->lock);
    link->holds++; /* until it has ended */
    link->started = true;
    wake(link);
    pthread_mutex_unlock(&link->lock);
}

enum sp_status
sp_link_send(struct sp_link *link, uint32_t id, struct sp_bytes body)
{
    uint8_t head[SP_FRAME_HEAD_BYTES];
    enum sp_status status = SP_OK;

    sp_frame_head(id, body.size, head);
    pthread_mutex_lock(&link->lock);
    if (unsent(link) > UNSENT_MAX) {
        status = SP_ERR_BUSY;
    } else if (link->up && !link->closed) {
        enum sp_status written =
            sp_channel_write(link->channel, (struct sp_bytes){head, sizeof(head)}, body);
        if (written != SP_OK) {
            close_locked(link, written);
        }
        flush(link);
    }
    unlock(link);
    return status;
}

void
sp_link_go_on(struct sp_link *link)
{
    pthread_mutex_lock(&link->lock);
    link->go_on = true;
    if (!link->running && !link->backlog && !link->finishing && !link->closed) {
        wake(link);
    }
    unlock(link);
}

void
sp_link_finish(struct sp_link *link)
{
    pthread_mutex_lock(&link->lock);
    finish_locked(link, SP_ERR_CLOSED);
    unlock(link);
}

void
sp_link_close(struct sp_link *link, enum sp_status why)
{
    pthread_mutex_lock(&link->lock);
    close_locked(link, why);
    unlock(link);
}

bool
sp_link_is_up(struct sp_link *link)
{
    pthread_mutex_lock(&link->lock);
    bool up = link->told_up && !link->closed;
    pthread_mutex_unlock(&link->lock);
    return up;
}

enum sp_status
sp_link_identity(struct sp_link *link, struct sp_exporter *exporter, struct sp_buffer *der)
{
    enum sp_status status = SP_ERR_CLOSED;

    pthread_mutex_lock(&link->lock);
    if (link->up && !link->closed) {
        *exporter = link->peer.exporter;
        status =
            der == NULL ? SP_OK : sp_buffer_append(der, link->peer.der.data, link->peer.der.size);
    }
    pthread_mutex_unlock(&link->lock);
    return status;
}
