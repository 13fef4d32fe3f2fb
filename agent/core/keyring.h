/*
 * The keys of one party: identity (Ed25519, also TLS) and receive keys (X25519) in their time.
 *
 * Receive keys are made before they are used: professionals get a new one every 30 days, published
 * 60 days ahead (so valid for 90), patients one of 400 days, renewed after 30 (protocol.md B4).  A
 * private part is erased 60 days after its end; the last one stays usable until it is replaced.
 */
#ifndef SP_AGENT_KEYRING_H
#define SP_AGENT_KEYRING_H

#include "agent.h"

struct sp_key_row {
    struct sp_hash key_id;
    struct sp_box_public key;
    uint64_t not_before_ms, not_after_ms;
    bool published;
};
/* Each receive key held, oldest first; ${row} is valid during the call. */
SP_NODISCARD enum sp_status sp_keyring_each(struct sp_agent *agent,
    enum sp_status (*row)(void *context, const struct sp_key_row *row), void *context,
    struct sp_problem *problem);
/* key_id of the identity key. */
struct sp_hash sp_keyring_identity(const struct sp_agent *agent);

/* `keys rotate`: a new receive key valid from now, and a new directory entry with it. */
SP_NODISCARD enum sp_status sp_keyring_rotate(
    struct sp_agent *agent, struct sp_outcome *out, struct sp_problem *problem);
/* Makes the receive keys that are due and publishes the entry if it changed; part of contact. */
SP_NODISCARD enum sp_status sp_keyring_publish(struct sp_agent *agent, struct sp_problem *problem);
/* The private receive key with ${key_id}; the caller frees.  SP_ERR_NOT_FOUND. */
SP_NODISCARD enum sp_status sp_keyring_receive_key(
    struct sp_agent *agent, const struct sp_hash *key_id, struct sp_box_key **out);

#endif /* SP_AGENT_KEYRING_H */
