"""A small XKS proxy, written from AWS's published specification, with an external key manager in its memory.

It verifies Signature Version 4 by itself, with nothing of ours: what it accepts is what the specification says.
"""

import hashlib
import hmac
import json
import os
import re
import ssl
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.support.loopback import Quiet, loopback

ACCESS_KEY = "MUBSXM6K3KMXHN6RRCXI"
SECRET = "FYtE5EFA5FT0mCc3DrGUe2sti527BitkQ0Zr9MO9fvE="
PREFIX = "/tenant-7/kms/xks/v1"
ENDPOINT = "https://xks.example.com"
_STATUS = {
    "ValidationException": 400,
    "InvalidStateException": 400,
    "InvalidCiphertextException": 400,
    "InvalidKeyUsageException": 400,
    "AuthenticationFailedException": 401,
    "AccessDeniedException": 403,
    "KeyNotFoundException": 404,
    "InvalidUriPathException": 404,
    "ThrottlingException": 429,
    "InternalException": 500,
    "UnsupportedOperationException": 501,
    "DependencyTimeoutException": 503,
}


class Refused(Exception):
    """The proxy's error of that name."""


@dataclass
class ExternalKey:
    """A key in the external key manager."""

    secret: bytes = field(default_factory=lambda: os.urandom(32), repr=False)
    spec: str = "AES_256"
    usage: tuple[str, ...] = ("ENCRYPT", "DECRYPT")
    status: str = "ENABLED"


@dataclass
class Asked:
    """A request that the proxy has authenticated."""

    path: str
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def metadata(self) -> dict[str, str]:
        """Its requestMetadata."""
        found: dict[str, str] = self.body["requestMetadata"]
        return found


