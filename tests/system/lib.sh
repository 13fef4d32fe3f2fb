# shellcheck shell=bash
# What the system tests share: a folder of their own, an example CA, a broker, agents.  Sourced.
#
# Every claim is a line on standard output: "ok - ...", "not ok - ..." or "skip - ...".  What was
# started is stopped by its number when the test ends, however it ends.
#
#   SP_BIN        the folder of samenspraakd and samenspraak
#   SP_VALGRIND   set: both run under valgrind
#
# After `try`: $code, and what was said in $t/out and $t/err.

set -uo pipefail
shopt -s inherit_errexit

sp_root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
: "${SP_BIN:?the folder of samenspraakd and samenspraak}"
SP_BIN=$(readlink -f -- "$SP_BIN")
unset SAMENSPRAAK_HOME
export LC_ALL=C.UTF-8 LANG=en_GB.UTF-8
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1}

t=$(mktemp -d "${TMPDIR:-/tmp}/samenspraak-test.XXXXXX")
started=()  # process numbers
code=0
wrap=()
seconds_per_step=60
if [ -n "${SP_VALGRIND:-}" ]; then
    wrap=(valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite)
    seconds_per_step=300
fi

clean_up() {
    local pid
    trap - EXIT INT TERM
    for pid in "${started[@]}"; do
        kill -KILL "$pid" 2>/dev/null
    done
    wait 2>/dev/null
    if [ -n "${SP_KEEP:-}" ]; then
        echo "# kept: $t"
    else
        rm -rf -- "$t"
    fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# ---- claims ----

ok() {
    printf 'ok - %s\n' "$*"
}

# What the last command said goes along.
not_ok() {
    printf 'not ok - %s\n' "$*"
    printf '#   exit %s\n' "$code"
    # awk ends each line, also one that head cut off.
    [ ! -s "$t/out" ] || head -c 2500 "$t/out" | awk '{ print "#   out: " $0 }'
    [ ! -s "$t/err" ] || head -c 2500 "$t/err" | awk '{ print "#   err: " $0 }'
}

skip() {
    printf 'skip - %s\n' "$*"
}

# The claim holds when the command that follows succeeds.
claim() { # CLAIM COMMAND...
    local text=$1
    shift
    if "$@"; then ok "$text"; else not_ok "$text"; fi
}

# Without this the rest of the test has no meaning.
must() { # CLAIM COMMAND...
    local text=$1
    shift
    if ! "$@"; then
        not_ok "$text"
        cat "$t/broker.log" "$t/broker.now" 2>/dev/null | tail -n 60 | sed 's/^/#   broker: /'
        exit 1
    fi
}

# Runs a command, bounded in time; never fails.
try() {
    code=0
    timeout -k 5 "$seconds_per_step" "$@" >"$t/out" 2>"$t/err" </dev/null || code=$?
}

exits() { # CODE COMMAND...
    local wanted=$1
    shift
    try "$@"
    [ "$code" = "$wanted" ]
}

# A value in the JSON that the last command wrote.
json() { # FILTER
    jq -r "$1" "$t/out" 2>/dev/null
}

# Is the last command's verdict, and its exit code, as said?
answered() { # CODE VERDICT
    # shellcheck disable=SC2053 # $2 may be a pattern
    [ "$code" = "$1" ] && [[ $(json .verdict) == $2 ]]
}

# ---- certificates ----

ca() {
    must "an example CA is made" exits 0 "$sp_root/certs-example/make-ca" "$t/ca"
}

issue() { # [OPTION...] ROLE SCHEME:NUMBER NAME
    local options=()
    while [[ $1 == --* ]]; do
        options+=("$1" "$2")
        shift 2
    done
    must "a certificate for $1" exits 0 \
        "$sp_root/certs-example/issue" "${options[@]}" "$t/ca" "$@"
}

# ---- broker ----

# A port of 127.0.0.1 that nobody listens on, below the ephemeral ones.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    printf %s "$port"
}

