#include "support.h"

#include <string.h>

#include "statement_samples.h"

struct fixture {
    struct sp_arena *arena;
    struct sp_sign_key *key;
    struct sp_buffer stmt;
    struct sp_signature signature;
    struct sp_statement statement;
    union sp_statement_body body;
    struct sp_statement_read read;
    const char *field;
};

static int
set_up(void **state)
{
    static struct fixture fixture;

    memset(&fixture, 0, sizeof(fixture));
    assert_int_equal(sp_crypto_init(), SP_OK);
    assert_int_equal(sp_arena_new(1U << 20, &fixture.arena), SP_OK);
    sp_buffer_init(&fixture.stmt, 1U << 16);
    fixture.key = sample_key(SAMPLE_KEY);
    *state = &fixture;
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *fixture = *state;

    sp_arena_free(fixture->arena);
    sp_buffer_wipe(&fixture->stmt);
    sp_sign_key_free(fixture->key);
    return 0;
}

static enum sp_status
sign(struct fixture *f)
{
    sp_buffer_wipe(&f->stmt);
    return sp_statement_sign(&f->statement, &f->body, f->key, &f->stmt, &f->signature);
}

static enum sp_status
read_again(struct fixture *f)
{
    sp_arena_reset(f->arena);
    return sp_statement_read(
        sp_buffer_bytes(&f->stmt), &f->signature, f->arena, &f->read, &f->field);
}

/* Writes what sp_statement_sign would refuse, by the shapes alone; SP_ERR_USAGE if they refuse. */
static enum sp_status
write_unchecked(struct fixture *f)
{
    struct sp_buffer body;
    enum sp_status status;

    sp_buffer_wipe(&f->stmt);
    sp_buffer_init(&body, SP_STATEMENT_MAX);
    status = sp_wire_write(sp_statement_body_shape(f->statement.kind), &f->body, &body);
    if (status == SP_OK) {
        f->statement.body = sp_buffer_bytes(&body);
        status = sp_wire_write(&sp_shape_statement, &f->statement, &f->stmt);
    }
    sp_buffer_wipe(&body);
    return status;
}

static void
good(struct fixture *f, uint8_t kind)
{
    sample_statement(kind, &f->statement, &f->body);
    assert_int_equal(sign(f), SP_OK);
}

/* What now stands in the fixture is refused: by the signer, and by a reader that names ${field}. */
static void
refused_for(struct fixture *f, const char *field)
{
    assert_int_equal(sign(f), SP_ERR_USAGE);
    assert_int_equal(f->stmt.size, 0);
    assert_int_equal(write_unchecked(f), SP_OK);
    assert_int_equal(read_again(f), SP_ERR_MALFORMED);
    assert_string_equal(f->field, field);
    assert_int_equal(f->read.statement.format, 0);
}

/* A number outside its row is refused by the writer already. */
static void
never_written(struct fixture *f)
{
    assert_int_equal(sign(f), SP_ERR_USAGE);
    assert_int_equal(write_unchecked(f), SP_ERR_USAGE);
}

static void
accepted(struct fixture *f)
{
    assert_int_equal(sign(f), SP_OK);
    assert_int_equal(read_again(f), SP_OK);
    assert_null(f->field);
}

#define REFUSED(f_, kind_, change_, field_)                                                        \
    do {                                                                                           \
        sample_statement(kind_, &(f_)->statement, &(f_)->body);                                    \
        change_;                                                                                   \
        refused_for(f_, field_);                                                                   \
    } while (0)
#define ACCEPTED(f_, kind_, change_)                                                               \
    do {                                                                                           \
        sample_statement(kind_, &(f_)->statement, &(f_)->body);                                    \
        change_;                                                                                   \
        accepted(f_);                                                                              \
    } while (0)
#define NEVER_WRITTEN(f_, kind_, change_)                                                          \
    do {                                                                                           \
        sample_statement(kind_, &(f_)->statement, &(f_)->body);                                    \
        change_;                                                                                   \
        never_written(f_);                                                                         \
    } while (0)

static void
a_good_statement_of_every_kind_is_signed_read_and_verified(void **state)
{
    struct fixture *f = *state;
    struct sp_sign_public public = sp_sign_key_public(f->key);

    for (uint8_t kind = 0; kind < SP_KIND_COUNT; kind++) {
        good(f, kind);
        assert_int_equal(read_again(f), SP_OK);
        assert_int_equal(f->read.statement.kind, kind);
        assert_int_equal(
            sp_statement_verify(sp_buffer_bytes(&f->stmt), &f->signature, &public), SP_OK);
    }
}

