"""What Canvas shows of a predictor: its progress, its scores beside the naive baseline, its leaderboard."""

from typing import Any

from sealcanvas.service.instance import Instance


def predictor_results(instance: Instance, predictor_arn: str) -> dict[str, Any]:
    """Status, progress and, once it is ACTIVE, the report card of a predictor, opened as its own role.

    Returns:
        status: Forecast's own; message: why it failed, or "".
        phase, fraction: of the training, 0 to 1.
        objective: {"name", "value", "baseline", "direction"}, or None.
        metrics: a list of such scores; baseline is the seasonal naive forecast's.
        leaderboard: rows of {"name", "algorithm", "metrics", "seconds", "weight", "settings"}.
        column_impact: percent by column.
        coverage: the share of actual values within the outer quantiles, or None.
        warnings: sentences.

    Raises:
        ResourceNotFoundException: there is no such predictor.
        AccessDeniedException, InvalidInputException: its role may not open it any more, or its key cannot be used.
    """
    raise NotImplementedError
