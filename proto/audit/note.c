/*
 * Signed notes (protocol.md A2.2) and the witness cosignature, type 0x04 (A2.4).
 *
 * A note is text, an empty line, and signature lines; the last empty line separates.  First the
 * whole form is checked, then signatures, so that nothing depends on the order of the lines.
 */
#include <samenspraak/log.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

#define SP_LINE_START    "\xe2\x80\x94 " /* em dash, space */
#define SP_COSIGN_START  "cosignature/v1\n"
#define SP_COSIGN_HEAD   64 /* bytes of the two lines before the checkpoint, with NUL */
#define SP_KEY_BYTES     33 /* type and public key */
#define SP_ID_BYTES      4
#define SP_TIME_BYTES    8
#define SP_PAYLOAD_MAX   (SP_ID_BYTES + SP_TIME_BYTES + SP_SIGNATURE_BYTES)
#define SP_SIGNATURE_MIN 5 /* key id and something */

/* ---- verifier keys ---- */

static bool
type_is_known(uint8_t type)
{
    return type == SP_NOTE_ED25519 || type == SP_NOTE_COSIGNATURE;
}

static void
key_id(struct sp_bytes name, uint8_t type, const struct sp_sign_public *key, uint8_t out[static 4])
{
    const uint8_t middle[] = {'\n', type};
    const struct sp_bytes parts[] = {name, {middle, 2}, {key->b, sizeof(key->b)}};
    struct sp_hash hash = sp_sha256(parts, 3);

    memcpy(out, hash.b, SP_ID_BYTES);
}

static bool
vkey_fill(struct sp_bytes name, uint8_t type, const struct sp_sign_public *key, struct sp_vkey *out)
{
    if (!sp_note_name_is_valid(name, false) || !type_is_known(type) ||
        !sp_sign_public_is_valid(key) || !sp_line_copy(name, out->name, sizeof(out->name))) {
        return false;
    }
    out->type = type;
    out->key = *key;
    key_id(name, type, key, out->id);
    return true;
}

enum sp_status
sp_vkey_make(
    const char *name, enum sp_note_type type, const struct sp_sign_public *key, struct sp_vkey *out)
{
    memset(out, 0, sizeof(*out));
    if (!vkey_fill(sp_bytes_of_text(name), (uint8_t)type, key, out)) {
        memset(out, 0, sizeof(*out));
        return SP_ERR_USAGE;
    }
    return SP_OK;
}

static void
id_text(const uint8_t id[static SP_ID_BYTES], char out[static 2 * SP_ID_BYTES + 1])
{
    (void)snprintf(out, 2 * SP_ID_BYTES + 1, "%02x%02x%02x%02x", (unsigned)id[0], (unsigned)id[1],
        (unsigned)id[2], (unsigned)id[3]);
}

/* Takes what stands before the next '+' off ${rest}. */
static bool
part_before_plus(struct sp_bytes *rest, struct sp_bytes *part)
{
    const uint8_t *plus = rest->size == 0 ? NULL : memchr(rest->data, '+', rest->size);

    if (plus == NULL) {
        return false;
    }
    *part = (struct sp_bytes){rest->data, (size_t)(plus - rest->data)};
    *rest = (struct sp_bytes){plus + 1, rest->size - part->size - 1};
    return true;
}

enum sp_status
sp_vkey_parse(struct sp_bytes text, struct sp_vkey *out)
{
    struct sp_bytes rest = text, name = {NULL, 0}, id = {NULL, 0};
    uint8_t bytes[SP_KEY_BYTES];
    char expected[2 * SP_ID_BYTES + 1];
    struct sp_sign_public key;
    size_t size = 0;

    memset(out, 0, sizeof(*out));
    if (!part_before_plus(&rest, &name) || !part_before_plus(&rest, &id) ||
        !sp_base64_take(rest, bytes, sizeof(bytes), &size) || size != sizeof(bytes)) {
        return SP_ERR_MALFORMED;
    }
    memcpy(key.b, bytes + 1, sizeof(key.b));
    if (!vkey_fill(name, bytes[0], &key, out)) {
        goto refuse;
    }
    /* The id in the text is only a check on the rest: it has one spelling, in lower case. */
    id_text(out->id, expected);
    if (!sp_bytes_equal(id, sp_bytes_of_text(expected))) {
        goto refuse;
    }
    return SP_OK;
refuse:
    memset(out, 0, sizeof(*out));
    return SP_ERR_MALFORMED;
}

void
sp_vkey_text(const struct sp_vkey *vkey, char out[static SP_VKEY_MAX])
{
    uint8_t bytes[SP_KEY_BYTES] = {vkey->type};
    char id[2 * SP_ID_BYTES + 1];
    struct sp_buffer text;

    out[0] = 0;
    memcpy(bytes + 1, vkey->key.b, sizeof(vkey->key.b));
    id_text(vkey->id, id);
    sp_buffer_init(&text, SP_VKEY_MAX);
    if (sp_base64_write((struct sp_bytes){bytes, sizeof(bytes)}, &text) == SP_OK) {
        (void)snprintf(out, SP_VKEY_MAX, "%s+%s+%.*s", vkey->name, id, (int)text.size,
            (const char *)text.data);
    }
    sp_buffer_wipe(&text);
}

