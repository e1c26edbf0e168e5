"""`sealcanvas build FILE --target COLUMN`: from a file to a model."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from sealcanvas.cli.common import home_option, json_option
from sealcanvas.cli.studio.common import build_option, file_argument, show_json, studio, target_option
from sealcanvas.cli.studio.header import columns_of, require_columns
from sealcanvas.cli.studio.reading_options import Reading, reading_options
from sealcanvas.cli.studio.recipe_file import as_member, read_steps, recipe_option, table_option
from sealcanvas.cli.studio.report import show_model

PROBLEMS = {
    "regression": "Regression",
    "binary": "BinaryClassification",
    "multiclass": "MulticlassClassification",
}


@click.command()
@file_argument
@target_option
@click.option("--problem", type=click.Choice(list(PROBLEMS)), help="Kind of prediction (default: the target tells).")
@click.option("--name", help="The model's name (default: the file's).")
@build_option
@recipe_option
@table_option
@reading_options
@home_option
@json_option
def build(
    file: Path,
    target: str,
    problem: str | None,
    name: str | None,
    build: str,
    recipe: Path | None,
    tables: tuple[str, ...],
    reading: Reading,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Build a model that predicts one column of FILE (CSV or Parquet) from the others, and show how good it is.

    Uses the server that runs on the state folder, or one of its own for as long as it takes.
    """
    wishes: dict[str, Any] = {"BuildType": build} | ({"ProblemType": PROBLEMS[problem]} if problem else {})
    steps, joined = read_steps(recipe, tables)
    columns = columns_of(file, reading)
    if steps is None:
        require_columns(file, columns, {"--target": [target]})
    with studio(folder) as room, ExitStack() as stack:
        content = stack.enter_context(file.open("rb"))
        dataset = stack.enter_context(room.imported(file.name, content, **reading.members))
        wishes |= as_member(room, stack, steps, joined)
        version = room.build(dataset, name or file.stem, target, **wishes)
    if as_json:
        show_json(version)
        return
    show_model(version)
    click.echo(f"Predict with it: sealcanvas predict NEW_ROWS --model {version['ModelVersionId']}", err=True)
