"""DescribeRecipe, ListRecipes, DeleteRecipe; and how a recipe that was kept is changed."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets.dataset_versions import at_version
from sealcanvas.canvas.named import Target, domain_named, find_named, named, of_named_domain
from sealcanvas.canvas.paging import page
from sealcanvas.canvas.recipes.asked import Asked, kept, wire, wire_columns
from sealcanvas.canvas.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ValidationException
from sealcanvas.service.resource import PlainResource

_MOST_EVENTS, _MOST_CHARACTERS = 1_000, 1 << 20
_MOST_TABLES = 20


@sealcanvas.operation("DescribeRecipe", resource=named("recipe", "RecipeId"))
def describe_recipe(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell a recipe's steps, the columns that they give, and who did what when."""
    recipe = target.required
    current = recipe_on(call, "DescribeRecipe", recipe)
    history = [_event(each) for each in recipe.details["history"]]
    answer = {**_summary(recipe), "Recipe": wire(recipe.details["recipe"]), "History": history}
    return {**answer, "Columns": wire_columns(current.checked)}


@sealcanvas.operation("ListRecipes", resource=domain_named)
def list_recipes(call: Call, domain: PlainResource, request: Request) -> Request:
    """List a domain's recipes, newest first."""
    found, more = page(request, of_named_domain(call, "recipe", domain, request))
    return {"Recipes": [_summary(each) for each in found], **more}


@sealcanvas.operation("DeleteRecipe", resource=named("recipe", "RecipeId"))
def delete_recipe(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Forget a recipe; models that were built with it keep their own."""
    stored.remove(call.instance, target.required.id)


def recipe_on(call: Call, action: str, recipe: Stored) -> Asked:
    """A kept recipe on its dataset version; raises what `asked.kept` does."""
    base = find_named(call, "dataset", recipe.details["dataset"]).required
    dataset = at_version(call.instance, base, recipe.details["dataset_version"])
    return kept(call, action, dataset, recipe.details["recipe"])


def change(
    call: Call, action: str, recipe: Stored, request: Request, edit: Callable[[Asked], tuple[Asked, list[Any]]]
) -> Request:
    """Change a recipe, and note by whom.

    Args:
        edit: what it becomes, and what happened: "Added" or "Undone", the step, and its number.

    Raises:
        ResourceInUseException: it was changed since the revision that the request expects.
        ValidationException: it cannot become so.
    """
    revision = recipe.details["revision"]
    if request.get("ExpectedRevision", revision) != revision:
        raise ResourceInUseException(
            f"Recipe {recipe.id} was changed meanwhile: it is at revision {revision}. Read it again, then change it."
        )
    new, happened = edit(recipe_on(call, action, recipe))
    new.sound()
    who = {"by": call.principal.arn, "at": call.instance.clock().isoformat()}
    events = [{"action": action, "step": step, "number": number, **who} for action, step, number in happened]
    if len(new.tables) > _MOST_TABLES:
        raise ValidationException(f"A recipe may have at most {_MOST_TABLES} tables to join.")
    history = recent([*recipe.details["history"], *events])
    stored.change(call.instance, recipe.id, recipe=new.details, history=history, revision=revision + 1)
    return {
        "RecipeId": recipe.id,
        "StepCount": len(new.steps),
        "Revision": revision + 1,
        "Columns": wire_columns(new.checked),
    }


def recent(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest events, 1,000 and 1 MiB of steps at most."""
    size, kept = 0, list[dict[str, Any]]()
    for event in reversed(history[-_MOST_EVENTS:]):
        size += len(json.dumps(event["step"]))
        if kept and size > _MOST_CHARACTERS:
            break
        kept.append(event)
    return kept[::-1]


def required_steps(recipe: Asked, count: int) -> None:
    """Raises ValidationException where a recipe has fewer steps."""
    if len(recipe.steps) < count:
        raise ValidationException(f"The recipe has {len(recipe.steps)} steps: {count} of them cannot be undone.")


def _event(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "Action": event["action"],
        "Step": json.dumps(event["step"], ensure_ascii=False),
        "StepNumber": event["number"],
        "ByArn": event["by"],
        "Time": datetime.fromisoformat(event["at"]),
    }


def _summary(recipe: Stored) -> dict[str, Any]:
    details = recipe.details
    return {
        "RecipeId": recipe.id,
        "RecipeArn": recipe.arn,
        "RecipeName": recipe.name,
        "DomainId": recipe.domain_id,
        "UserProfileName": recipe.profile,
        "DatasetId": details["dataset"],
        "DatasetVersion": details["dataset_version"],
        "StepCount": len(details["recipe"]["steps"]),
        "Revision": details["revision"],
        "CreationTime": recipe.created_at,
        "LastModifiedTime": recipe.modified_at,
    }
