/*
 * The loop that owns order:
 *
 *   take what waits, at most a batch; begin
 *   each request: its handler reads facts, decides, writes rows, record and leaf
 *   sign the checkpoints of the logs that grew; write tiles and heads; COMMIT, one fsync
 *   only now: seal released shares, make proofs, answer; wake waiting fetches
 *   turn the vault root when keys under it were dropped
 *
 * Any failure of the store, or at the commit, stops the ledger: nothing of the batch was shown.
 */
#include "turn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TICK_MS         250
#define HOUSEKEEPING_MS 60000
#define STAGED_LIFE_MS  (INT64_C(24) * 60 * 60 * 1000)
#define ARENA_MAX       ((size_t)4 << 20)

/* clang-format off */
static const struct kind_row {
    sp_handler *handle;
    uint32_t who;
    bool writes; /* rows that must not stay behind half done */
} kinds[SP_REQUEST_COUNT] = {
#define ALL    ((UINT32_C(1) << SP_ROLE_COUNT) - 1)
#define BROKER (UINT32_C(1) << SP_ROLE_BROKER)
    [SP_REQUEST_HELLO]     = {sp_turn_hello,     ALL | BROKER, false},
    [SP_REQUEST_PUBLISH]   = {sp_turn_publish,   ALL, true},
    [SP_REQUEST_STATEMENT] = {sp_turn_statement, ALL, true},
    [SP_REQUEST_PUT]       = {sp_turn_put,       ALL, true},
    [SP_REQUEST_SEND]      = {sp_turn_send,      ALL, true},
    [SP_REQUEST_ATTEMPT]   = {sp_turn_attempt,   ALL, true},
    [SP_REQUEST_FETCH]     = {sp_turn_fetch,     ALL, false},
    [SP_REQUEST_GET]       = {sp_turn_get,       ALL, false},
    [SP_REQUEST_OPEN]      = {sp_turn_open,      ALL, true},
    [SP_REQUEST_ACK]       = {sp_turn_ack,       ALL, true},
    [SP_REQUEST_LOOKUP]    = {sp_turn_lookup,    ALL, false},
    [SP_REQUEST_DIRECTORY] = {sp_turn_directory, ALL, false},
    [SP_REQUEST_MIRROR]    = {sp_turn_mirror,    ALL, false},
    [SP_REQUEST_VIEW]      = {sp_turn_view,      ALL | BROKER, false},
    [SP_REQUEST_LOG]       = {sp_turn_log,       ALL, true},
    [SP_REQUEST_AUDIT]     = {sp_turn_audit,     UINT32_C(1) << SP_ROLE_AUDITOR, true},
    [SP_REQUEST_PROBE]     = {sp_turn_probe,     BROKER, true},
#undef ALL
#undef BROKER
};
/* clang-format on */

struct batch {
    struct sp_turn turns[SP_BATCH_MAX];
    size_t count;
};

uint32_t
sp_ledger_who(uint8_t kind)
{
    return kind < SP_REQUEST_COUNT ? kinds[kind].who : 0;
}

static void
say(struct sp_ledger *ledger, const char *line)
{
    ledger->options.say(ledger->options.say_context, line);
}

/* ---- queue ---- */

enum sp_status
sp_ledger_submit(struct sp_ledger *ledger, struct sp_work *work)
{
    enum sp_status status = SP_ERR_BUSY;

    work->next = NULL;
    pthread_mutex_lock(&ledger->mutex);
    if (!ledger->stop && !ledger->failed && ledger->queued < SP_QUEUE_MAX) {
        if (ledger->last != NULL) {
            ledger->last->next = work;
        } else {
            ledger->first = work;
        }
        ledger->last = work;
        ledger->queued++;
        pthread_cond_signal(&ledger->wake);
        status = SP_OK;
    }
    pthread_mutex_unlock(&ledger->mutex);
    return status;
}

