/*
 * Certificates are made here and now by certs-example/, odd ones by openssl itself, in a folder
 * that is removed at the end.
 */
#include "support.h"

#include <samenspraak/certificate.h>
#include <samenspraak/key.h>
#include <samenspraak/terms.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "certificate_parts.h"

#define DAY_MS   INT64_C(86400000)
#define PEM_MAX  65536
#define NO_BYTES ((struct sp_bytes){NULL, 0})

static char folder[512];

/* ---- running the scripts ---- */

/* Runs ${script} with bash in the folder: $0 is certs-example, $1 the argument. */
static int
shell(const char *script, const char *argument)
{
    int how = 0;

    (void)fflush(stdout);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (chdir(folder) == 0 && freopen("log", "a", stdout) != NULL &&
            freopen("log", "a", stderr) != NULL) {
            execl("/bin/bash", "bash", "-euc", script, SP_SOURCE_DIR "/certs-example", argument,
                (char *)NULL);
        }
        _exit(127);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

static void
must(const char *script)
{
    if (shell(script, "") != 0) {
        fail_msg("failed: %s", script);
    }
}

/*
 * openssl signs a request with its own key for $1 = ${name}.pem with the extensions in ${name}.ext.
 */
static const char sign_odd[] =
    "[ -f $1.key ] || openssl genpkey -algorithm ed25519 -out $1.key\n"
    "openssl req -new -key $1.key -subj '/CN=Odd' -out $1.csr\n"
    "openssl x509 -req -in $1.csr -CA ca/issuing.pem -CAkey ca/issuing.key -days 30 "
    "  -extfile $1.ext -out $1.pem\n";

static void
make_odd(const char *name, const char *extensions)
{
    char path[600];

    (void)snprintf(path, sizeof(path), "%s/%s.ext", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(extensions, file) >= 0);
    assert_int_equal(fclose(file), 0);
    if (shell(sign_odd, name) != 0) {
        fail_msg("could not make %s", name);
    }
}

/* ---- reading what they made ---- */

static struct sp_bytes
load(const char *name)
{
    char path[600];
    size_t size = 0;

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    const uint8_t *data = sp_test_file(path, &size);
    return (struct sp_bytes){data, size};
}

/* What load allocated, without its const. */
static uint8_t *mutable(struct sp_bytes bytes)
{
    uint8_t *data;

    memcpy(&data, &bytes.data, sizeof(data));
    return data;
}

static void
unload(struct sp_bytes bytes)
{
    free(mutable(bytes));
}

static void
load_der(const char *name, struct sp_buffer *der)
{
    struct sp_bytes pem = load(name);

    sp_buffer_init(der, SP_CERTIFICATE_MAX);
    assert_int_equal(sp_certificate_der(pem, der), SP_OK);
    unload(pem);
}

static struct sp_trust *
trust_in(const char *ca, const char *crl)
{
    struct sp_trust *trust = NULL;
    struct sp_bytes ca_pem = load(ca), crl_pem = crl != NULL ? load(crl) : NO_BYTES;

    assert_int_equal(sp_trust_new(ca_pem, crl_pem, &trust), SP_OK);
    unload(ca_pem);
    unload(crl_pem);
    return trust;
}

static int64_t
now(void)
{
    struct timespec time;

    assert_int_equal(clock_gettime(CLOCK_REALTIME, &time), 0);
    return (int64_t)time.tv_sec * 1000;
}

/* Judges ${name} and says why not, or NULL; ${out} may be NULL. */
static const char *
judge(const struct sp_trust *trust, const char *name, int64_t now_ms, struct sp_certificate *out)
{
    struct sp_buffer der;
    struct sp_certificate certificate;
    static const struct sp_certificate zero;
    const char *reason = NULL;

    load_der(name, &der);
    enum sp_status status =
        sp_certificate_check(trust, sp_buffer_bytes(&der), now_ms, &certificate, &reason);
    sp_buffer_wipe(&der);
    if (status == SP_OK) {
        assert_null(reason);
    } else {
        assert_int_equal(status, SP_ERR_CERT);
        assert_non_null(reason);
        assert_memory_equal(&certificate, &zero, sizeof(zero));
    }
    if (out != NULL) {
        *out = certificate;
    }
    return reason;
}

static void
assert_good(const struct sp_trust *trust, const char *name, struct sp_certificate *out)
{
    const char *reason = judge(trust, name, now(), out);

    if (reason != NULL) {
        fail_msg("%s: %s", name, reason);
    }
}

static void
assert_refused(const struct sp_trust *trust, const char *name, const char *why)
{
    const char *reason = judge(trust, name, now(), NULL);

    if (reason == NULL) {
        fail_msg("%s was accepted", name);
        return;
    }
    assert_string_equal(reason, why);
}

struct world {
    struct sp_trust *trust;   /* with CRL */
    struct sp_trust *without; /* without */
};

static int
set_up(void **state)
{
    static struct world world;

    (void)snprintf(folder, sizeof(folder), "%s", sp_test_folder("certificate"));
    must("$0/make-ca ca; $0/make-ca other");
    must("$0/issue --organisation 'Praktijk Oost' ca gp big:19012345601 'Dr. É. de Vries'");
    must("$0/issue other gp big:19012345601 'Dr. É. de Vries'");
    world.trust = trust_in("ca/ca.pem", "ca/crl.pem");
    world.without = trust_in("ca/ca.pem", NULL);
    *state = &world;
    return 0;
}

static int
tear_down(void **state)
{
    struct world *world = *state;

    sp_trust_free(world->trust);
    sp_trust_free(world->without);
    must("cd /; rm -rf -- \"$OLDPWD\"");
    return 0;
}

/* ---- claims ---- */

static void
a_good_certificate_gives_party_key_names_and_dates(void **state)
{
    struct world *world = *state;
    struct sp_certificate certificate, read;
    struct sp_party party;
    struct sp_buffer der;

    assert_good(world->trust, "ca/gp-19012345601.pem", &certificate);
    assert_int_equal(sp_party_parse("gp:big:19012345601", &party), SP_OK);
    assert_true(sp_party_equal(&certificate.party, &party));
    assert_string_equal(certificate.name, "Dr. É. de Vries");
    assert_string_equal(certificate.organisation, "Praktijk Oost");
    assert_true(certificate.not_before_ms < now() && now() < certificate.not_after_ms);
    assert_in_range(
        certificate.not_after_ms - certificate.not_before_ms, 729 * DAY_MS, 731 * DAY_MS);
    load_der("ca/gp-19012345601.pem", &der);
    struct sp_bytes bytes = sp_buffer_bytes(&der);
    struct sp_hash hash = sp_sha256(&bytes, 1);
    assert_memory_equal(certificate.hash.b, hash.b, 32);
    assert_int_equal(sp_certificate_read(bytes, &read), SP_OK);
    assert_memory_equal(&read, &certificate, sizeof(read));
    sp_buffer_wipe(&der);
}

static void
its_key_file_holds_the_certified_key(void **state)
{
    struct world *world = *state;
    struct sp_certificate certificate;
    struct sp_sign_key *key = NULL;
    struct sp_bytes pem = load("ca/gp-19012345601.key");

    assert_good(world->trust, "ca/gp-19012345601.pem", &certificate);
    assert_int_equal(sp_sign_key_from_pem(pem, &key), SP_OK);
    struct sp_sign_public public_key = sp_sign_key_public(key);
    assert_memory_equal(public_key.b, certificate.key.b, 32);
    sp_sign_key_free(key);
    unload(pem);
}

static void
every_role_can_be_certified(void **state)
{
    struct world *world = *state;
    struct sp_certificate certificate;
    char name[64];

    must("for role in clinician_ggz gp poh_ggz ips_coach job_coach occ_physician labour_expert \\\n"
         "    uwv_physician uwv_labour_expert employer auditor; do\n"
         "    $0/issue ca $role kvk:12345678 \"The $role\"; done\n"
         "$0/issue ca broker oin:12345678 Broker\n"
         "$0/issue ca representative p:12345678 ''; $0/issue ca close_one p:12345678 ''");
    for (unsigned role = 1; role < SP_ROLE_ALL_COUNT; role++) {
        (void)snprintf(name, sizeof(name), "ca/%s-12345678.pem", sp_term_id(&sp_roles, role));
        assert_good(world->trust, name, &certificate);
        assert_int_equal(certificate.party.role, role);
    }
}

static void
a_certificate_counts_from_its_first_second_until_its_last(void **state)
{
    struct world *world = *state;
    struct sp_certificate certificate;
    const char *name = "ca/gp-19012345601.pem";
    const struct sp_trust *trust = world->without; /* a CRL has dates of its own */

    assert_good(trust, name, &certificate);
    assert_null(judge(trust, name, certificate.not_before_ms, NULL));
    assert_string_equal(
        judge(trust, name, certificate.not_before_ms - 1000, NULL), "it is not valid yet");
    assert_null(judge(trust, name, certificate.not_after_ms - 1, NULL));
    assert_string_equal(judge(trust, name, certificate.not_after_ms, NULL), "it has expired");
    assert_non_null(judge(trust, name, 0, NULL));
    assert_non_null(judge(trust, name, -5, NULL));
}

static void
expired_and_future_certificates_are_refused(void **state)
{
    struct world *world = *state;

    must("$0/issue --not-before 2020-01-01 --not-after 2020-06-01 ca gp big:1 Old\n"
         "$0/issue --not-before '1 day' ca gp big:2 New");
    assert_refused(world->trust, "ca/gp-1.pem", "it has expired");
    assert_refused(world->trust, "ca/gp-2.pem", "it is not valid yet");
}

static void
a_revoked_certificate_is_refused_by_the_new_list_only(void **state)
{
    struct world *world = *state;

    must("$0/issue ca gp big:3 Gone; cp ca/crl.pem old-crl.pem; $0/revoke ca ca/gp-3.pem");
    struct sp_trust *trust = trust_in("ca/ca.pem", "ca/crl.pem");
    assert_refused(trust, "ca/gp-3.pem", "it was revoked");
    assert_good(trust, "ca/gp-19012345601.pem", NULL);
    assert_good(world->trust, "ca/gp-3.pem", NULL);
    assert_good(world->without, "ca/gp-3.pem", NULL);
    sp_trust_free(trust);
    /* Old and new list in one file: the newer one counts. */
    must("cat ca/crl.pem old-crl.pem >both-crl.pem");
    trust = trust_in("ca/ca.pem", "both-crl.pem");
    assert_refused(trust, "ca/gp-3.pem", "it was revoked");
    sp_trust_free(trust);
}

static void
a_list_out_of_date_or_of_another_ca_refuses_everybody(void **state)
{
    struct sp_trust *trust = trust_in("ca/ca.pem", "other/crl.pem");

    (void)state;
    assert_refused(trust, "ca/gp-19012345601.pem", "there is no CRL of its CA");
    sp_trust_free(trust);
    trust = trust_in("ca/ca.pem", "ca/crl.pem");
    assert_string_equal(judge(trust, "ca/gp-19012345601.pem", now() + 400 * DAY_MS, NULL),
        "the CRL is out of date; a new one is needed");
    assert_string_equal(
        judge(trust, "ca/gp-19012345601.pem", now() - DAY_MS, NULL), "the CRL is not valid yet");
    sp_trust_free(trust);
}

static void
a_revoked_issuing_ca_takes_its_certificates_along(void **state)
{
    (void)state;
    must("cat >root.cnf <<END\n"
         "[ca]\ndefault_ca = it\n[it]\ncertificate = ca/root.pem\nprivate_key = ca/root.key\n"
         "database = root.index\ncrlnumber = root.number\ndefault_md = default\n"
         "default_crl_days = 30\nunique_subject = no\nEND\n"
         ": >root.index; echo 01 >root.number\n"
         "openssl ca -config root.cnf -gencrl -out root-empty.pem\n"
         "openssl ca -config root.cnf -revoke ca/issuing.pem\n"
         "openssl ca -config root.cnf -gencrl -out root-crl.pem\n"
         "cat ca/crl.pem root-empty.pem >all-empty.pem; cat ca/crl.pem root-crl.pem >all-crl.pem");
    struct sp_trust *trust = trust_in("ca/ca.pem", "all-empty.pem");
    assert_good(trust, "ca/gp-19012345601.pem", NULL);
    sp_trust_free(trust);
    trust = trust_in("ca/ca.pem", "all-crl.pem");
    assert_refused(trust, "ca/gp-19012345601.pem", "a CA certificate above it was revoked");
    sp_trust_free(trust);
}

static void
another_ca_and_a_self_signed_certificate_are_refused(void **state)
{
    struct world *world = *state;

    assert_refused(world->trust, "other/gp-19012345601.pem", "it is not of our CA");
    must("openssl req -x509 -newkey ed25519 -nodes -keyout self.key -out self.pem -subj /CN=Self "
         "\\\n"
         "    -addext basicConstraints=CA:FALSE \\\n"
         "    -addext subjectAltName=URI:urn:samenspraak:party:gp:big:19012345601");
    assert_refused(world->trust, "self.pem", "it is not of our CA");
}

static void
a_ca_of_the_same_name_with_another_key_is_refused(void **state)
{
    struct world *world = *state;

    /* Both example CAs bear the same names; without key identifiers only the signature tells. */
    must("openssl genpkey -algorithm ed25519 -out twin.key\n"
         "openssl req -new -key twin.key -subj /CN=Twin -out twin.csr\n"
         "echo subjectAltName=URI:urn:samenspraak:party:gp:big:19012345601 >twin.ext\n"
         "echo authorityKeyIdentifier=none >>twin.ext\n"
         "openssl x509 -req -in twin.csr -CA other/issuing.pem -CAkey other/issuing.key \\\n"
         "    -days 30 -extfile twin.ext -out twin.pem");
    assert_refused(world->trust, "twin.pem", "it is not signed by our CA");
}

static void
a_certificate_names_exactly_one_valid_party(void **state)
{
    struct world *world = *state;

    make_odd("none", "subjectAltName=DNS:example.org\n");
    assert_refused(world->trust, "none.pem", "it names no party in its subjectAltName");
    make_odd("bare", "basicConstraints=CA:FALSE\n");
    assert_refused(world->trust, "bare.pem", "it names no party in its subjectAltName");
    make_odd("two", "subjectAltName=URI:urn:samenspraak:party:gp:big:1,"
                    "URI:urn:samenspraak:party:employer:kvk:1\n");
    assert_refused(world->trust, "two.pem", "it names more than one party");
    make_odd("both",
        "subjectAltName=URI:urn:samenspraak:party:gp:big:1,otherName:2.5.5.5;"
        "IA5STRING:2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-01.015-00000000\n");
    assert_refused(world->trust, "both.pem", "it names more than one party");
    make_odd("case", "subjectAltName=URI:URN:Samenspraak:party:gp:big:1\n");
    assert_refused(world->trust, "case.pem", "its party is not a valid role, scheme and number");
    make_odd("role", "subjectAltName=URI:urn:samenspraak:party:king:big:1\n");
    assert_refused(world->trust, "role.pem", "its party is not a valid role, scheme and number");
    make_odd("more", "subjectAltName=URI:https://example.org/,DNS:x.example,"
                     "URI:urn:samenspraak:party:gp:big:1\n");
    assert_good(world->trust, "more.pem", NULL);
}

static void
only_ed25519_keys_that_libsodium_takes_are_read(void **state)
{
    struct world *world = *state;
    static const char party[] = "subjectAltName=URI:urn:samenspraak:party:gp:big:1\n";

    must("openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048 -out rsa.key\n"
         "openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 -out ec.key");
    make_odd("rsa", party);
    make_odd("ec", party);
    assert_refused(world->trust, "rsa.pem", "its key is not an Ed25519 key");
    assert_refused(world->trust, "ec.pem", "its key is not an Ed25519 key");
    /* A point of order four; the CA did not look. */
    make_odd("weak", party);
    must("{ echo -----BEGIN PUBLIC KEY-----\n"
         "  { printf '\\x30\\x2a\\x30\\x05\\x06\\x03\\x2b\\x65\\x70\\x03\\x21\\x00'\n"
         "    head -c 32 /dev/zero; } | base64; echo -----END PUBLIC KEY-----; } >weak.pub\n"
         "openssl x509 -req -in weak.csr -CA ca/issuing.pem -CAkey ca/issuing.key -days 30 \\\n"
         "    -extfile weak.ext -force_pubkey weak.pub -out weak.pem");
    assert_refused(world->trust, "weak.pem", "its key is weak");
}

static void
a_ca_certificate_is_no_partys(void **state)
{
    struct world *world = *state;

    assert_refused(world->trust, "ca/issuing.pem", "it is a CA's certificate, not a party's");
    assert_refused(world->trust, "ca/root.pem", "it is a CA's certificate, not a party's");
    make_odd("caleaf", "basicConstraints=critical,CA:TRUE\n"
                       "subjectAltName=URI:urn:samenspraak:party:gp:big:1\n");
    assert_refused(world->trust, "caleaf.pem", "it is a CA's certificate, not a party's");
    make_odd("usage", "keyUsage=critical,keyAgreement\n"
                      "subjectAltName=URI:urn:samenspraak:party:gp:big:1\n");
    assert_refused(world->trust, "usage.pem", "its key is not meant for signing");
    make_odd("strange", "1.2.3.4=critical,ASN1:NULL\n"
                        "subjectAltName=URI:urn:samenspraak:party:gp:big:1\n");
    assert_refused(world->trust, "strange.pem", "its chain to our CA does not hold");
}

static void
a_party_cannot_issue_certificates(void **state)
{
    struct world *world = *state;

    must("openssl genpkey -algorithm ed25519 -out child.key\n"
         "openssl req -new -key child.key -subj /CN=Child -out child.csr\n"
         "echo subjectAltName=URI:urn:samenspraak:party:employer:kvk:1 >child.ext\n"
         "openssl x509 -req -in child.csr -CA ca/gp-19012345601.pem \\\n"
         "    -CAkey ca/gp-19012345601.key -days 30 -extfile child.ext -out child.pem");
    assert_refused(world->trust, "child.pem", "it is not of our CA");
}

/* clang-format off */
static const struct {
    const char *text;
    const char *party; /* NULL: refused */
} uzi_names[] = {
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-01.015-00000000", "gp:uzi:900012345"},
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-01.008-00000000", "occ_physician:uzi:900012345"},
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-01.035-03012345", "clinician_ggz:uzi:900012345"},
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-25.000-00000000", "clinician_ggz:uzi:900012345"},
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-30.069-00000000", "clinician_ggz:uzi:900012345"},
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-01.000-00000000", NULL}, /* a physician of any kind */
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-01.048-00000000", NULL}, /* an insurer's or UWV's? */
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-99.999-00000000", NULL},
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-N-90000111-01.015-00000000", NULL}, /* staff by name */
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-S-90000111-01.015-00000000", NULL}, /* a server */
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-01.015", NULL},
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-01.015-00000000-1", NULL},
    {"2.16.528.1.1003.1.3.5.5.2-1--Z-90000111-01.015-00000000", NULL},
    {"2.16.528.1.1003.1.3.5.5.2-1-90001234x-Z-90000111-01.015-00000000", NULL},
    {"2.16.528.1.1003.1.3.5.5.2-1-900012345-ZZ-90000111-01.015-00000000", NULL},
    {"2.16.840.1.1003.1.3.5.5.2-1-900012345-Z-90000111-01.015-00000000", NULL},
    {"", NULL},
    {"------", NULL},
};
/* clang-format on */

static void
an_uzi_name_becomes_a_party_only_by_the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(uzi_names) / sizeof(uzi_names[0]); i++) {
        struct sp_party party, expected;
        bool good = sp_uzi_party(uzi_names[i].text, &party);
        if (good != (uzi_names[i].party != NULL)) {
            fail_msg("row %zu", i);
        }
        if (uzi_names[i].party != NULL) {
            assert_int_equal(sp_party_parse(uzi_names[i].party, &expected), SP_OK);
            assert_true(sp_party_equal(&party, &expected));
        }
    }
}

