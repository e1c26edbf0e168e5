"""What every command shares: where the state folder is, and how a failure is told."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from sealcanvas.cli.plain import plain
from sealcanvas.server.home import Home

if TYPE_CHECKING:
    from sealcanvas.crypto.secret import Secret
    from sealcanvas.service.instance import Instance

Command = Callable[..., Any]
_ACCOUNT_DIGITS = 12


def fail(message: str) -> click.exceptions.Exit:
    """Print one line to standard error; raise what it returns to end with exit code 1."""
    Console(stderr=True, highlight=False).print(
        f"sealcanvas: {plain(message, lines=True)}", markup=False, soft_wrap=True
    )
    return click.exceptions.Exit(1)


def home_option(function: Command) -> Command:
    """`--home DIR`, the same everywhere."""
    return click.option(
        "--home",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        help="State folder (default: SEALCANVAS_HOME, else the platform's data folder).",
    )(function)


def json_option(function: Command) -> Command:
    """`--json`, wherever something is printed that a program could want."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text for people.")(function)


@contextmanager
def opened(home: Home) -> "Iterator[Instance]":
    """The state folder's instance, beside a running server or without one; what goes wrong is told in one line."""
    from sealcanvas.roots.errors import RootUnavailable
    from sealcanvas.server.home import HomeError
    from sealcanvas.server.opened import opened as opened_state
    from sealcanvas.service.errors import ServiceError
    from sealcanvas.storage.engine import WrongRoot

    try:
        with opened_state(home) as instance:
            yield instance
    except (HomeError, RootUnavailable, WrongRoot) as error:
        raise fail(str(error)) from None
    except ServiceError as error:
        raise fail(error.message) from None


def home_of(folder: Path | None, root: str | None = None) -> Home:
    """The state folder that the command line or the environment names.

    Args:
        root: what `--root` says; SEALCANVAS_ROOT says the same.
    """
    environment = {**os.environ, "SEALCANVAS_ROOT": root} if root else os.environ
    ask = ask_passphrase if sys.stdin.isatty() else None
    return Home(folder, environment, ask) if folder else Home.default(environment, ask)


def ask_passphrase(question: str, twice: bool) -> "Secret":
    """Ask at the terminal, without showing what is typed."""
    from sealcanvas.crypto.secret import Secret

    return Secret(click.prompt(question, hide_input=True, confirmation_prompt=twice, err=True).encode())


def account_option(text: str) -> Callable[[Command], Command]:
    """`--account ID`, held to twelve digits."""
    return click.option("--account", callback=_account, help=text)


def _account(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not (len(value) == _ACCOUNT_DIGITS and value.isascii() and value.isdigit()):
        raise click.BadParameter("an account id has 12 digits")
    return value
