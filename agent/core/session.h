/*
 * The session with the broker: one connection, said hello on, and requests with answers.
 *
 * A request is repeated under the same request id when no answer came (2 repeats, 10 seconds each);
 * a connection that went is opened anew, with a hello.  What the broker shows at hello is checked
 * against our CA and against what was pinned at first contact.  Answers are read strictly; whether
 * a receipt holds is receipt.h.
 */
#ifndef SP_AGENT_SESSION_H
#define SP_AGENT_SESSION_H

#include <samenspraak/message.h>
#include <samenspraak/transport.h>

#include "agent_private.h"

#define SP_ASK_TIMEOUT_MS 10000

struct sp_session {
    struct sp_client *client;
    bool greeted;
    struct sp_exporter exporter; /* of the connection that hello was said on */
    struct sp_box_public intake;
    struct sp_hash intake_id;
    uint64_t intake_not_after_ms;
    uint32_t t_vers_ms;
    struct sp_party broker;
    char origin[SP_ORIGIN_MAX];
    struct sp_vkey vkeys[SP_LOG_COUNT];
};

/* An answer; init, ask, wipe.  What it points at lives until the wipe or the next ask. */
struct sp_reply {
    struct sp_buffer frame;
    struct sp_arena *arena;
    struct sp_answer answer;
    struct sp_request_id id; /* of the request that it answers */
};
SP_NODISCARD enum sp_status sp_reply_init(struct sp_reply *reply);
void sp_reply_wipe(struct sp_reply *reply);

struct sp_ask {
    uint8_t kind;
    const void *body;               /* struct of the kind's shape; or NULL and */
    struct sp_bytes raw;            /* the body as it was written before */
    const struct sp_request_id *id; /* NULL: random */
    uint32_t wait_ms;               /* how long the broker may take beside the usual time (fetch) */
};
/* SP_OK with an answer of whatever verdict; else the broker is away or not to be believed. */
SP_NODISCARD enum sp_status sp_session_ask(struct sp_agent *agent, const struct sp_ask *ask,
    struct sp_reply *reply, struct sp_problem *problem);
/* Reads the body of the answer; SP_ERR_MALFORMED with ${problem}. */
SP_NODISCARD enum sp_status sp_session_body(
    struct sp_reply *reply, const struct sp_shape *shape, void *out, struct sp_problem *problem);
/*
 * For requests that have no outcome of their own: SP_OK when the verdict is good, else a problem
 * with the exit code of the verdict.  REFUSE_NOT_FOUND gives SP_ERR_NOT_FOUND.
 */
SP_NODISCARD enum sp_status sp_session_must(
    const struct sp_reply *reply, struct sp_problem *problem);
/* Copies verdict, rule, detail and retry_after_ms. */
void sp_outcome_take(struct sp_outcome *out, const struct sp_answer *answer);

/* Makes sure of a connection with hello said; ${anew}: says it again, for a fresh intake key. */
SP_NODISCARD enum sp_status sp_session_greet(
    struct sp_agent *agent, bool anew, struct sp_problem *problem);
void sp_session_close(struct sp_session *session);

/* ---- hello.c ---- */

/*
 * Says hello on the connection with ${exporter} and broker certificate ${der}; checks and pins.
 * Called by the session only.
 */
SP_NODISCARD enum sp_status sp_hello_say(struct sp_agent *agent, const struct sp_exporter *exporter,
    struct sp_bytes der, struct sp_problem *problem);
/* Sends one frame and reads its answer, no repeats; the answer's kind and id are checked. */
SP_NODISCARD enum sp_status sp_session_exchange(struct sp_agent *agent, const struct sp_ask *ask,
    const struct sp_request_id *id, struct sp_reply *reply, struct sp_problem *problem);

#endif /* SP_AGENT_SESSION_H */
