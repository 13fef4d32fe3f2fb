#!/bin/bash
# The sender's agent is killed at any moment of a send, and the command is repeated under its id until
# it is answered: in the end each message is there exactly once, and can be opened.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

rounds=${SP_ROUNDS:-20}
ca
make_broker
start_broker
make_patient patient
make_agent clinician clinician_ggz big:19012345601 "G. Zeilstra"
make_agent physician occ_physician big:29012345602 "B. Arts"
make_agent auditor auditor kvk:87654321 "An auditor"
relate patient clinician treats
relate patient physician occupational
physician=$(party_of physician)
must "the patient grants consent" agent_exits 0 patient consent grant --from "$(party_of clinician)" \
    --to "$physician" --category work_adaptations,treatment_course --purpose occ_guidance \
    --until "$(date -d '90 days' +%F)"
# Large enough that pieces go ahead of the send itself.
head -c 200000 /dev/urandom >"$t/large"

send=("${wrap[@]}" "$SP_BIN/samenspraak" send --to "$physician" --about "$patient_code"
    --purpose occ_guidance --attach treatment_course="$t/large" --json --home "$t/clinician")
milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}
printf 'ronde 0\n' >"$t/text"
began=$(milliseconds)
first=$(openssl rand -hex 16)
try "${send[@]}" --item work_adaptations="$t/text" --id "$first"
must "a send that nobody disturbs" answered 0 ALLOW:consent
whole=$(($(milliseconds) - began))

ids=("$first") killed=0 unanswered=0
for round in $(seq "$rounds"); do
    id=$(openssl rand -hex 16)
    ids+=("$id")
    printf 'ronde %s\n' "$round" >"$t/text"
    # Killed up to three times at moments spread over the time that a whole send takes.
    for _ in 1 2 3; do
        "${send[@]}" --item work_adaptations="$t/text" --id "$id" >"$t/out" 2>"$t/err" \
            </dev/null &
        pid=$!
        started+=("$pid")
        sleep "$(printf '0.%03d' $(((RANDOM % (whole + 20)) % 1000)))"
        if kill -KILL "$pid" 2>/dev/null; then
            killed=$((killed + 1))
        fi
        wait "$pid" 2>/dev/null
    done
    try "${send[@]}" --item work_adaptations="$t/text" --id "$id"
    if ! answered 0 ALLOW:consent; then
        not_ok "round $round: the repeated send is answered as the first would have been"
        unanswered=$((unanswered + 1))
    fi
done
claim "$rounds sends, $killed kills: each repeated send was accepted" test "$unanswered" = 0
claim "kills did hit" test "$killed" -ge "$rounds"

agent physician inbox
jq -rs '.[] | select(.kind == "message" and .part == "addressee") | .id' "$t/out" | sort >"$t/got"
printf '%s\n' "${ids[@]}" | sort >"$t/wanted"
claim "the recipient has each exactly once" cmp -s "$t/got" "$t/wanted"
agent patient inbox
claim "the patient has each copy exactly once" test "$(jq -rs \
    '[.[] | select(.kind == "message")] | length' "$t/out")" = ${#ids[@]}
opened=0
for i in 1 "$((rounds / 2))" "$rounds"; do
    agent physician open "${ids[$i]}" --out "$t/open$i"
    [ "$code" = 0 ] && grep -qx "ronde $i" "$t/open$i"/*work_adaptations* &&
        cmp -s "$(json '.items[] | select(.category == "treatment_course") | .file')" \
            "$t/large" && opened=$((opened + 1))
done
claim "what is opened is whole" test "$opened" = 3
agent clinician sent
claim "nothing is left waiting at the sender" \
    test "$(jq -s '[.[] | select(.state == "queued")] | length' "$t/out")" = 0

must "the auditor exports the log" agent_exits 0 auditor audit export --out "$t/export"
claim "the log is whole" agent_exits 0 auditor audit verify "$t/export"
agent auditor audit show "$t/export"
claim "the log has as many sends" \
    test "$(jq -s '[.[] | select(.event == "send")] | length' "$t/out")" = ${#ids[@]}
