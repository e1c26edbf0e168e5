"""Jobs and their events as the service model has them."""

from datetime import datetime
from typing import Any

from sealcanvas.jobs.events import JobEvent
from sealcanvas.jobs.job import Job, JobState


def summary(job: Job) -> dict[str, Any]:
    """A `JobSummary`."""
    return {
        "JobArn": job.arn,
        "JobId": job.job_id,
        "Kind": job.kind,
        "State": str(job.state),
        "Priority": job.spec.priority.name.title(),
        "Attempt": job.attempt,
        "CreationTime": job.created_at,
        **_present(StartTime=job.started_at, EndTime=job.finished_at),
    }


def description(job: Job, report: JobEvent | None, now: datetime) -> dict[str, Any]:
    """What DescribeJob answers.

    Args:
        report: where the task said that it stands, if it did in this attempt.
    """
    failure = {"FailureCode": job.failure.code, "FailureReason": job.failure.message} if job.failure else {}
    told: dict[str, Any] = {}
    if report is not None:
        told = event(report, now if job.state is JobState.RUNNING else None)
        told = {name: told[name] for name in _STANDING if name in told}
    return {**summary(job), "RoleArn": job.spec.role_arn, **failure, **told}


def event(event: JobEvent, now: datetime | None) -> dict[str, Any]:
    """A `JobEvent`; what is not known is left out.

    Args:
        now: the estimate is told as of now, and not any more once it has passed; None leaves it out.
    """
    what = event.what

    def scored(value: float | None) -> dict[str, Any] | None:
        if value is None or not what.metric or not what.direction:
            return None
        return {"MetricName": what.metric, "Value": value, "Direction": what.direction}

    eta = None
    if what.eta_seconds is not None and now is not None:
        left = what.eta_seconds - max(0.0, (now - event.at).total_seconds())
        eta = left if left > 0 else None
    return {
        "EventNumber": event.number,
        "Time": event.at,
        "State": what.state,
        "Attempt": what.attempt,
        **_present(
            Phase=what.phase or None,
            Fraction=what.fraction,
            Candidate=what.candidate or None,
            CandidateScore=scored(what.score),
            BestScore=scored(what.best),
            EtaSeconds=eta,
            Message=what.message or None,
        ),
    }


_STANDING = ("Phase", "Fraction", "Candidate", "BestScore", "EtaSeconds", "Message")


def _present(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
