/*
 * Words for people: nothing of somebody else's steers a terminal; times are those of Amsterdam.
 */
#include "support.h"

#include <stdio.h>
#include <string.h>

#include "json.h"
#include "say.h"

static char printed[65536];
static size_t printed_size;

static void
shown_is(const char *text, size_t size, bool lines, const char *want)
{
    FILE *out = fmemopen(printed, sizeof(printed), "w");

    assert_non_null(out);
    sp_show_text(out, (struct sp_bytes){(const uint8_t *)text, size}, lines);
    printed_size = (size_t)ftell(out);
    (void)fclose(out);
    assert_int_equal(printed_size, strlen(want));
    assert_memory_equal(printed, want, printed_size);
}

static void
control_codes_and_marks_of_direction_are_shown_not_sent(void **state)
{
    (void)state;
    shown_is("gewoon één", 12, false, "gewoon één");
    shown_is("a\x1b[31mb", 7, true, "a\\u{1b}[31mb");
    shown_is("a\nb\tc", 5, true, "a\nb\tc");
    shown_is("a\nb", 3, false, "a\\u{a}b");
    shown_is("a\rb", 3, true, "a\\u{d}b");
    shown_is("\xc2\x9b"
             "31m",
        5, true, "\\u{9b}31m");
    shown_is("\xe2\x80\xae", 3, true, "\\u{202e}");
    shown_is("\xe2\x81\xa6", 3, true, "\\u{2066}");
    shown_is("\xef\xbb\xbf", 3, true, "\\u{feff}");
    shown_is("\xff\xc3", 2, true, "\\xff\\xc3");
    shown_is("\0", 1, true, "\\u{0}");
    shown_is("\x7f", 1, true, "\\u{7f}");
}

static void
values_are_made_harmless_wherever_they_stand(void **state)
{
    struct sp_cli cli = {.language = SP_LANGUAGE_EN};

    (void)state;
    cli.out = fmemopen(printed, sizeof(printed), "w");
    assert_non_null(cli.out);
    sp_say(&cli, SP_TEXT_SEND_DONE, SP_VALUES("\x1b]0;x\a", "{0}"));
    (void)fclose(cli.out);
    assert_string_equal(printed, "Sent to \\u{1b}]0;x\\u{7}. Message {0}.\n");
}

static void
with_json_nothing_is_said(void **state)
{
    struct sp_cli cli = {.language = SP_LANGUAGE_NL, .json = true};

    (void)state;
    memset(printed, 'x', 8);
    cli.out = fmemopen(printed, sizeof(printed), "w");
    assert_non_null(cli.out);
    sp_say(&cli, SP_TEXT_LIST_EMPTY, SP_NO_VALUES);
    assert_int_equal(ftell(cli.out), 0);
    (void)fclose(cli.out);
}

static void
time_is(uint64_t ms, const char *want)
{
    char text[SP_SHOWN_TIME_BYTES];

    sp_show_time(ms, text);
    assert_string_equal(text, want);
}

static void
times_follow_the_clock_of_amsterdam(void **state)
{
    (void)state;
    time_is(0, "-");
    time_is(UINT64_C(1767225600000), "2026-01-01 01:00");
    time_is(UINT64_C(1782907200000), "2026-07-01 14:00");
    /* 29 March 2026: at 01:00 UTC from 02:00 to 03:00 */
    time_is(UINT64_C(1774745999999), "2026-03-29 01:59");
    time_is(UINT64_C(1774746000000), "2026-03-29 03:00");
    /* 25 October 2026: at 01:00 UTC from 03:00 back to 02:00 */
    time_is(UINT64_C(1792889999999), "2026-10-25 02:59");
    time_is(UINT64_C(1792890000000), "2026-10-25 02:00");
    time_is(UINT64_C(1792965600000), "2026-10-25 23:00");
    time_is(UINT64_MAX, "-");
}

static void
all_categories_and_laws_fit_their_line(void **state)
{
    char line[SP_SHOWN_CATEGORIES_BYTES];

    (void)state;
    for (int language = 0; language < SP_LANGUAGE_COUNT; language++) {
        sp_show_categories(SP_CATEGORY_ALL, (enum sp_language)language, line);
        assert_true(strlen(line) + 1 < sizeof(line));
        assert_non_null(strstr(
            line, sp_term_name(&sp_categories, SP_CATEGORY_COUNT - 1, (enum sp_language)language)));
        sp_show_basis(SP_BASIS_LAW, 0x7ff, (enum sp_language)language, line);
        assert_non_null(strstr(line, "L11 "));
    }
    sp_show_categories(0, SP_LANGUAGE_NL, line);
    assert_string_equal(line, "-");
}

static void
json_is_ascii_and_takes_broken_text(void **state)
{
    struct sp_cli cli = {.json = true};
    json_t *object = json_object();

    (void)state;
    cli.out = fmemopen(printed, sizeof(printed), "w");
    assert_non_null(cli.out);
    sp_json_set(&cli, object, "a", sp_json_text("\xff\x1b\xc2\x9b"));
    sp_json_set(&cli, object, "b", sp_json_text(""));
    sp_json_set(&cli, object, "c", sp_json_time(0));
    assert_int_equal(sp_json_print(&cli, object), 0);
    (void)fclose(cli.out);
    assert_string_equal(printed, "{\"a\":\"\\uFFFD\\u001B\\u009B\",\"b\":null,\"c\":null}\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(control_codes_and_marks_of_direction_are_shown_not_sent),
        cmocka_unit_test(values_are_made_harmless_wherever_they_stand),
        cmocka_unit_test(with_json_nothing_is_said),
        cmocka_unit_test(times_follow_the_clock_of_amsterdam),
        cmocka_unit_test(all_categories_and_laws_fit_their_line),
        cmocka_unit_test(json_is_ascii_and_takes_broken_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
