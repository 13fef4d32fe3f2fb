/*
 * The same request again, another one under its name, and what no request may do to the broker.
 */
#include <string.h>

#include "ledger_harness.h"

static struct lab *lab;
static struct lab_party *clinician, *gp, *patient;

static int
set_up(void **state)
{
    (void)state;
    lab = lab_new("repeats");
    clinician = lab_published(lab, "clinician");
    gp = lab_published(lab, "gp");
    patient = lab_published(lab, "patient");
    lab_relate(lab, clinician, patient, SP_RELATION_TREATS, true);
    lab_relate(lab, gp, patient, SP_RELATION_TREATS, true);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    assert_string_equal(lab->said, ""); /* the ledger had nothing to complain of */
    lab_free(lab);
    return 0;
}

static struct lab_plan
lawful_plan(void)
{
    return (struct lab_plan){.from = clinician,
        .to = gp,
        .about = patient,
        .purpose = SP_PURPOSE_TREATMENT,
        .categories = {SP_CATEGORY_MEDICATION},
        .item_count = 1};
}

static struct sp_request_id
some_id(void)
{
    struct sp_request_id id;

    sp_random(id.b, sizeof(id.b));
    return id;
}

static void
assert_same_answer(const struct lab_reply *a, const struct lab_reply *b)
{
    assert_int_equal(a->verdict, b->verdict);
    assert_string_equal(a->rule, b->rule);
    assert_true(a->has_record && b->has_record);
    assert_int_equal(a->index, b->index);
    assert_memory_equal(&a->record.salt, &b->record.salt, sizeof(a->record.salt));
}

static void
the_same_send_gets_the_same_answer(void **state)
{
    const struct lab_plan plan = lawful_plan();
    struct lab_message *message = lab_seal(lab, &plan);
    const struct sp_request_id id = some_id();
    struct lab_reply *first = lab_post(lab, message, &id);
    size_t mails = lab_fetch(lab, gp, 0).messages;

    (void)state;
    assert_int_equal(first->verdict, SP_VERDICT_ALLOW);
    assert_same_answer(first, lab_post(lab, message, &id));
    assert_same_answer(first, lab_post(lab, message, NULL)); /* another id, the same message */
    assert_int_equal(lab_fetch(lab, gp, 0).messages, mails);
}

static void
another_message_under_its_msg_id_is_a_replay(void **state)
{
    struct lab_plan plan = lawful_plan();
    struct lab_message *message = lab_send(lab, &plan);

    (void)state;
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    plan.msg_id = &message->base.msg_id;
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_REFUSE_REPLAY);
    assert_int_equal(lab_open(lab, gp, message)->verdict, SP_VERDICT_ALLOW);
}

