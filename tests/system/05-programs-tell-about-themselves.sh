#!/bin/bash
# Help, wrong use and configuration errors are clear; the broker's man page has the keys that it reads.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

broker=("${wrap[@]}" "$SP_BIN/samenspraakd")
agent=("${wrap[@]}" "$SP_BIN/samenspraak")

claim "samenspraakd --help" exits 0 "${broker[@]}" --help
sed -n '/^Keys of the configuration/,/^Signals/s/^  \([a-z][a-z-]*\)  .*/\1/p' "$t/out" | sort >"$t/keys"
sed -n '/^\.Sh CONFIGURATION/,/^\.Sh SIGNALS/s/^\.It Cm //p' "$sp_root/broker/samenspraakd.8" |
    sed 's/ , /\n/g' | sort >"$t/manual"
claim "the man page lists the keys of the configuration ($(wc -l <"$t/keys")), and no other" \
    bash -c "[ -s '$t/keys' ] && cmp -s '$t/keys' '$t/manual'"
claim "an unknown option is wrong use: exit 2" exits 2 "${broker[@]}" --nonsense
claim "no configuration is wrong use: exit 2" exits 2 "${broker[@]}"

ca
make_broker
conf=$t/broker/samenspraakd.conf
claim "-n takes a good configuration" exits 0 "${broker[@]}" -n -c "$conf"
before=$(ls -l "$t/broker")
printf 'bogus: 1\nworkers: many\nlisten: %s\n' "$url" >>"$conf"
sed -i 's/^origin/#origin/' "$conf"
claim "-n refuses a bad one: exit 2" exits 2 "${broker[@]}" -n -c "$conf"
claim "and shows each of its four errors with its line" test "$(grep -cE \
    'samenspraakd\.conf:[0-9]+: (bogus|workers|listen|origin): ' "$t/err")" = 4
claim "and opens nothing" test "$(ls "$t/broker")" = "$(awk 'NR > 1 { print $NF }' <<<"$before")"
claim "with it the broker does not start" exits 2 "${broker[@]}" -c "$conf"
claim "init does not touch a broker that is there" exits 2 "${broker[@]}" init "$t/broker" \
    --cert "$t/ca/broker-27365480.pem" --key "$t/ca/broker-27365480.key" \
    --identity-cert "$t/ca/broker-identity.pem" --identity-key "$t/ca/broker-identity.key" \
    --ca "$t/ca/ca.pem" --no-passphrase

for language in nl en; do
    claim "samenspraak --help, $language" exits 0 "${agent[@]}" --lang $language --help
    # The commands of the list, but those that this version says it does not have.
    mapfile -t commands < <(awk '/^  [a-z]/ && $2 !~ /^\(/ { print $1 }' "$t/out")
    failed=()
    for command in "${commands[@]}"; do
        exits 0 "${agent[@]}" "$command" --lang $language --help && [ -s "$t/out" ] ||
            failed+=("$command")
    done
    claim "each of its ${#commands[@]} commands has help" \
        test ${#failed[@]} = 0 -a ${#commands[@]} -ge 15
done
claim "an unknown command is wrong use: exit 2" exits 2 "${agent[@]}" nonsense
claim "an unknown option is wrong use: exit 2" exits 2 "${agent[@]}" inbox --nonsense
claim "a home that is not there: exit 2" exits 2 "${agent[@]}" inbox --home "$t/nowhere"
claim "an option twice or half is wrong use: exit 2" exits 2 "${agent[@]}" open --out
echo '{"id":1,' >"$t/scenario"
claim "unparsable scenarios: exit 2" exits 2 "${agent[@]}" policy check "$t/scenario"
claim "the field is named" grep -q '"json' "$t/out"
