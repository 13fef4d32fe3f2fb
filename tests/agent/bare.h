/*
 * An agent without home, certificate or broker: a store, keys, a clock that the test sets.
 */
#ifndef SP_TEST_BARE_H
#define SP_TEST_BARE_H

#include "support.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <samenspraak/statement.h>

#include "agent_private.h"
#include "mirror.h"
#include "statements_private.h"

struct bare {
    struct sp_agent agent;
    int64_t now_ms;
    char path[1024];
};

static inline int64_t
bare_now(void *context)
{
    const struct bare *bare = context;

    return bare->now_ms;
}

static inline void
bare_make(struct bare *bare, const char *party)
{
    struct sp_problem problem;

    memset(bare, 0, sizeof(*bare));
    assert_int_equal(sp_crypto_init(), SP_OK);
    snprintf(bare->path, sizeof(bare->path), "%s/home.db", sp_test_folder("bare"));
    bare->now_ms = INT64_C(1795219200000); /* 2026-11-21T00:00:00Z */
    bare->agent.lock = -1;
    bare->agent.clock = (struct sp_agent_clock){bare_now, bare};
    assert_int_equal(sp_party_parse(party, &bare->agent.profile.party), SP_OK);
    assert_int_equal(sp_secret_key_new(&bare->agent.master), SP_OK);
    assert_int_equal(sp_secret_key_new(&bare->agent.file_key), SP_OK);
    assert_int_equal(sp_sign_key_new(&bare->agent.identity), SP_OK);
    assert_int_equal(
        sp_local_open(bare->path, bare->agent.master, &bare->agent.local, &problem), SP_OK);
}

static inline void
bare_end(struct bare *bare)
{
    char folder[1024];

    sp_local_close(bare->agent.local);
    sp_secret_key_free(bare->agent.master);
    sp_secret_key_free(bare->agent.file_key);
    sp_sign_key_free(bare->agent.identity);
    unlink(bare->path);
    snprintf(folder, sizeof(folder), "%s", bare->path);
    *strrchr(folder, '/') = 0;
    rmdir(folder);
}

/* Puts leaves at the end of a mirror, and the head that belongs to it, as a refresh would. */
static inline enum sp_status
bare_append(struct bare *bare, enum sp_log log, const uint8_t (*leaves)[68], size_t count)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_frontier edge;
    enum sp_status status = sp_mirror_frontier(&bare->agent, log, &edge);

    assert_int_equal(sp_local_begin(bare->agent.local), SP_OK);
    if (status == SP_OK) {
        status = sp_mirror_append(&bare->agent, log, leaves, count, &edge, &problem);
    }
    if (status != SP_OK) {
        sp_local_abort(bare->agent.local);
        return status;
    }
    struct sp_hash root = sp_frontier_root(&edge);
    assert_int_equal(SP_LOCAL_RUN(bare->agent.local,
                         "INSERT OR REPLACE INTO head(log, size, root, note, seen)"
                         " VALUES(?, ?, ?, ?, ?)",
                         sp_local_number((uint64_t)log), sp_local_number(edge.size),
                         sp_local_blob(&root, sizeof(root)), sp_local_blob("-", 1),
                         sp_local_number((uint64_t)bare->now_ms)),
        SP_OK);
    return sp_local_commit(bare->agent.local);
}

/* A leaf with the bytes of ${n} for label and hash. */
static inline void
bare_leaf(enum sp_log log, uint32_t n, uint8_t out[68])
{
    memset(out, (int)(n & 0xff), 68);
    memcpy(out, log == SP_LOG_KEYS ? "SPK1" : "SPC1", 4);
    out[4] = (uint8_t)(n >> 8);
    out[5] = (uint8_t)n;
    out[36] = (uint8_t)(n >> 8);
}

#endif /* SP_TEST_BARE_H */
