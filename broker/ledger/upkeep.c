/*
 * What the ledger does of itself: ends terms, sweeps pieces, renews intake keys, turns the vault
 * root.
 */
#include "turn.h"

#include <string.h>

#define UPKEEP_MS      60000
#define UPKEEP_SOON_MS 1000 /* when there was more to do than one batch should carry */
#define STAGED_LIFE_MS (INT64_C(24) * 60 * 60 * 1000)
#define ROOT_LIFE_MS   (INT64_C(24) * 60 * 60 * 1000)
#define SWEEP_MAX      16
#define ARENA_MAX      ((size_t)32 << 20)

struct sp_bytes
sp_upkeep_number(uint64_t number, uint8_t out[static 8])
{
    for (int i = 0; i < 8; i++) {
        out[i] = (uint8_t)(number >> (56 - 8 * i));
    }
    return (struct sp_bytes){out, 8};
}

uint64_t
sp_upkeep_number_of(struct sp_bytes bytes)
{
    uint64_t number = 0;

    for (size_t i = 0; i < bytes.size && i < 8; i++) {
        number = number << 8 | bytes.data[i];
    }
    return number;
}

/* ---- terms and pieces ---- */

static enum sp_status
look_after(struct sp_turn *turn, bool *more)
{
    struct sp_store *store = turn->store;
    int64_t staged_before_ms = turn->now_ms - STAGED_LIFE_MS;
    bool pieces_left = false;
    enum sp_status status;

    if ((status = sp_keys_intake_renew(turn->ledger->keys, turn->now_ms)) != SP_OK ||
        (status = sp_ground_expire(turn, more)) != SP_OK ||
        (status = sp_store_stage_expire(
             store, staged_before_ms > 0 ? (uint64_t)staged_before_ms : 0)) != SP_OK ||
        (status = sp_store_pieces_sweep(store, SWEEP_MAX, &pieces_left)) != SP_OK) {
        return status;
    }
    *more = *more || pieces_left;
    return SP_OK;
}

/* The records of what happens here have the broker as actor, and a probe that nobody sent. */
enum sp_status
sp_upkeep(struct sp_ledger *ledger, int64_t now_ms)
{
    const struct sp_signed_request request = {.kind = SP_REQUEST_PROBE};
    struct sp_work work = {.kind = SP_REQUEST_PROBE};
    struct sp_buffer written;
    struct sp_turn turn;
    bool more = false;
    enum sp_status status;

    if (now_ms < ledger->upkeep_ms) {
        return SP_OK;
    }
    if ((status = sp_arena_new(ARENA_MAX, &work.arena)) != SP_OK) {
        return status;
    }
    work.asker.party = ledger->options.broker;
    sp_party_text(&ledger->options.broker, work.asker.text);
    sp_random(work.id.b, sizeof(work.id.b));
    sp_buffer_init(&written, 256);
    sp_turn_begin(ledger, &work, now_ms, &turn);
    if ((status = sp_wire_write(&sp_shape_signed_request, &request, &written)) == SP_OK) {
        work.signed_request = sp_buffer_bytes(&written);
        work.request_hash = sp_sha256(&work.signed_request, 1);
        status = look_after(&turn, &more);
    }
    ledger->upkeep_ms = now_ms + (more ? UPKEEP_SOON_MS : UPKEEP_MS);
    sp_turn_end(&turn);
    sp_buffer_wipe(&written);
    sp_arena_free(work.arena);
    return status;
}

/* ---- the vault root ---- */

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
    /* What did not open under the old root opens under none: an empty row says the same. */
    return status == SP_ERR_KEY ? SP_OK : status;
}

static enum sp_status
put_number(struct sp_store *store, const char *name, uint64_t number)
{
    uint8_t bytes[8];

    return sp_store_meta_put(store, name, sp_upkeep_number(number, bytes));
}

/*
 * The new root is on disk before anything is wrapped under it, and the old one is overwritten only
 * when the store names the new one: killed anywhere, the store opens under the root that it names.
 */
static enum sp_status
turn_root(struct sp_ledger *ledger, int64_t now_ms)
{
    struct rewrap_context keys = {sp_keys_root(ledger->keys), NULL};
    uint64_t generation = 0;
    enum sp_status status = sp_keys_root_make(ledger->keys, &keys.to, &generation);

    if (status != SP_OK || (status = sp_store_begin(ledger->store)) != SP_OK) {
        return status;
    }
    if ((status = sp_store_vault_rewrap(ledger->store, rewrap, &keys)) != SP_OK ||
        (status = put_number(ledger->store, SP_META_GENERATION, generation)) != SP_OK ||
        (status = put_number(ledger->store, SP_META_ROOT_DUE, 0)) != SP_OK ||
        (status = put_number(ledger->store, SP_META_ROOT_TIME, (uint64_t)now_ms)) != SP_OK ||
        (status = sp_store_commit(ledger->store)) != SP_OK) {
        sp_store_abort(ledger->store);
        return status;
    }
    return sp_keys_root_done(ledger->keys);
}

enum sp_status
sp_upkeep_root(struct sp_ledger *ledger, int64_t now_ms)
{
    if (!ledger->root_is_due && now_ms - ledger->root_ms < ROOT_LIFE_MS) {
        return SP_OK;
    }
    ledger->root_is_due = false;
    ledger->root_ms = now_ms;
    return turn_root(ledger, now_ms);
}
