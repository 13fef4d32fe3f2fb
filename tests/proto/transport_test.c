/*
 * Calls between clients and a server.  Started as "transport_test serve FOLDER" it is a server with
 * the certificates of that folder, until its standard input ends: for the test between two
 * processes, and to try openssl s_client and testssl.sh against.
 */
#include "support.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "transport_place.h"

static const char *program;

static int64_t
now_ms(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void
sleep_ms(long ms)
{
    struct timespec time = {ms / 1000, (ms % 1000) * 1000000L};

    nanosleep(&time, NULL);
}

/* ---- what a connection is ---- */

static void
request_comes_back(void **state)
{
    struct place place;

    (void)state;
    place_open(&place);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(place_call(client, "echo this", SOON_MS), SP_OK);
    }
    assert_int_equal(place.requests, 100);
    sp_client_close(client);
    place_close(&place);
}

static void
empty_frame_is_a_frame(void **state)
{
    struct place place;

    (void)state;
    place_open(&place);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    assert_int_equal(place_call(client, "", SOON_MS), SP_OK);
    assert_int_equal(place.requests, 1);
    sp_client_close(client);
    place_close(&place);
}

static void
exporter_is_one_on_both_sides_and_names_the_clients_certificate(void **state)
{
    struct place place;
    struct sp_exporter exporter;
    struct sp_buffer der, answer;
    uint8_t request[1 + SP_EXPORTER_BYTES] = {'c'};

    (void)state;
    place_open(&place);
    sp_buffer_init(&der, 8192);
    sp_buffer_init(&answer, 8192);
    struct sp_client *client = place_client(&place, "client-a");
    assert_int_equal(sp_client_connect(client, SOON_MS, &exporter, &der), SP_OK);
    assert_true(der.size > 200);

    memcpy(request + 1, exporter.b, SP_EXPORTER_BYTES);
    struct sp_bytes frame = {request, sizeof(request)};
    assert_int_equal(sp_client_call(client, frame, SOON_MS, &answer), SP_OK);
    struct sp_buffer own;
    sp_buffer_init(&own, 8192);
    assert_int_equal(sp_certificate_der(place_pem("client-a"), &own), SP_OK);
    assert_true(sp_bytes_equal(sp_buffer_bytes(&answer), sp_buffer_bytes(&own)));
    sp_buffer_wipe(&own);
    assert_int_equal(sp_certificate_der(place_pem("server"), &own), SP_OK);
    assert_true(sp_bytes_equal(sp_buffer_bytes(&der), sp_buffer_bytes(&own)));
    sp_buffer_wipe(&own);
    sp_buffer_wipe(&der);
    sp_buffer_wipe(&answer);
    sp_client_close(client);
    place_close(&place);
}

static void
exporters_of_two_connections_differ(void **state)
{
    struct place place;
    struct sp_exporter first, second, third, again;

    (void)state;
    place_open(&place);
    struct sp_client *a = place_connected(&place, "client-a", &first);
    struct sp_client *b = place_connected(&place, "client-b", &second);
    struct sp_client *c = place_connected(&place, "client-a", &third);
    assert_memory_not_equal(first.b, second.b, SP_EXPORTER_BYTES);
    assert_memory_not_equal(first.b, third.b, SP_EXPORTER_BYTES);
    /* Asked again on a live connection, it is the same one. */
    assert_int_equal(place_connect(a, &again), SP_OK);
    assert_memory_equal(first.b, again.b, SP_EXPORTER_BYTES);
    sp_client_close(a);
    sp_client_close(b);
    sp_client_close(c);
    place_close(&place);
}

static void
exporter_leaves_the_table_with_its_connection(void **state)
{
    struct place place;
    struct sp_exporter exporter;
    struct sp_buffer der;

    (void)state;
    place_open(&place);
    sp_buffer_init(&der, 8192);
    struct sp_client *client = place_connected(&place, "client-a", &exporter);
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    assert_int_equal(sp_transport_peer(&exporter, &der), SP_OK);
    sp_client_close(client);
    place_await(&place, &place.gone_count, 1);
    sp_buffer_wipe(&der);
    assert_int_equal(sp_transport_peer(&exporter, &der), SP_ERR_NOT_FOUND);
    assert_int_equal(der.size, 0);
    place_close(&place);
}

