/*
 * The rows of the inbox.
 */
#include "inbox.h"

#include <stdio.h>
#include <string.h>

#include "files.h"
#include "inbox_private.h"
#include "profile_files.h"

#define MESSAGE_MAX   ((size_t)256 * 1024)
#define MESSAGE_ARENA (SP_HEADER_ARENA_BYTES + (size_t)65536)

/* clang-format off */
static const char *const state_ids[] = {
    [SP_INBOX_NEW]          = "new",
    [SP_INBOX_OPENED]       = "opened",
    [SP_INBOX_ACKNOWLEDGED] = "opened",
    [SP_INBOX_REFUSED]      = "refused",
};
/* clang-format on */

const char *
sp_inbox_state_id(enum sp_inbox_state state)
{
    return (size_t)state < sizeof(state_ids) / sizeof(state_ids[0]) ? state_ids[state] : "?";
}

enum sp_status
sp_inbox_path(const struct sp_agent *agent, const struct sp_hash *d, size_t item, const char *kind,
    char out[static SP_PATH_MAX])
{
    char hex[2 * SP_HASH_BYTES + 1];

    sp_hex(d->b, sizeof(d->b), hex);
    int length = snprintf(
        out, SP_PATH_MAX, "%s/%s/%s-%zu.%s", agent->home, SP_FOLDER_INBOX, hex, item, kind);
    return length < 0 || length >= SP_PATH_MAX ? SP_ERR_TOO_BIG : SP_OK;
}

void
sp_inbox_label(const struct sp_hash *d, size_t item, char out[static SP_INBOX_LABEL_MAX])
{
    char hex[2 * SP_HASH_BYTES + 1];

    sp_hex(d->b, sizeof(d->b), hex);
    (void)snprintf(out, SP_INBOX_LABEL_MAX, "inbox %s %zu", hex, item);
}

static struct sp_bytes
key_of(const struct sp_hash *d)
{
    return (struct sp_bytes){d->b, sizeof(d->b)};
}

/* ---- taking in ---- */

/* The message without its ciphertexts, sealed. */
static enum sp_status
seal_message(struct sp_agent *agent, const struct sp_mail_message *mail, const struct sp_hash *d,
    struct sp_buffer *out)
{
    struct sp_blob none[SP_ITEMS_MAX];
    struct sp_mail_message kept = *mail;
    struct sp_buffer plain;

    memset(none, 0, sizeof(none));
    kept.items.items = none;
    sp_buffer_init(&plain, MESSAGE_MAX);
    enum sp_status status = sp_wire_write(&sp_shape_mail_message, &kept, &plain);
    if (status == SP_OK) {
        status = sp_local_seal(agent->local, "inbox", key_of(d), sp_buffer_bytes(&plain), out);
    }
    sp_buffer_wipe(&plain);
    return status;
}

