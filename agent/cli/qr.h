/*
 * A QR code of version 2, error correction M (ISO/IEC 18004): 25 by 25 modules, for short texts of
 * capitals and digits, as a pairing code is.  Any reader takes it.
 */
#ifndef SP_CLI_QR_H
#define SP_CLI_QR_H

#include <stdbool.h>

#include <samenspraak/status.h>

#define SP_QR_SIZE     25
#define SP_QR_QUIET    4  /* light modules around it that readers need */
#define SP_QR_TEXT_MAX 38 /* characters */

struct sp_qr {
    bool dark[SP_QR_SIZE][SP_QR_SIZE]; /* [y][x] */
};

/* SP_ERR_USAGE for other characters than 0-9 A-Z and blank, or too many. */
SP_NODISCARD enum sp_status sp_qr_make(const char *text, struct sp_qr *out);
/* Light outside of the code. */
bool sp_qr_is_dark(const struct sp_qr *qr, int x, int y);

#endif /* SP_CLI_QR_H */
