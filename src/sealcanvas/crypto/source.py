"""Reading from binary sources that may return less than was asked for before they end."""

from typing import BinaryIO


def read_up_to(source: BinaryIO, size: int) -> bytes:
    """Return the next `size` bytes, or fewer where the source ends."""
    data = source.read(size)
    if len(data) in (0, size):
        return data
    parts, missing = [data], size - len(data)
    while missing and (data := source.read(missing)):
        parts.append(data)
        missing -= len(data)
    return b"".join(parts)


def fill(source: BinaryIO, into: memoryview) -> int:
    """Fill a buffer from the source and return how many bytes it got: fewer than fit only where the source ends."""
    readinto = getattr(source, "readinto", None)
    if readinto is None:
        data = read_up_to(source, len(into))
        into[: len(data)] = data
        return len(data)
    filled = 0
    while filled < len(into) and (size := readinto(into[filled:])):
        filled += size
    return filled
