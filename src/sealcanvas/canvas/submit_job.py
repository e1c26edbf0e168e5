"""How Canvas has work done by itself: a processing job of the user's execution role, under the domain's first key."""

from typing import Any

from sealcanvas.jobs.job import JobSpec
from sealcanvas.jobs.priority import Priority
from sealcanvas.jobs.queue import submit
from sealcanvas.kms import managed_key
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call


def submit_job(
    call: Call,
    settings: CanvasSettings,
    kind: str,
    task: str,
    arn: str,
    payload: dict[str, Any],
    *,
    seconds: float,
    priority: Priority = Priority.STANDARD,
    region: str | None = None,
) -> None:
    """Submit it.

    Args:
        settings: of the user whom it works for.
        kind: which hooks hear of it.
        arn: of the job.
        seconds: it may run.
        region: where it belongs, if not to the call's.
    """
    submit(
        call,
        JobSpec(
            kind=kind,
            arn=arn,
            role_arn=settings.execution_role,
            service="sagemaker",
            task=task,
            payload=payload,
            volume_key=settings.app_key or managed_key(call, "sagemaker").arn,
            region=region or call.region,
            max_runtime_seconds=seconds,
            priority=priority,
        ),
    )
