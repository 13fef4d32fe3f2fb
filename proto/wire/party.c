#include <samenspraak/party.h>

#include <stdio.h>
#include <string.h>

#include <samenspraak/terms.h>

#define URN_PREFIX    "urn:samenspraak:party:"
#define ROLE_TEXT_MAX 32 /* bytes, with NUL */
#define LETTERS       "abcdefghijklmnopqrstuvwxyz234567"
#define CHECK_LETTERS 2
#define CODE_LETTERS  (SP_PATIENT_NUMBER + CHECK_LETTERS)
#define GROUP_LETTERS 4

/* clang-format off */
static const struct sp_field party_rows[] = {
    SP_ROW(SP_FIELD_U8,    struct sp_party, role,   0, SP_ROLE_ALL_COUNT - 1),
    SP_ROW(SP_FIELD_CHARS, struct sp_party, scheme, 1, SP_SCHEME_MAX),
    SP_ROW(SP_FIELD_CHARS, struct sp_party, number, 1, SP_NUMBER_MAX),
};
/* clang-format on */

static bool
party_value_is_valid(const void *value)
{
    return sp_party_is_valid(value);
}

const struct sp_shape sp_shape_party = {
    .name = "party",
    .size = sizeof(struct sp_party),
    .fields = party_rows,
    .count = sizeof(party_rows) / sizeof(party_rows[0]),
    .check = party_value_is_valid,
};

/* Ends within its ${size} bytes and is zero from there on, so that one text is one value. */
static bool
is_zero_filled(const char *text, size_t size)
{
    size_t used = strnlen(text, size);

    for (size_t i = used; i < size; i++) {
        if (text[i] != 0) {
            return false;
        }
    }
    return used < size;
}

static bool
is_number_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-';
}

static bool
is_number(const char *number)
{
    for (size_t i = 0; number[i] != 0; i++) {
        if (!is_number_character(number[i])) {
            return false;
        }
    }
    return number[0] != 0;
}

/* The value 0..31 of a letter, or -1. */
static int
letter_value(char letter)
{
    const char *at = letter == 0 ? NULL : strchr(LETTERS, letter);

    return at == NULL ? -1 : (int)(at - LETTERS);
}

static bool
is_patient_number(const char *number)
{
    size_t count = 0;

    while (letter_value(number[count]) >= 0) {
        count++;
    }
    return count == SP_PATIENT_NUMBER && number[count] == 0;
}

static bool
scheme_fits_role(uint8_t role, const char *scheme)
{
    static const char *const registers[] = {"uzi", "big", "agb", "ura", "kvk", "oin", "reg"};
    bool known = false;

    switch (role) {
    case SP_ROLE_PATIENT:
    case SP_ROLE_REPRESENTATIVE:
    case SP_ROLE_CLOSE_ONE:
        return strcmp(scheme, "p") == 0;
    case SP_ROLE_BROKER:
        return strcmp(scheme, "kvk") == 0 || strcmp(scheme, "oin") == 0;
    default:
        for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
            known = known || strcmp(scheme, registers[i]) == 0;
        }
        return known && role < SP_ROLE_COUNT;
    }
}

bool
sp_party_is_valid(const struct sp_party *party)
{
    return is_zero_filled(party->scheme, sizeof(party->scheme)) &&
           is_zero_filled(party->number, sizeof(party->number)) &&
           scheme_fits_role(party->role, party->scheme) && is_number(party->number) &&
           (party->role != SP_ROLE_PATIENT || is_patient_number(party->number));
}

bool
sp_party_equal(const struct sp_party *a, const struct sp_party *b)
{
    return a->role == b->role && strncmp(a->scheme, b->scheme, sizeof(a->scheme)) == 0 &&
           strncmp(a->number, b->number, sizeof(a->number)) == 0;
}

/* Copies what stands before ${end} in ${text}, which moves past it; false when it does not fit. */
static bool
take_part(const char **text, char end, char *out, size_t size)
{
    const char *at = *text;
    size_t length = 0;

    while (at[length] != 0 && at[length] != end) {
        if (length + 1 == size) {
            return false;
        }
        out[length] = at[length];
        length++;
    }
    if (at[length] != end) {
        return false;
    }
    *text = at + length + (end != 0 ? 1 : 0);
    return true;
}

