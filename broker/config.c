#include "config.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

enum key_type { SP_KEY_TEXT, SP_KEY_PATH, SP_KEY_NUMBER };

/* clang-format off */
static const struct key_row {
    const char *name;
    enum key_type type;
    size_t offset;
    bool required;
    uint64_t min, max, preset;
    const char *sentence;
} keys[] = {
#define TEXT(member_)   SP_KEY_TEXT,   offsetof(struct sp_config, member_)
#define PATH(member_)   SP_KEY_PATH,   offsetof(struct sp_config, member_)
#define NUMBER(member_) SP_KEY_NUMBER, offsetof(struct sp_config, member_)
    {"listen",          TEXT(listen),            true,  0, 0, 0, "address to listen on: tls+tcp://HOST:PORT"},
    {"origin",          TEXT(origin),            true,  0, 0, 0, "name of the logs; never changes"},
    {"cert",            PATH(cert),              true,  0, 0, 0, "TLS certificate of the broker, PEM, with its issuing CA behind it"},
    {"key",             PATH(key),               true,  0, 0, 0, "its private key, PEM"},
    {"identity-cert",   PATH(identity_cert),     true,  0, 0, 0, "certificate that signs the broker's card"},
    {"identity-key",    PATH(identity_key),      true,  0, 0, 0, "its private key, PEM"},
    {"ca",              PATH(ca),                true,  0, 0, 0, "certificates of the CA that everybody is certified by"},
    {"crl",             PATH(crl),               false, 0, 0, 0, "revoked certificates"},
    {"passphrase-file", PATH(passphrase_file),   false, 0, 0, 0, "opens the broker's own keys; absent: they lie open"},
    {"log-level",       TEXT(log_level),         false, 0, 0, 0, "error, info (preset) or debug"},
    {"t-vers-s",        NUMBER(t_vers_s),        false, 10, 86400, 600, "seconds that an agent may rely on what it saw"},
    {"calls-max",       NUMBER(calls_max),       false, 4, 1000000, 4096, "requests in hand at once, waiting ones included"},
    {"connections-max", NUMBER(connections_max), false, 1, 1000000, 16384, "connections at once"},
    {"workers",         NUMBER(workers),         false, 0, 64, 0, "threads that check signatures; 0: one a processor"},
#undef TEXT
#undef PATH
#undef NUMBER
};
/* clang-format on */
#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

struct reading {
    struct sp_config *config;
    const char *path;
    FILE *errors;
    bool seen[KEY_COUNT];
    bool failed;
};

static void
complain(struct reading *reading, size_t line, const char *key, const char *what)
{
    (void)fprintf(reading->errors, "%s:%zu: %s%s%s\n", reading->path, line, key,
        key[0] == '\0' ? "" : ": ", what);
    reading->failed = true;
}

static void
take_number(struct reading *reading, size_t line, const struct key_row *row, const char *value)
{
    char *end = NULL, text[96];
    unsigned long long number;

    errno = 0;
    number = strtoull(value, &end, 10);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || number < row->min ||
        number > row->max) {
        (void)snprintf(text, sizeof(text), "a whole number from %llu to %llu",
            (unsigned long long)row->min, (unsigned long long)row->max);
        complain(reading, line, row->name, text);
        return;
    }
    uint64_t stored = number;
    memcpy((char *)reading->config + row->offset, &stored, sizeof(stored));
}

static void
take_text(struct reading *reading, size_t line, const struct key_row *row, const char *value)
{
    char *out = (char *)reading->config + row->offset;
    bool relative = row->type == SP_KEY_PATH && value[0] != '/';
    int size = snprintf(out, SP_CONFIG_TEXT_MAX, "%s%s%s", relative ? reading->config->folder : "",
        relative ? "/" : "", value);

    if (value[0] == '\0' || size < 0 || size >= SP_CONFIG_TEXT_MAX) {
        complain(reading, line, row->name, "must have a value of at most 500 bytes");
    } else if (row->type == SP_KEY_PATH && access(out, R_OK) != 0) {
        complain(reading, line, row->name, "this file cannot be read");
    }
}

