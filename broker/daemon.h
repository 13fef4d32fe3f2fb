/*
 * The broker's commands; each returns an exit code of interfaces.md.
 */
#ifndef SP_BROKER_DAEMON_H
#define SP_BROKER_DAEMON_H

#include <stdbool.h>

#define SP_EXIT_DONE     0
#define SP_EXIT_USAGE    2
#define SP_EXIT_AWAY     3
#define SP_EXIT_PROOF    4
#define SP_EXIT_INTERNAL 70

/* Runs until SIGTERM or SIGINT. */
int sp_daemon_run(const char *config_path);
/* Reads configuration and credentials, opens nothing. */
int sp_daemon_check(const char *config_path);

struct sp_init_options {
    const char *folder;
    const char *cert, *key, *identity_cert, *identity_key, *ca, *crl;
    const char *listen; /* NULL: tls+tcp://127.0.0.1:4430 */
    const char *origin; /* NULL: the DNS name, else the number, of the certificate */
    const char *passphrase_file;
    bool no_passphrase;
};
int sp_daemon_init(const struct sp_init_options *options);
/* A full round to the running broker: front, ledger, commit, proof. */
int sp_daemon_status(const char *config_path, bool json);

#endif /* SP_BROKER_DAEMON_H */
