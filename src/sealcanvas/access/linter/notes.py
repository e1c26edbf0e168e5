"""Where the rules write what they find."""

from dataclasses import dataclass, field

from sealcanvas.access.finding import Finding, printable
from sealcanvas.access.json_text import Node

MAX_FINDINGS = 200
MAX_COMPARISONS = 20_000


@dataclass(slots=True)
class Notes:
    """The findings so far; of very many only the first are kept.

    `comparisons` is how many more pairs of patterns may be compared: a rule that would compare each with each stops
    when they are used up, so that no text takes long.
    """

    found: list[Finding] = field(default_factory=list)
    dropped: int = 0
    comparisons: int = MAX_COMPARISONS

    def add(self, code: str, node: Node, message: str, mend: str, *, refused: bool = False, aws: str = "") -> None:
        """Note a finding at `node`; `refused` where AWS refuses the policy for it, with its sentence `aws`."""
        if len(self.found) >= MAX_FINDINGS and not refused:
            self.dropped += 1
            return
        self.found.append(
            Finding(
                code,
                printable(message),
                printable(mend),
                node.line,
                node.column,
                refused,
                node.end_line,
                node.end_column,
                printable(aws),
            )
        )

    def may_compare(self) -> bool:
        """Use up one comparison; False if none is left."""
        self.comparisons -= 1
        return self.comparisons >= 0
