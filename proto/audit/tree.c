/*
 * The Merkle tree of RFC 6962, section 2.1: hashes, right edge, proofs and their checks.
 *
 * Proofs are found from the top down, since there the split is plain (the largest power of two
 * below the size), and turned round at the end: RFC order is from the leaf up.
 */
#include <samenspraak/log.h>

#include <string.h>

struct sp_hash
sp_tree_leaf(struct sp_bytes entry)
{
    static const uint8_t prefix[1] = {0x00};
    const struct sp_bytes parts[] = {{prefix, 1}, entry};

    return sp_sha256(parts, 2);
}

struct sp_hash
sp_tree_node(const struct sp_hash *left, const struct sp_hash *right)
{
    static const uint8_t prefix[1] = {0x01};
    const struct sp_bytes parts[] = {
        {prefix, 1}, {left->b, SP_HASH_BYTES}, {right->b, SP_HASH_BYTES}};

    return sp_sha256(parts, 3);
}

struct sp_hash
sp_tree_empty_root(void)
{
    return sp_sha256(NULL, 0);
}

static bool
hash_equal(const struct sp_hash *a, const struct sp_hash *b)
{
    return memcmp(a->b, b->b, SP_HASH_BYTES) == 0;
}

/* ---- the right edge ---- */

bool
sp_frontier_is_valid(const struct sp_frontier *frontier)
{
    uint32_t ones = 0;

    for (uint64_t size = frontier->size; size != 0; size &= size - 1) {
        ones++;
    }
    return frontier->size <= SP_TREE_SIZE_MAX && frontier->count == ones;
}

/*
 * Invariant: one hash per one bit of size, largest first.  Adding one carries like binary addition,
 * each carry joins the last two.  The bounds hold for a broken struct too: then the root is wrong,
 * never the memory.
 */
void
sp_frontier_append(struct sp_frontier *frontier, const struct sp_hash *leaf)
{
    struct sp_hash last = *leaf;
    uint32_t count = frontier->count <= SP_FRONTIER_MAX ? frontier->count : SP_FRONTIER_MAX;

    for (uint64_t size = frontier->size; (size & 1) != 0 && count > 0; size >>= 1) {
        count--;
        last = sp_tree_node(&frontier->hashes[count], &last);
    }
    if (count < SP_FRONTIER_MAX) {
        frontier->hashes[count++] = last;
    }
    frontier->count = count;
    frontier->size++;
}

struct sp_hash
sp_frontier_root(const struct sp_frontier *frontier)
{
    uint32_t count = frontier->count <= SP_FRONTIER_MAX ? frontier->count : SP_FRONTIER_MAX;

    if (count == 0) {
        return sp_tree_empty_root();
    }
    struct sp_hash root = frontier->hashes[count - 1];
    for (uint32_t i = count - 1; i > 0; i--) {
        root = sp_tree_node(&frontier->hashes[i - 1], &root);
    }
    return root;
}

/* ---- proofs ---- */

/* The largest power of two below ${size}, which is at least 2. */
static uint64_t
split(uint64_t size)
{
    uint64_t k = 1;

    while (k < size - k) {
        k <<= 1;
    }
    return k;
}

/*
 * MTH of the ${size} leaves from ${start}, where start is a multiple of the largest power of two in
 * size: the full subtrees that it consists of, smallest (rightmost) first.
 */
static enum sp_status
range_root(const struct sp_tree_source *source, uint64_t start, uint64_t size, struct sp_hash *out)
{
    bool first = true;

    for (uint8_t level = 0; level < 63; level++) {
        struct sp_hash node;
        uint64_t width = UINT64_C(1) << level;
        if ((size & width) == 0) {
            continue;
        }
        uint64_t at = start + (size & ~(2 * width - 1));
        enum sp_status status = source->node(source->context, level, at >> level, &node);
        if (status != SP_OK) {
            return status;
        }
        *out = first ? node : sp_tree_node(&node, out);
        first = false;
    }
    return SP_OK;
}

enum sp_status
sp_tree_root(const struct sp_tree_source *source, uint64_t size, struct sp_hash *out)
{
    *out = sp_tree_empty_root();
    return size > SP_TREE_SIZE_MAX ? SP_ERR_USAGE : range_root(source, 0, size, out);
}

static enum sp_status
proof_add(const struct sp_tree_source *source, uint64_t start, uint64_t size, struct sp_proof *out)
{
    if (out->count >= SP_PROOF_MAX) {
        return SP_ERR_TOO_BIG;
    }
    enum sp_status status = range_root(source, start, size, &out->hashes[out->count]);
    out->count += status == SP_OK;
    return status;
}

static void
proof_reverse(struct sp_proof *proof)
{
    for (uint32_t i = 0; i < proof->count / 2; i++) {
        struct sp_hash hash = proof->hashes[i];
        proof->hashes[i] = proof->hashes[proof->count - 1 - i];
        proof->hashes[proof->count - 1 - i] = hash;
    }
}

