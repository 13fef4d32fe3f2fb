/*
 * policy check: what scripts rely on (interfaces.md), line by line.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy_cli.h"

#define GOOD                                                                                       \
    "\"date\":\"2026-03-02\",\"patient\":{\"age\":34},\"discloser\":\"patient\","                  \
    "\"recipient\":\"gp\",\"categories\":[\"symptoms\"],\"purpose\":\"treatment\""
#define CONSENT                                                                                    \
    "\"from\":\"patient\",\"to\":\"gp\",\"categories\":[\"symptoms\"],\"purpose\":\"treatment\","  \
    "\"valid_from\":\"2026-01-01\",\"valid_until\":\"2026-06-01\","                                \
    "\"evidence\":\"patient_signed\",\"given_by\":\"patient\""

/* What check answers to ${size} bytes of input; the caller frees. */
static char *
check_bytes(const char *input, size_t size, int want_status)
{
    char *answer = NULL;
    size_t answer_size = 0;
    FILE *in = tmpfile();
    FILE *out = open_memstream(&answer, &answer_size);

    assert_non_null(in);
    assert_non_null(out);
    assert_int_equal(fwrite(input, 1, size, in), size);
    rewind(in);
    assert_int_equal(sp_cli_policy_check(in, out), want_status);
    fclose(in);
    fclose(out);
    return answer;
}

static char *
check(const char *input, int want_status)
{
    return check_bytes(input, strlen(input), want_status);
}

/* The answer to one line, as JSON; the caller decrefs. */
static json_t *
check_line(const char *input, int want_status)
{
    char *answer = check(input, want_status);
    size_t size = strlen(answer);
    json_t *json = json_loads(answer, JSON_REJECT_DUPLICATES, NULL);

    assert_non_null(json);
    assert_int_equal(answer[size - 1], '\n');
    assert_ptr_equal(strchr(answer, '\n'), answer + size - 1);
    free(answer);
    return json;
}

static const char *
text_of(json_t *json, const char *key)
{
    const char *text = json_string_value(json_object_get(json, key));

    assert_non_null(text);
    return text;
}

/* The line {fields} is refused under the name ${field}. */
static void
refuses(const char *fields, const char *field)
{
    char line[1024];
    json_t *json;

    (void)snprintf(line, sizeof(line), "{\"id\":\"X\",%s}\n", fields);
    json = check_line(line, 2);
    const char *error = text_of(json, "error");
    size_t size = strlen(field);

    if (strncmp(error, field, size) != 0 || error[size] != ':' || error[size + 1] != ' ') {
        fail_msg("%s: \"%s\" does not name %s", fields, error, field);
    }
    assert_string_equal(text_of(json, "id"), "X");
    assert_int_equal(json_object_size(json), 2);
    json_decref(json);
}

static void
gives(const char *fields, const char *verdict)
{
    char line[1024];
    json_t *json;

    (void)snprintf(line, sizeof(line), "{%s}", fields);
    json = check_line(line, 0);
    assert_string_equal(text_of(json, "verdict"), verdict);
    json_decref(json);
}

static const char scenarios[] = SP_SOURCE_DIR "/tests/agent/policy_scenarios.jsonl";

static void
the_copy_of_the_scenarios_is_what_the_design_says(void **state)
{
    static const char path[] = SP_SOURCE_DIR "/../shared/design/scenarios.jsonl";
    size_t size = 0;

    (void)state;
    if (access(path, R_OK) != 0) {
        printf("skipped: no scenarios.jsonl\n");
        skip();
    }
    char *design = (char *)sp_test_file(path, &size);
    char *copy = (char *)sp_test_file(scenarios, &size);

    assert_string_equal(copy, design);
    free(copy);
    free(design);
}

static void
all_published_scenarios_get_their_verdict(void **state)
{
    size_t size = 0, count = 0;
    char *text = (char *)sp_test_file(scenarios, &size);
    char *answers = check_bytes(text, size, 0);
    char *line = text, *answer = answers;

    (void)state;
    while (*line != 0) {
        char *end = strchr(line, '\n'), *answer_end = strchr(answer, '\n');
        *end = *answer_end = 0;
        json_t *want = json_loads(line, 0, NULL), *got = json_loads(answer, 0, NULL);

        assert_string_equal(text_of(got, "id"), text_of(want, "id"));
        if (strcmp(text_of(got, "verdict"), text_of(want, "expect")) != 0) {
            fail_msg("%s: %s, not %s", text_of(want, "id"), text_of(got, "verdict"),
                text_of(want, "expect"));
        }
        json_decref(want);
        json_decref(got);
        line = end + 1;
        answer = answer_end + 1;
        count++;
    }
    assert_int_equal(*answer, 0);
    assert_int_equal(count, 64);
    free(answers);
    free(text);
}

