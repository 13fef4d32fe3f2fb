/*
 * The broker's configuration: one YAML file of plain keys, read and checked as a whole.
 *
 * The table in config.c is the list of keys: it reads, checks and documents them.  Paths are taken
 * relative to the folder of the file.
 */
#ifndef SP_BROKER_CONFIG_H
#define SP_BROKER_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <samenspraak/status.h>

#define SP_CONFIG_TEXT_MAX 512

struct sp_config {
    char file[SP_CONFIG_TEXT_MAX];
    char folder[SP_CONFIG_TEXT_MAX]; /* store and keys: where the file lies */
    char listen[SP_CONFIG_TEXT_MAX];
    char origin[SP_CONFIG_TEXT_MAX];
    char cert[SP_CONFIG_TEXT_MAX], key[SP_CONFIG_TEXT_MAX];
    char identity_cert[SP_CONFIG_TEXT_MAX], identity_key[SP_CONFIG_TEXT_MAX];
    char ca[SP_CONFIG_TEXT_MAX], crl[SP_CONFIG_TEXT_MAX];
    char passphrase_file[SP_CONFIG_TEXT_MAX];
    char log_level[SP_CONFIG_TEXT_MAX]; /* "error", "info" or "debug" */
    uint64_t t_vers_s;
    uint64_t calls_max;
    uint64_t connections_max;
    uint64_t workers;
};

/*
 * Reads ${path}; every error goes to ${errors} as "file:line: key: what is wrong", all of them.
 * SP_ERR_MALFORMED when there was one, SP_ERR_IO when the file cannot be read.
 */
SP_NODISCARD enum sp_status sp_config_read(const char *path, struct sp_config *out, FILE *errors);
/* The keys with their sentences, for --help and the man page. */
void sp_config_explain(FILE *out);

#endif /* SP_BROKER_CONFIG_H */