enum sp_status
sp_ledger_prepare(struct sp_ledger *ledger, struct sp_work *work)
{
    struct sp_send_body *send = &work->body.send;

    if (work->kind != SP_REQUEST_SEND) {
        return SP_OK;
    }
    send->share_count = send->header.base.categories.count * send->header.base.recipients.count;
    send->shares = sp_arena_alloc(work->arena, send->share_count, sizeof(*send->shares));
    if (send->shares == NULL) {
        return SP_ERR_NOMEM;
    }
    enum sp_status status = sp_keys_open_shares(ledger->keys, &send->request.intake_id,
        &send->header, send->request.broker_blob, send->shares, send->share_count);
    if (status == SP_ERR_NOT_FOUND) {
        send->stale_intake = true;
        status = SP_OK;
    }
    return status;
}

/* ---- one turn ---- */

static void
begin_turn(struct sp_ledger *ledger, struct sp_work *work, int64_t now_ms, struct sp_turn *turn)
{
    *turn = (struct sp_turn){.ledger = ledger,
        .store = ledger->store,
        .work = work,
        .arena = work->arena,
        .now_ms = now_ms,
        .rule = "",
        .detail = ""};
    sp_buffer_init(&turn->body, SP_FRAME_MAX);
}

static void
end_turn(struct sp_turn *turn)
{
    sp_buffer_wipe(&turn->body);
    if (turn->shares != NULL) {
        sp_wipe(turn->shares, turn->share_count * sizeof(*turn->shares));
    }
}

static enum sp_status
handle(struct sp_turn *turn)
{
    const struct sp_work *work = turn->work;
    enum sp_status status;

    if ((kinds[work->kind].who >> work->asker.party.role & 1U) == 0) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_KIND, "kind: not for your role");
    }
    status = kinds[work->kind].handle(turn);
    if (status == SP_ERR_NOMEM && !kinds[work->kind].writes) {
        /* A read that asked for more than one request may hold: nothing was touched. */
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_SIZE, "more than one answer may hold");
    }
    return status;
}

/* ---- the heads ---- */

static enum sp_status
sign_heads(struct sp_ledger *ledger, struct sp_buffer fresh[static SP_LOG_COUNT])
{
    const struct sp_sign_key *key = sp_keys_log(ledger->keys);
    struct sp_sign_public public = sp_sign_key_public(key);
    struct sp_bytes notes[SP_LOG_COUNT];
    enum sp_status status = SP_OK;

    for (int i = 0; i < SP_LOG_COUNT && status == SP_OK; i++) {
        struct sp_checkpoint checkpoint = {
            .head = sp_store_log_head(ledger->store, (enum sp_log)i)};
        struct sp_vkey vkey;

        notes[i] = (struct sp_bytes){NULL, 0};
        if (checkpoint.head.size == ledger->signed_size[i] && ledger->notes[i].size > 0) {
            continue;
        }
        (void)snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s/%s",
            ledger->options.origin, sp_log_names[i]);
        if ((status = sp_vkey_make(checkpoint.origin, SP_NOTE_ED25519, &public, &vkey)) == SP_OK &&
            (status = sp_checkpoint_sign(&checkpoint, &vkey, key, &fresh[i])) == SP_OK) {
            notes[i] = sp_buffer_bytes(&fresh[i]);
        }
    }
    return status != SP_OK ? status : sp_store_log_seal(ledger->store, notes);
}

/* After the commit: what was signed is what we show from now on. */
static enum sp_status
take_heads(struct sp_ledger *ledger, struct sp_buffer fresh[static SP_LOG_COUNT])
{
    for (int i = 0; i < SP_LOG_COUNT; i++) {
        if (fresh[i].size == 0) {
            continue;
        }
        uint8_t *copy = malloc(fresh[i].size);
        if (copy == NULL) {
            return SP_ERR_NOMEM;
        }
        memcpy(copy, fresh[i].data, fresh[i].size);
        free((void *)(uintptr_t)ledger->notes[i].data);
        ledger->notes[i] = (struct sp_bytes){copy, fresh[i].size};
        ledger->signed_size[i] = sp_store_log_head(ledger->store, (enum sp_log)i).size;
    }
    return SP_OK;
}

/* ---- answers, after the commit ---- */

