/*
 * From draft to sealed bytes: who is who now, may it pass, header, items, envelope.  What this
 * agent's own verdict refuses becomes an attempt: the header alone, judged and logged by the
 * broker.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "directory.h"
#include "facts.h"
#include "files.h"
#include "inbox_private.h"
#include "keyring.h"
#include "mirror.h"
#include "outbox_private.h"
#include "outbox_seal.h"
#include "sealed_file.h"
#include "session.h"

#define DAY_MS          (UINT64_C(24) * 3600 * 1000)
#define INTAKE_SPARE_MS 60000                /* an intake key must last at least that much longer */
#define INLINE_BUDGET   ((size_t)768 * 1024) /* of one send; further items are put before it */

/* ---- who ---- */

static bool
is_patient(const struct sp_party *party, const struct sp_patient_id *patient)
{
    struct sp_party whole;

    sp_party_of_patient(patient, &whole);
    return sp_party_equal(party, &whole);
}

static enum sp_status
look_up(struct sp_agent *agent, const struct sp_party *party, bool anew,
    struct sp_directory_row *out, bool *known, struct sp_problem *problem)
{
    struct sp_problem trouble = {.id = SP_PROBLEM_NONE};
    enum sp_status status = anew ? sp_directory_refresh(agent, party, out, &trouble)
                                 : sp_directory_lookup(agent, party, out, &trouble);

    *known = status == SP_OK && out->status == SP_ENTRY_ACTIVE;
    /* Unknown, or with a certificate that does not hold: a party that is not verified. */
    if (status == SP_ERR_NOT_FOUND || status == SP_ERR_CERT) {
        return trouble.id == SP_PROBLEM_BROKER_CERTIFICATE ? status : SP_OK;
    }
    if (status != SP_OK && problem != NULL) {
        *problem = trouble;
    }
    return status;
}

enum sp_status
sp_outbox_who(struct sp_agent *agent, const struct sp_draft *draft, bool anew,
    struct sp_outbox_who *out, struct sp_problem *problem)
{
    const struct sp_party *own = &agent->profile.party;
    struct sp_party patient;

    memset(out, 0, sizeof(*out));
    out->pair = sp_policy_pair_exists(own->role, draft->to.role);
    if (!out->pair) {
        return SP_OK; /* answered from the roles alone: nobody is looked up */
    }
    sp_party_of_patient(&draft->patient, &patient);
    enum sp_status status =
        look_up(agent, &draft->to, anew, &out->addressee, &out->addressee_known, problem);
    if (status != SP_OK) {
        return status;
    }
    if (sp_party_equal(&patient, &draft->to)) {
        out->patient = out->addressee;
        out->patient_known = out->addressee_known;
        return SP_OK;
    }
    if (sp_party_equal(&patient, own)) {
        out->patient_known = true;
        return SP_OK;
    }
    return look_up(agent, &patient, anew, &out->patient, &out->patient_known, problem);
}

/* ---- may it ---- */

/* The message that reply_to names is a request to us from the addressee that asked for all this. */
static enum sp_status
answers_request(
    struct sp_agent *agent, const struct sp_draft *draft, uint32_t categories, bool *out)
{
    struct sp_inbox_message request;
    enum sp_status status;

    *out = false;
    if (!draft->has_reply_to) {
        return SP_OK;
    }
    status = sp_inbox_load(agent, &draft->reply_to, &request);
    if (status != SP_OK) {
        return status == SP_ERR_NOT_FOUND ? SP_OK : status;
    }
    const struct sp_base *base = &request.header.base;
    const struct sp_u8 *asks = base->asks.items;
    uint32_t asked = 0;
    for (size_t i = 0; i < base->asks.count; i++) {
        asked |= SP_CATEGORY_BIT(asks[i].v);
    }
    const uint32_t given = categories & ~SP_CATEGORY_BIT(SP_CATEGORY_INFO_REQUEST);
    *out = request.position == 0 && asked != 0 && (given & ~asked) == 0 &&
           sp_party_equal(&base->sender.party, &draft->to) &&
           memcmp(&base->patient, &draft->patient, sizeof(base->patient)) == 0;
    sp_inbox_unload(&request);
    return SP_OK;
}

