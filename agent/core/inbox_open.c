/*
 * Opening a message: own checks, the broker's share, its proof, the checks again, decryption.
 */
#include <stdio.h>
#include <string.h>

#include "directory.h"
#include "facts.h"
#include "files.h"
#include "inbox_private.h"
#include "keyring.h"
#include "mirror.h"
#include "receipt.h"
#include "session.h"

#define OPEN_MAX 16384

/* One opening: what is signed, and the key that lives only as long. */
struct opening {
    struct sp_box_key *key;
    struct sp_buffer bytes; /* struct sp_open as signed */
    struct sp_signed_part part;
    struct sp_hash hash; /* H(open || sig) */
};

static void
opening_wipe(struct opening *opening)
{
    sp_box_key_free(opening->key);
    sp_buffer_wipe(&opening->bytes);
}

/* ---- own checks ---- */

static uint32_t
mask_of(const struct sp_list *categories)
{
    const struct sp_u8 *rows = categories->items;
    uint32_t mask = 0;

    for (size_t i = 0; i < categories->count; i++) {
        mask |= SP_CATEGORY_BIT(rows[i].v);
    }
    return mask;
}

bool
sp_inbox_settled(const struct sp_agent *agent, const struct sp_inbox_message *message,
    struct sp_decision *decision)
{
    const struct sp_base *base = &message->header.base;
    struct sp_party patient;

    sp_party_of_patient(&base->patient, &patient);
    const bool hers = sp_party_equal(&agent->profile.party, &patient);
    if (message->position > 0 && !hers) {
        *decision = (struct sp_decision){
            SP_VERDICT_DENY_IDENTITY, SP_BASIS_NONE, 0, &sp_rule_party_unverified};
        return true;
    }
    if ((uint64_t)sp_agent_now_ms(agent) >= base->not_after_ms) {
        *decision = (struct sp_decision){
            SP_VERDICT_DENY_EXPIRED, SP_BASIS_NONE, 0, &sp_rule_message_expired};
        return true;
    }
    *decision =
        (struct sp_decision){SP_VERDICT_ALLOW, SP_BASIS_LAW, SP_LAW_BIT(7), &sp_rule_own_copy};
    return message->position > 0;
}

/*
 * Who sent it is still who it was, its view of the logs is of one history with ours, its time is
 * not over, and on what is held here it may be opened.  The patient's own copy is judged no
 * further than that.
 */
static enum sp_status
judge(struct sp_agent *agent, const struct sp_inbox_message *message, struct sp_decision *decision,
    struct sp_problem *problem)
{
    const struct sp_base *base = &message->header.base;
    const struct sp_head *heads = base->heads.items;
    struct sp_directory_row sender;
    struct sp_facts_answer answer;
    enum sp_status status = sp_directory_lookup(agent, &base->sender.party, &sender, problem);

    if (status != SP_OK) {
        return status;
    }
    if (memcmp(&sender.sign_key_id, &base->sender.key_id, sizeof(sender.sign_key_id)) != 0) {
        return sp_problem_set(
            problem, SP_ERR_SIGNATURE, SP_PROBLEM_SIGNATURE, "message", "sender", NULL);
    }
    for (int i = 0; status == SP_OK && i < SP_LOG_COUNT; i++) {
        status = sp_mirror_link(agent, (enum sp_log)i, &heads[i], problem);
    }
    if (status != SP_OK || sp_inbox_settled(agent, message, decision)) {
        return status;
    }
    const struct sp_facts_question question = {.discloser = base->sender.party,
        .addressee = agent->profile.party,
        .patient = base->patient,
        .categories = mask_of(&base->categories),
        .asks = mask_of(&base->asks),
        .purpose = base->purpose,
        .forwarded_from = SP_ROLE_NONE,
        .discloser_known = true,
        .addressee_known = true,
        .has_d = true,
        .d = message->header.d,
        .opening = true,
        .has_consent = base->has_consent,
        .consent = base->consent.hash};
    status = sp_facts_decide(agent, &question, &answer);
    *decision = answer.decision;
    return status;
}

/* ---- asking ---- */

static struct sp_bytes
text_of(const char *text)
{
    return sp_bytes_of_text(text != NULL ? text : "");
}

