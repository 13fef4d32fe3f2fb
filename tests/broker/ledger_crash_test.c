/*
 * Killed, full, damaged: nothing acknowledged is lost, the logs verify, the operator is told why.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ledger_harness.h"

#define ROUNDS 20

/* The parties of these tests, as they stand in a lab. */
struct cast {
    struct lab_party *clinician, *gp, *patient;
};

static struct lab_plan
lawful_plan(const struct cast *cast)
{
    return (struct lab_plan){.from = cast->clinician,
        .to = cast->gp,
        .about = cast->patient,
        .purpose = SP_PURPOSE_TREATMENT,
        .categories = {SP_CATEGORY_MEDICATION},
        .item_count = 1};
}

/* Publishes the cast anew (receive keys are drawn per process). */
static struct cast
assemble(struct lab *lab, uint64_t seq, const struct sp_hash prev[3])
{
    struct cast cast = {
        lab_party(lab, "clinician"), lab_party(lab, "gp"), lab_party(lab, "patient")};
    struct lab_party *parties[] = {cast.clinician, cast.gp, cast.patient};

    for (int i = 0; i < 3; i++) {
        parties[i]->seq = seq;
        parties[i]->has_prev = seq > 0;
        if (seq > 0) {
            parties[i]->prev = prev[i];
        }
        assert_int_equal(lab_publish(lab, parties[i]), SP_VERDICT_DONE);
    }
    return cast;
}

/* ---- killed at random ---- */

/* What was acknowledged: told to the parent through a pipe, one write each. */
struct told {
    struct sp_request_id id;
    struct sp_hash salt; /* of the record */
    uint64_t index;
    uint8_t kind; /* 0: a log view; 1: a message; 2: its opening; 3: a revocation */
    struct sp_hash d;
};

static void
tell(int fd, const struct lab_reply *reply, uint8_t kind, const struct sp_hash *d)
{
    struct told told = {
        .id = reply->id, .salt = reply->record.salt, .index = reply->index, .kind = kind};

    if (d != NULL) {
        told.d = *d;
    }
    if (write(fd, &told, sizeof(told)) != (ssize_t)sizeof(told)) {
        _exit(1);
    }
}

/* The child: works until it is killed. */
static void
work_until_killed(const char *folder, int fd, uint64_t seq, const struct sp_hash prev[3])
{
    struct lab *lab = lab_in(folder);

    lab_start(lab);
    struct cast cast = assemble(lab, seq, prev);
    const struct sp_hash fresh[3] = {cast.clinician->prev, cast.gp->prev, cast.patient->prev};
    if (write(fd, fresh, sizeof(fresh)) != (ssize_t)sizeof(fresh)) {
        _exit(1);
    }
    lab_relate(lab, cast.clinician, cast.patient, SP_RELATION_TREATS, true);
    lab_relate(lab, cast.gp, cast.patient, SP_RELATION_TREATS, true);
    struct lab_plan plan = lawful_plan(&cast);
    for (int i = 0;; i++) {
        struct lab_statement *grant = NULL;
        if (i % 4 == 3) { /* a consent, so that grounds fall and the root turns */
            grant = lab_grant(lab, cast.patient,
                &(struct lab_consent){.from = cast.clinician,
                    .to = cast.gp,
                    .categories = SP_CATEGORY_BIT(SP_CATEGORY_PERSONAL_CIRCUMSTANCES),
                    .purpose = SP_PURPOSE_TREATMENT,
                    .days = 3});
        }
        plan.consent = grant;
        plan.categories[0] =
            grant != NULL ? SP_CATEGORY_PERSONAL_CIRCUMSTANCES : SP_CATEGORY_MEDICATION;
        struct lab_message *message = lab_send(lab, &plan);
        if (message->reply->verdict != SP_VERDICT_ALLOW) {
            _exit(2);
        }
        tell(fd, message->reply, 1, &message->d);
        if (grant != NULL) {
            struct lab_statement *revoke = lab_revoke(lab, cast.patient, grant);
            if (revoke->reply->verdict != SP_VERDICT_DONE) {
                _exit(3);
            }
            tell(fd, revoke->reply, 3, &message->d);
        } else {
            struct lab_reply *opened = lab_open(lab, cast.gp, message);
            if (opened->verdict != SP_VERDICT_ALLOW) {
                _exit(4);
            }
            tell(fd, opened, 2, &message->d);
        }
        if (lab->thing_count > LAB_THINGS_MAX - 64) {
            pause();
        }
    }
}

