#include "profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "files.h"
#include "profile_files.h"

/* One key of profile.yaml: how its text becomes a field, and what is wrong when it does not. */
struct key_row {
    const char *key;
    bool (*parse)(struct sp_profile *profile, const char *text);
    bool required;
    const char *expected;
};

static bool
parse_party(struct sp_profile *profile, const char *text)
{
    return sp_party_parse(text, &profile->party) == SP_OK;
}

static bool
copy_text(char *out, size_t size, const char *text)
{
    size_t length = strlen(text);

    if (length == 0 || length >= size) {
        return false;
    }
    memcpy(out, text, length + 1);
    return true;
}

static bool
parse_name(struct sp_profile *profile, const char *text)
{
    return copy_text(profile->name, sizeof(profile->name), text);
}

static bool
parse_broker(struct sp_profile *profile, const char *text)
{
    return strncmp(text, "tls+tcp://", 10) == 0 &&
           copy_text(profile->broker, sizeof(profile->broker), text);
}

static bool
parse_language(struct sp_profile *profile, const char *text)
{
    profile->language = strcmp(text, "en") == 0 ? SP_LANGUAGE_EN : SP_LANGUAGE_NL;
    return strcmp(text, "en") == 0 || strcmp(text, "nl") == 0;
}

static bool
parse_complete(struct sp_profile *profile, const char *text)
{
    profile->is_complete = strcmp(text, "true") == 0;
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
}

/* clang-format off */
static const struct key_row keys[] = {
    {"party",    parse_party,    true,  "role:scheme:number"},
    {"name",     parse_name,     true,  "1 to 127 bytes of text"},
    {"broker",   parse_broker,   true,  "tls+tcp://host:port"},
    {"language", parse_language, true,  "nl or en"},
    {"complete", parse_complete, false, "true or false"},
};
/* clang-format on */
#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

static int
find_key(const char *text)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (strcmp(keys[i].key, text) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static enum sp_status
wrong(struct sp_problem *problem, const char *path, size_t line, const char *what)
{
    char where[32];

    (void)snprintf(where, sizeof(where), "line %zu", line + 1);
    return sp_problem_set(problem, SP_ERR_MALFORMED, SP_PROBLEM_FILE_FORM, path, where, what);
}

/* The text of a scalar node, or NULL: no scalar, or with a NUL inside. */
static const char *
scalar(yaml_document_t *document, int node, size_t *line)
{
    const yaml_node_t *found = yaml_document_get_node(document, node);

    if (found == NULL) {
        return NULL;
    }
    *line = found->start_mark.line;
    if (found->type != YAML_SCALAR_NODE ||
        strlen((const char *)found->data.scalar.value) != found->data.scalar.length) {
        return NULL;
    }
    return (const char *)found->data.scalar.value;
}

static enum sp_status
take_mapping(
    yaml_document_t *document, const char *path, struct sp_profile *out, struct sp_problem *problem)
{
    const yaml_node_t *root = yaml_document_get_root_node(document);
    bool seen[KEY_COUNT] = {false};
    size_t line = 0;

    if (root == NULL || root->type != YAML_MAPPING_NODE) {
        return wrong(problem, path, 0, "keys and values were expected");
    }
    for (const yaml_node_pair_t *pair = root->data.mapping.pairs.start;
         pair < root->data.mapping.pairs.top; pair++) {
        const char *key = scalar(document, pair->key, &line);
        int at = key == NULL ? -1 : find_key(key);
        if (at < 0) {
            return wrong(problem, path, line, "unknown key");
        }
        const char *text = scalar(document, pair->value, &line);
        if (seen[at]) {
            return wrong(problem, path, line, "this key is there twice");
        }
        if (text == NULL || !keys[at].parse(out, text)) {
            return wrong(problem, path, line, keys[at].expected);
        }
        seen[at] = true;
    }
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (keys[i].required && !seen[i]) {
            return sp_problem_set(
                problem, SP_ERR_MALFORMED, SP_PROBLEM_FILE_FORM, path, keys[i].key, "is missing");
        }
    }
    return SP_OK;
}

