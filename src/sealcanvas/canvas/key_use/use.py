"""One thing that needs a key, and how much of it lies under it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

Kind = Literal[
    "Dataset",
    "ModelVersion",
    "Prediction",
    "Objects",
    "Volume",
    "ForecastStore",
    "Job",
    "Domain",
    "UserProfile",
    "BucketDefault",
    "OtherAccounts",
]
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]  # a Literal's values
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """What stops working without the key.

    Attributes:
        arn: of what it is; "" for what belongs to other accounts, of which only the amount is told.
        name: as its owner calls it.
        domain_id: of the Canvas domain that it belongs to, or "".
        items: objects or files of it that lie under the key; 0 for what only names it.
        size: their content's bytes.
    """

    kind: Kind
    arn: str
    name: str
    domain_id: str = ""
    items: int = 0
    size: int = 0

    def wire(self) -> dict[str, Any]:
        """As the service model's KeyUse."""
        told: dict[str, Any] = {"Kind": self.kind, "ItemCount": self.items, "SizeInBytes": self.size}
        named = {"Arn": self.arn, "Name": self.name, "DomainId": self.domain_id}
        return told | {member: value for member, value in named.items() if value}


class Uses:
    """Uses gathered one item after the other: those of one thing are one."""

    def __init__(self) -> None:
        self._found: dict[tuple[Kind, str], KeyUse] = {}

    def add(self, use: KeyUse) -> None:
        """Count one more."""
        before = self._found.get((use.kind, use.arn))
        if before is not None:
            use = replace(before, items=before.items + use.items, size=before.size + use.size)
        self._found[use.kind, use.arn] = use

    def __iter__(self) -> Iterator[KeyUse]:
        return iter(sorted(self._found.values(), key=lambda each: (KINDS.index(each.kind), each.name, each.arn)))
