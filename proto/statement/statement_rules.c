/*
 * What can be known of a statement from itself: who may author which kind, and the rules of each
 * body (protocol.md B5; secrecy-rules.md 6.2 to 6.8).  Each check answers with the name of the
 * field that does not hold, or NULL.  Whether the author holds the relation or the mandate, and
 * what a day is next to the day of issue, is for those who know other statements and the calendar.
 */
#include <string.h>

#include "shapes.h"

#define ROLE(role_) (UINT32_C(1) << SP_ROLE_##role_)

#define CLINICIANS (ROLE(CLINICIAN_GGZ) | ROLE(GP))
/* secrecy-rules.md 4.1: bound by Wet BIG art. 88. */
#define SECRECY (CLINICIANS | ROLE(POH_GGZ) | ROLE(OCC_PHYSICIAN) | ROLE(UWV_PHYSICIAN))
#define COACHES (ROLE(IPS_COACH) | ROLE(JOB_COACH))
#define UWV     (ROLE(UWV_PHYSICIAN) | ROLE(UWV_LABOUR_EXPERT))
#define PROFESSIONALS                                                                              \
    (CLINICIANS | ROLE(POH_GGZ) | COACHES | ROLE(OCC_PHYSICIAN) | ROLE(LABOUR_EXPERT) | UWV)
#define RELATED (PROFESSIONALS | ROLE(EMPLOYER))
/* The patient, and who stands in her place. */
#define OWN     (ROLE(PATIENT) | ROLE(REPRESENTATIVE))
#define PARTIES (OWN | ROLE(CLOSE_ONE) | RELATED)
/* secrecy-rules.md 6.6. */
#define BREAKGLASS_SENDERS                                                                         \
    (CLINICIANS | ROLE(POH_GGZ) | ROLE(OCC_PHYSICIAN) | ROLE(IPS_COACH) | ROLE(JOB_COACH))
#define BREAKGLASS_RECIPIENTS (CLINICIANS | ROLE(POH_GGZ) | ROLE(OCC_PHYSICIAN) | ROLE(CLOSE_ONE))
#define BREAKGLASS_CATEGORIES                                                                      \
    (SP_CATEGORY_BIT(SP_CATEGORY_SAFETY_SIGNAL) | SP_CATEGORY_BIT(SP_CATEGORY_CONTACT_PROF) |      \
        SP_CATEGORY_BIT(SP_CATEGORY_CONTACT_PATIENT))

#define ORAL_DAYS_MAX 92
#define DAY_MS        UINT64_C(86400000)

static bool
role_is_in(uint8_t role, uint32_t roles)
{
    return role < SP_ROLE_COUNT && (roles >> role & 1U) != 0;
}

/* A party of role patient is the patient of this statement: no statement names another one. */
static bool
party_fits(const struct sp_statement *statement, const struct sp_party *party)
{
    struct sp_party patient;

    if (party->role >= SP_ROLE_COUNT) {
        return false; /* the broker has no part in any statement */
    }
    if (party->role != SP_ROLE_PATIENT) {
        return true;
    }
    sp_party_of_patient(&statement->patient, &patient);
    return sp_party_equal(party, &patient);
}

/* Not empty, each within ${allowed}, each higher than the one before. */
static bool
categories_are_good(const struct sp_list *list, uint32_t allowed)
{
    const struct sp_u8 *categories = list->items;

    for (size_t i = 0; i < list->count; i++) {
        if (categories[i].v >= SP_CATEGORY_COUNT ||
            (allowed & SP_CATEGORY_BIT(categories[i].v)) == 0 ||
            (i > 0 && categories[i].v <= categories[i - 1].v)) {
            return false;
        }
    }
    return list->count > 0;
}

/* Negative, zero, positive; by role, then scheme, then number, bytewise. */
static int
party_order(const struct sp_party *a, const struct sp_party *b)
{
    int order = (int)a->role - (int)b->role;

    if (order == 0) {
        order = strncmp(a->scheme, b->scheme, sizeof(a->scheme));
    }
    if (order == 0) {
        order = strncmp(a->number, b->number, sizeof(a->number));
    }
    return order;
}

static bool
givers_are_good(const struct sp_statement *statement, const struct sp_list *list)
{
    const struct sp_party *givers = list->items;
    bool author_is_named = false;

    for (size_t i = 0; i < list->count; i++) {
        if (!role_is_in(givers[i].role, OWN) || !party_fits(statement, &givers[i]) ||
            (i > 0 && party_order(&givers[i - 1], &givers[i]) >= 0)) {
            return false;
        }
        author_is_named = author_is_named || sp_party_equal(&givers[i], &statement->author);
    }
    if (statement->kind != SP_KIND_GRANT || author_is_named) {
        return true;
    }
    return list->count == 0 && statement->author.role == SP_ROLE_PATIENT;
}

