/*
 * A file as content of an item (form 1): u16 length of its name, big-endian, its name, its bytes.
 *
 * The name comes from another party and is only a suggestion: sp_attachment_safe_name makes of it
 * one that can do no harm, whatever folder it is used in.
 */
#ifndef SP_AGENT_ATTACHMENT_H
#define SP_AGENT_ATTACHMENT_H

#include <stddef.h>

#include <samenspraak/bytes.h>

#define SP_ATTACHMENT_NAME_MAX 200 /* bytes of a name */
#define SP_ATTACHMENT_HEAD_MAX (2 + SP_ATTACHMENT_NAME_MAX)
#define SP_SAFE_NAME_MAX       (SP_ATTACHMENT_NAME_MAX + 1) /* with NUL */

/* Appends the head for the file ${path}: the last part of its name, cut to the maximum. */
SP_NODISCARD enum sp_status sp_attachment_head(const char *path, struct sp_buffer *out);
/*
 * The name and the size of the head at the start of ${content}; ${name} borrows.  ${content} may
 * end anywhere behind the head.  SP_ERR_MALFORMED: the name is too long, empty, or cut off.
 */
SP_NODISCARD enum sp_status sp_attachment_read(
    struct sp_bytes content, struct sp_bytes *name, size_t *head_size);
/*
 * A name for a file in any folder: no separators, no control, format or invalid characters, no
 * leading dot or hyphen, no trailing dot or blank, not longer than fits, never empty.
 */
void sp_attachment_safe_name(struct sp_bytes name, char out[static SP_SAFE_NAME_MAX]);

#endif /* SP_AGENT_ATTACHMENT_H */
