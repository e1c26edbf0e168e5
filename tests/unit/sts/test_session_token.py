"""docs/formats/session-token.md, rule by rule."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.crypto.secret import Secret
from sealcanvas.sts.session import Session
from sealcanvas.sts.session_token import MAXIMUM_SIZE, NoToken, TokenTooLong, open_session, seal_session

ROOT = Secret(bytes(range(32)))
KEY = "ASIAAAAAAAAAAAAAAAAA"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
words = st.text(max_size=40)
names = st.text("abcdefgh.-@", min_size=2, max_size=64)


def _session(**members: object) -> Session:
    fixed = {"owner_id": "AROAX", "session_name": "s1", "secret": Secret(b"sesame-sesame"), "issued_at": NOW}
    return Session(**{**fixed, "expires_at": NOW + timedelta(hours=1), **members})  # type: ignore[arg-type]  # by name


@given(
    session_name=names,
    policy=st.none() | words,
    policy_arns=st.none() | st.lists(words, max_size=4).map(tuple),
    tags=st.dictionaries(words, words, max_size=5),
    via=st.lists(names, max_size=3).map(tuple),
    purpose=words,
    source_identity=words,
)
def test_a_session_comes_back_as_it_was(**members: object) -> None:
    session = _session(**members)
    assert open_session(ROOT, KEY, seal_session(ROOT, KEY, session)) == session


@given(st.data())
def test_a_token_with_one_bit_changed_does_not_open(data: st.DataObject) -> None:
    blob = bytearray(b64decode(seal_session(ROOT, KEY, _session())))
    bit = data.draw(st.integers(0, 8 * len(blob) - 1))
    blob[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NoToken):
        open_session(ROOT, KEY, b64encode(blob).decode())


@given(st.text() | st.binary(max_size=5_000).map(lambda data: b64encode(data).decode()))
def test_noise_does_not_open(text: str) -> None:
    with pytest.raises(NoToken):
        open_session(ROOT, KEY, text)


def test_a_token_opens_beside_its_own_access_key_and_root_alone() -> None:
    token = seal_session(ROOT, KEY, _session())
    with pytest.raises(NoToken):
        open_session(ROOT, KEY[:-1] + "B", token)
    with pytest.raises(NoToken):
        open_session(Secret.random(32), KEY, token)


def test_what_does_not_fit_is_refused() -> None:
    incompressible = {f"{n}": Secret.random(96).reveal().hex() for n in range(50)}
    with pytest.raises(TokenTooLong) as caught:
        seal_session(ROOT, KEY, _session(tags=incompressible))
    assert caught.value.size > MAXIMUM_SIZE


@pytest.mark.parametrize("size", [0, 1, 1_000, 1_001, 2_047, 4_095, 4_096])
def test_a_token_is_as_long_as_asked_for(size: int) -> None:
    token = seal_session(ROOT, KEY, _session(), minimum_size=size)
    assert size <= len(token) <= MAXIMUM_SIZE
    assert open_session(ROOT, KEY, token) == _session()


def test_nothing_of_the_session_can_be_read_in_the_token() -> None:
    blob = b64decode(seal_session(ROOT, KEY, _session(purpose="arn:aws:sagemaker:secret-project")))
    assert b"sesame" not in blob
    assert b"secret-project" not in blob
