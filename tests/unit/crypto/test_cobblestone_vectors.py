"""The published C2SP chunked-encryption vectors, valid and invalid, against our ranged reader.

The vectors were made with HKDF over SHA-256, Cobblestone-256 uses SHA-512; nothing else differs. So the reader's hash
is exchanged here, and test_sealed.py holds the reader with its true hash against the library byte for byte.
"""

import base64
import hashlib
import io
import json
import zlib
from typing import Any

import cryptography_vectors
import pytest
from cryptography.hazmat.primitives import hashes

from sealcanvas.crypto import sealed_range
from sealcanvas.crypto.errors import Tampered
from sealcanvas.crypto.sealed_range import CobblestoneReader
from sealcanvas.crypto.secret import Secret

with cryptography_vectors.open_vector_file("chunked-encryption/vectors.json", "r") as file:
    VECTORS = [vector for vector in json.load(file)["vectors"] if vector["aead"] == "AEAD_AES_256_GCM"]


@pytest.fixture(autouse=True)
def _hash_of_the_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed_range, "_HASH", hashes.SHA256())


def named(expect: str) -> list[Any]:
    return [pytest.param(vector, id=vector["name"]) for vector in VECTORS if vector["expect"] == expect]


def open_whole(vector: dict[str, Any]) -> bytes:
    ciphertext = base64.b64decode(vector["ciphertext"] or "")
    if vector.get("compressed"):
        ciphertext = zlib.decompress(ciphertext)
    key, context = Secret(bytes.fromhex(vector["key"])), (vector["context"] or "").encode()
    reader = CobblestoneReader(io.BytesIO(ciphertext), 0, len(ciphertext), key, context)
    return reader.read(0, reader.length)


@pytest.mark.parametrize("vector", named("success"))
def test_valid_vectors_open(vector: dict[str, Any]) -> None:
    plain = open_whole(vector)
    assert len(plain) == vector["payload_length"]
    assert hashlib.sha256(plain).hexdigest() == vector["payload_sha256"]


@pytest.mark.parametrize("vector", named("failure"))
def test_invalid_vectors_are_refused(vector: dict[str, Any]) -> None:
    wrong_key_length = vector["name"].endswith(("short_key", "long_key"))
    with pytest.raises(ValueError if wrong_key_length else Tampered):
        open_whole(vector)


def test_both_kinds_are_there() -> None:
    assert len(named("success")) >= 9
    assert len(named("failure")) >= 20