static void
call_knows_the_exporter_of_its_own_connection(void **state)
{
    struct place place;
    struct sp_exporter exporters[2];
    struct sp_buffer answer;

    (void)state;
    place_open(&place);
    struct sp_client *clients[] = {place_connected(&place, "client-a", &exporters[0]),
        place_connected(&place, "client-b", &exporters[1])};
    for (size_t i = 0; i < 2; i++) {
        sp_buffer_init(&answer, 100);
        assert_int_equal(
            sp_client_call(clients[i], sp_bytes_of_text("x"), SOON_MS, &answer), SP_OK);
        assert_int_equal(answer.size, 1 + SP_EXPORTER_BYTES);
        assert_int_equal(answer.data[0], SP_OK);
        assert_memory_equal(answer.data + 1, exporters[i].b, SP_EXPORTER_BYTES);
        sp_buffer_wipe(&answer);
        sp_client_close(clients[i]);
    }
    place_close(&place);
}

static void
call_knows_the_address_of_its_peer(void **state)
{
    struct place place;
    struct sp_buffer answer;

    (void)state;
    place_open(&place);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    sp_buffer_init(&answer, 100);
    assert_int_equal(sp_client_call(client, sp_bytes_of_text("p"), SOON_MS, &answer), SP_OK);
    assert_true(answer.size > 10);
    assert_memory_equal(answer.data, "127.0.0.1:", 10);
    sp_buffer_wipe(&answer);
    sp_client_close(client);
    place_close(&place);
}

/* ---- calls ---- */

/* What asynchronous calls tell. */
struct tally {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t good, closed, other;
    char order[64];
    size_t order_size;
};

static void
tally_init(struct tally *tally)
{
    *tally = (struct tally){0};
    pthread_mutex_init(&tally->lock, NULL);
    pthread_cond_init(&tally->changed, NULL);
}

static void
count_answer(void *context, enum sp_status status, struct sp_bytes answer)
{
    struct tally *tally = context;

    pthread_mutex_lock(&tally->lock);
    tally->good += status == SP_OK ? 1 : 0;
    tally->closed += status == SP_ERR_CLOSED ? 1 : 0;
    tally->other += status != SP_OK && status != SP_ERR_CLOSED ? 1 : 0;
    if (status == SP_OK && answer.size > 1 && tally->order_size < sizeof(tally->order)) {
        tally->order[tally->order_size++] = (char)answer.data[1];
    }
    pthread_cond_broadcast(&tally->changed);
    pthread_mutex_unlock(&tally->lock);
}

static void
tally_await(struct tally *tally, size_t total)
{
    struct timespec until;
    int waited = 0;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += SOON_MS / 1000;
    pthread_mutex_lock(&tally->lock);
    while (tally->good + tally->closed + tally->other < total && waited == 0) {
        waited = pthread_cond_timedwait(&tally->changed, &tally->lock, &until);
    }
    pthread_mutex_unlock(&tally->lock);
    assert_int_equal(waited, 0);
}

static void
start_calls(struct sp_client *client, struct tally *tally, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(
            sp_client_start(client, sp_bytes_of_text(text), SOON_MS, count_answer, tally), SP_OK);
    }
}

static void
answers_come_in_the_order_they_are_given(void **state)
{
    struct place place;
    struct tally tally;

    (void)state;
    place_open(&place);
    tally_init(&tally);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    start_calls(client, &tally, 3, "wait");
    place_await(&place, &place.kept_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const char *answers[] = {"e0", "e1", "e2"};
        sp_call_answer(place.kept[2 - i], sp_bytes_of_text(answers[2 - i]));
        tally_await(&tally, i + 1);
    }
    place.kept_count = 0;
    assert_memory_equal(tally.order, "210", 3);
    sp_client_close(client);
    place_close(&place);
}

static size_t
threads_of_this_process(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/task");

    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        count += entry->d_name[0] != '.' ? 1 : 0;
    }
    closedir(folder);
    return count;
}

static void
two_hundred_waiting_calls_cost_no_thread(void **state)
{
    struct place place;
    struct tally tally;

    (void)state;
    place_open(&place);
    tally_init(&tally);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    size_t before = threads_of_this_process();
    start_calls(client, &tally, 200, "wait");
    place_await(&place, &place.kept_count, 200);
    assert_int_equal(threads_of_this_process(), before);
    assert_int_equal(place.last_load, 200);
    /* Others are served meanwhile. */
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    for (size_t i = 0; i < 200; i++) {
        sp_call_answer(place.kept[i], sp_bytes_of_text("ok"));
    }
    place.kept_count = 0;
    tally_await(&tally, 200);
    assert_int_equal(tally.good, 200);
    sp_client_close(client);
    place_close(&place);
}

