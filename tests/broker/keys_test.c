/*
 * The broker's key files: intake keys that come and go, the vault root in two slots.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#include "envelope_sample.h"
#include "keys.h"

#define NOW  INT64_C(1795388281000)
#define HOUR ((int64_t)SP_INTAKE_LIFE_MS)

static const struct sp_bytes no_passphrase = {NULL, 0};
static char folder[512];

static int
set_up(void **state)
{
    (void)state;
    assert_int_equal(sp_crypto_init(), SP_OK);
    snprintf(folder, sizeof(folder), "%s", sp_test_folder("keys"));
    return 0;
}

static const char *
at(const char *name)
{
    static char paths[2][1024];
    static int next;
    char *path = paths[next++ % 2];

    snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    return path;
}

static int
tear_down(void **state)
{
    static const char *const names[] = {"master.key", "log.key", "vault-0.key", "vault-1.key",
        "intake-0.key", "intake-1.key", "intake-0.key.new", "vault-1.key.new"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        unlink(at(names[i]));
    }
    return rmdir(folder);
}

static struct sp_keys *
make(struct sp_bytes passphrase)
{
    struct sp_keys *keys = NULL;
    const char *why = NULL;

    assert_int_equal(sp_keys_absent(folder, &why), SP_OK);
    assert_int_equal(sp_keys_init(folder, passphrase, NOW, &why), SP_OK);
    assert_int_equal(sp_keys_open(folder, passphrase, &keys, &why), SP_OK);
    return keys;
}

static struct sp_keys *
reopen(struct sp_keys *keys)
{
    struct sp_keys *again = NULL;
    const char *why = NULL;

    sp_keys_free(keys);
    assert_int_equal(sp_keys_open(folder, no_passphrase, &again, &why), SP_OK);
    return again;
}

static void
keys_are_files_of_their_owner_alone(void **state)
{
    static const char *const names[] = {"master.key", "log.key", "vault-0.key", "intake-0.key"};
    struct sp_keys *keys = make(no_passphrase);
    struct stat about;

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_int_equal(stat(at(names[i]), &about), 0);
        assert_int_equal(about.st_mode & 0777, 0600);
    }
    sp_keys_free(keys);
}

static void
init_destroys_no_keys(void **state)
{
    const char *why = "";

    (void)state;
    sp_keys_free(make(no_passphrase));
    assert_int_equal(sp_keys_absent(folder, &why), SP_ERR_CONFLICT);
    assert_string_not_equal(why, "");
}

static void
the_passphrase_opens_them_and_no_other(void **state)
{
    struct sp_keys *keys = make(sp_bytes_of_text("paard batterij nietje"));
    const char *why = NULL;

    (void)state;
    sp_keys_free(keys);
    assert_int_equal(sp_keys_open(folder, no_passphrase, &keys, &why), SP_ERR_KEY);
    assert_null(keys);
    assert_int_equal(sp_keys_open(folder, sp_bytes_of_text("paard"), &keys, &why), SP_ERR_KEY);
    assert_int_equal(
        sp_keys_open(folder, sp_bytes_of_text("paard batterij nietje"), &keys, &why), SP_OK);
    sp_keys_free(keys);
}

static void
the_log_key_stays_the_same(void **state)
{
    struct sp_keys *keys = make(no_passphrase);
    struct sp_sign_public before = sp_sign_key_public(sp_keys_log(keys));

    (void)state;
    keys = reopen(keys);
    struct sp_sign_public after = sp_sign_key_public(sp_keys_log(keys));
    assert_memory_equal(&before, &after, sizeof(before));
    sp_keys_free(keys);
}

static void
damaged_and_swapped_files_do_not_open(void **state)
{
    struct sp_keys *keys = make(no_passphrase);
    const char *why = NULL;

    (void)state;
    sp_keys_free(keys);
    assert_int_equal(rename(at("vault-0.key"), at("vault-1.key")), 0);
    keys = NULL;
    assert_int_equal(sp_keys_open(folder, no_passphrase, &keys, &why), SP_OK);
    assert_int_equal(sp_keys_root_choose(keys, 1), SP_ERR_KEY); /* the name is bound */
    sp_keys_free(keys);
    int fd = open(at("log.key"), O_RDWR);
    uint8_t byte = 0;
    assert_int_equal(pread(fd, &byte, 1, 40), 1);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, 40), 1);
    close(fd);
    assert_int_equal(sp_keys_open(folder, no_passphrase, &keys, &why), SP_ERR_KEY);
    assert_null(keys);
    assert_string_not_equal(why, "");
}

/* Whether the shares of a fresh message sealed to ${to} are opened at ${now_ms}. */
static enum sp_status
opens_at(struct sp_keys *keys, const struct sp_box_public *to, int64_t now_ms)
{
    struct envelope_sample *sample = calloc(1, sizeof(*sample));
    struct sp_share shares[2 * 2];

    assert_non_null(sample);
    sample_init(sample, 2, 2);
    sample_write_base(sample);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(sample_seal_item(sample, i, sp_bytes_of_text("x")), SP_OK);
    }
    struct sp_envelope_plan plan = sample_plan(sample);
    plan.intake = *to;
    assert_int_equal(sp_envelope_seal(&plan, &sample->envelope), SP_OK);
    sample_read(sample);
    const struct sp_send_request request = {
        .intake_id = sp_key_id(SP_ROLE_BROKER, SP_SUITE_V1, to->b),
        .broker_blob = sp_buffer_bytes(&sample->envelope.broker_blob)};
    enum sp_status status = sp_keys_open_shares(keys, now_ms, &request, &sample->header, shares, 4);
    sample_free(sample);
    free(sample);
    return status;
}