@dataclass
class XksProxy:
    """One running proxy.

    Attributes:
        url: where it listens.
        credentials: the secret access keys that it takes, by access key id.
        keys: of the external key manager, by their ids.
        managers: health of each external key manager.
        asked: what it has authenticated, in order.
        refuse: names an error for a request, to refuse it with; "" to go on.
        alter: gives another answer than the true one: a dict, bytes, or a status with one of them.
        delay: seconds before each answer.
        connections: how many have been opened.
    """

    url: str
    clock: Callable[[], datetime]
    credentials: dict[str, str] = field(default_factory=lambda: {ACCESS_KEY: SECRET})
    keys: dict[str, ExternalKey] = field(default_factory=lambda: {"key-1": ExternalKey()})
    managers: list[str] = field(default_factory=lambda: ["ACTIVE"])
    asked: list[Asked] = field(default_factory=list)
    refuse: Callable[[Asked], str] = lambda _: ""
    alter: Callable[[Asked, dict[str, Any]], Any] = lambda _, answer: answer
    delay: float = 0.0
    connections: int = 0
    plaintexts: list[bytes] = field(default_factory=list)
    metadata_of_ciphertexts: bytes = b"v1"
    lock: threading.Lock = field(default_factory=threading.Lock)

    def names(self) -> list[str]:
        """The last parts of the paths that were asked: "health", "metadata", "encrypt", "decrypt"."""
        return [each.path.rpartition("/")[2] for each in self.asked]

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        """Status and answer: a dict, or bytes as they are."""
        if method != "POST":
            return 405, b""
        try:
            return self._answer(path, headers, body)
        except Refused as refused:
            name = str(refused)
            return _STATUS.get(name, 400), {"errorName": name, "errorMessage": f"the proxy's own words on {SECRET}"}

    def _answer(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        self._authenticate(path, headers, body)
        if not path.startswith(PREFIX + "/"):
            raise Refused("InvalidUriPathException")
        asked = Asked(path, json.loads(body), headers)
        with self.lock:
            self.asked.append(asked)
        if name := self.refuse(asked):
            raise Refused(name)
        answer = self.alter(asked, self._done(asked))
        return answer if isinstance(answer, tuple) else (200, answer)

    def _done(self, asked: Asked) -> dict[str, Any]:
        rest = asked.path.removeprefix(PREFIX)
        if rest == "/health":
            assert asked.metadata.keys() == {"kmsRequestId", "kmsOperation"}
            return {
                "xksProxyFleetSize": 1,
                "xksProxyVendor": "Tests",
                "xksProxyModel": "Memory 1.0",
                "ekmVendor": "Tests",
                "ekmFleetDetails": [
                    {"id": f"ekm-{number}", "model": "dict", "healthStatus": state}
                    for number, state in enumerate(self.managers)
                ],
            }
        found = re.fullmatch(r"/keys/([A-Za-z0-9._-]{1,128})/(metadata|encrypt|decrypt)", rest)
        if found is None:
            raise Refused("InvalidUriPathException")
        key = self.keys.get(found[1])
        if key is None:
            raise Refused("KeyNotFoundException")
        if found[2] == "metadata":
            return {"keySpec": key.spec, "keyUsage": list(key.usage), "keyStatus": key.status}
        if key.status != "ENABLED":
            raise Refused("InvalidStateException")
        if found[2].upper() not in key.usage:
            raise Refused("InvalidKeyUsageException")
        if asked.body["encryptionAlgorithm"] != "AES_GCM":
            raise Refused("ValidationException")
        return self._encrypt(key, asked.body) if found[2] == "encrypt" else self._decrypt(key, asked.body)

    def _encrypt(self, key: ExternalKey, body: dict[str, Any]) -> dict[str, Any]:
        plaintext, given = _decoded(body, "plaintext"), _decoded(body, "additionalAuthenticatedData")
        self.plaintexts.append(plaintext)
        extra, vector = self.metadata_of_ciphertexts, os.urandom(12)
        both = AESGCM(key.secret).encrypt(vector, plaintext, _bound(given, extra))
        ciphertext, tag = both[:-16], both[-16:]
        answer = {"ciphertext": ciphertext, "initializationVector": vector, "authenticationTag": tag}
        if extra:
            answer["ciphertextMetadata"] = extra
        if body.get("ciphertextDataIntegrityValueAlgorithm") == "SHA_256":
            digest = hashlib.sha256(given + extra + vector + ciphertext + tag).digest()
            answer["ciphertextDataIntegrityValue"] = digest
        return {name: b64encode(value).decode() for name, value in answer.items()}

    def _decrypt(self, key: ExternalKey, body: dict[str, Any]) -> dict[str, Any]:
        given, extra = _decoded(body, "additionalAuthenticatedData"), _decoded(body, "ciphertextMetadata")
        both = _decoded(body, "ciphertext") + _decoded(body, "authenticationTag")
        try:
            vector = _decoded(body, "initializationVector")
            plaintext = AESGCM(key.secret).decrypt(vector, both, _bound(given, extra))
        except InvalidTag:
            raise Refused("InvalidCiphertextException") from None
        return {"plaintext": b64encode(plaintext).decode()}

    def _authenticate(self, path: str, headers: dict[str, str], body: bytes) -> None:
        """Appendix A of the specification."""
        pattern = (
            r"AWS4-HMAC-SHA256 Credential=([A-Z2-7]{20,30})/(\d{8})/([a-z0-9-]+)/kms-xks-proxy/aws4_request, "
            r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
        )
        found = re.fullmatch(pattern, headers.get("authorization", ""))
        stamp = headers.get("x-amz-date", "")
        if found is None or not re.fullmatch(r"\d{8}T\d{6}Z", stamp) or not stamp.startswith(found[2]):
            raise Refused("AuthenticationFailedException")
        at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        secret = self.credentials.get(found[1])
        if secret is None or abs(at - self.clock()) > timedelta(minutes=5):
            raise Refused("AuthenticationFailedException")
        signed = found[4].split(";")
        if not {"host", "x-amz-date"} <= set(signed) or signed != sorted(signed):
            raise Refused("AuthenticationFailedException")
        lines = [f"{name}:{headers.get(name, '').strip()}\n" for name in signed]
        canonical = "\n".join(("POST", path, "", "".join(lines), found[4], hashlib.sha256(body).hexdigest()))
        scope = f"{found[2]}/{found[3]}/kms-xks-proxy/aws4_request"
        hashed = hashlib.sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}"
        key = ("AWS4" + secret).encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        if not hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex(), found[5]):
            raise Refused("AuthenticationFailedException")


def _decoded(body: dict[str, Any], name: str) -> bytes:
    return b64decode(body.get(name, ""), validate=True)


def _bound(given: bytes, extra: bytes) -> bytes:
    """The specification's injective AAD of the key manager (Encrypt, "ciphertextMetadata")."""
    return len(given).to_bytes(2, "big") + given + len(extra).to_bytes(1, "big") + extra


@contextmanager
def xks_proxy(tls: ssl.SSLContext | None = None, clock: Callable[[], datetime] | None = None) -> Iterator[XksProxy]:
    """A proxy on loopback that runs until the block ends."""

    class Answering(Quiet, BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _any(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            status, answer = made.answer(self.command, self.path, headers, body)
            time.sleep(made.delay)
            data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            if 300 <= status < 400:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            self._any()

        def do_POST(self) -> None:
            self._any()

        def setup(self) -> None:
            made.connections += 1
            super().setup()

    with loopback(Answering, tls) as port:
        scheme = "http" if tls is None else "https"
        made = XksProxy(f"{scheme}://127.0.0.1:{port}", clock or (lambda: datetime.now(UTC)))
        yield made
