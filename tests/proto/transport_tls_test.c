/*
 * The door: who is let in, who is not, and what a hostile peer cannot do.  The peers here are made
 * by hand with OpenSSL or speak no TLS at all.
 */
#include "support.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "transport_place.h"

/* ---- raw peers ---- */

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

static int
raw_connect(const struct place *place)
{
    const char *port = strrchr(sp_server_url(place->server), ':') + 1;
    struct sockaddr_in address = {.sin_family = AF_INET,
        .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct timeval limit = {SOON_MS / 1000, 0};
    int yes = 1;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    return fd;
}

/* Whether the other side closes within ${ms}, whatever it sends before. */
static bool
is_closed_within(int fd, int ms)
{
    struct timeval limit = {ms / 1000, (ms % 1000) * 1000};
    char bytes[4096];
    ssize_t got = 0;

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    while ((got = recv(fd, bytes, sizeof(bytes), 0)) > 0) {
    }
    return got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

/* A client of OpenSSL's defaults, TLS 1.3, that takes any server; with ${who}'s certificate. */
static SSL_CTX *
raw_context(const char *who)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    char path[1024];

    assert_non_null(context);
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    if (who != NULL) {
        snprintf(path, sizeof(path), "%s/%s.pem", place_folder, who);
        assert_int_equal(SSL_CTX_use_certificate_chain_file(context, path), 1);
        snprintf(path, sizeof(path), "%s/%s-key.pem", place_folder, who);
        assert_int_equal(SSL_CTX_use_PrivateKey_file(context, path, SSL_FILETYPE_PEM), 1);
    }
    return context;
}

struct raw {
    SSL_CTX *context;
    SSL *ssl;
    int fd;
};

/*
 * Takes over ${context}; true when the server says something, which it does only to those it lets
 * in.
 */
static bool
raw_greets(const struct place *place, SSL_CTX *context, struct raw *raw)
{
    const uint8_t greeting[] = {0, 'S', 'P', 0, 0, 0x30, 0, 0};
    uint8_t answer[8];

    raw->context = context;
    raw->fd = raw_connect(place);
    raw->ssl = SSL_new(context);
    assert_non_null(raw->ssl);
    SSL_set_fd(raw->ssl, raw->fd);
    return SSL_connect(raw->ssl) == 1 && SSL_write(raw->ssl, greeting, 8) == 8 &&
           SSL_read(raw->ssl, answer, 8) == 8 && memcmp(answer, "\0SP\0\0\x31\0\0", 8) == 0;
}

static void
raw_close(struct raw *raw)
{
    SSL_free(raw->ssl);
    close(raw->fd);
    SSL_CTX_free(raw->context);
    ERR_clear_error();
}

static bool
is_let_in(const struct place *place, SSL_CTX *context)
{
    struct raw raw;
    bool in = raw_greets(place, context, &raw);

    raw_close(&raw);
    return in;
}

static void
assert_serves(const struct place *place)
{
    struct sp_client *client = place_connected(place, "client-b", NULL);

    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    sp_client_close(client);
}

/* ---- versions, suites, groups ---- */

static void
only_tls_1_3_is_spoken(void **state)
{
    struct place place;
    int versions[] = {TLS1_VERSION, TLS1_1_VERSION, TLS1_2_VERSION};

    (void)state;
    place_open(&place);
    for (size_t i = 0; i < 3; i++) {
        SSL_CTX *context = raw_context("client-a");
        SSL_CTX_set_security_level(context, 0);
        SSL_CTX_set_min_proto_version(context, versions[i]);
        SSL_CTX_set_max_proto_version(context, versions[i]);
        assert_false(is_let_in(&place, context));
    }
    assert_true(is_let_in(&place, raw_context("client-a")));
    assert_int_equal(place.requests, 0);
    place_close(&place);
}

static void
only_our_suites_and_groups_are_taken(void **state)
{
    struct place place;
    const char *suites[] = {"TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_AES_128_GCM_SHA256", "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256"};
    const char *groups[] = {"X25519", "P-256", "X448", "P-384", "P-521", "ffdhe2048"};

    (void)state;
    place_open(&place);
    for (size_t i = 0; i < 5; i++) {
        SSL_CTX *context = raw_context("client-a");
        SSL_CTX_set_security_level(context, 0);
        assert_int_equal(SSL_CTX_set_ciphersuites(context, suites[i]), 1);
        assert_int_equal(is_let_in(&place, context), i < 3);
    }
    for (size_t i = 0; i < 6; i++) {
        char group[16];
        SSL_CTX *context = raw_context("client-a");
        snprintf(group, sizeof(group), "%s", groups[i]);
        assert_int_equal(SSL_CTX_set1_groups_list(context, group), 1);
        assert_int_equal(is_let_in(&place, context), i < 2);
    }
    place_close(&place);
}

static int
count_session(SSL *ssl, SSL_SESSION *session)
{
    (void)session;
    *(int *)SSL_get_app_data(ssl) += 1;
    return 0;
}

static void
there_are_no_tickets_and_no_resumption(void **state)
{
    struct place place;
    struct raw raw;
    int tickets = 0;
    uint8_t request[] = {0, 0, 0, 0, 0, 0, 0, 5, 0x80, 0, 0, 1, 'e'};
    uint8_t answer[13];

    (void)state;
    place_open(&place);
    SSL_CTX *context = raw_context("client-a");
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(context, count_session);
    raw.context = context;
    raw.fd = raw_connect(&place);
    raw.ssl = SSL_new(context);
    SSL_set_app_data(raw.ssl, &tickets);
    SSL_set_fd(raw.ssl, raw.fd);
    assert_int_equal(SSL_connect(raw.ssl), 1);
    assert_int_equal(SSL_write(raw.ssl, "\0SP\0\0\x30\0\0", 8), 8);
    assert_int_equal(SSL_read(raw.ssl, answer, 8), 8);
    assert_int_equal(SSL_write(raw.ssl, request, sizeof(request)), sizeof(request));
    assert_int_equal(SSL_read(raw.ssl, answer, sizeof(answer)), sizeof(answer));
    assert_int_equal(tickets, 0);
    assert_int_equal(SSL_SESSION_is_resumable(SSL_get0_session(raw.ssl)), 0);
    assert_int_equal(SSL_get_early_data_status(raw.ssl), SSL_EARLY_DATA_NOT_SENT);
    assert_null(SSL_get_current_compression(raw.ssl));

    /* The session, held out all the same, is not taken up. */
    SSL_SESSION *session = SSL_get1_session(raw.ssl);
    SSL *again = SSL_new(context);
    int fd = raw_connect(&place);
    SSL_set_app_data(again, &tickets);
    SSL_set_fd(again, fd);
    SSL_set_session(again, session);
    assert_int_equal(SSL_connect(again), 1);
    assert_int_equal(SSL_session_reused(again), 0);
    SSL_SESSION_free(session);
    SSL_free(again);
    close(fd);
    raw_close(&raw);
    place_close(&place);
}

static void
bytes_on_the_wire_are_those_of_nng(void **state)
{
    struct place place;
    struct raw raw;
    /* Length of what follows, request id, body: what a REQ socket sends. */
    const uint8_t request[] = {
        0, 0, 0, 0, 0, 0, 0, 9, 0x8a, 0xbc, 0xde, 0xf0, 'e', 'c', 'h', 'o', '!'};
    uint8_t answer[sizeof(request)];

    (void)state;
    place_open(&place);
    assert_true(raw_greets(&place, raw_context("client-a"), &raw));
    for (size_t i = 0; i < sizeof(request); i++) {
        assert_int_equal(SSL_write(raw.ssl, request + i, 1), 1);
    }
    assert_int_equal(SSL_read(raw.ssl, answer, sizeof(answer)), sizeof(answer));
    assert_memory_equal(answer, request, sizeof(request));
    raw_close(&raw);
    place_close(&place);
}

/* ---- certificates of clients ---- */

static void
client_without_certificate_is_refused(void **state)
{
    struct place place;

    (void)state;
    place_open(&place);
    assert_false(is_let_in(&place, raw_context(NULL)));
    place_await(&place, &place.refused_count, 1);
    assert_int_equal(place.last_refusal, SP_ERR_CERT);
    assert_serves(&place);
    assert_int_equal(place.refused_count, 1);
    place_close(&place);
}

static void
clients_certificate_decides(void **state)
{
    struct place place;
    const char *good[] = {"client-a", "client-b", "client-chain", "client-revoked"};
    const char *bad[] = {"client-other", "client-expired", "client-early", "client-server"};

    (void)state;
    place_open(&place);
    for (size_t i = 0; i < 4; i++) {
        struct sp_client *client = place_client(&place, good[i]);
        assert_int_equal(place_connect(client, NULL), SP_OK);
        sp_client_close(client);
        client = place_client(&place, bad[i]);
        assert_int_equal(place_connect(client, NULL), SP_ERR_CERT);
        assert_int_equal(place_call(client, "echo", SOON_MS), SP_ERR_CLOSED);
        sp_client_close(client);
        assert_false(is_let_in(&place, raw_context(bad[i])));
    }
    assert_int_equal(place.requests, 0);
    place_close(&place);
}

static void
crl_refuses_whom_it_lists(void **state)
{
    struct place place;
    struct sp_server_options options = place_options("server");

    (void)state;
    options.tls = place_tls("server", "ca", "crl");
    place_open_with(&place, &options);
    assert_false(is_let_in(&place, raw_context("client-revoked")));
    assert_true(is_let_in(&place, raw_context("client-a")));
    /* Nobody issued a CRL for the issuing CA: its clients cannot be checked, so they stay out. */
    assert_false(is_let_in(&place, raw_context("client-chain")));
    place_close(&place);
}

static void
crl_past_its_time_refuses_all(void **state)
{
    struct place place;
    struct sp_server_options options = place_options("server");

    (void)state;
    options.tls = place_tls("server", "ca", "crl-old");
    place_open_with(&place, &options);
    assert_false(is_let_in(&place, raw_context("client-a")));
    place_close(&place);
}

static void
renewed_files_hold_for_new_connections(void **state)
{
    struct place place;
    struct sp_tls_files files = place_tls("server-ec", "ca", "crl");
    struct sp_tls_files wrong = place_tls("server", "ca", NULL);

    (void)state;
    place_open(&place);
    struct sp_client *old = place_connected(&place, "client-revoked", NULL);
    assert_int_equal(place_call(old, "echo", SOON_MS), SP_OK);
    assert_int_equal(sp_server_renew(place.server, &files), SP_OK);
    struct sp_client *fresh = place_client(&place, "client-revoked");
    assert_int_equal(place_connect(fresh, NULL), SP_ERR_CERT);
    assert_int_equal(place_call(old, "echo", SOON_MS), SP_OK);
    assert_serves(&place);
    /* Files that do not fit change nothing. */
    wrong.key = place_pem("client-a-key");
    assert_int_equal(sp_server_renew(place.server, &wrong), SP_ERR_CERT);
    assert_int_equal(place_connect(fresh, NULL), SP_ERR_CERT);
    assert_serves(&place);
    sp_client_close(old);
    sp_client_close(fresh);
    place_close(&place);
}

/* ---- certificates of servers ---- */

static enum sp_status
connect_to(const char *server, const char *host, const char *ca, const char *crl)
{
    struct place place;
    struct sp_server_options options = place_options(server);
    struct sp_tls_files files = place_tls("client-a", ca, crl);
    struct sp_client *client = NULL;
    char url[SP_URL_MAX];

    place_open_with(&place, &options);
    snprintf(url, sizeof(url), "tls+tcp://%s%s", host, strrchr(sp_server_url(place.server), ':'));
    assert_int_equal(sp_client_open(url, &files, &client), SP_OK);
    enum sp_status status = place_connect(client, NULL);
    assert_int_equal(place.requests, 0);
    sp_client_close(client);
    place_close(&place);
    return status;
}

static void
servers_certificate_must_carry_the_host(void **state)
{
    (void)state;
    assert_int_equal(connect_to("server", "127.0.0.1", "ca", NULL), SP_OK);
    assert_int_equal(connect_to("server", "localhost", "ca", NULL), SP_OK);
    assert_int_equal(connect_to("server-ec", "127.0.0.1", "ca", NULL), SP_OK);
    assert_int_equal(connect_to("server-elsewhere", "127.0.0.1", "ca", NULL), SP_ERR_CERT);
    assert_int_equal(connect_to("server-elsewhere", "localhost", "ca", NULL), SP_ERR_CERT);
}

static void
servers_certificate_must_be_of_our_ca_and_in_time(void **state)
{
    (void)state;
    assert_int_equal(connect_to("server-expired", "127.0.0.1", "ca", NULL), SP_ERR_CERT);
    assert_int_equal(connect_to("server", "127.0.0.1", "other", NULL), SP_ERR_CERT);
    assert_int_equal(connect_to("client-b", "127.0.0.1", "ca", NULL), SP_ERR_CERT);
    assert_int_equal(connect_to("server", "127.0.0.1", "ca", "crl"), SP_OK);
    assert_int_equal(connect_to("server", "127.0.0.1", "ca", "crl-old"), SP_ERR_CERT);
}

/* ---- hostile peers ---- */

static void
noise_is_closed_and_hurts_nobody(void **state)
{
    struct place place;
    uint8_t noise[5000];
    const char *texts[] = {"GET / HTTP/1.1\r\n\r\n", "\0SP\0\0\x30\0\0", "SSH-2.0-x\r\n",
        "\x16\x03\x01\xff\xff", "\x16\x03\x03\x00\x00", "\x15\x03\x03\x00\x02\x02\x28"};
    size_t sizes[] = {18, 8, 11, 5, 5, 7};

    (void)state;
    place_open(&place);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    for (size_t i = 0; i < sizeof(noise); i++) {
        noise[i] = (uint8_t)(i * 2654435761U >> 11);
    }
    for (size_t round = 0; round < 60; round++) {
        int fd = raw_connect(&place);
        size_t which = round % 8;
        noise[0] = (uint8_t)(which == 7 ? 0x16 : round * 37 % 256);
        const void *bytes = which < 6 ? (const void *)texts[which] : noise;
        size_t size = which < 6 ? sizes[which] : sizeof(noise) - round;
        (void)send(fd, bytes, size, MSG_NOSIGNAL);
        shutdown(fd, SHUT_WR);
        assert_true(is_closed_within(fd, SOON_MS));
        close(fd);
        assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    }
    assert_serves(&place);
    sp_client_close(client);
    place_close(&place);
}

/* Gives the ClientHello of a handshake that goes no further. */
static size_t
client_hello(uint8_t *out, size_t max)
{
    SSL_CTX *context = raw_context("client-a");
    SSL *ssl = SSL_new(context);
    BIO *in = BIO_new(BIO_s_mem());
    BIO *wire = BIO_new(BIO_s_mem());

    SSL_set_bio(ssl, in, wire);
    assert_int_equal(SSL_connect(ssl), -1);
    int size = BIO_read(wire, out, (int)max);
    assert_true(size > 0);
    SSL_free(ssl);
    SSL_CTX_free(context);
    ERR_clear_error();
    return (size_t)size;
}

/* nng's own listener stops for good when this happens at the wrong moment. */
static void
resets_amid_the_handshake_do_not_stop_the_door(void **state)
{
    struct place place;
    uint8_t hello[2048];
    struct linger abrupt = {1, 0};

    (void)state;
    place_open(&place);
    size_t size = client_hello(hello, sizeof(hello));
    for (int round = 0; round < 600; round++) {
        int fd = raw_connect(&place);
        if (round % 3 != 0) {
            assert_int_equal(send(fd, hello, size, MSG_NOSIGNAL), size);
        }
        if (round % 2 == 0) {
            shutdown(fd, SHUT_WR);
        }
        if (round % 5 != 0) {
            struct timespec moment = {0, (round % 40) * 50000L};
            nanosleep(&moment, NULL);
        }
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &abrupt, sizeof(abrupt));
        close(fd);
    }
    assert_serves(&place);
    place_await(&place, &place.gone_count, 1);
    assert_int_equal(place.gone_count, 1);
    place_close(&place);
}

