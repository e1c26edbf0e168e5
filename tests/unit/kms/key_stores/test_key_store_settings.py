"""The operator's file: what it may say, and the one line for what it may not."""

from pathlib import Path

import pytest

from sealcanvas.kms.key_stores.settings import SettingsRefused, read_settings
from tests.support.oidc import authority

ACCOUNT = "111122223333"


def written(folder: Path, text: str) -> Path:
    file = folder / "key-stores.toml"
    file.write_text(text)
    return file


def test_what_it_says(tmp_path: Path) -> None:
    ca = authority(tmp_path / "ca")
    (tmp_path / "module.so").write_bytes(b"")
    (tmp_path / "customerCA.crt").write_text("a certificate")
    allowed = read_settings(
        written(
            tmp_path,
            f"""
            [[proxy]]
            endpoint = "https://XKS.example.com"
            url = "https://127.0.0.1:8443"
            ca = "{ca.file}"
            accounts = ["{ACCOUNT}"]
            seconds = 1

            [[proxy]]
            endpoint = "https://plain.example.com"
            url = "http://[::1]:9443/"

            [[proxy]]
            endpoint = "https://public.example.com"

            [[cluster]]
            id = "cluster-2abcdefghij"
            module = "module.so"
            token = "kms"
            trust_anchor = "customerCA.crt"
            """,
        )
    )
    named = allowed.proxy("https://xks.EXAMPLE.com", ACCOUNT)
    assert named is not None
    assert (named.host, named.port, named.name, named.seconds) == ("127.0.0.1", 8443, "xks.example.com", 1.0)
    assert named.tls is not None
    assert allowed.proxy("https://xks.example.com", "444455556666") is None
    plain, public = (allowed.proxy(f"https://{name}.example.com", "444455556666") for name in ("plain", "public"))
    assert plain is not None
    assert (plain.host, plain.port, plain.tls, plain.seconds) == ("::1", 9443, None, 0.25)
    assert public is not None
    assert (public.host, public.port) == ("public.example.com", 443)
    assert allowed.proxy("https://other.example.com", ACCOUNT) is None
    cluster = allowed.cluster("cluster-2abcdefghij", ACCOUNT)
    assert cluster is not None
    assert (cluster.module, cluster.token, cluster.trust_anchor) == (tmp_path / "module.so", "kms", "a certificate")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[proxy]]", "endpoint is missing"),
        ('[[proxy]]\nendpoint = "http://xks.example.com"', "endpoint cannot be"),
        ('[[proxy]]\nendpoint = "https://xks.example.com:8443"', "endpoint cannot be"),
        (
            '[[proxy]]\nendpoint = "https://x.example"\nurl = "http://10.0.0.7:8443"',
            "http is for a port of this machine",
        ),
        ('[[proxy]]\nendpoint = "https://x.example"\nurl = "http://127.0.0.1"', "http is for a port of this machine"),
        ('[[proxy]]\nendpoint = "https://x.example"\nurl = "http://127.0.0.1.nip.io:80"', "http is for"),
        ('[[proxy]]\nendpoint = "https://x.example"\nurl = "https://u:p@x.example"', "url cannot be"),
        ('[[proxy]]\nendpoint = "https://x.example"\nurl = "https://x.example/path"', "url cannot be"),
        ('[[proxy]]\nendpoint = "https://x.example"\nurl = "https://x.example:99999"', "no port"),
        ('[[proxy]]\nendpoint = "https://x.example"\nurl = "file:///etc/passwd"', "url cannot be"),
        ('[[proxy]]\nendpoint = "https://x.example"\nca = "nowhere.pem"', "there is no file nowhere.pem"),
        ('[[proxy]]\nendpoint = "https://x.example"\ncertificate = "key-stores.toml"', "go together"),
        ('[[proxy]]\nendpoint = "https://x.example"\nseconds = 60', "0.05 to 5"),
        ('[[proxy]]\nendpoint = "https://x.example"\nseconds = true', "0.05 to 5"),
        ('[[proxy]]\nendpoint = "https://x.example"\naccounts = "all"', "12 digits"),
        ('[[proxy]]\nendpoint = "https://x.example"\nsecret = "s"', "there is no secret"),
        ('[[proxy]]\nendpoint = "https://x.example"\n[[proxy]]\nendpoint = "https://X.example"', "twice"),
        ('[proxy]\nendpoint = "https://x.example"', "written [[proxy]]"),
        ("[[proxies]]", "there is no proxies"),
        ('[[cluster]]\nid = "cluster-2abcdefghij"', "lacks its module"),
        ('[[cluster]]\nid = "mine"', "id cannot be"),
        ("not toml", "key-stores.toml"),
        ("\x00", "key-stores.toml"),
    ],
)
def test_what_it_may_not_say(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(SettingsRefused) as caught:
        read_settings(written(tmp_path, text))
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="No such file"):
        read_settings(tmp_path / "nowhere.toml")
