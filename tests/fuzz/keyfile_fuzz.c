/*
 * Key files lie on disk, are copied, restored and edited by hand; what asks for Argon2id's memory
 * and time stands in them in plain, so it must be bounded before it is paid.
 */
#include <samenspraak/key.h>

#include <stdlib.h>
#include <string.h>

#include "keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Opens ${file} under ${purpose} with and without a passphrase; never both may work. */
static void
open_both_ways(struct sp_bytes file, const char *purpose)
{
    struct sp_buffer secret;

    sp_buffer_init(&secret, SP_KEYFILE_SECRET_MAX);
    int opened = sp_keyfile_open((struct sp_bytes){NULL, 0}, purpose, file, &secret) == SP_OK;
    sp_buffer_wipe(&secret);
    opened += sp_keyfile_open(sp_bytes_of_text("fuzz"), purpose, file, &secret) == SP_OK;
    sp_buffer_wipe(&secret);
    if (opened == 2) {
        abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int ready;
    const struct sp_bytes file = {data, size};
    struct sp_keyfile parsed;

    if (ready == 0 && sp_crypto_init() != SP_OK) {
        abort();
    }
    ready = 1;
    enum sp_status status = sp_keyfile_parse(file, &parsed);
    if (sp_keyfile_is_sealed(file) != (status == SP_OK && parsed.sealed)) {
        abort();
    }
    if (status != SP_OK) {
        open_both_ways(file, "vault");
        return 0;
    }
    if (parsed.limits.ops > SP_KEYFILE_OPS_MAX ||
        parsed.limits.mem_bytes > SP_KEYFILE_MEM_MAX_BYTES || strlen(parsed.purpose) == 0 ||
        parsed.data_size > sizeof(parsed.data)) {
        abort();
    }
    /* What is allowed may still be dear; only the cheap is paid here. */
    if (!parsed.sealed || parsed.limits.mem_bytes <= 2 * SP_KEYFILE_MEM_MIN_BYTES) {
        open_both_ways(file, parsed.purpose);
    }
    return 0;
}
