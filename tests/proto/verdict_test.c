#include "support.h"

#include <string.h>

#include <samenspraak/verdict.h>

/* Copies of secrecy-rules.md 6.1 and of the exit codes of interfaces.md. */
/* clang-format off */
static const struct wanted {
    int number;
    const char *name;
    int code;
} wanted[] = {
    {0,  "NONE",               70},
    {1,  "ALLOW",              0},
    {2,  "HOLD_APPROVAL",      5},
    {3,  "DENY_PULL",          1},
    {4,  "DENY_IDENTITY",      1},
    {5,  "DENY_DECEASED",      1},
    {6,  "DENY_FORBIDDEN",     1},
    {7,  "DENY_BREAKGLASS",    1},
    {8,  "DENY_CAPACITY",      1},
    {9,  "DENY_OBJECTION",     1},
    {10, "DENY_REQUEST",       1},
    {11, "DENY_ONWARD",        1},
    {12, "DENY_PURPOSE",       1},
    {13, "DENY_NO_REQUEST",    1},
    {14, "DENY_NO_CONSENT",    1},
    {15, "DENY_RECIPIENT",     1},
    {16, "DENY_REVOKED",       1},
    {17, "DENY_NOT_YET_VALID", 1},
    {18, "DENY_EXPIRED",       1},
    {19, "DENY_CATEGORY",      1},
    {20, "DENY_EVIDENCE",      1},
    {21, "DENY_REJECTED",      1},
    {40, "REFUSE_FRAME",       70},
    {41, "REFUSE_VERSION",     70},
    {42, "REFUSE_KIND",        70},
    {43, "REFUSE_SIZE",        2},
    {44, "REFUSE_SIGNATURE",   4},
    {45, "REFUSE_CERT",        3},
    {46, "REFUSE_HELLO",       3},
    {47, "REFUSE_REPLAY",      70},
    {48, "REFUSE_CLOCK",       3},
    {49, "REFUSE_STALE_KEY",   3},
    {50, "REFUSE_STALE_VIEW",  4},
    {51, "REFUSE_STATEMENT",   2},
    {52, "REFUSE_NOT_FOUND",   2},
    {53, "REFUSE_FROZEN",      3},
    {54, "RESEAL",             3},
    {55, "BUSY",               3},
    {80, "DONE",               0},
    {81, "ASKED",              0},
};
/* clang-format on */

static const struct wanted *
row_of(int number)
{
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        if (wanted[i].number == number) {
            return &wanted[i];
        }
    }
    return NULL;
}

static void
every_verdict_has_its_name_and_its_exit_code(void **state)
{
    (void)state;

    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        enum sp_verdict verdict = (enum sp_verdict)wanted[i].number;
        assert_string_equal(sp_verdict_name(verdict), wanted[i].name);
        assert_int_equal(sp_verdict_exit_code(verdict), wanted[i].code);
    }
}

static void
only_allow_done_and_asked_are_good(void **state)
{
    (void)state;

    for (int number = 0; number < 256; number++) {
        bool good =
            number == SP_VERDICT_ALLOW || number == SP_VERDICT_DONE || number == SP_VERDICT_ASKED;
        assert_int_equal(sp_verdict_is_good((enum sp_verdict)number), good);
        assert_int_equal(sp_verdict_exit_code((enum sp_verdict)number) == 0, good);
    }
}

static void
memory_nobody_filled_in_refuses(void **state)
{
    enum sp_verdict verdict;
    (void)state;

    memset(&verdict, 0, sizeof(verdict));
    assert_int_equal(verdict, SP_VERDICT_NONE);
    assert_false(sp_verdict_is_good(verdict));
}

static void
a_number_outside_the_list_is_none_and_never_good(void **state)
{
    (void)state;

    for (int number = 0; number < 1000; number++) {
        if (row_of(number) == NULL) {
            assert_string_equal(sp_verdict_name((enum sp_verdict)number), "NONE");
            assert_false(sp_verdict_is_good((enum sp_verdict)number));
            assert_int_equal(sp_verdict_exit_code((enum sp_verdict)number), 70);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verdict_has_its_name_and_its_exit_code),
        cmocka_unit_test(only_allow_done_and_asked_are_good),
        cmocka_unit_test(memory_nobody_filled_in_refuses),
        cmocka_unit_test(a_number_outside_the_list_is_none_and_never_good),
    };

    return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