enum sp_status
sp_outbox_judge(struct sp_agent *agent, const struct sp_draft *draft,
    const struct sp_outbox_who *who, struct sp_facts_answer *out)
{
    const struct sp_draft_item *items = draft->items.items;
    const struct sp_u8 *asks = draft->asks.items;
    struct sp_facts_question question = {.discloser = agent->profile.party,
        .addressee = draft->to,
        .patient = draft->patient,
        .purpose = draft->purpose,
        .forwarded_from = SP_ROLE_NONE,
        .discloser_known = who->patient_known, /* nothing passes about an unknown patient */
        .addressee_known = who->addressee_known,
        .choose = true};

    for (size_t i = 0; i < draft->items.count; i++) {
        question.categories |= SP_CATEGORY_BIT(items[i].category);
        if (items[i].has_source && items[i].author != SP_ROLE_NONE) {
            question.forwarded_from = items[i].author;
        }
    }
    for (size_t i = 0; i < draft->asks.count; i++) {
        question.asks |= SP_CATEGORY_BIT(asks[i].v);
    }
    enum sp_status status =
        answers_request(agent, draft, question.categories, &question.request_ref);
    return status == SP_OK ? sp_facts_decide(agent, &question, out) : status;
}

/* ---- the header ---- */

/* Where the lists of a base point while it is written. */
struct base_parts {
    struct sp_party_key recipients[2];
    struct sp_u8 categories[SP_ITEMS_MAX];
    struct sp_head heads[SP_LOG_COUNT];
};

/* An attempt may go to one without a key: a random id stands for it, so that all ids differ. */
static struct sp_hash
key_id_of(const struct sp_directory_row *row)
{
    struct sp_hash id = row->receive_key_id;

    if (!row->has_receive_key) {
        sp_random(&id, sizeof(id));
    }
    return id;
}

static void
fill_copy(const struct sp_agent *agent, const struct sp_outbox_entry *entry,
    const struct sp_outbox_who *who, struct base_parts *parts, struct sp_base *base)
{
    const uint8_t role = agent->profile.party.role;
    const struct sp_draft *draft = &entry->draft;
    const bool hers =
        role == SP_ROLE_PATIENT || role == SP_ROLE_REPRESENTATIVE || role == SP_ROLE_CLOSE_ONE;

    base->copy = SP_COPY_SEALED;
    if (is_patient(&draft->to, &draft->patient)) {
        return;
    }
    if (hers) {
        base->copy = SP_COPY_NONE;
    } else if (draft->has_withheld) {
        base->copy = SP_COPY_WITHHELD;
        base->has_withheld = true;
        base->withheld.reason = draft->withheld;
    } else {
        sp_party_of_patient(&draft->patient, &parts->recipients[1].party);
        parts->recipients[1].key_id = key_id_of(&who->patient);
        base->recipients.count = 2;
    }
}

static enum sp_status
fill_base(struct sp_agent *agent, const struct sp_outbox_entry *entry,
    const struct sp_outbox_who *who, const struct sp_facts_answer *answer, struct base_parts *parts,
    struct sp_base *base)
{
    const struct sp_draft *draft = &entry->draft;
    const struct sp_draft_item *items = draft->items.items;
    const uint64_t now_ms = (uint64_t)sp_agent_now_ms(agent);

    memset(parts, 0, sizeof(*parts));
    parts->recipients[0] = (struct sp_party_key){draft->to, key_id_of(&who->addressee)};
    *base = (struct sp_base){.version = 1,
        .suite = SP_SUITE_V1,
        .msg_id = entry->msg_id,
        .created_ms = now_ms,
        .not_after_ms = now_ms + draft->days * DAY_MS,
        .sender = {agent->profile.party, sp_keyring_identity(agent)},
        .recipients = {parts->recipients, 1},
        .patient = draft->patient,
        .purpose = draft->purpose,
        .basis = answer->decision.basis,
        .laws = answer->decision.laws,
        .has_consent = answer->has_consent,
        .consent = answer->consent,
        .categories = {parts->categories, draft->items.count},
        .asks = draft->asks,
        .joint = agent->profile.party.role == SP_ROLE_OCC_PHYSICIAN &&
                 draft->to.role == SP_ROLE_EMPLOYER,
        .has_reply_to = draft->has_reply_to,
        .reply_to = draft->reply_to,
        .heads = {parts->heads, SP_LOG_COUNT}};
    for (size_t i = 0; i < draft->items.count; i++) {
        parts->categories[i].v = items[i].category;
        if (items[i].has_source && !base->has_source) {
            base->has_source = true;
            base->source = items[i].source;
        }
    }
    if (draft->has_replaces) {
        base->has_source = true;
        base->source = (struct sp_item_ref){draft->replaces, 0};
    }
    fill_copy(agent, entry, who, parts, base);
    return sp_mirror_heads(agent, parts->heads);
}

enum sp_status
sp_outbox_base(struct sp_agent *agent, const struct sp_outbox_entry *entry,
    const struct sp_outbox_who *who, const struct sp_facts_answer *answer, struct sp_buffer *out,
    struct sp_problem *problem)
{
    struct base_parts parts;
    struct sp_arena *arena = NULL;
    struct sp_base base, read;
    const char *wrong = "base";
    enum sp_status status;

