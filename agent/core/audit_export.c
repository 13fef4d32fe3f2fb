/*
 * A whole log to a folder: tiles, entry bundles, records, the checkpoint they belong to, and a
 * manifest signed by the auditor who exported it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <samenspraak/log_verify.h>

#include "audit.h"
#include "audit_folder.h"
#include "files.h"
#include "mirror.h"
#include "profile_files.h"
#include "session.h"

#define BUNDLE_MAX ((size_t)SP_TILE_WIDTH * 128)

/* One log while it is written. */
struct log_export {
    const char *folder;
    enum sp_log log;
    struct sp_audit_files *files;
    struct sp_tile_writer *tiles;
    struct sp_buffer bundle;
    uint32_t bundle_count;
    uint64_t done;
    FILE *records;
    struct sp_buffer line;
    struct sp_problem *problem;
};

/* ---- tiles and bundles ---- */

static void
below(enum sp_log log, const char *path, char out[static SP_AUDIT_NAME_MAX])
{
    (void)snprintf(out, SP_AUDIT_NAME_MAX, "%s/%s", sp_log_names[log], path);
}

static enum sp_status
put_tile(void *context, uint8_t level, uint64_t n, uint32_t width, struct sp_bytes bytes)
{
    const struct log_export *export = context;
    char tile[SP_TILE_PATH_MAX], path[SP_AUDIT_NAME_MAX];

    sp_tile_path(level, n, width, tile);
    below(export->log, tile, path);
    return sp_audit_put(export->folder, path, bytes, export->files, export->problem);
}

static enum sp_status
put_bundle(struct log_export *export)
{
    char tile[SP_TILE_PATH_MAX], path[SP_AUDIT_NAME_MAX];

    if (export->bundle_count == 0) {
        return SP_OK;
    }
    sp_tile_entries_path((export->done - 1) / SP_TILE_WIDTH, export->bundle_count, tile);
    below(export->log, tile, path);
    enum sp_status status = sp_audit_put(
        export->folder, path, sp_buffer_bytes(&export->bundle), export->files, export->problem);
    sp_buffer_wipe(&export->bundle);
    export->bundle_count = 0;
    return status;
}

/* ---- records.jsonl ---- */

static enum sp_status
add(struct sp_buffer *line, const char *text)
{
    return sp_buffer_append(line, text, strlen(text));
}

/* ,"name":"base64" */
static enum sp_status
add_member(struct sp_buffer *line, const char *name, struct sp_bytes bytes)
{
    enum sp_status status;

    if ((status = add(line, ",\"")) != SP_OK || (status = add(line, name)) != SP_OK ||
        (status = add(line, "\":\"")) != SP_OK ||
        (status = sp_base64_write(bytes, line)) != SP_OK) {
        return status;
    }
    return add(line, "\"");
}

static enum sp_status
add_record(struct sp_buffer *line, struct sp_bytes bytes)
{
    struct sp_record record;
    enum sp_status status = sp_wire_read(&sp_shape_record, bytes, NULL, &record, NULL);

    if (status != SP_OK ||
        (status = add_member(
             line, "salt", (struct sp_bytes){record.salt.b, sizeof(record.salt.b)})) != SP_OK ||
        (status = add(line, ",\"fields\":[")) != SP_OK) {
        return status;
    }
    for (int i = 0; i < SP_RECORD_FIELDS; i++) {
        if ((status = add(line, i == 0 ? "\"" : ",\"")) != SP_OK ||
            (status = sp_base64_write(record.fields[i], line)) != SP_OK ||
            (status = add(line, "\"")) != SP_OK) {
            return status;
        }
    }
    return add(line, "]");
}

static enum sp_status
put_line(struct log_export *export, const struct sp_audit_row *row)
{
    struct sp_buffer *line = &export->line;
    char head[48];
    enum sp_status status;

    (void)snprintf(head, sizeof(head), "{\"idx\":%llu", (unsigned long long)export->done);
    if ((status = add(line, head)) != SP_OK ||
        (row->has_record && (status = add_record(line, row->record)) != SP_OK) ||
        (status = add_member(line, "request", row->request)) != SP_OK ||
        (status = add(line, "}\n")) != SP_OK) {
        return status;
    }
    bool fine = fwrite(line->data, 1, line->size, export->records) == line->size;
    line->size = 0;
    return fine ? SP_OK : SP_ERR_IO;
}

static enum sp_status
put_row(struct log_export *export, const struct sp_audit_row *row)
{
    const struct sp_hash leaf = sp_tree_leaf(row->entry);
    enum sp_status status;

    if ((status = put_line(export, row)) != SP_OK ||
        (status = sp_bundle_append(&export->bundle, row->entry)) != SP_OK ||
        (status = sp_tile_writer_append(export->tiles, &leaf)) != SP_OK) {
        return status;
    }
    export->bundle_count++;
    export->done++;
    return export->bundle_count == SP_TILE_WIDTH ? put_bundle(export) : SP_OK;
}

/* ---- pages ---- */

