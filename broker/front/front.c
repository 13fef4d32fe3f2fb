#include "front.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hello.h"
#include "session.h"
#include "verify.h"

#define ARENA_MAX      ((size_t)32 << 20)
#define WORKERS_MAX    64
#define RETRY_AFTER_MS 200
#define PIPE_SHARE     8 /* of all calls, one connection may have one in so many in hand */
#define PIPE_CALLS_MIN 4
#define LINE_MAX_BYTES 320

struct pending {
    struct pending *next;
    struct sp_call *call;
    struct sp_bytes frame; /* the call's */
};

struct sp_front {
    struct sp_front_options options;
    struct sp_server *server;
    struct sp_ledger *ledger;
    struct sp_sessions *sessions;
    pthread_rwlock_t trust_lock; /* guards trust and generation */
    struct sp_trust *trust;
    uint64_t generation;
    pthread_mutex_t mutex; /* guards the queue and stop */
    pthread_cond_t wake;
    struct pending *first, *last;
    bool stop;
    pthread_t workers[WORKERS_MAX];
    uint32_t worker_count;
};

/* ---- answers of our own ---- */

static void
say_refusal(struct sp_front *front, const struct sp_call *call, const struct sp_session *session,
    enum sp_verdict verdict, const char *detail)
{
    char line[LINE_MAX_BYTES];

    /* Details are our own texts: nothing of what the peer sent is repeated here. */
    (void)snprintf(line, sizeof(line), "SP-%s peer=%s role=%s detail=\"%s\"",
        sp_verdict_name(verdict), sp_call_peer(call),
        session == NULL ? "?" : sp_term_id(&sp_roles, session->asker.party.role), detail);
    front->options.say(front->options.say_context, line);
}

static void
answer_refusal(struct sp_call *call, const struct sp_request *request, enum sp_verdict verdict,
    const char *detail)
{
    struct sp_answer answer = {.version = SP_PROTOCOL_VERSION,
        .kind = request->kind,
        .id = request->id,
        .verdict = (uint8_t)verdict,
        .rule = sp_bytes_of_text(""),
        .detail = sp_bytes_of_text(detail),
        .retry_after_ms = verdict == SP_VERDICT_BUSY ? RETRY_AFTER_MS : 0};
    struct sp_buffer frame;

    sp_buffer_init(&frame, 4096);
    if (sp_wire_write(&sp_shape_answer, &answer, &frame) == SP_OK) {
        sp_call_answer(call, sp_buffer_bytes(&frame));
    } else {
        sp_call_drop(call);
    }
    sp_buffer_wipe(&frame);
}

static void
free_work(struct sp_work *work)
{
    struct sp_arena *arena = work->arena;

    free(work);
    sp_arena_free(arena);
}

void
sp_front_answer(void *context, struct sp_work *work, struct sp_bytes frame)
{
    struct sp_call *call = work->call;

    (void)context;
    if (frame.size > 0) {
        sp_call_answer(call, frame);
    } else {
        sp_call_drop(call);
    }
    free_work(work);
}

/* ---- one request ---- */

struct reading {
    struct sp_front *front;
    struct sp_call *call;
    struct sp_request request;
    struct sp_work *work;
    struct sp_session session;
    bool has_session;
};

/* Whether the call came over the connection that ${session} is of, and that still lives. */
static bool
is_alive(const struct sp_call *call, const struct sp_session *session)
{
    struct sp_exporter exporter;

    return sp_call_exporter(call, &exporter) == SP_OK &&
           sp_equal_secret(exporter.b, session->exporter.b, sizeof(exporter.b));
}

static enum sp_verdict
say_hello(struct reading *reading, const char **detail)
{
    struct sp_front *front = reading->front;
    struct sp_work *work = reading->work;
    struct sp_hello_request request;
    enum sp_verdict verdict = SP_VERDICT_REFUSE_FRAME;

    if (sp_wire_read(&sp_shape_hello_request, reading->request.body, work->arena, &request,
            detail) != SP_OK) {
        return verdict;
    }
    pthread_rwlock_rdlock(&front->trust_lock);
    struct sp_hello_check check = {.call = reading->call,
        .trust = front->trust,
        .generation = front->generation,
        .broker = &front->options.broker,
        .now_ms = front->options.now_ms(front->options.now_context)};
    verdict =
        sp_hello_check(&check, &request, work->arena, &work->body.hello, &reading->session, detail);
    pthread_rwlock_unlock(&front->trust_lock);
    if (verdict != SP_VERDICT_DONE) {
        return verdict;
    }
    work->kind = SP_REQUEST_HELLO;
    work->id = reading->request.id;
    work->asker = reading->session.asker;
    if (sp_sessions_put(front->sessions, &reading->session) != SP_OK) {
        *detail = "no memory for another session";
        return SP_VERDICT_BUSY;
    }
    if (!is_alive(reading->call, &reading->session)) {
        /* It went before the session was there for on_gone to drop. */
        sp_sessions_drop(front->sessions, reading->session.pipe);
        *detail = "the connection is gone";
        return SP_VERDICT_REFUSE_HELLO;
    }
    return SP_VERDICT_DONE;
}

