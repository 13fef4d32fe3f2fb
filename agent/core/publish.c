/*
 * The own directory entry: written and kept with its request id before it is sent, repeated until
 * answered, believed when it stands in the mirrored log.
 *
 * meta: own.seq (the next one), own.hash (of the last), own.certificate (hash in the last), and
 * while one is under way own.part (struct sp_signed_part) and own.request.
 */
#include <string.h>

#include <samenspraak/statement.h>

#include "keyring.h"
#include "keyring_private.h"
#include "mirror.h"
#include "receipt.h"
#include "session.h"

struct keys {
    struct sp_receive_key rows[SP_ENTRY_KEYS_MAX];
    size_t count;
    bool unpublished;
    uint64_t now_ms;
};

static enum sp_status
collect_key(void *context, const struct sp_key_row *row)
{
    struct keys *keys = context;

    if (row->not_after_ms <= keys->now_ms) {
        return SP_OK;
    }
    if (keys->count == SP_ENTRY_KEYS_MAX) { /* the oldest gives way */
        memmove(keys->rows, keys->rows + 1, sizeof(keys->rows[0]) * (SP_ENTRY_KEYS_MAX - 1));
        keys->count--;
    }
    keys->rows[keys->count++] =
        (struct sp_receive_key){SP_SUITE_V1, row->key, row->not_before_ms, row->not_after_ms};
    keys->unpublished = keys->unpublished || !row->published;
    return SP_OK;
}

/* What is asked: the signed part as bytes, and its request id. */
struct pending {
    struct sp_buffer part;
    struct sp_request_id request;
};

static enum sp_status
read_pending(struct sp_agent *agent, struct pending *out)
{
    struct sp_buffer id;
    enum sp_status status = sp_local_meta_get(agent->local, "own.part", &out->part);

    if (status != SP_OK) {
        return status;
    }
    sp_buffer_init(&id, 64);
    status = sp_local_meta_get(agent->local, "own.request", &id);
    if (status == SP_OK && id.size != sizeof(out->request)) {
        status = SP_ERR_STORE;
    }
    if (status == SP_OK) {
        memcpy(&out->request, id.data, id.size);
    }
    sp_buffer_wipe(&id);
    return status;
}

/* Signs the entry of now and keeps it as what is under way. */
static enum sp_status
write_pending(struct sp_agent *agent, const struct keys *keys, struct pending *out)
{
    struct sp_entry entry = {
        .format = 1,
        .party = agent->profile.party,
        .certificate = sp_buffer_bytes(&agent->certificate),
        .has_r = agent->has_r,
        .receive_keys = {keys->rows, keys->count},
        .suite_min = SP_SUITE_V1,
        .status = SP_ENTRY_ACTIVE,
    };
    struct sp_signed_part part;
    struct sp_buffer previous, bytes;
    enum sp_status status;

    memcpy(entry.r, agent->r, sizeof(entry.r));
    sp_buffer_init(&previous, 64);
    sp_buffer_init(&bytes, SP_DIRECTORY_ENTRY_MAX);
    if ((status = sp_local_meta_get_number(agent->local, "own.seq", &entry.seq)) != SP_OK) {
        goto done;
    }
    if (entry.seq > 0) {
        status = sp_local_meta_get(agent->local, "own.hash", &previous);
        if (status != SP_OK || previous.size != sizeof(entry.prev_hash)) {
            status = SP_ERR_STORE;
            goto done;
        }
        entry.has_prev_hash = true;
        memcpy(&entry.prev_hash, previous.data, sizeof(entry.prev_hash));
    }
    if ((status = sp_entry_sign(&entry, agent->identity, &bytes, &part.signature)) != SP_OK) {
        goto done;
    }
    part.part = sp_buffer_bytes(&bytes);
    sp_random(&out->request, sizeof(out->request));
    if ((status = sp_wire_write(&sp_shape_signed_part, &part, &out->part)) != SP_OK ||
        (status = sp_local_begin(agent->local)) != SP_OK) {
        goto done;
    }
    if ((status = sp_local_meta_set(agent->local, "own.part", sp_buffer_bytes(&out->part))) ==
            SP_OK &&
        (status = sp_local_meta_set(agent->local, "own.request",
             (struct sp_bytes){out->request.b, sizeof(out->request.b)})) == SP_OK) {
        status = sp_local_commit(agent->local);
    }
    if (status != SP_OK) {
        sp_local_abort(agent->local);
    }
done:
    sp_buffer_wipe(&previous);
    sp_buffer_wipe(&bytes);
    return status;
}