static enum sp_status
make_opening(struct sp_agent *agent, const struct sp_inbox_message *message,
    const struct sp_open_plan *plan, struct opening *out)
{
    struct sp_u8 items[SP_ITEMS_MAX];
    struct sp_head heads[SP_LOG_COUNT];
    struct sp_open open = {.format = 1,
        .suite = SP_SUITE_V1,
        .d = message->header.d,
        .items = {items, message->header.manifest.items.count},
        .time_ms = (uint64_t)sp_agent_now_ms(agent),
        .user = text_of(plan->user),
        .responsible = text_of(plan->responsible),
        .heads = {heads, SP_LOG_COUNT}};
    enum sp_status status;

    for (size_t i = 0; i < open.items.count; i++) {
        items[i].v = (uint8_t)i;
    }
    if ((status = sp_mirror_heads(agent, heads)) != SP_OK ||
        (status = sp_box_key_new(&out->key)) != SP_OK) {
        return status;
    }
    open.opening_key = sp_box_key_public(out->key);
    sp_random(&open.nonce, sizeof(open.nonce));
    if ((status = sp_wire_write(&sp_shape_open, &open, &out->bytes)) != SP_OK) {
        return status;
    }
    out->part.part = sp_buffer_bytes(&out->bytes);
    if ((status = sp_sign(agent->identity, "open", &out->part.part, 1, &out->part.signature)) !=
        SP_OK) {
        return status;
    }
    const struct sp_bytes parts[] = {
        out->part.part, {out->part.signature.b, sizeof(out->part.signature.b)}};
    out->hash = sp_hash_of("open-hash", parts, 2);
    return SP_OK;
}

/* The record says that this very message was released to us, now. */
static enum sp_status
check_record(struct sp_agent *agent, const struct sp_inbox_message *message,
    const struct sp_receipt_seen *seen, struct sp_problem *problem)
{
    char hex[2 * SP_HASH_BYTES + 1];
    struct sp_bytes object = seen->record.fields[SP_RECORD_OBJECT];
    const char *what = NULL;

    sp_hex(message->header.d.b, sizeof(message->header.d.b), hex);
    if (object.size < sizeof(hex) - 1 || memcmp(object.data, hex, sizeof(hex) - 1) != 0) {
        what = "the record names another message";
    } else if (!sp_bytes_equal(seen->record.fields[SP_RECORD_OUTCOME],
                   sp_bytes_of_text(sp_verdict_name(SP_VERDICT_ALLOW)))) {
        what = "the record says another verdict";
    } else if (!sp_receipt_is_fresh(agent, &seen->record)) {
        what = "the record is not of this time";
    }
    return what == NULL
               ? SP_OK
               : sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_RECEIPT, "open", what, NULL);
}

/* ---- the shares ---- */

static enum sp_status
collect_shares(struct sp_agent *agent, const struct sp_inbox_message *message,
    const struct opening *opening, struct sp_bytes sealed, struct sp_inbox_shares *out)
{
    const struct sp_party_key *recipients = message->header.base.recipients.items;
    const size_t position = (size_t)message->position;
    const size_t count = message->header.manifest.items.count;
    struct sp_box_key *key = NULL;
    enum sp_status status;

    if ((status = sp_release_open(opening->key, &message->header.d, &opening->hash, sealed,
             out->broker, count)) != SP_OK ||
        (status = sp_keyring_receive_key(agent, &recipients[position].key_id, &key)) != SP_OK) {
        return status == SP_ERR_NOT_FOUND ? SP_ERR_KEY : status;
    }
    status = sp_recipient_shares_open(
        &message->header, position, key, message->mail.blob, out->own, count);
    sp_box_key_free(key);
    return status;
}

static enum sp_status
use_release(struct sp_agent *agent, const struct sp_inbox_message *message,
    const struct opening *opening, struct sp_reply *reply, uint64_t release_index,
    struct sp_problem *problem)
{
    struct sp_inbox_shares shares;
    struct sp_open_answer answer;
    enum sp_status status = sp_session_body(reply, &sp_shape_open_answer, &answer, problem);

    if (status != SP_OK) {
        return status;
    }
    memset(&shares, 0, sizeof(shares));
    status = collect_shares(agent, message, opening, answer.sealed, &shares);
    if (status != SP_OK) {
        sp_status_ignore(
            sp_local_evidence(agent->local, sp_agent_now_ms(agent), "a release that does not open",
                sp_buffer_bytes(&reply->frame), sp_buffer_bytes(&opening->bytes)));
        status =
            sp_problem_set(problem, status, SP_PROBLEM_CONTENT, sp_status_name(status), NULL, NULL);
    } else {
        status = sp_inbox_decrypt(agent, message, &shares, release_index, problem);
    }
    sp_wipe(&shares, sizeof(shares));
    return status;
}

/* ---- together ---- */

static void
refuse_self(const struct sp_decision *decision, struct sp_outcome *out)
{
    out->verdict = decision->verdict;
    out->own_refusal = true;
    (void)snprintf(out->rule, sizeof(out->rule), "%s", decision->rule->id);
}

static bool
may_open(const struct sp_decision *decision)
{
    return decision->verdict == SP_VERDICT_ALLOW;
}

/* A receipt was checked; what it says is believed, and then judged once more on the newest view. */
static enum sp_status
take_release(struct sp_agent *agent, const struct sp_inbox_message *message,
    const struct opening *opening, struct sp_reply *reply, struct sp_outcome *out,
    struct sp_problem *problem)
{
    const struct sp_signed_request request = {
        .kind = SP_REQUEST_OPEN, .first = opening->part.part, .signature = opening->part.signature};
    struct sp_receipt_seen seen;
    struct sp_decision decision = {SP_VERDICT_NONE, SP_BASIS_NONE, 0, &sp_rule_party_unverified};
    enum sp_status status = sp_receipt_settle(agent, reply, &request, &seen, problem);

