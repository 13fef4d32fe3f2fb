#include "ledger_harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "verify.h"

#define ARENA_MAX ((size_t)32 << 20)
#define WAIT_S    60

/* ---- the lab ---- */

void *
lab_keep(struct lab *lab, void *thing, void (*release)(void *thing))
{
    assert_non_null(thing);
    assert_true(lab->thing_count < LAB_THINGS_MAX);
    lab->things[lab->thing_count++] = (struct lab_thing){thing, release};
    return thing;
}

static int64_t
real_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t
clock_of(void *context)
{
    struct lab *lab = context;

    return real_now_ms() + (int64_t)atomic_load(&lab->offset_ms);
}

int64_t
lab_now_ms(struct lab *lab)
{
    return clock_of(lab);
}

void
lab_advance(struct lab *lab, int64_t ms)
{
    atomic_fetch_add(&lab->offset_ms, ms);
    lab->card_is_old = true;
}

static void
run(const char *program, const char *argument)
{
    int result = 0;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        execl(program, program, argument, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFEXITED(result) && WEXITSTATUS(result) == 0);
}

/* A file of the test PKI, which is made once per build folder. */
static const char *
pki(const char *name)
{
    static char path[1024];
    static bool made;

    if (!made) {
        char program[1024];

        snprintf(path, sizeof(path), "%s/../ledger-pki", SP_BIN_DIR);
        mkdir(SP_BIN_DIR, 0755);
        snprintf(program, sizeof(program), "%s/tests/support/ledger-pki", SP_SOURCE_DIR);
        run(program, path);
        made = true;
    }
    snprintf(path, sizeof(path), "%s/../ledger-pki/%s", SP_BIN_DIR, name);
    return path;
}

static void
read_pem(const char *stem, const char *ending, struct sp_buffer *out)
{
    char name[128];
    size_t size = 0;

    snprintf(name, sizeof(name), "%s%s", stem, ending);
    uint8_t *data = sp_test_file(pki(name), &size);
    assert_int_equal(sp_buffer_append(out, data, size), SP_OK);
    free(data);
}

static struct sp_trust *
read_trust(const char *crl_name)
{
    struct sp_buffer ca, crl;
    struct sp_trust *trust = NULL;

    sp_buffer_init(&ca, 1 << 20);
    sp_buffer_init(&crl, 1 << 20);
    read_pem("ca", ".pem", &ca);
    if (crl_name != NULL) {
        read_pem(crl_name, ".pem", &crl);
    }
    assert_int_equal(sp_trust_new(sp_buffer_bytes(&ca), sp_buffer_bytes(&crl), &trust), SP_OK);
    sp_buffer_wipe(&ca);
    sp_buffer_wipe(&crl);
    return trust;
}

void
lab_trust(struct lab *lab, const char *crl)
{
    struct sp_trust *fresh = read_trust(crl);

    sp_ledger_trust(lab->ledger, fresh);
    sp_trust_free(lab->trust);
    lab->trust = fresh;
}

static void
say(void *context, const char *line)
{
    struct lab *lab = context;
    size_t used;

    pthread_mutex_lock(&lab->lock);
    used = strlen(lab->said);
    snprintf(lab->said + used, sizeof(lab->said) - used, "%s\n", line);
    pthread_mutex_unlock(&lab->lock);
}

/* ---- calls ---- */

struct lab_call {
    struct lab *lab;
    struct lab_party *asker;
    struct sp_buffer frame;
    struct sp_request request;
    struct sp_arena *arena;
    struct sp_hash request_hash;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    int answers;
    bool refused; /* by front */
    struct sp_refusal refusal;
    struct sp_buffer answer;
};

