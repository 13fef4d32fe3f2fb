/*
 * Dutch: what docs/rules.md says besides the tables and the rules' own texts.
 */
#include "policy_document.h"

/* clang-format off */
static const struct sp_policy_source sources[] = {
    {"S1-446", "F", "Artikel 7:446 lid 4 en 7:464 BW: wie in opdracht van een ander iemands "
                    "gezondheid beoordeelt of iemand medisch begeleidt, in verband met aanspraken "
                    "of werk, heeft geen behandelovereenkomst; de regels gelden dan zover de "
                    "verhouding dat toelaat"},
    {"S1-own", "K", "De patiënt, naasten en vertegenwoordigers hebben geen beroepsgeheim; dat "
                    "heeft alleen wie beroepsmatig zorg verleent (afgeleid uit S26)"},
    {"S2",     "F", "Artikel 7:457 lid 1 en 2 BW: aan anderen dan de patiënt geen inlichtingen "
                    "zonder toestemming, behalve bij een wettelijke plicht en aan wie "
                    "rechtstreeks betrokken is bij de behandeling, of de vervanger, voor zover "
                    "noodzakelijk"},
    {"S3",     "F", "Artikel 7:447, 7:448, 7:450, 7:454 tot en met 7:458 en 7:465 BW: leeftijd, "
                    "ouders, vertegenwoordigers en hun volgorde, inzage, dossier, goed "
                    "hulpverlenerschap"},
    {"S4",     "F K", "Artikel 14 Arbowet: deskundige bijstand bij de begeleiding van zieke "
                      "werknemers"},
    {"S4b",    "F", "Besluit elektronische gegevensverwerking door zorgaanbieders (Begz), artikel "
                    "2, 3, 5 en 7: FG, NEN 7510, NEN 7512 en logging volgens NEN 7513; logging "
                    "minstens vijf jaar bewaren"},
    {"S5",     "K", "Artikel 5 lid 1 onder b en c, 5 lid 2, 15, 17, 25, 30 en 32 AVG: "
                    "doelbinding, minimale gegevens, verantwoording, inzage, beveiliging"},
    {"S5a",    "F2 K", "Artikel 4 lid 11, 7 en 9 lid 2 onder a AVG en overweging 42 en 43: "
                       "toestemming is vrij, specifiek, geïnformeerd, uitdrukkelijk, aantoonbaar "
                       "en even makkelijk in te trekken als te geven"},
    {"S5b",    "F", "Wet aanvullende bepalingen verwerking persoonsgegevens in de zorg (Wabvpz), "
                    "artikel 15a tot en met 15j; artikel 15f lid 2: een bedrijfsarts of "
                    "verzekeringsarts mag niet bij een elektronisch uitwisselingssysteem"},
    {"S6",     "F", "Artikel 54 Wet SUWI: lid 1, een ieder geeft UWV op verzoek wat het nodig "
                    "heeft; lid 3 onder c, de bedrijfsarts en de arbodienst, op verzoek"},
    {"S7",     "F2", "KNMG, Code gegevensverkeer en samenwerking bij arbeidsverzuim en "
                     "re-integratie (2006): wat de bedrijfsarts de werkgever zonder toestemming "
                     "mag zeggen; de werknemer krijgt dezelfde informatie"},
    {"S8",     "F2", "LHV over keuring en arbeid, met de Code van 2006: vooraf gerichte "
                     "toestemming; de vrager noemt eigen bevindingen en vraag; alleen feiten, "
                     "geen oordeel, prognose of verwachting"},
    {"S9",     "F", "Artikel 22 en 30 UAVG: het verbod op gezondheidsgegevens; werkgevers alleen "
                    "wat noodzakelijk is voor aanspraken, re-integratie of begeleiding"},
    {"S10",    "F2", "Autoriteit Persoonsgegevens (AP), beleidsregels De zieke werknemer (2016): "
                     "wat de werkgever bij ziekmelding mag vragen en niets anders, ook niet met "
                     "toestemming van de werknemer"},
    {"S11",    "F2", "AP en EDPB over toestemming op het werk: door de afhankelijkheid is zij "
                     "niet vrij; ook wat de werknemer zelf vertelt over aard en oorzaak mag niet "
                     "worden vastgelegd"},
    {"S11c",   "F2", "AP, boete voor een werkgever die ziektes en klachten in het verzuimregister "
                     "noteerde"},
    {"S12",    "F K", "Artikel 9 AVG en 22 UAVG: het verbod op gezondheidsgegevens en de "
                      "uitzonderingen; doelbinding"},
    {"S13",    "F2", "NVAB, vragen over gegevensbescherming (2023): een werkgever mag de "
                     "werknemer niet naar beperkingen en mogelijkheden vragen"},
    {"S14",    "F2", "NVAB, Leidraad bedrijfsarts en privacy, bijlage met voorbeelden: niet de "
                     "soort behandeling of de stoornis noemen, wel dat er een behandelaar is of "
                     "dat de behandeling past"},
    {"S15",    "F2", "Register van verzekeringsartsen: de bedrijfsarts moet UWV geven wat nodig "
                     "is; dat gaat voor het beroepsgeheim, maar is niet onbeperkt"},
    {"S16",    "F2", "NVAB over re-integratiebedrijven (2023): zonder toestemming alleen wat voor "
                     "de re-integratie nodig is, als de werknemer het weet; zij horen niet bij "
                     "het behandelteam"},
    {"S17",    "F2", "NVAB over het Actueel oordeel (2023): geen medische informatie voor de "
                     "arbeidsdeskundige, medische informatie voor de verzekeringsarts; artikel 65 "
                     "Wet WIA"},
    {"S17u",   "F2", "UWV: medische stukken stuurt de werknemer zelf, nooit de werkgever"},
    {"S18",    "F2", "Medisch Contact over een rapport van UWV: twee dossiers, een geheim medisch "
                     "en een niet-medisch dat daaruit is gemaakt"},
    {"S19",    "F K", "KNMG-richtlijn Omgaan met medische gegevens (2021): rechtstreeks "
                      "betrokken, vervanger, vertegenwoordigers, veronderstelde toestemming, "
                      "wettelijke plichten"},
    {"S20",    "F", "Individuele Plaatsing en Steun (IPS): arbeidsbegeleiding en psychiatrische "
                    "zorg samen aangeboden"},
    {"S21",    "F2", "Nationale ombudsman 2017/097 en NVAB: de werkgever ziet in een WIA-bezwaar "
                     "geen medische stukken zonder toestemming; een gemachtigde arts of advocaat "
                     "wel"},
    {"S22",    "F2 F", "KNMG: een behandelaar geeft geen geneeskundige verklaring over de eigen "
                       "patiënt en zegt niet dat iemand weer kan werken"},
    {"S23",    "F2", "NTA 7516: zekerheid over afzender en ontvanger bij veilige berichten over "
                     "gezondheid"},
    {"S24",    "F2", "Criteria voor een conflict van plichten, zoals de KNMG ze geeft"},
    {"S25",    "F2", "Gevers (2003) en Heida: ernstige schade aan anderen en bijna zekere "
                     "voorkoming als strenge eisen; ook de naam en het enkele feit van een "
                     "consult zijn geheim"},
    {"S26",    "F", "Artikel 88 Wet BIG: wie beroepsmatig zorg verleent, houdt geheim wat is "
                    "toevertrouwd of als geheim moet worden begrepen"},
    {"SEED0",  "F", "Kennissynthese over werk en ernstige psychische aandoeningen"},
    {"SEED1",  "F", "Zeven inzichten over werk als medicijn"},
    {"SEED2",  "F", "Module Arbeid als medicijn, samenvattingskaart"},
    {"SEED3",  "F", "Handreiking De mentaal gezonde zaak"},
    {"SEED4",  "F", "Toolbox van het NIP"},
    {"A1",     "", "Het eerste van de drie punten van hoofdstuk 6"},
    {"A2",     "", "Het tweede van de drie punten van hoofdstuk 6"},
    {"A3",     "", "Het derde van de drie punten van hoofdstuk 6"},
    {"D",      "", "Ontwerpkeuze: voorzichtig gekozen, geen bron schrijft het zo voor"},
    {NULL, NULL, NULL},
};

