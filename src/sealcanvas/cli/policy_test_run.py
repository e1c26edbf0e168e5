"""`sealcanvas policy test run`: every test of a folder, or every kept one, asked now."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sealcanvas.cli.common import fail, home_of, home_option, json_option, opened
from sealcanvas.cli.policy_test_account import account_option
from sealcanvas.cli.policy_test_folder import Found, read_folder
from sealcanvas.cli.policy_test_report import Outcome, print_json, print_text, write_junit

if TYPE_CHECKING:
    from sealcanvas.access.words import Language
    from sealcanvas.doctor.drafts import Drafts
    from sealcanvas.service.instance import Instance

_MISUSE = 2


@click.command()
@click.argument("tests", metavar="[DIR]", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--draft", "drafts", multiple=True, metavar="PLACE=FILE", help="As if that policy were saved.")
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write a report for CI servers.")
@click.option("--language", type=click.Choice(["en", "ja"]), default="en", show_default=True, help="Of the sentences.")
@account_option
@home_option
@json_option
def run(
    tests: Path | None,
    drafts: tuple[str, ...],
    junit: Path | None,
    language: "Language",
    account: str | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Run the tests in the files below DIR, or those that are kept.

    Exit code 0: all hold; 1: some do not; 2: misuse, or a file that is no test.
    """
    if tests is not None and account is not None:
        raise click.UsageError("--account chooses kept tests: it does not go with DIR")
    texts = _texts(drafts)
    found = None if tests is None else read_folder(tests)
    if tests is not None and not found:
        raise click.UsageError(f"there is no test (*.json) in {tests}")
    started_at = datetime.now(UTC)
    with opened(home_of(folder)) as instance:
        owner = account or instance.account
        outcomes = _ask(
            instance, _kept(instance, owner) if found is None else found, _drafts(instance, texts), owner, language
        )
    if as_json:
        print_json(outcomes)
    else:
        print_text(outcomes)
    if junit is not None:
        try:
            write_junit(junit, outcomes, started_at)
        except OSError as error:
            raise fail(f"{junit} cannot be written: {error.strerror}") from None
    if any(each.unreadable for each in outcomes):
        raise click.exceptions.Exit(_MISUSE)
    if any(each.failed for each in outcomes):
        raise click.exceptions.Exit(1)


def _ask(
    instance: "Instance", found: list[Found], drafts: "Drafts", account: str, language: "Language"
) -> list[Outcome]:
    from sealcanvas.doctor.policy_tests.lookups import Lookups
    from sealcanvas.doctor.policy_tests.run import run_test

    lookups = Lookups(instance, drafts)
    outcomes = []
    for each in found:
        started = time.perf_counter()
        # Files are the administrator's; what an account keeps is told of its own alone.
        owner = account if each.file is None else None
        result = None if each.fixture is None else run_test(lookups, each.fixture, owner)
        outcomes.append(Outcome(each, result, language, time.perf_counter() - started))
    return outcomes


def _kept(instance: "Instance", account: str) -> list[Found]:
    from sealcanvas.doctor.policy_tests.kept import kept_tests

    return [Found(None, each.fixture) for each in kept_tests(instance, account)]


def _texts(drafts: tuple[str, ...]) -> dict[str, str | None]:
    texts: dict[str, str | None] = {}
    for draft in drafts:
        place, equals, name = draft.rpartition("=")
        if not equals or not place:
            raise click.UsageError(f"--draft takes PLACE=FILE: {draft}")
        if place in texts:
            raise click.UsageError(f"there are two drafts for {place}")
        try:
            texts[place] = Path(name).read_text("utf-8") if name else None
        except (OSError, UnicodeDecodeError) as error:
            raise click.UsageError(f"{name} cannot be read: {error}") from None
    return texts


def _drafts(instance: "Instance", texts: dict[str, str | None]) -> "Drafts":
    from sealcanvas.doctor.drafted import BadDraft, drafts_at

    try:
        return drafts_at(instance, texts)
    except BadDraft as error:
        raise click.UsageError(str(error)) from None
