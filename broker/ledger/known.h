/*
 * What was read of directory entries: a signature and a certificate are taken apart once, not for
 * every message.  That a party published nothing is remembered too, so that neither the answer nor
 * its time tells who exists.  Ledger thread only.
 */
#ifndef SP_BROKER_LEDGER_KNOWN_H
#define SP_BROKER_LEDGER_KNOWN_H

#include <samenspraak/certificate.h>
#include <samenspraak/statement.h>

#define SP_KNOWN_ROWS 4096

struct sp_known_key {
    struct sp_hash id; /* sp_key_id */
    uint64_t not_before_ms, not_after_ms;
};

struct sp_known_entry {
    char party[SP_PARTY_TEXT_MAX];
    int64_t until_ms; /* then it is read again */
    bool exists;      /* false: nothing is published, and nothing below is set */
    bool active;
    struct sp_sign_public key; /* of the certificate */
    struct sp_hash certificate_hash;
    int64_t not_before_ms, not_after_ms; /* of the certificate */
    struct sp_known_key keys[SP_ENTRY_KEYS_MAX];
    size_t key_count;
};

struct sp_known {
    struct sp_known_entry *rows[SP_KNOWN_ROWS];
};

/* What is remembered of ${party}, or NULL. */
const struct sp_known_entry *sp_known_find(
    const struct sp_known *known, const char *party, int64_t now_ms);
/* Remembers ${read}, or with NULL that there is none; NULL without memory. */
const struct sp_known_entry *sp_known_put(
    struct sp_known *known, const char *party, const struct sp_entry_read *read, int64_t now_ms);
/* ${party} published anew. */
void sp_known_forget(struct sp_known *known, const char *party);
void sp_known_wipe(struct sp_known *known);

#endif /* SP_BROKER_LEDGER_KNOWN_H */
