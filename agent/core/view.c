/*
 * Checkpoints: the last one of each log that was checked, and how it moves forward.
 */
#include <string.h>

#include <samenspraak/message.h>

#include "mirror.h"
#include "session.h"

#define LINK_TRIES 12 /* while the log grows under our hands */

/* A checked checkpoint and the note it came in. */
struct seen {
    struct sp_head head;
    struct sp_bytes note;
};

static enum sp_status
read_heads(struct sp_agent *agent, struct sp_head heads[static SP_LOG_COUNT])
{
    struct sp_local_query *query = NULL;
    enum sp_status status =
        sp_local_query(agent->local, "SELECT log, size, root FROM head", NULL, 0, &query);

    for (int i = 0; i < SP_LOG_COUNT; i++) {
        heads[i].size = 0;
        heads[i].root = sp_tree_empty_root();
    }
    while (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        uint64_t log = sp_local_get_number(query, 0);
        if (log >= SP_LOG_COUNT) {
            status = SP_ERR_STORE;
            break;
        }
        heads[log].size = sp_local_get_number(query, 1);
        status = sp_local_get_fixed(query, 2, &heads[log].root, sizeof(heads[log].root));
    }
    sp_local_finish(query);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

enum sp_status
sp_mirror_heads(struct sp_agent *agent, struct sp_head heads[static SP_LOG_COUNT])
{
    return read_heads(agent, heads);
}

static enum sp_status
keep_head(struct sp_agent *agent, enum sp_log log, const struct seen *seen)
{
    return SP_LOCAL_RUN(agent->local,
        "INSERT OR REPLACE INTO head(log, size, root, note, seen) VALUES(?, ?, ?, ?, ?)",
        sp_local_number((uint64_t)log), sp_local_number(seen->head.size),
        sp_local_blob(&seen->head.root, sizeof(seen->head.root)), sp_local_bytes(seen->note),
        sp_local_number((uint64_t)sp_agent_now_ms(agent)));
}

/* Keeps our last checkpoint and the one that contradicts it. */
static enum sp_status
contradiction(struct sp_agent *agent, enum sp_log log, struct sp_bytes note, const char *what,
    struct sp_problem *problem)
{
    struct sp_local_query *query = NULL;
    struct sp_bytes own = {NULL, 0};
    enum sp_status status = SP_LOCAL_QUERY(agent->local, &query,
        "SELECT note FROM head WHERE log = ?", sp_local_number((uint64_t)log));

    if (status == SP_OK && sp_local_step(query) == SP_OK) {
        own = sp_local_get_bytes(query, 0);
    }
    sp_status_ignore(sp_local_evidence(agent->local, sp_agent_now_ms(agent), what, own, note));
    sp_local_finish(query);
    return sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_PROOF, sp_log_names[log], what, NULL);
}

static enum sp_status
check_note(struct sp_agent *agent, enum sp_log log, struct sp_bytes note, struct sp_head *out,
    struct sp_problem *problem)
{
    struct sp_checkpoint checkpoint;
    enum sp_status status = sp_checkpoint_check(note, &agent->session->vkeys[log], &checkpoint);

    if (status != SP_OK) {
        sp_status_ignore(sp_local_evidence(agent->local, sp_agent_now_ms(agent),
            "a checkpoint that is not signed by the pinned key", note, (struct sp_bytes){NULL, 0}));
        return sp_problem_set(
            problem, SP_ERR_SIGNATURE, SP_PROBLEM_SIGNATURE, "checkpoint", sp_log_names[log], NULL);
    }
    *out = checkpoint.head;
    return SP_OK;
}

/* ${next} follows from ${old} by ${proof}; equal sizes: the same root. */
static bool
follows(const struct sp_head *old, const struct sp_head *next, const struct sp_list *proof)
{
    if (next->size == old->size) {
        return memcmp(&next->root, &old->root, sizeof(old->root)) == 0;
    }
    if (next->size < old->size) {
        return false;
    }
    return old->size == 0 || sp_tree_check_consistency(old->size, next->size, proof->items,
                                 proof->count, &old->root, &next->root) == SP_OK;
}

/* Asks for the view from the sizes in ${from}; the answer lives in ${reply}. */
static enum sp_status
ask_view(struct sp_agent *agent, const struct sp_head from[static SP_LOG_COUNT],
    struct sp_reply *reply, struct sp_view_answer *answer, struct sp_problem *problem)
{
    struct sp_u64 sizes[SP_LOG_COUNT];
    const struct sp_view_request request = {.sizes = {sizes, SP_LOG_COUNT}};
    const struct sp_ask ask = {.kind = SP_REQUEST_VIEW, .body = &request};

    for (int i = 0; i < SP_LOG_COUNT; i++) {
        sizes[i].v = from[i].size;
    }
    enum sp_status status = sp_session_ask(agent, &ask, reply, problem);
    if (status != SP_OK) {
        return status;
    }
    if (reply->answer.verdict == SP_VERDICT_REFUSE_STALE_VIEW) {
        return contradiction(agent, SP_LOG_EVENTS, (struct sp_bytes){NULL, 0},
            "the log is shorter than it was", problem);
    }
    status = sp_session_must(reply, problem);
    return status == SP_OK ? sp_session_body(reply, &sp_shape_view_answer, answer, problem)
                           : status;
}

