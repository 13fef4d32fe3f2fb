/*
 * Hello: ties the connection to this party, and decides whether the other side is our broker.
 *
 * Checked: its TLS certificate and the card's are a broker's, of our CA; the card is signed, fresh
 * (our nonce), in time; origin, broker and the three log keys are those of the first contact.
 */
#include <stdio.h>
#include <string.h>

#include "mirror.h"
#include "session.h"

#define CARD_ARENA ((size_t)1 << 18)

static enum sp_status
not_our_broker(struct sp_problem *problem, const char *why)
{
    return sp_problem_set(problem, SP_ERR_CERT, SP_PROBLEM_BROKER_CERTIFICATE, why, NULL, NULL);
}

static enum sp_status
broker_certificate(const struct sp_agent *agent, struct sp_bytes der, struct sp_certificate *out,
    struct sp_problem *problem)
{
    const char *reason = NULL;
    enum sp_status status =
        sp_certificate_check(agent->trust, der, sp_agent_now_ms(agent), out, &reason);

    if (status != SP_OK) {
        return not_our_broker(problem, reason);
    }
    return out->party.role == SP_ROLE_BROKER
               ? SP_OK
               : not_our_broker(problem, "its certificate is of another role");
}

static enum sp_status
write_hello(struct sp_agent *agent, const struct sp_exporter *exporter,
    const struct sp_party *broker, struct sp_nonce *nonce, struct sp_buffer *out)
{
    struct sp_head heads[SP_LOG_COUNT];
    struct sp_hello hello = {
        .format = 1,
        .suite = SP_SUITE_V1,
        .party = agent->profile.party,
        .certificate_hash = agent->own.hash,
        .broker = *broker,
        .exporter = *exporter,
        .time_ms = (uint64_t)sp_agent_now_ms(agent),
        .heads = {heads, SP_LOG_COUNT},
    };
    enum sp_status status = sp_mirror_heads(agent, heads);

    sp_random(nonce, sizeof(*nonce));
    hello.nonce = *nonce;
    return status == SP_OK ? sp_wire_write(&sp_shape_hello, &hello, out) : status;
}

/* ---- the card ---- */

struct card {
    struct sp_card card;
    struct sp_vkey vkeys[SP_LOG_COUNT];
    char origin[SP_ORIGIN_MAX];
};

static enum sp_status
take_vkeys(struct card *card, struct sp_problem *problem)
{
    const struct sp_blob *texts = card->card.vkeys.items;

    for (size_t i = 0; i < SP_LOG_COUNT; i++) {
        char expected[SP_ORIGIN_MAX];
        if (sp_vkey_parse(texts[i].bytes, &card->vkeys[i]) != SP_OK ||
            card->vkeys[i].type != SP_NOTE_ED25519 ||
            snprintf(expected, sizeof(expected), "%s/%s", card->origin, sp_log_names[i]) >=
                (int)sizeof(expected) ||
            strcmp(expected, card->vkeys[i].name) != 0) {
            return sp_problem_set(
                problem, SP_ERR_MALFORMED, SP_PROBLEM_BROKER_ANSWER, "hello", "vkeys", NULL);
        }
    }
    return SP_OK;
}

static enum sp_status
check_time(const struct sp_agent *agent, uint64_t time_ms, struct sp_problem *problem)
{
    char minutes[24];
    int64_t difference = sp_agent_now_ms(agent) - (int64_t)time_ms;

    difference = difference < 0 ? -difference : difference;
    if (difference <= (int64_t)SP_CLOCK_SKEW_MS) {
        return SP_OK;
    }
    (void)snprintf(minutes, sizeof(minutes), "%lld", (long long)(difference / 60000));
    return sp_problem_set(problem, SP_ERR_BUSY, SP_PROBLEM_CLOCK, minutes, NULL, NULL);
}

static enum sp_status
read_card(const struct sp_agent *agent, const struct sp_hello_answer *answer,
    const struct sp_nonce *nonce, struct sp_arena *arena, struct card *out,
    struct sp_problem *problem)
{
    struct sp_certificate certificate;
    const char *field = NULL;
    enum sp_status status = broker_certificate(agent, answer->certificate, &certificate, problem);

    if (status != SP_OK) {
        return status;
    }
    if (sp_verify(&certificate.key, "card", &answer->card, 1, &answer->signature) != SP_OK) {
        return sp_problem_set(
            problem, SP_ERR_SIGNATURE, SP_PROBLEM_SIGNATURE, "card", "broker", NULL);
    }
    if (sp_wire_read(&sp_shape_card, answer->card, arena, &out->card, &field) != SP_OK) {
        return sp_problem_set(
            problem, SP_ERR_MALFORMED, SP_PROBLEM_BROKER_ANSWER, "hello", field, NULL);
    }
    if (memcmp(&out->card.nonce, nonce, sizeof(*nonce)) != 0 ||
        !sp_party_equal(&out->card.broker, &certificate.party) ||
        out->card.origin.size >= sizeof(out->origin)) {
        return sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_BROKER_ANSWER, "hello",
            "the card is not for this hello", NULL);
    }
    memset(out->origin, 0, sizeof(out->origin));
    memcpy(out->origin, out->card.origin.data, out->card.origin.size);
    status = check_time(agent, out->card.time_ms, problem);
    return status == SP_OK ? take_vkeys(out, problem) : status;
}

/* ---- pins ---- */

static enum sp_status
check_pin(struct sp_agent *agent, const char *key, const char *value, bool *missing,
    struct sp_problem *problem)
{
    struct sp_buffer pinned;

