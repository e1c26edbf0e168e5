"""Length and checksum of a blob's sealed bytes, taken as they pass: what a scrub without any key holds them to.

A CRC finds what a disk or a network does to bytes; against whoever changes them on purpose, the seal stands.
"""

from typing import Any

from awscrt import checksums as crt


class SealedSums:
    """Running length and CRC-64/NVME of a blob's sealed bytes, the header included."""

    def __init__(self) -> None:
        self.size = 0
        self._checksum = 0

    def update(self, data: bytes | memoryview) -> None:
        """Take the next bytes."""
        self._checksum = crt.crc64nvme(data, self._checksum)
        self.size += len(data)

    @property
    def checksum(self) -> str:
        """The checksum so far, 16 hexadecimal digits."""
        return f"{self._checksum:016x}"


class SummingSink:
    """Passes sealed bytes on to a file, and sums up what it took."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.sums = SealedSums()

    def write(self, data: memoryview) -> int:
        """Write what the file takes; how many bytes that were."""
        written = self._file.write(data)
        taken = len(data) if written is None else written
        self.sums.update(data[:taken])
        return taken
