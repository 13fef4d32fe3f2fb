/*
 * A party: who takes part, as role and identifier under a scheme (architecture.md, Identity), and a
 * patient's pairing code (protocol.md B4).
 *
 * In text: role:scheme:number, as in "occ_physician:big:19012345601".  One spelling only: ASCII,
 * number [A-Za-z0-9.-]{1,64}.  A value; compare with sp_party_equal.
 */
#ifndef SAMENSPRAAK_PARTY_H
#define SAMENSPRAAK_PARTY_H

#include <stdbool.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/status.h>
#include <samenspraak/wire.h>

#define SP_SCHEME_MAX     5  /* bytes, without NUL */
#define SP_NUMBER_MAX     64 /* bytes, without NUL */
#define SP_PARTY_TEXT_MAX 96 /* bytes of the text form, with NUL */
#define SP_PATIENT_BYTES  20
#define SP_PATIENT_NUMBER 32 /* letters of a patient's identifier */
#define SP_PAIRING_MAX    48 /* bytes of a pairing code in groups of four, with NUL */
#define SP_URN_MAX        128

/*
 * Schemes: uzi big agb ura kvk oin reg p.  Unused bytes are zero, so it may be hashed as a whole.
 */
struct sp_party {
    uint8_t role; /* enum sp_role */
    char scheme[SP_SCHEME_MAX + 1];
    char number[SP_NUMBER_MAX + 1];
};
extern const struct sp_shape sp_shape_party; /* [u8 role, str scheme, str number], checked */

/* A patient's self-certifying identifier. */
struct sp_patient_id {
    uint8_t b[SP_PATIENT_BYTES];
};

/*
 * Role, scheme and number are known, fit together (p only for patient, representative, close one)
 */
bool sp_party_is_valid(const struct sp_party *party);
bool sp_party_equal(const struct sp_party *a, const struct sp_party *b);
/* Reads "role:scheme:number"; SP_ERR_MALFORMED and a zeroed ${out} otherwise. */
SP_NODISCARD enum sp_status sp_party_parse(const char *text, struct sp_party *out);
void sp_party_text(const struct sp_party *party, char out[static SP_PARTY_TEXT_MAX]);
/* "urn:samenspraak:party:role:scheme:number", the subjectAltName of a certificate. */
SP_NODISCARD enum sp_status sp_party_parse_urn(const char *urn, struct sp_party *out);
void sp_party_urn(const struct sp_party *party, char out[static SP_URN_MAX]);

/* patient:p:<32 base32 letters> for ${id}, and back (only for scheme p with 32 letters). */
void sp_party_of_patient(const struct sp_patient_id *id, struct sp_party *out);
SP_NODISCARD enum sp_status sp_party_patient_id(
    const struct sp_party *party, struct sp_patient_id *out);

/*
 * The pairing code: 32 letters and 2 check letters, in groups of four.  Reading takes the code with
 * or without blanks and hyphens, capitals too, or the bare 32 letters, or patient:p:<letters>; a
 * wrong check letter is SP_ERR_MALFORMED.
 *
 * The check letters are two sums over GF(32) (x^5 + x^2 + 1; a = 0 .. z = 25, 2 = 26 .. 7 = 31):
 * y = the sum of i * x_i and z = half the sum of x_i, i the place from 0.  Found are every wrong
 * letter, every exchange of two letters, next to each other or not, and every two wrong letters
 * but 1 in 31 of those that are the very first and the very last.
 */
void sp_pairing_text(const struct sp_patient_id *id, char out[static SP_PAIRING_MAX]);
SP_NODISCARD enum sp_status sp_pairing_parse(const char *text, struct sp_patient_id *out);

#endif /* SAMENSPRAAK_PARTY_H */
