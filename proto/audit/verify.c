/*
 * From leaves to tiles, and a log against its heads (log_verify.h).
 *
 * Invariant: level l holds the hashes of its tile that is not full yet, each the root of 256^l
 * leaves.  A tile that fills goes to the sink, and its root goes one level up; so the hashes held,
 * from the lowest level to the highest, are the right edge of the tree from right to left.
 */
#include <samenspraak/log_verify.h>

#include <stdlib.h>
#include <string.h>

#define SP_TILE_LEVELS 8 /* 256^8 is more than SP_TREE_SIZE_MAX */

struct tile {
    uint64_t n;
    uint32_t width;
    struct sp_hash hashes[SP_TILE_WIDTH];
};

struct sp_tile_writer {
    struct sp_tile_sink sink;
    enum sp_status status; /* of the first failure, or SP_ERR_USAGE once finished */
    uint64_t size;
    struct tile levels[SP_TILE_LEVELS];
};

enum sp_status
sp_tile_writer_new(const struct sp_tile_sink *sink, struct sp_tile_writer **out)
{
    *out = calloc(1, sizeof(**out));
    if (*out == NULL) {
        return SP_ERR_NOMEM;
    }
    if (sink != NULL) {
        (*out)->sink = *sink;
    }
    return SP_OK;
}

void
sp_tile_writer_free(struct sp_tile_writer *writer)
{
    free(writer); /* leaf hashes are public */
}

/* The root over ${count} hashes, a power of two of at most SP_TILE_WIDTH. */
static struct sp_hash
full_root(const struct sp_hash *hashes, size_t count)
{
    struct sp_hash row[SP_TILE_WIDTH / 2];

    if (count == 1) {
        return hashes[0];
    }
    for (size_t i = 0; i < count / 2; i++) {
        row[i] = sp_tree_node(&hashes[2 * i], &hashes[2 * i + 1]);
    }
    for (size_t left = count / 2; left > 1; left /= 2) {
        for (size_t i = 0; i < left / 2; i++) {
            row[i] = sp_tree_node(&row[2 * i], &row[2 * i + 1]);
        }
    }
    return row[0];
}

static enum sp_status
tile_give(const struct sp_tile_writer *writer, uint8_t level)
{
    const struct tile *tile = &writer->levels[level];
    struct sp_bytes bytes = {
        (const uint8_t *)tile->hashes, (size_t)tile->width * sizeof(tile->hashes[0])};

    if (writer->sink.tile == NULL) {
        return SP_OK;
    }
    return writer->sink.tile(writer->sink.context, level, tile->n, tile->width, bytes);
}

enum sp_status
sp_tile_writer_append(struct sp_tile_writer *writer, const struct sp_hash *leaf)
{
    struct sp_hash last = *leaf;

    if (writer->status != SP_OK || writer->size == SP_TREE_SIZE_MAX) {
        return writer->status != SP_OK ? writer->status : SP_ERR_TOO_BIG;
    }
    writer->size++;
    for (uint8_t level = 0; level < SP_TILE_LEVELS; level++) {
        struct tile *tile = &writer->levels[level];
        tile->hashes[tile->width++] = last;
        if (tile->width < SP_TILE_WIDTH) {
            return SP_OK;
        }
        if ((writer->status = tile_give(writer, level)) != SP_OK) {
            return writer->status;
        }
        last = full_root(tile->hashes, SP_TILE_WIDTH);
        tile->n++;
        tile->width = 0;
    }
    return SP_OK;
}

/* Puts the full subtrees in ${tile}, from the right, before what ${root} stands for. */
static void
fold(const struct tile *tile, struct sp_hash *root, bool *is_empty)
{
    size_t left = tile->width;

    for (size_t count = 1; count <= left; count *= 2) {
        if ((left & count) == 0) {
            continue;
        }
        left -= count;
        struct sp_hash subtree = full_root(&tile->hashes[left], count);
        *root = *is_empty ? subtree : sp_tree_node(&subtree, root);
        *is_empty = false;
    }
}

struct sp_head
sp_tile_writer_head(const struct sp_tile_writer *writer)
{
    struct sp_head head = {writer->size, sp_tree_empty_root()};
    bool is_empty = true;

    for (size_t level = 0; level < SP_TILE_LEVELS; level++) {
        fold(&writer->levels[level], &head.root, &is_empty);
    }
    return head;
}

enum sp_status
sp_tile_writer_finish(struct sp_tile_writer *writer)
{
    enum sp_status status = writer->status;

    for (uint8_t level = 0; level < SP_TILE_LEVELS && status == SP_OK; level++) {
        if (writer->levels[level].width > 0) {
            status = tile_give(writer, level);
        }
    }
    writer->status = status != SP_OK ? status : SP_ERR_USAGE;
    return status;
}

/* ---- a log against its heads ---- */

