#!/bin/bash
# While messages wait, what they say is nowhere at the broker: not in its store with journal, not in
# what it logs, not in its memory.
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
clinician=$(party_of clinician)
must "the patient grants consent" agent_exits 0 patient consent grant --from "$clinician" \
    --to "$physician" --category functional_limits,treatment_course --purpose occ_guidance \
    --until "$(date -d '90 days' +%F)"
consent=$(json .id)
must "and lets the other ask" agent_exits 0 patient consent grant --from "$physician" \
    --to "$clinician" --category info_request --purpose occ_guidance \
    --until "$(date -d '90 days' +%F)"

# Words that stand nowhere else, in a text, in a large file, in a file's name and in a question.
word=Zeldzaamwoord$(openssl rand -hex 6)
printf 'De patient zegt: %s-text, elke dag.\n' "$word" >"$t/limits.txt"
for _ in $(seq 20000); do printf '%s-file ' "$word"; done >"$t/$word-name.txt"
must "a message goes" agent_exits 0 clinician send --to "$physician" --about "$patient_code" \
    --purpose occ_guidance --item functional_limits="$t/limits.txt" \
    --attach treatment_course="$t/$word-name.txt"
message=$(json .id)
must "a question goes" agent_exits 0 physician request --to "$clinician" \
    --about "$patient_code" --purpose occ_guidance --ask functional_limits \
    --question "Hoe zit het met $word-question?"

# Is the word in any file there, as it is or in base64 or hex?
found_in() { # FILE...
    local shape shift_by
    for shape in "$word" "$(printf %s "$word" | xxd -p | tr -d '\n')"; do
        grep -rqaiF -- "$shape" "$@" && return 0
    done
    for shift_by in '' x xx; do # base64 has three alignments; the edges depend on the neighbours
        shape=$(printf '%s%s' "$shift_by" "$word" | base64 -w 0)
        grep -rqaF -- "${shape:4:20}" "$@" && return 0
    done
    return 1
}
not_in() {
    ! found_in "$@"
}
printf 'prefix %s' "$word" | base64 -w 0 >"$t/planted"
claim "the search finds the word where it is planted" found_in "$t/planted"

# All writable memory of the broker, but for the sanitizer's shadow.
memory() {
    local range rights from to
    while read -r range rights _; do
        [[ $rights == rw* ]] || continue
        from=$((16#${range%-*} / 4096)) to=$((16#${range#*-} / 4096))
        [ $((to - from)) -lt 262144 ] || continue
        dd if="/proc/$broker/mem" bs=4096 skip=$from count=$((to - from)) 2>/dev/null
    done <"/proc/$broker/maps"
}
look() { # WHEN
    claim "$1: not in the broker's store" not_in "$t/broker"
    claim "$1: not in its log" not_in "$t/broker.now"
    memory >"$t/memory"
    if grep -qaF "broker.example" "$t/memory"; then
        claim "$1: not in its memory ($(($(wc -c <"$t/memory") / 1048576)) MiB)" \
            not_in "$t/memory"
    else
        skip "$1: its memory cannot be read here"
    fi
    rm -f -- "$t/memory"
}
look "while the message waits"
must "the recipient opens it" agent_exits 0 physician open "$message" --out "$t/received"
claim "the recipient reads the word" found_in "$t/received"
look "after it was opened"
must "the patient revokes" agent_exits 0 patient consent revoke "$consent"
look "after the revocation"
stop_broker
claim "and not in what it leaves behind" not_in "$t/broker"
