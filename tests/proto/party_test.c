#include "support.h"

#include <stdio.h>
#include <string.h>

#include <samenspraak/party.h>
#include <samenspraak/terms.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyz234567"

static const char patient_text[] = "patient:p:aaaqeayeaudaocajbifqydiob4ibceqt";

static struct sp_patient_id
counting_id(void)
{
    struct sp_patient_id id;

    for (uint8_t i = 0; i < SP_PATIENT_BYTES; i++) {
        id.b[i] = i;
    }
    return id;
}

/* The 34 letters of the code of ${id}, without hyphens. */
static void
code_letters(const struct sp_patient_id *id, char out[static 35])
{
    char text[SP_PAIRING_MAX];
    size_t used = 0;

    sp_pairing_text(id, text);
    for (const char *at = text; *at != 0; at++) {
        if (*at != '-') {
            assert_true(used < 34);
            out[used++] = *at;
        }
    }
    assert_int_equal(used, 34);
    out[used] = 0;
}

static bool
code_is_good(const char *text)
{
    struct sp_patient_id id;

    return sp_pairing_parse(text, &id) == SP_OK;
}

static void
a_party_reads_back_as_it_was_written(void **state)
{
    static const char *const texts[] = {
        "occ_physician:big:19012345601",
        "gp:agb:01004567",
        "clinician_ggz:uzi:900012345",
        "poh_ggz:agb:01004567.staf-12",
        "ips_coach:ura:00001234.7",
        "job_coach:kvk:12345678.a",
        "labour_expert:reg:A-123",
        "uwv_physician:big:19012345602",
        "uwv_labour_expert:oin:00000001800866472000.33",
        "employer:kvk:12345678",
        "auditor:kvk:87654321",
        "broker:kvk:11223344",
        "broker:oin:00000001800866472000",
        "representative:p:x1",
        "close_one:p:Anna-2.b",
        patient_text,
    };
    (void)state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sp_party party, again;
        char text[SP_PARTY_TEXT_MAX], urn[SP_URN_MAX];
        assert_int_equal(sp_party_parse(texts[i], &party), SP_OK);
        assert_true(sp_party_is_valid(&party));
        sp_party_text(&party, text);
        assert_string_equal(text, texts[i]);
        sp_party_urn(&party, urn);
        assert_memory_equal(urn, "urn:samenspraak:party:", 22);
        assert_string_equal(urn + 22, texts[i]);
        assert_int_equal(sp_party_parse_urn(urn, &again), SP_OK);
        assert_true(sp_party_equal(&party, &again));
        assert_memory_equal(&party, &again, sizeof(party));
    }
}

static void
a_party_that_is_not_exactly_so_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        ":",
        "::",
        "gp",
        "gp:agb",
        "gp:agb:",
        "gp::01004567",
        ":agb:01004567",
        "gp:agb:1:2",
        "gp:agb:1 ",
        " gp:agb:1",
        "gp:agb:1_2",
        "gp:agb:\xc3\xa9",
        "GP:agb:1",
        "gp:AGB:1",
        "gp:agbx:1",
        "gp:uwvxyz:1",
        "insurer:kvk:12345678",
        "gp:p:aaaqeayeaudaocajbifqydiob4ibceqt",
        "broker:p:x",
        "broker:big:1",
        "employer:p:1",
        "representative:kvk:1",
        "close_one:big:1",
        "patient:kvk:12345678",
        "patient:p:aaaqeayeaudaocajbifqydiob4ibceq",
        "patient:p:aaaqeayeaudaocajbifqydiob4ibceqta",
        "patient:p:aaaqeayeaudaocajbifqydiob4ibceq1",
        "patient:p:AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT",
        "a_role_whose_name_has_no_end_to_it_at_all:kvk:1",
        "gp:agb:12345678901234567890123456789012345678901234567890123456789012345",
    };
    (void)state;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sp_party party, zero;
        char urn[256];
        memset(&party, 0xff, sizeof(party));
        memset(&zero, 0, sizeof(zero));
        assert_int_equal(sp_party_parse(texts[i], &party), SP_ERR_MALFORMED);
        assert_memory_equal(&party, &zero, sizeof(zero));
        snprintf(urn, sizeof(urn), "urn:samenspraak:party:%s", texts[i]);
        assert_int_equal(sp_party_parse_urn(urn, &party), SP_ERR_MALFORMED);
        assert_int_equal(sp_party_parse_urn(texts[i], &party), SP_ERR_MALFORMED);
    }
    struct sp_party party;
    assert_int_equal(
        sp_party_parse_urn("URN:samenspraak:party:gp:agb:1", &party), SP_ERR_MALFORMED);
}

