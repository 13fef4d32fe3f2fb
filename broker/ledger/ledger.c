/*
 * The loop that owns order:
 *
 *   take what waits, at most a batch; begin
 *   each request: its handler reads facts, decides, writes rows, record and leaf, seals what is
 *     released to the key of its one opening
 *   sign the checkpoints of the logs that grew; write tiles and heads; COMMIT, one fsync
 *   only now: make proofs, answer; wake waiting fetches
 *   turn the vault root when keys under it were dropped
 *
 * Any failure of the store, or at the commit, stops the ledger: nothing of the batch was shown.
 */
#include "turn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TICK_MS    250
#define LOAD_ARENA ((size_t)4 << 20)
#define WOKEN_MAX  (SP_BATCH_MAX / 2) /* waiting fetches in one batch: the queue has the rest */

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
    enum sp_status status =
        sp_keys_open_shares(ledger->keys, ledger->options.now_ms(ledger->options.now_context),
            &send->request, &send->header, send->shares, send->share_count);
    if (status == SP_ERR_NOT_FOUND) {
        send->stale_intake = true;
        status = SP_OK;
    }
    return status;
}

/* ---- the thread ---- */

/* Until there is work, or the tick; the mutex is held. */
static void
await_work(struct sp_ledger *ledger)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += TICK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&ledger->wake, &ledger->mutex, &until);
}

