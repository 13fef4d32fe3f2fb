/*
 * The passphrase of a home: from a file, or typed on the terminal without being shown.
 */
#ifndef SP_CLI_PASSPHRASE_H
#define SP_CLI_PASSPHRASE_H

#include "cli.h"

#define SP_PASSPHRASE_MAX 1024

/*
 * Appends the first line of --passphrase-file, or what is typed; asks twice when ${is_new}.  0, or
 * an exit code after saying why.  ${out} was made with SP_PASSPHRASE_MAX; the caller wipes it.
 */
int sp_passphrase_ask(struct sp_cli *cli, bool is_new, struct sp_buffer *out);

#endif /* SP_CLI_PASSPHRASE_H */