static struct told *
read_all(int fd, size_t *count)
{
    struct told *all = NULL;
    struct told one;
    ssize_t got;

    *count = 0;
    while ((got = read(fd, &one, sizeof(one))) == (ssize_t)sizeof(one)) {
        all = realloc(all, (*count + 1) * sizeof(*all));
        assert_non_null(all);
        all[(*count)++] = one;
    }
    return all;
}

/* The whole events log as the auditor gets it; its root must be the signed one. */
static struct sp_record *
audit_all(struct lab *lab, struct lab_party *auditor, size_t *count, struct sp_arena *arena)
{
    struct sp_audit_request request = {.log = SP_LOG_EVENTS, .from = 0};
    struct sp_frontier frontier = {.size = 0};
    struct sp_record *records = NULL;
    struct sp_checkpoint head = {.head = {0, {{0}}}};

    *count = 0;
    do {
        struct lab_reply *reply = lab_ask(lab, auditor, SP_REQUEST_AUDIT, &request, NULL);
        struct sp_audit_answer answer;
        lab_body(reply, &sp_shape_audit_answer, &answer);
        if (*count == 0) {
            assert_int_equal(
                sp_checkpoint_check(answer.checkpoint, &lab->vkeys[SP_LOG_EVENTS], &head), SP_OK);
            records = sp_arena_alloc(arena, (size_t)head.head.size, sizeof(*records));
            assert_non_null(records);
        }
        const struct sp_audit_row *rows = answer.rows.items;
        for (size_t i = 0; i < answer.rows.count && *count < head.head.size; i++) {
            uint8_t entry[SP_EVENT_ENTRY_BYTES];
            assert_true(rows[i].has_record);
            struct sp_bytes kept = {sp_arena_copy(arena, rows[i].record), rows[i].record.size};
            assert_int_equal(
                sp_wire_read(&sp_shape_record, kept, arena, &records[*count], NULL), SP_OK);
            sp_record_entry(&records[*count], entry);
            assert_memory_equal(rows[i].entry.data, entry, sizeof(entry));
            struct sp_hash leaf = sp_tree_leaf(rows[i].entry);
            sp_frontier_append(&frontier, &leaf);
            (*count)++;
        }
        request.from += answer.rows.count;
    } while (*count < head.head.size);
    struct sp_hash root = sp_frontier_root(&frontier);
    assert_memory_equal(&root, &head.head.root, sizeof(root));
    return records;
}

static void
check_what_was_told(const char *folder, const struct told *told, size_t count)
{
    struct lab *lab = lab_in(folder);
    struct sp_arena *arena = NULL;
    size_t records = 0;

    lab_start(lab);
    assert_int_equal(sp_arena_new((size_t)256 << 20, &arena), SP_OK);
    struct lab_party *auditor = lab_party(lab, "auditor");
    const struct sp_record *all = audit_all(lab, auditor, &records, arena);
    for (size_t i = 0; i < count; i++) {
        assert_true(told[i].index < records);
        assert_memory_equal(&all[told[i].index].salt, &told[i].salt, sizeof(told[i].salt));
        if (told[i].kind != 3) {
            continue;
        }
        /* After an acknowledged revocation no release of that message stands in the log. */
        char hex[2 * SP_HASH_BYTES + 1];
        for (size_t k = 0; k < SP_HASH_BYTES; k++) {
            snprintf(hex + 2 * k, 3, "%02x", told[i].d.b[k]);
        }
        for (size_t k = told[i].index; k < records; k++) {
            const struct sp_bytes object = all[k].fields[SP_RECORD_OBJECT];
            bool about = object.size >= 64 && memcmp(object.data, hex, 64) == 0;
            assert_false(about && all[k].fields[SP_RECORD_EVENT].size == 4 &&
                         memcmp(all[k].fields[SP_RECORD_EVENT].data, "read", 4) == 0);
        }
    }
    sp_arena_free(arena);
    lab_leave(lab);
}

