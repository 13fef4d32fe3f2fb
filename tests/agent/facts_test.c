/*
 * What this agent judges on: synthetic statements, held and in the mirror, no broker.
 */
#include "bare.h"

#include "facts.h"

#define CLINICIAN "clinician_ggz:big:19000000001"
#define OCC       "occ_physician:big:19000000002"
#define EMPLOYER  "employer:kvk:12345678"

static struct bare bare;
static struct sp_patient_id patient;
static struct sp_party patient_party;
static uint8_t next_id;

static void
set_up_as(const char *party)
{
    bare_make(&bare, party);
    memset(patient.b, 0x33, sizeof(patient.b));
    sp_party_of_patient(&patient, &patient_party);
    next_id = 1;
}

static int
as_clinician(void **state)
{
    (void)state;
    set_up_as(CLINICIAN);
    return 0;
}

static int
as_occ(void **state)
{
    (void)state;
    set_up_as(OCC);
    return 0;
}

static int
as_employer(void **state)
{
    (void)state;
    set_up_as(EMPLOYER);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    bare_end(&bare);
    return 0;
}

static struct sp_party
party(const char *text)
{
    struct sp_party out;

    assert_int_equal(sp_party_parse(text, &out), SP_OK);
    return out;
}

static struct sp_party
representative(void)
{
    struct sp_patient_id person;
    struct sp_party out;

    memset(person.b, 0x34, sizeof(person.b));
    sp_party_of_patient(&person, &out);
    out.role = SP_ROLE_REPRESENTATIVE;
    return out;
}

static void
put_leaf(const struct sp_hash *label, const struct sp_hash *hash)
{
    uint8_t leaf[1][68];

    sp_statement_leaf(label, hash, leaf[0]);
    assert_int_equal(bare_append(&bare, SP_LOG_STATEMENTS, (const uint8_t(*)[68])leaf, 1), SP_OK);
}

/* Signs (with a key that nobody asks about here), keeps, and logs it; gives its hash and id. */
static struct sp_hash
state_it(uint8_t kind, const struct sp_party *author, const union sp_statement_body *body,
    const struct sp_statement_id *of, struct sp_statement_id *id)
{
    struct sp_statement statement = {.format = 1,
        .suite = SP_SUITE_V1,
        .patient = patient,
        .version = sp_kind_is_ending(kind) ? 0 : 1,
        .kind = kind,
        .issued_ms = (uint64_t)bare.now_ms,
        .author = *author};
    struct sp_statement_read read;
    struct sp_signed_part part;
    struct sp_arena *arena = NULL;
    struct sp_buffer bytes;

    memset(statement.id.b, next_id++, sizeof(statement.id.b));
    if (of != NULL) {
        statement.id = *of;
        statement.has_prev_hash = true;
    }
    sp_buffer_init(&bytes, SP_STATEMENT_MAX);
    assert_int_equal(sp_arena_new(65536, &arena), SP_OK);
    assert_int_equal(
        sp_statement_sign(&statement, body, bare.agent.identity, &bytes, &part.signature), SP_OK);
    part.part = sp_buffer_bytes(&bytes);
    assert_int_equal(sp_statement_read(part.part, &part.signature, arena, &read, NULL), SP_OK);
    assert_int_equal(sp_held_keep(&bare.agent, &part, &read, SP_STATEMENT_HELD, NULL), SP_OK);
    put_leaf(&read.label, &read.hash);
    struct sp_hash hash = read.hash;
    if (id != NULL) {
        *id = statement.id;
    }
    sp_arena_free(arena);
    sp_buffer_wipe(&bytes);
    return hash;
}

struct terms {
    uint8_t category;
    int32_t days;
    bool each;
};

static struct sp_hash
grant_by(const struct sp_party *author, const char *from, const char *to, const struct terms *terms,
    struct sp_statement_id *id)
{
    struct sp_u8 categories[] = {{terms->category}};
    struct sp_party givers[] = {*author};
    sp_day today = sp_day_of_ms(bare.now_ms);
    const union sp_statement_body body = {
        .consent = {.discloser = party(from),
            .recipient = party(to),
            .categories = {categories, 1},
            .purpose = SP_PURPOSE_OCC_GUIDANCE,
            .from_day = (uint32_t)today,
            .until_day = (uint32_t)(today + terms->days),
            .each = terms->each,
            .evidence = SP_EVIDENCE_PATIENT_SIGNED,
            .givers = {givers, author->role == SP_ROLE_PATIENT ? 0 : 1},
            .text_version = 1}};

