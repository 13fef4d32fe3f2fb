/*
 * The program samenspraak as a script sees it, without a broker: exit codes, what goes where.
 */
#include "support.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM   SP_BIN_DIR "/samenspraak"
#define WORDS_MAX 40

/* What one run gave. */
struct ran {
    int code;
    char out[65536];
    char err[65536];
};
static struct ran ran;
static char folder[512];

static void
read_back(const char *path, char *out, size_t max)
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    size_t size = fread(out, 1, max - 1, file);

    out[size] = 0;
    (void)fclose(file);
}

/* Runs ${program} to its end; what it wrote is in ${ran}. */
static void
launch(const char *program, char *const argv[])
{
    char out_path[600];
    char err_path[600];
    char home[600];
    char *envp[] = {home, (char[]){"LANG=nl_NL.UTF-8"}, (char[]){"PATH=/usr/bin:/bin"}, NULL};
    posix_spawn_file_actions_t actions;
    pid_t child;
    int status;

    (void)snprintf(home, sizeof(home), "HOME=%s", folder);
    (void)snprintf(out_path, sizeof(out_path), "%s/out", folder);
    (void)snprintf(err_path, sizeof(err_path), "%s/err", folder);
    assert_int_equal(posix_spawn_file_actions_init(&actions), 0);
    assert_int_equal(posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0), 0);
    assert_int_equal(
        posix_spawn_file_actions_addopen(&actions, 1, out_path, O_WRONLY | O_CREAT | O_TRUNC, 0600),
        0);
    assert_int_equal(
        posix_spawn_file_actions_addopen(&actions, 2, err_path, O_WRONLY | O_CREAT | O_TRUNC, 0600),
        0);
    assert_int_equal(posix_spawn(&child, program, &actions, NULL, argv, envp), 0);
    (void)posix_spawn_file_actions_destroy(&actions);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    ran.code = WEXITSTATUS(status);
    read_back(out_path, ran.out, sizeof(ran.out));
    read_back(err_path, ran.err, sizeof(ran.err));
}

/* Runs the program with the words of ${line}, separated by blanks. */
static void
run(const char *line)
{
    char words[4096];
    char *argv[WORDS_MAX] = {(char[]){"samenspraak"}};
    char *rest = NULL;
    size_t count = 1;

    (void)snprintf(words, sizeof(words), "%s", line);
    for (char *word = strtok_r(words, " ", &rest); word != NULL && count + 1 < WORDS_MAX;
         word = strtok_r(NULL, " ", &rest)) {
        argv[count++] = word;
    }
    argv[count] = NULL;
    launch(PROGRAM, argv);
}

/* Runs ${line} with ${folder} put in for %s. */
static void
run_in(const char *line)
{
    char full[2048];
    char *at = full;

    for (const char *from = line; *from != 0; from++) {
        if (from[0] == '%' && from[1] == 's') {
            at += snprintf(at, (size_t)(full + sizeof(full) - at), "%s", folder);
            from++;
        } else {
            *at++ = *from;
        }
    }
    *at = 0;
    run(full);
}

static void
refused_as_usage(const char *line, const char *must_say)
{
    run_in(line);
    if (ran.code != 2 || strstr(ran.err, must_say) == NULL || ran.out[0] != 0) {
        fail_msg("%s: exit %d, \"%s\"", line, ran.code, ran.err);
    }
}

static void
write_file(const char *name, const char *text)
{
    char path[700];

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

/* ---- tests ---- */

static void
help_is_there_for_every_command_in_both_languages(void **state)
{
    static const char *const commands[] = {"init", "keys", "pair", "relate", "consent",
        "consent grant", "consent list", "consent show", "consent revoke", "consent confirm",
        "consent object", "state", "state age", "state capacity", "state end", "send", "request",
        "forms", "inbox", "open", "approve", "reject", "sent", "who", "log", "policy", "audit",
        "audit export", "audit verify", "audit show", "status"};
    char line[100];

    (void)state;
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        (void)snprintf(line, sizeof(line), "%s --help", commands[i]);
        run(line);
        assert_int_equal(ran.code, 0);
        assert_string_equal(ran.err, "");
        assert_non_null(strstr(ran.out, "--json"));
        assert_non_null(strstr(ran.out, "samenspraak"));
        (void)snprintf(line, sizeof(line), "--lang en %s --help", commands[i]);
        run(line);
        assert_int_equal(ran.code, 0);
        assert_non_null(strstr(ran.out, "Usage: samenspraak"));
    }
    run("--help");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "Gebruik: samenspraak"));
    run("--version");
    assert_int_equal(ran.code, 0);
    assert_memory_equal(ran.out, "samenspraak ", 12);
}

