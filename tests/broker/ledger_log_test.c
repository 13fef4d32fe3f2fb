/*
 * What the logs show: mirrors, views, own log, audit.  Everything shown is covered by a signed
 * checkpoint, and the roots are those of the leaves.
 */
#include <stdlib.h>
#include <string.h>

#include "ledger_harness.h"

static struct lab *lab;
static struct lab_party *clinician, *gp, *employer, *auditor, *patient;

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

static int
set_up(void **state)
{
    (void)state;
    lab = lab_new("logs");
    clinician = lab_published(lab, "clinician");
    gp = lab_published(lab, "gp");
    employer = lab_published(lab, "employer");
    auditor = lab_published(lab, "auditor");
    patient = lab_published(lab, "patient");
    lab_relate(lab, clinician, patient, SP_RELATION_TREATS, true);
    lab_relate(lab, gp, patient, SP_RELATION_TREATS, true);
    const struct lab_plan plan = lawful_plan();
    for (int i = 0; i < 90; i++) {
        assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
    }
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    lab_free(lab);
    return 0;
}

static struct sp_checkpoint
read_checkpoint(enum sp_log log, struct sp_bytes note)
{
    struct sp_checkpoint checkpoint;

    assert_int_equal(sp_checkpoint_check(note, &lab->vkeys[log], &checkpoint), SP_OK);
    return checkpoint;
}

/* The leaves that a mirror gives, to the root of its checkpoint. */
static void
assert_mirror(struct lab_party *asker, enum sp_log log, const char *magic)
{
    const struct sp_mirror_request request = {.log = (uint8_t)log, .from = 0};
    struct lab_reply *reply = lab_ask(lab, asker, SP_REQUEST_MIRROR, &request, NULL);
    struct sp_mirror_answer answer;
    struct sp_frontier frontier = {.size = 0};

    lab_body(reply, &sp_shape_mirror_answer, &answer);
    struct sp_checkpoint checkpoint = read_checkpoint(log, answer.checkpoint);
    const struct sp_leaf *leaves = answer.leaves.items;
    assert_int_equal(answer.leaves.count, checkpoint.head.size); /* no more than is signed for */
    for (size_t i = 0; i < answer.leaves.count; i++) {
        assert_memory_equal(leaves[i].b, magic, 4);
        struct sp_hash leaf = sp_tree_leaf((struct sp_bytes){leaves[i].b, sizeof(leaves[i].b)});
        sp_frontier_append(&frontier, &leaf);
    }
    struct sp_hash root = sp_frontier_root(&frontier);
    assert_memory_equal(&root, &checkpoint.head.root, sizeof(root));
}

static void
mirrors_recompute_to_the_signed_roots(void **state)
{
    (void)state;
    assert_mirror(employer, SP_LOG_STATEMENTS, "SPC1");
    assert_mirror(employer, SP_LOG_KEYS, "SPK1");
}

static void
a_mirror_beyond_the_log_is_empty(void **state)
{
    const struct sp_mirror_request request = {.log = SP_LOG_KEYS, .from = INT64_MAX};
    struct sp_mirror_answer answer;

    (void)state;
    lab_body(lab_ask(lab, gp, SP_REQUEST_MIRROR, &request, NULL), &sp_shape_mirror_answer, &answer);
    assert_int_equal(answer.leaves.count, 0);
}

static void
views_are_consistent_with_every_older_size(void **state)
{
    struct sp_view_answer now;
    struct sp_u64 sizes[SP_LOG_COUNT] = {{0}, {0}, {0}};
    const struct sp_view_request request = {{sizes, SP_LOG_COUNT}};
    struct lab_reply *reply = lab_ask(lab, gp, SP_REQUEST_VIEW, &request, NULL);
    struct sp_frontier frontier = {.size = 0};
    struct sp_mirror_answer mirror;
    const struct sp_mirror_request all = {.log = SP_LOG_STATEMENTS, .from = 0};

    (void)state;
    lab_body(reply, &sp_shape_view_answer, &now);
    lab_body(lab_ask(lab, gp, SP_REQUEST_MIRROR, &all, NULL), &sp_shape_mirror_answer, &mirror);
    const struct sp_leaf *leaves = mirror.leaves.items;
    for (size_t i = 0; i < mirror.leaves.count; i++) {
        struct sp_view_answer answer;
        struct sp_hash leaf = sp_tree_leaf((struct sp_bytes){leaves[i].b, sizeof(leaves[i].b)});
        sp_frontier_append(&frontier, &leaf);
        struct sp_hash old_root = sp_frontier_root(&frontier);
        sizes[SP_LOG_STATEMENTS].v = i + 1;
        lab_body(lab_ask(lab, gp, SP_REQUEST_VIEW, &request, NULL), &sp_shape_view_answer, &answer);
        const struct sp_view *views = answer.views.items;
        struct sp_checkpoint checkpoint =
            read_checkpoint(SP_LOG_STATEMENTS, views[SP_LOG_STATEMENTS].checkpoint);
        assert_int_equal(
            sp_tree_check_consistency(i + 1, checkpoint.head.size,
                views[SP_LOG_STATEMENTS].proof.items, views[SP_LOG_STATEMENTS].proof.count,
                &old_root, &checkpoint.head.root),
            SP_OK);
    }
}

