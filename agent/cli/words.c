#include "words.h"

#include <stddef.h>

const char *
sp_text(enum sp_text_id id, enum sp_language language)
{
    const char *text = language == SP_LANGUAGE_EN ? sp_texts_en[id] : sp_texts_nl[id];

    return text != NULL ? text : "?";
}