static void
an_answer_has_six_fields_and_both_languages(void **state)
{
    json_t *json = check_line("{\"id\":\"a\"," GOOD "}\n", 0);

    (void)state;
    assert_int_equal(json_object_size(json), 6);
    assert_string_equal(text_of(json, "id"), "a");
    assert_string_equal(text_of(json, "verdict"), "ALLOW:free");
    assert_string_equal(text_of(json, "basis"), "free");
    assert_string_equal(text_of(json, "rule"), "allow.free");
    const struct sp_rule *rule = sp_policy_rule("allow.free");
    assert_string_equal(
        text_of(json_object_get(json, "why"), "nl"), sp_policy_text(rule, SP_LANGUAGE_NL).why);
    assert_string_equal(
        text_of(json_object_get(json, "why"), "en"), sp_policy_text(rule, SP_LANGUAGE_EN).why);
    assert_string_equal(
        text_of(json_object_get(json, "next"), "nl"), sp_policy_text(rule, SP_LANGUAGE_NL).next);
    assert_string_equal(
        text_of(json_object_get(json, "next"), "en"), sp_policy_text(rule, SP_LANGUAGE_EN).next);
    json_decref(json);
}

static void
a_refusal_has_no_basis_and_exit_code_zero(void **state)
{
    json_t *json = check_line("{\"id\":\"a\"," GOOD ",\"mode\":\"pull\"}\n", 0);

    (void)state;
    assert_string_equal(text_of(json, "verdict"), "DENY_PULL");
    assert_true(json_is_null(json_object_get(json, "basis")));
    assert_string_equal(text_of(json, "rule"), "mode.pull");
    json_decref(json);
}

static void
the_id_is_echoed_else_the_line_number(void **state)
{
    char *answer = check("\n{" GOOD "}\n   \t\r\n{\"id\":7," GOOD "}\r\n"
                         "{\"id\":\"a\\\"\\u00e9\\n\"," GOOD "}\n{" GOOD "}\n[]\n{\"id\":null}",
        2);
    static const char *const starts[] = {"{\"id\":2,\"verdict\"", "{\"id\":7,\"verdict\"",
        "{\"id\":\"a\\\"é\\u000a\",\"verdict\"", "{\"id\":6,\"verdict\"",
        "{\"id\":7,\"error\":\"json: ", "{\"id\":8,\"error\":\"id: "};
    char *line = answer;

    (void)state;
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        assert_int_equal(strncmp(line, starts[i], strlen(starts[i])), 0);
        line = strchr(line, '\n') + 1;
    }
    assert_int_equal(*line, 0);
    free(answer);
}

static void
one_bad_line_spoils_no_other(void **state)
{
    char *answer = check("{" GOOD "}\n{\"id\":\"bad\"\n{" GOOD "}", 2);

    (void)state;
    assert_non_null(strstr(answer, "{\"id\":1,\"verdict\":\"ALLOW:free\""));
    assert_non_null(strstr(answer, "{\"id\":2,\"error\":\"json: "));
    assert_non_null(strstr(answer, "{\"id\":3,\"verdict\":\"ALLOW:free\""));
    free(answer);
}

static void
no_input_gives_no_output(void **state)
{
    char *answer = check("", 0);

    (void)state;
    assert_string_equal(answer, "");
    free(answer);
    answer = check("\n \n\t\n", 0);
    assert_string_equal(answer, "");
    free(answer);
}

