/*
 * The steps from a draft to what is sent; for the files of the outbox.
 */
#ifndef SP_AGENT_OUTBOX_SEAL_H
#define SP_AGENT_OUTBOX_SEAL_H

#include "directory.h"
#include "facts.h"
#include "outbox_private.h"

/* Who takes part, as the directory knows them now. */
struct sp_outbox_who {
    bool pair; /* the two roles have a row; else nobody was looked up */
    bool addressee_known, patient_known;
    struct sp_directory_row addressee, patient;
};
/* ${anew}: asks the broker again, after a key turned out to be stale. */
SP_NODISCARD enum sp_status sp_outbox_who(struct sp_agent *agent, const struct sp_draft *draft,
    bool anew, struct sp_outbox_who *out, struct sp_problem *problem);
/* This agent's own verdict. */
SP_NODISCARD enum sp_status sp_outbox_judge(struct sp_agent *agent, const struct sp_draft *draft,
    const struct sp_outbox_who *who, struct sp_facts_answer *out);
/* Appends the signed header's bytes; a message that cannot be made is SP_ERR_USAGE. */
SP_NODISCARD enum sp_status sp_outbox_base(struct sp_agent *agent,
    const struct sp_outbox_entry *entry, const struct sp_outbox_who *who,
    const struct sp_facts_answer *answer, struct sp_buffer *out, struct sp_problem *problem);
/* Seals the draft; stores the sealed bytes: the entry is SEALED then. */
SP_NODISCARD enum sp_status sp_outbox_envelope(struct sp_agent *agent,
    struct sp_outbox_entry *entry, const struct sp_outbox_who *who,
    const struct sp_facts_answer *answer, struct sp_problem *problem);

#endif /* SP_AGENT_OUTBOX_SEAL_H */
