/*
 * The only place that knows msgpack-c: it writes values, shortest forms, at the end of a buffer.
 *
 * What may be written is judged in shape.c; here nothing is checked.  A failure is the buffer's and
 * may leave a value half written.
 */
#ifndef SP_WIRE_WRITER_H
#define SP_WIRE_WRITER_H

#include <samenspraak/bytes.h>
#include <samenspraak/status.h>

SP_NODISCARD enum sp_status sp_writer_nil(struct sp_buffer *out);
SP_NODISCARD enum sp_status sp_writer_bool(struct sp_buffer *out, bool value);
SP_NODISCARD enum sp_status sp_writer_uint(struct sp_buffer *out, uint64_t value);
SP_NODISCARD enum sp_status sp_writer_text(struct sp_buffer *out, struct sp_bytes text);
SP_NODISCARD enum sp_status sp_writer_bytes(struct sp_buffer *out, struct sp_bytes bytes);
/* The head of an array; its ${count} elements follow. */
SP_NODISCARD enum sp_status sp_writer_array(struct sp_buffer *out, size_t count);

#endif /* SP_WIRE_WRITER_H */
