#include "support.h"

#include "envelope_sample.h"

/* One change each to a good base. */

struct wrong_base {
    const char *what;
    const char *field; /* NULL: it passes */
    void (*change)(struct envelope_sample *sample);
};

static void
nothing(struct envelope_sample *sample)
{
    (void)sample;
}

static void
ends_before_it_begins(struct envelope_sample *sample)
{
    sample->base.not_after_ms = sample->base.created_ms;
}

static void
lives_366_days(struct envelope_sample *sample)
{
    sample->base.not_after_ms = sample->base.created_ms + SP_LIFETIME_MAX_MS;
}

static void
lives_longer_than_366_days(struct envelope_sample *sample)
{
    sample->base.not_after_ms = sample->base.created_ms + SP_LIFETIME_MAX_MS + 1;
}

static void
sender_is_addressee(struct envelope_sample *sample)
{
    sample->recipients[0].party = sample->base.sender.party;
}

static void
sender_is_a_further_recipient(struct envelope_sample *sample)
{
    sample->recipients[2].party = sample->base.sender.party;
}

static void
party_receives_twice(struct envelope_sample *sample)
{
    sample->recipients[2].party = sample->recipients[0].party;
}

static void
two_recipients_share_a_key(struct envelope_sample *sample)
{
    sample->recipients[2].key_id = sample->recipients[1].key_id;
}

static void
sender_key_is_a_recipient_key(struct envelope_sample *sample)
{
    sample->base.sender.key_id = sample->recipients[0].key_id;
}

static void
unknown_basis(struct envelope_sample *sample)
{
    sample->base.basis = 3;
}

static void
law_without_laws(struct envelope_sample *sample)
{
    sample->base.basis = SP_BASIS_LAW;
}

static void
laws_without_law(struct envelope_sample *sample)
{
    sample->base.laws = SP_LAW_BIT(2);
}

static void
law_with_laws(struct envelope_sample *sample)
{
    sample->base.basis = SP_BASIS_LAW;
    sample->base.laws = SP_LAW_BIT(1) | SP_LAW_BIT(11);
}

static void
consent_without_consent(struct envelope_sample *sample)
{
    sample->base.has_consent = false;
}

static void
free_without_consent(struct envelope_sample *sample)
{
    sample->base.has_consent = false;
    sample->base.basis = SP_BASIS_FREE;
}

static void
asks_without_request(struct envelope_sample *sample)
{
    sample->asks[0].v = SP_CATEGORY_PLAN_AGREEMENTS;
    sample->base.asks = (struct sp_list){sample->asks, 1};
}

static void
asks_with_request(struct envelope_sample *sample)
{
    sample->categories[1].v = SP_CATEGORY_INFO_REQUEST;
    for (uint8_t i = 0; i < SP_CATEGORY_COUNT; i++) {
        sample->asks[i].v = i;
    }
    sample->base.asks = (struct sp_list){sample->asks, SP_CATEGORY_COUNT};
}

static void
asks_twice_the_same(struct envelope_sample *sample)
{
    asks_with_request(sample);
    sample->asks[1].v = sample->asks[0].v = 4;
    sample->base.asks.count = 2;
}

static void
asks_in_falling_order(struct envelope_sample *sample)
{
    asks_with_request(sample);
    sample->asks[0].v = 7;
    sample->asks[1].v = 6;
    sample->base.asks.count = 2;
}

/* The patient's place, given to another. */
static void
patient_is_absent(struct envelope_sample *sample)
{
    sample_party(&sample->recipients[1].party, "gp:big:19012345678");
}

static void
sealed_copy_and_on_paper_too(struct envelope_sample *sample)
{
    sample->base.copy = SP_COPY_PAPER;
}

static void
paper_copy(struct envelope_sample *sample)
{
    patient_is_absent(sample);
    sample->base.copy = SP_COPY_PAPER;
}

static void
no_copy_though_sealed(struct envelope_sample *sample)
{
    sample->base.copy = SP_COPY_NONE;
}

static void
no_copy(struct envelope_sample *sample)
{
    patient_is_absent(sample);
    sample->base.copy = SP_COPY_NONE;
}

static void
addressed_to_the_patient(struct envelope_sample *sample)
{
    const struct sp_party_key occupational = sample->recipients[0];

    sample->recipients[0] = sample->recipients[1];
    sample->recipients[1] = occupational;
}

