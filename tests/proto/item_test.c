#include "support.h"

#include "crafted_item.h"

#define CATEGORY SP_CATEGORY_FUNCTIONAL_LIMITS
#define FORM     0x0102

static const uint8_t uid[16] = "0123456789abcde";

/* One item and the header that a reader would have of it. */
struct one_item {
    struct sp_item_plan plan;
    struct sp_item_sealed sealed;
    struct crafted_item read;
    struct sp_buffer content; /* what was sealed */
    struct sp_buffer opened;
};

static void
one_init(struct one_item *one, size_t content_bytes)
{
    uint8_t *content = NULL;
    struct memory_source memory;

    memset(one, 0, sizeof(*one));
    sp_buffer_init(&one->content, (size_t)1 << 22);
    sp_buffer_init(&one->opened, (size_t)1 << 22);
    assert_int_equal(sp_buffer_grow(&one->content, content_bytes + 1, &content), SP_OK);
    sp_random(content, content_bytes);
    one->content.size = content_bytes;
    crafted_init(&one->read, CATEGORY, 0, uid);
    one->plan = (struct sp_item_plan){.hb = one->read.header.hb,
        .category = CATEGORY,
        .form = FORM,
        .content_bytes = content_bytes};
    memcpy(one->plan.uid, uid, sizeof(uid));
    assert_int_equal(sp_item_seal(&one->plan, source_of(&memory, sp_buffer_bytes(&one->content)),
                         sink_of(&one->read.ciphertext), &one->sealed),
        SP_OK);
    one->read.entry = one->sealed.entry;
    one->read.cek = one->sealed.cek;
}

static void
one_free(struct one_item *one)
{
    crafted_free(&one->read);
    sp_buffer_wipe(&one->content);
    sp_buffer_wipe(&one->opened);
}

static enum sp_status
one_open(struct one_item *one)
{
    sp_buffer_wipe(&one->opened);
    return crafted_open(&one->read, &one->opened);
}

static int
setup(void **state)
{
    (void)state;
    return sp_crypto_init() == SP_OK ? 0 : -1;
}

/* ---- what was sealed is opened ---- */

static void
opens_to_what_was_sealed_at_every_size(void **state)
{
    (void)state;
    /* Edges: nothing, the smallest padded size, one chunk, two chunks; head and content share. */
    static const size_t sizes[] = {0, 1, 2, 996, 997, 998, 1022, 1023, 1024, 1025, 2048, 65508,
        65509, 65510, 65535, 65536, 65537, 67557, 67558, 131044, 131045, 131046, 131072, 200000,
        1048576};

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        struct one_item one;
        struct memory_source memory;
        struct sp_item_opened said;
        one_init(&one, sizes[i]);
        assert_int_equal(one.sealed.entry.padded_bytes, sp_item_padded(sizes[i]));
        assert_int_equal(
            one.read.ciphertext.size, sp_item_ciphertext_bytes(one.sealed.entry.padded_bytes));
        const struct sp_source source = source_of(&memory, sp_buffer_bytes(&one.read.ciphertext));
        assert_int_equal(
            sp_item_open(&one.read.header, 0, &one.read.cek, source, sink_of(&one.opened), &said),
            SP_OK);
        assert_true(sp_bytes_equal(sp_buffer_bytes(&one.opened), sp_buffer_bytes(&one.content)));
        assert_int_equal(said.content_bytes, sizes[i]);
        assert_int_equal(said.form, FORM);
        assert_memory_equal(said.uid, uid, sizeof(uid));
        assert_int_equal(memory.at, one.read.ciphertext.size);
        one_free(&one);
    }
}

/* A file of zeros that counts, and a temporary file. */
struct counted {
    FILE *file;
    uint64_t total;
    size_t largest;
};

static enum sp_status
counted_read(void *context, uint8_t *data, size_t size)
{
    struct counted *counted = context;

    counted->total += size;
    counted->largest = size > counted->largest ? size : counted->largest;
    if (counted->file == NULL) {
        memset(data, 0x5a, size);
        return SP_OK;
    }
    return fread(data, 1, size, counted->file) == size ? SP_OK : SP_ERR_IO;
}

