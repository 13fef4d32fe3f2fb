/*
 * Where transports are tested: certificates made once per program, and a server on loopback that
 * does what the first byte of a request says.
 */
#ifndef SP_TEST_TRANSPORT_PLACE_H
#define SP_TEST_TRANSPORT_PLACE_H

#include "support.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <samenspraak/certificate.h>
#include <samenspraak/transport.h>

#define SOON_MS 10000

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
/* What tests/support/tsan.supp says, for a program started without TSAN_OPTIONS. */
const char *__tsan_default_suppressions(void);

const char *
__tsan_default_suppressions(void)
{
    return "race:^pthread_mutex_destroy$";
}
#endif
#endif

/* ---- certificates ---- */

extern char **environ;
static char place_folder[512];

/* Runs a program quietly and gives its exit status, or -1. */
static inline int
place_run(char *const arguments[])
{
    posix_spawn_file_actions_t actions;
    pid_t child = 0;
    int result = -1;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&child, arguments[0], &actions, NULL, arguments, environ) == 0) {
        waitpid(child, &result, 0);
    }
    posix_spawn_file_actions_destroy(&actions);
    return result;
}

/* Makes the certificates of tests/support/test-pki; the first thing a program does. */
static inline int
place_make(void **state)
{
    char script[512];
    char *arguments[] = {script, place_folder, NULL};

    (void)state;
    signal(SIGPIPE, SIG_IGN);
    snprintf(place_folder, sizeof(place_folder), "%s", sp_test_folder("transport"));
    snprintf(script, sizeof(script), "%s/tests/support/test-pki", SP_SOURCE_DIR);
    return place_run(arguments);
}

/* Every file is read once and kept. */
struct place_file {
    struct place_file *next;
    char name[64];
    struct sp_bytes bytes;
};
static struct place_file *place_files;

static inline struct sp_bytes
place_pem(const char *name)
{
    char path[1024];

    for (struct place_file *file = place_files; file != NULL; file = file->next) {
        if (strcmp(file->name, name) == 0) {
            return file->bytes;
        }
    }
    struct place_file *file = calloc(1, sizeof(*file));
    assert_non_null(file);
    snprintf(path, sizeof(path), "%s/%s.pem", place_folder, name);
    snprintf(file->name, sizeof(file->name), "%s", name);
    file->bytes.data = sp_test_file(path, &file->bytes.size);
    file->next = place_files;
    place_files = file;
    return file->bytes;
}

static inline int
place_unmake(void **state)
{
    char remove[] = "/bin/rm", recursive[] = "-r";
    char *arguments[] = {remove, recursive, place_folder, NULL};

    (void)state;
    while (place_files != NULL) {
        struct place_file *file = place_files;
        place_files = file->next;
        union {
            const uint8_t *borrowed;
            void *own;
        } data = {.borrowed = file->bytes.data};
        free(data.own);
        free(file);
    }
    return place_run(arguments);
}

static inline struct sp_tls_files
place_tls(const char *who, const char *ca, const char *crl)
{
    char key[64];

    snprintf(key, sizeof(key), "%s-key", who);
    return (struct sp_tls_files){place_pem(who), place_pem(key), place_pem(ca),
        crl == NULL ? (struct sp_bytes){NULL, 0} : place_pem(crl)};
}

/* ---- a server ---- */

#define KEPT_MAX 512

struct place {
    struct sp_server *server;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct sp_call *kept[KEPT_MAX]; /* calls that wait for the test to answer */
    size_t kept_count;
    size_t requests, gone_count, refused_count;
    enum sp_status last_refusal;
    uint32_t last_pipe, last_gone;
    uint32_t last_load;
    size_t late; /* requests of a pipe after it was told gone */
    uint32_t gone[4096];
};

static inline void
place_request(void *context, struct sp_call *call, struct sp_bytes frame)
{
    struct place *place = context;
    uint8_t what = frame.size > 0 ? frame.data[0] : 'e';
    struct sp_exporter exporter;
    uint8_t answer[2 + SP_EXPORTER_BYTES] = {0};
    struct sp_buffer der;

    pthread_mutex_lock(&place->lock);
    place->requests++;
    place->last_pipe = sp_call_pipe(call);
    place->last_load = sp_call_pipe_load(call);
    for (size_t i = 0; i < place->gone_count && i < 4096; i++) {
        place->late += place->gone[i] == sp_call_pipe(call) ? 1 : 0;
    }
    if (what == 'w' && place->kept_count < KEPT_MAX) {
        place->kept[place->kept_count++] = call;
    }
    pthread_cond_broadcast(&place->changed);
    pthread_mutex_unlock(&place->lock);
    switch (what) {
    case 'w': /* wait */
        break;
    case 'd':
        sp_call_drop(call);
        break;
    case 'h':
        sp_call_hang_up(call);
        break;
    case 'p':
        sp_call_answer(call, sp_bytes_of_text(sp_call_peer(call)));
        break;
    case 'x': /* the exporter of this connection */
        answer[0] = (uint8_t)sp_call_exporter(call, &exporter);
        memcpy(answer + 1, exporter.b, SP_EXPORTER_BYTES);
        sp_call_answer(call, (struct sp_bytes){answer, 1 + SP_EXPORTER_BYTES});
        break;
    case 'c': /* the certificate of the connection with the exporter that follows */
        sp_buffer_init(&der, 8192);
        memcpy(exporter.b, frame.data + 1, SP_EXPORTER_BYTES);
        sp_status_ignore(sp_transport_peer(&exporter, &der));
        sp_call_answer(call, sp_buffer_bytes(&der));
        sp_buffer_wipe(&der);
        break;
    default:
        sp_call_answer(call, frame);
        break;
    }
}

