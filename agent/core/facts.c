#include "facts.h"

#include <string.h>

#include "mirror.h"

#define FACTS_ARENA ((size_t)64 << 20)
#define KIND(kind_) (UINT32_C(1) << SP_KIND_##kind_)

/* All statements about the patient that are held, judged. */
struct held {
    struct sp_held_list list;
    struct sp_arena *arena;
};

static enum sp_status
load(struct sp_agent *agent, const struct sp_patient_id *patient, struct held *out)
{
    const struct sp_statement_filter filter = {.has_patient = true, .patient = *patient};
    enum sp_status status = sp_arena_new(FACTS_ARENA, &out->arena);

    if (status == SP_OK) {
        status = sp_held_load(agent, &filter, out->arena, &out->list);
    }
    for (size_t i = 0; status == SP_OK && i < out->list.count; i++) {
        status = sp_held_judge(agent, &out->list.rows[i], out->arena);
    }
    return status;
}

/* The newest one of ${kind} in force, or NULL. */
static const struct sp_statement_held *
newest(const struct held *held, uint8_t kind)
{
    for (size_t i = 0; i < held->list.count; i++) {
        const struct sp_statement_held *row = &held->list.rows[i];
        if (row->read.statement.kind == kind && row->standing == SP_STANDING_IN_FORCE) {
            return row;
        }
    }
    return NULL;
}

/*
 * The newest capacity on ${purpose}, in the order of the log: an author's clock does not decide
 * which word is the last.  NULL when there is none in force.
 */
static const struct sp_statement_held *
newest_capacity(const struct held *held, uint8_t purpose)
{
    const struct sp_statement_held *found = NULL;

    for (size_t i = 0; i < held->list.count; i++) {
        const struct sp_statement_held *row = &held->list.rows[i];
        if (row->read.statement.kind == SP_KIND_CAPACITY && row->standing == SP_STANDING_IN_FORCE &&
            (row->read.body.capacity.matters >> purpose & 1U) != 0 &&
            (found == NULL || row->leaf_index > found->leaf_index)) {
            found = row;
        }
    }
    return found;
}

/* ---- the patient ---- */

static void
gather_patient(const struct held *held, uint8_t purpose, struct sp_facts *facts)
{
    /* under 12, 12 to 15, 16 and 17 follow each other; after the last comes adult */
    static const uint8_t next[SP_AGE_COUNT] = {
        SP_AGE_ADULT, SP_AGE_12_TO_15, SP_AGE_16_AND_17, SP_AGE_ADULT};
    const struct sp_statement_held *row = newest_capacity(held, purpose);

    facts->patient.deceased = newest(held, SP_KIND_DEATH) != NULL;
    facts->patient.capable = row == NULL || row->read.body.capacity.capable;
    row = newest(held, SP_KIND_AGE);
    if (row != NULL && row->read.body.age.band < SP_AGE_COUNT) {
        const struct sp_age_body *age = &row->read.body.age;
        const bool changed = age->has_changes_day && (sp_day)age->changes_day <= facts->today;
        facts->patient.age = changed ? next[age->band] : age->band;
    }
}

/* ---- the parties ---- */

static bool
is_patient(const struct sp_party *party, const struct sp_patient_id *patient)
{
    struct sp_party whole;

    sp_party_of_patient(patient, &whole);
    return sp_party_equal(party, &whole);
}

/* Relations of ${party} that the patient confirmed: bit n for enum sp_relation n. */
static uint32_t
relations_of(const struct held *held, const struct sp_party *party)
{
    uint32_t relations = 0;

    for (size_t i = 0; i < held->list.count; i++) {
        const struct sp_statement_held *row = &held->list.rows[i];
        if (row->read.statement.kind == SP_KIND_RELATE && row->standing == SP_STANDING_IN_FORCE &&
            sp_party_equal(&row->read.body.relate.party, party)) {
            relations |= UINT32_C(1) << row->read.body.relate.relation;
        }
    }
    return relations;
}

/*
 * Whether a lack of statements about ${party} means that there are none: ours, and the patient's.
 */