static void
an_uzi_certificate_with_an_ed25519_key_is_read(void **state)
{
    struct world *world = *state;
    struct sp_certificate certificate;
    struct sp_party gp;

    assert_int_equal(sp_party_parse("gp:uzi:900012345", &gp), SP_OK);
    make_odd("uzi", "subjectAltName=otherName:1.3.6.1.4.1.311.20.2.3;UTF8:900012345@90000111,"
                    "otherName:2.5.5.5;IA5STRING:"
                    "2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-01.015-00000000\n");
    assert_good(world->trust, "uzi.pem", &certificate);
    assert_true(sp_party_equal(&certificate.party, &gp));
    make_odd("uzi2", "subjectAltName=otherName:2.16.528.1.1007.3.1;UTF8:"
                     "2.16.528.1.1003.1.3.5.5.2-1-900012345-Z-90000111-01.015-00000000\n");
    assert_good(world->trust, "uzi2.pem", &certificate);
    assert_true(sp_party_equal(&certificate.party, &gp));
    make_odd("uzi3", "subjectAltName=otherName:2.5.5.5;IA5STRING:"
                     "2.16.528.1.1003.1.3.5.5.2-1-900012345-N-90000111-00.000-00000000\n");
    assert_refused(world->trust, "uzi3.pem", "its UZI name has no role here");
    make_odd("uzi4", "subjectAltName=otherName:2.5.5.5;INTEGER:5\n");
    assert_refused(world->trust, "uzi4.pem", "its UZI name has no role here");
}

