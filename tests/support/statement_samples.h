/*
 * One good statement of every kind and good directory entries, for tests and fuzz targets.  The
 * same values stand in statement_vectors.py, whose answers are in statement_vectors.h.
 */
#ifndef SP_STATEMENT_SAMPLES_H
#define SP_STATEMENT_SAMPLES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <samenspraak/statement.h>

#include "statement_vectors.h"

#define SAMPLE_ISSUED_MS UINT64_C(1767225600000) /* 2026-01-01 */
#define SAMPLE_DAY       UINT32_C(20454)
#define SAMPLE_CLINICIAN "clinician_ggz:big:19012345601"
#define SAMPLE_GP        "gp:agb:01012345"
#define SAMPLE_OCC       "occ_physician:big:29012345601"
#define SAMPLE_EMPLOYER  "employer:kvk:12345678"
#define SAMPLE_CLOSE     "close_one:p:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SAMPLE_KEY       0x00 /* the first bytes of the seeds */
#define SAMPLE_GP_KEY    0x20
#define SAMPLE_REP_KEY   0x40
#define SAMPLE_WITNESS   0x80

static inline size_t
sample_unhex(const char *hex, uint8_t *out, size_t max)
{
    size_t size = strlen(hex) / 2;

    for (size_t i = 0; i < size && i < max; i++) {
        const char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
        out[i] = (uint8_t)strtoul(pair, NULL, 16);
    }
    return size;
}

static inline struct sp_hash
sample_hash(uint8_t fill)
{
    struct sp_hash hash;

    memset(&hash, fill, sizeof(hash));
    return hash;
}

static inline void
sample_count(uint8_t first, uint8_t *out, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)(first + i);
    }
}

static inline struct sp_sign_key *
sample_key(uint8_t first)
{
    uint8_t seed[SP_SEED_BYTES];
    struct sp_sign_key *key = NULL;

    sample_count(first, seed, sizeof(seed));
    if (sp_sign_key_from_seed(seed, &key) != SP_OK) {
        abort();
    }
    return key;
}

static inline struct sp_sign_public
sample_public(uint8_t first)
{
    struct sp_sign_key *key = sample_key(first);
    struct sp_sign_public public = sp_sign_key_public(key);

    sp_sign_key_free(key);
    return public;
}

static inline struct sp_party
sample_party(const char *text)
{
    struct sp_party party;

    if (sp_party_parse(text, &party) != SP_OK) {
        abort();
    }
    return party;
}

static inline struct sp_patient_id
sample_patient_id(void)
{
    struct sp_patient_id id;

    sample_unhex(vector_patient_id, id.b, sizeof(id.b));
    return id;
}

static inline struct sp_party
sample_patient(void)
{
    const struct sp_patient_id id = sample_patient_id();
    struct sp_party party;

    sp_party_of_patient(&id, &party);
    return party;
}

/* A representative whose identifier is made like a patient's. */
static inline struct sp_party
sample_representative(void)
{
    struct sp_sign_public key = sample_public(SAMPLE_REP_KEY);
    uint8_t r[16];
    struct sp_party party;

    sample_count(0xa0, r, sizeof(r));
    struct sp_patient_id id = sp_patient_id_make(&key, r);
    sp_party_of_patient(&id, &party);
    party.role = SP_ROLE_REPRESENTATIVE;
    return party;
}

static inline void
sample_grant(union sp_statement_body *body)
{
    static const struct sp_u8 categories[] = {{SP_CATEGORY_PLAN_AGREEMENTS},
        {SP_CATEGORY_FUNCTIONAL_LIMITS}, {SP_CATEGORY_TREATMENT_COURSE}};

    body->consent = (struct sp_consent_body){
        .discloser = sample_party(SAMPLE_CLINICIAN),
        .recipient = sample_party(SAMPLE_OCC),
        .categories = {categories, 3},
        .purpose = SP_PURPOSE_OCC_GUIDANCE,
        .from_day = SAMPLE_DAY,
        .until_day = SAMPLE_DAY + 180,
        .evidence = SP_EVIDENCE_PATIENT_SIGNED,
        .text_version = 3,
        .language = SP_LANGUAGE_NL,
    };
}

