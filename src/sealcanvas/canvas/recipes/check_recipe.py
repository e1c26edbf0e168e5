"""CheckRecipe: what is wrong with a recipe and where, and which columns it gives, before any row is read."""

from typing import Any

from sealcanvas.canvas.datasets.dataset_versions import at_version
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.recipes.asked import asked_in, wire_columns
from sealcanvas.ml.errors import BadRecipe
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas


@sealcanvas.operation("CheckRecipe", resource=named("dataset", "DatasetId"), atomic=False)
def check_recipe(call: Call, target: Target, request: Request) -> Request:
    """Tell every problem that shows, each with its step and its place in the formula; none: it can be applied."""
    dataset = at_version(call.instance, target.required, request.get("DatasetVersion"))
    checked = asked_in(call, "CheckRecipe", dataset, request["Recipe"]).checked
    return {"Columns": wire_columns(checked), "Problems": [_wire(problem) for problem in checked.problems]}


def _wire(problem: BadRecipe) -> dict[str, Any]:
    told: dict[str, Any] = {"Message": problem.message}
    if problem.step is not None:
        told["StepNumber"] = problem.step
    if problem.position is not None:
        told["Position"] = problem.position
    return told
