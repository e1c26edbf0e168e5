"""ReferencePredictorArn: a predictor trained once more on the rows that its dataset group has now."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import active, lookup
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.stored import Stored
from sealcanvas.forecast.tags import BUILD_TYPE
from sealcanvas.service.call import Call

# API reference: "When upgrading or retraining a predictor, only specify values for the ReferencePredictorArn and
# PredictorName." What says nothing of the training may stand beside them.
_ALLOWED = frozenset({"PredictorName", "ReferencePredictorArn", "ExplainPredictor", "Tags"})
_OWN = frozenset({"PredictorName", "ReferencePredictorArn", "ExplainPredictor"})


def retrained(call: Call, request: dict[str, Any], tags: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The request and the tags that the training goes by: those of the reference, with the new one's own.

    Raises:
        InvalidInputException: names a member that cannot be given again.
        ResourceNotFoundException, ResourceInUseException: there is no such predictor, or it is not ACTIVE.
    """
    for member in request:
        if member not in _ALLOWED:
            raise InvalidInputException(f"{member} cannot be given with ReferencePredictorArn: it stays as it is.")
    reference = active(lookup(call, request["ReferencePredictorArn"], "predictor"))
    kept = {member: value for member, value in reference.request.items() if member not in _OWN}
    build = {BUILD_TYPE: reference.tags[BUILD_TYPE]} if BUILD_TYPE in reference.tags else {}
    merged = {**build, **tags}
    return {**kept, **request, "Tags": [{"Key": key, "Value": value} for key, value in merged.items()]}, merged


def reference_summary(call: Call, predictor: Stored) -> dict[str, Any]:
    """ReferencePredictorSummary of a predictor that was retrained; else {}."""
    arn = predictor.request.get("ReferencePredictorArn")
    if arn is None:
        return {}
    state = "Deleted" if stored.find(call.instance, arn) is None else "Active"
    return {"ReferencePredictorSummary": {"Arn": arn, "State": state}}
