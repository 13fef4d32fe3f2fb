/*
 * The tables of home.db.  A change is a new step at the end of the list, never an edit of an old
 * one.
 */
#ifndef SP_AGENT_LOCAL_SCHEMA_H
#define SP_AGENT_LOCAL_SCHEMA_H

#include <stddef.h>

/* Step n brings version n to n + 1. */
extern const char *const sp_local_schema[];
extern const size_t sp_local_schema_count;

#endif /* SP_AGENT_LOCAL_SCHEMA_H */
