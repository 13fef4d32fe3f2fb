/*
 * From what is asked to a draft: checked, and its contents taken in, before anything is promised.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "files.h"
#include "inbox_private.h"
#include "outbox_private.h"
#include "sealed_file.h"

static enum sp_status
field(struct sp_problem *problem, const char *name, const char *what)
{
    return sp_problem_set(problem, SP_ERR_USAGE, SP_PROBLEM_FIELD, name, what, NULL);
}

static enum sp_status
check_plan(
    const struct sp_agent *agent, const struct sp_send_plan *plan, struct sp_problem *problem)
{
    bool asks_allowed = false;

    if (plan->item_count == 0 || plan->item_count > SP_ITEMS_MAX) {
        return field(problem, "item", "1 to 64 items");
    }
    for (size_t i = 0; i < plan->item_count; i++) {
        if (plan->items[i].category >= SP_CATEGORY_COUNT) {
            return field(problem, "category", "unknown");
        }
        asks_allowed = asks_allowed || plan->items[i].category == SP_CATEGORY_INFO_REQUEST;
    }
    if (plan->purpose >= SP_PURPOSE_COUNT) {
        return field(problem, "purpose", "unknown");
    }
    if (plan->to.role >= SP_ROLE_COUNT || sp_party_equal(&plan->to, &agent->profile.party)) {
        return field(problem, "to", "another party than oneself");
    }
    if ((plan->asks & ~SP_CATEGORY_ALL) != 0 || (plan->asks != 0 && !asks_allowed)) {
        return field(problem, "ask", "only together with an item info_request");
    }
    if (plan->days > SP_LIFETIME_MAX_MS / (UINT64_C(24) * 3600 * 1000)) {
        return field(problem, "days", "at most 366");
    }
    if (plan->withheld && plan->withheld_reason != SP_WITHHELD_ANOTHERS_PRIVACY &&
        plan->withheld_reason != SP_WITHHELD_GOOD_CARE) {
        return field(problem, "withheld", "a reason that can be given here");
    }
    return SP_OK;
}

/* ---- contents ---- */

/* Where the pieces of one content go: hashed, and kept when there is room or a file. */
struct intake {
    struct sp_hasher *hasher;
    uint64_t size;
    struct sp_buffer *kept;          /* up to SP_DRAFT_INLINE_MAX, or NULL */
    struct sp_sealed_writer *writer; /* or NULL */
};

static enum sp_status
take_piece(void *context, const uint8_t *data, size_t size)
{
    struct intake *intake = context;
    enum sp_status status = sp_hasher_update(intake->hasher, data, size);

    intake->size += size;
    if (status == SP_OK && intake->writer != NULL) {
        status = sp_sealed_write(intake->writer, data, size);
    } else if (status == SP_OK && intake->kept != NULL) {
        status = sp_buffer_append(intake->kept, data, size);
    }
    return status;
}

static enum sp_status
cannot_read(const char *path, struct sp_problem *problem)
{
    char why[128] = "";

    if (strerror_r(errno, why, sizeof(why)) != 0) {
        why[0] = 0;
    }
    return sp_problem_set(problem, SP_ERR_IO, SP_PROBLEM_FILE_READ, path, why, NULL);
}

static enum sp_status
stream_file(const char *path, struct intake *intake, struct sp_problem *problem)
{
    uint8_t piece[16384];
    FILE *file = fopen(path, "rbe");
    enum sp_status status = SP_OK;
    size_t got = 0;

    if (file == NULL) {
        return cannot_read(path, problem);
    }
    while (status == SP_OK && (got = fread(piece, 1, sizeof(piece), file)) > 0) {
        status = take_piece(intake, piece, got);
    }
    if (status == SP_OK && ferror(file) != 0) {
        status = cannot_read(path, problem);
    }
    sp_wipe(piece, sizeof(piece));
    (void)fclose(file);
    return status;
}

static enum sp_status
stream_item(struct sp_agent *agent, const struct sp_send_item *item, struct intake *intake,
    struct sp_problem *problem)
{
    if (item->has_source) {
        return sp_inbox_content(agent, &item->source.d, item->source.item,
            (struct sp_sink){take_piece, intake}, problem);
    }
    enum sp_status status = SP_OK;

    if (item->content.size > 0) {
        status = take_piece(intake, item->content.data, item->content.size);
    }
    return status != SP_OK || item->path == NULL ? status
                                                 : stream_file(item->path, intake, problem);
}

/* The size is needed first: it decides where the content goes. */
static enum sp_status
size_of(struct sp_agent *agent, const struct sp_send_item *item, uint64_t *size,
    struct sp_problem *problem)
{
    struct sp_inbox_item info;
    struct stat found;