static bool
all_is_here(
    const struct sp_agent *agent, const struct sp_party *party, const struct sp_patient_id *patient)
{
    return sp_party_equal(party, &agent->profile.party) ||
           is_patient(&agent->profile.party, patient);
}

/* Whether ${party} may take part of itself, without a consent that names it. */
static bool
verified(const struct sp_agent *agent, const struct held *held, const struct sp_party *party,
    const struct sp_patient_id *patient)
{
    return is_patient(party, patient) || party->role == SP_ROLE_AUDITOR ||
           relations_of(held, party) != 0 || !all_is_here(agent, party, patient);
}

static bool
treats(const struct sp_agent *agent, const struct held *held, const struct sp_party *party,
    const struct sp_patient_id *patient)
{
    const bool by_role = (sp_relation_roles(SP_RELATION_TREATS) >> party->role & 1U) != 0;

    return by_role && (!all_is_here(agent, party, patient) ||
                          (relations_of(held, party) & UINT32_C(1) << SP_RELATION_TREATS) != 0);
}

static bool
objects(const struct held *held, const struct sp_party *party, const struct sp_patient_id *patient)
{
    for (size_t i = 0; i < held->list.count; i++) {
        const struct sp_statement_held *row = &held->list.rows[i];
        if (row->read.statement.kind == SP_KIND_OBJECT && row->standing == SP_STANDING_IN_FORCE &&
            is_patient(&row->read.statement.author, patient) &&
            sp_party_equal(&row->read.body.object.party, party)) {
            return true;
        }
    }
    return false;
}

/* ---- consent ---- */

static uint32_t
mask_of(const struct sp_list *categories)
{
    const struct sp_u8 *rows = categories->items;
    uint32_t mask = 0;

    for (size_t i = 0; i < categories->count; i++) {
        mask |= rows[i].v < SP_CATEGORY_COUNT ? SP_CATEGORY_BIT(rows[i].v) : 0;
    }
    return mask;
}

/* Whether it can be judged on at all: a consent, the latest version, not waiting for anything. */
static bool
is_usable(const struct sp_statement_held *row)
{
    const uint8_t kind = row->read.statement.kind;

    switch (row->standing) {
    case SP_STANDING_NOT_YET:
    case SP_STANDING_IN_FORCE:
    case SP_STANDING_EXPIRED:
    case SP_STANDING_ENDED:
        return kind == SP_KIND_GRANT || kind == SP_KIND_ATTEST;
    case SP_STANDING_WAITING:
    case SP_STANDING_REFUSED:
    case SP_STANDING_UNCONFIRMED:
    case SP_STANDING_SUPERSEDED:
        return false;
    }
    return false;
}

static void
fill_consent(const struct sp_statement_held *row, const struct sp_facts_question *question,
    struct sp_facts *facts)
{
    const struct sp_consent_body *body = &row->read.body.consent;
    struct sp_consent_facts *consent = &facts->consent;

    facts->has_consent = true;
    *consent = (struct sp_consent_facts){.from = body->discloser.role,
        .to = body->recipient.role,
        .other_parties = !sp_party_equal(&body->discloser, &question->discloser) ||
                         !sp_party_equal(&body->recipient, &question->addressee),
        .categories = mask_of(&body->categories),
        .purpose = body->purpose,
        .valid_from = (sp_day)body->from_day,
        .valid_until = (sp_day)body->until_day,
        .evidence = body->evidence,
        .given_by = {.patient = row->read.statement.author.role == SP_ROLE_PATIENT ||
                                row->read.statement.kind == SP_KIND_ATTEST},
        .onward = body->onward,
        .each = body->each,
        .is_revoked = row->standing == SP_STANDING_ENDED};
    /* An ending counts from when it was seen: today, unless its own day is held and earlier. */
    consent->revoked_on =
        row->ended_day != 0 && row->ended_day < facts->today ? row->ended_day : facts->today;
}

