"""ListCandidatesForAutoMLJob."""

from collections.abc import Callable
from typing import Any

from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.automl.candidate import wire_candidates
from sealcanvas.sagemaker.automl.job import require_job
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_DEFAULT = 10


def _value(candidate: dict[str, Any]) -> float:
    metric = candidate.get("FinalAutoMLJobObjectiveMetric")
    return float(metric["Value"]) if metric else float("-inf")


_SORTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "CreationTime": lambda candidate: candidate["CreationTime"],
    "Status": lambda candidate: candidate["CandidateStatus"],
    "FinalObjectiveMetricValue": _value,
}


@sagemaker.operation("ListCandidatesForAutoMLJob", resource=named("automl-job", "AutoMLJobName"), atomic=False)
def list_candidates_for_auto_ml_job(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """List a job's candidates with all their metrics, as the job found them: best first, unless sorted otherwise."""
    candidates = [
        candidate
        for candidate in wire_candidates(require_job(found))
        if request.get("StatusEquals", candidate["CandidateStatus"]) == candidate["CandidateStatus"]
        and request.get("CandidateNameEquals", candidate["CandidateName"]) == candidate["CandidateName"]
    ]
    if "SortBy" in request or "SortOrder" in request:
        by = request.get("SortBy", "CreationTime")
        candidates.sort(key=_SORTS[by], reverse=request.get("SortOrder", "Ascending") == "Descending")
    # A completed job's candidates never change, so that a page may be known by its place.
    token = request.get("NextToken") or "0"
    if not token.isascii() or not token.isdigit():
        raise ValidationException("The pagination token is invalid.")
    start, end = int(token), int(token) + request.get("MaxResults", _DEFAULT)
    more = {"NextToken": str(end)} if end < len(candidates) else {}
    return {"Candidates": candidates[start:end], **more}
