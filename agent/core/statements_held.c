/*
 * Statements at rest, and how each stands now.
 */
#include <string.h>

#include "files.h"
#include "mirror.h"
#include "statements_private.h"

#define HELD_ARENA ((size_t)64 << 20)
#define HELD_MAX   100000

/* clang-format off */
static const char *const standing_ids[] = {
    [SP_STANDING_WAITING]     = "waiting",
    [SP_STANDING_REFUSED]     = "refused",
    [SP_STANDING_UNCONFIRMED] = "unconfirmed",
    [SP_STANDING_NOT_YET]     = "not_yet",
    [SP_STANDING_IN_FORCE]    = "in_force",
    [SP_STANDING_EXPIRED]     = "expired",
    [SP_STANDING_SUPERSEDED]  = "superseded",
    [SP_STANDING_ENDED]       = "ended",
};
/* clang-format on */

const char *
sp_standing_id(enum sp_standing standing)
{
    size_t count = sizeof(standing_ids) / sizeof(standing_ids[0]);

    return (size_t)standing < count ? standing_ids[standing] : "?";
}

static struct sp_hash
blind_patient(const struct sp_agent *agent, const struct sp_patient_id *patient)
{
    return sp_local_blind(
        agent->local, "statement", (struct sp_bytes){patient->b, sizeof(patient->b)});
}

enum sp_status
sp_held_keep(struct sp_agent *agent, const struct sp_signed_part *part,
    const struct sp_statement_read *read, enum sp_statement_state state,
    const struct sp_request_id *request)
{
    const struct sp_statement *statement = &read->statement;
    struct sp_hash patient = blind_patient(agent, &statement->patient);
    struct sp_buffer plain, sealed;
    enum sp_status status;

    sp_buffer_init(&plain, SP_STATEMENT_MAX + 256);
    sp_buffer_init(&sealed, SP_STATEMENT_MAX + 512);
    if ((status = sp_wire_write(&sp_shape_signed_part, part, &plain)) != SP_OK ||
        (status = sp_local_seal(agent->local, "statement",
             (struct sp_bytes){read->hash.b, sizeof(read->hash.b)}, sp_buffer_bytes(&plain),
             &sealed)) != SP_OK) {
        goto done;
    }
    bool own = sp_party_equal(&statement->author, &agent->profile.party);
    status = SP_LOCAL_RUN(agent->local,
        "INSERT OR IGNORE INTO statement(hash, patient, id, version, kind, issued, own, state,"
        " request, sealed) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        sp_local_blob(&read->hash, sizeof(read->hash)), sp_local_blob(&patient, sizeof(patient)),
        sp_local_blob(&statement->id, sizeof(statement->id)), sp_local_number(statement->version),
        sp_local_number(statement->kind), sp_local_number(statement->issued_ms),
        sp_local_number(own ? 1 : 0), sp_local_number((uint64_t)state),
        request != NULL ? sp_local_blob(request, sizeof(*request)) : sp_local_null(),
        sp_local_bytes(sp_buffer_bytes(&sealed)));
done:
    sp_buffer_wipe(&plain);
    sp_buffer_wipe(&sealed);
    return status;
}

/* ---- reading ---- */

/* Columns: hash, own, state, sealed. */
static enum sp_status
read_row(struct sp_agent *agent, const struct sp_local_query *query, struct sp_arena *arena,
    struct sp_statement_held *out)
{
    struct sp_signed_part part;
    struct sp_buffer plain;
    struct sp_hash hash;
    enum sp_status status = sp_local_get_fixed(query, 0, &hash, sizeof(hash));

    memset(out, 0, sizeof(*out));
    if (status != SP_OK) {
        return status;
    }
    sp_buffer_init(&plain, SP_STATEMENT_MAX + 256);
    status = sp_local_unseal(agent->local, "statement", (struct sp_bytes){hash.b, sizeof(hash.b)},
        sp_local_get_bytes(query, 3), &plain);
    const uint8_t *copy = status == SP_OK ? sp_arena_copy(arena, sp_buffer_bytes(&plain)) : NULL;
    size_t size = plain.size;
    sp_buffer_wipe(&plain);
    if (copy == NULL) {
        return status == SP_OK ? SP_ERR_NOMEM : status;
    }
    if (sp_wire_read(&sp_shape_signed_part, (struct sp_bytes){copy, size}, NULL, &part, NULL) !=
            SP_OK ||
        sp_statement_read(part.part, &part.signature, arena, &out->read, NULL) != SP_OK) {
        return SP_ERR_STORE;
    }
    out->stmt = part.part;
    out->signature = part.signature;
    out->own = sp_local_get_number(query, 1) != 0;
    uint64_t state = sp_local_get_number(query, 2);
    out->standing = state == SP_STATEMENT_WAITING   ? SP_STANDING_WAITING
                    : state == SP_STATEMENT_REFUSED ? SP_STANDING_REFUSED
                                                    : SP_STANDING_IN_FORCE;
    return SP_OK;
}