/* The entry ${read} is ours and in the log: what comes after it. */
static enum sp_status
settle(struct sp_agent *agent, const struct sp_entry_read *read)
{
    const struct sp_receive_key *keys = read->entry.receive_keys.items;
    enum sp_status status = sp_local_begin(agent->local);

    if (status != SP_OK) {
        return status;
    }
    if ((status = sp_local_meta_set_number(agent->local, "own.seq", read->entry.seq + 1)) !=
            SP_OK ||
        (status = sp_local_meta_set(agent->local, "own.hash",
             (struct sp_bytes){read->hash.b, sizeof(read->hash.b)})) != SP_OK ||
        (status = sp_local_meta_set(agent->local, "own.certificate",
             (struct sp_bytes){read->certificate.hash.b, sizeof(read->certificate.hash.b)})) !=
            SP_OK) {
        goto done;
    }
    for (size_t i = 0; status == SP_OK && i < read->entry.receive_keys.count; i++) {
        status = SP_LOCAL_RUN(agent->local, "UPDATE receive_key SET published = 1 WHERE public = ?",
            sp_local_blob(&keys[i].key, sizeof(keys[i].key)));
    }
    if (status == SP_OK) {
        status = sp_local_run(agent->local,
            "DELETE FROM meta WHERE key IN ('own.part', 'own.request')", NULL, 0, NULL);
    }
    if (status == SP_OK) {
        status = sp_local_commit(agent->local);
    }
done:
    if (status != SP_OK) {
        sp_local_abort(agent->local);
    }
    return status;
}

/*
 * The broker has another entry under that number: one of ours from a home that was restored.  Takes
 * up behind it; SP_ERR_CONFLICT when it is not by our key.
 */
static enum sp_status
catch_up(struct sp_agent *agent, struct sp_problem *problem)
{
    const struct sp_lookup_request request = {.party = agent->profile.party};
    const struct sp_ask ask = {.kind = SP_REQUEST_LOOKUP, .body = &request};
    struct sp_sign_public own = sp_sign_key_public(agent->identity);
    struct sp_entry_read read;
    struct sp_signed_part part;
    struct sp_reply reply;
    enum sp_status status;

    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = sp_session_ask(agent, &ask, &reply, problem)) != SP_OK ||
        (status = sp_session_must(&reply, problem)) != SP_OK ||
        (status = sp_session_body(&reply, &sp_shape_signed_part, &part, problem)) != SP_OK ||
        (status = sp_entry_read(part.part, &part.signature, reply.arena, &read, NULL)) != SP_OK) {
        goto done;
    }
    if (!sp_party_equal(&read.entry.party, &agent->profile.party) ||
        memcmp(&read.certificate.key, &own, sizeof(own)) != 0) {
        status = SP_ERR_CONFLICT;
        goto done;
    }
    status = settle(agent, &read);
done:
    sp_reply_wipe(&reply);
    return status == SP_ERR_NOT_FOUND ? SP_ERR_CONFLICT : status;
}

static enum sp_status
check_own_leaf(struct sp_agent *agent, const struct sp_entry_read *read,
    const struct sp_receipt_seen *seen, struct sp_problem *problem)
{
    uint64_t index = 0;
    enum sp_status status = sp_mirror_holds(agent, SP_LOG_KEYS, &read->name, &read->hash, &index);

    if (status == SP_OK && (!seen->has_leaf_index || seen->leaf_index == index)) {
        return SP_OK;
    }
    return status == SP_ERR_STORE || status == SP_ERR_NOMEM
               ? status
               : sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_RECEIPT, "publish",
                     "the entry is not in the log where the record says", NULL);
}

