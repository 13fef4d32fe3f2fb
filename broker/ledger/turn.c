#include "turn.h"

#include <string.h>

void
sp_turn_begin(struct sp_ledger *ledger, struct sp_work *work, int64_t now_ms, struct sp_turn *turn)
{
    *turn = (struct sp_turn){.ledger = ledger,
        .store = ledger->store,
        .work = work,
        .arena = work->arena,
        .now_ms = now_ms,
        .rule = "",
        .detail = "",
        .record_id = work->id};
    sp_buffer_init(&turn->body, SP_FRAME_MAX);
}

void
sp_turn_end(struct sp_turn *turn)
{
    sp_buffer_wipe(&turn->body);
}

enum sp_status
sp_turn_refuse(struct sp_turn *turn, enum sp_verdict verdict, const char *detail)
{
    turn->verdict = verdict;
    turn->detail = detail;
    return SP_OK;
}

enum sp_status
sp_turn_body(struct sp_turn *turn, const struct sp_shape *shape, const void *value)
{
    sp_buffer_wipe(&turn->body);
    return sp_wire_write(shape, value, &turn->body);
}

const char *
sp_turn_text(struct sp_turn *turn, const struct sp_party *party)
{
    char *text = sp_arena_alloc(turn->arena, 1, SP_PARTY_TEXT_MAX);

    if (text != NULL) {
        sp_party_text(party, text);
    }
    return text;
}

const char *
sp_turn_owner(struct sp_turn *turn, const struct sp_patient_id *patient)
{
    struct sp_party owner;

    sp_party_of_patient(patient, &owner);
    return sp_turn_text(turn, &owner);
}

uint32_t
sp_turn_mask(const struct sp_list *u8s)
{
    const struct sp_u8 *items = u8s->items;
    uint32_t mask = 0;

    for (size_t i = 0; i < u8s->count; i++) {
        mask |= items[i].v < SP_CATEGORY_COUNT ? SP_CATEGORY_BIT(items[i].v) : 0;
    }
    return mask;
}

enum sp_status
sp_turn_tell_sender(struct sp_turn *turn, const struct sp_message_row *message,
    enum sp_message_state state, enum sp_verdict verdict, const char *rule)
{
    struct sp_mail_status mail = {
        .d = message->d,
        .state = (uint8_t)state,
        .time_ms = (uint64_t)turn->now_ms,
        .verdict = (uint8_t)verdict,
        .rule = sp_bytes_of_text(rule != NULL ? rule : ""),
    };
    struct sp_buffer payload;

    sp_buffer_init(&payload, 1024);
    enum sp_status status = sp_wire_write(&sp_shape_mail_status, &mail, &payload);
    if (status == SP_OK) {
        status = sp_store_mail_put(
            turn->store, message->sender, SP_MAIL_STATUS, sp_buffer_bytes(&payload));
    }
    sp_buffer_wipe(&payload);
    return status;
}
