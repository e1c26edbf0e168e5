"""`sealcanvas root`: who keeps the root key, a new root key, another keeper."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from sealcanvas.cli.common import fail, home_of, home_option, json_option
from sealcanvas.cli.plain import plain
from sealcanvas.server.home import Home


@click.group()
def root() -> None:
    """Show, rotate and move the key that everything else lies under (docs/roots.md)."""


@contextmanager
def _telling() -> Iterator[None]:
    """Failures in one line."""
    from sealcanvas.roots.errors import RootUnavailable
    from sealcanvas.server.home import HomeError
    from sealcanvas.storage.engine import WrongRoot

    try:
        yield
    except (HomeError, RootUnavailable, WrongRoot) as error:
        raise fail(str(error)) from None
    except OSError as error:  # a disk that is full, a folder that is not ours
        raise fail(f"{error.filename or 'the state folder'}: {error.strerror or error}") from None


@root.command()
@home_option
@json_option
def status(folder: Path | None, as_json: bool) -> None:
    """Say who keeps the root key, since when, and its number; asks nobody for it."""
    from sealcanvas.server.root.status import status_of

    with _telling():
        found = status_of(home_of(folder))
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    click.echo(plain(f"provider  {found['Provider']}"))
    click.echo(plain(f"kept by   {found['Keeper']}"))
    click.echo(plain(f"since     {found['Since'] or 'the first start'}"))
    click.echo(plain(f"epoch     {found['Epoch']}"))
    if found["Next"]:
        click.echo("a rotation was cut off: the next start or rotation brings it to its end")
    if found["Retired"]:
        click.echo(plain(f"the copy at {found['Retired']} is yet to be destroyed: the next start does it"))


@root.command()
@click.option("--if-destroyed", is_flag=True, help="Only if KMS key material was destroyed since the last rotation.")
@home_option
@json_option
def rotate(if_destroyed: bool, folder: Path | None, as_json: bool) -> None:
    """Make a new root key, bring everything under it, and destroy the old one; the server must be stopped.

    Sessions and grant tokens that were given out end. Older copies of the state folder open under the old root key
    alone. Cut off at any point, the state opens as before or as after.
    """
    from sealcanvas.server.root.rotate import rotate as rotate_root
    from sealcanvas.server.root.rotate import rotate_if_destroyed

    home = home_of(folder)
    with _telling():
        done = rotate_if_destroyed(home) if if_destroyed else rotate_root(home)
    if done is None:
        click.echo("{}" if as_json else "no key material was destroyed since the last rotation: nothing was done")
        return
    if as_json:
        values = {"Root": done.current.root, "Epoch": done.current.epoch, "RowCount": done.rows}
        click.echo(json.dumps(values, indent=2, ensure_ascii=False))
        return
    click.echo(
        plain(f"epoch {done.current.epoch}: {done.rows:,} rows are under a new root key, kept by {_keeper(home)}")
    )
    click.echo("next: a copy of it, or of what opens it, in another place; the old one opens nothing of today")


def _keeper(home: Home) -> str:
    from sealcanvas.server.root.status import status_of

    return str(status_of(home)["Keeper"])


@root.command()
@click.option("--to", "locator", required=True, metavar="ROOT", help="The new keeper, as for `sealcanvas up --root`.")
@click.option("--leave-file", is_flag=True, help="Leave a key file that kept it where it is, in your care.")
@home_option
@json_option
def migrate(locator: str, leave_file: bool, folder: Path | None, as_json: bool) -> None:
    """Give the root key to another keeper, and destroy a key file that kept it; the server must be stopped.

    Only the record changes: whoever has an old copy of it and the old keeper's key still opens the state, until
    `sealcanvas root rotate`.
    """
    from sealcanvas.server.root.migrate import migrate as migrate_root

    home = home_of(folder)
    with _telling():
        done = migrate_root(home, locator, leave_file=leave_file)
    if as_json:
        values = {"Former": done.former.root, "Root": done.current.root, "Epoch": done.current.epoch}
        click.echo(json.dumps(values, indent=2, ensure_ascii=False))
        return
    click.echo(plain(f"the root key is kept by {_keeper(home)} now, and by {done.former.root} no longer"))
    click.echo("next: sealcanvas root rotate, so that old copies of the record open nothing")
