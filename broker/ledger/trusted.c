#include "trusted.h"

#include <string.h>

#define RECHECK_MS (60 * 60 * 1000)

void
sp_trusted_reset(struct sp_trusted *trusted, struct sp_trust *trust)
{
    memset(trusted->rows, 0, sizeof(trusted->rows));
    trusted->trust = trust;
}

bool
sp_trusted_check(struct sp_trusted *trusted, struct sp_bytes der,
    const struct sp_certificate *certificate, int64_t now_ms)
{
    size_t row = ((size_t)certificate->hash.b[0] << 8 | certificate->hash.b[1]) % SP_TRUSTED_ROWS;
    struct sp_certificate checked;
    const char *reason;

    if (memcmp(&trusted->rows[row].hash, &certificate->hash, sizeof(struct sp_hash)) == 0 &&
        now_ms < trusted->rows[row].until_ms && now_ms >= certificate->not_before_ms) {
        return true;
    }
    if (sp_certificate_check(trusted->trust, der, now_ms, &checked, &reason) != SP_OK) {
        return false;
    }
    int64_t until = now_ms + RECHECK_MS;
    trusted->rows[row].hash = certificate->hash;
    trusted->rows[row].until_ms = until < checked.not_after_ms ? until : checked.not_after_ms;
    return true;
}
