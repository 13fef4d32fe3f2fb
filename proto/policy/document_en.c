/*
 * English: what docs/rules.md says besides the tables and the rules' own texts.
 */
#include "policy_document.h"

/* clang-format off */
static const struct sp_policy_source sources[] = {
    {"S1-446", "F", "Articles 7:446(4) and 7:464 of the Dutch Civil Code: who assesses or guides "
                    "somebody's health on the order of another, in connection with claims or "
                    "work, has no treatment agreement; the rules then apply as far as the "
                    "relation allows"},
    {"S1-own", "K", "The patient, close ones and representatives are not bound by professional "
                    "secrecy; only those who practise care are (inferred from S26)"},
    {"S2",     "F", "Article 7:457(1) and (2) of the Dutch Civil Code: no information to others "
                    "than the patient without consent, except by legal duty and to those directly "
                    "involved in the treatment, or a locum, as far as necessary"},
    {"S3",     "F", "Articles 7:447, 7:448, 7:450, 7:454 to 7:458 and 7:465 of the Dutch Civil "
                    "Code: age, parents, representatives and their order, access, file, good care"},
    {"S4",     "F K", "Article 14 of the Working Conditions Act (Arbowet): expert assistance in "
                      "guiding sick employees"},
    {"S4b",    "F", "Decree on electronic data processing by care providers (Begz), articles 2, "
                    "3, 5 and 7: data protection officer, NEN 7510, NEN 7512 and logging by NEN "
                    "7513; logs are kept at least five years"},
    {"S5",     "K", "Articles 5(1)(b) and (c), 5(2), 15, 17, 25, 30 and 32 GDPR: purpose "
                    "limitation, minimal data, accountability, access, security"},
    {"S5a",    "F2 K", "Articles 4(11), 7 and 9(2)(a) GDPR and recitals 42 and 43: consent is "
                       "free, specific, informed, explicit, provable and as easy to withdraw as "
                       "to give"},
    {"S5b",    "F", "Act on additional provisions for processing personal data in care (Wabvpz), "
                    "articles 15a to 15j; article 15f(2): an occupational or insurance physician "
                    "may not have access to an electronic exchange system"},
    {"S6",     "F", "Article 54 of the SUWI Act: (1) everybody gives UWV what it needs on "
                    "request; (3)(c) the occupational physician and health service, on request"},
    {"S7",     "F2", "KNMG, code on data exchange in sickness absence and re-integration (2006): "
                     "what the occupational physician may tell the employer without consent; the "
                     "employee gets the same information"},
    {"S8",     "F2", "LHV on medical examination and work, with the code of 2006: targeted "
                     "consent beforehand; the asker states own findings and question; only facts, "
                     "no opinion, prognosis or expectation"},
    {"S9",     "F", "Articles 22 and 30 UAVG (GDPR Implementation Act): the ban on health data; "
                    "employers only what is necessary for claims, re-integration or guidance"},
    {"S10",    "F2", "Dutch data protection authority (AP), policy rules on the sick employee "
                     "(2016): what the employer may ask at a sick report and nothing else, not "
                     "even with the employee's consent"},
    {"S11",    "F2", "AP and EDPB on consent at work: dependency makes it unfree; even what the "
                     "employee volunteers on nature and cause may not be recorded"},
    {"S11c",   "F2", "AP, fine for an employer that noted illnesses and complaints in its absence "
                     "register"},
    {"S12",    "F K", "Articles 9 GDPR and 22 UAVG: the ban on health data and its exceptions; "
                      "purpose limitation"},
    {"S13",    "F2", "NVAB, questions on data protection (2023): an employer may not ask the "
                     "employee for limitations and possibilities"},
    {"S14",    "F2", "NVAB guideline on the occupational physician and privacy, annex with "
                     "examples: do not name the kind of treatment or the disorder; do say that "
                     "there is a practitioner or that the treatment is adequate"},
    {"S15",    "F2", "Register of insurance physicians: the occupational physician must give UWV "
                     "what it needs; this takes precedence over secrecy, but is not unlimited"},
    {"S16",    "F2", "NVAB on re-integration companies (2023): without consent only what "
                     "re-integration needs, the employee informed; they are not part of the "
                     "treatment team"},
    {"S17",    "F2", "NVAB on the current opinion (2023): no medical information for the labour "
                     "expert, medical information for the insurance physician; article 65 of the "
                     "Work and Income Act (WIA)"},
    {"S17u",   "F2", "UWV: medical documents come from the employee, never from the employer"},
    {"S18",    "F2", "Medisch Contact on a report of UWV: two files, a secret medical one and a "
                     "non-medical one made from it"},
    {"S19",    "F K", "KNMG guideline on handling medical data (2021): directly involved, locum, "
                      "representatives, presumed consent, legal duties"},
    {"S20",    "F", "Individual Placement and Support (IPS): employment support and psychiatric "
                    "care offered together"},
    {"S21",    "F2", "National ombudsman 2017/097 and NVAB: in a WIA objection the employer sees "
                     "no medical documents without consent; a proxy physician or lawyer does"},
    {"S22",    "F2 F", "KNMG: a treating clinician gives no medical statement on the own patient "
                       "and does not say that somebody can work again"},
    {"S23",    "F2", "NTA 7516: certainty about sender and recipient in secure messages on health"},
    {"S24",    "F2", "Criteria for a conflict of duties, as the KNMG gives them"},
    {"S25",    "F2", "Gevers (2003) and Heida: serious harm to others and near-certain prevention "
                     "as strict conditions; the name and the very fact of a consultation are "
                     "secret too"},
    {"S26",    "F", "Article 88 of the Individual Healthcare Professions Act (Wet BIG): who "
                    "practises care keeps secret what was entrusted or must be understood as "
                    "secret"},
    {"SEED0",  "F", "Knowledge synthesis on work and severe mental illness"},
    {"SEED1",  "F", "Seven insights on work as medicine"},
    {"SEED2",  "F", "Module work as medicine, summary card"},
    {"SEED3",  "F", "Guide for a mentally healthy business"},
    {"SEED4",  "F", "Toolbox of the NIP"},
    {"A1",     "", "The first of the three points of chapter 6"},
    {"A2",     "", "The second of the three points of chapter 6"},
    {"A3",     "", "The third of the three points of chapter 6"},
    {"D",      "", "Design choice: chosen with caution, no source prescribes it so"},
    {NULL, NULL, NULL},
};