static void
a_view_beyond_the_log_is_a_clean_refusal(void **state)
{
    const struct sp_u64 sizes[SP_LOG_COUNT] = {{INT64_MAX}, {0}, {0}};
    const struct sp_view_request request = {{sizes, SP_LOG_COUNT}};

    (void)state;
    assert_int_equal(
        lab_ask(lab, gp, SP_REQUEST_VIEW, &request, NULL)->verdict, SP_VERDICT_REFUSE_STALE_VIEW);
}

static void
the_patient_reads_her_whole_log_with_proofs(void **state)
{
    struct sp_log_request request = {.has_patient = true, .patient = patient->id};
    struct sp_log_answer answer;
    size_t count = 0, pages = 0;

    (void)state;
    do {
        struct lab_reply *reply = lab_ask(lab, patient, SP_REQUEST_LOG, &request, NULL);
        assert_int_equal(reply->verdict, SP_VERDICT_DONE);
        lab_body(reply, &sp_shape_log_answer, &answer);
        struct sp_checkpoint checkpoint = read_checkpoint(SP_LOG_EVENTS, answer.checkpoint);
        const struct sp_log_row *rows = answer.rows.items;
        for (size_t i = 0; i < answer.rows.count; i++) {
            struct sp_record record;
            uint8_t entry[SP_EVENT_ENTRY_BYTES];
            assert_int_equal(
                sp_wire_read(&sp_shape_record, rows[i].record, reply->arena, &record, NULL), SP_OK);
            sp_record_entry(&record, entry);
            struct sp_hash leaf = sp_tree_leaf((struct sp_bytes){entry, sizeof(entry)});
            assert_int_equal(sp_tree_check_inclusion(&leaf, rows[i].index, checkpoint.head.size,
                                 rows[i].proof.items, rows[i].proof.count, &checkpoint.head.root),
                SP_OK);
            assert_true(record.fields[SP_RECORD_PATIENT].size > 0);
            assert_true(rows[i].index >= request.from);
            request.from = rows[i].index + 1;
            count++;
        }
        pages++;
    } while (answer.more);
    assert_true(count >= 90 + 4);
    assert_true(pages >= 2);
}

static void
her_log_is_for_herself(void **state)
{
    const struct sp_log_request request = {.has_patient = true, .patient = patient->id};

    (void)state;
    assert_int_equal(lab_ask(lab, clinician, SP_REQUEST_LOG, &request, NULL)->verdict,
        SP_VERDICT_REFUSE_NOT_FOUND);
    assert_int_equal(lab_ask(lab, auditor, SP_REQUEST_LOG, &request, NULL)->verdict,
        SP_VERDICT_REFUSE_NOT_FOUND);
}

/* All records in the own log of ${party}. */
static size_t
own_log(struct lab_party *party, struct sp_record *last, size_t *by_others)
{
    struct sp_log_request request = {.from = 0};
    struct sp_log_answer answer;
    size_t count = 0;

    *by_others = 0;
    do {
        struct lab_reply *reply = lab_ask(lab, party, SP_REQUEST_LOG, &request, NULL);
        lab_body(reply, &sp_shape_log_answer, &answer);
        const struct sp_log_row *rows = answer.rows.items;
        for (size_t i = 0; i < answer.rows.count; i++) {
            assert_int_equal(
                sp_wire_read(&sp_shape_record, rows[i].record, reply->arena, last, NULL), SP_OK);
            const struct sp_bytes actor = last->fields[SP_RECORD_ACTOR];
            *by_others += actor.size < strlen(party->asker.text) ||
                          memcmp(actor.data, party->asker.text, strlen(party->asker.text)) != 0;
            request.from = rows[i].index + 1;
            count++;
        }
    } while (answer.more);
    return count;
}

