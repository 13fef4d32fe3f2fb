#include "keys.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES   1024
#define FILE_MAX     4096
#define MASTER       "broker-master"
#define STAMPED_SIZE 40 /* u64 big-endian and 32 secret bytes */

struct intake {
    struct sp_box_key *key;
    struct sp_hash id;
    int64_t not_after_ms;
};

struct root {
    struct sp_secret_key *key;
    uint64_t generation;
};

struct sp_keys {
    char folder[PATH_BYTES];
    struct sp_secret_key *master;
    struct sp_sign_key *log;
    pthread_mutex_t mutex;   /* guards intake */
    struct intake intake[2]; /* the newest first */
    struct root slots[2];
    int slot; /* that counts */
};

/* ---- files ---- */

/* Writes a new file beside the old one, syncs it, and puts it in its place: whole or not at all. */
static enum sp_status
write_file(const char *folder, const char *name, struct sp_bytes bytes)
{
    char path[PATH_BYTES], fresh[PATH_BYTES];
    enum sp_status status = SP_ERR_IO;
    int fd = -1, folder_fd = -1;

    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path) ||
        snprintf(fresh, sizeof(fresh), "%s/%s.new", folder, name) >= (int)sizeof(fresh)) {
        return SP_ERR_USAGE;
    }
    fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || folder_fd < 0 || write(fd, bytes.data, bytes.size) != (ssize_t)bytes.size ||
        fsync(fd) != 0 || rename(fresh, path) != 0 || fsync(folder_fd) != 0) {
        goto done;
    }
    status = SP_OK;
done:
    if (fd >= 0) {
        close(fd);
    }
    if (folder_fd >= 0) {
        close(folder_fd);
    }
    if (status != SP_OK) {
        (void)unlink(fresh);
    }
    return status;
}

/* Overwrites a key file in place, as far as the file system lets us, and takes it away. */
static enum sp_status
erase_file(const char *folder, const char *name)
{
    char path[PATH_BYTES];
    uint8_t noise[STAMPED_SIZE + SP_SEAL_OVERHEAD];

    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path)) {
        return SP_ERR_USAGE;
    }
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? SP_OK : SP_ERR_IO;
    }
    sp_random(noise, sizeof(noise));
    bool overwritten = write(fd, noise, sizeof(noise)) == (ssize_t)sizeof(noise) && fsync(fd) == 0;
    close(fd);
    return overwritten && unlink(path) == 0 ? SP_OK : SP_ERR_IO;
}

static enum sp_status
read_file(const char *folder, const char *name, struct sp_buffer *out)
{
    char path[PATH_BYTES];
    uint8_t chunk[1024];
    ssize_t got;
    enum sp_status status = SP_OK;

    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path)) {
        return SP_ERR_USAGE;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? SP_ERR_NOT_FOUND : SP_ERR_IO;
    }
    while (status == SP_OK && (got = read(fd, chunk, sizeof(chunk))) != 0) {
        status = got < 0 ? SP_ERR_IO : sp_buffer_append(out, chunk, (size_t)got);
    }
    close(fd);
    sp_wipe(chunk, sizeof(chunk));
    return status;
}

/*
 * What is bound to a key file besides its secret: what it is for.  An intake key moves to its second
 * place while it lives, so both places say the same.
 */
static struct sp_bytes
purpose_of(const char *name)
{
    return sp_bytes_of_text(strncmp(name, "intake-", 7) == 0 ? "intake" : name);
}

static enum sp_status
write_sealed(const char *folder, const char *name, const struct sp_secret_key *master,
    struct sp_bytes secret)
{
    struct sp_buffer sealed;

    sp_buffer_init(&sealed, FILE_MAX);
    enum sp_status status = sp_secret_seal(master, purpose_of(name), secret, &sealed);
    if (status == SP_OK) {
        status = write_file(folder, name, sp_buffer_bytes(&sealed));
    }
    sp_buffer_wipe(&sealed);
    return status;
}

static enum sp_status
read_sealed(const char *folder, const char *name, const struct sp_secret_key *master, uint8_t *out,
    size_t size)
{
    struct sp_buffer sealed, secret;
    enum sp_status status;

    sp_buffer_init(&sealed, FILE_MAX);
    sp_buffer_init(&secret, FILE_MAX);
    if ((status = read_file(folder, name, &sealed)) != SP_OK ||
        (status = sp_secret_open(master, purpose_of(name), sp_buffer_bytes(&sealed), &secret)) !=
            SP_OK) {
        goto done;
    }
    if (secret.size != size) {
        status = SP_ERR_MALFORMED;
        goto done;
    }
    memcpy(out, secret.data, size);
done:
    sp_buffer_wipe(&sealed);
    sp_buffer_wipe(&secret);
    return status;
}