static enum sp_status
seal_release(struct sp_turn *turn)
{
    const struct sp_signed_body *body = &turn->work->body.part;
    struct sp_bytes parts[] = {
        body->part.part, {body->part.signature.b, sizeof(body->part.signature.b)}};
    struct sp_hash open_hash = sp_hash_of("open-hash", parts, 2);
    struct sp_buffer sealed;

    sp_buffer_init(&sealed, 8192);
    enum sp_status status = sp_release_seal(&body->read.open.opening_key, &body->read.open.d,
        &open_hash, turn->shares, turn->share_count, &sealed);
    struct sp_open_answer answer = {sp_buffer_bytes(&sealed)};
    if (status == SP_OK) {
        status = sp_turn_body(turn, &sp_shape_open_answer, &answer);
    }
    sp_buffer_wipe(&sealed);
    return status;
}

static enum sp_status
write_answer(struct sp_turn *turn, struct sp_buffer *frame)
{
    struct sp_proof proof = {0};
    struct sp_answer answer = {.version = SP_PROTOCOL_VERSION,
        .kind = turn->work->kind,
        .id = turn->answered_id,
        .verdict = (uint8_t)turn->verdict,
        .rule = sp_bytes_of_text(turn->rule != NULL ? turn->rule : ""),
        .detail = sp_bytes_of_text(turn->detail),
        .has_receipt = turn->has_record,
        .has_body = turn->body.size > 0,
        .body = sp_buffer_bytes(&turn->body)};

    if (turn->has_record) {
        enum sp_status status = sp_store_log_prove(turn->store, SP_LOG_EVENTS, turn->index,
            turn->ledger->signed_size[SP_LOG_EVENTS], &proof);
        if (status != SP_OK) {
            return status;
        }
        answer.receipt = (struct sp_receipt){.record = turn->record,
            .index = turn->index,
            .proof = sp_proof_list(&proof),
            .checkpoint = turn->ledger->notes[SP_LOG_EVENTS]};
    }
    return sp_wire_write(&sp_shape_answer, &answer, frame);
}

static enum sp_status
answer_turn(struct sp_turn *turn)
{
    struct sp_ledger *ledger = turn->ledger;
    struct sp_buffer frame;
    enum sp_status status = SP_OK;

    sp_buffer_init(&frame, SP_FRAME_MAX);
    if (turn->has_release) {
        status = seal_release(turn);
        if (status != SP_OK) {
            /* A key that nobody can seal to: the entry stands, the share stays here. */
            sp_buffer_wipe(&turn->body);
            status = sp_turn_refuse(
                turn, SP_VERDICT_REFUSE_SIGNATURE, "opening_key: not a key to seal to");
        }
    }
    if (status == SP_OK) {
        status = write_answer(turn, &frame);
    }
    ledger->options.answer(ledger->options.answer_context, turn->work, sp_buffer_bytes(&frame));
    sp_buffer_wipe(&frame);
    end_turn(turn);
    return status;
}

/* ---- waiting fetches ---- */

static void
keep_waiting(struct sp_ledger *ledger, struct sp_work *work)
{
    work->next = ledger->waiting;
    ledger->waiting = work;
}

/* The one earlier fetch of the same party is answered empty: it will not be read any more. */
static void
give_way(struct sp_ledger *ledger, const struct sp_work *newer, struct sp_work **out)
{
    for (struct sp_work **at = &ledger->waiting; *at != NULL;) {
        struct sp_work *work = *at;

        if (strcmp(work->asker.text, newer->asker.text) == 0) {
            *at = work->next;
            work->deadline_ms = 0;
            work->next = *out;
            *out = work;
        } else {
            at = &work->next;
        }
    }
}

/* Moves the fetches that may now be answered: mail came, or their time is over. */
static void
wake_waiting(struct sp_ledger *ledger, int64_t now_ms, bool stop, struct sp_work **out)
{
    for (struct sp_work **at = &ledger->waiting; *at != NULL;) {
        struct sp_work *work = *at;

        if (now_ms >= work->deadline_ms || stop ||
            sp_store_mail_is_new(ledger->store, work->asker.text)) {
            *at = work->next;
            work->next = *out;
            *out = work;
        } else {
            at = &work->next;
        }
    }
    sp_store_mail_forget_new(ledger->store);
}

/* ---- the batch ---- */

static int64_t
batch_time(struct sp_ledger *ledger)
{
    int64_t now_ms = ledger->options.now_ms(ledger->options.now_context);

    if (now_ms > ledger->last_ms) {
        ledger->last_ms = now_ms;
    }
    return ledger->last_ms;
}

