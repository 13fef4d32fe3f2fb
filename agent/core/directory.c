#include "directory.h"

#include <string.h>

#include "mirror.h"
#include "session.h"

#define ENTRY_ARENA ((size_t)1 << 17)

/* ---- believing an entry ---- */

static enum sp_status
check_pin(struct sp_agent *agent, const char *party, const struct sp_sign_public *key,
    struct sp_bytes entry, struct sp_problem *problem)
{
    struct sp_local_query *query = NULL;
    struct sp_sign_public pinned;
    enum sp_status status = SP_LOCAL_QUERY(
        agent->local, &query, "SELECT key FROM pin WHERE party = ?", sp_local_text(party));

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        status = sp_local_get_fixed(query, 0, &pinned, sizeof(pinned));
    }
    sp_local_finish(query);
    if (status == SP_ERR_NOT_FOUND) {
        return SP_LOCAL_RUN(agent->local, "INSERT INTO pin(party, key, since) VALUES(?, ?, ?)",
            sp_local_text(party), sp_local_blob(key, sizeof(*key)),
            sp_local_number((uint64_t)sp_agent_now_ms(agent)));
    }
    if (status == SP_OK && memcmp(&pinned, key, sizeof(pinned)) != 0) {
        sp_status_ignore(sp_local_evidence(agent->local, sp_agent_now_ms(agent),
            "a directory entry with another key than the pinned one", entry,
            (struct sp_bytes){pinned.b, sizeof(pinned.b)}));
        return sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_DIRECTORY_KEY, party, NULL, NULL);
    }
    return status;
}

/*
 * In the mirror under its name with its hash, and no later one: SP_ERR_NOT_FOUND when not there
 * yet.
 */
static enum sp_status
check_log(struct sp_agent *agent, const struct sp_entry_read *read, const char *party,
    struct sp_bytes entry, struct sp_problem *problem)
{
    struct sp_hash next = sp_entry_name(&read->entry.party, read->entry.seq + 1);
    enum sp_status status = sp_mirror_holds(agent, SP_LOG_KEYS, &read->name, &read->hash, NULL);

    if (status == SP_ERR_PROOF) {
        sp_status_ignore(sp_local_evidence(agent->local, sp_agent_now_ms(agent),
            "a directory entry that is not the one in the log", entry,
            (struct sp_bytes){read->hash.b, sizeof(read->hash.b)}));
        return sp_problem_set(problem, status, SP_PROBLEM_PROOF, party,
            "the directory entry is not the one in the log", NULL);
    }
    if (status != SP_OK) {
        return status;
    }
    status = sp_mirror_find(agent, SP_LOG_KEYS, &next, NULL, NULL);
    return status == SP_OK              ? SP_ERR_CONFLICT /* a later one exists */
           : status == SP_ERR_NOT_FOUND ? SP_OK
                                        : status;
}

static void
fill_row(const struct sp_entry_read *read, int64_t now_ms, struct sp_directory_row *out)
{
    const struct sp_receive_key *key = sp_entry_receive_key(&read->entry, (uint64_t)now_ms);

    out->party = read->entry.party;
    out->seq = read->entry.seq;
    out->certificate = read->certificate;
    out->sign_key_id = sp_key_id(read->entry.party.role, SP_SUITE_V1, read->certificate.key.b);
    out->status = read->entry.status;
    out->has_receive_key = key != NULL && read->entry.status == SP_ENTRY_ACTIVE;
    if (key != NULL) {
        out->receive_key = *key;
        out->receive_key_id = sp_key_id(read->entry.party.role, key->suite, key->key.b);
    }
}

/*
 * SP_OK and the row; SP_ERR_NOT_FOUND: not in our mirror; SP_ERR_CONFLICT: there is a later entry;
 * else it is not to be believed.
 */