enum sp_status
sp_party_parse(const char *text, struct sp_party *out)
{
    char role[ROLE_TEXT_MAX] = {0};
    enum sp_status status = SP_ERR_MALFORMED;

    memset(out, 0, sizeof(*out));
    if (take_part(&text, ':', role, sizeof(role)) &&
        take_part(&text, ':', out->scheme, sizeof(out->scheme)) &&
        take_part(&text, 0, out->number, sizeof(out->number))) {
        int row = sp_term_find(&sp_roles, role);
        out->role = (uint8_t)(row < 0 ? UINT8_MAX : row);
        status = sp_party_is_valid(out) ? SP_OK : SP_ERR_MALFORMED;
    }
    if (status != SP_OK) {
        memset(out, 0, sizeof(*out));
    }
    return status;
}

void
sp_party_text(const struct sp_party *party, char out[static SP_PARTY_TEXT_MAX])
{
    (void)snprintf(out, SP_PARTY_TEXT_MAX, "%s:%.*s:%.*s", sp_term_id(&sp_roles, party->role),
        SP_SCHEME_MAX, party->scheme, SP_NUMBER_MAX, party->number);
}

enum sp_status
sp_party_parse_urn(const char *urn, struct sp_party *out)
{
    const size_t length = sizeof(URN_PREFIX) - 1;

    if (strncmp(urn, URN_PREFIX, length) != 0) {
        memset(out, 0, sizeof(*out));
        return SP_ERR_MALFORMED;
    }
    return sp_party_parse(urn + length, out);
}

void
sp_party_urn(const struct sp_party *party, char out[static SP_URN_MAX])
{
    char text[SP_PARTY_TEXT_MAX];

    sp_party_text(party, text);
    (void)snprintf(out, SP_URN_MAX, URN_PREFIX "%s", text);
}

/* Five bytes are eight letters, and 20 bytes are 32 letters without a bit left over. */
static void
values_of_id(const struct sp_patient_id *id, uint8_t values[static SP_PATIENT_NUMBER])
{
    for (size_t i = 0; i < SP_PATIENT_NUMBER; i++) {
        size_t bit = i * 5, byte = bit / 8;
        unsigned next = byte + 1 < SP_PATIENT_BYTES ? id->b[byte + 1] : 0U;
        unsigned pair = ((unsigned)id->b[byte] << 8) | next;
        values[i] = (uint8_t)(pair >> (11 - bit % 8) & 31U);
    }
}

static void
id_of_values(const uint8_t values[static SP_PATIENT_NUMBER], struct sp_patient_id *out)
{
    unsigned bits = 0;
    size_t held = 0, byte = 0;

    for (size_t i = 0; i < SP_PATIENT_NUMBER; i++) {
        bits = (bits << 5 | values[i]) & 0xfffU;
        held += 5;
        if (held >= 8) {
            held -= 8;
            out->b[byte++] = (uint8_t)(bits >> held & 0xffU);
        }
    }
}

void
sp_party_of_patient(const struct sp_patient_id *id, struct sp_party *out)
{
    uint8_t values[SP_PATIENT_NUMBER];

    memset(out, 0, sizeof(*out));
    out->role = SP_ROLE_PATIENT;
    out->scheme[0] = 'p';
    values_of_id(id, values);
    for (size_t i = 0; i < SP_PATIENT_NUMBER; i++) {
        out->number[i] = LETTERS[values[i]];
    }
}

enum sp_status
sp_party_patient_id(const struct sp_party *party, struct sp_patient_id *out)
{
    uint8_t values[SP_PATIENT_NUMBER];

    memset(out, 0, sizeof(*out));
    if (!sp_party_is_valid(party) || strcmp(party->scheme, "p") != 0 ||
        !is_patient_number(party->number)) {
        return SP_ERR_MALFORMED;
    }
    for (size_t i = 0; i < SP_PATIENT_NUMBER; i++) {
        values[i] = (uint8_t)letter_value(party->number[i]);
    }
    id_of_values(values, out);
    return SP_OK;
}

