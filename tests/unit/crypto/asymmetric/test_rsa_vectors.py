"""RSA against NIST's and PKCS #1's vectors, and against the library by itself."""

from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sealcanvas.crypto.asymmetric.key_pair import dump_private, dump_public, load_private
from sealcanvas.crypto.asymmetric.rsa import RsaPair
from sealcanvas.crypto.errors import InvalidCiphertext, WrongSignature
from sealcanvas.crypto.secret import Secret
from tests.support.vector_files import cavp, labelled

_FOLDER = "asymmetric/RSA/"
_NAMES = {"SHA256": "SHA_256", "SHA384": "SHA_384", "SHA512": "SHA_512"}


def cases(path: str) -> list[Any]:
    found: list[Any] = []
    for section, case in cavp(_FOLDER + path, "Result"):
        bits = int(section.partition("=")[2])
        if bits >= 2048 and case["SHAAlg"] in _NAMES:
            found.append(pytest.param(bits, case, id=f"{bits}-{case['SHAAlg']}-{len(found)}"))
    return found


def public_of(case: dict[str, str]) -> bytes:
    return dump_public(rsa.RSAPublicNumbers(int(case["e"], 16), int(case["n"], 16)).public_key())


@pytest.mark.parametrize(("bits", "case"), cases("FIPS_186-2/SigVer15_186-3.rsp"))
def test_pkcs1_v15_verification(bits: int, case: dict[str, str]) -> None:
    algorithm = f"RSASSA_PKCS1_V1_5_{_NAMES[case['SHAAlg']]}"
    message, signature = bytes.fromhex(case["Msg"]), bytes.fromhex(case["S"])
    arguments = (public_of(case), algorithm, message, "RAW", signature)
    if case["Result"].startswith("P"):
        RsaPair(bits).verify(*arguments)
    else:
        with pytest.raises((WrongSignature, ValueError)):
            RsaPair(bits).verify(*arguments)


@pytest.mark.parametrize(("bits", "case"), cases("FIPS_186-2/SigVerPSS_186-3.rsp"))
def test_a_pss_salt_of_another_length_than_the_hash_is_refused(bits: int, case: dict[str, str]) -> None:
    # NIST's salts have ten bytes here: AWS KMS's are as long as the hash, and what is verified is only that.
    message, signature = bytes.fromhex(case["Msg"]), bytes.fromhex(case["S"])
    with pytest.raises((WrongSignature, ValueError)):
        RsaPair(bits).verify(public_of(case), f"RSASSA_PSS_{_NAMES[case['SHAAlg']]}", message, "RAW", signature)


def oaep(path: str) -> tuple[Secret, list[tuple[bytes, bytes]]]:
    """The private key of 2,048 bits of a file, and what its plaintexts encrypt to."""
    values = list(labelled(_FOLDER + path))
    start = max(index for index, (label, _) in enumerate(values) if label == "Public exponent")
    numbers = {label: int.from_bytes(value, "big") for label, value in values[start - 1 : start + 7]}
    private = rsa.RSAPrivateNumbers(
        p=numbers["Prime 1"],
        q=numbers["Prime 2"],
        d=numbers["Exponent"],
        dmp1=numbers["Prime exponent 1"],
        dmq1=numbers["Prime exponent 2"],
        iqmp=numbers["Coefficient"],
        public_numbers=rsa.RSAPublicNumbers(numbers["Public exponent"], numbers["Modulus"]),
    ).private_key()
    texts = [value for label, value in values[start + 7 :] if label == "Message"]
    encrypted = [value for label, value in values[start + 7 :] if label == "Encryption"]
    return dump_private(private), list(zip(texts, encrypted, strict=True))


