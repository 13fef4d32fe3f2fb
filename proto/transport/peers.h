/*
 * The live connections of this process's servers, by exporter: the table behind sp_transport_peer.
 */
#ifndef SP_TRANSPORT_PEERS_H
#define SP_TRANSPORT_PEERS_H

#include <samenspraak/bytes.h>
#include <samenspraak/transport.h>

/* Part of its connection; zeroed when not in the table. */
struct sp_peer {
    struct sp_peer *next, **link;
    struct sp_exporter exporter;
    struct sp_buffer der;
};

/* Enters ${peer}; it stays where it is until left. */
void sp_peer_enter(struct sp_peer *peer);
/* Takes ${peer} out; nothing happens when it is not in. */
void sp_peer_leave(struct sp_peer *peer);

#endif /* SP_TRANSPORT_PEERS_H */
