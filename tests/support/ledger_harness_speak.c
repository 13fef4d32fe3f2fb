/*
 * What the parties of the lab say: statements, messages, openings.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "envelope_sample.h"
#include "ledger_harness.h"

#define ITEM_MAX ((size_t)64 << 20)

/* ---- statements ---- */

static void
release_statement(void *thing)
{
    struct lab_statement *statement = thing;

    sp_buffer_wipe(&statement->stmt);
    free(statement);
}

struct lab_statement *
lab_sign(struct lab *lab, struct lab_party *author, const struct sp_patient_id *patient,
    uint8_t kind, const union sp_statement_body *body, const struct lab_statement *before)
{
    struct lab_statement *out = calloc(1, sizeof(*out));
    struct sp_statement_read read;
    struct sp_arena *arena = NULL;

    assert_non_null(out);
    lab_keep(lab, out, release_statement);
    sp_buffer_init(&out->stmt, SP_STATEMENT_MAX);
    out->statement = (struct sp_statement){.format = 1,
        .suite = SP_SUITE_V1,
        .patient = *patient,
        .version = 1,
        .kind = kind,
        .issued_ms = (uint64_t)lab_now_ms(lab),
        .author = author->party};
    sp_random(out->statement.id.b, sizeof(out->statement.id.b));
    if (before != NULL) {
        out->statement.id = before->statement.id;
        out->statement.version = before->statement.version + 1;
        out->statement.has_prev_hash = true;
        out->statement.prev_hash = before->hash;
    }
    if (sp_kind_is_ending(kind)) {
        out->statement.version = 0;
    }
    assert_int_equal(
        sp_statement_sign(&out->statement, body, author->key, &out->stmt, &out->signature), SP_OK);
    assert_int_equal(sp_arena_new(1 << 20, &arena), SP_OK);
    assert_int_equal(
        sp_statement_read(sp_buffer_bytes(&out->stmt), &out->signature, arena, &read, NULL), SP_OK);
    out->hash = read.hash;
    sp_arena_free(arena);
    return out;
}

struct lab_reply *
lab_declare(struct lab *lab, struct lab_party *author, const struct lab_statement *statement,
    const struct sp_request_id *id)
{
    const struct sp_signed_part part = {sp_buffer_bytes(&statement->stmt), statement->signature};

    return lab_ask(lab, author, SP_REQUEST_STATEMENT, &part, id);
}

struct lab_statement *
lab_state(struct lab *lab, struct lab_party *author, const struct sp_patient_id *patient,
    uint8_t kind, const union sp_statement_body *body, const struct lab_statement *before)
{
    struct lab_statement *statement = lab_sign(lab, author, patient, kind, body, before);

    statement->reply = lab_declare(lab, author, statement, NULL);
    return statement;
}

static void
must_be(const struct lab_statement *statement, enum sp_verdict verdict)
{
    if (statement->reply->verdict != verdict) {
        fail_msg("%s: %s", sp_verdict_name(statement->reply->verdict), statement->reply->detail);
    }
}

struct lab_statement *
lab_relate(struct lab *lab, struct lab_party *author, struct lab_party *patient, uint8_t relation,
    bool confirmed)
{
    const union sp_statement_body body = {.relate = {.party = author->party, .relation = relation}};
    struct lab_statement *relate =
        lab_state(lab, author, &patient->id, SP_KIND_RELATE, &body, NULL);

    must_be(relate, SP_VERDICT_ASKED);
    if (confirmed) {
        const union sp_statement_body confirm = {.confirm = {relate->hash}};
        must_be(lab_state(lab, patient, &patient->id, SP_KIND_CONFIRM, &confirm, NULL),
            SP_VERDICT_DONE);
    }
    return relate;
}