/* Takes at most a batch: fetches that waited long enough, then what is queued. */
static struct sp_work *
take_works(struct sp_ledger *ledger, bool *stop)
{
    struct sp_work *taken, **end = &taken;
    int64_t now_ms = ledger->options.now_ms(ledger->options.now_context);
    size_t count = 0;

    pthread_mutex_lock(&ledger->mutex);
    bool stopping = ledger->stop;
    pthread_mutex_unlock(&ledger->mutex);
    taken = sp_waiting_take(ledger, now_ms, stopping, WOKEN_MAX);
    for (; *end != NULL; end = &(*end)->next) {
        count++;
    }
    pthread_mutex_lock(&ledger->mutex);
    if (ledger->first == NULL && !ledger->stop && ledger->next_trust == NULL && taken == NULL) {
        await_work(ledger);
    }
    if (ledger->next_trust != NULL) {
        sp_trusted_reset(&ledger->trusted, ledger->next_trust);
        sp_known_wipe(&ledger->known);
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

/* Why the ledger stops, for who must mend it. */
static const char *
reason_of(const struct sp_ledger *ledger, enum sp_status status)
{
    const char *problem = sp_store_problem(ledger->store);

    if (problem[0] != '\0') {
        return problem;
    }
    return status == SP_ERR_IO ? "a key file cannot be written or synced: is the disk full, may "
                                 "this user write the folder?"
           : status == SP_ERR_NOMEM ? "there is no memory"
                                    : "an invariant does not hold: please report this";
}

static void
give_up(struct sp_ledger *ledger, enum sp_status status)
{
    char line[320];

    (void)snprintf(line, sizeof(line),
        "SP-LEDGER-STOP status=%s: %s; nothing uncommitted was shown, start the broker again when "
        "that is mended",
        sp_status_name(status), reason_of(ledger, status));
    say(ledger, line);
    pthread_mutex_lock(&ledger->mutex);
    ledger->failed = true;
    pthread_cond_broadcast(&ledger->trust_taken);
    while (ledger->first != NULL) {
        struct sp_work *work = ledger->first;
        ledger->first = work->next;
        ledger->options.answer(ledger->options.answer_context, work, (struct sp_bytes){NULL, 0});
    }
    ledger->last = NULL;
    pthread_mutex_unlock(&ledger->mutex);
}

static void *
run(void *context)
{
    struct sp_ledger *ledger = context;
    struct sp_batch *batch = calloc(1, sizeof(*batch));
    enum sp_status status = batch == NULL ? SP_ERR_NOMEM : SP_OK;
    bool stop = false;

    while (status == SP_OK && !(stop && ledger->waiting == NULL)) {
        struct sp_work *works = take_works(ledger, &stop);
        int64_t now_ms = ledger->options.now_ms(ledger->options.now_context);

        if (works != NULL || now_ms >= ledger->upkeep_ms) {
            status = sp_batch_run(ledger, works, batch);
        }
        if (status == SP_OK) {
            status = sp_upkeep_root(ledger, now_ms);
        }
    }
    if (status != SP_OK) {
        give_up(ledger, status);
    }
    sp_waiting_drop(ledger);
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
    if ((status = sp_keys_absent(folder, why)) != SP_OK ||
        (status = sp_store_open(folder, true, &store, why)) != SP_OK) {
        return status;
    }
    *why = "there is a store with a log in this folder already: choose an empty one";
    if (sp_store_log_head(store, SP_LOG_EVENTS).size > 0 ||
        sp_store_log_head(store, SP_LOG_KEYS).size > 0) {
        status = SP_ERR_CONFLICT;
        goto done;
    }
    if ((status = sp_keys_init(folder, passphrase, (int64_t)now.tv_sec * 1000, why)) != SP_OK) {
        goto done;
    }
    *why = "the store cannot be written: is the disk full?";
    if ((status = sp_store_begin(store)) != SP_OK ||
        (status = sp_store_meta_put(store, SP_META_GENERATION, sp_upkeep_number(1, bytes))) !=
            SP_OK ||
        (status = sp_store_commit(store)) != SP_OK) {
        goto done;
    }
    *why = "";
done:
    sp_store_close(store);
    return status;
}

static enum sp_status
load_number(struct sp_ledger *ledger, const char *name, struct sp_arena *arena, uint64_t *out)
{
    struct sp_bytes value;
    enum sp_status status = sp_store_meta_get(ledger->store, name, arena, &value);

    *out = status == SP_OK ? sp_upkeep_number_of(value) : 0;
    return status;
}

/* The root that the store names, and whether it was to be turned when the last process ended. */
static enum sp_status
load_root(struct sp_ledger *ledger, struct sp_arena *arena, const char **why)
{
    uint64_t generation, due, time_ms;
    enum sp_status status;

    *why = "the store cannot be read";
    if ((status = load_number(ledger, SP_META_GENERATION, arena, &generation)) != SP_OK ||
        (status = load_number(ledger, SP_META_ROOT_DUE, arena, &due)) != SP_OK ||
        (status = load_number(ledger, SP_META_ROOT_TIME, arena, &time_ms)) != SP_OK) {
        return status;
    }
    ledger->root_is_due = due != 0;
    ledger->root_ms = (int64_t)time_ms;
    *why = "the vault root that the store names is not among the key files: was only the store "
           "restored?";
    return sp_keys_root_choose(ledger->keys, generation);
}

/* The stored checkpoint of a log must be ours, and say what the tiles say. */
static enum sp_status
load_note(struct sp_ledger *ledger, enum sp_log log, struct sp_arena *arena)
{
    const struct sp_sign_public public = sp_sign_key_public(sp_keys_log(ledger->keys));
    struct sp_head head = sp_store_log_head(ledger->store, log);
    struct sp_checkpoint checkpoint;
    struct sp_bytes value;
    struct sp_vkey vkey;
    char origin[SP_ORIGIN_MAX];
    enum sp_status status = sp_store_log_note(ledger->store, log, arena, &value);

    if (status != SP_OK || value.size == 0) {
        return status != SP_OK || head.size == 0 ? status : SP_ERR_PROOF;
    }
    (void)snprintf(origin, sizeof(origin), "%s/%s", ledger->options.origin, sp_log_names[log]);
    if (sp_vkey_make(origin, SP_NOTE_ED25519, &public, &vkey) != SP_OK ||
        sp_checkpoint_check(value, &vkey, &checkpoint) != SP_OK ||
        checkpoint.head.size != head.size ||
        memcmp(&checkpoint.head.root, &head.root, sizeof(head.root)) != 0) {
        return SP_ERR_PROOF;
    }
    ledger->signed_size[log] = head.size;
    return sp_buffer_append(&ledger->notes[log], value.data, value.size);
}

/* "2026-11-21T22:58:01.123Z" as milliseconds; 0 for anything else. */
static int64_t
time_of_text(struct sp_bytes text)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ";
    char day_text[SP_DAY_TEXT_BYTES] = "";
    int64_t parts[4] = {0}; /* hours, minutes, seconds, milliseconds */
    sp_day day;

    if (text.size != sizeof(form) - 1) {
        return 0;
    }
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.data[i];

        if (form[i] == 'd' ? c < '0' || c > '9' : c != (uint8_t)form[i]) {
            return 0;
        }
        if (i > 10 && form[i] == 'd') {
            int64_t *part = &parts[(i - 11) / 3 < 3 ? (i - 11) / 3 : 3];
            *part = 10 * *part + (c - '0');
        }
    }
    memcpy(day_text, text.data, sizeof(day_text) - 1);
    if (sp_day_parse(day_text, &day) != SP_OK) {
        return 0;
    }
    return (((day * INT64_C(24) + parts[0]) * 60 + parts[1]) * 60 + parts[2]) * 1000 + parts[3];
}

