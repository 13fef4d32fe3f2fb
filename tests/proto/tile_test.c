/*
 * Tiles: names, widths, bundles, the writer against the definition, and a whole log against heads.
 */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include <samenspraak/log_verify.h>

static int
start(void **state)
{
    (void)state;
    return sp_crypto_init() == SP_OK ? 0 : -1;
}

static void
path_has_groups_of_three_and_a_width_when_partial(void **state)
{
    /* clang-format off */
    static const struct { uint64_t n; uint32_t width; uint8_t level; const char *want; } rows[] = {
        {0,          256, 0,  "tile/0/000"},
        {0,          1,   0,  "tile/0/000.p/1"},
        {273,        112, 1,  "tile/1/273.p/112"},
        {999,        255, 2,  "tile/2/999.p/255"},
        {1000,       256, 0,  "tile/0/x001/000"},
        {1234067,    256, 3,  "tile/3/x001/x234/067"},
        {UINT64_MAX, 255, 63, "tile/63/x018/x446/x744/x073/x709/x551/615.p/255"},
    };
    /* clang-format on */
    char path[SP_TILE_PATH_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        sp_tile_path(rows[i].level, rows[i].n, rows[i].width, path);
        assert_string_equal(path, rows[i].want);
    }
    sp_tile_entries_path(1234067, 256, path);
    assert_string_equal(path, "tile/entries/x001/x234/067");
    sp_tile_entries_path(UINT64_MAX, 255, path);
    assert_string_equal(path, "tile/entries/x018/x446/x744/x073/x709/x551/615.p/255");
}

static void
widths_at_size_70000_are_those_of_the_specification(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 273; n++) {
        assert_int_equal(sp_tile_width(70000, 0, n), 256);
    }
    assert_int_equal(sp_tile_width(70000, 0, 273), 112);
    assert_int_equal(sp_tile_width(70000, 0, 274), 0);
    assert_int_equal(sp_tile_width(70000, 1, 0), 256);
    assert_int_equal(sp_tile_width(70000, 1, 1), 17);
    assert_int_equal(sp_tile_width(70000, 1, 2), 0);
    assert_int_equal(sp_tile_width(70000, 2, 0), 1);
    assert_int_equal(sp_tile_width(70000, 3, 0), 0);
    assert_int_equal(sp_tile_width(256, 0, 0), 256);
    assert_int_equal(sp_tile_width(256, 0, 1), 0);
    assert_int_equal(sp_tile_width(256, 1, 0), 1);
    assert_int_equal(sp_tile_width(0, 0, 0), 0);
    assert_int_equal(sp_tile_width(SP_TREE_SIZE_MAX, 7, 0), 127);
    assert_int_equal(sp_tile_width(UINT64_MAX, 255, 0), 0);
    assert_int_equal(sp_tile_width(70000, 0, UINT64_MAX), 0);
}

static void
bundle_is_that_of_the_worked_example(void **state)
{
    json_t *json = sp_test_vector_json("../design/models/log-vectors.json");
    const uint8_t bytes[] = {0x00, 0x10};
    const struct sp_bytes entries[] = {{NULL, 0}, {bytes, 1}, {bytes + 1, 1}};
    uint8_t want[16];
    struct sp_buffer bundle;

    (void)state;
    if (json == NULL) {
        skip();
    }
    sp_buffer_init(&bundle, 64);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(sp_bundle_append(&bundle, entries[i]), SP_OK);
    }
    size_t size = sp_test_hex(json_string_value(json_object_get(json, "bundle_first3")), want, 16);
    assert_int_equal(bundle.size, size);
    assert_memory_equal(bundle.data, want, size);
    struct sp_bytes rest = sp_buffer_bytes(&bundle), entry;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(sp_bundle_next(&rest, &entry), SP_OK);
        assert_true(sp_bytes_equal(entry, entries[i]));
    }
    assert_int_equal(sp_bundle_next(&rest, &entry), SP_ERR_NOT_FOUND);
    sp_buffer_wipe(&bundle);
    json_decref(json);
}

