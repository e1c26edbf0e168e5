"""`--account ID` of the commands on kept policy tests."""

import re

import click

from sealcanvas.cli.common import Command

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)


def account_option(function: Command) -> Command:
    """Whose kept tests; 12 digits."""
    return click.option(
        "--account",
        metavar="ID",
        callback=_checked,
        help="Whose kept tests (default: the instance's own account).",
    )(function)


def _checked(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not _ACCOUNT.fullmatch(value):
        raise click.BadParameter("an account id has 12 digits")
    return value