static void
requests_past_the_limit_wait_for_their_turn(void **state)
{
    struct place place;
    struct tally tally;
    struct sp_server_options options = place_options("server");

    (void)state;
    options.calls_max = 4;
    place_open_with(&place, &options);
    tally_init(&tally);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    start_calls(client, &tally, 20, "wait");
    for (size_t round = 0; round < 5; round++) {
        place_await(&place, &place.kept_count, 4);
        sleep_ms(20);
        assert_int_equal(place.kept_count, 4);
        struct sp_call *calls[4];
        memcpy(calls, place.kept, sizeof(calls));
        place.kept_count = 0;
        for (size_t i = 0; i < 4; i++) {
            sp_call_answer(calls[i], sp_bytes_of_text("ok"));
        }
    }
    tally_await(&tally, 20);
    assert_int_equal(tally.good, 20);
    sp_client_close(client);
    place_close(&place);
}

struct caller {
    struct sp_client *client;
    size_t failed;
};

static void *
call_often(void *argument)
{
    struct caller *caller = argument;
    char text[32];

    for (int i = 0; i < 200; i++) {
        snprintf(text, sizeof(text), "e %p %d", argument, i);
        caller->failed += place_call(caller->client, text, SOON_MS) == SP_OK ? 0 : 1;
    }
    return NULL;
}

static void
threads_share_one_client(void **state)
{
    struct place place;
    struct caller callers[8];
    pthread_t threads[8];

    (void)state;
    place_open(&place);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    for (size_t i = 0; i < 8; i++) {
        callers[i] = (struct caller){client, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, call_often, &callers[i]), 0);
    }
    for (size_t i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(callers[i].failed, 0);
    }
    assert_int_equal(place.requests, 1600);
    sp_client_close(client);
    place_close(&place);
}

static void *
connect_and_call(void *argument)
{
    struct caller *caller = argument;

    for (int i = 0; i < 20; i++) {
        enum sp_status status = place_connect(caller->client, NULL);
        caller->failed += status == SP_OK ? 0 : 1;
        caller->failed += place_call(caller->client, "echo", SOON_MS) == SP_OK ? 0 : 1;
    }
    return NULL;
}

