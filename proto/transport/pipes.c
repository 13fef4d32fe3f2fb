#include <stddef.h>

#include "pipes.h"

void
sp_pipes_init(struct sp_pipes *pipes)
{
    *pipes = (struct sp_pipes){0};
    pipes->last_waiting = &pipes->first_waiting;
}

struct sp_pipe *
sp_pipe_find(const struct sp_pipes *pipes, uint32_t id)
{
    struct sp_pipe *pipe = pipes->rows[id % SP_PIPE_ROWS];

    while (pipe != NULL && pipe->id != id) {
        pipe = pipe->next;
    }
    return pipe;
}

void
sp_pipe_insert(struct sp_pipes *pipes, struct sp_pipe *pipe)
{
    do {
        pipes->last_id++;
    } while (pipes->last_id == 0 || sp_pipe_find(pipes, pipes->last_id) != NULL);
    pipe->id = pipes->last_id;

    struct sp_pipe **row = &pipes->rows[pipe->id % SP_PIPE_ROWS];
    pipe->next = *row;
    pipe->link_at = row;
    if (*row != NULL) {
        (*row)->link_at = &pipe->next;
    }
    *row = pipe;

    pipe->young = true;
    pipe->younger = NULL;
    pipe->older = pipes->youngest;
    *(pipes->youngest == NULL ? &pipes->oldest : &pipes->youngest->younger) = pipe;
    pipes->youngest = pipe;
    pipes->young_count++;
    pipes->count++;
}

void
sp_pipe_grow_up(struct sp_pipes *pipes, struct sp_pipe *pipe)
{
    if (!pipe->young) {
        return;
    }
    *(pipe->older == NULL ? &pipes->oldest : &pipe->older->younger) = pipe->younger;
    *(pipe->younger == NULL ? &pipes->youngest : &pipe->younger->older) = pipe->older;
    pipe->young = false;
    pipe->older = NULL;
    pipe->younger = NULL;
    pipes->young_count--;
}

void
sp_pipe_remove(struct sp_pipes *pipes, struct sp_pipe *pipe)
{
    sp_pipe_grow_up(pipes, pipe);
    sp_pipe_wait_no_more(pipes, pipe);
    *pipe->link_at = pipe->next;
    if (pipe->next != NULL) {
        pipe->next->link_at = pipe->link_at;
    }
    pipes->count--;
}

void
sp_pipe_wait(struct sp_pipes *pipes, struct sp_pipe *pipe)
{
    if (pipe->wait_at != NULL) {
        return;
    }
    pipe->waiting = NULL;
    pipe->wait_at = pipes->last_waiting;
    *pipes->last_waiting = pipe;
    pipes->last_waiting = &pipe->waiting;
}

void
sp_pipe_wait_no_more(struct sp_pipes *pipes, struct sp_pipe *pipe)
{
    if (pipe->wait_at == NULL) {
        return;
    }
    *pipe->wait_at = pipe->waiting;
    if (pipe->waiting != NULL) {
        pipe->waiting->wait_at = pipe->wait_at;
    } else {
        pipes->last_waiting = pipe->wait_at;
    }
    pipe->waiting = NULL;
    pipe->wait_at = NULL;
}
