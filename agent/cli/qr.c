#include "qr.h"

#include <stdint.h>
#include <string.h>

#define DATA_WORDS  28 /* version 2-M: one block */
#define CHECK_WORDS 16
#define WORDS       (DATA_WORDS + CHECK_WORDS)
#define MASKS       8

struct bits {
    uint8_t words[WORDS];
    size_t count;
};

static void
put(struct bits *bits, unsigned value, unsigned width)
{
    for (unsigned i = width; i-- > 0;) {
        if (((value >> i) & 1U) != 0) {
            bits->words[bits->count / 8] |= (uint8_t)(0x80U >> (bits->count % 8));
        }
        bits->count++;
    }
}

static int
alphanumeric(char c)
{
    static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ ";
    const char *at = c != 0 ? strchr(letters, c) : NULL;

    return at != NULL ? (int)(at - letters) : -1;
}

/* Mode, length, pairs of characters in 11 bits, then padding (7.4). */
static enum sp_status
write_data(const char *text, struct bits *bits)
{
    size_t size = strlen(text);

    if (size > SP_QR_TEXT_MAX) {
        return SP_ERR_USAGE;
    }
    put(bits, 2, 4);
    put(bits, (unsigned)size, 9);
    for (size_t i = 0; i < size; i += 2) {
        int first = alphanumeric(text[i]);
        int second = i + 1 < size ? alphanumeric(text[i + 1]) : 0;

        if (first < 0 || second < 0) {
            return SP_ERR_USAGE;
        }
        if (i + 1 < size) {
            put(bits, (unsigned)(first * 45 + second), 11);
        } else {
            put(bits, (unsigned)first, 6);
        }
    }
    size_t room = (size_t)DATA_WORDS * 8 - bits->count;

    put(bits, 0, room < 4 ? (unsigned)room : 4);
    bits->count = (bits->count + 7) / 8 * 8;
    for (unsigned i = 0; bits->count < (size_t)DATA_WORDS * 8; i++) {
        put(bits, i % 2 == 0 ? 0xec : 0x11, 8);
    }
    return SP_OK;
}

/* In GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1. */
static uint8_t
multiply(uint8_t a, uint8_t b)
{
    unsigned product = 0;

    for (int i = 7; i >= 0; i--) {
        product = (product << 1) ^ ((product >> 7) * 0x11dU);
        product ^= (((unsigned)b >> i) & 1U) * a;
    }
    return (uint8_t)product;
}

/* The product of (x - 1)(x - 2)(x - 4)..., without its leading 1. */
static void
make_divisor(uint8_t divisor[static CHECK_WORDS])
{
    uint8_t root = 1;

    for (int i = 0; i < CHECK_WORDS; i++) {
        for (int j = 0; j < CHECK_WORDS; j++) {
            divisor[j] = multiply(divisor[j], root);
            divisor[j] ^= j + 1 < CHECK_WORDS ? divisor[j + 1] : 0;
        }
        root = multiply(root, 2);
    }
}

/* Reed-Solomon: the remainder of the data by that product (7.5.2). */
static void
write_check(struct bits *bits)
{
    uint8_t divisor[CHECK_WORDS] = {[CHECK_WORDS - 1] = 1};
    uint8_t *check = bits->words + DATA_WORDS;

    make_divisor(divisor);
    for (int i = 0; i < DATA_WORDS; i++) {
        uint8_t factor = (uint8_t)(bits->words[i] ^ check[0]);

        memmove(check, check + 1, CHECK_WORDS - 1);
        check[CHECK_WORDS - 1] = 0;
        for (int j = 0; j < CHECK_WORDS; j++) {
            check[j] ^= multiply(divisor[j], factor);
        }
    }
    bits->count = (size_t)WORDS * 8;
}

/* The squares at three corners with their light border, timing lines, alignment, format bits. */
static bool
is_function(int x, int y)
{
    bool corner =
        (x <= 8 && y <= 8) || (x >= SP_QR_SIZE - 8 && y <= 8) || (x <= 8 && y >= SP_QR_SIZE - 8);
    bool timing = x == 6 || y == 6;
    bool alignment = x >= 16 && x <= 20 && y >= 16 && y <= 20;

    return corner || timing || alignment;
}

static int
distance(int x, int y, int centre_x, int centre_y)
{
    int dx = x > centre_x ? x - centre_x : centre_x - x;
    int dy = y > centre_y ? y - centre_y : centre_y - y;

    return dx > dy ? dx : dy;
}

/* Whether the module belongs to a corner's square, and if so its colour; the alignment likewise. */
static void
draw_function(struct sp_qr *qr, int x, int y)
{
    static const int corners[3][2] = {{3, 3}, {SP_QR_SIZE - 4, 3}, {3, SP_QR_SIZE - 4}};
    int d = distance(x, y, 18, 18);

    if (d <= 2) {
        qr->dark[y][x] = d != 1;
    }
    for (int i = 0; i < 3; i++) {
        d = distance(x, y, corners[i][0], corners[i][1]);
        if (d <= 4) {
            qr->dark[y][x] = d != 2 && d != 4;
        }
    }
}

static void
draw_functions(struct sp_qr *qr)
{
    for (int i = 0; i < SP_QR_SIZE; i++) {
        qr->dark[6][i] = i % 2 == 0;
        qr->dark[i][6] = i % 2 == 0;
    }
    for (int i = 0; i < SP_QR_SIZE * SP_QR_SIZE; i++) {
        draw_function(qr, i % SP_QR_SIZE, i / SP_QR_SIZE);
    }
}

