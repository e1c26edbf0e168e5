import hashlib
import hmac
import io
from types import TracebackType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.crypto import envelope
from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.envelope import OVERHEAD, open_message, seal_message
from sealcanvas.crypto.errors import Tampered
from sealcanvas.crypto.sealed import SealedHeader, Sealer
from sealcanvas.crypto.sealed_header import SealedKind
from sealcanvas.crypto.sealed_range import RangeReader
from sealcanvas.crypto.secret import Secret

KEY = Secret(bytes(range(100, 132)))


@given(st.binary(max_size=100), st.binary(max_size=20), st.binary(max_size=20))
def test_round_trip(plaintext: bytes, label: bytes, bound: bytes) -> None:
    sealed = seal_message(KEY, label, bound, plaintext)
    assert len(sealed) == len(plaintext) + OVERHEAD
    assert open_message(KEY, label, bound, sealed) == plaintext


def test_label_and_bound_cannot_trade_bytes() -> None:
    sealed = seal_message(KEY, b"ab", b"c", b"plaintext")
    for label, bound in ((b"a", b"bc"), (b"abc", b""), (b"ab", b"d")):
        with pytest.raises(Tampered):
            open_message(KEY, label, bound, sealed)


def test_a_random_generator_that_repeats_itself_gives_no_two_messages_one_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(envelope, "random_bytes", bytes)
    sealed = [
        seal_message(KEY, b"label", b"bound", b"one"),
        seal_message(KEY, b"label", b"bound", b"two"),
        seal_message(KEY, b"label", b"other", b"one"),
        seal_message(KEY, b"other", b"bound", b"one"),
    ]
    assert len({message[:32] for message in sealed}) == len(sealed)
    assert len({message[32:64] for message in sealed}) == len(sealed)


def test_the_commitment_is_checked_first_and_binds_the_key() -> None:
    # A message whose tag is right but whose commitment is another key's must not open.
    sealed = seal_message(KEY, b"label", b"bound", b"plaintext")
    forged = sealed[:32] + bytes(32) + sealed[64:]
    with pytest.raises(Tampered):
        open_message(KEY, b"label", b"bound", forged)


def locals_of(trace: TracebackType | None) -> str:
    text = ""
    while trace:
        if "crypto" in trace.tb_frame.f_code.co_filename and "test_" not in trace.tb_frame.f_code.co_filename:
            text += repr({name: repr(value) for name, value in trace.tb_frame.f_locals.items()})
            text += "".join(
                bytes(value).hex() for value in trace.tb_frame.f_locals.values() if isinstance(value, bytes)
            )
        trace = trace.tb_next
    return text


def test_no_frame_that_raises_holds_a_message_key() -> None:
    sealed = seal_message(KEY, b"label", b"bound", b"plaintext")
    info = bind(b"sealcanvas/message@v1", b"label", sealed[:32], b"bound")
    message_key = hmac.digest(KEY.reveal(), info + b"\x01", hashlib.sha512)[:32]
    with pytest.raises(Tampered) as caught:
        open_message(KEY, b"label", b"bound", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    shown = locals_of(caught.tb)
    assert sealed[:32].hex() in shown  # the locals are looked at, the public ones are there
    assert message_key.hex() not in shown
    assert KEY.reveal().hex() not in shown


def test_no_frame_of_a_ranged_read_that_raises_holds_the_data_key() -> None:
    sink = io.BytesIO()
    sealer = Sealer(sink, KEY, SealedHeader(SealedKind.OBJECT, "arn", b"wrapped"), b"")
    sealer.finish()
    with pytest.raises(Tampered) as caught:
        RangeReader(sink, len(sink.getvalue()), KEY, b"another context")
    shown = locals_of(caught.tb)
    assert shown
    assert KEY.reveal().hex() not in shown
    assert "okm" not in shown