static void
wrong_usage_is_exit_2_and_says_what_is_allowed(void **state)
{
    (void)state;
    refused_as_usage("", "geef een opdracht");
    refused_as_usage("gossip", "gossip");
    refused_as_usage("consent gossip", "gossip");
    refused_as_usage("send --bogus", "--bogus");
    refused_as_usage("send --to", "--to");
    refused_as_usage("send", "--to PARTY");
    refused_as_usage("send --to a --to b", "--to");
    refused_as_usage("open", "ID");
    refused_as_usage("open a b", "'b'");
    refused_as_usage("inbox rest", "'rest'");
    refused_as_usage("status --lang de", "nl of en");
    refused_as_usage("keys turn", "turn");
    refused_as_usage("relate CODE", "--as");
    refused_as_usage("relate abc --as treats", "koppelcode");
    refused_as_usage("relate --as treats --confirm x", "--as");
    refused_as_usage("reject x --reason why", "not_given");
    refused_as_usage("log --from -1", "0 tot");
    refused_as_usage("consent object --to employer", "rol:schema:nummer");
    refused_as_usage("state age --about x --band adult --changes 2027-01-01", "--changes");
    refused_as_usage("state age --about x --band 12_to_15", "--changes");
    refused_as_usage("state age --about x --band old", "12_to_15");
    refused_as_usage(
        "state capacity --about x --capable maybe --matter treatment --review 2027-01-01",
        "yes, no");
    refused_as_usage("state end x --reason bored", "treatment_closed");
    refused_as_usage("init", "--role");
    refused_as_usage("init --role king", "clinician_ggz");
    refused_as_usage("init --role gp --broker u --ca f", "--id");
    refused_as_usage("init --role patient --broker u", "--ca");
    refused_as_usage("init --role patient --broker u --ca f --cert c", "--key");
}

static void
a_consent_is_checked_before_anything_is_asked(void **state)
{
#define GRANT                                                                                      \
    "consent grant --from gp:agb:1 --to employer:kvk:1 --category rtw_plan --purpose work_adjust "

    (void)state;
    refused_as_usage(GRANT "--until soon", "jjjj-mm-dd");
    refused_as_usage(GRANT "--until 2020-01-01", "365 dagen");
    refused_as_usage(GRANT "--until 2199-01-01", "365 dagen");
    refused_as_usage(GRANT "--until 2026-02-30", "jjjj-mm-dd");
    refused_as_usage("consent grant --from gp:agb:1 --to employer:kvk:1 --category rtw_plan,x "
                     "--purpose work_adjust --until 2027-01-01",
        "'x'");
    refused_as_usage("consent grant --from gp:agb:1 --to employer:kvk:1 --category rtw_plan, "
                     "--purpose work_adjust --until 2027-01-01",
        "''");
    refused_as_usage("consent grant --from gp:agb:1 --to employer:kvk:1 --category rtw_plan "
                     "--purpose dismissal --until 2027-01-01",
        "work_adjust");
}

static void
a_message_is_checked_before_anything_is_asked(void **state)
{
#define SEND "send --to gp:agb:1 --purpose treatment "

    (void)state;
    write_file("plan.json", "{\n\"agreements\": \"one\"}");
    write_file("broken.json", "{\n\n oops");
    write_file("unknown.json", "{\"agreements\":[\"a\"],\"colour\":\"red\"}");
    refused_as_usage(SEND, "--form");
    refused_as_usage(SEND "--form plan", "--data");
    refused_as_usage(SEND "--data x", "--form");
    refused_as_usage(SEND "--form poem --data %s/plan.json", "poem");
    refused_as_usage(SEND "--form plan --data %s/plan.json", "'agreements'");
    refused_as_usage(SEND "--form plan --data %s/broken.json", "regel 3");
    refused_as_usage(SEND "--form plan --data %s/unknown.json", "'colour'");
    refused_as_usage(SEND "--form plan --data %s/nowhere.json", "nowhere.json");
    refused_as_usage(SEND "--item symptoms", "CATEGORY=FILE");
    refused_as_usage(SEND "--item symptoms=", "CATEGORY=FILE");
    refused_as_usage(SEND "--item gossip=%s/plan.json", "gossip");
    refused_as_usage(SEND "--item symptoms=%s/nowhere", "nowhere");
    refused_as_usage(SEND "--attach symptoms=%s", "geen gewoon bestand");
    refused_as_usage(SEND "--item symptoms=%s/plan.json --break-glass x", "niet in deze versie");
    refused_as_usage("request --to gp:agb:1 --purpose treatment --ask x --question why", "'x'");
}

