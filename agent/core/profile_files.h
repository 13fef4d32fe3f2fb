/*
 * The names of the files in a home, and what is sealed in them; for the files of this room only.
 */
#ifndef SP_AGENT_PROFILE_FILES_H
#define SP_AGENT_PROFILE_FILES_H

#include <samenspraak/key.h>

#include "problem.h"
#include "profile.h"

#define SP_FILE_PROFILE     "profile.yaml"
#define SP_FILE_CA          "ca.pem"
#define SP_FILE_CRL         "crl.pem"
#define SP_FILE_CERTIFICATE "cert.pem"
#define SP_FILE_REQUEST     "request.pem"
#define SP_FILE_MASTER      "master.key"
#define SP_FILE_IDENTITY    "identity.key"
#define SP_FILE_LOCAL       "home.db"
#define SP_FILE_LOCK        "lock"
#define SP_FOLDER_OUTBOX    "outbox"
#define SP_FOLDER_INBOX     "inbox"
#define SP_PEM_MAX          65536

/* The secrets of a home: master key, identity, a patient's r.  Wipe when done. */
struct sp_profile_secrets {
    struct sp_secret_key *master;
    struct sp_sign_key *identity;
    bool has_r;
    uint8_t r[16];
};
void sp_profile_secrets_wipe(struct sp_profile_secrets *secrets);
/* SP_ERR_KEY with SP_PROBLEM_PASSPHRASE when the passphrase does not open them. */
SP_NODISCARD enum sp_status sp_profile_secrets_read(const char *home, struct sp_bytes passphrase,
    struct sp_profile_secrets *out, struct sp_problem *problem);
SP_NODISCARD enum sp_status sp_profile_secrets_write(const char *home, struct sp_bytes passphrase,
    const struct sp_profile_secrets *secrets, struct sp_problem *problem);
/* Reads ca.pem and, if there, crl.pem. */
SP_NODISCARD enum sp_status sp_profile_trust(
    const char *home, struct sp_trust **out, struct sp_problem *problem);

#endif /* SP_AGENT_PROFILE_FILES_H */
