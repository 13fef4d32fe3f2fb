/*
 * Files of a home: read with a limit, written durably, named safely.
 */
#ifndef SP_AGENT_FILES_H
#define SP_AGENT_FILES_H

#include <samenspraak/bytes.h>

#include "problem.h"
#include "profile.h"

/* "${folder}/${name}"; SP_ERR_TOO_BIG when it does not fit. */
SP_NODISCARD enum sp_status sp_file_path(
    const char *folder, const char *name, char out[static SP_PATH_MAX]);
/* The whole file, appended to ${out} within its maximum. */
SP_NODISCARD enum sp_status sp_file_read(
    const char *path, struct sp_buffer *out, struct sp_problem *problem);
/*
 * Replaces ${path} with ${bytes}: written beside it with mode ${mode}, synced, renamed, folder
 * synced.  After a failure the old file stands.
 */
SP_NODISCARD enum sp_status sp_file_write(
    const char *path, struct sp_bytes bytes, unsigned mode, struct sp_problem *problem);
/* Syncs the folder that holds ${path}, after a file in it was made or renamed. */
SP_NODISCARD enum sp_status sp_file_sync_folder(const char *path);
bool sp_file_exists(const char *path);
/* Removes; one that is not there is fine. */
void sp_file_remove(const char *path);

/* Lower-case hex with NUL: ${out} takes 2 * ${size} + 1. */
void sp_hex(const void *data, size_t size, char *out);
/* Reads exactly 2 * ${size} hex digits; SP_ERR_MALFORMED. */
SP_NODISCARD enum sp_status sp_hex_read(const char *text, void *out, size_t size);

#endif /* SP_AGENT_FILES_H */
