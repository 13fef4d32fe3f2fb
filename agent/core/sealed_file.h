/*
 * A file at rest: content of any size, sealed in pieces under the agent's file key, memory
 * constant.
 *
 * Each piece is bound to the file's label, its number and whether it is the last, so pieces cannot
 * be cut off, exchanged or moved to another file.  A file that is not finished does not appear.
 */
#ifndef SP_AGENT_SEALED_FILE_H
#define SP_AGENT_SEALED_FILE_H

#include <samenspraak/envelope.h>
#include <samenspraak/key.h>

#include "problem.h"

struct sp_sealed_writer;
struct sp_sealed_reader;

/* Writes beside ${path}; ${label} is a short text that the reader must give again. */
SP_NODISCARD enum sp_status sp_sealed_writer_open(const struct sp_secret_key *key, const char *path,
    const char *label, struct sp_sealed_writer **out);
SP_NODISCARD enum sp_status sp_sealed_write(
    struct sp_sealed_writer *writer, const uint8_t *data, size_t size);
/* The last piece, synced, renamed to its path.  The writer is freed, whatever the result. */
SP_NODISCARD enum sp_status sp_sealed_writer_finish(struct sp_sealed_writer *writer);
/* Gives up: nothing remains.  NULL is fine. */
void sp_sealed_writer_abort(struct sp_sealed_writer *writer);
/* As a sink for content. */
struct sp_sink sp_sealed_sink(struct sp_sealed_writer *writer);

SP_NODISCARD enum sp_status sp_sealed_reader_open(const struct sp_secret_key *key, const char *path,
    const char *label, struct sp_sealed_reader **out);
/*
 * Fills ${data} with exactly ${size} bytes; SP_ERR_STORE: altered; SP_ERR_NOT_FOUND: past the end.
 */
SP_NODISCARD enum sp_status sp_sealed_read(
    struct sp_sealed_reader *reader, uint8_t *data, size_t size);
void sp_sealed_reader_close(struct sp_sealed_reader *reader);
struct sp_source sp_sealed_source(struct sp_sealed_reader *reader);

#endif /* SP_AGENT_SEALED_FILE_H */
