/*
 * The order of evaluation of secrecy-rules.md 6.1, as a table: the first row that holds decides.
 *
 * A row is asked only when the question is of one of its kinds.  The last rows allow, each on its
 * own ground; what no row answers is refused.  The table is also the list of rules for people: a
 * new rule is a row here, a text in each language and a test.
 */
#include <string.h>

#include "policy_labels.h"
#include "policy_limits.h"
#include "policy_question.h"

static bool
givers_are_known(struct sp_givers givers)
{
    return givers.reps >> SP_REP_COUNT == 0;
}

static bool
consent_is_known(const struct sp_consent_facts *consent)
{
    return consent->from < SP_ROLE_COUNT && consent->to < SP_ROLE_COUNT &&
           (consent->categories & ~SP_CATEGORY_ALL) == 0 && consent->purpose < SP_PURPOSE_COUNT &&
           consent->evidence < SP_EVIDENCE_COUNT && givers_are_known(consent->given_by);
}

/* Nothing unknown may reach the tables, also where this message would not need it. */
static bool
facts_are_unknown(const struct sp_question *q)
{
    const struct sp_facts *facts = q->facts;
    bool known = facts->discloser < SP_ROLE_COUNT && facts->recipient < SP_ROLE_COUNT &&
                 facts->categories != 0 && (facts->categories & ~SP_CATEGORY_ALL) == 0 &&
                 facts->purpose < SP_PURPOSE_COUNT && (facts->asks & ~SP_CATEGORY_ALL) == 0 &&
                 (facts->forwarded_from < SP_ROLE_COUNT || facts->forwarded_from == SP_ROLE_NONE) &&
                 facts->patient.age < SP_AGE_COUNT &&
                 facts->patient.reps_available >> SP_REP_COUNT == 0 &&
                 (!facts->has_rep || facts->rep < SP_REP_COUNT) &&
                 (facts->breakglass_items & ~SP_BREAKGLASS_ALL) == 0 &&
                 (unsigned)facts->approval.state <= SP_APPROVAL_REJECTED &&
                 (!facts->has_consent || consent_is_known(&facts->consent));

    return !known;
}

static bool
is_pull(const struct sp_question *q)
{
    return !q->facts->is_push;
}

static bool
party_is_unverified(const struct sp_question *q)
{
    return !q->facts->sender_verified || !q->facts->recipient_verified;
}

static bool
patient_is_deceased(const struct sp_question *q)
{
    return q->facts->patient.deceased;
}

static bool
pair_has_no_row(const struct sp_question *q)
{
    return sp_matrix_allowed(q->pair) == 0;
}

static bool
pair_has_no_breakglass(const struct sp_question *q)
{
    return sp_question_cells_on_law(q->pair, 9) == 0;
}

static bool
breakglass_purpose_is_other(const struct sp_question *q)
{
    return !sp_limit_purpose_for_law(9, q->facts->purpose);
}

static bool
breakglass_says_too_much(const struct sp_question *q)
{
    return (q->facts->categories & ~sp_limit_breakglass_content()) != 0;
}

static bool
breakglass_is_incomplete(const struct sp_question *q)
{
    return q->facts->breakglass_items != SP_BREAKGLASS_ALL;
}

static bool
always(const struct sp_question *q)
{
    (void)q;
    return true;
}

/* What 4.2 marks as medical, and what is as private. */
static const uint32_t medical = PREP_NOTES | SITUATION_ANALYSIS | PLAN_AGREEMENTS | RIV_MEDICAL |
                                INSTRUMENT_RESULTS | SYMPTOMS | CAUSE | DIAGNOSIS | MEDICATION |
                                TREATMENT_COURSE | PROGNOSIS | PERSONAL_CIRCUMSTANCES |
                                SAFETY_SIGNAL;

/* Why a cell is forbidden: the four reasons people ask about, then all others. */
static bool
employer_would_get_health_data(const struct sp_question *q)
{
    return q->facts->recipient == SP_ROLE_EMPLOYER &&
           (q->forbidden & (medical | FUNCTIONAL_LIMITS)) != 0;
}

static bool
carer_would_judge_fitness(const struct sp_question *q)
{
    uint8_t from = q->facts->discloser;
    bool is_carer = from == SP_ROLE_CLINICIAN_GGZ || from == SP_ROLE_GP || from == SP_ROLE_POH_GGZ;

    return is_carer && (q->forbidden & (FITNESS_JUDGEMENT | PROGNOSIS)) != 0;
}

