/*
 * What every subcommand is given: where it writes, in which language, whose home it acts for.
 *
 * A subcommand returns an exit code of interfaces.md and never ends the process; what it prints for
 * programs is JSON on ${out}, for people text on ${out} (only without --json), and whatever went
 * wrong on ${err}.
 */
#ifndef SP_CLI_H
#define SP_CLI_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <samenspraak/terms.h>

#include "agent.h"
#include "words.h"

#define SP_CLI_NAME_MAX 64

/* clang-format off */
enum sp_exit {
    SP_EXIT_GO_ON    = -1, /* not an exit code: arguments were taken, now do it */
    SP_EXIT_DONE     = 0,
    SP_EXIT_RULE     = 1,
    SP_EXIT_USAGE    = 2,
    SP_EXIT_AWAY     = 3,
    SP_EXIT_PROOF    = 4,
    SP_EXIT_HELD     = 5,
    SP_EXIT_INTERNAL = 70,
};
/* clang-format on */

struct sp_cli {
    FILE *out;
    FILE *err;
    enum sp_language language;
    bool language_chosen; /* by --lang */
    bool json;
    bool json_failed; /* a JSON value could not be made: no memory */
    const char *home; /* --home; NULL: the default */
    const char *passphrase_file;
    char name[SP_CLI_NAME_MAX]; /* "samenspraak consent grant" */
    struct sp_agent_clock clock;
};

struct sp_cli_command {
    const char *name;
    int (*run)(struct sp_cli *cli, int argc, char **argv);
    enum sp_text_id summary;
};
/* Subcommands; ended by a row without name. */
struct sp_cli_group {
    const struct sp_cli_command *commands;
    enum sp_text_id about;
};

/* Sets up ${cli}; the language is that of --lang in ${argv}, else of LANG, else Dutch. */
void sp_cli_init(struct sp_cli *cli, FILE *out, FILE *err, int argc, char **argv);
/*
 * The whole program: sets up, runs the command that ${argv} names, flushes.  Memory of JSON values
 * is wiped when freed from here on.
 */
int sp_cli_main(const struct sp_cli_group *group, int argc, char **argv);
/* Runs the command of ${group} that stands first in ${argv} behind options. */
int sp_cli_dispatch(struct sp_cli *cli, const struct sp_cli_group *group, int argc, char **argv);

/*
 * The home folder: --home, $SAMENSPRAAK_HOME, $XDG_DATA_HOME/samenspraak or
 * ~/.local/share/samenspraak.  SP_TEXT_NONE, or what is wrong; nothing is said.
 */
enum sp_text_id sp_cli_find_home(const struct sp_cli *cli, char out[static SP_HOME_PATH_MAX]);
/* The same; 0, or an exit code after saying why. */
int sp_cli_home(struct sp_cli *cli, char out[static SP_HOME_PATH_MAX]);
/* Opens the agent, asking for the passphrase if it needs one.  0, or an exit code as above. */
int sp_cli_open(struct sp_cli *cli, struct sp_agent **out);
/*
 * Fetches mail, so that what follows knows what came.  When the broker is away and ${must} is not
 * set, warns and returns 0.
 */
int sp_cli_catch_up(struct sp_cli *cli, struct sp_agent *agent, bool must);

#endif /* SP_CLI_H */
