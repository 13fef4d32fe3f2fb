/*
 * Items of a message: their ciphertext brought here, decrypted, verified, kept, read again.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "inbox_private.h"
#include "sealed_file.h"
#include "session.h"

#define CONTENT_MAX 262144U /* padded size up to which content is kept in home.db */

static struct sp_bytes
key_of(const struct sp_hash *d)
{
    return (struct sp_bytes){d->b, sizeof(d->b)};
}

/* The place of one item: D and number, what its content is sealed to. */
static struct sp_bytes
item_key(const struct sp_hash *d, size_t item, uint8_t out[static SP_HASH_BYTES + 1])
{
    memcpy(out, d->b, SP_HASH_BYTES);
    out[SP_HASH_BYTES] = (uint8_t)item;
    return (struct sp_bytes){out, SP_HASH_BYTES + 1};
}

/* ---- ciphertext that did not come with the mail ---- */

static enum sp_status
is_here(struct sp_agent *agent, const struct sp_hash *d, size_t item, bool *out)
{
    struct sp_local_query *query = NULL;
    enum sp_status status =
        SP_LOCAL_QUERY(agent->local, &query, "SELECT 1 FROM ciphertext WHERE d = ? AND i = ?",
            sp_local_bytes(key_of(d)), sp_local_number(item));

    if (status == SP_OK) {
        status = sp_local_step(query);
    }
    sp_local_finish(query);
    *out = status == SP_OK;
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

static enum sp_status
get_piece(struct sp_agent *agent, const struct sp_get_request *request, FILE *file, uint64_t *total,
    uint64_t *got, struct sp_problem *problem)
{
    const struct sp_ask ask = {.kind = SP_REQUEST_GET, .body = request};
    struct sp_get_answer answer;
    struct sp_reply reply;
    enum sp_status status;

    if ((status = sp_reply_init(&reply)) == SP_OK &&
        (status = sp_session_ask(agent, &ask, &reply, problem)) == SP_OK &&
        (status = sp_session_must(&reply, problem)) == SP_OK &&
        (status = sp_session_body(&reply, &sp_shape_get_answer, &answer, problem)) == SP_OK) {
        *total = answer.total;
        *got = answer.bytes.size;
        if (answer.bytes.size > 0 &&
            fwrite(answer.bytes.data, 1, answer.bytes.size, file) != answer.bytes.size) {
            status = SP_ERR_IO;
        }
    }
    sp_reply_wipe(&reply);
    return status;
}

/* Into a file, going on where an earlier try ended. */
static enum sp_status
get_item(struct sp_agent *agent, const struct sp_hash *d, size_t item, uint64_t size,
    struct sp_problem *problem)
{
    struct sp_get_request request = {.d = *d, .item = (uint8_t)item, .bytes_max = SP_PIECE_MAX};
    char path[SP_PATH_MAX];
    uint64_t total = size, got = 0;
    enum sp_status status = sp_inbox_path(agent, d, item, "ct", path);

    if (status != SP_OK) {
        return status;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "r+b");
    if (file == NULL) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return SP_ERR_IO;
    }
    off_t end = fseeko(file, 0, SEEK_END) == 0 ? ftello(file) : -1;
    request.offset = end < 0 ? 0 : (uint64_t)end;
    while (status == SP_OK && request.offset < size) {
        status = get_piece(agent, &request, file, &total, &got, problem);
        if (status == SP_OK && (total != size || got == 0 || got > size - request.offset)) {
            status = sp_problem_set(problem, SP_ERR_MALFORMED, SP_PROBLEM_BROKER_ANSWER, "get",
                "the item has another size than its header says", NULL);
        }
        request.offset += got;
    }
    if (status == SP_OK && fflush(file) != 0) {
        status = SP_ERR_IO;
    }
    (void)fclose(file);
    if (status == SP_ERR_MALFORMED) {
        sp_file_remove(path);
    }
    return status;
}

enum sp_status
sp_inbox_get(
    struct sp_agent *agent, const struct sp_inbox_message *message, struct sp_problem *problem)
{
    const struct sp_item_entry *entries = message->header.manifest.items.items;
    enum sp_status status = SP_OK;

    for (size_t i = 0; status == SP_OK && i < message->header.manifest.items.count; i++) {
        bool here = false;
        status = is_here(agent, &message->header.d, i, &here);
        if (status == SP_OK && !here) {
            status = get_item(agent, &message->header.d, i,
                sp_item_ciphertext_bytes(entries[i].padded_bytes), problem);
        }
    }
    return sp_problem_close(problem, status, "get");
}