static enum sp_status
counted_write(void *context, const uint8_t *data, size_t size)
{
    struct counted *counted = context;

    counted->total += size;
    counted->largest = size > counted->largest ? size : counted->largest;
    if (counted->file == NULL) {
        return data[0] == 0x5a && data[size - 1] == 0x5a ? SP_OK : SP_ERR_INTERNAL;
    }
    return fwrite(data, 1, size, counted->file) == size ? SP_OK : SP_ERR_IO;
}

static void
ten_mebibytes_flow_through_one_chunk(void **state)
{
    (void)state;
    const uint64_t content = UINT64_C(10) << 20;
    struct counted file = {.file = tmpfile()}, plain = {0};
    struct sp_item_sealed sealed;
    struct sp_item_opened said;
    struct crafted_item read;
    struct sp_hash ct_hash;

    assert_non_null(file.file);
    crafted_init(&read, CATEGORY, 0, uid);
    struct sp_item_plan plan = {
        .hb = read.header.hb, .category = CATEGORY, .content_bytes = content};
    memcpy(plan.uid, uid, sizeof(uid));
    assert_int_equal(sp_item_seal(&plan, (struct sp_source){counted_read, &plain},
                         (struct sp_sink){counted_write, &file}, &sealed),
        SP_OK);
    assert_int_equal(plain.total, content);
    assert_int_equal(file.total, sp_item_ciphertext_bytes(sealed.entry.padded_bytes));
    read.entry = sealed.entry;
    plain.total = 0;
    rewind(file.file);
    assert_int_equal(
        sp_item_open(&read.header, 0, &sealed.cek, (struct sp_source){counted_read, &file},
            (struct sp_sink){counted_write, &plain}, &said),
        SP_OK);
    assert_int_equal(plain.total, content);
    rewind(file.file);
    assert_int_equal(sp_item_ciphertext_hash((struct sp_source){counted_read, &file},
                         sealed.entry.padded_bytes, &ct_hash),
        SP_OK);
    assert_memory_equal(ct_hash.b, sealed.entry.ct_hash.b, sizeof(ct_hash.b));
    assert_true(plain.largest <= SP_CHUNK_BYTES);
    assert_true(file.largest <= SP_STREAM_HEADER + SP_CHUNK_BYTES + SP_CHUNK_OVERHEAD);
    fclose(file.file);
    crafted_free(&read);
}

static void
forwarding_keeps_the_reference_and_nothing_else(void **state)
{
    (void)state;
    struct one_item a, b;

    one_init(&a, 100);
    one_init(&b, 100);
    assert_memory_equal(&a.sealed.entry.item_ref, &b.sealed.entry.item_ref, SP_HASH_BYTES);
    assert_memory_not_equal(&a.sealed.entry.k_com, &b.sealed.entry.k_com, SP_HASH_BYTES);
    assert_memory_not_equal(&a.sealed.entry.ct_hash, &b.sealed.entry.ct_hash, SP_HASH_BYTES);
    assert_memory_not_equal(&a.sealed.cek, &b.sealed.cek, sizeof(a.sealed.cek));
    one_free(&a);
    one_free(&b);
}

/* ---- the bytes, from the text of PROTOCOL.md ---- */

static struct sp_hash
hash_text(const char *label, struct sp_bytes a, struct sp_bytes b)
{
    const struct sp_bytes parts[] = {
        sp_bytes_of_text("samenspraak/v1/"), {(const uint8_t *)label, strlen(label) + 1}, a, b};

    return sp_sha256(parts, 4);
}

/* RFC 6962 2.1 word for word, over leaves given as spans. */
static struct sp_hash
tree_root(const struct sp_bytes *leaves, size_t count)
{
    static const uint8_t leaf_byte = 0, node_byte = 1;
    size_t split = 1;

    if (count == 1) {
        const struct sp_bytes parts[] = {{&leaf_byte, 1}, leaves[0]};
        return sp_sha256(parts, 2);
    }
    while (split * 2 < count) {
        split *= 2;
    }
    const struct sp_hash left = tree_root(leaves, split);
    const struct sp_hash right = tree_root(leaves + split, count - split);
    const struct sp_bytes parts[] = {{&node_byte, 1}, {left.b, 32}, {right.b, 32}};
    return sp_sha256(parts, 3);
}