static void
addressed_to_the_patient_without_copy(struct envelope_sample *sample)
{
    addressed_to_the_patient(sample);
    sample->base.copy = SP_COPY_NONE;
}

static void
addressed_to_the_patient_on_paper(struct envelope_sample *sample)
{
    addressed_to_the_patient(sample);
    sample->base.copy = SP_COPY_PAPER;
}

static void
patient_sends(struct envelope_sample *sample)
{
    no_copy(sample);
    sp_party_of_patient(&sample->base.patient, &sample->base.sender.party);
}

static void
patient_sends_and_gets_paper(struct envelope_sample *sample)
{
    patient_sends(sample);
    sample->base.copy = SP_COPY_PAPER;
}

static void
withheld(struct envelope_sample *sample)
{
    patient_is_absent(sample);
    sample->base.copy = SP_COPY_WITHHELD;
    sample->base.has_withheld = true;
    sample->base.withheld.reason = SP_WITHHELD_GOOD_CARE;
}

static void
withheld_without_reason(struct envelope_sample *sample)
{
    withheld(sample);
    sample->base.has_withheld = false;
}

static void
reason_without_withheld(struct envelope_sample *sample)
{
    withheld(sample);
    sample->base.copy = SP_COPY_PAPER;
}

static void
therapeutic(struct envelope_sample *sample)
{
    withheld(sample);
    sample->base.withheld.reason = SP_WITHHELD_THERAPEUTIC;
    sample->base.withheld.has_consulted = true;
    sample_party(&sample->base.withheld.consulted, "gp:big:19012345699");
}

static void
therapeutic_without_consulting(struct envelope_sample *sample)
{
    therapeutic(sample);
    sample->base.withheld.has_consulted = false;
}

static void
therapeutic_consulting_oneself(struct envelope_sample *sample)
{
    therapeutic(sample);
    sample->base.withheld.consulted = sample->base.sender.party;
}

static void
consulted_for_another_reason(struct envelope_sample *sample)
{
    therapeutic(sample);
    sample->base.withheld.reason = SP_WITHHELD_ANOTHERS_PRIVACY;
}

static void
joint_with_sealed_copy(struct envelope_sample *sample)
{
    sample->base.joint = true;
}

static void
joint_without_copy(struct envelope_sample *sample)
{
    no_copy(sample);
    sample->base.joint = true;
}

static void
each_withheld(struct envelope_sample *sample)
{
    withheld(sample);
    sample->base.basis = SP_BASIS_CONSENT_EACH;
}

/* clang-format off */
static const struct wrong_base wrong_bases[] = {
    {"nothing",                        NULL,                nothing},
    {"ends before it begins",          "base.not_after_ms", ends_before_it_begins},
    {"lives 366 days",                 NULL,                lives_366_days},
    {"lives longer",                   "base.not_after_ms", lives_longer_than_366_days},
    {"sender is addressee",            "base.recipients",   sender_is_addressee},
    {"sender receives too",            "base.recipients",   sender_is_a_further_recipient},
    {"a party receives twice",         "base.recipients",   party_receives_twice},
    {"two recipients share a key",     "base.key_id",       two_recipients_share_a_key},
    {"sender's key receives",          "base.key_id",       sender_key_is_a_recipient_key},
    {"unknown basis",                  "base.basis",        unknown_basis},
    {"law without laws",               "base.laws",         law_without_laws},
    {"laws without law",               "base.laws",         laws_without_law},
    {"law with laws",                  NULL,                law_with_laws},
    {"consent that is not named",      "base.consent",      consent_without_consent},
    {"free",                           NULL,                free_without_consent},
    {"asks without request",           "base.asks",         asks_without_request},
    {"asks with request",              NULL,                asks_with_request},
    {"asks twice the same",            "base.asks",         asks_twice_the_same},
    {"asks in falling order",          "base.asks",         asks_in_falling_order},
    {"sealed copy to nobody",          "base.copy",         patient_is_absent},
    {"sealed copy called paper",       "base.copy",         sealed_copy_and_on_paper_too},
    {"paper",                          NULL,                paper_copy},
    {"sealed copy called none",        "base.copy",         no_copy_though_sealed},
    {"none",                           NULL,                no_copy},
    {"addressed to her",               NULL,                addressed_to_the_patient},
    {"addressed to her, no copy",      NULL,                addressed_to_the_patient_without_copy},
    {"addressed to her, paper",        "base.copy",         addressed_to_the_patient_on_paper},
    {"she sends",                      NULL,                patient_sends},
    {"she sends and gets paper",       "base.copy",         patient_sends_and_gets_paper},
    {"withheld",                       NULL,                withheld},
    {"withheld without reason",        "base.withheld",     withheld_without_reason},
    {"reason without withheld",        "base.withheld",     reason_without_withheld},
    {"therapeutic",                    NULL,                therapeutic},
    {"therapeutic, nobody consulted",  "base.withheld",     therapeutic_without_consulting},
    {"therapeutic, consulted oneself", "base.withheld",     therapeutic_consulting_oneself},
    {"consulted for another reason",   "base.withheld",     consulted_for_another_reason},
    {"joint, sealed copy",             NULL,                joint_with_sealed_copy},
    {"joint, no copy",                 "base.copy",         joint_without_copy},
    {"each, withheld",                 "base.copy",         each_withheld},
};
/* clang-format on */

