/*
 * A whole log, from its first entry to its head: writing its tiles for an export, and checking an
 * export against heads that somebody signed (protocol.md A2.5, A8).
 *
 * Streaming: one tile per level is held, 70 KiB in all, whatever the size of the log.  It reads and
 * writes no files; whoever calls gives and takes bytes.  A writer belongs to one thread at a time.
 */
#ifndef SAMENSPRAAK_LOG_VERIFY_H
#define SAMENSPRAAK_LOG_VERIFY_H

#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/log.h>
#include <samenspraak/status.h>

/* ---- from leaves to tiles ---- */

/*
 * Who takes the tiles: ${tile} gets each exactly once, in the order in which they fill (level 0
 * before the tile above that it completes), ${bytes} = width * 32, borrowed for the call.  A status
 * other than SP_OK is passed on to the caller of append or finish, and the writer stays failed.
 */
struct sp_tile_sink {
    enum sp_status (*tile)(
        void *context, uint8_t level, uint64_t n, uint32_t width, struct sp_bytes bytes);
    void *context;
};

struct sp_tile_writer;

/* ${sink} is copied; NULL when only the head is wanted. */
SP_NODISCARD enum sp_status sp_tile_writer_new(
    const struct sp_tile_sink *sink, struct sp_tile_writer **out);
/* SP_ERR_USAGE after finish; after a failure that failure again. */
SP_NODISCARD enum sp_status sp_tile_writer_append(
    struct sp_tile_writer *writer, const struct sp_hash *leaf);
/* Size and root of what was appended so far; may be asked at any size. */
struct sp_head sp_tile_writer_head(const struct sp_tile_writer *writer);
/* Gives the partial tiles of the right edge; nothing may be appended any more. */
SP_NODISCARD enum sp_status sp_tile_writer_finish(struct sp_tile_writer *writer);
/* NULL is fine. */
void sp_tile_writer_free(struct sp_tile_writer *writer);

/* ---- a log against its heads ---- */

/*
 * Where the verifier gets the log.  What ${bundle} and ${tile} give is borrowed until the next call
 * of either; SP_ERR_NOT_FOUND and other failures are passed on.  ${tile} NULL: there are no tiles
 * to compare.  ${entry} NULL: nobody looks at the entries; else it gets each in order, before the
 * head has been compared: believe nothing of it until sp_log_verify has said SP_OK.
 */
struct sp_log_reader {
    enum sp_status (*bundle)(void *context, uint64_t n, uint32_t width, struct sp_bytes *out);
    enum sp_status (*tile)(
        void *context, uint8_t level, uint64_t n, uint32_t width, struct sp_bytes *out);
    enum sp_status (*entry)(void *context, uint64_t index, struct sp_bytes entry);
    void *context;
};

/* What did not fit, for the sentence that a person reads. */
enum sp_log_fault {
    SP_LOG_FAULT_NONE = 0,
    SP_LOG_FAULT_BUNDLE = 1, /* bundle n is missing or not a bundle of its width */
    SP_LOG_FAULT_TILE = 2,   /* tile level, n is missing or differs from what the entries give */
    SP_LOG_FAULT_ENTRY = 3,  /* the reader refused entry n */
    SP_LOG_FAULT_ROOT = 4,   /* the entries do not give the head's root */
    SP_LOG_FAULT_OLDER = 5,  /* older head n is larger than the head or of another tree */
};

struct sp_log_finding {
    enum sp_log_fault fault;
    uint8_t level;
    uint64_t n;
};

/*
 * Reads the log of ${head} from its bundles, recomputes every tile and the root, and compares: the
 * tiles with the reader's, the root with the head's, and on the way the root at the size of each of
 * the ${older_count} heads of earlier checkpoints, in any order.  SP_ERR_PROOF when something does
 * not fit, SP_ERR_MALFORMED for a broken bundle, else the reader's own status; ${finding} (not
 * NULL) then says what, and where.
 */
SP_NODISCARD enum sp_status sp_log_verify(const struct sp_log_reader *reader,
    const struct sp_head *head, const struct sp_head *older, size_t older_count,
    struct sp_log_finding *finding);

#endif /* SAMENSPRAAK_LOG_VERIFY_H */
