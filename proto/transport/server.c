/*
 * The server's side: it listens, admits connections, and lets go of them.
 */
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include <nng/nng.h>

#include <nng/supplemental/util/platform.h>

#include "address.h"
#include "server.h"

#define CALLS_LEAST      4U
#define HANDSHAKE_MAX_MS 10000U
#define WATCH_MS         1000
#define CLOSE_WAIT_MS    2000

/* Ways to end a link, the harsher ones higher. */
#define END_GENTLY  1U
#define END_AT_ONCE 2U

/* ---- what links tell ---- */

void
sp_server_leave(struct sp_server *server)
{
    pthread_mutex_lock(&server->lock);
    if (--server->running == 0) {
        pthread_cond_broadcast(&server->quiet);
    }
    pthread_mutex_unlock(&server->lock);
}

static void
on_up(void *owner)
{
    struct sp_pipe *pipe = owner;
    struct sp_server *server = pipe->server;

    pthread_mutex_lock(&server->lock);
    pipe->came_up = true;
    sp_pipe_grow_up(&server->pipes, pipe);
    pthread_mutex_unlock(&server->lock);
}

static void
on_ended(void *owner, enum sp_status why)
{
    struct sp_pipe *pipe = owner;
    struct sp_server *server = pipe->server;

    pthread_mutex_lock(&server->lock);
    bool open = !server->stopped;
    server->running++;
    sp_pipe_remove(&server->pipes, pipe);
    struct sp_link *next = pipe->has_slot ? sp_server_pass_slot(server) : NULL;
    pthread_mutex_unlock(&server->lock);
    sp_server_go_on(next);
    if (open && pipe->known && server->events.gone != NULL) {
        server->events.gone(server->events.context, pipe->id);
    }
    if (open && !pipe->came_up && server->events.refused != NULL) {
        server->events.refused(server->events.context, pipe->peer, why);
    }
    sp_link_release(pipe->link);
    free(pipe);
    sp_server_leave(server);
}

static const struct sp_link_events link_events = {on_up, sp_call_begin, on_ended};

/* ---- accepting ---- */

/*
 * Half of all connections at most may be in their handshake.  Past that the oldest of these goes,
 * so that a flood of silent ones cannot keep the others out until their time is over.
 */
static struct sp_link *
crowded_out(struct sp_server *server)
{
    uint32_t young_max = server->connections_max / 2 + 1;

    if (server->connections_max == 0 || server->pipes.young_count <= young_max) {
        return NULL;
    }
    struct sp_pipe *oldest = server->pipes.oldest;
    sp_pipe_grow_up(&server->pipes, oldest);
    return sp_link_hold(oldest->link);
}

static bool
admit(struct sp_server *server, struct sp_pipe *pipe, struct sp_link **crowded)
{
    pthread_mutex_lock(&server->lock);
    bool full = server->connections_max != 0 && server->pipes.count >= server->connections_max;
    bool good = !full && !server->stopped;
    if (good) {
        sp_pipe_insert(&server->pipes, pipe);
        *crowded = crowded_out(server);
    }
    pthread_mutex_unlock(&server->lock);
    return good;
}

static void
take_stream(struct sp_server *server, nng_stream *stream)
{
    struct sp_pipe *pipe = calloc(1, sizeof(*pipe));
    struct sp_link *crowded = NULL;

    if (pipe == NULL) {
        nng_stream_free(stream);
        return;
    }
    pipe->server = server;
    pipe->since_ms = nng_clock();
    sp_address_peer(stream, pipe->peer);
    if (sp_link_new(stream, server->tls, &link_events, pipe, &pipe->link) != SP_OK) {
        free(pipe);
        return;
    }
    if (!admit(server, pipe, &crowded)) {
        sp_link_release(pipe->link);
        free(pipe);
        return;
    }
    sp_link_start(pipe->link);
    if (crowded != NULL) {
        sp_link_close(crowded, SP_ERR_TIMEOUT);
        sp_link_release(crowded);
    }
}

