/*
 * Strict reading of the line texts of this room: UTF-8, lines, decimal numbers, key names, base64.
 *
 * Not a general text library: each function takes exactly the form that the C2SP formats allow and
 * refuses every other spelling.  Any thread; nothing is kept.
 */
#ifndef SP_AUDIT_TEXT_H
#define SP_AUDIT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/status.h>

/* Digits of 2^64-1 and NUL. */
#define SP_DECIMAL_MAX 21

/* UTF-8 (no surrogates, shortest form) without control characters below U+0020 but \n. */
bool sp_note_text_is_clean(struct sp_bytes text);
/* A key name or origin: clean, not empty, under SP_ORIGIN_MAX bytes unless ${any_length}, without
 * Unicode spaces, newlines or '+'. */
bool sp_note_name_is_valid(struct sp_bytes name, bool any_length);
/* Takes the first line, without its \n, off ${rest}; false when no \n is left. */
bool sp_line_take(struct sp_bytes *rest, struct sp_bytes *line);
/* Takes ${prefix} off ${rest}; false when it does not start so. */
bool sp_line_prefix(struct sp_bytes *rest, const char *prefix);
/* A decimal number without leading zeros, at most SP_TREE_SIZE_MAX. */
bool sp_line_decimal(struct sp_bytes digits, uint64_t *out);
/* Copies ${text} with a NUL into ${out}; false when it does not fit. */
bool sp_line_copy(struct sp_bytes text, char *out, size_t max);

/*
 * Canonical base64: checks all of ${text}, writes the first ${max} bytes to ${out} and the whole
 * decoded length to ${size}; false when it is not canonical, then ${size} is 0.
 */
bool sp_base64_take(struct sp_bytes text, uint8_t *out, size_t max, size_t *size);
/* Exactly one hash in base64. */
bool sp_base64_hash(struct sp_bytes text, struct sp_hash *out);

#endif /* SP_AUDIT_TEXT_H */