/* Two signed manifests of one sender under one msg_id are evidence. */
static enum sp_status
find_double(struct sp_agent *agent, const struct sp_header *header, bool *found)
{
    struct sp_local_query *query = NULL;
    struct sp_inbox_message other;
    struct sp_hash d;
    enum sp_status status =
        SP_LOCAL_QUERY(agent->local, &query, "SELECT d FROM inbox WHERE msg_id = ? AND d <> ?",
            sp_local_blob(&header->base.msg_id, sizeof(header->base.msg_id)),
            sp_local_blob(&header->d, sizeof(header->d)));

    *found = false;
    while (status == SP_OK && !*found && (status = sp_local_step(query)) == SP_OK) {
        if ((status = sp_local_get_fixed(query, 0, &d, sizeof(d))) != SP_OK ||
            (status = sp_inbox_load(agent, &d, &other)) != SP_OK) {
            break;
        }
        *found = sp_party_equal(&other.header.base.sender.party, &header->base.sender.party);
        sp_inbox_unload(&other);
    }
    sp_local_finish(query);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

static enum sp_status
put_message(struct sp_agent *agent, const struct sp_mail_message *mail,
    const struct sp_header *header, struct sp_bytes sealed)
{
    const struct sp_blob *items = mail->items.items;
    enum sp_status status = SP_LOCAL_RUN(agent->local,
        "INSERT OR IGNORE INTO inbox(d, msg_id, received, state, answer, opened, release, message)"
        " VALUES(?, ?, ?, 0, 0, 0, 0, ?)",
        sp_local_bytes(key_of(&header->d)),
        sp_local_blob(&header->base.msg_id, sizeof(header->base.msg_id)),
        sp_local_number((uint64_t)sp_agent_now_ms(agent)), sp_local_bytes(sealed));

    for (size_t i = 0; status == SP_OK && i < mail->items.count; i++) {
        if (items[i].bytes.size > 0) {
            status = SP_LOCAL_RUN(agent->local,
                "INSERT OR IGNORE INTO ciphertext(d, i, bytes) VALUES(?, ?, ?)",
                sp_local_bytes(key_of(&header->d)), sp_local_number(i),
                sp_local_bytes(items[i].bytes));
        }
    }
    return status;
}

enum sp_status
sp_inbox_take(
    struct sp_agent *agent, const struct sp_mail_message *mail, const struct sp_header *header)
{
    struct sp_buffer sealed;
    bool twice = false;
    enum sp_status status = find_double(agent, header, &twice);

    if (status != SP_OK) {
        return status;
    }
    if (twice) {
        return sp_local_evidence(agent->local, sp_agent_now_ms(agent),
            "a second message of one sender under one id", mail->base, mail->manifest);
    }
    sp_buffer_init(&sealed, MESSAGE_MAX + 256);
    if ((status = seal_message(agent, mail, &header->d, &sealed)) == SP_OK &&
        (status = sp_local_begin(agent->local)) == SP_OK) {
        status = put_message(agent, mail, header, sp_buffer_bytes(&sealed));
        if (status == SP_OK) {
            status = sp_local_commit(agent->local);
        }
        if (status != SP_OK) {
            sp_local_abort(agent->local);
        }
    }
    sp_buffer_wipe(&sealed);
    return status;
}

/* ---- reading ---- */

#define COLUMNS "d, state, answer, received, opened, release, message"

static enum sp_status
read_row(struct sp_agent *agent, const struct sp_local_query *query, struct sp_inbox_message *out)
{
    struct sp_hash d;
    enum sp_status status = sp_local_get_fixed(query, 0, &d, sizeof(d));

    memset(out, 0, sizeof(*out));
    sp_buffer_init(&out->bytes, MESSAGE_MAX);
    if (status != SP_OK || (status = sp_arena_new(MESSAGE_ARENA, &out->arena)) != SP_OK ||
        (status = sp_local_unseal(agent->local, "inbox", key_of(&d), sp_local_get_bytes(query, 6),
             &out->bytes)) != SP_OK) {
        return status;
    }
    if (sp_wire_read(&sp_shape_mail_message, sp_buffer_bytes(&out->bytes), out->arena, &out->mail,
            NULL) != SP_OK ||
        sp_header_read(out->mail.base, out->mail.manifest, out->arena, &out->header, NULL) !=
            SP_OK) {
        return SP_ERR_STORE;
    }
    out->position = sp_header_recipient(&out->header, &agent->profile.party);
    out->state = (enum sp_inbox_state)sp_local_get_number(query, 1);
    out->answer = (enum sp_inbox_answer)sp_local_get_number(query, 2);
    out->received_ms = sp_local_get_number(query, 3);
    out->opened_ms = sp_local_get_number(query, 4);
    out->release_index = sp_local_get_number(query, 5);
    return out->position < 0 ? SP_ERR_STORE : SP_OK;
}

enum sp_status
sp_inbox_load(struct sp_agent *agent, const struct sp_hash *d, struct sp_inbox_message *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = SP_LOCAL_QUERY(agent->local, &query,
        "SELECT " COLUMNS " FROM inbox WHERE d = ?", sp_local_bytes(key_of(d)));

    memset(out, 0, sizeof(*out));
    if (status == SP_OK) {
        status = sp_local_step(query);
    }
    if (status == SP_OK && (status = read_row(agent, query, out)) != SP_OK) {
        sp_inbox_unload(out);
    }
    sp_local_finish(query);
    return status;
}

void
sp_inbox_unload(struct sp_inbox_message *message)
{
    sp_buffer_wipe(&message->bytes);
    sp_arena_free(message->arena);
    memset(message, 0, sizeof(*message));
}

static void
show_row(const struct sp_inbox_message *message, struct sp_inbox_row *out)
{
    const struct sp_base *base = &message->header.base;
    const struct sp_item_entry *entries = message->header.manifest.items.items;
    const struct sp_u8 *categories = base->categories.items, *asks = base->asks.items;

    *out = (struct sp_inbox_row){.d = message->header.d,
        .msg_id = base->msg_id,
        .sender = base->sender.party,
        .addressee = ((const struct sp_party_key *)base->recipients.items)->party,
        .patient = base->patient,
        .purpose = base->purpose,
        .basis = base->basis,
        .laws = base->laws,
        .item_count = base->categories.count,
        .has_reply_to = base->has_reply_to,
        .reply_to = base->reply_to,
        .created_ms = base->created_ms,
        .not_after_ms = base->not_after_ms,
        .received_ms = message->received_ms,
        .part = message->position == 0 ? SP_INBOX_ADDRESSEE : SP_INBOX_COPY,
        .state = message->state,
        .answer = message->answer,
        .opened_ms = message->opened_ms,
        .release_index = message->release_index};
    for (size_t i = 0; i < out->item_count; i++) {
        out->categories[i] = categories[i].v;
        out->bytes += entries[i].padded_bytes;
    }
    for (size_t i = 0; i < base->asks.count; i++) {
        out->asks |= SP_CATEGORY_BIT(asks[i].v);
    }
}

enum sp_status
sp_inbox_each(struct sp_agent *agent,
    enum sp_status (*row)(void *context, const struct sp_inbox_row *row), void *context,
    struct sp_problem *problem)
{
    struct sp_local_query *query = NULL;
    struct sp_inbox_message message;
    struct sp_inbox_row shown;
    enum sp_status status = sp_local_query(agent->local,
        "SELECT " COLUMNS " FROM inbox ORDER BY received DESC, rowid DESC", NULL, 0, &query);

    while (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        if ((status = read_row(agent, query, &message)) == SP_OK) {
            show_row(&message, &shown);
            status = row(context, &shown);
        }
        sp_inbox_unload(&message);
    }
    sp_local_finish(query);
    status = status == SP_ERR_NOT_FOUND ? SP_OK : status;
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

/* The D of the one message with ${msg_id}; SP_ERR_USAGE when there are more. */
static enum sp_status
find_msg_id(struct sp_agent *agent, const struct sp_msg_id *msg_id, struct sp_hash *d)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = SP_LOCAL_QUERY(agent->local, &query,
        "SELECT d FROM inbox WHERE msg_id = ? LIMIT 2", sp_local_blob(msg_id, sizeof(*msg_id)));

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK &&
        (status = sp_local_get_fixed(query, 0, d, sizeof(*d))) == SP_OK) {
        status = sp_local_step(query);
        status = status == SP_OK ? SP_ERR_USAGE : status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    sp_local_finish(query);
    return status;
}

enum sp_status
sp_inbox_find(
    struct sp_agent *agent, const char *id, struct sp_inbox_row *out, struct sp_problem *problem)
{
    struct sp_inbox_message message;
    struct sp_msg_id msg_id;
    struct sp_hash d;
    enum sp_status status = SP_ERR_NOT_FOUND;

    memset(out, 0, sizeof(*out));
    if (sp_hex_read(id, d.b, sizeof(d.b)) == SP_OK) {
        status = SP_OK;
    } else if (sp_hex_read(id, msg_id.b, sizeof(msg_id.b)) == SP_OK) {
        status = find_msg_id(agent, &msg_id, &d);
    }
    if (status == SP_OK && (status = sp_inbox_load(agent, &d, &message)) == SP_OK) {
        show_row(&message, out);
        sp_inbox_unload(&message);
    }
    if (status == SP_ERR_NOT_FOUND || status == SP_ERR_USAGE) {
        return sp_problem_set(problem, status,
            status == SP_ERR_USAGE ? SP_PROBLEM_MESSAGE_AMBIGUOUS : SP_PROBLEM_MESSAGE_UNKNOWN, id,
            NULL, NULL);
    }
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

enum sp_status
sp_inbox_set_answer(struct sp_agent *agent, const struct sp_hash *d, enum sp_inbox_answer answer)
{
    return SP_LOCAL_RUN(agent->local, "UPDATE inbox SET answer = ? WHERE d = ?",
        sp_local_number((uint64_t)answer), sp_local_bytes(key_of(d)));
}
