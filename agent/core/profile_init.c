/*
 * Making a home.  Everything is read and checked first; the home is then built in a folder beside
 * its place and put there by one rename, so that there is a whole home or none.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <samenspraak/statement.h>

#include "files.h"
#include "profile_files.h"

/* What was read and checked before anything is written. */
struct init {
    struct sp_buffer ca, crl, certificate, request;
    struct sp_trust *trust;
    struct sp_profile profile;
    struct sp_profile_secrets secrets;
};

static void
init_wipe(struct init *init)
{
    sp_buffer_wipe(&init->ca);
    sp_buffer_wipe(&init->crl);
    sp_buffer_wipe(&init->certificate);
    sp_buffer_wipe(&init->request);
    sp_trust_free(init->trust);
    sp_profile_secrets_wipe(&init->secrets);
}

static enum sp_status
field(struct sp_problem *problem, const char *name, const char *what)
{
    return sp_problem_set(problem, SP_ERR_USAGE, SP_PROBLEM_FIELD, name, what, NULL);
}

static enum sp_status
take_text(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);

    if (length == 0 || length >= size || strpbrk(text, "\r\n") != NULL) {
        return SP_ERR_MALFORMED;
    }
    memcpy(out, text, length + 1);
    return SP_OK;
}

static enum sp_status
take_words(const struct sp_init_options *options, struct init *init, struct sp_problem *problem)
{
    char text[SP_PARTY_TEXT_MAX];
    struct sp_profile *profile = &init->profile;
    const char *name = options->name != NULL ? options->name : "patient";

    if (options->role >= SP_ROLE_COUNT) {
        return field(problem, "role", "unknown");
    }
    if (options->broker == NULL || strncmp(options->broker, "tls+tcp://", 10) != 0 ||
        take_text(profile->broker, sizeof(profile->broker), options->broker) != SP_OK) {
        return field(problem, "broker", "tls+tcp://host:port");
    }
    if ((options->name == NULL && options->role != SP_ROLE_PATIENT) ||
        take_text(profile->name, sizeof(profile->name), name) != SP_OK) {
        return field(problem, "name", "1 to 127 bytes of text on one line");
    }
    if (options->id == NULL) {
        return options->role == SP_ROLE_PATIENT ? SP_OK : field(problem, "id", "scheme:number");
    }
    int length =
        snprintf(text, sizeof(text), "%s:%s", sp_term_id(&sp_roles, options->role), options->id);
    if (length < 0 || (size_t)length >= sizeof(text) ||
        sp_party_parse(text, &profile->party) != SP_OK) {
        return field(problem, "id", "scheme:number, fitting the role");
    }
    return SP_OK;
}

static enum sp_status
take_trust(const struct sp_init_options *options, struct init *init, struct sp_problem *problem)
{
    if (options->ca == NULL) {
        return field(problem, "ca", "the file with the CA certificates");
    }
    enum sp_status status = sp_file_read(options->ca, &init->ca, problem);
    if (status == SP_OK && options->crl != NULL) {
        status = sp_file_read(options->crl, &init->crl, problem);
    }
    if (status != SP_OK) {
        return status;
    }
    bool empty_crl = options->crl != NULL && init->crl.size == 0; /* would ask for no CRL */
    status = empty_crl ? SP_ERR_MALFORMED
                       : sp_trust_new(
                             sp_buffer_bytes(&init->ca), sp_buffer_bytes(&init->crl), &init->trust);
    if (status != SP_OK) {
        return sp_problem_set(problem, status, SP_PROBLEM_FILE_FORM, options->ca, "content",
            "no CA certificates, or a CRL that cannot be read");
    }
    return SP_OK;
}

