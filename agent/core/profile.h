/*
 * The profile and the home folder of one party: who this is, where its broker is, whom it trusts.
 *
 *   profile.yaml   role, party, name, broker, language: written by us, may be read by people
 *   ca.pem crl.pem cert.pem request.pem
 *   master.key     32 random bytes sealed under the passphrase (sp_keyfile_seal)
 *   identity.key   the Ed25519 seed, and a patient's r, sealed under the master key
 *   home.db        everything else (local.h)
 *   outbox/ inbox/ large items, sealed
 *   lock           held by the one process that has the home open
 *
 * The folder has mode 0700; one that others may read is refused.
 */
#ifndef SP_AGENT_PROFILE_H
#define SP_AGENT_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include <samenspraak/certificate.h>
#include <samenspraak/key.h>
#include <samenspraak/party.h>
#include <samenspraak/terms.h>
#include <samenspraak/transport.h>

#include "problem.h"

#define SP_HOME_PATH_MAX 3072 /* bytes of the folder's name with NUL */
#define SP_PATH_MAX      4096

/* profile.yaml.  A value. */
struct sp_profile {
    struct sp_party party;
    char name[SP_NAME_MAX]; /* how this party calls itself; shown to people here only */
    char broker[SP_URL_MAX];
    enum sp_language language;
    bool is_complete; /* false while a certificate is awaited */
};

/* Reads ${home}/profile.yaml: every key once, no other keys; the problem names the line. */
SP_NODISCARD enum sp_status sp_profile_read(
    const char *home, struct sp_profile *out, struct sp_problem *problem);
/* Replaces it durably. */
SP_NODISCARD enum sp_status sp_profile_write(
    const char *home, const struct sp_profile *profile, struct sp_problem *problem);

/* Whether opening ${home} needs a passphrase. */
SP_NODISCARD enum sp_status sp_profile_needs_passphrase(
    const char *home, bool *out, struct sp_problem *problem);

/* ---- making one ---- */

/* What `init` was given.  Paths are of PEM files; NULL where not given. */
struct sp_init_options {
    const char *home;
    uint8_t role;     /* enum sp_role */
    const char *id;   /* "scheme:number"; NULL for a patient */
    const char *name; /* NULL for a patient: then "patient" */
    const char *broker;
    const char *ca;
    const char *crl;
    const char *certificate; /* patient without one: a key is drawn and request.pem written */
    const char *key;
    const char *
        /*
         * a patient with a certificate: file of 32 hex digits; NULL: the key's name with .r for its
         * ending
         */
        r;
    struct sp_bytes passphrase; /* empty: the home is only protected by its file mode */
    enum sp_language language;
};
/*
 * Checks everything (certificate against the CA at ${now_ms}, party, key, r), then makes the home;
 * on failure nothing is left behind.  ${out} gets the profile; when !out->is_complete the
 * certificate request stands in <home>/request.pem.  SP_ERR_CONFLICT when the home exists.
 */
SP_NODISCARD enum sp_status sp_profile_init(const struct sp_init_options *options, int64_t now_ms,
    struct sp_profile *out, struct sp_problem *problem);
/* The certificate for a home that waits for it; it must be for the key and party of the request. */
SP_NODISCARD enum sp_status sp_profile_complete(const char *home, struct sp_bytes passphrase,
    const char *certificate, int64_t now_ms, struct sp_profile *out, struct sp_problem *problem);

#endif /* SP_AGENT_PROFILE_H */
