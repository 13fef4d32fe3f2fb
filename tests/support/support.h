/*
 * What several test programs need: files, hex, the published vectors.
 */
#ifndef SP_TEST_SUPPORT_H
#define SP_TEST_SUPPORT_H

/* cmocka.h wants these four first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>

#include <samenspraak/bytes.h>

/* The whole file ${path}, NUL behind; the caller frees.  Fails the test when it cannot be read. */
uint8_t *sp_test_file(const char *path, size_t *size);
/*
 * A file of ../shared/vectors, or NULL after printing "skipped: no vectors": then the test calls
 * skip().  The caller frees.
 */
uint8_t *sp_test_vector(const char *name, size_t *size);
/* The same as JSON; NULL as above.  The caller decrefs. */
json_t *sp_test_vector_json(const char *name);
/* Reads hex into ${out}, at most ${max} bytes; returns the number.  Fails the test on bad hex. */
size_t sp_test_hex(const char *hex, uint8_t *out, size_t max);
/* A new empty folder below the build folder's tmp; static text, valid until the next call. */
const char *sp_test_folder(const char *name);

#endif /* SP_TEST_SUPPORT_H */