static struct sp_box_public
intake_at(struct sp_keys *keys, int64_t now_ms)
{
    struct sp_box_public key;
    int64_t not_after_ms = 0;

    assert_int_equal(sp_keys_intake(keys, now_ms, &key, &not_after_ms), SP_OK);
    assert_true(now_ms < not_after_ms && not_after_ms <= now_ms + HOUR);
    return key;
}

static void
an_intake_key_lives_an_hour_and_opens_one_more(void **state)
{
    struct sp_keys *keys = make(no_passphrase);
    struct sp_box_public first = intake_at(keys, NOW);
    struct sp_box_public same = intake_at(keys, NOW + HOUR - 1);
    struct sp_box_public second = intake_at(keys, NOW + HOUR);

    (void)state;
    assert_memory_equal(&first, &same, sizeof(first));
    assert_memory_not_equal(&first, &second, sizeof(first));
    assert_int_equal(opens_at(keys, &first, NOW + HOUR + 1), SP_OK);
    assert_int_equal(opens_at(keys, &second, NOW + HOUR + 1), SP_OK);
    assert_int_equal(opens_at(keys, &first, NOW + 2 * HOUR - 1), SP_OK);
    assert_int_equal(opens_at(keys, &first, NOW + 2 * HOUR), SP_ERR_NOT_FOUND);
    sp_keys_free(keys);
}

static void
an_old_intake_key_is_erased_without_anybody_asking(void **state)
{
    struct sp_keys *keys = make(no_passphrase);

    (void)state;
    assert_int_equal(sp_keys_intake_renew(keys, NOW + HOUR), SP_OK);
    assert_int_equal(access(at("intake-1.key"), F_OK), 0);
    assert_int_equal(sp_keys_intake_renew(keys, NOW + 2 * HOUR - 1), SP_OK);
    assert_int_equal(access(at("intake-1.key"), F_OK), 0);
    assert_int_equal(sp_keys_intake_renew(keys, NOW + 2 * HOUR), SP_OK); /* the next moved there */
    keys = reopen(keys);
    assert_int_equal(sp_keys_intake_renew(keys, NOW + 5 * HOUR), SP_OK);
    assert_int_equal(sp_keys_intake_renew(keys, NOW + 5 * HOUR), SP_OK);
    assert_int_equal(access(at("intake-1.key"), F_OK), -1);
    assert_int_equal(access(at("intake-0.key"), F_OK), 0);
    sp_keys_free(keys);
}

static void
intake_keys_survive_a_restart(void **state)
{
    struct sp_keys *keys = make(no_passphrase);
    struct sp_box_public first = intake_at(keys, NOW), second = intake_at(keys, NOW + HOUR);

    (void)state;
    keys = reopen(keys);
    assert_int_equal(opens_at(keys, &first, NOW + HOUR + 1), SP_OK);
    assert_int_equal(opens_at(keys, &second, NOW + HOUR + 1), SP_OK);
    sp_keys_free(keys);
}

static void
killed_while_an_intake_key_turns_nothing_is_lost(void **state)
{
    struct sp_keys *keys = make(no_passphrase);
    struct sp_box_public first = intake_at(keys, NOW);

    (void)state;
    sp_keys_free(keys);
    /* As after the rename and before the new file. */
    assert_int_equal(rename(at("intake-0.key"), at("intake-1.key")), 0);
    const char *why = NULL;
    keys = NULL;
    assert_int_equal(sp_keys_open(folder, no_passphrase, &keys, &why), SP_OK);
    struct sp_box_public second = intake_at(keys, NOW + 1000);
    assert_memory_not_equal(&first, &second, sizeof(first));
    assert_int_equal(opens_at(keys, &first, NOW + 2000), SP_OK);
    assert_int_equal(opens_at(keys, &second, NOW + 2000), SP_OK);
    sp_keys_free(keys);
}

/* ---- the root ---- */

static struct sp_buffer
wrap(const struct sp_secret_key *root)
{
    struct sp_buffer out;

    sp_buffer_init(&out, 256);
    assert_int_equal(
        sp_secret_seal(root, no_passphrase, sp_bytes_of_text("a vault key"), &out), SP_OK);
    return out;
}

static enum sp_status
unwrap(const struct sp_secret_key *root, const struct sp_buffer *wrapped)
{
    struct sp_buffer out;

    sp_buffer_init(&out, 256);
    enum sp_status status = sp_secret_open(root, no_passphrase, sp_buffer_bytes(wrapped), &out);
    sp_buffer_wipe(&out);
    return status;
}

