"""What was found out about one file."""

from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["Authentic", "Unsealed", "Damaged", "Unopenable"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file of the state folder.

    Attributes:
        path: below the state folder, with slashes.
        format: what kind of file it is.
        bytes: its length on disk.
        status: Authentic: every byte is what was sealed (or the file is one of the few that hold no data). Unsealed:
            it is neither. Damaged: it was changed, cut off, or is missing. Unopenable: sealed, but nothing opens it:
            its key material is destroyed, or nothing refers to it.
        detail: a sentence, without any content.
        key_arn: the KMS key that seals it, or "".
    """

    path: str
    format: str
    bytes: int
    status: Status
    detail: str = ""
    key_arn: str = ""

    def wire(self) -> dict[str, Any]:
        """As the service model's StoreFile."""
        told: dict[str, Any] = {
            "Path": self.path,
            "Format": self.format,
            "Bytes": self.bytes,
            "Status": self.status,
        }
        if self.detail:
            told["Detail"] = self.detail
        if self.key_arn:
            told["KeyArn"] = self.key_arn
        return told
