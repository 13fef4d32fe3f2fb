/*
 * English: what a person is told of each rule, in plain words.
 *
 * Rows stand in the order of the rules (rules.c); a test keeps both lists equal.
 */
#include "policy_texts.h"

/* clang-format off */
const struct sp_policy_text_row sp_policy_texts_en[] = {
    {"facts.unknown",
     {.why    = "This message has a role, kind of information, purpose or other value that we do "
                "not know, or names no kind of information. What we do not know, we do not let "
                "through.",
      .next   = "Check the message and choose only from the fixed lists. If it is right after "
                "all, update your program.",
      .source = "Design choice: unknown means not allowed (articles 25 and 32 GDPR)"}},
    {"mode.pull",
     {.why    = "Nobody can look up or fetch information about a patient here. Information comes "
                "only when somebody sends it.",
      .next   = "Send a targeted request to the person who has the information.",
      .source = "Article 15f(2) Wabvpz: an occupational or insurance physician may not have "
                "access to an electronic exchange system"}},
    {"party.unverified",
     {.why    = "We could not establish that both sender and recipient are connected with this "
                "patient. Then nothing passes.",
      .next   = "Check the code and the address. Ask the patient to confirm your relation or "
                "that of the recipient.",
      .source = "NTA 7516: the sender must be sure who the recipient is; design choice"}},
    {"patient.deceased",
     {.why    = "The patient has died. Professional secrecy continues after death, and consent "
                "for guidance no longer has a purpose.",
      .next   = "Share nothing through this system. If relatives have a question, consult your "
                "data protection officer or a lawyer.",
      .source = "KNMG guideline on handling medical data; design choice"}},
    {"pair.none",
     {.why    = "Between these two roles nothing about a patient may be shared through this "
                "system, not even with consent. This answer does not say whether anybody is "
                "being treated.",
      .next   = "Use the way through the patient or through the occupational physician instead.",
      .source = "Article 7:457 of the Dutch Civil Code and article 30 UAVG; design choice: no "
                "channel between these roles"}},
    {"breakglass.pair",
     {.why    = "An emergency disclosure may only go from a care professional or coach to "
                "somebody who can avert the danger. There is none between these two roles.",
      .next   = "In immediate danger call 112, the crisis service or the general practitioner. "
                "If the recipient is a fellow clinician, send an ordinary message.",
      .source = "KNMG criteria for a conflict of duties"}},
    {"breakglass.purpose",
     {.why    = "An emergency disclosure may have only one purpose: averting serious danger. "
                "This message names another one.",
      .next   = "Choose the purpose 'averting serious danger', or send an ordinary message "
                "without emergency disclosure.",
      .source = "KNMG criteria for a conflict of duties; design choice"}},
    {"breakglass.content",
     {.why    = "An emergency disclosure holds only the safety signal and how to reach each "
                "other. This message holds more.",
      .next   = "Take the other information out. Send it later and separately, with consent.",
      .source = "KNMG criteria: break secrecy as little as possible"}},
    {"breakglass.incomplete",
     {.why    = "For an emergency disclosure you must confirm all nine items of the checklist. "
                "At least one is missing.",
      .next   = "Go through the list, consult an independent colleague and record your reasons. "
                "In immediate danger call 112.",
      .source = "KNMG criteria for a conflict of duties, with rules of due care"}},
    {"allow.l9",
     {.why    = "You confirmed every item of the emergency checklist. The safety signal may go "
                "to this recipient to avert serious danger.",
      .next   = "Record the disclosure in the file and tell the patient as soon as that is safe.",
      .source = "Conflict of duties under the KNMG criteria"}},
    {"cell.employer_health",
     {.why    = "An employer may not receive medical data, nor what somebody can or cannot do "
                "because of illness, except what the occupational physician or another expert "
                "reports. Consent does not change that.",
      .next   = "Say only what is needed at work: hours, tasks and adaptations. Or ask the "
                "occupational physician to advise the employer.",
      .source = "Articles 22 and 30 UAVG; Dutch DPA policy rules on the sick employee: not even "
                "with the employee's consent"}},
    {"cell.fitness",
     {.why    = "A treating clinician gives facts, not a judgement on whether somebody can work "
                "and not an expectation of the course. Consent does not change that.",
      .next   = "Describe what you see and know: facts about treatment and daily functioning. "
                "The judgement on work is up to the occupational or insurance physician.",
      .source = "KNMG: no medical statements about one's own patients; code on data exchange in "
                "sickness absence"}},
    {"cell.two_files",
     {.why    = "The UWV labour expert does not receive medical data. UWV keeps the medical and "
                "the non-medical file apart.",
      .next   = "Send medical information to the insurance physician. For the labour expert "
                "there are the current opinion and the functional possibilities.",
      .source = "Two-file rule of UWV; article 65 of the Work and Income Act (WIA)"}},
    {"cell.auditor_content",
     {.why    = "An auditor checks who did what and when, and never sees content.",
      .next   = "Send only log data or the record of consent.",
      .source = "Article 5 Begz (NEN 7513); article 5(2) GDPR"}},
    {"cell.forbidden",
     {.why    = "At least one kind of information in this message may never go from this sender "
                "to this recipient, not even with consent. So the whole message is refused.",
      .next   = "Take that kind of information out. 'samenspraak policy matrix' shows what may "
                "pass.",
      .source = "The row of this sender and recipient in the table of rules"}},
    {"breakglass.not_invoked",
     {.why    = "A safety signal may only pass here as an emergency disclosure, with the full "
                "checklist.",
      .next   = "Start an emergency disclosure and complete the checklist. In immediate danger "
                "call 112.",
      .source = "KNMG criteria for a conflict of duties"}},
    {"representative.sender",
     {.why    = "This representative may not send in the patient's place now. That depends on "
                "the patient's age, on whether the patient can decide, and on who comes first.",
      .next   = "Let the patient send, or the representative who is entitled now.",
      .source = "Articles 7:447, 7:450 and 7:465 of the Dutch Civil Code"}},
    {"representative.recipient",
     {.why    = "This representative may not receive information about the patient now. The "
                "patient decides, or somebody else comes first.",
      .next   = "Send it to the patient or to the entitled representative. If the patient wants "
                "this person to know, send it to them as a close one, with consent.",
      .source = "Articles 7:457(3) and 7:465 of the Dutch Civil Code"}},
    {"representative.good_care",
     {.why    = "The care professional holds that good care stands against giving this "
                "information to the representative.",
      .next   = "Discuss it with the care professional. Record the reason in the file.",
      .source = "Article 7:465(4) of the Dutch Civil Code: the care of a good provider"}},
    {"request.forbidden",
     {.why    = "You ask for information that the other party may never give you. Then you may "
                "not ask for it either.",
      .next   = "Ask only for what the other party may share, for example facts instead of a "
                "judgement.",
      .source = "Code on data exchange in sickness absence; KNMG on statements by treating "
                "clinicians"}},
    {"request.employer",
     {.why    = "An employer may ask a sick employee only a few things, such as the nursing "
                "address, the expected duration and current appointments. This request goes "
                "further.",
      .next   = "Ask only what is on that short list. For what somebody can and cannot do, ask "
                "the occupational physician for advice.",
      .source = "Dutch DPA policy rules on the sick employee: what an employer may ask at a sick "
                "report"}},
    {"forward.onward",
     {.why    = "You forward another's message word for word. That is only allowed when the "
                "patient gave explicit consent for it.",
      .next   = "Ask for consent to forward, or write what is needed yourself. The original "
                "sender can also send it.",
      .source = "Articles 4(11) and 9(2)(a) GDPR: consent holds for one recipient and one "
                "purpose"}},
    {"purpose.recipient",
     {.why    = "This recipient may not receive information for this purpose. Each role has a "
                "fixed list of purposes.",
      .next   = "Choose the purpose for which you really send it. If that does not fit this "
                "recipient, do not send it.",
      .source = "Purpose limitation: article 5(1)(b) GDPR"}},
    {"request.missing",
     {.why    = "The occupational physician may give this to the UWV insurance physician only "
                "when UWV asked for it. No request is named.",
      .next   = "Reply to the request of UWV and refer to it. If it belongs to the "
                "re-integration report, use its medical part.",
      .source = "Article 54(3)(c) of the SUWI Act: on request"}},
    {"purpose.law",
     {.why    = "The law lets this be shared without consent, but not for this purpose. For "
                "example: fellow clinicians share for treatment, not for guidance during "
                "absence.",
      .next   = "Choose the right purpose. If it really is this purpose, do not send the "
                "information this way.",
      .source = "Article 7:457(2) of the Dutch Civil Code, article 30 UAVG or article 54 of the "
                "SUWI Act: each for its own purpose"}},
    {"consent.objection",
     {.why    = "The patient objects to this recipient getting information. Then consent is "
                "needed, and there is none.",
      .next   = "Discuss the objection with the patient. Send only when the patient consents or "
                "withdraws the objection.",
      .source = "Article 7:457(2) of the Dutch Civil Code; KNMG: an objection ends presumed "
                "consent"}},
    {"consent.no_relation",
     {.why    = "It is not confirmed that the recipient takes part in treating this patient. "
                "Then consent is needed, and there is none.",
      .next   = "Ask the patient to confirm the treatment relation with the recipient, or to "
                "give consent.",
      .source = "Article 7:457(2) of the Dutch Civil Code: directly involved in the treatment"}},
    {"consent.none",
     {.why    = "This information needs the patient's consent, and there is none.",
      .next   = "Ask the patient for consent for this recipient, this information and this "
                "purpose.",
      .source = "Article 7:457(1) of the Dutch Civil Code; article 9(2)(a) GDPR"}},
    {"consent.parties",
     {.why    = "The consent was given for another sender or recipient. Consent holds only for "
                "those it names.",
      .next   = "Ask for consent for this sender and this recipient.",
      .source = "Article 4(11) GDPR: consent is specific"}},
    {"consent.revoked",
     {.why    = "The consent was withdrawn. That works at once, also for messages that were not "
                "opened yet.",
      .next   = "Send nothing more. If the patient wants it again later, a new consent is "
                "needed.",
      .source = "Article 7(3) GDPR: consent can be withdrawn at any time"}},
    {"consent.not_yet_valid",
     {.why    = "The consent begins later. Before its first day nothing may be shared.",
      .next   = "Wait until the first day, or ask the patient for an earlier date.",
      .source = "Article 4(11) GDPR: consent holds as it was given"}},
    {"consent.expired",
     {.why    = "The consent has ended: its last day is past.",
      .next   = "Ask the patient for a new consent.",
      .source = "Article 4(11) GDPR; design choice: every consent has a last day"}},
    {"consent.term",
     {.why    = "The consent was given longer ago than is allowed here. How long a consent lasts "
                "at most depends on how and by whom it was given and how sensitive the "
                "information is.",
      .next   = "Ask for a new consent. Written consent by the patient herself lasts longest.",
      .source = "Design choice: at most 365, 183 or 92 days"}},
    {"consent.purpose",
     {.why    = "The consent was given for another purpose than this message has.",
      .next   = "Choose the purpose of the consent, or ask for consent for this purpose.",
      .source = "Articles 6(1)(a) and 9(2)(a) GDPR: consent holds for one purpose"}},
    {"consent.category",
     {.why    = "The consent does not cover all information in this message. We take nothing "
                "out, so the whole message is refused.",
      .next   = "Take out what the consent does not cover, or ask for a wider consent.",
      .source = "Article 4(11) GDPR: consent is specific; design choice: a message passes as a "
                "whole"}},
    {"consent.giver",
     {.why    = "The consent was not given by whoever must give it now. Under 12 that is the "
                "parents, from 12 to 16 the child together with the parents, from 16 the "
                "patient, or the representative when the patient cannot decide.",
      .next   = "Ask consent of the person who must decide now.",
      .source = "Articles 7:447, 7:450 and 7:465 of the Dutch Civil Code; article 15g Wabvpz"}},
    {"consent.evidence_employer",
     {.why    = "Towards an employer only consent that the patient signed digitally herself "
                "counts. An employee must be able to choose freely.",
      .next   = "Let the patient sign the consent in her own app.",
      .source = "Dutch DPA on consent at work: dependency makes consent unfree; design choice"}},
    {"consent.evidence",
     {.why    = "The consent is not recorded well enough for this recipient. Outside the "
                "treating clinicians written consent is the minimum.",
      .next   = "Let the patient sign the consent on paper or digitally.",
      .source = "KNMG and LHV: targeted written consent beforehand; article 7(1) GDPR"}},
    {"approval.rejected",
     {.why    = "The patient read this message and refused it. That is final for this message; "
                "the consent itself remains.",
      .next   = "Discuss with the patient what should change and write a new message.",
      .source = "Article 7(3) GDPR; design choice: the patient decides on each message"}},
    {"approval.other_message",
     {.why    = "The patient's decision is about another text than this message. This message "
                "waits for an approval of its own.",
      .next   = "Wait until the patient has read and approved this text.",
      .source = "Design choice: an approval holds for exactly one text"}},
    {"approval.lapsed",
     {.why    = "The patient's approval of this message is more than 14 days old and no longer "
                "counts. The message waits for a new approval.",
      .next   = "Ask the patient to approve the message again.",
      .source = "Design choice: an approval lasts 14 days and counts once"}},
    {"approval.awaited",
     {.why    = "This is sensitive information, or the patient wants to see each message. The "
                "message waits until the patient has read and approved it.",
      .next   = "You need not do anything: the patient is told. A patient without the app can "
                "approve on paper, and you record that.",
      .source = "Code on data exchange in sickness absence; design choice: approval of each "
                "message with sensitive information"}},
    {"allow.consent_each",
     {.why    = "The patient gave consent and approved exactly this message.",
      .next   = "Send the message. Keep to this text: another text needs a new approval.",
      .source = "Article 7:457(1) of the Dutch Civil Code; article 9(2)(a) GDPR; approval of "
                "this message"}},
    {"allow.consent",
     {.why    = "The patient gave consent for this recipient, this information and this purpose.",
      .next   = "Send only what is needed. The patient can withdraw the consent at any time.",
      .source = "Article 7:457(1) of the Dutch Civil Code: with the patient's consent; article "
                "9(2)(a) GDPR"}},
    {"allow.l1",
     {.why    = "The recipient is directly involved in the treatment and the patient has not "
                "objected. Then you may share what that treatment needs.",
      .next   = "Send only what the recipient needs for the treatment. The patient may object at "
                "any time.",
      .source = "Article 7:457(2) of the Dutch Civil Code: directly involved, or locum"}},
    {"allow.l2",
     {.why    = "This belongs to the information that employer, employee and occupational "
                "physician need by law for guidance and return to work. It needs no consent.",
      .next   = "Send only what is needed. The employee gets the same text at the same time.",
      .source = "Article 30(1)(b) UAVG; article 7:658a of the Dutch Civil Code; article 14 "
                "Working Conditions Act"}},
    {"allow.l3",
     {.why    = "The occupational physician and the UWV insurance physician may exchange this "
                "because the law prescribes it. Consent is not needed.",
      .next   = "Send only what UWV needs for this assessment. Tell the patient what you sent.",
      .source = "Article 54(3)(c) of the SUWI Act; article 65 of the Work and Income Act (WIA)"}},
    {"allow.l4",
     {.why    = "This belongs to the non-medical part of the re-integration report. The law lets "
                "it go to UWV without consent.",
      .next   = "Check that there is no medical information in it, and send it.",
      .source = "Work and Income Act (re-integration report); article 54 of the SUWI Act"}},
    {"allow.l5",
     {.why    = "Within UWV the insurance physician and the labour expert may share what their "
                "task needs. The labour expert gets non-medical information only.",
      .next   = "Send only what the recipient needs for the assessment.",
      .source = "UWV's task under the WIA and SUWI Acts; two-file rule"}},
    {"allow.l6",
     {.why    = "This non-medical information is needed for re-integration. It may be shared "
                "without consent when the employee knows.",
      .next   = "Tell the employee what you share, and send only what is needed.",
      .source = "WIA and SUWI Acts; NVAB on re-integration companies"}},
    {"allow.l7",
     {.why    = "These are the patient's own data. Everybody has a right to see them and to get "
                "a copy.",
      .next   = "Send it. Make sure that it holds no data about others.",
      .source = "Articles 7:448 and 7:456 of the Dutch Civil Code; article 15 GDPR; articles 15d "
                "and 15e Wabvpz"}},
    {"allow.l8",
     {.why    = "The recipient may represent the patient or has a say in the decision, and may "
                "therefore get this information.",
      .next   = "Send what is needed for a good decision. Involve the patient as much as "
                "possible.",
      .source = "Articles 7:457(3) and 7:465 of the Dutch Civil Code: the entitled "
                "representative"}},
    {"allow.l10",
     {.why    = "For accountability an auditor may see who did what and when, without content.",
      .next   = "Send the log data or the record of consent.",
      .source = "Articles 5(2) and 32 GDPR; article 5 Begz (NEN 7513)"}},
    {"allow.l11",
     {.why    = "This is the non-medical outcome of a decision or opinion of UWV. It may go to "
                "this recipient.",
      .next   = "Check that there is no medical information in it, and send the decision.",
      .source = "UWV decision or expert opinion, non-medical outcome"}},
    {"allow.free",
     {.why    = "The sender may do this of their own accord: it is their own information, or no "
                "professional secrecy covers it.",
      .next   = "Send it. You decide what you share, and may also send less.",
      .source = "Professional secrecy binds the care professional, not the patient, the close "
                "one or the representative (article 88 Wet BIG)"}},
    {"own.copy",
     {.why    = "This is your own copy. You may always read what is sent about you.",
      .next   = "Read it. Is something wrong? Ask the sender to correct it.",
      .source = "Articles 7:448 and 7:456 of the Dutch Civil Code; article 15 GDPR"}},
    {"message.expired",
     {.why    = "Nobody opened this message in time. It was destroyed.",
      .next   = "Send it again if it is still needed.",
      .source = "Design choice: a message stays no longer than needed (article 5(1)(e) GDPR)"}},
    {"default.deny",
     {.why    = "No rule allows this message. What is not allowed does not pass.",
      .next   = "Do not send this. Tell the operator: this answer should not occur.",
      .source = "Design choice: whatever no rule allows is forbidden (article 25 GDPR)"}},
    {NULL, {NULL, NULL, NULL}},
};
/* clang-format on */
