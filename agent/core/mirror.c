/*
 * The leaves of "statements" and "keys", and what follows from them.
 */
#include "mirror.h"

#include <string.h>

#include <samenspraak/message.h>
#include <samenspraak/statement.h>

#include "session.h"

#define EDGES_KEPT 32 /* right edges kept per log: heads in records are seldom older */

static const char *const prefixes[SP_LOG_COUNT] = {"SPL1", "SPC1", "SPK1"};

static struct sp_hash
leaf_hash(enum sp_log log, const uint8_t label[32], const uint8_t hash[32])
{
    uint8_t entry[SP_STATEMENT_LEAF];

    memcpy(entry, prefixes[log], 4);
    memcpy(entry + 4, label, 32);
    memcpy(entry + 36, hash, 32);
    return sp_tree_leaf((struct sp_bytes){entry, sizeof(entry)});
}

static enum sp_status
misfit(enum sp_log log, const char *what, struct sp_problem *problem)
{
    return sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_PROOF, sp_log_names[log], what, NULL);
}

/* The kept right edge of the largest size that is at most ${size_max}; empty when there is none. */
static enum sp_status
edge_below(struct sp_agent *agent, enum sp_log log, uint64_t size_max, struct sp_frontier *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = SP_LOCAL_QUERY(agent->local, &query,
        "SELECT size, hashes FROM mirror WHERE log = ? AND size <= ? ORDER BY size DESC LIMIT 1",
        sp_local_number((uint64_t)log), sp_local_number(size_max));

    memset(out, 0, sizeof(*out));
    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        struct sp_bytes hashes = sp_local_get_bytes(query, 1);
        out->size = sp_local_get_number(query, 0);
        out->count = (uint32_t)(hashes.size / SP_HASH_BYTES);
        if (hashes.size > sizeof(out->hashes) || hashes.size % SP_HASH_BYTES != 0) {
            status = SP_ERR_STORE;
        } else {
            memcpy(out->hashes, hashes.data, hashes.size);
            status = sp_frontier_is_valid(out) ? SP_OK : SP_ERR_STORE;
        }
    }
    sp_local_finish(query);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

enum sp_status
sp_mirror_frontier(struct sp_agent *agent, enum sp_log log, struct sp_frontier *out)
{
    return edge_below(agent, log, INT64_MAX, out);
}

static enum sp_status
keep_edge(struct sp_agent *agent, enum sp_log log, const struct sp_frontier *edge)
{
    enum sp_status status = SP_LOCAL_RUN(agent->local,
        "INSERT OR REPLACE INTO mirror(log, size, hashes) VALUES(?, ?, ?)",
        sp_local_number((uint64_t)log), sp_local_number(edge->size),
        sp_local_blob(edge->hashes, edge->count * sizeof(edge->hashes[0])));

    return status != SP_OK
               ? status
               : SP_LOCAL_RUN(agent->local,
                     "DELETE FROM mirror WHERE log = ?1 AND size < (SELECT size FROM mirror"
                     " WHERE log = ?1 ORDER BY size DESC LIMIT 1 OFFSET ?2)",
                     sp_local_number((uint64_t)log), sp_local_number(EDGES_KEPT));
}

enum sp_status
sp_mirror_append(struct sp_agent *agent, enum sp_log log, const uint8_t (*leaves)[68], size_t count,
    struct sp_frontier *frontier, struct sp_problem *problem)
{
    struct sp_local_query *insert = NULL;
    enum sp_status status = sp_local_query(agent->local,
        "INSERT OR IGNORE INTO leaf(log, label, idx, hash) VALUES(?, ?, ?, ?)", NULL, 0, &insert);

    for (size_t i = 0; status == SP_OK && i < count; i++) {
        const uint8_t *leaf = leaves[i];
        const struct sp_local_value values[] = {sp_local_number((uint64_t)log),
            sp_local_blob(leaf + 4, 32), sp_local_number(frontier->size),
            sp_local_blob(leaf + 36, 32)};
        if (memcmp(leaf, prefixes[log], 4) != 0) {
            status = misfit(log, "a leaf of another kind", problem);
        } else if ((status = sp_local_again(insert, values, 4)) == SP_OK &&
                   (status = sp_local_step(insert)) == SP_ERR_NOT_FOUND) {
            status = sp_local_changed(agent->local) == 1
                         ? SP_OK
                         : misfit(log, "the same label twice", problem);
        }
        if (status == SP_OK) {
            struct sp_hash hash = leaf_hash(log, leaf + 4, leaf + 36);
            sp_frontier_append(frontier, &hash);
        }
    }
    sp_local_finish(insert);
    return status == SP_OK ? keep_edge(agent, log, frontier) : status;
}

/* One page of leaves, at most up to ${size}, in the open transaction; ${edge} moves along. */
static enum sp_status
take_page(struct sp_agent *agent, enum sp_log log, uint64_t size, struct sp_frontier *edge,
    struct sp_problem *problem)
{
    const struct sp_mirror_request request = {.log = (uint8_t)log, .from = edge->size};
    const struct sp_ask ask = {.kind = SP_REQUEST_MIRROR, .body = &request};
    struct sp_mirror_answer answer;
    struct sp_reply reply;
    enum sp_status status;

    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = sp_session_ask(agent, &ask, &reply, problem)) != SP_OK ||
        (status = sp_session_must(&reply, problem)) != SP_OK ||
        (status = sp_session_body(&reply, &sp_shape_mirror_answer, &answer, problem)) != SP_OK) {
        goto done;
    }
    const struct sp_leaf *leaves = answer.leaves.items;
    uint64_t wanted = size - edge->size;
    size_t count = answer.leaves.count < wanted ? answer.leaves.count : (size_t)wanted;
    if (count == 0) {
        status = misfit(log, "fewer leaves than the checkpoint says", problem);
        goto done;
    }
    _Static_assert(sizeof(struct sp_leaf) == 68, "a leaf is its bytes");
    status = sp_mirror_append(agent, log, &leaves[0].b, count, edge, problem);
