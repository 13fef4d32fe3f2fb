/*
 * Files that the broker reads whole: PEM texts and the passphrase.
 */
#ifndef SP_BROKER_FILES_H
#define SP_BROKER_FILES_H

#include <samenspraak/bytes.h>
#include <samenspraak/certificate.h>
#include <samenspraak/terms.h>

#include "config.h"

/* Appends the file; SP_ERR_IO when it cannot be read, SP_ERR_TOO_BIG past the buffer's maximum. */
SP_NODISCARD enum sp_status sp_file_read(const char *path, struct sp_buffer *out);
/* The first line of a passphrase file, without its end. */
SP_NODISCARD enum sp_status sp_file_passphrase(const char *path, struct sp_buffer *out);

/* The certificates and keys that the configuration names. */
struct sp_credentials {
    struct sp_buffer cert, key, ca, crl, passphrase, identity_der;
    struct sp_sign_key *identity;
    struct sp_trust *trust;
    struct sp_certificate tls_certificate;
    struct sp_certificate identity_certificate;
};
void sp_credentials_init(struct sp_credentials *credentials);
/*
 * Reads and checks all of them at ${now_ms}: both certificates are of role broker and of our CA,
 * keys fit.  Errors go to ${errors}, naming the key of the configuration.
 */
SP_NODISCARD enum sp_status sp_credentials_read(
    const struct sp_config *config, int64_t now_ms, struct sp_credentials *out, FILE *errors);
void sp_credentials_wipe(struct sp_credentials *credentials);

#endif /* SP_BROKER_FILES_H */
