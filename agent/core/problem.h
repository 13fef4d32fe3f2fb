/*
 * What went wrong, for a person: one row of a closed list with the values that its sentence needs.
 *
 * A problem is not a verdict.  A refusal by a rule is an outcome (agent.h) of a call that went
 * well; a problem is why a call could not be made or its answer not believed.  Every function of
 * agent/core that can fail takes a struct sp_problem and fills it exactly when it does not return
 * SP_OK.  The row gives the exit code of interfaces.md and the sentence in both languages.
 */
#ifndef SP_AGENT_PROBLEM_H
#define SP_AGENT_PROBLEM_H

#include <samenspraak/status.h>
#include <samenspraak/terms.h>

#define SP_PROBLEM_VALUES    3
#define SP_PROBLEM_VALUE_MAX 256 /* bytes with NUL */
#define SP_PROBLEM_TEXT_MAX  1024

/* clang-format off */
enum sp_problem_id {
    SP_PROBLEM_NONE = 0,
    SP_PROBLEM_INTERNAL,           /* {0} what, {1} status */
    SP_PROBLEM_MEMORY,
    SP_PROBLEM_USAGE,              /* {0} what */
    SP_PROBLEM_FILE_READ,          /* {0} file, {1} why */
    SP_PROBLEM_FILE_WRITE,         /* {0} file, {1} why */
    SP_PROBLEM_FILE_FORM,          /* {0} file, {1} line or field, {2} what is wrong */
    SP_PROBLEM_FIELD,              /* {0} field, {1} what is wrong */
    SP_PROBLEM_HOME_EXISTS,        /* {0} folder */
    SP_PROBLEM_HOME_MISSING,       /* {0} folder */
    SP_PROBLEM_HOME_INCOMPLETE,    /* {0} folder: waits for `init --cert` */
    SP_PROBLEM_HOME_LOCKED,        /* {0} folder: another process has it */
    SP_PROBLEM_HOME_OPEN_TO_OTHERS,/* {0} folder: not mode 0700 */
    SP_PROBLEM_PASSPHRASE,
    SP_PROBLEM_STORE,              /* {0} what SQLite said */
    SP_PROBLEM_CERTIFICATE,        /* {0} file or party, {1} reason */
    SP_PROBLEM_KEY_MISMATCH,       /* {0} file: the key is not that of the certificate */
    SP_PROBLEM_PARTY_MISMATCH,     /* {0} party asked for, {1} party of the certificate */
    SP_PROBLEM_BROKER_AWAY,        /* {0} url, {1} why */
    SP_PROBLEM_BROKER_CERTIFICATE, /* {0} why it is no broker of our CA */
    SP_PROBLEM_BROKER_ANSWER,      /* {0} request, {1} what is wrong */
    SP_PROBLEM_BROKER_REFUSED,     /* {0} request, {1} verdict, {2} detail */
    SP_PROBLEM_CLOCK,              /* {0} minutes of difference */
    SP_PROBLEM_PIN,                /* {0} which of origin, vkey, broker differs */
    SP_PROBLEM_PROOF,              /* {0} log, {1} what does not fit */
    SP_PROBLEM_EVIDENCE,           /* {0} what was kept as evidence */
    SP_PROBLEM_RECEIPT,            /* {0} request, {1} what does not fit */
    SP_PROBLEM_SIGNATURE,          /* {0} of what, {1} by whom */
    SP_PROBLEM_DIRECTORY_UNKNOWN,  /* {0} party: no entry */
    SP_PROBLEM_DIRECTORY_KEY,      /* {0} party: another key than the pinned one */
    SP_PROBLEM_RECEIVE_KEY,        /* {0} party: no receive key that is valid now */
    SP_PROBLEM_STATEMENT_UNKNOWN,  /* {0} id */
    SP_PROBLEM_STATEMENT_FORM,     /* {0} field */
    SP_PROBLEM_MESSAGE_UNKNOWN,    /* {0} id */
    SP_PROBLEM_MESSAGE_AMBIGUOUS,  /* {0} id: two senders used it, give D */
    SP_PROBLEM_MESSAGE_OTHER,      /* {0} id: exists with other content */
    SP_PROBLEM_MESSAGE_STATE,      /* {0} id, {1} what it must be first */
    SP_PROBLEM_CONTENT,            /* {0} item: does not open or is not what the header says */
    SP_PROBLEM_ROLE,               /* {0} what only which role may do */
    SP_PROBLEM_AUDIT,              /* {0} file or log, {1} index or line, {2} what does not fit */
};
/* clang-format on */

struct sp_problem {
    enum sp_problem_id id;
    enum sp_status status;
    int exit_code; /* of the row, unless the function knew better */
    char value[SP_PROBLEM_VALUES][SP_PROBLEM_VALUE_MAX];
};

/*
 * Fills ${problem} and gives ${status} back, so that a failing function ends with
 * `status = sp_problem_set(problem, status, SP_PROBLEM_FIELD, "name", why, NULL)`.  Values that
 * are NULL are empty; long ones are cut; control characters become '?'.  ${problem} may be NULL.
 */
SP_NODISCARD enum sp_status sp_problem_set(struct sp_problem *problem, enum sp_status status,
    enum sp_problem_id id, const char *value0, const char *value1, const char *value2);
/*
 * For the end of a function: when ${status} is a failure and nobody filled ${problem} yet, says
 * what can be said of the status itself while doing ${what}.  Gives ${status} back.
 */
SP_NODISCARD enum sp_status sp_problem_close(
    struct sp_problem *problem, enum sp_status status, const char *what);
/* "broker.away": the stable id of the row, for --json. */
const char *sp_problem_name(enum sp_problem_id id);
/* The exit code of interfaces.md; 0 for SP_PROBLEM_NONE. */
int sp_problem_exit_code(const struct sp_problem *problem);
/* The sentence in ${language}, values filled in. */
void sp_problem_text(const struct sp_problem *problem, enum sp_language language,
    char out[static SP_PROBLEM_TEXT_MAX]);

#endif /* SP_AGENT_PROBLEM_H */
