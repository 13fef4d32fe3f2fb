/*
 * A statement that came by mail: is it what it says, and does the log hold it?
 */
#include <string.h>

#include "directory.h"
#include "mirror.h"
#include "statements_private.h"

#define TAKE_ARENA ((size_t)1 << 16)

/* Kinds that only the patient herself can make count; others may be hers or a professional's. */
static bool
may_author(const struct sp_statement *statement)
{
    struct sp_party patient;

    if (statement->author.role >= SP_ROLE_COUNT ||
        (sp_kind_authors(statement->kind) >> statement->author.role & 1U) == 0) {
        return false;
    }
    if (statement->author.role != SP_ROLE_PATIENT) {
        return true;
    }
    sp_party_of_patient(&statement->patient, &patient);
    return sp_party_equal(&statement->author, &patient);
}

static enum sp_status
refuse(struct sp_agent *agent, const struct sp_signed_part *part, const char *why)
{
    return sp_local_evidence(agent->local, sp_agent_now_ms(agent), why, part->part,
        (struct sp_bytes){part->signature.b, sizeof(part->signature.b)});
}

/* The broker is away or shows another history: not a fault of the statement. */
static bool
is_for_later(enum sp_status status, const struct sp_problem *problem)
{
    return status == SP_ERR_NOMEM || status == SP_ERR_STORE || status == SP_ERR_IO ||
           status == SP_ERR_TIMEOUT || status == SP_ERR_CLOSED || status == SP_ERR_BUSY ||
           problem->id == SP_PROBLEM_BROKER_CERTIFICATE || problem->id == SP_PROBLEM_PIN;
}

enum sp_status
sp_statement_take(
    struct sp_agent *agent, const struct sp_signed_part *part, struct sp_problem *problem)
{
    struct sp_statement_read read;
    struct sp_directory_row author;
    struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
    struct sp_arena *arena = NULL;
    enum sp_status status = sp_arena_new(TAKE_ARENA, &arena);

    if (status != SP_OK) {
        return status;
    }
    if (sp_statement_read(part->part, &part->signature, arena, &read, NULL) != SP_OK ||
        !may_author(&read.statement)) {
        status = refuse(agent, part, "a statement that breaks its own rules");
        goto done;
    }
    status = sp_directory_lookup(agent, &read.statement.author, &author, &trouble);
    if (is_for_later(status, &trouble)) {
        if (problem != NULL) {
            *problem = trouble;
        }
        goto done;
    }
    if (status != SP_OK) {
        status = refuse(agent, part, "a statement by an author whose entry is not to be believed");
        goto done;
    }
    if (sp_statement_verify(part->part, &part->signature, &author.certificate.key) != SP_OK) {
        status = refuse(agent, part, "a statement whose signature does not verify");
        goto done;
    }
    status = sp_mirror_holds(agent, SP_LOG_STATEMENTS, &read.label, &read.hash, NULL);
    if (status == SP_ERR_NOT_FOUND || status == SP_ERR_PROOF) {
        status = refuse(agent, part, "a statement that is not in the log");
    } else if (status == SP_OK) {
        status = sp_held_keep(agent, part, &read, SP_STATEMENT_HELD, NULL);
    }
done:
    sp_arena_free(arena);
    return status;
}