static void
take_answer(void *context, struct sp_work *work, struct sp_bytes frame)
{
    struct lab_call *call = work->call;

    (void)context;
    pthread_mutex_lock(&call->lock);
    call->request_hash = work->request_hash;
    sp_status_ignore(sp_buffer_append(&call->answer, frame.data, frame.size));
    sp_arena_free(work->arena);
    free(work);
    call->answers++;
    pthread_cond_signal(&call->wake);
    pthread_mutex_unlock(&call->lock);
}

static enum sp_status
open_ledger(struct lab *lab, const char **why)
{
    struct sp_ledger_options options = {.folder = lab->folder,
        .origin = "lab.example",
        .broker = lab->broker,
        .identity_der = sp_buffer_bytes(&lab->identity_der),
        .identity = lab->identity,
        .t_vers_ms = 600000,
        .trust = lab->trust,
        .now_ms = clock_of,
        .now_context = lab,
        .answer = take_answer,
        .answer_context = lab,
        .say = say,
        .say_context = lab};

    return sp_ledger_open(&options, &lab->ledger, why);
}

struct lab_call *
lab_begin(struct lab *lab, struct lab_party *asker, uint8_t kind, const void *body,
    const struct sp_request_id *id)
{
    struct lab_call *call = calloc(1, sizeof(*call));
    struct sp_work *work = calloc(1, sizeof(*work));
    struct sp_buffer written;

    assert_non_null(call);
    assert_non_null(work);
    *call = (struct lab_call){.lab = lab, .asker = asker};
    pthread_mutex_init(&call->lock, NULL);
    pthread_cond_init(&call->wake, NULL);
    sp_buffer_init(&call->frame, SP_FRAME_MAX);
    sp_buffer_init(&call->answer, SP_FRAME_MAX);
    sp_buffer_init(&written, SP_FRAME_MAX);
    assert_int_equal(sp_wire_write(sp_request_shape(kind), body, &written), SP_OK);
    struct sp_request request = {
        .version = SP_PROTOCOL_VERSION, .kind = kind, .body = sp_buffer_bytes(&written)};
    sp_random(request.id.b, sizeof(request.id.b));
    if (id != NULL) {
        request.id = *id;
    }
    assert_int_equal(sp_wire_write(&sp_shape_request, &request, &call->frame), SP_OK);
    sp_buffer_wipe(&written);
    /* From here on as front does, from the frame. */
    assert_int_equal(sp_arena_new(ARENA_MAX, &work->arena), SP_OK);
    assert_int_equal(sp_wire_read(&sp_shape_request, sp_buffer_bytes(&call->frame), work->arena,
                         &call->request, NULL),
        SP_OK);
    work->call = call;
    work->asker = asker->asker;
    work->deadline_ms = -1;
    if (!sp_verify_request(&call->request, work, &call->refusal)) {
        call->refused = true;
    } else if (sp_ledger_prepare(lab->ledger, work) != SP_OK) {
        call->refused = true;
        call->refusal = (struct sp_refusal){SP_VERDICT_REFUSE_STATEMENT, "broker_blob"};
    } else if (sp_ledger_submit(lab->ledger, work) != SP_OK) {
        call->refused = true;
        call->refusal = (struct sp_refusal){SP_VERDICT_BUSY, ""};
    }
    if (call->refused) {
        sp_arena_free(work->arena);
        free(work);
    }
    return call;
}

bool
lab_is_answered(struct lab_call *call)
{
    pthread_mutex_lock(&call->lock);
    bool answered = call->refused || call->answers > 0;
    pthread_mutex_unlock(&call->lock);
    return answered;
}

static void
await(struct lab_call *call)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_S;
    pthread_mutex_lock(&call->lock);
    while (!call->refused && call->answers == 0) {
        if (pthread_cond_timedwait(&call->wake, &call->lock, &until) != 0) {
            fail_msg("no answer in %d s", WAIT_S);
        }
    }
    pthread_mutex_unlock(&call->lock);
}

/* ---- replies ---- */

static void
release_reply(void *thing)
{
    struct lab_reply *reply = thing;

    sp_buffer_wipe(&reply->frame);
    sp_arena_free(reply->arena);
    free(reply);
}

