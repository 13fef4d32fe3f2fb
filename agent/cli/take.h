/*
 * Values that people type: read once here, into a type, or refused with what is allowed.  All
 * functions return 0, or SP_EXIT_USAGE after saying what is wrong with option ${name}.
 */
#ifndef SP_CLI_TAKE_H
#define SP_CLI_TAKE_H

#include <samenspraak/day.h>
#include <samenspraak/envelope.h>

#include "arguments.h"
#include "cli.h"

int sp_take_party(struct sp_cli *cli, const char *name, const char *text, struct sp_party *out);
/* A pairing code or identifier. */
int sp_take_code(struct sp_cli *cli, const char *name, const char *text, struct sp_patient_id *out);
/* The patient that it is about; a patient may leave it out (NULL) and can only mean herself. */
int sp_take_about(
    struct sp_cli *cli, struct sp_agent *agent, const char *text, struct sp_patient_id *out);
int sp_take_term(struct sp_cli *cli, const char *name, const struct sp_terms *terms,
    const char *text, uint8_t *out);
/* Each word: ids separated by commas. */
int sp_take_terms(struct sp_cli *cli, const char *name, const struct sp_terms *terms,
    const struct sp_words *words, uint32_t *mask);
int sp_take_day(struct sp_cli *cli, const char *name, const char *text, sp_day *out);
int sp_take_number(
    struct sp_cli *cli, const char *name, const char *text, uint64_t max, uint64_t *out);
/* 32 hex digits. */
int sp_take_msg_id(struct sp_cli *cli, const char *name, const char *text, struct sp_msg_id *out);
/* D of the message that ${text} names, received or sent; 64 hex digits may name any. */
int sp_take_message(struct sp_cli *cli, struct sp_agent *agent, const char *name, const char *text,
    struct sp_hash *out);
/* A whole file of at most ${max} bytes, appended. */
int sp_take_file(struct sp_cli *cli, const char *path, struct sp_buffer *out);

#endif /* SP_CLI_TAKE_H */
