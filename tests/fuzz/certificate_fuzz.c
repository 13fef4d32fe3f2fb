/*
 * Certificates come from peers at hello, in directory entries and in evidence: DER that OpenSSL
 * takes apart and that we walk through for a party, an UZI name and names to show.  A PEM file may
 * be anybody's too.
 */
#include <samenspraak/certificate.h>
#include <samenspraak/key.h>

#include <stdlib.h>
#include <string.h>

#include "certificate_parts.h"

/* A root of nobody's, so that the judgement runs to its end. */
static const char root[] = "-----BEGIN CERTIFICATE-----\n"
                           "MIIBSDCB+6ADAgECAhABLLH92GXsnorpcDgNZdUtMAUGAytlcDAjMSEwHwYDVQQD\n"
                           "DBhTYW1lbnNwcmFhayBleGFtcGxlIHJvb3QwHhcNMjYxMTIwMjM0NTU4WhcNNDYx\n"
                           "MTIxMjM0NTU4WjAjMSEwHwYDVQQDDBhTYW1lbnNwcmFhayBleGFtcGxlIHJvb3Qw\n"
                           "KjAFBgMrZXADIQDSk2flJ4UASrpVRe6V9Au79W8LZDTn987QgwPupO0+GKNFMEMw\n"
                           "EgYDVR0TAQH/BAgwBgEB/wIBATAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFOXC\n"
                           "7avTOSPvU9x2gcKc23jUAfWYMAUGAytlcANBAO89HOABrGiBpkNkcxDlA/0h+iMV\n"
                           "c+TOeD10AvYniZrr3OeR5YyyBcfcz/gc/TDpNnMJiN6i07SS7/ENB/lSAQo=\n"
                           "-----END CERTIFICATE-----\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct sp_trust *
trust_of(struct sp_bytes pem)
{
    struct sp_trust *trust = NULL;

    sp_status_ignore(sp_trust_new(pem, (struct sp_bytes){NULL, 0}, &trust));
    return trust;
}

/* What was read is fit to be used as it says: a valid party, texts that end. */
static void
expect_sound(const struct sp_certificate *certificate)
{
    if (!sp_party_is_valid(&certificate->party) || !sp_sign_public_is_valid(&certificate->key) ||
        memchr(certificate->name, 0, SP_NAME_MAX) == NULL ||
        memchr(certificate->organisation, 0, SP_NAME_MAX) == NULL) {
        abort();
    }
}

static void
as_pem(struct sp_bytes pem)
{
    struct sp_sign_key *key = NULL;
    struct sp_trust *trust = trust_of(pem);
    struct sp_buffer der;

    sp_buffer_init(&der, SP_CERTIFICATE_MAX);
    sp_status_ignore(sp_certificate_der(pem, &der));
    sp_status_ignore(sp_sign_key_from_pem(pem, &key));
    sp_sign_key_free(key);
    sp_trust_free(trust);
    sp_buffer_wipe(&der);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct sp_trust *trust;
    const struct sp_bytes bytes = {data, size};
    struct sp_certificate certificate;
    struct sp_party party;
    const char *reason = NULL;
    char text[256];

    if (trust == NULL) {
        if (sp_crypto_init() != SP_OK || (trust = trust_of(sp_bytes_of_text(root))) == NULL) {
            abort();
        }
    }
    if (sp_certificate_read(bytes, &certificate) == SP_OK) {
        expect_sound(&certificate);
    }
    if (sp_certificate_check(trust, bytes, INT64_C(1800000000000), &certificate, &reason) ==
            SP_OK ||
        reason == NULL) {
        abort(); /* nobody has that root's key */
    }
    as_pem(bytes);
    size_t length = size < sizeof(text) - 1 ? size : sizeof(text) - 1;
    memcpy(text, data, length);
    text[length] = 0;
    if (sp_uzi_party(text, &party) && !sp_party_is_valid(&party)) {
        abort();
    }
    return 0;
}
