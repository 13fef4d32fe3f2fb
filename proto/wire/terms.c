#include <samenspraak/terms.h>

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/*
 * The names of roles are the short ones, so that they fit in a sentence; those of categories and
 * purposes are the words of secrecy-rules.md section 4.
 */

/* clang-format off */
static const struct sp_term role_rows[SP_ROLE_ALL_COUNT] = {
    [SP_ROLE_PATIENT]           = {"patient",           {"patiënt", "patient"}},
    [SP_ROLE_REPRESENTATIVE]    = {"representative",    {"vertegenwoordiger", "representative"}},
    [SP_ROLE_CLOSE_ONE]         = {"close_one",         {"naaste", "close one"}},
    [SP_ROLE_CLINICIAN_GGZ]     = {"clinician_ggz",     {"GGZ-behandelaar", "mental health clinician"}},
    [SP_ROLE_GP]                = {"gp",                {"huisarts", "general practitioner"}},
    [SP_ROLE_POH_GGZ]           = {"poh_ggz",           {"praktijkondersteuner huisarts GGZ", "GP practice nurse/counsellor mental health"}},
    [SP_ROLE_IPS_COACH]         = {"ips_coach",         {"IPS-trajectbegeleider", "IPS employment specialist"}},
    [SP_ROLE_JOB_COACH]         = {"job_coach",         {"jobcoach", "job coach"}},
    [SP_ROLE_OCC_PHYSICIAN]     = {"occ_physician",     {"bedrijfsarts", "occupational physician"}},
    [SP_ROLE_LABOUR_EXPERT]     = {"labour_expert",     {"arbeidsdeskundige", "labour expert"}},
    [SP_ROLE_UWV_PHYSICIAN]     = {"uwv_physician",     {"verzekeringsarts UWV", "UWV insurance physician"}},
    [SP_ROLE_UWV_LABOUR_EXPERT] = {"uwv_labour_expert", {"arbeidsdeskundige UWV", "UWV labour expert"}},
    [SP_ROLE_EMPLOYER]          = {"employer",          {"werkgever", "employer"}},
    [SP_ROLE_AUDITOR]           = {"auditor",           {"auditor", "auditor"}},
    [SP_ROLE_BROKER]            = {"broker",            {"berichtenmakelaar", "broker"}},
};

