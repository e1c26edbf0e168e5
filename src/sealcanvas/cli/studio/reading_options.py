"""How a file is to be read, for the commands that read one: the studio's ReadOptions, where the file does not tell."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sealcanvas.ml.reading import Options

Command = Callable[..., Any]

_OPTIONS = (
    click.option("--delimiter", metavar="C", help=r"What stands between values of a CSV file; \t for a tab."),
    click.option("--quote", metavar="C", help='What quotes values; "" for nothing.'),
    click.option("--encoding", metavar="NAME", help="utf-8, utf-16, cp932, euc-jp or cp1252."),
    click.option("--no-header", is_flag=True, help="The first row holds values: columns are column_1, column_2, …"),
    click.option("--sheet", metavar="NAME", help="Of a workbook (default: its first)."),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was told; `told` by the names of `ml.reading.Options`."""

    told: dict[str, Any]

    @property
    def options(self) -> "Options":
        """As the reader takes them. Raises click.UsageError for those that cannot be."""
        from sealcanvas.ml.errors import BadOption
        from sealcanvas.ml.reading import Options

        try:
            return Options(**self.told)
        except BadOption as error:
            raise click.UsageError(str(error)) from None

    @property
    def members(self) -> dict[str, Any]:
        """As ImportDataset takes them."""
        names = {
            "encoding": "Encoding",
            "delimiter": "Delimiter",
            "quote": "QuoteCharacter",
            "header": "HasHeader",
            "sheet": "SheetName",
        }
        told = self.told | ({"encoding": self.options.encoding} if "encoding" in self.told else {})
        read = {names[name]: value for name, value in told.items()}
        return {"ReadOptions": read} if read else {}


def reading_options(command: Command) -> Command:
    """Add the options to a command, which gets them together as `reading`."""

    @wraps(command)
    def gathered(
        *arguments: Any,
        delimiter: str | None,
        quote: str | None,
        encoding: str | None,
        no_header: bool,
        sheet: str | None,
        **rest: Any,
    ) -> Any:
        told = {
            "delimiter": "\t" if delimiter == r"\t" else delimiter,
            "quote": quote,
            "encoding": encoding,
            "header": False if no_header else None,
            "sheet": sheet,
        }
        reading = Reading({name: value for name, value in told.items() if value is not None})
        _ = reading.options  # what cannot be is misuse, told before any work
        return command(*arguments, reading=reading, **rest)

    for option in reversed(_OPTIONS):
        gathered = option(gathered)
    return gathered
