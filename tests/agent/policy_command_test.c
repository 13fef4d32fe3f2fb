/*
 * `samenspraak policy` as a command: what is printed where, and the exit codes.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "policy_cli.h"

#define ARGUMENTS_MAX 8

struct result {
    int status;
    char *out, *err; /* freed by the next run */
};

static struct result result;

static char *
slurp(int file)
{
    size_t size = 0, capacity = 1U << 20;
    char *text = malloc(capacity);
    ssize_t got;

    assert_non_null(text);
    assert_int_equal(lseek(file, 0, SEEK_SET), 0);
    while ((got = read(file, text + size, capacity - size - 1)) > 0) {
        size += (size_t)got;
    }
    text[size] = 0;
    close(file);
    return text;
}

static int
scratch(void)
{
    char path[] = "/tmp/samenspraak-policy-XXXXXX";
    int file = mkstemp(path);

    assert_true(file >= 0);
    unlink(path);
    return file;
}

/* Runs the command in a child with ${input} as standard input; argp may end that child. */
static void
run(const char *input, char *const arguments[])
{
    int in = scratch(), out = scratch(), err = scratch();
    int argc = 0, state = 0;

    assert_int_equal(write(in, input, strlen(input)), strlen(input));
    assert_int_equal(lseek(in, 0, SEEK_SET), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char *argv[ARGUMENTS_MAX + 1];

        for (; arguments[argc] != NULL && argc < ARGUMENTS_MAX; argc++) {
            argv[argc] = arguments[argc];
        }
        argv[argc] = NULL;
        dup2(in, STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        dup2(err, STDERR_FILENO);
        int status = sp_cli_policy(argc, argv);
        fflush(NULL);
        _exit(argv[0] == arguments[0] ? status : 99); /* the caller has its own argv back */
    }
    assert_int_equal(waitpid(child, &state, 0), child);
    assert_true(WIFEXITED(state));
    close(in);
    free(result.out);
    free(result.err);
    result = (struct result){WEXITSTATUS(state), slurp(out), slurp(err)};
}

#define RUN(input, ...) run(input, (char *[]){(char[]){"policy"}, __VA_ARGS__, NULL})
#define A(text)         ((char[]){text})

static int
clean(void **state)
{
    (void)state;
    free(result.out);
    free(result.err);
    result = (struct result){0, NULL, NULL};
    return 0;
}

static void
wrong_usage_is_exit_2_and_says_so(void **state)
{
    (void)state;
    run("", (char *[]){A("policy"), NULL});
    assert_int_equal(result.status, 2);
    RUN("", A("decide"));
    assert_int_equal(result.status, 2);
    assert_non_null(strstr(result.err, "decide"));
    RUN("", A("check"), A("one"), A("two"));
    assert_int_equal(result.status, 2);
    RUN("", A("matrix"), A("x"));
    assert_int_equal(result.status, 2);
    RUN("", A("matrix"), A("--csv"), A("--json"));
    assert_int_equal(result.status, 2);
    RUN("", A("explain"));
    assert_int_equal(result.status, 2);
    RUN("", A("explain"), A("pair.none"), A("--list"));
    assert_int_equal(result.status, 2);
    RUN("", A("explain"), A("pair.none"), A("--csv"));
    assert_int_equal(result.status, 2);
    RUN("", A("matrix"), A("--lang"), A("fr"));
    assert_int_equal(result.status, 2);
    RUN("", A("matrix"), A("--colour"));
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    assert_non_null(strstr(result.err, "samenspraak policy"));
}

static void
help_is_exit_0_on_standard_output(void **state)
{
    (void)state;
    RUN("", A("--help"));
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "Usage: samenspraak policy"));
    assert_non_null(strstr(result.out, "explain RULE"));
    assert_non_null(strstr(result.out, "--csv"));
    RUN("", A("check"), A("--help"));
    assert_int_equal(result.status, 0);
}

