#!/bin/bash
# What an EPD maker embeds: the installed headers, library and pkg-config file build a program.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

build=$(dirname -- "$SP_BIN")
sanitize=()
compiler=$(sed -n 's/^CMAKE_C_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
if grep -q '^SP_SANITIZE:BOOL=ON' "$build/CMakeCache.txt"; then
    sanitize=("-fsanitize=address,undefined")
fi

cat >"$t/embed.c" <<'C'
#include <stdio.h>

#include <samenspraak/key.h>
#include <samenspraak/policy.h>

int
main(void)
{
    struct sp_party party;
    struct sp_facts nothing = {0};

    if (sp_crypto_init() != SP_OK || sp_party_parse("gp:big:19012345601", &party) != SP_OK) {
        return 1;
    }
    puts(sp_verdict_name(sp_policy_decide(&nothing).verdict));
    return 0;
}
C

if cmake --install "$build" --prefix "$t/installed" >"$t/out" 2>"$t/err"; then
    ok "the library installs"
else
    not_ok "the library installs"
fi
PKG_CONFIG_PATH=$(dirname -- "$(find "$t/installed" -name samenspraak.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046 # words are wanted
if "$compiler" -std=c17 "${sanitize[@]}" -o "$t/embed" "$t/embed.c" \
    $(pkg-config --static --cflags --libs samenspraak) >"$t/out" 2>"$t/err"; then
    ok "a program builds with what pkg-config says"
else
    not_ok "a program builds with what pkg-config says"
fi
if [ "$("$t/embed" 2>"$t/err")" = DENY_FORBIDDEN ]; then
    ok "and what it knows nothing of, it denies"
else
    not_ok "and what it knows nothing of, it denies"
fi
