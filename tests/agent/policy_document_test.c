/*
 * docs/rules.md: that it is what the program prints, and that what it prints is whole.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <samenspraak/policy.h>

#include "policy_cli.h"
#include "policy_document.h"

static char *document;

static int
make_document(void **state)
{
    size_t size = 0;
    FILE *out = open_memstream(&document, &size);

    (void)state;
    assert_non_null(out);
    sp_cli_policy_document(out);
    assert_int_equal(fclose(out), 0);
    return 0;
}

static int
free_document(void **state)
{
    (void)state;
    free(document);
    return 0;
}

static void
the_file_in_docs_is_what_the_program_prints(void **state)
{
    size_t size = 0;
    char *file = (char *)sp_test_file(SP_SOURCE_DIR "/docs/rules.md", &size);

    (void)state;
    if (strcmp(file, document) != 0) {
        fail_msg("docs/rules.md is not what the rules are now: run scripts/make-rules");
    }
    free(file);
}

static size_t
count_of(const char *line, size_t size, char wanted)
{
    size_t count = 0;

    for (size_t i = 0; i < size; i++) {
        count += line[i] == wanted ? 1 : 0;
    }
    return count;
}

static void
every_row_of_a_table_is_as_wide_as_its_head(void **state)
{
    size_t columns = 0, rows = 0;

    (void)state;
    for (const char *line = document; *line != 0; line = strchr(line, '\n') + 1) {
        size_t size = strcspn(line, "\n");

        if (line[0] != '|') {
            assert_null(memchr(line, '|', size));
            columns = 0;
            continue;
        }
        assert_int_equal(line[size - 1], '|');
        if (columns == 0) {
            columns = count_of(line, size, '|');
            assert_int_equal(strncmp(line + size + 1, "|---", 4), 0);
        }
        assert_int_equal(count_of(line, size, '|'), columns);
        rows++;
    }
    assert_true(rows > 600);
}

static void
every_block_stands_between_empty_lines(void **state)
{
    (void)state;
    assert_null(strstr(document, "\n\n\n"));
    for (const char *at = document; (at = strstr(at, "\n#")) != NULL; at++) {
        assert_true(at[-1] == '\n' || at[-1] == '>');
    }
}

static void
every_word_of_the_tables_is_in_it(void **state)
{
    const struct sp_terms *const lists[] = {
        &sp_categories, &sp_purposes, &sp_evidences, &sp_reps, &sp_age_bands};

    (void)state;
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        for (unsigned row = 0; row < lists[i]->count; row++) {
            assert_non_null(strstr(document, sp_term_name(lists[i], row, SP_LANGUAGE_NL)));
            assert_non_null(strstr(document, sp_term_name(lists[i], row, SP_LANGUAGE_EN)));
        }
    }
    for (unsigned role = 0; role < SP_ROLE_COUNT; role++) {
        char heading[128];

        (void)snprintf(
            heading, sizeof(heading), "\n### %s", sp_term_name(&sp_roles, role, SP_LANGUAGE_NL));
        assert_non_null(strstr(document, heading));
    }
    for (size_t i = 0; i < SP_BREAKGLASS_COUNT; i++) {
        assert_non_null(strstr(document, sp_breakglass_items[i]));
    }
}

static void
every_rule_is_in_it_in_order_with_its_texts(void **state)
{
    const char *at = strstr(document, "\n## 3. ");

    (void)state;
    for (size_t i = 0; sp_policy_rule_at(i) != NULL; i++) {
        const struct sp_rule *rule = sp_policy_rule_at(i);
        char lead[128];

        (void)snprintf(lead, sizeof(lead), "\n%zu\\. `%s`: **%s**", i + 1, rule->id,
            sp_verdict_name(rule->verdict));
        at = strstr(at, lead);
        assert_non_null(at);
        for (unsigned language = 0; language < SP_LANGUAGE_COUNT; language++) {
            struct sp_rule_text text = sp_policy_text(rule, (enum sp_language)language);
            assert_non_null(strstr(at, text.why));
            assert_non_null(strstr(at, text.next));
            assert_non_null(strstr(at, text.source));
        }
    }
}

/* Asserts that each code of ${codes} has words in both languages. */
static void
has_words(const char *codes)
{
    while (*codes != 0) {
        size_t size = strcspn(codes, " ");
        bool found = false;

        for (size_t i = 0; sp_policy_document_nl.source_list[i].code != NULL && !found; i++) {
            const char *code = sp_policy_document_nl.source_list[i].code;
            found = strlen(code) == size && strncmp(code, codes, size) == 0;
        }
        if (!found) {
            fail_msg("no words for the source %.*s", (int)size, codes);
        }
        codes += size + strspn(codes + size, " ");
    }
}

