# shellcheck shell=bash
# What make-ca, issue and revoke share.  Sourced, not run.
#
# Below DIR, the folder of the example CA:
#     ca.pem         root and issuing CA: what everybody trusts
#     crl.pem        the issuing CA's revocation list
#     root.key  issuing.key  issuing.pem
#     db/            what openssl ca keeps: index, serial and CRL numbers, one copy of each certificate

umask 077
export LC_ALL=C

program=$(basename "$0")

fail() {
    printf '%s: %s\n' "$program" "$*" >&2
    exit 1
}

# Wrong use of the command line.
misuse() {
    printf '%s: %s\n' "$program" "$*" >&2
    printf 'Try: %s --help\n' "$program" >&2
    exit 2
}

# Runs openssl; what it says is shown only when it fails.
quietly() {
    local said
    said=$("$@" 2>&1 >/dev/null) || fail "${*:1:2} failed: $said"
}

# A moment in the form of certificates, 20261121225800Z.
certificate_time() {
    date -u -d "$1" +%Y%m%d%H%M%SZ 2>/dev/null || misuse "not a date: $1"
}

# The value behind an option that asks for a number of days.
days_of() {
    [[ ${2-} =~ ^[1-9][0-9]{0,4}$ ]] || misuse "$1 asks for a number of days"
    printf %s "$2"
}

# Goes to the CA's folder and waits for its lock, which ends with the program.
enter_ca() {
    [ -d "$1" ] || fail "no such folder: $1"
    if [ ! -f "$1/ca.pem" ] || [ ! -f "$1/issuing.key" ] || [ ! -d "$1/db" ]; then
        fail "$1 is not an example CA; make one with: make-ca $1"
    fi
    cd -- "$1" || fail "cannot enter $1"
    exec 9>db/lock
    flock 9
    scratch=$(mktemp -d db/work.XXXXXX)
    trap 'rm -rf -- "$scratch"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# openssl's configuration for the CA $1 (root or issuing); $2, if any, are a certificate's extensions.
write_config() {
    cat >"$scratch/ca.cnf" <<END
[ca]
default_ca = it
[it]
certificate = $1.pem
private_key = $1.key
database = db/$1.index
serial = db/$1.serial
crlnumber = db/$1.crlnumber
new_certs_dir = db/newcerts
default_md = default
default_days = 730
policy = policy
unique_subject = no
email_in_dn = no
copy_extensions = none
string_mask = utf8only
[policy]
commonName = supplied
organizationName = optional
serialNumber = optional
[crl]
authorityKeyIdentifier = keyid
[req]
distinguished_name = empty
[empty]
[extensions]
${2-}
END
}

# The issuing CA's list, valid for $1 days from a little ago, as clocks differ.
write_crl() {
    write_config issuing
    quietly openssl ca -config "$scratch/ca.cnf" -gencrl -crlexts crl -out "$scratch/crl.pem" \
        -crl_lastupdate "$(certificate_time '5 minutes ago')" \
        -crl_nextupdate "$(certificate_time "$1 days")"
    chmod 644 "$scratch/crl.pem"
    mv -- "$scratch/crl.pem" crl.pem
}
