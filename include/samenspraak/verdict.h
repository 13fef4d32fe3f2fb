/*
 * The codes of an answer: what the rules said, or why it never came to the rules.
 *
 * Zero refuses, so memory nobody filled in lets nothing through.  The numbers go over the wire and
 * into the log and are frozen (secrecy-rules.md 6.1, interfaces.md).
 */
#ifndef SAMENSPRAAK_VERDICT_H
#define SAMENSPRAAK_VERDICT_H

#include <stdbool.h>

/* clang-format off */
enum sp_verdict {
    SP_VERDICT_NONE               = 0,  /* nothing was decided: refused */
    SP_VERDICT_ALLOW              = 1,
    SP_VERDICT_HOLD_APPROVAL      = 2,
    SP_VERDICT_DENY_PULL          = 3,
    SP_VERDICT_DENY_IDENTITY      = 4,
    SP_VERDICT_DENY_DECEASED      = 5,
    SP_VERDICT_DENY_FORBIDDEN     = 6,
    SP_VERDICT_DENY_BREAKGLASS    = 7,
    SP_VERDICT_DENY_CAPACITY      = 8,
    SP_VERDICT_DENY_OBJECTION     = 9,
    SP_VERDICT_DENY_REQUEST       = 10,
    SP_VERDICT_DENY_ONWARD        = 11,
    SP_VERDICT_DENY_PURPOSE       = 12,
    SP_VERDICT_DENY_NO_REQUEST    = 13,
    SP_VERDICT_DENY_NO_CONSENT    = 14,
    SP_VERDICT_DENY_RECIPIENT     = 15,
    SP_VERDICT_DENY_REVOKED       = 16,
    SP_VERDICT_DENY_NOT_YET_VALID = 17,
    SP_VERDICT_DENY_EXPIRED       = 18,
    SP_VERDICT_DENY_CATEGORY      = 19,
    SP_VERDICT_DENY_EVIDENCE      = 20,
    SP_VERDICT_DENY_REJECTED      = 21,

    SP_VERDICT_REFUSE_FRAME       = 40,
    SP_VERDICT_REFUSE_VERSION     = 41,
    SP_VERDICT_REFUSE_KIND        = 42,
    SP_VERDICT_REFUSE_SIZE        = 43,
    SP_VERDICT_REFUSE_SIGNATURE   = 44,
    SP_VERDICT_REFUSE_CERT        = 45,
    SP_VERDICT_REFUSE_HELLO       = 46,
    SP_VERDICT_REFUSE_REPLAY      = 47,
    SP_VERDICT_REFUSE_CLOCK       = 48,
    SP_VERDICT_REFUSE_STALE_KEY   = 49,
    SP_VERDICT_REFUSE_STALE_VIEW  = 50,
    SP_VERDICT_REFUSE_STATEMENT   = 51,
    SP_VERDICT_REFUSE_NOT_FOUND   = 52,
    SP_VERDICT_REFUSE_FROZEN      = 53,
    SP_VERDICT_RESEAL             = 54,
    SP_VERDICT_BUSY               = 55,

    SP_VERDICT_DONE               = 80, /* done where no rule decides: a statement, a fetch, an acknowledgement */
    SP_VERDICT_ASKED              = 81, /* relate: the same for known and unknown codes */
};
/* clang-format on */

/* "ALLOW", "DENY_FORBIDDEN", "REFUSE_FRAME"; "NONE" for what is not in the list. Never NULL. */
const char *sp_verdict_name(enum sp_verdict verdict);
/* ALLOW, DONE and ASKED. */
bool sp_verdict_is_good(enum sp_verdict verdict);
/* The exit code of interfaces.md: 0 good, 1 a rule, 5 held, else 2, 3, 4 or 70. */
int sp_verdict_exit_code(enum sp_verdict verdict);

#endif /* SAMENSPRAAK_VERDICT_H */
