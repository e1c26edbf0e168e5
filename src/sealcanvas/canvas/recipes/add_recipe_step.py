"""AddRecipeStep: one step more, if it fits what the steps before it leave."""

import json
from typing import Any

from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.recipes.asked import Asked, asked, tables_in
from sealcanvas.canvas.recipes.recipe import change
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException


@sealcanvas.operation("AddRecipeStep", resource=named("recipe", "RecipeId"))
def add_recipe_step(call: Call, target: Target, request: Request) -> Request:
    """Append a step, and note who did; Tables name what it joins, beside the tables that the recipe knows."""
    try:
        step = json.loads(request["Step"])
    except (ValueError, RecursionError):
        raise ValidationException("Step is no JSON: give one object, as docs/recipe.md has them.") from None

    def edit(before: Asked) -> tuple[Asked, list[Any]]:
        more = tables_in(call, "AddRecipeStep", before.dataset, request.get("Tables", []))
        after = asked(before.dataset, [*before.steps, step], before.tables | more)
        return after, [("Added", step, len(after.steps))]

    return change(call, "AddRecipeStep", target.required, request, edit)
