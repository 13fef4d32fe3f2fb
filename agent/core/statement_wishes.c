/*
 * What a person asks for, each one statement.
 */
#include <string.h>

#include "statements_private.h"

#define WISH_ARENA ((size_t)16 << 20)

static enum sp_status
own_patient(const struct sp_agent *agent, struct sp_patient_id *out, const char *what,
    struct sp_problem *problem)
{
    return sp_agent_patient_id(agent, out) == SP_OK
               ? SP_OK
               : sp_problem_set(problem, SP_ERR_USAGE, SP_PROBLEM_ROLE, what, NULL, NULL);
}

enum sp_status
sp_relation_ask(struct sp_agent *agent, const struct sp_patient_id *patient, uint8_t relation,
    struct sp_statement_made *out, struct sp_problem *problem)
{
    const union sp_statement_body body = {
        .relate = {.party = agent->profile.party, .relation = relation}};
    const struct sp_statement_plan plan = {
        .kind = SP_KIND_RELATE, .patient = *patient, .body = &body};

    return sp_statement_declare(agent, &plan, out, problem);
}

enum sp_status
sp_statement_confirm(struct sp_agent *agent, const char *id, struct sp_statement_made *out,
    struct sp_problem *problem)
{
    struct sp_statement_held held;
    struct sp_arena *arena = NULL;
    bool away = false;

    memset(out, 0, sizeof(*out));
    enum sp_status status = sp_agent_try(agent, &away, problem);
    if (status != SP_OK || (status = sp_arena_new(WISH_ARENA, &arena)) != SP_OK ||
        (status = sp_statement_find(agent, id, arena, &held, problem)) != SP_OK) {
        goto done;
    }
    const uint8_t kind = held.read.statement.kind;
    if (kind != SP_KIND_RELATE && kind != SP_KIND_GRANT && kind != SP_KIND_ATTEST) {
        status =
            sp_problem_set(problem, SP_ERR_USAGE, SP_PROBLEM_STATEMENT_FORM, "hash", NULL, NULL);
        goto done;
    }
    const union sp_statement_body body = {.confirm = {.hash = held.read.hash}};
    const struct sp_statement_plan plan = {
        .kind = SP_KIND_CONFIRM, .patient = held.read.statement.patient, .body = &body};
    status = sp_statement_declare(agent, &plan, out, problem);
done:
    sp_arena_free(arena);
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

/* A consent is revoked by the patient or who discloses; who only receives may end its part. */
static void
ending_of(const struct sp_agent *agent, const struct sp_statement_held *held, uint8_t reason,
    uint8_t *kind, union sp_statement_body *body)
{
    const uint8_t role = agent->profile.party.role;
    const bool consent =
        held->read.statement.kind == SP_KIND_GRANT || held->read.statement.kind == SP_KIND_ATTEST;
    const bool recipient =
        consent && sp_party_equal(&held->read.body.consent.recipient, &agent->profile.party);

    memset(body, 0, sizeof(*body));
    if (consent && !recipient) {
        const bool own = role == SP_ROLE_PATIENT || role == SP_ROLE_REPRESENTATIVE;
        *kind = SP_KIND_REVOKE;
        body->revoke = (struct sp_revoke_body){.reason = reason,
            .channel = own ? SP_REVOKE_OWN : SP_REVOKE_ORAL,
            .heard_day = (uint32_t)sp_day_of_ms(sp_agent_now_ms(agent))};
    } else {
        *kind = SP_KIND_END;
        body->end.reason = reason;
    }
}

enum sp_status
sp_statement_end(struct sp_agent *agent, const char *id, uint8_t reason,
    struct sp_statement_made *out, struct sp_problem *problem)
{
    struct sp_statement_held held;
    struct sp_arena *arena = NULL;
    union sp_statement_body body;
    struct sp_statement_plan plan = {.has_id = true, .body = &body};
    bool away = false;

    memset(out, 0, sizeof(*out));
    enum sp_status status = sp_agent_try(agent, &away, problem);
    if (status != SP_OK || (status = sp_arena_new(WISH_ARENA, &arena)) != SP_OK ||
        (status = sp_statement_find(agent, id, arena, &held, problem)) != SP_OK) {
        goto done;
    }
    ending_of(agent, &held, reason, &plan.kind, &body);
    plan.patient = held.read.statement.patient;
    plan.id = held.read.statement.id;
    status = sp_statement_declare(agent, &plan, out, problem);
done:
    sp_arena_free(arena);
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

/* The objection in force towards ${party}; SP_ERR_NOT_FOUND. */
static enum sp_status
find_objection(struct sp_agent *agent, const struct sp_patient_id *patient,
    const struct sp_party *party, struct sp_arena *arena, struct sp_statement_held *out)
{
    const struct sp_statement_filter filter = {
        .has_patient = true, .patient = *patient, .kinds = UINT32_C(1) << SP_KIND_OBJECT};
    struct sp_held_list list;
    enum sp_status status = sp_held_load(agent, &filter, arena, &list);

    for (size_t i = 0; status == SP_OK && i < list.count; i++) {
        if (!sp_party_equal(&list.rows[i].read.body.object.party, party)) {
            continue;
        }
        status = sp_held_judge(agent, &list.rows[i], arena);
        if (status == SP_OK && list.rows[i].standing == SP_STANDING_IN_FORCE) {
            *out = list.rows[i];
            return SP_OK;
        }
    }
    return status == SP_OK ? SP_ERR_NOT_FOUND : status;
}

enum sp_status
sp_objection_set(struct sp_agent *agent, const struct sp_party *party, bool lift,
    struct sp_statement_made *out, struct sp_problem *problem)
{
    struct sp_statement_held held;
    struct sp_arena *arena = NULL;
    union sp_statement_body body = {.object = {.party = *party}};
    struct sp_statement_plan plan = {.kind = SP_KIND_OBJECT, .body = &body};
    enum sp_status status;

    memset(out, 0, sizeof(*out));
    if ((status = own_patient(agent, &plan.patient, "object", problem)) != SP_OK ||
        (status = sp_arena_new(WISH_ARENA, &arena)) != SP_OK) {
        goto done;
    }
    if (lift) {
        status = find_objection(agent, &plan.patient, party, arena, &held);
        if (status != SP_OK) {
            char text[SP_PARTY_TEXT_MAX];
            sp_party_text(party, text);
            status =
                sp_problem_set(problem, status, SP_PROBLEM_STATEMENT_UNKNOWN, text, NULL, NULL);
            goto done;
        }
        memset(&body, 0, sizeof(body));
        body.end.reason = SP_END_LIFTED;
        plan.kind = SP_KIND_END;
        plan.has_id = true;
        plan.id = held.read.statement.id;
    }
    status = sp_statement_declare(agent, &plan, out, problem);
done:
    sp_arena_free(arena);
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

enum sp_status
sp_consent_grant(struct sp_agent *agent, struct sp_consent_body *body,
    struct sp_statement_made *out, struct sp_problem *problem)
{
    union sp_statement_body whole = {.consent = *body};
    struct sp_statement_plan plan = {.kind = SP_KIND_GRANT, .body = &whole};

    memset(out, 0, sizeof(*out));
    whole.consent.evidence = SP_EVIDENCE_PATIENT_SIGNED;
    whole.consent.has_evidence_digest = false;
    whole.consent.text_version = SP_CONSENT_TEXT_VERSION;
    whole.consent.language = (uint8_t)agent->profile.language;
    enum sp_status status = own_patient(agent, &plan.patient, "grant", problem);
    return status == SP_OK ? sp_statement_declare(agent, &plan, out, problem) : status;
}
