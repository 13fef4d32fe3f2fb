#include "session.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 1024

/* Certificates are short; a row takes what its own needs. */
struct row {
    struct row *next;
    uint32_t pipe;
    struct sp_exporter exporter;
    struct sp_asker asker;
    int64_t not_after_ms;
    uint64_t generation;
    size_t certificate_bytes;
    uint8_t certificate[];
};

struct sp_sessions {
    pthread_mutex_t mutex;
    struct row *buckets[BUCKETS];
};

enum sp_status
sp_sessions_new(struct sp_sessions **out)
{
    *out = calloc(1, sizeof(**out));
    if (*out == NULL) {
        return SP_ERR_NOMEM;
    }
    pthread_mutex_init(&(*out)->mutex, NULL);
    return SP_OK;
}

void
sp_sessions_free(struct sp_sessions *sessions)
{
    if (sessions == NULL) {
        return;
    }
    for (size_t i = 0; i < BUCKETS; i++) {
        while (sessions->buckets[i] != NULL) {
            struct row *row = sessions->buckets[i];
            sessions->buckets[i] = row->next;
            free(row);
        }
    }
    pthread_mutex_destroy(&sessions->mutex);
    free(sessions);
}

static void
unlink_row(struct sp_sessions *sessions, uint32_t pipe)
{
    for (struct row **at = &sessions->buckets[pipe % BUCKETS]; *at != NULL; at = &(*at)->next) {
        struct row *row = *at;

        if (row->pipe == pipe) {
            *at = row->next;
            free(row);
            return;
        }
    }
}

enum sp_status
sp_sessions_put(struct sp_sessions *sessions, const struct sp_session *session)
{
    struct row *row = malloc(sizeof(*row) + session->certificate_bytes);

    if (row == NULL) {
        return SP_ERR_NOMEM;
    }
    row->pipe = session->pipe;
    row->exporter = session->exporter;
    row->asker = session->asker;
    row->not_after_ms = session->not_after_ms;
    row->generation = session->generation;
    row->certificate_bytes = session->certificate_bytes;
    memcpy(row->certificate, session->certificate, session->certificate_bytes);
    pthread_mutex_lock(&sessions->mutex);
    unlink_row(sessions, session->pipe);
    row->next = sessions->buckets[session->pipe % BUCKETS];
    sessions->buckets[session->pipe % BUCKETS] = row;
    pthread_mutex_unlock(&sessions->mutex);
    return SP_OK;
}

bool
sp_sessions_get(struct sp_sessions *sessions, uint32_t pipe, struct sp_session *out)
{
    const struct row *row;

    pthread_mutex_lock(&sessions->mutex);
    for (row = sessions->buckets[pipe % BUCKETS]; row != NULL && row->pipe != pipe;) {
        row = row->next;
    }
    if (row != NULL) {
        out->pipe = row->pipe;
        out->exporter = row->exporter;
        out->asker = row->asker;
        out->not_after_ms = row->not_after_ms;
        out->generation = row->generation;
        out->certificate_bytes = row->certificate_bytes;
        memcpy(out->certificate, row->certificate, row->certificate_bytes);
    }
    pthread_mutex_unlock(&sessions->mutex);
    return row != NULL;
}

void
sp_sessions_drop(struct sp_sessions *sessions, uint32_t pipe)
{
    pthread_mutex_lock(&sessions->mutex);
    unlink_row(sessions, pipe);
    pthread_mutex_unlock(&sessions->mutex);
}
