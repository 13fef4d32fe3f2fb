/*
 * Forms: filled in strictly, one item a category, read as strictly by the other side.
 */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include "form.h"

static enum sp_status
fill(const char *form, const char *data, struct sp_form_filled *out, struct sp_form_fault *fault)
{
    assert_non_null(sp_form_by_name(form));
    return sp_form_fill(sp_form_by_name(form), sp_bytes_of_text(data), out, fault);
}

static void
refuses(const char *form, const char *data, enum sp_form_fault_kind kind, const char *where)
{
    struct sp_form_filled filled;
    struct sp_form_fault fault;
    char text[SP_FORM_MESSAGE_MAX];

    assert_int_equal(fill(form, data, &filled, &fault), SP_ERR_MALFORMED);
    assert_int_equal(fault.kind, kind);
    assert_string_equal(fault.where, where);
    assert_int_equal(filled.item_count, 0);
    sp_form_fault_text(&fault, SP_LANGUAGE_NL, text);
    assert_true(strlen(text) > 5 && strstr(text, "{0}") == NULL);
    sp_form_fault_text(&fault, SP_LANGUAGE_EN, text);
    assert_true(strlen(text) > 5);
}

static void
check_field(const struct sp_form *form, size_t row)
{
    const struct sp_form_field *field = &form->fields[row];

    assert_true(field->category < SP_CATEGORY_COUNT);
    assert_true((field->type == SP_FORM_TYPE_CHOICE) == (field->choices != NULL));
    for (int language = 0; language < SP_LANGUAGE_COUNT; language++) {
        assert_true(strlen(field->label[language]) > 2);
    }
    for (size_t before = 0; before < row; before++) {
        assert_string_not_equal(form->fields[before].id, field->id);
    }
}

static void
every_form_has_its_own_number_name_and_texts(void **state)
{
    (void)state;
    for (size_t i = 0; sp_form_at(i) != NULL; i++) {
        const struct sp_form *form = sp_form_at(i);

        assert_ptr_equal(sp_form_by_name(form->name), form);
        assert_ptr_equal(sp_form_by_number(form->number), form);
        assert_true(form->number > SP_FORM_FILE && form->version >= 1);
        assert_in_range(form->field_count, 1, SP_FORM_FIELDS_MAX);
        for (size_t j = 0; j < form->field_count; j++) {
            check_field(form, j);
        }
    }
    assert_null(sp_form_by_name("nothing"));
    assert_null(sp_form_by_number(SP_FORM_PLAIN));
    assert_null(sp_form_by_number(SP_FORM_FILE));
}

static void
a_form_becomes_one_item_a_category_in_canonical_json(void **state)
{
    static const char data[] = "{ \"eval_dates\": [\"2026-12-01\", \"2027-02-01\"],\n"
                               "  \"involvement\": [\"Zij belt.\"],\n"
                               "  \"agreements\": [\"Twee ochtenden\", \"Vaste taken\"] }";
    struct sp_form_filled filled;
    struct sp_form_fault fault;

    (void)state;
    assert_int_equal(fill("plan", data, &filled, &fault), SP_OK);
    assert_int_equal(filled.item_count, 2);
    assert_int_equal(filled.asks, 0);
    assert_int_equal(filled.items[0].category, SP_CATEGORY_EVAL_DATES);
    assert_int_equal(filled.items[1].category, SP_CATEGORY_PLAN_AGREEMENTS);
    assert_true(sp_bytes_equal(sp_buffer_bytes(&filled.items[0].content),
        sp_bytes_of_text("{\"form\":\"plan\",\"version\":1,\"category\":\"eval_dates\",\"fields\":"
                         "{\"eval_dates\":[\"2026-12-01\",\"2027-02-01\"]}}")));
    /* In the order of the form, whatever order they were given in. */
    assert_true(sp_bytes_equal(sp_buffer_bytes(&filled.items[1].content),
        sp_bytes_of_text(
            "{\"form\":\"plan\",\"version\":1,\"category\":\"plan_agreements\",\"fields\":"
            "{\"agreements\":[\"Twee ochtenden\",\"Vaste taken\"],\"involvement\":[\"Zij belt.\"]"
            "}}")));
    sp_form_filled_wipe(&filled);
    assert_int_equal(filled.item_count, 0);
}