struct lab_statement *
lab_grant(struct lab *lab, struct lab_party *patient, const struct lab_consent *consent)
{
    struct sp_u8 categories[SP_CATEGORY_COUNT];
    size_t count = 0;
    sp_day today = sp_day_of_ms(lab_now_ms(lab));

    for (uint8_t i = 0; i < SP_CATEGORY_COUNT; i++) {
        if ((consent->categories & SP_CATEGORY_BIT(i)) != 0) {
            categories[count++].v = i;
        }
    }
    const union sp_statement_body body = {
        .consent = {.discloser = consent->from->party,
            .recipient = consent->to->party,
            .categories = {categories, count},
            .purpose = consent->purpose,
            .from_day = (uint32_t)(today + consent->from_in_days),
            .until_day = (uint32_t)(today + consent->from_in_days + consent->days),
            .each = consent->each,
            .onward = consent->onward,
            .evidence = SP_EVIDENCE_PATIENT_SIGNED,
            .text_version = 1}};
    struct lab_statement *grant = lab_state(lab, patient, &patient->id, SP_KIND_GRANT, &body, NULL);

    must_be(grant, SP_VERDICT_DONE);
    return grant;
}

struct lab_statement *
lab_revoke(struct lab *lab, struct lab_party *author, const struct lab_statement *grant)
{
    const bool own = author->party.role == SP_ROLE_PATIENT;
    const union sp_statement_body body = {
        .revoke = {.reason = SP_REVOKE_NOT_WANTED,
            .channel = own ? SP_REVOKE_OWN : SP_REVOKE_ORAL,
            .heard_day = (uint32_t)sp_day_of_ms(lab_now_ms(lab))}};

    return lab_state(lab, author, &grant->statement.patient, SP_KIND_REVOKE, &body, grant);
}

/* ---- sealing ---- */

static void
release_message(void *thing)
{
    struct lab_message *message = thing;

    sp_buffer_wipe(&message->base_bytes);
    sp_envelope_wipe(&message->envelope);
    for (size_t i = 0; i < LAB_ITEMS_MAX; i++) {
        sp_buffer_wipe(&message->items[i]);
    }
    free(message);
}

static struct sp_hash
box_id(const struct lab_party *party)
{
    struct sp_box_public key = sp_box_key_public(party->box);

    return sp_key_id(party->party.role, SP_SUITE_V1, key.b);
}

struct base_parts {
    struct sp_party_key recipients[2];
    struct sp_u8 categories[LAB_ITEMS_MAX], asks[SP_CATEGORY_COUNT];
    struct sp_head heads[SP_LOG_COUNT];
};

static bool
has_copy(const struct lab_plan *plan)
{
    return !plan->no_copy && plan->to != plan->about && plan->from != plan->about;
}

static void
fill_base(
    struct lab *lab, const struct lab_plan *plan, struct base_parts *parts, struct sp_base *base)
{
    struct sp_sign_public key = sp_sign_key_public(plan->from->key);
    size_t asks = 0;