    return state_it(SP_KIND_GRANT, author, &body, NULL, id);
}

static struct sp_hash
grant(const char *from, const char *to, uint8_t category, int32_t days, bool each,
    struct sp_statement_id *id)
{
    const struct terms terms = {category, days, each};

    return grant_by(&patient_party, from, to, &terms, id);
}

/* relate by ${who}, and the patient's confirm. */
static struct sp_statement_id
relate(const char *who, uint8_t relation, bool confirm)
{
    struct sp_party author = party(who);
    const union sp_statement_body body = {.relate = {.party = author, .relation = relation}};
    struct sp_statement_id id;
    const union sp_statement_body confirmed = {
        .confirm = {.hash = state_it(SP_KIND_RELATE, &author, &body, NULL, &id)}};

    if (confirm) {
        (void)state_it(SP_KIND_CONFIRM, &patient_party, &confirmed, NULL, NULL);
    }
    return id;
}

static struct sp_facts_answer
ask(const char *from, const char *to, uint8_t category)
{
    const struct sp_facts_question question = {.discloser = party(from),
        .addressee = party(to),
        .patient = patient,
        .categories = SP_CATEGORY_BIT(category),
        .purpose = SP_PURPOSE_OCC_GUIDANCE,
        .forwarded_from = SP_ROLE_NONE,
        .discloser_known = true,
        .addressee_known = true,
        .choose = true};
    struct sp_facts_answer answer;

    assert_int_equal(sp_facts_decide(&bare.agent, &question, &answer), SP_OK);
    return answer;
}

static enum sp_verdict
verdict(const char *from, const char *to, uint8_t category)
{
    return ask(from, to, category).decision.verdict;
}

/* ---- */

static void
an_own_relation_must_be_confirmed(void **state)
{
    (void)state;
    assert_int_equal(verdict(CLINICIAN, OCC, SP_CATEGORY_SYMPTOMS), SP_VERDICT_DENY_IDENTITY);
    relate(CLINICIAN, SP_RELATION_TREATS, false);
    assert_int_equal(verdict(CLINICIAN, OCC, SP_CATEGORY_SYMPTOMS), SP_VERDICT_DENY_IDENTITY);
    relate(CLINICIAN, SP_RELATION_TREATS, true);
    assert_int_equal(verdict(CLINICIAN, OCC, SP_CATEGORY_SYMPTOMS), SP_VERDICT_DENY_NO_CONSENT);
}

static void
an_ended_relation_counts_no_more(void **state)
{
    const union sp_statement_body end = {.end = {.reason = SP_END_TREATMENT_CLOSED}};

    (void)state;
    struct sp_statement_id id = relate(CLINICIAN, SP_RELATION_TREATS, true);
    assert_int_equal(verdict(CLINICIAN, OCC, SP_CATEGORY_SYMPTOMS), SP_VERDICT_DENY_NO_CONSENT);
    (void)state_it(SP_KIND_END, &patient_party, &end, &id, NULL);
    assert_int_equal(verdict(CLINICIAN, OCC, SP_CATEGORY_SYMPTOMS), SP_VERDICT_DENY_IDENTITY);
}

static void
a_consent_that_names_us_is_enough(void **state)
{
    (void)state;
    struct sp_hash hash = grant(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS, 90, false, NULL);
    struct sp_facts_answer answer = ask(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS);
    assert_int_equal(answer.decision.verdict, SP_VERDICT_ALLOW);
    assert_int_equal(answer.decision.basis, SP_BASIS_CONSENT);
    assert_true(answer.has_consent);
    assert_memory_equal(&answer.consent.hash, &hash, sizeof(hash));
}

