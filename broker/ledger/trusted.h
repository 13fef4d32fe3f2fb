/*
 * Certificates that were judged valid, so that a chain is not verified for every message.  A row
 * counts until the certificate or the hour ends, and all go when the trust object is replaced.
 * Ledger thread only.
 */
#ifndef SP_BROKER_LEDGER_TRUSTED_H
#define SP_BROKER_LEDGER_TRUSTED_H

#include <samenspraak/certificate.h>

#define SP_TRUSTED_ROWS 4096

struct sp_trusted {
    struct sp_trust *trust; /* borrowed */
    struct {
        struct sp_hash hash;
        int64_t from_ms, until_ms;
    } rows[SP_TRUSTED_ROWS];
};

void sp_trusted_reset(struct sp_trusted *trusted, struct sp_trust *trust);
/* Whether the certificate with this hash was judged valid lately, and is so at ${now_ms}. */
bool sp_trusted_has(const struct sp_trusted *trusted, const struct sp_hash *hash, int64_t now_ms);
/* Whether ${der} is of our CA and valid now; remembered when it is. */
bool sp_trusted_check(struct sp_trusted *trusted, struct sp_bytes der, int64_t now_ms);

#endif /* SP_BROKER_LEDGER_TRUSTED_H */