    memset(parts, 0, sizeof(*parts));
    *base = (struct sp_base){.version = 1,
        .suite = SP_SUITE_V1,
        .created_ms = (uint64_t)lab_now_ms(lab),
        .sender = {plan->from->party, sp_key_id(plan->from->party.role, SP_SUITE_V1, key.b)},
        .patient = plan->about->id,
        .purpose = plan->purpose,
        .basis = plan->consent != NULL ? SP_BASIS_CONSENT : SP_BASIS_FREE,
        .has_consent = plan->consent != NULL,
        .joint = plan->from->party.role == SP_ROLE_OCC_PHYSICIAN &&
                 plan->to->party.role == SP_ROLE_EMPLOYER,
        .has_reply_to = plan->reply_to != NULL};
    base->not_after_ms =
        base->created_ms + (uint64_t)(plan->lifetime_ms != 0 ? plan->lifetime_ms : 30 * LAB_DAY_MS);
    sp_random(base->msg_id.b, sizeof(base->msg_id.b));
    if (plan->msg_id != NULL) {
        base->msg_id = *plan->msg_id;
    }
    if (plan->consent != NULL) {
        base->consent =
            (struct sp_consent_ref){plan->consent->hash, plan->consent->statement.version};
    }
    if (plan->reply_to != NULL) {
        base->reply_to = *plan->reply_to;
    }
    parts->recipients[0] = (struct sp_party_key){plan->to->party, box_id(plan->to)};
    parts->recipients[1] = (struct sp_party_key){plan->about->party, box_id(plan->about)};
    base->recipients = (struct sp_list){parts->recipients, has_copy(plan) ? 2 : 1};
    base->copy = has_copy(plan) || plan->to == plan->about ? SP_COPY_SEALED
                 : plan->no_copy                           ? plan->copy
                                                           : SP_COPY_NONE;
    base->has_withheld = base->copy == SP_COPY_WITHHELD;
    for (size_t i = 0; i < plan->item_count; i++) {
        parts->categories[i].v = plan->categories[i];
    }
    base->categories = (struct sp_list){parts->categories, plan->item_count};
    for (uint8_t i = 0; i < SP_CATEGORY_COUNT; i++) {
        if ((plan->asks & SP_CATEGORY_BIT(i)) != 0) {
            parts->asks[asks++].v = i;
        }
    }
    base->asks = (struct sp_list){parts->asks, asks};
    for (int i = 0; i < SP_LOG_COUNT; i++) {
        parts->heads[i].size = plan->seen_size;
    }
    base->heads = (struct sp_list){parts->heads, SP_LOG_COUNT};
}

static void
seal_item(struct lab_message *message, size_t i, struct sp_item_sealed *sealed)
{
    const struct lab_plan *plan = &message->plan;
    const char *text = plan->content[i] != NULL ? plan->content[i] : "item";
    struct sp_bytes content = sp_bytes_of_text(text);
    uint8_t *big = NULL;
    struct memory_source memory;
    struct sp_item_plan item = {.hb = sp_base_hash(sp_buffer_bytes(&message->base_bytes)),
        .index = (uint8_t)i,
        .category = plan->categories[i],
        .form = 1};

    if (i == 0 && plan->big_bytes > 0) {
        big = calloc(1, plan->big_bytes);
        assert_non_null(big);
        content = (struct sp_bytes){big, plan->big_bytes};
    }
    sp_random(item.uid, sizeof(item.uid));
    if (i == 0 && plan->uid != NULL) {
        memcpy(item.uid, plan->uid, sizeof(item.uid));
    }
    if (i == 0) {
        memcpy(message->uid, item.uid, sizeof(item.uid));
    }
    item.content_bytes = content.size;
    assert_int_equal(
        sp_item_seal(&item, source_of(&memory, content), sink_of(&message->items[i]), sealed),
        SP_OK);
    free(big);
}

struct lab_message *
lab_seal(struct lab *lab, const struct lab_plan *plan)
{
    struct lab_message *message = calloc(1, sizeof(*message));
    struct base_parts parts;
    struct sp_item_sealed sealed[LAB_ITEMS_MAX];
    const struct sp_box_public keys[] = {
        sp_box_key_public(plan->to->box), sp_box_key_public(plan->about->box)};

    assert_non_null(message);
    lab_keep(lab, message, release_message);
    if (lab->card_is_old) {
        lab_card(lab);
    }
    message->plan = *plan;
    sp_buffer_init(&message->base_bytes, SP_BASE_MAX);
    sp_envelope_init(&message->envelope);
    for (size_t i = 0; i < LAB_ITEMS_MAX; i++) {
        sp_buffer_init(&message->items[i], ITEM_MAX);
    }
    fill_base(lab, plan, &parts, &message->base);
    assert_int_equal(sp_wire_write(&sp_shape_base, &message->base, &message->base_bytes), SP_OK);
    for (size_t i = 0; i < plan->item_count; i++) {
        seal_item(message, i, &sealed[i]);
    }
    message->intake_id = sp_key_id(SP_ROLE_BROKER, SP_SUITE_V1, lab->intake.b);
    const struct sp_envelope_plan envelope = {.base = sp_buffer_bytes(&message->base_bytes),
        .sender = plan->from->key,
        .recipients = keys,
        .recipient_count = message->base.recipients.count,
        .intake = lab->intake,
        .items = sealed,
        .item_count = plan->item_count};
    assert_int_equal(sp_envelope_seal(&envelope, &message->envelope), SP_OK);
    message->d = message->envelope.d;
    /* The lists are on this stack. */
    message->base.recipients.items = message->base.categories.items = NULL;
    message->base.asks.items = message->base.heads.items = NULL;
    return message;
}