static void
each_required_field_is_missed_by_name(void **state)
{
    static const char *const fields[][2] = {{"date", "\"date\":\"2026-03-02\""},
        {"patient.age", "\"patient\":{\"age\":34}"}, {"discloser", "\"discloser\":\"patient\""},
        {"recipient", "\"recipient\":\"gp\""}, {"categories", "\"categories\":[\"symptoms\"]"},
        {"purpose", "\"purpose\":\"treatment\""}};
    static const char *const consent[][2] = {{"consent.from", "\"from\":\"patient\""},
        {"consent.to", "\"to\":\"gp\""}, {"consent.categories", "\"categories\":[\"symptoms\"]"},
        {"consent.purpose", "\"purpose\":\"treatment\""},
        {"consent.valid_from", "\"valid_from\":\"2026-01-01\""},
        {"consent.valid_until", "\"valid_until\":\"2026-06-01\""},
        {"consent.evidence", "\"evidence\":\"patient_signed\""},
        {"consent.given_by", "\"given_by\":\"patient\""}};
    char line[1024];

    (void)state;
    for (size_t left_out = 0; left_out < 6; left_out++) {
        line[0] = 0;
        for (size_t i = 0, used = 0; i < 6; i++) {
            used += i == left_out ? 0
                                  : (size_t)snprintf(line + used, sizeof(line) - used, "%s%s",
                                        used == 0 ? "" : ",", fields[i][1]);
        }
        refuses(line, fields[left_out][0]);
    }
    for (size_t left_out = 0; left_out < 8; left_out++) {
        size_t used = (size_t)snprintf(line, sizeof(line), "%s,\"consent\":{", GOOD);
        bool is_first = true;

        for (size_t i = 0; i < 8; i++) {
            if (i != left_out) {
                used += (size_t)snprintf(
                    line + used, sizeof(line) - used, "%s%s", is_first ? "" : ",", consent[i][1]);
                is_first = false;
            }
        }
        (void)snprintf(line + used, sizeof(line) - used, "}");
        refuses(line, consent[left_out][0]);
    }
    refuses(GOOD ",\"approval\":{\"state\":\"approved\"}", "approval.on");
    refuses(GOOD ",\"approval\":{\"on\":\"2026-03-01\"}", "approval.state");
    refuses(GOOD ",\"rep\":{}", "rep.kind");
}

#define WITHOUT_DATE                                                                               \
    "\"patient\":{\"age\":34},\"discloser\":\"patient\",\"recipient\":\"gp\","                     \
    "\"categories\":[\"symptoms\"],\"purpose\":\"treatment\""

