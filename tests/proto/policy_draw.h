/*
 * Random facts for the tests that say what must hold for any: mostly such as could be allowed, so
 * that every rule is reached, with now and then anything else.
 *
 * The draw depends on ${seed} alone; each test sets it, and so repeats itself.
 */
#ifndef SP_POLICY_DRAW_H
#define SP_POLICY_DRAW_H

#include <samenspraak/policy.h>

#define TODAY 20000

static uint64_t seed;

static uint32_t
draw(uint32_t below)
{
    /* splitmix64 */
    uint64_t z = (seed += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) >> 32) % below;
}

/* True one time in ${n}. */
static bool
rarely(uint32_t n)
{
    return draw(n) == 0;
}

/* One to three categories that may pass between the two, now and then others. */
static uint32_t
draw_categories(uint8_t from, uint8_t to)
{
    uint32_t set = 0;
    uint32_t wanted = 1 + draw(3);

    for (int tries = 0; tries < 60 && wanted > 0; tries++) {
        uint8_t category = (uint8_t)draw(SP_CATEGORY_COUNT);

        if (sp_policy_cell(from, to, category).basis != SP_BASIS_NONE || rarely(60)) {
            set |= SP_CATEGORY_BIT(category);
            wanted--;
        }
    }
    return set != 0 ? set : SP_CATEGORY_BIT(draw(SP_CATEGORY_COUNT));
}

static struct sp_givers
draw_givers(void)
{
    struct sp_givers givers = {.patient = !rarely(3), .reps = 0};

    if (!givers.patient || rarely(4)) {
        givers.reps = (uint8_t)(1U << draw(SP_REP_COUNT));
    }
    if (rarely(20)) {
        givers.reps = (uint8_t)draw(1U << SP_REP_COUNT);
    }
    return givers;
}

static struct sp_consent_facts
draw_consent(const struct sp_facts *facts)
{
    struct sp_consent_facts consent = {
        .from = rarely(12) ? (uint8_t)draw(SP_ROLE_COUNT) : facts->discloser,
        .to = rarely(12) ? (uint8_t)draw(SP_ROLE_COUNT) : facts->recipient,
        .other_parties = rarely(15),
        .categories = rarely(8) ? draw(SP_CATEGORY_ALL) : facts->categories,
        .purpose = rarely(10) ? (uint8_t)draw(SP_PURPOSE_COUNT) : facts->purpose,
        .valid_from = TODAY - (sp_day)draw(200),
        .evidence = (uint8_t)(rarely(3) ? draw(4) : SP_EVIDENCE_PATIENT_SIGNED),
        .given_by = draw_givers(),
        .onward = rarely(2),
        .each = rarely(6),
        .is_revoked = rarely(8),
        .revoked_on = TODAY + (sp_day)draw(3) - 1,
    };

    if (rarely(6)) {
        consent.valid_from = TODAY + (sp_day)draw(4) - 2;
    } else if (rarely(5)) {
        static const sp_day edges[] = {91, 92, 93, 182, 183, 184, 364, 365, 366};
        consent.valid_from = TODAY - edges[draw(9)];
    }
    consent.valid_until = rarely(6) ? TODAY + (sp_day)draw(4) - 2 : consent.valid_from + 1000;
    return consent;
}

static struct sp_facts
draw_facts(void)
{
    struct sp_facts facts = {.today = TODAY,
        .is_push = !rarely(40),
        .discloser = (uint8_t)draw(SP_ROLE_COUNT),
        .recipient = (uint8_t)draw(SP_ROLE_COUNT),
        .sender_verified = !rarely(40),
        .recipient_verified = !rarely(40),
        .request_ref = rarely(2),
        .skip_request_ref = rarely(5),
        .treating = !rarely(4),
        .objection = rarely(6),
        .good_care_objection = rarely(6),
        .forwarded_from = rarely(6) ? (uint8_t)draw(SP_ROLE_COUNT) : SP_ROLE_NONE,
        .patient = {.age = (uint8_t)draw(SP_AGE_COUNT),
            .capable = !rarely(3),
            .deceased = rarely(50),
            .reps_available = (uint8_t)draw(1U << SP_REP_COUNT)},
        .has_rep = !rarely(8),
        .rep = (uint8_t)draw(SP_REP_COUNT),
        .has_consent = !rarely(4),
        .approval = {.state = (enum sp_approval_state)draw(4),
            .on = TODAY + 1 - (sp_day)draw(18),
            .hash_match = !rarely(6),
            .skip_freshness = rarely(5)}};

    for (int tries = 0; tries < 4 && !sp_policy_pair_exists(facts.discloser, facts.recipient);
         tries++) {
        facts.recipient = (uint8_t)draw(SP_ROLE_COUNT);
    }
    facts.categories = draw_categories(facts.discloser, facts.recipient);
    facts.purpose = (uint8_t)draw(SP_PURPOSE_COUNT);
    facts.breakglass = rarely(facts.categories >> SP_CATEGORY_SAFETY_SIGNAL & 1U ? 2 : 30);
    facts.breakglass_items =
        (uint16_t)(rarely(2) ? SP_BREAKGLASS_ALL : draw(SP_BREAKGLASS_ALL + 1));
    if (facts.breakglass && rarely(2)) {
        facts.categories &=
            SP_CATEGORY_BIT(SP_CATEGORY_SAFETY_SIGNAL) | SP_CATEGORY_BIT(SP_CATEGORY_CONTACT_PROF);
        facts.categories |= SP_CATEGORY_BIT(SP_CATEGORY_SAFETY_SIGNAL);
        facts.purpose = SP_PURPOSE_SAFETY;
    }
    if (rarely(2)) {
        facts.asks = draw_categories(facts.recipient, facts.discloser);
    }
    facts.consent = draw_consent(&facts);
    return facts;
}

#endif /* SP_POLICY_DRAW_H */