static const char *
evidence_fault(uint8_t evidence, bool has_digest, bool own)
{
    bool is_good =
        own ? evidence == SP_EVIDENCE_PATIENT_SIGNED
            : evidence == SP_EVIDENCE_ORAL_RECORDED || evidence == SP_EVIDENCE_WRITTEN_ATTESTED;

    if (!is_good) {
        return "evidence";
    }
    return has_digest == own ? "evidence_digest" : NULL;
}

static const char *
consent_fault(const struct sp_statement *statement, const union sp_statement_body *body)
{
    const struct sp_consent_body *consent = &body->consent;
    bool attested = statement->kind == SP_KIND_ATTEST;
    const char *fault = NULL;

    if (!party_fits(statement, &consent->discloser) ||
        (attested && !sp_party_equal(&consent->discloser, &statement->author))) {
        return "discloser";
    }
    if (!party_fits(statement, &consent->recipient) ||
        sp_party_equal(&consent->recipient, &consent->discloser)) {
        return "recipient";
    }
    if (!categories_are_good(&consent->categories, SP_CATEGORY_ALL)) {
        return "categories";
    }
    if ((fault = evidence_fault(consent->evidence, consent->has_evidence_digest, !attested)) !=
        NULL) {
        return fault;
    }
    uint32_t days_max =
        consent->evidence == SP_EVIDENCE_ORAL_RECORDED ? ORAL_DAYS_MAX : SP_CONSENT_DAYS_MAX;
    if (consent->until_day < consent->from_day ||
        consent->until_day - consent->from_day > days_max) {
        return "until_day";
    }
    return givers_are_good(statement, &consent->givers) ? NULL : "givers";
}

static const char *
relate_fault(const struct sp_statement *statement, const union sp_statement_body *body)
{
    if (!sp_party_equal(&body->relate.party, &statement->author)) {
        return "party";
    }
    return role_is_in(statement->author.role, sp_relation_roles(body->relate.relation))
               ? NULL
               : "relation";
}

static const char *
object_fault(const struct sp_statement *statement, const union sp_statement_body *body)
{
    bool is_good =
        party_fits(statement, &body->object.party) && body->object.party.role != SP_ROLE_PATIENT;

    return is_good ? NULL : "party";
}

static const char *
mandate_fault(const struct sp_statement *statement, const union sp_statement_body *body)
{
    (void)statement;
    return body->mandate.party.role == SP_ROLE_REPRESENTATIVE ? NULL : "party";
}

static const char *
age_fault(const struct sp_statement *statement, const union sp_statement_body *body)
{
    (void)statement;
    return body->age.has_changes_day == (body->age.band != SP_AGE_ADULT) ? NULL : "changes_day";
}

static const char *
approve_fault(const struct sp_statement *statement, const union sp_statement_body *body)
{
    const struct sp_approve_body *approve = &body->approve;

    if (approve->valid_until_ms <= statement->issued_ms ||
        approve->valid_until_ms - statement->issued_ms > SP_APPROVAL_DAYS * DAY_MS) {
        return "valid_until_ms";
    }
    bool own = role_is_in(statement->author.role, OWN);
    if (!own && approve->evidence == SP_EVIDENCE_ORAL_RECORDED) {
        return "evidence"; /* on paper only */
    }
    return evidence_fault(approve->evidence, approve->has_evidence_digest, own);
}

static const char *
revoke_fault(const struct sp_statement *statement, const union sp_statement_body *body)
{
    bool own = role_is_in(statement->author.role, OWN);

    return own && body->revoke.channel != SP_REVOKE_OWN ? "channel" : NULL;
}

static const char *
breakglass_fault(const struct sp_statement *statement, const union sp_statement_body *body)
{
    const struct sp_breakglass_body *breakglass = &body->breakglass;

    if (!role_is_in(breakglass->recipient.role, BREAKGLASS_RECIPIENTS) ||
        sp_party_equal(&breakglass->recipient, &statement->author)) {
        return "recipient";
    }
    if (!categories_are_good(&breakglass->categories, BREAKGLASS_CATEGORIES)) {
        return "categories";
    }
    if (!role_is_in(breakglass->consulted.role, SECRECY) ||
        sp_party_equal(&breakglass->consulted, &statement->author) ||
        sp_party_equal(&breakglass->consulted, &breakglass->recipient)) {
        return "consulted";
    }
    return breakglass->notify_ms < statement->issued_ms ? "notify_ms" : NULL;
}