static void
the_longest_party_fits_its_texts(void **state)
{
    const char *longest = "uwv_labour_expert:oin:"
                          "1234567890123456789012345678901234567890123456789012345678901234";
    struct sp_party party, again;
    char text[SP_PARTY_TEXT_MAX], urn[SP_URN_MAX];
    (void)state;

    assert_int_equal(sp_party_parse(longest, &party), SP_OK);
    sp_party_text(&party, text);
    assert_string_equal(text, longest);
    sp_party_urn(&party, urn);
    assert_int_equal(sp_party_parse_urn(urn, &again), SP_OK);
    assert_true(sp_party_equal(&party, &again));
}

static void
memory_nobody_filled_in_is_no_valid_party(void **state)
{
    struct sp_party party;
    (void)state;

    memset(&party, 0, sizeof(party));
    assert_false(sp_party_is_valid(&party));
    memset(&party, 0xff, sizeof(party));
    assert_false(sp_party_is_valid(&party));
    memset(&party, 'a', sizeof(party));
    assert_false(sp_party_is_valid(&party));
}

static void
bytes_behind_the_end_make_a_party_invalid(void **state)
{
    struct sp_party party;
    (void)state;

    assert_int_equal(sp_party_parse("gp:agb:01004567", &party), SP_OK);
    party.number[SP_NUMBER_MAX] = 'x';
    assert_false(sp_party_is_valid(&party));
    party.number[SP_NUMBER_MAX] = 0;
    assert_true(sp_party_is_valid(&party));
    party.scheme[SP_SCHEME_MAX] = 'x';
    assert_false(sp_party_is_valid(&party));
}

static void
parties_differ_by_role_scheme_and_number(void **state)
{
    struct sp_party a, b;
    (void)state;

    assert_int_equal(sp_party_parse("gp:agb:1", &a), SP_OK);
    assert_int_equal(sp_party_parse("gp:agb:1", &b), SP_OK);
    assert_true(sp_party_equal(&a, &b));
    assert_int_equal(sp_party_parse("poh_ggz:agb:1", &b), SP_OK);
    assert_false(sp_party_equal(&a, &b));
    assert_int_equal(sp_party_parse("gp:big:1", &b), SP_OK);
    assert_false(sp_party_equal(&a, &b));
    assert_int_equal(sp_party_parse("gp:agb:10", &b), SP_OK);
    assert_false(sp_party_equal(&a, &b));
}

static void
a_party_on_the_wire_is_checked(void **state)
{
    struct sp_party party, again;
    struct sp_buffer out;
    const char *field = NULL;
    (void)state;

    sp_buffer_init(&out, 256);
    assert_int_equal(sp_party_parse("gp:agb:01004567", &party), SP_OK);
    assert_int_equal(sp_wire_write(&sp_shape_party, &party, &out), SP_OK);
    const uint8_t wanted[] = "\x93\x04\xa3"
                             "agb\xa8"
                             "01004567";
    assert_int_equal(out.size, sizeof(wanted) - 1);
    assert_memory_equal(out.data, wanted, out.size);
    assert_int_equal(
        sp_wire_read(&sp_shape_party, sp_buffer_bytes(&out), NULL, &again, &field), SP_OK);
    assert_memory_equal(&party, &again, sizeof(party));
    /* A patient with a register number holds row by row, but is no party. */
    out.data[1] = SP_ROLE_PATIENT;
    assert_int_equal(sp_wire_read(&sp_shape_party, sp_buffer_bytes(&out), NULL, &again, &field),
        SP_ERR_MALFORMED);
    out.data[1] = 15;
    assert_int_equal(sp_wire_read(&sp_shape_party, sp_buffer_bytes(&out), NULL, &again, &field),
        SP_ERR_MALFORMED);
    assert_string_equal(field, "role");
    party.role = SP_ROLE_PATIENT;
    size_t before = out.size;
    assert_int_equal(sp_wire_write(&sp_shape_party, &party, &out), SP_ERR_USAGE);
    assert_int_equal(out.size, before);
    sp_buffer_wipe(&out);
}

