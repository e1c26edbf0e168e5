"""An identity provider on loopback: discovery, a key set, and tokens; over http, or TLS under a CA of its own."""

import json
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.loopback import Quiet, loopback
from tests.support.tokens import SigningKey

CLIENT = "app"


@dataclass
class Answer:
    """What the provider answers on a path instead of what it should."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0  # seconds between the bytes of the body


class Provider:
    """One running provider.

    Attributes:
        url: its issuer URL.
        keys: those that it signs with and publishes; a test rotates them.
        instead: answers that replace the true ones, by path.
        asked: the paths that were asked for, in order.
    """

    def __init__(self, scheme: str, port: int, path: str = "") -> None:
        self.url = f"{scheme}://127.0.0.1:{port}{path}"
        self.path = path
        self.keys = [SigningKey()]
        self.instead: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.discovery_path = f"{path}/.well-known/openid-configuration"
        self.keys_path = f"{path}/keys"
        self.configuration: dict[str, Any] = {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}

    @property
    def name(self) -> str:
        """The URL without its scheme: as in the ARN and in condition keys."""
        return self.url.partition("://")[2]

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        if path in self.instead:
            return self.instead[path]
        if path == self.discovery_path:
            return Answer(body=json.dumps(self.configuration).encode())
        if path == self.keys_path:
            return Answer(body=json.dumps({"keys": [key.jwk() for key in self.keys]}).encode())
        return Answer(404)

    def posted(self, path: str, body: str, headers: dict[str, str]) -> Answer:
        del body, headers  # only people's sign-ins have something to post
        self.asked.append(path)
        return Answer(404)

    def token(self, now: datetime | None = None, **claims: Any) -> str:
        """A token for jane, valid for ten minutes; `claims` adds to it, replaces in it, and removes by None."""
        issued_at = int((now or datetime.now(UTC)).timestamp())
        whole = {"iss": self.url, "aud": CLIENT, "sub": "jane", "iat": issued_at, "exp": issued_at + 600} | claims
        return self.keys[-1].token({name: value for name, value in whole.items() if value is not None})


P = TypeVar("P", bound=Provider)


@contextmanager
def provider(tls: ssl.SSLContext | None = None, path: str = "") -> Iterator[Provider]:
    """A provider that runs until the block ends."""
    with running(Provider, tls, path) as made:
        yield made


@contextmanager
def running(kind: type[P], tls: ssl.SSLContext | None = None, path: str = "") -> Iterator[P]:
    """A provider of a kind that runs until the block ends."""

    class Answering(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(made.answer(self.path))

        def _send(self, answer: Answer) -> None:
            time.sleep(answer.delay)
            self.send_response(answer.status)
            for name, value in ({"Content-Length": str(len(answer.body))} | answer.headers).items():
                self.send_header(name, value)
            self.end_headers()
            for byte in answer.body if answer.drip else ():
                self.wfile.write(bytes([byte]))
                time.sleep(answer.drip)
            if not answer.drip:
                self.wfile.write(answer.body)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = made.posted(self.path, body.decode(), dict(self.headers.items()))
            self._send(answer)

    with loopback(Answering, tls) as port:
        made = kind("http" if tls is None else "https", port, path)
        yield made


@dataclass(frozen=True)
class Authority:
    """A CA of its own, and what it has signed for 127.0.0.1.

    Attributes:
        file: its certificate, as `SSL_CERT_FILE` wants it.
        server: a context for a server that sends its certificate and the CA's.
        leaf_thumbprint, thumbprint: SHA-1 of the server's certificate and of the CA's.
    """

    file: Path
    server: ssl.SSLContext
    leaf_thumbprint: str
    thumbprint: str


def authority(folder: Path, name: str = "ca", host: str = "127.0.0.1") -> Authority:
    """Make a CA and a certificate for `host` in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca = _certificate(name, ca_key, name, ca_key, ca=True)
    leaf = _certificate("server", key, name, ca_key, host=host)
    pem = serialization.Encoding.PEM
    file, chain = folder / f"{name}.pem", folder / f"{name}-server.pem"
    file.write_bytes(ca.public_bytes(pem))
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    chain.write_bytes(private + leaf.public_bytes(pem) + ca.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    sha1 = hashes.SHA1()  # noqa: S303  # what IAM's thumbprints are
    return Authority(file, context, leaf.fingerprint(sha1).hex(), ca.fingerprint(sha1).hex())


def _certificate(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    ca: bool = False,
    host: str = "",
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if host:
        names = x509.SubjectAlternativeName([_named(host)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _named(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