static const char *
rotate_fault(const struct sp_statement *statement, const union sp_statement_body *body)
{
    struct sp_sign_public key;

    (void)statement;
    memcpy(key.b, body->rotate.key, sizeof(key.b));
    return sp_sign_public_is_valid(&key) ? NULL : "key";
}

/* What a kind is: its authors, whether it ends something, what more its body must be. */
struct kind_row {
    uint32_t authors;
    bool ending;
    bool stands_alone; /* an ending that may have no prev_hash */
    const char *(*fault)(const struct sp_statement *statement, const union sp_statement_body *body);
};

/* clang-format off */
static const struct kind_row kinds[SP_KIND_COUNT] = {
    [SP_KIND_GRANT]        = {OWN,                     false, false, consent_fault},
    [SP_KIND_ATTEST]       = {PROFESSIONALS,           false, false, consent_fault},
    [SP_KIND_CONFIRM]      = {OWN,                     false, false, NULL},
    [SP_KIND_RELATE]       = {RELATED,                 false, false, relate_fault},
    [SP_KIND_OBJECT]       = {OWN,                     false, false, object_fault},
    [SP_KIND_MANDATE]      = {CLINICIANS,              false, false, mandate_fault},
    [SP_KIND_CAPACITY]     = {CLINICIANS,              false, false, NULL},
    [SP_KIND_AGE]          = {CLINICIANS,              false, false, age_fault},
    [SP_KIND_DEATH]        = {CLINICIANS,              false, false, NULL},
    [SP_KIND_APPROVE]      = {OWN | PROFESSIONALS,     false, false, approve_fault},
    [SP_KIND_REJECT]       = {OWN,                     true,  true,  NULL},
    [SP_KIND_REVOKE]       = {OWN | PROFESSIONALS,     true,  false, revoke_fault},
    [SP_KIND_END]          = {PARTIES,                 true,  false, NULL},
    [SP_KIND_BREAKGLASS]   = {BREAKGLASS_SENDERS,      false, false, breakglass_fault},
    [SP_KIND_COSIGN]       = {SECRECY,                 false, false, NULL},
    [SP_KIND_ROTATE_KEY]   = {ROLE(PATIENT),           false, false, rotate_fault},
    [SP_KIND_CLOSE]        = {OWN | CLINICIANS,        true,  true,  NULL},
};

static const uint32_t relation_roles[SP_RELATION_COUNT] = {
    [SP_RELATION_TREATS]       = CLINICIANS | ROLE(POH_GGZ) | ROLE(IPS_COACH),
    [SP_RELATION_EMPLOYS]      = ROLE(EMPLOYER),
    [SP_RELATION_OCCUPATIONAL] = ROLE(OCC_PHYSICIAN) | ROLE(LABOUR_EXPERT),
    [SP_RELATION_COACHES]      = COACHES,
    [SP_RELATION_UWV]          = UWV,
};
/* clang-format on */

bool
sp_kind_is_ending(uint8_t kind)
{
    return kind < SP_KIND_COUNT && kinds[kind].ending;
}

uint32_t
sp_kind_authors(uint8_t kind)
{
    return kind < SP_KIND_COUNT ? kinds[kind].authors : 0;
}

uint32_t
sp_relation_roles(uint8_t relation)
{
    return relation < SP_RELATION_COUNT ? relation_roles[relation] : 0;
}

/* Version 0 is for endings; a first version has nothing before it, everything else has. */
static const char *
version_fault(const struct sp_statement *statement, const struct kind_row *row)
{
    if ((statement->version == 0) != row->ending) {
        return "version";
    }
    if (row->stands_alone) {
        bool is_good = statement->kind == SP_KIND_REJECT || !statement->has_prev_hash;
        return is_good ? NULL : "prev_hash";
    }
    return statement->has_prev_hash == (statement->version != 1) ? NULL : "prev_hash";
}

const char *
sp_statement_fault(const struct sp_statement *statement, const union sp_statement_body *body)
{
    const char *fault = NULL;

    if (statement->kind >= SP_KIND_COUNT) {
        return "kind";
    }
    const struct kind_row *row = &kinds[statement->kind];
    if ((fault = version_fault(statement, row)) != NULL) {
        return fault;
    }
    if (!role_is_in(statement->author.role, row->authors) ||
        !party_fits(statement, &statement->author)) {
        return "author";
    }
    return row->fault == NULL ? NULL : row->fault(statement, body);
}