struct check {
    const struct sp_log_reader *reader;
    const struct sp_head *head;
    const struct sp_head *older;
    size_t older_count;
    struct sp_log_finding *finding;
    struct sp_tile_writer *writer;
    uint64_t stop; /* the next size at which an older head is due; UINT64_MAX for none */
};

static enum sp_status
found(struct check *check, enum sp_log_fault fault, uint64_t n, enum sp_status status)
{
    check->finding->fault = fault;
    check->finding->n = n;
    return status;
}

static enum sp_status
tile_compare(void *context, uint8_t level, uint64_t n, uint32_t width, struct sp_bytes bytes)
{
    struct check *check = context;
    struct sp_bytes theirs = {NULL, 0};
    enum sp_status status = check->reader->tile(check->reader->context, level, n, width, &theirs);

    if (status == SP_OK && !sp_bytes_equal(theirs, bytes)) {
        status = SP_ERR_PROOF;
    }
    if (status != SP_OK) {
        check->finding->level = level;
        return found(check, SP_LOG_FAULT_TILE, n, status);
    }
    return SP_OK;
}

/* Compares the older heads of the present size and finds the next stop. */
static enum sp_status
older_compare(struct check *check)
{
    struct sp_head now = sp_tile_writer_head(check->writer);

    check->stop = UINT64_MAX;
    for (size_t i = 0; i < check->older_count; i++) {
        const struct sp_head *older = &check->older[i];
        if (older->size > check->head->size ||
            (older->size == now.size && memcmp(&older->root, &now.root, sizeof(now.root)) != 0)) {
            return found(check, SP_LOG_FAULT_OLDER, i, SP_ERR_PROOF);
        }
        if (older->size > now.size && older->size < check->stop) {
            check->stop = older->size;
        }
    }
    return SP_OK;
}

static enum sp_status
entry_check(struct check *check, uint64_t index, struct sp_bytes entry)
{
    const struct sp_log_reader *reader = check->reader;
    struct sp_hash leaf = sp_tree_leaf(entry);
    enum sp_status status = SP_OK;

    /* The reader looks first: the tile that this entry may complete ends the life of its bytes. */
    if (reader->entry != NULL && (status = reader->entry(reader->context, index, entry)) != SP_OK) {
        return found(check, SP_LOG_FAULT_ENTRY, index, status);
    }
    if ((status = sp_tile_writer_append(check->writer, &leaf)) != SP_OK) {
        return status;
    }
    return index + 1 == check->stop ? older_compare(check) : SP_OK;
}

/*
 * A tile fills only with the last entry of a full bundle, so no byte of the bundle is looked at
 * after the reader was asked for a tile.
 */
static enum sp_status
bundle_check(struct check *check, uint64_t n, uint32_t width)
{
    struct sp_bytes rest = {NULL, 0}, entry = {NULL, 0};
    enum sp_status status = check->reader->bundle(check->reader->context, n, width, &rest);

    if (status != SP_OK) {
        return found(check, SP_LOG_FAULT_BUNDLE, n, status);
    }
    for (uint32_t i = 0; i < width; i++) {
        if (sp_bundle_next(&rest, &entry) != SP_OK || (i + 1 == width && rest.size > 0)) {
            return found(check, SP_LOG_FAULT_BUNDLE, n, SP_ERR_MALFORMED);
        }
        if ((status = entry_check(check, n * SP_TILE_WIDTH + i, entry)) != SP_OK) {
            return status;
        }
    }
    return SP_OK;
}

enum sp_status
sp_log_verify(const struct sp_log_reader *reader, const struct sp_head *head,
    const struct sp_head *older, size_t older_count, struct sp_log_finding *finding)
{
    struct check check = {reader, head, older, older_count, finding, NULL, UINT64_MAX};
    const struct sp_tile_sink sink = {reader->tile != NULL ? tile_compare : NULL, &check};
    enum sp_status status;
    uint32_t width = 0;

    *finding = (struct sp_log_finding){SP_LOG_FAULT_NONE, 0, 0};
    if (head->size > SP_TREE_SIZE_MAX) {
        return SP_ERR_USAGE;
    }
    if ((status = sp_tile_writer_new(&sink, &check.writer)) != SP_OK ||
        (status = older_compare(&check)) != SP_OK) {
        goto done;
    }
    for (uint64_t n = 0; (width = sp_tile_width(head->size, 0, n)) > 0; n++) {
        if ((status = bundle_check(&check, n, width)) != SP_OK) {
            goto done;
        }
    }
    if ((status = sp_tile_writer_finish(check.writer)) != SP_OK) {
        goto done;
    }
    struct sp_head now = sp_tile_writer_head(check.writer);
    if (memcmp(&now.root, &head->root, sizeof(now.root)) != 0) {
        status = found(&check, SP_LOG_FAULT_ROOT, head->size, SP_ERR_PROOF);
    }
done:
    sp_tile_writer_free(check.writer);
    return status;
}
