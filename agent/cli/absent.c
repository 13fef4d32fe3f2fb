/*
 * Words of interfaces.md that this version does not have.
 */
#include "commands.h"
#include "say.h"

int
sp_command_absent(struct sp_cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return sp_fail(cli, "absent", SP_TEXT_NOT_IN_THIS_VERSION, SP_VALUES(cli->name));
}
