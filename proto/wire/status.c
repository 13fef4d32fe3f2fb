#include <samenspraak/status.h>

/* clang-format off */
static const char *const names[] = {
    [SP_OK]            = "SP_OK",
    [SP_ERR_NOMEM]     = "SP_ERR_NOMEM",
    [SP_ERR_MALFORMED] = "SP_ERR_MALFORMED",
    [SP_ERR_TOO_BIG]   = "SP_ERR_TOO_BIG",
    [SP_ERR_SIGNATURE] = "SP_ERR_SIGNATURE",
    [SP_ERR_STORE]     = "SP_ERR_STORE",
    [SP_ERR_PROOF]     = "SP_ERR_PROOF",
    [SP_ERR_KEY]       = "SP_ERR_KEY",
    [SP_ERR_CERT]      = "SP_ERR_CERT",
    [SP_ERR_NOT_FOUND] = "SP_ERR_NOT_FOUND",
    [SP_ERR_CONFLICT]  = "SP_ERR_CONFLICT",
    [SP_ERR_IO]        = "SP_ERR_IO",
    [SP_ERR_TIMEOUT]   = "SP_ERR_TIMEOUT",
    [SP_ERR_CLOSED]    = "SP_ERR_CLOSED",
    [SP_ERR_BUSY]      = "SP_ERR_BUSY",
    [SP_ERR_USAGE]     = "SP_ERR_USAGE",
    [SP_ERR_INTERNAL]  = "SP_ERR_INTERNAL",
};
/* clang-format on */

const char *
sp_status_name(enum sp_status status)
{
    unsigned row = (unsigned)status;

    return row < sizeof(names) / sizeof(names[0]) ? names[row] : "SP_ERR_UNKNOWN";
}
