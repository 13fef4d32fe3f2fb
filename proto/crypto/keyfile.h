/*
 * The inside of a key file, for tests and the fuzz target: cheap limits to write with, and what a
 * file asks for before memory and time are spent on it.
 */
#ifndef SP_KEYFILE_H
#define SP_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/status.h>

#define SP_KEYFILE_SALT_BYTES     16
#define SP_KEYFILE_PURPOSE_MAX    32   /* bytes, without NUL */
#define SP_KEYFILE_SECRET_MAX     2048 /* bytes */
#define SP_KEYFILE_PASSPHRASE_MAX 4096 /* bytes */

/* What is read from a file; more than this is refused. */
#define SP_KEYFILE_OPS_MAX       8
#define SP_KEYFILE_MEM_MIN_BYTES 8192
#define SP_KEYFILE_MEM_MAX_BYTES (UINT32_C(1) << 30)

/* Argon2id's cost. */
struct sp_keyfile_limits {
    uint32_t ops;
    uint32_t mem_bytes;
};

/* A file taken apart.  ${head} borrows from it: all that stands before the data, which it binds. */
struct sp_keyfile {
    char purpose[SP_KEYFILE_PURPOSE_MAX + 1];
    bool sealed;
    struct sp_keyfile_limits limits; /* zero when not sealed */
    uint8_t salt[SP_KEYFILE_SALT_BYTES];
    struct sp_bytes head;
    uint8_t data[SP_KEYFILE_SECRET_MAX + 64];
    size_t data_size;
};

/* Takes ${file} apart.  SP_ERR_MALFORMED: not in the one form.  The caller wipes ${out}. */
SP_NODISCARD enum sp_status sp_keyfile_parse(struct sp_bytes file, struct sp_keyfile *out);
/* sp_keyfile_seal with chosen limits, inside the bounds above. */
SP_NODISCARD enum sp_status sp_keyfile_seal_with(struct sp_bytes passphrase,
    const struct sp_keyfile_limits *limits, const char *purpose, struct sp_bytes secret,
    struct sp_buffer *out);

#endif /* SP_KEYFILE_H */
