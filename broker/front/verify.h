/*
 * From a request's body to verified work: read with the shape of its kind, check every signature
 * that can be checked without a store.  Pure but for the arena.
 */
#ifndef SP_BROKER_FRONT_VERIFY_H
#define SP_BROKER_FRONT_VERIFY_H

#include "ledger.h"

/* Why a request goes no further. */
struct sp_refusal {
    enum sp_verdict verdict;
    const char *detail; /* static: the field, or what to do */
};

/*
 * Fills ${work} from ${request} for a party that said hello: body, signed request and its hash.
 * False with ${refusal} otherwise.  Another hello is not for here (hello.h).
 */
bool sp_verify_request(
    const struct sp_request *request, struct sp_work *work, struct sp_refusal *refusal);

#endif /* SP_BROKER_FRONT_VERIFY_H */