static void
slow_and_silent_handshakes_keep_nobody_waiting_and_end(void **state)
{
    struct place place;
    uint8_t hello[2048];
    int fds[100];

    (void)state;
    place_open(&place);
    size_t size = client_hello(hello, sizeof(hello));
    for (size_t i = 0; i < 100; i++) {
        fds[i] = raw_connect(&place);
        if (i % 2 == 0) {
            assert_int_equal(send(fds[i], hello, i * size / 100, MSG_NOSIGNAL), i * size / 100);
        }
    }
    int64_t before = now_ms();
    while (now_ms() - before < 9000) {
        int64_t start = now_ms();
        assert_serves(&place);
        assert_true(now_ms() - start < 2000);
        for (size_t i = 0; i < 10; i++) {
            (void)send(fds[i], hello, 1, MSG_NOSIGNAL);
        }
        sleep_ms(300);
    }
    for (size_t i = 0; i < 100; i++) {
        assert_true(is_closed_within(fds[i], 4000));
        close(fds[i]);
    }
    assert_true(now_ms() - before < 20000);
    assert_serves(&place);
    place_close(&place);
}

static void
flood_of_silent_ones_leaves_room_for_others(void **state)
{
    struct place place;
    struct sp_server_options options = place_options("server");
    int fds[40];

    (void)state;
    options.connections_max = 10;
    place_open_with(&place, &options);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    for (size_t i = 0; i < 40; i++) {
        fds[i] = raw_connect(&place);
    }
    /* At most 6 of the 40 are in; the oldest of them makes room for an honest one. */
    assert_serves(&place);
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    size_t open = 0;
    for (size_t i = 0; i < 40; i++) {
        open += is_closed_within(fds[i], i < 34 ? 1000 : 10) ? 0 : 1;
        close(fds[i]);
    }
    assert_true(open <= 6);
    sp_client_close(client);
    place_close(&place);
}