static void
put_u64(uint8_t out[static 8], uint64_t value)
{
    for (int i = 0; i < 8; i++) {
        out[i] = (uint8_t)(value >> (56 - 8 * i));
    }
}

static uint64_t
get_u64(const uint8_t in[static 8])
{
    uint64_t value = 0;

    for (int i = 0; i < 8; i++) {
        value = value << 8 | in[i];
    }
    return value;
}

static enum sp_status
write_stamped(const char *folder, const char *name, const struct sp_secret_key *master,
    uint64_t stamp, const uint8_t secret[static 32])
{
    uint8_t bytes[STAMPED_SIZE];

    put_u64(bytes, stamp);
    memcpy(bytes + 8, secret, 32);
    enum sp_status status =
        write_sealed(folder, name, master, (struct sp_bytes){bytes, sizeof(bytes)});
    sp_wipe(bytes, sizeof(bytes));
    return status;
}

static const char *
slot_name(int slot)
{
    return slot == 0 ? "vault-0.key" : "vault-1.key";
}

/* ---- intake keys ---- */

static enum sp_status
new_intake(
    const char *folder, const struct sp_secret_key *master, int64_t now_ms, struct intake *out)
{
    uint8_t secret[32];
    enum sp_status status = sp_box_key_new(&out->key);

    if (status != SP_OK) {
        return status;
    }
    out->not_after_ms = now_ms + SP_INTAKE_LIFE_MS;
    sp_box_key_secret(out->key, secret);
    status = write_stamped(folder, "intake-0.key", master, (uint64_t)out->not_after_ms, secret);
    sp_wipe(secret, sizeof(secret));
    out->id = sp_key_id(SP_ROLE_BROKER, SP_SUITE_V1, sp_box_key_public(out->key).b);
    return status;
}