static enum sp_status
housekeep(struct sp_ledger *ledger, int64_t now_ms)
{
    struct sp_work work = {.kind = SP_REQUEST_PROBE};
    struct sp_turn turn;
    struct sp_buffer empty;
    enum sp_status status;

    if (now_ms - ledger->housekeeping_ms < HOUSEKEEPING_MS) {
        return SP_OK;
    }
    ledger->housekeeping_ms = now_ms;
    if ((status = sp_arena_new(ARENA_MAX, &work.arena)) != SP_OK) {
        return status;
    }
    work.asker.party = ledger->options.broker;
    sp_party_text(&ledger->options.broker, work.asker.text);
    sp_random(work.id.b, sizeof(work.id.b));
    struct sp_signed_request request = {.kind = SP_REQUEST_PROBE};
    sp_buffer_init(&empty, 256);
    begin_turn(ledger, &work, now_ms, &turn);
    if ((status = sp_wire_write(&sp_shape_signed_request, &request, &empty)) == SP_OK) {
        struct sp_bytes bytes = sp_buffer_bytes(&empty);
        work.signed_request = bytes;
        work.request_hash = sp_sha256(&bytes, 1);
        if ((status = sp_ground_expire(&turn)) == SP_OK) {
            status = sp_store_stage_expire(
                ledger->store, now_ms > STAGED_LIFE_MS ? (uint64_t)(now_ms - STAGED_LIFE_MS) : 0);
        }
    }
    end_turn(&turn);
    sp_buffer_wipe(&empty);
    sp_arena_free(work.arena);
    return status;
}

static enum sp_status
decide_batch(struct sp_ledger *ledger, struct sp_work *works, struct batch *batch)
{
    int64_t now_ms = batch_time(ledger);
    enum sp_status status = housekeep(ledger, now_ms);

    batch->count = 0;
    while (works != NULL && status == SP_OK) {
        struct sp_work *work = works;
        struct sp_turn *turn = &batch->turns[batch->count++];

        works = work->next;
        work->next = NULL;
        begin_turn(ledger, work, now_ms, turn);
        turn->answered_id = work->id;
        if (work->kind == SP_REQUEST_FETCH && work->deadline_ms < 0) {
            work->deadline_ms = now_ms + work->body.fetch.wait_ms;
        }
        status = handle(turn);
    }
    while (works != NULL) { /* the batch failed: the rest goes back unanswered */
        struct sp_work *work = works;
        works = work->next;
        ledger->options.answer(ledger->options.answer_context, work, (struct sp_bytes){NULL, 0});
    }
    return status;
}

static enum sp_status
answer_batch(struct sp_ledger *ledger, struct batch *batch)
{
    struct sp_work *evicted = NULL;
    enum sp_status status = SP_OK;

    for (size_t i = 0; i < batch->count; i++) {
        struct sp_turn *turn = &batch->turns[i];

        if (turn->keep_waiting) {
            give_way(ledger, turn->work, &evicted);
            keep_waiting(ledger, turn->work);
            end_turn(turn);
            continue;
        }
        enum sp_status answered = answer_turn(turn);
        status = answered != SP_OK ? answered : status;
    }
    while (evicted != NULL) {
        struct sp_work *work = evicted;
        evicted = work->next;
        work->next = ledger->waiting; /* back in the list with its time over: answered next */
        ledger->waiting = work;
    }
    return status;
}

static void
drop_batch(struct sp_ledger *ledger, struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        end_turn(&batch->turns[i]);
        ledger->options.answer(
            ledger->options.answer_context, batch->turns[i].work, (struct sp_bytes){NULL, 0});
    }
}

