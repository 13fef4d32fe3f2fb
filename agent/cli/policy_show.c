/*
 * policy matrix and policy explain: the rules shown, to machines and to people.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "policy_cli.h"

#define EXIT_GOOD     0
#define EXIT_INTERNAL 70

#define WIDTH       78 /* of a text for people, in characters */
#define INDENT      4
#define SUGGEST_MAX 5
#define REST_MAX    10 /* so few left out: named instead of what is in */
#define ID_MAX      48

/* "free", "consent", "L3". */
static void
put_ground(uint8_t basis, uint8_t law, char out[static SP_BASIS_TEXT_BYTES])
{
    uint16_t laws = 0;

    if (basis == SP_BASIS_LAW) {
        laws = SP_LAW_BIT(law);
    }
    sp_basis_text(basis, laws, out);
}

static void
put_cell(FILE *out, uint8_t from, uint8_t to, uint8_t category)
{
    struct sp_cell cell = sp_policy_cell(from, to, category);
    char verdict[SP_BASIS_TEXT_BYTES] = "forbidden";

    if (cell.basis != SP_BASIS_NONE) {
        put_ground(cell.basis, cell.law, verdict);
    }
    (void)fprintf(out, "%s,%s,%s,%u,%s,%s\n", sp_term_id(&sp_roles, from),
        sp_term_id(&sp_roles, to), sp_term_id(&sp_categories, category), category, verdict,
        cell.sources);
}

/* Pairs of roles are counted through, discloser by discloser. */
#define PAIR_COUNT ((unsigned)SP_ROLE_COUNT * SP_ROLE_COUNT)

static uint8_t
discloser_of(unsigned pair)
{
    return (uint8_t)(pair / SP_ROLE_COUNT);
}

static uint8_t
recipient_of(unsigned pair)
{
    return (uint8_t)(pair % SP_ROLE_COUNT);
}

void
sp_cli_policy_matrix_csv(FILE *out)
{
    (void)fputs("discloser,recipient,category,bit,verdict,sources\n", out);
    for (unsigned pair = 0; pair < PAIR_COUNT; pair++) {
        for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
            put_cell(out, discloser_of(pair), recipient_of(pair), category);
        }
    }
}

/* The cells of one pair that rest on the same ground, in the order in which grounds are shown. */
struct group {
    uint8_t basis, law;
    const char *heading[SP_LANGUAGE_COUNT];
};

/* clang-format off */
static const struct group groups[] = {
    {SP_BASIS_FREE,         0, {"vrij", "free"}},
    {SP_BASIS_CONSENT,      0, {"met toestemming", "with consent"}},
    {SP_BASIS_CONSENT_EACH, 0, {"met toestemming, en akkoord op elk bericht", "with consent, and approval of each message"}},
    {SP_BASIS_LAW,          1, {"medebehandelaar, zolang de patiënt geen bezwaar maakt", "fellow clinician, unless the patient objects"}},
    {SP_BASIS_LAW,          2, {"wet: begeleiding en terugkeer naar werk", "law: guidance and return to work"}},
    {SP_BASIS_LAW,          3, {"wet: op verzoek van UWV", "law: on request of UWV"}},
    {SP_BASIS_LAW,          4, {"wet: re-integratieverslag, niet-medisch", "law: re-integration report, non-medical"}},
    {SP_BASIS_LAW,          5, {"wet: taak binnen UWV", "law: task within UWV"}},
    {SP_BASIS_LAW,          6, {"wet: nodig voor re-integratie, werknemer weet ervan", "law: needed for re-integration, employee informed"}},
    {SP_BASIS_LAW,          7, {"eigen gegevens van de patiënt", "the patient's own data"}},
    {SP_BASIS_LAW,          8, {"bevoegde vertegenwoordiger", "entitled representative"}},
    {SP_BASIS_LAW,          9, {"alleen als noodmelding", "only as emergency disclosure"}},
    {SP_BASIS_LAW,         10, {"verantwoording, zonder inhoud", "accountability, without content"}},
    {SP_BASIS_LAW,         11, {"uitkomst van UWV, niet-medisch", "outcome of UWV, non-medical"}},
};
/* clang-format on */

#define GROUP_COUNT (sizeof(groups) / sizeof(groups[0]))

static uint32_t
cells_of_group(uint8_t from, uint8_t to, const struct group *group)
{
    uint32_t cells = 0;

    for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
        struct sp_cell cell = sp_policy_cell(from, to, category);

        if (cell.basis == group->basis && cell.law == group->law) {
            cells |= SP_CATEGORY_BIT(category);
        }
    }
    return cells;
}

/* Characters, not bytes, of UTF-8 text. */
static size_t
width_of(const char *text)
{
    size_t width = 0;

    for (; *text != 0; text++) {
        width += ((unsigned char)*text & 0xc0U) != 0x80U ? 1 : 0;
    }
    return width;
}

/* Where the next word goes. */
struct page {
    FILE *out;
    size_t column, indent;
};