static void
check_reads_standard_input_or_a_file(void **state)
{
    static const char good[] =
        "{\"id\":\"a\",\"date\":\"2026-03-02\",\"patient\":{\"age\":34},\"discloser\":\"patient\","
        "\"recipient\":\"gp\",\"categories\":[\"symptoms\"],\"purpose\":\"treatment\"}\n";
    char path[] = "/tmp/samenspraak-policy-XXXXXX";
    int file = mkstemp(path);

    (void)state;
    assert_int_equal(write(file, good, strlen(good)), strlen(good));
    close(file);
    RUN(good, A("check"));
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "\"verdict\":\"ALLOW:free\""));
    RUN(good, A("check"), A("-"));
    assert_int_equal(result.status, 0);
    RUN("", A("check"), path);
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "\"verdict\":\"ALLOW:free\""));
    RUN("{}\n", A("check"), A("--json"));
    assert_int_equal(result.status, 2);
    assert_non_null(strstr(result.out, "\"error\":\"date: missing\""));
    unlink(path);
    RUN("", A("check"), path);
    assert_int_equal(result.status, 2);
    assert_non_null(strstr(result.err, path));
    RUN("", A("check"), A("/"));
    assert_int_equal(result.status, 2);
    assert_non_null(strstr(result.err, "cannot be read"));
}

static void
the_csv_has_6076_rows_in_the_order_of_section_4(void **state)
{
    char expected[256];
    const char *line;
    size_t rows = 0;

    (void)state;
    RUN("", A("matrix"), A("--csv"));
    assert_int_equal(result.status, 0);
    assert_string_equal(result.err, "");
    assert_null(strchr(result.out, '"'));
    assert_null(strchr(result.out, '\r'));
    line = result.out;
    assert_int_equal(strncmp(line, "discloser,recipient,category,bit,verdict,sources\n", 49), 0);
    line += 49;
    for (unsigned row = 0; row < 6076; row++, rows++) {
        unsigned from = row / (14 * 31), to = row / 31 % 14, category = row % 31;
        int size = snprintf(expected, sizeof(expected), "%s,%s,%s,%u,", sp_term_id(&sp_roles, from),
            sp_term_id(&sp_roles, to), sp_term_id(&sp_categories, category), category);

        assert_int_equal(strncmp(line, expected, (size_t)size), 0);
        line = strchr(line, '\n') + 1;
    }
    assert_int_equal(*line, 0);
    assert_non_null(strstr(result.out, "\npatient,patient,general_info,0,forbidden,D\n"));
    assert_non_null(
        strstr(result.out, "\nocc_physician,employer,functional_limits,9,L2,S7 S9 S10 S11 S14\n"));
    assert_non_null(
        strstr(result.out, "\nclinician_ggz,gp,instrument_results,20,consent,S2 S3 S19\n"));
    assert_non_null(strstr(
        result.out, "\nclinician_ggz,occ_physician,diagnosis,23,consent+each,S8 S7 S2 SEED1\n"));
    assert_non_null(strstr(result.out, "\npatient,gp,diagnosis,23,free,S1-own S12 D\n"));
    assert_non_null(
        strstr(result.out, "\nclinician_ggz,employer,diagnosis,23,forbidden,A1 S13 S17 S9\n"));
    assert_non_null(
        strstr(result.out, "\nuwv_labour_expert,labour_expert,rtw_plan,11,L11,S17 D\n"));
}

static void
the_matrix_for_people_speaks_both_languages(void **state)
{
    (void)state;
    RUN("", A("matrix"), A("--lang"), A("nl"));
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "bedrijfsarts → werkgever"));
    assert_non_null(strstr(result.out, "met toestemming"));
    assert_null(strstr(result.out, "with consent"));
    RUN("", A("matrix"), A("--lang=en"));
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "occupational physician → employer"));
    assert_non_null(strstr(result.out, "everything except: patient's own preparation notes"));
    assert_null(strstr(result.out, "met toestemming"));
    for (const char *line = result.out; *line != 0; line = strchr(line, '\n') + 1) {
        assert_true(strcspn(line, "\n") < 140);
    }
    setenv("LANG", "en_GB.UTF-8", 1);
    RUN("", A("matrix"));
    assert_non_null(strstr(result.out, "with consent"));
    setenv("LANG", "C", 1);
    RUN("", A("matrix"));
    assert_non_null(strstr(result.out, "met toestemming"));
}

static void
the_matrix_in_json_is_one_object_a_pair(void **state)
{
    size_t pairs = 0, cells = 0, found_pairs = 0, found_cells = 0;

    (void)state;
    for (uint8_t from = 0; from < SP_ROLE_COUNT; from++) {
        for (uint8_t to = 0; to < SP_ROLE_COUNT; to++) {
            pairs += sp_policy_pair_exists(from, to) ? 1 : 0;
            for (uint8_t category = 0; category < SP_CATEGORY_COUNT; category++) {
                cells += sp_policy_cell(from, to, category).basis != SP_BASIS_NONE ? 1 : 0;
            }
        }
    }
    RUN("", A("matrix"), A("--json"));
    assert_int_equal(result.status, 0);
    for (char *line = result.out; *line != 0; found_pairs++) {
        char *end = strchr(line, '\n');
        json_t *json = json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES, NULL);
        const char *key;
        json_t *value;

        assert_non_null(json);
        json_object_foreach(json, key, value)
        {
            found_cells += json_array_size(value);
        }
        json_decref(json);
        line = end + 1;
    }
    assert_int_equal(found_pairs, pairs);
    assert_int_equal(found_cells, cells);
}