static enum sp_status
read_intake(struct sp_keys *keys, const char *name, struct intake *out)
{
    uint8_t bytes[STAMPED_SIZE];
    enum sp_status status = read_sealed(keys->folder, name, keys->master, bytes, sizeof(bytes));

    if (status == SP_OK && (status = sp_box_key_from_secret(bytes + 8, &out->key)) == SP_OK) {
        out->not_after_ms = (int64_t)get_u64(bytes);
        out->id = sp_key_id(SP_ROLE_BROKER, SP_SUITE_V1, sp_box_key_public(out->key).b);
    }
    sp_wipe(bytes, sizeof(bytes));
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

/* The old newest moves to second place, in memory and on disk; a new one takes the first. */
static enum sp_status
turn_intake(struct sp_keys *keys, int64_t now_ms)
{
    struct intake fresh = {NULL, {{0}}, 0};
    char from[PATH_BYTES], to[PATH_BYTES];

    if (snprintf(from, sizeof(from), "%s/intake-0.key", keys->folder) >= (int)sizeof(from) ||
        snprintf(to, sizeof(to), "%s/intake-1.key", keys->folder) >= (int)sizeof(to)) {
        return SP_ERR_USAGE;
    }
    /* Killed after this, the one that moved is still read from its second place. */
    if (keys->intake[0].key != NULL && rename(from, to) != 0) {
        return SP_ERR_IO;
    }
    enum sp_status status = new_intake(keys->folder, keys->master, now_ms, &fresh);
    if (status != SP_OK) {
        sp_box_key_free(fresh.key);
        return status;
    }
    if (keys->intake[0].key != NULL) {
        sp_box_key_free(keys->intake[1].key);
        keys->intake[1] = keys->intake[0];
    }
    keys->intake[0] = fresh;
    return SP_OK;
}

/* The mutex is held. */
static enum sp_status
renew_intake(struct sp_keys *keys, int64_t now_ms)
{
    if (keys->intake[1].key != NULL && now_ms >= keys->intake[1].not_after_ms + SP_INTAKE_LIFE_MS) {
        sp_box_key_free(keys->intake[1].key);
        keys->intake[1] = (struct intake){NULL, {{0}}, 0};
        enum sp_status status = erase_file(keys->folder, "intake-1.key");
        if (status != SP_OK) {
            return status;
        }
    }
    return keys->intake[0].key == NULL || now_ms >= keys->intake[0].not_after_ms
               ? turn_intake(keys, now_ms)
               : SP_OK;
}

enum sp_status
sp_keys_intake_renew(struct sp_keys *keys, int64_t now_ms)
{
    pthread_mutex_lock(&keys->mutex);
    enum sp_status status = renew_intake(keys, now_ms);
    pthread_mutex_unlock(&keys->mutex);
    return status;
}

enum sp_status
sp_keys_intake(
    struct sp_keys *keys, int64_t now_ms, struct sp_box_public *out, int64_t *not_after_ms)
{
    pthread_mutex_lock(&keys->mutex);
    enum sp_status status = renew_intake(keys, now_ms);
    if (status == SP_OK) {
        *out = sp_box_key_public(keys->intake[0].key);
        *not_after_ms = keys->intake[0].not_after_ms;
    }
    pthread_mutex_unlock(&keys->mutex);
    return status;
}

enum sp_status
sp_keys_open_shares(struct sp_keys *keys, int64_t now_ms, const struct sp_send_request *request,
    const struct sp_header *header, struct sp_share *shares, size_t count)
{
    enum sp_status status = SP_ERR_NOT_FOUND;
    uint8_t secret[32];
    struct sp_box_key *key = NULL;

    pthread_mutex_lock(&keys->mutex);
    for (int i = 0; i < 2; i++) {
        if (status == SP_ERR_NOT_FOUND && keys->intake[i].key != NULL &&
            now_ms < keys->intake[i].not_after_ms + SP_INTAKE_LIFE_MS &&
            memcmp(&keys->intake[i].id, &request->intake_id, sizeof(request->intake_id)) == 0) {
            /* A copy, so that the slow part runs without the lock. */
            sp_box_key_secret(keys->intake[i].key, secret);
            status = sp_box_key_from_secret(secret, &key);
            sp_wipe(secret, sizeof(secret));
        }
    }
    pthread_mutex_unlock(&keys->mutex);
    if (status == SP_OK) {
        status = sp_broker_shares_open(header, key, request->broker_blob, shares, count);
    }
    sp_box_key_free(key);
    return status;
}

/* ---- vault root ---- */

static enum sp_status
read_root(struct sp_keys *keys, int slot)
{
    uint8_t bytes[STAMPED_SIZE];
    enum sp_status status =
        read_sealed(keys->folder, slot_name(slot), keys->master, bytes, sizeof(bytes));

    if (status == SP_OK &&
        (status = sp_secret_key_from(bytes + 8, &keys->slots[slot].key)) == SP_OK) {
        keys->slots[slot].generation = get_u64(bytes);
    }
    sp_wipe(bytes, sizeof(bytes));
    return status == SP_ERR_NOT_FOUND ? SP_OK : status;
}

static enum sp_status
write_root(const char *folder, const struct sp_secret_key *master, int slot, uint64_t generation,
    struct sp_secret_key **out)
{
    uint8_t secret[32];
    enum sp_status status = sp_secret_key_new(out);

    if (status == SP_OK) {
        sp_secret_key_bytes(*out, secret);
        status = write_stamped(folder, slot_name(slot), master, generation, secret);
        sp_wipe(secret, sizeof(secret));
    }
    return status;
}

const struct sp_secret_key *
sp_keys_root(const struct sp_keys *keys)
{
    return keys->slots[keys->slot].key;
}

uint64_t
sp_keys_root_generation(const struct sp_keys *keys)
{
    return keys->slots[keys->slot].generation;
}

static enum sp_status
erase_root(struct sp_keys *keys, int slot)
{
    sp_secret_key_free(keys->slots[slot].key);
    keys->slots[slot] = (struct root){NULL, 0};
    return erase_file(keys->folder, slot_name(slot));
}

enum sp_status
sp_keys_root_choose(struct sp_keys *keys, uint64_t generation)
{
    for (int slot = 0; slot < 2; slot++) {
        if (keys->slots[slot].key != NULL && keys->slots[slot].generation == generation) {
            keys->slot = slot;
            return erase_root(keys, 1 - slot);
        }
    }
    return SP_ERR_KEY;
}

enum sp_status
sp_keys_root_make(struct sp_keys *keys, const struct sp_secret_key **next, uint64_t *generation)
{
    int free_slot = 1 - keys->slot;
    struct root *root = &keys->slots[free_slot];

    sp_secret_key_free(root->key);
    *root = (struct root){NULL, keys->slots[keys->slot].generation + 1};
    enum sp_status status =
        write_root(keys->folder, keys->master, free_slot, root->generation, &root->key);
    *next = root->key;
    *generation = root->generation;
    return status;
}

enum sp_status
sp_keys_root_done(struct sp_keys *keys)
{
    int old = keys->slot;

    keys->slot = 1 - old;
    return erase_root(keys, old);
}

/* ---- all of them ---- */

enum sp_status
sp_keys_absent(const char *folder, const char **why)
{
    static const char *const names[] = {"master.key", "log.key", "vault-0.key", "vault-1.key"};
    char path[PATH_BYTES];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (snprintf(path, sizeof(path), "%s/%s", folder, names[i]) >= (int)sizeof(path)) {
            *why = "the path of the folder is too long";
            return SP_ERR_USAGE;
        }
        if (access(path, F_OK) == 0) {
            *why = "there are keys of a broker in this folder already: choose an empty one";
            return SP_ERR_CONFLICT;
        }
    }
    return SP_OK;
}

