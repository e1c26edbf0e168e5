"""Forecast export jobs: a forecast as a file in S3."""

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, active, at_rest, check_new, existing, named, new_arn
from sealcanvas.forecast.exports.begin_export import begin_export, described
from sealcanvas.forecast.paging import asked_for, page
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.work.begin import store_input
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("CreateForecastExportJob", resource=named("ForecastArn"), conditions=request_tags)
def create_forecast_export_job(call: Call, target: Target, request: Request) -> Request:
    """Begin to export."""
    made = active(existing(target, "forecast"))
    name = request["ForecastExportJobName"]
    arn = new_arn(call, "forecast-export-job", name, made.arn)
    check_new(call, "forecast-export-job", arn, name)
    content = {"kind": "forecast", "forecast": store_input(call.instance, made.arn, "forecast")}
    begin_export(call, "forecast-export-job", arn, name, request, [made], content, {"values": ""})
    return {"ForecastExportJobArn": arn}


@forecast.operation("DescribeForecastExportJob", resource=named("ForecastExportJobArn"))
def describe_forecast_export_job(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far an export is."""
    job = existing(target, "forecast-export-job")
    return {
        "ForecastExportJobArn": job.arn,
        "ForecastExportJobName": job.name,
        "ForecastArn": job.request["ForecastArn"],
        **described(job),
    }


@forecast.operation("ListForecastExportJobs")
def list_forecast_export_jobs(call: Call, request: Request) -> Request:
    """List the account's export jobs."""
    found, more = page(request, stored.of_kind(call, "forecast-export-job"), {"ForecastArn": asked_for("ForecastArn")})
    jobs = [
        {
            "ForecastExportJobArn": job.arn,
            "ForecastExportJobName": job.name,
            "Destination": job.request["Destination"],
            **job.state,
        }
        for job in found
    ]
    return {"ForecastExportJobs": jobs, **more}


@forecast.operation("DeleteForecastExportJob", resource=named("ForecastExportJobArn"))
def delete_forecast_export_job(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete an export job; the file that it wrote stays."""
    stored.remove(call.instance, at_rest(existing(target, "forecast-export-job")))
