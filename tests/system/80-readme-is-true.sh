#!/bin/bash
# What README tells each role to do is run as it stands there, block after block, in an empty folder.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

port=$(free_port)
mkdir "$t/try" "$t/bin"
# The programs as an installed system would have them; under valgrind where that is asked.
for program in samenspraakd samenspraak; do
    printf '#!/bin/bash\nexec %s %q "$@"\n' "${wrap[*]}" "$SP_BIN/$program" >"$t/bin/$program"
done
chmod +x "$t/bin"/*

# One script of all blocks; after each command that is not as README says: "README LINE: ...".
awk -v port="$port" '
    /^```sh$/ { inside = 1; next }
    /^```$/ { inside = 0 }
    inside { gsub(/127\.0\.0\.1:4430/, "127.0.0.1:" port); printf "%s\n", $0; next }
    { print "" }' "$sp_root/README.md" >"$t/commands"
cat >"$t/script" <<'SCRIPT'
set -mu
trap 'kill -KILL $(jobs -p) 2>/dev/null || true' EXIT
trap 'echo "WRONG: line $LINENO: $BASH_COMMAND"; wrong=1' ERR
wrong=0
# A "!" command that succeeds is wrong as well; ERR does not see it.
refused() {
    if "$@"; then
        echo "WRONG: not refused: $*"
        wrong=1
    fi
}
. "$1"
exit $wrong
SCRIPT
sed -i 's/^! /refused /' "$t/commands"
count=$(grep -cE '^ *(refused )?(samenspraakd?|make-ca|issue|revoke|join) ' "$t/commands")
cd "$t/try" || exit 1
code=0
PATH=$t/bin:$sp_root/certs-example:$PATH timeout -k 5 "$((seconds_per_step * 5))" \
    bash -E "$t/script" "$t/commands" >"$t/out" 2>"$t/err" </dev/null || code=$?
cd / || exit 1
grep -q '^WRONG' "$t/out" && grep -B 3 '^WRONG' "$t/out" >"$t/wrong" && mv "$t/wrong" "$t/out"
claim "README: $count commands of all roles end as it says" test "$code" = 0 -a "$count" -ge 30
claim "the recipient read what was sent" \
    bash -c "cat '$t/try/received'/* | grep -q 'in de ochtend beter'"
claim "the broker stopped by itself" grep -q SP-STOPPED "$t/try/broker.log"