static void
on_accept(void *argument)
{
    struct sp_server *server = argument;
    int error = nng_aio_result(server->accept);

    if (error == 0) {
        take_stream(server, nng_aio_get_output(server->accept, 0));
    }
    pthread_mutex_lock(&server->lock);
    /* Out of files or memory: the watch tries again. */
    server->accepting = error == 0 && !server->stopped;
    bool again = server->accepting;
    pthread_mutex_unlock(&server->lock);
    if (again) {
        nng_stream_listener_accept(server->listener, server->accept);
    }
}

/* The next connection whose handshake takes too long, held, or NULL. */
static struct sp_link *
take_slow(struct sp_server *server)
{
    struct sp_link *link = NULL;

    pthread_mutex_lock(&server->lock);
    struct sp_pipe *oldest = server->pipes.oldest;
    if (oldest != NULL && nng_clock() - oldest->since_ms >= HANDSHAKE_MAX_MS) {
        sp_pipe_grow_up(&server->pipes, oldest);
        link = sp_link_hold(oldest->link);
    }
    pthread_mutex_unlock(&server->lock);
    return link;
}

static void
on_watch(void *argument)
{
    struct sp_server *server = argument;
    struct sp_link *link = NULL;

    if (nng_aio_result(server->watch) != 0) {
        return;
    }
    while ((link = take_slow(server)) != NULL) {
        sp_link_close(link, SP_ERR_TIMEOUT);
        sp_link_release(link);
    }
    pthread_mutex_lock(&server->lock);
    bool stopped = server->stopped;
    bool accept = !stopped && !server->accepting;
    server->accepting = server->accepting || accept;
    pthread_mutex_unlock(&server->lock);
    if (accept) {
        nng_stream_listener_accept(server->listener, server->accept);
    }
    if (!stopped) {
        nng_sleep_aio(WATCH_MS, server->watch);
    }
}

/* ---- the server ---- */

static enum sp_status
status_of(int error)
{
    switch (error) {
    case 0:
        return SP_OK;
    case NNG_ENOMEM:
        return SP_ERR_NOMEM;
    case NNG_EINVAL:
    case NNG_EADDRINVAL:
    case NNG_ENOTSUP:
        return SP_ERR_USAGE;
    default:
        return SP_ERR_IO;
    }
}

static enum sp_status
listen_at(struct sp_server *server, const char *url)
{
    struct sp_address address;
    enum sp_status status = sp_address_parse(url, &address);
    int port = 0;

    if (status != SP_OK) {
        return status;
    }
    int error = nng_stream_listener_alloc(&server->listener, address.stream_url);
    if (error == 0) {
        error = nng_stream_listener_set_bool(server->listener, NNG_OPT_TCP_KEEPALIVE, true);
    }
    if (error == 0) {
        error = nng_stream_listener_listen(server->listener);
    }
    if (error == 0) {
        error = nng_stream_listener_get_int(server->listener, NNG_OPT_TCP_BOUND_PORT, &port);
    }
    if (error == 0) {
        sp_address_url(&address, port, server->url);
    }
    return status_of(error);
}

static void
init_lock(struct sp_server *server)
{
    pthread_condattr_t attributes;

    pthread_mutex_init(&server->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&server->quiet, &attributes);
    pthread_condattr_destroy(&attributes);
}

enum sp_status
sp_server_open(const struct sp_server_options *options, const struct sp_server_events *events,
    struct sp_server **out)
{
    enum sp_status status = SP_ERR_NOMEM;
    struct sp_server *server = NULL;

