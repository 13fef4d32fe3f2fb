/*
 * A scenario (secrecy-rules.md section 7) read into the facts that the rules ask.
 *
 * The JSON comes from anybody; nothing in it is trusted, and what is not understood is refused with
 * the name of its field.
 */
#ifndef SP_POLICY_SCENARIO_H
#define SP_POLICY_SCENARIO_H

#include <samenspraak/policy.h>

#include "policy_json.h"

/* What is wrong, and where: "consent.evidence" and "unknown evidence \"spoken\"". */
struct sp_scenario_problem {
    char field[64];
    char text[128];
};

/*
 * Reads ${json} into ${facts}; what is left out takes the defaults of section 7.  Returns false and
 * fills ${problem} at the first field that is unknown, missing or wrong; then ${facts} means
 * nothing.
 */
bool sp_scenario_read(
    const struct sp_json *json, struct sp_facts *facts, struct sp_scenario_problem *problem);

#endif /* SP_POLICY_SCENARIO_H */