static const struct sp_policy_point points[] = {
    {.code      = "A1",
     .question  = "Kan de wil van de patiënt de weg naar de werkgever openen?",
     .in_favour = "Zelfbeschikking. De LHV laat (met een oudere KNMG-lijn) de bedrijfsarts met "
                  "gerichte toestemming medische gegevens geven. Openheid kan helpen (SEED1). "
                  "Artikel 9 lid 2 onder a AVG.",
     .against   = "De AP (2016): ook niet met toestemming. Afhankelijkheid maakt toestemming niet "
                  "vrij. Zelfs wat de werknemer uit zichzelf vertelt, mag niet worden vastgelegd; "
                  "er is een boete voor gegeven (S11c).",
     .standard  = "Medische informatie en functionele beperkingen bereiken de werkgever nooit "
                  "langs deze weg, ook niet van de patiënt zelf. Beperkingen alleen van de "
                  "bedrijfsarts (of de arbeidsdeskundige, of een besluit van UWV); aanpassingen "
                  "van de patiënt. Een behandelaar heeft geen weg naar de werkgever; een "
                  "IPS-trajectbegeleider of jobcoach alleen met toestemming en in termen van "
                  "werk. De prijs: een deel van de openheid die iemand zelf wil, moet in een "
                  "gesprek."},
    {.code      = "A2",
     .question  = "Is de IPS-trajectbegeleider in een GGZ-team rechtstreeks betrokken bij de "
                  "behandeling (artikel 7:457 lid 2 BW)?",
     .in_favour = "IPS brengt begeleiding naar werk en psychiatrische zorg in één team (SEED0). "
                  "Dan mag delen wat nodig is op veronderstelde toestemming rusten.",
     .against   = "De NVAB: aan werk helpen is geen behandelen. Veel IPS-trajectbegeleiders zijn "
                  "elders in dienst of worden elders betaald. Hun contact met de werkgever maakt "
                  "hen tot een weg waarlangs iets kan uitlekken.",
     .standard  = "Schriftelijke toestemming voor werk en afspraken; akkoord op elk bericht voor "
                  "klachten, behandelverloop, diagnose en medicatie; geen uitslagen van "
                  "meetinstrumenten en geen privéomstandigheden."},
    {.code      = "A3",
     .question  = "Hoe ver doorbreekt artikel 54 Wet SUWI het beroepsgeheim?",
     .in_favour = "Ruim gelezen: lid 1 verplicht een ieder om UWV te antwoorden; lid 3 onder c "
                  "noemt de bedrijfsarts en gaat als bijzondere regel voor (S15).",
     .against   = "Lid 1 is algemeen en noemt het medisch geheim niet. In de praktijk werken "
                  "behandelaars met een machtiging. Ook dan geldt: alleen wat noodzakelijk is.",
     .standard  = "Een behandelaar geeft UWV alleen iets met gerichte schriftelijke toestemming, "
                  "medische informatie met akkoord op elk bericht. De bedrijfsarts geeft de "
                  "verzekeringsarts zonder toestemming alleen iets op een genoemd verzoek, of als "
                  "medisch deel van het re-integratieverslag; nooit aan de arbeidsdeskundige of "
                  "via de werkgever. Brieven van de behandelaar gaan niet letterlijk door zonder "
                  "toestemming daarvoor."},
    {.code = NULL},
};

