#include "item_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "answer.h"
#include "attachment.h"
#include "form.h"
#include "utf8.h"

/* Content on its way into a file. */
struct writing {
    int folder;
    int fd; /* -1 until the name is known */
    char prefix[32];
    char *name;
    const struct sp_inbox_item *item;
    bool is_settled; /* the name is known, and the file made */
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
    writing->is_settled = true;
    if ((status = create(writing, safe)) != SP_OK) {
        return status;
    }
    return write_all(writing, writing->head + used, writing->head_size - used);
}

/*
 * Whether the start of content is text: UTF-8 without the controls that no text has.  A character
 * that the piece cuts in two does not count.
 */
static bool
begins_as_text(const uint8_t *data, size_t size)
{
    size_t length;

    for (size_t at = 0; at < size; at += length) {
        int32_t c = sp_utf8_next((struct sp_bytes){data + at, size - at}, &length);
        bool is_cut = c < 0 && size - at < 4;

        if ((c < 0 && !is_cut) || (c >= 0 && c < 0x20 && strchr("\t\n\f\r", c) == NULL) || c == 0) {
            return false;
        }
    }
    return true;
}

/* Creates the file under the name of its category; what its content begins with tells its ending. */
static enum sp_status
settle_category(struct writing *writing, const uint8_t *data, size_t size)
{
    char rest[80];

    writing->is_settled = true;
    (void)snprintf(rest, sizeof(rest), "%s.%s", sp_term_id(&sp_categories, writing->item->category),
        !begins_as_text(data, size)                      ? "bin"
        : sp_form_by_number(writing->item->form) != NULL ? "json"
                                                         : "txt");
    return create(writing, rest);
}

static enum sp_status
take_piece(void *context, const uint8_t *data, size_t size)
{
    struct writing *writing = context;
    enum sp_status status;

    if (!writing->is_settled && writing->item->form == SP_FORM_FILE) {
        size_t room = sizeof(writing->head) - writing->head_size;
        size_t part = size < room ? size : room;

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
    } else if (!writing->is_settled && (status = settle_category(writing, data, size)) != SP_OK) {
        return status;
    }
    return write_all(writing, data, size);
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
    enum sp_status status = sp_inbox_content(agent, d, item->index, sink, &problem);

    if (status == SP_OK && !writing->is_settled) { /* empty, or shorter than any head may be */
        status =
            item->form == SP_FORM_FILE ? settle_head(writing) : settle_category(writing, NULL, 0);
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
    struct writing writing = {.fd = -1, .name = name, .item = item};
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
