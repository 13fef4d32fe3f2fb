#include <string.h>

#include "shapes.h"

#define STATEMENT_ARENA 16384 /* lists of one statement: 31 categories and 4 parties at most */

static struct sp_hash
hash_of_signed(struct sp_bytes stmt, const struct sp_signature *signature)
{
    const struct sp_bytes parts[] = {stmt, {signature->b, sizeof(signature->b)}};

    return sp_hash_of("statement-hash", parts, 2);
}

struct sp_hash
sp_statement_label(
    const struct sp_patient_id *patient, const struct sp_statement_id *id, uint32_t version)
{
    const uint8_t number[4] = {(uint8_t)(version >> 24), (uint8_t)(version >> 16),
        (uint8_t)(version >> 8), (uint8_t)version};
    const struct sp_bytes parts[] = {
        {patient->b, sizeof(patient->b)}, {id->b, sizeof(id->b)}, {number, sizeof(number)}};

    return sp_hash_of("label", parts, 3);
}

struct sp_hash
sp_statement_end_label(const struct sp_patient_id *patient, const struct sp_statement_id *id)
{
    const struct sp_bytes parts[] = {{patient->b, sizeof(patient->b)}, {id->b, sizeof(id->b)}};

    return sp_hash_of("label-end", parts, 2);
}

void
sp_statement_leaf(
    const struct sp_hash *label, const struct sp_hash *hash, uint8_t out[static SP_STATEMENT_LEAF])
{
    static const uint8_t magic[4] = {'S', 'P', 'C', '1'};

    memcpy(out, magic, sizeof(magic));
    memcpy(out + sizeof(magic), label->b, SP_HASH_BYTES);
    memcpy(out + sizeof(magic) + SP_HASH_BYTES, hash->b, SP_HASH_BYTES);
}

/* Form and rules; ${field} is never NULL here. */
static enum sp_status
read_and_judge(
    struct sp_bytes stmt, struct sp_arena *arena, struct sp_statement_read *out, const char **field)
{
    enum sp_status status;

    if (stmt.size > SP_STATEMENT_MAX) {
        *field = sp_shape_statement.name;
        return SP_ERR_TOO_BIG;
    }
    status = sp_wire_read(&sp_shape_statement, stmt, arena, &out->statement, field);
    if (status != SP_OK) {
        return status;
    }
    const struct sp_shape *shape = sp_statement_body_shape(out->statement.kind);
    if (shape == NULL) {
        *field = "kind";
        return SP_ERR_MALFORMED;
    }
    status = sp_wire_read(shape, out->statement.body, arena, &out->body, field);
    if (status != SP_OK) {
        return status;
    }
    *field = sp_statement_fault(&out->statement, &out->body);
    return *field == NULL ? SP_OK : SP_ERR_MALFORMED;
}

enum sp_status
sp_statement_read(struct sp_bytes stmt, const struct sp_signature *signature,
    struct sp_arena *arena, struct sp_statement_read *out, const char **field)
{
    const char *wrong = NULL;

    memset(out, 0, sizeof(*out));
    enum sp_status status = read_and_judge(stmt, arena, out, &wrong);
    if (field != NULL) {
        *field = wrong;
    }
    if (status != SP_OK) {
        sp_wipe(out, sizeof(*out));
        return status;
    }
    const struct sp_statement *statement = &out->statement;
    out->hash = hash_of_signed(stmt, signature);
    out->label = sp_kind_is_ending(statement->kind)
                     ? sp_statement_end_label(&statement->patient, &statement->id)
                     : sp_statement_label(&statement->patient, &statement->id, statement->version);
    return SP_OK;
}

enum sp_status
sp_statement_verify(
    struct sp_bytes stmt, const struct sp_signature *signature, const struct sp_sign_public *author)
{
    return sp_verify(author, "statement", &stmt, 1, signature);
}

/* Appends ${statement} with ${body} as its body. */
static enum sp_status
write_statement(const struct sp_statement *statement, const union sp_statement_body *body,
    struct sp_buffer *out)
{
    const struct sp_shape *shape = sp_statement_body_shape(statement->kind);
    struct sp_statement whole = *statement;
    struct sp_buffer inner;
    enum sp_status status;

    if (shape == NULL) {
        return SP_ERR_USAGE;
    }
    sp_buffer_init(&inner, SP_STATEMENT_MAX);
    status = sp_wire_write(shape, body, &inner);
    if (status == SP_OK) {
        whole.body = sp_buffer_bytes(&inner);
        status = sp_wire_write(&sp_shape_statement, &whole, out);
    }
    sp_buffer_wipe(&inner);
    return status;
}

enum sp_status
sp_statement_sign(const struct sp_statement *statement, const union sp_statement_body *body,
    const struct sp_sign_key *key, struct sp_buffer *stmt, struct sp_signature *signature)
{
    struct sp_statement_read read;
    struct sp_arena *arena = NULL;
    struct sp_buffer bytes;
    enum sp_status status;

    memset(signature, 0, sizeof(*signature));
    memset(&read, 0, sizeof(read));
    sp_buffer_init(&bytes, SP_STATEMENT_MAX);
    if ((status = sp_arena_new(STATEMENT_ARENA, &arena)) != SP_OK ||
        (status = write_statement(statement, body, &bytes)) != SP_OK) {
        goto done;
    }
    /* What is signed is judged as its readers will judge it, from its bytes. */
    struct sp_bytes written = sp_buffer_bytes(&bytes);
    status = sp_statement_read(written, signature, arena, &read, NULL);
    if (status != SP_OK) {
        status = status == SP_ERR_NOMEM ? status : SP_ERR_USAGE;
        goto done;
    }
    if ((status = sp_sign(key, "statement", &written, 1, signature)) == SP_OK) {
        status = sp_buffer_append(stmt, written.data, written.size);
    }

done:
    if (status != SP_OK) {
        sp_wipe(signature, sizeof(*signature));
    }
    sp_wipe(&read, sizeof(read));
    sp_buffer_wipe(&bytes);
    sp_arena_free(arena);
    return status;
}
