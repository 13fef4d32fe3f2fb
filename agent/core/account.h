/*
 * The account: what happened around this party, from the log, each record with its proof checked
 * (NEN 7513 questions: who, what, when, about whom, on which basis).
 */
#ifndef SP_AGENT_ACCOUNT_H
#define SP_AGENT_ACCOUNT_H

#include "agent.h"

struct sp_account_row {
    uint64_t index;
    struct sp_record record; /* fields borrow; valid during the call */
};
/*
 * Every record about ${patient} (her own only), or, when NULL, in which this party acts or is the
 * counterparty, from index ${from} on, in order.  Stops at the first that is not proved (exit 4).
 */
SP_NODISCARD enum sp_status sp_account_each(struct sp_agent *agent,
    const struct sp_patient_id *patient, uint64_t from,
    enum sp_status (*row)(void *context, const struct sp_account_row *row), void *context,
    struct sp_problem *problem);

#endif /* SP_AGENT_ACCOUNT_H */