static void
what_this_version_lacks_is_said_and_is_exit_2(void **state)
{
    static const char *const lines[] = {"serve", "cosign x", "evidence x --out y",
        "consent attest --patient x", "state mandate --about x", "state death", "state close"};

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        refused_as_usage(lines[i], "niet in deze versie");
    }
}

static void
errors_with_json_are_one_object_on_standard_output(void **state)
{
    json_t *object;

    (void)state;
    run_in("status --json --home %s/none");
    assert_int_equal(ran.code, 2);
    object = json_loads(ran.out, JSON_REJECT_DUPLICATES, NULL);
    assert_string_equal(json_string_value(json_object_get(object, "error")), "home.missing");
    assert_int_equal(json_integer_value(json_object_get(object, "exit")), 2);
    json_decref(object);
    run("send --json");
    assert_int_equal(ran.code, 2);
    object = json_loads(ran.out, JSON_REJECT_DUPLICATES, NULL);
    assert_string_equal(json_string_value(json_object_get(object, "error")), "usage");
    json_decref(object);
    assert_true(ran.err[0] != 0);
}

static void
the_language_is_that_of_lang_unless_said(void **state)
{
    (void)state;
    run("forms plan");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "Afspraken"));
    run("forms plan --lang en");
    assert_non_null(strstr(ran.out, "Agreements"));
    run("--lang=en forms plan");
    assert_non_null(strstr(ran.out, "Agreements"));
    run("forms nothing");
    assert_int_equal(ran.code, 2);
    run("forms --json");
    assert_int_equal(ran.code, 0);
    for (char *line = ran.out; *line != 0;) {
        char *end = strchr(line, '\n');

        assert_non_null(end);
        *end = 0;
        json_t *form = json_loads(line, JSON_REJECT_DUPLICATES, NULL);

        assert_non_null(json_object_get(form, "fields"));
        json_decref(form);
        line = end + 1;
    }
}

static void
policy_works_without_home_and_takes_options_before_it(void **state)
{
    (void)state;
    run("policy explain pair.none");
    assert_int_equal(ran.code, 0);
    run("--lang en policy explain pair.none");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "pair.none"));
    run("policy explain no.such.rule");
    assert_int_equal(ran.code, 2);
    /* the program's own memory functions are at work here, unlike in policy_check_test */
    run("policy check /dev/null");
    assert_int_equal(ran.code, 0);
}

/* Runs ${command}, which must go well; ${ran} holds what it wrote. */
static void
shell(const char *command)
{
    char text[2048];
    char *argv[] = {(char[]){"bash"}, (char[]){"-c"}, text, NULL};

    (void)snprintf(text, sizeof(text), "%s", command);
    launch("/bin/bash", argv);
    if (ran.code != 0) {
        fail_msg("%s: %s", command, ran.err);
    }
}