static const struct sp_policy_point points[] = {
    {.code      = "A1",
     .question  = "Can the patient's will ever open the way to the employer?",
     .in_favour = "Autonomy. LHV (on an older KNMG line) lets the occupational physician give "
                  "medical data with targeted consent. Openness can help (SEED1). Article 9(2)(a) "
                  "GDPR.",
     .against   = "AP (2016): not even with consent. Dependency makes consent unfree. Even what "
                  "the employee volunteers may not be recorded; a fine was given for it (S11c).",
     .standard  = "Medical information and functional limitations never reach the employer this "
                  "way, not even from the patient. Limitations only from the occupational "
                  "physician (or labour expert, or a decision of UWV); adaptations from the "
                  "patient. A treating clinician has no way to the employer; an IPS employment "
                  "specialist or job coach only with consent and in terms of work. The price: "
                  "some openness that somebody wants must happen in conversation."},
    {.code      = "A2",
     .question  = "Is the IPS employment specialist in a mental health team directly involved in "
                  "the treatment (article 7:457(2) of the Dutch Civil Code)?",
     .in_favour = "IPS brings employment support and psychiatric care into one team (SEED0). Then "
                  "sharing what is needed may rest on presumed consent.",
     .against   = "NVAB: helping to work is not treating. Many IPS employment specialists are "
                  "employed or financed elsewhere. Their contact with the employer makes them a "
                  "path by which something may leak.",
     .standard  = "Written consent for work and agreements; approval of each message for "
                  "symptoms, treatment course, diagnosis and medication; no instrument results "
                  "and no private circumstances."},
    {.code      = "A3",
     .question  = "How far does article 54 of the SUWI Act break professional secrecy?",
     .in_favour = "Read widely: (1) obliges everybody to answer UWV; (3)(c) names the "
                  "occupational physician and takes precedence as a special rule (S15).",
     .against   = "(1) is general and does not name medical secrecy. In practice clinicians work "
                  "with an authorisation. Even then: only what is necessary.",
     .standard  = "A treating clinician gives UWV something only with targeted written consent, "
                  "medical information with approval of each message. The occupational physician "
                  "gives the insurance physician something without consent only on a request that "
                  "is named, or as the medical part of the re-integration report; never to the "
                  "labour expert or through the employer. Letters of the clinician are not "
                  "forwarded word for word without consent to that."},
    {.code = NULL},
};

