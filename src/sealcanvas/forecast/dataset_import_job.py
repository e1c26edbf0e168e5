"""Dataset import jobs: rows of CSV or Parquet files in S3 come into Forecast's own sealed store."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, check_new, existing, lookup, named, new
from sealcanvas.forecast.dataset import require_idle
from sealcanvas.forecast.encryption import encryption_key, require_access
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.input_files import input_files
from sealcanvas.forecast.paging import page
from sealcanvas.forecast.roles import as_role
from sealcanvas.forecast.schema import target_schema
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.six_actions import require_six_actions
from sealcanvas.forecast.stored import CREATE_PENDING, Stored
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.timestamp_format import strptime_format
from sealcanvas.forecast.unserved import refuse_unserved
from sealcanvas.forecast.work import begin, own_volume
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_UNSERVED = ("TimeZone", "UseGeolocationForTimeZone", "GeolocationFormat")
_GIGABYTE = 1e9
_COUNTS = ("Count", "CountLong", "CountDistinct", "CountDistinctLong", "CountNull", "CountNullLong")
_RUNTIME_SECONDS = 3600.0


@forecast.operation(
    "CreateDatasetImportJob",
    resource=new("dataset-import-job", "DatasetImportJobName", parent="DatasetArn"),
    conditions=request_tags,
)
def create_dataset_import_job(call: Call, target: PlainResource, request: Request) -> Request:
    """Begin to import; the rows replace those that the dataset has."""
    check_new(call, target, request["DatasetImportJobName"])
    dataset = lookup(call, request["DatasetArn"], "dataset")
    refuse_unserved(request, _UNSERVED)
    if request.get("ImportMode", "FULL") != "FULL":
        raise InvalidInputException("ImportMode INCREMENTAL is not supported yet. Import all rows with FULL.")
    form = _format(request)
    timestamps = strptime_format(request["TimestampFormat"]) if "TimestampFormat" in request else None
    require_idle(call, dataset.arn)
    source: dict[str, str] = request["DataSource"]["S3Config"]
    role_arn, key = source["RoleArn"], encryption_key(dataset.request)
    require_access(call, role_arn, [key, source.get("KMSKeyArn")], target.arn)
    files, keys = input_files(as_role(call, role_arn, target.arn), source["Path"], f".{form.lower()}")
    require_six_actions(call, role_arn, keys, target.arn)
    stored.store(call, "dataset-import-job", target.arn, request["DatasetImportJobName"], CREATE_PENDING, request)
    schema = target_schema(dataset.request["Domain"], dataset.request["Schema"])
    payload: dict[str, Any] = {
        "files": files,
        "format": form,
        "columns": [list(column) for column in schema.columns],
        "timestamp_format": timestamps,
    }
    volume = own_volume(call, role_arn, dataset.arn, key, target.arn)
    begin(call, target.arn, "series_import", role_arn, volume, payload, ["series"], _RUNTIME_SECONDS)
    return {"DatasetImportJobArn": target.arn}


@forecast.operation("DescribeDatasetImportJob", resource=named("DatasetImportJobArn"))
def describe_dataset_import_job(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far an import is; statistics are counts, never values."""
    job = existing(target, "dataset-import-job")
    return {**_summary(job), **job.request, **_statistics(job.details.get("result", {}))}


@forecast.operation("ListDatasetImportJobs")
def list_dataset_import_jobs(call: Call, request: Request) -> Request:
    """List the account's import jobs."""
    filters = {"DatasetArn": lambda item: str(item.request["DatasetArn"]), "Status": lambda item: item.status}
    found, more = page(request, stored.of_kind(call, "dataset-import-job"), filters)
    return {"DatasetImportJobs": [_summary(each) for each in found], **more}


def _summary(job: Stored) -> dict[str, Any]:
    return {
        "DatasetImportJobArn": job.arn,
        "DatasetImportJobName": job.name,
        "DataSource": job.request["DataSource"],
        "ImportMode": job.request.get("ImportMode", "FULL"),
        **job.state,
    }


def _statistics(result: dict[str, Any]) -> dict[str, Any]:
    """DataSize and FieldStatistics; what a worker returned is held to be counts."""
    size, fields = result.get("bytes"), result.get("fields")
    if not isinstance(size, int) or not isinstance(fields, dict):
        return {}
    counts = {
        name: {count: value for count, value in found.items() if count in _COUNTS and isinstance(value, int)}
        for name, found in fields.items()
        if isinstance(found, dict)
    }
    return {"DataSize": size / _GIGABYTE, "FieldStatistics": counts}


def _format(request: dict[str, Any]) -> str:
    form: str = request.get("Format", "CSV")
    if form not in ("CSV", "PARQUET"):
        raise InvalidInputException(f"Format '{form}' is not valid. Give CSV or PARQUET.")
    return form