static enum sp_status
run_batch(struct sp_ledger *ledger, struct sp_work *works, struct batch *batch)
{
    struct sp_buffer fresh[SP_LOG_COUNT];
    enum sp_status status = sp_store_begin(ledger->store);

    for (int i = 0; i < SP_LOG_COUNT; i++) {
        sp_buffer_init(&fresh[i], SP_NOTE_MAX);
    }
    batch->count = 0;
    if (status != SP_OK) {
        for (struct sp_work *work = works, *next; work != NULL; work = next) {
            next = work->next;
            ledger->options.answer(
                ledger->options.answer_context, work, (struct sp_bytes){NULL, 0});
        }
        return status;
    }
    if ((status = decide_batch(ledger, works, batch)) != SP_OK ||
        (status = sign_heads(ledger, fresh)) != SP_OK ||
        (status = sp_store_commit(ledger->store)) != SP_OK) {
        sp_store_abort(ledger->store);
        drop_batch(ledger, batch);
        goto done;
    }
    if ((status = take_heads(ledger, fresh)) != SP_OK) {
        drop_batch(ledger, batch);
        goto done;
    }
    status = answer_batch(ledger, batch);
done:
    for (int i = 0; i < SP_LOG_COUNT; i++) {
        sp_buffer_wipe(&fresh[i]);
    }
    return status;
}

/* ---- turning the vault root (protocol.md B7) ---- */

struct rewrap_context {
    const struct sp_secret_key *from, *to;
};

static enum sp_status
rewrap(void *context, struct sp_bytes wrapped, struct sp_buffer *out)
{
    const struct rewrap_context *keys = context;
    struct sp_buffer secret;
    struct sp_bytes nothing = {NULL, 0};

    sp_buffer_init(&secret, 64);
    enum sp_status status = sp_secret_open(keys->from, nothing, wrapped, &secret);
    if (status == SP_OK) {
        status = sp_secret_seal(keys->to, nothing, sp_buffer_bytes(&secret), out);
    }
    sp_buffer_wipe(&secret);
    return status;
}

static struct sp_bytes
generation_bytes(uint64_t generation, uint8_t out[static 8])
{
    for (int i = 0; i < 8; i++) {
        out[i] = (uint8_t)(generation >> (56 - 8 * i));
    }
    return (struct sp_bytes){out, 8};
}

static enum sp_status
turn_root(struct sp_ledger *ledger)
{
    struct rewrap_context keys = {sp_keys_root(ledger->keys), NULL};
    uint64_t generation = 0;
    uint8_t bytes[8];
    enum sp_status status = sp_keys_root_make(ledger->keys, &keys.to, &generation);

    if (status != SP_OK || (status = sp_store_begin(ledger->store)) != SP_OK) {
        return status;
    }
    if ((status = sp_store_vault_rewrap(ledger->store, rewrap, &keys)) != SP_OK ||
        (status = sp_store_meta_put(
             ledger->store, "vault-generation", generation_bytes(generation, bytes))) != SP_OK ||
        (status = sp_store_commit(ledger->store)) != SP_OK) {
        sp_store_abort(ledger->store);
        return status;
    }
    return sp_keys_root_done(ledger->keys);
}

/* ---- the thread ---- */

/* Waits for work or the tick, and takes at most a batch; waiting fetches that may go come first. */
static struct sp_work *
take_works(struct sp_ledger *ledger, bool *stop)
{
    struct sp_work *taken = NULL, **end = &taken;
    struct timespec until;
    int64_t now_ms = ledger->options.now_ms(ledger->options.now_context);

    pthread_mutex_lock(&ledger->mutex);
    bool stopping = ledger->stop;
    pthread_mutex_unlock(&ledger->mutex);
    wake_waiting(ledger, now_ms, stopping, &taken);
    size_t count = 0;
    while (*end != NULL) {
        if (++count == SP_BATCH_MAX) { /* more than a batch: the others wait one round */
            struct sp_work *rest = (*end)->next;
            (*end)->next = NULL;
            while (rest != NULL) {
                struct sp_work *next = rest->next;
                rest->deadline_ms = 0;
                keep_waiting(ledger, rest);
                rest = next;
            }
            return taken;
        }
        end = &(*end)->next;
    }
    pthread_mutex_lock(&ledger->mutex);
    if (ledger->first == NULL && !ledger->stop && taken == NULL) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += TICK_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        pthread_cond_timedwait(&ledger->wake, &ledger->mutex, &until);
    }
    if (ledger->next_trust != NULL) {
        sp_trusted_reset(&ledger->trusted, ledger->next_trust);
        ledger->next_trust = NULL;
        pthread_cond_broadcast(&ledger->trust_taken);
    }
    ledger->queued_seen = ledger->queued;
    for (; count < SP_BATCH_MAX && ledger->first != NULL; count++) {
        *end = ledger->first;
        ledger->first = ledger->first->next;
        (*end)->next = NULL;
        end = &(*end)->next;
        ledger->queued--;
    }
    if (ledger->first == NULL) {
        ledger->last = NULL;
    }
    *stop = ledger->stop && ledger->first == NULL;
    pthread_mutex_unlock(&ledger->mutex);
    return taken;
}

