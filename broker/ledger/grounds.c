/*
 * Vault keys, one per patient and ground, and what happens to the shares under a ground that falls
 * (protocol.md B7).
 */
#include "turn.h"

#include <string.h>

#define UNDER_PAGE  16
#define SCRATCH_MAX ((size_t)32 << 20) /* far more than one message and its facts */
#define DUE_MAX     64
#define AAD_MAX     (SP_HASH_BYTES + SP_PARTY_TEXT_MAX)
#define PARTY_TEXT  160

struct sp_hash
sp_ground_of_statement(const struct sp_statement_id *id)
{
    struct sp_hash ground = {{0}};

    memcpy(ground.b, id->b, sizeof(id->b));
    return ground;
}

struct sp_hash
sp_ground_own(void)
{
    struct sp_hash ground = {{0}};

    /* At the end, where a statement's ground has only zeros: no statement can be named so. */
    memcpy(ground.b + SP_HASH_BYTES - 3, "own", 3);
    return ground;
}

struct sp_hash
sp_ground_of_basis(uint8_t basis, const struct sp_party *party)
{
    struct sp_buffer encoded;
    struct sp_hash ground = {{0}};

    sp_buffer_init(&encoded, PARTY_TEXT);
    if (sp_wire_write(&sp_shape_party, party, &encoded) == SP_OK) {
        struct sp_bytes parts[] = {{&basis, 1}, sp_buffer_bytes(&encoded)};
        ground = sp_hash_of("ground", parts, 2);
    }
    sp_buffer_wipe(&encoded);
    return ground;
}

struct sp_hash
sp_ground_of(const struct sp_gathered *gathered, const struct sp_decision *decision,
    const struct sp_party *addressee)
{
    bool by_consent = gathered->has_consent && (decision->basis == SP_BASIS_CONSENT ||
                                                   decision->basis == SP_BASIS_CONSENT_EACH);

    return by_consent ? sp_ground_of_statement(&gathered->consent_id)
                      : sp_ground_of_basis(decision->basis, addressee);
}

/* ---- vault keys ---- */

static struct sp_bytes
key_context(const struct sp_patient_id *patient, const struct sp_hash *ground,
    uint8_t out[static SP_PATIENT_BYTES + SP_HASH_BYTES])
{
    memcpy(out, patient->b, SP_PATIENT_BYTES);
    memcpy(out + SP_PATIENT_BYTES, ground->b, SP_HASH_BYTES);
    return (struct sp_bytes){out, SP_PATIENT_BYTES + SP_HASH_BYTES};
}

/* Stores ${key} wrapped under the vault root. */
static enum sp_status
wrap_key(struct sp_turn *turn, const struct sp_patient_id *patient, const struct sp_hash *ground,
    const struct sp_secret_key *key)
{
    struct sp_buffer wrapped;
    uint8_t secret[32];

    sp_buffer_init(&wrapped, 256);
    sp_secret_key_bytes(key, secret);
    enum sp_status status = sp_secret_seal(sp_keys_root(turn->ledger->keys),
        (struct sp_bytes){NULL, 0}, (struct sp_bytes){secret, sizeof(secret)}, &wrapped);
    if (status == SP_OK) {
        status = sp_store_vault_put(turn->store, patient, ground, sp_buffer_bytes(&wrapped));
    }
    sp_wipe(secret, sizeof(secret));
    sp_buffer_wipe(&wrapped);
    return status;
}

static enum sp_status
new_vault_key(struct sp_turn *turn, const struct sp_patient_id *patient,
    const struct sp_hash *ground, struct sp_secret_key **out)
{
    enum sp_status status = sp_secret_key_new(out);

    return status != SP_OK ? status : wrap_key(turn, patient, ground, *out);
}

