"""Predictor backtest export jobs: what was forecast for the past, and how well, as files in S3."""

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, active, at_rest, check_new, existing, named, new_arn
from sealcanvas.forecast.exports.begin_export import begin_export, described
from sealcanvas.forecast.paging import asked_for, page
from sealcanvas.forecast.predictors.forecast_types import DEFAULT, column_names
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.work.begin import store_input
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_FOLDERS = {"values": "forecasted-values/", "metrics": "accuracy-metrics-values/"}


@forecast.operation("CreatePredictorBacktestExportJob", resource=named("PredictorArn"), conditions=request_tags)
def create_predictor_backtest_export_job(call: Call, target: Target, request: Request) -> Request:
    """Begin to export, into the two folders that AWS documents."""
    predictor = active(existing(target, "predictor"))
    name = request["PredictorBacktestExportJobName"]
    arn = new_arn(call, "backtest-export", name, predictor.arn)
    check_new(call, "backtest-export", arn, name)
    content = {
        "kind": "backtest",
        "model": store_input(call.instance, predictor.arn, "model"),
        "types": column_names(predictor.request.get("ForecastTypes", DEFAULT)),
    }
    begin_export(call, "backtest-export", arn, name, request, [predictor], content, _FOLDERS)
    return {"PredictorBacktestExportJobArn": arn}


@forecast.operation("DescribePredictorBacktestExportJob", resource=named("PredictorBacktestExportJobArn"))
def describe_predictor_backtest_export_job(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell how far an export is."""
    job = existing(target, "backtest-export")
    return {
        "PredictorBacktestExportJobArn": job.arn,
        "PredictorBacktestExportJobName": job.name,
        "PredictorArn": job.request["PredictorArn"],
        **described(job),
    }


@forecast.operation("ListPredictorBacktestExportJobs")
def list_predictor_backtest_export_jobs(call: Call, request: Request) -> Request:
    """List the account's backtest export jobs."""
    found, more = page(request, stored.of_kind(call, "backtest-export"), {"PredictorArn": asked_for("PredictorArn")})
    jobs = [
        {
            "PredictorBacktestExportJobArn": job.arn,
            "PredictorBacktestExportJobName": job.name,
            "Destination": job.request["Destination"],
            **job.state,
        }
        for job in found
    ]
    return {"PredictorBacktestExportJobs": jobs, **more}


@forecast.operation("DeletePredictorBacktestExportJob", resource=named("PredictorBacktestExportJobArn"))
def delete_predictor_backtest_export_job(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete an export job; the files that it wrote stay."""
    stored.remove(call.instance, at_rest(existing(target, "backtest-export")))