static void
frame_that_is_none_closes_its_connection_only(void **state)
{
    struct place place;
    /*
     * What follows a good greeting: too short, too long by one, far too long, an id that is none.
     */
    uint8_t heads[][12] = {{0, 0, 0, 0, 0, 0, 0, 3, 0x80, 0, 0, 1},
        {0, 0, 0, 0, 0, 0x10, 0x40, 0x05, 0x80, 0, 0, 1},
        {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 0, 0, 1},
        {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80, 0, 0, 1},
        {0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 1}, {0, 0, 0, 0, 0, 0, 0, 8, 0x7f, 0, 0, 1}};
    struct raw raw;

    (void)state;
    place_open(&place);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    for (size_t i = 0; i < 6; i++) {
        assert_true(raw_greets(&place, raw_context("client-b"), &raw));
        assert_int_equal(SSL_write(raw.ssl, heads[i], 12), 12);
        assert_true(is_closed_within(raw.fd, SOON_MS));
        raw_close(&raw);
        assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    }
    /* A body of exactly the limit is announced and never comes: that is no offence. */
    uint8_t most[12] = {0, 0, 0, 0, 0, 0x10, 0x40, 0x04, 0x80, 0, 0, 1};
    assert_true(raw_greets(&place, raw_context("client-b"), &raw));
    assert_int_equal(SSL_write(raw.ssl, most, 12), 12);
    assert_false(is_closed_within(raw.fd, 200));
    raw_close(&raw);
    assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    assert_int_equal(place.gone_count, 0);
    sp_client_close(client);
    place_close(&place);
}

