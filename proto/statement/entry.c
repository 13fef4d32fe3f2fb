/*
 * Directory entries: a party's keys, declared under the key of its certificate (protocol.md B4).
 */
#include <string.h>

#include <samenspraak/statement.h>

#define ENTRY_ARENA 16384 /* the receive keys of one entry */
/* array head 1, role 2 at most, scheme 1 + 5, number 2 + 64 */
#define PARTY_FORM_MAX (1 + 2 + 1 + SP_SCHEME_MAX + 2 + SP_NUMBER_MAX)

/* clang-format off */
static const struct sp_field receive_key_fields[] = {
    SP_ROW(SP_FIELD_U16, struct sp_receive_key, suite, SP_SUITE_V1, SP_SUITE_V1),
    SP_ROW(SP_FIELD_FIXED, struct sp_receive_key, key, 32, 32),
    SP_ROW(SP_FIELD_U64, struct sp_receive_key, not_before_ms, 0, SP_STATEMENT_MS_MAX),
    SP_ROW(SP_FIELD_U64, struct sp_receive_key, not_after_ms, 0, SP_STATEMENT_MS_MAX),
};
static const struct sp_shape receive_key_shape =
    SP_SHAPE("receive_key", struct sp_receive_key, receive_key_fields);

static const struct sp_field entry_fields[] = {
    SP_ROW(SP_FIELD_U8, struct sp_entry, format, 1, 1),
    SP_ROW_OF(SP_FIELD_STRUCT, struct sp_entry, party, &sp_shape_party, 0, 0),
    SP_ROW(SP_FIELD_U64, struct sp_entry, seq, 0, UINT64_MAX),
    SP_ROW_OPT(SP_FIELD_FIXED, struct sp_entry, prev_hash, SP_HASH_BYTES, SP_HASH_BYTES),
    SP_ROW(SP_FIELD_BYTES, struct sp_entry, certificate, 1, SP_CERTIFICATE_MAX),
    SP_ROW_OPT(SP_FIELD_FIXED, struct sp_entry, r, 16, 16),
    SP_ROW_OF(
        SP_FIELD_LIST, struct sp_entry, receive_keys, &receive_key_shape, 0, SP_ENTRY_KEYS_MAX),
    SP_ROW_OPT(SP_FIELD_FIXED, struct sp_entry, witness_key, 32, 32),
    SP_ROW(SP_FIELD_U16, struct sp_entry, suite_min, SP_SUITE_V1, SP_SUITE_V1),
    SP_ROW(SP_FIELD_U8, struct sp_entry, status, SP_ENTRY_ACTIVE, SP_ENTRY_ENDED),
};
const struct sp_shape sp_shape_entry = SP_SHAPE("entry", struct sp_entry, entry_fields);
/* clang-format on */

/* A party as it stands inside hashes: its array on the wire.  For any party, valid or not. */
static size_t
party_form(const struct sp_party *party, uint8_t out[static PARTY_FORM_MAX])
{
    size_t scheme = strnlen(party->scheme, SP_SCHEME_MAX);
    size_t number = strnlen(party->number, SP_NUMBER_MAX);
    size_t size = 0;

    out[size++] = 0x93;
    if (party->role > 0x7f) {
        out[size++] = 0xcc;
    }
    out[size++] = party->role;
    out[size++] = (uint8_t)(0xa0 | scheme);
    memcpy(out + size, party->scheme, scheme);
    size += scheme;
    if (number > 31) {
        out[size++] = 0xd9;
        out[size++] = (uint8_t)number;
    } else {
        out[size++] = (uint8_t)(0xa0 | number);
    }
    memcpy(out + size, party->number, number);
    return size + number;
}

struct sp_hash
sp_entry_name(const struct sp_party *party, uint64_t seq)
{
    uint8_t form[PARTY_FORM_MAX], number[8];
    size_t size = party_form(party, form);

    for (size_t i = 0; i < sizeof(number); i++) {
        number[i] = (uint8_t)(seq >> (8 * (sizeof(number) - 1 - i)));
    }
    const struct sp_bytes parts[] = {{form, size}, {number, sizeof(number)}};
    return sp_hash_of("name", parts, 2);
}

void
sp_entry_leaf(
    const struct sp_hash *name, const struct sp_hash *hash, uint8_t out[static SP_STATEMENT_LEAF])
{
    static const uint8_t magic[4] = {'S', 'P', 'K', '1'};

    memcpy(out, magic, sizeof(magic));
    memcpy(out + sizeof(magic), name->b, SP_HASH_BYTES);
    memcpy(out + sizeof(magic) + SP_HASH_BYTES, hash->b, SP_HASH_BYTES);
}

struct sp_patient_id
sp_patient_id_make(const struct sp_sign_public *key, const uint8_t r[static 16])
{
    const struct sp_bytes parts[] = {{key->b, sizeof(key->b)}, {r, 16}};
    struct sp_hash hash = sp_hash_of("chain", parts, 2);
    struct sp_patient_id id;

    memcpy(id.b, hash.b, sizeof(id.b));
    return id;
}

const struct sp_receive_key *
sp_entry_receive_key(const struct sp_entry *entry, uint64_t now_ms)
{
    const struct sp_receive_key *keys = entry->receive_keys.items;
    const struct sp_receive_key *best = NULL;

    if (entry->status != SP_ENTRY_ACTIVE) {
        return NULL;
    }
    for (size_t i = 0; i < entry->receive_keys.count; i++) {
        bool is_valid = keys[i].not_before_ms <= now_ms && now_ms < keys[i].not_after_ms;
        if (is_valid && (best == NULL || keys[i].not_before_ms > best->not_before_ms)) {
            best = &keys[i];
        }
    }
    return best;
}