static void
give_up(struct sp_ledger *ledger, enum sp_status status)
{
    char line[128];

    (void)snprintf(line, sizeof(line),
        "SP-LEDGER-STOP status=%s: nothing uncommitted was shown; restart the broker",
        sp_status_name(status));
    say(ledger, line);
    pthread_mutex_lock(&ledger->mutex);
    ledger->failed = true;
    while (ledger->first != NULL) {
        struct sp_work *work = ledger->first;
        ledger->first = work->next;
        ledger->options.answer(ledger->options.answer_context, work, (struct sp_bytes){NULL, 0});
    }
    ledger->last = NULL;
    pthread_mutex_unlock(&ledger->mutex);
}

static void
drop_waiting(struct sp_ledger *ledger)
{
    while (ledger->waiting != NULL) {
        struct sp_work *work = ledger->waiting;
        ledger->waiting = work->next;
        ledger->options.answer(ledger->options.answer_context, work, (struct sp_bytes){NULL, 0});
    }
}

static void *
run(void *context)
{
    struct sp_ledger *ledger = context;
    struct batch *batch = calloc(1, sizeof(*batch));
    enum sp_status status = batch == NULL ? SP_ERR_NOMEM : SP_OK;
    bool stop = false;

    while (status == SP_OK && !(stop && ledger->waiting == NULL)) {
        struct sp_work *works = take_works(ledger, &stop);
        int64_t now_ms = ledger->options.now_ms(ledger->options.now_context);

        if (works != NULL || now_ms - ledger->housekeeping_ms >= HOUSEKEEPING_MS) {
            status = run_batch(ledger, works, batch);
        }
        if (status == SP_OK && ledger->vault_changed) {
            ledger->vault_changed = false;
            status = turn_root(ledger);
        }
    }
    if (status != SP_OK) {
        give_up(ledger, status);
    }
    drop_waiting(ledger);
    free(batch);
    return NULL;
}

/* ---- opening and closing ---- */

enum sp_status
sp_ledger_init(const char *folder, struct sp_bytes passphrase, const char **why)
{
    struct sp_store *store = NULL;
    struct timespec now;
    uint8_t bytes[8];
    enum sp_status status;

    clock_gettime(CLOCK_REALTIME, &now);
    if ((status = sp_store_open(folder, true, &store, why)) != SP_OK ||
        (status = sp_keys_init(folder, passphrase, (int64_t)now.tv_sec * 1000, why)) != SP_OK) {
        goto done;
    }
    *why = "the store cannot be written: is the disk full?";
    if ((status = sp_store_begin(store)) != SP_OK ||
        (status = sp_store_meta_put(store, "vault-generation", generation_bytes(1, bytes))) !=
            SP_OK ||
        (status = sp_store_commit(store)) != SP_OK) {
        goto done;
    }
    *why = "";
done:
    sp_store_close(store);
    return status;
}

/* The root that the store names, and the notes that it holds. */
static enum sp_status
load(struct sp_ledger *ledger, const char **why)
{
    struct sp_arena *arena = NULL;
    struct sp_bytes value;
    uint64_t generation = 0;
    enum sp_status status = sp_arena_new(SP_NOTE_MAX * 4, &arena);

    if (status != SP_OK ||
        (status = sp_store_meta_get(ledger->store, "vault-generation", arena, &value)) != SP_OK) {
        goto done;
    }
    for (size_t i = 0; i < value.size && i < 8; i++) {
        generation = generation << 8 | value.data[i];
    }
    *why = "the vault root that the store names is not among the key files: was only the store "
           "restored?";
    if ((status = sp_keys_root_choose(ledger->keys, generation)) != SP_OK) {
        goto done;
    }
    for (int i = 0; i < SP_LOG_COUNT && status == SP_OK; i++) {
        struct sp_buffer copy;

        sp_buffer_init(&copy, SP_NOTE_MAX);
        status = sp_store_log_note(ledger->store, (enum sp_log)i, arena, &value);
        if (status == SP_OK && value.size > 0 &&
            (status = sp_buffer_append(&copy, value.data, value.size)) == SP_OK) {
            ledger->notes[i] = sp_buffer_bytes(&copy); /* handed over */
            ledger->signed_size[i] = sp_store_log_head(ledger->store, (enum sp_log)i).size;
        }
    }
done:
    sp_arena_free(arena);
    return status;
}

