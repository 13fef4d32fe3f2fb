/*
 * The directory as this agent believes it: each party's entry, checked, and the key pinned.
 *
 * An entry counts when its certificate is of our CA and valid now, the entry is signed by it, it
 * stands in the mirrored log "keys" under its name and sequence number, and no later one does.  The
 * identity key of a party is pinned at first sight; another one later is refused (exit 4).
 */
#ifndef SP_AGENT_DIRECTORY_H
#define SP_AGENT_DIRECTORY_H

#include <samenspraak/statement.h>

#include "agent.h"

/* A believed entry.  A value: nothing borrowed. */
struct sp_directory_row {
    struct sp_party party;
    uint64_t seq;
    struct sp_certificate certificate;
    struct sp_hash sign_key_id;
    uint8_t status;       /* enum sp_entry_status */
    bool has_receive_key; /* one that is valid now */
    struct sp_receive_key receive_key;
    struct sp_hash receive_key_id;
};

/*
 * The entry of ${party}, asked from the broker unless one that still is the latest is held.
 * SP_ERR_NOT_FOUND (unknown), SP_ERR_CERT, SP_ERR_PROOF (pinned key, log) with ${problem}.
 */
SP_NODISCARD enum sp_status sp_directory_lookup(struct sp_agent *agent,
    const struct sp_party *party, struct sp_directory_row *out, struct sp_problem *problem);
/* The same and always asks the broker anew (after REFUSE_STALE_KEY). */
SP_NODISCARD enum sp_status sp_directory_refresh(struct sp_agent *agent,
    const struct sp_party *party, struct sp_directory_row *out, struct sp_problem *problem);
/*
 * `who`: professionals and organisations whose name, organisation, role or number holds ${text}
 * (empty: all).  Rows that are not believed are left out.
 */
SP_NODISCARD enum sp_status sp_directory_each(struct sp_agent *agent, const char *text,
    enum sp_status (*row)(void *context, const struct sp_directory_row *row), void *context,
    struct sp_problem *problem);

#endif /* SP_AGENT_DIRECTORY_H */