static enum sp_status
take_page(
    struct sp_agent *agent, struct log_export *export, uint64_t size, struct sp_problem *problem)
{
    const struct sp_audit_request request = {.log = (uint8_t) export->log, .from = export->done};
    const struct sp_ask ask = {.kind = SP_REQUEST_AUDIT, .body = &request};
    struct sp_audit_answer answer;
    struct sp_reply reply;
    enum sp_status status;

    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = sp_session_ask(agent, &ask, &reply, problem)) != SP_OK ||
        (status = sp_session_must(&reply, problem)) != SP_OK ||
        (status = sp_session_body(&reply, &sp_shape_audit_answer, &answer, problem)) != SP_OK) {
        goto done;
    }
    const struct sp_audit_row *rows = answer.rows.items;
    if (answer.rows.count == 0) {
        status = sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_PROOF, sp_log_names[export->log],
            "fewer entries than the checkpoint says", NULL);
        goto done;
    }
    for (size_t i = 0; status == SP_OK && i < answer.rows.count && export->done < size; i++) {
        status = put_row(export, &rows[i]);
    }
done:
    sp_reply_wipe(&reply);
    return status;
}

static enum sp_status
finish_log(struct log_export *export, const struct sp_head *head, struct sp_problem *problem)
{
    enum sp_status status = put_bundle(export);

    if (status == SP_OK) {
        status = sp_tile_writer_finish(export->tiles);
    }
    if (status != SP_OK) {
        return status;
    }
    struct sp_head written = sp_tile_writer_head(export->tiles);
    return memcmp(&written.root, &head->root, sizeof(head->root)) == 0
               ? SP_OK
               : sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_PROOF, sp_log_names[export->log],
                     "the entries do not give the root", NULL);
}

/* The checkpoint that was checked and kept for that head. */
static enum sp_status
put_checkpoint(struct sp_agent *agent, const struct log_export *export, struct sp_problem *problem)
{
    struct sp_local_query *query = NULL;
    char path[SP_AUDIT_NAME_MAX];
    enum sp_status status = SP_LOCAL_QUERY(agent->local, &query,
        "SELECT note FROM head WHERE log = ?", sp_local_number((uint64_t) export->log));

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        below(export->log, "checkpoint", path);
        status = sp_audit_put(
            export->folder, path, sp_local_get_bytes(query, 0), export->files, problem);
    }
    sp_local_finish(query);
    return status;
}

static enum sp_status
open_records(struct log_export *export, char path[static SP_AUDIT_NAME_MAX])
{
    char whole[SP_PATH_MAX];
    enum sp_status status;

    below(export->log, "records.jsonl", path);
    if ((status = sp_audit_make_folders(export->folder, path)) != SP_OK ||
        (status = sp_file_path(export->folder, path, whole)) != SP_OK) {
        return status;
    }
    export->records = fopen(whole, "wbxe");
    return export->records == NULL ? SP_ERR_IO : SP_OK;
}

static enum sp_status
export_log(struct sp_agent *agent, struct log_export *export, const struct sp_head *head,
    const struct sp_audit_progress *progress, struct sp_problem *problem)
{
    const struct sp_tile_sink sink = {put_tile, export};
    char records[SP_AUDIT_NAME_MAX];
    struct sp_hash hash;
    uint64_t size = 0;
    enum sp_status status;

    sp_buffer_init(&export->bundle, BUNDLE_MAX);
    sp_buffer_init(&export->line, SP_AUDIT_LINE_MAX);
    if ((status = sp_tile_writer_new(&sink, &export->tiles)) != SP_OK ||
        (status = open_records(export, records)) != SP_OK ||
        (status = put_checkpoint(agent, export, problem)) != SP_OK) {
        goto done;
    }
    while (status == SP_OK && export->done < head->size) {
        status = take_page(agent, export, head->size, problem);
        if (progress != NULL && progress->step != NULL) {
            progress->step(progress->context, sp_log_names[export->log], export->done, head->size);
        }
    }
    if (status == SP_OK && (status = finish_log(export, head, problem)) == SP_OK) {
        bool fine = fclose(export->records) == 0;
        export->records = NULL;
        status = fine ? sp_audit_measure(export->folder, records, &size, &hash) : SP_ERR_IO;
    }
    if (status == SP_OK) {
        status = sp_audit_files_add(export->files, records, size, &hash);
    }
done:
    if (export->records != NULL) {
        (void)fclose(export->records);
    }
    sp_tile_writer_free(export->tiles);
    sp_buffer_wipe(&export->bundle);
    sp_buffer_wipe(&export->line);
    return status;
}

/* ---- the folder as a whole ---- */

enum sp_status
sp_audit_policy(struct sp_agent *agent, struct sp_buffer *out, struct sp_problem *problem)
{
    static const char *const pins[] = {"pin.events", "pin.statements", "pin.keys"};
    enum sp_status status = SP_OK;

    for (int i = 0; status == SP_OK && i < SP_LOG_COUNT; i++) {
        if ((status = add(out, "log ")) == SP_OK &&
            (status = sp_local_meta_get(agent->local, pins[i], out)) == SP_OK) {
            status = add(out, "\n");
        }
    }
    if (status == SP_OK) {
        status = add(out, "quorum none\n");
    }
    return status == SP_ERR_NOT_FOUND
               ? sp_problem_set(problem, status, SP_PROBLEM_USAGE,
                     "this home has not met its broker yet", NULL, NULL)
               : sp_problem_close(problem, status, sp_local_error(agent->local));
}

