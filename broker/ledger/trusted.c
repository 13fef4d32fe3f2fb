#include "trusted.h"

#include <string.h>

#define RECHECK_MS (INT64_C(60) * 60 * 1000)

void
sp_trusted_reset(struct sp_trusted *trusted, struct sp_trust *trust)
{
    memset(trusted->rows, 0, sizeof(trusted->rows));
    trusted->trust = trust;
}

static size_t
place(const struct sp_hash *hash)
{
    return ((size_t)hash->b[0] << 8 | hash->b[1]) % SP_TRUSTED_ROWS;
}

bool
sp_trusted_has(const struct sp_trusted *trusted, const struct sp_hash *hash, int64_t now_ms)
{
    size_t row = place(hash);

    return memcmp(&trusted->rows[row].hash, hash, sizeof(*hash)) == 0 &&
           now_ms >= trusted->rows[row].from_ms && now_ms < trusted->rows[row].until_ms;
}

bool
sp_trusted_check(struct sp_trusted *trusted, struct sp_bytes der, int64_t now_ms)
{
    struct sp_certificate checked;
    const char *reason;

    if (sp_certificate_check(trusted->trust, der, now_ms, &checked, &reason) != SP_OK) {
        return false;
    }
    size_t row = place(&checked.hash);
    int64_t until = now_ms + RECHECK_MS;
    trusted->rows[row].hash = checked.hash;
    trusted->rows[row].from_ms = checked.not_before_ms;
    trusted->rows[row].until_ms = until < checked.not_after_ms ? until : checked.not_after_ms;
    return true;
}