    sp_buffer_init(&pinned, 1024);
    enum sp_status status = sp_local_meta_get(agent->local, key, &pinned);
    if (status == SP_ERR_NOT_FOUND) {
        *missing = true;
        status = SP_OK;
    } else if (status == SP_OK &&
               !sp_bytes_equal(sp_buffer_bytes(&pinned), sp_bytes_of_text(value))) {
        sp_status_ignore(sp_local_evidence(agent->local, sp_agent_now_ms(agent), key,
            sp_buffer_bytes(&pinned), sp_bytes_of_text(value)));
        status = sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_PIN, key + 4, NULL, NULL);
    }
    sp_buffer_wipe(&pinned);
    return status;
}

/* Compares with what was pinned; pins all at once at first contact. */
static enum sp_status
check_pins(struct sp_agent *agent, const struct card *card, struct sp_problem *problem)
{
    static const char *const keys[] = {
        "pin.origin", "pin.broker", "pin.events", "pin.statements", "pin.keys"};
    char party[SP_PARTY_TEXT_MAX], vkeys[SP_LOG_COUNT][SP_VKEY_MAX];
    bool missing = false;
    enum sp_status status = SP_OK;

    sp_party_text(&card->card.broker, party);
    for (size_t i = 0; i < SP_LOG_COUNT; i++) {
        sp_vkey_text(&card->vkeys[i], vkeys[i]);
    }
    const char *const values[] = {card->origin, party, vkeys[0], vkeys[1], vkeys[2]};
    for (size_t i = 0; status == SP_OK && i < 5; i++) {
        status = check_pin(agent, keys[i], values[i], &missing, problem);
    }
    if (status != SP_OK || !missing) {
        return status;
    }
    if ((status = sp_local_begin(agent->local)) != SP_OK) {
        return status;
    }
    for (size_t i = 0; status == SP_OK && i < 5; i++) {
        status = sp_local_meta_set(agent->local, keys[i], sp_bytes_of_text(values[i]));
    }
    if (status == SP_OK) {
        status =
            sp_local_meta_set_number(agent->local, "pin.time", (uint64_t)sp_agent_now_ms(agent));
    }
    if (status == SP_OK) {
        status = sp_local_commit(agent->local);
    }
    if (status != SP_OK) {
        sp_local_abort(agent->local);
    }
    return status;
}

static enum sp_status
settle(struct sp_agent *agent, const struct card *card, struct sp_problem *problem)
{
    struct sp_session *session = agent->session;
    enum sp_status status = check_pins(agent, card, problem);

    if (status == SP_OK) {
        status = sp_local_meta_set_number(agent->local, "t_vers", card->card.t_vers_ms);
    }
    if (status != SP_OK) {
        return status;
    }
    session->intake = card->card.intake;
    session->intake_id = sp_key_id(SP_ROLE_BROKER, SP_SUITE_V1, card->card.intake.b);
    session->intake_not_after_ms = card->card.intake_not_after_ms;
    session->t_vers_ms = card->card.t_vers_ms;
    session->broker = card->card.broker;
    memcpy(session->origin, card->origin, sizeof(session->origin));
    memcpy(session->vkeys, card->vkeys, sizeof(session->vkeys));
    return SP_OK;
}

/* The answer to hello: refused, or a card. */
static enum sp_status
take_answer(struct sp_agent *agent, struct sp_reply *reply, const struct sp_nonce *nonce,
    struct sp_problem *problem)
{
    struct sp_hello_answer answer;
    struct sp_arena *arena = NULL;
    struct card card;
    enum sp_status status;

    memset(&card, 0, sizeof(card));
    if ((status = sp_session_must(reply, problem)) != SP_OK ||
        (status = sp_session_body(reply, &sp_shape_hello_answer, &answer, problem)) != SP_OK ||
        (status = sp_arena_new(CARD_ARENA, &arena)) != SP_OK) {
        return status;
    }
    status = read_card(agent, &answer, nonce, arena, &card, problem);
    if (status == SP_OK) {
        status = settle(agent, &card, problem);
    }
    sp_arena_free(arena);
    return status;
}

enum sp_status
sp_hello_say(struct sp_agent *agent, const struct sp_exporter *exporter, struct sp_bytes der,
    struct sp_problem *problem)
{
    struct sp_certificate broker;
    struct sp_hello_request request;
    struct sp_request_id id;
    struct sp_nonce nonce;
    struct sp_reply reply;
    struct sp_buffer hello;
    enum sp_status status;

    if ((status = broker_certificate(agent, der, &broker, problem)) != SP_OK) {
        return status;
    }
    sp_buffer_init(&hello, 4096);
    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = write_hello(agent, exporter, &broker.party, &nonce, &hello)) != SP_OK) {
        goto done;
    }
    request.hello = sp_buffer_bytes(&hello);
    request.certificate = sp_buffer_bytes(&agent->certificate);
    if ((status = sp_sign(agent->identity, "hello", &request.hello, 1, &request.signature)) !=
        SP_OK) {
        goto done;
    }
    sp_random(&id, sizeof(id));
    const struct sp_ask ask = {.kind = SP_REQUEST_HELLO, .body = &request};
    if ((status = sp_session_exchange(agent, &ask, &id, &reply, problem)) == SP_OK) {
        status = take_answer(agent, &reply, &nonce, problem);
    }
done:
    sp_buffer_wipe(&hello);
    sp_reply_wipe(&reply);
    return sp_problem_close(problem, status, "hello");
}