static const char *const notes[] = {
    "Functionele beperkingen van een behandelaar aan de bedrijfsarts zijn feiten over wat de "
    "patiënt doet en vertelt, geen oordeel over wat er aan werk kan (S8).",
    "L1 geldt alleen bij een bevestigde behandelrelatie tussen de ontvanger en deze patiënt. "
    "Zonder die relatie, of bij bezwaar van de patiënt, is voor dezelfde informatie toestemming "
    "nodig.",
    "L2 naar de werkgever: de patiënt krijgt dezelfde tekst op hetzelfde moment (S7). Tegenhouden "
    "kan niet; om verbetering vragen wel, en UWV om een deskundigenoordeel.",
    "L3 van de bedrijfsarts vraagt een verwijzing naar een verzoek, behalve voor het medische "
    "deel van het re-integratieverslag.",
    "Van patiënt naar werkgever is medische informatie alleen langs deze weg gesloten: de patiënt "
    "blijft vrij om het zelf te vertellen. Ook functionele beperkingen zijn gesloten (S13): noem "
    "ze als werkaanpassing.",
    "L7 en L8 aan patiënt of vertegenwoordiger: alleen achtergehouden om de privacy van een "
    "ander, om goede zorg (vertegenwoordiger), of bij de therapeutische exceptie na overleg met "
    "een andere hulpverlener.",
    "Tussen werkgever en behandelaars bestaat met opzet geen weg, heen noch terug. Het antwoord "
    "is hetzelfde of die persoon bestaat of niet, zodat een werkgever niet kan merken of iemand "
    "in behandeling is.",
    NULL,
};

