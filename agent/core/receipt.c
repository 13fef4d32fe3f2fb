#include "receipt.h"

#include <stdio.h>
#include <string.h>

#include <samenspraak/day.h>

#include "files.h"
#include "mirror.h"

#define REQUEST_MAX ((size_t)512 * 1024)
#define ID_HEX      ((size_t)2 * SP_REQUEST_ID_BYTES)
#define HASH_HEX    ((size_t)2 * SP_HASH_BYTES)

/* ---- record field 13 ---- */

/* Takes the next word off ${rest}; words are parted by one blank. */
static struct sp_bytes
next_word(struct sp_bytes *rest)
{
    struct sp_bytes word = {rest->data, 0};

    while (word.size < rest->size && rest->data[word.size] != ' ') {
        word.size++;
    }
    size_t taken = word.size < rest->size ? word.size + 1 : word.size;
    rest->data += taken;
    rest->size -= taken;
    return word;
}

static bool
read_number(struct sp_bytes word, uint64_t *out)
{
    uint64_t value = 0;

    if (word.size == 0 || word.size > 19 || (word.size > 1 && word.data[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] < '0' || word.data[i] > '9') {
            return false;
        }
        value = value * 10 + (uint64_t)(word.data[i] - '0');
    }
    *out = value;
    return value <= SP_TREE_SIZE_MAX;
}

static bool
read_head(struct sp_bytes *rest, const char *name, struct sp_head *out)
{
    char hex[HASH_HEX + 1];

    if (!sp_bytes_equal(next_word(rest), sp_bytes_of_text(name)) ||
        !read_number(next_word(rest), &out->size)) {
        return false;
    }
    struct sp_bytes root = next_word(rest);
    if (root.size != HASH_HEX) {
        return false;
    }
    memcpy(hex, root.data, root.size);
    hex[root.size] = 0;
    return sp_hex_read(hex, out->root.b, sizeof(out->root.b)) == SP_OK;
}

/* The index of a leaf, or "-", or nothing more (before ${next}). */
static bool
read_index(struct sp_bytes *rest, const char *next, bool *has, uint64_t *out)
{
    struct sp_bytes ahead = *rest, word = next_word(&ahead);

    *has = false;
    if (rest->size == 0 || (next != NULL && sp_bytes_equal(word, sp_bytes_of_text(next)))) {
        return true;
    }
    *rest = ahead;
    *has = !sp_bytes_equal(word, sp_bytes_of_text("-"));
    return !*has || read_number(word, out);
}

enum sp_status
sp_record_heads_read(struct sp_bytes field, struct sp_record_heads *out)
{
    memset(out, 0, sizeof(*out));
    bool fine = field.data != NULL && read_head(&field, "statements", &out->statements) &&
                read_index(&field, "keys", &out->has_first_index, &out->first_index) &&
                read_head(&field, "keys", &out->keys) &&
                read_index(&field, NULL, &out->has_last_index, &out->last_index);
    if (!fine || field.size > 0) {
        memset(out, 0, sizeof(*out));
        return SP_ERR_MALFORMED;
    }
    return SP_OK;
}

/* ---- the receipt ---- */

static bool
names_us(const struct sp_agent *agent, struct sp_bytes actor)
{
    char party[SP_PARTY_TEXT_MAX];

    sp_party_text(&agent->profile.party, party);
    size_t length = strlen(party);
    return actor.size >= length && memcmp(actor.data, party, length) == 0 &&
           (actor.size == length || actor.data[length] == ' ');
}

/* "<id hex> <SHA-256 hex of the signed request>" */
static enum sp_status
names_request(const struct sp_request_id *id, const struct sp_signed_request *request,
    struct sp_bytes field, bool *out)
{
    char expected[ID_HEX + 1 + HASH_HEX + 1];
    struct sp_buffer bytes;

    sp_buffer_init(&bytes, REQUEST_MAX);
    enum sp_status status = sp_wire_write(&sp_shape_signed_request, request, &bytes);
    if (status == SP_OK) {
        struct sp_bytes part = sp_buffer_bytes(&bytes);
        struct sp_hash hash = sp_sha256(&part, 1);
        sp_hex(id->b, sizeof(id->b), expected);
        expected[ID_HEX] = ' ';
        sp_hex(hash.b, sizeof(hash.b), expected + ID_HEX + 1);
        *out = sp_bytes_equal(field, sp_bytes_of_text(expected));
    }
    sp_buffer_wipe(&bytes);
    return status;
}

static const char *
check_record(struct sp_agent *agent, struct sp_reply *reply,
    const struct sp_signed_request *request, struct sp_receipt_seen *out)
{
    struct sp_record_heads heads;
    bool named = false;

    if (sp_wire_read(&sp_shape_record, reply->answer.receipt.record, NULL, &out->record, NULL) !=
        SP_OK) {
        return "the record cannot be read";
    }
    if (!names_us(agent, out->record.fields[SP_RECORD_ACTOR])) {
        return "the record names another party";
    }
    if (names_request(&reply->id, request, out->record.fields[SP_RECORD_REQUEST], &named) !=
            SP_OK ||
        !named) {
        return "the record names another request";
    }
    if (sp_record_heads_read(out->record.fields[SP_RECORD_HEADS], &heads) != SP_OK) {
        return "the heads in the record cannot be read";
    }
    out->statements = heads.statements;
    out->keys = heads.keys;
    out->has_leaf_index = heads.has_first_index || heads.has_last_index;
    out->leaf_index = heads.has_first_index ? heads.first_index : heads.last_index;
    return NULL;
}

