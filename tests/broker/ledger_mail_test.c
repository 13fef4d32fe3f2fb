/*
 * Mailboxes, pieces, and stopping: a fetch waits and gives way, rows stay until their owner has
 * them, no request is answered twice or never.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ledger_harness.h"

static struct lab *lab;
static struct lab_party *clinician, *gp, *patient;

static int
set_up(void **state)
{
    (void)state;
    lab = lab_new("mail");
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
    assert_string_equal(lab->said, "");
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

static uint64_t
last_seq(struct lab_party *party)
{
    uint64_t seq = 0;
    bool more = true;

    while (more) {
        struct lab_mail mail = lab_fetch(lab, party, seq);
        const struct sp_mail *rows = mail.answer.rows.items;
        more = mail.answer.more;
        seq = mail.answer.rows.count > 0 ? rows[mail.answer.rows.count - 1].seq : seq;
    }
    return seq;
}

static void
pause_ms(long ms)
{
    const struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    nanosleep(&time, NULL);
}

static struct lab_call *
wait_for_mail(struct lab_party *party, uint64_t after, uint32_t wait_ms)
{
    const struct sp_fetch_request fetch = {
        .after = after, .count_max = SP_FETCH_MAX, .wait_ms = wait_ms};

    return lab_begin(lab, party, SP_REQUEST_FETCH, &fetch, NULL);
}

static size_t
rows_of(struct lab_reply *reply)
{
    struct sp_fetch_answer answer;

    assert_int_equal(reply->verdict, SP_VERDICT_DONE);
    lab_body(reply, &sp_shape_fetch_answer, &answer);
    return answer.rows.count;
}

static void
a_fetch_waits_until_mail_comes(void **state)
{
    struct lab_call *call = wait_for_mail(gp, last_seq(gp), 30000);
    const struct lab_plan plan = lawful_plan();

    (void)state;
    pause_ms(300);
    assert_false(lab_is_answered(call));
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(rows_of(lab_end(lab, call)), 1);
}

static void
a_fetch_ends_empty_at_its_time(void **state)
{
    struct lab_call *call = wait_for_mail(gp, last_seq(gp), 200);

    (void)state;
    assert_int_equal(rows_of(lab_end(lab, call)), 0);
}

static void
an_older_fetch_gives_way_to_a_newer_one(void **state)
{
    uint64_t after = last_seq(gp);
    struct lab_call *older = wait_for_mail(gp, after, 50000);

    (void)state;
    pause_ms(100);
    struct lab_call *newer = wait_for_mail(gp, after, 50000);
    assert_int_equal(rows_of(lab_end(lab, older)), 0);
    assert_false(lab_is_answered(newer));
    const struct lab_plan plan = lawful_plan();
    assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(rows_of(lab_end(lab, newer)), 1);
}

static void
rows_stay_until_they_are_confirmed(void **state)
{
    const struct lab_plan plan = lawful_plan();
    uint64_t after = last_seq(gp);

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
    }
    struct lab_mail first = lab_fetch(lab, gp, after), again = lab_fetch(lab, gp, after);
    assert_int_equal(first.answer.rows.count, 3);
    assert_int_equal(again.answer.rows.count, 3);
    const struct sp_mail *rows = again.answer.rows.items;
    assert_true(rows[0].seq < rows[1].seq && rows[1].seq < rows[2].seq);
    assert_int_equal(lab_fetch(lab, gp, rows[0].seq).answer.rows.count, 2);
    assert_int_equal(lab_fetch(lab, gp, 0).answer.rows.count, 2); /* the first is his own now */
    assert_int_equal(lab_fetch(lab, gp, rows[2].seq).answer.rows.count, 0);
}

static void
what_is_read_in_pages_is_all_there(void **state)
{
    struct lab_plan plan = lawful_plan();
    uint64_t after = last_seq(gp);
    size_t count = 0;
    bool more = true;

    (void)state;
    plan.big_bytes = 40000;
    for (int i = 0; i < 70; i++) { /* 70 times 41 kB: more than a frame, more than a page */
        assert_int_equal(lab_send(lab, &plan)->reply->verdict, SP_VERDICT_ALLOW);
    }
    while (more) {
        struct lab_mail mail = lab_fetch(lab, gp, after);
        const struct sp_mail *rows = mail.answer.rows.items;
        assert_true(mail.answer.rows.count > 0);
        more = mail.answer.more;
        count += mail.messages;
        after = rows[mail.answer.rows.count - 1].seq;
    }
    assert_int_equal(count, 70);
}