/* Level M and the mask, with their check bits, twice (7.9). */
static void
draw_format(struct sp_qr *qr, unsigned mask)
{
    unsigned data = mask; /* M is 00 */
    unsigned rest = data;

    for (int i = 0; i < 10; i++) {
        rest = (rest << 1) ^ ((rest >> 9) * 0x537U);
    }
    unsigned bits = (data << 10 | rest) ^ 0x5412U;

    for (int i = 0; i < 15; i++) {
        bool dark = ((bits >> i) & 1U) != 0;

        if (i < 6) {
            qr->dark[i][8] = dark;
        } else if (i < 8) {
            qr->dark[i + 1][8] = dark;
        } else if (i == 8) {
            qr->dark[8][7] = dark;
        } else {
            qr->dark[8][14 - i] = dark;
        }
        if (i < 8) {
            qr->dark[8][SP_QR_SIZE - 1 - i] = dark;
        } else {
            qr->dark[SP_QR_SIZE - 15 + i][8] = dark;
        }
    }
    qr->dark[SP_QR_SIZE - 8][8] = true;
}

static bool
is_masked(unsigned mask, int x, int y)
{
    switch (mask) {
    case 0:
        return (x + y) % 2 == 0;
    case 1:
        return y % 2 == 0;
    case 2:
        return x % 3 == 0;
    case 3:
        return (x + y) % 3 == 0;
    case 4:
        return (x / 3 + y / 2) % 2 == 0;
    case 5:
        return x * y % 2 + x * y % 3 == 0;
    case 6:
        return (x * y % 2 + x * y % 3) % 2 == 0;
    default:
        return ((x + y) % 2 + x * y % 3) % 2 == 0;
    }
}

/* Through the modules that hold data: two columns at a time from the right, up and down in turn. */
struct walk {
    int right, step;
};

static bool
next_module(struct walk *walk, int *x, int *y)
{
    do {
        if (walk->step == 2 * SP_QR_SIZE) {
            walk->step = 0;
            walk->right -= walk->right == 8 ? 3 : 2; /* the timing column is skipped */
        }
        bool upward = ((walk->right + 1) & 2) == 0;

        *x = walk->right - walk->step % 2;
        *y = upward ? SP_QR_SIZE - 1 - walk->step / 2 : walk->step / 2;
        walk->step++;
    } while (walk->right >= 1 && is_function(*x, *y));
    return walk->right >= 1;
}

static void
draw_words(struct sp_qr *qr, const struct bits *bits, unsigned mask)
{
    struct walk walk = {.right = SP_QR_SIZE - 1};
    int x;
    int y;

    for (size_t at = 0; next_module(&walk, &x, &y); at++) {
        bool dark = at < bits->count && (((unsigned)bits->words[at / 8] >> (7 - at % 8)) & 1U) != 0;

        qr->dark[y][x] = dark != is_masked(mask, x, y);
    }
}

static bool
module(const struct sp_qr *qr, bool across, int line, int at)
{
    return across ? qr->dark[line][at] : qr->dark[at][line];
}

/* Five and more of one colour in a line, and what looks like a corner (7.8.3.1). */
static int
line_penalty(const struct sp_qr *qr, bool across, int line)
{
    static const unsigned finders[2] = {0x5d0, 0x05d}; /* 1011101 with four light modules */
    unsigned window = 0;
    int run = 0;
    int penalty = 0;

    for (int at = 0; at < SP_QR_SIZE; at++) {
        bool dark = module(qr, across, line, at);

        run = at > 0 && dark == module(qr, across, line, at - 1) ? run + 1 : 1;
        penalty += run == 5 ? 3 : run > 5 ? 1 : 0;
        window = ((window << 1) | (dark ? 1U : 0U)) & 0x7ffU;
        if (at >= 10 && (window == finders[0] || window == finders[1])) {
            penalty += 40;
        }
    }
    return penalty;
}

/* Whether the module ends a square of four of its colour. */
static bool
is_square(const struct sp_qr *qr, int x, int y)
{
    bool c = qr->dark[y][x];

    return x > 0 && y > 0 && c == qr->dark[y][x - 1] && c == qr->dark[y - 1][x] &&
           c == qr->dark[y - 1][x - 1];
}

static int
penalty_of(const struct sp_qr *qr)
{
    int penalty = 0;
    int dark = 0;

    for (int i = 0; i < SP_QR_SIZE; i++) {
        penalty += line_penalty(qr, true, i) + line_penalty(qr, false, i);
    }
    for (int i = 0; i < SP_QR_SIZE * SP_QR_SIZE; i++) {
        int x = i % SP_QR_SIZE;
        int y = i / SP_QR_SIZE;

        dark += qr->dark[y][x] ? 1 : 0;
        penalty += is_square(qr, x, y) ? 3 : 0;
    }
    int off = dark * 20 - SP_QR_SIZE * SP_QR_SIZE * 10; /* twentieths away from half */

    return penalty + (off < 0 ? -off : off) / (SP_QR_SIZE * SP_QR_SIZE) * 10;
}

enum sp_status
sp_qr_make(const char *text, struct sp_qr *out)
{
    struct bits bits = {.count = 0};
    struct sp_qr qr = {.dark = {{false}}};
    int best = 0;
    enum sp_status status;

    memset(out, 0, sizeof(*out));
    if ((status = write_data(text, &bits)) != SP_OK) {
        return status;
    }
    write_check(&bits);
    draw_functions(&qr);
    for (unsigned mask = 0; mask < MASKS; mask++) {
        draw_words(&qr, &bits, mask);
        draw_format(&qr, mask);
        int penalty = penalty_of(&qr);

        if (mask == 0 || penalty < best) {
            best = penalty;
            *out = qr;
        }
    }
    return SP_OK;
}

bool
sp_qr_is_dark(const struct sp_qr *qr, int x, int y)
{
    return x >= 0 && y >= 0 && x < SP_QR_SIZE && y < SP_QR_SIZE && qr->dark[y][x];
}
