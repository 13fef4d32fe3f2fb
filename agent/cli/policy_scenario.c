#include "policy_scenario.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define AGE_MAX   150
#define QUOTE_MAX 40 /* bytes of foreign text that an error repeats */

/* One field of an object: its name, who reads it, and where it lands in struct sp_facts. */
struct field {
    const char *name;
    const char *if_missing; /* the name to complain under; NULL when it may be left out */
    bool (*read)(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
        struct sp_scenario_problem *problem);
    size_t at;
    const struct sp_terms *terms;
    const struct object *object;
};

struct object {
    const char *prefix; /* of its fields in errors */
    const struct field *fields;
    size_t count;
};

__attribute__((format(printf, 2, 3))) static bool
wrong(struct sp_scenario_problem *problem, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(problem->text, sizeof(problem->text), format, arguments);
    va_end(arguments);
    return false;
}

/* How much of ${text} may be repeated: at most QUOTE_MAX bytes, whole UTF-8 characters only. */
static int
quotable(const char *text)
{
    size_t size = strnlen(text, QUOTE_MAX + 1);

    if (size > QUOTE_MAX) {
        size = QUOTE_MAX;
        while (size > 0 && ((unsigned char)text[size] & 0xc0U) == 0x80U) {
            size--;
        }
    }
    return (int)size;
}

static const struct field *
find_field(const struct object *object, const char *name)
{
    for (size_t i = 0; i < object->count; i++) {
        if (strcmp(object->fields[i].name, name) == 0) {
            return &object->fields[i];
        }
    }
    return NULL;
}

/* Names the field of a problem, unless a field inside it did so before. */
static bool
wrong_in(const struct object *object, const char *name, struct sp_scenario_problem *problem)
{
    if (problem->field[0] == 0) {
        (void)snprintf(
            problem->field, sizeof(problem->field), "%s%.*s", object->prefix, quotable(name), name);
    }
    return false;
}

static bool
read_object(const struct object *object, const struct sp_json *json, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    uint32_t seen = 0;

    if (json->type != SP_JSON_OBJECT) {
        return wrong(problem, "must be an object");
    }
    for (const struct sp_json *key = json + 1; key < json + json->next; key += 1 + key[1].next) {
        const struct field *field = find_field(object, key->text);

        if (field == NULL) {
            (void)wrong(problem, "unknown field");
            return wrong_in(object, key->text, problem);
        }
        if (!field->read(field, key + 1, facts, problem)) {
            return wrong_in(object, key->text, problem);
        }
        seen |= UINT32_C(1) << (field - object->fields);
    }
    for (size_t i = 0; i < object->count; i++) {
        const char *if_missing = object->fields[i].if_missing;

        if (if_missing != NULL && (seen >> i & 1U) == 0) {
            (void)snprintf(problem->field, sizeof(problem->field), "%s", if_missing);
            return wrong(problem, "missing");
        }
    }
    return true;
}

static bool
is_boolean(const struct sp_json *value)
{
    return value->type == SP_JSON_TRUE || value->type == SP_JSON_FALSE;
}

static void *
place(const struct field *field, struct sp_facts *facts)
{
    return (char *)facts + field->at;
}

static bool
read_nothing(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    (void)field;
    (void)value;
    (void)facts;
    (void)problem;
    return true;
}

static bool
read_bool(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    bool *into = place(field, facts);

    if (!is_boolean(value)) {
        return wrong(problem, "must be true or false");
    }
    *into = value->type == SP_JSON_TRUE;
    return true;
}

static bool
read_day(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    sp_day *into = place(field, facts);

    if (value->type != SP_JSON_STRING) {
        return wrong(problem, "must be a date as text");
    }
    if (sp_day_parse(value->text, into) != SP_OK) {
        return wrong(problem, "must be an existing day, written as 2026-03-02");
    }
    return true;
}

