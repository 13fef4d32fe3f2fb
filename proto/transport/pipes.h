/*
 * The connections of one server: by number, and those whose handshake is not done by age.
 *
 * No locking here; the server holds its lock.
 */
#ifndef SP_TRANSPORT_PIPES_H
#define SP_TRANSPORT_PIPES_H

#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "link.h"

#define SP_PIPE_ROWS 1024U

struct sp_pipe {
    struct sp_pipe *next, **link_at;    /* in its row */
    struct sp_pipe *younger, *older;    /* among the young */
    struct sp_pipe *waiting, **wait_at; /* among those that wait for a free call */
    struct sp_server *server;
    struct sp_link *link;
    uint64_t since_ms;
    uint32_t id;
    uint32_t calls; /* in flight */
    uint8_t told_to_end;
    bool young;
    bool came_up;
    bool has_slot; /* was passed a place among the calls and has not used it yet */
    bool known;    /* the user has seen a request of it */
    char peer[SP_PEER_MAX];
};

struct sp_pipes {
    uint32_t count, young_count, last_id;
    struct sp_pipe *oldest, *youngest;
    struct sp_pipe *first_waiting, **last_waiting;
    struct sp_pipe *rows[SP_PIPE_ROWS];
};

void sp_pipes_init(struct sp_pipes *pipes);
/* NULL when there is none. */
struct sp_pipe *sp_pipe_find(const struct sp_pipes *pipes, uint32_t id);
/* Enters ${pipe}, young, under a number that no other has. */
void sp_pipe_insert(struct sp_pipes *pipes, struct sp_pipe *pipe);
/* Its handshake is done. */
void sp_pipe_grow_up(struct sp_pipes *pipes, struct sp_pipe *pipe);
/* Takes ${pipe} out of everything; it is the caller's. */
void sp_pipe_remove(struct sp_pipes *pipes, struct sp_pipe *pipe);
/* At the end of the queue, unless it is in it. */
void sp_pipe_wait(struct sp_pipes *pipes, struct sp_pipe *pipe);
/* Out of the queue, if it is in it. */
void sp_pipe_wait_no_more(struct sp_pipes *pipes, struct sp_pipe *pipe);

#endif /* SP_TRANSPORT_PIPES_H */
