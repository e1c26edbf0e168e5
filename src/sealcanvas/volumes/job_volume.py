"""A job's volume, as the worker has it: EBS-like files sealed under a data key that the job's role must keep opening.

This module runs in workers: it is a client of KMS over the wire, and knows neither database nor root key.
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sealcanvas.crypto.secret import Secret
from sealcanvas.volumes.encryption_context import encryption_context
from sealcanvas.volumes.file import open_file, seal_file


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


class JobVolume:
    """Sealed files that live as long as the job; errors of the KMS client pass through every method.

    Files need not survive a crash (the job would begin anew), so they are not synced; their names are kept in
    memory alone. Methods may be called from several threads.

    Args:
        kms: gives a client with credentials of the job's role.
        key_id: key id, ARN or alias of the job's key.
        volume_id: "vol-" and 17 hexadecimal digits.
        folder: where sealed files go; only this process writes there.
        bound: the data-key cache policy; may be set anew at any time.
        plaintext_at_once: ask GenerateDataKey; else GenerateDataKeyWithoutPlaintext, and Decrypt at first use.

    Attributes:
        key_arn: the full ARN of the KMS key, once `create` was called.
    """

    def __init__(
        self,
        kms: Callable[[], KmsClient],
        key_id: str,
        volume_id: str,
        folder: Path,
        bound: CacheBound,
        *,
        plaintext_at_once: bool = True,
    ) -> None:
        self.bound = bound
        self.key_arn = key_id
        self._kms, self._volume_id, self._folder = kms, volume_id, folder
        self._plaintext_at_once = plaintext_at_once
        self._wrapped = b""
        self._secret: Secret | None = None
        self._opened = 0.0
        self._uses = 0
        self._names: dict[str, str] = {}
        self._lock = threading.RLock()

    def create(self) -> bytes:
        """Get the volume's data key from KMS; the wrapped key."""
        kms = self._kms()
        ask = kms.generate_data_key if self._plaintext_at_once else kms.generate_data_key_without_plaintext
        with self._lock:
            asked = time.monotonic()
            answer = ask(KeyId=self.key_arn, KeySpec="AES_256", EncryptionContext=encryption_context(self._volume_id))
            self.key_arn, self._wrapped = answer["KeyId"], answer["CiphertextBlob"]
            if self._plaintext_at_once:
                self._hold(answer["Plaintext"], asked)
            return self._wrapped

    def renew(self) -> None:
        """Decrypt the volume's key again; when that fails, the key is not held any more."""
        with self._lock:
            self._secret = None
            asked = time.monotonic()
            answer = self._kms().decrypt(
                KeyId=self.key_arn,
                CiphertextBlob=self._wrapped,
                EncryptionContext=encryption_context(self._volume_id),
            )
            self._hold(answer["Plaintext"], asked)

    def put(self, name: str, data: bytes) -> None:
        """Write a file whole, replacing one of the same name."""
        file_id = secrets.token_hex(16)
        temporary = self._folder / f"{file_id}.incoming"
        with temporary.open("xb", buffering=0) as sink:
            temporary.chmod(0o600)
            seal_file(sink, self._use(), self.key_arn, self._volume_id, file_id, data)
        temporary.rename(self._folder / file_id)
        with self._lock:
            old, self._names[name] = self._names.get(name), file_id
        if old is not None:
            (self._folder / old).unlink()

    def get(self, name: str) -> bytes:
        """A file's content.

        Raises:
            FileNotFoundError: there is no such file.
            Tampered: the file is not what was written.
        """
        file_id = self._names.get(name)
        if file_id is None:
            raise FileNotFoundError(name)
        with (self._folder / file_id).open("rb", buffering=0) as source:
            return open_file(source, self._use(), self._volume_id, file_id)

    def delete(self, name: str) -> None:
        """Remove a file; harmless if there is none."""
        with self._lock:
            file_id = self._names.pop(name, None)
        if file_id is not None:
            (self._folder / file_id).unlink()

    def names(self) -> list[str]:
        """The files' names, sorted."""
        return sorted(self._names)

    def _use(self) -> Secret:
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
