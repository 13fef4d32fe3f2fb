#include "sealed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

#define PIECE      65536U
#define SEALED_MAX (PIECE + SP_SEAL_OVERHEAD)
#define LABEL_MAX  128

/* What a piece is bound to: label, number, whether it is the last. */
struct place {
    char label[LABEL_MAX];
    uint64_t number;
};

struct sp_sealed_writer {
    const struct sp_secret_key *key;
    struct place place;
    FILE *file;
    char path[SP_PATH_MAX];
    char beside[SP_PATH_MAX];
    size_t used;
    uint8_t piece[PIECE];
};

struct sp_sealed_reader {
    const struct sp_secret_key *key;
    struct place place;
    FILE *file;
    bool last; /* the piece in hand is the last one */
    size_t used, size;
    uint8_t piece[PIECE];
};

static struct sp_bytes
associated(const struct place *place, bool last, uint8_t out[static LABEL_MAX + 9])
{
    memcpy(out, place->label, LABEL_MAX);
    for (int i = 0; i < 8; i++) {
        out[LABEL_MAX + i] = (uint8_t)(place->number >> (56 - 8 * i));
    }
    out[LABEL_MAX + 8] = last ? 1 : 0;
    return (struct sp_bytes){out, LABEL_MAX + 9};
}

static enum sp_status
set_label(struct place *place, const char *label)
{
    size_t length = strlen(label);

    if (length >= LABEL_MAX) {
        return SP_ERR_USAGE;
    }
    memset(place, 0, sizeof(*place));
    memcpy(place->label, label, length);
    return SP_OK;
}

/* ---- writing ---- */

enum sp_status
sp_sealed_writer_open(const struct sp_secret_key *key, const char *path, const char *label,
    struct sp_sealed_writer **out)
{
    enum sp_status status = SP_ERR_TOO_BIG;

