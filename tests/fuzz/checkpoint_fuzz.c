/*
 * The text of a checkpoint is parsed after its signature was checked, but witnesses and auditors
 * parse those of logs they do not trust.  What is read must be written again the same, since
 * cosignatures are over that text.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <samenspraak/log.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_text(struct sp_bytes text)
{
    static const struct sp_checkpoint zero;
    struct sp_checkpoint checkpoint;
    struct sp_buffer again;

    if (sp_checkpoint_parse(text, &checkpoint) != SP_OK) {
        if (memcmp(&checkpoint, &zero, sizeof(zero)) != 0) {
            __builtin_trap();
        }
        return;
    }
    sp_buffer_init(&again, SP_NOTE_MAX);
    if (checkpoint.head.size > SP_TREE_SIZE_MAX ||
        sp_checkpoint_text(&checkpoint, &again) != SP_OK ||
        !sp_bytes_equal(sp_buffer_bytes(&again), text)) {
        __builtin_trap();
    }
    sp_buffer_wipe(&again);
}

/* The input as it is, and its bytes as origin and size before a root that is well-formed. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char root[] = "\nIrSXADBqJ7EQoUODSDKROySgNveeL6CFhik2w/+fS7U=\n";
    struct sp_buffer text;

    try_text((struct sp_bytes){data, size});
    sp_buffer_init(&text, size + sizeof(root));
    if (sp_buffer_append(&text, data, size) == SP_OK &&
        sp_buffer_append(&text, root, sizeof(root) - 1) == SP_OK) {
        try_text(sp_buffer_bytes(&text));
    }
    sp_buffer_wipe(&text);
    return 0;
}
