import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sealcanvas.crypto.certificate import self_signed


def handshake(tmp_path: Path, hosts: list[str], name: str) -> None:
    """Shake hands in memory, the client trusting the certificate alone and checking the host name."""
    certificate, key = self_signed(hosts, datetime.now(UTC), 30)
    (tmp_path / "server.pem").write_bytes(certificate + key)
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(tmp_path / "server.pem")
    client_context = ssl.create_default_context(cadata=certificate.decode())
    client_context.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(to_client, to_server, server_hostname=name)
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(3):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert client.version() == "TLSv1.3"


@pytest.mark.parametrize("name", ["localhost", "studio.example", "127.0.0.1", "::1"])
def test_a_client_that_trusts_it_connects(tmp_path: Path, name: str) -> None:
    handshake(tmp_path, ["localhost", "studio.example", "127.0.0.1", "[::1]"], name)


def test_another_host_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        handshake(tmp_path, ["localhost"], "other.example")


@pytest.mark.parametrize(
    ("hosts", "now", "days"),
    [
        ([], datetime.now(UTC), 1),
        (["localhost"], datetime.now(UTC), 0),
        (["localhost"], datetime(2026, 1, 1), 1),  # noqa: DTZ001  # the naive time is what is refused
        (["https://localhost/"], datetime.now(UTC), 1),
        (["two words"], datetime.now(UTC), 1),
    ],
)
def test_refuses_what_makes_no_certificate(hosts: list[str], now: datetime, days: int) -> None:
    with pytest.raises(ValueError):
        self_signed(hosts, now, days)
