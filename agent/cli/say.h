/*
 * Words for people.  Every value that is put into a text is made harmless first: control
 * characters, marks of direction and broken UTF-8 are shown as what they are, not sent.
 */
#ifndef SP_CLI_SAY_H
#define SP_CLI_SAY_H

#include "cli.h"

#include <samenspraak/bytes.h>
#include <samenspraak/day.h>

#define SP_SHOWN_TIME_BYTES       17   /* "2026-11-21 23:58" with NUL */
#define SP_SHOWN_CATEGORIES_BYTES 2048 /* all names in one line, with NUL */
#define SP_SHOWN_PARTY_BYTES      192
#define SP_SHOWN_ID_BYTES         65 /* 64 hex digits with NUL */

/* The texts for {0}, {1} ... ended by NULL: SP_VALUES("a", b).  SP_NO_VALUES for none. */
#define SP_VALUES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define SP_NO_VALUES   ((const char *const[]){NULL})

/* Writes text ${id} with its values and a line end to ${out}. */
void sp_say_to(struct sp_cli *cli, FILE *out, enum sp_text_id id, const char *const values[]);
/* The same to cli->out, unless --json. */
void sp_say(struct sp_cli *cli, enum sp_text_id id, const char *const values[]);
/* The same to cli->err, also with --json: what somebody has to know. */
void sp_warn(struct sp_cli *cli, enum sp_text_id id, const char *const values[]);
/*
 * Says on cli->err what is wrong; with --json also {"error":${error},"message":…,"exit":2} on
 * cli->out.  SP_EXIT_USAGE.
 */
int sp_fail(struct sp_cli *cli, const char *error, enum sp_text_id id, const char *const values[]);
/* The same with error "usage", and where help is. */
int sp_misuse(struct sp_cli *cli, enum sp_text_id id, const char *const values[]);

/* ${text} made harmless; \n and \t pass when ${lines}. */
void sp_show_text(FILE *out, struct sp_bytes text, bool lines);

/* Amsterdam time, minutes. "-" for 0. */
void sp_show_time(uint64_t ms, char out[static SP_SHOWN_TIME_BYTES]);
/* Names of the categories in ${mask}, separated by "; ". */
void sp_show_categories(
    uint32_t mask, enum sp_language language, char out[static SP_SHOWN_CATEGORIES_BYTES]);
/* "bedrijfsarts big:19012345601"; a patient's number is cut short. */
void sp_show_party(
    const struct sp_party *party, enum sp_language language, char out[static SP_SHOWN_PARTY_BYTES]);
/* What a verdict rests on, in words. */
void sp_show_basis(uint8_t basis, uint16_t laws, enum sp_language language,
    char out[static SP_SHOWN_CATEGORIES_BYTES]);

#endif /* SP_CLI_SAY_H */
