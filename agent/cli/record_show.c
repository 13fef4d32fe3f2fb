#include "record_show.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "say.h"

#define FIELD_SHOWN_MAX 1024
#define HASH_DIGITS     ((size_t)2 * SP_HASH_BYTES)

/* The field as text with NUL, cut to what is shown. */
static void
field_text(
    const struct sp_record *record, enum sp_record_field field, char out[static FIELD_SHOWN_MAX])
{
    struct sp_bytes bytes = record->fields[field];
    size_t size = bytes.size < FIELD_SHOWN_MAX - 1 ? bytes.size : FIELD_SHOWN_MAX - 1;

    if (size > 0) {
        memcpy(out, bytes.data, size);
    }
    out[size] = 0;
}

bool
sp_record_names(const struct sp_record *record, enum sp_record_field field, const char *text)
{
    struct sp_bytes bytes = record->fields[field];
    const void *blank = bytes.size > 0 ? memchr(bytes.data, ' ', bytes.size) : NULL;

    if (blank != NULL) {
        bytes.size = (size_t)((const uint8_t *)blank - bytes.data);
    }
    return sp_bytes_equal(bytes, sp_bytes_of_text(text));
}

/* ---- JSON ---- */

/* A list of words separated by commas. */
static json_t *
list_json(struct sp_cli *cli, struct sp_bytes text)
{
    json_t *list = json_array();

    while (text.size > 0) {
        const uint8_t *comma = memchr(text.data, ',', text.size);
        size_t size = comma != NULL ? (size_t)(comma - text.data) : text.size;

        sp_json_add(cli, list, sp_json_bytes((struct sp_bytes){text.data, size}));
        size += comma != NULL ? 1 : 0;
        text.data += size;
        text.size -= size;
    }
    return list;
}

/* What stands before the first blank as ${first}, what is behind it as ${second}. */
static void
set_halves(
    struct sp_cli *cli, json_t *object, struct sp_bytes text, const char *first, const char *second)
{
    const uint8_t *blank = text.size > 0 ? memchr(text.data, ' ', text.size) : NULL;
    size_t size = blank != NULL ? (size_t)(blank - text.data) : text.size;

    sp_json_set(cli, object, first,
        size > 0 ? sp_json_bytes((struct sp_bytes){text.data, size}) : json_null());
    sp_json_set(cli, object, second,
        blank != NULL ? sp_json_bytes((struct sp_bytes){blank + 1, text.size - size - 1})
                      : json_null());
}

/* A statement's record has its hash where a message's has the basis first. */
static bool
starts_with_hash(struct sp_bytes text)
{
    size_t digits = 0;

    while (digits < text.size && digits < HASH_DIGITS && isxdigit(text.data[digits])) {
        digits++;
    }
    return digits == HASH_DIGITS;
}

json_t *
sp_record_json(struct sp_cli *cli, uint64_t index, const struct sp_record *record)
{
    /* clang-format off */
    static const struct {
        enum sp_record_field field;
        const char *key;
    } plain[] = {
        {SP_RECORD_TIME, "time"},
        {SP_RECORD_EVENT, "event"},
        {SP_RECORD_OUTCOME, "outcome"},
        {SP_RECORD_RULE, "rule"},
        {SP_RECORD_PATIENT, "patient"},
        {SP_RECORD_RESPONSIBLE, "responsible"},
        {SP_RECORD_COUNTERPARTY, "counterparty"},
        {SP_RECORD_PURPOSE, "purpose"},
        {SP_RECORD_BREAKGLASS, "break_glass"},
        {SP_RECORD_PEER, "peer"},
    };
    /* clang-format on */
    json_t *object = json_object();

    sp_json_set(cli, object, "index", sp_json_number(index));
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        struct sp_bytes text = record->fields[plain[i].field];

        sp_json_set(cli, object, plain[i].key, text.size > 0 ? sp_json_bytes(text) : json_null());
    }
    set_halves(cli, object, record->fields[SP_RECORD_ACTOR], "actor", "user");
    set_halves(cli, object, record->fields[SP_RECORD_OBJECT], "object", "parts");
    if (starts_with_hash(record->fields[SP_RECORD_BASIS])) {
        set_halves(cli, object, record->fields[SP_RECORD_BASIS], "statement", "basis");
        sp_json_set(cli, object, "consent", json_null());
    } else {
        set_halves(cli, object, record->fields[SP_RECORD_BASIS], "basis", "consent");
        sp_json_set(cli, object, "statement", json_null());
    }
    sp_json_set(cli, object, "categories", list_json(cli, record->fields[SP_RECORD_CATEGORIES]));
    return object;
}

/* ---- words ---- */

