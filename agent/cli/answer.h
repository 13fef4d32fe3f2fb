/*
 * How every command answers: what a rule or the broker said, or why it could not be done.
 */
#ifndef SP_CLI_ANSWER_H
#define SP_CLI_ANSWER_H

#include "cli.h"
#include "json.h"
#include "say.h"
#include "statements.h"

/* The problem in words on cli->err (with --json also as an object on cli->out), and its code. */
int sp_answer_problem(struct sp_cli *cli, const struct sp_problem *problem);

struct sp_told {
    const struct sp_outcome *outcome;
    const char *id;            /* what was acted on; NULL: none */
    enum sp_text_id done;      /* said when the verdict is good */
    const char *const *values; /* for ${done} */
    json_t *more;              /* further members with --json, or NULL; taken over */
};
/*
 * {"id", "verdict", "rule", "why", "next", "log"} or {"id", "state":"queued"}, and ${more}; or the
 * same in words.  Returns the exit code.
 */
int sp_answer_outcome(struct sp_cli *cli, const struct sp_told *answer);
/* The same for a statement: its id, version, hash and place in the log. */
int sp_answer_made(struct sp_cli *cli, const struct sp_statement_made *made, enum sp_text_id done,
    const char *const *values);

/* "ALLOW:consent", "DENY_FORBIDDEN". */
#define SP_VERDICT_TEXT_BYTES 80
void sp_verdict_text(const struct sp_outcome *outcome, char out[static SP_VERDICT_TEXT_BYTES]);
/* Members verdict, rule, why, next and detail of ${outcome}. */
void sp_json_verdict(struct sp_cli *cli, json_t *object, const struct sp_outcome *outcome);

#endif /* SP_CLI_ANSWER_H */