static void
threads_that_connect_at_once_share_one_connection(void **state)
{
    struct place place;
    struct caller callers[4];
    pthread_t threads[4];

    (void)state;
    place_open(&place);
    struct sp_client *client = place_client(&place, "client-a");
    for (size_t i = 0; i < 4; i++) {
        callers[i] = (struct caller){client, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, connect_and_call, &callers[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(callers[i].failed, 0);
    }
    assert_int_equal(place.gone_count, 0);
    sp_client_close(client);
    place_close(&place);
}

/* ---- limits ---- */

static void
frame_of_exactly_the_limit_passes_both_ways(void **state)
{
    struct place place;
    struct sp_buffer answer;
    uint8_t *frame = calloc(1, SP_FRAME_MAX + 1);

    (void)state;
    assert_non_null(frame);
    for (size_t i = 0; i < SP_FRAME_MAX; i++) {
        frame[i] = (uint8_t)(i * 2654435761U >> 13);
    }
    frame[0] = 'e';
    place_open(&place);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    size_t sizes[] = {1, 2, 59, 60, 61, 64, 16243, 16244, 16245, 16256, 16384, 100000,
        SP_FRAME_MAX - 1, SP_FRAME_MAX};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct sp_bytes request = {frame, sizes[i]};
        sp_buffer_init(&answer, SP_FRAME_MAX);
        assert_int_equal(sp_client_call(client, request, SOON_MS, &answer), SP_OK);
        assert_true(sp_bytes_equal(sp_buffer_bytes(&answer), request));
        sp_buffer_wipe(&answer);
    }
    struct sp_bytes over = {frame, SP_FRAME_MAX + 1};
    sp_buffer_init(&answer, SP_FRAME_MAX);
    assert_int_equal(sp_client_call(client, over, SOON_MS, &answer), SP_ERR_TOO_BIG);
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    sp_client_close(client);
    place_close(&place);
    free(frame);
}

static void
answer_over_the_callers_maximum_is_too_big_and_no_more(void **state)
{
    struct place place;
    struct sp_buffer answer;

    (void)state;
    place_open(&place);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    sp_buffer_init(&answer, 3);
    assert_int_equal(
        sp_client_call(client, sp_bytes_of_text("echo"), SOON_MS, &answer), SP_ERR_TOO_BIG);
    assert_int_equal(answer.size, 0);
    sp_buffer_wipe(&answer);
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    sp_client_close(client);
    place_close(&place);
}

static void
connection_past_the_limit_is_closed(void **state)
{
    struct place place;
    struct sp_client *clients[4] = {NULL};
    struct sp_server_options options = place_options("server");

    (void)state;
    options.connections_max = 3;
    place_open_with(&place, &options);
    for (size_t i = 0; i < 3; i++) {
        clients[i] = place_connected(&place, "client-a", NULL);
        assert_int_equal(place_call(clients[i], "echo", SOON_MS), SP_OK);
    }
    clients[3] = place_client(&place, "client-b");
    assert_int_equal(place_connect(clients[3], NULL), SP_ERR_IO);
    assert_int_equal(place_call(clients[0], "echo", SOON_MS), SP_OK);
    sp_client_close(clients[0]);
    place_await(&place, &place.gone_count, 1);
    sleep_ms(50);
    assert_int_equal(place_connect(clients[3], NULL), SP_OK);
    assert_int_equal(place_call(clients[3], "echo", SOON_MS), SP_OK);
    for (size_t i = 1; i < 4; i++) {
        sp_client_close(clients[i]);
    }
    place_close(&place);
}

/* Each side has far more to send than sockets hold, and neither waits for the other. */
static void
many_large_frames_cross_without_a_standstill(void **state)
{
    struct place place;
    struct tally tally;
    uint8_t *frame = calloc(1, SP_FRAME_MAX);
    struct sp_bytes request = {frame, SP_FRAME_MAX};

    (void)state;
    assert_non_null(frame);
    frame[0] = 'e';
    place_open(&place);
    tally_init(&tally);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    for (size_t i = 0; i < 60; i++) {
        assert_int_equal(sp_client_start(client, request, 60000, count_answer, &tally), SP_OK);
    }
    tally_await(&tally, 60);
    assert_int_equal(tally.good, 60);
    sp_client_close(client);
    place_close(&place);
    free(frame);
}

static void
client_refuses_to_pile_up_what_is_not_taken(void **state)
{
    struct place place;
    struct tally tally;
    struct sp_server_options options = place_options("server");
    uint8_t *frame = calloc(1, SP_FRAME_MAX);
    struct sp_bytes request = {frame, SP_FRAME_MAX};
    enum sp_status status = SP_OK;
    size_t taken = 0;

    (void)state;
    assert_non_null(frame);
    frame[0] = 'w';
    options.calls_max = 4;
    place_open_with(&place, &options);
    tally_init(&tally);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    while (taken < 1000 && status == SP_OK) {
        status = sp_client_start(client, request, 60000, count_answer, &tally);
        taken += status == SP_OK ? 1 : 0;
    }
    assert_int_equal(status, SP_ERR_BUSY);
    assert_in_range(taken, 60, 100);
    sp_client_close(client);
    tally_await(&tally, taken);
    assert_int_equal(tally.closed, taken);
    place_close(&place);
    free(frame);
}

static void
place_in_the_queue_is_passed_on_when_its_connection_goes(void **state)
{
    struct place place;
    struct tally first, second, third;
    struct sp_server_options options = place_options("server");

    (void)state;
    options.calls_max = 4;
    for (int round = 0; round < 30; round++) {
        place_open_with(&place, &options);
        tally_init(&first);
        tally_init(&second);
        tally_init(&third);
        struct sp_client *a = place_connected(&place, "client-a", NULL);
        struct sp_client *b = place_connected(&place, "client-b", NULL);
        struct sp_client *c = place_connected(&place, "client-b", NULL);
        start_calls(a, &first, 4, "wait");
        place_await(&place, &place.kept_count, 4);
        start_calls(b, &second, 3, "echo");
        sleep_ms(5);
        start_calls(c, &third, 3, "echo");
        sleep_ms(5);
        assert_int_equal(place.requests, 4);
        /* b goes just when it would have its turn. */
        place.kept_count = 0;
        if (round % 2 == 0) {
            sp_client_close(b);
        }
        sp_call_answer(place.kept[0], sp_bytes_of_text("ok"));
        if (round % 2 == 1) {
            sp_client_close(b);
        }
        tally_await(&third, 3);
        assert_int_equal(third.good, 3);
        for (size_t i = 1; i < 4; i++) {
            sp_call_answer(place.kept[i], sp_bytes_of_text("ok"));
        }
        tally_await(&first, 4);
        tally_await(&second, 3);
        sp_client_close(a);
        sp_client_close(c);
        place_close(&place);
    }
}

/* Threads that answer what the callbacks put in a line, as a broker does. */
struct line {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct sp_call *calls[64];
    size_t first, count;
    size_t most; /* that were in it at once */
    bool over;
};

static void
stand_in_line(void *context, struct sp_call *call, struct sp_bytes frame)
{
    struct line *line = context;

    (void)frame;
    pthread_mutex_lock(&line->lock);
    line->calls[(line->first + line->count++) % 64] = call;
    line->most = line->count > line->most ? line->count : line->most;
    pthread_cond_signal(&line->changed);
    pthread_mutex_unlock(&line->lock);
}

static void *
answer_the_line(void *argument)
{
    struct line *line = argument;

    pthread_mutex_lock(&line->lock);
    while (!line->over || line->count > 0) {
        if (line->count == 0) {
            pthread_cond_wait(&line->changed, &line->lock);
            continue;
        }
        struct sp_call *call = line->calls[line->first % 64];
        line->first++;
        line->count--;
        pthread_mutex_unlock(&line->lock);
        sp_call_answer(call, sp_bytes_of_text("ok"));
        pthread_mutex_lock(&line->lock);
    }
    pthread_mutex_unlock(&line->lock);
    return NULL;
}

static void
few_places_serve_many_clients_to_the_last_call(void **state)
{
    struct line line = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    struct sp_server_events events = {.request = stand_in_line, .context = &line};
    struct sp_server_options options = place_options("server");
    struct place place = {0};
    struct sp_client *clients[8];
    struct tally tallies[8];
    pthread_t threads[3];

    (void)state;
    options.calls_max = 4;
    assert_int_equal(sp_server_open(&options, &events, &place.server), SP_OK);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, answer_the_line, &line), 0);
    }
    for (size_t i = 0; i < 8; i++) {
        tally_init(&tallies[i]);
        clients[i] = place_connected(&place, "client-a", NULL);
    }
    for (size_t round = 0; round < 100; round++) {
        for (size_t i = 0; i < 8; i++) {
            start_calls(clients[i], &tallies[i], 10, "call");
        }
    }
    for (size_t i = 0; i < 8; i++) {
        tally_await(&tallies[i], 1000);
        assert_int_equal(tallies[i].good, 1000);
        sp_client_close(clients[i]);
    }
    assert_in_range(line.most, 1, 4);
    sp_server_stop(place.server);
    pthread_mutex_lock(&line.lock);
    line.over = true;
    pthread_cond_broadcast(&line.changed);
    pthread_mutex_unlock(&line.lock);
    for (size_t i = 0; i < 3; i++) {
        pthread_join(threads[i], NULL);
    }
    sp_server_close(place.server);
}

