/*
 * Arguments of a subcommand as data: one row an option, its value stored in a member of the
 * command's own struct.  Reading is glibc's argp; help and errors are ours, in both languages.
 */
#ifndef SP_CLI_ARGUMENTS_H
#define SP_CLI_ARGUMENTS_H

#include <stddef.h>

#include "cli.h"

#define SP_ARGUMENTS_MAX 20
#define SP_WORDS_MAX     64

enum sp_argument_kind {
    SP_ARGUMENT_FLAG,  /* bool */
    SP_ARGUMENT_TEXT,  /* const char *, given once at most */
    SP_ARGUMENT_LIST,  /* struct sp_words, may be given again and again */
    SP_ARGUMENT_MAYBE, /* const char *, "" when given without value */
};
struct sp_words {
    const char *at[SP_WORDS_MAX];
    size_t count;
};
struct sp_argument {
    const char *name;
    const char *value; /* "FILE"; NULL for a flag */
    enum sp_argument_kind kind;
    size_t offset;
    bool is_required;
    enum sp_text_id about;
};
struct sp_arguments {
    const struct sp_argument *rows;
    size_t count;
    const char *operands; /* for the usage line: "ID", "[TEXT]", "" */
    size_t operand_min, operand_max;
    size_t operands_offset;   /* of a struct sp_words; not looked at when operand_max is 0 */
    enum sp_text_id about;    /* what the command does */
    enum sp_text_id examples; /* command lines */
};

/*
 * Reads ${argv} into ${input}, which is zeroed, and the common options into ${cli}.  SP_EXIT_GO_ON,
 * or an exit code: 0 after --help, 2 after saying what is wrong.
 */
int sp_arguments_take(
    struct sp_cli *cli, const struct sp_arguments *spec, int argc, char **argv, void *input);

#endif /* SP_CLI_ARGUMENTS_H */
