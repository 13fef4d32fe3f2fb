#include "attachment.h"

#include <stdbool.h>
#include <string.h>

#include "utf8.h"

static const char fallback[] = "file";

enum sp_status
sp_attachment_head(const char *path, struct sp_buffer *out)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    size_t size = strlen(name);
    enum sp_status status;

    if (size == 0) {
        name = fallback;
        size = strlen(fallback);
    }
    if (size > SP_ATTACHMENT_NAME_MAX) {
        name += size - SP_ATTACHMENT_NAME_MAX; /* the end tells what kind of file it is */
        while (((uint8_t)name[0] & 0xc0) == 0x80) {
            name++; /* not in the middle of a character */
        }
        size = strlen(name);
    }
    uint8_t length[2] = {(uint8_t)(size >> 8), (uint8_t)size};

    if ((status = sp_buffer_append(out, length, sizeof(length))) != SP_OK) {
        return status;
    }
    return sp_buffer_append(out, name, size);
}

enum sp_status
sp_attachment_read(struct sp_bytes content, struct sp_bytes *name, size_t *head_size)
{
    *name = (struct sp_bytes){NULL, 0};
    *head_size = 0;
    if (content.size < 2) {
        return SP_ERR_MALFORMED;
    }
    size_t size = ((size_t)content.data[0] << 8) | content.data[1];

    if (size == 0 || size > SP_ATTACHMENT_NAME_MAX || content.size - 2 < size) {
        return SP_ERR_MALFORMED;
    }
    *name = (struct sp_bytes){content.data + 2, size};
    *head_size = size + 2;
    return SP_OK;
}

/* Separators and what a shell or another file system takes for more than a letter. */
static bool
is_special(int32_t character)
{
    return character < 0 || sp_utf8_is_control(character) ||
           (character < 0x80 && strchr("/\\:*?\"<>|", character) != NULL);
}

void
sp_attachment_safe_name(struct sp_bytes name, char out[static SP_SAFE_NAME_MAX])
{
    size_t at = 0;
    size_t used = 0;

    /* What stands before the last separator is a folder of somebody else's. */
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == '/' || name.data[i] == '\\') {
            at = i + 1;
        }
    }
    while (at < name.size && strchr(".- ", name.data[at]) != NULL) {
        at++; /* NUL is in every string, so it is skipped too */
    }
    while (at < name.size) {
        size_t size;
        int32_t character = sp_utf8_next((struct sp_bytes){name.data + at, name.size - at}, &size);

        if (used + size >= SP_SAFE_NAME_MAX) {
            break;
        }
        if (is_special(character)) {
            out[used++] = '_';
        } else {
            memcpy(out + used, name.data + at, size);
            used += size;
        }
        at += size;
    }
    while (used > 0 && (out[used - 1] == '.' || out[used - 1] == ' ')) {
        used--;
    }
    if (used == 0) {
        memcpy(out, fallback, sizeof(fallback));
        return;
    }
    out[used] = 0;
}
