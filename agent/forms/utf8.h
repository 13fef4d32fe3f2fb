/*
 * Characters of UTF-8, one by one, for text from others: what may be shown, what is only made up.
 */
#ifndef SP_AGENT_UTF8_H
#define SP_AGENT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>

/*
 * The character at the start of ${text}, not empty, and its length in ${size}; -1 and 1 for a byte
 * that begins none (also overlong forms, surrogates and numbers past U+10FFFF).
 */
int32_t sp_utf8_next(struct sp_bytes text, size_t *size);
/* Whether all of ${text} is UTF-8. */
bool sp_utf8_is_valid(struct sp_bytes text);
/*
 * Characters that change how a terminal or its reader takes what stands around them: C0 and C1
 * controls (\n and \t too), DEL, marks of direction, line and paragraph separators, and other
 * invisible format characters.
 */
bool sp_utf8_is_control(int32_t character);

#endif /* SP_AGENT_UTF8_H */
