/*
 * hello's card, and directory entries.
 */
#include "turn.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define SEARCH_MAX 512

enum sp_status
sp_turn_hello(struct sp_turn *turn)
{
    const struct sp_ledger_options *options = &turn->ledger->options;
    struct sp_blob vkeys[SP_LOG_COUNT];
    char texts[SP_LOG_COUNT][SP_VKEY_MAX], origin[SP_ORIGIN_MAX];
    struct sp_sign_public log = sp_sign_key_public(sp_keys_log(turn->ledger->keys));
    struct sp_card card = {.format = 1,
        .suite = SP_SUITE_V1,
        .broker = options->broker,
        .origin = sp_bytes_of_text(options->origin),
        .vkeys = {vkeys, SP_LOG_COUNT},
        .t_vers_ms = options->t_vers_ms,
        .policy = sp_bytes_of_text(""),
        .time_ms = (uint64_t)turn->now_ms,
        .nonce = turn->work->body.hello.nonce};
    struct sp_hello_answer answer = {.certificate = options->identity_der};
    struct sp_buffer written;
    int64_t not_after_ms = 0;
    enum sp_status status =
        sp_keys_intake(turn->ledger->keys, turn->now_ms, &card.intake, &not_after_ms);

    sp_buffer_init(&written, 32768);
    card.intake_not_after_ms = (uint64_t)not_after_ms;
    for (int i = 0; i < SP_LOG_COUNT && status == SP_OK; i++) {
        struct sp_vkey vkey;

        (void)snprintf(origin, sizeof(origin), "%s/%s", options->origin, sp_log_names[i]);
        if ((status = sp_vkey_make(origin, SP_NOTE_ED25519, &log, &vkey)) == SP_OK) {
            sp_vkey_text(&vkey, texts[i]);
            vkeys[i].bytes = sp_bytes_of_text(texts[i]);
        }
    }
    if (status == SP_OK && (status = sp_wire_write(&sp_shape_card, &card, &written)) == SP_OK) {
        answer.card = sp_buffer_bytes(&written);
        status = sp_sign(options->identity, "card", &answer.card, 1, &answer.signature);
    }
    if (status == SP_OK) {
        status = sp_turn_body(turn, &sp_shape_hello_answer, &answer);
    }
    sp_buffer_wipe(&written);
    turn->verdict = SP_VERDICT_DONE;
    return status;
}

/*
 * The words that a professional or organisation is found by; NULL for parties that are not listed.
 */
static const char *
search_words(struct sp_turn *turn)
{
    const struct sp_asker *asker = &turn->work->asker;

    if (strcmp(asker->party.scheme, "p") == 0) {
        return NULL;
    }
    char *words = sp_arena_alloc(turn->arena, 1, SEARCH_MAX);
    if (words == NULL) {
        return NULL;
    }
    (void)snprintf(words, SEARCH_MAX, "%s %s %s", asker->name, asker->organisation, asker->text);
    for (char *c = words; *c != '\0'; c++) {
        *c = (char)((unsigned char)*c < 0x80 ? tolower((unsigned char)*c) : *c);
    }
    return words;
}

/* What is wrong with ${fresh} as the one after what stands; NULL: nothing. */
static const char *
wrong_as_next(
    struct sp_turn *turn, const struct sp_entry_read *fresh, const struct sp_entry_read *old)
{
    const struct sp_entry *entry = &fresh->entry;

    if (!sp_party_equal(&entry->party, &turn->work->asker.party) ||
        memcmp(&fresh->certificate.hash, &turn->work->asker.certificate_hash,
            sizeof(struct sp_hash)) != 0) {
        return "certificate: publish with the certificate that you say hello with";
    }
    if (old == NULL) {
        return entry->seq == 0 ? NULL : "seq: the first entry is number 0";
    }
    if (entry->seq != old->entry.seq + 1) {
        return "seq: not the number after your newest entry";
    }
    if (!entry->has_prev_hash || memcmp(&entry->prev_hash, &old->hash, sizeof(old->hash)) != 0) {
        return "prev_hash: not the hash of your newest entry";
    }
    return memcmp(&fresh->certificate.key, &old->certificate.key, sizeof(old->certificate.key)) == 0
               ? NULL
               : "certificate: another key; replacing a key is not in this version";
}

static enum sp_status
put_entry(struct sp_turn *turn, const struct sp_signed_body *body)
{
    const struct sp_entry_read *read = &body->read.entry;
    uint8_t leaf[SP_STATEMENT_LEAF];
    struct sp_entry_row row = {.party = turn->work->asker.text,
        .seq = read->entry.seq,
        .entry = body->part.part,
        .signature = body->part.signature,
        .search = search_words(turn)};
    struct sp_event event = {.name = "publish",
        .verdict = SP_VERDICT_DONE,
        .rule = "",
        .purpose = -1,
        .basis = SP_BASIS_NONE,
        .leaf_log = SP_LOG_KEYS};
    enum sp_status status;

    sp_entry_leaf(&read->name, &read->hash, leaf);
    if ((status = sp_store_log_append(turn->store, SP_LOG_KEYS,
             (struct sp_bytes){leaf, sizeof(leaf)}, &row.log_index)) != SP_OK ||
        (status = sp_store_entry_put(turn->store, &row)) != SP_OK ||
        (status = sp_store_state_bump(turn->store, row.party)) != SP_OK) {
        return status;
    }
    sp_known_forget(&turn->ledger->known, row.party);
    event.leaf_index = row.log_index;
    return sp_turn_record(turn, &event);
}

enum sp_status
sp_turn_publish(struct sp_turn *turn)
{
    const struct sp_signed_body *body = &turn->work->body.part;
    struct sp_entry_row row;
    struct sp_entry_read old;
    bool known = false;
    enum sp_status status = sp_turn_repeats(turn, &known);

    if (status != SP_OK || known) {
        return status;
    }
    status = sp_store_entry_get(turn->store, turn->work->asker.text, turn->arena, &row);
    bool has_old = status == SP_OK;
    if (status != SP_OK && status != SP_ERR_NOT_FOUND) {
        return status;
    }
    if (has_old && sp_entry_read(row.entry, &row.signature, turn->arena, &old, NULL) != SP_OK) {
        return SP_ERR_STORE;
    }
    if (has_old && memcmp(&old.hash, &body->read.entry.hash, sizeof(old.hash)) == 0) {
        /* The same entry again, under another request: done already. */
        struct sp_event event = {.name = "publish",
            .verdict = SP_VERDICT_DONE,
            .rule = "",
            .purpose = -1,
            .basis = SP_BASIS_NONE,
            .leaf_log = SP_LOG_KEYS,
            .leaf_index = row.log_index};
        return sp_turn_record(turn, &event);
    }
    const char *wrong = wrong_as_next(turn, &body->read.entry, has_old ? &old : NULL);
    return wrong != NULL ? sp_turn_refuse(turn, SP_VERDICT_REFUSE_STATEMENT, wrong)
                         : put_entry(turn, body);
}
