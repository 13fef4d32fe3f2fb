/*
 * Messages between real agents over a real broker on loopback.
 */
#include "world.h"

#define CLINICIAN "clinician_ggz:big:19000000001"
#define OCC       "occ_physician:big:19000000002"
#define EMPLOYER  "employer:kvk:12345678"

static struct world world;
static struct sp_agent *patient, *clinician, *occ, *employer;

static int
set_up(void **state)
{
    (void)state;
    world_make(&world);
    home_make(&world, SP_ROLE_PATIENT, strchr(world.patient, ':') + 1, "patient");
    home_make(&world, SP_ROLE_CLINICIAN_GGZ, "big:19000000001", "clinician");
    home_make(&world, SP_ROLE_OCC_PHYSICIAN, "big:19000000002", "occ");
    home_make(&world, SP_ROLE_EMPLOYER, "kvk:12345678", "employer");
    patient = home_open(&world, "patient");
    clinician = home_open(&world, "clinician");
    occ = home_open(&world, "occ");
    employer = home_open(&world, "employer");
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    sp_agent_close(patient);
    sp_agent_close(clinician);
    sp_agent_close(occ);
    sp_agent_close(employer);
    world_end(&world);
    return 0;
}

/* ---- what tests have in common ---- */

/* Forgets that contact was just made, so that the next call sees what happened meanwhile. */
static void
later(void)
{
    const struct timespec time = {.tv_sec = 1, .tv_nsec = 20000000};

    nanosleep(&time, NULL);
}

static void
relate(struct sp_agent *agent, uint8_t relation)
{
    struct sp_patient_id id = patient_id(&world);
    struct sp_statement_made made;
    char hex[65] = "";

    must(sp_relation_ask(agent, &id, relation, &made, &problem));
    assert_int_equal(made.outcome.verdict, SP_VERDICT_ASKED);
    assert_true(made.outcome.has_log);
    for (size_t i = 0; i < 32; i++) {
        snprintf(hex + 2 * i, 3, "%02x", made.outcome.id.b[i]);
    }
    later();
    must(sp_agent_contact(patient, &problem));
    must(sp_statement_confirm(patient, hex, &made, &problem));
    assert_int_equal(made.outcome.verdict, SP_VERDICT_DONE);
}

static void
grant(const char *from, const char *to, uint8_t category, uint8_t purpose,
    struct sp_statement_made *made)
{
    struct sp_u8 categories[] = {{category}};
    sp_day today = sp_day_of_ms(sp_agent_now_ms(patient));
    struct sp_consent_body body = {.discloser = party(from),
        .recipient = party(to),
        .categories = {categories, 1},
        .purpose = purpose,
        .from_day = (uint32_t)today,
        .until_day = (uint32_t)today + 90};

    must(sp_consent_grant(patient, &body, made, &problem));
    assert_int_equal(made->outcome.verdict, SP_VERDICT_DONE);
    assert_true(made->outcome.has_log);
}

static struct sp_send_plan
plan_of(const char *to, const struct sp_send_item *item, uint8_t purpose)
{
    return (struct sp_send_plan){.to = party(to),
        .patient = patient_id(&world),
        .purpose = purpose,
        .items = item,
        .item_count = 1};
}

static enum sp_status
collect(void *context, const uint8_t *data, size_t size)
{
    return sp_buffer_append(context, data, size);
}

static void
assert_content(struct sp_agent *agent, const struct sp_hash *d, const char *expected)
{
    struct sp_buffer content;

    sp_buffer_init(&content, 65536);
    must(sp_inbox_content(agent, d, 0, (struct sp_sink){collect, &content}, &problem));
    assert_int_equal(content.size, strlen(expected));
    assert_memory_equal(content.data, expected, content.size);
    sp_buffer_wipe(&content);
}

/* ---- tests, in order: each builds on what stands ---- */

