"""A data key that is held unwrapped for the cache's bound alone, and opened again through KMS as the job's role.

This module runs in workers: it is a client of KMS over the wire, and knows neither database nor root key.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sealcanvas.crypto.secret import Secret


class KmsClient(Protocol):
    """The operations of a botocore KMS client that a volume uses."""

    def generate_data_key(self, **request: Any) -> dict[str, Any]: ...

    def generate_data_key_without_plaintext(self, **request: Any) -> dict[str, Any]: ...

    def decrypt(self, **request: Any) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class CacheBound:
    """How long (seconds) and for how many uses an unwrapped key may be kept; 0 in either turns keeping off."""

    seconds: float
    uses: int

    @property
    def off(self) -> bool:
        """Whether every use must ask KMS."""
        return self.seconds <= 0 or self.uses <= 0


class HeldKey:
    """A wrapped data key and, for a while, the key itself; errors of the KMS client pass through every method.

    Methods may be called from several threads.

    Args:
        kms: gives a client with credentials of the job's role.
        key_id: key id, ARN or alias of the KMS key.
        context: the encryption context.
        bound: the data-key cache policy; may be set anew at any time.
        plaintext_at_once: ask GenerateDataKey; else GenerateDataKeyWithoutPlaintext, and Decrypt at first use.
        wrapped: the wrapped key, where somebody else called `create`.

    Attributes:
        key_arn: the full ARN of the KMS key, once `create` was called.
    """

    def __init__(
        self,
        kms: Callable[[], KmsClient],
        key_id: str,
        context: Mapping[str, str],
        bound: CacheBound,
        *,
        plaintext_at_once: bool = True,
        wrapped: bytes = b"",
    ) -> None:
        self.bound = bound
        self.key_arn = key_id
        self._kms, self._context, self._plaintext_at_once = kms, dict(context), plaintext_at_once
        self._wrapped = wrapped
        self._secret: Secret | None = None
        self._opened = 0.0
        self._uses = 0
        self._lock = threading.RLock()

    def create(self) -> bytes:
        """Get a data key from KMS; the wrapped key."""
        kms = self._kms()
        ask = kms.generate_data_key if self._plaintext_at_once else kms.generate_data_key_without_plaintext
        with self._lock:
            asked = time.monotonic()
            answer = ask(KeyId=self.key_arn, KeySpec="AES_256", EncryptionContext=self._context)
            self.key_arn, self._wrapped = answer["KeyId"], answer["CiphertextBlob"]
            if self._plaintext_at_once:
                self._hold(answer["Plaintext"], asked)
            return self._wrapped

    def renew(self) -> None:
        """Decrypt the key again; when that fails, it is not held any more."""
        with self._lock:
            self._secret = None
            asked = time.monotonic()
            answer = self._kms().decrypt(
                KeyId=self.key_arn, CiphertextBlob=self._wrapped, EncryptionContext=self._context
            )
            self._hold(answer["Plaintext"], asked)

    def use_key(self) -> Secret:
        """The data key for one use."""
        with self._lock:
            if self._secret is None or not self._fresh():
                self.renew()
            self._uses += 1
            # renew raises or sets it; a copy of the reference, so that a renewal meanwhile does no harm
            return self._secret  # type: ignore[return-value]  # mypy narrows by the first line, not by renew()

    def _fresh(self) -> bool:
        bound = self.bound
        return not bound.off and self._uses < bound.uses and time.monotonic() - self._opened < bound.seconds

    def _hold(self, plaintext: bytes, asked: float) -> None:
        self._secret, self._opened, self._uses = Secret(plaintext), asked, 0