/* The versions of a statement that the header names lead to the latest held one. */
static const struct sp_statement_held *
latest_of(const struct held *held, const struct sp_hash *hash)
{
    const struct sp_statement_held *named = NULL, *latest = NULL;

    for (size_t i = 0; i < held->list.count; i++) {
        if (memcmp(&held->list.rows[i].read.hash, hash, sizeof(*hash)) == 0) {
            named = &held->list.rows[i];
        }
    }
    for (size_t i = 0; named != NULL && i < held->list.count; i++) {
        const struct sp_statement_held *row = &held->list.rows[i];
        if (memcmp(&row->read.statement.id, &named->read.statement.id,
                sizeof(row->read.statement.id)) == 0 &&
            is_usable(row) &&
            (latest == NULL || row->read.statement.version > latest->read.statement.version)) {
            latest = row;
        }
    }
    return latest;
}

/* ---- approval ---- */

static void
gather_approval(const struct sp_agent *agent, const struct held *held,
    const struct sp_facts_question *question, struct sp_facts *facts, bool *is_held)
{
    struct sp_approval_facts *approval = &facts->approval;
    const uint64_t now_ms = (uint64_t)sp_agent_now_ms(agent);

    *is_held = false;
    approval->state = SP_APPROVAL_PENDING;
    approval->on = facts->today;
    approval->hash_match = true;
    approval->skip_freshness = question->opening;
    for (size_t i = 0; question->has_d && i < held->list.count; i++) {
        const struct sp_statement_held *row = &held->list.rows[i];
        const union sp_statement_body *body = &row->read.body;
        if (!is_patient(&row->read.statement.author, &question->patient)) {
            continue; /* nobody else says yes or no to a message about her */
        }
        if (row->read.statement.kind == SP_KIND_REJECT &&
            memcmp(&body->reject.d, &question->d, sizeof(question->d)) == 0) {
            approval->state = SP_APPROVAL_REJECTED;
            return;
        }
        bool counts = row->standing == SP_STANDING_IN_FORCE ||
                      (question->opening && row->standing == SP_STANDING_EXPIRED);
        if (row->read.statement.kind == SP_KIND_APPROVE && counts &&
            memcmp(&body->approve.d, &question->d, sizeof(question->d)) == 0 &&
            (question->opening || now_ms <= body->approve.valid_until_ms)) {
            approval->state = SP_APPROVAL_APPROVED;
            approval->on = sp_day_of_ms((int64_t)row->read.statement.issued_ms);
            *is_held = true;
        }
    }
}

/* ---- together ---- */

/*
 * Whom only a consent makes a party to this, it makes one only while it is in force: what rests on
 * a law or on nothing may not outlive it (the broker's rule too).
 */
static bool
outlives_its_consent(const struct sp_facts *facts, const struct sp_decision *decision)
{
    const struct sp_consent_facts *consent = &facts->consent;
    const bool passes =
        decision->verdict == SP_VERDICT_ALLOW || decision->verdict == SP_VERDICT_HOLD_APPROVAL;
    const bool rests_on_it =
        decision->basis == SP_BASIS_CONSENT || decision->basis == SP_BASIS_CONSENT_EACH;
    const bool in_force = !consent->is_revoked && facts->today >= consent->valid_from &&
                          facts->today <= consent->valid_until;

    return passes && !rests_on_it && !in_force;
}

/*
 * Whether the consent makes its parties known: what she signed herself, for these two.  One that is
 * not the latest, or waits for a giver, is not judged on at all (is_usable).
 */
static bool
names_them(const struct sp_statement_held *row, const struct sp_facts_question *question,
    const struct sp_facts *facts)
{
    return row != NULL && !facts->consent.other_parties &&
           facts->consent.evidence == SP_EVIDENCE_PATIENT_SIGNED &&
           is_patient(&row->read.statement.author, &question->patient);
}

/* Facts and decision with one consent, or without (${row} NULL). */
static void
judge(const struct sp_agent *agent, const struct held *held,
    const struct sp_facts_question *question, const struct sp_statement_held *row,
    struct sp_facts_answer *out)
{
    struct sp_facts *facts = &out->facts;