static void
a_refused_message_is_no_news_to_its_addressee(void **state)
{
    struct sp_record record;
    size_t before, after;
    struct lab_plan plan = lawful_plan();

    (void)state;
    (void)own_log(employer, &record, &before);
    plan.to = employer; /* treatment does not pass to an employer: pair.none */
    plan.no_copy = true;
    plan.copy = SP_COPY_WITHHELD;
    struct lab_message *message = lab_send(lab, &plan);
    assert_int_equal(message->reply->verdict, SP_VERDICT_DENY_FORBIDDEN);
    assert_int_equal(lab_attempt(lab, message)->verdict, SP_VERDICT_DENY_FORBIDDEN);
    (void)own_log(employer, &record, &after);
    assert_int_equal(before, after);
    /* Its sender sees it, and she does. */
    const struct sp_log_request hers = {
        .has_patient = true, .patient = patient->id, .from = message->reply->index};
    struct sp_log_answer answer;
    lab_body(lab_ask(lab, patient, SP_REQUEST_LOG, &hers, NULL), &sp_shape_log_answer, &answer);
    assert_true(answer.rows.count >= 2);
}

static void
where_a_patient_asks_from_is_not_recorded(void **state)
{
    struct lab_statement *grant = lab_grant(lab, patient,
        &(struct lab_consent){.from = clinician,
            .to = gp,
            .categories = SP_CATEGORY_BIT(SP_CATEGORY_PERSONAL_CIRCUMSTANCES),
            .purpose = SP_PURPOSE_TREATMENT,
            .days = 10});
    const struct lab_plan plan = lawful_plan();
    struct lab_message *message = lab_send(lab, &plan);

    (void)state;
    assert_string_equal(lab_field(grant->reply, SP_RECORD_PEER), "");
    assert_string_not_equal(lab_field(message->reply, SP_RECORD_PEER), "");
}

static void
the_auditor_gets_every_leaf_with_what_was_signed(void **state)
{
    struct sp_audit_request request = {.log = SP_LOG_EVENTS, .from = 0};
    struct sp_audit_answer answer;
    struct sp_frontier frontier = {.size = 0};
    struct sp_checkpoint first = {.head = {0, {{0}}}};
    size_t exports = 0, pages = 0;

    (void)state;
    do {
        struct lab_reply *reply = lab_ask(lab, auditor, SP_REQUEST_AUDIT, &request, NULL);
        assert_int_equal(reply->verdict, SP_VERDICT_DONE);
        exports += reply->has_record;
        lab_body(reply, &sp_shape_audit_answer, &answer);
        struct sp_checkpoint checkpoint = read_checkpoint(SP_LOG_EVENTS, answer.checkpoint);
        first = pages++ == 0 ? checkpoint : first;
        const struct sp_audit_row *rows = answer.rows.items;
        for (size_t i = 0; i < answer.rows.count && frontier.size < first.head.size; i++) {
            struct sp_record record;
            struct sp_signed_request kept;
            uint8_t entry[SP_EVENT_ENTRY_BYTES];
            char expected[2 * SP_HASH_BYTES + 1];
            assert_true(rows[i].has_record);
            assert_int_equal(
                sp_wire_read(&sp_shape_record, rows[i].record, reply->arena, &record, NULL), SP_OK);
            sp_record_entry(&record, entry);
            assert_int_equal(rows[i].entry.size, sizeof(entry));
            assert_memory_equal(rows[i].entry.data, entry, sizeof(entry));
            /* The signed request hashes to what the record says. */
            assert_int_equal(
                sp_wire_read(&sp_shape_signed_request, rows[i].request, reply->arena, &kept, NULL),
                SP_OK);
            struct sp_hash hash = sp_sha256(&rows[i].request, 1);
            for (size_t k = 0; k < SP_HASH_BYTES; k++) {
                snprintf(expected + 2 * k, 3, "%02x", hash.b[k]);
            }
            const struct sp_bytes named = record.fields[SP_RECORD_REQUEST];
            assert_int_equal(named.size, 32 + 1 + 64);
            assert_memory_equal(named.data + 33, expected, 64);
            struct sp_hash leaf = sp_tree_leaf(rows[i].entry);
            sp_frontier_append(&frontier, &leaf);
        }
        request.from += answer.rows.count;
    } while (frontier.size < first.head.size);
    struct sp_hash root = sp_frontier_root(&frontier);
    assert_memory_equal(&root, &first.head.root, sizeof(root));
    assert_true(pages >= 2);
    assert_int_equal(exports, 1);
}