enum sp_status
sp_held_by_hash(struct sp_agent *agent, const struct sp_hash *hash, struct sp_arena *arena,
    struct sp_statement_held *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = SP_LOCAL_QUERY(agent->local, &query,
        "SELECT hash, own, state, sealed FROM statement WHERE hash = ?",
        sp_local_blob(hash, sizeof(*hash)));

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        status = read_row(agent, query, arena, out);
    }
    sp_local_finish(query);
    return status;
}

/* Room for one more row at the end. */
static enum sp_status
make_room(struct sp_arena *arena, struct sp_held_list *list, size_t *capacity)
{
    if (list->count < *capacity) {
        return SP_OK;
    }
    *capacity = *capacity == 0 ? 16 : 2 * *capacity;
    struct sp_statement_held *rows =
        *capacity > HELD_MAX ? NULL : sp_arena_alloc(arena, *capacity, sizeof(*rows));
    if (rows == NULL) {
        return SP_ERR_NOMEM;
    }
    if (list->count > 0) {
        memcpy(rows, list->rows, list->count * sizeof(*rows));
    }
    list->rows = rows;
    return SP_OK;
}

enum sp_status
sp_held_load(struct sp_agent *agent, const struct sp_statement_filter *filter,
    struct sp_arena *arena, struct sp_held_list *out)
{
    struct sp_hash patient = blind_patient(agent, &filter->patient);
    struct sp_local_query *query = NULL;
    size_t capacity = 0;
    /* A kind's bit is asked of the mask; an absent condition is always true. */
    enum sp_status status = SP_LOCAL_QUERY(agent->local, &query,
        "SELECT hash, own, state, sealed FROM statement WHERE (?1 = 0 OR patient = ?2)"
        " AND (?3 = 0 OR id = ?4) AND (?5 = 0 OR (?5 >> kind) & 1) ORDER BY issued DESC, hash",
        sp_local_number(filter->has_patient ? 1 : 0), sp_local_blob(&patient, sizeof(patient)),
        sp_local_number(filter->has_id ? 1 : 0), sp_local_blob(&filter->id, sizeof(filter->id)),
        sp_local_number(filter->kinds));

