#include "audit_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

#define MANIFEST_MAX ((size_t)1 << 30)
#define DEPTH_MAX    8
#define PEM_MAX      65536

enum sp_status
sp_audit_misfit(struct sp_problem *problem, enum sp_status status, const char *where,
    uint64_t number, const char *what)
{
    char text[32];

    (void)snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
    return sp_problem_set(problem, status, SP_PROBLEM_AUDIT, where, text, what);
}

static enum sp_status
misfit(struct sp_problem *problem, const char *path, const char *what)
{
    return sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_AUDIT, SP_AUDIT_MANIFEST, path, what);
}

/* ---- the list ---- */

void
sp_audit_files_wipe(struct sp_audit_files *files)
{
    free(files->rows);
    memset(files, 0, sizeof(*files));
}

enum sp_status
sp_audit_files_add(
    struct sp_audit_files *files, const char *path, uint64_t size, const struct sp_hash *hash)
{
    size_t length = strlen(path);

    if (length >= SP_AUDIT_NAME_MAX) {
        return SP_ERR_TOO_BIG;
    }
    if (files->count == files->capacity) {
        size_t capacity = files->capacity == 0 ? 64 : 2 * files->capacity;
        struct sp_audit_file *rows = realloc(files->rows, capacity * sizeof(*rows));
        if (rows == NULL) {
            return SP_ERR_NOMEM;
        }
        files->rows = rows;
        files->capacity = capacity;
    }
    struct sp_audit_file *row = &files->rows[files->count++];
    memset(row, 0, sizeof(*row));
    memcpy(row->path, path, length);
    row->size = size;
    row->hash = *hash;
    return SP_OK;
}

static int
by_path(const void *a, const void *b)
{
    const struct sp_audit_file *first = a, *second = b;

    return strcmp(first->path, second->path);
}

void
sp_audit_files_sort(struct sp_audit_files *files)
{
    if (files->count > 0) {
        qsort(files->rows, files->count, sizeof(files->rows[0]), by_path);
    }
}

/* ---- files ---- */

enum sp_status
sp_audit_make_folders(const char *folder, const char *path)
{
    char whole[SP_PATH_MAX];
    enum sp_status status = sp_file_path(folder, path, whole);
    char *slash = status == SP_OK ? strchr(whole + strlen(folder) + 1, '/') : NULL;

    for (; status == SP_OK && slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(whole, 0700) != 0 && errno != EEXIST) {
            status = SP_ERR_IO;
        }
        *slash = '/';
    }
    return status;
}

enum sp_status
sp_audit_put(const char *folder, const char *path, struct sp_bytes bytes,
    struct sp_audit_files *files, struct sp_problem *problem)
{
    char whole[SP_PATH_MAX];
    enum sp_status status;

    if ((status = sp_audit_make_folders(folder, path)) != SP_OK ||
        (status = sp_file_path(folder, path, whole)) != SP_OK) {
        return sp_problem_set(
            problem, status, SP_PROBLEM_FILE_WRITE, path, "its folder cannot be made", NULL);
    }
    FILE *file = fopen(whole, "wbxe");
    bool fine =
        file != NULL && (bytes.size == 0 || fwrite(bytes.data, 1, bytes.size, file) == bytes.size);
    fine = file != NULL && fclose(file) == 0 && fine;
    if (!fine) {
        return sp_problem_set(
            problem, SP_ERR_IO, SP_PROBLEM_FILE_WRITE, whole, "cannot be written", NULL);
    }
    struct sp_hash hash = sp_sha256(&bytes, 1);
    return sp_audit_files_add(files, path, bytes.size, &hash);
}

enum sp_status
sp_audit_measure(const char *folder, const char *path, uint64_t *size, struct sp_hash *hash)
{
    char whole[SP_PATH_MAX];
    uint8_t piece[65536];
    struct sp_hasher *hasher = NULL;
    size_t got = 0;
    enum sp_status status = sp_file_path(folder, path, whole);

    *size = 0;
    if (status != SP_OK) {
        return status;
    }
    FILE *file = fopen(whole, "rbe");
    if (file == NULL) {
        return SP_ERR_NOT_FOUND;
    }
    if ((status = sp_hasher_new(&hasher)) == SP_OK) {
        while (status == SP_OK && (got = fread(piece, 1, sizeof(piece), file)) > 0) {
            *size += got;
            status = sp_hasher_update(hasher, piece, got);
        }
        if (status == SP_OK) {
            status = ferror(file) != 0 ? SP_ERR_IO : sp_hasher_final(hasher, hash);
        }
    }
    sp_hasher_free(hasher);
    (void)fclose(file);
    return status;
}

