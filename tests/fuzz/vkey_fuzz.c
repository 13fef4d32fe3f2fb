/*
 * Verifier keys are read from policy files and command lines, which people are sent by mail: who
 * writes one chooses whose signatures count.  What is taken must have this one spelling.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <samenspraak/log.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_text(struct sp_bytes text)
{
    static const struct sp_vkey zero;
    struct sp_vkey vkey;
    char again[SP_VKEY_MAX];

    if (sp_vkey_parse(text, &vkey) != SP_OK) {
        if (memcmp(&vkey, &zero, sizeof(vkey)) != 0) {
            __builtin_trap();
        }
        return;
    }
    sp_vkey_text(&vkey, again);
    if (!sp_bytes_equal(sp_bytes_of_text(again), text)) {
        __builtin_trap();
    }
}

/* The id is a hash, which no fuzzer finds: here key, type and name come from the input. */
static void
try_parts(const uint8_t *data, size_t size)
{
    struct sp_sign_public key;
    struct sp_vkey vkey, back;
    char name[SP_ORIGIN_MAX + 8] = {0}, text[SP_VKEY_MAX];
    enum sp_note_type type = data[0] & 1 ? SP_NOTE_ED25519 : SP_NOTE_COSIGNATURE;
    size_t length = size - 1 - sizeof(key.b);

    memcpy(key.b, data + 1, sizeof(key.b));
    memcpy(name, data + 1 + sizeof(key.b), length < sizeof(name) ? length : sizeof(name) - 1);
    if (sp_vkey_make(name, type, &key, &vkey) != SP_OK) {
        return;
    }
    sp_vkey_text(&vkey, text);
    if (sp_vkey_parse(sp_bytes_of_text(text), &back) != SP_OK ||
        memcmp(&back, &vkey, sizeof(back)) != 0) {
        __builtin_trap();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    try_text((struct sp_bytes){data, size});
    if (size > 1 + sizeof(struct sp_sign_public)) {
        try_parts(data, size);
    }
    return 0;
}