static enum sp_status
parse_profile(
    const char *path, struct sp_bytes text, struct sp_profile *out, struct sp_problem *problem)
{
    yaml_parser_t parser;
    yaml_document_t document;

    if (yaml_parser_initialize(&parser) == 0) {
        return sp_problem_set(problem, SP_ERR_NOMEM, SP_PROBLEM_MEMORY, NULL, NULL, NULL);
    }
    yaml_parser_set_input_string(&parser, text.data, text.size);
    enum sp_status status;
    if (yaml_parser_load(&parser, &document) == 0) {
        status = wrong(problem, path, parser.problem_mark.line,
            parser.problem != NULL ? parser.problem : "not YAML");
    } else {
        status = take_mapping(&document, path, out, problem);
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    return status;
}

enum sp_status
sp_profile_read(const char *home, struct sp_profile *out, struct sp_problem *problem)
{
    char path[SP_PATH_MAX];
    struct sp_buffer text;

    memset(out, 0, sizeof(*out));
    out->is_complete = true;
    sp_buffer_init(&text, 65536);
    enum sp_status status = sp_file_path(home, SP_FILE_PROFILE, path);
    if (status != SP_OK) {
        status = sp_problem_set(problem, status, SP_PROBLEM_HOME_MISSING, home, NULL, NULL);
    } else if (!sp_file_exists(path)) {
        status =
            sp_problem_set(problem, SP_ERR_NOT_FOUND, SP_PROBLEM_HOME_MISSING, home, NULL, NULL);
    } else if ((status = sp_file_read(path, &text, problem)) == SP_OK) {
        status = parse_profile(path, sp_buffer_bytes(&text), out, problem);
    }
    if (status != SP_OK) {
        memset(out, 0, sizeof(*out));
    }
    sp_buffer_wipe(&text);
    return status;
}

/* Appends key: "text", with quotation marks and backslashes escaped. */
static enum sp_status
put_row(struct sp_buffer *out, const char *key, const char *text)
{
    enum sp_status status = sp_buffer_append(out, key, strlen(key));

    if (status == SP_OK) {
        status = sp_buffer_append(out, ": \"", 3);
    }
    for (; status == SP_OK && *text != 0; text++) {
        if (*text == '"' || *text == '\\') {
            status = sp_buffer_append(out, "\\", 1);
        }
        if (status == SP_OK) {
            status = sp_buffer_append(out, text, 1);
        }
    }
    return status == SP_OK ? sp_buffer_append(out, "\"\n", 2) : status;
}

enum sp_status
sp_profile_write(const char *home, const struct sp_profile *profile, struct sp_problem *problem)
{
    char path[SP_PATH_MAX], party[SP_PARTY_TEXT_MAX];
    struct sp_buffer text;
    enum sp_status status;

    sp_buffer_init(&text, 65536);
    sp_party_text(&profile->party, party);
    if ((status = sp_file_path(home, SP_FILE_PROFILE, path)) != SP_OK ||
        (status = put_row(&text, "party", party)) != SP_OK ||
        (status = put_row(&text, "name", profile->name)) != SP_OK ||
        (status = put_row(&text, "broker", profile->broker)) != SP_OK ||
        (status = put_row(&text, "language", profile->language == SP_LANGUAGE_EN ? "en" : "nl")) !=
            SP_OK ||
        (status = put_row(&text, "complete", profile->is_complete ? "true" : "false")) != SP_OK) {
        status = sp_problem_close(problem, status, SP_FILE_PROFILE);
        goto done;
    }
    status = sp_file_write(path, sp_buffer_bytes(&text), 0600, problem);
done:
    sp_buffer_wipe(&text);
    return status;
}
