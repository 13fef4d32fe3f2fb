/*
 * May this message pass?  A pure question: facts in, decision out (secrecy-rules.md 4 to 6).
 *
 * Nothing here reads a clock, a store or a socket.  The broker gathers the facts and enforces;
 * every agent gathers them from what it holds and foresees or checks.  The rules are tables
 * (matrix.c, rules.c, limits.c); adding a rule is adding a row, a text in both languages and a
 * test.  May be called from any thread.
 */
#ifndef SAMENSPRAAK_POLICY_H
#define SAMENSPRAAK_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/day.h>
#include <samenspraak/terms.h>
#include <samenspraak/verdict.h>

#define SP_ROLE_NONE 0xff /* forwarded_from: not forwarded */

/* Who gave a consent: the patient, a representative of a kind, or both. */
struct sp_givers {
    bool patient;
    uint8_t reps; /* bit n: enum sp_rep n */
};

/* A consent as far as the rules ask.  All days inclusive. */
struct sp_consent_facts {
    uint8_t from, to;    /* roles */
    bool other_parties;  /* the roles fit but the parties are others: DENY_RECIPIENT */
    uint32_t categories; /* SP_CATEGORY_BIT mask */
    uint8_t purpose;
    sp_day valid_from, valid_until;
    uint8_t evidence; /* enum sp_evidence */
    struct sp_givers given_by;
    bool onward;
    bool each;
    bool is_revoked; /* revoked or ended, as of ${revoked_on} */
    sp_day revoked_on;
};

enum sp_approval_state {
    SP_APPROVAL_NONE = 0,
    SP_APPROVAL_PENDING = 1,
    SP_APPROVAL_APPROVED = 2,
    SP_APPROVAL_REJECTED = 3,
};

struct sp_approval_facts {
    enum sp_approval_state state;
    sp_day on;
    bool hash_match;     /* it names this very message */
    bool skip_freshness; /* judging an open: freshness was judged when it left the hold (6.1) */
};

/* The nine items of secrecy-rules.md 6.8, in that order. */
enum sp_breakglass_item {
    SP_BREAKGLASS_CONSENT_SOUGHT = 0,
    SP_BREAKGLASS_SERIOUS_HARM = 1,
    SP_BREAKGLASS_CONSCIENCE = 2,
    SP_BREAKGLASS_NO_OTHER_WAY = 3,
    SP_BREAKGLASS_EFFECTIVE = 4,
    SP_BREAKGLASS_MINIMAL = 5,
    SP_BREAKGLASS_COLLEAGUE = 6,
    SP_BREAKGLASS_INFORMED = 7,
    SP_BREAKGLASS_RECORDED = 8,
};
#define SP_BREAKGLASS_COUNT 9
#define SP_BREAKGLASS_ALL   0x1ffU
/* The ids of 6.8: "consent_sought_or_unsafe" ... "recorded". */
extern const char *const sp_breakglass_items[SP_BREAKGLASS_COUNT];

/* What is known when the question is asked.  All zero denies. */
struct sp_facts {
    sp_day today;
    bool is_push;
    uint8_t discloser, recipient; /* enum sp_role */
    uint32_t categories;          /* SP_CATEGORY_BIT mask, not empty */
    uint8_t purpose;
    bool sender_verified, recipient_verified;
    bool request_ref;         /* the message answers a request that asked for this */
    bool skip_request_ref;    /* judging an open: not judged again (6.1) */
    bool treating;            /* the recipient holds a confirmed treating relation */
    bool objection;           /* the patient objects to L1 towards the recipient */
    bool good_care_objection; /* the discloser withholds from the representative */
    uint32_t asks;            /* categories an info_request asks for */
    uint8_t forwarded_from;   /* role of the first author, or SP_ROLE_NONE */
    struct {
        uint8_t age; /* enum sp_age_band */
        bool capable;
        bool deceased;
        uint8_t reps_available; /* bit n: enum sp_rep n exists */
    } patient;
    bool has_rep;
    uint8_t rep; /* enum sp_rep of the representative who sends or receives */
    bool breakglass;
    uint16_t breakglass_items; /* bit n: enum sp_breakglass_item n confirmed */
    bool has_consent;
    struct sp_consent_facts consent;
    struct sp_approval_facts approval;
};

/* A rule: the stable id that answers and logs carry, and what a person is told. */
struct sp_rule {
    const char *id;          /* "pair.none", "consent.expired" */
    enum sp_verdict verdict; /* what it gives when it decides */
    const char
        *sources; /* "S8 S2 D": codes of secrecy-rules.md section 0; "" where the row tells */
};

struct sp_decision {
    enum sp_verdict
        verdict;   /* ALLOW, HOLD_APPROVAL or DENY_...; zero never leaves sp_policy_decide */
    uint8_t basis; /* enum sp_basis; SP_BASIS_NONE unless ALLOW (or HOLD: what it will rest on) */
    uint16_t laws; /* SP_LAW_BIT mask when basis is SP_BASIS_LAW */
    const struct sp_rule *rule; /* never NULL */
};

/* Decides on ${facts}.  Cannot fail: what cannot be decided is denied. */
struct sp_decision sp_policy_decide(const struct sp_facts *facts);

/* True when at least one category may ever pass from ${from} to ${to}; false for unknown roles. */
bool sp_policy_pair_exists(uint8_t from, uint8_t to);
/* The rule "pair.none": two roles without a row.  Answered from the party names alone. */
extern const struct sp_rule sp_rule_pair_none;
/* The rule "party.unverified": the one answer for unknown, unrelated and unconfirmed. */
extern const struct sp_rule sp_rule_party_unverified;
/* The rule "own.copy": the patient opens her own copy of a message, which is not judged. */
extern const struct sp_rule sp_rule_own_copy;
/* The rule "message.expired": a message that nobody opened in its time. */
extern const struct sp_rule sp_rule_message_expired;

/* What a cell of the matrix says, for the expanded matrix and for people. */
struct sp_cell {
    uint8_t basis; /* SP_BASIS_FREE, _CONSENT, _CONSENT_EACH, _LAW; SP_BASIS_NONE: forbidden */
    uint8_t law;   /* n of Ln with SP_BASIS_LAW */
    const char *sources; /* codes, space separated; "D" for a pair that no row names */
};
struct sp_cell sp_policy_cell(uint8_t from, uint8_t to, uint8_t category);

/*
 * The rules in the order in which they are asked, for `policy explain`, the documents and the
 * tests: row 0 first, NULL past the last. Rules that
 * are decided elsewhere stand before the very last.
 */
const struct sp_rule *sp_policy_rule_at(size_t row);
/* The rule with ${id}, or NULL. */
const struct sp_rule *sp_policy_rule(const char *id);

/* What a person is told of a rule, at B1 level.  Static texts; "" never, also for NULL. */
struct sp_rule_text {
    const char *why;    /* one or two sentences */
    const char *next;   /* what the sender can do instead */
    const char *source; /* the articles and guidelines in words */
};
struct sp_rule_text sp_policy_text(const struct sp_rule *rule, enum sp_language language);

#endif /* SAMENSPRAAK_POLICY_H */
