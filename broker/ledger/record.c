/*
 * The log entry of a turn: NEN 7513 record, salted commitment, leaf (protocol.md A4.1).
 */
#include "turn.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIELD_BYTES 1024

/* Formats into the arena; an absent span without memory. */
__attribute__((format(printf, 2, 3))) static struct sp_bytes
format(struct sp_arena *arena, const char *form, ...)
{
    char text[FIELD_BYTES];
    va_list list;

    va_start(list, form);
    int size = vsnprintf(text, sizeof(text), form, list);
    va_end(list);
    if (size < 0) {
        return (struct sp_bytes){NULL, 0};
    }
    struct sp_bytes bytes = {
        (const uint8_t *)text, (size_t)size < sizeof(text) ? (size_t)size : sizeof(text) - 1};
    return (struct sp_bytes){sp_arena_copy(arena, bytes), bytes.size};
}

static void
hex(const uint8_t *bytes, size_t size, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15U];
    }
    out[2 * size] = '\0';
}

static struct sp_bytes
text_or_empty(const char *text)
{
    return sp_bytes_of_text(text != NULL ? text : "");
}

static struct sp_bytes
object_field(struct sp_arena *arena, const struct sp_event *event)
{
    char id[2 * SP_HASH_BYTES + 1], items[4 * SP_ITEMS_MAX + 8] = "";
    size_t used = 0;

    if (event->d == NULL && event->statement == NULL) {
        return (struct sp_bytes){NULL, 0};
    }
    if (event->d != NULL) {
        hex(event->d->b, SP_HASH_BYTES, id);
    } else {
        hex(event->statement->b, sizeof(event->statement->b), id);
    }
    for (size_t i = 0; event->items != NULL && i < event->items->count; i++) {
        const struct sp_u8 *list = event->items->items;
        int size = snprintf(items + used, sizeof(items) - used, "%s%u", i == 0 ? " items " : ",",
            (unsigned)list[i].v);
        used += size > 0 ? (size_t)size : 0;
        if (used >= sizeof(items)) {
            break;
        }
    }
    return format(arena, "%s%s", id, items);
}

static struct sp_bytes
categories_field(struct sp_arena *arena, uint32_t categories)
{
    char text[FIELD_BYTES] = "";
    size_t used = 0;

    for (uint8_t i = 0; i < SP_CATEGORY_COUNT && used < sizeof(text); i++) {
        if ((categories & SP_CATEGORY_BIT(i)) != 0) {
            int size = snprintf(text + used, sizeof(text) - used, "%s%s", used == 0 ? "" : ",",
                sp_term_id(&sp_categories, i));
            used += size > 0 ? (size_t)size : 0;
        }
    }
    return format(arena, "%s", text);
}

static struct sp_bytes
basis_field(struct sp_arena *arena, const struct sp_event *event)
{
    char basis[SP_BASIS_TEXT_BYTES], hash[2 * SP_HASH_BYTES + 1];

    sp_basis_text(event->basis, event->laws, basis);
    if (event->consent == NULL) {
        return format(arena, "%s", basis);
    }
    hex(event->consent->b, SP_HASH_BYTES, hash);
    return format(arena, "%s%s%s", basis, basis[0] == '\0' ? "" : " ", hash);
}

/* The other two logs as they stand now, and where this turn added a leaf (protocol.md A6). */
static struct sp_bytes
heads_field(struct sp_turn *turn, const struct sp_event *event)
{
    struct sp_head statements = sp_store_log_head(turn->store, SP_LOG_STATEMENTS);
    struct sp_head keys = sp_store_log_head(turn->store, SP_LOG_KEYS);
    char root_s[2 * SP_HASH_BYTES + 1], root_k[2 * SP_HASH_BYTES + 1], index[32] = "-";

    hex(statements.root.b, SP_HASH_BYTES, root_s);
    hex(keys.root.b, SP_HASH_BYTES, root_k);
    if (event->leaf_log >= 0) {
        (void)snprintf(index, sizeof(index), "%llu", (unsigned long long)event->leaf_index);
    }
    return format(turn->arena, "statements %llu %s keys %llu %s %s",
        (unsigned long long)statements.size, root_s, (unsigned long long)keys.size, root_k, index);
}

