/*
 * Our own reader of msgpack: the few types we have, one form of each, no memory taken.
 *
 * A head is read first and its length judged by the caller before sp_reader_take; nothing here
 * allocates, so no length on the wire can ask for memory (style.md: what msgpack-c does with five
 * bytes).  Every failure leaves the reader where it stood or just past the head.
 */
#ifndef SP_WIRE_READER_H
#define SP_WIRE_READER_H

#include <samenspraak/bytes.h>
#include <samenspraak/status.h>

enum sp_head_type {
    SP_HEAD_NIL,
    SP_HEAD_BOOL,  /* number is 0 or 1 */
    SP_HEAD_UINT,  /* number is the value */
    SP_HEAD_TEXT,  /* number is the length in bytes */
    SP_HEAD_BYTES, /* number is the length in bytes */
    SP_HEAD_ARRAY, /* number is the count of elements */
};

/* What stands before the content of a value. */
struct sp_wire_head {
    enum sp_head_type type;
    uint64_t number;
};

/* A position in borrowed bytes. */
struct sp_reader {
    const uint8_t *at;
    size_t left;
};

/* Reads one head in its shortest form; SP_ERR_MALFORMED for any other form, type or end. */
SP_NODISCARD enum sp_status sp_reader_head(struct sp_reader *reader, struct sp_wire_head *out);
/* Takes ${size} bytes of content, borrowed; SP_ERR_MALFORMED when there are fewer. */
SP_NODISCARD enum sp_status sp_reader_take(
    struct sp_reader *reader, uint64_t size, struct sp_bytes *out);
/* Takes nil, if that is next; false and unmoved otherwise. */
bool sp_reader_take_nil(struct sp_reader *reader);
/* Reads past one whole value, checked to the last byte, itself at ${depth} arrays deep. */
SP_NODISCARD enum sp_status sp_reader_value(struct sp_reader *reader, unsigned depth);

/* UTF-8 without surrogates and overlong forms, and no control character but \n and \t. */
bool sp_text_is_clean(struct sp_bytes text);

#endif /* SP_WIRE_READER_H */