/* ---- what is signed ---- */

static void
cosign_head(uint64_t time_s, char out[static SP_COSIGN_HEAD])
{
    (void)snprintf(out, SP_COSIGN_HEAD, SP_COSIGN_START "time %" PRIu64 "\n", time_s);
}

static enum sp_status
cosigned_message(struct sp_bytes text, uint64_t time_s, struct sp_buffer *out)
{
    char head[SP_COSIGN_HEAD];
    enum sp_status status;

    cosign_head(time_s, head);
    sp_buffer_init(out, text.size + sizeof(head));
    if ((status = sp_buffer_append(out, head, strlen(head))) == SP_OK) {
        status = sp_buffer_append(out, text.data, text.size);
    }
    return status;
}

static void
put_u64(uint64_t value, uint8_t out[static SP_TIME_BYTES])
{
    for (int i = SP_TIME_BYTES - 1; i >= 0; i--) {
        out[i] = (uint8_t)(value & 0xff);
        value >>= 8;
    }
}

static uint64_t
get_u64(const uint8_t in[static SP_TIME_BYTES])
{
    uint64_t value = 0;

    for (int i = 0; i < SP_TIME_BYTES; i++) {
        value = value << 8 | in[i];
    }
    return value;
}

/* ---- signing ---- */

/* A signer that had to guess what it signs would be a bug: each type has its own kind of text. */
static bool
text_fits_type(struct sp_bytes text, const struct sp_vkey *vkey)
{
    struct sp_checkpoint checkpoint;
    struct sp_bytes rest = text;

    if (text.size == 0 || text.data[text.size - 1] != '\n' || !sp_note_text_is_clean(text)) {
        return false;
    }
    if (vkey->type == SP_NOTE_COSIGNATURE) {
        return sp_checkpoint_parse(text, &checkpoint) == SP_OK;
    }
    return vkey->type == SP_NOTE_ED25519 && !sp_line_prefix(&rest, SP_COSIGN_START);
}

/* Key id, time for cosignatures, signature. */
static enum sp_status
payload_make(struct sp_bytes text, const struct sp_vkey *vkey, const struct sp_sign_key *key,
    uint64_t time_s, uint8_t payload[static SP_PAYLOAD_MAX], size_t *size)
{
    struct sp_signature signature;
    struct sp_buffer message = {NULL, 0, 0, 0};
    enum sp_status status = SP_OK;
    size_t at = SP_ID_BYTES;

    memcpy(payload, vkey->id, SP_ID_BYTES);
    if (vkey->type == SP_NOTE_COSIGNATURE) {
        put_u64(time_s, payload + at);
        at += SP_TIME_BYTES;
        if ((status = cosigned_message(text, time_s, &message)) != SP_OK) {
            goto done;
        }
        text = sp_buffer_bytes(&message);
    }
    if ((status = sp_sign_bare(key, text, &signature)) != SP_OK) {
        goto done;
    }
    memcpy(payload + at, signature.b, sizeof(signature.b));
    *size = at + sizeof(signature.b);
done:
    sp_buffer_wipe(&message);
    return status;
}

enum sp_status
sp_note_sign(struct sp_bytes text, const struct sp_vkey *vkey, const struct sp_sign_key *key,
    uint64_t time_s, struct sp_buffer *out)
{
    uint8_t payload[SP_PAYLOAD_MAX];
    struct sp_sign_public public = sp_sign_key_public(key);
    size_t size = 0, before = out->size;
    enum sp_status status;

    if (!text_fits_type(text, vkey) || time_s > SP_TREE_SIZE_MAX ||
        memcmp(public.b, vkey->key.b, sizeof(public.b)) != 0) {
        return SP_ERR_USAGE;
    }
    if ((status = payload_make(text, vkey, key, time_s, payload, &size)) != SP_OK ||
        (status = sp_buffer_append(out, SP_LINE_START, strlen(SP_LINE_START))) != SP_OK ||
        (status = sp_buffer_append(out, vkey->name, strlen(vkey->name))) != SP_OK ||
        (status = sp_buffer_append(out, " ", 1)) != SP_OK ||
        (status = sp_base64_write((struct sp_bytes){payload, size}, out)) != SP_OK ||
        (status = sp_buffer_append(out, "\n", 1)) != SP_OK) {
        out->size = before;
    }
    return status;
}

/* ---- checking ---- */

struct note_line {
    struct sp_bytes name;
    uint8_t payload[SP_PAYLOAD_MAX];
    size_t size; /* of the whole payload, which may be longer than what is kept of it */
};

struct note_parts {
    struct sp_bytes text;
    struct note_line lines[SP_NOTE_SIGNATURES_MAX];
    size_t count;
};

