/*
 * The rows of the outbox.
 */
#include <stdio.h>
#include <string.h>

#include "files.h"
#include "outbox_private.h"
#include "profile_files.h"

#define ENTRY_ARENA ((size_t)1 << 20)
#define BLOB_MAX    (SP_DRAFT_MAX + 4096)

/* An outcome as it is kept. */
struct kept_outcome {
    uint8_t verdict;
    bool own_refusal;
    struct sp_bytes rule, detail;
    uint32_t retry;
    uint8_t basis;
    uint16_t laws;
    bool has_log;
    uint64_t log_index, log_size;
};

/* clang-format off */
static const struct sp_field source_rows[] = {
    SP_ROW(SP_FIELD_FIXED, struct sp_item_ref, d,    0, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_U8,    struct sp_item_ref, item, 0, SP_ITEMS_MAX - 1),
};
static const struct sp_shape source_shape = SP_SHAPE("source", struct sp_item_ref, source_rows);

static const struct sp_field item_rows[] = {
    SP_ROW(       SP_FIELD_U8,     struct sp_draft_item, category, 0, UINT8_MAX),
    SP_ROW(       SP_FIELD_U16,    struct sp_draft_item, form,     0, UINT16_MAX),
    SP_ROW(       SP_FIELD_FIXED,  struct sp_draft_item, uid,      0, 16),
    SP_ROW(       SP_FIELD_U64,    struct sp_draft_item, bytes,    0, INT64_MAX),
    SP_ROW(       SP_FIELD_BYTES,  struct sp_draft_item, content,  0, SP_DRAFT_INLINE_MAX),
    SP_ROW(       SP_FIELD_BOOL,   struct sp_draft_item, in_file,  0, 1),
    SP_ROW_OPT_OF(SP_FIELD_STRUCT, struct sp_draft_item, source,   &source_shape, 0, 0),
    SP_ROW(       SP_FIELD_U8,     struct sp_draft_item, author,   0, UINT8_MAX),
};
static const struct sp_shape item_shape = SP_SHAPE("item", struct sp_draft_item, item_rows);

static const struct sp_field draft_rows[] = {
    SP_ROW_OF( SP_FIELD_STRUCT, struct sp_draft, to,       &sp_shape_party, 0, 0),
    SP_ROW(    SP_FIELD_FIXED,  struct sp_draft, patient,  0, SP_PATIENT_BYTES),
    SP_ROW(    SP_FIELD_U8,     struct sp_draft, purpose,  0, UINT8_MAX),
    SP_ROW_OF( SP_FIELD_LIST,   struct sp_draft, asks,     &sp_shape_u8, 0, SP_CATEGORY_COUNT),
    SP_ROW_OPT(SP_FIELD_FIXED,  struct sp_draft, reply_to, 0, SP_HASH_BYTES),
    SP_ROW(    SP_FIELD_U32,    struct sp_draft, days,     0, UINT32_MAX),
    SP_ROW_OPT(SP_FIELD_U8,     struct sp_draft, withheld, 0, UINT8_MAX),
    SP_ROW_OPT(SP_FIELD_FIXED,  struct sp_draft, replaces, 0, SP_HASH_BYTES),
    SP_ROW_OF( SP_FIELD_LIST,   struct sp_draft, items,    &item_shape, 1, SP_ITEMS_MAX),
};
const struct sp_shape sp_shape_draft = SP_SHAPE("draft", struct sp_draft, draft_rows);

static const struct sp_field outcome_rows[] = {
    SP_ROW(SP_FIELD_U8,   struct kept_outcome, verdict,     0, UINT8_MAX),
    SP_ROW(SP_FIELD_BOOL, struct kept_outcome, own_refusal, 0, 1),
    SP_ROW(SP_FIELD_TEXT, struct kept_outcome, rule,        0, SP_RULE_ID_MAX),
    SP_ROW(SP_FIELD_TEXT, struct kept_outcome, detail,      0, SP_DETAIL_MAX),
    SP_ROW(SP_FIELD_U32,  struct kept_outcome, retry,       0, UINT32_MAX),
    SP_ROW(SP_FIELD_U8,   struct kept_outcome, basis,       0, UINT8_MAX),
    SP_ROW(SP_FIELD_U16,  struct kept_outcome, laws,        0, UINT16_MAX),
    SP_ROW(SP_FIELD_BOOL, struct kept_outcome, has_log,     0, 1),
    SP_ROW(SP_FIELD_U64,  struct kept_outcome, log_index,   0, INT64_MAX),
    SP_ROW(SP_FIELD_U64,  struct kept_outcome, log_size,    0, INT64_MAX),
};
/* clang-format on */
static const struct sp_shape outcome_shape = SP_SHAPE("outcome", struct kept_outcome, outcome_rows);