/* ---- opening ---- */

static enum sp_status
read_span(void *context, uint8_t *data, size_t size)
{
    struct sp_bytes *rest = context;

    if (size > rest->size) {
        return SP_ERR_PROOF;
    }
    memcpy(data, rest->data, size);
    rest->data += size;
    rest->size -= size;
    return SP_OK;
}

static enum sp_status
read_file(void *context, uint8_t *data, size_t size)
{
    return fread(data, 1, size, context) == size ? SP_OK : SP_ERR_PROOF;
}

static enum sp_status
append(void *context, const uint8_t *data, size_t size)
{
    return sp_buffer_append(context, data, size);
}

/* One item from its ciphertext into ${sink}. */
static enum sp_status
open_item(struct sp_agent *agent, const struct sp_inbox_message *message, size_t item,
    const struct sp_share *cek, struct sp_sink sink, struct sp_item_opened *out)
{
    struct sp_local_query *query = NULL;
    char path[SP_PATH_MAX];
    enum sp_status status =
        SP_LOCAL_QUERY(agent->local, &query, "SELECT bytes FROM ciphertext WHERE d = ? AND i = ?",
            sp_local_bytes(key_of(&message->header.d)), sp_local_number(item));

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        struct sp_bytes rest = sp_local_get_bytes(query, 0);
        status = sp_item_open(
            &message->header, item, cek, (struct sp_source){read_span, &rest}, sink, out);
    } else if (status == SP_ERR_NOT_FOUND &&
               (status = sp_inbox_path(agent, &message->header.d, item, "ct", path)) == SP_OK) {
        FILE *file = fopen(path, "rbe");
        status = file == NULL ? SP_ERR_IO
                              : sp_item_open(&message->header, item, cek,
                                    (struct sp_source){read_file, file}, sink, out);
        if (file != NULL) {
            (void)fclose(file);
        }
    }
    sp_local_finish(query);
    return status;
}

/* An item that was opened and waits for the transaction. */
struct opened {
    struct sp_item_opened info;
    struct sp_buffer sealed; /* empty: in a file */
};

/* Small content: sealed for home.db. */
static enum sp_status
open_small(struct sp_agent *agent, const struct sp_inbox_message *message, size_t item,
    const struct sp_share *cek, struct opened *out)
{
    uint8_t key[SP_HASH_BYTES + 1];
    struct sp_buffer content;

    sp_buffer_init(&content, CONTENT_MAX);
    enum sp_status status =
        open_item(agent, message, item, cek, (struct sp_sink){append, &content}, &out->info);
    if (status == SP_OK) {
        status = sp_local_seal(agent->local, "content", item_key(&message->header.d, item, key),
            sp_buffer_bytes(&content), &out->sealed);
    }
    sp_buffer_wipe(&content);
    return status;
}

/* Large content: sealed piece by piece into a file, which appears only when all was right. */
static enum sp_status
open_large(struct sp_agent *agent, const struct sp_inbox_message *message, size_t item,
    const struct sp_share *cek, struct opened *out)
{
    char path[SP_PATH_MAX], label[SP_INBOX_LABEL_MAX];
    struct sp_sealed_writer *writer = NULL;
    enum sp_status status;

    sp_inbox_label(&message->header.d, item, label);
    if ((status = sp_inbox_path(agent, &message->header.d, item, "sealed", path)) != SP_OK ||
        (status = sp_sealed_writer_open(agent->file_key, path, label, &writer)) != SP_OK) {
        return status;
    }
    status = open_item(agent, message, item, cek, sp_sealed_sink(writer), &out->info);
    if (status != SP_OK) {
        sp_sealed_writer_abort(writer);
        return status;
    }
    return sp_sealed_writer_finish(writer);
}

static enum sp_status
content_wrong(struct sp_agent *agent, const struct sp_inbox_message *message, size_t item,
    enum sp_status status, struct sp_problem *problem)
{
    char number[24];

    if (status != SP_ERR_PROOF && status != SP_ERR_KEY && status != SP_ERR_MALFORMED) {
        return status;
    }
    /* The shares fit their commitments and the wrap does not open: a copy that was made badly. */
    sp_status_ignore(sp_local_evidence(agent->local, sp_agent_now_ms(agent),
        status == SP_ERR_KEY ? "bad_copy" : "an item that is not what its header says",
        message->mail.base, message->mail.manifest));
    (void)snprintf(number, sizeof(number), "%zu", item);
    return sp_problem_set(problem, status, SP_PROBLEM_CONTENT, number, NULL, NULL);
}

