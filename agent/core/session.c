#include "session.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "files.h"
#include "profile_files.h"

#define TRIES       3
#define BUSY_MAX_MS 2000U
#define ARENA_MAX   ((size_t)64 << 20)

/* ---- replies ---- */

enum sp_status
sp_reply_init(struct sp_reply *reply)
{
    memset(reply, 0, sizeof(*reply));
    sp_buffer_init(&reply->frame, SP_FRAME_MAX);
    return sp_arena_new(ARENA_MAX, &reply->arena);
}

void
sp_reply_wipe(struct sp_reply *reply)
{
    sp_buffer_wipe(&reply->frame);
    sp_arena_free(reply->arena);
    memset(reply, 0, sizeof(*reply));
}

static enum sp_status
answer_wrong(struct sp_problem *problem, uint8_t kind, const char *what)
{
    return sp_problem_set(
        problem, SP_ERR_MALFORMED, SP_PROBLEM_BROKER_ANSWER, sp_request_name(kind), what, NULL);
}

enum sp_status
sp_session_body(
    struct sp_reply *reply, const struct sp_shape *shape, void *out, struct sp_problem *problem)
{
    const char *field = NULL;

    memset(out, 0, shape->size);
    if (!reply->answer.has_body) {
        return answer_wrong(problem, reply->answer.kind, "it has no body");
    }
    enum sp_status status = sp_wire_read(shape, reply->answer.body, reply->arena, out, &field);
    return status == SP_OK || status == SP_ERR_NOMEM
               ? sp_problem_close(problem, status, sp_request_name(reply->answer.kind))
               : answer_wrong(problem, reply->answer.kind, field);
}

enum sp_status
sp_session_must(const struct sp_reply *reply, struct sp_problem *problem)
{
    const enum sp_verdict verdict = (enum sp_verdict)reply->answer.verdict;
    struct sp_outcome outcome;

    if (sp_verdict_is_good(verdict)) {
        return SP_OK;
    }
    sp_outcome_take(&outcome, &reply->answer);
    enum sp_status status = verdict == SP_VERDICT_REFUSE_NOT_FOUND ? SP_ERR_NOT_FOUND
                            : verdict == SP_VERDICT_BUSY           ? SP_ERR_BUSY
                                                                   : SP_ERR_USAGE;
    status = sp_problem_set(problem, status, SP_PROBLEM_BROKER_REFUSED,
        sp_request_name(reply->answer.kind), sp_verdict_name(verdict), outcome.detail);
    if (problem != NULL) {
        problem->exit_code = sp_verdict_exit_code(verdict);
    }
    return status;
}

static void
copy_text(char *out, size_t size, struct sp_bytes text)
{
    size_t length = text.size < size ? text.size : size - 1;

    memset(out, 0, size);
    if (length > 0) {
        memcpy(out, text.data, length);
    }
}

void
sp_outcome_take(struct sp_outcome *out, const struct sp_answer *answer)
{
    out->verdict = (enum sp_verdict)answer->verdict;
    out->retry_after_ms = answer->retry_after_ms;
    copy_text(out->rule, sizeof(out->rule), answer->rule);
    copy_text(out->detail, sizeof(out->detail), answer->detail);
}

/* ---- one exchange ---- */

static enum sp_status
write_request(const struct sp_ask *ask, const struct sp_request_id *id, struct sp_buffer *frame)
{
    struct sp_buffer body;
    struct sp_request request = {
        .version = SP_PROTOCOL_VERSION, .kind = ask->kind, .id = *id, .body = ask->raw};
    enum sp_status status = SP_OK;

    sp_buffer_init(&body, SP_FRAME_MAX);
    if (ask->body != NULL) {
        status = sp_wire_write(sp_request_shape(ask->kind), ask->body, &body);
        request.body = sp_buffer_bytes(&body);
    }
    if (status == SP_OK) {
        status = sp_wire_write(&sp_shape_request, &request, frame);
    }
    sp_buffer_wipe(&body);
    return status;
}

