/*
 * A record of the log "events" as JSON and in words (NEN 7513: who, what, when, about whom, to
 * whom, on which basis, with which outcome and rule).
 */
#ifndef SP_CLI_RECORD_SHOW_H
#define SP_CLI_RECORD_SHOW_H

#include <samenspraak/log.h>

#include "cli.h"
#include "json.h"

json_t *sp_record_json(struct sp_cli *cli, uint64_t index, const struct sp_record *record);
/* ${own}: the party for whom "you" is said, or NULL. */
void sp_record_say(
    struct sp_cli *cli, uint64_t index, const struct sp_record *record, const struct sp_party *own);
/* Whether field ${field}, up to its first blank, is exactly ${text}. */
bool sp_record_names(const struct sp_record *record, enum sp_record_field field, const char *text);

#endif /* SP_CLI_RECORD_SHOW_H */
