/*
 * An offline proof is a file that anybody may hand to anybody ("here is the receipt").  Nothing in
 * it is signed but the checkpoint at its end, so every line before that is the sender's to choose.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <samenspraak/log.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
has_extra(struct sp_bytes text)
{
    static const char start[] = "c2sp.org/tlog-proof@v1\nextra ";

    return text.size >= sizeof(start) - 1 && memcmp(text.data, start, sizeof(start) - 1) == 0;
}

static void
try_text(struct sp_bytes text)
{
    struct sp_proof proof;
    struct sp_bytes note;
    struct sp_buffer again;
    uint64_t index = 0;

    if (sp_proof_parse(text, &index, &proof, &note) != SP_OK) {
        if (index != 0 || proof.count != 0 || note.data != NULL) {
            __builtin_trap();
        }
        return;
    }
    if (proof.count > SP_PROOF_MAX || note.size == 0 || note.data < text.data ||
        note.data + note.size != text.data + text.size) {
        __builtin_trap();
    }
    /* The line of extra data is dropped; all else must be written again as it was. */
    sp_buffer_init(&again, text.size + SP_NOTE_MAX);
    if (sp_proof_text(index, &proof, note, &again) != SP_OK ||
        (!has_extra(text) && !sp_bytes_equal(sp_buffer_bytes(&again), text))) {
        __builtin_trap();
    }
    sp_buffer_wipe(&again);
}

/* The input as it is, and behind a header, so that the lines after it are reached at once. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char start[] = "c2sp.org/tlog-proof@v1\n";
    struct sp_buffer text;

    try_text((struct sp_bytes){data, size});
    sp_buffer_init(&text, size + sizeof(start));
    if (sp_buffer_append(&text, start, sizeof(start) - 1) == SP_OK &&
        sp_buffer_append(&text, data, size) == SP_OK) {
        try_text(sp_buffer_bytes(&text));
    }
    sp_buffer_wipe(&text);
    return 0;
}
