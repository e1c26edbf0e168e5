"""What goes with a model version or a prediction that is deleted: its objects, and what Forecast keeps for it."""

from typing import Any

from sealcanvas.forecast import stored as forecast_stored
from sealcanvas.forecast.delete_resource_tree import delete_resource_tree
from sealcanvas.s3 import delete_object, list_objects_v2
from sealcanvas.s3.uri import parse_uri
from sealcanvas.service.call import Call


def delete_folder(role: Call, uri: str) -> None:
    """Delete every object below a URI that ends with a slash, as the role.

    Raises:
        ServiceError: S3 refused it.
    """
    bucket, prefix = parse_uri(uri)
    request: dict[str, Any] = {"Bucket": bucket, "Prefix": prefix}
    while found := list_objects_v2(role, request).get("Contents", []):
        for each in found:
            delete_object(role, {"Bucket": bucket, "Key": each["Key"]})


def delete_forecasts(role: Call, arns: list[str]) -> None:
    """Delete Forecast's resources with all that was made from them, as the role; those that are gone do no harm.

    Raises:
        ServiceError: Forecast refused it.
    """
    for arn in arns:
        if forecast_stored.find(role.instance, arn) is not None:
            delete_resource_tree(role, {"ResourceArn": arn})