/* The request as it came, also where the record is found under an id of its own. */
static struct sp_bytes
request_field(struct sp_turn *turn)
{
    char text[2 * SP_REQUEST_ID_BYTES + 1], hash[2 * SP_HASH_BYTES + 1];

    hex(turn->work->id.b, sizeof(turn->work->id.b), text);
    hex(turn->work->request_hash.b, SP_HASH_BYTES, hash);
    return format(turn->arena, "%s %s", text, hash);
}

static void
fill(struct sp_turn *turn, const struct sp_event *event, struct sp_record *record)
{
    const struct sp_asker *asker = &turn->work->asker;
    struct sp_arena *arena = turn->arena;
    char time[SP_TIME_TEXT_BYTES], party[SP_PARTY_TEXT_MAX];
    struct sp_party patient;

    sp_time_text(turn->now_ms, time);
    record->fields[SP_RECORD_TIME] = format(arena, "%s", time);
    record->fields[SP_RECORD_EVENT] = sp_bytes_of_text(event->name);
    record->fields[SP_RECORD_OUTCOME] = sp_bytes_of_text(sp_verdict_name(event->verdict));
    record->fields[SP_RECORD_RULE] = text_or_empty(event->rule);
    if (event->patient != NULL) {
        sp_party_of_patient(event->patient, &patient);
        sp_party_text(&patient, party);
        record->fields[SP_RECORD_PATIENT] = format(arena, "%s", party);
    }
    record->fields[SP_RECORD_ACTOR] = event->user != NULL && event->user[0] != '\0'
                                          ? format(arena, "%s %s", asker->text, event->user)
                                          : sp_bytes_of_text(asker->text);
    record->fields[SP_RECORD_RESPONSIBLE] = text_or_empty(event->responsible);
    if (event->counterparty != NULL) {
        sp_party_text(event->counterparty, party);
        record->fields[SP_RECORD_COUNTERPARTY] = format(arena, "%s", party);
    }
    record->fields[SP_RECORD_OBJECT] = object_field(arena, event);
    record->fields[SP_RECORD_CATEGORIES] = categories_field(arena, event->categories);
    record->fields[SP_RECORD_PURPOSE] =
        text_or_empty(event->purpose < 0 ? "" : sp_term_id(&sp_purposes, (unsigned)event->purpose));
    record->fields[SP_RECORD_BASIS] = basis_field(arena, event);
    record->fields[SP_RECORD_HEADS] = heads_field(turn, event);
    record->fields[SP_RECORD_REQUEST] = request_field(turn);
    /* From where a patient or somebody close to her asks is nobody's business. */
    record->fields[SP_RECORD_PEER] =
        text_or_empty(strcmp(asker->party.scheme, "p") == 0 ? "" : asker->peer);
}

/* Whether a field is there that should be: without memory one would be missing from the record. */
static bool
is_complete(const struct sp_record *record, const struct sp_event *event)
{
    return record->fields[SP_RECORD_TIME].data != NULL &&
           record->fields[SP_RECORD_HEADS].data != NULL &&
           record->fields[SP_RECORD_REQUEST].data != NULL &&
           record->fields[SP_RECORD_BASIS].data != NULL &&
           record->fields[SP_RECORD_CATEGORIES].data != NULL &&
           record->fields[SP_RECORD_ACTOR].data != NULL &&
           (event->patient == NULL || record->fields[SP_RECORD_PATIENT].data != NULL) &&
           (event->counterparty == NULL || record->fields[SP_RECORD_COUNTERPARTY].data != NULL) &&
           ((event->d == NULL && event->statement == NULL) ||
               record->fields[SP_RECORD_OBJECT].data != NULL);
}