static const struct sp_term category_rows[SP_CATEGORY_COUNT] = {
    [SP_CATEGORY_GENERAL_INFO]           = {"general_info",           {"algemene voorlichting, rechten en plichten, werking van arbeid als medicijn", "general information"}},
    [SP_CATEGORY_CONTACT_PROF]           = {"contact_prof",           {"contactgegevens en bereikbaarheid professional/organisatie", "professional's contact data"}},
    [SP_CATEGORY_CONTACT_PATIENT]        = {"contact_patient",        {"telefoon, (verpleeg)adres patiënt", "patient's contact data"}},
    [SP_CATEGORY_EVAL_DATES]             = {"eval_dates",             {"evaluatie- en vervolgafspraken (data)", "evaluation and follow-up dates"}},
    [SP_CATEGORY_WORK_CONTEXT]           = {"work_context",           {"functie, taken, contract, arbeidsomstandigheden, werksfeer", "job and workplace facts"}},
    [SP_CATEGORY_INFO_REQUEST]           = {"info_request",           {"gericht informatieverzoek", "targeted question"}},
    [SP_CATEGORY_PREP_NOTES]             = {"prep_notes",             {"voorbereiding gespreksleidraad (stap 1-2), persoonlijk verhaal", "patient's own preparation notes"}},
    [SP_CATEGORY_SITUATION_ANALYSIS]     = {"situation_analysis",     {"situatieanalyse intake: rol van werk bij klachten en herstel", "situation analysis"}},
    [SP_CATEGORY_PLAN_AGREEMENTS]        = {"plan_agreements",        {"afspraken uit stap 4 / individueel zorgplan: wie doet wat, wie wanneer inschakelen", "treatment-plan agreements"}},
    [SP_CATEGORY_FUNCTIONAL_LIMITS]      = {"functional_limits",      {"functionele beperkingen en mogelijkheden", "functional limitations and possibilities"}},
    [SP_CATEGORY_WORK_ADAPTATIONS]       = {"work_adaptations",       {"werkaanpassingen: uren, taken, tempo, prikkels, doelen, regelmogelijkheden", "work adaptations"}},
    [SP_CATEGORY_RTW_PLAN]               = {"rtw_plan",               {"plan van aanpak, opbouwschema, terugkeerplan", "return-to-work plan"}},
    [SP_CATEGORY_EXPECTED_DURATION]      = {"expected_duration",      {"verwachte duur verzuim", "expected duration of absence"}},
    [SP_CATEGORY_INCAPACITY_DEGREE]      = {"incapacity_degree",      {"mate van arbeidsongeschiktheid", "degree of incapacity"}},
    [SP_CATEGORY_FITNESS_JUDGEMENT]      = {"fitness_judgement",      {"oordeel over geschiktheid/belastbaarheid voor werk", "judgement on fitness for work"}},
    [SP_CATEGORY_ACTUAL_OPINION]         = {"actual_opinion",         {"Actueel oordeel (RIV, niet-medisch)", "current opinion"}},
    [SP_CATEGORY_RIV_NONMEDICAL]         = {"riv_nonmedical",         {"re-integratieverslag, niet-medisch deel", "re-integration report, non-medical"}},
    [SP_CATEGORY_RIV_MEDICAL]            = {"riv_medical",            {"medische informatie bij RIV", "re-integration report, medical"}},
    [SP_CATEGORY_SAFETYNET_FLAG]         = {"safetynet_flag",         {"vangnetbepaling van toepassing (ja/nee)", "safety-net applies"}},
    [SP_CATEGORY_EMERGENCY_INSTRUCTION]  = {"emergency_instruction",  {"wat te doen in nood (zonder diagnose)", "emergency instruction"}},
    [SP_CATEGORY_INSTRUMENT_RESULTS]     = {"instrument_results",     {"uitslagen meetinstrumenten/vragenlijsten", "instrument results"}},
    [SP_CATEGORY_SYMPTOMS]               = {"symptoms",               {"klachten", "symptoms"}},
    [SP_CATEGORY_CAUSE]                  = {"cause",                  {"oorzaak van de klachten", "cause"}},
    [SP_CATEGORY_DIAGNOSIS]              = {"diagnosis",              {"diagnose", "diagnosis"}},
    [SP_CATEGORY_MEDICATION]             = {"medication",             {"medicatie", "medication"}},
    [SP_CATEGORY_TREATMENT_COURSE]       = {"treatment_course",       {"behandelverloop (feiten: gestart, soort, frequentie, einde)", "treatment course"}},
    [SP_CATEGORY_PROGNOSIS]              = {"prognosis",              {"medische prognose", "prognosis"}},
    [SP_CATEGORY_PERSONAL_CIRCUMSTANCES] = {"personal_circumstances", {"privéomstandigheden, levensgebeurtenissen, gezin", "private circumstances"}},
    [SP_CATEGORY_SAFETY_SIGNAL]          = {"safety_signal",          {"veiligheidssignaal (acuut gevaar, minimum)", "safety signal"}},
    [SP_CATEGORY_CONSENT_RECORD]         = {"consent_record",         {"toestemmingsregistratie", "consent record"}},
    [SP_CATEGORY_AUDIT_META]             = {"audit_meta",             {"loggegevens zonder inhoud", "log metadata"}},
};

