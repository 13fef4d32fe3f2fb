#include "say.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "utf8.h"

#define MS_PER_DAY    INT64_C(86400000)
#define MS_PER_HOUR   INT64_C(3600000)
#define PATIENT_SHOWN 8 /* letters of a patient's number that people get to see */

static bool
may_be_shown(int32_t character, bool lines)
{
    if (lines && (character == '\n' || character == '\t')) {
        return true;
    }
    return character >= 0 && !sp_utf8_is_control(character);
}

void
sp_show_text(FILE *out, struct sp_bytes text, bool lines)
{
    size_t size;

    for (size_t at = 0; at < text.size; at += size) {
        int32_t c = sp_utf8_next((struct sp_bytes){text.data + at, text.size - at}, &size);

        if (may_be_shown(c, lines)) {
            (void)fwrite(text.data + at, 1, size, out);
        } else if (c < 0) {
            (void)fprintf(out, "\\x%02x", text.data[at]);
        } else {
            (void)fprintf(out, "\\u{%x}", (unsigned)c);
        }
    }
}

/* The number in "{n}" at ${at}, or -1. */
static int
hole_at(const char *at)
{
    return at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}' ? at[1] - '0' : -1;
}

void
sp_say_to(struct sp_cli *cli, FILE *out, enum sp_text_id id, const char *const values[])
{
    size_t count = 0;

    while (values[count] != NULL) {
        count++;
    }
    for (const char *at = sp_text(id, cli->language); *at != 0; at++) {
        int hole = hole_at(at);

        if (hole < 0) {
            (void)fputc(*at, out);
            continue;
        }
        if ((size_t)hole < count) {
            sp_show_text(out, sp_bytes_of_text(values[hole]), false);
        }
        at += 2;
    }
    (void)fputc('\n', out);
}

void
sp_say(struct sp_cli *cli, enum sp_text_id id, const char *const values[])
{
    if (!cli->json) {
        sp_say_to(cli, cli->out, id, values);
    }
}

void
sp_warn(struct sp_cli *cli, enum sp_text_id id, const char *const values[])
{
    (void)fprintf(cli->err, "%s: ", cli->name);
    sp_say_to(cli, cli->err, id, values);
}

/* {"error", "message", "exit"} on cli->out. */
static void
print_error(
    struct sp_cli *cli, const char *error, int code, enum sp_text_id id, const char *const values[])
{
    json_t *object = json_object();
    char *message = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&message, &size);

    if (out != NULL) {
        sp_say_to(cli, out, id, values);
        (void)fclose(out);
        sp_json_set(cli, object, "error", json_string(error));
        sp_json_set(cli, object, "message",
            sp_json_bytes((struct sp_bytes){(uint8_t *)message, size > 0 ? size - 1 : 0}));
        sp_json_set(cli, object, "exit", sp_json_number((uint64_t)code));
        sp_wipe(message, size);
        free(message);
    }
    (void)sp_json_print(cli, object);
}

int
sp_fail(struct sp_cli *cli, const char *error, enum sp_text_id id, const char *const values[])
{
    sp_warn(cli, id, values);
    if (cli->json) {
        print_error(cli, error, SP_EXIT_USAGE, id, values);
    }
    return SP_EXIT_USAGE;
}

int
sp_misuse(struct sp_cli *cli, enum sp_text_id id, const char *const values[])
{
    int code = sp_fail(cli, "usage", id, values);

    sp_warn(cli, SP_TEXT_TRY_HELP, SP_VALUES(cli->name));
    return code;
}

/* Hours that Amsterdam is ahead of UTC, in milliseconds; the clock changes at 01:00 UTC. */
static int64_t
ahead_of_utc(int64_t ms)
{
    sp_day day = sp_day_of_ms(ms);
    int64_t morning = day * MS_PER_DAY - sp_day_start_ms(day);
    int64_t night = (day + 1) * MS_PER_DAY - sp_day_start_ms(day + 1);

    return ms < day * MS_PER_DAY + MS_PER_HOUR ? morning : night;
}

void
sp_show_time(uint64_t ms, char out[static SP_SHOWN_TIME_BYTES])
{
    char day[SP_DAY_TEXT_BYTES];

    if (ms == 0 || ms > SP_STATEMENT_MS_MAX) {
        (void)snprintf(out, SP_SHOWN_TIME_BYTES, "-");
        return;
    }
    int64_t local = (int64_t)ms + ahead_of_utc((int64_t)ms);
    unsigned minutes = (unsigned)(local % MS_PER_DAY / 60000) % (24 * 60);

    sp_day_text((sp_day)(local / MS_PER_DAY), day);
    (void)snprintf(out, SP_SHOWN_TIME_BYTES, "%.10s %02u:%02u", day, minutes / 60, minutes % 60);
}

void
sp_show_categories(
    uint32_t mask, enum sp_language language, char out[static SP_SHOWN_CATEGORIES_BYTES])
{
    size_t used = 0;

    (void)snprintf(out, SP_SHOWN_CATEGORIES_BYTES, "-");
    for (unsigned i = 0; i < SP_CATEGORY_COUNT && used < SP_SHOWN_CATEGORIES_BYTES; i++) {
        if ((mask & SP_CATEGORY_BIT(i)) != 0) {
            int wrote = snprintf(out + used, SP_SHOWN_CATEGORIES_BYTES - used, "%s%s",
                used > 0 ? "; " : "", sp_term_name(&sp_categories, i, language));

            used += wrote > 0 ? (size_t)wrote : 0;
        }
    }
}

void
sp_show_party(
    const struct sp_party *party, enum sp_language language, char out[static SP_SHOWN_PARTY_BYTES])
{
    bool is_self_made = strcmp(party->scheme, "p") == 0;

    (void)snprintf(out, SP_SHOWN_PARTY_BYTES, "%s %s:%.*s%s",
        sp_term_name(&sp_roles, party->role, language), party->scheme,
        is_self_made ? PATIENT_SHOWN : SP_NUMBER_MAX, party->number, is_self_made ? "…" : "");
}

void
sp_show_basis(uint8_t basis, uint16_t laws, enum sp_language language,
    char out[static SP_SHOWN_CATEGORIES_BYTES])
{
    size_t used = 0;

    switch (basis) {
    case SP_BASIS_FREE:
        (void)snprintf(out, SP_SHOWN_CATEGORIES_BYTES, "%s", sp_text(SP_TEXT_BASIS_FREE, language));
        return;
    case SP_BASIS_CONSENT:
        (void)snprintf(
            out, SP_SHOWN_CATEGORIES_BYTES, "%s", sp_text(SP_TEXT_BASIS_CONSENT, language));
        return;
    case SP_BASIS_CONSENT_EACH:
        (void)snprintf(
            out, SP_SHOWN_CATEGORIES_BYTES, "%s", sp_text(SP_TEXT_BASIS_CONSENT_EACH, language));
        return;
    case SP_BASIS_LAW:
        break;
    default:
        (void)snprintf(out, SP_SHOWN_CATEGORIES_BYTES, "-");
        return;
    }
    out[0] = 0;
    for (unsigned n = 1; n <= SP_LAW_COUNT && used < SP_SHOWN_CATEGORIES_BYTES; n++) {
        if ((laws & SP_LAW_BIT(n)) != 0) {
            int wrote = snprintf(out + used, SP_SHOWN_CATEGORIES_BYTES - used, "%sL%u %s",
                used > 0 ? "; " : "", n,
                sp_text((enum sp_text_id)(SP_TEXT_LAW_1 + (int)n - 1), language));

            used += wrote > 0 ? (size_t)wrote : 0;
        }
    }
}