/* Sends what is under way. */
static enum sp_status
send_pending(struct sp_agent *agent, const struct pending *pending, struct sp_outcome *outcome,
    struct sp_problem *problem)
{
    const struct sp_ask ask = {.kind = SP_REQUEST_PUBLISH,
        .raw = sp_buffer_bytes(&pending->part),
        .id = &pending->request};
    struct sp_receipt_seen seen;
    struct sp_entry_read read;
    struct sp_signed_part part;
    struct sp_reply reply;
    enum sp_status status;

    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = sp_session_ask(agent, &ask, &reply, problem)) != SP_OK) {
        goto done;
    }
    sp_outcome_take(outcome, &reply.answer);
    if (outcome->verdict == SP_VERDICT_REFUSE_STATEMENT) {
        status = catch_up(agent, problem);
        goto done;
    }
    if ((status = sp_session_must(&reply, problem)) != SP_OK ||
        (status = sp_wire_read(
             &sp_shape_signed_part, sp_buffer_bytes(&pending->part), NULL, &part, NULL)) != SP_OK ||
        (status = sp_entry_read(part.part, &part.signature, reply.arena, &read, NULL)) != SP_OK) {
        goto done;
    }
    const struct sp_signed_request request = {
        .kind = SP_REQUEST_PUBLISH, .first = part.part, .signature = part.signature};
    if ((status = sp_receipt_settle(agent, &reply, &request, &seen, problem)) != SP_OK ||
        (status = check_own_leaf(agent, &read, &seen, problem)) != SP_OK) {
        goto done;
    }
    sp_receipt_note(&seen, outcome);
    status = settle(agent, &read);
done:
    sp_reply_wipe(&reply);
    return status;
}

static bool
certificate_changed(struct sp_agent *agent)
{
    struct sp_buffer hash;

    sp_buffer_init(&hash, 64);
    enum sp_status status = sp_local_meta_get(agent->local, "own.certificate", &hash);
    bool changed =
        status != SP_OK || !sp_bytes_equal(sp_buffer_bytes(&hash),
                               (struct sp_bytes){agent->own.hash.b, sizeof(agent->own.hash.b)});
    sp_buffer_wipe(&hash);
    return changed;
}

/* What is under way, or else what has changed; SP_ERR_NOT_FOUND: there is nothing to say. */
static enum sp_status
next_pending(struct sp_agent *agent, struct pending *out, struct sp_problem *problem)
{
    struct keys keys = {.now_ms = (uint64_t)sp_agent_now_ms(agent)};
    enum sp_status status = sp_keyring_each(agent, collect_key, &keys, problem);

    sp_buffer_wipe(&out->part);
    if (status != SP_OK || (status = read_pending(agent, out)) != SP_ERR_NOT_FOUND) {
        return status;
    }
    return keys.unpublished || certificate_changed(agent) ? write_pending(agent, &keys, out)
                                                          : SP_ERR_NOT_FOUND;
}

/* ${outcome} stays NONE when there was nothing to say. */
static enum sp_status
publish(struct sp_agent *agent, struct sp_outcome *outcome, struct sp_problem *problem)
{
    struct pending pending;
    enum sp_status status = SP_OK;

    sp_buffer_init(&pending.part, SP_DIRECTORY_ENTRY_MAX + 256);
    /* After one that was under way, or after catching up, there may be more to say. */
    for (int i = 0; status == SP_OK && i < 3; i++) {
        if ((status = next_pending(agent, &pending, problem)) == SP_OK) {
            status = send_pending(agent, &pending, outcome, problem);
        }
    }
    sp_buffer_wipe(&pending.part);
    return status == SP_ERR_NOT_FOUND ? SP_OK : sp_problem_close(problem, status, "publish");
}

enum sp_status
sp_keyring_publish(struct sp_agent *agent, struct sp_problem *problem)
{
    struct sp_outcome outcome = {.verdict = SP_VERDICT_NONE};
    enum sp_status status = sp_keyring_tend(agent);

    return status == SP_OK ? publish(agent, &outcome, problem)
                           : sp_problem_close(problem, status, sp_local_error(agent->local));
}

enum sp_status
sp_keyring_rotate(struct sp_agent *agent, struct sp_outcome *out, struct sp_problem *problem)
{
    memset(out, 0, sizeof(*out));
    out->basis = SP_BASIS_NONE;
    enum sp_status status = sp_agent_contact(agent, problem);
    if (status == SP_OK && (status = sp_keyring_add(agent)) != SP_OK) {
        return sp_problem_close(problem, status, sp_local_error(agent->local));
    }
    return status == SP_OK ? publish(agent, out, problem) : status;
}
