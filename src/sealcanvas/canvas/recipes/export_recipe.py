"""ExportRecipe: the recipe of a model as it was fitted, in JSON and in Python."""

import json

from sealcanvas.canvas.models.results import read_as_role
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.recipes.asked import wire
from sealcanvas.canvas.series_recipe import series_recipe
from sealcanvas.sagemaker.automl.analysis import automl_insights
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ResourceNotFoundException, ValidationException


@sealcanvas.operation("ExportRecipe", resource=named("model-version", "ModelVersionId"), atomic=False)
def export_recipe(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Answer with what prepares rows for the model: means and bounds are those of the rows that it learnt from.

    They are read as the user profile's role: whoever takes key 2 away takes them away.
    """
    version = target.required
    if version.status != "Ready":
        raise ResourceInUseException(f"Model version {version.id} is {version.status}. It must be Ready.")
    if not version.details.get("recipe"):
        raise ResourceNotFoundException(f"Model version {version.id} was built without a recipe.")
    found = read_as_role(call, version, automl_insights, lambda _instance, _arn: series_recipe(call, version))
    if "FailureCause" in found:
        raise ValidationException(found["FailureReason"])
    fitted = found["recipe"]
    recipe = {**wire(version.details["recipe"]), "Steps": json.dumps(fitted["steps"], ensure_ascii=False)}
    return {"ModelVersionId": version.id, "Script": fitted["script"], "Recipe": recipe}