/* The row of ${value} in the closed list; roles end before the broker, which is no party here. */
static int
term_row(
    const struct sp_terms *terms, const struct sp_json *value, struct sp_scenario_problem *problem)
{
    if (value->type != SP_JSON_STRING) {
        (void)wrong(problem, "must be the id of a %s as text", terms->what);
        return -1;
    }
    const char *id = value->text;
    int row = sp_term_find(terms, id);

    if (row < 0 || (terms == &sp_roles && row >= SP_ROLE_COUNT)) {
        (void)wrong(problem, "unknown %s \"%.*s\"", terms->what, quotable(id), id);
        return -1;
    }
    return row;
}

static bool
read_term(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    uint8_t *into = place(field, facts);
    int row = term_row(field->terms, value, problem);

    *into = (uint8_t)row;
    return row >= 0;
}

static bool
read_set(const struct sp_terms *terms, const struct sp_json *value, uint32_t *set,
    struct sp_scenario_problem *problem)
{
    *set = 0;
    if (value->type != SP_JSON_ARRAY) {
        return wrong(problem, "must be a list of ids");
    }
    for (const struct sp_json *item = value + 1; item < value + value->next; item += item->next) {
        int row = term_row(terms, item, problem);

        if (row < 0) {
            return false;
        }
        *set |= UINT32_C(1) << row;
    }
    return true;
}

static bool
read_some_categories(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    uint32_t *into = place(field, facts);

    return read_set(field->terms, value, into, problem) &&
           (*into != 0 || wrong(problem, "must not be empty"));
}

static bool
read_categories(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    return read_set(field->terms, value, place(field, facts), problem);
}

static bool
read_reps(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    uint32_t set = 0;
    uint8_t *into = place(field, facts);

    if (!read_set(field->terms, value, &set, problem)) {
        return false;
    }
    *into = (uint8_t)set;
    return true;
}

static bool
read_nested(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    return read_object(field->object, value, facts, problem);
}

/* An object whose presence is itself a fact: ${at} is the flag. */
static bool
read_flagged(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    bool *into = place(field, facts);

    *into = true;
    return read_object(field->object, value, facts, problem);
}

static bool
read_id(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    (void)field;
    (void)facts;
    return value->type == SP_JSON_STRING || value->type == SP_JSON_INTEGER ||
           wrong(problem, "must be text or a whole number");
}

static bool
read_age(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    int years = -1;
    uint8_t *band = place(field, facts);

    if (value->type != SP_JSON_INTEGER) {
        return wrong(problem, "must be a whole number of years");
    }
    if (value->size <= 3 && value->text[0] != '-') {
        years = 0;
        for (size_t i = 0; i < value->size; i++) {
            years = years * 10 + (value->text[i] - '0');
        }
    }
    if (years < 0 || years > AGE_MAX) {
        return wrong(problem, "must be between 0 and %d", AGE_MAX);
    }
    *band = SP_AGE_ADULT;
    if (years < 12) {
        *band = SP_AGE_UNDER_12;
    } else if (years < 16) {
        *band = SP_AGE_12_TO_15;
    } else if (years < 18) {
        *band = SP_AGE_16_AND_17;
    }
    return true;
}

/* "patient", a kind of representative, or the child with a parent or guardian. */
static bool
read_givers(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    static const char together[] = "patient+";
    struct sp_givers *givers = place(field, facts);

    if (value->type != SP_JSON_STRING) {
        return wrong(problem, "must be who gave it, as text");
    }
    const char *text = value->text;
    bool with_patient = strncmp(text, together, sizeof(together) - 1) == 0;
    int rep = sp_term_find(&sp_reps, with_patient ? text + sizeof(together) - 1 : text);

    *givers = (struct sp_givers){.patient = with_patient || strcmp(text, "patient") == 0};
    if (rep < 0 && (with_patient || !givers->patient)) {
        return wrong(problem, "unknown giver \"%.*s\"", quotable(text), text);
    }
    if (with_patient && rep != SP_REP_PARENTS && rep != SP_REP_GUARDIAN) {
        return wrong(problem, "unknown giver \"%.*s\"", quotable(text), text);
    }
    if (rep >= 0) {
        givers->reps = (uint8_t)(1U << (unsigned)rep);
    }
    return true;
}

