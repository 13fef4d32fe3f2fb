/*
 * The store's rows: what was put comes back, what was dropped does not, one broker at a time.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#include "sql.h"
#include "store.h"

static struct sp_store *store;
static struct sp_arena *arena;
static char folder[512];

static const char *
at(const char *name)
{
    static char path[600];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static int
set_up(void **state)
{
    const char *why = "";

    (void)state;
    assert_int_equal(sp_crypto_init(), SP_OK);
    snprintf(folder, sizeof(folder), "%s", sp_test_folder("store"));
    assert_int_equal(sp_store_open(folder, true, &store, &why), SP_OK);
    assert_int_equal(sp_arena_new(1 << 24, &arena), SP_OK);
    assert_int_equal(sp_store_begin(store), SP_OK);
    return 0;
}

static int
tear_down(void **state)
{
    static const char *const names[] = {"store.db", "store.db-wal", "store.db-shm", "store.lock"};

    (void)state;
    sp_store_close(store);
    sp_arena_free(arena);
    store = NULL;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        unlink(at(names[i]));
    }
    return rmdir(folder);
}

/* A list into the rows and count at hand. */
#define LIST(...)                                                                                  \
    do {                                                                                           \
        struct sp_list list;                                                                       \
        assert_int_equal(__VA_ARGS__, SP_OK);                                                      \
        rows = list.items;                                                                         \
        count = list.count;                                                                        \
        (void)rows;                                                                                \
    } while (0)

static struct sp_hash
hash_of(const char *text)
{
    const struct sp_bytes bytes = sp_bytes_of_text(text);

    return sp_sha256(&bytes, 1);
}

static struct sp_patient_id
patient_of(uint8_t n)
{
    struct sp_patient_id id;

    memset(id.b, n, sizeof(id.b));
    return id;
}

/* ---- opening ---- */

static void
a_store_is_not_made_by_accident(void **state)
{
    struct sp_store *other = NULL;
    const char *why = "", *empty = sp_test_folder("empty");

    (void)state;
    assert_int_equal(sp_store_open(empty, false, &other, &why), SP_ERR_NOT_FOUND);
    assert_null(other);
    assert_non_null(strstr(why, "init"));
    assert_int_equal(rmdir(empty), 0);
}

static void
one_broker_holds_a_store(void **state)
{
    struct sp_store *other = NULL;
    const char *why = "";

    (void)state;
    assert_int_equal(sp_store_open(folder, false, &other, &why), SP_ERR_BUSY);
    assert_null(other);
}