static enum sp_status
open_all(struct sp_agent *agent, const struct sp_inbox_message *message,
    const struct sp_inbox_shares *shares, struct opened *opened, struct sp_problem *problem)
{
    const struct sp_item_entry *entries = message->header.manifest.items.items;
    enum sp_status status = SP_OK;

    for (size_t i = 0; status == SP_OK && i < message->header.manifest.items.count; i++) {
        struct sp_share cek;
        status = sp_item_key(&message->header, (size_t)message->position, i, &shares->broker[i],
            &shares->own[i], &cek);
        if (status == SP_OK) {
            status = entries[i].padded_bytes <= CONTENT_MAX
                         ? open_small(agent, message, i, &cek, &opened[i])
                         : open_large(agent, message, i, &cek, &opened[i]);
        }
        sp_wipe(&cek, sizeof(cek));
        if (status != SP_OK) {
            status = content_wrong(agent, message, i, status, problem);
        }
    }
    return status;
}

static enum sp_status
keep_content(struct sp_agent *agent, const struct sp_inbox_message *message,
    const struct opened *opened, uint64_t release_index)
{
    const struct sp_u8 *categories = message->header.base.categories.items;
    struct sp_bytes d = key_of(&message->header.d);
    enum sp_status status = SP_OK;

    for (size_t i = 0; status == SP_OK && i < message->header.manifest.items.count; i++) {
        const struct sp_item_opened *info = &opened[i].info;
        status = SP_LOCAL_RUN(agent->local,
            "INSERT OR REPLACE INTO content(d, i, category, form, uid, size, author, sealed)"
            " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            sp_local_bytes(d), sp_local_number(i), sp_local_number(categories[i].v),
            sp_local_number(info->form), sp_local_blob(info->uid, sizeof(info->uid)),
            sp_local_number(info->content_bytes),
            sp_local_number(message->header.base.sender.party.role),
            opened[i].sealed.size > 0 ? sp_local_bytes(sp_buffer_bytes(&opened[i].sealed))
                                      : sp_local_null());
    }
    if (status == SP_OK) {
        status = SP_LOCAL_RUN(agent->local,
            "UPDATE inbox SET state = 1, opened = ?, release = ? WHERE d = ?",
            sp_local_number((uint64_t)sp_agent_now_ms(agent)), sp_local_number(release_index),
            sp_local_bytes(d));
    }
    return status == SP_OK
               ? SP_LOCAL_RUN(agent->local, "DELETE FROM ciphertext WHERE d = ?", sp_local_bytes(d))
               : status;
}

static void
remove_ciphertext(const struct sp_agent *agent, const struct sp_inbox_message *message)
{
    char path[SP_PATH_MAX];

    for (size_t i = 0; i < message->header.manifest.items.count; i++) {
        if (sp_inbox_path(agent, &message->header.d, i, "ct", path) == SP_OK) {
            sp_file_remove(path);
        }
    }
}

enum sp_status
sp_inbox_decrypt(struct sp_agent *agent, const struct sp_inbox_message *message,
    const struct sp_inbox_shares *shares, uint64_t release_index, struct sp_problem *problem)
{
    struct opened opened[SP_ITEMS_MAX];
    enum sp_status status;

    memset(opened, 0, sizeof(opened));
    for (size_t i = 0; i < SP_ITEMS_MAX; i++) {
        sp_buffer_init(&opened[i].sealed, CONTENT_MAX + 256);
    }
    if ((status = open_all(agent, message, shares, opened, problem)) == SP_OK &&
        (status = sp_local_begin(agent->local)) == SP_OK) {
        status = keep_content(agent, message, opened, release_index);
        if (status == SP_OK) {
            status = sp_local_commit(agent->local);
        }
        if (status != SP_OK) {
            sp_local_abort(agent->local);
        } else {
            remove_ciphertext(agent, message);
        }
    }
    for (size_t i = 0; i < SP_ITEMS_MAX; i++) {
        sp_buffer_wipe(&opened[i].sealed);
    }
    return sp_problem_close(problem, status, "open");
}

/* ---- reading what was opened ---- */