    if ((status = fill_base(agent, entry, who, answer, &parts, &base)) != SP_OK ||
        (status = sp_arena_new(SP_HEADER_ARENA_BYTES, &arena)) != SP_OK) {
        return sp_problem_close(problem, status, "base");
    }
    status = sp_wire_write(&sp_shape_base, &base, out);
    if (status == SP_OK) {
        status = sp_base_read(sp_buffer_bytes(out), arena, &read, &wrong);
    }
    sp_arena_free(arena);
    return status == SP_OK ? SP_OK
                           : sp_problem_set(problem, SP_ERR_USAGE, SP_PROBLEM_FIELD, wrong,
                                 "this message cannot be made", NULL);
}

/* ---- items ---- */

static enum sp_status
write_fd(void *context, const uint8_t *data, size_t size)
{
    return fwrite(data, 1, size, context) == size ? SP_OK : SP_ERR_IO;
}

static enum sp_status
append(void *context, const uint8_t *data, size_t size)
{
    return sp_buffer_append(context, data, size);
}

/* Gives the bytes of a span in turn. */
static enum sp_status
read_span(void *context, uint8_t *data, size_t size)
{
    struct sp_bytes *rest = context;

    if (size > rest->size) {
        return SP_ERR_USAGE;
    }
    memcpy(data, rest->data, size);
    rest->data += size;
    rest->size -= size;
    return SP_OK;
}

static enum sp_status
seal_to_file(struct sp_agent *agent, const struct sp_outbox_entry *entry,
    const struct sp_item_plan *plan, struct sp_source source, struct sp_item_sealed *out)
{
    char path[SP_PATH_MAX];
    enum sp_status status = sp_outbox_path(agent, &entry->msg_id, plan->index, "ct", path);

    if (status != SP_OK) {
        return status;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "wb");
    if (file == NULL) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return SP_ERR_IO;
    }
    status = sp_item_seal(plan, source, (struct sp_sink){write_fd, file}, out);
    if (status == SP_OK && (fflush(file) != 0 || fsync(fd) != 0)) {
        status = SP_ERR_IO;
    }
    (void)fclose(file);
    return status == SP_OK ? sp_file_sync_folder(path) : status;
}

/*
 * One item: into ${inside} while it may travel in the send, else into a file; ${inside} stays
 * empty.
 */
static enum sp_status
seal_item(struct sp_agent *agent, const struct sp_outbox_entry *entry,
    const struct sp_item_plan *plan, size_t *budget, struct sp_buffer *inside,
    struct sp_item_sealed *out)
{
    const struct sp_draft_item *item =
        &((const struct sp_draft_item *)entry->draft.items.items)[plan->index];
    const uint64_t size = sp_item_ciphertext_bytes(sp_item_padded(item->bytes));
    struct sp_sealed_reader *reader = NULL;
    struct sp_bytes rest = item->content;
    struct sp_source source = {read_span, &rest};
    char path[SP_PATH_MAX], label[SP_OUTBOX_LABEL_MAX];
    enum sp_status status = SP_OK;

    if (item->in_file) {
        sp_outbox_label(&entry->msg_id, plan->index, label);
        if ((status = sp_outbox_path(agent, &entry->msg_id, plan->index, "plain", path)) != SP_OK ||
            (status = sp_sealed_reader_open(agent->file_key, path, label, &reader)) != SP_OK) {
            return status == SP_ERR_NOT_FOUND ? SP_ERR_STORE : status;
        }
        source = sp_sealed_source(reader);
    }
    if (size <= SP_INLINE_MAX && size <= *budget) {
        *budget -= (size_t)size;
        status = sp_item_seal(plan, source, (struct sp_sink){append, inside}, out);
    } else {
        status = seal_to_file(agent, entry, plan, source, out);
    }
    sp_sealed_reader_close(reader);
    return status;
}

/* ---- the envelope ---- */

struct sealing {
    struct sp_buffer base;
    struct sp_envelope envelope;
    struct sp_item_sealed items[SP_ITEMS_MAX];
    struct sp_buffer inside[SP_ITEMS_MAX];
    size_t count;
};

static void
sealing_wipe(struct sealing *sealing)
{
    sp_buffer_wipe(&sealing->base);
    sp_envelope_wipe(&sealing->envelope);
    for (size_t i = 0; i < sealing->count; i++) {
        sp_buffer_wipe(&sealing->inside[i]);
    }
    sp_wipe(sealing->items, sizeof(sealing->items));
}