    memset(out, 0, sizeof(*out));
    while (status == SP_OK && (status = sp_local_step(query)) == SP_OK &&
           (status = make_room(arena, out, &capacity)) == SP_OK) {
        status = read_row(agent, query, arena, &out->rows[out->count]);
        out->count += status == SP_OK ? 1 : 0;
    }
    sp_local_finish(query);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

/* ---- how it stands ---- */

/* Whether ${giver} confirmed ${hash}: a held confirm of theirs that was not ended. */
static enum sp_status
is_confirmed(struct sp_agent *agent, const struct sp_statement_held *held,
    const struct sp_party *giver, struct sp_arena *arena, bool *out)
{
    const struct sp_statement_filter filter = {.has_patient = true,
        .patient = held->read.statement.patient,
        .kinds = UINT32_C(1) << SP_KIND_CONFIRM};
    struct sp_held_list list;
    enum sp_status status = sp_held_load(agent, &filter, arena, &list);

    *out = false;
    for (size_t i = 0; status == SP_OK && !*out && i < list.count; i++) {
        const struct sp_statement_read *read = &list.rows[i].read;
        struct sp_hash end = sp_statement_end_label(&read->statement.patient, &read->statement.id);
        if (list.rows[i].standing != SP_STANDING_IN_FORCE ||
            memcmp(&read->body.confirm.hash, &held->read.hash, sizeof(held->read.hash)) != 0 ||
            !sp_party_equal(&read->statement.author, giver)) {
            continue;
        }
        status = sp_mirror_find(agent, SP_LOG_STATEMENTS, &end, NULL, NULL);
        *out = status == SP_ERR_NOT_FOUND;
        status = status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    return status;
}

/* Everybody whose word it waits for: the patient for a relation, the listed givers of a consent. */
static enum sp_status
all_confirmed(
    struct sp_agent *agent, const struct sp_statement_held *held, struct sp_arena *arena, bool *out)
{
    const struct sp_statement *statement = &held->read.statement;
    struct sp_party patient;
    enum sp_status status = SP_OK;

    *out = true;
    if (statement->kind == SP_KIND_RELATE) {
        sp_party_of_patient(&statement->patient, &patient);
        return is_confirmed(agent, held, &patient, arena, out);
    }
    if (statement->kind != SP_KIND_GRANT && statement->kind != SP_KIND_ATTEST) {
        return SP_OK;
    }
    const struct sp_party *givers = held->read.body.consent.givers.items;
    for (size_t i = 0; status == SP_OK && *out && i < held->read.body.consent.givers.count; i++) {
        if (!sp_party_equal(&givers[i], &statement->author)) {
            status = is_confirmed(agent, held, &givers[i], arena, out);
        }
    }
    return status;
}

static enum sp_standing
by_dates(const struct sp_agent *agent, const struct sp_statement_held *held)
{
    const union sp_statement_body *body = &held->read.body;
    sp_day today = sp_day_of_ms(sp_agent_now_ms(agent));

    switch (held->read.statement.kind) {
    case SP_KIND_GRANT:
    case SP_KIND_ATTEST:
        return (sp_day)body->consent.from_day > today    ? SP_STANDING_NOT_YET
               : (sp_day)body->consent.until_day < today ? SP_STANDING_EXPIRED
                                                         : SP_STANDING_IN_FORCE;
    case SP_KIND_MANDATE:
        return (sp_day)body->mandate.until_day < today ? SP_STANDING_EXPIRED : SP_STANDING_IN_FORCE;
    case SP_KIND_CAPACITY:
        return (sp_day)body->capacity.review_day < today ? SP_STANDING_EXPIRED
                                                         : SP_STANDING_IN_FORCE;
    case SP_KIND_APPROVE:
        return body->approve.valid_until_ms < (uint64_t)sp_agent_now_ms(agent)
                   ? SP_STANDING_EXPIRED
                   : SP_STANDING_IN_FORCE;
    default:
        return SP_STANDING_IN_FORCE;
    }
}

/* The day of the ending, if it is held; the newest of them. */
static enum sp_status
find_ending(struct sp_agent *agent, struct sp_statement_held *held, struct sp_arena *arena)
{
    struct sp_statement_filter filter = {.has_id = true, .id = held->read.statement.id, .kinds = 0};
    struct sp_held_list list;
    enum sp_status status = sp_held_load(agent, &filter, arena, &list);

    for (size_t i = 0; status == SP_OK && i < list.count; i++) {
        if (sp_kind_is_ending(list.rows[i].read.statement.kind)) {
            held->ended_day = sp_day_of_ms((int64_t)list.rows[i].read.statement.issued_ms);
            break;
        }
    }
    return status;
}

/* What keeps others from acting: a bare leaf does not take it away (protocol.md B5). */
static bool
restricts(uint8_t kind)
{
    return kind == SP_KIND_OBJECT || kind == SP_KIND_CAPACITY || kind == SP_KIND_AGE ||
           kind == SP_KIND_DEATH;
}

/*
 * Whether the leaf ${label} takes ${held} out of force.  What gives, falls by the leaf alone, even
 * when the broker keeps from us what stands there.  What restricts, falls only by the verified
 * statement that the leaf is of: an objection by the patient's word, a version by its author's.
 */
static enum sp_status
is_taken_by(struct sp_agent *agent, const struct sp_statement_held *held,
    const struct sp_hash *label, struct sp_arena *arena, bool *out)
{
    const struct sp_statement *statement = &held->read.statement;
    struct sp_statement_held other;
    struct sp_hash hash;
    enum sp_status status = sp_mirror_find(agent, SP_LOG_STATEMENTS, label, NULL, &hash);

    *out = status == SP_OK;
    if (status != SP_OK || !restricts(statement->kind)) {
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    status = sp_held_by_hash(agent, &hash, arena, &other);
    const bool by_author =
        status == SP_OK && sp_party_equal(&other.read.statement.author, &statement->author);
    const bool may = by_author || (status == SP_OK && statement->kind != SP_KIND_OBJECT &&
                                      sp_kind_is_ending(other.read.statement.kind));
    *out = may && other.standing == SP_STANDING_IN_FORCE &&
           memcmp(&other.read.label, label, sizeof(*label)) == 0;
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

enum sp_status
sp_held_judge(struct sp_agent *agent, struct sp_statement_held *held, struct sp_arena *arena)
{
    const struct sp_statement *statement = &held->read.statement;
    bool confirmed = false, taken = false;

    enum sp_status status =
        sp_mirror_find(agent, SP_LOG_STATEMENTS, &held->read.label, &held->leaf_index, NULL);
    held->in_log = status == SP_OK;
    if ((status != SP_OK && status != SP_ERR_NOT_FOUND) || held->standing != SP_STANDING_IN_FORCE ||
        sp_kind_is_ending(statement->kind)) {
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    struct sp_hash end = sp_statement_end_label(&statement->patient, &statement->id);
    struct sp_hash next =
        sp_statement_label(&statement->patient, &statement->id, statement->version + 1);
    if ((status = is_taken_by(agent, held, &end, arena, &taken)) != SP_OK) {
        return status;
    }
    if (taken) {
        held->standing = SP_STANDING_ENDED;
        return find_ending(agent, held, arena);
    }
    if ((status = is_taken_by(agent, held, &next, arena, &taken)) != SP_OK) {
        return status;
    }
    if (taken) {
        held->standing = SP_STANDING_SUPERSEDED;
        return SP_OK;
    }
    if ((status = all_confirmed(agent, held, arena, &confirmed)) != SP_OK) {
        return status;
    }
    held->standing = confirmed ? by_dates(agent, held) : SP_STANDING_UNCONFIRMED;
    return SP_OK;
}

enum sp_status
sp_statements_each(struct sp_agent *agent, const struct sp_statement_filter *filter,
    enum sp_status (*row)(void *context, const struct sp_statement_held *held), void *context,
    struct sp_problem *problem)
{
    struct sp_arena *arena = NULL;
    struct sp_held_list list = {NULL, 0};
    enum sp_status status = sp_arena_new(HELD_ARENA, &arena);

    if (status == SP_OK) {
        status = sp_held_load(agent, filter, arena, &list);
    }
    for (size_t i = 0; status == SP_OK && i < list.count; i++) {
        if ((status = sp_held_judge(agent, &list.rows[i], arena)) == SP_OK) {
            status = row(context, &list.rows[i]);
        }
    }
    sp_arena_free(arena);
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

/* The latest version under ${id}; an ending alone when nothing else is held. */
static enum sp_status
find_by_id(struct sp_agent *agent, const struct sp_statement_id *id, struct sp_arena *arena,
    struct sp_statement_held *out)
{
    const struct sp_statement_filter filter = {.has_id = true, .id = *id};
    const struct sp_statement_held *found = NULL;
    struct sp_held_list list;
    enum sp_status status = sp_held_load(agent, &filter, arena, &list);

    for (size_t i = 0; i < list.count; i++) {
        const struct sp_statement *statement = &list.rows[i].read.statement;
        if (!sp_kind_is_ending(statement->kind) &&
            (found == NULL || statement->version > found->read.statement.version)) {
            found = &list.rows[i];
        }
    }
    found = found == NULL && list.count > 0 ? &list.rows[0] : found;
    if (status == SP_OK && found != NULL) {
        *out = *found;
    }
    return status == SP_OK && found == NULL ? SP_ERR_NOT_FOUND : status;
}

enum sp_status
sp_statement_find(struct sp_agent *agent, const char *id, struct sp_arena *arena,
    struct sp_statement_held *out, struct sp_problem *problem)
{
    struct sp_statement_id statement = {{0}};
    struct sp_hash hash = {{0}};
    enum sp_status status = SP_ERR_USAGE;

    memset(out, 0, sizeof(*out));
    if (sp_hex_read(id, hash.b, sizeof(hash.b)) == SP_OK) {
        status = sp_held_by_hash(agent, &hash, arena, out);
    } else if (sp_hex_read(id, statement.b, sizeof(statement.b)) == SP_OK) {
        status = find_by_id(agent, &statement, arena, out);
    }
    if (status == SP_ERR_USAGE || status == SP_ERR_NOT_FOUND) {
        return sp_problem_set(problem, status, SP_PROBLEM_STATEMENT_UNKNOWN, id, NULL, NULL);
    }
    if (status == SP_OK) {
        status = sp_held_judge(agent, out, arena);
    }
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}