static void
bundle_takes_entries_of_65535_bytes_and_none_cut_short(void **state)
{
    uint8_t *zeros = calloc(1, SP_ENTRY_MAX + 1);
    struct sp_buffer bundle;
    struct sp_bytes entry;

    (void)state;
    assert_non_null(zeros);
    sp_buffer_init(&bundle, 1U << 17);
    assert_int_equal(
        sp_bundle_append(&bundle, (struct sp_bytes){zeros, SP_ENTRY_MAX + 1}), SP_ERR_TOO_BIG);
    assert_int_equal(sp_bundle_append(&bundle, (struct sp_bytes){zeros, SP_ENTRY_MAX}), SP_OK);
    struct sp_bytes rest = sp_buffer_bytes(&bundle);
    assert_int_equal(sp_bundle_next(&rest, &entry), SP_OK);
    assert_int_equal(entry.size, SP_ENTRY_MAX);
    for (size_t size = 1; size < 4; size++) {
        rest = (struct sp_bytes){bundle.data, size};
        assert_int_equal(sp_bundle_next(&rest, &entry), SP_ERR_MALFORMED);
    }
    rest = (struct sp_bytes){bundle.data, bundle.size - 1};
    assert_int_equal(sp_bundle_next(&rest, &entry), SP_ERR_MALFORMED);
    sp_buffer_wipe(&bundle);
    free(zeros);
}

/* ---- the writer ---- */

/* A log of numbered entries in memory, with the tiles that a writer gave. */
struct tile_copy {
    uint8_t level;
    uint64_t n;
    uint32_t width;
    struct sp_hash hashes[SP_TILE_WIDTH];
};

struct folder {
    struct tile_copy *tiles;
    size_t count;
    size_t fail_after; /* tiles; then SP_ERR_IO */
    uint64_t size;
    struct sp_buffer bundle;
    /* What the reader does wrong. */
    uint64_t bad_entry;
    size_t bad_tile;
    int bundle_bytes; /* more (or fewer) at the end of bundle 1 */
    uint64_t seen;
    uint64_t refuse_entry;
};

static void
entry_of(uint64_t index, uint8_t out[static 3])
{
    out[0] = (uint8_t)(index >> 16);
    out[1] = (uint8_t)(index >> 8);
    out[2] = (uint8_t)index;
}

static struct sp_hash
leaf_of(uint64_t index)
{
    uint8_t entry[3];

    entry_of(index, entry);
    return sp_tree_leaf((struct sp_bytes){entry, 3});
}

static enum sp_status
keep_tile(void *context, uint8_t level, uint64_t n, uint32_t width, struct sp_bytes bytes)
{
    struct folder *folder = context;

    if (folder->count == folder->fail_after) {
        return SP_ERR_IO;
    }
    assert_int_equal(bytes.size, width * 32);
    folder->tiles = realloc(folder->tiles, (folder->count + 1) * sizeof(*folder->tiles));
    assert_non_null(folder->tiles);
    struct tile_copy *copy = &folder->tiles[folder->count++];
    copy->level = level, copy->n = n, copy->width = width;
    memcpy(copy->hashes, bytes.data, bytes.size);
    return SP_OK;
}

static struct sp_head
write_log(struct folder *folder, uint64_t size)
{
    const struct sp_tile_sink sink = {keep_tile, folder};
    struct sp_tile_writer *writer = NULL;

    *folder = (struct folder){.fail_after = SIZE_MAX,
        .size = size,
        .bad_entry = UINT64_MAX,
        .bad_tile = SIZE_MAX,
        .refuse_entry = UINT64_MAX};
    sp_buffer_init(&folder->bundle, 1U << 16);
    assert_int_equal(sp_tile_writer_new(&sink, &writer), SP_OK);
    for (uint64_t i = 0; i < size; i++) {
        struct sp_hash leaf = leaf_of(i);
        assert_int_equal(sp_tile_writer_append(writer, &leaf), SP_OK);
    }
    struct sp_head head = sp_tile_writer_head(writer);
    assert_int_equal(sp_tile_writer_finish(writer), SP_OK);
    struct sp_hash leaf = leaf_of(0);
    assert_int_equal(sp_tile_writer_append(writer, &leaf), SP_ERR_USAGE);
    struct sp_head after = sp_tile_writer_head(writer);
    assert_memory_equal(&after, &head, sizeof(head));
    sp_tile_writer_free(writer);
    return head;
}

