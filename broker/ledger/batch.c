/*
 * One batch: everything that waits is decided, written and committed together, and only then
 * answered.  Whatever happens, each work is given back exactly once.
 */
#include "turn.h"

#include <stdio.h>
#include <string.h>

#define CLOCK_BEHIND_MS (INT64_C(2) * 60 * 1000)

/* clang-format off */
static const struct kind_row {
    sp_handler *handle;
    uint32_t who;
    bool writes;      /* rows that must not stay behind half done */
    bool needs_clock; /* decides on days: not while the clock is behind the log */
    bool needs_key;   /* only with the key that the party published, once it did */
} kinds[SP_REQUEST_COUNT] = {
#define ALL    ((UINT32_C(1) << SP_ROLE_COUNT) - 1)
#define BROKER (UINT32_C(1) << SP_ROLE_BROKER)
    /*                                            who           writes clock  key */
    [SP_REQUEST_HELLO]     = {sp_turn_hello,     ALL | BROKER, false, false, false},
    [SP_REQUEST_PUBLISH]   = {sp_turn_publish,   ALL,          true,  true,  false},
    [SP_REQUEST_STATEMENT] = {sp_turn_statement, ALL,          true,  false, true},
    [SP_REQUEST_PUT]       = {sp_turn_put,       ALL,          true,  false, true},
    [SP_REQUEST_SEND]      = {sp_turn_send,      ALL,          true,  true,  true},
    [SP_REQUEST_ATTEMPT]   = {sp_turn_attempt,   ALL,          true,  true,  true},
    [SP_REQUEST_FETCH]     = {sp_turn_fetch,     ALL,          false, false, true},
    [SP_REQUEST_GET]       = {sp_turn_get,       ALL,          false, false, true},
    [SP_REQUEST_OPEN]      = {sp_turn_open,      ALL,          true,  true,  true},
    [SP_REQUEST_ACK]       = {sp_turn_ack,       ALL,          true,  false, true},
    [SP_REQUEST_LOOKUP]    = {sp_turn_lookup,    ALL,          false, false, false},
    [SP_REQUEST_DIRECTORY] = {sp_turn_directory, ALL,          false, false, false},
    [SP_REQUEST_MIRROR]    = {sp_turn_mirror,    ALL,          false, false, false},
    [SP_REQUEST_VIEW]      = {sp_turn_view,      ALL | BROKER, false, false, false},
    [SP_REQUEST_LOG]       = {sp_turn_log,       ALL,          true,  false, true},
    [SP_REQUEST_AUDIT]     = {sp_turn_audit,     UINT32_C(1) << SP_ROLE_AUDITOR, true, false, true},
    [SP_REQUEST_PROBE]     = {sp_turn_probe,     BROKER,       true,  false, false},
#undef ALL
#undef BROKER
};
/* clang-format on */

uint32_t
sp_ledger_who(uint8_t kind)
{
    return kind < SP_REQUEST_COUNT ? kinds[kind].who : 0;
}

/* ---- one turn ---- */

/* Another certificate for the same party is of no use here before its key was published. */
static enum sp_status
key_is_other(struct sp_turn *turn, bool *other)
{
    const struct sp_known_entry *known;
    enum sp_status status = sp_gather_known(turn, turn->work->asker.text, &known);

    *other =
        status == SP_OK && memcmp(&known->key, &turn->work->asker.key, sizeof(known->key)) != 0;
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

static enum sp_status
handle(struct sp_turn *turn)
{
    const struct kind_row *row = &kinds[turn->work->kind];
    bool other = false;
    enum sp_status status;

    if ((row->who >> turn->work->asker.party.role & 1U) == 0) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_KIND, "kind: not for your role");
    }
    if (row->needs_clock && turn->ledger->clock_is_behind) {
        return sp_turn_refuse(turn, SP_VERDICT_REFUSE_CLOCK,
            "the broker's clock is behind its own log: its operator must set it right");
    }
    if (row->needs_key && (status = key_is_other(turn, &other)) != SP_OK) {
        return status;
    }
    if (other) {
        return sp_turn_refuse(
            turn, SP_VERDICT_REFUSE_CERT, "certificate: its key is not the one that you published");
    }
    status = row->handle(turn);
    if ((status == SP_ERR_NOMEM || status == SP_ERR_TOO_BIG) && !row->writes) {
        /* A read that asked for more than one request may hold: nothing was touched. */
        sp_buffer_wipe(&turn->body);
        turn->has_record = false;
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
static void
take_heads(struct sp_ledger *ledger, struct sp_buffer fresh[static SP_LOG_COUNT])
{
    for (int i = 0; i < SP_LOG_COUNT; i++) {
        if (fresh[i].size > 0) {
            struct sp_buffer old = ledger->notes[i];

            ledger->notes[i] = fresh[i];
            fresh[i] = old;
            ledger->signed_size[i] = sp_store_log_head(ledger->store, (enum sp_log)i).size;
        }
    }
}

/* ---- answers, after the commit ---- */

static enum sp_status
write_answer(struct sp_turn *turn, struct sp_buffer *frame)
{
    struct sp_proof proof = {0};
    struct sp_answer answer = {.version = SP_PROTOCOL_VERSION,
        .kind = turn->work->kind,
        .id = turn->work->id,
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
            .checkpoint = sp_buffer_bytes(&turn->ledger->notes[SP_LOG_EVENTS])};
    }
    return sp_wire_write(&sp_shape_answer, &answer, frame);
}