static void
of_several_consents_the_one_that_carries_is_named(void **state)
{
    struct sp_statement_id id;

    (void)state;
    relate(CLINICIAN, SP_RELATION_TREATS, true);
    (void)grant(CLINICIAN, OCC, SP_CATEGORY_WORK_CONTEXT, 90, false, NULL);
    (void)grant(CLINICIAN, EMPLOYER, SP_CATEGORY_FUNCTIONAL_LIMITS, 90, false, NULL);
    assert_int_equal(
        verdict(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS), SP_VERDICT_DENY_CATEGORY);
    struct sp_hash hash = grant(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS, 90, false, &id);
    struct sp_facts_answer answer = ask(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS);
    assert_int_equal(answer.decision.verdict, SP_VERDICT_ALLOW);
    assert_memory_equal(&answer.consent.hash, &hash, sizeof(hash));
}

static void
a_revoked_consent_is_refused_as_revoked(void **state)
{
    const union sp_statement_body revoke = {.revoke = {.channel = SP_REVOKE_OWN}};
    struct sp_statement_id id;

    (void)state;
    relate(CLINICIAN, SP_RELATION_TREATS, true);
    (void)grant(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS, 90, false, &id);
    assert_int_equal(verdict(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS), SP_VERDICT_ALLOW);
    (void)state_it(SP_KIND_REVOKE, &patient_party, &revoke, &id, NULL);
    assert_int_equal(
        verdict(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS), SP_VERDICT_DENY_REVOKED);
}

static void
an_end_that_only_the_mirror_shows_counts_too(void **state)
{
    struct sp_statement_id id;
    struct sp_hash other = {{9}};

    (void)state;
    relate(CLINICIAN, SP_RELATION_TREATS, true);
    (void)grant(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS, 90, false, &id);
    struct sp_hash label = sp_statement_end_label(&patient, &id);
    put_leaf(&label, &other);
    assert_int_equal(
        verdict(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS), SP_VERDICT_DENY_REVOKED);
}

static void
a_later_version_that_only_the_mirror_shows_takes_the_consent_away(void **state)
{
    struct sp_statement_id id;
    struct sp_hash other = {{9}};

    (void)state;
    relate(CLINICIAN, SP_RELATION_TREATS, true);
    (void)grant(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS, 90, false, &id);
    struct sp_hash label = sp_statement_label(&patient, &id, 2);
    put_leaf(&label, &other);
    assert_int_equal(
        verdict(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS), SP_VERDICT_DENY_NO_CONSENT);
}

static void
a_consent_lasts_to_the_end_of_its_last_day(void **state)
{
    const int64_t day_ms = INT64_C(24) * 3600 * 1000;

    (void)state;
    relate(CLINICIAN, SP_RELATION_TREATS, true);
    (void)grant(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS, 10, false, NULL);
    const sp_day last = sp_day_of_ms(bare.now_ms) + 10;
    bare.now_ms += 10 * day_ms;
    bare.now_ms = sp_day_start_ms(last + 1) - 1;
    assert_int_equal(verdict(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS), SP_VERDICT_ALLOW);
    bare.now_ms += 1;
    assert_int_equal(
        verdict(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS), SP_VERDICT_DENY_EXPIRED);
}

