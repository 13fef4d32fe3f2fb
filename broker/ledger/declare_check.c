/*
 * Who may say what, per kind: what only the store knows of a statement (PROTOCOL.md 4).
 */
#include "declare.h"

#include <string.h>

#define RELATES_MAX 64 /* by one party about one patient, ended ones included */

/* What is wrong, as text for the author; NULL: nothing. */
typedef enum sp_status check_kind(
    struct sp_turn *turn, struct sp_declared *declared, const char **wrong);

static enum sp_status
holds_treating(struct sp_turn *turn, const struct sp_declared *declared, bool *treats)
{
    uint32_t relations = 0;
    enum sp_status status = sp_gather_relations(
        turn, &declared->statement->patient, turn->work->asker.text, &relations);

    *treats = (relations & (UINT32_C(1) << SP_RELATION_TREATS)) != 0;
    return status;
}

/* ---- per kind ---- */

static enum sp_status
check_by_patient(struct sp_turn *turn, struct sp_declared *declared, const char **wrong)
{
    (void)turn;
    *wrong = declared->by_patient ? NULL : "author: only the patient herself, in this version";
    return SP_OK;
}

static enum sp_status
check_grant(struct sp_turn *turn, struct sp_declared *declared, const char **wrong)
{
    if ((sp_day)declared->read->body.consent.until_day < sp_day_of_ms(turn->now_ms)) {
        *wrong = "until_day: lies in the past";
        return SP_OK;
    }
    return check_by_patient(turn, declared, wrong);
}