static void
parties_make_contact_and_publish(void **state)
{
    struct sp_agent_status seen;

    (void)state;
    must(sp_agent_contact(patient, &problem));
    must(sp_agent_contact(clinician, &problem));
    must(sp_agent_contact(occ, &problem));
    must(sp_agent_contact(employer, &problem));
    must(sp_agent_status(patient, true, &seen, &problem));
    assert_true(seen.reachable && seen.pinned && seen.certificate_ok);
    assert_true(seen.heads[SP_LOG_KEYS].size >= 1);
    assert_int_equal(seen.evidence_count, 0);
}

static void
a_message_without_relation_is_refused_and_logged(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_FUNCTIONAL_LIMITS, .content = sp_bytes_of_text("no")};
    struct sp_send_plan plan = plan_of(OCC, &item, SP_PURPOSE_OCC_GUIDANCE);
    struct sp_outcome outcome;
    struct sp_msg_id id;

    (void)state;
    must(sp_outbox_send(clinician, &plan, &id, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_DENY_IDENTITY);
    assert_string_equal(outcome.rule, "party.unverified");
    assert_true(outcome.has_log && outcome.own_refusal);
    assert_int_equal(sp_outcome_exit_code(&outcome), 1);
}

static void
a_pair_without_a_row_is_forbidden(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_WORK_CONTEXT, .content = sp_bytes_of_text("no")};
    struct sp_send_plan plan = plan_of(EMPLOYER, &item, SP_PURPOSE_WORK_ADJUST);
    struct sp_outcome outcome;
    struct sp_msg_id id;

    (void)state;
    must(sp_outbox_send(clinician, &plan, &id, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_DENY_FORBIDDEN);
    assert_string_equal(outcome.rule, "pair.none");
    assert_true(outcome.has_log);
}

static void
relations_are_asked_and_confirmed(void **state)
{
    (void)state;
    relate(clinician, SP_RELATION_TREATS);
    relate(occ, SP_RELATION_OCCUPATIONAL);
    relate(employer, SP_RELATION_EMPLOYS);
}

static void
without_consent_it_is_refused(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_FUNCTIONAL_LIMITS, .content = sp_bytes_of_text("no")};
    struct sp_send_plan plan = plan_of(OCC, &item, SP_PURPOSE_OCC_GUIDANCE);
    struct sp_outcome outcome;
    struct sp_msg_id id;

    (void)state;
    later();
    must(sp_outbox_send(clinician, &plan, &id, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_DENY_NO_CONSENT);
    assert_true(outcome.has_log);
}

static void
a_consented_message_is_opened_by_addressee_and_patient(void **state)
{
    const struct sp_send_item item = {.category = SP_CATEGORY_FUNCTIONAL_LIMITS,
        .form = 7,
        .content = sp_bytes_of_text("sits two hours")};
    struct sp_send_plan plan = plan_of(OCC, &item, SP_PURPOSE_OCC_GUIDANCE);
    struct sp_statement_made made;
    struct sp_outcome outcome, opened;
    struct sp_outbox_row row;
    struct sp_msg_id id;
    char hex[65];

    (void)state;
    grant(CLINICIAN, OCC, SP_CATEGORY_FUNCTIONAL_LIMITS, SP_PURPOSE_OCC_GUIDANCE, &made);
    later();
    must(sp_outbox_send(clinician, &plan, &id, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_ALLOW);
    assert_int_equal(outcome.basis, SP_BASIS_CONSENT);
    assert_true(outcome.has_log && outcome.has_id);

    const struct sp_open_plan open = {.d = outcome.id, .user = "balie 3"};
    must(sp_inbox_open(occ, &open, &opened, &problem));
    assert_int_equal(opened.verdict, SP_VERDICT_ALLOW);
    assert_true(opened.has_log);
    assert_content(occ, &outcome.id, "sits two hours");
    must(sp_inbox_open(patient, &open, &opened, &problem));
    assert_int_equal(opened.verdict, SP_VERDICT_ALLOW);
    assert_content(patient, &outcome.id, "sits two hours");

    later();
    must(sp_agent_contact(clinician, &problem));
    for (size_t i = 0; i < 32; i++) {
        snprintf(hex + 2 * i, 3, "%02x", outcome.id.b[i]);
    }
    must(sp_outbox_find(clinician, hex, &row, &problem));
    assert_int_equal(row.state, SP_OUTBOX_ACKNOWLEDGED);
}

static void
the_same_id_is_the_same_message_and_other_content_is_refused(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_FUNCTIONAL_LIMITS, .content = sp_bytes_of_text("once")};
    struct sp_send_item other = item;
    struct sp_send_plan plan = plan_of(OCC, &item, SP_PURPOSE_OCC_GUIDANCE);
    struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
    struct sp_outcome first, second;
    struct sp_msg_id id;

    (void)state;
    plan.has_msg_id = true;
    memset(plan.msg_id.b, 0x5a, sizeof(plan.msg_id.b));
    must(sp_outbox_send(clinician, &plan, &id, &first, &problem));
    must(sp_outbox_send(clinician, &plan, &id, &second, &problem));
    assert_int_equal(first.verdict, SP_VERDICT_ALLOW);
    assert_int_equal(second.verdict, SP_VERDICT_ALLOW);
    assert_int_equal(first.log_index, second.log_index);
    other.content = sp_bytes_of_text("twice");
    plan.items = &other;
    assert_int_equal(sp_outbox_send(clinician, &plan, &id, &second, &trouble), SP_ERR_CONFLICT);
    assert_int_equal(sp_problem_exit_code(&trouble), 2);
}

