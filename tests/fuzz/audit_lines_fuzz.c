/*
 * records.jsonl of an export that somebody hands over: any bytes at all, before anything of it was
 * checked but the manifest's hash, which is by the same hand.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit_folder.h"
#include "receipt.h"

static char folder[64], path[128];

static void
remove_folder(void)
{
    char below[128];

    unlink(path);
    snprintf(below, sizeof(below), "%s/events", folder);
    rmdir(below);
    rmdir(folder);
}

static void
make_folder(void)
{
    char below[128];

    snprintf(folder, sizeof(folder), "/tmp/samenspraak-lines-XXXXXX");
    if (mkdtemp(folder) == NULL) {
        abort();
    }
    snprintf(below, sizeof(below), "%s/events", folder);
    snprintf(path, sizeof(path), "%s/events/records.jsonl", folder);
    if (mkdir(below, 0700) != 0 || atexit(remove_folder) != 0) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sp_audit_lines *lines = NULL;
    struct sp_audit_line line;
    struct sp_problem problem;
    struct sp_record_heads heads;
    uint64_t sum = 0;

    if (folder[0] == 0) {
        make_folder();
    }
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(data, 1, size, file) != size || fclose(file) != 0) {
        abort();
    }
    if (sp_audit_lines_open(folder, SP_LOG_EVENTS, &lines, &problem) != SP_OK) {
        abort();
    }
    while (sp_audit_lines_next(lines, &line, &problem) == SP_OK) {
        for (int i = 0; line.has_record && i < SP_RECORD_FIELDS; i++) {
            sum += line.record.fields[i].size;
        }
        if (line.has_record) {
            sp_status_ignore(sp_record_heads_read(line.record.fields[SP_RECORD_HEADS], &heads));
        }
        sum += line.request.size;
    }
    sp_audit_lines_close(lines);
    sp_status_ignore(sp_record_heads_read((struct sp_bytes){data, size}, &heads));
    if (sum > 2 * size) { /* what a line gives cannot be more than the line */
        __builtin_trap();
    }
    return 0;
}