static void
every_bit_flip_truncation_and_extra_byte_is_refused(void **state)
{
    struct world *world = *state;
    struct sp_certificate certificate;
    struct sp_buffer der;
    const char *reason = NULL;
    int64_t at = now();
    size_t accepted = 0;

    load_der("ca/gp-19012345601.pem", &der);
    struct sp_bytes bytes = sp_buffer_bytes(&der);
    for (size_t bit = 0; bit < bytes.size * 8; bit++) {
        der.data[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        accepted += sp_certificate_check(world->trust, bytes, at, &certificate, &reason) == SP_OK;
        der.data[bit / 8] ^= (uint8_t)(1U << (bit % 8));
    }
    for (size_t size = 0; size < bytes.size; size++) {
        struct sp_bytes cut = {bytes.data, size};
        accepted += sp_certificate_check(world->trust, cut, at, &certificate, &reason) == SP_OK;
        accepted += sp_certificate_read(cut, &certificate) == SP_OK;
    }
    assert_int_equal(accepted, 0);
    assert_int_equal(sp_buffer_append(&der, "", 1), SP_OK);
    bytes = sp_buffer_bytes(&der);
    assert_int_equal(sp_certificate_read(bytes, &certificate), SP_ERR_MALFORMED);
    sp_buffer_wipe(&der);
}

static void
the_same_certificate_written_another_way_is_refused(void **state)
{
    struct world *world = *state;
    struct sp_certificate certificate;
    struct sp_buffer der, other;
    const char *reason = NULL;
    const uint8_t head[] = {0x30, 0x83, 0x00};

    /* 30 82 xx xx as 30 83 00 xx xx: BER, not DER; its hash would be another. */
    load_der("ca/gp-19012345601.pem", &der);
    assert_int_equal(der.data[1], 0x82);
    sp_buffer_init(&other, SP_CERTIFICATE_MAX);
    assert_int_equal(sp_buffer_append(&other, head, sizeof(head)), SP_OK);
    assert_int_equal(sp_buffer_append(&other, der.data + 2, der.size - 2), SP_OK);
    assert_int_equal(
        sp_certificate_check(world->trust, sp_buffer_bytes(&other), now(), &certificate, &reason),
        SP_ERR_CERT);
    assert_string_equal(reason, "it is not one certificate in DER");
    sp_buffer_wipe(&der);
    sp_buffer_wipe(&other);
}

static void
names_are_made_fit_to_show(void **state)
{
    struct world *world = *state;
    struct sp_certificate certificate;

    must("openssl genpkey -algorithm ed25519 -out name.key\n"
         "openssl req -new -utf8 -key name.key -out name.csr \\\n"
         "    -subj $'/O=R\\xe2\\x80\\xaeotter\\x01/CN=a\\x1b[31mb\\x7f\\xc2\\x85c "
         "\\xe2\\x82\\xac'\n"
         "echo subjectAltName=URI:urn:samenspraak:party:gp:big:1 >name.ext\n"
         "openssl x509 -req -in name.csr -CA ca/issuing.pem -CAkey ca/issuing.key -days 30 \\\n"
         "    -extfile name.ext -out name.pem");
    assert_good(world->trust, "name.pem", &certificate);
    assert_string_equal(certificate.name, "a?[31mb??c €");
    assert_string_equal(certificate.organisation, "R?otter?");
}

static void
trust_needs_a_root_and_nothing_but_cas(void **state)
{
    struct sp_trust *trust = NULL;
    struct sp_bytes crl = load("ca/crl.pem"), ca = load("ca/ca.pem");
    struct sp_bytes root = load("ca/root.pem");
    struct sp_buffer der;
    const char *const bad[] = {"ca/gp-19012345601.pem", "ca/issuing.pem", "ca/crl.pem",
        "ca/gp-19012345601.key", "mixed.pem", "cut.pem", "empty.pem"};

    (void)state;
    must("cat ca/ca.pem ca/gp-19012345601.pem >mixed.pem; head -c 900 ca/ca.pem >cut.pem\n"
         ": >empty.pem");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct sp_bytes pem = load(bad[i]);
        assert_int_equal(sp_trust_new(pem, NO_BYTES, &trust), SP_ERR_MALFORMED);
        assert_null(trust);
        unload(pem);
    }
    assert_int_equal(sp_trust_new(NO_BYTES, NO_BYTES, &trust), SP_ERR_MALFORMED);
    /* A CRL file without a list must not switch the check off. */
    assert_int_equal(sp_trust_new(ca, root, &trust), SP_ERR_MALFORMED);
    assert_int_equal(sp_trust_new(ca, sp_bytes_of_text(""), &trust), SP_ERR_MALFORMED);
    crl.size -= 40;
    assert_int_equal(sp_trust_new(ca, crl, &trust), SP_ERR_MALFORMED);
    assert_int_equal(sp_trust_new(ca, NO_BYTES, &trust), SP_OK);
    load_der("ca/root.pem", &der);
    struct sp_bytes bytes = sp_buffer_bytes(&der);
    struct sp_hash hash = sp_sha256(&bytes, 1), fingerprint = sp_trust_fingerprint(trust);
    assert_memory_equal(hash.b, fingerprint.b, 32);
    sp_buffer_wipe(&der);
    sp_trust_free(trust);
    sp_trust_free(NULL);
    unload(crl);
    unload(ca);
    unload(root);
}

