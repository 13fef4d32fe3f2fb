/*
 * policy check reads what anybody may write: a script, a form, a file from elsewhere.  The bytes
 * reach our own scanner and the table of fields, and from there the rules.
 *
 * Beside not crashing: whatever is said must be JSON, one object a line, and the scanner may take
 * nothing that jansson refuses.
 */
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy_cli.h"
#include "policy_json.h"
#include "policy_scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(int condition)
{
    if (!condition) {
        abort();
    }
}

/* Every scenario that reads is judged; every other one has a field to blame. */
static void
judge(const struct sp_json *json)
{
    struct sp_scenario_problem problem;
    struct sp_facts facts;

    if (sp_scenario_read(json, &facts, &problem)) {
        struct sp_decision decision = sp_policy_decide(&facts);

        require(decision.rule != NULL && decision.verdict != SP_VERDICT_NONE);
        require(strcmp(decision.rule->id, "facts.unknown") != 0);
        require(strcmp(decision.rule->id, "default.deny") != 0);
    } else {
        require(problem.text[0] != 0);
    }
}

static void
compare_with_jansson(const uint8_t *data, size_t size)
{
    static struct sp_json_line line;
    char *copy = malloc(size + 1);
    json_error_t error;

    require(copy != NULL);
    memcpy(copy, data, size);
    if (sp_json_scan(&line, copy, size)) {
        json_t *json =
            json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);

        /* numbers that fit no C type are ours to take: only their text is used */
        require(json != NULL || json_error_code(&error) == json_error_numeric_overflow);
        json_decref(json);
        judge(line.values);
    } else {
        require(line.problem != NULL && line.column <= size + 1);
    }
    free(copy);
}

static void
read_answers(char *answers)
{
    while (*answers != 0) {
        char *end = strchr(answers, '\n');

        require(end != NULL);
        json_t *json = json_loadb(answers, (size_t)(end - answers), JSON_REJECT_DUPLICATES, NULL);

        /* an id may be a whole number that fits no C type: it is echoed as it came */
        require(json == NULL || json_object_get(json, "id") != NULL);
        require(json != NULL || strncmp(answers, "{\"id\":", 6) == 0);
        json_decref(json);
        answers = end + 1;
    }
}

/* The whole command, as lines. */
static void
check_lines(const uint8_t *data, size_t size)
{
    char *answers = NULL;
    size_t answers_size = 0;
    FILE *in = fmemopen(NULL, size, "w+b");
    FILE *out = open_memstream(&answers, &answers_size);

    require(in != NULL && out != NULL);
    require(fwrite(data, 1, size, in) == size);
    rewind(in);
    int status = sp_cli_policy_check(in, out);

    require(status == 0 || status == 2);
    fclose(in);
    fclose(out);
    read_answers(answers);
    free(answers);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    compare_with_jansson(data, size);
    if (size > 0 && size % 16 == 0) { /* costs as much as fifty of the above */
        check_lines(data, size);
    }
    return 0;
}
