#include <stdlib.h>

#include <samenspraak/transport.h>

#include "frame.h"

#define ID_BIT 0x80000000U

/* "\0SP\0", the sender's protocol (REQ 0x30, REP 0x31), reserved. */
static const uint8_t greetings[2][SP_GREETING_BYTES] = {
    {0, 'S', 'P', 0, 0, 0x31, 0, 0},
    {0, 'S', 'P', 0, 0, 0x30, 0, 0},
};

struct sp_bytes
sp_frame_greeting(bool client)
{
    return (struct sp_bytes){greetings[client ? 1 : 0], SP_GREETING_BYTES};
}

void
sp_frame_head(uint32_t id, size_t body_size, uint8_t out[static SP_FRAME_HEAD_BYTES])
{
    uint64_t length = (uint64_t)body_size + sizeof(id);

    for (size_t i = 0; i < sizeof(length); i++) {
        out[i] = (uint8_t)(length >> (56 - 8 * i));
    }
    for (size_t i = 0; i < sizeof(id); i++) {
        out[sizeof(length) + i] = (uint8_t)(id >> (24 - 8 * i));
    }
}

void
sp_frame_wipe(struct sp_frame *frame)
{
    if (frame->body != NULL) {
        sp_wipe(frame->body, frame->size);
        free(frame->body);
    }
    *frame = (struct sp_frame){0, NULL, 0};
}

void
sp_frame_reader_init(struct sp_frame_reader *reader, bool from_client)
{
    *reader = (struct sp_frame_reader){.from_client = from_client};
}

void
sp_frame_reader_wipe(struct sp_frame_reader *reader)
{
    sp_frame_wipe(&reader->frame);
}

/* How long the part at hand is. */
static size_t
part_size(const struct sp_frame_reader *reader)
{
    if (!reader->greeted) {
        return SP_GREETING_BYTES;
    }
    return reader->headed ? reader->frame.size : SP_FRAME_HEAD_BYTES;
}

uint8_t *
sp_frame_reader_place(struct sp_frame_reader *reader, size_t *size)
{
    *size = part_size(reader) - reader->have;
    return (reader->headed ? reader->frame.body : reader->head) + reader->have;
}

static enum sp_status
read_head(struct sp_frame_reader *reader)
{
    uint64_t length = 0;
    uint32_t id = 0;

    for (size_t i = 0; i < sizeof(length); i++) {
        length = length << 8 | reader->head[i];
    }
    for (size_t i = 0; i < sizeof(id); i++) {
        id = id << 8 | reader->head[sizeof(length) + i];
    }
    if (length < sizeof(id) || (id & ID_BIT) == 0) {
        return SP_ERR_MALFORMED;
    }
    if (length - sizeof(id) > SP_FRAME_MAX) {
        return SP_ERR_TOO_BIG;
    }
    reader->frame.size = (size_t)(length - sizeof(id));
    reader->frame.id = id;
    reader->frame.body = malloc(reader->frame.size == 0 ? 1 : reader->frame.size);
    reader->headed = true;
    return reader->frame.body == NULL ? SP_ERR_NOMEM : SP_OK;
}

enum sp_status
sp_frame_reader_took(struct sp_frame_reader *reader, size_t size)
{
    enum sp_status status = SP_OK;

    reader->have += size;
    if (reader->headed || reader->have < part_size(reader)) {
        return SP_OK;
    }
    reader->have = 0;
    if (reader->greeted) {
        return read_head(reader);
    }
    struct sp_bytes expected = sp_frame_greeting(reader->from_client);
    if (!sp_bytes_equal((struct sp_bytes){reader->head, SP_GREETING_BYTES}, expected)) {
        status = SP_ERR_MALFORMED;
    }
    reader->greeted = true;
    return status;
}

struct sp_frame *
sp_frame_reader_frame(struct sp_frame_reader *reader)
{
    return reader->headed && reader->have == reader->frame.size ? &reader->frame : NULL;
}

void
sp_frame_reader_next(struct sp_frame_reader *reader)
{
    sp_frame_wipe(&reader->frame);
    reader->headed = false;
    reader->have = 0;
}
