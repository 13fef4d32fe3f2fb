#include "policy_question.h"

#include "policy_labels.h"

uint32_t
sp_question_cells_on_law(const struct sp_matrix_pair *pair, uint8_t number)
{
    uint32_t cells = 0;

    for (size_t i = 0; i < SP_MATRIX_LAWS; i++) {
        cells |= pair->law[i].number == number ? pair->law[i].cells : 0;
    }
    return cells;
}

/* Verbatim forwarding to anyone but the patient or her representative (6.8). */
static bool
is_forwarding(const struct sp_facts *facts)
{
    return facts->forwarded_from != SP_ROLE_NONE && facts->recipient != SP_ROLE_PATIENT &&
           facts->recipient != SP_ROLE_REPRESENTATIVE;
}

static bool
has_representative(const struct sp_facts *facts)
{
    return facts->discloser == SP_ROLE_REPRESENTATIVE || facts->recipient == SP_ROLE_REPRESENTATIVE;
}

/* What the matrix says of each cell, and how today's facts change that. */
static void
sort_cells(struct sp_question *q)
{
    const struct sp_facts *facts = q->facts;
    const struct sp_matrix_pair *pair = q->pair;
    uint32_t cells = facts->categories;

    q->forbidden = cells & ~sp_matrix_allowed(pair);
    q->consent = cells & (pair->consent | pair->each);
    q->each = cells & pair->each;
    for (size_t i = 0; i < SP_MATRIX_LAWS; i++) {
        uint32_t on_law = cells & pair->law[i].cells;
        uint8_t number = pair->law[i].number;

        if (number == 9) {
            q->breakglass |= on_law;
        } else if (number == 1 && facts->objection) {
            q->objected |= on_law;
        } else if (number == 1 && !facts->treating) {
            q->unrelated |= on_law;
        } else {
            q->law[i] = on_law;
        }
    }
    q->consent |= q->objected | q->unrelated;
    if (is_forwarding(facts)) {
        q->consent |= cells & pair->free;
        for (size_t i = 0; i < SP_MATRIX_LAWS; i++) {
            q->consent |= q->law[i];
            q->law[i] = 0;
        }
    }
}

static uint32_t
when(bool condition, uint32_t kind)
{
    return condition ? kind : 0;
}

/*
 * On what the answer rests when it is yes: exactly one ground, or one or more laws; none at all
 * when a cell is closed, whatever the rules above do with it.
 */
static uint32_t
grounds(const struct sp_question *q)
{
    uint32_t kinds = 0;

    if ((q->forbidden | q->breakglass) != 0) {
        return 0;
    }
    if (q->consent != 0) {
        return q->each != 0 ? ON_EACH : ON_CONSENT;
    }
    for (size_t i = 0; i < SP_MATRIX_LAWS; i++) {
        kinds |= when(q->law[i] != 0, ON_LAW(q->pair->law[i].number));
    }
    return kinds | when(kinds == 0 && (q->facts->categories & ~q->pair->free) == 0, ON_FREE);
}

void
sp_question_init(struct sp_question *q, const struct sp_facts *facts)
{
    *q = (struct sp_question){
        .facts = facts, .pair = sp_matrix_pair(facts->discloser, facts->recipient)};
    sort_cells(q);

    bool needs_consent = q->consent != 0;
    bool by_message = facts->has_consent && facts->consent.each; /* she asked to see each one */

    q->kind = ALWAYS | grounds(q);
    q->kind |= when(facts->breakglass, BREAKGLASS);
    q->kind |= when(q->forbidden != 0, FORBIDDEN);
    q->kind |= when(q->breakglass != 0, SIGNAL);
    q->kind |= when(has_representative(facts), REPRESENTATIVE);
    q->kind |= when((facts->categories & INFO_REQUEST) != 0, REQUEST);
    q->kind |= when(is_forwarding(facts), FORWARDING);
    q->kind |= when((q->law[0] | q->law[1]) != 0, LAWFUL);
    q->kind |= when(needs_consent && !facts->has_consent, UNCONSENTED);
    q->kind |= when(needs_consent && facts->has_consent, CONSENTED);
    q->kind |= when(q->each != 0 || (needs_consent && by_message), APPROVAL);
}

uint8_t
sp_question_basis(const struct sp_question *q)
{
    if (q->facts->breakglass) {
        return SP_BASIS_LAW;
    }
    if (q->consent != 0) {
        return q->each != 0 ? SP_BASIS_CONSENT_EACH : SP_BASIS_CONSENT;
    }
    return (q->law[0] | q->law[1]) != 0 ? SP_BASIS_LAW : SP_BASIS_FREE;
}

uint16_t
sp_question_laws(const struct sp_question *q)
{
    uint16_t laws = 0;

    if (q->facts->breakglass) {
        return SP_LAW_BIT(9);
    }
    for (size_t i = 0; i < SP_MATRIX_LAWS && q->consent == 0; i++) {
        if (q->law[i] != 0) {
            laws = (uint16_t)(laws | SP_LAW_BIT(q->pair->law[i].number));
        }
    }
    return laws;
}
