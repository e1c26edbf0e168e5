"""ExplainPredictor: an explainability that waits for its predictor, and is made as soon as that is trained."""

from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import check_new, new_arn
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.explainability.begin_explanation import begin_explanation
from sealcanvas.forecast.keys.roles import SERVICE
from sealcanvas.forecast.predictors.settings import attributes
from sealcanvas.forecast.stored import ACTIVE, CREATE_FAILED, CREATE_PENDING, CREATE_STOPPED, Stored
from sealcanvas.forecast.work.ends import then
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance

ALL = {"TimeSeriesGranularity": "ALL", "TimePointGranularity": "ALL"}
_GONE = (CREATE_FAILED, CREATE_STOPPED)


def require_attributes(config: dict[str, Any]) -> None:
    """Refuse to explain a predictor that learns from nothing but the series themselves.

    Raises:
        InvalidInputException.
    """
    if not attributes(config):
        raise InvalidInputException(
            "Explainability needs a predictor with a related time series, item metadata or holidays to explain it by."
        )


def expect(call: Call, name: str, predictor_arn: str, config: dict[str, Any]) -> None:
    """Keep an explainability of the predictor's name that waits until the predictor is trained.

    Raises:
        InvalidInputException: there is nothing to explain it by.
        ResourceAlreadyExistsException: there is an explainability of that name.
    """
    require_attributes(config)
    arn = new_arn(call, "explainability", name)
    check_new(call, "explainability", arn, name)
    request = {"ExplainabilityName": name, "ResourceArn": predictor_arn, "ExplainabilityConfig": ALL}
    stored.store(call, "explainability", arn, name, CREATE_PENDING, request, waits=True)


def explanation_of(call: Call, predictor_arn: str) -> Stored | None:
    """The explainability of a predictor as a whole, the newest that did not fail before one that did; or None."""
    found = stored.made_from(call, "explainability", "ResourceArn", predictor_arn)
    sound = [each for each in found if each.status not in _GONE]
    return next(reversed(sound or found), None)


def described(call: Call, predictor: Stored) -> dict[str, Any]:
    """ExplainabilityInfo of a predictor that has an explainability; else {}."""
    found = explanation_of(call, predictor.arn)
    return {} if found is None else {"ExplainabilityInfo": {"ExplainabilityArn": found.arn, "Status": found.status}}


@then("series_train")
def training_ended(instance: Instance, predictor: Stored) -> None:
    """Begin the explanation that waits for this predictor, or let it fail with it."""
    call = service_call(instance, SERVICE, source_arn=predictor.arn, region=predictor.region)
    for waiting in stored.made_from(call, "explainability", "ResourceArn", predictor.arn):
        if not (waiting.details.get("waits") and waiting.status == CREATE_PENDING):
            continue
        stored.change(instance, waiting.arn, waits=False)
        if predictor.status != ACTIVE:
            _fail(instance, waiting, f"The predictor is {predictor.status}.")
            continue
        try:
            with instance.database.transaction():
                begin_explanation(call, waiting.arn, predictor)
        except ServiceError as error:
            _fail(instance, waiting, error.message)


def _fail(instance: Instance, waiting: Stored, message: str) -> None:
    stored.change(instance, waiting.arn, status=CREATE_FAILED, message=message)