/* The certificate of ${path} holds at ${now_ms} and is for ${key}; its party. */
static enum sp_status
check_certificate(struct init *init, const char *path, int64_t now_ms,
    const struct sp_sign_public *key, struct sp_problem *problem)
{
    struct sp_certificate read;
    struct sp_buffer der;
    const char *reason = "no certificate in PEM";
    enum sp_status status;

    sp_buffer_init(&der, SP_CERTIFICATE_MAX);
    if ((status = sp_file_read(path, &init->certificate, problem)) != SP_OK) {
        goto done;
    }
    if ((status = sp_certificate_der(sp_buffer_bytes(&init->certificate), &der)) != SP_OK ||
        (status = sp_certificate_check(
             init->trust, sp_buffer_bytes(&der), now_ms, &read, &reason)) != SP_OK) {
        status = sp_problem_set(problem, status, SP_PROBLEM_CERTIFICATE, path, reason, NULL);
        goto done;
    }
    if (memcmp(&read.key, key, sizeof(*key)) != 0) {
        status = sp_problem_set(problem, SP_ERR_KEY, SP_PROBLEM_KEY_MISMATCH, path, NULL, NULL);
        goto done;
    }
    if (init->profile.party.scheme[0] == 0) {
        init->profile.party = read.party;
    }
    if (!sp_party_equal(&init->profile.party, &read.party)) {
        char asked[SP_PARTY_TEXT_MAX], found[SP_PARTY_TEXT_MAX];
        sp_party_text(&init->profile.party, asked);
        sp_party_text(&read.party, found);
        status =
            sp_problem_set(problem, SP_ERR_CERT, SP_PROBLEM_PARTY_MISMATCH, asked, found, NULL);
    }
done:
    sp_buffer_wipe(&der);
    return status;
}

/* "x.key" -> "x.r" */
static enum sp_status
r_beside(const char *key, char out[static SP_PATH_MAX])
{
    size_t length = strlen(key);

    if (length > 4 && strcmp(key + length - 4, ".key") == 0) {
        length -= 4;
    }
    if (length + 3 > SP_PATH_MAX) {
        return SP_ERR_TOO_BIG;
    }
    (void)snprintf(out, SP_PATH_MAX, "%.*s.r", (int)length, key);
    return SP_OK;
}

/* The r of an identifier of scheme p: 32 hex digits; the identifier must recompute from it. */
static enum sp_status
take_r(const struct sp_init_options *options, struct init *init, struct sp_problem *problem)
{
    char path[SP_PATH_MAX] = "", text[33] = "";
    struct sp_buffer file;
    struct sp_party patient = init->profile.party, recomputed;
    enum sp_status status;

    if (strcmp(patient.scheme, "p") != 0) {
        return SP_OK;
    }
    if (options->r == NULL && r_beside(options->key, path) != SP_OK) {
        return field(problem, "r", "the name of the file is too long");
    }
    const char *name = options->r != NULL ? options->r : path;
    if (options->r == NULL && patient.role != SP_ROLE_PATIENT && !sp_file_exists(name)) {
        return SP_OK;
    }
    sp_buffer_init(&file, 256);
    if ((status = sp_file_read(name, &file, problem)) == SP_OK) {
        for (size_t i = 0; i < 32 && i < file.size; i++) {
            text[i] = (char)file.data[i];
        }
        bool ends = file.size == 32 || (file.size == 33 && file.data[32] == '\n');
        if (!ends || sp_hex_read(text, init->secrets.r, 16) != SP_OK) {
            status = sp_problem_set(problem, SP_ERR_MALFORMED, SP_PROBLEM_FILE_FORM, name, "line 1",
                "32 hex digits were expected");
        }
    }
    if (status == SP_OK) {
        struct sp_sign_public key = sp_sign_key_public(init->secrets.identity);
        struct sp_patient_id id = sp_patient_id_make(&key, init->secrets.r);
        sp_party_of_patient(&id, &recomputed);
        recomputed.role = patient.role;
        init->secrets.has_r = true;
        if (!sp_party_equal(&recomputed, &patient)) {
            status = sp_problem_set(problem, SP_ERR_CERT, SP_PROBLEM_FILE_FORM, name, "r",
                "the identifier is not made of this key and r");
        }
    }
    sp_buffer_wipe(&file);
    return status;
}

/* Key and certificate that were made elsewhere. */
static enum sp_status
take_certified(const struct sp_init_options *options, struct init *init, int64_t now_ms,
    struct sp_problem *problem)
{
    struct sp_buffer key;
    enum sp_status status;

    if (options->key == NULL) {
        return field(problem, "key", "the file with the private key");
    }
    sp_buffer_init(&key, SP_PEM_MAX);
    if ((status = sp_file_read(options->key, &key, problem)) == SP_OK) {
        status = sp_sign_key_from_pem(sp_buffer_bytes(&key), &init->secrets.identity);
        if (status != SP_OK) {
            status = sp_problem_set(problem, status, SP_PROBLEM_FILE_FORM, options->key, "content",
                "no unencrypted Ed25519 key in PEM");
        }
    }
    sp_buffer_wipe(&key);
    if (status == SP_OK) {
        struct sp_sign_public public_key = sp_sign_key_public(init->secrets.identity);
        status = check_certificate(init, options->certificate, now_ms, &public_key, problem);
    }
    if (status == SP_OK && init->profile.party.role != options->role) {
        status = field(problem, "role", "the certificate is for another role");
    }
    init->profile.is_complete = true;
    return status == SP_OK ? take_r(options, init, problem) : status;
}