static bool
read_revoked(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    facts->consent.is_revoked = true;
    return read_day(field, value, facts, problem);
}

static bool
read_state(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    static const char *const states[] = {
        [SP_APPROVAL_PENDING] = "pending",
        [SP_APPROVAL_APPROVED] = "approved",
        [SP_APPROVAL_REJECTED] = "rejected",
    };

    (void)field;
    for (unsigned i = SP_APPROVAL_PENDING; i <= SP_APPROVAL_REJECTED; i++) {
        if (value->type == SP_JSON_STRING && strcmp(states[i], value->text) == 0) {
            facts->approval.state = (enum sp_approval_state)i;
            return true;
        }
    }
    return wrong(problem, "must be \"pending\", \"approved\" or \"rejected\"");
}

static bool
read_mode(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    bool *is_push = place(field, facts);
    const char *text = value->type == SP_JSON_STRING ? value->text : "";

    *is_push = strcmp(text, "push") == 0;
    return *is_push || strcmp(text, "pull") == 0 || wrong(problem, "must be \"push\" or \"pull\"");
}

/* The text of a reference, or whether there is one. */
static bool
read_request_ref(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    bool *into = place(field, facts);

    if (value->type == SP_JSON_STRING && value->size > 0) {
        *into = true;
        return true;
    }
    return is_boolean(value) ? read_bool(field, value, facts, problem)
                             : wrong(problem, "must be the text of a reference, or true");
}

static bool
read_item(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    if (!is_boolean(value)) {
        return wrong(problem, "must be true or false");
    }
    if (value->type == SP_JSON_TRUE) {
        facts->breakglass_items = (uint16_t)(facts->breakglass_items | 1U << field->at);
    }
    return true;
}

static bool read_breakglass(const struct field *field, const struct sp_json *value,
    struct sp_facts *facts, struct sp_scenario_problem *problem);

/* clang-format off */
/* Where a field lands, and what its value is read against: designators, not expressions. */
// NOLINTBEGIN(bugprone-macro-parentheses)
#define AT(member)           .at = offsetof(struct sp_facts, member)
#define NOWHERE              .at = 0
#define TERM(member, list)   .at = offsetof(struct sp_facts, member), .terms = &(list)
#define INSIDE(name)         .object = &(name)
// NOLINTEND(bugprone-macro-parentheses)
#define ROWS(table)          (sizeof(table) / sizeof((table)[0]))

static const struct field patient_fields[] = {
    {"age",           "patient.age", read_age,  AT(patient.age)},
    {"capable",       NULL,          read_bool, AT(patient.capable)},
    {"deceased",      NULL,          read_bool, AT(patient.deceased)},
    {"rep_available", NULL,          read_reps, TERM(patient.reps_available, sp_reps)},
};

static const struct field consent_fields[] = {
    {"from",        "consent.from",        read_term,            TERM(consent.from, sp_roles)},
    {"to",          "consent.to",          read_term,            TERM(consent.to, sp_roles)},
    {"categories",  "consent.categories",  read_some_categories, TERM(consent.categories, sp_categories)},
    {"purpose",     "consent.purpose",     read_term,            TERM(consent.purpose, sp_purposes)},
    {"valid_from",  "consent.valid_from",  read_day,             AT(consent.valid_from)},
    {"valid_until", "consent.valid_until", read_day,             AT(consent.valid_until)},
    {"evidence",    "consent.evidence",    read_term,            TERM(consent.evidence, sp_evidences)},
    {"given_by",    "consent.given_by",    read_givers,          AT(consent.given_by)},
    {"onward",      NULL,                  read_bool,            AT(consent.onward)},
    {"each",        NULL,                  read_bool,            AT(consent.each)},
    {"revoked_on",  NULL,                  read_revoked,         AT(consent.revoked_on)},
};