static void
take_pair(struct reading *reading, const yaml_node_t *key, const yaml_node_t *value)
{
    size_t line = key->start_mark.line + 1;

    if (key->type != YAML_SCALAR_NODE || value->type != YAML_SCALAR_NODE) {
        complain(reading, line, "", "every line is a key with one value");
        return;
    }
    const char *name = (const char *)key->data.scalar.value;
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (strcmp(keys[i].name, name) != 0) {
            continue;
        }
        if (reading->seen[i]) {
            complain(reading, line, name, "stands here twice");
            return;
        }
        reading->seen[i] = true;
        if (keys[i].type == SP_KEY_NUMBER) {
            take_number(reading, line, &keys[i], (const char *)value->data.scalar.value);
        } else {
            take_text(reading, line, &keys[i], (const char *)value->data.scalar.value);
        }
        return;
    }
    complain(reading, line, name, "there is no such key; samenspraakd --help lists them");
}

static void
take_document(struct reading *reading, yaml_document_t *document)
{
    yaml_node_t *root = yaml_document_get_root_node(document);

    if (root == NULL || root->type != YAML_MAPPING_NODE) {
        complain(reading, 1, "", "must be lines of the form \"key: value\"");
        return;
    }
    for (yaml_node_pair_t *pair = root->data.mapping.pairs.start;
         pair < root->data.mapping.pairs.top; pair++) {
        take_pair(reading, yaml_document_get_node(document, pair->key),
            yaml_document_get_node(document, pair->value));
    }
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (keys[i].required && !reading->seen[i]) {
            complain(reading, 1, keys[i].name, "is missing");
        }
    }
    const char *level = reading->config->log_level;
    if (strcmp(level, "error") != 0 && strcmp(level, "info") != 0 && strcmp(level, "debug") != 0) {
        complain(reading, 1, "log-level", "one of error, info, debug");
    }
}

static bool
set_presets(struct sp_config *config, const char *path)
{
    const char *slash = strrchr(path, '/');
    int folder = slash == NULL ? snprintf(config->folder, sizeof(config->folder), ".")
                               : snprintf(config->folder, sizeof(config->folder), "%.*s",
                                     slash == path ? 1 : (int)(slash - path), path);
    int file = snprintf(config->file, sizeof(config->file), "%s", path);

    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (keys[i].type == SP_KEY_NUMBER) {
            memcpy((char *)config + keys[i].offset, &keys[i].preset, sizeof(uint64_t));
        }
    }
    (void)snprintf(config->log_level, sizeof(config->log_level), "info");
    return folder > 0 && folder < (int)sizeof(config->folder) && file > 0 &&
           file < (int)sizeof(config->file);
}

enum sp_status
sp_config_read(const char *path, struct sp_config *out, FILE *errors)
{
    struct reading reading = {.config = out, .path = path, .errors = errors};
    yaml_parser_t parser;
    yaml_document_t document;

    memset(out, 0, sizeof(*out));
    if (!set_presets(out, path)) {
        (void)fprintf(errors, "%s: the path is too long\n", path);
        return SP_ERR_USAGE;
    }
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        (void)fprintf(errors, "%s: cannot be read; samenspraakd init DIR makes one\n", path);
        return SP_ERR_IO;
    }
    if (yaml_parser_initialize(&parser) != 1) {
        (void)fclose(file);
        return SP_ERR_NOMEM;
    }
    yaml_parser_set_input_file(&parser, file);
    if (yaml_parser_load(&parser, &document) == 1) {
        take_document(&reading, &document);
        yaml_document_delete(&document);
    } else {
        complain(&reading, parser.problem_mark.line + 1, "",
            parser.problem != NULL ? parser.problem : "is not YAML");
    }
    yaml_parser_delete(&parser);
    (void)fclose(file);
    return reading.failed ? SP_ERR_MALFORMED : SP_OK;
}

void
sp_config_explain(FILE *out)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        (void)fprintf(out, "  %-16s %s%s\n", keys[i].name, keys[i].sentence,
            keys[i].required ? " (required)" : "");
    }
}