/* The newest record's time: this process must not begin before it. */
static enum sp_status
load_time(struct sp_ledger *ledger, struct sp_arena *arena)
{
    uint64_t size = sp_store_log_head(ledger->store, SP_LOG_EVENTS).size;
    struct sp_record_row row;
    struct sp_record record;
    enum sp_status status = SP_OK;

    if (size > 0) {
        status = sp_store_record_get(ledger->store, size - 1, arena, &row);
        if (status == SP_OK &&
            sp_wire_read(&sp_shape_record, row.record, arena, &record, NULL) == SP_OK) {
            ledger->last_ms = time_of_text(record.fields[SP_RECORD_TIME]);
        }
    }
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

static enum sp_status
load(struct sp_ledger *ledger, const char **why)
{
    struct sp_arena *arena = NULL;
    enum sp_status status = sp_arena_new(LOAD_ARENA, &arena);

    if (status == SP_OK && (status = load_root(ledger, arena, why)) == SP_OK) {
        *why = "the logs in the store do not fit their signed checkpoints, or are of another "
               "origin or log key";
        for (int i = 0; i < SP_LOG_COUNT && status == SP_OK; i++) {
            status = load_note(ledger, (enum sp_log)i, arena);
        }
    }
    if (status == SP_OK) {
        *why = "the newest record in the store cannot be read";
        status = load_time(ledger, arena);
    }
    sp_arena_free(arena);
    return status;
}

/* The first checkpoints, of empty logs, so that there is always one to show. */
static enum sp_status
sign_first(struct sp_ledger *ledger)
{
    struct sp_batch *batch;
    enum sp_status status;

    if (ledger->notes[0].size > 0 && ledger->notes[1].size > 0 && ledger->notes[2].size > 0) {
        return SP_OK;
    }
    if ((batch = calloc(1, sizeof(*batch))) == NULL) {
        return SP_ERR_NOMEM;
    }
    status = sp_batch_run(ledger, NULL, batch);
    free(batch);
    return status;
}

static void
init_locks(struct sp_ledger *ledger)
{
    pthread_condattr_t monotonic;

    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&ledger->mutex, NULL);
    pthread_cond_init(&ledger->wake, &monotonic);
    pthread_cond_init(&ledger->trust_taken, &monotonic);
    pthread_condattr_destroy(&monotonic);
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
    init_locks(ledger);
    for (int i = 0; i < SP_LOG_COUNT; i++) {
        sp_buffer_init(&ledger->notes[i], SP_NOTE_MAX);
    }
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
    /* The thread signals when it took it, and when it will not any more (failed). */
    while (ledger->next_trust != NULL && !ledger->failed) {
        pthread_cond_wait(&ledger->trust_taken, &ledger->mutex);
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
        sp_buffer_wipe(&ledger->notes[i]);
    }
    sp_known_wipe(&ledger->known);
    sp_keys_free(ledger->keys);
    sp_store_close(ledger->store);
    pthread_cond_destroy(&ledger->wake);
    pthread_cond_destroy(&ledger->trust_taken);
    pthread_mutex_destroy(&ledger->mutex);
    free(ledger);
}