/* The first checkpoints, of empty logs, so that there is always one to show. */
static enum sp_status
sign_first(struct sp_ledger *ledger)
{
    struct batch *batch;
    enum sp_status status;

    if (ledger->notes[0].size > 0 && ledger->notes[1].size > 0 && ledger->notes[2].size > 0) {
        return SP_OK;
    }
    if ((batch = calloc(1, sizeof(*batch))) == NULL) {
        return SP_ERR_NOMEM;
    }
    status = run_batch(ledger, NULL, batch);
    free(batch);
    return status;
}

enum sp_status
sp_ledger_open(const struct sp_ledger_options *options, struct sp_ledger **out, const char **why)
{
    struct sp_ledger *ledger = calloc(1, sizeof(*ledger));
    enum sp_status status = SP_ERR_NOMEM;

    *out = NULL;
    *why = "there is no memory";
    if (ledger == NULL) {
        return status;
    }
    ledger->options = *options;
    pthread_mutex_init(&ledger->mutex, NULL);
    pthread_cond_init(&ledger->wake, NULL);
    pthread_cond_init(&ledger->trust_taken, NULL);
    sp_trusted_reset(&ledger->trusted, options->trust);
    if ((status = sp_store_open(options->folder, false, &ledger->store, why)) != SP_OK ||
        (status = sp_keys_open(options->folder, options->passphrase, &ledger->keys, why)) !=
            SP_OK ||
        (status = load(ledger, why)) != SP_OK) {
        goto done;
    }
    *why = "the first checkpoint cannot be written: is the disk full?";
    if ((status = sign_first(ledger)) != SP_OK) {
        goto done;
    }
    *why = "a thread cannot be started";
    if (pthread_create(&ledger->thread, NULL, run, ledger) != 0) {
        status = SP_ERR_NOMEM;
        goto done;
    }
    ledger->started = true;
    *why = "";
    *out = ledger;
    ledger = NULL;
done:
    sp_ledger_close(ledger);
    return status;
}

void
sp_ledger_trust(struct sp_ledger *ledger, struct sp_trust *trust)
{
    pthread_mutex_lock(&ledger->mutex);
    ledger->next_trust = trust;
    pthread_cond_signal(&ledger->wake);
    while (ledger->next_trust != NULL && !ledger->failed && !ledger->stop) {
        struct timespec until;

        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 1;
        pthread_cond_timedwait(&ledger->trust_taken, &ledger->mutex, &until);
    }
    pthread_mutex_unlock(&ledger->mutex);
}

bool
sp_ledger_is_well(struct sp_ledger *ledger)
{
    pthread_mutex_lock(&ledger->mutex);
    bool well = !ledger->failed;
    pthread_mutex_unlock(&ledger->mutex);
    return well;
}

void
sp_ledger_close(struct sp_ledger *ledger)
{
    if (ledger == NULL) {
        return;
    }
    if (ledger->started) {
        pthread_mutex_lock(&ledger->mutex);
        ledger->stop = true;
        pthread_cond_signal(&ledger->wake);
        pthread_mutex_unlock(&ledger->mutex);
        pthread_join(ledger->thread, NULL);
    }
    for (int i = 0; i < SP_LOG_COUNT; i++) {
        free((void *)(uintptr_t)ledger->notes[i].data);
    }
    sp_keys_free(ledger->keys);
    sp_store_close(ledger->store);
    pthread_cond_destroy(&ledger->wake);
    pthread_cond_destroy(&ledger->trust_taken);
    pthread_mutex_destroy(&ledger->mutex);
    free(ledger);
}
