#include <samenspraak/envelope.h>

#include <string.h>

#include <samenspraak/terms.h>

#include "envelope_binding.h"
#include "padme.h"

/* What base and manifest are named and bound by. */

struct sp_hash
sp_base_hash(struct sp_bytes base)
{
    return sp_hash_of("base", &base, 1);
}

struct sp_hash
sp_blob_hash(struct sp_bytes blob)
{
    return sp_hash_of("blob", &blob, 1);
}

struct sp_hash
sp_message_digest(struct sp_bytes base, struct sp_bytes manifest)
{
    uint8_t base_size[4], manifest_size[4];
    const struct sp_bytes parts[] = {
        {base_size, sizeof(base_size)}, base, {manifest_size, sizeof(manifest_size)}, manifest};

    sp_put_u32(base_size, (uint32_t)base.size);
    sp_put_u32(manifest_size, (uint32_t)manifest.size);
    return sp_hash_of("message", parts, 4);
}

/* The rules of a base, in the order in which they are asked. */

static bool
lifetime_fits(const struct sp_base *base)
{
    return base->not_after_ms > base->created_ms &&
           base->not_after_ms - base->created_ms <= SP_LIFETIME_MAX_MS;
}

static bool
hashes_equal(const struct sp_hash *a, const struct sp_hash *b)
{
    return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

static bool
same_party(const struct sp_party_key *a, const struct sp_party_key *b)
{
    return sp_party_equal(&a->party, &b->party);
}

static bool
same_key(const struct sp_party_key *a, const struct sp_party_key *b)
{
    return hashes_equal(&a->key_id, &b->key_id);
}

/* The two questions above. */
typedef bool same_question(const struct sp_party_key *a, const struct sp_party_key *b);

/* Whether recipient ${i} is the same as the sender or a recipient before it. */
static bool
is_repeated(const struct sp_base *base, size_t i, same_question *same)
{
    const struct sp_party_key *recipient = sp_base_recipient(base, i);
    bool repeated = same(recipient, &base->sender);

    for (size_t k = 0; k < i; k++) {
        repeated = repeated || same(recipient, sp_base_recipient(base, k));
    }
    return repeated;
}

static bool
none_is_repeated(const struct sp_base *base, same_question *same)
{
    for (size_t i = 0; i < base->recipients.count; i++) {
        if (is_repeated(base, i, same)) {
            return false;
        }
    }
    return true;
}

/* One party, one place: who sends does not receive, and nobody receives twice. */
static bool
parties_differ(const struct sp_base *base)
{
    return none_is_repeated(base, same_party);
}

static bool
keys_differ(const struct sp_base *base)
{
    return none_is_repeated(base, same_key);
}

static bool
basis_is_known(const struct sp_base *base)
{
    return base->basis == SP_BASIS_FREE || base->basis == SP_BASIS_CONSENT ||
           base->basis == SP_BASIS_CONSENT_EACH || base->basis == SP_BASIS_LAW ||
           base->basis == SP_BASIS_NONE;
}

static bool
laws_fit_basis(const struct sp_base *base)
{
    return (base->basis == SP_BASIS_LAW) == (base->laws != 0);
}

/* A verdict that rests on consent names it; one that does not may (onward consent). */
static bool
consent_is_named(const struct sp_base *base)
{
    return base->has_consent ||
           (base->basis != SP_BASIS_CONSENT && base->basis != SP_BASIS_CONSENT_EACH);
}

static bool
asks_rise(const struct sp_base *base)
{
    const struct sp_u8 *asks = base->asks.items;

    for (size_t i = 1; i < base->asks.count; i++) {
        if (asks[i].v <= asks[i - 1].v) {
            return false;
        }
    }
    return true;
}

static bool
asks_come_with_request(const struct sp_base *base)
{
    if (base->asks.count == 0) {
        return true;
    }
    for (size_t i = 0; i < base->categories.count; i++) {
        if (sp_base_category(base, i) == SP_CATEGORY_INFO_REQUEST) {
            return true;
        }
    }
    return false;
}

/*
 * What is said of the patient's copy is so: sealed when she is a recipient, and only then on paper
 * or withheld when she neither receives nor sends.  Addressed to her it may be called sealed or
 * none.
 */
static bool
copy_is_so(const struct sp_base *base)
{
    struct sp_party patient;
    bool receives = false;

    sp_party_of_patient(&base->patient, &patient);
    const bool addressed = sp_party_equal(&sp_base_recipient(base, 0)->party, &patient);
    for (size_t i = 0; i < base->recipients.count; i++) {
        receives = receives || sp_party_equal(&sp_base_recipient(base, i)->party, &patient);
    }
    switch (base->copy) {
    case SP_COPY_SEALED:
        return receives;
    case SP_COPY_PAPER:
    case SP_COPY_WITHHELD:
        return !receives && !sp_party_equal(&base->sender.party, &patient);
    case SP_COPY_NONE:
        return !receives || addressed;
    default:
        return false;
    }
}

/* Joint sending and approval of each message both live on the patient seeing the very message. */
static bool
copy_suits_basis(const struct sp_base *base)
{
    return (!base->joint && base->basis != SP_BASIS_CONSENT_EACH) || base->copy == SP_COPY_SEALED ||
           base->copy == SP_COPY_PAPER;
}

static bool
reason_is_complete(const struct sp_base *base)
{
    if (base->has_withheld != (base->copy == SP_COPY_WITHHELD)) {
        return false;
    }
    if (!base->has_withheld) {
        return true;
    }
    const struct sp_withheld_copy *withheld = &base->withheld;
    if (withheld->has_consulted != (withheld->reason == SP_WITHHELD_THERAPEUTIC)) {
        return false;
    }
    return !withheld->has_consulted || !sp_party_equal(&withheld->consulted, &base->sender.party);
}

struct base_rule {
    const char *field;
    bool (*holds)(const struct sp_base *base);
};
/* clang-format off */
static const struct base_rule base_rules[] = {
    {"base.not_after_ms", lifetime_fits},
    {"base.recipients",   parties_differ},
    {"base.key_id",       keys_differ},
    {"base.basis",        basis_is_known},
    {"base.laws",         laws_fit_basis},
    {"base.consent",      consent_is_named},
    {"base.asks",         asks_rise},
    {"base.asks",         asks_come_with_request},
    {"base.copy",         copy_is_so},
    {"base.copy",         copy_suits_basis},
    {"base.withheld",     reason_is_complete},
};
/* clang-format on */

const char *
sp_base_fault(const struct sp_base *base)
{
    for (size_t i = 0; i < sizeof(base_rules) / sizeof(base_rules[0]); i++) {
        if (!base_rules[i].holds(base)) {
            return base_rules[i].field;
        }
    }
    return NULL;
}

/* The rules of a manifest under its base. */

static bool
items_fit(const struct sp_base *base, const struct sp_manifest *manifest)
{
    if (manifest->items.count != base->categories.count) {
        return false;
    }
    for (size_t i = 0; i < manifest->items.count; i++) {
        const struct sp_item_entry *entry = sp_manifest_item(manifest, i);
        if (entry->index != i || !sp_item_size_is_possible(entry->padded_bytes)) {
            return false;
        }
    }
    return true;
}

static bool
recipients_fit(const struct sp_base *base, const struct sp_manifest *manifest)
{
    if (manifest->recipients.count != base->recipients.count) {
        return false;
    }
    for (size_t i = 0; i < manifest->recipients.count; i++) {
        const struct sp_recipient_entry *entry = sp_manifest_recipient(manifest, i);
        if (!hashes_equal(&entry->key_id, &sp_base_recipient(base, i)->key_id) ||
            entry->shares.count != manifest->items.count) {
            return false;
        }
    }
    return true;
}

const char *
sp_manifest_fault(const struct sp_base *base, const struct sp_manifest *manifest)
{
    if (base->basis == SP_BASIS_NONE) {
        return "base.basis";
    }
    if (!items_fit(base, manifest)) {
        return "manifest.items";
    }
    return recipients_fit(base, manifest) ? NULL : "manifest.recipients";
}

/* Reading. */

enum sp_status
sp_base_read(struct sp_bytes bytes, struct sp_arena *arena, struct sp_base *out, const char **field)
{
    const char *fault = "base";
    enum sp_status status = SP_ERR_TOO_BIG;

    memset(out, 0, sizeof(*out));
    if (bytes.size <= SP_BASE_MAX) {
        status = sp_wire_read(&sp_shape_base, bytes, arena, out, &fault);
    }
    if (status == SP_OK && (fault = sp_base_fault(out)) != NULL) {
        memset(out, 0, sizeof(*out));
        status = SP_ERR_MALFORMED;
    }
    if (status != SP_OK && field != NULL) {
        *field = fault;
    }
    return status;
}

enum sp_status
sp_header_read(struct sp_bytes base, struct sp_bytes manifest, struct sp_arena *arena,
    struct sp_header *out, const char **field)
{
    const char *fault = "manifest";
    enum sp_status status;

    memset(out, 0, sizeof(*out));
    if ((status = sp_base_read(base, arena, &out->base, &fault)) != SP_OK) {
        goto done;
    }
    if (manifest.size > SP_MANIFEST_MAX) {
        status = SP_ERR_TOO_BIG;
        goto done;
    }
    status = sp_wire_read(&sp_shape_manifest, manifest, arena, &out->manifest, &fault);
    if (status == SP_OK && (fault = sp_manifest_fault(&out->base, &out->manifest)) != NULL) {
        status = SP_ERR_MALFORMED;
    }
    if (status == SP_OK) {
        out->base_bytes = base;
        out->manifest_bytes = manifest;
        out->hb = sp_base_hash(base);
        out->d = sp_message_digest(base, manifest);
    }

done:
    if (status != SP_OK) {
        memset(out, 0, sizeof(*out));
        if (field != NULL) {
            *field = fault;
        }
    }
    return status;
}

enum sp_status
sp_header_verify(const struct sp_header *header, struct sp_bytes base, struct sp_bytes manifest,
    const struct sp_signature *signature, const struct sp_sign_public *sender)
{
    const struct sp_party_key *named = &header->base.sender;
    const struct sp_hash key_id = sp_key_id(named->party.role, header->base.suite, sender->b);
    uint8_t base_size[4], manifest_size[4];
    const struct sp_bytes parts[] = {
        {base_size, sizeof(base_size)}, base, {manifest_size, sizeof(manifest_size)}, manifest};

    /* The fields that are acted upon must come from the bytes that were signed. */
    if (!sp_bytes_equal(header->base_bytes, base) ||
        !sp_bytes_equal(header->manifest_bytes, manifest)) {
        return SP_ERR_USAGE;
    }
    if (!hashes_equal(&key_id, &named->key_id)) {
        return SP_ERR_KEY;
    }
    sp_put_u32(base_size, (uint32_t)base.size);
    sp_put_u32(manifest_size, (uint32_t)manifest.size);
    return sp_verify(sender, "envelope", parts, 4, signature);
}

int
sp_header_recipient(const struct sp_header *header, const struct sp_party *party)
{
    for (size_t i = 0; i < header->base.recipients.count; i++) {
        if (sp_party_equal(&sp_base_recipient(&header->base, i)->party, party)) {
            return (int)i;
        }
    }
    return -1;
}
