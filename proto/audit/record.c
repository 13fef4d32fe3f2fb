/*
 * What stands in the events log about a record: a salted commitment per field, and one over these
 * (protocol.md A4.1), so that a field can be shown without the others.
 */
#include <samenspraak/log.h>

#include <string.h>

/*
 * HKDF-Expand(salt, "field" || index, 32).  Of one block, that is a single HMAC over the info and
 * the block number 1 (RFC 5869, 2.3).
 */
struct sp_hash
sp_record_field_salt(const struct sp_hash *salt, uint8_t index)
{
    const uint8_t tail[] = {index, 0x01};
    const struct sp_bytes parts[] = {sp_bytes_of_text("field"), {tail, sizeof(tail)}};

    return sp_hmac((struct sp_bytes){salt->b, SP_HASH_BYTES}, parts, 2);
}

struct sp_hash
sp_record_field_commitment(const struct sp_hash *field_salt, uint8_t index, struct sp_bytes field)
{
    const struct sp_bytes parts[] = {{&index, 1}, {field_salt->b, SP_HASH_BYTES}, field};

    return sp_hash_of("field", parts, 3);
}

struct sp_hash
sp_record_commitment(const struct sp_hash *commitments, uint8_t count)
{
    const struct sp_bytes parts[] = {
        {&count, 1}, {(const uint8_t *)commitments, (size_t)count * sizeof(*commitments)}};

    return sp_hash_of("record", parts, 2);
}

void
sp_record_entry(const struct sp_record *record, uint8_t out[static SP_EVENT_ENTRY_BYTES])
{
    static const uint8_t magic[4] = {'S', 'P', 'L', '1'};
    struct sp_hash commitments[SP_RECORD_FIELDS];

    for (uint8_t i = 0; i < SP_RECORD_FIELDS; i++) {
        struct sp_hash salt = sp_record_field_salt(&record->salt, i);
        commitments[i] = sp_record_field_commitment(&salt, i, record->fields[i]);
        sp_wipe(&salt, sizeof(salt));
    }
    struct sp_hash commitment = sp_record_commitment(commitments, SP_RECORD_FIELDS);
    memcpy(out, magic, sizeof(magic));
    memcpy(out + sizeof(magic), commitment.b, SP_HASH_BYTES);
}
