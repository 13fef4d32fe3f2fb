#!/bin/bash
# Whoever reaches the port, and whoever holds a good certificate, may send what he likes: the broker
# drops him, says so in one line, grows by nothing, and serves the others meanwhile.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# What the address sanitizer holds back of freed memory is not what we measure.
export ASAN_OPTIONS=$ASAN_OPTIONS:quarantine_size_mb=4:thread_local_quarantine_size_kb=64
ca
make_broker
issue auditor kvk:11111111 "An auditor"
start_broker

memory_kib() {
    awk '/^VmRSS/ { print $2 }' "/proc/$broker/status"
}
files_open() {
    find "/proc/$broker/fd" -mindepth 1 2>/dev/null | wc -l
}
serves() {
    exits 0 "${wrap[@]}" "$SP_BIN/samenspraakd" status -c "$t/broker/samenspraakd.conf"
}
# Standard input to the port, as it is.
raw() {
    timeout 10 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port && cat >&3" 2>/dev/null
    return 0
}
# Standard input inside TLS, with the auditor's certificate; $t/out has what came back.
inside() { # SECONDS
    timeout -k 5 "$1" openssl s_client -quiet -connect "127.0.0.1:$port" -tls1_3 \
        -CAfile "$t/ca/ca.pem" -cert "$t/ca/auditor-11111111.pem" \
        -key "$t/ca/auditor-11111111.key" >"$t/out" 2>"$t/err"
    code=$?
}
bytes() { # HEX...
    printf '%s' "$*" | tr -d ' ' | xxd -r -p
}
noise() { # COUNT
    head -c "$1" /dev/urandom
}
# nng's greeting as REQ, then a message head: length, request id.
greeting=00535000 rep=00310000
hello="$greeting$(printf '00300000')"
frame() { # LENGTH
    printf '%016x%s' "$1" 80000001
}

# One call of ours first: what a first client costs is no growth.
must "the broker serves" serves
before=$(memory_kib) open_before=$(files_open)

# ---- on the bare port ----
for size in 1 3 5 6 100 5000 70000; do
    noise $size | raw
done
bytes 16 0301 4000 01 003ffc | raw                      # a client hello that never comes to its end
bytes 16 0301 ffff | raw                                # a record that is too long
bytes 15 0303 0002 0228 | raw                           # an alert first
printf 'GET / HTTP/1.0\r\n\r\n' | raw
: | raw
claim "noise, cut-off handshakes and HTTP on the port: others are served" serves

if command -v nngcat >/dev/null; then
    timeout -k 5 5 nngcat --req --dial "tcp://127.0.0.1:$port" --data hello --delay 1 \
        --recv-timeout 2 >"$t/out" 2>"$t/err"
    claim "nngcat without TLS gets nothing" test ! -s "$t/out"
    timeout -k 5 5 nngcat --req --dial "tls+tcp://127.0.0.1:$port" --cacert "$t/ca/ca.pem" \
        --data hello --delay 1 --recv-timeout 2 >"$t/out" 2>"$t/err"
    claim "nngcat's TLS 1.2 gets nothing" test ! -s "$t/out"
else
    skip "nngcat is not installed"
fi

# Fifty that connect and never say a word, while somebody else works.
silent=()
for _ in $(seq 50); do
    bash -c "exec 3<>/dev/tcp/127.0.0.1/$port && exec sleep 60" &
    silent+=($!)
    started+=($!)
done
sleep 0.3
claim "fifty silent connections: others are served" serves

# ---- with a good certificate ----
inside 5 < <(bytes "$hello")
claim "the greeting is answered with REP's" \
    test "$(head -c 8 "$t/out" | xxd -p)" = "$greeting$rep"

dropped() {
    [ "$code" != 124 ]
}
inside 8 < <(noise 4000)
claim "noise in place of the greeting: the connection is closed" dropped
inside 8 < <(bytes "$greeting" 00500000)
claim "another protocol of nng: the connection is closed" dropped
inside 8 < <(bytes "$hello" ffffffffffffffff 80000001)
claim "a frame of 2^64 - 1 bytes: the connection is closed" dropped
inside 8 < <(bytes "$hello" "$(frame $((1024 * 1024 * 1024 * 1024)))")
claim "a frame of 1 TiB: the connection is closed" dropped
inside 8 < <(bytes "$hello" "$(frame $(((1024 + 16) * 1024 + 4 + 1)))"; noise 1100000)
claim "a frame one byte over the limit: the connection is closed" dropped
inside 8 < <(bytes "$hello" "$(frame 3)")
claim "a frame too short for its request id: the connection is closed" dropped
inside 2 < <(bytes "$hello" "$(frame 1000)"; noise 500)
claim "a frame that is cut off: others are served" serves

lines() {
    grep -c 'SP-REFUSE_FRAME' "$t/broker.now"
}
said=$(lines)
inside 8 < <(bytes "$hello" "$(frame 504)"; noise 500)
claim "a frame that is no request: the connection is closed" dropped
claim "and one line says so" test $(($(lines) - said)) = 1
# An array that claims 2^28 elements, and a request of a kind that is not.
said=$(lines)
inside 8 < <(bytes "$hello" "$(frame 9)" dd10000000)
claim "an array of 2^28 elements that are not there: the connection is closed" dropped
claim "and one line says so again" test $(($(lines) - said)) = 1
id=000102030405060708090a0b0c0d0e0f
inside 3 < <(bytes "$hello" "$(frame 26)" 94 01 63 c410 $id 90)
claim "a kind of request that is none is refused by that name" \
    grep -q SP-REFUSE_KIND "$t/broker.now"
inside 3 < <(bytes "$hello" "$(frame 28)" 94 01 0e c410 $id 92 c0 00)
claim "a request before hello is refused by that name" grep -q SP-REFUSE_HELLO "$t/broker.now"
claim "and answered with a few words" grep -aq "say hello first" "$t/out"
for _ in $(seq 20); do
    inside 8 < <(bytes "$hello" "$(frame 1000004)"; noise 1000000)
done
claim "twenty times a megabyte of noise: others are served" serves

kill "${silent[@]}" 2>/dev/null
wait "${silent[@]}" 2>/dev/null
sleep 1
grown=$(($(memory_kib) - before))
claim "the broker grew by less than 48 MiB in all this ($((grown / 1024)) MiB)" \
    test $grown -lt $((48 * 1024))
claim "it holds no connection of those who left" test "$(files_open)" -le $((open_before + 4))
claim "no line of its log repeats what strangers sent" \
    bash -c "! grep -aqP '[^\x20-\x7e]' '$t/broker.now'"
stop_broker
claim "it ends with exit code 0" test "$code" = 0
