/*
 * Homes: made from the files of an example CA, opened, locked, refused.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent.h"

static char folder[512];
static struct sp_init_options options;
static struct sp_profile profile;
static struct sp_problem problem;
static char paths[16][1024];
static unsigned next_path;

static const char *
at(const char *name)
{
    char *path = paths[next_path++ % 16];

    snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    return path;
}

static void
run(const char *script, const char *out, const char *const words[])
{
    pid_t child = fork();
    int result = 0;

    if (child == 0) {
        char program[1024];
        char *copy[12] = {NULL};
        snprintf(program, sizeof(program), "%s/certs-example/%s", SP_SOURCE_DIR, script);
        copy[0] = program;
        for (size_t i = 0; words[i] != NULL && i < 10; i++) {
            copy[i + 1] = strdup(words[i]);
        }
        if (freopen(out, "w", stdout) == NULL) {
            _exit(126);
        }
        execv(program, copy);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFEXITED(result) && WEXITSTATUS(result) == 0);
}

static int
group_set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof(folder), "%s", sp_test_folder("profile"));
    const char *ca = at("ca"), *other = at("other"), *sink = "/dev/null";
    run("make-ca", sink, (const char *const[]){ca, NULL});
    run("make-ca", sink, (const char *const[]){other, NULL});
    run("issue", sink, (const char *const[]){ca, "gp", "big:19000000003", "H. Arts", NULL});
    run("issue", sink, (const char *const[]){ca, "gp", "big:19000000004", "I. Arts", NULL});
    run("issue", sink, (const char *const[]){other, "gp", "big:19000000003", "Vals", NULL});
    run("issue", at("patient.txt"), (const char *const[]){ca, "patient", "p:new", "", NULL});
    return 0;
}

static int
group_tear_down(void **state)
{
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        execl("/bin/rm", "rm", "-rf", folder, (char *)NULL);
        _exit(127);
    }
    waitpid(child, NULL, 0);
    return 0;
}

static int
set_up(void **state)
{
    (void)state;
    options = (struct sp_init_options){.home = at("home"),
        .role = SP_ROLE_GP,
        .id = "big:19000000003",
        .name = "Praktijk \"De Brug\" \\ zuid",
        .broker = "tls+tcp://127.0.0.1:1",
        .ca = at("ca/ca.pem"),
        .certificate = at("ca/gp-19000000003.pem"),
        .key = at("ca/gp-19000000003.key")};
    memset(&problem, 0, sizeof(problem));
    return 0;
}

static int
tear_down(void **state)
{
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        execl("/bin/rm", "rm", "-rf", at("home"), (char *)NULL);
        _exit(127);
    }
    waitpid(child, NULL, 0);
    return 0;
}

static enum sp_status
init(void)
{
    return sp_profile_init(&options, sp_agent_clock_system.now_ms(NULL), &profile, &problem);
}

static enum sp_status
open_home(struct sp_bytes passphrase, struct sp_agent **agent)
{
    const struct sp_agent_options how = {
        .home = options.home, .passphrase = passphrase, .clock = sp_agent_clock_system};

    memset(&problem, 0, sizeof(problem));
    return sp_agent_open(&how, agent, &problem);
}

static void
a_home_is_made_and_opened(void **state)
{
    struct sp_agent *agent = NULL;
    struct stat found;

    (void)state;
    assert_int_equal(init(), SP_OK);
    assert_true(profile.is_complete);
    assert_int_equal(stat(options.home, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0700);
    assert_int_equal(open_home((struct sp_bytes){NULL, 0}, &agent), SP_OK);
    assert_string_equal(sp_agent_profile(agent)->name, "Praktijk \"De Brug\" \\ zuid");
    assert_string_equal(sp_agent_profile(agent)->broker, "tls+tcp://127.0.0.1:1");
    sp_agent_close(agent);
}

static void
a_home_that_exists_is_left_alone(void **state)
{
    (void)state;
    assert_int_equal(init(), SP_OK);
    assert_int_equal(init(), SP_ERR_CONFLICT);
    assert_int_equal(problem.id, SP_PROBLEM_HOME_EXISTS);
    assert_int_equal(sp_problem_exit_code(&problem), 2);
}

static void
one_process_has_a_home_at_a_time(void **state)
{
    struct sp_agent *first = NULL, *second = NULL;

    (void)state;
    assert_int_equal(init(), SP_OK);
    assert_int_equal(open_home((struct sp_bytes){NULL, 0}, &first), SP_OK);
    assert_int_equal(open_home((struct sp_bytes){NULL, 0}, &second), SP_ERR_BUSY);
    assert_null(second);
    assert_int_equal(problem.id, SP_PROBLEM_HOME_LOCKED);
    sp_agent_close(first);
    assert_int_equal(open_home((struct sp_bytes){NULL, 0}, &second), SP_OK);
    sp_agent_close(second);
}

static void
a_passphrase_is_asked_and_must_fit(void **state)
{
    struct sp_agent *agent = NULL;
    bool needs = false;

    (void)state;
    options.passphrase = sp_bytes_of_text("correct horse");
    assert_int_equal(init(), SP_OK);
    assert_int_equal(sp_profile_needs_passphrase(options.home, &needs, &problem), SP_OK);
    assert_true(needs);
    assert_int_equal(open_home(sp_bytes_of_text("wrong"), &agent), SP_ERR_KEY);
    assert_int_equal(problem.id, SP_PROBLEM_PASSPHRASE);
    assert_int_equal(open_home((struct sp_bytes){NULL, 0}, &agent), SP_ERR_KEY);
    assert_int_equal(open_home(sp_bytes_of_text("correct horse"), &agent), SP_OK);
    sp_agent_close(agent);
}

static void
what_does_not_fit_together_makes_no_home(void **state)
{
    (void)state;
    options.id = "big:19000000004";
    assert_int_equal(init(), SP_ERR_CERT);
    assert_int_equal(problem.id, SP_PROBLEM_PARTY_MISMATCH);
    options.id = "big:19000000003";
    options.key = at("ca/gp-19000000004.key");
    assert_int_equal(init(), SP_ERR_KEY);
    assert_int_equal(problem.id, SP_PROBLEM_KEY_MISMATCH);
    options.key = at("ca/gp-19000000003.key");
    options.ca = at("other/ca.pem");
    assert_int_equal(init(), SP_ERR_CERT);
    assert_int_equal(problem.id, SP_PROBLEM_CERTIFICATE);
    options.ca = at("ca/ca.pem");
    options.role = SP_ROLE_CLINICIAN_GGZ;
    assert_int_not_equal(init(), SP_OK);
    options.role = SP_ROLE_GP;
    options.broker = "http://127.0.0.1";
    assert_int_equal(init(), SP_ERR_USAGE);
    assert_string_equal(problem.value[0], "broker");
    options.broker = "tls+tcp://127.0.0.1:1";
    options.certificate = at("nothing.pem");
    assert_int_equal(init(), SP_ERR_IO);
    assert_int_equal(sp_problem_exit_code(&problem), 2);
    assert_int_not_equal(access(options.home, F_OK), 0);
}

static void
an_unknown_key_in_the_profile_is_named_with_its_line(void **state)
{
    struct sp_agent *agent = NULL;
    char path[1024];

    (void)state;
    assert_int_equal(init(), SP_OK);
    snprintf(path, sizeof(path), "%s/profile.yaml", options.home);
    FILE *file = fopen(path, "a");
    assert_non_null(file);
    fputs("colour: blue\n", file);
    fclose(file);
    assert_int_equal(open_home((struct sp_bytes){NULL, 0}, &agent), SP_ERR_MALFORMED);
    assert_int_equal(problem.id, SP_PROBLEM_FILE_FORM);
    assert_string_equal(problem.value[1], "line 6");
}

static void
a_home_that_others_can_read_is_refused(void **state)
{
    struct sp_agent *agent = NULL;

    (void)state;
    assert_int_equal(init(), SP_OK);
    assert_int_equal(chmod(options.home, 0750), 0);
    assert_int_equal(open_home((struct sp_bytes){NULL, 0}, &agent), SP_ERR_USAGE);
    assert_int_equal(problem.id, SP_PROBLEM_HOME_OPEN_TO_OTHERS);
}

static void
a_patient_made_elsewhere_brings_her_r(void **state)
{
    char text[128] = "", stem[256], name[300];
    FILE *file = fopen(at("patient.txt"), "r");

    (void)state;
    assert_non_null(file);
    assert_non_null(fgets(text, sizeof(text), file));
    fclose(file);
    text[strcspn(text, "\n")] = 0;
    snprintf(stem, sizeof(stem), "ca/patient-%s", strrchr(text, ':') + 1);
    options.role = SP_ROLE_PATIENT;
    options.id = NULL;
    options.name = NULL;
    snprintf(name, sizeof(name), "%s.pem", stem);
    options.certificate = at(name);
    snprintf(name, sizeof(name), "%s.key", stem);
    options.key = at(name);
    options.r = at("ca/ca.pem");
    assert_int_equal(init(), SP_ERR_TOO_BIG);
    options.r = at("patient.txt");
    assert_int_equal(init(), SP_ERR_MALFORMED);
    options.r = NULL; /* beside the key */
    assert_int_equal(init(), SP_OK);
    char party[SP_PARTY_TEXT_MAX];
    sp_party_text(&profile.party, party);
    assert_string_equal(party, text);
}

