"""CompletionCriteria: their bounds, and what holds where they are not given."""

from typing import Any

from sealcanvas.sagemaker.errors import ValidationException

DEFAULT_SECONDS = 600
"""Of a job without MaxAutoMLJobRuntimeInSeconds: ours, since AWS's default is of hours that it sells."""

MOST_CANDIDATES = {"AUTO": 24, "ENSEMBLING": 24, "HYPERPARAMETER_TUNING": 100}
"""Of a job for tables without MaxCandidates, by its mode; `ml` has the same."""

# "Autopilot quotas": the maximum runtime for an Autopilot job is 30 days.
_LONGEST_SECONDS = 30 * 24 * 3600


def check_criteria(criteria: dict[str, Any]) -> None:
    """Raises ValidationException for a job of more than 30 days."""
    for member in ("MaxAutoMLJobRuntimeInSeconds", "MaxRuntimePerTrainingJobInSeconds"):
        if criteria.get(member, 0) > _LONGEST_SECONDS:
            raise ValidationException(f"CompletionCriteria.{member} must be at most {_LONGEST_SECONDS} (30 days).")
