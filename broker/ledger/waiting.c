/*
 * Fetches that wait for mail.  They cost a thread nothing, and give way to a newer one of their
 * party: the peer reads only that.
 */
#include "turn.h"

#include <string.h>

void
sp_waiting_keep(struct sp_ledger *ledger, struct sp_work *work)
{
    for (struct sp_work *other = ledger->waiting; other != NULL; other = other->next) {
        if (strcmp(other->asker.text, work->asker.text) == 0) {
            other->deadline_ms = 0;
        }
    }
    work->next = ledger->waiting;
    ledger->waiting = work;
}

/* Marks those that may be answered now: whatever they find, their waiting is over. */
static void
mark_ready(struct sp_ledger *ledger, int64_t now_ms, bool stopping)
{
    for (struct sp_work *work = ledger->waiting; work != NULL; work = work->next) {
        if (stopping || now_ms >= work->deadline_ms ||
            sp_store_mail_is_new(ledger->store, work->asker.text)) {
            work->deadline_ms = 0;
        }
    }
    sp_store_mail_forget_new(ledger->store);
}

struct sp_work *
sp_waiting_take(struct sp_ledger *ledger, int64_t now_ms, bool stopping, size_t max)
{
    struct sp_work *taken = NULL;
    size_t count = 0;

    mark_ready(ledger, now_ms, stopping);
    for (struct sp_work **at = &ledger->waiting; *at != NULL && count < max;) {
        struct sp_work *work = *at;

        if (work->deadline_ms == 0) {
            *at = work->next;
            work->next = taken;
            taken = work;
            count++;
        } else {
            at = &work->next;
        }
    }
    return taken;
}

void
sp_waiting_drop(struct sp_ledger *ledger)
{
    while (ledger->waiting != NULL) {
        struct sp_work *work = ledger->waiting;

        ledger->waiting = work->next;
        ledger->options.answer(ledger->options.answer_context, work, (struct sp_bytes){NULL, 0});
    }
}
