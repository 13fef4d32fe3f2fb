#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <nng/nng.h>

#include "address.h"

#define TLS_PREFIX_BYTES 4U /* "tls+" */

static bool
is_ours(const nng_url *url)
{
    const char *const schemes[] = {"tls+tcp", "tls+tcp4", "tls+tcp6"};
    bool known = false;

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        known = known || strcmp(url->u_scheme, schemes[i]) == 0;
    }
    return known && url->u_hostname != NULL && url->u_hostname[0] != '\0' &&
           strchr(url->u_hostname, ';') == NULL && url->u_port != NULL && url->u_port[0] != '\0' &&
           url->u_userinfo == NULL && url->u_query == NULL && url->u_fragment == NULL &&
           (url->u_path == NULL || url->u_path[0] == '\0' || strcmp(url->u_path, "/") == 0);
}

enum sp_status
sp_address_parse(const char *url, struct sp_address *out)
{
    nng_url *parts = NULL;

    *out = (struct sp_address){{0}, {0}, {0}};
    if (strlen(url) >= SP_URL_MAX || nng_url_parse(&parts, url) != 0) {
        return SP_ERR_USAGE;
    }
    bool good = is_ours(parts);
    if (good) {
        (void)snprintf(out->scheme, sizeof(out->scheme), "%s", parts->u_scheme);
        (void)snprintf(out->host, sizeof(out->host), "%s", parts->u_hostname);
        (void)snprintf(out->stream_url, sizeof(out->stream_url), "%s", url + TLS_PREFIX_BYTES);
    }
    nng_url_free(parts);
    return good ? SP_OK : SP_ERR_USAGE;
}

void
sp_address_url(const struct sp_address *address, int port, char out[static SP_URL_MAX])
{
    bool brackets = strchr(address->host, ':') != NULL;

    /* The host came out of a URL that fitted with a port; one of five digits may still cut it. */
    (void)snprintf(out, SP_URL_MAX, "%s://%s%.200s%s:%d", address->scheme, brackets ? "[" : "",
        address->host, brackets ? "]" : "", port);
}

void
sp_address_peer(nng_stream *stream, char out[static SP_PEER_MAX])
{
    char host[INET6_ADDRSTRLEN] = "?";
    nng_sockaddr address;

    out[0] = '\0';
    if (nng_stream_get_addr(stream, NNG_OPT_REMADDR, &address) != 0) {
        return;
    }
    if (address.s_family == NNG_AF_INET) {
        inet_ntop(AF_INET, &address.s_in.sa_addr, host, sizeof(host));
        (void)snprintf(out, SP_PEER_MAX, "%s:%" PRIu16, host, ntohs(address.s_in.sa_port));
    } else if (address.s_family == NNG_AF_INET6) {
        inet_ntop(AF_INET6, address.s_in6.sa_addr, host, sizeof(host));
        (void)snprintf(out, SP_PEER_MAX, "[%s]:%" PRIu16, host, ntohs(address.s_in6.sa_port));
    }
}
