/*
 * Forms: typed documents as data.  Which fields a form has, which category each field belongs to,
 * and its texts in Dutch and English (secrecy-rules.md 4.2: one label per kind of information).
 *
 * A filled form becomes items, one per category that has a field filled in; so a recipient that may
 * have only one of the categories never sees the others.  The content of such an item is canonical
 * JSON (compact, the fields in the order of the form) and says by itself what it is:
 *
 *   {"form":"plan","version":1,"category":"eval_dates","fields":{"eval_dates":["2026-12-01"]}}
 *
 * Who opens an item reads it with the same table, as strictly as it was filled in: the bytes come
 * from another party.  Anything else is no form, and is shown as what it is.  No function here
 * keeps state; all may be called from any thread.
 */
#ifndef SP_AGENT_FORM_H
#define SP_AGENT_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <samenspraak/bytes.h>
#include <samenspraak/status.h>
#include <samenspraak/terms.h>

/* Number of the form of an item; goes over the wire and is frozen. */
enum sp_form_number {
    SP_FORM_PLAIN = 0, /* bytes as they are, text mostly */
    SP_FORM_FILE = 1,  /* a file with its name before it: attachment.h */
    SP_FORM_PLAN = 16,
    SP_FORM_QUESTION = 17,
    SP_FORM_ANSWER = 18,
    SP_FORM_WORK_ADVICE = 19,
    SP_FORM_PREPARATION = 20,
    SP_FORM_UWV_QUESTION = 21,
    SP_FORM_UWV_ANSWER = 22,
};

#define SP_FORM_DATA_MAX    ((size_t)256 * 1024) /* bytes of a data file */
#define SP_FORM_FIELDS_MAX  16
#define SP_FORM_LIST_MAX    32 /* members of a list */
#define SP_FORM_TEXT_MAX    16000
#define SP_FORM_LINE_MAX    500
#define SP_FORM_ITEMS_MAX   SP_FORM_FIELDS_MAX
#define SP_FORM_MESSAGE_MAX 512 /* bytes of a fault in words, with NUL */

/* clang-format off */
enum sp_form_type {
    SP_FORM_TYPE_TEXT,       /* text, lines allowed, at most SP_FORM_TEXT_MAX bytes */
    SP_FORM_TYPE_LINE,       /* one line, at most SP_FORM_LINE_MAX bytes */
    SP_FORM_TYPE_LINES,      /* list of lines */
    SP_FORM_TYPE_DATE,       /* "2026-12-01" */
    SP_FORM_TYPE_DATES,      /* list of dates */
    SP_FORM_TYPE_CATEGORIES, /* list of category ids, none twice: what a question asks for */
    SP_FORM_TYPE_CHOICE,     /* one of the field's choices */
};
/* clang-format on */

// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): rows are written in this order
struct sp_form_field {
    const char *id;
    uint8_t category; /* enum sp_category */
    enum sp_form_type type;
    bool is_required;
    const struct sp_terms *choices; /* SP_FORM_TYPE_CHOICE only */
    const char *label[SP_LANGUAGE_COUNT];
};
struct sp_form {
    uint16_t number;
    uint16_t version;
    const char *name;
    const char *title[SP_LANGUAGE_COUNT];
    const char *purpose[SP_LANGUAGE_COUNT]; /* what it is for, one sentence */
    const struct sp_form_field *fields;
    size_t field_count;
};

/* All forms, for lists and tests; NULL past the last. */
const struct sp_form *sp_form_at(size_t row);
/* NULL when there is none. */
const struct sp_form *sp_form_by_name(const char *name);
const struct sp_form *sp_form_by_number(uint16_t number);

/* ---- filling in ---- */

enum sp_form_fault_kind {
    SP_FORM_FAULT_NONE,
    SP_FORM_FAULT_JSON,     /* {0} what the reader says; ${line} */
    SP_FORM_FAULT_OBJECT,   /* not one JSON object */
    SP_FORM_FAULT_UNKNOWN,  /* no such field; {0} the fields that there are */
    SP_FORM_FAULT_MISSING,  /* a field that must be there */
    SP_FORM_FAULT_EMPTY,    /* nothing was filled in */
    SP_FORM_FAULT_TYPE,     /* another type; ${type} is what it must have */
    SP_FORM_FAULT_LONG,     /* {0} the most bytes */
    SP_FORM_FAULT_MANY,     /* {0} the most members of a list */
    SP_FORM_FAULT_CONTROL,  /* control characters */
    SP_FORM_FAULT_DATE,     /* no such day */
    SP_FORM_FAULT_CHOICE,   /* {0} the choices */
    SP_FORM_FAULT_CATEGORY, /* {0} no such category, or twice */
    SP_FORM_FAULT_MEMORY,
};
#define SP_FORM_FAULT_KIND_COUNT 14
/* What is wrong with data that somebody typed. */
struct sp_form_fault {
    enum sp_form_fault_kind kind;
    enum sp_form_type type; /* SP_FORM_FAULT_TYPE */
    int line;               /* of unreadable JSON; else 0 */
    char where[80];         /* "agreements[2]"; "" for the whole */
    char detail[384];
};
/* The sentence in ${language}, without the field's name. */
void sp_form_fault_text(const struct sp_form_fault *fault, enum sp_language language,
    char out[static SP_FORM_MESSAGE_MAX]);

/* One item of a filled form. */
struct sp_form_item {
    uint8_t category;
    struct sp_buffer content;
};
struct sp_form_filled {
    const struct sp_form *form;
    struct sp_form_item items[SP_FORM_ITEMS_MAX]; /* rising by category */
    size_t item_count;
    uint32_t asks; /* SP_CATEGORY_BIT mask of the categories asked for */
};
/*
 * Fills ${form} with ${data}, one JSON object with the form's fields.  SP_ERR_MALFORMED with
 * ${fault}; SP_ERR_NOMEM.  After any failure ${out} is empty; after SP_OK the caller wipes it.
 */
SP_NODISCARD enum sp_status sp_form_fill(const struct sp_form *form, struct sp_bytes data,
    struct sp_form_filled *out, struct sp_form_fault *fault);
void sp_form_filled_wipe(struct sp_form_filled *filled);

/* ---- reading ---- */

/*
 * Writes the content of an item of form ${number} and ${category} as text for people, one paragraph
 * a field, appended to ${out}.  SP_ERR_MALFORMED when ${content} is not exactly what filling in
 * that form gives; SP_ERR_NOT_FOUND when there is no such form here.  The text holds no C0 or C1
 * control but \n and \t; it may hold marks of direction, so whoever shows it escapes it.
 */
SP_NODISCARD enum sp_status sp_form_show(uint16_t number, uint8_t category, struct sp_bytes content,
    enum sp_language language, struct sp_buffer *out);

#endif /* SP_AGENT_FORM_H */