/* ---- sending ---- */

struct lab_reply *
lab_post(struct lab *lab, struct lab_message *message, const struct sp_request_id *id)
{
    struct sp_blob blobs[2], items[LAB_ITEMS_MAX];
    struct sp_send_request request = {.base = sp_buffer_bytes(&message->base_bytes),
        .manifest = sp_buffer_bytes(&message->envelope.manifest),
        .signature = message->envelope.signature,
        .intake_id = message->intake_id,
        .broker_blob = sp_buffer_bytes(&message->envelope.broker_blob),
        .blobs = {blobs, message->base.recipients.count},
        .items = {items, message->plan.item_count}};

    for (size_t i = 0; i < message->base.recipients.count; i++) {
        blobs[i].bytes = sp_buffer_bytes(&message->envelope.blobs[i]);
    }
    for (size_t i = 0; i < message->plan.item_count; i++) {
        items[i].bytes = message->plan.staged || message->items[i].size > SP_INLINE_MAX
                             ? (struct sp_bytes){NULL, 0}
                             : sp_buffer_bytes(&message->items[i]);
    }
    message->reply = lab_ask(lab, message->plan.from, SP_REQUEST_SEND, &request, id);
    return message->reply;
}

enum sp_verdict
lab_put(struct lab *lab, struct lab_message *message, uint8_t item, size_t piece)
{
    const struct sp_buffer *bytes = &message->items[item];
    enum sp_verdict verdict = SP_VERDICT_NONE;

    for (size_t at = 0; at < bytes->size; at += piece) {
        size_t left = bytes->size - at;
        const struct sp_put_request put = {.msg_id = message->base.msg_id,
            .item = item,
            .offset = at,
            .bytes = {bytes->data + at, left < piece ? left : piece}};
        struct sp_put_answer answer;
        struct lab_reply *reply = lab_ask(lab, message->plan.from, SP_REQUEST_PUT, &put, NULL);

        verdict = reply->verdict;
        if (verdict != SP_VERDICT_DONE) {
            return verdict;
        }
        lab_body(reply, &sp_shape_put_answer, &answer);
        assert_int_equal(answer.have, at + put.bytes.size);
    }
    return verdict;
}

struct lab_message *
lab_send(struct lab *lab, const struct lab_plan *plan)
{
    struct lab_message *message = lab_seal(lab, plan);

    for (size_t i = 0; i < plan->item_count; i++) {
        if (plan->staged || message->items[i].size > SP_INLINE_MAX) {
            assert_int_equal(lab_put(lab, message, (uint8_t)i, SP_PIECE_MAX), SP_VERDICT_DONE);
        }
    }
    (void)lab_post(lab, message, NULL);
    return message;
}

struct lab_reply *
lab_attempt(struct lab *lab, struct lab_message *message)
{
    struct sp_signed_part part = {.part = sp_buffer_bytes(&message->base_bytes)};

    assert_int_equal(
        sp_sign(message->plan.from->key, "attempt", &part.part, 1, &part.signature), SP_OK);
    return lab_ask(lab, message->plan.from, SP_REQUEST_ATTEMPT, &part, NULL);
}

/* ---- opening ---- */

