"""What is wrong with a policy text, where, and how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or doubt in a policy text.

    `refused` is true where AWS refuses the policy on the wire; all else is for the linter. `line` and `column` count
    from 1; `code` is a stable kebab-case name for tests, filters and translations.
    """

    code: str
    message: str
    mend: str
    line: int
    column: int
    refused: bool

    def __str__(self) -> str:
        return f"Line {self.line}, column {self.column}: {self.message} {self.mend}".rstrip()


class PolicySyntaxError(ValueError):
    """A policy text that AWS refuses.

    `findings` has every fault, in the order of the text, and `message` says them all; `line` and `column` are those
    of the first. `refused` is always true here: a text that AWS accepts parses, and its doubts are findings.
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
    def of(cls, findings: tuple[Finding, ...]) -> "PolicySyntaxError":
        """Return the error that says all `findings` (at least one of them refused)."""
        faults = [finding for finding in findings if finding.refused]
        message = "Syntax errors in policy. " + " ".join(str(fault) for fault in faults)
        return cls(message, faults[0].line, faults[0].column, findings)