/* Checks view ${log} of ${answer} against ${old}. */
static enum sp_status
check_view(struct sp_agent *agent, enum sp_log log, const struct sp_view_answer *answer,
    const struct sp_head *old, struct seen *out, struct sp_problem *problem)
{
    const struct sp_view *views = answer->views.items;

    if (views == NULL) { /* the shape asks for three */
        return SP_ERR_INTERNAL;
    }
    const struct sp_view *view = &views[log];
    out->note = view->checkpoint;
    enum sp_status status = check_note(agent, log, view->checkpoint, &out->head, problem);
    if (status == SP_OK && !follows(old, &out->head, &view->proof)) {
        status = contradiction(agent, log, view->checkpoint,
            out->head.size < old->size ? "the log is shorter than it was"
                                       : "the checkpoint does not follow from the one before",
            problem);
    }
    return status;
}

static enum sp_status
keep_view(struct sp_agent *agent, const struct seen seen[static SP_LOG_COUNT])
{
    enum sp_status status = sp_local_begin(agent->local);

    for (int i = 0; status == SP_OK && i < SP_LOG_COUNT; i++) {
        status = keep_head(agent, (enum sp_log)i, &seen[i]);
    }
    if (status == SP_OK) {
        status = sp_local_commit(agent->local);
    }
    if (status != SP_OK) {
        sp_local_abort(agent->local);
    }
    return status;
}

enum sp_status
sp_mirror_refresh(struct sp_agent *agent, struct sp_problem *problem)
{
    struct sp_head heads[SP_LOG_COUNT];
    struct seen seen[SP_LOG_COUNT] = {{.note = {NULL, 0}}};
    struct sp_view_answer answer = {.views = {NULL, 0}};
    struct sp_reply reply;
    enum sp_status status;

    if ((status = sp_reply_init(&reply)) != SP_OK || (status = read_heads(agent, heads)) != SP_OK ||
        (status = ask_view(agent, heads, &reply, &answer, problem)) != SP_OK) {
        goto done;
    }
    for (int i = 0; status == SP_OK && i < SP_LOG_COUNT; i++) {
        status = check_view(agent, (enum sp_log)i, &answer, &heads[i], &seen[i], problem);
    }
    /* The mirrors come first: a head that is kept is one whose leaves are here. */
    if (status != SP_OK ||
        (status = sp_mirror_bring(
             agent, SP_LOG_STATEMENTS, &seen[SP_LOG_STATEMENTS].head, problem)) != SP_OK ||
        (status = sp_mirror_bring(agent, SP_LOG_KEYS, &seen[SP_LOG_KEYS].head, problem)) != SP_OK) {
        goto done;
    }
    status = keep_view(agent, seen);
done:
    sp_reply_wipe(&reply);
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

/*
 * One step towards linking ${head} of ${log} with our own: asks from ${from}, gives the newest head
 * that follows from it.
 */
static enum sp_status
step_from(struct sp_agent *agent, enum sp_log log, const struct sp_head *from, bool keep,
    struct sp_head *out, struct sp_problem *problem)
{
    struct sp_head heads[SP_LOG_COUNT];
    struct sp_view_answer answer = {.views = {NULL, 0}};
    struct sp_reply reply;
    struct seen seen = {.note = {NULL, 0}};
    enum sp_status status;

    if ((status = sp_reply_init(&reply)) != SP_OK || (status = read_heads(agent, heads)) != SP_OK) {
        goto done;
    }
    heads[log] = *from;
    if ((status = ask_view(agent, heads, &reply, &answer, problem)) != SP_OK ||
        (status = check_view(agent, log, &answer, from, &seen, problem)) != SP_OK) {
        goto done;
    }
    *out = seen.head;
    if (keep) {
        status = keep_head(agent, log, &seen);
    }
done:
    sp_reply_wipe(&reply);
    return status;
}

enum sp_status
sp_mirror_link(
    struct sp_agent *agent, enum sp_log log, const struct sp_head *head, struct sp_problem *problem)
{
    struct sp_head heads[SP_LOG_COUNT], theirs = *head, own = {.size = 0};
    enum sp_status status = SP_OK;

    if (head->size == 0) {
        return SP_OK; /* who has seen nothing says nothing */
    }
    if (log != SP_LOG_EVENTS) {
        return sp_mirror_reach(agent, log, head, problem);
    }
    if ((status = read_heads(agent, heads)) != SP_OK) {
        return sp_problem_close(problem, status, sp_local_error(agent->local));
    }
    own = heads[log];
    for (int i = 0; status == SP_OK && i < LINK_TRIES; i++) {
        if (theirs.size == own.size) {
            return memcmp(&theirs.root, &own.root, sizeof(own.root)) == 0
                       ? SP_OK
                       : contradiction(agent, log,
                             (struct sp_bytes){head->root.b, sizeof(head->root.b)},
                             "two trees of one size with different roots", problem);
        }
        /* Both move to the newest in turn until they meet: then they share one history. */
        status = i % 2 == 0 ? step_from(agent, log, &own, true, &own, problem)
                            : step_from(agent, log, &theirs, false, &theirs, problem);
    }
    if (status != SP_OK) {
        return sp_problem_close(problem, status, sp_local_error(agent->local));
    }
    return sp_problem_set(problem, SP_ERR_BUSY, SP_PROBLEM_BROKER_AWAY, agent->profile.broker,
        "the log grows too fast to check its history", NULL);
}

enum sp_status
sp_mirror_believe(struct sp_agent *agent, enum sp_log log, struct sp_bytes note,
    struct sp_head *out, struct sp_problem *problem)
{
    enum sp_status status = check_note(agent, log, note, out, problem);

    if (status == SP_OK && (status = sp_mirror_link(agent, log, out, problem)) == SP_ERR_PROOF) {
        sp_status_ignore(sp_local_evidence(agent->local, sp_agent_now_ms(agent),
            "a checkpoint of another history", note, (struct sp_bytes){NULL, 0}));
    }
    return status;
}
