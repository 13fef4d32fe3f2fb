/*
 * Anybody may send something that claims to be sealed to our receive key or the broker's intake
 * key; secrets at rest come back from a disk that others may have written to.
 */
#include <samenspraak/key.h>

#include <stdlib.h>
#include <string.h>

#include "hpke.h"

#define OUT_MAX 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* With a fixed key the fuzzer can come upon nothing that opens, so what does is a fault. */
static void
open_as_it_came(const struct sp_box_key *key, const struct sp_secret_key *secret,
    struct sp_bytes bytes, struct sp_buffer *out)
{
    struct sp_bytes info = sp_bytes_of_text("fuzz");

    if (sp_hpke_open(key, info, bytes, out) == SP_OK ||
        sp_secret_open(secret, info, bytes, out) == SP_OK || out->size != 0) {
        abort();
    }
}

/* Sealed by us, what comes in must come out again, in the second place of a context too. */
static void
round_trip(const struct sp_box_key *key, struct sp_bytes bytes, struct sp_buffer *out)
{
    struct sp_box_public to = sp_box_key_public(key);
    struct sp_buffer sealed;

    sp_buffer_init(&sealed, OUT_MAX);
    if (bytes.size > OUT_MAX - SP_HPKE_OVERHEAD) {
        return;
    }
    if (sp_hpke_seal(&to, bytes, bytes, &sealed) != SP_OK ||
        sp_hpke_open(key, bytes, sp_buffer_bytes(&sealed), out) != SP_OK ||
        !sp_bytes_equal(sp_buffer_bytes(out), bytes)) {
        abort();
    }
    sp_buffer_wipe(&sealed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t secret[32] = {1, 2, 3};
    static struct sp_box_key *box;
    static struct sp_secret_key *rest;
    struct sp_buffer out;
    struct sp_hpke_context context;
    const struct sp_bytes bytes = {data, size};

    if (box == NULL &&
        (sp_crypto_init() != SP_OK || sp_box_key_from_secret(secret, &box) != SP_OK ||
            sp_secret_key_from(secret, &rest) != SP_OK)) {
        abort();
    }
    sp_buffer_init(&out, OUT_MAX);
    open_as_it_came(box, rest, bytes, &out);
    round_trip(box, bytes, &out);
    if (size >= SP_HPKE_ENC) {
        sp_status_ignore(sp_hpke_setup_recipient(box, data, bytes, &context));
        sp_hpke_context_wipe(&context);
    }
    sp_buffer_wipe(&out);
    return 0;
}
