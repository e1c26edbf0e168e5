"""Key bytes that can be used but not shown."""

import hmac
from typing import NoReturn, Self

from sealcanvas.crypto.random import random_bytes

_REDACTED = "Secret(…)"


class Secret:
    """Key bytes, or other short secret bytes, that leave the object through `reveal()` alone.

    The value is held in a bytearray, which `wipe()` overwrites. That is best effort: `reveal()` returns an
    immutable copy, and the interpreter may have made others.

    Args:
        value: the secret bytes; copied, so the caller may wipe its own buffer.
    """

    __slots__ = ("_value",)
    __hash__ = None  # type: ignore[assignment]  # as for any class with __eq__: hash() of a secret would leak bits

    def __init__(self, value: bytes | bytearray | memoryview) -> None:
        if not isinstance(value, bytes | bytearray | memoryview):
            # bytes(32) would otherwise be a key of 32 zeros
            raise TypeError("a Secret is made of bytes")
        self._value = bytearray(value)

    @classmethod
    def random(cls, length: int = 32) -> Self:
        """Return a secret of `length` fresh random bytes."""
        return cls(random_bytes(length))

    def reveal(self) -> bytes:
        """Return the secret bytes: the one call to search for when asking where key bytes go.

        Raises:
            ValueError: the secret was wiped, so that zeros are never used as a key.
        """
        if not self._value:
            raise ValueError("this secret is empty or was wiped")
        return bytes(self._value)

    def wipe(self) -> None:
        """Overwrite the bytes held here with zeros and drop them; the secret cannot be used afterwards."""
        for index in range(len(self._value)):
            self._value[index] = 0
        self._value.clear()

    def __len__(self) -> int:
        return len(self._value)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value, other._value)

    def __repr__(self) -> str:
        return _REDACTED

    def __str__(self) -> str:
        return _REDACTED

    def __format__(self, spec: str, /) -> str:
        return _REDACTED

    def __reduce_ex__(self, protocol: object, /) -> NoReturn:
        raise TypeError("a Secret is never pickled or copied")

    def __copy__(self) -> NoReturn:
        raise TypeError("a Secret is never copied")

    def __deepcopy__(self, memo: object, /) -> NoReturn:
        raise TypeError("a Secret is never copied")

    def __getstate__(self) -> NoReturn:
        raise TypeError("a Secret has no state to show")
