"""Where outliers begin: so many standard deviations from the mean of the rows learnt from, or bounds that are told."""

from typing import Any

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import Column, Columns, Kind
from sealcanvas.ml.recipe.steps.step import Ask, is_number


def check_bounds(step: str, deviations: Any, low: Any, high: Any) -> None:
    """Raises BadRecipe unless there are deviations (0.5 to 10), or bounds in order."""
    if not all(value is None or is_number(value) for value in (deviations, low, high)):
        raise BadRecipe(f"The step '{step}' needs numbers as bounds.")
    if deviations is not None and not 0.5 <= deviations <= 10:
        raise BadRecipe(f"The step '{step}' takes 0.5 to 10 standard deviations.")
    if deviations is None and low is None and high is None:
        raise BadRecipe(f"The step '{step}' needs deviations, or a lowest or highest value.")
    if low is not None and high is not None and low > high:
        raise BadRecipe(f"The step '{step}' has a lowest value above its highest.")


def needs_number(column: Column) -> Column:
    """Raises BadRecipe for a column of another kind."""
    if column.kind is not Kind.NUMBER:
        raise BadRecipe(f"The column '{column.name:.100}' holds {column.kind}; outliers are of numbers.")
    return column


def learn_bounds(columns: Columns, name: str, deviations: float, ask: Ask) -> tuple[float | None, float | None]:
    """The lowest and highest value that are no outliers."""
    column = needs_number(columns.get(name))
    value = f"CAST({column.ref} AS DOUBLE)"
    mean, spread = ask([f"avg({value})", f"stddev_samp({value})"], "")
    if mean is None or spread is None:
        return None, None
    return mean - deviations * spread, mean + deviations * spread