    *out = NULL;
    if (options->calls_max < CALLS_LEAST || events->request == NULL) {
        return SP_ERR_USAGE;
    }
    if ((status = sp_transport_init()) != SP_OK) {
        return status;
    }
    server = calloc(1, sizeof(*server));
    if (server == NULL) {
        return SP_ERR_NOMEM;
    }
    init_lock(server);
    sp_pipes_init(&server->pipes);
    server->events = *events;
    server->calls_max = options->calls_max;
    server->connections_max = options->connections_max;
    if ((status = sp_tls_new(&options->tls, NULL, &server->tls)) != SP_OK ||
        (status = status_of(nng_aio_alloc(&server->accept, on_accept, server))) != SP_OK ||
        (status = status_of(nng_aio_alloc(&server->watch, on_watch, server))) != SP_OK ||
        (status = listen_at(server, options->url)) != SP_OK) {
        goto done;
    }
    server->accepting = true;
    nng_stream_listener_accept(server->listener, server->accept);
    nng_sleep_aio(WATCH_MS, server->watch);
    *out = server;
    server = NULL;
done:
    sp_server_close(server);
    return status;
}

const char *
sp_server_url(const struct sp_server *server)
{
    return server->url;
}

enum sp_status
sp_server_renew(struct sp_server *server, const struct sp_tls_files *files)
{
    return sp_tls_renew(server->tls, files);
}

void
sp_server_stop(struct sp_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->stopped = true;
    pthread_mutex_unlock(&server->lock);

    if (server->listener != NULL) {
        nng_stream_listener_close(server->listener);
    }
    nng_aio_stop(server->accept);
    nng_aio_stop(server->watch);
    pthread_mutex_lock(&server->lock);
    while (server->running > 0) {
        pthread_cond_wait(&server->quiet, &server->lock);
    }
    pthread_mutex_unlock(&server->lock);
}

/* A link of that row that was not told yet to end in this way, held, or NULL. */
static struct sp_link *
take_to_end(struct sp_server *server, size_t row, uint8_t way)
{
    struct sp_link *link = NULL;

    pthread_mutex_lock(&server->lock);
    struct sp_pipe *pipe = server->pipes.rows[row];
    while (pipe != NULL && pipe->told_to_end >= way) {
        pipe = pipe->next;
    }
    if (pipe != NULL) {
        pipe->told_to_end = way;
        link = sp_link_hold(pipe->link);
    }
    pthread_mutex_unlock(&server->lock);
    return link;
}

static void
end_row(struct sp_server *server, size_t row, uint8_t way)
{
    struct sp_link *link = NULL;

    while ((link = take_to_end(server, row, way)) != NULL) {
        if (way == END_GENTLY) {
            sp_link_finish(link);
        } else {
            sp_link_close(link, SP_ERR_CLOSED);
        }
        sp_link_release(link);
    }
}

static void
end_links(struct sp_server *server, uint8_t way)
{
    for (size_t row = 0; row < SP_PIPE_ROWS; row++) {
        end_row(server, row, way);
    }
}

/* Waits until all links have ended, for ever or until ${until}. */
static bool
wait_for_links(struct sp_server *server, const struct timespec *until)
{
    int waited = 0;

    pthread_mutex_lock(&server->lock);
    while ((server->pipes.count > 0 || server->running > 0) && waited == 0) {
        waited = until == NULL ? pthread_cond_wait(&server->quiet, &server->lock)
                               : pthread_cond_timedwait(&server->quiet, &server->lock, until);
    }
    pthread_mutex_unlock(&server->lock);
    return waited == 0;
}

/* Answers go out before the connections go, but a peer that does not read does not hold us up. */
static void
close_links(struct sp_server *server)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += CLOSE_WAIT_MS / 1000;
    end_links(server, END_GENTLY);
    if (!wait_for_links(server, &until)) {
        end_links(server, END_AT_ONCE);
        (void)wait_for_links(server, NULL);
    }
}

void
sp_server_close(struct sp_server *server)
{
    if (server == NULL) {
        return;
    }
    sp_server_stop(server);
    close_links(server);
    nng_aio_free(server->accept);
    nng_aio_free(server->watch);
    if (server->listener != NULL) {
        nng_stream_listener_free(server->listener);
    }
    sp_tls_free(server->tls);
    pthread_cond_destroy(&server->quiet);
    pthread_mutex_destroy(&server->lock);
    free(server);
}