static enum sp_status
check_confirm(struct sp_turn *turn, struct sp_declared *declared, const char **wrong)
{
    struct sp_statement_row row;
    struct sp_statement_read read;
    enum sp_status status = sp_store_statement_by_hash(
        turn->store, &declared->read->body.confirm.hash, turn->arena, &row);

    *wrong = "hash: there is no such relation or consent about this patient";
    if (status != SP_OK) {
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    if (memcmp(&row.patient, &declared->statement->patient, sizeof(row.patient)) != 0) {
        return SP_OK;
    }
    if (row.kind == SP_KIND_RELATE) {
        return check_by_patient(turn, declared, wrong);
    }
    if (row.kind != SP_KIND_GRANT && row.kind != SP_KIND_ATTEST) {
        return SP_OK;
    }
    if ((status = sp_gather_read(turn, &row, &read)) != SP_OK) {
        return status;
    }
    const struct sp_party *givers = read.body.consent.givers.items;
    *wrong = "author: the consent does not list you as a giver";
    for (size_t i = 0; i < read.body.consent.givers.count; i++) {
        if (sp_party_equal(&givers[i], &declared->statement->author)) {
            *wrong = NULL;
        }
    }
    return SP_OK;
}

/*
 * Anybody with her code may ask, but not for ever: each asking lies with her agent.  What is counted
 * is the author's own, so the answer tells nothing about her.
 */
static enum sp_status
check_relate(struct sp_turn *turn, struct sp_declared *declared, const char **wrong)
{
    const struct sp_statement_query query = {.patient = &declared->statement->patient,
        .kind = SP_KIND_RELATE,
        .author = turn->work->asker.text};
    struct sp_list list;
    enum sp_status status =
        sp_store_statement_find(turn->store, &query, RELATES_MAX, turn->arena, &list);

    *wrong = list.count < RELATES_MAX ? NULL : "author: you asked this patient often enough";
    return status;
}

static enum sp_status
check_fact(struct sp_turn *turn, struct sp_declared *declared, const char **wrong)
{
    bool treats = false;
    enum sp_status status = holds_treating(turn, declared, &treats);

    *wrong = treats ? NULL : "author: only a clinician whom the patient confirmed as treating her";
    return status;
}

static enum sp_status
check_approval(struct sp_turn *turn, struct sp_declared *declared, const char **wrong)
{
    bool approves = declared->statement->kind == SP_KIND_APPROVE;
    const struct sp_hash *d =
        approves ? &declared->read->body.approve.d : &declared->read->body.reject.d;
    struct sp_message_row message;
    enum sp_status status = sp_store_message_get(turn->store, d, turn->arena, &message);

    if (status != SP_OK && status != SP_ERR_NOT_FOUND) {
        return status;
    }
    if (status == SP_ERR_NOT_FOUND ||
        memcmp(&message.patient, &declared->statement->patient, sizeof(message.patient)) != 0) {
        *wrong = "d: there is no such message about this patient";
        return SP_OK;
    }
    if (approves && declared->read->body.approve.valid_until_ms <= (uint64_t)turn->now_ms) {
        *wrong = "valid_until_ms: lies in the past";
        return SP_OK;
    }
    if (approves && message.not_after_ms <= (uint64_t)turn->now_ms) {
        *wrong = "d: the time of this message is over";
        return SP_OK;
    }
    bool open_to_it =
        message.state == SP_MESSAGE_HELD || (!approves && message.state == SP_MESSAGE_ACCEPTED);
    if (!open_to_it) {
        *wrong = approves ? "d: this message does not wait for an approval"
                          : "d: this message was opened or ended already";
        return SP_OK;
    }
    return check_by_patient(turn, declared, wrong);
}

static enum sp_status
check_revoke(struct sp_turn *turn, struct sp_declared *declared, const char **wrong)
{
    const struct sp_declared *d = declared;
    bool treats = false;

    *wrong = NULL;
    if (!d->has_before || (d->before.kind != SP_KIND_GRANT && d->before.kind != SP_KIND_ATTEST)) {
        *wrong = "prev_hash: revoke ends a consent";
        return SP_OK;
    }
    if (d->by_patient ||
        sp_party_equal(&d->before_read.body.consent.discloser, &d->statement->author)) {
        return SP_OK;
    }
    enum sp_status status = holds_treating(turn, declared, &treats);
    *wrong = treats ? NULL : "author: the patient, who discloses, or who treats her";
    return status;
}

static enum sp_status
check_end(struct sp_turn *turn, struct sp_declared *declared, const char **wrong)
{
    const struct sp_declared *d = declared;
    uint8_t kind = d->has_before ? d->before.kind : SP_KIND_COUNT;

    (void)turn;
    *wrong = NULL;
    if ((kind != SP_KIND_RELATE && kind != SP_KIND_OBJECT && kind != SP_KIND_CAPACITY &&
            kind != SP_KIND_AGE && kind != SP_KIND_GRANT && kind != SP_KIND_ATTEST)) {
        *wrong = "prev_hash: end ends a relation, an objection, a capacity, an age or a consent";
        return SP_OK;
    }
    bool its_author = sp_party_equal(&d->before_read.statement.author, &d->statement->author);
    bool its_patient = d->by_patient && (kind == SP_KIND_RELATE || kind == SP_KIND_OBJECT);
    bool named = (kind == SP_KIND_GRANT || kind == SP_KIND_ATTEST) &&
                 (sp_party_equal(&d->before_read.body.consent.discloser, &d->statement->author) ||
                     sp_party_equal(&d->before_read.body.consent.recipient, &d->statement->author));
    if (!its_author && !its_patient && !named) {
        *wrong = "author: who made the statement, or who takes part in it";
    }
    return SP_OK;
}

static enum sp_status
check_not_here(struct sp_turn *turn, struct sp_declared *declared, const char **wrong)
{
    (void)turn;
    (void)declared;
    *wrong = "kind: not in this version";
    return SP_OK;
}

/* clang-format off */
static const struct kind_row {
    const char *event;
    check_kind *check;
} kinds[SP_KIND_COUNT] = {
    [SP_KIND_GRANT]      = {"consent_grant",  check_grant},
    [SP_KIND_ATTEST]     = {"consent_grant",  check_not_here},
    [SP_KIND_CONFIRM]    = {"confirm",        check_confirm},
    [SP_KIND_RELATE]     = {"relate",         check_relate},
    [SP_KIND_OBJECT]     = {"object",         check_by_patient},
    [SP_KIND_MANDATE]    = {"fact",           check_not_here},
    [SP_KIND_CAPACITY]   = {"fact",           check_fact},
    [SP_KIND_AGE]        = {"fact",           check_fact},
    [SP_KIND_DEATH]      = {"fact",           check_fact},
    [SP_KIND_APPROVE]    = {"approve",        check_approval},
    [SP_KIND_REJECT]     = {"reject",         check_approval},
    [SP_KIND_REVOKE]     = {"consent_revoke", check_revoke},
    [SP_KIND_END]        = {"end",            check_end},
    [SP_KIND_BREAKGLASS] = {"break_glass",    check_not_here},
    [SP_KIND_COSIGN]     = {"cosign",         check_not_here},
    [SP_KIND_ROTATE_KEY] = {"rotate_key",     check_not_here},
    [SP_KIND_CLOSE]      = {"close",          check_not_here},
};
/* clang-format on */

enum sp_status
sp_declare_check(struct sp_turn *turn, struct sp_declared *declared, const char **wrong)
{
    return kinds[declared->statement->kind].check(turn, declared, wrong);
}

const char *
sp_declare_event(const struct sp_declared *declared)
{
    uint8_t kind = declared->statement->kind;
    bool is_consent = kind == SP_KIND_GRANT || kind == SP_KIND_ATTEST;

    return is_consent && declared->statement->version > 1 ? "consent_change" : kinds[kind].event;
}

bool
sp_declare_takes_away(const struct sp_declared *declared)
{
    uint8_t kind = declared->statement->kind, ended = declared->before.kind;

    /* Ending an objection, an incapacity or an age gives; ending a relation or a consent takes. */
    return kind == SP_KIND_REVOKE || kind == SP_KIND_OBJECT || kind == SP_KIND_REJECT ||
           (kind == SP_KIND_END && declared->has_before &&
               (ended == SP_KIND_RELATE || ended == SP_KIND_GRANT || ended == SP_KIND_ATTEST));
}
