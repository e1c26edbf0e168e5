"""PreviewDataset: the first rows, for whom may read the copy."""

import json

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets import previews
from sealcanvas.canvas.datasets.dataset import wire_columns
from sealcanvas.canvas.datasets.dataset_versions import at_version
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.workspace import as_ours, as_user, reader_settings
from sealcanvas.s3 import get_object
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException


@sealcanvas.operation("PreviewDataset", resource=named("dataset", "DatasetId"), atomic=False)
def preview_dataset(call: Call, target: Target, request: Request) -> Request:
    """Show the first 100 rows, and the profile of all (docs/ml.md, "Profile").

    They lie under key 1, but are what the copy under key 2 holds: one byte of that is read first, as the role, so that
    whoever takes key 2 away locks the preview too.
    """
    dataset = at_version(call.instance, target.required, request.get("DatasetVersion"))
    version = stored.find(call.instance, dataset.details["version_id"])
    if version is None:
        raise ResourceInUseException(f"Dataset {dataset.id} is being deleted.")
    settings = reader_settings(call, dataset)
    role = as_user(call.instance, settings, call.region, dataset.arn, within=call)
    place = dataset.details["file"]
    try:
        get_object(role, {"Bucket": place["bucket"], "Key": place["key"], "Range": "bytes=0-0"})["Body"].close()
        preview = previews.get(call.instance, version)
    except ServiceError as error:
        raise as_ours(error) from None
    profile = json.dumps(preview["profile"], ensure_ascii=False)
    return {"Columns": wire_columns(dataset), "Rows": preview["rows"], "Profile": profile}