/* A certificate that ended, or that a newer CRL names, ends its sessions. */
static bool
still_certified(struct reading *reading, const char **detail)
{
    struct sp_front *front = reading->front;
    struct sp_session *session = &reading->session;
    int64_t now_ms = front->options.now_ms(front->options.now_context);
    struct sp_certificate certificate;
    bool good = now_ms < session->not_after_ms;

    *detail = "certificate: its time is over";
    pthread_rwlock_rdlock(&front->trust_lock);
    if (good && session->generation != front->generation) {
        struct sp_bytes der = {session->certificate, session->certificate_bytes};

        good = sp_certificate_check(front->trust, der, now_ms, &certificate, detail) == SP_OK;
        session->generation = front->generation;
        if (good && sp_sessions_put(front->sessions, session) != SP_OK) {
            *detail = "no memory for another session";
            good = false;
        }
    }
    pthread_rwlock_unlock(&front->trust_lock);
    if (!good) {
        sp_sessions_drop(front->sessions, session->pipe);
    }
    return good;
}

static enum sp_verdict
verify(struct reading *reading, const char **detail)
{
    struct sp_front *front = reading->front;
    struct sp_refusal refusal;

    if (reading->request.kind == SP_REQUEST_HELLO) {
        return say_hello(reading, detail);
    }
    reading->has_session =
        sp_sessions_get(front->sessions, sp_call_pipe(reading->call), &reading->session);
    if (!reading->has_session || !is_alive(reading->call, &reading->session)) {
        *detail = "say hello first";
        return SP_VERDICT_REFUSE_HELLO;
    }
    if (!still_certified(reading, detail)) {
        return SP_VERDICT_REFUSE_CERT;
    }
    reading->work->asker = reading->session.asker;
    if (!sp_verify_request(&reading->request, reading->work, &refusal)) {
        *detail = refusal.detail;
        return refusal.verdict;
    }
    enum sp_status status = sp_ledger_prepare(front->ledger, reading->work);
    if (status != SP_OK) {
        *detail = "broker_blob: does not open, or its shares do not fit the manifest";
        return status == SP_ERR_NOMEM ? SP_VERDICT_BUSY : SP_VERDICT_REFUSE_STATEMENT;
    }
    reading->work->deadline_ms = -1;
    return SP_VERDICT_DONE;
}

/* Whether ${frame} is a request of this version at all; what is not costs the connection. */
static bool
read_request(struct reading *reading, struct sp_bytes frame)
{
    const char *field = "frame";

    if (sp_wire_read(&sp_shape_request, frame, reading->work->arena, &reading->request, &field) ==
        SP_OK) {
        return true;
    }
    say_refusal(reading->front, reading->call, NULL, SP_VERDICT_REFUSE_FRAME, field);
    sp_call_hang_up(reading->call);
    return false;
}

/* One peer must not take all calls: the others would find the broker busy. */
static uint32_t
pipe_calls_max(const struct sp_front *front)
{
    uint32_t share = front->options.calls_max / PIPE_SHARE;

    return share < PIPE_CALLS_MIN ? PIPE_CALLS_MIN : share;
}

static void
take_call(struct sp_front *front, struct sp_call *call, struct sp_bytes frame)
{
    struct reading *reading = calloc(1, sizeof(*reading));
    struct sp_work *work = calloc(1, sizeof(*work));
    const char *detail = "";
    enum sp_verdict verdict;

    if (reading == NULL || work == NULL || sp_arena_new(ARENA_MAX, &work->arena) != SP_OK) {
        free(reading);
        free(work);
        sp_call_drop(call);
        return;
    }
    *reading = (struct reading){.front = front, .call = call, .work = work};
    work->call = call;
    if (!read_request(reading, frame)) {
        free(reading);
        free_work(work);
        return;
    }
    if (reading->request.version != SP_PROTOCOL_VERSION) {
        verdict = SP_VERDICT_REFUSE_VERSION;
        detail = "version: this broker speaks version 1";
    } else if (reading->request.kind >= SP_REQUEST_COUNT) {
        verdict = SP_VERDICT_REFUSE_KIND;
        detail = "kind: unknown";
    } else if (sp_call_pipe_load(call) > pipe_calls_max(front)) {
        verdict = SP_VERDICT_BUSY;
        detail = "too many requests at once over this connection";
    } else {
        verdict = verify(reading, &detail);
    }
    if (verdict == SP_VERDICT_DONE && sp_ledger_submit(front->ledger, work) != SP_OK) {
        verdict = SP_VERDICT_BUSY;
        detail = "the queue is full";
    }
    if (verdict != SP_VERDICT_DONE) {
        say_refusal(front, call, reading->has_session ? &reading->session : NULL, verdict, detail);
        answer_refusal(call, &reading->request, verdict, detail);
        free_work(work);
    }
    free(reading);
}

