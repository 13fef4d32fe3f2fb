/*
 * `samenspraak policy`: the rules for people and scripts, without broker or profile.
 */
#ifndef SP_POLICY_CLI_H
#define SP_POLICY_CLI_H

#include <stdio.h>

#include <samenspraak/policy.h>

/*
 * The command: argv[0] is its name, then `check [FILE]`, `matrix`, `explain RULE` or `document`,
 * and options.
 * Returns the exit code; --help and wrong usage end the process with 0 and 2, as argp does.
 */
int sp_cli_policy(int argc, char **argv);

/*
 * Judges the scenarios in ${in}, one JSON object a line, and writes one JSON object a line to
 * ${out} (interfaces.md, "policy check").  Returns 0 when every line could be judged, 2 when any
 * could not or ${in} cannot be read, 70 without memory or when ${out} cannot be written.  A line
 * longer than SP_POLICY_LINE_MAX bytes is an error line.  Flushes ${out}.
 */
#define SP_POLICY_LINE_MAX (1U << 20)
int sp_cli_policy_check(FILE *in, FILE *out);

/* The expanded matrix as CSV: a header and 6,076 rows. */
void sp_cli_policy_matrix_csv(FILE *out);
/* The matrix as one JSON object a line per pair that exists. */
int sp_cli_policy_matrix_json(FILE *out);
/* The matrix for people: what may pass between whom, pair by pair. */
void sp_cli_policy_matrix(FILE *out, enum sp_language language);

/* The whole of docs/rules.md: matrix, order, limits, sources and open points, in both languages. */
void sp_cli_policy_document(FILE *out);

/* All rules, one a line, with what they give. */
void sp_cli_policy_list(FILE *out);
/* One rule for people, in each language whose bit (1 << enum sp_language) is in ${languages}. */
void sp_cli_policy_explain(FILE *out, const struct sp_rule *rule, unsigned languages);
/* The same as one JSON object, always with both languages; 70 without memory. */
int sp_cli_policy_explain_json(FILE *out, const struct sp_rule *rule);
/* The ids that look like ${id}, at most a handful, one a line. */
void sp_cli_policy_suggest(FILE *out, const char *id);

#endif /* SP_POLICY_CLI_H */