static void
a_patients_number_is_the_base32_of_her_identifier(void **state)
{
    struct sp_patient_id id = counting_id(), again;
    struct sp_party party;
    char text[SP_PARTY_TEXT_MAX];
    (void)state;

    sp_party_of_patient(&id, &party);
    sp_party_text(&party, text);
    assert_string_equal(text, patient_text); /* by Python's base64.b32encode */
    assert_int_equal(sp_party_patient_id(&party, &again), SP_OK);
    assert_memory_equal(&id, &again, sizeof(id));

    for (uint8_t bit = 0; bit < 160; bit++) {
        memset(&id, 0, sizeof(id));
        id.b[bit / 8] = (uint8_t)(1U << bit % 8);
        sp_party_of_patient(&id, &party);
        assert_true(sp_party_is_valid(&party));
        assert_int_equal(sp_party_patient_id(&party, &again), SP_OK);
        assert_memory_equal(&id, &again, sizeof(id));
    }
    assert_int_equal(sp_party_parse("close_one:p:x", &party), SP_OK);
    assert_int_equal(sp_party_patient_id(&party, &again), SP_ERR_MALFORMED);
    assert_int_equal(sp_party_parse("gp:agb:aaaqeayeaudaocajbifqydiob4ibceqt", &party), SP_OK);
    assert_int_equal(sp_party_patient_id(&party, &again), SP_ERR_MALFORMED);
}

static void
the_pairing_code_stands_in_groups_of_four(void **state)
{
    struct sp_patient_id id = counting_id();
    char text[SP_PAIRING_MAX];
    (void)state;

    sp_pairing_text(&id, text);
    assert_int_equal(strlen(text), 34 + 8);
    for (size_t i = 0; i < strlen(text); i++) {
        assert_int_equal(text[i] == '-', i % 5 == 4);
    }
    assert_memory_equal(text, "aaaq-eaye-auda-ocaj-bifq-ydio-b4ib-ceqt-", 40);
}

static void
a_pairing_code_reads_in_every_way_it_is_written(void **state)
{
    struct sp_patient_id id = counting_id(), again;
    char grouped[SP_PAIRING_MAX], bare[35], spaced[2 * 35];
    (void)state;

    sp_pairing_text(&id, grouped);
    code_letters(&id, bare);
    const char *const texts[] = {grouped, bare, patient_text, patient_text + 10,
        "AAAQ EAYE AUDA OCAJ BIFQ YDIO B4IB CEQT", " aaaqeayeaudaocajbifqydiob4ibceqt\n"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        assert_int_equal(sp_pairing_parse(texts[i], &again), SP_OK);
        assert_memory_equal(&id, &again, sizeof(id));
    }
    for (size_t i = 0; i < 34; i++) {
        spaced[2 * i] = (char)(bare[i] >= 'a' ? bare[i] - 'a' + 'A' : bare[i]);
        spaced[2 * i + 1] = i % 2 == 0 ? '-' : ' ';
    }
    spaced[68] = 0;
    assert_int_equal(sp_pairing_parse(spaced, &again), SP_OK);
    assert_memory_equal(&id, &again, sizeof(id));
}

static void
what_is_no_pairing_code_is_refused(void **state)
{
    struct sp_patient_id id = counting_id(), again, zero;
    char code[64];
    (void)state;

    memset(&zero, 0, sizeof(zero));
    code_letters(&id, code);
    for (size_t size = 0; size < 34; size++) {
        char cut[35] = {0};
        memcpy(cut, code, size);
        assert_int_equal(code_is_good(cut), size == 32);
    }
    memcpy(code + 34, "a", 2);
    assert_int_equal(sp_pairing_parse(code, &again), SP_ERR_MALFORMED);
    assert_memory_equal(&again, &zero, sizeof(zero));
    assert_false(code_is_good("aaaqeayeaudaocajbifqydiob4ibceq0"));
    assert_false(code_is_good("aaaqeayeaudaocajbifqydiob4ibceq\xc3"));
    assert_false(code_is_good("close_one:p:aaaqeayeaudaocajbifqydiob4ibceqt"));
    assert_false(code_is_good("p:aaaqeayeaudaocajbifqydiob4ibceqt"));
    assert_false(code_is_good("patient:p:aaaqeayeaudaocajbifqydiob4ibceqtaa"));
}

