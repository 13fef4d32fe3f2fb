#include "local_schema.h"

/*
 * meta         single values: pins, the place in the mailbox, the own entry
 * receive_key  own X25519 keys, private part sealed
 * head         per log the last checkpoint that was checked; only ever grows
 * mirror       the right edges of statements and keys at the last sizes we stood at; the largest is
 * now leaf         their leaves
 * entry, pin   directory entries that were believed; the identity key of each party
 * mail         fetched, not yet taken apart
 * statement    state: 0 waiting, 1 held, 2 refused; patient: blind
 * outbox       state: enum sp_outbox_state; draft sealed; body: the sealed send request
 * inbox        state: enum sp_inbox_state; message: base, manifest, signature, blob, sealed
 * content      items of opened messages: sealed, or NULL and in a file of inbox/
 */
static const char first[] =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE receive_key(key_id BLOB PRIMARY KEY, public BLOB NOT NULL, sealed BLOB,"
    " not_before INTEGER NOT NULL, not_after INTEGER NOT NULL, published INTEGER NOT NULL);"
    "CREATE TABLE head(log INTEGER PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL,"
    " note BLOB NOT NULL, seen INTEGER NOT NULL);"
    "CREATE TABLE mirror(log INTEGER NOT NULL, size INTEGER NOT NULL, hashes BLOB NOT NULL,"
    " PRIMARY KEY(log, size)) WITHOUT ROWID;"
    "CREATE TABLE leaf(log INTEGER NOT NULL, label BLOB NOT NULL, idx INTEGER NOT NULL,"
    " hash BLOB NOT NULL, PRIMARY KEY(log, label)) WITHOUT ROWID;"
    "CREATE UNIQUE INDEX leaf_order ON leaf(log, idx);"
    "CREATE TABLE evidence(id INTEGER PRIMARY KEY, time INTEGER NOT NULL, what TEXT NOT NULL,"
    " first BLOB, second BLOB);"
    "CREATE TABLE entry(party TEXT PRIMARY KEY, seq INTEGER NOT NULL, entry BLOB NOT NULL,"
    " signature BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE pin(party TEXT PRIMARY KEY, key BLOB NOT NULL, since INTEGER NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE mail(seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, sealed BLOB NOT NULL);"
    "CREATE TABLE statement(hash BLOB PRIMARY KEY, patient BLOB NOT NULL, id BLOB NOT NULL,"
    " version INTEGER NOT NULL, kind INTEGER NOT NULL, issued INTEGER NOT NULL,"
    " own INTEGER NOT NULL, state INTEGER NOT NULL, leaf INTEGER, request BLOB, verdict INTEGER,"
    " rule TEXT, log_index INTEGER, sealed BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX statement_id ON statement(id, version);"
    "CREATE INDEX statement_patient ON statement(patient, kind);"
    "CREATE TABLE outbox(msg_id BLOB PRIMARY KEY, created INTEGER NOT NULL,"
    " changed INTEGER NOT NULL, state INTEGER NOT NULL, fingerprint BLOB NOT NULL, draft BLOB,"
    " about BLOB NOT NULL, request BLOB, d BLOB UNIQUE, body BLOB, outcome BLOB);"
    "CREATE INDEX outbox_state ON outbox(state);"
    "CREATE TABLE inbox(d BLOB PRIMARY KEY, msg_id BLOB NOT NULL, received INTEGER NOT NULL,"
    " state INTEGER NOT NULL, answer INTEGER NOT NULL, opened INTEGER NOT NULL,"
    " release INTEGER NOT NULL, ack BLOB, message BLOB NOT NULL);"
    "CREATE INDEX inbox_msg_id ON inbox(msg_id);"
    "CREATE TABLE ciphertext(d BLOB NOT NULL, i INTEGER NOT NULL, bytes BLOB NOT NULL,"
    " PRIMARY KEY(d, i)) WITHOUT ROWID;"
    "CREATE TABLE content(d BLOB NOT NULL, i INTEGER NOT NULL, category INTEGER NOT NULL,"
    " form INTEGER NOT NULL, uid BLOB NOT NULL, size INTEGER NOT NULL, author INTEGER NOT NULL,"
    " sealed BLOB, PRIMARY KEY(d, i)) WITHOUT ROWID;";

const char *const sp_local_schema[] = {first};
const size_t sp_local_schema_count = sizeof(sp_local_schema) / sizeof(sp_local_schema[0]);
