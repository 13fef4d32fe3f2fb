#include <samenspraak/verdict.h>

#include <stddef.h>

enum exit_code {
    EXIT_DONE = 0,
    EXIT_RULE = 1,
    EXIT_INPUT = 2,
    EXIT_LINK = 3,
    EXIT_PROOF = 4,
    EXIT_HELD = 5,
    EXIT_INTERNAL = 70,
};

struct row {
    enum sp_verdict verdict;
    const char *name;
    enum exit_code code;
};

/* clang-format off */
static const struct row rows[] = {
    {SP_VERDICT_NONE,               "NONE",               EXIT_INTERNAL},
    {SP_VERDICT_ALLOW,              "ALLOW",              EXIT_DONE},
    {SP_VERDICT_HOLD_APPROVAL,      "HOLD_APPROVAL",      EXIT_HELD},
    {SP_VERDICT_DENY_PULL,          "DENY_PULL",          EXIT_RULE},
    {SP_VERDICT_DENY_IDENTITY,      "DENY_IDENTITY",      EXIT_RULE},
    {SP_VERDICT_DENY_DECEASED,      "DENY_DECEASED",      EXIT_RULE},
    {SP_VERDICT_DENY_FORBIDDEN,     "DENY_FORBIDDEN",     EXIT_RULE},
    {SP_VERDICT_DENY_BREAKGLASS,    "DENY_BREAKGLASS",    EXIT_RULE},
    {SP_VERDICT_DENY_CAPACITY,      "DENY_CAPACITY",      EXIT_RULE},
    {SP_VERDICT_DENY_OBJECTION,     "DENY_OBJECTION",     EXIT_RULE},
    {SP_VERDICT_DENY_REQUEST,       "DENY_REQUEST",       EXIT_RULE},
    {SP_VERDICT_DENY_ONWARD,        "DENY_ONWARD",        EXIT_RULE},
    {SP_VERDICT_DENY_PURPOSE,       "DENY_PURPOSE",       EXIT_RULE},
    {SP_VERDICT_DENY_NO_REQUEST,    "DENY_NO_REQUEST",    EXIT_RULE},
    {SP_VERDICT_DENY_NO_CONSENT,    "DENY_NO_CONSENT",    EXIT_RULE},
    {SP_VERDICT_DENY_RECIPIENT,     "DENY_RECIPIENT",     EXIT_RULE},
    {SP_VERDICT_DENY_REVOKED,       "DENY_REVOKED",       EXIT_RULE},
    {SP_VERDICT_DENY_NOT_YET_VALID, "DENY_NOT_YET_VALID", EXIT_RULE},
    {SP_VERDICT_DENY_EXPIRED,       "DENY_EXPIRED",       EXIT_RULE},
    {SP_VERDICT_DENY_CATEGORY,      "DENY_CATEGORY",      EXIT_RULE},
    {SP_VERDICT_DENY_EVIDENCE,      "DENY_EVIDENCE",      EXIT_RULE},
    {SP_VERDICT_DENY_REJECTED,      "DENY_REJECTED",      EXIT_RULE},
    {SP_VERDICT_REFUSE_FRAME,       "REFUSE_FRAME",       EXIT_INTERNAL},
    {SP_VERDICT_REFUSE_VERSION,     "REFUSE_VERSION",     EXIT_INTERNAL},
    {SP_VERDICT_REFUSE_KIND,        "REFUSE_KIND",        EXIT_INTERNAL},
    {SP_VERDICT_REFUSE_SIZE,        "REFUSE_SIZE",        EXIT_INPUT},
    {SP_VERDICT_REFUSE_SIGNATURE,   "REFUSE_SIGNATURE",   EXIT_PROOF},
    {SP_VERDICT_REFUSE_CERT,        "REFUSE_CERT",        EXIT_LINK},
    {SP_VERDICT_REFUSE_HELLO,       "REFUSE_HELLO",       EXIT_LINK},
    {SP_VERDICT_REFUSE_REPLAY,      "REFUSE_REPLAY",      EXIT_INTERNAL},
    {SP_VERDICT_REFUSE_CLOCK,       "REFUSE_CLOCK",       EXIT_LINK},
    {SP_VERDICT_REFUSE_STALE_KEY,   "REFUSE_STALE_KEY",   EXIT_LINK},
    {SP_VERDICT_REFUSE_STALE_VIEW,  "REFUSE_STALE_VIEW",  EXIT_PROOF},
    {SP_VERDICT_REFUSE_STATEMENT,   "REFUSE_STATEMENT",   EXIT_INPUT},
    {SP_VERDICT_REFUSE_NOT_FOUND,   "REFUSE_NOT_FOUND",   EXIT_INPUT},
    {SP_VERDICT_REFUSE_FROZEN,      "REFUSE_FROZEN",      EXIT_LINK},
    {SP_VERDICT_RESEAL,             "RESEAL",             EXIT_LINK},
    {SP_VERDICT_BUSY,               "BUSY",               EXIT_LINK},
    {SP_VERDICT_DONE,               "DONE",               EXIT_DONE},
    {SP_VERDICT_ASKED,              "ASKED",              EXIT_DONE},
};
/* clang-format on */

/* The row of ${verdict}; that of NONE for a number that is not in the list. */
static const struct row *
row_of(enum sp_verdict verdict)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].verdict == verdict) {
            return &rows[i];
        }
    }
    return &rows[0];
}

const char *
sp_verdict_name(enum sp_verdict verdict)
{
    return row_of(verdict)->name;
}

bool
sp_verdict_is_good(enum sp_verdict verdict)
{
    return row_of(verdict)->code == EXIT_DONE;
}

int
sp_verdict_exit_code(enum sp_verdict verdict)
{
    return (int)row_of(verdict)->code;
}
