/*
 * Parties come from certificates and the wire, and pairing codes from whatever somebody typed or a
 * camera read.  Whatever is accepted has one spelling only.
 */
#include <stdlib.h>
#include <string.h>

#include <samenspraak/party.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_party(const char *text)
{
    struct sp_party party, again;
    struct sp_patient_id id;
    char written[SP_PARTY_TEXT_MAX], urn[SP_URN_MAX];

    if (sp_party_parse_urn(text, &party) == SP_OK) {
        sp_party_urn(&party, urn);
        if (strcmp(urn, text) != 0) {
            abort();
        }
    }
    if (sp_party_parse(text, &party) != SP_OK) {
        return;
    }
    sp_party_text(&party, written);
    if (!sp_party_is_valid(&party) || strcmp(written, text) != 0) {
        abort();
    }
    sp_party_urn(&party, urn);
    if (sp_party_parse_urn(urn, &again) != SP_OK || memcmp(&party, &again, sizeof(party)) != 0) {
        abort();
    }
    if (sp_party_patient_id(&party, &id) == SP_OK) {
        sp_party_of_patient(&id, &again);
        if (strcmp(again.number, party.number) != 0) {
            abort();
        }
    }
}

static void
check_code(const char *text)
{
    struct sp_patient_id id, again;
    char code[SP_PAIRING_MAX];

    if (sp_pairing_parse(text, &id) != SP_OK) {
        return;
    }
    sp_pairing_text(&id, code);
    if (sp_pairing_parse(code, &again) != SP_OK || memcmp(&id, &again, sizeof(id)) != 0) {
        abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    if (text == NULL) {
        return 0;
    }
    if (size > 0) {
        memcpy(text, data, size);
    }
    text[size] = 0;
    check_party(text);
    check_code(text);
    free(text);
    return 0;
}