static void
its_files_are_its_owners_alone(void **state)
{
    struct stat about;

    (void)state;
    assert_int_equal(sp_store_commit(store), SP_OK);
    assert_int_equal(stat(at("store.db"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(stat(at("store.db-wal"), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
}

static void
a_store_of_another_version_is_refused(void **state)
{
    sqlite3 *db = NULL;
    const char *why = "";

    (void)state;
    sp_store_close(store);
    assert_int_equal(sqlite3_open(at("store.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version=2", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(sp_store_open(folder, false, &store, &why), SP_ERR_STORE);
    assert_non_null(strstr(why, "version"));
}

static void
what_is_no_database_is_refused(void **state)
{
    const char *why = "";

    (void)state;
    sp_store_close(store);
    FILE *file = fopen(at("store.db"), "wb");
    assert_non_null(file);
    for (int i = 0; i < 4096; i++) {
        fputc('x', file);
    }
    assert_int_equal(fclose(file), 0);
    unlink(at("store.db-wal"));
    assert_int_equal(sp_store_open(folder, false, &store, &why), SP_ERR_STORE);
    assert_string_not_equal(why, "");
}

static void
a_transaction_is_one_at_a_time(void **state)
{
    (void)state;
    assert_int_equal(sp_store_begin(store), SP_ERR_STORE);
    assert_int_equal(sp_store_commit(store), SP_OK);
    assert_int_equal(sp_store_commit(store), SP_ERR_STORE);
    sp_store_abort(store); /* nothing is open: nothing happens */
    assert_int_equal(sp_store_begin(store), SP_OK);
}

static void
facts_are_kept_by_name(void **state)
{
    struct sp_bytes value;

    (void)state;
    assert_int_equal(sp_store_meta_get(store, "x", arena, &value), SP_OK);
    assert_int_equal(value.size, 0);
    assert_int_equal(sp_store_meta_put(store, "x", sp_bytes_of_text("one")), SP_OK);
    assert_int_equal(sp_store_meta_put(store, "x", sp_bytes_of_text("two")), SP_OK);
    assert_int_equal(sp_store_meta_get(store, "x", arena, &value), SP_OK);
    assert_true(sp_bytes_equal(value, sp_bytes_of_text("two")));
    sp_store_abort(store);
    assert_int_equal(sp_store_meta_get(store, "x", arena, &value), SP_OK);
    assert_int_equal(value.size, 0);
}

/* ---- records ---- */

static enum sp_status
put_record(uint64_t index, const char *actor, const char *counterparty, uint8_t patient, uint8_t id)
{
    struct sp_record_row row = {.index = index,
        .record = sp_bytes_of_text("record"),
        .request = sp_bytes_of_text("request"),
        .actor = actor,
        .counterparty = counterparty,
        .request_id = {{id}},
        .request_hash = hash_of("request"),
        .has_patient = patient != 0,
        .patient = patient_of(patient),
        .verdict = SP_VERDICT_ALLOW};

    return sp_store_record_put(store, &row);
}

static void
records_are_found_by_request_patient_and_party(void **state)
{
    struct sp_record_row row;
    const struct sp_record_row *rows;
    const struct sp_patient_id one = patient_of(1);
    const struct sp_request_id id = {{3}}, unknown = {{9}};
    size_t count;

    (void)state;
    assert_int_equal(put_record(0, "gp:big:1", "gp:big:2", 1, 1), SP_OK);
    assert_int_equal(put_record(1, "gp:big:2", "gp:big:1", 2, 2), SP_OK);
    assert_int_equal(put_record(2, "gp:big:1", NULL, 0, 3), SP_OK);
    assert_int_equal(put_record(3, "gp:big:3", "gp:big:1", 1, 3), SP_OK);
    assert_int_equal(put_record(4, "gp:big:1", NULL, 1, 3), SP_ERR_STORE); /* the same request */
    assert_int_equal(sp_store_record_get(store, 0, arena, &row), SP_OK);
    assert_string_equal(row.counterparty, "gp:big:2");
    assert_true(row.has_patient);
    assert_int_equal(row.verdict, SP_VERDICT_ALLOW);
    assert_true(sp_bytes_equal(row.request, sp_bytes_of_text("request")));
    assert_int_equal(sp_store_record_get(store, 9, arena, &row), SP_ERR_NOT_FOUND);
    assert_int_equal(sp_store_record_of_request(store, "gp:big:1", &id, arena, &row), SP_OK);
    assert_int_equal(row.index, 2);
    assert_false(row.has_patient);
    assert_null(row.counterparty);
    assert_int_equal(
        sp_store_record_of_request(store, "gp:big:1", &unknown, arena, &row), SP_ERR_NOT_FOUND);
    LIST(sp_store_record_list(store, &(struct sp_record_query){&one, NULL, 0, 10}, arena, &list));
    assert_int_equal(count, 2);
    assert_int_equal(rows[1].index, 3);
    LIST(sp_store_record_list(
        store, &(struct sp_record_query){NULL, "gp:big:1", 0, 10}, arena, &list));
    assert_int_equal(count, 4); /* actor of two, told of two */
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(rows[i].index, i);
        assert_int_equal(rows[i].request.size, 0);
    }
    LIST(sp_store_record_list(
        store, &(struct sp_record_query){NULL, "gp:big:1", 1, 2}, arena, &list));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].index, 1);
    LIST(sp_store_record_list(
        store, &(struct sp_record_query){NULL, "gp:big:9", 0, 10}, arena, &list));
    assert_int_equal(count, 0);
}

/* ---- directory ---- */

static void
the_newest_entry_counts_and_is_listed(void **state)
{
    struct sp_entry_row row = {.party = "gp:big:1",
        .entry = sp_bytes_of_text("first"),
        .search = "jansen gp:big:1",
        .log_index = 0};
    const struct sp_entry_row *rows;
    struct sp_signed_part part;
    size_t count;

    (void)state;
    assert_int_equal(sp_store_entry_put(store, &row), SP_OK);
    row.seq = 1;
    row.entry = sp_bytes_of_text("second");
    row.log_index = 1;
    assert_int_equal(sp_store_entry_put(store, &row), SP_OK);
    row = (struct sp_entry_row){
        .party = "patient:p:x", .entry = sp_bytes_of_text("hers"), .log_index = 2};
    assert_int_equal(sp_store_entry_put(store, &row), SP_OK);
    assert_int_equal(sp_store_entry_get(store, "gp:big:1", arena, &row), SP_OK);
    assert_int_equal(row.seq, 1);
    assert_true(sp_bytes_equal(row.entry, sp_bytes_of_text("second")));
    assert_int_equal(sp_store_entry_get(store, "gp:big:2", arena, &row), SP_ERR_NOT_FOUND);
    LIST(sp_store_entry_list(store, "", "", 10, arena, &list));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].seq, 1);
    LIST(sp_store_entry_list(store, "jan", "", 10, arena, &list));
    assert_int_equal(count, 1);
    LIST(sp_store_entry_list(store, "jan", "gp:big:1", 10, arena, &list));
    assert_int_equal(count, 0);
    LIST(sp_store_entry_list(store, "piet", "", 10, arena, &list));
    assert_int_equal(count, 0);
    assert_int_equal(sp_store_declared_at(store, SP_LOG_KEYS, 2, arena, &part), SP_OK);
    assert_true(sp_bytes_equal(part.part, sp_bytes_of_text("hers")));
    assert_int_equal(sp_store_declared_at(store, SP_LOG_KEYS, 3, arena, &part), SP_ERR_NOT_FOUND);
}

/* ---- statements ---- */

static struct sp_statement_row
statement_row(uint8_t id, uint32_t version, uint8_t kind, const char *author, uint64_t index)
{
    char text[32];
    struct sp_statement_row row = {.stmt = sp_bytes_of_text("stmt"),
        .patient = patient_of(1),
        .id = {{id}},
        .version = version,
        .kind = kind,
        .author = author,
        .subject = "",
        .log_index = index};

    snprintf(text, sizeof(text), "%u", (unsigned)index);
    row.hash = hash_of(text);
    row.label = version == 0 ? sp_statement_end_label(&row.patient, &row.id)
                             : sp_statement_label(&row.patient, &row.id, version);
    return row;
}

static size_t
found(struct sp_statement_query query)
{
    const struct sp_patient_id patient = patient_of(1);
    const struct sp_statement_row *rows;
    size_t count = 0;

    query.patient = &patient;
    LIST(sp_store_statement_find(store, &query, 10, arena, &list));
    return count;
}

static void
statements_are_found_while_they_stand(void **state)
{
    struct sp_statement_row row = statement_row(1, 1, SP_KIND_RELATE, "gp:big:1", 0);
    const struct sp_hash d = hash_of("d");

    (void)state;
    row.subject = "gp:big:1";
    assert_int_equal(sp_store_statement_put(store, &row), SP_OK);
    assert_int_equal(sp_store_statement_put(store, &row), SP_ERR_STORE); /* one per label */
    assert_int_equal(found((struct sp_statement_query){.kind = SP_KIND_RELATE}), 1);
    assert_int_equal(
        found((struct sp_statement_query){.kind = SP_KIND_RELATE, .author = "gp:big:1"}), 1);
    assert_int_equal(
        found((struct sp_statement_query){.kind = SP_KIND_RELATE, .author = "gp:big:2"}), 0);
    assert_int_equal(
        found((struct sp_statement_query){.kind = SP_KIND_RELATE, .subject = "gp:big:1"}), 1);
    assert_int_equal(found((struct sp_statement_query){.kind = SP_KIND_OBJECT}), 0);
    row = statement_row(1, 2, SP_KIND_RELATE, "gp:big:1", 1);
    assert_int_equal(sp_store_statement_put(store, &row), SP_OK);
    assert_int_equal(found((struct sp_statement_query){.kind = SP_KIND_RELATE}), 1); /* newest */
    assert_int_equal(sp_store_statement_latest(store, &row.patient, &row.id, arena, &row), SP_OK);
    assert_int_equal(row.version, 2);
    row = statement_row(1, 0, SP_KIND_END, "patient:p:x", 2);
    assert_int_equal(sp_store_statement_put(store, &row), SP_OK);
    assert_int_equal(
        found((struct sp_statement_query){.kind = SP_KIND_RELATE, .unended = true}), 0);
    assert_int_equal(found((struct sp_statement_query){.kind = SP_KIND_RELATE}), 1);
    assert_int_equal(sp_store_statement_latest(store, &row.patient, &row.id, arena, &row), SP_OK);
    assert_int_equal(row.version, 2); /* an ending is no version */
    row = statement_row(2, 1, SP_KIND_APPROVE, "patient:p:x", 3);
    row.refers = d;
    assert_int_equal(sp_store_statement_put(store, &row), SP_OK);
    assert_int_equal(found((struct sp_statement_query){.kind = SP_KIND_APPROVE, .refers = &d}), 1);
    assert_int_equal(found((struct sp_statement_query){
                         .kind = SP_KIND_APPROVE, .refers = &d, .author = "patient:p:y"}),
        0);
    assert_int_equal(sp_store_statement_by_hash(store, &row.hash, arena, &row), SP_OK);
    assert_int_equal(row.kind, SP_KIND_APPROVE);
    assert_int_equal(sp_store_statement_by_label(store, &row.label, arena, &row), SP_OK);
    assert_int_equal(sp_store_statement_by_label(store, &d, arena, &row), SP_ERR_NOT_FOUND);
    assert_int_equal(sp_store_statement_by_hash(store, &d, arena, &row), SP_ERR_NOT_FOUND);
}

/* ---- messages ---- */

static void
put_message(const char *name, uint8_t state, uint64_t not_after_ms)
{
    struct sp_message_row row = {.d = hash_of(name),
        .sender = "gp:big:1",
        .patient = patient_of(1),
        .addressee = "gp:big:2",
        .state = state,
        .base = sp_bytes_of_text("base"),
        .manifest = sp_bytes_of_text("manifest"),
        .not_after_ms = not_after_ms,
        .accepted_index = 7};

    memcpy(row.msg_id.b, row.d.b, sizeof(row.msg_id.b));
    assert_int_equal(sp_store_message_put(store, &row), SP_OK);
}

static void
put_recipient(const char *name, const char *party, const char *ground, uint64_t shred_ms)
{
    const struct sp_recipient_row row = {.d = hash_of(name),
        .party = party,
        .ground = hash_of(ground),
        .blob = sp_bytes_of_text("blob"),
        .share = sp_bytes_of_text("share"),
        .shred_ms = shred_ms,
        .patient = patient_of(1)};
    const struct sp_hash key = hash_of(ground);

    assert_int_equal(sp_store_recipient_put(store, &row), SP_OK);
    assert_int_equal(
        sp_store_vault_put(store, &row.patient, &key, sp_bytes_of_text("wrapped")), SP_OK);
}

static void
messages_are_due_when_their_time_is_over(void **state)
{
    struct sp_message_row row;
    const struct sp_message_row *rows;
    struct sp_msg_id id;
    size_t count;
    const struct sp_hash d = hash_of("a");

    (void)state;
    put_message("a", SP_MESSAGE_ACCEPTED, 100);
    put_message("b", SP_MESSAGE_HELD, 200);
    put_message("c", SP_MESSAGE_OPENED, 50);
    memcpy(id.b, d.b, sizeof(id.b));
    assert_int_equal(sp_store_message_of_sender(store, "gp:big:1", &id, arena, &row), SP_OK);
    assert_memory_equal(&row.d, &d, sizeof(d));
    assert_int_equal(row.accepted_index, 7);
    assert_int_equal(
        sp_store_message_of_sender(store, "gp:big:2", &id, arena, &row), SP_ERR_NOT_FOUND);
    LIST(sp_store_message_due(store, 99, 10, arena, &list));
    assert_int_equal(count, 0);
    LIST(sp_store_message_due(store, 200, 10, arena, &list));
    assert_int_equal(count, 2);
    assert_int_equal(sp_store_message_state(store, &d, SP_MESSAGE_EXPIRED), SP_OK);
    LIST(sp_store_message_due(store, 200, 10, arena, &list));
    assert_int_equal(count, 1);
    assert_int_equal(sp_store_message_get(store, &d, arena, &row), SP_OK);
    assert_int_equal(row.state, SP_MESSAGE_EXPIRED);
}

static void
shares_are_found_by_ground_and_go_one_by_one(void **state)
{
    const struct sp_patient_id patient = patient_of(1), other = patient_of(2);
    const struct sp_hash none = {{0}}, ground = hash_of("g"), d = hash_of("a");
    struct sp_recipient_row row;
    const struct sp_recipient_row *rows;
    struct sp_bytes wrapped;
    uint64_t size;
    size_t count;

    (void)state;
    put_message("a", SP_MESSAGE_ACCEPTED, 100);
    put_message("b", SP_MESSAGE_ACCEPTED, 100);
    put_recipient("a", "gp:big:2", "g", 0);
    put_recipient("a", "patient:p:x", "own", 0);
    put_recipient("b", "gp:big:2", "g", 0);
    assert_int_equal(sp_store_item_put(store, &d, 0, sp_bytes_of_text("ciphertext")), SP_OK);
    LIST(sp_store_recipient_under(
        store, &(struct sp_recipient_query){&patient, &ground, &none, 10}, arena, &list));
    assert_int_equal(count, 2);
    const struct sp_hash first = rows[0].d;
    LIST(sp_store_recipient_under(
        store, &(struct sp_recipient_query){&patient, &ground, &first, 10}, arena, &list));
    assert_int_equal(count, 1);
    LIST(sp_store_recipient_under(
        store, &(struct sp_recipient_query){&other, &ground, &none, 10}, arena, &list));
    assert_int_equal(count, 0);
    assert_int_equal(sp_store_recipient_shred(store, &d, "gp:big:2"), SP_OK);
    assert_int_equal(sp_store_recipient_get(store, &d, "gp:big:2", arena, &row), SP_OK);
    assert_int_equal(row.share.size, 0);
    assert_int_equal(sp_store_vault_get(store, &patient, &ground, arena, &wrapped), SP_OK);
    assert_int_equal(sp_store_item_size(store, &d, 0, &size), SP_OK);
    assert_int_equal(size, 10); /* her copy needs it */
    assert_int_equal(sp_store_recipient_shred(store, &d, "patient:p:x"), SP_OK);
    assert_int_equal(sp_store_item_size(store, &d, 0, &size), SP_OK);
    assert_int_equal(size, 0);
    const struct sp_hash own = hash_of("own"), b = hash_of("b");
    assert_int_equal(sp_store_vault_get(store, &patient, &own, arena, &wrapped), SP_ERR_NOT_FOUND);
    assert_int_equal(sp_store_recipient_shred(store, &b, "gp:big:2"), SP_OK);
    assert_int_equal(
        sp_store_vault_get(store, &patient, &ground, arena, &wrapped), SP_ERR_NOT_FOUND);
}

static void
a_share_moves_to_another_ground(void **state)
{
    const struct sp_patient_id patient = patient_of(1);
    const struct sp_hash none = {{0}}, old = hash_of("g"), fresh = hash_of("h"), d = hash_of("a");
    struct sp_recipient_row row;
    const struct sp_recipient_row *rows;
    size_t count;

    (void)state;
    put_recipient("a", "gp:big:2", "g", 0);
    assert_int_equal(sp_store_recipient_get(store, &d, "gp:big:2", arena, &row), SP_OK);
    row.ground = fresh;
    row.share = sp_bytes_of_text("sealed anew");
    assert_int_equal(sp_store_recipient_reseal(store, &row), SP_OK);
    LIST(sp_store_recipient_under(
        store, &(struct sp_recipient_query){&patient, &old, &none, 10}, arena, &list));
    assert_int_equal(count, 0);
    LIST(sp_store_recipient_under(
        store, &(struct sp_recipient_query){&patient, &fresh, &none, 10}, arena, &list));
    assert_int_equal(count, 1);
    assert_true(sp_bytes_equal(rows[0].share, sp_bytes_of_text("sealed anew")));
}

static void
openings_and_terms_of_a_share(void **state)
{
    const struct sp_hash d = hash_of("a");
    struct sp_recipient_row row;
    const struct sp_recipient_row *rows;
    size_t count;

    (void)state;
    put_recipient("a", "gp:big:2", "g", 0);
    LIST(sp_store_recipient_due(store, INT64_MAX, 10, arena, &list));
    assert_int_equal(count, 0); /* no term yet */
    assert_int_equal(sp_store_recipient_deliver(store, &d, "gp:big:2"), SP_OK);
    assert_int_equal(sp_store_recipient_opened(store, &d, "gp:big:2", 5, 100), SP_OK);
    assert_int_equal(sp_store_recipient_get(store, &d, "gp:big:2", arena, &row), SP_OK);
    assert_true(row.delivered);
    assert_int_equal(row.opened_ms, 5);
    assert_int_equal(row.shred_ms, 100);
    LIST(sp_store_recipient_due(store, 99, 10, arena, &list));
    assert_int_equal(count, 0);
    LIST(sp_store_recipient_due(store, 100, 10, arena, &list));
    assert_int_equal(count, 1);
    assert_int_equal(sp_store_recipient_shred(store, &d, "gp:big:2"), SP_OK);
    LIST(sp_store_recipient_due(store, 100, 10, arena, &list));
    assert_int_equal(count, 0);
}

static void
the_first_author_of_an_item_stays(void **state)
{
    const struct sp_hash ref = hash_of("ref");
    const char *author;

    (void)state;
    assert_int_equal(sp_store_item_ref_get(store, &ref, arena, &author), SP_ERR_NOT_FOUND);
    assert_int_equal(sp_store_item_ref_put(store, &ref, "gp:big:1"), SP_OK);
    assert_int_equal(sp_store_item_ref_put(store, &ref, "gp:big:2"), SP_OK);
    assert_int_equal(sp_store_item_ref_get(store, &ref, arena, &author), SP_OK);
    assert_string_equal(author, "gp:big:1");
}

/* ---- items ---- */

static void
staged_pieces_become_an_item_and_are_swept_after_it(void **state)
{
    const struct sp_msg_id msg_id = {{1}};
    const struct sp_hash d = hash_of("a");
    struct sp_stage_row row;
    uint8_t out[64];
    uint64_t items, bytes, size;
    size_t got;
    bool more = false;

    (void)state;
    assert_int_equal(
        sp_store_stage_get(store, "gp:big:1", &msg_id, 2, arena, &row), SP_ERR_NOT_FOUND);
    assert_int_equal(sp_store_stage_append(store, &row, sp_bytes_of_text("abcde"), 10), SP_OK);
    assert_int_equal(sp_store_stage_append(store, &row, sp_bytes_of_text("fgh"), 11), SP_OK);
    assert_int_equal(sp_store_stage_get(store, "gp:big:1", &msg_id, 2, arena, &row), SP_OK);
    assert_int_equal(row.size, 8);
    assert_int_equal(sp_store_stage_read(store, &row, 3, out, 4), SP_OK);
    assert_memory_equal(out, "defg", 4);
    assert_int_equal(sp_store_stage_read(store, &row, 5, out, 4), SP_ERR_STORE);
    assert_int_equal(sp_store_stage_sum(store, "gp:big:1", &items, &bytes), SP_OK);
    assert_int_equal(items, 1);
    assert_int_equal(bytes, 8);
    assert_int_equal(sp_store_stage_adopt(store, "gp:big:1", &msg_id, 2, &d), SP_OK);
    assert_int_equal(sp_store_stage_sum(store, "gp:big:1", &items, &bytes), SP_OK);
    assert_int_equal(items, 0);
    assert_int_equal(sp_store_item_size(store, &d, 2, &size), SP_OK);
    assert_int_equal(size, 8);
    assert_int_equal(
        sp_store_item_read(store, &(struct sp_item_ref){d, 2}, 1, out, sizeof(out), &got), SP_OK);
    assert_int_equal(got, 7); /* over the border of two pieces */
    assert_memory_equal(out, "bcdefgh", 7);
    assert_int_equal(
        sp_store_item_read(store, &(struct sp_item_ref){d, 2}, 8, out, sizeof(out), &got), SP_OK);
    assert_int_equal(got, 0);
    assert_int_equal(
        sp_store_item_read(store, &(struct sp_item_ref){d, 3}, 0, out, sizeof(out), &got), SP_OK);
    assert_int_equal(got, 0);
    put_recipient("a", "gp:big:2", "g", 0);
    assert_int_equal(sp_store_recipient_shred(store, &d, "gp:big:2"), SP_OK);
    assert_int_equal(sp_store_item_size(store, &d, 2, &size), SP_OK);
    assert_int_equal(size, 0);
    assert_int_equal(sp_store_pieces_sweep(store, 1, &more), SP_OK);
    assert_true(more);
    /* A heap that begins meanwhile is not swept with the old one. */
    const struct sp_msg_id next = {{2}};
    struct sp_stage_row other;
    assert_int_equal(
        sp_store_stage_get(store, "gp:big:1", &next, 0, arena, &other), SP_ERR_NOT_FOUND);
    assert_int_equal(sp_store_stage_append(store, &other, sp_bytes_of_text("new"), 10), SP_OK);
    assert_int_equal(sp_store_pieces_sweep(store, 16, &more), SP_OK);
    assert_false(more);
    assert_int_equal(sp_store_stage_read(store, &other, 0, out, 3), SP_OK);
    assert_memory_equal(out, "new", 3);
}

static void
a_number_of_a_swept_heap_is_free_at_once(void **state)
{
    const struct sp_msg_id one = {{1}}, two = {{2}};
    struct sp_stage_row row, again;
    uint8_t out[8];
    bool more;

    (void)state;
    sp_status_ignore(sp_store_stage_get(store, "gp:big:1", &one, 0, arena, &row));
    assert_int_equal(sp_store_stage_append(store, &row, sp_bytes_of_text("old"), 10), SP_OK);
    assert_int_equal(sp_store_stage_drop(store, "gp:big:1", &one, -1), SP_OK);
    assert_int_equal(sp_store_pieces_sweep(store, 1, &more), SP_OK);
    sp_status_ignore(sp_store_stage_get(store, "gp:big:1", &two, 0, arena, &again));
    assert_int_equal(sp_store_stage_append(store, &again, sp_bytes_of_text("new"), 10), SP_OK);
    assert_int_equal(sp_store_pieces_sweep(store, 16, &more), SP_OK);
    assert_int_equal(sp_store_stage_read(store, &again, 0, out, 3), SP_OK);
    assert_memory_equal(out, "new", 3);
}

static void
what_is_staged_expires(void **state)
{
    const struct sp_msg_id msg_id = {{1}};
    struct sp_stage_row row;

    (void)state;
    sp_status_ignore(sp_store_stage_get(store, "gp:big:1", &msg_id, 0, arena, &row));
    assert_int_equal(sp_store_stage_append(store, &row, sp_bytes_of_text("abc"), 10), SP_OK);
    assert_int_equal(sp_store_stage_expire(store, 10), SP_OK);
    assert_int_equal(sp_store_stage_get(store, "gp:big:1", &msg_id, 0, arena, &row), SP_OK);
    assert_int_equal(sp_store_stage_expire(store, 11), SP_OK);
    assert_int_equal(
        sp_store_stage_get(store, "gp:big:1", &msg_id, 0, arena, &row), SP_ERR_NOT_FOUND);
}

/* ---- vault, mail, state ---- */

static enum sp_status
turn(void *context, struct sp_bytes wrapped, struct sp_buffer *out)
{
    size_t *turned = context;

    (*turned)++;
    assert_true(wrapped.size == 1 && wrapped.data[0] == 'a'); /* each once, none twice */
    return sp_buffer_append(out, "b", 1);
}

static void
every_vault_key_is_rewrapped_once(void **state)
{
    size_t turned = 0;
    struct sp_bytes wrapped;

    (void)state;
    for (unsigned i = 0; i < 1000; i++) {
        struct sp_patient_id patient = patient_of((uint8_t)(i % 7));
        char name[16];
        snprintf(name, sizeof(name), "%u", i);
        const struct sp_hash ground = hash_of(name);
        assert_int_equal(
            sp_store_vault_put(store, &patient, &ground, sp_bytes_of_text("a")), SP_OK);
    }
    assert_int_equal(sp_store_vault_rewrap(store, turn, &turned), SP_OK);
    assert_int_equal(turned, 1000);
    for (unsigned i = 0; i < 1000; i++) {
        struct sp_patient_id patient = patient_of((uint8_t)(i % 7));
        char name[16];
        snprintf(name, sizeof(name), "%u", i);
        const struct sp_hash ground = hash_of(name);
        assert_int_equal(sp_store_vault_get(store, &patient, &ground, arena, &wrapped), SP_OK);
        assert_true(wrapped.size == 1 && wrapped.data[0] == 'b');
        assert_int_equal(sp_store_vault_drop(store, &patient, &ground), SP_OK);
        assert_int_equal(
            sp_store_vault_get(store, &patient, &ground, arena, &wrapped), SP_ERR_NOT_FOUND);
    }
}

static void
mail_rows_rise_and_stay_until_dropped(void **state)
{
    const struct sp_hash d = hash_of("a");
    const struct sp_bytes payload = {d.b, sizeof(d.b)};
    const struct sp_mail_row *rows;
    size_t count;

    (void)state;
    assert_false(sp_store_mail_is_new(store, "gp:big:1"));
    assert_int_equal(sp_store_mail_put(store, "gp:big:1", SP_MAIL_STATUS, payload), SP_OK);
    assert_int_equal(sp_store_mail_put(store, "gp:big:1", SP_MAIL_MESSAGE, payload), SP_OK);
    assert_int_equal(sp_store_mail_put(store, "gp:big:2", SP_MAIL_MESSAGE, payload), SP_OK);
    assert_true(sp_store_mail_is_new(store, "gp:big:1"));
    assert_false(sp_store_mail_is_new(store, "gp:big:3"));
    sp_store_mail_forget_new(store);
    assert_false(sp_store_mail_is_new(store, "gp:big:1"));
    LIST(sp_store_mail_list(store, "gp:big:1", 0, 10, arena, &list));
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].seq, 1);
    assert_int_equal(rows[1].seq, 2);
    assert_int_equal(sp_store_mail_take_back(store, "gp:big:1", &d), SP_OK);
    LIST(sp_store_mail_list(store, "gp:big:1", 0, 10, arena, &list));
    assert_int_equal(count, 1); /* the message, not the status of it */
    assert_int_equal(rows[0].kind, SP_MAIL_STATUS);
    assert_int_equal(sp_store_mail_drop(store, "gp:big:1", 5), SP_OK);
    assert_int_equal(sp_store_mail_put(store, "gp:big:1", SP_MAIL_STATUS, payload), SP_OK);
    LIST(sp_store_mail_list(store, "gp:big:1", 2, 10, arena, &list));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].seq, 3); /* no number twice */
}