enum sp_status
sp_audit_read(
    const char *folder, const char *path, struct sp_buffer *out, struct sp_problem *problem)
{
    char whole[SP_PATH_MAX];
    enum sp_status status = sp_file_path(folder, path, whole);

    return status == SP_OK ? sp_file_read(whole, out, problem)
                           : sp_problem_close(problem, status, path);
}

/* ---- the manifest ---- */

/* Names that we write: relative, plain letters, no part that is empty or starts with a dot. */
static bool
is_plain_path(const char *path)
{
    bool start = true;

    for (const char *at = path; *at != 0; at++) {
        const bool letter = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9');
        if (*at == '/' ? start : !letter && (*at != '.' || start)) {
            return false;
        }
        start = *at == '/';
    }
    return !start;
}

/* "<sha256 hex> <size> <path>" */
static enum sp_status
read_line(struct sp_bytes line, struct sp_audit_files *files)
{
    char text[64 + 1 + 20 + 1 + SP_AUDIT_NAME_MAX], hex[65];
    struct sp_hash hash;
    char *end = NULL;

    if (line.size < 68 || line.size >= sizeof(text) || memchr(line.data, 0, line.size) != NULL) {
        return SP_ERR_MALFORMED;
    }
    memcpy(text, line.data, line.size);
    text[line.size] = 0;
    memcpy(hex, text, 64);
    hex[64] = 0;
    if (text[64] != ' ' || sp_hex_read(hex, hash.b, sizeof(hash.b)) != SP_OK || text[65] < '0' ||
        text[65] > '9') {
        return SP_ERR_MALFORMED;
    }
    errno = 0;
    unsigned long long size = strtoull(text + 65, &end, 10);
    if (errno != 0 || *end != ' ' || !is_plain_path(end + 1)) {
        return SP_ERR_MALFORMED;
    }
    if (files->count > 0 && strcmp(files->rows[files->count - 1].path, end + 1) >= 0) {
        return SP_ERR_MALFORMED; /* sorted, each once */
    }
    return sp_audit_files_add(files, end + 1, size, &hash);
}

static enum sp_status
read_lines(struct sp_bytes text, struct sp_audit_files *files, struct sp_problem *problem)
{
    enum sp_status status = SP_OK;

    while (status == SP_OK && text.size > 0) {
        const uint8_t *newline = memchr(text.data, '\n', text.size);
        size_t length = newline == NULL ? text.size : (size_t)(newline - text.data);
        status = newline == NULL ? SP_ERR_MALFORMED
                                 : read_line((struct sp_bytes){text.data, length}, files);
        text.data += length + 1;
        text.size -= newline == NULL ? text.size : length + 1;
    }
    return status == SP_ERR_MALFORMED || status == SP_ERR_TOO_BIG
               ? sp_audit_misfit(problem, SP_ERR_MALFORMED, SP_AUDIT_MANIFEST, files->count + 1,
                     "a line that cannot be read, or is out of order")
               : status;
}

static bool
is_listed(const struct sp_audit_files *files, const char *path)
{
    struct sp_audit_file wanted = {.size = 0};
    size_t length = strlen(path);

    if (length >= sizeof(wanted.path) || files->count == 0) {
        return false;
    }
    memcpy(wanted.path, path, length + 1);
    return bsearch(&wanted, files->rows, files->count, sizeof(wanted), by_path) != NULL;
}

static enum sp_status find_extra(const char *folder, const char *below, int depth,
    const struct sp_audit_files *files, struct sp_problem *problem);

/* One name of a folder: a folder to look into, or a file that the manifest names. */
static enum sp_status
look_at(const char *folder, const char *path, int depth, const struct sp_audit_files *files,
    struct sp_problem *problem)
{
    char whole[SP_PATH_MAX];
    struct stat found;

    if (sp_file_path(folder, path, whole) != SP_OK || lstat(whole, &found) != 0) {
        return misfit(problem, path, "cannot be looked at");
    }
    if (S_ISDIR(found.st_mode)) {
        return find_extra(folder, path, depth + 1, files, problem);
    }
    const bool named = strcmp(path, SP_AUDIT_MANIFEST) == 0 || is_listed(files, path);
    return S_ISREG(found.st_mode) && named
               ? SP_OK
               : misfit(problem, path, "a file that the manifest does not name");
}

