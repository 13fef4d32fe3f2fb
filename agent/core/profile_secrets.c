#include <string.h>

#include "files.h"
#include "profile_files.h"

static const char master_purpose[] = "home";

void
sp_profile_secrets_wipe(struct sp_profile_secrets *secrets)
{
    sp_secret_key_free(secrets->master);
    sp_sign_key_free(secrets->identity);
    sp_wipe(secrets, sizeof(*secrets));
}

enum sp_status
sp_profile_needs_passphrase(const char *home, bool *out, struct sp_problem *problem)
{
    char path[SP_PATH_MAX];
    struct sp_buffer file;

    *out = false;
    sp_buffer_init(&file, SP_KEYFILE_MAX);
    enum sp_status status = sp_file_path(home, SP_FILE_MASTER, path);
    if (status != SP_OK || !sp_file_exists(path)) {
        status =
            sp_problem_set(problem, SP_ERR_NOT_FOUND, SP_PROBLEM_HOME_MISSING, home, NULL, NULL);
    } else if ((status = sp_file_read(path, &file, problem)) == SP_OK) {
        *out = sp_keyfile_is_sealed(sp_buffer_bytes(&file));
    }
    sp_buffer_wipe(&file);
    return status;
}

/* master.key -> the master key. */
static enum sp_status
read_master(const char *home, struct sp_bytes passphrase, struct sp_secret_key **out,
    struct sp_problem *problem)
{
    char path[SP_PATH_MAX];
    struct sp_buffer file, secret;
    enum sp_status status;

    sp_buffer_init(&file, SP_KEYFILE_MAX);
    sp_buffer_init(&secret, 64);
    if ((status = sp_file_path(home, SP_FILE_MASTER, path)) != SP_OK) {
        status = sp_problem_close(problem, status, SP_FILE_MASTER);
        goto done;
    }
    if ((status = sp_file_read(path, &file, problem)) != SP_OK) {
        goto done;
    }
    status = sp_keyfile_open(passphrase, master_purpose, sp_buffer_bytes(&file), &secret);
    if (status == SP_OK && secret.size != 32) {
        status = SP_ERR_MALFORMED;
    }
    if (status == SP_ERR_KEY) {
        status = sp_problem_set(problem, status, SP_PROBLEM_PASSPHRASE, NULL, NULL, NULL);
    } else if (status == SP_ERR_MALFORMED) {
        status = sp_problem_set(
            problem, status, SP_PROBLEM_FILE_FORM, path, "content", "not a key file");
    } else if (status == SP_OK) {
        status = sp_secret_key_from(secret.data, out);
    }
done:
    sp_buffer_wipe(&file);
    sp_buffer_wipe(&secret);
    return status;
}

/* identity.key: sealed under the master key; seed, and r behind it for a patient. */
static enum sp_status
read_identity(const char *home, struct sp_profile_secrets *out, struct sp_problem *problem)
{
    char path[SP_PATH_MAX];
    struct sp_buffer file, plain;
    enum sp_status status;

    sp_buffer_init(&file, 4096);
    sp_buffer_init(&plain, 64);
    if ((status = sp_file_path(home, SP_FILE_IDENTITY, path)) != SP_OK) {
        status = sp_problem_close(problem, status, SP_FILE_IDENTITY);
        goto done;
    }
    if ((status = sp_file_read(path, &file, problem)) != SP_OK) {
        goto done;
    }
    status =
        sp_secret_open(out->master, sp_bytes_of_text("identity"), sp_buffer_bytes(&file), &plain);
    if (status != SP_OK || (plain.size != 32 && plain.size != 48)) {
        status = sp_problem_set(problem, SP_ERR_MALFORMED, SP_PROBLEM_FILE_FORM, path, "content",
            "does not open under the master key");
        goto done;
    }
    out->has_r = plain.size == 48;
    memcpy(out->r, plain.data + 32, plain.size - 32);
    status = sp_sign_key_from_seed(plain.data, &out->identity);
done:
    sp_buffer_wipe(&file);
    sp_buffer_wipe(&plain);
    return status;
}