static void
unknown_values_and_wrong_types_are_named(void **state)
{
    /* clang-format off */
    static const char *const bad[][2] = {
        {GOOD ",\"colour\":1",                          "colour"},
        {GOOD ",\"Date\":\"2026-03-02\"",               "Date"},
        {"\"date\":20260302," WITHOUT_DATE,             "date"},
        {"\"date\":\"2026-02-30\"," WITHOUT_DATE,       "date"},
        {"\"date\":\"2-3-2026\"," WITHOUT_DATE,         "date"},
        {GOOD ",\"treating\":\"yes\"",                  "treating"},
        {GOOD ",\"treating\":null",                     "treating"},
        {GOOD ",\"objection\":1",                       "objection"},
        {GOOD ",\"good_care_objection\":\"\"",          "good_care_objection"},
        {GOOD ",\"sender_verified\":0",                 "sender_verified"},
        {GOOD ",\"recipient_verified\":[]",             "recipient_verified"},
        {GOOD ",\"mode\":\"fetch\"",                    "mode"},
        {GOOD ",\"mode\":true",                         "mode"},
        {GOOD ",\"request_ref\":1",                     "request_ref"},
        {GOOD ",\"request_ref\":\"\"",                  "request_ref"},
        {GOOD ",\"forwarded_from\":\"insurer\"",        "forwarded_from"},
        {GOOD ",\"forwarded_from\":\"broker\"",         "forwarded_from"},
        {GOOD ",\"asks\":\"symptoms\"",                 "asks"},
        {GOOD ",\"asks\":[\"gossip\"]",                 "asks"},
        {GOOD ",\"rep\":{\"kind\":\"uncle\"}",          "rep.kind"},
        {GOOD ",\"rep\":{\"kind\":\"mentor\",\"x\":1}", "rep.x"},
        {GOOD ",\"rep\":\"mentor\"",                    "rep"},
        {GOOD ",\"break_glass\":true",                  "break_glass"},
        {GOOD ",\"break_glass\":{\"minimal\":\"y\"}",   "break_glass.minimal"},
        {GOOD ",\"break_glass\":{\"other\":true}",      "break_glass.other"},
        {GOOD ",\"approval\":{\"state\":\"maybe\",\"on\":\"2026-03-01\"}",                        "approval.state"},
        {GOOD ",\"approval\":{\"state\":\"approved\",\"on\":\"gisteren\"}",                       "approval.on"},
        {GOOD ",\"approval\":{\"state\":\"approved\",\"on\":\"2026-03-01\",\"hash_match\":\"\"}", "approval.hash_match"},
        {GOOD ",\"approval\":[]",                       "approval"},
        {GOOD ",\"consent\":null",                      "consent"},
        {GOOD ",\"consent\":{" CONSENT ",\"each\":1}",              "consent.each"},
        {GOOD ",\"consent\":{" CONSENT ",\"onward\":\"no\"}",       "consent.onward"},
        {GOOD ",\"consent\":{" CONSENT ",\"revoked_on\":null}",     "consent.revoked_on"},
        {GOOD ",\"consent\":{" CONSENT ",\"note\":\"\"}",           "consent.note"},
        {"\"patient\":{}",                              "patient.age"},
        {"\"patient\":34",                              "patient"},
        {"\"patient\":{\"age\":\"34\"}",                "patient.age"},
        {"\"patient\":{\"age\":34.5}",                  "patient.age"},
        {"\"patient\":{\"age\":-1}",                    "patient.age"},
        {"\"patient\":{\"age\":151}",                   "patient.age"},
        {"\"patient\":{\"age\":99999999999999999999}",  "patient.age"},
        {"\"patient\":{\"age\":34,\"capable\":\"no\"}", "patient.capable"},
        {"\"patient\":{\"age\":34,\"deceased\":0}",     "patient.deceased"},
        {"\"patient\":{\"age\":34,\"rep_available\":\"mentor\"}",   "patient.rep_available"},
        {"\"patient\":{\"age\":34,\"rep_available\":[\"uncle\"]}",  "patient.rep_available"},
        {"\"patient\":{\"age\":34,\"name\":\"J\"}",     "patient.name"},
        {"\"discloser\":\"doctor\"",                    "discloser"},
        {"\"discloser\":\"broker\"",                    "discloser"},
        {"\"discloser\":3",                             "discloser"},
        {"\"recipient\":\"GP\"",                        "recipient"},
        {"\"recipient\":\"\"",                          "recipient"},
        {"\"categories\":[]",                           "categories"},
        {"\"categories\":\"symptoms\"",                 "categories"},
        {"\"categories\":[\"symptoms\",\"gossip\"]",    "categories"},
        {"\"categories\":[23]",                         "categories"},
        {"\"purpose\":\"dismissal\"",                   "purpose"},
        {"\"purpose\":[\"treatment\"]",                 "purpose"},
    };
    static const char *const bad_consent[][2] = {
        {"\"from\":\"insurer\"",         "consent.from"},
        {"\"to\":7",                     "consent.to"},
        {"\"categories\":[]",            "consent.categories"},
        {"\"categories\":[\"all\"]",     "consent.categories"},
        {"\"purpose\":\"any\"",          "consent.purpose"},
        {"\"valid_from\":\"2026-13-01\"", "consent.valid_from"},
        {"\"valid_until\":1",            "consent.valid_until"},
        {"\"evidence\":\"spoken\"",      "consent.evidence"},
        {"\"evidence\":3",               "consent.evidence"},
        {"\"given_by\":\"employer\"",    "consent.given_by"},
        {"\"given_by\":\"patient+\"",    "consent.given_by"},
        {"\"given_by\":\"patient+partner\"", "consent.given_by"},
        {"\"given_by\":[\"patient\"]",   "consent.given_by"},
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        refuses(bad[i][0], bad[i][1]);
    }
    for (size_t i = 0; i < sizeof(bad_consent) / sizeof(bad_consent[0]); i++) {
        char line[256];

        (void)snprintf(line, sizeof(line), "\"consent\":{%s}", bad_consent[i][0]);
        refuses(line, bad_consent[i][1]);
    }
}

static void
what_is_no_json_object_is_named_json(void **state)
{
    static const char *const bad[] = {"{", "}", "[]", "1", "\"x\"", "null", "{} {}", "{\"id\":}",
        "{'id':1}", "\xef\xbb\xbf{}", "{\"title\":\"\xff\"}", "{\"title\":\"\\u0000\"}", "nonsense",
        "{\"id\":\"\x01\"}"};

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        json_t *json = check_line(bad[i], 2);

        assert_int_equal(json_integer_value(json_object_get(json, "id")), 1);
        assert_int_equal(strncmp(text_of(json, "error"), "json: ", 6), 0);
        json_decref(json);
    }
    refuses(GOOD ",\"date\":\"2026-03-02\"", "json");
    refuses(GOOD ",\"consent\":{" CONSENT ",\"to\":\"gp\"}", "json");
}

