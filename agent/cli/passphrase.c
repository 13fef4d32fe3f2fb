#include "passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "say.h"

/* Set by a signal while the terminal does not show what is typed; it is put right before we die. */
static volatile sig_atomic_t interrupted;

static void
on_signal(int number)
{
    interrupted = number;
}

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
#define SIGNAL_COUNT (sizeof(signals) / sizeof(signals[0]))

/* Reads up to a line end; false at the end of ${fd}, when interrupted, or when it is too long. */
static bool
read_line(int fd, struct sp_buffer *out)
{
    char c = 0;
    bool is_good;

    for (;;) {
        ssize_t got = read(fd, &c, 1);

        if (got < 0 && errno == EINTR && interrupted == 0) {
            continue;
        }
        if (got <= 0 || c == '\n' || c == '\r') {
            is_good = got >= 0 && interrupted == 0;
            break;
        }
        if (sp_buffer_append(out, &c, 1) != SP_OK) {
            is_good = false;
            break;
        }
    }
    sp_wipe(&c, sizeof(c));
    return is_good;
}

/* One line from the terminal ${fd}, which does not show it. */
static bool
read_hidden(int fd, struct sp_buffer *out)
{
    struct sigaction ours = {.sa_handler = on_signal};
    struct sigaction before[SIGNAL_COUNT];
    struct termios shown;
    struct termios hidden;
    bool is_good;

    if (tcgetattr(fd, &shown) != 0) {
        return false;
    }
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    hidden.c_lflag |= ECHONL;
    interrupted = 0;
    (void)sigemptyset(&ours.sa_mask);
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        (void)sigaction(signals[i], &ours, &before[i]);
    }
    is_good = tcsetattr(fd, TCSAFLUSH, &hidden) == 0 && read_line(fd, out);
    (void)tcsetattr(fd, TCSAFLUSH, &shown);
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        (void)sigaction(signals[i], &before[i], NULL);
    }
    if (interrupted != 0) {
        (void)raise(interrupted);
    }
    return is_good;
}

static bool
ask(struct sp_cli *cli, int fd, enum sp_text_id question, struct sp_buffer *out)
{
    const char *text = sp_text(question, cli->language);

    (void)!write(fd, text, strlen(text));
    return read_hidden(fd, out);
}

static int
from_terminal(struct sp_cli *cli, bool is_new, struct sp_buffer *out)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    struct sp_buffer again;
    int code = SP_EXIT_USAGE;

    if (fd < 0) {
        return sp_misuse(cli, SP_TEXT_PASSPHRASE_NO_TERMINAL, SP_NO_VALUES);
    }
    sp_buffer_init(&again, SP_PASSPHRASE_MAX);
    if (!ask(cli, fd, is_new ? SP_TEXT_PASSPHRASE_NEW : SP_TEXT_PASSPHRASE_ASK, out) ||
        (is_new && !ask(cli, fd, SP_TEXT_PASSPHRASE_AGAIN, &again))) {
        sp_warn(cli, SP_TEXT_PASSPHRASE_UNREAD, SP_NO_VALUES);
    } else if (out->size == 0) {
        sp_warn(cli, SP_TEXT_PASSPHRASE_EMPTY, SP_NO_VALUES);
    } else if (is_new && !sp_bytes_equal(sp_buffer_bytes(out), sp_buffer_bytes(&again))) {
        sp_warn(cli, SP_TEXT_PASSPHRASE_DIFFERENT, SP_NO_VALUES);
    } else {
        code = SP_EXIT_DONE;
    }
    sp_buffer_wipe(&again);
    (void)close(fd);
    return code;
}

int
sp_passphrase_ask(struct sp_cli *cli, bool is_new, struct sp_buffer *out)
{
    if (cli->passphrase_file == NULL) {
        return from_terminal(cli, is_new, out);
    }
    int fd = open(cli->passphrase_file, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    interrupted = 0;
    if (fd < 0 || !read_line(fd, out)) {
        const char *why = fd < 0 || out->size < SP_PASSPHRASE_MAX
                              ? strerror(errno) // NOLINT(concurrency-mt-unsafe): one thread
                              : "> 1024 bytes";

        if (fd >= 0) {
            (void)close(fd);
        }
        return sp_fail(cli, "file", SP_TEXT_FILE_UNREAD, SP_VALUES(cli->passphrase_file, why));
    }
    (void)close(fd);
    if (out->size == 0) {
        return sp_misuse(cli, SP_TEXT_PASSPHRASE_FILE_EMPTY, SP_VALUES(cli->passphrase_file));
    }
    return SP_EXIT_DONE;
}
