/*
 * From subjectAltName to a party: our URI, or the otherName of the Dutch UZI register.
 *
 * The register writes an otherName of type 2.5.5.5 (also read: types below 2.16.528.1.1007.3) with
 * the text
 *
 *     <OID of its CA>-<version>-<UZI number>-<card type>-<URA>-<role code>-<AGB code>
 *
 * (CA model, Pasmodel, Certificaat- en CRL-profielen Zorg CSP).  It says which profession somebody
 * has, not for whom he works, so only the professions below become a role, only from a care
 * professional's card (type Z), and the rest is refused: an insurance physician (01.048) need not
 * be UWV's, a nurse (30.000) or a physician without specialism (01.000) may be anything.
 */
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <string.h>
#include <strings.h>

#include <samenspraak/terms.h>

#include "certificate_parts.h"

#define URN_SPACE      "urn:samenspraak:"
#define UZI_TYPE       "2.5.5.5"
#define UZI_TYPE_BELOW "2.16.528.1.1007.3."
#define UZI_TEXT_MAX   128
#define UZI_FIELDS     7

/* clang-format off */
static const struct {
    const char *code;
    enum sp_role role;
} professions[] = {
    {"01.008", SP_ROLE_OCC_PHYSICIAN}, /* bedrijfsarts */
    {"01.015", SP_ROLE_GP},            /* huisarts */
    {"01.035", SP_ROLE_CLINICIAN_GGZ}, /* psychiater */
    {"16.000", SP_ROLE_CLINICIAN_GGZ}, /* psychotherapeut */
    {"25.000", SP_ROLE_CLINICIAN_GGZ}, /* gezondheidszorgpsycholoog */
    {"25.061", SP_ROLE_CLINICIAN_GGZ}, /* klinisch psycholoog */
    {"25.063", SP_ROLE_CLINICIAN_GGZ}, /* klinisch neuropsycholoog */
    {"30.069", SP_ROLE_CLINICIAN_GGZ}, /* verpleegkundig specialist ggz */
};
/* clang-format on */

/* How many names of each sort there are; the party is the last one's. */
struct names {
    size_t ours;
    size_t uzi;
    bool good;
    struct sp_party party;
};

static bool
is_digits(const char *text, size_t length)
{
    return strlen(text) == length && strspn(text, "0123456789") == length;
}

bool
sp_uzi_party(const char *text, struct sp_party *out)
{
    char copy[UZI_TEXT_MAX + 1];
    char *field[UZI_FIELDS];
    size_t count = 1, length = strlen(text);

    memset(out, 0, sizeof(*out));
    if (length > UZI_TEXT_MAX) {
        return false;
    }
    memcpy(copy, text, length + 1);
    field[0] = copy;
    for (char *dash = strchr(copy, '-'); dash != NULL; dash = strchr(dash + 1, '-')) {
        if (count == UZI_FIELDS) {
            return false;
        }
        *dash = 0;
        field[count++] = dash + 1;
    }
    if (count != UZI_FIELDS || strncmp(field[0], "2.16.528.1.", 11) != 0 ||
        strspn(field[0], "0123456789.") != strlen(field[0]) || !is_digits(field[1], 1) ||
        strlen(field[2]) < 5 || strlen(field[2]) > 12 || !is_digits(field[2], strlen(field[2])) ||
        strcmp(field[3], "Z") != 0 || !is_digits(field[4], 8) || !is_digits(field[6], 8)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(professions) / sizeof(professions[0]); i++) {
        if (strcmp(professions[i].code, field[5]) == 0) {
            out->role = (uint8_t)professions[i].role;
            memcpy(out->scheme, "uzi", 4);
            memcpy(out->number, field[2], strlen(field[2]));
            return sp_party_is_valid(out);
        }
    }
    return false;
}

/* The text of ${string} with a NUL; false when it is too long or holds one itself. */
static bool
copy_text(const ASN1_STRING *string, char *out, size_t size)
{
    int length = ASN1_STRING_length(string);
    const unsigned char *data = ASN1_STRING_get0_data(string);

    if (length < 0 || (size_t)length >= size || memchr(data, 0, (size_t)length) != NULL) {
        return false;
    }
    memcpy(out, data, (size_t)length);
    out[length] = 0;
    return true;
}

static void
look_at_uri(const ASN1_STRING *uri, struct names *names)
{
    char text[SP_URN_MAX];
    const size_t space = strlen(URN_SPACE);

    if ((size_t)ASN1_STRING_length(uri) < space ||
        strncasecmp((const char *)ASN1_STRING_get0_data(uri), URN_SPACE, space) != 0) {
        return; /* somebody else's */
    }
    names->ours++;
    names->good =
        copy_text(uri, text, sizeof(text)) && sp_party_parse_urn(text, &names->party) == SP_OK;
}

static bool
is_uzi_type(const ASN1_OBJECT *type)
{
    char text[64];
    int length = OBJ_obj2txt(text, sizeof(text), type, 1);

    return length > 0 && (size_t)length < sizeof(text) &&
           (strcmp(text, UZI_TYPE) == 0 ||
               strncmp(text, UZI_TYPE_BELOW, strlen(UZI_TYPE_BELOW)) == 0);
}

static void
look_at_other(const OTHERNAME *other, struct names *names)
{
    char text[UZI_TEXT_MAX + 1];

    if (!is_uzi_type(other->type_id)) {
        return;
    }
    names->uzi++;
    int type = other->value->type;
    names->good = (type == V_ASN1_IA5STRING || type == V_ASN1_UTF8STRING) &&
                  copy_text(other->value->value.asn1_string, text, sizeof(text)) &&
                  sp_uzi_party(text, &names->party);
}

enum sp_status
sp_x509_party(const X509 *certificate, struct sp_party *out, const char **reason)
{
    struct names names = {0};
    int critical = 0;
    GENERAL_NAMES *list = X509_get_ext_d2i(certificate, NID_subject_alt_name, &critical, NULL);

    memset(out, 0, sizeof(*out));
    for (int i = 0; i < sk_GENERAL_NAME_num(list); i++) {
        int type = 0;
        const void *value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(list, i), &type);
        if (type == GEN_URI) {
            look_at_uri(value, &names);
        } else if (type == GEN_OTHERNAME) {
            look_at_other(value, &names);
        }
    }
    GENERAL_NAMES_free(list);
    ERR_clear_error();
    if (names.ours + names.uzi != 1) {
        *reason = names.ours + names.uzi == 0 ? "it names no party in its subjectAltName"
                                              : "it names more than one party";
        return SP_ERR_MALFORMED;
    }
    if (!names.good) {
        *reason = names.ours == 1 ? "its party is not a valid role, scheme and number"
                                  : "its UZI name has no role here";
        return SP_ERR_MALFORMED;
    }
    *out = names.party;
    return SP_OK;
}