static void
what_is_left_out_takes_the_defaults_of_section_7(void **state)
{
    (void)state;
    gives("\"date\":\"2026-03-02\",\"patient\":{\"age\":34},\"discloser\":\"gp\","
          "\"recipient\":\"clinician_ggz\",\"categories\":[\"diagnosis\"],"
          "\"purpose\":\"treatment\"",
        "ALLOW:L1");
    gives(GOOD ",\"title\":1,\"why\":[],\"sources\":{\"x\":null},\"expect\":false", "ALLOW:free");
    gives(GOOD ",\"sender_verified\":false", "DENY_IDENTITY");
    gives(GOOD ",\"recipient_verified\":false", "DENY_IDENTITY");
    gives(GOOD ",\"mode\":\"push\",\"treating\":false,\"request_ref\":false,\"asks\":[]",
        "ALLOW:free");
    gives(GOOD ",\"break_glass\":{}", "DENY_FORBIDDEN");
    gives("\"date\":\"2026-03-02\",\"patient\":{\"age\":34},\"discloser\":\"occ_physician\","
          "\"recipient\":\"gp\",\"categories\":[\"safety_signal\"],\"purpose\":\"safety\","
          "\"break_glass\":{\"minimal\":true}",
        "DENY_BREAKGLASS");
}

static void
ages_fall_in_their_bands(void **state)
{
    static const struct {
        int age;
        const char *verdict;
    } ages[] = {{0, "ALLOW:L8"}, {11, "ALLOW:L8"}, {12, "ALLOW:L8"}, {15, "ALLOW:L8"},
        {16, "DENY_CAPACITY"}, {17, "DENY_CAPACITY"}, {18, "DENY_CAPACITY"},
        {150, "DENY_CAPACITY"}};
    char line[512];

    (void)state;
    for (size_t i = 0; i < sizeof(ages) / sizeof(ages[0]); i++) {
        (void)snprintf(line, sizeof(line),
            "\"date\":\"2026-03-02\",\"patient\":{\"age\":%d},\"discloser\":\"gp\","
            "\"recipient\":\"representative\",\"categories\":[\"symptoms\"],"
            "\"purpose\":\"support\",\"rep\":{\"kind\":\"parents\"}",
            ages[i].age);
        gives(line, ages[i].verdict);
    }
}

#define TO_COMPANY                                                                                 \
    "\"date\":\"2026-03-02\",\"discloser\":\"gp\",\"recipient\":\"occ_physician\","                \
    "\"categories\":[\"eval_dates\"],\"purpose\":\"occ_guidance\",\"consent\":{\"from\":\"gp\","   \
    "\"to\":\"occ_physician\",\"categories\":[\"eval_dates\"],\"purpose\":\"occ_guidance\","       \
    "\"valid_from\":\"2026-01-01\",\"valid_until\":\"2026-06-01\","                                \
    "\"evidence\":\"written_attested\""

static void
givers_and_options_of_a_consent_are_read(void **state)
{
    (void)state;
    gives("\"patient\":{\"age\":34}," TO_COMPANY ",\"given_by\":\"patient\"}", "ALLOW:consent");
    gives("\"patient\":{\"age\":14}," TO_COMPANY ",\"given_by\":\"patient\"}", "DENY_CAPACITY");
    gives("\"patient\":{\"age\":14}," TO_COMPANY ",\"given_by\":\"patient+guardian\"}",
        "ALLOW:consent");
    gives("\"patient\":{\"age\":14,\"capable\":false}," TO_COMPANY ",\"given_by\":\"guardian\"}",
        "ALLOW:consent");
    gives("\"patient\":{\"age\":34,\"capable\":false,\"rep_available\":[\"family\",\"partner\"]}"
          "," TO_COMPANY ",\"given_by\":\"partner\"}",
        "ALLOW:consent");
    gives("\"patient\":{\"age\":34}," TO_COMPANY ",\"given_by\":\"patient\",\"each\":true}",
        "HOLD_APPROVAL");
    gives("\"patient\":{\"age\":34}," TO_COMPANY ",\"given_by\":\"patient\",\"each\":true},"
          "\"approval\":{\"state\":\"approved\",\"on\":\"2026-02-16\"}",
        "ALLOW:consent");
    gives("\"patient\":{\"age\":34}," TO_COMPANY ",\"given_by\":\"patient\",\"each\":true},"
          "\"approval\":{\"state\":\"approved\",\"on\":\"2026-02-15\"}",
        "HOLD_APPROVAL");
    gives("\"patient\":{\"age\":34}," TO_COMPANY
          ",\"given_by\":\"patient\",\"revoked_on\":\"2026-03-03\"}",
        "ALLOW:consent");
    gives("\"patient\":{\"age\":34}," TO_COMPANY
          ",\"given_by\":\"patient\",\"revoked_on\":\"2026-03-02\"}",
        "DENY_REVOKED");
    gives("\"patient\":{\"age\":34}," TO_COMPANY
          ",\"given_by\":\"patient\"},\"forwarded_from\":\"clinician_ggz\"",
        "DENY_ONWARD");
    gives("\"patient\":{\"age\":34}," TO_COMPANY
          ",\"given_by\":\"patient\",\"onward\":true},\"forwarded_from\":\"clinician_ggz\"",
        "ALLOW:consent");
}

