/*
 * Messages with which the tests of the rules begin: everything about them is right.
 */
#ifndef SP_POLICY_MESSAGE_H
#define SP_POLICY_MESSAGE_H

#include <samenspraak/policy.h>

#define CELL(name) SP_CATEGORY_BIT(SP_CATEGORY_##name)

static inline sp_day
day(const char *text)
{
    sp_day value = 0;

    assert_int_equal(sp_day_parse(text, &value), SP_OK);
    return value;
}

/* An adult, capable patient; nothing between the parties but what the matrix says. */
static inline struct sp_facts
message(uint8_t from, uint8_t to, uint32_t categories, uint8_t purpose)
{
    return (struct sp_facts){.today = day("2026-03-02"),
        .is_push = true,
        .discloser = from,
        .recipient = to,
        .categories = categories,
        .purpose = purpose,
        .sender_verified = true,
        .recipient_verified = true,
        .treating = true,
        .forwarded_from = SP_ROLE_NONE,
        .patient = {.age = SP_AGE_ADULT, .capable = true}};
}

/* A consent by the patient that fits ${facts} in every way, for half a year. */
static inline void
consent_to(struct sp_facts *facts)
{
    facts->has_consent = true;
    facts->consent = (struct sp_consent_facts){.from = facts->discloser,
        .to = facts->recipient,
        .categories = facts->categories,
        .purpose = facts->purpose,
        .valid_from = day("2026-01-05"),
        .valid_until = day("2026-07-05"),
        .evidence = SP_EVIDENCE_PATIENT_SIGNED,
        .given_by = {.patient = true}};
}

/* Clinician to occupational physician: everything here needs consent. */
static inline struct sp_facts
guidance(uint32_t categories)
{
    struct sp_facts facts =
        message(SP_ROLE_CLINICIAN_GGZ, SP_ROLE_OCC_PHYSICIAN, categories, SP_PURPOSE_OCC_GUIDANCE);

    consent_to(&facts);
    return facts;
}

#endif /* SP_POLICY_MESSAGE_H */
