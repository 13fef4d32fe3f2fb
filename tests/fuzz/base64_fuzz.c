/*
 * Base64 stands in every checkpoint, proof and verifier key, and these come from brokers, witnesses
 * and files of any origin.  Two spellings of one value would be two notes for one signature.
 */
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/log.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct sp_bytes text = {data, size};
    struct sp_buffer bytes, again;

    sp_buffer_init(&bytes, size + 1);
    sp_buffer_init(&again, 2 * size + 8);
    if (sp_base64_read(text, &bytes) == SP_OK) {
        if (sp_base64_write(sp_buffer_bytes(&bytes), &again) != SP_OK ||
            !sp_bytes_equal(sp_buffer_bytes(&again), text)) {
            __builtin_trap();
        }
    } else if (bytes.size != 0) {
        __builtin_trap();
    }
    /* And any bytes come back from their text. */
    sp_buffer_wipe(&again);
    sp_buffer_wipe(&bytes);
    if (sp_base64_write(text, &again) != SP_OK ||
        sp_base64_read(sp_buffer_bytes(&again), &bytes) != SP_OK ||
        !sp_bytes_equal(sp_buffer_bytes(&bytes), text)) {
        __builtin_trap();
    }
    sp_buffer_wipe(&bytes);
    sp_buffer_wipe(&again);
    return 0;
}
