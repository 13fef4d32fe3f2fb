/*
 * Statements that this agent holds: its own, and those that name it (protocol.md B5).
 *
 * What is held was verified: form, the author's signature under its directory key, an author who
 * may make such a statement, and its leaf in the mirrored log.  What was not is kept as evidence
 * and never used.  "In force" is asked of the mirrors each time: a later version or an end shows
 * there even when the broker keeps it from us.
 */
#ifndef SP_AGENT_STATEMENTS_H
#define SP_AGENT_STATEMENTS_H

#include <samenspraak/statement.h>

#include "agent.h"

/* The version of the information that a patient is shown when she gives a consent. */
#define SP_CONSENT_TEXT_VERSION 1

enum sp_standing {
    SP_STANDING_WAITING = 0,     /* ours, not yet at the broker */
    SP_STANDING_REFUSED = 1,     /* ours, the broker would not have it */
    SP_STANDING_UNCONFIRMED = 2, /* waits for another's confirm */
    SP_STANDING_NOT_YET = 3,     /* its first day is to come */
    SP_STANDING_IN_FORCE = 4,
    SP_STANDING_EXPIRED = 5,    /* its last day is over */
    SP_STANDING_SUPERSEDED = 6, /* there is a later version */
    SP_STANDING_ENDED = 7,      /* revoked, ended, rejected or closed */
};
/* "waiting" ... "ended": stable ids for --json. */
const char *sp_standing_id(enum sp_standing standing);

/*
 * One statement held; what it points at lives as long as the callback or the arena it was read in.
 */
struct sp_statement_held {
    struct sp_statement_read read;
    struct sp_bytes stmt;
    struct sp_signature signature;
    bool own;
    bool in_log;
    uint64_t leaf_index;
    enum sp_standing standing;
    sp_day ended_day; /* with SP_STANDING_ENDED, when the ending is held; else 0 */
};

/* Which to list; zeroed: all. */
struct sp_statement_filter {
    bool has_patient;
    struct sp_patient_id patient;
    bool has_id;
    struct sp_statement_id id;
    uint32_t kinds; /* bit n: enum sp_kind n; 0: all */
};
/* Newest first.  A callback that does not return SP_OK stops, and its status is passed on. */
SP_NODISCARD enum sp_status sp_statements_each(struct sp_agent *agent,
    const struct sp_statement_filter *filter,
    enum sp_status (*row)(void *context, const struct sp_statement_held *held), void *context,
    struct sp_problem *problem);
/*
 * The statement that ${id} names: a statement id (32 hex digits; its latest version) or a hash
 * (64). Lives in ${arena}.  SP_ERR_NOT_FOUND, SP_ERR_USAGE.
 */
SP_NODISCARD enum sp_status sp_statement_find(struct sp_agent *agent, const char *id,
    struct sp_arena *arena, struct sp_statement_held *out, struct sp_problem *problem);

/* What to declare.  The agent fills format, suite, author, time, version and prev_hash. */
struct sp_statement_plan {
    uint8_t kind;
    struct sp_patient_id patient;
    bool has_id; /* a further version, or the ending, of this statement; else a random id */
    struct sp_statement_id id;
    const union sp_statement_body *body;
};
struct sp_statement_made {
    struct sp_outcome outcome; /* id: the hash */
    struct sp_statement_id id;
    uint32_t version;
    uint64_t leaf_index; /* in the log "statements", when outcome.has_log */
};
/*
 * Signs, keeps durably, sends, checks the receipt and that the leaf stands in the mirror at the
 * index that the record tells.  Queued when the broker is away.
 */
SP_NODISCARD enum sp_status sp_statement_declare(struct sp_agent *agent,
    const struct sp_statement_plan *plan, struct sp_statement_made *out,
    struct sp_problem *problem);
/* Sends the waiting ones; part of contact. */
SP_NODISCARD enum sp_status sp_statements_flush(struct sp_agent *agent, struct sp_problem *problem);

/* ---- what a person asks for, each one statement ---- */

/* A professional asks to be the patient's ${relation}. */
SP_NODISCARD enum sp_status sp_relation_ask(struct sp_agent *agent,
    const struct sp_patient_id *patient, uint8_t relation, struct sp_statement_made *out,
    struct sp_problem *problem);
/* Confirms the relate or consent that ${id} names (as sp_statement_find). */
SP_NODISCARD enum sp_status sp_statement_confirm(struct sp_agent *agent, const char *id,
    struct sp_statement_made *out, struct sp_problem *problem);
/* Revokes the consent ${id}, or ends any other statement, whichever is right for its kind. */
SP_NODISCARD enum sp_status sp_statement_end(struct sp_agent *agent, const char *id, uint8_t reason,
    struct sp_statement_made *out, struct sp_problem *problem);
/* The patient objects to data going to ${party} without asking, or (${lift}) no longer. */
SP_NODISCARD enum sp_status sp_objection_set(struct sp_agent *agent, const struct sp_party *party,
    bool lift, struct sp_statement_made *out, struct sp_problem *problem);
/* A grant; ${body}'s discloser, recipient, categories, purpose, days, each and onward are given. */
SP_NODISCARD enum sp_status sp_consent_grant(struct sp_agent *agent, struct sp_consent_body *body,
    struct sp_statement_made *out, struct sp_problem *problem);

#endif /* SP_AGENT_STATEMENTS_H */