/* The released shares and the recipient's own open each item to what was sealed. */
static void
check_content(struct lab_message *message, struct lab_party *asker, const struct sp_share *broker,
    struct sp_arena *arena)
{
    struct sp_share own[LAB_ITEMS_MAX], cek;
    struct sp_header header;

    assert_int_equal(sp_header_read(sp_buffer_bytes(&message->base_bytes),
                         sp_buffer_bytes(&message->envelope.manifest), arena, &header, NULL),
        SP_OK);
    int position = sp_header_recipient(&header, &asker->party);
    assert_true(position >= 0);
    size_t r = (size_t)position, count = message->plan.item_count;
    assert_int_equal(sp_recipient_shares_open(&header, r, asker->box,
                         sp_buffer_bytes(&message->envelope.blobs[r]), own, count),
        SP_OK);
    for (size_t i = 0; i < count; i++) {
        struct sp_item_opened opened;
        struct memory_source memory;
        struct sp_buffer content;
        const char *text = message->plan.content[i] != NULL ? message->plan.content[i] : "item";

        sp_buffer_init(&content, ITEM_MAX);
        assert_int_equal(sp_item_key(&header, r, i, &broker[i], &own[i], &cek), SP_OK);
        assert_int_equal(
            sp_item_open(&header, i, &cek, source_of(&memory, sp_buffer_bytes(&message->items[i])),
                sink_of(&content), &opened),
            SP_OK);
        if (i > 0 || message->plan.big_bytes == 0) {
            assert_int_equal(content.size, strlen(text));
            assert_memory_equal(content.data, text, content.size);
        }
        sp_buffer_wipe(&content);
    }
}

struct lab_reply *
lab_open_as(struct lab *lab, struct lab_party *asker, struct lab_message *message,
    const struct sp_request_id *id)
{
    struct sp_u8 items[LAB_ITEMS_MAX];
    struct sp_head heads[SP_LOG_COUNT] = {{0, {{0}}}};
    struct sp_box_key *key = NULL;
    struct sp_buffer written;
    struct sp_signed_part part;
    struct sp_open open = {.format = 1,
        .suite = SP_SUITE_V1,
        .d = message->d,
        .items = {items, message->plan.item_count},
        .time_ms = (uint64_t)lab_now_ms(lab),
        .user = sp_bytes_of_text("jan"),
        .responsible = sp_bytes_of_text("piet"),
        .heads = {heads, SP_LOG_COUNT}};

    for (size_t i = 0; i < message->plan.item_count; i++) {
        items[i].v = (uint8_t)i;
    }
    assert_int_equal(sp_box_key_new(&key), SP_OK);
    open.opening_key = sp_box_key_public(key);
    sp_random(open.nonce.b, sizeof(open.nonce.b));
    sp_buffer_init(&written, 16384);
    assert_int_equal(sp_wire_write(&sp_shape_open, &open, &written), SP_OK);
    part.part = sp_buffer_bytes(&written);
    assert_int_equal(sp_sign(asker->key, "open", &part.part, 1, &part.signature), SP_OK);
    struct lab_reply *reply = lab_ask(lab, asker, SP_REQUEST_OPEN, &part, id);
    if (reply->verdict == SP_VERDICT_ALLOW) {
        const struct sp_bytes parts[] = {part.part, {part.signature.b, sizeof(part.signature.b)}};
        struct sp_hash hash = sp_hash_of("open-hash", parts, 2);
        struct sp_share shares[LAB_ITEMS_MAX];
        struct sp_open_answer answer;

        lab_body(reply, &sp_shape_open_answer, &answer);
        assert_int_equal(sp_release_open(key, &message->d, &hash, answer.sealed, shares,
                             message->plan.item_count),
            SP_OK);
        check_content(message, asker, shares, reply->arena);
        assert_true(reply->has_record); /* no share without an entry */
    } else {
        assert_false(reply->answer.has_body);
    }
    sp_box_key_free(key);
    sp_buffer_wipe(&written);
    return reply;
}