/* ---- ends ---- */

static void
pipe_is_told_gone_once_and_after_its_requests(void **state)
{
    struct place place;
    struct tally tally;

    (void)state;
    place_open(&place);
    tally_init(&tally);
    for (size_t round = 0; round < 50; round++) {
        struct sp_client *client = place_connected(&place, "client-a", NULL);
        start_calls(client, &tally, 10, "echo");
        sp_client_close(client); /* in the middle of it */
        tally_await(&tally, 10 * (round + 1));
    }
    /* A client that says nothing is nobody's business. */
    sp_client_close(place_connected(&place, "client-b", NULL));
    struct sp_client *last = place_connected(&place, "client-b", NULL);
    assert_int_equal(place_call(last, "echo", SOON_MS), SP_OK);
    size_t seen = place.gone_count;
    sp_client_close(last);
    place_await(&place, &place.gone_count, seen + 1);
    assert_int_equal(place.last_gone, place.last_pipe);
    sleep_ms(100);
    assert_true(place.gone_count <= 51);
    assert_int_equal(place.late, 0);
    for (size_t i = 0; i < place.gone_count; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(place.gone[i], place.gone[j]);
        }
    }
    assert_int_equal(tally.other, 0);
    place_close(&place);
}

static void
answer_to_a_peer_that_is_gone_is_no_error(void **state)
{
    struct place place;
    struct tally tally;

    (void)state;
    place_open(&place);
    tally_init(&tally);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    start_calls(client, &tally, 3, "wait");
    place_await(&place, &place.kept_count, 3);
    sp_client_close(client);
    assert_int_equal(tally.closed, 3);
    place_await(&place, &place.gone_count, 1);
    struct sp_exporter exporter;
    assert_int_equal(sp_call_exporter(place.kept[0], &exporter), SP_ERR_CLOSED);
    assert_memory_equal(sp_call_peer(place.kept[0]), "127.0.0.1:", 10);
    sp_call_answer(place.kept[0], sp_bytes_of_text("too late"));
    sp_call_drop(place.kept[1]);
    sp_call_hang_up(place.kept[2]);
    place.kept_count = 0;
    client = place_connected(&place, "client-a", NULL);
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    sp_client_close(client);
    place_close(&place);
}

