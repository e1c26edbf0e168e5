import copy
import io
import json
import logging
import pickle
import traceback

import pytest

from sealcanvas.crypto.secret import Secret

VALUE = b"sixteen-byte-key"


@pytest.fixture
def secret() -> Secret:
    return Secret(VALUE)


def shows(text: str) -> bool:
    return any(form in text for form in (VALUE.decode(), VALUE.hex(), repr(list(VALUE))[1:-1]))


def fail_with(secret: Secret) -> None:
    raise RuntimeError(secret)


def test_reveal_is_the_only_way_out(secret: Secret) -> None:
    assert secret.reveal() == VALUE
    assert len(secret) == len(VALUE)
    assert not shows(f"{secret} {secret!r} {secret!s} {secret:>40} {[secret]}")
    assert not hasattr(secret, "__dict__")


def test_the_caller_may_wipe_its_own_buffer() -> None:
    buffer = bytearray(VALUE)
    secret = Secret(buffer)
    buffer[:] = bytes(len(buffer))
    assert secret.reveal() == VALUE


@pytest.mark.parametrize("wrong", [32, "text", None, [1, 2]])
def test_only_bytes_make_a_secret(wrong: object) -> None:
    with pytest.raises(TypeError):
        Secret(wrong)  # type: ignore[arg-type]  # the refusal of wrong types is what is tested


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_refuses_pickle(secret: Secret, protocol: int) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(secret, protocol)


def test_refuses_copy_hash_json_and_state(secret: Secret) -> None:
    with pytest.raises(TypeError):
        copy.copy(secret)
    with pytest.raises(TypeError):
        copy.deepcopy({"key": secret})
    with pytest.raises(TypeError):
        hash(secret)
    with pytest.raises(TypeError):
        json.dumps({"key": secret})
    with pytest.raises(TypeError):
        secret.__getstate__()
    with pytest.raises(TypeError):
        bytes(secret)  # type: ignore[call-overload]  # that no implicit way to bytes exists is what is tested
    with pytest.raises(TypeError):
        iter(secret)  # type: ignore[call-overload]  # as above


def test_logging_and_tracebacks_show_nothing(secret: Secret) -> None:
    stream = io.StringIO()
    logger = logging.getLogger("test.secret")
    handler = logging.StreamHandler(stream)
    logger.addHandler(handler)
    try:
        logger.error("a key: %s %r", secret, {"key": secret})
    finally:
        logger.removeHandler(handler)
    assert not shows(stream.getvalue())
    with pytest.raises(RuntimeError) as caught:
        fail_with(secret)
    text = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert "Secret(…)" in text
    assert not shows(text)


def test_equality_is_by_value_and_only_among_secrets(secret: Secret) -> None:
    assert secret == Secret(VALUE)
    assert secret != Secret(VALUE[:-1])
    assert secret != VALUE


def test_wipe_makes_it_unusable(secret: Secret) -> None:
    secret.wipe()
    assert len(secret) == 0
    assert not secret
    with pytest.raises(ValueError, match="wiped"):
        secret.reveal()


def test_random_secrets_differ() -> None:
    assert Secret.random() != Secret.random()
    assert len(Secret.random()) == 32
    assert len(Secret.random(16)) == 16
