/*
 * The passphrase on a real terminal: asked twice when new, never shown, given up on Ctrl-C.
 */
#include "support.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define PROGRAM     SP_BIN_DIR "/samenspraak"
#define PATIENCE_MS 20000

static char folder[512];
static char seen[16384]; /* all that stood on the terminal */
static size_t seen_size;

/* Reads from the terminal until ${want} stands there for the ${times}-th time, or it ends. */
static bool
wait_for(int terminal, const char *want, int times)
{
    struct pollfd poll_fd = {.fd = terminal, .events = POLLIN};

    for (;;) {
        int found = 0;

        for (const char *at = seen; (at = strstr(at, want)) != NULL; at++) {
            found++;
        }
        if (found >= times) {
            return true;
        }
        if (poll(&poll_fd, 1, PATIENCE_MS) != 1) {
            return false;
        }
        ssize_t got = read(terminal, seen + seen_size, sizeof(seen) - 1 - seen_size);

        if (got <= 0) {
            return false;
        }
        seen_size += (size_t)got;
        seen[seen_size] = 0;
    }
}

/* Starts the program with ${argv} on a terminal of its own. */
static pid_t
start(char *const argv[], int *terminal)
{
    pid_t child = forkpty(terminal, NULL, NULL, NULL); // NOLINT(concurrency-mt-unsafe): one thread

    assert_true(child >= 0);
    if (child == 0) {
        (void)setenv("LANG", "en", 1);
        (void)execv(PROGRAM, argv);
        _exit(127);
    }
    seen_size = 0;
    seen[0] = 0;
    return child;
}

/* Types ${text} once the prompt stands there and the terminal does not show what is typed. */
static void
type(int terminal, const char *prompt, const char *text)
{
    struct termios mode;

    assert_true(wait_for(terminal, prompt, 1));
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(tcgetattr(terminal, &mode), 0);
        if ((mode.c_lflag & ECHO) == 0) {
            break;
        }
        (void)poll(NULL, 0, 10);
    }
    assert_int_equal(write(terminal, text, strlen(text)), (ssize_t)strlen(text));
}

static int
finish(pid_t child, int terminal)
{
    int status;

    (void)wait_for(terminal, "no such text", 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    (void)close(terminal);
    return status;
}

static void
make_ca(void)
{
    char line[1200];
    char *argv[] = {(char[]){"bash"}, (char[]){"-c"}, line, NULL};
    pid_t child;
    int status;

    (void)snprintf(line, sizeof(line), "'%s/certs-example/make-ca' '%s/ca' >/dev/null 2>&1",
        SP_SOURCE_DIR, folder);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)execv("/bin/bash", argv);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* init of a patient in ${home}, on a terminal. */
static pid_t
start_init(const char *home, int *terminal)
{
    static char path[700];
    static char ca[700];
    char *argv[] = {(char[]){"samenspraak"}, (char[]){"init"}, (char[]){"--role"},
        (char[]){"patient"}, (char[]){"--broker"}, (char[]){"tls+tcp://127.0.0.1:1"},
        (char[]){"--ca"}, ca, (char[]){"--home"}, path, NULL};

    (void)snprintf(path, sizeof(path), "%s/%s", folder, home);
    (void)snprintf(ca, sizeof(ca), "%s/ca/ca.pem", folder);
    return start(argv, terminal);
}

/* ---- tests ---- */

static void
a_new_passphrase_is_asked_twice_and_never_shown(void **state)
{
    int terminal;
    pid_t child = start_init("good", &terminal);

    (void)state;
    type(terminal, "Choose a passphrase: ", "a sentence to keep\n");
    type(terminal, "Once more: ", "a sentence to keep\n");
    int status = finish(child, terminal);

    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_null(strstr(seen, "a sentence"));
    assert_non_null(strstr(seen, "request.pem"));
}

static void
two_that_differ_make_no_home(void **state)
{
    char path[700];
    int terminal;
    pid_t child = start_init("bad", &terminal);

    (void)state;
    type(terminal, "Choose a passphrase: ", "one\n");
    type(terminal, "Once more: ", "other\n");
    int status = finish(child, terminal);

    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 2);
    (void)snprintf(path, sizeof(path), "%s/bad", folder);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void
ctrl_c_ends_it_with_the_terminal_as_it_was(void **state)
{
    struct termios mode;
    int terminal;
    pid_t child = start_init("gone", &terminal);

    (void)state;
    type(terminal, "Choose a passphrase: ", "half a sent\x03");
    int status;

    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGINT);
    assert_int_equal(tcgetattr(terminal, &mode), 0);
    assert_true((mode.c_lflag & ECHO) != 0);
    (void)close(terminal);
}

static int
set_up(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof(folder), "%s", sp_test_folder("passphrase"));
    make_ca();
    return 0;
}

static int
tear_down(void **state)
{
    char *argv[] = {(char[]){"rm"}, (char[]){"-rf"}, (char[]){"--"}, folder, NULL};
    pid_t child = fork();
    int status;

    (void)state;
    if (child == 0) {
        (void)execv("/bin/rm", argv);
        _exit(127);
    }
    return waitpid(child, &status, 0) == child && status == 0 ? 0 : -1;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_passphrase_is_asked_twice_and_never_shown),
        cmocka_unit_test(two_that_differ_make_no_home),
        cmocka_unit_test(ctrl_c_ends_it_with_the_terminal_as_it_was),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
