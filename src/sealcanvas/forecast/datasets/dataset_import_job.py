"""Dataset import jobs: rows of CSV or Parquet files in S3 come into Forecast's own sealed store."""

from typing import Any
from zoneinfo import available_timezones

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, at_rest, check_new, existing, lookup, named, new
from sealcanvas.forecast.datasets.dataset import require_idle, schema_of
from sealcanvas.forecast.datasets.rows import drop_rows, rows_file, statistics_file
from sealcanvas.forecast.datasets.schema import METADATA
from sealcanvas.forecast.datasets.statistics import field_statistics
from sealcanvas.forecast.datasets.timestamp_format import strptime_format
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.keys.encryption import encryption_key
from sealcanvas.forecast.paging import asked_for, page
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import CREATE_PENDING, Stored
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.unserved import refuse_unserved
from sealcanvas.forecast.work.begin import begin, own_volume
from sealcanvas.forecast.work.source import file_format, read_source
from sealcanvas.forecast.work.time_left import time_left
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_UNSERVED = ("UseGeolocationForTimeZone", "GeolocationFormat")


@forecast.operation(
    "CreateDatasetImportJob",
    resource=new("dataset-import-job", "DatasetImportJobName", parent="DatasetArn"),
    conditions=request_tags,
)
def create_dataset_import_job(call: Call, target: PlainResource, request: Request) -> Request:
    """Begin to import; a FULL import's rows replace those that the dataset has, an INCREMENTAL one's are added."""
    name = request["DatasetImportJobName"]
    check_new(call, "dataset-import-job", target.arn, name)
    dataset = lookup(call, request["DatasetArn"], "dataset")
    refuse_unserved(request, _UNSERVED)
    _check_times(request, dataset)
    form = file_format(request)
    timestamps = strptime_format(request["TimestampFormat"]) if "TimestampFormat" in request else None
    require_idle(call, dataset.arn)
    source: dict[str, str] = request["DataSource"]["S3Config"]
    role_arn, key = source["RoleArn"], encryption_key(dataset.request)
    files = read_source(call, source, form, target.arn, [key])
    others = stored.made_from(call, "dataset-import-job", "DatasetArn", dataset.arn)
    stored.store(
        call,
        "dataset-import-job",
        target.arn,
        name,
        CREATE_PENDING,
        request,
        replaces=[other.name for other in others],
    )
    schema = schema_of(dataset)
    payload: dict[str, Any] = {
        "files": files,
        "format": form,
        "columns": [list(column) for column in schema.columns],
        "item": schema.item,
        "static": dataset.request["DatasetType"] == METADATA,
        "timestamp_format": timestamps,
        "timestamp_words": request.get("TimestampFormat"),
        "time_zone": request.get("TimeZone"),
    }
    volume = own_volume(call, role_arn, dataset.arn, key, target.arn)
    outputs = {"rows": rows_file(name), "statistics": statistics_file(name)}
    begin(call, target.arn, "series_import", role_arn, volume, payload, outputs)
    return {"DatasetImportJobArn": target.arn}


@forecast.operation("DescribeDatasetImportJob", resource=named("DatasetImportJobArn"))
def describe_dataset_import_job(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far an import is, and what its rows are like: beside counts only as long as its role may open them."""
    job = existing(target, "dataset-import-job")
    return {**_summary(job), **job.request, **time_left(call.instance, job), **field_statistics(call, job)}


@forecast.operation("ListDatasetImportJobs")
def list_dataset_import_jobs(call: Call, request: Request) -> Request:
    """List the account's import jobs."""
    found, more = page(request, stored.of_kind(call, "dataset-import-job"), {"DatasetArn": asked_for("DatasetArn")})
    return {"DatasetImportJobs": [_summary(each) for each in found], **more}


@forecast.operation("DeleteDatasetImportJob", resource=named("DatasetImportJobArn"))
def delete_dataset_import_job(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete an import job, and the rows that it brought if the dataset still has them."""
    job = at_rest(existing(target, "dataset-import-job"))
    require_idle(call, job.request["DatasetArn"])
    drop_rows(call.instance, job.request["DatasetArn"], job.name)
    stored.remove(call.instance, job)


def _summary(job: Stored) -> dict[str, Any]:
    return {
        "DatasetImportJobArn": job.arn,
        "DatasetImportJobName": job.name,
        "DataSource": job.request["DataSource"],
        "ImportMode": job.request.get("ImportMode", "FULL"),
        **job.state,
    }


def _check_times(request: Request, dataset: Stored) -> None:
    """Hold TimeZone and TimestampFormat to a zone that exists, and to datasets that have timestamps."""
    if dataset.request["DatasetType"] == METADATA:
        for member in ("TimeZone", "TimestampFormat"):
            if member in request:
                raise InvalidInputException(f"{member} is for time series: leave it out for DatasetType ITEM_METADATA.")
    zone = request.get("TimeZone")
    if zone is not None and zone not in available_timezones():
        raise InvalidInputException(f"TimeZone '{zone}' is not valid. Give a name such as Europe/Berlin.")
