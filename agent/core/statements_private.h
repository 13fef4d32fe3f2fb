/*
 * What the files about statements share, and what facts.c asks of them.
 */
#ifndef SP_AGENT_STATEMENTS_PRIVATE_H
#define SP_AGENT_STATEMENTS_PRIVATE_H

#include <samenspraak/message.h>

#include "agent_private.h"
#include "statements.h"

enum sp_statement_state {
    SP_STATEMENT_WAITING = 0, /* own, to be sent */
    SP_STATEMENT_HELD = 1,
    SP_STATEMENT_REFUSED = 2, /* own, the broker would not have it */
};

/* Statements in an arena. */
struct sp_held_list {
    struct sp_statement_held *rows;
    size_t count;
};
/* All that ${filter} names, newest first. */
SP_NODISCARD enum sp_status sp_held_load(struct sp_agent *agent,
    const struct sp_statement_filter *filter, struct sp_arena *arena, struct sp_held_list *out);
/* The one with ${hash}, with its state; SP_ERR_NOT_FOUND. */
SP_NODISCARD enum sp_status sp_held_by_hash(struct sp_agent *agent, const struct sp_hash *hash,
    struct sp_arena *arena, struct sp_statement_held *out);
/* Puts it into home.db; ${request} may be NULL.  One that is there already is left as it is. */
SP_NODISCARD enum sp_status sp_held_keep(struct sp_agent *agent, const struct sp_signed_part *part,
    const struct sp_statement_read *read, enum sp_statement_state state,
    const struct sp_request_id *request);
/* A held one is in force, by the mirrors and the other statements held, on the day of now. */
SP_NODISCARD enum sp_status sp_held_judge(
    struct sp_agent *agent, struct sp_statement_held *held, struct sp_arena *arena);

/*
 * A statement that came by mail: verified, and kept.  SP_OK also when it was refused and kept as
 * evidence; another status: it could not be judged now (broker away), it must be tried again.
 */
SP_NODISCARD enum sp_status sp_statement_take(
    struct sp_agent *agent, const struct sp_signed_part *part, struct sp_problem *problem);

#endif /* SP_AGENT_STATEMENTS_PRIVATE_H */
