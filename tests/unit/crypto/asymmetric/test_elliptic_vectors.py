"""ECDSA and ECDH against the vectors of NIST, of RFC 6979 (its signatures verify here) and of secp256k1."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from sealcanvas.crypto.asymmetric.elliptic import EllipticPair
from sealcanvas.crypto.asymmetric.key_pair import dump_private, dump_public
from sealcanvas.crypto.errors import WrongSignature
from sealcanvas.crypto.secret import Secret
from tests.support.vector_files import cavp, lines_of

CURVES: dict[str, ec.EllipticCurve] = {
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
    "P-521": ec.SECP521R1(),
    "K-256": ec.SECP256K1(),
}
_ALGORITHMS = {"SHA-256": "ECDSA_SHA_256", "SHA-384": "ECDSA_SHA_384", "SHA-512": "ECDSA_SHA_512"}


def public_of(curve: ec.EllipticCurve, x: str, y: str) -> bytes:
    return dump_public(ec.EllipticCurvePublicNumbers(int(x, 16), int(y, 16), curve).public_key())


def cases(path: str, last: str) -> list[Any]:
    found: list[Any] = []
    for section, case in cavp(f"asymmetric/ECDSA/{path}", last):
        curve, _, digest = section.partition(",")
        if curve in CURVES and digest in _ALGORITHMS:
            found.append(pytest.param(CURVES[curve], _ALGORITHMS[digest], case, id=f"{section}-{len(found)}"))
    return found


@pytest.mark.parametrize(("curve", "algorithm", "case"), cases("FIPS_186-3/SigVer.rsp", "Result"))
def test_verification(curve: ec.EllipticCurve, algorithm: str, case: dict[str, str]) -> None:
    pair, signature = EllipticPair(curve.name), encode_dss_signature(int(case["R"], 16), int(case["S"], 16))
    try:
        public = public_of(curve, case["Qx"], case["Qy"])
    except ValueError:  # a changed point that is not on the curve
        assert case["Result"].startswith("F (4")
        return
    if case["Result"].startswith("P"):
        pair.verify(public, algorithm, bytes.fromhex(case["Msg"]), "RAW", signature)
    else:
        with pytest.raises(WrongSignature):
            pair.verify(public, algorithm, bytes.fromhex(case["Msg"]), "RAW", signature)


@pytest.mark.parametrize(("curve", "algorithm", "case"), cases("SECP256K1/SigGen.txt", "S"))
def test_secp256k1(curve: ec.EllipticCurve, algorithm: str, case: dict[str, str]) -> None:
    signature, public = (
        encode_dss_signature(int(case["R"], 16), int(case["S"], 16)),
        public_of(curve, case["Qx"], case["Qy"]),
    )
    EllipticPair("secp256k1").verify(public, algorithm, bytes.fromhex(case["Msg"]), "RAW", signature)


def rfc_6979() -> list[Any]:
    """The keys of the file by their names, and its verifications: curve, hash, public key, input, signature, good."""
    keys: dict[str, str] = {}
    found, case, pem, name = [], dict[str, str](), "", ""
    for line in [*lines_of("asymmetric/ECDSA/RFC6979/evppkey_ecdsa_rfc6979.txt"), ""]:
        if line.startswith("PublicKey"):
            name = line.partition("=")[2].strip()
        elif line.startswith("-----BEGIN PUBLIC") or pem:
            pem += line + "\n"
            if line.startswith("-----END"):
                keys[name], pem = pem, ""
        elif "=" in line and not line.startswith(("-", "#")):
            member, _, value = line.partition("=")
            case[member.strip()] = value.strip()
        elif not line and case:
            digest = case.get("DigestVerify", "").replace("SHA", "SHA-")
            curve = case.get("Key", "").removesuffix("_PUB")
            if digest in _ALGORITHMS and curve in CURVES:
                found.append((CURVES[curve], _ALGORITHMS[digest], keys[case["Key"]], case))
            case = {}
    return [pytest.param(*each, id=str(index)) for index, each in enumerate(found)]


@pytest.mark.parametrize(("curve", "algorithm", "pem", "case"), rfc_6979())
def test_deterministic_signatures_verify(
    curve: ec.EllipticCurve, algorithm: str, pem: str, case: dict[str, str]
) -> None:
    public, message = dump_public(load_pem_public_key(pem.encode())), case["Input"].strip('"').encode()
    arguments = (public, algorithm, message, "RAW", bytes.fromhex(case["Output"]))
    if case.get("Result") == "VERIFY_ERROR":
        with pytest.raises(WrongSignature):
            EllipticPair(curve.name).verify(*arguments)
    else:
        EllipticPair(curve.name).verify(*arguments)


def test_there_are_vectors_of_rfc_6979_good_and_bad() -> None:
    results = [parameters.values[3].get("Result", "") for parameters in rfc_6979()]
    assert results.count("") >= 18
    assert results.count("VERIFY_ERROR") >= 18


def agreements() -> list[Any]:
    names = {"EC": "P-256", "ED": "P-384", "EE": "P-521"}
    found = []
    path = "asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_init.fax"
    for section, case in cavp(path, "Result"):
        name = section.partition(" ")[0]
        if name in names and "Z" in case:
            found.append(pytest.param(CURVES[names[name]], case, id=f"{name}-{case['COUNT']}"))
    return found


@pytest.mark.parametrize(("curve", "case"), agreements())
def test_agreement(curve: ec.EllipticCurve, case: dict[str, str]) -> None:
    pair = EllipticPair(curve.name)
    try:
        own = dump_private(ec.derive_private_key(int(case["dsIUT"], 16), curve))
        peer = public_of(curve, case["QsCAVSx"], case["QsCAVSy"])
    except ValueError:
        assert case["Result"].startswith("F")
        return
    agreed = pair.agree(own, peer).reveal() == bytes.fromhex(case["Z"])
    assert agreed or case["Result"].startswith("F")
    if case["Result"].startswith("P"):
        assert agreed


@pytest.mark.parametrize("curve", [curve.name for curve in CURVES.values()])
def test_own_signatures(curve: str) -> None:
    pair = EllipticPair(curve)
    private = pair.generate()
    public = pair.public_key(private)
    signature = pair.sign(private, "ECDSA_SHA_256", b"message", "RAW")
    pair.verify(public, "ECDSA_SHA_256", b"message", "RAW", signature)
    r, s = decode_dss_signature(signature)
    zeros = encode_dss_signature(0, s), encode_dss_signature(r, 0)
    for wrong in (b"", b"x", signature[:-1], signature + b"\x00", *zeros):
        with pytest.raises(WrongSignature):
            pair.verify(public, "ECDSA_SHA_256", b"message", "RAW", wrong)


def test_peers_that_are_refused() -> None:
    pair = EllipticPair("secp256r1")
    private = pair.generate()
    other = EllipticPair("secp384r1")
    off_curve = bytearray(pair.public_key(private))
    off_curve[-1] ^= 1
    for peer in (other.public_key(other.generate()), bytes(off_curve), b"", b"x" * 91, pair.public_key(private)[:-1]):
        with pytest.raises(ValueError):
            pair.agree(private, peer)
    assert pair.agree(private, pair.public_key(private))


def test_private_keys_that_are_refused() -> None:
    pem = EllipticPair("secp256k1").generate()
    with pytest.raises(ValueError, match="not a key on the curve secp256r1"):
        EllipticPair("secp256r1").check(pem)
    with pytest.raises(ValueError, match="another kind"):
        EllipticPair("secp256r1").check(dump_private(_ed25519()))
    with pytest.raises(ValueError):
        EllipticPair("secp256r1").check(Secret(b"\x30\x00"))


def _ed25519() -> Any:
    pem = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC"
    return load_pem_private_key(f"-----BEGIN PRIVATE KEY-----\n{pem}\n-----END PRIVATE KEY-----\n".encode(), None)
