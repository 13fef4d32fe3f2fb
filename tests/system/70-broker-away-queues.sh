#!/bin/bash
# The broker is away: what is sent waits, sealed, and goes by itself at the next contact, once; what
# needs the broker's decision does not happen without it.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

ca
make_broker
start_broker
make_patient patient
make_agent clinician clinician_ggz big:19012345601 "G. Zeilstra"
# This one keeps its home under a passphrase.
issue occ_physician big:29012345602 "B. Arts"
printf 'een lange wachtzin voor de proef\n' >"$t/passphrase"
stem=$t/ca/occ_physician-29012345602
sealed=(--passphrase-file "$t/passphrase")
must "an agent with a passphrase" agent_exits 0 physician init --role occ_physician \
    --id big:29012345602 --name "B. Arts" --broker "$url" --ca "$t/ca/ca.pem" \
    --cert "$stem.pem" --key "$stem.key" "${sealed[@]}"
agent physician relate "$patient_code" --as occupational "${sealed[@]}"
asked=$(json .id)
must "she confirms the physician" agent_exits 0 patient relate --confirm "$asked"
relate patient clinician treats
physician=occ_physician:big:29012345602
clinician=$(party_of clinician)
grant() { # FROM TO
    agent patient consent grant --from "$1" --to "$2" \
        --category functional_limits,work_adaptations --purpose "$3" \
        --until "$(date -d '90 days' +%F)"
}
grant "$clinician" "$physician" occ_guidance
must "a consent one way" test "$code" = 0
consent=$(json .id)
grant "$physician" "$clinician" treatment
must "a consent the other way" test "$code" = 0
must "the recipient has seen what there is" agent_exits 0 physician inbox "${sealed[@]}"
must "the other has too" agent_exits 0 clinician inbox

send_from_clinician() { # FILE ID
    agent clinician send --to "$physician" --about "$patient_code" --purpose occ_guidance \
        --item work_adaptations="$1" --id "$2"
}
ids=()
for i in 1 2 3 4; do
    printf 'bericht nummer %s\n' $i >"$t/text$i"
    ids+=("$(openssl rand -hex 16)")
done
send_from_clinician "$t/text1" "${ids[0]}"
must "a first message is there before the broker goes" answered 0 ALLOW:consent
must "and fetched" agent_exits 0 physician inbox "${sealed[@]}"

stop_broker
must "the broker goes" test "$code" = 0

send_from_clinician "$t/text2" "${ids[1]}"
claim "a send without broker: exit 3, queued" test "$code $(json .state)" = "3 queued"
claim "under the id that was asked for" test "$(json .id)" = "${ids[1]}"
send_from_clinician "$t/text3" "${ids[2]}"
claim "and another" test "$code $(json .state)" = "3 queued"
send_from_clinician "$t/text2" "${ids[1]}"
claim "the same id again is the same message" test "$code $(json .state)" = "3 queued"
send_from_clinician "$t/text3" "${ids[1]}"
claim "the same id with other content is refused" test "$code" = 2
agent clinician sent
claim "three stand there, two of them queued" test "$(jq -s \
    '[length, ([.[] | select(.state == "queued")] | length)] | join(" ")' -r "$t/out")" = "3 2"

word=Zeldzaamwoord$(openssl rand -hex 6)
printf '%s\n' "$word" >"$t/secret"
agent physician send --to "$clinician" --about "$patient_code" --purpose treatment \
    --item functional_limits="$t/secret" --id "${ids[3]}" "${sealed[@]}"
claim "what waits under a passphrase waits too" test "$code $(json .state)" = "3 queued"
claim "and cannot be read in the home" bash -c "! grep -rqa '$word' '$t/physician'"
agent physician status --passphrase-file <(echo another)
claim "with another passphrase the home stays shut" test "$code" = 2

agent physician open "${ids[0]}" --out "$t/received" "${sealed[@]}"
claim "opening needs the broker: exit 3" test "$code" = 3
claim "and nothing is written" test -z "$(ls -A "$t/received" 2>/dev/null)"
agent clinician status
claim "status says that the broker is not reachable" test "$(json .broker.reachable)" = false

start_broker
agent clinician sent --flush
claim "the broker is back: what waited goes" test "$code" = 0
agent clinician sent
claim "nothing is queued any more" \
    test "$(jq -s '[.[] | select(.state == "queued")] | length' "$t/out")" = 0
must "the recipient looks" agent_exits 0 physician inbox "${sealed[@]}"
claim "each came once, and in order" test "$(jq -rs \
    '[.[] | select(.kind == "message" and .part == "addressee") | .id] | reverse | join(" ")' "$t/out")" \
    = "${ids[0]} ${ids[1]} ${ids[2]}"
for i in 1 2 3; do
    agent physician open "${ids[$((i - 1))]}" --out "$t/received$i" "${sealed[@]}"
    claim "number $i says what was written" \
        cmp -s "$(json '.items[0].file')" "$t/text$i"
done
agent clinician inbox
claim "the physician's own went with its next command" \
    test "$(jq -rs '[.[] | select(.kind == "message" and .part == "addressee") | .id] | join(" ")' \
        "$t/out")" = "${ids[3]}"

# A revocation that waits, and a message that waits while its ground falls.
stop_broker
agent patient consent revoke "$consent"
claim "a revocation without broker waits as well" test "$code $(json .state)" = "3 queued"
late=$(openssl rand -hex 16)
send_from_clinician "$t/text4" "$late"
claim "so does a message under that consent" test "$code $(json .state)" = "3 queued"
start_broker
must "the patient is back first" agent_exits 0 patient status
agent clinician sent --flush
agent clinician sent "$late"
claim "the message is refused: the revocation came first" \
    bash -c "[[ '$(json .verdict)' == DENY_* ]]"
agent physician inbox "${sealed[@]}"
claim "and it never reaches the recipient" bash -c "! grep -q '$late' '$t/out'"
