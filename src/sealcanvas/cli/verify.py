"""`sealcanvas verify`: read every file of the state folder and say what seals it."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from sealcanvas.cli.common import fail, home_of, home_option, json_option
from sealcanvas.server.home import Home

_WIDE = 240
_COLOURS = {"Authentic": "green", "Unsealed": "bold red", "Damaged": "bold red", "Unopenable": "yellow"}


@click.command()
@home_option
@click.option("--search", multiple=True, metavar="TEXT", help="Look for this text in every byte; may be repeated.")
@click.option(
    "--key-stores",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="As of `sealcanvas up`: without it, what lies under keys of custom key stores cannot be opened.",
)
@json_option
def verify(folder: Path | None, search: tuple[str, ...], key_stores: Path | None, as_json: bool) -> None:
    """Check that every byte at rest is sealed and authentic, and name the key of each file.

    Works beside a running server and on the state of a stopped one. Fails if anything is unsealed, damaged or found.
    """
    if not all(search):
        raise click.UsageError("--search needs a text")
    from sealcanvas.kms.key_stores.settings import SettingsRefused
    from sealcanvas.roots.errors import RootUnavailable
    from sealcanvas.server.home import HomeError
    from sealcanvas.storage.engine import WrongRoot

    try:
        report = report_of(home_of(folder), search, key_stores)
    except (HomeError, RootUnavailable, WrongRoot, SettingsRefused) as error:
        raise fail(str(error)) from None
    if as_json:
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        # A pipe has no width: whoever reads it wants whole lines.
        show(report, Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE))
    if not passed(report):
        raise click.exceptions.Exit(1)


def report_of(home: Home, search: tuple[str, ...], key_stores: Path | None = None) -> dict[str, Any]:
    """The verification report of a state folder, as `VerifyStore` gives it."""
    from sealcanvas.canvas.verify_store import verify as verify_state
    from sealcanvas.kms.key_stores.leaving import leave_key_stores
    from sealcanvas.kms.key_stores.settings import Allowed, allow, read_settings
    from sealcanvas.server.opened import opened

    allowed = read_settings(key_stores) if key_stores else Allowed()
    with opened(home) as instance:
        allow(instance, allowed)
        try:
            return verify_state(instance, search).to_dict()
        finally:
            leave_key_stores(instance)


def passed(report: dict[str, Any]) -> bool:
    """Whether nothing is unsealed, damaged or found in plaintext."""
    summary = report["Summary"]
    return not (summary["UnsealedCount"] or summary["DamagedCount"] or summary["FoundCount"])


def show(report: dict[str, Any], console: Console) -> None:
    """The report as a table for people."""
    table = Table(box=None, header_style="bold")
    for name in ("File", "Format", "Sealed under", "Bytes", "Status"):
        table.add_column(name, overflow="fold")
    for file in report["Files"]:
        colour = _COLOURS.get(file["Status"], "")
        status = f"[{colour}]{file['Status']}[/]" + (f" {file['Detail']}" if file.get("Detail") else "")
        table.add_row(file["Path"], file["Format"], file.get("KeyArn", ""), f"{file['Bytes']:,}", status)
    console.print(table)
    for finding in report["Findings"]:
        console.print(f"[bold red]found[/] {finding['Text']!r} in {finding['Path']} at byte {finding['Offset']}")
    summary = report["Summary"]
    console.print(
        f"{summary['FileCount']} files, {summary['ByteCount']:,} bytes read: {summary['UnsealedCount']} unsealed, "
        f"{summary['DamagedCount']} damaged, {summary['FoundCount']} texts found"
    )
