"""What Canvas shows of a predictor: its progress, its scores beside the naive baseline, its leaderboard."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.errors import ResourceNotFoundException
from sealcanvas.forecast.keys.roles import as_role_alone
from sealcanvas.forecast.stored import ACTIVE
from sealcanvas.forecast.work.store_files import read_json
from sealcanvas.jobs.queue import find as find_job
from sealcanvas.service.instance import Instance

_REPORT = ("objective", "metrics", "leaderboard", "column_impact", "coverage", "warnings", "items")
_EMPTY: dict[str, Any] = {
    "objective": None,
    "metrics": [],
    "leaderboard": [],
    "column_impact": {},
    "coverage": None,
    "warnings": [],
    "items": None,
}


def predictor_results(instance: Instance, predictor_arn: str) -> dict[str, Any]:
    """Status, progress and, once it is ACTIVE, the report card of a predictor, opened as its own role.

    Returns:
        status: Forecast's own; message: why it failed, or ""; failure: as `failure_of` tells it.
        phase, fraction: of the training, 0 to 1; best: the best value of the objective so far, or None.
        objective: {"name", "value", "baseline", "direction"}, or None.
        metrics: a list of such scores; baseline is the seasonal naive forecast's.
        leaderboard: rows of {"name", "algorithm", "metrics", "seconds", "weight", "settings"}.
        column_impact: percent by column.
        coverage: the share of actual values within the outer quantiles, or None.
        warnings: sentences; items: how many series there are, or None.

    Raises:
        ResourceNotFoundException: there is no such predictor.
        AccessDeniedException, InvalidInputException: its role may not open it any more, or its key cannot be used.
    """
    predictor = stored.find(instance, predictor_arn)
    if predictor is None or predictor.kind != "predictor":
        raise ResourceNotFoundException(f"No resource found {predictor_arn}")
    job = find_job(instance, predictor_arn)
    found = {
        "status": predictor.status,
        "message": predictor.details.get("message", ""),
        "failure": predictor.details.get("failure"),
        "phase": job.progress.phase if job else "",
        "fraction": job.progress.fraction if job else 0.0,
        "best": job.progress.details.get("best") if job else None,
        **_EMPTY,
    }
    if predictor.status != ACTIVE:
        return found
    report = read_json(as_role_alone(instance, predictor.details["role_arn"], predictor_arn), predictor_arn, "report")
    return {**found, "fraction": 1.0, **{name: report[name] for name in _REPORT}}


def predictor_analysis(instance: Instance, predictor_arn: str) -> dict[str, Any]:
    """The analysis report (docs/analysis.md) of a predictor that is ACTIVE, opened as its own role.

    Raises:
        ResourceNotFoundException: there is no such predictor, or it is not ACTIVE.
        AccessDeniedException, InvalidInputException: as `predictor_results`.
    """
    predictor = stored.find(instance, predictor_arn)
    if predictor is None or predictor.kind != "predictor" or predictor.status != ACTIVE:
        raise ResourceNotFoundException(f"No resource found {predictor_arn}")
    role = as_role_alone(instance, predictor.details["role_arn"], predictor_arn)
    found: dict[str, Any] = read_json(role, predictor_arn, "report")["analysis"]
    return found


def failure_of(instance: Instance, arn: str) -> dict[str, str] | None:
    """Why an import, predictor, forecast or export failed, for programs: {"code", "request_id"}; None if it did not.

    Args:
        arn: the resource's; its message stands in its Describe answer.

    Returns:
        code: the error's code as the service that refused spells it ("AccessDenied", "KMS.DisabledException",
            "DisabledException", …), or one of a job's own. request_id: of the refused request, or "".

    Raises:
        ResourceNotFoundException: there is no such resource.
    """
    found = stored.find(instance, arn)
    if found is None:
        raise ResourceNotFoundException(f"No resource found {arn}")
    failure: dict[str, str] | None = found.details.get("failure")
    return failure