static const struct field approval_fields[] = {
    {"state",      "approval.state", read_state, NOWHERE},
    {"on",         "approval.on",    read_day,   AT(approval.on)},
    {"hash_match", NULL,             read_bool,  AT(approval.hash_match)},
};

static const struct field rep_fields[] = {
    {"kind", "rep.kind", read_term, TERM(rep, sp_reps)},
};

static const struct object patient  = {"patient.", patient_fields, ROWS(patient_fields)};
static const struct object consent  = {"consent.", consent_fields, ROWS(consent_fields)};
static const struct object approval = {"approval.", approval_fields, ROWS(approval_fields)};
static const struct object rep      = {"rep.", rep_fields, ROWS(rep_fields)};

static const struct field scenario_fields[] = {
    {"id",                  NULL,          read_id,              NOWHERE},
    {"title",               NULL,          read_nothing,         NOWHERE},
    {"expect",              NULL,          read_nothing,         NOWHERE},
    {"why",                 NULL,          read_nothing,         NOWHERE},
    {"sources",             NULL,          read_nothing,         NOWHERE},
    {"date",                "date",        read_day,             AT(today)},
    {"patient",             "patient.age", read_nested,          INSIDE(patient)},
    {"discloser",           "discloser",   read_term,            TERM(discloser, sp_roles)},
    {"recipient",           "recipient",   read_term,            TERM(recipient, sp_roles)},
    {"categories",          "categories",  read_some_categories, TERM(categories, sp_categories)},
    {"purpose",             "purpose",     read_term,            TERM(purpose, sp_purposes)},
    {"consent",             NULL,          read_flagged,         AT(has_consent), INSIDE(consent)},
    {"approval",            NULL,          read_nested,          INSIDE(approval)},
    {"treating",            NULL,          read_bool,            AT(treating)},
    {"objection",           NULL,          read_bool,            AT(objection)},
    {"request_ref",         NULL,          read_request_ref,     AT(request_ref)},
    {"forwarded_from",      NULL,          read_term,            TERM(forwarded_from, sp_roles)},
    {"asks",                NULL,          read_categories,      TERM(asks, sp_categories)},
    {"rep",                 NULL,          read_flagged,         AT(has_rep), INSIDE(rep)},
    {"good_care_objection", NULL,          read_bool,            AT(good_care_objection)},
    {"break_glass",         NULL,          read_breakglass,      AT(breakglass)},
    {"mode",                NULL,          read_mode,            AT(is_push)},
    {"sender_verified",     NULL,          read_bool,            AT(sender_verified)},
    {"recipient_verified",  NULL,          read_bool,            AT(recipient_verified)},
};
/* clang-format on */

static const struct object scenario = {"", scenario_fields, ROWS(scenario_fields)};

/* Its fields are the list of items, which the rules own. */
static bool
read_breakglass(const struct field *field, const struct sp_json *value, struct sp_facts *facts,
    struct sp_scenario_problem *problem)
{
    struct field items[SP_BREAKGLASS_COUNT];
    struct object object = {"break_glass.", items, ROWS(items)};
    bool *is_invoked = place(field, facts);

    for (size_t i = 0; i < SP_BREAKGLASS_COUNT; i++) {
        items[i] = (struct field){.name = sp_breakglass_items[i], .read = read_item, .at = i};
    }
    *is_invoked = true;
    return read_object(&object, value, facts, problem);
}

bool
sp_scenario_read(
    const struct sp_json *json, struct sp_facts *facts, struct sp_scenario_problem *problem)
{
    *problem = (struct sp_scenario_problem){.field = "", .text = ""};
    *facts = (struct sp_facts){
        .is_push = true,
        .treating = true,
        .sender_verified = true,
        .recipient_verified = true,
        .forwarded_from = SP_ROLE_NONE,
        .patient.capable = true,
        .approval.hash_match = true,
    };
    if (json->type != SP_JSON_OBJECT) {
        (void)snprintf(problem->field, sizeof(problem->field), "json");
        return wrong(problem, "must be an object");
    }
    return read_object(&scenario, json, facts, problem);
}