static bool
labour_expert_would_get_medical_file(const struct sp_question *q)
{
    return q->facts->recipient == SP_ROLE_UWV_LABOUR_EXPERT && (q->forbidden & medical) != 0;
}

static bool
auditor_would_get_content(const struct sp_question *q)
{
    return q->facts->recipient == SP_ROLE_AUDITOR;
}

/* The representative is one of those who would have to give consent alone. */
static bool
representative_decides_alone(const struct sp_facts *facts)
{
    struct sp_givers wanted =
        sp_limit_givers(facts->patient.age, facts->patient.capable, facts->patient.reps_available);

    return facts->has_rep && !wanted.patient && (wanted.reps & 1U << facts->rep) != 0;
}

static bool
representative_may_not_send(const struct sp_question *q)
{
    return q->facts->discloser == SP_ROLE_REPRESENTATIVE && !representative_decides_alone(q->facts);
}

static bool
representative_may_not_receive(const struct sp_question *q)
{
    const struct sp_facts *facts = q->facts;
    uint8_t informed = sp_limit_reps_informed(facts->patient.age, facts->patient.capable);
    bool is_informed = facts->has_rep && (informed & 1U << facts->rep) != 0;

    return facts->recipient == SP_ROLE_REPRESENTATIVE && !is_informed &&
           !representative_decides_alone(facts);
}

static bool
good_care_withholds(const struct sp_question *q)
{
    return q->facts->recipient == SP_ROLE_REPRESENTATIVE && q->facts->good_care_objection;
}

static bool
request_asks_the_forbidden(const struct sp_question *q)
{
    const struct sp_facts *facts = q->facts;
    const struct sp_matrix_pair *back = sp_matrix_pair(facts->recipient, facts->discloser);

    return (facts->asks & ~sp_matrix_allowed(back)) != 0;
}

static bool
employer_asks_too_much(const struct sp_question *q)
{
    const struct sp_facts *facts = q->facts;
    bool asks_employee =
        facts->discloser == SP_ROLE_EMPLOYER &&
        (facts->recipient == SP_ROLE_PATIENT || facts->recipient == SP_ROLE_REPRESENTATIVE);

    return asks_employee && (facts->asks & ~sp_limit_employer_asks()) != 0;
}

static bool
onward_is_not_allowed(const struct sp_question *q)
{
    return !q->facts->has_consent || !q->facts->consent.onward;
}

static bool
purpose_is_closed_for_recipient(const struct sp_question *q)
{
    return !sp_limit_purpose_for_role(q->facts->recipient, q->facts->purpose);
}

/* L3 from the occupational physician answers a request; only the medical RIV part needs none. */
static bool
request_is_missing(const struct sp_question *q)
{
    const struct sp_facts *facts = q->facts;
    uint32_t on_request = 0;

    for (size_t i = 0; i < SP_MATRIX_LAWS; i++) {
        on_request |= q->pair->law[i].number == 3 ? q->law[i] & ~RIV_MEDICAL : 0;
    }
    return facts->discloser == SP_ROLE_OCC_PHYSICIAN && on_request != 0 && !facts->request_ref &&
           !facts->skip_request_ref;
}

static bool
purpose_is_closed_for_law(const struct sp_question *q)
{
    for (size_t i = 0; i < SP_MATRIX_LAWS; i++) {
        if (q->law[i] != 0 &&
            !sp_limit_purpose_for_law(q->pair->law[i].number, q->facts->purpose)) {
            return true;
        }
    }
    return false;
}

static bool
objection_asks_for_consent(const struct sp_question *q)
{
    return q->objected != 0;
}

static bool
missing_relation_asks_for_consent(const struct sp_question *q)
{
    return q->unrelated != 0;
}

static bool
consent_names_others(const struct sp_question *q)
{
    const struct sp_consent_facts *consent = &q->facts->consent;

    return consent->from != q->facts->discloser || consent->to != q->facts->recipient ||
           consent->other_parties;
}

static bool
consent_is_revoked(const struct sp_question *q)
{
    const struct sp_consent_facts *consent = &q->facts->consent;

    return consent->is_revoked && consent->revoked_on <= q->facts->today;
}

static bool
consent_begins_later(const struct sp_question *q)
{
    return q->facts->today < q->facts->consent.valid_from;
}