/* Whether the key of ${keys}[${at}] stands before it already. */
static bool
is_repeated(const struct sp_receive_key *keys, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (memcmp(&keys[i].key, &keys[at].key, sizeof(keys[at].key)) == 0) {
            return true;
        }
    }
    return false;
}

/* Each with a time to live and a key, no key twice. */
static bool
receive_keys_are_good(const struct sp_list *list)
{
    static const struct sp_box_public none = {{0}};
    const struct sp_receive_key *keys = list->items;

    for (size_t i = 0; i < list->count; i++) {
        if (keys[i].not_before_ms >= keys[i].not_after_ms ||
            memcmp(&keys[i].key, &none, sizeof(none)) == 0 || is_repeated(keys, i)) {
            return false;
        }
    }
    return true;
}

/* What can be known without the certificate; the name of the wrong field, or NULL. */
static const char *
form_fault(const struct sp_entry *entry)
{
    if (entry->has_prev_hash != (entry->seq > 0)) {
        return "prev_hash";
    }
    if (entry->has_r != (strcmp(entry->party.scheme, "p") == 0)) {
        return "r";
    }
    return receive_keys_are_good(&entry->receive_keys) ? NULL : "receive_keys";
}

/* The certificate is this party's, and the identifier of a party of scheme p is its key's. */
static const char *
certificate_fault(const struct sp_entry *entry, const struct sp_certificate *certificate)
{
    if (!sp_party_equal(&certificate->party, &entry->party)) {
        return "party";
    }
    if (entry->has_r) {
        struct sp_patient_id stated, made = sp_patient_id_make(&certificate->key, entry->r);
        if (sp_party_patient_id(&entry->party, &stated) != SP_OK ||
            memcmp(&stated, &made, sizeof(made)) != 0) {
            return "r";
        }
    }
    /* One key, one purpose: a cosignature does not name its witness in the signed bytes. */
    if (entry->has_witness_key &&
        (!sp_sign_public_is_valid(&entry->witness_key) ||
            memcmp(&entry->witness_key, &certificate->key, sizeof(certificate->key)) == 0)) {
        return "witness_key";
    }
    return NULL;
}

static enum sp_status
read_and_judge(struct sp_bytes entry, const struct sp_signature *signature, struct sp_arena *arena,
    struct sp_entry_read *out, const char **field)
{
    enum sp_status status;

    if (entry.size > SP_DIRECTORY_ENTRY_MAX) {
        *field = sp_shape_entry.name;
        return SP_ERR_TOO_BIG;
    }
    if ((status = sp_wire_read(&sp_shape_entry, entry, arena, &out->entry, field)) != SP_OK) {
        return status;
    }
    if ((*field = form_fault(&out->entry)) != NULL) {
        return SP_ERR_MALFORMED;
    }
    status = sp_certificate_read(out->entry.certificate, &out->certificate);
    if (status != SP_OK) {
        *field = "certificate";
        return status == SP_ERR_NOMEM ? status : SP_ERR_CERT;
    }
    if ((*field = certificate_fault(&out->entry, &out->certificate)) != NULL) {
        return SP_ERR_CERT;
    }
    if ((status = sp_verify(&out->certificate.key, "entry", &entry, 1, signature)) != SP_OK) {
        *field = "signature";
    }
    return status;
}

enum sp_status
sp_entry_read(struct sp_bytes entry, const struct sp_signature *signature, struct sp_arena *arena,
    struct sp_entry_read *out, const char **field)
{
    const char *wrong = NULL;

    memset(out, 0, sizeof(*out));
    enum sp_status status = read_and_judge(entry, signature, arena, out, &wrong);
    if (field != NULL) {
        *field = wrong;
    }
    if (status != SP_OK) {
        sp_wipe(out, sizeof(*out));
        return status;
    }
    const struct sp_bytes parts[] = {entry, {signature->b, sizeof(signature->b)}};
    out->hash = sp_hash_of("entry", parts, 2);
    out->name = sp_entry_name(&out->entry.party, out->entry.seq);
    return SP_OK;
}

enum sp_status
sp_entry_sign(const struct sp_entry *entry, const struct sp_sign_key *key, struct sp_buffer *out,
    struct sp_signature *signature)
{
    struct sp_entry_read read;
    struct sp_arena *arena = NULL;
    struct sp_buffer bytes;
    enum sp_status status;

    memset(signature, 0, sizeof(*signature));
    memset(&read, 0, sizeof(read));
    sp_buffer_init(&bytes, SP_DIRECTORY_ENTRY_MAX);
    if ((status = sp_arena_new(ENTRY_ARENA, &arena)) != SP_OK ||
        (status = sp_wire_write(&sp_shape_entry, entry, &bytes)) != SP_OK) {
        goto done;
    }
    struct sp_bytes written = sp_buffer_bytes(&bytes);
    if ((status = sp_sign(key, "entry", &written, 1, signature)) != SP_OK) {
        goto done;
    }
    /* Read as everybody else will: a key that is not the certificate's is found here too. */
    status = sp_entry_read(written, signature, arena, &read, NULL);
    if (status == SP_OK) {
        status = sp_buffer_append(out, written.data, written.size);
    } else if (status != SP_ERR_NOMEM) {
        status = SP_ERR_USAGE;
    }

done:
    if (status != SP_OK) {
        sp_wipe(signature, sizeof(*signature));
    }
    sp_wipe(&read, sizeof(read));
    sp_buffer_wipe(&bytes);
    sp_arena_free(arena);
    return status;
}
