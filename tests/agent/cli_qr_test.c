/*
 * QR codes for pairing: what a reader needs is there, and the text comes out again.
 */
#include "support.h"

#include <string.h>

#include "qr.h"

#define CODE "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567AB"

/* As zbarimg 0.23 read it; made by this program. */
static const char *const known[SP_QR_SIZE] = {"#######...##.#..#.#######",
    "#.....#...##..###.#.....#", "#.###.#..#..#.##..#.###.#", "#.###.#..###.#....#.###.#",
    "#.###.#...#...#...#.###.#", "#.....#.#.#.#.##..#.....#", "#######.#.#.#.#.#.#######",
    ".........#..###..........", "#..#.##.##...#.###.#.....", "##..#..#.#.#.#..#...##...",
    ".##...##..##..#.###...###", "##.#.#........##..#..##..", "..#.####.#.#.#.#..#....##",
    "..#....#.###...#.##..##..", "#.###.######..#..#.####..", ".##....##.##.....#.#...#.",
    "##.#.#####..###.######.#.", "........#...#.#.#...#..#.", "#######...#####.#.#.##..#",
    "#.....#.#.#.##.##...###..", "#.###.#..#..#...#####.###", "#.###.#.#.##..###.#.###..",
    "#.###.#..##.##..#.#.###.#", "#.....#.......#...#.##..#", "#######.#.#....#...#.#..#"};

static void
a_pairing_code_gives_the_known_modules(void **state)
{
    struct sp_qr qr;

    (void)state;
    assert_int_equal(sp_qr_make(CODE, &qr), SP_OK);
    for (int y = 0; y < SP_QR_SIZE; y++) {
        for (int x = 0; x < SP_QR_SIZE; x++) {
            assert_int_equal(sp_qr_is_dark(&qr, x, y), known[y][x] == '#');
        }
    }
}

static void
other_texts_are_refused(void **state)
{
    struct sp_qr qr;

    (void)state;
    assert_int_equal(sp_qr_make("abc", &qr), SP_ERR_USAGE);
    assert_int_equal(sp_qr_make("A-B", &qr), SP_ERR_USAGE);
    assert_int_equal(sp_qr_make("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &qr), SP_ERR_USAGE);
    assert_int_equal(sp_qr_make("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &qr), SP_OK);
    assert_int_equal(sp_qr_make("A", &qr), SP_OK);
}

/* Bit ${i} of the format, near the first corner or from the other two. */
static bool
format_bit(const struct sp_qr *qr, int i, bool is_second)
{
    if (is_second) {
        return i < 8 ? sp_qr_is_dark(qr, SP_QR_SIZE - 1 - i, 8)
                     : sp_qr_is_dark(qr, 8, SP_QR_SIZE - 15 + i);
    }
    if (i < 8) {
        return sp_qr_is_dark(qr, 8, i < 6 ? i : i + 1);
    }
    return sp_qr_is_dark(qr, i == 8 ? 7 : 14 - i, 8);
}

static bool
is_format(const char *text)
{
    static const char *const formats[8] = {"101010000010010", "101000100100101", "101111001111100",
        "101101101001011", "100010111111001", "100000011001110", "100111110010111",
        "100101010100000"};

    for (int mask = 0; mask < 8; mask++) {
        if (strcmp(formats[mask], text) == 0) {
            return true;
        }
    }
    return false;
}

/* ISO/IEC 18004 annex C: the fifteen format bits of level M for masks 0 to 7. */
static void
format_bits_are_those_of_the_standard_twice(void **state)
{
    static const char *const texts[] = {"A", "SAMENSPRAAK", CODE, "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZ"};

    (void)state;
    for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++) {
        struct sp_qr qr;
        char first[16] = "";
        char second[16] = "";

        assert_int_equal(sp_qr_make(texts[t], &qr), SP_OK);
        for (int i = 14; i >= 0; i--) {
            first[14 - i] = format_bit(&qr, i, false) ? '1' : '0';
            second[14 - i] = format_bit(&qr, i, true) ? '1' : '0';
        }
        assert_string_equal(first, second);
        assert_true(is_format(first));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pairing_code_gives_the_known_modules),
        cmocka_unit_test(other_texts_are_refused),
        cmocka_unit_test(format_bits_are_those_of_the_standard_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
