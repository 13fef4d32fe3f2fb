/*
 * The scanner of policy check against jansson: what one takes the other takes, and means the same.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy_json.h"

static struct sp_json_line line;
static char buffer[1U << 17];

static bool
scan(const char *text)
{
    size_t size = strlen(text);

    assert_true(size < sizeof(buffer));
    memcpy(buffer, text, size + 1);
    return sp_json_scan(&line, buffer, size);
}

static json_t *
tree_of(const struct sp_json *value)
{
    switch (value->type) {
    case SP_JSON_NULL:
        return json_null();
    case SP_JSON_FALSE:
        return json_false();
    case SP_JSON_TRUE:
        return json_true();
    case SP_JSON_INTEGER:
        return json_integer(strtoll(value->text, NULL, 10));
    case SP_JSON_REAL:
        return json_real(strtod(value->text, NULL));
    case SP_JSON_STRING:
        return json_stringn(value->text, value->size);
    case SP_JSON_ARRAY: {
        json_t *array = json_array();
        for (const struct sp_json *at = value + 1; at < value + value->next; at += at->next) {
            json_array_append_new(array, tree_of(at));
        }
        return array;
    }
    case SP_JSON_OBJECT: {
        json_t *object = json_object();
        const struct sp_json *at = value + 1;
        for (; at < value + value->next; at += 1 + at[1].next) {
            json_object_set_new(object, at->text, tree_of(at + 1));
        }
        return object;
    }
    }
    return NULL;
}

/* Both take ${text} and mean the same, or both refuse it. */
static void
compare(const char *text, size_t size)
{
    json_error_t error;
    json_t *want = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);

    memcpy(buffer, text, size);
    bool is_taken = sp_json_scan(&line, buffer, size);
    if (memchr(text, 0, size) != NULL) { /* jansson overlooks a NUL behind a number */
        assert_false(is_taken);
        json_decref(want);
        return;
    }
    if (is_taken != (want != NULL)) {
        fail_msg(
            "%s: \"%.*s\"", is_taken ? "taken here only" : "refused here only", (int)size, text);
    }
    if (is_taken) {
        json_t *got = tree_of(line.values);
        assert_true(json_equal(got, want));
        json_decref(got);
    } else {
        assert_non_null(line.problem);
        assert_true(line.column >= 1 && line.column <= size + 1);
    }
    json_decref(want);
}

static void
takes_and_refuses_what_jansson_does(void **state)
{
    /* clang-format off */
    static const char *const texts[] = {
        "null", "true", "false", "0", "-0", "12", "-7", "1.5", "-0.25", "1e3", "1E-2", "2.5e+1", "\"\"", "\"a b\"",
        "[]", "{}", "[ ]", "{ }", "[1,2,3]", "{\"a\":1}", " \t{ \"a\" : [ true , null ] } ", "[[],[[]],{}]",
        "{\"a\":{\"b\":{\"c\":[{\"d\":1},2]}},\"e\":\"f\"}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0041\\u00e9\\u20ac\"",
        "\"\\ud83d\\ude00\"", "\"é€😀\"", "{\"a\":1,\"b\":2,\"A\":3}", "{\"\":0}",
        /* refused */
        "", " ", "nul", "nulll", "True", "tru", "+1", "01", "-", "1.", ".5", "1e", "1e+", "0x10", "--1", "1 2", "[1 2]", "[1,]", "[,1]",
        "[", "]", "{", "}", "[}", "{]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{1:2}", "\"", "\"\\\"", "\"a",
        "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\n\"", "\"\\udc00\"", "\"\\ud800\\ud800\"", "\"\\u0000\"",
        "\"\x01\"", "\"\t\"", "\"\x80\"", "\"\xc0\x80\"", "\"\xc3\"", "\"\xe2\x82\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xf8\x88\x80\x80\x80\"", "\"\xff\"",
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "{\"b\":{\"a\":1,\"c\":[1,2],\"a\":2}}", "{} {}", "{}x", "// a\n{}", "[1]]", "\xef\xbb\xbf{}",
        "{\"a\":1,\"a\":2", "{\"a\":1 \"b\":2}", "[\"a\" \"b\"]",
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        compare(texts[i], strlen(texts[i]));
    }
    compare("\"a\0b\"", 5);
    compare("{}\0", 3);
    compare("\0", 1);
}