static inline void
place_gone(void *context, uint32_t pipe)
{
    struct place *place = context;

    pthread_mutex_lock(&place->lock);
    place->last_gone = pipe;
    if (place->gone_count < 4096) {
        place->gone[place->gone_count] = pipe;
    }
    place->gone_count++;
    pthread_cond_broadcast(&place->changed);
    pthread_mutex_unlock(&place->lock);
}

static inline void
place_refused(void *context, const char *peer, enum sp_status why)
{
    struct place *place = context;

    pthread_mutex_lock(&place->lock);
    place->refused_count += strncmp(peer, "127.0.0.1:", 10) == 0 ? 1 : 0;
    place->last_refusal = why;
    pthread_cond_broadcast(&place->changed);
    pthread_mutex_unlock(&place->lock);
}

static inline struct sp_server_options
place_options(const char *who)
{
    return (struct sp_server_options){
        .url = "tls+tcp://127.0.0.1:0", .tls = place_tls(who, "ca", NULL), .calls_max = 256};
}

static inline void
place_open_with(struct place *place, const struct sp_server_options *options)
{
    struct sp_server_events events = {place_request, place_gone, place, place_refused};

    *place = (struct place){0};
    pthread_mutex_init(&place->lock, NULL);
    pthread_cond_init(&place->changed, NULL);
    assert_int_equal(sp_server_open(options, &events, &place->server), SP_OK);
}

static inline void
place_open(struct place *place)
{
    struct sp_server_options options = place_options("server");

    place_open_with(place, &options);
}

static inline void
place_close(struct place *place)
{
    sp_server_stop(place->server);
    for (size_t i = 0; i < place->kept_count; i++) {
        sp_call_drop(place->kept[i]);
    }
    sp_server_close(place->server);
    pthread_cond_destroy(&place->changed);
    pthread_mutex_destroy(&place->lock);
}

/* Waits until ${*count} is at least ${least}; fails the test when that takes too long. */
static inline void
place_await(struct place *place, const size_t *count, size_t least)
{
    struct timespec until;
    int waited = 0;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += SOON_MS / 1000;
    pthread_mutex_lock(&place->lock);
    while (*count < least && waited == 0) {
        waited = pthread_cond_timedwait(&place->changed, &place->lock, &until);
    }
    bool good = *count >= least;
    pthread_mutex_unlock(&place->lock);
    assert_true(good);
}

/* ---- clients ---- */

static inline struct sp_client *
place_client(const struct place *place, const char *who)
{
    struct sp_tls_files files = place_tls(who, "ca", NULL);
    struct sp_client *client = NULL;

    assert_int_equal(sp_client_open(sp_server_url(place->server), &files, &client), SP_OK);
    return client;
}

static inline enum sp_status
place_connect(struct sp_client *client, struct sp_exporter *exporter)
{
    struct sp_exporter unused;
    struct sp_buffer der;

    sp_buffer_init(&der, 8192);
    enum sp_status status =
        sp_client_connect(client, SOON_MS, exporter == NULL ? &unused : exporter, &der);
    sp_buffer_wipe(&der);
    return status;
}

static inline struct sp_client *
place_connected(const struct place *place, const char *who, struct sp_exporter *exporter)
{
    struct sp_client *client = place_client(place, who);

    assert_int_equal(place_connect(client, exporter), SP_OK);
    return client;
}

/* Calls with ${text} and forgets the answer. */
static inline enum sp_status
place_call(struct sp_client *client, const char *text, int32_t timeout_ms)
{
    struct sp_buffer answer;

    sp_buffer_init(&answer, SP_FRAME_MAX);
    enum sp_status status = sp_client_call(client, sp_bytes_of_text(text), timeout_ms, &answer);
    if (status == SP_OK && text[0] == 'e' &&
        !sp_bytes_equal(sp_buffer_bytes(&answer), sp_bytes_of_text(text))) {
        status = SP_ERR_INTERNAL;
    }
    sp_buffer_wipe(&answer);
    return status;
}

#endif /* SP_TEST_TRANSPORT_PLACE_H */
