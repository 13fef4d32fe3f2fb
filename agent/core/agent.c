#include "agent.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "agent_private.h"
#include "files.h"
#include "inbox_private.h"
#include "keyring.h"
#include "mirror.h"
#include "outbox.h"
#include "profile_files.h"
#include "session.h"
#include "statements.h"

#define CONTACT_FRESH_MS 1000
#define AWAY_MS          5000 /* for so long a broker that was away is not asked again */

static int64_t
system_now_ms(void *context)
{
    struct timespec now = {0, 0};

    (void)context;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

const struct sp_agent_clock sp_agent_clock_system = {system_now_ms, NULL};

/* ---- opening ---- */

static enum sp_status
check_folder(const char *home, struct sp_problem *problem)
{
    struct stat found;

    if (stat(home, &found) != 0 || !S_ISDIR(found.st_mode)) {
        return sp_problem_set(problem, SP_ERR_NOT_FOUND, SP_PROBLEM_HOME_MISSING, home, NULL, NULL);
    }
    if ((found.st_mode & 077) != 0 || found.st_uid != geteuid()) {
        return sp_problem_set(
            problem, SP_ERR_USAGE, SP_PROBLEM_HOME_OPEN_TO_OTHERS, home, NULL, NULL);
    }
    return SP_OK;
}

static enum sp_status
take_lock(struct sp_agent *agent, struct sp_problem *problem)
{
    char path[SP_PATH_MAX];
    enum sp_status status = sp_file_path(agent->home, SP_FILE_LOCK, path);

    if (status != SP_OK) {
        return sp_problem_close(problem, status, SP_FILE_LOCK);
    }
    agent->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (agent->lock < 0) {
        return sp_problem_set(
            problem, SP_ERR_IO, SP_PROBLEM_FILE_WRITE, path, "cannot be opened", NULL);
    }
    return flock(agent->lock, LOCK_EX | LOCK_NB) == 0
               ? SP_OK
               : sp_problem_set(
                     problem, SP_ERR_BUSY, SP_PROBLEM_HOME_LOCKED, agent->home, NULL, NULL);
}

static enum sp_status
take_certificate(struct sp_agent *agent, struct sp_problem *problem)
{
    char path[SP_PATH_MAX];
    struct sp_buffer pem;
    enum sp_status status;

    sp_buffer_init(&pem, SP_PEM_MAX);
    if ((status = sp_file_path(agent->home, SP_FILE_CERTIFICATE, path)) != SP_OK ||
        (status = sp_file_read(path, &pem, problem)) != SP_OK) {
        goto done;
    }
    if (sp_certificate_der(sp_buffer_bytes(&pem), &agent->certificate) != SP_OK ||
        sp_certificate_read(sp_buffer_bytes(&agent->certificate), &agent->own) != SP_OK ||
        !sp_party_equal(&agent->own.party, &agent->profile.party)) {
        status = sp_problem_set(problem, SP_ERR_CERT, SP_PROBLEM_CERTIFICATE, path,
            "it cannot be read or is of another party", NULL);
    }
done:
    sp_buffer_wipe(&pem);
    return sp_problem_close(problem, status, SP_FILE_CERTIFICATE);
}

static enum sp_status
take_secrets(struct sp_agent *agent, struct sp_bytes passphrase, struct sp_problem *problem)
{
    struct sp_profile_secrets secrets;
    enum sp_status status = sp_profile_secrets_read(agent->home, passphrase, &secrets, problem);

    if (status != SP_OK) {
        return status;
    }
    agent->master = secrets.master;
    agent->identity = secrets.identity;
    agent->has_r = secrets.has_r;
    memcpy(agent->r, secrets.r, sizeof(agent->r));
    secrets.master = NULL;
    secrets.identity = NULL;
    sp_profile_secrets_wipe(&secrets);
    return sp_problem_close(problem,
        sp_secret_key_derive(agent->master, sp_bytes_of_text("files"), &agent->file_key), "keys");
}

static enum sp_status
open_parts(struct sp_agent *agent, struct sp_bytes passphrase, struct sp_problem *problem)
{
    char path[SP_PATH_MAX];
    enum sp_status status;

    if ((status = check_folder(agent->home, problem)) != SP_OK ||
        (status = sp_profile_read(agent->home, &agent->profile, problem)) != SP_OK) {
        return status;
    }
    if (!agent->profile.is_complete) {
        return sp_problem_set(
            problem, SP_ERR_USAGE, SP_PROBLEM_HOME_INCOMPLETE, agent->home, NULL, NULL);
    }
    if ((status = take_lock(agent, problem)) != SP_OK ||
        (status = take_secrets(agent, passphrase, problem)) != SP_OK ||
        (status = take_certificate(agent, problem)) != SP_OK ||
        (status = sp_profile_trust(agent->home, &agent->trust, problem)) != SP_OK) {
        return status;
    }
    if ((status = sp_file_path(agent->home, SP_FILE_LOCAL, path)) != SP_OK) {
        return sp_problem_close(problem, status, SP_FILE_LOCAL);
    }
    mode_t before = umask(077); /* SQLite makes its files by the mask */
    status = sp_local_open(path, agent->master, &agent->local, problem);
    (void)umask(before);
    return status;
}

enum sp_status
sp_agent_open(
    const struct sp_agent_options *options, struct sp_agent **out, struct sp_problem *problem)
{
    *out = NULL;
    if (options->home == NULL || strlen(options->home) >= SP_HOME_PATH_MAX) {
        return sp_problem_set(
            problem, SP_ERR_USAGE, SP_PROBLEM_FIELD, "home", "the name of a folder", NULL);
    }
    enum sp_status status = sp_crypto_init();
    struct sp_agent *agent = status == SP_OK ? calloc(1, sizeof(*agent)) : NULL;
    if (agent == NULL) {
        return sp_problem_close(problem, status == SP_OK ? SP_ERR_NOMEM : status, "agent");
    }
    agent->lock = -1;
    agent->clock = options->clock;
    (void)snprintf(agent->home, sizeof(agent->home), "%s", options->home);
    sp_buffer_init(&agent->certificate, SP_CERTIFICATE_MAX);
    if ((status = open_parts(agent, options->passphrase, problem)) != SP_OK) {
        sp_agent_close(agent);
        return status;
    }
    *out = agent;
    return SP_OK;
}

void
sp_agent_close(struct sp_agent *agent)
{
    if (agent == NULL) {
        return;
    }
    sp_session_close(agent->session);
    sp_local_close(agent->local);
    sp_trust_free(agent->trust);
    sp_buffer_wipe(&agent->certificate);
    sp_sign_key_free(agent->identity);
    sp_secret_key_free(agent->file_key);
    sp_secret_key_free(agent->master);
    if (agent->lock >= 0) {
        (void)close(agent->lock); /* gives the lock back */
    }
    sp_wipe(agent, sizeof(*agent));
    free(agent);
}

const struct sp_profile *
sp_agent_profile(const struct sp_agent *agent)
{
    return &agent->profile;
}

enum sp_status
sp_agent_patient_id(const struct sp_agent *agent, struct sp_patient_id *out)
{
    memset(out, 0, sizeof(*out));
    return agent->profile.party.role == SP_ROLE_PATIENT
               ? sp_party_patient_id(&agent->profile.party, out)
               : SP_ERR_NOT_FOUND;
}

int64_t
sp_agent_now_ms(const struct sp_agent *agent)
{
    return agent->clock.now_ms(agent->clock.context);
}

int
sp_outcome_exit_code(const struct sp_outcome *outcome)
{
    return outcome->queued ? 3 : sp_verdict_exit_code(outcome->verdict);
}

/* ---- contact ---- */

static enum sp_status
make_contact(struct sp_agent *agent, struct sp_problem *problem)
{
    size_t count = 0;
    enum sp_status status;

    if ((status = sp_session_greet(agent, false, problem)) != SP_OK ||
        (status = sp_keyring_publish(agent, problem)) != SP_OK ||
        (status = sp_mail_fetch(agent, 0, &count, problem)) != SP_OK ||
        (status = sp_mirror_refresh(agent, problem)) != SP_OK ||
        (status = sp_mail_sort(agent, problem)) != SP_OK ||
        (status = sp_statements_flush(agent, problem)) != SP_OK ||
        (status = sp_outbox_flush(agent, problem)) != SP_OK) {
        return status;
    }
    return sp_inbox_flush(agent, problem);
}

enum sp_status
sp_agent_contact(struct sp_agent *agent, struct sp_problem *problem)
{
    if (agent->in_contact ||
        (agent->contact_ms != 0 && sp_agent_now_ms(agent) - agent->contact_ms < CONTACT_FRESH_MS &&
            sp_agent_now_ms(agent) >= agent->contact_ms)) {
        return SP_OK;
    }
    agent->in_contact = true;
    enum sp_status status = make_contact(agent, problem);
    agent->in_contact = false;
    agent->contact_ms = status == SP_OK ? sp_agent_now_ms(agent) : 0;
    agent->away_ms = status == SP_OK ? 0 : agent->away_ms;
    return status;
}

/* Contact, unless it failed just before; ${agent}->away says how it went. */
static enum sp_status
contact_or_recall(struct sp_agent *agent)
{
    const int64_t now_ms = sp_agent_now_ms(agent);

    if (agent->away_ms != 0 && now_ms >= agent->away_ms && now_ms - agent->away_ms <= AWAY_MS) {
        return agent->away.status;
    }
    memset(&agent->away, 0, sizeof(agent->away));
    enum sp_status status = sp_agent_contact(agent, &agent->away);
    agent->away_ms = status != SP_OK && agent->away.exit_code == 3 ? sp_agent_now_ms(agent) : 0;
    return status;
}

enum sp_status
sp_agent_try(struct sp_agent *agent, bool *away, struct sp_problem *problem)
{
    enum sp_status status = contact_or_recall(agent);

    *away = status != SP_OK && agent->away.exit_code == 3;
    if (status != SP_OK && problem != NULL) {
        *problem = agent->away;
    }
    return *away ? SP_OK : status;
}

/* ---- status ---- */

static enum sp_status
count_rows(struct sp_agent *agent, const char *sql, uint64_t *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = sp_local_query(agent->local, sql, NULL, 0, &query);

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        *out = sp_local_get_number(query, 0);
    }
    sp_local_finish(query);
    return status;
}

