import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.derive import derive
from sealcanvas.crypto.secret import Secret

KEY = Secret(bytes(range(32)))


def test_is_hkdf_expand_with_sha256() -> None:
    info = bind(b"sealcanvas", b"purpose", (40).to_bytes(4, "big"), b"one", b"two")
    first = hmac.digest(KEY.reveal(), info + b"\x01", hashlib.sha256)
    second = hmac.digest(KEY.reveal(), first + info + b"\x02", hashlib.sha256)
    assert derive(KEY, "purpose", b"one", b"two", length=40).reveal() == (first + second)[:40]


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_distinct_contexts_give_distinct_keys(left: list[bytes], right: list[bytes]) -> None:
    assert (derive(KEY, "p", *left) == derive(KEY, "p", *right)) == (left == right)


def test_key_purpose_and_length_separate() -> None:
    assert derive(KEY, "a") != derive(KEY, "b")
    assert derive(KEY, "a") != derive(Secret(bytes(32)), "a")
    assert derive(KEY, "a", length=16).reveal() != derive(KEY, "a").reveal()[:16]
    assert derive(KEY, "ab") != derive(KEY, "a", b"b")


def test_bounds() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        derive(Secret(b"short"), "a")
    with pytest.raises(ValueError, match="at least one byte"):
        derive(KEY, "a", length=0)
    with pytest.raises(ValueError, match="8160"):
        derive(KEY, "a", length=8161)
