/*
 * The facts that this agent judges on, before it seals and before it opens.
 *
 * Checked here, from statements that are held and verified, and the mirrors:
 *   consent      must be held: form, patient's signature, leaf; the latest version by the mirror,
 *                not ended; its givers' confirms held; parties, categories, purpose, days, evidence
 *   approval     approve and reject of this very D, held; at opening of what needs it, demanded
 *   own standing own relation (relate and the patient's confirm) or a consent that names us; the
 *                patient's agent knows everybody's
 *   objection, age, capacity, death, when held: whoever they were sent to
 *   request_ref  the request that is answered, in our own inbox; forwarding, from our own inbox
 *   certificates of sender, addressee and patient, by the directory
 *
 * The broker's word, since others' statements do not come here: that the other party is related to
 * the patient, that a recipient treats her (by its role), and that there is no objection, age,
 * capacity or death that was not sent to us.  The patient sees a breach of these in her log.
 */
#ifndef SP_AGENT_FACTS_H
#define SP_AGENT_FACTS_H

#include <samenspraak/envelope.h>
#include <samenspraak/policy.h>

#include "agent_private.h"
#include "statements_private.h"

/* What is asked about. */
struct sp_facts_question {
    struct sp_party discloser, addressee;
    struct sp_patient_id patient;
    uint32_t categories, asks;
    uint8_t purpose;
    uint8_t forwarded_from; /* enum sp_role or SP_ROLE_NONE */
    bool request_ref;
    bool discloser_known, addressee_known; /* believed directory entries */
    bool has_d;                            /* a message that exists: its approval counts */
    struct sp_hash d;
    bool opening; /* judged again on the day of opening */
    bool choose;  /* of the consents held the best; else only ${consent} */
    bool has_consent;
    struct sp_hash consent; /* as the header names it */
};

struct sp_facts_answer {
    struct sp_facts facts;
    struct sp_decision decision;
    bool has_consent; /* the one that was judged on */
    struct sp_consent_ref consent;
    bool approval_held; /* the patient's approve of this D, verified */
};

/* Gathers and decides; two roles without a row are "pair.none". */
SP_NODISCARD enum sp_status sp_facts_decide(
    struct sp_agent *agent, const struct sp_facts_question *question, struct sp_facts_answer *out);

#endif /* SP_AGENT_FACTS_H */