static void
read_pin(struct sp_agent *agent, const char *key, char *out, size_t size)
{
    struct sp_buffer value;

    sp_buffer_init(&value, size - 1);
    memset(out, 0, size);
    if (sp_local_meta_get(agent->local, key, &value) == SP_OK && value.size > 0) {
        memcpy(out, value.data, value.size);
    }
    sp_buffer_wipe(&value);
}

static enum sp_status
fill_status(struct sp_agent *agent, struct sp_agent_status *out)
{
    char broker[SP_PARTY_TEXT_MAX];
    const char *reason = NULL;
    uint64_t t_vers = 0;
    enum sp_status status;

    out->certificate_ok = sp_certificate_check(agent->trust, sp_buffer_bytes(&agent->certificate),
                              sp_agent_now_ms(agent), &out->certificate, &reason) == SP_OK;
    if (!out->certificate_ok) {
        out->certificate = agent->own;
        (void)snprintf(out->certificate_reason, sizeof(out->certificate_reason), "%s", reason);
    }
    read_pin(agent, "pin.origin", out->origin, sizeof(out->origin));
    read_pin(agent, "pin.broker", broker, sizeof(broker));
    out->pinned = sp_party_parse(broker, &out->broker) == SP_OK;
    if ((status = sp_local_meta_get_number(agent->local, "pin.time", &out->pinned_ms)) != SP_OK ||
        (status = sp_local_meta_get_number(agent->local, "t_vers", &t_vers)) != SP_OK ||
        (status = sp_mirror_heads(agent, out->heads)) != SP_OK ||
        (status = count_rows(agent, "SELECT coalesce(min(seen), 0) FROM head", &out->seen_ms)) !=
            SP_OK ||
        (status = count_rows(agent, "SELECT count(*) FROM outbox WHERE state IN (0, 1)",
             &out->outbox_count)) != SP_OK) {
        return status;
    }
    out->t_vers_ms = t_vers > UINT32_MAX ? UINT32_MAX : (uint32_t)t_vers;
    return count_rows(agent, "SELECT count(*) FROM evidence", &out->evidence_count);
}

enum sp_status
sp_agent_status(
    struct sp_agent *agent, bool contact, struct sp_agent_status *out, struct sp_problem *problem)
{
    memset(out, 0, sizeof(*out));
    bool reachable = contact && sp_agent_contact(agent, problem) == SP_OK;
    enum sp_status status = fill_status(agent, out);
    out->reachable = reachable;
    return status == SP_OK ? status : sp_problem_close(problem, status, "status");
}
