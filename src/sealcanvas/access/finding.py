"""What is wrong with a policy text, where, and how to mend it."""

import re
from dataclasses import dataclass

from sealcanvas.access.finding_codes import CODES, Severity

_TOLD = 20
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return `text` with every character that no XML or UTF-8 answer can hold written as its escape."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or doubt in a policy text.

    `refused` is true where AWS refuses the policy on the wire; all else is for the linter. `line` and `column` count
    from 1, and so does the place where it ends, if that is known (else 0); `code` is a stable kebab-case name for
    tests, filters and translations, listed in `finding_codes` and docs/policy-linter.md. `aws` is AWS's own sentence
    for a refusal, where it has one.
    """

    code: str
    message: str
    mend: str
    line: int
    column: int
    refused: bool
    end_line: int = 0
    end_column: int = 0
    aws: str = ""

    @property
    def severity(self) -> Severity:
        """How much it matters; whatever AWS refuses is an error."""
        return "error" if self.refused else CODES[self.code][0]

    def __str__(self) -> str:
        return f"Line {self.line}, column {self.column}: {self.message} {self.mend}".rstrip()


class PolicySyntaxError(ValueError):
    """A policy text that AWS refuses.

    `findings` has every fault, in the order of the text, and `message` says them, AWS's own sentence first; `line` and
    `column` are those of the first. `refused` is always true here: a text that AWS accepts parses, and its doubts are
    findings.
    """

    def __init__(
        self, message: str, line: int, column: int, findings: tuple[Finding, ...] = (), refused: bool = True
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.findings = findings
        self.refused = refused

    @classmethod
    def of(cls, findings: tuple[Finding, ...], sentence: str = "Syntax errors in policy.") -> "PolicySyntaxError":
        """Return the error that says all `findings` (at least one of them refused), after AWS's `sentence`."""
        faults = [finding for finding in findings if finding.refused]
        told = [sentence if sentence[-1:] in (".", "!", "") else f"{sentence}.", *map(str, faults[:_TOLD])]
        if len(faults) > _TOLD:
            told.append(f"And {len(faults) - _TOLD} more.")
        return cls(" ".join(told), faults[0].line, faults[0].column, findings)
