/*
 * samenspraak: what a patient, a professional, an employer or an auditor takes part with.
 *
 *   arguments   the table below and argp            -> a subcommand (cli/<command>.c)
 *   subcommand  reads its options into types         -> a call of agent/core
 *   core        home folder, keys, broker, proofs    -> outcome or problem
 *   answer      outcome or problem                   -> words or JSON, and the exit code
 */
#include <stddef.h>

#include "commands.h"

/* clang-format off */
static const struct sp_cli_command commands[] = {
    {"init",     sp_command_init,    SP_TEXT_INIT_SUMMARY},
    {"keys",     sp_command_keys,    SP_TEXT_KEYS_SUMMARY},
    {"pair",     sp_command_pair,    SP_TEXT_PAIR_SUMMARY},
    {"relate",   sp_command_relate,  SP_TEXT_RELATE_SUMMARY},
    {"consent",  sp_command_consent, SP_TEXT_CONSENT_SUMMARY},
    {"state",    sp_command_state,   SP_TEXT_STATE_SUMMARY},
    {"send",     sp_command_send,    SP_TEXT_SEND_SUMMARY},
    {"request",  sp_command_request, SP_TEXT_REQUEST_SUMMARY},
    {"forms",    sp_command_forms,   SP_TEXT_FORMS_SUMMARY},
    {"inbox",    sp_command_inbox,   SP_TEXT_INBOX_SUMMARY},
    {"open",     sp_command_open,    SP_TEXT_OPEN_SUMMARY},
    {"approve",  sp_command_approve, SP_TEXT_APPROVE_SUMMARY},
    {"reject",   sp_command_reject,  SP_TEXT_REJECT_SUMMARY},
    {"sent",     sp_command_sent,    SP_TEXT_SENT_SUMMARY},
    {"who",      sp_command_who,     SP_TEXT_WHO_SUMMARY},
    {"log",      sp_command_log,     SP_TEXT_LOG_SUMMARY},
    {"policy",   sp_command_policy,  SP_TEXT_POLICY_SUMMARY},
    {"audit",    sp_command_audit,   SP_TEXT_AUDIT_SUMMARY},
    {"status",   sp_command_status,  SP_TEXT_STATUS_SUMMARY},
    {"cosign",   sp_command_absent,  SP_TEXT_ABSENT_SUMMARY},
    {"evidence", sp_command_absent,  SP_TEXT_ABSENT_SUMMARY},
    {"serve",    sp_command_absent,  SP_TEXT_ABSENT_SUMMARY},
    {NULL,       NULL,               SP_TEXT_NONE},
};
/* clang-format on */

int
main(int argc, char **argv)
{
    static const struct sp_cli_group group = {commands, SP_TEXT_PROGRAM_ABOUT};

    return sp_cli_main(&group, argc, argv);
}