done:
    sp_reply_wipe(&reply);
    return status;
}

enum sp_status
sp_mirror_settle(struct sp_agent *agent, enum sp_log log, const struct sp_frontier *edge,
    const struct sp_head *head, struct sp_problem *problem)
{
    struct sp_hash root = sp_frontier_root(edge);

    if (edge->size == head->size && memcmp(&root, &head->root, sizeof(root)) == 0) {
        return sp_local_commit(agent->local);
    }
    sp_local_abort(agent->local); /* first: the evidence stays */
    sp_status_ignore(sp_local_evidence(agent->local, sp_agent_now_ms(agent),
        "the leaves do not give the root of the checkpoint",
        (struct sp_bytes){root.b, sizeof(root.b)},
        (struct sp_bytes){head->root.b, sizeof(head->root.b)}));
    return misfit(log, "the leaves do not give the root of the checkpoint", problem);
}

/* Leaves that no checkpoint covers are never there for others to read: all of it, or nothing. */
enum sp_status
sp_mirror_bring(
    struct sp_agent *agent, enum sp_log log, const struct sp_head *head, struct sp_problem *problem)
{
    struct sp_frontier edge;
    enum sp_status status = sp_mirror_frontier(agent, log, &edge);

    if (status != SP_OK || (status = sp_local_begin(agent->local)) != SP_OK) {
        return sp_problem_close(problem, status, sp_local_error(agent->local));
    }
    while (status == SP_OK && edge.size < head->size) {
        status = take_page(agent, log, head->size, &edge, problem);
    }
    if (status == SP_OK) {
        status = sp_mirror_settle(agent, log, &edge, head, problem);
    }
    if (status != SP_OK) {
        sp_local_abort(agent->local);
    }
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

/* The root of our leaves at ${size}, from the nearest right edge on. */
static enum sp_status
root_at(struct sp_agent *agent, enum sp_log log, uint64_t size, struct sp_hash *root)
{
    struct sp_local_query *query = NULL;
    struct sp_frontier edge;
    uint8_t label[32], hash[32];
    enum sp_status status = edge_below(agent, log, size, &edge);

    if (status == SP_OK) {
        status = SP_LOCAL_QUERY(agent->local, &query,
            "SELECT label, hash FROM leaf WHERE log = ? AND idx >= ? AND idx < ? ORDER BY idx",
            sp_local_number((uint64_t)log), sp_local_number(edge.size), sp_local_number(size));
    }
    while (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        if ((status = sp_local_get_fixed(query, 0, label, sizeof(label))) == SP_OK &&
            (status = sp_local_get_fixed(query, 1, hash, sizeof(hash))) == SP_OK) {
            struct sp_hash leaf = leaf_hash(log, label, hash);
            sp_frontier_append(&edge, &leaf);
        }
    }
    sp_local_finish(query);
    if (status != SP_ERR_NOT_FOUND || edge.size != size) {
        return status == SP_ERR_NOT_FOUND ? SP_ERR_STORE : status;
    }
    *root = sp_frontier_root(&edge);
    return SP_OK;
}

enum sp_status
sp_mirror_reach(
    struct sp_agent *agent, enum sp_log log, const struct sp_head *head, struct sp_problem *problem)
{
    struct sp_head heads[SP_LOG_COUNT];
    struct sp_hash root;
    enum sp_status status = sp_mirror_heads(agent, heads);

    if (status == SP_OK && heads[log].size < head->size) {
        status = sp_mirror_refresh(agent, problem);
        if (status == SP_OK) {
            status = sp_mirror_heads(agent, heads);
        }
    }
    if (status != SP_OK) {
        return sp_problem_close(problem, status, sp_local_error(agent->local));
    }
    if (heads[log].size < head->size) {
        return misfit(log, "a record speaks of a larger tree than the broker shows", problem);
    }
    root = heads[log].root;
    if (heads[log].size > head->size &&
        (status = root_at(agent, log, head->size, &root)) != SP_OK) {
        return sp_problem_close(problem, status, sp_local_error(agent->local));
    }
    return memcmp(&root, &head->root, sizeof(root)) == 0
               ? SP_OK
               : misfit(log, "a record speaks of another tree than the broker shows", problem);
}

enum sp_status
sp_mirror_find(struct sp_agent *agent, enum sp_log log, const struct sp_hash *label,
    uint64_t *index, struct sp_hash *hash)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = SP_LOCAL_QUERY(agent->local, &query,
        "SELECT idx, hash FROM leaf WHERE log = ? AND label = ?", sp_local_number((uint64_t)log),
        sp_local_blob(label, sizeof(*label)));

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        if (index != NULL) {
            *index = sp_local_get_number(query, 0);
        }
        if (hash != NULL) {
            status = sp_local_get_fixed(query, 1, hash, sizeof(*hash));
        }
    }
    sp_local_finish(query);
    return status;
}

enum sp_status
sp_mirror_holds(struct sp_agent *agent, enum sp_log log, const struct sp_hash *label,
    const struct sp_hash *hash, uint64_t *index)
{
    struct sp_hash found;
    enum sp_status status = sp_mirror_find(agent, log, label, index, &found);

    if (status == SP_OK && memcmp(&found, hash, sizeof(found)) != 0) {
        return SP_ERR_PROOF;
    }
    return status;
}
