/*
 * A message in the making: items from a form and from files, with what they borrow from.
 */
#ifndef SP_CLI_DRAFT_H
#define SP_CLI_DRAFT_H

#include "arguments.h"
#include "form.h"
#include "outbox.h"

/* Init by zeroing; wipe when done. */
struct sp_draft {
    struct sp_send_plan plan;
    struct sp_send_item items[SP_ITEMS_MAX];
    struct sp_form_filled filled;
    struct sp_buffer heads[SP_ITEMS_MAX]; /* of attached files */
    size_t head_count;
};
void sp_draft_wipe(struct sp_draft *draft);

/* All three: 0, or an exit code after saying what is wrong. */

/* Fills form ${name} with the JSON in ${data}; ${source} is what errors call it: a file's name. */
int sp_draft_form(struct sp_cli *cli, struct sp_draft *draft, const char *name,
    struct sp_bytes data, const char *source);
/* Each word is CATEGORY=FILE: the file's bytes as they are. */
int sp_draft_items(struct sp_cli *cli, struct sp_draft *draft, const struct sp_words *words);
/* Each word is CATEGORY=FILE: the file with its name. */
int sp_draft_attachments(struct sp_cli *cli, struct sp_draft *draft, const struct sp_words *words);

/* Who, about whom, for what, and the id; NULL where not given. */
struct sp_draft_header {
    const char *to, *about, *purpose, *reply_to, *id;
};
int sp_draft_header(struct sp_cli *cli, struct sp_agent *agent, struct sp_draft *draft,
    const struct sp_draft_header *header);
/* Sends, or with ${dry_run} only foresees, and answers. */
int sp_draft_send(struct sp_cli *cli, struct sp_agent *agent, struct sp_draft *draft, bool dry_run);

#endif /* SP_CLI_DRAFT_H */