static bool
consent_has_ended(const struct sp_question *q)
{
    return q->facts->today > q->facts->consent.valid_until;
}

static bool
consent_is_past_its_term(const struct sp_question *q)
{
    const struct sp_consent_facts *consent = &q->facts->consent;
    int64_t last = (int64_t)consent->valid_from + sp_limit_term_days(consent, q->each != 0);

    return q->facts->today > last;
}

static bool
consent_has_another_purpose(const struct sp_question *q)
{
    return q->facts->consent.purpose != q->facts->purpose;
}

static bool
consent_leaves_out_a_category(const struct sp_question *q)
{
    return (q->consent & ~q->facts->consent.categories) != 0;
}

static bool
consent_was_given_by_others(const struct sp_question *q)
{
    const struct sp_facts *facts = q->facts;
    struct sp_givers wanted =
        sp_limit_givers(facts->patient.age, facts->patient.capable, facts->patient.reps_available);

    return !sp_limit_givers_fit(facts->consent.given_by, wanted);
}

static bool
evidence_is_too_weak(const struct sp_question *q)
{
    const struct sp_facts *facts = q->facts;

    return facts->consent.evidence <
           sp_limit_evidence(facts->discloser, facts->recipient, q->each != 0);
}

static bool
evidence_is_too_weak_for_employer(const struct sp_question *q)
{
    return q->facts->recipient == SP_ROLE_EMPLOYER && evidence_is_too_weak(q);
}

static bool
message_is_rejected(const struct sp_question *q)
{
    const struct sp_approval_facts *approval = &q->facts->approval;

    return approval->state == SP_APPROVAL_REJECTED && approval->hash_match;
}

static bool
approval_is_of_another_message(const struct sp_question *q)
{
    const struct sp_approval_facts *approval = &q->facts->approval;

    return approval->state != SP_APPROVAL_NONE && !approval->hash_match;
}

static bool
approval_has_lapsed(const struct sp_question *q)
{
    const struct sp_approval_facts *approval = &q->facts->approval;

    return approval->state == SP_APPROVAL_APPROVED && !approval->skip_freshness &&
           q->facts->today > (int64_t)approval->on + SP_LIMIT_APPROVAL_DAYS;
}

/* Also one that is dated after today. */
static bool
approval_is_awaited(const struct sp_question *q)
{
    const struct sp_approval_facts *approval = &q->facts->approval;

    return approval->state != SP_APPROVAL_APPROVED ||
           (!approval->skip_freshness && approval->on > q->facts->today);
}

/* One rule: when it is asked, and whether it decides. */
struct step {
    const struct sp_rule *rule;
    uint32_t when;
    bool (*holds)(const struct sp_question *q);
};

const struct sp_rule sp_rule_pair_none = {"pair.none", SP_VERDICT_DENY_FORBIDDEN, "S2 S9 D"};
const struct sp_rule sp_rule_party_unverified = {
    "party.unverified", SP_VERDICT_DENY_IDENTITY, "S23 D"};

/* Decided outside this table: they judge no message, but stand in answers and in the log. */
const struct sp_rule sp_rule_own_copy = {"own.copy", SP_VERDICT_ALLOW, "S3 S5"};
const struct sp_rule sp_rule_message_expired = {"message.expired", SP_VERDICT_DENY_EXPIRED, "D"};

static const struct sp_rule *const besides[] = {&sp_rule_own_copy, &sp_rule_message_expired};

/* Also what is left when no row holds. */
static const struct sp_rule default_deny = {"default.deny", SP_VERDICT_DENY_FORBIDDEN, "D"};

/* clang-format off */
#define RULE(id, verdict, sources) &(const struct sp_rule){id, verdict, sources}
#define DENY(code)                 SP_VERDICT_DENY_##code
#define HOLD                       SP_VERDICT_HOLD_APPROVAL
#define ALLOW                      SP_VERDICT_ALLOW

