/* The frame reader by itself: in pieces of any size, and at its limits. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include <samenspraak/transport.h>

#include "frame.h"

#define STREAM_MAX 4096

/* Gives ${bytes} in pieces of ${step}; returns how many frames came, and the last status. */
static size_t
give(struct sp_frame_reader *reader, struct sp_bytes bytes, size_t step, enum sp_status *status)
{
    size_t frames = 0;
    size_t used = 0;

    *status = SP_OK;
    while (*status == SP_OK) {
        struct sp_frame *frame = sp_frame_reader_frame(reader);
        if (frame != NULL) {
            for (size_t i = 0; i < frame->size; i++) {
                assert_int_equal(frame->body[i], (uint8_t)(frame->id + i));
            }
            frames++;
            sp_frame_reader_next(reader);
            continue;
        }
        if (used == bytes.size) {
            break;
        }
        size_t room = 0;
        uint8_t *place = sp_frame_reader_place(reader, &room);
        assert_true(room > 0);
        size_t count = room < step ? room : step;
        count = count < bytes.size - used ? count : bytes.size - used;
        memcpy(place, bytes.data + used, count);
        used += count;
        *status = sp_frame_reader_took(reader, count);
    }
    return frames;
}

/* A client's stream with frames of the sizes 0 to ${count} - 1. */
static size_t
write_stream(uint8_t out[static STREAM_MAX], size_t count)
{
    struct sp_bytes greeting = sp_frame_greeting(true);
    size_t size = greeting.size;

    memcpy(out, greeting.data, greeting.size);
    for (size_t i = 0; i < count; i++) {
        uint32_t id = 0x80000000U + (uint32_t)i;
        assert_true(size + SP_FRAME_HEAD_BYTES + i <= STREAM_MAX);
        sp_frame_head(id, i, out + size);
        size += SP_FRAME_HEAD_BYTES;
        for (size_t k = 0; k < i; k++) {
            out[size++] = (uint8_t)(id + k);
        }
    }
    return size;
}

static void
pieces_of_any_size_give_the_same_frames(void **state)
{
    uint8_t stream[STREAM_MAX];
    struct sp_frame_reader reader;
    enum sp_status status = SP_OK;
    size_t size = write_stream(stream, 40);

    (void)state;
    for (size_t step = 1; step <= size; step++) {
        sp_frame_reader_init(&reader, true);
        assert_int_equal(give(&reader, (struct sp_bytes){stream, size}, step, &status), 40);
        assert_int_equal(status, SP_OK);
        sp_frame_reader_wipe(&reader);
    }
}

static void
truncation_gives_no_frame_that_was_not_whole(void **state)
{
    uint8_t stream[STREAM_MAX];
    struct sp_frame_reader reader;
    enum sp_status status = SP_OK;
    size_t size = write_stream(stream, 20);
    size_t before = 0;

    (void)state;
    for (size_t cut = 0; cut <= size; cut++) {
        sp_frame_reader_init(&reader, true);
        size_t frames = give(&reader, (struct sp_bytes){stream, cut}, 7, &status);
        assert_int_equal(status, SP_OK);
        assert_in_range(frames, before, before + 1);
        before = frames;
        sp_frame_reader_wipe(&reader);
    }
    assert_int_equal(before, 20);
}

static void
every_flipped_bit_of_a_greeting_is_refused(void **state)
{
    struct sp_frame_reader reader;
    enum sp_status status = SP_OK;
    uint8_t greeting[SP_GREETING_BYTES];

    (void)state;
    for (int client = 0; client < 2; client++) {
        for (size_t bit = 0; bit < sizeof(greeting) * 8; bit++) {
            memcpy(greeting, sp_frame_greeting(client == 1).data, sizeof(greeting));
            greeting[bit / 8] ^= (uint8_t)(1U << bit % 8);
            sp_frame_reader_init(&reader, client == 1);
            give(&reader, (struct sp_bytes){greeting, sizeof(greeting)}, 3, &status);
            assert_int_equal(status, SP_ERR_MALFORMED);
            sp_frame_reader_wipe(&reader);
        }
        /* That of the same side is no greeting either. */
        sp_frame_reader_init(&reader, client == 1);
        give(&reader, sp_frame_greeting(client == 0), 8, &status);
        assert_int_equal(status, SP_ERR_MALFORMED);
    }
}

static enum sp_status
read_head(const uint8_t head[static SP_FRAME_HEAD_BYTES])
{
    struct sp_frame_reader reader;
    enum sp_status status = SP_OK;

    sp_frame_reader_init(&reader, true);
    give(&reader, sp_frame_greeting(true), 8, &status);
    assert_int_equal(status, SP_OK);
    give(&reader, (struct sp_bytes){head, SP_FRAME_HEAD_BYTES}, 12, &status);
    sp_frame_reader_wipe(&reader);
    return status;
}

static void
limit_is_the_limit(void **state)
{
    uint8_t head[SP_FRAME_HEAD_BYTES];

    (void)state;
    sp_frame_head(0x80000000U, SP_FRAME_MAX, head);
    assert_int_equal(read_head(head), SP_OK);
    sp_frame_head(0x80000000U, SP_FRAME_MAX + 1, head);
    assert_int_equal(read_head(head), SP_ERR_TOO_BIG);
    for (size_t byte = 0; byte < 5; byte++) {
        sp_frame_head(0x80000000U, 10, head);
        head[byte] = 1;
        assert_int_equal(read_head(head), SP_ERR_TOO_BIG);
    }
    sp_frame_head(0x80000000U, 0, head);
    for (uint8_t length = 0; length < 4; length++) {
        head[7] = length;
        assert_int_equal(read_head(head), SP_ERR_MALFORMED);
    }
    sp_frame_head(0x7fffffffU, 10, head);
    assert_int_equal(read_head(head), SP_ERR_MALFORMED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_of_any_size_give_the_same_frames),
        cmocka_unit_test(truncation_gives_no_frame_that_was_not_whole),
        cmocka_unit_test(every_flipped_bit_of_a_greeting_is_refused),
        cmocka_unit_test(limit_is_the_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
