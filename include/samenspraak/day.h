/*
 * Calendar days in Europe/Amsterdam, computed from UTC by the EU summer-time rule (directive
 * 2000/84/EC: last Sunday of March and October, 01:00 UTC); no system time zone data is read.
 */
#ifndef SAMENSPRAAK_DAY_H
#define SAMENSPRAAK_DAY_H

#include <stdint.h>

#include <samenspraak/status.h>

#define SP_DAY_TEXT_BYTES  11 /* "2026-11-21" with NUL */
#define SP_TIME_TEXT_BYTES 25 /* "2026-11-21T22:58:01.123Z" with NUL */

/* Days since 1970-01-01 in the proleptic Gregorian calendar; as uint32_t on the wire. */
typedef int32_t sp_day; /* a number with a meaning, as struct sp_hash is one for bytes */

/* The local day at ${ms} milliseconds since 1970 UTC. */
sp_day sp_day_of_ms(int64_t ms);
/* The first millisecond (UTC) of local day ${day}. */
int64_t sp_day_start_ms(sp_day day);
/* Reads YYYY-MM-DD, years 1900 to 2200, existing days only; SP_ERR_MALFORMED otherwise. */
SP_NODISCARD enum sp_status sp_day_parse(const char *text, sp_day *out);
void sp_day_text(sp_day day, char out[static SP_DAY_TEXT_BYTES]);
/* RFC 3339 in UTC with milliseconds. */
void sp_time_text(int64_t ms, char out[static SP_TIME_TEXT_BYTES]);

#endif /* SAMENSPRAAK_DAY_H */
