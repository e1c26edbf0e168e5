"""What the commands that ask the doctor share."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sealcanvas.cli.common import fail, home_of, opened

if TYPE_CHECKING:
    from sealcanvas.service.call import Call


@contextmanager
def asking(folder: Path | None, account: str | None, operation: str, request: dict[str, Any]) -> "Iterator[Call]":
    """A call by the account's root user, for a request that the service model takes; what goes wrong is one line.

    That of a denial says how to have it explained.
    """
    from sealcanvas.iam.administrator import root_call
    from sealcanvas.service.errors import AccessDenied
    from sealcanvas.wire.errors import WireError
    from sealcanvas.wire.model import load
    from sealcanvas.wire.validate import validate

    with opened(home_of(folder)) as instance:
        try:
            validate(load("sealcanvas").operations[operation], request)
        except WireError as error:
            raise fail(error.message) from None
        call = root_call(instance, account)
        try:
            yield call
        except AccessDenied as error:
            raise fail(f"{error.message} (sealcanvas why {call.request_id})") from None


def policy_text(path: Path) -> str:
    """The text of a policy file, or of standard input for `-`."""
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")
    except UnicodeDecodeError:
        raise fail(f"{path} is not UTF-8 text") from None


def pairs(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, list[str]]:
    """`KEY=VALUE`s by key, each with all its values."""
    found: dict[str, list[str]] = {}
    for each in given:
        key, equals, value = each.partition("=")
        if not key or not equals:
            raise click.BadParameter(f"{each} is not KEY=VALUE")
        found.setdefault(key, []).append(value)
    return found


def where(statement: dict[str, Any]) -> str:
    """Where a statement stands, for people."""
    name = statement.get("StatementId") or f"statement {statement.get('StatementIndex', 0) + 1}"
    return f"{name} (line {statement.get('Line', '?')}) of {statement['Document']}"
