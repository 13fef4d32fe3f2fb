/*
 * Attached files: the head before the content, and names that can do no harm.
 */
#include "support.h"

#include <string.h>

#include "attachment.h"
#include "utf8.h"

static void
safe_is(const char *name, const char *want)
{
    char out[SP_SAFE_NAME_MAX];

    sp_attachment_safe_name(sp_bytes_of_text(name), out);
    assert_string_equal(out, want);
}

static void
the_head_is_length_and_last_part_of_the_name(void **state)
{
    struct sp_buffer head;
    struct sp_bytes name;
    size_t size;

    (void)state;
    sp_buffer_init(&head, SP_ATTACHMENT_HEAD_MAX);
    assert_int_equal(sp_attachment_head("../brieven/brief één.pdf", &head), SP_OK);
    assert_int_equal(head.size, 2 + strlen("brief één.pdf"));
    assert_int_equal(sp_attachment_read(sp_buffer_bytes(&head), &name, &size), SP_OK);
    assert_true(sp_bytes_equal(name, sp_bytes_of_text("brief één.pdf")));
    assert_int_equal(size, head.size);
    sp_buffer_wipe(&head);
}

static void
a_long_name_keeps_its_end_and_whole_characters(void **state)
{
    char path[600] = "/";
    struct sp_buffer head;
    struct sp_bytes name;
    size_t size;

    (void)state;
    for (size_t i = 1; i + 6 < sizeof(path); i += 2) {
        memcpy(path + i, "\xc3\xa9", 3);
    }
    memcpy(path + strlen(path) - 4, ".pdf", 5);
    sp_buffer_init(&head, SP_ATTACHMENT_HEAD_MAX);
    assert_int_equal(sp_attachment_head(path, &head), SP_OK);
    assert_int_equal(sp_attachment_read(sp_buffer_bytes(&head), &name, &size), SP_OK);
    assert_true(name.size <= SP_ATTACHMENT_NAME_MAX && sp_utf8_is_valid(name));
    assert_memory_equal(name.data + name.size - 4, ".pdf", 4);
    sp_buffer_wipe(&head);
}

static void
a_head_cut_short_empty_or_too_long_is_refused(void **state)
{
    uint8_t bytes[2 + 300] = {0, 5, 'a', 'b', 'c', 'd', 'e'};
    struct sp_bytes name;
    size_t size;

    (void)state;
    assert_int_equal(sp_attachment_read((struct sp_bytes){bytes, 7}, &name, &size), SP_OK);
    for (size_t cut = 0; cut < 7; cut++) {
        assert_int_equal(
            sp_attachment_read((struct sp_bytes){bytes, cut}, &name, &size), SP_ERR_MALFORMED);
        assert_int_equal(size, 0);
    }
    bytes[1] = 0;
    assert_int_equal(
        sp_attachment_read((struct sp_bytes){bytes, 7}, &name, &size), SP_ERR_MALFORMED);
    bytes[1] = SP_ATTACHMENT_NAME_MAX + 1;
    assert_int_equal(sp_attachment_read((struct sp_bytes){bytes, sizeof(bytes)}, &name, &size),
        SP_ERR_MALFORMED);
    bytes[0] = 1;
    bytes[1] = 0;
    assert_int_equal(sp_attachment_read((struct sp_bytes){bytes, sizeof(bytes)}, &name, &size),
        SP_ERR_MALFORMED);
}

static void
names_lose_folders_controls_and_leading_dots(void **state)
{
    (void)state;
    safe_is("brief.pdf", "brief.pdf");
    safe_is("brief één.pdf", "brief één.pdf");
    safe_is("../../etc/passwd", "passwd");
    safe_is("..\\..\\boot.ini", "boot.ini");
    safe_is("/", "file");
    safe_is("", "file");
    safe_is("..", "file");
    safe_is(".bashrc", "bashrc");
    safe_is("-rf", "rf");
    safe_is("a. . ", "a");
    safe_is("a\x1b[2Jb\nc", "a_[2Jb_c");
    safe_is("evil\xe2\x80\xae"
            "fdp.exe",
        "evil_fdp.exe");
    safe_is("\xff\xfe.txt", "__.txt");
    safe_is("a:b*c?d\"e<f>g|h", "a_b_c_d_e_f_g_h");
    safe_is("x/.y", "y");
}

static void
any_bytes_give_a_name_that_stays_in_its_folder(void **state)
{
    uint8_t bytes[SP_ATTACHMENT_NAME_MAX];
    char out[SP_SAFE_NAME_MAX];
    uint32_t random = 12345;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t size = (size_t)round % sizeof(bytes);

        for (size_t i = 0; i < size; i++) {
            random = random * 1664525U + 1013904223U;
            bytes[i] = (random >> 28) < 6 ? (uint8_t) "/.\\\x00 -"[(random >> 20) % 6]
                                          : (uint8_t)(random >> 16);
        }
        sp_attachment_safe_name((struct sp_bytes){bytes, size}, out);
        assert_true(out[0] != 0 && out[0] != '.' && out[0] != '-' && strlen(out) < sizeof(out));
        assert_null(strpbrk(out, "/\\\n\x1b"));
        assert_true(sp_utf8_is_valid(sp_bytes_of_text(out)));
    }
}

static void
utf8_takes_only_shortest_forms_of_real_characters(void **state)
{
    static const struct {
        const char *text;
        bool is_valid;
    } cases[] = {{"abc", true}, {"\xc3\xa9", true}, {"\xe2\x82\xac", true},
        {"\xf0\x9f\x98\x80", true}, {"\xf4\x8f\xbf\xbf", true}, {"\xc0\x80", false},
        {"\xc1\xbf", false}, {"\xe0\x80\x80", false}, {"\xe0\x9f\xbf", false},
        {"\xf0\x80\x80\x80", false}, {"\xf4\x90\x80\x80", false}, {"\xed\xa0\x80", false},
        {"\xed\xbf\xbf", false}, {"\xc3", false}, {"\xe2\x82", false}, {"\xf0\x9f\x98", false},
        {"\x80", false}, {"\xfe", false}, {"a\xc3z", false}};

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(sp_utf8_is_valid(sp_bytes_of_text(cases[i].text)), cases[i].is_valid);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_head_is_length_and_last_part_of_the_name),
        cmocka_unit_test(a_long_name_keeps_its_end_and_whole_characters),
        cmocka_unit_test(a_head_cut_short_empty_or_too_long_is_refused),
        cmocka_unit_test(names_lose_folders_controls_and_leading_dots),
        cmocka_unit_test(any_bytes_give_a_name_that_stays_in_its_folder),
        cmocka_unit_test(utf8_takes_only_shortest_forms_of_real_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
