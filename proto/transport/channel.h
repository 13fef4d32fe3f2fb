/*
 * A TLS connection without a network: bytes of the wire go in and come out, by whoever moves them.
 *
 * It says nothing and gives nothing before the handshake is done and the peer's certificate
 * verified.  One thread at a time.
 */
#ifndef SP_TRANSPORT_CHANNEL_H
#define SP_TRANSPORT_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/status.h>
#include <samenspraak/transport.h>

#include "tls.h"

struct sp_channel;

SP_NODISCARD enum sp_status sp_channel_new(struct sp_tls *tls, struct sp_channel **out);
/* NULL is fine. */
void sp_channel_free(struct sp_channel *channel);

/* The next bytes of the wire.  They are borrowed until a call says SP_ERR_BUSY: all are used. */
void sp_channel_feed(struct sp_channel *channel, struct sp_bytes wire);
/*
 * Goes on with the handshake.  SP_OK when it is done; SP_ERR_BUSY: feed more; SP_ERR_CERT: one side
 * does not accept the other's certificate; SP_ERR_IO: anything else.  After the last two only
 * sp_channel_wire, for the alert, and free make sense.
 */
SP_NODISCARD enum sp_status sp_channel_handshake(struct sp_channel *channel);
/* What is known of the peer after the handshake. */
const struct sp_exporter *sp_channel_exporter(const struct sp_channel *channel);
SP_NODISCARD enum sp_status sp_channel_peer(
    const struct sp_channel *channel, struct sp_buffer *der);
/*
 * Reads up to ${size} bytes, ${*got} is how many.  SP_ERR_BUSY with none: feed more;
 * SP_ERR_CLOSED: the peer said it is done; SP_ERR_CERT and SP_ERR_IO as above.
 */
SP_NODISCARD enum sp_status sp_channel_read(
    struct sp_channel *channel, uint8_t *data, size_t size, size_t *got);
/* Writes ${head} and ${body}, in as few records as can be. */
SP_NODISCARD enum sp_status sp_channel_write(
    struct sp_channel *channel, struct sp_bytes head, struct sp_bytes body);
/* Says goodbye, when the handshake was done. */
void sp_channel_finish(struct sp_channel *channel);

/* What waits to go out: malloc'ed, the caller's from now on. */
struct sp_wire {
    uint8_t *data;
    size_t size, capacity;
};
struct sp_wire sp_channel_wire(struct sp_channel *channel);
/* How many bytes wait. */
size_t sp_channel_waiting(const struct sp_channel *channel);

#endif /* SP_TRANSPORT_CHANNEL_H */
