/*
 * records.jsonl, line by line.  A file from elsewhere: every member is checked, unknown ones
 * refused.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "audit_folder.h"
#include "files.h"

struct sp_audit_lines {
    FILE *file;
    char path[SP_AUDIT_NAME_MAX];
    uint64_t number;
    char *text; /* getline's */
    size_t capacity;
    struct sp_buffer bytes; /* what the spans of a line point into */
};

enum sp_status
sp_audit_lines_open(
    const char *folder, enum sp_log log, struct sp_audit_lines **out, struct sp_problem *problem)
{
    char whole[SP_PATH_MAX];

    *out = NULL;
    struct sp_audit_lines *lines = calloc(1, sizeof(*lines));
    if (lines == NULL) {
        return sp_problem_close(problem, SP_ERR_NOMEM, "records");
    }
    sp_buffer_init(&lines->bytes, SP_AUDIT_LINE_MAX);
    (void)snprintf(lines->path, sizeof(lines->path), "%s/records.jsonl", sp_log_names[log]);
    if (sp_file_path(folder, lines->path, whole) != SP_OK ||
        (lines->file = fopen(whole, "rbe")) == NULL) {
        enum sp_status status = sp_problem_set(
            problem, SP_ERR_NOT_FOUND, SP_PROBLEM_FILE_READ, lines->path, "is missing", NULL);
        sp_audit_lines_close(lines);
        return status;
    }
    *out = lines;
    return SP_OK;
}

void
sp_audit_lines_close(struct sp_audit_lines *lines)
{
    if (lines != NULL) {
        if (lines->file != NULL) {
            (void)fclose(lines->file);
        }
        free(lines->text);
        sp_buffer_wipe(&lines->bytes);
        free(lines);
    }
}

/* Where a span lies in the buffer, which may move until the line is read. */
struct place {
    size_t at, size;
};

static bool
take_base64(struct sp_buffer *bytes, const json_t *value, struct place *out)
{
    if (!json_is_string(value)) {
        return false;
    }
    const struct sp_bytes text = {
        (const uint8_t *)json_string_value(value), json_string_length(value)};
    out->at = bytes->size;
    bool fine = sp_base64_read(text, bytes) == SP_OK;
    out->size = bytes->size - out->at;
    return fine;
}

struct places {
    struct place salt, fields[SP_RECORD_FIELDS], request;
    bool has_salt, has_fields, has_request;
};

static bool
take_fields(struct sp_buffer *bytes, const json_t *value, struct places *out)
{
    bool fine = json_is_array(value) && json_array_size(value) == SP_RECORD_FIELDS;

    for (size_t i = 0; fine && i < SP_RECORD_FIELDS; i++) {
        fine = take_base64(bytes, json_array_get(value, i), &out->fields[i]);
    }
    out->has_fields = fine;
    return fine;
}

static bool
take_member(struct sp_audit_lines *lines, const char *key, const json_t *value,
    struct sp_audit_line *out, struct places *places)
{
    if (strcmp(key, "idx") == 0) {
        out->index = json_is_integer(value) && json_integer_value(value) >= 0
                         ? (uint64_t)json_integer_value(value)
                         : UINT64_MAX;
        return out->index != UINT64_MAX;
    }
    if (strcmp(key, "salt") == 0) {
        places->has_salt =
            take_base64(&lines->bytes, value, &places->salt) && places->salt.size == SP_HASH_BYTES;
        return places->has_salt;
    }
    if (strcmp(key, "fields") == 0) {
        return take_fields(&lines->bytes, value, places);
    }
    if (strcmp(key, "request") == 0) {
        places->has_request = take_base64(&lines->bytes, value, &places->request);
        return places->has_request;
    }
    return false;
}

static struct sp_bytes
span(const struct sp_buffer *bytes, struct place place)
{
    return place.size == 0 ? (struct sp_bytes){NULL, 0}
                           : (struct sp_bytes){bytes->data + place.at, place.size};
}

static bool
take_line(struct sp_audit_lines *lines, json_t *line, struct sp_audit_line *out)
{
    struct places places;
    bool fine = json_is_object(line);

    memset(&places, 0, sizeof(places));
    out->index = UINT64_MAX;
    for (void *at = json_object_iter(line); fine && at != NULL;
         at = json_object_iter_next(line, at)) {
        fine =
            take_member(lines, json_object_iter_key(at), json_object_iter_value(at), out, &places);
    }
    if (!fine || out->index == UINT64_MAX || !places.has_request ||
        places.has_salt != places.has_fields) {
        return false;
    }
    out->has_record = places.has_salt;
    out->request = span(&lines->bytes, places.request);
    if (out->has_record) {
        memcpy(out->record.salt.b, lines->bytes.data + places.salt.at, SP_HASH_BYTES);
        for (int i = 0; i < SP_RECORD_FIELDS; i++) {
            out->record.fields[i] = span(&lines->bytes, places.fields[i]);
        }
    }
    return true;
}

enum sp_status
sp_audit_lines_next(
    struct sp_audit_lines *lines, struct sp_audit_line *out, struct sp_problem *problem)
{
    json_error_t error;

    memset(out, 0, sizeof(*out));
    ssize_t length = getline(&lines->text, &lines->capacity, lines->file);
    if (length < 0) {
        return feof(lines->file) != 0
                   ? SP_ERR_NOT_FOUND
                   : sp_audit_misfit(problem, SP_ERR_IO, lines->path, lines->number, "unreadable");
    }
    lines->number++;
    if ((size_t)length > SP_AUDIT_LINE_MAX) {
        return sp_audit_misfit(
            problem, SP_ERR_TOO_BIG, lines->path, lines->number, "a line that is too long");
    }
    sp_buffer_wipe(&lines->bytes);
    json_t *line = json_loadb(lines->text, (size_t)length, JSON_REJECT_DUPLICATES, &error);
    bool fine = line != NULL && take_line(lines, line, out);
    json_decref(line);
    return fine ? SP_OK
                : sp_audit_misfit(problem, SP_ERR_MALFORMED, lines->path, lines->number,
                      line == NULL ? error.text : "not a line of records");
}
