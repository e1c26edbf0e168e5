"""How the results of policy tests are told: to people, to programs, to CI servers."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sealcanvas.cli.plain import plain
from sealcanvas.cli.policy_test_folder import Found

if TYPE_CHECKING:
    from sealcanvas.access.words import Language
    from sealcanvas.doctor.policy_tests.run import Result


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one test; `result` is None where its file holds none."""

    found: Found
    result: "Result | None"
    language: "Language"
    seconds: float

    @property
    def unreadable(self) -> bool:
        """Whether the file holds no test."""
        return self.result is None

    @property
    def failed(self) -> bool:
        """Whether it is a test that does not hold."""
        return self.result is not None and not self.result.holds

    @property
    def name(self) -> str:
        """The test's name, or its file's."""
        return self.result.fixture.name if self.result is not None else self.found.file.name if self.found.file else ""

    @property
    def lines(self) -> list[str]:
        """What is to be told of a test that does not hold, or of a file that is none."""
        if self.result is None:
            return [str(fault) for fault in self.found.faults]
        expect = self.result.fixture.expect
        wanted = expect.outcome + (f" by {expect.layer}" if expect.layer else "")
        parts = (f"statement {expect.sid}" if expect.sid else "", f"in {expect.document}" if expect.document else "")
        wanted += "".join(f", {part}" for part in parts if part)
        got = self.result.found
        got += f" by {self.result.layer}" if self.result.layer and not self.result.abroad else ""
        if self.result.statement is not None:
            got += f", {self.result.statement}"
        return [f"expected {wanted}; found {got}", self.result.why(self.language)]


def print_text(outcomes: list[Outcome]) -> None:
    """Every test that does not hold, and a last line with the numbers."""
    for each in outcomes:
        if each.failed or each.unreadable:
            where = f" ({each.found.file})" if each.found.file is not None else ""
            click.echo(plain(f"{'FAILED' if each.failed else 'ERROR'} {each.name}{where}"))
            for line in each.lines:
                click.echo(f"  {plain(line)}")
    failed, unreadable = sum(each.failed for each in outcomes), sum(each.unreadable for each in outcomes)
    told = f"{len(outcomes)} policy tests: {len(outcomes) - failed - unreadable} hold, {failed} do not"
    click.echo(told + (f", {unreadable} files are no test" if unreadable else ""))


def print_json(outcomes: list[Outcome]) -> None:
    """The results as RunPolicyTests gives them, each with its file; and the faults of files that hold no test."""
    from sealcanvas.doctor.policy_tests.shapes import result

    results: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for each in outcomes:
        file = {} if each.found.file is None else {"File": str(each.found.file)}
        if each.result is not None:
            results.append(file | result(each.result, each.language))
        errors += [
            file | {"Line": fault.line, "Column": fault.column, "Message": fault.message, "Mend": fault.mend}
            for fault in each.found.faults
        ]
    click.echo(json.dumps({"Results": results, "Errors": errors}, indent=2, ensure_ascii=False))


def write_junit(path: Path, outcomes: list[Outcome], started_at: datetime) -> None:
    """The report for CI servers.

    Raises:
        OSError: it cannot be written.
    """
    from sealcanvas.doctor.policy_tests.junit import Case, junit_xml

    cases = [
        Case(
            each.name,
            "kept" if each.found.file is None else ".".join(each.found.file.parent.parts),
            each.seconds,
            "\n".join(each.lines) if each.failed else "",
            "\n".join(each.lines) if each.unreadable else "",
        )
        for each in outcomes
    ]
    path.write_bytes(junit_xml(cases, started_at.isoformat(timespec="seconds")))