static const struct sp_policy_heading headings[] = {
    {"facts.unknown",         "Vooraf (stap 1 tot en met 3)"},
    {"breakglass.pair",       "Noodmelding (stap 4)"},
    {"cell.employer_health",  "Wat nooit mag (stap 5)"},
    {"representative.sender", "Wie er spreekt (stap 6)"},
    {"request.forbidden",     "Wat er wordt gevraagd (stap 7)"},
    {"forward.onward",        "Doorsturen (stap 8)"},
    {"purpose.recipient",     "Waarvoor, en op verzoek (stap 9)"},
    {"consent.objection",     "Toestemming (stap 10)"},
    {"approval.rejected",     "Akkoord op dit bericht (stap 11)"},
    {"allow.consent_each",    "Toegestaan, en waarop het rust (stap 12)"},
    {"own.copy",              "Elders beslist"},
    {"default.deny",          "Al het andere"},
    {NULL, NULL},
};

static const char *const smaller[] = {
    "De termijnen van hoofdstuk 4 zijn door ons gekozen.",
    "Of een functionelemogelijkhedenlijst (FML) van UWV aan de werkgever medisch is: daarvoor is "
    "hier geen weg.",
    "Mondelinge toestemming aan een bedrijfsarts is naar burgerlijk recht geldig, maar telt hier "
    "niet.",
    "Of de berichtenmakelaar een elektronisch uitwisselingssysteem is: hij is met opzet zo "
    "gemaakt dat hij het niet is (alleen sturen), en voldoet toch, alsof, aan artikel 2, 3 en 5 "
    "Begz.",
    "Ouders van een kind van 12 tot en met 15 jaar gelden als gerechtigd om te ontvangen, "
    "behoudens goede zorg.",
    "Van de Wegwijzer van 2014 is hier geen latere uitgave gevonden.",
    NULL,
};