static void
every_wrong_letter_is_found(void **state)
{
    struct sp_patient_id id = counting_id();
    char code[35];
    (void)state;

    code_letters(&id, code);
    for (size_t at = 0; at < 34; at++) {
        char right = code[at];
        for (size_t letter = 0; letter < 32; letter++) {
            code[at] = LETTERS[letter];
            assert_int_equal(code_is_good(code), LETTERS[letter] == right);
        }
        code[at] = right;
    }
}

/* On drawn codes, every pair of places; the next test has it for all codes. */
static void
every_exchange_of_two_letters_is_found(void **state)
{
    uint32_t seed = 1;
    (void)state;

    for (size_t round = 0; round < 2000; round++) {
        struct sp_patient_id id;
        char code[35];
        for (size_t i = 0; i < SP_PATIENT_BYTES; i++) {
            seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
            id.b[i] = (uint8_t)(seed >> 24);
        }
        code_letters(&id, code);
        for (size_t a = 0; a < 34; a++) {
            size_t b = (a + 1 + round % 33) % 34;
            char first = code[a], second = code[b];
            code[a] = second;
            code[b] = first;
            assert_int_equal(code_is_good(code), first == second);
            code[a] = first;
            code[b] = second;
        }
    }
}

static size_t
letter_row(char letter)
{
    return (size_t)(strchr(LETTERS, letter) - LETTERS);
}

/*
 * Exhaustive: in a linear code an error goes unseen when the difference is itself a code word, so
 * differences from one code stand for all codes.  Differences add by exclusive or of the rows.
 */
static void
every_two_wrong_letters_are_found_but_first_with_last(void **state)
{
    struct sp_patient_id id = counting_id();
    size_t unseen = 0;
    char code[35];
    (void)state;

    code_letters(&id, code);
    for (size_t a = 0; a < 34; a++) {
        for (size_t b = a + 1; b < 34; b++) {
            char first = code[a], second = code[b];
            for (size_t both = 0; both < 31 * 31; both++) {
                size_t one = both / 31 + 1, other = both % 31 + 1;
                code[a] = LETTERS[letter_row(first) ^ one];
                code[b] = LETTERS[letter_row(second) ^ other];
                if (code_is_good(code)) {
                    assert_true(a == 0 && b == 33);
                    /* An exchange changes both by the same difference; that is always seen. */
                    assert_true(one != other);
                    unseen++;
                }
            }
            code[a] = first;
            code[b] = second;
        }
    }
    assert_int_equal(unseen, 31);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_party_reads_back_as_it_was_written),
        cmocka_unit_test(a_party_that_is_not_exactly_so_is_refused),
        cmocka_unit_test(the_longest_party_fits_its_texts),
        cmocka_unit_test(memory_nobody_filled_in_is_no_valid_party),
        cmocka_unit_test(bytes_behind_the_end_make_a_party_invalid),
        cmocka_unit_test(parties_differ_by_role_scheme_and_number),
        cmocka_unit_test(a_party_on_the_wire_is_checked),
        cmocka_unit_test(a_patients_number_is_the_base32_of_her_identifier),
        cmocka_unit_test(the_pairing_code_stands_in_groups_of_four),
        cmocka_unit_test(a_pairing_code_reads_in_every_way_it_is_written),
        cmocka_unit_test(what_is_no_pairing_code_is_refused),
        cmocka_unit_test(every_wrong_letter_is_found),
        cmocka_unit_test(every_exchange_of_two_letters_is_found),
        cmocka_unit_test(every_two_wrong_letters_are_found_but_first_with_last),
    };

    return cmocka_run_group_tests_name("party", tests, NULL, NULL);
}
