/*
 * One line of JSON taken apart in place, strictly and without allocating per value.
 *
 * policy check reads hundreds of thousands of lines; building a tree for each cost four times as
 * much as judging it.  The text is RFC 8259 with valid UTF-8 and without NUL; a key may stand only
 * once in an object.  Not for anything that is signed or stored.
 */
#ifndef SP_POLICY_JSON_H
#define SP_POLICY_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SP_JSON_DEPTH_MAX 32
#define SP_JSON_COUNT_MAX 4096

enum sp_json_type {
    SP_JSON_NULL,
    SP_JSON_FALSE,
    SP_JSON_TRUE,
    SP_JSON_INTEGER,
    SP_JSON_REAL,
    SP_JSON_STRING,
    SP_JSON_ARRAY,
    SP_JSON_OBJECT,
};

/*
 * A value.  What is inside an array or object follows it directly, for an object key and value by
 * turns.  ${text} is a string without its quotes and escapes, or a number as written, and ends in
 * NUL; it lies in the line and dies with it.
 */
struct sp_json {
    enum sp_json_type type;
    uint32_t next; /* values from this one to the first that is not inside it */
    const char *text;
    size_t size;
};

struct sp_json_line {
    struct sp_json values[SP_JSON_COUNT_MAX]; /* the whole is values[0] */
    uint32_t count;
    const char *problem; /* what is wrong, NULL when nothing is */
    size_t column;       /* where, from 1 */
};

/*
 * Takes ${text} apart, which is overwritten: ${size} bytes and one more that may be written.  False
 * with ${problem} and ${column}.  When only a key stands twice the values are there all the same.
 */
bool sp_json_scan(struct sp_json_line *line, char *text, size_t size);

/* The value under ${key} in ${object}, or NULL, also when ${object} is none. */
const struct sp_json *sp_json_get(const struct sp_json *object, const char *key);

#endif /* SP_POLICY_JSON_H */