static enum sp_status
seal_items(struct sp_agent *agent, const struct sp_outbox_entry *entry, struct sealing *sealing)
{
    const struct sp_draft_item *items = entry->draft.items.items;
    const struct sp_hash hb = sp_base_hash(sp_buffer_bytes(&sealing->base));
    size_t budget = INLINE_BUDGET;
    enum sp_status status = SP_OK;

    for (size_t i = 0; status == SP_OK && i < sealing->count; i++) {
        struct sp_item_plan plan = {.hb = hb,
            .index = (uint8_t)i,
            .category = items[i].category,
            .form = items[i].form,
            .content_bytes = items[i].bytes};
        memcpy(plan.uid, items[i].uid, sizeof(plan.uid));
        status = seal_item(agent, entry, &plan, &budget, &sealing->inside[i], &sealing->items[i]);
    }
    return status;
}

static enum sp_status
write_body(const struct sp_agent *agent, const struct sealing *sealing, size_t recipients,
    struct sp_buffer *out)
{
    struct sp_blob blobs[2], items[SP_ITEMS_MAX];
    const struct sp_send_request request = {.base = sp_buffer_bytes(&sealing->base),
        .manifest = sp_buffer_bytes(&sealing->envelope.manifest),
        .signature = sealing->envelope.signature,
        .intake_id = agent->session->intake_id,
        .broker_blob = sp_buffer_bytes(&sealing->envelope.broker_blob),
        .blobs = {blobs, recipients},
        .items = {items, sealing->count}};

    for (size_t i = 0; i < recipients; i++) {
        blobs[i].bytes = sp_buffer_bytes(&sealing->envelope.blobs[i]);
    }
    for (size_t i = 0; i < sealing->count; i++) {
        items[i].bytes = sp_buffer_bytes(&sealing->inside[i]);
    }
    return sp_wire_write(&sp_shape_send_request, &request, out);
}

static enum sp_status
no_receive_key(const struct sp_party *party, struct sp_problem *problem)
{
    char text[SP_PARTY_TEXT_MAX];

    sp_party_text(party, text);
    return sp_problem_set(problem, SP_ERR_NOT_FOUND, SP_PROBLEM_RECEIVE_KEY, text, NULL, NULL);
}

/* The keys to seal to, in the order of the base; SP_PROBLEM_RECEIVE_KEY when one is missing. */
static enum sp_status
collect_keys(const struct sp_agent *agent, const struct sp_outbox_entry *entry,
    const struct sp_outbox_who *who, struct sp_box_public keys[static 2], size_t *count,
    struct sp_problem *problem)
{
    struct base_parts parts;
    struct sp_base base = {.recipients = {parts.recipients, 1}};

    fill_copy(agent, entry, who, &parts, &base);
    *count = base.recipients.count;
    if (!who->addressee.has_receive_key) {
        return no_receive_key(&entry->draft.to, problem);
    }
    keys[0] = who->addressee.receive_key.key;
    if (*count == 2 && !who->patient.has_receive_key) {
        return no_receive_key(&parts.recipients[1].party, problem);
    }
    keys[1] = who->patient.receive_key.key;
    return SP_OK;
}

enum sp_status
sp_outbox_envelope(struct sp_agent *agent, struct sp_outbox_entry *entry,
    const struct sp_outbox_who *who, const struct sp_facts_answer *answer,
    struct sp_problem *problem)
{
    struct sealing sealing = {.count = entry->draft.items.count};
    struct sp_box_public keys[2];
    size_t recipients = 0;
    enum sp_status status;

    sp_buffer_init(&sealing.base, SP_BASE_MAX);
    sp_envelope_init(&sealing.envelope);
    for (size_t i = 0; i < sealing.count; i++) {
        sp_buffer_init(&sealing.inside[i], SP_INLINE_MAX);
    }
    const uint64_t until = (uint64_t)sp_agent_now_ms(agent) + INTAKE_SPARE_MS;
    if ((status = sp_session_greet(agent, agent->session->intake_not_after_ms < until, problem)) !=
            SP_OK ||
        (status = collect_keys(agent, entry, who, keys, &recipients, problem)) != SP_OK ||
        (status = sp_outbox_base(agent, entry, who, answer, &sealing.base, problem)) != SP_OK ||
        (status = seal_items(agent, entry, &sealing)) != SP_OK) {
        goto done;
    }
    const struct sp_envelope_plan plan = {.base = sp_buffer_bytes(&sealing.base),
        .sender = agent->identity,
        .recipients = keys,
        .recipient_count = recipients,
        .intake = agent->session->intake,
        .items = sealing.items,
        .item_count = sealing.count};
    sp_buffer_wipe(&entry->body);
    if ((status = sp_envelope_seal(&plan, &sealing.envelope)) != SP_OK ||
        (status = write_body(agent, &sealing, recipients, &entry->body)) != SP_OK) {
        goto done;
    }
    status = sp_outbox_set_sealed(agent, entry, &sealing.envelope.d);
done:
    sealing_wipe(&sealing);
    return sp_problem_close(problem, status, "seal");
}
