/*
 * The matrix against a second reading: the table of secrecy-rules.md section 5, of which
 * policy_matrix.md is the copy, taken apart here by other code than the one that made matrix.c.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <samenspraak/policy.h>

#define COLUMNS 6

static const char copy_path[] = SP_SOURCE_DIR "/tests/proto/policy_matrix.md";
static const char section[] = "\n## 5. The matrix";
static const char section_end[] = "Notes to rows";

struct expected {
    uint8_t basis, law;
    char sources[48];
    bool is_named;
};

static struct expected matrix[SP_ROLE_COUNT][SP_ROLE_COUNT][SP_CATEGORY_COUNT];
static int pairs_named, rows_read;

/* Cuts ${text} at ${separator}; gives the first piece without the spaces around it. */
static char *
piece(char **text, const char *separator)
{
    char *start = *text;
    char *end = strstr(start, separator);

    if (end == NULL) {
        *text = NULL;
        end = start + strlen(start);
    } else {
        *text = end + strlen(separator);
        *end = 0;
    }
    start += strspn(start, " ");
    for (end = start + strlen(start); end > start && end[-1] == ' '; end--) {
        end[-1] = 0;
    }
    return start;
}

static uint32_t
set_of_word(const char *word)
{
    if (strcmp(word, "DIR") == 0) {
        return 1U << 0 | 1U << 1;
    }
    if (strcmp(word, "WORK") == 0) {
        return 1U << 4 | 1U << 10 | 1U << 11 | 1U << 3;
    }
    int row = sp_term_find(&sp_categories, word);
    if (row < 0) {
        fail_msg("unknown category in the table: %s", word);
    }
    return 1U << row;
}

/* "–", "**all 31**", "all except a, b", "DIR, a, b". */
static uint32_t
set_of_text(char *text)
{
    static const char except[] = "all except";
    uint32_t set = 0;
    bool is_except = false;
    char plain[512];
    size_t used = 0;

    for (size_t i = 0; text[i] != 0 && used + 1 < sizeof(plain); i++) {
        if (text[i] != '*') {
            plain[used++] = text[i];
        }
    }
    plain[used] = 0;
    char *rest = plain + strspn(plain, " ");

    if (strcmp(rest, "–") == 0) {
        return 0;
    }
    if (strcmp(rest, "all 31") == 0) {
        return 0x7fffffffU;
    }
    if (strncmp(rest, except, sizeof(except) - 1) == 0) {
        is_except = true;
        rest += sizeof(except) - 1;
    }
    while (rest != NULL) {
        set |= set_of_word(piece(&rest, ","));
    }
    return is_except ? 0x7fffffffU & ~set : set;
}

static void
expect(uint8_t from, uint8_t to, uint32_t set, uint8_t basis, uint8_t law)
{
    for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
        if ((set >> category & 1U) != 0) {
            struct expected *cell = &matrix[from][to][category];

            assert_int_equal(cell->basis, SP_BASIS_NONE); /* no cell stands in two columns */
            cell->basis = basis;
            cell->law = law;
        }
    }
}

static void
expect_laws(uint8_t from, uint8_t to, const char *column)
{
    char copy[1024];
    char *rest = copy;

    (void)snprintf(copy, sizeof(copy), "%s", column);
    if (strstr(copy, "none: forbidden") != NULL || strcmp(copy, "–") == 0) {
        return;
    }
    while (rest != NULL) {
        char *one = piece(&rest, ";");
        long number = strtol(one + 1, &one, 10);

        assert_true(number >= 1 && number <= SP_LAW_COUNT && *one == ':');
        expect(from, to, set_of_text(one + 1), SP_BASIS_LAW, (uint8_t)number);
    }
}

static void
expect_pair(uint8_t from, uint8_t to, char *const columns[COLUMNS])
{
    pairs_named++;
    for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
        struct expected *cell = &matrix[from][to][category];

        assert_false(cell->is_named); /* no pair stands in two rows */
        cell->is_named = true;
        (void)snprintf(cell->sources, sizeof(cell->sources), "%s", columns[5]);
    }
    expect(from, to, set_of_text(columns[1]), SP_BASIS_FREE, 0);
    expect(from, to, set_of_text(columns[2]), SP_BASIS_CONSENT, 0);
    expect(from, to, set_of_text(columns[3]), SP_BASIS_CONSENT_EACH, 0);
    expect_laws(from, to, columns[4]);
}

/* The next role between back quotes, or -1 at the end. */
static int
next_role(char **text)
{
    char *open = *text == NULL ? NULL : strchr(*text, '`');
    char *close = open == NULL ? NULL : strchr(open + 1, '`');

    if (close == NULL) {
        return -1;
    }
    *close = 0;
    *text = close + 1;
    int role = sp_term_find(&sp_roles, open + 1);
    assert_true(role >= 0 && role < SP_ROLE_COUNT);
    return role;
}

static void
read_row(char *line)
{
    char *columns[COLUMNS];
    char *rest = line + 1;

    for (size_t i = 0; i < COLUMNS; i++) {
        assert_non_null(rest);
        columns[i] = piece(&rest, "|");
    }
    char *roles = columns[0];
    int from = next_role(&roles), to;

    assert_true(from >= 0);
    rows_read++;
    while ((to = next_role(&roles)) >= 0) {
        expect_pair((uint8_t)from, (uint8_t)to, columns);
    }
}

