"""DescribePrediction, ListPredictions."""

from typing import Any

from sealcanvas.canvas.failure import members
from sealcanvas.canvas.named import Target, domain_named, named, of_named_domain
from sealcanvas.canvas.paging import page
from sealcanvas.canvas.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.resource import PlainResource


@sealcanvas.operation("DescribePrediction", resource=named("prediction", "PredictionId"))
def describe_prediction(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell where a batch prediction stands, and where its output lies."""
    return _wire(target.required)


@sealcanvas.operation("ListPredictions", resource=domain_named)
def list_predictions(call: Call, domain: PlainResource, request: Request) -> Request:
    """List a domain's predictions, newest first."""
    version = request.get("ModelVersionId")
    in_domain = of_named_domain(call, "prediction", domain, request)
    mine = [each for each in in_domain if version in (None, each.details["version"])]
    found, more = page(request, mine)
    return {"Predictions": [_wire(each) for each in found], **more}


def _wire(prediction: Stored) -> dict[str, Any]:
    details = prediction.details
    answer = {
        "PredictionId": prediction.id,
        "PredictionArn": prediction.arn,
        "ModelVersionId": details["version"],
        "DomainId": prediction.domain_id,
        "UserProfileName": prediction.profile,
        "Status": prediction.status,
        "CreationTime": prediction.created_at,
        "LastModifiedTime": prediction.modified_at,
        **members(details),
    }
    if details["dataset"]:
        answer |= {"DatasetId": details["dataset"], "DatasetVersion": details["dataset_version"]}
    if prediction.status == "Ready":
        answer["OutputS3Uri"] = details["output"]
        if details["rows"] is not None:
            answer["RowCount"] = details["rows"]
        if details["key_arn"]:
            answer["SSEKMSKeyId"] = details["key_arn"]
    return answer