/* A new patient: key, r, identifier and a request for a certificate. */
static enum sp_status
draw_patient(const struct sp_init_options *options, struct init *init, struct sp_problem *problem)
{
    if (options->role != SP_ROLE_PATIENT) {
        return field(problem, "cert", "the file with the certificate");
    }
    if (options->id != NULL || options->key != NULL) {
        return field(problem, "cert", "an identifier or key goes with its certificate");
    }
    enum sp_status status = sp_sign_key_new(&init->secrets.identity);
    if (status != SP_OK) {
        return status;
    }
    struct sp_sign_public key = sp_sign_key_public(init->secrets.identity);
    sp_random(init->secrets.r, sizeof(init->secrets.r));
    init->secrets.has_r = true;
    struct sp_patient_id id = sp_patient_id_make(&key, init->secrets.r);
    sp_party_of_patient(&id, &init->profile.party);
    return sp_certificate_request(
        init->secrets.identity, &init->profile.party, "patient", &init->request);
}

/* ---- writing ---- */

static enum sp_status
put_file(
    const char *folder, const char *name, const struct sp_buffer *bytes, struct sp_problem *problem)
{
    char path[SP_PATH_MAX];

    if (bytes->size == 0) {
        return SP_OK;
    }
    enum sp_status status = sp_file_path(folder, name, path);
    return status == SP_OK ? sp_file_write(path, sp_buffer_bytes(bytes), 0600, problem) : status;
}

static enum sp_status
make_folder(const char *folder, const char *name)
{
    char path[SP_PATH_MAX];
    enum sp_status status = sp_file_path(folder, name, path);

    return status != SP_OK ? status : mkdir(path, 0700) == 0 ? SP_OK : SP_ERR_IO;
}

static enum sp_status
fill(const char *folder, struct sp_bytes passphrase, const struct init *init,
    struct sp_problem *problem)
{
    enum sp_status status;

    if ((status = put_file(folder, SP_FILE_CA, &init->ca, problem)) != SP_OK ||
        (status = put_file(folder, SP_FILE_CRL, &init->crl, problem)) != SP_OK ||
        (status = put_file(folder, SP_FILE_CERTIFICATE, &init->certificate, problem)) != SP_OK ||
        (status = put_file(folder, SP_FILE_REQUEST, &init->request, problem)) != SP_OK ||
        (status = make_folder(folder, SP_FOLDER_OUTBOX)) != SP_OK ||
        (status = make_folder(folder, SP_FOLDER_INBOX)) != SP_OK ||
        (status = sp_profile_secrets_write(folder, passphrase, &init->secrets, problem)) != SP_OK) {
        return status;
    }
    return sp_profile_write(folder, &init->profile, problem);
}

/* Takes away a home that did not get finished; only the names that fill makes. */
static void
unmake(const char *folder)
{
    static const char *const names[] = {SP_FILE_PROFILE, SP_FILE_CA, SP_FILE_CRL,
        SP_FILE_CERTIFICATE, SP_FILE_REQUEST, SP_FILE_MASTER, SP_FILE_IDENTITY};
    char path[SP_PATH_MAX];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (sp_file_path(folder, names[i], path) == SP_OK) {
            sp_file_remove(path);
        }
    }
    if (sp_file_path(folder, SP_FOLDER_OUTBOX, path) == SP_OK) {
        (void)rmdir(path);
    }
    if (sp_file_path(folder, SP_FOLDER_INBOX, path) == SP_OK) {
        (void)rmdir(path);
    }
    (void)rmdir(folder);
}

/* Makes the folders above ${home} that are not there yet. */
static void
make_parents(const char *home)
{
    char path[SP_HOME_PATH_MAX];

    (void)snprintf(path, sizeof(path), "%s", home);
    for (char *at = path + 1; *at != 0; at++) {
        if (*at == '/') {
            *at = 0;
            (void)mkdir(path, 0700);
            *at = '/';
        }
    }
}