static const struct sp_term purpose_rows[SP_PURPOSE_COUNT] = {
    [SP_PURPOSE_TREATMENT]          = {"treatment",          {"behandeling en herstel", "treatment and recovery"}},
    [SP_PURPOSE_OCC_GUIDANCE]       = {"occ_guidance",       {"verzuim- en re-integratiebegeleiding", "guidance during absence and re-integration"}},
    [SP_PURPOSE_WORK_ADJUST]        = {"work_adjust",        {"uitvoeren werkaanpassing of terugkeer", "carrying out work adaptations or return to work"}},
    [SP_PURPOSE_PREVENTION]         = {"prevention",         {"preventief of arbeidsomstandighedenspreekuur", "preventive or working-conditions consultation"}},
    [SP_PURPOSE_BENEFIT_ASSESSMENT] = {"benefit_assessment", {"claimbeoordeling (WIA, ZW, Wajong)", "benefit assessment (WIA, ZW, Wajong)"}},
    [SP_PURPOSE_RIV_REVIEW]         = {"riv_review",         {"toetsing re-integratie-inspanningen", "review of re-integration efforts"}},
    [SP_PURPOSE_PLACEMENT]          = {"placement",          {"plaatsing en begeleiding naar/in werk", "placement and coaching to and in work"}},
    [SP_PURPOSE_SUPPORT]            = {"support",            {"steun door naaste of vertegenwoordiger", "support by a close one or representative"}},
    [SP_PURPOSE_OWN_ACCESS]         = {"own_access",         {"inzage en afschrift", "own access and copy"}},
    [SP_PURPOSE_COORDINATION]       = {"coordination",       {"afstemming, planning, bereikbaarheid", "coordination, planning, availability"}},
    [SP_PURPOSE_SAFETY]             = {"safety",             {"afwenden van ernstig gevaar", "averting serious danger"}},
    [SP_PURPOSE_AUDIT]              = {"audit",              {"controle en verantwoording", "audit and accountability"}},
};

static const struct sp_term evidence_rows[SP_EVIDENCE_COUNT] = {
    [SP_EVIDENCE_PRESUMED]         = {"presumed",         {"verondersteld", "presumed"}},
    [SP_EVIDENCE_ORAL_RECORDED]    = {"oral_recorded",    {"mondeling, vastgelegd in het dossier", "oral, recorded in the file"}},
    [SP_EVIDENCE_WRITTEN_ATTESTED] = {"written_attested", {"schriftelijk, bevestigd door de verstrekker", "written, attested by the discloser"}},
    [SP_EVIDENCE_PATIENT_SIGNED]   = {"patient_signed",   {"digitaal ondertekend door de patiënt", "digitally signed by the patient"}},
};

static const struct sp_term kind_rows[SP_KIND_COUNT] = {
    [SP_KIND_GRANT]      = {"grant",      {"toestemming", "consent"}},
    [SP_KIND_ATTEST]     = {"attest",     {"vastgelegde toestemming", "recorded consent"}},
    [SP_KIND_CONFIRM]    = {"confirm",    {"bevestiging", "confirmation"}},
    [SP_KIND_RELATE]     = {"relate",     {"relatie", "relation"}},
    [SP_KIND_OBJECT]     = {"object",     {"bezwaar", "objection"}},
    [SP_KIND_MANDATE]    = {"mandate",    {"vertegenwoordiging", "representation"}},
    [SP_KIND_CAPACITY]   = {"capacity",   {"wilsbekwaamheid", "capacity"}},
    [SP_KIND_AGE]        = {"age",        {"leeftijdsgroep", "age band"}},
    [SP_KIND_DEATH]      = {"death",      {"overlijden", "death"}},
    [SP_KIND_APPROVE]    = {"approve",    {"goedkeuring van een bericht", "approval of a message"}},
    [SP_KIND_REJECT]     = {"reject",     {"afwijzing van een bericht", "rejection of a message"}},
    [SP_KIND_REVOKE]     = {"revoke",     {"intrekking", "withdrawal"}},
    [SP_KIND_END]        = {"end",        {"beëindiging", "ending"}},
    [SP_KIND_BREAKGLASS] = {"breakglass", {"doorbreken van het beroepsgeheim", "breaking of secrecy"}},
    [SP_KIND_COSIGN]     = {"cosign",     {"medeondertekening", "co-signature"}},
    [SP_KIND_ROTATE_KEY] = {"rotate_key", {"nieuwe sleutel", "new key"}},
    [SP_KIND_CLOSE]      = {"close",      {"afsluiting", "closing"}},
};

static const struct sp_term relation_rows[SP_RELATION_COUNT] = {
    [SP_RELATION_TREATS]       = {"treats",       {"behandelt", "treats"}},
    [SP_RELATION_EMPLOYS]      = {"employs",      {"is werkgever van", "employs"}},
    [SP_RELATION_OCCUPATIONAL] = {"occupational", {"begeleidt bij verzuim", "guides during absence"}},
    [SP_RELATION_COACHES]      = {"coaches",      {"coacht", "coaches"}},
    [SP_RELATION_UWV]          = {"uwv",          {"beoordeelt voor UWV", "assesses for UWV"}},
};

