"""Where the rules write what they find."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from sealcanvas.access.finding import Finding
from sealcanvas.access.json_text import Node
from sealcanvas.access.reading.report import finding_at

MAX_FINDINGS = 200
MAX_COMPARISONS = 5_000
MAX_SUGGESTIONS = 25
_LONGEST_NAME = 100


@dataclass(slots=True)
class Notes:
    """The findings so far; of very many only the first are kept.

    `comparisons` is how many more pairs of patterns may be compared, `suggestions` how many more names may be guessed:
    a rule stops when they are used up, so that no text takes long.
    """

    found: list[Finding] = field(default_factory=list)
    dropped: int = 0
    refused: bool = False
    comparisons: int = MAX_COMPARISONS
    suggestions: int = MAX_SUGGESTIONS

    def add(self, code: str, node: Node, message: str, mend: str, *, refused: bool = False, aws: str = "") -> None:
        """Note a finding at `node`; `refused` where AWS refuses the policy for it, with its sentence `aws`."""
        if len(self.found) >= MAX_FINDINGS and not (refused and not self.refused):
            self.dropped += 1
            return
        self.refused |= refused
        self.found.append(finding_at(node, code, message, mend, refused=refused, aws=aws))

    def meant(self, name: str, known: Iterable[str]) -> str | None:
        """Return that one of the `known` names which is most like `name`, or None; asked too often, None."""
        self.suggestions -= 1
        if self.suggestions < 0:
            return None
        folded = {each.lower(): each for each in known}
        close = get_close_matches(name[:_LONGEST_NAME].lower(), folded, 1)
        return folded[close[0]] if close else None

    def may_compare(self) -> bool:
        """Use up one comparison; False if none is left."""
        self.comparisons -= 1
        return self.comparisons >= 0