static void
to_hex(const uint8_t *bytes, size_t size, char *out)
{
    for (size_t i = 0; i < size; i++) {
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
    }
}

/* What the receipt must say and prove, as an agent checks it. */
static void
check_receipt(struct lab *lab, struct lab_call *call, struct lab_reply *reply)
{
    const struct sp_receipt *receipt = &reply->answer.receipt;
    struct sp_checkpoint checkpoint;
    uint8_t entry[SP_EVENT_ENTRY_BYTES];
    char expected[2 * SP_REQUEST_ID_BYTES + 1 + 2 * SP_HASH_BYTES + 1];

    assert_int_equal(
        sp_wire_read(&sp_shape_record, receipt->record, reply->arena, &reply->record, NULL), SP_OK);
    assert_int_equal(
        sp_checkpoint_check(receipt->checkpoint, &lab->vkeys[SP_LOG_EVENTS], &checkpoint), SP_OK);
    assert_true(checkpoint.head.size >= lab->events.size);
    lab->events = checkpoint.head;
    sp_record_entry(&reply->record, entry);
    struct sp_hash leaf = sp_tree_leaf((struct sp_bytes){entry, sizeof(entry)});
    assert_int_equal(sp_tree_check_inclusion(&leaf, receipt->index, checkpoint.head.size,
                         receipt->proof.items, receipt->proof.count, &checkpoint.head.root),
        SP_OK);
    reply->has_record = true;
    reply->index = receipt->index;
    assert_true(strncmp(lab_field(reply, SP_RECORD_ACTOR), call->asker->asker.text,
                    strlen(call->asker->asker.text)) == 0);
    assert_string_equal(lab_field(reply, SP_RECORD_OUTCOME), sp_verdict_name(reply->verdict));
    assert_string_equal(lab_field(reply, SP_RECORD_RULE), reply->rule);
    to_hex(call->request_hash.b, SP_HASH_BYTES, expected + 2 * SP_REQUEST_ID_BYTES + 1);
    const char *named = lab_field(reply, SP_RECORD_REQUEST);
    assert_string_equal(
        named + 2 * SP_REQUEST_ID_BYTES + 1, expected + 2 * SP_REQUEST_ID_BYTES + 1);
}

static void
copy_text(struct sp_bytes bytes, char *out, size_t size)
{
    assert_true(bytes.size < size);
    memcpy(out, bytes.data, bytes.size);
    out[bytes.size] = '\0';
}

static void
read_answer(struct lab *lab, struct lab_call *call, struct lab_reply *reply)
{
    const char *field = "";

    assert_int_equal(sp_buffer_append(&reply->frame, call->answer.data, call->answer.size), SP_OK);
    if (reply->frame.size == 0) {
        reply->dropped = true;
        return;
    }
    if (sp_wire_read(&sp_shape_answer, sp_buffer_bytes(&reply->frame), reply->arena, &reply->answer,
            &field) != SP_OK) {
        fail_msg("the answer cannot be read: %s", field);
    }
    assert_int_equal(reply->answer.kind, call->request.kind);
    assert_memory_equal(&reply->answer.id, &call->request.id, sizeof(reply->answer.id));
    reply->verdict = (enum sp_verdict)reply->answer.verdict;
    copy_text(reply->answer.rule, reply->rule, sizeof(reply->rule));
    copy_text(reply->answer.detail, reply->detail, sizeof(reply->detail));
    if (reply->answer.has_receipt) {
        check_receipt(lab, call, reply);
    }
}

