/*
 * Checkpoints (protocol.md A2.3) and the offline proof that carries one (A2.6).
 */
#include <samenspraak/log.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

#define SP_PROOF_HEADER "c2sp.org/tlog-proof@v1"

static enum sp_status
append_text(struct sp_buffer *out, const char *text)
{
    return sp_buffer_append(out, text, strlen(text));
}

/* "${word}<number>\n" */
static enum sp_status
append_number(struct sp_buffer *out, const char *word, uint64_t number)
{
    char digits[SP_DECIMAL_MAX + 1];
    enum sp_status status;

    (void)snprintf(digits, sizeof(digits), "%" PRIu64 "\n", number);
    if ((status = append_text(out, word)) == SP_OK) {
        status = append_text(out, digits);
    }
    return status;
}

static enum sp_status
append_hash(struct sp_buffer *out, const struct sp_hash *hash)
{
    enum sp_status status = sp_base64_write((struct sp_bytes){hash->b, SP_HASH_BYTES}, out);

    return status == SP_OK ? append_text(out, "\n") : status;
}

static bool
origin_is_valid(const char origin[static SP_ORIGIN_MAX])
{
    const char *end = memchr(origin, 0, SP_ORIGIN_MAX);

    return end != NULL && sp_note_name_is_valid(sp_bytes_of_text(origin), false);
}

enum sp_status
sp_checkpoint_text(const struct sp_checkpoint *checkpoint, struct sp_buffer *out)
{
    size_t before = out->size;
    enum sp_status status;

    if (!origin_is_valid(checkpoint->origin) || checkpoint->head.size > SP_TREE_SIZE_MAX) {
        return SP_ERR_USAGE;
    }
    if ((status = append_text(out, checkpoint->origin)) != SP_OK ||
        (status = append_number(out, "\n", checkpoint->head.size)) != SP_OK ||
        (status = append_hash(out, &checkpoint->head.root)) != SP_OK) {
        out->size = before;
    }
    return status;
}

enum sp_status
sp_checkpoint_parse(struct sp_bytes text, struct sp_checkpoint *out)
{
    struct sp_bytes origin = {NULL, 0}, size = {NULL, 0}, root = {NULL, 0};

    memset(out, 0, sizeof(*out));
    if (!sp_line_take(&text, &origin) || !sp_line_take(&text, &size) ||
        !sp_line_take(&text, &root) || text.size != 0 || !sp_note_name_is_valid(origin, false) ||
        !sp_line_copy(origin, out->origin, sizeof(out->origin)) ||
        !sp_line_decimal(size, &out->head.size) || !sp_base64_hash(root, &out->head.root)) {
        memset(out, 0, sizeof(*out));
        return SP_ERR_MALFORMED;
    }
    return SP_OK;
}

enum sp_status
sp_checkpoint_sign(const struct sp_checkpoint *checkpoint, const struct sp_vkey *vkey,
    const struct sp_sign_key *key, struct sp_buffer *note)
{
    struct sp_buffer text;
    size_t before = note->size;
    enum sp_status status;

    sp_buffer_init(&text, SP_NOTE_MAX);
    if (vkey->type != SP_NOTE_ED25519 || strcmp(checkpoint->origin, vkey->name) != 0) {
        return SP_ERR_USAGE;
    }
    if ((status = sp_checkpoint_text(checkpoint, &text)) != SP_OK ||
        (status = sp_buffer_append(note, text.data, text.size)) != SP_OK ||
        (status = append_text(note, "\n")) != SP_OK ||
        (status = sp_note_sign(sp_buffer_bytes(&text), vkey, key, 0, note)) != SP_OK) {
        note->size = before;
    }
    sp_buffer_wipe(&text);
    return status;
}

enum sp_status
sp_checkpoint_check(struct sp_bytes note, const struct sp_vkey *log, struct sp_checkpoint *out)
{
    struct sp_note_seen seen;
    struct sp_bytes text;
    enum sp_status status;

    memset(out, 0, sizeof(*out));
    if ((status = sp_note_check(note, log, 1, &seen, &text)) != SP_OK) {
        return status;
    }
    /* A cosignature is a witness's; only the plain note type makes a log's checkpoint. */
    if (log->type != SP_NOTE_ED25519) {
        return SP_ERR_SIGNATURE;
    }
    if ((status = sp_checkpoint_parse(text, out)) != SP_OK) {
        return status;
    }
    if (strcmp(out->origin, log->name) != 0) {
        memset(out, 0, sizeof(*out));
        return SP_ERR_MALFORMED;
    }
    return SP_OK;
}

enum sp_status
sp_proof_text(uint64_t index, const struct sp_proof *proof, struct sp_bytes checkpoint_note,
    struct sp_buffer *out)
{
    size_t before = out->size;
    enum sp_status status;

    if (index >= SP_TREE_SIZE_MAX || proof->count > SP_PROOF_MAX || checkpoint_note.size == 0 ||
        checkpoint_note.size > SP_NOTE_MAX) {
        return SP_ERR_USAGE;
    }
    status = append_number(out, SP_PROOF_HEADER "\nindex ", index);
    for (uint32_t i = 0; i < proof->count && status == SP_OK; i++) {
        status = append_hash(out, &proof->hashes[i]);
    }
    if (status == SP_OK && (status = append_text(out, "\n")) == SP_OK) {
        status = sp_buffer_append(out, checkpoint_note.data, checkpoint_note.size);
    }
    if (status != SP_OK) {
        out->size = before;
    }
    return status;
}

/* The optional line; true when there is none. */
static bool
extra_is_fine(struct sp_bytes *rest)
{
    struct sp_bytes line = {NULL, 0};
    size_t size = 0;

    if (!sp_line_prefix(rest, "extra ")) {
        return true;
    }
    return sp_line_take(rest, &line) && line.size > 0 && sp_base64_take(line, NULL, 0, &size);
}

/* Hash lines up to the empty line. */
static bool
hashes_read(struct sp_bytes *rest, struct sp_proof *proof)
{
    struct sp_bytes line = {NULL, 0};

    while (sp_line_take(rest, &line)) {
        if (line.size == 0) {
            return true;
        }
        if (proof->count == SP_PROOF_MAX || !sp_base64_hash(line, &proof->hashes[proof->count])) {
            return false;
        }
        proof->count++;
    }
    return false;
}

enum sp_status
sp_proof_parse(struct sp_bytes text, uint64_t *index, struct sp_proof *proof, struct sp_bytes *note)
{
    struct sp_bytes rest = text, line = {NULL, 0};

    *index = 0;
    memset(proof, 0, sizeof(*proof));
    *note = (struct sp_bytes){NULL, 0};
    if (!sp_line_prefix(&rest, SP_PROOF_HEADER "\n") || !extra_is_fine(&rest) ||
        !sp_line_prefix(&rest, "index ") || !sp_line_take(&rest, &line) ||
        !sp_line_decimal(line, index) || *index == SP_TREE_SIZE_MAX || !hashes_read(&rest, proof) ||
        rest.size == 0) {
        goto refuse;
    }
    if (rest.size > SP_NOTE_MAX) {
        goto refuse;
    }
    *note = rest;
    return SP_OK;
refuse:
    *index = 0;
    memset(proof, 0, sizeof(*proof));
    return SP_ERR_MALFORMED;
}
