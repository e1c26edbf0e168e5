"""docs/formats/identity-token.md, rule by rule; the vectors are those of RFC 7515, appendix A, and RFC 7519."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwk as joserfc_jwk
from joserfc import jwt as joserfc_jwt

from sealcanvas.crypto.base64url import decode, encode, json_object
from sealcanvas.crypto.errors import NotSigned, WrongSignature
from sealcanvas.crypto.jwk import JsonWebKey
from sealcanvas.crypto.jws import ALGORITHMS, MAXIMUM_SIZE, SignedToken
from tests.support.tokens import SigningKey, packed

CLAIMS = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
A2_KEY = {
    "kty": "RSA",
    "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZ"
    "S-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2Ca"
    "pHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h"
    "4FRWyuXpoQ",
    "e": "AQAB",
}
A2 = (
    f"eyJhbGciOiJSUzI1NiJ9.{CLAIMS}."
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t"
    "1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12j"
    "zDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQ"
    "Ge77Rw"
)
A3_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
A3 = (
    f"eyJhbGciOiJFUzI1NiJ9.{CLAIMS}."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
HS256 = f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
UNSECURED = f"eyJhbGciOiJub25lIn0.{CLAIMS}."


def token_of(claims: bytes, signature: str = "AA") -> str:
    return f"{packed({'alg': 'RS256'})}.{packed(claims)}.{signature}"


def keys(*members: dict[str, Any]) -> list[JsonWebKey]:
    return [key for member in members if (key := JsonWebKey.parse(member)) is not None]


@pytest.mark.parametrize(("token", "key"), [(A2, A2_KEY), (A3, A3_KEY)], ids=["RFC 7515 A.2", "RFC 7515 A.3"])
def test_the_published_tokens_verify(token: str, key: dict[str, Any]) -> None:
    claims = SignedToken.parse(token).verified(keys(key))
    assert claims == {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}


@pytest.mark.parametrize("token", [HS256, UNSECURED], ids=["RFC 7519 3.1, HS256", "RFC 7519 6.1, none"])
def test_published_tokens_of_other_algorithms_are_no_tokens_here(token: str) -> None:
    with pytest.raises(NotSigned):
        SignedToken.parse(token)


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
def test_each_algorithm_verifies_what_another_library_signed(algorithm: str) -> None:
    signing = SigningKey(algorithm=algorithm)
    private = joserfc_jwk.import_key(_private(signing), "EC" if algorithm.startswith("ES") else "RSA")
    text = joserfc_jwt.encode({"alg": algorithm, "kid": "k1"}, {"sub": "ジェーン"}, private, algorithms=[algorithm])
    assert SignedToken.parse(text).verified(keys(signing.jwk())) == {"sub": "ジェーン"}


def _private(signing: SigningKey) -> bytes:
    pem: bytes = signing.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
def test_a_token_of_another_key_or_with_one_bit_changed_is_refused(algorithm: str) -> None:
    signing, other = SigningKey(algorithm=algorithm), SigningKey(algorithm=algorithm, place=1)
    token = signing.token({"sub": "jane"})
    assert SignedToken.parse(token).verified(keys(other.jwk(), signing.jwk())) == {"sub": "jane"}
    with pytest.raises(WrongSignature):
        SignedToken.parse(token).verified(keys(other.jwk()))
    head, _, signature = token.split(".")
    forged = f"{head}.{packed({'sub': 'joe'})}.{signature}"
    with pytest.raises(WrongSignature):
        SignedToken.parse(forged).verified(keys(signing.jwk()))
    flipped = bytearray(decode(signature))
    flipped[-1] ^= 1
    with pytest.raises(WrongSignature):
        SignedToken.parse(f"{token.rpartition('.')[0]}.{encode(bytes(flipped))}").verified(keys(signing.jwk()))


def test_the_public_key_is_no_secret_for_an_hmac() -> None:
    signing = SigningKey()
    public = signing.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signed = f"{packed({'alg': 'HS256', 'kid': 'k1'})}.{packed({'sub': 'jane'})}"
    forged = f"{signed}.{encode(hmac.digest(public, signed.encode(), hashlib.sha256))}"
    with pytest.raises(NotSigned):
        SignedToken.parse(forged)


def test_an_ecdsa_signature_in_the_other_encoding_is_refused() -> None:
    signing = SigningKey(algorithm="ES256")
    signed = f"{packed({'alg': 'ES256', 'kid': 'k1'})}.{packed({'sub': 'jane'})}"
    der = signing.private.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(WrongSignature):
        SignedToken.parse(f"{signed}.{encode(der)}").verified(keys(signing.jwk()))


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "None"},
        {"alg": "rs256"},
        {"alg": "PS256"},
        {"alg": ["RS256"]},
        {"alg": None},
        {"crit": ["b64"], "b64": False},
        {"crit": []},
        {"kid": 7},
    ],
)
def test_headers_that_are_never_accepted(header: dict[str, Any]) -> None:
    with pytest.raises(NotSigned):
        SignedToken.parse(SigningKey().token({"sub": "jane"}, **header))


def test_a_key_in_the_header_is_not_looked_at() -> None:
    attacker = SigningKey(place=1)
    token = attacker.token({"sub": "jane"}, jwk=attacker.jwk(), jku="https://attacker.example/keys", x5c=["AA"])
    with pytest.raises(WrongSignature):
        SignedToken.parse(token).verified(keys(SigningKey().jwk()))


def test_a_token_without_a_key_name_needs_a_set_of_one() -> None:
    signing, other = SigningKey(), SigningKey("k2", place=1)
    token = SignedToken.parse(signing.token({"sub": "jane"}, kid=None))
    assert token.verified(keys(signing.jwk()))
    assert token.verified(keys(signing.jwk(), SigningKey("e", "ES256").jwk()))
    with pytest.raises(WrongSignature):
        token.verified(keys(signing.jwk(), other.jwk()))


@pytest.mark.parametrize(
    "changed",
    [
        {"kty": "oct"},
        {"use": "enc"},
        {"key_ops": ["encrypt"]},
        {"key_ops": "verify"},
        {"alg": "RS512"},
        {"n": "AQAB"},
        {"n": ""},
        {"e": "AA"},
        {"e": "!"},
        {"n": 7},
        {"kid": None},
    ],
)
def test_keys_that_are_of_no_use(changed: dict[str, Any]) -> None:
    signing = SigningKey()
    with pytest.raises(WrongSignature):
        SignedToken.parse(signing.token({})).verified(keys(signing.jwk() | changed))


@pytest.mark.parametrize("changed", [{"crv": "P-384"}, {"crv": "secp256k1"}, {"x": "AAAA"}, {"y": ""}])
def test_a_point_that_is_not_on_its_curve_is_no_key(changed: dict[str, Any]) -> None:
    assert JsonWebKey.parse(SigningKey(algorithm="ES256").jwk() | changed) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "a.b",
        "a.b.c.d",
        token_of(b"[1]"),
        f"{packed([])}.{packed({})}.AA",
        f"{packed({'alg': 'RS256'})}=.{packed({})}.AA",
        token_of(b"{}", "A"),
        token_of(b"{}", "AB"),
        token_of(b"{}", "A+=="),
        token_of(b"{xxxx"),
        token_of(b'{"a":1,"a":2}'),
        token_of(b'{"a":NaN}'),
        token_of(rb'{"a":"\ud800"}'),
        token_of(b'{"a":' + b"[" * 7_000 + b"]" * 7_000 + b"}"),
        token_of(b'{"a":' + b"9" * 9_000 + b"}"),
        token_of(b"\xff"),
        token_of(b'{"a":"' + b"x" * MAXIMUM_SIZE + b'"}'),
        "日本.日本.日本",
    ],
)
def test_what_is_no_token(text: str) -> None:
    with pytest.raises(NotSigned):
        SignedToken.parse(text)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(st.binary(max_size=60) | _json.map(lambda value: json.dumps(value).encode()), max_size=5), st.text())
def test_noise_is_refused_and_nothing_else_happens(parts: list[bytes], tail: str) -> None:
    for text in (".".join(map(encode, parts)), ".".join(map(encode, parts)) + tail, tail):
        try:
            token = SignedToken.parse(text)
        except NotSigned:
            continue
        with pytest.raises(WrongSignature):
            token.verified(keys(A2_KEY, A3_KEY))


@given(st.dictionaries(st.text(max_size=12), _json, max_size=6))
def test_claims_come_back_as_they_were_signed(claims: dict[str, Any]) -> None:
    signing = SigningKey(algorithm="ES256")
    try:
        wanted = json_object(json.dumps(claims).encode())
    except ValueError:
        with pytest.raises(NotSigned):
            SignedToken.parse(signing.token(claims))
    else:
        assert SignedToken.parse(signing.token(claims)).verified(keys(signing.jwk())) == wanted


@given(st.dictionaries(st.text(max_size=8), _json, max_size=8), _json)
def test_a_key_set_of_noise_gives_no_key(member: dict[str, Any], value: Any) -> None:
    for kind in ("RSA", "EC", "oct"):
        assert JsonWebKey.parse(member | {"kty": kind, "n": value, "x": value}) is None
