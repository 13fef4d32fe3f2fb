/*
 * Calls: requests on their way to an answer.
 *
 * A call in flight costs memory and no thread.  When there are calls_max, the next request stays
 * with its link, which reads no further, so that the rest waits in TCP.  A call that is over passes
 * its place to the link that waits longest; nobody can get in between, and a link that ends with an
 * unused place passes it on.
 */
#include <stdlib.h>
#include <string.h>

#include "server.h"

struct sp_call {
    struct sp_server *server;
    struct sp_frame request;
    uint32_t pipe;
    char peer[SP_PEER_MAX];
};

uint32_t
sp_call_pipe(const struct sp_call *call)
{
    return call->pipe;
}

const char *
sp_call_peer(const struct sp_call *call)
{
    return call->peer;
}

uint32_t
sp_call_pipe_load(const struct sp_call *call)
{
    struct sp_server *server = call->server;

    pthread_mutex_lock(&server->lock);
    const struct sp_pipe *pipe = sp_pipe_find(&server->pipes, call->pipe);
    uint32_t count = pipe == NULL ? 1 : pipe->calls;
    pthread_mutex_unlock(&server->lock);
    return count;
}

/* The link of the call, held; NULL when it is gone. */
static struct sp_link *
hold_link(const struct sp_call *call)
{
    struct sp_server *server = call->server;

    pthread_mutex_lock(&server->lock);
    const struct sp_pipe *pipe = sp_pipe_find(&server->pipes, call->pipe);
    struct sp_link *link = pipe == NULL ? NULL : sp_link_hold(pipe->link);
    pthread_mutex_unlock(&server->lock);
    return link;
}

enum sp_status
sp_call_exporter(const struct sp_call *call, struct sp_exporter *out)
{
    struct sp_link *link = hold_link(call);
    enum sp_status status = link == NULL ? SP_ERR_CLOSED : sp_link_identity(link, out, NULL);

    sp_link_release(link);
    return status;
}

struct sp_link *
sp_server_pass_slot(struct sp_server *server)
{
    struct sp_pipe *waiting = server->pipes.first_waiting;

    if (waiting == NULL) {
        server->in_flight--;
        return NULL;
    }
    sp_pipe_wait_no_more(&server->pipes, waiting);
    waiting->has_slot = true;
    return sp_link_hold(waiting->link);
}

void
sp_server_go_on(struct sp_link *link)
{
    if (link != NULL) {
        sp_link_go_on(link);
        sp_link_release(link);
    }
}

static void
finish(struct sp_call *call)
{
    struct sp_server *server = call->server;

    pthread_mutex_lock(&server->lock);
    struct sp_pipe *pipe = sp_pipe_find(&server->pipes, call->pipe);
    if (pipe != NULL) {
        pipe->calls--;
    }
    struct sp_link *next = sp_server_pass_slot(server);
    pthread_mutex_unlock(&server->lock);

    sp_frame_wipe(&call->request);
    free(call);
    sp_server_go_on(next);
}

void
sp_call_answer(struct sp_call *call, struct sp_bytes frame)
{
    struct sp_link *link = hold_link(call);

    if (link != NULL) {
        if (sp_link_send(link, call->request.id, frame) != SP_OK) {
            sp_link_close(link, SP_ERR_TIMEOUT); /* it has not read for long */
        }
        sp_link_release(link);
    }
    finish(call);
}

void
sp_call_drop(struct sp_call *call)
{
    finish(call);
}

void
sp_call_hang_up(struct sp_call *call)
{
    struct sp_link *link = hold_link(call);

    if (link != NULL) {
        sp_link_close(link, SP_ERR_CLOSED);
        sp_link_release(link);
    }
    finish(call);
}

/* With the lock held: a place among the calls in flight, or one in the queue. */
static bool
take_slot(struct sp_server *server, struct sp_pipe *pipe)
{
    bool had = pipe->has_slot;

    pipe->has_slot = false;
    if (!had && server->in_flight >= server->calls_max) {
        sp_pipe_wait(&server->pipes, pipe);
        return false;
    }
    server->in_flight += had ? 0 : 1;
    pipe->known = true;
    pipe->calls++;
    server->running++;
    return true;
}

bool
sp_call_begin(void *owner, struct sp_frame *frame)
{
    struct sp_pipe *pipe = owner;
    struct sp_server *server = pipe->server;
    struct sp_call *call = calloc(1, sizeof(*call));

    if (call == NULL) {
        sp_link_close(pipe->link, SP_ERR_NOMEM);
        return true;
    }
    pthread_mutex_lock(&server->lock);
    bool stopped = server->stopped;
    bool taken = !stopped && take_slot(server, pipe);
    pthread_mutex_unlock(&server->lock);
    if (!taken) {
        free(call);
        return stopped; /* then the frame is dropped */
    }
    call->server = server;
    call->pipe = pipe->id;
    memcpy(call->peer, pipe->peer, sizeof(call->peer));
    call->request = *frame;
    frame->body = NULL;
    struct sp_bytes bytes = {call->request.body, call->request.size};
    server->events.request(server->events.context, call, bytes);
    sp_server_leave(server);
    return true;
}
