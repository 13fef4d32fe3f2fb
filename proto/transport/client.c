/*
 * The client's side: one connection, many calls on it.
 *
 * Locking: one lock per client, never held while a link, nng or the user is called.  A call is in
 * one list, by number; whoever takes it out, under the lock, tells its end: an answer, the watch
 * when its time is over, or the end of the connection.  A call enters the list only while the
 * connection is live, and the connection's end empties it, so that none is forgotten.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <nng/nng.h>

#include <nng/supplemental/util/platform.h>

#include "address.h"
#include "link.h"
#include "tls.h"

#define ROWS         256U
#define ID_BIT       0x80000000U
#define WATCH_MAX_MS 250U /* a call that begins after a longer one may end that much late */
#define FOR_EVER     UINT64_MAX

struct exchange {
    struct exchange *next, **at; /* in its row */
    uint64_t until_ms;
    uint32_t id;
    sp_client_done *done;
    void *argument;
};

struct sp_client {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct sp_tls *tls;
    struct sp_link *link; /* NULL without connection */
    nng_aio *watch;
    struct exchange *rows[ROWS];
    uint32_t count, last_id;
    bool watching;      /* the watch sleeps or runs */
    bool live;          /* the connection is up */
    bool ended;         /* the link has ended */
    bool connecting;    /* a thread is in connect */
    enum sp_status why; /* it ended */
    struct sp_address address;
};

static struct timespec
time_after(int32_t ms)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += ms / 1000;
    time.tv_nsec += (ms % 1000) * 1000000L;
    if (time.tv_nsec >= 1000000000L) {
        time.tv_sec++;
        time.tv_nsec -= 1000000000L;
    }
    return time;
}

/* ---- calls; with the lock held ---- */

static struct exchange *
find(const struct sp_client *client, uint32_t id)
{
    struct exchange *exchange = client->rows[id % ROWS];

    while (exchange != NULL && exchange->id != id) {
        exchange = exchange->next;
    }
    return exchange;
}

static void
insert(struct sp_client *client, struct exchange *exchange)
{
    /* A number comes round after 2^31 calls; one may still wait from then. */
    do {
        client->last_id++;
        exchange->id = client->last_id | ID_BIT;
    } while (find(client, exchange->id) != NULL);
    struct exchange **row = &client->rows[exchange->id % ROWS];
    exchange->next = *row;
    exchange->at = row;
    if (*row != NULL) {
        (*row)->at = &exchange->next;
    }
    *row = exchange;
    client->count++;
}

static void
take_out(struct sp_client *client, struct exchange *exchange)
{
    *exchange->at = exchange->next;
    if (exchange->next != NULL) {
        exchange->next->at = exchange->at;
    }
    exchange->next = NULL;
    client->count--;
}

/* Of one row, as take_late. */
static void
take_late_of(
    struct sp_client *client, size_t row, uint64_t now, uint64_t *next, struct exchange **late)
{
    struct exchange *after = NULL;

    for (struct exchange *exchange = client->rows[row]; exchange != NULL; exchange = after) {
        after = exchange->next;
        if (exchange->until_ms <= now) {
            take_out(client, exchange);
            exchange->next = *late;
            *late = exchange;
        } else if (exchange->until_ms < *next) {
            *next = exchange->until_ms;
        }
    }
}

/* Takes out all whose time ends by ${now}; ${next} becomes when the next one's does. */
static struct exchange *
take_late(struct sp_client *client, uint64_t now, uint64_t *next)
{
    struct exchange *late = NULL;

    *next = FOR_EVER;
    for (size_t row = 0; row < ROWS && client->count > 0; row++) {
        take_late_of(client, row, now, next, &late);
    }
    return late;
}

/* Without the lock: tells the end of each in the chain and frees it. */
static void
tell_all(struct exchange *exchange, enum sp_status status)
{
    while (exchange != NULL) {
        struct exchange *next = exchange->next;
        exchange->done(exchange->argument, status, (struct sp_bytes){NULL, 0});
        free(exchange);
        exchange = next;
    }
}

static void
on_watch(void *argument)
{
    struct sp_client *client = argument;
    uint64_t next = FOR_EVER;
    uint64_t now = nng_clock();

    pthread_mutex_lock(&client->lock);
    struct exchange *late = take_late(client, now, &next);
    client->watching = client->count > 0;
    bool again = client->watching;
    pthread_mutex_unlock(&client->lock);
    tell_all(late, SP_ERR_TIMEOUT);
    if (again) {
        uint64_t wait = next > now ? next - now : 0;
        nng_sleep_aio((nng_duration)(wait < WATCH_MAX_MS ? wait : WATCH_MAX_MS), client->watch);
    }
}

/* Takes a call back; false when it is over already. */
static bool
forget(struct sp_client *client, uint32_t id)
{
    pthread_mutex_lock(&client->lock);
    struct exchange *exchange = find(client, id);
    if (exchange != NULL) {
        take_out(client, exchange);
    }
    pthread_mutex_unlock(&client->lock);
    free(exchange);
    return exchange != NULL;
}