static void
drop_log(struct folder *folder)
{
    free(folder->tiles);
    sp_buffer_wipe(&folder->bundle);
}

static struct sp_head
head_by_frontier(uint64_t size)
{
    struct sp_frontier frontier = {0};

    for (uint64_t i = 0; i < size; i++) {
        struct sp_hash leaf = leaf_of(i);
        sp_frontier_append(&frontier, &leaf);
    }
    return (struct sp_head){size, sp_frontier_root(&frontier)};
}

/* Every tile that a tree of this size has, once, of its width; and each hash as defined. */
static void
check_tiles(const struct folder *folder)
{
    size_t want = 0;

    for (uint8_t level = 0; level < 8; level++) {
        for (uint64_t n = 0; sp_tile_width(folder->size, level, n) > 0; n++) {
            want++;
        }
    }
    assert_int_equal(folder->count, want);
    for (size_t i = 0; i < folder->count; i++) {
        const struct tile_copy *tile = &folder->tiles[i];
        assert_int_equal(tile->width, sp_tile_width(folder->size, tile->level, tile->n));
        for (uint32_t j = 0; j < tile->width && tile->level == 0; j++) {
            struct sp_hash leaf = leaf_of(tile->n * 256 + j);
            assert_memory_equal(&tile->hashes[j], &leaf, 32);
        }
        for (size_t k = 0; k < i; k++) {
            assert_false(folder->tiles[k].level == tile->level && folder->tiles[k].n == tile->n);
        }
    }
}

static const struct tile_copy *
tile_at(const struct folder *folder, uint8_t level, uint64_t n)
{
    for (size_t i = 0; i < folder->count; i++) {
        if (folder->tiles[i].level == level && folder->tiles[i].n == n) {
            return &folder->tiles[i];
        }
    }
    return NULL;
}

/* The hash of a full tile in the tile above it is the root over its 256. */
static void
check_upper_tiles(const struct folder *folder)
{
    for (size_t i = 0; i < folder->count; i++) {
        const struct tile_copy *tile = &folder->tiles[i];
        struct sp_frontier frontier = {0};
        for (size_t j = 0; j < tile->width; j++) {
            sp_frontier_append(&frontier, &tile->hashes[j]);
        }
        struct sp_hash root = sp_frontier_root(&frontier);
        const struct tile_copy *upper = tile_at(folder, tile->level + 1, tile->n / 256);
        if (tile->width == SP_TILE_WIDTH) {
            assert_true(upper != NULL && upper->width > tile->n % 256);
            assert_memory_equal(&upper->hashes[tile->n % 256], &root, 32);
        }
    }
}

static void
writer_of_70000_leaves_gives_the_tiles_of_the_specification(void **state)
{
    struct folder folder;
    struct sp_head head = write_log(&folder, 70000), want = head_by_frontier(70000);

    (void)state;
    assert_memory_equal(&head, &want, sizeof(want));
    assert_int_equal(folder.count, 273 + 1 + 1 + 1 + 1);
    check_tiles(&folder);
    check_upper_tiles(&folder);
    drop_log(&folder);
}

static void
writer_gives_every_tile_once_at_every_size_around_the_edges(void **state)
{
    static const uint64_t sizes[] = {0, 1, 2, 3, 254, 255, 256, 257, 511, 512, 513, 769, 1000};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct folder folder;
        struct sp_head head = write_log(&folder, sizes[i]), want = head_by_frontier(sizes[i]);
        assert_memory_equal(&head, &want, sizeof(want));
        check_tiles(&folder);
        check_upper_tiles(&folder);
        drop_log(&folder);
    }
    for (uint64_t size = 65535; size <= 65537; size++) {
        struct folder folder;
        struct sp_head head = write_log(&folder, size), want = head_by_frontier(size);
        assert_memory_equal(&head, &want, sizeof(want));
        check_tiles(&folder);
        drop_log(&folder);
    }
}