static void
approval_must_be_held_to_open(void **state)
{
    struct sp_facts_question question = {.discloser = party(CLINICIAN),
        .addressee = party(OCC),
        .patient = patient,
        .categories = SP_CATEGORY_BIT(SP_CATEGORY_DIAGNOSIS),
        .purpose = SP_PURPOSE_OCC_GUIDANCE,
        .forwarded_from = SP_ROLE_NONE,
        .discloser_known = true,
        .addressee_known = true,
        .has_d = true,
        .opening = true,
        .has_consent = true};
    struct sp_facts_answer answer;

    (void)state;
    memset(question.d.b, 0x44, sizeof(question.d.b));
    relate(OCC, SP_RELATION_OCCUPATIONAL, true);
    question.consent = grant(CLINICIAN, OCC, SP_CATEGORY_DIAGNOSIS, 90, false, NULL);
    assert_int_equal(sp_facts_decide(&bare.agent, &question, &answer), SP_OK);
    assert_int_equal(answer.decision.verdict, SP_VERDICT_HOLD_APPROVAL);
    union sp_statement_body approve = {.approve = {.d = question.d,
                                           .valid_until_ms = (uint64_t)bare.now_ms + 1000,
                                           .evidence = SP_EVIDENCE_PATIENT_SIGNED}};
    approve.approve.d.b[0] ^= 1;
    (void)state_it(SP_KIND_APPROVE, &patient_party, &approve, NULL, NULL);
    assert_int_equal(sp_facts_decide(&bare.agent, &question, &answer), SP_OK);
    assert_int_equal(answer.decision.verdict, SP_VERDICT_HOLD_APPROVAL);
    assert_false(answer.approval_held);
    approve.approve.d.b[0] ^= 1;
    const struct sp_party others[] = {party(OCC), party(CLINICIAN), representative()};
    for (size_t i = 0; i < 3; i++) { /* nobody approves for her, the recipient least of all */
        approve.approve.evidence =
            i < 2 ? SP_EVIDENCE_WRITTEN_ATTESTED : SP_EVIDENCE_PATIENT_SIGNED;
        approve.approve.has_evidence_digest = i < 2;
        (void)state_it(SP_KIND_APPROVE, &others[i], &approve, NULL, NULL);
        assert_int_equal(sp_facts_decide(&bare.agent, &question, &answer), SP_OK);
        assert_int_equal(answer.decision.verdict, SP_VERDICT_HOLD_APPROVAL);
    }
    approve.approve.evidence = SP_EVIDENCE_PATIENT_SIGNED;
    (void)state_it(SP_KIND_APPROVE, &patient_party, &approve, NULL, NULL);
    bare.now_ms += 5000; /* freshness was judged when it left the hold */
    assert_int_equal(sp_facts_decide(&bare.agent, &question, &answer), SP_OK);
    assert_int_equal(answer.decision.verdict, SP_VERDICT_ALLOW);
    assert_true(answer.approval_held);
}

static void
only_the_consent_that_the_header_names_counts_at_opening(void **state)
{
    struct sp_facts_question question = {.discloser = party(CLINICIAN),
        .addressee = party(OCC),
        .patient = patient,
        .categories = SP_CATEGORY_BIT(SP_CATEGORY_FUNCTIONAL_LIMITS),
        .purpose = SP_PURPOSE_OCC_GUIDANCE,
        .forwarded_from = SP_ROLE_NONE,
        .discloser_known = true,
        .addressee_known = true,
        .opening = true};
    struct sp_facts_answer answer;

    (void)state;
    relate(OCC, SP_RELATION_OCCUPATIONAL, true);
    struct sp_hash hash = grant(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS, 90, false, NULL);
    assert_int_equal(sp_facts_decide(&bare.agent, &question, &answer), SP_OK);
    assert_int_equal(answer.decision.verdict, SP_VERDICT_DENY_NO_CONSENT);
    question.has_consent = true;
    question.consent = hash;
    question.consent.b[3] ^= 1; /* one that is not held here */
    assert_int_equal(sp_facts_decide(&bare.agent, &question, &answer), SP_OK);
    assert_int_equal(answer.decision.verdict, SP_VERDICT_DENY_NO_CONSENT);
    question.consent = hash;
    assert_int_equal(sp_facts_decide(&bare.agent, &question, &answer), SP_OK);
    assert_int_equal(answer.decision.verdict, SP_VERDICT_ALLOW);
}

static void
two_roles_without_a_row_are_refused_from_their_names(void **state)
{
    (void)state;
    struct sp_facts_answer answer = ask(CLINICIAN, EMPLOYER, SP_CATEGORY_WORK_CONTEXT);
    assert_int_equal(answer.decision.verdict, SP_VERDICT_DENY_FORBIDDEN);
    assert_string_equal(answer.decision.rule->id, "pair.none");
}

static void
an_unknown_party_is_not_verified(void **state)
{
    struct sp_facts_question question = {.discloser = party(CLINICIAN),
        .addressee = party(OCC),
        .patient = patient,
        .categories = SP_CATEGORY_BIT(SP_CATEGORY_FUNCTIONAL_LIMITS),
        .purpose = SP_PURPOSE_OCC_GUIDANCE,
        .forwarded_from = SP_ROLE_NONE,
        .discloser_known = true,
        .choose = true};
    struct sp_facts_answer answer;

    (void)state;
    (void)grant(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS, 90, false, NULL);
    assert_int_equal(sp_facts_decide(&bare.agent, &question, &answer), SP_OK);
    assert_int_equal(answer.decision.verdict, SP_VERDICT_DENY_IDENTITY);
}

