"""`sealcanvas policy test …`: decisions saved as tests, and asked again."""

import json
from pathlib import Path

import click

from sealcanvas.cli.common import home_of, home_option, json_option, opened
from sealcanvas.cli.plain import plain
from sealcanvas.cli.policy_test_account import account_option
from sealcanvas.cli.policy_test_call import call_of, own
from sealcanvas.cli.policy_test_run import run
from sealcanvas.cli.policy_test_save import save


@click.group()
def test() -> None:
    """Save decisions as tests, and run them against the policies as they stand."""


@test.command(name="list")
@account_option
@home_option
@json_option
def list_tests(account: str | None, folder: Path | None, as_json: bool) -> None:
    """List the kept tests."""
    from sealcanvas.doctor.policy_tests.kept import kept_tests

    with opened(home_of(folder)) as instance:
        found = [each.fixture for each in kept_tests(instance, account or instance.account)]
    if as_json:
        members = [{"Name": f.name, "Action": f.action, "Outcome": f.expect.outcome} for f in found]
        click.echo(json.dumps(members, indent=2, ensure_ascii=False))
        return
    for fixture in found:
        click.echo(plain(f"{fixture.name}: {fixture.action} on {fixture.resource}, {fixture.expect.outcome}"))


@test.command()
@click.argument("name")
@account_option
@home_option
def show(name: str, account: str | None, folder: Path | None) -> None:
    """Print a kept test as the file that it would be."""
    with opened(home_of(folder)) as instance:
        answer = own("DescribePolicyTest", call_of(instance, account), Name=name)
        click.echo(answer["PolicyTest"]["Document"], nl=False)


@test.command()
@click.argument("name")
@account_option
@home_option
def delete(name: str, account: str | None, folder: Path | None) -> None:
    """Keep a test no longer."""
    with opened(home_of(folder)) as instance:
        own("DeletePolicyTest", call_of(instance, account), Name=name)


@test.command()
@click.argument("setting", type=click.Choice(["on", "off"]))
@account_option
@home_option
def enforce(setting: str, account: str | None, folder: Path | None) -> None:
    """Refuse edits by which a kept test fails, or no longer: as the account's root user, whom no test can stop."""
    from sealcanvas.iam.administrator import root_call

    with opened(home_of(folder)) as instance:
        own("UpdatePolicyTestSettings", root_call(instance, account), Enforce=setting == "on")


test.add_command(save)
test.add_command(run)
