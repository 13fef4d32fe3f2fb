#include "problem.h"

#include <stdbool.h>
#include <string.h>

/* clang-format off */
static const struct problem_row {
    const char *name;
    int exit_code;
    const char *text[SP_LANGUAGE_COUNT];
} rows[] = {
    [SP_PROBLEM_NONE]               = {"none", 0, {"Er is niets mis.", "Nothing is wrong."}},
    [SP_PROBLEM_INTERNAL]           = {"internal", 70, {"Interne fout: {0} ({1}).", "Internal error: {0} ({1})."}},
    [SP_PROBLEM_MEMORY]             = {"memory", 70, {"Er is te weinig geheugen.", "There is too little memory."}},
    [SP_PROBLEM_USAGE]              = {"usage", 2, {"Verkeerd gebruik: {0}.", "Wrong usage: {0}."}},
    [SP_PROBLEM_FILE_READ]          = {"file.read", 2, {"{0} kan niet worden gelezen: {1}.", "{0} cannot be read: {1}."}},
    [SP_PROBLEM_FILE_WRITE]         = {"file.write", 70, {"{0} kan niet worden geschreven: {1}.", "{0} cannot be written: {1}."}},
    [SP_PROBLEM_FILE_FORM]          = {"file.form", 2, {"{0}, {1}: {2}.", "{0}, {1}: {2}."}},
    [SP_PROBLEM_FIELD]              = {"field", 2, {"Het veld '{0}' klopt niet: {1}.", "The field '{0}' is wrong: {1}."}},
    [SP_PROBLEM_HOME_EXISTS]        = {"home.exists", 2, {"In {0} staat al een profiel.", "There is a profile in {0} already."}},
    [SP_PROBLEM_HOME_MISSING]       = {"home.missing", 2, {"In {0} staat geen profiel; maak het met 'samenspraak init'.", "There is no profile in {0}; make one with 'samenspraak init'."}},
    [SP_PROBLEM_HOME_INCOMPLETE]    = {"home.incomplete", 2, {"Het profiel in {0} wacht op zijn certificaat; rond het af met 'samenspraak init --cert'.", "The profile in {0} waits for its certificate; complete it with 'samenspraak init --cert'."}},
    [SP_PROBLEM_HOME_LOCKED]        = {"home.locked", 2, {"Een ander proces gebruikt {0}.", "Another process is using {0}."}},
    [SP_PROBLEM_HOME_OPEN_TO_OTHERS]= {"home.open", 2, {"Anderen kunnen bij {0}; zet de rechten op 0700.", "Others can get at {0}; set its mode to 0700."}},
    [SP_PROBLEM_PASSPHRASE]         = {"passphrase", 2, {"De wachtzin past niet.", "The passphrase does not fit."}},
    [SP_PROBLEM_STORE]              = {"store", 70, {"De eigen opslag (home.db) meldt: {0}.", "The own store (home.db) says: {0}."}},
    [SP_PROBLEM_CERTIFICATE]        = {"certificate", 2, {"Het certificaat {0} geldt niet: {1}.", "The certificate {0} does not hold: {1}."}},
    [SP_PROBLEM_KEY_MISMATCH]       = {"key.mismatch", 2, {"De sleutel in {0} hoort niet bij het certificaat.", "The key in {0} is not that of the certificate."}},
    [SP_PROBLEM_PARTY_MISMATCH]     = {"party.mismatch", 2, {"Gevraagd is {0}, maar het certificaat is van {1}.", "{0} was asked for, but the certificate is of {1}."}},
    [SP_PROBLEM_BROKER_AWAY]        = {"broker.away", 3, {"De broker {0} is niet bereikbaar: {1}.", "The broker {0} cannot be reached: {1}."}},
    [SP_PROBLEM_BROKER_CERTIFICATE] = {"broker.certificate", 3, {"Dit is geen broker van onze certificaatuitgever: {0}.", "This is no broker of our CA: {0}."}},
    [SP_PROBLEM_BROKER_ANSWER]      = {"broker.answer", 4, {"Het antwoord van de broker op '{0}' klopt niet: {1}.", "The broker's answer to '{0}' is wrong: {1}."}},
    [SP_PROBLEM_BROKER_REFUSED]     = {"broker.refused", 3, {"De broker weigert '{0}': {1} {2}.", "The broker refuses '{0}': {1} {2}."}},
    [SP_PROBLEM_CLOCK]              = {"clock", 3, {"De klok hier en die van de broker verschillen {0} minuten.", "The clock here and the broker's differ by {0} minutes."}},
    [SP_PROBLEM_PIN]                = {"pin", 4, {"De broker toont een ander(e) {0} dan bij het eerste contact. Er wordt niets meer verstuurd.", "The broker shows another {0} than at first contact. Nothing is sent any more."}},
    [SP_PROBLEM_PROOF]              = {"proof", 4, {"Het bewijs klopt niet ({0}): {1}.", "The proof does not fit ({0}): {1}."}},
    [SP_PROBLEM_EVIDENCE]           = {"evidence", 4, {"Bewaard als bewijs: {0}.", "Kept as evidence: {0}."}},
    [SP_PROBLEM_RECEIPT]            = {"receipt", 4, {"Het ontvangstbewijs van '{0}' klopt niet: {1}.", "The receipt of '{0}' does not fit: {1}."}},
    [SP_PROBLEM_SIGNATURE]          = {"signature", 4, {"De handtekening onder {0} van {1} klopt niet.", "The signature under {0} by {1} does not verify."}},
    [SP_PROBLEM_DIRECTORY_UNKNOWN]  = {"directory.unknown", 2, {"{0} staat niet in de adreslijst.", "{0} is not in the directory."}},
    [SP_PROBLEM_DIRECTORY_KEY]      = {"directory.key", 4, {"{0} toont een andere sleutel dan eerder.", "{0} shows another key than before."}},
    [SP_PROBLEM_RECEIVE_KEY]        = {"directory.receive", 3, {"{0} heeft nu geen geldige ontvangstsleutel.", "{0} has no valid receive key now."}},
    [SP_PROBLEM_STATEMENT_UNKNOWN]  = {"statement.unknown", 2, {"Er is hier geen verklaring {0}.", "There is no statement {0} here."}},
    [SP_PROBLEM_STATEMENT_FORM]     = {"statement.form", 2, {"De verklaring klopt niet: {0}.", "The statement is wrong: {0}."}},
    [SP_PROBLEM_MESSAGE_UNKNOWN]    = {"message.unknown", 2, {"Er is hier geen bericht {0}.", "There is no message {0} here."}},
    [SP_PROBLEM_MESSAGE_AMBIGUOUS]  = {"message.ambiguous", 2, {"Meer dan een bericht heet {0}; geef de 64 cijfers.", "More than one message is called {0}; give the 64 digits."}},
    [SP_PROBLEM_MESSAGE_OTHER]      = {"message.other", 2, {"Onder {0} staat al een bericht met andere inhoud.", "Under {0} there is a message with other content already."}},
    [SP_PROBLEM_MESSAGE_STATE]      = {"message.state", 2, {"Bericht {0}: {1}.", "Message {0}: {1}."}},
    [SP_PROBLEM_CONTENT]            = {"content", 4, {"Deel {0} gaat niet open zoals de kop zegt.", "Item {0} does not open as its header says."}},
    [SP_PROBLEM_ROLE]               = {"role", 2, {"Dit kan deze rol niet: {0}.", "This role cannot do that: {0}."}},
    [SP_PROBLEM_AUDIT]              = {"audit", 4, {"{0}, {1}: {2}.", "{0}, {1}: {2}."}},
};
/* clang-format on */

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static const struct problem_row *
row_of(enum sp_problem_id id)
{
    return (size_t)id < ROW_COUNT ? &rows[id] : &rows[SP_PROBLEM_INTERNAL];
}

