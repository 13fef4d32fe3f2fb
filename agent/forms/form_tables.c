/*
 * The forms.  A new field or form is a row here and a line in tests/agent/form_test.c; what was
 * released keeps its number, and a changed form gets the next version.
 */
#include "form_tables.h"

#define COUNT(table_) (sizeof(table_) / sizeof((table_)[0]))

/* clang-format off */

/* Step 4 of the Gespreksleidraad 'Arbeid als medicijn': only its outcome is meant for exchange. */
static const struct sp_form_field plan[] = {
    {"agreements",   SP_CATEGORY_PLAN_AGREEMENTS,  SP_FORM_TYPE_LINES, true,  NULL, {"Afspraken: wie doet wat", "Agreements: who does what"}},
    {"involvement",  SP_CATEGORY_PLAN_AGREEMENTS,  SP_FORM_TYPE_LINES, false, NULL, {"Wie schakelt wie in, en wanneer", "Who involves whom, and when"}},
    {"limits",       SP_CATEGORY_FUNCTIONAL_LIMITS,SP_FORM_TYPE_TEXT,  false, NULL, {"Wat lukt nu wel en niet (feiten)", "What works now and what does not (facts)"}},
    {"adaptations",  SP_CATEGORY_WORK_ADAPTATIONS, SP_FORM_TYPE_LINES, false, NULL, {"Aanpassingen in het werk", "Adaptations at work"}},
    {"emergency",    SP_CATEGORY_EMERGENCY_INSTRUCTION, SP_FORM_TYPE_TEXT, false, NULL, {"Wat te doen in nood", "What to do in an emergency"}},
    {"eval_dates",   SP_CATEGORY_EVAL_DATES,       SP_FORM_TYPE_DATES, false, NULL, {"Data van evaluatie", "Evaluation dates"}},
    {"contact",      SP_CATEGORY_CONTACT_PROF,     SP_FORM_TYPE_LINE,  false, NULL, {"Wie is bereikbaar, en hoe", "Who can be reached, and how"}},
};
/* The asker states own findings and what he wants to know (LHV, S8). */
static const struct sp_form_field question[] = {
    {"question",  SP_CATEGORY_INFO_REQUEST,      SP_FORM_TYPE_TEXT,       true,  NULL, {"Vraag", "Question"}},
    {"asks",      SP_CATEGORY_INFO_REQUEST,      SP_FORM_TYPE_CATEGORIES, true,  NULL, {"Gevraagde soorten informatie", "Kinds of information asked for"}},
    {"answer_by", SP_CATEGORY_INFO_REQUEST,      SP_FORM_TYPE_DATE,       false, NULL, {"Graag antwoord voor", "Please answer before"}},
    {"findings",  SP_CATEGORY_FUNCTIONAL_LIMITS, SP_FORM_TYPE_TEXT,       false, NULL, {"Eigen bevindingen van de vrager", "The asker's own findings"}},
};
/* Only what was asked, and only facts and findings: no opinion, no prognosis (LHV, S8). */
static const struct sp_form_field answer[] = {
    {"plan",         SP_CATEGORY_PLAN_AGREEMENTS,    SP_FORM_TYPE_TEXT,  false, NULL, {"Afspraken uit het behandelplan", "Agreements of the treatment plan"}},
    {"treatment",    SP_CATEGORY_TREATMENT_COURSE,   SP_FORM_TYPE_TEXT,  false, NULL, {"Verloop van de behandeling (feiten)", "Course of treatment (facts)"}},
    {"limits",       SP_CATEGORY_FUNCTIONAL_LIMITS,  SP_FORM_TYPE_TEXT,  false, NULL, {"Beperkingen en mogelijkheden (feiten)", "Limitations and possibilities (facts)"}},
    {"situation",    SP_CATEGORY_SITUATION_ANALYSIS, SP_FORM_TYPE_TEXT,  false, NULL, {"Rol van het werk bij klachten en herstel", "Role of work in complaints and recovery"}},
    {"symptoms",     SP_CATEGORY_SYMPTOMS,           SP_FORM_TYPE_TEXT,  false, NULL, {"Klachten", "Symptoms"}},
    {"diagnosis",    SP_CATEGORY_DIAGNOSIS,          SP_FORM_TYPE_TEXT,  false, NULL, {"Diagnose", "Diagnosis"}},
    {"medication",   SP_CATEGORY_MEDICATION,         SP_FORM_TYPE_TEXT,  false, NULL, {"Medicatie", "Medication"}},
    {"instruments",  SP_CATEGORY_INSTRUMENT_RESULTS, SP_FORM_TYPE_TEXT,  false, NULL, {"Uitslagen van vragenlijsten", "Results of questionnaires"}},
    {"work",         SP_CATEGORY_WORK_CONTEXT,       SP_FORM_TYPE_TEXT,  false, NULL, {"Over het werk", "About the work"}},
    {"adaptations",  SP_CATEGORY_WORK_ADAPTATIONS,   SP_FORM_TYPE_LINES, false, NULL, {"Aanpassingen in het werk", "Adaptations at work"}},
    {"duration",     SP_CATEGORY_EXPECTED_DURATION,  SP_FORM_TYPE_LINE,  false, NULL, {"Verwachte duur", "Expected duration"}},
    {"eval_dates",   SP_CATEGORY_EVAL_DATES,         SP_FORM_TYPE_DATES, false, NULL, {"Data van evaluatie", "Evaluation dates"}},
};
/* What the occupational physician may tell an employer (KNMG code, S7): work terms only. */
static const struct sp_form_field work_advice[] = {
    {"limits",       SP_CATEGORY_FUNCTIONAL_LIMITS,  SP_FORM_TYPE_TEXT,  true,  NULL, {"Wat kan de werknemer wel en niet", "What the employee can and cannot do"}},
    {"adaptations",  SP_CATEGORY_WORK_ADAPTATIONS,   SP_FORM_TYPE_LINES, false, NULL, {"Aanpassingen in het werk", "Adaptations at work"}},
    {"duration",     SP_CATEGORY_EXPECTED_DURATION,  SP_FORM_TYPE_LINE,  false, NULL, {"Verwachte duur", "Expected duration"}},
    {"degree",       SP_CATEGORY_INCAPACITY_DEGREE,  SP_FORM_TYPE_LINE,  false, NULL, {"Mate van arbeidsongeschiktheid", "Degree of incapacity"}},
    {"rtw_plan",     SP_CATEGORY_RTW_PLAN,           SP_FORM_TYPE_LINES, false, NULL, {"Opbouw en terugkeer", "Build-up and return"}},
    {"eval_dates",   SP_CATEGORY_EVAL_DATES,         SP_FORM_TYPE_DATES, false, NULL, {"Data van evaluatie", "Evaluation dates"}},
};
/* Steps 1 and 2 of the Gespreksleidraad: they stay between patient and clinician. */
static const struct sp_form_field preparation[] = {
    {"story",     SP_CATEGORY_PREP_NOTES,   SP_FORM_TYPE_TEXT,  false, NULL, {"Mijn verhaal", "My story"}},
    {"can",       SP_CATEGORY_PREP_NOTES,   SP_FORM_TYPE_TEXT,  false, NULL, {"Wat ik doe en kan", "What I do and can do"}},
    {"wants",     SP_CATEGORY_PREP_NOTES,   SP_FORM_TYPE_TEXT,  false, NULL, {"Wat ik wil", "What I want"}},
    {"needs",     SP_CATEGORY_PREP_NOTES,   SP_FORM_TYPE_TEXT,  false, NULL, {"Wat ik nodig heb", "What I need"}},
    {"questions", SP_CATEGORY_PREP_NOTES,   SP_FORM_TYPE_LINES, false, NULL, {"Vragen voor het gesprek", "Questions for the talk"}},
    {"work",      SP_CATEGORY_WORK_CONTEXT, SP_FORM_TYPE_TEXT,  false, NULL, {"Over mijn werk", "About my work"}},
};

