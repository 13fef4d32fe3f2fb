#include <samenspraak/statement.h>

#define ROWS(table_) (uint8_t)(sizeof(table_) / sizeof((table_)[0]))

/* clang-format off */
static const struct sp_term revoke_reasons[SP_REVOKE_REASON_COUNT] = {
    [SP_REVOKE_NOT_GIVEN] = {"not_given", {"geen reden gegeven", "no reason given"}},
    [SP_REVOKE_NOT_WANTED] = {"not_wanted", {"ik wil dit niet meer", "no longer wanted"}},
    [SP_REVOKE_WRONG_RECIPIENT] = {"wrong_recipient", {"verkeerde ontvanger", "wrong recipient"}},
    [SP_REVOKE_TOO_MUCH] = {"too_much", {"er wordt te veel gedeeld", "too much is shared"}},
    [SP_REVOKE_NO_TRUST] = {"no_trust", {"geen vertrouwen meer", "trust was lost"}},
    [SP_REVOKE_UNDER_PRESSURE] = {"under_pressure", {"gegeven onder druk", "given under pressure"}},
    [SP_REVOKE_NOT_UNDERSTOOD] = {"not_understood", {"niet goed begrepen", "not understood well"}},
    [SP_REVOKE_ENTERED_WRONGLY] = {"entered_wrongly", {"verkeerd vastgelegd", "recorded wrongly"}},
    [SP_REVOKE_OTHER] = {"other", {"een andere reden", "another reason"}},
};
const struct sp_terms sp_revoke_reasons = {"revoke_reason", revoke_reasons, ROWS(revoke_reasons)};

static const struct sp_term revoke_channels[SP_REVOKE_CHANNEL_COUNT] = {
    [SP_REVOKE_OWN] = {"own", {"zelf ondertekend", "signed in person"}},
    [SP_REVOKE_ORAL] = {"oral", {"mondeling", "orally"}},
    [SP_REVOKE_LETTER] = {"letter", {"per brief", "by letter"}},
};
const struct sp_terms sp_revoke_channels = {
    "revoke_channel", revoke_channels, ROWS(revoke_channels)};

static const struct sp_term reject_reasons[SP_REJECT_REASON_COUNT] = {
    [SP_REJECT_NOT_GIVEN] = {"not_given", {"geen reden gegeven", "no reason given"}},
    [SP_REJECT_INCORRECT] = {"incorrect", {"de inhoud klopt niet", "the content is not right"}},
    [SP_REJECT_TOO_MUCH] = {"too_much", {"er staat te veel in", "it says too much"}},
    [SP_REJECT_WRONG_RECIPIENT] = {"wrong_recipient", {"verkeerde ontvanger", "wrong recipient"}},
    [SP_REJECT_DISCUSS_FIRST] = {"discuss_first", {"eerst erover praten", "talk about it first"}},
    [SP_REJECT_NOT_NOW] = {"not_now", {"nu niet", "not now"}},
    [SP_REJECT_OTHER] = {"other", {"een andere reden", "another reason"}},
};
const struct sp_terms sp_reject_reasons = {"reject_reason", reject_reasons, ROWS(reject_reasons)};

static const struct sp_term end_reasons[SP_END_REASON_COUNT] = {
    [SP_END_TREATMENT_CLOSED] = {
        "treatment_closed", {"behandeling afgesloten", "treatment closed"}},
    [SP_END_RECOVERED] = {"recovered", {"hersteld gemeld", "reported recovered"}},
    [SP_END_EMPLOYMENT_ENDED] = {
        "employment_ended", {"dienstverband beëindigd", "employment ended"}},
    [SP_END_ENGAGEMENT_ENDED] = {
        "engagement_ended", {"begeleiding beëindigd", "engagement ended"}},
    [SP_END_CLAIM_DECIDED] = {"claim_decided", {"beslist op de aanvraag", "claim decided"}},
    [SP_END_LIFTED] = {"lifted", {"geldt niet meer", "no longer holds"}},
};
const struct sp_terms sp_end_reasons = {"end_reason", end_reasons, ROWS(end_reasons)};

static const struct sp_term close_reasons[SP_CLOSE_REASON_COUNT] = {
    [SP_CLOSE_NOT_GIVEN] = {"not_given", {"geen reden gegeven", "no reason given"}},
    [SP_CLOSE_KEY_LOST] = {"key_lost", {"sleutel kwijt", "key lost"}},
    [SP_CLOSE_KEY_STOLEN] = {
        "key_stolen", {"sleutel in verkeerde handen", "key in the wrong hands"}},
    [SP_CLOSE_STOPPED] = {"stopped", {"doet niet meer mee", "no longer takes part"}},
    [SP_CLOSE_DECEASED] = {"deceased", {"overleden", "deceased"}},
};
const struct sp_terms sp_close_reasons = {"close_reason", close_reasons, ROWS(close_reasons)};
/* clang-format on */