/* The ciphertext of item ${item} as its recipient gets it. */
static struct lab_reply *
get(struct lab_party *asker, const struct lab_message *message, uint8_t item, uint64_t offset,
    uint32_t bytes_max)
{
    const struct sp_get_request request = {
        .d = message->d, .item = item, .offset = offset, .bytes_max = bytes_max};

    return lab_ask(lab, asker, SP_REQUEST_GET, &request, NULL);
}

static void
assert_gets(
    struct lab_party *asker, const struct lab_message *message, uint8_t item, uint32_t at_once)
{
    const struct sp_buffer *bytes = &message->items[item];
    struct sp_get_answer answer;

    for (size_t at = 0; at < bytes->size; at += answer.bytes.size) {
        lab_body(get(asker, message, item, at, at_once), &sp_shape_get_answer, &answer);
        assert_int_equal(answer.total, bytes->size);
        assert_true(answer.bytes.size > 0 && answer.bytes.size <= at_once);
        assert_memory_equal(answer.bytes.data, bytes->data + at, answer.bytes.size);
    }
    lab_body(get(asker, message, item, bytes->size, at_once), &sp_shape_get_answer, &answer);
    assert_int_equal(answer.bytes.size, 0);
}

static void
a_large_item_is_put_in_pieces_of_any_size(void **state)
{
    static const size_t pieces[] = {100000, 65536, 65553, 65577, 1 << 20, 7777};
    struct lab_plan plan = lawful_plan();

    (void)state;
    plan.staged = true;
    plan.big_bytes = 300000;
    for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
        struct lab_message *message = lab_seal(lab, &plan);
        assert_int_equal(lab_put(lab, message, 0, pieces[i]), SP_VERDICT_DONE);
        assert_int_equal(lab_post(lab, message, NULL)->verdict, SP_VERDICT_ALLOW);
        assert_gets(gp, message, 0, 123457);
        assert_int_equal(get(clinician, message, 0, 0, 10)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
        assert_int_equal(get(gp, message, 1, 0, 10)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
        assert_int_equal(lab_open(lab, gp, message)->verdict, SP_VERDICT_ALLOW);
    }
}

static void
a_small_item_may_be_put_too(void **state)
{
    struct lab_plan plan = lawful_plan();

    (void)state;
    plan.staged = true;
    plan.item_count = 3;
    plan.categories[1] = plan.categories[2] = SP_CATEGORY_SYMPTOMS;
    struct lab_message *message = lab_seal(lab, &plan);
    for (uint8_t i = 0; i < 3; i++) {
        assert_int_equal(lab_put(lab, message, i, 100), SP_VERDICT_DONE); /* in eleven pieces */
    }
    assert_int_equal(lab_post(lab, message, NULL)->verdict, SP_VERDICT_ALLOW);
    struct lab_mail mail = lab_fetch(lab, gp, 0);
    const struct sp_mail *rows = mail.answer.rows.items;
    struct sp_mail_message last;
    assert_int_equal(sp_wire_read(&sp_shape_mail_message, rows[mail.answer.rows.count - 1].payload,
                         mail.reply->arena, &last, NULL),
        SP_OK);
    const struct sp_blob *items = last.items.items;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(items[i].bytes.size, message->items[i].size);
        assert_memory_equal(items[i].bytes.data, message->items[i].data, items[i].bytes.size);
    }
}

static void
a_message_whose_small_items_fill_frames_stops_nobody(void **state)
{
    struct lab_plan plan = lawful_plan();
    char *text = malloc(60001);
    size_t sent = 0;

    (void)state;
    assert_non_null(text);
    memset(text, 'x', 60000);
    text[60000] = '\0';
    plan.staged = true;
    plan.item_count = 40;
    for (size_t i = 0; i < plan.item_count; i++) {
        plan.categories[i] = SP_CATEGORY_MEDICATION;
        plan.content[i] = text;
    }
    uint64_t after = last_seq(gp);
    struct lab_message *message = lab_send(lab, &plan);
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    struct lab_mail mail = lab_fetch(lab, gp, after);
    assert_int_equal(mail.messages, 1);
    const struct sp_mail *rows = mail.answer.rows.items;
    struct sp_mail_message got;
    assert_int_equal(
        sp_wire_read(&sp_shape_mail_message, rows[0].payload, mail.reply->arena, &got, NULL),
        SP_OK);
    const struct sp_blob *items = got.items.items;
    for (uint8_t i = 0; i < plan.item_count; i++) {
        if (items[i].bytes.size > 0) {
            assert_memory_equal(items[i].bytes.data, message->items[i].data, items[i].bytes.size);
            sent++;
        } else {
            assert_gets(gp, message, i, SP_PIECE_MAX);
        }
    }
    assert_true(sent > 0 && sent < plan.item_count);
    assert_int_equal(lab_open(lab, gp, message)->verdict, SP_VERDICT_ALLOW);
    free(text);
}