static void
dropped_call_times_out_and_hurts_nothing(void **state)
{
    struct place place;

    (void)state;
    place_open(&place);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    int64_t before = now_ms();
    assert_int_equal(place_call(client, "drop", 200), SP_ERR_TIMEOUT);
    assert_true(now_ms() - before >= 190);
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    assert_int_equal(place_call(client, "echo", -1), SP_ERR_USAGE);
    sp_client_close(client);
    place_close(&place);
}

static void
late_answer_is_not_taken_for_another(void **state)
{
    struct place place;

    (void)state;
    place_open(&place);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    assert_int_equal(place_call(client, "wait", 50), SP_ERR_TIMEOUT);
    place_await(&place, &place.kept_count, 1);
    sp_call_answer(place.kept[0], sp_bytes_of_text("late"));
    place.kept_count = 0;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    }
    sp_client_close(client);
    place_close(&place);
}

static void
hanging_up_closes_that_connection_only(void **state)
{
    struct place place;

    (void)state;
    place_open(&place);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    struct sp_client *other = place_connected(&place, "client-b", NULL);
    int64_t before = now_ms();
    assert_int_equal(place_call(client, "hang up", SOON_MS), SP_ERR_CLOSED);
    assert_true(now_ms() - before < SOON_MS / 2);
    assert_int_equal(place_call(other, "echo", SOON_MS), SP_OK);
    sp_client_close(client);
    sp_client_close(other);
    place_close(&place);
}

static void
client_connects_only_when_told(void **state)
{
    struct place place;
    struct sp_exporter first, second;

    (void)state;
    place_open(&place);
    struct sp_client *client = place_client(&place, "client-a");
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_ERR_CLOSED);
    assert_int_equal(place_connect(client, &first), SP_OK);
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    assert_int_equal(place_call(client, "hang up", SOON_MS), SP_ERR_CLOSED);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(place_call(client, "echo", SOON_MS), SP_ERR_CLOSED);
        sleep_ms(20);
    }
    assert_int_equal(place_connect(client, &second), SP_OK);
    assert_memory_not_equal(first.b, second.b, SP_EXPORTER_BYTES);
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    assert_int_equal(place.requests, 3);
    sp_client_close(client);
    place_close(&place);
}

static void
calls_under_way_end_when_the_connection_does(void **state)
{
    struct place place;
    struct tally tally;

    (void)state;
    place_open(&place);
    tally_init(&tally);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    start_calls(client, &tally, 50, "wait");
    place_await(&place, &place.kept_count, 50);
    sp_call_hang_up(place.kept[0]);
    tally_await(&tally, 50);
    assert_int_equal(tally.closed, 50);
    place.kept[0] = place.kept[--place.kept_count];
    sp_client_close(client);
    place_close(&place);
}

static void
stopped_server_still_answers_what_it_has(void **state)
{
    struct place place;
    struct tally tally;

    (void)state;
    place_open(&place);
    tally_init(&tally);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    start_calls(client, &tally, 20, "wait");
    place_await(&place, &place.kept_count, 20);
    sp_server_stop(place.server);
    size_t requests = place.requests;
    assert_int_equal(place_call(client, "echo", 100), SP_ERR_TIMEOUT);
    assert_int_equal(place.requests, requests);
    struct sp_client *late = place_client(&place, "client-b");
    assert_int_equal(place_connect(late, NULL), SP_ERR_IO);
    for (size_t i = 0; i < 20; i++) {
        sp_call_answer(place.kept[i], sp_bytes_of_text("e!"));
    }
    place.kept_count = 0;
    place_close(&place);
    tally_await(&tally, 20);
    assert_int_equal(tally.good, 20);
    sp_client_close(client);
    sp_client_close(late);
}

static void
server_closes_amid_traffic_and_opens_again_at_its_address(void **state)
{
    struct place place;
    char url[SP_URL_MAX];
    struct tally tally;

    (void)state;
    place_open(&place);
    snprintf(url, sizeof(url), "%s", sp_server_url(place.server));
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    for (int round = 0; round < 10; round++) {
        tally_init(&tally);
        assert_int_equal(place_connect(client, NULL), SP_OK);
        start_calls(client, &tally, 100, round % 2 == 0 ? "echo" : "wait");
        place_close(&place);
        tally_await(&tally, 100);
        assert_int_equal(tally.other, 0);
        assert_int_equal(place_call(client, "echo", SOON_MS), SP_ERR_CLOSED);
        assert_int_equal(place_connect(client, NULL), SP_ERR_IO);
        struct sp_server_options options = place_options("server");
        options.url = url;
        place_open_with(&place, &options);
        assert_string_equal(sp_server_url(place.server), url);
    }
    sp_client_close(client);
    place_close(&place);
}