static void
keys_go_to_pem_and_back(void **state)
{
    struct sp_sign_key *key = NULL, *again = NULL;
    struct sp_buffer pem;

    (void)state;
    assert_int_equal(sp_sign_key_new(&key), SP_OK);
    sp_buffer_init(&pem, PEM_MAX);
    assert_int_equal(sp_sign_key_to_pem(key, &pem), SP_OK);
    assert_int_equal(pem.data[pem.size], 0);
    assert_int_equal(sp_sign_key_from_pem(sp_buffer_bytes(&pem), &again), SP_OK);
    struct sp_sign_public a = sp_sign_key_public(key), b = sp_sign_key_public(again);
    assert_memory_equal(a.b, b.b, 32);
    sp_sign_key_free(key);
    sp_sign_key_free(again);
    sp_buffer_wipe(&pem);
}

static void
other_and_locked_keys_are_refused_without_a_question(void **state)
{
    const char *const bad[] = {
        "rsa2.key", "locked.key", "x25519.key", "ca/ca.pem", "ca/crl.pem", "half.key"};
    struct sp_sign_key *key = NULL;

    (void)state;
    must("openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048 -out rsa2.key\n"
         "openssl genpkey -algorithm x25519 -out x25519.key\n"
         "openssl pkcs8 -topk8 -in ca/gp-19012345601.key -passout pass:x -out locked.key\n"
         "head -c 80 ca/gp-19012345601.key >half.key");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct sp_bytes pem = load(bad[i]);
        assert_int_equal(sp_sign_key_from_pem(pem, &key), SP_ERR_MALFORMED);
        assert_null(key);
        unload(pem);
    }
}

