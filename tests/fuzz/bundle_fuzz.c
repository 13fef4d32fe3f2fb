/*
 * Entry bundles and tiles of an export are files of the audited party, read to catch that party:
 * the verifier must survive any of them, and find no fault only when the head's root is the
 * entries'.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <samenspraak/log_verify.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum sp_status
give_all(void *context, uint64_t n, uint32_t width, struct sp_bytes *out)
{
    (void)width;
    *out = *(const struct sp_bytes *)context;
    return n == 0 ? SP_OK : SP_ERR_NOT_FOUND;
}

/* What a straight reading of the bundle gives; the count says how many entries there are. */
static struct sp_frontier
read_plainly(struct sp_bytes rest, enum sp_status *status)
{
    struct sp_frontier frontier = {0};
    struct sp_bytes entry;

    while ((*status = sp_bundle_next(&rest, &entry)) == SP_OK) {
        struct sp_hash leaf = sp_tree_leaf(entry);
        sp_frontier_append(&frontier, &leaf);
    }
    return frontier;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sp_bytes bytes = {data, size};
    const struct sp_log_reader reader = {give_all, NULL, NULL, &bytes};
    struct sp_log_finding finding;
    enum sp_status end;
    struct sp_frontier frontier = read_plainly(bytes, &end);
    struct sp_head head = {frontier.size, sp_frontier_root(&frontier)};

    if (head.size > SP_TILE_WIDTH || size == 0) {
        return 0;
    }
    enum sp_status status = sp_log_verify(&reader, &head, NULL, 0, &finding);
    if ((status == SP_OK) != (end == SP_ERR_NOT_FOUND || head.size == 0)) {
        __builtin_trap();
    }
    head.size++;
    if (head.size <= SP_TILE_WIDTH && sp_log_verify(&reader, &head, NULL, 0, &finding) == SP_OK) {
        __builtin_trap();
    }
    return 0;
}
