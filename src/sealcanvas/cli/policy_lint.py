"""`sealcanvas policy lint FILE`: every finding on a policy text, with its place and its mend."""

import json
import sys
from pathlib import Path
from typing import get_args
from unicodedata import east_asian_width

import click
from rich.console import Console

from sealcanvas.access.finding import Finding
from sealcanvas.access.json_text import MAX_CHARACTERS
from sealcanvas.access.reading.report import PolicyKind
from sealcanvas.cli.common import account_option, json_option
from sealcanvas.cli.plain import plain

_STYLES = {"error": "bold red", "security-warning": "bold magenta", "warning": "bold yellow", "suggestion": "cyan"}
_WINDOW = 100


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(get_args(PolicyKind)),
    help="What the policy is for (default: what its text looks like).",
)
@account_option("Whose it is: then other accounts in it are told.")
@json_option
def lint(file: Path, kind: PolicyKind | None, account: str | None, as_json: bool) -> None:
    """Check the policy document in FILE, or - for standard input.

    Exit code: 0 if there is nothing, or suggestions only; 1 if there are errors, security warnings or warnings; 2 for
    misuse.
    """
    from sealcanvas.access.linter import guess_kind, lint_policy

    data = _read(file)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        text = data.decode(errors="replace")
        found: tuple[Finding, ...] = (
            Finding(
                "json-utf8", "The text is not UTF-8 from here on.", "Save it as UTF-8.", line, column, refused=True
            ),
        )
        kind = kind or "identity"
    else:
        kind = kind or guess_kind(text)
        found = lint_policy(text, kind, account or "")
    if as_json:
        click.echo(json.dumps(_described(file, kind, found), indent=2, ensure_ascii=False))
    else:
        _show(file, text, kind, found)
    if any(each.severity != "suggestion" for each in found):
        raise click.exceptions.Exit(1)


def _read(file: Path) -> bytes:
    most = 4 * MAX_CHARACTERS + 4  # a character more than fits; no text of any size is read whole
    if str(file) == "-":
        return sys.stdin.buffer.read(most)
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}") from None


def _described(file: Path, kind: PolicyKind, found: tuple[Finding, ...]) -> dict[str, object]:
    findings = [
        {
            "code": each.code,
            "severity": each.severity,
            "message": each.message,
            "mend": each.mend,
            "line": each.line,
            "column": each.column,
            "refused": each.refused,
        }
        for each in found
    ]
    return {"file": str(file), "kind": kind, "findings": findings}


def _show(file: Path, text: str, kind: PolicyKind, found: tuple[Finding, ...]) -> None:
    console = Console(highlight=False)
    lines = text.split("\n")
    for each in found:
        place = f"{file}:{each.line}:{each.column}"
        console.print(f"{place}: ", end="", markup=False, soft_wrap=True)
        console.print(each.severity, style=_STYLES[each.severity], end="")
        console.print(f": {plain(each.message)} [{each.code}]", markup=False, soft_wrap=True)
        shown, caret = _excerpt(lines[each.line - 1] if each.line <= len(lines) else "", each)
        console.print(f"    {shown}\n    {caret}\n    {plain(each.mend)}", markup=False, soft_wrap=True)
    count = len(found)
    told = "no findings" if not count else f"{count} finding{'s' if count > 1 else ''}"
    console.print(f"{file}: {told}, read as a policy of the kind {kind}", markup=False, soft_wrap=True)


def _excerpt(line: str, finding: Finding) -> tuple[str, str]:
    """The part of the line around the finding, and a line of carets beneath it."""
    start = max(0, finding.column - 1 - _WINDOW // 2) if len(line) > _WINDOW else 0
    part = "".join(each if each.isprintable() else " " for each in line[start : start + _WINDOW])
    offset = finding.column - 1 - start
    length = finding.end_column - finding.column if finding.end_line == finding.line else 1
    before, marked = part[:offset], part[offset : offset + max(1, length)]
    return part, " " * _cells(before) + "^" * max(1, _cells(marked))


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)
