"""DescribeModelAnalysis: the analysis report of a version that is Ready (docs/analysis.md)."""

import json
from functools import partial
from typing import Any

from sealcanvas.canvas.models.results import own_names, read_as_role
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.stored import Stored
from sealcanvas.forecast import predictor_analysis
from sealcanvas.sagemaker.automl.analysis import automl_analysis
from sealcanvas.sagemaker.stored import find as find_job
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ResourceNotFoundException


@sealcanvas.operation("DescribeModelAnalysis", resource=named("model-version", "ModelVersionId"), atomic=False)
def describe_model_analysis(call: Call, target: Target, request: Request) -> Request:
    """Answer with the whole report, as JSON; read as who may read the scores, or FailureCause and FailureReason.

    CandidateName: another candidate's that has a model of its own; forecasts have one model.

    Raises:
        ResourceInUseException: the version is not Ready.
        ResourceNotFoundException: there is no such candidate, or it has no model of its own.
    """
    version = target.required
    if version.status != "Ready":
        raise ResourceInUseException(f"Model version {version.id} is {version.status}. It must be Ready.")
    candidate = request.get("CandidateName")
    if candidate is not None and candidate not in _with_models(call, version):
        raise ResourceNotFoundException(
            f"Model version {version.id} has no candidate '{candidate}' with its own model."
        )
    found = read_as_role(call, version, partial(automl_analysis, candidate=candidate), predictor_analysis)
    answer: dict[str, Any] = {"ModelVersionId": version.id}
    if "FailureCause" in found:
        return {**answer, **found}
    return {**answer, "Analysis": json.dumps(_by_own_names(found, version), ensure_ascii=False, allow_nan=False)}


def _with_models(call: Call, version: Stored) -> list[str]:
    """The names of the candidates that have models of their own, as the AutoML job knows them."""
    job = find_job(call.instance, version.details["automl"]) if version.details.get("automl") else None
    told = (job.details.get("result") or {}).get("candidates", []) if job else []
    return [each["name"] for each in told if each["model"]]


def _by_own_names(report: dict[str, Any], version: Stored) -> dict[str, Any]:
    """A time series' report by the dataset's own column names, where Forecast has its own."""
    names = own_names(version)
    if not names:
        return report
    impact = [{**each, "column": names.get(each["column"], each["column"])} for each in report["column_impact"]]
    forecast = dict(report["forecast"])
    items = forecast["items"]
    forecast["items"] = {
        **items,
        **{end: [{names.get(name, name): own for name, own in row.items()} for row in items[end]] for end in _ENDS},
    }
    forecast["charts"] = [
        {**chart, "keys": {names.get(name, name): own for name, own in chart["keys"].items()}}
        for chart in forecast["charts"]
    ]
    return {**report, "target": version.details["target"], "column_impact": impact, "forecast": forecast}


_ENDS = ("worst", "best")