static enum sp_status
read_answer(const struct sp_ask *ask, const struct sp_request_id *id, struct sp_reply *reply,
    struct sp_problem *problem)
{
    static const struct sp_request_id none = {{0}};
    const char *field = NULL;
    enum sp_status status = sp_wire_read(
        &sp_shape_answer, sp_buffer_bytes(&reply->frame), reply->arena, &reply->answer, &field);

    if (status == SP_ERR_NOMEM) {
        return sp_problem_close(problem, status, "answer");
    }
    if (status != SP_OK) {
        return answer_wrong(problem, ask->kind, field);
    }
    /* What cannot be read as a request is answered with a zero id. */
    bool unread = memcmp(&reply->answer.id, &none, sizeof(none)) == 0 &&
                  !sp_verdict_is_good((enum sp_verdict)reply->answer.verdict);
    if (!unread &&
        (memcmp(&reply->answer.id, id, sizeof(*id)) != 0 || reply->answer.kind != ask->kind)) {
        return answer_wrong(problem, ask->kind, "it answers another request");
    }
    return SP_OK;
}

enum sp_status
sp_session_exchange(struct sp_agent *agent, const struct sp_ask *ask,
    const struct sp_request_id *id, struct sp_reply *reply, struct sp_problem *problem)
{
    struct sp_buffer frame;

    sp_buffer_wipe(&reply->frame);
    sp_arena_reset(reply->arena);
    memset(&reply->answer, 0, sizeof(reply->answer));
    reply->id = *id;
    sp_buffer_init(&frame, SP_FRAME_MAX);
    enum sp_status status = write_request(ask, id, &frame);
    if (status != SP_OK) {
        status = sp_problem_set(problem, status, SP_PROBLEM_INTERNAL, sp_request_name(ask->kind),
            sp_status_name(status), NULL);
        goto done;
    }
    status = sp_client_call(agent->session->client, sp_buffer_bytes(&frame),
        (int32_t)(SP_ASK_TIMEOUT_MS + ask->wait_ms), &reply->frame);
    if (status == SP_OK) {
        status = read_answer(ask, id, reply, problem);
    } else {
        status = sp_problem_set(problem, status, SP_PROBLEM_BROKER_AWAY, agent->profile.broker,
            status == SP_ERR_TIMEOUT ? "no answer in time" : "the connection was lost", NULL);
    }
done:
    sp_buffer_wipe(&frame);
    return status;
}

/* ---- the connection ---- */

static enum sp_status
read_pem(const struct sp_agent *agent, const char *name, bool may_lack, struct sp_buffer *out,
    struct sp_problem *problem)
{
    char path[SP_PATH_MAX];
    enum sp_status status = sp_file_path(agent->home, name, path);

    if (status != SP_OK || (may_lack && !sp_file_exists(path))) {
        return status;
    }
    return sp_file_read(path, out, problem);
}

static enum sp_status
open_client(struct sp_agent *agent, struct sp_client **out, struct sp_problem *problem)
{
    struct sp_buffer certificate, key, ca, crl;
    enum sp_status status;

    sp_buffer_init(&certificate, SP_PEM_MAX);
    sp_buffer_init(&key, SP_PEM_MAX);
    sp_buffer_init(&ca, SP_PEM_MAX);
    sp_buffer_init(&crl, (size_t)1 << 24);
    if ((status = read_pem(agent, SP_FILE_CERTIFICATE, false, &certificate, problem)) != SP_OK ||
        (status = read_pem(agent, SP_FILE_CA, false, &ca, problem)) != SP_OK ||
        (status = read_pem(agent, SP_FILE_CRL, true, &crl, problem)) != SP_OK ||
        (status = sp_sign_key_to_pem(agent->identity, &key)) != SP_OK ||
        (status = sp_transport_init()) != SP_OK) {
        goto done;
    }
    const struct sp_tls_files tls = {sp_buffer_bytes(&certificate), sp_buffer_bytes(&key),
        sp_buffer_bytes(&ca), sp_buffer_bytes(&crl)};
    status = sp_client_open(agent->profile.broker, &tls, out);
    if (status != SP_OK) {
        status = sp_problem_set(problem, status, SP_PROBLEM_BROKER_AWAY, agent->profile.broker,
            status == SP_ERR_CERT ? "own certificate, key or CA cannot be used"
                                  : sp_status_name(status),
            NULL);
    }
done:
    sp_buffer_wipe(&certificate);
    sp_buffer_wipe(&key);
    sp_buffer_wipe(&ca);
    sp_buffer_wipe(&crl);
    return sp_problem_close(problem, status, "TLS");
}

