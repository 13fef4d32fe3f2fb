/*
 * Mail: fetched and committed page by page, then taken apart.
 */
#include <string.h>

#include "directory.h"
#include "inbox_private.h"
#include "outbox_private.h"
#include "session.h"
#include "statements_private.h"

#define PAGE_SEALED_MAX (SP_FRAME_MAX + 4096)

/* ---- fetching ---- */

static struct sp_bytes
seq_key(uint64_t seq, uint8_t out[static 8])
{
    for (int i = 0; i < 8; i++) {
        out[i] = (uint8_t)(seq >> (56 - 8 * i));
    }
    return (struct sp_bytes){out, 8};
}

static enum sp_status
keep_row(struct sp_agent *agent, const struct sp_mail *mail)
{
    uint8_t key[8];
    struct sp_buffer sealed;

    sp_buffer_init(&sealed, PAGE_SEALED_MAX);
    enum sp_status status =
        sp_local_seal(agent->local, "mail", seq_key(mail->seq, key), mail->payload, &sealed);
    if (status == SP_OK) {
        status = SP_LOCAL_RUN(agent->local,
            "INSERT OR IGNORE INTO mail(seq, kind, sealed) VALUES(?, ?, ?)",
            sp_local_number(mail->seq), sp_local_number(mail->kind),
            sp_local_bytes(sp_buffer_bytes(&sealed)));
    }
    sp_buffer_wipe(&sealed);
    return status;
}

/* One page: its rows and the place after them in one transaction. */
static enum sp_status
keep_page(struct sp_agent *agent, const struct sp_fetch_answer *answer, uint64_t *after,
    struct sp_problem *problem)
{
    const struct sp_mail *rows = answer->rows.items;
    enum sp_status status = sp_local_begin(agent->local);

    for (size_t i = 0; status == SP_OK && i < answer->rows.count; i++) {
        if (rows[i].seq <= *after) {
            status = sp_problem_set(problem, SP_ERR_MALFORMED, SP_PROBLEM_BROKER_ANSWER, "fetch",
                "rows out of order", NULL);
            break;
        }
        status = keep_row(agent, &rows[i]);
        *after = rows[i].seq;
    }
    if (status == SP_OK) {
        status = sp_local_meta_set_number(agent->local, "mail.after", *after);
    }
    if (status == SP_OK) {
        status = sp_local_commit(agent->local);
    }
    if (status != SP_OK) {
        sp_local_abort(agent->local);
    }
    return status;
}

static enum sp_status
fetch_page(struct sp_agent *agent, uint32_t wait_ms, uint64_t *after, size_t *count, bool *more,
    struct sp_problem *problem)
{
    const struct sp_fetch_request request = {
        .after = *after, .count_max = SP_FETCH_MAX, .wait_ms = wait_ms};
    const struct sp_ask ask = {.kind = SP_REQUEST_FETCH, .body = &request, .wait_ms = wait_ms};
    struct sp_fetch_answer answer;
    struct sp_reply reply;
    enum sp_status status;

    *more = false;
    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = sp_session_ask(agent, &ask, &reply, problem)) != SP_OK ||
        (status = sp_session_must(&reply, problem)) != SP_OK ||
        (status = sp_session_body(&reply, &sp_shape_fetch_answer, &answer, problem)) != SP_OK) {
        goto done;
    }
    *more = answer.more && answer.rows.count > 0;
    *count += answer.rows.count;
    if (answer.rows.count > 0) {
        status = keep_page(agent, &answer, after, problem);
    }
done:
    sp_reply_wipe(&reply);
    return status;
}