static void
an_export_that_starts_elsewhere_is_logged_too(void **state)
{
    struct sp_audit_request request = {.log = SP_LOG_EVENTS, .from = 5};

    (void)state;
    assert_true(lab_ask(lab, auditor, SP_REQUEST_AUDIT, &request, NULL)->has_record);
    request.from = 5 + 64;
    assert_false(lab_ask(lab, auditor, SP_REQUEST_AUDIT, &request, NULL)->has_record);
    lab_advance(lab, 11 * 60 * 1000);
    request.from = 5 + 2 * 64 > 100 ? 100 : 5 + 2 * 64;
    assert_true(lab_ask(lab, auditor, SP_REQUEST_AUDIT, &request, NULL)->has_record);
    assert_int_equal(
        lab_ask(lab, gp, SP_REQUEST_AUDIT, &request, NULL)->verdict, SP_VERDICT_REFUSE_KIND);
}

static void
records_name_heads_that_never_fall(void **state)
{
    unsigned long long before_s = 0, before_k = 0;
    const struct lab_plan plan = lawful_plan();

    (void)state;
    for (int i = 0; i < 10; i++) {
        unsigned long long statements, keys;
        struct lab_reply *reply =
            i % 3 == 0 ? lab_relate(lab, clinician, patient, SP_RELATION_TREATS, false)->reply
                       : lab_send(lab, &plan)->reply;
        assert_int_equal(sscanf(lab_field(reply, SP_RECORD_HEADS), "statements %llu %*s keys %llu",
                             &statements, &keys),
            2);
        assert_true(statements >= before_s && keys >= before_k);
        before_s = statements;
        before_k = keys;
    }
}

static void
a_directory_lists_professionals_and_no_patient(void **state)
{
    struct sp_directory_request request = {
        .text = sp_bytes_of_text(""), .after = sp_bytes_of_text("")};
    struct sp_directory_answer answer;

    (void)state;
    lab_body(lab_ask(lab, patient, SP_REQUEST_DIRECTORY, &request, NULL),
        &sp_shape_directory_answer, &answer);
    assert_int_equal(answer.rows.count, 4);
    request.text = sp_bytes_of_text("BEHANDELAAR");
    lab_body(lab_ask(lab, patient, SP_REQUEST_DIRECTORY, &request, NULL),
        &sp_shape_directory_answer, &answer);
    assert_int_equal(answer.rows.count, 1);
    request.text = sp_bytes_of_text("patient");
    lab_body(lab_ask(lab, clinician, SP_REQUEST_DIRECTORY, &request, NULL),
        &sp_shape_directory_answer, &answer);
    assert_int_equal(answer.rows.count, 0);
    const struct sp_lookup_request lookup = {patient->party};
    assert_int_equal(
        lab_ask(lab, clinician, SP_REQUEST_LOOKUP, &lookup, NULL)->verdict, SP_VERDICT_DONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mirrors_recompute_to_the_signed_roots),
        cmocka_unit_test(a_mirror_beyond_the_log_is_empty),
        cmocka_unit_test(views_are_consistent_with_every_older_size),
        cmocka_unit_test(a_view_beyond_the_log_is_a_clean_refusal),
        cmocka_unit_test(the_patient_reads_her_whole_log_with_proofs),
        cmocka_unit_test(her_log_is_for_herself),
        cmocka_unit_test(a_refused_message_is_no_news_to_its_addressee),
        cmocka_unit_test(where_a_patient_asks_from_is_not_recorded),
        cmocka_unit_test(the_auditor_gets_every_leaf_with_what_was_signed),
        cmocka_unit_test(an_export_that_starts_elsewhere_is_logged_too),
        cmocka_unit_test(records_name_heads_that_never_fall),
        cmocka_unit_test(a_directory_lists_professionals_and_no_patient),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