static enum sp_status
believe(struct sp_agent *agent, const struct sp_signed_part *part, const struct sp_party *expected,
    struct sp_directory_row *out, struct sp_problem *problem)
{
    struct sp_entry_read read;
    struct sp_certificate judged;
    struct sp_arena *arena = NULL;
    char party[SP_PARTY_TEXT_MAX];
    const char *why = "party";
    enum sp_status status = sp_arena_new(ENTRY_ARENA, &arena);

    memset(out, 0, sizeof(*out));
    if (status != SP_OK) {
        return status;
    }
    status = sp_entry_read(part->part, &part->signature, arena, &read, &why);
    if (status != SP_OK || (expected != NULL && !sp_party_equal(&read.entry.party, expected))) {
        status = sp_problem_set(problem, status == SP_OK ? SP_ERR_PROOF : status,
            SP_PROBLEM_BROKER_ANSWER, "lookup", why, NULL);
        goto done;
    }
    sp_party_text(&read.entry.party, party);
    status = sp_certificate_check(
        agent->trust, read.entry.certificate, sp_agent_now_ms(agent), &judged, &why);
    if (status != SP_OK) {
        status = sp_problem_set(problem, status, SP_PROBLEM_CERTIFICATE, party, why, NULL);
        goto done;
    }
    if ((status = check_log(agent, &read, party, part->part, problem)) != SP_OK ||
        (status = check_pin(agent, party, &judged.key, part->part, problem)) != SP_OK) {
        goto done;
    }
    read.certificate = judged;
    fill_row(&read, sp_agent_now_ms(agent), out);
done:
    sp_arena_free(arena);
    return status;
}

/* Believes it, after a look at the newest log when it is not in our mirror yet. */
static enum sp_status
believe_fresh(struct sp_agent *agent, const struct sp_signed_part *part,
    const struct sp_party *expected, struct sp_directory_row *out, struct sp_problem *problem)
{
    enum sp_status status = believe(agent, part, expected, out, problem);

    if (status == SP_ERR_NOT_FOUND && (status = sp_mirror_refresh(agent, problem)) == SP_OK) {
        status = believe(agent, part, expected, out, problem);
    }
    if (status == SP_ERR_NOT_FOUND || status == SP_ERR_CONFLICT) {
        char party[SP_PARTY_TEXT_MAX] = "?";
        if (expected != NULL) {
            sp_party_text(expected, party);
        }
        status = sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_PROOF, party,
            status == SP_ERR_CONFLICT ? "the broker shows an old directory entry"
                                      : "the directory entry is not in the log",
            NULL);
    }
    return status;
}

/* ---- one party ---- */

static enum sp_status
read_held(struct sp_agent *agent, const struct sp_party *party, struct sp_directory_row *out)
{
    struct sp_local_query *query = NULL;
    struct sp_signed_part part;
    char text[SP_PARTY_TEXT_MAX];

    sp_party_text(party, text);
    enum sp_status status = SP_LOCAL_QUERY(agent->local, &query,
        "SELECT entry, signature FROM entry WHERE party = ?", sp_local_text(text));
    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        part.part = sp_local_get_bytes(query, 0);
        status = sp_local_get_fixed(query, 1, &part.signature, sizeof(part.signature));
        if (status == SP_OK) {
            status = believe(agent, &part, party, out, NULL);
        }
    }
    sp_local_finish(query);
    return status;
}

static enum sp_status
keep(struct sp_agent *agent, const struct sp_signed_part *part, const struct sp_directory_row *row)
{
    char text[SP_PARTY_TEXT_MAX];

    sp_party_text(&row->party, text);
    return SP_LOCAL_RUN(agent->local,
        "INSERT OR REPLACE INTO entry(party, seq, entry, signature) VALUES(?, ?, ?, ?)",
        sp_local_text(text), sp_local_number(row->seq), sp_local_bytes(part->part),
        sp_local_blob(&part->signature, sizeof(part->signature)));
}

enum sp_status
sp_directory_refresh(struct sp_agent *agent, const struct sp_party *party,
    struct sp_directory_row *out, struct sp_problem *problem)
{
    const struct sp_lookup_request request = {.party = *party};
    const struct sp_ask ask = {.kind = SP_REQUEST_LOOKUP, .body = &request};
    struct sp_signed_part part;
    struct sp_reply reply;
    enum sp_status status;