static void
news_for_too_many_is_news_for_all(void **state)
{
    const struct sp_bytes payload = sp_bytes_of_text("x");
    char party[32];

    (void)state;
    for (int i = 0; i < SP_NEW_MAIL_MAX + 1; i++) {
        snprintf(party, sizeof(party), "gp:big:%d", i);
        assert_int_equal(sp_store_mail_put(store, party, SP_MAIL_STATUS, payload), SP_OK);
    }
    assert_true(sp_store_mail_is_new(store, "gp:big:none"));
}

static void
counts_are_those_of_the_rows(void **state)
{
    struct sp_store_counts counts;

    (void)state;
    put_message("a", SP_MESSAGE_ACCEPTED, 100);
    put_message("b", SP_MESSAGE_HELD, 100);
    put_message("c", SP_MESSAGE_OPENED, 100);
    assert_int_equal(sp_store_state_bump(store, "gp:big:1"), SP_OK);
    assert_int_equal(sp_store_state_bump(store, "gp:big:1"), SP_OK);
    assert_int_equal(
        sp_store_mail_put(store, "gp:big:1", SP_MAIL_STATUS, sp_bytes_of_text("x")), SP_OK);
    assert_int_equal(sp_store_count(store, &counts), SP_OK);
    assert_int_equal(counts.messages, 1);
    assert_int_equal(counts.held, 1);
    assert_int_equal(counts.mail, 1);
    assert_int_equal(counts.entries, 0);
    assert_true(counts.bytes > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, set_up, tear_down)
        TEST(a_store_is_not_made_by_accident),
        TEST(one_broker_holds_a_store),
        TEST(its_files_are_its_owners_alone),
        TEST(a_store_of_another_version_is_refused),
        TEST(what_is_no_database_is_refused),
        TEST(a_transaction_is_one_at_a_time),
        TEST(facts_are_kept_by_name),
        TEST(records_are_found_by_request_patient_and_party),
        TEST(the_newest_entry_counts_and_is_listed),
        TEST(statements_are_found_while_they_stand),
        TEST(messages_are_due_when_their_time_is_over),
        TEST(shares_are_found_by_ground_and_go_one_by_one),
        TEST(a_share_moves_to_another_ground),
        TEST(openings_and_terms_of_a_share),
        TEST(the_first_author_of_an_item_stays),
        TEST(staged_pieces_become_an_item_and_are_swept_after_it),
        TEST(a_number_of_a_swept_heap_is_free_at_once),
        TEST(what_is_staged_expires),
        TEST(every_vault_key_is_rewrapped_once),
        TEST(mail_rows_rise_and_stay_until_dropped),
        TEST(news_for_too_many_is_news_for_all),
        TEST(counts_are_those_of_the_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