static void
killed_at_random_nothing_acknowledged_is_lost(void **state)
{
    struct lab *lab = lab_new("crash");
    char folder[512];
    struct sp_hash prev[3];
    struct told *all = NULL;
    size_t total = 0;
    struct cast cast = assemble(lab, 0, NULL);

    (void)state;
    snprintf(folder, sizeof(folder), "%s", lab->folder);
    prev[0] = cast.clinician->prev;
    prev[1] = cast.gp->prev;
    prev[2] = cast.patient->prev;
    lab_leave(lab);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        int pipes[2], result = 0;
        assert_int_equal(pipe(pipes), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(pipes[0]);
            work_until_killed(folder, pipes[1], round + 1, prev);
            _exit(9);
        }
        close(pipes[1]);
        /* Its first words are the entries it published; then it is at work. */
        assert_int_equal(read(pipes[0], prev, sizeof(prev)), (ssize_t)sizeof(prev));
        const struct timespec time = {.tv_nsec = (60 + (long)(round * 37 % 400)) * 1000000};
        nanosleep(&time, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &result, 0), child);
        assert_true(WIFSIGNALED(result));
        size_t count = 0;
        struct told *fresh = read_all(pipes[0], &count);
        close(pipes[0]);
        all = realloc(all, (total + count + 1) * sizeof(*all));
        assert_non_null(all);
        if (count > 0) {
            memcpy(all + total, fresh, count * sizeof(*fresh));
        }
        total += count;
        free(fresh);
        check_what_was_told(folder, all, total);
    }
    print_message("%d kills, %zu acknowledged requests, all there\n", ROUNDS, total);
    assert_true(total > ROUNDS);
    free(all);
    lab = lab_in(folder);
    lab_free(lab);
}

/* ---- a disk that is full ---- */

static void
work_until_full(const char *folder, int fd, const struct sp_hash prev[3])
{
    struct lab *lab = lab_in(folder);
    struct stat about;
    char path[600];

    lab_start(lab);
    struct cast cast = assemble(lab, 1, prev);
    lab_relate(lab, cast.clinician, cast.patient, SP_RELATION_TREATS, true);
    lab_relate(lab, cast.gp, cast.patient, SP_RELATION_TREATS, true);
    snprintf(path, sizeof(path), "%s/store.db-wal", folder);
    if (stat(path, &about) != 0) {
        _exit(5);
    }
    const struct rlimit limit = {(rlim_t)about.st_size + 300000, (rlim_t)about.st_size + 300000};
    if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR || setrlimit(RLIMIT_FSIZE, &limit) != 0) {
        _exit(5);
    }
    const struct lab_plan plan = lawful_plan(&cast);
    for (int i = 0; i < 1000; i++) {
        struct lab_message *message = lab_send(lab, &plan);
        if (message->reply->dropped || message->reply->verdict == SP_VERDICT_BUSY) {
            /* Given back first, told a moment later. */
            for (int k = 0; k < 200 && sp_ledger_is_well(lab->ledger); k++) {
                nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
            }
            bool told =
                strstr(lab->said, "SP-LEDGER-STOP") != NULL && strstr(lab->said, "disk") != NULL;
            _exit(sp_ledger_is_well(lab->ledger) ? 6 : told ? 0 : 7);
        }
        tell(fd, message->reply, 1, &message->d);
    }
    _exit(8);
}

static void
on_a_full_disk_the_ledger_stops_and_says_so(void **state)
{
    struct lab *lab = lab_new("full");
    char folder[512];
    int pipes[2], result = 0;
    struct cast cast = assemble(lab, 0, NULL);
    const struct sp_hash prev[3] = {cast.clinician->prev, cast.gp->prev, cast.patient->prev};

    (void)state;
    snprintf(folder, sizeof(folder), "%s", lab->folder);
    lab_leave(lab);
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(pipes[0]);
        work_until_full(folder, pipes[1], prev);
    }
    close(pipes[1]);
    size_t count = 0;
    struct told *told = read_all(pipes[0], &count);
    close(pipes[0]);
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFEXITED(result));
    assert_int_equal(WEXITSTATUS(result), 0);
    assert_true(count > 0);
    check_what_was_told(folder, told, count);
    free(told);
    lab_free(lab_in(folder));
}

/* ---- the vault root ---- */