    *out = NULL;
    struct sp_sealed_writer *writer = calloc(1, sizeof(*writer));
    if (writer == NULL) {
        return SP_ERR_NOMEM;
    }
    writer->key = key;
    int length = snprintf(writer->beside, sizeof(writer->beside), "%s.new", path);
    if (length < 0 || (size_t)length >= sizeof(writer->beside) ||
        (status = set_label(&writer->place, label)) != SP_OK) {
        free(writer);
        return status;
    }
    (void)snprintf(writer->path, sizeof(writer->path), "%s", path);
    int fd = open(writer->beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    writer->file = fd < 0 ? NULL : fdopen(fd, "wb");
    if (writer->file == NULL) {
        if (fd >= 0) {
            (void)close(fd);
        }
        free(writer);
        return SP_ERR_IO;
    }
    *out = writer;
    return SP_OK;
}

/* u32 length (top bit: last), sealed piece */
static enum sp_status
put_piece(struct sp_sealed_writer *writer, bool last)
{
    uint8_t aad[LABEL_MAX + 9], head[4];
    struct sp_buffer sealed;

    sp_buffer_init(&sealed, SEALED_MAX);
    enum sp_status status = sp_secret_seal(writer->key, associated(&writer->place, last, aad),
        (struct sp_bytes){writer->piece, writer->used}, &sealed);
    if (status == SP_OK) {
        uint32_t word = (uint32_t)sealed.size | (last ? UINT32_C(1) << 31 : 0);
        head[0] = (uint8_t)(word >> 24);
        head[1] = (uint8_t)(word >> 16);
        head[2] = (uint8_t)(word >> 8);
        head[3] = (uint8_t)word;
        bool fine = fwrite(head, 1, 4, writer->file) == 4 &&
                    fwrite(sealed.data, 1, sealed.size, writer->file) == sealed.size;
        status = fine ? SP_OK : SP_ERR_IO;
    }
    sp_buffer_wipe(&sealed);
    writer->place.number++;
    writer->used = 0;
    return status;
}

enum sp_status
sp_sealed_write(struct sp_sealed_writer *writer, const uint8_t *data, size_t size)
{
    enum sp_status status = SP_OK;

    while (status == SP_OK && size > 0) {
        if (writer->used == PIECE) {
            status = put_piece(writer, false);
            continue;
        }
        size_t room = PIECE - writer->used, take = size < room ? size : room;
        memcpy(writer->piece + writer->used, data, take);
        writer->used += take;
        data += take;
        size -= take;
    }
    return status;
}

static void
release(struct sp_sealed_writer *writer)
{
    if (writer->file != NULL) {
        (void)fclose(writer->file);
    }
    sp_wipe(writer, sizeof(*writer));
    free(writer);
}

enum sp_status
sp_sealed_writer_finish(struct sp_sealed_writer *writer)
{
    enum sp_status status = put_piece(writer, true);

    if (status == SP_OK && (fflush(writer->file) != 0 || fsync(fileno(writer->file)) != 0 ||
                               rename(writer->beside, writer->path) != 0)) {
        status = SP_ERR_IO;
    }
    if (status == SP_OK) {
        status = sp_file_sync_folder(writer->path);
    } else {
        sp_file_remove(writer->beside);
    }
    release(writer);
    return status;
}

void
sp_sealed_writer_abort(struct sp_sealed_writer *writer)
{
    if (writer != NULL) {
        sp_file_remove(writer->beside);
        release(writer);
    }
}

static enum sp_status
write_to(void *context, const uint8_t *data, size_t size)
{
    return sp_sealed_write(context, data, size);
}

struct sp_sink
sp_sealed_sink(struct sp_sealed_writer *writer)
{
    return (struct sp_sink){write_to, writer};
}

/* ---- reading ---- */

enum sp_status
sp_sealed_reader_open(const struct sp_secret_key *key, const char *path, const char *label,
    struct sp_sealed_reader **out)
{
    *out = NULL;
    struct sp_sealed_reader *reader = calloc(1, sizeof(*reader));
    if (reader == NULL) {
        return SP_ERR_NOMEM;
    }
    reader->key = key;
    enum sp_status status = set_label(&reader->place, label);
    if (status == SP_OK && (reader->file = fopen(path, "rbe")) == NULL) {
        status = errno == ENOENT ? SP_ERR_NOT_FOUND : SP_ERR_IO;
    }
    if (status != SP_OK) {
        sp_sealed_reader_close(reader);
        return status;
    }
    *out = reader;
    return SP_OK;
}

static enum sp_status
next_piece(struct sp_sealed_reader *reader)
{
    uint8_t aad[LABEL_MAX + 9], head[4], sealed[SEALED_MAX];
    struct sp_buffer plain;

    if (reader->last) {
        return SP_ERR_NOT_FOUND;
    }
    if (fread(head, 1, 4, reader->file) != 4) {
        return SP_ERR_STORE;
    }
    uint32_t word = (uint32_t)head[0] << 24 | (uint32_t)head[1] << 16 | (uint32_t)head[2] << 8 |
                    (uint32_t)head[3];
    uint32_t size = word & ~(UINT32_C(1) << 31);
    if (size > SEALED_MAX || fread(sealed, 1, size, reader->file) != size) {
        return SP_ERR_STORE;
    }
    reader->last = word >> 31 != 0;
    sp_buffer_init(&plain, PIECE);
    enum sp_status status = sp_secret_open(reader->key,
        associated(&reader->place, reader->last, aad), (struct sp_bytes){sealed, size}, &plain);
    if (status == SP_OK) {
        if (plain.size > 0) {
            memcpy(reader->piece, plain.data, plain.size);
        }
        reader->size = plain.size;
        reader->used = 0;
        reader->place.number++;
    }
    sp_buffer_wipe(&plain);
    return status == SP_OK || status == SP_ERR_NOMEM ? status : SP_ERR_STORE;
}

enum sp_status
sp_sealed_read(struct sp_sealed_reader *reader, uint8_t *data, size_t size)
{
    enum sp_status status = SP_OK;

    while (status == SP_OK && size > 0) {
        size_t left = reader->size - reader->used, take = size < left ? size : left;
        if (take == 0) {
            status = next_piece(reader);
            continue;
        }
        memcpy(data, reader->piece + reader->used, take);
        reader->used += take;
        data += take;
        size -= take;
    }
    return status;
}

void
sp_sealed_reader_close(struct sp_sealed_reader *reader)
{
    if (reader != NULL) {
        if (reader->file != NULL) {
            (void)fclose(reader->file);
        }
        sp_wipe(reader, sizeof(*reader));
        free(reader);
    }
}

static enum sp_status
read_from(void *context, uint8_t *data, size_t size)
{
    return sp_sealed_read(context, data, size);
}

struct sp_source
sp_sealed_source(struct sp_sealed_reader *reader)
{
    return (struct sp_source){read_from, reader};
}
