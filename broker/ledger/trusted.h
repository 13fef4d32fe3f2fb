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
        int64_t until_ms;
    } rows[SP_TRUSTED_ROWS];
};

void sp_trusted_reset(struct sp_trusted *trusted, struct sp_trust *trust);
/* Whether ${der}, read as ${certificate}, is of our CA and valid now. */
bool sp_trusted_check(struct sp_trusted *trusted, struct sp_bytes der,
    const struct sp_certificate *certificate, int64_t now_ms);

#endif /* SP_BROKER_LEDGER_TRUSTED_H */
