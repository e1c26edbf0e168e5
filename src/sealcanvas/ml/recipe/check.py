"""A recipe checked for people, before any row is read: what is wrong and where, and the columns that it gives."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import Kind
from sealcanvas.ml.recipe.formula.functions import FUNCTIONS
from sealcanvas.ml.recipe.plan import Plan
from sealcanvas.ml.recipe.recipe import Recipe
from sealcanvas.ml.recipe.steps.step import Step
from sealcanvas.ml.registry import import_all

_OPERATORS = ("and", "or", "not", "negative")


@dataclass(frozen=True)
class Checked:
    """What was found.

    Attributes:
        recipe: the steps, as far as they can be.
        columns: the kinds of the columns behind the last of them.
        problems: each with its step and place; the first that does not fit ends the search.
    """

    recipe: Recipe
    columns: dict[str, Kind]
    problems: list[BadRecipe]


def check(told: Any, columns: Mapping[str, Kind], others: Mapping[str, Mapping[str, Kind]] | None = None) -> Checked:
    """Check a recipe against a table's columns.

    Args:
        told: a list of steps, or its JSON text.
        others: the columns of the tables that it may join, by name.
    """
    plan = Plan(columns, others or {})
    try:
        recipe = Recipe.of(told)
    except BadRecipe as error:
        # The steps before it are sound by themselves.
        sound = _before(told, error)
        found = check(sound, columns, others) if sound else Checked(Recipe(), dict(columns), [])
        return Checked(found.recipe, found.columns, [*found.problems, error])
    for number, step in enumerate(recipe.steps, 1):
        try:
            plan.add(step)
        except BadRecipe as error:
            problem = BadRecipe(f"Step {number}: {error.message}", step=number, position=error.position)
            return Checked(recipe.undone(len(recipe.steps) - number + 1), _kinds(plan), [problem])
    return Checked(recipe, _kinds(plan), [])


def _before(told: Any, error: BadRecipe) -> list[Any]:
    if error.step is None:
        return []
    if isinstance(told, str):
        import json

        told = json.loads(told)
    return list(told[: error.step - 1])


def _kinds(plan: Plan) -> dict[str, Kind]:
    return {column.name: column.kind for column in plan.columns}


def language() -> dict[str, Any]:
    """The functions that formulas have, and the steps with their members."""
    import_all("sealcanvas.ml.recipe.steps")
    return {
        "functions": [
            {
                "name": name,
                "takes": [str(kind or "any") for kind in function.takes],
                "gives": str(function.gives or "any"),
                "repeats": function.repeats,
                "optional": function.optional is not None,
            }
            for name, function in FUNCTIONS.items()
            if name.isidentifier() and name not in _OPERATORS
        ],
        "steps": [
            {
                "name": name,
                "members": [
                    {
                        "name": field.name,
                        "required": field.default is MISSING and field.default_factory is MISSING,
                    }
                    for field in fields(kind)
                    if field.name != "learnt"
                ],
            }
            for name, kind in sorted(Step.known().items())
        ],
    }
