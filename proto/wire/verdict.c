#include <samenspraak/verdict.h>

#include <stddef.h>

enum exit_code {
    SP_EXIT_DONE = 0,
    SP_EXIT_RULE = 1,
    SP_EXIT_INPUT = 2,
    SP_EXIT_LINK = 3,
    SP_EXIT_PROOF = 4,
    SP_EXIT_HELD = 5,
    SP_EXIT_INTERNAL = 70,
};

struct row {
    const char *name;
    enum sp_verdict verdict;
    enum exit_code code;
};

/* clang-format off */
static const struct row rows[] = {
    {"NONE",                SP_VERDICT_NONE,                SP_EXIT_INTERNAL},
    {"ALLOW",               SP_VERDICT_ALLOW,               SP_EXIT_DONE},
    {"HOLD_APPROVAL",       SP_VERDICT_HOLD_APPROVAL,       SP_EXIT_HELD},
    {"DENY_PULL",           SP_VERDICT_DENY_PULL,           SP_EXIT_RULE},
    {"DENY_IDENTITY",       SP_VERDICT_DENY_IDENTITY,       SP_EXIT_RULE},
    {"DENY_DECEASED",       SP_VERDICT_DENY_DECEASED,       SP_EXIT_RULE},
    {"DENY_FORBIDDEN",      SP_VERDICT_DENY_FORBIDDEN,      SP_EXIT_RULE},
    {"DENY_BREAKGLASS",     SP_VERDICT_DENY_BREAKGLASS,     SP_EXIT_RULE},
    {"DENY_CAPACITY",       SP_VERDICT_DENY_CAPACITY,       SP_EXIT_RULE},
    {"DENY_OBJECTION",      SP_VERDICT_DENY_OBJECTION,      SP_EXIT_RULE},
    {"DENY_REQUEST",        SP_VERDICT_DENY_REQUEST,        SP_EXIT_RULE},
    {"DENY_ONWARD",         SP_VERDICT_DENY_ONWARD,         SP_EXIT_RULE},
    {"DENY_PURPOSE",        SP_VERDICT_DENY_PURPOSE,        SP_EXIT_RULE},
    {"DENY_NO_REQUEST",     SP_VERDICT_DENY_NO_REQUEST,     SP_EXIT_RULE},
    {"DENY_NO_CONSENT",     SP_VERDICT_DENY_NO_CONSENT,     SP_EXIT_RULE},
    {"DENY_RECIPIENT",      SP_VERDICT_DENY_RECIPIENT,      SP_EXIT_RULE},
    {"DENY_REVOKED",        SP_VERDICT_DENY_REVOKED,        SP_EXIT_RULE},
    {"DENY_NOT_YET_VALID",  SP_VERDICT_DENY_NOT_YET_VALID,  SP_EXIT_RULE},
    {"DENY_EXPIRED",        SP_VERDICT_DENY_EXPIRED,        SP_EXIT_RULE},
    {"DENY_CATEGORY",       SP_VERDICT_DENY_CATEGORY,       SP_EXIT_RULE},
    {"DENY_EVIDENCE",       SP_VERDICT_DENY_EVIDENCE,       SP_EXIT_RULE},
    {"DENY_REJECTED",       SP_VERDICT_DENY_REJECTED,       SP_EXIT_RULE},
    {"REFUSE_FRAME",        SP_VERDICT_REFUSE_FRAME,        SP_EXIT_INTERNAL},
    {"REFUSE_VERSION",      SP_VERDICT_REFUSE_VERSION,      SP_EXIT_INTERNAL},
    {"REFUSE_KIND",         SP_VERDICT_REFUSE_KIND,         SP_EXIT_INTERNAL},
    {"REFUSE_SIZE",         SP_VERDICT_REFUSE_SIZE,         SP_EXIT_INPUT},
    {"REFUSE_SIGNATURE",    SP_VERDICT_REFUSE_SIGNATURE,    SP_EXIT_PROOF},
    {"REFUSE_CERT",         SP_VERDICT_REFUSE_CERT,         SP_EXIT_LINK},
    {"REFUSE_HELLO",        SP_VERDICT_REFUSE_HELLO,        SP_EXIT_LINK},
    {"REFUSE_REPLAY",       SP_VERDICT_REFUSE_REPLAY,       SP_EXIT_INTERNAL},
    {"REFUSE_CLOCK",        SP_VERDICT_REFUSE_CLOCK,        SP_EXIT_LINK},
    {"REFUSE_STALE_KEY",    SP_VERDICT_REFUSE_STALE_KEY,    SP_EXIT_LINK},
    {"REFUSE_STALE_VIEW",   SP_VERDICT_REFUSE_STALE_VIEW,   SP_EXIT_PROOF},
    {"REFUSE_STATEMENT",    SP_VERDICT_REFUSE_STATEMENT,    SP_EXIT_INPUT},
    {"REFUSE_NOT_FOUND",    SP_VERDICT_REFUSE_NOT_FOUND,    SP_EXIT_INPUT},
    {"REFUSE_FROZEN",       SP_VERDICT_REFUSE_FROZEN,       SP_EXIT_LINK},
    {"RESEAL",              SP_VERDICT_RESEAL,              SP_EXIT_LINK},
    {"BUSY",                SP_VERDICT_BUSY,                SP_EXIT_LINK},
    {"DONE",                SP_VERDICT_DONE,                SP_EXIT_DONE},
    {"ASKED",               SP_VERDICT_ASKED,               SP_EXIT_DONE},
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
    return row_of(verdict)->code == SP_EXIT_DONE;
}

int
sp_verdict_exit_code(enum sp_verdict verdict)
{
    return (int)row_of(verdict)->code;
}
