#include "support.h"

#include <string.h>

#include <samenspraak/day.h>

#define HOUR INT64_C(3600000)
#define DAY  (24 * HOUR)

static sp_day
day(const char *text)
{
    sp_day value = 0;

    assert_int_equal(sp_day_parse(text, &value), SP_OK);
    return value;
}

/* The instant of ${hour}:00 UTC on ${text}. */
static int64_t
utc(const char *text, int hour)
{
    return day(text) * DAY + hour * HOUR;
}

static void
counts_days_from_1970(void **state)
{
    (void)state;
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day("1969-12-31"), -1);
    assert_int_equal(day("1900-01-01"), -25567);
    assert_int_equal(day("2000-02-29"), 11016);
    assert_int_equal(day("2026-11-21"), 20778);
    assert_int_equal(day("2200-12-31"), 84370);
}

static void
every_day_of_three_centuries_reads_back(void **state)
{
    char text[SP_DAY_TEXT_BYTES], before[SP_DAY_TEXT_BYTES] = "1899-12-31";
    sp_day last = day("2200-12-31");

    (void)state;
    for (sp_day value = day("1900-01-01"); value <= last; value++) {
        sp_day_text(value, text);
        assert_int_equal(day(text), value);
        assert_true(strcmp(before, text) < 0);
        memcpy(before, text, sizeof(before));
    }
}

static void
refuses_what_is_no_day(void **state)
{
    static const char *const bad[] = {"", "2026", "2026-02-29", "2100-02-29", "2026-04-31",
        "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "1899-12-31", "2201-01-01",
        "2026-1-01", "2026-01-1", "2026/01/01", "2026-01-01 ", " 2026-01-01", "2026-01-01T00",
        "+026-01-01", "20a6-01-01", "2026-0x-01", "-026-01-01", "２026-01-01"};
    sp_day value = 7;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(sp_day_parse(bad[i], &value), SP_ERR_MALFORMED);
        assert_int_equal(value, 0);
    }
    assert_int_equal(sp_day_parse("2024-02-29", &value), SP_OK);
    assert_int_equal(sp_day_parse("2000-02-29", &value), SP_OK);
}

static void
winter_days_begin_at_23_utc_summer_days_at_22(void **state)
{
    (void)state;
    assert_int_equal(sp_day_start_ms(day("2026-01-15")), utc("2026-01-14", 23));
    assert_int_equal(sp_day_start_ms(day("2026-07-15")), utc("2026-07-14", 22));
    assert_int_equal(sp_day_of_ms(utc("2026-01-14", 23)), day("2026-01-15"));
    assert_int_equal(sp_day_of_ms(utc("2026-01-14", 23) - 1), day("2026-01-14"));
    assert_int_equal(sp_day_of_ms(utc("2026-07-14", 22)), day("2026-07-15"));
    assert_int_equal(sp_day_of_ms(utc("2026-07-14", 22) - 1), day("2026-07-14"));
}

/* Last Sundays, checked against a calendar. */
static void
days_of_change_have_23_and_25_hours(void **state)
{
    static const char *const spring[] = {
        "2024-03-31", "2025-03-30", "2026-03-29", "2027-03-28", "2028-03-26", "2030-03-31"};
    static const char *const autumn[] = {
        "2024-10-27", "2025-10-26", "2026-10-25", "2027-10-31", "2028-10-29", "2030-10-27"};

    (void)state;
    for (size_t i = 0; i < sizeof(spring) / sizeof(spring[0]); i++) {
        sp_day to_summer = day(spring[i]), to_winter = day(autumn[i]);

        assert_int_equal(sp_day_start_ms(to_summer + 1) - sp_day_start_ms(to_summer), 23 * HOUR);
        assert_int_equal(sp_day_start_ms(to_winter + 1) - sp_day_start_ms(to_winter), 25 * HOUR);
        assert_int_equal(sp_day_start_ms(to_summer), utc(spring[i], 0) - HOUR);
        assert_int_equal(sp_day_start_ms(to_winter), utc(autumn[i], 0) - 2 * HOUR);
        assert_int_equal(sp_day_start_ms(to_winter + 1), utc(autumn[i], 23));
    }
}

