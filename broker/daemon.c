/*
 * Running: open the ledger, then the front; wait for signals; close in the other order.
 */
#include "daemon.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "files.h"
#include "front.h"
#include "ledger.h"

struct daemon {
    struct sp_config config;
    struct sp_credentials credentials;
    struct sp_ledger *ledger;
    struct sp_front *front;
    pthread_mutex_t say_lock;
    atomic_bool quiet; /* log-level error */
};

static int64_t
now_ms(void *context)
{
    struct timespec now;

    (void)context;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* One line a fact, on standard error, with the time in front. */
static void
say(void *context, const char *line)
{
    struct daemon *daemon = context;
    char stamp[40] = "";
    struct timespec now;
    struct tm parts;

    if (daemon->quiet && strncmp(line, "SP-LEDGER", 9) != 0) {
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    if (gmtime_r(&now.tv_sec, &parts) != NULL) {
        (void)strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
    pthread_mutex_lock(&daemon->say_lock);
    (void)fprintf(stderr, "%s %s\n", stamp, line);
    pthread_mutex_unlock(&daemon->say_lock);
}

static int
exit_code(enum sp_status status)
{
    return status == SP_OK                                       ? SP_EXIT_DONE
           : status == SP_ERR_NOMEM || status == SP_ERR_INTERNAL ? SP_EXIT_INTERNAL
           : status == SP_ERR_BUSY || status == SP_ERR_IO        ? SP_EXIT_AWAY
                                                                 : SP_EXIT_USAGE;
}

static struct sp_tls_files
tls_files(const struct sp_credentials *credentials)
{
    return (struct sp_tls_files){.certificate = sp_buffer_bytes(&credentials->cert),
        .key = sp_buffer_bytes(&credentials->key),
        .ca = sp_buffer_bytes(&credentials->ca),
        .crl = sp_buffer_bytes(&credentials->crl)};
}

static enum sp_status
open_ledger(struct daemon *daemon, const char **why)
{
    struct sp_credentials *credentials = &daemon->credentials;
    struct sp_ledger_options options = {.folder = daemon->config.folder,
        .passphrase = sp_buffer_bytes(&credentials->passphrase),
        .origin = daemon->config.origin,
        .broker = credentials->identity_certificate.party,
        .identity_der = sp_buffer_bytes(&credentials->identity_der),
        .identity = credentials->identity,
        .t_vers_ms = (uint32_t)daemon->config.t_vers_s * 1000,
        .trust = credentials->trust,
        .now_ms = now_ms,
        .answer = sp_front_answer,
        .answer_context = daemon->front,
        .say = say,
        .say_context = daemon};

    return sp_ledger_open(&options, &daemon->ledger, why);
}

static enum sp_status
open_front(struct daemon *daemon)
{
    struct sp_front_options options = {.url = daemon->config.listen,
        .tls = tls_files(&daemon->credentials),
        .broker = daemon->credentials.tls_certificate.party,
        .trust = daemon->credentials.trust,
        .calls_max = (uint32_t)daemon->config.calls_max,
        .connections_max = (uint32_t)daemon->config.connections_max,
        .workers = (uint32_t)daemon->config.workers,
        .now_ms = now_ms,
        .say = say,
        .say_context = daemon};

    return sp_front_new(&options, &daemon->front);
}

/* SIGHUP: certificates, CRL and log level anew; what cannot be used leaves the old in force. */
static void
reload(struct daemon *daemon)
{
    struct sp_config config;
    struct sp_credentials fresh;

    sp_credentials_init(&fresh);
    if (sp_config_read(daemon->config.file, &config, stderr) != SP_OK ||
        sp_credentials_read(&config, now_ms(NULL), &fresh, stderr) != SP_OK ||
        !sp_party_equal(&fresh.tls_certificate.party, &daemon->credentials.tls_certificate.party)) {
        say(daemon, "SP-RELOAD-REFUSED what stands stays in force");
        sp_credentials_wipe(&fresh);
        return;
    }
    struct sp_tls_files files = tls_files(&fresh);
    if (sp_front_renew(daemon->front, &files) != SP_OK) {
        say(daemon, "SP-RELOAD-REFUSED the TLS files cannot be used");
        sp_credentials_wipe(&fresh);
        return;
    }
    struct sp_trust *old = daemon->credentials.trust;
    sp_front_trust(daemon->front, fresh.trust);
    sp_ledger_trust(daemon->ledger, fresh.trust);
    daemon->credentials.trust = fresh.trust;
    fresh.trust = old; /* nobody holds it any more: wiped with what was not taken */
    daemon->quiet = strcmp(config.log_level, "error") == 0;
    sp_credentials_wipe(&fresh);
    say(daemon, "SP-RELOADED");
}

/* Waits for signals; false when the ledger had to stop. */
static bool
serve(struct daemon *daemon, const sigset_t *signals)
{
    const struct timespec tick = {1, 0};

    for (;;) {
        int signal_number = sigtimedwait(signals, NULL, &tick);

        if (signal_number == SIGTERM || signal_number == SIGINT) {
            return true;
        }
        if (signal_number == SIGHUP) {
            reload(daemon);
        }
        if (!sp_ledger_is_well(daemon->ledger)) {
            return false;
        }
    }
}

static bool
prepare(struct daemon *daemon, const char *config_path, enum sp_status *status)
{
    *status = sp_config_read(config_path, &daemon->config, stderr);
    if (*status == SP_OK) {
        *status = sp_credentials_read(&daemon->config, now_ms(NULL), &daemon->credentials, stderr);
        *status = *status == SP_OK ? SP_OK : SP_ERR_MALFORMED;
    } else {
        *status = SP_ERR_MALFORMED;
    }
    return *status == SP_OK;
}

static void
close_all(struct daemon *daemon)
{
    if (daemon->front != NULL) {
        sp_front_stop(daemon->front);
    }
    sp_ledger_close(daemon->ledger);
    sp_front_free(daemon->front);
    sp_credentials_wipe(&daemon->credentials);
}

int
sp_daemon_run(const char *config_path)
{
    struct daemon *daemon = calloc(1, sizeof(*daemon));
    struct rlimit no_core = {0, 0};
    sigset_t signals;
    const char *why = "there is no memory";
    enum sp_status status = SP_ERR_NOMEM;
    char line[SP_CONFIG_TEXT_MAX + 64];
    bool well = true;

    if (daemon == NULL || sp_crypto_init() != SP_OK || sp_transport_init() != SP_OK) {
        free(daemon);
        return SP_EXIT_INTERNAL;
    }
    (void)setrlimit(RLIMIT_CORE, &no_core);
    pthread_mutex_init(&daemon->say_lock, NULL);
    sp_credentials_init(&daemon->credentials);
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    /* Before any thread starts, so that all of them leave these to us. */
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    if (!prepare(daemon, config_path, &status)) {
        goto done;
    }
    daemon->quiet = strcmp(daemon->config.log_level, "error") == 0;
    if ((status = open_front(daemon)) != SP_OK || (status = open_ledger(daemon, &why)) != SP_OK ||
        (status = sp_front_start(daemon->front, daemon->ledger, &why)) != SP_OK) {
        (void)fprintf(stderr, "samenspraakd: %s\n", why);
        goto done;
    }
    (void)snprintf(line, sizeof(line), "SP-LISTENING %s", sp_front_url(daemon->front));
    say(daemon, line);
    well = serve(daemon, &signals);
    say(daemon, "SP-STOPPING finishing what is queued");
done:
    close_all(daemon);
    if (status == SP_OK && well) {
        say(daemon, "SP-STOPPED");
    }
    pthread_mutex_destroy(&daemon->say_lock);
    free(daemon);
    return status != SP_OK ? exit_code(status) : well ? SP_EXIT_DONE : SP_EXIT_INTERNAL;
}

int
sp_daemon_check(const char *config_path)
{
    struct daemon *daemon = calloc(1, sizeof(*daemon));
    enum sp_status status = SP_ERR_NOMEM;

    if (daemon == NULL || sp_crypto_init() != SP_OK) {
        free(daemon);
        return SP_EXIT_INTERNAL;
    }
    sp_credentials_init(&daemon->credentials);
    if (prepare(daemon, config_path, &status)) {
        (void)printf("%s: good\n", config_path);
    }
    sp_credentials_wipe(&daemon->credentials);
    free(daemon);
    return exit_code(status);
}
