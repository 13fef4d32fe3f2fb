#include "account.h"

#include <string.h>

#include "mirror.h"
#include "receipt.h"
#include "session.h"

static enum sp_status
misfit(struct sp_agent *agent, const struct sp_log_row *row, const char *what,
    struct sp_problem *problem)
{
    sp_status_ignore(sp_local_evidence(
        agent->local, sp_agent_now_ms(agent), what, row->record, (struct sp_bytes){NULL, 0}));
    return sp_problem_set(problem, SP_ERR_PROOF, SP_PROBLEM_PROOF, "events", what, NULL);
}

/* Whether the record has to do with who asked. */
static bool
concerns(const struct sp_agent *agent, const struct sp_patient_id *patient,
    const struct sp_record *record)
{
    char party[SP_PARTY_TEXT_MAX];
    struct sp_party whole = agent->profile.party;

    if (patient != NULL) {
        sp_party_of_patient(patient, &whole);
    }
    sp_party_text(&whole, party);
    struct sp_bytes text = sp_bytes_of_text(party);
    struct sp_bytes actor = record->fields[SP_RECORD_ACTOR];
    bool acts = actor.size >= text.size && memcmp(actor.data, text.data, text.size) == 0 &&
                (actor.size == text.size || actor.data[text.size] == ' ');
    return acts || sp_bytes_equal(record->fields[SP_RECORD_PATIENT], text) ||
           sp_bytes_equal(record->fields[SP_RECORD_COUNTERPARTY], text);
}

static enum sp_status
check_row(struct sp_agent *agent, const struct sp_patient_id *patient, const struct sp_log_row *row,
    const struct sp_head *head, struct sp_record *record, struct sp_problem *problem)
{
    uint8_t entry[SP_EVENT_ENTRY_BYTES];

    if (sp_wire_read(&sp_shape_record, row->record, NULL, record, NULL) != SP_OK) {
        return misfit(agent, row, "a record that cannot be read", problem);
    }
    sp_record_entry(record, entry);
    struct sp_hash leaf = sp_tree_leaf((struct sp_bytes){entry, sizeof(entry)});
    if (sp_tree_check_inclusion(&leaf, row->index, head->size, row->proof.items, row->proof.count,
            &head->root) != SP_OK) {
        return misfit(agent, row, "a record that is not in the log", problem);
    }
    return concerns(agent, patient, record)
               ? SP_OK
               : misfit(agent, row, "a record about somebody else", problem);
}

struct page {
    uint64_t next;
    bool more;
};

static enum sp_status
take_page(struct sp_agent *agent, const struct sp_log_request *request, struct page *page,
    enum sp_status (*row)(void *context, const struct sp_account_row *row), void *context,
    struct sp_problem *problem)
{
    const struct sp_ask ask = {.kind = SP_REQUEST_LOG, .body = request};
    struct sp_log_answer answer;
    struct sp_account_row shown;
    struct sp_reply reply;
    struct sp_head head;
    enum sp_status status;

    if ((status = sp_reply_init(&reply)) != SP_OK ||
        (status = sp_session_ask(agent, &ask, &reply, problem)) != SP_OK ||
        (status = sp_session_must(&reply, problem)) != SP_OK ||
        (status = sp_session_body(&reply, &sp_shape_log_answer, &answer, problem)) != SP_OK) {
        goto done;
    }
    const struct sp_log_row *rows = answer.rows.items;
    page->more = answer.more && answer.rows.count > 0;
    if (answer.rows.count > 0 && (status = sp_mirror_believe(agent, SP_LOG_EVENTS,
                                      answer.checkpoint, &head, problem)) != SP_OK) {
        goto done;
    }
    for (size_t i = 0; status == SP_OK && i < answer.rows.count; i++) {
        if (rows[i].index < page->next) {
            status = misfit(agent, &rows[i], "records out of order", problem);
            break;
        }
        page->next = rows[i].index + 1;
        shown.index = rows[i].index;
        status = check_row(agent, request->has_patient ? &request->patient : NULL, &rows[i], &head,
            &shown.record, problem);
        if (status == SP_OK) {
            status = row(context, &shown);
        }
    }
done:
    sp_reply_wipe(&reply);
    return status;
}

enum sp_status
sp_account_each(struct sp_agent *agent, const struct sp_patient_id *patient, uint64_t from,
    enum sp_status (*row)(void *context, const struct sp_account_row *row), void *context,
    struct sp_problem *problem)
{
    struct sp_log_request request = {.has_patient = patient != NULL};
    struct page page = {.next = from, .more = true};
    enum sp_status status = sp_agent_contact(agent, problem);

    if (patient != NULL) {
        request.patient = *patient;
    }
    while (status == SP_OK && page.more) {
        request.from = page.next;
        status = take_page(agent, &request, &page, row, context, problem);
    }
    return sp_problem_close(problem, status, "log");
}