static void
explain_tells_a_rule_in_the_languages_asked(void **state)
{
    (void)state;
    RUN("", A("explain"), A("consent.revoked"));
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "consent.revoked: DENY_REVOKED"));
    assert_non_null(strstr(result.out, "De toestemming is ingetrokken."));
    assert_non_null(strstr(result.out, "The consent was withdrawn."));
    RUN("", A("explain"), A("consent.revoked"), A("--lang"), A("en"));
    assert_null(strstr(result.out, "De toestemming"));
    assert_non_null(strstr(result.out, "The consent was withdrawn."));
    RUN("", A("explain"), A("--lang"), A("nl"), A("consent.revoked"));
    assert_null(strstr(result.out, "The consent"));
    RUN("", A("explain"), A("consent.revoked"), A("--json"));
    json_t *json = json_loads(result.out, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    assert_string_equal(json_string_value(json_object_get(json, "rule")), "consent.revoked");
    assert_string_equal(json_string_value(json_object_get(json, "verdict")), "DENY_REVOKED");
    assert_string_equal(json_string_value(json_object_get(json, "sources")), "S5a");
    json_decref(json);
}

static void
every_rule_can_be_explained(void **state)
{
    (void)state;
    RUN("", A("explain"), A("--list"));
    assert_int_equal(result.status, 0);
    for (size_t i = 0; sp_policy_rule_at(i) != NULL; i++) {
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);

        assert_non_null(strstr(result.out, sp_policy_rule_at(i)->id));
        sp_cli_policy_explain(out, sp_policy_rule_at(i), 3);
        fclose(out);
        assert_true(size > 200);
        free(text);
    }
}

static void
an_unknown_rule_is_exit_2_with_those_that_look_like_it(void **state)
{
    (void)state;
    RUN("", A("explain"), A("consent.revokd"));
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    const char *first = strstr(result.err, "\n  ");
    assert_non_null(first);
    assert_int_equal(strncmp(first + 3, "consent.revoked\n", 16), 0);
    RUN("", A("explain"), A("breakglass"));
    assert_int_equal(result.status, 2);
    assert_non_null(strstr(result.err, "  breakglass.incomplete\n"));
    RUN("", A("explain"), A(""));
    assert_int_equal(result.status, 2);
    RUN("", A("explain"),
        A("a-very-long-name-that-is-no-rule-at-all-and-goes-on-and-on-and-on-and-on-and-on"));
    assert_int_equal(result.status, 2);
}

static void
document_writes_the_document_and_takes_nothing_else(void **state)
{
    (void)state;
    RUN("", A("document"));
    assert_int_equal(result.status, 0);
    assert_string_equal(result.err, "");
    assert_int_equal(strncmp(result.out, "<!-- Made by scripts/make-rules", 31), 0);
    assert_non_null(strstr(result.out, "\n## 6. "));
    RUN("", A("document"), A("x"));
    assert_int_equal(result.status, 2);
    RUN("", A("document"), A("--json"));
    assert_int_equal(result.status, 2);
    RUN("", A("document"), A("--csv"));
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_usage_is_exit_2_and_says_so),
        cmocka_unit_test(help_is_exit_0_on_standard_output),
        cmocka_unit_test(check_reads_standard_input_or_a_file),
        cmocka_unit_test(the_csv_has_6076_rows_in_the_order_of_section_4),
        cmocka_unit_test(the_matrix_for_people_speaks_both_languages),
        cmocka_unit_test(the_matrix_in_json_is_one_object_a_pair),
        cmocka_unit_test(explain_tells_a_rule_in_the_languages_asked),
        cmocka_unit_test(every_rule_can_be_explained),
        cmocka_unit_test(document_writes_the_document_and_takes_nothing_else),
        cmocka_unit_test(an_unknown_rule_is_exit_2_with_those_that_look_like_it),
    };

    return cmocka_run_group_tests(tests, NULL, clean);
}