static void
a_question_carries_what_it_asks_for(void **state)
{
    struct sp_form_filled filled;
    struct sp_form_fault fault;

    (void)state;
    assert_int_equal(fill("question",
                         "{\"question\":\"Wat lukt?\",\"asks\":[\"symptoms\",\"rtw_plan\"],"
                         "\"findings\":\"regel 1\\nregel 2\\t!\"}",
                         &filled, &fault),
        SP_OK);
    assert_int_equal(
        filled.asks, SP_CATEGORY_BIT(SP_CATEGORY_SYMPTOMS) | SP_CATEGORY_BIT(SP_CATEGORY_RTW_PLAN));
    assert_int_equal(filled.item_count, 2);
    sp_form_filled_wipe(&filled);
}

static void
what_is_wrong_is_named_with_its_field(void **state)
{
    (void)state;
    refuses("plan", "", SP_FORM_FAULT_JSON, "");
    refuses("plan", "{\"agreements\":[\"a\"]} x", SP_FORM_FAULT_JSON, "");
    refuses("plan", "{\"agreements\":[\"a\"],\"agreements\":[\"b\"]}", SP_FORM_FAULT_JSON, "");
    refuses("plan", "{\"agreements\":[\"\xff\"]}", SP_FORM_FAULT_JSON, "");
    refuses("plan", "{\"agreements\":[\"a\\u0000b\"]}", SP_FORM_FAULT_JSON, "");
    refuses("plan", "[1]", SP_FORM_FAULT_OBJECT, "");
    refuses("plan", "{}", SP_FORM_FAULT_EMPTY, "");
    refuses("plan", "{\"diagnosis\":\"x\"}", SP_FORM_FAULT_UNKNOWN, "diagnosis");
    refuses("plan", "{\"eval_dates\":[\"2026-12-01\"]}", SP_FORM_FAULT_MISSING, "agreements");
    refuses("plan", "{\"agreements\":\"a\"}", SP_FORM_FAULT_TYPE, "agreements");
    refuses("plan", "{\"agreements\":[]}", SP_FORM_FAULT_TYPE, "agreements");
    refuses("plan", "{\"agreements\":[\"a\",7]}", SP_FORM_FAULT_TYPE, "agreements[1]");
    refuses("plan", "{\"agreements\":[\"\"]}", SP_FORM_FAULT_TYPE, "agreements[0]");
    refuses("plan", "{\"agreements\":[\"a\\nb\"]}", SP_FORM_FAULT_CONTROL, "agreements[0]");
    refuses("plan", "{\"agreements\":[\"a\\u001bb\"]}", SP_FORM_FAULT_CONTROL, "agreements[0]");
    refuses("plan", "{\"agreements\":[\"a\\u009bb\"]}", SP_FORM_FAULT_CONTROL, "agreements[0]");
    refuses("plan", "{\"agreements\":[\"a\"],\"limits\":null}", SP_FORM_FAULT_TYPE, "limits");
    refuses("plan", "{\"agreements\":[\"a\"],\"eval_dates\":[\"2026-02-30\"]}", SP_FORM_FAULT_DATE,
        "eval_dates[0]");
    refuses("question", "{\"question\":\"x\",\"asks\":[\"gossip\"]}", SP_FORM_FAULT_CATEGORY,
        "asks[0]");
    refuses("question", "{\"question\":\"x\",\"asks\":[\"cause\",\"cause\"]}",
        SP_FORM_FAULT_CATEGORY, "asks[1]");
    refuses("question", "{\"question\":\"x\",\"asks\":[\"cause\"],\"answer_by\":\"morgen\"}",
        SP_FORM_FAULT_DATE, "answer_by");
    refuses("uwv_question", "{\"claim\":\"ww\",\"question\":\"x\",\"asks\":[\"cause\"]}",
        SP_FORM_FAULT_CHOICE, "claim");
}

