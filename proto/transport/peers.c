/*
 * The live connections of this process's servers, by exporter.
 */
#include <pthread.h>
#include <string.h>

#include "peers.h"

/* Fixed: at a hundred thousand connections a row is 24 long, and nothing ever moves. */
#define ROWS 4096U

static struct {
    pthread_mutex_t lock;
    struct sp_peer *rows[ROWS];
} peers = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* An exporter is as good as random, so any of its bytes will do. */
static struct sp_peer **
row_of(const struct sp_exporter *exporter)
{
    return &peers.rows[(exporter->b[0] | (unsigned)exporter->b[1] << 8) % ROWS];
}

void
sp_peer_enter(struct sp_peer *peer)
{
    pthread_mutex_lock(&peers.lock);
    struct sp_peer **row = row_of(&peer->exporter);
    peer->next = *row;
    peer->link = row;
    if (*row != NULL) {
        (*row)->link = &peer->next;
    }
    *row = peer;
    pthread_mutex_unlock(&peers.lock);
}

void
sp_peer_leave(struct sp_peer *peer)
{
    pthread_mutex_lock(&peers.lock);
    if (peer->link != NULL) {
        *peer->link = peer->next;
        if (peer->next != NULL) {
            peer->next->link = peer->link;
        }
        peer->link = NULL;
        peer->next = NULL;
    }
    pthread_mutex_unlock(&peers.lock);
}

enum sp_status
sp_transport_peer(const struct sp_exporter *exporter, struct sp_buffer *der)
{
    enum sp_status status = SP_ERR_NOT_FOUND;

    pthread_mutex_lock(&peers.lock);
    for (struct sp_peer *peer = *row_of(exporter); peer != NULL; peer = peer->next) {
        if (memcmp(peer->exporter.b, exporter->b, SP_EXPORTER_BYTES) == 0) {
            status = sp_buffer_append(der, peer->der.data, peer->der.size);
            break;
        }
    }
    pthread_mutex_unlock(&peers.lock);
    return status;
}
