/*
 * hello: ties a connection to a party (protocol.md B4; RFC 9266).
 */
#ifndef SP_BROKER_FRONT_HELLO_H
#define SP_BROKER_FRONT_HELLO_H

#include "session.h"

struct sp_hello_check {
    const struct sp_call *call;
    const struct sp_trust *trust;
    uint64_t generation;
    const struct sp_party *broker;
    int64_t now_ms;
};

/*
 * Checks a hello and fills ${hello} and ${session}; SP_VERDICT_DONE, or a refusal with ${detail}
 * (static text).
 */
enum sp_verdict sp_hello_check(const struct sp_hello_check *check,
    const struct sp_hello_request *request, struct sp_arena *arena, struct sp_hello *hello,
    struct sp_session *session, const char **detail);

#endif /* SP_BROKER_FRONT_HELLO_H */