static void
put_word(struct page *page, const char *word, int size)
{
    char copy[256];
    size_t width;

    (void)snprintf(copy, sizeof(copy), "%.*s", size, word);
    width = width_of(copy);
    if (page->column > page->indent && page->column + 1 + width > WIDTH) {
        (void)fprintf(page->out, "\n%*s", (int)page->indent, "");
        page->column = page->indent;
    } else if (page->column > page->indent) {
        (void)putc(' ', page->out);
        page->column++;
    }
    (void)fputs(copy, page->out);
    page->column += width;
}

static void
put_text(struct page *page, const char *text)
{
    while (*text != 0) {
        size_t size = strcspn(text, " ");

        if (size > 0) {
            put_word(page, text, (int)size);
        }
        text += size + strspn(text + size, " ");
    }
}

/* ${lead}, then ${text} wrapped below its own beginning. */
static void
put_paragraph(FILE *out, const char *lead, const char *text)
{
    struct page page = {.out = out, .indent = width_of(lead)};

    page.column = page.indent;
    (void)fputs(lead, out);
    put_text(&page, text);
    (void)putc('\n', out);
}

static void
put_cells(struct page *page, uint32_t cells, enum sp_language language)
{
    for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
        if ((cells & SP_CATEGORY_BIT(category)) != 0) {
            char item[256];

            cells &= ~SP_CATEGORY_BIT(category);
            (void)snprintf(item, sizeof(item), "%s%s",
                sp_term_name(&sp_categories, category, language), cells != 0 ? ";" : "");
            put_text(page, item);
        }
    }
}

/* Everything, or nearly so, is said in a word. */
static void
put_group(FILE *out, uint32_t cells, const struct group *group, enum sp_language language)
{
    static const char *const all[SP_LANGUAGE_COUNT] = {"alles", "everything"};
    static const char *const but[SP_LANGUAGE_COUNT] = {"alles behalve:", "everything except:"};
    struct page page = {.out = out, .indent = (size_t)2 * INDENT};
    uint32_t rest = SP_CATEGORY_ALL & ~cells;
    int rest_count = 0;

    for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
        rest_count += (rest & SP_CATEGORY_BIT(category)) != 0 ? 1 : 0;
    }
    (void)fprintf(out, "%*s%s", INDENT, "", group->heading[language]);
    if (group->basis == SP_BASIS_LAW) {
        (void)fprintf(out, " (L%u)", group->law);
    }
    (void)fprintf(out, ":\n%*s", 2 * INDENT, "");
    page.column = page.indent;
    if (rest_count > REST_MAX) {
        put_cells(&page, cells, language);
    } else {
        put_text(&page, rest == 0 ? all[language] : but[language]);
        put_cells(&page, rest, language);
    }
    (void)putc('\n', out);
}

static void
put_pair(FILE *out, uint8_t from, uint8_t to, enum sp_language language)
{
    static const char *const sources[SP_LANGUAGE_COUNT] = {"bronnen", "sources"};

    (void)fprintf(out, "%s → %s   [%s → %s; %s: %s]\n", sp_term_name(&sp_roles, from, language),
        sp_term_name(&sp_roles, to, language), sp_term_id(&sp_roles, from),
        sp_term_id(&sp_roles, to), sources[language], sp_policy_cell(from, to, 0).sources);
    for (size_t i = 0; i < GROUP_COUNT; i++) {
        uint32_t cells = cells_of_group(from, to, &groups[i]);

        if (cells != 0) {
            put_group(out, cells, &groups[i], language);
        }
    }
    (void)putc('\n', out);
}

void
sp_cli_policy_matrix(FILE *out, enum sp_language language)
{
    static const char *const head[SP_LANGUAGE_COUNT] = {
        "Wat mag van wie naar wie. Wat er niet staat, mag nooit, ook niet met toestemming. Twee "
        "rollen die hier niet samen staan, kunnen elkaar via dit systeem niets over een patiënt "
        "sturen.",
        "What may pass from whom to whom. What is not listed may never pass, not even with "
        "consent. Two roles that are not listed together can send each other nothing about a "
        "patient through this system."};

    put_paragraph(out, "", head[language]);
    (void)putc('\n', out);
    for (unsigned pair = 0; pair < PAIR_COUNT; pair++) {
        if (sp_policy_pair_exists(discloser_of(pair), recipient_of(pair))) {
            put_pair(out, discloser_of(pair), recipient_of(pair), language);
        }
    }
}

