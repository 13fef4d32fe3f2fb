/*
 * An item of an opened message as a file in a folder: a safe name, never over another file.
 */
#ifndef SP_CLI_ITEM_FILE_H
#define SP_CLI_ITEM_FILE_H

#include "cli.h"
#include "inbox.h"

#define SP_ITEM_FILE_NAME_MAX 256

/*
 * Writes item ${item} of ${d} into ${folder} (made if it is not there, mode 0700) with mode 0600.
 * ${name} gets the file's name within the folder.  0, or an exit code after saying why; then there
 * is no new file.
 */
int sp_item_file_write(struct sp_cli *cli, struct sp_agent *agent, const char *folder,
    const struct sp_hash *d, const struct sp_inbox_item *item,
    char name[static SP_ITEM_FILE_NAME_MAX]);

#endif /* SP_CLI_ITEM_FILE_H */
