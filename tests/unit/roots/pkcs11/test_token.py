"""A key inside a token (SoftHSM): sealing, opening, and every way in which it is refused."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sealcanvas.crypto.errors import NotSealed, Tampered
from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.roots.pkcs11 import MAXIMUM_PLAINTEXT, NoTokenKey, Token, TokenUnavailable, read_pin
from tests.support.softhsm import PIN, SoftHSM, softhsm

_PIN = Secret(PIN.encode())


@pytest.fixture
def hsm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftHSM:
    made = softhsm(tmp_path / "hsm", monkeypatch)
    made.add("studio")
    return made


def test_secrets_of_every_size_are_sealed_and_opened(hsm: SoftHSM) -> None:
    with Token.open(hsm.module, _PIN, label="studio", writable=True) as token:
        key = token.make_key("root")
        for size in (1, 32, 4_096, MAXIMUM_PLAINTEXT):
            secret = Secret.random(size)
            sealed = key.seal(secret, b"for")
            assert key.open(sealed, b"for") == secret
            assert key.seal(secret, b"for") != sealed
        with pytest.raises(ValueError, match="4300"):
            key.seal(Secret.random(MAXIMUM_PLAINTEXT + 1), b"for")
    with Token.open(hsm.module, _PIN, label="studio") as token:
        assert token.find_key("root").open(sealed, b"for") == secret
        assert token.find_key(key_id=key.id).open(sealed, b"for") == secret


def test_nothing_altered_moved_or_of_another_key_opens(hsm: SoftHSM) -> None:
    with Token.open(hsm.module, _PIN, label="studio", writable=True) as token:
        key, other = token.make_key("root"), token.make_key("other")
        sealed = key.seal(Secret.random(), b"for")
        for at in range(len(sealed)):
            for bit in (1, 0x80):
                bad = bytearray(sealed)
                bad[at] ^= bit
                with pytest.raises((Tampered, NotSealed)):
                    key.open(bytes(bad), b"for")
        for cut in (b"", sealed[:10], sealed[:33], sealed[:-1], sealed + b"\0", sealed + bytes(5_000)):
            with pytest.raises((Tampered, NotSealed)):
                key.open(cut, b"for")
        with pytest.raises(Tampered):
            key.open(sealed, b"fo")
        with pytest.raises(Tampered):
            other.open(sealed, b"for")


def test_a_key_stays_in_its_token_and_one_that_could_leave_is_refused(hsm: SoftHSM) -> None:
    import pkcs11

    with Token.open(hsm.module, _PIN, label="studio", writable=True) as token:
        made = token.make_key("root")
        with pytest.raises(pkcs11.AttributeSensitive):
            _ = made._key[pkcs11.Attribute.VALUE]
        loose = {pkcs11.Attribute.SENSITIVE: False, pkcs11.Attribute.EXTRACTABLE: True}
        token._session.generate_key(pkcs11.KeyType.AES, 256, label="loose", store=True, template=loose)
        token._session.generate_key(pkcs11.KeyType.AES, 128, label="short", store=True)
        with pytest.raises(TokenUnavailable, match="not extractable"):
            token.find_key("loose")
        with pytest.raises(TokenUnavailable, match="256"):
            token.find_key("short")


def test_names_that_find_none_or_several(hsm: SoftHSM) -> None:
    hsm.add("twin")
    hsm.add("twin")
    with Token.open(hsm.module, _PIN, label="studio", writable=True) as token:
        with pytest.raises(NoTokenKey, match="no secret key 'root'"):
            token.find_key("root")
        token.make_key("root")
        with pytest.raises(TokenUnavailable, match="already"):
            token.make_key("root")
    with pytest.raises(TokenUnavailable, match="no token 'elsewhere'"):
        Token.open(hsm.module, _PIN, label="elsewhere")
    with pytest.raises(TokenUnavailable, match="several tokens"):
        Token.open(hsm.module, _PIN, label="twin")


def test_a_wrong_pin_is_refused_also_while_the_process_is_logged_in(hsm: SoftHSM) -> None:
    wrong = Secret(b"1111-wrong")
    with pytest.raises(TokenUnavailable, match="PIN") as caught:
        Token.open(hsm.module, wrong, label="studio")
    assert "1111" not in str(caught.value)
    with Token.open(hsm.module, _PIN, label="studio"):
        with pytest.raises(TokenUnavailable, match="PIN"):
            Token.open(hsm.module, wrong, label="studio")
        with Token.open(hsm.module, _PIN, label="studio") as second:
            assert second is not None
    with pytest.raises(TokenUnavailable, match="PIN"):
        Token.open(hsm.module, wrong, label="studio")


def test_threads_share_a_key(hsm: SoftHSM) -> None:
    with Token.open(hsm.module, _PIN, label="studio", writable=True) as token, ThreadPoolExecutor(8) as pool:
        key = token.make_key("root")
        secrets = [Secret.random() for _ in range(64)]
        sealed = list(pool.map(lambda secret: key.seal(secret, b""), secrets))
        assert list(pool.map(lambda blob: key.open(blob, b""), sealed)) == secrets


def test_a_destroyed_key_opens_nothing(hsm: SoftHSM) -> None:
    with Token.open(hsm.module, _PIN, label="studio", writable=True) as token:
        key = token.make_key("root")
        sealed = key.seal(Secret.random(), b"")
        key.destroy()
        with pytest.raises(TokenUnavailable):
            key.open(sealed, b"")
        with pytest.raises(NoTokenKey):
            token.find_key("root")


def test_modules_that_are_none_or_that_others_could_have_written(hsm: SoftHSM, tmp_path: Path) -> None:
    with pytest.raises(TokenUnavailable, match="No such file"):
        Token.open("/nowhere/module.so", _PIN, label="studio")
    with pytest.raises(TokenUnavailable, match="absolute path"):
        Token.open("/", _PIN, label="studio")
    planted = tmp_path / "planted.so"
    planted.write_bytes(b"not a library")
    planted.chmod(0o666)
    with pytest.raises(TokenUnavailable, match="others may write"):
        Token.open(str(planted), _PIN, label="studio")
    planted.chmod(0o600)
    with pytest.raises(TokenUnavailable, match="does not load"):
        Token.open(str(planted), _PIN, label="studio")


def test_the_pin_comes_from_a_file_or_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "pin"
    file.write_text("4711\n")
    file.chmod(0o600)
    assert read_pin({}, str(file)) == Secret(b"4711")
    assert read_pin({"SEALCANVAS_PKCS11_PIN_FILE": str(file)}) == Secret(b"4711")
    assert read_pin({"SEALCANVAS_PKCS11_PIN": "4712"}) == Secret(b"4712")
    with pytest.raises(RootUnavailable, match="SEALCANVAS_PKCS11_PIN_FILE"):
        read_pin({})
    file.chmod(0o644)
    with pytest.raises(RootUnavailable, match="others may read"):
        read_pin({}, str(file))
    file.chmod(0o600)
    for content in (b"", b"\n", b"x" * 5_000):
        file.write_bytes(content)
        with pytest.raises(RootUnavailable, match="1 to 4096"):
            read_pin({}, str(file))
    with pytest.raises(RootUnavailable, match="no regular file"):
        read_pin({}, str(tmp_path))


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(TokenUnavailable, match=r"pip install 'sealcanvas\[pkcs11\]'"):
        Token.open("/usr/lib/softhsm/libsofthsm2.so", _PIN, label="studio")