static const struct sp_term claims[] = {
    {"wia",   {"WIA", "WIA"}},
    {"zw",    {"Ziektewet", "Sickness Benefits Act"}},
    {"wajong",{"Wajong", "Wajong"}},
    {"riv",   {"re-integratieverslag", "re-integration report"}},
};
static const struct sp_terms claim_terms = {"claim", claims, (uint8_t)COUNT(claims)};

static const struct sp_form_field uwv_question[] = {
    {"claim",     SP_CATEGORY_INFO_REQUEST, SP_FORM_TYPE_CHOICE,     true,  &claim_terms, {"Waarvoor", "What for"}},
    {"reference", SP_CATEGORY_INFO_REQUEST, SP_FORM_TYPE_LINE,       false, NULL, {"Kenmerk van het UWV", "Reference of UWV"}},
    {"question",  SP_CATEGORY_INFO_REQUEST, SP_FORM_TYPE_TEXT,       true,  NULL, {"Vraag", "Question"}},
    {"asks",      SP_CATEGORY_INFO_REQUEST, SP_FORM_TYPE_CATEGORIES, true,  NULL, {"Gevraagde soorten informatie", "Kinds of information asked for"}},
    {"answer_by", SP_CATEGORY_INFO_REQUEST, SP_FORM_TYPE_DATE,       false, NULL, {"Graag antwoord voor", "Please answer before"}},
};
/* The medical part is an item of its own: for the insurance physician, never the labour expert. */
static const struct sp_form_field uwv_answer[] = {
    {"medical",      SP_CATEGORY_RIV_MEDICAL,        SP_FORM_TYPE_TEXT,  true,  NULL, {"Medische informatie bij het re-integratieverslag", "Medical information with the re-integration report"}},
    {"reference",    SP_CATEGORY_RIV_MEDICAL,        SP_FORM_TYPE_LINE,  false, NULL, {"Kenmerk van het UWV", "Reference of UWV"}},
    {"limits",       SP_CATEGORY_FUNCTIONAL_LIMITS,  SP_FORM_TYPE_TEXT,  false, NULL, {"Beperkingen en mogelijkheden", "Limitations and possibilities"}},
    {"fitness",      SP_CATEGORY_FITNESS_JUDGEMENT,  SP_FORM_TYPE_TEXT,  false, NULL, {"Oordeel over de belastbaarheid", "Judgement on fitness for work"}},
    {"treatment",    SP_CATEGORY_TREATMENT_COURSE,   SP_FORM_TYPE_TEXT,  false, NULL, {"Verloop van de behandeling", "Course of treatment"}},
    {"duration",     SP_CATEGORY_EXPECTED_DURATION,  SP_FORM_TYPE_LINE,  false, NULL, {"Verwachte duur", "Expected duration"}},
};

