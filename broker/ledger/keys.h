/*
 * The broker's secrets: log key, intake keys, vault root.  They lie in the folder, sealed under a
 * master key that the passphrase opens once at start.  Reading them is safe from any thread.
 */
#ifndef SP_BROKER_LEDGER_KEYS_H
#define SP_BROKER_LEDGER_KEYS_H

#include <samenspraak/envelope.h>
#include <samenspraak/key.h>
#include <samenspraak/log.h>
#include <samenspraak/message.h>
#include <samenspraak/status.h>
#include <samenspraak/terms.h>

#define SP_INTAKE_LIFE_MS (INT64_C(60) * 60 * 1000) /* then a new one; opened for as long again */

struct sp_keys;

/* SP_ERR_CONFLICT: there are keys in ${folder} already, which init would destroy. */
SP_NODISCARD enum sp_status sp_keys_absent(const char *folder, const char **why);
SP_NODISCARD enum sp_status sp_keys_init(
    const char *folder, struct sp_bytes passphrase, int64_t now_ms, const char **why);
SP_NODISCARD enum sp_status sp_keys_open(
    const char *folder, struct sp_bytes passphrase, struct sp_keys **out, const char **why);
void sp_keys_free(struct sp_keys *keys);

const struct sp_sign_key *sp_keys_log(const struct sp_keys *keys);

/* The intake key to seal to now; a new one when its hour is over. */
SP_NODISCARD enum sp_status sp_keys_intake(
    struct sp_keys *keys, int64_t now_ms, struct sp_box_public *out, int64_t *not_after_ms);
/* Makes a new intake key when it is time, and erases the one that nobody may use any more. */
SP_NODISCARD enum sp_status sp_keys_intake_renew(struct sp_keys *keys, int64_t now_ms);
/*
 * Opens the broker's shares of ${request} with the intake key that it names: SP_ERR_NOT_FOUND when
 * there is none (any more), else as sp_broker_shares_open.
 */
SP_NODISCARD enum sp_status sp_keys_open_shares(struct sp_keys *keys, int64_t now_ms,
    const struct sp_send_request *request, const struct sp_header *header, struct sp_share *shares,
    size_t count);

/* Wraps and unwraps vault keys under the root of ${generation} (ledger thread only). */
const struct sp_secret_key *sp_keys_root(const struct sp_keys *keys);
uint64_t sp_keys_root_generation(const struct sp_keys *keys);
/*
 * Picks the slot whose generation the store names (SP_ERR_KEY: neither), and erases the other one:
 * it was about to replace it, or to be overwritten, when the last process ended.
 */
SP_NODISCARD enum sp_status sp_keys_root_choose(struct sp_keys *keys, uint64_t generation);
/*
 * Turning the root: make writes a new one into the free slot and syncs it; the caller then rewraps
 * and commits with the new generation; done overwrites the old slot.  A made root that was not
 * committed counts for nothing, and is replaced by the next one that is made.
 */
SP_NODISCARD enum sp_status sp_keys_root_make(
    struct sp_keys *keys, const struct sp_secret_key **next, uint64_t *generation);
SP_NODISCARD enum sp_status sp_keys_root_done(struct sp_keys *keys);

#endif /* SP_BROKER_LEDGER_KEYS_H */