static void
save(const char *name, const struct sp_buffer *bytes)
{
    char path[600];

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes->data, 1, bytes->size, file), bytes->size);
    assert_int_equal(fclose(file), 0);
}

static void
a_request_of_ours_is_answered_with_a_certificate_for_party_and_key(void **state)
{
    struct world *world = *state;
    struct sp_sign_key *key = NULL;
    struct sp_certificate certificate;
    struct sp_party party;
    struct sp_buffer pem;

    assert_int_equal(sp_sign_key_new(&key), SP_OK);
    struct sp_sign_public public_key = sp_sign_key_public(key);
    sp_buffer_init(&pem, PEM_MAX);
    assert_int_equal(sp_party_parse("employer:kvk:87654321", &party), SP_OK);
    assert_int_equal(sp_certificate_request(key, &party, "Bakkerij \"Zon\" / Zn", &pem), SP_OK);
    save("request.pem", &pem);
    must("[ \"$($0/issue ca --csr request.pem)\" = ca/employer-87654321.pem ]");
    assert_good(world->trust, "ca/employer-87654321.pem", &certificate);
    assert_true(sp_party_equal(&certificate.party, &party));
    assert_memory_equal(certificate.key.b, public_key.b, 32);
    assert_string_equal(certificate.name, "Bakkerij \"Zon\" / Zn");
    sp_sign_key_free(key);
    sp_buffer_wipe(&pem);
}

