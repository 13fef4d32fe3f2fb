/*
 * One side's TLS: certificate, key and trust, and the rules that all our connections keep.
 *
 * Shared by its connections; it may be renewed while they live, and connections made later then
 * use the new files.  May be used from any thread.
 */
#ifndef SP_TRANSPORT_TLS_H
#define SP_TRANSPORT_TLS_H

#include <stdbool.h>

#include <samenspraak/status.h>
#include <samenspraak/transport.h>

struct ssl_st;
struct sp_tls;

/*
 * ${host} is the name or address that the other side's certificate must carry; NULL on a server.
 * SP_ERR_CERT when certificate, key, CA or CRL cannot be used.
 */
SP_NODISCARD enum sp_status sp_tls_new(
    const struct sp_tls_files *files, const char *host, struct sp_tls **out);
/* NULL is fine. */
void sp_tls_free(struct sp_tls *tls);
/* New files for connections made from now on; on failure the old ones stay. */
SP_NODISCARD enum sp_status sp_tls_renew(struct sp_tls *tls, const struct sp_tls_files *files);
bool sp_tls_is_server(const struct sp_tls *tls);
/* OpenSSL's object for one connection, which may outlive ${tls}; NULL without memory. */
struct ssl_st *sp_tls_connection(struct sp_tls *tls);

#endif /* SP_TRANSPORT_TLS_H */