/* Writes record and leaf; gives the index and the record's bytes. */
static enum sp_status
put(struct sp_turn *turn, const struct sp_event *event, const struct sp_request_id *id,
    uint64_t *index, struct sp_bytes *bytes)
{
    struct sp_record record = {0};
    struct sp_buffer written;
    uint8_t entry[SP_EVENT_ENTRY_BYTES];
    enum sp_status status;

    sp_buffer_init(&written, 65536);
    sp_random(record.salt.b, sizeof(record.salt.b));
    fill(turn, event, &record);
    if (!is_complete(&record, event)) {
        return SP_ERR_NOMEM;
    }
    sp_record_entry(&record, entry);
    if ((status = sp_wire_write(&sp_shape_record, &record, &written)) != SP_OK ||
        (status = sp_store_log_append(turn->store, SP_LOG_EVENTS,
             (struct sp_bytes){entry, sizeof(entry)}, index)) != SP_OK) {
        goto done;
    }
    bytes->size = written.size;
    bytes->data = sp_arena_copy(turn->arena, sp_buffer_bytes(&written));
    if (bytes->data == NULL) {
        status = SP_ERR_NOMEM;
        goto done;
    }
    struct sp_record_row row = {
        .index = *index,
        .record = *bytes,
        .request = turn->work->signed_request,
        .actor = turn->work->asker.text,
        .counterparty = event->counterparty == NULL || !event->told
                            ? NULL
                            : sp_turn_text(turn, event->counterparty),
        .request_id = *id,
        .request_hash = turn->work->request_hash,
        .has_patient = event->patient != NULL,
        .verdict = (uint8_t)event->verdict,
    };
    if (event->patient != NULL) {
        row.patient = *event->patient;
    }
    status = sp_store_record_put(turn->store, &row);
done:
    sp_buffer_wipe(&written);
    return status;
}

enum sp_status
sp_turn_record(struct sp_turn *turn, const struct sp_event *event)
{
    enum sp_status status = put(turn, event, &turn->record_id, &turn->index, &turn->record);

    turn->has_record = status == SP_OK;
    turn->verdict = event->verdict;
    turn->rule = event->rule;
    return status;
}

enum sp_status
sp_turn_record_also(struct sp_turn *turn, const struct sp_event *event)
{
    struct sp_request_id id;
    struct sp_bytes record;
    uint64_t index;

    /* Nobody asks for it by its id, and nobody may know one beforehand. */
    sp_random(id.b, sizeof(id.b));
    return put(turn, event, &id, &index, &record);
}

/* ---- requests that came before ---- */

enum sp_status
sp_turn_answer_as(struct sp_turn *turn, const struct sp_record_row *row)
{
    struct sp_record record;

    if (sp_wire_read(&sp_shape_record, row->record, turn->arena, &record, NULL) != SP_OK) {
        return SP_ERR_STORE;
    }
    turn->has_record = true;
    turn->index = row->index;
    turn->record = row->record;
    turn->verdict = (enum sp_verdict)row->verdict;
    turn->rule = (const char *)sp_arena_copy(turn->arena, record.fields[SP_RECORD_RULE]);
    return turn->rule == NULL ? SP_ERR_NOMEM : SP_OK;
}

/* The record of this request id, if there is one; another request under it is refused. */
static enum sp_status
find_before(struct sp_turn *turn, struct sp_record_row *row, bool *found, bool *known)
{
    enum sp_status status = sp_store_record_of_request(
        turn->store, turn->work->asker.text, &turn->work->id, turn->arena, row);

    *found = status == SP_OK;
    *known = false;
    if (status == SP_OK &&
        memcmp(&row->request_hash, &turn->work->request_hash, sizeof(row->request_hash)) != 0) {
        *known = true;
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_REPLAY,
            "this request id was used for another request: draw a new one");
    }
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

enum sp_status
sp_turn_repeats(struct sp_turn *turn, bool *known)
{
    struct sp_record_row row;
    bool found;
    enum sp_status status = find_before(turn, &row, &found, known);

    if (status != SP_OK || !found || *known) {
        return status;
    }
    *known = true;
    return sp_turn_answer_as(turn, &row);
}

enum sp_status
sp_turn_anew(struct sp_turn *turn, bool *known)
{
    struct sp_record_row row;
    bool found;
    enum sp_status status = find_before(turn, &row, &found, known);

    if (status == SP_OK && found && !*known) {
        sp_random(turn->record_id.b, sizeof(turn->record_id.b));
    }
    return status;
}
