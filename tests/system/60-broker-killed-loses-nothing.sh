#!/bin/bash
# The broker is killed at any moment while two agents send and a third opens, again and again: what it
# acknowledged is there afterwards, nothing is there twice, its log goes on where it was and holds, and
# the store is sound.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

rounds=${SP_ROUNDS:-10}
ca
make_broker
start_broker
make_patient patient
make_agent clinician clinician_ggz big:19012345601 "G. Zeilstra"
make_agent gp gp big:39012345603 "H. Huisarts"
make_agent physician occ_physician big:29012345602 "B. Arts"
make_agent auditor auditor kvk:87654321 "An auditor"
relate patient clinician treats
relate patient gp treats
relate patient physician occupational
physician=$(party_of physician)
for from in clinician gp; do
    must "the patient grants consent" agent_exits 0 patient consent grant \
        --from "$(party_of $from)" --to "$physician" --category work_adaptations \
        --purpose occ_guidance --until "$(date -d '90 days' +%F)"
done
must "all have seen what there is" agent_exits 0 physician inbox
agent clinician inbox
agent gp inbox
head_size() {
    agent auditor status
    json .log.events.size
}
size=$(head_size)

# One agent sends until it is told to stop; a line "id exit-code verdict" each in $t/sent.NAME.
sender() { # NAME
    local name=$1 number=0 id
    trap - EXIT INT TERM
    while [ ! -e "$t/stop" ]; do
        id=$(openssl rand -hex 16)
        number=$((number + 1))
        printf '%s %s\n' "$name" $number >"$t/text.$name"
        code=0
        timeout -k 5 "$seconds_per_step" "${wrap[@]}" "$SP_BIN/samenspraak" send --to "$physician" \
            --about "$patient_code" --purpose occ_guidance --json --home "$t/$name" --id "$id" \
            --item work_adaptations="$t/text.$name" >"$t/out.$name" 2>>"$t/err.$name" \
            </dev/null || code=$?
        echo "$id $code $(jq -r '.verdict // .state // .error' "$t/out.$name" 2>/dev/null)" \
            >>"$t/sent.$name"
    done
}
# The recipient opens what comes, as it comes; a line "id exit-code" each in $t/opened.
reader() {
    local id
    trap - EXIT INT TERM
    while [ ! -e "$t/stop" ]; do
        timeout -k 5 "$seconds_per_step" "${wrap[@]}" "$SP_BIN/samenspraak" inbox --json \
            --home "$t/physician" >"$t/inbox" 2>>"$t/err.physician" </dev/null
        id=$(jq -rs '[.[] | select(.kind == "message" and .state == "new") | .id] | last // ""' \
            "$t/inbox" 2>/dev/null)
        [ -n "$id" ] || { sleep 0.2; continue; }
        code=0
        timeout -k 5 "$seconds_per_step" "${wrap[@]}" "$SP_BIN/samenspraak" open "$id" --json \
            --home "$t/physician" >"$t/open" 2>>"$t/err.physician" </dev/null || code=$?
        echo "$id $code $(jq -r '.verdict // .error' "$t/open" 2>/dev/null)" >>"$t/opened"
    done
}
: >"$t/opened"
workers=()
for name in clinician gp; do
    sender $name &
    workers+=($!)
done
reader &
workers+=($!)
started+=("${workers[@]}")

restarted=0
for _ in $(seq "$rounds"); do
    sleep "0.$((RANDOM % 9 + 1))"
    sleep "$((RANDOM % 2))"
    stop_broker KILL
    broker_starts && restarted=$((restarted + 1))
done
claim "killed $rounds times, the broker starts each time" test $restarted = "$rounds"
touch "$t/stop"
wait "${workers[@]}" 2>/dev/null

must "what waits goes" agent_exits 0 clinician sent --flush
must "of the other too" agent_exits 0 gp sent --flush
cat "$t/sent.clinician" "$t/sent.gp" >"$t/sent"
acknowledged=$(grep -c ' 0 ALLOW:consent$' "$t/sent")
queued=$(grep -c ' 3 queued$' "$t/sent")
claim "every send was answered or queued ($acknowledged and $queued)" \
    test "$(grep -vc -e ' 0 ALLOW:consent$' -e ' 3 queued$' "$t/sent")" = 0
claim "some were answered" test "$acknowledged" -ge 1

agent physician inbox
jq -rs '.[] | select(.kind == "message" and .part == "addressee") | .id' "$t/out" | sort >"$t/got"
cut -d' ' -f1 "$t/sent" | sort >"$t/wanted"
claim "the recipient has each exactly once ($(wc -l <"$t/got"))" cmp -s "$t/got" "$t/wanted"
grep -v -e ' 0 ' -e ' 3 ' "$t/opened" >"$t/err"
claim "every opening succeeded or found the broker away ($(grep -c ' 0 ' "$t/opened") opened)" \
    test ! -s "$t/err"
: >"$t/err"
opened=0 all=0
while read -r id; do
    all=$((all + 1))
    [ $all -le 30 ] || break
    agent physician open "$id" --out "$t/last"
    [ "$code" = 0 ] && opened=$((opened + 1))
done <"$t/got"
claim "what it has can be opened ($opened)" test $opened -ge 1 -a $opened = $((all > 30 ? 30 : all))

now=$(head_size)
claim "its log went on: $size entries before, $now after" test "$now" -gt "$size"
claim "no agent saw the log go back" bash -c "! grep -qE 'evidence|log\.(fork|shrunk|proof)' '$t'/err.*"
must "the auditor exports the log" agent_exits 0 auditor audit export --out "$t/export"
claim "the log is whole" agent_exits 0 auditor audit verify "$t/export"
agent auditor audit show "$t/export"
claim "it has each send once" test "$(jq -s '[.[] | select(.event == "send") | .object] |
    "\(length) \(unique | length)"' -r "$t/out")" = "$(wc -l <"$t/wanted") $(wc -l <"$t/wanted")"
stop_broker
claim "the broker ends with exit code 0" test "$code" = 0
store=$(find "$t/broker" -name '*.db' | head -n 1)
claim "the store is sound" test "$(sqlite3 "$store" 'PRAGMA integrity_check')" = ok