/* Splits at the last empty line; both sides must be there. */
static bool
note_split(struct sp_bytes note, struct sp_bytes *text, struct sp_bytes *signatures)
{
    for (size_t i = note.size; i >= 2; i--) {
        if (note.data[i - 1] == '\n' && note.data[i - 2] == '\n') {
            *text = (struct sp_bytes){note.data, i - 1};
            *signatures = (struct sp_bytes){note.data + i, note.size - i};
            return signatures->size > 0;
        }
    }
    return false;
}

static bool
line_read(struct sp_bytes line, struct note_line *out)
{
    const uint8_t *space = NULL;

    if (!sp_line_prefix(&line, SP_LINE_START) || line.size == 0) {
        return false;
    }
    space = memchr(line.data, ' ', line.size);
    if (space == NULL) {
        return false;
    }
    out->name = (struct sp_bytes){line.data, (size_t)(space - line.data)};
    line = (struct sp_bytes){space + 1, line.size - out->name.size - 1};
    return sp_note_name_is_valid(out->name, true) &&
           sp_base64_take(line, out->payload, sizeof(out->payload), &out->size) &&
           out->size >= SP_SIGNATURE_MIN;
}

static bool
note_read(struct sp_bytes note, struct note_parts *out)
{
    struct sp_bytes rest = {NULL, 0}, line = {NULL, 0};

    out->count = 0;
    if (!sp_note_text_is_clean(note) || !note_split(note, &out->text, &rest)) {
        return false;
    }
    while (sp_line_take(&rest, &line)) {
        if (out->count == SP_NOTE_SIGNATURES_MAX || !line_read(line, &out->lines[out->count])) {
            return false;
        }
        out->count++;
    }
    return rest.size == 0; /* the last line ends in \n too */
}

static bool
line_is_by(const struct note_line *line, const struct sp_vkey *vkey)
{
    return memcmp(line->payload, vkey->id, SP_ID_BYTES) == 0 &&
           sp_bytes_equal(line->name, sp_bytes_of_text(vkey->name));
}

static enum sp_status
line_verify(const struct note_line *line, struct sp_bytes text, const struct sp_vkey *vkey,
    struct sp_note_seen *seen)
{
    bool timed = vkey->type == SP_NOTE_COSIGNATURE;
    size_t at = SP_ID_BYTES + (timed ? SP_TIME_BYTES : 0);
    struct sp_buffer message = {NULL, 0, 0, 0};
    struct sp_signature signature;
    enum sp_status status = SP_ERR_SIGNATURE;
    uint64_t time_s = timed ? get_u64(line->payload + SP_ID_BYTES) : 0;

    if (!type_is_known(vkey->type) || line->size != at + sizeof(signature.b) ||
        time_s > SP_TREE_SIZE_MAX) {
        goto done;
    }
    memcpy(signature.b, line->payload + at, sizeof(signature.b));
    if (timed) {
        if ((status = cosigned_message(text, time_s, &message)) != SP_OK) {
            goto done;
        }
        text = sp_buffer_bytes(&message);
    }
    if ((status = sp_verify_bare(&vkey->key, text, &signature)) == SP_OK) {
        seen->verified = true;
        seen->time_s = time_s > seen->time_s ? time_s : seen->time_s;
    }
done:
    sp_buffer_wipe(&message);
    return status;
}

/* Every line by a known key, against every such key; at least one. */
static enum sp_status
lines_verify(const struct note_parts *parts, const struct sp_vkey *vkeys, size_t count,
    struct sp_note_seen *seen)
{
    bool any = false;

    for (size_t i = 0; i < parts->count * count; i++) {
        const struct note_line *line = &parts->lines[i / count];
        const struct sp_vkey *vkey = &vkeys[i % count];
        if (!line_is_by(line, vkey)) {
            continue;
        }
        enum sp_status status = line_verify(line, parts->text, vkey, &seen[i % count]);
        if (status != SP_OK) {
            return status;
        }
        any = true;
    }
    return any ? SP_OK : SP_ERR_SIGNATURE;
}

enum sp_status
sp_note_check_long(struct sp_bytes note, size_t max, const struct sp_vkey *vkeys, size_t count,
    struct sp_note_seen *seen, struct sp_bytes *text)
{
    struct note_parts parts;
    enum sp_status status;

    *text = (struct sp_bytes){NULL, 0};
    if (count > 0) {
        memset(seen, 0, count * sizeof(*seen));
    }
    if (note.size > max) {
        return SP_ERR_TOO_BIG;
    }
    if (!note_read(note, &parts)) {
        return SP_ERR_MALFORMED;
    }
    if ((status = lines_verify(&parts, vkeys, count, seen)) != SP_OK) {
        if (count > 0) {
            memset(seen, 0, count * sizeof(*seen));
        }
        return status;
    }
    *text = parts.text;
    return SP_OK;
}

enum sp_status
sp_note_check(struct sp_bytes note, const struct sp_vkey *vkeys, size_t count,
    struct sp_note_seen *seen, struct sp_bytes *text)
{
    return sp_note_check_long(note, SP_NOTE_MAX, vkeys, count, seen, text);
}