    facts->has_consent = false;
    memset(&facts->consent, 0, sizeof(facts->consent));
    out->has_consent = row != NULL;
    if (row != NULL) {
        fill_consent(row, question, facts);
        out->consent = (struct sp_consent_ref){row->read.hash, row->read.statement.version};
    }
    const bool named = names_them(row, question, facts);
    const bool sender = verified(agent, held, &question->discloser, &question->patient);
    const bool recipient = verified(agent, held, &question->addressee, &question->patient);
    facts->sender_verified = question->discloser_known && (sender || named);
    facts->recipient_verified = question->addressee_known && (recipient || named);
    out->decision = sp_policy_decide(facts);
    if (named && !(sender && recipient) && outlives_its_consent(facts, &out->decision)) {
        out->decision = (struct sp_decision){
            SP_VERDICT_DENY_IDENTITY, SP_BASIS_NONE, 0, &sp_rule_party_unverified};
    }
}

/* Whether the consent judged on is about all of this: what there is to say of it, concerns it. */
static bool
covers(const struct sp_facts *facts)
{
    return facts->has_consent && facts->purpose == facts->consent.purpose &&
           (facts->categories & ~facts->consent.categories) == 0;
}

/*
 * Higher is better: allowed, held, then the refusal of a consent about this, then what got
 * furthest.
 */
static int
worth(const struct sp_facts_answer *answer)
{
    const enum sp_verdict verdict = answer->decision.verdict;

    return verdict == SP_VERDICT_ALLOW           ? 1000
           : verdict == SP_VERDICT_HOLD_APPROVAL ? 999
           : covers(&answer->facts)              ? 100 + (int)verdict
                                                 : (int)verdict;
}

/*
 * A consent that carries the whole message is named even where this agent sees a basis without it:
 * what it does not know (that the other is related to her, or treats her) the broker may know to be
 * otherwise.
 */
static bool
carries(const struct sp_statement_held *row, const struct sp_facts_answer *with)
{
    return row->standing == SP_STANDING_IN_FORCE && covers(&with->facts);
}

static void
choose(const struct sp_agent *agent, const struct held *held,
    const struct sp_facts_question *question, struct sp_facts_answer *out)
{
    judge(agent, held, question, NULL, out);
    for (size_t i = 0; i < held->list.count; i++) {
        const struct sp_statement_held *row = &held->list.rows[i];
        struct sp_facts_answer with = *out;
        if (!is_usable(row) ||
            !sp_party_equal(&row->read.body.consent.discloser, &question->discloser) ||
            !sp_party_equal(&row->read.body.consent.recipient, &question->addressee)) {
            continue;
        }
        judge(agent, held, question, row, &with);
        if (worth(&with) > worth(out) ||
            (!out->has_consent && with.decision.verdict == out->decision.verdict &&
                carries(row, &with))) {
            *out = with;
        }
    }
}

enum sp_status
sp_facts_decide(
    struct sp_agent *agent, const struct sp_facts_question *question, struct sp_facts_answer *out)
{
    struct held held = {.arena = NULL};
    struct sp_facts *facts = &out->facts;

    memset(out, 0, sizeof(*out));
    if (!sp_policy_pair_exists(question->discloser.role, question->addressee.role)) {
        out->decision =
            (struct sp_decision){SP_VERDICT_DENY_FORBIDDEN, SP_BASIS_NONE, 0, &sp_rule_pair_none};
        return SP_OK;
    }
    enum sp_status status = load(agent, &question->patient, &held);
    if (status == SP_OK) {
        facts->today = sp_day_of_ms(sp_agent_now_ms(agent));
        facts->is_push = true;
        facts->discloser = question->discloser.role;
        facts->recipient = question->addressee.role;
        facts->categories = question->categories;
        facts->asks = question->asks;
        facts->purpose = question->purpose;
        facts->request_ref = question->request_ref;
        facts->skip_request_ref = question->opening;
        facts->forwarded_from = question->forwarded_from;
        facts->treating = treats(agent, &held, &question->addressee, &question->patient);
        facts->objection = objects(&held, &question->addressee, &question->patient);
        gather_patient(&held, question->purpose, facts);
        gather_approval(agent, &held, question, facts, &out->approval_held);
        if (question->choose) {
            choose(agent, &held, question, out);
        } else {
            judge(agent, &held, question,
                question->has_consent ? latest_of(&held, &question->consent) : NULL, out);
        }
    }
    sp_arena_free(held.arena);
    return status;
}