# Makes a broker in $t/broker; sets $url.
make_broker() {
    port=$(free_port)
    url=tls+tcp://127.0.0.1:$port
    issue broker kvk:27365480 "Samenspraak example broker"
    issue --file broker-identity broker kvk:27365480 "Samenspraak example broker"
    must "a broker is made" exits 0 "${wrap[@]}" "$SP_BIN/samenspraakd" init "$t/broker" \
        --cert "$t/ca/broker-27365480.pem" --key "$t/ca/broker-27365480.key" \
        --identity-cert "$t/ca/broker-identity.pem" --identity-key "$t/ca/broker-identity.key" \
        --ca "$t/ca/ca.pem" --crl "$t/ca/crl.pem" --listen "$url" \
        --origin broker.example --no-passphrase
}

# Waits until a file has a line; false when it takes too long or the process is gone.
line_comes() { # FILE PATTERN PID
    local end=$((SECONDS + seconds_per_step))
    until grep -q -- "$2" "$1" 2>/dev/null; do
        kill -0 "$3" 2>/dev/null || return 1
        [ $SECONDS -lt $end ] || return 1
        sleep 0.05
    done
}

broker_starts() {
    : >"$t/broker.now"
    "${wrap[@]}" "$SP_BIN/samenspraakd" -c "$t/broker/samenspraakd.conf" \
        >>"$t/broker.now" 2>&1 </dev/null &
    broker=$!
    started+=("$broker")
    line_comes "$t/broker.now" SP-LISTENING "$broker" && return 0
    cat -- "$t/broker.now" >>"$t/broker.log"
    return 1
}

start_broker() {
    must "the broker starts" broker_starts
}

# Ends the broker: TERM and its exit code in $code, or KILL.
stop_broker() { # [TERM|KILL]
    local signal=${1:-TERM} waited=0
    {
        kill "-$signal" "$broker"
        while kill -0 "$broker" && [ $waited -lt $((seconds_per_step * 20)) ]; do
            sleep 0.05
            waited=$((waited + 1))
        done
        kill -KILL "$broker"
        code=0
        wait "$broker" || code=$?
    } 2>/dev/null # bash tells of jobs that were killed
    cat -- "$t/broker.now" >>"$t/broker.log"
    : >"$t/broker.now"
}

# ---- agents ----

# samenspraak as somebody: agent NAME SUBCOMMAND...; JSON on $t/out.
agent() {
    local name=$1
    shift
    try "${wrap[@]}" "$SP_BIN/samenspraak" "$@" --json --lang en --home "$t/$name"
}

agent_exits() { # CODE NAME SUBCOMMAND...
    local wanted=$1
    shift
    agent "$@"
    [ "$code" = "$wanted" ]
}

# A professional's or organisation's agent in $t/NAME.
make_agent() { # NAME ROLE SCHEME:NUMBER FULL-NAME
    local stem=$t/ca/$2-${3#*:}
    issue "$2" "$3" "$4"
    must "an agent for $1" agent_exits 0 "$1" init --role "$2" --id "$3" --name "$4" \
        --broker "$url" --ca "$t/ca/ca.pem" --cert "$stem.pem" --key "$stem.key" --no-passphrase
}

# A patient's agent in $t/NAME, certified on her own request; prints nothing, sets $patient_code.
make_patient() { # NAME
    must "a patient's agent asks for a certificate" agent_exits 0 "$1" init --role patient \
        --broker "$url" --ca "$t/ca/ca.pem" --no-passphrase
    must "her request is granted" exits 0 \
        "$sp_root/certs-example/issue" "$t/ca" --csr "$t/$1/request.pem"
    must "her agent is completed" agent_exits 0 "$1" init --cert "$(cat "$t/out")"
    must "she has a pairing code" agent_exits 0 "$1" pair
    patient_code=$(json .code)
}

# A professional asks, the patient confirms.
relate() { # PATIENT PROFESSIONAL RELATION
    local id
    must "$2 asks for a relation" agent_exits 0 "$2" relate "$patient_code" --as "$3"
    id=$(json .id)
    must "$1 confirms $2" agent_exits 0 "$1" relate --confirm "$id"
}

# The party of an agent, as text.
party_of() {
    agent "$1" status
    json .party
}