struct lab_reply *
lab_end(struct lab *lab, struct lab_call *call)
{
    struct lab_reply *reply = calloc(1, sizeof(*reply));

    assert_non_null(reply);
    sp_buffer_init(&reply->frame, SP_FRAME_MAX);
    assert_int_equal(sp_arena_new(ARENA_MAX, &reply->arena), SP_OK);
    lab_keep(lab, reply, release_reply);
    await(call);
    reply->id = call->request.id;
    if (call->refused) {
        reply->verdict = call->refusal.verdict;
        snprintf(reply->detail, sizeof(reply->detail), "%s", call->refusal.detail);
    } else {
        assert_int_equal(call->answers, 1);
        read_answer(lab, call, reply);
    }
    pthread_mutex_destroy(&call->lock);
    pthread_cond_destroy(&call->wake);
    sp_buffer_wipe(&call->frame);
    sp_buffer_wipe(&call->answer);
    free(call);
    return reply;
}

struct lab_reply *
lab_ask(struct lab *lab, struct lab_party *asker, uint8_t kind, const void *body,
    const struct sp_request_id *id)
{
    return lab_end(lab, lab_begin(lab, asker, kind, body, id));
}

void
lab_body(struct lab_reply *reply, const struct sp_shape *shape, void *out)
{
    const char *field = "";

    assert_true(reply->answer.has_body);
    if (sp_wire_read(shape, reply->answer.body, reply->arena, out, &field) != SP_OK) {
        fail_msg("the body cannot be read: %s", field);
    }
}

const char *
lab_field(const struct lab_reply *reply, enum sp_record_field field)
{
    static char texts[4][SP_RECORD_FIELD_MAX + 1];
    static unsigned next;
    char *text = texts[next++ % 4];

    assert_true(reply->has_record);
    copy_text(reply->record.fields[field], text, sizeof(texts[0]));
    return text;
}

/* ---- parties ---- */

static void
release_party(void *thing)
{
    struct lab_party *party = thing;

    sp_sign_key_free(party->key);
    sp_box_key_free(party->box);
    sp_buffer_wipe(&party->der);
    free(party);
}

static void
fill_asker(struct lab_party *party)
{
    struct sp_asker *asker = &party->asker;

    asker->party = party->party;
    sp_party_text(&party->party, asker->text);
    asker->certificate_hash = party->certificate.hash;
    asker->key = party->certificate.key;
    memcpy(asker->name, party->certificate.name, sizeof(asker->name));
    memcpy(asker->organisation, party->certificate.organisation, sizeof(asker->organisation));
    snprintf(asker->peer, sizeof(asker->peer), "127.0.0.1:4431");
}

struct lab_party *
lab_party(struct lab *lab, const char *stem)
{
    struct lab_party *party = calloc(1, sizeof(*party));
    struct sp_buffer pem;
    char hex[33];
    size_t size = 0;

    assert_non_null(party);
    lab_keep(lab, party, release_party);
    sp_buffer_init(&party->der, SP_CERTIFICATE_MAX);
    sp_buffer_init(&pem, 1 << 16);
    read_pem(stem, ".pem", &pem);
    assert_int_equal(sp_certificate_der(sp_buffer_bytes(&pem), &party->der), SP_OK);
    assert_int_equal(sp_certificate_read(sp_buffer_bytes(&party->der), &party->certificate), SP_OK);
    sp_buffer_wipe(&pem);
    read_pem(stem, ".key", &pem);
    assert_int_equal(sp_sign_key_from_pem(sp_buffer_bytes(&pem), &party->key), SP_OK);
    sp_buffer_wipe(&pem);
    assert_int_equal(sp_box_key_new(&party->box), SP_OK);
    party->party = party->certificate.party;
    if (party->party.role == SP_ROLE_PATIENT) {
        char name[64];

        assert_int_equal(sp_party_patient_id(&party->party, &party->id), SP_OK);
        snprintf(name, sizeof(name), "%s.r", stem);
        uint8_t *text = sp_test_file(pki(name), &size);
        memcpy(hex, text, 32);
        hex[32] = '\0';
        free(text);
        assert_int_equal(sp_test_hex(hex, party->r, sizeof(party->r)), 16);
    }
    fill_asker(party);
    return party;
}

