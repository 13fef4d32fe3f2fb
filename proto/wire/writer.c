#include "writer.h"

#include <msgpack/pack.h>

/* msgpack-c hands over its bytes here; it passes on a non-zero answer, which loses the status. */
struct sink {
    struct sp_buffer *buffer;
    enum sp_status status;
};

static int
take_bytes(void *data, const char *bytes, size_t size)
{
    struct sink *sink = data;

    if (sink->status == SP_OK) {
        sink->status = sp_buffer_append(sink->buffer, bytes, size);
    }
    return sink->status == SP_OK ? 0 : -1;
}

static msgpack_packer
packer_to(struct sink *sink)
{
    msgpack_packer packer;

    msgpack_packer_init(&packer, sink, take_bytes);
    return packer;
}

enum sp_status
sp_writer_nil(struct sp_buffer *out)
{
    struct sink sink = {out, SP_OK};
    msgpack_packer packer = packer_to(&sink);

    msgpack_pack_nil(&packer);
    return sink.status;
}

enum sp_status
sp_writer_bool(struct sp_buffer *out, bool value)
{
    struct sink sink = {out, SP_OK};
    msgpack_packer packer = packer_to(&sink);

    if (value) {
        msgpack_pack_true(&packer);
    } else {
        msgpack_pack_false(&packer);
    }
    return sink.status;
}

enum sp_status
sp_writer_uint(struct sp_buffer *out, uint64_t value)
{
    struct sink sink = {out, SP_OK};
    msgpack_packer packer = packer_to(&sink);

    msgpack_pack_uint64(&packer, value);
    return sink.status;
}

enum sp_status
sp_writer_text(struct sp_buffer *out, struct sp_bytes text)
{
    struct sink sink = {out, SP_OK};
    msgpack_packer packer = packer_to(&sink);

    msgpack_pack_str(&packer, text.size);
    if (text.size > 0) {
        msgpack_pack_str_body(&packer, text.data, text.size);
    }
    return sink.status;
}

enum sp_status
sp_writer_bytes(struct sp_buffer *out, struct sp_bytes bytes)
{
    struct sink sink = {out, SP_OK};
    msgpack_packer packer = packer_to(&sink);

    msgpack_pack_bin(&packer, bytes.size);
    if (bytes.size > 0) {
        msgpack_pack_bin_body(&packer, bytes.data, bytes.size);
    }
    return sink.status;
}

enum sp_status
sp_writer_array(struct sp_buffer *out, size_t count)
{
    struct sink sink = {out, SP_OK};
    msgpack_packer packer = packer_to(&sink);

    msgpack_pack_array(&packer, count);
    return sink.status;
}
