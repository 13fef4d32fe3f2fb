#include "json.h"

#include <string.h>

#include "files.h"
#include "utf8.h"

json_t *
sp_json_bytes(struct sp_bytes text)
{
    static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */
    struct sp_buffer clean;
    json_t *value = NULL;
    size_t size;

    if (sp_utf8_is_valid(text)) {
        return json_stringn(text.size > 0 ? (const char *)text.data : "", text.size);
    }
    sp_buffer_init(&clean, text.size * 3);
    for (size_t at = 0; at < text.size; at += size) {
        bool good = sp_utf8_next((struct sp_bytes){text.data + at, text.size - at}, &size) >= 0;
        enum sp_status status = good ? sp_buffer_append(&clean, text.data + at, size)
                                     : sp_buffer_append(&clean, replacement, strlen(replacement));

        if (status != SP_OK) {
            goto done;
        }
    }
    value = json_stringn((const char *)clean.data, clean.size);
done:
    sp_buffer_wipe(&clean);
    return value;
}

json_t *
sp_json_text(const char *text)
{
    return text == NULL || text[0] == 0 ? json_null() : sp_json_bytes(sp_bytes_of_text(text));
}

json_t *
sp_json_hex(const void *data, size_t size)
{
    char hex[2 * SP_HASH_BYTES + 1];

    if (size > SP_HASH_BYTES) {
        return NULL;
    }
    sp_hex(data, size, hex);
    return json_string(hex);
}

json_t *
sp_json_number(uint64_t number)
{
    return json_integer(number > INT64_MAX ? INT64_MAX : (json_int_t)number);
}

json_t *
sp_json_time(uint64_t ms)
{
    char text[SP_TIME_TEXT_BYTES];

    if (ms == 0 || ms > SP_STATEMENT_MS_MAX) {
        return json_null();
    }
    sp_time_text((int64_t)ms, text);
    return json_string(text);
}

json_t *
sp_json_day(sp_day day)
{
    char text[SP_DAY_TEXT_BYTES];

    sp_day_text(day, text);
    return json_string(text);
}

json_t *
sp_json_party(const struct sp_party *party)
{
    char text[SP_PARTY_TEXT_MAX];

    sp_party_text(party, text);
    return json_string(text);
}

json_t *
sp_json_patient(const struct sp_patient_id *patient)
{
    struct sp_party party;

    sp_party_of_patient(patient, &party);
    return sp_json_party(&party);
}

json_t *
sp_json_categories(uint32_t mask)
{
    json_t *list = json_array();

    for (unsigned i = 0; list != NULL && i < SP_CATEGORY_COUNT; i++) {
        if ((mask & SP_CATEGORY_BIT(i)) != 0 &&
            json_array_append_new(list, json_string(sp_term_id(&sp_categories, i))) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    return list;
}

json_t *
sp_json_term(const struct sp_terms *terms, unsigned row)
{
    return json_string(sp_term_id(terms, row));
}

void
sp_json_set(struct sp_cli *cli, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0) {
        cli->json_failed = true;
    }
}

void
sp_json_add(struct sp_cli *cli, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0) {
        cli->json_failed = true;
    }
}

int
sp_json_print(struct sp_cli *cli, json_t *object)
{
    /* Only ASCII: no byte of somebody else's can steer a terminal that shows this. */
    if (object == NULL || cli->json_failed ||
        json_dumpf(object, cli->out, JSON_COMPACT | JSON_ENSURE_ASCII) != 0) {
        cli->json_failed = true;
        json_decref(object);
        return SP_EXIT_INTERNAL;
    }
    (void)fputc('\n', cli->out);
    json_decref(object);
    return SP_EXIT_DONE;
}

void
sp_json_text_free(char *text)
{
    json_malloc_t take_block;
    json_free_t give_back;

    if (text != NULL) {
        json_get_alloc_funcs(&take_block, &give_back);
        give_back(text);
    }
}
