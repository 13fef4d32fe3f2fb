/*
 * What the files of this room share: the shapes' common limits and the checks behind read and sign.
 */
#ifndef SP_STATEMENT_SHAPES_H
#define SP_STATEMENT_SHAPES_H

#include <samenspraak/statement.h>

/*
 * Judges a statement by itself: version, previous hash, author and the rules of its kind.  NULL
 * when all holds, else the name of the field that does not (static text).  ${statement} and ${body}
 * are as their shapes read them, so every number is within its row.
 */
const char *sp_statement_fault(
    const struct sp_statement *statement, const union sp_statement_body *body);

#endif /* SP_STATEMENT_SHAPES_H */