/* What the employer's agent finds when it opens the occupational physician's judgement. */
static enum sp_verdict
opens_judgement(const struct sp_hash *consent)
{
    const struct sp_facts_question question = {.discloser = party(OCC),
        .addressee = party(EMPLOYER),
        .patient = patient,
        .categories = SP_CATEGORY_BIT(SP_CATEGORY_FITNESS_JUDGEMENT),
        .purpose = SP_PURPOSE_OCC_GUIDANCE,
        .forwarded_from = SP_ROLE_NONE,
        .discloser_known = true,
        .addressee_known = true,
        .opening = true,
        .has_consent = true,
        .consent = *consent};
    struct sp_facts_answer answer;

    assert_int_equal(sp_facts_decide(&bare.agent, &question, &answer), SP_OK);
    return answer.decision.verdict;
}

static void
what_rests_on_law_does_not_outlive_the_consent_that_names_us(void **state)
{
    const union sp_statement_body revoke = {.revoke = {.channel = SP_REVOKE_OWN}};
    const int64_t day_ms = INT64_C(24) * 3600 * 1000;
    struct sp_statement_id id;

    (void)state;
    struct sp_hash hash = grant(OCC, EMPLOYER, SP_CATEGORY_FITNESS_JUDGEMENT, 10, false, &id);
    assert_int_equal(opens_judgement(&hash), SP_VERDICT_ALLOW);
    bare.now_ms -= 2 * day_ms; /* its first day is to come */
    assert_int_equal(opens_judgement(&hash), SP_VERDICT_DENY_IDENTITY);
    bare.now_ms += 20 * day_ms; /* its last day is over */
    assert_int_equal(opens_judgement(&hash), SP_VERDICT_DENY_IDENTITY);
    bare.now_ms -= 18 * day_ms;
    assert_int_equal(opens_judgement(&hash), SP_VERDICT_ALLOW);
    (void)state_it(SP_KIND_REVOKE, &patient_party, &revoke, &id, NULL);
    assert_int_equal(opens_judgement(&hash), SP_VERDICT_DENY_IDENTITY);
    relate(EMPLOYER, SP_RELATION_EMPLOYS, true); /* of itself it may */
    assert_int_equal(opens_judgement(&hash), SP_VERDICT_ALLOW);
}

static void
a_consent_that_another_signed_makes_nobody_known(void **state)
{
    const struct terms terms = {SP_CATEGORY_FITNESS_JUDGEMENT, 10, false};
    const struct sp_party other = representative();

    (void)state;
    struct sp_hash hash = grant_by(&other, OCC, EMPLOYER, &terms, NULL);
    assert_int_equal(opens_judgement(&hash), SP_VERDICT_DENY_IDENTITY);
}

static enum sp_standing
standing_of(const struct sp_statement_id *id)
{
    const struct sp_statement_filter filter = {
        .has_id = true, .id = *id, .kinds = UINT32_C(1) << SP_KIND_OBJECT};
    struct sp_arena *arena = NULL;
    struct sp_held_list list;

    assert_int_equal(sp_arena_new((size_t)1 << 20, &arena), SP_OK);
    assert_int_equal(sp_held_load(&bare.agent, &filter, arena, &list), SP_OK);
    assert_int_equal(list.count, 1);
    assert_int_equal(sp_held_judge(&bare.agent, &list.rows[0], arena), SP_OK);
    const enum sp_standing standing = list.rows[0].standing;
    sp_arena_free(arena);
    return standing;
}

static void
state_capacity(bool capable, uint8_t purpose, struct sp_statement_id *id)
{
    const struct sp_party author = party(CLINICIAN);
    const union sp_statement_body body = {
        .capacity = {.capable = capable,
            .matters = (uint16_t)(1U << purpose),
            .review_day = (uint32_t)sp_day_of_ms(bare.now_ms) + 30}};

    (void)state_it(SP_KIND_CAPACITY, &author, &body, NULL, id);
}