static void
client_closes_amid_its_calls(void **state)
{
    struct place place;
    struct tally tally;

    (void)state;
    place_open(&place);
    tally_init(&tally);
    for (size_t round = 0; round < 20; round++) {
        struct sp_client *client = place_connected(&place, "client-a", NULL);
        start_calls(client, &tally, 20, "echo");
        sp_client_close(client);
    }
    tally_await(&tally, 400);
    assert_int_equal(tally.other, 0);
    place_close(&place);
}

/* ---- misuse and absence ---- */

static void
only_tls_is_spoken(void **state)
{
    struct sp_server_events events = {.request = place_request};
    const char *urls[] = {"tcp://127.0.0.1:0", "ipc:///tmp/x", "inproc://x", "ws://127.0.0.1:0",
        "wss://127.0.0.1:0", "127.0.0.1:0", "", "tls+tcp"};

    (void)state;
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        struct sp_server_options options = place_options("server");
        struct sp_server *server = NULL;
        struct sp_client *client = NULL;
        struct sp_tls_files files = place_tls("client-a", "ca", NULL);
        options.url = urls[i];
        assert_int_equal(sp_server_open(&options, &events, &server), SP_ERR_USAGE);
        assert_null(server);
        assert_int_equal(sp_client_open(urls[i], &files, &client), SP_ERR_USAGE);
        assert_null(client);
    }
}

static void
unusable_files_are_refused_at_open(void **state)
{
    struct sp_server_events events = {.request = place_request};
    struct sp_bytes none = {NULL, 0}, noise = sp_bytes_of_text("not a PEM text");
    struct sp_tls_files good = place_tls("server", "ca", "crl");
    struct sp_tls_files wrong[] = {good, good, good, good, good, good, good, good};
    char cut[400];

    (void)state;
    wrong[0].certificate = none;
    wrong[1].key = noise;
    wrong[2].key = place_pem("client-a-key");
    wrong[3].ca = none;
    wrong[4].ca = noise;
    wrong[5].crl = noise;
    wrong[6].crl = place_pem("ca");
    memcpy(cut, good.ca.data, sizeof(cut));
    wrong[7].ca = (struct sp_bytes){(const uint8_t *)cut, sizeof(cut)};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct sp_server_options options = place_options("server");
        struct sp_server *server = NULL;
        struct sp_client *client = NULL;
        options.tls = wrong[i];
        assert_int_equal(sp_server_open(&options, &events, &server), SP_ERR_CERT);
        assert_int_equal(sp_client_open("tls+tcp://127.0.0.1:1", &wrong[i], &client), SP_ERR_CERT);
    }
}

static void
address_in_use_is_an_io_error(void **state)
{
    struct place place;
    struct sp_server_events events = {.request = place_request};
    struct sp_server_options options = place_options("server");
    struct sp_server *second = NULL;

    (void)state;
    place_open(&place);
    options.url = sp_server_url(place.server);
    assert_int_equal(sp_server_open(&options, &events, &second), SP_ERR_IO);
    assert_null(second);
    place_close(&place);
}