/* {"<field>": "aaa..."} with ${count} letters, or [..] of ${count} members. */
static char *
long_data(const char *before, const char *piece, size_t count, const char *after)
{
    size_t size = strlen(before) + strlen(piece) * count + strlen(after) + 1;
    char *text = malloc(size);
    FILE *out = text != NULL ? fmemopen(text, size, "w") : NULL;

    assert_non_null(out);
    (void)fputs(before, out);
    for (size_t i = 0; i < count; i++) {
        (void)fputs(piece, out);
    }
    (void)fputs(after, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void
limits_hold_to_the_byte(void **state)
{
    struct sp_form_filled filled;
    struct sp_form_fault fault;
    char *data;

    (void)state;
    data = long_data("{\"story\":\"", "a", SP_FORM_TEXT_MAX, "\"}");
    assert_int_equal(fill("preparation", data, &filled, &fault), SP_OK);
    sp_form_filled_wipe(&filled);
    free(data);
    data = long_data("{\"story\":\"", "a", SP_FORM_TEXT_MAX + 1, "\"}");
    refuses("preparation", data, SP_FORM_FAULT_LONG, "story");
    free(data);
    data = long_data("{\"questions\":[\"x\"", ",\"x\"", SP_FORM_LIST_MAX - 1, "]}");
    assert_int_equal(fill("preparation", data, &filled, &fault), SP_OK);
    sp_form_filled_wipe(&filled);
    free(data);
    data = long_data("{\"questions\":[\"x\"", ",\"x\"", SP_FORM_LIST_MAX, "]}");
    refuses("preparation", data, SP_FORM_FAULT_MANY, "questions");
    free(data);
    data = long_data("{\"story\":\"a\"", " ", SP_FORM_DATA_MAX, "}");
    refuses("preparation", data, SP_FORM_FAULT_LONG, "");
    free(data);
}

static void
unreadable_json_is_told_by_its_line(void **state)
{
    struct sp_form_filled filled;
    struct sp_form_fault fault;

    (void)state;
    assert_int_equal(
        fill("plan", "{\n \"agreements\": [\n  oops ]}", &filled, &fault), SP_ERR_MALFORMED);
    assert_int_equal(fault.kind, SP_FORM_FAULT_JSON);
    assert_int_equal(fault.line, 3);
}

static void
what_was_filled_in_is_read_in_both_languages(void **state)
{
    struct sp_form_filled filled;
    struct sp_form_fault fault;
    struct sp_buffer text;

    (void)state;
    assert_int_equal(
        fill("uwv_question", "{\"claim\":\"zw\",\"question\":\"Wat?\",\"asks\":[\"medication\"]}",
            &filled, &fault),
        SP_OK);
    sp_buffer_init(&text, 4096);
    assert_int_equal(sp_form_show(SP_FORM_UWV_QUESTION, SP_CATEGORY_INFO_REQUEST,
                         sp_buffer_bytes(&filled.items[0].content), SP_LANGUAGE_NL, &text),
        SP_OK);
    assert_true(sp_bytes_equal(sp_buffer_bytes(&text),
        sp_bytes_of_text("Waarvoor: Ziektewet\nVraag:\nWat?\n"
                         "Gevraagde soorten informatie:\n  - medicatie\n")));
    sp_buffer_wipe(&text);
    assert_int_equal(sp_form_show(SP_FORM_UWV_QUESTION, SP_CATEGORY_INFO_REQUEST,
                         sp_buffer_bytes(&filled.items[0].content), SP_LANGUAGE_EN, &text),
        SP_OK);
    assert_int_equal(sp_buffer_append(&text, "", 1), SP_OK);
    assert_non_null(strstr((const char *)text.data, "medication"));
    sp_buffer_wipe(&text);
    sp_form_filled_wipe(&filled);
}

static void
content_that_is_not_what_filling_in_gives_is_no_form(void **state)
{
    static const char *const bad[] = {
        "",
        "{}",
        "text",
        /* a blank too many */
        "{\"form\":\"plan\", \"version\":1,\"category\":\"eval_dates\",\"fields\":{\"eval_dates\":"
        "[\"2026-12-01\"]}}",
        /* another version, form or category */
        "{\"form\":\"plan\",\"version\":2,\"category\":\"eval_dates\",\"fields\":{\"eval_dates\":"
        "[\"2026-12-01\"]}}",
        "{\"form\":\"answer\",\"version\":1,\"category\":\"eval_dates\",\"fields\":{\"eval_dates\":"
        "[\"2026-12-01\"]}}",
        "{\"form\":\"plan\",\"version\":1,\"category\":\"plan_agreements\",\"fields\":{"
        "\"agreements\":[\"x\"]}}",
        /* a field of another category beside it */
        "{\"form\":\"plan\",\"version\":1,\"category\":\"eval_dates\",\"fields\":{\"eval_dates\":"
        "[\"2026-12-01\"],\"agreements\":[\"x\"]}}",
        /* members that are not there, or too many */
        "{\"form\":\"plan\",\"version\":1,\"category\":\"eval_dates\",\"fields\":{}}",
        "{\"form\":\"plan\",\"version\":1,\"category\":\"eval_dates\"}",
        "{\"form\":\"plan\",\"version\":1,\"category\":\"eval_dates\",\"fields\":{\"eval_dates\":"
        "[\"2026-12-01\"]},\"more\":1}",
        "{\"form\":\"plan\",\"version\":1,\"category\":\"eval_dates\",\"fields\":{\"eval_dates\":"
        "[\"2026-13-01\"]}}",
    };
    struct sp_buffer text;

    (void)state;
    sp_buffer_init(&text, 4096);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(sp_form_show(SP_FORM_PLAN, SP_CATEGORY_EVAL_DATES,
                             sp_bytes_of_text(bad[i]), SP_LANGUAGE_NL, &text),
            SP_ERR_MALFORMED);
        assert_int_equal(text.size, 0);
    }
    assert_int_equal(
        sp_form_show(999, SP_CATEGORY_EVAL_DATES, sp_bytes_of_text("{}"), SP_LANGUAGE_NL, &text),
        SP_ERR_NOT_FOUND);
    sp_buffer_wipe(&text);
}

/* Towards an employer: work terms only. */
static void
work_advice_holds_no_medical_field(void **state)
{
    const struct sp_form *form = sp_form_by_name("work_advice");

    (void)state;
    for (size_t i = 0; i < form->field_count; i++) {
        uint8_t category = form->fields[i].category;

        assert_true(category == SP_CATEGORY_FUNCTIONAL_LIMITS ||
                    category == SP_CATEGORY_WORK_ADAPTATIONS ||
                    category == SP_CATEGORY_EXPECTED_DURATION ||
                    category == SP_CATEGORY_INCAPACITY_DEGREE || category == SP_CATEGORY_RTW_PLAN ||
                    category == SP_CATEGORY_EVAL_DATES);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_has_its_own_number_name_and_texts),
        cmocka_unit_test(a_form_becomes_one_item_a_category_in_canonical_json),
        cmocka_unit_test(a_question_carries_what_it_asks_for),
        cmocka_unit_test(what_is_wrong_is_named_with_its_field),
        cmocka_unit_test(limits_hold_to_the_byte),
        cmocka_unit_test(unreadable_json_is_told_by_its_line),
        cmocka_unit_test(what_was_filled_in_is_read_in_both_languages),
        cmocka_unit_test(content_that_is_not_what_filling_in_gives_is_no_form),
        cmocka_unit_test(work_advice_holds_no_medical_field),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
