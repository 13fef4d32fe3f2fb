#include "support.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint8_t *
read_all(FILE *file, size_t *size)
{
    size_t capacity = 1U << 16, used = 0;
    uint8_t *data = malloc(capacity);

    for (;;) {
        if (data == NULL) {
            return NULL;
        }
        size_t got = fread(data + used, 1, capacity - used - 1, file);
        used += got;
        if (got == 0) {
            break;
        }
        if (used + 1 == capacity) {
            capacity *= 2;
            uint8_t *larger = realloc(data, capacity);
            if (larger == NULL) {
                free(data);
            }
            data = larger;
        }
    }
    data[used] = 0;
    *size = used;
    return data;
}

uint8_t *
sp_test_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        fail_msg("%s: %s", path, strerror(errno));
        return NULL;
    }
    uint8_t *data = read_all(file, size);
    fclose(file);
    assert_non_null(data);
    return data;
}

uint8_t *
sp_test_vector(const char *name, size_t *size)
{
    char path[1024];

    snprintf(path, sizeof(path), "%s/../shared/vectors/%s", SP_SOURCE_DIR, name);
    if (access(path, R_OK) != 0) {
        printf("skipped: no vectors (%s)\n", name);
        return NULL;
    }
    return sp_test_file(path, size);
}

json_t *
sp_test_vector_json(const char *name)
{
    size_t size = 0;
    uint8_t *data = sp_test_vector(name, &size);
    json_error_t error;

    if (data == NULL) {
        return NULL;
    }
    json_t *json = json_loadb((const char *)data, size, 0, &error);
    free(data);
    if (json == NULL) {
        fail_msg("%s: %s", name, error.text);
    }
    return json;
}

static int
nibble(char c)
{
    const char digits[] = "0123456789abcdef";
    const char *at = c == 0 ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);

    return at == NULL ? -1 : (int)(at - digits);
}

size_t
sp_test_hex(const char *hex, uint8_t *out, size_t max)
{
    size_t length = strlen(hex);

    assert_true(length % 2 == 0 && length / 2 <= max);
    for (size_t i = 0; i < length / 2; i++) {
        int high = nibble(hex[2 * i]), low = nibble(hex[2 * i + 1]);
        assert_true(high >= 0 && low >= 0);
        out[i] = (uint8_t)(high << 4 | low);
    }
    return length / 2;
}

const char *
sp_test_folder(const char *name)
{
    static char path[512];
    const char *base = getenv("TMPDIR");

    snprintf(path, sizeof(path), "%s/samenspraak-%s-XXXXXX", base != NULL ? base : "/tmp", name);
    assert_non_null(mkdtemp(path));
    return path;
}
