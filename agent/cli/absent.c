/*
 * Words of interfaces.md that this version does not have.
 */
#include "commands.h"
#include "json.h"
#include "say.h"

int
sp_command_absent(struct sp_cli *cli, int argc, char **argv)
{
    (void)argc;
    (void)argv;
    sp_warn(cli, SP_TEXT_NOT_IN_THIS_VERSION, SP_VALUES(cli->name));
    if (cli->json) {
        json_t *object = json_object();

        sp_json_set(cli, object, "error", json_string("absent"));
        sp_json_set(cli, object, "exit", sp_json_number(SP_EXIT_USAGE));
        (void)sp_json_print(cli, object);
    }
    return SP_EXIT_USAGE;
}
