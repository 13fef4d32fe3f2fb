#!/bin/bash
# The broker's folder is put back from an older copy: the log is then behind what agents have seen.
# They notice, say so, and stop; the broker cannot go on as if nothing had happened.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

ca
make_broker
start_broker
make_patient patient
make_agent clinician clinician_ggz big:19012345601 "G. Zeilstra"
make_agent physician occ_physician big:29012345602 "B. Arts"
relate patient clinician treats
relate patient physician occupational
physician=$(party_of physician)
stop_broker
cp -a -- "$t/broker" "$t/copy"
start_broker
must "the patient grants consent" agent_exits 0 patient consent grant --from "$(party_of clinician)" \
    --to "$physician" --category work_adaptations --purpose occ_guidance \
    --until "$(date -d '90 days' +%F)"
consent=$(json .id)
echo "rustige plek" >"$t/text"
send() {
    agent clinician send --to "$physician" --about "$patient_code" --purpose occ_guidance \
        --item work_adaptations="$t/text"
}
send
must "a message goes" answered 0 ALLOW:consent
message=$(json .id)
must "it is fetched" agent_exits 0 physician inbox
must "the patient revokes" agent_exits 0 patient consent revoke "$consent"
must "the physician sees where the log is" agent_exits 0 physician status

stop_broker
rm -rf -- "$t/broker"
mv -- "$t/copy" "$t/broker"
start_broker
agent physician open "$message" --out "$t/received"
claim "an agent that saw more stops, exit 4" test "$code" = 4
claim "and says what it is about" test -n "$(json '.message // .why // empty')"
claim "nothing was opened" test -z "$(ls -A "$t/received" 2>/dev/null)"
send
claim "the sender does not go on either" test "$code" = 4
agent patient status
claim "nor does the patient's agent" test "$code" = 4
agent patient status
claim "it remembers" test "$code" = 4

# A vault root that the store does not name: no share can be opened, so it does not start.
stop_broker
rm -f -- "$t/broker"/vault-*.key
try timeout 20 "${wrap[@]}" "$SP_BIN/samenspraakd" -c "$t/broker/samenspraakd.conf"
claim "without its vault root the broker does not start" test "$code" = 2 -o "$code" = 4
claim "and says so in words" test -s "$t/err"
