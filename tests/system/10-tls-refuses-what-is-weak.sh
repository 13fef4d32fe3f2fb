#!/bin/bash
# The broker's door: TLS 1.3 only, nobody without a certificate of its CA that is in force now.
# Tried with programs that are not ours: openssl s_client and testssl.sh.
. "$(dirname "$(readlink -f "$0")")/lib.sh"

ca
make_broker
issue auditor kvk:11111111 "An auditor"
issue --not-before 2020-01-01 --not-after 2021-01-01 --file old auditor kvk:22222222 "Of old"
issue --not-before "1 day" --file early auditor kvk:33333333 "Not yet"
issue --file gone auditor kvk:44444444 "Revoked"
must "a certificate is revoked" exits 0 "$sp_root/certs-example/revoke" "$t/ca" "$t/ca/gone.pem"
must "another CA is made" exits 0 "$sp_root/certs-example/make-ca" "$t/other"
must "it certifies the same auditor" exits 0 "$sp_root/certs-example/issue" \
    --file stranger "$t/other" auditor kvk:11111111 "An auditor"
openssl req -x509 -newkey ed25519 -nodes -keyout "$t/ca/own.key" -out "$t/ca/own.pem" \
    -subj /CN=own -addext subjectAltName=URI:urn:samenspraak:party:auditor:kvk:11111111 \
    2>/dev/null
start_broker

# Knocks and waits for what the broker says; it says nothing for four seconds to whom it lets in.
knock() { # CERTIFICATE|- OPTION...
    local stem=$1 with=()
    shift
    [ "$stem" = - ] || with=(-cert "$stem.pem" -key "$stem.key")
    code=0
    timeout -k 5 4 openssl s_client -connect "127.0.0.1:$port" -CAfile "$t/ca/ca.pem" -ign_eof \
        "${with[@]}" "$@" >"$t/out" 2>"$t/err" </dev/null || code=$?
}
refused_by() { # ALERT CERTIFICATE|- OPTION...
    local alert=$1
    shift
    knock "$@"
    [ "$code" != 124 ] && grep -q "SSL alert number $alert\$" "$t/err"
}
let_in() {
    knock "$@"
    [ "$code" = 124 ] && grep -aq 'New, TLSv1.3' "$t/out" && grep -aq 'Verify.*: 0 (ok)' "$t/out"
}

good=$t/ca/auditor-11111111
claim "a certificate of the CA is let in over TLS 1.3" let_in "$good" -tls1_3
claim "it gets no session ticket" bash -c "! grep -aq 'Session Ticket arrived' '$t/out'"
claim "TLS 1.2 is refused, certificate or not" refused_by 70 "$good" -tls1_2
claim "TLS 1.1 is refused" refused_by 70 "$good" -tls1_1 -cipher ALL:@SECLEVEL=0
claim "a cipher suite with a shortened tag is refused" \
    refused_by 40 "$good" -tls1_3 -ciphersuites TLS_AES_128_CCM_8_SHA256
claim "no certificate: refused (certificate required)" refused_by 116 - -tls1_3
claim "an expired certificate is refused" refused_by 45 "$t/ca/old" -tls1_3
claim "a certificate that is not valid yet is refused" refused_by 42 "$t/ca/early" -tls1_3
claim "a revoked certificate is refused" refused_by 44 "$t/ca/gone" -tls1_3
claim "the same party certified by another CA is refused" refused_by 48 "$t/other/stranger" -tls1_3
claim "a self-signed certificate is refused" refused_by 48 "$t/ca/own" -tls1_3

# Somebody who trusts another CA does not take our broker for his own.
stranger_leaves() {
    code=0
    timeout -k 5 10 openssl s_client -connect "127.0.0.1:$port" -CAfile "$t/other/ca.pem" \
        -verify_return_error -cert "$good.pem" -key "$good.key" >"$t/out" 2>"$t/err" \
        </dev/null || code=$?
    [ "$code" = 1 ] && grep -q 'certificate verify failed' "$t/err"
}
claim "the broker's certificate is of our CA and of no other" stranger_leaves

if [ -n "${SP_VALGRIND:-}" ]; then
    skip "testssl.sh: not under valgrind"
elif command -v testssl >/dev/null; then
    code=0
    timeout -k 5 200 testssl --quiet --warnings off --color 0 --openssl-timeout 5 --ip one -p -s -f \
        -U --jsonfile "$t/testssl.json" "127.0.0.1:$port" >"$t/out" 2>"$t/err" </dev/null || code=$?
    found=$(jq -r '.[] | select(.severity | IN("LOW", "MEDIUM", "HIGH", "CRITICAL", "FATAL"))
        | "\(.severity) \(.id) \(.finding)"' "$t/testssl.json")
    good_ones=$(jq '[.[] | select(.severity == "OK")] | length' "$t/testssl.json")
    printf '%s\n' "$found" >"$t/err"
    claim "testssl.sh: $good_ones checks in order, nothing weak" \
        test -z "$found" -a "${good_ones:-0}" -ge 15
    claim "testssl.sh: TLS 1.3 and nothing older is offered" test "$(jq -r '[.[] | select(.id |
        IN("SSLv2", "SSLv3", "TLS1", "TLS1_1", "TLS1_2")) | .finding | startswith("not offered")]
        | "\(length) \(all)"' "$t/testssl.json")" = "5 true"
else
    skip "testssl.sh is not installed"
fi

claim "after all this an honest client is served" exits 0 "${wrap[@]}" \
    "$SP_BIN/samenspraakd" status -c "$t/broker/samenspraakd.conf"
stop_broker
claim "the broker ends with exit code 0" test "$code" = 0
