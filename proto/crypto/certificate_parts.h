/*
 * What the certificate files of this room share.  OpenSSL's types stay inside it.
 */
#ifndef SP_CERTIFICATE_PARTS_H
#define SP_CERTIFICATE_PARTS_H

#include <openssl/bio.h>
#include <openssl/x509.h>

#include <samenspraak/bytes.h>
#include <samenspraak/certificate.h>
#include <samenspraak/status.h>

/* The largest PEM text that is read: CA certificates and CRLs of a whole register. */
#define SP_PEM_MAX_BYTES (UINT32_C(64) << 20)

/*
 * Reads exactly ${der}: SP_ERR_MALFORMED for anything but one certificate in DER, without bytes
 * behind it and without a second way of writing the same, as its hash names it.
 */
SP_NODISCARD enum sp_status sp_x509_read(struct sp_bytes der, X509 **out);

/* Fills ${out} but for the hash; SP_ERR_MALFORMED with ${reason}. */
SP_NODISCARD enum sp_status sp_x509_parts(
    X509 *certificate, struct sp_certificate *out, const char **reason);

/* The one party that ${certificate} names; SP_ERR_MALFORMED with ${reason}. */
SP_NODISCARD enum sp_status sp_x509_party(
    const X509 *certificate, struct sp_party *out, const char **reason);

/* The text of an UZI otherName as a party; false for what is not in the table of roles. */
bool sp_uzi_party(const char *text, struct sp_party *out);

/* A reader over ${pem}, which it borrows; NULL without memory or past SP_PEM_MAX_BYTES. */
BIO *sp_pem_bio(struct sp_bytes pem);
/* For OpenSSL's PEM readers: no passphrase, so that nothing ever asks for one on the terminal. */
int sp_pem_no_passphrase(char *out, int size, int writing, void *context);

#endif /* SP_CERTIFICATE_PARTS_H */