static struct lab_reply *
put_at(const struct lab_message *message, uint64_t offset, struct sp_bytes bytes)
{
    const struct sp_put_request put = {
        .msg_id = message->base.msg_id, .item = 0, .offset = offset, .bytes = bytes};

    return lab_ask(lab, clinician, SP_REQUEST_PUT, &put, NULL);
}

static uint64_t
have(struct lab_reply *reply)
{
    struct sp_put_answer answer;

    assert_int_equal(reply->verdict, SP_VERDICT_DONE);
    lab_body(reply, &sp_shape_put_answer, &answer);
    return answer.have;
}

static void
pieces_come_in_order_and_repeat_harmlessly(void **state)
{
    struct lab_plan plan = lawful_plan();

    (void)state;
    plan.staged = true;
    plan.big_bytes = 200000;
    struct lab_message *message = lab_seal(lab, &plan);
    const uint8_t *data = message->items[0].data;
    assert_int_equal(
        put_at(message, 5, (struct sp_bytes){data, 10})->verdict, SP_VERDICT_REFUSE_SIZE);
    assert_int_equal(have(put_at(message, 0, (struct sp_bytes){data, 1000})), 1000);
    assert_int_equal(have(put_at(message, 0, (struct sp_bytes){data, 1000})), 1000);
    assert_int_equal(have(put_at(message, 500, (struct sp_bytes){data + 500, 1000})), 1500);
    assert_int_equal(have(put_at(message, 1500, (struct sp_bytes){data + 1500, 100000})), 101500);
    /* The first piece once more, as after a lost answer: it goes on where it was. */
    assert_int_equal(have(put_at(message, 0, (struct sp_bytes){data, 1000})), 101500);
    assert_int_equal(have(put_at(message, 101500,
                         (struct sp_bytes){data + 101500, message->items[0].size - 101500})),
        message->items[0].size);
    assert_int_equal(lab_post(lab, message, NULL)->verdict, SP_VERDICT_ALLOW);
    assert_gets(gp, message, 0, 50000);
}

static void
another_first_piece_starts_anew(void **state)
{
    struct lab_plan plan = lawful_plan();

    (void)state;
    plan.staged = true;
    plan.big_bytes = 200000;
    struct lab_message *old = lab_seal(lab, &plan);
    plan.msg_id = &old->base.msg_id;
    struct lab_message *fresh = lab_seal(lab, &plan);
    assert_int_equal(have(put_at(old, 0, (struct sp_bytes){old->items[0].data, 150000})), 150000);
    assert_int_equal(have(put_at(fresh, 0, (struct sp_bytes){fresh->items[0].data, 100})), 100);
    assert_int_equal(lab_put(lab, fresh, 0, 70000), SP_VERDICT_DONE);
    assert_int_equal(lab_post(lab, fresh, NULL)->verdict, SP_VERDICT_ALLOW);
    assert_gets(gp, fresh, 0, 50000);
}