static const struct step steps[] = {
    /* before anything: what is unknown; then steps 1 to 3, and pairs that do not exist */
    {RULE("facts.unknown",             DENY(FORBIDDEN),     "D"),            ALWAYS,         facts_are_unknown},
    {RULE("mode.pull",                 DENY(PULL),          "S5b"),          ALWAYS,         is_pull},
    {&sp_rule_party_unverified,                                              ALWAYS,         party_is_unverified},
    {RULE("patient.deceased",          DENY(DECEASED),      "S19 D"),        ALWAYS,         patient_is_deceased},
    {&sp_rule_pair_none,                                                     ALWAYS,         pair_has_no_row},

    /* 6.1 step 4: breaking secrecy in an emergency */
    {RULE("breakglass.pair",           DENY(FORBIDDEN),     "S24 S25 D"),    BREAKGLASS,     pair_has_no_breakglass},
    {RULE("breakglass.purpose",        DENY(BREAKGLASS),    "S24 D"),        BREAKGLASS,     breakglass_purpose_is_other},
    {RULE("breakglass.content",        DENY(BREAKGLASS),    "S24 D"),        BREAKGLASS,     breakglass_says_too_much},
    {RULE("breakglass.incomplete",     DENY(BREAKGLASS),    "S24 D"),        BREAKGLASS,     breakglass_is_incomplete},
    {RULE("allow.l9",                  ALLOW,               "S24 S25"),      BREAKGLASS,     always},

    /* 5: what may never pass */
    {RULE("cell.employer_health",      DENY(FORBIDDEN),     "S9 S10 S11"),   FORBIDDEN,      employer_would_get_health_data},
    {RULE("cell.fitness",              DENY(FORBIDDEN),     "S8 S22 SEED1"), FORBIDDEN,      carer_would_judge_fitness},
    {RULE("cell.two_files",            DENY(FORBIDDEN),     "S17 S18"),      FORBIDDEN,      labour_expert_would_get_medical_file},
    {RULE("cell.auditor_content",      DENY(FORBIDDEN),     "S4b S5 D"),     FORBIDDEN,      auditor_would_get_content},
    {RULE("cell.forbidden",            DENY(FORBIDDEN),     ""),             FORBIDDEN,      always},
    {RULE("breakglass.not_invoked",    DENY(BREAKGLASS),    "S24"),          SIGNAL,         always},

    /* 6 to 9: who speaks, what is asked, whose text it is, what for */
    {RULE("representative.sender",     DENY(CAPACITY),      "S3 D"),         REPRESENTATIVE, representative_may_not_send},
    {RULE("representative.recipient",  DENY(CAPACITY),      "S3 D"),         REPRESENTATIVE, representative_may_not_receive},
    {RULE("representative.good_care",  DENY(OBJECTION),     "S3"),           REPRESENTATIVE, good_care_withholds},
    {RULE("request.forbidden",         DENY(REQUEST),       "S8 S22 D"),     REQUEST,        request_asks_the_forbidden},
    {RULE("request.employer",          DENY(REQUEST),       "S10 S13"),      REQUEST,        employer_asks_too_much},
    {RULE("forward.onward",            DENY(ONWARD),        "S5a D"),        FORWARDING,     onward_is_not_allowed},
    {RULE("purpose.recipient",         DENY(PURPOSE),       "S5 D"),         ALWAYS,         purpose_is_closed_for_recipient},
    {RULE("request.missing",           DENY(NO_REQUEST),    "S6 S15"),       LAWFUL,         request_is_missing},
    {RULE("purpose.law",               DENY(PURPOSE),       "S2 S6 D"),      LAWFUL,         purpose_is_closed_for_law},

    /* 10: consent */
    {RULE("consent.objection",         DENY(OBJECTION),     "S2 S19"),       UNCONSENTED,    objection_asks_for_consent},
    {RULE("consent.no_relation",       DENY(NO_CONSENT),    "S2 S19"),       UNCONSENTED,    missing_relation_asks_for_consent},
    {RULE("consent.none",              DENY(NO_CONSENT),    "S2 S5a"),       UNCONSENTED,    always},
    {RULE("consent.parties",           DENY(RECIPIENT),     "S5a"),          CONSENTED,      consent_names_others},
    {RULE("consent.revoked",           DENY(REVOKED),       "S5a"),          CONSENTED,      consent_is_revoked},
    {RULE("consent.not_yet_valid",     DENY(NOT_YET_VALID), "S5a D"),        CONSENTED,      consent_begins_later},
    {RULE("consent.expired",           DENY(EXPIRED),       "S5a D"),        CONSENTED,      consent_has_ended},
    {RULE("consent.term",              DENY(EXPIRED),       "D"),            CONSENTED,      consent_is_past_its_term},
    {RULE("consent.purpose",           DENY(PURPOSE),       "S5a"),          CONSENTED,      consent_has_another_purpose},
    {RULE("consent.category",          DENY(CATEGORY),      "S5a D"),        CONSENTED,      consent_leaves_out_a_category},
    {RULE("consent.giver",             DENY(CAPACITY),      "S3 S5b"),       CONSENTED,      consent_was_given_by_others},
    {RULE("consent.evidence_employer", DENY(EVIDENCE),      "S11 D"),        CONSENTED,      evidence_is_too_weak_for_employer},
    {RULE("consent.evidence",          DENY(EVIDENCE),      "S8 S5a D"),     CONSENTED,      evidence_is_too_weak},

    /* 11: approval of this very message */
    {RULE("approval.rejected",         DENY(REJECTED),      "S5a D"),        APPROVAL,       message_is_rejected},
    {RULE("approval.other_message",    HOLD,                "D"),            APPROVAL,       approval_is_of_another_message},
    {RULE("approval.lapsed",           HOLD,                "D"),            APPROVAL,       approval_has_lapsed},
    {RULE("approval.awaited",          HOLD,                "S8 D"),         APPROVAL,       approval_is_awaited},

    /* 12: allowed, and on what it rests; for several laws the lowest number speaks */
    {RULE("allow.consent_each",        ALLOW,               ""),             ON_EACH,        always},
    {RULE("allow.consent",             ALLOW,               ""),             ON_CONSENT,     always},
    {RULE("allow.l1",                  ALLOW,               "S2 S19"),       ON_LAW(1),      always},
    {RULE("allow.l2",                  ALLOW,               "S4 S7 S9"),     ON_LAW(2),      always},
    {RULE("allow.l3",                  ALLOW,               "S6 S15 S17"),   ON_LAW(3),      always},
    {RULE("allow.l4",                  ALLOW,               "S6 S15 S17"),   ON_LAW(4),      always},
    {RULE("allow.l5",                  ALLOW,               "S17 S18"),      ON_LAW(5),      always},
    {RULE("allow.l6",                  ALLOW,               "S16"),          ON_LAW(6),      always},
    {RULE("allow.l7",                  ALLOW,               "S3 S5 S5b"),    ON_LAW(7),      always},
    {RULE("allow.l8",                  ALLOW,               "S3"),           ON_LAW(8),      always},
    {RULE("allow.l10",                 ALLOW,               "S4b S5"),       ON_LAW(10),     always},
    {RULE("allow.l11",                 ALLOW,               "S17 D"),        ON_LAW(11),     always},
    {RULE("allow.free",                ALLOW,               ""),             ON_FREE,        always},
    {&default_deny,                                                          ALWAYS,         always},
};
/* clang-format on */