static const struct sp_term rep_rows[SP_REP_COUNT] = {
    [SP_REP_PARENTS]       = {"parents",       {"ouders met gezag", "parents with authority"}},
    [SP_REP_GUARDIAN]      = {"guardian",      {"voogd", "guardian"}},
    [SP_REP_CURATOR]       = {"curator",       {"curator", "curator"}},
    [SP_REP_MENTOR]        = {"mentor",        {"mentor", "mentor"}},
    [SP_REP_WRITTEN_PROXY] = {"written_proxy", {"schriftelijk gemachtigde", "written proxy"}},
    [SP_REP_PARTNER]       = {"partner",       {"partner", "partner"}},
    [SP_REP_FAMILY]        = {"family",        {"familielid", "family member"}},
};

static const struct sp_term age_rows[SP_AGE_COUNT] = {
    [SP_AGE_ADULT]     = {"adult",     {"18 jaar of ouder", "18 or older"}},
    [SP_AGE_UNDER_12]  = {"under_12",  {"jonger dan 12 jaar", "under 12"}},
    [SP_AGE_12_TO_15]  = {"12_to_15",  {"12 tot en met 15 jaar", "12 to 15"}},
    [SP_AGE_16_AND_17] = {"16_and_17", {"16 of 17 jaar", "16 or 17"}},
};

const struct sp_terms sp_roles      = {"role",      role_rows,     SP_ROLE_ALL_COUNT};
const struct sp_terms sp_categories = {"category",  category_rows, SP_CATEGORY_COUNT};
const struct sp_terms sp_purposes   = {"purpose",   purpose_rows,  SP_PURPOSE_COUNT};
const struct sp_terms sp_evidences  = {"evidence",  evidence_rows, SP_EVIDENCE_COUNT};
const struct sp_terms sp_kinds      = {"kind",      kind_rows,     SP_KIND_COUNT};
const struct sp_terms sp_relations  = {"relation",  relation_rows, SP_RELATION_COUNT};
const struct sp_terms sp_reps       = {"given_by",  rep_rows,      SP_REP_COUNT};
const struct sp_terms sp_age_bands  = {"age",       age_rows,      SP_AGE_COUNT};
/* clang-format on */

int
sp_term_find(const struct sp_terms *terms, const char *id)
{
    for (int row = 0; row < terms->count; row++) {
        if (strcmp(terms->rows[row].id, id) == 0) {
            return row;
        }
    }
    return -1;
}

const char *
sp_term_id(const struct sp_terms *terms, unsigned row)
{
    return row < terms->count ? terms->rows[row].id : "?";
}

const char *
sp_term_name(const struct sp_terms *terms, unsigned row, enum sp_language language)
{
    if (row >= terms->count || (unsigned)language >= SP_LANGUAGE_COUNT) {
        return "?";
    }
    return terms->rows[row].name[language];
}

/* "L2+L7"; a bit past the last law is shown as "?". */
static void
laws_text(uint16_t laws, char out[static SP_BASIS_TEXT_BYTES])
{
    size_t used = 0;

    for (unsigned n = 1; n <= SP_LAW_COUNT; n++) {
        if ((laws & SP_LAW_BIT(n)) == 0) {
            continue;
        }
        int wrote = snprintf(out + used, SP_BASIS_TEXT_BYTES - used, used > 0 ? "+L%u" : "L%u", n);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
    if (laws >> SP_LAW_COUNT != 0) {
        (void)snprintf(out + used, SP_BASIS_TEXT_BYTES - used, used > 0 ? "+?" : "?");
    }
}

void
sp_basis_text(uint8_t basis, uint16_t laws, char out[static SP_BASIS_TEXT_BYTES])
{
    const char *text = "?";

    memset(out, 0, SP_BASIS_TEXT_BYTES);
    switch (basis) {
    case SP_BASIS_FREE:
        text = "free";
        break;
    case SP_BASIS_CONSENT:
        text = "consent";
        break;
    case SP_BASIS_CONSENT_EACH:
        text = "consent+each";
        break;
    case SP_BASIS_LAW:
        laws_text(laws, out);
        return;
    case SP_BASIS_NONE:
        return;
    default:
        break;
    }
    (void)snprintf(out, SP_BASIS_TEXT_BYTES, "%s", text);
}