static void
wrong_greeting_is_closed(void **state)
{
    struct place place;
    const char *greetings[] = {"\0SP\0\0\x31\0\0", "\0SP\0\0\x10\0\0", "\0SP\1\0\x30\0\0",
        "\0SP\0\0\x30\0\1", "\0\0\0\0\0\0\0\0", "GET / HT"};

    (void)state;
    place_open(&place);
    for (size_t i = 0; i < 6; i++) {
        struct raw raw = {.context = raw_context("client-a"), .fd = raw_connect(&place)};
        raw.ssl = SSL_new(raw.context);
        SSL_set_fd(raw.ssl, raw.fd);
        assert_int_equal(SSL_connect(raw.ssl), 1);
        assert_int_equal(SSL_write(raw.ssl, greetings[i], 8), 8);
        assert_true(is_closed_within(raw.fd, SOON_MS));
        raw_close(&raw);
    }
    assert_serves(&place);
    place_close(&place);
}

/* A peer that asks and asks and never reads: it is read from no further, and others go on. */
static void
peer_that_does_not_read_is_held_back(void **state)
{
    struct place place;
    struct raw raw;
    uint8_t *request = calloc(1, 100012);
    struct timeval limit = {1, 0};
    size_t sent = 0;

    (void)state;
    assert_non_null(request);
    sp_test_hex("00000000000186a480000001", request, 12);
    request[12] = 'e';
    place_open(&place);
    struct sp_client *client = place_connected(&place, "client-a", NULL);
    assert_true(raw_greets(&place, raw_context("client-b"), &raw));
    setsockopt(raw.fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    while (sent < 1000 && SSL_write(raw.ssl, request, 100012) == 100012) {
        sent++;
    }
    assert_in_range(sent, 3, 600);
    size_t before = place.requests;
    sleep_ms(200);
    assert_int_equal(place.requests, before);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(place_call(client, "echo", SOON_MS), SP_OK);
    }
    raw_close(&raw);
    sp_client_close(client);
    place_close(&place);
    free(request);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_tls_1_3_is_spoken),
        cmocka_unit_test(only_our_suites_and_groups_are_taken),
        cmocka_unit_test(there_are_no_tickets_and_no_resumption),
        cmocka_unit_test(bytes_on_the_wire_are_those_of_nng),
        cmocka_unit_test(client_without_certificate_is_refused),
        cmocka_unit_test(clients_certificate_decides),
        cmocka_unit_test(crl_refuses_whom_it_lists),
        cmocka_unit_test(crl_past_its_time_refuses_all),
        cmocka_unit_test(renewed_files_hold_for_new_connections),
        cmocka_unit_test(servers_certificate_must_carry_the_host),
        cmocka_unit_test(servers_certificate_must_be_of_our_ca_and_in_time),
        cmocka_unit_test(noise_is_closed_and_hurts_nobody),
        cmocka_unit_test(resets_amid_the_handshake_do_not_stop_the_door),
        cmocka_unit_test(slow_and_silent_handshakes_keep_nobody_waiting_and_end),
        cmocka_unit_test(flood_of_silent_ones_leaves_room_for_others),
        cmocka_unit_test(frame_that_is_none_closes_its_connection_only),
        cmocka_unit_test(wrong_greeting_is_closed),
        cmocka_unit_test(peer_that_does_not_read_is_held_back),
    };

    return cmocka_run_group_tests(tests, place_make, place_unmake);
}
