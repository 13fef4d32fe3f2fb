/*
 * samenspraakd status: says hello with the broker's own certificate and sends a probe, which walks
 * the whole road: front, ledger, one record, commit, proof.  Healthy is what came back proved.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <samenspraak/day.h>
#include <samenspraak/log.h>
#include <samenspraak/message.h>
#include <samenspraak/transport.h>

#include "config.h"
#include "daemon.h"
#include "files.h"

#define TIMEOUT_MS 10000
#define ARENA_MAX  ((size_t)8 << 20)

struct round {
    struct sp_config config;
    struct sp_credentials credentials;
    struct sp_client *client;
    struct sp_arena *arena;
    struct sp_sign_key *key; /* of the TLS certificate */
    struct sp_buffer der;    /* the same certificate */
    struct sp_buffer answer;
    struct sp_answer read;
};

static int64_t
now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum sp_status
ask(struct round *round, uint8_t kind, const struct sp_shape *shape, const void *body)
{
    struct sp_request request = {.version = SP_PROTOCOL_VERSION, .kind = kind};
    struct sp_buffer written, frame;
    const char *field;
    enum sp_status status;

    sp_buffer_init(&written, SP_FRAME_MAX);
    sp_buffer_init(&frame, SP_FRAME_MAX);
    sp_buffer_wipe(&round->answer);
    sp_random(request.id.b, sizeof(request.id.b));
    if ((status = sp_wire_write(shape, body, &written)) == SP_OK) {
        request.body = sp_buffer_bytes(&written);
        if ((status = sp_wire_write(&sp_shape_request, &request, &frame)) == SP_OK &&
            (status = sp_client_call(
                 round->client, sp_buffer_bytes(&frame), TIMEOUT_MS, &round->answer)) == SP_OK) {
            status = sp_wire_read(&sp_shape_answer, sp_buffer_bytes(&round->answer), round->arena,
                &round->read, &field);
        }
    }
    sp_buffer_wipe(&written);
    sp_buffer_wipe(&frame);
    return status;
}

static enum sp_status
say_hello(struct round *round)
{
    struct sp_buffer peer, written;
    struct sp_certificate broker;
    struct sp_head heads[SP_LOG_COUNT] = {{0, {{0}}}};
    const struct sp_certificate *own = &round->credentials.tls_certificate;
    struct sp_hello hello = {.format = 1,
        .suite = SP_SUITE_V1,
        .party = own->party,
        .certificate_hash = own->hash,
        .time_ms = (uint64_t)now_ms(),
        .heads = {heads, SP_LOG_COUNT}};
    struct sp_hello_request request = {.certificate = sp_buffer_bytes(&round->der)};
    enum sp_status status;

    sp_buffer_init(&peer, SP_CERTIFICATE_MAX);
    sp_buffer_init(&written, 4096);
    sp_random(hello.nonce.b, sizeof(hello.nonce.b));
    if ((status = sp_client_connect(round->client, TIMEOUT_MS, &hello.exporter, &peer)) != SP_OK ||
        (status = sp_certificate_read(sp_buffer_bytes(&peer), &broker)) != SP_OK) {
        goto done;
    }
    hello.broker = broker.party;
    if ((status = sp_wire_write(&sp_shape_hello, &hello, &written)) != SP_OK) {
        goto done;
    }
    request.hello = sp_buffer_bytes(&written);
    if ((status = sp_sign(round->key, "hello", &request.hello, 1, &request.signature)) == SP_OK) {
        status = ask(round, SP_REQUEST_HELLO, &sp_shape_hello_request, &request);
    }
done:
    sp_buffer_wipe(&peer);
    sp_buffer_wipe(&written);
    return status;
}

/* The card tells the log's key; the probe's receipt must be proved under it. */
static enum sp_status
check_receipt(struct round *round, const struct sp_vkey *events, struct sp_checkpoint *head)
{
    const struct sp_receipt *receipt = &round->read.receipt;
    struct sp_record record;
    uint8_t entry[SP_EVENT_ENTRY_BYTES];
    enum sp_status status;

    if (!round->read.has_receipt) {
        return SP_ERR_PROOF;
    }
    if ((status = sp_wire_read(&sp_shape_record, receipt->record, round->arena, &record, NULL)) !=
            SP_OK ||
        (status = sp_checkpoint_check(receipt->checkpoint, events, head)) != SP_OK) {
        return status;
    }
    sp_record_entry(&record, entry);
    struct sp_hash leaf = sp_tree_leaf((struct sp_bytes){entry, sizeof(entry)});
    return sp_tree_check_inclusion(&leaf, receipt->index, head->head.size, receipt->proof.items,
        receipt->proof.count, &head->head.root);
}