static void
a_wrong_piece_is_found_at_send(void **state)
{
    struct lab_plan plan = lawful_plan();

    (void)state;
    plan.staged = true;
    plan.big_bytes = 200000;
    for (size_t at = 0; at < 200000; at += 66000) {
        struct lab_message *message = lab_seal(lab, &plan);
        message->items[0].data[at] ^= 1;
        assert_int_equal(lab_put(lab, message, 0, 100000), SP_VERDICT_DONE);
        assert_int_equal(lab_post(lab, message, NULL)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
    }
    struct lab_message *brief = lab_seal(lab, &plan);
    brief->items[0].size -= 1;
    assert_int_equal(lab_put(lab, brief, 0, 100000), SP_VERDICT_DONE);
    brief->items[0].size += 1;
    assert_int_equal(lab_post(lab, brief, NULL)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
}

static void
what_was_staged_goes_after_a_day(void **state)
{
    struct lab_plan plan = lawful_plan();

    (void)state;
    plan.staged = true;
    plan.big_bytes = 200000;
    plan.lifetime_ms = 60 * LAB_DAY_MS;
    struct lab_message *message = lab_seal(lab, &plan);
    assert_int_equal(lab_put(lab, message, 0, 100000), SP_VERDICT_DONE);
    lab_advance(lab, LAB_DAY_MS + 120000);
    (void)lab_fetch(lab, gp, 0);
    message->intake_id = (struct sp_hash){{0}};
    assert_int_equal(lab_post(lab, message, NULL)->verdict, SP_VERDICT_REFUSE_STALE_KEY);
    struct lab_message *fresh = lab_seal(lab, &plan);
    assert_int_equal(lab_post(lab, fresh, NULL)->verdict, SP_VERDICT_REFUSE_NOT_FOUND);
    assert_int_equal(lab_put(lab, fresh, 0, 100000), SP_VERDICT_DONE);
    assert_int_equal(lab_post(lab, fresh, NULL)->verdict, SP_VERDICT_ALLOW);
}

static void
a_sender_stages_so_much_and_no_more(void **state)
{
    struct sp_put_request put = {.bytes = {(const uint8_t *)"x", 1}};
    size_t taken = 0;
    enum sp_verdict verdict = SP_VERDICT_DONE;

    (void)state;
    for (size_t i = 0; i < 1100 && verdict == SP_VERDICT_DONE; i++) {
        put.msg_id.b[0] = (uint8_t)i;
        put.msg_id.b[1] = (uint8_t)(i >> 8);
        verdict = lab_ask(lab, gp, SP_REQUEST_PUT, &put, NULL)->verdict;
        taken += verdict == SP_VERDICT_DONE;
    }
    assert_int_equal(verdict, SP_VERDICT_REFUSE_SIZE);
    assert_int_equal(taken, 1024);
}

static void
stopping_answers_whoever_waits(void **state)
{
    struct lab_call *calls[3];
    struct lab_party *parties[] = {clinician, gp, patient};
    struct timespec began, ended;

    (void)state;
    for (int i = 0; i < 3; i++) {
        calls[i] = wait_for_mail(parties[i], last_seq(parties[i]), 50000);
    }
    pause_ms(100);
    clock_gettime(CLOCK_MONOTONIC, &began);
    lab_stop(lab);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    assert_true(ended.tv_sec - began.tv_sec < 5);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(rows_of(lab_end(lab, calls[i])), 0);
    }
    lab_start(lab);
}

static void
stopping_finishes_what_is_queued(void **state)
{
    struct lab_call *calls[300];
    const struct sp_log_request request = {.from = 0};

    (void)state;
    for (int i = 0; i < 300; i++) {
        calls[i] = lab_begin(lab, i % 2 == 0 ? gp : patient, SP_REQUEST_LOG, &request, NULL);
    }
    lab_stop(lab);
    for (int i = 0; i < 300; i++) {
        struct lab_reply *reply = lab_end(lab, calls[i]); /* exactly one answer: lab_end checks */
        assert_false(reply->dropped);
        assert_int_equal(reply->verdict, SP_VERDICT_DONE);
    }
    lab_start(lab);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fetch_waits_until_mail_comes),
        cmocka_unit_test(a_fetch_ends_empty_at_its_time),
        cmocka_unit_test(an_older_fetch_gives_way_to_a_newer_one),
        cmocka_unit_test(rows_stay_until_they_are_confirmed),
        cmocka_unit_test(what_is_read_in_pages_is_all_there),
        cmocka_unit_test(a_large_item_is_put_in_pieces_of_any_size),
        cmocka_unit_test(a_small_item_may_be_put_too),
        cmocka_unit_test(a_message_whose_small_items_fill_frames_stops_nobody),
        cmocka_unit_test(pieces_come_in_order_and_repeat_harmlessly),
        cmocka_unit_test(another_first_piece_starts_anew),
        cmocka_unit_test(a_wrong_piece_is_found_at_send),
        cmocka_unit_test(a_sender_stages_so_much_and_no_more),
        cmocka_unit_test(stopping_answers_whoever_waits),
        cmocka_unit_test(stopping_finishes_what_is_queued),
        cmocka_unit_test(what_was_staged_goes_after_a_day),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