static void
head_of_the_writer_is_the_frontiers_at_every_size(void **state)
{
    struct sp_frontier frontier = {0};
    struct sp_tile_writer *writer = NULL;

    (void)state;
    assert_int_equal(sp_tile_writer_new(NULL, &writer), SP_OK);
    for (uint64_t size = 0; size < 1400; size++) {
        struct sp_head head = sp_tile_writer_head(writer);
        struct sp_hash root = sp_frontier_root(&frontier), leaf = leaf_of(size);
        assert_int_equal(head.size, size);
        assert_memory_equal(&head.root, &root, 32);
        sp_frontier_append(&frontier, &leaf);
        assert_int_equal(sp_tile_writer_append(writer, &leaf), SP_OK);
    }
    assert_int_equal(sp_tile_writer_finish(writer), SP_OK);
    assert_int_equal(sp_tile_writer_finish(writer), SP_ERR_USAGE);
    sp_tile_writer_free(writer);
}

static void
writer_stays_failed_once_its_sink_failed(void **state)
{
    struct folder folder = {.fail_after = 1};
    const struct sp_tile_sink sink = {keep_tile, &folder};
    struct sp_tile_writer *writer = NULL;
    struct sp_hash leaf = leaf_of(0);

    (void)state;
    assert_int_equal(sp_tile_writer_new(&sink, &writer), SP_OK);
    for (size_t i = 0; i < 511; i++) {
        assert_int_equal(sp_tile_writer_append(writer, &leaf), SP_OK);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(sp_tile_writer_append(writer, &leaf), SP_ERR_IO);
    }
    assert_int_equal(sp_tile_writer_finish(writer), SP_ERR_IO);
    sp_tile_writer_head(writer);
    sp_tile_writer_free(writer);
    free(folder.tiles);
}

/* ---- a log against its heads ---- */

static enum sp_status
read_bundle(void *context, uint64_t n, uint32_t width, struct sp_bytes *out)
{
    struct folder *folder = context;
    uint8_t *more = NULL;

    assert_int_equal(width, sp_tile_width(folder->size, 0, n));
    sp_buffer_wipe(&folder->bundle);
    for (uint64_t i = n * 256; i < n * 256 + width; i++) {
        uint8_t entry[3];
        entry_of(i, entry);
        entry[0] ^= i == folder->bad_entry ? 0x80 : 0;
        assert_int_equal(sp_bundle_append(&folder->bundle, (struct sp_bytes){entry, 3}), SP_OK);
    }
    if (n == 1 && folder->bundle_bytes > 0) {
        assert_int_equal(
            sp_buffer_grow(&folder->bundle, (size_t)folder->bundle_bytes, &more), SP_OK);
    }
    *out = sp_buffer_bytes(&folder->bundle);
    if (n == 1 && folder->bundle_bytes < 0) {
        out->size -= (size_t)-folder->bundle_bytes;
    }
    return SP_OK;
}

/* Gives tiles from a copy on the heap that dies at the next call, as the contract allows. */
static enum sp_status
read_tile(void *context, uint8_t level, uint64_t n, uint32_t width, struct sp_bytes *out)
{
    struct folder *folder = context;

    for (size_t i = 0; i < folder->count; i++) {
        struct tile_copy *tile = &folder->tiles[i];
        if (tile->level != level || tile->n != n) {
            continue;
        }
        assert_int_equal(tile->width, width);
        sp_buffer_wipe(&folder->bundle);
        assert_int_equal(
            sp_buffer_append(&folder->bundle, tile->hashes, (size_t)width * 32), SP_OK);
        folder->bundle.data[width * 32 - 1] ^= i == folder->bad_tile ? 1 : 0;
        *out = sp_buffer_bytes(&folder->bundle);
        return SP_OK;
    }
    return SP_ERR_NOT_FOUND;
}