static void
ct_hash_is_the_tree_over_the_chunks(void **state)
{
    (void)state;
    for (size_t chunks = 1; chunks <= 18; chunks++) {
        struct one_item one;
        struct sp_bytes leaves[24];
        size_t count = 0, at = 0;
        uint8_t length[8];
        one_init(&one, chunks * SP_CHUNK_BYTES - 40000);
        const struct sp_bytes all = sp_buffer_bytes(&one.read.ciphertext);
        while (at < all.size) {
            size_t size = SP_CHUNK_BYTES + SP_CHUNK_OVERHEAD + (at == 0 ? SP_STREAM_HEADER : 0);
            size = size < all.size - at ? size : all.size - at;
            assert_true(count < 24);
            leaves[count++] = (struct sp_bytes){all.data + at, size};
            at += size;
        }
        const struct sp_hash root = tree_root(leaves, count);
        for (int i = 0; i < 8; i++) {
            length[i] = (uint8_t)(one.sealed.entry.padded_bytes >> (56 - 8 * i));
        }
        const struct sp_hash expected = hash_text(
            "ct", (struct sp_bytes){length, sizeof(length)}, (struct sp_bytes){root.b, 32});
        assert_memory_equal(expected.b, one.sealed.entry.ct_hash.b, 32);
        one_free(&one);
    }
}

static void
commits_to_its_key_and_names_its_uid(void **state)
{
    (void)state;
    struct one_item one;
    static const uint8_t info[] = "samenspraak/v1/item\0\0\0\x09"; /* item 0, category 9 */
    uint8_t keys[64];

    one_init(&one, 10);
    assert_int_equal(
        sp_hkdf((struct sp_bytes){one.plan.hb.b, 32}, (struct sp_bytes){one.sealed.cek.b, 32},
            (struct sp_bytes){info, sizeof(info) - 1}, keys, sizeof(keys)),
        SP_OK);
    assert_memory_equal(keys + 32, one.sealed.entry.k_com.b, 32);
    const struct sp_hash item_ref =
        hash_text("item-ref", (struct sp_bytes){uid, sizeof(uid)}, (struct sp_bytes){NULL, 0});
    assert_memory_equal(item_ref.b, one.sealed.entry.item_ref.b, 32);
    one_free(&one);
}

/* Decrypts by hand what sp_item_seal made. */
static void
plaintext_is_head_content_and_zeros(void **state)
{
    (void)state;
    struct one_item one;
    struct sp_item_keys keys;
    crypto_secretstream_xchacha20poly1305_state stream;
    uint8_t plain[1024], ad[34], tag = 0;

    one_init(&one, 5);
    const struct sp_bytes all = sp_buffer_bytes(&one.read.ciphertext);
    assert_int_equal(all.size, 24 + 1024 + 17);
    assert_int_equal(sp_item_keys_derive(&one.plan.hb, 0, CATEGORY, &one.sealed.cek, &keys), SP_OK);
    memcpy(ad, one.plan.hb.b, 32);
    ad[32] = ad[33] = 0;
    crypto_secretstream_xchacha20poly1305_init_pull(&stream, all.data, keys.enc);
    assert_int_equal(crypto_secretstream_xchacha20poly1305_pull(
                         &stream, plain, NULL, &tag, all.data + 24, all.size - 24, ad, sizeof(ad)),
        0);
    assert_int_equal(tag, crypto_secretstream_xchacha20poly1305_TAG_FINAL);
    assert_memory_equal(plain, uid, 16);
    assert_memory_equal(plain + 16, "\0\0\0\0\0\0\0\5\1\2\x09", 11);
    assert_memory_equal(plain + 27, one.content.data, 5);
    assert_true(sodium_is_zero(plain + 32, sizeof(plain) - 32));
    one_free(&one);
}

/* ---- what was damaged on its way ---- */

