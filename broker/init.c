/*
 * samenspraakd init: configuration, keys and store in a new folder.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "daemon.h"
#include "files.h"
#include "ledger.h"

#define PRESET_LISTEN "tls+tcp://127.0.0.1:4430"

/* The absolute path of ${path}; false with a message when there is no such file. */
static bool
full_path(const char *option, const char *path, char out[static SP_CONFIG_TEXT_MAX])
{
    char *real = path == NULL ? NULL : realpath(path, NULL);
    bool found = real != NULL && strlen(real) < SP_CONFIG_TEXT_MAX;

    out[0] = '\0';
    if (found) {
        (void)snprintf(out, SP_CONFIG_TEXT_MAX, "%s", real);
    } else {
        (void)fprintf(stderr, "samenspraakd init: %s: %s: no such file\n", option,
            path == NULL ? "missing" : path);
    }
    free(real);
    return found;
}

static bool
collect(const struct sp_init_options *options, struct sp_config *config)
{
    const struct {
        const char *option, *path;
        char *into;
        bool required;
    } files[] = {
        {"--cert", options->cert, config->cert, true},
        {"--key", options->key, config->key, true},
        {"--identity-cert", options->identity_cert, config->identity_cert, true},
        {"--identity-key", options->identity_key, config->identity_key, true},
        {"--ca", options->ca, config->ca, true},
        {"--crl", options->crl, config->crl, false},
        {"--passphrase-file", options->passphrase_file, config->passphrase_file, false},
    };
    bool good = true;

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (files[i].required || files[i].path != NULL) {
            good = full_path(files[i].option, files[i].path, files[i].into) && good;
        }
    }
    return good;
}

static bool
write_config(const struct sp_config *config)
{
    int fd = -1;
    FILE *file = NULL;
    char path[SP_CONFIG_TEXT_MAX + 32];

    (void)snprintf(path, sizeof(path), "%s/samenspraakd.conf", config->folder);
    file = fopen(path, "wxe");
    if (file == NULL) {
        return false;
    }
    (void)fprintf(file,
        "# Made by samenspraakd init; samenspraakd --help lists the keys.\n"
        "listen: %s\norigin: %s\ncert: %s\nkey: %s\nidentity-cert: %s\nidentity-key: %s\nca: %s\n",
        config->listen, config->origin, config->cert, config->key, config->identity_cert,
        config->identity_key, config->ca);
    if (config->crl[0] != '\0') {
        (void)fprintf(file, "crl: %s\n", config->crl);
    }
    if (config->passphrase_file[0] != '\0') {
        (void)fprintf(file, "passphrase-file: %s\n", config->passphrase_file);
    }
    fd = fileno(file);
    bool good = fflush(file) == 0 && fsync(fd) == 0;
    return fclose(file) == 0 && good;
}

static int
make(const struct sp_init_options *options, struct sp_config *config,
    struct sp_credentials *credentials)
{
    const char *why = "";
    struct timespec now;
    char path[SP_CONFIG_TEXT_MAX + 32];

    clock_gettime(CLOCK_REALTIME, &now);
    if (sp_credentials_read(config, (int64_t)now.tv_sec * 1000, credentials, stderr) != SP_OK) {
        return SP_EXIT_USAGE;
    }
    if (options->passphrase_file != NULL && credentials->passphrase.size == 0) {
        (void)fprintf(stderr, "samenspraakd init: --passphrase-file: the first line is empty\n");
        return SP_EXIT_USAGE;
    }
    (void)snprintf(config->origin, sizeof(config->origin), "%s",
        options->origin != NULL ? options->origin : credentials->identity_certificate.party.number);
    (void)snprintf(path, sizeof(path), "%s/samenspraakd.conf", options->folder);
    if (mkdir(options->folder, 0700) != 0 && errno != EEXIST) {
        (void)fprintf(stderr, "samenspraakd init: %s: cannot be made: %s\n", options->folder,
            strerror(errno));
        return SP_EXIT_USAGE;
    }
    if (access(path, F_OK) == 0) {
        (void)fprintf(stderr, "samenspraakd init: %s: there is a broker here already\n", path);
        return SP_EXIT_USAGE;
    }
    (void)snprintf(config->folder, sizeof(config->folder), "%s", options->folder);
    if (sp_ledger_init(options->folder, sp_buffer_bytes(&credentials->passphrase), &why) != SP_OK) {
        (void)fprintf(stderr, "samenspraakd init: %s: %s\n", options->folder, why);
        return SP_EXIT_USAGE;
    }
    if (!write_config(config)) {
        (void)fprintf(stderr, "samenspraakd init: %s: cannot be written\n", path);
        return SP_EXIT_USAGE;
    }
    if (options->no_passphrase) {
        (void)fprintf(stderr,
            "WARNING: the keys of this broker lie open in %s (mode 0600). Whoever reads that "
            "folder is this broker.\n",
            options->folder);
    }
    (void)printf("%s\nstart it with: samenspraakd -c %s\n", path, path);
    return SP_EXIT_DONE;
}

int
sp_daemon_init(const struct sp_init_options *options)
{
    struct sp_config *config = calloc(1, sizeof(*config));
    struct sp_credentials credentials;
    int code = SP_EXIT_USAGE;

    if (config == NULL || sp_crypto_init() != SP_OK) {
        free(config);
        return SP_EXIT_INTERNAL;
    }
    sp_credentials_init(&credentials);
    if ((options->passphrase_file != NULL) == options->no_passphrase) {
        (void)fprintf(stderr, "samenspraakd init: give --passphrase-file F or --no-passphrase\n");
    } else if (collect(options, config)) {
        (void)snprintf(config->listen, sizeof(config->listen), "%s",
            options->listen != NULL ? options->listen : PRESET_LISTEN);
        code = make(options, config, &credentials);
    }
    sp_credentials_wipe(&credentials);
    free(config);
    return code;
}