static void
hashes_labels_and_leaves_are_those_of_the_python_oracle(void **state)
{
    struct fixture *f = *state;
    uint8_t leaf[SP_STATEMENT_LEAF], want[SP_HASH_BYTES];

    for (uint8_t kind = 0; kind < SP_KIND_COUNT; kind++) {
        good(f, kind);
        assert_int_equal(read_again(f), SP_OK);
        assert_string_equal(sp_term_id(&sp_kinds, kind), vector_statements[kind].kind);
        sp_test_hex(vector_statements[kind].hash, want, sizeof(want));
        assert_memory_equal(f->read.hash.b, want, sizeof(want));
        sp_test_hex(vector_statements[kind].label, want, sizeof(want));
        assert_memory_equal(f->read.label.b, want, sizeof(want));
        sp_statement_leaf(&f->read.label, &f->read.hash, leaf);
        const struct sp_bytes part = {leaf, sizeof(leaf)};
        struct sp_hash got = sp_sha256(&part, 1);
        sp_test_hex(vector_statements[kind].leaf_sha256, want, sizeof(want));
        assert_memory_equal(got.b, want, sizeof(want));
    }
}

static void
the_bytes_of_a_grant_are_those_of_the_python_oracle(void **state)
{
    struct fixture *f = *state;
    uint8_t want[1024];

    good(f, SP_KIND_GRANT);
    size_t size = sp_test_hex(vector_grant, want, sizeof(want));
    assert_int_equal(f->stmt.size, size);
    assert_memory_equal(f->stmt.data, want, size);
    size = sp_test_hex(vector_grant_signature, want, sizeof(want));
    assert_int_equal(size, SP_SIGNATURE_BYTES);
    assert_memory_equal(f->signature.b, want, size);
}

static void
what_is_read_is_what_was_written(void **state)
{
    struct fixture *f = *state;

    good(f, SP_KIND_ATTEST);
    assert_int_equal(read_again(f), SP_OK);
    const struct sp_consent_body *consent = &f->read.body.consent;
    const struct sp_u8 *categories = consent->categories.items;
    const struct sp_party *givers = consent->givers.items;
    struct sp_party rep = sample_representative();
    assert_int_equal(f->read.statement.version, 2);
    assert_true(f->read.statement.has_prev_hash);
    assert_true(sp_party_equal(&f->read.statement.author, &consent->discloser));
    assert_int_equal(consent->categories.count, 2);
    assert_int_equal(categories[1].v, SP_CATEGORY_FUNCTIONAL_LIMITS);
    assert_int_equal(consent->until_day, SAMPLE_DAY + 92);
    assert_true(consent->each && consent->onward && consent->has_evidence_digest);
    assert_int_equal(consent->givers.count, 2);
    assert_true(sp_party_equal(&givers[1], &rep));
}

static void
every_truncation_is_refused(void **state)
{
    struct fixture *f = *state;

    for (uint8_t kind = 0; kind < SP_KIND_COUNT; kind++) {
        good(f, kind);
        for (size_t size = 0; size < f->stmt.size; size++) {
            struct sp_bytes part = {f->stmt.data, size};
            sp_arena_reset(f->arena);
            assert_int_not_equal(
                sp_statement_read(part, &f->signature, f->arena, &f->read, &f->field), SP_OK);
            assert_non_null(f->field);
        }
        uint8_t surplus = 0;
        assert_int_equal(sp_buffer_append(&f->stmt, &surplus, 1), SP_OK);
        assert_int_not_equal(read_again(f), SP_OK);
    }
}