const struct sp_policy_document sp_policy_document_nl = {
    .title   = "De regels van het beroepsgeheim",
    .confirm = "Dit is geen juridisch advies. Een gezondheidsjurist of een functionaris "
               "gegevensbescherming (FG) moet deze regels bevestigen, vooral hoofdstuk 2, 4 en 6, "
               "voordat er echte patiëntgegevens door een berichtenmakelaar gaan.",
    .made    = "Dit document is gemaakt uit de tabellen waarmee het programma beslist; wie het "
               "leest, leest wat er gebeurt.",

    .reading      = "Zo leest u dit",
    .reading_text = "Een bericht draagt een of meer soorten informatie, van één afzender aan één "
                    "ontvanger, voor één doel. Voor elke soort zegt de matrix waarop het delen "
                    "rust. Staat er niets, dan mag het nooit, ook niet met toestemming. Eén soort "
                    "die niet mag, houdt het hele bericht tegen.",
    .free     = "vrij: eigen informatie, of niet onder een geheim",
    .consent  = "met toestemming van de patiënt",
    .each     = "met toestemming, en akkoord van de patiënt op dit bericht",
    .never    = "nooit, ook niet met toestemming",
    .laws     = {
        [1]  = "Artikel 7:457 lid 2 BW: rechtstreeks betrokken bij de behandeling, of vervanger; "
               "de patiënt kan bezwaar maken",
        [2]  = "Artikel 30 lid 1 onder b UAVG, 7:658a BW en 14 Arbowet: wat tussen bedrijfsarts "
               "en werkgever nodig is, niet medisch",
        [3]  = "Artikel 54 lid 3 onder c Wet SUWI en 65 Wet WIA: bedrijfsarts en "
               "verzekeringsarts, op verzoek of als deel van het re-integratieverslag",
        [4]  = "Wet WIA en artikel 54 Wet SUWI: het niet-medische deel van het "
               "re-integratieverslag aan UWV",
        [5]  = "Taak binnen UWV (Wet WIA, Wet SUWI): aan de arbeidsdeskundige alleen wat iemand "
               "kan",
        [6]  = "Wet WIA en Wet SUWI: wat nodig is voor de re-integratie, niet medisch, met "
               "medeweten van de werknemer",
        [7]  = "De eigen gegevens van de patiënt: artikel 7:448 en 7:456 BW, 15 AVG, 15d en 15e "
               "Wabvpz",
        [8]  = "De bevoegde vertegenwoordiger: artikel 7:457 lid 3 en 7:465 BW",
        [9]  = "Conflict van plichten: de noodmelding, met alle punten van de lijst",
        [10] = "Verantwoording: artikel 5 lid 2 en 32 AVG, 5 Begz; alleen loggegevens",
        [11] = "Besluit of deskundigenoordeel van UWV: de niet-medische uitkomst",
    },
    .roles      = "De rollen",
    .categories = "De soorten informatie",
    .category   = "soort",

    .matrix      = "De matrix",
    .matrix_text = "De bronnen van elke rij staan onder de tabel, met de codes van hoofdstuk 5.",
    .overview    = "Overzicht: waarop iets kan rusten",
    .from        = "van ↓ naar →",
    .nothing     = "Nooit iets, ook niet met toestemming",
    .notes_title = "Bij de matrix",
    .notes       = notes,

    .order      = "De volgorde",
    .order_text = "De regels worden in deze volgorde gevraagd; de eerste die geldt, beslist. Wat "
                  "geen regel toestaat, gaat niet door.",
    .headings   = headings,
    .why        = "waarom",
    .next       = "wat nu",
    .source     = "bron",

    .limits            = "De grenzen",
    .purposes          = "Doelen waarvoor een rol mag ontvangen",
    .purposes_text     = "Een ander doel wordt geweigerd (`purpose.recipient`).",
    .law_purposes      = "Doelen waarvoor een wettelijke grond geldt",
    .law_purposes_text = "Een ander doel wordt geweigerd (`purpose.law`).",
    .evidence          = "Hoe toestemming minstens is vastgelegd",
    .evidence_text     = "De cijfers in de tabel zijn de laagste trap die telt. Staan er twee, "
                         "dan geldt de tweede voor een bericht waarop akkoord nodig is. Trap 0 "
                         "telt alleen bij L1. Ook wat vrij is of op een wet rust, vraagt "
                         "toestemming als iemand een ontvangen bericht letterlijk doorstuurt.",
    .terms             = "Hoe lang toestemming hooguit geldt",
    .terms_text        = "In dagen na de eerste dag; de laatste dag telt mee. Een latere "
                         "einddatum wordt ingekort. Bij meer dan één rij geldt de eerste. Zij "
                         "eindigt eerder als haar doel eindigt, of als de patiënt haar intrekt: "
                         "dat werkt meteen.",
    .term_oral         = "mondeling, vastgelegd in het dossier",
    .term_others       = "gegeven door een vertegenwoordiger, of mede door ouders of voogd",
    .term_each         = "voor een bericht waarop akkoord nodig is",
    .term_patient      = "schriftelijk of ondertekend door de patiënt zelf",
    .term_one          = "akkoord op één bericht: één keer, voor precies die tekst",
    .givers            = "Wie toestemming moet geven",
    .givers_text       = "Beoordeeld op de dag van het bericht. Wie alleen mag toestemmen, mag "
                         "ook in de plaats van de patiënt sturen en ontvangen.",
    .age               = "leeftijd",
    .capable           = "wilsbekwaam ter zake",
    .incapable         = "niet wilsbekwaam ter zake",
    .must_give         = "geeft toestemming",
    .informed          = "mag bovendien ontvangen",
    .with              = "samen met",
    .nobody            = "niemand",
    .other             = "of",
    .then              = "daarna pas",
    .asks              = "Wat een werkgever de werknemer mag vragen",
    .asks_text         = "Iets anders vragen wordt geweigerd (`request.employer`). Niemand mag "
                         "vragen wat de ander nooit mag geven (`request.forbidden`).",
    .breakglass        = "De noodmelding",
    .breakglass_text   = "Alleen om ernstig gevaar af te wenden. Politie, ambulance (112) en "
                         "Veilig Thuis gaan buiten dit systeem om, per telefoon.",
    .content           = "inhoud, en niets anders",
    .pairs             = "van wie naar wie",
    .items_title       = "alle negen, elk met een reden",
    .items             = {
        [SP_BREAKGLASS_CONSENT_SOUGHT] = "toestemming is gevraagd, of vragen kan niet of is niet "
                                         "veilig",
        [SP_BREAKGLASS_SERIOUS_HARM]   = "zwijgen geeft ernstige schade voor de patiënt of een "
                                         "ander",
        [SP_BREAKGLASS_CONSCIENCE]     = "de zorgverlener verkeert in gewetensnood",
        [SP_BREAKGLASS_NO_OTHER_WAY]   = "er is geen andere weg om de schade af te wenden",
        [SP_BREAKGLASS_EFFECTIVE]      = "spreken voorkomt of beperkt de schade vrijwel zeker",
        [SP_BREAKGLASS_MINIMAL]        = "het geheim wordt zo min mogelijk geschonden",
        [SP_BREAKGLASS_COLLEAGUE]      = "een onafhankelijke collega is geraadpleegd en tekent mee",
        [SP_BREAKGLASS_INFORMED]       = "de patiënt weet het vooraf, of hoort het zodra het "
                                         "veilig is",
        [SP_BREAKGLASS_RECORDED]       = "het is vastgelegd in het dossier",
    },

    .sources      = "De bronnen",
    .sources_text = "Hoe ver nagekeken: F, de tekst zelf is gelezen (BW boek 7 in de tekst van "
                    "2010, Wet SUWI in die van 2005, Arbowet in die van 2004); F2, een pagina "
                    "erover is gelezen; K, eigen kennis, niet nagekeken. Van de Wegwijzer "
                    "beroepsgeheim in samenwerkingsverbanden (2014) zijn alleen titel, inhoud en "
                    "begin gelezen.",
    .checked      = "nagekeken",
    .source_list  = sources,

    .points        = "De drie punten waarover het meest te twisten valt",
    .points_text   = "Zolang een jurist er niet over beslist, geldt de voorzichtige keuze.",
    .in_favour     = "voor",
    .against       = "tegen",
    .standard      = "keuze nu",
    .point_list    = points,
    .smaller_title = "Kleinere open punten",
    .smaller       = smaller,
};
/* clang-format on */
