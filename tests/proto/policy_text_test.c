#include "support.h"

#include <ctype.h>
#include <string.h>

#include <samenspraak/policy.h>

#include "policy_texts.h"

static size_t
rule_count(void)
{
    size_t count = 0;

    while (sp_policy_rule_at(count) != NULL) {
        count++;
    }
    return count;
}

static void
rules_have_ids_in_dotted_lower_case_each_once(void **state)
{
    size_t count = rule_count();

    (void)state;
    assert_true(count > 50);
    for (size_t i = 0; i < count; i++) {
        const struct sp_rule *rule = sp_policy_rule_at(i);

        assert_int_equal(
            strspn(rule->id, "abcdefghijklmnopqrstuvwxyz0123456789_."), strlen(rule->id));
        assert_non_null(strchr(rule->id, '.'));
        assert_ptr_equal(sp_policy_rule(rule->id), rule); /* so no id stands twice */
        assert_non_null(rule->sources);
        assert_int_not_equal(rule->verdict, SP_VERDICT_NONE);
    }
    assert_null(sp_policy_rule_at(count));
    assert_null(sp_policy_rule("no.such_rule"));
    assert_null(sp_policy_rule(""));
}

static void
the_two_public_rules_stand_in_the_list(void **state)
{
    (void)state;
    assert_ptr_equal(sp_policy_rule("pair.none"), &sp_rule_pair_none);
    assert_ptr_equal(sp_policy_rule("party.unverified"), &sp_rule_party_unverified);
}

static void
the_rules_that_are_decided_elsewhere_say_what_they_give(void **state)
{
    (void)state;
    assert_ptr_equal(sp_policy_rule("own.copy"), &sp_rule_own_copy);
    assert_int_equal(sp_rule_own_copy.verdict, SP_VERDICT_ALLOW);
    assert_ptr_equal(sp_policy_rule("message.expired"), &sp_rule_message_expired);
    assert_int_equal(sp_rule_message_expired.verdict, SP_VERDICT_DENY_EXPIRED);
    /* and what decides when no other rule does, which no facts reach */
    assert_int_equal(sp_policy_rule("default.deny")->verdict, SP_VERDICT_DENY_FORBIDDEN);
}

static void
check_list(const struct sp_policy_text_row *rows)
{
    size_t count = rule_count();

    for (size_t i = 0; i < count; i++) {
        assert_string_equal(rows[i].rule, sp_policy_rule_at(i)->id);
    }
    assert_null(rows[count].rule);
}

static void
each_language_has_one_text_for_each_rule_in_order(void **state)
{
    (void)state;
    check_list(sp_policy_texts_nl);
    check_list(sp_policy_texts_en);
}

/* Complete sentences: a capital first, a full stop or question mark last, no stray spaces. */
static void
check_sentences(const char *text)
{
    size_t size = strlen(text);

    assert_true(size > 20);
    assert_true(isupper((unsigned char)text[0]));
    assert_true(text[size - 1] == '.' || text[size - 1] == '?');
    assert_null(strstr(text, "  "));
}

static void
no_text_is_empty_or_the_same_in_both_languages(void **state)
{
    (void)state;
    for (size_t i = 0; sp_policy_rule_at(i) != NULL; i++) {
        struct sp_rule_text nl = sp_policy_text(sp_policy_rule_at(i), SP_LANGUAGE_NL);
        struct sp_rule_text en = sp_policy_text(sp_policy_rule_at(i), SP_LANGUAGE_EN);

        check_sentences(nl.why);
        check_sentences(en.why);
        check_sentences(nl.next);
        check_sentences(en.next);
        assert_true(strlen(nl.source) > 10 && strlen(en.source) > 10);
        assert_string_not_equal(nl.why, en.why);
        assert_string_not_equal(nl.next, en.next);
        assert_string_not_equal(nl.source, en.source);
    }
}

static void
no_two_rules_say_the_same(void **state)
{
    (void)state;
    for (unsigned language = 0; language < SP_LANGUAGE_COUNT; language++) {
        for (size_t i = 0; sp_policy_rule_at(i) != NULL; i++) {
            for (size_t j = 0; j < i; j++) {
                assert_string_not_equal(
                    sp_policy_text(sp_policy_rule_at(i), (enum sp_language)language).why,
                    sp_policy_text(sp_policy_rule_at(j), (enum sp_language)language).why);
            }
        }
    }
}

static void
an_unknown_rule_or_none_is_told_as_denied(void **state)
{
    const struct sp_rule stranger = {"no.such_rule", SP_VERDICT_ALLOW, ""};
    const char *denied = sp_policy_text(sp_policy_rule("default.deny"), SP_LANGUAGE_NL).why;

    (void)state;
    assert_string_equal(sp_policy_text(NULL, SP_LANGUAGE_NL).why, denied);
    assert_string_equal(sp_policy_text(&stranger, SP_LANGUAGE_NL).why, denied);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_have_ids_in_dotted_lower_case_each_once),
        cmocka_unit_test(the_two_public_rules_stand_in_the_list),
        cmocka_unit_test(the_rules_that_are_decided_elsewhere_say_what_they_give),
        cmocka_unit_test(each_language_has_one_text_for_each_rule_in_order),
        cmocka_unit_test(no_text_is_empty_or_the_same_in_both_languages),
        cmocka_unit_test(no_two_rules_say_the_same),
        cmocka_unit_test(an_unknown_rule_or_none_is_told_as_denied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