static void
every_source_that_a_row_or_rule_names_has_words(void **state)
{
    (void)state;
    for (uint8_t from = 0; from < SP_ROLE_COUNT; from++) {
        for (uint8_t to = 0; to < SP_ROLE_COUNT; to++) {
            has_words(sp_policy_cell(from, to, 0).sources);
        }
    }
    for (size_t i = 0; sp_policy_rule_at(i) != NULL; i++) {
        has_words(sp_policy_rule_at(i)->sources);
    }
}

static void
both_languages_have_the_same_sources_points_and_headings(void **state)
{
    const struct sp_policy_document *nl = &sp_policy_document_nl, *en = &sp_policy_document_en;
    size_t i;

    (void)state;
    for (i = 0; nl->source_list[i].code != NULL; i++) {
        assert_string_equal(nl->source_list[i].code, en->source_list[i].code);
        assert_string_equal(nl->source_list[i].checked, en->source_list[i].checked);
        assert_string_not_equal(nl->source_list[i].words, en->source_list[i].words);
    }
    assert_null(en->source_list[i].code);
    for (i = 0; nl->point_list[i].code != NULL; i++) {
        assert_string_equal(nl->point_list[i].code, en->point_list[i].code);
        assert_non_null(strstr(document, nl->point_list[i].standard));
        assert_non_null(strstr(document, en->point_list[i].standard));
    }
    assert_null(en->point_list[i].code);
    assert_int_equal(i, 3);
    for (i = 0; nl->headings[i].first != NULL; i++) {
        assert_string_equal(nl->headings[i].first, en->headings[i].first);
        assert_non_null(strstr(document, nl->headings[i].text));
        assert_non_null(strstr(document, en->headings[i].text));
    }
    assert_null(en->headings[i].first);
}

static void
both_languages_have_as_many_notes_and_open_points(void **state)
{
    const struct sp_policy_document *nl = &sp_policy_document_nl, *en = &sp_policy_document_en;
    size_t i;

    (void)state;
    for (i = 0; nl->notes[i] != NULL; i++) {
        assert_non_null(en->notes[i]);
    }
    assert_null(en->notes[i]);
    for (i = 0; nl->smaller[i] != NULL; i++) {
        assert_non_null(en->smaller[i]);
    }
    assert_null(en->smaller[i]);
}

static void
it_says_first_and_last_who_must_confirm_it(void **state)
{
    const struct sp_policy_document *languages[] = {&sp_policy_document_nl, &sp_policy_document_en};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const char *first = strstr(document, languages[i]->confirm);

        assert_non_null(first);
        assert_true(first < strstr(document, "\n## 1. "));
        assert_non_null(strstr(strstr(document, "\n## 6. "), languages[i]->confirm));
    }
}

static void
the_limits_are_told_as_they_are_kept(void **state)
{
    (void)state;
    assert_non_null(strstr(document, "oral, recorded in the file | 92 |"));
    assert_non_null(strstr(document, "by parents or guardian too | 183 |"));
    assert_non_null(strstr(document, "for a message that needs approval | 183 |"));
    assert_non_null(strstr(document, "by the patient herself | 365 |"));
    assert_non_null(strstr(document, "for exactly that text | 14 |"));
    assert_non_null(strstr(document,
        "| curator or mentor; only then written proxy; only then partner; only then family "
        "member | – |"));
    assert_non_null(strstr(document,
        "| patient together with parents with authority or guardian | ouders met gezag · "));
    assert_non_null(strstr(document, "\n- jobcoach · job coach → GGZ-behandelaar · mental "
                                     "health clinician; huisarts · general practitioner\n"));
    assert_non_null(strstr(document, "\n| werkgever · employer |  | ✓ | ✓ |  |  | ✓ |  |  |  "
                                     "| ✓ |  |  |\n"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_in_docs_is_what_the_program_prints),
        cmocka_unit_test(every_row_of_a_table_is_as_wide_as_its_head),
        cmocka_unit_test(every_block_stands_between_empty_lines),
        cmocka_unit_test(every_word_of_the_tables_is_in_it),
        cmocka_unit_test(every_rule_is_in_it_in_order_with_its_texts),
        cmocka_unit_test(every_source_that_a_row_or_rule_names_has_words),
        cmocka_unit_test(both_languages_have_the_same_sources_points_and_headings),
        cmocka_unit_test(both_languages_have_as_many_notes_and_open_points),
        cmocka_unit_test(it_says_first_and_last_who_must_confirm_it),
        cmocka_unit_test(the_limits_are_told_as_they_are_kept),
    };

    return cmocka_run_group_tests(tests, make_document, free_document);
}
