/*
 * Signed notes come from the broker, from witnesses through the broker, and from exported folders:
 * everything but a valid signature can be made up by whoever carries them.  The one invariant: no
 * note is taken whose text was not signed here.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <samenspraak/log.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#define SP_SIGNED_TEXT "log.example/a\n7\nIrSXADBqJ7EQoUODSDKROySgNveeL6CFhik2w/+fS7U=\n"

static struct sp_vkey keys[2];
static struct sp_buffer good;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static const uint8_t seeds[2][SP_SEED_BYTES] = {{1}, {2}};
    static const char *const names[] = {"log.example/a", "wit.example/b"};
    static const enum sp_note_type types[] = {SP_NOTE_ED25519, SP_NOTE_COSIGNATURE};

    (void)argc, (void)argv;
    sp_buffer_init(&good, SP_NOTE_MAX);
    if (sp_crypto_init() != SP_OK ||
        sp_buffer_append(&good, SP_SIGNED_TEXT "\n", strlen(SP_SIGNED_TEXT) + 1) != SP_OK) {
        __builtin_trap();
    }
    for (size_t i = 0; i < 2; i++) {
        struct sp_sign_key *key = NULL;
        if (sp_sign_key_from_seed(seeds[i], &key) != SP_OK) {
            __builtin_trap();
        }
        struct sp_sign_public public = sp_sign_key_public(key);
        if (sp_vkey_make(names[i], types[i], &public, &keys[i]) != SP_OK ||
            sp_note_sign(sp_bytes_of_text(SP_SIGNED_TEXT), &keys[i], key, 1767225600, &good) !=
                SP_OK) {
            __builtin_trap();
        }
        sp_sign_key_free(key);
    }
    return 0;
}

static void
try_note(struct sp_bytes note)
{
    struct sp_note_seen seen[2];
    struct sp_checkpoint checkpoint;
    struct sp_bytes text;
    enum sp_status status = sp_note_check(note, keys, 2, seen, &text);

    if (status == SP_OK) {
        if ((!seen[0].verified && !seen[1].verified) ||
            !sp_bytes_equal(text, sp_bytes_of_text(SP_SIGNED_TEXT)) ||
            (seen[1].verified && seen[1].time_s != 1767225600)) {
            __builtin_trap();
        }
    } else if (text.data != NULL || seen[0].verified || seen[1].verified) {
        __builtin_trap();
    }
    if (sp_checkpoint_check(note, &keys[0], &checkpoint) == SP_OK && checkpoint.head.size != 7) {
        __builtin_trap();
    }
}

/* The input as it is, and in the place of a part of a good note: two bytes say which. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sp_buffer note;

    try_note((struct sp_bytes){data, size});
    if (size < 2 || size > 1000) {
        return 0;
    }
    size_t from = data[0] * good.size / 255, to = data[1] * good.size / 255;
    if (to < from) {
        to = from;
    }
    sp_buffer_init(&note, SP_NOTE_MAX);
    if (sp_buffer_append(&note, good.data, from) == SP_OK &&
        sp_buffer_append(&note, data + 2, size - 2) == SP_OK &&
        sp_buffer_append(&note, good.data + to, good.size - to) == SP_OK) {
        try_note(sp_buffer_bytes(&note));
    }
    sp_buffer_wipe(&note);
    return 0;
}
