"""One fault of the data, in words that quote no value."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")

MOST_FINDINGS = 200
_MOST_ALIKE = 20


@dataclass(frozen=True)
class Finding:
    """A fault, how much it concerns, and what to do.

    Attributes:
        code: as docs/analysis.md lists them.
        column: None for the whole table.
        count, share: rows (or labels, columns) concerned, and their share, 0 to 1.
        message, action: for people.
    """

    code: str
    severity: Severity
    column: str | None
    count: int
    share: float
    message: str
    action: str

    def to_dict(self) -> dict[str, Any]:
        """JSON-able."""
        return asdict(self) | {"share": round(self.share, 6)}


def bounded(findings: Sequence[Finding]) -> list[Finding]:
    """The gravest first; of one kind 20 columns are named, and one finding counts the others."""
    alike: dict[tuple[str, Severity], list[Finding]] = defaultdict(list)
    for finding in findings:
        alike[finding.code, finding.severity].append(finding)
    kept: list[Finding] = []
    for (code, severity), group in alike.items():
        kept += group[:_MOST_ALIKE]
        more = len(group) - _MOST_ALIKE
        if more > 0:
            message = f"{more} further columns have the same fault."
            kept.append(Finding(code, severity, None, more, more / len(group), message, group[0].action))
    return sorted(kept, key=lambda finding: SEVERITIES.index(finding.severity))[:MOST_FINDINGS]
