#!/bin/bash
# The product's main job, from end to end: a clinician shares limitations and adaptations with the
# occupational physician because the patient allows it; the patient revokes; an opening after that
# is refused; an auditor exports the log and finds it whole, or says what is wrong with it.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

ca
make_broker
start_broker
make_patient patient
make_agent clinician clinician_ggz big:19012345601 "G. Zeilstra"
make_agent physician occ_physician big:29012345602 "B. Arts"
make_agent employer employer kvk:12345678 "Werkgever BV"
make_agent auditor auditor kvk:87654321 "An auditor"
clinician=$(party_of clinician)
physician=$(party_of physician)
employer=$(party_of employer)
secret="kan vier uur per dag, liefst in de ochtend; prikkelarme werkplek"
printf '%s\n' "$secret" >"$t/limits.txt"
printf 'opbouw met twee uur per week\n' >"$t/adaptations.txt"
head -c 300000 /dev/urandom >"$t/scan.bin"
until_date=$(date -d '90 days' +%F)

# What the clinician sends, under a message id of its own or a given one.
sends() { # OPTION...
    agent clinician send --to "$physician" --about "$patient_code" --purpose occ_guidance \
        --item functional_limits="$t/limits.txt" --item work_adaptations="$t/adaptations.txt" "$@"
}

# ---- nothing without relation, nothing without consent ----
sends
claim "before anything is confirmed: DENY_IDENTITY, party.unverified" \
    test "$code $(json .verdict) $(json .rule)" = "1 DENY_IDENTITY party.unverified"

agent clinician relate "$patient_code" --as treats
clinician_asks=$(json .id)
claim "asking for a relation is answered ASKED" answered 0 ASKED
other=$("$sp_root/certs-example/issue" "$t/ca" patient p:new "")
agent clinician relate "${other##*:}" --as treats
claim "so it is for an identifier that nobody has published" answered 0 ASKED
agent physician relate "$patient_code" --as occupational
physician_asks=$(json .id)
agent patient inbox
claim "the patient sees who asks" test "$(jq -rs \
    '[.[] | select(.kind == "relation") | .from] | sort | join(" ")' "$t/out")" \
    = "$clinician $physician"
claim "she confirms the clinician" agent_exits 0 patient relate --confirm "$clinician_asks"
claim "she confirms the physician" agent_exits 0 patient relate --confirm "$physician_asks"

sends
claim "without consent the send is refused by name" \
    test "$code $(json .verdict)" = "1 DENY_NO_CONSENT"
claim "and the refusal tells the sender what to do instead" test -n "$(json '.next // empty')"
agent patient consent grant --from "$clinician" --to "$employer" --category work_adaptations \
    --purpose work_adjust --until "$until_date"
claim "a consent that could never count is not signed: it would only tell the employer who treats" \
    test "$code $(json .verdict) $(json .rule)" = "1 DENY_FORBIDDEN pair.none"
agent clinician send --to "$employer" --about "$patient_code" --purpose work_adjust \
    --item work_adaptations="$t/adaptations.txt"
claim "a clinician sends an employer nothing, consent or not" \
    test "$code $(json .verdict) $(json .rule)" = "1 DENY_FORBIDDEN pair.none"

# ---- consent, send, open ----
agent patient consent grant --from "$clinician" --to "$physician" \
    --category functional_limits,work_adaptations,treatment_course --purpose occ_guidance \
    --until "$until_date"
claim "the patient grants consent" answered 0 DONE
consent=$(json .id)
claim "the consent stands in the log of statements" test "$(json .log.index)" -ge 0
agent physician consent list
claim "the physician has it, signed by her" grep -q "$consent" "$t/out"

message=$(openssl rand -hex 16)
sends --id "$message" --attach treatment_course="$t/scan.bin"
claim "the same send is accepted on consent" answered 0 ALLOW:consent
claim "the receipt names the log entry" test "$(json '.log.index < .log.size')" = true
sends --id "$message" --attach treatment_course="$t/scan.bin"
claim "the same id with the same content is the same message" answered 0 ALLOW:consent
sends --id "$message"
claim "the same id with other content is refused" test "$code" = 2
must "a second message goes" agent_exits 0 clinician send --to "$physician" \
    --about "$patient_code" --purpose occ_guidance --item work_adaptations="$t/limits.txt"
second=$(json .id)