static void
a_patients_certificate_never_has_her_name(void **state)
{
    struct world *world = *state;
    struct sp_sign_key *key = NULL;
    struct sp_certificate certificate;
    struct sp_party party;
    struct sp_buffer pem;

    assert_int_equal(sp_sign_key_new(&key), SP_OK);
    sp_buffer_init(&pem, PEM_MAX);
    assert_int_equal(sp_party_parse("patient:p:abcdefghijklmnopqrstuvwxyz234567", &party), SP_OK);
    assert_int_equal(sp_certificate_request(key, &party, "Jansje Jansen", &pem), SP_OK);
    save("patient.pem", &pem);
    must("$0/issue ca --csr patient.pem --file jansje");
    assert_good(world->trust, "ca/jansje.pem", &certificate);
    assert_true(sp_party_equal(&certificate.party, &party));
    assert_string_equal(certificate.name, "patient");
    sp_sign_key_free(key);
    sp_buffer_wipe(&pem);
}

static void
a_request_needs_a_valid_party_and_a_name(void **state)
{
    struct sp_sign_key *key = NULL;
    struct sp_party party = {.role = SP_ROLE_GP, .scheme = "p", .number = "1"};
    struct sp_buffer pem;
    char longer[80];

    (void)state;
    assert_int_equal(sp_sign_key_new(&key), SP_OK);
    sp_buffer_init(&pem, PEM_MAX);
    assert_int_equal(sp_certificate_request(key, &party, "Name", &pem), SP_ERR_USAGE);
    assert_int_equal(sp_party_parse("gp:big:1", &party), SP_OK);
    assert_int_equal(sp_certificate_request(key, &party, "", &pem), SP_ERR_USAGE);
    assert_int_equal(sp_certificate_request(key, &party, "\xff", &pem), SP_ERR_USAGE);
    memset(longer, 'x', sizeof(longer) - 1);
    longer[sizeof(longer) - 1] = 0;
    assert_int_equal(sp_certificate_request(key, &party, longer, &pem), SP_ERR_USAGE);
    assert_int_equal(pem.size, 0);
    sp_sign_key_free(key);
}

