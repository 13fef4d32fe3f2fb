/*
 * samenspraakd: the broker.
 *
 * How a request flows:
 *
 *   front    nng's threads enqueue the frame of one peer, at most the frame limit
 *   front    a worker reads it strictly: version, kind, who may send this kind, body
 *   front    checks certificate, session and signature; hands verified work to the ledger's queue
 *   ledger   takes what waits, up to a batch, and opens a transaction
 *   ledger   gathers the facts that the rules ask, inside the transaction
 *   policy   facts -> verdict, rule, basis
 *   ledger   writes message or statement, mailbox rows, sealed shares, record and leaf together
 *   ledger   tree and heads, checkpoint signatures, COMMIT with one fsync; on any error it stops
 *   front    only now the answers: verdict, rule, record, log index, inclusion proof, checkpoint
 *   front    wakes the recipients that wait for mail
 */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "daemon.h"

enum option_key {
    SP_OPTION_CERT = 1000,
    SP_OPTION_KEY,
    SP_OPTION_IDENTITY_CERT,
    SP_OPTION_IDENTITY_KEY,
    SP_OPTION_CA,
    SP_OPTION_CRL,
    SP_OPTION_LISTEN,
    SP_OPTION_ORIGIN,
    SP_OPTION_PASSPHRASE_FILE,
    SP_OPTION_NO_PASSPHRASE,
    SP_OPTION_JSON,
};

struct arguments {
    const char *command; /* NULL: run */
    const char *config;
    bool check;
    bool json;
    struct sp_init_options init;
};

/* clang-format off */
static const struct argp_option options[] = {
    {"config",          'c',                       "FILE", 0, "Configuration; with it alone the broker runs", 0},
    {"check",           'n',                       NULL,   0, "Only check the configuration and show all errors", 0},
    {"json",            SP_OPTION_JSON,            NULL,   0, "status: one JSON object", 0},
    {NULL,              0,                         NULL,   0, "For init:", 1},
    {"cert",            SP_OPTION_CERT,            "F",    0, "TLS certificate of role broker (PEM)", 1},
    {"key",             SP_OPTION_KEY,             "F",    0, "its key (PEM)", 1},
    {"identity-cert",   SP_OPTION_IDENTITY_CERT,   "F",    0, "certificate that signs the broker's card", 1},
    {"identity-key",    SP_OPTION_IDENTITY_KEY,    "F",    0, "its key (PEM)", 1},
    {"ca",              SP_OPTION_CA,              "F",    0, "certificates of the CA", 1},
    {"crl",             SP_OPTION_CRL,             "F",    0, "revoked certificates", 1},
    {"listen",          SP_OPTION_LISTEN,          "URL",  0, "tls+tcp://127.0.0.1:4430 if not given", 1},
    {"origin",          SP_OPTION_ORIGIN,          "NAME", 0, "name of the logs; never changes", 1},
    {"passphrase-file", SP_OPTION_PASSPHRASE_FILE, "F",    0, "its first line seals the broker's keys", 1},
    {"no-passphrase",   SP_OPTION_NO_PASSPHRASE,   NULL,   0, "leave the broker's keys open in the folder", 1},
    {NULL, 0, NULL, 0, NULL, 0},
};
/* clang-format on */

static error_t
take_init(int key, char *value, struct sp_init_options *init)
{
    switch (key) {
    case SP_OPTION_CERT:
        init->cert = value;
        return 0;
    case SP_OPTION_KEY:
        init->key = value;
        return 0;
    case SP_OPTION_IDENTITY_CERT:
        init->identity_cert = value;
        return 0;
    case SP_OPTION_IDENTITY_KEY:
        init->identity_key = value;
        return 0;
    case SP_OPTION_CA:
        init->ca = value;
        return 0;
    case SP_OPTION_CRL:
        init->crl = value;
        return 0;
    case SP_OPTION_LISTEN:
        init->listen = value;
        return 0;
    case SP_OPTION_ORIGIN:
        init->origin = value;
        return 0;
    case SP_OPTION_PASSPHRASE_FILE:
        init->passphrase_file = value;
        return 0;
    case SP_OPTION_NO_PASSPHRASE:
        init->no_passphrase = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t
take_word(struct arguments *arguments, char *word, const struct argp_state *state)
{
    bool known = strcmp(word, "init") == 0 || strcmp(word, "status") == 0;

    if (arguments->command == NULL && known) {
        arguments->command = word;
    } else if (arguments->command != NULL && strcmp(arguments->command, "init") == 0 &&
               arguments->init.folder == NULL) {
        arguments->init.folder = word;
    } else {
        argp_error(state, "%s: not understood here", word);
    }
    return 0;
}

static error_t
take(int key, char *value, struct argp_state *state)
{
    struct arguments *arguments = state->input;

    switch (key) {
    case 'c':
        arguments->config = value;
        return 0;
    case 'n':
        arguments->check = true;
        return 0;
    case SP_OPTION_JSON:
        arguments->json = true;
        return 0;
    case ARGP_KEY_ARG:
        return take_word(arguments, value, state);
    case ARGP_KEY_END:
        if (arguments->command != NULL && strcmp(arguments->command, "init") == 0) {
            if (arguments->init.folder == NULL) {
                argp_error(state, "init: which folder? samenspraakd init DIR ...");
            }
        } else if (arguments->config == NULL) {
            argp_error(state, "give the configuration: -c FILE");
        }
        return 0;
    default:
        return take_init(key, value, &arguments->init);
    }
}

/* The keys of the configuration come from the table that reads them. */
static char *
help(int key, const char *text, void *input)
{
    char *out = NULL;
    size_t size = 0;

    (void)input;
    if (key != ARGP_KEY_HELP_POST_DOC) {
        return (char *)(uintptr_t)text;
    }
    FILE *file = open_memstream(&out, &size);
    if (file == NULL) {
        return NULL;
    }
    (void)fputs("Keys of the configuration:\n", file);
    sp_config_explain(file);
    (void)fputs("\nSignals: TERM finishes what is queued and ends; HUP reads certificates, CRL and "
                "log level anew.\n",
        file);
    return fclose(file) == 0 ? out : NULL;
}

int
main(int argc, char **argv)
{
    static const struct argp argp = {options, take,
        "-c FILE [-n]\nstatus -c FILE [--json]\ninit DIR --cert F --key F --identity-cert F "
        "--identity-key F --ca F (--passphrase-file F | --no-passphrase)",
        "Samenspraak's broker: passes sealed, consented messages between care and work, and keeps "
        "a log that nobody has to take on trust.\v ",
        NULL, help, NULL};
    struct arguments arguments = {.command = NULL};

    argp_err_exit_status = SP_EXIT_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &arguments) != 0) {
        return SP_EXIT_USAGE;
    }
    if (arguments.command == NULL) {
        return arguments.check ? sp_daemon_check(arguments.config)
                               : sp_daemon_run(arguments.config);
    }
    return strcmp(arguments.command, "init") == 0
               ? sp_daemon_init(&arguments.init)
               : sp_daemon_status(arguments.config, arguments.json);
}
