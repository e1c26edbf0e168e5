"""Forecast export jobs: a forecast as a file in S3, under the customer's key."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, check_new, existing, lookup, named, new
from sealcanvas.forecast.encryption import encryption_key, require_access
from sealcanvas.forecast.errors import InvalidInputException, ResourceInUseException
from sealcanvas.forecast.grant import usable_key
from sealcanvas.forecast.paging import page
from sealcanvas.forecast.roles import as_role
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import ACTIVE, CREATE_PENDING, Stored
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.work import begin, own_volume, store_input
from sealcanvas.s3.uri import parse_uri
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_RUNTIME_SECONDS = 3600.0


@forecast.operation(
    "CreateForecastExportJob",
    resource=new("forecast-export-job", "ForecastExportJobName", parent="ForecastArn"),
    conditions=request_tags,
)
def create_forecast_export_job(call: Call, target: PlainResource, request: Request) -> Request:
    """Begin to export."""
    name = request["ForecastExportJobName"]
    check_new(call, target, name)
    form: str = request.get("Format", "CSV")
    if form not in ("CSV", "PARQUET"):
        raise InvalidInputException(f"Format '{form}' is not valid. Give CSV or PARQUET.")
    made = lookup(call, request["ForecastArn"], "forecast")
    if made.status != ACTIVE:
        raise ResourceInUseException(f"{made.arn} is {made.status}. It must be ACTIVE.")
    destination: dict[str, str] = request["Destination"]["S3Config"]
    bucket, prefix = _place(destination["Path"])
    role_arn, key = destination["RoleArn"], destination.get("KMSKeyArn")
    predictor = stored.find(call.instance, made.request["PredictorArn"])
    stored_under = encryption_key(predictor.request) if predictor is not None else None
    require_access(call, role_arn, [key, stored_under], target.arn)
    if key is not None:
        key = usable_key(as_role(call, role_arn, target.arn), key)
    stored.store(call, "forecast-export-job", target.arn, name, CREATE_PENDING, request)
    # Developer Guide, "Exporting forecasts": <job name>_<export time>_<part>; the time in SimpleDateFormat.
    time = call.instance.clock().strftime("%Y-%m-%dT%H-%M-%SZ")
    payload: dict[str, Any] = {
        "forecast": store_input(call.instance, made.arn, "forecast"),
        "bucket": bucket,
        "key": f"{prefix}{name}_{time}_part0.{form.lower()}",
        "kms_key": key,
        "format": form,
    }
    volume = own_volume(call, role_arn, made.arn, None, target.arn)
    begin(call, target.arn, "series_export", role_arn, volume, payload, (), _RUNTIME_SECONDS)
    return {"ForecastExportJobArn": target.arn}


@forecast.operation("DescribeForecastExportJob", resource=named("ForecastExportJobArn"))
def describe_forecast_export_job(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far an export is."""
    job = existing(target, "forecast-export-job")
    return {**_summary(job), "ForecastArn": job.request["ForecastArn"], "Format": job.request.get("Format", "CSV")}


@forecast.operation("ListForecastExportJobs")
def list_forecast_export_jobs(call: Call, request: Request) -> Request:
    """List the account's export jobs."""
    filters = {"ForecastArn": lambda item: str(item.request["ForecastArn"]), "Status": lambda item: item.status}
    found, more = page(request, stored.of_kind(call, "forecast-export-job"), filters)
    return {"ForecastExportJobs": [_summary(each) for each in found], **more}


def _summary(job: Stored) -> dict[str, Any]:
    return {
        "ForecastExportJobArn": job.arn,
        "ForecastExportJobName": job.name,
        "Destination": job.request["Destination"],
        **job.state,
    }


def _place(path: str) -> tuple[str, str]:
    try:
        bucket, prefix = parse_uri(path)
    except ValueError:
        raise InvalidInputException(f"The S3 path {path} is not valid.") from None
    return bucket, f"{prefix.rstrip('/')}/" if prefix.rstrip("/") else ""
