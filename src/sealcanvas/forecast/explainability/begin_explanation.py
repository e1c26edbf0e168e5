"""The job that explains: submitted by CreateExplainability, or when a predictor that is to be explained is trained."""

from typing import Any

from sealcanvas.forecast.datasets.group_data import Inputs
from sealcanvas.forecast.keys.encryption import encryption_key
from sealcanvas.forecast.quotas import EXPLAINED_SERIES
from sealcanvas.forecast.stored import Stored
from sealcanvas.forecast.work.begin import begin, own_volume, store_input
from sealcanvas.service.call import Call


def begin_explanation(
    call: Call,
    arn: str,
    predictor: Stored,
    *,
    role_arn: str = "",
    inputs: Inputs | None = None,
    select: dict[str, Any] | None = None,
    points: dict[str, str | None] | None = None,
) -> None:
    """Submit the job of the stored explainability `arn`, under the predictor's key.

    Args:
        role_arn: "" for the predictor's.
        inputs: the rows to explain; None for those that the predictor learnt from.
        select: what a worker must be told to read the series to explain; None for all.
        points: {"start", "end"}: the first and the last time point, or None; for one of a forecast. None for one of
            the predictor as a whole.

    Raises:
        AccessDeniedException, InvalidInputException: the role may not use the key, or the key cannot be used.
    """
    role_arn = role_arn or predictor.details["role_arn"]
    payload: dict[str, Any] = {
        "model": store_input(call.instance, predictor.arn, "model"),
        "inputs": None if inputs is None else inputs.places,
        "select": select,
        "points": points,
        "most": None if points is None else EXPLAINED_SERIES,
    }
    volume = own_volume(call, role_arn, arn, encryption_key(predictor.request), arn)
    begin(call, arn, "series_explain", role_arn, volume, payload, {"impacts": "impacts"})
