"""Signed tokens of identity providers: JSON Web Signatures in the compact form (docs/formats/identity-token.md)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from sealcanvas.crypto.base64url import decode, json_object
from sealcanvas.crypto.errors import NotSigned, WrongSignature
from sealcanvas.crypto.jwk import JsonWebKey

MAXIMUM_SIZE = 20_000

_HASHES: dict[str, hashes.HashAlgorithm] = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
_CURVE_OF = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", *_CURVE_OF})
"""The only algorithms there are: never `none`, and no HMAC, for which a public key would serve as the secret."""


@dataclass(frozen=True, slots=True)
class SignedToken:
    """A token taken apart; what it claims is nobody's word until `verified` returns it.

    Attributes:
        algorithm: one of `ALGORITHMS`.
        kid: the name of the key that signed it, or "".
        unverified: the claims, to find the provider by whose keys they are to be verified.
    """

    algorithm: str
    kid: str
    unverified: dict[str, Any] = field(repr=False)
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "SignedToken":
        """Take a token apart.

        Raises:
            NotSigned: it is longer than 20,000 characters, is not in the compact form, has another algorithm, or
                demands an extension (`crit`): there is none.
        """
        parts = text.split(".", 3)
        if len(text) > MAXIMUM_SIZE or len(parts) != 3:
            raise NotSigned("not a token of three parts")
        try:
            header = json_object(decode(parts[0]))
            claims = json_object(decode(parts[1]))
            signature = decode(parts[2])
        except ValueError as error:
            raise NotSigned(str(error)) from None
        algorithm, kid = header.get("alg"), header.get("kid", "")
        if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
            raise NotSigned("signed by an algorithm that is not accepted")
        if "crit" in header or not isinstance(kid, str):
            raise NotSigned("a header that is not understood")
        return cls(algorithm, kid, claims, f"{parts[0]}.{parts[1]}".encode(), signature)

    def candidates(self, keys: Iterable[JsonWebKey]) -> list[JsonWebKey]:
        """Those of `keys` that may have signed the token.

        A token that names no key may be signed by the only one there is (OpenID Connect Core 1.0, section 10.1).
        """
        suitable = [key for key in keys if self._suits(key)]
        if self.kid:
            return [key for key in suitable if key.kid == self.kid]
        return suitable if len(suitable) == 1 else []

    def verified(self, keys: Iterable[JsonWebKey]) -> dict[str, Any]:
        """The claims, which one of `keys` signed.

        Raises:
            WrongSignature: none of them did.
        """
        for key in self.candidates(keys):
            try:
                self._verify(key)
            except (InvalidSignature, ValueError):
                continue
            return self.unverified
        raise WrongSignature("not signed by any of these keys")

    def _suits(self, key: JsonWebKey) -> bool:
        return key.algorithm in ("", self.algorithm) and key.curve == _CURVE_OF.get(self.algorithm, "")

    def _verify(self, key: JsonWebKey) -> None:
        digest = _HASHES[self.algorithm[2:]]
        if isinstance(key.key, rsa.RSAPublicKey):
            key.key.verify(self.signature, self.signed, padding.PKCS1v15(), digest)
            return
        size = -(-key.key.key_size // 8)
        if len(self.signature) != 2 * size:
            raise InvalidSignature
        r, s = (int.from_bytes(half, "big") for half in (self.signature[:size], self.signature[size:]))
        key.key.verify(encode_dss_signature(r, s), self.signed, ec.ECDSA(digest))
