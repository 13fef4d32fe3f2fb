/*
 * The URLs of transports: tls+tcp://host:port, and tls+tcp4 or tls+tcp6 for one family.
 */
#ifndef SP_TRANSPORT_ADDRESS_H
#define SP_TRANSPORT_ADDRESS_H

#include <samenspraak/status.h>
#include <samenspraak/transport.h>

struct sp_address {
    char scheme[16];
    char host[SP_URL_MAX];       /* a name or address, without brackets */
    char stream_url[SP_URL_MAX]; /* what nng's stream below TLS wants: tcp://... */
};

/* SP_ERR_USAGE for anything else: there is no way to speak without TLS. */
SP_NODISCARD enum sp_status sp_address_parse(const char *url, struct sp_address *out);
/* The URL with ${port}. */
void sp_address_url(const struct sp_address *address, int port, char out[static SP_URL_MAX]);

#define SP_PEER_MAX 64
struct nng_stream;
/* The address of the other side as text, 127.0.0.1:40123 or [::1]:40123; "" if it is gone. */
void sp_address_peer(struct nng_stream *stream, char out[static SP_PEER_MAX]);

#endif /* SP_TRANSPORT_ADDRESS_H */