/* SP_ERR_NOT_FOUND: there is none that opens. */
static enum sp_status
get_vault_key(struct sp_turn *turn, const struct sp_patient_id *patient,
    const struct sp_hash *ground, struct sp_secret_key **out)
{
    struct sp_bytes wrapped;
    struct sp_buffer secret;
    enum sp_status status = sp_store_vault_get(turn->store, patient, ground, turn->arena, &wrapped);

    if (status != SP_OK) {
        return status;
    }
    sp_buffer_init(&secret, 64);
    status = sp_secret_open(
        sp_keys_root(turn->ledger->keys), (struct sp_bytes){NULL, 0}, wrapped, &secret);
    if (status == SP_OK) {
        status = secret.size == 32 ? sp_secret_key_from(secret.data, out) : SP_ERR_STORE;
    } else if (status == SP_ERR_KEY) {
        status = SP_ERR_NOT_FOUND; /* a damaged row: it costs one ground, not the broker */
    }
    sp_buffer_wipe(&secret);
    return status;
}

static struct sp_bytes
share_context(const struct sp_recipient_row *row, uint8_t out[static AAD_MAX])
{
    size_t size = strlen(row->party);

    memcpy(out, row->d.b, SP_HASH_BYTES);
    memcpy(out + SP_HASH_BYTES, row->party, size);
    return (struct sp_bytes){out, SP_HASH_BYTES + size};
}

static enum sp_status
seal_under(struct sp_turn *turn, const struct sp_secret_key *key, struct sp_recipient_row *row,
    const struct sp_share *shares, size_t count)
{
    uint8_t context[AAD_MAX + SP_PATIENT_BYTES + SP_HASH_BYTES];
    struct sp_bytes aad = share_context(row, context);
    struct sp_buffer sealed;

    /* The shares are bound to patient and ground as well: a row moved elsewhere does not open. */
    aad.size += key_context(&row->patient, &row->ground, context + aad.size).size;
    sp_buffer_init(&sealed, 8192);
    enum sp_status status = sp_secret_seal(
        key, aad, (struct sp_bytes){(const uint8_t *)shares, count * sizeof(*shares)}, &sealed);
    row->share.size = sealed.size;
    row->share.data = sp_arena_copy(turn->arena, sp_buffer_bytes(&sealed));
    sp_buffer_wipe(&sealed);
    return status == SP_OK && row->share.data == NULL ? SP_ERR_NOMEM : status;
}

enum sp_status
sp_ground_seal(
    struct sp_turn *turn, struct sp_recipient_row *row, const struct sp_share *shares, size_t count)
{
    struct sp_secret_key *key = NULL;
    enum sp_status status = get_vault_key(turn, &row->patient, &row->ground, &key);

    if (status == SP_ERR_NOT_FOUND) {
        status = new_vault_key(turn, &row->patient, &row->ground, &key);
    }
    if (status == SP_OK) {
        status = seal_under(turn, key, row, shares, count);
    }
    sp_secret_key_free(key);
    return status;
}

enum sp_status
sp_ground_open(
    struct sp_turn *turn, const struct sp_recipient_row *row, struct sp_share *shares, size_t count)
{
    struct sp_secret_key *key = NULL;
    struct sp_buffer opened;
    uint8_t context[AAD_MAX + SP_PATIENT_BYTES + SP_HASH_BYTES];
    struct sp_bytes aad = share_context(row, context);

    if (row->share.size == 0) {
        return SP_ERR_NOT_FOUND;
    }
    enum sp_status status = get_vault_key(turn, &row->patient, &row->ground, &key);
    if (status != SP_OK) {
        return status;
    }
    aad.size += key_context(&row->patient, &row->ground, context + aad.size).size;
    sp_buffer_init(&opened, 8192);
    status = sp_secret_open(key, aad, row->share, &opened);
    if (status == SP_OK && opened.size != count * sizeof(*shares)) {
        status = SP_ERR_STORE;
    }
    if (status == SP_OK) {
        memcpy(shares, opened.data, opened.size);
    }
    sp_buffer_wipe(&opened);
    sp_secret_key_free(key);
    return status == SP_ERR_KEY ? SP_ERR_NOT_FOUND : status;
}

/* ---- grounds that fall ---- */

enum sp_status
sp_ground_shred(struct sp_turn *turn, const struct sp_message_row *message,
    enum sp_message_state state, enum sp_verdict verdict, const char *rule)
{
    bool waits = message->state == SP_MESSAGE_ACCEPTED || message->state == SP_MESSAGE_HELD;
    enum sp_status status = sp_store_recipient_shred(turn->store, &message->d, message->addressee);