static void
a_new_patients_identifier_follows_from_key_and_r(void **state)
{
    struct world *world = *state;
    struct sp_certificate certificate;
    struct sp_patient_id id;
    uint8_t r[16];

    must("party=$($0/issue ca patient p:new '')\n"
         "for end in pem key r; do cp ca/patient-${party##*:}.$end fresh.$end; done");
    assert_good(world->trust, "fresh.pem", &certificate);
    assert_int_equal(sp_party_patient_id(&certificate.party, &id), SP_OK);
    struct sp_bytes hex = load("fresh.r");
    assert_int_equal(hex.size, 33);
    mutable(hex)[32] = 0;
    assert_int_equal(sp_test_hex((const char *)hex.data, r, sizeof(r)), 16);
    const struct sp_bytes parts[] = {{certificate.key.b, 32}, {r, sizeof(r)}};
    struct sp_hash hash = sp_hash_of("chain", parts, 2);
    assert_memory_equal(id.b, hash.b, SP_PATIENT_BYTES);
    assert_string_equal(certificate.name, "patient");
    unload(hex);
}

static void
a_renewed_certificate_starts_later_and_is_of_the_same_person(void **state)
{
    struct world *world = *state;
    struct sp_certificate first, second, third;

    must("$0/issue ca gp big:5 'Dr. Five'; cp ca/gp-5.pem first.pem\n"
         "$0/issue ca gp big:5 'Dr. Five'; cp ca/gp-5.pem second.pem\n"
         "$0/issue --new-key ca gp big:5 'Dr. Five'");
    assert_good(world->trust, "first.pem", &first);
    assert_good(world->trust, "second.pem", &second);
    assert_good(world->trust, "ca/gp-5.pem", &third);
    assert_memory_equal(first.key.b, second.key.b, 32);
    assert_memory_not_equal(second.key.b, third.key.b, 32);
    assert_memory_not_equal(first.hash.b, second.hash.b, 32);
    assert_memory_equal(first.subject.b, third.subject.b, 32);
    assert_true(first.not_before_ms < second.not_before_ms);
    assert_true(second.not_before_ms < third.not_before_ms);
}

