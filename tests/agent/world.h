/*
 * A small world for tests of the agent: an example CA, a real samenspraakd on loopback, homes.
 *
 * Everything lies in one temporary folder; the broker is a child process and ended with the world.
 */
#ifndef SP_TEST_WORLD_H
#define SP_TEST_WORLD_H

#include "support.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "account.h"
#include "agent.h"
#include "audit.h"
#include "directory.h"
#include "inbox.h"
#include "keyring.h"
#include "outbox.h"
#include "statements.h"

struct world {
    char folder[512];
    char url[64];
    pid_t broker;
    char patient[128]; /* party */
};

static inline void
run(const char *const arguments[])
{
    pid_t child = fork();
    int result = 0;

    assert_true(child >= 0);
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) == NULL) {
            _exit(126);
        }
        /* execv takes char *const[]; it does not write there. */
        char *copy[24] = {NULL};
        for (size_t i = 0; arguments[i] != NULL && i < 23; i++) {
            copy[i] = strdup(arguments[i]);
        }
        execv(copy[0], copy);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &result, 0), child);
    if (!WIFEXITED(result) || WEXITSTATUS(result) != 0) {
        fail_msg("%s gave %d", arguments[0], result);
    }
}

static inline const char *
at(const struct world *world, const char *name)
{
    static char paths[8][1024];
    static unsigned next;
    char *path = paths[next++ % 8];

    snprintf(path, sizeof(paths[0]), "%s/%s", world->folder, name);
    return path;
}

static inline const char *
tool(const char *name)
{
    static char path[1024];

    snprintf(path, sizeof(path), "%s/certs-example/%s", SP_SOURCE_DIR, name);
    return path;
}

static inline void
issue(const struct world *world, const char *role, const char *id, const char *name)
{
    run((const char *const[]){tool("issue"), at(world, "ca"), role, id, name, NULL});
}

/* Waits until somebody listens at the world's address, at most ten seconds. */
static inline void
world_wait(const struct world *world)
{
    const struct timespec tick = {.tv_sec = 0, .tv_nsec = 20000000};
    struct sockaddr_in address = {.sin_family = AF_INET,
        .sin_port = htons((uint16_t)strtoul(strrchr(world->url, ':') + 1, NULL, 10)),
        .sin_addr = {htonl(INADDR_LOOPBACK)}};

    for (int i = 0; i < 500; i++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        bool there = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
        close(fd);
        if (there) {
            return;
        }
        nanosleep(&tick, NULL);
    }
    fail_msg("no broker at %s", world->url);
}

/* Starts the broker that lies in ${folder}. */
static inline void
world_start(struct world *world, const char *folder)
{
    char program[1024], config[1200];

    snprintf(program, sizeof(program), "%s/samenspraakd", SP_BIN_DIR);
    snprintf(config, sizeof(config), "%s/%s/samenspraakd.conf", world->folder, folder);
    world->broker = fork();
    assert_true(world->broker >= 0);
    if (world->broker == 0) {
        char log[1024];
        snprintf(log, sizeof(log), "%s/broker.log", world->folder);
        if (freopen(log, "a", stderr) == NULL) {
            _exit(126);
        }
        execl(program, program, "-c", config, (char *)NULL);
        _exit(127);
    }
    world_wait(world);
}

static inline void
world_start_broker(struct world *world)
{
    world_start(world, "broker");
}

static inline void
world_stop_broker(struct world *world)
{
    int result = 0;

    if (world->broker > 0) {
        kill(world->broker, SIGTERM);
        assert_int_equal(waitpid(world->broker, &result, 0), world->broker);
        world->broker = 0;
        assert_true(WIFEXITED(result));
        assert_int_equal(WEXITSTATUS(result), 0);
    }
}

/* The party that `issue` printed when it made the patient. */
static inline void
find_patient(struct world *world)
{
    FILE *file = fopen(at(world, "patient.txt"), "r");

    assert_non_null(file);
    assert_non_null(fgets(world->patient, sizeof(world->patient), file));
    fclose(file);
    world->patient[strcspn(world->patient, "\n")] = 0;
}