static void
very_long_lines_are_refused_and_the_next_is_judged(void **state)
{
    static const char head[] = "{\"title\":\"", tail[] = "\"," GOOD "}";
    size_t fill = SP_POLICY_LINE_MAX - (sizeof(head) - 1) - (sizeof(tail) - 1);
    size_t size = 2 * (SP_POLICY_LINE_MAX + 16);
    char *input = malloc(size);
    size_t used = 0;

    (void)state;
    assert_non_null(input);
    for (size_t extra = 0; extra < 2; extra++) { /* just fits; one byte more */
        memcpy(input + used, head, sizeof(head) - 1);
        used += sizeof(head) - 1;
        memset(input + used, 'x', fill + extra);
        used += fill + extra;
        memcpy(input + used, tail, sizeof(tail) - 1);
        used += sizeof(tail) - 1;
        input[used++] = '\n';
    }
    memcpy(input + used, "1\n", 2);
    char *answer = check_bytes(input, used + 2, 2);
    assert_non_null(strstr(answer, "{\"id\":1,\"verdict\":\"ALLOW:free\""));
    assert_non_null(
        strstr(answer, "{\"id\":2,\"error\":\"json: the line is longer than 1048576 bytes\"}\n"));
    assert_non_null(strstr(answer, "{\"id\":3,\"error\":\"json: must be an object\"}\n"));
    free(answer);
    free(input);
}

static void
foreign_text_is_repeated_short_and_whole(void **state)
{
    json_t *json = check_line("{\"purpose\":\"aééééééééééééééééééééééééééééééé\"}", 2);
    const char *error = text_of(json, "error");

    (void)state;
    assert_true(strlen(error) < 100);
    assert_non_null(strstr(error, "unknown purpose \"aé"));
    json_decref(json);
    json = check_line("{\"x\\ny\":1}", 2);
    assert_string_equal(text_of(json, "error"), "x\ny: unknown field");
    json_decref(json);
}

static void
unreadable_input_is_exit_2_and_unwritable_output_70(void **state)
{
    FILE *in = fopen("/", "rb");
    FILE *out = fopen("/dev/full", "wb");
    FILE *sink = fopen("/dev/null", "wb");

    (void)state;
    assert_true(in != NULL && out != NULL && sink != NULL);
    assert_int_equal(sp_cli_policy_check(in, sink), 2);
    fclose(in);
    in = tmpfile();
    assert_non_null(in);
    fputs("{" GOOD "}\n", in);
    rewind(in);
    assert_int_equal(sp_cli_policy_check(in, out), 70);
    fclose(in);
    fclose(out);
    fclose(sink);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_copy_of_the_scenarios_is_what_the_design_says),
        cmocka_unit_test(all_published_scenarios_get_their_verdict),
        cmocka_unit_test(an_answer_has_six_fields_and_both_languages),
        cmocka_unit_test(a_refusal_has_no_basis_and_exit_code_zero),
        cmocka_unit_test(the_id_is_echoed_else_the_line_number),
        cmocka_unit_test(one_bad_line_spoils_no_other),
        cmocka_unit_test(no_input_gives_no_output),
        cmocka_unit_test(each_required_field_is_missed_by_name),
        cmocka_unit_test(unknown_values_and_wrong_types_are_named),
        cmocka_unit_test(what_is_no_json_object_is_named_json),
        cmocka_unit_test(what_is_left_out_takes_the_defaults_of_section_7),
        cmocka_unit_test(ages_fall_in_their_bands),
        cmocka_unit_test(givers_and_options_of_a_consent_are_read),
        cmocka_unit_test(very_long_lines_are_refused_and_the_next_is_judged),
        cmocka_unit_test(foreign_text_is_repeated_short_and_whole),
        cmocka_unit_test(unreadable_input_is_exit_2_and_unwritable_output_70),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
