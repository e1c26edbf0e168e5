import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.crypto.column import OVERHEAD, ColumnCipher
from sealcanvas.crypto.errors import CryptoError, Tampered
from sealcanvas.crypto.secret import Secret

ROOT = Secret(bytes(range(32)))
KEYS = ColumnCipher(ROOT, "objects.key")


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_round_trip(value: bytes, row: bytes) -> None:
    sealed = KEYS.seal(value, row=row)
    assert KEYS.open(sealed, row=row) == value
    assert len(sealed) == len(value) + OVERHEAD


def test_equal_values_seal_differently_and_index_equally() -> None:
    assert KEYS.seal(b"value") != KEYS.seal(b"value")
    assert KEYS.index(b"value") == ColumnCipher(ROOT, "objects.key").index(b"value")
    assert KEYS.index(b"value") != KEYS.index(b"value2")
    assert len(KEYS.index(b"")) == 16


def test_another_column_row_or_root_is_refused() -> None:
    sealed = KEYS.seal(b"value", row=b"1")
    for cipher, row in [
        (ColumnCipher(ROOT, "objects.tag"), b"1"),
        (ColumnCipher(Secret(bytes(32)), "objects.key"), b"1"),
        (KEYS, b"2"),
        (KEYS, b""),
    ]:
        with pytest.raises(Tampered):
            cipher.open(sealed, row=row)
    assert ColumnCipher(ROOT, "objects.tag").index(b"value") != KEYS.index(b"value")
    assert ColumnCipher(Secret(bytes(32)), "objects.key").index(b"value") != KEYS.index(b"value")


def test_every_bit_flip_and_truncation_is_refused() -> None:
    sealed = KEYS.seal(b"a value")
    for position in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(CryptoError):
            KEYS.open(bytes(changed))
    for length in range(len(sealed)):
        with pytest.raises(CryptoError):
            KEYS.open(sealed[:length])
