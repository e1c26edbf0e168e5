"""What is on a volume: a file's name, its id, its size, and when it was written."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One file.

    Attributes:
        file_id: changes whenever the file is written anew.
        size: plaintext bytes.
    """

    name: str
    file_id: str
    size: int
    written_at: datetime