static enum sp_status
put_policy(struct sp_agent *agent, const char *folder, struct sp_audit_files *files,
    struct sp_problem *problem)
{
    struct sp_buffer text;

    sp_buffer_init(&text, 4096);
    enum sp_status status = sp_audit_policy(agent, &text, problem);
    if (status == SP_OK) {
        status = sp_audit_put(folder, SP_AUDIT_POLICY, sp_buffer_bytes(&text), files, problem);
    }
    sp_buffer_wipe(&text);
    return status;
}

static enum sp_status
put_exporter(struct sp_agent *agent, const char *folder, struct sp_audit_files *files,
    struct sp_problem *problem)
{
    struct sp_buffer pem;

    sp_buffer_init(&pem, SP_PEM_MAX);
    enum sp_status status = sp_audit_read(agent->home, SP_FILE_CERTIFICATE, &pem, problem);
    if (status == SP_OK) {
        status = sp_audit_put(folder, SP_AUDIT_EXPORTER, sp_buffer_bytes(&pem), files, problem);
    }
    sp_buffer_wipe(&pem);
    return status;
}

static enum sp_status
put_manifest(struct sp_agent *agent, const char *folder, struct sp_audit_files *files,
    struct sp_problem *problem)
{
    struct sp_audit_files none = {NULL, 0, 0};
    struct sp_buffer text, note;
    struct sp_vkey vkey;
    enum sp_status status = sp_audit_exporter_vkey(&agent->own, &vkey);

    sp_buffer_init(&text, (size_t)1 << 30);
    sp_buffer_init(&note, (size_t)1 << 30);
    sp_audit_files_sort(files);
    for (size_t i = 0; status == SP_OK && i < files->count; i++) {
        char hex[2 * SP_HASH_BYTES + 1], line[SP_AUDIT_NAME_MAX + 96];
        sp_hex(files->rows[i].hash.b, SP_HASH_BYTES, hex);
        (void)snprintf(line, sizeof(line), "%s %llu %s\n", hex,
            (unsigned long long)files->rows[i].size, files->rows[i].path);
        status = add(&text, line);
    }
    /* Text, an empty line, the signature line: a signed note. */
    if (status == SP_OK && (status = sp_buffer_append(&note, text.data, text.size)) == SP_OK &&
        (status = add(&note, "\n")) == SP_OK &&
        (status = sp_note_sign(sp_buffer_bytes(&text), &vkey, agent->identity, 0, &note)) ==
            SP_OK) {
        status = sp_audit_put(folder, SP_AUDIT_MANIFEST, sp_buffer_bytes(&note), &none, problem);
    }
    sp_audit_files_wipe(&none);
    sp_buffer_wipe(&text);
    sp_buffer_wipe(&note);
    return status;
}

/* A new folder; one that is there and empty is made anew. */
static bool
make_folder(const char *folder)
{
    return mkdir(folder, 0700) == 0 ||
           (errno == EEXIST && rmdir(folder) == 0 && mkdir(folder, 0700) == 0);
}

enum sp_status
sp_audit_export(struct sp_agent *agent, const char *folder,
    const struct sp_audit_progress *progress, struct sp_problem *problem)
{
    struct sp_audit_files files = {NULL, 0, 0};
    struct sp_head heads[SP_LOG_COUNT];
    enum sp_status status;

    if (agent->profile.party.role != SP_ROLE_AUDITOR) {
        return sp_problem_set(problem, SP_ERR_USAGE, SP_PROBLEM_ROLE, "audit export", NULL, NULL);
    }
    if ((status = sp_agent_contact(agent, problem)) != SP_OK ||
        (status = sp_mirror_refresh(agent, problem)) != SP_OK ||
        (status = sp_mirror_heads(agent, heads)) != SP_OK) {
        return status;
    }
    if (!make_folder(folder)) {
        return sp_problem_set(problem, SP_ERR_CONFLICT, SP_PROBLEM_FILE_WRITE, folder,
            "a new or an empty folder is needed", NULL);
    }
    for (int i = 0; status == SP_OK && i < SP_LOG_COUNT; i++) {
        struct log_export export = {
            .folder = folder, .log = (enum sp_log)i, .files = &files, .problem = problem};
        status = export_log(agent, &export, &heads[i], progress, problem);
    }
    if (status == SP_OK && (status = put_policy(agent, folder, &files, problem)) == SP_OK &&
        (status = put_exporter(agent, folder, &files, problem)) == SP_OK) {
        status = put_manifest(agent, folder, &files, problem);
    }
    sp_audit_files_wipe(&files);
    return sp_problem_close(problem, status, "audit export");
}