static void
a_new_patient_waits_for_her_certificate(void **state)
{
    struct sp_agent *agent = NULL;
    char request[1100], answer[1100] = "";

    (void)state;
    options.role = SP_ROLE_PATIENT;
    options.id = options.name = options.certificate = options.key = NULL;
    assert_int_equal(init(), SP_OK);
    assert_false(profile.is_complete);
    assert_int_equal(open_home((struct sp_bytes){NULL, 0}, &agent), SP_ERR_USAGE);
    assert_int_equal(problem.id, SP_PROBLEM_HOME_INCOMPLETE);
    snprintf(request, sizeof(request), "%s/request.pem", options.home);
    run("issue", at("answer.txt"), (const char *const[]){at("ca"), "--csr", request, NULL});
    FILE *file = fopen(at("answer.txt"), "r");
    assert_non_null(file);
    assert_non_null(fgets(answer, sizeof(answer), file));
    fclose(file);
    answer[strcspn(answer, "\n")] = 0;
    const int64_t now_ms = sp_agent_clock_system.now_ms(NULL);
    assert_int_equal(sp_profile_complete(options.home, (struct sp_bytes){NULL, 0},
                         at("ca/gp-19000000003.pem"), now_ms, &profile, &problem),
        SP_ERR_KEY);
    assert_int_equal(sp_profile_complete(options.home, (struct sp_bytes){NULL, 0}, answer, now_ms,
                         &profile, &problem),
        SP_OK);
    assert_true(profile.is_complete);
    assert_int_equal(open_home((struct sp_bytes){NULL, 0}, &agent), SP_OK);
    sp_agent_close(agent);
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_home_is_made_and_opened),
        TEST(a_home_that_exists_is_left_alone),
        TEST(one_process_has_a_home_at_a_time),
        TEST(a_passphrase_is_asked_and_must_fit),
        TEST(what_does_not_fit_together_makes_no_home),
        TEST(an_unknown_key_in_the_profile_is_named_with_its_line),
        TEST(a_home_that_others_can_read_is_refused),
        TEST(a_patient_made_elsewhere_brings_her_r),
        TEST(a_new_patient_waits_for_her_certificate),
    };

    return cmocka_run_group_tests(tests, group_set_up, group_tear_down);
}
