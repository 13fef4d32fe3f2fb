/*
 * The limits of secrecy-rules.md 4.4, 6.3 to 6.5 and 6.8: purposes, evidence, terms, who may speak.
 *
 * Each is a table in limits.c.  Unknown numbers get the answer that refuses.
 */
#ifndef SP_POLICY_LIMITS_H
#define SP_POLICY_LIMITS_H

#include <samenspraak/policy.h>

/* An approval is fresh on the day it was given and so many days after. */
#define SP_LIMIT_APPROVAL_DAYS 14

/* True when ${to} may receive for ${purpose}. */
bool sp_limit_purpose_for_role(uint8_t to, uint8_t purpose);
/* True when law ${number} (n of Ln) may be invoked for ${purpose}. */
bool sp_limit_purpose_for_law(unsigned number, uint8_t purpose);

/* What an employer may ask the patient or her representative, as categories. */
uint32_t sp_limit_employer_asks(void);
/* What may go with a broken secrecy, as categories. */
uint32_t sp_limit_breakglass_content(void);

/* The least evidence for a consent from ${from} to ${to}. */
uint8_t sp_limit_evidence(uint8_t from, uint8_t to, bool has_each);
/* The longest term of ${consent} in days after its first. */
int32_t sp_limit_term_days(const struct sp_consent_facts *consent, bool has_each);

/*
 * Who must give a consent for this patient, today: the patient or not, and one or more of ${reps}
 * or none.  Nobody (false, 0) when no one can.
 */
struct sp_givers sp_limit_givers(uint8_t age, bool capable, uint8_t reps_available);
/* Exactly those who must, and no one else, gave it. */
bool sp_limit_givers_fit(struct sp_givers given, struct sp_givers wanted);
/* The representatives who may receive besides those who may consent alone. */
uint8_t sp_limit_reps_informed(uint8_t age, bool capable);

#endif /* SP_POLICY_LIMITS_H */
