/*
 * One party's agent: an open home, its keys, its contact with the broker.
 *
 * Everything a party does goes through a struct sp_agent; one process has a home open at a time.
 * Calls that need the broker make contact by themselves (sp_agent_contact).  Not for several
 * threads at once: whoever serves several callers takes a lock around each call.
 *
 * Three results are told apart:
 *   not SP_OK            it could not be done, or what came back is not believed: ${problem}
 *   SP_OK, outcome       the broker or a rule answered: verdict, rule, place in the log, proved
 *   SP_OK, queued        the broker is away; what was asked is kept and goes at the next contact
 *                        (${problem} then says why, for people)
 */
#ifndef SP_AGENT_AGENT_H
#define SP_AGENT_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/log.h>
#include <samenspraak/message.h>
#include <samenspraak/party.h>
#include <samenspraak/policy.h>
#include <samenspraak/verdict.h>

#include "problem.h"
#include "profile.h"

struct sp_agent;

/* Where the time comes from; tests bring their own. */
struct sp_agent_clock {
    int64_t (*now_ms)(void *context);
    void *context;
};
/* The system's clock. */
extern const struct sp_agent_clock sp_agent_clock_system;

struct sp_agent_options {
    const char *home;
    struct sp_bytes passphrase; /* empty: none */
    struct sp_agent_clock clock;
};

/*
 * Opens the home: lock, profile, keys, home.db.  No network.  Exit codes by problem: locked,
 * missing, incomplete or wrong passphrase: 2; a certificate that no longer holds does not stop
 * opening.
 */
SP_NODISCARD enum sp_status sp_agent_open(
    const struct sp_agent_options *options, struct sp_agent **out, struct sp_problem *problem);
void sp_agent_close(struct sp_agent *agent);

const struct sp_profile *sp_agent_profile(const struct sp_agent *agent);
/* A patient's own identifier; SP_ERR_NOT_FOUND for other roles. */
SP_NODISCARD enum sp_status sp_agent_patient_id(
    const struct sp_agent *agent, struct sp_patient_id *out);
int64_t sp_agent_now_ms(const struct sp_agent *agent);

/* What came of a request that a rule or the broker answered. */
struct sp_outcome {
    enum sp_verdict verdict; /* NONE while queued */
    bool queued;
    bool own_refusal; /* this agent refused; the broker logged the attempt if has_log */
    char rule[SP_RULE_ID_MAX + 1];
    char detail[SP_DETAIL_MAX + 1];
    uint32_t retry_after_ms;
    uint8_t basis; /* enum sp_basis: what it rests on, as this agent judged; SP_BASIS_NONE */
    uint16_t laws;
    bool has_id;
    struct sp_hash id; /* D of a message, hash of a statement */
    bool has_log;      /* proved: the entry is in the log */
    uint64_t log_index;
    uint64_t log_size;
};
/* 3 when queued, else the verdict's. */
int sp_outcome_exit_code(const struct sp_outcome *outcome);

/*
 * Makes sure that the broker is there and believed: hello, card, pins; own directory entry
 * published or renewed; mail fetched and kept; views and mirrors brought to now; then the outbox
 * and waiting statements are sent.  Does nothing when all this was done less than a second ago.
 * Failure of one queued thing is no failure of contact; it stands with that thing.
 */
SP_NODISCARD enum sp_status sp_agent_contact(struct sp_agent *agent, struct sp_problem *problem);

/* `status`: what is known without and with the broker. */
struct sp_agent_status {
    struct sp_certificate certificate;
    bool certificate_ok; /* by our CA, now */
    char certificate_reason[128];
    bool pinned;
    char origin[SP_ORIGIN_MAX];
    struct sp_party broker;
    uint64_t pinned_ms;                 /* log consistent since */
    struct sp_head heads[SP_LOG_COUNT]; /* last verified */
    uint64_t seen_ms;                   /* when they were */
    uint32_t t_vers_ms;
    uint64_t outbox_count;   /* waiting to be sent */
    uint64_t evidence_count; /* things that did not fit, kept */
    bool reachable;          /* only after a contact in this call */
};
/*
 * Fills ${out}; with ${contact} also tries the broker: then reachable tells, and ${problem} why
 * not, while the function itself is SP_OK.
 */
SP_NODISCARD enum sp_status sp_agent_status(
    struct sp_agent *agent, bool contact, struct sp_agent_status *out, struct sp_problem *problem);

#endif /* SP_AGENT_AGENT_H */
