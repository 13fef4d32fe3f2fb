/*
 * The folder of an export: its files, its manifest, its lines; for the files of the audit only.
 */
#ifndef SP_AGENT_AUDIT_FOLDER_H
#define SP_AGENT_AUDIT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <samenspraak/bytes.h>
#include <samenspraak/certificate.h>
#include <samenspraak/log.h>

#include "problem.h"

#define SP_AUDIT_MANIFEST "manifest"
#define SP_AUDIT_EXPORTER "exporter.pem"
#define SP_AUDIT_POLICY   "policy"
#define SP_AUDIT_NAME_MAX 160 /* of a path inside the folder, with NUL */
#define SP_AUDIT_LINE_MAX ((size_t)1 << 20)

/* The files of a folder with size and hash, in order of path once sorted. */
struct sp_audit_file {
    char path[SP_AUDIT_NAME_MAX];
    uint64_t size;
    struct sp_hash hash;
};
struct sp_audit_files {
    struct sp_audit_file *rows;
    size_t count, capacity;
};
void sp_audit_files_wipe(struct sp_audit_files *files);
SP_NODISCARD enum sp_status sp_audit_files_add(
    struct sp_audit_files *files, const char *path, uint64_t size, const struct sp_hash *hash);
void sp_audit_files_sort(struct sp_audit_files *files);

/* Writes ${folder}/${path}, folders above it included, and adds it to ${files}. */
SP_NODISCARD enum sp_status sp_audit_put(const char *folder, const char *path,
    struct sp_bytes bytes, struct sp_audit_files *files, struct sp_problem *problem);
/* Makes the folders above ${folder}/${path}. */
SP_NODISCARD enum sp_status sp_audit_make_folders(const char *folder, const char *path);
/* Size and hash of a file that is there. */
SP_NODISCARD enum sp_status sp_audit_measure(
    const char *folder, const char *path, uint64_t *size, struct sp_hash *hash);

/*
 * Checks manifest and files: signed by the key of exporter.pem, nothing missing, extra or
 * different. ${exporter} gets what that certificate says, unjudged.
 */
SP_NODISCARD enum sp_status sp_audit_check_manifest(
    const char *folder, struct sp_certificate *exporter, struct sp_problem *problem);
/* The manifest's name for an exporter's key. */
SP_NODISCARD enum sp_status sp_audit_exporter_vkey(
    const struct sp_certificate *exporter, struct sp_vkey *out);

/* A whole file of the export within ${out}'s maximum. */
SP_NODISCARD enum sp_status sp_audit_read(
    const char *folder, const char *path, struct sp_buffer *out, struct sp_problem *problem);

/* ---- records.jsonl ---- */

/* One line; spans borrow from the reader until the next line. */
struct sp_audit_line {
    uint64_t index;
    bool has_record;
    struct sp_record record;
    struct sp_bytes request;
};
struct sp_audit_lines;
SP_NODISCARD enum sp_status sp_audit_lines_open(
    const char *folder, enum sp_log log, struct sp_audit_lines **out, struct sp_problem *problem);
/* SP_ERR_NOT_FOUND at the end; SP_ERR_MALFORMED with ${problem} for a line that is not one. */
SP_NODISCARD enum sp_status sp_audit_lines_next(
    struct sp_audit_lines *lines, struct sp_audit_line *out, struct sp_problem *problem);
void sp_audit_lines_close(struct sp_audit_lines *lines);

/* SP_PROBLEM_AUDIT with a number. */
SP_NODISCARD enum sp_status sp_audit_misfit(struct sp_problem *problem, enum sp_status status,
    const char *where, uint64_t number, const char *what);

#endif /* SP_AGENT_AUDIT_FOLDER_H */
