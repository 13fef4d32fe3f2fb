#!/usr/bin/env python3
"""Known answers for statements and directory entries, from PROTOCOL.md alone and not from our C:
prints statement_vectors.h.  Keys are made of counted bytes and were never anybody's."""
import base64, datetime, hashlib
from cryptography import x509
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

RAW = (ser.Encoding.Raw, ser.PublicFormat.Raw)


def pack(v):
    if v is None: return b"\xc0"
    if v is True or v is False: return b"\xc3" if v else b"\xc2"
    if isinstance(v, int):
        if v < 0x80: return bytes([v])
        for tag, n in ((0xcc, 1), (0xcd, 2), (0xce, 4), (0xcf, 8)):
            if v < 1 << 8 * n: return bytes([tag]) + v.to_bytes(n, "big")
    if isinstance(v, bytes):
        n = len(v)
        return (bytes([0xc4, n]) if n < 256 else b"\xc5" + n.to_bytes(2, "big")) + v
    if isinstance(v, str):
        s = v.encode()
        return (bytes([0xa0 | len(s)]) if len(s) < 32 else bytes([0xd9, len(s)])) + s
    n = len(v)
    return (bytes([0x90 | n]) if n < 16 else b"\xdc" + n.to_bytes(2, "big")) + b"".join(map(pack, v))


def domain(name): return b"samenspraak/v1/" + name.encode() + b"\0"
def H(name, *parts): return hashlib.sha256(domain(name) + b"".join(parts)).digest()
def key(first): return Ed25519PrivateKey.from_private_bytes(bytes(range(first, first + 32)))
def public(k): return k.public_key().public_bytes(*RAW)
def number(i): return base64.b32encode(i).decode().lower()


KEY, GP_KEY, REP_KEY = key(0x00), key(0x20), key(0x40)
R = bytes(range(0xa0, 0xb0))
PATIENT_ID = H("chain", public(KEY), R)[:20]
REP_ID = H("chain", public(REP_KEY), R)[:20]
ID = bytes(range(0x10, 0x20))
ISSUED, DAY = 1767225600000, 20454
fill = lambda b: bytes([b]) * 32
patient, rep = [0, "p", number(PATIENT_ID)], [1, "p", number(REP_ID)]
close = [2, "p", "a" * 32]
clinician, gp = [3, "big", "19012345601"], [4, "agb", "01012345"]
occ, employer = [8, "big", "29012345601"], [12, "kvk", "12345678"]

KINDS = [  # name, version, prev_hash, author, body
    ("grant", 1, None, patient, [clinician, occ, [8, 9, 25], 1, DAY, DAY + 180, False, False, 3, None, 3, 0, []]),
    ("attest", 2, fill(0x22), clinician,
     [clinician, occ, [8, 9], 1, DAY, DAY + 92, True, True, 1, fill(0x77), 3, 1, [patient, rep]]),
    ("confirm", 1, None, rep, [fill(0x33)]),
    ("relate", 1, None, clinician, [clinician, 0]),
    ("object", 1, None, patient, [gp]),
    ("mandate", 1, None, gp, [rep, 4, 20600, fill(0x77)]),
    ("capacity", 1, None, clinician, [False, 3, 20600]),
    ("age", 1, None, clinician, [2, 21000]),
    ("death", 1, None, gp, [20450]),
    ("approve", 1, None, patient, [fill(0xdd), ISSUED + 14 * 86400000, 3, None]),
    ("reject", 0, None, patient, [fill(0xdd), 3]),
    ("revoke", 0, fill(0x22), clinician, [2, 1, DAY]),
    ("end", 0, fill(0x22), employer, [2]),
    ("breakglass", 1, None, clinician, [fill(0xdd), close, [1, 2, 28], fill(0x66), gp, ISSUED + 72 * 3600000]),
    ("cosign", 1, None, gp, [fill(0x33)]),
    ("rotate_key", 1, None, patient, [public(GP_KEY), bytes(range(0xb0, 0xc0))]),
    ("close", 0, None, patient, [1]),
]


def certificate(k, party, serial):
    urn = "urn:samenspraak:party:%s:%s:%s" % party
    when = datetime.datetime(2026, 1, 1)
    return (x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, party[0])]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Samenspraak test")]))
            .public_key(k.public_key()).serial_number(serial)
            .not_valid_before(when).not_valid_after(when + datetime.timedelta(days=3650))
            .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(urn)]), False)
            .sign(key(0x60), None).public_bytes(ser.Encoding.DER))


def show(name, data):
    rows = [data.hex()[i:i + 88] for i in range(0, len(data) * 2, 88)]
    print("static const char %s[] =" % name)
    print("\n".join('    "%s"' % r for r in rows) + ";")


print("/* Made by statement_vectors.py; do not edit. */\n#ifndef SP_STATEMENT_VECTORS_H")
print("#define SP_STATEMENT_VECTORS_H\n\n/* clang-format off */")
show("vector_patient_id", PATIENT_ID)
print("static const struct {\n    const char *kind, *hash, *label, *leaf_sha256;\n} vector_statements[] = {")
for i, (name, version, prev, author, body) in enumerate(KINDS):
    stmt = pack([1, 1, PATIENT_ID, ID, version, prev, i, ISSUED, author, body])
    sig = KEY.sign(domain("statement") + stmt)
    h = H("statement-hash", stmt, sig)
    label = H("label", PATIENT_ID, ID, version.to_bytes(4, "big")) if version else H("label-end", PATIENT_ID, ID)
    leaf = hashlib.sha256(b"SPC1" + label + h).hexdigest()
    print('    {"%s",\n     "%s",\n     "%s",\n     "%s"},' % (name, h.hex(), label.hex(), leaf))
    if name == "grant": grant = (stmt, sig)
print("};")
show("vector_grant", grant[0])
show("vector_grant_signature", grant[1])
certs = {"patient": certificate(KEY, ("patient", "p", patient[2]), 1),
         "gp": certificate(GP_KEY, ("gp", "agb", "01012345"), 2),
         "representative": certificate(REP_KEY, ("representative", "p", rep[2]), 3)}
for name, der in certs.items(): show("vector_certificate_" + name, der)
for name, k, party, body in (
        ("patient", KEY, patient, [1, fill(0x22), certs["patient"], R, [[1, fill(0x51), ISSUED, ISSUED + 9]], None, 1, 0]),
        ("gp", GP_KEY, gp, [0, None, certs["gp"], None, [[1, fill(0x51), 5, 90], [1, fill(0x52), 40, 80]], public(key(0x80)), 1, 0])):
    entry = pack([1, party] + body)
    sig = k.sign(domain("entry") + entry)
    show("vector_entry_%s_hash" % name, H("entry", entry, sig))
    show("vector_entry_%s_name" % name, H("name", pack(party), body[0].to_bytes(8, "big")))
print("/* clang-format on */\n\n#endif /* SP_STATEMENT_VECTORS_H */")
