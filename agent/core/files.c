#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum sp_status
sp_file_path(const char *folder, const char *name, char out[static SP_PATH_MAX])
{
    int length = snprintf(out, SP_PATH_MAX, "%s/%s", folder, name);

    return length < 0 || length >= SP_PATH_MAX ? SP_ERR_TOO_BIG : SP_OK;
}

static enum sp_status
cannot(struct sp_problem *problem, enum sp_problem_id id, const char *path)
{
    char why[128];

    /* The GNU form is hidden by the feature macros of the tree: this is the POSIX one. */
    if (strerror_r(errno, why, sizeof(why)) != 0) {
        (void)snprintf(why, sizeof(why), "errno %d", errno);
    }
    return sp_problem_set(problem, SP_ERR_IO, id, path, why, NULL);
}

static enum sp_status
read_all(int fd, struct sp_buffer *out)
{
    uint8_t chunk[16384];

    for (;;) {
        ssize_t got = read(fd, chunk, sizeof(chunk));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            sp_wipe(chunk, sizeof(chunk));
            return got == 0 ? SP_OK : SP_ERR_IO;
        }
        enum sp_status status = sp_buffer_append(out, chunk, (size_t)got);
        if (status != SP_OK) {
            sp_wipe(chunk, sizeof(chunk));
            return status;
        }
    }
}

enum sp_status
sp_file_read(const char *path, struct sp_buffer *out, struct sp_problem *problem)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (fd < 0) {
        return cannot(problem, SP_PROBLEM_FILE_READ, path);
    }
    enum sp_status status = read_all(fd, out);
    if (status == SP_ERR_IO) {
        status = cannot(problem, SP_PROBLEM_FILE_READ, path);
    } else if (status != SP_OK) {
        status = sp_problem_set(problem, status, SP_PROBLEM_FILE_READ, path,
            status == SP_ERR_TOO_BIG ? "too large" : "no memory", NULL);
    }
    (void)close(fd);
    return status;
}

static bool
write_all(int fd, struct sp_bytes bytes)
{
    size_t done = 0;

    while (done < bytes.size) {
        ssize_t put = write(fd, bytes.data + done, bytes.size - done);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        done += (size_t)put;
    }
    return true;
}

enum sp_status
sp_file_sync_folder(const char *path)
{
    char folder[SP_PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - path);

    if (length >= sizeof(folder)) {
        return SP_ERR_TOO_BIG;
    }
    memcpy(folder, path, length);
    folder[length] = 0;
    int fd = open(
        length == 0 ? (slash == NULL ? "." : "/") : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return SP_ERR_IO;
    }
    enum sp_status status = fsync(fd) == 0 ? SP_OK : SP_ERR_IO;
    (void)close(fd);
    return status;
}

enum sp_status
sp_file_write(const char *path, struct sp_bytes bytes, unsigned mode, struct sp_problem *problem)
{
    char beside[SP_PATH_MAX];
    int length = snprintf(beside, sizeof(beside), "%s.new", path);

    if (length < 0 || (size_t)length >= sizeof(beside)) {
        return sp_problem_set(
            problem, SP_ERR_TOO_BIG, SP_PROBLEM_FILE_WRITE, path, "name too long", NULL);
    }
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, (mode_t)mode);
    if (fd < 0) {
        return cannot(problem, SP_PROBLEM_FILE_WRITE, path);
    }
    bool fine = fchmod(fd, (mode_t)mode) == 0 && write_all(fd, bytes) && fsync(fd) == 0;
    int saved = errno;
    fine = close(fd) == 0 && fine;
    errno = saved != 0 ? saved : errno;
    if (!fine || rename(beside, path) != 0 || sp_file_sync_folder(path) != SP_OK) {
        enum sp_status status = cannot(problem, SP_PROBLEM_FILE_WRITE, path);
        (void)unlink(beside);
        return status;
    }
    return SP_OK;
}

bool
sp_file_exists(const char *path)
{
    struct stat found;

    return lstat(path, &found) == 0;
}

void
sp_file_remove(const char *path)
{
    (void)unlink(path);
}

void
sp_hex(const void *data, size_t size, char *out)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *bytes = data;

    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * size] = 0;
}

static int
nibble(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum sp_status
sp_hex_read(const char *text, void *out, size_t size)
{
    uint8_t *bytes = out;

    memset(out, 0, size);
    if (strnlen(text, 2 * size + 1) != 2 * size) {
        return SP_ERR_MALFORMED;
    }
    for (size_t i = 0; i < size; i++) {
        int high = nibble(text[2 * i]), low = nibble(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            memset(out, 0, size);
            return SP_ERR_MALFORMED;
        }
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return SP_OK;
}