/* Content of ${size} bytes in a file below the world. */
static const char *
large_file(size_t size)
{
    const char *path = at(&world, "large.bin");
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    for (size_t i = 0; i < size; i++) {
        fputc((int)(i * 31 % 251), file);
    }
    fclose(file);
    return path;
}

struct compared {
    size_t at;
    bool same;
};

static enum sp_status
compare_large(void *context, const uint8_t *data, size_t size)
{
    struct compared *compared = context;

    for (size_t i = 0; i < size; i++, compared->at++) {
        compared->same = compared->same && data[i] == compared->at * 31 % 251;
    }
    return SP_OK;
}

static void
a_large_item_goes_in_pieces_and_comes_whole(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_FUNCTIONAL_LIMITS, .path = large_file(3500000)};
    struct sp_send_plan plan = plan_of(OCC, &item, SP_PURPOSE_OCC_GUIDANCE);
    struct compared compared = {0, true};
    struct sp_outcome outcome;
    struct sp_msg_id id;

    (void)state;
    must(sp_outbox_send(clinician, &plan, &id, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_ALLOW);
    const struct sp_open_plan open = {.d = outcome.id};
    must(sp_inbox_open(occ, &open, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_ALLOW);
    must(sp_inbox_content(occ, &open.d, 0, (struct sp_sink){compare_large, &compared}, &problem));
    assert_true(compared.same);
    assert_int_equal(compared.at, 3500000);
}

static void
what_needs_approval_waits_for_the_patient(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_DIAGNOSIS, .content = sp_bytes_of_text("code 42")};
    struct sp_send_plan plan = plan_of(OCC, &item, SP_PURPOSE_OCC_GUIDANCE);
    struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
    struct sp_statement_made made;
    struct sp_outcome outcome, answer;
    struct sp_msg_id id;

    (void)state;
    grant(CLINICIAN, OCC, SP_CATEGORY_DIAGNOSIS, SP_PURPOSE_OCC_GUIDANCE, &made);
    later();
    must(sp_outbox_send(clinician, &plan, &id, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_HOLD_APPROVAL);
    assert_int_equal(sp_outcome_exit_code(&outcome), 5);

    const struct sp_open_plan open = {.d = outcome.id};
    later();
    must(sp_agent_contact(occ, &problem));
    assert_int_equal(sp_inbox_open(occ, &open, &answer, &trouble), SP_ERR_NOT_FOUND);
    later();
    must(sp_agent_contact(patient, &problem));
    assert_int_equal(sp_inbox_approve(patient, &open.d, &answer, &trouble), SP_ERR_USAGE);
    must(sp_inbox_open(patient, &open, &answer, &problem));
    assert_int_equal(answer.verdict, SP_VERDICT_ALLOW);
    must(sp_inbox_approve(patient, &open.d, &answer, &problem));
    assert_int_equal(answer.verdict, SP_VERDICT_DONE);
    later();
    must(sp_inbox_open(occ, &open, &answer, &problem));
    assert_int_equal(answer.verdict, SP_VERDICT_ALLOW);
    assert_content(occ, &open.d, "code 42");
}

static void
what_the_patient_rejects_is_not_opened(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_DIAGNOSIS, .content = sp_bytes_of_text("code 43")};
    struct sp_send_plan plan = plan_of(OCC, &item, SP_PURPOSE_OCC_GUIDANCE);
    struct sp_outcome outcome, answer;
    struct sp_outbox_row row;
    struct sp_msg_id id;
    char hex[33];

    (void)state;
    must(sp_outbox_send(clinician, &plan, &id, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_HOLD_APPROVAL);
    later();
    must(sp_agent_contact(patient, &problem));
    must(sp_inbox_reject(patient, &outcome.id, SP_REJECT_TOO_MUCH, &answer, &problem));
    assert_int_equal(answer.verdict, SP_VERDICT_DONE);
    later();
    must(sp_agent_contact(clinician, &problem));
    for (size_t i = 0; i < 16; i++) {
        snprintf(hex + 2 * i, 3, "%02x", id.b[i]);
    }
    must(sp_outbox_find(clinician, hex, &row, &problem));
    assert_int_equal(row.state, SP_OUTBOX_REJECTED);
}

static void
occ_to_employer_reaches_both_at_once(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_WORK_ADAPTATIONS, .content = sp_bytes_of_text("half days")};
    struct sp_send_plan plan = plan_of(EMPLOYER, &item, SP_PURPOSE_WORK_ADJUST);
    struct sp_outcome outcome, opened;
    struct sp_msg_id id;

    (void)state;
    later();
    must(sp_outbox_send(occ, &plan, &id, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_ALLOW);
    assert_int_equal(outcome.basis, SP_BASIS_LAW);
    assert_int_equal(outcome.laws, SP_LAW_BIT(2));
    const struct sp_open_plan open = {.d = outcome.id};
    must(sp_inbox_open(employer, &open, &opened, &problem));
    assert_int_equal(opened.verdict, SP_VERDICT_ALLOW);
    assert_content(employer, &open.d, "half days");
    later();
    must(sp_inbox_open(patient, &open, &opened, &problem));
    assert_content(patient, &open.d, "half days");
}

static void
the_patient_sends_what_is_hers(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_PREP_NOTES, .content = sp_bytes_of_text("my story")};
    struct sp_send_plan plan = plan_of(CLINICIAN, &item, SP_PURPOSE_TREATMENT);
    struct sp_outcome outcome, opened;
    struct sp_msg_id id;

    (void)state;
    must(sp_outbox_send(patient, &plan, &id, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_ALLOW);
    assert_int_equal(outcome.basis, SP_BASIS_FREE);
    const struct sp_open_plan open = {.d = outcome.id};
    later();
    must(sp_inbox_open(clinician, &open, &opened, &problem));
    assert_content(clinician, &open.d, "my story");
}

static void
after_revocation_nothing_opens(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_PLAN_AGREEMENTS, .content = sp_bytes_of_text("plan")};
    struct sp_send_plan plan = plan_of(OCC, &item, SP_PURPOSE_OCC_GUIDANCE);
    struct sp_statement_made made, ended;
    struct sp_outcome outcome, opened;
    struct sp_msg_id id;
    char hex[33];

    (void)state;
    grant(CLINICIAN, OCC, SP_CATEGORY_PLAN_AGREEMENTS, SP_PURPOSE_OCC_GUIDANCE, &made);
    later();
    must(sp_outbox_send(clinician, &plan, &id, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_ALLOW);
    later();
    must(sp_agent_contact(occ, &problem));
    for (size_t i = 0; i < 16; i++) {
        snprintf(hex + 2 * i, 3, "%02x", made.id.b[i]);
    }
    must(sp_statement_end(patient, hex, SP_REVOKE_NOT_WANTED, &ended, &problem));
    assert_int_equal(ended.outcome.verdict, SP_VERDICT_DONE);
    const struct sp_open_plan open = {.d = outcome.id};
    must(sp_inbox_open(occ, &open, &opened, &problem));
    assert_int_equal(opened.verdict, SP_VERDICT_DENY_REVOKED);
    assert_true(opened.has_log);
    later();
    must(sp_outbox_send(clinician, &plan, &id, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_DENY_REVOKED);
}

/* The discloser revokes while her own revocation waits: hers is done too, contact goes on. */
static void
a_consent_that_two_revoke_is_revoked_for_both(void **state)
{
    struct sp_statement_made made, ended;
    char hex[33];

    (void)state;
    grant(CLINICIAN, OCC, SP_CATEGORY_WORK_CONTEXT, SP_PURPOSE_OCC_GUIDANCE, &made);
    later();
    must(sp_agent_contact(clinician, &problem));
    for (size_t i = 0; i < 16; i++) {
        snprintf(hex + 2 * i, 3, "%02x", made.id.b[i]);
    }
    world_stop_broker(&world);
    later();
    must(sp_statement_end(patient, hex, SP_REVOKE_NOT_WANTED, &ended, &problem));
    assert_true(ended.outcome.queued);
    world_start_broker(&world);
    later();
    must(sp_statement_end(clinician, hex, SP_REVOKE_NOT_WANTED, &ended, &problem));
    assert_int_equal(ended.outcome.verdict, SP_VERDICT_DONE);
    for (int i = 0; i < 2; i++) {
        later();
        must(sp_agent_contact(patient, &problem));
    }
}

static void
while_the_broker_is_away_messages_wait_and_then_go(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_FUNCTIONAL_LIMITS, .content = sp_bytes_of_text("later")};
    struct sp_send_plan plan = plan_of(OCC, &item, SP_PURPOSE_OCC_GUIDANCE);
    struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
    struct sp_outcome outcome;
    struct sp_outbox_row row;
    struct sp_msg_id id;
    char hex[33];

    (void)state;
    later();
    world_stop_broker(&world);
    assert_int_equal(sp_outbox_send(clinician, &plan, &id, &outcome, &trouble), SP_OK);
    assert_true(outcome.queued);
    assert_int_equal(sp_outcome_exit_code(&outcome), 3);
    assert_int_equal(trouble.id, SP_PROBLEM_BROKER_AWAY);
    world_start_broker(&world);
    later();
    must(sp_agent_contact(clinician, &problem));
    for (size_t i = 0; i < 16; i++) {
        snprintf(hex + 2 * i, 3, "%02x", id.b[i]);
    }
    must(sp_outbox_find(clinician, hex, &row, &problem));
    assert_int_equal(row.state, SP_OUTBOX_ACCEPTED);
}

static enum sp_status
count_account(void *context, const struct sp_account_row *row)
{
    size_t *count = context;

    (void)row;
    (*count)++;
    return SP_OK;
}

static void
the_patient_reads_what_happened(void **state)
{
    struct sp_patient_id id = patient_id(&world);
    size_t count = 0, around = 0;

    (void)state;
    later();
    must(sp_account_each(patient, &id, 0, count_account, &count, &problem));
    assert_true(count > 20);
    must(sp_account_each(employer, NULL, 0, count_account, &around, &problem));
    assert_true(around > 2 && around < count);
}

static enum sp_status
count_parties(void *context, const struct sp_directory_row *row)
{
    size_t *count = context;

    assert_int_not_equal(row->party.role, SP_ROLE_PATIENT);
    (*count)++;
    return SP_OK;
}

static void
the_directory_shows_professionals(void **state)
{
    size_t count = 0;

    (void)state;
    must(sp_directory_each(patient, "", count_parties, &count, &problem));
    assert_int_equal(count, 3);
}

static void
a_new_receive_key_is_published_and_used(void **state)
{
    const struct sp_send_item item = {
        .category = SP_CATEGORY_FUNCTIONAL_LIMITS, .content = sp_bytes_of_text("new key")};
    struct sp_send_plan plan = plan_of(OCC, &item, SP_PURPOSE_OCC_GUIDANCE);
    struct sp_outcome outcome;
    struct sp_msg_id id;

    (void)state;
    later();
    must(sp_keyring_rotate(occ, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_DONE);
    assert_true(outcome.has_log);
    later();
    must(sp_outbox_send(clinician, &plan, &id, &outcome, &problem));
    assert_int_equal(outcome.verdict, SP_VERDICT_ALLOW);
    const struct sp_open_plan open = {.d = outcome.id};
    later();
    must(sp_inbox_open(occ, &open, &outcome, &problem));
    assert_content(occ, &open.d, "new key");
}

static void
an_export_verifies_and_a_changed_one_does_not(void **state)
{
    struct sp_agent *auditor = NULL;
    struct sp_audit_report report;
    struct sp_problem trouble = {.id = SP_PROBLEM_NONE};

    (void)state;
    home_make(&world, SP_ROLE_AUDITOR, "kvk:99999999", "auditor");
    auditor = home_open(&world, "auditor");
    must(sp_audit_export(auditor, at(&world, "export"), NULL, &problem));
    const struct sp_audit_options options = {.folder = at(&world, "export"),
        .ca = at(&world, "ca/ca.pem"),
        .now_ms = sp_agent_now_ms(auditor)};
    must(sp_audit_verify(&options, NULL, &report, &problem));
    assert_true(report.records > 50 && report.signatures > 30 && report.statements > 8);
    assert_true(report.ca_anchored && !report.log_keys_anchored);
    FILE *file = fopen(at(&world, "export/events/records.jsonl"), "r+");
    assert_non_null(file);
    fseek(file, 30, SEEK_SET);
    int was = fgetc(file);
    fseek(file, 30, SEEK_SET);
    fputc(was == 'A' ? 'B' : 'A', file);
    fclose(file);
    assert_int_equal(sp_audit_verify(&options, NULL, &report, &trouble), SP_ERR_PROOF);
    assert_int_equal(sp_problem_exit_code(&trouble), 4);
    sp_agent_close(auditor);
}

static void
nobody_kept_evidence(void **state)
{
    struct sp_agent *const agents[] = {patient, clinician, occ, employer};
    struct sp_agent_status seen;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        must(sp_agent_status(agents[i], false, &seen, &problem));
        assert_int_equal(seen.evidence_count, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parties_make_contact_and_publish),
        cmocka_unit_test(a_message_without_relation_is_refused_and_logged),
        cmocka_unit_test(a_pair_without_a_row_is_forbidden),
        cmocka_unit_test(relations_are_asked_and_confirmed),
        cmocka_unit_test(without_consent_it_is_refused),
        cmocka_unit_test(a_consented_message_is_opened_by_addressee_and_patient),
        cmocka_unit_test(the_same_id_is_the_same_message_and_other_content_is_refused),
        cmocka_unit_test(a_large_item_goes_in_pieces_and_comes_whole),
        cmocka_unit_test(what_needs_approval_waits_for_the_patient),
        cmocka_unit_test(what_the_patient_rejects_is_not_opened),
        cmocka_unit_test(occ_to_employer_reaches_both_at_once),
        cmocka_unit_test(the_patient_sends_what_is_hers),
        cmocka_unit_test(after_revocation_nothing_opens),
        cmocka_unit_test(a_consent_that_two_revoke_is_revoked_for_both),
        cmocka_unit_test(while_the_broker_is_away_messages_wait_and_then_go),
        cmocka_unit_test(the_patient_reads_what_happened),
        cmocka_unit_test(the_directory_shows_professionals),
        cmocka_unit_test(a_new_receive_key_is_published_and_used),
        cmocka_unit_test(an_export_verifies_and_a_changed_one_does_not),
        cmocka_unit_test(nobody_kept_evidence),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