agent physician inbox
claim "the physician has two messages and no third" \
    test "$(jq -s '[.[] | select(.kind == "message")] | length' "$t/out")" = 2
agent physician open "$message" --out "$t/received"
claim "she opens the first, on consent" answered 0 ALLOW:consent
same() { # CATEGORY FILE
    local file
    file=$(json ".items[] | select(.category == \"$1\") | .file")
    cmp -s -- "$file" "$2"
}
claim "the text is what was sent" same functional_limits "$t/limits.txt"
claim "the attachment of 300,000 bytes is what was sent" same treatment_course "$t/scan.bin"
agent patient open "$message" --out "$t/copy"
claim "the patient opens her own copy" test "$code" = 0
claim "her copy is the same" same functional_limits "$t/limits.txt"
agent employer open "$message" --out "$t/stolen"
claim "the employer has nothing to open" test "$code" = 2 -a ! -e "$t/stolen"
agent clinician sent "$message"
claim "the sender sees that it was received" test "$(json .state)" = acknowledged
claim "and no reason of a refusal" test -z "$(json '.why // empty')"

# ---- revoke ----
agent patient consent revoke "$consent" --reason not_wanted
claim "she revokes the consent" answered 0 DONE
agent physician open "$second" --out "$t/late"
claim "an opening after that is refused, exit 1" test "$code $(json .verdict)" = "1 DENY_REVOKED"
claim "and no file was written" test ! -e "$t/late" -o -z "$(ls -A "$t/late" 2>/dev/null)"
sends
claim "so is a new send" answered 1 "DENY_*"
agent clinician sent "$second"
claim "the sender sees what became of it" grep -q revoked "$t/out"

# ---- the log, for the patient and for an auditor ----
agent patient log
events() {
    jq -rs '[.[].event] | unique | join(" ")' "$t/out"
}
claim "the patient's log has sends, openings, refusals and the revocation" bash -c '
    for event in send read attempt consent_grant consent_revoke relate; do
        case " $1 " in *" $event "*) ;; *) exit 1 ;; esac
    done' _ "$(events)"
claim "and what was tried without ground" grep -q DENY_FORBIDDEN "$t/out"
agent employer log
claim "the employer's log does not tell that there is a clinician or a physician" \
    bash -c "! grep -q -e '$clinician' -e '$physician' '$t/out'"

claim "the auditor exports the log" agent_exits 0 auditor audit export --out "$t/export"
claim "and verifies it" agent_exits 0 auditor audit verify "$t/export"
must "another CA is made" exits 0 "$sp_root/certs-example/make-ca" "$t/other"
verify=("${wrap[@]}" "$SP_BIN/samenspraak" audit verify "$t/export" --policy "$t/export/policy")
claim "with the right anchors on the command line too" exits 0 "${verify[@]}" --ca "$t/ca/ca.pem"
claim "with the CA of another it is refused, exit 4" exits 4 "${verify[@]}" --ca "$t/other/ca.pem"
claim "without a profile it is verified, and says what was not checked" bash -c '
    SAMENSPRAAK_HOME=$1/none "$SP_BIN/samenspraak" audit verify "$1/export" --lang en \
        >"$1/out" 2>"$1/err" && grep -qi "not checked" "$1/out" "$1/err"' _ "$t"
claim "the export has nothing of what was written" \
    bash -c "! grep -rqa 'prikkelarme' '$t/export'"

tampered() { # CLAIM SED-COMMAND FILE
    rm -rf -- "$t/changed"
    cp -r -- "$t/export" "$t/changed"
    sed -i "$2" "$t/changed/$3"
    try "${wrap[@]}" "$SP_BIN/samenspraak" audit verify "$t/changed" --home "$t/auditor"
    claim "$1" test "$code" = 4
}
tampered "a record that was changed is found" '3s/"idx"/"idX"/' events/records.jsonl
tampered "a record that was left out is found" 3d events/records.jsonl
tampered "a changed root is found" '3s/./x/' events/checkpoint
tampered "a file that is missing from the manifest is found" 2d manifest
rm -- "$t/changed/statements/records.jsonl"
claim "a file that is missing is found" exits 4 "${wrap[@]}" "$SP_BIN/samenspraak" audit verify \
    "$t/changed" --home "$t/auditor"

stop_broker
claim "the broker ends with exit code 0" test "$code" = 0