static const char *const notes[] = {
    "Functional limitations from a clinician to the occupational physician are facts on what the "
    "patient does and reports, not a judgement of what work she can do (S8).",
    "L1 holds only with a confirmed treatment relation between the recipient and this patient. "
    "Without it, or when the patient objects, the same information needs consent.",
    "L2 to the employer: the patient gets the same text at the same time (S7). She cannot stop "
    "it, but may ask for correction, or UWV for an expert opinion.",
    "L3 from the occupational physician needs a reference to a request, except for the medical "
    "part of the re-integration report.",
    "From patient to employer medical information is closed only on this way: the patient remains "
    "free to tell it in person. Functional limitations are closed too (S13): put them as work "
    "adaptations.",
    "L7 and L8 to patient or representative: withheld only for another's privacy, for good care "
    "(representative), or by the therapeutic exception after consulting another provider.",
    "Between employer and treating clinicians there is no way, there or back, on purpose. The "
    "answer is the same whether that person exists or not, so that an employer cannot learn "
    "whether somebody is treated.",
    NULL,
};

static const struct sp_policy_heading headings[] = {
    {"facts.unknown",         "Beforehand (steps 1 to 3)"},
    {"breakglass.pair",       "Emergency disclosure (step 4)"},
    {"cell.employer_health",  "What may never pass (step 5)"},
    {"representative.sender", "Who speaks (step 6)"},
    {"request.forbidden",     "What is asked (step 7)"},
    {"forward.onward",        "Forwarding (step 8)"},
    {"purpose.recipient",     "What for, and on request (step 9)"},
    {"consent.objection",     "Consent (step 10)"},
    {"approval.rejected",     "Approval of this message (step 11)"},
    {"allow.consent_each",    "Allowed, and on what it rests (step 12)"},
    {"own.copy",              "Decided elsewhere"},
    {"default.deny",          "All else"},
    {NULL, NULL},
};

static const char *const smaller[] = {
    "The terms of chapter 4 are our choice.",
    "Whether a list of functional possibilities (FML) from UWV to the employer is medical: there "
    "is no way for it here.",
    "Oral consent towards an occupational physician is valid in civil law, but does not count "
    "here.",
    "Whether the broker is an electronic exchange system: it is made so that it is not one "
    "(sending only), and yet meets articles 2, 3 and 5 Begz as if it were.",
    "Parents of a child from 12 to 15 count as entitled to receive, subject to good care.",
    "No edition of the Wegwijzer later than 2014 was found here.",
    NULL,
};