enum sp_status
sp_profile_secrets_read(const char *home, struct sp_bytes passphrase,
    struct sp_profile_secrets *out, struct sp_problem *problem)
{
    memset(out, 0, sizeof(*out));
    enum sp_status status = read_master(home, passphrase, &out->master, problem);
    if (status == SP_OK) {
        status = read_identity(home, out, problem);
    }
    if (status != SP_OK) {
        sp_profile_secrets_wipe(out);
    }
    return sp_problem_close(problem, status, SP_FILE_MASTER);
}

enum sp_status
sp_profile_secrets_write(const char *home, struct sp_bytes passphrase,
    const struct sp_profile_secrets *secrets, struct sp_problem *problem)
{
    char path[SP_PATH_MAX];
    uint8_t master[32], identity[48];
    struct sp_buffer file;
    enum sp_status status;

    sp_buffer_init(&file, SP_KEYFILE_MAX);
    sp_secret_key_bytes(secrets->master, master);
    sp_sign_key_seed(secrets->identity, identity);
    memcpy(identity + 32, secrets->r, 16);
    if ((status = sp_keyfile_seal(passphrase, master_purpose,
             (struct sp_bytes){master, sizeof(master)}, &file)) != SP_OK ||
        (status = sp_file_path(home, SP_FILE_MASTER, path)) != SP_OK ||
        (status = sp_file_write(path, sp_buffer_bytes(&file), 0600, problem)) != SP_OK) {
        goto done;
    }
    sp_buffer_wipe(&file);
    if ((status = sp_secret_seal(secrets->master, sp_bytes_of_text("identity"),
             (struct sp_bytes){identity, secrets->has_r ? 48 : 32}, &file)) != SP_OK ||
        (status = sp_file_path(home, SP_FILE_IDENTITY, path)) != SP_OK) {
        goto done;
    }
    status = sp_file_write(path, sp_buffer_bytes(&file), 0600, problem);
done:
    sp_wipe(master, sizeof(master));
    sp_wipe(identity, sizeof(identity));
    sp_buffer_wipe(&file);
    return sp_problem_close(problem, status, SP_FILE_MASTER);
}

enum sp_status
sp_profile_trust(const char *home, struct sp_trust **out, struct sp_problem *problem)
{
    char path[SP_PATH_MAX];
    struct sp_buffer ca, crl;
    enum sp_status status;

    *out = NULL;
    sp_buffer_init(&ca, SP_PEM_MAX);
    sp_buffer_init(&crl, (size_t)1 << 24);
    if ((status = sp_file_path(home, SP_FILE_CRL, path)) != SP_OK ||
        (sp_file_exists(path) && (status = sp_file_read(path, &crl, problem)) != SP_OK) ||
        (status = sp_file_path(home, SP_FILE_CA, path)) != SP_OK ||
        (status = sp_file_read(path, &ca, problem)) != SP_OK) {
        goto done;
    }
    char revoked[SP_PATH_MAX];
    bool empty_crl = crl.size == 0 && sp_file_path(home, SP_FILE_CRL, revoked) == SP_OK &&
                     sp_file_exists(revoked); /* an empty buffer would ask for no CRL */
    status = empty_crl ? SP_ERR_MALFORMED
                       : sp_trust_new(sp_buffer_bytes(&ca), sp_buffer_bytes(&crl), out);
    if (status != SP_OK) {
        status = sp_problem_set(problem, status, SP_PROBLEM_FILE_FORM, path, "content",
            "no CA certificates, or a CRL that cannot be read");
    }
done:
    sp_buffer_wipe(&ca);
    sp_buffer_wipe(&crl);
    return sp_problem_close(problem, status, SP_FILE_CA);
}