static void
a_patient_gets_a_request_then_a_profile_a_code_and_keys(void **state)
{
    char command[2048];
    char certificate[600];
    char line[2048];

    (void)state;
    (void)snprintf(
        command, sizeof(command), "'%s/certs-example/make-ca' '%s/ca'", SP_SOURCE_DIR, folder);
    shell(command);
    write_file("pass", "een goede zin\nrest");
    run_in("init --role patient --broker tls+tcp://127.0.0.1:1 --ca %s/ca/ca.pem --home "
           "%s/a/b/noor --passphrase-file %s/pass --json");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "\"complete\":false"));
    assert_non_null(strstr(ran.out, "\"passphrase\":true"));
    run_in("pair --home %s/a/b/noor --passphrase-file %s/pass");
    assert_int_equal(ran.code, 2);
    (void)snprintf(command, sizeof(command),
        "'%s/certs-example/issue' '%s/ca' --csr '%s/a/b/noor/request.pem'", SP_SOURCE_DIR, folder,
        folder);
    shell(command);
    (void)snprintf(certificate, sizeof(certificate), "%.*s", (int)strcspn(ran.out, "\n"), ran.out);
    (void)snprintf(line, sizeof(line),
        "init --cert %s --home %%s/a/b/noor --passphrase-file %%s/pass", certificate);
    run_in(line);
    assert_int_equal(ran.code, 0);
    run_in("pair --json --home %s/a/b/noor --passphrase-file %s/pass");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "\"code\":\""));
    run_in("pair --qr --home %s/a/b/noor --passphrase-file %s/pass");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "█"));
    run_in("keys --json --home %s/a/b/noor --passphrase-file %s/pass");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "\"identity\":{"));
    /* No broker there: queued or told, exit 3; nothing is lost. */
    run_in("status --json --home %s/a/b/noor --passphrase-file %s/pass");
    assert_int_equal(ran.code, 3);
    assert_non_null(strstr(ran.out, "\"reachable\":false"));
    run_in("consent grant --from gp:agb:1 --to occ_physician:big:2 --category rtw_plan --purpose "
           "occ_guidance --until 2199-01-01 --home %s/a/b/noor --passphrase-file %s/pass");
    assert_int_equal(ran.code, 2);
    run_in("inbox --home %s/a/b/noor --passphrase-file %s/pass");
    assert_int_equal(ran.code, 3);
}

static void
a_passphrase_is_needed_and_must_fit(void **state)
{
    (void)state;
    write_file("wrong", "een andere zin\n");
    write_file("empty", "\n");
    refused_as_usage("pair --home %s/a/b/noor --passphrase-file %s/wrong", "wachtzin");
    refused_as_usage("pair --home %s/a/b/noor --passphrase-file %s/empty", "wachtzin");
    refused_as_usage("pair --home %s/a/b/noor --passphrase-file %s/nowhere", "nowhere");
}

static void
without_passphrase_it_is_said_loudly(void **state)
{
    (void)state;
    run_in("init --role patient --broker tls+tcp://127.0.0.1:1 --ca %s/ca/ca.pem --home %s/open "
           "--no-passphrase");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.err, "LET OP"));
    run_in("init --role patient --broker tls+tcp://127.0.0.1:1 --ca %s/ca/ca.pem --home %s/open "
           "--no-passphrase");
    assert_int_equal(ran.code, 2);
    run_in("init --role patient --broker tls+tcp://127.0.0.1:1 --ca %s/ca/ca.pem --home %s/both "
           "--no-passphrase --passphrase-file %s/pass");
    assert_int_equal(ran.code, 2);
}

static int
set_up(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "%s", sp_test_folder("cli"));
    return 0;
}

static int
tear_down(void **state)
{
    char command[600];

    (void)state;
    (void)snprintf(command, sizeof(command), "cd '%s' && rm -rf -- [!oe]* open empty", folder);
    shell(command);
    (void)snprintf(command, sizeof(command), "%s/out", folder);
    (void)unlink(command);
    (void)snprintf(command, sizeof(command), "%s/err", folder);
    (void)unlink(command);
    return rmdir(folder) == 0 ? 0 : -1;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(help_is_there_for_every_command_in_both_languages),
        cmocka_unit_test(wrong_usage_is_exit_2_and_says_what_is_allowed),
        cmocka_unit_test(a_consent_is_checked_before_anything_is_asked),
        cmocka_unit_test(a_message_is_checked_before_anything_is_asked),
        cmocka_unit_test(what_this_version_lacks_is_said_and_is_exit_2),
        cmocka_unit_test(errors_with_json_are_one_object_on_standard_output),
        cmocka_unit_test(the_language_is_that_of_lang_unless_said),
        cmocka_unit_test(policy_works_without_home_and_takes_options_before_it),
        cmocka_unit_test(a_patient_gets_a_request_then_a_profile_a_code_and_keys),
        cmocka_unit_test(a_passphrase_is_needed_and_must_fit),
        cmocka_unit_test(without_passphrase_it_is_said_loudly),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
