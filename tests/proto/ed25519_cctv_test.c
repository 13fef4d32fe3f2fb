/*
 * Which Ed25519 signatures count, pinned: C2SP's CCTV vectors are signatures on which
 * implementations differ.  All of them must go by this one rule, which is libsodium's, so that a
 * change of library or of verifier shows here before two parties disagree about what was signed:
 *
 *     refused: a key or an R of small order; a key or an R not in its shortest form
 *              and whatever does not satisfy the equation without cofactor (residue)
 *     accepted: all else, also when key or R carry a component of small order that cancels out
 */
#include "support.h"

#include <samenspraak/key.h>

#include <stdio.h>
#include <string.h>

#define CASES    914
#define ACCEPTED 43

static const char *const refused_for[] = {
    "low_order_A", "low_order_R", "non_canonical_A", "non_canonical_R", "low_order_residue"};

/* What stands in for the rule above; the two others (components) are no ground. */
static bool
rule_accepts(json_t *flags)
{
    size_t i;
    json_t *flag;

    json_array_foreach(flags, i, flag)
    {
        for (size_t j = 0; j < sizeof(refused_for) / sizeof(refused_for[0]); j++) {
            if (strcmp(json_string_value(flag), refused_for[j]) == 0) {
                return false;
            }
        }
    }
    return true;
}

/* Reads case ${test} and says whether it verifies. */
static bool
verifies(json_t *test, struct sp_sign_public *key)
{
    struct sp_signature signature;

    assert_int_equal(sp_test_hex(json_string_value(json_object_get(test, "key")), key->b, 32), 32);
    assert_int_equal(
        sp_test_hex(json_string_value(json_object_get(test, "sig")), signature.b, 64), 64);
    struct sp_bytes message = sp_bytes_of_text(json_string_value(json_object_get(test, "msg")));
    return sp_verify_bare(key, message, &signature) == SP_OK;
}

static void
every_edge_case_goes_by_the_one_rule(void **state)
{
    size_t i, accepted = 0;
    json_t *test;
    struct sp_sign_public key;
    json_t *root = sp_test_vector_json("ed25519-cctv/ed25519vectors.json");

    (void)state;
    if (root == NULL) {
        skip();
        return;
    }
    json_array_foreach(root, i, test)
    {
        bool good = verifies(test, &key);
        if (good != rule_accepts(json_object_get(test, "flags"))) {
            fail_msg("case %zu is %s", i, good ? "accepted" : "refused");
        }
        accepted += good;
    }
    printf("ed25519-cctv: %zu cases, %zu accepted\n", json_array_size(root), accepted);
    assert_int_equal(json_array_size(root), CASES);
    assert_int_equal(accepted, ACCEPTED);
    json_decref(root);
}

static void
a_key_with_a_small_component_may_be_no_partys_key(void **state)
{
    size_t i, valid = 0, with_component = 0;
    json_t *test;
    struct sp_sign_public key;
    json_t *root = sp_test_vector_json("ed25519-cctv/ed25519vectors.json");

    (void)state;
    if (root == NULL) {
        skip();
        return;
    }
    json_array_foreach(root, i, test)
    {
        bool good = verifies(test, &key);
        bool is_key = sp_sign_public_is_valid(&key);
        valid += is_key;
        with_component += good && !is_key;
    }
    json_decref(root);
    /* Only the case without flags and those about R alone have a key that may be certified. */
    printf("ed25519-cctv: %zu cases with a valid key, %zu verify under one that is none\n", valid,
        with_component);
    assert_int_equal(with_component, ACCEPTED - 1);
    assert_true(valid > 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_edge_case_goes_by_the_one_rule),
        cmocka_unit_test(a_key_with_a_small_component_may_be_no_partys_key),
    };

    if (sp_crypto_init() != SP_OK) {
        return 70;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