static enum sp_status
open_session(struct sp_agent *agent, struct sp_problem *problem)
{
    if (agent->session != NULL) {
        return SP_OK;
    }
    struct sp_session *session = calloc(1, sizeof(*session));
    if (session == NULL) {
        return sp_problem_close(problem, SP_ERR_NOMEM, "session");
    }
    enum sp_status status = open_client(agent, &session->client, problem);
    if (status != SP_OK) {
        free(session);
        return status;
    }
    agent->session = session;
    return SP_OK;
}

void
sp_session_close(struct sp_session *session)
{
    if (session != NULL) {
        sp_client_close(session->client);
        free(session);
    }
}

enum sp_status
sp_session_greet(struct sp_agent *agent, bool anew, struct sp_problem *problem)
{
    struct sp_exporter exporter;
    struct sp_buffer der;
    enum sp_status status = open_session(agent, problem);

    if (status != SP_OK) {
        return status;
    }
    struct sp_session *session = agent->session;
    sp_buffer_init(&der, SP_CERTIFICATE_MAX);
    status = sp_client_connect(session->client, SP_ASK_TIMEOUT_MS, &exporter, &der);
    if (status != SP_OK) {
        session->greeted = false;
        status = sp_problem_set(problem, status, SP_PROBLEM_BROKER_AWAY, agent->profile.broker,
            status == SP_ERR_TIMEOUT ? "no connection in time" : "no TLS session", NULL);
    } else if (anew || !session->greeted ||
               memcmp(&session->exporter, &exporter, sizeof(exporter)) != 0) {
        session->greeted = false;
        status = sp_hello_say(agent, &exporter, sp_buffer_bytes(&der), problem);
        session->greeted = status == SP_OK;
        session->exporter = exporter;
    }
    sp_buffer_wipe(&der);
    return status;
}

static bool
may_repeat(enum sp_status status)
{
    return status == SP_ERR_TIMEOUT || status == SP_ERR_CLOSED || status == SP_ERR_IO;
}

static void
rest(uint32_t ms)
{
    uint32_t bounded = ms < 20 ? 20 : ms > BUSY_MAX_MS ? BUSY_MAX_MS : ms;
    const struct timespec time = {.tv_sec = bounded / 1000, .tv_nsec = (bounded % 1000) * 1000000L};

    (void)nanosleep(&time, NULL);
}

enum sp_status
sp_session_ask(struct sp_agent *agent, const struct sp_ask *ask, struct sp_reply *reply,
    struct sp_problem *problem)
{
    struct sp_request_id id;
    enum sp_status status = SP_ERR_IO;

    if (ask->id != NULL) {
        id = *ask->id;
    } else {
        sp_random(&id, sizeof(id));
    }
    for (int i = 0; i < TRIES; i++) {
        if ((status = sp_session_greet(agent, false, problem)) == SP_OK) {
            status = sp_session_exchange(agent, ask, &id, reply, problem);
        } else if (status != SP_ERR_CLOSED) {
            return status; /* connecting has its own time-out: the broker is away */
        }
        if (may_repeat(status)) {
            agent->session->greeted = false;
            continue;
        }
        if (status != SP_OK) {
            return status;
        }
        if (reply->answer.verdict == SP_VERDICT_REFUSE_HELLO) {
            agent->session->greeted = false;
        } else if (reply->answer.verdict == SP_VERDICT_BUSY) {
            rest(reply->answer.retry_after_ms);
        } else {
            break;
        }
    }
    if (status == SP_OK && problem != NULL) {
        memset(problem, 0, sizeof(*problem)); /* of a try before this one */
    }
    return status;
}
