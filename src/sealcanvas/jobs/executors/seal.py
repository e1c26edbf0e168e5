"""What becomes of bytes on their way to a helper and back: sealed where they leave the machine, else nothing."""

import io
from typing import Protocol

from sealcanvas.crypto.secret import Secret
from sealcanvas.jobs.failures import is_refusal, refusal
from sealcanvas.jobs.working.interruption import KeyRefused
from sealcanvas.volumes.file import open_file, seal_file
from sealcanvas.volumes.held_key import HeldKey

JOB_CONTEXT = "sealcanvas:job"
"""The name in the encryption context of an exchange's data key; its value is the job's ARN."""


class Seal(Protocol):
    """Both sides of an exchange have the same one. A place is what the bytes are: "work/3", "item/17", "result/17"."""

    def close(self, place: str, data: bytes) -> bytes:
        """Bytes that may travel."""

    def open(self, place: str, data: bytes) -> bytes:
        """The inverse of `close`; raises `CryptoError` where the bytes are not what was closed at that place."""


class Plain:
    """For helpers on the same machine: nothing leaves its memory."""

    def close(self, place: str, data: bytes) -> bytes:  # noqa: ARG002 - the interface
        """The same bytes."""
        return data

    def open(self, place: str, data: bytes) -> bytes:  # noqa: ARG002 - the interface
        """The same bytes."""
        return data


class Exchange:
    """Sealed under the exchange's data key, bound to the exchange and the place.

    Args:
        exchange_id: unique to one exchange.
        role_arn: for the message where KMS refuses.
    """

    def __init__(self, exchange_id: str, key: HeldKey, role_arn: str) -> None:
        self.exchange_id, self.key, self._role_arn = exchange_id, key, role_arn

    def close(self, place: str, data: bytes) -> bytes:
        """Sealed. Raises KeyRefused."""
        sink = io.BytesIO()
        seal_file(sink, self._use(), self.key.key_arn, self.exchange_id, place, data)
        return sink.getvalue()

    def open(self, place: str, data: bytes) -> bytes:
        """Opened. Raises KeyRefused; NotSealed, Tampered, Truncated where it is not what was sealed there."""
        return open_file(io.BytesIO(data), self._use(), self.exchange_id, place)

    def check(self) -> None:
        """Whether the key opens. Raises KeyRefused."""
        self._use()

    def _use(self) -> Secret:
        try:
            return self.key.use_key()
        except Exception as error:
            if not is_refusal(error):
                raise
            raise KeyRefused(refusal(error, self.key.key_arn, "kms:Decrypt", self._role_arn)) from None