static inline void
issue_patient(const struct world *world)
{
    char list[1024];

    snprintf(list, sizeof(list), "%s/patient.txt", world->folder);
    pid_t child = fork();
    int result = 0;
    if (child == 0) {
        if (freopen(list, "w", stdout) == NULL) {
            _exit(126);
        }
        execl(tool("issue"), tool("issue"), at(world, "ca"), "patient", "p:new", "", (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFEXITED(result) && WEXITSTATUS(result) == 0);
}

/* Makes a broker in ${folder} with the certificate of ${ca}; ${origin} may be NULL. */
static inline void
world_init_broker(const struct world *world, const char *folder, const char *ca, const char *origin)
{
    char program[1024], authority[1024], certificate[1024], key[1024];

    snprintf(program, sizeof(program), "%s/samenspraakd", SP_BIN_DIR);
    snprintf(authority, sizeof(authority), "%s/%s/ca.pem", world->folder, ca);
    snprintf(certificate, sizeof(certificate), "%s/%s/broker-00000001.pem", world->folder, ca);
    snprintf(key, sizeof(key), "%s/%s/broker-00000001.key", world->folder, ca);
    run((const char *const[]){program, "init", at(world, folder), "--cert", certificate, "--key",
        key, "--identity-cert", certificate, "--identity-key", key, "--ca", authority, "--listen",
        world->url, "--no-passphrase", origin == NULL ? NULL : "--origin", origin, NULL});
}

static inline void
world_make(struct world *world)
{
    memset(world, 0, sizeof(*world));
    snprintf(world->folder, sizeof(world->folder), "%s", sp_test_folder("world"));
    run((const char *const[]){tool("make-ca"), at(world, "ca"), NULL});
    issue(world, "broker", "kvk:00000001", "Broker");
    issue(world, "clinician_ggz", "big:19000000001", "A. Behandelaar");
    issue(world, "occ_physician", "big:19000000002", "B. Bedrijfsarts");
    issue(world, "employer", "kvk:12345678", "Werkgever");
    issue(world, "auditor", "kvk:99999999", "Auditor");
    issue_patient(world);
    find_patient(world);
    snprintf(world->url, sizeof(world->url), "tls+tcp://127.0.0.1:%u",
        20000U + (unsigned)(getpid() * 7 + (int)(time(NULL) % 97)) % 30000U);
    world_init_broker(world, "broker", "ca", NULL);
    world_start_broker(world);
}

static inline void
world_end(struct world *world)
{
    world_stop_broker(world);
    if (getenv("SP_KEEP_WORLD") != NULL) {
        print_message("kept: %s\n", world->folder);
        return;
    }
    run((const char *const[]){"/bin/rm", "-rf", world->folder, NULL});
}

static inline void
explain(const struct sp_problem *problem)
{
    char text[SP_PROBLEM_TEXT_MAX];

    if (problem->id != SP_PROBLEM_NONE) {
        sp_problem_text(problem, SP_LANGUAGE_EN, text);
        print_message(
            "%s: %s (%s)\n", sp_problem_name(problem->id), text, sp_status_name(problem->status));
    }
}

/* Fails the test with the problem's sentence. */
#define must(call_)                                                                                \
    do {                                                                                           \
        struct sp_problem problem = {.id = SP_PROBLEM_NONE};                                       \
        enum sp_status status_ = (call_);                                                          \
        if (status_ != SP_OK) {                                                                    \
            explain(&problem);                                                                     \
            fail_msg("%s: %s", #call_, sp_status_name(status_));                                   \
        }                                                                                          \
    } while (0)

/* A home for ${role} ${id}, made with the files of the CA. */
static inline void
home_make(const struct world *world, uint8_t role, const char *id, const char *home)
{
    char certificate[1024], key[1024];
    struct sp_profile profile;
    const char *number = strchr(id, ':') + 1;

    snprintf(certificate, sizeof(certificate), "%s/ca/%s-%s.pem", world->folder,
        sp_term_id(&sp_roles, role), number);
    snprintf(
        key, sizeof(key), "%s/ca/%s-%s.key", world->folder, sp_term_id(&sp_roles, role), number);
    const struct sp_init_options options = {.home = at(world, home),
        .role = role,
        .id = id,
        .name = sp_term_id(&sp_roles, role),
        .broker = world->url,
        .ca = at(world, "ca/ca.pem"),
        .certificate = certificate,
        .key = key};
    must(sp_profile_init(&options, sp_agent_clock_system.now_ms(NULL), &profile, &problem));
}

static inline struct sp_agent *
home_open(const struct world *world, const char *home)
{
    struct sp_agent *agent = NULL;
    const struct sp_agent_options options = {
        .home = at(world, home), .clock = sp_agent_clock_system};

    must(sp_agent_open(&options, &agent, &problem));
    return agent;
}

/* A party of this world by its text. */
static inline struct sp_party
party(const char *text)
{
    struct sp_party out;

    assert_int_equal(sp_party_parse(text, &out), SP_OK);
    return out;
}

static inline struct sp_patient_id
patient_id(const struct world *world)
{
    struct sp_party whole = party(world->patient);
    struct sp_patient_id id;

    assert_int_equal(sp_party_patient_id(&whole, &id), SP_OK);
    return id;
}

#endif /* SP_TEST_WORLD_H */
