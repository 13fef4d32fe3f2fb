/*
 * What an open agent consists of; for the files of this room only.
 */
#ifndef SP_AGENT_PRIVATE_H
#define SP_AGENT_PRIVATE_H

#include "agent.h"
#include "local.h"

struct sp_session;

struct sp_agent {
    char home[SP_HOME_PATH_MAX];
    int lock; /* descriptor of the lock file */
    struct sp_agent_clock clock;
    struct sp_profile profile;
    struct sp_secret_key *master;
    struct sp_secret_key *file_key; /* seals large items at rest */
    struct sp_sign_key *identity;
    bool has_r;
    uint8_t r[16];
    struct sp_buffer certificate; /* DER */
    struct sp_certificate own;    /* as read; judged where it matters */
    struct sp_trust *trust;
    struct sp_local *local;
    struct sp_session *session; /* NULL before the first contact */
    bool in_contact;            /* contact is being made: what it calls must not ask for it again */
    int64_t contact_ms;         /* when it was last completed; 0: not in this process */
    int64_t away_ms;            /* when it last failed since the broker is away, and why */
    struct sp_problem away;
};

/*
 * Contact for something that can be kept for later: SP_OK and ${away} false after contact; SP_OK
 * and ${away} true when the broker is not there now, ${problem} says why; a failure when it is not
 * to be believed.
 */
SP_NODISCARD enum sp_status sp_agent_try(
    struct sp_agent *agent, bool *away, struct sp_problem *problem);

#endif /* SP_AGENT_PRIVATE_H */
