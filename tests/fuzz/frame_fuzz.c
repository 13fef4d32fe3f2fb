/*
 * The frame reader.  Its bytes come from whoever has a certificate of our CA: any patient, any
 * clinic, any stolen key; before a signature was seen and before anything is known of the sender
 * but that.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <samenspraak/transport.h>

#include "frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sp_frame_reader reader;
    size_t used = 2;

    if (size < 2) {
        return 0;
    }
    /* The first byte says how much is given at a time, the second whose peer we are. */
    size_t step = (size_t)data[0] + 1;
    sp_frame_reader_init(&reader, (data[1] & 1) != 0);
    while (used < size) {
        struct sp_frame *frame = sp_frame_reader_frame(&reader);
        if (frame != NULL) {
            if (frame->body == NULL || frame->size > SP_FRAME_MAX || (frame->id >> 31) == 0) {
                abort();
            }
            sp_frame_reader_next(&reader);
            continue;
        }
        size_t room = 0;
        uint8_t *place = sp_frame_reader_place(&reader, &room);
        if (room == 0) {
            abort();
        }
        size_t count = room < step ? room : step;
        count = count < size - used ? count : size - used;
        memcpy(place, data + used, count);
        used += count;
        if (sp_frame_reader_took(&reader, count) != SP_OK) {
            break;
        }
    }
    sp_frame_reader_wipe(&reader);
    return 0;
}