static int
is_name(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* Every file below is in the manifest. */
static enum sp_status
find_extra(const char *folder, const char *below, int depth, const struct sp_audit_files *files,
    struct sp_problem *problem)
{
    char path[SP_PATH_MAX];
    struct dirent **names = NULL;
    enum sp_status status = SP_OK;

    if (depth > DEPTH_MAX || sp_file_path(folder, below, path) != SP_OK) {
        return misfit(problem, below, "too deep");
    }
    const int count = scandir(path, &names, is_name, NULL);
    if (count < 0) {
        return misfit(problem, below, "a folder that cannot be read");
    }
    for (int i = 0; i < count; i++) {
        int length = snprintf(
            path, sizeof(path), "%s%s%s", below, below[0] == 0 ? "" : "/", names[i]->d_name);
        if (status == SP_OK && (length < 0 || (size_t)length >= sizeof(path))) {
            status = misfit(problem, names[i]->d_name, "its name is too long");
        } else if (status == SP_OK) {
            status = look_at(folder, path, depth, files, problem);
        }
        free(names[i]);
    }
    free(names);
    return status;
}

static enum sp_status
check_files(const char *folder, const struct sp_audit_files *files, struct sp_problem *problem)
{
    enum sp_status status = SP_OK;

    for (size_t i = 0; status == SP_OK && i < files->count; i++) {
        const struct sp_audit_file *row = &files->rows[i];
        struct sp_hash hash;
        uint64_t size = 0;
        status = sp_audit_measure(folder, row->path, &size, &hash);
        if (status == SP_ERR_NOT_FOUND) {
            status = misfit(problem, row->path, "is missing");
        } else if (status == SP_OK &&
                   (size != row->size || memcmp(&hash, &row->hash, sizeof(hash)) != 0)) {
            status = misfit(problem, row->path, "differs from the manifest");
        }
    }
    return status == SP_OK ? find_extra(folder, "", 0, files, problem) : status;
}

enum sp_status
sp_audit_exporter_vkey(const struct sp_certificate *exporter, struct sp_vkey *out)
{
    char name[SP_PARTY_TEXT_MAX];

    sp_party_text(&exporter->party, name);
    return sp_vkey_make(name, SP_NOTE_ED25519, &exporter->key, out);
}

static enum sp_status
read_exporter(const char *folder, struct sp_certificate *out, struct sp_vkey *vkey,
    struct sp_problem *problem)
{
    struct sp_buffer pem, der;

    sp_buffer_init(&pem, PEM_MAX);
    sp_buffer_init(&der, SP_CERTIFICATE_MAX);
    enum sp_status status = sp_audit_read(folder, SP_AUDIT_EXPORTER, &pem, problem);
    if (status == SP_OK && (sp_certificate_der(sp_buffer_bytes(&pem), &der) != SP_OK ||
                               sp_certificate_read(sp_buffer_bytes(&der), out) != SP_OK ||
                               sp_audit_exporter_vkey(out, vkey) != SP_OK)) {
        status = misfit(problem, SP_AUDIT_EXPORTER, "is no certificate of a party");
    }
    sp_buffer_wipe(&pem);
    sp_buffer_wipe(&der);
    return status;
}

enum sp_status
sp_audit_check_manifest(
    const char *folder, struct sp_certificate *exporter, struct sp_problem *problem)
{
    struct sp_audit_files files = {NULL, 0, 0};
    struct sp_note_seen seen;
    struct sp_vkey vkey;
    struct sp_buffer note;
    struct sp_bytes text;
    enum sp_status status;

    memset(exporter, 0, sizeof(*exporter));
    sp_buffer_init(&note, MANIFEST_MAX);
    if ((status = sp_audit_read(folder, SP_AUDIT_MANIFEST, &note, problem)) != SP_OK ||
        (status = read_exporter(folder, exporter, &vkey, problem)) != SP_OK) {
        goto done;
    }
    status = sp_note_check_long(sp_buffer_bytes(&note), MANIFEST_MAX, &vkey, 1, &seen, &text);
    if (status != SP_OK) {
        status = sp_problem_set(problem, SP_ERR_SIGNATURE, SP_PROBLEM_SIGNATURE, SP_AUDIT_MANIFEST,
            SP_AUDIT_EXPORTER, NULL);
        goto done;
    }
    if ((status = read_lines(text, &files, problem)) == SP_OK) {
        status = check_files(folder, &files, problem);
    }
done:
    sp_audit_files_wipe(&files);
    sp_buffer_wipe(&note);
    return sp_problem_close(problem, status, SP_AUDIT_MANIFEST);
}