static enum sp_status
read_card(struct round *round, struct sp_vkey *events)
{
    struct sp_hello_answer answer;
    struct sp_card card;
    enum sp_status status;

    if (!sp_verdict_is_good((enum sp_verdict)round->read.verdict) || !round->read.has_body) {
        return SP_ERR_CERT;
    }
    if ((status = sp_wire_read(
             &sp_shape_hello_answer, round->read.body, round->arena, &answer, NULL)) != SP_OK ||
        (status = sp_verify(&round->credentials.identity_certificate.key, "card", &answer.card, 1,
             &answer.signature)) != SP_OK ||
        (status = sp_wire_read(&sp_shape_card, answer.card, round->arena, &card, NULL)) != SP_OK) {
        return status;
    }
    const struct sp_blob *vkeys = card.vkeys.items;
    return sp_vkey_parse(vkeys[SP_LOG_EVENTS].bytes, events);
}

static void
show(const struct round *round, const struct sp_checkpoint *head, int64_t took_ms, bool json)
{
    struct sp_probe_answer counts = {0};
    int size = (int)strlen(head->origin);

    sp_status_ignore(
        sp_wire_read(&sp_shape_probe_answer, round->read.body, round->arena, &counts, NULL));
    (void)printf(
        json
            ? "{\"healthy\":true,\"listen\":\"%s\",\"log\":{\"origin\":\"%.*s\",\"size\":%llu},"
              "\"round_ms\":%lld,\"waiting\":%llu,\"held\":%llu,\"statements\":%llu,"
              "\"parties\":%llu,\"mail\":%llu,\"queued\":%llu,\"store_bytes\":%llu}\n"
            : "healthy: %s\nlog: %.*s, %llu entries, newest checkpoint is of this round\n"
              "round: %lld ms\nmessages waiting: %llu\nheld for a patient: %llu\n"
              "statements: %llu\nparties: %llu\nmail rows: %llu\nqueued: %llu\nstore: %llu bytes\n",
        round->config.listen, size, head->origin, (unsigned long long)head->head.size,
        (long long)took_ms, (unsigned long long)counts.messages, (unsigned long long)counts.held,
        (unsigned long long)counts.statements, (unsigned long long)counts.entries,
        (unsigned long long)counts.mail, (unsigned long long)counts.queued,
        (unsigned long long)counts.store_bytes);
}

static enum sp_status
go_round(struct round *round, bool json)
{
    struct sp_tls_files tls = {.certificate = sp_buffer_bytes(&round->credentials.cert),
        .key = sp_buffer_bytes(&round->credentials.key),
        .ca = sp_buffer_bytes(&round->credentials.ca),
        .crl = sp_buffer_bytes(&round->credentials.crl)};
    struct sp_probe_request probe;
    struct sp_checkpoint head;
    struct sp_vkey events;
    int64_t began_ms = now_ms();
    enum sp_status status;

    sp_random(probe.nonce.b, sizeof(probe.nonce.b));
    if ((status = sp_client_open(round->config.listen, &tls, &round->client)) != SP_OK ||
        (status = say_hello(round)) != SP_OK || (status = read_card(round, &events)) != SP_OK ||
        (status = ask(round, SP_REQUEST_PROBE, &sp_shape_probe_request, &probe)) != SP_OK ||
        (status = check_receipt(round, &events, &head)) != SP_OK) {
        return status;
    }
    show(round, &head, now_ms() - began_ms, json);
    return SP_OK;
}

int
sp_daemon_status(const char *config_path, bool json)
{
    struct round *round = calloc(1, sizeof(*round));
    enum sp_status status;
    int code = SP_EXIT_USAGE;

    if (round == NULL || sp_crypto_init() != SP_OK || sp_transport_init() != SP_OK) {
        free(round);
        return SP_EXIT_INTERNAL;
    }
    sp_credentials_init(&round->credentials);
    sp_buffer_init(&round->answer, SP_FRAME_MAX);
    sp_buffer_init(&round->der, SP_CERTIFICATE_MAX);
    if (sp_config_read(config_path, &round->config, stderr) == SP_OK &&
        sp_credentials_read(&round->config, now_ms(), &round->credentials, stderr) == SP_OK &&
        sp_arena_new(ARENA_MAX, &round->arena) == SP_OK &&
        sp_certificate_der(sp_buffer_bytes(&round->credentials.cert), &round->der) == SP_OK &&
        sp_sign_key_from_pem(sp_buffer_bytes(&round->credentials.key), &round->key) == SP_OK) {
        status = go_round(round, json);
        code = status == SP_OK                                        ? SP_EXIT_DONE
               : status == SP_ERR_PROOF || status == SP_ERR_SIGNATURE ? SP_EXIT_PROOF
                                                                      : SP_EXIT_AWAY;
        if (status != SP_OK) {
            (void)fprintf(stderr, "samenspraakd status: not healthy: %s at %s\n",
                sp_status_name(status), round->config.listen);
        }
        if (status != SP_OK && json) {
            (void)printf("{\"healthy\":false,\"status\":\"%s\"}\n", sp_status_name(status));
        }
    }
    sp_client_close(round->client);
    sp_sign_key_free(round->key);
    sp_buffer_wipe(&round->der);
    sp_buffer_wipe(&round->answer);
    sp_arena_free(round->arena);
    sp_credentials_wipe(&round->credentials);
    free(round);
    return code;
}
