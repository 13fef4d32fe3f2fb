/*
 * A statement held here, as JSON and in words: relations, consents and the other kinds.
 */
#ifndef SP_CLI_STATEMENT_SHOW_H
#define SP_CLI_STATEMENT_SHOW_H

#include "answer.h"

/* All that the statement says, and where it stands. */
json_t *sp_statement_json(struct sp_cli *cli, const struct sp_statement_held *held);
/* A few lines for people. */
void sp_statement_say(struct sp_cli *cli, const struct sp_statement_held *held);
/* Lists what ${filter} gives, newest first; ${only} may be NULL.  0 or an exit code. */
int sp_statement_list(struct sp_cli *cli, struct sp_agent *agent,
    const struct sp_statement_filter *filter,
    bool (*only)(struct sp_agent *agent, const struct sp_statement_held *held));
/* Whether it waits for this party's own confirm. */
bool sp_statement_waits_for_us(struct sp_agent *agent, const struct sp_statement_held *held);
/* The bit of a kind in a filter. */
#define SP_KIND_BIT(kind) (UINT32_C(1) << (kind))
#define SP_KINDS_CONSENT  (SP_KIND_BIT(SP_KIND_GRANT) | SP_KIND_BIT(SP_KIND_ATTEST))

#endif /* SP_CLI_STATEMENT_SHOW_H */
