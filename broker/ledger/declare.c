/*
 * Statements: is it the next of its kind, and then it is written down.  Who may say what stands in
 * declare_check.c, what follows from it in declare_follow.c.
 *
 * Everything that a statement says of itself was checked when it was read; here stands what only
 * the store knows.
 */
#include "declare.h"

#include <string.h>

/* ---- order: versions and ends ---- */

/* Finds what prev_hash names, and whether this statement follows upon it. */
static enum sp_status
find_before(struct sp_turn *turn, struct sp_declared *declared, const char **wrong)
{
    const struct sp_statement *statement = declared->statement;
    bool ending = sp_kind_is_ending(statement->kind);
    enum sp_status status;

    *wrong = NULL;
    if (!statement->has_prev_hash) {
        return SP_OK;
    }
    status = sp_store_statement_by_hash(
        turn->store, &statement->prev_hash, turn->arena, &declared->before);
    if (status != SP_OK) {
        *wrong = "prev_hash: there is no such statement";
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    declared->has_before = true;
    const struct sp_statement_row *before = &declared->before;
    if (memcmp(&before->patient, &statement->patient, sizeof(before->patient)) != 0 ||
        memcmp(&before->id, &statement->id, sizeof(before->id)) != 0 ||
        (!ending && (before->version + 1 != statement->version || before->kind != statement->kind ||
                        strcmp(before->author, turn->work->asker.text) != 0))) {
        *wrong = "prev_hash: not the version of yours before this one";
        return SP_OK;
    }
    return sp_gather_read(turn, before, &declared->before_read);
}

/* What stands under this label already. */
enum standing {
    SP_LABEL_FREE,
    SP_LABEL_SAME,  /* this very statement */
    SP_LABEL_ENDED, /* an ending, and this is another one: done already, if its author may */
    SP_LABEL_TAKEN,
};

static enum sp_status
find_label(struct sp_turn *turn, const struct sp_declared *declared, enum standing *standing,
    uint64_t *leaf, const char **wrong)
{
    const struct sp_statement *statement = declared->statement;
    struct sp_statement_row row;
    struct sp_hash end = sp_statement_end_label(&statement->patient, &statement->id);
    enum sp_status status =
        sp_store_statement_by_label(turn->store, &declared->read->label, turn->arena, &row);

    *standing = SP_LABEL_FREE;
    *wrong = NULL;
    if (status == SP_OK) {
        bool same = memcmp(&row.hash, &declared->read->hash, sizeof(row.hash)) == 0;

        *leaf = row.log_index;
        *standing = same                                 ? SP_LABEL_SAME
                    : sp_kind_is_ending(statement->kind) ? SP_LABEL_ENDED
                                                         : SP_LABEL_TAKEN;
        *wrong = *standing == SP_LABEL_TAKEN ? "version: there is another statement of this version"
                                             : NULL;
        return SP_OK;
    }
    if (status != SP_ERR_NOT_FOUND) {
        return status;
    }
    status = sp_store_statement_by_label(turn->store, &end, turn->arena, &row);
    if (status == SP_OK) {
        *standing = SP_LABEL_TAKEN;
        *wrong = "version: this statement was ended; make a new one";
    }
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

/* ---- putting it down ---- */

/* The party and the hash that it is found by later. */
static void
set_references(
    struct sp_turn *turn, const struct sp_declared *declared, struct sp_statement_row *row)
{
    const union sp_statement_body *body = &declared->read->body;

    row->subject = "";
    switch (declared->statement->kind) {
    case SP_KIND_RELATE:
        row->subject = sp_turn_text(turn, &body->relate.party);
        break;
    case SP_KIND_OBJECT:
        row->subject = sp_turn_text(turn, &body->object.party);
        break;
    case SP_KIND_CONFIRM:
        row->refers = body->confirm.hash;
        break;
    case SP_KIND_APPROVE:
        row->refers = body->approve.d;
        break;
    case SP_KIND_REJECT:
        row->refers = body->reject.d;
        break;
    default:
        break;
    }
}

static const struct sp_party *
counterparty_of(const struct sp_declared *declared, struct sp_party *owner)
{
    const union sp_statement_body *body = &declared->read->body;

    switch (declared->statement->kind) {
    case SP_KIND_GRANT:
    case SP_KIND_ATTEST:
        return &body->consent.recipient;
    case SP_KIND_OBJECT:
        return &body->object.party;
    default:
        sp_party_of_patient(&declared->statement->patient, owner);
        return declared->by_patient ? NULL : owner;
    }
}

static enum sp_status
record_it(struct sp_turn *turn, const struct sp_declared *declared, bool has_leaf, uint64_t index)
{
    const struct sp_statement *statement = declared->statement;
    bool is_consent = statement->kind == SP_KIND_GRANT || statement->kind == SP_KIND_ATTEST;
    const struct sp_consent_body *consent = &declared->read->body.consent;
    struct sp_party owner;
    struct sp_event event = {.name = sp_declare_event(declared),
        .verdict = statement->kind == SP_KIND_RELATE ? SP_VERDICT_ASKED : SP_VERDICT_DONE,
        .rule = "",
        .patient = &statement->patient,
        .counterparty = counterparty_of(declared, &owner),
        .told = true,
        .statement = &statement->id,
        .categories = is_consent ? sp_turn_mask(&consent->categories) : 0,
        .purpose = is_consent ? (int)consent->purpose : -1,
        .basis = SP_BASIS_NONE,
        .consent = &declared->read->hash,
        .leaf_log = has_leaf ? SP_LOG_STATEMENTS : -1,
        .leaf_index = index};

    if (statement->kind == SP_KIND_APPROVE) {
        event.statement = NULL;
        event.d = &declared->read->body.approve.d;
    } else if (statement->kind == SP_KIND_REJECT) {
        event.statement = NULL;
        event.d = &declared->read->body.reject.d;
    }
    return sp_turn_record(turn, &event);
}

static enum sp_status
put_statement(struct sp_turn *turn, struct sp_declared *declared)
{
    const struct sp_statement *statement = declared->statement;
    uint8_t leaf[SP_STATEMENT_LEAF];
    struct sp_statement_row row = {.stmt = declared->body->part.part,
        .signature = declared->body->part.signature,
        .hash = declared->read->hash,
        .label = declared->read->label,
        .patient = statement->patient,
        .id = statement->id,
        .version = statement->version,
        .kind = statement->kind,
        .author = turn->work->asker.text,
        .issued_ms = statement->issued_ms};
    enum sp_status status;

    set_references(turn, declared, &row);
    sp_statement_leaf(&row.label, &row.hash, leaf);
    const char *owner = sp_turn_owner(turn, &statement->patient);
    if (row.subject == NULL || owner == NULL) {
        return SP_ERR_NOMEM;
    }
    if ((status = sp_store_log_append(turn->store, SP_LOG_STATEMENTS,
             (struct sp_bytes){leaf, sizeof(leaf)}, &row.log_index)) != SP_OK ||
        (status = sp_store_statement_put(turn->store, &row)) != SP_OK ||
        (status = sp_store_state_bump(turn->store, owner)) != SP_OK ||
        (status = record_it(turn, declared, true, row.log_index)) != SP_OK ||
        (status = sp_declare_deliver(turn, declared)) != SP_OK) {
        return status;
    }
    return sp_declare_follow(turn, declared);
}

/* Who says it, and when; false: refused. */
static bool
author_may_speak(struct sp_turn *turn, const struct sp_statement *statement)
{
    if (!sp_party_equal(&statement->author, &turn->work->asker.party)) {
        sp_status_ignore(sp_turn_refuse(turn, SP_VERDICT_REFUSE_SIGNATURE, "author: not you"));
        return false;
    }
    if (statement->issued_ms > (uint64_t)turn->now_ms + (uint64_t)SP_CLOCK_SKEW_MS) {
        sp_status_ignore(
            sp_turn_refuse(turn, SP_VERDICT_REFUSE_CLOCK, "issued_ms: lies in the future"));
        return false;
    }
    return true;
}

/* Everything that the store has against it, in the order of PROTOCOL.md 4. */
static enum sp_status
judge(struct sp_turn *turn, struct sp_declared *declared, enum standing *standing, uint64_t *leaf,
    const char **wrong)
{
    bool certified = false;
    enum sp_status status;

    *standing = SP_LABEL_FREE;
    if ((status = sp_gather_certified(turn, turn->work->asker.text, &certified)) != SP_OK) {
        return status;
    }
    *wrong = certified ? NULL : "author: publish your directory entry first";
    if (*wrong != NULL || (status = find_label(turn, declared, standing, leaf, wrong)) != SP_OK ||
        *wrong != NULL || *standing == SP_LABEL_SAME) {
        return status;
    }
    if ((status = find_before(turn, declared, wrong)) != SP_OK || *wrong != NULL) {
        return status;
    }
    return sp_declare_check(turn, declared, wrong);
}

enum sp_status
sp_turn_statement(struct sp_turn *turn)
{
    const struct sp_signed_body *body = &turn->work->body.part;
    struct sp_declared declared = {
        .body = body, .read = &body->read.statement, .statement = &body->read.statement.statement};
    enum standing standing = SP_LABEL_FREE;
    const char *wrong = NULL;
    uint64_t leaf = 0;
    bool known = false;
    enum sp_status status = sp_turn_repeats(turn, &known);

    if (status != SP_OK || known || !author_may_speak(turn, declared.statement)) {
        return status;
    }
    declared.by_patient = declared.statement->author.role == SP_ROLE_PATIENT;
    if ((status = judge(turn, &declared, &standing, &leaf, &wrong)) != SP_OK) {
        return status;
    }
    if (wrong != NULL) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_STATEMENT, wrong);
    }
    if (standing != SP_LABEL_FREE) {
        /* Done before: logged, and the record names the leaf that stands. */
        return record_it(turn, &declared, true, leaf);
    }
    if (turn->ledger->clock_is_behind && !sp_declare_takes_away(&declared)) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_CLOCK,
            "the broker's clock is behind its own log: its operator must set it right");
    }
    return put_statement(turn, &declared);
}
