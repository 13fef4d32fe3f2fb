#include "item_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answer.h"
#include "attachment.h"
#include "form.h"

/* Content on its way into a file. */
struct writing {
    int folder;
    int fd; /* -1 until the name is known */
    char prefix[32];
    char *name;
    bool has_head; /* the content begins with a name */
    uint8_t head[SP_ATTACHMENT_HEAD_MAX];
    size_t head_size;
    int error; /* errno of what failed */
};

static enum sp_status
create(struct writing *writing, const char *rest)
{
    (void)snprintf(writing->name, SP_ITEM_FILE_NAME_MAX, "%s-%s", writing->prefix, rest);
    writing->fd = openat(
        writing->folder, writing->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (writing->fd < 0) {
        writing->error = errno;
        return SP_ERR_IO;
    }
    return SP_OK;
}

static enum sp_status
write_all(struct writing *writing, const uint8_t *data, size_t size)
{
    while (size > 0) {
        ssize_t put = write(writing->fd, data, size);

        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            writing->error = put < 0 ? errno : EIO;
            return SP_ERR_IO;
        }
        data += put;
        size -= (size_t)put;
    }
    return SP_OK;
}

/* Creates the file under the name at the start of the content, or without one if there is none. */
static enum sp_status
settle_head(struct writing *writing)
{
    struct sp_bytes content = {writing->head, writing->head_size};
    char safe[SP_SAFE_NAME_MAX];
    struct sp_bytes name;
    size_t used;
    enum sp_status status;

    if (sp_attachment_read(content, &name, &used) != SP_OK) {
        used = 0;
    }
    sp_attachment_safe_name(name, safe);
    writing->has_head = false;
    if ((status = create(writing, safe)) != SP_OK) {
        return status;
    }
    return write_all(writing, writing->head + used, writing->head_size - used);
}

static enum sp_status
take_piece(void *context, const uint8_t *data, size_t size)
{
    struct writing *writing = context;

    if (writing->has_head) {
        size_t room = sizeof(writing->head) - writing->head_size;
        size_t part = size < room ? size : room;
        enum sp_status status;

        memcpy(writing->head + writing->head_size, data, part);
        writing->head_size += part;
        data += part;
        size -= part;
        if (writing->head_size < sizeof(writing->head)) {
            return SP_OK;
        }
        if ((status = settle_head(writing)) != SP_OK) {
            return status;
        }
    }
    return write_all(writing, data, size);
}

/* ".txt" for text, ".json" for a form: a guess for people; the first piece decides. */
static const char *
ending_of(const struct sp_inbox_item *item)
{
    return item->form == SP_FORM_PLAIN             ? "txt"
           : sp_form_by_number(item->form) != NULL ? "json"
                                                   : "bin";
}

static int
tell(struct sp_cli *cli, const char *folder, const struct writing *writing)
{
    char path[SP_PATH_MAX];

    (void)snprintf(path, sizeof(path), "%s/%s", folder, writing->name);
    if (writing->error == EEXIST) {
        return sp_fail(cli, "file", SP_TEXT_OPEN_FILE_EXISTS, SP_VALUES(path));
    }
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
    const char *why = strerror(writing->error);

    return sp_fail(cli, "file", SP_TEXT_FILE_UNWRITTEN, SP_VALUES(path, why));
}

/* Pours the content into the file.  0 or an exit code. */
static int
pour(struct sp_cli *cli, struct sp_agent *agent, const char *folder, const struct sp_hash *d,
    const struct sp_inbox_item *item, struct writing *writing)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_sink sink = {.write = take_piece, .context = writing};
    char rest[80];
    enum sp_status status = SP_OK;

    if (!writing->has_head) {
        (void)snprintf(rest, sizeof(rest), "%s.%s", sp_term_id(&sp_categories, item->category),
            ending_of(item));
        status = create(writing, rest);
    }
    if (status == SP_OK) {
        status = sp_inbox_content(agent, d, item->index, sink, &problem);
    }
    if (status == SP_OK && writing->has_head) {
        status = settle_head(writing); /* shorter than any head may be */
    }
    if (status == SP_OK && fsync(writing->fd) != 0) {
        writing->error = errno;
        status = SP_ERR_IO;
    }
    if (status == SP_OK) {
        return SP_EXIT_DONE;
    }
    return writing->error != 0 ? tell(cli, folder, writing) : sp_answer_problem(cli, &problem);
}

int
sp_item_file_write(struct sp_cli *cli, struct sp_agent *agent, const char *folder,
    const struct sp_hash *d, const struct sp_inbox_item *item,
    char name[static SP_ITEM_FILE_NAME_MAX])
{
    struct writing writing = {.fd = -1, .name = name, .has_head = item->form == SP_FORM_FILE};
    int code;

    name[0] = 0;
    (void)snprintf(writing.prefix, sizeof(writing.prefix), "%02x%02x%02x%02x-%02u", d->b[0],
        d->b[1], d->b[2], d->b[3], (unsigned)item->index);
    if ((mkdir(folder, 0700) != 0 && errno != EEXIST) ||
        (writing.folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
        return sp_fail(cli, "file", SP_TEXT_FOLDER_FAILED, SP_VALUES(folder, strerror(errno)));
    }
    code = pour(cli, agent, folder, d, item, &writing);
    if (writing.fd >= 0) {
        (void)close(writing.fd);
        if (code != SP_EXIT_DONE) {
            (void)unlinkat(writing.folder, name, 0);
        }
    }
    (void)close(writing.folder);
    sp_wipe(writing.head, sizeof(writing.head));
    return code;
}