/* clang-format off */
static const char *const state_ids[] = {
    [SP_OUTBOX_DRAFT]        = "queued",
    [SP_OUTBOX_SEALED]       = "queued",
    [SP_OUTBOX_ACCEPTED]     = "accepted",
    [SP_OUTBOX_HELD]         = "held",
    [SP_OUTBOX_REFUSED]      = "refused",
    [SP_OUTBOX_OPENED]       = "opened",
    [SP_OUTBOX_ACKNOWLEDGED] = "acknowledged",
    [SP_OUTBOX_REJECTED]     = "rejected",
    [SP_OUTBOX_REVOKED]      = "revoked",
    [SP_OUTBOX_EXPIRED]      = "expired",
    [SP_OUTBOX_RESEAL]       = "reseal",
    [SP_OUTBOX_OPEN_REFUSED] = "open_refused",
};
/* clang-format on */

const char *
sp_outbox_state_id(enum sp_outbox_state state)
{
    return (size_t)state < sizeof(state_ids) / sizeof(state_ids[0]) ? state_ids[state] : "?";
}

enum sp_status
sp_outbox_path(const struct sp_agent *agent, const struct sp_msg_id *msg_id, size_t item,
    const char *kind, char out[static SP_PATH_MAX])
{
    char hex[2 * SP_MSG_ID_BYTES + 1];

    sp_hex(msg_id->b, sizeof(msg_id->b), hex);
    int length = snprintf(
        out, SP_PATH_MAX, "%s/%s/%s-%zu.%s", agent->home, SP_FOLDER_OUTBOX, hex, item, kind);
    return length < 0 || length >= SP_PATH_MAX ? SP_ERR_TOO_BIG : SP_OK;
}

void
sp_outbox_label(const struct sp_msg_id *msg_id, size_t item, char out[static SP_OUTBOX_LABEL_MAX])
{
    char hex[2 * SP_MSG_ID_BYTES + 1];

    sp_hex(msg_id->b, sizeof(msg_id->b), hex);
    (void)snprintf(out, SP_OUTBOX_LABEL_MAX, "outbox %s %zu", hex, item);
}

/* ---- writing ---- */

static struct sp_bytes
key_of(const struct sp_msg_id *msg_id)
{
    return (struct sp_bytes){msg_id->b, sizeof(msg_id->b)};
}

static enum sp_status
seal_draft(struct sp_agent *agent, const char *column, const struct sp_msg_id *msg_id,
    const struct sp_draft *draft, struct sp_buffer *out)
{
    struct sp_buffer plain;

    sp_buffer_init(&plain, SP_DRAFT_MAX);
    enum sp_status status = sp_wire_write(&sp_shape_draft, draft, &plain);
    if (status == SP_OK) {
        status = sp_local_seal(agent->local, column, key_of(msg_id), sp_buffer_bytes(&plain), out);
    }
    sp_buffer_wipe(&plain);
    return status;
}

/* The draft without content: what remains when the content is wiped. */
static enum sp_status
seal_about(struct sp_agent *agent, const struct sp_msg_id *msg_id, const struct sp_draft *draft,
    struct sp_buffer *out)
{
    struct sp_draft_item items[SP_ITEMS_MAX];
    struct sp_draft about = *draft;

    memcpy(items, draft->items.items, draft->items.count * sizeof(items[0]));
    for (size_t i = 0; i < draft->items.count; i++) {
        items[i].content = (struct sp_bytes){NULL, 0};
    }
    about.items.items = items;
    return seal_draft(agent, "outbox.about", msg_id, &about, out);
}

static enum sp_status
write_outcome(const struct sp_outcome *outcome, struct sp_buffer *out)
{
    const struct kept_outcome kept = {.verdict = (uint8_t)outcome->verdict,
        .own_refusal = outcome->own_refusal,
        .rule = sp_bytes_of_text(outcome->rule),
        .detail = sp_bytes_of_text(outcome->detail),
        .retry = outcome->retry_after_ms,
        .basis = outcome->basis,
        .laws = outcome->laws,
        .has_log = outcome->has_log,
        .log_index = outcome->log_index,
        .log_size = outcome->log_size};

    return sp_wire_write(&outcome_shape, &kept, out);
}

