/*
 * The subcommands, each in its own file; main.c has the table.
 */
#ifndef SP_CLI_COMMANDS_H
#define SP_CLI_COMMANDS_H

#include "cli.h"

int sp_command_init(struct sp_cli *cli, int argc, char **argv);
int sp_command_keys(struct sp_cli *cli, int argc, char **argv);
int sp_command_pair(struct sp_cli *cli, int argc, char **argv);
int sp_command_relate(struct sp_cli *cli, int argc, char **argv);
int sp_command_consent(struct sp_cli *cli, int argc, char **argv);
int sp_command_state(struct sp_cli *cli, int argc, char **argv);
int sp_command_send(struct sp_cli *cli, int argc, char **argv);
int sp_command_request(struct sp_cli *cli, int argc, char **argv);
int sp_command_inbox(struct sp_cli *cli, int argc, char **argv);
int sp_command_open(struct sp_cli *cli, int argc, char **argv);
int sp_command_approve(struct sp_cli *cli, int argc, char **argv);
int sp_command_reject(struct sp_cli *cli, int argc, char **argv);
int sp_command_sent(struct sp_cli *cli, int argc, char **argv);
int sp_command_who(struct sp_cli *cli, int argc, char **argv);
int sp_command_log(struct sp_cli *cli, int argc, char **argv);
int sp_command_policy(struct sp_cli *cli, int argc, char **argv);
int sp_command_audit(struct sp_cli *cli, int argc, char **argv);
int sp_command_status(struct sp_cli *cli, int argc, char **argv);
int sp_command_forms(struct sp_cli *cli, int argc, char **argv);

/* What this version does not have: says so.  SP_EXIT_USAGE. */
int sp_command_absent(struct sp_cli *cli, int argc, char **argv);

/* ---- second words, each group's in its own files ---- */

int sp_consent_command_grant(struct sp_cli *cli, int argc, char **argv);
int sp_consent_command_list(struct sp_cli *cli, int argc, char **argv);
int sp_consent_command_show(struct sp_cli *cli, int argc, char **argv);
int sp_consent_command_revoke(struct sp_cli *cli, int argc, char **argv);
int sp_consent_command_confirm(struct sp_cli *cli, int argc, char **argv);
int sp_consent_command_object(struct sp_cli *cli, int argc, char **argv);
int sp_state_command_age(struct sp_cli *cli, int argc, char **argv);
int sp_state_command_capacity(struct sp_cli *cli, int argc, char **argv);
int sp_state_command_end(struct sp_cli *cli, int argc, char **argv);
int sp_audit_command_export(struct sp_cli *cli, int argc, char **argv);
int sp_audit_command_verify(struct sp_cli *cli, int argc, char **argv);
int sp_audit_command_show(struct sp_cli *cli, int argc, char **argv);

#endif /* SP_CLI_COMMANDS_H */
