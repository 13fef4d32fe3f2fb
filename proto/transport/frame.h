/*
 * Frames as nng's REQ and REP put them on a stream (SP over TLS): a greeting of eight bytes each
 * way, then per frame its length (8 bytes, with what follows), a request id (4 bytes, highest bit
 * set) and the body.  There is nobody between two peers of ours, so a frame has one id.
 *
 * The reader says where the next bytes belong, so that a body is read into its place.  It does no
 * reading itself and keeps to one frame at a time.
 */
#ifndef SP_TRANSPORT_FRAME_H
#define SP_TRANSPORT_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/status.h>

#define SP_GREETING_BYTES   8U
#define SP_FRAME_HEAD_BYTES 12U

/* A frame's body is malloc'ed, never NULL, and its owner's to give to sp_frame_wipe. */
struct sp_frame {
    uint32_t id;
    uint8_t *body;
    size_t size;
};
void sp_frame_wipe(struct sp_frame *frame);

struct sp_frame_reader {
    bool from_client; /* what the other side is */
    bool greeted, headed;
    uint8_t head[SP_FRAME_HEAD_BYTES];
    size_t have; /* bytes of the part at hand */
    struct sp_frame frame;
};

/* ${from_client}: the peer asks, and we answer. */
void sp_frame_reader_init(struct sp_frame_reader *reader, bool from_client);
void sp_frame_reader_wipe(struct sp_frame_reader *reader);
/* Where the next bytes go and how many at most; at least one. */
uint8_t *sp_frame_reader_place(struct sp_frame_reader *reader, size_t *size);
/*
 * ${size} bytes were put there.  SP_ERR_MALFORMED: no such peer or frame; SP_ERR_TOO_BIG: a body
 * over SP_FRAME_MAX; SP_ERR_NOMEM.  The reader is of no use then.
 */
SP_NODISCARD enum sp_status sp_frame_reader_took(struct sp_frame_reader *reader, size_t size);
/* The frame that is complete, or NULL; cleared by the one who takes its body. */
struct sp_frame *sp_frame_reader_frame(struct sp_frame_reader *reader);
/* The frame was taken; the next one begins. */
void sp_frame_reader_next(struct sp_frame_reader *reader);

/* What we greet with, being a client or not. */
struct sp_bytes sp_frame_greeting(bool client);
void sp_frame_head(uint32_t id, size_t body_size, uint8_t out[static SP_FRAME_HEAD_BYTES]);

#endif /* SP_TRANSPORT_FRAME_H */
