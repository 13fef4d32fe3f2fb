/*
 * samenspraak policy: hands over to policy_cli.h, which needs no home and no broker.
 */
#include "commands.h"
#include "policy_cli.h"
#include "say.h"

#define WORDS_MAX 32

int
sp_command_policy(struct sp_cli *cli, int argc, char **argv)
{
    char nl[] = "--lang=nl";
    char en[] = "--lang=en";
    char json[] = "--json";
    char *words[WORDS_MAX + 3];
    int count = 0;

    if (argc > WORDS_MAX) {
        return sp_misuse(cli, SP_TEXT_TOO_MANY, SP_VALUES(argv[WORDS_MAX]));
    }
    words[count++] = argv[0];
    if (cli->language_chosen) { /* before the word policy */
        words[count++] = cli->language == SP_LANGUAGE_EN ? en : nl;
    }
    if (cli->json) {
        words[count++] = json;
    }
    for (int i = 1; i < argc; i++) {
        words[count++] = argv[i];
    }
    words[count] = NULL;
    return sp_cli_policy(count, words);
}