static int
read_table(void **state)
{
    size_t size = 0;
    char *text = (char *)sp_test_file(copy_path, &size);
    char *rest = strstr(text, section);

    (void)state;
    for (size_t i = 0; i < sizeof(matrix) / sizeof(struct expected); i++) {
        (&matrix[0][0][0])[i].basis = SP_BASIS_NONE;
    }
    while (rest != NULL) {
        char *line = piece(&rest, "\n");

        if (strncmp(line, section_end, sizeof(section_end) - 1) == 0) {
            break;
        }
        if (strncmp(line, "| `", 3) == 0) {
            read_row(line);
        }
    }
    free(text);
    return 0;
}

static void
all_cells_are_as_section_5_says(void **state)
{
    int cells = 0;

    (void)state;
    assert_int_equal(rows_read, 113);
    for (uint8_t from = 0; from < SP_ROLE_COUNT; from++) {
        for (uint8_t to = 0; to < SP_ROLE_COUNT; to++) {
            for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
                const struct expected *want = &matrix[from][to][category];
                struct sp_cell cell = sp_policy_cell(from, to, category);

                if (cell.basis != want->basis || cell.law != want->law) {
                    fail_msg("%s -> %s, %s: %d L%d, not %d L%d", sp_term_id(&sp_roles, from),
                        sp_term_id(&sp_roles, to), sp_term_id(&sp_categories, category), cell.basis,
                        cell.law, want->basis, want->law);
                }
                assert_string_equal(cell.sources, want->is_named ? want->sources : "D");
                cells++;
            }
        }
    }
    assert_int_equal(cells, 6076);
    printf("compared %d cells of %d rows, %d pairs\n", cells, rows_read, pairs_named);
}

static void
the_copy_of_section_5_is_what_the_design_says(void **state)
{
    static const char path[] = SP_SOURCE_DIR "/../shared/design/secrecy-rules.md";
    size_t size = 0;

    (void)state;
    if (access(path, R_OK) != 0) {
        printf("skipped: no secrecy-rules.md\n");
        skip();
    }
    char *design = (char *)sp_test_file(path, &size);
    char *copy = (char *)sp_test_file(copy_path, &size);
    char *begin = strstr(design, section);
    char *end = begin == NULL ? NULL : strstr(begin, section_end);

    assert_non_null(end);
    *end = 0;
    assert_non_null(strstr(copy, section));
    assert_string_equal(strstr(copy, section), begin);
    free(copy);
    free(design);
}

static void
a_pair_exists_when_a_cell_does(void **state)
{
    (void)state;
    for (unsigned from = 0; from < 256; from++) {
        for (unsigned to = 0; to < 256; to++) {
            bool has_cell = false, is_known = from < SP_ROLE_COUNT && to < SP_ROLE_COUNT;

            for (uint8_t category = 0; is_known && category < SP_CATEGORY_COUNT; category++) {
                has_cell |=
                    sp_policy_cell((uint8_t)from, (uint8_t)to, category).basis != SP_BASIS_NONE;
            }
            assert_int_equal(sp_policy_pair_exists((uint8_t)from, (uint8_t)to), has_cell);
        }
    }
    assert_false(sp_policy_pair_exists(SP_ROLE_CLINICIAN_GGZ, SP_ROLE_EMPLOYER));
    assert_false(sp_policy_pair_exists(SP_ROLE_BROKER, SP_ROLE_PATIENT));
    assert_true(sp_policy_pair_exists(SP_ROLE_OCC_PHYSICIAN, SP_ROLE_EMPLOYER));
}

static void
unknown_roles_and_categories_are_forbidden(void **state)
{
    (void)state;
    for (unsigned value = 0; value < 256; value++) {
        uint8_t n = (uint8_t)value;

        if (n >= SP_ROLE_COUNT) {
            assert_int_equal(sp_policy_cell(n, SP_ROLE_PATIENT, 0).basis, SP_BASIS_NONE);
            assert_int_equal(sp_policy_cell(SP_ROLE_PATIENT, n, 0).basis, SP_BASIS_NONE);
            assert_string_equal(sp_policy_cell(n, n, 0).sources, "D");
        }
        if (n >= SP_CATEGORY_COUNT) {
            assert_int_equal(sp_policy_cell(SP_ROLE_PATIENT, SP_ROLE_GP, n).basis, SP_BASIS_NONE);
        }
    }
}

static void
nobody_sends_to_himself_and_the_auditor_sends_nothing(void **state)
{
    (void)state;
    assert_false(sp_policy_pair_exists(SP_ROLE_PATIENT, SP_ROLE_PATIENT));
    for (uint8_t role = 0; role < SP_ROLE_COUNT; role++) {
        assert_false(sp_policy_pair_exists(SP_ROLE_AUDITOR, role));
        for (uint8_t category = 0; category < SP_CATEGORY_CONSENT_RECORD; category++) {
            assert_int_equal(sp_policy_cell(role, SP_ROLE_AUDITOR, category).basis, SP_BASIS_NONE);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_cells_are_as_section_5_says),
        cmocka_unit_test(the_copy_of_section_5_is_what_the_design_says),
        cmocka_unit_test(a_pair_exists_when_a_cell_does),
        cmocka_unit_test(unknown_roles_and_categories_are_forbidden),
        cmocka_unit_test(nobody_sends_to_himself_and_the_auditor_sends_nothing),
    };

    return cmocka_run_group_tests(tests, read_table, NULL);
}