enum sp_verdict
lab_publish(struct lab *lab, struct lab_party *party)
{
    uint64_t now_ms = (uint64_t)lab_now_ms(lab);
    const struct sp_receive_key keys[] = {{.suite = SP_SUITE_V1,
        .key = sp_box_key_public(party->box),
        .not_before_ms = now_ms - 60000,
        .not_after_ms = now_ms + (uint64_t)(400 * LAB_DAY_MS)}};
    struct sp_entry entry = {.format = 1,
        .party = party->party,
        .seq = party->seq,
        .has_prev_hash = party->has_prev,
        .prev_hash = party->prev,
        .certificate = sp_buffer_bytes(&party->der),
        .has_r = party->party.role == SP_ROLE_PATIENT,
        .receive_keys = {keys, 1},
        .suite_min = SP_SUITE_V1,
        .status = SP_ENTRY_ACTIVE};
    struct sp_signed_part part;
    struct sp_buffer written;
    struct sp_entry_read read;
    struct sp_arena *arena = NULL;

    memcpy(entry.r, party->r, sizeof(entry.r));
    sp_buffer_init(&written, SP_DIRECTORY_ENTRY_MAX);
    if (sp_entry_sign(&entry, party->key, &written, &part.signature) != SP_OK) {
        sp_buffer_wipe(&written);
        return SP_VERDICT_NONE; /* an entry that nobody would write */
    }
    part.part = sp_buffer_bytes(&written);
    struct lab_reply *reply = lab_ask(lab, party, SP_REQUEST_PUBLISH, &part, NULL);
    if (reply->verdict == SP_VERDICT_DONE) {
        assert_int_equal(sp_arena_new(1 << 20, &arena), SP_OK);
        assert_int_equal(sp_entry_read(part.part, &part.signature, arena, &read, NULL), SP_OK);
        party->prev = read.hash;
        party->has_prev = true;
        party->seq++;
        sp_arena_free(arena);
    }
    sp_buffer_wipe(&written);
    return reply->verdict;
}

struct lab_party *
lab_published(struct lab *lab, const char *stem)
{
    struct lab_party *party = lab_party(lab, stem);

    assert_int_equal(lab_publish(lab, party), SP_VERDICT_DONE);
    return party;
}

/* ---- opening and closing ---- */

void
lab_card(struct lab *lab)
{
    struct sp_work *work = calloc(1, sizeof(*work));
    struct lab_call call = {.lab = lab};
    struct sp_hello_answer answer;
    struct sp_answer frame;
    struct sp_card card;
    struct sp_arena *arena = NULL;

    assert_non_null(work);
    pthread_mutex_init(&call.lock, NULL);
    pthread_cond_init(&call.wake, NULL);
    sp_buffer_init(&call.answer, SP_FRAME_MAX);
    assert_int_equal(sp_arena_new(ARENA_MAX, &work->arena), SP_OK);
    assert_int_equal(sp_arena_new(ARENA_MAX, &arena), SP_OK);
    work->kind = SP_REQUEST_HELLO;
    work->asker.party = lab->broker;
    work->call = &call;
    assert_int_equal(sp_ledger_submit(lab->ledger, work), SP_OK);
    await(&call);
    assert_int_equal(
        sp_wire_read(&sp_shape_answer, sp_buffer_bytes(&call.answer), arena, &frame, NULL), SP_OK);
    assert_int_equal(sp_wire_read(&sp_shape_hello_answer, frame.body, arena, &answer, NULL), SP_OK);
    struct sp_sign_public key = sp_sign_key_public(lab->identity);
    assert_int_equal(sp_verify(&key, "card", &answer.card, 1, &answer.signature), SP_OK);
    assert_int_equal(sp_wire_read(&sp_shape_card, answer.card, arena, &card, NULL), SP_OK);
    const struct sp_blob *vkeys = card.vkeys.items;
    for (size_t i = 0; i < SP_LOG_COUNT; i++) {
        assert_int_equal(sp_vkey_parse(vkeys[i].bytes, &lab->vkeys[i]), SP_OK);
    }
    lab->intake = card.intake;
    lab->card_is_old = false;
    sp_buffer_wipe(&call.answer);
    pthread_mutex_destroy(&call.lock);
    pthread_cond_destroy(&call.wake);
    sp_arena_free(arena);
}

