"""PreviewDataset: the first rows, for whom may read the copy."""

from sealcanvas.canvas import previews
from sealcanvas.canvas.dataset import wire_columns
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.workspace import as_ours, as_user, settings_for
from sealcanvas.s3 import get_object
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException


@sealcanvas.operation("PreviewDataset", resource=named("dataset", "DatasetId"), atomic=False)
def preview_dataset(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Show the first 100 rows.

    They lie under key 1, but are what the copy under key 2 holds: one byte of that is read first, as the role, so that
    whoever takes key 2 away locks the preview too.
    """
    dataset = target.required
    if dataset.status != "Ready":
        raise ResourceInUseException(f"Dataset {dataset.id} is {dataset.status}. It must be Ready.")
    settings = settings_for(call.instance, dataset)
    role = as_user(call.instance, settings, call.region, dataset.arn, within=call)
    place = dataset.details["file"]
    try:
        get_object(role, {"Bucket": place["bucket"], "Key": place["key"], "Range": "bytes=0-0"})["Body"].close()
        preview = previews.get(call.instance, dataset)
    except ServiceError as error:
        raise as_ours(error) from None
    return {"Columns": wire_columns(dataset), "Rows": preview["rows"]}