struct lab_reply *
lab_open(struct lab *lab, struct lab_party *asker, struct lab_message *message)
{
    return lab_open_as(lab, asker, message, NULL);
}

enum sp_verdict
lab_ack(struct lab *lab, struct lab_party *asker, struct lab_message *message)
{
    const struct sp_ack ack = {.format = 1,
        .suite = SP_SUITE_V1,
        .d = message->d,
        .release_index = 0,
        .time_ms = (uint64_t)lab_now_ms(lab)};
    struct sp_buffer written;
    struct sp_signed_part part;

    sp_buffer_init(&written, 4096);
    assert_int_equal(sp_wire_write(&sp_shape_ack, &ack, &written), SP_OK);
    part.part = sp_buffer_bytes(&written);
    assert_int_equal(sp_sign(asker->key, "ack", &part.part, 1, &part.signature), SP_OK);
    enum sp_verdict verdict = lab_ask(lab, asker, SP_REQUEST_ACK, &part, NULL)->verdict;
    sp_buffer_wipe(&written);
    return verdict;
}

enum sp_verdict
lab_approve(struct lab *lab, struct lab_party *patient, struct lab_message *message)
{
    const union sp_statement_body body = {
        .approve = {.d = message->d,
            .valid_until_ms = (uint64_t)lab_now_ms(lab) + (uint64_t)(7 * LAB_DAY_MS),
            .evidence = SP_EVIDENCE_PATIENT_SIGNED}};

    return lab_state(lab, patient, &patient->id, SP_KIND_APPROVE, &body, NULL)->reply->verdict;
}

enum sp_verdict
lab_reject(struct lab *lab, struct lab_party *patient, struct lab_message *message)
{
    const union sp_statement_body body = {
        .reject = {.d = message->d, .reason = SP_REJECT_TOO_MUCH}};

    return lab_state(lab, patient, &patient->id, SP_KIND_REJECT, &body, NULL)->reply->verdict;
}

/* ---- mail ---- */

struct lab_mail
lab_fetch(struct lab *lab, struct lab_party *asker, uint64_t after)
{
    const struct sp_fetch_request fetch = {.after = after, .count_max = SP_FETCH_MAX};
    struct lab_mail mail = {.reply = lab_ask(lab, asker, SP_REQUEST_FETCH, &fetch, NULL)};

    assert_int_equal(mail.reply->verdict, SP_VERDICT_DONE);
    lab_body(mail.reply, &sp_shape_fetch_answer, &mail.answer);
    const struct sp_mail *rows = mail.answer.rows.items;
    for (size_t i = 0; i < mail.answer.rows.count; i++) {
        mail.messages += rows[i].kind == SP_MAIL_MESSAGE;
        mail.statements += rows[i].kind == SP_MAIL_STATEMENT;
        if (rows[i].kind == SP_MAIL_STATUS) {
            mail.statuses++;
            assert_int_equal(sp_wire_read(&sp_shape_mail_status, rows[i].payload, mail.reply->arena,
                                 &mail.status, NULL),
                SP_OK);
        }
    }
    return mail;
}

bool
lab_has_message(struct lab *lab, const struct lab_mail *mail, const struct sp_hash *d)
{
    const struct sp_mail *rows = mail->answer.rows.items;
    struct sp_mail_message message;
    bool found = false;

    (void)lab;
    for (size_t i = 0; i < mail->answer.rows.count; i++) {
        if (rows[i].kind != SP_MAIL_MESSAGE) {
            continue;
        }
        assert_int_equal(sp_wire_read(&sp_shape_mail_message, rows[i].payload, mail->reply->arena,
                             &message, NULL),
            SP_OK);
        struct sp_hash digest = sp_message_digest(message.base, message.manifest);
        found = found || memcmp(&digest, d, sizeof(digest)) == 0;
    }
    return found;
}
