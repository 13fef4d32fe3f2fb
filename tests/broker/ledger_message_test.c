/*
 * Messages through a real ledger: what passes, what is refused, what a revocation takes away.
 */
#include <string.h>

#include "ledger_harness.h"

static struct lab *lab;
static struct lab_party *clinician, *other, *gp, *occ, *employer, *uwv, *patient, *patient2;

static int
set_up(void **state)
{
    (void)state;
    lab = lab_new("messages");
    clinician = lab_published(lab, "clinician");
    other = lab_published(lab, "other");
    gp = lab_published(lab, "gp");
    occ = lab_published(lab, "occ");
    employer = lab_published(lab, "employer");
    uwv = lab_published(lab, "uwv");
    patient = lab_published(lab, "patient");
    patient2 = lab_published(lab, "patient2");
    lab_relate(lab, clinician, patient, SP_RELATION_TREATS, true);
    lab_relate(lab, gp, patient, SP_RELATION_TREATS, true);
    lab_relate(lab, occ, patient, SP_RELATION_OCCUPATIONAL, true);
    lab_relate(lab, employer, patient, SP_RELATION_EMPLOYS, true);
    lab_relate(lab, uwv, patient, SP_RELATION_UWV, true);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    lab_free(lab);
    return 0;
}

/* A consent from clinician to occupational physician, for functional limits. */
static struct lab_statement *
limits_consent(void)
{
    return lab_grant(lab, patient,
        &(struct lab_consent){.from = clinician,
            .to = occ,
            .categories = SP_CATEGORY_BIT(SP_CATEGORY_FUNCTIONAL_LIMITS),
            .purpose = SP_PURPOSE_OCC_GUIDANCE,
            .days = 30});
}

static struct lab_plan
limits_plan(const struct lab_statement *consent)
{
    return (struct lab_plan){.from = clinician,
        .to = occ,
        .about = patient,
        .purpose = SP_PURPOSE_OCC_GUIDANCE,
        .categories = {SP_CATEGORY_FUNCTIONAL_LIMITS},
        .item_count = 1,
        .content = {"twee uur per dag, zittend werk"},
        .consent = consent};
}

/* By law, without consent: from clinician to general practitioner. */
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

static void
assert_refused(const struct lab_reply *reply, enum sp_verdict verdict, const char *rule)
{
    if (reply->verdict != verdict) {
        fail_msg("%s (%s %s), not %s", sp_verdict_name(reply->verdict), reply->rule, reply->detail,
            sp_verdict_name(verdict));
    }
    assert_string_equal(reply->rule, rule);
    assert_true(reply->has_record); /* a refusal by a rule is in the log */
    assert_false(reply->answer.has_body);
}

static void
a_consented_message_is_sent_opened_and_acknowledged(void **state)
{
    const struct lab_plan plan = limits_plan(limits_consent());
    struct lab_message *message = lab_send(lab, &plan);

    (void)state;
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    assert_string_equal(message->reply->rule, "allow.consent");
    assert_string_equal(lab_field(message->reply, SP_RECORD_EVENT), "send");
    struct lab_mail mail = lab_fetch(lab, occ, 0);
    assert_true(lab_has_message(lab, &mail, &message->d));
    mail = lab_fetch(lab, patient, 0);
    assert_true(lab_has_message(lab, &mail, &message->d)); /* her copy */
    struct lab_reply *opened = lab_open(lab, occ, message);
    assert_int_equal(opened->verdict, SP_VERDICT_ALLOW);
    assert_string_equal(lab_field(opened, SP_RECORD_EVENT), "read");
    assert_string_equal(lab_field(opened, SP_RECORD_RESPONSIBLE), "piet");
    mail = lab_fetch(lab, clinician, 0);
    assert_int_equal(mail.status.state, SP_MESSAGE_OPENED);
    assert_memory_equal(&mail.status.d, &message->d, sizeof(message->d));
    assert_int_equal(lab_ack(lab, occ, message), SP_VERDICT_DONE);
    mail = lab_fetch(lab, clinician, 0);
    assert_int_equal(mail.status.state, SP_MESSAGE_ACKNOWLEDGED);
}

