/*
 * Vault keys, mailboxes and the state rows that give each subject one order.
 */
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VAULT_PAGE 64

enum sp_status
sp_store_vault_put(struct sp_store *store, const struct sp_patient_id *patient,
    const struct sp_hash *ground, struct sp_bytes wrapped)
{
    return sp_sql_run(sp_sql(store, SP_SQL_VAULT_PUT, "phb", patient, ground, wrapped));
}

enum sp_status
sp_store_vault_get(struct sp_store *store, const struct sp_patient_id *patient,
    const struct sp_hash *ground, struct sp_arena *arena, struct sp_bytes *wrapped)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_VAULT_GET, "ph", patient, ground);
    enum sp_status status = sp_sql_row(statement);

    if (status == SP_OK && !sp_sql_bytes(statement, 0, arena, wrapped)) {
        status = SP_ERR_STORE;
    }
    sp_sql_done(statement);
    return status;
}

enum sp_status
sp_store_vault_drop(
    struct sp_store *store, const struct sp_patient_id *patient, const struct sp_hash *ground)
{
    return sp_sql_run(sp_sql(store, SP_SQL_VAULT_DROP, "ph", patient, ground));
}

struct vault_page {
    struct {
        struct sp_patient_id patient;
        struct sp_hash ground;
        struct sp_buffer wrapped;
    } rows[VAULT_PAGE];
    size_t count;
};

/* The rows after the last of ${page}, each rewrapped; none is written while they are read. */
static enum sp_status
read_vault_page(
    struct sp_store *store, sp_vault_rewrap *rewrap, void *context, struct vault_page *page)
{
    struct sp_patient_id patient = {{0}};
    struct sp_hash ground = {{0}};
    enum sp_status status = SP_OK;

    if (page->count > 0) { /* copies, since the page is filled anew */
        patient = page->rows[page->count - 1].patient;
        ground = page->rows[page->count - 1].ground;
    }
    sqlite3_stmt *statement =
        sp_sql(store, SP_SQL_VAULT_AFTER, "phi", &patient, &ground, (int64_t)VAULT_PAGE);
    page->count = 0;
    while (page->count < VAULT_PAGE && (status = sp_sql_row(statement)) == SP_OK) {
        size_t i = page->count;
        struct sp_bytes wrapped = {
            sqlite3_column_blob(statement, 2), (size_t)sqlite3_column_bytes(statement, 2)};

        sp_buffer_wipe(&page->rows[i].wrapped);
        if (!sp_sql_fixed(statement, 0, page->rows[i].patient.b, SP_PATIENT_BYTES) ||
            !sp_sql_fixed(statement, 1, page->rows[i].ground.b, SP_HASH_BYTES)) {
            status = SP_ERR_STORE;
            break;
        }
        if ((status = rewrap(context, wrapped, &page->rows[i].wrapped)) != SP_OK) {
            break;
        }
        page->count++;
    }
    sp_sql_done(statement);
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

enum sp_status
sp_store_vault_rewrap(struct sp_store *store, sp_vault_rewrap *rewrap, void *context)
{
    struct vault_page *page = calloc(1, sizeof(*page));
    enum sp_status status = page == NULL ? SP_ERR_NOMEM : SP_OK;

    for (size_t i = 0; page != NULL && i < VAULT_PAGE; i++) {
        sp_buffer_init(&page->rows[i].wrapped, 1024);
    }
    do {
        if (status == SP_OK) {
            status = read_vault_page(store, rewrap, context, page);
        }
        for (size_t i = 0; status == SP_OK && i < page->count; i++) {
            status = sp_store_vault_put(store, &page->rows[i].patient, &page->rows[i].ground,
                sp_buffer_bytes(&page->rows[i].wrapped));
        }
    } while (status == SP_OK && page->count == VAULT_PAGE);
    for (size_t i = 0; page != NULL && i < VAULT_PAGE; i++) {
        sp_buffer_wipe(&page->rows[i].wrapped);
    }
    free(page);
    return status;
}

static void
note_new_mail(struct sp_store *store, const char *party)
{
    if (sp_store_mail_is_new(store, party)) {
        return;
    }
    if (store->new_mail_count < SP_NEW_MAIL_MAX) {
        (void)snprintf(store->new_mail[store->new_mail_count], SP_PARTY_TEXT_MAX, "%s", party);
    }
    store->new_mail_count++;
}

bool
sp_store_mail_is_new(const struct sp_store *store, const char *party)
{
    bool found = store->new_mail_count > SP_NEW_MAIL_MAX;

    for (size_t i = 0; i < store->new_mail_count && !found; i++) {
        found = strcmp(store->new_mail[i], party) == 0;
    }
    return found;
}

void
sp_store_mail_forget_new(struct sp_store *store)
{
    store->new_mail_count = 0;
}

enum sp_status
sp_store_mail_put(struct sp_store *store, const char *party, uint8_t kind, struct sp_bytes payload)
{
    sqlite3_stmt *statement = sp_sql(store, SP_SQL_MAIL_SEQ, "s", party);
    enum sp_status status = sp_sql_row(statement);
    int64_t seq = status == SP_OK ? sqlite3_column_int64(statement, 0) : 0;

    /* A RETURNING statement is only done when it has been stepped to its end. */
    if (status == SP_OK && sp_sql_row(statement) != SP_ERR_NOT_FOUND) {
        status = SP_ERR_STORE;
    }
    sp_sql_done(statement);
    note_new_mail(store, party);
    return status != SP_OK ? SP_ERR_STORE
                           : sp_sql_run(sp_sql(store, SP_SQL_MAIL_PUT, "siib", party, seq,
                                 (int64_t)kind, payload));
}

enum sp_status
sp_store_mail_take_back(struct sp_store *store, const char *party, const struct sp_hash *d)
{
    return sp_sql_run(sp_sql(store, SP_SQL_MAIL_TAKE_BACK, "sh", party, d));
}

enum sp_status
sp_store_mail_list(struct sp_store *store, const char *party, uint64_t after, size_t max,
    struct sp_arena *arena, struct sp_list *rows)
{
    sqlite3_stmt *statement =
        sp_sql(store, SP_SQL_MAIL_LIST, "sii", party, sp_sql_int(after), sp_sql_int(max));
    struct sp_mail_row *list = NULL;
    enum sp_status status;

    *rows = (struct sp_list){NULL, 0};
    while ((status = sp_sql_row(statement)) == SP_OK) {
        list = sp_sql_grow(arena, list, rows->count, sizeof(*list));
        if (list == NULL || !sp_sql_bytes(statement, 2, arena, &list[rows->count].payload)) {
            status = SP_ERR_STORE;
            break;
        }
        list[rows->count].seq = sp_sql_u64(statement, 0);
        list[rows->count].kind = (uint8_t)sqlite3_column_int(statement, 1);
        rows->count++;
    }
    sp_sql_done(statement);
    rows->items = list;
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

enum sp_status
sp_store_mail_drop(struct sp_store *store, const char *party, uint64_t upto)
{
    return sp_sql_run(sp_sql(store, SP_SQL_MAIL_DROP, "si", party, sp_sql_int(upto)));
}

enum sp_status
sp_store_state_bump(struct sp_store *store, const char *subject)
{
    return sp_sql_run(sp_sql(store, SP_SQL_STATE_BUMP, "s", subject));
}
