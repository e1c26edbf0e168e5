"""Tables for people, of texts that others wrote."""

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sealcanvas.cli.plain import plain

_WIDE = 240


def table(*columns: str) -> Table:
    """An empty table for people."""
    made = Table(box=None, header_style="bold")
    for name in columns:
        made.add_column(Text(plain(name)), overflow="fold")
    return made


def add_row(to: Table, *cells: str) -> None:
    """Add a row of texts that others wrote: neither the terminal nor the table reads anything into them."""
    to.add_row(*(Text(plain(cell)) for cell in cells))


def console() -> Console:
    """Where tables go: as wide as the terminal, and wide enough for ARNs where there is none."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)