static enum sp_status
misfit(struct sp_agent *agent, const struct sp_reply *reply, const char *what,
    struct sp_problem *problem)
{
    sp_status_ignore(sp_local_evidence(agent->local, sp_agent_now_ms(agent), what,
        sp_buffer_bytes(&reply->frame), (struct sp_bytes){reply->id.b, sizeof(reply->id.b)}));
    return sp_problem_set(
        problem, SP_ERR_PROOF, SP_PROBLEM_RECEIPT, sp_request_name(reply->answer.kind), what, NULL);
}

enum sp_status
sp_receipt_check(struct sp_agent *agent, struct sp_reply *reply,
    const struct sp_signed_request *request, struct sp_receipt_seen *out,
    struct sp_problem *problem)
{
    const struct sp_receipt *receipt = &reply->answer.receipt;
    uint8_t entry[SP_EVENT_ENTRY_BYTES];

    memset(out, 0, sizeof(*out));
    if (!reply->answer.has_receipt) {
        return misfit(agent, reply, "there is none", problem);
    }
    const char *what = check_record(agent, reply, request, out);
    if (what != NULL) {
        return misfit(agent, reply, what, problem);
    }
    enum sp_status status =
        sp_mirror_believe(agent, SP_LOG_EVENTS, receipt->checkpoint, &out->events, problem);
    if (status != SP_OK) {
        return status;
    }
    sp_record_entry(&out->record, entry);
    struct sp_hash leaf = sp_tree_leaf((struct sp_bytes){entry, sizeof(entry)});
    if (sp_tree_check_inclusion(&leaf, receipt->index, out->events.size, receipt->proof.items,
            receipt->proof.count, &out->events.root) != SP_OK) {
        return misfit(agent, reply, "the record is not in the tree of the checkpoint", problem);
    }
    out->index = receipt->index;
    return SP_OK;
}

enum sp_status
sp_receipt_settle(struct sp_agent *agent, struct sp_reply *reply,
    const struct sp_signed_request *request, struct sp_receipt_seen *out,
    struct sp_problem *problem)
{
    enum sp_status status = sp_receipt_check(agent, reply, request, out, problem);

    if (status == SP_OK) {
        status = sp_mirror_reach(agent, SP_LOG_STATEMENTS, &out->statements, problem);
    }
    if (status == SP_OK) {
        status = sp_mirror_reach(agent, SP_LOG_KEYS, &out->keys, problem);
    }
    return status;
}

/* "free", "consent", "consent+each" or L-codes, then blank and consent hash, if any. */
static void
read_basis(struct sp_bytes field, uint8_t *basis, uint16_t *laws)
{
    char text[SP_BASIS_TEXT_BYTES];
    struct sp_bytes word = field.size > 0 ? next_word(&field) : field;

    *basis = SP_BASIS_NONE;
    *laws = 0;
    for (unsigned i = SP_BASIS_FREE; i <= SP_BASIS_CONSENT_EACH; i++) {
        sp_basis_text((uint8_t)i, 0, text);
        if (sp_bytes_equal(word, sp_bytes_of_text(text))) {
            *basis = (uint8_t)i;
            return;
        }
    }
    for (size_t i = 0; i + 1 < word.size && word.data[i] == 'L'; i++) {
        unsigned number = 0;
        for (i++; i < word.size && word.data[i] >= '0' && word.data[i] <= '9'; i++) {
            number = number * 10 + (unsigned)(word.data[i] - '0');
        }
        if (number == 0 || number > SP_LAW_COUNT || (i < word.size && word.data[i] != '+')) {
            *laws = 0;
            return;
        }
        *laws |= SP_LAW_BIT(number);
    }
    *basis = *laws != 0 ? SP_BASIS_LAW : SP_BASIS_NONE;
}

void
sp_receipt_note(const struct sp_receipt_seen *seen, struct sp_outcome *outcome)
{
    outcome->has_log = true;
    outcome->log_index = seen->index;
    outcome->log_size = seen->events.size;
    read_basis(seen->record.fields[SP_RECORD_BASIS], &outcome->basis, &outcome->laws);
}

bool
sp_receipt_is_fresh(const struct sp_agent *agent, const struct sp_record *record)
{
    char earliest[SP_TIME_TEXT_BYTES], latest[SP_TIME_TEXT_BYTES];
    struct sp_bytes time = record->fields[SP_RECORD_TIME];
    int64_t now_ms = sp_agent_now_ms(agent);

    /* Texts of one length in one form: their order is that of the times. */
    sp_time_text(now_ms - (int64_t)SP_CLOCK_SKEW_MS, earliest);
    sp_time_text(now_ms + (int64_t)SP_CLOCK_SKEW_MS, latest);
    return time.size == SP_TIME_TEXT_BYTES - 1 && memcmp(time.data, earliest, time.size) >= 0 &&
           memcmp(time.data, latest, time.size) <= 0;
}