static enum sp_status
look_at_entry(void *context, uint64_t index, struct sp_bytes entry)
{
    struct folder *folder = context;

    assert_int_equal(index, folder->seen);
    assert_int_equal(entry.size, 3);
    folder->seen++;
    return index == folder->refuse_entry ? SP_ERR_CONFLICT : SP_OK;
}

static enum sp_status
verify(struct folder *folder, const struct sp_head *head, const struct sp_head *older,
    size_t older_count, struct sp_log_finding *finding)
{
    const struct sp_log_reader reader = {read_bundle, read_tile, look_at_entry, folder};

    folder->seen = 0;
    return sp_log_verify(&reader, head, older, older_count, finding);
}

static void
whole_log_with_its_older_heads_is_found_good(void **state)
{
    struct sp_head older[] = {head_by_frontier(700), head_by_frontier(0), head_by_frontier(1),
        head_by_frontier(512), head_by_frontier(512), head_by_frontier(300)};
    static const uint64_t sizes[] = {700, 768, 1000};
    struct sp_log_finding finding;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct folder folder;
        struct sp_head head = write_log(&folder, sizes[i]);
        assert_int_equal(verify(&folder, &head, older, 6, &finding), SP_OK);
        assert_int_equal(finding.fault, SP_LOG_FAULT_NONE);
        assert_int_equal(folder.seen, sizes[i]);
        const struct sp_log_reader no_tiles = {read_bundle, NULL, NULL, &folder};
        assert_int_equal(sp_log_verify(&no_tiles, &head, NULL, 0, &finding), SP_OK);
        drop_log(&folder);
    }
}

static void
empty_log_has_the_empty_root_and_no_other(void **state)
{
    struct folder folder;
    struct sp_head head = write_log(&folder, 0);
    struct sp_log_finding finding;

    (void)state;
    assert_int_equal(verify(&folder, &head, &head, 1, &finding), SP_OK);
    head.root.b[0] ^= 1;
    assert_int_equal(verify(&folder, &head, NULL, 0, &finding), SP_ERR_PROOF);
    assert_int_equal(finding.fault, SP_LOG_FAULT_ROOT);
    head.size = SP_TREE_SIZE_MAX + 1;
    assert_int_equal(verify(&folder, &head, NULL, 0, &finding), SP_ERR_USAGE);
    drop_log(&folder);
}

static void
every_changed_entry_is_found_by_its_tile(void **state)
{
    struct folder folder;
    struct sp_head head = write_log(&folder, 600);
    struct sp_log_finding finding;

    (void)state;
    for (uint64_t i = 0; i < 600; i += i < 590 ? 37 : 1) {
        folder.bad_entry = i;
        assert_int_equal(verify(&folder, &head, NULL, 0, &finding), SP_ERR_PROOF);
        assert_int_equal(finding.fault, SP_LOG_FAULT_TILE);
        assert_int_equal(finding.level, 0);
        assert_int_equal(finding.n, i / 256);
        /* Without tiles, by the root. */
        const struct sp_log_reader no_tiles = {read_bundle, NULL, NULL, &folder};
        assert_int_equal(sp_log_verify(&no_tiles, &head, NULL, 0, &finding), SP_ERR_PROOF);
        assert_int_equal(finding.fault, SP_LOG_FAULT_ROOT);
    }
    drop_log(&folder);
}

