"""What every command shares: where the state folder is, and how a failure is told."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from sealcanvas.server.home import Home

if TYPE_CHECKING:
    from sealcanvas.service.instance import Instance

Command = Callable[..., Any]


def fail(message: str) -> click.exceptions.Exit:
    """Print one line to standard error; raise what it returns to end with exit code 1."""
    Console(stderr=True, highlight=False).print(f"sealcanvas: {message}", markup=False, soft_wrap=True)
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
    from sealcanvas.roots.key_file import RootUnavailable
    from sealcanvas.server.compose import open_instance
    from sealcanvas.server.home import HomeError
    from sealcanvas.server.run import utc_now
    from sealcanvas.service.errors import ServiceError
    from sealcanvas.storage.engine import WrongRoot

    try:
        description, root = home.open()
        instance = open_instance(
            home.folder, root, account=description.account, region=description.region, clock=utc_now
        )
    except (HomeError, RootUnavailable, WrongRoot) as error:
        raise fail(str(error)) from None
    try:
        yield instance
    except ServiceError as error:
        raise fail(error.message) from None
    finally:
        instance.database.close()


def home_of(folder: Path | None) -> Home:
    """The state folder that the command line or the environment names."""
    return Home(folder, os.environ) if folder else Home.default(os.environ)
