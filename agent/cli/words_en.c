/*
 * The texts in English.
 */
#include "words.h"

// NOLINTBEGIN(bugprone-suspicious-missing-comma): long texts are written in pieces
const char *const sp_texts_en[SP_TEXT_COUNT] = {
    [SP_TEXT_NONE] = "-",

    /* the program and its commands */
    [SP_TEXT_PROGRAM_ABOUT] = "Samenspraak: sharing information on work and mental health, only "
                              "where there is a ground for it. Each message goes encrypted from "
                              "one party to another, and enters a log that everybody can check.",
    [SP_TEXT_GROUP_TAIL] = "Help with a command: '{0} COMMAND --help'.",
    [SP_TEXT_USAGE] = "Usage:",
    [SP_TEXT_USAGE_OPTIONS] = "[OPTION...]",
    [SP_TEXT_USAGE_COMMAND] = "[OPTION...] COMMAND [...]",
    [SP_TEXT_EXAMPLES] = "Examples:",
    [SP_TEXT_TRY_HELP] = "see '{0} --help'.",
    [SP_TEXT_NOT_IN_THIS_VERSION] = "'{0}' is not in this version.",
    [SP_TEXT_ABSENT_SUMMARY] = "(not in this version)",
    [SP_TEXT_INIT_SUMMARY] = "make a profile",
    [SP_TEXT_KEYS_SUMMARY] = "show or renew your keys",
    [SP_TEXT_PAIR_SUMMARY] = "show your pairing code (patient)",
    [SP_TEXT_RELATE_SUMMARY] = "ask or confirm who deals with the patient",
    [SP_TEXT_CONSENT_SUMMARY] = "give, see and revoke consent",
    [SP_TEXT_STATE_SUMMARY] = "record other facts: age, capacity, end",
    [SP_TEXT_SEND_SUMMARY] = "send a message",
    [SP_TEXT_REQUEST_SUMMARY] = "ask a targeted question",
    [SP_TEXT_FORMS_SUMMARY] = "show the forms",
    [SP_TEXT_INBOX_SUMMARY] = "show what came in",
    [SP_TEXT_OPEN_SUMMARY] = "open a message",
    [SP_TEXT_APPROVE_SUMMARY] = "approve a message (patient)",
    [SP_TEXT_REJECT_SUMMARY] = "reject a message (patient)",
    [SP_TEXT_SENT_SUMMARY] = "show what became of your messages",
    [SP_TEXT_WHO_SUMMARY] = "look up professionals and organisations",
    [SP_TEXT_LOG_SUMMARY] = "show what happened around you",
    [SP_TEXT_POLICY_SUMMARY] = "see and try the rules",
    [SP_TEXT_AUDIT_SUMMARY] = "export and check the whole log",
    [SP_TEXT_STATUS_SUMMARY] = "profile, keys, broker and log",

    /* options that many commands have */
    [SP_TEXT_OPTION_HOME] = "folder of the profile",
    [SP_TEXT_OPTION_PASSPHRASE_FILE] = "read the passphrase from a file",
    [SP_TEXT_OPTION_JSON] = "answer in JSON",
    [SP_TEXT_OPTION_LANG] = "language of the texts",
    [SP_TEXT_OPTION_HELP] = "this help",
    [SP_TEXT_OPTION_VERSION] = "the version",
    [SP_TEXT_OPTION_ABOUT] = "the patient's pairing code or identifier",

    /* wrong usage */
    [SP_TEXT_BAD_LANG] = "--lang is nl or en, not '{0}'.",
    [SP_TEXT_OPTION_UNKNOWN] = "Unknown option, or its value is missing: '{0}'.",
    [SP_TEXT_OPTION_TWICE] = "--{0} is there twice; give it once.",
    [SP_TEXT_OPTION_MISSING] = "This option is missing: --{0} {1}.",
    [SP_TEXT_OPERAND_MISSING] = "Something is missing: {0}.",
    [SP_TEXT_TOO_MANY] = "This is too much: '{0}'.",
    [SP_TEXT_COMMAND_MISSING] = "Say what to do: give a command.",
    [SP_TEXT_COMMAND_UNKNOWN] = "There is no such command: '{0}'.",
    [SP_TEXT_BAD_PARTY] =
        "{0}: '{1}' is no party. Write role:scheme:number, as in occ_physician:big:19012345601.",
    [SP_TEXT_BAD_CODE] = "{0}: '{1}' is no pairing code. See whether all letters were copied well; "
                         "the check letters do not fit or something is missing.",
    [SP_TEXT_BAD_TERM] = "{0}: there is no '{1}'. Choose from: {2}.",
    [SP_TEXT_BAD_DAY] = "{0}: '{1}' is no day. Write yyyy-mm-dd, as in 2026-12-01.",
    [SP_TEXT_BAD_NUMBER] = "{0}: '{1}' is no number from 0 to {2}.",
    [SP_TEXT_BAD_MSG_ID] = "{0}: '{1}' is no message id; that has 32 digits 0-9 a-f.",
    [SP_TEXT_BAD_ID] = "{0}: '{1}' is no id of a message; that has 32 or 64 digits 0-9 a-f.",
    [SP_TEXT_ABOUT_MISSING] = "Say whom it is about: --about CODE, the patient's pairing code.",
    [SP_TEXT_ABOUT_OTHER] =
        "This is your own profile as a patient: --about can only be yourself. Leave it out.",
    [SP_TEXT_FILE_UNREAD] = "{0} cannot be read: {1}.",
    [SP_TEXT_FILE_UNWRITTEN] = "{0} cannot be written: {1}.",
    [SP_TEXT_FILE_NOT_REGULAR] = "{0} is no regular file.",
    [SP_TEXT_FOLDER_FAILED] = "Folder {0}: {1}.",
    [SP_TEXT_HOME_UNKNOWN] = "No folder for the profile: give --home DIR or set SAMENSPRAAK_HOME.",
    [SP_TEXT_HOME_TOO_LONG] = "The folder's name is too long.",
    [SP_TEXT_OUTPUT_FAILED] = "the answer could not be written.",
    [SP_TEXT_BROKER_AWAY_NOTE] = "{0} This is what was known already.",

    /* passphrase */
    [SP_TEXT_PASSPHRASE_ASK] = "Passphrase: ",
    [SP_TEXT_PASSPHRASE_NEW] = "Choose a passphrase: ",
    [SP_TEXT_PASSPHRASE_AGAIN] = "Once more: ",
    [SP_TEXT_PASSPHRASE_NO_TERMINAL] = "There is no terminal to ask for the passphrase. Give "
                                       "--passphrase-file FILE; init also takes --no-passphrase.",
    [SP_TEXT_PASSPHRASE_UNREAD] = "The passphrase could not be read.",
    [SP_TEXT_PASSPHRASE_EMPTY] = "The passphrase is empty. Choose a sentence that you remember.",
    [SP_TEXT_PASSPHRASE_DIFFERENT] = "The two are not the same. Start again.",
    [SP_TEXT_PASSPHRASE_FILE_EMPTY] =
        "The first line of {0} is empty; the passphrase belongs there.",
    [SP_TEXT_NO_PASSPHRASE_LOUD] =
        "WARNING: no passphrase. Whoever can get at {0} can act for you and read everything.",

    /* init */
    [SP_TEXT_INIT_ABOUT] = "Makes a profile: who you are, your key and certificate, and your "
                           "broker. A patient without a certificate gets a request (request.pem); "
                           "when the certificate has come, init --cert FILE completes the profile.",
    [SP_TEXT_INIT_EXAMPLES] =
        "  samenspraak init --role gp --id agb:01012345 --name \"East practice\" --broker "
        "tls+tcp://127.0.0.1:4430 --ca root.pem --cert gp.pem --key gp.key\n"
        "  samenspraak init --role patient --broker tls+tcp://127.0.0.1:4430 --ca root.pem\n"
        "  samenspraak init --cert patient.pem",
    [SP_TEXT_INIT_ROLE] = "your role: patient, gp, clinician_ggz, employer ...",
    [SP_TEXT_INIT_ID] = "your number, as in big:19012345601; not for a patient",
    [SP_TEXT_INIT_NAME] = "what you are called; not for a patient",
    [SP_TEXT_INIT_BROKER] = "address of the broker: tls+tcp://name:port",
    [SP_TEXT_INIT_CA] = "certificates of the CA that you trust",
    [SP_TEXT_INIT_CRL] = "revoked certificates",
    [SP_TEXT_INIT_CERT] = "your certificate; this alone: complete a profile",
    [SP_TEXT_INIT_KEY] = "your private key (PEM)",
    [SP_TEXT_INIT_R] = "value r of a patient who has a certificate",
    [SP_TEXT_INIT_NO_PASSPHRASE] = "no passphrase: for agents that nobody attends",
    [SP_TEXT_INIT_NEEDS] = "A new profile of {1} needs --{0}.",
    [SP_TEXT_INIT_ROLE_MISSING] = "Give --role for a new profile, or only --cert FILE to complete "
                                  "a profile that waits for its certificate.",
    [SP_TEXT_INIT_PASSPHRASE_BOTH] = "Choose: --passphrase-file or --no-passphrase.",
    [SP_TEXT_INIT_DONE] = "Profile of {0} made in {1}.",
    [SP_TEXT_INIT_REQUEST] = "Have {0} signed by whoever identified you, and complete it with "
                             "'samenspraak init --cert FILE'.",
    [SP_TEXT_INIT_NEXT] = "See with 'samenspraak status' whether the broker can be reached.",
    [SP_TEXT_INIT_NEXT_PATIENT] = "Show your pairing code with 'samenspraak pair'.",

    /* keys */
    [SP_TEXT_KEYS_ABOUT] =
        "Shows your keys. With rotate you make a new receive key now and publish it.",
    [SP_TEXT_KEYS_EXAMPLES] = "  samenspraak keys\n"
                              "  samenspraak keys rotate",
    [SP_TEXT_KEYS_IDENTITY] = "Identity     {0}\n"
                              "             valid from {1} until {2}",
    [SP_TEXT_KEYS_CERTIFICATE_BAD] = "The certificate does not hold now: {0}.",
    [SP_TEXT_KEYS_RECEIVE] = "Receive      {0}\n"
                             "             valid from {1} until {2}",
    [SP_TEXT_KEYS_RECEIVE_LATER] = "Receive      {0}\n"
                                   "             valid from {1} until {2}; not published yet",
    [SP_TEXT_KEYS_ROTATED] = "The new receive key is published.",

    /* pair */
    [SP_TEXT_PAIR_ABOUT] = "Shows your pairing code. You hand it over to whom you choose; then you "
                           "confirm that party.",
    [SP_TEXT_PAIR_EXAMPLES] = "  samenspraak pair\n"
                              "  samenspraak pair --qr",
    [SP_TEXT_PAIR_QR] = "also as QR code",
    [SP_TEXT_PAIR_CODE] = "Your pairing code: {0}",
    [SP_TEXT_PAIR_NEXT] =
        "Give this code only to whom you choose. When somebody asks, you see it with 'samenspraak "
        "inbox' and confirm with 'samenspraak relate --confirm ID'.",
    [SP_TEXT_PAIR_NO_PATIENT] = "Only a patient has a pairing code.",

    /* relate */
    [SP_TEXT_RELATE_ABOUT] =
        "A professional or employer asks, by the pairing code, to be confirmed by the patient; the "
        "answer is always the same, for an unknown code too. The patient confirms with --confirm. "
        "With nothing: the list.",
    [SP_TEXT_RELATE_EXAMPLES] = "  samenspraak relate abcd-efgh-... --as treats\n"
                                "  samenspraak relate --confirm 0123456789abcdef0123456789abcdef\n"
                                "  samenspraak relate",
    [SP_TEXT_RELATE_AS] = "treats, employs, occupational, coaches or uwv",
    [SP_TEXT_RELATE_CONFIRM] = "confirm this request (patient)",
    [SP_TEXT_RELATE_WHICH] = "Give CODE with --as, or --confirm ID, or nothing for the list.",
    [SP_TEXT_RELATE_ASKED] = "Asked. The patient sees your request and confirms it or not.",
    [SP_TEXT_RELATE_CONFIRMED] =
        "Confirmed. This party may now send and get messages about you where the rules allow it.",
    [SP_TEXT_RELATION_LINE] = "{0}  {1}: {2} ({3})",

    /* statements */
    [SP_TEXT_STATEMENT_ID] = "Id: {0}",
    [SP_TEXT_STATEMENT_LINE] = "{0}  {1} by {2}, {3} ({4})",
    [SP_TEXT_STANDING_WAITING] = "not yet at the broker",
    [SP_TEXT_STANDING_REFUSED] = "refused by the broker",
    [SP_TEXT_STANDING_UNCONFIRMED] = "waits to be confirmed",
    [SP_TEXT_STANDING_NOT_YET] = "starts later",
    [SP_TEXT_STANDING_IN_FORCE] = "in force",
    [SP_TEXT_STANDING_EXPIRED] = "expired",
    [SP_TEXT_STANDING_SUPERSEDED] = "replaced",
    [SP_TEXT_STANDING_ENDED] = "revoked or ended",
    [SP_TEXT_LIST_EMPTY] = "There is nothing.",

    /* consent */
    [SP_TEXT_CONSENT_ABOUT] = "Consent: you say who may tell what to whom, for what, and until "
                              "when. You can always revoke it, and that works at once.",
    [SP_TEXT_CONSENT_GRANT_SUMMARY] = "give consent",
    [SP_TEXT_CONSENT_LIST_SUMMARY] = "show all consents",
    [SP_TEXT_CONSENT_SHOW_SUMMARY] = "show one consent",
    [SP_TEXT_CONSENT_REVOKE_SUMMARY] = "revoke a consent",
    [SP_TEXT_CONSENT_CONFIRM_SUMMARY] = "confirm a consent that needs your word",
    [SP_TEXT_CONSENT_OBJECT_SUMMARY] = "object to sharing without asking",
    [SP_TEXT_CONSENT_GRANT_ABOUT] = "Gives consent: one party may tell one other what you name, "
                                    "for one purpose, up to and including a day. At most a year.",
    [SP_TEXT_CONSENT_GRANT_EXAMPLES] =
        "  samenspraak consent grant --from clinician_ggz:big:19012345601 --to "
        "occ_physician:big:29012345602 --category functional_limits,plan_agreements --purpose "
        "occ_guidance --until 2027-03-01",
    [SP_TEXT_GRANT_FROM] = "who may tell",
    [SP_TEXT_GRANT_TO] = "who may know",
    [SP_TEXT_GRANT_CATEGORY] = "which kinds of information",
    [SP_TEXT_GRANT_PURPOSE] = "for what",
    [SP_TEXT_GRANT_UNTIL] = "last day",
    [SP_TEXT_GRANT_FROM_DATE] = "first day (else today)",
    [SP_TEXT_GRANT_EACH] = "you approve each message",
    [SP_TEXT_GRANT_ONWARD] = "the recipient may send it on",
    [SP_TEXT_GRANT_BAD_UNTIL] = "--until {0} cannot be. The last day is from {1} up to {2}: at "
                                "most 365 days after the first.",
    [SP_TEXT_GRANT_NEVER] =
        "note: this may never pass between these two, not even with consent: {0}.",
    [SP_TEXT_GRANT_EACH_TIME] = "note: for this you approve each message: {0}.",
    [SP_TEXT_GRANT_NO_PATIENT] =
        "In this version only the patient gives consent, with her own profile.",
    [SP_TEXT_CONSENT_GRANTED] = "Your consent is recorded.",
    [SP_TEXT_CONSENT_LIST_ABOUT] = "Shows the consents known here, newest first.",
    [SP_TEXT_CONSENT_LIST_EXAMPLES] = "  samenspraak consent list\n"
                                      "  samenspraak consent list --json",
    [SP_TEXT_CONSENT_SHOW_ABOUT] = "Shows one consent, and whether it is in the log.",
    [SP_TEXT_CONSENT_SHOW_EXAMPLES] = "  samenspraak consent show 0123456789abcdef0123456789abcdef",
    [SP_TEXT_CONSENT_REVOKE_ABOUT] = "Revokes a consent. That works at once, also for what was "
                                     "sent but not yet opened. What was read does not come back.",
    [SP_TEXT_CONSENT_REVOKE_EXAMPLES] =
        "  samenspraak consent revoke 0123456789abcdef0123456789abcdef --reason not_wanted",
    [SP_TEXT_CONSENT_REASON] = "why: not_wanted, too_much, no_trust ...",
    [SP_TEXT_CONSENT_CONFIRM_ABOUT] = "Confirms a consent that names you as one of its givers.",
    [SP_TEXT_CONSENT_CONFIRM_EXAMPLES] =
        "  samenspraak consent confirm 0123456789abcdef0123456789abcdef",
    [SP_TEXT_CONSENT_REVOKED] = "Revoked. What was not opened yet does not open any more.",
    [SP_TEXT_CONSENT_CONFIRMED] = "Confirmed.",
    [SP_TEXT_NOT_A_CONSENT] = "{0} is no consent but: {1}. Use 'samenspraak state end'.",
    [SP_TEXT_CONSENT_LINE] = "{0}\n"
                             "  from {1} to {2}",
    [SP_TEXT_CONSENT_WHAT] = "  what: {0}\n"
                             "  for what: {1}",
    [SP_TEXT_CONSENT_DAYS] = "  from {0} up to {1}: {2}",
    [SP_TEXT_CONSENT_EACH_LINE] = "  each message is approved",
    [SP_TEXT_CONSENT_ONWARD_LINE] = "  may be sent on",
    [SP_TEXT_CONSENT_IN_LOG] = "  hash {0}\n"
                               "  is in the log, place {1}",
    [SP_TEXT_CONSENT_NOT_IN_LOG] = "  hash {0}\n"
                                   "  is not in the log yet",
    [SP_TEXT_OBJECT_ABOUT] =
        "Clinicians may sometimes share without asking (article 7:457(2) BW). With an objection "
        "they must ask first. With --lift you take the objection back.",
    [SP_TEXT_OBJECT_EXAMPLES] = "  samenspraak consent object --to gp:agb:01012345\n"
                                "  samenspraak consent object --to gp:agb:01012345 --lift",
    [SP_TEXT_OBJECT_TO] = "to whom not without asking",
    [SP_TEXT_OBJECT_LIFT] = "take the objection back",
    [SP_TEXT_OBJECTION_MADE] =
        "Your objection is recorded: nothing goes to {0} any more without your consent.",
    [SP_TEXT_OBJECTION_LIFTED] = "Your objection to {0} is taken back.",

    /* state */
    [SP_TEXT_STATE_ABOUT] =
        "Facts about the patient that the rules need. There is never free text in them.",
    [SP_TEXT_STATE_AGE_SUMMARY] = "age band",
    [SP_TEXT_STATE_CAPACITY_SUMMARY] = "capacity",
    [SP_TEXT_STATE_END_SUMMARY] = "end a relation or statement",
    [SP_TEXT_STATE_AGE_ABOUT] =
        "Records the age band; only for a clinician or GP with a confirmed relation.",
    [SP_TEXT_STATE_AGE_EXAMPLES] =
        "  samenspraak state age --about abcd-efgh-... --band 12_to_15 --changes 2027-05-02",
    [SP_TEXT_STATE_BAND] = "adult or a younger band",
    [SP_TEXT_STATE_CHANGES] = "day on which the next band begins",
    [SP_TEXT_STATE_AGE_CHANGES] = "Give --changes DATE with each band under 18; adult has no day.",
    [SP_TEXT_STATE_CAPACITY_ABOUT] =
        "Records whether the patient is capable in a matter, until a day on which it is reviewed; "
        "only for a clinician or GP with a confirmed relation.",
    [SP_TEXT_STATE_CAPACITY_EXAMPLES] =
        "  samenspraak state capacity --about abcd-efgh-... --capable no --matter "
        "treatment,support --review 2027-01-15",
    [SP_TEXT_STATE_CAPABLE] = "capable or not",
    [SP_TEXT_STATE_MATTER] = "in which matters: purposes",
    [SP_TEXT_STATE_REVIEW] = "day of review",
    [SP_TEXT_STATE_END_ABOUT] =
        "Ends a relation, objection or other fact: by who recorded it, or by the patient.",
    [SP_TEXT_STATE_END_EXAMPLES] =
        "  samenspraak state end 0123456789abcdef0123456789abcdef --reason treatment_closed",
    [SP_TEXT_STATE_REASON] = "why: treatment_closed, lifted ...",
    [SP_TEXT_STATE_END_CONSENT] = "{0} is a consent. Use 'samenspraak consent revoke'.",
    [SP_TEXT_STATE_END_OTHER] = "{0} is about another patient than --about.",
    [SP_TEXT_STATE_DECLARED] = "Recorded.",
    [SP_TEXT_STATE_ENDED] = "Ended.",

    /* send and request */
    [SP_TEXT_SEND_ABOUT] = "Sends a message to one party, about one patient, for one purpose. "
                           "First your own agent looks whether it may; then the broker. When the "
                           "broker is away, it waits and goes later by itself.",
    [SP_TEXT_SEND_EXAMPLES] =
        "  samenspraak send --to occ_physician:big:29012345602 --about abcd-efgh-... --purpose "
        "occ_guidance --form plan --data plan.json\n"
        "  samenspraak send --to gp:agb:01012345 --about abcd-efgh-... --purpose treatment --item "
        "treatment_course=course.txt --attach instrument_results=result.pdf\n"
        "  samenspraak send --dry-run --to employer:kvk:12345678 --about abcd-efgh-... --purpose "
        "work_adjust --item work_adaptations=advice.txt",
    [SP_TEXT_SEND_TO] = "the recipient: role:scheme:number",
    [SP_TEXT_SEND_PURPOSE] = "for what: treatment, occ_guidance, work_adjust ...",
    [SP_TEXT_SEND_FORM] = "form; see 'samenspraak forms'",
    [SP_TEXT_SEND_DATA] = "the filled form, as JSON",
    [SP_TEXT_SEND_ITEM] = "text or other file of this kind",
    [SP_TEXT_SEND_ATTACH] = "file together with its name",
    [SP_TEXT_SEND_REPLY_TO] = "answers this message",
    [SP_TEXT_SEND_ID] = "own message id: safe to repeat",
    [SP_TEXT_SEND_DRY_RUN] = "only tell whether it may",
    [SP_TEXT_SEND_BREAK_GLASS] = "emergency (not in this version)",
    [SP_TEXT_SEND_FORM_AND_DATA] = "--form and --data belong together: give both or neither.",
    [SP_TEXT_SEND_NOTHING] =
        "There is nothing to send: give --form with --data, --item or --attach.",
    [SP_TEXT_SEND_BAD_PAIR] =
        "{0}: '{1}' is not CATEGORY=FILE, as in functional_limits=letter.txt.",
    [SP_TEXT_SEND_TOO_MANY_ITEMS] = "A message has at most 64 items.",
    [SP_TEXT_SEND_DONE] = "Sent to {0}. Message {1}.",
    [SP_TEXT_SEND_WOULD] = "This message to {0} would be allowed now. Nothing was sent.",
    [SP_TEXT_QUEUED] =
        "The broker cannot be reached now. It waits here and goes by itself when it can. {0}",
    [SP_TEXT_FORM_UNKNOWN] = "There is no form '{0}'; see 'samenspraak forms'.",
    [SP_TEXT_FORM_FAULT_LINE] = "{0}, line {1}: {2}.",
    [SP_TEXT_FORM_FAULT_FIELD] = "{0}, field '{1}': {2}.",
    [SP_TEXT_FORM_FAULT_WHOLE] = "{0}: {1}.",
    [SP_TEXT_REQUEST_ABOUT] = "Asks one party a targeted question: what you want to know, which "
                              "kinds of information, and what you found yourself.",
    [SP_TEXT_REQUEST_EXAMPLES] =
        "  samenspraak request --to clinician_ggz:big:19012345601 --about abcd-efgh-... --purpose "
        "occ_guidance --ask functional_limits,plan_agreements --question \"What was agreed about "
        "work?\" --findings findings.txt",
    [SP_TEXT_REQUEST_ASK] = "which kinds of information you ask for",
    [SP_TEXT_REQUEST_QUESTION] = "your question",
    [SP_TEXT_REQUEST_FINDINGS] = "your own findings, as text",
    [SP_TEXT_REQUEST_ANSWER_BY] = "please answer before this day",
    [SP_TEXT_FORMS_ABOUT] = "Shows the forms, or the fields of one form.",
    [SP_TEXT_FORMS_EXAMPLES] = "  samenspraak forms\n"
                               "  samenspraak forms plan",
    [SP_TEXT_FORMS_LINE] = "{0}: {1}\n"
                           "  {2}",
    [SP_TEXT_FORMS_FIELD] = "  {0}: {1} [{2}; {3}]",
    [SP_TEXT_FORMS_FIELD_REQUIRED] = "  {0} (required): {1} [{2}; {3}]",

    /* what a rule or the broker answered */
    [SP_TEXT_OUTCOME_BASIS] = "On the basis of: {0}.",
    [SP_TEXT_OUTCOME_HELD] = "Waits for the patient, who approves this message first. {0}",
    [SP_TEXT_OUTCOME_REFUSED] = "Refused: {0}.",
    [SP_TEXT_OUTCOME_OWN] = "Your own agent held this back; no content was sent.",
    [SP_TEXT_OUTCOME_WHY] = "{0}",
    [SP_TEXT_OUTCOME_DETAIL] = "It is about: {0}.",
    [SP_TEXT_OUTCOME_NEXT] = "What you can do: {0}",
    [SP_TEXT_OUTCOME_RULE] = "Rule {0}; more with 'samenspraak policy explain'.",
    [SP_TEXT_OUTCOME_LOG] = "In the log: number {0}.",
    [SP_TEXT_BASIS_FREE] = "own or general information",
    [SP_TEXT_BASIS_CONSENT] = "consent",
    [SP_TEXT_BASIS_CONSENT_EACH] = "consent, and approval of this message",
    [SP_TEXT_LAW_1] = "involved in the treatment (art. 7:457(2) BW)",
    [SP_TEXT_LAW_2] = "occupational physician and employer, non-medical (art. 30 UAVG)",
    [SP_TEXT_LAW_3] = "occupational physician to UWV physician (art. 54 Wet SUWI)",
    [SP_TEXT_LAW_4] = "re-integration report, non-medical (WIA)",
    [SP_TEXT_LAW_5] = "task of UWV, non-medical",
    [SP_TEXT_LAW_6] = "needed for re-integration, non-medical",
    [SP_TEXT_LAW_7] = "the patient's own data",
    [SP_TEXT_LAW_8] = "valid representative",
    [SP_TEXT_LAW_9] = "conflict of duties (emergency)",
    [SP_TEXT_LAW_10] = "accountability",
    [SP_TEXT_LAW_11] = "UWV decision, non-medical",
    [SP_TEXT_WHY_NONE] = "Nothing was decided; then nothing passes.",
    [SP_TEXT_WHY_FRAME] = "The broker could not read the request.",
    [SP_TEXT_WHY_VERSION] = "The broker speaks another version of the protocol.",
    [SP_TEXT_WHY_KIND] = "The broker does not know this request, or not from this party.",
    [SP_TEXT_WHY_SIZE] = "This is too large.",
    [SP_TEXT_WHY_SIGNATURE] = "The broker could not verify the signature.",
    [SP_TEXT_WHY_CERT] = "Your certificate does not hold (any more) at the broker.",
    [SP_TEXT_WHY_HELLO] = "The connection was not yet in your name.",
    [SP_TEXT_WHY_REPLAY] = "Something else was sent under this id already.",
    [SP_TEXT_WHY_CLOCK] = "Your clock and the broker's differ by more than a quarter of an hour.",
    [SP_TEXT_WHY_STALE_KEY] = "The recipient or the broker has a new key meanwhile.",
    [SP_TEXT_WHY_STALE_VIEW] =
        "The broker's log is shorter than what you saw already. That must never be.",
    [SP_TEXT_WHY_STATEMENT] = "The broker does not accept this statement.",
    [SP_TEXT_WHY_NOT_FOUND] = "The broker does not have this (any more).",
    [SP_TEXT_WHY_FROZEN] =
        "Nothing is decided about this patient now: the broker is recovering from a failure.",
    [SP_TEXT_WHY_RESEAL] = "The broker lost its part of the key.",
    [SP_TEXT_WHY_BUSY] = "The broker is too busy.",
    [SP_TEXT_NEXT_REPORT] = "Report this to the operator.",
    [SP_TEXT_NEXT_UPDATE] = "Use the same version as the broker.",
    [SP_TEXT_NEXT_SMALLER] = "Send fewer or smaller files.",
    [SP_TEXT_NEXT_CERT] = "Ask for a new certificate.",
    [SP_TEXT_NEXT_AGAIN] = "Try again in a while.",
    [SP_TEXT_NEXT_OTHER_ID] = "Use another id.",
    [SP_TEXT_NEXT_CLOCK] = "Set the clock right.",
    [SP_TEXT_NEXT_STATEMENT] = "See whether you may state this and whether it has not ended.",
    [SP_TEXT_NEXT_NOT_FOUND] = "Ask the sender to send it again.",
    [SP_TEXT_NEXT_RESEAL] = "Send the message again.",

    /* inbox, open, approve, reject, sent */
    [SP_TEXT_INBOX_ABOUT] = "Fetches what is there for you and shows it, newest first. At the end "
                            "are requests that wait for your confirmation.",
    [SP_TEXT_INBOX_EXAMPLES] = "  samenspraak inbox\n"
                               "  samenspraak inbox --wait=60",
    [SP_TEXT_INBOX_WAIT] = "wait until something new comes",
    [SP_TEXT_INBOX_EMPTY] = "There is no mail.",
    [SP_TEXT_INBOX_LINE] = "{0}  {1}\n"
                           "  from {2}: {3}",
    [SP_TEXT_INBOX_COPY] = "  your copy; addressed to {0}",
    [SP_TEXT_INBOX_WHAT] = "  what: {0}\n"
                           "  for what: {1}",
    [SP_TEXT_INBOX_NEW] = "new",
    [SP_TEXT_INBOX_OPENED] = "opened",
    [SP_TEXT_INBOX_ACKNOWLEDGED] = "opened and kept",
    [SP_TEXT_INBOX_REFUSED] = "opening refused",
    [SP_TEXT_INBOX_WAITS] =
        "  waits for you: read it with 'samenspraak open ID', then 'approve ID' or 'reject ID'",
    [SP_TEXT_INBOX_RELATION] = "{0}\n"
                               "  {1} ({2}) asks you to confirm: {3}\n"
                               "  do so with 'samenspraak relate --confirm ID'",
    [SP_TEXT_INBOX_CONSENT] = "{0}\n"
                              "  {1} ({2}) asks you to confirm a consent\n"
                              "  do so with 'samenspraak consent confirm ID'",
    [SP_TEXT_OPEN_ABOUT] =
        "Opens a message. The broker decides anew at this moment whether it may, and records it; "
        "only then it opens. With --out the items come as files in a folder.",
    [SP_TEXT_OPEN_EXAMPLES] = "  samenspraak open 0123456789abcdef0123456789abcdef\n"
                              "  samenspraak open 0123456789abcdef0123456789abcdef --out received",
    [SP_TEXT_OPEN_OUT] = "write the items into this folder",
    [SP_TEXT_OPEN_USER] = "who within your organisation opens",
    [SP_TEXT_OPEN_RESPONSIBLE] = "on whose behalf",
    [SP_TEXT_OPEN_DONE] = "Message {0} from {1} is open.",
    [SP_TEXT_OPEN_ITEM] = "\n"
                          "{0}. {1}  {2}",
    [SP_TEXT_OPEN_ATTACHMENT] = "file {0}, {1} bytes; get it with --out DIR",
    [SP_TEXT_OPEN_NOT_SHOWN] = "this is no text, or too much; get it with --out DIR",
    [SP_TEXT_OPEN_WRITTEN] = "written: {0}",
    [SP_TEXT_OPEN_FILE_EXISTS] =
        "{0} exists already and is not overwritten. Choose another folder.",
    [SP_TEXT_APPROVE_ABOUT] =
        "Approves this one message, for 14 days. You must have opened your copy first.",
    [SP_TEXT_APPROVE_EXAMPLES] = "  samenspraak open ID\n"
                                 "  samenspraak approve ID",
    [SP_TEXT_APPROVE_DONE] = "Approved. Message {0} goes to {1}.",
    [SP_TEXT_REJECT_ABOUT] = "Rejects this one message: it is not delivered.",
    [SP_TEXT_REJECT_EXAMPLES] = "  samenspraak reject ID --reason incorrect",
    [SP_TEXT_REJECT_REASON] = "why: incorrect, too_much, discuss_first ...",
    [SP_TEXT_REJECT_DONE] = "Rejected. Message {0} does not go to {1}.",
    [SP_TEXT_SENT_ABOUT] =
        "Shows what you sent and what became of it. With --flush what waits is sent first.",
    [SP_TEXT_SENT_EXAMPLES] = "  samenspraak sent\n"
                              "  samenspraak sent --flush\n"
                              "  samenspraak sent 0123456789abcdef0123456789abcdef",
    [SP_TEXT_SENT_FLUSH] = "send first what waits",
    [SP_TEXT_SENT_LINE] = "{0}  {1}\n"
                          "  to {2}: {3} ({4})",
    [SP_TEXT_SENT_DRAFT] = "waits here",
    [SP_TEXT_SENT_SEALED] = "waits here, sealed",
    [SP_TEXT_SENT_ACCEPTED] = "accepted; the recipient may open it",
    [SP_TEXT_SENT_HELD] = "waits for the patient's approval",
    [SP_TEXT_SENT_REFUSED] = "refused by a rule",
    [SP_TEXT_SENT_OPENED] = "opened",
    [SP_TEXT_SENT_ACKNOWLEDGED] = "opened and kept by the recipient",
    [SP_TEXT_SENT_REJECTED] = "rejected by the patient",
    [SP_TEXT_SENT_REVOKED] = "lapsed: its ground was revoked",
    [SP_TEXT_SENT_EXPIRED] = "expired",
    [SP_TEXT_SENT_RESEAL] = "has to be sent again",
    [SP_TEXT_SENT_OPEN_REFUSED] = "the recipient's opening was refused by a rule",

    /* who, log, status */
    [SP_TEXT_WHO_ABOUT] =
        "Looks in the directory of professionals and organisations. Patients are not in it.",
    [SP_TEXT_WHO_EXAMPLES] = "  samenspraak who\n"
                             "  samenspraak who physician",
    [SP_TEXT_WHO_LINE] = "{0}, {1}\n"
                         "  {2}: can be reached",
    [SP_TEXT_WHO_LINE_AWAY] = "{0}, {1}\n"
                              "  {2}: cannot be reached now (no valid receive key)",
    [SP_TEXT_WHO_LINE_ENDED] = "{0}, {1}\n"
                               "  {2}: takes no longer part",
    [SP_TEXT_WHO_ORGANISATION] = "  {0}",
    [SP_TEXT_WHO_NOBODY] = "Nobody found.",
    [SP_TEXT_LOG_ABOUT] = "Tells what happened around you: who sent, asked, opened or was refused, "
                          "when, on which basis and under which rule. Each entry is proved: it "
                          "stands in the log that everybody can check.",
    [SP_TEXT_LOG_EXAMPLES] = "  samenspraak log\n"
                             "  samenspraak log --about abcd-efgh-... --json",
    [SP_TEXT_LOG_FROM] = "from this number in the log on",
    [SP_TEXT_LOG_EMPTY] = "Nothing has happened yet.",
    [SP_TEXT_LOG_PROVED] = "Each entry was checked to be in the log.",
    [SP_TEXT_YOU] = "you",
    [SP_TEXT_EVENT_SEND] = "{0}: message sent",
    [SP_TEXT_EVENT_ATTEMPT] = "{0}: wanted to send a message; the own agent held it back",
    [SP_TEXT_EVENT_HOLD] = "{0}: message that waits for the patient's approval",
    [SP_TEXT_EVENT_DELIVER] = "{0}: message delivered",
    [SP_TEXT_EVENT_READ] = "{0}: message opened",
    [SP_TEXT_EVENT_REFUSE] = "{0}: refused",
    [SP_TEXT_EVENT_CONSENT_GRANT] = "{0}: consent given",
    [SP_TEXT_EVENT_CONSENT_CHANGE] = "{0}: consent changed",
    [SP_TEXT_EVENT_CONSENT_REVOKE] = "{0}: consent revoked",
    [SP_TEXT_EVENT_APPROVE] = "{0}: message approved",
    [SP_TEXT_EVENT_REJECT] = "{0}: message rejected",
    [SP_TEXT_EVENT_RELATE] = "{0}: asks to confirm a relation",
    [SP_TEXT_EVENT_CONFIRM] = "{0}: confirmed",
    [SP_TEXT_EVENT_OBJECT] = "{0}: objection to sharing without asking",
    [SP_TEXT_EVENT_FACT] = "{0}: fact recorded",
    [SP_TEXT_EVENT_END] = "{0}: ended",
    [SP_TEXT_EVENT_PUBLISH] = "{0}: keys published",
    [SP_TEXT_EVENT_LOG_VIEW] = "{0}: log viewed",
    [SP_TEXT_EVENT_EXPORT] = "{0}: log exported for audit",
    [SP_TEXT_EVENT_PROBE] = "{0}: the broker's probe",
    [SP_TEXT_EVENT_OTHER] = "{0}: {1}",
    [SP_TEXT_RECORD_TO] = "    to: {0}",
    [SP_TEXT_RECORD_OF] = "    from: {0}",
    [SP_TEXT_RECORD_WITH] = "    other party: {0}",
    [SP_TEXT_RECORD_CATEGORIES] = "    what: {0}",
    [SP_TEXT_RECORD_PURPOSE] = "    for what: {0}",
    [SP_TEXT_RECORD_BASIS] = "    on the basis of: {0}",
    [SP_TEXT_RECORD_RESPONSIBLE] = "    on behalf of: {0}",
    [SP_TEXT_RECORD_RULE] = "    rule: {0}",
    [SP_TEXT_RECORD_REFUSED] = "    refused: {0} (rule {1})",
    [SP_TEXT_RECORD_REFUSED_WHY] = "    refused: {2} ({0}, rule {1})",
    [SP_TEXT_STATUS_ABOUT] = "Shows your profile, your keys and their age, whether the broker can "
                             "be reached and trusted, and since when its log is consistent.",
    [SP_TEXT_STATUS_EXAMPLES] = "  samenspraak status\n"
                                "  samenspraak status --json",
    [SP_TEXT_STATUS_PROFILE] = "Profile      {0} ({1})",
    [SP_TEXT_STATUS_CERTIFICATE] = "Certificate  valid until {0}",
    [SP_TEXT_STATUS_RECEIVE_KEY] = "Receive      key {0} days old, valid until {1}",
    [SP_TEXT_STATUS_NO_RECEIVE_KEY] = "Receive      no key published yet",
    [SP_TEXT_STATUS_REACHABLE] = "Broker       {0}: reachable and trusted",
    [SP_TEXT_STATUS_LOG] = "Log          {0}: consistent since {1}, last seen {2}, {3} entries",
    [SP_TEXT_STATUS_NOT_PINNED] = "Log          never seen yet",
    [SP_TEXT_STATUS_OUTBOX] = "Waiting      {0} to be sent",
    [SP_TEXT_STATUS_EVIDENCE] = "Evidence     {0} things did not fit and were kept",

    /* audit */
    [SP_TEXT_AUDIT_ABOUT] = "The whole log in a folder, for those who check it. Checking needs no "
                            "broker and no profile.",
    [SP_TEXT_AUDIT_EXPORT_SUMMARY] = "export the log (auditor)",
    [SP_TEXT_AUDIT_VERIFY_SUMMARY] = "check an exported log",
    [SP_TEXT_AUDIT_SHOW_SUMMARY] = "show the events in words",
    [SP_TEXT_AUDIT_EXPORT_ABOUT] = "Exports the whole log to a new folder, signed by the auditor.",
    [SP_TEXT_AUDIT_EXPORT_EXAMPLES] = "  samenspraak audit export --out audit-2026",
    [SP_TEXT_AUDIT_OUT] = "new folder",
    [SP_TEXT_AUDIT_EXPORTED] = "Exported to {0}. Check with 'samenspraak audit verify {0}'.",
    [SP_TEXT_AUDIT_VERIFY_ABOUT] =
        "Checks everything in the folder: files, trees, requests, signatures and statements. With "
        "--policy and --ca also whether log and certificates are those that you trust.",
    [SP_TEXT_AUDIT_VERIFY_EXAMPLES] =
        "  samenspraak audit verify audit-2026 --policy logs.txt --ca root.pem",
    [SP_TEXT_AUDIT_SINCE] = "checkpoint of an earlier audit",
    [SP_TEXT_AUDIT_POLICY] = "file with the log keys that you trust",
    [SP_TEXT_AUDIT_CA] = "certificates of the CA that you trust",
    [SP_TEXT_AUDIT_VERIFIED] = "Everything fits: {0} events, {1} requests, {2} signatures, {3} "
                               "statements, {4} directory entries.",
    [SP_TEXT_AUDIT_EXPORTER] = "Exported by {0}.",
    [SP_TEXT_AUDIT_LOG] = "  {0}: {1} entries",
    [SP_TEXT_AUDIT_PROFILE_LOCKED] =
        "the profile in {0} has a passphrase; give --passphrase-file to compare the log keys.",
    [SP_TEXT_AUDIT_KEYS_OPEN] = "Not checked: compare these log keys yourself with those of your "
                                "broker (or give --policy):",
    [SP_TEXT_AUDIT_CA_CHECKED] = "Certificates checked against CA {0} (SHA-256).",
    [SP_TEXT_AUDIT_CA_OPEN] = "Not checked: whose certificates these are. Give --ca FILE.",
    [SP_TEXT_AUDIT_SHOW_ABOUT] = "Shows the events in words. Check the folder with verify first.",
    [SP_TEXT_AUDIT_SHOW_EXAMPLES] = "  samenspraak audit show audit-2026 --actor gp:agb:01012345",
    [SP_TEXT_AUDIT_PATIENT] = "only about this patient: code or identifier",
    [SP_TEXT_AUDIT_ACTOR] = "only by this party",
};
// NOLINTEND(bugprone-suspicious-missing-comma)
