"""What the three commands share: the file, the studio with a progress bar, and how a failure is told."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sealcanvas.cli.common import fail, home_of
from sealcanvas.cli.plain import plain
from sealcanvas.cli.studio.result import output_file

if TYPE_CHECKING:
    from sealcanvas.client.studio import Studio

Command = Callable[..., Any]

file_argument = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True))
target_option = click.option("--target", metavar="COLUMN", required=True, help="The column to predict.")
build_option = click.option(
    "--build", type=click.Choice(["quick", "standard"]), default="quick", show_default=True, help="How long to train."
)
output_option = click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    callback=output_file,
    help="Write the result to this file too, in the clear.",
)


@contextmanager
def studio(folder: Path | None) -> Iterator["Studio"]:
    """The studio of the state folder, its work shown on a progress bar; what goes wrong is told in one line.

    A Ctrl-C ends the command with 1, and tells what was stopped.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    from sealcanvas.client.connection import connected
    from sealcanvas.client.endings import Endings
    from sealcanvas.client.errors import TaskFailed
    from sealcanvas.client.studio import Studio
    from sealcanvas.client.workspace import workspace
    from sealcanvas.roots.errors import RootUnavailable
    from sealcanvas.server.home import HomeError
    from sealcanvas.storage.engine import WrongRoot

    console = Console(stderr=True, highlight=False)
    endings = Endings()
    columns = (TextColumn("{task.description:<48}"), BarColumn(24), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console, transient=True) as progress:
            bar = progress.add_task("Starting", total=1.0)

            def watch(what: str, fraction: float) -> None:
                progress.update(bar, description=plain(what)[:48], completed=fraction or None, total=1.0)

            def tell(line: str) -> None:
                console.print(f"sealcanvas: {plain(line)}", markup=False, soft_wrap=True)

            with connected(home_of(folder), tell) as connection:
                watch("Opening the workspace", 0.0)
                yield Studio(connection, workspace(connection), watch, endings)
    except KeyboardInterrupt:
        raise fail(endings.told()) from None
    except ClientError as error:
        raise fail(_refusal(error.response)) from None
    except (TaskFailed, BotoCoreError, HomeError, RootUnavailable, WrongRoot) as error:
        raise fail(str(error)) from None


def _refusal(response: Any) -> str:
    """AWS's sentence, and how to have a denial explained."""
    error, metadata = response.get("Error", {}), response.get("ResponseMetadata", {})
    decision = metadata.get("HTTPHeaders", {}).get("x-sealcanvas-decision-id")
    hint = f" (sealcanvas why {decision})" if decision else ""
    return f"{error.get('Code', 'Error')}: {error.get('Message', '')}{hint}"


def show_json(answer: dict[str, Any]) -> None:
    """Print a Describe operation's answer for programs."""
    kept = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
    click.echo(json.dumps(kept, indent=2, ensure_ascii=False, default=str))