/* ---- threads ---- */

static void
on_request(void *context, struct sp_call *call, struct sp_bytes frame)
{
    struct sp_front *front = context;
    struct pending *pending = malloc(sizeof(*pending));

    if (pending == NULL) {
        sp_call_drop(call);
        return;
    }
    *pending = (struct pending){NULL, call, frame};
    pthread_mutex_lock(&front->mutex);
    if (front->last != NULL) {
        front->last->next = pending;
    } else {
        front->first = pending;
    }
    front->last = pending;
    pthread_cond_signal(&front->wake);
    pthread_mutex_unlock(&front->mutex);
}

static void
on_gone(void *context, uint32_t pipe)
{
    struct sp_front *front = context;

    sp_sessions_drop(front->sessions, pipe);
}

static void *
work_on(void *context)
{
    struct sp_front *front = context;

    for (;;) {
        pthread_mutex_lock(&front->mutex);
        while (front->first == NULL && !front->stop) {
            pthread_cond_wait(&front->wake, &front->mutex);
        }
        struct pending *pending = front->first;
        if (pending != NULL) {
            front->first = pending->next;
            front->last = front->first == NULL ? NULL : front->last;
        }
        pthread_mutex_unlock(&front->mutex);
        if (pending == NULL) {
            return NULL; /* stopped, and nothing is left */
        }
        take_call(front, pending->call, pending->frame);
        free(pending);
    }
}

enum sp_status
sp_front_new(const struct sp_front_options *options, struct sp_front **out)
{
    struct sp_front *front = calloc(1, sizeof(*front));

    *out = NULL;
    if (front == NULL || sp_sessions_new(&front->sessions) != SP_OK) {
        free(front);
        return SP_ERR_NOMEM;
    }
    front->options = *options;
    front->trust = options->trust;
    pthread_mutex_init(&front->mutex, NULL);
    pthread_cond_init(&front->wake, NULL);
    pthread_rwlock_init(&front->trust_lock, NULL);
    *out = front;
    return SP_OK;
}

static uint32_t
worker_count(uint32_t asked)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    uint32_t count = asked != 0 ? asked : processors > 0 ? (uint32_t)processors : 1;

    return count < WORKERS_MAX ? count : WORKERS_MAX;
}

enum sp_status
sp_front_start(struct sp_front *front, struct sp_ledger *ledger, const char **why)
{
    struct sp_server_options options = {.url = front->options.url,
        .tls = front->options.tls,
        .calls_max = front->options.calls_max,
        .connections_max = front->options.connections_max};
    struct sp_server_events events = {.request = on_request, .gone = on_gone, .context = front};

    front->ledger = ledger;
    uint32_t count = worker_count(front->options.workers);
    for (uint32_t i = 0; i < count; i++) {
        if (pthread_create(&front->workers[i], NULL, work_on, front) != 0) {
            *why = "a thread cannot be started";
            return SP_ERR_NOMEM;
        }
        front->worker_count++;
    }
    enum sp_status status = sp_server_open(&options, &events, &front->server);
    *why = status == SP_ERR_CERT    ? "cert, key, ca or crl: cannot be used for TLS"
           : status == SP_ERR_USAGE ? "listen: not a tls+tcp://HOST:PORT address"
                                    : "listen: the address cannot be listened on: is it in use?";
    return status;
}

const char *
sp_front_url(const struct sp_front *front)
{
    return sp_server_url(front->server);
}

void
sp_front_trust(struct sp_front *front, struct sp_trust *trust)
{
    pthread_rwlock_wrlock(&front->trust_lock);
    front->trust = trust;
    front->generation++;
    pthread_rwlock_unlock(&front->trust_lock);
}

enum sp_status
sp_front_renew(struct sp_front *front, const struct sp_tls_files *files)
{
    return sp_server_renew(front->server, files);
}

void
sp_front_stop(struct sp_front *front)
{
    if (front->server != NULL) {
        sp_server_stop(front->server);
    }
    pthread_mutex_lock(&front->mutex);
    front->stop = true;
    pthread_cond_broadcast(&front->wake);
    pthread_mutex_unlock(&front->mutex);
    for (uint32_t i = 0; i < front->worker_count; i++) {
        pthread_join(front->workers[i], NULL);
    }
    front->worker_count = 0;
}

void
sp_front_free(struct sp_front *front)
{
    if (front == NULL) {
        return;
    }
    sp_server_close(front->server);
    sp_sessions_free(front->sessions);
    pthread_rwlock_destroy(&front->trust_lock);
    pthread_cond_destroy(&front->wake);
    pthread_mutex_destroy(&front->mutex);
    free(front);
}
