"""The root key sealed by the transit engine of HashiCorp Vault or OpenBao.

Source: OpenBao's API reference, "Transit secrets engine": POST /v1/MOUNT/encrypt/KEY and /decrypt/KEY.
"""

import json
import re
from base64 import b64decode, b64encode
from contextlib import closing
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

import urllib3

from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.endpoint import check_endpoint
from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.roots.keeper import Keeper, Kept, Purpose, Sources
from sealcanvas.roots.secret_source import secret_from

_FORM = "a key of Vault's transit engine is named vault:https://HOST:8200/KEY, or …:8200/MOUNT/KEY"
_SEGMENT = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_SECONDS = 10.0
_LONGEST = 64 << 10
_TOKENS = ("VAULT_TOKEN", "BAO_TOKEN")
_OK, _FORBIDDEN, _SEALED = 200, 403, 503


class VaultKeeper(Keeper):
    """Keeps the root key as a transit ciphertext.

    Args:
        address: of the server, without path.
        mount: where the engine is mounted.
        key: its key's name; of an AEAD type, as the default one is.
    """

    kind = "vault"

    def __init__(self, address: str, mount: str, key: str, sources: Sources) -> None:
        self.locator = f"vault:{address}/{'' if mount == 'transit' else mount + '/'}{key}"
        self._address, self._mount, self._key = address, mount, key
        self._environment = sources.environment

    @classmethod
    def parse(cls, text: str, sources: Sources) -> Self:
        """Read what follows "vault:".

        Raises:
            RootUnavailable: not an address with a key's name.
        """
        check_endpoint(text, "Vault")
        parts = urlsplit(text)
        segments = parts.path.strip("/").split("/")
        if not all(_SEGMENT.fullmatch(each) and each not in (".", "..") for each in segments):
            raise RootUnavailable(_FORM)
        address = urlunsplit((parts.scheme, parts.netloc.lower(), "", "", ""))
        return cls(address, "/".join(segments[:-1]) or "transit", segments[-1], sources)

    def keep(self, root: Secret, purpose: Purpose) -> Kept:
        answer = self._ask("encrypt", purpose, plaintext=b64encode(root.reveal()).decode())
        return Kept(_text(answer, "ciphertext").encode())

    def give(self, kept: Kept, purpose: Purpose, root_id: str) -> Secret:  # noqa: ARG002 - the seam's signature
        answer = self._ask("decrypt", purpose, ciphertext=kept.wrapped.decode("utf-8", "replace"))
        try:
            return Secret(b64decode(_text(answer, "plaintext"), validate=True))
        except ValueError:
            raise RootUnavailable(f"{self._address} does not answer as Vault does") from None

    def _ask(self, verb: str, purpose: Purpose, **request: str) -> dict[str, Any]:
        found = (secret_from(self._environment, name, "Vault's token") for name in _TOKENS)
        token = next((secret for secret in found if secret is not None), None)
        if token is None:
            raise RootUnavailable("Vault's token is missing: name a file that holds it in VAULT_TOKEN_FILE")
        headers = {"X-Vault-Token": token.reveal().decode("latin-1"), "X-Vault-Request": "true"}
        if not headers["X-Vault-Token"].isprintable():
            raise RootUnavailable("Vault's token has a character that no token has")
        namespace = self._environment.get("VAULT_NAMESPACE") or self._environment.get("BAO_NAMESPACE")
        if namespace:
            headers["X-Vault-Namespace"] = namespace
        authorities = self._environment.get("VAULT_CACERT") or self._environment.get("BAO_CACERT")
        body = {**request, "associated_data": b64encode(purpose.bound).decode()}
        try:
            with urllib3.PoolManager(ca_certs=authorities or None) as pool:
                answer = pool.request(
                    "POST",
                    f"{self._address}/v1/{self._mount}/{verb}/{self._key}",
                    body=json.dumps(body).encode(),
                    headers={**headers, "Content-Type": "application/json"},
                    timeout=_SECONDS,
                    redirect=False,
                    retries=False,
                    preload_content=False,
                )
                with closing(answer):
                    content = answer.read(_LONGEST + 1)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise RootUnavailable(f"Vault at {self._address} cannot be reached: {_reason(error)}") from None
        return self._read(answer.status, content, verb)

    def _read(self, status: int, content: bytes, verb: str) -> dict[str, Any]:
        try:
            told = json.loads(content) if len(content) <= _LONGEST else None
        except ValueError:
            told = None
        data = told.get("data") if isinstance(told, dict) else None
        if status == _OK and isinstance(data, dict):
            return data
        errors = told.get("errors") if isinstance(told, dict) else None
        why = "; ".join(str(each) for each in errors) if isinstance(errors, list) else ""
        why = " ".join(why.split())[:300] or f"status {status}"
        if status == _FORBIDDEN:
            raise RootUnavailable(f"Vault at {self._address} refuses to {verb} by {self._mount}/{self._key}: {why}")
        if status == _SEALED:
            raise RootUnavailable(f"Vault at {self._address} is sealed or in standby: {why}")
        raise RootUnavailable(f"Vault at {self._address} does not {verb} by {self._mount}/{self._key}: {why}")


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value:
        raise RootUnavailable(f"Vault's answer has no {name}")
    return value


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", None) or error
    return " ".join(str(inner).split())[:300]
