/*
 * How every samenspraak function that can fail says so.
 *
 * SP_OK is zero; everything else is a failure.  A status says what the caller should do, not where
 * the code was, and a value once released keeps its number.  It is not a verdict: whether somebody
 * may have something is an enum sp_verdict (verdict.h).
 */
#ifndef SAMENSPRAAK_STATUS_H
#define SAMENSPRAAK_STATUS_H

#define SP_NODISCARD __attribute__((warn_unused_result))

/* clang-format off */
enum sp_status {
    SP_OK            = 0,
    SP_ERR_NOMEM     = 1,  /* no memory, or an arena's or buffer's limit; nothing changed */
    SP_ERR_MALFORMED = 2,  /* the bytes are not such a thing; refuse them, drop the peer */
    SP_ERR_TOO_BIG   = 3,  /* a length is over its limit; refuse */
    SP_ERR_SIGNATURE = 4,  /* a signature does not verify; refuse, keep as evidence */
    SP_ERR_STORE     = 5,  /* the store failed; nothing was committed; stop */
    SP_ERR_PROOF     = 6,  /* a hash, proof or log does not fit; refuse, keep as evidence */
    SP_ERR_KEY       = 7,  /* a key or passphrase does not open this; refuse */
    SP_ERR_CERT      = 8,  /* a certificate is not of our CA, not valid now, revoked or without party */
    SP_ERR_NOT_FOUND = 9,  /* there is no such thing */
    SP_ERR_CONFLICT  = 10, /* it exists already, with other content; nothing changed */
    SP_ERR_IO        = 11, /* a file or the network failed; may be tried again */
    SP_ERR_TIMEOUT   = 12, /* not answered in time; may be tried again */
    SP_ERR_CLOSED    = 13, /* the other side or the handle is gone; open anew */
    SP_ERR_BUSY      = 14, /* a limit on work in hand is reached; try again later */
    SP_ERR_USAGE     = 15, /* an argument is outside the contract of the function; a bug or bad input */
    SP_ERR_INTERNAL  = 16, /* an invariant of ours does not hold; stop */
};
/* clang-format on */

/* The name of ${status} for logs, "SP_OK" and so on; never NULL, never freed. */
const char *sp_status_name(enum sp_status status);

/* Drops a status on purpose.  A cast to void does not silence gcc here. */
static inline void
sp_status_ignore(enum sp_status status)
{
    (void)status;
}

#endif /* SAMENSPRAAK_STATUS_H */
