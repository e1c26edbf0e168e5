"""A Vault on loopback: its transit engine's two operations, as OpenBao's API reference has them, and what may go wrong.

Keys are of the type aes256-gcm96; what it answers to tokens, seals and forged ciphertexts is what Vault answers.
"""

import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sealcanvas.crypto.random import random_bytes

TOKEN = "hvs.CAESIJ-token-of-a-test"


class Vault:
    """One server.

    Attributes:
        sealed: whether it answers at all.
        token: the one that it takes.
        requests: paths and bodies that came.
    """

    def __init__(self) -> None:
        self.sealed = False
        self.token = TOKEN
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.keys: dict[str, bytes] = {}
        self.url = ""

    def answer(self, path: str, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and JSON of one POST."""
        self.requests.append((path, body))
        if self.sealed:
            return 503, {"errors": ["Vault is sealed"]}
        if token != self.token:
            return 403, {"errors": ["permission denied"]}
        segments = path.removeprefix("/v1/").split("/")
        if len(segments) != 3 or segments[0] != "transit" or segments[1] not in ("encrypt", "decrypt"):
            return 404, {"errors": [f'no handler for route "{path}". route entry not found.']}
        associated = b64decode(body.get("associated_data", ""))
        if segments[1] == "encrypt":
            key = self.keys.setdefault(segments[2], random_bytes(32))  # a token with "create" makes keys
            nonce = random_bytes(12)
            sealed = AESGCM(key).encrypt(nonce, b64decode(body["plaintext"]), associated)
            return 200, {"data": {"ciphertext": f"vault:v1:{b64encode(nonce + sealed).decode()}", "key_version": 1}}
        return self._decrypt(segments[2], body["ciphertext"], associated)

    def _decrypt(self, name: str, ciphertext: str, associated: bytes) -> tuple[int, dict[str, Any]]:
        if name not in self.keys:
            return 400, {"errors": ["encryption key not found"]}
        prefix, _, encoded = ciphertext.rpartition(":")
        if prefix != "vault:v1":
            return 400, {"errors": ["invalid ciphertext: no prefix"]}
        try:
            blob = b64decode(encoded, validate=True)
            opened = AESGCM(self.keys[name]).decrypt(blob[:12], blob[12:], associated)
        except (InvalidTag, ValueError):
            return 400, {"errors": ["cipher: message authentication failed"]}
        return 200, {"data": {"plaintext": b64encode(opened).decode()}}


@contextmanager
def vault() -> Iterator[Vault]:
    """A server, ended when the block ends."""
    served = Vault()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, answer = served.answer(self.path, self.headers.get("X-Vault-Token", ""), body)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