static void
absent_server_is_told_at_once_and_a_silent_one_in_time(void **state)
{
    struct sp_tls_files files = place_tls("client-a", "ca", NULL);
    struct sp_client *client = NULL;
    struct sp_exporter exporter;
    struct sp_buffer der;
    struct place place;
    char url[SP_URL_MAX];

    (void)state;
    place_open(&place);
    snprintf(url, sizeof(url), "%s", sp_server_url(place.server));
    place_close(&place);
    sp_buffer_init(&der, 8192);
    assert_int_equal(sp_client_open(url, &files, &client), SP_OK);
    int64_t before = now_ms();
    assert_int_equal(sp_client_connect(client, SOON_MS, &exporter, &der), SP_ERR_IO);
    assert_true(now_ms() - before < SOON_MS / 2);

    /* A socket that listens and never accepts. */
    int silent = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
        .sin_port = htons((uint16_t)strtoul(strrchr(url, ':') + 1, NULL, 10)),
        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int yes = 1;
    setsockopt(silent, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    assert_int_equal(bind(silent, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(silent, 5), 0);
    before = now_ms();
    assert_int_equal(sp_client_connect(client, 300, &exporter, &der), SP_ERR_TIMEOUT);
    int64_t took = now_ms() - before;
    assert_true(took >= 290 && took < 3000);
    assert_int_equal(place_call(client, "echo", 100), SP_ERR_CLOSED);
    close(silent);
    sp_client_close(client);
}

/* ---- two processes ---- */

static void
processes_talk(void **state)
{
    int in[2], out[2];
    char url[SP_URL_MAX] = "";
    size_t size = 0;

    (void)state;
    assert_int_equal(pipe(in) | pipe(out), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        close(in[1]);
        close(out[0]);
        execl(program, program, "serve", place_folder, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    while (size < sizeof(url) - 1 && strchr(url, '\n') == NULL) {
        ssize_t got = read(out[0], url + size, sizeof(url) - 1 - size);
        assert_true(got > 0);
        size += (size_t)got;
    }
    *strchr(url, '\n') = '\0';

    struct sp_tls_files files = place_tls("client-a", "ca", NULL);
    struct sp_client *client = NULL;
    struct sp_exporter exporter;
    struct sp_buffer answer;
    assert_int_equal(sp_client_open(url, &files, &client), SP_OK);
    assert_int_equal(place_connect(client, &exporter), SP_OK);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    }
    sp_buffer_init(&answer, 100);
    assert_int_equal(sp_client_call(client, sp_bytes_of_text("x"), SOON_MS, &answer), SP_OK);
    assert_memory_equal(answer.data + 1, exporter.b, SP_EXPORTER_BYTES);
    sp_buffer_wipe(&answer);
    close(in[1]);
    int result = 0;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
    close(out[0]);
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_ERR_CLOSED);
    sp_client_close(client);
}

static int
serve(const char *folder)
{
    struct place place;
    char byte = 0;

    snprintf(place_folder, sizeof(place_folder), "%s", folder);
    struct sp_server_options options = place_options("server");
    options.connections_max = 20000;
    place_open_with(&place, &options);
    printf("%s\n", sp_server_url(place.server));
    fflush(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
    place_close(&place);
    place_folder[0] = '\0';
    return 0;
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(processes_talk),
        cmocka_unit_test(request_comes_back),
        cmocka_unit_test(empty_frame_is_a_frame),
        cmocka_unit_test(exporter_is_one_on_both_sides_and_names_the_clients_certificate),
        cmocka_unit_test(exporters_of_two_connections_differ),
        cmocka_unit_test(exporter_leaves_the_table_with_its_connection),
        cmocka_unit_test(call_knows_the_exporter_of_its_own_connection),
        cmocka_unit_test(call_knows_the_address_of_its_peer),
        cmocka_unit_test(answers_come_in_the_order_they_are_given),
        cmocka_unit_test(two_hundred_waiting_calls_cost_no_thread),
        cmocka_unit_test(requests_past_the_limit_wait_for_their_turn),
        cmocka_unit_test(threads_share_one_client),
        cmocka_unit_test(threads_that_connect_at_once_share_one_connection),
        cmocka_unit_test(frame_of_exactly_the_limit_passes_both_ways),
        cmocka_unit_test(answer_over_the_callers_maximum_is_too_big_and_no_more),
        cmocka_unit_test(connection_past_the_limit_is_closed),
        cmocka_unit_test(many_large_frames_cross_without_a_standstill),
        cmocka_unit_test(client_refuses_to_pile_up_what_is_not_taken),
        cmocka_unit_test(place_in_the_queue_is_passed_on_when_its_connection_goes),
        cmocka_unit_test(few_places_serve_many_clients_to_the_last_call),
        cmocka_unit_test(pipe_is_told_gone_once_and_after_its_requests),
        cmocka_unit_test(answer_to_a_peer_that_is_gone_is_no_error),
        cmocka_unit_test(dropped_call_times_out_and_hurts_nothing),
        cmocka_unit_test(late_answer_is_not_taken_for_another),
        cmocka_unit_test(hanging_up_closes_that_connection_only),
        cmocka_unit_test(client_connects_only_when_told),
        cmocka_unit_test(calls_under_way_end_when_the_connection_does),
        cmocka_unit_test(stopped_server_still_answers_what_it_has),
        cmocka_unit_test(server_closes_amid_traffic_and_opens_again_at_its_address),
        cmocka_unit_test(client_closes_amid_its_calls),
        cmocka_unit_test(only_tls_is_spoken),
        cmocka_unit_test(unusable_files_are_refused_at_open),
        cmocka_unit_test(address_in_use_is_an_io_error),
        cmocka_unit_test(absent_server_is_told_at_once_and_a_silent_one_in_time),
    };

    if (argc == 3 && strcmp(argv[1], "serve") == 0) {
        return serve(argv[2]);
    }
    program = argv[0];
    return cmocka_run_group_tests(tests, place_make, place_unmake);
}