/* PATH(m, D[n]) of RFC 6962, 2.1.1. */
enum sp_status
sp_tree_prove_inclusion(
    const struct sp_tree_source *source, uint64_t index, uint64_t size, struct sp_proof *out)
{
    enum sp_status status = SP_OK;
    uint64_t start = 0;

    memset(out, 0, sizeof(*out));
    if (index >= size || size > SP_TREE_SIZE_MAX) {
        return SP_ERR_USAGE;
    }
    while (size > 1 && status == SP_OK) {
        uint64_t k = split(size);
        if (index - start < k) {
            status = proof_add(source, start + k, size - k, out);
            size = k;
        } else {
            status = proof_add(source, start, k, out);
            start += k;
            size -= k;
        }
    }
    if (status != SP_OK) {
        memset(out, 0, sizeof(*out));
        return status;
    }
    proof_reverse(out);
    return SP_OK;
}

/* SUBPROOF(m, D[n], true) of RFC 6962, 2.1.2. */
enum sp_status
sp_tree_prove_consistency(
    const struct sp_tree_source *source, uint64_t old_size, uint64_t size, struct sp_proof *out)
{
    enum sp_status status = SP_OK;
    uint64_t start = 0;

    memset(out, 0, sizeof(*out));
    if (old_size > size || size > SP_TREE_SIZE_MAX) {
        return SP_ERR_USAGE;
    }
    if (old_size == 0) {
        return SP_OK;
    }
    while (old_size - start != size && status == SP_OK) {
        uint64_t k = split(size);
        if (old_size - start <= k) {
            status = proof_add(source, start + k, size - k, out);
            size = k;
        } else {
            status = proof_add(source, start, k, out);
            start += k;
            size -= k;
        }
    }
    /* Once the old tree is not the subtree at the left edge, its verifier lacks that root. */
    if (status == SP_OK && start > 0) {
        status = proof_add(source, start, size, out);
    }
    if (status != SP_OK) {
        memset(out, 0, sizeof(*out));
        return status;
    }
    proof_reverse(out);
    return SP_OK;
}

/* ---- checks ---- */

/*
 * One step of RFC 9162: from fn and sn, the node's and the last node's index at a level, to the
 * next level at which the node has a sibling.
 */
static void
climb(bool is_right, uint64_t *fn, uint64_t *sn)
{
    while (is_right && (*fn & 1) == 0 && *fn != 0) {
        *fn >>= 1;
        *sn >>= 1;
    }
    *fn >>= 1;
    *sn >>= 1;
}

/* RFC 9162, 2.1.3.2; fn, sn and r as there. */
enum sp_status
sp_tree_check_inclusion(const struct sp_hash *leaf, uint64_t index, uint64_t size,
    const struct sp_hash *proof, size_t count, const struct sp_hash *root)
{
    if (index >= size || size > SP_TREE_SIZE_MAX || count > SP_PROOF_MAX) {
        return SP_ERR_PROOF;
    }
    struct sp_hash r = *leaf;
    uint64_t fn = index, sn = size - 1;

    for (size_t i = 0; i < count; i++) {
        if (sn == 0) {
            return SP_ERR_PROOF;
        }
        bool is_right = (fn & 1) != 0 || fn == sn;
        r = is_right ? sp_tree_node(&proof[i], &r) : sp_tree_node(&r, &proof[i]);
        climb(is_right, &fn, &sn);
    }
    return sn == 0 && hash_equal(&r, root) ? SP_OK : SP_ERR_PROOF;
}

/* RFC 9162, 2.1.4.2; fn, sn, fr and sr as there. */
enum sp_status
sp_tree_check_consistency(uint64_t old_size, uint64_t size, const struct sp_hash *proof,
    size_t count, const struct sp_hash *old_root, const struct sp_hash *root)
{
    if (old_size == 0 || old_size > size || size > SP_TREE_SIZE_MAX || count > SP_PROOF_MAX) {
        return SP_ERR_PROOF;
    }
    if (old_size == size) {
        return count == 0 && hash_equal(old_root, root) ? SP_OK : SP_ERR_PROOF;
    }
    if (count == 0) {
        return SP_ERR_PROOF;
    }
    uint64_t fn = old_size - 1, sn = size - 1;
    while ((fn & 1) != 0) {
        fn >>= 1;
        sn >>= 1;
    }
    /* An old size that is a power of two is a full subtree: the proof starts with the old root. */
    size_t i = fn == 0 ? 0 : 1;
    struct sp_hash fr = fn == 0 ? *old_root : proof[0], sr = fr;

    for (; i < count; i++) {
        if (sn == 0) {
            return SP_ERR_PROOF;
        }
        bool is_right = (fn & 1) != 0 || fn == sn;
        fr = is_right ? sp_tree_node(&proof[i], &fr) : fr;
        sr = is_right ? sp_tree_node(&proof[i], &sr) : sp_tree_node(&sr, &proof[i]);
        climb(is_right, &fn, &sn);
    }
    bool fits = sn == 0 && hash_equal(&fr, old_root) && hash_equal(&sr, root);
    return fits ? SP_OK : SP_ERR_PROOF;
}
