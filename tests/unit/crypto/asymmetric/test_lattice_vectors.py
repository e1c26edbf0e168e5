"""ML-DSA and ML-KEM against NIST's known answers."""

import hashlib
import itertools
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import mldsa, mlkem

from sealcanvas.crypto.asymmetric.key_pair import dump_private, load_public
from sealcanvas.crypto.asymmetric.ml_dsa import MlDsaPair
from sealcanvas.crypto.asymmetric.ml_kem import MlKemPair
from sealcanvas.crypto.errors import InvalidCiphertext, WrongSignature
from tests.support.vector_files import cavp

_ALGORITHM = "ML_DSA_SHAKE_256"
_DSA: dict[int, Any] = {44: mldsa.MLDSA44PrivateKey, 65: mldsa.MLDSA65PrivateKey, 87: mldsa.MLDSA87PrivateKey}
_KEM: dict[int, Any] = {768: mlkem.MLKEM768PrivateKey, 1024: mlkem.MLKEM1024PrivateKey}


def answers(path: str, last: str) -> list[dict[str, str]]:
    found = [case for _, case in cavp(path, last)]
    assert len(found) >= 100
    return found[::4]


@pytest.mark.parametrize("parameters", [44, 65, 87])
def test_ml_dsa(parameters: int) -> None:
    pair = MlDsaPair(parameters)
    for case in answers(f"asymmetric/MLDSA/kat_MLDSA_{parameters}_det_pure.rsp", "ctx"):
        private = dump_private(_DSA[parameters].from_seed_bytes(bytes.fromhex(case["xi"])))
        pair.check(private)
        public, message, context = pair.public_key(private), bytes.fromhex(case["msg"]), bytes.fromhex(case["ctx"])
        raw = load_public(public).public_bytes_raw()
        assert raw.hex() == case["pk"]
        signature = bytes.fromhex(case["sm"])[: -len(message) or None]
        # The vectors have contexts, AWS's signatures none: the context is in mu (FIPS 204, algorithms 3 and 8).
        tr = hashlib.shake_256(raw).digest(64)
        mu = hashlib.shake_256(tr + bytes([0, len(context)]) + context + message).digest(64)
        pair.verify(public, _ALGORITHM, mu, "EXTERNAL_MU", signature)
        with pytest.raises(WrongSignature):
            pair.verify(public, _ALGORITHM, mu[::-1], "EXTERNAL_MU", signature)
        if context:
            with pytest.raises(WrongSignature):
                pair.verify(public, _ALGORITHM, message, "RAW", signature)


@pytest.mark.parametrize("parameters", [44, 65, 87])
def test_a_message_and_its_representative_have_the_same_signatures(parameters: int) -> None:
    pair = MlDsaPair(parameters)
    private = pair.generate()
    public = pair.public_key(private)
    tr = hashlib.shake_256(load_public(public).public_bytes_raw()).digest(64)
    mu = hashlib.shake_256(tr + b"\x00\x00" + b"message").digest(64)
    both = {"RAW": b"message", "EXTERNAL_MU": mu}
    for (kind, message), (other, another) in itertools.permutations(both.items()):
        signature = pair.sign(private, _ALGORITHM, message, kind)
        pair.verify(public, _ALGORITHM, another, other, signature)
        for wrong in (b"", signature[:-1], signature + b"x", bytes([signature[0] ^ 1]) + signature[1:]):
            with pytest.raises(WrongSignature):
                pair.verify(public, _ALGORITHM, message, kind, wrong)
    with pytest.raises(ValueError, match="64"):
        pair.sign(private, _ALGORITHM, b"message", "EXTERNAL_MU")


@pytest.mark.parametrize("parameters", list(_KEM))
def test_ml_kem(parameters: int) -> None:
    pair = MlKemPair(parameters)
    for case in answers(f"asymmetric/MLKEM/kat_MLKEM_{parameters}.rsp", "ss"):
        private = dump_private(_KEM[parameters].from_seed_bytes(bytes.fromhex(case["d"] + case["z"])))
        pair.check(private)
        assert load_public(pair.public_key(private)).public_bytes_raw().hex() == case["pk"]
        assert pair.decapsulate(private, bytes.fromhex(case["ct"])).reveal().hex() == case["ss"]
        # Another ciphertext gives another secret, the one that the vector names (implicit rejection).
        assert pair.decapsulate(private, bytes.fromhex(case["ct_n"])).reveal().hex() == case["ss_n"]


@pytest.mark.parametrize("parameters", list(_KEM))
def test_ml_kem_round_trips(parameters: int) -> None:
    pair = MlKemPair(parameters)
    private = pair.generate()
    secret, ciphertext = pair.encapsulate(pair.public_key(private))
    assert pair.decapsulate(private, ciphertext) == secret
    assert len(secret) == 32
    assert pair.encapsulate(pair.public_key(private))[0] != secret
    altered = ciphertext[:-1] + bytes([ciphertext[-1] ^ 1])
    assert pair.decapsulate(private, altered) != secret
    assert pair.decapsulate(private, altered) == pair.decapsulate(private, altered)
    assert pair.decapsulate(pair.generate(), ciphertext) != secret
    for wrong in (b"", ciphertext[:-1], ciphertext + b"x"):
        with pytest.raises(InvalidCiphertext):
            pair.decapsulate(private, wrong)
