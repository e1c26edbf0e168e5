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
    """A policy text that AWS refuses: `findings` has all its faults, in the order of the text.

    `line` and `column` are those of the first fault; the text of the error lists all of them.
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