    if (item->has_source) {
        enum sp_status status =
            sp_inbox_item(agent, &item->source.d, item->source.item, &info, problem);
        *size = info.bytes;
        return status;
    }
    *size = item->content.size;
    if (item->path == NULL) {
        return SP_OK;
    }
    if (stat(item->path, &found) != 0) {
        return cannot_read(item->path, problem);
    }
    if (!S_ISREG(found.st_mode)) {
        return sp_problem_set(
            problem, SP_ERR_USAGE, SP_PROBLEM_FILE_READ, item->path, "not a regular file", NULL);
    }
    *size = item->content.size + (uint64_t)found.st_size;
    return SP_OK;
}

/* ---- the fingerprint ---- */

/* category, form, source, and the hash of the content */
static enum sp_status
print_item(struct sp_agent *agent, const struct sp_send_item *item, struct sp_hasher *whole,
    struct sp_problem *problem)
{
    struct intake intake = {.hasher = NULL};
    struct sp_hash hash;
    const uint8_t head[] = {
        item->category, (uint8_t)(item->form >> 8), (uint8_t)item->form, item->has_source ? 1 : 0};
    enum sp_status status;

    if ((status = sp_hasher_new(&intake.hasher)) != SP_OK ||
        (status = stream_item(agent, item, &intake, problem)) != SP_OK ||
        (status = sp_hasher_final(intake.hasher, &hash)) != SP_OK ||
        (status = sp_hasher_update(whole, head, sizeof(head))) != SP_OK ||
        (status = sp_hasher_update(whole, hash.b, sizeof(hash.b))) != SP_OK) {
        goto done;
    }
    if (item->has_source) {
        status = sp_hasher_update(whole, item->source.d.b, sizeof(item->source.d.b));
        if (status == SP_OK) {
            status = sp_hasher_update(whole, &item->source.item, 1);
        }
    }
done:
    sp_hasher_free(intake.hasher);
    return status;
}

enum sp_status
sp_outbox_fingerprint(struct sp_agent *agent, const struct sp_send_plan *plan, struct sp_hash *out,
    struct sp_problem *problem)
{
    struct sp_hasher *whole = NULL;
    struct sp_hash hash;
    char to[SP_PARTY_TEXT_MAX] = {0};
    char head[128] = {0};
    enum sp_status status;

    memset(out, 0, sizeof(*out));
    if ((status = check_plan(agent, plan, problem)) != SP_OK) {
        return status;
    }
    sp_party_text(&plan->to, to);
    (void)snprintf(head, sizeof(head), "%u %u %u %d %d %zu", (unsigned)plan->purpose,
        (unsigned)plan->asks, (unsigned)plan->days, plan->has_reply_to ? 1 : 0,
        plan->withheld ? 1 + plan->withheld_reason : 0, plan->item_count);
    if ((status = sp_hasher_new(&whole)) != SP_OK ||
        (status = sp_hasher_update(whole, to, sizeof(to))) != SP_OK ||
        (status = sp_hasher_update(whole, plan->patient.b, sizeof(plan->patient.b))) != SP_OK ||
        (status = sp_hasher_update(whole, head, sizeof(head))) != SP_OK ||
        (plan->has_reply_to && (status = sp_hasher_update(
                                    whole, plan->reply_to.b, sizeof(plan->reply_to.b))) != SP_OK)) {
        goto done;
    }
    for (size_t i = 0; status == SP_OK && i < plan->item_count; i++) {
        status = print_item(agent, &plan->items[i], whole, problem);
    }
    if (status == SP_OK && (status = sp_hasher_final(whole, &hash)) == SP_OK) {
        /* Keyed: the bare hash of a short content could be guessed. */
        *out = sp_local_blind(agent->local, "outbox", (struct sp_bytes){hash.b, sizeof(hash.b)});
    }
done:
    sp_hasher_free(whole);
    return sp_problem_close(problem, status, "content");
}

/* ---- the draft ---- */

static enum sp_status
take_large(struct sp_agent *agent, const struct sp_send_item *item, const struct sp_msg_id *msg_id,
    size_t index, uint64_t *size, struct sp_problem *problem)
{
    struct intake intake = {.hasher = NULL};
    char path[SP_PATH_MAX], label[SP_OUTBOX_LABEL_MAX];
    enum sp_status status;

    sp_outbox_label(msg_id, index, label);
    if ((status = sp_hasher_new(&intake.hasher)) != SP_OK ||
        (status = sp_outbox_path(agent, msg_id, index, "plain", path)) != SP_OK ||
        (status = sp_sealed_writer_open(agent->file_key, path, label, &intake.writer)) != SP_OK) {
        goto done;
    }
    if ((status = stream_item(agent, item, &intake, problem)) == SP_OK) {
        status = sp_sealed_writer_finish(intake.writer);
        intake.writer = NULL;
        *size = intake.size;
    }
done:
    sp_sealed_writer_abort(intake.writer);
    sp_hasher_free(intake.hasher);
    return status;
}

