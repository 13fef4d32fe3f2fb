/*
 * Values as JSON, for --json.  Each function gives a new reference, JSON null for what is absent,
 * and never NULL for bad text: what is no UTF-8 is replaced.  Without memory they give NULL, which
 * sp_json_set and sp_json_add take and remember, and sp_json_print then tells.
 */
#ifndef SP_CLI_JSON_H
#define SP_CLI_JSON_H

#include <jansson.h>

#include <samenspraak/day.h>
#include <samenspraak/envelope.h>
#include <samenspraak/log.h>
#include <samenspraak/party.h>
#include <samenspraak/statement.h>

#include "cli.h"

json_t *sp_json_text(const char *text); /* NULL or "": null */
json_t *sp_json_bytes(struct sp_bytes text);
json_t *sp_json_hex(const void *data, size_t size);
json_t *sp_json_number(uint64_t number);
json_t *sp_json_time(uint64_t ms); /* RFC 3339 in UTC; 0: null */
json_t *sp_json_day(sp_day day);
json_t *sp_json_party(const struct sp_party *party);
json_t *sp_json_patient(const struct sp_patient_id *patient); /* "patient:p:…" */
json_t *sp_json_categories(uint32_t mask);                    /* ids */
json_t *sp_json_term(const struct sp_terms *terms, unsigned row);

/* Sets ${key}, or appends to ${array}; takes ${value} over. */
void sp_json_set(struct sp_cli *cli, json_t *object, const char *key, json_t *value);
void sp_json_add(struct sp_cli *cli, json_t *array, json_t *value);
/* Gives back what json_dumps made, by the functions that jansson has its memory from.  NULL is fine. */
void sp_json_text_free(char *text);
/* Writes ${object} as one line of ASCII to cli->out and releases it.  0, or 70 without memory. */
int sp_json_print(struct sp_cli *cli, json_t *object);

#endif /* SP_CLI_JSON_H */
