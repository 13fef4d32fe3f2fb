/*
 * samenspraak policy: hands over to policy_cli.h, which needs no home and no broker.
 */
#include <string.h>

#include "commands.h"
#include "policy_cli.h"
#include "say.h"

#define WORDS_MAX 32

/* Options given before the word policy count for it too. */
int
sp_command_policy(struct sp_cli *cli, int argc, char **argv)
{
    char *extended[WORDS_MAX + 2];
    int count = 0;

    if (argc > WORDS_MAX) {
        return sp_misuse(cli, SP_TEXT_TOO_MANY, SP_VALUES(argv[WORDS_MAX]));
    }
    for (int i = 0; i < argc; i++) {
        extended[count++] = argv[i];
    }
    extended[count] = NULL;
    (void)language;
    return sp_cli_policy(count, extended);
}
