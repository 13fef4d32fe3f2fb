/*
 * Receive keys in their time.  Publishing the directory entry that names them is publish.c.
 */
#include "keyring.h"

#include <string.h>

#include "keyring_private.h"

#define DAY_MS       (INT64_C(24) * 3600 * 1000)
#define RENEW_DAYS   30
#define PRO_DAYS     90 /* new every 30 days, published 60 days ahead */
#define PATIENT_DAYS 400
#define ERASE_DAYS   60 /* after its end */

static uint64_t
now_of(const struct sp_agent *agent)
{
    return (uint64_t)sp_agent_now_ms(agent);
}

struct sp_hash
sp_keyring_identity(const struct sp_agent *agent)
{
    struct sp_sign_public key = sp_sign_key_public(agent->identity);

    return sp_key_id(agent->profile.party.role, SP_SUITE_V1, key.b);
}

enum sp_status
sp_keyring_add(struct sp_agent *agent)
{
    const bool patient = agent->profile.party.role == SP_ROLE_PATIENT;
    /* Clocks differ: valid from a little before now, so that it can be used at once. */
    const uint64_t from = now_of(agent) - (uint64_t)SP_CLOCK_SKEW_MS;
    const uint64_t until = now_of(agent) + (uint64_t)((patient ? PATIENT_DAYS : PRO_DAYS) * DAY_MS);
    struct sp_box_key *key = NULL;
    struct sp_buffer sealed;
    uint8_t secret[32];
    enum sp_status status = sp_box_key_new(&key);

    if (status != SP_OK) {
        return status;
    }
    struct sp_box_public public_key = sp_box_key_public(key);
    struct sp_hash id = sp_key_id(agent->profile.party.role, SP_SUITE_V1, public_key.b);
    sp_buffer_init(&sealed, 256);
    sp_box_key_secret(key, secret);
    status = sp_local_seal(agent->local, "receive_key", (struct sp_bytes){id.b, sizeof(id.b)},
        (struct sp_bytes){secret, sizeof(secret)}, &sealed);
    sp_wipe(secret, sizeof(secret));
    if (status == SP_OK) {
        status = SP_LOCAL_RUN(agent->local,
            "INSERT INTO receive_key(key_id, public, sealed, not_before, not_after, published)"
            " VALUES(?, ?, ?, ?, ?, 0)",
            sp_local_blob(&id, sizeof(id)), sp_local_blob(&public_key, sizeof(public_key)),
            sp_local_bytes(sp_buffer_bytes(&sealed)), sp_local_number(from),
            sp_local_number(until));
    }
    sp_buffer_wipe(&sealed);
    sp_box_key_free(key);
    return status;
}

/*
 * Makes a key when the youngest is 30 days old; erases those that ended 60 days ago, not the last.
 */
enum sp_status
sp_keyring_tend(struct sp_agent *agent)
{
    struct sp_local_query *query = NULL;
    uint64_t youngest = 0;
    enum sp_status status =
        sp_local_query(agent->local, "SELECT max(not_before) FROM receive_key", NULL, 0, &query);

    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        youngest = sp_local_get_number(query, 0);
    }
    sp_local_finish(query);
    if (status == SP_OK && youngest + (uint64_t)(RENEW_DAYS * DAY_MS) <= now_of(agent)) {
        status = sp_keyring_add(agent);
    }
    uint64_t erase = now_of(agent) - (uint64_t)(ERASE_DAYS * DAY_MS);
    return status != SP_OK ? status
                           : SP_LOCAL_RUN(agent->local,
                                 "DELETE FROM receive_key WHERE not_after < ? AND not_before <"
                                 " (SELECT max(not_before) FROM receive_key)",
                                 sp_local_number(erase));
}

enum sp_status
sp_keyring_each(struct sp_agent *agent,
    enum sp_status (*row)(void *context, const struct sp_key_row *row), void *context,
    struct sp_problem *problem)
{
    struct sp_local_query *query = NULL;
    struct sp_key_row found;
    enum sp_status status = sp_local_query(agent->local,
        "SELECT key_id, public, not_before, not_after, published FROM receive_key"
        " ORDER BY not_before, key_id",
        NULL, 0, &query);

    while (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        if ((status = sp_local_get_fixed(query, 0, &found.key_id, sizeof(found.key_id))) != SP_OK ||
            (status = sp_local_get_fixed(query, 1, &found.key, sizeof(found.key))) != SP_OK) {
            break;
        }
        found.not_before_ms = sp_local_get_number(query, 2);
        found.not_after_ms = sp_local_get_number(query, 3);
        found.published = sp_local_get_number(query, 4) != 0;
        status = row(context, &found);
    }
    sp_local_finish(query);
    status = status == SP_ERR_NOT_FOUND ? SP_OK : status;
    return sp_problem_close(problem, status, sp_local_error(agent->local));
}

enum sp_status
sp_keyring_receive_key(
    struct sp_agent *agent, const struct sp_hash *key_id, struct sp_box_key **out)
{
    struct sp_local_query *query = NULL;
    struct sp_buffer secret;

    *out = NULL;
    sp_buffer_init(&secret, 64);
    enum sp_status status = SP_LOCAL_QUERY(agent->local, &query,
        "SELECT sealed FROM receive_key WHERE key_id = ?", sp_local_blob(key_id, sizeof(*key_id)));
    if (status == SP_OK && (status = sp_local_step(query)) == SP_OK) {
        status = sp_local_unseal(agent->local, "receive_key",
            (struct sp_bytes){key_id->b, sizeof(key_id->b)}, sp_local_get_bytes(query, 0), &secret);
    }
    sp_local_finish(query);
    if (status == SP_OK) {
        status = secret.size == 32 ? sp_box_key_from_secret(secret.data, out) : SP_ERR_STORE;
    }
    sp_buffer_wipe(&secret);
    return status;
}