static void
a_turned_root_does_not_open_what_was_wrapped_before(void **state)
{
    struct sp_keys *keys = make(no_passphrase);
    const struct sp_secret_key *next = NULL;
    uint64_t generation = 0;

    (void)state;
    assert_int_equal(sp_keys_root_choose(keys, 1), SP_OK);
    struct sp_buffer old = wrap(sp_keys_root(keys));
    assert_int_equal(unwrap(sp_keys_root(keys), &old), SP_OK);
    assert_int_equal(sp_keys_root_make(keys, &next, &generation), SP_OK);
    assert_int_equal(generation, 2);
    struct sp_buffer fresh = wrap(next);
    assert_int_equal(sp_keys_root_done(keys), SP_OK);
    assert_int_equal(sp_keys_root_generation(keys), 2);
    assert_int_equal(unwrap(sp_keys_root(keys), &old), SP_ERR_KEY);
    assert_int_equal(unwrap(sp_keys_root(keys), &fresh), SP_OK);
    assert_int_equal(access(at("vault-0.key"), F_OK), -1); /* the old slot is free */
    keys = reopen(keys);
    assert_int_equal(sp_keys_root_choose(keys, 1), SP_ERR_KEY);
    assert_int_equal(sp_keys_root_choose(keys, 2), SP_OK);
    assert_int_equal(unwrap(sp_keys_root(keys), &old), SP_ERR_KEY);
    assert_int_equal(unwrap(sp_keys_root(keys), &fresh), SP_OK);
    sp_buffer_wipe(&old);
    sp_buffer_wipe(&fresh);
    sp_keys_free(keys);
}

static void
killed_before_the_commit_the_old_root_counts_and_the_new_one_goes(void **state)
{
    struct sp_keys *keys = make(no_passphrase);
    const struct sp_secret_key *next = NULL;
    uint64_t generation = 0;

    (void)state;
    assert_int_equal(sp_keys_root_choose(keys, 1), SP_OK);
    struct sp_buffer old = wrap(sp_keys_root(keys));
    assert_int_equal(sp_keys_root_make(keys, &next, &generation), SP_OK);
    keys = reopen(keys); /* killed here */
    assert_int_equal(access(at("vault-1.key"), F_OK), 0);
    assert_int_equal(sp_keys_root_choose(keys, 1), SP_OK);
    assert_int_equal(unwrap(sp_keys_root(keys), &old), SP_OK);
    assert_int_equal(access(at("vault-1.key"), F_OK), -1);
    sp_buffer_wipe(&old);
    sp_keys_free(keys);
}

static void
killed_after_the_commit_the_new_root_counts_and_the_old_one_goes(void **state)
{
    struct sp_keys *keys = make(no_passphrase);
    const struct sp_secret_key *next = NULL;
    uint64_t generation = 0;

    (void)state;
    assert_int_equal(sp_keys_root_choose(keys, 1), SP_OK);
    assert_int_equal(sp_keys_root_make(keys, &next, &generation), SP_OK);
    struct sp_buffer fresh = wrap(next);
    keys = reopen(keys); /* killed here, the store names generation 2 */
    assert_int_equal(sp_keys_root_choose(keys, generation), SP_OK);
    assert_int_equal(unwrap(sp_keys_root(keys), &fresh), SP_OK);
    assert_int_equal(access(at("vault-0.key"), F_OK), -1);
    sp_buffer_wipe(&fresh);
    sp_keys_free(keys);
}

static void
a_half_overwritten_slot_does_not_stop_the_other(void **state)
{
    struct sp_keys *keys = make(no_passphrase);
    const struct sp_secret_key *next = NULL;
    uint64_t generation = 0;

    (void)state;
    assert_int_equal(sp_keys_root_choose(keys, 1), SP_OK);
    assert_int_equal(sp_keys_root_make(keys, &next, &generation), SP_OK);
    sp_keys_free(keys);
    int fd = open(at("vault-0.key"), O_WRONLY);
    assert_int_equal(pwrite(fd, "half an overwriting", 19, 0), 19);
    close(fd);
    const char *why = NULL;
    keys = NULL;
    assert_int_equal(sp_keys_open(folder, no_passphrase, &keys, &why), SP_OK);
    assert_int_equal(sp_keys_root_choose(keys, generation), SP_OK);
    sp_keys_free(keys);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, set_up, tear_down)
        TEST(keys_are_files_of_their_owner_alone),
        TEST(init_destroys_no_keys),
        TEST(the_passphrase_opens_them_and_no_other),
        TEST(the_log_key_stays_the_same),
        TEST(damaged_and_swapped_files_do_not_open),
        TEST(an_intake_key_lives_an_hour_and_opens_one_more),
        TEST(an_old_intake_key_is_erased_without_anybody_asking),
        TEST(intake_keys_survive_a_restart),
        TEST(killed_while_an_intake_key_turns_nothing_is_lost),
        TEST(a_turned_root_does_not_open_what_was_wrapped_before),
        TEST(killed_before_the_commit_the_old_root_counts_and_the_new_one_goes),
        TEST(killed_after_the_commit_the_new_root_counts_and_the_old_one_goes),
        TEST(a_half_overwritten_slot_does_not_stop_the_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
