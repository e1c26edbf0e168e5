"""HMAC keys against RFC 4231's vectors."""

import pytest

from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.symmetric_key import HmacKey, SymmetricKey
from tests.support.vector_files import cavp


@pytest.mark.parametrize("bits", [224, 256, 384, 512])
def test_hmac(bits: int) -> None:
    kind = HmacKey(range(bits // 8, 129), f"sha{bits}")
    cases = [case for _, case in cavp(f"HMAC/rfc-4231-sha{bits}.txt", "MD")]
    assert len(cases) >= 6
    for case in cases:
        assert kind.mac(Secret(bytes.fromhex(case["Key"])), bytes.fromhex(case["Msg"])).hex() == case["MD"]


def test_lengths() -> None:
    kind = SymmetricKey(range(32, 33))
    assert len(kind.generate()) == 32
    kind.check(kind.generate())
    for length in (1, 31, 33):
        with pytest.raises(ValueError, match="this key material has 32 to 32 bytes"):
            kind.check(Secret(bytes(length)))
