/*
 * Dutch: what a person is told of each rule, at B1 level.
 *
 * Rows stand in the order of the rules (rules.c); a test keeps both lists equal.
 */
#include "policy_texts.h"

/* clang-format off */
const struct sp_policy_text_row sp_policy_texts_nl[] = {
    {"facts.unknown",
     {.why    = "Dit bericht bevat een rol, soort informatie, doel of ander gegeven dat wij niet "
                "kennen, of noemt geen soort informatie. Wat wij niet kennen, laten wij niet "
                "door.",
      .next   = "Controleer het bericht en kies alleen uit de vaste lijsten. Werk uw programma "
                "bij als het toch klopt.",
      .source = "Ontwerpkeuze: onbekend is niet toegestaan (artikel 25 en 32 AVG)"}},
    {"mode.pull",
     {.why    = "Hier kan niemand informatie over een patiënt opzoeken of ophalen. Informatie "
                "komt alleen als iemand die zelf stuurt.",
      .next   = "Stuur een gericht verzoek om informatie aan degene die de informatie heeft.",
      .source = "Artikel 15f lid 2 Wabvpz: een bedrijfsarts of verzekeringsarts mag niet bij een "
                "elektronisch uitwisselingssysteem"}},
    {"party.unverified",
     {.why    = "Wij konden niet vaststellen dat de afzender en de ontvanger allebei bij deze "
                "patiënt horen. Dan gaat er niets door.",
      .next   = "Controleer de code en het adres. Vraag de patiënt om uw relatie of die van de "
                "ontvanger te bevestigen.",
      .source = "NTA 7516: de afzender moet zeker weten wie de ontvanger is; ontwerpkeuze"}},
    {"patient.deceased",
     {.why    = "De patiënt is overleden. Het beroepsgeheim blijft ook daarna gelden, en "
                "toestemming voor begeleiding heeft dan geen doel meer.",
      .next   = "Deel niets via dit systeem. Overleg bij een vraag van nabestaanden met uw "
                "functionaris gegevensbescherming of een jurist.",
      .source = "KNMG-richtlijn Omgaan met medische gegevens; ontwerpkeuze"}},
    {"pair.none",
     {.why    = "Tussen deze twee rollen mag via dit systeem niets over een patiënt worden "
                "gedeeld, ook niet met toestemming. Dit antwoord zegt niets over de vraag of "
                "iemand in behandeling is.",
      .next   = "Loopt het contact via de patiënt zelf of via de bedrijfsarts? Kies dan die weg.",
      .source = "Artikel 7:457 BW en artikel 30 UAVG; ontwerpkeuze: geen weg tussen deze rollen"}},
    {"breakglass.pair",
     {.why    = "Een noodmelding mag alleen van een zorgverlener of begeleider naar iemand die "
                "het gevaar kan afwenden. Tussen deze twee rollen is er geen noodmelding.",
      .next   = "Bel bij direct gevaar 112, de crisisdienst of de huisarts. Is de ontvanger een "
                "medebehandelaar, stuur dan een gewoon bericht.",
      .source = "Criteria van de KNMG voor een conflict van plichten"}},
    {"breakglass.purpose",
     {.why    = "Een noodmelding mag maar één doel hebben: ernstig gevaar afwenden. Dit bericht "
                "noemt een ander doel.",
      .next   = "Kies het doel 'afwenden van ernstig gevaar', of stuur een gewoon bericht zonder "
                "noodmelding.",
      .source = "Criteria van de KNMG voor een conflict van plichten; ontwerpkeuze"}},
    {"breakglass.content",
     {.why    = "In een noodmelding staat alleen het veiligheidssignaal en hoe men elkaar "
                "bereikt. Dit bericht bevat meer.",
      .next   = "Haal de andere informatie uit het bericht. Stuur die later apart, met "
                "toestemming.",
      .source = "Criteria van de KNMG: het geheim zo min mogelijk schenden"}},
    {"breakglass.incomplete",
     {.why    = "Voor een noodmelding moet u alle negen punten van de lijst bevestigen. Er "
                "ontbreekt er minstens één.",
      .next   = "Loop de lijst na, overleg met een onafhankelijke collega en leg uw afweging "
                "vast. Bel bij direct gevaar 112.",
      .source = "Criteria van de KNMG voor een conflict van plichten, met zorgvuldigheidseisen"}},
    {"allow.l9",
     {.why    = "U heeft alle punten van de noodmelding bevestigd. Het veiligheidssignaal mag "
                "naar deze ontvanger om ernstig gevaar af te wenden.",
      .next   = "Leg de melding vast in het dossier en vertel het de patiënt zodra dat veilig "
                "kan.",
      .source = "Conflict van plichten volgens de criteria van de KNMG"}},
    {"cell.employer_health",
     {.why    = "Een werkgever mag geen medische gegevens krijgen en mag niet weten wat iemand "
                "door ziekte wel of niet kan, behalve wat de bedrijfsarts of een deskundige "
                "daarover meldt. Toestemming verandert dat niet.",
      .next   = "Zeg alleen wat er op het werk nodig is: uren, taken en aanpassingen. Of vraag "
                "de bedrijfsarts om advies te geven aan de werkgever.",
      .source = "Artikel 22 en 30 UAVG; AP, De zieke werknemer: ook niet met toestemming van de "
                "werknemer"}},
    {"cell.fitness",
     {.why    = "Een behandelaar geeft feiten, geen oordeel of iemand kan werken en geen "
                "verwachting over het verloop. Dat mag ook niet met toestemming.",
      .next   = "Beschrijf wat u ziet en weet: feiten over de behandeling en het dagelijks "
                "functioneren. Het oordeel over werk is aan de bedrijfsarts of de "
                "verzekeringsarts.",
      .source = "KNMG: geen geneeskundige verklaring over eigen patiënten; Code gegevensverkeer "
                "bij arbeidsverzuim"}},
    {"cell.two_files",
     {.why    = "De arbeidsdeskundige van UWV krijgt geen medische gegevens. Bij UWV zijn het "
                "medische en het niet-medische dossier gescheiden.",
      .next   = "Stuur medische informatie aan de verzekeringsarts. Voor de arbeidsdeskundige "
                "zijn er het Actueel oordeel en de functionele mogelijkheden.",
      .source = "Tweedossierregel van UWV; artikel 65 Wet WIA"}},
    {"cell.auditor_content",
     {.why    = "Een auditor controleert wie wat wanneer heeft gedaan, en ziet nooit de inhoud.",
      .next   = "Stuur alleen loggegevens of de registratie van toestemming.",
      .source = "Artikel 5 Begz (NEN 7513); artikel 5 lid 2 AVG"}},
    {"cell.forbidden",
     {.why    = "Minstens één soort informatie in dit bericht mag nooit van deze afzender naar "
                "deze ontvanger, ook niet met toestemming. Daarom gaat het hele bericht niet "
                "door.",
      .next   = "Haal die soort informatie uit het bericht. Bekijk met 'samenspraak policy "
                "matrix' wat wel mag.",
      .source = "De rij van deze afzender en ontvanger in het overzicht van regels"}},
    {"breakglass.not_invoked",
     {.why    = "Een veiligheidssignaal mag hier alleen als noodmelding, met de volledige lijst "
                "van criteria.",
      .next   = "Start een noodmelding en vul de lijst in. Bel bij direct gevaar 112.",
      .source = "Criteria van de KNMG voor een conflict van plichten"}},
    {"representative.sender",
     {.why    = "Deze vertegenwoordiger mag nu niet namens de patiënt sturen. Dat hangt af van "
                "de leeftijd van de patiënt, of de patiënt zelf kan beslissen, en wie er als "
                "eerste aan de beurt is.",
      .next   = "Laat de patiënt zelf sturen, of de vertegenwoordiger die nu bevoegd is.",
      .source = "Artikel 7:447, 7:450 en 7:465 BW"}},
    {"representative.recipient",
     {.why    = "Deze vertegenwoordiger mag nu geen informatie over de patiënt krijgen. De "
                "patiënt beslist zelf, of iemand anders gaat voor.",
      .next   = "Stuur het aan de patiënt zelf of aan de bevoegde vertegenwoordiger. Wil de "
                "patiënt dat deze persoon het weet, dan kan dat als naaste, met toestemming.",
      .source = "Artikel 7:457 lid 3 en 7:465 BW"}},
    {"representative.good_care",
     {.why    = "De zorgverlener vindt dat goede zorg zich ertegen verzet dat de "
                "vertegenwoordiger deze informatie krijgt.",
      .next   = "Bespreek het met de zorgverlener. Leg de reden vast in het dossier.",
      .source = "Artikel 7:465 lid 4 BW: de zorg van een goed hulpverlener"}},
    {"request.forbidden",
     {.why    = "U vraagt om informatie die de ander u nooit mag geven. Daar mag u dan ook niet "
                "om vragen.",
      .next   = "Vraag alleen wat de ander wel mag delen, bijvoorbeeld feiten in plaats van een "
                "oordeel.",
      .source = "Code gegevensverkeer bij arbeidsverzuim; KNMG over verklaringen van "
                "behandelaars"}},
    {"request.employer",
     {.why    = "Een werkgever mag een zieke werknemer maar een paar dingen vragen, zoals het "
                "verpleegadres, de verwachte duur en lopende afspraken. Dit verzoek gaat verder.",
      .next   = "Vraag alleen wat op die korte lijst staat. Voor wat iemand kan en niet kan, "
                "vraagt u advies aan de bedrijfsarts.",
      .source = "AP, De zieke werknemer: wat de werkgever bij ziekmelding mag vragen"}},
    {"forward.onward",
     {.why    = "U stuurt een bericht van een ander letterlijk door. Dat mag alleen als de "
                "patiënt daarvoor uitdrukkelijk toestemming gaf.",
      .next   = "Vraag toestemming voor doorsturen, of schrijf zelf wat nodig is. De "
                "oorspronkelijke afzender kan het ook zelf sturen.",
      .source = "Artikel 4 lid 11 en 9 lid 2 onder a AVG: toestemming geldt voor één ontvanger "
                "en één doel"}},
    {"purpose.recipient",
     {.why    = "Deze ontvanger mag voor dit doel geen informatie krijgen. Elke rol heeft een "
                "vaste lijst van doelen.",
      .next   = "Kies het doel waarvoor u het echt stuurt. Past dat niet bij deze ontvanger, "
                "stuur het dan niet.",
      .source = "Doelbinding: artikel 5 lid 1 onder b AVG"}},
    {"request.missing",
     {.why    = "De bedrijfsarts mag de verzekeringsarts van UWV dit alleen geven als UWV erom "
                "heeft gevraagd. Er is geen verzoek genoemd.",
      .next   = "Antwoord op het verzoek van UWV en noem het. Hoort het bij het "
                "re-integratieverslag, gebruik dan het medische deel daarvan.",
      .source = "Artikel 54 lid 3 onder c Wet SUWI: op verzoek"}},
    {"purpose.law",
     {.why    = "De wet laat dit delen zonder toestemming toe, maar niet voor dit doel. "
                "Bijvoorbeeld: medebehandelaars delen voor de behandeling, niet voor de "
                "begeleiding bij verzuim.",
      .next   = "Kies het juiste doel. Is het echt dit doel, stuur de informatie dan niet langs "
                "deze weg.",
      .source = "Artikel 7:457 lid 2 BW, artikel 30 UAVG of artikel 54 Wet SUWI: elk met een "
                "eigen doel"}},
    {"consent.objection",
     {.why    = "De patiënt heeft er bezwaar tegen dat deze ontvanger informatie krijgt. Dan is "
                "toestemming nodig, en die is er niet.",
      .next   = "Bespreek het bezwaar met de patiënt. Stuur pas als de patiënt toestemming geeft "
                "of het bezwaar intrekt.",
      .source = "Artikel 7:457 lid 2 BW; KNMG: bezwaar beëindigt de veronderstelde toestemming"}},
    {"consent.no_relation",
     {.why    = "Er is niet bevestigd dat de ontvanger deze patiënt meebehandelt. Dan is "
                "toestemming nodig, en die is er niet.",
      .next   = "Vraag de patiënt om de behandelrelatie met de ontvanger te bevestigen, of om "
                "toestemming te geven.",
      .source = "Artikel 7:457 lid 2 BW: rechtstreeks betrokken bij de behandeling"}},
    {"consent.none",
     {.why    = "Voor deze informatie is toestemming van de patiënt nodig, en die is er niet.",
      .next   = "Vraag de patiënt om toestemming voor deze ontvanger, deze informatie en dit "
                "doel.",
      .source = "Artikel 7:457 lid 1 BW; artikel 9 lid 2 onder a AVG"}},
    {"consent.parties",
     {.why    = "De toestemming is gegeven voor een andere afzender of ontvanger. Toestemming "
                "geldt alleen voor wie erin genoemd is.",
      .next   = "Vraag toestemming voor deze afzender en deze ontvanger.",
      .source = "Artikel 4 lid 11 AVG: toestemming is specifiek"}},
    {"consent.revoked",
     {.why    = "De toestemming is ingetrokken. Dat geldt meteen, ook voor berichten die nog "
                "niet geopend zijn.",
      .next   = "Stuur niets meer. Wil de patiënt het later weer, dan is een nieuwe toestemming "
                "nodig.",
      .source = "Artikel 7 lid 3 AVG: intrekken kan altijd"}},
    {"consent.not_yet_valid",
     {.why    = "De toestemming gaat later in. Vóór de eerste dag mag er niets worden gedeeld.",
      .next   = "Wacht tot de eerste dag, of vraag de patiënt om een eerdere datum.",
      .source = "Artikel 4 lid 11 AVG: toestemming geldt zoals zij is gegeven"}},
    {"consent.expired",
     {.why    = "De toestemming is afgelopen: de laatste dag is voorbij.",
      .next   = "Vraag de patiënt om nieuwe toestemming.",
      .source = "Artikel 4 lid 11 AVG; ontwerpkeuze: elke toestemming heeft een einddatum"}},
    {"consent.term",
     {.why    = "De toestemming is langer geleden gegeven dan hier mag. Hoe lang een toestemming "
                "hooguit geldt, hangt af van hoe en door wie zij is gegeven en hoe gevoelig de "
                "informatie is.",
      .next   = "Vraag nieuwe toestemming. Schriftelijke toestemming van de patiënt zelf geldt "
                "het langst.",
      .source = "Ontwerpkeuze: hooguit 365, 183 of 92 dagen"}},
    {"consent.purpose",
     {.why    = "De toestemming is gegeven voor een ander doel dan dit bericht.",
      .next   = "Kies het doel uit de toestemming, of vraag toestemming voor dit doel.",
      .source = "Artikel 6 lid 1 onder a en 9 lid 2 onder a AVG: toestemming geldt voor één doel"}},
    {"consent.category",
     {.why    = "De toestemming dekt niet alle informatie in dit bericht. Wij halen niets weg; "
                "daarom gaat het hele bericht niet door.",
      .next   = "Haal eruit wat niet onder de toestemming valt, of vraag een ruimere "
                "toestemming.",
      .source = "Artikel 4 lid 11 AVG: toestemming is specifiek; ontwerpkeuze: een bericht gaat "
                "in zijn geheel"}},
    {"consent.giver",
     {.why    = "De toestemming is niet gegeven door wie dat nu moet doen. Tot 12 jaar zijn dat "
                "de ouders, van 12 tot 16 het kind samen met de ouders, vanaf 16 de patiënt "
                "zelf, of de vertegenwoordiger als de patiënt niet zelf kan beslissen.",
      .next   = "Vraag toestemming aan degene die nu moet beslissen.",
      .source = "Artikel 7:447, 7:450 en 7:465 BW; artikel 15g Wabvpz"}},
    {"consent.evidence_employer",
     {.why    = "Naar een werkgever telt alleen toestemming die de patiënt zelf digitaal heeft "
                "ondertekend. Een werknemer moet vrij kunnen kiezen.",
      .next   = "Laat de patiënt de toestemming zelf ondertekenen in de eigen app.",
      .source = "AP over toestemming op het werk: afhankelijkheid maakt toestemming niet vrij; "
                "ontwerpkeuze"}},
    {"consent.evidence",
     {.why    = "De toestemming is niet goed genoeg vastgelegd voor deze ontvanger. Buiten de "
                "behandelaars is schriftelijke toestemming het minste.",
      .next   = "Laat de patiënt de toestemming op papier of digitaal ondertekenen.",
      .source = "KNMG en LHV: gerichte schriftelijke toestemming vooraf; artikel 7 lid 1 AVG"}},
    {"approval.rejected",
     {.why    = "De patiënt heeft dit bericht gelezen en afgewezen. Dat is definitief voor dit "
                "bericht; de toestemming zelf blijft bestaan.",
      .next   = "Bespreek met de patiënt wat er anders moet en maak een nieuw bericht.",
      .source = "Artikel 7 lid 3 AVG; ontwerpkeuze: de patiënt beslist per bericht"}},
    {"approval.other_message",
     {.why    = "Het besluit van de patiënt gaat over een andere tekst dan dit bericht. Dit "
                "bericht wacht op een eigen akkoord.",
      .next   = "Wacht tot de patiënt deze tekst heeft gelezen en goedgekeurd.",
      .source = "Ontwerpkeuze: een akkoord geldt voor precies één tekst"}},
    {"approval.lapsed",
     {.why    = "Het akkoord van de patiënt op dit bericht is ouder dan 14 dagen en geldt niet "
                "meer. Het bericht wacht op een nieuw akkoord.",
      .next   = "Vraag de patiënt om het bericht opnieuw goed te keuren.",
      .source = "Ontwerpkeuze: een akkoord geldt 14 dagen en één keer"}},
    {"approval.awaited",
     {.why    = "Dit is gevoelige informatie of de patiënt wil elk bericht zien. Het bericht "
                "wacht tot de patiënt het heeft gelezen en goedgekeurd.",
      .next   = "U hoeft niets te doen: de patiënt krijgt bericht. Zonder app kan de patiënt op "
                "papier akkoord geven, en legt u dat vast.",
      .source = "Code gegevensverkeer bij arbeidsverzuim; ontwerpkeuze: akkoord per bericht bij "
                "gevoelige informatie"}},
    {"allow.consent_each",
     {.why    = "De patiënt gaf toestemming en heeft precies dit bericht goedgekeurd.",
      .next   = "Verstuur het bericht. Blijf bij deze tekst: een andere tekst vraagt een nieuw "
                "akkoord.",
      .source = "Artikel 7:457 lid 1 BW; artikel 9 lid 2 onder a AVG; akkoord per bericht"}},
    {"allow.consent",
     {.why    = "De patiënt gaf toestemming voor deze ontvanger, deze informatie en dit doel.",
      .next   = "Verstuur alleen wat nodig is. De patiënt kan de toestemming altijd intrekken.",
      .source = "Artikel 7:457 lid 1 BW: met toestemming van de patiënt; artikel 9 lid 2 onder a "
                "AVG"}},
    {"allow.l1",
     {.why    = "De ontvanger is rechtstreeks betrokken bij de behandeling en de patiënt heeft "
                "geen bezwaar gemaakt. Dan mag u delen wat voor die behandeling nodig is.",
      .next   = "Verstuur alleen wat de ontvanger voor de behandeling nodig heeft. De patiënt "
                "mag altijd bezwaar maken.",
      .source = "Artikel 7:457 lid 2 BW: rechtstreeks betrokken, of vervanger"}},
    {"allow.l2",
     {.why    = "Dit hoort bij de informatie die werkgever, werknemer en bedrijfsarts volgens de "
                "wet nodig hebben voor begeleiding en terugkeer naar werk. Daarvoor is geen "
                "toestemming nodig.",
      .next   = "Verstuur alleen wat nodig is. De werknemer krijgt tegelijk dezelfde tekst.",
      .source = "Artikel 30 lid 1 onder b UAVG; artikel 7:658a BW; artikel 14 Arbowet"}},
    {"allow.l3",
     {.why    = "De bedrijfsarts en de verzekeringsarts van UWV mogen dit uitwisselen, omdat de "
                "wet dat voorschrijft. Toestemming is niet nodig.",
      .next   = "Verstuur alleen wat UWV nodig heeft voor deze beoordeling. Vertel de patiënt "
                "wat u heeft gestuurd.",
      .source = "Artikel 54 lid 3 onder c Wet SUWI; artikel 65 Wet WIA"}},
    {"allow.l4",
     {.why    = "Dit hoort bij het niet-medische deel van het re-integratieverslag. De wet laat "
                "dat naar UWV gaan zonder toestemming.",
      .next   = "Controleer dat er geen medische informatie in staat en verstuur het.",
      .source = "Wet WIA (re-integratieverslag); artikel 54 Wet SUWI"}},
    {"allow.l5",
     {.why    = "Binnen UWV mogen de verzekeringsarts en de arbeidsdeskundige delen wat zij voor "
                "hun taak nodig hebben. De arbeidsdeskundige krijgt alleen niet-medische "
                "informatie.",
      .next   = "Verstuur alleen wat de ontvanger voor de beoordeling nodig heeft.",
      .source = "Taak van UWV volgens Wet WIA en Wet SUWI; tweedossierregel"}},
    {"allow.l6",
     {.why    = "Deze niet-medische informatie is nodig voor de re-integratie. Zij mag zonder "
                "toestemming worden gedeeld als de werknemer dat weet.",
      .next   = "Vertel de werknemer wat u deelt en verstuur alleen wat nodig is.",
      .source = "Wet WIA en Wet SUWI; NVAB over re-integratiebedrijven"}},
    {"allow.l7",
     {.why    = "Het gaat om de eigen gegevens van de patiënt. Iedereen heeft recht op inzage en "
                "een afschrift.",
      .next   = "Verstuur het. Let erop dat er geen gegevens van anderen in staan.",
      .source = "Artikel 7:448 en 7:456 BW; artikel 15 AVG; artikel 15d en 15e Wabvpz"}},
    {"allow.l8",
     {.why    = "De ontvanger mag de patiënt vertegenwoordigen of moet mee beslissen, en mag "
                "daarom deze informatie krijgen.",
      .next   = "Verstuur wat nodig is om goed te kunnen beslissen. Betrek de patiënt zelf "
                "zoveel mogelijk.",
      .source = "Artikel 7:457 lid 3 en 7:465 BW: de bevoegde vertegenwoordiger"}},
    {"allow.l10",
     {.why    = "Een auditor mag voor controle zien wie wat wanneer deed, zonder inhoud.",
      .next   = "Verstuur de loggegevens of de registratie van toestemming.",
      .source = "Artikel 5 lid 2 en 32 AVG; artikel 5 Begz (NEN 7513)"}},
    {"allow.l11",
     {.why    = "Dit is de niet-medische uitkomst van een besluit of oordeel van UWV. Die mag "
                "naar deze ontvanger.",
      .next   = "Controleer dat er geen medische informatie in staat en verstuur het besluit.",
      .source = "Besluit of deskundigenoordeel van UWV, niet-medische uitkomst"}},
    {"allow.free",
     {.why    = "Wie dit stuurt, mag dat uit zichzelf: het zijn de eigen gegevens, of het valt "
                "niet onder een beroepsgeheim.",
      .next   = "Verstuur het. U bepaalt zelf wat u deelt en kunt ook minder sturen.",
      .source = "Het beroepsgeheim bindt de zorgverlener, niet de patiënt, de naaste of de "
                "vertegenwoordiger (artikel 88 Wet BIG)"}},
    {"own.copy",
     {.why    = "Dit is uw eigen afschrift. Wat er over u wordt verstuurd, mag u altijd lezen.",
      .next   = "Lees het. Klopt er iets niet? Vraag de afzender om het te verbeteren.",
      .source = "Artikelen 7:448 en 7:456 BW; artikel 15 AVG"}},
    {"message.expired",
     {.why    = "Niemand heeft dit bericht op tijd geopend. Daarom is het vernietigd.",
      .next   = "Stuur het opnieuw als het nog nodig is.",
      .source = "Ontwerpkeuze: een bericht blijft niet langer liggen dan nodig (artikel 5 lid 1 "
                "onder e AVG)"}},
    {"default.deny",
     {.why    = "Geen enkele regel staat dit bericht toe. Wat niet is toegestaan, gaat niet "
                "door.",
      .next   = "Stuur dit niet. Meld het aan de beheerder: dit antwoord hoort niet voor te "
                "komen.",
      .source = "Ontwerpkeuze: alles is verboden wat geen regel toestaat (artikel 25 AVG)"}},
    {NULL, {NULL, NULL, NULL}},
};
/* clang-format on */