/* The product in GF(32), modulo x^5 + x^2 + 1. */
static uint8_t
multiply(uint8_t a, uint8_t b)
{
    unsigned product = 0;

    for (unsigned bit = 0; bit < 5; bit++) {
        product ^= ((unsigned)b >> bit & 1U) != 0 ? (unsigned)a << bit : 0U;
    }
    for (unsigned bit = 8; bit >= 5; bit--) {
        product ^= (product >> bit & 1U) != 0 ? 0x25U << (bit - 5) : 0U;
    }
    return (uint8_t)product;
}

/*
 * The check letters.  The letters are numbers x_i of GF(32) and the code is all words with
 *     sum of i * x_i + y = 0     and     sum of x_i + 2 * z = 0        (i = 0..31, then y, z)
 * Its columns (i, 1), (1, 0) and (0, 2) are 33 different points of the projective line, which has
 * no more, and one double: the first letter and the last.  So it finds every wrong letter, every
 * two wrong letters unless they are the first and the last, and every exchange of two letters
 * wherever they stand (for the first and the last the columns differ by the factor 2).
 */
static void
check_values(const uint8_t values[static SP_PATIENT_NUMBER], uint8_t checks[static CHECK_LETTERS])
{
    const uint8_t half = 18; /* 2 * 18 = 1 */
    uint8_t weighted = 0, sum = 0;

    for (uint8_t i = 0; i < SP_PATIENT_NUMBER; i++) {
        weighted ^= multiply(i, values[i]);
        sum ^= values[i];
    }
    checks[0] = weighted;
    checks[1] = multiply(half, sum);
}

void
sp_pairing_text(const struct sp_patient_id *id, char out[static SP_PAIRING_MAX])
{
    uint8_t values[CODE_LETTERS];
    size_t used = 0;

    memset(out, 0, SP_PAIRING_MAX);
    values_of_id(id, values);
    check_values(values, values + SP_PATIENT_NUMBER);
    for (size_t i = 0; i < CODE_LETTERS; i++) {
        if (i > 0 && i % GROUP_LETTERS == 0) {
            out[used++] = '-';
        }
        out[used++] = LETTERS[values[i]];
    }
}

/* Reads the letters, skipping blanks and hyphens; their number, or 0 when it cannot be a code. */
static size_t
read_letters(const char *text, uint8_t values[static CODE_LETTERS])
{
    size_t count = 0;

    for (; *text != 0; text++) {
        if (*text == ' ' || *text == '-' || *text == '\t' || *text == '\n' || *text == '\r') {
            continue;
        }
        bool capital = *text >= 'A' && *text <= 'Z';
        int value = capital ? *text - 'A' : letter_value(*text);
        if (value < 0 || count == CODE_LETTERS) {
            return 0;
        }
        values[count++] = (uint8_t)value;
    }
    return count;
}

enum sp_status
sp_pairing_parse(const char *text, struct sp_patient_id *out)
{
    uint8_t values[CODE_LETTERS] = {0}, checks[CHECK_LETTERS];
    struct sp_party party;

    memset(out, 0, sizeof(*out));
    if (strchr(text, ':') != NULL) {
        enum sp_status status = sp_party_parse(text, &party);
        if (status == SP_OK && party.role != SP_ROLE_PATIENT) {
            status = SP_ERR_MALFORMED;
        }
        return status == SP_OK ? sp_party_patient_id(&party, out) : status;
    }
    size_t count = read_letters(text, values);
    if (count != SP_PATIENT_NUMBER && count != CODE_LETTERS) {
        return SP_ERR_MALFORMED;
    }
    check_values(values, checks);
    if (count == CODE_LETTERS && memcmp(checks, values + SP_PATIENT_NUMBER, CHECK_LETTERS) != 0) {
        return SP_ERR_MALFORMED;
    }
    id_of_values(values, out);
    return SP_OK;
}
