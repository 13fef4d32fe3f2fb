/*
 * Sessions: which party a pipe speaks for, from its hello on.  Safe from any thread.
 */
#ifndef SP_BROKER_FRONT_SESSION_H
#define SP_BROKER_FRONT_SESSION_H

#include <stdbool.h>

#include <samenspraak/transport.h>

#include "ledger.h"

struct sp_session {
    uint32_t pipe;
    struct sp_exporter exporter; /* of the connection: a pipe's number comes back, this does not */
    struct sp_asker asker;
    int64_t not_after_ms;
    uint64_t generation; /* of the trust object that judged the certificate */
    uint8_t certificate[SP_CERTIFICATE_MAX];
    size_t certificate_bytes;
};

struct sp_sessions;

SP_NODISCARD enum sp_status sp_sessions_new(struct sp_sessions **out);
void sp_sessions_free(struct sp_sessions *sessions);
/* Keeps a copy of ${session}, instead of an earlier one of that pipe. */
SP_NODISCARD enum sp_status sp_sessions_put(
    struct sp_sessions *sessions, const struct sp_session *session);
/* Copies the session of ${pipe}; false without one. */
bool sp_sessions_get(struct sp_sessions *sessions, uint32_t pipe, struct sp_session *out);
void sp_sessions_drop(struct sp_sessions *sessions, uint32_t pipe);

#endif /* SP_BROKER_FRONT_SESSION_H */