    memset(out, 0, sizeof(*out));
    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = sp_session_ask(agent, &ask, &reply, problem)) != SP_OK) {
        goto done;
    }
    if (reply.answer.verdict == SP_VERDICT_REFUSE_NOT_FOUND) {
        char text[SP_PARTY_TEXT_MAX];
        sp_party_text(party, text);
        status = sp_problem_set(
            problem, SP_ERR_NOT_FOUND, SP_PROBLEM_DIRECTORY_UNKNOWN, text, NULL, NULL);
        goto done;
    }
    if ((status = sp_session_must(&reply, problem)) != SP_OK ||
        (status = sp_session_body(&reply, &sp_shape_signed_part, &part, problem)) != SP_OK ||
        (status = believe_fresh(agent, &part, party, out, problem)) != SP_OK) {
        goto done;
    }
    status = keep(agent, &part, out);
done:
    sp_reply_wipe(&reply);
    return sp_problem_close(problem, status, "directory");
}

enum sp_status
sp_directory_lookup(struct sp_agent *agent, const struct sp_party *party,
    struct sp_directory_row *out, struct sp_problem *problem)
{
    enum sp_status status = read_held(agent, party, out);

    if (status == SP_OK && out->has_receive_key) {
        return SP_OK;
    }
    if (status == SP_ERR_STORE || status == SP_ERR_NOMEM) {
        return sp_problem_close(problem, status, sp_local_error(agent->local));
    }
    return sp_directory_refresh(agent, party, out, problem);
}

/* ---- who ---- */

struct page {
    struct sp_party last;
    size_t count;
    bool more;
};

static enum sp_status
take_page(struct sp_agent *agent, const struct sp_directory_request *request,
    enum sp_status (*row)(void *context, const struct sp_directory_row *row), void *context,
    struct page *page, struct sp_problem *problem)
{
    const struct sp_ask ask = {.kind = SP_REQUEST_DIRECTORY, .body = request};
    struct sp_directory_answer answer;
    struct sp_directory_row believed;
    struct sp_reply reply;
    enum sp_status status;

    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = sp_session_ask(agent, &ask, &reply, problem)) != SP_OK ||
        (status = sp_session_must(&reply, problem)) != SP_OK ||
        (status = sp_session_body(&reply, &sp_shape_directory_answer, &answer, problem)) != SP_OK) {
        goto done;
    }
    const struct sp_signed_part *parts = answer.rows.items;
    page->count = answer.rows.count;
    page->more = answer.more;
    for (size_t i = 0; status == SP_OK && i < answer.rows.count; i++) {
        struct sp_entry_read read;
        if (sp_entry_read(parts[i].part, &parts[i].signature, reply.arena, &read, NULL) != SP_OK) {
            continue;
        }
        page->last = read.entry.party;
        if (believe_fresh(agent, &parts[i], NULL, &believed, NULL) == SP_OK) {
            status = row(context, &believed);
        }
    }
done:
    sp_reply_wipe(&reply);
    return status;
}

enum sp_status
sp_directory_each(struct sp_agent *agent, const char *text,
    enum sp_status (*row)(void *context, const struct sp_directory_row *row), void *context,
    struct sp_problem *problem)
{
    char after[SP_PARTY_TEXT_MAX] = "";
    struct page page = {.more = true};
    enum sp_status status = sp_agent_contact(agent, problem);

    while (status == SP_OK && page.more) {
        const struct sp_directory_request request = {
            .text = sp_bytes_of_text(text), .after = sp_bytes_of_text(after)};
        memset(&page, 0, sizeof(page));
        status = take_page(agent, &request, row, context, &page, problem);
        if (status == SP_OK && page.more && page.last.scheme[0] == 0) {
            break; /* a page without one readable row cannot be continued */
        }
        sp_party_text(&page.last, after);
    }
    return sp_problem_close(problem, status, "directory");
}