    /* What was opened stays opened, and what ended before has been told. */
    if (status != SP_OK || !waits) {
        return status;
    }
    if ((status = sp_store_mail_take_back(turn->store, message->addressee, &message->d)) != SP_OK ||
        (status = sp_store_message_state(turn->store, &message->d, (uint8_t)state)) != SP_OK) {
        return status;
    }
    return sp_turn_tell_sender(turn, message, state, verdict, rule);
}

/* One ground that falls: what lies under it, and the key under which what stays is sealed anew. */
struct fall {
    struct sp_hash ground;
    enum sp_message_state state; /* what the senders of the others are told */
    struct sp_secret_key *fresh;
};

/* Its shares under a new key of the ground, or under the ground that it rests on now. */
static enum sp_status
move_share(struct sp_turn *turn, struct sp_recipient_row *row, const struct sp_hash *ground,
    size_t count, struct fall *fall)
{
    struct sp_share shares[SP_ITEMS_MAX];
    enum sp_status status = sp_ground_open(turn, row, shares, count);

    if (status == SP_OK && memcmp(ground, &fall->ground, sizeof(*ground)) != 0) {
        row->ground = *ground;
        status = sp_ground_seal(turn, row, shares, count);
    } else if (status == SP_OK) {
        if (fall->fresh == NULL) {
            status = sp_secret_key_new(&fall->fresh);
        }
        if (status == SP_OK) {
            status = seal_under(turn, fall->fresh, row, shares, count);
        }
    }
    if (status == SP_OK) {
        status = sp_store_recipient_reseal(turn->store, row);
    }
    sp_wipe(shares, sizeof(shares));
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

/* The whole verdict anew, as at an opening: it stays, or it is shredded and its sender told. */
static enum sp_status
rejudge(struct sp_turn *turn, struct sp_recipient_row *row, struct fall *fall)
{
    struct sp_message_row message;
    struct sp_header header;
    struct sp_gathered gathered;
    struct sp_decision decision;
    enum sp_status status = sp_store_message_get(turn->store, &row->d, turn->arena, &message);

    if (status != SP_OK ||
        sp_header_read(message.base, message.manifest, turn->arena, &header, NULL) != SP_OK) {
        return SP_ERR_STORE;
    }
    const struct sp_matter matter = {&header.base, &row->d, &header.manifest, true};
    if ((status = sp_gather_decide(turn, &matter, &gathered, &decision)) != SP_OK) {
        return status;
    }
    if (decision.verdict != SP_VERDICT_ALLOW && decision.verdict != SP_VERDICT_HOLD_APPROVAL) {
        return sp_ground_shred(turn, &message, fall->state, decision.verdict, decision.rule->id);
    }
    const struct sp_party_key *recipients = header.base.recipients.items;
    struct sp_hash ground = sp_ground_of(&gathered, &decision, &recipients[0].party);
    return move_share(turn, row, &ground, header.base.categories.count, fall);
}

/* The rows under the ground, a page at a time; each is judged in memory of its own. */
static enum sp_status
rejudge_all(struct sp_turn *turn, const struct sp_patient_id *patient, struct sp_arena *pages,
    struct fall *fall)
{
    struct sp_arena *scratch = turn->arena;
    struct sp_hash after = {{0}};
    size_t count = UNDER_PAGE;
    enum sp_status status = SP_OK;

    while (status == SP_OK && count == UNDER_PAGE) {
        const struct sp_recipient_query query = {patient, &fall->ground, &after, UNDER_PAGE};
        struct sp_list list;

        sp_arena_reset(pages);
        status = sp_store_recipient_under(turn->store, &query, pages, &list);
        const struct sp_recipient_row *rows = list.items;
        count = list.count;
        for (size_t i = 0; i < count && status == SP_OK; i++) {
            struct sp_recipient_row row = rows[i];

            after = row.d;
            status = rejudge(turn, &row, fall);
            sp_arena_reset(scratch);
        }
    }
    return status;
}

enum sp_status
sp_ground_falls(struct sp_turn *turn, const struct sp_patient_id *patient,
    const struct sp_hash *ground, enum sp_message_state state)
{
    struct sp_arena *own = turn->arena, *pages = NULL, *scratch = NULL;
    struct fall fall = {*ground, state, NULL};
    uint8_t due[8];
    enum sp_status status;

    if ((status = sp_arena_new(SCRATCH_MAX, &pages)) != SP_OK ||
        (status = sp_arena_new(SCRATCH_MAX, &scratch)) != SP_OK) {
        goto done;
    }
    turn->arena = scratch;
    status = rejudge_all(turn, patient, pages, &fall);
    if (status == SP_OK) {
        status = sp_store_vault_drop(turn->store, patient, ground);
    }
    if (status == SP_OK && fall.fresh != NULL) {
        status = wrap_key(turn, patient, ground, fall.fresh);
    }
    if (status == SP_OK) {
        /* In this transaction, so that it is not forgotten if we are killed before it is done. */
        turn->ledger->root_is_due = true;
        status = sp_store_meta_put(turn->store, SP_META_ROOT_DUE, sp_upkeep_number(1, due));
    }
done:
    turn->arena = own;
    sp_arena_free(pages);
    sp_arena_free(scratch);
    sp_secret_key_free(fall.fresh);
    return status;
}

/* ---- terms that ran out ---- */

/* The addressee's share goes; its sender is told and it is logged, if it waited until now. */
static enum sp_status
expire(struct sp_turn *turn, const struct sp_message_row *message)
{
    struct sp_party addressee;
    struct sp_event event = {.name = "end",
        .verdict = SP_VERDICT_DENY_EXPIRED,
        .rule = sp_rule_message_expired.id,
        .patient = &message->patient,
        .counterparty = &addressee,
        .told = message->state == SP_MESSAGE_ACCEPTED,
        .d = &message->d,
        .purpose = -1,
        .basis = SP_BASIS_NONE,
        .leaf_log = -1};
    enum sp_status status;

    if (sp_party_parse(message->addressee, &addressee) != SP_OK) {
        return SP_ERR_STORE;
    }
    if ((status = sp_ground_shred(
             turn, message, SP_MESSAGE_EXPIRED, SP_VERDICT_DENY_EXPIRED, event.rule)) != SP_OK) {
        return status;
    }
    return message->state == SP_MESSAGE_ACCEPTED || message->state == SP_MESSAGE_HELD
               ? sp_turn_record_also(turn, &event)
               : SP_OK;
}

/* A message past its time, for everybody. */
static enum sp_status
expire_message(struct sp_turn *turn, const struct sp_message_row *message)
{
    const char *owner = sp_turn_owner(turn, &message->patient);
    enum sp_status status = owner == NULL ? SP_ERR_NOMEM : expire(turn, message);

    return status != SP_OK ? status : sp_store_recipient_shred(turn->store, &message->d, owner);
}

/* A share that nobody asked for in time, or that was acknowledged. */
static enum sp_status
expire_share(struct sp_turn *turn, const struct sp_recipient_row *row)
{
    struct sp_message_row message;
    enum sp_status status = sp_store_message_get(turn->store, &row->d, turn->arena, &message);

    if (status != SP_OK) {
        return status == SP_ERR_NOT_FOUND ? SP_ERR_STORE : status;
    }
    return row->position == 0 ? expire(turn, &message)
                              : sp_store_recipient_shred(turn->store, &row->d, row->party);
}

enum sp_status
sp_ground_expire(struct sp_turn *turn, bool *more)
{
    struct sp_list list;
    enum sp_status status =
        sp_store_message_due(turn->store, (uint64_t)turn->now_ms, DUE_MAX, turn->arena, &list);

    const struct sp_message_row *messages = list.items;
    *more = list.count == DUE_MAX;
    for (size_t i = 0; i < list.count && status == SP_OK; i++) {
        status = expire_message(turn, &messages[i]);
    }
    if (status != SP_OK || (status = sp_store_recipient_due(turn->store, (uint64_t)turn->now_ms,
                                DUE_MAX, turn->arena, &list)) != SP_OK) {
        return status;
    }
    const struct sp_recipient_row *rows = list.items;
    *more = *more || list.count == DUE_MAX;
    for (size_t i = 0; i < list.count && status == SP_OK; i++) {
        status = expire_share(turn, &rows[i]);
    }
    return status;
}