static void
another_request_under_its_id_is_a_replay(void **state)
{
    const struct lab_plan plan = lawful_plan();
    const struct sp_request_id id = some_id();
    struct lab_message *a = lab_seal(lab, &plan), *b = lab_seal(lab, &plan);
    const union sp_statement_body body = {.object = {.party = gp->party}};
    struct lab_statement *statement =
        lab_sign(lab, patient, &patient->id, SP_KIND_OBJECT, &body, NULL);

    (void)state;
    assert_int_equal(lab_post(lab, a, &id)->verdict, SP_VERDICT_ALLOW);
    struct lab_reply *other = lab_post(lab, b, &id);
    assert_int_equal(other->verdict, SP_VERDICT_REFUSE_REPLAY);
    assert_false(other->has_record);
    assert_int_equal(lab_open_as(lab, clinician, a, &id)->verdict, SP_VERDICT_REFUSE_REPLAY);
    /* Of another party it is another request. */
    assert_int_equal(lab_open_as(lab, gp, a, &id)->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(lab_declare(lab, patient, statement, &id)->verdict, SP_VERDICT_DONE);
    const union sp_statement_body lifted = {.end = {SP_END_LIFTED}};
    assert_int_equal(
        lab_state(lab, patient, &patient->id, SP_KIND_END, &lifted, statement)->reply->verdict,
        SP_VERDICT_DONE);
}

static void
a_denial_is_remembered_and_a_refusal_is_not(void **state)
{
    struct lab_plan plan = lawful_plan();
    const struct sp_request_id denied = some_id(), refused = some_id();

    (void)state;
    plan.purpose = SP_PURPOSE_WORK_ADJUST;
    struct lab_message *message = lab_seal(lab, &plan);
    struct lab_reply *first = lab_post(lab, message, &denied);
    assert_int_equal(first->verdict, SP_VERDICT_DENY_PURPOSE);
    assert_same_answer(first, lab_post(lab, message, &denied));
    plan = lawful_plan();
    plan.staged = true;
    message = lab_seal(lab, &plan);
    assert_int_equal(lab_post(lab, message, &refused)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
    assert_int_equal(lab_put(lab, message, 0, 4096), SP_VERDICT_DONE);
    assert_int_equal(lab_post(lab, message, &refused)->verdict, SP_VERDICT_ALLOW);
}

static void
every_opening_is_decided_anew_and_leaves_a_leaf(void **state)
{
    struct lab_statement *grant = lab_grant(lab, patient,
        &(struct lab_consent){.from = clinician,
            .to = gp,
            .categories = SP_CATEGORY_BIT(SP_CATEGORY_PERSONAL_CIRCUMSTANCES),
            .purpose = SP_PURPOSE_TREATMENT,
            .days = 30});
    struct lab_plan plan = lawful_plan();
    const struct sp_request_id id = some_id();
    struct sp_u8 items[] = {{0}};
    struct sp_head heads[SP_LOG_COUNT] = {{0, {{0}}}};
    struct sp_box_key *key = NULL;
    struct sp_signed_part part;
    struct sp_buffer written;

    (void)state;
    plan.categories[0] = SP_CATEGORY_PERSONAL_CIRCUMSTANCES;
    plan.consent = grant;
    struct lab_message *message = lab_send(lab, &plan);
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    /* The very same bytes under the very same id. */
    assert_int_equal(sp_box_key_new(&key), SP_OK);
    const struct sp_open open = {.format = 1,
        .suite = SP_SUITE_V1,
        .d = message->d,
        .items = {items, 1},
        .opening_key = sp_box_key_public(key),
        .time_ms = (uint64_t)lab_now_ms(lab),
        .heads = {heads, SP_LOG_COUNT}};
    sp_buffer_init(&written, 4096);
    assert_int_equal(sp_wire_write(&sp_shape_open, &open, &written), SP_OK);
    part.part = sp_buffer_bytes(&written);
    assert_int_equal(sp_sign(gp->key, "open", &part.part, 1, &part.signature), SP_OK);
    struct lab_reply *first = lab_ask(lab, gp, SP_REQUEST_OPEN, &part, &id);
    struct lab_reply *second = lab_ask(lab, gp, SP_REQUEST_OPEN, &part, &id);
    assert_int_equal(first->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(second->verdict, SP_VERDICT_ALLOW);
    assert_true(second->index > first->index);
    /* Each record names the request as it came. */
    char named[2 * SP_REQUEST_ID_BYTES + 1];
    for (size_t i = 0; i < sizeof(id.b); i++) {
        snprintf(named + 2 * i, 3, "%02x", id.b[i]);
    }
    assert_memory_equal(lab_field(first, SP_RECORD_REQUEST), named, 32);
    assert_memory_equal(lab_field(second, SP_RECORD_REQUEST), named, 32);
    assert_int_equal(lab_revoke(lab, patient, grant)->reply->verdict, SP_VERDICT_DONE);
    struct lab_reply *third = lab_ask(lab, gp, SP_REQUEST_OPEN, &part, &id);
    assert_int_equal(third->verdict, SP_VERDICT_DENY_REVOKED);
    assert_true(third->index > second->index);
    sp_box_key_free(key);
    sp_buffer_wipe(&written);
}

static void
log_views_may_be_repeated(void **state)
{
    const struct sp_log_request request = {.from = 0};
    const struct sp_log_request another = {.from = 1};
    const struct sp_request_id id = some_id();
    struct lab_reply *first = lab_ask(lab, gp, SP_REQUEST_LOG, &request, &id);
    struct lab_reply *second = lab_ask(lab, gp, SP_REQUEST_LOG, &request, &id);

    (void)state;
    assert_int_equal(first->verdict, SP_VERDICT_DONE);
    assert_int_equal(second->verdict, SP_VERDICT_DONE);
    assert_true(second->index > first->index);
    assert_int_equal(
        lab_ask(lab, gp, SP_REQUEST_LOG, &another, &id)->verdict, SP_VERDICT_REFUSE_REPLAY);
}

static void
audits_may_be_repeated(void **state)
{
    struct lab_party *auditor = lab_published(lab, "auditor");
    const struct sp_audit_request request = {.log = SP_LOG_KEYS, .from = 0};
    const struct sp_request_id id = some_id();

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct lab_reply *reply = lab_ask(lab, auditor, SP_REQUEST_AUDIT, &request, &id);
        assert_int_equal(reply->verdict, SP_VERDICT_DONE);
        assert_true(reply->has_record);
    }
}

static void
a_guessed_id_of_an_accompanying_record_stops_nothing(void **state)
{
    /* What once was derived: "also" over the id of the request to come, a word, and D. */
    const struct lab_plan plan = {.from = clinician,
        .to = gp,
        .about = patient,
        .purpose = SP_PURPOSE_TREATMENT,
        .categories = {SP_CATEGORY_PERSONAL_CIRCUMSTANCES},
        .item_count = 1,
        .consent = lab_grant(lab, patient,
            &(struct lab_consent){.from = clinician,
                .to = gp,
                .categories = SP_CATEGORY_BIT(SP_CATEGORY_PERSONAL_CIRCUMSTANCES),
                .purpose = SP_PURPOSE_TREATMENT,
                .days = 30,
                .each = true})};
    struct lab_message *message = lab_send(lab, &plan);
    const struct sp_request_id id = some_id();
    const struct sp_bytes parts[] = {
        {id.b, sizeof(id.b)}, sp_bytes_of_text("unhold"), {message->d.b, sizeof(message->d.b)}};
    struct sp_hash derived = sp_hash_of("also", parts, 3);
    struct sp_request_id guess;
    const struct sp_log_request request = {.from = 0};
    const union sp_statement_body body = {
        .approve = {.d = message->d,
            .valid_until_ms = (uint64_t)lab_now_ms(lab) + 3600 * 1000,
            .evidence = SP_EVIDENCE_PATIENT_SIGNED}};

    (void)state;
    assert_int_equal(message->reply->verdict, SP_VERDICT_HOLD_APPROVAL);
    memcpy(guess.b, derived.b, sizeof(guess.b));
    assert_int_equal(
        lab_ask(lab, patient, SP_REQUEST_LOG, &request, &guess)->verdict, SP_VERDICT_DONE);
    struct lab_statement *approval =
        lab_sign(lab, patient, &patient->id, SP_KIND_APPROVE, &body, NULL);
    assert_int_equal(lab_declare(lab, patient, approval, &id)->verdict, SP_VERDICT_DONE);
    assert_int_equal(lab_open(lab, gp, message)->verdict, SP_VERDICT_ALLOW);
}

static void
the_same_entry_again_is_one_leaf(void **state)
{
    struct lab_party *coach = lab_party(lab, "coach");
    struct lab_party same = *coach;

    (void)state;
    assert_int_equal(lab_publish(lab, coach), SP_VERDICT_DONE);
    const uint64_t seq = coach->seq;
    same.seq = seq + 1; /* a gap */
    same.has_prev = true;
    same.prev = coach->prev;
    assert_int_equal(lab_publish(lab, &same), SP_VERDICT_REFUSE_STATEMENT);
    same.seq = seq;
    memset(&same.prev, 7, sizeof(same.prev)); /* another past */
    assert_int_equal(lab_publish(lab, &same), SP_VERDICT_REFUSE_STATEMENT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_send_gets_the_same_answer),
        cmocka_unit_test(another_message_under_its_msg_id_is_a_replay),
        cmocka_unit_test(another_request_under_its_id_is_a_replay),
        cmocka_unit_test(a_denial_is_remembered_and_a_refusal_is_not),
        cmocka_unit_test(every_opening_is_decided_anew_and_leaves_a_leaf),
        cmocka_unit_test(log_views_may_be_repeated),
        cmocka_unit_test(audits_may_be_repeated),
        cmocka_unit_test(a_guessed_id_of_an_accompanying_record_stops_nothing),
        cmocka_unit_test(the_same_entry_again_is_one_leaf),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
