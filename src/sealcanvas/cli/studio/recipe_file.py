"""A recipe in a file of the user's, and the files that it joins."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sealcanvas.cli.plain import plain

if TYPE_CHECKING:
    from sealcanvas.client.studio import Studio

recipe_option = click.option(
    "--recipe",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True),
    help="How the rows are prepared: a file of steps in JSON (docs/recipe.md).",
)
table_option = click.option(
    "--table", "tables", metavar="NAME=FILE", multiple=True, help="A table that the recipe joins, by its name in it."
)


def read_steps(recipe: Path | None, tables: Sequence[str]) -> tuple[str | None, dict[str, Path]]:
    """The steps as JSON text, and the files of the tables; what cannot be is misuse.

    Raises:
        click.UsageError: the recipe has a step that cannot be, or a table is missing or not one of its own.
    """
    from sealcanvas.ml.errors import BadRecipe
    from sealcanvas.ml.recipe import Recipe

    found = dict[str, Path]()
    for each in tables:
        name, _, file = each.partition("=")
        if not name or not Path(file).is_file():
            raise click.UsageError(plain(f"--table {each}: give NAME=FILE of a file that is there"))
        found[name] = Path(file)
    if recipe is None:
        if found:
            raise click.UsageError("--table is of tables that a --recipe joins")
        return None, {}
    try:
        text = recipe.read_text("utf-8")
        steps = Recipe.of(text).to_json()
    except (BadRecipe, UnicodeDecodeError) as error:
        raise click.UsageError(plain(f"{recipe.name}: {error}")) from None
    joined = {step["table"] for step in steps if step["step"] == "join"}
    if joined != found.keys():
        odd = sorted(joined ^ found.keys())[0]
        raise click.UsageError(plain(f"{recipe.name} joins {_listed(joined)}; --table gives {_listed(found)}: '{odd}'"))
    return json.dumps(json.loads(text), ensure_ascii=False), found


def as_member(room: "Studio", stack: ExitStack, steps: str | None, tables: dict[str, Path]) -> dict[str, Any]:
    """As CreateModelVersion takes it; the tables are imported, and stay while the block of `stack` lasts."""
    if steps is None:
        return {}
    listed = []
    for name, file in tables.items():
        content = stack.enter_context(file.open("rb"))
        listed.append({"TableName": name, "DatasetId": stack.enter_context(room.imported(file.name, content))})
    return {"Recipe": {"Steps": steps, **({"Tables": listed} if listed else {})}}


def _listed(names: Any) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names)) or "none"