static void
of_capacity_the_last_word_on_this_matter_counts(void **state)
{
    (void)state;
    (void)grant(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS, 90, false, NULL);
    assert_int_equal(verdict(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS), SP_VERDICT_ALLOW);
    state_capacity(false, SP_PURPOSE_OCC_GUIDANCE, NULL);
    assert_int_equal(
        verdict(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS), SP_VERDICT_DENY_CAPACITY);
    bare.now_ms += 1000;
    state_capacity(true, SP_PURPOSE_SUPPORT, NULL); /* newer, on another matter */
    assert_int_equal(
        verdict(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS), SP_VERDICT_DENY_CAPACITY);
    bare.now_ms -= 2000; /* by a clock that is behind; the log says that it is the last */
    state_capacity(true, SP_PURPOSE_OCC_GUIDANCE, NULL);
    assert_int_equal(verdict(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS), SP_VERDICT_ALLOW);
}

static void
an_objection_is_lifted_by_her_word_only(void **state)
{
    const union sp_statement_body object = {.object = {.party = party(OCC)}};
    const union sp_statement_body end = {.end = {.reason = SP_END_TREATMENT_CLOSED}};
    const struct sp_party other = party(CLINICIAN);
    const struct sp_hash nothing = {{9}};
    struct sp_statement_id ids[3];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        (void)state_it(SP_KIND_OBJECT, &patient_party, &object, NULL, &ids[i]);
    }
    struct sp_hash label = sp_statement_end_label(&patient, &ids[0]);
    put_leaf(&label, &nothing); /* a leaf of which nobody showed the statement */
    label = sp_statement_label(&patient, &ids[0], 2);
    put_leaf(&label, &nothing);
    (void)state_it(SP_KIND_END, &patient_party, &end, &ids[1], NULL);
    (void)state_it(SP_KIND_END, &other, &end, &ids[2], NULL);
    assert_true(ask(CLINICIAN, OCC, SP_CATEGORY_SYMPTOMS).facts.objection);
    assert_int_equal(standing_of(&ids[0]), SP_STANDING_IN_FORCE);
    assert_int_equal(standing_of(&ids[1]), SP_STANDING_ENDED);
    assert_int_equal(standing_of(&ids[2]), SP_STANDING_IN_FORCE);
}

static void
incapacity_does_not_end_by_a_bare_leaf(void **state)
{
    const struct sp_hash nothing = {{9}};
    struct sp_statement_id id;

    (void)state;
    (void)grant(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS, 90, false, NULL);
    state_capacity(false, SP_PURPOSE_OCC_GUIDANCE, &id);
    struct sp_hash label = sp_statement_end_label(&patient, &id);
    put_leaf(&label, &nothing);
    assert_int_equal(
        verdict(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS), SP_VERDICT_DENY_CAPACITY);
}

#define TEST(name_, as_) cmocka_unit_test_setup_teardown(name_, as_, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_own_relation_must_be_confirmed, as_clinician),
        TEST(an_ended_relation_counts_no_more, as_clinician),
        TEST(a_consent_that_names_us_is_enough, as_clinician),
        TEST(of_several_consents_the_one_that_carries_is_named, as_clinician),
        TEST(a_revoked_consent_is_refused_as_revoked, as_clinician),
        TEST(an_end_that_only_the_mirror_shows_counts_too, as_clinician),
        TEST(a_later_version_that_only_the_mirror_shows_takes_the_consent_away, as_clinician),
        TEST(a_consent_lasts_to_the_end_of_its_last_day, as_clinician),
        TEST(approval_must_be_held_to_open, as_occ),
        TEST(only_the_consent_that_the_header_names_counts_at_opening, as_occ),
        TEST(two_roles_without_a_row_are_refused_from_their_names, as_clinician),
        TEST(what_rests_on_law_does_not_outlive_the_consent_that_names_us, as_employer),
        TEST(a_consent_that_another_signed_makes_nobody_known, as_employer),
        TEST(of_capacity_the_last_word_on_this_matter_counts, as_clinician),
        TEST(an_objection_is_lifted_by_her_word_only, as_clinician),
        TEST(incapacity_does_not_end_by_a_bare_leaf, as_clinician),
        TEST(an_unknown_party_is_not_verified, as_clinician),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
