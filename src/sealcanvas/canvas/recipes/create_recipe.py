"""CreateRecipe: a recipe that is kept and grows step by step, before a model is built with it."""

from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.client_token import made_before, token_details
from sealcanvas.canvas.datasets.dataset_versions import at_version
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.recipes.asked import asked, asked_in
from sealcanvas.canvas.recipes.recipe import recent
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas


@sealcanvas.operation("CreateRecipe", resource=named("dataset", "DatasetId"))
def create_recipe(call: Call, target: Target, request: Request) -> Request:
    """Keep a recipe for a dataset's version: empty, or with the steps that are given."""
    base = target.required
    before = made_before(call, "recipe", base.domain_id, request)
    if before is not None:
        return {"RecipeId": before.id, "RecipeArn": before.arn}
    dataset = at_version(call.instance, base, request.get("DatasetVersion"))
    given = request.get("Recipe")
    recipe = (asked(dataset, [], {}) if given is None else asked_in(call, "CreateRecipe", dataset, given)).sound()
    who = {"by": call.principal.arn, "at": call.instance.clock().isoformat()}
    history: list[dict[str, Any]] = [
        {"action": "Added", "step": step, "number": number, **who} for number, step in enumerate(recipe.steps, 1)
    ]
    made = stored.store(
        call,
        "recipe",
        stored.new_id("recipe"),
        request["RecipeName"],
        "Ready",
        dataset.domain_id,
        dataset.profile,
        dataset=dataset.id,
        dataset_version=dataset.details["version"],
        recipe=recipe.details,
        history=recent(history),
        revision=1,
        **token_details(request),
    )
    return {"RecipeId": made.id, "RecipeArn": made.arn}