/* The generation that the store names, as the key files tell it. */
static bool
slot_is_there(const struct lab *lab, int slot)
{
    char path[600];

    snprintf(path, sizeof(path), "%s/vault-%d.key", lab->folder, slot);
    return access(path, F_OK) == 0;
}

static void
a_revocation_turns_the_vault_root(void **state)
{
    struct lab *lab = lab_new("root");
    struct cast cast = assemble(lab, 0, NULL);

    (void)state;
    lab_relate(lab, cast.clinician, cast.patient, SP_RELATION_TREATS, true);
    lab_relate(lab, cast.gp, cast.patient, SP_RELATION_TREATS, true);
    struct lab_plan plan = lawful_plan(&cast);
    struct lab_message *kept = lab_send(lab, &plan);
    struct lab_statement *grant = lab_grant(lab, cast.patient,
        &(struct lab_consent){.from = cast.clinician,
            .to = cast.gp,
            .categories = SP_CATEGORY_BIT(SP_CATEGORY_PERSONAL_CIRCUMSTANCES),
            .purpose = SP_PURPOSE_TREATMENT,
            .days = 3});
    plan.consent = grant;
    plan.categories[0] = SP_CATEGORY_PERSONAL_CIRCUMSTANCES;
    struct lab_message *fallen = lab_send(lab, &plan);
    lab_stop(lab);
    lab_start(lab);
    int before = slot_is_there(lab, 0) ? 0 : 1;
    assert_false(slot_is_there(lab, 1 - before));
    assert_int_equal(lab_revoke(lab, cast.patient, grant)->reply->verdict, SP_VERDICT_DONE);
    lab_stop(lab);
    assert_true(slot_is_there(lab, 1 - before)); /* the other slot, and only that */
    assert_false(slot_is_there(lab, before));
    lab_start(lab);
    assert_int_equal(lab_open(lab, cast.gp, kept)->verdict, SP_VERDICT_ALLOW);
    assert_int_equal(lab_open(lab, cast.gp, fallen)->verdict, SP_VERDICT_DENY_REVOKED);
    assert_int_equal(lab_open(lab, cast.patient, fallen)->verdict, SP_VERDICT_ALLOW);
    lab_free(lab);
}

static void
the_root_turns_every_day(void **state)
{
    struct lab *lab = lab_new("daily");
    struct cast cast = assemble(lab, 0, NULL);
    const struct lab_plan plan = lawful_plan(&cast);

    (void)state;
    lab_relate(lab, cast.clinician, cast.patient, SP_RELATION_TREATS, true);
    lab_relate(lab, cast.gp, cast.patient, SP_RELATION_TREATS, true);
    struct lab_message *message = lab_send(lab, &plan);
    int before = slot_is_there(lab, 0) ? 0 : 1;
    lab_advance(lab, LAB_DAY_MS);
    (void)lab_fetch(lab, cast.gp, 0);
    (void)lab_fetch(lab, cast.gp, 0);
    assert_true(slot_is_there(lab, 1 - before));
    assert_int_equal(lab_open(lab, cast.gp, message)->verdict, SP_VERDICT_ALLOW);
    lab_free(lab);
}

