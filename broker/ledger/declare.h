/*
 * One statement on its way in: what is known of it, per kind who may say it and what follows.
 * Private to declare*.c.
 */
#ifndef SP_BROKER_LEDGER_DECLARE_H
#define SP_BROKER_LEDGER_DECLARE_H

#include "turn.h"

struct sp_declared {
    const struct sp_signed_body *body;
    const struct sp_statement_read *read;
    const struct sp_statement *statement;
    bool by_patient;
    bool has_before; /* the version before, or what is ended */
    struct sp_statement_row before;
    struct sp_statement_read before_read;
};

/*
 * May its author say this now?  ${wrong} gets what is wrong, as text for the author, or NULL.  A
 * kind that is not in this version is refused.
 */
SP_NODISCARD enum sp_status sp_declare_check(
    struct sp_turn *turn, struct sp_declared *declared, const char **wrong);
/* Whether all that it can do is take away: that is done whatever the clock says. */
bool sp_declare_takes_away(const struct sp_declared *declared);
/* The event of its record. */
const char *sp_declare_event(const struct sp_declared *declared);

/* The statement into the mailbox of ${party}, unless that is its author. */
SP_NODISCARD enum sp_status sp_declare_mail(
    struct sp_turn *turn, const struct sp_declared *declared, const struct sp_party *party);
/* Into the mailboxes of all whom it concerns. */
SP_NODISCARD enum sp_status sp_declare_deliver(
    struct sp_turn *turn, const struct sp_declared *declared);
/*
 * What follows from it in the same transaction: grounds that fall, a message that leaves the hold.
 */
SP_NODISCARD enum sp_status sp_declare_follow(
    struct sp_turn *turn, const struct sp_declared *declared);

#endif /* SP_BROKER_LEDGER_DECLARE_H */