    if (status != SP_OK) {
        return status;
    }
    sp_receipt_note(&seen, out);
    if (out->verdict != SP_VERDICT_ALLOW) {
        return SP_OK;
    }
    if ((status = check_record(agent, message, &seen, problem)) != SP_OK ||
        (status = judge(agent, message, &decision, problem)) != SP_OK) {
        return status;
    }
    if (!may_open(&decision)) {
        refuse_self(&decision, out);
        return SP_OK;
    }
    return use_release(agent, message, opening, reply, seen.index, problem);
}

static enum sp_status
ask(struct sp_agent *agent, const struct sp_inbox_message *message, const struct sp_open_plan *plan,
    struct sp_outcome *out, struct sp_problem *problem)
{
    struct opening opening = {.key = NULL};
    struct sp_reply reply;
    enum sp_status status;

    sp_buffer_init(&opening.bytes, OPEN_MAX);
    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = make_opening(agent, message, plan, &opening)) != SP_OK) {
        goto done;
    }
    const struct sp_ask wanted = {.kind = SP_REQUEST_OPEN, .body = &opening.part};
    if ((status = sp_session_ask(agent, &wanted, &reply, problem)) != SP_OK) {
        goto done;
    }
    sp_outcome_take(out, &reply.answer);
    out->has_id = true;
    out->id = message->header.d;
    if (out->verdict == SP_VERDICT_ALLOW || reply.answer.has_receipt) {
        status = take_release(agent, message, &opening, &reply, out, problem);
    }
done:
    opening_wipe(&opening);
    sp_reply_wipe(&reply);
    return status;
}

static enum sp_status
open_message(struct sp_agent *agent, const struct sp_inbox_message *message,
    const struct sp_open_plan *plan, struct sp_outcome *out, struct sp_problem *problem)
{
    struct sp_decision decision;
    enum sp_status status = judge(agent, message, &decision, problem);

    if (status != SP_OK || (status = sp_inbox_get(agent, message, problem)) != SP_OK) {
        return status;
    }
    /*
     * What our own check refuses is asked for all the same: the refusal belongs in the patient's
     * log.  Should the broker allow it, its share is not used (take_release judges again).
     */
    if ((status = ask(agent, message, plan, out, problem)) != SP_OK) {
        return status;
    }
    if (out->verdict != SP_VERDICT_ALLOW && sp_verdict_exit_code(out->verdict) == 1) {
        return SP_LOCAL_RUN(agent->local, "UPDATE inbox SET state = 3 WHERE d = ?",
            sp_local_blob(&message->header.d, sizeof(message->header.d)));
    }
    return SP_OK;
}

static void
already_open(const struct sp_inbox_message *message, struct sp_outcome *out)
{
    out->verdict = SP_VERDICT_ALLOW;
    out->basis = message->header.base.basis;
    out->laws = message->header.base.laws;
    out->has_id = true;
    out->id = message->header.d;
    out->has_log = true;
    out->log_index = message->release_index;
    out->log_size = message->release_index + 1;
}

enum sp_status
sp_inbox_open(struct sp_agent *agent, const struct sp_open_plan *plan, struct sp_outcome *out,
    struct sp_problem *problem)
{
    struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
    struct sp_inbox_message message;
    enum sp_status status = sp_inbox_load(agent, &plan->d, &message);

    memset(out, 0, sizeof(*out));
    out->basis = SP_BASIS_NONE;
    if (status == SP_ERR_NOT_FOUND && (status = sp_agent_contact(agent, problem)) == SP_OK) {
        status = sp_inbox_load(agent, &plan->d, &message);
    }
    if (status == SP_ERR_NOT_FOUND) {
        char hex[2 * SP_HASH_BYTES + 1];
        sp_hex(plan->d.b, sizeof(plan->d.b), hex);
        return sp_problem_set(problem, status, SP_PROBLEM_MESSAGE_UNKNOWN, hex, NULL, NULL);
    }
    if (status != SP_OK) {
        return sp_problem_close(problem, status, sp_local_error(agent->local));
    }
    if (message.state == SP_INBOX_OPENED || message.state == SP_INBOX_ACKNOWLEDGED) {
        already_open(&message, out);
    } else if ((status = sp_agent_contact(agent, problem)) == SP_OK &&
               (status = open_message(agent, &message, plan, out, problem)) == SP_OK &&
               out->verdict == SP_VERDICT_ALLOW) {
        /* Content is here; an acknowledgement that does not arrive goes at the next contact. */
        sp_status_ignore(sp_inbox_acknowledge(agent, &plan->d, &trouble));
    }
    sp_inbox_unload(&message);
    return sp_problem_close(problem, status, "open");
}
