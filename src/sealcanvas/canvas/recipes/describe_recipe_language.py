"""DescribeRecipeLanguage: the functions that formulas have, and the steps with their members."""

from sealcanvas.ml.recipe.check import language
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas


@sealcanvas.operation("DescribeRecipeLanguage", atomic=False)
def describe_recipe_language(call: Call, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """For editors that complete and explain; docs/recipe.md says what each does."""
    told = language()
    return {
        "Functions": [
            {
                "FunctionName": each["name"],
                "Takes": each["takes"],
                "Gives": each["gives"],
                "Repeats": each["repeats"],
                "LastIsOptional": each["optional"],
            }
            for each in told["functions"]
        ],
        "Steps": [
            {
                "StepName": each["name"],
                "Members": [
                    {"MemberName": member["name"], "Required": member["required"]} for member in each["members"]
                ],
            }
            for each in told["steps"]
        ],
    }