static inline void
sample_attest(union sp_statement_body *body)
{
    static struct sp_party givers[2];

    givers[0] = sample_patient();
    givers[1] = sample_representative();
    sample_grant(body);
    body->consent.categories.count = 2;
    body->consent.until_day = SAMPLE_DAY + 92;
    body->consent.each = true;
    body->consent.onward = true;
    body->consent.evidence = SP_EVIDENCE_ORAL_RECORDED;
    body->consent.has_evidence_digest = true;
    body->consent.evidence_digest = sample_hash(0x77);
    body->consent.language = SP_LANGUAGE_EN;
    body->consent.givers = (struct sp_list){givers, 2};
}

static inline void
sample_breakglass(union sp_statement_body *body)
{
    static const struct sp_u8 categories[] = {
        {SP_CATEGORY_CONTACT_PROF}, {SP_CATEGORY_CONTACT_PATIENT}, {SP_CATEGORY_SAFETY_SIGNAL}};

    body->breakglass = (struct sp_breakglass_body){
        .d = sample_hash(0xdd),
        .recipient = sample_party(SAMPLE_CLOSE),
        .categories = {categories, 3},
        .checklist_commit = sample_hash(0x66),
        .consulted = sample_party(SAMPLE_GP),
        .notify_ms = SAMPLE_ISSUED_MS + 72 * UINT64_C(3600000),
    };
}

/* The body of ${kind}; lists point at static memory. */
static inline void
sample_body(uint8_t kind, union sp_statement_body *body)
{
    struct sp_sign_public key = sample_public(SAMPLE_GP_KEY);

    memset(body, 0, sizeof(*body));
    switch (kind) {
    case SP_KIND_GRANT:
        sample_grant(body);
        break;
    case SP_KIND_ATTEST:
        sample_attest(body);
        break;
    case SP_KIND_CONFIRM:
    case SP_KIND_COSIGN:
        body->confirm.hash = sample_hash(0x33);
        break;
    case SP_KIND_RELATE:
        body->relate.party = sample_party(SAMPLE_CLINICIAN);
        body->relate.relation = SP_RELATION_TREATS;
        break;
    case SP_KIND_OBJECT:
        body->object.party = sample_party(SAMPLE_GP);
        break;
    case SP_KIND_MANDATE:
        body->mandate = (struct sp_mandate_body){
            sample_representative(), SP_REP_WRITTEN_PROXY, 20600, sample_hash(0x77)};
        break;
    case SP_KIND_CAPACITY:
        body->capacity = (struct sp_capacity_body){false, 3, 20600};
        break;
    case SP_KIND_AGE:
        body->age = (struct sp_age_body){SP_AGE_12_TO_15, true, 21000};
        break;
    case SP_KIND_DEATH:
        body->death.day = 20450;
        break;
    case SP_KIND_APPROVE:
        body->approve.d = sample_hash(0xdd);
        body->approve.valid_until_ms = SAMPLE_ISSUED_MS + 14 * UINT64_C(86400000);
        body->approve.evidence = SP_EVIDENCE_PATIENT_SIGNED;
        break;
    case SP_KIND_REJECT:
        body->reject = (struct sp_reject_body){sample_hash(0xdd), SP_REJECT_WRONG_RECIPIENT};
        break;
    case SP_KIND_REVOKE:
        body->revoke =
            (struct sp_revoke_body){SP_REVOKE_WRONG_RECIPIENT, SP_REVOKE_ORAL, SAMPLE_DAY};
        break;
    case SP_KIND_END:
        body->end.reason = SP_END_EMPLOYMENT_ENDED;
        break;
    case SP_KIND_BREAKGLASS:
        sample_breakglass(body);
        break;
    case SP_KIND_ROTATE_KEY:
        memcpy(body->rotate.key, key.b, sizeof(key.b));
        sample_count(0xb0, body->rotate.r, sizeof(body->rotate.r));
        break;
    default:
        body->close.reason = SP_CLOSE_KEY_LOST;
        break;
    }
}

