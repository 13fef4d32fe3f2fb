/*
 * What the files of the server's side share.
 *
 * Locking: one lock per server, never held while a link, nng or the user is called.  Callbacks that
 * may reach the user count as running meanwhile, so that stop can wait for the last one.
 */
#ifndef SP_TRANSPORT_SERVER_H
#define SP_TRANSPORT_SERVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <nng/nng.h>

#include <samenspraak/transport.h>

#include "frame.h"
#include "pipes.h"
#include "tls.h"

struct sp_server {
    pthread_mutex_t lock;
    pthread_cond_t quiet;
    struct sp_server_events events;
    struct sp_tls *tls;
    nng_stream_listener *listener;
    nng_aio *accept;
    nng_aio *watch;
    struct sp_pipes pipes;
    uint32_t calls_max, in_flight;
    uint32_t connections_max;
    uint32_t running; /* callbacks that may reach the user */
    bool accepting;   /* the accept aio waits in nng or runs */
    bool stopped;
    char url[SP_URL_MAX];
};

/* A callback that was counted as running is over. */
void sp_server_leave(struct sp_server *server);
/*
 * With the lock held: gives a free place among the calls to who waits longest.  That link is
 * returned, held, for sp_server_go_on; NULL when nobody waits.
 */
struct sp_link *sp_server_pass_slot(struct sp_server *server);
/* Without the lock; NULL is fine. */
void sp_server_go_on(struct sp_link *link);
/* A frame of the pipe ${owner}: it becomes a call, or waits for one to end (calls.c). */
bool sp_call_begin(void *owner, struct sp_frame *frame);

#endif /* SP_TRANSPORT_SERVER_H */