static void
every_changed_or_missing_tile_is_found(void **state)
{
    struct folder folder;
    struct sp_head head = write_log(&folder, 600);
    struct sp_log_finding finding;

    (void)state;
    assert_int_equal(folder.count, 4);
    for (size_t i = 0; i < folder.count; i++) {
        folder.bad_tile = i;
        assert_int_equal(verify(&folder, &head, NULL, 0, &finding), SP_ERR_PROOF);
        assert_int_equal(finding.fault, SP_LOG_FAULT_TILE);
        assert_int_equal(finding.level, folder.tiles[i].level);
        assert_int_equal(finding.n, folder.tiles[i].n);
    }
    folder.bad_tile = SIZE_MAX;
    folder.count = 2;
    assert_int_equal(verify(&folder, &head, NULL, 0, &finding), SP_ERR_NOT_FOUND);
    assert_int_equal(finding.fault, SP_LOG_FAULT_TILE);
    drop_log(&folder);
}

static void
bundle_with_a_byte_more_or_less_is_malformed(void **state)
{
    static const int bytes[] = {1, 2, 5, -1, -2, -5, -1280};
    struct folder folder;
    struct sp_head head = write_log(&folder, 600);
    struct sp_log_finding finding;

    (void)state;
    for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
        folder.bundle_bytes = bytes[i];
        assert_int_equal(verify(&folder, &head, NULL, 0, &finding), SP_ERR_MALFORMED);
        assert_int_equal(finding.fault, SP_LOG_FAULT_BUNDLE);
        assert_int_equal(finding.n, 1);
    }
    drop_log(&folder);
}

static void
older_head_of_another_tree_or_a_larger_one_is_found(void **state)
{
    struct folder folder;
    struct sp_head head = write_log(&folder, 600);
    struct sp_head older[] = {head_by_frontier(5), head_by_frontier(256), head_by_frontier(600)};
    struct sp_log_finding finding;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        older[i].root.b[9] ^= 4;
        assert_int_equal(verify(&folder, &head, older, 3, &finding), SP_ERR_PROOF);
        assert_int_equal(finding.fault, SP_LOG_FAULT_OLDER);
        assert_int_equal(finding.n, i);
        older[i].root.b[9] ^= 4;
    }
    assert_int_equal(verify(&folder, &head, older, 3, &finding), SP_OK);
    older[1] = head_by_frontier(601);
    assert_int_equal(verify(&folder, &head, older, 3, &finding), SP_ERR_PROOF);
    assert_int_equal(finding.fault, SP_LOG_FAULT_OLDER);
    assert_int_equal(finding.n, 1);
    drop_log(&folder);
}

static void
entry_that_the_reader_refuses_ends_it(void **state)
{
    struct folder folder;
    struct sp_head head = write_log(&folder, 600);
    struct sp_log_finding finding;

    (void)state;
    folder.refuse_entry = 255;
    assert_int_equal(verify(&folder, &head, NULL, 0, &finding), SP_ERR_CONFLICT);
    assert_int_equal(finding.fault, SP_LOG_FAULT_ENTRY);
    assert_int_equal(finding.n, 255);
    drop_log(&folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path_has_groups_of_three_and_a_width_when_partial),
        cmocka_unit_test(widths_at_size_70000_are_those_of_the_specification),
        cmocka_unit_test(bundle_is_that_of_the_worked_example),
        cmocka_unit_test(bundle_takes_entries_of_65535_bytes_and_none_cut_short),
        cmocka_unit_test(writer_of_70000_leaves_gives_the_tiles_of_the_specification),
        cmocka_unit_test(writer_gives_every_tile_once_at_every_size_around_the_edges),
        cmocka_unit_test(head_of_the_writer_is_the_frontiers_at_every_size),
        cmocka_unit_test(writer_stays_failed_once_its_sink_failed),
        cmocka_unit_test(whole_log_with_its_older_heads_is_found_good),
        cmocka_unit_test(empty_log_has_the_empty_root_and_no_other),
        cmocka_unit_test(every_changed_entry_is_found_by_its_tile),
        cmocka_unit_test(every_changed_or_missing_tile_is_found),
        cmocka_unit_test(bundle_with_a_byte_more_or_less_is_malformed),
        cmocka_unit_test(older_head_of_another_tree_or_a_larger_one_is_found),
        cmocka_unit_test(entry_that_the_reader_refuses_ends_it),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
