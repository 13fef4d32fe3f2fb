/*
 * The texts: each is there in both languages, with the same holes; enums and their runs agree.
 */
#include "support.h"

#include <string.h>

#include "inbox.h"
#include "outbox.h"
#include "statements.h"
#include "words.h"

static unsigned
holes(const char *text)
{
    unsigned mask = 0;

    for (const char *at = text; *at != 0; at++) {
        if (at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}') {
            mask |= 1U << (at[1] - '0');
        }
    }
    return mask;
}

static bool
is_good(int id)
{
    const char *nl = sp_texts_nl[id];
    const char *en = sp_texts_en[id];

    return nl != NULL && en != NULL && nl[0] != 0 && en[0] != 0 && holes(nl) == holes(en) &&
           sp_text((enum sp_text_id)id, SP_LANGUAGE_NL) == nl &&
           sp_text((enum sp_text_id)id, SP_LANGUAGE_EN) == en;
}

static void
every_text_is_there_in_both_languages_with_the_same_holes(void **state)
{
    (void)state;
    for (int id = 0; id < SP_TEXT_COUNT; id++) {
        assert_int_equal(is_good(id) ? id : -1, id);
    }
}

/* Texts are picked by adding a value of the enum to the first of its run. */
static void
runs_stand_in_the_order_of_their_enum(void **state)
{
    (void)state;
    assert_int_equal(SP_TEXT_STANDING_ENDED - SP_TEXT_STANDING_WAITING, SP_STANDING_ENDED);
    assert_int_equal(SP_TEXT_STANDING_REFUSED - SP_TEXT_STANDING_WAITING, SP_STANDING_REFUSED);
    assert_int_equal(
        SP_TEXT_STANDING_UNCONFIRMED - SP_TEXT_STANDING_WAITING, SP_STANDING_UNCONFIRMED);
    assert_int_equal(SP_TEXT_STANDING_NOT_YET - SP_TEXT_STANDING_WAITING, SP_STANDING_NOT_YET);
    assert_int_equal(SP_TEXT_STANDING_IN_FORCE - SP_TEXT_STANDING_WAITING, SP_STANDING_IN_FORCE);
    assert_int_equal(SP_TEXT_STANDING_EXPIRED - SP_TEXT_STANDING_WAITING, SP_STANDING_EXPIRED);
    assert_int_equal(
        SP_TEXT_STANDING_SUPERSEDED - SP_TEXT_STANDING_WAITING, SP_STANDING_SUPERSEDED);
    assert_int_equal(SP_TEXT_INBOX_OPENED - SP_TEXT_INBOX_NEW, SP_INBOX_OPENED);
    assert_int_equal(SP_TEXT_INBOX_ACKNOWLEDGED - SP_TEXT_INBOX_NEW, SP_INBOX_ACKNOWLEDGED);
    assert_int_equal(SP_TEXT_INBOX_REFUSED - SP_TEXT_INBOX_NEW, SP_INBOX_REFUSED);
    assert_int_equal(SP_TEXT_SENT_SEALED - SP_TEXT_SENT_DRAFT, SP_OUTBOX_SEALED);
    assert_int_equal(SP_TEXT_SENT_ACCEPTED - SP_TEXT_SENT_DRAFT, SP_OUTBOX_ACCEPTED);
    assert_int_equal(SP_TEXT_SENT_HELD - SP_TEXT_SENT_DRAFT, SP_OUTBOX_HELD);
    assert_int_equal(SP_TEXT_SENT_REFUSED - SP_TEXT_SENT_DRAFT, SP_OUTBOX_REFUSED);
    assert_int_equal(SP_TEXT_SENT_OPENED - SP_TEXT_SENT_DRAFT, SP_OUTBOX_OPENED);
    assert_int_equal(SP_TEXT_SENT_ACKNOWLEDGED - SP_TEXT_SENT_DRAFT, SP_OUTBOX_ACKNOWLEDGED);
    assert_int_equal(SP_TEXT_SENT_REJECTED - SP_TEXT_SENT_DRAFT, SP_OUTBOX_REJECTED);
    assert_int_equal(SP_TEXT_SENT_REVOKED - SP_TEXT_SENT_DRAFT, SP_OUTBOX_REVOKED);
    assert_int_equal(SP_TEXT_SENT_EXPIRED - SP_TEXT_SENT_DRAFT, SP_OUTBOX_EXPIRED);
    assert_int_equal(SP_TEXT_SENT_RESEAL - SP_TEXT_SENT_DRAFT, SP_OUTBOX_RESEAL);
    assert_int_equal(SP_TEXT_SENT_OPEN_REFUSED - SP_TEXT_SENT_DRAFT, SP_OUTBOX_OPEN_REFUSED);
    assert_int_equal(SP_TEXT_LAW_11 - SP_TEXT_LAW_1, SP_LAW_COUNT - 1);
}

/* Dutch addresses people with "u", and neither language shouts at them. */
static void
people_are_addressed_politely(void **state)
{
    (void)state;
    for (int id = 0; id < SP_TEXT_COUNT; id++) {
        assert_null(strstr(sp_texts_nl[id], " je "));
        assert_null(strstr(sp_texts_nl[id], " jouw "));
        assert_null(strstr(sp_texts_nl[id], "!!"));
        assert_null(strstr(sp_texts_en[id], "!!"));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_text_is_there_in_both_languages_with_the_same_holes),
        cmocka_unit_test(runs_stand_in_the_order_of_their_enum),
        cmocka_unit_test(people_are_addressed_politely),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