static void
the_clock_changes_at_one_utc_without_changing_the_day(void **state)
{
    (void)state;
    for (int64_t second = -1; second <= 1; second++) {
        assert_int_equal(sp_day_of_ms(utc("2026-03-29", 1) + second), day("2026-03-29"));
        assert_int_equal(sp_day_of_ms(utc("2026-10-25", 1) + second), day("2026-10-25"));
    }
    /* 23:30 local on the day of change, before and after the end of the day in UTC */
    assert_int_equal(sp_day_of_ms(utc("2026-03-29", 22) - 1), day("2026-03-29"));
    assert_int_equal(sp_day_of_ms(utc("2026-03-29", 22)), day("2026-03-30"));
    assert_int_equal(sp_day_of_ms(utc("2026-10-25", 23) - 1), day("2026-10-25"));
    assert_int_equal(sp_day_of_ms(utc("2026-10-25", 23)), day("2026-10-26"));
}

static void
every_day_starts_where_the_one_before_ends(void **state)
{
    sp_day last = day("2100-12-31");
    int changes = 0;

    (void)state;
    for (sp_day value = day("1960-01-01"); value <= last; value++) {
        int64_t start = sp_day_start_ms(value);
        int64_t hours = (sp_day_start_ms(value + 1) - start) / HOUR;

        assert_int_equal(sp_day_of_ms(start), value);
        assert_int_equal(sp_day_of_ms(start - 1), value - 1);
        assert_true(hours == 23 || hours == 24 || hours == 25);
        changes += hours != 24 ? 1 : 0;
    }
    assert_int_equal(changes, 2 * 141);
}

static void
extreme_instants_stay_in_bounds(void **state)
{
    char text[SP_TIME_TEXT_BYTES];
    char date[SP_DAY_TEXT_BYTES];

    (void)state;
    assert_int_equal(sp_day_of_ms(INT64_MIN), INT32_MIN);
    assert_int_equal(sp_day_of_ms(INT64_MAX), INT32_MAX);
    (void)sp_day_start_ms(INT32_MIN);
    (void)sp_day_start_ms(INT32_MAX);
    sp_time_text(INT64_MIN, text);
    assert_int_equal(strlen(text), SP_TIME_TEXT_BYTES - 1);
    sp_time_text(INT64_MAX, text);
    assert_int_equal(strlen(text), SP_TIME_TEXT_BYTES - 1);
    sp_day_text(INT32_MIN, date);
    assert_string_equal(date, "0000-00-00");
    sp_day_text(INT32_MAX, date);
    assert_string_equal(date, "0000-00-00");
}

static void
writes_times_in_utc_with_milliseconds(void **state)
{
    char text[SP_TIME_TEXT_BYTES];

    (void)state;
    sp_time_text(0, text);
    assert_string_equal(text, "1970-01-01T00:00:00.000Z");
    sp_time_text(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999Z");
    sp_time_text(INT64_C(1767225600123), text);
    assert_string_equal(text, "2026-01-01T00:00:00.123Z");
    sp_time_text(INT64_C(1709251199999), text);
    assert_string_equal(text, "2024-02-29T23:59:59.999Z");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_days_from_1970),
        cmocka_unit_test(every_day_of_three_centuries_reads_back),
        cmocka_unit_test(refuses_what_is_no_day),
        cmocka_unit_test(winter_days_begin_at_23_utc_summer_days_at_22),
        cmocka_unit_test(days_of_change_have_23_and_25_hours),
        cmocka_unit_test(the_clock_changes_at_one_utc_without_changing_the_day),
        cmocka_unit_test(every_day_starts_where_the_one_before_ends),
        cmocka_unit_test(extreme_instants_stay_in_bounds),
        cmocka_unit_test(writes_times_in_utc_with_milliseconds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
