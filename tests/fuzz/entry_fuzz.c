/*
 * Directory entries come from whoever has a certificate, and through a broker that may lie; the
 * certificate inside is read before any signature was checked.  The first byte chooses: odd, the
 * rest is the entry; even, the rest is edits (offset u16, value u8) to a good one, signed again by
 * its own key, so that what stands behind the form is reached too.
 */
#include <stdlib.h>

#include "statement_samples.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was accepted obeys the header, and written again gives the same bytes. */
static void
check(struct sp_bytes bytes, const struct sp_entry_read *read)
{
    const struct sp_entry *entry = &read->entry;
    struct sp_buffer again;

    sp_buffer_init(&again, SP_DIRECTORY_ENTRY_MAX);
    if (!sp_party_equal(&entry->party, &read->certificate.party) ||
        entry->has_r != (entry->party.role <= SP_ROLE_CLOSE_ONE) ||
        entry->has_prev_hash != (entry->seq > 0) ||
        sp_wire_write(&sp_shape_entry, entry, &again) != SP_OK ||
        !sp_bytes_equal(bytes, sp_buffer_bytes(&again))) {
        abort();
    }
    sp_buffer_wipe(&again);
}

/* A good entry and the key of its certificate, made once and kept. */
struct good {
    struct sp_buffer bytes;
    struct sp_sign_key *key;
};

static const struct good *
good_entry(bool patient)
{
    static struct good kept[2];
    struct good *good = &kept[patient ? 1 : 0];
    struct sp_signature signature;
    struct sp_entry entry;
    uint8_t der[1024];

    if (good->key != NULL) {
        return good;
    }
    if (patient) {
        sample_patient_entry(der, &entry);
    } else {
        sample_gp_entry(der, &entry);
    }
    sp_buffer_init(&good->bytes, SP_DIRECTORY_ENTRY_MAX);
    good->key = sample_key(patient ? SAMPLE_KEY : SAMPLE_GP_KEY);
    if (sp_entry_sign(&entry, good->key, &good->bytes, &signature) != SP_OK) {
        abort();
    }
    return good;
}

/* A good entry, edited, signed by the key of its certificate. */
static enum sp_status
make(const uint8_t *data, size_t size, struct sp_buffer *out, struct sp_signature *signature)
{
    const struct good *good = good_entry((data[0] & 2U) != 0);
    enum sp_status status = sp_buffer_append(out, good->bytes.data, good->bytes.size);

    if (status != SP_OK) {
        return status;
    }
    for (size_t i = 1; i + 3 <= size; i += 3) {
        size_t at = (size_t)(data[i] << 8 | data[i + 1]);
        out->data[at % out->size] = data[i + 2];
    }
    struct sp_bytes bytes = sp_buffer_bytes(out);
    return sp_sign(good->key, "entry", &bytes, 1, signature);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sp_signature signature = {{0}};
    struct sp_entry_read read;
    struct sp_arena *arena = NULL;
    struct sp_buffer entry;
    const char *field = NULL;

    if (size == 0 || sp_crypto_init() != SP_OK || sp_arena_new(65536, &arena) != SP_OK) {
        return 0;
    }
    sp_buffer_init(&entry, 1U << 20);
    enum sp_status status = (data[0] & 1U) == 0 ? make(data, size, &entry, &signature)
                                                : sp_buffer_append(&entry, data + 1, size - 1);
    if (status != SP_OK) {
        goto done;
    }
    struct sp_bytes bytes = sp_buffer_bytes(&entry);
    status = sp_entry_read(bytes, &signature, arena, &read, &field);
    if ((status == SP_OK) != (field == NULL)) {
        abort();
    }
    if (status == SP_OK) {
        check(bytes, &read);
    }

done:
    sp_buffer_wipe(&entry);
    sp_arena_free(arena);
    return 0;
}
