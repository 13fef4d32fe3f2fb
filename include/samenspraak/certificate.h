/*
 * Certificates: from X.509 to a party and its key (architecture.md, Identity; RFC 5280, RFC 8410).
 *
 * A party's certificate carries urn:samenspraak:party:<role>:<scheme>:<number> as URI in
 * subjectAltName and an Ed25519 key; one of the Dutch UZI register, which carries the same in an
 * otherName (type 2.5.5.5 or 2.16.528.1.1007.3.x), is read too, for the professions that are a role
 * here: huisarts 01.015 is gp; bedrijfsarts 01.008 is occ_physician; psychiater 01.035,
 * psychotherapeut 16.000, gz-psycholoog 25.000, klinisch (neuro)psycholoog 25.061 and 25.063 and
 * verpleegkundig specialist ggz 30.069 are clinician_ggz; all others are refused.
 *
 * OpenSSL checks the chain; a key that libsodium calls invalid is refused.  A trust object may be
 * read from many threads, and replaced as a whole.
 */
#ifndef SAMENSPRAAK_CERTIFICATE_H
#define SAMENSPRAAK_CERTIFICATE_H

#include <stdbool.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/key.h>
#include <samenspraak/party.h>
#include <samenspraak/status.h>

#define SP_CERTIFICATE_MAX 8192 /* bytes of DER */
#define SP_NAME_MAX        128  /* bytes of a name shown to people, with NUL */

/* What a certificate says.  A value; the DER it was read from is not kept. */
struct sp_certificate {
    struct sp_party party;
    struct sp_sign_public key;
    struct sp_hash hash;    /* SHA-256 of the DER */
    struct sp_hash subject; /* SHA-256 of the subject DER: two certificates of one person */
    int64_t not_before_ms, not_after_ms;
    char name[SP_NAME_MAX];         /* CN, UTF-8, control characters replaced */
    char organisation[SP_NAME_MAX]; /* O, or "" */
};

/* The CA certificates and CRLs that we trust. */
struct sp_trust;

/*
 * From PEM texts, each with several certificates (roots and issuing CAs) or CRLs.  An absent ${crl}
 * ({NULL, 0}) means that none is asked for; when there is one, every party's issuer must have a CRL
 * that is in date.  SP_ERR_MALFORMED: no self-signed root, a certificate that is not a CA's, or a
 * CRL text without a CRL.
 *
 * Caveat: whoever reads ${crl} from a file must refuse an empty file himself, as an empty buffer is
 * absent.
 */
SP_NODISCARD enum sp_status sp_trust_new(
    struct sp_bytes ca_pem, struct sp_bytes crl_pem, struct sp_trust **out);
void sp_trust_free(struct sp_trust *trust);
/* SHA-256 over the DER of the first (root) CA certificate, to compare by eye. */
struct sp_hash sp_trust_fingerprint(const struct sp_trust *trust);

/*
 * Reads ${der} without judging it: SP_ERR_MALFORMED without exactly one party or without a valid
 * Ed25519 key, and for anything but one certificate in DER.
 */
SP_NODISCARD enum sp_status sp_certificate_read(struct sp_bytes der, struct sp_certificate *out);
/*
 * Reads and judges at ${now_ms}: chain to our CA, validity, CRL, party, key.  Any failure is
 * SP_ERR_CERT with ${reason} (static text, for people) and a zeroed ${out}.
 */
SP_NODISCARD enum sp_status sp_certificate_check(const struct sp_trust *trust, struct sp_bytes der,
    int64_t now_ms, struct sp_certificate *out, const char **reason);

/* The first certificate in ${pem} as DER, appended to ${der}. */
SP_NODISCARD enum sp_status sp_certificate_der(struct sp_bytes pem, struct sp_buffer *der);
/* An Ed25519 private key in PKCS#8 PEM, unencrypted; and back (appended, with NUL not counted). */
SP_NODISCARD enum sp_status sp_sign_key_from_pem(struct sp_bytes pem, struct sp_sign_key **out);
SP_NODISCARD enum sp_status sp_sign_key_to_pem(
    const struct sp_sign_key *key, struct sp_buffer *pem);
/* A PKCS#10 request in PEM for ${party} (CN: ${name}), signed by ${key}. */
SP_NODISCARD enum sp_status sp_certificate_request(const struct sp_sign_key *key,
    const struct sp_party *party, const char *name, struct sp_buffer *pem);

#endif /* SAMENSPRAAK_CERTIFICATE_H */