static enum sp_status
make_home(
    const struct sp_init_options *options, const struct init *init, struct sp_problem *problem)
{
    char beside[SP_HOME_PATH_MAX + 8];

    make_parents(options->home);
    (void)snprintf(beside, sizeof(beside), "%s.XXXXXX", options->home);
    if (mkdtemp(beside) == NULL) {
        return sp_problem_set(problem, SP_ERR_IO, SP_PROBLEM_FILE_WRITE, options->home,
            "the folder cannot be made", NULL);
    }
    enum sp_status status = fill(beside, options->passphrase, init, problem);
    if (status == SP_OK && rename(beside, options->home) != 0) {
        bool taken = errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR;
        status = sp_problem_set(problem, taken ? SP_ERR_CONFLICT : SP_ERR_IO,
            taken ? SP_PROBLEM_HOME_EXISTS : SP_PROBLEM_FILE_WRITE, options->home,
            "the folder cannot be made", NULL);
    }
    if (status != SP_OK) {
        unmake(beside);
        return sp_problem_close(problem, status, options->home);
    }
    sp_status_ignore(sp_file_sync_folder(options->home));
    return SP_OK;
}

enum sp_status
sp_profile_init(const struct sp_init_options *options, int64_t now_ms, struct sp_profile *out,
    struct sp_problem *problem)
{
    struct init init = {.trust = NULL};
    char path[SP_PATH_MAX];
    enum sp_status status;

    memset(out, 0, sizeof(*out));
    if (options->home == NULL || options->home[0] == 0 ||
        strlen(options->home) >= SP_HOME_PATH_MAX) {
        return field(problem, "home", "the name of a folder");
    }
    sp_buffer_init(&init.ca, SP_PEM_MAX);
    sp_buffer_init(&init.crl, (size_t)1 << 24);
    sp_buffer_init(&init.certificate, SP_PEM_MAX);
    sp_buffer_init(&init.request, SP_PEM_MAX);
    init.profile.language = options->language;
    if (sp_file_path(options->home, SP_FILE_PROFILE, path) == SP_OK && sp_file_exists(path)) {
        status = sp_problem_set(
            problem, SP_ERR_CONFLICT, SP_PROBLEM_HOME_EXISTS, options->home, NULL, NULL);
        goto done;
    }
    if ((status = sp_crypto_init()) != SP_OK ||
        (status = take_words(options, &init, problem)) != SP_OK ||
        (status = take_trust(options, &init, problem)) != SP_OK ||
        (status = sp_secret_key_new(&init.secrets.master)) != SP_OK) {
        goto done;
    }
    status = options->certificate != NULL ? take_certified(options, &init, now_ms, problem)
                                          : draw_patient(options, &init, problem);
    if (status == SP_OK) {
        status = make_home(options, &init, problem);
    }
    if (status == SP_OK) {
        *out = init.profile;
    }
done:
    init_wipe(&init);
    return sp_problem_close(problem, status, "init");
}

enum sp_status
sp_profile_complete(const char *home, struct sp_bytes passphrase, const char *certificate,
    int64_t now_ms, struct sp_profile *out, struct sp_problem *problem)
{
    struct init init = {.trust = NULL};
    char path[SP_PATH_MAX];
    enum sp_status status;

    memset(out, 0, sizeof(*out));
    sp_buffer_init(&init.ca, SP_PEM_MAX);
    sp_buffer_init(&init.crl, 1);
    sp_buffer_init(&init.certificate, SP_PEM_MAX);
    sp_buffer_init(&init.request, 1);
    if ((status = sp_crypto_init()) != SP_OK ||
        (status = sp_profile_read(home, &init.profile, problem)) != SP_OK) {
        goto done;
    }
    if (init.profile.is_complete) {
        status = sp_problem_set(problem, SP_ERR_CONFLICT, SP_PROBLEM_HOME_EXISTS, home, NULL, NULL);
        goto done;
    }
    if ((status = sp_profile_secrets_read(home, passphrase, &init.secrets, problem)) != SP_OK ||
        (status = sp_profile_trust(home, &init.trust, problem)) != SP_OK) {
        goto done;
    }
    struct sp_sign_public key = sp_sign_key_public(init.secrets.identity);
    if ((status = check_certificate(&init, certificate, now_ms, &key, problem)) != SP_OK ||
        (status = put_file(home, SP_FILE_CERTIFICATE, &init.certificate, problem)) != SP_OK) {
        goto done;
    }
    init.profile.is_complete = true;
    if ((status = sp_profile_write(home, &init.profile, problem)) == SP_OK) {
        *out = init.profile;
        if (sp_file_path(home, SP_FILE_REQUEST, path) == SP_OK) {
            sp_file_remove(path);
        }
    }
done:
    init_wipe(&init);
    return sp_problem_close(problem, status, "init");
}
