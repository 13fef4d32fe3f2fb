/*
 * What keyring.c and publish.c share.
 */
#ifndef SP_AGENT_KEYRING_PRIVATE_H
#define SP_AGENT_KEYRING_PRIVATE_H

#include "agent_private.h"

/* Makes a receive key valid from now. */
SP_NODISCARD enum sp_status sp_keyring_add(struct sp_agent *agent);
/* Makes one when it is due, erases what is long past its end. */
SP_NODISCARD enum sp_status sp_keyring_tend(struct sp_agent *agent);

#endif /* SP_AGENT_KEYRING_PRIVATE_H */