static void
judges_a_base_by_what_its_fields_mean_to_each_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(wrong_bases) / sizeof(wrong_bases[0]); i++) {
        const struct wrong_base *row = &wrong_bases[i];
        struct envelope_sample sample;
        struct sp_base base;
        const char *field = NULL;
        sample_init(&sample, 2, 3);
        row->change(&sample);
        sample_write_base(&sample);
        const enum sp_status status =
            sp_base_read(sp_buffer_bytes(&sample.base_bytes), sample.arena, &base, &field);
        if (status != (row->field == NULL ? SP_OK : SP_ERR_MALFORMED) ||
            (row->field != NULL && strcmp(field, row->field) != 0)) {
            fail_msg("%s: %s, %s", row->what, sp_status_name(status), field);
        }
        if (row->field != NULL) {
            static const struct sp_base zero;
            assert_memory_equal(&base, &zero, sizeof(base));
        }
        sample_free(&sample);
    }
}

/* Out of the shape: the writer refuses, so the reader need not be asked. */
static void
writes_no_value_outside_its_list(void **state)
{
    (void)state;
    struct envelope_sample sample;

    sample_init(&sample, 2, 2);
    struct sp_base *base = &sample.base;
    const struct sp_base good = *base;
    struct sp_buffer *out = &sample.base_bytes;
#define REFUSES(change_)                                                                           \
    do {                                                                                           \
        change_;                                                                                   \
        assert_int_equal(sp_wire_write(&sp_shape_base, base, out), SP_ERR_USAGE);                  \
        *base = good;                                                                              \
    } while (0)
    REFUSES(base->version = 2);
    REFUSES(base->suite = 2);
    REFUSES(base->purpose = SP_PURPOSE_COUNT);
    REFUSES(base->copy = 4);
    REFUSES(base->laws = 0x0800);
    REFUSES(base->recipients.count = 0);
    REFUSES(base->categories.count = 0);
    REFUSES(base->heads.count = 2);
    REFUSES(base->consent.version = 0);
    REFUSES(base->has_source = true; base->source.item = SP_ITEMS_MAX);
    REFUSES(base->has_withheld = true; base->withheld.reason = 3);
    REFUSES(base->created_ms = UINT64_C(1) << 63);
#undef REFUSES
    sample.categories[1].v = SP_CATEGORY_COUNT;
    assert_int_equal(sp_wire_write(&sp_shape_base, base, out), SP_ERR_USAGE);
    sample_free(&sample);
}

/* A verdict that allowed nothing goes with an attempt, not with a message. */
static void
basis_none_is_a_base_but_no_header(void **state)
{
    (void)state;
    struct envelope_sample sample;
    struct sp_base base;
    struct sp_header header;
    const char *field = NULL;

    sample_init(&sample, 1, 2);
    sample_seal(&sample);
    sample.base.basis = SP_BASIS_NONE;
    sample_write_base(&sample);
    const struct sp_bytes bytes = sp_buffer_bytes(&sample.base_bytes);
    assert_int_equal(sp_base_read(bytes, sample.arena, &base, &field), SP_OK);
    assert_int_equal(sp_header_read(bytes, sp_buffer_bytes(&sample.envelope.manifest), sample.arena,
                         &header, &field),
        SP_ERR_MALFORMED);
    assert_string_equal(field, "base.basis");
    sample_free(&sample);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_a_base_by_what_its_fields_mean_to_each_other),
        cmocka_unit_test(writes_no_value_outside_its_list),
        cmocka_unit_test(basis_none_is_a_base_but_no_header),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