static enum sp_status
not_here(const struct sp_hash *d, struct sp_problem *problem)
{
    char hex[2 * SP_HASH_BYTES + 1];

    sp_hex(d->b, sizeof(d->b), hex);
    return sp_problem_set(problem, SP_ERR_NOT_FOUND, SP_PROBLEM_MESSAGE_STATE, hex,
        "it was not opened here, or has no such item", NULL);
}

static enum sp_status
find_item(
    struct sp_agent *agent, const struct sp_hash *d, size_t index, struct sp_local_query **query)
{
    enum sp_status status = SP_LOCAL_QUERY(agent->local, query,
        "SELECT category, form, size, uid, author, sealed FROM content WHERE d = ? AND i = ?",
        sp_local_bytes(key_of(d)), sp_local_number(index));

    return status == SP_OK ? sp_local_step(*query) : status;
}

enum sp_status
sp_inbox_item(struct sp_agent *agent, const struct sp_hash *d, uint8_t index,
    struct sp_inbox_item *out, struct sp_problem *problem)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = find_item(agent, d, index, &query);

    memset(out, 0, sizeof(*out));
    if (status == SP_OK) {
        *out = (struct sp_inbox_item){.index = index,
            .category = (uint8_t)sp_local_get_number(query, 0),
            .form = (uint16_t)sp_local_get_number(query, 1),
            .bytes = sp_local_get_number(query, 2)};
    }
    sp_local_finish(query);
    return status == SP_ERR_NOT_FOUND
               ? not_here(d, problem)
               : sp_problem_close(problem, status, sp_local_error(agent->local));
}

enum sp_status
sp_inbox_origin(struct sp_agent *agent, const struct sp_item_ref *source, struct sp_draft_item *out,
    struct sp_problem *problem)
{
    struct sp_local_query *query = NULL;
    enum sp_status status = find_item(agent, &source->d, source->item, &query);

    if (status == SP_OK) {
        out->category = (uint8_t)sp_local_get_number(query, 0);
        out->form = (uint16_t)sp_local_get_number(query, 1);
        out->author = (uint8_t)sp_local_get_number(query, 4);
        status = sp_local_get_fixed(query, 3, out->uid, sizeof(out->uid));
    }
    sp_local_finish(query);
    return status == SP_ERR_NOT_FOUND
               ? not_here(&source->d, problem)
               : sp_problem_close(problem, status, sp_local_error(agent->local));
}

static enum sp_status
stream_file(struct sp_agent *agent, const struct sp_hash *d, uint8_t index, uint64_t size,
    struct sp_sink sink)
{
    char path[SP_PATH_MAX], label[SP_INBOX_LABEL_MAX];
    struct sp_sealed_reader *reader = NULL;
    uint8_t piece[16384];
    enum sp_status status;

    sp_inbox_label(d, index, label);
    if ((status = sp_inbox_path(agent, d, index, "sealed", path)) != SP_OK ||
        (status = sp_sealed_reader_open(agent->file_key, path, label, &reader)) != SP_OK) {
        return status == SP_ERR_NOT_FOUND ? SP_ERR_STORE : status;
    }
    while (status == SP_OK && size > 0) {
        size_t take = size < sizeof(piece) ? (size_t)size : sizeof(piece);
        if ((status = sp_sealed_read(reader, piece, take)) == SP_OK) {
            status = sink.write(sink.context, piece, take);
        }
        size -= take;
    }
    sp_wipe(piece, sizeof(piece));
    sp_sealed_reader_close(reader);
    return status;
}

enum sp_status
sp_inbox_content(struct sp_agent *agent, const struct sp_hash *d, uint8_t index,
    struct sp_sink sink, struct sp_problem *problem)
{
    struct sp_local_query *query = NULL;
    uint8_t key[SP_HASH_BYTES + 1];
    struct sp_buffer content;
    enum sp_status status = find_item(agent, d, index, &query);

    sp_buffer_init(&content, CONTENT_MAX);
    if (status == SP_OK && sp_local_is_null(query, 5)) {
        status = stream_file(agent, d, index, sp_local_get_number(query, 2), sink);
    } else if (status == SP_OK) {
        status = sp_local_unseal(agent->local, "content", item_key(d, index, key),
            sp_local_get_bytes(query, 5), &content);
        if (status == SP_OK && content.size > 0) {
            status = sink.write(sink.context, content.data, content.size);
        }
    }
    sp_buffer_wipe(&content);
    sp_local_finish(query);
    return status == SP_ERR_NOT_FOUND ? not_here(d, problem)
                                      : sp_problem_close(problem, status, "content");
}