static void
the_patient_opens_her_own_copy(void **state)
{
    const struct lab_plan plan = lawful_plan();
    struct lab_message *message = lab_send(lab, &plan);

    (void)state;
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    struct lab_reply *opened = lab_open(lab, patient, message);
    assert_int_equal(opened->verdict, SP_VERDICT_ALLOW);
    assert_string_equal(opened->rule, "own.copy");
    /* Her reading is no news to its sender. */
    assert_int_equal(lab_fetch(lab, clinician, 0).status.state, SP_MESSAGE_ACKNOWLEDGED);
}

static void
without_consent_a_message_is_refused(void **state)
{
    const struct lab_plan plan = limits_plan(NULL);
    struct lab_message *message = lab_send(lab, &plan);

    (void)state;
    assert_refused(message->reply, SP_VERDICT_DENY_NO_CONSENT, "consent.none");
    struct lab_mail mail = lab_fetch(lab, occ, 0);
    assert_false(lab_has_message(lab, &mail, &message->d));
    mail = lab_fetch(lab, patient, 0);
    assert_false(lab_has_message(lab, &mail, &message->d)); /* she reads it in her log */
    assert_int_equal(lab_open(lab, occ, message)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
}

static void
a_consent_for_another_purpose_is_refused(void **state)
{
    struct lab_plan plan = limits_plan(limits_consent());

    (void)state;
    plan.purpose = SP_PURPOSE_PREVENTION;
    assert_refused(lab_send(lab, &plan)->reply, SP_VERDICT_DENY_PURPOSE, "consent.purpose");
}

static void
a_consent_without_this_category_is_refused(void **state)
{
    struct lab_plan plan = limits_plan(limits_consent());

    (void)state;
    plan.categories[0] = SP_CATEGORY_PLAN_AGREEMENTS;
    assert_refused(lab_send(lab, &plan)->reply, SP_VERDICT_DENY_CATEGORY, "consent.category");
}

static void
a_consent_covers_all_items_or_none(void **state)
{
    struct lab_plan plan = limits_plan(limits_consent());

    (void)state;
    plan.categories[1] = SP_CATEGORY_PLAN_AGREEMENTS;
    plan.item_count = 2;
    assert_refused(lab_send(lab, &plan)->reply, SP_VERDICT_DENY_CATEGORY, "consent.category");
}

static void
a_consent_for_another_recipient_is_refused(void **state)
{
    struct lab_plan plan = limits_plan(limits_consent());

    (void)state;
    plan.to = uwv;
    plan.purpose = SP_PURPOSE_BENEFIT_ASSESSMENT;
    assert_refused(lab_send(lab, &plan)->reply, SP_VERDICT_DENY_RECIPIENT, "consent.parties");
}

static void
a_consent_of_another_patient_is_no_consent(void **state)
{
    struct lab_statement *hers;
    struct lab_plan plan;

    (void)state;
    lab_relate(lab, clinician, patient2, SP_RELATION_TREATS, true);
    lab_relate(lab, occ, patient2, SP_RELATION_OCCUPATIONAL, true);
    hers = limits_consent();
    plan = limits_plan(hers);
    plan.about = patient2;
    assert_refused(lab_send(lab, &plan)->reply, SP_VERDICT_DENY_NO_CONSENT, "consent.none");
}

static void
a_consent_counts_from_its_first_day_to_its_last(void **state)
{
    struct lab_consent consent = {.from = clinician,
        .to = occ,
        .categories = SP_CATEGORY_BIT(SP_CATEGORY_FUNCTIONAL_LIMITS),
        .purpose = SP_PURPOSE_OCC_GUIDANCE,
        .from_in_days = 2,
        .days = 3};
    struct lab_statement *grant = lab_grant(lab, patient, &consent);
    struct lab_plan plan = limits_plan(grant);

    (void)state;
    assert_refused(
        lab_send(lab, &plan)->reply, SP_VERDICT_DENY_NOT_YET_VALID, "consent.not_yet_valid");
    lab_advance(lab, 2 * LAB_DAY_MS);
    struct lab_message *message = lab_send(lab, &plan);
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    lab_advance(lab, 3 * LAB_DAY_MS);
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
    lab_advance(lab, LAB_DAY_MS);
    assert_refused(lab_send(lab, &plan)->reply, SP_VERDICT_DENY_EXPIRED, "consent.expired");
    assert_refused(lab_open(lab, occ, message), SP_VERDICT_DENY_EXPIRED, "consent.expired");
}

static void
after_a_revocation_nothing_opens_and_the_share_is_gone(void **state)
{
    struct lab_statement *grant = limits_consent();
    const struct lab_plan plan = limits_plan(grant);
    struct lab_message *message = lab_send(lab, &plan);
    struct lab_message *read = lab_send(lab, &plan);

    (void)state;
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(lab_open(lab, occ, read)->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(lab_revoke(lab, patient, grant)->reply->verdict, SP_VERDICT_DONE);
    struct lab_mail mail = lab_fetch(lab, clinician, 0);
    assert_int_equal(mail.status.state, SP_MESSAGE_REVOKED);
    assert_int_equal(mail.status.verdict, SP_VERDICT_DENY_REVOKED);
    assert_memory_equal(&mail.status.d, &message->d, sizeof(message->d)); /* not the read one */
    mail = lab_fetch(lab, occ, 0);
    assert_false(lab_has_message(lab, &mail, &message->d));
    assert_refused(lab_open(lab, occ, message), SP_VERDICT_DENY_REVOKED, "consent.revoked");
    assert_refused(lab_open(lab, occ, read), SP_VERDICT_DENY_REVOKED, "consent.revoked");
    assert_refused(lab_send(lab, &plan)->reply, SP_VERDICT_DENY_REVOKED, "consent.revoked");
    /* Her own copy rests on herself. */
    assert_int_equal(lab_open(lab, patient, message)->verdict, SP_VERDICT_ALLOW);
}

static void
what_rests_on_another_consent_survives_a_revocation(void **state)
{
    struct lab_statement *one = limits_consent(), *two = limits_consent();
    const struct lab_plan first = limits_plan(one), second = limits_plan(two);
    struct lab_message *a = lab_send(lab, &first), *b = lab_send(lab, &second);

    (void)state;
    assert_int_equal(a->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(b->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(lab_revoke(lab, patient, one)->reply->verdict, SP_VERDICT_DONE);
    assert_int_equal(lab_open(lab, occ, a)->verdict, SP_VERDICT_DENY_REVOKED);
    assert_int_equal(lab_open(lab, occ, b)->verdict, SP_VERDICT_ALLOW);
}

static void
a_new_version_of_a_consent_counts_at_the_next_opening(void **state)
{
    struct lab_statement *grant = limits_consent();
    const struct lab_plan plan = limits_plan(grant);
    struct lab_message *message = lab_send(lab, &plan);
    const struct sp_u8 categories[] = {{SP_CATEGORY_PLAN_AGREEMENTS}};
    const uint32_t today = (uint32_t)sp_day_of_ms(lab_now_ms(lab));
    const union sp_statement_body narrower = {.consent = {.discloser = clinician->party,
                                                  .recipient = occ->party,
                                                  .categories = {categories, 1},
                                                  .purpose = SP_PURPOSE_OCC_GUIDANCE,
                                                  .from_day = today,
                                                  .until_day = today + 30,
                                                  .evidence = SP_EVIDENCE_PATIENT_SIGNED,
                                                  .text_version = 1}};

    (void)state;
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(
        lab_state(lab, patient, &patient->id, SP_KIND_GRANT, &narrower, grant)->reply->verdict,
        SP_VERDICT_DONE);
    assert_refused(lab_open(lab, occ, message), SP_VERDICT_DENY_CATEGORY, "consent.category");
}

static void
a_law_carries_without_consent_until_she_objects(void **state)
{
    const struct lab_plan plan = lawful_plan();
    struct lab_message *message = lab_send(lab, &plan);
    const union sp_statement_body objection = {.object = {.party = gp->party}};

    (void)state;
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    assert_string_equal(message->reply->rule, "allow.l1");
    struct lab_statement *object =
        lab_state(lab, patient, &patient->id, SP_KIND_OBJECT, &objection, NULL);
    assert_int_equal(object->reply->verdict, SP_VERDICT_DONE);
    assert_refused(lab_open(lab, gp, message), SP_VERDICT_DENY_OBJECTION, "consent.objection");
    assert_refused(lab_send(lab, &plan)->reply, SP_VERDICT_DENY_OBJECTION, "consent.objection");
    const union sp_statement_body lifted = {.end = {SP_END_LIFTED}};
    assert_int_equal(
        lab_state(lab, patient, &patient->id, SP_KIND_END, &lifted, object)->reply->verdict,
        SP_VERDICT_DONE);
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
    /* What fell does not rise again: its share is gone. */
    assert_int_equal(lab_open(lab, gp, message)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
}

static void
an_ended_relation_ends_what_rested_on_it(void **state)
{
    struct lab_statement *relate = lab_relate(lab, other, patient, SP_RELATION_TREATS, true);
    struct lab_plan plan = lawful_plan();
    const union sp_statement_body ended = {.end = {SP_END_TREATMENT_CLOSED}};

    (void)state;
    plan.to = other;
    struct lab_message *message = lab_send(lab, &plan);
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(
        lab_state(lab, patient, &patient->id, SP_KIND_END, &ended, relate)->reply->verdict,
        SP_VERDICT_DONE);
    assert_refused(lab_open(lab, other, message), SP_VERDICT_DENY_IDENTITY, "party.unverified");
    assert_refused(lab_send(lab, &plan)->reply, SP_VERDICT_DENY_IDENTITY, "party.unverified");
}

static void
an_ended_consent_makes_nobody_a_party(void **state)
{
    /* The other clinician has no relation: only a consent names that pair. */
    struct lab_statement *grant = lab_grant(lab, patient,
        &(struct lab_consent){.from = occ,
            .to = other,
            .categories = SP_CATEGORY_BIT(SP_CATEGORY_GENERAL_INFO),
            .purpose = SP_PURPOSE_TREATMENT,
            .days = 30});
    struct lab_plan plan = {.from = other,
        .to = patient,
        .about = patient,
        .purpose = SP_PURPOSE_TREATMENT,
        .categories = {SP_CATEGORY_GENERAL_INFO},
        .item_count = 1,
        .consent = lab_grant(lab, patient,
            &(struct lab_consent){.from = other,
                .to = patient,
                .categories = SP_CATEGORY_BIT(SP_CATEGORY_GENERAL_INFO),
                .purpose = SP_PURPOSE_TREATMENT,
                .days = 30})};

    (void)state;
    (void)grant;
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(lab_revoke(lab, patient, plan.consent)->reply->verdict, SP_VERDICT_DONE);
    assert_refused(lab_send(lab, &plan)->reply, SP_VERDICT_DENY_IDENTITY, "party.unverified");
}

static void
a_law_that_answers_a_request_needs_the_request(void **state)
{
    struct lab_plan plan = {.from = occ,
        .to = uwv,
        .about = patient,
        .purpose = SP_PURPOSE_BENEFIT_ASSESSMENT,
        .categories = {SP_CATEGORY_FUNCTIONAL_LIMITS},
        .item_count = 1};
    const struct lab_plan ask = {.from = uwv,
        .to = occ,
        .about = patient,
        .purpose = SP_PURPOSE_BENEFIT_ASSESSMENT,
        .categories = {SP_CATEGORY_INFO_REQUEST},
        .item_count = 1,
        .asks = SP_CATEGORY_BIT(SP_CATEGORY_FUNCTIONAL_LIMITS)};

    (void)state;
    assert_refused(lab_send(lab, &plan)->reply, SP_VERDICT_DENY_NO_REQUEST, "request.missing");
    struct lab_message *request = lab_send(lab, &ask);
    assert_int_equal(request->reply->verdict, SP_VERDICT_ALLOW);
    plan.reply_to = &request->d;
    struct lab_message *answer = lab_send(lab, &plan);
    assert_int_equal(answer->reply->verdict, SP_VERDICT_ALLOW);
    assert_string_equal(answer->reply->rule, "allow.l3");
    assert_int_equal(lab_open(lab, uwv, answer)->verdict, SP_VERDICT_ALLOW);
    plan.categories[0] = SP_CATEGORY_INCAPACITY_DEGREE; /* not asked for */
    assert_refused(lab_send(lab, &plan)->reply, SP_VERDICT_DENY_NO_REQUEST, "request.missing");
}

static void
forwarding_verbatim_needs_a_consent_that_says_so(void **state)
{
    struct lab_plan first = lawful_plan();
    struct lab_plan onward = lawful_plan();

    (void)state;
    struct lab_message *message = lab_send(lab, &first);
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    onward.from = gp;
    onward.to = clinician;
    onward.uid = message->uid;
    /* The author may send it again, nobody else may send it on. */
    onward.to = other;
    lab_relate(lab, other, patient, SP_RELATION_TREATS, true);
    assert_refused(lab_send(lab, &onward)->reply, SP_VERDICT_DENY_ONWARD, "forward.onward");
    onward.from = clinician;
    assert_int_equal(lab_send(lab, &onward)->reply->verdict, SP_VERDICT_ALLOW);
    onward.from = gp;
    onward.consent = lab_grant(lab, patient,
        &(struct lab_consent){.from = gp,
            .to = other,
            .categories = SP_CATEGORY_BIT(SP_CATEGORY_MEDICATION),
            .purpose = SP_PURPOSE_TREATMENT,
            .days = 10,
            .onward = true});
    struct lab_message *forwarded = lab_send(lab, &onward);
    assert_int_equal(forwarded->reply->verdict, SP_VERDICT_ALLOW);
    assert_string_equal(forwarded->reply->rule, "allow.consent");
}

static void
nobody_else_opens_a_message(void **state)
{
    const struct lab_plan plan = lawful_plan();
    struct lab_message *message = lab_send(lab, &plan);

    (void)state;
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(lab_open(lab, occ, message)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
    assert_int_equal(lab_open(lab, clinician, message)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
    assert_int_equal(lab_open(lab, patient2, message)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
    assert_int_equal(lab_ack(lab, occ, message), SP_VERDICT_REFUSE_NOT_FOUND);
    assert_int_equal(lab_ack(lab, gp, message), SP_VERDICT_REFUSE_NOT_FOUND); /* not opened */
}

static void
a_message_ends_at_its_time_for_everybody(void **state)
{
    struct lab_plan plan = lawful_plan();

    (void)state;
    plan.lifetime_ms = 2 * LAB_DAY_MS;
    struct lab_message *message = lab_send(lab, &plan), *read = lab_send(lab, &plan);
    assert_int_equal(lab_open(lab, gp, read)->verdict, SP_VERDICT_ALLOW);
    lab_advance(lab, 2 * LAB_DAY_MS + 1000);
    assert_refused(lab_open(lab, gp, message), SP_VERDICT_DENY_EXPIRED, "message.expired");
    assert_refused(lab_open(lab, gp, read), SP_VERDICT_DENY_EXPIRED, "message.expired");
    assert_refused(lab_open(lab, patient, message), SP_VERDICT_DENY_EXPIRED, "message.expired");
    struct lab_mail mail = lab_fetch(lab, clinician, 0);
    bool told = false;
    const struct sp_mail *rows = mail.answer.rows.items;
    for (size_t i = 0; i < mail.answer.rows.count; i++) {
        struct sp_mail_status status;
        if (rows[i].kind == SP_MAIL_STATUS &&
            sp_wire_read(&sp_shape_mail_status, rows[i].payload, mail.reply->arena, &status,
                NULL) == SP_OK &&
            memcmp(&status.d, &message->d, sizeof(status.d)) == 0) {
            told = told || status.state == SP_MESSAGE_EXPIRED;
        }
    }
    assert_true(told);
}

static void
acknowledging_again_keeps_no_share_alive(void **state)
{
    const struct lab_plan plan = lawful_plan();
    struct lab_message *message = lab_send(lab, &plan);

    (void)state;
    assert_int_equal(lab_open(lab, gp, message)->verdict, SP_VERDICT_ALLOW);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(lab_ack(lab, gp, message), SP_VERDICT_DONE);
        lab_advance(lab, 9 * 3600 * 1000);
        (void)lab_fetch(lab, gp, 0); /* a batch, so that upkeep comes round */
    }
    assert_int_equal(lab_open(lab, gp, message)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
}

static void
the_copy_must_be_as_it_must_be(void **state)
{
    struct lab_plan plan = lawful_plan();

    (void)state;
    plan.no_copy = true;
    plan.copy = SP_COPY_NONE;
    struct lab_reply *reply = lab_send(lab, &plan)->reply;
    assert_int_equal(reply->verdict, SP_VERDICT_REFUSE_STATEMENT);
    plan.copy = SP_COPY_PAPER;
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_REFUSE_STATEMENT);
    plan.copy = SP_COPY_WITHHELD;
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
    /* What she must approve she must get. */
    plan.to = occ;
    plan.purpose = SP_PURPOSE_OCC_GUIDANCE;
    plan.categories[0] = SP_CATEGORY_SYMPTOMS;
    plan.consent = lab_grant(lab, patient,
        &(struct lab_consent){.from = clinician,
            .to = occ,
            .categories = SP_CATEGORY_BIT(SP_CATEGORY_SYMPTOMS),
            .purpose = SP_PURPOSE_OCC_GUIDANCE,
            .days = 30});
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_REFUSE_STATEMENT);
}

static void
a_stale_receive_key_is_refused(void **state)
{
    const struct lab_plan plan = lawful_plan();
    struct lab_message *message = lab_seal(lab, &plan);

    (void)state;
    sp_box_key_free(gp->box);
    assert_int_equal(sp_box_key_new(&gp->box), SP_OK);
    assert_int_equal(lab_publish(lab, gp), SP_VERDICT_DONE);
    assert_int_equal(lab_post(lab, message, NULL)->verdict, SP_VERDICT_REFUSE_STALE_KEY);
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
}

static void
an_intake_key_is_taken_for_two_hours_and_no_longer(void **state)
{
    const struct lab_plan plan = lawful_plan();
    struct lab_message *a = lab_seal(lab, &plan), *b = lab_seal(lab, &plan);

    (void)state;
    lab_advance(lab, 100 * 60 * 1000);
    assert_int_equal(lab_post(lab, a, NULL)->verdict, SP_VERDICT_ALLOW);
    lab_advance(lab, 30 * 60 * 1000);
    assert_int_equal(lab_post(lab, b, NULL)->verdict, SP_VERDICT_REFUSE_STALE_KEY);
    lab_stop(lab);
    lab_start(lab); /* takes the card anew */
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
}

static void
an_opening_key_that_nobody_can_seal_to_releases_nothing(void **state)
{
    const struct lab_plan plan = lawful_plan();
    struct lab_message *message = lab_send(lab, &plan);
    const struct sp_u8 items[] = {{0}};
    struct sp_head heads[SP_LOG_COUNT] = {{0, {{0}}}};
    const struct sp_open open = {.format = 1,
        .suite = SP_SUITE_V1,
        .d = message->d,
        .items = {items, 1},
        .time_ms = (uint64_t)lab_now_ms(lab),
        .heads = {heads, SP_LOG_COUNT}}; /* all zeros is a point of small order */
    struct sp_signed_part part;
    struct sp_buffer written;

    (void)state;
    sp_buffer_init(&written, 4096);
    assert_int_equal(sp_wire_write(&sp_shape_open, &open, &written), SP_OK);
    part.part = sp_buffer_bytes(&written);
    assert_int_equal(sp_sign(gp->key, "open", &part.part, 1, &part.signature), SP_OK);
    struct lab_reply *reply = lab_ask(lab, gp, SP_REQUEST_OPEN, &part, NULL);
    sp_buffer_wipe(&written);
    assert_int_equal(reply->verdict, SP_VERDICT_REFUSE_STATEMENT);
    assert_false(reply->has_record);
    assert_int_equal(lab_open(lab, gp, message)->verdict, SP_VERDICT_ALLOW);
}

static void
the_store_holds_no_plaintext(void **state)
{
    static const char secret[] = "dit mag niemand lezen 3f9a";
    struct lab_plan plan = lawful_plan();

    (void)state;
    plan.content[0] = secret;
    struct lab_message *message = lab_send(lab, &plan);
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(lab_open(lab, gp, message)->verdict, SP_VERDICT_ALLOW);
    assert_false(lab_store_holds(lab, secret, strlen(secret)));
    assert_true(lab_store_holds(lab, message->items[0].data, message->items[0].size > 64 ? 64 : 1));
}

static void
a_view_beyond_the_logs_is_not_passed_on(void **state)
{
    struct lab_plan plan = limits_plan(limits_consent());

    (void)state;
    plan.seen_size = UINT64_C(1) << 40;
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_REFUSE_STALE_VIEW);
    plan.seen_size = 1;
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_view_beyond_the_logs_is_not_passed_on),
        cmocka_unit_test(a_consented_message_is_sent_opened_and_acknowledged),
        cmocka_unit_test(the_patient_opens_her_own_copy),
        cmocka_unit_test(without_consent_a_message_is_refused),
        cmocka_unit_test(a_consent_for_another_purpose_is_refused),
        cmocka_unit_test(a_consent_without_this_category_is_refused),
        cmocka_unit_test(a_consent_covers_all_items_or_none),
        cmocka_unit_test(a_consent_for_another_recipient_is_refused),
        cmocka_unit_test(a_consent_of_another_patient_is_no_consent),
        cmocka_unit_test(after_a_revocation_nothing_opens_and_the_share_is_gone),
        cmocka_unit_test(what_rests_on_another_consent_survives_a_revocation),
        cmocka_unit_test(a_new_version_of_a_consent_counts_at_the_next_opening),
        cmocka_unit_test(a_law_carries_without_consent_until_she_objects),
        cmocka_unit_test(an_ended_relation_ends_what_rested_on_it),
        cmocka_unit_test(an_ended_consent_makes_nobody_a_party),
        cmocka_unit_test(a_law_that_answers_a_request_needs_the_request),
        cmocka_unit_test(forwarding_verbatim_needs_a_consent_that_says_so),
        cmocka_unit_test(nobody_else_opens_a_message),
        cmocka_unit_test(the_copy_must_be_as_it_must_be),
        cmocka_unit_test(a_stale_receive_key_is_refused),
        cmocka_unit_test(an_opening_key_that_nobody_can_seal_to_releases_nothing),
        cmocka_unit_test(the_store_holds_no_plaintext),
        cmocka_unit_test(an_intake_key_is_taken_for_two_hours_and_no_longer),
        cmocka_unit_test(acknowledging_again_keeps_no_share_alive),
        cmocka_unit_test(a_message_ends_at_its_time_for_everybody),
        cmocka_unit_test(a_consent_counts_from_its_first_day_to_its_last),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
