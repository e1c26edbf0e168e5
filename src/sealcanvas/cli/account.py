"""`sealcanvas account`: further accounts on one server."""

import json
import shlex
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sealcanvas.cli.common import fail, home_of, home_option, json_option
from sealcanvas.cli.plain import plain

_WIDE = 240


@click.group()
def account() -> None:
    """Make and list accounts; beside a running server and on the state of a stopped one."""


@account.command()
@click.argument("name")
@click.option("--email", help="The account's own e-mail address (default: one that reaches nobody).")
@home_option
@json_option
def add(name: str, email: str | None, folder: Path | None, as_json: bool) -> None:
    """Make the account NAME with its administrator, in the organisation of the first account."""
    from sealcanvas.roots.errors import RootUnavailable
    from sealcanvas.server.accounts import AccountRefused, add_account
    from sealcanvas.server.home import HomeError
    from sealcanvas.service.errors import ServiceError
    from sealcanvas.storage.engine import WrongRoot
    from sealcanvas.wire.errors import WireError

    try:
        made = add_account(home_of(folder), name, email)
    except (ServiceError, WireError) as error:
        raise fail(error.message) from None
    except (AccountRefused, HomeError, RootUnavailable, WrongRoot) as error:
        raise fail(str(error)) from None
    if as_json:
        click.echo(json.dumps(made, indent=2))
        return
    option = f" --home {shlex.quote(str(folder))}" if folder else ""
    click.echo(f"account {made['AccountId']} ({name})")
    click.echo(f'  use it  eval "$(sealcanvas env{option} --account {made["AccountId"]})"')


@account.command("list")
@home_option
@json_option
def list_(folder: Path | None, as_json: bool) -> None:
    """List the accounts of the server."""
    from sealcanvas.roots.errors import RootUnavailable
    from sealcanvas.server.accounts import accounts_in
    from sealcanvas.server.home import HomeError
    from sealcanvas.storage.engine import WrongRoot

    try:
        found = accounts_in(home_of(folder))
    except (HomeError, RootUnavailable, WrongRoot) as error:
        raise fail(str(error)) from None
    if as_json:
        click.echo(json.dumps(found, indent=2, default=lambda moment: moment.isoformat()))
        return
    table = Table(box=None, header_style="bold")
    for name in ("Account", "Name", "Email", "Status"):
        table.add_column(name, overflow="fold")
    for each in found:
        table.add_row(*(Text(plain(each[name])) for name in ("Id", "Name", "Email", "Status")))
    Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE).print(table)