static void
the_scripts_refuse_what_makes_no_sense_and_keep_keys_private(void **state)
{
    (void)state;
    assert_int_equal(shell("$0/make-ca ca", ""), 1);
    assert_int_equal(shell("$0/issue ca king big:1 x", ""), 2);
    assert_int_equal(shell("$0/issue ca gp p:1 x", ""), 2);
    assert_int_equal(shell("$0/issue ca patient p:short ''", ""), 2);
    assert_int_equal(shell("$0/issue ca gp big:a_b x", ""), 2);
    assert_int_equal(shell("$0/issue nowhere gp big:1 x", ""), 1);
    assert_int_equal(shell("$0/issue ca --csr ca/ca.pem", ""), 1);
    assert_int_equal(shell("$0/revoke ca other/gp-19012345601.pem", ""), 1);
    assert_int_equal(shell("$0/issue --help && $0/revoke --help && $0/make-ca --help", ""), 0);
    must("[ -z \"$(find ca \\( -name '*.key' -o -name '*.r' \\) ! -perm 600)\" ]\n"
         "[ -z \"$(find ca -maxdepth 1 -name '*.pem' ! -perm 644)\" ]");
}

static void
issuing_in_parallel_loses_nothing(void **state)
{
    struct world *world = *state;
    char name[64];

    must("for i in 1 2 3 4 5 6; do $0/issue ca auditor kvk:par$i \"A $i\" & done; wait");
    for (int i = 1; i <= 6; i++) {
        (void)snprintf(name, sizeof(name), "ca/auditor-par%d.pem", i);
        assert_good(world->trust, name, NULL);
    }
    must("[ $(cut -f 4 ca/db/issuing.index | sort | uniq -d | wc -l) = 0 ]");
}

struct work {
    const struct sp_trust *trust;
    struct sp_bytes der;
    int64_t at;
    size_t wrong;
};

static void *
check_often(void *context)
{
    struct work *work = context;
    struct sp_certificate certificate;
    const char *reason = NULL;

    for (size_t i = 0; i < 50; i++) {
        work->wrong +=
            sp_certificate_check(work->trust, work->der, work->at, &certificate, &reason) != SP_OK;
    }
    return NULL;
}

static void
one_trust_serves_several_threads(void **state)
{
    struct world *world = *state;
    pthread_t threads[4];
    struct work work[4];
    struct sp_buffer der;

    load_der("ca/gp-19012345601.pem", &der);
    for (size_t i = 0; i < 4; i++) {
        work[i] = (struct work){world->trust, sp_buffer_bytes(&der), now(), 0};
        assert_int_equal(pthread_create(&threads[i], NULL, check_often, &work[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(work[i].wrong, 0);
    }
    sp_buffer_wipe(&der);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_certificate_gives_party_key_names_and_dates),
        cmocka_unit_test(its_key_file_holds_the_certified_key),
        cmocka_unit_test(every_role_can_be_certified),
        cmocka_unit_test(a_certificate_counts_from_its_first_second_until_its_last),
        cmocka_unit_test(expired_and_future_certificates_are_refused),
        cmocka_unit_test(a_revoked_certificate_is_refused_by_the_new_list_only),
        cmocka_unit_test(a_list_out_of_date_or_of_another_ca_refuses_everybody),
        cmocka_unit_test(a_revoked_issuing_ca_takes_its_certificates_along),
        cmocka_unit_test(another_ca_and_a_self_signed_certificate_are_refused),
        cmocka_unit_test(a_ca_of_the_same_name_with_another_key_is_refused),
        cmocka_unit_test(a_certificate_names_exactly_one_valid_party),
        cmocka_unit_test(only_ed25519_keys_that_libsodium_takes_are_read),
        cmocka_unit_test(a_ca_certificate_is_no_partys),
        cmocka_unit_test(a_party_cannot_issue_certificates),
        cmocka_unit_test(an_uzi_name_becomes_a_party_only_by_the_table),
        cmocka_unit_test(an_uzi_certificate_with_an_ed25519_key_is_read),
        cmocka_unit_test(every_bit_flip_truncation_and_extra_byte_is_refused),
        cmocka_unit_test(the_same_certificate_written_another_way_is_refused),
        cmocka_unit_test(names_are_made_fit_to_show),
        cmocka_unit_test(trust_needs_a_root_and_nothing_but_cas),
        cmocka_unit_test(keys_go_to_pem_and_back),
        cmocka_unit_test(other_and_locked_keys_are_refused_without_a_question),
        cmocka_unit_test(a_request_of_ours_is_answered_with_a_certificate_for_party_and_key),
        cmocka_unit_test(a_patients_certificate_never_has_her_name),
        cmocka_unit_test(a_request_needs_a_valid_party_and_a_name),
        cmocka_unit_test(a_new_patients_identifier_follows_from_key_and_r),
        cmocka_unit_test(a_renewed_certificate_starts_later_and_is_of_the_same_person),
        cmocka_unit_test(the_scripts_refuse_what_makes_no_sense_and_keep_keys_private),
        cmocka_unit_test(issuing_in_parallel_loses_nothing),
        cmocka_unit_test(one_trust_serves_several_threads),
    };

    if (sp_crypto_init() != SP_OK) {
        return 70;
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