const struct sp_policy_document sp_policy_document_en = {
    .title   = "The rules of professional secrecy",
    .confirm = "This is not legal advice. A health lawyer or data protection officer (FG) must "
               "confirm these rules, chapters 2, 4 and 6 above all, before real patient data pass "
               "through a broker.",
    .made    = "This document is made from the tables by which the program decides; who reads it, "
               "reads what happens.",

    .reading      = "How to read this",
    .reading_text = "A message carries one or more kinds of information, from one sender to one "
                    "recipient, for one purpose. For each kind the matrix says on what sharing it "
                    "rests. What is not there may never pass, not even with consent. One kind "
                    "that may not pass stops the whole message.",
    .free     = "free: one's own information, or under no secrecy",
    .consent  = "with the patient's consent",
    .each     = "with consent, and the patient's approval of this message",
    .never    = "never, not even with consent",
    .laws     = {
        [1]  = "Article 7:457(2) of the Dutch Civil Code: directly involved in the treatment, or "
               "locum; the patient may object",
        [2]  = "Articles 30(1)(b) UAVG, 7:658a of the Dutch Civil Code and 14 Working Conditions "
               "Act: what occupational physician and employer need between them, non-medical",
        [3]  = "Articles 54(3)(c) of the SUWI Act and 65 WIA: occupational and insurance "
               "physician, on request or as part of the re-integration report",
        [4]  = "WIA and article 54 of the SUWI Act: the non-medical part of the re-integration "
               "report to UWV",
        [5]  = "Task within UWV (WIA, SUWI Act): to the labour expert only what somebody can do",
        [6]  = "WIA and SUWI Act: what re-integration needs, non-medical, the employee informed",
        [7]  = "The patient's own data: articles 7:448 and 7:456 of the Dutch Civil Code, 15 "
               "GDPR, 15d and 15e Wabvpz",
        [8]  = "The entitled representative: articles 7:457(3) and 7:465 of the Dutch Civil Code",
        [9]  = "Conflict of duties: emergency disclosure, with every item of the checklist",
        [10] = "Accountability: articles 5(2) and 32 GDPR, 5 Begz; log data only",
        [11] = "Decision or expert opinion of UWV: the non-medical outcome",
    },
    .roles      = "The roles",
    .categories = "The kinds of information",
    .category   = "kind",

    .matrix      = "The matrix",
    .matrix_text = "The sources of each row stand below the table, by the codes of chapter 5.",
    .overview    = "Overview: on what anything can rest",
    .from        = "from ↓ to →",
    .nothing     = "Never anything, not even with consent",
    .notes_title = "On the matrix",
    .notes       = notes,

    .order      = "The order",
    .order_text = "The rules are asked in this order; the first that holds decides. What no rule "
                  "allows does not pass.",
    .headings   = headings,
    .why        = "why",
    .next       = "what now",
    .source     = "source",

    .limits            = "The limits",
    .purposes          = "Purposes for which a role may receive",
    .purposes_text     = "Any other purpose is refused (`purpose.recipient`).",
    .law_purposes      = "Purposes for which a legal ground holds",
    .law_purposes_text = "Any other purpose is refused (`purpose.law`).",
    .evidence          = "How consent is recorded at least",
    .evidence_text     = "The numbers in the table are the lowest level that counts. Of two, the "
                         "second holds for a message that needs approval. Level 0 counts with L1 "
                         "only. What is free or rests on a law needs consent too when somebody "
                         "forwards a received message word for word.",
    .terms             = "How long consent lasts at most",
    .terms_text        = "In days after the first day; the last day counts. A later end is cut "
                         "short. Of several rows the first holds. It ends earlier when its "
                         "purpose ends, or when the patient withdraws it: that works at once.",
    .term_oral         = "oral, recorded in the file",
    .term_others       = "given by a representative, or by parents or guardian too",
    .term_each         = "for a message that needs approval",
    .term_patient      = "written or signed by the patient herself",
    .term_one          = "approval of one message: once, for exactly that text",
    .givers            = "Who must give consent",
    .givers_text       = "Judged on the day of the message. Who may consent alone may also send "
                         "and receive in the patient's place.",
    .age               = "age",
    .capable           = "capable in the matter",
    .incapable         = "not capable in the matter",
    .must_give         = "gives consent",
    .informed          = "may receive besides",
    .with              = "together with",
    .nobody            = "nobody",
    .other             = "or",
    .then              = "only then",
    .asks              = "What an employer may ask the employee",
    .asks_text         = "Asking for anything else is refused (`request.employer`). Nobody may "
                         "ask for what the other may never give (`request.forbidden`).",
    .breakglass        = "Emergency disclosure",
    .breakglass_text   = "Only to avert serious danger. Police, ambulance (112) and Veilig Thuis "
                         "are reached outside this system, by telephone.",
    .content           = "content, and nothing else",
    .pairs             = "from whom to whom",
    .items_title       = "all nine, each with a reason",
    .items             = {
        [SP_BREAKGLASS_CONSENT_SOUGHT] = "consent was sought, or asking is impossible or unsafe",
        [SP_BREAKGLASS_SERIOUS_HARM]   = "silence causes serious harm to the patient or another",
        [SP_BREAKGLASS_CONSCIENCE]     = "the professional is in distress of conscience",
        [SP_BREAKGLASS_NO_OTHER_WAY]   = "there is no other way to avert the harm",
        [SP_BREAKGLASS_EFFECTIVE]      = "speaking almost certainly prevents or limits the harm",
        [SP_BREAKGLASS_MINIMAL]        = "secrecy is broken as little as possible",
        [SP_BREAKGLASS_COLLEAGUE]      = "an independent colleague was consulted and co-signs",
        [SP_BREAKGLASS_INFORMED]       = "the patient knows beforehand, or is told as soon as it "
                                         "is safe",
        [SP_BREAKGLASS_RECORDED]       = "it is recorded in the file",
    },

    .sources      = "The sources",
    .sources_text = "How far verified: F, the text itself was read (Civil Code book 7 in the text "
                    "of 2010, SUWI Act in that of 2005, Working Conditions Act in that of 2004); "
                    "F2, a page about it was read; K, own knowledge, not verified. Of the "
                    "Wegwijzer beroepsgeheim in samenwerkingsverbanden (2014), the guide to "
                    "professional secrecy in collaborations, only title, contents and beginning "
                    "were read.",
    .checked      = "verified",
    .source_list  = sources,

    .points        = "The three most arguable points",
    .points_text   = "Until a lawyer decides on them, the cautious choice holds.",
    .in_favour     = "for",
    .against       = "against",
    .standard      = "choice now",
    .point_list    = points,
    .smaller_title = "Smaller open points",
    .smaller       = smaller,
};
/* clang-format on */
