/*
 * Statements come from any party with a certificate, and from a broker that may lie.  The first
 * byte chooses: odd, the rest is the statement; even, the rest is edits (offset u16, value u8) to a
 * good one, so that the rules behind the form are reached too.
 */
#include <stdlib.h>

#include "statement_samples.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read obeys the header, and written again gives the same bytes. */
static void
check(struct sp_bytes stmt, const struct sp_statement_read *read)
{
    const struct sp_statement *statement = &read->statement;
    struct sp_statement whole = *statement;
    struct sp_buffer body, again;

    if (statement->kind >= SP_KIND_COUNT ||
        (sp_kind_authors(statement->kind) >> statement->author.role & 1U) == 0 ||
        sp_kind_is_ending(statement->kind) != (statement->version == 0)) {
        abort();
    }
    sp_buffer_init(&body, SP_STATEMENT_MAX);
    sp_buffer_init(&again, SP_STATEMENT_MAX);
    if (sp_wire_write(sp_statement_body_shape(statement->kind), &read->body, &body) != SP_OK) {
        abort();
    }
    whole.body = sp_buffer_bytes(&body);
    if (sp_wire_write(&sp_shape_statement, &whole, &again) != SP_OK ||
        !sp_bytes_equal(stmt, sp_buffer_bytes(&again))) {
        abort();
    }
    sp_buffer_wipe(&body);
    sp_buffer_wipe(&again);
}

static void
edit(struct sp_buffer *stmt, const uint8_t *edits, size_t size)
{
    for (size_t i = 0; i + 3 <= size; i += 3) {
        size_t at = (size_t)(edits[i] << 8 | edits[i + 1]);
        stmt->data[at % stmt->size] = edits[i + 2];
    }
}

/* The good statement of ${kind}, signed once and kept. */
static struct sp_bytes
good(uint8_t kind)
{
    static struct sp_buffer kept[SP_KIND_COUNT];
    struct sp_statement statement;
    union sp_statement_body body;
    struct sp_signature signature;

    if (kept[kind].size == 0) {
        struct sp_sign_key *key = sample_key(SAMPLE_KEY);
        sp_buffer_init(&kept[kind], SP_STATEMENT_MAX);
        sample_statement(kind, &statement, &body);
        if (sp_statement_sign(&statement, &body, key, &kept[kind], &signature) != SP_OK) {
            abort();
        }
        sp_sign_key_free(key);
    }
    return sp_buffer_bytes(&kept[kind]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct sp_signature signature;
    struct sp_statement_read read;
    struct sp_arena *arena = NULL;
    struct sp_buffer stmt;
    const char *field = NULL;

    if (size == 0 || sp_crypto_init() != SP_OK || sp_arena_new(65536, &arena) != SP_OK) {
        return 0;
    }
    bool edited = (data[0] & 1U) == 0;
    struct sp_bytes start = {data + 1, size - 1};
    if (edited) {
        start = good((data[0] >> 1) % SP_KIND_COUNT);
    }
    sp_buffer_init(&stmt, 1U << 20);
    if (sp_buffer_append(&stmt, start.data, start.size) != SP_OK) {
        goto done;
    }
    if (edited) {
        edit(&stmt, data + 1, size - 1);
    }
    struct sp_bytes bytes = sp_buffer_bytes(&stmt);
    enum sp_status status = sp_statement_read(bytes, &signature, arena, &read, &field);
    if ((status == SP_OK) != (field == NULL)) {
        abort();
    }
    if (status == SP_OK) {
        check(bytes, &read);
    }

done:
    sp_buffer_wipe(&stmt);
    sp_arena_free(arena);
    return 0;
}