/* What each event is called, {0} being who did it, and what the counterparty is to it. */
static const struct sentence {
    const char *event;
    enum sp_text_id text, counterparty;
} sentences[] = {
    {"send", SP_TEXT_EVENT_SEND, SP_TEXT_RECORD_TO},
    {"attempt", SP_TEXT_EVENT_ATTEMPT, SP_TEXT_RECORD_TO},
    {"hold", SP_TEXT_EVENT_HOLD, SP_TEXT_RECORD_TO},
    {"deliver", SP_TEXT_EVENT_DELIVER, SP_TEXT_RECORD_WITH},
    {"read", SP_TEXT_EVENT_READ, SP_TEXT_RECORD_OF},
    {"refuse", SP_TEXT_EVENT_REFUSE, SP_TEXT_RECORD_WITH},
    {"consent_grant", SP_TEXT_EVENT_CONSENT_GRANT, SP_TEXT_RECORD_WITH},
    {"consent_change", SP_TEXT_EVENT_CONSENT_CHANGE, SP_TEXT_RECORD_WITH},
    {"consent_revoke", SP_TEXT_EVENT_CONSENT_REVOKE, SP_TEXT_RECORD_WITH},
    {"approve", SP_TEXT_EVENT_APPROVE, SP_TEXT_RECORD_TO},
    {"reject", SP_TEXT_EVENT_REJECT, SP_TEXT_RECORD_TO},
    {"relate", SP_TEXT_EVENT_RELATE, SP_TEXT_RECORD_WITH},
    {"confirm", SP_TEXT_EVENT_CONFIRM, SP_TEXT_RECORD_WITH},
    {"object", SP_TEXT_EVENT_OBJECT, SP_TEXT_RECORD_WITH},
    {"fact", SP_TEXT_EVENT_FACT, SP_TEXT_RECORD_WITH},
    {"end", SP_TEXT_EVENT_END, SP_TEXT_RECORD_WITH},
    {"publish", SP_TEXT_EVENT_PUBLISH, SP_TEXT_RECORD_WITH},
    {"log_view", SP_TEXT_EVENT_LOG_VIEW, SP_TEXT_RECORD_WITH},
    {"export", SP_TEXT_EVENT_EXPORT, SP_TEXT_RECORD_WITH},
    {"probe", SP_TEXT_EVENT_PROBE, SP_TEXT_RECORD_WITH},
};
static const struct sentence other_event = {"", SP_TEXT_EVENT_OTHER, SP_TEXT_RECORD_WITH};

/* A party's text in words; what follows a blank is the user within it. */
static void
party_words(struct sp_cli *cli, const char *text, const struct sp_party *own,
    char out[static FIELD_SHOWN_MAX])
{
    char bare[SP_PARTY_TEXT_MAX];
    char shown[SP_SHOWN_PARTY_BYTES];
    size_t size = strcspn(text, " ");
    struct sp_party party;

    if (size >= sizeof(bare)) {
        (void)snprintf(out, FIELD_SHOWN_MAX, "%.200s", text);
        return;
    }
    memcpy(bare, text, size);
    bare[size] = 0;
    if (sp_party_parse(bare, &party) != SP_OK) {
        (void)snprintf(out, FIELD_SHOWN_MAX, "%.200s", text[0] != 0 ? text : "-");
        return;
    }
    if (own != NULL && sp_party_equal(&party, own)) {
        (void)snprintf(shown, sizeof(shown), "%s", sp_text(SP_TEXT_YOU, cli->language));
    } else {
        sp_show_party(&party, cli->language, shown);
    }
    (void)snprintf(out, FIELD_SHOWN_MAX, "%s%s%.200s%s", shown, text[size] != 0 ? " (" : "",
        text[size] != 0 ? text + size + 1 : "", text[size] != 0 ? ")" : "");
}

static int
two_digits(const char *at)
{
    bool is_number = at[0] >= '0' && at[0] <= '9' && at[1] >= '0' && at[1] <= '9';

    return is_number ? (at[0] - '0') * 10 + (at[1] - '0') : -1;
}

/* "2026-11-21T22:58:01.123Z" in Amsterdam time, to the minute. */
static void
time_words(const char *text, char out[static SP_SHOWN_TIME_BYTES])
{
    char day_text[SP_DAY_TEXT_BYTES];
    sp_day day;

    (void)snprintf(day_text, sizeof(day_text), "%.10s", text);
    if (strlen(text) != SP_TIME_TEXT_BYTES - 1 || sp_day_parse(day_text, &day) != SP_OK ||
        two_digits(text + 11) < 0 || two_digits(text + 14) < 0) {
        (void)snprintf(out, SP_SHOWN_TIME_BYTES, "%.16s", text);
        return;
    }
    int minutes = two_digits(text + 11) * 60 + two_digits(text + 14);

    sp_show_time((uint64_t)day * 86400000U + (uint64_t)minutes * 60000U, out);
}

/* The names of the categories whose ids ${text} lists. */
static uint32_t
category_mask(const char *text)
{
    uint32_t mask = 0;
    char id[64];

    for (const char *at = text; *at != 0;) {
        size_t size = strcspn(at, ",");

        if (size < sizeof(id)) {
            memcpy(id, at, size);
            id[size] = 0;
            int row = sp_term_find(&sp_categories, id);

            mask |= row >= 0 ? SP_CATEGORY_BIT(row) : 0;
        }
        at += size + (at[size] != 0 ? 1 : 0);
    }
    return mask;
}

static const struct sentence *
sentence_of(const char *event)
{
    for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
        if (strcmp(sentences[i].event, event) == 0) {
            return &sentences[i];
        }
    }
    return &other_event;
}