enum sp_status
sp_outbox_insert(struct sp_agent *agent, const struct sp_msg_id *msg_id,
    const struct sp_draft *draft, const struct sp_hash *fingerprint)
{
    const struct sp_outcome none = {.basis = SP_BASIS_NONE, .queued = true};
    const uint64_t now_ms = (uint64_t)sp_agent_now_ms(agent);
    struct sp_buffer whole, about, outcome;
    enum sp_status status;

    sp_buffer_init(&whole, BLOB_MAX);
    sp_buffer_init(&about, BLOB_MAX);
    sp_buffer_init(&outcome, 4096);
    if ((status = seal_draft(agent, "outbox.draft", msg_id, draft, &whole)) != SP_OK ||
        (status = seal_about(agent, msg_id, draft, &about)) != SP_OK ||
        (status = write_outcome(&none, &outcome)) != SP_OK) {
        goto done;
    }
    status = SP_LOCAL_RUN(agent->local,
        "INSERT INTO outbox(msg_id, created, changed, state, fingerprint, draft, about, outcome)"
        " VALUES(?, ?, ?, 0, ?, ?, ?, ?)",
        sp_local_bytes(key_of(msg_id)), sp_local_number(now_ms), sp_local_number(now_ms),
        sp_local_blob(fingerprint, sizeof(*fingerprint)), sp_local_bytes(sp_buffer_bytes(&whole)),
        sp_local_bytes(sp_buffer_bytes(&about)), sp_local_bytes(sp_buffer_bytes(&outcome)));
done:
    sp_buffer_wipe(&whole);
    sp_buffer_wipe(&about);
    sp_buffer_wipe(&outcome);
    return status;
}

enum sp_status
sp_outbox_set_sealed(struct sp_agent *agent, struct sp_outbox_entry *entry, const struct sp_hash *d)
{
    sp_random(&entry->request, sizeof(entry->request));
    enum sp_status status = SP_LOCAL_RUN(agent->local,
        "UPDATE outbox SET state = 1, changed = ?, d = ?, request = ?, body = ? WHERE msg_id = ?",
        sp_local_number((uint64_t)sp_agent_now_ms(agent)), sp_local_blob(d, sizeof(*d)),
        sp_local_blob(&entry->request, sizeof(entry->request)),
        sp_local_bytes(sp_buffer_bytes(&entry->body)), sp_local_bytes(key_of(&entry->msg_id)));

    if (status == SP_OK) {
        entry->state = SP_OUTBOX_SEALED;
        entry->has_d = true;
        entry->d = *d;
        entry->outcome = (struct sp_outcome){.basis = SP_BASIS_NONE, .queued = true};
    }
    return status;
}

/* Content is kept while it may have to be sealed again, and no longer. */
static bool
needs_content(enum sp_outbox_state state)
{
    switch (state) {
    case SP_OUTBOX_DRAFT:
    case SP_OUTBOX_SEALED:
    case SP_OUTBOX_ACCEPTED:
    case SP_OUTBOX_HELD:
    case SP_OUTBOX_OPENED:
    case SP_OUTBOX_OPEN_REFUSED:
    case SP_OUTBOX_RESEAL:
        return true;
    case SP_OUTBOX_REFUSED:
    case SP_OUTBOX_ACKNOWLEDGED:
    case SP_OUTBOX_REJECTED:
    case SP_OUTBOX_REVOKED:
    case SP_OUTBOX_EXPIRED:
        return false;
    }
    return true;
}

static void
remove_files(const struct sp_agent *agent, const struct sp_outbox_entry *entry, const char *kind)
{
    char path[SP_PATH_MAX];

    for (size_t i = 0; i < entry->about.items.count; i++) {
        if (sp_outbox_path(agent, &entry->msg_id, i, kind, path) == SP_OK) {
            sp_file_remove(path);
        }
    }
}

enum sp_status
sp_outbox_set_state(struct sp_agent *agent, const struct sp_outbox_entry *entry,
    enum sp_outbox_state state, const struct sp_outcome *outcome)
{
    const bool sealed = state == SP_OUTBOX_SEALED, keep = needs_content(state);
    struct sp_buffer bytes;