static void
a_store_from_before_does_not_start_under_the_new_root(void **state)
{
    struct lab *lab = lab_new("restore");
    struct cast cast = assemble(lab, 0, NULL);
    char command[2048];
    const char *why = "";

    (void)state;
    (void)cast;
    lab_stop(lab);
    snprintf(command, sizeof(command), "%s/store.db", lab->folder);
    size_t size = 0;
    uint8_t *backup = sp_test_file(command, &size);
    lab_start(lab);
    lab_advance(lab, LAB_DAY_MS);
    (void)lab_fetch(lab, cast.gp, 0);
    (void)lab_fetch(lab, cast.gp, 0);
    lab_stop(lab);
    FILE *file = fopen(command, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(backup, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    free(backup);
    assert_int_not_equal(lab_try_start(lab, &why), SP_OK);
    assert_non_null(strstr(why, "restored"));
    lab_free(lab);
}

/* ---- clocks, damage, other keys ---- */

static void
time_does_not_go_back_over_a_restart(void **state)
{
    struct lab *lab = lab_new("clock");
    struct cast cast = assemble(lab, 0, NULL);
    const struct lab_plan plan = lawful_plan(&cast);

    (void)state;
    lab_relate(lab, cast.clinician, cast.patient, SP_RELATION_TREATS, true);
    struct lab_statement *relate = lab_relate(lab, cast.gp, cast.patient, SP_RELATION_TREATS, true);
    lab_advance(lab, 3600 * 1000);
    struct lab_message *message = lab_send(lab, &plan);
    assert_int_equal(message->reply->verdict, SP_VERDICT_ALLOW);
    lab_stop(lab);
    lab_advance(lab, -3600 * 1000); /* somebody set it back */
    lab_start(lab);
    struct lab_message *early = lab_seal(lab, &plan);
    assert_int_equal(lab_post(lab, early, NULL)->verdict, SP_VERDICT_REFUSE_CLOCK);
    assert_int_equal(lab_open(lab, cast.gp, message)->verdict, SP_VERDICT_REFUSE_CLOCK);
    assert_non_null(strstr(lab->said, "SP-LEDGER-CLOCK"));
    /* What takes away is done. */
    const union sp_statement_body body = {.end = {SP_END_TREATMENT_CLOSED}};
    assert_int_equal(
        lab_state(lab, cast.patient, &cast.patient->id, SP_KIND_END, &body, relate)->reply->verdict,
        SP_VERDICT_DONE);
    const union sp_statement_body gives = {
        .relate = {.party = cast.gp->party, .relation = SP_RELATION_TREATS}};
    assert_int_equal(
        lab_state(lab, cast.gp, &cast.patient->id, SP_KIND_RELATE, &gives, NULL)->reply->verdict,
        SP_VERDICT_REFUSE_CLOCK);
    lab_advance(lab, 3600 * 1000);
    lab_card(lab);
    assert_int_equal(lab_open(lab, cast.gp, message)->verdict, SP_VERDICT_DENY_IDENTITY);
    lab_free(lab);
}

static void
a_store_that_was_changed_does_not_start(void **state)
{
    struct lab *lab = lab_new("changed");
    struct cast cast = assemble(lab, 0, NULL);
    const char *why = "";
    char path[600];

    (void)state;
    (void)cast;
    lab_stop(lab);
    /* The log key of another broker: its checkpoints are not ours. */
    struct lab *another = lab_new("another");
    lab_stop(another);
    static const char *const names[] = {
        "master.key", "log.key", "vault-0.key", "vault-1.key", "intake-0.key", "intake-1.key"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char from[600];
        snprintf(from, sizeof(from), "%s/%s", another->folder, names[i]);
        snprintf(path, sizeof(path), "%s/%s", lab->folder, names[i]);
        unlink(path);
        if (access(from, F_OK) == 0) {
            assert_int_equal(rename(from, path), 0);
        }
    }
    assert_int_not_equal(lab_try_start(lab, &why), SP_OK);
    assert_string_not_equal(why, "");
    lab_free(another);
    lab_free(lab);
}

static void
one_broker_per_store(void **state)
{
    struct lab *lab = lab_new("twice");
    struct lab *second = lab_in(lab->folder);
    const char *why = "";

    (void)state;
    assert_int_equal(lab_try_start(second, &why), SP_ERR_BUSY);
    assert_non_null(strstr(why, "another broker"));
    lab_leave(second);
    lab_free(lab);
}

static void
init_spares_a_broker_that_is_there(void **state)
{
    struct lab *lab = lab_new("spare");
    const char *why = "";

    (void)state;
    lab_stop(lab);
    assert_int_equal(
        sp_ledger_init(lab->folder, (struct sp_bytes){NULL, 0}, &why), SP_ERR_CONFLICT);
    lab_start(lab);
    lab_free(lab);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_at_random_nothing_acknowledged_is_lost),
        cmocka_unit_test(on_a_full_disk_the_ledger_stops_and_says_so),
        cmocka_unit_test(a_revocation_turns_the_vault_root),
        cmocka_unit_test(the_root_turns_every_day),
        cmocka_unit_test(a_store_from_before_does_not_start_under_the_new_root),
        cmocka_unit_test(time_does_not_go_back_over_a_restart),
        cmocka_unit_test(a_store_that_was_changed_does_not_start),
        cmocka_unit_test(one_broker_per_store),
        cmocka_unit_test(init_spares_a_broker_that_is_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