/* Every cut and every changed byte of a line is taken or refused alike. */
static void
damage_is_judged_as_jansson_does(void **state)
{
    static const char whole[] =
        "{\"id\": \"SC\\u00e91\", \"patient\": {\"age\": 34, \"x\": -1.5e2}, \"categories\": "
        "[\"diagnosis\", \"é\"], \"b\": true, \"n\": null, \"e\": {}, \"l\": []}";
    static const char bytes[] = "\"\\{}[]:,0-.e x\x01\x80\xc3\xff";
    char copy[sizeof(whole)];

    (void)state;
    for (size_t size = 0; size < sizeof(whole); size++) {
        memcpy(copy, whole, sizeof(whole));
        compare(copy, size);
    }
    for (size_t at = 0; at < sizeof(whole) - 1; at++) {
        for (size_t i = 0; i < sizeof(bytes); i++) { /* NUL included */
            memcpy(copy, whole, sizeof(whole));
            copy[at] = bytes[i];
            compare(copy, sizeof(whole) - 1);
        }
        for (unsigned bit = 0; bit < 8; bit++) {
            memcpy(copy, whole, sizeof(whole));
            copy[at] = (char)((unsigned char)copy[at] ^ 1U << bit);
            compare(copy, sizeof(whole) - 1);
        }
    }
}

static void
finds_values_by_key(void **state)
{
    (void)state;
    assert_true(scan("{\"a\":{\"id\":1},\"l\":[{\"id\":2}],\"\\u0069d\":\"me\",\"z\":3}"));
    const struct sp_json *id = sp_json_get(line.values, "id");

    assert_non_null(id);
    assert_string_equal(id->text, "me");
    assert_string_equal(sp_json_get(line.values, "z")->text, "3");
    assert_null(sp_json_get(line.values, "y"));
    assert_null(sp_json_get(sp_json_get(line.values, "l"), "id"));
    assert_null(sp_json_get(NULL, "id"));
}

static void
a_key_given_twice_still_shows_the_id(void **state)
{
    (void)state;
    assert_false(scan("{\"id\":\"x\",\"a\":1,\"a\":2}"));
    assert_string_equal(line.problem, "the same key twice in one object");
    assert_string_equal(sp_json_get(line.values, "id")->text, "x");
    assert_false(scan("{\"id\":\"x\",\"a\":1,\"a\":2"));
    assert_int_equal(line.count, 0);
}

static void
depth_and_number_of_values_are_bounded(void **state)
{
    char deep[200] = "";

    (void)state;
    for (size_t depth = 0; depth < SP_JSON_DEPTH_MAX; depth++) {
        deep[depth] = '[';
        deep[2 * SP_JSON_DEPTH_MAX - 1 - depth] = ']';
    }
    assert_true(scan(deep));
    memset(deep, '[', SP_JSON_DEPTH_MAX + 1);
    assert_false(scan(deep));
    assert_string_equal(line.problem, "nested too deeply");

    static char many[4 * SP_JSON_COUNT_MAX];
    size_t used = 0;
    many[used++] = '[';
    for (int i = 1; i < SP_JSON_COUNT_MAX; i++) {
        many[used++] = '1';
        many[used++] = ',';
    }
    many[used - 1] = ']';
    many[used] = 0;
    assert_true(scan(many));
    assert_int_equal(line.count, SP_JSON_COUNT_MAX);
    memcpy(many + used - 1, ",1]", 4);
    assert_false(scan(many));
    assert_string_equal(line.problem, "too many values");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_and_refuses_what_jansson_does),
        cmocka_unit_test(damage_is_judged_as_jansson_does),
        cmocka_unit_test(finds_values_by_key),
        cmocka_unit_test(a_key_given_twice_still_shows_the_id),
        cmocka_unit_test(depth_and_number_of_values_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
