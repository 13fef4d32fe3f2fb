#include <samenspraak/day.h>

#include <stdbool.h>
#include <string.h>

#define MS_PER_HOUR INT64_C(3600000)
#define MS_PER_DAY  INT64_C(86400000)

#define YEAR_FIRST 1900
#define YEAR_LAST  2200

/* A date of the proleptic Gregorian calendar. */
struct date {
    int64_t year;
    int month, day; /* from 1 */
};

/* Rounds towards the past, also before 1970. */
static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

/*
 * Days since 1970-01-01.  Years are counted from March, so that the leap day is the last of its
 * year: then (153 m + 2) / 5 is the number of days before month m.
 */
static int64_t
days_of_date(struct date date)
{
    int64_t year = date.year - (date.month <= 2 ? 1 : 0);
    int64_t month = (date.month + 9) % 12;

    return year * 365 + floor_div(year, 4) - floor_div(year, 100) + floor_div(year, 400) +
           (153 * month + 2) / 5 + date.day - 1 - 719468;
}

static struct date
date_of_days(int64_t days)
{
    int64_t from_zero = days + 719468; /* since 0000-03-01 */
    int64_t era = floor_div(from_zero, 146097);
    int64_t in_era = from_zero - era * 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int month = (int)((5 * in_year + 2) / 153);
    struct date date = {
        .day = (int)(in_year - (153 * month + 2) / 5) + 1,
        .month = month < 10 ? month + 3 : month - 9,
        .year = year + era * 400,
    };

    date.year += date.month <= 2 ? 1 : 0;
    return date;
}

/* The instant (UTC) at which the clocks change in ${month} of ${year}: its last Sunday, 01:00. */
static int64_t
change_ms(int64_t year, int month)
{
    int64_t last = days_of_date((struct date){year, month, 31}); /* March and October have 31 */
    int64_t since_sunday = last + 4 - floor_div(last + 4, 7) * 7;

    return (last - since_sunday) * MS_PER_DAY + MS_PER_HOUR;
}

static int64_t
offset_ms(int64_t ms)
{
    int64_t year = date_of_days(floor_div(ms, MS_PER_DAY)).year;
    bool is_summer = ms >= change_ms(year, 3) && ms < change_ms(year, 10);

    return is_summer ? 2 * MS_PER_HOUR : MS_PER_HOUR;
}

sp_day
sp_day_of_ms(int64_t ms)
{
    /* Past the days that sp_day can count, the nearest one. */
    if (ms < INT32_MIN * MS_PER_DAY) {
        return INT32_MIN;
    }
    if (ms >= INT32_MAX * MS_PER_DAY) {
        return INT32_MAX;
    }
    return (sp_day)floor_div(ms + offset_ms(ms), MS_PER_DAY);
}

int64_t
sp_day_start_ms(sp_day day)
{
    /* The clocks change after midnight, so one offset holds from two hours before it. */
    int64_t midnight = day * MS_PER_DAY;

    return midnight - offset_ms(midnight - 2 * MS_PER_HOUR);
}

/* The number in ${count} digits at ${text}, or -1. */
static int
digits(const char *text, size_t count)
{
    int number = 0;

    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

enum sp_status
sp_day_parse(const char *text, sp_day *out)
{
    *out = 0;
    if (strnlen(text, SP_DAY_TEXT_BYTES) != SP_DAY_TEXT_BYTES - 1 || text[4] != '-' ||
        text[7] != '-') {
        return SP_ERR_MALFORMED;
    }
    struct date date = {digits(text, 4), digits(text + 5, 2), digits(text + 8, 2)};

    if (date.year < YEAR_FIRST || date.year > YEAR_LAST || date.month < 1 || date.month > 12 ||
        date.day < 1) {
        return SP_ERR_MALFORMED;
    }
    /* A day that does not exist comes back as another one. */
    int64_t days = days_of_date(date);
    struct date back = date_of_days(days);

    if (back.month != date.month || back.day != date.day) {
        return SP_ERR_MALFORMED;
    }
    *out = (sp_day)days;
    return SP_OK;
}

static void
put_digits(char *out, size_t count, int64_t number)
{
    for (size_t i = count; i-- > 0;) {
        out[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

/* Ten characters without NUL; all zero for years that have not four digits. */
static void
put_date(char *out, int64_t days)
{
    struct date date = date_of_days(days);

    memcpy(out, "0000-00-00", SP_DAY_TEXT_BYTES - 1);
    if (date.year < 0 || date.year > 9999) {
        return;
    }
    put_digits(out, 4, date.year);
    put_digits(out + 5, 2, date.month);
    put_digits(out + 8, 2, date.day);
}

void
sp_day_text(sp_day day, char out[static SP_DAY_TEXT_BYTES])
{
    put_date(out, day);
    out[SP_DAY_TEXT_BYTES - 1] = 0;
}

void
sp_time_text(int64_t ms, char out[static SP_TIME_TEXT_BYTES])
{
    int64_t rest = ms % MS_PER_DAY + (ms % MS_PER_DAY < 0 ? MS_PER_DAY : 0);

    memcpy(out, "0000-00-00T00:00:00.000Z", SP_TIME_TEXT_BYTES);
    put_date(out, floor_div(ms, MS_PER_DAY));
    put_digits(out + 11, 2, rest / MS_PER_HOUR);
    put_digits(out + 14, 2, rest / 60000 % 60);
    put_digits(out + 17, 2, rest / 1000 % 60);
    put_digits(out + 20, 3, rest % 1000);
}