static inline struct sp_party
sample_author(uint8_t kind)
{
    switch (kind) {
    case SP_KIND_ATTEST:
    case SP_KIND_RELATE:
    case SP_KIND_CAPACITY:
    case SP_KIND_AGE:
    case SP_KIND_REVOKE:
    case SP_KIND_BREAKGLASS:
        return sample_party(SAMPLE_CLINICIAN);
    case SP_KIND_MANDATE:
    case SP_KIND_DEATH:
    case SP_KIND_COSIGN:
        return sample_party(SAMPLE_GP);
    case SP_KIND_CONFIRM:
        return sample_representative();
    case SP_KIND_END:
        return sample_party(SAMPLE_EMPLOYER);
    default:
        return sample_patient();
    }
}

/* A good statement of ${kind}; its body is in ${body}. */
static inline void
sample_statement(uint8_t kind, struct sp_statement *statement, union sp_statement_body *body)
{
    bool ending = sp_kind_is_ending(kind);

    *statement = (struct sp_statement){
        .format = 1,
        .suite = SP_SUITE_V1,
        .patient = sample_patient_id(),
        .version = ending                   ? 0
                   : kind == SP_KIND_ATTEST ? 2
                                            : 1,
        .kind = kind,
        .issued_ms = SAMPLE_ISSUED_MS,
        .author = sample_author(kind),
    };
    sample_count(0x10, statement->id.b, sizeof(statement->id.b));
    if (kind == SP_KIND_ATTEST || kind == SP_KIND_REVOKE || kind == SP_KIND_END) {
        statement->has_prev_hash = true;
        statement->prev_hash = sample_hash(0x22);
    }
    sample_body(kind, body);
}

/* A patient's entry, its second; ${der} takes the certificate and must outlive it. */
static inline void
sample_patient_entry(uint8_t der[static 1024], struct sp_entry *entry)
{
    static struct sp_receive_key keys[1];

    keys[0] = (struct sp_receive_key){SP_SUITE_V1, {{0}}, SAMPLE_ISSUED_MS, SAMPLE_ISSUED_MS + 9};
    memset(&keys[0].key, 0x51, sizeof(keys[0].key));
    *entry = (struct sp_entry){
        .format = 1,
        .party = sample_patient(),
        .seq = 1,
        .has_prev_hash = true,
        .prev_hash = sample_hash(0x22),
        .certificate = {der, sample_unhex(vector_certificate_patient, der, 1024)},
        .has_r = true,
        .receive_keys = {keys, 1},
        .suite_min = SP_SUITE_V1,
    };
    sample_count(0xa0, entry->r, sizeof(entry->r));
}

/* A general practitioner's first entry, with a witness key; ${der} as above. */
static inline void
sample_gp_entry(uint8_t der[static 1024], struct sp_entry *entry)
{
    static struct sp_receive_key keys[2];

    keys[0] = (struct sp_receive_key){SP_SUITE_V1, {{0}}, 5, 90};
    keys[1] = (struct sp_receive_key){SP_SUITE_V1, {{0}}, 40, 80};
    memset(&keys[0].key, 0x51, sizeof(keys[0].key));
    memset(&keys[1].key, 0x52, sizeof(keys[1].key));
    *entry = (struct sp_entry){
        .format = 1,
        .party = sample_party(SAMPLE_GP),
        .certificate = {der, sample_unhex(vector_certificate_gp, der, 1024)},
        .receive_keys = {keys, 2},
        .has_witness_key = true,
        .witness_key = sample_public(SAMPLE_WITNESS),
        .suite_min = SP_SUITE_V1,
    };
}

#endif /* SP_STATEMENT_SAMPLES_H */
