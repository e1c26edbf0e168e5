"""`sealcanvas policy test save`: a decision of the audit trail as a test."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sealcanvas.cli.common import fail, home_of, home_option, opened
from sealcanvas.cli.plain import plain
from sealcanvas.cli.policy_test_account import account_option
from sealcanvas.cli.policy_test_call import call_of, own

if TYPE_CHECKING:
    from sealcanvas.access.decision import Decision, Outcome
    from sealcanvas.doctor.policy_tests.fixture import Fixture
    from sealcanvas.service.call import Call
    from sealcanvas.service.instance import Instance


@click.command()
@click.argument("decision_id", metavar="ID")
@click.option("--name", metavar="NAME", help="Of the test (default: who, what and how it ended).")
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), help="Folder to write a file into.")
@click.option(
    "--expect",
    type=click.Choice(["allowed", "explicit-deny", "implicit-deny"]),
    help="Expect this outcome (default: the recorded one).",
)
@click.option("--exact", is_flag=True, help="Expect the same layer and statement too.")
@click.option("--all", "each", is_flag=True, help="Save every decision of the call (default: the one that refused).")
@account_option
@home_option
def save(
    decision_id: str,
    name: str | None,
    to: Path | None,
    expect: "Outcome | None",
    exact: bool,
    each: bool,
    account: str | None,
    folder: Path | None,
) -> None:
    """Save the decision with this ID, the request id of a call, as a test.

    Without --to the test is kept in the state, and runs on every edit of a policy.
    """
    from sealcanvas.doctor.policy_tests.fixture import tidy_name
    from sealcanvas.doctor.policy_tests.lookups import Lookups
    from sealcanvas.doctor.policy_tests.run import run_test
    from sealcanvas.doctor.recorded import recorded_decision, recorded_decisions

    tidy = None if name is None else tidy_name(name)
    if name is not None and tidy is None:
        raise click.UsageError('--name takes 1 to 128 printable characters without / \\ : * ? " < > |')
    with opened(home_of(folder)) as instance:
        call = call_of(instance, account)
        find = recorded_decisions if each else lambda *of: [recorded_decision(*of)]
        for decision in find(instance, decision_id, account):
            fixture = _fixture(decision, instance, tidy, exact=exact, expect=expect, taken=_taken(call, to, tidy, each))
            if to is None:
                _keep(call, fixture)
            else:
                _write(fixture, to)
            asked = run_test(Lookups(instance), fixture, call.account if to is None else None)
            click.echo(plain(fixture.name if asked.holds else f"{fixture.name}: it does not hold now. {asked.why()}"))


def _fixture(
    decision: "Decision",
    instance: "Instance",
    name: str | None,
    *,
    exact: bool,
    expect: "Outcome | None",
    taken: Callable[[str], bool],
) -> "Fixture":
    from sealcanvas.doctor.policy_tests.save import CannotSave, fixture_of, free_name, name_of

    try:
        free = free_name(name or name_of(decision), taken)
        return fixture_of(instance, decision, free, exact=exact, outcome=expect)
    except CannotSave as error:
        raise fail(str(error)) from None


def _taken(call: "Call", to: Path | None, name: str | None, each: bool) -> Callable[[str], bool]:
    """Which names may not be given to a new test: a name that somebody chose is taken as it is."""
    from sealcanvas.doctor.policy_tests.kept import kept_test

    if name is not None and not each:
        return lambda _: False
    if to is not None:
        return lambda text: (to / f"{text}.json").exists()
    return lambda text: kept_test(call.instance, call.account, text) is not None


def _keep(call: "Call", fixture: "Fixture") -> None:
    from sealcanvas.doctor.policy_tests.write import write_fixture

    own("PutPolicyTest", call, Document=write_fixture(fixture))


def _write(fixture: "Fixture", folder: Path) -> None:
    from sealcanvas.doctor.policy_tests.write import write_fixture

    path = folder / f"{fixture.name}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(write_fixture(fixture))
    except FileExistsError:
        raise fail(f"{path} is there already: choose another --name") from None
    except OSError as error:
        raise fail(f"{path} cannot be written: {error.strerror}") from None