    sp_buffer_init(&bytes, 4096);
    enum sp_status status = write_outcome(outcome, &bytes);
    if (status == SP_OK) {
        /* D stays when it was sent; a draft that is sealed anew gets another one. */
        status = SP_LOCAL_RUN(agent->local,
            "UPDATE outbox SET state = ?1, changed = ?2, outcome = ?3,"
            " body = CASE WHEN ?4 THEN body END, draft = CASE WHEN ?5 THEN draft END,"
            " d = CASE WHEN ?1 = 0 THEN NULL ELSE d END WHERE msg_id = ?6",
            sp_local_number((uint64_t)state), sp_local_number((uint64_t)sp_agent_now_ms(agent)),
            sp_local_bytes(sp_buffer_bytes(&bytes)), sp_local_number(sealed ? 1 : 0),
            sp_local_number(keep ? 1 : 0), sp_local_bytes(key_of(&entry->msg_id)));
    }
    sp_buffer_wipe(&bytes);
    if (status == SP_OK && !sealed) {
        remove_files(agent, entry, "ct");
    }
    if (status == SP_OK && !keep) {
        remove_files(agent, entry, "plain");
    }
    return status;
}

/* ---- reading ---- */

static enum sp_status
read_outcome(struct sp_bytes bytes, struct sp_outcome *out)
{
    struct kept_outcome kept;

    memset(out, 0, sizeof(*out));
    if (sp_wire_read(&outcome_shape, bytes, NULL, &kept, NULL) != SP_OK) {
        return SP_ERR_STORE;
    }
    out->verdict = (enum sp_verdict)kept.verdict;
    out->own_refusal = kept.own_refusal;
    if (kept.rule.size > 0) {
        memcpy(out->rule, kept.rule.data, kept.rule.size);
    }
    if (kept.detail.size > 0) {
        memcpy(out->detail, kept.detail.data, kept.detail.size);
    }
    out->retry_after_ms = kept.retry;
    out->basis = kept.basis;
    out->laws = kept.laws;
    out->has_log = kept.has_log;
    out->log_index = kept.log_index;
    out->log_size = kept.log_size;
    return SP_OK;
}

static enum sp_status
read_draft(struct sp_agent *agent, const char *column, struct sp_bytes sealed,
    struct sp_outbox_entry *entry, struct sp_buffer *plain, struct sp_draft *out)
{
    enum sp_status status =
        sp_local_unseal(agent->local, column, key_of(&entry->msg_id), sealed, plain);

    if (status != SP_OK) {
        return status;
    }
    status = sp_wire_read(&sp_shape_draft, sp_buffer_bytes(plain), entry->arena, out, NULL);
    return status == SP_OK || status == SP_ERR_NOMEM ? status : SP_ERR_STORE;
}

#define COLUMNS                                                                                    \
    "msg_id, created, changed, state, fingerprint, d, request, outcome, about, draft, body"

/* ${whole}: with draft and body too. */
static enum sp_status
read_row(struct sp_agent *agent, const struct sp_local_query *query, bool whole,
    struct sp_outbox_entry *out)
{
    enum sp_status status = sp_local_get_fixed(query, 0, &out->msg_id, sizeof(out->msg_id));

    if (status != SP_OK ||
        (status = sp_local_get_fixed(query, 4, &out->fingerprint, sizeof(out->fingerprint))) !=
            SP_OK ||
        (status = read_outcome(sp_local_get_bytes(query, 7), &out->outcome)) != SP_OK ||
        (status = read_draft(agent, "outbox.about", sp_local_get_bytes(query, 8), out,
             &out->about_bytes, &out->about)) != SP_OK) {
        return status;
    }
    out->created_ms = sp_local_get_number(query, 1);
    out->changed_ms = sp_local_get_number(query, 2);
    out->state = (enum sp_outbox_state)sp_local_get_number(query, 3);
    out->has_d = !sp_local_is_null(query, 5);
    if (out->has_d && (status = sp_local_get_fixed(query, 5, &out->d, sizeof(out->d))) != SP_OK) {
        return status;
    }
    if (!sp_local_is_null(query, 6) &&
        (status = sp_local_get_fixed(query, 6, &out->request, sizeof(out->request))) != SP_OK) {
        return status;
    }
    out->outcome.has_id = out->has_d;
    out->outcome.id = out->d;
    out->outcome.queued = out->state == SP_OUTBOX_DRAFT || out->state == SP_OUTBOX_SEALED;
    if (!whole) {
        return SP_OK;
    }
    struct sp_bytes body = sp_local_get_bytes(query, 10);
    out->has_draft = !sp_local_is_null(query, 9);
    if (out->has_draft && (status = read_draft(agent, "outbox.draft", sp_local_get_bytes(query, 9),
                               out, &out->plain, &out->draft)) != SP_OK) {
        return status;
    }
    return body.size > 0 ? sp_buffer_append(&out->body, body.data, body.size) : SP_OK;
}

