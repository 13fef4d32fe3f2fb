/*
 * The auditor's side: a whole log in a folder, and checking such a folder without any broker
 * (interfaces.md "Audit export and evidence", protocol.md A8).
 */
#ifndef SP_AGENT_AUDIT_H
#define SP_AGENT_AUDIT_H

#include "agent.h"

/* Told now and then; ${done} of ${total} entries of log ${log}. */
struct sp_audit_progress {
    void (*step)(void *context, const char *log, uint64_t done, uint64_t total);
    void *context;
};

/*
 * Appends the `log <vkey>` lines of what this home pinned; SP_ERR_NOT_FOUND before first contact.
 */
SP_NODISCARD enum sp_status sp_audit_policy(
    struct sp_agent *agent, struct sp_buffer *out, struct sp_problem *problem);

/* Writes ${folder}, which must not exist or be empty.  For the role auditor. */
SP_NODISCARD enum sp_status sp_audit_export(struct sp_agent *agent, const char *folder,
    const struct sp_audit_progress *progress, struct sp_problem *problem);

struct sp_audit_options {
    const char *folder;
    const char *since;           /* file with a checkpoint of an earlier audit; NULL */
    const char *policy;          /* file with `log <vkey>` lines to trust; NULL: */
    struct sp_bytes policy_text; /* the same as text (sp_audit_policy); absent: the export's own */
    const char *ca;              /* PEM file to trust; NULL: certificates are read, not judged */
    int64_t now_ms;
};
struct sp_audit_report {
    struct sp_head heads[SP_LOG_COUNT];
    char origins[SP_LOG_COUNT][SP_ORIGIN_MAX];
    char vkeys[SP_LOG_COUNT][SP_VKEY_MAX];
    bool log_keys_anchored; /* by ${policy} */
    bool ca_anchored;
    struct sp_hash ca_fingerprint; /* of ${ca} */
    char exporter[SP_PARTY_TEXT_MAX];
    uint64_t records, requests, signatures, statements, entries; /* that were checked */
};
/*
 * Checks everything; no network, no home.  SP_ERR_PROOF or SP_ERR_SIGNATURE with the first thing
 * that does not fit in ${problem}: file, index or line, and what.
 */
SP_NODISCARD enum sp_status sp_audit_verify(const struct sp_audit_options *options,
    const struct sp_audit_progress *progress, struct sp_audit_report *out,
    struct sp_problem *problem);

/* One event of an export, for `audit show`; fields borrow. */
struct sp_audit_event {
    uint64_t index;
    struct sp_record record;
};
/*
 * ${patient} and ${actor}: party texts that field 4, 5 or 7 must hold, or NULL.  Does not verify.
 */
SP_NODISCARD enum sp_status sp_audit_show(const char *folder, const char *patient,
    const char *actor, enum sp_status (*row)(void *context, const struct sp_audit_event *event),
    void *context, struct sp_problem *problem);

#endif /* SP_AGENT_AUDIT_H */