#define STEP_COUNT (sizeof(steps) / sizeof(steps[0]))
#define RULE_COUNT (STEP_COUNT + sizeof(besides) / sizeof(besides[0]))

struct sp_decision
sp_policy_decide(const struct sp_facts *facts)
{
    struct sp_question question;
    const struct sp_rule *rule = &default_deny;

    sp_question_init(&question, facts);
    for (size_t i = 0; i < STEP_COUNT; i++) {
        if ((steps[i].when & question.kind) != 0 && steps[i].holds(&question)) {
            rule = steps[i].rule;
            break;
        }
    }
    struct sp_decision decision = {
        .verdict = rule->verdict, .basis = SP_BASIS_NONE, .laws = 0, .rule = rule};

    if (rule->verdict == SP_VERDICT_ALLOW || rule->verdict == SP_VERDICT_HOLD_APPROVAL) {
        decision.basis = sp_question_basis(&question);
        decision.laws = sp_question_laws(&question);
    }
    return decision;
}

const struct sp_rule *
sp_policy_rule_at(size_t row)
{
    /* default.deny, which decides last, is also told last. */
    if (row < STEP_COUNT - 1) {
        return steps[row].rule;
    }
    return row < RULE_COUNT - 1    ? besides[row - (STEP_COUNT - 1)]
           : row == RULE_COUNT - 1 ? &default_deny
                                   : NULL;
}

const struct sp_rule *
sp_policy_rule(const char *id)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (strcmp(sp_policy_rule_at(i)->id, id) == 0) {
            return sp_policy_rule_at(i);
        }
    }
    return NULL;
}
