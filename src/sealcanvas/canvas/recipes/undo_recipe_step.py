"""UndoRecipeStep: without the last step, or the last few."""

from typing import Any

from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.recipes.asked import Asked
from sealcanvas.canvas.recipes.recipe import change, required_steps
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas


@sealcanvas.operation("UndoRecipeStep", resource=named("recipe", "RecipeId"))
def undo_recipe_step(call: Call, target: Target, request: Request) -> Request:
    """Take the last steps away, and note who did; the history keeps them."""
    count = request.get("Count", 1)

    def edit(before: Asked) -> tuple[Asked, list[Any]]:
        required_steps(before, count)
        left = len(before.steps) - count
        undone = [("Undone", step, number) for number, step in enumerate(before.steps[left:], left + 1)]
        return before.first(left), undone[::-1]

    return change(call, "UndoRecipeStep", target.required, request, edit)
