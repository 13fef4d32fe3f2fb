#include "take.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "files.h"
#include "inbox.h"
#include "outbox.h"
#include "say.h"

int
sp_take_party(struct sp_cli *cli, const char *name, const char *text, struct sp_party *out)
{
    if (sp_party_parse(text, out) != SP_OK) {
        return sp_misuse(cli, SP_TEXT_BAD_PARTY, SP_VALUES(name, text));
    }
    return SP_EXIT_DONE;
}

int
sp_take_code(struct sp_cli *cli, const char *name, const char *text, struct sp_patient_id *out)
{
    if (sp_pairing_parse(text, out) != SP_OK) {
        return sp_misuse(cli, SP_TEXT_BAD_CODE, SP_VALUES(name, text));
    }
    return SP_EXIT_DONE;
}

int
sp_take_about(
    struct sp_cli *cli, struct sp_agent *agent, const char *text, struct sp_patient_id *out)
{
    struct sp_patient_id own;
    bool is_patient = sp_agent_patient_id(agent, &own) == SP_OK;

    if (text == NULL && is_patient) {
        *out = own;
        return SP_EXIT_DONE;
    }
    if (text == NULL) {
        return sp_misuse(cli, SP_TEXT_ABOUT_MISSING, SP_NO_VALUES);
    }
    int code = sp_take_code(cli, "--about", text, out);

    if (code == SP_EXIT_DONE && is_patient && memcmp(out, &own, sizeof(own)) != 0) {
        return sp_misuse(cli, SP_TEXT_ABOUT_OTHER, SP_NO_VALUES);
    }
    return code;
}

/* All ids of ${terms}, separated by ", "; the caller wipes. */
static const char *
all_ids(const struct sp_terms *terms, struct sp_buffer *out)
{
    sp_buffer_init(out, 4096);
    for (unsigned i = 0; i < terms->count; i++) {
        const char *id = sp_term_id(terms, i);

        if ((i > 0 && sp_buffer_append(out, ", ", 2) != SP_OK) ||
            sp_buffer_append(out, id, strlen(id)) != SP_OK) {
            return "?";
        }
    }
    return sp_buffer_append(out, "", 1) == SP_OK ? (const char *)out->data : "?";
}

static int
unknown_term(struct sp_cli *cli, const char *name, const struct sp_terms *terms, const char *text)
{
    struct sp_buffer ids;
    int code = sp_misuse(cli, SP_TEXT_BAD_TERM, SP_VALUES(name, text, all_ids(terms, &ids)));

    sp_buffer_wipe(&ids);
    return code;
}

int
sp_take_term(struct sp_cli *cli, const char *name, const struct sp_terms *terms, const char *text,
    uint8_t *out)
{
    int row = sp_term_find(terms, text);

    if (row < 0) {
        return unknown_term(cli, name, terms, text);
    }
    *out = (uint8_t)row;
    return SP_EXIT_DONE;
}

static int
take_word(struct sp_cli *cli, const char *name, const struct sp_terms *terms, const char *word,
    uint32_t *mask)
{
    char id[64];

    for (const char *at = word;; at++) {
        size_t size = strcspn(at, ",");

        if (size >= sizeof(id)) {
            return unknown_term(cli, name, terms, at);
        }
        memcpy(id, at, size);
        id[size] = 0;
        int row = sp_term_find(terms, id);

        if (row < 0) {
            return unknown_term(cli, name, terms, id);
        }
        *mask |= UINT32_C(1) << row;
        at += size;
        if (*at == 0) {
            return SP_EXIT_DONE;
        }
    }
}

int
sp_take_terms(struct sp_cli *cli, const char *name, const struct sp_terms *terms,
    const struct sp_words *words, uint32_t *mask)
{
    int code = SP_EXIT_DONE;

    *mask = 0;
    for (size_t i = 0; code == SP_EXIT_DONE && i < words->count; i++) {
        code = take_word(cli, name, terms, words->at[i], mask);
    }
    return code;
}

int
sp_take_day(struct sp_cli *cli, const char *name, const char *text, sp_day *out)
{
    if (sp_day_parse(text, out) != SP_OK) {
        return sp_misuse(cli, SP_TEXT_BAD_DAY, SP_VALUES(name, text));
    }
    return SP_EXIT_DONE;
}

int
sp_take_number(struct sp_cli *cli, const char *name, const char *text, uint64_t max, uint64_t *out)
{
    char most[24];
    char *end = NULL;

    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);

    if (text[0] < '0' || text[0] > '9' || *end != 0 || errno != 0 || number > max) {
        (void)snprintf(most, sizeof(most), "%llu", (unsigned long long)max);
        return sp_misuse(cli, SP_TEXT_BAD_NUMBER, SP_VALUES(name, text, most));
    }
    *out = number;
    return SP_EXIT_DONE;
}

int
sp_take_msg_id(struct sp_cli *cli, const char *name, const char *text, struct sp_msg_id *out)
{
    if (sp_hex_read(text, out->b, sizeof(out->b)) != SP_OK) {
        return sp_misuse(cli, SP_TEXT_BAD_MSG_ID, SP_VALUES(name, text));
    }
    return SP_EXIT_DONE;
}

int
sp_take_message(struct sp_cli *cli, struct sp_agent *agent, const char *name, const char *text,
    struct sp_hash *out)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};
    struct sp_problem second = {.id = SP_PROBLEM_NONE};
    struct sp_inbox_row received;
    struct sp_outbox_row sent;

    if (sp_hex_read(text, out->b, sizeof(out->b)) == SP_OK) {
        return SP_EXIT_DONE;
    }
    if (strlen(text) != (size_t)2 * SP_MSG_ID_BYTES) {
        return sp_misuse(cli, SP_TEXT_BAD_ID, SP_VALUES(name, text));
    }
    enum sp_status status = sp_inbox_find(agent, text, &received, &problem);

    if (status == SP_OK) {
        *out = received.d;
        return SP_EXIT_DONE;
    }
    if (status == SP_ERR_NOT_FOUND && sp_outbox_find(agent, text, &sent, &second) == SP_OK &&
        sent.has_d) {
        *out = sent.d;
        return SP_EXIT_DONE;
    }
    return sp_answer_problem(cli, &problem);
}

int
sp_take_file(struct sp_cli *cli, const char *path, struct sp_buffer *out)
{
    struct sp_problem problem = {.id = SP_PROBLEM_NONE};

    if (sp_file_read(path, out, &problem) != SP_OK) {
        return sp_answer_problem(cli, &problem);
    }
    return SP_EXIT_DONE;
}