static void
refuses_every_flipped_bit(void **state)
{
    (void)state;
    struct one_item one;

    one_init(&one, 300);
    for (size_t bit = 0; bit < one.read.ciphertext.size * 8; bit++) {
        one.read.ciphertext.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_int_equal(one_open(&one), SP_ERR_PROOF);
        assert_int_equal(one.opened.size, 0);
        one.read.ciphertext.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    assert_int_equal(one_open(&one), SP_OK);
    one_free(&one);
}

static void
refuses_a_flip_in_any_chunk(void **state)
{
    (void)state;
    struct one_item one;

    one_init(&one, 200000);
    for (size_t at = 0; at < one.read.ciphertext.size; at += 9973) {
        one.read.ciphertext.data[at] ^= 0x80;
        assert_int_equal(one_open(&one), SP_ERR_PROOF);
        one.read.ciphertext.data[at] ^= 0x80;
    }
    one_free(&one);
}

static void
hands_on_what_the_source_says_at_every_truncation(void **state)
{
    (void)state;
    struct one_item one;
    struct sp_hash ct_hash;

    one_init(&one, 300);
    const size_t whole = one.read.ciphertext.size;
    for (size_t size = 0; size < whole; size++) {
        struct memory_source memory;
        one.read.ciphertext.size = size;
        assert_int_equal(one_open(&one), SP_ERR_IO);
        const struct sp_source source = source_of(&memory, sp_buffer_bytes(&one.read.ciphertext));
        assert_int_equal(sp_item_ciphertext_hash(source, 1024, &ct_hash), SP_ERR_IO);
    }
    one.read.ciphertext.size = whole;
    one_free(&one);
}

static enum sp_status
full_sink(void *context, const uint8_t *data, size_t size)
{
    (void)context;
    (void)data;
    (void)size;
    return SP_ERR_TOO_BIG;
}

static void
hands_on_what_the_sink_says_and_wipes(void **state)
{
    (void)state;
    static const struct sp_item_sealed nothing;
    static const struct sp_item_opened silent;
    const struct sp_sink full = {full_sink, NULL};
    struct one_item one;
    struct memory_source memory;
    struct sp_item_sealed sealed;
    struct sp_item_opened said;

    one_init(&one, 100);
    memset(&sealed, 0xff, sizeof(sealed));
    assert_int_equal(
        sp_item_seal(&one.plan, source_of(&memory, sp_buffer_bytes(&one.content)), full, &sealed),
        SP_ERR_TOO_BIG);
    assert_memory_equal(&sealed, &nothing, sizeof(sealed));
    memset(&said, 0xff, sizeof(said));
    const struct sp_source source = source_of(&memory, sp_buffer_bytes(&one.read.ciphertext));
    assert_int_equal(
        sp_item_open(&one.read.header, 0, &one.read.cek, source, full, &said), SP_ERR_TOO_BIG);
    assert_memory_equal(&said, &silent, sizeof(said));
    /* A source that ends early. */
    one.content.size = 99;
    assert_int_equal(sp_item_seal(&one.plan, source_of(&memory, sp_buffer_bytes(&one.content)),
                         sink_of(&one.opened), &sealed),
        SP_ERR_IO);
    assert_memory_equal(&sealed, &nothing, sizeof(sealed));
    one_free(&one);
}

/* ---- another key ---- */

static void
opens_with_no_other_key_item_category_or_base(void **state)
{
    (void)state;
    struct one_item one;

    one_init(&one, 100);
    for (size_t bit = 0; bit < 8 * sizeof(one.read.cek.b); bit++) {
        one.read.cek.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_int_equal(one_open(&one), SP_ERR_KEY);
        one.read.cek.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    one.read.category.v ^= 1;
    assert_int_equal(one_open(&one), SP_ERR_KEY);
    one.read.category.v ^= 1;
    one.read.header.hb.b[0] ^= 1;
    assert_int_equal(one_open(&one), SP_ERR_KEY);
    one.read.header.hb.b[0] ^= 1;
    assert_int_equal(one_open(&one), SP_OK);
    one_free(&one);
}

/* Even when the commitment is made to fit, a ciphertext moved elsewhere does not decrypt. */
static void
a_moved_ciphertext_fails_to_decrypt(void **state)
{
    (void)state;
    struct one_item one;
    struct sp_item_keys keys;

    one_init(&one, 100);
    one.read.header.hb.b[0] ^= 1;
    assert_int_equal(
        sp_item_keys_derive(&one.read.header.hb, 0, CATEGORY, &one.read.cek, &keys), SP_OK);
    memcpy(one.read.entry.k_com.b, keys.com, sizeof(keys.com));
    assert_int_equal(one_open(&one), SP_ERR_MALFORMED);
    assert_int_equal(one.opened.size, 0);
    one_free(&one);
}

/* One key with two stream headers can open one body to two texts: the header is in the hash. */
static void
another_stream_header_under_the_same_key_is_refused(void **state)
{
    (void)state;
    struct one_item one;
    struct crafted_item second;

    one_init(&one, 100);
    second = one.read;
    sp_buffer_init(&second.ciphertext, (size_t)1 << 20);
    const uint8_t plain[1024] = {0};
    crafted_seal(&second, (struct sp_bytes){plain, sizeof(plain)}, 0);
    memcpy(one.read.ciphertext.data, second.ciphertext.data, SP_STREAM_HEADER);
    assert_int_equal(one_open(&one), SP_ERR_PROOF);
    /* Nor does a second body under the second header pass for the first. */
    memcpy(one.read.ciphertext.data, second.ciphertext.data, second.ciphertext.size);
    assert_int_equal(one_open(&one), SP_ERR_PROOF);
    assert_int_equal(one.opened.size, 0);
    crafted_free(&second);
    one_free(&one);
}

/* ---- outside the contract ---- */

static void
refuses_items_categories_and_sizes_that_do_not_exist(void **state)
{
    (void)state;
    struct one_item one;
    struct memory_source memory;
    struct sp_item_sealed sealed;
    struct sp_item_opened said;
    struct sp_hash ct_hash;

    one_init(&one, 10);
    const struct sp_source source = source_of(&memory, sp_buffer_bytes(&one.content));
    const struct sp_sink sink = sink_of(&one.opened);
    struct sp_item_plan plan = one.plan;
    plan.index = SP_ITEMS_MAX;
    assert_int_equal(sp_item_seal(&plan, source, sink, &sealed), SP_ERR_USAGE);
    plan = one.plan;
    plan.category = SP_CATEGORY_COUNT;
    assert_int_equal(sp_item_seal(&plan, source, sink, &sealed), SP_ERR_USAGE);
    plan = one.plan;
    plan.content_bytes = SP_ITEM_MAX - SP_ITEM_HEAD_BYTES + 1;
    assert_int_equal(sp_item_seal(&plan, source, sink, &sealed), SP_ERR_TOO_BIG);
    plan.content_bytes = UINT64_MAX;
    assert_int_equal(sp_item_seal(&plan, source, sink, &sealed), SP_ERR_TOO_BIG);
    assert_int_equal(memory.at, 0);
    assert_int_equal(
        sp_item_open(&one.read.header, 1, &one.read.cek, source, sink, &said), SP_ERR_USAGE);
    one.read.entry.padded_bytes = 1025;
    assert_int_equal(
        sp_item_open(&one.read.header, 0, &one.read.cek, source, sink, &said), SP_ERR_USAGE);
    assert_int_equal(sp_item_ciphertext_hash(source, 0, &ct_hash), SP_ERR_USAGE);
    assert_int_equal(sp_item_ciphertext_hash(source, UINT64_MAX, &ct_hash), SP_ERR_USAGE);
    one_free(&one);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_to_what_was_sealed_at_every_size),
        cmocka_unit_test(ten_mebibytes_flow_through_one_chunk),
        cmocka_unit_test(forwarding_keeps_the_reference_and_nothing_else),
        cmocka_unit_test(ct_hash_is_the_tree_over_the_chunks),
        cmocka_unit_test(commits_to_its_key_and_names_its_uid),
        cmocka_unit_test(plaintext_is_head_content_and_zeros),
        cmocka_unit_test(refuses_every_flipped_bit),
        cmocka_unit_test(refuses_a_flip_in_any_chunk),
        cmocka_unit_test(hands_on_what_the_source_says_at_every_truncation),
        cmocka_unit_test(hands_on_what_the_sink_says_and_wipes),
        cmocka_unit_test(opens_with_no_other_key_item_category_or_base),
        cmocka_unit_test(a_moved_ciphertext_fails_to_decrypt),
        cmocka_unit_test(another_stream_header_under_the_same_key_is_refused),
        cmocka_unit_test(refuses_items_categories_and_sizes_that_do_not_exist),
    };

    return cmocka_run_group_tests(tests, setup, NULL);
}