enum sp_status
sp_keys_init(const char *folder, struct sp_bytes passphrase, int64_t now_ms, const char **why)
{
    struct sp_secret_key *master = NULL, *root = NULL;
    struct sp_sign_key *log = NULL;
    struct intake intake = {NULL, {{0}}, 0};
    struct sp_buffer file;
    uint8_t secret[32], seed[SP_SEED_BYTES];
    enum sp_status status;

    sp_buffer_init(&file, SP_KEYFILE_MAX);
    *why = "the keys cannot be written: is there room, and may this user write the folder?";
    if ((status = sp_secret_key_new(&master)) != SP_OK ||
        (status = sp_sign_key_new(&log)) != SP_OK) {
        goto done;
    }
    sp_secret_key_bytes(master, secret);
    sp_sign_key_seed(log, seed);
    if ((status = sp_keyfile_seal(
             passphrase, MASTER, (struct sp_bytes){secret, sizeof(secret)}, &file)) != SP_OK ||
        (status = write_file(folder, "master.key", sp_buffer_bytes(&file))) != SP_OK ||
        (status = write_sealed(folder, "log.key", master, (struct sp_bytes){seed, sizeof(seed)})) !=
            SP_OK ||
        (status = new_intake(folder, master, now_ms, &intake)) != SP_OK ||
        (status = write_root(folder, master, 0, 1, &root)) != SP_OK) {
        goto done;
    }
    *why = "";
done:
    sp_wipe(secret, sizeof(secret));
    sp_wipe(seed, sizeof(seed));
    sp_buffer_wipe(&file);
    sp_secret_key_free(master);
    sp_secret_key_free(root);
    sp_sign_key_free(log);
    sp_box_key_free(intake.key);
    return status;
}

static enum sp_status
open_master(struct sp_keys *keys, struct sp_bytes passphrase, const char **why)
{
    struct sp_buffer file, secret;
    enum sp_status status;

    sp_buffer_init(&file, SP_KEYFILE_MAX);
    sp_buffer_init(&secret, 64);
    *why = "master.key is not there or cannot be read: is this a folder of samenspraakd init?";
    if ((status = read_file(keys->folder, "master.key", &file)) != SP_OK) {
        goto done;
    }
    *why = "the passphrase does not open the keys of this broker";
    if ((status = sp_keyfile_open(passphrase, MASTER, sp_buffer_bytes(&file), &secret)) != SP_OK) {
        goto done;
    }
    status = secret.size == 32 ? sp_secret_key_from(secret.data, &keys->master) : SP_ERR_MALFORMED;
done:
    sp_buffer_wipe(&file);
    sp_buffer_wipe(&secret);
    return status;
}

enum sp_status
sp_keys_open(const char *folder, struct sp_bytes passphrase, struct sp_keys **out, const char **why)
{
    struct sp_keys *keys = calloc(1, sizeof(*keys));
    uint8_t seed[SP_SEED_BYTES];
    enum sp_status status = SP_ERR_USAGE;

    *out = NULL;
    *why = "there is no memory";
    if (keys == NULL) {
        return SP_ERR_NOMEM;
    }
    pthread_mutex_init(&keys->mutex, NULL);
    if (snprintf(keys->folder, sizeof(keys->folder), "%s", folder) >= (int)sizeof(keys->folder)) {
        *why = "the path of the folder is too long";
        goto done;
    }
    if ((status = open_master(keys, passphrase, why)) != SP_OK) {
        goto done;
    }
    *why = "a key file of this broker is damaged";
    if ((status = read_sealed(folder, "log.key", keys->master, seed, sizeof(seed))) != SP_OK ||
        (status = sp_sign_key_from_seed(seed, &keys->log)) != SP_OK ||
        (status = read_intake(keys, "intake-0.key", &keys->intake[0])) != SP_OK ||
        (status = read_intake(keys, "intake-1.key", &keys->intake[1])) != SP_OK) {
        goto done;
    }
    /* A slot that was overwritten half-way does not open; the other one then is the one named. */
    sp_status_ignore(read_root(keys, 0));
    sp_status_ignore(read_root(keys, 1));
    keys->slot = keys->slots[0].key != NULL ? 0 : 1;
    *why = "";
    *out = keys;
    keys = NULL;
done:
    sp_wipe(seed, sizeof(seed));
    sp_keys_free(keys);
    return status;
}

void
sp_keys_free(struct sp_keys *keys)
{
    if (keys == NULL) {
        return;
    }
    sp_secret_key_free(keys->master);
    sp_sign_key_free(keys->log);
    for (int i = 0; i < 2; i++) {
        sp_box_key_free(keys->intake[i].key);
        sp_secret_key_free(keys->slots[i].key);
    }
    pthread_mutex_destroy(&keys->mutex);
    free(keys);
}

const struct sp_sign_key *
sp_keys_log(const struct sp_keys *keys)
{
    return keys->log;
}