static enum sp_status
answer_turn(struct sp_turn *turn)
{
    struct sp_ledger *ledger = turn->ledger;
    struct sp_buffer frame;

    sp_buffer_init(&frame, SP_FRAME_MAX);
    enum sp_status status = write_answer(turn, &frame);
    ledger->options.answer(ledger->options.answer_context, turn->work,
        status == SP_OK ? sp_buffer_bytes(&frame) : (struct sp_bytes){NULL, 0});
    sp_buffer_wipe(&frame);
    sp_turn_end(turn);
    return status;
}

static enum sp_status
answer_all(struct sp_ledger *ledger, struct sp_batch *batch)
{
    enum sp_status status = SP_OK;

    for (size_t i = 0; i < batch->count; i++) {
        struct sp_turn *turn = &batch->turns[i];

        if (turn->keep_waiting) {
            sp_waiting_keep(ledger, turn->work);
            sp_turn_end(turn);
            continue;
        }
        enum sp_status answered = answer_turn(turn);
        status = answered != SP_OK ? answered : status;
    }
    return status;
}

/* Gives back without an answer what was begun, and what was not. */
static void
drop_all(struct sp_ledger *ledger, struct sp_batch *batch, struct sp_work *rest)
{
    for (size_t i = 0; i < batch->count; i++) {
        sp_turn_end(&batch->turns[i]);
        ledger->options.answer(
            ledger->options.answer_context, batch->turns[i].work, (struct sp_bytes){NULL, 0});
    }
    while (rest != NULL) {
        struct sp_work *work = rest;

        rest = rest->next;
        ledger->options.answer(ledger->options.answer_context, work, (struct sp_bytes){NULL, 0});
    }
}

/* ---- the batch ---- */

/* Time never goes back; a clock that did, by much, is noticed (protocol.md A7, Time). */
static int64_t
batch_time(struct sp_ledger *ledger)
{
    int64_t now_ms = ledger->options.now_ms(ledger->options.now_context);
    bool behind = now_ms < ledger->last_ms - CLOCK_BEHIND_MS;

    if (behind != ledger->clock_is_behind) {
        ledger->clock_is_behind = behind;
        ledger->options.say(ledger->options.say_context,
            behind ? "SP-LEDGER-CLOCK the clock is behind the newest record: only what takes "
                     "away is done until it is right"
                   : "SP-LEDGER-CLOCK the clock is right again");
    }
    if (now_ms > ledger->last_ms) {
        ledger->last_ms = now_ms;
    }
    return ledger->last_ms;
}

/* Takes the works off ${works} one by one; what is left there was not begun. */
static enum sp_status
decide_all(struct sp_ledger *ledger, struct sp_work **works, struct sp_batch *batch)
{
    int64_t now_ms = batch_time(ledger);
    enum sp_status status = sp_upkeep(ledger, now_ms);

    while (*works != NULL && status == SP_OK && batch->count < SP_BATCH_MAX) {
        struct sp_work *work = *works;
        struct sp_turn *turn = &batch->turns[batch->count++];

        *works = work->next;
        work->next = NULL;
        sp_turn_begin(ledger, work, now_ms, turn);
        if (work->kind == SP_REQUEST_FETCH && work->deadline_ms < 0) {
            work->deadline_ms = now_ms + work->body.fetch.wait_ms;
        }
        status = handle(turn);
    }
    return status;
}

enum sp_status
sp_batch_run(struct sp_ledger *ledger, struct sp_work *works, struct sp_batch *batch)
{
    struct sp_buffer fresh[SP_LOG_COUNT];
    enum sp_status status;

    for (int i = 0; i < SP_LOG_COUNT; i++) {
        sp_buffer_init(&fresh[i], SP_NOTE_MAX);
    }
    batch->count = 0;
    if ((status = sp_store_begin(ledger->store)) == SP_OK &&
        (status = decide_all(ledger, &works, batch)) == SP_OK &&
        (status = sign_heads(ledger, fresh)) == SP_OK &&
        (status = sp_store_commit(ledger->store)) == SP_OK) {
        take_heads(ledger, fresh);
        status = answer_all(ledger, batch);
    } else {
        sp_store_abort(ledger->store);
        drop_all(ledger, batch, works);
    }
    for (int i = 0; i < SP_LOG_COUNT; i++) {
        sp_buffer_wipe(&fresh[i]);
    }
    return status;
}