static enum sp_status
take_small(struct sp_agent *agent, const struct sp_send_item *item, struct sp_arena *arena,
    struct sp_draft_item *out, struct sp_problem *problem)
{
    struct intake intake = {.hasher = NULL};
    struct sp_buffer kept;
    enum sp_status status;

    sp_buffer_init(&kept, SP_DRAFT_INLINE_MAX);
    intake.kept = &kept;
    if ((status = sp_hasher_new(&intake.hasher)) == SP_OK &&
        (status = stream_item(agent, item, &intake, problem)) == SP_OK) {
        out->content.data = sp_arena_copy(arena, sp_buffer_bytes(&kept));
        out->content.size = kept.size;
        out->bytes = kept.size;
        status = out->content.data == NULL ? SP_ERR_NOMEM : SP_OK;
    }
    sp_hasher_free(intake.hasher);
    sp_buffer_wipe(&kept);
    return status;
}

/* Where the parts of a draft are put; ${msg_id} NULL: contents are not taken in. */
struct taking {
    struct sp_agent *agent;
    const struct sp_msg_id *msg_id;
    struct sp_arena *arena;
};

static enum sp_status
take_item(const struct taking *taking, const struct sp_send_item *item, size_t index,
    struct sp_draft_item *out, struct sp_problem *problem)
{
    struct sp_agent *agent = taking->agent;
    uint64_t size = 0;
    enum sp_status status = size_of(agent, item, &size, problem);

    if (status != SP_OK) {
        return status;
    }
    if (size > SP_ITEM_MAX || sp_item_padded(size) == 0) {
        return field(problem, "item", "larger than 2 GiB");
    }
    *out = (struct sp_draft_item){.category = item->category,
        .form = item->form,
        .bytes = size,
        .in_file = size > SP_DRAFT_INLINE_MAX,
        .has_source = item->has_source,
        .source = item->source,
        .author = SP_ROLE_NONE};
    sp_random(out->uid, sizeof(out->uid));
    if (item->has_source &&
        (status = sp_inbox_origin(agent, &item->source, out, problem)) != SP_OK) {
        return status;
    }
    if (taking->msg_id == NULL) {
        return SP_OK;
    }
    return out->in_file ? take_large(agent, item, taking->msg_id, index, &out->bytes, problem)
                        : take_small(agent, item, taking->arena, out, problem);
}

static enum sp_status
take_asks(uint32_t mask, struct sp_arena *arena, struct sp_list *out)
{
    struct sp_u8 *rows = sp_arena_alloc(arena, SP_CATEGORY_COUNT, sizeof(*rows));
    size_t count = 0;

    if (rows == NULL) {
        return SP_ERR_NOMEM;
    }
    for (uint8_t i = 0; i < SP_CATEGORY_COUNT; i++) {
        if ((mask & SP_CATEGORY_BIT(i)) != 0) {
            rows[count++].v = i;
        }
    }
    *out = (struct sp_list){rows, count};
    return SP_OK;
}

enum sp_status
sp_outbox_plan(struct sp_agent *agent, const struct sp_send_plan *plan,
    const struct sp_msg_id *msg_id, struct sp_arena *arena, struct sp_draft *draft,
    struct sp_problem *problem)
{
    enum sp_status status = check_plan(agent, plan, problem);

    if (status != SP_OK) {
        return status;
    }
    struct sp_draft_item *items = sp_arena_alloc(arena, plan->item_count, sizeof(*items));
    if (items == NULL) {
        return sp_problem_close(problem, SP_ERR_NOMEM, "draft");
    }
    *draft = (struct sp_draft){.to = plan->to,
        .patient = plan->patient,
        .purpose = plan->purpose,
        .has_reply_to = plan->has_reply_to,
        .reply_to = plan->reply_to,
        .days = plan->days == 0 ? SP_SEND_DAYS_DEFAULT : plan->days,
        .has_withheld = plan->withheld,
        .withheld = plan->withheld_reason,
        .items = {items, plan->item_count}};
    const struct taking taking = {agent, msg_id, arena};
    status = take_asks(plan->asks, arena, &draft->asks);
    for (size_t i = 0; status == SP_OK && i < plan->item_count; i++) {
        status = take_item(&taking, &plan->items[i], i, &items[i], problem);
    }
    return sp_problem_close(problem, status, "draft");
}