static void
put_value(char out[static SP_PROBLEM_VALUE_MAX], const char *value)
{
    size_t i = 0;

    for (; value != NULL && value[i] != 0 && i < SP_PROBLEM_VALUE_MAX - 1; i++) {
        const bool control = (unsigned char)value[i] < 0x20 || value[i] == 0x7f;
        out[i] = value[i];
        if (control) {
            out[i] = '?';
        }
    }
    out[i] = 0;
}

enum sp_status
sp_problem_set(struct sp_problem *problem, enum sp_status status, enum sp_problem_id id,
    const char *value0, const char *value1, const char *value2)
{
    if (problem != NULL) {
        problem->id = id;
        problem->status = status;
        problem->exit_code = row_of(id)->exit_code;
        put_value(problem->value[0], value0);
        put_value(problem->value[1], value1);
        put_value(problem->value[2], value2);
    }
    return status;
}

enum sp_status
sp_problem_close(struct sp_problem *problem, enum sp_status status, const char *what)
{
    if (status == SP_OK || problem == NULL || problem->id != SP_PROBLEM_NONE) {
        return status;
    }
    switch ((int)status) {
    case SP_ERR_NOMEM:
        return sp_problem_set(problem, status, SP_PROBLEM_MEMORY, NULL, NULL, NULL);
    case SP_ERR_STORE:
        return sp_problem_set(problem, status, SP_PROBLEM_STORE, what, NULL, NULL);
    case SP_ERR_SIGNATURE:
    case SP_ERR_PROOF:
        return sp_problem_set(
            problem, status, SP_PROBLEM_PROOF, what, sp_status_name(status), NULL);
    default:
        return sp_problem_set(
            problem, status, SP_PROBLEM_INTERNAL, what, sp_status_name(status), NULL);
    }
}

const char *
sp_problem_name(enum sp_problem_id id)
{
    return row_of(id)->name;
}

int
sp_problem_exit_code(const struct sp_problem *problem)
{
    return problem->exit_code;
}

void
sp_problem_text(const struct sp_problem *problem, enum sp_language language,
    char out[static SP_PROBLEM_TEXT_MAX])
{
    const char *text = row_of(problem->id)->text[language == SP_LANGUAGE_EN ? language : 0];
    size_t used = 0;

    for (; *text != 0 && used < SP_PROBLEM_TEXT_MAX - 1; text++) {
        if (text[0] == '{' && text[1] >= '0' && text[1] < '0' + SP_PROBLEM_VALUES) {
            const char *value = problem->value[(unsigned char)text[1] - (unsigned char)'0'];
            size_t length = strnlen(value, SP_PROBLEM_VALUE_MAX - 1);
            size_t room = SP_PROBLEM_TEXT_MAX - 1 - used;
            length = length < room ? length : room;
            memcpy(out + used, value, length);
            used += length;
            text += 2;
        } else {
            out[used++] = *text;
        }
    }
    out[used] = 0;
}