enum sp_status
sp_client_start(struct sp_client *client, struct sp_bytes request, int32_t timeout_ms,
    sp_client_done *done, void *argument)
{
    struct sp_link *link = NULL;
    bool watch = false;

    if (timeout_ms < 0 || request.size > SP_FRAME_MAX) {
        return timeout_ms < 0 ? SP_ERR_USAGE : SP_ERR_TOO_BIG;
    }
    struct exchange *exchange = calloc(1, sizeof(*exchange));
    if (exchange == NULL) {
        return SP_ERR_NOMEM;
    }
    exchange->until_ms = nng_clock() + (uint64_t)timeout_ms;
    exchange->done = done;
    exchange->argument = argument;
    pthread_mutex_lock(&client->lock);
    if (!client->live) {
        pthread_mutex_unlock(&client->lock);
        free(exchange);
        return SP_ERR_CLOSED;
    }
    insert(client, exchange);
    uint32_t id = exchange->id;
    link = sp_link_hold(client->link);
    watch = !client->watching;
    client->watching = true;
    pthread_mutex_unlock(&client->lock);

    /* From here on the exchange may be gone. */
    enum sp_status status = sp_link_send(link, id, request);
    sp_link_release(link);
    if (status != SP_OK && !forget(client, id)) {
        status = SP_OK; /* its end was told */
    }
    if (watch) {
        uint32_t first = (uint32_t)timeout_ms < WATCH_MAX_MS ? (uint32_t)timeout_ms : WATCH_MAX_MS;
        nng_sleep_aio((nng_duration)first, client->watch);
    }
    return status;
}

/* A thread that waits for its call. */
struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t over;
    bool done;
    enum sp_status status;
    struct sp_buffer *answer;
};

static void
wake_waiter(void *argument, enum sp_status status, struct sp_bytes answer)
{
    struct waiter *waiter = argument;

    if (status == SP_OK) {
        status = sp_buffer_append(waiter->answer, answer.data, answer.size);
    }
    pthread_mutex_lock(&waiter->lock);
    waiter->status = status;
    waiter->done = true;
    pthread_cond_signal(&waiter->over);
    pthread_mutex_unlock(&waiter->lock);
}

enum sp_status
sp_client_call(
    struct sp_client *client, struct sp_bytes request, int32_t timeout_ms, struct sp_buffer *answer)
{
    struct waiter waiter = {.lock = PTHREAD_MUTEX_INITIALIZER,
        .over = PTHREAD_COND_INITIALIZER,
        .status = SP_ERR_INTERNAL,
        .answer = answer};
    enum sp_status status = sp_client_start(client, request, timeout_ms, wake_waiter, &waiter);

    if (status == SP_OK) {
        pthread_mutex_lock(&waiter.lock);
        while (!waiter.done) {
            pthread_cond_wait(&waiter.over, &waiter.lock);
        }
        status = waiter.status;
        pthread_mutex_unlock(&waiter.lock);
    }
    pthread_cond_destroy(&waiter.over);
    pthread_mutex_destroy(&waiter.lock);
    return status;
}

/* ---- what the link tells ---- */

static void
on_up(void *owner)
{
    struct sp_client *client = owner;

    pthread_mutex_lock(&client->lock);
    client->live = true;
    pthread_cond_broadcast(&client->changed);
    pthread_mutex_unlock(&client->lock);
}

/* An answer; to nobody, when its call is over. */
static bool
on_frame(void *owner, struct sp_frame *frame)
{
    struct sp_client *client = owner;

    pthread_mutex_lock(&client->lock);
    struct exchange *exchange = find(client, frame->id);
    if (exchange != NULL) {
        take_out(client, exchange);
    }
    pthread_mutex_unlock(&client->lock);
    if (exchange != NULL) {
        exchange->done(exchange->argument, SP_OK, (struct sp_bytes){frame->body, frame->size});
        free(exchange);
    }
    return true;
}

static void
on_ended(void *owner, enum sp_status why)
{
    struct sp_client *client = owner;
    uint64_t next = 0;

    pthread_mutex_lock(&client->lock);
    client->live = false;
    struct exchange *all = take_late(client, FOR_EVER, &next);
    pthread_mutex_unlock(&client->lock);
    tell_all(all, SP_ERR_CLOSED);
    /* Last, since the client may be freed after it. */
    pthread_mutex_lock(&client->lock);
    client->why = why;
    client->ended = true;
    pthread_cond_broadcast(&client->changed);
    pthread_mutex_unlock(&client->lock);
}

static const struct sp_link_events link_events = {on_up, on_frame, on_ended};

/* ---- the connection ---- */

/* Ends the connection, if any, with all its calls.  Only one thread at a time. */
static void
hang_up(struct sp_client *client)
{
    struct sp_link *link = client->link;

    if (link == NULL) {
        return;
    }
    sp_link_close(link, SP_ERR_CLOSED);
    pthread_mutex_lock(&client->lock);
    while (!client->ended) {
        pthread_cond_wait(&client->changed, &client->lock);
    }
    client->link = NULL;
    pthread_mutex_unlock(&client->lock);
    sp_link_release(link);
}