static json_t *
list_of_cells(uint32_t cells)
{
    json_t *list = json_array();

    for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
        if ((cells & SP_CATEGORY_BIT(category)) != 0 &&
            json_array_append_new(list, json_string(sp_term_id(&sp_categories, category))) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* Writes ${json} as one line and frees it. */
static int
put_json(FILE *out, json_t *json)
{
    int failed = json == NULL ? -1 : json_dumpf(json, out, JSON_COMPACT);

    json_decref(json);
    if (failed == 0) {
        (void)putc('\n', out);
    }
    return failed == 0 ? EXIT_GOOD : EXIT_INTERNAL;
}

static int
put_pair_json(FILE *out, uint8_t from, uint8_t to)
{
    json_t *pair = json_pack("{s:s, s:s, s:s}", "discloser", sp_term_id(&sp_roles, from),
        "recipient", sp_term_id(&sp_roles, to), "sources", sp_policy_cell(from, to, 0).sources);

    for (size_t i = 0; i < GROUP_COUNT; i++) {
        uint32_t cells = cells_of_group(from, to, &groups[i]);
        char key[SP_BASIS_TEXT_BYTES];

        put_ground(groups[i].basis, groups[i].law, key);
        if (cells != 0 && json_object_set_new(pair, key, list_of_cells(cells)) != 0) {
            json_decref(pair);
            return EXIT_INTERNAL;
        }
    }
    return put_json(out, pair);
}

int
sp_cli_policy_matrix_json(FILE *out)
{
    int status = EXIT_GOOD;

    for (unsigned pair = 0; pair < PAIR_COUNT && status == EXIT_GOOD; pair++) {
        if (sp_policy_pair_exists(discloser_of(pair), recipient_of(pair))) {
            status = put_pair_json(out, discloser_of(pair), recipient_of(pair));
        }
    }
    return status;
}

void
sp_cli_policy_list(FILE *out)
{
    const struct sp_rule *rule;

    for (size_t i = 0; (rule = sp_policy_rule_at(i)) != NULL; i++) {
        (void)fprintf(out, "%-26s %s\n", rule->id, sp_verdict_name(rule->verdict));
    }
}

void
sp_cli_policy_explain(FILE *out, const struct sp_rule *rule, unsigned languages)
{
    static const char *const leads[SP_LANGUAGE_COUNT][3] = {
        {"Waarom:  ", "Wat nu:  ", "Bron:    "},
        {"Why:     ", "Now:     ", "Source:  "},
    };

    (void)fprintf(out, "%s: %s\n", rule->id, sp_verdict_name(rule->verdict));
    for (unsigned language = 0; language < SP_LANGUAGE_COUNT; language++) {
        if ((languages >> language & 1U) != 0) {
            struct sp_rule_text text = sp_policy_text(rule, (enum sp_language)language);

            (void)putc('\n', out);
            put_paragraph(out, leads[language][0], text.why);
            put_paragraph(out, leads[language][1], text.next);
            put_paragraph(out, leads[language][2], text.source);
        }
    }
    if (rule->sources[0] != 0) {
        (void)fprintf(out, "\n[%s]\n", rule->sources);
    }
}

int
sp_cli_policy_explain_json(FILE *out, const struct sp_rule *rule)
{
    struct sp_rule_text nl = sp_policy_text(rule, SP_LANGUAGE_NL);
    struct sp_rule_text en = sp_policy_text(rule, SP_LANGUAGE_EN);

    return put_json(out, json_pack("{s:s, s:s, s:s, s:{s:s, s:s}, s:{s:s, s:s}, s:{s:s, s:s}}",
                             "rule", rule->id, "verdict", sp_verdict_name(rule->verdict), "sources",
                             rule->sources, "why", "nl", nl.why, "en", en.why, "next", "nl",
                             nl.next, "en", en.next, "source", "nl", nl.source, "en", en.source));
}

/* How many letters must be put in, left out or changed to make ${a} into ${b}. */
static size_t
distance(const char *a, const char *b)
{
    size_t row[ID_MAX + 1];
    size_t width = strnlen(b, ID_MAX);

    for (size_t j = 0; j <= width; j++) {
        row[j] = j;
    }
    for (size_t i = 0; i < ID_MAX && a[i] != 0; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (size_t j = 0; j < width; j++) {
            size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
            size_t one = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;

            diagonal = row[j + 1];
            row[j + 1] = changed < one ? changed : one;
        }
    }
    return row[width];
}

/* Zero for ids that hold ${wanted}, or share its first part; else how different they are. */
static size_t
strangeness(const char *id, const char *wanted)
{
    size_t part = strcspn(wanted, ".");

    if (wanted[0] != 0 && strstr(id, wanted) != NULL) {
        return 0;
    }
    return distance(id, wanted) + (part > 0 && strncmp(id, wanted, part) == 0 ? 0 : 2);
}

/* Writes the ids of this strangeness, ${room} at most, and returns how many. */
static size_t
suggest_as_strange_as(FILE *out, const char *id, size_t limit, size_t room)
{
    const struct sp_rule *rule;
    size_t shown = 0;

    for (size_t i = 0; (rule = sp_policy_rule_at(i)) != NULL && shown < room; i++) {
        if (strangeness(rule->id, id) == limit) {
            (void)fprintf(out, "  %s\n", rule->id);
            shown++;
        }
    }
    return shown;
}

void
sp_cli_policy_suggest(FILE *out, const char *id)
{
    size_t shown = 0;

    for (size_t limit = 0; limit < ID_MAX && shown < SUGGEST_MAX; limit++) {
        shown += suggest_as_strange_as(out, id, limit, SUGGEST_MAX - shown);
    }
}
