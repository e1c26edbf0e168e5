"""Our own ML-KEM against NIST's known answers of all three parameter sets, and against the library's two."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import mlkem

from sealcanvas.crypto.asymmetric.key_pair import dump_private, dump_public
from sealcanvas.crypto.asymmetric.ml_kem import MlKemPair
from sealcanvas.crypto.asymmetric.ml_kem_512 import MlKem512Pair
from sealcanvas.crypto.asymmetric.module_lattice import (
    ML_KEM_512,
    Parameters,
    decapsulate,
    encapsulate,
    public_key,
)
from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.crypto.random import random_bytes
from sealcanvas.crypto.secret import Secret
from tests.support.vector_files import cavp

SETS = {512: ML_KEM_512, 768: Parameters(k=3, eta1=2, du=10, dv=4), 1024: Parameters(k=4, eta1=2, du=11, dv=5)}


@pytest.mark.parametrize("name", SETS)
def test_known_answers(name: int) -> None:
    parameters, cases = SETS[name], [case for _, case in cavp(f"asymmetric/MLKEM/kat_MLKEM_{name}.rsp", "ss")]
    assert len(cases) == 1000
    for case in cases if name == 512 else cases[::10]:
        seed, public, ciphertext = (bytes.fromhex(case[member]) for member in ("d", "pk", "ct"))
        seed += bytes.fromhex(case["z"])
        assert public_key(parameters, seed) == public
        assert (len(public), len(ciphertext)) == (parameters.public_size, parameters.ciphertext_size)
        secret = bytes.fromhex(case["ss"])
        assert encapsulate(parameters, public, bytes.fromhex(case["msg"])) == (secret, ciphertext)
        assert decapsulate(parameters, seed, ciphertext) == secret
        assert decapsulate(parameters, seed, bytes.fromhex(case["ct_n"])).hex() == case["ss_n"]


@pytest.mark.parametrize("name", [768, 1024])
def test_with_the_library(name: int) -> None:
    parameters = SETS[name]
    keys: dict[int, Any] = {768: mlkem.MLKEM768PrivateKey, 1024: mlkem.MLKEM1024PrivateKey}
    for _ in range(20):
        seed = random_bytes(64)
        theirs = keys[name].from_seed_bytes(seed)
        public = public_key(parameters, seed)
        assert theirs.public_key().public_bytes_raw() == public
        secret, ciphertext = theirs.public_key().encapsulate()
        assert decapsulate(parameters, seed, ciphertext) == secret
        secret, ciphertext = encapsulate(parameters, public, random_bytes(32))
        assert theirs.decapsulate(ciphertext) == secret
        altered = ciphertext[:-1] + bytes([ciphertext[-1] ^ 1])
        assert theirs.decapsulate(altered) == decapsulate(parameters, seed, altered) != secret


def test_key_pairs() -> None:
    pair = MlKem512Pair()
    private = pair.generate()
    pair.check(private)
    public = pair.public_key(private)
    secret, ciphertext = pair.encapsulate(public)
    assert (len(secret), len(ciphertext)) == (32, 768)
    assert pair.decapsulate(private, ciphertext) == secret
    assert pair.decapsulate(pair.generate(), ciphertext) != secret
    for place in range(0, 768, 7):
        altered = bytearray(ciphertext)
        altered[place] ^= 1 << place % 8
        assert pair.decapsulate(private, bytes(altered)) != secret
    for wrong in (b"", ciphertext[:-1], ciphertext + b"x"):
        with pytest.raises(InvalidCiphertext):
            pair.decapsulate(private, wrong)


def test_keys_are_written_as_the_librarys() -> None:
    ours, theirs = MlKem512Pair().generate().reveal(), MlKemPair(768).generate().reveal()
    last = 17  # the end of the object identifier, which tells the parameter set
    assert (len(ours), ours[:last], ours[last + 1 : 22]) == (len(theirs), theirs[:last], theirs[last + 1 : 22])
    assert (ours[last], theirs[last]) == (1, 2)
    public = MlKem512Pair().public_key(Secret(ours))
    sample = dump_public(mlkem.MLKEM768PrivateKey.generate().public_key())
    assert public[4:17] == sample[4:16] + b"\x01"
    assert len(public) == 4 + int.from_bytes(public[2:4], "big") == 822
    assert int.from_bytes(public[19:21], "big") == 801


def test_private_keys_that_are_refused() -> None:
    private = MlKem512Pair().generate().reveal()
    other = dump_private(mlkem.MLKEM768PrivateKey.generate())
    for wrong in (other, Secret(private[:-1]), Secret(private + b"x"), Secret(b"x" * len(private))):
        with pytest.raises(ValueError, match="another kind"):
            MlKem512Pair().check(wrong)
