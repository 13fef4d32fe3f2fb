#include "known.h"

#include <stdlib.h>
#include <string.h>

#define REREAD_MS (INT64_C(60) * 60 * 1000)

/* FNV-1a; who knows how to collide only makes us read an entry again. */
static size_t
place(const char *party)
{
    uint32_t hash = 2166136261U;

    for (const char *c = party; *c != '\0'; c++) {
        hash = (hash ^ (unsigned char)*c) * 16777619U;
    }
    return hash % SP_KNOWN_ROWS;
}

const struct sp_known_entry *
sp_known_find(const struct sp_known *known, const char *party, int64_t now_ms)
{
    const struct sp_known_entry *row = known->rows[place(party)];

    return row != NULL && now_ms < row->until_ms && strcmp(row->party, party) == 0 ? row : NULL;
}

static void
fill(struct sp_known_entry *row, const struct sp_entry_read *read)
{
    const struct sp_receive_key *keys = read->entry.receive_keys.items;

    row->exists = true;
    row->active = read->entry.status == SP_ENTRY_ACTIVE;
    row->key = read->certificate.key;
    row->certificate_hash = read->certificate.hash;
    row->not_before_ms = read->certificate.not_before_ms;
    row->not_after_ms = read->certificate.not_after_ms;
    for (size_t i = 0; i < read->entry.receive_keys.count && i < SP_ENTRY_KEYS_MAX; i++) {
        row->keys[i].id = sp_key_id(read->entry.party.role, keys[i].suite, keys[i].key.b);
        row->keys[i].not_before_ms = keys[i].not_before_ms;
        row->keys[i].not_after_ms = keys[i].not_after_ms;
        row->key_count = i + 1;
    }
}

const struct sp_known_entry *
sp_known_put(
    struct sp_known *known, const char *party, const struct sp_entry_read *read, int64_t now_ms)
{
    struct sp_known_entry **at = &known->rows[place(party)];

    if (*at == NULL && (*at = malloc(sizeof(**at))) == NULL) {
        return NULL;
    }
    memset(*at, 0, sizeof(**at));
    (*at)->until_ms = now_ms + REREAD_MS;
    memcpy((*at)->party, party, strnlen(party, sizeof((*at)->party) - 1));
    if (read != NULL) {
        fill(*at, read);
    }
    return *at;
}

void
sp_known_forget(struct sp_known *known, const char *party)
{
    struct sp_known_entry *row = known->rows[place(party)];

    if (row != NULL) {
        row->until_ms = 0;
    }
}

void
sp_known_wipe(struct sp_known *known)
{
    for (size_t i = 0; i < SP_KNOWN_ROWS; i++) {
        free(known->rows[i]);
        known->rows[i] = NULL;
    }
}