static void
every_bit_flip_fails_the_signature(void **state)
{
    struct fixture *f = *state;
    struct sp_sign_public public = sp_sign_key_public(f->key);

    for (uint8_t kind = 0; kind < SP_KIND_COUNT; kind++) {
        good(f, kind);
        struct sp_bytes stmt = sp_buffer_bytes(&f->stmt);
        for (size_t bit = 0; bit < f->stmt.size * 8; bit++) {
            f->stmt.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
            sp_status_ignore(read_again(f)); /* must not crash, whatever it finds */
            assert_int_equal(sp_statement_verify(stmt, &f->signature, &public), SP_ERR_SIGNATURE);
            f->stmt.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        }
    }
    for (size_t bit = 0; bit < SP_SIGNATURE_BYTES * 8; bit++) {
        f->signature.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_int_equal(sp_statement_verify(sp_buffer_bytes(&f->stmt), &f->signature, &public),
            SP_ERR_SIGNATURE);
        f->signature.b[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

static void
a_signature_under_another_domain_is_refused(void **state)
{
    struct fixture *f = *state;
    struct sp_sign_public public = sp_sign_key_public(f->key);

    good(f, SP_KIND_GRANT);
    struct sp_bytes stmt = sp_buffer_bytes(&f->stmt);
    assert_int_equal(sp_sign(f->key, "entry", &stmt, 1, &f->signature), SP_OK);
    assert_int_equal(sp_statement_verify(stmt, &f->signature, &public), SP_ERR_SIGNATURE);
}

static void
another_format_suite_or_kind_is_refused(void **state)
{
    struct fixture *f = *state;

    good(f, SP_KIND_GRANT);
    assert_int_equal(f->stmt.data[1], 1);
    f->stmt.data[1] = 2;
    assert_int_equal(read_again(f), SP_ERR_MALFORMED);
    assert_string_equal(f->field, "format");
    f->stmt.data[1] = 1;
    f->stmt.data[2] = 2;
    assert_int_equal(read_again(f), SP_ERR_MALFORMED);
    assert_string_equal(f->field, "suite");
    f->stmt.data[2] = 1;
    /* format, suite, patient 2 + 20, id 2 + 16, version, nil, then kind */
    size_t at = 3 + 22 + 18 + 2;
    assert_int_equal(f->stmt.data[at], SP_KIND_GRANT);
    f->stmt.data[at] = SP_KIND_COUNT;
    assert_int_equal(read_again(f), SP_ERR_MALFORMED);
    assert_string_equal(f->field, "kind");
}

static void
a_statement_over_its_size_is_refused(void **state)
{
    struct fixture *f = *state;
    static uint8_t large[SP_STATEMENT_MAX + 1];
    struct sp_bytes bytes = {large, sizeof(large)};

    assert_int_equal(
        sp_statement_read(bytes, &f->signature, f->arena, &f->read, NULL), SP_ERR_TOO_BIG);
}

/* A well-formed party of ${role}; patient and representative are those of the samples. */
static struct sp_party
party_of(uint8_t role)
{
    struct sp_party party = sample_party(SAMPLE_EMPLOYER);

    if (role == SP_ROLE_PATIENT) {
        return sample_patient();
    }
    if (role == SP_ROLE_REPRESENTATIVE || role == SP_ROLE_CLOSE_ONE) {
        party = sample_representative();
    }
    party.role = role;
    return party;
}

static void
only_the_listed_roles_author_a_kind(void **state)
{
    struct fixture *f = *state;

    for (uint8_t kind = 0; kind < SP_KIND_COUNT; kind++) {
        for (uint8_t role = 0; role < SP_ROLE_ALL_COUNT; role++) {
            sample_statement(kind, &f->statement, &f->body);
            f->statement.author = party_of(role);
            assert_int_equal(write_unchecked(f), SP_OK);
            enum sp_status status = read_again(f);
            bool listed = (sp_kind_authors(kind) >> role & 1U) != 0;
            bool refused = status != SP_OK && strcmp(f->field, "author") == 0;
            assert_int_equal(refused, !listed);
        }
    }
}

static void
authors_are_those_of_the_protocol(void **state)
{
    (void)state;
    const uint32_t own = 0x3, professionals = 0xff8, clinicians = 0x18, employer = 0x1000;

    assert_int_equal(sp_kind_authors(SP_KIND_GRANT), own);
    assert_int_equal(sp_kind_authors(SP_KIND_ATTEST), professionals);
    assert_int_equal(sp_kind_authors(SP_KIND_CONFIRM), own);
    assert_int_equal(sp_kind_authors(SP_KIND_RELATE), professionals | employer);
    assert_int_equal(sp_kind_authors(SP_KIND_OBJECT), own);
    assert_int_equal(sp_kind_authors(SP_KIND_MANDATE), clinicians);
    assert_int_equal(sp_kind_authors(SP_KIND_CAPACITY), clinicians);
    assert_int_equal(sp_kind_authors(SP_KIND_AGE), clinicians);
    assert_int_equal(sp_kind_authors(SP_KIND_DEATH), clinicians);
    assert_int_equal(sp_kind_authors(SP_KIND_APPROVE), own | professionals);
    assert_int_equal(sp_kind_authors(SP_KIND_REJECT), own);
    assert_int_equal(sp_kind_authors(SP_KIND_REVOKE), own | professionals);
    assert_int_equal(sp_kind_authors(SP_KIND_END), 0x1fff);
    assert_int_equal(sp_kind_authors(SP_KIND_BREAKGLASS), 0x1f8);
    assert_int_equal(sp_kind_authors(SP_KIND_COSIGN), 0x538);
    assert_int_equal(sp_kind_authors(SP_KIND_ROTATE_KEY), 0x1);
    assert_int_equal(sp_kind_authors(SP_KIND_CLOSE), own | clinicians);
    assert_int_equal(sp_kind_authors(SP_KIND_COUNT), 0);
    assert_false(sp_kind_is_ending(SP_KIND_COUNT));
    assert_null(sp_statement_body_shape(SP_KIND_COUNT));
}

static void
another_patient_never_authors_and_is_never_named(void **state)
{
    struct fixture *f = *state;
    struct sp_party other = sample_patient();

    other.number[0] = other.number[0] == 'a' ? 'b' : 'a';
    for (uint8_t kind = 0; kind < SP_KIND_COUNT; kind++) {
        if ((sp_kind_authors(kind) & 1U) != 0) {
            REFUSED(f, kind, f->statement.author = other, "author");
        }
    }
    REFUSED(f, SP_KIND_GRANT, f->body.consent.discloser = other, "discloser");
    REFUSED(f, SP_KIND_GRANT, f->body.consent.recipient = other, "recipient");
    struct sp_party givers[] = {other};
    REFUSED(f, SP_KIND_ATTEST, f->body.consent.givers = ((struct sp_list){givers, 1}), "givers");
}

static void
versions_and_previous_hashes_fit_the_kind(void **state)
{
    struct fixture *f = *state;

    for (uint8_t kind = 0; kind < SP_KIND_COUNT; kind++) {
        if (sp_kind_is_ending(kind)) {
            REFUSED(f, kind, f->statement.version = 1, "version");
            continue;
        }
        REFUSED(f, kind, f->statement.version = 0, "version");
        REFUSED(
            f, kind, (f->statement.version = 1, f->statement.has_prev_hash = true), "prev_hash");
        REFUSED(
            f, kind, (f->statement.version = 2, f->statement.has_prev_hash = false), "prev_hash");
        ACCEPTED(f, kind, (f->statement.version = UINT32_MAX, f->statement.has_prev_hash = true));
    }
    REFUSED(f, SP_KIND_REVOKE, f->statement.has_prev_hash = false, "prev_hash");
    REFUSED(f, SP_KIND_END, f->statement.has_prev_hash = false, "prev_hash");
    REFUSED(f, SP_KIND_CLOSE, f->statement.has_prev_hash = true, "prev_hash");
}

static void
a_reject_ends_an_approval_or_stands_alone(void **state)
{
    struct fixture *f = *state;

    ACCEPTED(f, SP_KIND_REJECT, f->statement.has_prev_hash = false);
    ACCEPTED(f, SP_KIND_REJECT, f->statement.has_prev_hash = true);
}

static void
endings_share_one_label_and_versions_do_not(void **state)
{
    (void)state;
    struct sp_patient_id patient = sample_patient_id();
    struct sp_statement_id id = {{1}};
    struct sp_hash one = sp_statement_label(&patient, &id, 1);
    struct sp_hash two = sp_statement_label(&patient, &id, 2);
    struct sp_hash zero = sp_statement_label(&patient, &id, 0);
    struct sp_hash end = sp_statement_end_label(&patient, &id);

    assert_memory_not_equal(&one, &two, sizeof(one));
    assert_memory_not_equal(&zero, &end, sizeof(end));
    patient.b[0] ^= 1;
    struct sp_hash other = sp_statement_label(&patient, &id, 1);
    assert_memory_not_equal(&one, &other, sizeof(one));
}

static void
a_consent_runs_forward_and_no_longer_than_its_maximum(void **state)
{
    struct fixture *f = *state;
    struct sp_consent_body *consent = &f->body.consent;

    REFUSED(f, SP_KIND_GRANT, consent->until_day = consent->from_day - 1, "until_day");
    ACCEPTED(f, SP_KIND_GRANT, consent->until_day = consent->from_day);
    ACCEPTED(f, SP_KIND_GRANT, consent->until_day = consent->from_day + 365);
    REFUSED(f, SP_KIND_GRANT, consent->until_day = consent->from_day + 366, "until_day");
    REFUSED(f, SP_KIND_ATTEST, consent->until_day = consent->from_day + 93, "until_day");
    ACCEPTED(f, SP_KIND_ATTEST,
        (consent->evidence = SP_EVIDENCE_WRITTEN_ATTESTED,
            consent->until_day = consent->from_day + 365));
    REFUSED(f, SP_KIND_ATTEST,
        (consent->evidence = SP_EVIDENCE_WRITTEN_ATTESTED,
            consent->until_day = consent->from_day + 366),
        "until_day");
    NEVER_WRITTEN(f, SP_KIND_GRANT, consent->until_day = SP_STATEMENT_DAY_MAX + 1);
}

static void
a_grant_is_signed_and_an_attestation_has_a_document(void **state)
{
    struct fixture *f = *state;
    struct sp_consent_body *consent = &f->body.consent;

    for (uint8_t evidence = 0; evidence < SP_EVIDENCE_PATIENT_SIGNED; evidence++) {
        REFUSED(f, SP_KIND_GRANT, consent->evidence = evidence, "evidence");
    }
    REFUSED(f, SP_KIND_GRANT, consent->has_evidence_digest = true, "evidence_digest");
    REFUSED(f, SP_KIND_ATTEST, consent->evidence = SP_EVIDENCE_PRESUMED, "evidence");
    REFUSED(f, SP_KIND_ATTEST, consent->evidence = SP_EVIDENCE_PATIENT_SIGNED, "evidence");
    REFUSED(f, SP_KIND_ATTEST, consent->has_evidence_digest = false, "evidence_digest");
}

static void
only_the_discloser_attests_and_not_to_itself(void **state)
{
    struct fixture *f = *state;
    struct sp_consent_body *consent = &f->body.consent;

    REFUSED(f, SP_KIND_ATTEST, consent->discloser = sample_party(SAMPLE_GP), "discloser");
    REFUSED(f, SP_KIND_GRANT, consent->recipient = consent->discloser, "recipient");
    REFUSED(f, SP_KIND_GRANT, consent->discloser = party_of(SP_ROLE_BROKER), "discloser");
    REFUSED(f, SP_KIND_GRANT, consent->recipient = party_of(SP_ROLE_BROKER), "recipient");
}

static void
categories_rise_without_doubles(void **state)
{
    struct fixture *f = *state;
    static const struct sp_u8 twice[] = {{3}, {3}}, falling[] = {{3}, {2}}, unknown[] = {{31}};
    struct sp_u8 all[SP_CATEGORY_COUNT];

    for (uint8_t i = 0; i < SP_CATEGORY_COUNT; i++) {
        all[i].v = i;
    }
    struct sp_list *list = &f->body.consent.categories;
    ACCEPTED(f, SP_KIND_GRANT, *list = ((struct sp_list){all, SP_CATEGORY_COUNT}));
    REFUSED(f, SP_KIND_GRANT, *list = ((struct sp_list){twice, 2}), "categories");
    REFUSED(f, SP_KIND_GRANT, *list = ((struct sp_list){falling, 2}), "categories");
    REFUSED(f, SP_KIND_GRANT, *list = ((struct sp_list){unknown, 1}), "categories");
    NEVER_WRITTEN(f, SP_KIND_GRANT, *list = ((struct sp_list){NULL, 0}));
    NEVER_WRITTEN(f, SP_KIND_GRANT, f->body.consent.purpose = SP_PURPOSE_COUNT);
    NEVER_WRITTEN(f, SP_KIND_GRANT, f->body.consent.language = SP_LANGUAGE_COUNT);
}

static void
givers_rise_without_doubles_and_may_give(void **state)
{
    struct fixture *f = *state;
    struct sp_party patient = sample_patient(), rep = sample_representative();
    struct sp_party falling[] = {rep, patient}, twice[] = {rep, rep}, wrong[] = {party_of(4)};
    struct sp_party others[SP_GIVERS_MAX + 1];
    struct sp_list *list = &f->body.consent.givers;

    REFUSED(f, SP_KIND_ATTEST, *list = ((struct sp_list){falling, 2}), "givers");
    REFUSED(f, SP_KIND_ATTEST, *list = ((struct sp_list){twice, 2}), "givers");
    REFUSED(f, SP_KIND_ATTEST, *list = ((struct sp_list){wrong, 1}), "givers");
    ACCEPTED(f, SP_KIND_ATTEST, *list = ((struct sp_list){NULL, 0}));
    for (size_t i = 0; i <= SP_GIVERS_MAX; i++) {
        others[i] = rep;
        others[i].number[0] = (char)('a' + (int)i);
    }
    ACCEPTED(f, SP_KIND_ATTEST, *list = ((struct sp_list){others, SP_GIVERS_MAX}));
    NEVER_WRITTEN(f, SP_KIND_ATTEST, *list = ((struct sp_list){others, SP_GIVERS_MAX + 1}));
}

static void
a_grant_names_its_author_among_its_givers(void **state)
{
    struct fixture *f = *state;
    struct sp_party patient = sample_patient(), rep = sample_representative();
    struct sp_party both[] = {patient, rep};
    struct sp_list *list = &f->body.consent.givers;

    ACCEPTED(f, SP_KIND_GRANT, *list = ((struct sp_list){both, 2}));
    REFUSED(f, SP_KIND_GRANT, *list = ((struct sp_list){both + 1, 1}), "givers");
    REFUSED(f, SP_KIND_GRANT, f->statement.author = rep, "givers");
    ACCEPTED(
        f, SP_KIND_GRANT, (f->statement.author = rep, *list = ((struct sp_list){both + 1, 1})));
}

static void
a_relation_is_stated_by_its_party_in_a_fitting_role(void **state)
{
    struct fixture *f = *state;
    struct sp_relate_body *relate = &f->body.relate;

    REFUSED(f, SP_KIND_RELATE, relate->party = sample_party(SAMPLE_GP), "party");
    for (uint8_t relation = 0; relation < SP_RELATION_COUNT; relation++) {
        for (uint8_t role = SP_ROLE_CLINICIAN_GGZ; role <= SP_ROLE_EMPLOYER; role++) {
            sample_statement(SP_KIND_RELATE, &f->statement, &f->body);
            f->statement.author = relate->party = party_of(role);
            relate->relation = relation;
            if ((sp_relation_roles(relation) >> role & 1U) != 0) {
                accepted(f);
            } else {
                refused_for(f, "relation");
            }
        }
    }
    NEVER_WRITTEN(f, SP_KIND_RELATE, relate->relation = SP_RELATION_COUNT);
}

static void
relation_roles_are_those_of_the_protocol(void **state)
{
    (void)state;
    assert_int_equal(sp_relation_roles(SP_RELATION_TREATS), 0x78);
    assert_int_equal(sp_relation_roles(SP_RELATION_EMPLOYS), 0x1000);
    assert_int_equal(sp_relation_roles(SP_RELATION_OCCUPATIONAL), 0x300);
    assert_int_equal(sp_relation_roles(SP_RELATION_COACHES), 0xc0);
    assert_int_equal(sp_relation_roles(SP_RELATION_UWV), 0xc00);
    assert_int_equal(sp_relation_roles(SP_RELATION_COUNT), 0);
}

static void
an_objection_is_against_another_than_the_patient(void **state)
{
    struct fixture *f = *state;

    REFUSED(f, SP_KIND_OBJECT, f->body.object.party = sample_patient(), "party");
    REFUSED(f, SP_KIND_OBJECT, f->body.object.party = party_of(SP_ROLE_BROKER), "party");
    ACCEPTED(f, SP_KIND_OBJECT, f->body.object.party = sample_party(SAMPLE_EMPLOYER));
}

static void
facts_about_the_patient_are_within_their_lists(void **state)
{
    struct fixture *f = *state;

    REFUSED(f, SP_KIND_MANDATE, f->body.mandate.party = sample_party(SAMPLE_CLOSE), "party");
    NEVER_WRITTEN(f, SP_KIND_MANDATE, f->body.mandate.rep = SP_REP_COUNT);
    NEVER_WRITTEN(f, SP_KIND_CAPACITY, f->body.capacity.matters = 0);
    NEVER_WRITTEN(f, SP_KIND_CAPACITY, f->body.capacity.matters = 1U << SP_PURPOSE_COUNT);
    REFUSED(f, SP_KIND_AGE, f->body.age.has_changes_day = false, "changes_day");
    REFUSED(f, SP_KIND_AGE, f->body.age.band = SP_AGE_ADULT, "changes_day");
    NEVER_WRITTEN(f, SP_KIND_AGE, f->body.age.band = SP_AGE_COUNT);
    ACCEPTED(
        f, SP_KIND_AGE, (f->body.age.band = SP_AGE_ADULT, f->body.age.has_changes_day = false));
    NEVER_WRITTEN(f, SP_KIND_DEATH, f->body.death.day = SP_STATEMENT_DAY_MAX + 1);
    NEVER_WRITTEN(f, SP_KIND_DEATH, f->statement.issued_ms = SP_STATEMENT_MS_MAX + 1);
}

static void
an_approval_lasts_fourteen_days_at_most(void **state)
{
    struct fixture *f = *state;
    struct sp_approve_body *approve = &f->body.approve;

    REFUSED(f, SP_KIND_APPROVE, approve->valid_until_ms += 1, "valid_until_ms");
    REFUSED(f, SP_KIND_APPROVE, approve->valid_until_ms = SAMPLE_ISSUED_MS, "valid_until_ms");
    ACCEPTED(f, SP_KIND_APPROVE, approve->valid_until_ms = SAMPLE_ISSUED_MS + 1);
}

static void
an_approval_is_her_own_or_on_paper(void **state)
{
    struct fixture *f = *state;
    struct sp_approve_body *approve = &f->body.approve;

    REFUSED(f, SP_KIND_APPROVE, approve->evidence = SP_EVIDENCE_WRITTEN_ATTESTED, "evidence");
    REFUSED(f, SP_KIND_APPROVE, approve->has_evidence_digest = true, "evidence_digest");
    REFUSED(f, SP_KIND_APPROVE, f->statement.author = sample_party(SAMPLE_GP), "evidence");
    for (uint8_t evidence = 0; evidence < SP_EVIDENCE_COUNT; evidence++) {
        sample_statement(SP_KIND_APPROVE, &f->statement, &f->body);
        f->statement.author = sample_party(SAMPLE_GP);
        approve->evidence = evidence;
        approve->has_evidence_digest = true;
        if (evidence == SP_EVIDENCE_WRITTEN_ATTESTED) {
            accepted(f);
            approve->has_evidence_digest = false;
            refused_for(f, "evidence_digest");
        } else {
            refused_for(f, "evidence");
        }
    }
}

static void
reasons_and_channels_are_closed_lists(void **state)
{
    struct fixture *f = *state;
    const struct sp_terms *lists[] = {&sp_revoke_reasons, &sp_revoke_channels, &sp_reject_reasons,
        &sp_end_reasons, &sp_close_reasons};

    NEVER_WRITTEN(f, SP_KIND_REVOKE, f->body.revoke.reason = sp_revoke_reasons.count);
    NEVER_WRITTEN(f, SP_KIND_REVOKE, f->body.revoke.channel = sp_revoke_channels.count);
    NEVER_WRITTEN(f, SP_KIND_REJECT, f->body.reject.reason = sp_reject_reasons.count);
    NEVER_WRITTEN(f, SP_KIND_END, f->body.end.reason = sp_end_reasons.count);
    NEVER_WRITTEN(f, SP_KIND_CLOSE, f->body.close.reason = sp_close_reasons.count);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        for (unsigned row = 0; row < lists[i]->count; row++) {
            assert_int_equal(sp_term_find(lists[i], sp_term_id(lists[i], row)), row);
            assert_string_not_equal(sp_term_name(lists[i], row, SP_LANGUAGE_NL), "");
            assert_string_not_equal(sp_term_name(lists[i], row, SP_LANGUAGE_EN), "");
        }
    }
    assert_int_equal(sp_term_find(&sp_revoke_reasons, "wrong_recipient"), 2);
}

static void
a_patient_revokes_in_her_own_name(void **state)
{
    struct fixture *f = *state;

    REFUSED(f, SP_KIND_REVOKE, f->statement.author = sample_patient(), "channel");
    ACCEPTED(f, SP_KIND_REVOKE,
        (f->statement.author = sample_patient(), f->body.revoke.channel = SP_REVOKE_OWN));
}

static void
breakglass_stays_within_its_list_of_categories_and_recipients(void **state)
{
    struct fixture *f = *state;
    struct sp_breakglass_body *breakglass = &f->body.breakglass;
    static const struct sp_u8 more[] = {{SP_CATEGORY_SYMPTOMS}, {SP_CATEGORY_SAFETY_SIGNAL}};
    static const struct sp_u8 twice[] = {{SP_CATEGORY_SAFETY_SIGNAL}, {SP_CATEGORY_SAFETY_SIGNAL}};

    REFUSED(
        f, SP_KIND_BREAKGLASS, breakglass->categories = ((struct sp_list){more, 2}), "categories");
    REFUSED(
        f, SP_KIND_BREAKGLASS, breakglass->categories = ((struct sp_list){twice, 2}), "categories");
    ACCEPTED(f, SP_KIND_BREAKGLASS, breakglass->categories = ((struct sp_list){more + 1, 1}));
    for (uint8_t role = 0; role < SP_ROLE_ALL_COUNT; role++) {
        sample_statement(SP_KIND_BREAKGLASS, &f->statement, &f->body);
        breakglass->recipient = party_of(role);
        if (role == SP_ROLE_CLINICIAN_GGZ || role == SP_ROLE_GP || role == SP_ROLE_POH_GGZ ||
            role == SP_ROLE_OCC_PHYSICIAN || role == SP_ROLE_CLOSE_ONE) {
            accepted(f);
        } else {
            refused_for(f, "recipient");
        }
    }
    REFUSED(f, SP_KIND_BREAKGLASS, breakglass->notify_ms = SAMPLE_ISSUED_MS - 1, "notify_ms");
}

static void
breakglass_consults_a_third_person_with_professional_secrecy(void **state)
{
    struct fixture *f = *state;
    struct sp_breakglass_body *breakglass = &f->body.breakglass;

    REFUSED(
        f, SP_KIND_BREAKGLASS, breakglass->consulted = sample_party(SAMPLE_CLINICIAN), "consulted");
    REFUSED(f, SP_KIND_BREAKGLASS,
        (breakglass->recipient = breakglass->consulted = sample_party(SAMPLE_GP)), "consulted");
    REFUSED(
        f, SP_KIND_BREAKGLASS, breakglass->consulted = sample_party(SAMPLE_EMPLOYER), "consulted");
    REFUSED(
        f, SP_KIND_BREAKGLASS, breakglass->recipient = sample_party(SAMPLE_CLINICIAN), "recipient");
}

static void
a_weak_key_is_not_rotated_to(void **state)
{
    struct fixture *f = *state;

    REFUSED(f, SP_KIND_ROTATE_KEY, memset(f->body.rotate.key, 0, 32), "key");
}

static void
signing_leaves_the_buffer_alone_when_it_fails(void **state)
{
    struct fixture *f = *state;
    struct sp_signature zero = {{0}};

    good(f, SP_KIND_GRANT);
    size_t before = f->stmt.size;
    f->body.consent.evidence = SP_EVIDENCE_PRESUMED;
    assert_int_equal(
        sp_statement_sign(&f->statement, &f->body, f->key, &f->stmt, &f->signature), SP_ERR_USAGE);
    assert_int_equal(f->stmt.size, before);
    assert_memory_equal(&f->signature, &zero, sizeof(zero));
    f->statement.kind = SP_KIND_COUNT;
    assert_int_equal(
        sp_statement_sign(&f->statement, &f->body, f->key, &f->stmt, &f->signature), SP_ERR_USAGE);
}

static void
reading_without_memory_says_so(void **state)
{
    struct fixture *f = *state;
    struct sp_arena *small = NULL;

    good(f, SP_KIND_ATTEST);
    assert_int_equal(sp_arena_new(16, &small), SP_OK);
    assert_int_equal(
        sp_statement_read(sp_buffer_bytes(&f->stmt), &f->signature, small, &f->read, &f->field),
        SP_ERR_NOMEM);
    sp_arena_free(small);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_statement_of_every_kind_is_signed_read_and_verified),
        cmocka_unit_test(hashes_labels_and_leaves_are_those_of_the_python_oracle),
        cmocka_unit_test(the_bytes_of_a_grant_are_those_of_the_python_oracle),
        cmocka_unit_test(what_is_read_is_what_was_written),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(every_bit_flip_fails_the_signature),
        cmocka_unit_test(a_signature_under_another_domain_is_refused),
        cmocka_unit_test(another_format_suite_or_kind_is_refused),
        cmocka_unit_test(a_statement_over_its_size_is_refused),
        cmocka_unit_test(only_the_listed_roles_author_a_kind),
        cmocka_unit_test(authors_are_those_of_the_protocol),
        cmocka_unit_test(another_patient_never_authors_and_is_never_named),
        cmocka_unit_test(versions_and_previous_hashes_fit_the_kind),
        cmocka_unit_test(a_reject_ends_an_approval_or_stands_alone),
        cmocka_unit_test(endings_share_one_label_and_versions_do_not),
        cmocka_unit_test(a_consent_runs_forward_and_no_longer_than_its_maximum),
        cmocka_unit_test(a_grant_is_signed_and_an_attestation_has_a_document),
        cmocka_unit_test(only_the_discloser_attests_and_not_to_itself),
        cmocka_unit_test(categories_rise_without_doubles),
        cmocka_unit_test(givers_rise_without_doubles_and_may_give),
        cmocka_unit_test(a_grant_names_its_author_among_its_givers),
        cmocka_unit_test(a_relation_is_stated_by_its_party_in_a_fitting_role),
        cmocka_unit_test(relation_roles_are_those_of_the_protocol),
        cmocka_unit_test(an_objection_is_against_another_than_the_patient),
        cmocka_unit_test(facts_about_the_patient_are_within_their_lists),
        cmocka_unit_test(an_approval_lasts_fourteen_days_at_most),
        cmocka_unit_test(an_approval_is_her_own_or_on_paper),
        cmocka_unit_test(reasons_and_channels_are_closed_lists),
        cmocka_unit_test(a_patient_revokes_in_her_own_name),
        cmocka_unit_test(breakglass_stays_within_its_list_of_categories_and_recipients),
        cmocka_unit_test(breakglass_consults_a_third_person_with_professional_secrecy),
        cmocka_unit_test(a_weak_key_is_not_rotated_to),
        cmocka_unit_test(signing_leaves_the_buffer_alone_when_it_fails),
        cmocka_unit_test(reading_without_memory_says_so),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