static enum sp_status
entry_init(struct sp_outbox_entry *entry)
{
    memset(entry, 0, sizeof(*entry));
    sp_buffer_init(&entry->body, SP_FRAME_MAX);
    sp_buffer_init(&entry->plain, SP_DRAFT_MAX);
    sp_buffer_init(&entry->about_bytes, SP_DRAFT_MAX);
    return sp_arena_new(ENTRY_ARENA, &entry->arena);
}

void
sp_outbox_unload(struct sp_outbox_entry *entry)
{
    sp_buffer_wipe(&entry->body);
    sp_buffer_wipe(&entry->plain);
    sp_buffer_wipe(&entry->about_bytes);
    sp_arena_free(entry->arena);
    sp_wipe(entry, sizeof(*entry));
}

enum sp_status
sp_outbox_load(struct sp_agent *agent, const struct sp_msg_id *msg_id, struct sp_outbox_entry *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = entry_init(out);

    if (status == SP_OK) {
        status = SP_LOCAL_QUERY(agent->local, &query,
            "SELECT " COLUMNS " FROM outbox WHERE msg_id = ?", sp_local_bytes(key_of(msg_id)));
    }
    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        status = read_row(agent, query, true, out);
    }
    sp_local_finish(query);
    if (status != SP_OK) {
        sp_outbox_unload(out);
    }
    return status;
}

enum sp_status
sp_outbox_of_d(struct sp_agent *agent, const struct sp_hash *d, struct sp_msg_id *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = SP_LOCAL_QUERY(agent->local, &query,
        "SELECT msg_id FROM outbox WHERE d = ?", sp_local_blob(d, sizeof(*d)));

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        status = sp_local_get_fixed(query, 0, out, sizeof(*out));
    }
    sp_local_finish(query);
    return status;
}

static void
show_row(const struct sp_outbox_entry *entry, struct sp_outbox_row *out)
{
    const struct sp_draft_item *items = entry->about.items.items;

    *out = (struct sp_outbox_row){.msg_id = entry->msg_id,
        .has_d = entry->has_d,
        .d = entry->d,
        .to = entry->about.to,
        .patient = entry->about.patient,
        .purpose = entry->about.purpose,
        .state = entry->state,
        .created_ms = entry->created_ms,
        .changed_ms = entry->changed_ms,
        .outcome = entry->outcome};
    for (size_t i = 0; i < entry->about.items.count; i++) {
        out->categories |=
            items[i].category < SP_CATEGORY_COUNT ? SP_CATEGORY_BIT(items[i].category) : 0;
    }
}

enum sp_status
sp_outbox_each(struct sp_agent *agent,
    enum sp_status (*row)(void *context, const struct sp_outbox_row *row), void *context,
    struct sp_problem *problem)
{
    struct sp_local_query *query = NULL;
    struct sp_outbox_entry entry;
    struct sp_outbox_row shown;
    enum sp_status status = sp_local_query(agent->local,
        "SELECT " COLUMNS " FROM outbox ORDER BY created DESC, msg_id", NULL, 0, &query);

    while (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        if ((status = entry_init(&entry)) == SP_OK &&
            (status = read_row(agent, query, false, &entry)) == SP_OK) {
            show_row(&entry, &shown);
            status = row(context, &shown);
        }
        sp_outbox_unload(&entry);
    }
    sp_local_finish(query);
    status = status == SP_ERR_NOT_FOUND ? SP_OK : status;
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

enum sp_status
sp_outbox_find(
    struct sp_agent *agent, const char *id, struct sp_outbox_row *out, struct sp_problem *problem)
{
    struct sp_outbox_entry entry;
    struct sp_msg_id msg_id;
    struct sp_hash d;
    enum sp_status status = SP_ERR_NOT_FOUND;

    memset(out, 0, sizeof(*out));
    if (sp_hex_read(id, d.b, sizeof(d.b)) == SP_OK) {
        status = sp_outbox_of_d(agent, &d, &msg_id);
    } else if (sp_hex_read(id, msg_id.b, sizeof(msg_id.b)) == SP_OK) {
        status = SP_OK;
    }
    if (status == SP_OK && (status = sp_outbox_load(agent, &msg_id, &entry)) == SP_OK) {
        show_row(&entry, out);
        sp_outbox_unload(&entry);
    }
    return status == SP_ERR_NOT_FOUND
               ? sp_problem_set(problem, status, SP_PROBLEM_MESSAGE_UNKNOWN, id, NULL, NULL)
               : sp_problem_close(problem, status, sp_local_error(agent->local));
}