enum sp_status
lab_try_start(struct lab *lab, const char **why)
{
    return open_ledger(lab, why);
}

void
lab_start(struct lab *lab)
{
    const char *why = "";

    if (open_ledger(lab, &why) != SP_OK) {
        fail_msg("the ledger does not open: %s", why);
    }
    lab_card(lab);
}

void
lab_stop(struct lab *lab)
{
    sp_ledger_close(lab->ledger);
    lab->ledger = NULL;
}

struct lab *
lab_in(const char *folder)
{
    struct lab *lab = calloc(1, sizeof(*lab));
    struct sp_buffer pem;
    struct sp_certificate certificate;

    assert_non_null(lab);
    assert_int_equal(sp_crypto_init(), SP_OK);
    pthread_mutex_init(&lab->lock, NULL);
    snprintf(lab->folder, sizeof(lab->folder), "%s", folder);
    sp_buffer_init(&pem, 1 << 16);
    sp_buffer_init(&lab->identity_der, SP_CERTIFICATE_MAX);
    read_pem("broker", ".pem", &pem);
    assert_int_equal(sp_certificate_der(sp_buffer_bytes(&pem), &lab->identity_der), SP_OK);
    assert_int_equal(sp_certificate_read(sp_buffer_bytes(&lab->identity_der), &certificate), SP_OK);
    lab->broker = certificate.party;
    sp_buffer_wipe(&pem);
    read_pem("broker", ".key", &pem);
    assert_int_equal(sp_sign_key_from_pem(sp_buffer_bytes(&pem), &lab->identity), SP_OK);
    sp_buffer_wipe(&pem);
    lab->trust = read_trust("crl-none");
    return lab;
}

struct lab *
lab_new(const char *name)
{
    const char *why = "";
    struct lab *lab = lab_in(sp_test_folder(name));

    if (sp_ledger_init(lab->folder, (struct sp_bytes){NULL, 0}, &why) != SP_OK) {
        fail_msg("init: %s", why);
    }
    lab_start(lab);
    return lab;
}

void
lab_leave(struct lab *lab)
{
    lab_stop(lab);
    while (lab->thing_count > 0) {
        struct lab_thing *thing = &lab->things[--lab->thing_count];
        thing->release(thing->thing);
    }
    sp_trust_free(lab->trust);
    sp_sign_key_free(lab->identity);
    sp_buffer_wipe(&lab->identity_der);
    pthread_mutex_destroy(&lab->lock);
    free(lab);
}

void
lab_free(struct lab *lab)
{
    char folder[512];

    snprintf(folder, sizeof(folder), "%s", lab->folder);
    lab_leave(lab);
    int result = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        execl("/bin/rm", "/bin/rm", "-rf", folder, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &result, 0), child);
}

bool
lab_store_holds(struct lab *lab, const void *bytes, size_t size)
{
    static const char *const names[] = {"store.db", "store.db-wal", "store.db-shm"};
    bool found = false;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !found; i++) {
        char path[600];
        size_t length = 0;

        snprintf(path, sizeof(path), "%s/%s", lab->folder, names[i]);
        if (access(path, R_OK) != 0) {
            continue;
        }
        uint8_t *data = sp_test_file(path, &length);
        for (size_t at = 0; !found && at + size <= length; at++) {
            found = memcmp(data + at, bytes, size) == 0;
        }
        free(data);
    }
    return found;
}
