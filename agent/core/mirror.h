/*
 * This agent's own view of the three logs (protocol.md A6, A7): the last checkpoints that were
 * checked, and the leaves of "statements" and "keys".
 *
 * A view only moves forward: a new checkpoint is believed when it is signed by the pinned key and
 * consistent with the one before; it is stored durably before it is used.  The root of a mirror is
 * recomputed from its leaves and compared.  Two checkpoints that contradict each other are kept as
 * evidence and nothing is done any more (SP_ERR_PROOF, exit 4).
 */
#ifndef SP_AGENT_MIRROR_H
#define SP_AGENT_MIRROR_H

#include <samenspraak/log.h>

#include "agent_private.h"

/* The last heads that were checked; the empty tree for a log not seen yet.  Without network. */
SP_NODISCARD enum sp_status sp_mirror_heads(
    struct sp_agent *agent, struct sp_head heads[static SP_LOG_COUNT]);

/* Asks for the newest view, checks it, brings both mirrors to it. */
SP_NODISCARD enum sp_status sp_mirror_refresh(struct sp_agent *agent, struct sp_problem *problem);

/*
 * Believes a checkpoint that came with a receipt or an answer: signed, and of the same history as
 * our own view, which moves forward on the way.  ${note} is of log ${log}; ${out} its head.
 */
SP_NODISCARD enum sp_status sp_mirror_believe(struct sp_agent *agent, enum sp_log log,
    struct sp_bytes note, struct sp_head *out, struct sp_problem *problem);
/* The same for a bare head, as a message's header or a record names one; an empty one is fine. */
SP_NODISCARD enum sp_status sp_mirror_link(struct sp_agent *agent, enum sp_log log,
    const struct sp_head *head, struct sp_problem *problem);
/*
 * Whether ${head} of a mirrored log lies on our own view's history: the root of our leaves at that
 * size; the mirror is brought to at least that size first.
 */
SP_NODISCARD enum sp_status sp_mirror_reach(struct sp_agent *agent, enum sp_log log,
    const struct sp_head *head, struct sp_problem *problem);

/* The leaf with ${label} in mirror ${log}: SP_OK with its index and hash, or SP_ERR_NOT_FOUND. */
SP_NODISCARD enum sp_status sp_mirror_find(struct sp_agent *agent, enum sp_log log,
    const struct sp_hash *label, uint64_t *index, struct sp_hash *hash);
/* Whether the leaf is there, with that very hash: SP_OK, SP_ERR_NOT_FOUND, or SP_ERR_PROOF. */
SP_NODISCARD enum sp_status sp_mirror_holds(struct sp_agent *agent, enum sp_log log,
    const struct sp_hash *label, const struct sp_hash *hash, uint64_t *index);

/* ---- what view.c and mirror.c share ---- */

/* Appends ${count} leaves (68 bytes each) to mirror ${log} inside the open transaction. */
SP_NODISCARD enum sp_status sp_mirror_append(struct sp_agent *agent, enum sp_log log,
    const uint8_t (*leaves)[68], size_t count, struct sp_frontier *frontier,
    struct sp_problem *problem);
SP_NODISCARD enum sp_status sp_mirror_frontier(
    struct sp_agent *agent, enum sp_log log, struct sp_frontier *out);
/* Brings mirror ${log} to the size of ${head} exactly, and compares the root. */
SP_NODISCARD enum sp_status sp_mirror_bring(struct sp_agent *agent, enum sp_log log,
    const struct sp_head *head, struct sp_problem *problem);

/*
 * Ends the open transaction in which leaves were appended: commits when they give ${head}, else
 * nothing of it stays, but evidence.
 */
SP_NODISCARD enum sp_status sp_mirror_settle(struct sp_agent *agent, enum sp_log log,
    const struct sp_frontier *edge, const struct sp_head *head, struct sp_problem *problem);

#endif /* SP_AGENT_MIRROR_H */