static enum sp_status
dial(struct sp_client *client, int32_t timeout_ms, nng_stream **out)
{
    nng_stream_dialer *dialer = NULL;
    nng_aio *aio = NULL;
    int error = nng_aio_alloc(&aio, NULL, NULL);

    *out = NULL;
    if (error == 0) {
        error = nng_stream_dialer_alloc(&dialer, client->address.stream_url);
    }
    if (error == 0) {
        nng_aio_set_timeout(aio, timeout_ms);
        nng_stream_dialer_dial(dialer, aio);
        nng_aio_wait(aio);
        error = nng_aio_result(aio);
    }
    if (error == 0) {
        *out = nng_aio_get_output(aio, 0);
    }
    nng_aio_free(aio);
    if (dialer != NULL) {
        nng_stream_dialer_free(dialer);
    }
    switch (error) {
    case 0:
        return SP_OK;
    case NNG_ENOMEM:
        return SP_ERR_NOMEM;
    case NNG_ETIMEDOUT:
        return SP_ERR_TIMEOUT;
    default:
        return SP_ERR_IO;
    }
}

static enum sp_status
wait_until_up(struct sp_client *client, const struct timespec *until)
{
    int waited = 0;

    pthread_mutex_lock(&client->lock);
    while (!client->live && !client->ended && waited == 0) {
        waited = pthread_cond_timedwait(&client->changed, &client->lock, until);
    }
    bool live = client->live;
    bool ended = client->ended;
    enum sp_status why = client->why;
    pthread_mutex_unlock(&client->lock);
    if (live) {
        return SP_OK;
    }
    if (!ended) {
        return SP_ERR_TIMEOUT;
    }
    return why == SP_ERR_CERT || why == SP_ERR_NOMEM ? why : SP_ERR_IO;
}

static enum sp_status
connect_anew(struct sp_client *client, int32_t timeout_ms, const struct timespec *until)
{
    nng_stream *stream = NULL;
    struct sp_link *link = NULL;
    enum sp_status status = SP_ERR_INTERNAL;

    hang_up(client);
    if ((status = dial(client, timeout_ms, &stream)) != SP_OK ||
        (status = sp_link_new(stream, client->tls, &link_events, client, &link)) != SP_OK) {
        return status;
    }
    pthread_mutex_lock(&client->lock);
    client->link = link;
    client->ended = false;
    client->why = SP_OK;
    pthread_mutex_unlock(&client->lock);
    sp_link_start(link);
    status = wait_until_up(client, until);
    if (status != SP_OK) {
        hang_up(client);
    }
    return status;
}

enum sp_status
sp_client_connect(struct sp_client *client, int32_t timeout_ms, struct sp_exporter *exporter,
    struct sp_buffer *der)
{
    struct timespec until = time_after(timeout_ms < 0 ? 0 : timeout_ms);
    enum sp_status status = SP_OK;
    int waited = 0;

    pthread_mutex_lock(&client->lock);
    while (client->connecting && waited == 0) {
        waited = pthread_cond_timedwait(&client->changed, &client->lock, &until);
    }
    if (client->connecting) {
        pthread_mutex_unlock(&client->lock);
        return SP_ERR_TIMEOUT;
    }
    client->connecting = true;
    bool live = client->live;
    pthread_mutex_unlock(&client->lock);

    if (!live) {
        status = connect_anew(client, timeout_ms < 0 ? 0 : timeout_ms, &until);
    }
    if (status == SP_OK) {
        status = sp_link_identity(client->link, exporter, der);
        status = status == SP_ERR_CLOSED ? SP_ERR_IO : status;
    }
    pthread_mutex_lock(&client->lock);
    client->connecting = false;
    pthread_cond_broadcast(&client->changed);
    pthread_mutex_unlock(&client->lock);
    return status;
}

static void
init_lock(struct sp_client *client)
{
    pthread_condattr_t attributes;

    pthread_mutex_init(&client->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&client->changed, &attributes);
    pthread_condattr_destroy(&attributes);
}

enum sp_status
sp_client_open(const char *url, const struct sp_tls_files *tls, struct sp_client **out)
{
    enum sp_status status = SP_ERR_NOMEM;
    struct sp_client *client = NULL;

    *out = NULL;
    if ((status = sp_transport_init()) != SP_OK) {
        return status;
    }
    client = calloc(1, sizeof(*client));
    if (client == NULL) {
        return SP_ERR_NOMEM;
    }
    init_lock(client);
    if ((status = sp_address_parse(url, &client->address)) != SP_OK ||
        (status = sp_tls_new(tls, client->address.host, &client->tls)) != SP_OK) {
        goto done;
    }
    if (nng_aio_alloc(&client->watch, on_watch, client) != 0) {
        status = SP_ERR_NOMEM;
        goto done;
    }
    *out = client;
    client = NULL;
done:
    sp_client_close(client);
    return status;
}

void
sp_client_close(struct sp_client *client)
{
    if (client == NULL) {
        return;
    }
    hang_up(client);
    nng_aio_stop(client->watch);
    nng_aio_free(client->watch);
    sp_tls_free(client->tls);
    pthread_cond_destroy(&client->changed);
    pthread_mutex_destroy(&client->lock);
    free(client);
}