enum sp_status
sp_mail_fetch(struct sp_agent *agent, uint32_t wait_ms, size_t *count, struct sp_problem *problem)
{
    uint64_t after = 0;
    bool more = true;
    enum sp_status status = sp_local_meta_get_number(agent->local, "mail.after", &after);

    *count = 0;
    while (status == SP_OK && more) {
        status = fetch_page(agent, *count == 0 ? wait_ms : 0, &after, count, &more, problem);
    }
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

/* ---- taking apart ---- */

static enum sp_status
refuse(struct sp_agent *agent, struct sp_bytes payload, const char *why)
{
    return sp_local_evidence(
        agent->local, sp_agent_now_ms(agent), why, payload, (struct sp_bytes){NULL, 0});
}

/* The trouble is not this row's: it must be tried again. */
static bool
is_for_later(enum sp_status status, const struct sp_problem *problem)
{
    return status == SP_ERR_NOMEM || status == SP_ERR_STORE || status == SP_ERR_IO ||
           status == SP_ERR_TIMEOUT || status == SP_ERR_CLOSED || status == SP_ERR_BUSY ||
           problem->id == SP_PROBLEM_BROKER_CERTIFICATE || problem->id == SP_PROBLEM_PIN;
}

bool
sp_mail_copies_are_hers(const struct sp_base *base)
{
    const struct sp_party_key *recipients = base->recipients.items;
    struct sp_party patient;

    sp_party_of_patient(&base->patient, &patient);
    for (size_t i = 1; i < base->recipients.count; i++) {
        if (!sp_party_equal(&recipients[i].party, &patient)) {
            return false;
        }
    }
    return true;
}

static enum sp_status
sort_message(struct sp_agent *agent, struct sp_bytes payload, struct sp_arena *arena,
    struct sp_problem *problem)
{
    struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
    struct sp_directory_row sender;
    struct sp_mail_message mail;
    struct sp_header header;
    enum sp_status status;

    if (sp_wire_read(&sp_shape_mail_message, payload, arena, &mail, NULL) != SP_OK ||
        sp_header_read(mail.base, mail.manifest, arena, &header, NULL) != SP_OK ||
        sp_header_recipient(&header, &agent->profile.party) < 0 ||
        mail.items.count != header.manifest.items.count) {
        return refuse(agent, payload, "a message that cannot be read or is not for us");
    }
    if (!sp_mail_copies_are_hers(&header.base)) {
        return refuse(agent, payload, "a message with a copy for another than the patient");
    }
    status = sp_directory_lookup(agent, &header.base.sender.party, &sender, &trouble);
    if (is_for_later(status, &trouble)) {
        if (problem != NULL) {
            *problem = trouble;
        }
        return status;
    }
    if (status != SP_OK ||
        memcmp(&sender.sign_key_id, &header.base.sender.key_id, sizeof(sender.sign_key_id)) != 0 ||
        sp_header_verify(
            &header, mail.base, mail.manifest, &mail.signature, &sender.certificate.key) != SP_OK) {
        return refuse(agent, payload, "a message whose signature does not verify");
    }
    return sp_inbox_take(agent, &mail, &header);
}

static enum sp_status
sort_row(struct sp_agent *agent, uint64_t kind, struct sp_bytes payload, struct sp_arena *arena,
    struct sp_problem *problem)
{
    struct sp_signed_part part;
    struct sp_mail_status told;

    switch (kind) {
    case SP_MAIL_MESSAGE:
        return sort_message(agent, payload, arena, problem);
    case SP_MAIL_STATEMENT:
        return sp_wire_read(&sp_shape_signed_part, payload, arena, &part, NULL) == SP_OK
                   ? sp_statement_take(agent, &part, problem)
                   : refuse(agent, payload, "mail that cannot be read");
    case SP_MAIL_STATUS:
        return sp_wire_read(&sp_shape_mail_status, payload, arena, &told, NULL) == SP_OK
                   ? sp_outbox_take_status(agent, &told)
                   : refuse(agent, payload, "mail that cannot be read");
    default:
        return refuse(agent, payload, "mail of an unknown kind");
    }
}

/* The oldest row; SP_ERR_NOT_FOUND when there is none. */
static enum sp_status
first_row(struct sp_agent *agent, uint64_t *seq, uint64_t *kind, struct sp_buffer *payload)
{
    struct sp_local_query *query = NULL;
    uint8_t key[8];
    enum sp_status status = sp_local_query(
        agent->local, "SELECT seq, kind, sealed FROM mail ORDER BY seq LIMIT 1", NULL, 0, &query);

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        *seq = sp_local_get_number(query, 0);
        *kind = sp_local_get_number(query, 1);
        status = sp_local_unseal(
            agent->local, "mail", seq_key(*seq, key), sp_local_get_bytes(query, 2), payload);
    }
    sp_local_finish(query);
    return status;
}

enum sp_status
sp_mail_sort(struct sp_agent *agent, struct sp_problem *problem)
{
    struct sp_arena *arena = NULL;
    struct sp_buffer payload;
    uint64_t seq = 0, kind = 0;
    enum sp_status status = sp_arena_new((size_t)8 << 20, &arena);

    sp_buffer_init(&payload, SP_FRAME_MAX);
    while (status == SP_OK && (status = first_row(agent, &seq, &kind, &payload)) == SP_OK) {
        /* A row is gone only after what it said is kept; doing it twice changes nothing. */
        if ((status = sort_row(agent, kind, sp_buffer_bytes(&payload), arena, problem)) == SP_OK) {
            status =
                SP_LOCAL_RUN(agent->local, "DELETE FROM mail WHERE seq = ?", sp_local_number(seq));
        }
        sp_buffer_wipe(&payload);
        sp_arena_reset(arena);
    }
    sp_buffer_wipe(&payload);
    sp_arena_free(arena);
    return status == SP_ERR_NOT_FOUND
               ? SP_OK
               : sp_problem_close(problem, status, sp_local_error(agent->local));
}

enum sp_status
sp_inbox_fetch(struct sp_agent *agent, uint32_t wait_ms, size_t *count, struct sp_problem *problem)
{
    uint64_t before = 0, now = 0;
    enum sp_status status = sp_local_meta_get_number(agent->local, "mail.after", &before);

    *count = 0;
    if (status != SP_OK || (status = sp_agent_contact(agent, problem)) != SP_OK ||
        (status = sp_local_meta_get_number(agent->local, "mail.after", &now)) != SP_OK) {
        return sp_problem_close(problem, status, sp_local_error(agent->local));
    }
    if (now > before || wait_ms == 0) {
        *count = (size_t)(now - before);
        return SP_OK;
    }
    const uint32_t bounded = wait_ms < SP_FETCH_WAIT_MAX_MS ? wait_ms : SP_FETCH_WAIT_MAX_MS;
    status = sp_mail_fetch(agent, bounded, count, problem);
    if (status == SP_OK && *count > 0) {
        agent->contact_ms = 0; /* what came is taken apart after the mirrors were brought along */
        status = sp_agent_contact(agent, problem);
    }
    return status;
}