const struct sp_form sp_form_table[SP_FORM_ROWS] = {
    {SP_FORM_PLAN, 1, "plan", {"Afspraken uit het behandelplan", "Agreements of the treatment plan"},
     {"De uitkomst van het gesprek over werk: wie doet wat, en wanneer spreekt u elkaar weer.", "The outcome of the talk about work: who does what, and when you meet again."},
     plan, COUNT(plan)},
    {SP_FORM_QUESTION, 1, "question", {"Gerichte vraag", "Targeted question"},
     {"Een vraag aan een andere professional, met wat u zelf al vond.", "A question to another professional, with your own findings."},
     question, COUNT(question)},
    {SP_FORM_ANSWER, 1, "answer", {"Antwoord op een vraag", "Answer to a question"},
     {"Alleen wat gevraagd is, en alleen feiten: geen oordeel en geen verwachting.", "Only what was asked, and only facts: no opinion, no expectation."},
     answer, COUNT(answer)},
    {SP_FORM_WORK_ADVICE, 1, "work_advice", {"Werkadvies", "Work advice"},
     {"Advies van de bedrijfsarts aan de werkgever, zonder medische gegevens.", "Advice of the occupational physician to the employer, without medical data."},
     work_advice, COUNT(work_advice)},
    {SP_FORM_PREPARATION, 1, "preparation", {"Voorbereiding op het gesprek", "Preparation for the talk"},
     {"Aantekeningen van de patiënt voor het gesprek met de behandelaar.", "The patient's notes for the talk with the clinician."},
     preparation, COUNT(preparation)},
    {SP_FORM_UWV_QUESTION, 1, "uwv_question", {"Vraag van het UWV", "Question of UWV"},
     {"Een vraag van de verzekeringsarts van het UWV.", "A question of the UWV insurance physician."},
     uwv_question, COUNT(uwv_question)},
    {SP_FORM_UWV_ANSWER, 1, "uwv_answer", {"Antwoord aan het UWV", "Answer to UWV"},
     {"Antwoord aan de verzekeringsarts, met het medische deel apart.", "Answer to the insurance physician, with the medical part on its own."},
     uwv_answer, COUNT(uwv_answer)},
};