/* The basis as the log writes it, "consent" or "L2+L7", in words. */
static void
basis_words(struct sp_cli *cli, const char *text, char out[static SP_SHOWN_CATEGORIES_BYTES])
{
    char given[SP_BASIS_TEXT_BYTES];
    char built[SP_BASIS_TEXT_BYTES];

    (void)snprintf(given, sizeof(given), "%.*s", (int)strcspn(text, " "), text);
    for (unsigned basis = SP_BASIS_FREE; basis <= SP_BASIS_CONSENT_EACH; basis++) {
        sp_basis_text((uint8_t)basis, 0, built);
        if (strcmp(built, given) == 0) {
            sp_show_basis((uint8_t)basis, 0, cli->language, out);
            return;
        }
    }
    uint16_t laws = 0;

    for (const char *at = strchr(given, 'L'); at != NULL; at = strchr(at + 1, 'L')) {
        unsigned long n = strtoul(at + 1, NULL, 10);

        if (n >= 1 && n <= SP_LAW_COUNT) {
            laws |= SP_LAW_BIT(n);
        }
    }
    if (laws != 0) {
        sp_show_basis(SP_BASIS_LAW, laws, cli->language, out);
    } else {
        (void)snprintf(out, SP_SHOWN_CATEGORIES_BYTES, "%s", given[0] != 0 ? given : "-");
    }
}

static void
say_details(struct sp_cli *cli, const struct sp_record *record)
{
    char field[FIELD_SHOWN_MAX];
    char words[SP_SHOWN_CATEGORIES_BYTES];
    int row;

    field_text(record, SP_RECORD_CATEGORIES, field);
    if (field[0] != 0) {
        sp_show_categories(category_mask(field), cli->language, words);
        sp_say(cli, SP_TEXT_RECORD_CATEGORIES, SP_VALUES(words));
    }
    field_text(record, SP_RECORD_PURPOSE, field);
    if (field[0] != 0) {
        row = sp_term_find(&sp_purposes, field);
        sp_say(cli, SP_TEXT_RECORD_PURPOSE,
            SP_VALUES(row >= 0 ? sp_term_name(&sp_purposes, (unsigned)row, cli->language) : field));
    }
    field_text(record, SP_RECORD_BASIS, field);
    if (field[0] != 0 && !starts_with_hash(record->fields[SP_RECORD_BASIS])) {
        basis_words(cli, field, words);
        sp_say(cli, SP_TEXT_RECORD_BASIS, SP_VALUES(words));
    }
    field_text(record, SP_RECORD_RESPONSIBLE, field);
    if (field[0] != 0) {
        sp_say(cli, SP_TEXT_RECORD_RESPONSIBLE, SP_VALUES(field));
    }
}

/* What was decided: nothing more is said of what simply went well. */
static void
say_outcome(struct sp_cli *cli, const struct sp_record *record)
{
    char outcome[FIELD_SHOWN_MAX];
    char rule[FIELD_SHOWN_MAX];

    field_text(record, SP_RECORD_OUTCOME, outcome);
    field_text(record, SP_RECORD_RULE, rule);
    const struct sp_rule *known = sp_policy_rule(rule);
    const char *why = known != NULL ? sp_policy_text(known, cli->language).why : "";
    bool is_refused = strncmp(outcome, "DENY_", 5) == 0 || strncmp(outcome, "REFUSE_", 7) == 0;

    if (is_refused && why[0] != 0) {
        sp_say(cli, SP_TEXT_RECORD_REFUSED_WHY, SP_VALUES(outcome, rule, why));
    } else if (is_refused) {
        sp_say(cli, SP_TEXT_RECORD_REFUSED, SP_VALUES(outcome, rule));
    } else if (rule[0] != 0) {
        sp_say(cli, SP_TEXT_RECORD_RULE, SP_VALUES(rule));
    }
}

void
sp_record_say(
    struct sp_cli *cli, uint64_t index, const struct sp_record *record, const struct sp_party *own)
{
    char field[FIELD_SHOWN_MAX];
    char actor[FIELD_SHOWN_MAX];
    char event[FIELD_SHOWN_MAX];
    char time[SP_SHOWN_TIME_BYTES];
    char number[24];

    field_text(record, SP_RECORD_TIME, field);
    time_words(field, time);
    (void)snprintf(number, sizeof(number), "%llu", (unsigned long long)index);
    field_text(record, SP_RECORD_ACTOR, field);
    party_words(cli, field, own, actor);
    field_text(record, SP_RECORD_EVENT, event);
    const struct sentence *sentence = sentence_of(event);

    if (!cli->json) {
        (void)fprintf(cli->out, "%s  #%s  ", time, number);
    }
    sp_say(cli, sentence->text, SP_VALUES(actor, event));
    field_text(record, SP_RECORD_COUNTERPARTY, field);
    if (field[0] != 0) {
        party_words(cli, field, own, actor);
        sp_say(cli, sentence->counterparty, SP_VALUES(actor));
    }
    say_details(cli, record);
    say_outcome(cli, record);
}
