/*
 * The texts in Dutch.
 */
#include "words.h"

// NOLINTBEGIN(bugprone-suspicious-missing-comma): long texts are written in pieces
const char *const sp_texts_nl[SP_TEXT_COUNT] = {
    [SP_TEXT_NONE] = "-",

    /* the program and its commands */
    [SP_TEXT_PROGRAM_ABOUT] =
        "Samenspraak: informatie delen over werk en psychische gezondheid, alleen met een grond "
        "daarvoor. Elk bericht gaat versleuteld van de ene partij naar de andere, en komt in een "
        "logboek dat iedereen kan controleren.",
    [SP_TEXT_GROUP_TAIL] = "Hulp bij een opdracht: '{0} OPDRACHT --help'.",
    [SP_TEXT_USAGE] = "Gebruik:",
    [SP_TEXT_USAGE_OPTIONS] = "[OPTIE...]",
    [SP_TEXT_USAGE_COMMAND] = "[OPTIE...] OPDRACHT [...]",
    [SP_TEXT_EXAMPLES] = "Voorbeelden:",
    [SP_TEXT_TRY_HELP] = "zie '{0} --help'.",
    [SP_TEXT_NOT_IN_THIS_VERSION] = "'{0}' zit niet in deze versie.",
    [SP_TEXT_ABSENT_SUMMARY] = "(niet in deze versie)",
    [SP_TEXT_INIT_SUMMARY] = "maak een profiel",
    [SP_TEXT_KEYS_SUMMARY] = "toon of vernieuw uw sleutels",
    [SP_TEXT_PAIR_SUMMARY] = "toon uw koppelcode (patiënt)",
    [SP_TEXT_RELATE_SUMMARY] = "vraag of bevestig wie met de patiënt te maken heeft",
    [SP_TEXT_CONSENT_SUMMARY] = "toestemming geven, bekijken en intrekken",
    [SP_TEXT_STATE_SUMMARY] = "leg andere feiten vast: leeftijd, wilsbekwaamheid, einde",
    [SP_TEXT_SEND_SUMMARY] = "verstuur een bericht",
    [SP_TEXT_REQUEST_SUMMARY] = "stel een gerichte vraag",
    [SP_TEXT_FORMS_SUMMARY] = "toon de formulieren",
    [SP_TEXT_INBOX_SUMMARY] = "toon wat er binnenkwam",
    [SP_TEXT_OPEN_SUMMARY] = "open een bericht",
    [SP_TEXT_APPROVE_SUMMARY] = "keur een bericht goed (patiënt)",
    [SP_TEXT_REJECT_SUMMARY] = "wijs een bericht af (patiënt)",
    [SP_TEXT_SENT_SUMMARY] = "toon wat er met uw berichten gebeurde",
    [SP_TEXT_WHO_SUMMARY] = "zoek professionals en organisaties",
    [SP_TEXT_LOG_SUMMARY] = "toon wat er rond u gebeurde",
    [SP_TEXT_POLICY_SUMMARY] = "bekijk en beproef de regels",
    [SP_TEXT_AUDIT_SUMMARY] = "het hele logboek uitvoeren en controleren",
    [SP_TEXT_STATUS_SUMMARY] = "profiel, sleutels, broker en logboek",

    /* options that many commands have */
    [SP_TEXT_OPTION_HOME] = "map van het profiel",
    [SP_TEXT_OPTION_PASSPHRASE_FILE] = "lees de wachtzin uit een bestand",
    [SP_TEXT_OPTION_JSON] = "antwoord in JSON",
    [SP_TEXT_OPTION_LANG] = "taal van de teksten",
    [SP_TEXT_OPTION_HELP] = "deze uitleg",
    [SP_TEXT_OPTION_VERSION] = "de versie",
    [SP_TEXT_OPTION_ABOUT] = "koppelcode of nummer van de patiënt",

    /* wrong usage */
    [SP_TEXT_BAD_LANG] = "--lang is nl of en, niet '{0}'.",
    [SP_TEXT_OPTION_UNKNOWN] = "Onbekende optie, of de waarde ontbreekt: '{0}'.",
    [SP_TEXT_OPTION_TWICE] = "--{0} staat er twee keer; geef hem één keer.",
    [SP_TEXT_OPTION_MISSING] = "Deze optie ontbreekt: --{0} {1}.",
    [SP_TEXT_OPERAND_MISSING] = "Er ontbreekt iets: {0}.",
    [SP_TEXT_TOO_MANY] = "Dit is te veel: '{0}'.",
    [SP_TEXT_COMMAND_MISSING] = "Zeg wat er moet gebeuren: geef een opdracht.",
    [SP_TEXT_COMMAND_UNKNOWN] = "Deze opdracht bestaat niet: '{0}'.",
    [SP_TEXT_BAD_PARTY] = "{0}: '{1}' is geen partij. Schrijf rol:schema:nummer, zoals "
                          "occ_physician:big:19012345601.",
    [SP_TEXT_BAD_CODE] = "{0}: '{1}' is geen koppelcode. Kijk of alle letters goed zijn "
                         "overgenomen; de controleletters kloppen niet of er ontbreekt iets.",
    [SP_TEXT_BAD_TERM] = "{0}: '{1}' bestaat niet. Kies uit: {2}.",
    [SP_TEXT_BAD_DAY] = "{0}: '{1}' is geen dag. Schrijf jjjj-mm-dd, zoals 2026-12-01.",
    [SP_TEXT_BAD_NUMBER] = "{0}: '{1}' is geen getal van 0 tot en met {2}.",
    [SP_TEXT_BAD_MSG_ID] = "{0}: '{1}' is geen berichtnummer; dat heeft 32 cijfers 0-9 a-f.",
    [SP_TEXT_BAD_ID] =
        "{0}: '{1}' is geen nummer van een bericht; dat heeft 32 of 64 cijfers 0-9 a-f.",
    [SP_TEXT_ABOUT_MISSING] = "Zeg over wie het gaat: --about CODE, de koppelcode van de patiënt.",
    [SP_TEXT_ABOUT_OTHER] =
        "Dit is uw eigen profiel als patiënt: --about kan alleen uzelf zijn. Laat de optie weg.",
    [SP_TEXT_FILE_UNREAD] = "{0} kan niet worden gelezen: {1}.",
    [SP_TEXT_FILE_UNWRITTEN] = "{0} kan niet worden geschreven: {1}.",
    [SP_TEXT_FILE_NOT_REGULAR] = "{0} is geen gewoon bestand.",
    [SP_TEXT_FOLDER_FAILED] = "Map {0}: {1}.",
    [SP_TEXT_HOME_UNKNOWN] = "Geen map voor het profiel: geef --home DIR of zet SAMENSPRAAK_HOME.",
    [SP_TEXT_HOME_TOO_LONG] = "De naam van de map is te lang.",
    [SP_TEXT_OUTPUT_FAILED] = "het antwoord kon niet worden geschreven.",
    [SP_TEXT_BROKER_AWAY_NOTE] = "{0} Hier staat wat al bekend was.",

    /* passphrase */
    [SP_TEXT_PASSPHRASE_ASK] = "Wachtzin: ",
    [SP_TEXT_PASSPHRASE_NEW] = "Kies een wachtzin: ",
    [SP_TEXT_PASSPHRASE_AGAIN] = "Nog een keer: ",
    [SP_TEXT_PASSPHRASE_NO_TERMINAL] = "Er is geen terminal om de wachtzin te vragen. Geef "
                                       "--passphrase-file FILE; bij init kan ook --no-passphrase.",
    [SP_TEXT_PASSPHRASE_UNREAD] = "De wachtzin kon niet worden gelezen.",
    [SP_TEXT_PASSPHRASE_EMPTY] = "De wachtzin is leeg. Kies een zin die u onthoudt.",
    [SP_TEXT_PASSPHRASE_DIFFERENT] = "De twee keren zijn niet gelijk. Begin opnieuw.",
    [SP_TEXT_PASSPHRASE_FILE_EMPTY] =
        "De eerste regel van {0} is leeg; daar hoort de wachtzin te staan.",
    [SP_TEXT_NO_PASSPHRASE_LOUD] =
        "LET OP: geen wachtzin. Wie bij {0} kan, kan namens u handelen en alles lezen.",

    /* init */
    [SP_TEXT_INIT_ABOUT] =
        "Maakt een profiel: wie u bent, uw sleutel en certificaat, en uw broker. Een patiënt "
        "zonder certificaat krijgt een aanvraag (request.pem); als het certificaat er is, maakt "
        "init --cert FILE het profiel af.",
    [SP_TEXT_INIT_EXAMPLES] =
        "  samenspraak init --role gp --id agb:01012345 --name \"Praktijk Oost\" --broker "
        "tls+tcp://127.0.0.1:4430 --ca root.pem --cert gp.pem --key gp.key\n"
        "  samenspraak init --role patient --broker tls+tcp://127.0.0.1:4430 --ca root.pem\n"
        "  samenspraak init --cert patient.pem",
    [SP_TEXT_INIT_ROLE] = "uw rol: patient, gp, clinician_ggz, employer ...",
    [SP_TEXT_INIT_ID] = "uw nummer, zoals big:19012345601; niet voor een patiënt",
    [SP_TEXT_INIT_NAME] = "hoe u heet; niet voor een patiënt",
    [SP_TEXT_INIT_BROKER] = "adres van de broker: tls+tcp://naam:poort",
    [SP_TEXT_INIT_CA] = "certificaten van de uitgever die u vertrouwt",
    [SP_TEXT_INIT_CRL] = "ingetrokken certificaten",
    [SP_TEXT_INIT_CERT] = "uw certificaat; alleen dit: maak een profiel af",
    [SP_TEXT_INIT_KEY] = "uw geheime sleutel (PEM)",
    [SP_TEXT_INIT_R] = "waarde r van een patiënt met eigen certificaat",
    [SP_TEXT_INIT_NO_PASSPHRASE] = "geen wachtzin: voor agenten zonder mens erbij",
    [SP_TEXT_INIT_NEEDS] = "Voor een nieuw profiel van {1} is --{0} nodig.",
    [SP_TEXT_INIT_ROLE_MISSING] = "Geef --role voor een nieuw profiel, of alleen --cert FILE om "
                                  "een profiel af te maken dat op zijn certificaat wacht.",
    [SP_TEXT_INIT_PASSPHRASE_BOTH] = "Kies: --passphrase-file of --no-passphrase.",
    [SP_TEXT_INIT_DONE] = "Profiel van {0} gemaakt in {1}.",
    [SP_TEXT_INIT_REQUEST] = "Laat {0} tekenen door wie u heeft geïdentificeerd, en maak het af "
                             "met 'samenspraak init --cert FILE'.",
    [SP_TEXT_INIT_NEXT] = "Kijk met 'samenspraak status' of de broker bereikbaar is.",
    [SP_TEXT_INIT_NEXT_PATIENT] = "Toon uw koppelcode met 'samenspraak pair'.",

    /* keys */
    [SP_TEXT_KEYS_ABOUT] = "Toont uw sleutels. Met rotate maakt u nu een nieuwe ontvangstsleutel "
                           "en maakt u die bekend.",
    [SP_TEXT_KEYS_EXAMPLES] = "  samenspraak keys\n"
                              "  samenspraak keys rotate",
    [SP_TEXT_KEYS_IDENTITY] = "Identiteit   {0}\n"
                              "             geldig van {1} tot {2}",
    [SP_TEXT_KEYS_CERTIFICATE_BAD] = "Het certificaat geldt nu niet: {0}.",
    [SP_TEXT_KEYS_RECEIVE] = "Ontvangst    {0}\n"
                             "             geldig van {1} tot {2}",
    [SP_TEXT_KEYS_RECEIVE_LATER] = "Ontvangst    {0}\n"
                                   "             geldig van {1} tot {2}; nog niet bekendgemaakt",
    [SP_TEXT_KEYS_ROTATED] = "De nieuwe ontvangstsleutel is bekendgemaakt.",

    /* pair */
    [SP_TEXT_PAIR_ABOUT] =
        "Toont uw koppelcode. U geeft hem zelf aan wie u kiest; daarna bevestigt u die partij.",
    [SP_TEXT_PAIR_EXAMPLES] = "  samenspraak pair\n"
                              "  samenspraak pair --qr",
    [SP_TEXT_PAIR_QR] = "ook als QR-code",
    [SP_TEXT_PAIR_CODE] = "Uw koppelcode: {0}",
    [SP_TEXT_PAIR_NEXT] =
        "Geef deze code alleen aan wie u kiest. Komt er een vraag, dan ziet u die met 'samenspraak "
        "inbox' en bevestigt u met 'samenspraak relate --confirm ID'.",
    [SP_TEXT_PAIR_NO_PATIENT] = "Alleen een patiënt heeft een koppelcode.",

    /* relate */
    [SP_TEXT_RELATE_ABOUT] =
        "Een professional of werkgever vraagt met de koppelcode of de patiënt hem wil bevestigen; "
        "het antwoord is altijd hetzelfde, ook bij een onbekende code. De patiënt bevestigt met "
        "--confirm. Zonder iets erbij: de lijst.",
    [SP_TEXT_RELATE_EXAMPLES] = "  samenspraak relate abcd-efgh-... --as treats\n"
                                "  samenspraak relate --confirm 0123456789abcdef0123456789abcdef\n"
                                "  samenspraak relate",
    [SP_TEXT_RELATE_AS] = "treats, employs, occupational, coaches of uwv",
    [SP_TEXT_RELATE_CONFIRM] = "bevestig deze vraag (patiënt)",
    [SP_TEXT_RELATE_WHICH] = "Geef CODE met --as, of --confirm ID, of niets voor de lijst.",
    [SP_TEXT_RELATE_ASKED] = "Gevraagd. De patiënt ziet uw vraag en bevestigt hem of niet.",
    [SP_TEXT_RELATE_CONFIRMED] = "Bevestigd. Deze partij mag nu berichten over u sturen en krijgen "
                                 "waar de regels dat toestaan.",
    [SP_TEXT_RELATION_LINE] = "{0}  {1}: {2} ({3})",

    /* statements */
    [SP_TEXT_STATEMENT_ID] = "Nummer: {0}",
    [SP_TEXT_STATEMENT_LINE] = "{0}  {1} van {2}, {3} ({4})",
    [SP_TEXT_STANDING_WAITING] = "nog niet bij de broker",
    [SP_TEXT_STANDING_REFUSED] = "geweigerd door de broker",
    [SP_TEXT_STANDING_UNCONFIRMED] = "wacht op bevestiging",
    [SP_TEXT_STANDING_NOT_YET] = "gaat later in",
    [SP_TEXT_STANDING_IN_FORCE] = "geldt",
    [SP_TEXT_STANDING_EXPIRED] = "verlopen",
    [SP_TEXT_STANDING_SUPERSEDED] = "vervangen",
    [SP_TEXT_STANDING_ENDED] = "ingetrokken of beëindigd",
    [SP_TEXT_LIST_EMPTY] = "Er is niets.",

    /* consent */
    [SP_TEXT_CONSENT_ABOUT] = "Toestemming: u zegt wie wat aan wie mag vertellen, waarvoor, en tot "
                              "wanneer. Intrekken kan altijd en werkt meteen.",
    [SP_TEXT_CONSENT_GRANT_SUMMARY] = "geef toestemming",
    [SP_TEXT_CONSENT_LIST_SUMMARY] = "toon alle toestemmingen",
    [SP_TEXT_CONSENT_SHOW_SUMMARY] = "toon één toestemming",
    [SP_TEXT_CONSENT_REVOKE_SUMMARY] = "trek een toestemming in",
    [SP_TEXT_CONSENT_CONFIRM_SUMMARY] = "bevestig een toestemming die uw woord nodig heeft",
    [SP_TEXT_CONSENT_OBJECT_SUMMARY] = "maak bezwaar tegen delen zonder te vragen",
    [SP_TEXT_CONSENT_GRANT_ABOUT] =
        "Geeft toestemming: één partij mag aan één andere vertellen wat u noemt, "
        "voor één doel, "
        "tot en met een dag. Hoogstens een jaar.",
    [SP_TEXT_CONSENT_GRANT_EXAMPLES] =
        "  samenspraak consent grant --from clinician_ggz:big:19012345601 --to "
        "occ_physician:big:29012345602 --category functional_limits,plan_agreements --purpose "
        "occ_guidance --until 2027-03-01",
    [SP_TEXT_GRANT_FROM] = "wie mag vertellen",
    [SP_TEXT_GRANT_TO] = "wie mag het weten",
    [SP_TEXT_GRANT_CATEGORY] = "welke soorten informatie",
    [SP_TEXT_GRANT_PURPOSE] = "waarvoor",
    [SP_TEXT_GRANT_UNTIL] = "laatste dag",
    [SP_TEXT_GRANT_FROM_DATE] = "eerste dag (anders vandaag)",
    [SP_TEXT_GRANT_EACH] = "u keurt elk bericht apart goed",
    [SP_TEXT_GRANT_ONWARD] = "de ontvanger mag het doorsturen",
    [SP_TEXT_GRANT_BAD_UNTIL] = "--until {0} kan niet. De laatste dag ligt van {1} tot en met {2}: "
                                "hoogstens 365 dagen na de eerste.",
    [SP_TEXT_GRANT_NEVER] =
        "let op: dit mag tussen deze twee nooit, ook niet met toestemming: {0}.",
    [SP_TEXT_GRANT_EACH_TIME] = "let op: hiervoor keurt u elk bericht apart goed: {0}.",
    [SP_TEXT_GRANT_NO_PATIENT] =
        "In deze versie geeft alleen de patiënt zelf toestemming, met het eigen profiel.",
    [SP_TEXT_CONSENT_GRANTED] = "Uw toestemming is vastgelegd.",
    [SP_TEXT_CONSENT_LIST_ABOUT] =
        "Toont de toestemmingen die hier bekend zijn, de nieuwste eerst.",
    [SP_TEXT_CONSENT_LIST_EXAMPLES] = "  samenspraak consent list\n"
                                      "  samenspraak consent list --json",
    [SP_TEXT_CONSENT_SHOW_ABOUT] = "Toont één toestemming, en of zij in het logboek staat.",
    [SP_TEXT_CONSENT_SHOW_EXAMPLES] = "  samenspraak consent show 0123456789abcdef0123456789abcdef",
    [SP_TEXT_CONSENT_REVOKE_ABOUT] =
        "Trekt een toestemming in. Dat werkt meteen, ook voor wat verstuurd maar nog niet geopend "
        "is. Wat al gelezen is, komt niet terug.",
    [SP_TEXT_CONSENT_REVOKE_EXAMPLES] =
        "  samenspraak consent revoke 0123456789abcdef0123456789abcdef --reason not_wanted",
    [SP_TEXT_CONSENT_REASON] = "waarom: not_wanted, too_much, no_trust ...",
    [SP_TEXT_CONSENT_CONFIRM_ABOUT] = "Bevestigt een toestemming waarin u als medegever staat.",
    [SP_TEXT_CONSENT_CONFIRM_EXAMPLES] =
        "  samenspraak consent confirm 0123456789abcdef0123456789abcdef",
    [SP_TEXT_CONSENT_REVOKED] = "Ingetrokken. Wat nog niet geopend was, gaat niet meer open.",
    [SP_TEXT_CONSENT_CONFIRMED] = "Bevestigd.",
    [SP_TEXT_NOT_A_CONSENT] = "{0} is geen toestemming maar: {1}. Gebruik 'samenspraak state end'.",
    [SP_TEXT_CONSENT_LINE] = "{0}\n"
                             "  van {1} aan {2}",
    [SP_TEXT_CONSENT_WHAT] = "  wat: {0}\n"
                             "  waarvoor: {1}",
    [SP_TEXT_CONSENT_DAYS] = "  van {0} tot en met {1}: {2}",
    [SP_TEXT_CONSENT_EACH_LINE] = "  elk bericht wordt apart goedgekeurd",
    [SP_TEXT_CONSENT_ONWARD_LINE] = "  doorsturen mag",
    [SP_TEXT_CONSENT_IN_LOG] = "  hash {0}\n"
                               "  staat in het logboek, plaats {1}",
    [SP_TEXT_CONSENT_NOT_IN_LOG] = "  hash {0}\n"
                                   "  staat nog niet in het logboek",
    [SP_TEXT_OBJECT_ABOUT] =
        "Behandelaars mogen soms delen zonder te vragen (artikel 7:457 lid 2 BW). Met bezwaar moet "
        "dat eerst gevraagd worden. Met --lift neemt u het bezwaar terug.",
    [SP_TEXT_OBJECT_EXAMPLES] = "  samenspraak consent object --to gp:agb:01012345\n"
                                "  samenspraak consent object --to gp:agb:01012345 --lift",
    [SP_TEXT_OBJECT_TO] = "aan wie niet zonder te vragen",
    [SP_TEXT_OBJECT_LIFT] = "neem het bezwaar terug",
    [SP_TEXT_OBJECTION_MADE] =
        "Uw bezwaar is vastgelegd: aan {0} mag niets meer zonder uw toestemming.",
    [SP_TEXT_OBJECTION_LIFTED] = "Uw bezwaar tegen {0} is teruggenomen.",

    /* state */
    [SP_TEXT_STATE_ABOUT] =
        "Feiten over de patiënt die de regels nodig hebben. Vrije tekst staat er nooit in.",
    [SP_TEXT_STATE_AGE_SUMMARY] = "leeftijdsgroep",
    [SP_TEXT_STATE_CAPACITY_SUMMARY] = "wilsbekwaamheid",
    [SP_TEXT_STATE_END_SUMMARY] = "beëindig een relatie of verklaring",
    [SP_TEXT_STATE_AGE_ABOUT] = "Legt de leeftijdsgroep vast; alleen voor een behandelaar of "
                                "huisarts met een bevestigde relatie.",
    [SP_TEXT_STATE_AGE_EXAMPLES] =
        "  samenspraak state age --about abcd-efgh-... --band 12_to_15 --changes 2027-05-02",
    [SP_TEXT_STATE_BAND] = "adult of een jongere groep",
    [SP_TEXT_STATE_CHANGES] = "dag waarop de volgende groep begint",
    [SP_TEXT_STATE_AGE_CHANGES] =
        "Geef --changes DATE bij elke groep onder de 18; bij adult hoort geen dag.",
    [SP_TEXT_STATE_CAPACITY_ABOUT] =
        "Legt vast of de patiënt in een zaak wilsbekwaam is, tot een dag waarop dat opnieuw "
        "bekeken wordt; alleen voor een behandelaar of huisarts met een bevestigde relatie.",
    [SP_TEXT_STATE_CAPACITY_EXAMPLES] =
        "  samenspraak state capacity --about abcd-efgh-... --capable no --matter "
        "treatment,support --review 2027-01-15",
    [SP_TEXT_STATE_CAPABLE] = "wilsbekwaam of niet",
    [SP_TEXT_STATE_MATTER] = "in welke zaken: doelen",
    [SP_TEXT_STATE_REVIEW] = "dag van herbeoordeling",
    [SP_TEXT_STATE_END_ABOUT] =
        "Beëindigt een relatie, bezwaar of ander feit: door wie het vastlegde, "
        "of door de patiënt.",
    [SP_TEXT_STATE_END_EXAMPLES] =
        "  samenspraak state end 0123456789abcdef0123456789abcdef --reason treatment_closed",
    [SP_TEXT_STATE_REASON] = "waarom: treatment_closed, lifted ...",
    [SP_TEXT_STATE_END_CONSENT] = "{0} is een toestemming. Gebruik 'samenspraak consent revoke'.",
    [SP_TEXT_STATE_END_OTHER] = "{0} gaat over een andere patiënt dan --about.",
    [SP_TEXT_STATE_DECLARED] = "Vastgelegd.",
    [SP_TEXT_STATE_ENDED] = "Beëindigd.",

    /* send and request */
    [SP_TEXT_SEND_ABOUT] = "Verstuurt een bericht aan één partij, over één patiënt, "
                           "voor één doel. "
                           "Eerst kijkt uw eigen agent of het mag; dan de broker. Is de broker "
                           "weg, dan staat het klaar en gaat het later vanzelf.",
    [SP_TEXT_SEND_EXAMPLES] =
        "  samenspraak send --to occ_physician:big:29012345602 --about abcd-efgh-... --purpose "
        "occ_guidance --form plan --data plan.json\n"
        "  samenspraak send --to gp:agb:01012345 --about abcd-efgh-... --purpose treatment --item "
        "treatment_course=verloop.txt --attach instrument_results=uitslag.pdf\n"
        "  samenspraak send --dry-run --to employer:kvk:12345678 --about abcd-efgh-... --purpose "
        "work_adjust --item work_adaptations=advies.txt",
    [SP_TEXT_SEND_TO] = "de ontvanger: rol:schema:nummer",
    [SP_TEXT_SEND_PURPOSE] = "waarvoor: treatment, occ_guidance, work_adjust ...",
    [SP_TEXT_SEND_FORM] = "formulier; zie 'samenspraak forms'",
    [SP_TEXT_SEND_DATA] = "ingevuld formulier, als JSON",
    [SP_TEXT_SEND_ITEM] = "tekst of ander bestand van deze soort",
    [SP_TEXT_SEND_ATTACH] = "bestand met zijn naam erbij",
    [SP_TEXT_SEND_REPLY_TO] = "antwoord op dit bericht",
    [SP_TEXT_SEND_ID] = "eigen berichtnummer: veilig herhalen",
    [SP_TEXT_SEND_DRY_RUN] = "zeg alleen of het mag",
    [SP_TEXT_SEND_BREAK_GLASS] = "noodgeval (niet in deze versie)",
    [SP_TEXT_SEND_FORM_AND_DATA] =
        "--form en --data horen bij elkaar: geef ze allebei of geen van beide.",
    [SP_TEXT_SEND_NOTHING] =
        "Er is niets om te versturen: geef --form met --data, --item of --attach.",
    [SP_TEXT_SEND_BAD_PAIR] =
        "{0}: '{1}' is niet CATEGORY=FILE, zoals functional_limits=brief.txt.",
    [SP_TEXT_SEND_TOO_MANY_ITEMS] = "Een bericht heeft hoogstens 64 onderdelen.",
    [SP_TEXT_SEND_DONE] = "Verstuurd aan {0}. Bericht {1}.",
    [SP_TEXT_SEND_WOULD] = "Dit bericht aan {0} zou nu mogen. Er is niets verstuurd.",
    [SP_TEXT_QUEUED] =
        "De broker is nu niet bereikbaar. Het staat klaar en gaat vanzelf zodra het kan. {0}",
    [SP_TEXT_FORM_UNKNOWN] = "Er is geen formulier '{0}'; zie 'samenspraak forms'.",
    [SP_TEXT_FORM_FAULT_LINE] = "{0}, regel {1}: {2}.",
    [SP_TEXT_FORM_FAULT_FIELD] = "{0}, veld '{1}': {2}.",
    [SP_TEXT_FORM_FAULT_WHOLE] = "{0}: {1}.",
    [SP_TEXT_REQUEST_ABOUT] = "Stelt een gerichte vraag aan één partij: wat u wilt weten, welke "
                              "soorten informatie, en wat u zelf al vond.",
    [SP_TEXT_REQUEST_EXAMPLES] =
        "  samenspraak request --to clinician_ggz:big:19012345601 --about abcd-efgh-... --purpose "
        "occ_guidance --ask functional_limits,plan_agreements --question \"Welke afspraken zijn er "
        "over werk?\" --findings bevindingen.txt",
    [SP_TEXT_REQUEST_ASK] = "welke soorten informatie u vraagt",
    [SP_TEXT_REQUEST_QUESTION] = "uw vraag",
    [SP_TEXT_REQUEST_FINDINGS] = "uw eigen bevindingen, als tekst",
    [SP_TEXT_REQUEST_ANSWER_BY] = "graag antwoord voor deze dag",
    [SP_TEXT_FORMS_ABOUT] = "Toont de formulieren, of de velden van één formulier.",
    [SP_TEXT_FORMS_EXAMPLES] = "  samenspraak forms\n"
                               "  samenspraak forms plan",
    [SP_TEXT_FORMS_LINE] = "{0}: {1}\n"
                           "  {2}",
    [SP_TEXT_FORMS_FIELD] = "  {0}: {1} [{2}; {3}]",
    [SP_TEXT_FORMS_FIELD_REQUIRED] = "  {0} (verplicht): {1} [{2}; {3}]",

    /* what a rule or the broker answered */
    [SP_TEXT_OUTCOME_BASIS] = "Op grond van: {0}.",
    [SP_TEXT_OUTCOME_HELD] = "Wacht op de patiënt, die dit bericht eerst goedkeurt. {0}",
    [SP_TEXT_OUTCOME_REFUSED] = "Geweigerd: {0}.",
    [SP_TEXT_OUTCOME_OWN] = "Uw eigen agent hield dit tegen; er is geen inhoud verstuurd.",
    [SP_TEXT_OUTCOME_WHY] = "{0}",
    [SP_TEXT_OUTCOME_DETAIL] = "Het gaat om: {0}.",
    [SP_TEXT_OUTCOME_NEXT] = "Wat u kunt doen: {0}",
    [SP_TEXT_OUTCOME_RULE] = "Regel {0}; meer met 'samenspraak policy explain'.",
    [SP_TEXT_OUTCOME_LOG] = "In het logboek: nummer {0}.",
    [SP_TEXT_BASIS_FREE] = "eigen of algemene informatie",
    [SP_TEXT_BASIS_CONSENT] = "toestemming",
    [SP_TEXT_BASIS_CONSENT_EACH] = "toestemming, en goedkeuring van dit bericht",
    [SP_TEXT_LAW_1] = "betrokken bij de behandeling (art. 7:457 lid 2 BW)",
    [SP_TEXT_LAW_2] = "bedrijfsarts en werkgever, niet-medisch (art. 30 UAVG)",
    [SP_TEXT_LAW_3] = "bedrijfsarts aan verzekeringsarts UWV (art. 54 Wet SUWI)",
    [SP_TEXT_LAW_4] = "re-integratieverslag, niet-medisch (WIA)",
    [SP_TEXT_LAW_5] = "taak van het UWV, niet-medisch",
    [SP_TEXT_LAW_6] = "nodig voor re-integratie, niet-medisch",
    [SP_TEXT_LAW_7] = "eigen gegevens van de patiënt",
    [SP_TEXT_LAW_8] = "geldige vertegenwoordiger",
    [SP_TEXT_LAW_9] = "conflict van plichten (noodgeval)",
    [SP_TEXT_LAW_10] = "controle en verantwoording",
    [SP_TEXT_LAW_11] = "besluit van het UWV, niet-medisch",
    [SP_TEXT_WHY_NONE] = "Er is niets besloten; dan gaat er niets door.",
    [SP_TEXT_WHY_FRAME] = "De broker kon het verzoek niet lezen.",
    [SP_TEXT_WHY_VERSION] = "De broker spreekt een andere versie van het protocol.",
    [SP_TEXT_WHY_KIND] = "De broker kent dit verzoek niet, of het mag niet van deze partij.",
    [SP_TEXT_WHY_SIZE] = "Dit is te groot.",
    [SP_TEXT_WHY_SIGNATURE] = "De broker kon de handtekening niet bevestigen.",
    [SP_TEXT_WHY_CERT] = "Uw certificaat geldt niet (meer) bij de broker.",
    [SP_TEXT_WHY_HELLO] = "De verbinding was nog niet op naam gesteld.",
    [SP_TEXT_WHY_REPLAY] = "Onder dit nummer is al iets anders verstuurd.",
    [SP_TEXT_WHY_CLOCK] = "Uw klok en die van de broker verschillen meer dan een kwartier.",
    [SP_TEXT_WHY_STALE_KEY] = "De ontvanger of de broker heeft intussen een nieuwe sleutel.",
    [SP_TEXT_WHY_STALE_VIEW] =
        "Het logboek van de broker is korter dan wat u al zag. Dat mag nooit.",
    [SP_TEXT_WHY_STATEMENT] = "De broker neemt deze verklaring niet aan.",
    [SP_TEXT_WHY_NOT_FOUND] = "De broker heeft dit niet (meer).",
    [SP_TEXT_WHY_FROZEN] =
        "Over deze patiënt wordt nu niets besloten: de broker herstelt van een storing.",
    [SP_TEXT_WHY_RESEAL] = "De broker is zijn deel van de sleutel kwijt.",
    [SP_TEXT_WHY_BUSY] = "De broker heeft het te druk.",
    [SP_TEXT_NEXT_REPORT] = "Meld dit aan de beheerder.",
    [SP_TEXT_NEXT_UPDATE] = "Gebruik dezelfde versie als de broker.",
    [SP_TEXT_NEXT_SMALLER] = "Stuur minder of kleinere bestanden.",
    [SP_TEXT_NEXT_CERT] = "Vraag een nieuw certificaat aan.",
    [SP_TEXT_NEXT_AGAIN] = "Probeer het straks opnieuw.",
    [SP_TEXT_NEXT_OTHER_ID] = "Gebruik een ander nummer.",
    [SP_TEXT_NEXT_CLOCK] = "Zet de klok goed.",
    [SP_TEXT_NEXT_STATEMENT] = "Kijk of u dit mag verklaren en of het nog niet beëindigd is.",
    [SP_TEXT_NEXT_NOT_FOUND] = "Vraag de afzender het opnieuw te sturen.",
    [SP_TEXT_NEXT_RESEAL] = "Verstuur het bericht opnieuw.",

    /* inbox, open, approve, reject, sent */
    [SP_TEXT_INBOX_ABOUT] = "Haalt op wat er voor u ligt en toont het, de nieuwste eerst. Onderaan "
                            "staan vragen die op uw bevestiging wachten.",
    [SP_TEXT_INBOX_EXAMPLES] = "  samenspraak inbox\n"
                               "  samenspraak inbox --wait=60",
    [SP_TEXT_INBOX_WAIT] = "wacht tot er iets nieuws komt",
    [SP_TEXT_INBOX_EMPTY] = "Er is geen post.",
    [SP_TEXT_INBOX_LINE] = "{0}  {1}\n"
                           "  van {2}: {3}",
    [SP_TEXT_INBOX_COPY] = "  uw afschrift; gericht aan {0}",
    [SP_TEXT_INBOX_WHAT] = "  wat: {0}\n"
                           "  waarvoor: {1}",
    [SP_TEXT_INBOX_NEW] = "nieuw",
    [SP_TEXT_INBOX_OPENED] = "geopend",
    [SP_TEXT_INBOX_ACKNOWLEDGED] = "geopend en bewaard",
    [SP_TEXT_INBOX_REFUSED] = "openen geweigerd",
    [SP_TEXT_INBOX_WAITS] =
        "  wacht op u: lees het met 'samenspraak open ID', dan 'approve ID' of 'reject ID'",
    [SP_TEXT_INBOX_RELATION] = "{0}\n"
                               "  {1} ({2}) vraagt u te bevestigen: {3}\n"
                               "  doe dat met 'samenspraak relate --confirm ID'",
    [SP_TEXT_INBOX_CONSENT] = "{0}\n"
                              "  {1} ({2}) vraagt u een toestemming te bevestigen\n"
                              "  doe dat met 'samenspraak consent confirm ID'",
    [SP_TEXT_OPEN_ABOUT] =
        "Opent een bericht. De broker beslist op dit moment opnieuw of het mag, en legt het vast; "
        "dan pas gaat het open. Met --out komen de onderdelen als bestanden in een map.",
    [SP_TEXT_OPEN_EXAMPLES] = "  samenspraak open 0123456789abcdef0123456789abcdef\n"
                              "  samenspraak open 0123456789abcdef0123456789abcdef --out ontvangen",
    [SP_TEXT_OPEN_OUT] = "schrijf de onderdelen in deze map",
    [SP_TEXT_OPEN_USER] = "wie binnen uw organisatie opent",
    [SP_TEXT_OPEN_RESPONSIBLE] = "namens wie",
    [SP_TEXT_OPEN_DONE] = "Bericht {0} van {1} is geopend.",
    [SP_TEXT_OPEN_ITEM] = "\n"
                          "{0}. {1}  {2}",
    [SP_TEXT_OPEN_ATTACHMENT] = "bestand {0}, {1} bytes; haal het op met --out DIR",
    [SP_TEXT_OPEN_NOT_SHOWN] = "dit is geen tekst, of te veel; haal het op met --out DIR",
    [SP_TEXT_OPEN_WRITTEN] = "geschreven: {0}",
    [SP_TEXT_OPEN_FILE_EXISTS] = "{0} bestaat al en wordt niet overschreven. Kies een andere map.",
    [SP_TEXT_APPROVE_ABOUT] =
        "Keurt dit ene bericht goed, voor 14 dagen. U moet uw afschrift eerst geopend hebben.",
    [SP_TEXT_APPROVE_EXAMPLES] = "  samenspraak open ID\n"
                                 "  samenspraak approve ID",
    [SP_TEXT_APPROVE_DONE] = "Goedgekeurd. Bericht {0} gaat naar {1}.",
    [SP_TEXT_REJECT_ABOUT] = "Wijst dit ene bericht af: het wordt niet bezorgd.",
    [SP_TEXT_REJECT_EXAMPLES] = "  samenspraak reject ID --reason incorrect",
    [SP_TEXT_REJECT_REASON] = "waarom: incorrect, too_much, discuss_first ...",
    [SP_TEXT_REJECT_DONE] = "Afgewezen. Bericht {0} gaat niet naar {1}.",
    [SP_TEXT_SENT_ABOUT] = "Toont wat u verstuurde en wat ervan werd. Met --flush wordt eerst "
                           "verstuurd wat nog klaarstaat.",
    [SP_TEXT_SENT_EXAMPLES] = "  samenspraak sent\n"
                              "  samenspraak sent --flush\n"
                              "  samenspraak sent 0123456789abcdef0123456789abcdef",
    [SP_TEXT_SENT_FLUSH] = "verstuur eerst wat klaarstaat",
    [SP_TEXT_SENT_LINE] = "{0}  {1}\n"
                          "  aan {2}: {3} ({4})",
    [SP_TEXT_SENT_DRAFT] = "staat klaar",
    [SP_TEXT_SENT_SEALED] = "staat klaar, verzegeld",
    [SP_TEXT_SENT_ACCEPTED] = "aangenomen; de ontvanger kan het openen",
    [SP_TEXT_SENT_HELD] = "wacht op goedkeuring van de patiënt",
    [SP_TEXT_SENT_REFUSED] = "geweigerd door een regel",
    [SP_TEXT_SENT_OPENED] = "geopend",
    [SP_TEXT_SENT_ACKNOWLEDGED] = "geopend en bewaard door de ontvanger",
    [SP_TEXT_SENT_REJECTED] = "afgewezen door de patiënt",
    [SP_TEXT_SENT_REVOKED] = "vervallen: de grond is ingetrokken",
    [SP_TEXT_SENT_EXPIRED] = "verlopen",
    [SP_TEXT_SENT_RESEAL] = "moet opnieuw verstuurd worden",
    [SP_TEXT_SENT_OPEN_REFUSED] = "openen door de ontvanger geweigerd door een regel",

    /* who, log, status */
    [SP_TEXT_WHO_ABOUT] =
        "Zoekt in de adreslijst van professionals en organisaties. Patiënten staan er niet in.",
    [SP_TEXT_WHO_EXAMPLES] = "  samenspraak who\n"
                             "  samenspraak who huisarts",
    [SP_TEXT_WHO_LINE] = "{0}, {1}\n"
                         "  {2}: bereikbaar",
    [SP_TEXT_WHO_LINE_AWAY] = "{0}, {1}\n"
                              "  {2}: nu niet bereikbaar (geen geldige ontvangstsleutel)",
    [SP_TEXT_WHO_LINE_ENDED] = "{0}, {1}\n"
                               "  {2}: doet niet meer mee",
    [SP_TEXT_WHO_ORGANISATION] = "  {0}",
    [SP_TEXT_WHO_NOBODY] = "Niemand gevonden.",
    [SP_TEXT_LOG_ABOUT] = "Vertelt wat er rond u gebeurde: wie stuurde, vroeg, opende of werd "
                          "geweigerd, wanneer, op welke grond en onder welke regel. Elke regel is "
                          "bewezen: hij staat in het logboek dat iedereen kan controleren.",
    [SP_TEXT_LOG_EXAMPLES] = "  samenspraak log\n"
                             "  samenspraak log --about abcd-efgh-... --json",
    [SP_TEXT_LOG_FROM] = "vanaf dit nummer in het logboek",
    [SP_TEXT_LOG_EMPTY] = "Er is nog niets gebeurd.",
    [SP_TEXT_LOG_PROVED] = "Van elke regel is nagegaan dat hij in het logboek staat.",
    [SP_TEXT_YOU] = "u",
    [SP_TEXT_EVENT_SEND] = "{0}: bericht verstuurd",
    [SP_TEXT_EVENT_ATTEMPT] = "{0}: wilde een bericht sturen; de eigen agent hield het tegen",
    [SP_TEXT_EVENT_HOLD] = "{0}: bericht dat wacht op goedkeuring van de patiënt",
    [SP_TEXT_EVENT_DELIVER] = "{0}: bericht bezorgd",
    [SP_TEXT_EVENT_READ] = "{0}: bericht geopend",
    [SP_TEXT_EVENT_REFUSE] = "{0}: geweigerd",
    [SP_TEXT_EVENT_CONSENT_GRANT] = "{0}: toestemming gegeven",
    [SP_TEXT_EVENT_CONSENT_CHANGE] = "{0}: toestemming gewijzigd",
    [SP_TEXT_EVENT_CONSENT_REVOKE] = "{0}: toestemming ingetrokken",
    [SP_TEXT_EVENT_APPROVE] = "{0}: bericht goedgekeurd",
    [SP_TEXT_EVENT_REJECT] = "{0}: bericht afgewezen",
    [SP_TEXT_EVENT_RELATE] = "{0}: vraagt bevestiging van een relatie",
    [SP_TEXT_EVENT_CONFIRM] = "{0}: bevestigd",
    [SP_TEXT_EVENT_OBJECT] = "{0}: bezwaar tegen delen zonder te vragen",
    [SP_TEXT_EVENT_FACT] = "{0}: feit vastgelegd",
    [SP_TEXT_EVENT_END] = "{0}: beëindigd",
    [SP_TEXT_EVENT_PUBLISH] = "{0}: sleutels bekendgemaakt",
    [SP_TEXT_EVENT_LOG_VIEW] = "{0}: logboek bekeken",
    [SP_TEXT_EVENT_EXPORT] = "{0}: logboek uitgevoerd voor controle",
    [SP_TEXT_EVENT_PROBE] = "{0}: proef van de broker",
    [SP_TEXT_EVENT_OTHER] = "{0}: {1}",
    [SP_TEXT_RECORD_TO] = "    aan: {0}",
    [SP_TEXT_RECORD_OF] = "    van: {0}",
    [SP_TEXT_RECORD_WITH] = "    andere partij: {0}",
    [SP_TEXT_RECORD_CATEGORIES] = "    wat: {0}",
    [SP_TEXT_RECORD_PURPOSE] = "    waarvoor: {0}",
    [SP_TEXT_RECORD_BASIS] = "    op grond van: {0}",
    [SP_TEXT_RECORD_RESPONSIBLE] = "    namens: {0}",
    [SP_TEXT_RECORD_RULE] = "    regel: {0}",
    [SP_TEXT_RECORD_REFUSED] = "    geweigerd: {0} (regel {1})",
    [SP_TEXT_RECORD_REFUSED_WHY] = "    geweigerd: {2} ({0}, regel {1})",
    [SP_TEXT_STATUS_ABOUT] = "Toont uw profiel, uw sleutels en hun leeftijd, of de broker "
                             "bereikbaar en te vertrouwen is, en sinds wanneer zijn logboek klopt.",
    [SP_TEXT_STATUS_EXAMPLES] = "  samenspraak status\n"
                                "  samenspraak status --json",
    [SP_TEXT_STATUS_PROFILE] = "Profiel      {0} ({1})",
    [SP_TEXT_STATUS_CERTIFICATE] = "Certificaat  geldig tot {0}",
    [SP_TEXT_STATUS_RECEIVE_KEY] = "Ontvangst    sleutel van {0} dagen oud, geldig tot {1}",
    [SP_TEXT_STATUS_NO_RECEIVE_KEY] = "Ontvangst    nog geen sleutel bekendgemaakt",
    [SP_TEXT_STATUS_REACHABLE] = "Broker       {0}: bereikbaar en te vertrouwen",
    [SP_TEXT_STATUS_LOG] = "Logboek      {0}: klopt sinds {1}, laatst gezien {2}, {3} regels",
    [SP_TEXT_STATUS_NOT_PINNED] = "Logboek      nog nooit gezien",
    [SP_TEXT_STATUS_OUTBOX] = "Klaar        {0} om te versturen",
    [SP_TEXT_STATUS_EVIDENCE] = "Bewijs       {0} dingen klopten niet en zijn bewaard",

    /* audit */
    [SP_TEXT_AUDIT_ABOUT] = "Het hele logboek in een map, voor wie het controleert. Nagaan kan "
                            "zonder broker en zonder profiel.",
    [SP_TEXT_AUDIT_EXPORT_SUMMARY] = "voer het logboek uit (auditor)",
    [SP_TEXT_AUDIT_VERIFY_SUMMARY] = "controleer een uitgevoerd logboek",
    [SP_TEXT_AUDIT_SHOW_SUMMARY] = "toon de gebeurtenissen in woorden",
    [SP_TEXT_AUDIT_EXPORT_ABOUT] =
        "Voert het hele logboek uit naar een nieuwe map, getekend door de auditor.",
    [SP_TEXT_AUDIT_EXPORT_EXAMPLES] = "  samenspraak audit export --out controle-2026",
    [SP_TEXT_AUDIT_OUT] = "nieuwe map",
    [SP_TEXT_AUDIT_EXPORTED] =
        "Uitgevoerd naar {0}. Controleer met 'samenspraak audit verify {0}'.",
    [SP_TEXT_AUDIT_VERIFY_ABOUT] =
        "Controleert alles in de map: bestanden, bomen, verzoeken, handtekeningen en verklaringen. "
        "Met --policy en --ca ook of logboek en certificaten die zijn die u vertrouwt.",
    [SP_TEXT_AUDIT_VERIFY_EXAMPLES] =
        "  samenspraak audit verify controle-2026 --policy logboeken.txt --ca root.pem",
    [SP_TEXT_AUDIT_SINCE] = "checkpoint van een vorige controle",
    [SP_TEXT_AUDIT_POLICY] = "bestand met de logboeksleutels die u vertrouwt",
    [SP_TEXT_AUDIT_CA] = "certificaten van de uitgever die u vertrouwt",
    [SP_TEXT_AUDIT_VERIFIED] = "Alles klopt: {0} gebeurtenissen, {1} verzoeken, {2} "
                               "handtekeningen, {3} verklaringen, {4} adressen.",
    [SP_TEXT_AUDIT_EXPORTER] = "Uitgevoerd door {0}.",
    [SP_TEXT_AUDIT_LOG] = "  {0}: {1} regels",
    [SP_TEXT_AUDIT_PROFILE_LOCKED] = "het profiel in {0} heeft een wachtzin; geef "
                                     "--passphrase-file om de logboeksleutels te vergelijken.",
    [SP_TEXT_AUDIT_KEYS_OPEN] = "Niet gecontroleerd: vergelijk deze logboeksleutels zelf met die "
                                "van uw broker (of geef --policy):",
    [SP_TEXT_AUDIT_CA_CHECKED] = "Certificaten gecontroleerd met CA {0} (SHA-256).",
    [SP_TEXT_AUDIT_CA_OPEN] = "Niet gecontroleerd: van wie de certificaten zijn. Geef --ca FILE.",
    [SP_TEXT_AUDIT_SHOW_ABOUT] =
        "Toont de gebeurtenissen in woorden. Controleer de map eerst met verify.",
    [SP_TEXT_AUDIT_SHOW_EXAMPLES] =
        "  samenspraak audit show controle-2026 --actor gp:agb:01012345",
    [SP_TEXT_AUDIT_PATIENT] = "alleen over deze patiënt: code of nummer",
    [SP_TEXT_AUDIT_ACTOR] = "alleen van deze partij",
};
// NOLINTEND(bugprone-suspicious-missing-comma)