static const struct fault_row {
    const char *text[SP_LANGUAGE_COUNT];
} faults[SP_FORM_FAULT_KIND_COUNT] = {
    [SP_FORM_FAULT_NONE]     = {{"er is niets mis", "nothing is wrong"}},
    [SP_FORM_FAULT_JSON]     = {{"dit is geen leesbare JSON: {0}", "this is no readable JSON: {0}"}},
    [SP_FORM_FAULT_OBJECT]   = {{"hier hoort één JSON-object te staan: {\"veld\": waarde, …}", "there must be one JSON object here: {\"field\": value, …}"}},
    [SP_FORM_FAULT_UNKNOWN]  = {{"dit veld heeft het formulier niet; wel: {0}", "the form has no such field; it has: {0}"}},
    [SP_FORM_FAULT_MISSING]  = {{"dit veld is verplicht", "this field is required"}},
    [SP_FORM_FAULT_EMPTY]    = {{"er is niets ingevuld; vul minstens één veld in: {0}", "nothing is filled in; fill in at least one field: {0}"}},
    [SP_FORM_FAULT_TYPE]     = {{"hier hoort {0} te staan", "this must be {0}"}},
    [SP_FORM_FAULT_LONG]     = {{"dit is te lang: hoogstens {0} bytes", "this is too long: at most {0} bytes"}},
    [SP_FORM_FAULT_MANY]     = {{"dit zijn er te veel: hoogstens {0}", "these are too many: at most {0}"}},
    [SP_FORM_FAULT_CONTROL]  = {{"hierin staan stuurtekens; gebruik alleen gewone tekst", "this holds control characters; use plain text"}},
    [SP_FORM_FAULT_DATE]     = {{"dit is geen bestaande dag; schrijf jjjj-mm-dd, zoals 2026-12-01", "this is no existing day; write yyyy-mm-dd, as in 2026-12-01"}},
    [SP_FORM_FAULT_CHOICE]   = {{"kies een van: {0}", "choose one of: {0}"}},
    [SP_FORM_FAULT_CATEGORY] = {{"dit is geen soort informatie, of hij staat er al: {0}", "this is no kind of information, or it is there already: {0}"}},
    [SP_FORM_FAULT_MEMORY]   = {{"er is te weinig geheugen", "there is too little memory"}},
};

static const struct fault_row types[] = {
    [SP_FORM_TYPE_TEXT]       = {{"een tekst die niet leeg is", "a text that is not empty"}},
    [SP_FORM_TYPE_LINE]       = {{"een regel tekst die niet leeg is", "a line of text that is not empty"}},
    [SP_FORM_TYPE_LINES]      = {{"een lijst van regels: [\"…\", \"…\"]", "a list of lines: [\"…\", \"…\"]"}},
    [SP_FORM_TYPE_DATE]       = {{"een dag: \"2026-12-01\"", "a day: \"2026-12-01\""}},
    [SP_FORM_TYPE_DATES]      = {{"een lijst van dagen: [\"2026-12-01\"]", "a list of days: [\"2026-12-01\"]"}},
    [SP_FORM_TYPE_CATEGORIES] = {{"een lijst van soorten informatie: [\"plan_agreements\"]", "a list of kinds of information: [\"plan_agreements\"]"}},
    [SP_FORM_TYPE_CHOICE]     = {{"een keuze, als tekst", "a choice, as text"}},
};
/* clang-format on */

const char *
sp_form_type_phrase(enum sp_form_type type, enum sp_language language)
{
    return types[type].text[language];
}

const char *
sp_form_fault_sentence(enum sp_form_fault_kind kind, enum sp_language language)
{
    return faults[kind].text[language];
}