@pytest.mark.parametrize(
    ("path", "algorithm"),
    [
        ("pkcs-1v2-1d2-vec/oaep-vect.txt", "RSAES_OAEP_SHA_1"),
        ("oaep-custom/oaep-sha256-sha256.txt", "RSAES_OAEP_SHA_256"),
    ],
)
def test_oaep_decryption(path: str, algorithm: str) -> None:
    private, pairs = oaep(path)
    RsaPair(2048).check(private)
    assert len(pairs) == 6
    for plaintext, ciphertext in pairs:
        assert RsaPair(2048).decrypt(private, algorithm, ciphertext) == plaintext
        for other in ("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"):
            altered = ciphertext if other != algorithm else bytes([ciphertext[0], ciphertext[1] ^ 1]) + ciphertext[2:]
            with pytest.raises(InvalidCiphertext):
                RsaPair(2048).decrypt(private, other, altered)


@pytest.fixture(scope="module")
def private() -> Secret:
    return RsaPair(2048).generate()


@pytest.mark.parametrize(("algorithm", "most"), [("RSAES_OAEP_SHA_1", 214), ("RSAES_OAEP_SHA_256", 190)])
def test_oaep_to_the_last_byte(private: Secret, algorithm: str, most: int) -> None:
    pair = RsaPair(2048)
    assert pair.largest_plaintext(algorithm) == most
    ciphertext = pair.encrypt(pair.public_key(private), algorithm, b"x" * most)
    assert pair.decrypt(private, algorithm, ciphertext) == b"x" * most
    with pytest.raises(ValueError, match="ncryption"):
        pair.encrypt(pair.public_key(private), algorithm, b"x" * (most + 1))
    for wrong in (b"", b"x", ciphertext[:-1], ciphertext + b"x", bytes(256), b"\xff" * 256):
        with pytest.raises(InvalidCiphertext):
            pair.decrypt(private, algorithm, wrong)


@pytest.mark.parametrize("digest", [hashes.SHA256(), hashes.SHA384(), hashes.SHA512()], ids=lambda d: d.name)
@pytest.mark.parametrize("scheme", ["PSS", "PKCS1_V1_5"])
def test_signatures_as_the_library_makes_and_takes_them(
    private: Secret, scheme: str, digest: hashes.SHA256 | hashes.SHA384 | hashes.SHA512
) -> None:
    pair, key = RsaPair(2048), load_private(private)
    public, algorithm = pair.public_key(private), f"RSASSA_{scheme}_SHA_{digest.name[3:]}"
    pad = padding.PSS(padding.MGF1(digest), digest.digest_size) if scheme == "PSS" else padding.PKCS1v15()
    hashed = hashes.Hash(digest)
    hashed.update(b"message")
    hashed_message = hashed.finalize()
    for kind, message in (("RAW", b"message"), ("DIGEST", hashed_message)):
        signature = pair.sign(private, algorithm, message, kind)
        key.public_key().verify(signature, b"message", pad, digest)
        pair.verify(public, algorithm, b"message", "RAW", signature)
        pair.verify(public, algorithm, hashed_message, "DIGEST", signature)
        with pytest.raises(WrongSignature):
            pair.verify(public, algorithm, b"massage", "RAW", signature)
        with pytest.raises(WrongSignature):
            pair.verify(public, algorithm, b"message", "RAW", signature[:-1] + bytes([signature[-1] ^ 1]))
    with pytest.raises(ValueError, match="digest"):
        pair.sign(private, algorithm, b"message", "DIGEST")


def test_keys_that_are_refused(private: Secret) -> None:
    key = load_private(private)
    numbers = key.private_numbers()
    broken = rsa.RSAPrivateNumbers(
        p=numbers.p,
        q=numbers.q,
        d=numbers.d + 2,
        dmp1=numbers.dmp1,
        dmq1=numbers.dmq1,
        iqmp=numbers.iqmp,
        public_numbers=numbers.public_numbers,
    ).private_key(unsafe_skip_rsa_key_validation=True)
    for wrong in (dump_private(broken), Secret(private.reveal()[:-5]), Secret(b"x")):
        with pytest.raises(ValueError):
            RsaPair(2048).check(wrong)
    with pytest.raises(ValueError, match="not an RSA key of 4096 bits"):
        RsaPair(4096).check(private)
